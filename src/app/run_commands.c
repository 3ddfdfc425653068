/* SPDX-License-Identifier: MIT */
/* run_commands: runs as wholes: to write one, to open another, to see and remove old ones. */
#include "app/app_state.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define RUNS_LEFT 3       /* by \runs clean */
#define SAVE_NAMES_MAX 99 /* quartet-99.run */

static enum rc check_kept(const struct app *app, struct err *err)
{
    return app->config.keeper.list != NULL
               ? RC_OK
               : err_set(err, RC_STATE, "no run is kept: there is no state directory; --state DIR");
}

/* Over what this session saved by that name, and over nothing else. */
static enum rc save_as(struct app *app, const char *path, const struct buf *text, struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    bool is_own = strcmp(path, app->saved_as) == 0;
    return (is_own ? keeper->write : keeper->write_new)(keeper->user, path, text->data, text->size,
                                                        err);
}

/* Where it was saved last; else the first of quartet.run, quartet-2.run ... that is not there. */
static enum rc save_somewhere(struct app *app, char *path, size_t room, const struct buf *text,
                              struct err *err)
{
    (void)snprintf(path, room, "%s", app->saved_as[0] != '\0' ? app->saved_as : "quartet.run");
    enum rc rc = save_as(app, path, text, err);
    for (int i = 2; rc == RC_STATE && i <= SAVE_NAMES_MAX; i++) {
        (void)snprintf(path, room, "quartet-%d.run", i);
        rc = save_as(app, path, text, err);
    }
    return rc;
}

enum rc app_run_save(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const struct app_keeper *keeper = &app->config.keeper;
    char path[sizeof(app->saved_as)];
    (void)snprintf(path, sizeof(path), "%s", words->count > 1 ? words->word[1] : "");
    if (words->count > 1 && path[0] == '\0') {
        return err_set(err, RC_USAGE, "\\save wants the name of a file, or none for quartet.run");
    }
    if (keeper->write == NULL) {
        return err_set(err, RC_STATE, "no file can be written from here");
    }
    struct buf text;
    buf_init(&text, RUN_SIZE_MAX);
    history_keep_time(app->history);
    history_add_text(app->history, &text);
    enum rc rc = path[0] != '\0' ? save_as(app, path, &text, err)
                                 : save_somewhere(app, path, sizeof(path), &text, err);
    buf_release(&text);
    if (rc == RC_OK) {
        (void)snprintf(app->saved_as, sizeof(app->saved_as), "%s", path);
        buf_addf(reply, "The run is in %s; quartet replay %s opens it.\n", path, path);
    }
    return rc;
}

/* What cannot be read is set aside, not removed: somebody may still mend it. */
static void set_aside(struct app *app, const char *path, struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    struct buf name;
    buf_init(&name, 1000);
    if (keeper->set_aside(keeper->user, path, &name, NULL) == RC_OK) {
        (void)err_set(err, RC_DAMAGED, "%.200s; it was set aside as %.150s", err->text, name.data);
    }
    buf_release(&name);
}

/* Read a run and see that it can be opened, before the journal of this one is let go. */
static enum rc read_run(struct app *app, const char *path, struct buf *text, struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    assert(keeper->read != NULL); /* who lists runs reads them */
    enum rc rc = keeper->read(keeper->user, path, text, err);
    if (rc == RC_OK) {
        rc = app_check_run(app, text->data, text->size, err);
        rc = rc == RC_OK ? RC_OK : err_wrap(err, rc, "%.200s", path);
    }
    return rc;
}

static enum rc open_kept(struct app *app, const struct saved_run *run, struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    if (run->is_in_use) {
        return err_set(err, RC_STATE, "%s is open in a session, this one or another", run->name);
    }
    char path[sizeof(run->path)];
    (void)snprintf(path, sizeof(path), "%s", run->path);
    struct buf text;
    buf_init(&text, RUN_SIZE_MAX);
    enum rc rc = read_run(app, path, &text, err);
    if (rc == RC_DAMAGED) {
        set_aside(app, path, err);
    }
    if (rc == RC_OK) {
        buf_clear(&text);
        history_keep_time(app->history);
        rc = keeper->open(keeper->user, path, &text, err);
        rc = rc == RC_OK ? app_open_run(app, text.data, text.size, err) : rc;
    }
    buf_release(&text);
    saved_look(&app->saved, keeper, HOME_RUNS_MAX);
    return rc;
}

static enum rc read_shared(const struct app *app, const char *line, struct buf *text,
                           struct err *err)
{
    enum rc rc = share_read(text, line, &app->config.files, err);
    return rc == RC_OK ? app_check_run(app, text->data, text->size, err) : rc;
}

/* A run of a line, or that lies elsewhere, goes on in a journal of its own; its file stays. */
static enum rc open_other(struct app *app, const char *name, struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    struct buf text;
    buf_init(&text, RUN_SIZE_MAX);
    enum rc rc =
        share_is(name) ? read_shared(app, name, &text, err) : read_run(app, name, &text, err);
    if (rc == RC_OK && keeper->begin != NULL) {
        history_keep_time(app->history);
        keeper->begin(keeper->user);
    }
    rc = rc == RC_OK ? app_open_run(app, text.data, text.size, err) : rc;
    buf_release(&text);
    return rc;
}

enum rc app_run_open(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *name = words->word[1];
    const struct saved_run *run = NULL;
    (void)reply;
    if (name[0] == '\0') {
        return err_set(err, RC_USAGE,
                       "\\open wants the name of a run, or of a file: \\runs lists them");
    }
    if (share_is(name) || (strchr(name, '/') != NULL && app->config.keeper.read != NULL)) {
        return open_other(app, name, err);
    }
    enum rc rc = check_kept(app, err);
    rc = rc == RC_OK ? saved_find(&app->saved, name, &run, err) : rc;
    return rc == RC_OK ? open_kept(app, run, err) : rc;
}

static void list_runs(const struct app *app, struct buf *out)
{
    const struct saved *saved = &app->saved;
    for (int i = 0; i < saved->count; i++) {
        const struct saved_run *run = &saved->runs[i];
        buf_addf(out, "%-22s %-15s %4llu KB  %s%s%s\n", run->name, run->day,
                 ((unsigned long long)run->size + 1023) / 1024, run->lesson,
                 run->lesson[0] != '\0' ? ": " : "",
                 run->is_in_use          ? "open now"
                 : run->facts[0] != '\0' ? run->facts
                                         : "no lines");
    }
    if (saved->all > saved->count) {
        buf_addf(out, "and %d older ones\n", saved->all - saved->count);
    }
    buf_addf(out,
             "\n%d run%s, %llu KB. \\open NAME goes on with one; \\runs remove NAME removes it; "
             "\\runs clean leaves the newest %d.\n",
             saved->all, saved->all == 1 ? "" : "s",
             ((unsigned long long)saved->all_size + 1023) / 1024, RUNS_LEFT);
}

static enum rc remove_runs(struct app *app, const char *name, struct buf *reply, struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    const struct saved_run *only = NULL;
    enum rc rc = name != NULL ? saved_find(&app->saved, name, &only, err) : RC_OK;
    int removed = 0;
    for (int i = name != NULL ? 0 : RUNS_LEFT; rc == RC_OK && i < app->saved.count; i++) {
        const struct saved_run *run = &app->saved.runs[i];
        if (only != NULL ? run == only : !run->is_in_use) {
            rc = keeper->remove(keeper->user, run->path, err);
            removed += rc == RC_OK;
        }
    }
    if (rc == RC_OK || removed > 0) {
        buf_addf(reply, "%d run%s removed.\n", removed, removed == 1 ? "" : "s");
    }
    app_look_for_runs(app, HOME_RUNS_MAX);
    return rc;
}

enum rc app_run_runs(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *what = words->count > 1 ? words->word[1] : "";
    enum rc rc = check_kept(app, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (strcmp(what, "remove") == 0 && words->count == 3) {
        return remove_runs(app, words->word[2], reply, err);
    }
    if (strcmp(what, "clean") == 0 && words->count == 2) {
        return remove_runs(app, NULL, reply, err);
    }
    if (what[0] != '\0') {
        return err_set(err, RC_USAGE, "\\runs, \\runs remove NAME or \\runs clean");
    }
    app_look_for_runs(app, SAVED_MAX);
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    list_runs(app, &text);
    app_open_page(app, "runs", text.data);
    buf_release(&text);
    return RC_OK;
}

void app_complete_saved(const void *context, const struct words *words, int index,
                        cmd_offer_fn offer, void *to)
{
    const struct app *app = context;
    bool is_runs = strncmp(words->word[0], "\\r", 2) == 0 || strcmp(words->word[0], "runs") == 0;
    if (is_runs && index == 1) {
        offer(to, "remove");
        offer(to, "clean");
        return;
    }
    for (int i = 0; index == (is_runs ? 2 : 1) && i < app->saved.count; i++) {
        offer(to, app->saved.runs[i].name);
    }
}
