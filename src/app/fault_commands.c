/* SPDX-License-Identifier: MIT */
/* fault_commands: faults that need a look first at how things are. */
#include "app/app_state.h"

#include <stdio.h>
#include <string.h>

enum rc app_run_link(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    (void)reply;
    place_id ends[2] = {PLACE_NONE, PLACE_NONE};
    for (int i = 0; i < 2; i++) {
        enum rc rc = place_parse(&ends[i], words->word[1 + i], err);
        if (rc != RC_OK) {
            return rc;
        }
        if (place_kind(ends[i]) != PLACE_MASTER) {
            return err_set(err, RC_USAGE, "\\link is for two masters, such as m1 m2; see \\cut");
        }
    }
    struct cluster_view view;
    cluster_look(lab_cluster(app->lab), &view);
    int a = place_index(ends[0]);
    int b = place_index(ends[1]);
    char line[40];
    (void)snprintf(line, sizeof(line), "\\%s m%d m%d",
                   view.is_cut[a][b] || view.is_cut[b][a] ? "uncut" : "cut", a + 1, b + 1);
    (void)app_do_line(app, line, ORIGIN_KEY);
    return RC_OK;
}

/* --- what a click does ----------------------------------------------------------------------- */

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
