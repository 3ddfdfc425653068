/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "shell/script.h"

static void expect_next(struct script *script, sim_us at, const char *text, int line_number)
{
    sim_us found_at = 0;
    const char *found = NULL;
    struct err err = {0};
    assert_int_equal(script_next(script, &found_at, &found, &err), RC_OK);
    assert_string_equal(found, text);
    assert_int_equal(found_at, at);
    assert_int_equal(script->line_number, line_number);
}

static void script__lines_times_and_clients__come_one_by_one(void **state)
{
    (void)state;
    static const char text[] = "# a comment\n"
                               "\\kill az b\n"
                               "\n"
                               "at 1.5s @2 SELECT 1;\n"
                               "INSERT INTO t\n"
                               "VALUES (';', 1); SELECT 2;\n";
    struct script script;
    assert_int_equal(script_start(&script, text, strlen(text), NULL), RC_OK);
    expect_next(&script, -1, "\\kill az b", 2);
    expect_next(&script, 1500000, "@2 SELECT 1;", 4);
    expect_next(&script, -1, "INSERT INTO t\nVALUES (';', 1);", 5);
    expect_next(&script, -1, "SELECT 2;", 5);
    sim_us at = 0;
    const char *found = text;
    assert_int_equal(script_next(&script, &at, &found, NULL), RC_OK);
    assert_null(found);
    script_release(&script);
}

static void script__several_statements_of_a_client__stay_that_clients(void **state)
{
    (void)state;
    static const char text[] = "@3 BEGIN; SELECT 1; COMMIT;";
    struct script script;
    assert_int_equal(script_start(&script, text, strlen(text), NULL), RC_OK);
    expect_next(&script, -1, "@3 BEGIN;", 1);
    expect_next(&script, -1, "@3 SELECT 1;", 1);
    expect_next(&script, -1, "@3 COMMIT;", 1);
    script_release(&script);
}

static void script__statement_without_end__names_its_line(void **state)
{
    (void)state;
    static const char text[] = "\\heal\nSELECT 1\n";
    struct script script;
    struct err err = {0};
    sim_us at = 0;
    const char *found = NULL;
    assert_int_equal(script_start(&script, text, strlen(text), NULL), RC_OK);
    expect_next(&script, -1, "\\heal", 1);
    assert_int_equal(script_next(&script, &at, &found, &err), RC_USAGE);
    assert_string_equal(err.text, "line 2: the statement has no end: a ';' is missing");
    script_release(&script);
}

static void script__zero_byte__is_no_text(void **state)
{
    (void)state;
    struct script script;
    struct err err = {0};
    assert_int_equal(script_start(&script, "a\0b", 3, &err), RC_USAGE);
    assert_string_equal(err.text, "this is not a text file: it holds a zero byte");
    script_release(&script);
}

static void line__client_out_of_range__says_which_there_are(void **state)
{
    (void)state;
    struct line line;
    struct err err = {0};
    assert_int_equal(line_parse(&line, "@99 SELECT 1;", &err), RC_USAGE);
    assert_string_equal(err.text, "clients are @1 to @64, not @99");
    assert_int_equal(line_parse(&line, "@x", &err), RC_USAGE);
}

static void line__wants_more__until_its_statement_ends(void **state)
{
    (void)state;
    assert_true(line_wants_more("SELECT 1"));
    assert_true(line_wants_more("SELECT ';"));
    assert_true(line_wants_more("SELECT 1; SELECT"));
    assert_true(line_wants_more("SELECT 1 /* ; "));
    assert_true(line_wants_more("SELECT 1 -- ;"));
    assert_false(line_wants_more("SELECT 1;"));
    assert_false(line_wants_more("SELECT 1\\G"));
    assert_false(line_wants_more("\\kill az b"));
    assert_false(line_wants_more(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(script__lines_times_and_clients__come_one_by_one),
        cmocka_unit_test(script__several_statements_of_a_client__stay_that_clients),
        cmocka_unit_test(script__statement_without_end__names_its_line),
        cmocka_unit_test(script__zero_byte__is_no_text),
        cmocka_unit_test(line__client_out_of_range__says_which_there_are),
        cmocka_unit_test(line__wants_more__until_its_statement_ends),
    };
    return cmocka_run_group_tests_name("shell/script", tests, NULL, NULL);
}
