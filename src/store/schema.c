/* SPDX-License-Identifier: MIT */
#include "store/schema.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/quote.h"
#include "store/strict.h"

#include <assert.h>
#include <string.h>

static const char catalog_sql[] =
    "CREATE TABLE lab_databases(name TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID;"
    "CREATE TABLE lab_tables(name TEXT PRIMARY KEY COLLATE NOCASE, database TEXT COLLATE NOCASE,"
    " sql TEXT, number INTEGER, page_rows INTEGER) WITHOUT ROWID;"
    "CREATE TABLE lab_columns(table_name TEXT COLLATE NOCASE, position INTEGER, field TEXT,"
    " type TEXT, is_null TEXT, key TEXT, default_value TEXT, extra TEXT,"
    " PRIMARY KEY(table_name, position)) WITHOUT ROWID;"
    "CREATE TABLE lab_indexes(table_name TEXT COLLATE NOCASE, number INTEGER, name TEXT,"
    " is_unique INTEGER, position INTEGER, field TEXT,"
    " PRIMARY KEY(table_name, number, position)) WITHOUT ROWID;"
    "CREATE TABLE lab_triggers(name TEXT PRIMARY KEY COLLATE NOCASE, event TEXT,"
    " table_name TEXT COLLATE NOCASE, statement TEXT, timing TEXT) WITHOUT ROWID;"
    "INSERT INTO lab_databases VALUES('lab');";

static const char tables_sql[] =
    "SELECT name, database, number, page_rows, (SELECT sql FROM sqlite_schema AS s WHERE s.type ="
    " 'table' AND s.name = lab_tables.name) FROM lab_tables ORDER BY name";

/* The parts of a table's definition, in the order in which they were made. One by one, for together
 * they may be longer than a value. */
static const char parts_sql[] = "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 COLLATE NOCASE"
                                " AND sql IS NOT NULL ORDER BY rowid";

/* Hidden 2 is a virtual generated column, 3 a stored one. */
static const char columns_sql[] =
    "SELECT name, type, hidden, pk, coalesce(dflt_value, '') FROM pragma_table_xinfo(?1)"
    " WHERE hidden <> 1 ORDER BY cid";

static const char indexes_sql[] =
    "SELECT l.name, l.\"unique\", l.origin FROM pragma_index_list(?1) AS l"
    " LEFT JOIN sqlite_schema AS s ON s.name = l.name ORDER BY l.origin <> 'pk', s.rowid";

static const char index_columns_sql[] =
    "SELECT cid, name, coll FROM pragma_index_xinfo(?1) WHERE key = 1 ORDER BY seqno";

enum rc schema_create(sqlite3 *db, struct err *err)
{
    if (sqlite3_exec(db, catalog_sql, NULL, NULL, NULL) != SQLITE_OK) {
        return err_set(err, RC_STORE, "making the catalog: %s", sqlite3_errmsg(db));
    }
    return RC_OK;
}

static void copy_name(char *to, const unsigned char *from)
{
    const char *text = from != NULL ? (const char *)from : "";
    (void)sqlite3_snprintf(NAME_SIZE_MAX, to, "%s", text);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql, const char *name)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && name != NULL) {
        (void)sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
    }
    return stmt;
}

/* SQLite's rules for the affinity of a declared type, as far as REAL goes. */
static bool is_real_type(const unsigned char *declared)
{
    const char *type = declared != NULL ? (const char *)declared : "";
    static const char *const stronger[] = {"%int%", "%char%", "%clob%", "%text%", "%blob%"};
    for (int i = 0; i < COUNT_OF(stronger); i++) {
        if (sqlite3_strlike(stronger[i], type, 0) == 0) {
            return false;
        }
    }
    return sqlite3_strlike("%real%", type, 0) == 0 || sqlite3_strlike("%floa%", type, 0) == 0 ||
           sqlite3_strlike("%doub%", type, 0) == 0;
}

static void place_columns(struct table *table)
{
    int stored = 0;
    for (int i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        column->image = column->is_generated ? -1 : table->image_count++;
        if (!column->is_virtual) {
            column->stored = stored++;
        }
    }
    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].is_virtual) {
            table->columns[i].stored = stored++;
        }
    }
}

static void read_columns(struct table *table, sqlite3 *db)
{
    int room = 0;
    sqlite3_stmt *stmt = prepare(db, columns_sql, table->name);
    table->auto_column = -1;
    while (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        mem_grow((void **)&table->columns, &room, table->column_count + 1, sizeof(struct column));
        struct column *column = &table->columns[table->column_count];
        const char *standard = (const char *)sqlite3_column_text(stmt, 4);
        copy_name(column->name, sqlite3_column_text(stmt, 0));
        column->is_real = is_real_type(sqlite3_column_text(stmt, 1));
        strict_read(&column->fit, (const char *)sqlite3_column_text(stmt, 1));
        column->is_virtual = sqlite3_column_int(stmt, 2) == 2;
        column->is_generated = sqlite3_column_int(stmt, 2) >= 2;
        column->is_auto = standard != NULL && strstr(standard, "lab_autoinc(") != NULL;
        if (column->is_auto) {
            table->auto_column = table->column_count;
        }
        table->column_count++;
    }
    (void)sqlite3_finalize(stmt);
    place_columns(table);
}

/*
 * The columns of an index; false: it has an expression or a generated column,
 * which no image holds.
 */
static bool read_index(struct index *index, const struct table *table, sqlite3 *db,
                       const char *name)
{
    bool is_plain = true;
    sqlite3_stmt *stmt = prepare(db, index_columns_sql, name);
    while (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        int cid = sqlite3_column_int(stmt, 0);
        const char *collation = (const char *)sqlite3_column_text(stmt, 2);
        bool has_image = cid >= 0 && cid < table->column_count && table->columns[cid].image >= 0;
        if (!has_image || index->count == KEY_COLUMNS_MAX) {
            is_plain = false;
            break;
        }
        index->images[index->count] = table->columns[cid].image;
        index->folds[index->count] = collation != NULL && sqlite3_stricmp(collation, "NOCASE") == 0;
        index->count++;
    }
    (void)sqlite3_finalize(stmt);
    return is_plain && index->count > 0;
}

static void read_indexes(struct table *table, sqlite3 *db)
{
    int room = 0;
    int number = 0;
    sqlite3_stmt *stmt = prepare(db, indexes_sql, table->name);
    while (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        struct index index = {0};
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        const char *origin = (const char *)sqlite3_column_text(stmt, 2);
        copy_name(index.name, (const unsigned char *)name);
        index.is_unique = sqlite3_column_int(stmt, 1) != 0;
        bool is_key = origin != NULL && strcmp(origin, "pk") == 0;
        index.number = is_key ? 0 : ++number;
        if (!read_index(&index, table, db, name)) {
            continue;
        }
        if (is_key) {
            table->key = index;
            table->has_key = true;
        } else if (table->index_count < TABLE_INDEXES_MAX) {
            mem_grow((void **)&table->indexes, &room, table->index_count + 1, sizeof(index));
            table->indexes[table->index_count++] = index;
            table->has_unique = table->has_unique || index.is_unique;
        }
    }
    (void)sqlite3_finalize(stmt);
}

/* Where a column stands in the record of a row: a key's columns come first. */
static int place_in_record(const struct table *table, const struct column *column)
{
    int place = table->key.count;
    if (!table->has_key) {
        return column->stored;
    }
    for (int i = 0; i < table->key.count; i++) {
        if (table->key.images[i] == column->image) {
            return i;
        }
    }
    for (const struct column *at = table->columns; at < column; at++) {
        bool is_of_key = false;
        for (int i = 0; i < table->key.count; i++) {
            is_of_key = is_of_key || table->key.images[i] == at->image;
        }
        place += is_of_key || at->is_virtual ? 0 : 1;
    }
    return place;
}

/*
 * Up to some version, the hook makes a REAL of an integer in a row that goes if the column whose
 * number is the value's place in the record has REAL affinity, whatever the value's own has.
 */
static void find_misread(struct table *table, sqlite3 *db)
{
    for (int i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        if (column->image >= 0 && !column->is_real) {
            column->is_misread = table->columns[place_in_record(table, column)].is_real;
            table->is_misread = table->is_misread || column->is_misread;
        }
    }
    if (table->is_misread) { /* while a statement runs is no time to prepare another */
        (void)schema_statement(table, db, TABLE_READ);
    }
}

static bool has_any(sqlite3 *db, const char *sql, const char *name)
{
    sqlite3_stmt *stmt = prepare(db, sql, name);
    bool found = stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW;
    (void)sqlite3_finalize(stmt);
    return found;
}

static void read_table(struct table *table, sqlite3 *db)
{
    read_columns(table, db);
    read_indexes(table, db);
    table->has_foreign_keys = has_any(db, "SELECT 1 FROM pragma_foreign_key_list(?1)", table->name);
}

static void release_table(struct table *table)
{
    for (int which = 0; which < TABLE_STATEMENTS; which++) {
        (void)sqlite3_finalize(table->statements[which]);
    }
    mem_free(table->columns);
    mem_free(table->indexes);
    *table = (struct table){0};
}

static uint64_t hash_parts(sqlite3_stmt *parts, const unsigned char *table)
{
    uint64_t hash = HASH_START;
    (void)sqlite3_bind_text(parts, 1, (const char *)table, -1, SQLITE_STATIC);
    while (sqlite3_step(parts) == SQLITE_ROW) {
        hash = hash_text(hash, (const char *)sqlite3_column_text(parts, 0));
    }
    (void)sqlite3_reset(parts);
    return hash;
}

/* The table of a row of tables_sql: as it was, and then taken from `schema`, or read. */
static void read_row(struct table *table, struct schema *schema, sqlite3_stmt *row,
                     sqlite3_stmt *parts)
{
    const char *own = (const char *)sqlite3_column_text(row, 4);
    uint64_t definition = hash_parts(parts, sqlite3_column_text(row, 0));
    struct table *old = schema_find_number(schema, (uint32_t)sqlite3_column_int64(row, 2));
    if (old != NULL && old->definition == definition) {
        *table = *old;
        *old = (struct table){0};
        return;
    }
    copy_name(table->name, sqlite3_column_text(row, 0));
    copy_name(table->database, sqlite3_column_text(row, 1));
    table->number = (uint32_t)sqlite3_column_int64(row, 2);
    table->rows_per_page = sqlite3_column_int(row, 3);
    table->definition = definition;
    table->columns_definition =
        hash_text(hash_u64(HASH_START, table->number), own != NULL ? own : "");
    table->largest = old != NULL ? old->largest : 0;
    read_table(table, sqlite3_db_handle(row));
}

static void read_triggers(struct schema *schema, sqlite3 *db)
{
    int room = 0;
    sqlite3_stmt *stmt = prepare(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'", NULL);
    while (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        mem_grow((void **)&schema->triggers, &room, schema->trigger_count + 1,
                 sizeof(struct trigger));
        copy_name(schema->triggers[schema->trigger_count++].name, sqlite3_column_text(stmt, 0));
    }
    (void)sqlite3_finalize(stmt);
    schema->has_triggers = schema->trigger_count > 0;
}

enum rc schema_read(struct schema *schema, sqlite3 *db, struct err *err)
{
    struct schema fresh = {0};
    int room = 0;
    int step = SQLITE_ERROR;
    sqlite3_stmt *stmt = prepare(db, tables_sql, NULL);
    sqlite3_stmt *parts = prepare(db, parts_sql, NULL);
    fresh.definitions = HASH_START;
    while (stmt != NULL && parts != NULL && (step = sqlite3_step(stmt)) == SQLITE_ROW) {
        mem_grow((void **)&fresh.tables, &room, fresh.count + 1, sizeof(struct table));
        struct table *table = &fresh.tables[fresh.count++];
        read_row(table, schema, stmt, parts);
        fresh.definitions = hash_u64(fresh.definitions, table->columns_definition);
        find_misread(table, db);
        fresh.has_foreign_keys = fresh.has_foreign_keys || table->has_foreign_keys;
    }
    enum rc rc = step == SQLITE_DONE
                     ? RC_OK
                     : err_set(err, RC_STORE, "reading the catalog: %s", sqlite3_errmsg(db));
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_finalize(parts);
    read_triggers(&fresh, db);
    schema_release(schema);
    *schema = fresh;
    return rc;
}

void schema_finalize(struct schema *schema)
{
    for (int i = 0; i < schema->count; i++) {
        for (int which = 0; which < TABLE_STATEMENTS; which++) {
            (void)sqlite3_finalize(schema->tables[i].statements[which]);
            schema->tables[i].statements[which] = NULL;
        }
    }
}

void schema_release(struct schema *schema)
{
    for (int i = 0; i < schema->count; i++) {
        release_table(&schema->tables[i]);
    }
    mem_free(schema->tables);
    mem_free(schema->triggers);
    *schema = (struct schema){0};
}

struct table *schema_find(const struct schema *schema, const char *name)
{
    for (int i = 0; i < schema->count; i++) {
        if (sqlite3_stricmp(schema->tables[i].name, name) == 0) {
            return &schema->tables[i];
        }
    }
    return NULL;
}

bool schema_has_trigger(const struct schema *schema, const char *name)
{
    for (int i = 0; i < schema->trigger_count; i++) {
        if (sqlite3_stricmp(schema->triggers[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

struct table *schema_find_number(const struct schema *schema, uint32_t number)
{
    for (int i = 0; i < schema->count; i++) {
        if (schema->tables[i].number == number) {
            return &schema->tables[i];
        }
    }
    return NULL;
}

void schema_add_image_names(struct buf *sql, const struct table *table)
{
    const char *separator = "";
    if (!table->has_key) {
        buf_addf(sql, "rowid");
        separator = ", ";
    }
    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].image >= 0) {
            buf_addf(sql, "%s", separator);
            quote_sql_name(sql, table->columns[i].name);
            separator = ", ";
        }
    }
}

static void add_where_key(struct buf *sql, const struct table *table)
{
    buf_addf(sql, " WHERE ");
    if (!table->has_key) {
        buf_addf(sql, "rowid = ?1");
        return;
    }
    for (int i = 0; i < table->key.count; i++) {
        buf_addf(sql, i > 0 ? " AND " : "");
        for (int c = 0; c < table->column_count; c++) {
            if (table->columns[c].image == table->key.images[i]) {
                quote_sql_name(sql, table->columns[c].name);
            }
        }
        buf_addf(sql, " = ?%d", i + 1);
    }
}

static void write_statement(struct buf *sql, const struct table *table, enum table_statement which)
{
    if (which == TABLE_DELETE || which == TABLE_READ) {
        buf_addf(sql, which == TABLE_DELETE ? "DELETE" : "SELECT ");
        if (which == TABLE_READ) {
            schema_add_image_names(sql, table);
        }
        buf_addf(sql, " FROM ");
        quote_sql_name(sql, table->name);
        add_where_key(sql, table);
        return;
    }
    buf_addf(sql, which == TABLE_INSERT ? "INSERT INTO " : "REPLACE INTO ");
    quote_sql_name(sql, table->name);
    buf_addf(sql, "(");
    schema_add_image_names(sql, table);
    buf_addf(sql, ") VALUES(?");
    int count = table->image_count + (table->has_key ? 0 : 1);
    for (int i = 1; i < count; i++) {
        buf_addf(sql, ", ?");
    }
    buf_addf(sql, ")");
}

sqlite3_stmt *schema_statement(struct table *table, sqlite3 *db, enum table_statement which)
{
    if (table->statements[which] == NULL) {
        struct buf sql;
        buf_init(&sql, BUF_CAP_TEXT);
        write_statement(&sql, table, which);
        (void)sqlite3_prepare_v3(db, sql.data, -1, SQLITE_PREPARE_PERSISTENT,
                                 &table->statements[which], NULL);
        buf_release(&sql);
    }
    return table->statements[which];
}
