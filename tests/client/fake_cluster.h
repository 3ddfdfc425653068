/* SPDX-License-Identifier: MIT */
/*
 * fake_cluster: the cluster as a client could see it, with nothing behind it: masters that
 * answer after a millisecond, are silent, refuse, or take calls and never answer. Define it
 * once, in the test that needs it: it takes the place of cluster/cluster.c there.
 *
 * A statement whose text is "ERROR n" is answered with error n. Every other one changes a row.
 */
#ifndef CLIENT_FAKE_CLUSTER_H
#define CLIENT_FAKE_CLUSTER_H

#include "base/mem.h"
#include "base/timeline.h"
#include "cluster/cluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAKE_LATENCY (1 * US_PER_MS)
#define FAKE_CONNS_MAX 4096
#define FAKE_EVENTS_MAX 4096

enum fake_mood { FAKE_UP, FAKE_SILENT, FAKE_REFUSES, FAKE_HUNG };

/* What is lost on the way; the rest of the way is well. */
enum fake_loss { FAKE_LOSES_NOTHING, FAKE_LOSES_ANSWERS_OF_COMMIT, FAKE_LOSES_COMMITS };

#define FAKE_KEYS_MAX 256

struct fake_conn {
    int client;
    int master;
    bool is_open;
    bool is_closed;
    bool in_transaction;
    enum request_kind kind;       /* that came last */
    int64_t key;                  /* of unit_key, inserted by the open transaction; 0: none */
    enum consistency consistency; /* as it was last told */
    enum isolation isolation;
    int statements;
    uint64_t seen[MASTERS_MAX]; /* that came with the last of them */
    uint64_t in_flight;
    struct answer answer; /* to be given when its time comes */
};

struct cluster {
    sim_us now;
    struct timeline timeline;
    struct cluster_config config;
    enum fake_mood mood[MASTERS_MAX];
    struct fake_conn conns[FAKE_CONNS_MAX];
    conn_id conn_count;
    int client_count;
    uint64_t commits[MASTERS_MAX];
    const struct rows *status[MASTERS_MAX]; /* that it tells a check; NULL: nothing */
    bool loses_answers;                     /* a statement is done, and its answer dropped */
    enum fake_loss loss;
    int64_t keys[FAKE_KEYS_MAX]; /* committed */
    int key_count;
    struct event events[FAKE_EVENTS_MAX];
    int event_count;
};

static struct cluster fake;

enum rc cluster_new(struct cluster **out, const struct cluster_config *config, struct err *err)
{
    (void)err;
    timeline_release(&fake.timeline);
    memset(&fake, 0, sizeof(fake));
    timeline_init(&fake.timeline);
    fake.config = *config;
    *out = &fake;
    return RC_OK;
}

void cluster_free(struct cluster *cluster)
{
    timeline_release(&cluster->timeline);
}

sim_us cluster_now(const struct cluster *cluster)
{
    return cluster->now;
}

sim_us cluster_next_at(const struct cluster *cluster)
{
    return timeline_next_at(&cluster->timeline);
}

bool cluster_step(struct cluster *cluster)
{
    struct due due;
    if (!timeline_take(&cluster->timeline, &due)) {
        return false;
    }
    cluster->now = due.at;
    struct fake_conn *conn = &cluster->conns[due.thing];
    enum fake_mood mood = cluster->mood[conn->master];
    bool is_mute =
        mood == FAKE_SILENT || (mood == FAKE_HUNG && conn->answer.kind != ANSWER_CONNECTED);
    if (conn->is_closed || is_mute) {
        return true;
    }
    conn->in_flight = 0;
    conn->is_closed = conn->answer.kind == ANSWER_BROKEN;
    conn->is_open = conn->is_open || conn->answer.kind == ANSWER_CONNECTED;
    cluster->config.on_answer(cluster->config.user, &conn->answer);
    return true;
}

void cluster_wait(struct cluster *cluster, sim_us until)
{
    cluster->now = until;
}

uint64_t cluster_emit(struct cluster *cluster, struct event *event)
{
    assert_true(cluster->event_count < FAKE_EVENTS_MAX);
    event->at = cluster->now;
    event->seq = (uint64_t)cluster->event_count + 1;
    cluster->events[cluster->event_count++] = *event;
    return event->seq;
}

uint64_t cluster_cause(const struct cluster *cluster)
{
    (void)cluster;
    return 0;
}

int64_t cluster_parameter(const struct cluster *cluster, enum parameter parameter)
{
    (void)cluster;
    return parameter == PARAM_LAG_US ? 25 * US_PER_MS : 0;
}

/* Nobody connects by a name here. */
int cluster_resolve(struct cluster *cluster, int client, int endpoint, sim_us *age)
{
    (void)cluster, (void)client, (void)endpoint;
    *age = 0;
    return -1;
}

const char *cluster_endpoint_name(const struct cluster *cluster, int endpoint)
{
    (void)cluster, (void)endpoint;
    return NULL;
}

enum rc cluster_add_client(struct cluster *cluster, int az, int *index, struct err *err)
{
    (void)az;
    (void)err;
    *index = cluster->client_count++;
    return RC_OK;
}

bool cluster_client_is_up(const struct cluster *cluster, int client)
{
    (void)cluster;
    (void)client;
    return true;
}

void cluster_look(const struct cluster *cluster, struct cluster_view *out)
{
    *out = (struct cluster_view){.now = cluster->now};
    for (int i = 0; i < MASTERS_MAX; i++) {
        out->masters[i].state = i < cluster->config.master_count ? MASTER_ONLINE : MASTER_ABSENT;
        out->masters[i].az = i;
    }
}

static void fake_answer(struct cluster *cluster, conn_id id, enum answer_kind kind,
                        enum sql_error error)
{
    struct fake_conn *conn = &cluster->conns[id];
    conn->answer = (struct answer){
        .kind = kind,
        .conn = id,
        .client = conn->client,
        .master = conn->master,
        .id = conn->in_flight,
        .error = error,
        .in_transaction = conn->in_transaction,
        .affected = kind == ANSWER_OK ? 1 : 0,
        .has_changed = kind == ANSWER_OK,
    };
    conn->answer.seen[conn->master] = cluster->commits[conn->master];
    timeline_add(&cluster->timeline, cluster->now + FAKE_LATENCY, 0, 0, id);
}

conn_id cluster_connect(struct cluster *cluster, int client, int master)
{
    conn_id id = ++cluster->conn_count;
    assert_true(id < FAKE_CONNS_MAX);
    cluster->conns[id] = (struct fake_conn){.client = client, .master = master};
    bool refuses = cluster->mood[master] == FAKE_REFUSES;
    fake_answer(cluster, id, refuses ? ANSWER_BROKEN : ANSWER_CONNECTED,
                refuses ? SQL_CANNOT_CONNECT : SQL_OK);
    return id;
}

void cluster_close(struct cluster *cluster, conn_id conn)
{
    cluster->conns[conn].is_closed = true;
}

static bool fake_has_key(const struct cluster *cluster, int64_t key)
{
    for (int i = 0; i < cluster->key_count; i++) {
        if (cluster->keys[i] == key) {
            return true;
        }
    }
    return false;
}

/* Is it a statement about unit_key? Then it is answered. */
static bool fake_do_key(struct cluster *cluster, conn_id id, const struct request *request)
{
    static struct rows rows[2] = {{.rows_total = 0}, {.rows_total = 1}};
    struct fake_conn *conn = &cluster->conns[id];
    long long key = 0;
    if (request->sql == NULL) {
        return false;
    }
    if (sscanf(request->sql, "INSERT INTO unit_key (id) VALUES (%lld)", &key) == 1) {
        bool is_there = fake_has_key(cluster, key);
        conn->key = is_there ? 0 : key;
        fake_answer(cluster, id, is_there ? ANSWER_ERROR : ANSWER_OK,
                    is_there ? SQL_DUPLICATE_KEY : SQL_OK);
        return true;
    }
    if (sscanf(request->sql, "SELECT id FROM unit_key WHERE id = %lld", &key) == 1) {
        assert_int_equal(conn->consistency, CONSISTENCY_REGIONAL_RAW);
        fake_answer(cluster, id, ANSWER_OK, SQL_OK);
        conn->answer.affected = 0;
        conn->answer.has_changed = false;
        conn->answer.rows = &rows[fake_has_key(cluster, key) ? 1 : 0];
        return true;
    }
    return false;
}

void cluster_send(struct cluster *cluster, conn_id id, const struct request *request)
{
    struct fake_conn *conn = &cluster->conns[id];
    conn->in_flight = request->id;
    conn->kind = request->kind;
    if (conn->is_closed) {
        fake_answer(cluster, id, ANSWER_BROKEN, SQL_GONE_AWAY);
        return;
    }
    if (request->kind == REQUEST_BEGIN) {
        conn->in_transaction = true;
    } else if (request->kind == REQUEST_COMMIT || request->kind == REQUEST_ROLLBACK) {
        conn->in_transaction = false;
    } else if (request->kind == REQUEST_CONSISTENCY) {
        conn->consistency = (enum consistency)request->number;
    } else if (request->kind == REQUEST_ISOLATION && !request->next_only) {
        conn->isolation = (enum isolation)request->number;
    } else if (request->kind == REQUEST_SQL) {
        conn->statements++;
        memcpy(conn->seen, request->seen, sizeof(conn->seen));
    }
    int error = 0;
    if (request->sql != NULL && sscanf(request->sql, "ERROR %d", &error) == 1) {
        conn->in_transaction = conn->in_transaction && error != SQL_CONFLICT;
        fake_answer(cluster, id, ANSWER_ERROR, (enum sql_error)error);
        return;
    }
    bool commits =
        request->kind == REQUEST_COMMIT || (request->kind == REQUEST_SQL && !conn->in_transaction);
    bool is_done =
        cluster->mood[conn->master] == FAKE_UP && !(commits && cluster->loss == FAKE_LOSES_COMMITS);
    if (cluster->mood[conn->master] == FAKE_UP && fake_do_key(cluster, id, request)) {
        return;
    }
    if (conn->key != 0 && request->kind == REQUEST_COMMIT && is_done) {
        cluster->keys[cluster->key_count++ % FAKE_KEYS_MAX] = conn->key;
    }
    conn->key = commits ? 0 : conn->key;
    cluster->commits[conn->master] += is_done && commits;
    if (is_done && commits && cluster->config.on_truth != NULL) {
        struct durable commit = {.client = conn->client,
                                 .unit = request->unit,
                                 .txn = request->id,
                                 .master = conn->master};
        cluster->config.on_truth(cluster->config.user, &commit);
    }
    bool is_check = request->kind == REQUEST_PING || request->kind == REQUEST_STATUS;
    bool is_lost = commits && cluster->loss != FAKE_LOSES_NOTHING;
    if (!is_lost && (!cluster->loses_answers || is_check)) {
        fake_answer(cluster, id, ANSWER_OK, SQL_OK);
    }
    conn->answer.rows = request->kind == REQUEST_STATUS ? cluster->status[conn->master] : NULL;
}

/* The process is gone: its connections are reset at once, new ones refused. */
static inline void fake_crash(struct cluster *cluster, int master)
{
    cluster->mood[master] = FAKE_REFUSES;
    for (conn_id i = 1; i <= cluster->conn_count; i++) {
        struct fake_conn *conn = &cluster->conns[i];
        if (conn->master == master && conn->is_open && !conn->is_closed) {
            fake_answer(cluster, i, ANSWER_BROKEN, conn->in_flight != 0 ? SQL_LOST : SQL_GONE_AWAY);
        }
    }
}

static inline bool fake_transaction_is_open(const struct cluster *cluster)
{
    for (conn_id i = 1; i <= cluster->conn_count; i++) {
        if (cluster->conns[i].in_transaction && !cluster->conns[i].is_closed) {
            return true;
        }
    }
    return false;
}

static inline int fake_count(const struct cluster *cluster, enum event_kind kind, int client)
{
    int count = 0;
    for (int i = 0; i < cluster->event_count; i++) {
        count += cluster->events[i].kind == kind && cluster->events[i].client == client ? 1 : 0;
    }
    return count;
}

#endif
