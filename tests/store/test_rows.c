/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "store/rows.h"

static void fill(struct rows *rows)
{
    rows_init(rows);
    rows_add_column(rows, "id");
    rows_add_column(rows, "name");
    rows_add_cell(rows, CELL_INTEGER, "7", 1);
    rows_add_cell(rows, CELL_TEXT, "seven", 5);
    rows_add_cell(rows, CELL_INTEGER, "8", 1);
    assert_int_equal(rows->row_count, 1);
    rows_add_cell(rows, CELL_NULL, "", 0);
    assert_int_equal(rows->row_count, 2);
}

static void check(const struct rows *rows)
{
    assert_int_equal(rows->column_count, 2);
    assert_int_equal(rows->row_count, 2);
    assert_int_equal(rows->rows_total, 2);
    assert_string_equal(rows_name(rows, 1), "name");
    assert_string_equal(rows_cell(rows, 0, 1), "seven");
    assert_int_equal(rows_kind(rows, 1, 1), CELL_NULL);
    assert_string_equal(rows_cell(rows, 1, 0), "8");
}

static void rows__filled__are_read_by_row_and_column(void **state)
{
    (void)state;
    struct rows rows;
    fill(&rows);
    check(&rows);
    rows_clear(&rows);
    assert_int_equal(rows.row_count, 0);
    rows_release(&rows);
}

static void rows__taken__leave_nothing_behind(void **state)
{
    (void)state;
    struct rows from;
    struct rows to;
    fill(&from);
    fill(&to);
    rows_take(&to, &from);
    check(&to);
    assert_int_equal(from.column_count, 0);
    rows_release(&to);
    rows_release(&from);
}

static void rows__saved__load_the_same(void **state)
{
    (void)state;
    struct rows rows;
    struct rows loaded;
    struct buf saved;
    buf_init(&saved, BUF_CAP_STATE);
    rows_init(&loaded);
    fill(&rows);
    rows_save(&saved, &rows);
    struct unpack in = unpack_start(saved.data, saved.size);
    rows_load(&loaded, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    check(&loaded);
    for (size_t i = 0; i < saved.size; i++) {
        in = unpack_start(saved.data, i);
        rows_load(&loaded, &in);
        assert_int_equal(unpack_check(&in, NULL), RC_DAMAGED);
    }
    rows_release(&loaded);
    rows_release(&rows);
    buf_release(&saved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__filled__are_read_by_row_and_column),
        cmocka_unit_test(rows__taken__leave_nothing_behind),
        cmocka_unit_test(rows__saved__load_the_same),
    };
    return cmocka_run_group_tests_name("store/rows", tests, NULL, NULL);
}
