/* SPDX-License-Identifier: MIT */
/* equal: at the end every master has the tables and rows of the plain side. */
#include "same/play.h"

#include "base/err.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a row differs by, as text: cells with a bar between them. */
static void add_line(struct buf *out, const struct rows *rows, int row)
{
    for (int i = 0; i < rows->column_count; i++) {
        buf_addf(out, "%s", i > 0 ? " | " : "");
        const char *cell = rows_kind(rows, row, i) == CELL_NULL ? "NULL" : rows_cell(rows, row, i);
        buf_add_text(out, cell, strlen(cell) < 200 ? strlen(cell) : 200);
    }
}

static bool is_same_row(const struct rows *a, const struct rows *b, int row)
{
    if (row >= a->row_count || row >= b->row_count || a->column_count != b->column_count) {
        return false;
    }
    for (int i = 0; i < a->column_count; i++) {
        if (rows_kind(a, row, i) != rows_kind(b, row, i) ||
            strcmp(rows_cell(a, row, i), rows_cell(b, row, i)) != 0) {
            return false;
        }
    }
    return true;
}

/* The first row that differs is told; there may be more. */
static void compare(struct play *play, const char *what, int master, const struct rows *lab,
                    const struct rows *plain)
{
    int count = lab->row_count > plain->row_count ? lab->row_count : plain->row_count;
    for (int row = 0; row < count; row++) {
        if (is_same_row(lab, plain, row)) {
            continue;
        }
        struct buf text;
        buf_init(&text, BUF_CAP_TEXT);
        buf_addf(&text,
                 "%s: m%d has %" PRId64 " rows, plain SQLite %" PRId64 "; row %d\n  m%d:    ", what,
                 master + 1, lab->rows_total, plain->rows_total, row + 1, master + 1);
        if (row < lab->row_count) {
            add_line(&text, lab, row);
        }
        buf_addf(&text, "\n  plain: ");
        if (row < plain->row_count) {
            add_line(&text, plain, row);
        }
        play_fail(play, "%s", text.data);
        buf_release(&text);
        return;
    }
}

/* One question to the plain side, another to every master: the answers must be the same. */
static void compare_everywhere(struct play *play, const char *what, const char *lab_sql,
                               const char *plain_sql)
{
    struct plain_result plain;
    struct rows rows;
    struct err err = {0};
    plain_result_init(&plain);
    rows_init(&rows);
    plain_run(play->plain, plain_sql, &plain);
    if (plain.error != PLAIN_OK) {
        play_fail(play, "plain SQLite: %s: %s", plain.text, plain_sql);
    }
    for (int i = 0; i < play->steps->masters && !play_has_failed(play); i++) {
        rows_clear(&rows);
        if (lab_peek(play->lab, i, lab_sql, &rows, &err) != RC_OK) {
            play_fail(play, "%s: m%d: %s", what, i + 1, err.text);
        }
        compare(play, what, i, &rows, &plain.rows);
    }
    rows_release(&rows);
    plain_result_release(&plain);
}

static void compare_columns(struct play *play, const char *table)
{
    struct buf lab;
    struct buf plain;
    buf_init(&lab, BUF_CAP_TEXT);
    buf_init(&plain, BUF_CAP_TEXT);
    buf_addf(&lab,
             "SELECT field, is_null, key = 'PRI', coalesce(default_value, '-') FROM lab_columns "
             "WHERE table_name = '%s' ORDER BY position",
             table);
    buf_addf(&plain,
             "SELECT name, iif(\"notnull\" OR pk > 0, 'NO', 'YES'), pk > 0, "
             "iif(coalesce(dflt_value, '-') LIKE 'plain_id%%', '-', coalesce(dflt_value, '-')) "
             "FROM pragma_table_xinfo('%s') ORDER BY cid",
             table);
    compare_everywhere(play, table, lab.data, plain.data);
    buf_release(&lab);
    buf_release(&plain);
}

static void compare_table(struct play *play, const char *table)
{
    struct plain_result columns;
    struct buf sql;
    buf_init(&sql, BUF_CAP_TEXT);
    plain_result_init(&columns);
    buf_addf(&sql, "SELECT name FROM pragma_table_xinfo('%s')", table);
    plain_run(play->plain, sql.data, &columns);
    buf_clear(&sql);
    buf_addf(&sql, "SELECT ");
    for (int i = 0; i < columns.rows.row_count; i++) {
        const char *name = rows_cell(&columns.rows, i, 0);
        buf_addf(&sql, "%stypeof(\"%s\"), quote(\"%s\")", i > 0 ? ", " : "", name, name);
    }
    buf_addf(&sql, " FROM \"%s\" ORDER BY ", table);
    for (int i = 1; i <= 2 * columns.rows.row_count; i++) {
        buf_addf(&sql, "%s%d", i > 1 ? ", " : "", i);
    }
    compare_everywhere(play, table, sql.data, sql.data);
    buf_release(&sql);
    plain_result_release(&columns);
}

void equal_check(struct play *play)
{
    struct plain_result tables;
    plain_result_init(&tables);
    compare_everywhere(play, "the list of tables", "SELECT name FROM lab_tables ORDER BY name",
                       "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    plain_run(play->plain, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
              &tables);
    for (int i = 0; i < tables.rows.row_count && !play_has_failed(play); i++) {
        compare_columns(play, rows_cell(&tables.rows, i, 0));
        compare_table(play, rows_cell(&tables.rows, i, 0));
    }
    plain_result_release(&tables);
}
