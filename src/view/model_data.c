/* SPDX-License-Identifier: MIT */
#include "view/model_data.h"

#include "base/text.h"
#include "lab/rows_text.h"

#include <stdio.h>
#include <string.h>

#define COLUMN_COLS_MAX 24 /* a longer value is cut */
#define ROOM_FOR_WORDS 22
#define ROOM_FOR_AGES 36
#define COLUMN_NAME_MOST 12 /* of a name, where all columns have room so, */
#define COLUMN_NAME_LEAST 4 /* and else */
#define COLUMN_COLS_MIN 4   /* less says nothing */
#define COLUMN_GAP 2        /* where all columns have room so; else one blank */

/* The columns that there is room for: those of the key, and of the others from one on. */
struct columns {
    int count;
    int left; /* out */
    int gap;
    int which[COLUMNS_MAX];
    int cols[COLUMNS_MAX];
};

/* Columns of the widest value of each. */
static void measure_values(const struct table_look *look, int widths[COLUMNS_MAX])
{
    memset(widths, 0, COLUMNS_MAX * sizeof(widths[0]));
    for (int i = 0; i < MASTERS_MAX * look->line_count; i++) {
        const struct look_row *row = &look->lines[i / MASTERS_MAX].at[i % MASTERS_MAX];
        const char *cell = table_look_text(look, row->cells);
        for (int k = 0; row->is_there && k < look->column_count; k++) {
            int width = text_width(cell);
            widths[k] = width > widths[k] ? width : widths[k];
            cell += strlen(cell) + 1;
        }
    }
}

/* A name that is longer than `most` gives way to values that are short. */
static int width_of(const struct table_look *look, int column, int values, int most)
{
    int name = text_width(table_look_text(look, look->columns[column]));
    name = name < most ? name : most;
    int width = values > name ? values : name;
    return width < COLUMN_COLS_MAX ? width : COLUMN_COLS_MAX;
}

int model_data_mark_cols(int room_cols)
{
    return room_cols >= ROOM_FOR_AGES    ? DATA_AGE_COLS
           : room_cols >= ROOM_FOR_WORDS ? DATA_WORD_COLS
                                         : DATA_SIGN_COLS;
}

/* Which there are to choose from. */
static void list_columns(struct columns *out, const struct table_look *look, int left)
{
    *out = (struct columns){.gap = COLUMN_GAP};
    for (int i = 0; i < look->column_count; i++) {
        if (look->is_key[i] || out->left == left) {
            out->which[out->count++] = i;
        } else {
            out->left++;
        }
    }
}

static void choose_columns(struct columns *out, const struct table_look *look,
                           const struct data_room *room)
{
    int left = room->cols - 3 - model_data_mark_cols(room->cols);
    int values[COLUMNS_MAX];
    measure_values(look, values);
    list_columns(out, look, room->columns_left);
    int listed = out->count;
    int all = COLUMN_GAP * (listed - 1);
    for (int i = 0; i < listed; i++) {
        all += width_of(look, out->which[i], values[out->which[i]], COLUMN_NAME_MOST);
    }
    bool has_room = all <= left;
    out->gap = has_room ? COLUMN_GAP : 1;
    out->count = 0;
    for (int i = 0; i < listed; i++) {
        int gap = i > 0 ? out->gap : 0;
        int cols = width_of(look, out->which[i], values[out->which[i]],
                            has_room ? COLUMN_NAME_MOST : COLUMN_NAME_LEAST);
        bool is_cut = cols + gap > left;
        if (is_cut && left - gap < COLUMN_COLS_MIN) {
            return;
        }
        out->cols[out->count++] = is_cut ? left - gap : cols;
        left -= out->cols[i] + gap;
    }
}

static void add_blanks(struct buf *out, int count)
{
    for (int i = 0; i < count; i++) {
        buf_add_char(out, ' ');
    }
}

/* A value in its column: numbers end at its right end, texts begin at its left. */
static void add_cell(struct buf *out, const char *text, int cols, bool is_number)
{
    bool is_cut = text_width(text) > cols;
    size_t size = text_clip(text, is_cut ? cols - 1 : cols);
    size_t begin = out->size;
    add_blanks(out, is_number && !is_cut ? cols - text_width(text) : 0);
    buf_add_text(out, text, size);
    if (is_cut) {
        buf_add_text(out, "…", strlen("…"));
    }
    add_blanks(out, cols - text_width(out->data + begin));
}

/* The value of a column in a row; its name, of no row. */
static const char *cell_of(const struct table_look *look, const struct look_row *row, int column)
{
    if (row == NULL) {
        return table_look_text(look, look->columns[column]);
    }
    const char *cell = table_look_text(look, row->cells);
    while (column-- > 0) {
        cell += strlen(cell) + 1;
    }
    return cell;
}

static void print_row(char *out, const struct table_look *look, const struct columns *columns,
                      const struct look_row *row)
{
    struct buf text;
    buf_init(&text, DATA_TEXT_SIZE - 1);
    for (int i = 0; i < columns->count; i++) {
        int column = columns->which[i];
        add_blanks(&text, i > 0 ? columns->gap : 0);
        add_cell(&text, cell_of(look, row, column), columns->cols[i], look->is_number[column]);
    }
    memcpy(out, text.data, text.size + 1);
    buf_release(&text);
}

/* "id = 7", "a = 1 AND b = 2": the row of a key, in SQL. Texts would lose their quotes. */
static void print_where(char *out, const struct table_look *look, const struct look_row *row)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    bool are_numbers = true;
    for (int i = 0; i < look->column_count; i++) {
        if (look->is_key[i]) {
            buf_addf(&text, "%s%s = %s", text.size > 0 ? " AND " : "", cell_of(look, NULL, i),
                     cell_of(look, row, i));
            are_numbers = are_numbers && look->is_number[i];
        }
    }
    bool fits = are_numbers && text.size < DATA_WHERE_SIZE;
    (void)snprintf(out, DATA_WHERE_SIZE, "%s", fits ? text.data : "");
    buf_release(&text);
}

static void add_note(struct model_data *data, const struct table_look *look,
                     const struct look_line *line)
{
    data->differ++;
    if (data->note_count == DATA_NOTES_MAX) {
        return;
    }
    struct data_note *note = &data->notes[data->note_count++];
    struct buf text;
    buf_init(&text, sizeof(note->why) - 1);
    (void)snprintf(note->key, sizeof(note->key), "%s", table_look_text(look, line->key));
    rows_add_difference(&text, look, line);
    (void)snprintf(note->what, sizeof(note->what), "%s", text.data);
    buf_clear(&text);
    rows_add_note(&text, look, line);
    memcpy(note->why, text.data, text.size + 1);
    buf_release(&text);
}

static struct data_line *add_line(struct model_data *data, const struct look_line *from,
                                  bool is_page)
{
    struct data_line *line = &data->lines[data->line_count++];
    *line =
        (struct data_line){.is_page = is_page, .page = from->page, .author = -1, .age = from->age};
    line->differs = from->differs && !is_page;
    return line;
}

static void fill_border(struct data_line *line, const struct table_look *look)
{
    for (int i = 0; i < look->page_count; i++) {
        if (look->pages[i].page == line->page) {
            line->author = look->pages[i].author;
            line->age = look->pages[i].age;
            memcpy(line->is_newest, look->pages[i].is_newest, sizeof(line->is_newest));
        }
    }
}

/* The first of the last lines that there is room for. */
static int first_at_end(const struct table_look *look, int room)
{
    int used = 1;
    int first = look->line_count;
    while (first > 0 && used < room) {
        bool is_border = first > 1 && look->lines[first - 1].page != look->lines[first - 2].page;
        used += is_border ? 2 : 1;
        first--;
    }
    return used > room ? first + 1 : first;
}

static void fill_lines(struct model_data *data, const struct table_look *look, int room, int first,
                       const struct columns *columns)
{
    data->first = look->first + first;
    for (int i = first; i < look->line_count; i++) {
        const struct look_line *from = &look->lines[i];
        bool is_border = i == first || from->page != from[-1].page;
        if (data->line_count + (is_border ? 2 : 1) > room) {
            return;
        }
        if (is_border) {
            fill_border(add_line(data, from, true), look);
        }
        struct data_line *line = add_line(data, from, false);
        data->row_count++;
        for (int k = 0; k < MASTERS_MAX; k++) {
            line->rows[k].mark = from->at[k].mark;
            line->rows[k].is_there = from->at[k].is_there;
            if (from->at[k].is_there) {
                print_row(line->rows[k].text, look, columns, &from->at[k]);
                print_where(line->where, look, &from->at[k]);
            }
        }
        if (from->differs) {
            add_note(data, look, from);
        }
    }
}

/* --- pages ---------------------------------------------------------------------------------- */

static int heat_of(const struct heat_page *page)
{
    int sum = 2 * page->conflicts;
    for (int i = 0; i < MASTERS_MAX; i++) {
        sum += page->changes[i];
    }
    return sum;
}

static bool is_seen(const struct model_data *data, int64_t page)
{
    for (int i = 0; i < data->line_count; i++) {
        if (data->lines[i].is_page && data->lines[i].page == page) {
            return true;
        }
    }
    return false;
}

/* In order of page, those that are seen and the others together. */
static void put_page(struct model_data *data, const struct heat_page *page, bool seen)
{
    int at = data->page_count++;
    for (; at > 0 && data->pages[at - 1].page > page->page; at--) {
        data->pages[at] = data->pages[at - 1];
    }
    data->pages[at] =
        (struct data_page){.page = page->page, .conflicts = page->conflicts, .is_seen = seen};
    memcpy(data->pages[at].changes, page->changes, sizeof(page->changes));
}

/* The hottest of those that have no place yet; NULL: all have. */
static const struct heat_page *hottest(const struct model_data *data, const struct heat *heat)
{
    const struct heat_page *found = NULL;
    for (int i = 0; i < heat->count; i++) {
        bool is_placed = false;
        for (int k = 0; k < data->page_count; k++) {
            is_placed = is_placed || data->pages[k].page == heat->pages[i].page;
        }
        if (!is_placed && (found == NULL || heat_of(&heat->pages[i]) > heat_of(found))) {
            found = &heat->pages[i];
        }
    }
    return found;
}

/* Pages with something to tell come first; those that are seen but cold take what is left. */
static void fill_pages(struct model_data *data, const struct heat *heat, int room)
{
    room = room < DATA_PAGES_MAX ? room : DATA_PAGES_MAX;
    data->heat_length = heat->length;
    while (data->page_count < room) {
        const struct heat_page *page = hottest(data, heat);
        if (page == NULL) {
            break;
        }
        put_page(data, page, is_seen(data, page->page));
        for (int i = 0; i < MASTERS_MAX; i++) {
            data->most = page->changes[i] > data->most ? page->changes[i] : data->most;
        }
    }
    for (int i = 0; i < data->line_count && data->page_count < room; i++) {
        bool is_placed = !data->lines[i].is_page;
        for (int k = 0; k < data->page_count; k++) {
            is_placed = is_placed || data->pages[k].page == data->lines[i].page;
        }
        if (!is_placed) {
            put_page(data, &(struct heat_page){.page = data->lines[i].page}, true);
        }
    }
}

void model_build_data(struct model_data *data, const struct table_look *look,
                      const struct heat *heat, const struct data_room *room)
{
    struct columns columns;
    int rows = room->rows < DATA_LINES_MAX ? room->rows : DATA_LINES_MAX;
    *data = (struct model_data){.rows_total = look->rows_total};
    (void)snprintf(data->table, sizeof(data->table), "%s", look->name);
    data->is_known = look->number != 0;
    memcpy(data->is_shown, look->is_shown, sizeof(data->is_shown));
    choose_columns(&columns, look, room);
    data->columns_left = columns.left;
    data->columns_right = look->column_count - columns.left - columns.count;
    print_row(data->names, look, &columns, NULL);
    fill_lines(data, look, rows, room->is_at_end ? first_at_end(look, rows) : 0, &columns);
    fill_pages(data, heat, room->pages);
    if (data->rows_total < data->first + data->row_count) { /* some masters have more of them */
        data->rows_total = data->first + data->row_count;
    }
}
