/* SPDX-License-Identifier: MIT */
/* draw_quorum: how many copies are up, and what that lets one do. */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/limits.h"

#include <stdio.h>

#define TEXT_X 2
#define QUORUM_COLS 76 /* below this the line is short */

/* "write needs 4 ✓" or "read needs 3 × error"; columns used. In ASCII, where a tick is a letter,
 * it is a word. */
static int draw_need(struct canvas *canvas, struct rect at, const char *what, int need, int up,
                     const char *without)
{
    int used = canvas_textf(canvas, at, ROLE_MUTED, "%s%d ", what, need);
    if (up < need) {
        return used + canvas_bold(canvas, rect_after(at, used), ROLE_BAD, without);
    }
    return used +
           canvas_bold(canvas, rect_after(at, used), ROLE_STRONG, canvas->is_ascii ? "ok" : "✓");
}

static int draw_write_need(struct canvas *canvas, struct rect at, bool is_short,
                           const struct model *model)
{
    int used = draw_need(canvas, at, is_short ? "write " : "write needs ", WRITE_QUORUM,
                         model->copies_up, "× waits");
    int spare = model->copies_up - WRITE_QUORUM;
    if (spare > 0) {
        used += canvas_textf(canvas, rect_after(at, used), ROLE_MUTED, " %d spare", spare);
    } else if (spare == 0) {
        used += 1 + canvas_bold(canvas, rect_after(at, used + 1), ROLE_WARN, "no spare");
    }
    return used;
}

/* ", 1 EMPTY": of what copies suffer, the worst. */
static int draw_copies_unwell(struct canvas *canvas, struct rect at, const struct model *model)
{
    const struct {
        int count;
        const char *word;
    } unwell[] = {{model->copies_empty, "EMPTY"},
                  {model->copies_failing, "FAILS"},
                  {model->copies_slow, "SLOW"}};
    for (int i = 0; i < COUNT_OF(unwell); i++) {
        if (unwell[i].count > 0) {
            char text[24];
            (void)snprintf(text, sizeof(text), "%d %s", unwell[i].count, unwell[i].word);
            int used = canvas_text(canvas, at, ROLE_MUTED, ", ");
            return used + canvas_bold(canvas, rect_after(at, used), ROLE_WARN, text);
        }
    }
    return 0;
}

static int draw_copies_up(struct canvas *canvas, struct rect at, bool is_short,
                          const struct model *model)
{
    int used = canvas_textf(canvas, at, ROLE_STRONG, "%d of %d", model->copies_up, COPIES_MAX);
    used += canvas_text(canvas, rect_after(at, used), ROLE_MUTED, is_short ? " up" : " copies up");
    return used + draw_copies_unwell(canvas, rect_after(at, used), model);
}

void draw_quorum(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    struct rect at = rect_after(layout->quorum, TEXT_X);
    if (layout->quorum.cols < QUORUM_COLS) { /* one after the other, in fewer words */
        int used = draw_copies_up(canvas, at, true, model) + 3;
        used += draw_write_need(canvas, rect_after(at, used), true, model) + 3;
        (void)draw_need(canvas, rect_after(at, used), "read ", READ_QUORUM, model->copies_up,
                        "× error");
        return;
    }
    int third = (layout->quorum.cols + 3) / 3; /* the columns of three rooms, however many are */
    (void)draw_copies_up(canvas, at, false, model);
    (void)draw_write_need(canvas, rect_after(at, third), false, model);
    (void)draw_need(canvas, rect_after(at, 2 * third), "read needs ", READ_QUORUM, model->copies_up,
                    "× error");
}
