/* SPDX-License-Identifier: MIT */
/* \export: the bytes of a file, and what is said of them. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lab/export.h"
#include "lib/lab_fixture.h"

#include <stdio.h>

struct setting {
    struct lab_fixture lab;
    struct export_transcript transcript;
    struct buf out, facts;
    struct err err;
    char path[64];
};

static void add_nothing(void *user, struct buf *out)
{
    (void)user;
    buf_addf(out, "said");
}

static int set_up(void **state)
{
    static struct setting setting;
    setting = (struct setting){.transcript = {.add = add_nothing, .lines = 1}};
    lab_fixture_init(&setting.lab, 2, 7);
    buf_init(&setting.out, EXPORT_SIZE_MAX);
    buf_init(&setting.facts, BUF_CAP_TEXT);
    *state = &setting;
    return 0;
}

static int tear_down(void **state)
{
    struct setting *setting = *state;
    lab_fixture_release(&setting->lab);
    buf_release(&setting->out);
    buf_release(&setting->facts);
    return 0;
}

static enum rc ask(struct setting *setting, const char *line)
{
    struct words words = {0};
    const char *path = "";
    buf_clear(&setting->out);
    buf_clear(&setting->facts);
    assert_int_equal(words_split(&words, line, &setting->err), RC_OK);
    enum rc rc = export_add(&setting->out, &setting->facts, &path, setting->lab.lab,
                            &setting->transcript, &words, &setting->err);
    (void)snprintf(setting->path, sizeof(setting->path), "%s", path);
    words_release(&words); /* the path is theirs */
    return rc;
}

static void expect_facts(struct setting *setting, const char *line, const char *facts)
{
    if (ask(setting, line) != RC_OK) {
        fail_msg("%s: %s", line, setting->err.text);
    }
    assert_non_null(strstr(setting->facts.data, facts));
}

static void export__rows__are_a_sqlite_file(void **state)
{
    struct setting *setting = *state;
    expect_facts(setting, "export m1 x.db", "m1's 0 rows in 0 tables are in x.db: sqlite3 x.db");
    (void)lab_fixture_do(&setting->lab, "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20));");
    (void)lab_fixture_do(&setting->lab, "INSERT INTO t VALUES (1, 'findable');");
    expect_facts(setting, "export m1 x.db", "m1's 1 row in 1 table is in x.db");
    assert_memory_equal(setting->out.data, "SQLite format 3", 16);
    assert_int_equal(setting->out.data[18], 1); /* no file beside it belongs to it */
    assert_int_equal(setting->out.size % 512, 0);
    bool is_found = false;
    for (size_t i = 0; i + 8 <= setting->out.size; i++) {
        is_found = is_found || memcmp(setting->out.data + i, "findable", 8) == 0;
    }
    assert_true(is_found);
    (void)lab_fixture_do(&setting->lab, "\\kill m1");
    expect_facts(setting, "export m1 x.db", "m1 is down: these are the rows it had.");
}

static void export__events__are_sentences_or_json(void **state)
{
    struct setting *setting = *state;
    (void)lab_fixture_do(&setting->lab, "\\mark one \"two\"");
    expect_facts(setting, "export events x.txt", "in x.txt, a sentence a line");
    assert_non_null(strstr(setting->out.data, "\\mark one two\n"));
    assert_memory_equal(setting->out.data, "0.000  @1  starts in the office\n", 32);
    expect_facts(setting, "export events x.json", "in x.json, a JSON object a line");
    assert_memory_equal(setting->out.data, "{\"t_us\":0,\"seq\":1,", 18);
    expect_facts(setting, "export events .json", "in .json, a sentence a line");
}

static void export__transcript__is_what_was_kept(void **state)
{
    struct setting *setting = *state;
    expect_facts(setting, "export transcript x", "1 line is in x: time, client and master");
    assert_string_equal(setting->out.data, "said");
    assert_string_equal(setting->path, "x");
    setting->transcript.lines = 2000;
    setting->transcript.forgotten = 3;
    expect_facts(setting, "export transcript x", "3 older lines are kept no more.");
}

static void said__lines__each_have_time_and_speaker(void **state)
{
    struct setting *setting = *state;
    static const struct export_said rows[] = {
        {.at = 1500000, .client = 2, .master = -1, .sign = '>', .text = "SELECT 1,\n2;"},
        {.at = 1502000, .client = 2, .master = 0, .sign = '!', .text = "no"},
        {.at = 1502000, .client = 1, .master = 0, .sign = ' ', .text = "\033[2J\u202e"},
        {.at = 61000000, .client = 0, .master = -1, .sign = ' ', .text = "Marked.\n"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        export_add_said(&setting->out, &rows[i]);
    }
    assert_string_equal(setting->out.data, "1.500\t@2\t> SELECT 1,\n"
                                           "1.500\t@2\t> 2;\n"
                                           "1.502\t@2 m1\t! no\n"
                                           "1.502\t@1 m1\t  \uFFFD[2J\uFFFD\n"
                                           "61.000\t-\t  Marked.\n");
}

static void export__wrong__is_refused_in_words(void **state)
{
    struct setting *setting = *state;
    static const struct {
        const char *line, *says;
        enum rc rc;
    } rows[] = {
        {"export", "\\export wants what, and a new file: m1 FILE.db | events FILE", RC_USAGE},
        {"export m1", "\\export wants what, and a new file", RC_USAGE},
        {"export m1 \"\"", "\\export wants what, and a new file", RC_USAGE},
        {"export m1 a b", "\\export wants what, and a new file", RC_USAGE},
        {"export stores a", "\\export has no \"stores\": it takes m1 FILE.db", RC_USAGE},
        {"export m4 a.db", "there is no m4 in this cluster", RC_UNKNOWN},
        {"export moon a.db", "there is no place \"moon\"", RC_UNKNOWN},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(ask(setting, rows[i].line), rows[i].rc);
        assert_non_null(strstr(setting->err.text, rows[i].says));
        assert_int_equal(setting->out.size, 0);
    }
    setting->transcript.lines = 0;
    assert_int_equal(ask(setting, "export transcript a"), RC_STATE);
    assert_string_equal(setting->err.text, "nothing was typed yet");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(export__rows__are_a_sqlite_file),      CASE(export__events__are_sentences_or_json),
        CASE(export__transcript__is_what_was_kept), CASE(said__lines__each_have_time_and_speaker),
        CASE(export__wrong__is_refused_in_words),
    };
    return cmocka_run_group_tests_name("lab/export", tests, NULL, NULL);
}
