/* SPDX-License-Identifier: MIT */
/*
 * tidy: the rules of the house as a test. First every rule is shown snippets that break
 * it and snippets that do not; then the whole tree is held against every rule.
 */
#include "lib/test.h"

#include "lib/golden.h"
#include "tidy/rules.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>

#define SPDX "/* SPDX-License-Identifier: MIT */\n"

static const struct {
    const char *path, *text, *finding; /* NULL: nothing to find */
} snippets[] = {
    {"src/base/a.c", SPDX "#include <string.h>\n", NULL},
    {"src/base/a.c", "int x;\n", "1: the first line is the SPDX line"},
    {"src/base/a.h", SPDX "#ifndef A_H\n#define A_H\n", "1: the guard of this header is BASE_A_H"},
    {"src/base/a.h", SPDX "#ifndef BASE_A_H\n#define BASE_A_H\n", NULL},
    {"tests/lib/a.h", SPDX "#ifndef LIB_A_H\n#define LIB_A_H\n", NULL},
    {"src/base/a.c", SPDX "#include \"buf.h\"\n", "2: include \"folder/file.h\", not \"buf.h\""},
    {"src/base/a.c", SPDX "#include \"store/rows.h\"\n",
     "2: base/ may not include \"store/rows.h\""},
    {"src/view/a.c", SPDX "#include \"store/rows.h\"\n", NULL},
    {"src/view/a.c", SPDX "#include \"store/store.h\"\n",
     "2: view/ may not include \"store/store.h\""},
    {"src/new/a.c", SPDX "#include \"base/buf.h\"\n", "2: the folder new has no row in layers[]"},
    {"src/main.c", SPDX "#include \"tui/loop.h\"\n#include <unistd.h>\n", NULL},
    {"src/lab/a.c", SPDX "#include <time.h>\n", "2: lab/ may not include <time.h>"},
    {"src/lab/a.c", SPDX "#include <unistd.h>\n", "2: lab/ may not include <unistd.h>"},
    {"src/lab/a.c", SPDX "#include <sqlite3.h>\n", "2: only src/store/* may include <sqlite3.h>"},
    {"src/tui/other.c", SPDX "#include <curses.h>\n",
     "2: only src/tui/term.* may include <curses.h>"},
    {"src/tui/term.x.c", SPDX "#include <curses.h>\n", NULL},
    {"src/base/buf.c", SPDX "#include <string.h>\n#include \"base/buf.h\"\n",
     "1: begin the includes with \"base/buf.h\""},
    {"src/base/a.c", SPDX "\tint x;\n", "2: a tab; indent with blanks"},
    {"src/base/a.c", SPDX "int x; \n", "2: blanks at the end of the line"},
    {"src/base/a.c", SPDX "int x;", "2: the last line has no newline"},
    {"src/base/a.c", SPDX "// no\n", "2: a line comment; write it as a block"},
    {"src/base/a.c", SPDX "/* see https://example.org */\nchar *u = \"http://x\";\n", NULL},
    {"src/base/a.c",
     SPDX "/* TO"
          "DO */\n",
     "2: TO"
     "DO lacks its reason"},
    {"src/base/a.c",
     SPDX "/* TO"
          "DO: widths of emoji, when a font agrees. */\n",
     NULL},
    {"src/base/a.c", SPDX "static int count;\n",
     "2: a variable outside a function: whose state is it?"},
    {"src/base/a.c", SPDX "static const int counts[] = {1};\n", NULL},
    {"src/os/a.c", SPDX "static volatile sig_atomic_t got;\n", NULL},
    {"src/lab/a.c", SPDX "int x = rand();\n", "2: rand: chance comes from base/rng"},
    {"src/lab/a.c", SPDX "int x = my_rand() + it.rand(); /* rand() */\n", NULL},
    {"src/lab/a.c", SPDX "long x = time(NULL);\n", "2: time: time is an argument"},
    {"src/lab/a.c", SPDX "sim_us x = span_time(1);\nchar *s = \"\\\"time(\";\n", NULL},
    {"src/lab/a.c", SPDX "char *x = getenv(name);\n",
     "2: getenv: the environment is read once, in main"},
    {"src/os/a.c", SPDX "char *x = getenv(name);\n", NULL},
    {"src/headless/a.c", SPDX "void f(void) { (void)fputs(name, stdout); }\n",
     "2: fputs: what is printed goes through os/print: nothing in it steers the terminal"},
    {"src/headless/a.c", SPDX "void f(void) { print_to(stdout, name); snprintf(a, 1, b); }\n",
     NULL},
    {"src/lab/a.c", SPDX "double x;\n", "2: double: no machine agrees with another on floats"},
    {"src/lab/a.c", SPDX "int doubled, floating;\n", NULL},
    {"tests/lab/a.c", SPDX "usleep(1);\n", "2: usleep: nothing sleeps: wait for what must happen"},
    {"src/lab/a.h", SPDX "#ifndef LAB_A_H\n#define LAB_A_H\ntypedef struct a a;\n",
     "4: a struct is called struct: no typedef"},
};

static void tidy__snippet__finds_what_it_should(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(snippets); i++) {
        struct findings findings = {0};
        char wanted[400] = "";
        buf_init(&findings.text, BUF_CAP_TEXT);
        tidy_check(snippets[i].path, snippets[i].text, &findings);
        if (snippets[i].finding != NULL) {
            snprintf(wanted, sizeof(wanted), "%s:%s\n", snippets[i].path, snippets[i].finding);
        }
        assert_string_equal(findings.text.data, wanted);
        buf_release(&findings.text);
    }
}

/* `count` times `line` between `head` and `tail`, and how many findings that gives. */
static int count_findings(const char *head, const char *line, int count, const char *tail)
{
    struct findings findings = {0};
    struct buf text;
    buf_init(&findings.text, BUF_CAP_TEXT);
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, SPDX "%s", head);
    for (int i = 0; i < count; i++) {
        buf_addf(&text, "%s", line);
    }
    buf_addf(&text, "%s", tail);
    tidy_check("src/base/a.c", text.data, &findings);
    buf_release(&text);
    buf_release(&findings.text);
    return findings.count;
}

static void tidy__lengths__limits_hold_to_the_line(void **state)
{
    (void)state;
    assert_int_equal(count_findings("void f(void)\n{\n", "    g();\n", FUNCTION_LINES_MAX, "}\n"),
                     0);
    assert_int_equal(
        count_findings("void f(void)\n{\n", "    g();\n", FUNCTION_LINES_MAX + 1, "}\n"), 1);
    assert_int_equal(count_findings("", "int x;\n", FILE_LINES_MAX - 1, ""), 0);
    assert_int_equal(count_findings("", "int x;\n", FILE_LINES_MAX, ""), 1);
    assert_int_equal(count_findings("/* ", "é", COLUMNS_WIDE_MAX - 6, " */\n"), 0);
    assert_int_equal(count_findings("/* ", "é", COLUMNS_WIDE_MAX - 5, " */\n"), 1);
}

/* ---- The tree ------------------------------------------------------------------------ */

static void tidy__tree__keeps_every_rule(void **state)
{
    (void)state;
    const char *const patterns[] = {"src/*.c", "src/*/*.[ch]", "tests/*/*.[ch]"};
    struct findings findings = {0};
    int files = 0;
    buf_init(&findings.text, BUF_CAP_TEXT);
    for (int i = 0; i < COUNT_OF(patterns); i++) {
        glob_t found = {0};
        if (glob(patterns[i], 0, NULL, &found) == 0) {
            for (size_t j = 0; j < found.gl_pathc; j++) {
                struct buf text;
                buf_init(&text, BUF_CAP_TEXT);
                assert_true(golden_read(found.gl_pathv[j], &text));
                tidy_check(found.gl_pathv[j], text.data, &findings);
                buf_release(&text);
                files++;
            }
        }
        globfree(&found);
    }
    assert_true(files > 10);
    printf("%s", findings.text.data);
    if (findings.count > 0) {
        fail_msg("%d findings in %d files", findings.count, files);
    }
    buf_release(&findings.text);
}

/* Top level: nothing but what a person looks for there. */
static void tidy__top__holds_only_the_frame(void **state)
{
    (void)state;
    const char *const may[] = {"src",      "lessons",   "data",    "tests",
                               "Makefile", "README.md", "LICENSE", "build"};
    glob_t found = {0};
    assert_int_equal(glob("*", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        bool is_known = false;
        for (int j = 0; j < COUNT_OF(may); j++) {
            is_known = is_known || strcmp(found.gl_pathv[i], may[j]) == 0;
        }
        if (!is_known) {
            fail_msg("%s has no place at the top", found.gl_pathv[i]);
        }
    }
    globfree(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tidy__snippet__finds_what_it_should),
        cmocka_unit_test(tidy__lengths__limits_hold_to_the_line),
        cmocka_unit_test(tidy__tree__keeps_every_rule),
        cmocka_unit_test(tidy__top__holds_only_the_frame),
    };
    return cmocka_run_group_tests_name("tidy/tidy", tests, NULL, NULL);
}
