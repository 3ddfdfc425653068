/* SPDX-License-Identifier: MIT */
/* draw_home: the first screen: what to press, and what is behind it. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"
#include "view/home.h"

#define CARD_X 3
#define WAYS_ROWS 8 /* heading and lines */

/* The rows of the screen: the larger one has air. */
struct places {
    int logo, card, card_rows, list, note, next, keys;
};

static struct places place_rows(int rows)
{
    if (rows >= 36) {
        return (struct places){1, 3, 5, 10, rows - 4, rows - 2, rows - 1};
    }
    return (struct places){0, 2, 3, 6, rows - 4, rows - 2, rows - 1};
}

static void draw_logo(struct canvas *canvas, struct rect at)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        canvas_sign(canvas, at.x + 2 * i, at.y, role_of_master(i), GLYPH_UP);
    }
    (void)canvas_text(canvas, rect_after(at, 10), ROLE_STRONG, "Quartet");
    canvas_text_right(canvas, at, ROLE_MUTED, false, "two to four masters, no conductor");
}

static void draw_card(struct canvas *canvas, struct rect at, bool is_chosen)
{
    const struct home_item *item = home_item(0);
    if (!canvas->is_bare) {
        canvas_fill(canvas, at, ROLE_CARD);
    }
    for (int row = 0; row < at.rows; row++) {
        canvas_put(canvas, at.x, at.y + row, is_chosen ? ROLE_ACCENT : ROLE_RULE, GLYPH_CARD);
    }
    struct rect text = rect_of(at.x + CARD_X, at.y + (at.rows - 3) / 2, at.cols - 2 * CARD_X, 3);
    (void)canvas_text(canvas, rect_row(text, 0), ROLE_ACCENT, "start");
    (void)canvas_text(canvas, rect_row(text, 1), ROLE_STRONG, item->title);
    (void)canvas_text(canvas, rect_row(text, 2), ROLE_MUTED, item->about);
    if (is_chosen) {
        canvas_text_right(canvas, rect_row(text, 1), ROLE_ACCENT, true, "Enter");
    }
}

static void draw_items(struct canvas *canvas, struct rect at, int choice)
{
    draw_heading(canvas, at, "free play", "", false);
    for (int i = 1; i < home_item_count(); i++) {
        const struct home_item *item = home_item(i);
        struct rect line = rect_row(at, i);
        bool is_chosen = i == choice;
        if (is_chosen) {
            canvas_fill(canvas, line, ROLE_SEL);
            canvas_put(canvas, line.x, line.y, ROLE_ACCENT, GLYPH_RIGHT);
        }
        struct rect text = rect_after(line, 2);
        (void)canvas_text(canvas, text, is_chosen ? ROLE_STRONG : ROLE_TEXT, item->title);
        int used = text_width(item->title) + 2;
        if (used + text_width(item->facts) <= text.cols) {
            canvas_text_right(canvas, text, ROLE_FAINT, false, item->facts);
        }
    }
}

/* Sections that have nothing yet say so, in one line. */
static void draw_empty(struct canvas *canvas, struct rect at, const char *name, const char *text)
{
    draw_heading(canvas, at, name, "", false);
    (void)canvas_text(canvas, rect_row(at, 1), ROLE_FAINT, text);
}

/* The three sections that this version has nothing for. */
static void draw_absent(struct canvas *canvas, struct rect at, int bottom)
{
    draw_empty(canvas, at, "lessons", "not in this version yet");
    at.y += 3;
    draw_empty(canvas, at, "demos", "not in this version yet");
    at.y += 3;
    if (bottom > at.y + 3) {
        draw_empty(canvas, at, "your runs", "not kept in this version yet");
    }
}

/* What to press once the lab is open, where there is room to say it. */
static void draw_ways(struct canvas *canvas, struct rect at)
{
    static const struct {
        const char *key, *does;
    } ways[WAYS_ROWS - 1] = {
        {":", "type SQL, or a command that begins with \\"},
        {"k b", "kill AZ b: it falls silent, and only a time-out tells its clients"},
        {"e", "why did that happen: the chain of causes, back to the first"},
        {"- .", "slower; one event at a time"},
        {"j b", "bring AZ b back, and watch its master recover"},
        {"H", "heal everything"},
        {"?", "all keys"},
    };
    draw_heading(canvas, at, "then, in the lab", "", false);
    for (int i = 0; i < WAYS_ROWS - 1; i++) {
        struct rect line = rect_after(rect_row(at, i + 1), 2);
        (void)canvas_bold(canvas, line, ROLE_ACCENT, ways[i].key);
        (void)canvas_text(canvas, rect_after(line, 6), ROLE_MUTED, ways[i].does);
    }
}

void draw_home(struct canvas *canvas, const struct model *model, const struct ui *ui)
{
    int margin = canvas->cols < 100 ? 1 : 2;
    struct rect all = rect_of(margin, 0, canvas->cols - 2 * margin, canvas->rows);
    struct places places = place_rows(canvas->rows);
    struct rect card = all;
    card.y = places.card;
    card.rows = places.card_rows;
    draw_logo(canvas, rect_row(all, places.logo));
    draw_card(canvas, card, ui->home_choice == 0);

    bool is_wide = canvas->cols >= 100;
    int gap = is_wide ? 6 : 3;
    int side = is_wide ? 32 : (all.cols - gap) / 2;
    int left = canvas->cols < 80 ? all.cols : all.cols - gap - side;
    struct rect list = rect_of(all.x, places.list, left, home_item_count() + 1);
    struct rect right = rect_of(all.x + left + gap, places.list, all.cols - left - gap, 2);
    draw_items(canvas, list, ui->home_choice);
    if (canvas->cols < 80) {
        (void)canvas_text(canvas, rect_row(list, home_item_count()), ROLE_FAINT,
                          "lessons, demos, your runs: not in this version yet");
    } else {
        draw_absent(canvas, right, places.note);
    }
    if (places.note - (list.y + list.rows) > WAYS_ROWS + 2) {
        draw_ways(canvas, rect_of(list.x, list.y + list.rows + 1, left, WAYS_ROWS));
    }

    struct rect note = rect_of(all.x, places.note, all.cols, 1);
    (void)canvas_text(canvas, note, ROLE_MUTED,
                      is_wide
                          ? "The ideas are those of Aurora multi-master, which AWS retired on 28 "
                            "February 2023. Quartet is not an AWS product."
                          : "After Aurora multi-master, retired by AWS on 28 Feb 2023. Not an "
                            "AWS product.");
    struct rect next = rect_of(all.x, places.next, all.cols, 1);
    int used = canvas_text(canvas, next, ROLE_ACCENT, "next");
    (void)canvas_text(canvas, rect_after(next, used + (is_wide ? 3 : 2)), ROLE_TEXT,
                      home_item(ui->home_choice)->about);
    draw_keys(canvas, rect_of(all.x, places.keys, all.cols, 1), model);
}
