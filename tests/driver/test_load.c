/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "driver/load.h"

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
    assert_int_equal(facts.setup_count, 2);
    assert_string_equal(facts.setup[1], "TWO");

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
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        assert_null(make(rows[i].source, &err));
        assert_string_equal(err.text, rows[i].error);
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
        cmocka_unit_test(load__wrong_unit__is_an_error_with_a_line),
    };
    return cmocka_run_group_tests_name("driver/load", tests, NULL, NULL);
}
