/* SPDX-License-Identifier: MIT */
/* The tables are complete: what can be done is documented, what happens has its sentence. */
#include "lib/test.h"

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

static void tables__commands__are_documented(void **state)
{
    (void)state;
    check_commands(lab_commands());
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
        cmocka_unit_test(tables__event_kinds__have_name_sentence_and_meaning),
        cmocka_unit_test(tables__event_fields__are_told_once),
    };
    return cmocka_run_group_tests_name("tidy/tables", tests, NULL, NULL);
}
