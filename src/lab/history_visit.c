/* SPDX-License-Identifier: MIT */
/* history_visit: to look from elsewhere, and to come back as if one had never left. */
#include "lab/history_state.h"

#include <assert.h>

bool history_is_silent(const struct history *history)
{
    return history->travel.is_on || history->away.is_on;
}

bool history_is_away(const struct history *history)
{
    return history->away.is_on;
}

enum rc history_leave(struct history *history, struct err *err)
{
    struct away *away = &history->away;
    enum rc rc = history_check_idle(history, err);
    if (rc != RC_OK) {
        return rc;
    }
    away->is_on = true;
    away->here = history->run.here;
    away->is_undone = history->run.is_undone;
    buf_init(&away->state, BUF_CAP_STATE);
    buf_init(&away->narrative, BUF_CAP_STATE);
    lab_save(history->lab, &away->state);
    lab_save_narrative(history->lab, &away->narrative);
    return RC_OK;
}

void history_come_back(struct history *history)
{
    struct away *away = &history->away;
    struct lab *lab = history->lab;
    if (!away->is_on) {
        return;
    }
    enum rc rc = lab_load(lab, away->state.data, away->state.size, NULL);
    assert(rc == RC_OK);
    rc = lab_load_narrative(lab, away->narrative.data, away->narrative.size, NULL);
    assert(rc == RC_OK);
    history->travel = (struct travel){0};
    history->run.here = away->here;
    history->run.is_undone = away->is_undone;
    history->checkpoint_due = lab_steps(lab);
    buf_release(&away->state);
    buf_release(&away->narrative);
    away->is_on = false;
}

/* --- what would come ------------------------------------------------------------------------- */

bool history_foresees(struct history *history, sim_us until,
                      bool (*wants)(const struct event *event))
{
    struct run *run = &history->run;
    struct lab *lab = history->lab;
    bool has_line = run->here.lines < run_line_count(run, run->here.branch) && !run->is_undone;
    if (has_line && run_line(run, run->here.branch, run->here.lines)->at <= until) {
        return true;
    }
    enum rc rc = history_leave(history, NULL);
    assert(rc == RC_OK); /* the caller is not on the way anywhere */
    history->foresight = (struct foresight){.wants = wants};
    while (!history->foresight.has_come && lab_next_at(lab) <= until && lab_step(lab)) {
    }
    bool has_come = history->foresight.has_come;
    history->foresight = (struct foresight){0};
    history_come_back(history);
    return has_come;
}

/* --- the ways -------------------------------------------------------------------------------- */

enum travel_end history_end_of(const struct run_place *place)
{
    return place->steps == RUN_STEPS_ALL      ? TRAVEL_ALL_OF_TIME
           : place->steps == RUN_STEPS_BEFORE ? TRAVEL_BEFORE
                                              : TRAVEL_STEPS;
}

struct run_place history_place_at(const struct history *history, int branch, sim_us at)
{
    const struct run *run = &history->run;
    struct run_place end = run->branches[branch].end;
    if (at >= end.at) {
        end.branch = branch;
        return end;
    }
    return (struct run_place){
        .branch = branch,
        .at = at,
        .lines = history_lines_by(run, branch, at),
        .steps = RUN_STEPS_ALL,
    };
}

static bool is_earlier(const struct run_place *a, const struct run_place *b)
{
    if (a->at != b->at) {
        return a->at < b->at;
    }
    return a->steps != b->steps ? a->steps < b->steps : a->lines < b->lines;
}

struct run_place history_parting(const struct history *history, int a, int b)
{
    const struct run *run = &history->run;
    struct run_place left = run->branches[a].end;
    struct run_place right = run->branches[b].end;
    left.branch = a;
    right.branch = b;
    while (left.branch != right.branch) { /* a branch comes after the one that it is from */
        struct run_place *later = left.branch > right.branch ? &left : &right;
        *later = run->branches[later->branch].from;
    }
    return is_earlier(&left, &right) ? left : right;
}

enum rc history_visit(struct history *history, const struct run_place *place, struct err *err)
{
    assert(history->away.is_on);
    struct travel travel = {.end = history_end_of(place), .to = *place};
    return history_set_out(history, &travel, err);
}

bool history_visit_step(struct history *history, const struct run_place *to)
{
    struct run *run = &history->run;
    struct lab *lab = history->lab;
    assert(history->away.is_on && !history->travel.is_on);
    bool has_line = run->here.lines < to->lines && /* the last may be refused, and is no more */
                    run->here.lines < run_line_count(run, run->here.branch);
    sim_us line_at = has_line ? run_line(run, run->here.branch, run->here.lines)->at : SIM_NEVER;
    if (has_line && line_at <= lab_next_at(lab)) {
        history_reach(history, line_at);
        history_repeat_line(history);
        return true;
    }
    sim_us last = to->steps == RUN_STEPS_BEFORE ? to->at - 1 : to->at;
    if (lab_next_at(lab) > last || lab_steps(lab) >= to->steps) {
        return false;
    }
    while (samples_next_at(&history->samples, lab_now(lab)) <= lab_next_at(lab)) {
        history_reach(history, samples_next_at(&history->samples, lab_now(lab)));
    }
    bool has_happened = lab_step(lab);
    struct run_place place = history_place(history);
    run_reach(run, &place);
    return has_happened;
}
