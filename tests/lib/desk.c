/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/desk.h"

#include "base/text.h"
#include "lib/data_files.h"

int desk_setup(void **state)
{
    struct err err = {0};
    struct app *app = NULL;
    const struct app_config config = {.seed = 7, .masters = 2, .files = data_files()};
    enum rc rc = app_new(&app, &config, &err);
    *state = app;
    return rc != RC_OK;
}

int desk_setup_for_keys(void **state)
{
    int failed = desk_setup(state);
    if (failed == 0) {
        (void)desk_press(*state, "Esc");
    }
    return failed;
}

int desk_teardown(void **state)
{
    app_free(*state);
    return 0;
}

struct app_effects desk_press(struct app *app, const char *name)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_KEY};
    struct err err = {0};
    assert_int_equal(key_parse(&msg.key, name, &err), RC_OK);
    app_update(app, &msg, &effects);
    return effects;
}

struct app_effects desk_type(struct app *app, const char *text)
{
    struct app_effects effects = {0};
    while (*text != '\0') {
        struct app_msg msg = {.kind = MSG_KEY, .key = text_decode(&text)};
        app_update(app, &msg, &effects);
    }
    return effects;
}

struct app_effects desk_enter(struct app *app, const char *line)
{
    (void)desk_type(app, line);
    return desk_press(app, "Enter");
}

void desk_paste_bytes(struct app *app, const char *bytes, size_t size)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_PASTE, .text = bytes, .size = size};
    app_update(app, &msg, &effects);
}

void desk_paste(struct app *app, const char *text)
{
    desk_paste_bytes(app, text, strlen(text));
}

void desk_arrive(struct app *app)
{
    while (app_advance(app)) {
    }
}

void desk_pass_a_second(struct app *app)
{
    for (int i = 0; i < 20; i++) {
        struct app_effects effects;
        struct app_msg msg = {.kind = MSG_ELAPSED, .wall_ns = 50000000};
        app_update(app, &msg, &effects);
        desk_arrive(app);
    }
}

int desk_count_said(const struct app *app, const char *text)
{
    int count = 0;
    for (int i = 0; i < app->transcript.count; i++) {
        count += strstr(transcript_at(&app->transcript, i)->text, text) != NULL ? 1 : 0;
    }
    return count;
}

bool desk_was_said(const struct app *app, const char *text)
{
    return desk_count_said(app, text) > 0;
}

const struct transcript_line *desk_last_said(const struct app *app)
{
    assert_true(app->transcript.count > 0);
    return transcript_at(&app->transcript, app->transcript.count - 1);
}

void desk_draw(struct app *app, int cols, int rows, struct buf *out)
{
    struct canvas *canvas = canvas_new(cols, rows);
    buf_init(out, BUF_CAP_TEXT);
    app_draw(app, canvas);
    canvas_dump(canvas, out);
    canvas_free(canvas);
}

void desk_expect_screen(struct app *app, int cols, int rows, const char *part, bool is_there)
{
    struct buf screen;
    desk_draw(app, cols, rows, &screen);
    if ((strstr(screen.data, part) != NULL) != is_there) {
        print_error("%s", screen.data);
        fail_msg("\"%s\" %s", part, is_there ? "is not seen" : "is seen");
    }
    buf_release(&screen);
}
