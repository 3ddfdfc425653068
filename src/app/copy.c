/* SPDX-License-Identifier: MIT */
/* copy: a result, an event or the run, as a text for the clipboard; in plain mode it is said. */
#include "app/app_state.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COPY_SIZE_MAX 48000 /* in base64, less than the 64 KB that some terminals take */

static bool is_of_result(const struct app *app, const struct transcript_line *line)
{
    return (line->kind == TRANSCRIPT_RESULT || line->kind == TRANSCRIPT_VALUES ||
            line->kind == TRANSCRIPT_FACT) &&
           (line->client == app->client || line->client == 0);
}

/* What came of the last line of this client that said something. */
static enum rc add_result(struct app *app, struct buf *out, struct err *err)
{
    const struct transcript *transcript = &app->transcript;
    int end = transcript->count;
    while (end > 0 && !is_of_result(app, transcript_at(transcript, end - 1))) {
        end--;
    }
    int first = end;
    while (first > 0 && is_of_result(app, transcript_at(transcript, first - 1))) {
        first--;
    }
    for (int i = first; i < end; i++) {
        text_add_safe_lines(out, transcript_at(transcript, i)->text);
        buf_add_char(out, '\n');
    }
    return end > 0 ? RC_OK : err_set(err, RC_STATE, "client %d has no result yet", app->client);
}

/* The chosen event, else the one that \why tells of. */
static enum rc add_event(struct app *app, struct buf *out, struct err *err)
{
    uint64_t seq = app_event_asked(app);
    const struct event *event = seq > 0 ? lab_event(app->lab, seq) : NULL;
    if (event == NULL) {
        return err_set(err, RC_STATE, "nothing has happened yet");
    }
    lab_add_event(app->lab, event, out);
    buf_addf(out, "\n");
    return RC_OK;
}

static const struct {
    const char *name;
    enum rc (*add)(struct app *app, struct buf *out, struct err *err);
} whats[] = {{"result", add_result}, {"event", add_event}};

static void send_copied(struct app *app)
{
    app->effects->copy = app->copied.data;
    app->effects->copy_size = app->copied.size;
}

enum rc app_run_copy(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *word = words->count > 1 ? words->word[1] : whats[0].name;
    int what = 0;
    (void)reply;
    while (what < COUNT_OF(whats) && strcmp(whats[what].name, word) != 0) {
        what++;
    }
    if (what == COUNT_OF(whats)) {
        return err_set(err, RC_USAGE, "\\copy takes result or event, not \"%.40s\"", word);
    }
    buf_clear(&app->copied);
    enum rc rc = whats[what].add(app, &app->copied, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (app->config.is_plain) {
        app_say(app, TRANSCRIPT_RESULT, app->copied.data);
        return RC_OK;
    }
    if (app->copied.size > COPY_SIZE_MAX) {
        return err_set(err, RC_FULL,
                       "that is %zu bytes, and a terminal takes %d at once: mark them with the "
                       "mouse",
                       app->copied.size, COPY_SIZE_MAX);
    }
    send_copied(app);
    return RC_OK;
}

/* The file to send in place of a line that would be too long. */
static enum rc name_file(const struct app *app, struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    const char *path = keeper->path != NULL ? keeper->path(keeper->user) : "";
    struct err why = *err;
    return path[0] != '\0'
               ? err_set(err, RC_FULL, "%.120s: send the file of the run, %.200s", why.text, path)
               : err_set(err, RC_FULL, "%.120s: \\save x.run writes a file, to be sent instead",
                         why.text);
}

enum rc app_run_share(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    struct share_sum sum;
    struct buf page;
    (void)words;
    (void)reply;
    history_keep_time(app->history);
    buf_clear(&app->copied);
    enum rc rc = history_add_share(app->history, &app->copied, &sum, err);
    if (rc != RC_OK) {
        return rc == RC_FULL ? name_file(app, err) : rc;
    }
    buf_init(&page, BUF_CAP_TEXT);
    if (app->config.is_plain) {
        buf_addf(&page, "%s\n", app->copied.data);
        share_add_facts(&page, &sum);
    } else { /* where a line is many rows, what it is comes first */
        share_add_facts(&page, &sum);
        buf_addf(&page, "\n%s\n", app->copied.data);
    }
    app_open_page(app, "share", page.data);
    buf_release(&page);
    if (!app->config.is_plain) {
        send_copied(app);
    }
    return RC_OK;
}

void app_complete_copy(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                       void *to)
{
    (void)app;
    (void)words;
    for (int i = 0; index == 1 && i < COUNT_OF(whats); i++) {
        offer(to, whats[i].name);
    }
}

void app_tell_copied(struct app *app, bool is_sent)
{
    char text[160];
    (void)snprintf(text, sizeof(text),
                   is_sent ? "%zu bytes are sent to the clipboard; if they are not there, this "
                             "terminal does not allow it: \\help terminal"
                           : "this terminal has no clipboard for programs, so %zu bytes went "
                             "nowhere: mark them with the mouse",
                   app->copied.size);
    app_say(app, TRANSCRIPT_NOTE, text);
}
