/* SPDX-License-Identifier: MIT */
/* Drivers that go wrong while the lab runs: a sentence with file and line, and the run goes on. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/directory.h"
#include "lib/lab_fixture.h"

#include <stdio.h>

static const char *write_driver(void **state, const char *name, const char *source)
{
    const char *path = directory_inside(state, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(source, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return path;
}

static int64_t units_done(const struct lab_fixture *fixture)
{
    struct clients_view view;
    clients_look(lab_clients(fixture->lab), &view);
    return view.ok;
}

static enum rc give(struct lab_fixture *fixture, const char *command, const char *path)
{
    char line[600];
    (void)snprintf(line, sizeof(line), "%s%s", command, path);
    return lab_fixture_do(fixture, line);
}

#define SPENT "this call used up its 200000 steps: is there a loop that does not end?"

static const struct {
    const char *source;
    const char *says;
} wrongs[] = {
    {"function pick() return 7 end", "wrong, line 1: pick() answered a number"},
    {"function pick()\nreturn 'm9' end", "wrong, line 2: pick() answered \"m9\": there is no such"},
    {"function pick() return 0/0 end", "wrong, line 1: pick() answered a number"},
    {"function pick() return ('m1'):rep(5 * 1024 * 1024) end",
     "wrong, line 1: string.rep: the result is longer than 16384 bytes"},
    {"function pick()\n\nwhile true do end end", "wrong, line 3: " SPENT},
    {"local n = 0 function pick()\nn = n + 1 if n % 2 == 0 then error('every other') end\n"
     "return 'm1' end",
     "wrong, line 2: every other"},
    {"function pick(request, endpoints)\nreturn endpoints[9].name end",
     "wrong, line 2: attempt to index a nil value"},
    {"function pick() return {} end", "wrong, line 1: pick() answered a table"},
    {"function pick() pick() return 'm1' end", "wrong, line 1: "},
};

/* The rule that does no harm decides instead: units are done, and what was wrong is said once. */
static void pick__wrong__is_said_and_units_go_on(void **state)
{
    for (int i = 0; i < COUNT_OF(wrongs); i++) {
        struct lab_fixture fixture;
        lab_fixture_init(&fixture, 2, 7);
        const char *path = write_driver(state, "wrong.lua", wrongs[i].source);
        assert_int_equal(give(&fixture, "\\load course driver=", path), RC_OK);
        lab_fixture_run(&fixture, 5 * US_PER_S);
        if (strstr(fixture.said.data, wrongs[i].says) == NULL) {
            fail_msg("%s: %s", wrongs[i].source, fixture.said.data);
        }
        assert_non_null(strstr(fixture.said.data, "the safe rule decides instead"));
        assert_non_null(lab_fixture_find(&fixture, EVENT_DRIVER_FAILED));
        assert_true(units_done(&fixture) >= 7);
        lab_fixture_release(&fixture);
    }
}

/* nil is an answer: nowhere now. */
static void pick__nil__waits_and_is_asked_again(void **state)
{
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    const char *path =
        write_driver(state, "late.lua",
                     "function pick(request)\nif request.now_ms > 3000 then return 'm2' end end");
    assert_int_equal(give(&fixture, "\\load course driver=", path), RC_OK);
    lab_fixture_run(&fixture, 3 * US_PER_S);
    assert_int_equal(units_done(&fixture), 0);
    lab_fixture_run(&fixture, 4 * US_PER_S);
    assert_true(units_done(&fixture) > 0);
    assert_null(lab_fixture_find(&fixture, EVENT_DRIVER_FAILED));
    lab_fixture_release(&fixture);
}

static void on_error__wrong__is_said_and_units_go_on(void **state)
{
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    const char *path = write_driver(state, "wrong.lua",
                                    "function pick(request, endpoints)\n"
                                    "local turn = request.unit + request.attempt\n"
                                    "return endpoints[turn % #endpoints + 1].name end\n"
                                    "function on_error(error) return 'retry', -1 end");
    assert_int_equal(give(&fixture, "\\load course driver=", path), RC_OK);
    lab_fixture_run(&fixture, 3 * US_PER_S);
    assert_int_equal(lab_fixture_do(&fixture, "\\crash m2"), RC_OK);
    lab_fixture_run(&fixture, 4 * US_PER_S);
    assert_non_null(strstr(fixture.said.data,
                           "wrong, line 4: on_error() answered a wait of -1 ms: allowed are 0 to "
                           "60000"));
    int64_t done = units_done(&fixture);
    lab_fixture_run(&fixture, 4 * US_PER_S);
    assert_true(units_done(&fixture) > done);
    lab_fixture_release(&fixture);
}

/* Nothing of what it answers counts, and everything else goes on. */
static void on_tick__wrong__is_said_and_nothing_is_done(void **state)
{
    static const struct {
        const char *answer;
        const char *says;
    } rows[] = {
        {"error('no')", "wrong, line 3: no"},
        {"return 7", "wrong, line 3: on_tick() answered a number: it must be a table"},
        {"return {m9 = 'drain'}", "wrong, line 3: on_tick() answered \"m9\": there is no such"},
        {"return {m1 = 'drain', m2 = 'kill'}", "wrong, line 3: on_tick() answered m2 = \"kill\""},
        {"while true do end", "wrong, line 3: " SPENT},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct lab_fixture fixture;
        char source[300];
        lab_fixture_init(&fixture, 2, 7);
        (void)snprintf(source, sizeof(source),
                       "function pick(request, endpoints) return endpoints[1].name end\n"
                       "function on_tick(now_ms, endpoints)\n%s\nend",
                       rows[i].answer);
        const char *path = write_driver(state, "wrong.lua", source);
        assert_int_equal(give(&fixture, "\\load course driver=", path), RC_OK);
        lab_fixture_run(&fixture, 5 * US_PER_S);
        if (strstr(fixture.said.data, rows[i].says) == NULL) {
            fail_msg("%s: %s", rows[i].answer, fixture.said.data);
        }
        struct clients_view view;
        clients_look(lab_clients(fixture.lab), &view);
        assert_int_equal(view.clients[2].endpoints[0].state, ENDPOINT_IS_UP);
        assert_true(units_done(&fixture) >= 7);
        lab_fixture_release(&fixture);
    }
}

static const struct {
    const char *source;
    const char *says;
} refused[] = {
    {"function pick() return 'm1'\n\n", "bad, line 3: 'end' expected"},
    {"function pikc() end", "bad: there is no function pick(request, endpoints)"},
    {"function pick() end\nparameters = 5", "bad, line 2: parameters is a number"},
    {"function pick() end\nparameters = {['retry.max'] = 1000}", "bad, line 2: retry.max must be"},
    {"function pick() end parameters = {nonsense = 1}",
     "bad, line 1: a client has no parameter \"nonsense\""},
    {"while true do end", "bad, line 1: " SPENT},
    {"local t = {}\nfor i = 1, 1e9 do t[i] = i end",
     "bad, line 2: it needs more than 512 KB of memory"},
};

/* Not taken: the driver in force stays so, and so does what it has in mind. */
static void file__wrong__the_last_good_one_decides_on(void **state)
{
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    assert_int_equal(lab_fixture_do(&fixture, "\\load course driver=round_robin"), RC_OK);
    lab_fixture_run(&fixture, 3 * US_PER_S);
    for (int i = 0; i < COUNT_OF(refused); i++) {
        const char *path = write_driver(state, "bad.lua", refused[i].source);
        struct lab_driver_view view;
        int64_t done = units_done(&fixture);
        assert_int_not_equal(give(&fixture, i % 2 == 0 ? "\\driver " : "\\client 3 driver ", path),
                             RC_OK);
        if (strstr(fixture.err.text, refused[i].says) == NULL) {
            fail_msg("%s: %s", refused[i].source, fixture.err.text);
        }
        lab_look_driver(fixture.lab, 3, &view);
        assert_string_equal(view.name, "round_robin");
        lab_fixture_run(&fixture, 2 * US_PER_S);
        assert_true(units_done(&fixture) >= done + 3);
    }
    lab_fixture_release(&fixture);
}

/* What a load says of a unit is told, also of units that were waiting when the state was saved. */
static void request__table_and_shard__are_as_the_load_says(void **state)
{
    struct lab_fixture fixture;
    struct buf saved;
    lab_fixture_init(&fixture, 3, 7);
    buf_init(&saved, BUF_CAP_STATE);
    const char *path =
        write_driver(state, "shards.lua",
                     "function pick(request, endpoints)\n"
                     "if request.is_write and request.now_ms > 1500 then assert(request.table and "
                     "request.shard) end\n"
                     "return endpoints[(request.shard or 0) % #endpoints + 1].name end\n"
                     "function on_error(error) return 'retry', 400 end");
    assert_int_equal(give(&fixture, "\\load tenants rate=40 driver=", path), RC_OK);
    lab_fixture_run(&fixture, 4 * US_PER_S);
    assert_int_equal(lab_fixture_do(&fixture, "\\kill az b"), RC_OK);
    lab_fixture_run(&fixture, US_PER_S);
    lab_save(fixture.lab, &saved);
    lab_fixture_run(&fixture, 3 * US_PER_S);
    uint64_t last = lab_event_last(fixture.lab);
    int64_t done = units_done(&fixture);
    assert_int_equal(lab_load(fixture.lab, saved.data, saved.size, &fixture.err), RC_OK);
    lab_fixture_run(&fixture, 3 * US_PER_S);
    assert_int_equal(lab_event_last(fixture.lab), last);
    assert_int_equal(units_done(&fixture), done);
    assert_null(lab_fixture_find(&fixture, EVENT_DRIVER_FAILED));

    struct buf facts;
    struct buf answer;
    buf_init(&facts, BUF_CAP_TEXT);
    buf_init(&answer, BUF_CAP_TEXT);
    const struct event *event = lab_event(fixture.lab, last);
    while (event->kind != EVENT_PICKED || event->client < 3) { /* those before are people's */
        event = lab_event(fixture.lab, event->seq - 1);
        assert_non_null(event);
    }
    assert_true(lab_add_decision(fixture.lab, event->seq, &facts, &answer));
    assert_non_null(strstr(facts.data, " table="));
    assert_non_null(strstr(facts.data, " shard="));
    assert_non_null(strstr(answer.data, "in line 3 of shards:\nreturn endpoints["));
    buf_release(&answer);
    buf_release(&facts);
    buf_release(&saved);
    lab_fixture_release(&fixture);
}

/* Those who have it already are not told of. */
static void driver__of_all__is_told_of_whom_it_is_new_to(void **state)
{
    struct lab_fixture fixture;
    (void)state;
    lab_fixture_init(&fixture, 2, 7);
    assert_int_equal(lab_fixture_do(&fixture, "\\load course"), RC_OK); /* round_robin */
    int load_client = clients_count(lab_clients(fixture.lab));
    uint64_t before = lab_event_last(fixture.lab);
    assert_int_equal(lab_fixture_do(&fixture, "\\driver active_standby"), RC_OK);
    int told = 0;
    for (uint64_t seq = before + 1; seq <= lab_event_last(fixture.lab); seq++) {
        const struct event *event = lab_event(fixture.lab, seq);
        told += event->kind == EVENT_DRIVER_SET ? 1 : 0;
        assert_int_equal(event->client, load_client);
    }
    assert_int_equal(told, 1);
    lab_fixture_release(&fixture);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, directory_setup, directory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(pick__wrong__is_said_and_units_go_on),
        CASE(pick__nil__waits_and_is_asked_again),
        CASE(on_error__wrong__is_said_and_units_go_on),
        CASE(on_tick__wrong__is_said_and_nothing_is_done),
        CASE(file__wrong__the_last_good_one_decides_on),
        CASE(driver__of_all__is_told_of_whom_it_is_new_to),
        CASE(request__table_and_shard__are_as_the_load_says),
    };
    return cmocka_run_group_tests_name("lab/drivers", tests, NULL, NULL);
}
