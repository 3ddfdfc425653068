/* SPDX-License-Identifier: MIT */
/* mouse: a click does the command line of its place, the wheel what the arrows do. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

#define WHEEL_LINES 3

/* What is asked is answered by a click on its yes; any other click is a no, and no more. */
void app_click(struct app *app, const char *line)
{
    const struct question question = app->question;
    char copy[SPOT_LINE_SIZE];
    (void)snprintf(copy, sizeof(copy), "%s", line);
    app->pending[0] = '\0';
    app->question = (struct question){0};
    bool is_answer = question.text[0] != '\0';
    if (copy[0] != '\0' && (!is_answer || strcmp(copy, question.line) == 0)) {
        (void)app_do_line(app, copy, ORIGIN_KEY);
    }
}

/* The arrows' line where the wheel is turned; NULL: it reads back in what was said. */
static const char *wheel_line(const struct app *app, int way, const char *pane)
{
    const struct keys_binding *binding = NULL;
    unsigned where = app_keys_where(app);
    if ((where & KEYS_HELP) != 0 || strcmp(pane, "\\focus prompt") == 0) {
        return NULL;
    }
    where = strcmp(pane, "\\focus events") == 0 ? KEYS_EVENTS : where;
    bool is_bound = keys_find(&binding, where, way < 0 ? "Up" : "Down") == KEYS_FOUND;
    return is_bound ? binding->line : NULL;
}

void app_turn_wheel(struct app *app, int way, const char *pane)
{
    const char *bound = wheel_line(app, way, pane);
    char line[24];
    app->question = (struct question){0};
    (void)snprintf(line, sizeof(line), "\\scroll %d", way * WHEEL_LINES);
    (void)app_do_line(app, bound != NULL ? bound : line, ORIGIN_KEY);
}

enum rc app_run_mouse(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *word = words->count > 1 ? words->word[1] : app->ui.mouse_is_off ? "on" : "off";
    bool is_on = strcmp(word, "on") == 0;
    if (!is_on && strcmp(word, "off") != 0) {
        return err_set(err, RC_USAGE, "\\mouse is on or off, not \"%.40s\"", word);
    }
    if (app->config.is_plain) {
        return err_set(err, RC_STATE, "there is no mouse in plain mode");
    }
    app->ui.mouse_is_off = !is_on;
    buf_addf(reply, is_on ? "The mouse is on: a click chooses, the wheel reads back. To mark text, "
                            "hold Shift, or \\mouse off."
                          : "The mouse is off: it marks text, as the terminal has it.");
    return RC_OK;
}

void app_complete_mouse(const void *app, const struct words *words, int index, cmd_offer_fn offer,
                        void *to)
{
    (void)app;
    (void)words;
    if (index == 1) {
        offer(to, "on");
        offer(to, "off");
    }
}
