/* SPDX-License-Identifier: MIT */
/*
 * fuzz_keys: any keys, clicks, pastes and sizes, as a person's hands give them. After each the
 * screen is drawn. Two bytes are a key; a first byte of 0xf0 and more is something else.
 */
#include "app/app.h"
#include "fuzz/files_of_few.h"
#include "view/canvas.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WIDE_MAX 200
#define HIGH_MAX 60
#define MESSAGES_MAX 40

enum gesture {
    GIVE_TIME = 0xf0, /* so many times four milliseconds */
    GIVE_SIZE,        /* columns and rows of the one byte */
    GIVE_CLICK,       /* on the cell that the one byte says */
    GIVE_WHEEL,
    GIVE_PASTE, /* so many of the bytes that follow */
    GIVE_LINE,  /* the same as a line */
    GIVE_CANCEL,
};

struct hands {
    const uint8_t *data;
    size_t size;
    struct app *app;
    struct canvas *canvas;
};

static int take(struct hands *hands)
{
    if (hands->size == 0) {
        return 0;
    }
    hands->size--;
    return *hands->data++;
}

/* Letters as they are; above them the named keys, then those with Control. */
static key_code key_of(int byte)
{
    if (byte >= ' ' && byte < 0x7f) {
        return (key_code)byte;
    }
    return byte < ' ' ? (key_code)KEY_CONTROL + 'a' + (key_code)byte % 26
                      : (key_code)KEY_NAMED + ((key_code)byte - 0x7f) % (KEY_F12 - KEY_NAMED + 1);
}

static void send(struct hands *hands, struct app_msg msg)
{
    struct app_effects effects = {0};
    app_update(hands->app, &msg, &effects);
    if (effects.read_file[0] != '\0') {
        struct app_msg none = {.kind = MSG_NO_FILE, .text = "no such file"};
        app_update(hands->app, &none, &effects);
    } else if (effects.editing.text != NULL) {
        struct app_msg none = {.kind = MSG_NO_FILE, .text = "no editor"};
        app_update(hands->app, &none, &effects);
    } else if (effects.copy != NULL) {
        struct app_msg copied = {.kind = MSG_COPIED};
        app_update(hands->app, &copied, &effects);
    }
    (void)app_advance(hands->app);
    app_draw(hands->app, hands->canvas);
}

/* The line of a place on the screen. */
static const char *line_at(struct hands *hands, int byte, const char *begin)
{
    int column = byte * 7 % hands->canvas->cols;
    int row = byte * 3 % hands->canvas->rows;
    return canvas_line_at(hands->canvas, column, row, begin);
}

static void resize(struct hands *hands, int byte)
{
    int columns = byte * 5 % WIDE_MAX + 1;
    int rows = byte % HIGH_MAX + 1;
    canvas_free(hands->canvas);
    hands->canvas = canvas_new(columns, rows);
    send(hands, (struct app_msg){.kind = MSG_RESIZE, .columns = columns, .rows = rows});
}

static void give_text(struct hands *hands, enum app_msg_kind kind, int length)
{
    char text[256];
    int used = 0;
    while (used < length && used < (int)sizeof(text) - 1 && hands->size > 0) {
        text[used++] = (char)take(hands);
    }
    text[used] = '\0';
    send(hands, (struct app_msg){.kind = kind, .text = text, .size = strlen(text)});
}

static void give(struct hands *hands, int gesture, int byte)
{
    switch (gesture) {
    case GIVE_TIME:
        send(hands, (struct app_msg){.kind = MSG_ELAPSED, .wall_ns = byte * INT64_C(4000000)});
        break;
    case GIVE_SIZE:
        resize(hands, byte);
        break;
    case GIVE_CLICK:
        send(hands, (struct app_msg){.kind = MSG_CLICK, .text = line_at(hands, byte, "")});
        break;
    case GIVE_WHEEL:
        send(hands, (struct app_msg){.kind = MSG_WHEEL,
                                     .rows = byte % 2 == 0 ? 1 : -1,
                                     .text = line_at(hands, byte, "\\focus ")});
        break;
    case GIVE_PASTE:
        give_text(hands, MSG_PASTE, byte);
        break;
    case GIVE_LINE:
        give_text(hands, MSG_LINE, byte);
        break;
    case GIVE_CANCEL:
        send(hands, (struct app_msg){.kind = MSG_CANCEL});
        break;
    default:
        send(hands, (struct app_msg){.kind = MSG_KEY, .key = key_of(byte)});
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct few few = {.demo = NULL};
    struct hands hands = {.data = data, .size = size, .canvas = canvas_new(80, 24)};
    int way = take(&hands);
    struct app_config config = {
        .seed = 1,
        .masters = 2 + way % 3,
        .files = files_of_few(&few),
        .starts_at_home = way % 2 == 0,
        .is_ascii = way % 5 == 0,
    };
    enum rc rc = app_new(&hands.app, &config, &err);
    assert(rc == RC_OK);
    send(&hands, (struct app_msg){.kind = MSG_RESIZE, .columns = 80, .rows = 24});
    for (int i = 0; i < MESSAGES_MAX && hands.size > 0; i++) {
        int first = take(&hands);
        give(&hands, first, first >= GIVE_TIME ? take(&hands) : first);
    }
    app_free(hands.app);
    canvas_free(hands.canvas);
    return 0;
}
