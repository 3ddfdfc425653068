/* SPDX-License-Identifier: MIT */
/* focus: which pane a person is in. */
#include "app/app_state.h"

#include <string.h>

static const struct {
    const char *name;
    enum pane_name pane;
} panes[] = {
    {"picture", PANE_PICTURE},
    {"events", PANE_EVENTS},
    {"prompt", PANE_PROMPT},
    {"side", PANE_SIDE},
};

/* Who types, or leaves the prompt, goes on seeing the step of the lesson, or the picture. */
static void keep_side(struct app *app, int from)
{
    enum pane_name pane = app->ui.pane;
    bool closes = pane == PANE_EVENTS || (pane == PANE_PICTURE && from == PANE_SIDE);
    if (app->model.lesson.is_on && (closes || pane == PANE_SIDE)) {
        app->ui.side_is_open = !closes;
    }
}

enum rc app_run_focus(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *word = words->word[1];
    int pane = (int)app->ui.pane;
    (void)reply;
    for (int i = 0; i < COUNT_OF(panes); i++) {
        if (strcmp(panes[i].name, word) == 0) {
            app_close_page(app); /* it is over the panes */
            app->ui.pane = panes[i].pane;
            keep_side(app, pane);
            return RC_OK;
        }
    }
    bool is_next = strcmp(word, "next") == 0;
    if (!is_next && strcmp(word, "previous") != 0) {
        return err_set(err, RC_UNKNOWN,
                       "there is no pane \"%.40s\": there are picture, events, prompt and side, "
                       "next and previous",
                       word);
    }
    if (app->ui.view == VIEW_CLUSTER) {
        app->ui.pane = (enum pane_name)((pane + (is_next ? 1 : PANE_COUNT - 1)) % PANE_COUNT);
    } else { /* there are two */
        app->ui.pane = app->ui.pane == PANE_PROMPT ? PANE_PICTURE : PANE_PROMPT;
    }
    keep_side(app, pane);
    return RC_OK;
}

void app_complete_focus(const void *context, const struct words *words, int index,
                        cmd_offer_fn offer, void *to)
{
    (void)context;
    (void)words;
    for (int i = 0; index == 1 && i < COUNT_OF(panes); i++) {
        offer(to, panes[i].name);
    }
}

/* --- clients ---------------------------------------------------------------------------------- */

enum rc app_check_client(const struct app *app, int client, struct err *err)
{
    int count = clients_count(lab_clients(app->lab));
    if (client < 1 || client > count) {
        return err_set(err, RC_UNKNOWN,
                       "there is no client %d: there are 1 to %d; \\client add "
                       "makes another",
                       client, count);
    }
    return RC_OK;
}

enum rc app_focus_client(struct app *app, int client, struct err *err)
{
    enum rc rc = app_check_client(app, client, err);
    app->client = rc == RC_OK ? client : app->client;
    return rc;
}
