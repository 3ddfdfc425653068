/* SPDX-License-Identifier: MIT */
#include "lab/compare.h"

#include "base/hash.h"
#include "base/mem.h"
#include "lab/compare_rows.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define BLOCK_EVENTS 4096 /* told of one before the other is asked: branches differ soon */

/* An event of the branch where one stands, to be held against that of the other. */
struct heard {
    sim_us at;
    uint64_t hash;
};

/*
 * The work, one after the other; for each one stands elsewhere:
 *
 *   HERE ──> OTHER ──> HEAR ──> CHECK ──> DONE   they go on alike to the end
 *                       ^        │  │
 *                       └─ alike ┘  └─> TELL ──> DONE
 */
enum work { WORK_HERE, WORK_OTHER, WORK_HEAR, WORK_CHECK, WORK_TELL, WORK_DONE };

struct compare {
    struct history *history; /* borrowed */
    struct compare_result result;
    struct kept_rows rows[COMPARE_SIDES];
    struct buf notes[COMPARE_SIDES];      /* lines for the guest; "": it asks nothing */
    struct run_place at[COMPARE_SIDES];   /* where they are compared */
    struct run_place from[COMPARE_SIDES]; /* they are alike up to there */
    struct run_place next[COMPARE_SIDES]; /* where the block of events ends */
    enum work work;
    bool is_away;     /* from where one stands */
    bool has_set_out; /* for the place of this work */

    uint64_t first;      /* the last event before the block */
    struct heard *heard; /* owned: the block, of the branch where one stands */
    int heard_count;
    int heard_room;
    int checked;                 /* of them, that the other branch has, too */
    bool is_over[COMPARE_SIDES]; /* it has no further events */
};

static struct lab *lab_of(const struct compare *compare)
{
    return history_lab(compare->history);
}

/* --- what is counted ------------------------------------------------------------------------- */

static void count(struct compare *compare, enum compare_side side)
{
    struct clients_view clients;
    struct cluster_view cluster;
    struct compare_counters *out = &compare->result.counters[side];
    clients_look(lab_clients(lab_of(compare)), &clients);
    cluster_look(lab_cluster(lab_of(compare)), &cluster);
    *out = (struct compare_counters){
        .counts = {[COMPARE_OK] = clients.ok,
                   [COMPARE_FAILED] = clients.failed,
                   [COMPARE_UNKNOWN] = clients.unknown,
                   [COMPARE_CONFLICTS] = clients.conflicts,
                   [COMPARE_RETRIES] = clients.retries,
                   [COMPARE_LOST] = clients.lost,
                   [COMPARE_DOUBLED] = clients.doubled},
        .longest_outage = clients.longest_outage,
    };
    for (int i = 0; i < MASTERS_MAX; i++) {
        bool is_there = cluster.masters[i].state != MASTER_ABSENT;
        out->commits[i] = is_there ? cluster.masters[i].commits : -1;
    }
    kept_rows_take(&compare->rows[side], lab_of(compare));
    lab_measure(lab_of(compare), compare->result.names[side], &compare->notes[side]);
}

static bool count_here(struct compare *compare, int *left)
{
    (void)left;
    count(compare, COMPARE_HERE);
    compare->work = WORK_OTHER;
    return true;
}

static bool count_other(struct compare *compare, int *left)
{
    (void)left;
    count(compare, COMPARE_OTHER);
    kept_rows_compare(&compare->rows[COMPARE_OTHER], &compare->rows[COMPARE_HERE],
                      &compare->result);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        kept_rows_release(&compare->rows[i]);
    }
    compare->work = compare->result.parted_at > compare->result.at ? WORK_DONE : WORK_HEAR;
    return true;
}

/* --- with which event they part -------------------------------------------------------------- */

static struct run_place present(const struct compare *compare)
{
    struct run_place place = history_run(compare->history)->here;
    place.at = lab_now(lab_of(compare));
    place.steps = lab_steps(lab_of(compare));
    return place;
}

/* An event by its number. What happened just before a \create went with its world. */
static struct heard listen(const struct compare *compare, uint64_t seq)
{
    const struct event *event = lab_event(lab_of(compare), seq);
    return event != NULL ? (struct heard){event->at, event_hash(HASH_START, event)}
                         : (struct heard){lab_now(lab_of(compare)), 0};
}

/* One thing more on a side. False: it is over, or there is no work `left`. */
static bool step(struct compare *compare, enum compare_side side, int *left)
{
    if (*left <= 0) {
        return false;
    }
    --*left;
    compare->is_over[side] = !history_visit_step(compare->history, &compare->at[side]);
    return !compare->is_over[side];
}

/* Hear a block of events of the branch where one stands. */
static bool hear(struct compare *compare, int *left)
{
    struct lab *lab = lab_of(compare);
    if (compare->heard_count == 0) {
        compare->first = lab_event_last(lab);
        compare->checked = 0;
    }
    while (compare->heard_count < BLOCK_EVENTS && step(compare, COMPARE_HERE, left)) {
        uint64_t next = compare->first + (uint64_t)compare->heard_count + 1;
        for (; next <= lab_event_last(lab); next++) {
            mem_grow((void **)&compare->heard, &compare->heard_room, compare->heard_count + 1,
                     sizeof(struct heard));
            compare->heard[compare->heard_count++] = listen(compare, next);
        }
    }
    if (compare->heard_count < BLOCK_EVENTS && !compare->is_over[COMPARE_HERE]) {
        return false;
    }
    compare->next[COMPARE_HERE] = present(compare);
    compare->work = WORK_CHECK;
    return true;
}

static void tell(struct compare *compare, enum compare_side side, uint64_t seq)
{
    struct compare_event *out = &compare->result.events[side];
    const struct event *event = lab_event(lab_of(compare), seq);
    struct buf text;
    buf_init(&text, sizeof(out->text) - 1);
    out->at = listen(compare, seq).at;
    if (event != NULL) {
        lab_add_event(lab_of(compare), event, &text);
    } else {
        span_add_seconds(&text, out->at);
        buf_addf(&text, "  another cluster takes the place of this one");
    }
    memcpy(out->text, text.data, text.size + 1);
    compare->result.has_event = true;
    buf_release(&text);
}

/*
 * Hold the next event of the other branch against what was heard. One branch may have come
 * further than the other in the instant at which they are compared: that is no difference.
 */
static void check_event(struct compare *compare, uint64_t seq)
{
    struct heard event = listen(compare, seq);
    bool is_beyond = compare->checked == compare->heard_count;
    if (is_beyond && event.at >= compare->result.at) {
        compare->work = WORK_DONE;
    } else if (is_beyond) {
        tell(compare, COMPARE_OTHER, seq);
        compare->work = WORK_DONE;
    } else if (compare->heard[compare->checked].hash != event.hash) {
        tell(compare, COMPARE_OTHER, seq);
        compare->work = WORK_TELL;
    } else {
        compare->checked++;
    }
}

/* All that the other branch has is as it was heard; is there more to hear, of either? */
static void check_end(struct compare *compare)
{
    bool is_heard = compare->checked == compare->heard_count;
    if (is_heard && !compare->is_over[COMPARE_HERE]) {
        compare->next[COMPARE_OTHER] = present(compare);
        memcpy(compare->from, compare->next, sizeof(compare->from));
        compare->heard_count = 0;
        compare->work = WORK_HEAR;
    } else if (is_heard) {
        compare->work = WORK_DONE;
    } else {
        bool is_late = compare->heard[compare->checked].at >= compare->result.at;
        compare->work = is_late ? WORK_DONE : WORK_TELL;
    }
}

static bool check(struct compare *compare, int *left)
{
    struct lab *lab = lab_of(compare);
    while (compare->work == WORK_CHECK) {
        uint64_t next = compare->first + (uint64_t)compare->checked + 1;
        bool is_block_over =
            compare->checked == compare->heard_count && !compare->is_over[COMPARE_HERE];
        if (is_block_over || (next > lab_event_last(lab) && !step(compare, COMPARE_OTHER, left))) {
            if (!is_block_over && !compare->is_over[COMPARE_OTHER]) {
                return false;
            }
            check_end(compare);
        } else if (next <= lab_event_last(lab)) {
            check_event(compare, next);
        }
    }
    return true;
}

/* Where one stands it happened otherwise: how. */
static bool tell_here(struct compare *compare, int *left)
{
    struct lab *lab = lab_of(compare);
    uint64_t wanted = compare->first + (uint64_t)compare->checked + 1;
    while (lab_event_last(lab) < wanted) {
        if (!step(compare, COMPARE_HERE, left)) {
            return false;
        }
    }
    tell(compare, COMPARE_HERE, wanted);
    compare->work = WORK_DONE;
    return true;
}

/* --- the whole ------------------------------------------------------------------------------- */

/* Where each work is done, and what it is. False: there is no work `left`. */
static const struct {
    enum compare_side side;
    bool is_at_end; /* else where they are alike */
    bool (*run)(struct compare *compare, int *left);
} works[] = {
    [WORK_HERE] = {COMPARE_HERE, true, count_here},
    [WORK_OTHER] = {COMPARE_OTHER, true, count_other},
    [WORK_HEAR] = {COMPARE_HERE, false, hear},
    [WORK_CHECK] = {COMPARE_OTHER, false, check},
    [WORK_TELL] = {COMPARE_HERE, false, tell_here},
};

static enum rc set_out(struct compare *compare)
{
    enum compare_side side = works[compare->work].side;
    bool is_at_end = works[compare->work].is_at_end;
    compare->has_set_out = true;
    return history_visit(compare->history, is_at_end ? &compare->at[side] : &compare->from[side],
                         NULL);
}

/* What the guest asked for is noted by lines of the run; where a future is known, none is given. */
static void give_notes(struct compare *compare)
{
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    for (int i = 0; i < COMPARE_SIDES && !run_has_future(history_run(compare->history)); i++) {
        if (compare->notes[i].size > 0) {
            (void)!history_do(compare->history, compare->notes[i].data, 1, &reply, NULL);
        }
    }
    buf_release(&reply);
}

bool compare_some(struct compare *compare, int things_max)
{
    struct history *history = compare->history;
    int left = things_max;
    while (compare->work != WORK_DONE && left > 0) {
        if (!compare->has_set_out) {
            enum rc rc = set_out(compare);
            assert(rc == RC_OK); /* each is on the way of a branch */
        }
        if (!history_travel(history, left)) {
            return false;
        }
        if (works[compare->work].run(compare, &left)) {
            compare->has_set_out = false;
        }
    }
    if (compare->work == WORK_DONE && compare->is_away) {
        compare->is_away = false;
        history_come_back(history);
        give_notes(compare);
    }
    return compare->work == WORK_DONE;
}

static struct compare *make(struct history *history, int other)
{
    const struct run *run = history_run(history);
    struct compare *compare = mem_alloc(1, sizeof(*compare));
    struct compare_result *result = &compare->result;
    int here = run->here.branch;
    sim_us now = lab_now(history_lab(history));
    sim_us end = run->branches[other].end.at;
    struct run_place parting = history_parting(history, here, other);
    compare->history = history;
    result->at = now < end ? now : end;
    result->parted_at = parting.at;
    (void)snprintf(result->names[COMPARE_OTHER], NAME_SIZE_MAX, "%s", run->branches[other].name);
    (void)snprintf(result->names[COMPARE_HERE], NAME_SIZE_MAX, "%s", run->branches[here].name);
    compare->at[COMPARE_HERE] =
        result->at == now ? present(compare) : history_place_at(history, here, result->at);
    compare->at[COMPARE_OTHER] = history_place_at(history, other, result->at);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        compare->from[i] = parting;
        compare->from[i].branch = compare->at[i].branch;
        buf_init(&compare->notes[i], LINE_SIZE_MAX);
    }
    return compare;
}

enum rc compare_new(struct compare **out, struct history *history, const char *name,
                    struct err *err)
{
    const struct run *run = history_run(history);
    int other = run_find_branch(run, name);
    *out = NULL;
    if (other < 0) {
        return err_set(err, RC_UNKNOWN, "there is no branch \"%.40s\": \\branches lists them",
                       name);
    }
    if (other == run->here.branch) {
        return err_set(err, RC_STATE,
                       "you are on branch %s: it is compared with another, \\branches lists them",
                       name);
    }
    struct compare *compare = make(history, other);
    enum rc rc = history_leave(history, err);
    if (rc != RC_OK) {
        compare_free(compare);
        return rc;
    }
    compare->is_away = true;
    *out = compare;
    return RC_OK;
}

void compare_free(struct compare *compare)
{
    if (compare == NULL) {
        return;
    }
    if (compare->work != WORK_DONE && compare->is_away) {
        history_come_back(compare->history);
    }
    for (int i = 0; i < COMPARE_SIDES; i++) {
        kept_rows_release(&compare->rows[i]);
        buf_release(&compare->notes[i]);
    }
    mem_free(compare->heard);
    mem_free(compare);
}

int compare_permille(const struct compare *compare)
{
    sim_us at = 0;
    sim_us to = 0;
    history_look_travel(compare->history, &at, &to);
    int part = to > 0 && at < to ? (int)(at * 1000 / to) : 1000;
    return ((int)compare->work * 1000 + part) / (WORK_DONE + 1);
}

const struct compare_result *compare_result(const struct compare *compare)
{
    assert(compare->work == WORK_DONE);
    return &compare->result;
}
