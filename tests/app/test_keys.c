/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "app/app_state.h"
#include "base/mem.h"
#include "shell/script.h"

#include <stdio.h>

static void table__every_binding__names_a_command_that_exists(void **state)
{
    (void)state;
    struct cmd *commands = mem_alloc(COMMANDS_MAX, sizeof(*commands));
    app_join_commands(commands);
    for (const struct keys_binding *binding = keys_table(); binding->keys != NULL; binding++) {
        struct line line;
        struct words words = {0};
        struct err err = {0};
        const struct cmd *cmd = NULL;
        assert_int_equal(line_parse(&line, binding->line, &err), RC_OK);
        if (line.kind == LINE_EMPTY) {
            assert_true(line.client > 0); /* F1: "@1" */
            continue;
        }
        assert_int_equal(line.kind, LINE_COMMAND);
        assert_int_equal(words_split(&words, line.text + 1, &err), RC_OK);
        if (cmd_find(&cmd, commands, words.word[0], &err) != RC_OK ||
            strcmp(cmd->name, words.word[0]) != 0) {
            fail_msg("%s: %s: %s", binding->keys, binding->line, err.text);
        }
        assert_in_range(words.count - 1, cmd->args_min, cmd->args_max);
        words_release(&words);
    }
    mem_free(commands);
}

static void table__every_key__has_a_name_that_is_read_back(void **state)
{
    (void)state;
    for (const struct keys_binding *binding = keys_table(); binding->keys != NULL; binding++) {
        char keys[KEYS_TYPED_MAX];
        assert_true(strlen(binding->keys) < sizeof(keys));
        (void)snprintf(keys, sizeof(keys), "%s", binding->keys);
        char *rest = keys;
        for (char *name = strtok_r(keys, " ", &rest); name != NULL;
             name = strtok_r(NULL, " ", &rest)) {
            key_code key = 0;
            char again[16];
            struct err err = {0};
            assert_int_equal(key_parse(&key, name, &err), RC_OK);
            assert_string_equal(key_text(key, again), name);
        }
    }
}

/* A binding that is the beginning of another, or the same, would hide it. */
static void table__no_binding__hides_another(void **state)
{
    (void)state;
    for (const struct keys_binding *a = keys_table(); a->keys != NULL; a++) {
        for (const struct keys_binding *b = a + 1; b->keys != NULL; b++) {
            size_t size = strlen(a->keys);
            bool begins = strncmp(a->keys, b->keys, size) == 0 &&
                          (b->keys[size] == '\0' || b->keys[size] == ' ');
            if ((a->where & b->where) != 0 && begins) {
                fail_msg("\"%s\" hides \"%s\"", a->line, b->line);
            }
        }
    }
}

static void find__two_keys__wants_more_then_finds(void **state)
{
    (void)state;
    const struct keys_binding *binding = NULL;
    assert_int_equal(keys_find(&binding, KEYS_PICTURE, "k"), KEYS_MORE);
    assert_int_equal(keys_find(&binding, KEYS_PICTURE, "k b"), KEYS_FOUND);
    assert_string_equal(binding->line, "\\kill az b");
    assert_int_equal(keys_find(&binding, KEYS_PICTURE, "k x"), KEYS_NONE);
    assert_int_equal(keys_find(&binding, KEYS_PROMPT, "k"), KEYS_NONE);
}

static void help__keys__stand_under_where_they_work(void **state)
{
    (void)state;
    struct buf help;
    buf_init(&help, BUF_CAP_TEXT);
    keys_add_help(&help, KEYS_EVENTS);
    assert_memory_equal(help.data, "events\n", 7);
    assert_non_null(strstr(help.data, "\nfirst screen\n"));
    assert_non_null(strstr(help.data, "  k a b c d   Kill an AZ: it falls silent.\n"));
    assert_non_null(strstr(help.data, "  F1 F2 F3 F4 Speak as client 1, 2, 3 or 4.\n"));
    buf_release(&help);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__every_binding__names_a_command_that_exists),
        cmocka_unit_test(table__every_key__has_a_name_that_is_read_back),
        cmocka_unit_test(table__no_binding__hides_another),
        cmocka_unit_test(find__two_keys__wants_more_then_finds),
        cmocka_unit_test(help__keys__stand_under_where_they_work),
    };
    return cmocka_run_group_tests_name("app/keys", tests, NULL, NULL);
}
