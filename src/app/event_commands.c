/* SPDX-License-Identifier: MIT */
/* event_commands: which events are shown, which of them is chosen, and why it happened. */
#include "app/app_state.h"

#include "base/text.h"
#include "lab/why.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- why ------------------------------------------------------------------------------------- */

/* The newest of the kinds that have a word in their names; *is_kind: there is such a kind. */
static uint64_t newest_of(const struct lab *lab, const char *word, bool *is_kind)
{
    uint64_t newest = 0;
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        enum event_kind kind = (enum event_kind)i;
        const struct event *event = lab_event_newest(lab, kind);
        if (strstr(event_row(kind)->name, word) != NULL) {
            *is_kind = true;
            newest = event != NULL && event->seq > newest ? event->seq : newest;
        }
    }
    return newest;
}

enum rc app_parse_event(const struct app *app, const char *word, uint64_t *seq, struct err *err)
{
    char *end = NULL;
    unsigned long long number = strtoull(word, &end, 10);
    bool is_number = *end == '\0' && end != word;
    bool is_kind = false;
    uint64_t found = is_number ? number : newest_of(app->lab, word, &is_kind);
    if (lab_event(app->lab, found) != NULL) {
        *seq = found;
        return RC_OK;
    }
    if (is_number) {
        return err_set(err, RC_UNKNOWN, "there is no event %.20s in memory: the last is %" PRIu64,
                       word, lab_event_last(app->lab));
    }
    return is_kind ? err_set(err, RC_UNKNOWN, "no event of kind %.20s is in memory", word)
                   : err_set(err, RC_UNKNOWN,
                             "\"%.20s\" is neither an event's number nor a kind, such as conflict "
                             "or moved: \\help events lists those",
                             word);
}

uint64_t app_event_stopped(const struct app *app)
{
    const struct event *met = app->stopped_at > 0 ? lab_event(app->lab, app->stopped_at) : NULL;
    return met != NULL && met->at == lab_now(app->lab) ? app->stopped_at : 0;
}

uint64_t app_event_chosen(const struct app *app)
{
    if (app->ui.event > 0 && !app->config.is_plain) { /* there, nobody sees what is chosen */
        return app->ui.event;
    }
    return app_event_stopped(app);
}

uint64_t app_event_asked(const struct app *app)
{
    uint64_t chosen = app_event_chosen(app);
    return chosen > 0 ? chosen : why_event(app->lab);
}

enum rc app_run_why(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    (void)reply;
    uint64_t seq = app_event_asked(app);
    enum rc rc = words->count > 1 ? app_parse_event(app, words->word[1], &seq, err) : RC_OK;
    if (rc == RC_OK && seq == 0) {
        rc = err_set(err, RC_STATE, "nothing has happened yet");
    }
    if (rc == RC_OK) {
        struct buf chain;
        buf_init(&chain, BUF_CAP_TEXT);
        why_add(&chain, app->lab, history_run(app->history), seq);
        app_open_page(app, "why", chain.data);
        app->ui.text_is_why = app->ui.text_is_open;
        model_build_why(&app->model.why, app->lab, history_run(app->history), seq);
        buf_release(&chain);
    }
    return rc;
}

/* --- choosing -------------------------------------------------------------------------------- */

/* The next event that is shown, `step` 1 or -1 from `seq`; 0: none is in memory. */
static uint64_t shown_beside(const struct app *app, uint64_t seq, int step)
{
    uint64_t last = lab_event_last(app->lab);
    for (seq += (uint64_t)(int64_t)step; seq >= 1 && seq <= last; seq += (uint64_t)(int64_t)step) {
        const struct event *event = lab_event(app->lab, seq);
        if (event == NULL) {
            return 0; /* fell out of memory */
        }
        if (event_filter_takes(&app->ui.filter, event)) {
            return seq;
        }
    }
    return 0;
}

/* The one that is chosen, or the place behind the newest. */
static uint64_t chosen_or_end(const struct app *app)
{
    uint64_t last = lab_event_last(app->lab);
    return app->ui.event > 0 && app->ui.event <= last ? app->ui.event : last + 1;
}

void app_choose_event(struct app *app, int amount)
{
    int step = amount < 0 ? -1 : 1;
    app->ui.lanes_scroll = 0;
    for (int left = amount * step; left > 0; left--) {
        uint64_t next = shown_beside(app, chosen_or_end(app), step);
        if (next == 0 && step < 0) {
            return;
        }
        app->ui.event = next;
        if (next == 0) {
            return;
        }
    }
}

/* --- finding --------------------------------------------------------------------------------- */

/* Whole lines are looked through: "m2  is DOWN for @1". */
static bool has_text(const struct app *app, uint64_t seq, const char *wanted)
{
    struct buf sentence;
    buf_init(&sentence, BUF_CAP_TEXT);
    lab_add_event(app->lab, lab_event(app->lab, seq), &sentence);
    bool has = text_find_any_case(sentence.data, wanted) != NULL;
    buf_release(&sentence);
    return has;
}

/* In plain mode it is told, with its number for \why; else it is the chosen one. */
static void show_found(struct app *app, uint64_t seq, struct buf *reply)
{
    app->ui.event = seq;
    app->ui.lanes_scroll = 0;
    if (app->config.is_plain) {
        buf_addf(reply, "%" PRIu64 "  ", seq);
        lab_add_event(app->lab, lab_event(app->lab, seq), reply);
        buf_addf(reply, "\n");
        return;
    }
    if (app->ui.view == VIEW_CLUSTER) {
        app_close_page(app);
        app->ui.pane = PANE_EVENTS;
    } else if (app->ui.view == VIEW_LANES || app->ui.view == VIEW_VOTES) { /* it is chosen there */
        app_close_page(app);
        app->ui.pane = PANE_PICTURE;
    }
}

static void read_sought(struct app *app, const struct words *words)
{
    char *to = app->ui.sought;
    to[0] = '\0';
    for (int i = 1; i < words->count; i++) {
        size_t size = strlen(to);
        (void)snprintf(to + size, sizeof(app->ui.sought) - size, "%s%s", i > 1 ? " " : "",
                       words->word[i]);
    }
    app->ui.event = 0;
}

enum rc app_run_find(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    bool is_one = words->count == 2;
    bool is_back = is_one && strcmp(words->word[1], "previous") == 0;
    bool goes_on = words->count == 1 || is_back || (is_one && strcmp(words->word[1], "next") == 0);
    if (!goes_on) {
        read_sought(app, words);
    }
    if (app->ui.sought[0] == '\0') {
        return err_set(err, RC_USAGE,
                       "\\find looks for words that an event says: \\find 1213, \\find m2 commits; "
                       "then \\find alone goes on");
    }
    uint64_t seq = chosen_or_end(app);
    do {
        seq = shown_beside(app, seq, is_back ? 1 : -1);
    } while (seq != 0 && !has_text(app, seq, app->ui.sought));
    if (seq == 0) {
        return err_set(err, RC_UNKNOWN, "no%s event in memory says \"%s\"%s",
                       is_back   ? " later"
                       : goes_on ? " earlier"
                                 : "",
                       app->ui.sought,
                       app->ui.filter.text[0] != '\0' ? "; \\filter off looks in all" : "");
    }
    show_found(app, seq, reply);
    return RC_OK;
}

/* --- leaving out ----------------------------------------------------------------------------- */

enum rc app_run_filter(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    bool asks = words->count == 1;
    enum rc rc =
        asks ? RC_OK : event_filter_read(&app->ui.filter, words->word + 1, words->count - 1, err);
    if (rc == RC_OK && (asks || app->config.is_plain)) {
        buf_addf(reply, "events shown: %s\n",
                 app->ui.filter.text[0] != '\0' ? app->ui.filter.text : "all");
    }
    app->ui.event = rc == RC_OK && !asks ? 0 : app->ui.event;
    return rc;
}

void app_complete_why(const void *context, const struct words *words, int index, cmd_offer_fn offer,
                      void *to)
{
    (void)context;
    (void)words;
    (void)index;
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        offer(to, event_row((enum event_kind)i)->name);
    }
}

void app_complete_filter(const void *context, const struct words *words, int index,
                         cmd_offer_fn offer, void *to)
{
    (void)context;
    (void)words;
    (void)index;
    event_filter_offer(offer, to);
}
