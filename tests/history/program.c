/* SPDX-License-Identifier: MIT */
#include "history/program.h"

#include "base/mem.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLY_WAIT_US (20 * US_PER_S)
#define SPREAD_US (2 * US_PER_S)
#define FIRST_REGISTER 101 /* compared by the write itself; from 201 on: by nobody */
#define FIRST_BLIND 201

static sim_us now_of(const struct programs *programs)
{
    return world_now(programs->world);
}

static int number_of(const struct programs *programs, const struct program *program)
{
    return (int)(program - programs->programs) + 1;
}

/* --- writing ---------------------------------------------------------------------------------- */

static void write_deal(const struct deal *deal, bool is_invoke)
{
    static const char *const names[] = {"append", "r", "w"};
    const char *name = names[deal->kind == 'a' ? 0 : deal->kind == 'r' ? 1 : 2];
    (void)printf("[\"%s\",%d,", name, deal->key);
    if (deal->kind == 'r' && !is_invoke && deal->key < FIRST_REGISTER && deal->value >= 0) {
        (void)printf("[%s]]", deal->text[0] == ',' ? deal->text + 1 : "");
    } else if (deal->value >= 0 && (deal->kind != 'r' || !is_invoke)) {
        (void)printf("%" PRId64 "]", deal->value);
    } else {
        (void)printf("null]");
    }
}

static void write_entry(struct programs *programs, const struct program *program, const char *type)
{
    bool is_invoke = strcmp(type, "invoke") == 0;
    bool is_ok = strcmp(type, "ok") == 0;
    (void)printf("{\"index\":%" PRId64 ",\"time_us\":%" PRId64 ",\"process\":%d,\"type\":\"%s\","
                 "\"f\":\"%s\",",
                 programs->index++, (int64_t)now_of(programs), program->process, type, program->f);
    if (is_invoke) {
        (void)printf("\"level\":\"%s\",", program->level);
        (void)printf("%s", program->is_read_committed ? "\"isolation\":\"READ-COMMITTED\"," : "");
    }
    if (is_ok) {
        (void)printf("\"master\":\"m%d\",", program->master + 1);
    }
    (void)printf("\"value\":[");
    for (int i = 0; i < program->deal_count; i++) {
        (void)printf("%s", i > 0 ? "," : "");
        write_deal(&program->deals[i], !is_ok);
    }
    (void)printf("]}\n");
}

/* --- choosing --------------------------------------------------------------------------------- */

static struct deal *add_deal(struct program *program, char kind, int key, int64_t value)
{
    assert(program->deal_count < PROGRAM_MICROS_MAX);
    struct deal *deal = &program->deals[program->deal_count++];
    *deal = (struct deal){.kind = kind, .key = key, .value = value};
    return deal;
}

static int choose_list(struct programs *programs)
{
    return 1 + (int)rng_below(&programs->rng, programs->lists);
}

static void choose_appends(struct programs *programs, struct program *program)
{
    int count = 1 + (int)rng_below(&programs->rng, PROGRAM_MICROS_MAX);
    program->f = "txn";
    for (int i = 0; i < count; i++) {
        bool is_append = rng_chance(&programs->rng, 500);
        (void)add_deal(program, is_append ? 'a' : 'r', choose_list(programs),
                       is_append ? ++programs->elements : -1);
    }
}

static void choose_reads(struct programs *programs, struct program *program)
{
    int count = 1 + (int)rng_below(&programs->rng, PROGRAM_MICROS_MAX);
    program->f = "read";
    for (int i = 0; i < count; i++) {
        bool is_register = rng_chance(&programs->rng, 300);
        int which = (int)rng_below(&programs->rng, programs->registers);
        (void)add_deal(program, 'r', is_register ? FIRST_REGISTER + which : choose_list(programs),
                       -1);
    }
}

/*
 * Read a register, then write it: where the write compares, and where it does not. Or only the
 * write that compares, with what was read some time ago.
 */
static void choose_register(struct programs *programs, struct program *program)
{
    bool is_blind = rng_chance(&programs->rng, 300);
    int which = (int)rng_below(&programs->rng, programs->registers);
    int key = (is_blind ? FIRST_BLIND : FIRST_REGISTER) + which;
    program->f = is_blind ? "rmw" : "cas";
    if (!is_blind && rng_chance(&programs->rng, 400)) {
        (void)add_deal(program, 'w', key, program->known[which] + 1);
        return;
    }
    (void)add_deal(program, 'r', key, -1);
    (void)add_deal(program, 'w', key, is_blind ? ++programs->elements : -1);
}

static const char *level_of(struct programs *programs, const struct program *program)
{
    static const char *const names[] = {
        [CONSISTENCY_INSTANCE_RAW] = "INSTANCE_RAW",
        [CONSISTENCY_REGIONAL_RAW] = "REGIONAL_RAW",
        [CONSISTENCY_SESSION_TOKEN] = "SESSION_TOKEN",
    };
    struct clients_view *view = mem_alloc(1, sizeof(*view));
    clients_look(lab_clients(programs->world->lab), view);
    enum consistency level = view->clients[number_of(programs, program) - 1].consistency;
    mem_free(view);
    return names[level];
}

static void choose_operation(struct programs *programs, struct program *program)
{
    program->deal_count = 0;
    program->rolls_back = false;
    switch (rng_below(&programs->rng, 4)) {
    case 0:
        choose_reads(programs, program);
        break;
    case 1:
        choose_register(programs, program);
        break;
    default:
        choose_appends(programs, program);
        break;
    }
    program->level = level_of(programs, program);
    program->is_transaction = program->deal_count > 1;
    program->is_read_committed = program->is_transaction && rng_chance(&programs->rng, 150);
    program->step = program->is_read_committed ? -2 : program->is_transaction ? -1 : 0;
}

/* --- typing ----------------------------------------------------------------------------------- */

static int row_of(const struct programs *programs, int key)
{
    return key * programs->stride;
}

static void write_deal_sql(const struct programs *programs, const struct program *program,
                           char *out, size_t room)
{
    const struct deal *deal = &program->deals[program->step];
    int row = row_of(programs, deal->key);
    if (deal->kind == 'a') {
        (void)snprintf(out, room, "UPDATE lists SET v = v || ',%" PRId64 "' WHERE id = %d",
                       deal->value, row);
    } else if (deal->kind == 'r') {
        (void)snprintf(out, room, "SELECT id, v FROM %s WHERE id = %d",
                       deal->key < FIRST_REGISTER ? "lists" : "registers", row);
    } else if (deal->key >= FIRST_BLIND) {
        (void)snprintf(out, room, "UPDATE registers SET v = %" PRId64 " WHERE id = %d", deal->value,
                       row);
    } else {
        (void)snprintf(out, room,
                       "UPDATE registers SET v = %" PRId64 " WHERE id = %d AND v = %" PRId64,
                       deal->value, row, deal->value - 1);
    }
}

static void rest(struct programs *programs, struct program *program)
{
    program->state = PROGRAM_RESTS;
    program->due = now_of(programs) + 1 + rng_below(&programs->rng, programs->rest_max);
}

static void end_operation(struct programs *programs, struct program *program, const char *type)
{
    write_entry(programs, program, type);
    if (strcmp(type, "info") == 0) {
        program->process = programs->processes++;
    }
    program->f = NULL;
    rest(programs, program);
}

static void type_step(struct programs *programs, struct program *program)
{
    char sql[200];
    if (program->rolls_back) {
        (void)snprintf(sql, sizeof(sql), "ROLLBACK");
    } else if (program->step == -2) {
        (void)snprintf(sql, sizeof(sql), "SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
    } else if (program->step == -1) {
        (void)snprintf(sql, sizeof(sql), "BEGIN");
    } else if (program->step == program->deal_count) {
        (void)snprintf(sql, sizeof(sql), "COMMIT");
    } else {
        struct deal *deal = &program->deals[program->step];
        if (deal->kind == 'w' && deal->value < 0) {
            deal->value = deal[-1].value + 1;
        }
        write_deal_sql(programs, program, sql, sizeof(sql));
    }
    program->state = PROGRAM_ASKS;
    program->due = SIM_NEVER;
    if (!world_typef(programs->world, "@%d %s;", number_of(programs, program), sql)) {
        end_operation(programs, program, "fail"); /* it never left the keyboard */
    }
}

/* --- reading ---------------------------------------------------------------------------------- */

void programs_on_reply(struct programs *programs, const struct client_reply *reply)
{
    const struct answer *answer = reply->answer;
    struct reply_kept *kept = &programs->programs[reply->client - 1].reply;
    *kept = (struct reply_kept){.is_here = true,
                                .is_ok = reply->error == SQL_OK,
                                .is_unknown = reply->is_unknown,
                                .master = reply->master};
    if (answer == NULL || answer->kind == ANSWER_BROKEN) {
        return;
    }
    kept->is_answered = true;
    kept->in_transaction = answer->in_transaction;
    kept->affected = answer->affected;
    const struct rows *rows = answer->rows;
    for (int i = 0; rows != NULL && rows->column_count == 2 && i < rows->row_count; i++) {
        assert(i < PROGRAM_ROWS_MAX && strlen(rows_cell(rows, i, 1)) < PROGRAM_CELL_MAX);
        kept->keys[i] = (int)strtol(rows_cell(rows, i, 0), NULL, 10);
        (void)snprintf(kept->cells[i], PROGRAM_CELL_MAX, "%s", rows_cell(rows, i, 1));
        kept->row_count = i + 1;
    }
}

static bool is_write(const struct program *program)
{
    for (int i = 0; i < program->deal_count; i++) {
        if (program->deals[i].kind != 'r') {
            return true;
        }
    }
    return false;
}

static void take_row(struct deal *deal, const struct reply_kept *reply, int row)
{
    (void)snprintf(deal->text, sizeof(deal->text), "%s", reply->cells[row]);
    deal->value = deal->key < FIRST_REGISTER ? 0 : strtoll(deal->text, NULL, 10);
}

static void note_version(struct program *program, const struct deal *deal)
{
    if (deal->key >= FIRST_REGISTER && deal->key < FIRST_BLIND) {
        program->known[deal->key - FIRST_REGISTER] = deal->value;
    }
}

static void roll_back(struct programs *programs, struct program *program)
{
    program->rolls_back = true;
    type_step(programs, program);
}

static void on_error(struct programs *programs, struct program *program,
                     const struct reply_kept *reply)
{
    bool ends = !program->is_transaction || program->step == program->deal_count;
    if (program->rolls_back) {
        end_operation(programs, program, "fail");
    } else if (reply->is_answered && reply->in_transaction) {
        roll_back(programs, program);
    } else {
        bool is_unsure = ends && is_write(program) && reply->is_unknown;
        end_operation(programs, program, is_unsure ? "info" : "fail");
    }
}

static void on_ok(struct programs *programs, struct program *program,
                  const struct reply_kept *reply)
{
    struct deal *deal = program->step >= 0 && program->step < program->deal_count
                            ? &program->deals[program->step]
                            : NULL;
    program->master = reply->master;
    bool is_inside = program->is_transaction && program->step >= -1 &&
                     program->step < program->deal_count && !program->rolls_back;
    assert(!is_inside || reply->in_transaction); /* else it would be one by itself */
    if (program->rolls_back) {
        end_operation(programs, program, "fail");
        return;
    }
    if (deal != NULL && deal->kind == 'r' && reply->row_count == 1) {
        take_row(deal, reply, 0);
        note_version(program, deal);
    }
    bool missed = deal != NULL && (deal->kind == 'r' ? reply->row_count : reply->affected) != 1;
    if (missed && program->is_transaction) {
        roll_back(programs, program);
    } else if (missed) {
        end_operation(programs, program, "fail");
    } else if (program->step + 1 > program->deal_count - !program->is_transaction) {
        end_operation(programs, program, "ok");
    } else {
        program->step++;
        program->state = PROGRAM_THINKS;
        program->due = now_of(programs) + 1 + rng_below(&programs->rng, programs->think_max);
    }
}

static void read_reply(struct programs *programs, struct program *program)
{
    struct reply_kept *reply = &program->reply;
    reply->is_here = false;
    if (program->is_setting) {
        program->is_setting = false;
        rest(programs, program);
    } else if (reply->is_ok) {
        on_ok(programs, program, reply);
    } else {
        on_error(programs, program, reply);
    }
}

/* --- turns ------------------------------------------------------------------------------------ */

static void set_level(struct programs *programs, struct program *program)
{
    static const char *const levels[] = {"INSTANCE_RAW", "REGIONAL_RAW", "SESSION_TOKEN"};
    program->is_setting = true;
    program->state = PROGRAM_ASKS;
    program->due = SIM_NEVER;
    if (!world_typef(programs->world, "@%d SET SESSION aurora_mm_session_consistency_level = '%s';",
                     number_of(programs, program), levels[rng_below(&programs->rng, 3)])) {
        program->is_setting = false;
        rest(programs, program);
    }
}

static void act(struct programs *programs, struct program *program)
{
    if (program->state == PROGRAM_THINKS) {
        type_step(programs, program);
    } else if (programs->left <= 0) {
        program->due = SIM_NEVER;
    } else if (rng_chance(&programs->rng, 60)) {
        set_level(programs, program);
    } else {
        if (rng_chance(&programs->rng, 200)) {
            (void)world_typef(programs->world, "\\client %d connect m%d",
                              number_of(programs, program),
                              1 + (int)rng_below(&programs->rng, MASTERS_MAX));
        }
        programs->left--;
        choose_operation(programs, program);
        write_entry(programs, program, "invoke");
        type_step(programs, program);
    }
}

sim_us programs_next_at(const struct programs *programs)
{
    sim_us next = SIM_NEVER;
    for (int i = 0; i < programs->count; i++) {
        const struct program *program = &programs->programs[i];
        sim_us due = program->reply.is_here ? now_of(programs) : program->due;
        next = due < next ? due : next;
    }
    return next;
}

void programs_step(struct programs *programs)
{
    for (int i = 0; i < programs->count; i++) {
        struct program *program = &programs->programs[i];
        if (program->reply.is_here) {
            read_reply(programs, program);
        }
        if (program->due <= now_of(programs)) {
            act(programs, program);
        }
    }
}

bool programs_are_done(const struct programs *programs)
{
    return programs->left <= 0;
}

bool programs_are_idle(const struct programs *programs)
{
    for (int i = 0; i < programs->count; i++) {
        if (programs->programs[i].f != NULL || programs->programs[i].is_setting) {
            return false;
        }
    }
    return true;
}

void programs_end(struct programs *programs)
{
    programs->left = 0;
}

/* --- one thing after the other ---------------------------------------------------------------- */

/* Type as @1 and wait. False: it was not answered OK. */
static bool ask(struct programs *programs, const char *line)
{
    struct lab *lab = programs->world->lab;
    struct reply_kept *reply = &programs->programs[0].reply;
    sim_us until = now_of(programs) + REPLY_WAIT_US;
    reply->is_here = false;
    if (!world_type(programs->world, line)) {
        return false;
    }
    while (!reply->is_here && lab_next_at(lab) <= until) {
        (void)lab_step(lab);
    }
    bool is_ok = reply->is_here && reply->is_ok;
    reply->is_here = false;
    return is_ok;
}

bool programs_fill(struct programs *programs, struct world *world, const struct rng *rng)
{
    *programs = (struct programs){.world = world, .rng = *rng};
    programs->lists = 1 + (int)rng_below(&programs->rng, LISTS_MAX);
    programs->registers = 1 + (int)rng_below(&programs->rng, REGISTERS_MAX);
    programs->stride = rng_chance(&programs->rng, 500) ? 1 : 1000;
    programs->rest_max = rng_between(&programs->rng, 2, 100) * US_PER_MS;
    programs->think_max = rng_between(&programs->rng, 1, 30) * US_PER_MS;
    bool is_done = ask(programs, "@1 CREATE TABLE lists (id INT PRIMARY KEY, v TEXT NOT NULL);") &&
                   ask(programs, "@1 CREATE TABLE registers (id INT PRIMARY KEY, v INT NOT NULL);");
    char sql[200];
    for (int i = 1; i <= programs->lists && is_done; i++) {
        (void)snprintf(sql, sizeof(sql), "@1 INSERT INTO lists VALUES (%d, '');",
                       row_of(programs, i));
        is_done = ask(programs, sql);
    }
    for (int i = 0; i < programs->registers && is_done; i++) {
        (void)snprintf(sql, sizeof(sql), "@1 INSERT INTO registers VALUES (%d, 0), (%d, 0);",
                       row_of(programs, FIRST_REGISTER + i), row_of(programs, FIRST_BLIND + i));
        is_done = ask(programs, sql);
    }
    lab_advance(world->lab, now_of(programs) + SPREAD_US);
    return is_done;
}

void programs_begin(struct programs *programs, int count)
{
    programs->count = count;
    programs->processes = count;
    programs->left = (int)rng_between(&programs->rng, 100, 400);
    for (int i = 0; i < count; i++) {
        programs->programs[i] = (struct program){.process = i};
        rest(programs, &programs->programs[i]);
    }
}

/* One table by one statement, as an operation of a process of its own. */
static bool read_table(struct programs *programs, const char *name, int master)
{
    char sql[80];
    struct program *program = &programs->programs[0];
    (void)snprintf(sql, sizeof(sql), "@1 SELECT id, v FROM %s ORDER BY id;", name);
    int64_t asked = (int64_t)now_of(programs);
    if (!ask(programs, sql) || program->reply.master != master) {
        return false;
    }
    int process = programs->processes++;
    for (int pass = 0; pass < 2; pass++) {
        (void)printf("{\"index\":%" PRId64 ",\"time_us\":%" PRId64 ",\"process\":%d,"
                     "\"type\":\"%s\",\"f\":\"final\",",
                     programs->index++, pass == 0 ? asked : (int64_t)now_of(programs), process,
                     pass == 0 ? "invoke" : "ok");
        (void)(pass == 0 ? printf("\"level\":\"%s\",\"value\":[", level_of(programs, program))
                         : printf("\"master\":\"m%d\",\"value\":[", master + 1));
        for (int i = 0; i < program->reply.row_count; i++) {
            struct deal deal = {.kind = 'r', .key = program->reply.keys[i] / programs->stride};
            take_row(&deal, &program->reply, i);
            (void)printf("%s", i > 0 ? "," : "");
            write_deal(&deal, pass == 0);
        }
        (void)printf("]}\n");
    }
    return true;
}

bool programs_read_last(struct programs *programs, int master)
{
    return read_table(programs, "lists", master) && read_table(programs, "registers", master);
}

void programs_release(struct programs *programs)
{
    *programs = (struct programs){0};
}
