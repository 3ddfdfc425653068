/* SPDX-License-Identifier: MIT */
/* export_commands: rows, events and what was said, into a new file. */
#include "app/app_state.h"

#include "lab/export.h"

static const char signs[] = {
    [TRANSCRIPT_TYPED] = '>', [TRANSCRIPT_RESULT] = ' ', [TRANSCRIPT_VALUES] = ' ',
    [TRANSCRIPT_FACT] = ' ',  [TRANSCRIPT_ERROR] = '!',  [TRANSCRIPT_NOTE] = ' ',
};

static void add_transcript(void *user, struct buf *out)
{
    const struct app *app = user;
    for (int i = 0; i < app->transcript.count; i++) {
        const struct transcript_line *line = transcript_at(&app->transcript, i);
        export_add_said(out, &(struct export_said){.at = line->at,
                                                   .client = line->client,
                                                   .master = line->master,
                                                   .sign = signs[line->kind],
                                                   .text = line->text});
    }
}

enum rc app_run_export(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const struct app_keeper *keeper = &app->config.keeper;
    const struct export_transcript transcript = {.add = add_transcript,
                                                 .lines = app->transcript.count,
                                                 .forgotten = app->transcript.forgotten,
                                                 .user = app};
    const char *path = NULL;
    struct buf bytes;
    buf_init(&bytes, EXPORT_SIZE_MAX);
    enum rc rc = export_add(&bytes, reply, &path, app->lab, &transcript, words, err);
    if (rc == RC_OK && keeper->write_new == NULL) {
        rc = err_set(err, RC_STATE, "no file can be written from here");
    }
    rc = rc == RC_OK ? keeper->write_new(keeper->user, path, bytes.data, bytes.size, err) : rc;
    if (rc != RC_OK) {
        buf_clear(reply);
    }
    buf_release(&bytes);
    return rc;
}

void app_complete_export(const void *context, const struct words *words, int index,
                         cmd_offer_fn offer, void *to)
{
    const struct app *app = context;
    (void)words;
    if (index == 1) {
        export_offer(app->lab, offer, to);
    }
}
