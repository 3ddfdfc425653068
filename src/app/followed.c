/* SPDX-License-Identifier: MIT */
/* followed: the views of one event, which is the newest unless a person has chosen one. */
#include "app/app_state.h"

#define FOLLOW_NS (INT64_C(250) * 1000 * 1000)

/* At real speed nobody can follow each event, and to draw them all is dear: four times a second. */
static bool must_follow(struct app *app, bool is_slow)
{
    struct followed *shown = &app->followed;
    struct followed now = {
        .view = app->ui.view,
        .event = app->ui.event,
        .is_all = app->ui.lanes_are_all,
        .client = app->client,
        .branch = history_run(app->history)->here.branch,
        .at = lab_now(app->lab),
        .to = lab_event_last(app->lab),
    };
    bool is_other = shown->is_stale || shown->view != now.view || shown->event != now.event ||
                    shown->client != now.client || shown->is_all != now.is_all ||
                    shown->branch != now.branch || shown->at > now.at || shown->to > now.to;
    bool is_newer = shown->at != now.at || shown->to != now.to;
    if (!is_other && !(is_newer && (is_slow || shown->age_ns >= FOLLOW_NS))) {
        return false;
    }
    *shown = now;
    return true;
}

void app_fill_followed(struct app *app)
{
    struct model *model = &app->model;
    bool is_slow = app->is_paused || app->pace.speed * 10 <= PACE_REAL;
    if (!must_follow(app, is_slow)) {
        return;
    }
    if (app->ui.view == VIEW_VOTES) {
        model_build_votes(&model->votes, app->lab, app->ui.event, is_slow);
    } else {
        struct lanes_wanted wanted = {app->ui.event, app->ui.lanes_are_all, app->client};
        model_build_lanes(&model->lanes, app->lab, history_run(app->history), &wanted);
    }
}
