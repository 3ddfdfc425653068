/* SPDX-License-Identifier: MIT */
/* look: what can be seen of a cluster from outside, without touching it. */
#include "cluster/recover.h"
#include "cluster/world.h"

#include <stdio.h>

/* --- lag ------------------------------------------------------------------------------------ */

/* The record at a place of a master's log that became durable; NULL: none has yet. */
static const struct record *durable_at(const struct cluster *cluster, int master, uint64_t place)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        const struct copy_log *log = &cluster->copies[i].log[master];
        if (place > (uint64_t)log->count) {
            continue;
        }
        const struct record *record = book_record(&cluster->book, log->entries[place - 1].record);
        if (record->is_durable) {
            return record;
        }
    }
    return NULL;
}

/*
 * How old what a master shows may be: for how long it has lacked the oldest commit of another
 * that it has not applied, or how long the last one was on its link, if that is more.
 */
static sim_us lag_of(const struct cluster *cluster, int index)
{
    const struct master *master = &cluster->masters[index];
    sim_us lag = master->link_lag;
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct record *record =
            i != index ? durable_at(cluster, i, master->applied[i] + 1) : NULL;
        if (record != NULL && cluster->now - record->durable_at > lag) {
            lag = cluster->now - record->durable_at;
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
    out->commits = master->commits;
    out->conflicts = master->conflicts;
    out->sessions = master->session_count;
    for (int i = 0; i < master->session_top; i++) {
        out->open_txns +=
            master->sessions[i].state != SESSION_FREE && master->sessions[i].txn.state != TXN_NONE;
    }
    out->lag = lag_of(cluster, index);
    if (master->state == MASTER_RECOVERY) {
        out->recovery_done = recover_steps_done(&master->recovery);
        out->recovery_all = RECOVERY_STEPS;
        out->recovery_step = recover_step(&master->recovery);
    }
    out->rows = master->row_count;
    out->digest_hint = master->applied_count;
}

void cluster_look(const struct cluster *cluster, struct cluster_view *out)
{
    *out = (struct cluster_view){.now = cluster->now};
    bool runs_ddl = true; /* the lowest-numbered Online master */
    for (int i = 0; i < MASTERS_MAX; i++) {
        look_at_master(cluster, i, &out->masters[i]);
        out->master_count += cluster->masters[i].state != MASTER_ABSENT;
        out->masters[i].runs_ddl = runs_ddl && cluster->masters[i].state == MASTER_ONLINE;
        runs_ddl = runs_ddl && !out->masters[i].runs_ddl;
        for (int k = 0; k < MASTERS_MAX; k++) {
            out->is_cut[i][k] = cluster->net.cut[place_master(i)][place_master(k)];
        }
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        out->copies[i].az = cluster->net.az[place_copy(i)];
        out->copies[i].is_up = !cluster->net.silent[place_copy(i)];
        out->copies_up += out->copies[i].is_up;
    }
    for (int i = 0; i < AZS_MAX; i++) {
        out->az_is_down[i] = cluster->az_is_down[i];
    }
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

/* --- the next thing ------------------------------------------------------------------------- */

/* "m1 asks b2 for its vote": who, what, whom. */
static const char *const packet_words[PACKET_KIND_COUNT] = {
    [PACKET_CONNECT] = "asks for a connection to",
    [PACKET_CONNECTED] = "accepts the connection of",
    [PACKET_REFUSED] = "refuses a connection to",
    [PACKET_REQUEST] = "sends a statement to",
    [PACKET_ANSWER] = "answers",
    [PACKET_CLOSE] = "closes its connection to",
    [PACKET_RESET] = "resets the connection of",
    [PACKET_PROPOSE] = "asks for the vote of",
    [PACKET_CONFIRM] = "confirms a page to",
    [PACKET_ABORT] = "takes a proposal back from",
    [PACKET_COMMIT] = "sends a commit record to",
    [PACKET_PAGE_READ] = "reads a page from",
    [PACKET_LOG_READ] = "asks what it may lack of",
    [PACKET_READ_POINT] = "asks for the end of the logs of",
    [PACKET_HEARD] = "asks who is silent, of",
    [PACKET_FENCE] = "fences a former life at",
    [PACKET_CUT] = "tells where a log ends to",
    [PACKET_ACK] = "gives its vote to",
    [PACKET_NAK_STALE] = "has a newer page than",
    [PACKET_NAK_BUSY] = "has promised the page to another than",
    [PACKET_NAK_LOW] = "wants a larger number of",
    [PACKET_NAK_FENCED] = "refuses the former life of",
    [PACKET_NOTED] = "has noted what was said by",
    [PACKET_COMMITTED] = "holds the commit of",
    [PACKET_PAGE] = "sends a page to",
    [PACKET_LOG] = "sends its logs to",
    [PACKET_POINT] = "tells the end of its logs to",
    [PACKET_HEARD_ANSWER] = "tells who is silent to",
    [PACKET_FENCE_ANSWER] = "sends what it holds to",
    [PACKET_CUT_DONE] = "has cut a log for",
    [PACKET_GOSSIP_ASK] = "asks for news of",
    [PACKET_GOSSIP] = "tells its news to",
    [PACKET_ESCALATE] = "asks for a verdict of",
    [PACKET_VERDICT] = "gives its verdict to",
    [PACKET_REPL_PAGE] = "shows a changed page to",
    [PACKET_REPL_COMMIT] = "sends a commit to",
    [PACKET_RECOVERED] = "tells of a recovery to",
};

static const char *const timer_words[DUE_KIND_COUNT] = {
    [DUE_SESSION] = "goes on with a statement",
    [DUE_WRITE] = "asks again for votes",
    [DUE_RESEND] = "repeats what was not acknowledged",
    [DUE_TICK] = "looks after what it may lack",
    [DUE_PULL] = "looks after commits that are late",
    [DUE_UNDO] = "cleans a page",
    [DUE_RECOVERY] = "goes on recovering",
    [DUE_RESTART] = "starts again",
    [DUE_GOSSIP] = "gossips with another copy",
};

void cluster_describe_next(const struct cluster *cluster, struct buf *out)
{
    char from[PLACE_NAME_SIZE];
    char to[PLACE_NAME_SIZE];
    if (cluster->timeline.count == 0) {
        buf_addf(out, "nothing is due");
        return;
    }
    const struct due *due = &cluster->timeline.heap[0];
    if (due->kind == DUE_PACKET) {
        const struct packet *packet = net_packet(&cluster->net, due->thing);
        buf_addf(out, "%s %s %s", place_name(packet->from, from), packet_words[packet->kind],
                 place_name(packet->to, to));
        return;
    }
    place_id place = due->kind == DUE_GOSSIP ? place_copy((int)due->thing)
                                             : place_master(due_master(due->thing));
    buf_addf(out, "%s %s", place_name(place, from), timer_words[due->kind]);
}
