/* SPDX-License-Identifier: MIT */
/*
 * fuzz_demo: any file as a demo, presented by somebody who goes on at each stop, then back, then
 * takes over. Whatever it says and types, the screen is drawn, and what the presenter's notes say
 * is understood in the other terminal.
 */
#include "app/app.h"
#include "base/text.h"
#include "fuzz/files_of_few.h"
#include "view/canvas.h"
#include "view/model_notes.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DEMO_SIZE_MAX 8192
#define TURNS 25
#define TURN_NS INT64_C(400000000)
#define NOTES_LINE_MAX 4096 /* tui/notes_loop.c takes no longer one */

static void take_notes(const struct app *app)
{
    struct model_notes notes = {0};
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    app_add_notes(app, &text);
    assert(text_find_bad(text.data, text.size) == text.size);
    char *line = text.data;
    for (char *end = NULL; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        assert(end - line <= NOTES_LINE_MAX);
        assert(end[1] == '\0' ? strcmp(line, "end") == 0 : notes_take_line(&notes, line));
    }
    assert(*line == '\0');
    buf_release(&text);
}

static void send(struct app *app, struct canvas *canvas, struct app_msg msg)
{
    struct app_effects effects = {0};
    app_update(app, &msg, &effects);
    (void)app_advance(app);
    app_draw(app, canvas);
    take_notes(app);
}

static void say(struct app *app, struct canvas *canvas, const char *word)
{
    send(app, canvas, (struct app_msg){.kind = MSG_REMOTE, .text = word});
}

static void present(struct app *app, struct canvas *canvas)
{
    static const char *const then[] = {"back",  "back",  "room 1", "room -1", "blank",
                                       "again", "hands", "return", "step 2",  "next"};
    struct app_demo demo = {.is_over = false};
    send(app, canvas, (struct app_msg){.kind = MSG_RESIZE, .columns = 80, .rows = 24});
    for (int i = 0; i < TURNS && !demo.is_over; i++) {
        send(app, canvas, (struct app_msg){.kind = MSG_ELAPSED, .wall_ns = TURN_NS});
        app_look_demo(app, &demo);
        if (demo.waits || demo.is_stuck) {
            say(app, canvas, demo.is_stuck ? "skip" : "next");
        }
    }
    for (int i = 0; i < COUNT_OF(then); i++) {
        say(app, canvas, then[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct few few = {.demo = (const char *)data, .size = size};
    struct app_config config = {
        .seed = 1, .masters = 2, .files = files_of_few(&few), .demo = "own"};
    struct app *app = NULL;
    if (size > DEMO_SIZE_MAX) {
        return 0;
    }
    enum rc rc = app_new(&app, &config, &err);
    assert(rc == RC_OK || err.text[0] != '\0');
    if (rc == RC_OK) {
        struct canvas *canvas = canvas_new(80, 24);
        present(app, canvas);
        canvas_free(canvas);
        app_free(app);
    }
    return 0;
}
