/* SPDX-License-Identifier: MIT */
#include "store/autoinc.h"

#include "base/quote.h"

int64_t autoinc_next(struct table *table, int master)
{
    int64_t first = master + 1;
    int64_t next = first;
    if (table->largest >= first) {
        int64_t steps = (table->largest - first) / AUTOINC_STEP + 1;
        if (steps > (INT64_MAX - first) / AUTOINC_STEP) {
            return 0;
        }
        next = first + steps * AUTOINC_STEP;
    }
    table->largest = next;
    return next;
}

void autoinc_see(struct table *table, int64_t id)
{
    if (id > table->largest) {
        table->largest = id;
    }
}

void autoinc_restart(struct table *table, sqlite3 *db)
{
    struct buf sql;
    sqlite3_stmt *stmt = NULL;
    buf_init(&sql, BUF_CAP_TEXT);
    buf_addf(&sql, "SELECT max(");
    quote_sql_name(&sql, table->columns[table->auto_column].name);
    buf_addf(&sql, ") FROM ");
    quote_sql_name(&sql, table->name);
    table->largest = 0;
    if (sqlite3_prepare_v2(db, sql.data, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        table->largest = sqlite3_column_int64(stmt, 0);
    }
    (void)sqlite3_finalize(stmt);
    buf_release(&sql);
}
