/* SPDX-License-Identifier: MIT */
#include "sim/workload.h"

#include "shell/dialect.h"
#include "sim/recipes.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_TIMEOUT_US (300 * US_PER_MS)
#define SPREAD_US (2 * US_PER_S) /* until every master has what m1 was given at the start */
#define ROLLBACK_STEP (RECIPE_STEPS_MAX)
#define PROBE_ROW 7777
#define PROBE_ID UINT64_MAX /* no unit has it */
#define REPLIES_MAX 200000  /* things that happen while a start or a probe waits */

static void fail(struct workload *workload, const char *text, int64_t a, int64_t b)
{
    if (workload->failure[0] == '\0') {
        (void)snprintf(workload->failure, sizeof workload->failure, "%s (%" PRId64 ", %" PRId64 ")",
                       text, a, b);
    }
}

/* --- units ----------------------------------------------------------------------------------- */

/* "$a" and its like become the unit's numbers. */
static void write_sql(char *out, size_t room, const char *sql, const struct unit *unit,
                      int64_t number)
{
    size_t used = 0;
    for (; *sql != '\0' && used + 24 < room; sql++) {
        if (*sql != '$') {
            out[used++] = *sql;
            continue;
        }
        sql++;
        int64_t value = *sql == 'a'   ? unit->a
                        : *sql == 'b' ? unit->b
                        : *sql == 'k' ? unit->amount
                                      : number;
        used += (size_t)snprintf(out + used, room - used, "%" PRId64, value);
    }
    out[used] = '\0';
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

static int choose_recipe(struct workload *workload)
{
    bool defines = rng_chance(&workload->rng, workload->ddl_permille);
    int first = defines ? recipe_ddl_first : 0;
    int end = defines ? recipe_count : recipe_ddl_first;
    int all = 0;
    for (int i = first; i < end; i++) {
        all += recipes[i].weight;
    }
    int64_t left = rng_below(&workload->rng, all);
    int recipe = first;
    while (left >= recipes[recipe].weight) {
        left -= recipes[recipe++].weight;
    }
    return recipe;
}

static void begin_unit(struct workload *workload, int number)
{
    struct sim_client *client = &workload->clients[number];
    struct unit *unit = &workload->units[workload->unit_count];
    int recipe = choose_recipe(workload);
    unsigned effects = recipes[recipe].effects;
    *unit = (struct unit){.recipe = recipe, .client = number, .master = client->master};
    unit->begun = cluster_now(workload->cluster);
    unit->amount = 1 + rng_below(&workload->rng, 20);
    if ((effects & EFFECT_TRANSFER) != 0) {
        choose_two(workload, unit, BANK_ROWS);
    } else if ((effects & EFFECT_SWAP) != 0) {
        choose_two(workload, unit, SEATS);
    } else if ((effects & EFFECT_THING) != 0) {
        unit->a = 1 + rng_below(&workload->rng, THINGS);
    } else if (effects == EFFECT_NONE || (effects & EFFECT_WIDE) != 0) {
        unit->a = 1 + rng_below(&workload->rng, BANK_ROWS);
    } else {
        unit->a = choose_row(workload);
        unit->b = choose_row(workload);
    }
    client->unit = workload->unit_count++;
    client->step = 0;
    client->rolls_back = false;
}

static void end_unit(struct workload *workload, struct sim_client *client,
                     enum unit_outcome outcome)
{
    struct unit *unit = &workload->units[client->unit];
    unit->outcome = outcome;
    unit->ended = cluster_now(workload->cluster);
    if (outcome == UNIT_IS_OK) {
        client->ok++;
        if (recipes[unit->recipe].effects != EFFECT_NONE && unit->durable == 0) {
            fail(workload, "I1: a unit is answered OK before four copies hold it", client->unit,
                 unit->master);
        }
    }
    client->unit = -1;
}

/* --- clients --------------------------------------------------------------------------------- */

static void rest(struct workload *workload, struct sim_client *client)
{
    client->state = SIM_RESTS;
    client->due =
        cluster_now(workload->cluster) + 1 + rng_below(&workload->rng, workload->rest_max);
}

/* Send a definition as MySQL's client has it. */
static void send_definition(struct workload *workload, conn_id conn, struct request *request,
                            const char *sql)
{
    static const enum ddl_kind kinds[] = {
        [DIALECT_CREATE_DATABASE] = DDL_CREATE_DATABASE,
        [DIALECT_DROP_DATABASE] = DDL_DROP_DATABASE,
        [DIALECT_CREATE_TABLE] = DDL_CREATE_TABLE,
        [DIALECT_DROP_TABLE] = DDL_DROP_TABLE,
        [DIALECT_ALTER_TABLE] = DDL_ALTER_TABLE,
        [DIALECT_CREATE_INDEX] = DDL_CREATE_INDEX,
        [DIALECT_DROP_INDEX] = DDL_DROP_INDEX,
    };
    struct dialect_statement statement;
    struct err err = {0};
    int error = 0;
    dialect_init(&statement);
    enum rc rc = dialect_parse(&statement, sql, &error, &err);
    assert(rc == RC_OK && kinds[statement.kind] != DDL_NONE);
    request->kind = REQUEST_DDL;
    request->sql = statement.sql.data;
    request->name = statement.name;
    request->qualified = statement.qualified.data;
    request->ddl = kinds[statement.kind];
    request->if_exists = statement.if_exists;
    cluster_send(workload->cluster, conn, request);
    dialect_release(&statement);
}

static void send_step(struct workload *workload, struct sim_client *client)
{
    const struct unit *unit = &workload->units[client->unit];
    const struct recipe_step *step = &recipes[unit->recipe].steps[client->step];
    char sql[256] = "";
    struct request request = {.kind = client->rolls_back ? REQUEST_ROLLBACK : step->kind};
    request.unit = (uint64_t)client->unit + 1;
    request.id = request.unit * 16 + (uint64_t)(client->rolls_back ? ROLLBACK_STEP : client->step);
    if (request.kind == REQUEST_SQL) {
        write_sql(sql, sizeof sql, step->sql, unit, client->unit + 1);
        request.sql = sql;
        request.lock_rows = step->locks;
    }
    client->state = SIM_ASKS;
    client->due = cluster_now(workload->cluster) + workload->read_timeout;
    if (request.kind == REQUEST_DDL) {
        write_sql(sql, sizeof sql, step->sql, unit, client->unit + 1);
        send_definition(workload, client->conn, &request, sql);
    } else {
        cluster_send(workload->cluster, client->conn, &request);
    }
}

/* Could what it waits for commit its unit? */
static bool asks_to_commit(const struct workload *workload, const struct sim_client *client)
{
    const struct recipe *recipe = &recipes[workload->units[client->unit].recipe];
    enum request_kind kind = recipe->steps[client->step].kind;
    bool is_alone = recipe->steps[0].kind != REQUEST_BEGIN;
    return !client->rolls_back && (kind == REQUEST_COMMIT || is_alone) &&
           recipe->effects != EFFECT_NONE;
}

/* The connection is no more, or is given up. */
static void lose_connection(struct workload *workload, struct sim_client *client)
{
    client->conn = 0;
    if (client->unit >= 0) {
        bool unknown = asks_to_commit(workload, client);
        end_unit(workload, client, unknown ? UNIT_IS_UNKNOWN : UNIT_IS_FAILED);
    }
    client->master = (int)rng_below(&workload->rng, MASTERS_MAX);
    rest(workload, client);
}

static bool has_next_step(const struct workload *workload, const struct sim_client *client)
{
    const struct recipe *recipe = &recipes[workload->units[client->unit].recipe];
    int next = client->step + 1;
    return next < RECIPE_STEPS_MAX && recipe->steps[next].kind != REQUEST_PING;
}

static void on_ok(struct workload *workload, struct sim_client *client, const struct letter *letter)
{
    struct unit *unit = &workload->units[client->unit];
    if (client->rolls_back) {
        end_unit(workload, client, UNIT_IS_FAILED);
        rest(workload, client);
        return;
    }
    if ((recipes[unit->recipe].effects & EFFECT_JOURNAL) != 0) {
        unit->generated = letter->last_insert_id;
    }
    if (letter->has_rows && recipes[unit->recipe].effects == EFFECT_NONE &&
        letter->number != BANK_ROWS * BANK_START) {
        fail(workload, "I6: a read of the bank sees another total", letter->number, unit->master);
    }
    const struct recipe_step *step = &recipes[unit->recipe].steps[client->step];
    if (step->kind == REQUEST_SQL && !letter->has_rows && letter->affected == 0) {
        fail(workload, "I2: a write finds no row to change", client->unit + 1, unit->master);
    }
    if (has_next_step(workload, client)) {
        client->step++;
        send_step(workload, client);
        return;
    }
    end_unit(workload, client, UNIT_IS_OK);
    rest(workload, client);
}

static void on_error(struct workload *workload, struct sim_client *client,
                     const struct letter *letter)
{
    if (letter->in_transaction && !client->rolls_back) {
        client->rolls_back = true;
        send_step(workload, client);
        return;
    }
    bool is_unsure = letter->error == SQL_DDL_UNSURE;
    end_unit(workload, client, is_unsure ? UNIT_IS_UNKNOWN : UNIT_IS_FAILED);
    rest(workload, client);
}

static void read_letter(struct workload *workload, struct sim_client *client,
                        const struct letter *letter)
{
    if (letter->conn != client->conn || client->conn == 0) {
        return; /* of a connection that was given up */
    }
    if (letter->kind == ANSWER_BROKEN) {
        lose_connection(workload, client);
        return;
    }
    if (letter->kind == ANSWER_CONNECTED) {
        rest(workload, client);
        return;
    }
    if (client->state != SIM_ASKS || letter->id / 16 != (uint64_t)client->unit + 1) {
        fail(workload, "an answer to no question", (int64_t)letter->id, client->unit);
        return;
    }
    if (letter->kind == ANSWER_OK) {
        on_ok(workload, client, letter);
    } else {
        on_error(workload, client, letter);
    }
}

static void act(struct workload *workload, int number)
{
    struct sim_client *client = &workload->clients[number];
    if (client->state != SIM_RESTS) { /* nobody answers */
        cluster_close(workload->cluster, client->conn);
        lose_connection(workload, client);
    } else if (workload->is_over || workload->unit_count == SIM_UNITS_MAX) {
        client->due = SIM_NEVER;
    } else if (client->conn == 0) {
        client->state = SIM_CONNECTS;
        client->due = cluster_now(workload->cluster) + CONNECT_TIMEOUT_US;
        client->conn = cluster_connect(workload->cluster, number, client->master);
    } else {
        begin_unit(workload, number);
        send_step(workload, client);
    }
}

void workload_on_answer(struct workload *workload, const struct answer *answer)
{
    struct sim_client *client = &workload->clients[answer->client];
    if (client->inbox_count == SIM_INBOX_MAX) {
        fail(workload, "more answers at once than a client can get", answer->client, 0);
        return;
    }
    struct letter letter = {.kind = answer->kind,
                            .conn = answer->conn,
                            .id = answer->id,
                            .error = answer->error,
                            .affected = answer->affected,
                            .last_insert_id = answer->last_insert_id,
                            .in_transaction = answer->in_transaction};
    if (answer->rows != NULL && answer->rows->row_count > 0) {
        letter.has_rows = true;
        letter.number = strtoll(rows_cell(answer->rows, 0, 0), NULL, 10);
    }
    client->inbox[client->inbox_count++] = letter;
}

void workload_on_truth(struct workload *workload, uint64_t unit)
{
    if (unit >= 1 && unit <= (uint64_t)workload->unit_count) {
        workload->units[unit - 1].durable++;
    }
}

sim_us workload_next_at(const struct workload *workload)
{
    sim_us next = SIM_NEVER;
    for (int i = 0; i < workload->client_count; i++) {
        const struct sim_client *client = &workload->clients[i];
        sim_us due = client->inbox_count > 0 ? cluster_now(workload->cluster) : client->due;
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
        if (client->due <= cluster_now(workload->cluster)) {
            act(workload, i);
        }
    }
}

bool workload_is_idle(const struct workload *workload)
{
    for (int i = 0; i < workload->client_count; i++) {
        if (workload->clients[i].due != SIM_NEVER || workload->clients[i].inbox_count > 0) {
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

/* Let time pass until client 0 has a letter or `until` has come. */
static bool await(struct workload *workload, struct letter *letter, sim_us until)
{
    struct sim_client *client = &workload->clients[0];
    for (int i = 0; i < REPLIES_MAX && client->inbox_count == 0; i++) {
        if (cluster_next_at(workload->cluster) > until) {
            cluster_wait(workload->cluster, until);
            return false;
        }
        (void)cluster_step(workload->cluster);
    }
    if (client->inbox_count == 0) {
        return false;
    }
    *letter = client->inbox[0];
    client->inbox_count--;
    memmove(&client->inbox[0], &client->inbox[1],
            (size_t)client->inbox_count * sizeof client->inbox[0]);
    return true;
}

static bool await_answer(struct workload *workload, conn_id conn, struct letter *letter)
{
    sim_us until = cluster_now(workload->cluster) + 10 * US_PER_S;
    do {
        if (!await(workload, letter, until)) {
            return false;
        }
    } while (letter->conn != conn || letter->id != PROBE_ID);
    return true;
}

/* Ask on a connection of client 0 and wait for this answer; false: none came in time. */
static bool ask(struct workload *workload, conn_id conn, struct request *request,
                struct letter *letter)
{
    request->id = PROBE_ID;
    cluster_send(workload->cluster, conn, request);
    return await_answer(workload, conn, letter);
}

static bool define(struct workload *workload, conn_id conn, const char *sql)
{
    struct letter letter = {0};
    struct request request = {.id = PROBE_ID};
    send_definition(workload, conn, &request, sql);
    bool done = await_answer(workload, conn, &letter) && letter.kind == ANSWER_OK;
    if (!done) {
        fail(workload, "a table cannot be made at the start", letter.kind, letter.error);
    }
    return done;
}

static bool insert(struct workload *workload, conn_id conn, const char *table, int64_t id,
                   int64_t value)
{
    char sql[128];
    struct letter letter = {0};
    (void)snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (%" PRId64 ", %" PRId64 "%s)", table, id,
                   value, strcmp(table, "seats") == 0 || strcmp(table, "things") == 0 ? ", 0" : "");
    struct request request = {.kind = REQUEST_SQL, .sql = sql};
    if (!ask(workload, conn, &request, &letter) || letter.kind != ANSWER_OK) {
        fail(workload, "a row cannot be inserted at the start", letter.kind, letter.error);
        return false;
    }
    return true;
}

static bool fill(struct workload *workload, conn_id conn)
{
    bool done = insert(workload, conn, "hits", PROBE_ROW, 0);
    for (int i = 1; i <= HOT_ROWS + COLD_ROWS && done; i++) {
        int64_t id = i <= HOT_ROWS ? i : 1000 * (i - HOT_ROWS);
        done = insert(workload, conn, "hits", id, 0) && insert(workload, conn, "facts", id, 0);
    }
    for (int i = 1; i <= BANK_ROWS && done; i++) {
        done =
            insert(workload, conn, "bank", i, BANK_START) && insert(workload, conn, "wide", i, 0);
    }
    for (int i = 1; i <= SEATS && done; i++) {
        done = insert(workload, conn, "seats", i, i);
    }
    for (int i = 1; i <= THINGS && done; i++) {
        done = insert(workload, conn, "things", i, i + 1000);
    }
    return done;
}

static conn_id connect_to(struct workload *workload, int master)
{
    struct letter letter = {0};
    conn_id conn = cluster_connect(workload->cluster, 0, master);
    sim_us until = cluster_now(workload->cluster) + CONNECT_TIMEOUT_US;
    while (await(workload, &letter, until)) {
        if (letter.conn == conn) {
            return letter.kind == ANSWER_CONNECTED ? conn : 0;
        }
    }
    cluster_close(workload->cluster, conn);
    return 0;
}

bool workload_start(struct workload *workload, struct cluster *cluster, const struct rng *rng)
{
    *workload = (struct workload){.cluster = cluster, .rng = *rng};
    workload->client_count = (int)rng_between(&workload->rng, 3, SIM_CLIENTS_MAX);
    workload->hot_permille = (int)rng_between(&workload->rng, 100, 800);
    workload->read_timeout = rng_between(&workload->rng, 20, 2000) * US_PER_MS;
    workload->rest_max = rng_between(&workload->rng, 1, 60) * US_PER_MS;
    static const int defining[] = {0, 20, 100, 400};
    workload->ddl_permille = defining[rng_below(&workload->rng, COUNT_OF(defining))];
    for (int i = 0; i < workload->client_count; i++) {
        int index = -1;
        int az = (int)rng_below(&workload->rng, AZS_MAX + 1);
        enum rc rc = cluster_add_client(cluster, az, &index, NULL);
        assert(rc == RC_OK && index == i);
        workload->clients[i] = (struct sim_client){.unit = -1, .due = SIM_NEVER};
        workload->clients[i].master = (int)rng_below(&workload->rng, MASTERS_MAX);
    }
    conn_id conn = connect_to(workload, 0);
    bool done = conn != 0;
    for (int i = 0; i < recipe_table_count && done; i++) {
        done = define(workload, conn, recipe_tables[i]);
    }
    done = done && fill(workload, conn);
    cluster_close(cluster, conn);
    struct letter letter;
    (void)await(workload, &letter, cluster_now(cluster) + SPREAD_US);
    for (int i = 0; i < workload->client_count; i++) {
        workload->clients[i].inbox_count = 0;
        rest(workload, &workload->clients[i]);
    }
    if (!done) {
        fail(workload, "the start does not come about", (int64_t)conn, 0);
    }
    return done;
}

bool workload_probe(struct workload *workload, int master, int tries)
{
    for (int i = 0; i < tries; i++) {
        conn_id conn = connect_to(workload, master);
        struct request request = {.kind = REQUEST_SQL};
        request.sql = "UPDATE hits SET n = n + 1 WHERE id = 7777";
        struct letter letter = {0};
        bool is_ok =
            conn != 0 && ask(workload, conn, &request, &letter) && letter.kind == ANSWER_OK;
        cluster_close(workload->cluster, conn);
        if (is_ok) {
            return true;
        }
        (void)await(workload, &letter, cluster_now(workload->cluster) + 100 * US_PER_MS);
    }
    fail(workload, "I26: a master does not take a write after everything was healed", master, 0);
    return false;
}
