/* SPDX-License-Identifier: MIT */
#include "lib/picture.h"

#include "lib/test.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "lib/data_files.h"
#include "lib/desk.h"
#include "lib/svg.h"

#include <stdlib.h>

#define SEED 42
#define FRAMES_PER_S 20
#define FRAME_NS (1000000000 / FRAMES_PER_S)
#define FRAMES_MAX 4000 /* until a line is done */

static const struct picture pictures[] = {
    {"kill", 100, 30, 3, "\\load course\n+4s\n\\kill az b\n\\run until timeout()\n+1s\n"},
    {"conflict", 100, 34, 3,
     "CREATE TABLE t (id INT PRIMARY KEY, v INT);\nINSERT INTO t VALUES (1, 0), (2, 0);\n+1s\n"
     "BEGIN;\nUPDATE t SET v = 1 WHERE id = 1;\n@2 UPDATE t SET v = 2 WHERE id = 1;\n"},
    {"lanes", 120, 40, 3,
     "CREATE TABLE t (id INT PRIMARY KEY, v INT);\nINSERT INTO t VALUES (1, 0), (2, 0);\n+1s\n"
     "\\lag m1 m2 400ms\nUPDATE t SET v = 1 WHERE id = 1;\n@2 UPDATE t SET v = 2 WHERE id = 2;\n"
     "\\view lanes\n+0s\n"},
    {"meters", 120, 40, 3,
     "\\load bank driver=active_standby\n+12s\n\\kill az a\n+8s\n\\restore az a\n+12s\n"
     "@4\n\\view meters\n+1s\n"},
    {"futures", 120, 33, 3,
     "\\load bank driver=round_robin\n+8s\n\\kill az b\n+8s\n\\undo\n\\driver active_standby\n"
     "\\kill az b\n\\run 8s\n\\view timeline\n\\compare main\n+2s\n"},
    {"data", 120, 32, 3,
     "CREATE TABLE t (id INT PRIMARY KEY, name TEXT);\nINSERT INTO t VALUES (1, 'flour'), (2, "
     "'water'), (3, 'salt'), (4, 'yeast');\n+1s\n\\lag m1 m2 400ms\n\\lag m1 m3 1s\nUPDATE t SET "
     "name = 'sea salt' WHERE id = 3;\nINSERT INTO t VALUES (5, 'olives');\n\\run 300ms\n"
     "\\data t\n"},
    {"stage", 160, 45, 3,
     "\\demo lose-az\n+2s\n!PgDn\n+4s\n!PgDn\n+3s\n!PgDn\n+3s\n!PgDn\n+4s\n"
     "!PgDn\n+5s\n"},
};

int picture_count(void)
{
    return COUNT_OF(pictures);
}

const struct picture *picture_at(int index)
{
    return &pictures[index];
}

/* Each frame is drawn, for what moves on the screen moves from one to the next. */
static void pass(struct app *app, struct canvas *canvas, int frames)
{
    for (int i = 0; i < frames; i++) {
        struct app_effects effects;
        app_update(app, &(struct app_msg){.kind = MSG_ELAPSED, .wall_ns = FRAME_NS}, &effects);
        desk_arrive(app);
        app_draw(app, canvas);
    }
}

static void do_line(struct app *app, struct canvas *canvas, const char *line)
{
    struct app_effects effects;
    if (line[0] == '+') {
        pass(app, canvas, FRAMES_PER_S * (int)strtol(line + 1, NULL, 10));
        return;
    }
    if (line[0] == '!') {
        (void)desk_press(app, line + 1);
        return;
    }
    app_update(app, &(struct app_msg){.kind = MSG_PASTE, .text = line, .size = strlen(line)},
               &effects);
    (void)desk_press(app, "Enter");
    for (int i = 0; i < FRAMES_MAX && !app_is_idle(app); i++) {
        pass(app, canvas, 1);
    }
}

void picture_add(struct buf *out, const struct picture *picture, enum theme_name theme)
{
    struct err err = {0};
    struct app *app = NULL;
    struct app_effects effects;
    const struct app_config config = {
        .seed = SEED, .masters = picture->masters, .files = data_files(), .theme = theme};
    struct canvas *canvas = canvas_new(picture->cols, picture->rows);
    char *lines = mem_text(picture->lines);
    if (app_new(&app, &config, &err) != RC_OK) {
        fail_msg("%s: %s", picture->name, err.text);
    }
    app_update(
        app, &(struct app_msg){.kind = MSG_RESIZE, .columns = picture->cols, .rows = picture->rows},
        &effects);
    pass(app, canvas, FRAMES_PER_S);
    for (char *at = lines; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        at[size] = '\0';
        do_line(app, canvas, at);
        at += size + 1;
    }
    app_draw(app, canvas);
    svg_add(out, canvas, theme);
    mem_free(lines);
    app_free(app);
    canvas_free(canvas);
}
