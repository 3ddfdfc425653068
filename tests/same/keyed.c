/* SPDX-License-Identifier: MIT */
/* keyed: definitions, and changes that find their rows by whole keys. */
#include "same/grammar.h"

#include "same/say.h"

#include <stdio.h>
#include <string.h>

/* --- definitions ------------------------------------------------------------------------------ */

void grammar_create_table(struct grammar *grammar, bool plain_rows)
{
    char name[SQL_NAME_SIZE];
    int at = 0;
    while (at < grammar->table_count && grammar->tables[at].is_there) {
        at++;
    }
    if (at == TABLES_MAX) {
        at = (int)say_draw(grammar, TABLES_MAX); /* again: an error on both sides */
    }
    grammar->table_count += at == grammar->table_count ? 1 : 0;
    (void)snprintf(name, sizeof name, "t%d", at + 1);
    say_start(grammar);
    schema_create_table(&grammar->pair, &grammar->rng, &grammar->tables[at], name, plain_rows);
}

static void create_index(struct grammar *grammar, struct table *table, bool may_be_unique)
{
    char name[SQL_NAME_SIZE];
    int columns = 1 + (int)say_draw(grammar, 2);
    (void)snprintf(name, sizeof name, "i%d", ++grammar->names);
    for (int i = 0; i < TABLE_INDEXES; i++) {
        if (table->indexes[i][0] == '\0' || i == TABLE_INDEXES - 1) {
            memcpy(table->indexes[i], name, sizeof name);
            break;
        }
    }
    bool is_unique = may_be_unique && say_chance(grammar, 350);
    say_both(grammar, is_unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
    say_name(grammar, name);
    say_both(grammar, " ON ");
    say_name(grammar, table->name);
    say_both(grammar, " (");
    for (int i = 0; i < columns; i++) {
        say_both(grammar, i > 0 ? ", " : "");
        say_name(grammar, is_unique ? say_any_plain_column(grammar, table)->name
                                    : say_any_column(grammar, table)->name);
        say_both(grammar, say_chance(grammar, 200) ? " DESC" : "");
    }
    say_both(grammar, ")");
}

static void drop_index(struct grammar *grammar, struct table *table)
{
    int at = (int)say_draw(grammar, TABLE_INDEXES);
    const char *name = table->indexes[at][0] != '\0' ? table->indexes[at] : "i999";
    say_both(grammar, "DROP INDEX ");
    say_name(grammar, name);
    say_each(grammar, " ON ", "");
    buf_addf(&grammar->pair.lab, "%s", table->name);
    table->indexes[at][0] = '\0';
}

static void drop_table(struct grammar *grammar, struct table *table)
{
    say_both(grammar, say_chance(grammar, 300) ? "DROP TABLE IF EXISTS " : "DROP TABLE ");
    say_name(grammar, table->name);
    table->is_there = false;
}

static void rename_column(struct grammar *grammar, struct table *table)
{
    struct column *column = say_any_column(grammar, table);
    char name[SQL_NAME_SIZE];
    (void)snprintf(name, sizeof name, "r%d", ++grammar->names);
    say_both(grammar, "ALTER TABLE ");
    say_name(grammar, table->name);
    say_both(grammar, " RENAME COLUMN ");
    say_name(grammar, column->name);
    say_both(grammar, " TO ");
    say_name(grammar, name);
    memcpy(column->name, name, sizeof name);
}

static void drop_column(struct grammar *grammar, struct table *table)
{
    say_both(grammar, "ALTER TABLE ");
    say_name(grammar, table->name);
    say_both(grammar, " DROP COLUMN ");
    say_name(grammar, table->columns[table->column_count - 1].name);
    if (table->column_count > 3) {
        table->column_count--;
    }
}

void grammar_create_log(struct grammar *grammar)
{
    say_start(grammar);
    say_both(grammar, "CREATE TABLE ");
    say_name(grammar, "log");
    say_both(grammar, " (what VARCHAR(20), was TEXT, is_now TEXT)");
}

/* "OLD.a" */
static void add_row_value(struct grammar *grammar, const char *row, const struct column *column)
{
    say_both(grammar, row);
    say_name(grammar, column->name);
}

void grammar_create_trigger(struct grammar *grammar, int at, const char *event)
{
    struct table *table = &grammar->tables[at];
    const struct column *column = say_any_plain_column(grammar, table);
    char name[SQL_NAME_SIZE];
    bool has_old = event[0] != 'I';
    bool has_new = event[0] != 'D';
    (void)snprintf(name, sizeof name, "g%d", ++grammar->names);
    say_start(grammar);
    say_both(grammar, "CREATE TRIGGER ");
    say_name(grammar, name);
    say_both(grammar, has_old && say_chance(grammar, 300) ? " BEFORE " : " AFTER ");
    say_both(grammar, event);
    say_both(grammar, " ON ");
    say_name(grammar, table->name);
    say_both(grammar, " FOR EACH ROW ");
    say_each(grammar, "INSERT INTO log SET what = '", "BEGIN INSERT INTO log VALUES ('");
    say_both(grammar, event);
    say_each(grammar, "', was = ", "', ");
    if (has_old) {
        add_row_value(grammar, "OLD.", column);
    } else {
        say_both(grammar, "NULL");
    }
    say_each(grammar, ", is_now = ", ", ");
    if (has_new) {
        add_row_value(grammar, "NEW.", column);
    } else {
        say_both(grammar, "NULL");
    }
    say_each(grammar, "", "); END");
}

void grammar_small_definition(struct grammar *grammar)
{
    struct table *table = say_any_table(grammar);
    say_start(grammar);
    if (say_chance(grammar, 500) || !schema_add_column(&grammar->pair, &grammar->rng, table)) {
        create_index(grammar, table, false);
    }
}

void grammar_definition(struct grammar *grammar)
{
    struct table *table = say_any_table(grammar);
    int64_t what = say_draw(grammar, 100);
    say_start(grammar);
    if (what < 25) {
        if (!schema_add_column(&grammar->pair, &grammar->rng, table)) {
            create_index(grammar, table, true);
        }
    } else if (what < 55) {
        create_index(grammar, table, true);
    } else if (what < 67) {
        drop_index(grammar, table);
    } else if (what < 75) {
        drop_table(grammar, table);
    } else if (what < 84) {
        rename_column(grammar, table);
    } else if (what < 90) {
        drop_column(grammar, table);
    } else {
        grammar_create_table(grammar, false);
    }
}

/* --- by key ----------------------------------------------------------------------------------- */

static void add_where_key(struct grammar *grammar, struct table *table)
{
    say_both(grammar, " WHERE ");
    for (int i = 0; i < table->key_count; i++) {
        const struct column *column = &table->columns[table->key[i]];
        say_both(grammar, i > 0 ? " AND " : "");
        say_name(grammar, column->name);
        say_both(grammar, " = ");
        if (table->key_kind == KEY_AUTO) {
            say_number(grammar, 1 + say_draw(grammar, 3) + 16 * say_draw(grammar, 4));
        } else {
            say_small(grammar, column->type);
        }
    }
}

/* A column's new value, from a constant or the row itself. */
static void add_set(struct grammar *grammar, struct table *table)
{
    struct column *column = say_any_plain_column(grammar, table);
    say_name(grammar, column->name);
    say_both(grammar, " = ");
    if (say_chance(grammar, 500)) {
        say_expression(grammar, table);
    } else {
        say_value(grammar, column->type);
    }
}

static void add_new_row(struct grammar *grammar, struct table *table)
{
    bool is_first = true;
    grammar->gives_id = table->key_kind == KEY_AUTO;
    say_name(grammar, table->name);
    for (int pass = 0; pass < 2; pass++) {
        say_both(grammar, pass == 0 ? " (" : ") VALUES (");
        is_first = true;
        for (int i = grammar->gives_id ? 1 : 0; i < table->column_count; i++) {
            const struct column *column = &table->columns[i];
            if (column->is_generated) {
                continue;
            }
            say_both(grammar, is_first ? "" : ", ");
            is_first = false;
            if (pass == 0) {
                say_name(grammar, column->name);
            } else if (i < table->key_count) {
                say_small(grammar, column->type);
            } else {
                say_value(grammar, column->type);
            }
        }
    }
    say_both(grammar, ")");
}

static void insert_row(struct grammar *grammar, struct table *table)
{
    int64_t how = say_draw(grammar, 10);
    if (how < 5) {
        say_both(grammar, "INSERT INTO ");
    } else if (how < 7) {
        say_both(grammar, "REPLACE INTO ");
    } else if (how < 8) {
        say_each(grammar, "INSERT IGNORE INTO ", "INSERT OR IGNORE INTO ");
    } else {
        say_both(grammar, "INSERT INTO ");
        add_new_row(grammar, table);
        say_both(grammar, " ON CONFLICT (");
        for (int i = 0; i < table->key_count; i++) {
            say_both(grammar, i > 0 ? ", " : "");
            say_name(grammar, table->columns[table->key[i]].name);
        }
        say_both(grammar, ") DO UPDATE SET ");
        add_set(grammar, table);
        return;
    }
    add_new_row(grammar, table);
}

void grammar_keyed_change(struct grammar *grammar)
{
    struct table *table = say_any_table(grammar);
    int64_t what = say_draw(grammar, 100);
    say_start(grammar);
    if (what < 40) {
        insert_row(grammar, table);
    } else if (what < 85) {
        say_both(grammar, "UPDATE ");
        say_name(grammar, table->name);
        say_both(grammar, " SET ");
        if (say_chance(grammar, 150) && table->key_kind != KEY_AUTO) {
            const struct column *key = &table->columns[0];
            say_name(grammar, key->name);
            say_both(grammar, " = ");
            say_small(grammar, key->type);
            say_both(grammar, ", ");
        }
        add_set(grammar, table);
        add_where_key(grammar, table);
    } else {
        say_both(grammar, "DELETE FROM ");
        say_name(grammar, table->name);
        add_where_key(grammar, table);
    }
}

/* --- a swap ----------------------------------------------------------------------------------- */

static bool begin_swap(struct grammar *grammar)
{
    struct table *table = say_any_table(grammar);
    grammar->swaps = NULL;
    for (int i = 1; i < table->column_count; i++) {
        if (table->columns[i].type == TYPE_INTEGER && !table->columns[i].is_generated) {
            grammar->swaps = table;
            grammar->swap_column = i;
        }
    }
    grammar->swap_values[0] = (int)say_draw(grammar, 12);
    grammar->swap_values[1] = (int)say_draw(grammar, 12);
    return grammar->swaps != NULL;
}

bool grammar_swap(struct grammar *grammar, int part)
{
    if (part == 0 && !begin_swap(grammar)) {
        return false;
    }
    const char *column = grammar->swaps->columns[grammar->swap_column].name;
    const int moves[3][2] = {{grammar->swap_values[0], -77},
                             {grammar->swap_values[1], grammar->swap_values[0]},
                             {-77, grammar->swap_values[1]}};
    say_start(grammar);
    say_both(grammar, "UPDATE ");
    say_name(grammar, grammar->swaps->name);
    say_both(grammar, " SET ");
    say_name(grammar, column);
    say_both(grammar, " = ");
    say_number(grammar, moves[part][1]);
    say_both(grammar, " WHERE ");
    say_name(grammar, column);
    say_both(grammar, " = ");
    say_number(grammar, moves[part][0]);
    return true;
}
