/* SPDX-License-Identifier: MIT */
#include "view/model_build.h"

#include <string.h>

void history_clear(struct history *history)
{
    *history = (struct history){0};
}

static void push(struct history *history, int master, int sample)
{
    int *samples = history->samples[master];
    memmove(samples, samples + 1, (PLOT_SAMPLES_MAX - 1) * sizeof(samples[0]));
    samples[PLOT_SAMPLES_MAX - 1] = sample;
}

/* At great speed one look covers many steps: what was committed is spread over them. */
static void add_steps(struct history *history, const struct cluster_view *view, int64_t steps)
{
    int64_t shown = steps < PLOT_SAMPLES_MAX ? steps : PLOT_SAMPLES_MAX;
    for (int i = 0; i < MASTERS_MAX; i++) {
        int64_t commits = view->masters[i].commits - history->commits[i];
        for (int64_t step = 0; step < shown; step++) {
            push(history, i, (int)(commits * (step + 1) / steps - commits * step / steps));
        }
        history->commits[i] = view->masters[i].commits;
    }
    history->count += (int)shown;
    history->count = history->count < PLOT_SAMPLES_MAX ? history->count : PLOT_SAMPLES_MAX;
}

void history_sample(struct history *history, const struct lab *lab)
{
    struct cluster_view view;
    cluster_look(lab_cluster(lab), &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].commits < history->commits[i]) {
            history_clear(history); /* another cluster than the last time */
        }
    }
    if (history->next_at == 0) {
        history->next_at = view.now + HISTORY_STEP_US;
    }
    if (view.now >= history->next_at) {
        int64_t steps = (view.now - history->next_at) / HISTORY_STEP_US + 1;
        add_steps(history, &view, steps);
        history->next_at += steps * HISTORY_STEP_US;
    }
}
