/* SPDX-License-Identifier: MIT */
/* draw_data: a table at every master side by side, why rows differ, and the heat of its pages. */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TEXT_X 2
#define BAR_STEPS 8
#define FACTS_FROM 22 /* columns of a room from which a page's border tells who wrote it */

static const struct {
    enum role role; /* ROLE_BG: the hue of the master */
    uint32_t sign;  /* 0: none */
    const char *word;
    const char *instead; /* of the row, where there is none; NULL: blank */
    bool is_bold;
} marks[] = {
    [ROW_SAME] = {ROLE_TEXT, 0, "", NULL, false},
    [ROW_NEW] = {ROLE_STRONG, '+', "new", NULL, true},
    [ROW_OLD] = {ROLE_WARN, GLYPH_SLOW, "old", NULL, false},
    [ROW_OPEN] = {ROLE_BG, GLYPH_READ_ONLY, "open", "removed", false},
    [ROW_NOT_HERE] = {ROLE_WARN, 0, "", "not here yet", false},
    [ROW_GONE] = {ROLE_STRONG, GLYPH_NONE, "", "removed", true},
    [ROW_UNLIKE] = {ROLE_WARN, GLYPH_SLOW, "unlike", NULL, false},
};

static struct rect text_of(struct rect room, int row)
{
    return rect_row(rect_of(room.x + TEXT_X, room.y, room.cols - TEXT_X - 1, room.rows), row);
}

/* --- rooms ---------------------------------------------------------------------------------- */

static void draw_head(struct canvas *canvas, struct rect room, const struct model_room *model,
                      const struct model_data *data)
{
    struct rect line = text_of(room, 0);
    int used = draw_mood(canvas, line, model) + 1;
    struct rect right = rect_after(line, used);
    right.cols -= 1;
    if (!data->is_shown[model->master]) {
        if (model->mood == MOOD_SILENT && right.cols >= (int)strlen("silent")) {
            canvas_text_right(canvas, right, ROLE_MUTED, false, "silent");
        }
        return;
    }
    char text[48];
    char number[24];
    char unit[8];
    draw_split_length(model->lag, number, unit);
    bool has_word = right.cols >= (int)(4 + strlen(number) + 1 + strlen(unit));
    (void)snprintf(text, sizeof(text), "%s%s %s", has_word ? "lag " : "", number, unit);
    if (right.cols >= (int)strlen(text)) {
        canvas_text_right(canvas, right, ROLE_MUTED, false, text);
    }
    struct rect names = text_of(room, 1);
    (void)canvas_text(canvas, names, ROLE_FAINT, data->names);
    if (data->columns_left > 0) {
        canvas_sign(canvas, names.x - 1, names.y, ROLE_ACCENT, GLYPH_LEFT);
    }
    if (data->columns_right > 0) {
        canvas_sign(canvas, names.x + names.cols - 1, names.y, ROLE_ACCENT, GLYPH_RIGHT);
    }
}

/* "12 ms"; "": there is no room for it. */
static void print_age(char *out, size_t size, sim_us age)
{
    char number[24];
    char unit[8];
    draw_split_length(age, number, unit);
    (void)snprintf(out, size, "%s %s", number, unit);
}

/* "page 10 ──── m2 26 ms": who wrote it last, and when; or that this master does not know it. */
static void draw_border(struct canvas *canvas, struct rect line, const struct data_line *page,
                        int master)
{
    char facts[48] = "";
    char age[32];
    struct rect rule =
        rect_after(line, canvas_textf(canvas, line, ROLE_MUTED, "page %" PRId64 " ", page->page));
    bool is_old = page->author >= 0 && !page->is_newest[master];
    print_age(age, sizeof(age), page->age);
    if (is_old) {
        (void)snprintf(facts, sizeof(facts), "%s", "≈ older");
    } else if (page->author >= 0) {
        (void)snprintf(facts, sizeof(facts), "m%d %s", page->author + 1, age);
    }
    int cols = text_width(facts);
    if (cols > 0 && cols + 2 <= rule.cols) {
        struct rect right = rect_after(rule, rule.cols - cols);
        (void)(is_old ? canvas_text(canvas, right, ROLE_WARN, facts)
                      : canvas_text(canvas, right, ROLE_FAINT, facts));
        if (!is_old) {
            draw_sentence(canvas, right, ROLE_FAINT, facts);
        }
        rule.cols -= cols + 1;
    }
    canvas_line(canvas, rule, ROLE_RULE, GLYPH_RULE);
}

static void draw_mark(struct canvas *canvas, struct rect line, const struct data_row *row,
                      enum role role, sim_us age)
{
    int cols = model_data_mark_cols(line.cols + TEXT_X + 1);
    int behind = text_width(row->text) + 2; /* the row, where there is more room than it needs */
    int x = line.cols - cols + 1;
    struct rect at = rect_after(line, behind < x ? behind : x);
    at.cols = cols - 1;
    if (marks[row->mark].sign == 0) {
        return;
    }
    canvas_sign(canvas, at.x, at.y, role, marks[row->mark].sign);
    if (cols >= DATA_WORD_COLS) {
        struct rect word = rect_after(at, 2);
        (void)(marks[row->mark].is_bold ? canvas_bold(canvas, word, role, marks[row->mark].word)
                                        : canvas_text(canvas, word, role, marks[row->mark].word));
    }
    if (cols >= DATA_AGE_COLS && row->mark != ROW_UNLIKE) {
        char text[32];
        print_age(text, sizeof(text), age);
        canvas_text_right(canvas, at, ROLE_MUTED, false, text);
    }
}

static void draw_row(struct canvas *canvas, struct rect line, int master,
                     const struct data_line *from)
{
    const struct data_row *row = &from->rows[master];
    enum role role = !from->differs                     ? ROLE_FAINT
                     : marks[row->mark].role == ROLE_BG ? role_of_master(master)
                                                        : marks[row->mark].role;
    if (row->is_there) {
        (void)(marks[row->mark].is_bold ? canvas_bold(canvas, line, role, row->text)
                                        : canvas_text(canvas, line, role, row->text));
        draw_mark(canvas, line, row, role, from->age);
    } else if (marks[row->mark].instead != NULL) {
        (void)canvas_bold(canvas, line, role, row->mark == ROW_NOT_HERE ? "···" : "–");
        (void)canvas_text(canvas, rect_after(line, 5), ROLE_MUTED, marks[row->mark].instead);
    }
}

/* A click types what reads the row; only Enter does it. */
static void add_spots(struct canvas *canvas, const struct layout *layout,
                      const struct model_data *data)
{
    const struct rect *first = &layout->rooms[0];
    const struct rect *last = &layout->rooms[layout->room_count - 1];
    for (int i = 0; i < data->line_count && DATA_HEAD_ROWS + i < first->rows; i++) {
        struct rect line =
            rect_of(first->x, first->y + DATA_HEAD_ROWS + i, last->x + last->cols - first->x, 1);
        char text[SPOT_LINE_SIZE];
        int size = snprintf(text, sizeof(text), "\\type SELECT * FROM %s WHERE %s;", data->table,
                            data->lines[i].where);
        if (data->lines[i].where[0] != '\0' && size < SPOT_LINE_SIZE) {
            canvas_spot(canvas, line, "%s", text);
        }
    }
}

static void draw_room(struct canvas *canvas, struct rect room, const struct model_room *model,
                      const struct model_data *data)
{
    draw_head(canvas, room, model, data);
    canvas_spot(canvas, rect_row(room, 0), "\\toggle m%d ask", model->master + 1);
    if (!data->is_shown[model->master]) {
        bool has_room = text_of(room, 0).cols >= (int)strlen("nobody can ask it");
        (void)canvas_text(canvas, text_of(room, DATA_HEAD_ROWS), ROLE_MUTED,
                          has_room ? "nobody can ask it" : "cannot be asked");
        return;
    }
    for (int i = 0; i < data->line_count && DATA_HEAD_ROWS + i < room.rows; i++) {
        struct rect line = text_of(room, DATA_HEAD_ROWS + i);
        if (data->lines[i].is_page) {
            draw_border(canvas, line, &data->lines[i], model->master);
        } else {
            draw_row(canvas, line, model->master, &data->lines[i]);
        }
    }
}

/* What differs is lit through all rooms at once. */
static void light_rows(struct canvas *canvas, const struct layout *layout,
                       const struct model_data *data)
{
    const struct rect *first = &layout->rooms[0];
    const struct rect *last = &layout->rooms[layout->room_count - 1];
    for (int i = 0; i < data->line_count && DATA_HEAD_ROWS + i < first->rows; i++) {
        if (data->lines[i].differs) {
            canvas_fill(canvas,
                        rect_of(first->x + 1, first->y + DATA_HEAD_ROWS + i,
                                last->x + last->cols - first->x - 1, 1),
                        ROLE_SEL);
        }
    }
}

static void draw_rooms_of_data(struct canvas *canvas, const struct layout *layout,
                               const struct model *model)
{
    const struct model_data *data = &model->data;
    for (int i = 0; i < layout->room_count; i++) {
        draw_walls(canvas, layout->rooms[i], &model->rooms[i]);
    }
    light_rows(canvas, layout, data);
    add_spots(canvas, layout, data);
    for (int i = 0; i < layout->room_count && i < model->room_count; i++) {
        draw_room(canvas, layout->rooms[i], &model->rooms[i], data);
    }
    if (data->row_count == 0) {
        const char *text = data->table[0] == '\0' ? "No table yet: CREATE TABLE, or \\load course"
                           : data->is_known       ? "No rows at any master"
                                                  : "No such table";
        struct rect at = text_of(layout->rooms[0], DATA_HEAD_ROWS + 1);
        at.cols = layout->main.cols - TEXT_X;
        (void)canvas_text(canvas, at, ROLE_FAINT, text);
    }
}

/* --- the strip of pages --------------------------------------------------------------------- */

/* A bar that ends in an eighth of a row. */
static void draw_bar_of(struct canvas *canvas, struct rect at, int level, enum role role)
{
    for (int row = at.rows - 1; row >= 0 && level > 0; row--) {
        int part = level < BAR_STEPS ? level : BAR_STEPS;
        canvas_put(canvas, at.x, at.y + row, role, GLYPH_CURSOR + (uint32_t)part - 1);
        level -= part;
    }
}

static void draw_page(struct canvas *canvas, struct rect at, const struct data_page *page, int most,
                      const struct model *model)
{
    int rows = at.rows - 2;
    int x = at.x + (DATA_PAGE_COLS - model->room_count) / 2;
    int sum = 0;
    char text[24];
    for (int i = 0; i < model->room_count; i++) {
        int master = model->rooms[i].master;
        int changes = page->changes[master];
        int level = most > 0 ? (changes * rows * BAR_STEPS + most - 1) / most : 0;
        sum += changes;
        canvas_put(canvas, x + i, at.y + rows - 1, ROLE_RULE, GLYPH_CURSOR);
        draw_bar_of(canvas, rect_of(x + i, at.y, 1, rows), level, role_of_master(master));
    }
    int used = snprintf(text, sizeof(text), "%" PRId64, page->page);
    int middle = x - at.x + model->room_count / 2;
    struct rect name = rect_after(rect_row(at, rows), middle - (used - 1) / 2);
    (void)(page->is_seen ? canvas_bold(canvas, name, ROLE_TEXT, text)
                         : canvas_text(canvas, name, sum > 0 ? ROLE_MUTED : ROLE_FAINT, text));
    if (page->conflicts > 0) {
        used = snprintf(text, sizeof(text), "x%d", page->conflicts) - 1;
        (void)snprintf(text, sizeof(text), "×%d", page->conflicts);
        struct rect count = rect_after(rect_row(at, rows + 1), middle - used / 2);
        (void)canvas_bold(canvas, count, ROLE_BAD, text);
    }
}

/* "rows 1 to 21 of 200   2 more columns: Right": which part of the table it is. */
static void add_place(struct buf *out, const struct model_data *data)
{
    if (data->row_count > 0) {
        buf_addf(out, "rows %" PRId64 " to %" PRId64 " of %" PRId64, data->first + 1,
                 data->first + data->row_count, data->rows_total);
    }
    if (data->columns_left + data->columns_right > 0) {
        buf_addf(out, "   %d more column%s: %s", data->columns_left + data->columns_right,
                 data->columns_left + data->columns_right == 1 ? "" : "s",
                 data->columns_left == 0    ? "Right"
                 : data->columns_right == 0 ? "Left"
                                            : "Left Right");
    }
}

static void draw_heat(struct canvas *canvas, struct rect at, const struct model *model)
{
    const struct model_data *data = &model->data;
    char name[NAME_SIZE_MAX + 16];
    struct buf facts;
    buf_init(&facts, BUF_CAP_TEXT);
    add_place(&facts, data);
    size_t place = facts.size;
    buf_addf(&facts, "%schanges in %d s by", place > 0 ? "   " : "",
             (int)((data->heat_length + US_PER_S - 1) / US_PER_S));
    for (int i = 0; i < model->room_count; i++) {
        buf_addf(&facts, " m%d", model->rooms[i].master + 1);
    }
    (void)snprintf(name, sizeof(name), "pages of %.30s", data->table);
    if (text_width(name) + 2 + text_width(facts.data) >
        at.cols) { /* whose hue is whose, one sees */
        facts.data[place] = '\0';
    }
    draw_heading(canvas, rect_row(at, 0), name, facts.data, false);
    buf_release(&facts);
    struct rect body = rect_of(at.x, at.y + 1, at.cols, at.rows - 1);
    (void)canvas_text(canvas, rect_row(body, body.rows - 2), ROLE_FAINT, "page");
    (void)canvas_text(canvas, rect_row(body, body.rows - 1), ROLE_FAINT, "1213");
    for (int i = 0; i < data->page_count; i++) {
        struct rect page = rect_after(body, DATA_PAGES_AT + i * DATA_PAGE_COLS);
        if (page.cols >= DATA_PAGE_COLS) {
            page.cols = DATA_PAGE_COLS;
            draw_page(canvas, page, &data->pages[i], data->most, model);
        }
    }
}

/* --- why ------------------------------------------------------------------------------------ */

/* Its heading and its text, if both fit. Returns the rows that it took, a blank among them. */
static int draw_lesson(struct canvas *canvas, struct rect at, const char *name, const char *text)
{
    if (1 + prose_rows(text, at.cols) > at.rows) {
        return 0;
    }
    draw_heading(canvas, rect_row(at, 0), name, "", false);
    return 2 +
           draw_prose(canvas, rect_of(at.x, at.y + 1, at.cols, at.rows - 1), 0, ROLE_MUTED, text);
}

/* `has_facts`: borders have room for them. */
static void draw_why(struct canvas *canvas, struct rect at, const struct model_data *data,
                     bool has_focus, bool has_facts)
{
    char facts[24] = "";
    if (data->differ > 0) {
        (void)snprintf(facts, sizeof(facts), "%d row%s", data->differ,
                       data->differ == 1 ? "" : "s");
    }
    draw_heading(canvas, rect_row(at, 0), "what differs", facts, has_focus);
    int row = 2;
    if (data->differ == 0 && data->row_count > 0) {
        row = draw_prose(canvas, at, row, ROLE_MUTED,
                         "None of these rows: every master that answers has them so. n looks for "
                         "the next difference.") +
              1;
    }
    for (int i = 0; i < data->note_count; i++) {
        const struct data_note *note = &data->notes[i];
        bool is_last = i == data->differ - 1;
        if (row + 1 + prose_rows(note->why, at.cols) + (is_last ? 0 : 1) > at.rows) {
            (void)canvas_textf(canvas, rect_row(at, row), ROLE_FAINT, "%d more: see their marks",
                               data->differ - i);
            return;
        }
        struct rect head = rect_row(at, row++);
        int used = canvas_bold(canvas, head, ROLE_STRONG, note->key);
        (void)canvas_text(canvas, rect_after(head, used + 2), ROLE_TEXT, note->what);
        struct rect left = rect_of(at.x, at.y + row, at.cols, at.rows - row);
        row += draw_prose(canvas, left, 0, ROLE_MUTED, note->why) + 1;
    }
    if (has_facts) {
        row += draw_lesson(canvas, rect_of(at.x, at.y + row, at.cols, at.rows - row),
                           "at a page's border",
                           "Who wrote the page last, and how long ago. \u2248 older: this master's "
                           "cache does not have that version yet.");
    }
    (void)draw_lesson(canvas, rect_of(at.x, at.y + row, at.cols, at.rows - row), "two ways to read",
                      "INSTANCE_RAW answers at once and may be old. REGIONAL_RAW waits, about "
                      "a lag, and is never old.");
}

void draw_data(struct canvas *canvas, const struct layout *layout, const struct model *model,
               bool has_focus)
{
    const struct model_data *data = &model->data;
    draw_rooms_of_data(canvas, layout, model);
    if (layout->heat.rows > 0) {
        draw_heat(canvas, layout->heat, model);
    }
    if (layout->side.cols > 0) {
        draw_why(canvas, layout->side, data, has_focus, layout->rooms[0].cols >= FACTS_FROM);
    } else if (data->note_count > 0 && layout->heat.rows > 0) {
        char text[sizeof(data->notes[0].why) + 40];
        (void)snprintf(text, sizeof(text), "%s: %s", data->notes[0].key, data->notes[0].why);
        struct rect line = rect_of(layout->heat.x, layout->heat.y - 1, layout->heat.cols, 1);
        draw_sentence(canvas, rect_after(line, TEXT_X), ROLE_TEXT, text);
    }
}
