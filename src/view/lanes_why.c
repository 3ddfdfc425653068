/* SPDX-License-Identifier: MIT */
/*
 * lanes_why: the causes beside the lanes. The chain of events tells most of them; of a conflict
 * over a page, who was first and by how much, and what the two had in common, stands in no event:
 * that is counted from the votes.
 */
#include "view/lanes_rows.h"

#include "lab/advice.h"
#include "lab/silence.h"
#include "lab/why.h"
#include "view/votes_find.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct lanes_cause *add_cause(struct model_lanes *out, sim_us at, const struct buf *text)
{
    if (out->cause_count == LANES_CAUSES_MAX) { /* of a long chain the middle is left out */
        out->cause_count--;
    }
    struct lanes_cause *cause = &out->causes[out->cause_count++];
    *cause = (struct lanes_cause){.role = ROLE_TEXT};
    (void)snprintf(cause->text, sizeof(cause->text), "%s", text->data);
    if (at >= 0) {
        lanes_print_time(cause->time, sizeof(cause->time), at);
    }
    return cause;
}

static void note(struct lanes_cause *cause, const char *format, ...) PRINTF_LIKE(2, 3);

static void note(struct lanes_cause *cause, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(cause->note, sizeof(cause->note), format, args);
    va_end(args);
}

/* What a client is told of a conflict, and what that means to it. */
static struct lanes_cause *add_error_1213(struct model_lanes *out, const struct event *event)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "@%d gets error 1213", event->client);
    struct lanes_cause *cause = add_cause(out, event->at, &text);
    cause->seq = event->seq;
    note(cause, "its whole transaction is undone, not only the statement");
    buf_release(&text);
    return cause;
}

static bool is_trouble(const struct event *event)
{
    static const bool others[EVENT_KIND_COUNT] = {
        [EVENT_CONFLICT] = true,        [EVENT_QUORUM_WAITS] = true,
        [EVENT_READ_FAILED] = true,     [EVENT_ANSWERED_ERROR] = true,
        [EVENT_DDL_FAILED] = true,      [EVENT_CONNECTION_REFUSED] = true,
        [EVENT_CONNECTION_LOST] = true, [EVENT_TIMED_OUT] = true,
        [EVENT_CHECK_FAILED] = true,    [EVENT_ENDPOINT_DOWN] = true,
        [EVENT_UNIT_FAILED] = true,     [EVENT_UNIT_UNKNOWN] = true,
        [EVENT_UNIT_DOUBLED] = true,    [EVENT_OUTAGE_BEGUN] = true,
    };
    return others[event->kind] || event_is_fault(event);
}

/* What happened, in the words of the event. */
static struct lanes_cause *add_event(struct model_lanes *out, const struct lab *lab,
                                     const struct event *event)
{
    if (event->kind == EVENT_ANSWERED_ERROR && event->code == SQL_CONFLICT) {
        return add_error_1213(out, event);
    }
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    event_add_subject(&text, event);
    buf_addf(&text, " ");
    event_add_sentence(&text, event, cluster_table_name, lab_cluster(lab));
    struct lanes_cause *cause = add_cause(out, event->at, &text);
    cause->seq = event->seq;
    buf_release(&text);
    return cause;
}

/* --- a conflict over a page ----------------------------------------------------------------- */

struct rivals {
    const struct bid *winner, *loser;
    const struct event *won, *lost; /* their proposals */
};

/* False: one of them is no longer in memory. */
static bool find_rivals(struct rivals *rivals, const struct bids *bids, const struct lab *lab,
                        const struct event *conflict)
{
    *rivals = (struct rivals){.winner = NULL};
    for (int i = 0; i < bids->count; i++) {
        const struct bid *bid = &bids->items[i];
        const struct event *proposed = lab_event(lab, bid->proposed);
        if (proposed->txn == conflict->txn && proposed->place == conflict->place) {
            rivals->loser = bid;
            rivals->lost = proposed;
        } else if (proposed->txn == conflict->other_txn && proposed->place == conflict->other) {
            rivals->winner = bid;
            rivals->won = proposed;
        }
    }
    return rivals->winner != NULL && rivals->loser != NULL;
}

static int count_yes(const struct bid *bid)
{
    int yes = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        yes += bid->looks[i] == VOTE_YES ? 1 : 0;
    }
    return yes;
}

static void add_winner(struct model_lanes *out, const struct lab *lab, const struct rivals *rivals)
{
    const struct event *accepted = lab_event(lab, rivals->winner->accepted);
    int winner = place_index(rivals->won->place) + 1;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    if (accepted != NULL) {
        buf_addf(&text, "m%d has %d of 6 copies", winner, (int)accepted->count);
        struct lanes_cause *cause = add_cause(out, accepted->at, &text);
        buf_clear(&text);
        event_add_copies(&text, accepted->copies, " ", " ");
        note(cause, "%s heard it first", text.data);
    }
    buf_release(&text);
}

static void add_loser(struct model_lanes *out, const struct rivals *rivals,
                      const struct event *conflict)
{
    int loser = place_index(rivals->lost->place) + 1;
    bool is_stale = conflict->code == CONFLICT_PHYSICAL;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    if (is_stale) {
        buf_addf(&text, "m%d built on an old version", loser);
    } else {
        buf_addf(&text, "m%d has only %d of 6", loser, count_yes(rivals->loser));
    }
    struct lanes_cause *cause = add_cause(out, conflict->at, &text);
    note(cause, "%s",
         is_stale ? "the copies had a newer one, and say so"
                  : "a copy gives one promise per page, and the others had given it");
    buf_clear(&text);
    sim_us earlier = rivals->lost->at - rivals->won->at;
    buf_addf(&text, "m%d asked ", place_index(rivals->won->place) + 1);
    span_add_length(&text, earlier < 0 ? -earlier : earlier);
    buf_addf(&text, "%s", earlier < 0 ? " later" : " earlier");
    cause = add_cause(out, -1, &text);
    if (is_stale) {
        note(cause, "m%d had not heard of it: masters lag", loser);
    }
    buf_release(&text);
}

/* What the two had in common, the same as \why says. Without rivals the event tells the rows. */
static void add_common(struct model_lanes *out, const struct lab *lab, const struct rivals *rivals,
                       const struct event *conflict)
{
    int64_t own = conflict->row;
    int64_t other = conflict->count;
    struct buf text;
    if (rivals != NULL) {
        own = own != 0 ? own : rivals->loser->row;
        other = rivals->winner->row != 0 ? rivals->winner->row : other;
    }
    buf_init(&text, BUF_CAP_TEXT);
    why_add_common(&text, lab, conflict, own, other);
    struct lanes_cause *cause = add_cause(out, -1, &text);
    cause->is_root = true;
    note(cause, conflict->code == CONFLICT_LOGICAL
                    ? "this is the root cause: between masters nobody waits for a lock"
                    : "this is the root cause");
    buf_release(&text);
}

/* Who was first over a page, and by how much: the votes tell. False: too little is known of it. */
static bool add_vote(struct model_lanes *out, const struct lab *lab, const struct event *conflict,
                     struct rivals *rivals, struct bids *bids)
{
    votes_find(bids, lab, conflict->seq, false);
    if (!find_rivals(rivals, bids, lab, conflict)) {
        return false;
    }
    const struct event *verdict = lab_event(lab, rivals->loser->verdict);
    add_winner(out, lab, rivals);
    if (verdict != NULL && verdict->seq < conflict->seq) {
        (void)add_event(out, lab, verdict);
    }
    add_loser(out, rivals, conflict);
    return true;
}

/* Instead of the proposal and the statement that it came of. False: it is not of two masters. */
static bool add_conflict(struct model_lanes *out, const struct lab *lab,
                         const struct event *conflict)
{
    struct bids bids;
    struct rivals rivals;
    bool are_known = false;
    if (!why_is_of_two(conflict)) {
        return false;
    }
    if (conflict->code == CONFLICT_LOGICAL) {
        const struct event *winner = lab_event(lab, why_winner(lab, conflict));
        if (winner != NULL) {
            (void)add_event(out, lab, winner);
        }
    } else {
        are_known = add_vote(out, lab, conflict, &rivals, &bids);
    }
    add_common(out, lab, are_known ? &rivals : NULL, conflict);
    return true;
}

/* --- the whole ------------------------------------------------------------------------------ */

static void fill_root(struct lanes_cause *root, const struct run *run, const struct event *event)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    why_add_root(&text, run, event);
    root->is_root = true;
    note(root, "%.*s", (int)strcspn(text.data, "\n"), text.data);
    buf_release(&text);
}

static void fill_advice(struct model_lanes *out, const struct lab *lab, const struct event *event)
{
    bool is_dead_claim = silence_of_winner(lab, event) != 0;
    const struct advice *advice = is_dead_claim ? advice_of_dead_claim() : advice_of(event);
    const struct {
        const char *who, *what;
    } said[] = {
        {"AWS docs", advice->docs}, {"AWS talks", advice->talks}, {"our model", advice->ours}};
    (void)snprintf(out->helps, sizeof(out->helps), "%s",
                   advice->helps != NULL ? advice->helps : "");
    (void)snprintf(out->better, sizeof(out->better), "%s",
                   advice->better != NULL ? advice->better : "");
    for (int i = 0; i < LANES_SAID_MAX; i++) {
        if (said[i].what != NULL) {
            struct lanes_said *to = &out->said[out->said_count++];
            (void)snprintf(to->who, sizeof(to->who), "%s", said[i].who);
            (void)snprintf(to->what, sizeof(to->what), "%s", said[i].what);
        }
    }
}

void lanes_fill_causes(struct model_lanes *out, const struct lanes_scope *scope,
                       const struct run *run)
{
    bool has_root = false;
    for (int i = 0; i < scope->chain_count && !has_root; i++) {
        const struct event *event = lab_event(scope->lab, scope->chain[i]);
        struct lanes_cause *cause = add_event(out, scope->lab, event);
        bool is_last = i == scope->chain_count - 1;
        if (i == 0) {
            cause->is_trouble = is_trouble(event);
            (void)snprintf(out->about, sizeof(out->about), "%.79s", cause->text);
            fill_advice(out, scope->lab, event);
        }
        bool is_of_living =
            event->kind == EVENT_CONFLICT && silence_of_winner(scope->lab, event) == 0;
        if (is_of_living && add_conflict(out, scope->lab, event)) {
            has_root = true;
        } else if (is_last) {
            fill_root(cause, run, event);
        }
    }
    if (out->cause_count > 0) {
        out->causes[0].role = ROLE_STRONG;
        out->causes[out->cause_count - 1].role = ROLE_ACCENT;
    }
}
