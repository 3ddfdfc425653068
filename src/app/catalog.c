/* SPDX-License-Identifier: MIT */
#include "app/catalog.h"

#include "lesson/lesson.h"

#include <stdio.h>
#include <string.h>

#define COURSE "course" /* the file that lists the chapters, and the lessons of each */

/* False: there is no lesson of this name that can be played. */
static bool read_lesson(struct home_lesson *out, const struct lab_files *files, const char *slug)
{
    struct buf text;
    struct lesson lesson = {0};
    buf_init(&text, LESSON_SIZE_MAX);
    bool is_one = files->read(files->user, "lessons", slug, &text, NULL) == RC_OK &&
                  lesson_parse(&lesson, slug, text.data, text.size, NULL) == RC_OK;
    if (is_one) {
        (void)snprintf(out->name, sizeof(out->name), "%s", slug);
        (void)snprintf(out->title, sizeof(out->title), "%.63s", lesson.title.text);
        out->minutes = lesson.minutes;
        out->steps = lesson.step_count;
    }
    lesson_release(&lesson);
    buf_release(&text);
    return is_one;
}

/* "## Clash" begins a chapter, "- same-page" is a lesson of it. */
int catalog_read(struct home_lesson *out, const struct lab_files *files)
{
    struct buf course;
    char chapter[sizeof(out->chapter)] = "";
    int count = 0;
    buf_init(&course, LESSON_SIZE_MAX);
    bool is_there =
        files->read != NULL && files->read(files->user, "lessons", COURSE, &course, NULL) == RC_OK;
    const char *line = is_there ? course.data : "";
    while (*line != '\0' && count < HOME_LESSONS_MAX) {
        size_t size = strcspn(line, "\r\n");
        char slug[sizeof(out->name)];
        if (strncmp(line, "## ", 3) == 0) {
            (void)snprintf(chapter, sizeof(chapter), "%.*s", (int)size - 3, line + 3);
        } else if (strncmp(line, "- ", 2) == 0) {
            (void)snprintf(slug, sizeof(slug), "%.*s", (int)size - 2, line + 2);
            struct home_lesson lesson = {.minutes = 0};
            if (read_lesson(&lesson, files, slug)) {
                (void)snprintf(lesson.chapter, sizeof(lesson.chapter), "%s", chapter);
                out[count++] = lesson;
            }
        }
        line += size + strspn(line + size, "\r\n");
    }
    buf_release(&course);
    return count;
}
