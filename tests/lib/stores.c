/* SPDX-License-Identifier: MIT */
#include "lib/stores.h"

#include "lib/test.h"

#include <stdio.h>

void stores_init(struct stores *stores, int count)
{
    struct rng root;
    rng_init(&root, 42);
    *stores = (struct stores){.count = count};
    store_result_init(&stores->result);
    for (int i = 0; i < count; i++) {
        struct store_config config = {
            .master = i,
            .rows_per_page = 100,
            .rng = rng_fork(&root, "sql", i),
        };
        assert_int_equal(store_new(&stores->of[i], &config, &stores->err), RC_OK);
    }
}

void stores_release(struct stores *stores)
{
    for (int i = 0; i < stores->count; i++) {
        store_free(stores->of[i]);
    }
    store_result_release(&stores->result);
}

enum sql_error stores_define(struct stores *stores, enum ddl_kind kind, const char *name,
                             const char *sql)
{
    struct store_ddl ddl = {.kind = kind, .name = name, .sql = sql, .database = "lab"};
    if (kind == DDL_CREATE_TABLE) {
        ddl.table = ++stores->last_table;
    }
    assert_int_equal(store_try_ddl(stores->of[0], &ddl, &stores->result, &stores->err), RC_OK);
    for (int i = 0; i < stores->count && stores->result.error == SQL_OK; i++) {
        assert_int_equal(store_apply_ddl(stores->of[i], &ddl, &stores->err), RC_OK);
    }
    return stores->result.error;
}

enum sql_error stores_run(struct stores *stores, int master, const char *sql)
{
    struct store_statement statement = {
        .sql = sql,
        .last_insert_id = stores->last_insert_id,
        .server = master,
    };
    enum rc rc = store_run(stores->of[master], &statement, &stores->result, &stores->err);
    if (rc != RC_OK) {
        fail_msg("%s: %s", sql, stores->err.text);
    }
    return stores->result.error;
}

enum sql_error stores_commit(struct stores *stores, int master, const char *sql)
{
    enum sql_error error = stores_run(stores, master, sql);
    for (int i = 0; i < stores->count && error == SQL_OK; i++) {
        enum rc rc = store_apply(stores->of[i], &stores->result.changes, true, &stores->err);
        if (rc != RC_OK) {
            fail_msg("%s: %s", sql, stores->err.text);
        }
    }
    return error;
}

const char *stores_read(struct stores *stores, int master, const char *sql)
{
    static char text[4096];
    size_t used = 0;
    text[0] = '\0';
    if (stores_run(stores, master, sql) != SQL_OK) {
        return stores->result.text;
    }
    const struct rows *rows = &stores->result.rows;
    for (int i = 0; i < rows->row_count; i++) {
        for (int c = 0; c < rows->column_count; c++) {
            bool is_null = rows_kind(rows, i, c) == CELL_NULL;
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
                                     c > 0   ? "|"
                                     : i > 0 ? ";"
                                             : "",
                                     is_null ? "NULL" : rows_cell(rows, i, c));
            assert_true(used < sizeof(text));
        }
    }
    return text;
}

bool stores_agree(struct stores *stores)
{
    for (int i = 1; i < stores->count; i++) {
        if (store_digest(stores->of[i]) != store_digest(stores->of[0])) {
            return false;
        }
    }
    return true;
}
