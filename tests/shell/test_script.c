/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/limits.h"
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

static void expect_end(struct script *script)
{
    sim_us at = 0;
    const char *found = "";
    struct err err = {0};
    assert_int_equal(script_next(script, &at, &found, &err), RC_OK);
    assert_null(found);
}

static void script__comments__are_never_statements(void **state)
{
    (void)state;
    static const char text[] = "-- first\n"
                               "SELECT 1; -- why\n"
                               "\\kill az b\n"
                               "SELECT 2; # why\n"
                               "/* of two\nlines */\n"
                               "SELECT 3; /* why */ ; SELECT '-- 4';;\n"
                               "--";
    struct script script;
    assert_int_equal(script_start(&script, text, strlen(text), NULL), RC_OK);
    expect_next(&script, -1, "SELECT 1;", 2);
    expect_next(&script, -1, "\\kill az b", 3);
    expect_next(&script, -1, "SELECT 2;", 4);
    expect_next(&script, -1, "SELECT 3;", 7);
    expect_next(&script, -1, "SELECT '-- 4';", 7);
    expect_end(&script);
    script_release(&script);
}

static void script__command_behind_a_statement__ends_with_its_line(void **state)
{
    (void)state;
    static const char text[] = "@2 SELECT 1; \\heal\nSELECT 2\\G\n";
    struct script script;
    assert_int_equal(script_start(&script, text, strlen(text), NULL), RC_OK);
    expect_next(&script, -1, "@2 SELECT 1;", 1);
    expect_next(&script, -1, "@2 \\heal", 1);
    expect_next(&script, -1, "SELECT 2\\G", 2);
    expect_end(&script);
    script_release(&script);
}

static void script__what_follows_a_statement__must_be_a_line_too(void **state)
{
    (void)state;
    static const char text[] = "SELECT 1; @@x;\n\\heal\n";
    struct script script;
    struct err err = {0};
    sim_us at = 0;
    const char *found = NULL;
    assert_int_equal(script_start(&script, text, strlen(text), NULL), RC_OK);
    expect_next(&script, -1, "SELECT 1;", 1);
    assert_int_equal(script_next(&script, &at, &found, &err), RC_USAGE);
    assert_string_equal(err.text, "line 1: after @ comes a client's number and a blank, such as "
                                  "@2 SELECT 1;");
    expect_next(&script, -1, "\\heal", 2);
    script_release(&script);
}

static void script__file_of_another_system__reads_the_same(void **state)
{
    (void)state;
    static const char text[] = "\xef\xbb\xbf\\heal\r\n\r\nSELECT\r\n1;\r\n";
    struct script script;
    assert_int_equal(script_start(&script, text, strlen(text), NULL), RC_OK);
    expect_next(&script, -1, "\\heal", 1);
    expect_next(&script, -1, "SELECT\n1;", 3);
    expect_end(&script);
    script_release(&script);
}

static void script__time_that_is_none__names_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *error;
    } cases[] = {
        {"\\heal\nat noon \\heal\n", "line 2: \"noon\" is not a length of time: write a number and "
                                     "us, ms, s or m, such as 250ms "
                                     "or 1.5s"},
        {"at \\heal", "line 1: \"\\heal\" is not a length of time: write a number and us, ms, s or "
                      "m, such as 250ms or 1.5s"},
        {"at 00000000000000000000000000000001s \\heal",
         "line 1: after \"at\" comes a time, such as at 12.5s"},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct script script;
        struct err err = {0};
        sim_us at = 0;
        const char *found = NULL;
        enum rc rc = script_start(&script, cases[i].text, strlen(cases[i].text), &err);
        for (int k = 0; rc == RC_OK && k < 2; k++) {
            rc = script_next(&script, &at, &found, &err);
        }
        assert_int_equal(rc, RC_USAGE);
        assert_string_equal(err.text, cases[i].error);
        assert_null(found);
        script_release(&script);
    }
}

/* A script of `size` bytes: `line` again and again. */
static char *long_script(const char *line, size_t size)
{
    char *text = test_malloc(size + 1);
    size_t length = strlen(line);
    for (size_t i = 0; i < size; i++) {
        text[i] = line[i % length];
    }
    text[size] = '\0';
    return text;
}

static void script__line_past_its_limit__is_full(void **state)
{
    (void)state;
    struct script script;
    struct err err = {0};
    sim_us at = 0;
    const char *found = NULL;
    char *text = long_script("SELECT 1; ", LINE_SIZE_MAX + 1);
    assert_int_equal(script_start(&script, text, strlen(text), &err), RC_OK);
    assert_int_equal(script_next(&script, &at, &found, &err), RC_FULL);
    assert_string_equal(err.text, "line 1: a line of more than 65536 bytes; is a ';' missing?");
    script_release(&script);
    test_free(text);

    text = long_script("SELECT 'a\n", LINE_SIZE_MAX + 100);
    assert_int_equal(script_start(&script, text, strlen(text), &err), RC_OK);
    assert_int_equal(script_next(&script, &at, &found, &err), RC_FULL);
    script_release(&script);
    test_free(text);
}

static void script__past_its_limit__is_full(void **state)
{
    (void)state;
    struct script script;
    struct err err = {0};
    assert_int_equal(script_start(&script, "", SCRIPT_SIZE_MAX + (size_t)1, &err), RC_FULL);
    assert_string_equal(err.text, "a script has at most 4194304 bytes; this has 4194305");
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
    static const char escape[] = "SELECT 1;\r\nSELECT \033[31m;\n";
    assert_int_equal(script_start(&script, escape, sizeof(escape) - 1, &err), RC_USAGE);
    assert_string_equal(err.text, "line 2: the byte 0x1b is no text: a script is UTF-8 without "
                                  "control characters");
    assert_int_equal(script_start(&script, "-- gr\xf6\xdf\n", 8, &err), RC_USAGE);
    assert_string_equal(err.text, "line 1: the byte 0xf6 is no text: a script is UTF-8 without "
                                  "control characters");
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
    assert_string_equal(err.text,
                        "after @ comes a client's number and a blank, such as @2 SELECT 1;");
    assert_int_equal(line_parse(&line, "@0 SELECT 1;", &err), RC_USAGE);
    assert_int_equal(line_parse(&line, "@1234 SELECT 1;", &err), RC_USAGE);
}

static void line__parse__tells_kind_client_and_end(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum line_kind kind;
        int client;
        const char *rest;
        bool vertical;
    } cases[] = {
        {"", LINE_EMPTY, 0, "", false},
        {"  # note", LINE_EMPTY, 0, "# note", false},
        {" -- note", LINE_EMPTY, 0, "-- note", false},
        {"@7", LINE_EMPTY, 7, "", false},
        {" \\kill az b", LINE_COMMAND, 0, "\\kill az b", false},
        {"@12  \\cancel", LINE_COMMAND, 12, "\\cancel", false},
        {"@2\tSELECT 1\\G ", LINE_SQL, 2, "SELECT 1\\G ", true},
        {"SELECT '\\G';", LINE_SQL, 0, "SELECT '\\G';", false},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct line line;
        assert_int_equal(line_parse(&line, cases[i].text, NULL), RC_OK);
        assert_int_equal(line.kind, cases[i].kind);
        assert_int_equal(line.client, cases[i].client);
        assert_string_equal(line.text, cases[i].rest);
        assert_int_equal(line.vertical, cases[i].vertical);
    }
}

static void line__statement_size__ends_behind_the_first(void **state)
{
    (void)state;
    assert_int_equal(line_statement_size("SELECT 1; SELECT 2;"), 9);
    assert_int_equal(line_statement_size("@2 SELECT ';'; x"), 14);
    assert_int_equal(line_statement_size("SELECT 1\\G SELECT 2;"), 10);
    assert_int_equal(line_statement_size("SELECT /* ; */ 1"), 16);
    assert_int_equal(line_statement_size("\\mark a; b"), 10);
}

static void line__wants__tells_what_would_end_it(void **state)
{
    (void)state;
    assert_int_equal(line_wants("SELECT 1"), ';');
    assert_int_equal(line_wants("SELECT 'it''s"), '\'');
    assert_int_equal(line_wants("SELECT \"a'"), '"');
    assert_int_equal(line_wants("SELECT `a"), '`');
    assert_int_equal(line_wants("SELECT 1; /* why"), '*');
    assert_int_equal(line_wants("SELECT 1;"), 0);
    assert_int_equal(line_wants("\\kill 'az"), 0);
}

static void line__wants_more__until_its_statement_ends(void **state)
{
    (void)state;
    assert_true(line_wants_more("SELECT 1"));
    assert_true(line_wants_more("SELECT ';"));
    assert_true(line_wants_more("SELECT 1; SELECT"));
    assert_true(line_wants_more("SELECT 1 /* ; "));
    assert_true(line_wants_more("SELECT 1 -- ;"));
    assert_true(line_wants_more("SELECT 1; /* why"));
    assert_true(line_wants_more("/* why"));
    assert_false(line_wants_more("SELECT 1;"));
    assert_false(line_wants_more("SELECT 1; -- why"));
    assert_false(line_wants_more("SELECT 1; # why"));
    assert_false(line_wants_more("SELECT 1;; /* why */"));
    assert_false(line_wants_more("SELECT 1; \\heal"));
    assert_false(line_wants_more("-- why"));
    assert_false(line_wants_more("SELECT 1\\G"));
    assert_false(line_wants_more("\\kill az b"));
    assert_false(line_wants_more(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(script__lines_times_and_clients__come_one_by_one),
        cmocka_unit_test(script__several_statements_of_a_client__stay_that_clients),
        cmocka_unit_test(script__comments__are_never_statements),
        cmocka_unit_test(script__command_behind_a_statement__ends_with_its_line),
        cmocka_unit_test(script__what_follows_a_statement__must_be_a_line_too),
        cmocka_unit_test(script__file_of_another_system__reads_the_same),
        cmocka_unit_test(script__time_that_is_none__names_its_line),
        cmocka_unit_test(script__line_past_its_limit__is_full),
        cmocka_unit_test(script__past_its_limit__is_full),
        cmocka_unit_test(script__statement_without_end__names_its_line),
        cmocka_unit_test(script__zero_byte__is_no_text),
        cmocka_unit_test(line__client_out_of_range__says_which_there_are),
        cmocka_unit_test(line__parse__tells_kind_client_and_end),
        cmocka_unit_test(line__statement_size__ends_behind_the_first),
        cmocka_unit_test(line__wants__tells_what_would_end_it),
        cmocka_unit_test(line__wants_more__until_its_statement_ends),
    };
    return cmocka_run_group_tests_name("shell/script", tests, NULL, NULL);
}
