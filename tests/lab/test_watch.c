/* SPDX-License-Identifier: MIT */
/* What a client asks again and again: when it asks, what it is told, and when it does not ask. */
#include "lib/test.h"

#include "lib/lab_fixture.h"

/* Two masters, a table with one row everywhere, and nobody who has anything to do. */
static int setup(void **state)
{
    static struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "CREATE TABLE t (id INT PRIMARY KEY, v INT);", "Query OK");
    lab_fixture_expect(&fixture, "INSERT INTO t VALUES (1, 10);", "1 row affected");
    lab_fixture_run(&fixture, US_PER_S);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    lab_fixture_release(*state);
    return 0;
}

/* Let time pass; then this must have been said. */
static void expect_after(struct lab_fixture *fixture, sim_us length, const char *wanted)
{
    buf_clear(&fixture->said);
    lab_fixture_run(fixture, length);
    if (strstr(fixture->said.data, wanted) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", wanted, fixture->said.data);
    }
}

static int count_of(const struct lab_fixture *fixture, const char *text)
{
    int count = 0;
    for (const char *at = strstr(fixture->said.data, text); at != NULL; at = strstr(at + 1, text)) {
        count++;
    }
    return count;
}

/* The times of the rounds differ in their last digits; what they say does not. */
static void watch__value__is_told_with_what_it_was(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\watch 500ms SELECT count(*) FROM t",
                       "@1 asks every 0.5s; \\watch off ends it.\n");
    assert_non_null(strstr(fixture->said.data, "  count(*) = 1\n")); /* at once */
    expect_after(fixture, 2100 * US_PER_MS, "  count(*) = 1, unchanged for 4 rounds\n");
    assert_int_equal(count_of(fixture, "@1 m1 "), 4);
    lab_fixture_expect(fixture, "@2 INSERT INTO t VALUES (2, 20);", "1 row affected");
    expect_after(fixture, 500 * US_PER_MS, "  count(*) = 2, was 1 for 5 rounds\n");
    lab_fixture_expect(fixture, "@2 DELETE FROM t;", "2 rows affected");
    expect_after(fixture, 500 * US_PER_MS, "  count(*) = 0, was 2\n");
}

static void watch__rows__has_a_sign_at_each_that_is_new(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "@2 \\watch 1s SELECT id, v, 'it''s; ' AS w FROM t",
                       "  id   v  w\n   1  10  it's; \n  @2 m2 ");
    assert_non_null(strstr(fixture->said.data, "  1 row\n"));
    lab_fixture_expect(fixture, "INSERT INTO t VALUES (2, 20), (3, 30);", "2 rows affected");
    expect_after(fixture, US_PER_S, "   1  10  it's; \n*  2  20  it's; \n*  3  30  it's; \n");
    assert_int_equal(count_of(fixture, "  3 rows, 1 before, * new or changed\n"), 1);
    expect_after(fixture, US_PER_S, "   3  30  it's; \n");
    assert_int_equal(count_of(fixture, "  3 rows, unchanged for 1 round\n"), 1);
    lab_fixture_expect(fixture, "UPDATE t SET v = 9 WHERE id = 1;", "1 row affected");
    expect_after(fixture, US_PER_S, "*  1   9  it's; \n   2  20  it's; \n");
    assert_int_equal(count_of(fixture, "3 rows, * new or changed, the first change in 2 rounds"),
                     1);
    lab_fixture_expect(fixture, "DELETE FROM t WHERE id = 1;", "1 row affected");
    expect_after(fixture, US_PER_S, "  2 rows, 3 before\n");
}

static void watch__long_result__shows_its_first_rows(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture,
                       "INSERT INTO t WITH n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n "
                       "WHERE i < 40) SELECT i, 0 FROM n;",
                       "39 rows affected");
    lab_fixture_expect(fixture, "\\watch 1s SELECT id FROM t ORDER BY id",
                       "  10\n  … 30 more rows");
    lab_fixture_expect(fixture, "DELETE FROM t WHERE id = 40;", "1 row affected");
    lab_fixture_expect(fixture, "INSERT INTO t VALUES (50, 0);", "1 row affected");
    expect_after(fixture, US_PER_S, "  40 rows, another order or others below\n");
}

static void watch__again__takes_the_place_of_the_first(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\watch", "No client watches anything: \\watch 1s SELECT");
    lab_fixture_expect(fixture, "\\watch 100ms SELECT 11", "= 11");
    /* Its round is still under way. */
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    lab_advance(fixture->lab, lab_now(fixture->lab) + 100 * US_PER_MS - 2 * US_PER_MS);
    struct lab_watch_view view = {0};
    for (int i = 0; i < 1000 && !view.is_asked; i++) {
        assert_true(lab_step(fixture->lab));
        lab_look_watch(fixture->lab, 1, &view);
    }
    assert_true(view.is_asked);
    lab_settle(fixture->lab);
    assert_int_equal(lab_apply(fixture->lab, "@1 \\watch 1s SELECT 22", 1, &reply, &fixture->err),
                     RC_OK);
    expect_after(fixture, 3100 * US_PER_MS, "= 22");
    assert_int_equal(count_of(fixture, "= 11"), 0); /* nobody is told of that round any more */
    assert_int_equal(count_of(fixture, "= 22"), 3); /* the first one found the client busy */
    buf_release(&reply);
    lab_fixture_expect(fixture, "@2 \\watch 2s SHOW TABLES;", "2s");
    lab_fixture_expect(fixture, "\\watch", "  @1 asks every 1s, 3 rounds so far: SELECT 22\n  @2 ");
    lab_fixture_expect(fixture, "\\watch off", "@1 asks no more, after 3 rounds.\n");
    expect_after(fixture, 2100 * US_PER_MS, "@2 m2 ");
    assert_int_equal(count_of(fixture, "@1 "), 0);
}

/* Its master falls silent: a round waits, those after it are left out, then it is elsewhere. */
static void watch__master_is_silent__tells_that_it_waits_and_the_error(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\watch 1s SELECT count(*) FROM t", "= 1");
    assert_int_equal(lab_fixture_do(fixture, "\\kill az a"), RC_OK);
    lab_fixture_run(fixture, 5 * US_PER_S);
    const char *waits = strstr(fixture->said.data, "  no answer since ");
    const char *fails = strstr(fixture->said.data, "ERROR 2013 (HY000): Lost connection");
    assert_true(waits != NULL && fails != NULL && waits < fails);
    assert_non_null(strstr(fails, "  count(*) = 1, as before\n"));
    assert_int_equal(count_of(fixture, "no answer since"), 1);
    assert_true(count_of(fixture, "count(*) = 1") <= 4); /* what was left out does not come later */
    lab_fixture_expect(fixture, "\\heal", "");
    lab_fixture_run(fixture, 15100 * US_PER_MS);
    lab_fixture_expect(fixture, "\\client 1 connect m1", "@1 goes to m1.");
    expect_after(fixture, 2 * US_PER_S, "@1 m1 ");
    assert_int_equal(count_of(fixture, "count(*) = 1, as before"), 1);
}

/* What a round would be told there, the person must be told. */
static void watch__in_a_transaction__asks_nothing(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\watch 1s SELECT count(*) FROM t", "= 1");
    lab_fixture_expect(fixture, "BEGIN;", "Query OK");
    lab_fixture_expect(fixture, "INSERT INTO t VALUES (2, 20);", "1 row affected");
    expect_after(fixture, 3 * US_PER_S, "asks nothing until its transaction is ended");
    assert_int_equal(count_of(fixture, "\n"), 1); /* once */
    lab_fixture_expect(fixture, "COMMIT;", "Query OK");
    expect_after(fixture, 1 * US_PER_S, "  count(*) = 2, was 1\n");
    lab_fixture_expect(fixture, "BEGIN;", "Query OK");
    lab_fixture_expect(fixture, "\\crash m1", "");
    lab_fixture_run(fixture, 5 * US_PER_S);
    assert_int_equal(count_of(fixture, "ERROR"), 0);
    assert_int_equal(lab_fixture_do(fixture, "SELECT 1;"), RC_OK);
    assert_non_null(strstr(fixture->said.data, "the open transaction is lost"));
    expect_after(fixture, 1 * US_PER_S, "  count(*) = 2, as before\n");
    lab_fixture_expect(fixture, "BEGIN;", "Query OK");
    lab_fixture_expect(fixture, "\\watch 1s SELECT 1",
                       "; now it asks nothing until its transaction is ended");
}

static void watch__waits_for_a_moment__is_no_news(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\watch 100ms SELECT count(*) FROM t", "= 1");
    lab_fixture_expect(fixture, "BEGIN;", "Query OK");
    expect_after(fixture, 500 * US_PER_MS, "");
    assert_int_equal(fixture->said.size, 0);
    expect_after(fixture, US_PER_S, "asks nothing until");
}

static void watch__statement_waits__asks_nothing_meanwhile(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\client add", "@3");
    lab_fixture_expect(fixture, "\\client 3 connect m1", "");
    lab_fixture_run(fixture, US_PER_S);
    lab_fixture_expect(fixture, "\\set eng.lock_wait=3s", "");
    lab_fixture_expect(fixture, "@3 BEGIN;", "Query OK");
    lab_fixture_expect(fixture, "@3 UPDATE t SET v = 11 WHERE id = 1;", "1 row affected");
    lab_fixture_expect(fixture, "\\watch 1s SELECT count(*) FROM t", "= 1");
    assert_int_equal(lab_fixture_do(fixture, "UPDATE t SET v = 12 WHERE id = 1;"), RC_OK);
    assert_non_null(strstr(fixture->said.data, "  asks nothing while a statement has no answer"));
    assert_non_null(strstr(fixture->said.data, "ERROR 1205")); /* which is the person's */
    expect_after(fixture, US_PER_S, "  count(*) = 1, as before\n");
}

static void watch__machine_is_dark__asks_nothing(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\client add az=b", "@3");
    lab_fixture_run(fixture, US_PER_S);
    lab_fixture_expect(fixture, "@3 \\watch 1s SELECT count(*) FROM t", "= 1");
    lab_fixture_expect(fixture, "\\kill az b", "AZ b is down");
    expect_after(fixture, 3 * US_PER_S, "  asks nothing: no power\n");
    lab_fixture_expect(fixture, "\\heal", "");
    expect_after(fixture, 15 * US_PER_S, "  count(*) = 1, as before\n");
}

static void watch__line_in_the_midst_of_a_round__is_refused_with_a_reason(void **state)
{
    struct lab_fixture *fixture = *state;
    struct lab_watch_view view = {0};
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    lab_settle(fixture->lab);
    assert_int_equal(lab_apply(fixture->lab, "\\watch 1s SELECT 1", 1, &reply, &fixture->err),
                     RC_OK);
    lab_look_watch(fixture->lab, 1, &view);
    assert_true(view.is_asked);
    lab_settle(fixture->lab);
    assert_int_equal(lab_apply(fixture->lab, "SELECT 2;", 1, &reply, &fixture->err), RC_STATE);
    assert_non_null(strstr(fixture->err.text, "@1 waits for the answer to a round of its \\watch"));
    buf_release(&reply);
}

static void watch__new_world__has_none(void **state)
{
    struct lab_fixture *fixture = *state;
    lab_fixture_expect(fixture, "\\watch 1s SELECT 1", "= 1");
    lab_fixture_expect(fixture, "\\create masters=3", "");
    expect_after(fixture, 3 * US_PER_S, "");
    assert_int_equal(fixture->said.size, 0);
    lab_fixture_expect(fixture, "\\watch", "No client watches anything");
}

/* What is told from here on, whatever came between. */
static void play_on(struct lab_fixture *fixture, struct buf *told)
{
    static const char *const lines[] = {"\\kill az a", "@2 INSERT INTO t VALUES (2, 20);",
                                        "\\watch"};
    for (int i = 0; i < COUNT_OF(lines); i++) {
        lab_fixture_expect(fixture, lines[i], "");
        lab_fixture_run(fixture, 3 * US_PER_S);
        buf_addf(told, "%s", fixture->said.data);
    }
}

/* A state taken in the midst of a round has all of it, whatever came after. */
static void watch__saved_and_loaded__goes_on_as_before(void **state)
{
    struct lab_fixture *fixture = *state;
    struct buf saved, first, again;
    struct lab_watch_view view = {0};
    buf_init(&saved, BUF_CAP_STATE);
    buf_init(&first, BUF_CAP_TEXT);
    buf_init(&again, BUF_CAP_TEXT);
    lab_fixture_expect(fixture, "\\watch 300ms SELECT id, v FROM t", "1 row");
    lab_fixture_expect(fixture, "@2 \\watch 700ms SELECT count(*) FROM t", "= 1");
    lab_fixture_run(fixture, US_PER_S);
    while (!view.is_asked) {
        assert_true(lab_step(fixture->lab));
        lab_look_watch(fixture->lab, 1, &view);
    }
    lab_save(fixture->lab, &saved);
    play_on(fixture, &first);
    assert_non_null(strstr(first.data, "  no answer since "));
    assert_non_null(strstr(first.data, "  count(*) = 2, was 1 for "));
    assert_non_null(strstr(first.data, "  2 rows, 1 before, * new or changed"));
    lab_fixture_expect(fixture, "@2 \\watch off", "");
    lab_fixture_expect(fixture, "\\watch 100ms SELECT 7", "= 7");
    assert_int_equal(lab_load(fixture->lab, saved.data, saved.size, &fixture->err), RC_OK);
    play_on(fixture, &again);
    assert_string_equal(first.data, again.data);
    buf_release(&saved);
    buf_release(&first);
    buf_release(&again);
}

/* What comes next is told, also of a watch that has ended. */
static void watch__next__is_a_sentence(void **state)
{
    struct lab_fixture *fixture = *state;
    struct buf next;
    buf_init(&next, BUF_CAP_TEXT);
    lab_fixture_expect(fixture, "\\watch 200ms SELECT 1", "= 1");
    for (int i = 0; i < 1000 && strstr(next.data, "@1 asks again: SELECT 1") == NULL; i++) {
        assert_true(lab_step(fixture->lab));
        buf_clear(&next);
        lab_describe_next(fixture->lab, &next);
    }
    assert_string_equal(next.data, "@1 asks again: SELECT 1");
    lab_settle(fixture->lab);
    lab_fixture_run(fixture, 100 * US_PER_MS);
    lab_fixture_expect(fixture, "\\watch off", "");
    for (int i = 0; i < 1000 && strstr(next.data, "has ended") == NULL; i++) {
        assert_true(lab_step(fixture->lab));
        buf_clear(&next);
        lab_describe_next(fixture->lab, &next);
    }
    assert_string_equal(next.data, "the watch that has ended asks nothing more");
    buf_release(&next);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(watch__value__is_told_with_what_it_was),
        CASE(watch__rows__has_a_sign_at_each_that_is_new),
        CASE(watch__long_result__shows_its_first_rows),
        CASE(watch__again__takes_the_place_of_the_first),
        CASE(watch__master_is_silent__tells_that_it_waits_and_the_error),
        CASE(watch__in_a_transaction__asks_nothing),
        CASE(watch__waits_for_a_moment__is_no_news),
        CASE(watch__statement_waits__asks_nothing_meanwhile),
        CASE(watch__machine_is_dark__asks_nothing),
        CASE(watch__line_in_the_midst_of_a_round__is_refused_with_a_reason),
        CASE(watch__new_world__has_none),
        CASE(watch__saved_and_loaded__goes_on_as_before),
        CASE(watch__next__is_a_sentence),
    };
    return cmocka_run_group_tests_name("lab/watch", tests, NULL, NULL);
}
