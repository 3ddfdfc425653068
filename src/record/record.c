/* SPDX-License-Identifier: MIT */
#include "record/record.h"

#include "view/cast.h"

#include <stdio.h>
#include <string.h>

#define FRAME_NS ((int64_t)50000000)
#define LETTER_NS ((int64_t)45000000) /* in which one reads a letter */
#define STOP_NS ((int64_t)1200000000) /* before one goes on, besides reading */
#define LENGTH_MAX_NS ((int64_t)3600 * 1000000000)

struct recording {
    const struct record_options *options;
    struct app *app;       /* owned */
    struct canvas *canvas; /* owned */
    struct cast cast;
    struct buf *paper;
    int64_t now;
    int64_t stood; /* at a stop, so long */
    int step;
    char said[300]; /* in the handout, last */
    bool is_shown;  /* with a screen of its own */
};

static void send_msg(struct recording *recording, const struct app_msg *msg)
{
    struct app_effects effects;
    app_update(recording->app, msg, &effects);
}

static void on_marker(void *user, const char *label)
{
    struct recording *recording = user;
    if (!recording->options->is_paper && recording->app != NULL) {
        cast_add_marker(&recording->cast, recording->now, label);
    }
}

/* --- a handout -------------------------------------------------------------------------------- */

static void add_screen(struct recording *recording)
{
    buf_addf(recording->paper, "\n```text\n");
    canvas_dump(recording->canvas, recording->paper);
    buf_addf(recording->paper, "```\n");
}

/* What is said, typed or asked at a stop. */
static void add_stop(struct recording *recording, const struct app_demo *demo)
{
    if (strcmp(demo->said, recording->said) != 0) { /* else it stands there already */
        buf_addf(recording->paper, "%s%s%s", demo->said[0] != '\0' ? "\n" : "", demo->said,
                 demo->said[0] != '\0' ? "\n" : "");
        (void)snprintf(recording->said, sizeof(recording->said), "%s", demo->said);
    }
    recording->is_shown = demo->typed[0] == '\0';
    if (!recording->is_shown) {
        buf_addf(recording->paper, "\n    %s\n", demo->typed);
    } else {
        add_screen(recording);
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static void note_step(struct recording *recording, const struct app_demo *demo)
{
    if (demo->step == recording->step || demo->step == 0) {
        return;
    }
    recording->step = demo->step;
    if (recording->options->is_paper) {
        buf_addf(recording->paper, "\n## %d. %s\n", demo->step, demo->step_title);
    } else {
        cast_add_marker(&recording->cast, recording->now, demo->step_title);
    }
}

/* One frame; false: the demo is over. */
static bool pass_frame(struct recording *recording)
{
    struct app_demo demo;
    send_msg(recording, &(struct app_msg){.kind = MSG_ELAPSED, .wall_ns = FRAME_NS});
    while (app_advance(recording->app)) {
    }
    recording->now += FRAME_NS;
    app_draw(recording->app, recording->canvas);
    app_look_demo(recording->app, &demo);
    note_step(recording, &demo);
    if (!recording->options->is_paper) {
        cast_add_frame(&recording->cast, recording->now, recording->canvas,
                       app_ui(recording->app)->theme);
    }
    if (demo.is_over || demo.is_stuck) {
        return false;
    }
    if (!demo.waits) {
        recording->stood = 0;
        return true;
    }
    recording->stood += FRAME_NS;
    int64_t letters = (int64_t)strlen(demo.typed[0] != '\0' ? "" : demo.said);
    if (recording->stood > STOP_NS + letters * LETTER_NS) {
        if (recording->options->is_paper) {
            add_stop(recording, &demo);
        }
        recording->stood = 0;
        send_msg(recording, &(struct app_msg){.kind = MSG_KEY, .key = KEY_PAGE_DOWN});
    }
    return true;
}

static enum rc play(struct recording *recording, struct err *err)
{
    struct app_demo demo;
    send_msg(recording, &(struct app_msg){.kind = MSG_RESIZE,
                                          .columns = recording->options->cols,
                                          .rows = recording->options->rows});
    while (recording->now < LENGTH_MAX_NS && pass_frame(recording)) {
    }
    app_look_demo(recording->app, &demo);
    if (!demo.is_over) {
        return err_set(err, RC_STATE, "step %d, %s: %s", demo.step, demo.step_title,
                       demo.is_stuck ? demo.status : "it takes more than an hour");
    }
    bool is_told = recording->is_shown && strcmp(demo.said, recording->said) == 0;
    if (recording->options->is_paper && !is_told) {
        add_stop(recording, &demo);
    }
    return RC_OK;
}

enum rc record_demo(const struct record_options *options, struct buf *out, struct err *err)
{
    struct recording recording = {.options = options, .paper = out};
    struct app_config config = *options->config;
    struct app_demo demo;
    config.listener = (struct app_listener){.on_marker = on_marker, .user = &recording};
    enum rc rc = app_new(&recording.app, &config, err);
    if (rc != RC_OK) {
        return rc;
    }
    app_look_demo(recording.app, &demo);
    recording.canvas = canvas_new(options->cols, options->rows);
    cast_init(&recording.cast, options->version, options->cols, options->rows, demo.title);
    if (options->is_paper) {
        buf_addf(out, "# %s\n\n%s\n", demo.title, demo.intro);
    }
    rc = play(&recording, err);
    if (rc == RC_OK && !options->is_paper) {
        rc = buf_add_bytes(out, recording.cast.text.data, recording.cast.text.size, err);
    }
    cast_release(&recording.cast);
    canvas_free(recording.canvas);
    app_free(recording.app);
    return rc;
}
