/* SPDX-License-Identifier: MIT */
#include "view/model_build.h"

#include <string.h>

/* Another cluster than at the last look, or a time that nothing is known of: begin here. */
static void begin(struct trend *trend, const struct cluster_view *view)
{
    *trend = (struct trend){.last_at = view->now};
    for (int i = 0; i < MASTERS_MAX; i++) {
        trend->totals[i][0] = view->masters[i].commits;
    }
}

static bool is_another(const struct trend *trend, const struct cluster_view *view)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view->masters[i].commits < trend->totals[i][trend->count]) {
            return true;
        }
    }
    return false;
}

static void push(struct trend *trend, int master, int64_t total)
{
    int64_t *totals = trend->totals[master];
    if (trend->count == PLOT_SAMPLES_MAX) {
        memmove(totals, totals + 1, PLOT_SAMPLES_MAX * sizeof(totals[0]));
        totals[PLOT_SAMPLES_MAX] = total;
    } else {
        totals[trend->count + 1] = total;
    }
}

/* At great speed one look covers many steps: what was committed is spread over them. */
static void add_steps(struct trend *trend, const struct cluster_view *view, int64_t steps)
{
    int64_t before[MASTERS_MAX];
    int64_t shown = steps < PLOT_SAMPLES_MAX ? steps : PLOT_SAMPLES_MAX;
    for (int i = 0; i < MASTERS_MAX; i++) {
        before[i] = trend->totals[i][trend->count];
    }
    for (int64_t step = steps - shown + 1; step <= steps; step++) {
        for (int i = 0; i < MASTERS_MAX; i++) {
            int64_t commits = view->masters[i].commits - before[i];
            push(trend, i, before[i] + commits * step / steps);
        }
        trend->count += trend->count < PLOT_SAMPLES_MAX ? 1 : 0;
    }
    trend->last_at += steps * TREND_STEP_US;
}

/* Time went back: what came after it has not been. */
static void go_back(struct trend *trend, sim_us now)
{
    int64_t steps = (trend->last_at - now + TREND_STEP_US - 1) / TREND_STEP_US;
    trend->count = steps < trend->count ? trend->count - (int)steps : 0;
    trend->last_at -= steps * TREND_STEP_US;
}

void trend_sample(struct trend *trend, const struct lab *lab)
{
    struct cluster_view view;
    cluster_look(lab_cluster(lab), &view);
    if (view.now < trend->last_at) {
        go_back(trend, view.now);
    }
    if (trend->last_at < 0 || is_another(trend, &view)) {
        begin(trend, &view);
    }
    if (view.now >= trend->last_at + TREND_STEP_US) {
        add_steps(trend, &view, (view.now - trend->last_at) / TREND_STEP_US);
    }
}

void trend_copy(const struct trend *trend, int master, int *samples)
{
    for (int i = 0; i < trend->count; i++) {
        samples[i] = (int)(trend->totals[master][i + 1] - trend->totals[master][i]);
    }
}
