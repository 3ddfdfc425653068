/* SPDX-License-Identifier: MIT */
/* followed: the views of one event, which is the newest unless a person has chosen one. */
#include "app/app_state.h"

#define FOLLOW_NS (INT64_C(250) * 1000 * 1000)

/* At real speed nobody can follow each event, and to draw them all is dear: four times a second. */
static bool must_follow(struct app *app, bool is_slow, bool *is_other)
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
        .lacks_causes = shown->lacks_causes,
    };
    *is_other = shown->is_stale || shown->view != now.view || shown->event != now.event ||
                shown->client != now.client || shown->is_all != now.is_all ||
                shown->branch != now.branch || shown->at > now.at || shown->to > now.to;
    bool is_newer = shown->at != now.at || shown->to != now.to;
    if (!*is_other && !(is_newer && (is_slow || shown->age_ns >= FOLLOW_NS))) {
        return false;
    }
    *shown = now;
    return true;
}

/* While the lanes follow what happens, the causes have a frame of their own. */
static void fill_lanes(struct app *app, bool must, bool at_once)
{
    struct model_lanes *lanes = &app->model.lanes;
    struct lanes_wanted wanted = {app_event_chosen(app), app->ui.lanes_are_all, app->client};
    bool are_due = must ? at_once : app->followed.lacks_causes;
    if (must) {
        model_build_lanes(lanes, app->lab, &wanted);
    }
    if (are_due) {
        model_build_causes(lanes, app->lab, history_run(app->history));
    }
    app->followed.lacks_causes = must && !at_once;
}

void app_fill_followed(struct app *app)
{
    struct model *model = &app->model;
    bool is_slow = app->is_paused || app->pace.speed * 10 <= PACE_REAL;
    bool is_other = false;
    bool must = must_follow(app, is_slow, &is_other);
    if (app->ui.view == VIEW_LANES) {
        fill_lanes(app, must, is_slow || is_other);
    } else if (must) {
        model_build_votes(&model->votes, app->lab, app->ui.event, is_slow);
    }
}
