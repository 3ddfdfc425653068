/* SPDX-License-Identifier: MIT */
/* export: a master's rows, what happened, what was said, as new files of the person's own. */
#include "app/app_state.h"

#include "base/compiler.h"

#include <inttypes.h>
#include <string.h>

#define EXPORT_SIZE_MAX ((size_t)64 * 1024 * 1024)

/* A file of this name is made and holds this; one that is there is not touched. */
static enum rc write_new(const struct app *app, const char *path, const struct buf *text,
                         struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    if (path[0] == '\0') {
        return err_set(err, RC_USAGE, "the name of a file is missing");
    }
    if (keeper->append == NULL) {
        return err_set(err, RC_STATE, "no file can be written from here");
    }
    enum rc rc = keeper->append(keeper->user, path, text->data, text->size, true, err);
    return rc == RC_STATE ? err_wrap(err, rc, "choose another name") : rc;
}

static enum rc export_rows(struct app *app, const char *name, const char *path, struct buf *reply,
                           struct err *err)
{
    int master = 0;
    struct buf nothing;
    enum rc rc = lab_parse_master(app->lab, name, &master, err);
    buf_init(&nothing, 1);
    rc = rc == RC_OK ? write_new(app, path, &nothing, err) : rc;
    buf_release(&nothing);
    rc = rc == RC_OK ? follow_write_once(app->lab, master, path, err) : rc;
    if (rc == RC_OK) {
        buf_addf(reply, "The rows of m%d are in %s; sqlite3 %s opens it.\n", master + 1, path,
                 path);
    }
    return rc;
}

static enum rc export_events(struct app *app, const char *path, struct buf *reply, struct err *err)
{
    struct buf text;
    int count = 0;
    buf_init(&text, EXPORT_SIZE_MAX);
    uint64_t last = lab_event_last(app->lab);
    for (uint64_t seq = 1; seq <= last; seq++) {
        const struct event *event = lab_event(app->lab, seq);
        if (event != NULL) {
            lab_add_event(app->lab, event, &text);
            buf_addf(&text, "\n");
            count++;
        }
    }
    enum rc rc = write_new(app, path, &text, err);
    buf_release(&text);
    if (rc == RC_OK) {
        bool is_all = (uint64_t)count == last;
        buf_addf(reply, "%d event%s%s in %s%s\n", count, count == 1 ? "" : "s",
                 count == 1 ? " is" : " are", path,
                 is_all ? "." : "; older ones are no longer in memory.");
    }
    return rc;
}

/* A line that was typed has its prompt; what came of it stands below. */
static void add_line(struct buf *out, const struct transcript_line *line)
{
    if (line->kind == TRANSCRIPT_TYPED) {
        buf_addf(out, line->goes_on ? "    -> " : "@%d> ", line->client);
    }
    buf_addf(out, "%s\n", line->text);
}

static enum rc export_transcript(struct app *app, const char *path, struct buf *reply,
                                 struct err *err)
{
    struct buf text;
    const struct transcript *transcript = &app->transcript;
    buf_init(&text, EXPORT_SIZE_MAX);
    for (int i = 0; i < transcript->count; i++) {
        add_line(&text, transcript_at(transcript, i));
    }
    enum rc rc = write_new(app, path, &text, err);
    buf_release(&text);
    if (rc == RC_OK) {
        buf_addf(reply, "%d line%s of what was said are in %s.\n", transcript->count,
                 transcript->count == 1 ? "" : "s", path);
    }
    return rc;
}

enum rc app_run_export(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *what = words->word[1];
    const char *path = words->word[2];
    if (strcmp(what, "events") == 0) {
        return export_events(app, path, reply, err);
    }
    if (strcmp(what, "transcript") == 0) {
        return export_transcript(app, path, reply, err);
    }
    if (what[0] != 'm') {
        return err_set(err, RC_USAGE,
                       "\\export takes a master, such as m1, events or transcript, not \"%.40s\"",
                       what);
    }
    return export_rows(app, what, path, reply, err);
}

void app_complete_export(const void *context, const struct words *words, int index,
                         cmd_offer_fn offer, void *to)
{
    static const char *const masters[] = {"m1", "m2", "m3", "m4"};
    const struct app *app = context;
    int master = 0;
    (void)words;
    if (index != 1) {
        return;
    }
    for (int i = 0; i < COUNT_OF(masters); i++) {
        if (lab_parse_master(app->lab, masters[i], &master, NULL) == RC_OK) {
            offer(to, masters[i]);
        }
    }
    offer(to, "events");
    offer(to, "transcript");
}
