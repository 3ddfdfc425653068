/* SPDX-License-Identifier: MIT */
#include "lesson/course.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define COURSE_FILE "course.md"

/* --- the list --------------------------------------------------------------------------------- */

static enum rc fail_line(int number, enum rc rc, struct err *err, const char *sentence,
                         const char *word)
{
    return err_set(err, rc, COURSE_FILE ":%d: %s: %.60s", number, sentence, word);
}

/* "## Chapter" and "- slug"; the rest is told to people. */
static enum rc read_line(struct course *out, const char *line, int number, char *chapter,
                         struct err *err)
{
    if (strncmp(line, "## ", 3) == 0) {
        (void)snprintf(chapter, NAME_SIZE_MAX, "%.63s", line + 3);
        return RC_OK;
    }
    if (strncmp(line, "- ", 2) != 0) {
        return RC_OK;
    }
    const char *slug = line + 2;
    if (strlen(slug) >= NAME_SIZE_MAX || slug[0] == '\0' || strchr(slug, ' ') != NULL) {
        return fail_line(number, RC_USAGE, err, "a lesson's name is one word", slug);
    }
    if (course_find(out, slug) != NULL) {
        return fail_line(number, RC_USAGE, err, "this lesson stands here twice", slug);
    }
    if (out->count == COURSE_MAX) {
        return fail_line(number, RC_FULL, err, "there are too many lessons", slug);
    }
    struct course_entry *entry = &out->entries[out->count++];
    *entry = (struct course_entry){.number = out->count};
    (void)snprintf(entry->slug, sizeof(entry->slug), "%.63s", slug);
    (void)snprintf(entry->chapter, sizeof(entry->chapter), "%.63s", chapter);
    return RC_OK;
}

static enum rc read_list(struct course *out, const struct buf *text, struct err *err)
{
    char chapter[NAME_SIZE_MAX] = "";
    enum rc rc = RC_OK;
    int number = 1;
    if (text_find_bad(text->data, text->size) < text->size) {
        return err_set(err, RC_USAGE, COURSE_FILE ":1: it is no text");
    }
    for (const char *at = text->data; rc == RC_OK && *at != '\0'; number++) {
        char line[512];
        size_t size = strcspn(at, "\r\n");
        (void)snprintf(line, sizeof(line), "%.*s", (int)size, at);
        rc = read_line(out, line, number, chapter, err);
        at += size;
        at += *at == '\r';
        at += *at == '\n';
    }
    return rc;
}

enum rc course_next(const struct buf *text, const char *slug, char *out, struct err *err)
{
    struct course *course = mem_alloc(1, sizeof(*course));
    enum rc rc = read_list(course, text, err);
    const struct course_entry *entry = rc == RC_OK ? course_find(course, slug) : NULL;
    bool has_next = entry != NULL && entry->number < course->count;
    (void)snprintf(out, NAME_SIZE_MAX, "%s", has_next ? entry[1].slug : "");
    mem_free(course);
    return rc;
}

/* --- the lessons ------------------------------------------------------------------------------ */

/* What its file says of itself; what is wrong with it stays with it. */
static void read_head(struct course_entry *entry, const struct lab_files *files)
{
    struct lesson lesson = {0};
    struct err err = {0};
    struct buf text;
    char name[NAME_SIZE_MAX + 4];
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    (void)snprintf(name, sizeof(name), "%s.md", entry->slug);
    enum rc rc = files->read(files->user, "lessons", entry->slug, &text, &err);
    rc = rc == RC_OK ? lesson_parse(&lesson, name, text.data, text.size, &err) : rc;
    if (rc == RC_OK && strcmp(lesson.slug, entry->slug) != 0) {
        rc = err_set(&err, RC_USAGE, "%s:2:9: it calls itself \"%s\"", name, lesson.slug);
    }
    if (rc != RC_OK) {
        (void)snprintf(entry->title, sizeof(entry->title), "%s", entry->slug);
        (void)snprintf(entry->trouble, sizeof(entry->trouble), "%.299s", err.text);
    } else {
        (void)snprintf(entry->title, sizeof(entry->title), "%.99s", lesson.title.text);
        entry->minutes = lesson.minutes;
        entry->step_count = lesson.step_count;
        entry->par = lesson.par_commands;
        entry->need_count = lesson.need_count;
        memcpy(entry->needs, lesson.needs, sizeof(entry->needs));
    }
    lesson_release(&lesson);
    buf_release(&text);
}

static void add_trouble(struct course_entry *entry, const char *need, const char *why)
{
    struct buf text;
    buf_init(&text, sizeof(entry->trouble) - 1);
    buf_addf(&text, "%s.md: it needs \"%s\", which %s", entry->slug, need, why);
    memcpy(entry->trouble, text.data, text.size + 1);
    buf_release(&text);
}

/* A lesson comes behind all that it needs: so none can need itself by way of others. */
static void check_needs(struct course *course)
{
    for (int i = 0; i < course->count; i++) {
        struct course_entry *entry = &course->entries[i];
        for (int k = 0; k < entry->need_count && entry->trouble[0] == '\0'; k++) {
            const struct course_entry *need = course_find(course, entry->needs[k]);
            if (need == NULL || need->number >= entry->number) {
                add_trouble(entry, entry->needs[k],
                            need == NULL ? "is not in " COURSE_FILE : "does not come before it");
            }
        }
    }
}

static void join_progress(struct course *course, const struct progress *progress)
{
    bool has_next = false;
    for (int i = 0; i < course->count; i++) {
        struct course_entry *entry = &course->entries[i];
        const struct progress_entry *known =
            progress != NULL ? progress_find(progress, entry->slug) : NULL;
        if (known != NULL) {
            entry->state = known->state;
            entry->commands = known->commands;
            entry->hints = known->hints;
        }
        course->done += entry->state == PROGRESS_DONE;
        entry->is_next = !has_next && entry->state < PROGRESS_SKIPPED && entry->trouble[0] == '\0';
        has_next = has_next || entry->is_next;
    }
}

enum rc course_read(struct course *out, const struct lab_files *files,
                    const struct progress *progress, struct err *err)
{
    struct buf text;
    *out = (struct course){0};
    buf_init(&text, LESSON_SIZE_MAX);
    enum rc rc = files->read(files->user, "lessons", "course", &text, err);
    rc = rc == RC_OK ? read_list(out, &text, err) : rc;
    buf_release(&text);
    for (int i = 0; rc == RC_OK && i < out->count; i++) {
        read_head(&out->entries[i], files);
    }
    if (rc == RC_OK) {
        check_needs(out);
        join_progress(out, progress);
    }
    return rc;
}

const struct course_entry *course_find(const struct course *course, const char *slug)
{
    for (int i = 0; i < course->count; i++) {
        if (strcmp(course->entries[i].slug, slug) == 0) {
            return &course->entries[i];
        }
    }
    return NULL;
}

/* --- as text ---------------------------------------------------------------------------------- */

static void add_entry(const struct course_entry *entry, struct buf *out)
{
    static const char *const boxes[] = {[PROGRESS_NONE] = "[ ]",
                                        [PROGRESS_BEGUN] = "[.]",
                                        [PROGRESS_SKIPPED] = "[-]",
                                        [PROGRESS_DONE] = "[x]"};
    buf_addf(out, "%s %2d  %-16s %s", boxes[entry->state], entry->number, entry->slug,
             entry->title);
    if (entry->trouble[0] != '\0') {
        buf_addf(out, "\n        cannot be played: %s", entry->trouble);
    } else if (entry->state == PROGRESS_DONE) {
        buf_addf(out, ", %d command%s", entry->commands, entry->commands == 1 ? "" : "s");
        if (entry->par > 0) {
            buf_addf(out, " (par %d)", entry->par);
        }
    } else {
        buf_addf(out, ", %d minute%s%s", entry->minutes, entry->minutes == 1 ? "" : "s",
                 entry->is_next ? "  <- next" : "");
    }
    buf_addf(out, "\n");
}

void course_add_list(const struct course *course, struct buf *out)
{
    const char *chapter = "";
    for (int i = 0; i < course->count; i++) {
        if (strcmp(course->entries[i].chapter, chapter) != 0) {
            chapter = course->entries[i].chapter;
            buf_addf(out, "%s\n", chapter);
        }
        add_entry(&course->entries[i], out);
    }
    buf_addf(out, "%d of %d done. \\lesson NAME begins one.\n", course->done, course->count);
}
