/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/client.h"
#include "client/fake_cluster.h"

/* --- a policy in C: first UP one, else the next; and what it does on an error --------------- */

struct plan {
    bool alternates;
    bool fails;
    bool is_blind; /* repeats whatever happens */
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

/* --- a world -------------------------------------------------------------------------------- */

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

static void on_truth(void *user, int client, uint64_t unit, uint64_t txn)
{
    clients_on_truth(((struct world *)user)->clients, client, unit, txn);
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
                            .on_error = plan->is_blind ? plan_on_error : NULL};
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

static void submit(struct world *world, int number, int count, ...)
{
    struct unit_work work = {.count = count, .is_write = true};
    va_list args;
    va_start(args, count);
    for (int i = 0; i < count; i++) {
        work.statements[i] = va_arg(args, const char *);
    }
    va_end(args);
    assert_int_equal(clients_submit(world->clients, number, &work, NULL), RC_OK);
}

static struct client_view look(const struct world *world, int number)
{
    static struct clients_view view;
    clients_look(world->clients, &view);
    return view.clients[number - 1];
}

/* --- units ---------------------------------------------------------------------------------- */

static void unit__healthy__is_done_and_counted(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {.alternates = true};
    world_init(&world, 2);
    int number = add(&world, &plan);
    for (int i = 0; i < 10; i++) {
        submit(&world, number, 1, "INSERT");
        run_for(&world, 100 * US_PER_MS);
    }
    struct client_view view = look(&world, number);
    assert_int_equal(view.ok, 10);
    assert_int_equal(view.failed + view.unknown + view.retries, 0);
    assert_int_equal(view.p99, 2 * FAKE_LATENCY);
    assert_int_equal(view.ok_per_s, 10);
    assert_int_equal(view.endpoints[0], ENDPOINT_IS_UP);
    assert_int_equal(fake_count(world.cluster, EVENT_UNIT_OK, number), 10);
    assert_int_equal(fake_count(world.cluster, EVENT_CONNECTED, number), 2);
    world_release(&world);
}

static void unit__many_statements__run_in_a_transaction(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    submit(&world, number, 2, "UPDATE", "UPDATE");
    run_for(&world, 100 * US_PER_MS);
    assert_int_equal(look(&world, number).ok, 1);
    assert_int_equal(world.cluster->conns[1].in_transaction, false);
    struct clients_view view;
    clients_look(world.clients, &view);
    assert_int_equal(view.lost, 0);
    world_release(&world);
}

static void unit__conflict__backs_off_and_blames_nobody(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    run_for(&world, 200 * US_PER_MS);
    submit(&world, number, 1, "ERROR 1213");
    run_for(&world, 20 * US_PER_S);
    struct client_view view = look(&world, number);
    assert_int_equal(view.conflicts, 8); /* retry.max */
    assert_int_equal(view.failed, 1);
    assert_int_equal(view.last_error, 1213);
    assert_int_equal(view.endpoints[0], ENDPOINT_IS_UP);
    assert_int_equal(view.outage_since, SIM_NEVER);
    assert_int_equal(fake_count(world.cluster, EVENT_RETRIED, number), 7);
    assert_int_equal(fake_count(world.cluster, EVENT_ENDPOINT_SUSPECT, number), 0);
    world_release(&world);
}

static void unit__own_fault__is_reported_at_once(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    submit(&world, number, 1, "ERROR 1146");
    submit(&world, number, 1, "NONSENSE");
    run_for(&world, US_PER_S);
    struct client_view view = look(&world, number);
    assert_int_equal(view.failed, 2);
    assert_int_equal(view.retries, 0);
    assert_false(clients_is_busy(world.clients, number));
    world_release(&world);
}

/* One unit every 100 ms while m1 fails in some way; gives the outage that the client saw. */
static sim_us outage_when(enum fake_mood mood)
{
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    for (int i = 0; i < 10; i++) {
        submit(&world, number, 1, "INSERT");
        run_for(&world, 100 * US_PER_MS);
    }
    assert_int_equal(look(&world, number).ok, 10);
    submit(&world, number, 1, "INSERT"); /* in flight when it happens */
    run_for(&world, FAKE_LATENCY / 2);
    if (mood == FAKE_REFUSES) {
        fake_crash(world.cluster, 0);
    } else {
        world.cluster->mood[0] = mood;
    }
    for (int i = 0; i < 100; i++) {
        submit(&world, number, 1, "SELECT");
        run_for(&world, 100 * US_PER_MS);
    }
    struct client_view view = look(&world, number);
    assert_int_equal(view.master, 1);
    assert_int_equal(view.endpoints[0], ENDPOINT_IS_DOWN);
    assert_int_equal(view.outage_since, SIM_NEVER);
    assert_int_equal(view.outage_detect + view.outage_reroute + view.outage_first_ok, view.outage);
    assert_int_equal(view.longest_outage, view.outage);
    assert_int_equal(fake_count(world.cluster, EVENT_OUTAGE_BEGUN, number), 1);
    assert_int_equal(fake_count(world.cluster, EVENT_OUTAGE_OVER, number), 1);
    assert_true(fake_count(world.cluster, EVENT_MOVED, number) >= 1);
    struct clients_view all;
    clients_look(world.clients, &all);
    assert_int_equal(all.lost, 0);
    assert_int_equal(all.doubled, 0);
    world_release(&world);
    return view.outage;
}

static void outage__crash__is_shorter_than_silence(void **state)
{
    (void)state;
    sim_us crash = outage_when(FAKE_REFUSES);
    sim_us silence = outage_when(FAKE_SILENT);
    sim_us hang = outage_when(FAKE_HUNG);
    print_message("crash %d us, silence %d us, hang %d us\n", (int)crash, (int)silence, (int)hang);
    assert_true(crash < 20 * US_PER_MS);
    assert_true(silence > 500 * US_PER_MS && silence < 5 * US_PER_S);
    assert_true(hang > 500 * US_PER_MS && hang < 5 * US_PER_S);
}

static void unit__lost_answer__is_unknown_and_blind_retry_doubles(void **state)
{
    (void)state;
    for (int is_blind = 0; is_blind <= 1; is_blind++) {
        struct world world;
        struct plan plan = {.alternates = true, .is_blind = is_blind == 1};
        struct err err = {0};
        world_init(&world, 2);
        int number = add(&world, &plan);
        run_for(&world, 100 * US_PER_MS);
        world.cluster->loses_answers = true;
        assert_int_equal(clients_set(world.clients, number, "read_timeout", "1s", &err), RC_OK);
        submit(&world, number, 1, "INSERT");
        run_for(&world, 900 * US_PER_MS);
        world.cluster->loses_answers = false;
        run_for(&world, 2 * US_PER_S);
        struct clients_view view;
        clients_look(world.clients, &view);
        assert_int_equal(view.unknown, is_blind ? 0 : 1);
        assert_int_equal(view.ok, is_blind ? 1 : 0);
        assert_int_equal(view.doubled, is_blind ? 1 : 0);
        assert_int_equal(view.lost, 0);
        world_release(&world);
    }
}

static void driver__broken__is_told_and_the_safe_rule_acts(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {.fails = true};
    world_init(&world, 2);
    int number = add(&world, &plan);
    submit(&world, number, 1, "INSERT");
    run_for(&world, US_PER_S);
    assert_int_equal(look(&world, number).ok, 1);
    assert_int_equal(fake_count(world.cluster, EVENT_DRIVER_FAILED, number), 1);
    for (int i = 0; i < world.cluster->event_count; i++) {
        if (world.cluster->events[i].kind == EVENT_DRIVER_FAILED) {
            assert_int_equal(world.cluster->events[i].count, 7);
        }
    }
    world_release(&world);
}

/* --- console -------------------------------------------------------------------------------- */

static void console__connect_and_execute__answers(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    struct err err = {0};
    world_init(&world, 3);
    int number = add(&world, &plan);
    assert_int_equal(clients_connect(world.clients, number, 2, &err), RC_OK);
    run_for(&world, 10 * US_PER_MS);
    assert_int_equal(look(&world, number).master, 2);
    assert_int_equal(clients_execute(world.clients, number, "INSERT", &err), RC_OK);
    assert_int_equal(clients_execute(world.clients, number, "INSERT", &err), RC_STATE);
    assert_string_equal(err.text,
                        "the last statement of @1 is not answered yet: \\cancel (Ctrl-C) drops it");
    run_for(&world, 10 * US_PER_MS);
    assert_int_equal(world.replies, 1);
    assert_int_equal(world.error, SQL_OK);
    assert_int_equal(world.master, 2);
    assert_int_equal(clients_execute(world.clients, 9, "INSERT", &err), RC_UNKNOWN);
    assert_string_equal(err.text, "there is no @9: there are @1 to @1");
    assert_int_equal(clients_connect(world.clients, number, 3, &err), RC_UNKNOWN);
    assert_string_equal(err.text, "there is no m4 in this cluster");
    world_release(&world);
}

static void console__crash_in_a_transaction__says_it_is_lost(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    struct err err = {0};
    world_init(&world, 3);
    int number = add(&world, &plan);
    assert_int_equal(clients_connect(world.clients, number, 1, &err), RC_OK);
    run_for(&world, 200 * US_PER_MS);
    assert_int_equal(clients_execute(world.clients, number, "BEGIN", &err), RC_OK);
    run_for(&world, 10 * US_PER_MS);
    assert_true(look(&world, number).in_transaction);
    fake_crash(world.cluster, 1);
    run_for(&world, 100 * US_PER_MS);
    /* It has moved by itself, and the next statement is told. */
    assert_int_equal(look(&world, number).master, 0);
    assert_int_equal(clients_execute(world.clients, number, "UPDATE", &err), RC_OK);
    assert_int_equal(world.error, SQL_GONE_AWAY);
    assert_string_equal(world.text, "MySQL server has gone away: the open transaction is lost, and "
                                    "this statement was not run");
    assert_int_equal(clients_execute(world.clients, number, "UPDATE", &err), RC_OK);
    run_for(&world, 10 * US_PER_MS);
    assert_int_equal(world.error, SQL_OK);
    assert_int_equal(world.master, 0);
    world_release(&world);
}

static void console__silence__ends_with_2013_and_unknown(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    struct err err = {0};
    world_init(&world, 3);
    int number = add(&world, &plan);
    assert_int_equal(clients_connect(world.clients, number, 1, &err), RC_OK);
    run_for(&world, 200 * US_PER_MS);
    world.cluster->mood[1] = FAKE_SILENT;
    assert_int_equal(clients_execute(world.clients, number, "INSERT", &err), RC_OK);
    run_for(&world, 6 * US_PER_S);
    assert_int_equal(world.error, SQL_LOST);
    assert_true(world.is_unknown);
    assert_int_equal(look(&world, number).unknown, 1);
    assert_int_equal(look(&world, number).master, 0);
    world_release(&world);
}

static void console__use__follows_to_the_next_connection(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    struct err err = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    assert_int_equal(clients_execute(world.clients, number, "USE demo", &err), RC_OK);
    run_for(&world, 10 * US_PER_MS);
    assert_int_equal(world.error, SQL_OK);
    assert_int_equal(clients_connect(world.clients, number, 1, &err), RC_OK);
    assert_int_equal(clients_execute(world.clients, number, "SELECT", &err), RC_OK);
    run_for(&world, 10 * US_PER_MS);
    assert_int_equal(world.error, SQL_OK);
    assert_int_equal(world.master, 1);
    world_release(&world);
}

static void execute(struct world *world, int number, const char *sql)
{
    struct err err = {0};
    assert_int_equal(clients_execute(world->clients, number, sql, &err), RC_OK);
    run_for(world, 10 * US_PER_MS);
    assert_int_equal(world->error, SQL_OK);
}

static const struct fake_conn *last_statement(const struct world *world, int master)
{
    const struct fake_conn *last = NULL;
    for (conn_id i = 1; i <= world->cluster->conn_count; i++) {
        const struct fake_conn *conn = &world->cluster->conns[i];
        last = conn->master == master && conn->statements > 0 ? conn : last;
    }
    assert_non_null(last);
    return last;
}

static void console__levels__follow_to_the_next_connection(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    execute(&world, number, "SET NEXT");
    execute(&world, number, "SET LEVEL");
    assert_int_equal(clients_connect(world.clients, number, 1, NULL), RC_OK);
    execute(&world, number, "SELECT");
    assert_int_equal(last_statement(&world, 1)->consistency, CONSISTENCY_REGIONAL_RAW);
    assert_int_equal(last_statement(&world, 1)->isolation, ISOLATION_REPEATABLE_READ);
    execute(&world, number, "SET ALL");
    assert_int_equal(clients_connect(world.clients, number, 0, NULL), RC_OK);
    execute(&world, number, "SELECT");
    assert_int_equal(last_statement(&world, 0)->isolation, ISOLATION_READ_COMMITTED);
    world_release(&world);
}

/* What a program has seen is its own, not one connection's; and no other program's. */
static void console__what_was_seen__goes_along_to_another_master(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    int other = add(&world, &plan);
    execute(&world, number, "UPDATE");
    execute(&world, number, "UPDATE");
    assert_int_equal(clients_connect(world.clients, number, 1, NULL), RC_OK);
    execute(&world, number, "UPDATE");
    assert_int_equal(last_statement(&world, 1)->seen[0], 2);
    assert_int_equal(last_statement(&world, 1)->seen[1], 0);
    assert_int_equal(clients_connect(world.clients, number, 0, NULL), RC_OK);
    execute(&world, number, "SELECT");
    assert_int_equal(last_statement(&world, 0)->seen[0], 2);
    assert_int_equal(last_statement(&world, 0)->seen[1], 1);
    assert_int_equal(clients_connect(world.clients, other, 1, NULL), RC_OK);
    execute(&world, other, "SELECT");
    assert_int_equal(last_statement(&world, 1)->seen[0], 0);
    world_release(&world);
}

static void console__cancel__drops_the_connection(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    struct err err = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    assert_int_equal(clients_connect(world.clients, number, 1, &err), RC_OK);
    run_for(&world, 100 * US_PER_MS);
    world.cluster->loses_answers = true;
    assert_int_equal(clients_execute(world.clients, number, "SELECT", &err), RC_OK);
    run_for(&world, 100 * US_PER_MS);
    clients_cancel(world.clients, number);
    assert_int_equal(world.error, SQL_INTERRUPTED);
    assert_false(world.is_unknown);
    assert_false(clients_is_busy(world.clients, number));
    run_for(&world, 100 * US_PER_MS);
    assert_int_equal(look(&world, number).master, 1);
    world_release(&world);
}

/* --- state ---------------------------------------------------------------------------------- */

static void clients__save_and_load__same_bytes(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {.alternates = true};
    struct err err = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    for (int i = 0; i < 5; i++) {
        submit(&world, number, 1, "INSERT");
    }
    run_for(&world, 3 * US_PER_MS);
    struct buf first;
    struct buf second;
    buf_init(&first, BUF_CAP_STATE);
    buf_init(&second, BUF_CAP_STATE);
    clients_save(&first, world.clients);
    run_for(&world, US_PER_S);
    struct unpack in = unpack_start(first.data, first.size);
    assert_int_equal(clients_load(world.clients, &in, &err), RC_OK);
    clients_save(&second, world.clients);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);
    in = unpack_start(first.data, first.size / 2);
    assert_int_equal(clients_load(world.clients, &in, &err), RC_DAMAGED);
    buf_release(&first);
    buf_release(&second);
    world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unit__healthy__is_done_and_counted),
        cmocka_unit_test(unit__many_statements__run_in_a_transaction),
        cmocka_unit_test(unit__conflict__backs_off_and_blames_nobody),
        cmocka_unit_test(unit__own_fault__is_reported_at_once),
        cmocka_unit_test(outage__crash__is_shorter_than_silence),
        cmocka_unit_test(unit__lost_answer__is_unknown_and_blind_retry_doubles),
        cmocka_unit_test(driver__broken__is_told_and_the_safe_rule_acts),
        cmocka_unit_test(console__connect_and_execute__answers),
        cmocka_unit_test(console__crash_in_a_transaction__says_it_is_lost),
        cmocka_unit_test(console__silence__ends_with_2013_and_unknown),
        cmocka_unit_test(console__use__follows_to_the_next_connection),
        cmocka_unit_test(console__levels__follow_to_the_next_connection),
        cmocka_unit_test(console__what_was_seen__goes_along_to_another_master),
        cmocka_unit_test(console__cancel__drops_the_connection),
        cmocka_unit_test(clients__save_and_load__same_bytes),
    };
    return cmocka_run_group_tests_name("client/client", tests, NULL, NULL);
}
