/* SPDX-License-Identifier: MIT */
/* draw_home: the first screen: what to press, and what is behind it. */
#include "view/draw.h"

#include "base/buf.h"
#include "base/text.h"
#include "view/glyph.h"

#define CARD_X 3
#define ALERT_ROWS 4 /* and the last is empty */
#define WAYS_ROWS 8  /* heading and lines */

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

static void draw_card(struct canvas *canvas, struct rect at, const struct home_item *item,
                      bool is_chosen)
{
    if (!canvas->is_bare) {
        canvas_fill(canvas, at, ROLE_CARD);
    }
    for (int row = 0; row < at.rows; row++) {
        canvas_put(canvas, at.x, at.y + row, is_chosen ? ROLE_ACCENT : ROLE_RULE, GLYPH_CARD);
    }
    struct rect text = rect_of(at.x + CARD_X, at.y + (at.rows - 3) / 2, at.cols - 2 * CARD_X, 3);
    (void)canvas_text(canvas, rect_row(text, 0), ROLE_ACCENT, item->word);
    (void)canvas_text(canvas, rect_row(text, 1), ROLE_STRONG, item->title);
    (void)canvas_text(canvas, rect_row(text, 2), ROLE_MUTED, item->about);
    if (is_chosen) {
        canvas_text_right(canvas, rect_row(text, 1), ROLE_ACCENT, true, "Enter");
    }
}

/* A click chooses, a second one opens. */
static void add_spot(struct canvas *canvas, struct rect at, int index, int choice)
{
    if (index == choice) {
        canvas_spot(canvas, at, "\\go ask");
    } else {
        canvas_spot(canvas, at, "\\choose %d", index - choice);
    }
}

static void draw_item(struct canvas *canvas, struct rect line, const struct home_item *item,
                      bool is_chosen)
{
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

/* The items of a section under its heading, as far as there are rows; how many that takes. */
static int draw_section(struct canvas *canvas, struct rect at, const struct home *home,
                        enum home_section section, int choice)
{
    static const char *const names[] = {
        [HOME_CARD] = "", [HOME_PLAY] = "free play", [HOME_RUNS] = "your runs"};
    int rows = 1;
    draw_heading(canvas, at, names[section], "", false);
    for (int i = 0; i < home->count; i++) {
        if (home->items[i].section == section && rows < at.rows) {
            add_spot(canvas, rect_row(at, rows), i, choice);
            draw_item(canvas, rect_row(at, rows++), &home->items[i], i == choice);
        }
    }
    return rows;
}

/* Sections that have nothing yet say so, in one line. */
static void draw_empty(struct canvas *canvas, struct rect at, const char *name, const char *text)
{
    draw_heading(canvas, at, name, "", false);
    (void)canvas_text(canvas, rect_after(rect_row(at, 1), 2), ROLE_FAINT, text);
}

/* Earlier runs, and below them the sections that this version has nothing for. */
static void draw_right(struct canvas *canvas, struct rect at, const struct home *home, int choice,
                       int bottom)
{
    at.y += draw_section(canvas, at, home, HOME_RUNS, choice);
    (void)canvas_text(canvas, rect_after(rect_row(at, 0), 2), ROLE_FAINT, home->runs_note);
    at.y += 2;
    static const char *const absent[] = {"lessons", "demos"};
    for (int i = 0; i < COUNT_OF(absent) && at.y + 2 < bottom; i++, at.y += 3) {
        draw_empty(canvas, at, absent[i], "not in this version yet");
    }
}

/* What to press once the lab is open, where there is room to say it. */
static void draw_ways(struct canvas *canvas, struct rect at)
{
    static const struct {
        const char *key, *does;
    } ways[WAYS_ROWS - 1] = {
        {"Esc", "leave the prompt, so that letters are keys; : goes back to it"},
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

/* Something was found damaged: nothing else is as important. */
static void draw_alert(struct canvas *canvas, struct rect at, const char *text)
{
    for (int row = 0; row < at.rows - 1 && *text != '\0'; row++) {
        size_t skip = 0;
        size_t size = text_wrap(text, at.cols, &skip);
        struct buf line;
        buf_init(&line, BUF_CAP_TEXT);
        buf_addf(&line, "%.*s", (int)size, text);
        (void)canvas_text(canvas, rect_row(at, row), ROLE_WARN, line.data);
        buf_release(&line);
        text += skip;
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
    const struct home *home = &model->home;
    draw_card(canvas, card, &home->items[0], ui->home_choice == 0);
    add_spot(canvas, card, 0, ui->home_choice);

    bool is_wide = canvas->cols >= 100;
    int gap = is_wide ? 6 : 3;
    int side = is_wide ? 32 : (all.cols - gap) / 2;
    int left = canvas->cols < 80 ? all.cols : all.cols - gap - side;
    struct rect list = rect_of(all.x, places.list, left, HOME_ITEMS_MAX);
    struct rect right =
        rect_of(all.x + left + gap, places.list, all.cols - left - gap, HOME_ITEMS_MAX);
    int rows = draw_section(canvas, list, home, HOME_PLAY, ui->home_choice);
    if (canvas->cols < 80) {
        list.y += rows + 1;
        list.rows = places.note - list.y;
        rows = list.rows >= 2 ? draw_section(canvas, list, home, HOME_RUNS, ui->home_choice) : 0;
    } else {
        draw_right(canvas, right, home, ui->home_choice, places.note);
    }
    if (places.note - (list.y + rows) > WAYS_ROWS + 2) {
        draw_ways(canvas, rect_of(list.x, list.y + rows + 1, left, WAYS_ROWS));
    }

    draw_alert(canvas, rect_of(all.x, places.note - ALERT_ROWS, all.cols, ALERT_ROWS), home->alert);
    struct rect note = rect_of(all.x, places.note, all.cols, 1);
    (void)canvas_text(
        canvas, note, ROLE_MUTED,
        is_wide             ? "The ideas are those of Aurora multi-master, which AWS retired on 28 "
                              "February 2023. Quartet is not an AWS product."
        : canvas->cols < 80 ? "After Aurora multi-master, retired 2023. No AWS product."
                            : "After Aurora multi-master, retired by AWS on 28 Feb 2023. Not an "
                              "AWS product.");
    struct rect next = rect_of(all.x, places.next, all.cols, 1);
    int used = canvas_text(canvas, next, ROLE_ACCENT, "next");
    (void)canvas_text(canvas, rect_after(next, used + (is_wide ? 3 : 2)), ROLE_TEXT,
                      home->items[ui->home_choice].about);
    draw_keys(canvas, rect_of(all.x, places.keys, all.cols, 1), model);
}
