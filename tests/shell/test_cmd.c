/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "shell/cmd.h"

static enum rc say_words(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    (void)err;
    *(int *)context += 1;
    for (int i = 0; i < words->count; i++) {
        buf_addf(reply, "%s;", words->word[i]);
    }
    return RC_OK;
}

static const struct cmd table[] = {
    {.name = "cut",
     .usage = "A B [oneway]",
     .help = "Cut the link between two places.",
     .group = "faults",
     .args_min = 2,
     .args_max = 3,
     .run = say_words},
    {.name = "crash",
     .usage = "m2",
     .help = "End a master's process.",
     .group = "faults",
     .args_min = 1,
     .args_max = 1,
     .run = say_words},
    {.name = "client",
     .usage = "add | N ...",
     .help = "Add or steer a client.",
     .group = "clients",
     .args_max = 9,
     .run = say_words},
    {.name = "client2",
     .usage = "",
     .help = "A longer name.",
     .group = "clients",
     .args_max = 0,
     .run = say_words},
    {.name = NULL},
};

static void cmd__find__takes_a_name_or_a_clear_prefix(void **state)
{
    (void)state;
    const struct cmd *cmd = NULL;
    assert_int_equal(cmd_find(&cmd, table, "cut", NULL), RC_OK);
    assert_ptr_equal(cmd, &table[0]);
    assert_int_equal(cmd_find(&cmd, table, "cr", NULL), RC_OK);
    assert_ptr_equal(cmd, &table[1]);
    assert_int_equal(cmd_find(&cmd, table, "client", NULL), RC_OK);
    assert_ptr_equal(cmd, &table[2]);
}

static void expect_lost(const char *name, enum rc rc, const char *text)
{
    const struct cmd *cmd = &table[0];
    struct err err = {0};
    assert_int_equal(cmd_find(&cmd, table, name, &err), rc);
    assert_string_equal(err.text, text);
    assert_null(cmd);
}

static void cmd__find_what_is_not_there__says_what_is_near(void **state)
{
    (void)state;
    expect_lost("crush", RC_UNKNOWN, "there is no command \\crush; did you mean \\crash?");
    expect_lost("xyzzy", RC_UNKNOWN, "there is no command \\xyzzy; \\help lists what there is");
    expect_lost("c", RC_AMBIGUOUS, "\\c could be \\cut, \\crash, \\client, \\client2");
    expect_lost("", RC_UNKNOWN, "after \\ comes a command; \\help lists what there is");
}

static enum rc run(const char *line, struct buf *reply, int *calls, struct err *err)
{
    struct words words;
    assert_int_equal(words_split(&words, line, NULL), RC_OK);
    enum rc rc = cmd_run(&table[0], calls, &words, reply, err);
    words_release(&words);
    return rc;
}

static void cmd__run__counts_the_words_first(void **state)
{
    (void)state;
    struct buf reply;
    struct err err = {0};
    int calls = 0;
    buf_init(&reply, 100);
    assert_int_equal(run("cut m1 m2", &reply, &calls, &err), RC_OK);
    assert_string_equal(reply.data, "cut;m1;m2;");
    assert_int_equal(run("cut m1", &reply, &calls, &err), RC_USAGE);
    assert_string_equal(err.text, "\\cut needs more: \\cut A B [oneway]");
    assert_int_equal(run("cut m1 m2 oneway now", &reply, &calls, &err), RC_USAGE);
    assert_string_equal(err.text, "\"now\" is too much for \\cut: \\cut A B [oneway]");
    assert_int_equal(calls, 1);
    struct words words;
    assert_int_equal(words_split(&words, "client2 now", NULL), RC_OK);
    assert_int_equal(cmd_run(&table[3], &calls, &words, &reply, &err), RC_USAGE);
    assert_string_equal(err.text, "\"now\" is too much: \\client2 stands alone");
    words_release(&words);
    buf_release(&reply);
}

static void cmd__help__stands_under_its_groups(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, BUF_CAP_TEXT);
    cmd_add_help(&out, table);
    assert_string_equal(out.data, "faults\n"
                                  "  \\cut         Cut the link between two places.\n"
                                  "  \\crash       End a master's process.\n"
                                  "clients\n"
                                  "  \\client      Add or steer a client.\n"
                                  "  \\client2     A longer name.\n");
    buf_clear(&out);
    cmd_add_help_one(&out, &table[0]);
    assert_string_equal(out.data, "\\cut A B [oneway]\n    Cut the link between two places.\n");
    buf_clear(&out);
    cmd_add_help_one(&out, &table[3]);
    assert_string_equal(out.data, "\\client2\n    A longer name.\n");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cmd__find__takes_a_name_or_a_clear_prefix),
        cmocka_unit_test(cmd__find_what_is_not_there__says_what_is_near),
        cmocka_unit_test(cmd__run__counts_the_words_first),
        cmocka_unit_test(cmd__help__stands_under_its_groups),
    };
    return cmocka_run_group_tests_name("shell/cmd", tests, NULL, NULL);
}
