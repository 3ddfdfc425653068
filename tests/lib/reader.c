/* SPDX-License-Identifier: MIT */
#include "lib/reader.h"

#include "store/sqlite.h"

#include <stdio.h>

const char *reader_query(const char *path, const char *sql)
{
    static char text[400];
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    (void)snprintf(text, sizeof(text), "nothing");
    int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, "unix");
    rc = rc == SQLITE_OK ? sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) : rc;
    rc = rc == SQLITE_OK ? sqlite3_step(stmt) : rc;
    if (rc == SQLITE_ROW) {
        (void)snprintf(text, sizeof(text), "%s", (const char *)sqlite3_column_text(stmt, 0));
    } else if (rc != SQLITE_DONE) {
        (void)snprintf(text, sizeof(text), "%s", sqlite3_errmsg(db));
    }
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
    return text;
}
