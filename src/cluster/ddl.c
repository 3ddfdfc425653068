/* SPDX-License-Identifier: MIT */
#include "cluster/ddl.h"

#include "base/hash.h"
#include "cluster/cache.h"
#include "cluster/closed.h"
#include "cluster/ddl_words.h"
#include "cluster/forward.h"
#include "cluster/notice.h"
#include "cluster/propose.h"
#include "cluster/pull.h"
#include "cluster/recover.h"
#include "cluster/replicate.h"
#include "cluster/txn.h"
#include "cluster/undo.h"
#include "cluster/world.h"

#include <stdio.h>
#include <stdlib.h>

#define LAST_WORDS_US US_PER_S         /* for what ends by itself if nobody hears it */
#define BUSY_AGAIN_US (20 * US_PER_MS) /* plus, so that two that collide do not do it again, */
#define BUSY_STEP_US (7 * US_PER_MS)   /* so much for each number */

static void enter(struct master *master, enum ddl_phase phase);
static void finish(struct master *master);

static const struct definition *definition_of(const struct master *master)
{
    return master->ddl.jobs[0].definition;
}

static struct event ddl_event(const struct master *master, enum event_kind kind)
{
    const struct ddl_job *job = &master->ddl.jobs[0];
    struct event event = master_event(master, kind);
    event.client = job->client + 1;
    event.txn = master->ddl.txn;
    event_set_definition(&event, job->definition->kind, job->definition->name);
    return event;
}

/* --- how it fails --------------------------------------------------------------------------- */

/* Nothing of it remains: the pages that it has are cleared, the tables opened. */
static void fail(struct master *master, enum sql_error error, const char *text)
{
    struct ddl *ddl = &master->ddl;
    ddl->error = error;
    (void)snprintf(ddl->text, sizeof ddl->text, "%s", text);
    bits_put(&master->live_txns, ddl->txn, false);
    if (ddl->version_count > 0) {
        enter(master, DDL_PHASE_OPENS);
    } else {
        finish(master);
    }
}

static void tell_failed(struct master *master, enum event_ddl reason, int other)
{
    struct event event = ddl_event(master, EVENT_DDL_FAILED);
    event.other = other >= 0 ? place_master(other) : PLACE_NONE;
    event.code = reason;
    master->ddl.event = master_emit(master, &event);
}

/* --- PROPOSES ------------------------------------------------------------------------------- */

/* The one lock of all definitions: whoever defines must have applied every earlier one. */
static uint64_t catalog_lock(void)
{
    return hash_text(HASH_START, "catalog");
}

static int compare_pages(const void *a, const void *b)
{
    return page_compare(a, b);
}

static void add_catalog(struct changes *changes)
{
    mem_grow((void **)&changes->pages, &changes->page_room, changes->page_count + 1,
             sizeof *changes->pages);
    changes->pages[changes->page_count++] = (struct page_id){.index = PAGE_INDEX_HEADER};
    qsort(changes->pages, (size_t)changes->page_count, sizeof *changes->pages, compare_pages);
    mem_grow((void **)&changes->locks, &changes->lock_room, 1, sizeof *changes->locks);
    changes->locks[0] = catalog_lock();
    changes->lock_count = 1;
}

/* Would it work on what is applied here? If so, its pages are in ddl->changes; else it fails. */
static bool works(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    struct store_ddl as = definition_ddl(definition_of(master));
    struct store_result result;
    struct err err = {0};
    store_result_init(&result);
    enum rc rc = store_try_ddl(master->store, &as, &result, &err);
    bool is_fine = rc == RC_OK && result.error == SQL_OK;
    if (is_fine) {
        add_catalog(&result.changes);
        changes_release(&ddl->changes);
        ddl->changes = result.changes;
        changes_init(&result.changes);
    } else {
        fail(master, rc == RC_OK ? result.error : SQL_UNKNOWN_ERROR,
             rc == RC_OK ? result.text : err.text);
    }
    store_result_release(&result);
    return is_fine;
}

/* Is another definition under way at another master? */
static bool is_taken(struct master *master, uint32_t page)
{
    const uint64_t lock = catalog_lock();
    const struct intent *intent = cache_foreign_intent(master, page, &lock, 1);
    int owner = intent != NULL ? epoch_master(intent->epoch) : 0;
    bool is_header = book_page_id(master_book(master), page)->table != 0;
    if (intent != NULL || (is_header && closed_is(master, page, &owner))) {
        recover_suspect(master, owner);
        return true;
    }
    return false;
}

static bool has_pages(struct master *master)
{
    const struct changes *changes = &master->ddl.changes;
    bool has = true;
    for (int i = 0; i < changes->page_count; i++) {
        uint32_t page = book_page(master_book(master), &changes->pages[i]);
        bool is_cold = cache_fetch_if_cold(master, page);
        has = !is_cold && master->pages[page].latch == 0 && !is_taken(master, page) && has;
    }
    return has;
}

static void try_to_propose(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    struct definition *definition = ddl->jobs[0].definition;
    if (ddl->is_asking) {
        return;
    }
    bool is_new = definition->kind == DDL_CREATE_TABLE && definition->table == 0;
    if (is_new) {
        definition->table = master->cluster->tables + 1;
    }
    if (!works(master)) {
        return;
    }
    master->cluster->tables += is_new;
    if (!has_pages(master)) {
        return;
    }
    ddl->is_asking = true;
    ddl->txn = ++master->cluster->txns;
    bits_put(&master->live_txns, ddl->txn, true);
    propose_definition(master, &ddl->changes, ddl->txn);
}

void ddl_on_accepted(struct master *master, const struct write *write)
{
    struct ddl *ddl = &master->ddl;
    mem_grow((void **)&ddl->versions, &ddl->version_room, write->vote_count, sizeof *ddl->versions);
    for (int i = 0; i < write->vote_count; i++) {
        ddl->versions[i] = write->votes[i].version;
    }
    ddl->version_count = write->vote_count;
    ddl->is_asking = false;
    enter(master, DDL_PHASE_CLOSES);
    ddl_look(master);
}

void ddl_on_lost(struct master *master)
{
    bits_put(&master->live_txns, master->ddl.txn, false);
    master->ddl.is_asking = false; /* another defines: when it is done, again */
}

void ddl_on_no_quorum(struct master *master)
{
    master->ddl.is_asking = false;
    fail(master, SQL_NO_QUORUM, NO_QUORUM_TEXT);
}

static void late_to_propose(struct master *master)
{
    if (!master->ddl.is_asking) {
        tell_failed(master, DDL_IS_BUSY, -1);
        fail(master, SQL_LOCK_WAIT, "Lock wait timeout exceeded; another definition is under way");
    }
}

/* --- CLOSES --------------------------------------------------------------------------------- */

static void close_here(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    uint32_t *headers = mem_alloc((size_t)ddl->version_count, sizeof *headers);
    for (int i = 0; i < ddl->version_count; i++) {
        headers[i] = book_version(master_book(master), ddl->versions[i])->page;
    }
    closed_cut(master, headers, ddl->version_count);
    mem_free(headers);
    ddl->last[master->index] = master->log_base + (uint64_t)master->log_count;
    ddl->stamp[master->index] = master->epoch;
}

static bool is_noted(const struct master *master)
{
    const struct ddl *ddl = &master->ddl;
    for (int i = 0; i < ddl->version_count; i++) {
        if (!notice_is_safe(master, ddl->versions[i])) {
            return false;
        }
    }
    return true;
}

static void late_to_close(struct master *master)
{
    fail(master, SQL_NO_QUORUM, NO_QUORUM_TEXT);
}

/* --- LOCKS ---------------------------------------------------------------------------------- */

static void ask_to_lock(struct master *master)
{
    ddl_ask(master, PACKET_DDL_LOCK);
}

static void late_to_lock(struct master *master)
{
    char text[128];
    int missing = ddl_first_missing(master);
    (void)snprintf(text, sizeof text,
                   "m%d does not answer and may be alive: DDL waits for every Online master; "
                   "nothing was changed",
                   missing + 1);
    tell_failed(master, DDL_IS_UNANSWERED, missing);
    fail(master, SQL_DDL_REFUSED, text);
}

/* --- WORKS ---------------------------------------------------------------------------------- */

static void begin_work(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (ddl->stamp[i] == 0) { /* there is no such master, or not any more */
            ddl->last[i] = master->cuts[i].last;
            ddl->stamp[i] = master->cuts[i].epoch;
        }
    }
    const struct definition *definition = definition_of(master);
    if (ddl->changes.page_count > 1 && definition->kind != DDL_CREATE_TABLE) {
        struct event event = ddl_event(master, EVENT_CLOSED);
        event.page.table = ddl->changes.pages[1].table; /* behind the catalog */
        ddl->event = master_emit(master, &event);
    }
}

static sim_us work_ends(const struct master *master)
{
    return master->ddl.begun_at + master_parameter(master, PARAM_DDL_US);
}

static bool is_worked(const struct master *master)
{
    return master_now(master) >= work_ends(master) && ddl_first_unsettled(master) < 0;
}

static void pull_before(struct master *master)
{
    if (master_now(master) >= work_ends(master)) {
        pull_up_to(master, master->ddl.last);
    }
}

static void late_to_work(struct master *master)
{
    char text[128];
    int missing = ddl_first_unsettled(master);
    (void)snprintf(text, sizeof text,
                   "what m%d wrote before has not come in time; nothing was changed", missing + 1);
    tell_failed(master, DDL_IS_UNANSWERED, missing);
    fail(master, SQL_DDL_REFUSED, text);
}

/* --- COMMITS -------------------------------------------------------------------------------- */

static void commit(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    const struct ddl_job *job = &ddl->jobs[0];
    if (!works(master)) { /* what came meanwhile may stand in its way: the rows of a unique index */
        return;
    }
    struct txn_facts facts = {.txn = ddl->txn, .client = job->client, .unit = job->unit};
    struct store_ddl as = definition_ddl(job->definition);
    ddl->record = txn_new_record(master, &facts);
    struct record *record = book_record(master_book(master), ddl->record);
    changes_copy(&record->changes, &ddl->changes);
    record->definition = definition_new(&as);
    record->versions = mem_alloc((size_t)ddl->version_count, sizeof *record->versions);
    memcpy(record->versions, ddl->versions, (size_t)ddl->version_count * sizeof *ddl->versions);
    record->version_count = ddl->version_count;
    replicate_commit(master, ddl->record, 0);
}

void ddl_on_durable(struct master *master, const struct record *record)
{
    master->ddl.place = record->place;
    master->ddl.event = master->cluster->cause;
    enter(master, DDL_PHASE_APPLIES);
    ddl_look(master);
}

/* --- APPLIES -------------------------------------------------------------------------------- */

static void ask_to_apply(struct master *master)
{
    ddl_ask(master, PACKET_DDL_APPLY);
}

static void late_to_apply(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    int missing = ddl_first_missing(master);
    ddl->error = SQL_DDL_UNSURE;
    (void)snprintf(ddl->text, sizeof ddl->text,
                   "it is committed, but m%d has not said in time that it has it", missing + 1);
    tell_failed(master, DDL_IS_UNSURE, missing);
    ddl->heard &= ddl->done; /* the others are not waited for again */
    enter(master, DDL_PHASE_OPENS);
}

/* --- OPENS and UNLOCKS ---------------------------------------------------------------------- */

static void clear_pages(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    for (int i = 0; i < ddl->version_count; i++) {
        uint32_t page = book_version(master_book(master), ddl->versions[i])->page;
        undo_page(master, page, master_now(master), false);
    }
}

static bool is_cleared(const struct master *master)
{
    const struct ddl *ddl = &master->ddl;
    for (int i = 0; i < ddl->version_count; i++) {
        uint32_t page = book_version(master_book(master), ddl->versions[i])->page;
        if (cache_shows_dead(master, page)) {
            return false;
        }
    }
    return true;
}

static void begin_to_unlock(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    ddl->done = ~ddl->heard | UINT32_C(1) << master->index;
    ddl_ask(master, PACKET_DDL_UNLOCK);
}

static void ask_to_unlock(struct master *master)
{
    ddl_ask(master, PACKET_DDL_UNLOCK);
}

/* --- from phase to phase -------------------------------------------------------------------- */

static sim_us wait_of(const struct master *master)
{
    return master_parameter(master, PARAM_DDL_WAIT_US);
}

static sim_us wait_for_work(const struct master *master)
{
    return wait_of(master) + master_parameter(master, PARAM_DDL_US);
}

static sim_us wait_to_apply(const struct master *master)
{
    return wait_of(master) + pull_after(master);
}

static sim_us last_words(const struct master *master)
{
    (void)master;
    return LAST_WORDS_US;
}

/* What a phase begins with, when it is over, what it repeats, and what comes of it if it lasts. */
static const struct {
    const char *word;
    void (*begin)(struct master *master);
    bool (*is_done)(const struct master *master); /* NULL: it is told */
    void (*again)(struct master *master);
    sim_us (*limit)(const struct master *master); /* NULL: none */
    void (*late)(struct master *master);
} phases[DDL_PHASE_COUNT] = {
    [DDL_PHASE_PROPOSES] = {"asks for the catalog", NULL, NULL, try_to_propose, wait_of,
                            late_to_propose},
    [DDL_PHASE_CLOSES] = {"closes the table", close_here, is_noted, NULL, wait_of, late_to_close},
    [DDL_PHASE_LOCKS] = {"has the others close it", ask_to_lock, ddl_has_all_words, ask_to_lock,
                         wait_of, late_to_lock},
    [DDL_PHASE_WORKS] = {"works", begin_work, is_worked, pull_before, wait_for_work, late_to_work},
    [DDL_PHASE_COMMITS] = {"commits", commit, NULL, NULL, NULL, NULL},
    [DDL_PHASE_APPLIES] = {"waits until all have it", NULL, ddl_has_all_words, ask_to_apply,
                           wait_to_apply, late_to_apply},
    [DDL_PHASE_OPENS] = {"opens the table", clear_pages, is_cleared, NULL, last_words, finish},
    [DDL_PHASE_UNLOCKS] = {"has the others open it", begin_to_unlock, ddl_has_all_words,
                           ask_to_unlock, last_words, finish},
};

const char *ddl_step(const struct ddl *ddl)
{
    return phases[ddl->phase].word;
}

static void set_timer(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    sim_us now = master_now(master);
    sim_us at = now + master_parameter(master, PARAM_NET_RESEND_US);
    if (ddl->phase == DDL_PHASE_PROPOSES) {
        at = now + BUSY_AGAIN_US + BUSY_STEP_US * master->index;
    } else if (ddl->phase == DDL_PHASE_WORKS && work_ends(master) > now) {
        at = work_ends(master) < at ? work_ends(master) : at;
    }
    master_set_timer(master, &ddl->wake_at, at, DUE_DDL, 0);
}

static void enter(struct master *master, enum ddl_phase phase)
{
    struct ddl *ddl = &master->ddl;
    ddl->phase = phase;
    ddl->phase_at = master_now(master);
    ddl->done = UINT32_C(1) << master->index;
    set_timer(master);
    if (phases[phase].begin != NULL) {
        phases[phase].begin(master);
    }
}

void ddl_look(struct master *master)
{
    const struct ddl *ddl = &master->ddl;
    while (phases[ddl->phase].is_done != NULL && phases[ddl->phase].is_done(master)) {
        if (ddl->phase == DDL_PHASE_UNLOCKS) {
            finish(master);
        } else {
            enter(master, ddl->phase + 1);
        }
    }
}

void ddl_on_due(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    if (ddl->wake_at > master_now(master) || ddl->phase == DDL_PHASE_NONE) {
        return;
    }
    ddl->wake_at = SIM_NEVER;
    master->cluster->cause = ddl->event;
    bool has_limit = phases[ddl->phase].limit != NULL;
    if (has_limit && master_now(master) - ddl->phase_at >= phases[ddl->phase].limit(master)) {
        phases[ddl->phase].late(master);
    } else if (phases[ddl->phase].again != NULL) {
        phases[ddl->phase].again(master);
    }
    ddl_look(master);
    if (ddl->phase != DDL_PHASE_NONE && ddl->wake_at == SIM_NEVER) {
        set_timer(master);
    }
}

/* --- the first and the last ----------------------------------------------------------------- */

static void start(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    ddl->phase = DDL_PHASE_NONE;
    ddl->wake_at = SIM_NEVER;
    if (ddl->job_count == 0) {
        return;
    }
    ddl->phase = DDL_PHASE_PROPOSES;
    ddl->phase_at = master_now(master);
    ddl->begun_at = ddl->phase_at;
    ddl->event = ddl->jobs[0].event;
    ddl->txn = 0;
    ddl->is_asking = false;
    ddl->version_count = 0;
    ddl->record = 0;
    ddl->place = 0;
    ddl->heard = 0;
    ddl->error = SQL_OK;
    ddl->text[0] = '\0';
    memset(ddl->last, 0, sizeof ddl->last);
    memset(ddl->stamp, 0, sizeof ddl->stamp);
    master_set_timer(master, &ddl->wake_at, ddl->begun_at, DUE_DDL, 0);
}

struct ddl_result ddl_end_of(const struct master *master, const struct ddl_job *job,
                             enum sql_error error)
{
    return (struct ddl_result){.origin = job->origin,
                               .epoch = job->epoch,
                               .ticket = job->ticket,
                               .conn = job->conn,
                               .at = master_now(master),
                               .error = error};
}

static bool has_every_master(const struct cluster *cluster)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        enum master_state state = cluster->masters[i].state;
        if (state != MASTER_ABSENT && state != MASTER_ONLINE) {
            return false;
        }
    }
    return true;
}

static void finish(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    struct ddl_job job = ddl->jobs[0];
    struct ddl_result result = ddl_end_of(master, &job, ddl->error);
    memcpy(result.text, ddl->text, sizeof result.text);
    if (ddl->place != 0) {
        book_record(master_book(master), ddl->record)->is_answered = true;
    }
    if (ddl->error == SQL_OK) {
        struct event event = ddl_event(master, EVENT_DEFINED);
        event.length = master_now(master) - ddl->begun_at;
        event.code = has_every_master(master->cluster) ? DEFINED_EVERYWHERE : DEFINED_WHERE_UP;
        ddl->event = master_emit(master, &event);
        check_defined(master->cluster, master);
    }
    ddl->job_count--;
    memmove(&ddl->jobs[0], &ddl->jobs[1], (size_t)ddl->job_count * sizeof *ddl->jobs);
    definition_free(job.definition);
    ddl->phase = DDL_PHASE_NONE;
    forward_deliver(master, &result);
    start(master);
}

enum rc ddl_take(struct master *master, const struct ddl_job *job)
{
    struct ddl *ddl = &master->ddl;
    if (ddl->job_count >= DEFINITIONS_MAX) {
        definition_free(job->definition);
        return RC_FULL;
    }
    mem_grow((void **)&ddl->jobs, &ddl->job_room, ddl->job_count + 1, sizeof *ddl->jobs);
    ddl->jobs[ddl->job_count++] = *job;
    if (ddl->job_count == 1) {
        start(master);
    }
    return RC_OK;
}
