/* SPDX-License-Identifier: MIT */
#include "same/grammar.h"

#include "same/say.h"

#include "base/err.h"

void grammar_init(struct grammar *grammar, const struct rng *rng)
{
    *grammar = (struct grammar){.rng = *rng};
    pair_init(&grammar->pair);
}

void grammar_release(struct grammar *grammar)
{
    pair_release(&grammar->pair);
}

/* --- changes ---------------------------------------------------------------------------------- */

/* The columns to be written, named between brackets; bit i: column i. */
static int say_column_list(struct grammar *grammar, struct table *table)
{
    int written = 0;
    bool with_id = say_chance(grammar, table->key_kind == KEY_AUTO ? 250 : 970);
    say_both(grammar, " (");
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        bool is_wanted = i == 0 ? with_id : !column->is_generated && !say_chance(grammar, 200);
        if (is_wanted || (i == 1 && !with_id)) {
            say_both(grammar, written != 0 ? ", " : "");
            say_name(grammar, column->name);
            written |= 1 << i;
        }
    }
    say_both(grammar, ")");
    grammar->gives_id = table->key_kind == KEY_AUTO;
    return written;
}

static void say_row(struct grammar *grammar, struct table *table, int written, bool ignores)
{
    bool is_first = true;
    say_both(grammar, "(");
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if ((written >> i & 1) == 0) {
            continue;
        }
        say_both(grammar, is_first ? "" : ", ");
        is_first = false;
        if (i == 0 && table->key_kind == KEY_AUTO && !ignores && say_chance(grammar, 400)) {
            say_both(grammar, "NULL");
        } else if (ignores && i == 0) { /* NULL is refused there, for it may be a generated id's */
            say_small(grammar, column->type);
        } else if (i == 0 || (i == 1 && table->key_count > 1)) {
            say_key_value(grammar, table, column);
        } else {
            say_value(grammar, column->type);
        }
    }
    say_both(grammar, ")");
}

/* Where "a = 1" stands, which decides how the row that was in the way is called. */
enum set_form { SET_OF_UPDATE, SET_OF_CONFLICT, SET_OF_DUPLICATE };

static void add_set(struct grammar *grammar, struct table *table, enum set_form form)
{
    int count = 1 + (int)say_draw(grammar, 2);
    for (int i = 0; i < count; i++) {
        struct column *column = say_any_plain_column(grammar, table);
        say_both(grammar, i > 0 ? ", " : "");
        say_name(grammar, column->name);
        say_both(grammar, " = ");
        if (form != SET_OF_UPDATE && say_chance(grammar, 500)) {
            bool is_mysql = form == SET_OF_DUPLICATE;
            say_each(grammar, is_mysql ? "VALUES(" : "excluded.", "excluded.");
            say_name(grammar, column->name);
            say_each(grammar, is_mysql ? ")" : "", "");
        } else if (say_chance(grammar, 500)) {
            say_value(grammar, column->type);
        } else {
            say_expression(grammar, table);
        }
    }
}

static void add_upsert(struct grammar *grammar, struct table *table)
{
    if (say_chance(grammar, 500)) {
        say_each(grammar, " ON DUPLICATE KEY UPDATE ", " ON CONFLICT DO UPDATE SET ");
        add_set(grammar, table, SET_OF_DUPLICATE);
        return;
    }
    if (table->key_count == 0) {
        say_both(grammar, " ON CONFLICT DO NOTHING");
        return;
    }
    say_both(grammar, " ON CONFLICT (");
    for (int i = 0; i < table->key_count; i++) {
        say_both(grammar, i > 0 ? ", " : "");
        say_name(grammar, table->columns[table->key[i]].name);
    }
    say_both(grammar, ")");
    if (say_chance(grammar, 250)) {
        say_both(grammar, " DO NOTHING");
    } else {
        say_both(grammar, " DO UPDATE SET ");
        add_set(grammar, table, SET_OF_CONFLICT);
    }
}

/* INSERT INTO, INSERT IGNORE INTO or REPLACE INTO; true: it ignores what cannot be. */
static bool add_insert_head(struct grammar *grammar, const struct table *table)
{
    int64_t how = say_draw(grammar, 10);
    if (how < 6) {
        say_both(grammar, "INSERT INTO ");
    } else if (how < 8) {
        say_each(grammar,
                 say_chance(grammar, 500) ? "INSERT IGNORE INTO " : "INSERT OR IGNORE INTO ",
                 "INSERT OR IGNORE INTO ");
    } else {
        say_both(grammar, "REPLACE INTO ");
    }
    say_name(grammar, table->name);
    return how == 6 || how == 7;
}

static void insert_values(struct grammar *grammar, struct table *table)
{
    bool ignores = add_insert_head(grammar, table);
    int written = say_column_list(grammar, table);
    int rows = 1 + (int)(say_chance(grammar, 600) ? 0 : say_draw(grammar, 5));
    say_both(grammar, " VALUES ");
    for (int i = 0; i < rows; i++) {
        say_both(grammar, i > 0 ? ", " : "");
        say_row(grammar, table, written, ignores);
    }
    if (!ignores && grammar->pair.plain.data[0] == 'I' && say_chance(grammar, 250)) {
        add_upsert(grammar, table);
    }
}

/* "SET a = 1, b = 2" on one side, "(a, b) VALUES (1, 2)" on the other. */
static void insert_set(struct grammar *grammar, struct table *table)
{
    struct pair *pair = &grammar->pair;
    struct buf values;
    buf_init(&values, BUF_CAP_TEXT);
    grammar->gives_id = table->key_kind == KEY_AUTO;
    say_each(grammar, say_chance(grammar, 500) ? "INSERT INTO " : "INSERT ", "INSERT INTO ");
    say_name(grammar, table->name);
    say_each(grammar, " SET ", " (");
    for (int i = grammar->gives_id ? 1 : 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column->is_generated) {
            continue;
        }
        if (values.size > 0) {
            say_both(grammar, ", ");
            buf_addf(&values, ", ");
        }
        say_name(grammar, column->name);
        buf_addf(&pair->lab, " = ");
        size_t before = pair->plain.size;
        if (i < table->key_count) {
            say_key_value(grammar, table, column);
        } else {
            say_value(grammar, column->type);
        }
        buf_add_text(&values, pair->plain.data + before, pair->plain.size - before);
        pair->plain.size = before;
        pair->plain.data[before] = '\0';
    }
    buf_addf(&pair->plain, ") VALUES (%s)", values.data);
    buf_release(&values);
}

static void insert_select(struct grammar *grammar, struct table *table)
{
    struct table *from = say_any_table(grammar);
    (void)add_insert_head(grammar, table);
    int written = say_column_list(grammar, table);
    say_both(grammar, " SELECT ");
    int count = 0;
    for (int i = 0; i < table->column_count; i++) {
        if ((written >> i & 1) != 0) {
            say_both(grammar, count++ > 0 ? ", " : "");
            say_expression(grammar, from);
        }
    }
    say_both(grammar, " FROM ");
    say_name(grammar, from->name);
    say_both(grammar, " WHERE ");
    say_predicate(grammar, from, 1);
    say_both(grammar, " ORDER BY ");
    for (int i = 1; i <= count; i++) {
        say_both(grammar, i > 1 ? ", " : "");
        say_number(grammar, i);
    }
    say_both(grammar, " LIMIT ");
    say_number(grammar, 1 + say_draw(grammar, 6));
}

static void update(struct grammar *grammar, struct table *table)
{
    bool ignores = say_chance(grammar, 120);
    say_each(grammar, ignores ? "UPDATE IGNORE " : "UPDATE ",
             ignores ? "UPDATE OR IGNORE " : "UPDATE ");
    say_name(grammar, table->name);
    say_both(grammar, " SET ");
    if (say_chance(grammar, 150)) { /* a change of key */
        say_name(grammar, table->columns[0].name);
        say_both(grammar, " = ");
        if (table->columns[0].type == TYPE_INTEGER && say_chance(grammar, 600)) {
            say_name(grammar, table->columns[0].name);
            say_both(grammar, say_chance(grammar, 500) ? " + 1" : " + 20");
        } else {
            say_key_value(grammar, table, &table->columns[0]);
        }
        say_both(grammar, ", ");
    }
    add_set(grammar, table, SET_OF_UPDATE);
    if (!say_chance(grammar, 60)) {
        say_both(grammar, " WHERE ");
        say_predicate(grammar, table, 0);
    }
}

static void delete_rows(struct grammar *grammar, struct table *table)
{
    say_both(grammar, "DELETE FROM ");
    say_name(grammar, table->name);
    if (!say_chance(grammar, 40)) {
        say_both(grammar, " WHERE ");
        say_predicate(grammar, table, say_chance(grammar, 500) ? 1 : 0);
    }
}

void grammar_change(struct grammar *grammar)
{
    struct table *table = say_any_table(grammar);
    say_start(grammar);
    int64_t what = say_draw(grammar, 100);
    if (what < 5) {
        insert_set(grammar, table);
    } else if (what < 40) {
        insert_values(grammar, table);
    } else if (what < 52) {
        insert_select(grammar, table);
    } else if (what < 85) {
        update(grammar, table);
    } else {
        delete_rows(grammar, table);
    }
}
