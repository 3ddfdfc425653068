/* SPDX-License-Identifier: MIT */
#include "same/say.h"

#include "base/err.h"

#include <stdio.h>
#include <string.h>

int64_t say_draw(struct grammar *grammar, int64_t below)
{
    return rng_below(&grammar->rng, below);
}

bool say_chance(struct grammar *grammar, int permille)
{
    return rng_chance(&grammar->rng, permille);
}

void say_both(struct grammar *grammar, const char *text)
{
    pair_both(&grammar->pair, text);
}

void say_each(struct grammar *grammar, const char *lab, const char *plain)
{
    pair_each(&grammar->pair, lab, plain);
}

void say_name(struct grammar *grammar, const char *text)
{
    pair_name(&grammar->pair, &grammar->rng, text);
}

void say_number(struct grammar *grammar, int64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    say_both(grammar, text);
}

void say_start(struct grammar *grammar)
{
    pair_clear(&grammar->pair);
    grammar->gives_id = false;
}

/* --- what there is ---------------------------------------------------------------------------- */

struct table *say_any_table(struct grammar *grammar)
{
    for (int i = 0; i < 8; i++) {
        struct table *table = &grammar->tables[say_draw(grammar, grammar->table_count)];
        if (table->is_there || i == 7) {
            return table; /* one that is gone, now and then: an error on both sides */
        }
    }
    return &grammar->tables[0];
}

struct column *say_any_column(struct grammar *grammar, struct table *table)
{
    return &table->columns[say_draw(grammar, table->column_count)];
}

/* One that can be written, and is not the first of the key. */
struct column *say_any_plain_column(struct grammar *grammar, struct table *table)
{
    for (;;) {
        struct column *column = &table->columns[1 + say_draw(grammar, table->column_count - 1)];
        if (!column->is_generated) {
            return column;
        }
    }
}

void say_value(struct grammar *grammar, enum column_type type)
{
    pair_value(&grammar->pair, &grammar->rng, type);
}

void say_small(struct grammar *grammar, enum column_type type)
{
    pair_small_value(&grammar->pair, &grammar->rng, type);
}

/* A key is drawn from few values, so that it meets others; one of AUTO_INCREMENT from more. */
void say_key_value(struct grammar *grammar, const struct table *table, const struct column *column)
{
    if (table->key_kind == KEY_AUTO) {
        say_number(grammar, 1 + say_draw(grammar, 100));
    } else if (say_chance(grammar, 930)) {
        say_small(grammar, column->type);
    } else {
        say_value(grammar, column->type);
    }
}

/* --- expressions ------------------------------------------------------------------------------ */

static void add_concat(struct grammar *grammar, const struct column *column)
{
    say_each(grammar, "CONCAT(", "(");
    say_name(grammar, column->name);
    say_each(grammar, ", ", " || ");
    pair_text(&grammar->pair, &grammar->rng, say_chance(grammar, 500) ? "+" : "'\\");
    say_both(grammar, ")");
}

static void add_if(struct grammar *grammar, const struct column *column)
{
    say_each(grammar, "IF(", "iif(");
    say_name(grammar, column->name);
    if (say_chance(grammar, 500)) {
        say_both(grammar, " IS NULL");
    } else {
        say_both(grammar, " > ");
        say_small(grammar, column->type);
    }
    say_both(grammar, ", ");
    say_small(grammar, column->type);
    say_both(grammar, ", ");
    say_name(grammar, column->name);
    say_both(grammar, ")");
}

/* What may stand around a column: before and behind it, on either side. */
static const struct {
    const char *lab[2];
    const char *plain[2];
} calls[] = {
    {{"upper(", ")"}, {"upper(", ")"}},
    {{"LCASE(", ")"}, {"lower(", ")"}},
    {{"CHAR_LENGTH(", ")"}, {"length(", ")"}},
    {{"LENGTH(", ")"}, {"length(CAST(", " AS BLOB))"}},
    {{"trim(", ")"}, {"trim(", ")"}},
    {{"substr(", ", 2, 3)"}, {"substr(", ", 2, 3)"}},
    {{"LEFT(", ", 2)"}, {"substr(", ", 1, 2)"}},
    {{"RIGHT(CONCAT('ab', ", "), 3)"}, {"substr(('ab' || ", "), -3)"}},
    {{"MID(", ", 2, 1)"}, {"substr(", ", 2, 1)"}},
    {{"replace(", ", 'e', 'EE')"}, {"replace(", ", 'e', 'EE')"}},
    {{"hex(", ")"}, {"hex(", ")"}},
    {{"abs(", ")"}, {"abs(", ")"}},
    {{"round(", ", 1)"}, {"round(", ", 1)"}},
    {{"COALESCE(", ", 'none')"}, {"coalesce(", ", 'none')"}},
    {{"IFNULL(", ", 0)"}, {"ifnull(", ", 0)"}},
    {{"NULLIF(", ", 1)"}, {"nullif(", ", 1)"}},
    {{"instr(", ", 'e')"}, {"instr(", ", 'e')"}},
    {{"GREATEST(", ", 3, 'b')"}, {"max(", ", 3, 'b')"}},
    {{"LEAST(", ", 5)"}, {"min(", ", 5)"}},
    {{"MOD(", " + 1, 4)"}, {"((", " + 1) % 4)"}},
    {{"ISNULL(", ")"}, {"(", " IS NULL)"}},
    {{"(", " <=> 2)"}, {"(", " IS 2)"}},
    {{"(1 = 1 && ", ")"}, {"(1 = 1 AND ", ")"}},
    {{"-(", ")"}, {"-(", ")"}},
    {{"(1 + ", ")"}, {"(1 + ", ")"}},
    {{"(", " * 2)"}, {"(", " * 2)"}},
    {{"(", " % 5)"}, {"(", " % 5)"}},
    {{"(5--", ")"}, {"(5 - -", ")"}},
    {{"(", " BETWEEN 1 AND 6)"}, {"(", " BETWEEN 1 AND 6)"}},
    {{"cast(", " AS INTEGER)"}, {"cast(", " AS INTEGER)"}},
    {{"ltrim(", ", ' b')"}, {"ltrim(", ", ' b')"}},
    {{"CASE WHEN 1 THEN ", " ELSE 'no' END"}, {"CASE WHEN 1 THEN ", " ELSE 'no' END"}},
};

void say_expression(struct grammar *grammar, struct table *table)
{
    const struct column *column = say_any_column(grammar, table);
    int64_t which = say_draw(grammar, COUNT_OF(calls) + 4);
    if (which < COUNT_OF(calls)) {
        say_each(grammar, calls[which].lab[0], calls[which].plain[0]);
        say_name(grammar, column->name);
        say_each(grammar, calls[which].lab[1], calls[which].plain[1]);
    } else if (which == COUNT_OF(calls)) {
        add_concat(grammar, column);
    } else if (which == COUNT_OF(calls) + 1) {
        add_if(grammar, column);
    } else {
        say_name(grammar, column->name);
    }
}

static void add_comparison(struct grammar *grammar, struct table *table);

/* x IN (SELECT ...), EXISTS (SELECT ...): of another table. Of the one that is updated MySQL
 * allows none (1093), and what SQLite does with one depends on its plan. */
static void add_subquery(struct grammar *grammar, struct table *table)
{
    struct table *other = say_any_table(grammar);
    struct column *column = say_any_column(grammar, table);
    if (other == table) {
        add_comparison(grammar, table);
        return;
    }
    if (say_chance(grammar, 500)) {
        say_name(grammar, column->name);
        say_both(grammar, say_chance(grammar, 800) ? " IN (SELECT " : " NOT IN (SELECT ");
        say_name(grammar, say_any_column(grammar, other)->name);
        say_both(grammar, " FROM ");
        say_name(grammar, other->name);
        say_both(grammar, " WHERE ");
        say_predicate(grammar, other, 2);
        say_both(grammar, ")");
        return;
    }
    say_both(grammar,
             say_chance(grammar, 700) ? "EXISTS (SELECT 1 FROM " : "NOT EXISTS (SELECT * FROM ");
    say_name(grammar, other->name);
    say_both(grammar, " AS o WHERE o.");
    say_name(grammar, say_any_column(grammar, other)->name);
    say_both(grammar, " = ");
    say_name(grammar, table->name);
    say_both(grammar, ".");
    say_name(grammar, column->name);
    say_both(grammar, ")");
}

static void add_comparison(struct grammar *grammar, struct table *table)
{
    static const char *const signs[] = {" = ", " <> ", " < ", " >= ", " > ", " = ", " IS NOT "};
    static const char *const patterns[] = {"%e%", "a%", "_\xC3\xA9%", "%\\", "B__"};
    struct column *column = say_any_column(grammar, table);
    say_name(grammar, column->name);
    switch (say_draw(grammar, 8)) {
    case 0:
        say_both(grammar, say_chance(grammar, 500) ? " IS NULL" : " IS NOT NULL");
        return;
    case 1:
        say_both(grammar, " IN (");
        say_small(grammar, column->type);
        say_both(grammar, ", ");
        say_value(grammar, column->type);
        say_both(grammar, ")");
        return;
    case 2:
        say_both(grammar, " BETWEEN ");
        say_small(grammar, column->type);
        say_both(grammar, " AND ");
        say_small(grammar, column->type);
        return;
    case 3:
        say_both(grammar, " LIKE ");
        pair_text(&grammar->pair, &grammar->rng, patterns[say_draw(grammar, COUNT_OF(patterns))]);
        return;
    default:
        say_both(grammar, signs[say_draw(grammar, COUNT_OF(signs))]);
        say_small(grammar, column->type);
        return;
    }
}

void say_predicate(struct grammar *grammar, struct table *table, int depth)
{
    if (depth < 2 && say_chance(grammar, 250)) {
        say_both(grammar, "(");
        say_predicate(grammar, table, depth + 1);
        say_both(grammar, say_chance(grammar, 500) ? " AND " : " OR ");
        say_predicate(grammar, table, depth + 1);
        say_both(grammar, ")");
    } else if (depth < 2 && say_chance(grammar, 200)) {
        add_subquery(grammar, table);
    } else {
        say_both(grammar, say_chance(grammar, 100) ? "NOT " : "");
        add_comparison(grammar, table);
    }
}
