/* SPDX-License-Identifier: MIT */
#include "sim/workload.h"

#include "sim/blanks.h"
#include "sim/recipes.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPREAD_US (2 * US_PER_S) /* until every master has what m1 was given at the start */
#define SQL_SIZE 300
#define REPLY_WAIT_US (20 * US_PER_S) /* at the start and for a probe */

bool workload_fail(struct workload *workload, const char *text, int64_t a, int64_t b)
{
    if (workload->failure[0] == '\0') {
        (void)snprintf(workload->failure, sizeof workload->failure, "%s (%" PRId64 ", %" PRId64 ")",
                       text, a, b);
    }
    return false;
}

unsigned unit_effects(const struct unit *unit)
{
    return unit->missed ? (unsigned)EFFECT_NONE : recipes[unit->recipe].effects;
}

int unit_durable(const struct workload *workload, const struct unit *unit)
{
    return unit->number == 0 ? 0 : workload->durable[unit->client][unit->number];
}

static sim_us now_of(const struct workload *workload)
{
    return world_now(workload->world);
}

/* --- choosing -------------------------------------------------------------------------------- */

static int weight_of(const struct workload *workload, const struct recipe *recipe)
{
    if (workload->focus == 0 || workload->focus == recipe->work || recipe->work == 10) {
        return recipe->weight * 10;
    }
    return workload->is_pure ? 0 : recipe->weight;
}

static int choose_recipe(struct workload *workload)
{
    bool defines = rng_chance(&workload->rng, workload->ddl_permille);
    int first = defines ? recipe_ddl_first : 0;
    int end = defines ? recipe_count : recipe_ddl_first;
    int all = 0;
    for (int i = first; i < end; i++) {
        all += weight_of(workload, &recipes[i]);
    }
    int64_t left = rng_below(&workload->rng, all);
    int recipe = first;
    while (left >= weight_of(workload, &recipes[recipe])) {
        left -= weight_of(workload, &recipes[recipe++]);
    }
    return recipe;
}

static int64_t choose_row(struct workload *workload)
{
    if (rng_chance(&workload->rng, workload->hot_permille)) {
        return 1 + rng_below(&workload->rng, HOT_ROWS);
    }
    return 1000 * (1 + rng_below(&workload->rng, COLD_ROWS));
}

/* Two different numbers from 1 to `count`. */
static void choose_two(struct workload *workload, struct unit *unit, int count)
{
    unit->a = 1 + rng_below(&workload->rng, count);
    unit->b = 1 + rng_below(&workload->rng, count - 1);
    unit->b += unit->b >= unit->a;
}

/* A write of rows that only this client's master writes, on pages of their own. */
static void own_rows(struct workload *workload, struct unit *unit)
{
    int owner = unit->client % workload->owners;
    int64_t rows = COLD_ROWS / workload->owners;
    unit->recipe = (int)rng_below(&workload->rng, 2);
    unit->wish = owner;
    unit->a = 1000 * (1 + owner * rows + rng_below(&workload->rng, rows));
    unit->b = unit->a;
}

static struct unit choose_unit(struct workload *workload, int client)
{
    struct unit unit = {.recipe = choose_recipe(workload), .client = client, .wish = -1};
    unit.amount = 1 + rng_below(&workload->rng, 20);
    unit.chance = rng_next(&workload->rng);
    if (rng_chance(&workload->rng, workload->move_permille)) {
        unit.wish = (int)rng_below(&workload->rng, MASTERS_MAX);
        if (workload->name_permille > 0 && rng_chance(&workload->rng, workload->name_permille)) {
            unit.wish = MASTERS_MAX + (int)rng_below(&workload->rng, WORLD_NAMES);
        }
    }
    if (workload->owners > 0) {
        own_rows(workload, &unit);
        return unit;
    }
    switch (recipes[unit.recipe].range) {
    case RANGE_ROWS:
        unit.a = choose_row(workload);
        unit.b = choose_row(workload);
        break;
    case RANGE_BANK:
        choose_two(workload, &unit, BANK_ROWS);
        break;
    case RANGE_PAIR:
        choose_two(workload, &unit, 2);
        break;
    case RANGE_SEATS:
        choose_two(workload, &unit, SEATS);
        break;
    case RANGE_FEW:
        choose_two(workload, &unit, FEW_ROWS);
        break;
    }
    return unit;
}

/* --- typing ---------------------------------------------------------------------------------- */

struct step_blanks {
    const struct unit *unit;
    int64_t number;
};

static void fill_step(char out[BLANK_SIZE], char letter, const void *user)
{
    const struct step_blanks *blanks = user;
    int64_t value = letter == 'a'   ? blanks->unit->a
                    : letter == 'b' ? blanks->unit->b
                    : letter == 'k' ? blanks->unit->amount
                    : letter == 'r' ? blanks->unit->read
                                    : blanks->number;
    (void)snprintf(out, BLANK_SIZE, "%" PRId64, value);
}

/* "$a" and its like become the unit's numbers. */
static void write_step(char *out, size_t room, const char *form, const struct unit *unit,
                       int64_t number)
{
    struct step_blanks blanks = {unit, number};
    blanks_fill(out, room, form, fill_step, &blanks);
}

static const char *step_form(const struct workload *workload, const struct sim_client *client)
{
    const struct recipe *recipe = &recipes[workload->units[client->unit].recipe];
    return client->rolls_back ? "ROLLBACK" : recipe->steps[client->step];
}

static void rest(struct workload *workload, struct sim_client *client)
{
    client->state = SIM_RESTS;
    client->due = now_of(workload) + 1 + rng_below(&workload->rng, workload->rest_max);
}

static void end_unit(struct workload *workload, struct sim_client *client,
                     enum unit_outcome outcome)
{
    struct unit *unit = &workload->units[client->unit];
    unit->outcome = outcome;
    unit->ended = now_of(workload);
    if (outcome == UNIT_IS_OK && unit_effects(unit) != EFFECT_NONE &&
        unit_durable(workload, unit) == 0) {
        (void)workload_fail(workload, "I1: a unit is answered OK before four copies hold it",
                            client->unit, unit->master);
    }
    client->unit = -1;
    rest(workload, client);
}

static void type_step(struct workload *workload, struct sim_client *client)
{
    char sql[SQL_SIZE];
    struct unit *unit = &workload->units[client->unit];
    unit->asked = now_of(workload);
    write_step(sql, sizeof sql, step_form(workload, client), unit, client->unit + 1);
    client->state = SIM_ASKS;
    client->due = SIM_NEVER;
    if (!world_typef(workload->world, "@%d %s;", unit->client + 1, sql)) {
        end_unit(workload, client, UNIT_IS_FAILED); /* it never left the keyboard */
    }
}

/* --- reading --------------------------------------------------------------------------------- */

static bool has_next_step(const struct workload *workload, const struct sim_client *client)
{
    const struct recipe *recipe = &recipes[workload->units[client->unit].recipe];
    int next = client->step + 1;
    return next < RECIPE_STEPS_MAX && recipe->steps[next] != NULL;
}

static void go_on(struct workload *workload, struct sim_client *client)
{
    const struct unit *unit = &workload->units[client->unit];
    int think_ms = recipes[unit->recipe].think_ms;
    client->step++;
    if (think_ms == 0) {
        type_step(workload, client);
        return;
    }
    struct rng rng;
    rng_init(&rng, unit->chance + (uint64_t)client->step);
    client->state = SIM_THINKS;
    client->due = now_of(workload) + 1 + rng_below(&rng, think_ms * US_PER_MS);
}

/* How many increments of a row had been answered OK at a time. */
static int64_t hits_before(const struct workload *workload, int64_t row, sim_us at)
{
    int64_t hits = 0;
    for (int i = 0; i < workload->unit_count; i++) {
        const struct unit *unit = &workload->units[i];
        hits += (unit_effects(unit) & EFFECT_HIT) != 0 && unit->a == row &&
                unit->outcome == UNIT_IS_OK && unit->ended < at;
    }
    return hits;
}

/* What a SELECT shows, held against what its recipe promises. */
static void check_read(struct workload *workload, const struct unit *unit, int64_t number)
{
    switch (recipes[unit->recipe].reads) {
    case READS_ANY:
        break;
    case READS_TOTAL:
        if (number != BANK_ROWS * BANK_START) {
            (void)workload_fail(workload, "I6: a read of the bank sees another total", number,
                                unit->master);
        }
        break;
    case READS_HITS:
        if (number < hits_before(workload, unit->a, unit->asked)) {
            (void)workload_fail(workload, "I9: a regional read is stale", number, unit->a);
        }
        break;
    case READS_SAME:
        if (unit->selects > 0 && number != unit->read) {
            (void)workload_fail(workload, "I8: a repeatable read sees another number", number,
                                unit->read);
        }
        break;
    }
}

static void on_ok(struct workload *workload, struct sim_client *client, const struct letter *letter)
{
    struct unit *unit = &workload->units[client->unit];
    const struct recipe *recipe = &recipes[unit->recipe];
    if (client->rolls_back) {
        end_unit(workload, client, UNIT_IS_FAILED);
        return;
    }
    if ((recipe->effects & EFFECT_JOURNAL) != 0 && letter->last_insert_id != 0) {
        unit->generated = letter->last_insert_id;
    }
    if (letter->has_rows) {
        check_read(workload, unit, letter->number);
        unit->read = letter->number;
        unit->selects++;
        unit->locked = strstr(recipe->steps[client->step], "FOR UPDATE") != NULL ? now_of(workload)
                                                                                 : unit->locked;
    }
    const char *form = recipe->steps[client->step];
    bool writes = strncmp(form, "UPDATE", 6) == 0 || strncmp(form, "INSERT", 6) == 0 ||
                  strncmp(form, "DELETE", 6) == 0;
    if (writes && letter->affected == 0) {
        unit->missed = true;
        if (!recipe->may_miss) {
            (void)workload_fail(workload, "I2: a write finds no row to change", client->unit + 1,
                                unit->master);
        }
    }
    if (has_next_step(workload, client)) {
        go_on(workload, client);
    } else {
        end_unit(workload, client, UNIT_IS_OK);
    }
}

static void on_error(struct workload *workload, struct sim_client *client,
                     const struct letter *letter)
{
    if (letter->is_answered && letter->in_transaction && !client->rolls_back) {
        client->rolls_back = true;
        type_step(workload, client);
        return;
    }
    bool is_unsure = letter->is_unknown || letter->error == SQL_DDL_UNSURE;
    end_unit(workload, client, is_unsure ? UNIT_IS_UNKNOWN : UNIT_IS_FAILED);
}

static void read_letter(struct workload *workload, struct sim_client *client,
                        const struct letter *letter)
{
    if (client->state != SIM_ASKS) {
        (void)workload_fail(workload, "a reply to no question", letter->error, letter->master);
        return;
    }
    struct unit *unit = &workload->units[client->unit];
    unit->master = letter->master >= 0 ? letter->master : unit->master;
    if (letter->unit != 0) {
        unit->number = letter->unit;
    }
    if (letter->error == SQL_OK) {
        on_ok(workload, client, letter);
    } else {
        on_error(workload, client, letter);
    }
}

void workload_on_reply(struct workload *workload, const struct client_reply *reply)
{
    if (reply->client > workload->client_count) {
        return;
    }
    struct sim_client *client = &workload->clients[reply->client - 1];
    if (client->inbox_count == SIM_INBOX_MAX || reply->unit >= SIM_UNITS_MAX) {
        (void)workload_fail(workload, "more than a client can take", reply->client,
                            (int64_t)reply->unit);
        return;
    }
    const struct answer *answer = reply->answer;
    struct letter letter = {.error = reply->error,
                            .is_unknown = reply->is_unknown,
                            .master = reply->master,
                            .unit = reply->unit};
    if (answer != NULL && answer->kind != ANSWER_BROKEN) {
        letter.is_answered = true;
        letter.in_transaction = answer->in_transaction;
        letter.affected = answer->affected;
        letter.last_insert_id = answer->last_insert_id;
        letter.has_rows = answer->rows != NULL && answer->rows->row_count > 0;
        letter.number = letter.has_rows ? strtoll(rows_cell(answer->rows, 0, 0), NULL, 10) : 0;
    }
    client->inbox[client->inbox_count++] = letter;
}

void workload_on_truth(struct workload *workload, int client, uint64_t unit)
{
    if (client < SIM_CLIENTS_MAX && unit < SIM_UNITS_MAX) {
        workload->durable[client][unit]++;
    }
}

/* --- turns ----------------------------------------------------------------------------------- */

bool workload_begin(struct workload *workload, const struct unit *unit)
{
    struct sim_client *client = &workload->clients[unit->client];
    if (client->state != SIM_RESTS || workload->unit_count == SIM_UNITS_MAX) {
        return false;
    }
    struct unit *own = &workload->units[workload->unit_count];
    *own = *unit;
    own->begun = now_of(workload);
    own->master = -1;
    client->unit = workload->unit_count++;
    client->step = 0;
    client->rolls_back = false;
    if (own->wish >= MASTERS_MAX) {
        (void)world_typef(workload->world, "\\client %d connect %s", own->client + 1,
                          world_names[own->wish - MASTERS_MAX]);
    } else if (own->wish >= 0) {
        (void)world_typef(workload->world, "\\client %d connect m%d", own->client + 1,
                          own->wish + 1);
    }
    type_step(workload, client);
    return true;
}

static void act(struct workload *workload, int number)
{
    struct sim_client *client = &workload->clients[number];
    if (client->state == SIM_THINKS) {
        type_step(workload, client);
    } else if (workload->is_over || workload->is_given || workload->unit_count == SIM_UNITS_MAX) {
        client->due = SIM_NEVER;
    } else {
        struct unit unit = choose_unit(workload, number);
        (void)workload_begin(workload, &unit);
    }
}

sim_us workload_next_at(const struct workload *workload)
{
    sim_us next = SIM_NEVER;
    for (int i = 0; i < workload->client_count; i++) {
        const struct sim_client *client = &workload->clients[i];
        sim_us due = client->inbox_count > 0 ? now_of(workload) : client->due;
        next = due < next ? due : next;
    }
    return next;
}

void workload_step(struct workload *workload)
{
    for (int i = 0; i < workload->client_count; i++) {
        struct sim_client *client = &workload->clients[i];
        for (int j = 0; j < client->inbox_count; j++) { /* reading may bring more */
            struct letter letter = client->inbox[j];
            read_letter(workload, client, &letter);
        }
        client->inbox_count = 0;
        if (client->due <= now_of(workload)) {
            act(workload, i);
        }
    }
}

bool workload_is_idle(const struct workload *workload)
{
    for (int i = 0; i < workload->client_count; i++) {
        const struct sim_client *client = &workload->clients[i];
        if (client->unit >= 0 || client->inbox_count > 0) {
            return false;
        }
    }
    return true;
}

int workload_count(const struct workload *workload, enum unit_outcome outcome)
{
    int count = 0;
    for (int i = 0; i < workload->unit_count; i++) {
        count += workload->units[i].outcome == outcome;
    }
    return count;
}

/* --- one thing after the other: the start, and probes ----------------------------------------- */

/* Type as @1 and wait for the reply. False: it was not OK, or of another master (-1: any). */
static bool ask(struct workload *workload, const char *line, int master)
{
    struct sim_client *client = &workload->clients[0];
    struct lab *lab = workload->world->lab;
    client->inbox_count = 0;
    sim_us until = now_of(workload) + REPLY_WAIT_US;
    if (!world_type(workload->world, line)) {
        return false;
    }
    while (client->inbox_count == 0 && lab_next_at(lab) <= until) {
        (void)lab_step(lab);
    }
    bool is_ok = client->inbox_count > 0 && client->inbox[0].error == SQL_OK &&
                 (master < 0 || client->inbox[0].master == master);
    client->inbox_count = 0;
    return is_ok;
}

static bool ask_or_fail(struct workload *workload, const char *line)
{
    if (!ask(workload, line, -1)) {
        (void)workload_fail(workload, line, -1, -1);
    }
    return workload->failure[0] == '\0';
}

static bool has_table(const struct workload *workload, int table)
{
    return (workload->no_tables >> table & 1) == 0;
}

static bool fill(struct workload *workload)
{
    char sql[SQL_SIZE];
    bool done = true;
    for (int i = 0; i < recipe_table_count && done; i++) {
        done = !has_table(workload, i) || ask_or_fail(workload, recipe_tables[i]);
    }
    for (int i = 0; i < recipe_trigger_count && workload->has_triggers && done; i++) {
        done = ask_or_fail(workload, recipe_triggers[i]);
    }
    for (int i = 0; i < recipe_fill_count && done; i++) {
        const struct recipe_fill *form = &recipe_fills[i];
        bool is_filled = has_table(workload, recipe_table_of(form->form));
        for (int j = 0; j < form->count && is_filled && done; j++) {
            struct unit unit = {.a = form->first + j * form->step};
            write_step(sql, sizeof sql, form->form, &unit, 0);
            done = ask_or_fail(workload, sql);
        }
    }
    return done;
}

void workload_add_clients(struct workload *workload, int count)
{
    for (int i = 0; i < count; i++) {
        workload->clients[i] = (struct sim_client){.unit = -1};
        rest(workload, &workload->clients[i]);
    }
    workload->client_count = count;
}

bool workload_start(struct workload *workload, struct world *world, const struct rng *rng,
                    uint32_t no_tables)
{
    *workload =
        (struct workload){.world = world, .rng = *rng, .client_count = 1, .no_tables = no_tables};
    struct rng triggers = rng_fork(rng, "sim triggers", 0);
    workload->has_triggers =
        rng_chance(&triggers, 250) && has_table(workload, recipe_table_of("FROM demo "));
    workload->hot_permille = (int)rng_between(&workload->rng, 100, 800);
    workload->rest_max = rng_between(&workload->rng, 1, 60) * US_PER_MS;
    static const int defining[] = {0, 0, 20, 100, 400};
    workload->ddl_permille = defining[rng_below(&workload->rng, COUNT_OF(defining))];
    static const int moving[] = {0, 50, 300, 800};
    workload->move_permille = moving[rng_below(&workload->rng, COUNT_OF(moving))];
    workload->focus = rng_chance(&workload->rng, 500) ? 0 : 1 + (int)rng_below(&workload->rng, 12);
    workload->is_pure = rng_chance(&workload->rng, 300);
    workload->clients[0] = (struct sim_client){.unit = -1, .due = SIM_NEVER};
    bool done = fill(workload);
    lab_advance(world->lab, now_of(workload) + SPREAD_US);
    return done;
}

bool workload_probe(struct workload *workload, int master, int tries)
{
    for (int i = 0; i < tries; i++) {
        (void)world_typef(workload->world, "@1 \\client 1 connect m%d", master + 1);
        if (ask(workload, "@1 UPDATE hits SET n = n + 1 WHERE id = 7777;", master)) {
            return true;
        }
        lab_advance(workload->world->lab, now_of(workload) + 100 * US_PER_MS);
    }
    return workload_fail(
        workload, "I26: a master does not take a write after everything was healed", master, 0);
}
