/* SPDX-License-Identifier: MIT */
#include "lab/why.h"

#include "base/compiler.h"
#include "base/text.h"

#define PAGE_WIDTH 80
#define WHY_DEPTH_MAX 32 /* a longer chain tells a person nothing more */

static const bool is_asked_about[EVENT_KIND_COUNT] = {
    [EVENT_AZ_DOWN] = true,      [EVENT_MASTER_KILLED] = true,   [EVENT_MASTER_CRASHED] = true,
    [EVENT_MASTER_HUNG] = true,  [EVENT_COPY_DOWN] = true,       [EVENT_LINK_CUT] = true,
    [EVENT_COPY_WIPED] = true,   [EVENT_COPY_LACKS] = true,      [EVENT_CONFLICT] = true,
    [EVENT_QUORUM_WAITS] = true, [EVENT_READ_FAILED] = true,     [EVENT_ANSWERED_ERROR] = true,
    [EVENT_DDL_FAILED] = true,   [EVENT_FENCED] = true,          [EVENT_LEFT_BEHIND] = true,
    [EVENT_TIMED_OUT] = true,    [EVENT_CONNECTION_LOST] = true, [EVENT_ENDPOINT_DOWN] = true,
    [EVENT_MOVED] = true,        [EVENT_UNIT_FAILED] = true,     [EVENT_UNIT_UNKNOWN] = true,
    [EVENT_OUTAGE_BEGUN] = true, [EVENT_OUTAGE_OVER] = true,     [EVENT_CONNECTION_REFUSED] = true,
};

uint64_t why_event(const struct lab *lab)
{
    uint64_t last = lab_event_last(lab);
    for (uint64_t seq = last; lab_event(lab, seq) != NULL; seq--) {
        const struct event *event = lab_event(lab, seq);
        bool is_old = event->kind == EVENT_ENDPOINT_DOWN && event->code == DOWN_TRIAL;
        if (is_asked_about[event->kind] && !is_old) {
            return seq;
        }
    }
    return last;
}

/* --- masters that do not answer --------------------------------------------------------------- */

static const enum event_kind silences[] = {EVENT_AZ_DOWN, EVENT_MASTER_KILLED, EVENT_MASTER_HUNG,
                                           EVENT_MASTER_CRASHED};
static const enum event_kind returns[] = {EVENT_AZ_UP, EVENT_MASTER_RESTARTED, EVENT_MASTER_ONLINE};

static bool is_among(const enum event_kind *kinds, int count, enum event_kind kind)
{
    for (int i = 0; i < count; i++) {
        if (kinds[i] == kind) {
            return true;
        }
    }
    return false;
}

/* The fault for which a master was mute at an event; 0: it was not, as far as one remembers. */
static uint64_t fault_of(const struct lab *lab, place_id master, uint64_t seq)
{
    for (const struct event *event = lab_event(lab, --seq); event != NULL;
         event = lab_event(lab, --seq)) {
        bool is_its = event->place == master || event->other == master;
        if (is_its && is_among(silences, COUNT_OF(silences), event->kind)) {
            return seq;
        }
        if (event->kind == EVENT_HEALED ||
            (is_its && is_among(returns, COUNT_OF(returns), event->kind))) {
            return 0;
        }
    }
    return 0;
}

/* Whoever waits in vain is told nothing: why there was no answer, only the narrative knows. */
static uint64_t cause_of(const struct lab *lab, const struct event *event)
{
    static const enum event_kind vain[] = {EVENT_CHECK_FAILED, EVENT_TIMED_OUT,
                                           EVENT_CONNECTION_REFUSED};
    uint64_t fault = 0;
    if (is_among(vain, COUNT_OF(vain), event->kind)) {
        fault = fault_of(lab, event->other, event->seq);
    }
    return fault != 0 ? fault : event->cause;
}

/* --- who won ---------------------------------------------------------------------------------- */

/* Did the transaction that won ask for the page here? */
static bool is_claim(const struct event *event, const struct event *conflict)
{
    return event->kind == EVENT_PROPOSED && event->txn == conflict->other_txn &&
           page_compare(&event->page, &conflict->page) == 0;
}

uint64_t why_winner(const struct lab *lab, const struct event *conflict)
{
    uint64_t seq = conflict->other_txn != 0 ? conflict->seq : 0;
    const struct event *event = NULL;
    do {
        event = seq > 0 ? lab_event(lab, --seq) : NULL;
    } while (event != NULL && !is_claim(event, conflict));
    while (event != NULL && event->kind != EVENT_STATEMENT) {
        event = lab_event(lab, event->cause);
    }
    return event != NULL ? event->seq : 0;
}

/* The statement with which another master won a page: whose it was, and its words. */
static void add_winner(struct buf *out, const struct lab *lab, const struct event *conflict)
{
    const struct event *event = lab_event(lab, why_winner(lab, conflict));
    if (event != NULL) {
        buf_addf(out, "against  ");
        lab_add_event(lab, event, out);
        buf_addf(out, "\n");
    }
}

/* --- what a driver was asked ------------------------------------------------------------------ */

#define LABEL_WIDTH 9 /* "because  " */

/* Text in lines of the width of a page, beside a label. */
static void add_beside(struct buf *out, const char *label, const char *text)
{
    size_t skip = 0;
    for (const char *at = text; *at != '\0'; at += skip) {
        size_t size = text_wrap(at, PAGE_WIDTH - LABEL_WIDTH, &skip);
        buf_addf(out, "%-*s%.*s\n", LABEL_WIDTH, at == text ? label : "", (int)size, at);
    }
}

static void add_decision(struct buf *out, const struct lab *lab, const struct event *picked)
{
    struct buf facts;
    struct buf answer;
    buf_init(&facts, BUF_CAP_TEXT);
    buf_init(&answer, BUF_CAP_TEXT);
    if (lab_add_decision(lab, picked->seq, &facts, &answer)) {
        add_beside(out, "answer", answer.data);
        add_beside(out, "asked", facts.data);
    } else {
        add_beside(out, "asked", "what it was told is no longer in memory");
    }
    buf_release(&facts);
    buf_release(&answer);
}

/* --- the chain -------------------------------------------------------------------------------- */

/* The line that was being done when an event came; NULL: none was. */
static const struct run_line *line_of(const struct run *run, uint64_t seq)
{
    for (int i = run->here.lines - 1; i >= 0; i--) {
        const struct run_line *line = run_line(run, run->here.branch, i);
        if (seq > line->event_before && seq <= line->event_last) {
            return line;
        }
    }
    return NULL;
}

void why_add_root(struct buf *out, const struct run *run, const struct event *event)
{
    const struct run_line *line = line_of(run, event->seq);
    if (line != NULL) {
        buf_addf(out, "That is the root, of this line:  %s\n", line->text);
    } else if (event->kind == EVENT_STATEMENT && event->client > 0) {
        buf_addf(out, "That is the root: @%d sent it.\n", event->client);
    } else {
        buf_addf(out, "That is the root: a clock did it, or the lab began so.\n");
    }
}

int why_chain(const struct lab *lab, uint64_t seq, uint64_t *out, int most)
{
    int count = 0;
    const struct event *event = lab_event(lab, seq);
    while (event != NULL && count < most) {
        out[count++] = event->seq;
        event = lab_event(lab, cause_of(lab, event));
    }
    return count;
}

void why_add(struct buf *out, const struct lab *lab, const struct run *run, uint64_t seq)
{
    const struct event *event = lab_event(lab, seq);
    for (int depth = 0; event != NULL && depth < WHY_DEPTH_MAX; depth++) {
        buf_addf(out, "%s", depth == 0 ? "" : "because  ");
        lab_add_event(lab, event, out);
        buf_addf(out, "\n");
        if (event->kind == EVENT_CONFLICT) {
            add_winner(out, lab, event);
        } else if (event->kind == EVENT_PICKED) {
            add_decision(out, lab, event);
        }
        uint64_t cause = cause_of(lab, event);
        if (cause == 0) {
            why_add_root(out, run, event);
            return;
        }
        event = lab_event(lab, cause);
    }
    buf_addf(out, "What came before is no longer in memory.\n");
}
