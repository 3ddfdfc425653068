/* SPDX-License-Identifier: MIT */
/*
 * bench_store: what a one-row UPDATE costs in the store alone, one store_run and
 * four store_apply, against prepared BEGIN / UPDATE / COMMIT on four plain
 * SQLite databases in memory.
 */
#include "lib/figures.h"
#include "store/sqlite.h"
#include "store/store.h"

#include <stdlib.h>

#define STORES 4
#define UPDATES 20000

static void must(int is_fine, const char *what)
{
    if (!is_fine) {
        figure_stop("store", what);
    }
}

static void fill_sql(char *sql, size_t room, int from)
{
    int used = snprintf(sql, room, "INSERT INTO t VALUES");
    for (int i = from; i < from + 100; i++) {
        used += snprintf(sql + used, room - (size_t)used, "%s(%d, %d, 'name of %d')",
                         i > from ? "," : "", i, i, i);
    }
}

static int64_t plain(int rows)
{
    static char sql[8192];
    sqlite3 *db[STORES];
    sqlite3_stmt *statements[STORES][3];
    static const char *const texts[] = {"BEGIN", "UPDATE t SET v = ?1 WHERE id = ?2", "COMMIT"};
    for (int s = 0; s < STORES; s++) {
        must(sqlite3_open(":memory:", &db[s]) == SQLITE_OK, "open");
        (void)sqlite3_exec(db[s], "CREATE TABLE t(id INTEGER PRIMARY KEY, v INT, name TEXT)", NULL,
                           NULL, NULL);
        for (int i = 1; i <= rows; i += 100) {
            fill_sql(sql, sizeof(sql), i);
            must(sqlite3_exec(db[s], sql, NULL, NULL, NULL) == SQLITE_OK, "fill");
        }
        for (int i = 0; i < 3; i++) {
            must(sqlite3_prepare_v2(db[s], texts[i], -1, &statements[s][i], NULL) == SQLITE_OK,
                 "prepare");
        }
    }
    int64_t start = figure_worked_ns();
    for (int n = 0; n < UPDATES; n++) {
        for (int s = 0; s < STORES; s++) {
            (void)sqlite3_bind_int(statements[s][1], 1, n);
            (void)sqlite3_bind_int(statements[s][1], 2, 1 + n * 7919 % rows);
            for (int i = 0; i < 3; i++) {
                (void)sqlite3_step(statements[s][i]);
                must(sqlite3_reset(statements[s][i]) == SQLITE_OK, "update");
            }
        }
    }
    int64_t took = figure_worked_ns() - start;
    for (int s = 0; s < STORES; s++) {
        for (int i = 0; i < 3; i++) {
            (void)sqlite3_finalize(statements[s][i]);
        }
        (void)sqlite3_close(db[s]);
    }
    return took;
}

static void commit(struct store **stores, const char *sql, struct store_result *result)
{
    struct store_statement statement = {.sql = sql};
    must(store_run(stores[0], &statement, result, NULL) == RC_OK && result->error == SQL_OK, sql);
    for (int s = 0; s < STORES; s++) {
        must(store_apply(stores[s], &result->changes, false, NULL) == RC_OK, "apply");
    }
}

static int64_t whole(int rows, int parts[2])
{
    static char sql[8192];
    struct store *stores[STORES];
    struct store_result result;
    struct store_ddl ddl = {
        .kind = DDL_CREATE_TABLE,
        .sql = "CREATE TABLE t(id INTEGER PRIMARY KEY, v INT, name TEXT)",
        .name = "t",
        .table = 1,
    };
    store_result_init(&result);
    for (int s = 0; s < STORES; s++) {
        struct store_config config = {.master = s, .rows_per_page = 100, .rng = {{1, 2, 3, 4}}};
        must(store_new(&stores[s], &config, NULL) == RC_OK, "store_new");
        must(store_apply_ddl(stores[s], &ddl, NULL) == RC_OK, "create");
    }
    for (int i = 1; i <= rows; i += 100) {
        fill_sql(sql, sizeof(sql), i);
        commit(stores, sql, &result);
    }
    int64_t ran = 0;
    int64_t start = figure_worked_ns();
    for (int n = 0; n < UPDATES; n++) {
        (void)snprintf(sql, sizeof(sql), "UPDATE t SET v = %d WHERE id = %d", n,
                       1 + n * 7919 % rows);
        struct store_statement statement = {.sql = sql};
        int64_t before = figure_worked_ns();
        must(store_run(stores[0], &statement, &result, NULL) == RC_OK, "run");
        ran += figure_worked_ns() - before;
        for (int s = 0; s < STORES; s++) {
            must(store_apply(stores[s], &result.changes, false, NULL) == RC_OK, "apply");
        }
    }
    int64_t took = figure_worked_ns() - start;
    parts[0] = (int)(ran / UPDATES);
    parts[1] = (int)((took - ran) / UPDATES);
    for (int s = 0; s < STORES; s++) {
        store_free(stores[s]);
    }
    store_result_release(&result);
    return took;
}

int main(void)
{
    static const int sizes[] = {1000, 100000};
    for (int i = 0; i < COUNT_OF(sizes); i++) {
        int parts[2];
        int64_t floor_ns = plain(sizes[i]) / UPDATES;
        int64_t store_ns = whole(sizes[i], parts) / UPDATES;
        char name[40];
        char how[120];
        (void)snprintf(name, sizeof(name), "one row in the store, %d rows", sizes[i]);
        (void)snprintf(how, sizeof(how), "%.1f us: run %.1f, four applies %.1f; floor %.1f us",
                       (double)store_ns / 1000, parts[0] / 1000.0, parts[1] / 1000.0,
                       (double)floor_ns / 1000);
        figure_print(stdout, &(struct figure){.name = name,
                                              .value = (double)floor_ns / (double)store_ns,
                                              .unit = "of floor",
                                              .how = how});
    }
    return 0;
}
