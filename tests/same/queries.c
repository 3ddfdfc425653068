/* SPDX-License-Identifier: MIT */
/* queries: the grammar's SELECTs. Every column has a name, every result an order. */
#include "same/grammar.h"

#include "same/say.h"

#include <stdio.h>

static void add_alias(struct grammar *grammar, int index)
{
    char text[16];
    (void)snprintf(text, sizeof text, " AS c%d", index);
    say_both(grammar, text);
}

static void add_order(struct grammar *grammar, int columns)
{
    say_both(grammar, " ORDER BY ");
    for (int i = 1; i <= columns; i++) {
        say_both(grammar, i > 1 ? ", " : "");
        say_number(grammar, i);
    }
}

static void add_limit(struct grammar *grammar)
{
    if (say_chance(grammar, 300)) {
        say_both(grammar, " LIMIT ");
        say_number(grammar, 1 + say_draw(grammar, 9));
        if (say_chance(grammar, 300)) {
            say_both(grammar, " OFFSET ");
            say_number(grammar, say_draw(grammar, 4));
        }
    }
}

static void add_from(struct grammar *grammar, const struct table *table)
{
    say_both(grammar, " FROM ");
    say_name(grammar, table->name);
}

static void select_rows(struct grammar *grammar)
{
    struct table *table = say_any_table(grammar);
    int columns = 1 + (int)say_draw(grammar, 4);
    say_both(grammar, say_chance(grammar, 200) ? "SELECT DISTINCT " : "SELECT ");
    for (int i = 1; i <= columns; i++) {
        say_both(grammar, i > 1 ? ", " : "");
        say_expression(grammar, table);
        add_alias(grammar, i);
    }
    add_from(grammar, table);
    if (say_chance(grammar, 700)) {
        say_both(grammar, " WHERE ");
        say_predicate(grammar, table, 0);
    }
    add_order(grammar, columns);
    add_limit(grammar);
}

static void select_groups(struct grammar *grammar)
{
    static const char *const aggregates[] = {"count(", "min(", "max(", "count(DISTINCT "};
    struct table *table = say_any_table(grammar);
    int columns = 2 + (int)say_draw(grammar, 2);
    const char *by = say_any_column(grammar, table)->name;
    say_both(grammar, "SELECT ");
    say_name(grammar, by);
    add_alias(grammar, 1);
    for (int i = 2; i <= columns; i++) {
        say_both(grammar, ", ");
        say_both(grammar, aggregates[say_draw(grammar, COUNT_OF(aggregates))]);
        say_name(grammar, say_any_column(grammar, table)->name);
        say_both(grammar, ")");
        add_alias(grammar, i);
    }
    add_from(grammar, table);
    say_both(grammar, " GROUP BY ");
    say_name(grammar, by);
    say_both(grammar, say_chance(grammar, 300) ? " HAVING count(*) > 1" : "");
    add_order(grammar, columns);
}

static void add_of(struct grammar *grammar, const char *alias, const char *column)
{
    say_both(grammar, alias);
    say_both(grammar, ".");
    say_name(grammar, column);
}

static void select_joined(struct grammar *grammar)
{
    struct table *left = say_any_table(grammar);
    struct table *right = say_any_table(grammar);
    say_both(grammar, "SELECT ");
    add_of(grammar, "l", say_any_column(grammar, left)->name);
    add_alias(grammar, 1);
    say_both(grammar, ", ");
    add_of(grammar, "r", say_any_column(grammar, right)->name);
    add_alias(grammar, 2);
    add_from(grammar, left);
    say_both(grammar, say_chance(grammar, 500) ? " AS l LEFT JOIN " : " l INNER JOIN ");
    say_name(grammar, right->name);
    say_both(grammar, " AS r ON ");
    add_of(grammar, "l", say_any_column(grammar, left)->name);
    say_both(grammar, " = ");
    add_of(grammar, "r", say_any_column(grammar, right)->name);
    add_order(grammar, 2);
    say_both(grammar, " LIMIT 40");
}

static void select_union(struct grammar *grammar)
{
    static const char *const between[] = {" UNION ", " UNION ALL ", " EXCEPT ", " INTERSECT "};
    for (int i = 0; i < 2; i++) {
        struct table *table = say_any_table(grammar);
        say_both(grammar, i > 0 ? between[say_draw(grammar, COUNT_OF(between))] : "");
        say_both(grammar, "SELECT ");
        say_name(grammar, say_any_column(grammar, table)->name);
        add_alias(grammar, 1);
        add_from(grammar, table);
        say_both(grammar, " WHERE ");
        say_predicate(grammar, table, 1);
    }
    add_order(grammar, 1);
    add_limit(grammar);
}

static void select_with(struct grammar *grammar)
{
    struct table *table = say_any_table(grammar);
    say_both(grammar, "WITH w AS (SELECT ");
    say_expression(grammar, table);
    say_both(grammar, " AS v");
    add_from(grammar, table);
    say_each(grammar, ") SELECT count(*) AS n, min(v) AS low, max(CHAR_LENGTH(v)) AS size FROM w",
             ") SELECT count(*) AS n, min(v) AS low, max(length(v)) AS size FROM w");
}

static void select_for_update(struct grammar *grammar)
{
    struct table *table = say_any_table(grammar);
    const char *column = say_any_column(grammar, table)->name;
    say_both(grammar, "SELECT ");
    say_name(grammar, column);
    add_alias(grammar, 1);
    add_from(grammar, table);
    say_both(grammar, " WHERE ");
    say_predicate(grammar, table, 2);
    say_both(grammar, " ORDER BY ");
    say_name(grammar, column);
    say_each(grammar, " FOR UPDATE", "");
}

void grammar_select(struct grammar *grammar)
{
    static void (*const forms[])(struct grammar * grammar) = {
        select_rows,   select_rows,  select_rows, select_groups,
        select_joined, select_union, select_with, select_for_update,
    };
    say_start(grammar);
    forms[say_draw(grammar, COUNT_OF(forms))](grammar);
}
