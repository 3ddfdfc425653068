/* SPDX-License-Identifier: MIT */
#include "lab/rows_text.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define LINE_COLUMNS 78

/* What row `place` of a line shows; "" where there is none. */
static const char *cell_of(const struct table_look *look, const struct look_row *row, int column)
{
    const char *cell = table_look_text(look, row->cells);
    for (int i = 0; i < column; i++) {
        cell += strlen(cell) + 1;
    }
    return cell;
}

/* --- who ------------------------------------------------------------------------------------ */

static uint32_t masters_with(const struct table_look *look, const struct look_line *line,
                             enum row_mark mark)
{
    uint32_t set = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        set |= (uint32_t)(look->is_shown[i] && line->at[i].mark == mark) << i;
    }
    return set;
}

static int count_of(uint32_t set)
{
    int count = 0;
    for (; set != 0; set &= set - 1) {
        count++;
    }
    return count;
}

/* "m2", "m2 and m3", "m1, m2 and m4". */
static void add_masters(struct buf *out, uint32_t set)
{
    int left = count_of(set);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if ((set >> i & 1) != 0) {
            left--;
            buf_addf(out, "m%d%s", i + 1, left == 0 ? "" : left == 1 ? " and " : ", ");
        }
    }
}

/* "; m2 and m3 still show it": who, and what of one and of several. */
static void add_others(struct buf *out, uint32_t set, const char *one, const char *several)
{
    if (set != 0) {
        buf_addf(out, "; ");
        add_masters(out, set);
        buf_addf(out, " %s", count_of(set) == 1 ? one : several);
    }
}

/* --- why ------------------------------------------------------------------------------------ */

static void add_open(struct buf *out, const struct table_look *look, const struct look_line *line)
{
    uint32_t open = masters_with(look, line, ROW_OPEN);
    add_masters(out, open);
    if (line->client > 0) {
        buf_addf(out, " %s of @%d", count_of(open) == 1 ? "has an open change" : "have changes",
                 line->client);
    } else {
        buf_addf(out, " has an open change");
    }
    buf_addf(out, ", ");
    span_add_length(out, line->age);
    buf_addf(out, " old; nobody else sees it yet.");
}

void rows_add_note(struct buf *out, const struct table_look *look, const struct look_line *line)
{
    uint32_t old = masters_with(look, line, ROW_OLD);
    uint32_t absent = masters_with(look, line, ROW_NOT_HERE);
    uint32_t gone = masters_with(look, line, ROW_GONE);
    uint32_t unlike = masters_with(look, line, ROW_UNLIKE);
    if (masters_with(look, line, ROW_OPEN) != 0) {
        add_open(out, look, line);
        return;
    }
    if (unlike != 0) {
        add_masters(out, unlike);
        buf_addf(out, " %s, and no commit that is kept says why.",
                 count_of(unlike) == 1 ? "differs" : "differ");
        return;
    }
    buf_addf(out, "m%d %s it ", line->author + 1,
             gone != 0     ? "removed"
             : absent != 0 ? "inserted"
                           : "changed");
    span_add_length(out, line->age);
    buf_addf(out, " ago");
    add_others(out, masters_with(look, line, ROW_NEW) & ~(UINT32_C(1) << line->author),
               "has applied it", "have applied it");
    add_others(out, gone & ~(UINT32_C(1) << line->author), "has applied it", "have applied it");
    add_others(out, absent, "has not", "have not");
    add_others(out, old, gone != 0 ? "still has it" : "still answers the old row",
               gone != 0 ? "still have it" : "still answer the old row");
    buf_addf(out, ".");
}

/* --- in what -------------------------------------------------------------------------------- */

/* The first column in which two of those that have the row differ; -1: there is none. */
static int find_difference(const struct table_look *look, const struct look_line *line, int rows[2])
{
    for (int column = 0; column < look->column_count; column++) {
        rows[0] = -1;
        for (int i = 0; i < MASTERS_MAX; i++) {
            if (!look->is_shown[i] || !line->at[i].is_there) {
                continue;
            }
            rows[0] = rows[0] < 0 ? i : rows[0];
            rows[1] = i;
            if (strcmp(cell_of(look, &line->at[rows[0]], column),
                       cell_of(look, &line->at[i], column)) != 0) {
                return column;
            }
        }
    }
    return -1;
}

void rows_add_difference(struct buf *out, const struct table_look *look,
                         const struct look_line *line)
{
    int rows[2] = {-1, -1};
    int column = find_difference(look, line, rows);
    int absent =
        count_of(masters_with(look, line, ROW_NOT_HERE) | masters_with(look, line, ROW_GONE));
    if (column >= 0) {
        buf_addf(out, "%s %.20s or %.20s", table_look_text(look, look->columns[column]),
                 cell_of(look, &line->at[rows[0]], column),
                 cell_of(look, &line->at[rows[1]], column));
    } else {
        buf_addf(out, "%s",
                 masters_with(look, line, ROW_OPEN) != 0 ? "open"
                 : absent > 0                            ? "there or not"
                                                         : "unlike");
    }
}

/* --- all of it ------------------------------------------------------------------------------ */

static void add_row(struct buf *out, const struct table_look *look, const struct look_row *row)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    for (int i = 0; i < look->column_count; i++) {
        buf_addf(&text, "%s%s", i > 0 ? "  " : "", cell_of(look, row, i));
    }
    size_t size = text_clip(text.data, LINE_COLUMNS - 20);
    buf_addf(out, "%.*s%s", (int)size, text.data, size < text.size ? "…" : "");
    buf_release(&text);
}

static void add_marked(struct buf *out, const struct table_look *look, const struct look_line *line)
{
    static const char *const words[] = {
        [ROW_SAME] = "",     [ROW_NEW] = "new", [ROW_OLD] = "old",      [ROW_OPEN] = "open",
        [ROW_NOT_HERE] = "", [ROW_GONE] = "",   [ROW_UNLIKE] = "unlike"};
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct look_row *row = &line->at[i];
        if (!look->is_shown[i]) {
            continue;
        }
        buf_addf(out, "    m%d  %-6s  ", i + 1, words[row->mark]);
        if (row->is_there) {
            add_row(out, look, row);
        } else {
            buf_addf(out, "%s",
                     row->mark == ROW_GONE   ? "removed"
                     : row->mark == ROW_OPEN ? "removed by it"
                                             : "not here yet");
        }
        buf_addf(out, "\n");
    }
    buf_addf(out, "        ");
    rows_add_note(out, look, line);
    buf_addf(out, "\n");
}

static void add_line(struct buf *out, const struct table_look *look, const struct look_line *line)
{
    for (int i = 0; !line->differs && i < MASTERS_MAX; i++) {
        if (look->is_shown[i] && line->at[i].is_there) {
            buf_addf(out, "    all         ");
            add_row(out, look, &line->at[i]);
            buf_addf(out, "\n");
            return;
        }
    }
    if (line->differs) {
        add_marked(out, look, line);
    }
}

/* "page 10, last written by m2 26 ms ago; m3 has an older version" */
static void add_page(struct buf *out, const struct table_look *look, int64_t number)
{
    buf_addf(out, "  page %" PRId64, number);
    for (int i = 0; i < look->page_count; i++) {
        const struct look_page *page = &look->pages[i];
        if (page->page != number || page->author < 0) {
            continue;
        }
        buf_addf(out, ", last written by m%d ", page->author + 1);
        span_add_length(out, page->age);
        buf_addf(out, " ago");
        uint32_t behind = 0;
        for (int k = 0; k < MASTERS_MAX; k++) {
            behind |= (uint32_t)(look->is_shown[k] && !page->is_newest[k]) << k;
        }
        add_others(out, behind, "has an older version", "have an older version");
    }
    buf_addf(out, "\n");
}

void rows_add_heat(struct buf *out, const struct heat *heat)
{
    for (int i = 0; i < heat->count; i++) {
        buf_addf(out, "  page %" PRId64 " in ", heat->pages[i].page);
        span_add_length(out, heat->length);
        buf_addf(out, ":");
        for (int k = 0; k < MASTERS_MAX; k++) {
            if (heat->pages[i].changes[k] > 0) {
                buf_addf(out, " m%d wrote %d,", k + 1, heat->pages[i].changes[k]);
            }
        }
        buf_addf(out, " %d lost with 1213\n", heat->pages[i].conflicts);
    }
}

void rows_add_text(struct buf *out, const struct table_look *look)
{
    buf_addf(out, "  %s: ", look->name);
    if (look->line_count == 0) {
        buf_addf(out, "no rows at any master\n");
        return;
    }
    buf_addf(out, "%d rows from row %" PRId64 " on, of %" PRId64 " that are committed\n",
             look->line_count, look->first + 1, look->rows_total);
    for (int i = 0; i < look->line_count; i++) {
        const struct look_line *line = &look->lines[i];
        if (i == 0 || line->page != line[-1].page) {
            add_page(out, look, line->page);
        }
        add_line(out, look, line);
    }
}
