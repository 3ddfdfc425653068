/* SPDX-License-Identifier: MIT */
/* history_go: from where one stands to anywhere else in the run. */
#include "base/compress.h"
#include "lab/history_state.h"
#include "lab/run_text.h"

#include <stdio.h>
#include <string.h>

/* --- the way --------------------------------------------------------------------------------- */

/* Can the way go on from where the lab is, rather than from a checkpoint before it? */
static bool is_on_the_way(const struct history *history, const struct run_place *to)
{
    struct run_place here = history_place(history);
    return run_is_before(&history->run, &here, to);
}

enum rc history_load(struct history *history, const struct checkpoint *from, struct err *err)
{
    buf_clear(&history->state);
    enum rc rc = compress_take(&history->state, from->state, from->size, err);
    rc = rc == RC_OK ? lab_load(history->lab, history->state.data, history->state.size, err) : rc;
    if (rc == RC_OK) {
        history->run.here.at = from->place.at;
        history->run.here.lines = from->place.lines;
        history->run.here.steps = from->place.steps;
        history->checkpoint_due = from->place.steps; /* the next is made where there is none yet */
    }
    return rc;
}

enum rc history_set_out(struct history *history, const struct travel *travel, struct err *err)
{
    const struct checkpoints *all = &history->checkpoints;
    struct run_place limit = travel->to;
    if (travel->end < TRAVEL_STEPS) {
        limit.steps = RUN_STEPS_ALL;
    }
    enum rc rc = RC_OK;
    const struct checkpoint *from = checkpoints_find(all, &history->run, &limit);
    if (travel->end == TRAVEL_BEFORE && limit.at > 0) {
        /* What was made at that instant may hold things of it, unless it was for a line. */
        limit.at--;
        from = from->is_before_line ? from : checkpoints_find(all, &history->run, &limit);
    }
    bool goes_on = is_on_the_way(history, &limit) &&
                   (from == NULL || from->place.steps <= lab_steps(history->lab));
    history->run.here.branch = travel->to.branch;
    if (!goes_on) {
        rc = history_load(history, from, err);
    }
    history->travel = *travel;
    history->travel.is_on = rc == RC_OK;
    return rc;
}

/* Give the next line, when all before it has happened. False: `left` is used up before. */
static bool travel_line(struct history *history, int *left)
{
    struct run *run = &history->run;
    sim_us at = run_line(run, run->here.branch, run->here.lines)->at;
    if (at > lab_now(history->lab) && !history_let_happen(history, at - 1, left)) {
        return false;
    }
    history_reach(history, at);
    history_repeat_line(history);
    return --*left > 0;
}

/* The place says how many, and that may be more than there are: what is of its time is all. */
static bool is_thing_missing(const struct history *history)
{
    const struct travel *travel = &history->travel;
    return lab_steps(history->lab) < travel->to.steps &&
           (travel->end == TRAVEL_COUNT || lab_next_at(history->lab) <= travel->to.at);
}

/* Things and lines as they come, until so many things have happened and lines were given. */
static bool travel_steps(struct history *history, int *left)
{
    struct run *run = &history->run;
    struct lab *lab = history->lab;
    const struct run_place *to = &history->travel.to;
    while (is_thing_missing(history) || run->here.lines < to->lines) {
        bool has_line = run->here.lines < run_line_count(run, run->here.branch);
        sim_us line_at =
            has_line ? run_line(run, run->here.branch, run->here.lines)->at : SIM_NEVER;
        if (*left <= 0) {
            return false;
        }
        if (has_line && line_at <= lab_next_at(lab)) {
            if (!travel_line(history, left)) {
                return false;
            }
        } else {
            bool is_behind = lab_steps(lab) < to->steps; /* else lines alone are missing */
            uint64_t missing = is_behind ? to->steps - lab_steps(lab) : UINT64_MAX;
            int some = missing < (uint64_t)*left ? (int)missing : *left;
            int unused = some;
            (void)history_let_happen(history, lab_next_at(lab), &unused);
            *left -= some - unused;
        }
    }
    return to->at <= lab_now(lab) || history_let_happen(history, to->at, left);
}

static bool travel_time(struct history *history, int *left)
{
    struct run *run = &history->run;
    const struct travel *travel = &history->travel;
    while (run->here.lines < travel->to.lines) {
        if (!travel_line(history, left)) {
            return false;
        }
    }
    if (travel->end == TRAVEL_ALL_OF_TIME) {
        return history_let_happen(history, travel->to.at, left);
    }
    if (travel->to.at > lab_now(history->lab) &&
        !history_let_happen(history, travel->to.at - 1, left)) {
        return false;
    }
    history_reach(history, travel->to.at);
    return true;
}

static void arrive(struct history *history)
{
    struct buf entry;
    struct run_place place = history_place(history);
    bool undone = history->travel.undone;
    history->travel.is_on = false;
    run_reach(&history->run, &place);
    run_stand(&history->run, &place, undone);
    if (history->away.is_on) {
        return;
    }
    buf_init(&entry, BUF_CAP_TEXT);
    run_text_add_here(&entry, &history->run);
    history_told(history);
    (void)!history_keep(history, &entry, NULL); /* a place is worth no alarm; the next line is */
    buf_release(&entry);
}

bool history_travel(struct history *history, int things_max)
{
    int left = things_max;
    if (!history->travel.is_on) {
        return true;
    }
    bool is_counted = history->travel.end >= TRAVEL_STEPS;
    bool is_there = is_counted ? travel_steps(history, &left) : travel_time(history, &left);
    if (is_there) {
        arrive(history);
    }
    return is_there;
}

bool history_is_travelling(const struct history *history)
{
    return history->travel.is_on;
}

void history_look_travel(const struct history *history, sim_us *at, sim_us *to)
{
    *at = lab_now(history->lab);
    *to = history->travel.to.at;
}

void history_stop_travel(struct history *history)
{
    if (history->travel.is_on) {
        history->travel.undone = false;
        arrive(history);
    }
}

/* --- where to -------------------------------------------------------------------------------- */

int history_lines_by(const struct run *run, int branch, sim_us at)
{
    int count = run_line_count(run, branch);
    while (count > 0 && run_line(run, branch, count - 1)->at > at) {
        count--;
    }
    return count;
}

static enum rc go_all_of_time(struct history *history, int branch, sim_us at, struct err *err)
{
    struct travel travel = {
        .end = TRAVEL_ALL_OF_TIME,
        .to = {.branch = branch, .at = at, .lines = history_lines_by(&history->run, branch, at)},
    };
    return history_set_out(history, &travel, err);
}

static enum rc go_place(struct history *history, const struct run_place *place, struct err *err)
{
    struct travel travel = {.end = TRAVEL_STEPS, .to = *place};
    travel.to.branch = history->run.here.branch; /* the same way, seen from the branch one is on */
    return history_set_out(history, &travel, err);
}

enum rc history_check_idle(const struct history *history, struct err *err)
{
    return history_is_silent(history)
               ? err_set(err, RC_STATE, "the run is being replayed: Esc stops it where it is")
               : RC_OK;
}

/* One may go elsewhere: how far one has come here is kept before. */
static enum rc make_ready(struct history *history, struct err *err)
{
    enum rc rc = history_check_idle(history, err);
    if (rc == RC_OK) {
        history_keep_time(history);
    }
    return rc;
}

enum rc history_go_time(struct history *history, sim_us at, struct err *err)
{
    const struct run *run = &history->run;
    const struct run_branch *branch = &run->branches[run->here.branch];
    enum rc rc = make_ready(history, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (at > branch->end.at) {
        struct buf text;
        buf_init(&text, BUF_CAP_TEXT);
        span_add_seconds(&text, branch->end.at);
        rc = err_set(err, RC_RANGE,
                     "branch %s has come to %s s; \\run goes on from there, and later times "
                     "are not known yet",
                     branch->name, text.data);
        buf_release(&text);
        return rc;
    }
    return go_all_of_time(history, run->here.branch, at, err);
}

/* The end of the branch one is on: what lies ahead of here is on the way there. */
static bool is_on_branch(const struct history *history, const struct history_mark *mark)
{
    const struct run *run = &history->run;
    return run_is_before(run, &mark->place, &run->branches[run->here.branch].end);
}

static bool is_later(const struct run_place *a, const struct run_place *b)
{
    return a->steps != b->steps ? a->steps > b->steps : a->lines > b->lines;
}

enum rc history_go_mark(struct history *history, const char *text, struct err *err)
{
    enum rc rc = make_ready(history, err);
    const struct history_mark *found = NULL;
    for (int i = 0; i < history->mark_count; i++) {
        const struct history_mark *mark = &history->marks[i];
        if (mark->kind == EVENT_COMMAND && strncmp(mark->text, "\\mark ", 6) == 0 &&
            strcmp(mark->text + 6, text) == 0 && is_on_branch(history, mark)) {
            found = mark;
        }
    }
    if (rc == RC_OK && found == NULL) {
        rc = err_set(err, RC_UNKNOWN,
                     "there is no mark \"%.40s\" on this branch, nor is it a time such as 12.5s; "
                     "\\mark TEXT makes one",
                     text);
    }
    return rc == RC_OK ? go_place(history, &found->place, err) : rc;
}

#define ROW_US US_PER_S /* what work met that is no further apart is in a row */

/* Under a load there are hundreds: the first of a row stands for all. `last` is of each kind the
 * time of the one before, on this branch, whose marks come in their order. */
static bool is_stop(const struct history_mark *mark, sim_us *last)
{
    bool is_first = mark->place.at - last[mark->kind] > ROW_US;
    last[mark->kind] = mark->place.at;
    return is_first || !history_is_of_work(mark->kind);
}

enum rc history_go_near(struct history *history, int direction, struct err *err)
{
    enum rc rc = make_ready(history, err);
    struct run_place here = history_place(history);
    const struct history_mark *best = NULL;
    sim_us last[EVENT_KIND_COUNT];
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        last[i] = -2 * ROW_US;
    }
    for (int i = 0; i < history->mark_count; i++) {
        const struct history_mark *mark = &history->marks[i];
        if (!is_on_branch(history, mark) || !is_stop(mark, last)) {
            continue;
        }
        bool is_beyond =
            direction > 0 ? is_later(&mark->place, &here) : is_later(&here, &mark->place);
        bool is_nearer = best == NULL || (direction > 0 ? is_later(&best->place, &mark->place)
                                                        : is_later(&mark->place, &best->place));
        if (is_beyond && is_nearer) {
            best = mark;
        }
    }
    if (rc == RC_OK && best == NULL) {
        rc = err_set(err, RC_STATE,
                     direction > 0 ? "there is no mark after this: no fault, and no new row of "
                                     "conflicts or outages, is known to come; Space runs on"
                                   : "there is no mark before this; \\goto 0s goes to the start");
    }
    return rc == RC_OK ? go_place(history, &best->place, err) : rc;
}

/* --- back by ones ---------------------------------------------------------------------------- */

/*
 * Where event number `wanted` was the last: found by going there once, thing by thing, from the
 * checkpoint before it.
 */
static enum rc go_event(struct history *history, uint64_t wanted, struct err *err)
{
    struct run *run = &history->run;
    struct run_place here = history_place(history);
    struct run_place found = {.branch = here.branch};
    struct run_place limit = here;
    for (;;) {
        const struct checkpoint *from = checkpoints_find(&history->checkpoints, run, &limit);
        enum rc rc = history_load(history, from, err);
        if (rc != RC_OK) {
            return rc;
        }
        if (lab_event_last(history->lab) <= wanted || from->place.steps == 0) {
            break;
        }
        limit = from->place;
        limit.branch = here.branch;
        limit.steps--;
    }
    history->travel = (struct travel){.is_on = true}; /* silent */
    while (lab_event_last(history->lab) <= wanted) {
        found = history_place(history);
        bool has_line = run->here.lines < here.lines;
        sim_us line_at = has_line ? run_line(run, here.branch, run->here.lines)->at : SIM_NEVER;
        if (has_line && line_at <= lab_next_at(history->lab)) {
            history_reach(history, line_at);
            history_repeat_line(history);
        } else if (!lab_step(history->lab)) {
            break;
        }
    }
    return go_place(history, &found, err);
}

static enum rc go_before_line(struct history *history, int lines, bool undone, struct err *err)
{
    const struct run *run = &history->run;
    struct travel travel = {
        .end = TRAVEL_BEFORE,
        .to = {.branch = run->here.branch,
               .at = run_line(run, run->here.branch, lines)->at,
               .lines = lines},
        .undone = undone,
    };
    return history_set_out(history, &travel, err);
}

enum rc history_go_back(struct history *history, int count, enum history_unit unit, struct err *err)
{
    struct run_place here = history_place(history);
    uint64_t events = lab_event_last(history->lab);
    enum rc rc = make_ready(history, err);
    if (rc != RC_OK) {
        return rc;
    }
    switch (unit) {
    case UNIT_STATEMENT:
        if (count <= here.lines) {
            return go_before_line(history, here.lines - count, false, err);
        }
        break;
    case UNIT_MESSAGE:
        if ((uint64_t)count <= here.steps) {
            struct run_place place = here;
            place.steps -= (uint64_t)count;
            place.lines = 0; /* as many as come on the way */
            place.at = 0;
            return history_set_out(history, &(struct travel){.end = TRAVEL_COUNT, .to = place},
                                   err);
        }
        break;
    case UNIT_EVENT:
        if ((uint64_t)count <= events) {
            return go_event(history, events - (uint64_t)count, err);
        }
        break;
    }
    return err_set(err, RC_STATE, "so far back there is nothing: the run begins before");
}

enum rc history_go_place(struct history *history, const struct run_place *place, struct err *err)
{
    struct travel travel = {
        .end = TRAVEL_STEPS,
        .to = *place,
        .undone = run_line_count(&history->run, place->branch) > place->lines,
    };
    enum rc rc = make_ready(history, err);
    return rc == RC_OK ? history_set_out(history, &travel, err) : rc;
}

/* --- taking back ----------------------------------------------------------------------------- */

/* The place just after so many lines can be come back to. */
static void add_redo(struct history *history, int lines)
{
    struct run_place after = history_place(history);
    after.at = run_line(&history->run, after.branch, lines - 1)->at;
    after.lines = lines;
    if (history->redo_count == REDO_MAX) {
        memmove(history->redo, history->redo + 1, (REDO_MAX - 1) * sizeof(history->redo[0]));
        history->redo_count--;
    }
    history->redo[history->redo_count++] = after;
}

enum rc history_undo(struct history *history, int count, struct err *err)
{
    int lines = history_place(history).lines;
    enum rc rc = make_ready(history, err);
    if (rc == RC_OK && lines < count) {
        rc = err_set(err, RC_STATE, "there is nothing to undo: no line was given before this");
    }
    if (rc != RC_OK) {
        return rc;
    }
    for (int i = 0; i < count; i++) {
        add_redo(history, lines - i);
    }
    return go_before_line(history, lines - count, true, err);
}

enum rc history_redo(struct history *history, struct err *err)
{
    enum rc rc = make_ready(history, err);
    if (rc == RC_OK && history->redo_count == 0) {
        rc = err_set(err, RC_STATE, "there is nothing to redo: \\undo takes a line back first");
    }
    if (rc != RC_OK) {
        return rc;
    }
    struct run_place to = history->redo[--history->redo_count];
    struct travel travel = {.end = TRAVEL_BEFORE, .to = to};
    travel.undone = history->redo_count > 0;
    return history_set_out(history, &travel, err);
}

/* --- branches -------------------------------------------------------------------------------- */

static enum rc fork_here(struct history *history, const char *name, struct err *err)
{
    struct buf entry;
    enum rc rc = run_fork(&history->run, name, err);
    if (rc != RC_OK) {
        return rc;
    }
    buf_init(&entry, BUF_CAP_TEXT);
    run_text_add_branch(&entry, &history->run, history->run.here.branch);
    history_told(history);
    rc = history_keep(history, &entry, err);
    if (rc != RC_OK) {
        run_unfork(&history->run);
    }
    buf_release(&entry);
    return rc;
}

enum rc history_branch(struct history *history, const char *name, struct err *err)
{
    enum rc rc = make_ready(history, err);
    return rc == RC_OK ? fork_here(history, name, err) : rc;
}

enum rc history_switch(struct history *history, const char *name, struct err *err)
{
    const struct run *run = &history->run;
    int branch = run_find_branch(run, name);
    enum rc rc = make_ready(history, err);
    if (rc == RC_OK && branch < 0) {
        rc = err_set(err, RC_UNKNOWN, "there is no branch \"%.40s\": \\branches lists them", name);
    }
    if (rc != RC_OK) {
        return rc;
    }
    sim_us now = lab_now(history->lab);
    sim_us end = run->branches[branch].end.at;
    return go_all_of_time(history, branch, now < end ? now : end, err);
}
