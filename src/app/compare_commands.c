/* SPDX-License-Identifier: MIT */
/* compare_commands: two branches against each other, a part of the work at a time. */
#include "app/app_state.h"

#define COMPARE_THINGS 500 /* between looks at the keyboard */

/* The chosen one; else the one this branched off from, or from main the newest. -1: none. */
static int branch_to_compare(const struct app *app)
{
    const struct run *run = history_run(app->history);
    int here = run->here.branch;
    int chosen = app->ui.view == VIEW_TIMELINE ? app->ui.branch - 1 : -1;
    if (chosen >= 0 && chosen < run->branch_count && chosen != here) {
        return chosen;
    }
    return here > 0                ? run->branches[here].from.branch
           : run->branch_count > 1 ? run->branch_count - 1
                                   : -1;
}

enum rc app_run_compare(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct app *app = context;
    const struct run *run = history_run(app->history);
    int other = branch_to_compare(app);
    (void)reply;
    if (words->count == 1 && other < 0) {
        return err_set(err, RC_STATE, "there is one branch only: \\branch NAME begins another");
    }
    app_stand_still(app);
    app_keep_picture(app);
    return compare_new(&app->comparing, app->history,
                       words->count > 1 ? words->word[1] : run->branches[other].name, err);
}

/* In the timeline it is a part of the view; elsewhere a page. */
static void show(struct app *app)
{
    struct buf text;
    app->ui.table_scroll = 0;
    if (app->ui.view == VIEW_TIMELINE && !app->config.is_plain) {
        return;
    }
    buf_init(&text, BUF_CAP_TEXT);
    compare_add_text(&text, compare_result(app->compared));
    app_open_page(app, "compare", text.data);
    buf_release(&text);
}

bool app_compare_some(struct app *app)
{
    if (app->comparing == NULL) {
        return false;
    }
    if (!compare_some(app->comparing, COMPARE_THINGS)) {
        return true;
    }
    compare_free(app->compared);
    app->compared = app->comparing;
    app->model.compare.plots.cols = 0;
    app->comparing = NULL;
    app->target = lab_now(app->lab);
    show(app);
    return false;
}

bool app_stop_comparing(struct app *app)
{
    if (app->comparing == NULL) {
        return false;
    }
    compare_free(app->comparing);
    app->comparing = NULL;
    app->target = lab_now(app->lab);
    app_say(app, TRANSCRIPT_NOTE, "the comparison was stopped before its end");
    return true;
}

void app_forget_compared(struct app *app)
{
    compare_free(app->comparing);
    compare_free(app->compared);
    app->comparing = NULL;
    app->compared = NULL;
}
