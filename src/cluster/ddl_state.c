/* SPDX-License-Identifier: MIT */
/* ddl_state: what a master has to define, as it is kept, found, seen, saved and given back. */
#include "cluster/ddl.h"
#include "cluster/world.h"

void ddl_init(struct ddl *ddl)
{
    *ddl = (struct ddl){.wake_at = SIM_NEVER};
    changes_init(&ddl->changes);
}

static void free_definitions(struct ddl *ddl)
{
    for (int i = 0; i < ddl->job_count; i++) {
        definition_free(ddl->jobs[i].definition);
    }
    ddl->job_count = 0;
}

void ddl_clear(struct ddl *ddl)
{
    free_definitions(ddl);
    ddl->result_count = 0;
    ddl->version_count = 0;
    ddl->record = 0;
    ddl->phase = DDL_PHASE_NONE;
    ddl->wake_at = SIM_NEVER;
}

void ddl_release(struct ddl *ddl)
{
    free_definitions(ddl);
    changes_release(&ddl->changes);
    mem_free(ddl->jobs);
    mem_free(ddl->results);
    mem_free(ddl->versions);
    *ddl = (struct ddl){0};
}

/* --- finding -------------------------------------------------------------------------------- */

/* Its place in the queue; -1: it is not there. */
static int find(const struct ddl *ddl, const struct ddl_job *which)
{
    for (int i = 0; i < ddl->job_count; i++) {
        const struct ddl_job *job = &ddl->jobs[i];
        if (job->origin == which->origin && job->epoch == which->epoch &&
            job->ticket == which->ticket) {
            return i;
        }
    }
    return -1;
}

bool ddl_has(const struct master *master, const struct ddl_job *which)
{
    return find(&master->ddl, which) >= 0;
}

void ddl_drop(struct master *master, const struct ddl_job *which)
{
    struct ddl *ddl = &master->ddl;
    int at = find(ddl, which);
    if (at > 0) {
        definition_free(ddl->jobs[at].definition);
        ddl->job_count--;
        memmove(&ddl->jobs[at], &ddl->jobs[at + 1],
                (size_t)(ddl->job_count - at) * sizeof *ddl->jobs);
    }
}

const struct ddl_result *ddl_result_of(const struct master *master, const struct ddl_job *which)
{
    const struct ddl *ddl = &master->ddl;
    for (int i = 0; i < ddl->result_count; i++) {
        const struct ddl_result *result = &ddl->results[i];
        if (result->origin == which->origin && result->epoch == which->epoch &&
            result->ticket == which->ticket) {
            return result;
        }
    }
    return NULL;
}

void ddl_forget(struct master *master, const struct ddl_job *which)
{
    struct ddl *ddl = &master->ddl;
    const struct ddl_result *result = ddl_result_of(master, which);
    if (result != NULL) {
        ddl->results[result - ddl->results] = ddl->results[--ddl->result_count];
    }
}

/* --- what others ask ------------------------------------------------------------------------ */

bool ddl_holds(const struct master *master, const struct intent *intent)
{
    const struct ddl *ddl = &master->ddl;
    return ddl->phase >= DDL_PHASE_CLOSES && ddl->phase <= DDL_PHASE_APPLIES &&
           ddl->txn == intent->txn && intent->epoch == master->epoch;
}

uint64_t ddl_cleared_after(const struct master *master)
{
    const struct ddl *ddl = &master->ddl;
    bool ends = ddl->phase == DDL_PHASE_OPENS && ddl->place != 0;
    return ends ? ddl->place : master->applied[master->index];
}

int ddl_primary(const struct cluster *cluster)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (cluster->masters[i].state == MASTER_ONLINE && !cluster->masters[i].is_read_only) {
            return i;
        }
    }
    return -1;
}

/* --- sweep, save and load ------------------------------------------------------------------- */

void ddl_mark(const struct master *master)
{
    const struct ddl *ddl = &master->ddl;
    for (int i = 0; i < ddl->version_count; i++) {
        book_mark_version(master_book(master), ddl->versions[i]);
    }
    book_mark_record(master_book(master), ddl->record);
}

void ddl_save(struct buf *out, const struct ddl *ddl)
{
    struct ddl plain = *ddl;
    plain.jobs = NULL;
    plain.job_room = 0;
    plain.results = NULL;
    plain.result_room = 0;
    plain.versions = NULL;
    plain.version_room = 0;
    memset(&plain.changes, 0, sizeof plain.changes);
    plain_save(out, &plain, sizeof plain);
    for (int i = 0; i < ddl->job_count; i++) {
        struct ddl_job job = ddl->jobs[i];
        job.definition = NULL;
        plain_save(out, &job, sizeof job);
        definition_save(out, ddl->jobs[i].definition);
    }
    plain_save_array(out, ddl->results, ddl->result_count, sizeof *ddl->results);
    plain_save_array(out, ddl->versions, ddl->version_count, sizeof *ddl->versions);
    changes_save(out, &ddl->changes);
}

void ddl_load(struct ddl *ddl, struct unpack *in)
{
    ddl_release(ddl);
    plain_load(ddl, sizeof *ddl, in);
    int count = in->damaged ? 0 : ddl->job_count;
    ddl->job_count = 0;
    changes_init(&ddl->changes);
    for (int i = 0; i < count && !in->damaged; i++) {
        mem_grow((void **)&ddl->jobs, &ddl->job_room, i + 1, sizeof *ddl->jobs);
        plain_load(&ddl->jobs[i], sizeof *ddl->jobs, in);
        ddl->jobs[i].definition = definition_load(in);
        ddl->job_count = i + 1;
    }
    plain_load_array((void **)&ddl->results, &ddl->result_count, &ddl->result_room,
                     sizeof *ddl->results, in);
    plain_load_array((void **)&ddl->versions, &ddl->version_count, &ddl->version_room,
                     sizeof *ddl->versions, in);
    changes_load(&ddl->changes, in);
}
