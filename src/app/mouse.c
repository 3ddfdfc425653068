/* SPDX-License-Identifier: MIT */
/* mouse: a click does the command line of its place, the wheel what the arrows do. */
#include "app/app_state.h"

#include "cluster/cluster.h"
#include "cluster/place.h"

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

/* At the prompt the arrows bring lines back, and where they do nothing there is still what was
 * said. */
void app_turn_wheel(struct app *app, int way)
{
    const struct keys_binding *binding = NULL;
    unsigned where = app_keys_where(app);
    char line[24];
    app->question = (struct question){0};
    if (keys_find(&binding, where, way < 0 ? "Up" : "Down") == KEYS_FOUND && where != KEYS_HELP) {
        (void)app_do_line(app, binding->line, ORIGIN_KEY);
        return;
    }
    (void)snprintf(line, sizeof(line), "\\scroll %d", way * WHEEL_LINES);
    (void)app_do_line(app, line, ORIGIN_KEY);
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

/* --- a place that is clicked ----------------------------------------------------------------- */

/* Is it dark, so that there is something to bring back? What an AZ took with it comes with it. */
static bool is_dark(const struct cluster_view *view, place_id *place)
{
    int index = place_index(*place);
    switch (place_kind(*place)) {
    case PLACE_AZ:
        return index < AZS_MAX && view->az_is_down[index];
    case PLACE_MASTER:
        if (view->az_is_down[view->masters[index].az]) {
            *place = place_az(view->masters[index].az);
        }
        return view->masters[index].is_silent;
    case PLACE_COPY:
        if (view->az_is_down[view->copies[index].az]) {
            *place = place_az(view->copies[index].az);
        }
        return !view->copies[index].is_up;
    case PLACE_RESOLVER:
    case PLACE_CLIENT:
        break;
    }
    return false;
}

/* "az b ask": the name of the place, and whether it is to be asked first. */
static enum rc read_toggle(const struct words *words, place_id *place, bool *asks, struct err *err)
{
    const char *name = words->word[1];
    for (int i = 1; i < words->count; i++) {
        bool is_kind = strcmp(words->word[i], "az") == 0 || strcmp(words->word[i], "copy") == 0;
        *asks = i > 1 && i + 1 == words->count && strcmp(words->word[i], "ask") == 0;
        name = is_kind || *asks ? name : words->word[i];
    }
    enum rc rc = place_parse(place, name, err);
    if (rc == RC_OK && place_kind(*place) > PLACE_COPY) {
        rc =
            err_set(err, RC_USAGE, "\\toggle takes an AZ, a master or a copy, not \"%.40s\"", name);
    }
    return rc;
}

enum rc app_run_toggle(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    struct cluster_view view;
    place_id place = PLACE_NONE;
    bool asks = false;
    char name[PLACE_NAME_SIZE];
    char line[60];
    char text[60];
    (void)reply;
    enum rc rc = read_toggle(words, &place, &asks, err);
    if (rc != RC_OK) {
        return rc;
    }
    cluster_look(lab_cluster(app->lab), &view);
    bool dark = is_dark(&view, &place);
    const char *kind = place_kind(place) == PLACE_AZ     ? "az "
                       : place_kind(place) == PLACE_COPY ? "copy "
                                                         : "";
    const char *word = place_name(place, name);
    (void)snprintf(text, sizeof(text), dark ? "bring %s back?" : "kill %s?", word);
    word += place_kind(place) == PLACE_AZ ? strlen("AZ ") : 0;
    (void)snprintf(line, sizeof(line), "\\%s %s%s", dark ? "restore" : "kill", kind, word);
    if (asks && !app->config.is_plain) {
        app_ask(app, text, line);
    } else {
        (void)app_do_line(app, line, ORIGIN_KEY);
    }
    return RC_OK;
}
