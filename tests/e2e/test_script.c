/* SPDX-License-Identifier: MIT */
/* `quartet run` and files as bad as they come: each is one sentence, with its line and status. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/pty.h"

#include <stdio.h>
#include <unistd.h>

/* Six lines that are good, of which a statement over two lines is one, and the seventh. */
static void script__bad_in_line_7__names_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *line; /* for printf */
        const char *says;
    } rows[] = {
        {"\\\\klli az b", "there is no command \\klli; did you mean \\kill?"},
        {"\\\\kill az q", "after az comes a letter, a to d, not \"q\""},
        {"\\\\kill", "\\kill needs more: \\kill az b | m2 | copy b1"},
        {"\\\\create masters=9", "masters is a number from 2 to 4, not \"9\""},
        {"\\\\kill \"az b", "the quote at column 6 is not closed"},
        {"\\\\speed 2", "\\speed is for a person at the prompt: leave it out"},
        {"\\\\driver absent", "there is no \"absent\" in drivers: there are active_standby"},
        {"\\\\driver ./broken.lua", "broken, line 2: "},
        {"at 5x SELECT 1;", "\"5x\" is not a length of time"},
        {"at 0s SELECT 1;", "its time has passed already"},
        {"@99 SELECT 1;", "clients are @1 to @64, not @99"},
        {"@9 SELECT 1;", "there is no client \"9\": there are @1 to @2"},
        {"SELEC 1;", "ERROR 1064 (42000): You have an error in your SQL syntax near 'SELEC 1;'"},
        {"LOCK TABLES t WRITE;", "ERROR 1235 (42000): LOCK TABLES would lock one master only"},
        {"SELECT 7", "the statement has no end: a ';' is missing"},
        {"SELECT \\033[31m7;", "the byte 0x1b is no text"},
        {"SELECT \\377;", "the byte 0xff is no text"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        char command[600];
        char says[300];
        (void)snprintf(command, sizeof(command),
                       "echo 'function pick(' > broken.lua; printf 'SELECT 1;\\n# two\\nSELECT\\n"
                       "2;\\n\\n-- six\\n%s\\n' > bad.quartet; $Q run bad.quartet",
                       rows[i].line);
        (void)snprintf(says, sizeof(says), "quartet: bad.quartet: line 7: %s", rows[i].says);
        pty_expect(command, 2, says);
    }
}

static void script__that_is_none__is_a_sentence(void **state)
{
    (void)state;
    pty_expect("$Q run absent", 2, "quartet: absent: No such file or directory");
    pty_expect("$Q run .", 2, "quartet: .: this is a directory: name a file in it");
    pty_expect("printf 'SELECT 1;\\0' > a; $Q run a", 2, "a: this is not a text file: it holds a");
    pty_expect("head -c 5000000 /dev/zero > a; $Q run a", 2,
               "quartet: a: longer than 4194304 bytes");
    pty_expect("head -c 1048576 /dev/zero | tr '\\0' x > a; $Q run a", 2,
               "quartet: a: line 1: a line of more than 65536 bytes; is a ';' missing?");
    pty_expect("{ echo 'SELECT 1;'; head -c 1048576 /dev/zero | tr '\\0' x; } > a; $Q run a", 2,
               "quartet: a: line 2: a line of more than 65536 bytes");
    pty_expect("echo '\\heal now' | $Q run -", 2,
               "quartet: the standard input: line 1: \"now\" is too much: \\heal stands alone");
    pty_expect("mkfifo p; echo 'SELECT 5 + 6;' > p & $Q run p", 0, "  11");
    pty_expect(": > a; $Q run a; echo over $?", 0, "over 0");
    pty_expect("$Q replay absent --format text", 2, "quartet: absent: No such file or directory");
    pty_expect("echo no > a; $Q replay a --format text", 2, "quartet: a: it is no run of Quartet");
    pty_expect("echo no > a; $Q replay a --plain", 2, "quartet: a: it is no run of Quartet");
}

static void script__unreadable__is_a_sentence_and_exit_3(void **state)
{
    (void)state;
    const char *unreadable = "/proc/self/mem"; /* to root, too: nothing is at its first byte */
    if (access(unreadable, F_OK) == 0) {
        pty_expect("$Q run /proc/self/mem", 3,
                   "/proc/self/mem: cannot be read: Input/output error");
    }
    if (geteuid() != 0) {
        pty_expect(": > a; chmod 0 a; $Q run a", 3, "quartet: a: Permission denied");
    } else if (access(unreadable, F_OK) != 0) {
        skip();
    }
}

/* The same file at the prompt: what came before the bad line was done, what follows is not. */
static void script__at_the_prompt__stops_at_its_bad_line(void **state)
{
    (void)state;
    pty_expect("printf 'SELECT 1;\\n\\\\kill az q\\nSELECT 2;\\nSELECT 3;\\n' > a; "
               "printf '\\\\i a\\nSELECT 5 + 6;\\n' | $Q --plain",
               0, "that was line 2 of a; the 2 lines after it were not run");
    pty_expect("printf '\\\\i a\\n' > a; printf '\\\\i a\\nSELECT 5 + 6;\\n' | $Q --plain", 0,
               "a file cannot run another: \\i is for the prompt");
    pty_expect("mkfifo p; printf '\\\\i p\\nSELECT 5 + 6;\\n' | $Q --plain", 0,
               "p: this is a pipe or a device: only a file can be read here");
    pty_expect("printf 'SELECT 1' | $Q --plain", 0,
               "the last statement was not run, for it has no end: a ';' is missing");
}

static void output__read_no_further__ends_by_its_signal(void **state)
{
    (void)state;
    pty_expect("yes 'SELECT 1;' | head -5000 > a; { $Q run a; echo status $? >&2; } | head -1", 0,
               "status 141");
    pty_expect("yes 'SELECT 1;' | head -5000 > a; { $Q --plain <a; echo status $? >&2; } | head -1",
               0, "status 141");
}

/* Statements that would never end, or fill the memory, or sink into themselves. */
static void sql__without_end__is_an_answer_and_the_next_is_run(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        const char *says;
    } rows[] = {
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;",
         "ERROR 1317 (70100): Query execution was interrupted: it took more than 200000 steps"},
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) "
         "SELECT count(*) FROM n a, n b, n c;",
         "ERROR 1317 (70100): Query execution was interrupted"},
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) "
         "SELECT sum(instr(hex(zeroblob(30000)), hex(zeroblob(10000)) || i)) FROM n;",
         "ERROR 1317 (70100): Query execution was interrupted"},
        {"SELECT length(hex(zeroblob(1000000)));", "ERROR 1406 (22001): Data too long"},
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) "
         "SELECT count(DISTINCT x) FROM (SELECT hex(zeroblob(20000)) || i AS x FROM n);",
         "ERROR 1041 (HY000): Out of memory: one statement may use at most 64 MB here"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        char command[600];
        (void)snprintf(command, sizeof(command),
                       "echo \"%s\" > a; echo 'SELECT 5 + 6;' >> a; $Q run a > b; grep -q ' 11$' b"
                       " && grep ERROR b",
                       rows[i].sql);
        pty_expect(command, 0, rows[i].says);
    }
    pty_expect("{ echo SELECT; yes '(' | head -500; echo 1; yes ')' | head -500; echo ';'; } > a;"
               "$Q run a | grep ERROR",
               0, "ERROR 1235 (42000): The statement is nested too deeply");
}

static void driver__bad__is_told_and_the_run_goes_on(void **state)
{
    (void)state;
    static const struct {
        const char *driver;
        const char *says;
    } rows[] = {
        {"while true do end", "d, line 1: this call used up its 200000 steps"},
        {"return 7", "d, line 1: pick() answered a number: it must be an endpoint"},
        {"return string.rep(\"x\", 1e9)", "d, line 1: string.rep: the result is longer than"},
        {"while true do pcall(error) end", "d, line 1: this call used up its 200000 steps"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        char command[300];
        (void)snprintf(command, sizeof(command),
                       "echo 'function pick() %s end' > d.lua; printf '\\\\load course "
                       "driver=./d.lua\\n' | $Q run - --until 2s | grep -e 'd, line' -e done",
                       rows[i].driver);
        pty_expect(command, 0, rows[i].says);
        pty_expect(command, 0, "its unit of work is done");
    }
}

#define SHARED                                                                                     \
    "printf 'SELECT 1;\\n\\\\kill az b\\nat 2s \\\\share\\n' > a; $Q run a --until 2s --digest > " \
    "b; "

/* What a script shares opens as it was there, and a line that is none says so. */
static void share__of_a_script__is_the_same_run(void **state)
{
    (void)state;
    pty_expect(SHARED "$Q replay \"$(grep ^quartet.1 b)\" --format text --digest > c; "
                      "grep -h ^digest b c | uniq -c | tr -s ' '",
               0, " 2 digest ");
    pty_expect(SHARED "grep ^quartet.1 b | $Q replay - --format text | grep 'AZ b'", 0,
               "goes dark");
    pty_expect(SHARED "grep ^quartet.1 b | head -c 300 | $Q replay - --format text", 2,
               "quartet: the share line is torn, its end is missing");
    pty_expect("$Q replay quartet.9.AAAA", 2, "the share line is of version 9");
    pty_expect("$Q replay $(head -c 99 /dev/zero | tr '\\0' A)", 2, "is its beginning missing?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(script__bad_in_line_7__names_file_and_line),
        cmocka_unit_test(script__that_is_none__is_a_sentence),
        cmocka_unit_test(script__unreadable__is_a_sentence_and_exit_3),
        cmocka_unit_test(script__at_the_prompt__stops_at_its_bad_line),
        cmocka_unit_test(output__read_no_further__ends_by_its_signal),
        cmocka_unit_test(sql__without_end__is_an_answer_and_the_next_is_run),
        cmocka_unit_test(driver__bad__is_told_and_the_run_goes_on),
        cmocka_unit_test(share__of_a_script__is_the_same_run),
    };
    return cmocka_run_group_tests_name("e2e/script", tests, NULL, NULL);
}
