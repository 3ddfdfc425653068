/* SPDX-License-Identifier: MIT */
#include "cluster/undo.h"

#include "cluster/cache.h"
#include "cluster/propose.h"
#include "cluster/world.h"

static void set_timer(struct master *master)
{
    sim_us next = SIM_NEVER;
    for (int i = 0; i < master->undo_count; i++) {
        next = master->undos[i].at < next ? master->undos[i].at : next;
    }
    if (next != SIM_NEVER) {
        master_set_timer(master, &master->undo_at, next, DUE_UNDO, 0);
    }
}

void undo_page(struct master *master, uint32_t page, sim_us at, bool is_recovery)
{
    for (int i = 0; i < master->undo_count; i++) {
        if (master->undos[i].page == page) {
            master->undos[i].is_recovery |= is_recovery;
            return;
        }
    }
    mem_grow((void **)&master->undos, &master->undo_room, master->undo_count + 1,
             sizeof *master->undos);
    master->undos[master->undo_count++] = (struct undo_job){
        .page = page, .at = at, .cause = master->cluster->cause, .is_recovery = is_recovery};
    set_timer(master);
}

/* False: not now. */
static bool try(struct master *master, const struct undo_job *job)
{
    if (cache_fetch_if_cold(master, job->page) || cache_page(master, job->page)->latch != 0) {
        return false;
    }
    if (cache_shows_dead(master, job->page)) {
        master->cluster->cause = job->cause;
        propose_cleaned(master, job->page, job->is_recovery);
    }
    return true;
}

void undo_on_due(struct master *master)
{
    sim_us now = master_now(master);
    int kept = 0;
    for (int i = 0; i < master->undo_count; i++) {
        struct undo_job job = master->undos[i];
        bool is_done = job.at <= now && try(master, &job);
        if (!is_done) {
            job.at = job.at <= now ? now + UNDO_AGAIN_US : job.at;
            master->undos[kept++] = job;
        }
    }
    master->undo_count = kept;
    set_timer(master);
}
