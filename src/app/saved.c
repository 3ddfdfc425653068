/* SPDX-License-Identifier: MIT */
#include "app/saved.h"

#include "lab/run_text.h"

#include <stdio.h>
#include <string.h>

static void add_run(void *user, const struct app_kept_run *from)
{
    struct saved *saved = user;
    saved->all++;
    saved->all_size += from->size;
    if (saved->count == SAVED_MAX) {
        return;
    }
    struct saved_run *run = &saved->runs[saved->count++];
    *run = (struct saved_run){.size = from->size, .is_in_use = from->is_in_use};
    (void)snprintf(run->name, sizeof(run->name), "%s", from->name);
    (void)snprintf(run->path, sizeof(run->path), "%s", from->path);
    (void)snprintf(run->day, sizeof(run->day), "%s", from->day);
}

/* The lesson that was on, by the file that the last line of its kind read; NULL: none was. */
static const char *lesson_of(const struct run *run)
{
    for (int i = run->here.lines - 1; i >= 0; i--) {
        const struct run_line *line = run_line(run, run->here.branch, i);
        for (int k = 0; k < line->file_count; k++) {
            const struct run_file *file = &run->files[line->files[k]];
            if (strcmp(file->kind, "lessons") == 0 && strcmp(file->name, "course") != 0) {
                return file->name;
            }
        }
    }
    return NULL;
}

static void tell_facts(struct saved_run *to, const struct run *run)
{
    struct buf facts;
    const char *lesson = lesson_of(run);
    buf_init(&facts, sizeof(to->facts) - 1);
    for (int i = 0; i < run->branch_count; i++) {
        to->lines += run->branches[i].count;
    }
    (void)snprintf(to->lesson, sizeof(to->lesson), "%s", lesson != NULL ? lesson : "");
    buf_addf(&facts, "%d line%s, ", to->lines, to->lines == 1 ? "" : "s");
    span_add_seconds(&facts, run->here.at);
    buf_addf(&facts, " s");
    if (run->branch_count > 1) {
        buf_addf(&facts, ", %d branches", run->branch_count);
    }
    memcpy(to->facts, facts.data, facts.size + 1);
    buf_release(&facts);
}

static void set_aside(struct saved *saved, const struct app_keeper *keeper,
                      const struct saved_run *run, const struct err *why)
{
    struct buf name;
    buf_init(&name, sizeof(run->path) + 32);
    if (keeper->set_aside(keeper->user, run->path, &name, NULL) == RC_OK) {
        saved->all--;
        saved->all_size -= run->size;
        (void)snprintf(saved->note, sizeof(saved->note),
                       "%s is damaged (%.200s) and was set aside as %.300s.", run->name, why->text,
                       name.data);
    }
    buf_release(&name);
}

/* Was a line given in it, ever? */
static bool has_lines(const struct run *run)
{
    return run->here.lines > 0 || run->branch_count > 1 || run->branches[0].count > 0;
}

/* What is in it; false: nothing, or it cannot be read. */
static bool look_into(struct saved *saved, struct saved_run *from, const struct app_keeper *keeper)
{
    struct run run;
    struct buf text;
    struct err err = {0};
    size_t whole = 0;
    bool is_something = false;
    buf_init(&text, RUN_SIZE_MAX);
    if (keeper->read(keeper->user, from->path, &text, &err) == RC_OK) {
        if (run_text_read(&run, text.data, text.size, &whole, &err) != RC_OK) {
            set_aside(saved, keeper, from, &err);
        } else if (has_lines(&run)) {
            tell_facts(from, &run);
            is_something = true;
        }
        run_release(&run);
    }
    buf_release(&text);
    return is_something;
}

void saved_look(struct saved *saved, const struct app_keeper *keeper, int most)
{
    *saved = (struct saved){0};
    if (keeper->list == NULL) {
        return;
    }
    keeper->list(keeper->user, add_run, saved);
    for (int i = 0, looked = 0; i < saved->count && looked < most; i++) {
        if (!saved->runs[i].is_in_use && look_into(saved, &saved->runs[i], keeper)) {
            looked++;
        }
    }
}

enum rc saved_find(const struct saved *saved, const char *name, const struct saved_run **out,
                   struct err *err)
{
    int found = 0;
    for (int i = 0; i < saved->count; i++) {
        const struct saved_run *run = &saved->runs[i];
        if (strcmp(run->name, name) == 0) {
            *out = run;
            return RC_OK;
        }
        if (strncmp(run->name, name, strlen(name)) == 0) {
            *out = run;
            found++;
        }
    }
    if (found == 0) {
        return err_set(err, RC_UNKNOWN, "no run \"%.60s\" is kept: \\runs lists them", name);
    }
    return found == 1 ? RC_OK
                      : err_set(err, RC_AMBIGUOUS, "%d runs have names that begin with \"%.60s\"",
                                found, name);
}

int saved_for_home(const struct saved *saved, struct home_run *out)
{
    int count = 0;
    for (int i = 0; i < saved->count && count < HOME_RUNS_MAX; i++) {
        const struct saved_run *run = &saved->runs[i];
        if (run->lines > 0) {
            struct home_run *to = &out[count++];
            (void)snprintf(to->name, sizeof(to->name), "%s", run->name);
            (void)snprintf(to->lesson, sizeof(to->lesson), "%s", run->lesson);
            (void)snprintf(to->facts, sizeof(to->facts), "%s", run->facts);
            (void)snprintf(to->day, sizeof(to->day), "%s", run->day);
            to->lines = run->lines;
        }
    }
    return count;
}
