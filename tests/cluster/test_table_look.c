/* SPDX-License-Identifier: MIT */
/* A table at every master side by side: which rows differ, who is ahead, what nobody else sees. */
#include "lib/test.h"

#include "lib/lab_fixture.h"

static struct table_look look;

static int setup(void **state)
{
    static struct lab_fixture fixture;
    lab_fixture_init(&fixture, 3, 7);
    lab_fixture_expect(&fixture, "CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT);",
                       "Query OK");
    lab_fixture_expect(&fixture, "INSERT INTO t (id, n) VALUES (1, 10), (2, 20), (300, 30);",
                       "3 rows");
    lab_fixture_run(&fixture, US_PER_S);
    table_look_init(&look);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    table_look_release(&look);
    lab_fixture_release(*state);
    return 0;
}

static void read(struct lab_fixture *fixture, int64_t first, int limit)
{
    uint64_t before = lab_digest(fixture->lab);
    lab_look_table(fixture->lab, "t", first, limit, &look);
    assert_true(lab_digest(fixture->lab) == before);
}

static const struct look_line *line_of(const char *key)
{
    for (int i = 0; i < look.line_count; i++) {
        if (strcmp(table_look_text(&look, look.lines[i].key), key) == 0) {
            return &look.lines[i];
        }
    }
    fail_msg("there is no row %s", key);
    return NULL;
}

static void expect_marks(const char *key, enum row_mark m1, enum row_mark m2, enum row_mark m3)
{
    const struct look_line *line = line_of(key);
    assert_int_equal(line->at[0].mark, m1);
    assert_int_equal(line->at[1].mark, m2);
    assert_int_equal(line->at[2].mark, m3);
    assert_int_equal(line->differs, m1 != ROW_SAME || m2 != ROW_SAME || m3 != ROW_SAME);
}

static void table_look__at_rest__rows_in_order_and_alike(void **state)
{
    read(*state, 0, 10);
    assert_int_equal(look.line_count, 3);
    assert_int_equal(look.rows_total, 3);
    assert_string_equal(table_look_text(&look, look.columns[1]), "n");
    assert_string_equal(table_look_text(&look, look.lines[0].key), "1");
    assert_int_equal(look.lines[0].page, 0);
    expect_marks("1", ROW_SAME, ROW_SAME, ROW_SAME);
    expect_marks("300", ROW_SAME, ROW_SAME, ROW_SAME);
}

/* A slow link keeps m2 from what m1 commits; m3 has it. */
static void table_look__link_slow__who_is_ahead_and_since_when(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\lag m1 m2 900ms", "");
    lab_fixture_expect(fixture, "UPDATE t SET n = 11 WHERE id = 1;", "1 row");
    lab_fixture_expect(fixture, "INSERT INTO t (id, n) VALUES (5, 50);", "1 row");
    lab_fixture_expect(fixture, "DELETE FROM t WHERE id = 300;", "1 row");
    lab_fixture_run(fixture, 100 * US_PER_MS);
    read(fixture, 0, 10);
    expect_marks("1", ROW_NEW, ROW_OLD, ROW_NEW);
    expect_marks("5", ROW_NEW, ROW_NOT_HERE, ROW_NEW);
    expect_marks("300", ROW_GONE, ROW_OLD, ROW_GONE);
    expect_marks("2", ROW_SAME, ROW_SAME, ROW_SAME);
    assert_int_equal(line_of("1")->author, 0);
    assert_int_equal(look.page_count, 1);
    assert_int_equal(look.pages[0].author, 0);
    assert_true(look.pages[0].is_newest[0] && !look.pages[0].is_newest[1]);
    assert_true(line_of("1")->age > 100 * US_PER_MS && line_of("1")->age < 200 * US_PER_MS);
    lab_fixture_run(fixture, 2 * US_PER_S);
    read(fixture, 0, 10);
    expect_marks("1", ROW_SAME, ROW_SAME, ROW_SAME);
    assert_int_equal(look.line_count, 3);
}

static void table_look__open_transaction__its_master_alone_sees_it(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "BEGIN;", "Query OK");
    lab_fixture_expect(fixture, "UPDATE t SET n = 99 WHERE id = 2;", "1 row");
    lab_fixture_expect(fixture, "INSERT INTO t (id, n) VALUES (7, 70);", "1 row");
    lab_fixture_expect(fixture, "DELETE FROM t WHERE id = 1;", "1 row");
    read(fixture, 0, 10);
    expect_marks("2", ROW_OPEN, ROW_SAME, ROW_SAME);
    expect_marks("7", ROW_OPEN, ROW_SAME, ROW_SAME);
    expect_marks("1", ROW_OPEN, ROW_SAME, ROW_SAME);
    assert_true(line_of("7")->at[0].is_there && !line_of("7")->at[1].is_there);
    assert_true(!line_of("1")->at[0].is_there && line_of("1")->at[1].is_there);
    assert_int_equal(line_of("2")->client, 1);
    assert_string_equal(table_look_text(&look, line_of("2")->at[0].cells) + 2, "99");
    lab_fixture_expect(fixture, "ROLLBACK;", "Query OK");
    read(fixture, 0, 10);
    assert_int_equal(look.line_count, 3);
    expect_marks("2", ROW_SAME, ROW_SAME, ROW_SAME);
}

static void table_look__range__begins_where_it_is_told(void **state)
{
    struct lab_fixture *fixture = *state;
    read(fixture, 1, 1);
    assert_int_equal(look.line_count, 1);
    assert_int_equal(look.first, 1);
    assert_string_equal(table_look_text(&look, look.lines[0].key), "2");
    read(fixture, INT64_MAX, 2);
    assert_int_equal(look.first, 1);
    assert_int_equal(look.line_count, 2);
    read(fixture, 900, 2);
    assert_int_equal(look.first, 2);
}

static void table_look__dead_master__is_not_asked(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\kill m1", "");
    read(fixture, 0, 10);
    assert_true(!look.is_shown[0] && look.is_shown[1] && look.is_shown[2] && !look.is_shown[3]);
    assert_int_equal(look.line_count, 3);
    expect_marks("1", ROW_SAME, ROW_SAME, ROW_SAME);
}

/* Keys that are texts, and of several columns: as SQLite orders them. */
static void table_look__keys_of_texts__in_the_order_of_the_table(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture,
                       "CREATE TABLE u (name VARCHAR(20), part INT, x INT, "
                       "PRIMARY KEY (name, part));",
                       "Query OK");
    lab_fixture_expect(fixture,
                       "INSERT INTO u VALUES ('Zoe', 2, 1), ('anna', 1, 1), ('bob', 10, 1), "
                       "('bob', 9, 1);",
                       "4 rows");
    lab_fixture_run(fixture, US_PER_S);
    lab_look_table(fixture->lab, "u", 0, 10, &look);
    static const char *const keys[] = {"Zoe, 2", "anna, 1", "bob, 9", "bob, 10"};
    assert_int_equal(look.line_count, 4);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(table_look_text(&look, look.lines[i].key), keys[i]);
        assert_false(look.lines[i].differs);
    }
    lab_look_table(fixture->lab, "u", 2, 10, &look);
    assert_int_equal(look.line_count, 2);
    lab_look_table(fixture->lab, "nothing", 0, 10, &look);
    assert_int_equal(look.number, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(table_look__at_rest__rows_in_order_and_alike),
        CASE(table_look__link_slow__who_is_ahead_and_since_when),
        CASE(table_look__open_transaction__its_master_alone_sees_it),
        CASE(table_look__range__begins_where_it_is_told),
        CASE(table_look__dead_master__is_not_asked),
        CASE(table_look__keys_of_texts__in_the_order_of_the_table),
    };
    return cmocka_run_group_tests_name("cluster/table_look", tests, NULL, NULL);
}
