/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/client_world.h"
#include "client/pool.h"

/* --- a pool by itself ----------------------------------------------------------------------- */

static void pool__a_connection__goes_round_and_is_counted(void **state)
{
    (void)state;
    struct pool pool;
    pool_init(&pool);
    int index = pool_open(&pool, 1, 10);
    pool.links[index].conn = 7;
    assert_int_equal(pool_find(&pool, 7), index);
    assert_int_equal(pool_find_idle(&pool), LINK_NONE);
    pool_give(&pool, index, 1, 11);
    pool_move(&pool, index, LINK_IN_TXN, 12);
    assert_int_equal(pool.links[index].since, 11); /* one use */
    pool_move(&pool, index, LINK_RESETTING, 13);
    assert_int_equal(pool.links[index].worker, WORKER_NOBODY);
    pool_move(&pool, index, LINK_IDLE, 14);
    assert_int_equal(pool_find_idle(&pool), index);
    assert_true(pool_is_sound(&pool));
    pool_move(&pool, index, LINK_VALIDATING, 20);
    pool_move(&pool, index, LINK_IDLE, 21);
    assert_int_equal(pool.links[index].used_at, 14); /* a ping is no use */
    pool_move(&pool, index, LINK_BROKEN, 22);
    assert_int_equal(pool_size(&pool), 1);
    pool_move(&pool, index, LINK_CLOSED, 22);
    assert_int_equal(pool_size(&pool), 0);
    assert_int_equal(pool.opened - pool.closed, 0);
    assert_int_equal(pool_open(&pool, 1, 30), index); /* its place is free */
    pool_release(&pool);
}

static void pool__shared_or_lost__is_not_sound(void **state)
{
    (void)state;
    struct pool pool;
    pool_init(&pool);
    pool_give(&pool, pool_open(&pool, 1, 0), 1, 0);
    pool_give(&pool, pool_open(&pool, 2, 0), 2, 0);
    assert_true(pool_is_sound(&pool));
    pool.links[1].worker = 1;
    assert_false(pool_is_sound(&pool));
    pool.links[1].worker = WORKER_NOBODY;
    assert_false(pool_is_sound(&pool));
    pool.links[1] = (struct link){0}; /* gone, and nobody counted it */
    assert_false(pool_is_sound(&pool));
    pool_release(&pool);
}

static const struct pool_limits limits = {
    .min = 1,
    .max = 4,
    .idle = 60,
    .keepalive = 30,
    .leak_after = 20,
    .connect_timeout = 5,
    .validate_timeout = 3,
    .read_timeout = 9,
};

/* What is due at this time; the place is 0. */
static enum pool_due due_at(const struct pool *pool, sim_us now)
{
    int index = LINK_NONE;
    enum pool_due due = pool_due(pool, &limits, now, &index);
    assert_int_equal(index, due == POOL_NOTHING ? LINK_NONE : 0);
    assert_int_equal(due != POOL_NOTHING, pool_next_at(pool, &limits) <= now);
    return due;
}

static void pool__each_state__has_its_time(void **state)
{
    (void)state;
    struct pool pool;
    pool_init(&pool);
    assert_int_equal(pool_next_at(&pool, &limits), SIM_NEVER);
    int index = pool_open(&pool, WORKER_NOBODY, 100);
    assert_int_equal(due_at(&pool, 104), POOL_NOTHING);
    assert_int_equal(due_at(&pool, 105), POOL_GIVE_UP);
    pool_move(&pool, index, LINK_IDLE, 101);
    pool.links[index].heard_at = 101;
    assert_int_equal(due_at(&pool, 130), POOL_NOTHING);
    assert_int_equal(due_at(&pool, 131), POOL_PING);
    pool.links[index].heard_at = 131;
    assert_int_equal(due_at(&pool, 160), POOL_NOTHING); /* the last one is kept */
    (void)pool_open(&pool, 1, 160);
    assert_int_equal(due_at(&pool, 161), POOL_CLOSE_IDLE);
    pool.links[index].dies_at = 150;
    assert_int_equal(due_at(&pool, 161), POOL_CLOSE_OLD);
    pool_give(&pool, index, 2, 200);
    assert_int_equal(due_at(&pool, 219), POOL_NOTHING);
    assert_int_equal(due_at(&pool, 220), POOL_WARN_OF_LEAK);
    pool.links[index].is_told = true;
    assert_int_equal(due_at(&pool, 230), POOL_NOTHING);
    pool_move(&pool, index, LINK_RESETTING, 230);
    assert_int_equal(due_at(&pool, 239), POOL_GIVE_UP);
    pool_release(&pool);
}

static void pool__a_persons_session__is_left_alone(void **state)
{
    (void)state;
    struct pool pool;
    pool_init(&pool);
    pool_give(&pool, pool_open(&pool, WORKER_CONSOLE, 0), WORKER_CONSOLE, 0);
    assert_int_equal(pool_size(&pool), 0);
    assert_false(pool_is_alive(&pool));
    assert_int_equal(pool_next_at(&pool, &limits), SIM_NEVER);
    assert_int_equal(due_at(&pool, 1000), POOL_NOTHING);
    pool_release(&pool);
}

/* --- workers -------------------------------------------------------------------------------- */

static void submit(struct world *world, int number, const char *sql)
{
    struct unit_work work = {.statements = {sql, "UPDATE"}, .count = 2, .is_write = true};
    assert_int_equal(clients_submit(world->clients, number, &work, NULL), RC_OK);
}

/* A client with so many workers, which has been at work at m1. */
static int add_workers(struct world *world, struct plan *plan, const char *workers)
{
    int number = add(world, plan);
    set_parameter(world, number, "pool.workers", workers);
    submit(world, number, "UPDATE");
    run_for(world, 200 * US_PER_MS);
    assert_int_equal(look(world, number).ok, 1);
    return number;
}

static void pool__three_workers__run_three_units_at_a_time(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "3");
    for (int i = 0; i < 5; i++) {
        submit(&world, number, "UPDATE");
    }
    run_for(&world, 3 * FAKE_LATENCY);
    struct client_view view = look(&world, number);
    assert_int_equal(view.pools[0].in_use, 3);
    assert_int_equal(view.pools[0].max, 8);
    run_for(&world, 200 * US_PER_MS);
    view = look(&world, number);
    assert_int_equal(view.ok, 6);
    assert_int_equal(view.opened, 3);
    assert_int_equal(view.pools[0].idle, 3);
    assert_int_equal(view.pools[0].in_use + view.pools[0].busy + view.pools[0].waiting, 0);
    world_release(&world);
}

static void pool__all_in_use__the_first_in_line_is_next(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "4");
    set_parameter(&world, number, "pool.max", "1");
    for (int i = 0; i < 4; i++) {
        submit(&world, number, "UPDATE");
    }
    run_for(&world, FAKE_LATENCY);
    assert_int_equal(look(&world, number).pools[0].waiting, 3);
    assert_int_equal(fake_count(world.cluster, EVENT_POOL_FULL, number), 3);
    run_for(&world, 200 * US_PER_MS);
    struct client_view view = look(&world, number);
    assert_int_equal(view.ok, 5);
    assert_int_equal(view.opened, 1);
    assert_int_equal(view.p99, 4 * 4 * FAKE_LATENCY); /* the last waited for three others */
    world_release(&world);
}

static void pool__exhausted__is_reported_and_no_host_is_blamed(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "2");
    set_parameter(&world, number, "pool.max", "1");
    set_parameter(&world, number, "pool.acquire_timeout", "200ms");
    set_parameter(&world, number, "hc.timeout", "60s");
    world.cluster->mood[0] = FAKE_HUNG;
    submit(&world, number, "UPDATE");
    submit(&world, number, "UPDATE");
    run_for(&world, 300 * US_PER_MS);
    struct client_view view = look(&world, number);
    assert_int_equal(view.failed, 1);
    assert_int_equal(view.retries, 0);
    assert_int_equal(view.endpoints[0].state, ENDPOINT_IS_UP);
    assert_int_equal(fake_count(world.cluster, EVENT_POOL_EXHAUSTED, number), 1);
    assert_int_equal(fake_count(world.cluster, EVENT_TIMED_OUT, number), 0);
    world_release(&world);
}

static void pool__left_open__is_rolled_back_and_used_again(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "1");
    submit(&world, number, "ERROR 1146"); /* its transaction stays open */
    run_for(&world, 2 * FAKE_LATENCY);
    struct client_view view = look(&world, number);
    assert_int_equal(view.failed, 1);
    assert_int_equal(view.pools[0].busy, 1);
    assert_true(world.cluster->conns[1].is_open);
    run_for(&world, FAKE_LATENCY);
    assert_int_equal(look(&world, number).pools[0].idle, 1);
    assert_false(fake_transaction_is_open(world.cluster));
    submit(&world, number, "UPDATE");
    run_for(&world, 200 * US_PER_MS);
    view = look(&world, number);
    assert_int_equal(view.ok, 2);
    assert_int_equal(view.opened, 1);
    world_release(&world);
}

static void pool__dead_and_idle__is_found_out_before_a_unit_is_sent(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "1");
    set_parameter(&world, number, "hc.interval", "60s");
    run_for(&world, 5 * US_PER_S);
    world.cluster->mood[0] = FAKE_HUNG;
    submit(&world, number, "UPDATE");
    run_for(&world, 2 * FAKE_LATENCY);
    assert_int_equal(look(&world, number).pools[0].busy, 1);
    run_for(&world, 600 * US_PER_MS); /* pool.validate_timeout is 500 ms; an answer takes 5 s */
    struct client_view view = look(&world, number);
    assert_int_equal(view.ok, 2);
    assert_int_equal(view.unknown, 0);
    assert_int_equal(view.retries, 1);
    assert_int_equal(view.master, 1);
    world_release(&world);
}

static void pool__upkeep__pings_closes_and_makes_anew(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "1");
    set_parameter(&world, number, "pool.min", "3");
    set_parameter(&world, number, "pool.idle", "10s");
    set_parameter(&world, number, "pool.keepalive", "2s");
    set_parameter(&world, number, "pool.lifetime", "25s");
    run_for(&world, 35 * US_PER_S); /* the first look is due when the first keepalive was */
    struct client_view view = look(&world, number);
    assert_int_equal(view.pools[0].idle, 3);
    assert_int_equal(view.opened, 3); /* the first is of before there was a lifetime */
    set_parameter(&world, number, "pool.min", "1");
    run_for(&world, 15 * US_PER_S);
    view = look(&world, number);
    assert_int_equal(view.pools[0].idle, 1);
    assert_int_equal(fake_count(world.cluster, EVENT_CONNECTION_CLOSED, number), 2);
    world_release(&world);
}

static void pool__grown_old_in_use__is_closed_when_it_is_given_back(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "1");
    int before = fake_count(world.cluster, EVENT_CONNECTION_CLOSED, number);
    set_parameter(&world, number, "pool.lifetime", "3ms");
    set_parameter(&world, number, "pool.max", "1");
    fake_crash(world.cluster, 0);
    run_for(&world, US_PER_S);
    submit(&world, number, "UPDATE");
    run_for(&world, US_PER_S);
    assert_int_equal(look(&world, number).ok, 2);
    assert_int_equal(look(&world, number).pools[1].idle, 0);
    assert_int_equal(fake_count(world.cluster, EVENT_CONNECTION_CLOSED, number), before + 1);
    world_release(&world);
}

static void pool__in_use_for_long__is_told_once(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "1");
    set_parameter(&world, number, "pool.leak_after", "2s");
    set_parameter(&world, number, "pool.read_timeout", "60s");
    set_parameter(&world, number, "hc.timeout", "60s");
    run_for(&world, 30 * US_PER_S);
    world.cluster->mood[0] = FAKE_HUNG;
    set_parameter(&world, number, "pool.validate_after_idle", "60s");
    submit(&world, number, "UPDATE");
    run_for(&world, 20 * US_PER_S);
    assert_int_equal(fake_count(world.cluster, EVENT_LEAK, number), 1);
    world_release(&world);
}

static void pool__silent_endpoint__all_are_closed_and_all_units_go_on_elsewhere(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "4");
    for (int i = 0; i < 4; i++) {
        submit(&world, number, "UPDATE");
    }
    run_for(&world, FAKE_LATENCY);
    world.cluster->mood[0] = FAKE_SILENT;
    run_for(&world, 4 * US_PER_S);
    struct client_view view = look(&world, number);
    assert_int_equal(view.endpoints[0].state, ENDPOINT_IS_DOWN);
    assert_int_equal(view.ok, 5);
    assert_int_equal(view.pools[0].idle + view.pools[0].in_use + view.pools[0].busy, 0);
    assert_in_range(view.pools[1].idle, 1, 4);
    world_release(&world);
}

static void pool__save_and_load__same_bytes_and_the_same_future(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add_workers(&world, &plan, "3");
    set_parameter(&world, number, "pool.max", "2");
    for (int i = 0; i < 5; i++) {
        submit(&world, number, "UPDATE");
    }
    run_for(&world, 2 * FAKE_LATENCY);
    save_and_load(&world, 0);
    run_for(&world, 200 * US_PER_MS);
    assert_int_equal(look(&world, number).ok, 6);
    world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pool__a_connection__goes_round_and_is_counted),
        cmocka_unit_test(pool__shared_or_lost__is_not_sound),
        cmocka_unit_test(pool__each_state__has_its_time),
        cmocka_unit_test(pool__a_persons_session__is_left_alone),
        cmocka_unit_test(pool__three_workers__run_three_units_at_a_time),
        cmocka_unit_test(pool__all_in_use__the_first_in_line_is_next),
        cmocka_unit_test(pool__exhausted__is_reported_and_no_host_is_blamed),
        cmocka_unit_test(pool__left_open__is_rolled_back_and_used_again),
        cmocka_unit_test(pool__dead_and_idle__is_found_out_before_a_unit_is_sent),
        cmocka_unit_test(pool__upkeep__pings_closes_and_makes_anew),
        cmocka_unit_test(pool__grown_old_in_use__is_closed_when_it_is_given_back),
        cmocka_unit_test(pool__in_use_for_long__is_told_once),
        cmocka_unit_test(pool__silent_endpoint__all_are_closed_and_all_units_go_on_elsewhere),
        cmocka_unit_test(pool__save_and_load__same_bytes_and_the_same_future),
    };
    return cmocka_run_group_tests_name("client/pool", tests, NULL, NULL);
}
