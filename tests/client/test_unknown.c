/* SPDX-License-Identifier: MIT */
/* Idempotency keys, and what becomes of outcomes that are not known. */
#include "lib/test.h"

#include "client/client_world.h"

static void submit(struct world *world, int number, const char *sql)
{
    struct unit_work work = {.statements = {sql}, .count = 1, .is_write = true};
    assert_int_equal(clients_submit(world->clients, number, &work, NULL), RC_OK);
}

/* A client with keys, at work at m1 and m2 in turn; one unit done. */
static int begin(struct world *world, struct plan *plan, const char *keys, const char *on_unknown)
{
    plan->alternates = true;
    world_init(world, 2);
    int number = add(world, plan);
    set_parameter(world, number, "unit.keys", keys);
    set_parameter(world, number, "retry.on_unknown", on_unknown);
    set_parameter(world, number, "read_timeout", "1s");
    submit(world, number, "UPDATE");
    run_for(world, 100 * US_PER_MS);
    assert_int_equal(look(world, number).ok, 1);
    return number;
}

/* One unit whose COMMIT, or the answer to it, is lost; five seconds later. */
static struct clients_view lose(struct world *world, int number, enum fake_loss loss)
{
    static struct clients_view view;
    world->cluster->loss = loss;
    submit(world, number, "UPDATE");
    run_for(world, 900 * US_PER_MS);
    world->cluster->loss = FAKE_LOSES_NOTHING;
    run_for(world, 5 * US_PER_S);
    clients_look(world->clients, &view);
    const struct client_view *client = &view.clients[number - 1];
    assert_int_equal(client->ok + client->failed + client->unknown, 2);
    assert_int_equal(client->in_doubt, 0);
    return view;
}

static void key__every_write__leaves_one(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    int number = begin(&world, &plan, "on", "probe");
    submit(&world, number, "UPDATE");
    struct unit_work read = {.statements = {"SELECT"}, .count = 1};
    assert_int_equal(clients_submit(world.clients, number, &read, NULL), RC_OK);
    struct unit_work table = {
        .statements = {"CREATE"}, .count = 1, .is_write = true, .has_no_key = true};
    assert_int_equal(clients_submit(world.clients, number, &table, NULL), RC_OK);
    run_for(&world, 100 * US_PER_MS);
    assert_int_equal(look(&world, number).ok, 4);
    assert_int_equal(world.cluster->key_count, 2);
    assert_true(fake_has_key(world.cluster, INT64_C(1000000001)));
    assert_true(fake_has_key(world.cluster, INT64_C(1000000002)));
    world_release(&world);
}

static void probe__committed_after_all__is_ok_and_done_once(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    int number = begin(&world, &plan, "on", "probe");
    struct clients_view view = lose(&world, number, FAKE_LOSES_ANSWERS_OF_COMMIT);
    assert_int_equal(view.ok, 2);
    assert_int_equal(view.resolved_ok, 1);
    assert_int_equal(view.retries, 0);
    assert_int_equal(view.doubled + view.lost, 0);
    assert_int_equal(fake_count(world.cluster, EVENT_UNSURE, number), 1);
    assert_int_equal(fake_count(world.cluster, EVENT_PROBES, number), 1);
    assert_int_equal(fake_count(world.cluster, EVENT_KEY_SOUGHT, number), 1);
    world_release(&world);
}

static void probe__not_there__is_repeated_with_the_same_key(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    int number = begin(&world, &plan, "on", "probe");
    struct clients_view view = lose(&world, number, FAKE_LOSES_COMMITS);
    assert_int_equal(view.ok, 2);
    assert_int_equal(view.resolved_absent, 1);
    assert_int_equal(view.retries, 1);
    assert_int_equal(view.doubled + view.lost, 0);
    assert_int_equal(world.cluster->key_count, 2);
    assert_int_equal(look(&world, number).tries[0], 1);
    assert_int_equal(look(&world, number).tries[1], 1);
    world_release(&world);
}

static void blind__with_a_key__meets_it(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    int number = begin(&world, &plan, "on", "blind");
    struct clients_view view = lose(&world, number, FAKE_LOSES_ANSWERS_OF_COMMIT);
    assert_int_equal(view.ok, 2);
    assert_int_equal(view.resolved_ok, 1);
    assert_int_equal(view.duplicates, 1);
    assert_int_equal(view.doubled + view.lost, 0);
    assert_false(fake_transaction_is_open(world.cluster));
    world_release(&world);
}

static void blind__without_a_key__doubles_and_never_knows(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    int number = begin(&world, &plan, "off", "blind");
    struct clients_view view = lose(&world, number, FAKE_LOSES_ANSWERS_OF_COMMIT);
    assert_int_equal(view.ok, 2);
    assert_int_equal(view.doubled, 1);
    assert_int_equal(view.unresolved, 1);
    world_release(&world);
}

static void report__or_nothing_to_probe_for__is_unknown(void **state)
{
    (void)state;
    for (int with_key = 0; with_key <= 1; with_key++) {
        struct world world;
        struct plan plan = {0};
        int number = begin(&world, &plan, with_key ? "on" : "off", with_key ? "report" : "probe");
        struct clients_view view = lose(&world, number, FAKE_LOSES_COMMITS);
        assert_int_equal(view.unknown, 1);
        assert_int_equal(view.unresolved, 1);
        assert_int_equal(fake_count(world.cluster, EVENT_PROBES, number), 0);
        world_release(&world);
    }
}

/* Once it was unknown, what failed after it tells nothing of it. */
static void unknown__then_only_failures__is_unknown_and_not_failed(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    int number = begin(&world, &plan, "on", "probe");
    world.cluster->loss = FAKE_LOSES_COMMITS;
    submit(&world, number, "UPDATE");
    run_for(&world, 900 * US_PER_MS);
    fake_crash(world.cluster, 0);
    fake_crash(world.cluster, 1);
    run_for(&world, 20 * US_PER_S);
    struct client_view view = look(&world, number);
    assert_int_equal(view.unknown, 1);
    assert_int_equal(view.failed, 0);
    assert_int_equal(view.unresolved, 1);
    world_release(&world);
}

static void driver__on_unknown__decides_and_is_told(void **state)
{
    (void)state;
    static const struct {
        enum policy_action action;
        int ok, unknown, probes;
    } rows[] = {
        {ACTION_REPORT, 1, 1, 0},
        {ACTION_RETRY, 2, 0, 0},
        {ACTION_PROBE, 1, 1, 8}, /* never content: it asks until retry.max */
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct world world;
        struct plan plan = {.knows_unknown = true, .on_unknown = rows[i].action};
        int number = begin(&world, &plan, "on", "blind");
        struct clients_view view = lose(&world, number, FAKE_LOSES_COMMITS);
        assert_int_equal(view.ok, rows[i].ok);
        assert_int_equal(view.unknown, rows[i].unknown);
        assert_int_equal(plan.unknown.unit, 2);
        assert_int_equal(plan.unknown.master, 0);
        assert_true(plan.unknown.has_key);
        assert_int_equal(plan.unknown.probes, rows[i].probes);
        world_release(&world);
    }
}

static void probe__saved_on_the_way__has_the_same_future(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    int number = begin(&world, &plan, "on", "probe");
    world.cluster->loss = FAKE_LOSES_COMMITS;
    submit(&world, number, "UPDATE");
    run_for(&world, 1500 * US_PER_MS);
    world.cluster->loss = FAKE_LOSES_NOTHING;
    assert_int_equal(look(&world, number).in_doubt, 1);
    assert_true(look(&world, number).workers[0].is_probing);
    save_and_load(&world, 0);
    run_for(&world, 5 * US_PER_S);
    assert_int_equal(look(&world, number).ok, 2);
    assert_int_equal(look(&world, number).resolved_absent, 1);
    world_release(&world);
}

/* --- retries -------------------------------------------------------------------------------- */

/* The waits of eight tries that all meet error 1213; the first is 25 ms at least, the lag. */
static void waits_with(const char *jitter, sim_us waits[7])
{
    struct world world;
    struct plan plan = {0};
    int number = begin(&world, &plan, "off", "probe");
    set_parameter(&world, number, "retry.jitter", jitter);
    set_parameter(&world, number, "retry.cap", "400ms");
    set_parameter(&world, number, "retry.first_wait_min", "5ms");
    submit(&world, number, "ERROR 1213");
    run_for(&world, 20 * US_PER_S);
    int count = 0;
    for (int i = 0; i < world.cluster->event_count; i++) {
        if (world.cluster->events[i].kind == EVENT_RETRIED) {
            assert_true(count < 7);
            waits[count++] = world.cluster->events[i].length;
        }
    }
    assert_int_equal(count, 7);
    world_release(&world);
}

static void retry__each_jitter__stays_in_its_bounds(void **state)
{
    (void)state;
    static const sim_us ceilings[7] = {20000, 40000, 80000, 160000, 320000, 400000, 400000};
    sim_us waits[5][7];
    static const char *const names[] = {"none", "expo", "equal", "full", "decorrelated"};
    for (int i = 0; i < COUNT_OF(names); i++) {
        waits_with(names[i], waits[i]);
    }
    for (int i = 0; i < 7; i++) {
        assert_int_equal(waits[0][i], 20000);
        assert_int_equal(waits[1][i], ceilings[i]);
        assert_in_range(waits[2][i], ceilings[i] / 2, ceilings[i]);
        assert_in_range(waits[3][i], i == 0 ? 5000 : 0, ceilings[i]);
        sim_us last = i > 0 && waits[4][i - 1] > 20000 ? waits[4][i - 1] : 20000;
        assert_in_range(waits[4][i], 20000, 3 * last < 400000 ? 3 * last : 400000);
    }
}

/* Retries of units that nobody serves: all hosts refuse. */
static int64_t retries_of(struct world *world, int number, int units)
{
    int64_t before = look(world, number).retries;
    for (int i = 0; i < units; i++) {
        submit(world, number, "UPDATE");
        run_for(world, 20 * US_PER_MS);
    }
    return look(world, number).retries - before;
}

static void retry__budget__is_for_failing_hosts_alone(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    int number = begin(&world, &plan, "off", "probe");
    set_parameter(&world, number, "retry.budget", "50%");
    set_parameter(&world, number, "retry.budget_burst", "0");
    for (int i = 0; i < 4; i++) {
        submit(&world, number, "ERROR 1213");
    }
    run_for(&world, 60 * US_PER_S);
    assert_int_equal(look(&world, number).retries, 28);
    assert_int_equal(fake_count(world.cluster, EVENT_BUDGET_SPENT, number), 0);
    fake_crash(world.cluster, 0);
    fake_crash(world.cluster, 1);
    run_for(&world, US_PER_S);
    assert_int_equal(retries_of(&world, number, 1), 1); /* what was saved */
    assert_int_equal(retries_of(&world, number, 1), 0); /* earns half a retry */
    assert_int_equal(retries_of(&world, number, 1), 1);
    assert_int_equal(fake_count(world.cluster, EVENT_BUDGET_SPENT, number), 3);
    set_parameter(&world, number, "retry.budget", "0");
    set_parameter(&world, number, "retry.budget_burst", "4");
    run_for(&world, 5 * US_PER_S);
    assert_int_equal(retries_of(&world, number, 3), 2); /* half of the burst */
    run_for(&world, 20 * US_PER_S);
    assert_int_equal(retries_of(&world, number, 3), 4);
    world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key__every_write__leaves_one),
        cmocka_unit_test(probe__committed_after_all__is_ok_and_done_once),
        cmocka_unit_test(probe__not_there__is_repeated_with_the_same_key),
        cmocka_unit_test(blind__with_a_key__meets_it),
        cmocka_unit_test(blind__without_a_key__doubles_and_never_knows),
        cmocka_unit_test(report__or_nothing_to_probe_for__is_unknown),
        cmocka_unit_test(unknown__then_only_failures__is_unknown_and_not_failed),
        cmocka_unit_test(driver__on_unknown__decides_and_is_told),
        cmocka_unit_test(probe__saved_on_the_way__has_the_same_future),
        cmocka_unit_test(retry__each_jitter__stays_in_its_bounds),
        cmocka_unit_test(retry__budget__is_for_failing_hosts_alone),
    };
    return cmocka_run_group_tests_name("client/unknown", tests, NULL, NULL);
}
