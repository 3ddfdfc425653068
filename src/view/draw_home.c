/* SPDX-License-Identifier: MIT */
/* draw_home: the first screen: what to press, and what is behind it. */
#include "view/draw.h"

#include "base/buf.h"
#include "base/text.h"
#include "view/glyph.h"

#include <stdio.h>

#define CARD_X 3
#define ONE_COLUMN_ROWS 9 /* for two sections; else one is shown at a time */
#define ALERT_ROWS 4      /* and the last is empty */
#define WAYS_ROWS 9       /* heading and lines */
#define RUNS_ROWS 5       /* that demos leave to earlier runs, where both have too few */

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

static void draw_logo(struct canvas *canvas, struct rect at, const struct model *model)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        canvas_sign(canvas, at.x + 2 * i, at.y, role_of_master(i), GLYPH_UP);
    }
    (void)canvas_text(canvas, rect_after(at, 10), ROLE_STRONG, "Quartet");
    canvas_text_right(canvas, draw_recorded(canvas, at, model), ROLE_MUTED, false,
                      "two to four masters, no conductor");
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
    if (is_chosen) {
        canvas_put(canvas, text.x - 2, text.y + 1, ROLE_ACCENT, GLYPH_RIGHT);
    }
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

#define CHAPTER_COLS 18 /* "III  Failover     " */

/* "III" of the chapter that begins with an item. */
static const char *number_of_chapter(const struct home *home, int index)
{
    static const char *const numbers[] = {"",   "I",   "II",   "III", "IV", "V",
                                          "VI", "VII", "VIII", "IX",  "X"};
    int number = 0;
    for (int i = 0; i <= index; i++) {
        number += home->items[i].chapter[0] != '\0' ? 1 : 0;
    }
    return number < COUNT_OF(numbers) ? numbers[number] : "";
}

static void draw_item(struct canvas *canvas, struct rect line, const struct home *home, int index,
                      int choice)
{
    const struct home_item *item = &home->items[index];
    bool is_chosen = index == choice;
    if (is_chosen) {
        canvas_fill(canvas, line, ROLE_SEL);
    }
    if (is_chosen) {
        canvas_put(canvas, line.x, line.y, ROLE_ACCENT, GLYPH_RIGHT);
    }
    struct rect text = rect_after(line, 2);
    if (item->section == HOME_LESSONS && line.cols > CHAPTER_COLS + 40) {
        if (item->chapter[0] != '\0') {
            struct rect number = rect_of(text.x, text.y, 4, text.rows);
            canvas_text_right(canvas, number, ROLE_MUTED, false, number_of_chapter(home, index));
            (void)canvas_text(canvas, rect_after(text, 6), ROLE_MUTED, item->chapter);
        }
        text = rect_after(text, CHAPTER_COLS);
    }
    if (item->section == HOME_LESSONS) {
        bool is_mine = item->is_done || item->is_here;
        canvas_sign(canvas, text.x, text.y, is_mine ? ROLE_ACCENT : ROLE_FAINT,
                    item->is_done ? GLYPH_MET : GLYPH_OPEN);
        text = rect_after(text, 2);
    }
    enum role role = is_chosen || item->is_here ? ROLE_STRONG : ROLE_TEXT;
    (void)canvas_text(canvas, text, role, item->title);
    int used = text_width(item->title) + 2;
    if (used + text_width(item->facts) <= text.cols) {
        canvas_text_right(canvas, text, ROLE_FAINT, false, item->facts);
    }
    add_spot(canvas, line, index, choice);
}

/*
 * The items of a section under its heading, as far as there are rows, the chosen one among them;
 * how many rows that takes.
 */
static int draw_section(struct canvas *canvas, struct rect at, const struct home *home,
                        enum home_section section, int choice)
{
    static const char *const names[HOME_SECTIONS] = {"", "lessons", "free play", "demos",
                                                     "your runs"};
    int first = 0;
    int count = 0;
    for (int i = 0; i < home->count; i++) {
        first = home->items[i].section == section && count == 0 ? i : first;
        count += home->items[i].section == section ? 1 : 0;
    }
    int room = at.rows - 1;
    bool is_chosen = choice >= first && choice < first + count;
    int skip = is_chosen && choice - first >= room ? choice - first - room + 1 : 0;
    char facts[48] = "";
    if (count > room && room > 0) {
        (void)snprintf(facts, sizeof(facts), "%d to %d of %d", skip + 1, skip + room, count);
    }
    draw_heading(canvas, at, names[section], facts, false);
    int shown = count < room ? count : room;
    for (int i = 0; i < shown; i++) {
        int index = first + skip + i;
        draw_item(canvas, rect_row(at, 1 + i), home, index, choice);
    }
    return 1 + (shown > 0 ? shown : 0);
}

/* How many rows a section wants, its heading among them. */
static int rows_of(const struct home *home, enum home_section section)
{
    int rows = 1;
    for (int i = 0; i < home->count; i++) {
        rows += home->items[i].section == section ? 1 : 0;
    }
    return rows;
}

/* As many rows of `at` as a section wants, and no more than there are without `kept`. */
static struct rect part_of(struct rect at, const struct home *home, enum home_section section,
                           int kept)
{
    int rows = rows_of(home, section);
    rows = rows < 2 ? 2 : rows; /* where there is nothing, that is said */
    int room = at.rows - kept;
    at.rows = rows < room ? rows : room;
    return at;
}

static struct rect below(struct rect at, int rows)
{
    return rect_of(at.x, at.y + rows, at.cols, at.rows - rows);
}

/* Sections that have nothing yet say so, in one line. */
static int draw_lessons(struct canvas *canvas, struct rect at, const struct home *home, int choice)
{
    if (rows_of(home, HOME_LESSONS) > 1) {
        return draw_section(canvas, at, home, HOME_LESSONS, choice);
    }
    draw_heading(canvas, at, "lessons", "", false);
    (void)canvas_text(canvas, rect_after(rect_row(at, 1), 2), ROLE_FAINT,
                      "There are none where the data is.");
    return 2;
}

/* Earlier runs, and below them how many are kept. */
static void draw_runs(struct canvas *canvas, struct rect at, const struct home *home, int choice)
{
    struct rect runs = part_of(at, home, HOME_RUNS, 1);
    int used = draw_section(canvas, runs, home, HOME_RUNS, choice);
    (void)canvas_text(canvas, rect_after(rect_row(at, used), 2), ROLE_FAINT, home->runs_note);
}

/* What to press once the lab is open, where there is room to say it. */
static void draw_ways(struct canvas *canvas, struct rect at)
{
    static const struct {
        const char *key, *does;
    } ways[WAYS_ROWS - 1] = {
        {"Esc", "leave the prompt: letters are keys then; Enter goes back"},
        {"k b", "kill AZ b: it falls silent, and only a time-out tells its clients"},
        {"e", "why did that happen: the chain of causes, back to the first"},
        {"- .", "slower; one event at a time"},
        {"j b", "bring AZ b back, and watch its master recover"},
        {"H", "heal everything"},
        {":", "find a command by words of what you want"},
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
    struct rect above = rect_of(at.x, at.y, at.cols, at.rows - 1);
    (void)draw_plain_prose(canvas, above, 0, ROLE_WARN, text);
}

/* The section of what is chosen has the room that lessons leave. */
static void draw_one_column(struct canvas *canvas, struct rect at, const struct home *home,
                            int choice)
{
    enum home_section chosen = home->items[choice].section;
    int used = 0;
    if (at.rows >= ONE_COLUMN_ROWS || chosen <= HOME_LESSONS) {
        int kept = at.rows >= ONE_COLUMN_ROWS ? at.rows / 2 : 0;
        used = draw_lessons(canvas, part_of(at, home, HOME_LESSONS, kept), home, choice) + 1;
    }
    if (used >= at.rows - 1) {
        return;
    }
    if (chosen == HOME_RUNS) {
        draw_runs(canvas, below(at, used), home, choice);
    } else {
        (void)draw_section(canvas, below(at, used), home,
                           chosen == HOME_DEMOS ? HOME_DEMOS : HOME_PLAY, choice);
    }
}

/* Lessons at the left, and what one does without them at the right; where rows are few, below. */
static void draw_two_columns(struct canvas *canvas, struct rect at, const struct home *home,
                             int choice, bool is_wide)
{
    int gap = is_wide ? 6 : 3;
    int side = !is_wide ? (at.cols - gap) / 2 : at.cols < 160 ? 38 : 48;
    struct rect left = rect_of(at.x, at.y, at.cols - gap - side, at.rows);
    struct rect right = rect_of(at.x + at.cols - side, at.y, side, at.rows);
    int play = rows_of(home, HOME_PLAY) + 1;
    int kept = is_wide && at.rows > 20 ? 0 : play;
    left = below(left,
                 draw_lessons(canvas, part_of(left, home, HOME_LESSONS, kept), home, choice) + 1);
    struct rect *of_play = kept > 0 ? &left : &right;
    *of_play = below(
        *of_play,
        draw_section(canvas, part_of(*of_play, home, HOME_PLAY, 0), home, HOME_PLAY, choice) + 1);
    int runs = rows_of(home, HOME_RUNS) + 1; /* and how many are kept */
    runs = runs < RUNS_ROWS ? runs : RUNS_ROWS;
    right = below(right, draw_section(canvas, part_of(right, home, HOME_DEMOS, 1 + runs), home,
                                      HOME_DEMOS, choice) +
                             1);
    draw_runs(canvas, right, home, choice);
    if (left.rows > WAYS_ROWS + 1) {
        draw_ways(canvas, rect_of(left.x, left.y, left.cols, WAYS_ROWS));
    }
}

/* What it is after, and what it is not: in the longest words that fit whole. */
static void draw_note(struct canvas *canvas, struct rect at)
{
    static const char *const notes[] = {
        ("The ideas are those of Aurora multi-master, which AWS retired on 28 February 2023. "
         "Quartet is not an AWS product."),
        "After Aurora multi-master, retired by AWS on 28 Feb 2023. Not an AWS product.",
        "After Aurora multi-master, retired 2023. No AWS product.",
    };
    int i = 0;
    while (i + 1 < COUNT_OF(notes) && text_width(notes[i]) > at.cols) {
        i++;
    }
    (void)canvas_text(canvas, at, ROLE_MUTED, notes[i]);
}

void draw_home(struct canvas *canvas, const struct model *model, const struct ui *ui)
{
    int margin = canvas->cols < 100 ? 1 : 2;
    struct rect all = rect_of(margin, 0, canvas->cols - 2 * margin, canvas->rows);
    struct places places = place_rows(canvas->rows);
    struct rect card = all;
    card.y = places.card;
    card.rows = places.card_rows;
    draw_logo(canvas, rect_row(all, places.logo), model);
    const struct home *home = &model->home;
    draw_card(canvas, card, &home->items[0], ui->home_choice == 0);
    add_spot(canvas, card, 0, ui->home_choice);

    bool is_wide = canvas->cols >= 100;
    struct rect list = rect_of(all.x, places.list, all.cols, places.note - 1 - places.list);
    if (canvas->cols < 80) {
        draw_one_column(canvas, list, home, ui->home_choice);
    } else {
        draw_two_columns(canvas, list, home, ui->home_choice, is_wide);
    }

    draw_alert(canvas, rect_of(all.x, places.note - ALERT_ROWS, all.cols, ALERT_ROWS), home->alert);
    draw_note(canvas, rect_of(all.x, places.note, all.cols, 1));
    struct rect next = rect_of(all.x, places.next, all.cols, 1);
    int used = canvas_text(canvas, next, ROLE_ACCENT, "next");
    bool has_note = home->note[0] != '\0';
    (void)canvas_text(canvas, rect_after(next, used + (is_wide ? 3 : 2)),
                      has_note ? ROLE_STRONG : ROLE_TEXT,
                      has_note ? home->note : home->items[ui->home_choice].about);
    draw_keys(canvas, rect_of(all.x, places.keys, all.cols, 1), model);
}
