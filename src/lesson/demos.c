/* SPDX-License-Identifier: MIT */
#include "lesson/demos.h"

#include "base/mem.h"
#include "lesson/lesson.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct names {
    char all[DEMOS_MAX][NAME_SIZE_MAX];
    int count;
};

static void take_name(void *to, const char *name)
{
    struct names *names = to;
    if (names->count < DEMOS_MAX) {
        (void)snprintf(names->all[names->count++], NAME_SIZE_MAX, "%.*s", NAME_SIZE_MAX - 1, name);
    }
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* False: it has nothing for a stage. */
static bool read_entry(struct demo_entry *out, const struct lab_files *files, const char *kind,
                       const char *name)
{
    struct lesson lesson;
    struct err err = {0};
    struct buf text;
    char file[NAME_SIZE_MAX + 4];
    *out = (struct demo_entry){.is_lesson = strcmp(kind, "lessons") == 0};
    (void)snprintf(out->name, sizeof(out->name), "%s", name);
    (void)snprintf(file, sizeof(file), "%s.md", name);
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    enum rc rc = files->read(files->user, kind, name, &text, &err);
    if (rc == RC_OK) {
        rc = lesson_parse(&lesson, file, text.data, text.size, &err);
        bool has_demo = rc != RC_OK || lesson_has_demo(&lesson);
        if (rc == RC_OK) {
            (void)snprintf(out->title, sizeof(out->title), "%.63s", lesson.title.text);
            out->minutes = lesson.minutes;
            out->steps = lesson.step_count;
        }
        lesson_release(&lesson);
        if (!has_demo) {
            buf_release(&text);
            return false;
        }
    }
    buf_release(&text);
    if (rc != RC_OK) {
        (void)snprintf(out->trouble, sizeof(out->trouble), "%.199s", err.text);
    }
    return rc == RC_OK || !out->is_lesson;
}

int demos_read(struct demo_entry *out, int room, const struct lab_files *files)
{
    static const char *const kinds[] = {"demos", "lessons"};
    int count = 0;
    if (files->list == NULL || files->read == NULL) {
        return 0;
    }
    for (int k = 0; k < COUNT_OF(kinds); k++) {
        struct names *names = mem_alloc(1, sizeof(*names));
        files->list(files->user, kinds[k], take_name, names);
        qsort(names->all, (size_t)names->count, sizeof(names->all[0]), compare_names);
        for (int i = 0; i < names->count && count < room; i++) {
            count += read_entry(&out[count], files, kinds[k], names->all[i]);
        }
        mem_free(names);
    }
    return count;
}

void demos_add_list(const struct lab_files *files, struct buf *out)
{
    struct demo_entry *entries = mem_alloc(DEMOS_MAX, sizeof(*entries));
    int count = demos_read(entries, DEMOS_MAX, files);
    bool has_lessons = false;
    for (int i = 0; i < count; i++) {
        const struct demo_entry *entry = &entries[i];
        if (entry->is_lesson && !has_lessons) {
            buf_addf(out, "Lessons that can be presented:\n");
            has_lessons = true;
        }
        if (entry->trouble[0] != '\0') {
            buf_addf(out, "  %-16s %s\n", entry->name, entry->trouble);
        } else {
            buf_addf(out, "  %-16s %s, %d step%s, %d minute%s\n", entry->name, entry->title,
                     entry->steps, entry->steps == 1 ? "" : "s", entry->minutes,
                     entry->minutes == 1 ? "" : "s");
        }
    }
    if (count == 0) {
        buf_addf(out, "There are no demos: say where data are with --data DIR.\n");
    }
    mem_free(entries);
}
