/* SPDX-License-Identifier: MIT */
#include "view/model_build.h"

#include <string.h>

void trend_clear(struct trend *trend)
{
    *trend = (struct trend){0};
}

static void push(struct trend *trend, int master, int sample)
{
    int *samples = trend->samples[master];
    memmove(samples, samples + 1, (PLOT_SAMPLES_MAX - 1) * sizeof(samples[0]));
    samples[PLOT_SAMPLES_MAX - 1] = sample;
}

/* At great speed one look covers many steps: what was committed is spread over them. */
static void add_steps(struct trend *trend, const struct cluster_view *view, int64_t steps)
{
    int64_t shown = steps < PLOT_SAMPLES_MAX ? steps : PLOT_SAMPLES_MAX;
    for (int i = 0; i < MASTERS_MAX; i++) {
        int64_t commits = view->masters[i].commits - trend->commits[i];
        for (int64_t step = 0; step < shown; step++) {
            push(trend, i, (int)(commits * (step + 1) / steps - commits * step / steps));
        }
        trend->commits[i] = view->masters[i].commits;
    }
    trend->count += (int)shown;
    trend->count = trend->count < PLOT_SAMPLES_MAX ? trend->count : PLOT_SAMPLES_MAX;
}

void trend_sample(struct trend *trend, const struct lab *lab)
{
    struct cluster_view view;
    cluster_look(lab_cluster(lab), &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].commits < trend->commits[i]) {
            trend_clear(trend); /* another cluster than the last time */
        }
    }
    if (trend->next_at == 0) {
        trend->next_at = view.now + HISTORY_STEP_US;
    }
    if (view.now >= trend->next_at) {
        int64_t steps = (view.now - trend->next_at) / HISTORY_STEP_US + 1;
        add_steps(trend, &view, steps);
        trend->next_at += steps * HISTORY_STEP_US;
    }
}
