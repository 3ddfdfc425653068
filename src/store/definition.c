/* SPDX-License-Identifier: MIT */
/*
 * definition: CREATE, ALTER and DROP, and the catalog that is kept with them.
 *
 * A table with a primary key has no hidden row number here (WITHOUT ROWID is
 * added), so that its key is never NULL and never made up, as in MySQL.
 */
#include "base/quote.h"
#include "store/catalog.h"
#include "store/explain.h"
#include "store/fence.h"
#include "store/inside.h"
#include "store/pages.h"
#include "store/trigger.h"

#include <assert.h>
#include <string.h>

/* A definition on its way. */
struct work {
    struct store *store;
    const struct store_ddl *ddl;
    struct store_result *result;
    bool is_nothing; /* it was so already, and IF [NOT] EXISTS was said or it is done again */
};

typedef void (*define_fn)(struct work *work);

static const char *database_of(const struct store_ddl *ddl)
{
    return ddl->database != NULL && ddl->database[0] != '\0' ? ddl->database : STORE_DATABASE;
}

/* Run the student's own SQL, or the same made longer; false: the reason is in the result. *rest
 * moves behind the first statement, the only one that is run. */
static bool execute_first(struct work *work, const char *sql, const char **rest)
{
    struct store *store = work->store;
    sqlite3_stmt *stmt = NULL;
    bool is_done = false;
    fence_enter(store, FENCE_DEFINITION);
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, rest) == SQLITE_OK && stmt != NULL) {
        is_done = sqlite3_step(stmt) == SQLITE_DONE;
    }
    if (!is_done && sqlite3_errcode(store->db) != SQLITE_OK) {
        explain_failure(store, sql, work->result);
    } else if (!is_done) {
        explain_set(work->result, SQL_EMPTY, "Query was empty");
    }
    (void)sqlite3_finalize(stmt);
    fence_leave(store);
    return is_done;
}

static bool execute(struct work *work, const char *sql)
{
    const char *rest = NULL;
    return execute_first(work, sql, &rest);
}

/* A table's keys come as definitions of their own. */
static void execute_rest(struct work *work, const char *rest)
{
    while (work->result->error == SQL_OK && rest[strspn(rest, " \t\r\n;")] != '\0') {
        (void)execute_first(work, rest, &rest);
    }
}

static void add_header_page(struct work *work, uint32_t table)
{
    pages_add_page(&work->result->changes,
                   (struct page_id){.table = table, .index = PAGE_INDEX_HEADER});
}

static void create_database(struct work *work)
{
    const char *name = work->ddl->name;
    if (!store_has_database(work->store, name)) {
        catalog_change(work->store, "INSERT INTO lab_databases VALUES(?1)", name, NULL);
        return;
    }
    work->is_nothing = true;
    if (!work->ddl->if_exists) {
        explain_set(work->result, SQL_DUPLICATE_DATABASE,
                    "Can't create database '%s'; database exists", name);
    }
}

static void drop_table_named(struct work *work, const struct table *table)
{
    struct buf sql;
    buf_init(&sql, BUF_CAP_TEXT);
    buf_addf(&sql, "DROP TABLE ");
    quote_sql_name(&sql, table->name);
    if (execute(work, sql.data)) {
        add_header_page(work, table->number);
        catalog_drop_table(work->store, table->name);
    }
    buf_release(&sql);
}

static void drop_database(struct work *work)
{
    const struct schema *schema = &work->store->schema;
    const char *name = work->ddl->name;
    if (sqlite3_stricmp(name, STORE_DATABASE) == 0) {
        explain_set(work->result, SQL_NO_DROP_DATABASE,
                    "Can't drop database '%s'; it is the lab's own and always there", name);
        return;
    }
    if (!store_has_database(work->store, name)) {
        work->is_nothing = true;
        if (!work->ddl->if_exists) {
            explain_set(work->result, SQL_NO_DROP_DATABASE,
                        "Can't drop database '%s'; database doesn't exist", name);
        }
        return;
    }
    for (int i = 0; i < schema->count && work->result->error == SQL_OK; i++) {
        if (sqlite3_stricmp(schema->tables[i].database, name) == 0) {
            drop_table_named(work, &schema->tables[i]);
        }
    }
    catalog_change(work->store, "DELETE FROM lab_databases WHERE name = ?1", name, NULL);
}

/* The table's key is its own from now on: create it again WITHOUT ROWID. `size` is that of its
 * definition. */
static void create_with_key(struct work *work, size_t size)
{
    struct buf sql;
    while (size > 0 && strchr(" \t\r\n;", work->ddl->sql[size - 1]) != NULL) {
        size--;
    }
    buf_init(&sql, BUF_CAP_TEXT);
    buf_addf(&sql, "DROP TABLE ");
    quote_sql_name(&sql, work->ddl->name);
    if (execute(work, sql.data)) {
        buf_clear(&sql);
        bool is_strict = size > 6 && sqlite3_strnicmp(work->ddl->sql + size - 6, "strict", 6) == 0;
        buf_addf(&sql, "%.*s%s WITHOUT ROWID", (int)size, work->ddl->sql, is_strict ? "," : "");
        (void)execute(work, sql.data);
    }
    buf_release(&sql);
}

/* False: there is no such database, and the result says so. */
static bool has_database(struct work *work)
{
    const char *database = database_of(work->ddl);
    bool is_there = store_has_database(work->store, database);
    if (!is_there) {
        explain_set(work->result, SQL_UNKNOWN_DATABASE, "Unknown database '%s'", database);
    }
    return is_there;
}

static void create_table(struct work *work)
{
    const struct store_ddl *ddl = work->ddl;
    const struct table *table = schema_find(&work->store->schema, ddl->name);
    if (!has_database(work)) {
        return;
    }
    if (table != NULL) {
        bool is_here = sqlite3_stricmp(table->database, database_of(ddl)) == 0;
        work->is_nothing = true;
        if (!is_here) {
            explain_set(work->result, SQL_TABLE_EXISTS,
                        "Table '%s' already exists in database '%s': in this lab a table name "
                        "stands for one table, whatever the database",
                        ddl->name, table->database);
        } else if (!ddl->if_exists) {
            explain_set(work->result, SQL_TABLE_EXISTS, "Table '%s' already exists", ddl->name);
        }
        return;
    }
    const char *rest = "";
    if (!execute_first(work, ddl->sql, &rest)) {
        return;
    }
    if (work->store->fence.has_select) {
        explain_set(work->result, SQL_NOT_SUPPORTED,
                    "This lab does not support 'CREATE TABLE ... SELECT': create, then insert");
        return;
    }
    if (catalog_needs_key(work->store, ddl->name)) {
        create_with_key(work, (size_t)(rest - ddl->sql));
    }
    if (work->result->error == SQL_OK && !catalog_fits_parents(work->store, ddl->name)) {
        explain_set(work->result, SQL_FOREIGN_KEY_UNFIT, "Cannot add foreign key constraint");
        return;
    }
    execute_rest(work, rest);
    if (work->result->error == SQL_OK) {
        catalog_check_rows(work->store, "main", ddl->name, work->result);
    }
    if (work->result->error == SQL_OK) {
        catalog_add_table(work->store, ddl);
        add_header_page(work, ddl->table);
    }
}

static void drop_table(struct work *work)
{
    const struct table *table = schema_find(&work->store->schema, work->ddl->name);
    if (!has_database(work)) {
        return;
    }
    if (table != NULL && catalog_has_children(work->store, table->name)) {
        explain_set(work->result, SQL_PARENT_TABLE,
                    "Cannot delete or update a parent row: a foreign key constraint fails");
        return;
    }
    if (table != NULL) {
        drop_table_named(work, table);
        return;
    }
    work->is_nothing = true;
    if (!work->ddl->if_exists) {
        explain_set(work->result, SQL_UNKNOWN_TABLE, "Unknown table '%s.%s'",
                    database_of(work->ddl), work->ddl->name);
    }
}

/* The table that a definition is about; NULL: there is none, and the result says so. */
static const struct table *find_table(struct work *work)
{
    const struct table *table = schema_find(&work->store->schema, work->ddl->name);
    if (!has_database(work)) {
        return NULL;
    }
    if (table == NULL) {
        explain_set(work->result, SQL_NO_TABLE, "Table '%s.%s' doesn't exist",
                    database_of(work->ddl), work->ddl->name);
    }
    return table;
}

static void alter_table(struct work *work)
{
    const struct store_ddl *ddl = work->ddl;
    const struct table *table = find_table(work);
    if (table == NULL) {
        return;
    }
    catalog_forget(work->store, table->name);
    if (execute(work, ddl->sql)) {
        add_header_page(work, table->number);
        catalog_check_rows(work->store, "main", ddl->name, work->result);
        catalog_fill_columns(work->store, table);
        catalog_follow_rename(work->store, table, work->result);
    }
}

static void create_trigger(struct work *work)
{
    const struct store_ddl *ddl = work->ddl;
    const struct table *table = find_table(work);
    if (table == NULL) {
        return;
    }
    if (execute(work, ddl->sql)) {
        add_header_page(work, table->number);
        trigger_place(work->store, table, ddl->sql, work->result);
    } else if (work->result->error == SQL_TRIGGER_EXISTS && ddl->if_exists) {
        work->result->error = SQL_OK;
        work->is_nothing = true;
    }
}

/* By its own name alone: whose it is says SQLite. */
static void drop_trigger(struct work *work)
{
    char name[NAME_SIZE_MAX];
    const struct table *table = NULL;
    if (trigger_find_table(work->store, work->ddl->name, name)) {
        table = schema_find(&work->store->schema, name);
    }
    if (table == NULL) {
        work->is_nothing = true;
        if (!work->ddl->if_exists) {
            explain_set(work->result, SQL_NO_TRIGGER, "Trigger does not exist");
        }
    } else if (execute(work, work->ddl->sql)) {
        add_header_page(work, table->number);
    }
}

static const define_fn define[] = {
    [DDL_CREATE_DATABASE] = create_database, [DDL_DROP_DATABASE] = drop_database,
    [DDL_CREATE_TABLE] = create_table,       [DDL_DROP_TABLE] = drop_table,
    [DDL_ALTER_TABLE] = alter_table,         [DDL_CREATE_INDEX] = alter_table,
    [DDL_DROP_INDEX] = alter_table,          [DDL_CREATE_TRIGGER] = create_trigger,
    [DDL_DROP_TRIGGER] = drop_trigger,
};

/* All of it but the text of new definitions, in the transaction that is open; false: nothing was
 * done, or the reason is in the result. */
static bool run_definition(struct work *work)
{
    struct store_statement as = {.sql = work->ddl->sql, .database = work->ddl->database};
    assert(work->ddl->kind > DDL_NONE && work->ddl->kind < DDL_KINDS);
    work->result->error = SQL_OK;
    work->result->text[0] = '\0';
    work->result->affected = 0;
    work->result->last_insert_id = 0;
    rows_clear(&work->result->rows);
    changes_clear(&work->result->changes);
    work->store->statement = &as;
    work->store->capture.is_full = false;
    define[work->ddl->kind](work);
    work->store->statement = NULL;
    bool is_done = work->result->error == SQL_OK && !work->is_nothing;
    if (is_done) {
        catalog_describe(work->store);
    }
    return is_done;
}

enum rc store_try_ddl(struct store *store, const struct store_ddl *ddl, struct store_result *result,
                      struct err *err)
{
    struct work work = {.store = store, .ddl = ddl, .result = result};
    enum rc rc = store_do(store, store->begin, err);
    if (rc == RC_OK) {
        if (run_definition(&work)) {
            catalog_refuse_unfit(store, result);
        }
        if (result->error != SQL_OK) {
            changes_clear(&result->changes);
        }
        rc = sqlite3_get_autocommit(store->db) ? RC_OK : store_do(store, store->rollback, err);
    }
    return rc;
}

enum rc store_apply_ddl(struct store *store, const struct store_ddl *ddl, struct err *err)
{
    struct store_result result;
    struct work work = {.store = store, .ddl = ddl, .result = &result};
    enum rc rc = store_do(store, store->begin, err);
    if (rc != RC_OK) {
        return rc;
    }
    store_result_init(&result);
    bool is_done = run_definition(&work);
    if (is_done) {
        catalog_write_definitions(store);
    }
    if (!sqlite3_get_autocommit(store->db)) {
        rc = store_do(store, is_done ? store->commit : store->rollback, err);
    }
    if (is_done && rc == RC_OK) {
        cache_clear(&store->cache);
        store->feed.is_whole = true;
        rc = schema_read(&store->schema, store->db, err);
    }
    store_result_release(&result);
    return rc;
}
