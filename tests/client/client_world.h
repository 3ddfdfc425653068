/* SPDX-License-Identifier: MIT */
/*
 * client_world: clients over a fake cluster, for tests: add, submit, let time pass, look. Include
 * it once in each program that needs it.
 */
#ifndef CLIENT_CLIENT_WORLD_H
#define CLIENT_CLIENT_WORLD_H

#include "client/client.h"
#include "client/fake_cluster.h"

/* A policy in C: first UP one, else the next; and what it does on an error. */

struct plan {
    bool alternates;
    bool fails;
    bool is_blind; /* repeats whatever happens */
    bool knows_unknown;
    enum policy_action on_unknown;
    struct policy_unknown unknown; /* that it was last asked of */
};

static enum rc plan_pick(void *self, const struct policy_request *request,
                         const struct policy_endpoint *endpoints, int count, int *index, int *line,
                         struct err *err)
{
    const struct plan *plan = self;
    if (plan->fails) {
        return err_set(err, RC_USAGE, "plan, line 7: broken");
    }
    *line = 3;
    if (plan->alternates) {
        *index = (int)((request->unit + (uint64_t)request->attempt - 1) % (uint64_t)count);
        return RC_OK;
    }
    *index = 0;
    for (int i = count - 1; i >= 0; i--) {
        if (endpoints[i].state == ENDPOINT_IS_UP && endpoints[i].errors == 0) {
            *index = i;
        }
    }
    return RC_OK;
}

static enum rc plan_on_error(void *self, const struct policy_error *error,
                             struct policy_answer *answer, struct err *err)
{
    const struct plan *plan = self;
    (void)err;
    *answer = (struct policy_answer){
        .action = plan->is_blind && error->class != CLASS_APP ? ACTION_RETRY : ACTION_REPORT,
        .wait = 0,
    };
    return RC_OK;
}

static inline enum rc plan_on_unknown(void *self, const struct policy_unknown *unknown,
                                      struct policy_answer *answer, struct err *err)
{
    struct plan *plan = self;
    (void)err;
    plan->unknown = *unknown;
    *answer = (struct policy_answer){.action = plan->on_unknown, .wait = 10 * US_PER_MS};
    return RC_OK;
}

struct world {
    struct cluster *cluster;
    struct clients *clients;
    int replies;
    enum sql_error error; /* of the last reply */
    int master;
    bool is_unknown;
    char text[200];
};

static void on_answer(void *user, const struct answer *answer)
{
    clients_on_answer(((struct world *)user)->clients, answer);
}

static void on_truth(void *user, const struct durable *commit)
{
    clients_on_truth(((struct world *)user)->clients, commit);
}

static void on_reply(void *user, const struct client_reply *reply)
{
    struct world *world = user;
    world->replies++;
    world->error = reply->error;
    world->master = reply->master;
    world->is_unknown = reply->is_unknown;
    (void)snprintf(world->text, sizeof(world->text), "%s", reply->text);
}

static enum rc parse(void *user, struct request *out, const char *sql, struct err *err)
{
    (void)user;
    if (strcmp(sql, "NONSENSE") == 0) {
        return err_set(err, RC_USAGE, "no such thing");
    }
    *out = (struct request){.kind = REQUEST_SQL, .sql = sql};
    if (strcmp(sql, "BEGIN") == 0) {
        out->kind = REQUEST_BEGIN;
    } else if (strcmp(sql, "COMMIT") == 0) {
        out->kind = REQUEST_COMMIT;
    } else if (strncmp(sql, "USE ", 4) == 0) {
        out->kind = REQUEST_USE;
        out->name = sql + 4;
    } else if (strncmp(sql, "SET ", 4) == 0) {
        bool is_level = strcmp(sql, "SET LEVEL") == 0;
        out->kind = is_level ? REQUEST_CONSISTENCY : REQUEST_ISOLATION;
        out->number =
            is_level ? (int64_t)CONSISTENCY_REGIONAL_RAW : (int64_t)ISOLATION_READ_COMMITTED;
        out->next_only = strcmp(sql, "SET NEXT") == 0;
    }
    return RC_OK;
}

static void world_init(struct world *world, int masters)
{
    *world = (struct world){0};
    struct cluster_config config = {
        .master_count = masters, .on_answer = on_answer, .on_truth = on_truth, .user = world};
    assert_int_equal(cluster_new(&world->cluster, &config, NULL), RC_OK);
    struct clients_config clients = {
        .cluster = world->cluster, .seed = 1, .parse = parse, .on_reply = on_reply, .user = world};
    assert_int_equal(clients_new(&world->clients, &clients, NULL), RC_OK);
}

static void world_release(struct world *world)
{
    clients_free(world->clients);
    cluster_free(world->cluster);
}

static int add(struct world *world, struct plan *plan)
{
    int number = 0;
    struct policy policy = {.self = plan,
                            .name = "plan",
                            .pick = plan_pick,
                            .on_error = plan->is_blind ? plan_on_error : NULL,
                            .on_unknown = plan->knows_unknown ? plan_on_unknown : NULL};
    assert_int_equal(clients_add(world->clients, AZ_OFFICE, &policy, &number, NULL), RC_OK);
    return number;
}

static void run_for(struct world *world, sim_us length)
{
    sim_us until = world->cluster->now + length;
    for (;;) {
        sim_us cluster_at = cluster_next_at(world->cluster);
        sim_us clients_at = clients_next_at(world->clients);
        if (cluster_at > until && clients_at > until) {
            break;
        }
        if (cluster_at <= clients_at) {
            (void)cluster_step(world->cluster);
        } else {
            cluster_wait(world->cluster, clients_at);
            (void)clients_step(world->clients);
        }
    }
    cluster_wait(world->cluster, until);
}

static inline void set_parameter(struct world *world, int number, const char *name,
                                 const char *value)
{
    struct err err = {0};
    enum rc rc = clients_set(world->clients, number, name, value, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, RC_OK);
}

/* What is saved and, a while later, loaded is the same again. */
static inline void save_and_load(struct world *world, sim_us while_away)
{
    struct buf saved;
    struct buf again;
    buf_init(&saved, BUF_CAP_STATE);
    buf_init(&again, BUF_CAP_STATE);
    clients_save(&saved, world->clients);
    run_for(world, while_away);
    struct unpack in = unpack_start(saved.data, saved.size);
    assert_int_equal(clients_load(world->clients, &in, NULL), RC_OK);
    clients_save(&again, world->clients);
    assert_int_equal(again.size, saved.size);
    assert_memory_equal(again.data, saved.data, saved.size);
    buf_release(&saved);
    buf_release(&again);
}

static struct client_view look(const struct world *world, int number)
{
    static struct clients_view view;
    clients_look(world->clients, &view);
    return view.clients[number - 1];
}

#endif
