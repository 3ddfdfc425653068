/* SPDX-License-Identifier: MIT */
/* trend: what the plots of the rooms show. It is read from the samples of the run, so that it is
 * the same whichever way one came here. */
#include "view/model_build.h"

#include "lab/samples.h"

void trend_sample(struct trend *trend, const struct history *history)
{
    const struct run *run = history_run(history);
    const struct sample *found[PLOT_SAMPLES_MAX + 1]; /* the newest first */
    const struct sample *sample = NULL;
    sim_us at = lab_now(history_lab(history)) / TREND_STEP_US * TREND_STEP_US;
    int count = 0;
    if (samples_find(history_samples(history), run, run->here.branch, at) == NULL) {
        at -= TREND_STEP_US; /* one stands at that very instant, and has not passed it */
    }
    while (count <= PLOT_SAMPLES_MAX &&
           (sample = samples_find(history_samples(history), run, run->here.branch, at)) != NULL) {
        found[count++] = sample;
        at -= TREND_STEP_US;
    }
    trend->count = count > 0 ? count - 1 : 0;
    for (int i = 0; i < count; i++) {
        for (int master = 0; master < MASTERS_MAX; master++) {
            trend->totals[master][i] = found[count - 1 - i]->commits[master];
        }
    }
}

void trend_copy(const struct trend *trend, int master, int *samples)
{
    for (int i = 0; i < trend->count; i++) {
        samples[i] = (int)(trend->totals[master][i + 1] - trend->totals[master][i]);
    }
}
