/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "app/app_state.h"
#include "app/help.h"
#include "base/text.h"

static void expect_fits(const char *topic)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, BUF_CAP_TEXT);
    if (help_add(&text, topic, &err) != RC_OK) {
        fail_msg("help %s: %s", topic, err.text);
    }
    for (char *line = text.data; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        line[size] = '\0';
        if (text_width(line) > 80 || (size > 0 && line[size - 1] == ' ')) {
            fail_msg("help %s, %d columns: \"%s\"", topic, text_width(line), line);
        }
        line += size + 1;
    }
    buf_release(&text);
}

static void help__every_topic_and_command__fits_80_columns(void **state)
{
    (void)state;
    static const char *const topics[] = {"",       "keys",   "picture", "events", "sql",
                                         "model",  "time",   "chaos",   "driver", "score",
                                         "SELECT", "CREATE", "SET",     "ALTER"};
    for (int i = 0; i < COUNT_OF(topics); i++) {
        expect_fits(topics[i]);
    }
    struct cmd commands[COMMANDS_MAX];
    app_join_commands(commands);
    for (const struct cmd *cmd = commands; cmd->name != NULL; cmd++) {
        expect_fits(cmd->name);
    }
}

static void help__other_number__is_named(void **state)
{
    (void)state;
    static const char *const topics[] = {"drivers", "event", "lanes"};
    static const char *const says[] = {"\\help driver is there", "\\help events is there",
                                       "topics are"};
    for (int i = 0; i < 3; i++) {
        struct buf text;
        struct err err = {0};
        buf_init(&text, BUF_CAP_TEXT);
        assert_int_equal(help_add(&text, topics[i], &err), RC_UNKNOWN);
        assert_non_null(strstr(err.text, says[i]));
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help__every_topic_and_command__fits_80_columns),
        cmocka_unit_test(help__other_number__is_named),
    };
    return cmocka_run_group_tests_name("app/help", tests, NULL, NULL);
}
