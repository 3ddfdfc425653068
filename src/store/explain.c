/* SPDX-License-Identifier: MIT */
#include "store/explain.h"

#include "store/capture.h"
#include "store/duplicate.h"
#include "store/fence.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NEAR_SIZE_MAX 60 /* of the statement, from the place of a syntax error on */

/* Where a failure is said, and what is said in it. */
struct failure {
    struct store *store;
    const char *sql;
    const char *detail; /* what follows the pattern in SQLite's sentence */
    struct store_result *result;
};

typedef void (*explain_fn)(const struct failure *failure);

void explain_set(struct store_result *result, enum sql_error error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    result->error = error;
    (void)vsnprintf(result->text, sizeof(result->text), format, args);
    va_end(args);
    for (char *at = result->text; *at != '\0'; at++) {
        *at = (unsigned char)*at < ' ' || *at == 0x7f ? ' ' : *at; /* a sentence is one line */
    }
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80) != 0;
}

/* Where `word` stands alone in `sql`, without case; NULL: nowhere. */
static const char *find_word(const char *sql, const char *word, size_t size)
{
    for (const char *at = sql; *at != '\0'; at++) {
        bool begins = at == sql || !is_word(at[-1]);
        if (begins && sqlite3_strnicmp(at, word, (int)size) == 0 && !is_word(at[size])) {
            return at;
        }
    }
    return NULL;
}

static void explain_no_table(const struct failure *failure)
{
    if (failure->store->fence.mode == FENCE_TEMPORARY) {
        const char *own = strchr(failure->detail, '.');
        explain_set(failure->result, SQL_UNKNOWN_TABLE, "Unknown table '%s'",
                    own != NULL ? own + 1 : failure->detail);
        return;
    }
    const struct store_statement none = {0};
    const struct store_statement *statement =
        failure->store->statement != NULL ? failure->store->statement : &none;
    const char *dot = strchr(failure->detail, '.');
    const char *table = dot != NULL ? dot + 1 : failure->detail;
    const char *used = statement->database != NULL ? statement->database : "";
    char database[NAME_SIZE_MAX];
    bool is_written = store_find_written(statement->qualified, table, database);
    if (!is_written) {
        (void)snprintf(database, sizeof(database), "%s", used[0] != '\0' ? used : STORE_DATABASE);
    }
    if (is_written && !store_has_database(failure->store, database)) {
        explain_set(failure->result, SQL_UNKNOWN_DATABASE, "Unknown database '%s'", database);
    } else {
        explain_set(failure->result, SQL_NO_TABLE, "Table '%s.%s' doesn't exist", database, table);
    }
}

static void explain_no_column(const struct failure *failure)
{
    char detail[NAME_SIZE_MAX * 2];
    size_t quotes = strspn(failure->detail, "\""); /* as ALTER TABLE has it */
    (void)snprintf(detail, sizeof(detail), "%s", failure->detail + quotes);
    if (quotes > 0) {
        detail[strcspn(detail, "\"")] = '\0';
    }
    const char *dot = strrchr(detail, '.');
    const char *name = dot != NULL ? dot + 1 : detail;
    if (sqlite3_strnicmp(detail, "new.", 4) == 0 || sqlite3_strnicmp(detail, "old.", 4) == 0) {
        bool is_new = detail[0] == 'n' || detail[0] == 'N';
        explain_set(failure->result, SQL_UNKNOWN_COLUMN, "Unknown column '%s' in '%s'", name,
                    is_new ? "NEW" : "OLD");
        return;
    }
    const char *where = find_word(failure->sql, "where", 5);
    const char *seen = find_word(failure->sql, name, strlen(name));
    bool is_in_where = where != NULL && seen != NULL && seen > where;
    explain_set(failure->result, SQL_UNKNOWN_COLUMN, "Unknown column '%s' in '%s'", detail,
                is_in_where ? "where clause" : "field list");
}

/* "orders has no column named x" */
static void explain_no_named_column(const struct failure *failure)
{
    const char *name = strstr(failure->detail, " has no column named ");
    explain_set(failure->result, SQL_UNKNOWN_COLUMN, "Unknown column '%s' in 'field list'",
                name != NULL ? name + strlen(" has no column named ") : "?");
}

static void explain_ambiguous(const struct failure *failure)
{
    explain_set(failure->result, SQL_AMBIGUOUS_COLUMN, "Column '%s' in field list is ambiguous",
                failure->detail);
}

static void explain_no_function(const struct failure *failure)
{
    explain_set(failure->result, SQL_NO_FUNCTION, "FUNCTION %.*s does not exist",
                (int)strcspn(failure->detail, "("), failure->detail);
}

static void explain_syntax(const struct failure *failure)
{
    int at = sqlite3_error_offset(failure->store->db);
    const char *near = at >= 0 && (size_t)at < strlen(failure->sql) ? failure->sql + at : "";
    explain_set(failure->result, SQL_SYNTAX,
                "You have an error in your SQL syntax; look near '%.*s%s'", NEAR_SIZE_MAX, near,
                strlen(near) > NEAR_SIZE_MAX ? " ..." : "");
}

/* Does an INSERT name its columns, and this one not among them? Then no value was given. */
static bool is_left_out(const char *sql, const char *column)
{
    const char *all = find_word(sql, "default", 7);
    if (all != NULL && sqlite3_stricmp(all, "default values") == 0) {
        return true;
    }
    const char *into = find_word(sql, "into", 4);
    const char *values = into != NULL ? strpbrk(into, "(") : NULL;
    const char *body = find_word(sql, "values", 6);
    const char *select = find_word(sql, "select", 6);
    const char *end = values != NULL ? strchr(values, ')') : NULL;
    if (end == NULL || (body != NULL && body < values) || (select != NULL && select < values)) {
        return false;
    }
    const char *named = find_word(values, column, strlen(column));
    return named == NULL || named > end;
}

/* "orders.id" */
static void explain_null(const struct failure *failure)
{
    const char *dot = strrchr(failure->detail, '.');
    const char *column = dot != NULL ? dot + 1 : failure->detail;
    if (is_left_out(failure->sql, column)) {
        explain_set(failure->result, SQL_NO_DEFAULT, "Field '%s' doesn't have a default value",
                    column);
    } else {
        explain_set(failure->result, SQL_NULL_VALUE, "Column '%s' cannot be null", column);
    }
}

/* Do the columns "orders.a, orders.b" make up this index? */
static bool is_index_of(const struct table *table, const struct index *index, const char *columns)
{
    char list[400] = "";
    size_t used = 0;
    for (int i = 0; i < index->count && used < sizeof(list); i++) {
        for (int c = 0; c < table->column_count; c++) {
            if (table->columns[c].image == index->images[i]) {
                used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s.%s",
                                         i > 0 ? ", " : "", table->name, table->columns[c].name);
            }
        }
    }
    return sqlite3_stricmp(list, columns) == 0;
}

static const struct index *find_index(const struct table *table, const char *columns)
{
    if (table->has_key && is_index_of(table, &table->key, columns)) {
        return &table->key;
    }
    for (int i = 0; i < table->index_count; i++) {
        if (table->indexes[i].is_unique && is_index_of(table, &table->indexes[i], columns)) {
            return &table->indexes[i];
        }
    }
    return NULL;
}

/* As MySQL calls it: PRIMARY, the index's name, or that of its first column. */
static const char *index_name(const struct table *table, const struct index *index)
{
    if (index == &table->key) {
        return "PRIMARY";
    }
    if (sqlite3_strnicmp(index->name, "sqlite_", 7) != 0) {
        return index->name;
    }
    for (int c = 0; c < table->column_count; c++) {
        if (table->columns[c].image == index->images[0]) {
            return table->columns[c].name;
        }
    }
    return index->name;
}

/* "orders.id": the value is not in SQLite's sentence, so it is looked for. */
static void explain_duplicate(const struct failure *failure)
{
    char name[NAME_SIZE_MAX];
    size_t size = strcspn(failure->detail, ".");
    size = size < sizeof(name) ? size : sizeof(name) - 1;
    memcpy(name, failure->detail, size);
    name[size] = '\0';
    const struct table *table = schema_find(&failure->store->schema, name);
    const struct index *index = table != NULL ? find_index(table, failure->detail) : NULL;
    char value[128] = "";
    if (index != NULL) {
        duplicate_find(failure->store, failure->sql, table, index, value, sizeof(value));
    }
    explain_set(failure->result, SQL_DUPLICATE_KEY, "Duplicate entry%s%s%s for key '%s.%s'",
                value[0] != '\0' ? " '" : "", value, value[0] != '\0' ? "'" : "", name,
                index != NULL ? index_name(table, index) : "PRIMARY");
}

static void explain_check(const struct failure *failure)
{
    /* An ENUM is a CHECK of this name (shell/create_table.c). */
    if (strncmp(failure->detail, "enum ", 5) == 0) {
        explain_set(failure->result, SQL_TRUNCATED, "Data truncated for column '%s' at row 1",
                    failure->detail + 5);
        return;
    }
    explain_set(failure->result, SQL_CHECK, "Check constraint '%s' is violated.", failure->detail);
}

/* Of a table with foreign keys the row refers, else others refer to it. */
static void explain_foreign_key(const struct failure *failure)
{
    size_t blanks = strspn(failure->sql, " \t\r\n");
    bool is_delete = sqlite3_strnicmp(failure->sql + blanks, "delete", 6) == 0;
    bool is_update = sqlite3_strnicmp(failure->sql + blanks, "update", 6) == 0;
    bool refers = !is_delete;
    const struct schema *schema = &failure->store->schema;
    for (int i = 0; is_update && i < schema->count; i++) {
        const char *name = schema->tables[i].name;
        const char *seen = find_word(failure->sql, name, strlen(name));
        const char *set = find_word(failure->sql, "set", 3);
        if (seen != NULL && set != NULL && seen < set) {
            refers = schema->tables[i].has_foreign_keys;
        }
    }
    if (refers) {
        explain_set(failure->result, SQL_FOREIGN_KEY,
                    "Cannot add or update a child row: a foreign key constraint fails");
    } else {
        explain_set(failure->result, SQL_PARENT_ROW,
                    "Cannot delete or update a parent row: a foreign key constraint fails");
    }
}

static void explain_table_exists(const struct failure *failure)
{
    const char *name = failure->detail + (*failure->detail == '"' ? 1 : 0);
    explain_set(failure->result, SQL_TABLE_EXISTS, "Table '%.*s' already exists",
                (int)strcspn(name, "\" "), name);
}

/* "index i already exists": to SQLite an index's name stands for one index, whatever the table. */
static void explain_index_exists(const struct failure *failure)
{
    explain_set(failure->result, SQL_DUPLICATE_KEY_NAME, "Duplicate key name '%.*s'",
                (int)strcspn(failure->detail, " "), failure->detail);
}

static void explain_arguments(const struct failure *failure)
{
    explain_set(failure->result, SQL_WRONG_ARGUMENTS,
                "Incorrect parameter count in the call to native function '%.*s'",
                (int)strcspn(failure->detail, "("), failure->detail);
}

/* cannot INSERT into generated column "a" */
static void explain_generated(const struct failure *failure)
{
    const char *name = strchr(failure->detail, '"');
    explain_set(failure->result, SQL_GENERATED,
                "The value specified for generated column '%.*s' is not allowed",
                name != NULL ? (int)strcspn(name + 1, "\"") : 0, name != NULL ? name + 1 : "");
}

static void explain_too_big(const struct failure *failure)
{
    (void)failure->detail;
    explain_set(failure->result, SQL_TOO_BIG,
                "Data too long: a value or a row may have at most %d bytes here", VALUE_SIZE_MAX);
}

static void explain_duplicate_column(const struct failure *failure)
{
    explain_set(failure->result, SQL_DUPLICATE_COLUMN, "Duplicate column name '%s'",
                failure->detail);
}

static void explain_no_index(const struct failure *failure)
{
    explain_set(failure->result, SQL_NO_KEY, "Can't DROP '%s'; check that column/key exists",
                failure->detail);
}

static void explain_reserved(const struct failure *failure)
{
    explain_set(failure->result, SQL_NOT_SUPPORTED, FENCE_RESERVED, failure->detail);
}

/* SQLite's parser remembers so many things that are open; how deep that is differs. */
static void explain_too_nested(const struct failure *failure)
{
    (void)failure->detail;
    explain_set(failure->result, SQL_NOT_SUPPORTED,
                "The statement is nested too deeply: well below %d brackets within each other is "
                "what is understood here",
                EXPRESSION_DEPTH_MAX);
}

static void explain_too_deep(const struct failure *failure)
{
    (void)failure->detail;
    explain_set(failure->result, SQL_NOT_SUPPORTED,
                "The expression is too deep: at most %d operators on each other's results here",
                EXPRESSION_DEPTH_MAX);
}

static void explain_too_many_columns(const struct failure *failure)
{
    (void)failure->detail;
    explain_set(failure->result, SQL_TOO_MANY_COLUMNS, "Too many columns: at most %d here",
                COLUMNS_MAX);
}

static void explain_too_many_selects(const struct failure *failure)
{
    (void)failure->detail;
    explain_set(failure->result, SQL_NOT_SUPPORTED,
                "Too many SELECTs in one UNION: at most %d here", COMPOUND_SELECTS_MAX);
}

static void explain_pattern(const struct failure *failure)
{
    (void)failure->detail;
    explain_set(failure->result, SQL_NOT_SUPPORTED,
                "The pattern of LIKE is too long: at most %d bytes here", LIKE_PATTERN_MAX);
}

/* "3rd ORDER BY term out of range - should be between 1 and 2" */
static void explain_place(const struct failure *failure)
{
    const char *range = strstr(failure->detail, " - ");
    explain_set(failure->result, SQL_UNKNOWN_COLUMN, "Unknown column in '%s clause'%s%s",
                strstr(failure->detail, "GROUP BY") != NULL ? "group" : "order",
                range != NULL ? ": its number " : "", range != NULL ? range + 3 : "");
}

/* "cannot join using column x - column not present in both tables" */
static void explain_using(const struct failure *failure)
{
    explain_set(failure->result, SQL_UNKNOWN_COLUMN, "Unknown column '%.*s' in 'from clause'",
                (int)strcspn(failure->detail, " "), failure->detail);
}

static void explain_collation(const struct failure *failure)
{
    explain_set(failure->result, SQL_NO_COLLATION,
                "Unknown collation: '%s'; there are NOCASE, BINARY and RTRIM here",
                failure->detail);
}

/* "default value of column [a] is not constant" */
static void explain_default(const struct failure *failure)
{
    explain_set(failure->result, SQL_WRONG_DEFAULT, "Invalid default value for '%.*s'",
                (int)strcspn(failure->detail, "]"), failure->detail);
}

/* unknown column "x" in foreign key definition */
static void explain_key_column(const struct failure *failure)
{
    explain_set(failure->result, SQL_NO_KEY_COLUMN, "Key column '%.*s' doesn't exist in table",
                (int)strcspn(failure->detail, "\""), failure->detail);
}

/* error in trigger i: no such table: main.u */
static void explain_of_trigger(const struct failure *failure)
{
    int size = (int)strcspn(failure->detail, ":");
    explain_set(failure->result, SQL_NOT_SUPPORTED,
                "trigger %.*s is in the way (%s): DROP TRIGGER %.*s first",
                (int)strcspn(failure->detail, " :"), failure->detail,
                failure->detail + size + strspn(failure->detail + size, ": "),
                (int)strcspn(failure->detail, " :"), failure->detail);
}

/* error in index i after drop column: no such column: a */
static void explain_used(const struct failure *failure)
{
    explain_set(failure->result, SQL_NOT_SUPPORTED,
                "%.*s still needs the column here: drop that first",
                (int)(strstr(failure->detail, " after ") - failure->detail), failure->detail);
}

struct wording {
    const char *begin; /* SQLite's sentence begins with it */
    const char *has;   /* and has this in it; NULL: anything */
    explain_fn explain;
    enum sql_error error; /* without a function: this, and this sentence */
    const char *text;
};

#define SAID(begin, has, error, text)                                                              \
    {                                                                                              \
        begin, has, NULL, error, text                                                              \
    }
#define WHERE_EACH(begin, has, explain)                                                            \
    {                                                                                              \
        begin, has, explain, SQL_OK, NULL                                                          \
    }

#define COLUMN_COUNT_TEXT "Column count doesn't match value count at row 1"

static const struct wording wordings[] = {
    WHERE_EACH("no such table: ", NULL, explain_no_table),
    WHERE_EACH("no such column: ", NULL, explain_no_column),
    WHERE_EACH("table ", " has no column named ", explain_no_named_column),
    WHERE_EACH("ambiguous column name: ", NULL, explain_ambiguous),
    WHERE_EACH("no such function: ", NULL, explain_no_function),
    WHERE_EACH("unknown function: ", NULL, explain_no_function),
    WHERE_EACH("wrong number of arguments to function ", NULL, explain_arguments),
    SAID("integer overflow", NULL, SQL_OVERFLOW, "BIGINT value is out of range"),
    SAID("no tables specified", NULL, SQL_NO_TABLES, "No tables used"),
    SAID("SELECTs to the left and right of ", NULL, SQL_COLUMNS_DIFFER,
         "The used SELECT statements have a different number of columns"),
    WHERE_EACH("cannot ", " generated column ", explain_generated),
    SAID("generated column loop on ", NULL, SQL_GENERATED_ORDER,
         "Generated column can refer only to generated columns defined prior to it."),
    WHERE_EACH("table ", " already exists", explain_table_exists),
    WHERE_EACH("there is already another table or index with this name: ", NULL,
               explain_table_exists),
    WHERE_EACH("index ", " already exists", explain_index_exists),
    SAID("table ", " values were supplied", SQL_COLUMN_COUNT, COLUMN_COUNT_TEXT),
    SAID("", " values for ", SQL_COLUMN_COUNT, COLUMN_COUNT_TEXT),
    SAID("all VALUES must have the same number of terms", NULL, SQL_COLUMN_COUNT,
         COLUMN_COUNT_TEXT),
    WHERE_EACH("near ", "syntax error", explain_syntax),
    SAID("incomplete input", NULL, SQL_SYNTAX,
         "You have an error in your SQL syntax: it ends where more should stand"),
    WHERE_EACH("unrecognized token", NULL, explain_syntax),
    WHERE_EACH("UNIQUE constraint failed: ", NULL, explain_duplicate),
    WHERE_EACH("NOT NULL constraint failed: ", NULL, explain_null),
    WHERE_EACH("CHECK constraint failed: ", NULL, explain_check),
    /* Of a column that is added: SQLite does not say which row. */
    SAID("CHECK constraint failed", NULL, SQL_CHECK,
         "The new column's check constraint is violated by rows that are there"),
    WHERE_EACH("FOREIGN KEY constraint failed", NULL, explain_foreign_key),
    WHERE_EACH("string or blob too big", NULL, explain_too_big),
    SAID("cannot VACUUM", NULL, SQL_NOT_SUPPORTED, "This lab does not support 'VACUUM'"),
    WHERE_EACH("duplicate column name: ", NULL, explain_duplicate_column),
    WHERE_EACH("no such index: ", NULL, explain_no_index),
    WHERE_EACH("object name reserved for internal use: ", NULL, explain_reserved),
    WHERE_EACH("parser stack overflow", NULL, explain_too_nested),
    WHERE_EACH("Expression tree is too large", NULL, explain_too_deep),
    WHERE_EACH("too many columns in ", NULL, explain_too_many_columns),
    WHERE_EACH("too many terms in compound SELECT", NULL, explain_too_many_selects),
    WHERE_EACH("LIKE or GLOB pattern too complex", NULL, explain_pattern),
    SAID("local time unavailable", NULL, SQL_NOT_SUPPORTED,
         "There is no local time in this lab: the same run is the same everywhere"),
    SAID("HAVING clause on a non-aggregate query", NULL, SQL_NOT_SUPPORTED,
         "HAVING without GROUP BY is not in this lab: say WHERE, or SELECT * FROM (SELECT ...) "
         "WHERE ..."),
    SAID("misuse of aggregate", NULL, SQL_GROUP_FUNCTION, "Invalid use of group function"),
    SAID("aggregate functions are not allowed in ", NULL, SQL_GROUP_FUNCTION,
         "Invalid use of group function"),
    SAID("sub-select returns ", NULL, SQL_OPERAND, "Operand should contain 1 column(s)"),
    SAID("row value misused", NULL, SQL_OPERAND, "Operand should contain 1 column(s)"),
    WHERE_EACH("", "BY term out of range", explain_place),
    WHERE_EACH("", "BY term does not match any column in the result set", explain_place),
    WHERE_EACH("no such collation sequence: ", NULL, explain_collation),
    WHERE_EACH("cannot join using column ", NULL, explain_using),
    SAID("", " clause should come after UNION", SQL_WRONG_USAGE,
         "Incorrect usage of UNION and ORDER BY or LIMIT: put brackets around a SELECT of it, as "
         "SELECT * FROM (SELECT ... LIMIT n)"),
    SAID("at most 64 tables in a join", NULL, SQL_TOO_MANY_TABLES,
         "Too many tables; 64 can be joined at most"),
    SAID("datatype mismatch", NULL, SQL_SYNTAX,
         "You have an error in your SQL syntax: LIMIT and OFFSET take whole numbers"),
    WHERE_EACH("default value of column [", NULL, explain_default),
    WHERE_EACH("unknown column \"", " in foreign key definition", explain_key_column),
    SAID("table ", " has more than one primary key", SQL_TWO_PRIMARY,
         "Multiple primary key defined"),
    SAID("must have at least one non-generated column", NULL, SQL_NOT_SUPPORTED,
         "A table of generated columns alone is not in this lab"),
    SAID("Cannot add a PRIMARY KEY column", NULL, SQL_NOT_SUPPORTED,
         "ALTER TABLE ... ADD with PRIMARY KEY is not in this lab: CREATE TABLE another and "
         "INSERT ... SELECT"),
    SAID(
        "Cannot add a UNIQUE column", NULL, SQL_NOT_SUPPORTED,
        "ALTER TABLE ... ADD with UNIQUE is not in this lab: ADD the column, then ADD UNIQUE (it)"),
    SAID("Cannot add a column with non-constant default", NULL, SQL_NOT_SUPPORTED,
         "ALTER TABLE ... ADD with a DEFAULT that is computed is not in this lab: say a value"),
    SAID("Cannot add a REFERENCES column with non-NULL default value", NULL, SQL_NOT_SUPPORTED,
         "ALTER TABLE ... ADD with REFERENCES and a DEFAULT is not in this lab: leave out one"),
    SAID("cannot add a STORED column", NULL, SQL_NOT_SUPPORTED,
         "ALTER TABLE ... ADD of a STORED column is not in this lab: say VIRTUAL"),
    SAID("cannot drop PRIMARY KEY column: ", NULL, SQL_NOT_SUPPORTED,
         "ALTER TABLE ... DROP of a column of the primary key is not in this lab: CREATE TABLE "
         "another and INSERT ... SELECT"),
    SAID("cannot drop UNIQUE column: ", NULL, SQL_NOT_SUPPORTED,
         "ALTER TABLE ... DROP of a UNIQUE column is not in this lab: CREATE TABLE another and "
         "INSERT ... SELECT"),
    SAID("cannot drop column ", ": no other columns exist", SQL_NO_COLUMN_LEFT,
         "You can't delete all columns with ALTER TABLE; use DROP TABLE instead"),
    WHERE_EACH("error in trigger ", NULL, explain_of_trigger),
    WHERE_EACH("error in ", " after drop column: ", explain_used),
    SAID("too many levels of trigger recursion", NULL, SQL_NOT_SUPPORTED,
         "Triggers that fire triggers do so over at most 10 tables here"),
    SAID("unsafe use of virtual table ", NULL, SQL_NOT_SUPPORTED,
         "A trigger or a CHECK cannot ask SQLite's own functions that look like tables"),
    SAID("trigger ", " already exists", SQL_TRIGGER_EXISTS, "Trigger already exists"),
    SAID("there is no larger AUTO_INCREMENT value", NULL, SQL_NO_MORE_IDS,
         "Failed to read auto-increment value from storage engine"),
};

/* What our own limits did, whatever SQLite says about it. */
static bool explain_limit(const struct store *store, int rc, struct store_result *result)
{
    const struct fence *fence = &store->fence;
    if (store->capture.is_full) {
        explain_set(result, SQL_OUT_OF_MEMORY,
                    "Out of memory: one statement may change at most %d MB of rows here",
                    CHANGES_SIZE_MAX >> 20);
    } else if (rc == SQLITE_NOMEM) {
        explain_set(result, SQL_OUT_OF_MEMORY,
                    "Out of memory: one statement may use at most %d MB here",
                    STATEMENT_HEAP_MAX >> 20);
    } else if (fence->is_out_of_steps) {
        explain_set(result, SQL_INTERRUPTED,
                    "Query execution was interrupted: it took more than %d steps, the most one "
                    "statement may take here",
                    STATEMENT_STEPS_MAX);
    } else if (fence->refused[0] != '\0') {
        explain_set(result, SQL_NOT_SUPPORTED, "%s", fence->refused);
    } else {
        return false;
    }
    return true;
}

void explain_failure(struct store *store, const char *sql, struct store_result *result)
{
    char words[256];
    int rc = sqlite3_errcode(store->db);
    (void)snprintf(words, sizeof(words), "%s", sqlite3_errmsg(store->db));
    if (explain_limit(store, rc, result)) {
        return;
    }
    for (int i = 0; i < COUNT_OF(wordings); i++) {
        const struct wording *wording = &wordings[i];
        size_t size = strlen(wording->begin);
        if (strncmp(words, wording->begin, size) == 0 &&
            (wording->has == NULL || strstr(words, wording->has) != NULL)) {
            struct failure failure = {store, sql, words + size, result};
            if (wording->explain != NULL) {
                wording->explain(&failure);
            } else {
                explain_set(result, wording->error, "%s", wording->text);
            }
            return;
        }
    }
    /* Not 1105, which means here that storage has no quorum: trying again would not help. */
    explain_set(result, SQL_NOT_SUPPORTED, "SQLite, which keeps the rows here, says: %s", words);
}
