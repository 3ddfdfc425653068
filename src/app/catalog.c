/* SPDX-License-Identifier: MIT */
#include "app/catalog.h"

#include "base/mem.h"
#include "lesson/course.h"
#include "lesson/demos.h"

#include <stdio.h>

static void fill(struct home_lesson *out, const struct course_entry *entry)
{
    *out = (struct home_lesson){
        .number = entry->number,
        .minutes = entry->minutes,
        .steps = entry->step_count,
        .is_done = entry->state == PROGRESS_DONE,
        .is_skipped = entry->state == PROGRESS_SKIPPED,
        .is_next = entry->is_next,
        .commands = entry->commands,
        .par = entry->par,
    };
    (void)snprintf(out->name, sizeof(out->name), "%.63s", entry->slug);
    (void)snprintf(out->title, sizeof(out->title), "%.63s", entry->title);
    (void)snprintf(out->chapter, sizeof(out->chapter), "%.31s", entry->chapter);
}

int catalog_read(struct home_lesson *out, const struct lab_files *files,
                 const struct progress *progress)
{
    struct course *course = mem_alloc(1, sizeof(*course));
    int count = 0;
    if (files->read != NULL && course_read(course, files, progress, NULL) == RC_OK) {
        for (int i = 0; i < course->count && count < HOME_LESSONS_MAX; i++) {
            if (course->entries[i].trouble[0] == '\0') {
                fill(&out[count++], &course->entries[i]);
            }
        }
    }
    mem_free(course);
    return count;
}

int catalog_read_demos(struct home_demo *out, const struct lab_files *files)
{
    struct demo_entry *entries = mem_alloc(DEMOS_MAX, sizeof(*entries));
    int found = demos_read(entries, DEMOS_MAX, files);
    int count = 0;
    for (int i = 0; i < found && count < HOME_DEMOS_MAX; i++) {
        const struct demo_entry *entry = &entries[i];
        if (!entry->is_lesson && entry->trouble[0] == '\0') {
            struct home_demo *demo = &out[count++];
            *demo = (struct home_demo){.minutes = entry->minutes, .steps = entry->steps};
            (void)snprintf(demo->name, sizeof(demo->name), "%.63s", entry->name);
            (void)snprintf(demo->title, sizeof(demo->title), "%.63s", entry->title);
        }
    }
    mem_free(entries);
    return count;
}
