/* SPDX-License-Identifier: MIT */
/* A demo in a terminal: presented, gone back in, taken over, returned to, ended; and its notes. */
#include "lib/test.h"

#include "lib/directory.h"
#include "lib/pty.h"

#include <stdio.h>

/* The demo, or its notes; both find each other in the case's own directory. */
static struct pty *start(void **state, const char *command, const char *name)
{
    char runtime[300];
    const char *args[] = {pty_program(), command, name, NULL};
    const char *env[] = {runtime, "XDG_STATE_HOME=/dev/null", NULL};
    (void)snprintf(runtime, sizeof(runtime), "XDG_RUNTIME_DIR=%s", (const char *)*state);
    return pty_start(&(struct pty_config){.args = args, .env = env});
}

static void demo__is_presented_gone_back_in_taken_over_and_ended(void **state)
{
    struct pty *pty = start(state, "demo", "course");
    pty_wait(pty, "Both take writes. Neither is in charge");
    pty_wait(pty, "step 1 of 5");
    pty_key(pty, "PgDn");
    pty_wait(pty, "CREATE DATABASE demo;");
    pty_key(pty, "PgDn");
    pty_wait(pty, "USE demo;");
    pty_key(pty, "PgUp");
    pty_wait(pty, "CREATE DATABASE demo;");
    pty_key(pty, "Enter");
    pty_wait(pty, "USE demo;");
    pty_key(pty, "b");
    pty_wait_gone(pty, "USE demo;");
    pty_key(pty, "b");
    pty_wait(pty, "USE demo;");
    pty_key(pty, "Tab");
    pty_wait(pty, "copies up");
    pty_type(pty, "\\kill m2");
    pty_wait(pty, "m2 × DOWN");
    pty_key(pty, "F5");
    pty_wait(pty, "USE demo;");
    assert_int_equal(pty_find(pty, "DOWN"), -1);
    pty_key(pty, "q");
    pty_key(pty, "y");
    assert_int_equal(pty_wait_exit(pty), 0);
    assert_false(pty_is_alternate(pty));
    pty_free(pty);
}

static void notes__follow_the_demo_and_guide_it(void **state)
{
    struct pty *notes = start(state, "notes", NULL);
    pty_wait(notes, "No demo runs on this machine");
    struct pty *demo = start(state, "demo", "course");
    pty_wait(demo, "Both take writes.");
    pty_wait(notes, "Ask who has run a failover at night.");
    pty_wait(notes, "PgDn goes on");
    pty_key(notes, "PgDn");
    pty_wait(demo, "CREATE DATABASE demo;");
    pty_wait(notes, "PgDn gives the line");
    pty_key(demo, "q");
    pty_key(demo, "y");
    assert_int_equal(pty_wait_exit(demo), 0);
    pty_wait(notes, "The demo has ended, or went away");
    pty_free(demo);
    demo = start(state, "demo", "hides");
    pty_wait(notes, "What the course's demo hides");
    struct pty *second = start(state, "demo", "tour");
    pty_wait(second, "Two to four masters, and no conductor");
    pty_free(second); /* the notes stay with the first */
    pty_wait(notes, "What the course's demo hides");
    pty_key(notes, "q");
    assert_int_equal(pty_wait_exit(notes), 0);
    pty_free(notes);
    pty_free(demo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(demo__is_presented_gone_back_in_taken_over_and_ended,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(notes__follow_the_demo_and_guide_it, directory_setup,
                                        directory_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
