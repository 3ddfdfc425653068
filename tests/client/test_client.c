/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/client_world.h"

/* --- units ---------------------------------------------------------------------------------- */

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
    assert_int_equal(view.endpoints[0].state, ENDPOINT_IS_UP);
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
    assert_int_equal(view.endpoints[0].state, ENDPOINT_IS_UP);
    assert_int_equal(view.outage_since, SIM_NEVER);
    assert_int_equal(fake_count(world.cluster, EVENT_RETRIED, number), 7);
    assert_int_equal(fake_count(world.cluster, EVENT_ENDPOINT_SUSPECT, number), 0);
    world_release(&world);
}

static void unit__wait_for_a_lock__is_repeated_once(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    world_init(&world, 2);
    int number = add(&world, &plan);
    run_for(&world, 200 * US_PER_MS);
    submit(&world, number, 1, "ERROR 1205");
    run_for(&world, 20 * US_PER_S);
    struct client_view view = look(&world, number);
    assert_int_equal(view.failed, 1);
    assert_int_equal(view.last_error, 1205);
    assert_int_equal(view.retries, 1);
    assert_int_equal(view.endpoints[0].state, ENDPOINT_IS_UP);
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
    assert_int_equal(view.endpoints[0].state, ENDPOINT_IS_DOWN);
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

/* A driver without memory goes back to a host that is DOWN: each time that is told when it begins,
 * and is seen at once. */
static void unit__goes_to_a_host_that_is_down__says_so_and_counts_from_there(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {.alternates = true, .is_blind = true};
    world_init(&world, 2);
    int number = add(&world, &plan);
    run_for(&world, 200 * US_PER_MS);
    world.cluster->mood[1] = FAKE_SILENT;
    run_for(&world, 5 * US_PER_S);
    assert_int_equal(look(&world, number).endpoints[1].state, ENDPOINT_IS_DOWN);
    submit(&world, number, 1, "INSERT"); /* unit 1, to m2 */
    run_for(&world, US_PER_MS);
    struct client_view view = look(&world, number);
    assert_int_equal(fake_count(world.cluster, EVENT_TRIES, number), 1);
    assert_int_equal(view.doing, CLIENT_WORKS);
    assert_int_equal(view.going_to, 1);
    assert_int_equal(view.outage_master, 1);
    assert_int_equal(view.outage, US_PER_MS);
    run_for(&world, 3 * US_PER_S);
    view = look(&world, number);
    assert_int_equal(view.ok, 1);
    assert_int_equal(view.going_to, -1);
    assert_int_equal(view.outage_since, SIM_NEVER);
    submit(&world, number, 1, "INSERT"); /* unit 2, to m1, where it is */
    run_for(&world, 100 * US_PER_MS);
    submit(&world, number, 1, "INSERT"); /* and unit 3 to m2 again */
    run_for(&world, US_PER_MS);
    assert_int_equal(fake_count(world.cluster, EVENT_TRIES, number), 2);
    world_release(&world);
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
        cmocka_unit_test(unit__wait_for_a_lock__is_repeated_once),
        cmocka_unit_test(unit__own_fault__is_reported_at_once),
        cmocka_unit_test(unit__goes_to_a_host_that_is_down__says_so_and_counts_from_there),
        cmocka_unit_test(outage__crash__is_shorter_than_silence),
        cmocka_unit_test(unit__lost_answer__is_unknown_and_blind_retry_doubles),
        cmocka_unit_test(driver__broken__is_told_and_the_safe_rule_acts),
        cmocka_unit_test(clients__save_and_load__same_bytes),
    };
    return cmocka_run_group_tests_name("client/client", tests, NULL, NULL);
}
