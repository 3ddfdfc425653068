/* SPDX-License-Identifier: MIT */
/* The tables are complete: what can be done is documented, what happens has its sentence. */
#include "lib/test.h"

#include "app/app_state.h"
#include "app/keys.h"
#include "cluster/event.h"
#include "cluster/parameter.h"
#include "lab/lab.h"

#include <ctype.h>
#include <stdbool.h>

static bool is_sentence(const char *text)
{
    size_t size = strlen(text);
    return size > 10 && isupper((unsigned char)text[0]) && text[size - 1] == '.';
}

static void check_commands(const struct cmd *table)
{
    for (int i = 0; table[i].name != NULL; i++) {
        const struct cmd *cmd = &table[i];
        bool complete = cmd->usage != NULL && cmd->group != NULL && cmd->run != NULL &&
                        cmd->help != NULL && is_sentence(cmd->help);
        if (!complete) {
            fail_msg("\\%s lacks its usage, group, function or sentence", cmd->name);
        }
        if (cmd->args_min > cmd->args_max) {
            fail_msg("\\%s needs more words than it may have", cmd->name);
        }
        if (cmd->args_max > 0 && cmd->usage[0] == '\0') {
            fail_msg("\\%s takes words that its usage does not show", cmd->name);
        }
        if ((cmd->flags & (CMD_RECORD | CMD_LOOK)) == 0) {
            fail_msg("\\%s neither changes the world nor looks at it", cmd->name);
        }
        for (int j = 0; j < i; j++) {
            if (strcmp(table[j].name, cmd->name) == 0) {
                fail_msg("\\%s is in the table twice", cmd->name);
            }
        }
    }
}

static bool has_command(const struct cmd *table, const char *name)
{
    while (table->name != NULL && strcmp(table->name, name) != 0) {
        table++;
    }
    return table->name != NULL;
}

static void tables__commands__are_documented(void **state)
{
    (void)state;
    check_commands(lab_commands());
    check_commands(app_commands());
}

static void tables__commands__have_one_table_each(void **state)
{
    (void)state;
    for (const struct cmd *cmd = app_commands(); cmd->name != NULL; cmd++) {
        if (has_command(lab_commands(), cmd->name)) {
            fail_msg("\\%s is a command of the lab and one of the app", cmd->name);
        }
        /* What a looker does is no part of a run. */
        if ((cmd->flags & CMD_RECORD) != 0) {
            fail_msg("\\%s is recorded, but the lab does not know it", cmd->name);
        }
    }
}

/* Every key can be typed, and stands for a command that exists. */
static void tables__bindings__name_keys_and_commands_that_exist(void **state)
{
    (void)state;
    for (const struct keys_binding *binding = keys_table(); binding->keys != NULL; binding++) {
        struct words keys = {0};
        struct words line = {0};
        assert_int_equal(words_split(&keys, binding->keys, NULL), RC_OK);
        assert_true(keys.count > 0);
        for (int i = 0; i < keys.count; i++) {
            key_code key;
            if (key_parse(&key, keys.word[i], NULL) != RC_OK) {
                fail_msg("%s: no key is called %s", binding->keys, keys.word[i]);
            }
        }
        /* "@2" alone puts a client in focus. */
        bool is_client = binding->line[0] == '@';
        bool is_command = binding->line[0] == '\\' &&
                          words_split(&line, binding->line + 1, NULL) == RC_OK && line.count > 0 &&
                          (has_command(lab_commands(), line.word[0]) ||
                           has_command(app_commands(), line.word[0]));
        if (!is_command && !is_client) {
            fail_msg("%s stands for no command: %s", binding->keys, binding->line);
        }
        words_release(&keys);
        words_release(&line);
    }
}

static void tables__event_kinds__have_name_sentence_and_meaning(void **state)
{
    (void)state;
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        const struct event_row *row = event_row((enum event_kind)i);
        assert_non_null(row);
        if (row->name == NULL || row->say[0] == NULL || row->meaning == NULL ||
            row->meaning[0] == '\0') {
            fail_msg("event kind %d (%s) is not complete", i, row->name != NULL ? row->name : "");
        }
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(event_row((enum event_kind)j)->name, row->name);
        }
    }
}

static void tables__event_fields__are_told_once(void **state)
{
    (void)state;
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        const struct event_field *fields = event_row((enum event_kind)i)->fields;
        for (int j = 0; j < EVENT_FIELDS_MAX && fields[j].name != NULL; j++) {
            assert_true(fields[j].offset < sizeof(struct event));
            for (int k = 0; k < j; k++) {
                assert_string_not_equal(fields[k].name, fields[j].name);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables__commands__are_documented),
        cmocka_unit_test(tables__commands__have_one_table_each),
        cmocka_unit_test(tables__bindings__name_keys_and_commands_that_exist),
        cmocka_unit_test(tables__event_kinds__have_name_sentence_and_meaning),
        cmocka_unit_test(tables__event_fields__are_told_once),
    };
    return cmocka_run_group_tests_name("tidy/tables", tests, NULL, NULL);
}
