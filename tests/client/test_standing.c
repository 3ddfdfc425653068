/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/client_parameter.h"
#include "client/client_world.h"

/* A driver that stays on m1 as long as it may, and tells what it was told. */
struct watcher {
    int ticks;             /* on_tick() was asked so often */
    enum policy_wish wish; /* its answer for m1 */
    int picks;
    struct policy_endpoint seen[MASTERS_MAX]; /* by pick(), the last time */
    int seen_count;
};

static enum rc watcher_pick(void *self, const struct policy_request *request,
                            const struct policy_endpoint *endpoints, int count, int *index,
                            int *line, struct err *err)
{
    struct watcher *watcher = self;
    (void)request, (void)err;
    watcher->picks++;
    watcher->seen_count = count;
    memcpy(watcher->seen, endpoints, (size_t)count * sizeof(*endpoints));
    *line = 3;
    *index = 0;
    while (*index < count - 1 && endpoints[*index].state == ENDPOINT_IS_DOWN) {
        ++*index;
    }
    return RC_OK;
}

static enum rc watcher_on_tick(void *self, sim_us now, const struct policy_endpoint *endpoints,
                               int count, enum policy_wish *wishes, int *line, struct err *err)
{
    struct watcher *watcher = self;
    (void)now, (void)err;
    *line = 9;
    watcher->ticks++;
    for (int i = 0; i < count; i++) {
        wishes[i] = endpoints[i].master == 0 ? watcher->wish : WISH_NONE;
    }
    return RC_OK;
}

static int add_watcher(struct world *world, struct watcher *watcher, bool ticks)
{
    int number = 0;
    struct policy policy = {.self = watcher,
                            .name = "watcher",
                            .pick = watcher_pick,
                            .on_tick = ticks ? watcher_on_tick : NULL};
    assert_int_equal(clients_add(world->clients, AZ_OFFICE, &policy, &number, NULL), RC_OK);
    return number;
}

static void set(struct world *world, const char *name, const char *value)
{
    assert_int_equal(clients_set(world->clients, 1, name, value, NULL), RC_OK);
}

/* One unit of one statement. */
static void give(struct world *world, const char *sql)
{
    struct unit_work work = {.statements = {sql}, .count = 1, .is_write = true};
    assert_int_equal(clients_submit(world->clients, 1, &work, NULL), RC_OK);
}

static enum endpoint_state state_of(const struct world *world, int master)
{
    return look(world, 1).endpoints[master].state;
}

static const struct event *last_event(const struct world *world, enum event_kind kind)
{
    for (int i = world->cluster->event_count - 1; i >= 0; i--) {
        if (world->cluster->events[i].kind == kind) {
            return &world->cluster->events[i];
        }
    }
    fail_msg("no %s was told", event_row(kind)->name);
    return NULL;
}

static int open_connections(const struct world *world, int master)
{
    int count = 0;
    for (conn_id i = 1; i <= world->cluster->conn_count; i++) {
        const struct fake_conn *conn = &world->cluster->conns[i];
        count += conn->master == master && conn->is_open && !conn->is_closed ? 1 : 0;
    }
    return count;
}

/* --- what a person wishes ------------------------------------------------------------------- */

static void drain__units__go_elsewhere_until_it_is_enabled(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    run_for(&world, US_PER_S);
    give(&world, "INSERT");
    run_for(&world, US_PER_S);
    assert_int_equal(look(&world, 1).master, 0);
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_DRAIN, NULL), RC_OK);
    assert_int_equal(open_connections(&world, 0), 2); /* its own and that of checks */
    give(&world, "INSERT");
    run_for(&world, US_PER_S);
    assert_int_equal(watcher.seen_count, 1);
    assert_int_equal(watcher.seen[0].master, 1);
    assert_int_equal(look(&world, 1).master, 1);
    assert_int_equal(look(&world, 1).endpoints[0].reason, ENDPOINT_BY_PERSON);
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_ENABLE, NULL), RC_OK);
    assert_int_equal(state_of(&world, 0), ENDPOINT_UNKNOWN);
    run_for(&world, 100 * US_PER_MS);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_UP);
    give(&world, "INSERT");
    run_for(&world, US_PER_S);
    assert_int_equal(look(&world, 1).master, 0);
    assert_int_equal(look(&world, 1).failed + look(&world, 1).retries, 0);
    world_release(&world);
}

static void drain__open_transaction__ends_where_it_began(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        int master;
    } rows[] = {{"BEGIN", 0}, {"UPDATE", 0}, {"COMMIT", 0}, {"UPDATE", 1}};
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    run_for(&world, US_PER_S);
    assert_int_equal(clients_connect(world.clients, 1, 0, NULL), RC_OK);
    run_for(&world, US_PER_S);
    for (int i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(clients_execute(world.clients, 1, rows[i].sql, NULL), RC_OK);
        run_for(&world, US_PER_S);
        assert_int_equal(world.error, SQL_OK);
        assert_int_equal(world.master, rows[i].master);
        if (i == 0) {
            assert_int_equal(clients_manage(world.clients, 1, 0, WISH_DRAIN, NULL), RC_OK);
        }
    }
    struct err err = {0};
    assert_int_equal(clients_connect(world.clients, 1, 0, &err), RC_STATE);
    assert_string_equal(err.text, "m1 is not used by @1 now: \\client 1 enable m1 ends that");
    world_release(&world);
}

static void disable__in_use__is_aborted_and_not_checked(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    run_for(&world, US_PER_S);
    world.cluster->loses_answers = true;
    give(&world, "SELECT");
    run_for(&world, 100 * US_PER_MS);
    world.cluster->loses_answers = false;
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_DISABLE, NULL), RC_OK);
    conn_id before = world.cluster->conn_count;
    run_for(&world, 10 * US_PER_S);
    assert_int_equal(look(&world, 1).unknown, 1); /* it was under way */
    assert_int_equal(open_connections(&world, 0), 0);
    for (conn_id i = before + 1; i <= world.cluster->conn_count; i++) {
        assert_int_equal(world.cluster->conns[i].master, 1);
    }
    assert_int_equal(look(&world, 1).endpoints[0].checked_at, SIM_NEVER);
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_ENABLE, NULL), RC_OK);
    run_for(&world, 100 * US_PER_MS);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_UP);
    world_release(&world);
}

static void wish__that_is_so_already__is_refused(void **state)
{
    (void)state;
    struct world world;
    struct plan plan = {0};
    struct err err = {0};
    world_init(&world, 2);
    (void)add(&world, &plan);
    assert_int_equal(clients_manage(world.clients, 2, 0, WISH_DRAIN, &err), RC_UNKNOWN);
    assert_string_equal(err.text, "there is no @2: there are @1 to @1");
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_ENABLE, &err), RC_STATE);
    assert_string_equal(err.text, "m1 is neither drained nor disabled for @1");
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_DRAIN, &err), RC_OK);
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_DRAIN, &err), RC_STATE);
    assert_string_equal(err.text, "m1 is drained already for @1");
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_DISABLE, &err), RC_OK);
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_DISABLE, &err), RC_STATE);
    assert_string_equal(err.text, "m1 is disabled already for @1");
    world_release(&world);
}

/* --- what the driver wishes ----------------------------------------------------------------- */

static void tick__once_a_second__wishes_are_carried_out(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {.wish = WISH_DRAIN};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, true);
    run_for(&world, 900 * US_PER_MS);
    assert_int_equal(watcher.ticks, 0);
    run_for(&world, 200 * US_PER_MS);
    assert_int_equal(watcher.ticks, 1);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_DRAINING);
    assert_string_equal(last_event(&world, EVENT_ENDPOINT_DRAINING)->text, "watcher");
    run_for(&world, 5 * US_PER_S);
    assert_int_equal(watcher.ticks, 6);
    assert_int_equal(fake_count(world.cluster, EVENT_ENDPOINT_DRAINING, 1), 1);
    watcher.wish = WISH_ENABLE;
    run_for(&world, 1100 * US_PER_MS);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_UP);
    /* What a person says is not the driver's to undo. */
    assert_int_equal(clients_manage(world.clients, 1, 0, WISH_DISABLE, NULL), RC_OK);
    run_for(&world, 3 * US_PER_S);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_DISABLED);
    /* A driver without on_tick() is not asked. */
    struct policy policy = {.self = &watcher, .name = "other", .pick = watcher_pick};
    int ticks = watcher.ticks;
    clients_set_policy(world.clients, 1, &policy);
    run_for(&world, 3 * US_PER_S);
    assert_int_equal(watcher.ticks, ticks);
    world_release(&world);
}

static void settings__of_a_driver__hold_beneath_what_was_typed(void **state)
{
    (void)state;
    static const struct policy_setting settings[] = {{"retry.max", "2", 1}, {"retry.cap", "0", 2}};
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    run_for(&world, US_PER_S);
    struct policy policy = {.self = &watcher,
                            .name = "watcher",
                            .pick = watcher_pick,
                            .settings = settings,
                            .setting_count = COUNT_OF(settings)};
    clients_set_policy(world.clients, 1, &policy);
    give(&world, "ERROR 1213");
    run_for(&world, 5 * US_PER_S);
    assert_int_equal(look(&world, 1).conflicts, 2);
    set(&world, "retry.max", "3");
    clients_set_policy(world.clients, 1, &policy);
    give(&world, "ERROR 1213");
    run_for(&world, 5 * US_PER_S);
    assert_int_equal(look(&world, 1).conflicts, 2 + 3);
    world_release(&world);
}

/* --- trials and the breaker ----------------------------------------------------------------- */

/* m1 has refused long enough to be DOWN, takes calls again, and has come so far as this. */
static void fail_and_return(struct world *world, enum endpoint_state until)
{
    run_for(world, US_PER_S);
    fake_crash(world->cluster, 0);
    run_for(world, 2 * US_PER_S);
    assert_int_equal(state_of(world, 0), ENDPOINT_IS_DOWN);
    world->cluster->mood[0] = FAKE_UP;
    for (int i = 0; i < 300 && state_of(world, 0) != until; i++) {
        run_for(world, 10 * US_PER_MS);
    }
    assert_int_equal(state_of(world, 0), until);
}

static void trial__lets_a_few_calls_through(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    set(&world, "breaker.trial_calls", "2");
    set(&world, "hc.rise", "10");
    fail_and_return(&world, ENDPOINT_IS_TRIAL);
    for (int i = 0; i < 3; i++) {
        give(&world, "INSERT");
        run_for(&world, 5 * US_PER_MS);
        enum endpoint_state told = i < 2 ? ENDPOINT_IS_TRIAL : ENDPOINT_IS_DOWN;
        assert_int_equal(watcher.seen[0].state, told);
        assert_int_equal(watcher.seen[0].warm, 1);
        assert_int_equal(look(&world, 1).master, i < 2 ? 0 : 1);
    }
    world_release(&world);
}

static void trial__passed__warms_up_and_then_is_up(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    fail_and_return(&world, ENDPOINT_IS_WARMING);
    run_for(&world, 5 * US_PER_S);
    give(&world, "INSERT");
    run_for(&world, 5 * US_PER_MS);
    assert_in_range(watcher.seen[0].warm, 40, 60);
    assert_false(watcher.seen[0].is_settled);
    run_for(&world, 6 * US_PER_S);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_UP);
    assert_int_equal(last_event(&world, EVENT_ENDPOINT_UP)->code, 2);
    run_for(&world, 15 * US_PER_S); /* failback.hold */
    give(&world, "INSERT");
    run_for(&world, 5 * US_PER_MS);
    assert_true(watcher.seen[0].is_settled);
    set(&world, "failback.mode", "manual");
    give(&world, "INSERT");
    run_for(&world, 5 * US_PER_MS);
    assert_false(watcher.seen[0].is_settled);
    world_release(&world);
}

static void breaker__half_the_calls_fail__opens_though_checks_pass(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    run_for(&world, US_PER_S);
    for (int i = 0; state_of(&world, 0) != ENDPOINT_IS_DOWN; i++) {
        assert_true(i < 40);
        /* It is not writable, at one try, and then it is. */
        set(&world, "retry.max", "1");
        give(&world, i % 2 == 0 ? "INSERT" : "ERROR 1290");
        run_for(&world, 1200 * US_PER_MS);
    }
    struct client_view view = look(&world, 1);
    assert_int_equal(view.endpoints[0].reason, ENDPOINT_BREAKER);
    assert_int_equal(last_event(&world, EVENT_ENDPOINT_DOWN)->code, 4);
    assert_true(last_event(&world, EVENT_ENDPOINT_DOWN)->count >= 50);
    run_for(&world, 3 * US_PER_S); /* checks pass all the while */
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_DOWN);
    run_for(&world, 2 * US_PER_S);
    assert_int_equal(last_event(&world, EVENT_ENDPOINT_TRIAL)->code, 1);
    assert_int_equal(last_event(&world, EVENT_ENDPOINT_TRIAL)->cause,
                     last_event(&world, EVENT_ENDPOINT_DOWN)->seq);
    world_release(&world);
}

static void errors__several_at_once__are_down_though_not_in_a_row(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    set(&world, "retry.max", "1");
    run_for(&world, US_PER_S);
    for (int i = 0; i < 6; i++) {
        give(&world, i % 2 == 0 ? "INSERT" : "ERROR 1290");
        run_for(&world, 20 * US_PER_MS);
    }
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_DOWN);
    assert_int_equal(look(&world, 1).endpoints[0].reason, ENDPOINT_MANY_ERRORS);
    assert_int_equal(last_event(&world, EVENT_ENDPOINT_DOWN)->count, 3);
    world_release(&world);
}

/* --- what a check tells --------------------------------------------------------------------- */

static void tell_status(struct rows *rows, const char *read_only, const char *lag)
{
    rows_clear(rows);
    rows_add_column(rows, "server_id");
    rows_add_column(rows, "read_only");
    rows_add_column(rows, "lag");
    rows_add_column(rows, "status");
    rows_add_cell(rows, CELL_TEXT, "m1", 2);
    rows_add_cell(rows, CELL_INTEGER, read_only, strlen(read_only));
    rows_add_cell(rows, CELL_INTEGER, lag, strlen(lag));
    rows_add_cell(rows, CELL_TEXT, "Online", 6);
}

static void check__lag__is_a_doubt_until_it_is_less(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {0};
    struct rows rows;
    rows_init(&rows);
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    world.cluster->status[0] = &rows;
    tell_status(&rows, "1", "30");
    run_for(&world, US_PER_S);
    give(&world, "SELECT");
    run_for(&world, US_PER_S);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_UP);
    assert_int_equal(watcher.seen[0].lag, 30 * US_PER_MS);
    assert_true(watcher.seen[0].is_read_only);
    assert_int_equal(watcher.seen[1].lag, -1);
    tell_status(&rows, "0", "900");
    run_for(&world, 1200 * US_PER_MS);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_SUSPECT);
    assert_int_equal(last_event(&world, EVENT_ENDPOINT_SUSPECT)->length, 900 * US_PER_MS);
    give(&world, "SELECT"); /* answered: that says nothing of lag */
    run_for(&world, US_PER_S);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_SUSPECT);
    assert_false(look(&world, 1).endpoints[0].is_read_only);
    tell_status(&rows, "0", "500");
    run_for(&world, 300 * US_PER_MS);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_UP);
    assert_int_equal(fake_count(world.cluster, EVENT_ENDPOINT_SUSPECT, 1), 1);
    world_release(&world);
    rows_release(&rows);
}

static void check__mode__asks_that_much(void **state)
{
    (void)state;
    static const struct {
        const char *mode;
        enum request_kind kind;
    } rows[] = {{"ping", REQUEST_PING}, {"select", REQUEST_STATUS}, {"write", REQUEST_SQL}};
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct world world;
        struct watcher watcher = {0};
        world_init(&world, 2);
        (void)add_watcher(&world, &watcher, false);
        set(&world, "hc.mode", rows[i].mode);
        run_for(&world, 5 * US_PER_S);
        assert_int_equal(world.cluster->conns[1].kind, rows[i].kind);
        assert_int_equal(world.cluster->conn_count, 2); /* one for checks to each */
        assert_int_equal(state_of(&world, 1), ENDPOINT_IS_UP);
        world_release(&world);
    }
}

static void check__interval_set__holds_at_once(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    set(&world, "hc.interval", "60s");
    run_for(&world, 3 * US_PER_S);
    world.cluster->mood[0] = FAKE_SILENT;
    run_for(&world, 5 * US_PER_S);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_UP);
    set(&world, "hc.interval", "200ms");
    run_for(&world, 2 * US_PER_S);
    assert_int_equal(state_of(&world, 0), ENDPOINT_IS_DOWN);
    world_release(&world);
}

/* --- which masters there are ---------------------------------------------------------------- */

static void topology__no_master_answers__stays_as_it_was(void **state)
{
    (void)state;
    struct world world;
    struct watcher watcher = {0};
    world_init(&world, 2);
    (void)add_watcher(&world, &watcher, false);
    run_for(&world, US_PER_S);
    world.cluster->mood[0] = FAKE_SILENT;
    world.cluster->mood[1] = FAKE_SILENT;
    run_for(&world, 3 * US_PER_S);
    world.cluster->config.master_count = 3;
    run_for(&world, 10 * US_PER_S);
    assert_false(look(&world, 1).endpoints[2].is_known);
    world.cluster->mood[1] = FAKE_UP;
    run_for(&world, 3 * US_PER_S);
    assert_true(look(&world, 1).endpoints[2].is_known);
    world_release(&world);
}

static void topology__in_trouble__is_looked_at_more_often(void **state)
{
    (void)state;
    for (int trouble = 0; trouble < 2; trouble++) {
        struct world world;
        struct watcher watcher = {0};
        world_init(&world, 2);
        (void)add_watcher(&world, &watcher, false);
        run_for(&world, 6 * US_PER_S);
        world.cluster->mood[0] = trouble ? FAKE_SILENT : FAKE_UP;
        run_for(&world, 2 * US_PER_S);
        world.cluster->config.master_count = 3;
        run_for(&world, 600 * US_PER_MS);
        assert_int_equal(look(&world, 1).endpoints[2].is_known, trouble);
        world_release(&world);
    }
}

/* --- saved ---------------------------------------------------------------------------------- */

static void standing__saved_in_any_state__goes_on_alike(void **state)
{
    (void)state;
    for (sim_us at = 0; at < 20 * US_PER_S; at += 730 * US_PER_MS) {
        struct world world;
        struct watcher watcher = {0};
        world_init(&world, 2);
        (void)add_watcher(&world, &watcher, true);
        run_for(&world, US_PER_S);
        fake_crash(world.cluster, 0);
        run_for(&world, at);
        world.cluster->mood[0] = at > 8 * US_PER_S ? FAKE_UP : FAKE_REFUSES;
        save_and_load(&world, 3 * US_PER_S);
        world_release(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drain__units__go_elsewhere_until_it_is_enabled),
        cmocka_unit_test(drain__open_transaction__ends_where_it_began),
        cmocka_unit_test(disable__in_use__is_aborted_and_not_checked),
        cmocka_unit_test(wish__that_is_so_already__is_refused),
        cmocka_unit_test(tick__once_a_second__wishes_are_carried_out),
        cmocka_unit_test(settings__of_a_driver__hold_beneath_what_was_typed),
        cmocka_unit_test(trial__lets_a_few_calls_through),
        cmocka_unit_test(trial__passed__warms_up_and_then_is_up),
        cmocka_unit_test(breaker__half_the_calls_fail__opens_though_checks_pass),
        cmocka_unit_test(errors__several_at_once__are_down_though_not_in_a_row),
        cmocka_unit_test(check__lag__is_a_doubt_until_it_is_less),
        cmocka_unit_test(check__mode__asks_that_much),
        cmocka_unit_test(check__interval_set__holds_at_once),
        cmocka_unit_test(topology__no_master_answers__stays_as_it_was),
        cmocka_unit_test(topology__in_trouble__is_looked_at_more_often),
        cmocka_unit_test(standing__saved_in_any_state__goes_on_alike),
    };
    return cmocka_run_group_tests_name("client/standing", tests, NULL, NULL);
}
