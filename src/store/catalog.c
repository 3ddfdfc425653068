/* SPDX-License-Identifier: MIT */
#include "store/catalog.h"

#include "base/quote.h"
#include "store/explain.h"

#include <string.h>

#define GENERATOR " ON CONFLICT REPLACE DEFAULT (lab_autoinc("

/* A table that is not described has no text: lab_tables.sql IS NULL. */
static const char forget_sql[] =
    "UPDATE lab_tables SET sql = NULL WHERE name = ?1 OR EXISTS(SELECT 1 FROM"
    " pragma_foreign_key_list(lab_tables.name) AS f WHERE f.\"table\" = ?1 COLLATE NOCASE)";

static const char forget_rows_sql[] =
    "DELETE FROM lab_columns WHERE table_name IN (SELECT name FROM lab_tables WHERE sql IS NULL);"
    "DELETE FROM lab_indexes WHERE table_name IN (SELECT name FROM lab_tables WHERE sql IS NULL);";

static const char describe_sql[] =
    "INSERT INTO lab_indexes"
    " SELECT t.name, iif(l.origin = 'pk', 0, 1000 - l.seq),"
    "  CASE WHEN l.origin = 'pk' THEN 'PRIMARY' WHEN l.name LIKE 'sqlite!_%' ESCAPE '!' THEN"
    "   (SELECT f.name FROM pragma_index_info(l.name) AS f WHERE f.seqno = 0) ELSE l.name END,"
    "  l.\"unique\", i.seqno + 1, i.name"
    " FROM lab_tables AS t, pragma_index_list(t.name) AS l, pragma_index_info(l.name) AS i"
    " WHERE t.sql IS NULL;"
    "INSERT INTO lab_columns"
    " SELECT t.name, c.cid + 1, c.name, lower(c.type),"
    "  iif(c.\"notnull\" OR c.pk > 0, 'NO', 'YES'),"
    "  iif(c.pk > 0, 'PRI', coalesce((SELECT max(iif(i.is_unique AND NOT EXISTS(SELECT 1 FROM"
    "    lab_indexes AS n WHERE (n.table_name, n.number) = (i.table_name, i.number)"
    "    AND n.position = 2), 'UNI', 'MUL'))"
    "   FROM lab_indexes AS i WHERE i.table_name = t.name AND i.field = c.name"
    "   AND i.position = 1), '')),"
    "  iif(c.dflt_value LIKE '%lab!_autoinc(%' ESCAPE '!', NULL, c.dflt_value),"
    "  CASE WHEN c.dflt_value LIKE '%lab!_autoinc(%' ESCAPE '!' THEN 'auto_increment'"
    "   WHEN c.hidden = 2 THEN 'VIRTUAL GENERATED' WHEN c.hidden = 3 THEN 'STORED GENERATED'"
    "   ELSE '' END"
    " FROM lab_tables AS t, pragma_table_xinfo(t.name) AS c"
    " WHERE t.sql IS NULL AND c.hidden <> 1;";

/*
 * All of them, for whatever SQLite renames it renames in them, too. Their text is as
 * shell/understand_trigger.c writes it.
 */
static const char triggers_sql[] =
    "DELETE FROM lab_triggers;"
    "WITH t AS (SELECT name, tbl_name,"
    "  substr(sql, length('CREATE TRIGGER \"\" ') + 1 + length(replace(name, '\"', '\"\"')))"
    "  AS rest FROM sqlite_schema WHERE type = 'trigger'),"
    " u AS (SELECT name, tbl_name, rest, instr(rest, ' FOR EACH ROW BEGIN ') AS at FROM t)"
    "INSERT INTO lab_triggers SELECT name, substr(rest, instr(rest, ' ') + 1, 6), tbl_name,"
    " substr(rest, at + 20, length(rest) - at - 19 - length('; END')),"
    " substr(rest, 1, instr(rest, ' ') - 1) FROM u;";

#define DIGITS(number) DIGITS_OF(number)
#define DIGITS_OF(number) #number
#define TRIGGERS_SIZE DIGITS(TRIGGERS_SIZE_MAX)

struct unfit {
    const char *sql; /* a row means: refused; its text is what is refused */
    const char *advice;
};

/* Asked of what is described: only foreign keys are not. */
static const struct unfit unfits[] = {
    {"SELECT 'FOREIGN KEY ON ' || iif(f.on_delete NOT IN ('NO ACTION', 'RESTRICT'),"
     "  'DELETE ' || f.on_delete, 'UPDATE ' || f.on_update)"
     " FROM lab_tables AS t, pragma_foreign_key_list(t.name) AS f WHERE t.sql IS NULL AND"
     " (f.on_delete NOT IN ('NO ACTION', 'RESTRICT') OR"
     "  f.on_update NOT IN ('NO ACTION', 'RESTRICT'))",
     "a foreign key may only refuse"},
    {"SELECT 'DEFERRABLE' FROM sqlite_schema WHERE type = 'table' AND"
     " sql LIKE '%deferrable%initially%deferred%'",
     "a foreign key is checked at once"},
    {"SELECT 'a UNIQUE key on an expression' FROM lab_indexes WHERE is_unique AND field IS NULL",
     "use plain columns"},
    {"SELECT 'a UNIQUE key on the generated column ' || c.field FROM lab_indexes AS i"
     " JOIN lab_columns AS c USING(table_name, field)"
     " WHERE i.is_unique AND c.extra LIKE '% GENERATED'",
     "use plain columns"},
    {"SELECT 'a column named ' || field FROM lab_columns"
     " WHERE lower(field) IN ('rowid', 'oid', '_rowid_')",
     "SQLite means its own row number by that name"},
    {"SELECT 'a name of more than 63 bytes' FROM lab_columns"
     " WHERE length(CAST(table_name AS BLOB)) > 63 OR length(CAST(field AS BLOB)) > 63",
     "choose a shorter one"},
    {"SELECT 'more than 16 columns in a key' FROM lab_indexes WHERE is_unique AND position > 16",
     "as in MySQL"},
    {"SELECT 'more than 64 keys' FROM lab_indexes GROUP BY table_name"
     " HAVING count(DISTINCT number) > 64",
     "as in MySQL"},
    {"SELECT 'triggers of more than " TRIGGERS_SIZE " bytes together' FROM sqlite_schema"
     " WHERE type = 'trigger' GROUP BY type HAVING sum(length(sql)) > " TRIGGERS_SIZE,
     "a statement compiles all that it fires"},
};

static sqlite3_stmt *prepare(struct store *store, const char *sql, const char *first,
                             const char *second)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK) {
        if (first != NULL) {
            (void)sqlite3_bind_text(stmt, 1, first, -1, SQLITE_TRANSIENT);
        }
        if (second != NULL) {
            (void)sqlite3_bind_text(stmt, 2, second, -1, SQLITE_TRANSIENT);
        }
    }
    return stmt;
}

void catalog_change(struct store *store, const char *sql, const char *first, const char *second)
{
    sqlite3_stmt *stmt = prepare(store, sql, first, second);
    if (stmt != NULL) {
        (void)sqlite3_step(stmt);
    }
    (void)sqlite3_finalize(stmt);
}

/* The first text of the first row, which the caller frees with sqlite3_free(); NULL: no row. */
static char *read_text(struct store *store, const char *sql, const char *first)
{
    char *text = NULL;
    sqlite3_stmt *stmt = prepare(store, sql, first, NULL);
    if (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        const unsigned char *found = sqlite3_column_text(stmt, 0);
        text = found != NULL ? sqlite3_mprintf("%s", found) : NULL;
    }
    (void)sqlite3_finalize(stmt);
    return text;
}

static bool has_row(struct store *store, const char *sql, const char *first)
{
    char *text = read_text(store, sql, first);
    sqlite3_free(text);
    return text != NULL;
}

bool catalog_needs_key(struct store *store, const char *table)
{
    return has_row(store,
                   "SELECT 1 FROM pragma_table_list(?1) WHERE schema = 'main' AND wr = 0"
                   " AND EXISTS(SELECT 1 FROM pragma_table_xinfo(?1) WHERE pk > 0)",
                   table);
}

void catalog_add_table(struct store *store, const struct store_ddl *ddl)
{
    bool has_database = ddl->database != NULL && ddl->database[0] != '\0';
    sqlite3_stmt *stmt = prepare(store,
                                 "INSERT INTO lab_tables SELECT name, ?2, NULL, ?3, ?4 FROM"
                                 " sqlite_schema WHERE type = 'table' AND lower(name) = lower(?1)",
                                 ddl->name, has_database ? ddl->database : STORE_DATABASE);
    if (stmt != NULL) {
        (void)sqlite3_bind_int64(stmt, 3, ddl->table);
        (void)sqlite3_bind_int(
            stmt, 4, ddl->rows_per_page != 0 ? ddl->rows_per_page : store->config.rows_per_page);
        (void)sqlite3_step(stmt);
    }
    (void)sqlite3_finalize(stmt);
}

void catalog_drop_table(struct store *store, const char *table)
{
    catalog_change(store, "DELETE FROM lab_tables WHERE name = ?1", table, NULL);
    catalog_change(store, "DELETE FROM lab_columns WHERE table_name = ?1", table, NULL);
    catalog_change(store, "DELETE FROM lab_indexes WHERE table_name = ?1", table, NULL);
}

static bool has_column(const struct table *table, const char *name)
{
    for (int i = 0; i < table->column_count; i++) {
        if (sqlite3_stricmp(table->columns[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

void catalog_fill_columns(struct store *store, const struct table *table)
{
    char *last = read_text(
        store, "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0 ORDER BY cid DESC LIMIT 1",
        table->name);
    if (last != NULL && !has_column(table, last)) {
        struct buf sql;
        buf_init(&sql, BUF_CAP_TEXT);
        buf_addf(&sql, "UPDATE ");
        quote_sql_name(&sql, table->name);
        buf_addf(&sql, " SET ");
        quote_sql_name(&sql, last);
        buf_addf(&sql, " = ");
        quote_sql_name(&sql, last);
        (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
        catalog_change(store, sql.data, NULL, NULL);
        (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
        buf_release(&sql);
    }
    sqlite3_free(last);
}

void catalog_follow_rename(struct store *store, const struct table *table,
                           struct store_result *result)
{
    if (has_row(store, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1",
                table->name)) {
        return;
    }
    if (table->auto_column >= 0) {
        explain_set(result, SQL_NOT_SUPPORTED,
                    "This lab does not support 'RENAME' of a table with AUTO_INCREMENT");
        return;
    }
    catalog_change(store,
                   "UPDATE lab_tables SET name = (SELECT name FROM sqlite_schema WHERE"
                   " type = 'table' AND name NOT LIKE 'lab!_%' ESCAPE '!'"
                   " AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
                   " AND name NOT IN (SELECT name FROM lab_tables)) WHERE name = ?1",
                   table->name, NULL);
}

bool catalog_has_children(struct store *store, const char *table)
{
    return has_row(store,
                   "SELECT 1 FROM lab_tables AS t, pragma_foreign_key_list(t.name) AS f WHERE"
                   " f.\"table\" = ?1 COLLATE NOCASE AND t.name <> ?1 COLLATE NOCASE",
                   table);
}

/* What SQLite says only when a row is to be inserted, is told by a statement that is not run. */
static bool can_insert(struct store *store, const char *schema, const char *table)
{
    struct buf sql;
    sqlite3_stmt *stmt = NULL;
    buf_init(&sql, BUF_CAP_TEXT);
    buf_addf(&sql, "INSERT INTO %s.", schema);
    quote_sql_name(&sql, table);
    buf_addf(&sql, " DEFAULT VALUES");
    /* A trigger may name what is not there: that is for the statement that fires it. */
    (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    bool can = sqlite3_prepare_v2(store->db, sql.data, -1, &stmt, NULL) == SQLITE_OK;
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
    buf_release(&sql);
    return can;
}

bool catalog_fits_parents(struct store *store, const char *table)
{
    return !has_row(store, "SELECT 1 FROM pragma_foreign_key_list(?1)", table) ||
           can_insert(store, "main", table);
}

void catalog_check_rows(struct store *store, const char *schema, const char *table,
                        struct store_result *result)
{
    bool is_there = has_row(store, "SELECT 1 FROM pragma_table_info(?1)", table);
    if (is_there && !can_insert(store, schema, table)) {
        explain_failure(store, "", result);
    }
}

void catalog_add_clean(struct buf *out, const char *sql, bool is_plain)
{
    const char *generator = strstr(sql, GENERATOR);
    const char *rest = sql;
    if (generator != NULL) {
        const char *end = strstr(generator, "))");
        buf_addf(out, "%.*s%s", (int)(generator - sql), sql, is_plain ? "" : " AUTO_INCREMENT");
        rest = end != NULL ? end + 2 : generator;
    }
    const char *tail = strstr(rest, " WITHOUT ROWID");
    if (is_plain || tail == NULL) {
        buf_addf(out, "%s", rest);
    } else {
        buf_addf(out, "%.*s", (int)(tail - rest), rest);
    }
}

/* The keys that stand beside a table's definition, each as it would stand in it. */
static const char keys_sql[] =
    "SELECT iif(l.\"unique\", ', UNIQUE KEY \"', ', KEY \"')"
    "  || replace(l.name, '\"', '\"\"') || '\" ('"
    "  || (SELECT group_concat('\"' || replace(i.name, '\"', '\"\"') || '\"', ', ') FROM"
    "   (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) AS i) || ')'"
    " FROM pragma_index_list(?1) AS l WHERE l.origin = 'c' ORDER BY l.seq DESC";

/* Append a table's definition with its keys: before the bracket that closes its columns. */
static void add_with_keys(struct store *store, struct buf *out, const char *table, const char *sql)
{
    struct buf clean;
    buf_init(&clean, BUF_CAP_TEXT);
    catalog_add_clean(&clean, sql, false);
    const char *last = strrchr(clean.data, ')');
    last = last != NULL ? last : clean.data + clean.size;
    buf_addf(out, "%.*s", (int)(last - clean.data), clean.data);
    sqlite3_stmt *keys = prepare(store, keys_sql, table, NULL);
    while (keys != NULL && sqlite3_step(keys) == SQLITE_ROW) {
        const unsigned char *key = sqlite3_column_text(keys, 0);
        buf_addf(out, "%s", key != NULL ? (const char *)key : ""); /* on an expression */
    }
    (void)sqlite3_finalize(keys);
    buf_addf(out, "%s", last);
    buf_release(&clean);
}

void catalog_forget(struct store *store, const char *table)
{
    catalog_change(store, forget_sql, table, NULL);
    (void)sqlite3_exec(store->db, forget_rows_sql, NULL, NULL, NULL);
}

void catalog_describe(struct store *store)
{
    (void)sqlite3_exec(store->db, describe_sql, NULL, NULL, NULL);
    (void)sqlite3_exec(store->db, triggers_sql, NULL, NULL, NULL);
}

/* Each table that is new or forgotten, with its text. */
typedef void (*with_text_fn)(struct store *store, const char *table, const char *text, void *user);

static void each_definition(struct store *store, with_text_fn call, void *user)
{
    struct buf sql;
    sqlite3_stmt *stmt = prepare(store,
                                 "SELECT s.name, s.sql FROM sqlite_schema AS s, lab_tables AS t"
                                 " WHERE s.type = 'table' AND s.name = t.name AND t.sql IS NULL",
                                 NULL, NULL);
    buf_init(&sql, BUF_CAP_TEXT);
    while (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(stmt, 0);
        buf_clear(&sql);
        add_with_keys(store, &sql, table, (const char *)sqlite3_column_text(stmt, 1));
        call(store, table, sql.data, user);
    }
    (void)sqlite3_finalize(stmt);
    buf_release(&sql);
}

/* It could not be written: the table would stay forgotten. */
static void refuse_long(struct store *store, const char *table, const char *text, void *user)
{
    (void)store;
    if (strlen(text) > VALUE_SIZE_MAX) {
        explain_set(user, SQL_NOT_SUPPORTED,
                    "The definition of '%s' is too long: at most %d bytes here, its keys included",
                    table, VALUE_SIZE_MAX);
    }
}

void catalog_refuse_unfit(struct store *store, struct store_result *result)
{
    for (int i = 0; i < COUNT_OF(unfits) && result->error == SQL_OK; i++) {
        char *what = read_text(store, unfits[i].sql, NULL);
        if (what != NULL) {
            explain_set(result, SQL_NOT_SUPPORTED, "This lab does not support '%s': %s", what,
                        unfits[i].advice);
        }
        sqlite3_free(what);
    }
    if (result->error == SQL_OK) {
        each_definition(store, refuse_long, result);
    }
}

static void write_text(struct store *store, const char *table, const char *text, void *user)
{
    (void)user;
    catalog_change(store, "UPDATE lab_tables SET sql = ?2 WHERE name = ?1", table, text);
}

void catalog_write_definitions(struct store *store)
{
    each_definition(store, write_text, NULL);
}
