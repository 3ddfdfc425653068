/* SPDX-License-Identifier: MIT */
#include "same/schema.h"

#include "base/err.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#ifndef COUNT_OF
#define COUNT_OF(array) ((int)(sizeof(array) / sizeof((array)[0])))
#endif

/* --- pairs ------------------------------------------------------------------------------------ */

void pair_init(struct pair *pair)
{
    pair->range = 12;
    buf_init(&pair->lab, BUF_CAP_TEXT);
    buf_init(&pair->plain, BUF_CAP_TEXT);
}

void pair_release(struct pair *pair)
{
    buf_release(&pair->lab);
    buf_release(&pair->plain);
}

void pair_clear(struct pair *pair)
{
    buf_clear(&pair->lab);
    buf_clear(&pair->plain);
}

void pair_each(struct pair *pair, const char *lab, const char *plain)
{
    buf_add_text(&pair->lab, lab, strlen(lab));
    buf_add_text(&pair->plain, plain, strlen(plain));
}

void pair_both(struct pair *pair, const char *text)
{
    pair_each(pair, text, text);
}

void pair_name(struct pair *pair, struct rng *rng, const char *name)
{
    char quoted[SQL_NAME_SIZE + 2];
    bool is_bare = rng_chance(rng, 700);
    (void)snprintf(quoted, sizeof quoted, is_bare ? "%s" : "`%s`", name);
    buf_addf(&pair->lab, "%s", quoted);
    buf_addf(&pair->plain, "\"%s\"", name);
}

void pair_text(struct pair *pair, struct rng *rng, const char *text)
{
    char quote = rng_chance(rng, 700) ? '\'' : '"';
    bool doubles = rng_chance(rng, 500);
    buf_add_char(&pair->lab, quote);
    buf_add_char(&pair->plain, '\'');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == quote) {
            buf_add_char(&pair->lab, doubles ? quote : '\\');
        } else if (*at == '\\') {
            buf_add_char(&pair->lab, '\\');
        }
        if (*at == '\n') {
            buf_addf(&pair->lab, "\\n");
        } else {
            buf_add_char(&pair->lab, *at);
        }
        if (*at == '\'') {
            buf_add_char(&pair->plain, '\'');
        }
        buf_add_char(&pair->plain, *at);
    }
    buf_add_char(&pair->lab, quote);
    buf_add_char(&pair->plain, '\'');
}

/* --- values ----------------------------------------------------------------------------------- */

static const char *const integers[] = {"0",
                                       "1",
                                       "-1",
                                       "7",
                                       "2147483648",
                                       "9007199254740992",
                                       "9007199254740993",
                                       "9223372036854775807",
                                       "-9223372036854775807"};
static const char *const reals[] = {"0.5",    "-0.0",   "1e308", "-1.5e-300",    "3.0",
                                    "2.5e10", "-1e308", "0.1",   "123456789.125"};
static const char *const decimals[] = {"12.50", "0.01", "-3.10", "99999999.99", "7", "100.00"};
static const char *const blobs[] = {"x''", "x'00ff41'", "X'27'", "x'0000'", "x'C3A9'"};
static const char *const texts[] = {"",
                                    "it's",
                                    "a \"quoted\" word",
                                    "back\\slash",
                                    "two\nlines",
                                    "\xC3\xA9\xE6\xBC\xA2\xE5\xAD\x97\xF0\x9F\x90\x98",
                                    "100%",
                                    "under_score",
                                    " blanks ",
                                    "007",
                                    "1e3",
                                    "-- no comment",
                                    "/* nor */ this; one",
                                    "NULL",
                                    "'",
                                    "\\",
                                    "\\n",
                                    "abc",
                                    "ABC",
                                    "@@version",
                                    "NOW()",
                                    "12.5abc"};

static const char *any_of(struct rng *rng, const char *const *list, int count)
{
    return list[rng_below(rng, count)];
}

static void add_long_text(struct pair *pair, struct rng *rng)
{
    char text[3100];
    size_t size = (size_t)rng_between(rng, 200, 3000);
    for (size_t i = 0; i < size; i++) {
        text[i] = (char)('a' + (int)((i * 7 + size) % 26));
    }
    text[size] = '\0';
    pair_text(pair, rng, text);
}

void pair_small_value(struct pair *pair, struct rng *rng, enum column_type type)
{
    static const char *const words[] = {"ant", "bee", "Cat", "dog", "Bee", "\xC3\xA9l", "it's", ""};
    char text[40];
    int number = (int)rng_below(rng, pair->range);
    switch (type) {
    case TYPE_TEXT:
        pair_text(pair, rng, words[number % COUNT_OF(words)]);
        return;
    case TYPE_REAL:
        (void)snprintf(text, sizeof text, "%d.%d", number, (int)rng_below(rng, 2) * 5);
        break;
    case TYPE_DECIMAL:
        (void)snprintf(text, sizeof text, "%d.25", number);
        break;
    case TYPE_BLOB:
        (void)snprintf(text, sizeof text, "x'%02X'", (unsigned)number);
        break;
    case TYPE_INTEGER:
    case TYPE_COUNT:
        (void)snprintf(text, sizeof text, "%d", number);
        break;
    }
    pair_both(pair, text);
}

void pair_value(struct pair *pair, struct rng *rng, enum column_type type)
{
    if (rng_chance(rng, 550)) {
        pair_small_value(pair, rng, type);
        return;
    }
    if (rng_chance(rng, 150)) {
        pair_both(pair, "NULL");
        return;
    }
    if (rng_chance(rng, 80)) {
        type = (enum column_type)rng_below(rng, TYPE_COUNT);
    }
    switch (type) {
    case TYPE_TEXT:
        if (rng_chance(rng, 60)) {
            add_long_text(pair, rng);
        } else {
            pair_text(pair, rng, any_of(rng, texts, COUNT_OF(texts)));
        }
        break;
    case TYPE_REAL:
        pair_both(pair, any_of(rng, reals, COUNT_OF(reals)));
        break;
    case TYPE_DECIMAL:
        pair_both(pair, any_of(rng, decimals, COUNT_OF(decimals)));
        break;
    case TYPE_BLOB:
        pair_both(pair, any_of(rng, blobs, COUNT_OF(blobs)));
        break;
    case TYPE_INTEGER:
    case TYPE_COUNT:
        pair_both(pair, any_of(rng, integers, COUNT_OF(integers)));
        break;
    }
}

/* --- tables ----------------------------------------------------------------------------------- */

/* The plain side has the same types: what they let in is checked there in its own way. */
static void add_type(struct pair *pair, struct rng *rng, enum column_type type)
{
    static const char *const types[TYPE_COUNT][6] = {
        [TYPE_INTEGER] = {"INT", "BIGINT", "INTEGER", "INT UNSIGNED", "BIGINT", "SMALLINT"},
        [TYPE_TEXT] = {"VARCHAR(200)", "TEXT", "CHAR(12)", "VARCHAR(20)", "TEXT", "TEXT"},
        [TYPE_REAL] = {"DOUBLE", "REAL", "FLOAT", "DOUBLE", "DOUBLE", "DOUBLE"},
        [TYPE_DECIMAL] = {"DECIMAL(10,2)", "NUMERIC(8, 2)", "DECIMAL(12,4)", "DECIMAL",
                          "DECIMAL(30,2)", "NUMERIC"},
        [TYPE_BLOB] = {"BLOB", "BLOB", "BLOB", "BLOB", "BLOB", "BLOB"},
    };
    const char *word = any_of(rng, types[type], 6);
    pair_both(pair, word);
    if (type == TYPE_TEXT && rng_chance(rng, 100)) {
        pair_each(pair, " CHARACTER SET utf8", "");
    }
}

static struct column *new_column(struct table *table, struct rng *rng, const char *name)
{
    struct column *column = &table->columns[table->column_count++];
    *column = (struct column){.type = (enum column_type)rng_below(rng, TYPE_COUNT)};
    (void)snprintf(column->name, sizeof column->name, "%s", name);
    return column;
}

/* A CHECK that most values pass. */
static void add_check(struct pair *pair, struct rng *rng, const struct column *column)
{
    pair_both(pair, " CHECK (");
    pair_name(pair, rng, column->name);
    pair_both(pair, column->type == TYPE_TEXT ? " <> 'bee')" : " <> 3)");
}

/* Of a column that is added: the rows there are have 0 or '', which the lab writes as DEFAULT. */
static void add_zero(struct pair *pair, struct column *column)
{
    static const char *const zeros[TYPE_COUNT] = {[TYPE_INTEGER] = " DEFAULT 0",
                                                  [TYPE_TEXT] = " DEFAULT ''",
                                                  [TYPE_REAL] = " DEFAULT 0",
                                                  [TYPE_DECIMAL] = " DEFAULT 0",
                                                  [TYPE_BLOB] = " DEFAULT x''"};
    column->has_default = true;
    pair_each(pair, "", zeros[column->type]);
}

/* What a column may be besides its type. */
static void add_rules(struct pair *pair, struct rng *rng, struct column *column, bool is_added)
{
    if (rng_chance(rng, 250)) {
        column->has_default = true;
        pair_both(pair, " DEFAULT ");
        pair_small_value(pair, rng, column->type);
    }
    if (rng_chance(rng, 250)) {
        column->not_null = true;
        pair_both(pair, " NOT NULL");
        if (is_added && !column->has_default) {
            add_zero(pair, column);
        }
    }
    if (!is_added && rng_chance(rng, 120)) {
        column->is_unique = true;
        pair_each(pair, rng_chance(rng, 500) ? " UNIQUE" : " UNIQUE KEY", " UNIQUE");
    }
    if (rng_chance(rng, 120)) {
        add_check(pair, rng, column);
    }
}

static void add_generated(struct pair *pair, struct rng *rng, struct table *table,
                          const struct column *from)
{
    struct column *column = new_column(table, rng, "g");
    column->type = from->type == TYPE_TEXT || from->type == TYPE_BLOB ? TYPE_TEXT : TYPE_INTEGER;
    column->is_generated = true;
    pair_both(pair, ", ");
    pair_name(pair, rng, column->name);
    pair_both(pair, " ");
    add_type(pair, rng, column->type);
    pair_both(pair, rng_chance(rng, 500) ? " GENERATED ALWAYS AS (" : " AS (");
    pair_both(pair, column->type == TYPE_TEXT ? "upper(" : "abs(");
    pair_name(pair, rng, from->name);
    /* In a row that is stored whole, the hook numbers columns as they are in every version. */
    pair_each(pair, rng_chance(rng, 500) ? ")) STORED" : ")) VIRTUAL", ")) STORED");
}

static void add_key_column(struct pair *pair, struct rng *rng, struct table *table)
{
    struct column *column = new_column(table, rng, "id");
    column->not_null = true;
    column->type = table->key_kind == KEY_TEXT ? TYPE_TEXT : TYPE_INTEGER;
    pair_name(pair, rng, column->name);
    switch (table->key_kind) {
    case KEY_AUTO:
        pair_each(pair,
                  rng_chance(rng, 500) ? " BIGINT NOT NULL AUTO_INCREMENT" : " INT AUTO_INCREMENT",
                  " BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (plain_id())");
        break;
    case KEY_INTEGER:
    case KEY_COMPOSITE:
        pair_each(pair, rng_chance(rng, 500) ? " INTEGER" : " INT NOT NULL", " INT");
        break;
    case KEY_TEXT:
        pair_both(pair, " VARCHAR(40)");
        break;
    case KEY_NONE:
    case KEY_COUNT:
        column->not_null = false;
        pair_both(pair, " INT");
        break;
    }
}

static void add_primary_key(struct pair *pair, struct rng *rng, const struct table *table)
{
    if (table->key_count > 0) {
        pair_both(pair, ", PRIMARY KEY (");
        for (int i = 0; i < table->key_count; i++) {
            pair_both(pair, i > 0 ? ", " : "");
            pair_name(pair, rng, table->columns[table->key[i]].name);
        }
        pair_both(pair, ")");
    }
}

void schema_create_table(struct pair *pair, struct rng *rng, struct table *table, const char *name,
                         bool plain_rows)
{
    *table = (struct table){.is_there = true};
    (void)snprintf(table->name, sizeof table->name, "%s", name);
    table->key_kind = (enum key_kind)rng_below(rng, plain_rows ? KEY_NONE : KEY_COUNT);
    pair_both(pair, "CREATE TABLE ");
    pair_name(pair, rng, name);
    pair_both(pair, " (");
    add_key_column(pair, rng, table);
    int columns = 2 + (int)rng_below(rng, 4);
    for (int i = 0; i < columns; i++) {
        char column_name[SQL_NAME_SIZE];
        (void)snprintf(column_name, sizeof column_name, "%c", 'a' + i);
        struct column *column = new_column(table, rng, column_name);
        column->type = plain_rows && i == 0 ? TYPE_INTEGER : column->type;
        pair_both(pair, ", ");
        pair_name(pair, rng, column_name);
        pair_both(pair, " ");
        add_type(pair, rng, column->type);
        add_rules(pair, rng, column, false);
    }
    if (rng_chance(rng, 250)) {
        add_generated(pair, rng, table, &table->columns[rng_between(rng, 1, columns)]);
    }
    table->key_count = table->key_kind == KEY_NONE ? 0 : table->key_kind == KEY_COMPOSITE ? 2 : 1;
    table->key[0] = table->key_kind == KEY_COMPOSITE && rng_chance(rng, 500) ? 1 : 0;
    table->key[1] = 1 - table->key[0];
    add_primary_key(pair, rng, table);
    bool has_key = table->key_count > 0;
    pair_each(pair, rng_chance(rng, 300) ? ") ENGINE=InnoDB" : ")",
              has_key ? ") WITHOUT ROWID" : ")");
}

bool schema_add_column(struct pair *pair, struct rng *rng, struct table *table)
{
    char name[SQL_NAME_SIZE];
    bool has_generated = table->columns[table->column_count - 1].is_generated;
    if (table->column_count >= TABLE_COLUMNS_MAX) {
        return false;
    }
    (void)snprintf(name, sizeof name, "%c%d", has_generated ? 'y' : 'x', table->column_count);
    struct column *column = new_column(table, rng, name);
    pair_both(pair, "ALTER TABLE ");
    pair_name(pair, rng, table->name);
    pair_each(pair, rng_chance(rng, 700) ? " ADD COLUMN " : " ADD ", " ADD COLUMN ");
    pair_name(pair, rng, name);
    pair_both(pair, " ");
    add_type(pair, rng, column->type);
    add_rules(pair, rng, column, true);
    return true;
}
