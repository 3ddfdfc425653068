/* SPDX-License-Identifier: MIT */
/* `quartet score`: what is asked for wrongly, and how it ends. tests/score tries its numbers. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/pty.h"

#include <stdio.h>

static void score__wrongly_asked_for__is_a_sentence(void **state)
{
    static const struct {
        const char *command, *says;
    } rows[] = {
        {"$Q score", "quartet: score wants a FILE.lua, or several: drivers"},
        {"$Q score absent", "quartet: there is no \"absent\" in drivers: there are active_standby"},
        {"$Q score ./absent.lua", "quartet: ./absent.lua: No such file or directory"},
        {"echo 'x = 1' > a.lua; $Q score ./a.lua", "there is no function pick(request, endpoints)"},
        {"printf 'local x = 1\\nfunction pick(\\n' > a.lua; $Q score round_robin ./a.lua",
         "quartet: a, line 3: "},
        {"$Q score round_robin --seeds 9..1", "quartet: --seeds 9..1 goes backwards"},
        {"$Q score round_robin --seeds x..1", "--seeds A..B wants a number from 0 to"},
        {"$Q score round_robin --seeds 1-5", "--seeds A..B: write 1..5, not \"1-5\""},
        {"$Q score round_robin --seeds 1..", "--seeds A..B wants a number from 0 to"},
        {"$Q score round_robin --seeds 1..20000", "--seeds 1..20000 are more than 10000"},
        {"$Q score round_robin --load absent", "quartet: there is no \"absent\" in loads: there"},
        {"$Q score round_robin --chaos absent", "quartet: there is no \"absent\" in chaos: there"},
        {"$Q score round_robin --chaos ,", "quartet: there is no game day: say which with --chaos"},
        {"printf 'at 1s \\\\heal\\nat 2s \\\\klil m1\\n' > a.chaos; "
         "$Q score round_robin --chaos crash,./a.chaos",
         "quartet: ./a.chaos: line 2: there is no command \\klil; did you mean \\kill?"},
        {"echo 'every 1s' > a.chaos; $Q score round_robin --chaos ./a.chaos",
         "quartet: ./a.chaos: line 1: a line to be given is missing"},
        {"$Q score round_robin --masters 5", "--masters wants a number from 2 to 4, not \"5\""},
        {"$Q score round_robin --workers 0", "--workers wants a number from 1 to 64, not \"0\""},
        {"$Q score round_robin --format xml", "--format is text, json, csv or md, not"},
        {"$Q score round_robin --seed 3", "--seed is of play and run"},
        {"$Q score round_robin --until 3s", "--until is of run and replay"},
        {"$Q play --seeds 1..3", "--seeds is of score and verify"},
        {"$Q run - --format csv", "of run --format is text or json, not csv"},
    };
    (void)state;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        pty_expect(rows[i].command, 2, rows[i].says);
    }
}

static void score__on_a_terminal__has_a_bar_that_goes(void **state)
{
    (void)state;
    struct pty *pty =
        pty_start_shell("$Q score single_endpoint --seeds 1..8 --chaos crash", 250, 60);
    pty_wait_once(pty, "of 8");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_wait_once(pty, "The worst was seed ");
    assert_int_equal(pty_find(pty, "of 8"), -1);
    pty_free(pty);
    pty_expect("$Q score single_endpoint --seeds 1..2 --chaos crash >all 2>&1; "
               "grep -q 'of 2$' all || echo no bar",
               0, "no bar");
}

static void score__interrupted__ends_with_all_its_workers(void **state)
{
    (void)state;
    /* The pipe ends when the last who holds it has. */
    struct pty *pty = pty_start_shell("mkfifo p; trap : INT; { cat p > rest; echo all gone; } & "
                                      "$Q score round_robin --seeds 1..5000 --workers 2 9>p; "
                                      "echo status $?; wait",
                                      250, 60);
    pty_wait_once(pty, "of 50000");
    pty_key(pty, "C-c");
    pty_wait_once(pty, "status 130");
    pty_wait_once(pty, "all gone");
    pty_free(pty);
}

/* Of a driver that fails the numbers are another's, and that stands above them. */
static void score__driver_that_fails__is_said_first(void **state)
{
    (void)state;
    pty_expect("printf '%s\\n' 'function pick(request, endpoints)' 'return endpoints[1].nmae' end "
               ">d.lua; $Q score d.lua --seeds 1 --chaos crash | head -n 5",
               0, ", in line 2. The lab's safe rule decided instead");
    pty_expect("$Q score round_robin --seeds 1 --chaos crash | grep -c FAILED", 1, "0");
}

static void score__a_worker_that_dies__is_told_and_cannot_be_told(void **state)
{
    (void)state;
    pty_expect("ulimit -t 1; $Q score round_robin --chaos crash --workers 2 --seeds 1..5000; echo "
               "status $?",
               0, "status 4");
    pty_expect("ulimit -t 1; $Q score round_robin --chaos crash --seeds 1..5000 --workers 1 2>&1 | "
               "grep -o 'a worker died at round_robin, seed [0-9]*, [a-z_]*: signal'",
               0, "a worker died at round_robin, seed ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score__wrongly_asked_for__is_a_sentence),
        cmocka_unit_test(score__on_a_terminal__has_a_bar_that_goes),
        cmocka_unit_test(score__interrupted__ends_with_all_its_workers),
        cmocka_unit_test(score__driver_that_fails__is_said_first),
        cmocka_unit_test(score__a_worker_that_dies__is_told_and_cannot_be_told),
    };
    return cmocka_run_group_tests_name("e2e/score", tests, NULL, NULL);
}
