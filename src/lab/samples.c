/* SPDX-License-Identifier: MIT */
#include "lab/samples.h"

#include "base/mem.h"

#include <string.h>

void samples_init(struct samples *samples)
{
    *samples = (struct samples){.step = SAMPLE_STEP};
}

void samples_release(struct samples *samples)
{
    for (int i = 0; i < BRANCHES_MAX; i++) {
        mem_free(samples->branches[i].all);
    }
    samples_init(samples);
}

sim_us samples_next_at(const struct samples *samples, sim_us now)
{
    return (now / samples->step + 1) * samples->step;
}

/* The branch on whose own part of the path a time is. */
static int home_of(const struct run *run, int branch, sim_us at)
{
    while (run->branches[branch].from.branch >= 0 && at <= run->branches[branch].from.at) {
        branch = run->branches[branch].from.branch;
    }
    return branch;
}

/* --- room ------------------------------------------------------------------------------------ */

/* Keep those that stand at even steps, which are the steps from now on. */
static void thin(struct samples_branch *branch)
{
    int64_t first = (branch->first + 1) / 2;
    int count = 0;
    for (int64_t at = 2 * first; at - branch->first < branch->count; at += 2) {
        branch->all[count++] = branch->all[at - branch->first];
    }
    branch->first = first;
    branch->count = count;
}

static void thin_all(struct samples *samples)
{
    samples->step *= 2;
    samples->total = 0;
    for (int i = 0; i < BRANCHES_MAX; i++) {
        thin(&samples->branches[i]);
        samples->total += samples->branches[i].count;
    }
}

/* Where the sample of a step belongs; NULL: it is before the first. */
static struct sample *place_of(struct samples *samples, int branch, int64_t step)
{
    struct samples_branch *own = &samples->branches[branch];
    own->first = own->count == 0 ? step : own->first;
    if (step < own->first) {
        return NULL;
    }
    int missing = (int)(step - own->first) + 1 - own->count;
    if (missing > 0) {
        mem_grow((void **)&own->all, &own->room, own->count + missing, sizeof(own->all[0]));
        memset(own->all + own->count, 0, (size_t)missing * sizeof(own->all[0]));
        own->count += missing;
        samples->total += missing;
    }
    return &own->all[step - own->first];
}

/* --- one of them ----------------------------------------------------------------------------- */

static void look_at_masters(struct sample *out, const struct lab *lab)
{
    struct cluster_view view;
    cluster_look(lab_cluster(lab), &view);
    out->copies_up = (uint8_t)view.copies_up;
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master_view *master = &view.masters[i];
        out->commits[i] = master->commits;
        out->conflicts += master->conflicts;
        bool is_shown = master->state == MASTER_ONLINE && !master->is_silent;
        if (is_shown && master->lag > out->lag) {
            out->lag = master->lag; /* who answers nobody shows nothing late */
        }
    }
}

static void look_at_clients(struct sample *out, const struct lab *lab)
{
    struct clients_view view;
    clients_look(lab_clients(lab), &view);
    out->client_count = (uint8_t)view.count;
    out->ok = view.ok;
    out->failed = view.failed;
    out->unknown = view.unknown;
    out->slowest = -1;
    for (int i = 0; i < view.count; i++) {
        const struct client_view *client = &view.clients[i];
        bool is_out = client->outage_since != SIM_NEVER || client->lost >= 0 ||
                      client->doing == CLIENT_MOVES || client->doing == CLIENT_RETRIES;
        out->writes_to[i] = (int8_t)(is_out ? SAMPLE_OUT : client->master);
        out->wrote_to[i] = (int8_t)client->wrote_to;
        out->writes[i] = (uint32_t)client->writes;
        out->slowest = client->slowest > out->slowest ? client->slowest : out->slowest;
    }
}

void samples_take(struct samples *samples, const struct run *run, int branch, const struct lab *lab)
{
    sim_us now = lab_now(lab);
    if (now % samples->step != 0) {
        return;
    }
    struct sample *sample = place_of(samples, home_of(run, branch, now), now / samples->step);
    if (sample == NULL || sample->is_taken) {
        return;
    }
    *sample = (struct sample){.is_taken = true};
    look_at_masters(sample, lab);
    look_at_clients(sample, lab);
    if (samples->total >= SAMPLES_MAX) {
        thin_all(samples);
    }
}

const struct sample *samples_find(const struct samples *samples, const struct run *run, int branch,
                                  sim_us at)
{
    int64_t step = at / samples->step;
    const struct samples_branch *own =
        &samples->branches[home_of(run, branch, step * samples->step)];
    int64_t index = step - own->first;
    bool is_known = at >= 0 && index >= 0 && index < own->count && own->all[index].is_taken;
    return is_known ? &own->all[index] : NULL;
}

void samples_drop_branch(struct samples *samples, int branch)
{
    struct samples_branch *own = &samples->branches[branch];
    samples->total -= own->count;
    mem_free(own->all);
    *own = (struct samples_branch){0};
}
