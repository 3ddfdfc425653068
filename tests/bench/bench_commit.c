/* SPDX-License-Identifier: MIT */
/*
 * bench_commit: what a commit costs. Committed autocommit updates through the whole
 * engine, against the floor: the same row changes by prepared statements, each a
 * transaction, on as many plain SQLite stores in memory as there are masters.
 *
 * Every connection has pages of its own, so nothing conflicts and nobody waits.
 * Engine and floor take turns; the median of the rounds counts, as a ratio: floor
 * time by engine time. By rows, by masters, and beside transactions left open.
 */
#include "cluster/cluster.h"
#include "lib/figures.h"

#include <assert.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define CONNECTIONS_A_MASTER 2
#define LANES_MAX (MASTERS_MAX * CONNECTIONS_A_MASTER)
#define OPEN_MAX 100
#define COMMITS_A_ROUND 4000
#define ROUNDS 9
#define RATIO_WANTED 0.30
#define RATIO_KEPT 0.8 /* of it, at a hundred times as many rows */
#define ROWS_AN_INSERT 400
#define ROWS_A_PAGE 100 /* as the parameter page.rows */

struct lane {
    conn_id conn;
    bool is_ready;
    int64_t next; /* update */
};

struct bench {
    struct cluster *cluster;
    int masters;
    int connections;
    struct lane lanes[LANES_MAX];
    struct lane open[OPEN_MAX]; /* each with a transaction that does not end */
    int open_count;
    int64_t rows;
    int64_t done;
    sqlite3 *stores[MASTERS_MAX];
    sqlite3_stmt *begin[MASTERS_MAX];
    sqlite3_stmt *update[MASTERS_MAX];
    sqlite3_stmt *commit[MASTERS_MAX];
};

/*
 * The row of a connection's update number `next`: page after page among those that are its
 * own, each so-many-th, and in them row after row.
 */
static int64_t row_of(const struct bench *bench, int lane, int64_t next)
{
    int64_t count = bench->connections;
    int64_t pages = (bench->rows / ROWS_A_PAGE - lane + count - 1) / count;
    int64_t page = lane + next % pages * count;
    return page * ROWS_A_PAGE + 1 + next / pages % (ROWS_A_PAGE - 1);
}

/* --- the engine ------------------------------------------------------------------------------ */

static void wake(struct lane *lanes, int count, conn_id conn)
{
    for (int i = 0; i < count; i++) {
        lanes[i].is_ready = lanes[i].is_ready || lanes[i].conn == conn;
    }
}

static void on_answer(void *user, const struct answer *answer)
{
    struct bench *bench = user;
    wake(bench->lanes, bench->connections, answer->conn);
    wake(bench->open, bench->open_count, answer->conn);
    if (answer->kind == ANSWER_OK) {
        bench->done++;
    } else if (answer->kind != ANSWER_CONNECTED) {
        figure_stop("commit", answer->text);
    }
}

static void await(struct bench *bench, struct lane *lane)
{
    while (!lane->is_ready) {
        if (!cluster_step(bench->cluster)) {
            figure_stop("commit", "no answer comes");
        }
    }
}

static void run_one(struct bench *bench, struct lane *lane, enum request_kind kind, const char *sql)
{
    struct request request = {.kind = kind, .sql = sql};
    if (kind == REQUEST_DDL) {
        request.ddl = DDL_CREATE_TABLE;
        request.name = "bench";
    }
    lane->is_ready = false;
    cluster_send(bench->cluster, lane->conn, &request);
    await(bench, lane);
}

static void fill_cluster(struct bench *bench)
{
    static char sql[SQL_SIZE_MAX];
    struct lane *lane = &bench->lanes[0];
    run_one(bench, lane, REQUEST_DDL,
            "CREATE TABLE bench (id INTEGER PRIMARY KEY, v INTEGER NOT NULL, note TEXT)");
    for (int64_t id = 1; id <= bench->rows;) {
        size_t used = (size_t)snprintf(sql, sizeof sql, "INSERT INTO bench VALUES ");
        for (int i = 0; i < ROWS_AN_INSERT && id <= bench->rows; i++, id++) {
            used += (size_t)snprintf(sql + used, sizeof sql - used, "%s(%" PRId64 ", 0, 'a row')",
                                     i > 0 ? ", " : "", id);
        }
        run_one(bench, lane, REQUEST_SQL, sql);
    }
}

/* Each holds a page of its own, the last ones of the table, of which nobody else has any. */
static void open_transactions(struct bench *bench, int client)
{
    for (int i = 0; i < bench->open_count; i++) {
        char sql[80];
        struct lane *lane = &bench->open[i];
        *lane = (struct lane){.conn = cluster_connect(bench->cluster, client, i % bench->masters)};
        await(bench, lane);
        run_one(bench, lane, REQUEST_BEGIN, NULL);
        (void)snprintf(sql, sizeof sql, "UPDATE bench SET v = v + 1 WHERE id = %" PRId64,
                       bench->rows - (int64_t)(i + 1) * ROWS_A_PAGE + 1);
        run_one(bench, lane, REQUEST_SQL, sql);
    }
}

static void open_cluster(struct bench *bench)
{
    struct cluster_config config = {
        .seed = 1, .master_count = bench->masters, .on_answer = on_answer, .user = bench};
    struct err err = {0};
    int client = 0;
    if (cluster_new(&bench->cluster, &config, &err) != RC_OK ||
        cluster_add_client(bench->cluster, AZ_OFFICE, &client, &err) != RC_OK) {
        figure_stop("cluster", err.text);
    }
    for (int i = 0; i < bench->connections; i++) {
        struct lane *lane = &bench->lanes[i];
        *lane = (struct lane){.conn = cluster_connect(bench->cluster, client, i % bench->masters)};
        await(bench, lane);
    }
    fill_cluster(bench);
    open_transactions(bench, client);
    cluster_wait(bench->cluster, cluster_now(bench->cluster));
    sim_us end = cluster_now(bench->cluster) + 10 * US_PER_S; /* let every peer apply it */
    while (cluster_next_at(bench->cluster) <= end) {
        (void)cluster_step(bench->cluster);
    }
}

static void send_update(struct bench *bench, int number)
{
    struct lane *lane = &bench->lanes[number];
    char sql[80];
    (void)snprintf(sql, sizeof sql, "UPDATE bench SET v = v + 1 WHERE id = %" PRId64,
                   row_of(bench, number, lane->next++));
    struct request request = {.kind = REQUEST_SQL, .sql = sql};
    lane->is_ready = false;
    cluster_send(bench->cluster, lane->conn, &request);
}

/* Nanoseconds a commit. */
static int64_t run_engine(struct bench *bench)
{
    int64_t end = bench->done + COMMITS_A_ROUND;
    int64_t start = figure_worked_ns();
    int64_t begun = bench->done;
    while (bench->done < end) {
        for (int i = 0; i < bench->connections; i++) {
            if (bench->lanes[i].is_ready) {
                send_update(bench, i);
            }
        }
        if (!cluster_step(bench->cluster)) {
            figure_stop("commit", "the cluster stands still");
        }
    }
    return (figure_worked_ns() - start) / (bench->done - begun);
}

/* --- the floor ------------------------------------------------------------------------------- */

static sqlite3_stmt *prepare(sqlite3 *store, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store, sql, -1, &statement, NULL) != SQLITE_OK) {
        figure_stop("floor", sqlite3_errmsg(store));
    }
    return statement;
}

static void run_prepared(sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE) {
        figure_stop("floor", "a statement fails");
    }
    (void)sqlite3_reset(statement);
}

static void open_floor(struct bench *bench)
{
    char fill[200];
    (void)snprintf(fill, sizeof fill,
                   "INSERT INTO bench WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 "
                   "FROM n WHERE id < %" PRId64 ") SELECT id, 0, 'a row' FROM n",
                   bench->rows);
    for (int i = 0; i < bench->masters; i++) {
        sqlite3 *store = NULL;
        if (sqlite3_open(":memory:", &store) != SQLITE_OK ||
            sqlite3_exec(
                store, "CREATE TABLE bench (id INTEGER PRIMARY KEY, v INTEGER NOT NULL, note TEXT)",
                NULL, NULL, NULL) != SQLITE_OK ||
            sqlite3_exec(store, fill, NULL, NULL, NULL) != SQLITE_OK) {
            figure_stop("floor", sqlite3_errmsg(store));
        }
        bench->stores[i] = store;
        bench->begin[i] = prepare(store, "BEGIN");
        bench->update[i] = prepare(store, "UPDATE bench SET v = v + 1 WHERE id = ?");
        bench->commit[i] = prepare(store, "COMMIT");
    }
}

/* The row changes of as many commits, in as many lanes, on all four stores. */
static int64_t run_floor(struct bench *bench, int64_t round)
{
    int64_t start = figure_worked_ns();
    for (int64_t i = 0; i < COMMITS_A_ROUND; i++) {
        int64_t next = round * COMMITS_A_ROUND / bench->connections + i / bench->connections;
        int64_t row = row_of(bench, (int)(i % bench->connections), next);
        for (int j = 0; j < bench->masters; j++) {
            run_prepared(bench->begin[j]);
            (void)sqlite3_bind_int64(bench->update[j], 1, row);
            run_prepared(bench->update[j]);
            run_prepared(bench->commit[j]);
        }
    }
    return (figure_worked_ns() - start) / COMMITS_A_ROUND;
}

static void close_all(struct bench *bench)
{
    for (int i = 0; i < bench->masters; i++) {
        (void)sqlite3_finalize(bench->begin[i]);
        (void)sqlite3_finalize(bench->update[i]);
        (void)sqlite3_finalize(bench->commit[i]);
        (void)sqlite3_close(bench->stores[i]);
    }
    cluster_free(bench->cluster);
}

/* --- the comparison -------------------------------------------------------------------------- */

struct result {
    double engine_ns, floor_ns;
    double engine_spread, floor_spread;
};

static struct result measure(int64_t rows, int masters, int open_count)
{
    static struct bench bench;
    int64_t engine[ROUNDS];
    int64_t floor[ROUNDS];
    struct result result = {0};
    /* What is held open does not lie among the rows that are updated. */
    int64_t held = (int64_t)open_count * ROWS_A_PAGE;
    bench = (struct bench){.rows = rows + held,
                           .masters = masters,
                           .connections = masters * CONNECTIONS_A_MASTER,
                           .open_count = open_count};
    open_cluster(&bench);
    bench.rows = rows;
    open_floor(&bench);
    (void)run_engine(&bench); /* to warm up */
    (void)run_floor(&bench, 0);
    for (int i = 0; i < ROUNDS; i++) {
        engine[i] = run_engine(&bench);
        floor[i] = run_floor(&bench, i + 1);
    }
    result.engine_ns = figure_median(engine, ROUNDS, &result.engine_spread);
    result.floor_ns = figure_median(floor, ROUNDS, &result.floor_spread);
    close_all(&bench);
    return result;
}

static double ratio_of(struct result result)
{
    return result.floor_ns / result.engine_ns;
}

/* How many a second, and what part of them the floor takes. */
static void tell(const char *name, struct result result, enum figure_bound is, double bound)
{
    char how[120];
    (void)snprintf(how, sizeof(how),
                   "%.0f commits/s: %.1f us each, floor %.1f us; 9 rounds in turn",
                   1e9 / result.engine_ns, result.engine_ns / 1000, result.floor_ns / 1000);
    figure_print(stdout, &(struct figure){.name = name,
                                          .value = ratio_of(result),
                                          .unit = "of floor",
                                          .is = is,
                                          .bound = bound,
                                          .spread = result.engine_spread,
                                          .how = how});
}

int main(void)
{
    struct result small = measure(1000, MASTERS_MAX, 0);
    tell("commit, 1,000 rows, 4 masters", small, FIGURE_AT_LEAST, RATIO_WANTED);
    tell("commit, 100,000 rows, 4 masters", measure(100000, MASTERS_MAX, 0), FIGURE_AT_LEAST,
         ratio_of(small) * RATIO_KEPT);
    tell("commit, 1,000 rows, 3 masters", measure(1000, 3, 0), FIGURE_TOLD, 0);
    tell("commit, 1,000 rows, 2 masters", measure(1000, 2, 0), FIGURE_TOLD, 0);
    tell("commit, beside 100 open transactions", measure(10000, MASTERS_MAX, OPEN_MAX),
         FIGURE_AT_LEAST, ratio_of(small) * RATIO_KEPT);
    return 0;
}
