/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/client_world.h"

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

static void console__refused_connect__changes_nothing(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    struct err err = {0};
    struct buf before;
    struct buf after;
    buf_init(&before, BUF_CAP_STATE);
    buf_init(&after, BUF_CAP_STATE);
    world_init(&world, 2);
    int number = add(&world, &plan);
    world.cluster->config.master_count = 3; /* it has not looked since */
    assert_int_equal(clients_execute(world.clients, number, "INSERT", &err), RC_OK);
    clients_save(&before, world.clients);
    assert_int_equal(clients_connect(world.clients, number, 2, &err), RC_STATE);
    assert_string_equal(err.text, "@1 waits for an answer: \\cancel drops the connection");
    assert_int_equal(clients_connect(world.clients, number, 3, &err), RC_UNKNOWN);
    clients_save(&after, world.clients);
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.data, after.data, before.size);
    run_for(&world, 10 * US_PER_MS);
    assert_int_equal(clients_connect(world.clients, number, 2, &err), RC_OK);
    run_for(&world, 10 * US_PER_MS);
    assert_int_equal(look(&world, number).master, 2);
    buf_release(&before);
    buf_release(&after);
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

static void console__idle_in_a_crash__moves_and_was_not_out(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    struct err err = {0};
    world_init(&world, 3);
    int number = add(&world, &plan);
    assert_int_equal(clients_connect(world.clients, number, 1, &err), RC_OK);
    run_for(&world, 200 * US_PER_MS);
    fake_crash(world.cluster, 1);
    run_for(&world, 100 * US_PER_MS);
    struct client_view view = look(&world, number);
    assert_int_equal(view.master, 0);
    assert_int_equal(fake_count(world.cluster, EVENT_MOVED, number), 1);
    assert_int_equal(fake_count(world.cluster, EVENT_OUTAGE_BEGUN, number), 0);
    assert_int_equal(view.longest_outage, 0);
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

/* When a lost answer is given up, in seconds. */
static int64_t given_up_after(const char *read_timeout)
{
    struct world world;
    struct plan plan = {0};
    struct err err = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    assert_int_equal(clients_connect(world.clients, number, 1, &err), RC_OK);
    if (read_timeout != NULL) {
        assert_int_equal(clients_set(world.clients, 0, "read_timeout", read_timeout, &err), RC_OK);
    }
    run_for(&world, 200 * US_PER_MS);
    world.cluster->loses_answers = true;
    assert_int_equal(clients_execute(world.clients, number, "INSERT", &err), RC_OK);
    sim_us begun_at = world.cluster->now;
    while (world.replies == 0) {
        run_for(&world, US_PER_S);
    }
    assert_int_equal(world.error, SQL_LOST);
    assert_true(world.is_unknown);
    int64_t seconds = (world.cluster->now - begun_at) / US_PER_S;
    world_release(&world);
    return seconds;
}

static void console__lost_answer__is_waited_for_as_long_as_tcp_does(void **state)
{
    (void)state;
    assert_int_equal(given_up_after(NULL), 900);
    assert_int_equal(given_up_after("3s"), 3);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(console__connect_and_execute__answers),
        cmocka_unit_test(console__refused_connect__changes_nothing),
        cmocka_unit_test(console__crash_in_a_transaction__says_it_is_lost),
        cmocka_unit_test(console__idle_in_a_crash__moves_and_was_not_out),
        cmocka_unit_test(console__silence__ends_with_2013_and_unknown),
        cmocka_unit_test(console__lost_answer__is_waited_for_as_long_as_tcp_does),
        cmocka_unit_test(console__use__follows_to_the_next_connection),
        cmocka_unit_test(console__levels__follow_to_the_next_connection),
        cmocka_unit_test(console__what_was_seen__goes_along_to_another_master),
        cmocka_unit_test(console__cancel__drops_the_connection),
    };
    return cmocka_run_group_tests_name("client/persons", tests, NULL, NULL);
}
