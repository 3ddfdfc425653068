/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/directory.h"
#include "os/journal.h"

#include <errno.h>
#include <stdio.h>

#define ENTRIES 6

static void assert_holds(const char *path, const char *wanted)
{
    struct buf text;
    buf_init(&text, 10000);
    assert_int_equal(file_read(&text, path, NULL), RC_OK);
    assert_string_equal(text.data, wanted);
    buf_release(&text);
}

static enum rc add(struct journal *journal, const char *text)
{
    return journal_add(journal, text, strlen(text), NULL);
}

static void journal__only_a_beginning__leaves_no_file(void **state)
{
    struct journal journal;
    journal_init(&journal, directory_inside(state, "runs"), "run");
    assert_int_equal(add(&journal, "begins\n"), RC_OK);
    assert_string_equal(journal_path(&journal), "");
    journal_release(&journal);
    assert_false(file_is_directory(directory_inside(state, "runs")));
}

static void journal__more_than_that__is_all_in_the_file(void **state)
{
    struct journal journal;
    journal_init(&journal, directory_inside(state, "runs"), "run");
    assert_int_equal(add(&journal, "begins\n"), RC_OK);
    assert_int_equal(add(&journal, "one\n"), RC_OK);
    assert_int_equal(add(&journal, "two\n"), RC_OK);
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s", journal_path(&journal));
    journal_release(&journal);
    assert_holds(path, "begins\none\ntwo\n");
}

static void journal__no_directory__keeps_nothing_and_is_content(void **state)
{
    (void)state;
    struct journal journal;
    journal_init(&journal, "", "run");
    assert_int_equal(add(&journal, "begins\n"), RC_OK);
    assert_int_equal(add(&journal, "one\n"), RC_OK);
    assert_string_equal(journal_path(&journal), "");
    journal_release(&journal);
}

/* The disk fails at one call, whichever; what was acknowledged is there, and a rewrite heals. */
static void fail_at(void **state, int call, int reason, bool is_short)
{
    struct journal journal;
    char name[40];
    char wanted[400] = "";
    bool failed = false;
    (void)snprintf(name, sizeof(name), "%d-%d-%d", call, reason, is_short);
    journal_init(&journal, directory_inside(state, name), "run");
    assert_int_equal(add(&journal, "begins\n"), RC_OK);
    journal.files.fault = (struct durable_fault){
        .calls_before = call, .failures = 1, .reason = reason, .is_short = is_short};
    for (int i = 0; i < ENTRIES && !failed; i++) {
        char entry[20];
        (void)snprintf(entry, sizeof(entry), "entry %d\n", i);
        failed = add(&journal, entry) != RC_OK;
        if (!failed) {
            (void)snprintf(wanted + strlen(wanted), sizeof(wanted) - strlen(wanted), "%s%s",
                           i == 0 ? "begins\n" : "", entry);
        }
    }
    if (wanted[0] != '\0') {
        assert_holds(journal_path(&journal), wanted);
    }
    journal.files.fault = (struct durable_fault){0};
    assert_int_equal(journal_rewrite(&journal, "all anew\n", 9, NULL), RC_OK);
    assert_int_equal(add(&journal, "and on\n"), RC_OK);
    assert_holds(journal_path(&journal), "all anew\nand on\n");
    journal_release(&journal);
}

static void journal__any_call_fails__nothing_acknowledged_is_lost(void **state)
{
    static const int reasons[] = {ENOSPC, EIO, EACCES};
    for (int call = 0; call < 20; call++) {
        for (int i = 0; i < 3; i++) {
            fail_at(state, call, reasons[i], false);
        }
        fail_at(state, call, ENOSPC, true);
    }
}

static void journal__change__goes_on_with_another(void **state)
{
    struct journal journal;
    struct buf text;
    char path[4096];
    buf_init(&text, 1000);
    journal_init(&journal, directory_inside(state, "runs"), "run");
    assert_int_equal(add(&journal, "begins\n"), RC_OK);
    assert_int_equal(add(&journal, "one\n"), RC_OK);
    (void)snprintf(path, sizeof(path), "%s", journal_path(&journal));
    assert_int_equal(journal_change(&journal, NULL, NULL, NULL), RC_OK);
    assert_string_equal(journal_path(&journal), "");
    assert_int_equal(journal_change(&journal, path, &text, NULL), RC_OK);
    assert_string_equal(text.data, "begins\none\n");
    assert_int_equal(add(&journal, "two\n"), RC_OK);
    assert_int_equal(journal_change(&journal, directory_inside(state, "nowhere"), &text, NULL),
                     RC_UNKNOWN);
    journal_release(&journal);
    assert_holds(path, "begins\none\ntwo\n");
    buf_release(&text);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, directory_setup, directory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(journal__only_a_beginning__leaves_no_file),
        CASE(journal__more_than_that__is_all_in_the_file),
        CASE(journal__no_directory__keeps_nothing_and_is_content),
        CASE(journal__any_call_fails__nothing_acknowledged_is_lost),
        CASE(journal__change__goes_on_with_another),
    };
    return cmocka_run_group_tests_name("os/journal", tests, NULL, NULL);
}
