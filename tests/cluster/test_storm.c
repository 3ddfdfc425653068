/* SPDX-License-Identifier: MIT */
/*
 * A storm for each seed: clients that write and move on, faults of every kind, then peace; at
 * its end all stores agree and nothing is lost. Once on the way the cluster is saved and
 * loaded into a fresh one, which must go on byte for byte.
 */
#include "lib/sql_world.h"
#include "lib/test.h"

#include "base/mem.h"
#include "base/rng.h"

#include <stdio.h>

#ifndef STORM_SEEDS
#define STORM_SEEDS 4
#endif
#ifndef STORM_FIRST
#define STORM_FIRST 1
#endif
#define CLIENTS 6
#define ROWS 12
#define STORM_US (20 * US_PER_S)
#define PEACE_US (60 * US_PER_S)

struct walker {
    int index;
    conn_id conn;
    int master;
    int step;        /* of an explicit transaction; 0: none */
    sim_us patience; /* until when it waits for its answer */
    sim_us next_at;
};

struct storm {
    struct sql_world world;
    struct rng rng;
    int masters;
    struct walker walkers[CLIENTS];
    sim_us fault_at;
    int64_t ok; /* commits acknowledged */
};

static void walker_connect(struct storm *storm, struct walker *walker)
{
    sim_us now = cluster_now(storm->world.cluster);
    if (walker->conn != 0) {
        cluster_close(storm->world.cluster, walker->conn);
    }
    walker->master = (int)rng_below(&storm->rng, storm->masters);
    walker->conn = cluster_connect(storm->world.cluster, walker->index, walker->master);
    storm->world.outcomes[(walker->conn - 1) % CONNECTIONS_MAX] = (struct sql_outcome){0};
    walker->step = 0;
    walker->patience = now + US_PER_S;
    walker->next_at = now;
}

static void walker_write(struct storm *storm, struct walker *walker)
{
    char sql[160];
    int row = (int)rng_below(&storm->rng, ROWS);
    int other = (int)rng_below(&storm->rng, ROWS);
    switch (rng_below(&storm->rng, 6)) {
    case 0:
        (void)snprintf(sql, sizeof sql, "INSERT INTO log (who) VALUES (%d), (%d)", row, other);
        break;
    case 1:
        (void)snprintf(sql, sizeof sql, "UPDATE acct SET bal = bal + 1 WHERE id IN (%d, %d)", row,
                       other);
        break;
    case 2:
        (void)snprintf(sql, sizeof sql, "DELETE FROM log WHERE who = %d", row);
        break;
    case 3:
        (void)snprintf(sql, sizeof sql, "UPDATE acct SET tag = 't%d-%d' WHERE id = %d", row,
                       (int)rng_below(&storm->rng, 1000), row);
        break;
    default:
        (void)snprintf(sql, sizeof sql, "UPDATE acct SET bal = bal + 1 WHERE id = %d", row);
    }
    sql_send(&storm->world, walker->conn, REQUEST_SQL, sql);
}

/* One more request: autocommit, or the next of a transaction of a few statements. */
static void walker_go_on(struct storm *storm, struct walker *walker)
{
    sim_us now = cluster_now(storm->world.cluster);
    walker->patience = now + 4 * US_PER_S;
    if (walker->step == 0 && rng_chance(&storm->rng, 600)) {
        walker_write(storm, walker);
    } else if (walker->step == 0) {
        sql_send(&storm->world, walker->conn, REQUEST_BEGIN, NULL);
        walker->step = (int)rng_between(&storm->rng, 2, 4);
    } else if (walker->step > 1) {
        walker_write(storm, walker);
        walker->step--;
    } else {
        bool commits = rng_chance(&storm->rng, 850);
        sql_send(&storm->world, walker->conn, commits ? REQUEST_COMMIT : REQUEST_ROLLBACK, NULL);
        walker->step = 0;
    }
}

static void walker_look(struct storm *storm, struct walker *walker)
{
    sim_us now = cluster_now(storm->world.cluster);
    struct sql_outcome *out = &storm->world.outcomes[(walker->conn - 1) % CONNECTIONS_MAX];
    if (!out->is_answered) {
        if (now >= walker->patience) {
            walker_connect(storm, walker);
        }
        return;
    }
    if (out->kind == ANSWER_BROKEN) {
        walker_connect(storm, walker);
        walker->next_at = now + 100 * US_PER_MS;
        return;
    }
    if (out->error == SQL_CONFLICT || out->error == SQL_NO_QUORUM) {
        walker->step = 0;
    }
    if (now >= walker->next_at) {
        walker->next_at = now + rng_between(&storm->rng, 0, 30 * US_PER_MS);
        *out = (struct sql_outcome){0};
        walker_go_on(storm, walker);
        if (rng_chance(&storm->rng, 20)) {
            walker_connect(storm, walker); /* it goes away in the middle */
        }
    }
}

static place_id any_place(struct storm *storm)
{
    switch (rng_below(&storm->rng, 3)) {
    case 0:
        return place_master((int)rng_below(&storm->rng, storm->masters));
    case 1:
        return place_copy((int)rng_below(&storm->rng, COPIES_MAX));
    default:
        return place_az((int)rng_below(&storm->rng, AZS_MAX));
    }
}

/* Refusals are part of it: what cannot be done now changes nothing. */
static void do_fault(struct storm *storm)
{
    struct cluster *cluster = storm->world.cluster;
    int master = (int)rng_below(&storm->rng, storm->masters);
    /* Drawn in this order, which the arguments of a call would not keep. */
    place_id one = any_place(storm);
    place_id two = any_place(storm);
    bool one_way = rng_chance(&storm->rng, 400);
    enum rc rc = RC_OK;
    switch (rng_below(&storm->rng, 10)) {
    case 0:
        rc = cluster_kill(cluster, one, NULL);
        break;
    case 1:
    case 2:
        rc = cluster_restore(cluster, one, NULL);
        break;
    case 3:
        rc = cluster_crash(cluster, master,
                           rng_chance(&storm->rng, 300) ? CRASH_NODE : CRASH_INSTANCE, NULL);
        break;
    case 4:
        rc = cluster_hang(cluster, master, NULL);
        break;
    case 5:
        rc = cluster_restart(cluster, master, NULL);
        break;
    case 6:
    case 7:
        rc = cluster_cut(cluster, one, two, one_way, NULL);
        break;
    case 8:
        rc = cluster_uncut(cluster, one, two, NULL);
        break;
    default:
        cluster_heal(cluster);
    }
    (void)rc;
}

static void storm_begin(struct storm *storm, uint64_t seed)
{
    rng_init(&storm->rng, seed);
    storm->masters = (int)rng_between(&storm->rng, MASTERS_MIN, MASTERS_MAX);
    sql_world_init(&storm->world, storm->masters, seed);
    struct cluster *cluster = storm->world.cluster;
    cluster_set_parameter(cluster, PARAM_ROWS_PER_PAGE, 4);
    cluster_set_parameter(cluster, PARAM_SILENT_US, rng_between(&storm->rng, 40, 3000) * US_PER_MS);
    cluster_set_parameter(cluster, PARAM_RESTART_MIN_US, 100 * US_PER_MS);
    cluster_set_parameter(cluster, PARAM_RESTART_MAX_US, 3 * US_PER_S);
    cluster_set_parameter(cluster, PARAM_RESTART_SLOW_PERMILLE, 0);
    cluster_set_parameter(cluster, PARAM_RETENTION, seed % 2 == 0 ? 5 : 50);
    cluster_set_parameter(cluster, PARAM_TIE_BOTH_LOSE, rng_chance(&storm->rng, 300));
    conn_id conn = sql_connect(&storm->world, sql_client(&storm->world, AZ_OFFICE), 0);
    sql_create(&storm->world, conn, "acct",
               "CREATE TABLE acct (id INTEGER PRIMARY KEY, bal INTEGER, tag TEXT UNIQUE)");
    sql_create(&storm->world, conn, "log", "CREATE TABLE log (who INTEGER)");
    for (int i = 0; i < ROWS; i++) {
        char sql[80];
        (void)snprintf(sql, sizeof sql, "INSERT INTO acct VALUES (%d, 0, 't%d')", i, i);
        assert_int_equal(sql_run(&storm->world, conn, sql)->error, SQL_OK);
    }
    cluster_close(cluster, conn);
    sql_advance(&storm->world, US_PER_S);
    for (int i = 0; i < CLIENTS; i++) {
        storm->walkers[i].index = sql_client(&storm->world, AZ_OFFICE);
        walker_connect(storm, &storm->walkers[i]);
    }
    storm->fault_at = cluster_now(cluster) + US_PER_S;
}

/* The same from saved bytes in a fresh cluster. */
static void storm_reload(struct storm *storm)
{
    struct cluster *old = storm->world.cluster;
    struct cluster *fresh = NULL;
    struct cluster_config config = {0};
    struct buf saved;
    struct err err = {0};
    buf_init(&saved, BUF_CAP_STATE);
    cluster_save(&saved, old);
    config = sql_world_config(&storm->world);
    assert_int_equal(cluster_new(&fresh, &config, &err), RC_OK);
    struct unpack in = unpack_start(saved.data, saved.size);
    if (cluster_load(fresh, &in, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    cluster_free(old);
    storm->world.cluster = fresh;
    buf_release(&saved);
}

static void storm_run(struct storm *storm, sim_us reload_at)
{
    struct cluster *cluster = storm->world.cluster;
    sim_us end = cluster_now(cluster) + STORM_US;
    while (cluster_now(cluster) < end && cluster_check_failure(cluster) == NULL) {
        (void)cluster_step(cluster);
        for (int i = 0; i < CLIENTS; i++) {
            walker_look(storm, &storm->walkers[i]);
        }
        if (cluster_now(cluster) >= storm->fault_at) {
            do_fault(storm);
            storm->fault_at = cluster_now(cluster) + rng_between(&storm->rng, 10, 2500) * US_PER_MS;
        }
        if (cluster_now(cluster) >= reload_at) {
            reload_at = SIM_NEVER;
            storm_reload(storm);
            cluster = storm->world.cluster;
        }
    }
}

static void storm_calm(struct storm *storm, uint64_t seed)
{
    struct err err = {0};
    cluster_heal(storm->world.cluster);
    for (int i = 0; i < CLIENTS; i++) {
        cluster_close(storm->world.cluster, storm->walkers[i].conn);
    }
    sql_advance(&storm->world, PEACE_US);
    const char *failure = cluster_check_failure(storm->world.cluster);
    if (failure != NULL) {
        fail_msg("%s", failure);
    }
    if (cluster_check_quiet(storm->world.cluster, &err) != RC_OK) {
        fail_msg("FAIL seed=%llu at rest: %s", (unsigned long long)seed, err.text);
    }
}

/* The digest of the whole run. */
static uint64_t storm_play(uint64_t seed, bool reloads)
{
    struct storm *storm = mem_alloc(1, sizeof *storm);
    storm_begin(storm, seed);
    sim_us reload_at =
        cluster_now(storm->world.cluster) + (sim_us)(seed * 7919 % 20000) * US_PER_MS;
    storm_run(storm, reloads ? reload_at : SIM_NEVER);
    storm_calm(storm, seed);
    uint64_t digest = cluster_trace_digest(storm->world.cluster);
#ifdef STORM_TALKS
    (void)printf(
        "seed %llu masters %d commits %lld conflicts %lld recovered %lld adopted %lld "
        "voided %lld fenced %lld ties %lld pulled %lld undone %lld\n",
        (unsigned long long)seed, storm->masters, (long long)storm->world.truths,
        (long long)storm->world.counts[EVENT_CONFLICT],
        (long long)storm->world.counts[EVENT_RECOVERED],
        (long long)storm->world.counts[EVENT_ADOPTED], (long long)storm->world.counts[EVENT_VOIDED],
        (long long)storm->world.counts[EVENT_FENCED], (long long)storm->world.counts[EVENT_TIED],
        (long long)storm->world.counts[EVENT_PULLED], (long long)storm->world.counts[EVENT_UNDONE]);
#endif
    sql_world_release(&storm->world);
    mem_free(storm);
    return digest;
}

static void storm__any_faults_then_peace__stores_agree(void **state)
{
    (void)state;
    for (uint64_t seed = STORM_FIRST; seed < STORM_FIRST + STORM_SEEDS; seed++) {
        (void)storm_play(seed, false);
    }
}

static void storm__saved_and_loaded_on_the_way__same_run(void **state)
{
    (void)state;
    for (uint64_t seed = STORM_FIRST; seed < STORM_FIRST + (STORM_SEEDS + 1) / 2; seed++) {
        assert_true(storm_play(seed, false) == storm_play(seed, true));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(storm__any_faults_then_peace__stores_agree),
        cmocka_unit_test(storm__saved_and_loaded_on_the_way__same_run),
    };
    return cmocka_run_group_tests_name("cluster/storm", tests, NULL, NULL);
}
