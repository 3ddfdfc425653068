/* SPDX-License-Identifier: MIT */
/*
 * model_build: from the lab to the model. It only looks: nothing it calls can
 * change a run. What belongs to the person at the keyboard (the prompt, speed,
 * keys) is filled in by the app.
 */
#ifndef VIEW_MODEL_BUILD_H
#define VIEW_MODEL_BUILD_H

#include "lab/history.h"
#include "lab/lab.h"
#include "lab/run.h"
#include "view/model.h"
#include "view/ui.h"

#define TREND_STEP_US (500 * US_PER_MS) /* two samples are a second */

/* Commits of each master in the steps past: what plots and rates are made of. */
struct trend {
    int count;                                         /* steps known */
    int64_t totals[MASTERS_MAX][PLOT_SAMPLES_MAX + 1]; /* before the first, and after each */
};

/* Of the branch on which one stands, up to now. */
void trend_sample(struct trend *trend, const struct history *history);
/* Fill samples[count], the oldest first. */
void trend_copy(const struct trend *trend, int master, int *samples);

/* Fill model->meters; of client `chosen`, 1.., all that there is. After the clients of the side. */
void model_build_meters(struct model *model, const struct clients_view *clients, sim_us now,
                        int chosen);
/* Which dead master kept a page from the chosen one while its last outage lasted. */
void model_build_claimant(struct model_meters *meters, const struct lab *lab);
/* Of which event the lanes are; whether all packets are shown, not only those that belong to it. */
struct lanes_wanted {
    uint64_t event; /* 0: the last that a person would ask about, or all until now */
    bool is_all;
    int you; /* the client in focus, 1.. */
};
/* Fill lanes and rows of *out with what is wanted; the causes stay as they were. */
void model_build_lanes(struct model_lanes *out, const struct lab *lab,
                       const struct lanes_wanted *wanted);
/* Why the event happened that *out is about, and what helps. */
void model_build_causes(struct model_lanes *out, const struct lab *lab, const struct run *run);
/* The vote of an event, or (0) that of the last conflict; `is_now`: rather one under way. */
void model_build_votes(struct model_votes *out, const struct lab *lab, uint64_t focus, bool is_now);
/* The newest events that are shown, or those up to the chosen one, so many at most; in order. */
void model_build_events(struct model *model, const struct lab *lab, const struct ui *ui, int most);
/* Fill the parts of *model that are the lab's; the others, as these, are left as they are. */
void model_build(struct model *model, const struct lab *lab, const struct ui *ui,
                 const struct trend *trend);

#endif
