/* SPDX-License-Identifier: MIT */
/* draw_frame: what stands around the panes: bar, headings, next, keys, one sentence. */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FACTS_GAP 3    /* of the bar */
#define NAME_MIN 4     /* columns of a branch that tell anything of its name */
#define TRAVEL_CELLS 8 /* of the rule that tells how far a replay is */

void draw_split_length(sim_us length, char *number, char *unit)
{
    struct buf text;
    buf_init(&text, 40);
    span_add_length(&text, length);
    size_t size = strcspn(text.data, " ");
    (void)snprintf(number, 20, "%.*s", (int)size, text.data);
    (void)snprintf(unit, 4, "%s", text.data[size] != '\0' ? text.data + size + 1 : "");
    /* Below ten milliseconds a whole number is enough in a column of others. */
    if (strcmp(unit, "ms") == 0) {
        number[strcspn(number, ".")] = '\0';
    }
    buf_release(&text);
}

void draw_heading(struct canvas *canvas, struct rect at, const char *name, const char *facts,
                  bool has_focus)
{
    struct rect line = rect_row(at, 0);
    int used = canvas_bold(canvas, line, has_focus ? ROLE_ACCENT : ROLE_MUTED, name) + 1;
    int facts_cols = text_width(facts);
    struct rect rule = rect_after(line, used);
    rule.cols -= facts_cols > 0 ? facts_cols + 1 : 0;
    canvas_line(canvas, rule, has_focus ? ROLE_ACCENT : ROLE_RULE,
                has_focus ? GLYPH_HEAVY : GLYPH_RULE);
    int x = line.cols - facts_cols;
    struct rect right = rect_after(line, x > used ? x : used);
    draw_sentence(canvas, right, ROLE_FAINT, facts);
}

/* Is "m2" the word at `at`? Its 0-based number; -1: no. */
static int master_word(const char *text, const char *at)
{
    bool begins = at == text || at[-1] == ' ' || at[-1] == '(';
    bool is_name = at[0] == 'm' && at[1] >= '1' && at[1] <= '4';
    bool ends = begins && is_name && (at[2] == '\0' || strchr(" ,.;:)", at[2]) != NULL);
    return ends ? at[1] - '1' : -1;
}

void draw_sentence(struct canvas *canvas, struct rect at, enum role role, const char *text)
{
    (void)canvas_text(canvas, at, role, text);
    if (role == ROLE_STRONG) {
        return;
    }
    for (const char *word = text; *word != '\0'; word++) {
        int master = master_word(text, word);
        if (master >= 0) {
            struct buf before;
            buf_init(&before, BUF_CAP_TEXT);
            buf_addf(&before, "%.*s", (int)(word - text), text);
            int x = text_width(before.data);
            buf_release(&before);
            char name[3] = {word[0], word[1], '\0'};
            if (x + 2 <= at.cols) {
                (void)canvas_text(canvas, rect_of(at.x + x, at.y, 2, at.rows),
                                  role_of_master(master), name);
            }
        }
    }
}

/* "seed 42", where it fits, so that it ends where `at` does; returns what is left before it. */
static struct rect draw_bar_fact(struct canvas *canvas, struct rect at, const char *name,
                                 const char *value, enum role role, int cols)
{
    int before = name[0] != '\0' ? text_width(name) + 1 : 0;
    if (before + cols <= at.cols) {
        struct rect right = rect_after(at, at.cols - cols);
        (void)(role == ROLE_ACCENT ? canvas_bold : canvas_text)(canvas, right, role, value);
        (void)canvas_text(canvas, rect_after(at, at.cols - cols - before), ROLE_FAINT, name);
        at.cols -= before + cols + FACTS_GAP;
    }
    return at;
}

/* Of a branch, whose name may be long. */
static int name_cols(struct rect at, const char *name)
{
    int width = text_width(name);
    return width < at.cols / 2 ? width : at.cols / 2;
}

/* "lesson 9 of 16   step 2 of 3"; without the course where there is no room. */
static void draw_bar_lesson(struct canvas *canvas, struct rect at,
                            const struct model_lesson *lesson, bool is_wide)
{
    char value[80];
    (void)snprintf(value, sizeof(value), "step %d of %d", lesson->step, lesson->step_count);
    at = draw_bar_fact(canvas, at, "", value, ROLE_MUTED, text_width(value));
    if (is_wide && lesson->number > 0) {
        (void)snprintf(value, sizeof(value), "lesson %d of %d", lesson->number,
                       lesson->lesson_count);
        (void)draw_bar_fact(canvas, at, "", value, ROLE_MUTED, text_width(value));
    }
}

/* "on b2" behind the speed; returns what is left. The word gives way to the picture as one line,
 * the name to what is not well; `line`: the columns of both, or NULL. */
static struct rect draw_bar_branch(struct canvas *canvas, struct rect at, const struct model *model,
                                   const struct line_cols *line)
{
    const int all = line != NULL ? 2 + line->all : 0;
    const int trouble = line != NULL && line->trouble > 0 ? 2 + line->trouble : 0;
    const int wanted = name_cols(at, model->branch);
    const struct {
        const char *word;
        int needs, least; /* of the name */
    } forms[] = {
        {"on ", all, wanted}, {"", all, wanted}, {"on ", trouble, wanted}, {"", trouble, NAME_MIN}};
    for (int i = 0; model->has_branched && i < COUNT_OF(forms); i++) {
        int word = 1 + text_width(forms[i].word);
        int room = at.cols - word - forms[i].needs;
        if (room >= forms[i].least) {
            int width = wanted < room ? wanted : room;
            (void)canvas_text(canvas, rect_after(at, 1), ROLE_MUTED, forms[i].word);
            (void)canvas_bold(canvas, rect_of(at.x + word, at.y, width, 1), ROLE_ACCENT,
                              model->branch);
            return rect_after(at, word + width + 2);
        }
    }
    return at;
}

/* "seed 42   timeline main" at the right end: names fainter than values. Where there is no room for
 * a timeline, one that is not main is named all the same. */
static void draw_bar_facts(struct canvas *canvas, struct rect at, const struct model *model,
                           bool is_wide, bool has_facts)
{
    char value[40];
    if (is_wide && !model->lesson.is_on) {
        at = draw_bar_fact(canvas, at, "timeline", model->branch,
                           model->has_branched ? ROLE_ACCENT : ROLE_MUTED,
                           name_cols(at, model->branch));
    } else {
        at = draw_bar_branch(canvas, at, model, NULL);
    }
    if (!has_facts) {
        return;
    }
    if (model->lesson.is_on) {
        draw_bar_lesson(canvas, at, &model->lesson, is_wide);
        return;
    }
    (void)snprintf(value, sizeof(value), "%" PRIu64, model->seed);
    (void)draw_bar_fact(canvas, at, "seed", value, ROLE_MUTED, text_width(value));
}

/* "replaying 12.4 of 40.0 s  Esc stops" in place of the clock, its rule below the words. */
static void draw_travel(struct canvas *canvas, struct rect at, const struct model *model)
{
    int used = canvas_text(canvas, at, ROLE_ACCENT, model->travel);
    struct rect bar = rect_after(at, used + 1);
    for (int i = 0; i < TRAVEL_CELLS; i++) {
        bool is_done = i * 1000 < model->travel_permille * TRAVEL_CELLS;
        canvas_put(canvas, bar.x + i, bar.y, is_done ? ROLE_ACCENT : ROLE_RULE,
                   is_done ? GLYPH_HEAVY : GLYPH_RULE);
    }
    (void)canvas_text(canvas, rect_after(bar, TRAVEL_CELLS + 1), ROLE_MUTED, "Esc stops");
}

/* Where the clock stands in the bar. */
static int clock_x(struct rect at)
{
    return at.cols >= 100 ? 46 - at.x : at.cols >= 78 ? 28 : 20;
}

void draw_view_name(struct canvas *canvas, struct rect at, const struct model *model,
                    const char *name, const char *brief)
{
    if (at.cols >= 78) {
        at.cols = clock_x(at) - 2;
        struct rect place = rect_after(at, text_width(model->title) + 3);
        bool fits = text_width(name) <= place.cols;
        (void)canvas_text(canvas, place, ROLE_MUTED, fits ? name : brief);
    }
}

struct rect draw_recorded(struct canvas *canvas, struct rect at, const struct model *model)
{
    static const char word[] = "rec";
    if (model->is_recorded) {
        int width = 2 + text_width(word);
        struct rect sign = rect_after(at, at.cols - width);
        canvas_sign(canvas, sign.x, sign.y, ROLE_BAD, GLYPH_UP);
        (void)canvas_bold(canvas, rect_after(sign, 2), ROLE_BAD, word);
        at.cols -= width + 3;
    }
    return at;
}

void draw_bar(struct canvas *canvas, struct rect at, const struct model *model, bool has_line)
{
    bool is_wide = at.cols >= 100;
    bool has_facts = at.cols >= 78;
    struct rect clock = rect_after(at, clock_x(at));
    struct rect title = rect_of(at.x, at.y, clock.x - at.x - 1, at.rows);
    (void)canvas_text(canvas, title, ROLE_STRONG, model->title);
    at = draw_recorded(canvas, at, model);
    clock.cols = at.x + at.cols - clock.x;
    if (model->travel[0] != '\0') {
        draw_travel(canvas, clock, model);
        return;
    }
    int used = canvas_text(canvas, clock, ROLE_STRONG, model->time);
    struct rect state = rect_after(clock, used + 3);
    canvas_sign(canvas, state.x, state.y, ROLE_ACCENT,
                model->is_paused ? GLYPH_STILL : GLYPH_RIGHT);
    (void)canvas_text(canvas, rect_after(state, 2), ROLE_TEXT,
                      model->is_paused ? "paused" : "running");
    struct rect speed = rect_after(state, 2 + 10);
    used = canvas_text(canvas, speed, ROLE_MUTED, model->speed);
    struct rect rest = rect_after(speed, used + 1);
    if (has_line) {
        struct line_cols line = draw_line_cols(model);
        rest = draw_bar_branch(canvas, rest, model, &line);
        draw_line_picture(canvas, rest, model);
    } else {
        draw_bar_facts(canvas, rest, model, is_wide, has_facts);
    }
}

void draw_next(struct canvas *canvas, struct rect at, const struct model *model)
{
    int used = canvas_text(canvas, at, ROLE_ACCENT,
                           model->next_word[0] != '\0' ? model->next_word : "next");
    int gap = at.cols >= 100 ? 3 : 2;
    struct rect time = rect_after(at, used + gap);
    used = canvas_text(canvas, time, ROLE_TEXT, model->next_time);
    (void)canvas_text(canvas, rect_after(time, used > 0 ? used + 2 : 0), ROLE_MUTED, model->next);
}

void draw_keys(struct canvas *canvas, struct rect at, const struct model *model)
{
    static const char help[] = "? all keys";
    bool is_wide = at.cols >= 100;
    const char *last = is_wide ? help : "? keys";
    bool asks = model->question[0] != '\0';
    bool has_help = !asks && !model->has_no_help;
    int room = has_help ? at.cols - text_width(last) - 2 : at.cols;
    int gap = is_wide ? 3 : 2;
    int x = canvas_text(canvas, at, ROLE_STRONG, model->question) + (asks ? gap : 0);
    for (int i = 0; i < model->key_count; i++) {
        const struct model_key *key = &model->keys[i];
        int width = text_width(key->key) + 1 + text_width(key->word);
        if (x + width > room) {
            break;
        }
        struct rect place = rect_after(at, x);
        int used = canvas_bold(canvas, place, ROLE_ACCENT, key->key);
        (void)canvas_text(canvas, rect_after(place, used + 1), ROLE_MUTED, key->word);
        canvas_spot(canvas, rect_of(place.x, place.y, width, 1), "%s", key->line);
        x += width + gap;
    }
    if (!has_help) {
        return;
    }
    struct rect right = rect_after(at, at.cols - text_width(last));
    (void)canvas_bold(canvas, right, ROLE_ACCENT, "?");
    (void)canvas_text(canvas, rect_after(right, 2), ROLE_MUTED, last + 2);
    canvas_spot(canvas, right, "\\keys");
}

void draw_too_small(struct canvas *canvas)
{
    char text[80];
    (void)snprintf(text, sizeof(text), "Quartet needs %d by %d; this is %d by %d.", LAYOUT_COLS_MIN,
                   LAYOUT_ROWS_MIN, canvas->cols, canvas->rows);
    const char *at = text;
    for (int row = 0; *at != '\0' && row < canvas->rows; row++) {
        size_t skip = 0;
        size_t size = text_wrap(at, canvas->cols, &skip);
        (void)canvas_textf(canvas, rect_of(0, row, canvas->cols, 1), ROLE_TEXT, "%.*s", (int)size,
                           at);
        at += skip;
    }
}

#define INDENT_INSIDE 4 /* of what stands in a column that has no room */

/*
 * Where the further rows of a line begin: under its second column ("  k b   Kill ..."), or a
 * little inside. A column in the right half of the pane would leave them no room.
 */
static int hanging_indent(const char *line, size_t size, int cols)
{
    size_t first = strspn(line, " ");
    if ((int)first > cols / 2) {
        return INDENT_INSIDE;
    }
    for (size_t at = first; at + 2 < size; at++) {
        if (line[at] == ' ' && line[at + 1] == ' ' && line[at + 2] != ' ') {
            return (int)at + 2 <= cols / 2 ? (int)at + 2 : (int)first + 2;
        }
    }
    return (int)first + 2;
}

struct text_drawing {
    struct canvas *canvas;
    struct rect at;
    int line; /* of the wrapped text, from 0 */
    int scroll;
    bool is_typed; /* its lines begin with keys or commands */
};

static void draw_text_row(struct text_drawing *drawing, int indent, enum role role,
                          const char *text, size_t size)
{
    int row = 1 + drawing->line++ - drawing->scroll;
    if (row >= 1 && row < drawing->at.rows) {
        struct rect place = rect_after(rect_row(drawing->at, row), indent);
        (void)canvas_textf(drawing->canvas, place, role, "%.*s", (int)size, text);
    }
}

/* "  k b   Kill ...", "  \\kill WHAT": what is typed again, over the row that was drawn last. */
static void draw_typed(struct text_drawing *drawing, const char *text)
{
    int row = drawing->line - drawing->scroll;
    bool is_first = strspn(text, " ") == 2; /* further in, a line goes on */
    const char *end = is_first ? strstr(text + 2, text[2] == '\\' ? " " : "  ") : NULL;
    if (drawing->is_typed && end != NULL && row >= 1 && row < drawing->at.rows) {
        (void)canvas_textf(drawing->canvas, rect_row(drawing->at, row), ROLE_ACCENT, "%.*s",
                           (int)(end - text), text);
    }
}

/* One line of the text, wrapped. A short one without an indent is a heading. */
static void draw_text_line(struct text_drawing *drawing, const char *line, size_t size)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "%.*s", (int)size, line);
    bool is_head = line[0] != ' ' && line[0] != '\\' && size < 20;
    int hang = hanging_indent(line, size, drawing->at.cols);
    int blanks = (int)strspn(text.data, " ");
    bool is_far = blanks > drawing->at.cols / 2; /* it goes on in such a column */
    int indent = is_far ? hang : 0;
    const char *at = text.data + (is_far ? blanks : 0);
    do {
        size_t skip = 0;
        size_t part = text_wrap(at, drawing->at.cols - indent, &skip);
        draw_text_row(drawing, indent, is_head ? ROLE_STRONG : ROLE_TEXT, at, part);
        if (at == text.data) {
            draw_typed(drawing, at);
        }
        at += skip;
        indent = hang;
    } while (*at != '\0');
    buf_release(&text);
}

static void draw_text_lines(struct text_drawing *drawing, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        draw_text_line(drawing, text, size);
        text += size + (text[size] == '\n');
    }
}

int draw_text_rows(int cols, const char *text)
{
    struct text_drawing drawing = {.at = rect_of(0, 0, cols, 0)}; /* there is no row to draw */
    draw_text_lines(&drawing, text);
    return drawing.line;
}

void draw_text(struct canvas *canvas, struct rect at, const char *title, const char *text,
               int scroll)
{
    bool is_typed = strcmp(title, "keys") == 0 || strcmp(title, "help") == 0;
    struct text_drawing drawing = {
        .canvas = canvas, .at = at, .scroll = scroll, .is_typed = is_typed};
    char facts[48] = "Esc closes";
    draw_text_lines(&drawing, text);
    int below = drawing.line - scroll - (at.rows - 1);
    if (below > 0) {
        (void)snprintf(facts, sizeof(facts), "PgDn: %d more  Esc closes", below);
    }
    draw_heading(canvas, at, title, facts, true);
    canvas_spot(canvas, at, "%s", ""); /* what it covers is not clicked through it */
    canvas_spot(canvas, rect_row(at, 0), "\\close");
}
