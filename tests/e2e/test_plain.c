/* SPDX-License-Identifier: MIT */
/* Without a screen: pipes, a dumb terminal, and what the command line refuses. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/pty.h"

#include <stdio.h>

/* A shell command in a wide terminal; $Q is the program, and nothing of it is kept. */
static struct pty *shell(const char *command)
{
    char program[600];
    (void)snprintf(program, sizeof(program), "Q=%s", pty_program());
    const char *args[] = {"/bin/sh", "-c", command, NULL};
    const char *env[] = {program, "XDG_STATE_HOME=/dev/null", NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = 200, .rows = 40};
    return pty_start(&config);
}

static void expect(const char *command, int status, const char *text)
{
    struct pty *pty = shell(command);
    int got = pty_wait_exit(pty);
    pty_wait_once(pty, text);
    assert_int_equal(got, status);
    pty_free(pty);
}

static void pipe__lines__are_answered_in_order(void **state)
{
    (void)state;
    expect("printf 'CREATE TABLE t (id INT);\\nINSERT INTO t VALUES (3),\\n(4);\\n"
           "SELECT sum(id) FROM t;\\n' | $Q --plain play",
           0, "  7");
}

static void pipe__run_for_a_time__lets_events_happen(void **state)
{
    (void)state;
    expect("printf '\\\\kill az b\\n\\\\run 5s\\n' | $Q --plain play", 0, "moves from m2 to m1");
}

/* Two statements of the same instant, which no two lines after each other can be. */
static void pipe__pause__holds_what_is_given(void **state)
{
    (void)state;
    expect(
        "printf 'CREATE TABLE t (id INT PRIMARY KEY, v INT);\\nINSERT INTO t VALUES (1, 1), (2, 2);"
        "\\n\\\\run 1s\\n\\\\pause\\nUPDATE t SET v = 5 WHERE id = 1;\\n@2 UPDATE t SET v = 6 "
        "WHERE id "
        "= 2;\\n\\\\pause\\n' | $Q --plain play",
        0, "has 0 of 6 votes for page t:0, m1 has others: a tie");
}

/* Asked about is what time was stopped at, though a program's conflicts are a daily matter. */
static void pipe__why__tells_of_what_was_run_to(void **state)
{
    (void)state;
    expect("printf '\\\\load bank clients=4 rate=5\\n\\\\run 2s\\n\\\\kill az b\\n"
           "\\\\run until conflict()\\n\\\\why\\n' | $Q --plain play --masters 3 | sed '1,/why$/d'",
           0, "loses page acct:0");
}

static void pipe__meters__tells_the_past_in_rows(void **state)
{
    (void)state;
    expect("printf '\\\\load bank\\n\\\\run 2s\\n\\\\kill az b\\n\\\\run 3s\\n"
           "\\\\meters span 10s\\n' | $Q --plain play",
           0, "  kill AZ b at 2.000");
}

static void pipe__bad_lines__are_said_and_passed(void **state)
{
    (void)state;
    expect("printf '\\\\kil az q\\nSELECT 5 + 6;\\n' | $Q --plain", 0, "  11");
    expect("head -c 1000000 /dev/zero | tr '\\0' x | $Q --plain", 0,
           "that line is longer than 65536 bytes");
    expect("printf 'a\\001b\\n' | $Q --plain", 0, "that line is not text");
}

static const struct {
    const char *command;
    const char *says;
} wrong_usages[] = {
    {"$Q xyzzy", "quartet: there is no \"xyzzy\": there are learn, demo, notes, play, run, "
                 "replay, score, verify, grade and help"},
    {"$Q rnu a", "there is no \"rnu\"; did you mean run? There are learn, demo, notes, play, "
                 "run, replay, score, verify, grade and help"},
    {"$Q play now", "\"now\" is one word too many: quartet play stands alone"},
    {"$Q run a b", "\"b\" is one word too many"},
    {"$Q run", "run wants a FILE; - is the standard input"},
    {"$Q demo nope", "there is no \"nope\" in demos: there are"},
    {"$Q help nope", "there is no command or topic \"nope\": topics are keys"},
    {"$Q --bogus", "quartet: there is no option --bogus"},
    {"$Q -h", "there is no option -h; quartet --help lists them"},
    {"$Q --plian", "there is no option --plian: did you mean --plain"},
    {"$Q \"$(printf '\\033[31mred')\"", "there is no \"\xef\xbf\xbd[31mred\""},
    {"$Q --masters", "--masters wants 2..4: how many masters"},
    {"$Q --masters 9", "--masters wants a number from 2 to 4, not \"9\""},
    {"$Q --seed -1", "--seed wants a number from 0 to 18446744073709551615, not \"-1\""},
    {"$Q --theme pink",
     "there is no theme \"pink\": there are dark, light, contrast, mono and stage"},
    {"$Q --theme=", "--theme wants NAME: dark, light, contrast, mono or stage"},
    {"$Q --ascii=1", "--ascii wants no value"},
    {"$Q --plain --speed 0", "the speed goes from 1/1000 to 100, not 0"},
    {"$Q run a --format xml", "--format is text, json, csv or md, not \"xml\""},
    {"$Q run a --until 5x", "\"5x\" is not a length of time"},
    {"$Q play --digest", "--digest is of run and replay"},
    {"$Q run - --load bank", "--load is of play and score; in a script it is a line: \\load NAME"},
    {"$Q replay - --masters 4", "--masters is of play, run and score"},
    {"$Q help time --schema bank", "--schema is of play"},
    {"$Q run - --size 100x30", "--size is of demo"},
    {"$Q demo lose-az --format json", "of demo --format is md, not json"},
    {"$Q grade - --format json", "of grade --format is text or csv, not json"},
    {"$Q play --load nope", "there is no \"nope\" in loads"},
    {"$Q play --driver nope", "there is no \"nope\" in drivers: there are active_standby"},
    {"$Q --plain --schema nope", "there is no \"nope\" in schemas: there are bank"},
};

static void usage__wrong__is_a_sentence_and_exit_2(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(wrong_usages); i++) {
        expect(wrong_usages[i].command, 2, wrong_usages[i].says);
    }
}

static void output__lost__is_a_sentence_and_exit_3(void **state)
{
    (void)state;
    expect("$Q --help >&-", 3, "quartet: the output could not be written");
    expect("$Q help >&-", 3, "quartet: the output could not be written");
    expect("$Q --version >&-", 3, "quartet: the output could not be written");
    expect("echo 'SELECT 1;' | $Q --plain >&-", 3, "the output could not be written");
    expect("echo 'SELECT 1;' | $Q run - >&-", 3, "the output could not be written");
    expect("echo 'SELECT 1;' | $Q --plain >/dev/full", 3, "the output could not be written");
    expect("echo 'SELECT 1;' | $Q run - >/dev/full", 3, "the output could not be written");
}

/* What is closed is no pipe of ours by accident. */
static void input__closed__ends(void **state)
{
    (void)state;
    expect("$Q --plain <&-; echo over $?", 0, "over 0");
    expect("$Q --plain <&- >&- 2>&-; echo over $?", 0, "over ");
    expect("$Q --plain </dev/null; echo over $?", 0, "over 0");
    expect("$Q <&-", 3, "there is no terminal here");
    expect("$Q run - <&-", 3, "the standard input: cannot be read: Bad file descriptor");
}

static void environment__failing__is_a_sentence_and_exit_3(void **state)
{
    (void)state;
    expect("$Q </dev/null", 3, "there is no terminal here: quartet --plain works without one");
    /* Curses keeps what it allocated before it knew that it does not know the terminal. */
    expect("unset TERM; ASAN_OPTIONS=detect_leaks=0 $Q", 3, "the terminal \"\" is not known here");
    expect("TERM=nonsense ASAN_OPTIONS=detect_leaks=0 $Q", 3,
           "the terminal \"nonsense\" is not known here");
    expect("$Q --data /dev/null/data", 3, "--data /dev/null/data: there is no such directory");
}

static void help__asked__lists_commands_and_options(void **state)
{
    (void)state;
    expect("$Q --help", 0, "quartet run FILE");
    expect("$Q --help", 0, "--state DIR");
    expect("$Q help verify", 0, "quartet verify [FILE...]");
    expect("$Q help run", 0, "--until TIME");
    expect("$Q help run", 0, "\\run [TIME | until EVENT()]");
    expect("$Q --help | awk 'length > 80 { wide++ } END { print wide + 0, \"wide\" }'", 0,
           "0 wide");
}

static void version__asked__names_the_libraries(void **state)
{
    (void)state;
    expect("$Q --version", 0, "SQLite 3");
    expect("$Q --version", 0, "Lua 5");
    expect("$Q --version", 0, "ncurses");
    expect("$Q --version", 0, "LZ4 1");
}

static void dumb_terminal__started__is_plain(void **state)
{
    (void)state;
    const char *args[] = {pty_program(), NULL};
    const char *env[] = {"TERM=dumb", "XDG_STATE_HOME=/dev/null", NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = 100, .rows = 30};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "quartet>");
    pty_type(pty, "SELECT 20 + 3;");
    pty_wait_once(pty, "  23");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
}

/* What is typed is on rows that the program does not draw: it begins new ones. */
static void terminal__interrupted_and_stopped__begins_a_row(void **state)
{
    (void)state;
    char program[600];
    (void)snprintf(program, sizeof(program), "Q=%s", pty_program());
    const char *args[] = {"/bin/sh", "-m", "-c", "$Q --plain; echo stopped; read line; fg", NULL};
    const char *env[] = {program, "XDG_STATE_HOME=/dev/null", NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = 100, .rows = 30};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "quartet>");
    pty_type(pty, "SELECT 1");
    pty_wait_match(pty, "^      ->");
    pty_key(pty, "C-c");
    pty_wait_match(pty, "^quartet>$");
    pty_type(pty, "SELECT 20 +");
    pty_wait_match(pty, "^      ->$");
    pty_key(pty, "C-z");
    pty_wait(pty, "stopped");
    assert_true(pty_is_cooked(pty));
    pty_key(pty, "Enter");
    pty_wait_match(pty, "^      ->$");
    pty_type(pty, "3;");
    pty_wait_once(pty, "  23");
    pty_key(pty, "C-d");
    (void)pty_wait_exit(pty);
    assert_true(pty_is_cooked(pty));
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pipe__lines__are_answered_in_order),
        cmocka_unit_test(pipe__run_for_a_time__lets_events_happen),
        cmocka_unit_test(pipe__pause__holds_what_is_given),
        cmocka_unit_test(pipe__why__tells_of_what_was_run_to),
        cmocka_unit_test(pipe__meters__tells_the_past_in_rows),
        cmocka_unit_test(pipe__bad_lines__are_said_and_passed),
        cmocka_unit_test(usage__wrong__is_a_sentence_and_exit_2),
        cmocka_unit_test(output__lost__is_a_sentence_and_exit_3),
        cmocka_unit_test(input__closed__ends),
        cmocka_unit_test(help__asked__lists_commands_and_options),
        cmocka_unit_test(environment__failing__is_a_sentence_and_exit_3),
        cmocka_unit_test(version__asked__names_the_libraries),
        cmocka_unit_test(terminal__interrupted_and_stopped__begins_a_row),
        cmocka_unit_test(dumb_terminal__started__is_plain),
    };
    return cmocka_run_group_tests_name("e2e/plain", tests, NULL, NULL);
}
