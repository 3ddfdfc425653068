/* SPDX-License-Identifier: MIT */
/* home_model: what the first screen is made from. */
#include "app/app_state.h"

#include <stdio.h>

/* "2 masters, 3 lines": the lab that is open, if anything was done in it. */
void app_fill_home(struct app *app)
{
    struct home_run runs[HOME_RUNS_MAX];
    const struct model_lesson *lesson = &app->model.lesson;
    const struct run *run = history_run(app->history);
    char session[100];
    if (lesson->is_on) {
        (void)snprintf(session, sizeof(session), "step %d of %d, %d of %d goals met", lesson->step,
                       lesson->step_count, lesson->goals_met, lesson->goal_count);
    } else {
        (void)snprintf(session, sizeof(session), "%d line%s given, at %lld s", run->here.lines,
                       run->here.lines == 1 ? "" : "s", (long long)(lab_now(app->lab) / US_PER_S));
    }
    home_make(&app->model.home, &(struct home_facts){
                                    .session = run->here.lines > 0 ? session : NULL,
                                    .lesson = lesson->is_on ? lesson->title : NULL,
                                    .lessons = app->lessons,
                                    .lesson_count = app->lesson_count,
                                    .demos = app->demos,
                                    .demo_count = app->demo_count,
                                    .runs = runs,
                                    .run_count = saved_for_home(&app->saved, runs),
                                    .all_runs = app->saved.all,
                                    .all_size = app->saved.all_size,
                                    .is_kept = app->config.keeper.list != NULL,
                                    .alert = app->saved.note,
                                });
    (void)snprintf(app->model.home.note, sizeof(app->model.home.note), "%s", app->home_note);
    if (app->ui.home_choice >= app->model.home.count) {
        app->ui.home_choice = app->model.home.count - 1;
    }
}
