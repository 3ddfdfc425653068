/* SPDX-License-Identifier: MIT */
/* data_commands: which table is looked at, and which of its rows. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

/* Where nothing is drawn, what the view would show is said. */
static enum rc say_rows(struct app *app)
{
    char line[NAME_SIZE_MAX + 16];
    (void)snprintf(line, sizeof(line), "\\rows %s", app->data.table);
    return app_do_line(app, line, ORIGIN_KEY);
}

enum rc app_open_data(struct app *app, struct err *err)
{
    if (app->data.table[0] == '\0') {
        data_view_choose_next(&app->data, app->lab);
    }
    data_view_reset(&app->data);
    if (!app->config.is_plain) {
        return RC_OK;
    }
    if (app->data.table[0] == '\0') {
        return err_set(err, RC_STATE, "there is no table yet: CREATE TABLE makes one");
    }
    return say_rows(app);
}

enum rc app_run_data(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    (void)reply;
    const char *word = words->count > 1 ? words->word[1] : "";
    if (strlen(word) >= sizeof(app->data.table)) {
        return err_set(err, RC_USAGE, "\\data takes the name of a table, or next");
    }
    if (strcmp(word, "next") == 0 && !data_view_has(app->lab, word)) {
        data_view_choose_next(&app->data, app->lab);
    } else if (word[0] != '\0' && !data_view_has(app->lab, word)) {
        return err_set(err, RC_UNKNOWN, "no master has a table \"%.40s\"", word);
    } else if (word[0] != '\0') {
        app->data.first = 0;
        app->data.columns_left = 0;
        (void)snprintf(app->data.table, sizeof(app->data.table), "%s", word);
    }
    app->ui.view = VIEW_DATA;
    app->ui.pane = PANE_PICTURE;
    app_close_page(app);
    return app_open_data(app, err);
}

void app_complete_data(const void *context, const struct words *words, int index,
                       cmd_offer_fn offer, void *to)
{
    const struct app *app = context;
    (void)words;
    if (index != 1) {
        return;
    }
    for (int i = 0; i < cluster_table_count(lab_cluster(app->lab), 0); i++) {
        offer(to, cluster_table_at(lab_cluster(app->lab), 0, i));
    }
    offer(to, "next");
}

bool app_reads_data(const struct app *app)
{
    return app->ui.view == VIEW_DATA && !app->ui.text_is_open && app->ui.pane != PANE_PROMPT;
}

enum rc app_scroll_to(struct app *app, const char *word, struct err *err)
{
    if (!app_reads_data(app)) {
        return err_set(err, RC_STATE, "\\scroll %s is for the rows of a table: \\data shows them",
                       word);
    }
    if (strcmp(word, "differs") != 0) {
        app->data.first = word[0] == 's' ? 0 : INT64_MAX;
        data_view_reset(&app->data);
        return RC_OK;
    }
    if (!data_view_seek(&app->data, app->lab)) {
        return err_set(err, RC_STATE, "no row of %.40s differs now", app->data.table);
    }
    return RC_OK;
}
