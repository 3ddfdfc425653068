/* SPDX-License-Identifier: MIT */
/* `quartet grade` and `quartet verify --report`: what a student's run and notes say. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/pty.h"

#include <stdio.h>

/* A run a.run of a lesson that was done, b.run of one that was only shown, and notes in s. */
#define DONE                                                                                       \
    "printf '%s\\n' '\\lesson everyone-writes' '\\run 2s' '\\answer 2' '\\next' '\\hint' "         \
    "\"INSERT INTO cups VALUES (1, 'blue');\" \"@2 INSERT INTO plates VALUES (1, 'flat');\" "      \
    "'\\run 1s' '\\next' '\\client 2 connect m1' '@2 SELECT * FROM plates;' '\\save a.run' "       \
    "'\\quit' | $Q play --plain --state s >/dev/null; "
#define SHOWN                                                                                      \
    "printf '%s\\n' '\\lesson everyone-writes' '\\run 2s' '\\answer 2' '\\next' "                  \
    "'\\solution next' '\\solution next' '\\run 1s' '\\solution next' '\\run 1s' '\\save b.run' "  \
    "'\\quit' | $Q play --plain --state t >/dev/null; "

#define PLAYED(line)                                                                               \
    "printf '%s\\n' '" line "' '\\run 2s' '\\save p.run' '\\quit' | $Q play --plain --state u "    \
    ">/dev/null; $Q grade p.run"
#define MINE "cp $(dirname $Q)/../../lessons/everyone-writes.md mine.md; "

static const struct {
    const char *command;
    int status;
    const char *says;
} rows[] = {
    {DONE "$Q grade a.run", 0, "done at 4.0"},
    {DONE "$Q grade a.run", 0, "4 commands (par 4), 1 hint"},
    {SHOWN "$Q grade b.run", 0, "everyone-writes  step 2 of 3, 0 of 3 goals met"},
    {SHOWN "$Q verify --report --state t", 0, "| 2 | Everyone writes | begun |"},
    {DONE "$Q grade --format csv a.run", 0, "\"a.run\",everyone-writes,done,3,3,4,4,1,4.0"},
    {DONE "sed -i 's/^\\(at .*INSERT.*\\)blue/\\1red/' a.run; $Q grade a.run", 1,
     "a.run: DOES NOT PLAY AS IT WAS RECORDED"},
    {DONE "sed -i 's/^|title: Everyone/|title: Nobody/' a.run; $Q grade a.run", 2,
     "of the run has a file that is not the one its lines read"},
    {PLAYED("\\demo lose-az") " | grep -v another", 0, "lose-az  "},
    {MINE PLAYED("\\lesson ./mine.md") " | grep -v another", 0, "everyone-writes  step 1 of 3"},
    {MINE "echo And more. >> mine.md; " PLAYED("\\lesson ./mine.md"), 0,
     "step 1 of 3; by another text than the one here"},
    {DONE "$Q verify --report --state s", 0, "| 2 | Everyone writes | done | 20"},
    {DONE "echo 'quartet-progress 9' > s/progress.txt; $Q verify --report --state s", 2,
     "s/progress.txt:1: it was written by a later Quartet (format 9)"},
    {"$Q verify --report --state none", 0, "# The course: 0 of "},
    {"echo x > c.run; $Q grade c.run", 2, "quartet: c.run: it is no run of Quartet"},
    {"$Q grade d.run", 3, "d.run"},
    {"$Q grade", 2, "grade wants a FILE.run, or several"},
    {"$Q grade a.run --format json", 2, "of grade --format is text or csv, not json"},
    {"$Q verify a --report", 2, "--report is of verify without files"},
    {"$Q help grade", 0, "quartet grade FILE.run..."},
};

static void grade__runs_and_notes__say_what_was_done(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        pty_expect(rows[i].command, rows[i].status, rows[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grade__runs_and_notes__say_what_was_done),
    };
    return cmocka_run_group_tests_name("e2e/grade", tests, NULL, NULL);
}
