/* SPDX-License-Identifier: MIT */
/*
 * bench: what a commit costs. Committed autocommit updates through the whole
 * engine on four masters, against the floor: the same row changes by prepared
 * statements, each a transaction, on four plain SQLite stores in memory.
 *
 * Every connection has pages of its own, so nothing conflicts and nobody waits.
 * Engine and floor take turns; the median of the rounds counts. A ratio (floor
 * time by engine time) below 0.30 is MISSED, and so is one at 100,000 rows below
 * 0.8 of that at 1,000.
 */
#include "cluster/cluster.h"

#include <assert.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECTIONS_A_MASTER 2
#define CONNECTIONS (MASTERS_MAX * CONNECTIONS_A_MASTER)
#define COMMITS_A_ROUND 4000
#define ROUNDS 9
#define RATIO_WANTED_PERMILLE 300
#define ROWS_AN_INSERT 400
#define ROWS_A_PAGE 100 /* as the parameter page.rows */

struct lane {
    conn_id conn;
    bool is_ready;
    int64_t next; /* update */
};

struct bench {
    struct cluster *cluster;
    struct lane lanes[CONNECTIONS];
    int64_t rows;
    int64_t done;
    sqlite3 *stores[MASTERS_MAX];
    sqlite3_stmt *begin[MASTERS_MAX];
    sqlite3_stmt *update[MASTERS_MAX];
    sqlite3_stmt *commit[MASTERS_MAX];
};

static int64_t now_ns(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void stop(const char *what)
{
    (void)fprintf(stderr, "bench: %s\n", what);
    exit(3);
}

/*
 * The row of a connection's update number `next`: page after page among those that are its
 * own, each CONNECTIONS-th, and in them row after row.
 */
static int64_t row_of(int64_t rows, int lane, int64_t next)
{
    int64_t pages = (rows / ROWS_A_PAGE - lane + CONNECTIONS - 1) / CONNECTIONS;
    int64_t page = lane + next % pages * CONNECTIONS;
    return page * ROWS_A_PAGE + 1 + next / pages % (ROWS_A_PAGE - 1);
}

/* --- the engine ------------------------------------------------------------------------------ */

static void on_answer(void *user, const struct answer *answer)
{
    struct bench *bench = user;
    for (int i = 0; i < CONNECTIONS; i++) {
        if (bench->lanes[i].conn == answer->conn) {
            bench->lanes[i].is_ready = true;
        }
    }
    if (answer->kind == ANSWER_OK) {
        bench->done++;
    } else if (answer->kind != ANSWER_CONNECTED) {
        stop(answer->text);
    }
}

static void await(struct bench *bench, struct lane *lane)
{
    while (!lane->is_ready) {
        if (!cluster_step(bench->cluster)) {
            stop("no answer comes");
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

static void open_cluster(struct bench *bench)
{
    struct cluster_config config = {
        .seed = 1, .master_count = MASTERS_MAX, .on_answer = on_answer, .user = bench};
    struct err err = {0};
    int client = 0;
    if (cluster_new(&bench->cluster, &config, &err) != RC_OK ||
        cluster_add_client(bench->cluster, AZ_OFFICE, &client, &err) != RC_OK) {
        stop(err.text);
    }
    for (int i = 0; i < CONNECTIONS; i++) {
        struct lane *lane = &bench->lanes[i];
        *lane = (struct lane){.conn = cluster_connect(bench->cluster, client, i % MASTERS_MAX)};
        await(bench, lane);
    }
    fill_cluster(bench);
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
                   row_of(bench->rows, number, lane->next++));
    struct request request = {.kind = REQUEST_SQL, .sql = sql};
    lane->is_ready = false;
    cluster_send(bench->cluster, lane->conn, &request);
}

/* Nanoseconds a commit. */
static int64_t run_engine(struct bench *bench)
{
    int64_t end = bench->done + COMMITS_A_ROUND;
    int64_t start = now_ns();
    int64_t begun = bench->done;
    while (bench->done < end) {
        for (int i = 0; i < CONNECTIONS; i++) {
            if (bench->lanes[i].is_ready) {
                send_update(bench, i);
            }
        }
        if (!cluster_step(bench->cluster)) {
            stop("the cluster stands still");
        }
    }
    return (now_ns() - start) / (bench->done - begun);
}

/* --- the floor ------------------------------------------------------------------------------- */

static sqlite3_stmt *prepare(sqlite3 *store, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store, sql, -1, &statement, NULL) != SQLITE_OK) {
        stop(sqlite3_errmsg(store));
    }
    return statement;
}

static void run_prepared(sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE) {
        stop("the floor fails");
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
    for (int i = 0; i < MASTERS_MAX; i++) {
        sqlite3 *store = NULL;
        if (sqlite3_open(":memory:", &store) != SQLITE_OK ||
            sqlite3_exec(
                store, "CREATE TABLE bench (id INTEGER PRIMARY KEY, v INTEGER NOT NULL, note TEXT)",
                NULL, NULL, NULL) != SQLITE_OK ||
            sqlite3_exec(store, fill, NULL, NULL, NULL) != SQLITE_OK) {
            stop(sqlite3_errmsg(store));
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
    int64_t start = now_ns();
    for (int64_t i = 0; i < COMMITS_A_ROUND; i++) {
        int64_t next = round * COMMITS_A_ROUND / CONNECTIONS + i / CONNECTIONS;
        int64_t row = row_of(bench->rows, (int)(i % CONNECTIONS), next);
        for (int j = 0; j < MASTERS_MAX; j++) {
            run_prepared(bench->begin[j]);
            (void)sqlite3_bind_int64(bench->update[j], 1, row);
            run_prepared(bench->update[j]);
            run_prepared(bench->commit[j]);
        }
    }
    return (now_ns() - start) / COMMITS_A_ROUND;
}

static void close_all(struct bench *bench)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        (void)sqlite3_finalize(bench->begin[i]);
        (void)sqlite3_finalize(bench->update[i]);
        (void)sqlite3_finalize(bench->commit[i]);
        (void)sqlite3_close(bench->stores[i]);
    }
    cluster_free(bench->cluster);
}

/* --- the comparison -------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;
    return (*x > *y) - (*x < *y);
}

static int64_t median(int64_t *values)
{
    qsort(values, ROUNDS, sizeof values[0], compare);
    return values[ROUNDS / 2];
}

/* One row of the table: gives the ratio, in thousandths. */
static int64_t measure(int64_t rows, int64_t wanted)
{
    static struct bench bench;
    int64_t engine[ROUNDS];
    int64_t floor[ROUNDS];
    bench = (struct bench){.rows = rows};
    open_cluster(&bench);
    open_floor(&bench);
    (void)run_engine(&bench); /* to warm up */
    (void)run_floor(&bench, 0);
    for (int i = 0; i < ROUNDS; i++) {
        engine[i] = run_engine(&bench);
        floor[i] = run_floor(&bench, i + 1);
    }
    int64_t engine_ns = median(engine);
    int64_t floor_ns = median(floor);
    int64_t ratio = floor_ns * 1000 / engine_ns;
    (void)printf("%8" PRId64 "  %10" PRId64 "  %8" PRId64 ".%" PRId64 "  %6" PRId64 ".%" PRId64
                 "   %" PRId64 ".%03" PRId64 "  %s\n",
                 rows, INT64_C(1000000000) / engine_ns, engine_ns / 1000, engine_ns % 1000 / 100,
                 floor_ns / 1000, floor_ns % 1000 / 100, ratio / 1000, ratio % 1000,
                 ratio >= wanted ? "" : "MISSED");
    close_all(&bench);
    return ratio;
}

int main(void)
{
    (void)printf("    rows   commits/s   engine us   floor us   ratio\n");
    int64_t small = measure(1000, RATIO_WANTED_PERMILLE);
    (void)measure(100000, small * 8 / 10);
    return 0;
}
