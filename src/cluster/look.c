/* SPDX-License-Identifier: MIT */
/* look: what can be seen of a cluster from outside, without touching it. */
#include "cluster/ddl.h"
#include "cluster/recover.h"
#include "cluster/world.h"

#include <stdio.h>

/* --- lag ------------------------------------------------------------------------------------ */

/* The record at a place of a master's log that became durable; NULL: none has yet. */
static const struct record *durable_at(const struct cluster *cluster, int master, uint64_t place)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        const struct log_entry *entry = copy_log_at(&cluster->copies[i].log[master], place);
        const struct record *record =
            entry != NULL ? book_record(&cluster->book, entry->record) : NULL;
        if (record != NULL && record->is_durable) {
            return record;
        }
    }
    return NULL;
}

/* Since when a master lacks a commit of another; SIM_NEVER: it does not. */
static sim_us lacks_since(const struct cluster *cluster, const struct master *master, int author)
{
    uint64_t next = master->applied[author] + 1;
    const struct record *record = durable_at(cluster, author, next);
    if (record != NULL) {
        return record->durable_at;
    }
    /* What no log keeps any more came soon after the last one that was applied. */
    bool is_forgotten = next <= cluster->book.image.applied[author];
    return is_forgotten ? master->applied_at[author] : SIM_NEVER;
}

/*
 * How old what a master shows may be: for how long it has lacked the oldest commit of another
 * that it has not applied, or how long the last one was on its link, if that is more.
 */
sim_us cluster_staleness(const struct cluster *cluster, int index)
{
    const struct master *master = &cluster->masters[index];
    sim_us lag = master->link_lag;
    for (int i = 0; i < MASTERS_MAX; i++) {
        sim_us since = i != index ? lacks_since(cluster, master, i) : SIM_NEVER;
        if (since != SIM_NEVER && cluster->now - since > lag) {
            lag = cluster->now - since;
        }
    }
    return lag;
}

/* --- views ---------------------------------------------------------------------------------- */

static void look_at_master(const struct cluster *cluster, int index, struct master_view *out)
{
    const struct master *master = &cluster->masters[index];
    *out = (struct master_view){.state = master->state, .az = master->az};
    if (master->state == MASTER_ABSENT) {
        return;
    }
    out->is_silent = master_is_silent(master);
    out->is_hung = master->is_hung;
    out->is_read_only = master->is_read_only;
    out->commits = master->counters[COUNTER_TXN_COMMITTED] + master->counters[COUNTER_DEFINITIONS];
    out->conflicts = master->counters[COUNTER_CONFLICTS];
    out->sessions = master->session_count;
    out->uptime = master->state != MASTER_OFFLINE ? master_now(master) - master->started_at : 0;
    for (int i = 0; i < master->session_top; i++) {
        out->open_txns +=
            master->sessions[i].state != SESSION_FREE && master->sessions[i].txn.state != TXN_NONE;
    }
    out->lag = cluster_staleness(cluster, index);
    for (int i = 0; i < MASTERS_MAX; i++) {
        out->is_behind |= i != index && lacks_since(cluster, master, i) != SIM_NEVER;
    }
    if (master->state == MASTER_RECOVERY) {
        out->recovery_done = recover_steps_done(&master->recovery);
        out->recovery_all = RECOVERY_STEPS;
        out->recovery_step = recover_step(&master->recovery);
    }
    out->has_no_dispatcher = master->dispatcher_at != SIM_NEVER;
    sim_us back_at = out->has_no_dispatcher ? master->dispatcher_at : master->restart_at;
    out->back_in = back_at != SIM_NEVER && !out->is_silent ? back_at - cluster->now : 0;
    out->rows = master->row_count;
    out->digest_hint = master->applied_count;
}

void cluster_look(const struct cluster *cluster, struct cluster_view *out)
{
    *out = (struct cluster_view){.now = cluster->now};
    int primary = ddl_primary(cluster);
    for (int i = 0; i < MASTERS_MAX; i++) {
        look_at_master(cluster, i, &out->masters[i]);
        out->master_count += cluster->masters[i].state != MASTER_ABSENT;
        out->masters[i].runs_ddl = i == primary;
        for (int k = 0; k < MASTERS_MAX; k++) {
            out->link_extra[i][k] = cluster->net.extra_us[place_master(i)][place_master(k)];
            out->link_loss[i][k] = cluster->net.loss_permille[place_master(i)][place_master(k)];
            out->is_cut[i][k] = cluster->net.cut[place_master(i)][place_master(k)] != 0;
        }
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        out->copies[i].az = cluster->net.az[place_copy(i)];
        out->copies[i].is_up = !cluster->net.silent[place_copy(i)];
        out->copies[i].is_slow = cluster->copies[i].disk.slow_percent > 0;
        out->copies[i].is_failing = cluster->copies[i].disk.failing_percent > 0;
        out->copies[i].is_empty = cluster->copies[i].wiped.is_empty;
        out->copies_up += out->copies[i].is_up && !out->copies[i].is_empty;
    }
    for (int i = 0; i < AZS_MAX; i++) {
        out->az_is_down[i] = cluster->az_is_down[i];
    }
}

/* --- flights -------------------------------------------------------------------------------- */

uint64_t cluster_flight_last(const struct cluster *cluster)
{
    return cluster->net.flights.last;
}

const struct flight *cluster_flight(const struct cluster *cluster, uint64_t number)
{
    return flights_find(&cluster->net.flights, number);
}

void cluster_fill_flight(const struct cluster *cluster, const struct packet *packet,
                         struct flight *flight)
{
    if (packet->kind == PACKET_PROPOSE) {
        const struct version *version = book_version(&cluster->book, packet->version);
        flight->txn = version->txn;
        flight->lsn = version->lsn;
        flight->base = version->base;
        flight->row = version->row;
    }
}

int cluster_flights_under_way(const struct cluster *cluster, struct flight *out, int most)
{
    const struct net *net = &cluster->net;
    int count = 0;
    for (int i = 1; i < net->slot_count && count < most; i++) {
        if (net->slots[i].is_used) {
            const struct packet *packet = &net->slots[i].packet;
            out[count] = (struct flight){0};
            net_fill_flight(net, packet, &out[count]);
            cluster_fill_flight(cluster, packet, &out[count++]);
        }
    }
    return count;
}

bool cluster_page(const struct cluster *cluster, uint32_t page, struct page_id *out)
{
    if (page >= (uint32_t)cluster->book.page_count) {
        return false;
    }
    *out = *book_page_id(&cluster->book, page);
    return true;
}

void cluster_save_flights(struct buf *out, const struct cluster *cluster)
{
    flights_save(out, &cluster->net.flights, FLIGHTS_KEPT_MAX);
}

void cluster_load_flights(struct cluster *cluster, struct unpack *in)
{
    flights_load(&cluster->net.flights, in);
}

/* --- data ----------------------------------------------------------------------------------- */

enum rc cluster_peek(struct cluster *cluster, int master, const char *sql, struct rows *out,
                     struct err *err)
{
    struct store_statement statement = {.sql = sql, .now = cluster->now, .server = master};
    struct store_result result;
    store_result_init(&result);
    enum rc rc = store_run(cluster->masters[master].store, &statement, &result, err);
    if (rc == RC_OK && result.error != SQL_OK) {
        rc = err_set(err, RC_SQL, "%s", result.text);
    }
    if (rc == RC_OK) {
        rows_take(out, &result.rows);
    }
    store_result_release(&result);
    return rc;
}

int cluster_table_count(const struct cluster *cluster, int master)
{
    return store_table_count(cluster->masters[master].store);
}

const char *cluster_table_at(const struct cluster *cluster, int master, int index)
{
    return store_table_name(cluster->masters[master].store, index);
}

const char *cluster_table_name(const void *user, uint32_t table)
{
    const struct cluster *cluster = user;
    for (int i = 0; i < MASTERS_MAX; i++) {
        const char *name = cluster->masters[i].store != NULL
                               ? store_name_of(cluster->masters[i].store, table)
                               : NULL;
        if (name != NULL) {
            return name;
        }
    }
    return table == 0 ? "catalog" : NULL;
}

uint64_t cluster_store_digest(struct cluster *cluster, int master)
{
    return store_digest(cluster->masters[master].store);
}

struct store *cluster_store(struct cluster *cluster, int master)
{
    const struct master *of = &cluster->masters[master];
    return of->state != MASTER_ABSENT ? of->store : NULL;
}
