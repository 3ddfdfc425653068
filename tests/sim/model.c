/* SPDX-License-Identifier: MIT */
/*
 * model: what the rows must be when all is quiet, from the units that became
 * durable, held against what one master shows.
 */
#include "sim/recipes.h"
#include "sim/workload.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Did a unit with this effect commit? */
static bool did(const struct workload *workload, const struct unit *unit, unsigned effect)
{
    return (unit_effects(unit) & effect) != 0 && unit_durable(workload, unit) > 0;
}

static int64_t cell(const struct rows *rows, int row, int column)
{
    return strtoll(rows_cell(rows, row, column), NULL, 10);
}

/* What was acknowledged is durable, what failed is not, nothing is twice (I2, I6, I18). */
static bool check_outcomes(struct workload *workload)
{
    for (int i = 0; i < workload->unit_count; i++) {
        const struct unit *unit = &workload->units[i];
        bool writes = unit_effects(unit) != EFFECT_NONE;
        int durable = unit_durable(workload, unit);
        if (durable > 1) {
            return workload_fail(workload, "I18: a unit committed twice", i + 1, durable);
        }
        if (durable > 0 && (unit->outcome == UNIT_IS_FAILED || !writes)) {
            return workload_fail(workload, "I6: a unit that failed is durable", i + 1,
                                 unit->master);
        }
        if (durable == 0 && unit->outcome == UNIT_IS_OK && writes) {
            return workload_fail(workload, "I2: a unit that was answered OK is not durable", i + 1,
                                 unit->master);
        }
    }
    return true;
}

static int64_t count_hits(const struct workload *workload, int64_t id)
{
    int64_t hits = 0;
    for (int i = 0; i < workload->unit_count; i++) {
        const struct unit *unit = &workload->units[i];
        hits += did(workload, unit, EFFECT_HIT) && unit->a == id;
    }
    return hits;
}

static bool check_hits(struct workload *workload, const struct rows *rows)
{
    for (int i = 0; i < rows->row_count; i++) {
        int64_t id = cell(rows, i, 0);
        if (id != PROBE_ROW && cell(rows, i, 1) != count_hits(workload, id)) {
            (void)workload_fail(workload, "I28: hits differs from the durable increments of row",
                                id, cell(rows, i, 1) - count_hits(workload, id));
            return false;
        }
    }
    return rows->row_count == HOT_ROWS + COLD_ROWS + 1 ||
           workload_fail(workload, "I2: rows of hits are missing", rows->row_count, 0);
}

static bool check_bank(struct workload *workload, const struct rows *rows)
{
    int64_t total = 0;
    for (int i = 0; i < rows->row_count; i++) {
        int64_t id = cell(rows, i, 0);
        int64_t balance = BANK_START;
        for (int j = 0; j < workload->unit_count; j++) {
            const struct unit *unit = &workload->units[j];
            if (did(workload, unit, EFFECT_TRANSFER)) {
                balance += unit->b == id ? unit->amount : unit->a == id ? -unit->amount : 0;
            }
        }
        if (cell(rows, i, 1) != balance) {
            return workload_fail(workload, "I2: a balance differs from the durable transfers", id,
                                 cell(rows, i, 1) - balance);
        }
        total += balance;
    }
    return total == BANK_ROWS * BANK_START ||
           workload_fail(workload, "I6: the bank's total", total, 0);
}

/* Each durable unit with this effect is there as often as it should, and nobody else is. */
static bool check_presence(struct workload *workload, const struct rows *rows, int column,
                           unsigned effect, const char *text)
{
    static int found[SIM_UNITS_MAX + 1];
    memset(found, 0, sizeof found);
    for (int i = 0; i < rows->row_count; i++) {
        int64_t unit = cell(rows, i, column);
        if (unit < 1 || unit > workload->unit_count) {
            return workload_fail(workload, text, unit, -1);
        }
        found[unit]++;
    }
    for (int i = 0; i < workload->unit_count; i++) {
        const struct unit *unit = &workload->units[i];
        int expected = did(workload, unit, effect);
        expected +=
            expected != 0 && effect == EFFECT_JOURNAL && did(workload, unit, EFFECT_JOURNAL2);
        if (found[i + 1] != expected) {
            return workload_fail(workload, text, i + 1, found[i + 1]);
        }
    }
    return true;
}

static bool check_notes(struct workload *workload, const struct rows *rows)
{
    return check_presence(workload, rows, 1, EFFECT_NOTE, "I2: a durable unit is not in notes");
}

static bool check_demo(struct workload *workload, const struct rows *rows)
{
    return check_presence(workload, rows, 0, EFFECT_DEMO, "I2: a durable unit is not in demo");
}

static bool check_echo(struct workload *workload, const struct rows *rows)
{
    return check_presence(workload, rows, 0, EFFECT_DEMO, "I2: a row of a trigger is not in echo");
}

/* Generated ids are of the master that ran the unit, and what its client was told (I13). */
static bool check_journal(struct workload *workload, const struct rows *rows)
{
    if (!check_presence(workload, rows, 1, EFFECT_JOURNAL,
                        "I2: a durable unit is not in journal")) {
        return false;
    }
    for (int i = 0; i < rows->row_count; i++) {
        int64_t id = cell(rows, i, 0);
        const struct unit *unit = &workload->units[cell(rows, i, 1) - 1];
        bool is_second = did(workload, unit, EFFECT_JOURNAL2) && id > unit->generated;
        if (unit->master >= 0 && id % AUTOINC_STEP != unit->master + 1) {
            return workload_fail(workload, "I13: a generated id is of another master", id,
                                 unit->master);
        }
        if (unit->outcome == UNIT_IS_OK && id != unit->generated && !is_second) {
            return workload_fail(workload, "I13: a client was told another generated id", id,
                                 unit->generated);
        }
    }
    return true;
}

/* Is `unit` the last word on a row? No: someone wrote it who began after `unit` was answered. */
static bool is_outdated(const struct workload *workload, int64_t number, unsigned effect,
                        int64_t row)
{
    const struct unit *last = &workload->units[number - 1];
    for (int i = 0; i < workload->unit_count; i++) {
        const struct unit *unit = &workload->units[i];
        int64_t its_row = effect == EFFECT_FACT ? unit->b : unit->a;
        if ((unit_effects(unit) & effect) != 0 && unit->outcome == UNIT_IS_OK && its_row == row &&
            last->outcome == UNIT_IS_OK && unit->begun > last->ended) {
            return true;
        }
    }
    return false;
}

static bool check_last(struct workload *workload, int64_t number, unsigned effect, int64_t row)
{
    if (number < 0 || number > workload->unit_count) {
        return workload_fail(workload, "I6: a row has a value that no unit wrote", row, number);
    }
    if (number > 0) {
        const struct unit *unit = &workload->units[number - 1];
        int64_t its_row = effect == EFFECT_FACT ? unit->b : unit->a;
        if (!did(workload, unit, effect) || its_row != row) {
            return workload_fail(workload, "I6: a row has a value that was not committed", row,
                                 number);
        }
        if (is_outdated(workload, number, effect, row)) {
            return workload_fail(workload, "I2: a row has an old value again", row, number);
        }
        return true;
    }
    for (int i = 0; i < workload->unit_count; i++) {
        const struct unit *unit = &workload->units[i];
        int64_t its_row = effect == EFFECT_FACT ? unit->b : unit->a;
        if (did(workload, unit, effect) && its_row == row) {
            return workload_fail(workload, "I2: a row has its first value, though it was written",
                                 row, i + 1);
        }
    }
    return true;
}

static bool check_facts(struct workload *workload, const struct rows *rows)
{
    for (int i = 0; i < rows->row_count; i++) {
        if (!check_last(workload, cell(rows, i, 1), EFFECT_FACT, cell(rows, i, 0))) {
            return false;
        }
    }
    return rows->row_count == HOT_ROWS + COLD_ROWS ||
           workload_fail(workload, "I2: rows of facts are missing", rows->row_count, 0);
}

static bool check_things(struct workload *workload, const struct rows *rows)
{
    for (int i = 0; i < rows->row_count; i++) {
        if (cell(rows, i, 1) != cell(rows, i, 0) + 1000) {
            return workload_fail(workload, "I12: a thing has the tag of another", cell(rows, i, 0),
                                 cell(rows, i, 1));
        }
        if (!check_last(workload, cell(rows, i, 2), EFFECT_THING, cell(rows, i, 0))) {
            return false;
        }
    }
    return rows->row_count == THINGS ||
           workload_fail(workload, "I2: things are missing", rows->row_count, 0);
}

/* Whatever was swapped, each of 1 to SEATS sits somewhere. */
static bool check_seats(struct workload *workload, const struct rows *rows)
{
    uint64_t seen = 0;
    for (int i = 0; i < rows->row_count; i++) {
        int64_t who = cell(rows, i, 1);
        if (who < 1 || who > SEATS) {
            return workload_fail(workload, "I6: half a swap is visible", cell(rows, i, 0), who);
        }
        seen |= UINT64_C(1) << who;
    }
    return seen == ((UINT64_C(1) << (SEATS + 1)) - 2) ||
           workload_fail(workload, "I12: a swap lost somebody", (int64_t)seen, rows->row_count);
}

static bool check_wide(struct workload *workload, const struct rows *rows)
{
    static bool is_there[SIM_UNITS_MAX + 1];
    memset(is_there, 0, sizeof is_there);
    for (int i = 0; i < rows->row_count; i++) {
        int64_t id = cell(rows, i, 0);
        int64_t n = id < 0 ? 1 : 0;
        for (int j = 0; j < workload->unit_count && id > 0; j++) {
            const struct unit *unit = &workload->units[j];
            n += did(workload, unit, EFFECT_WIDE) && unit->a == id;
        }
        if (cell(rows, i, 1) != n || -id > workload->unit_count) {
            return workload_fail(workload, "I28: wide differs from the durable increments of row",
                                 id, cell(rows, i, 1) - n);
        }
        is_there[id < 0 ? -id : 0] = true;
    }
    for (int i = 0; i < workload->unit_count; i++) {
        const struct unit *unit = &workload->units[i];
        bool wanted = did(workload, unit, EFFECT_WIDE);
        if (is_there[i + 1] != wanted) {
            return workload_fail(workload, "I2: a unit's row is not in wide", i + 1, wanted);
        }
    }
    return true;
}

static bool check_columns(struct workload *workload, const struct rows *rows)
{
    static bool is_there[SIM_UNITS_MAX + 1];
    memset(is_there, 0, sizeof is_there);
    for (int i = 0; i < rows->row_count; i++) {
        int64_t unit = cell(rows, i, 0);
        if (unit < 1 || unit > workload->unit_count) {
            return workload_fail(workload, "I25: a column that nobody added", unit, 0);
        }
        is_there[unit] = true;
    }
    for (int i = 0; i < workload->unit_count; i++) {
        const struct unit *unit = &workload->units[i];
        bool wanted = did(workload, unit, EFFECT_COLUMN);
        if (is_there[i + 1] != wanted) {
            return workload_fail(workload, "I25: a column is not as its definition ended", i + 1,
                                 wanted);
        }
    }
    return true;
}

/* ",7,12": each durable append is there once, and nothing else. */
static bool check_lists(struct workload *workload, const struct rows *rows)
{
    static int found[SIM_UNITS_MAX + 1];
    memset(found, 0, sizeof found);
    for (int i = 0; i < rows->row_count; i++) {
        int64_t id = cell(rows, i, 0);
        const char *at = rows_cell(rows, i, 1) + 1; /* behind the 0 that it began with */
        while (*at == ',') {
            char *end = NULL;
            int64_t number = strtoll(at + 1, &end, 10);
            at = end;
            bool is_known = number >= 1 && number <= workload->unit_count;
            if (!is_known || workload->units[number - 1].a != id) {
                return workload_fail(workload, "I6: a list holds what nobody appended", id, number);
            }
            found[number]++;
        }
    }
    for (int i = 0; i < workload->unit_count; i++) {
        if (found[i + 1] != did(workload, &workload->units[i], EFFECT_APPEND)) {
            return workload_fail(workload, "I2: an append is not there once", i + 1, found[i + 1]);
        }
    }
    return true;
}

static bool check_registers(struct workload *workload, const struct rows *rows)
{
    for (int i = 0; i < rows->row_count; i++) {
        int64_t id = cell(rows, i, 0);
        int64_t sets = 0;
        for (int j = 0; j < workload->unit_count; j++) {
            const struct unit *unit = &workload->units[j];
            sets += did(workload, unit, EFFECT_CAS) && unit->a == id;
        }
        if (cell(rows, i, 2) != sets) {
            return workload_fail(workload, "I28: a register's version is not how often it was set",
                                 id, cell(rows, i, 2) - sets);
        }
        if (!check_last(workload, cell(rows, i, 1), EFFECT_CAS, id)) {
            return false;
        }
    }
    return rows->row_count == FEW_ROWS ||
           workload_fail(workload, "I2: registers are missing", rows->row_count, 0);
}

static int64_t count_lost(const struct workload *workload, const struct rows *rows)
{
    int64_t lost = 0;
    for (int i = 0; i < rows->row_count; i++) {
        lost -= cell(rows, i, 1);
    }
    for (int i = 0; i < workload->unit_count; i++) {
        lost += did(workload, &workload->units[i], EFFECT_GUESS);
    }
    return lost;
}

/* Programs that write what they had read lose updates; there are never too many of them. */
static bool check_guesses(struct workload *workload, const struct rows *rows)
{
    return count_lost(workload, rows) >= 0 ||
           workload_fail(workload, "I6: guesses are more than were made",
                         count_lost(workload, rows), 0);
}

static bool check_movers(struct workload *workload, const struct rows *rows)
{
    for (int i = 0; i < rows->row_count; i++) {
        int64_t number = cell(rows, i, 0) - MOVED_FROM;
        if (cell(rows, i, 1) != i + 1) {
            return workload_fail(workload, "I12: a mover is missing, or twice", i + 1,
                                 cell(rows, i, 1));
        }
        if (!check_last(workload, number < 0 ? 0 : number, EFFECT_MOVE, i + 1)) {
            return false;
        }
    }
    return rows->row_count == FEW_ROWS ||
           workload_fail(workload, "I2: movers are missing", rows->row_count, 0);
}

static const struct {
    const char *from;
    bool (*check)(struct workload *workload, const struct rows *rows);
} tables[] = {
    {"id, n FROM hits", check_hits},
    {"id, balance FROM bank", check_bank},
    {"id, unit FROM notes", check_notes},
    {"unit FROM demo", check_demo},
    {"unit FROM echo", check_echo},
    {"id, unit FROM journal", check_journal},
    {"id, v FROM facts", check_facts},
    {"id, tag, v FROM things", check_things},
    {"id, who FROM seats", check_seats},
    {"id, n FROM wide", check_wide},
    {"id, v FROM lists", check_lists},
    {"id, v, version FROM registers", check_registers},
    {"id, n FROM guesses", check_guesses},
    {"id, who FROM movers", check_movers},
    {"substr(field, 2) FROM lab_columns WHERE table_name = 'wide' AND field LIKE 'c%'",
     check_columns},
};

bool workload_check(struct workload *workload, int master)
{
    if (!check_outcomes(workload)) {
        return false;
    }
    bool is_right = true;
    for (int i = 0; i < COUNT_OF(tables) && is_right; i++) {
        int table = recipe_table_of(tables[i].from);
        if (table >= 0 && (workload->no_tables >> table & 1) != 0) {
            continue;
        }
        char sql[128];
        struct err err = {0};
        struct rows rows;
        if (tables[i].check == check_echo && !workload->has_triggers) {
            continue;
        }
        rows_init(&rows);
        (void)snprintf(sql, sizeof sql, "SELECT %s ORDER BY %d", tables[i].from,
                       tables[i].check == check_movers ? 2 : 1);
        if (lab_peek(workload->world->lab, master, sql, &rows, &err) != RC_OK) {
            is_right = workload_fail(workload, err.text, master, i);
        } else if (rows.rows_total > rows.row_count) {
            is_right = true; /* more than a result keeps: the digests still compare them */
        } else {
            is_right = tables[i].check(workload, &rows);
        }
        rows_release(&rows);
    }
    return is_right;
}

int64_t workload_lost_updates(struct workload *workload, int master)
{
    struct rows rows;
    int64_t lost = 0;
    rows_init(&rows);
    if (lab_peek(workload->world->lab, master, "SELECT id, n FROM guesses", &rows, NULL) == RC_OK) {
        lost = count_lost(workload, &rows);
    }
    rows_release(&rows);
    return lost;
}
