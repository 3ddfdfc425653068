/* SPDX-License-Identifier: MIT */
#include "lib/sql_world.h"

#include "lib/test.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

#define ANSWER_WITHIN_US (100 * US_PER_S)

static void on_event(void *user, const struct event *event)
{
    struct sql_world *world = user;
    world->counts[event->kind]++;
    world->last[event->kind] = *event;
    if (world->is_loud) {
        struct buf line;
        buf_init(&line, BUF_CAP_TEXT);
        span_add_seconds(&line, event->at);
        buf_addf(&line, " #%llu<%llu ", (unsigned long long)event->seq,
                 (unsigned long long)event->cause);
        event_add_subject(&line, event);
        buf_addf(&line, " ");
        event_add_sentence(&line, event, cluster_table_name, world->cluster);
        (void)printf("%s\n", line.data);
        buf_release(&line);
    }
}

static int slot_of(conn_id conn)
{
    return (int)((conn - 1) % CONNECTIONS_MAX);
}

static void on_answer(void *user, const struct answer *answer)
{
    struct sql_world *world = user;
    int slot = slot_of(answer->conn);
    struct sql_outcome *out = &world->outcomes[slot];
    *out = (struct sql_outcome){.is_answered = true,
                                .kind = answer->kind,
                                .error = answer->error,
                                .affected = answer->affected,
                                .last_insert_id = answer->last_insert_id,
                                .in_transaction = answer->in_transaction,
                                .took = cluster_now(world->cluster) - world->sent_at[slot]};
    memcpy(out->seen, answer->seen, sizeof out->seen);
    (void)snprintf(out->text, sizeof out->text, "%s", answer->text);
    if (answer->rows != NULL) {
        out->row_count = answer->rows->row_count;
        if (out->row_count > 0) {
            (void)snprintf(out->cell, sizeof out->cell, "%s", rows_cell(answer->rows, 0, 0));
        }
    }
}

static void on_truth(void *user, const struct durable *commit)
{
    struct sql_world *world = user;
    (void)commit;
    world->truths++;
}

struct cluster_config sql_world_config(struct sql_world *world)
{
    return (struct cluster_config){.seed = world->seed,
                                   .master_count = world->master_count,
                                   .check = true,
                                   .on_event = on_event,
                                   .on_answer = on_answer,
                                   .on_truth = on_truth,
                                   .user = world};
}

void sql_world_init(struct sql_world *world, int masters, uint64_t seed)
{
    memset(world, 0, sizeof *world);
    world->master_count = masters;
    world->seed = seed;
    struct cluster_config config = sql_world_config(world);
    assert_int_equal(cluster_new(&world->cluster, &config, NULL), RC_OK);
}

void sql_world_release(struct sql_world *world)
{
    const char *failure = cluster_check_failure(world->cluster);
    if (failure != NULL) {
        fail_msg("%s", failure);
    }
    cluster_free(world->cluster);
}

int sql_client(struct sql_world *world, int az)
{
    int index = -1;
    assert_int_equal(cluster_add_client(world->cluster, az, &index, NULL), RC_OK);
    return index;
}

static void wait_for(struct sql_world *world, conn_id conn, sim_us within)
{
    sim_us until = cluster_now(world->cluster) + within;
    while (!world->outcomes[slot_of(conn)].is_answered &&
           cluster_next_at(world->cluster) <= until) {
        (void)cluster_step(world->cluster);
    }
}

conn_id sql_connect(struct sql_world *world, int client, int master)
{
    conn_id conn = cluster_connect(world->cluster, client, master);
    world->outcomes[slot_of(conn)] = (struct sql_outcome){0};
    world->sent_at[slot_of(conn)] = cluster_now(world->cluster);
    wait_for(world, conn, US_PER_S);
    const struct sql_outcome *out = &world->outcomes[slot_of(conn)];
    return out->is_answered && out->kind == ANSWER_CONNECTED ? conn : 0;
}

void sql_send(struct sql_world *world, conn_id conn, enum request_kind kind, const char *sql)
{
    struct request request = {
        .kind = kind, .id = ++world->requests, .unit = world->requests, .sql = sql};
    memcpy(request.seen, world->seen, sizeof request.seen);
    world->outcomes[slot_of(conn)] = (struct sql_outcome){0};
    world->sent_at[slot_of(conn)] = cluster_now(world->cluster);
    cluster_send(world->cluster, conn, &request);
}

const struct sql_outcome *sql_outcome(const struct sql_world *world, conn_id conn)
{
    return &world->outcomes[slot_of(conn)];
}

const struct sql_outcome *sql_do(struct sql_world *world, conn_id conn, enum request_kind kind,
                                 const char *sql)
{
    sql_send(world, conn, kind, sql);
    wait_for(world, conn, ANSWER_WITHIN_US);
    return sql_outcome(world, conn);
}

const struct sql_outcome *sql_set(struct sql_world *world, conn_id conn, enum request_kind kind,
                                  int64_t number)
{
    struct request request = {.kind = kind, .id = ++world->requests, .number = number};
    world->outcomes[slot_of(conn)] = (struct sql_outcome){0};
    world->sent_at[slot_of(conn)] = cluster_now(world->cluster);
    cluster_send(world->cluster, conn, &request);
    wait_for(world, conn, ANSWER_WITHIN_US);
    return sql_outcome(world, conn);
}

const struct sql_outcome *sql_run(struct sql_world *world, conn_id conn, const char *sql)
{
    return sql_do(world, conn, REQUEST_SQL, sql);
}

void sql_create(struct sql_world *world, conn_id conn, const char *name, const char *sql)
{
    struct request use = {.kind = REQUEST_DDL,
                          .id = ++world->requests,
                          .sql = "",
                          .name = "demo",
                          .ddl = DDL_CREATE_DATABASE,
                          .if_exists = true};
    world->outcomes[slot_of(conn)] = (struct sql_outcome){0};
    cluster_send(world->cluster, conn, &use);
    wait_for(world, conn, ANSWER_WITHIN_US);
    assert_int_equal(sql_outcome(world, conn)->error, SQL_OK);
    struct request choose = {.kind = REQUEST_USE, .id = ++world->requests, .name = "demo"};
    world->outcomes[slot_of(conn)] = (struct sql_outcome){0};
    cluster_send(world->cluster, conn, &choose);
    wait_for(world, conn, ANSWER_WITHIN_US);
    assert_int_equal(sql_outcome(world, conn)->error, SQL_OK);
    struct request create = {.kind = REQUEST_DDL,
                             .id = ++world->requests,
                             .sql = sql,
                             .name = name,
                             .ddl = DDL_CREATE_TABLE};
    world->outcomes[slot_of(conn)] = (struct sql_outcome){0};
    cluster_send(world->cluster, conn, &create);
    wait_for(world, conn, ANSWER_WITHIN_US);
    assert_string_equal(sql_outcome(world, conn)->text, "");
    assert_int_equal(sql_outcome(world, conn)->error, SQL_OK);
    sql_advance(world, 2 * US_PER_S);
}

void sql_advance(struct sql_world *world, sim_us length)
{
    sim_us until = cluster_now(world->cluster) + length;
    while (cluster_next_at(world->cluster) <= until) {
        (void)cluster_step(world->cluster);
    }
    cluster_wait(world->cluster, until);
}

const char *sql_peek(struct sql_world *world, int master, const char *sql)
{
    static char cell[SQL_CELL_SIZE];
    struct rows rows;
    struct err err = {0};
    rows_init(&rows);
    if (cluster_peek(world->cluster, master, sql, &rows, &err) != RC_OK) {
        (void)snprintf(cell, sizeof cell, "%s", err.text);
    } else if (rows.row_count == 0) {
        cell[0] = '\0';
    } else {
        (void)snprintf(cell, sizeof cell, "%s", rows_cell(&rows, 0, 0));
    }
    rows_release(&rows);
    return cell;
}

void sql_pair_init(struct sql_pair *pair, uint64_t seed, const char *name, const char *create,
                   const char *insert)
{
    struct sql_world *world = &pair->world;
    sql_world_init(world, 2, seed);
    pair->first = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    pair->second = sql_connect(world, sql_client(world, AZ_OFFICE), 1);
    assert_int_not_equal(pair->first, 0);
    assert_int_not_equal(pair->second, 0);
    sql_create(world, pair->first, name, create);
    assert_int_equal(sql_run(world, pair->first, insert)->error, SQL_OK);
    sql_advance(world, US_PER_S);
}
