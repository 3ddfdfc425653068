/* SPDX-License-Identifier: MIT */
/*
 * crowd: several clients at once. Which of their units were committed, and in
 * what order, the events say; the plain side is fed that afterwards.
 */
#include "same/play.h"

#include "base/err.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FINISH_LIMIT (3600 * US_PER_S)

/* --- what the events say ---------------------------------------------------------------------- */

static int find_unit(const struct play *play, const struct event *event)
{
    for (int i = 0; i < play->unit_count; i++) {
        if (play->units[i].txn == event->txn) {
            return i;
        }
    }
    return event->client > 0 && event->client < CLIENTS_PLAYED ? play->unit_of_client[event->client]
                                                               : -1;
}

static struct commit *find_commit(struct play *play, uint64_t txn)
{
    for (int i = 0; i < play->commit_count; i++) {
        if (play->commits[i].txn == txn) {
            return &play->commits[i];
        }
    }
    return NULL;
}

/* A commit has its place in the order where anyone first says that it is one. */
static void note_commit(struct play *play, const struct event *event)
{
    if (find_commit(play, event->txn) != NULL || play->commit_count == COMMITS_MAX) {
        return;
    }
    int unit = find_unit(play, event);
    play->commits[play->commit_count++] = (struct commit){.txn = event->txn, .unit = unit};
    if (unit < 0) {
        return; /* of the time before the crowd */
    }
    if (play->units[unit].txn != 0 && play->units[unit].txn != event->txn) {
        play_fail(play, "@%d committed twice in one unit", event->client);
    }
    play->units[unit].txn = event->txn;
}

void crowd_on_event(struct play *play, const struct event *event)
{
    struct commit *commit = event->kind == EVENT_VOIDED ? find_commit(play, event->txn) : NULL;
    if (event->kind == EVENT_COMMITTED || event->kind == EVENT_ADOPTED ||
        event->kind == EVENT_APPLIED) {
        note_commit(play, event);
    } else if (commit != NULL) {
        play_fail(play, "I17: a commit of @%d is void after it was shown", event->client);
    } else if (event->kind == EVENT_BEGUN && event->client < CLIENTS_PLAYED) {
        int unit = play->unit_of_client[event->client];
        if (unit >= 0 && play->units[unit].txn == 0) {
            play->units[unit].txn = event->txn;
        }
    }
}

/* --- a step ----------------------------------------------------------------------------------- */

/* A client whose connection broke may still commit: it does nothing more. */
static void give_new_client(struct play *play, struct lane *lane)
{
    static const char azs[] = "abcd";
    char line[60];
    struct clients_view view;
    clients_look(lab_clients(play->lab), &view);
    if (view.count + 1 >= CLIENTS_PLAYED - 1) {
        lane->client = 0;
        return;
    }
    lane->client = view.count + 1;
    lane->is_retired = false;
    (void)snprintf(line, sizeof line, "\\client add az=%c", azs[lane->client % 3]);
    play_give(play, 0, line);
    (void)snprintf(line, sizeof line, "\\client %d connect m%d", lane->client, lane->master + 1);
    play_give(play, 0, line);
}

static void begin_unit(struct play *play, struct lane *lane, const struct step *step)
{
    if (lane->is_retired) {
        give_new_client(play, lane);
    }
    if (lane->client == 0 || play->unit_count == UNITS_PLAYED) {
        lane->unit = -1;
        return;
    }
    lane->unit = play->unit_count++;
    play->units[lane->unit] = (struct unit){.group = step->group,
                                            .client = lane->client,
                                            .is_explicit = step->kind == STEP_BEGIN,
                                            .is_definition = step->kind == STEP_DEFINITION,
                                            .in_flight = -1};
    play->unit_of_client[lane->client] = lane->unit;
}

/* The error ended its transaction or will now: nothing of it may happen. */
static void end_unit(struct play *play, struct lane *lane)
{
    play->units[lane->unit].outcome = OUTCOME_FAILED;
    if (play->units[lane->unit].is_explicit) {
        play_give(play, lane->client, "ROLLBACK");
        play_await(play, lane->client);
        lane->is_retired = lane->is_retired || play_is_lost(&play->heard[lane->client]);
    }
}

/* If its last step was left out, its transaction is open still. */
static void leave_unit(struct play *play, struct lane *lane)
{
    bool is_open =
        lane->unit >= 0 && !lane->is_retired && play->units[lane->unit].outcome == OUTCOME_OPEN;
    if (is_open) {
        end_unit(play, lane);
    }
}

static void take_ok(struct play *play, struct lane *lane, int step_index)
{
    const struct step *step = &play->steps->items[step_index];
    struct unit *unit = &play->units[lane->unit];
    const struct heard *heard = &play->heard[lane->client];
    int64_t affected = play_affected(heard);
    if (step->kind == STEP_ROLLBACK) {
        unit->outcome = OUTCOME_FAILED;
    } else if (step->kind == STEP_COMMIT || !unit->is_explicit) {
        unit->outcome = OUTCOME_OK;
    }
    bool has_effect = step->kind == STEP_DEFINITION || (step->kind == STEP_ROWS && affected > 0);
    if (!has_effect || unit->effect_count == UNIT_ROWS_MAX) {
        return;
    }
    struct effect *effect = &unit->effects[unit->effect_count++];
    *effect = (struct effect){.step = step_index, .affected = affected};
    if (step->gives_id) {
        effect->id = play_ask_id(play, lane->client);
        if (play_is_lost(heard)) {
            unit->outcome = OUTCOME_UNKNOWN; /* and never sent its COMMIT */
            lane->is_retired = true;
        }
    }
}

/* What the step in flight on a lane was answered. */
static void take_answer(struct play *play, struct lane *lane)
{
    int step = lane->step;
    if (step < 0) {
        return;
    }
    lane->step = -1;
    play_await(play, lane->client);
    struct unit *unit = &play->units[lane->unit];
    const struct heard *heard = &play->heard[lane->client];
    bool is_unsure = play_error(heard) == SQL_DDL_UNSURE;
    play->counts.errors += heard->is_error;
    if (!heard->is_error || is_unsure) {
        take_ok(play, lane, step);
    } else if (play_is_lost(heard)) {
        unit->outcome = OUTCOME_UNKNOWN;
        unit->in_flight = step;
        lane->is_retired = true;
        play->counts.unknown++;
    } else if (play_is_cluster_error(heard) || !unit->is_explicit) {
        end_unit(play, lane);
    }
}

static void do_step(struct play *play, struct lane *lane, int index)
{
    const struct step *step = &play->steps->items[index];
    take_answer(play, lane);
    if (lane->unit < 0 || play->units[lane->unit].group != step->group) {
        leave_unit(play, lane);
        begin_unit(play, lane, step);
    }
    if (lane->unit < 0 || play->units[lane->unit].outcome != OUTCOME_OPEN) {
        return;
    }
    play_give(play, lane->client, step->lab);
    lane->step = index;
    play->counts.statements++;
    play->counts.definitions += step->kind == STEP_DEFINITION;
}

/* Do what waits on lanes that are answered. True: something waits still. */
static bool go_on(struct play *play)
{
    bool waits = false;
    for (int i = 0; i < LANES_MAX; i++) {
        struct lane *lane = &play->lanes[i];
        while (lane->queue_first < lane->queue_last && !play_has_failed(play) &&
               (lane->step < 0 || lab_is_answered(play->lab, lane->client))) {
            do_step(play, lane, lane->queue[lane->queue_first++]);
        }
        waits = waits || lane->queue_first < lane->queue_last;
    }
    return waits;
}

void crowd_step(struct play *play, int index)
{
    struct lane *lane = &play->lanes[play->steps->items[index].lane];
    lane->queue[lane->queue_last++] = index;
    (void)go_on(play);
}

void crowd_finish(struct play *play)
{
    sim_us limit = lab_now(play->lab) + FINISH_LIMIT;
    play_give(play, 0, "\\heal");
    while (!play_has_failed(play) && go_on(play)) {
        if (lab_next_at(play->lab) > limit) {
            play_fail(play, "I26: an hour after all was healed somebody is not answered");
            return;
        }
        (void)lab_step(play->lab);
    }
    for (int i = 0; i < LANES_MAX && !play_has_failed(play); i++) {
        take_answer(play, &play->lanes[i]);
        leave_unit(play, &play->lanes[i]);
    }
}

/* --- the plain side --------------------------------------------------------------------------- */

static void feed(struct play *play, const struct step *step, struct plain_result *result)
{
    plain_run(play->plain, step->plain, result);
    if (result->error != PLAIN_OK) {
        play_fail(play, "in the order of the commits plain SQLite cannot do what was done: %s: %s",
                  result->text, step->plain);
    }
}

static void feed_unit(struct play *play, const struct unit *unit)
{
    struct plain_result result;
    plain_result_init(&result);
    if (!unit->is_definition) {
        plain_run(play->plain, "BEGIN", &result);
    }
    for (int i = 0; i < unit->effect_count && !play_has_failed(play); i++) {
        const struct effect *effect = &unit->effects[i];
        const struct step *step = &play->steps->items[effect->step];
        plain_set_id(play->plain, effect->id);
        feed(play, step, &result);
        if (step->kind == STEP_ROWS && result.affected >= 0 &&
            result.affected != effect->affected) {
            play_fail(play, "%" PRId64 " rows were affected, not %" PRId64 ", by: %s",
                      effect->affected, result.affected, step->lab);
        }
    }
    bool is_whole = unit->in_flight < 0 || !unit->is_explicit ||
                    play->steps->items[unit->in_flight].kind == STEP_COMMIT;
    if (!is_whole) {
        play_fail(play, "a transaction was committed whose COMMIT was never sent");
    } else if (unit->in_flight >= 0 && !unit->is_explicit) {
        feed(play, &play->steps->items[unit->in_flight], &result);
    }
    if (plain_is_open(play->plain)) {
        plain_run(play->plain, "COMMIT", &result);
    }
    plain_result_release(&result);
}

/* More than one statement, or a REPLACE, may leave everything as it was: that is no commit. */
static bool must_commit(const struct play *play, const struct unit *unit)
{
    return unit->effect_count == 1 &&
           strncmp(play->steps->items[unit->effects[0].step].plain, "REPLACE", 7) != 0;
}

void crowd_replay(struct play *play)
{
    bool is_committed[UNITS_PLAYED] = {false};
    for (int i = 0; i < play->commit_count && !play_has_failed(play); i++) {
        int unit = play->commits[i].unit;
        if (unit < 0) {
            continue;
        }
        is_committed[unit] = true;
        if (play->units[unit].outcome == OUTCOME_FAILED) {
            play_fail(play, "@%d was told that its transaction failed, and it was committed",
                      play->units[unit].client);
        }
        feed_unit(play, &play->units[unit]);
    }
    for (int i = 0; i < play->unit_count; i++) {
        if (play->units[i].outcome == OUTCOME_OK && must_commit(play, &play->units[i]) &&
            !is_committed[i]) {
            play_fail(play, "@%d was told OK, and nothing was committed", play->units[i].client);
        }
    }
}
