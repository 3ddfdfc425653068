/* SPDX-License-Identifier: MIT */
/* find_commands: an event by its number, or by words that it says. */
#include "app/app_state.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum rc app_parse_event(const struct app *app, const char *word, uint64_t *seq, struct err *err)
{
    char *end = NULL;
    unsigned long long number = strtoull(word, &end, 10);
    if (*end != '\0' || lab_event(app->lab, number) == NULL) {
        return err_set(err, RC_UNKNOWN, "there is no event %.20s in memory: the last is %llu", word,
                       (unsigned long long)lab_event_last(app->lab));
    }
    *seq = number;
    return RC_OK;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Without regard to the case of letters a to z. */
static bool says(const char *text, const char *wanted)
{
    for (; *text != '\0'; text++) {
        size_t at = 0;
        while (wanted[at] != '\0' && lower(text[at]) == lower(wanted[at])) {
            at++;
        }
        if (wanted[at] == '\0') {
            return true;
        }
    }
    return false;
}

/* The newest event before `before` that says it, of those a person is shown; 0: none does. */
static uint64_t find_before(const struct app *app, uint64_t before)
{
    struct buf text;
    uint64_t found = 0;
    buf_init(&text, BUF_CAP_TEXT);
    for (uint64_t seq = before - 1; found == 0 && lab_event(app->lab, seq) != NULL; seq--) {
        const struct event *event = lab_event(app->lab, seq);
        buf_clear(&text);
        lab_add_event(app->lab, event, &text);
        found = model_shows_event(event->kind) && says(text.data, app->wanted) ? seq : 0;
    }
    buf_release(&text);
    return found;
}

/* The words as they were typed, one blank between. */
static void take_wanted(struct app *app, const struct words *words)
{
    size_t used = 0;
    for (int i = 1; i < words->count && used < sizeof(app->wanted); i++) {
        used += (size_t)snprintf(app->wanted + used, sizeof(app->wanted) - used, "%s%s",
                                 i > 1 ? " " : "", words->word[i]);
    }
}

enum rc app_run_find(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    uint64_t end = lab_event_last(app->lab) + 1;
    bool goes_on = words->count == 1;
    if (goes_on && app->wanted[0] == '\0') {
        return err_set(err, RC_USAGE,
                       "\\find looks for words that an event says: \\find 1213, \\find m2 commits; "
                       "then \\find alone goes on");
    }
    if (!goes_on) {
        take_wanted(app, words);
    }
    uint64_t seq = find_before(app, goes_on && app->ui.event > 0 ? app->ui.event : end);
    if (seq == 0) {
        return err_set(err, RC_UNKNOWN, "no%s event in memory says \"%s\"",
                       goes_on ? " earlier" : "", app->wanted);
    }
    app->ui.event = seq;
    app->ui.lanes_scroll = 0;
    if (app->ui.view == VIEW_CLUSTER && app->ui.pane != PANE_PROMPT) {
        app->ui.pane = PANE_EVENTS;
    }
    buf_addf(reply, "%" PRIu64 "  ", seq);
    lab_add_event(app->lab, lab_event(app->lab, seq), reply);
    buf_addf(reply, "\n");
    return RC_OK;
}
