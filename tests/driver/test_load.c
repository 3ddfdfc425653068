/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "driver/load.h"

#include <stdio.h>

static struct load *make(const char *source, struct err *err)
{
    struct rng rng;
    struct load *load = NULL;
    rng_init(&rng, 1);
    enum rc rc = load_new(&load, "mine", source, strlen(source), rng, err);
    assert_int_equal(rc, err->rc);
    return load;
}

static void load__facts_and_units__are_read(void **state)
{
    (void)state;
    struct err err = {0};
    struct load *load = make("load = {about = 'a test', clients = 3, rate = 0.5,\n"
                             "  driver = 'careful', setup = {'ONE', 'TWO'}}\n"
                             "function next(client, number, now_ms)\n"
                             "  if number == 1 then return 'SELECT ' .. client end\n"
                             "  return {'UPDATE ' .. now_ms, 'SELECT 1'}\n"
                             "end",
                             &err);
    struct load_facts facts;
    load_facts(load, &facts);
    assert_int_equal(facts.clients, 3);
    assert_int_equal(facts.rate_permille, 500);
    assert_string_equal(facts.driver, "careful");
    assert_string_equal(facts.about, "a test");
    assert_int_equal(facts.workers, 1);
    assert_int_equal(facts.think, -1);
    assert_int_equal(load_begin(load, NULL, &err), RC_OK);
    assert_string_equal(load_setup(load, 1), "TWO");
    assert_null(load_setup(load, 2));

    struct unit_work work;
    assert_int_equal(load_next(load, 2, 1, 0, &work, &err), RC_OK);
    assert_int_equal(work.count, 1);
    assert_string_equal(work.statements[0], "SELECT 2");
    assert_false(work.is_write);
    assert_int_equal(load_next(load, 2, 2, 7000, &work, &err), RC_OK);
    assert_int_equal(work.count, 2);
    assert_string_equal(work.statements[0], "UPDATE 7");
    assert_true(work.is_write);
    load_free(load);
}

static void load__wrong_files__are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        const char *error;
    } rows[] = {
        {"", "mine: there is no table load = {about = ..., rate = ..., setup = {...}}"},
        {"load = {}",
         "mine: there is no function next(client, number): a load must say what to do"},
        {"load = {rate = 0}", "mine: load.rate: it must be a number from 0.001 to 1000"},
        {"load = {clients = 'x'}", "mine: load.clients: it must be a number from 1.0 to 64"},
        {"load = {setup = {1}}", "mine: load.setup: statement 1 is a number"},
        {"load = {about = 5}", "mine: load.about is a number: it must be a text"},
        {"load = {setup = 7}", "mine: load.setup is a number: it must be a list of statements, or "
                               "a function that gives one"},
        {"load = {rate = 1, think_ms = 5}",
         "mine: load.rate and load.think_ms: a load has one of them: units come at a rate, or each "
         "some time after the last"},
        {"load = {workers = 9}", "mine: load.workers: it must be a number from 1.0 to 8"},
        {"load = {knobs = {a = 1}}", "mine: load.knobs: a knob is written name = {default = 8, "
                                     "min = 1, max = 99, about = \"...\"}"},
        {"load = {knobs = {a = {default = 1, min = 2, max = 3}}}",
         "mine: load.knobs.a: its default lies outside min and max"},
        {"load = {knobs = {a = {default = 1, max = 3}}}",
         "mine: load.knobs.a.min: it must be a whole number"},
        {"load = {check = 'SELECT 1'}\nfunction next() end",
         "mine: load.check is a query, but there is no function check(row, units)"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        assert_null(make(rows[i].source, &err));
        assert_string_equal(err.text, rows[i].error);
    }
}

static void load__knobs__are_sorted_and_seen_by_its_functions(void **state)
{
    (void)state;
    struct err err = {0};
    struct load *load = make("load = {think_ms = 2.5, workers = 3, knobs = {\n"
                             "  rows = {default = 8, min = 1, max = 99, about = 'rows in all'},\n"
                             "  gap = {default = 1, min = 1, max = 5, about = 'between'}}}\n"
                             "function load.setup() return {'ROWS ' .. knob.rows} end\n"
                             "function next(client, number)\n"
                             "  return {'UPDATE ' .. knob.gap, table = 'hot', shard = client}\n"
                             "end",
                             &err);
    struct load_facts facts;
    load_facts(load, &facts);
    assert_int_equal(facts.think, 2500);
    assert_int_equal(facts.rate_permille, 0);
    assert_int_equal(facts.workers, 3);
    assert_int_equal(facts.knob_count, 2);
    assert_string_equal(facts.knobs[0].name, "gap");
    assert_string_equal(facts.knobs[1].about, "rows in all");
    const int64_t values[] = {5, 12};
    assert_int_equal(load_begin(load, values, &err), RC_OK);
    assert_string_equal(load_setup(load, 0), "ROWS 12");
    struct unit_work work;
    assert_int_equal(load_next(load, 4, 1, 0, &work, &err), RC_OK);
    assert_string_equal(work.statements[0], "UPDATE 5");
    assert_string_equal(work.table, "hot");
    assert_true(work.has_shard);
    assert_int_equal(work.shard, 4);
    load_free(load);
}

static void load__check__judges_a_row(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *text; /* that it answers, or its error */
    } rows[] = {
        {"return row[1] == units.ok, row[1] .. ' of ' .. row[2]", "7 of x"},
        {"return 1, 'x'", "mine, line 2: check() must answer true or false, and a sentence"},
        {"return true", "mine, line 2: check() must answer true or false, and a sentence"},
        {"error('oh')", "mine, line 2: oh"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        char source[300];
        struct err err = {0};
        struct buf text;
        bool is_right = false;
        const char *row[] = {"7", "x"};
        struct load_counts counts = {.ok = 7};
        buf_init(&text, BUF_CAP_TEXT);
        (void)snprintf(source, sizeof(source),
                       "load = {check = 'Q'} function next() end\n"
                       "function check(row, units) %s end",
                       rows[i].body);
        struct load *load = make(source, &err);
        assert_string_equal(load_query(load), "Q");
        enum rc rc = load_check(load, row, 2, &counts, &is_right, &text, &err);
        assert_int_equal(rc, i == 0 ? RC_OK : RC_USAGE);
        assert_int_equal(is_right, i == 0);
        assert_string_equal(i == 0 ? text.data : err.text, rows[i].text);
        load_free(load);
        buf_release(&text);
    }
}

static void load__wrong_unit__is_an_error_with_a_line(void **state)
{
    (void)state;
    struct err err = {0};
    struct unit_work work;
    struct load *load = make("load = {}\nfunction next(client, number)\n"
                             "  if number == 1 then return {} end\n"
                             "  return number\nend",
                             &err);
    assert_int_equal(load_next(load, 1, 1, 0, &work, &err), RC_USAGE);
    assert_string_equal(err.text, "mine, line 3: next() answered 0 statements: a unit has 1 to 16");
    assert_int_equal(load_next(load, 1, 2, 0, &work, &err), RC_USAGE);
    assert_string_equal(err.text,
                        "mine, line 4: next() answered a number where a statement belongs");
    load_free(load);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(load__facts_and_units__are_read),
        cmocka_unit_test(load__wrong_files__are_refused),
        cmocka_unit_test(load__knobs__are_sorted_and_seen_by_its_functions),
        cmocka_unit_test(load__check__judges_a_row),
        cmocka_unit_test(load__wrong_unit__is_an_error_with_a_line),
    };
    return cmocka_run_group_tests_name("driver/load", tests, NULL, NULL);
}
