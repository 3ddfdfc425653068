/* SPDX-License-Identifier: MIT */
/*
 * Files from strangers: what they hold never steers the terminal, and reads and writes nothing of
 * the person who opens them.
 */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/directory.h"
#include "lib/pty.h"
#include "os/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- escape sequences ------------------------------------------------------------------------- */

#define TITLE "\\27]0;"
#define TURN "\\u{202e}"

/* Whatever a load names: itself, tables, columns, statements, what its check says. */
static const char load[] =
    "load = { about = 'about " TITLE "\\7 " TURN "', clients = 1, rate = 9, driver = 'round_robin',"
    " knobs = {gap = {default = 1, min = 1, max = 9, about = 'knob " TITLE "'}},"
    " check = 'SELECT 1' }\n"
    "local t = '`" TITLE "t\\7" TURN "\\u{9b}6n`'\n"
    "function load.setup() return {'CREATE TABLE ' .. t .. ' (id INT PRIMARY KEY, `" TITLE
    "c` INT)', 'INSERT INTO ' .. t .. ' VALUES (1, 2)'} end\n"
    "function next(client, number)\n"
    "  if number % 3 == 0 then return {'SELECT * FROM `" TITLE "no`'} end\n"
    "  return {'UPDATE ' .. t .. ' SET `" TITLE "c` = 7 WHERE id = 1', table = '" TITLE "'}\n"
    "end\n"
    "function check() return false, 'wrong " TITLE TURN "' end\n";

static void assert_nothing_raw(struct pty *pty)
{
    assert_false(pty_has_written(pty, "\033]0;"));
    assert_false(pty_has_written(pty, "\302\233"));
    assert_false(pty_has_written(pty, "\342\200\256"));
}

static const char *write_load(void **state)
{
    static char path[400];
    (void)snprintf(path, sizeof(path), "%s", directory_inside(state, "evil.lua"));
    assert_int_equal(file_write(path, load, strlen(load), NULL), RC_OK);
    return path;
}

static void escapes__in_names__never_reach_the_screen(void **state)
{
    char line[500];
    const char *args[] = {pty_program(), "play", "--state", "/dev/null/quartet", NULL};
    const struct pty_config config = {.args = args, .columns = 120, .rows = 40};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "6 of 6 copies up");
    (void)snprintf(line, sizeof(line), "\\load %s", write_load(state));
    pty_type(pty, line);
    pty_wait(pty, "fails: ERROR");
    pty_type(pty, "SHOW TABLES;");
    pty_wait_once(pty, "rows in");
    pty_type(pty, "\\load check");
    pty_wait_once(pty, "wrong");
    static const char *const views[] = {"data", "lanes", "timeline", "votes", "meters"};
    for (int i = 0; i < COUNT_OF(views); i++) {
        (void)snprintf(line, sizeof(line), "\\view %s", views[i]);
        pty_type(pty, line);
        pty_wait_once(pty, line);
    }
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    assert_nothing_raw(pty);
    pty_free(pty);
}

/* Printed, and in the files that are exported and printed later. */
static void escapes__in_names__are_not_printed(void **state)
{
    static const char *const commands[] = {
        "printf '\\\\load %s\\n\\\\run 1s\\n\\\\load check\\n\\\\why\\n\\\\events\\nSHOW TABLES;\\n"
        "\\\\export events e\\n\\\\export events e.json\\n\\\\export transcript t\\n' $L | $Q "
        "--plain;"
        "cat e e.json t",
        "printf '\\\\load %s\\n' $L | $Q run - --until 1s",
        "printf '\\\\load %s\\n' $L | $Q run - --until 1s --format json",
        "printf 'quartet run 1\\nat 0s @1 \\\\mark \\033]0;x\\n' > \"$(printf '\\033]0;x.run')\";"
        "for c in grade verify 'replay --format text' score; do $Q $c *x.run; done",
    };
    for (int i = 0; i < COUNT_OF(commands); i++) {
        char command[1000];
        (void)snprintf(command, sizeof(command), "L=%s; %s", write_load(state), commands[i]);
        struct pty *pty = pty_start_shell(command, 200, 50);
        (void)pty_wait_exit(pty);
        pty_wait_once(pty, "]0;");
        assert_nothing_raw(pty);
        pty_free(pty);
    }
}

/* --- what a lesson or a demo gives ------------------------------------------------------------ */

#define HEAD "\nformat: 1\ntitle: Evil\nminutes: 5\nmasters: 2\nseed: 5\n---\n\n# Evil\n\nText.\n\n"
#define IN_SETUP(line)                                                                             \
    "---\nlesson: evil" HEAD "```setup\n" line "\n```\n\n## Do {#do}\n\nDo it.\n\n"                \
    "- [ ] One `ever commit(client=1)` else \"no\"\n\n```solution\nSELECT 1;\n```\n"
#define IN_SOLUTION(line)                                                                          \
    "---\nlesson: evil" HEAD "## Do {#do}\n\nDo it.\n\n"                                           \
    "- [ ] One `ever commit(client=1)` else \"no\"\n\n```solution\n" line "\n```\n"
#define IN_DEMO(line)                                                                              \
    "---\ndemo: evil" HEAD "## Do {#do}\n\n```demo time=20s\nsay Hello\ntype " line "\npause\n"    \
    "```\n\n```notes\nHm.\n```\n"

/* Each is refused, and the run that is kept holds nothing of the secret. */
static void file__of_a_stranger__reads_and_writes_nothing_of_mine(void **state)
{
    (void)state;
    static const struct {
        const char *file, *given, *says;
    } rows[] = {
        {IN_SETUP("\\load ./secret"), "verify ./evil.md",
         "\"./secret\" would be read for a lesson"},
        {IN_SETUP("\\driver /etc/passwd"), "learn ./evil.md", "\\save x.run"},
        {IN_SETUP("\\chaos ./secret"), "learn ./evil.md", "\\save x.run"},
        {IN_SETUP("\\lesson ./secret"), "learn ./evil.md", "\\save x.run"},
        {IN_SETUP("\\save ./mine"), "learn ./evil.md", "\\save x.run"},
        {IN_SOLUTION("\\load ./secret"), "learn ./evil.md", "\"./secret\" would be read for"},
        {IN_SOLUTION("\\save ./mine"), "learn ./evil.md", "\\save is for a person"},
        {IN_SOLUTION("\\lesson new mine"), "learn ./evil.md", "\\lesson is for a person"},
        {IN_DEMO("\\driver ./secret"), "demo ./evil.md", "\"./secret\" would be read for"},
        {IN_DEMO("\\export transcript ./mine"), "demo ./evil.md", "\\export is for a person"},
        {IN_DEMO("\\record ./mine"), "demo ./evil.md", "\\record is for a person"},
        {IN_DEMO("\\edit driver"), "demo ./evil.md", "\\edit is for a person"},
        {IN_DEMO("\\quit"), "demo ./evil.md", "\\quit is for a person"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        char command[1500];
        (void)snprintf(
            command, sizeof(command),
            "cat > evil.md << 'END'\n%sEND\necho root:hunter2 > secret\n"
            "printf '\\\\stage next\\n\\\\run 2s\\n\\\\solution next\\n\\\\solution next\\n\\\\run "
            "1s\\n\\\\save x.run\\n' > lines\n"
            "EDITOR='touch mine' $Q --plain --state st %s < lines 2>&1 | tail -30\n"
            "grep -rl -e 'root:x' -e hunter2 st x.run 2>/dev/null; ls mine* lessons; true",
            rows[i].file, rows[i].given);
        struct pty *pty = pty_start_shell(command, 200, 50);
        assert_int_equal(pty_wait_exit(pty), 0);
        pty_wait_once(pty, rows[i].says);
        pty_wait_once(pty, "cannot access 'mine*'");
        assert_int_equal(pty_find(pty, "x.run:"), -1);
        assert_int_equal(pty_find(pty, "st/runs/"), -1);
        pty_free(pty);
    }
}

#define IN_DIRECTORY(name)                                                                         \
    cmocka_unit_test_setup_teardown(name, directory_setup, directory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_DIRECTORY(escapes__in_names__never_reach_the_screen),
        IN_DIRECTORY(escapes__in_names__are_not_printed),
        cmocka_unit_test(file__of_a_stranger__reads_and_writes_nothing_of_mine),
    };
    return cmocka_run_group_tests_name("e2e/hostile", tests, NULL, NULL);
}
