/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/lab_fixture.h"

#include "base/text.h"

#define PAGE_COLS 78 /* what is wider goes on in the next row */

/* Every line of what a look says fits a page on a screen of 80 columns and ends with no blank, and
 * it leaves no trace. */
static void expect_fits(struct lab_fixture *fixture, const char *line)
{
    struct buf reply;
    struct err err = {0};
    buf_init(&reply, BUF_CAP_TEXT);
    uint64_t before = lab_digest(fixture->lab);
    assert_int_equal(lab_apply(fixture->lab, line, 1, &reply, &err), RC_OK);
    assert_true(lab_digest(fixture->lab) == before);
    for (char *at = reply.data; *at != '\0';) {
        char *end = strchr(at, '\n');
        assert_non_null(end);
        *end = '\0';
        if (text_width(at) > PAGE_COLS) {
            print_error("%s\n%s\n", line, at);
        }
        assert_true(text_width(at) <= PAGE_COLS);
        if (end > at && end[-1] == ' ') {
            fail_msg("%s says \"%s\", a blank at its end", line, at);
        }
        at = end + 1;
    }
    buf_release(&reply);
}

static void expect_all_fit(struct lab_fixture *fixture)
{
    static const char *const looks[] = {"\\status",  "\\status m1", "\\status m4",   "\\pages t",
                                        "\\pages u", "\\copies",    "\\connections", "\\endpoints",
                                        "\\rows t",  "\\rows u"};
    for (int i = 0; i < COUNT_OF(looks); i++) {
        expect_fits(fixture, looks[i]);
    }
}

static void status__four_masters_in_any_state__every_line_fits(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 4, 5);
    lab_fixture_expect(&fixture, "CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT);",
                       "Query OK");
    lab_fixture_expect(&fixture, "CREATE TABLE u (name VARCHAR(20) PRIMARY KEY, KEY k (name));",
                       "Query OK");
    lab_fixture_expect(&fixture, "INSERT INTO t (n) VALUES (1), (2);", "2 rows affected");
    lab_fixture_expect(&fixture, "INSERT INTO t (id, n) VALUES (1000000, 3);", "1 row affected");
    lab_fixture_expect(&fixture, "INSERT INTO u VALUES ('anna'), ('Zoe'), ('9');",
                       "3 rows affected");
    lab_fixture_expect(&fixture, "\\endpoint add a-name-that-is-rather-long m1,m2,m3,m4", "");
    lab_fixture_expect(&fixture, "\\client 2 connect a-name-that-is-rather-long", "");
    lab_fixture_expect(&fixture, "\\load bank", "");
    lab_fixture_run(&fixture, 3 * US_PER_S);
    expect_all_fit(&fixture);
    lab_fixture_expect(&fixture, "\\crash m4 node", "");
    lab_fixture_expect(&fixture, "\\hang m3", "");
    lab_fixture_expect(&fixture, "\\kill az b", "");
    expect_all_fit(&fixture);
    lab_fixture_run(&fixture, 30 * US_PER_S);
    expect_all_fit(&fixture);
    lab_fixture_expect(&fixture, "\\heal", "");
    lab_fixture_run(&fixture, US_PER_S / 4);
    expect_all_fit(&fixture);
    lab_fixture_release(&fixture);
}

/* A page's rows are those whose keys lie on it, and all rows lie on pages. */
static void status__pages_of_a_table__hold_its_rows(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 1);
    lab_fixture_expect(&fixture, "CREATE TABLE t (id INT PRIMARY KEY, n INT);", "Query OK");
    lab_fixture_expect(&fixture, "INSERT INTO t VALUES (-1, 0), (5, 0), (99, 0), (100, 0);",
                       "4 rows affected");
    lab_fixture_run(&fixture, US_PER_S);
    lab_fixture_expect(&fixture, "\\pages t", "-100..-1      1");
    lab_fixture_expect(&fixture, "\\pages t", "0..99         2");
    lab_fixture_expect(&fixture, "\\pages t", "100..199      1");
    lab_fixture_release(&fixture);
}

/* Rows that no commit makes durable cannot be lost, and a definition doubles no rows. */
static void connections__nothing_broken__nothing_is_lost_or_doubled(void **state)
{
    static const char *const lines[] = {
        "CREATE TEMPORARY TABLE tt (a INT);",
        "INSERT INTO tt VALUES (1), (2), (3);",
        "UPDATE tt SET a = 5;",
        "BEGIN;",
        "DELETE FROM tt;",
        "COMMIT;",
        "CREATE TABLE t (id INT PRIMARY KEY, v INT);",
        "BEGIN;",
        "INSERT INTO t VALUES (1, 1);",
        "CREATE TABLE u (a INT);",
        "BEGIN;",
        "UPDATE t SET v = 2;",
        "INSERT INTO tt VALUES (1);",
        "DROP TABLE u;",
        "BEGIN;",
        "INSERT INTO t VALUES (2, 2);",
        "DELETE FROM t WHERE id = 2;",
        "COMMIT;",
        "UPDATE t SET v = 2;",
    };
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 5);
    for (int i = 0; i < COUNT_OF(lines); i++) {
        lab_fixture_expect(&fixture, lines[i], "Query OK");
    }
    lab_fixture_expect(&fixture, "\\connections", "acknowledged rows lost: 0, doubled: 0");
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status__four_masters_in_any_state__every_line_fits),
        cmocka_unit_test(status__pages_of_a_table__hold_its_rows),
        cmocka_unit_test(connections__nothing_broken__nothing_is_lost_or_doubled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
