/* SPDX-License-Identifier: MIT */
/*
 * stores: a few stores that are fed the same, for tests of the store.
 */
#ifndef LIB_STORES_H
#define LIB_STORES_H

#include "store/store.h"

struct stores {
    struct store *of[MASTERS_MAX]; /* owned; as many as `count` */
    int count;
    struct store_result result; /* of the last statement */
    struct err err;
    uint32_t last_table;
    int64_t last_insert_id;
};

void stores_init(struct stores *stores, int count);
void stores_release(struct stores *stores);

/* A definition tried on the first store and applied to all; the failure, or SQL_OK. */
enum sql_error stores_define(struct stores *stores, enum ddl_kind kind, const char *name,
                             const char *sql);
/* Run on one store; nothing becomes true. */
enum sql_error stores_run(struct stores *stores, int master, const char *sql);
/* Run on one store and apply to all what it changed, before-images checked. */
enum sql_error stores_commit(struct stores *stores, int master, const char *sql);
/* The rows of a query on one store as "1|one;2|two". Borrowed until the next call. */
const char *stores_read(struct stores *stores, int master, const char *sql);
/* Every store holds the same? */
bool stores_agree(struct stores *stores);

#endif
