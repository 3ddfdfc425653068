/* SPDX-License-Identifier: MIT */
#include "store/fence.h"

#include "store/autoinc.h"
#include "store/charged.h"

#include <string.h>

#define STEPS_BETWEEN_LOOKS 1000
#define BYTES_A_STEP 16 /* of chance */

/* What is refused whatever it is about, and how it is called. */
struct refusal {
    int action;
    const char *words;
    bool in_definitions; /* there too */
    bool of_temporary;   /* but not where a session defines its own tables */
};

static const struct refusal refusals[] = {
    {SQLITE_ATTACH, "ATTACH", true, false},
    {SQLITE_DETACH, "DETACH", true, false},
    {SQLITE_PRAGMA, "PRAGMA", true, false},
    {SQLITE_TRANSACTION, "transaction control inside a statement", true, false},
    {SQLITE_SAVEPOINT, "SAVEPOINT", true, false},
    {SQLITE_CREATE_VTABLE, "CREATE VIRTUAL TABLE", true, false},
    {SQLITE_DROP_VTABLE, "DROP of a virtual table", true, false},
    {SQLITE_CREATE_TEMP_TABLE, "CREATE TEMPORARY TABLE", true, true},
    {SQLITE_CREATE_TEMP_INDEX, "CREATE TEMPORARY INDEX", true, true},
    {SQLITE_CREATE_TEMP_TRIGGER, "CREATE TEMPORARY TRIGGER", true, false},
    {SQLITE_CREATE_TEMP_VIEW, "CREATE TEMPORARY VIEW", true, false},
    {SQLITE_CREATE_VIEW, "CREATE VIEW", true, false},
    {SQLITE_ANALYZE, "ANALYZE", true, false},
    {SQLITE_CREATE_TABLE, "CREATE TABLE here", false, false},
    {SQLITE_CREATE_INDEX, "CREATE INDEX here", false, false},
    {SQLITE_CREATE_TRIGGER, "CREATE TRIGGER here", false, false},
    {SQLITE_DROP_TABLE, "DROP TABLE here", false, false},
    {SQLITE_DROP_INDEX, "DROP INDEX here", false, false},
    {SQLITE_DROP_TRIGGER, "DROP TRIGGER here", false, false},
    {SQLITE_ALTER_TABLE, "ALTER TABLE here", false, false},
    {SQLITE_DROP_TEMP_TABLE, "DROP TABLE here", false, true},
    {SQLITE_DROP_TEMP_INDEX, "DROP INDEX here", false, true},
    {SQLITE_REINDEX, "REINDEX", false, true},
};

/* Functions that see the machine, the connection or the version. */
static const char *const refused_functions[] = {
    "load_extension",   "fts3_tokenizer",           "changes",
    "total_changes",    "last_insert_rowid",        "sqlite_version",
    "sqlite_source_id", "sqlite_compileoption_get", "sqlite_compileoption_used",
    "sqlite_log",
};

/* Make a text of any length out of nothing, and NULL of one that is too long. SQLite itself uses
 * them to alter a table. */
static const char *const refused_in_statements[] = {"printf", "format"};

/* A CHECK must say the same of a row wherever and whenever it is asked, or masters would differ. */
static const char *const refused_in_definitions[] = {
    "random",         "randomblob",    "current_timestamp", "current_date",    "current_time",
    "last_insert_id", "lab_autoinc",   "lab_server_id",     "lab_consistency", "lab_isolation",
    "lab_autocommit", "lab_read_only", "lab_database",
};

/* Tables of SQLite's own that show its insides. */
static const char *const refused_tables[] = {
    "sqlite!_%", "pragma!_%", "dbstat", "bytecode", "tables!_used", "fts3%",
};

/* Functions that make one row of many. */
static const char *const aggregates[] = {
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "total",
    "group_concat",
    "json_group_array",
    "json_group_object",
};

static int refuse(struct fence *fence, const char *words)
{
    (void)sqlite3_snprintf((int)sizeof(fence->refused), fence->refused,
                           "This lab does not support '%s'", words);
    return SQLITE_DENY;
}

static bool is_in(const char *const *list, int count, const char *name)
{
    for (int i = 0; i < count; i++) {
        if (sqlite3_stricmp(list[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_hidden_table(const char *name)
{
    for (int i = 0; i < COUNT_OF(refused_tables); i++) {
        if (sqlite3_strlike(refused_tables[i], name, '!') == 0) {
            return true;
        }
    }
    return false;
}

static bool is_ours(const char *name)
{
    return sqlite3_strlike("lab!_%", name, '!') == 0 ||
           sqlite3_strlike("sqlite!_%", name, '!') == 0;
}

static int see_function(struct fence *fence, const char *name)
{
    bool is_refused = is_in(refused_functions, COUNT_OF(refused_functions), name) ||
                      (fence->mode == FENCE_STATEMENT &&
                       is_in(refused_in_statements, COUNT_OF(refused_in_statements), name));
    if (is_refused) {
        char words[80];
        (void)sqlite3_snprintf((int)sizeof(words), words, "%s()", name);
        return refuse(fence, words);
    }
    if ((fence->mode == FENCE_DEFINITION || fence->mode == FENCE_TEMPORARY) &&
        is_in(refused_in_definitions, COUNT_OF(refused_in_definitions), name)) {
        (void)sqlite3_snprintf((int)sizeof(fence->refused), fence->refused,
                               "%s() in a definition would not say the same on every master", name);
        return SQLITE_DENY;
    }
    if (is_in(aggregates, COUNT_OF(aggregates), name)) {
        fence->has_aggregate = true;
    }
    return SQLITE_OK;
}

static bool is_changed(const struct fence *fence, const char *name)
{
    if (fence->present == NULL) {
        return false;
    }
    const struct table *past = schema_find(fence->past, name);
    const struct table *present = schema_find(fence->present, name);
    return past != NULL &&
           (present == NULL || present->columns_definition != past->columns_definition);
}

static int see_read(struct fence *fence, const char *table, const char *schema)
{
    if (fence->mode == FENCE_STATEMENT && is_hidden_table(table)) {
        return refuse(fence, table);
    }
    fence->reads_rows |= !is_ours(table);
    if (schema != NULL && strcmp(schema, "temp") == 0) {
        fence->tables_read = 2; /* the session's own: no row of it is locked */
        return SQLITE_OK;
    }
    fence->reads_changed |= is_changed(fence, table);
    if (fence->tables_read == 0) {
        fence->tables_read = 1;
        (void)sqlite3_snprintf(NAME_SIZE_MAX, fence->table_read, "%s", table);
    } else if (sqlite3_stricmp(fence->table_read, table) != 0) {
        fence->tables_read = 2;
    }
    return SQLITE_OK;
}

/* Note what the statement itself uses, and what its triggers change. `by` is a trigger's name, or
 * that of a query in FROM. */
static void see_use(struct fence *fence, const char *name, const char *schema, const char *by,
                    bool is_change)
{
    struct table *table = NULL;
    bool is_trigger = by != NULL && (sqlite3_stricmp(fence->made, by) == 0 ||
                                     schema_has_trigger(fence->used, by));
    fence->fires = fence->fires || is_trigger;
    if (fence->mode == FENCE_STATEMENT && (schema == NULL || strcmp(schema, "temp") != 0)) {
        table = schema_find(fence->used, name);
    }
    if (table != NULL) {
        table->is_used = table->is_used || !is_trigger;
        table->is_triggered = table->is_triggered || (is_trigger && is_change);
    }
}

/*
 * Rows of our tables are not for writing; a definition writes SQLite's own catalog. Nor is the
 * number of a row, which a table without a key has in place of one: nobody would hear of it.
 */
static int see_write(struct fence *fence, const char *table, const char *column)
{
    if (fence->mode == FENCE_STATEMENT && column != NULL && strcmp(column, "ROWID") == 0) {
        return refuse(fence, "SET rowid");
    }
    bool is_catalog = sqlite3_strlike("sqlite!_%", table, '!') == 0;
    if (is_catalog && fence->mode == FENCE_STATEMENT) {
        return refuse(fence, "a definition or a table function here");
    }
    if (is_ours(table) && !is_catalog) {
        (void)sqlite3_snprintf((int)sizeof(fence->refused), fence->refused,
                               "'%s' belongs to the lab: it can be read, not changed", table);
        return SQLITE_DENY;
    }
    return SQLITE_OK;
}

static int see_definition(struct fence *fence, int action, const char *first, const char *second)
{
    const char *name = action == SQLITE_ALTER_TABLE ? second : first;
    if (name != NULL && is_ours(name) && sqlite3_strlike("sqlite!_autoindex!_%", name, '!') != 0) {
        (void)sqlite3_snprintf((int)sizeof(fence->refused), fence->refused, FENCE_RESERVED, name);
        return SQLITE_DENY;
    }
    return SQLITE_OK;
}

static int authorize(void *user, int action, const char *first, const char *second,
                     const char *schema, const char *trigger)
{
    struct fence *fence = user;
    if (fence->mode == FENCE_INTERNAL) {
        return SQLITE_OK;
    }
    /* SQLite itself asks it of a table that gets a column with a CHECK. */
    bool is_asked = fence->mode == FENCE_DEFINITION && action == SQLITE_PRAGMA &&
                    sqlite3_stricmp(first, "quick_check") == 0;
    for (int i = 0; !is_asked && i < COUNT_OF(refusals); i++) {
        bool is_meant = refusals[i].in_definitions || fence->mode != FENCE_DEFINITION;
        bool is_own = refusals[i].of_temporary && fence->mode == FENCE_TEMPORARY;
        if (refusals[i].action == action && is_meant && !is_own) {
            return refuse(fence, refusals[i].words);
        }
    }
    switch (action) {
    case SQLITE_FUNCTION:
        return see_function(fence, second);
    case SQLITE_READ:
        see_use(fence, first, schema, trigger, false);
        return see_read(fence, first, schema);
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        see_use(fence, first, schema, trigger, true);
        return see_write(fence, first, second);
    case SQLITE_SELECT:
        fence->has_select = true;
        return SQLITE_OK;
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    default:
        return see_definition(fence, action, first, second);
    }
}

bool fence_charge(struct store *store, int64_t steps)
{
    struct fence *fence = &store->fence;
    if (fence->mode != FENCE_STATEMENT) {
        return true;
    }
    fence->steps_left -= steps;
    fence->is_out_of_steps = fence->steps_left <= 0;
    return !fence->is_out_of_steps;
}

static int count_steps(void *user)
{
    return !fence_charge(user, STEPS_BETWEEN_LOOKS);
}

static void function_random(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct store *store = sqlite3_user_data(context);
    (void)count;
    (void)values;
    sqlite3_result_int64(context, (sqlite3_int64)rng_next(&store->config.rng));
}

static void function_randomblob(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct store *store = sqlite3_user_data(context);
    (void)count;
    sqlite3_int64 size = sqlite3_value_int64(values[0]);
    if (size > VALUE_SIZE_MAX) {
        sqlite3_result_error_toobig(context);
        return;
    }
    size = size < 1 ? 1 : size;
    if (!fence_charge(store, size / BYTES_A_STEP)) {
        sqlite3_result_error(context, "interrupted", -1);
        return;
    }
    unsigned char *bytes = sqlite3_malloc64((sqlite3_uint64)size);
    if (bytes == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    for (sqlite3_int64 i = 0; i < size; i++) {
        bytes[i] = (unsigned char)rng_next(&store->config.rng);
    }
    sqlite3_result_blob(context, bytes, (int)size, sqlite3_free);
}

static void function_autoinc(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct store *store = sqlite3_user_data(context);
    (void)count;
    const char *name = (const char *)sqlite3_value_text(values[0]);
    struct table *table = schema_find(&store->schema, name != NULL ? name : "");
    if (table == NULL || table->auto_column < 0) {
        sqlite3_result_error(context, "lab_autoinc() is for AUTO_INCREMENT columns", -1);
        return;
    }
    int64_t id = autoinc_next(table, store->config.master);
    if (id == 0) {
        sqlite3_result_error(context, "there is no larger AUTO_INCREMENT value", -1);
        return;
    }
    if (store->first_id == 0) {
        store->first_id = id;
        store->first_table = table->number;
    }
    sqlite3_result_int64(context, id);
}

static void function_server_id(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct store *store = sqlite3_user_data(context);
    (void)count;
    (void)values;
    sqlite3_result_int(context,
                       store->statement != NULL ? store->statement->server : store->config.master);
}

static void function_last_insert_id(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct store *store = sqlite3_user_data(context);
    (void)count;
    (void)values;
    sqlite3_result_int64(context, store->statement != NULL ? store->statement->last_insert_id : 0);
}

/* A setting of the session whose statement runs; NULL without one. */
static void give_setting(sqlite3_context *context, const char *value)
{
    if (value != NULL) {
        sqlite3_result_text(context, value, -1, SQLITE_STATIC);
    }
}

static void function_consistency(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct store *store = sqlite3_user_data(context);
    (void)count;
    (void)values;
    give_setting(context, store->statement != NULL ? store->statement->consistency : NULL);
}

static void function_isolation(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct store *store = sqlite3_user_data(context);
    (void)count;
    (void)values;
    give_setting(context, store->statement != NULL ? store->statement->isolation : NULL);
}

static void function_autocommit(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct store *store = sqlite3_user_data(context);
    (void)count;
    (void)values;
    sqlite3_result_int(context, store->statement != NULL && store->statement->autocommit);
}

static void function_read_only(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct store *store = sqlite3_user_data(context);
    (void)count;
    (void)values;
    sqlite3_result_int(context, store->statement != NULL && store->statement->is_read_only);
}

static void function_database(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct store *store = sqlite3_user_data(context);
    const char *used = store->statement != NULL ? store->statement->database : NULL;
    (void)count;
    (void)values;
    sqlite3_result_text(context, used != NULL && used[0] != '\0' ? used : STORE_DATABASE, -1,
                        SQLITE_TRANSIENT);
}

struct function {
    const char *name;
    int arguments;
    void (*call)(sqlite3_context *context, int count, sqlite3_value **values);
};

static const struct function functions[] = {
    {"random", 0, function_random},
    {"randomblob", 1, function_randomblob},
    {"lab_autoinc", 1, function_autoinc},
    {"lab_server_id", 0, function_server_id},
    {"last_insert_id", 0, function_last_insert_id},
    {"lab_consistency", 0, function_consistency},
    {"lab_isolation", 0, function_isolation},
    {"lab_autocommit", 0, function_autocommit},
    {"lab_read_only", 0, function_read_only},
    {"lab_database", 0, function_database},
};

struct limit {
    int id;
    int value;
};

static const struct limit limits[] = {
    {SQLITE_LIMIT_LENGTH, VALUE_SIZE_MAX},
    {SQLITE_LIMIT_SQL_LENGTH, 2 * SQL_SIZE_MAX}, /* ours is longer by what we add to it */
    {SQLITE_LIMIT_COLUMN, COLUMNS_MAX},
    {SQLITE_LIMIT_EXPR_DEPTH, EXPRESSION_DEPTH_MAX},
    {SQLITE_LIMIT_COMPOUND_SELECT, COMPOUND_SELECTS_MAX},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LIKE_PATTERN_MAX},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
    {SQLITE_LIMIT_ATTACHED, 0},
};

enum rc fence_install(struct store *store, struct err *err)
{
    sqlite3 *db = store->db;
    int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS;
    for (int i = 0; i < COUNT_OF(functions); i++) {
        if (sqlite3_create_function(db, functions[i].name, functions[i].arguments, flags, store,
                                    functions[i].call, NULL, NULL) != SQLITE_OK) {
            return store_fail(store, "adding functions", err);
        }
    }
    store->fence.used = &store->schema;
    store->charged = charged_new(store);
    if (store->charged == NULL) {
        return store_fail(store, "adding functions", err);
    }
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    /* A "name" of nothing is an error, and no text. */
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    for (int i = 0; i < COUNT_OF(limits); i++) {
        (void)sqlite3_limit(db, limits[i].id, limits[i].value);
    }
    /* 'localtime' would read the machine's time zone; this makes it an error. */
    (void)sqlite3_test_control(SQLITE_TESTCTRL_LOCALTIME_FAULT, 1);
    /* These table functions are made when first used, which no student's statement may do. */
    (void)sqlite3_exec(db, "SELECT 1 FROM json_each('[]'), json_tree('[]')", NULL, NULL, NULL);
    (void)sqlite3_set_authorizer(db, authorize, &store->fence);
    sqlite3_progress_handler(db, STEPS_BETWEEN_LOOKS, count_steps, store);
    return RC_OK;
}

void fence_enter(struct store *store, enum fence_mode mode)
{
    struct fence *fence = &store->fence;
    fence->mode = mode;
    fence->steps_left = STATEMENT_STEPS_MAX;
    fence->is_out_of_steps = false;
    fence->has_select = false;
    fence->fires = false;
    for (int i = 0; i < store->schema.count; i++) {
        store->schema.tables[i].is_used = false;
        store->schema.tables[i].is_triggered = false;
    }
    fence->refused[0] = '\0';
    if (mode == FENCE_STATEMENT) {
        (void)sqlite3_hard_heap_limit64(sqlite3_memory_used() + STATEMENT_HEAP_MAX);
    }
}

void fence_leave(struct store *store)
{
    store->fence.mode = FENCE_INTERNAL;
    (void)sqlite3_hard_heap_limit64(0);
}
