/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lab/history.h"
#include "lab/why.h"
#include "lib/data_files.h"
#include "lib/lab_fixture.h"
#include "lib/run_fixture.h"

#include <stdio.h>
#include <string.h>

/* --- a lab whose game days are here ----------------------------------------------------------- */

static const struct {
    const char *name, *text;
} days[] = {
    {"plain", "at 1s \\kill az b\nat 3s \\restore az b\n"},
    {"late", "at 1s \\kill az b\nat 2s \\hang m2\nat 3s \\heal\n"},
    {"mutter", "at 1s \\restore az c\nat 2s \\kill m1\n"},
    {"shy", "every 1s until 10s \\kill {az b|copy a1|copy c2}\nstop when az_down\n"},
    {"shy at once", "at 1s \\kill az b\nat 1s \\kill az c\nat 2s \\kill az a\nstop when az_down\n"},
    {"long", "at 1s \\kill az b\nstop at 5s\n"},
    {"drawn", "every 100ms..400ms until 10s \\crash {master}\n"},
    {"sql", "at 1s @2 INSERT INTO demo.t VALUES (7)\nat 1s \\mark of the day\n"},
};

static enum rc read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    for (int i = 0; strcmp(kind, "chaos") == 0 && i < COUNT_OF(days); i++) {
        if (strcmp(days[i].name, name) == 0) {
            return buf_add(out, days[i].text, err);
        }
    }
    struct lab_files data = lab_fixture_files();
    (void)user;
    return data.read(data.user, kind, name, out, err);
}

struct world {
    struct lab *lab;
    struct buf narrative;
    struct buf said;
};

static void on_event(void *user, const struct event *event)
{
    static const bool is_told[EVENT_KIND_COUNT] = {
        [EVENT_CHAOS_BEGUN] = true, [EVENT_CHAOS_GIVES] = true,  [EVENT_CHAOS_ENDED] = true,
        [EVENT_AZ_DOWN] = true,     [EVENT_AZ_UP] = true,        [EVENT_COMMAND] = true,
        [EVENT_HEALED] = true,      [EVENT_MASTER_KILLED] = true};
    struct world *world = user;
    if (world->lab != NULL && is_told[event->kind]) {
        lab_add_event(world->lab, event, &world->narrative);
        buf_addf(&world->narrative, "\n");
    }
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    struct world *world = user;
    buf_addf(&world->said, "%s", reply->text);
}

static void world_init(struct world *world, uint64_t seed)
{
    struct err err = {0};
    struct lab_config config = {
        .seed = seed,
        .masters = 3,
        .check = true,
        .files = {.read = read_file},
        .sink = {.on_event = on_event, .on_reply = on_reply, .user = world}};
    *world = (struct world){0};
    buf_init(&world->narrative, BUF_CAP_TEXT);
    buf_init(&world->said, BUF_CAP_TEXT);
    if (lab_new(&world->lab, &config, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    lab_advance(world->lab, US_PER_S);
}

static void world_release(struct world *world)
{
    lab_free(world->lab);
    buf_release(&world->narrative);
    buf_release(&world->said);
}

static void give(struct world *world, const char *line)
{
    struct err err = {0};
    lab_settle(world->lab);
    if (lab_apply(world->lab, line, 1, &world->said, &err) != RC_OK) {
        fail_msg("%s: %s", line, err.text);
    }
}

static void expect_narrative(struct world *world, const char *wanted)
{
    assert_string_equal(world->narrative.data, wanted);
    buf_clear(&world->narrative);
}

/* --- playing ---------------------------------------------------------------------------------- */

static void chaos__its_lines__are_given_at_their_times(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, 1);
    give(&world, "\\chaos plain");
    assert_string_equal(world.said.data,
                        "2 lines to come, the last after 3.00 s; \\chaos stop ends it.\n");
    lab_advance(world.lab, 9 * US_PER_S);
    expect_narrative(&world, "1.000  chaos  plain: the game day begins, 2 lines in 3.00 s\n"
                             "2.000  chaos  gives \\kill az b\n"
                             "2.000  AZ b  goes dark: m2, b1 and b2 answer nobody\n"
                             "4.000  chaos  gives \\restore az b\n"
                             "4.000  AZ b  is back: b1 and b2 answer again, m2 recovers first\n"
                             "4.000  chaos  plain: the game day is over after 2 lines\n");
    assert_non_null(strstr(world.said.data,
                           "The game day plain is over. Longest outage none.\nUnits failed 0, "
                           "unknown 0; acknowledged rows lost 0, doubled 0.\n"));
    world_release(&world);
}

static void chaos__what_it_breaks__has_the_line_as_its_cause(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, 1);
    give(&world, "\\chaos plain");
    lab_advance(world.lab, 3 * US_PER_S);
    uint64_t seq = lab_event_last(world.lab);
    while (lab_event(world.lab, seq)->kind != EVENT_AZ_DOWN) {
        seq--;
    }
    const struct event *line = lab_event(world.lab, lab_event(world.lab, seq)->cause);
    assert_int_equal(line->kind, EVENT_CHAOS_GIVES);
    assert_int_equal(lab_event(world.lab, line->cause)->kind, EVENT_CHAOS_BEGUN);
    world_release(&world);
}

static void chaos__a_line_that_is_refused__is_told_and_the_day_goes_on(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, 1);
    give(&world, "\\chaos mutter");
    buf_clear(&world.said);
    lab_advance(world.lab, 5 * US_PER_S);
    assert_non_null(strstr(world.said.data, "mutter: line 1: "));
    assert_non_null(strstr(world.narrative.data, "3.000  m1  "));
    assert_non_null(strstr(world.narrative.data, "mutter: the game day is over after 2 lines\n"));
    world_release(&world);
}

static void chaos__stop_when__ends_it_at_that_event(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct world world;
        world_init(&world, seed);
        give(&world, "\\chaos shy");
        lab_advance(world.lab, 13 * US_PER_S);
        const char *down = strstr(world.narrative.data, "goes dark");
        assert_non_null(down);
        assert_non_null(
            strstr(down, "shy: the game day stops, for what it waited for has happened"));
        assert_null(strstr(down, "gives"));
        world_release(&world);
    }
}

static void chaos__stop_when_in_the_midst_of_an_instant__gives_no_more(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, 1);
    give(&world, "\\chaos \"shy at once\"");
    lab_advance(world.lab, 9 * US_PER_S);
    assert_null(strstr(world.narrative.data, "\\kill az a"));
    assert_null(strstr(world.narrative.data, "\\kill az c"));
    world_release(&world);
}

static void chaos__stop_at__is_its_end(void **state)
{
    struct world world;
    struct lab_chaos_view view;
    (void)state;
    world_init(&world, 1);
    give(&world, "\\chaos long");
    lab_advance(world.lab, 3 * US_PER_S);
    lab_look_chaos(world.lab, &view);
    assert_string_equal(view.name, "long");
    assert_int_equal(view.given, 1);
    assert_int_equal(view.count, 1);
    assert_int_equal(view.ends_at, 6 * US_PER_S);
    lab_advance(world.lab, 7 * US_PER_S);
    lab_look_chaos(world.lab, &view);
    assert_string_equal(view.name, "");
    assert_non_null(strstr(world.narrative.data, "6.000  chaos  long: the game day is over"));
    world_release(&world);
}

static void chaos__stopped_or_followed_by_another__gives_no_more(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, 1);
    give(&world, "\\chaos late");
    lab_advance(world.lab, 2 * US_PER_S + US_PER_S / 2);
    buf_clear(&world.narrative);
    give(&world, "\\chaos plain");
    lab_advance(world.lab, 3 * US_PER_S);
    give(&world, "\\chaos stop");
    lab_advance(world.lab, 9 * US_PER_S);
    expect_narrative(&world, "2.500  chaos  late: the game day is stopped after 1 line\n"
                             "2.500  chaos  plain: the game day begins, 2 lines in 3.00 s\n"
                             "3.000  chaos  plain: the game day is stopped\n");
    world_release(&world);
}

static void chaos__sql_and_marks__are_lines_too(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, 1);
    give(&world, "CREATE DATABASE demo;");
    lab_advance(world.lab, 2 * US_PER_S);
    give(&world, "CREATE TABLE demo.t (id INT PRIMARY KEY);");
    lab_advance(world.lab, 3 * US_PER_S);
    give(&world, "\\chaos sql");
    buf_clear(&world.said);
    lab_advance(world.lab, 5 * US_PER_S);
    assert_non_null(strstr(world.said.data, "Query OK, 1 row affected"));
    assert_non_null(strstr(world.narrative.data, "command  \\mark of the day\n"));
    world_release(&world);
}

static void chaos__a_new_world__ends_it(void **state)
{
    struct world world;
    (void)state;
    world_init(&world, 1);
    give(&world, "\\chaos late");
    give(&world, "\\create masters=2");
    lab_advance(world.lab, 9 * US_PER_S);
    assert_null(strstr(world.narrative.data, "gives"));
    world_release(&world);
}

/* --- chance, state, the run ------------------------------------------------------------------- */

static void chaos__draws__are_the_seeds_and_the_turns(void **state)
{
    struct world world;
    struct world same;
    struct world other;
    (void)state;
    world_init(&world, 1);
    world_init(&same, 1);
    world_init(&other, 2);
    give(&world, "\\chaos drawn");
    give(&same, "\\chaos drawn");
    give(&other, "\\chaos drawn");
    lab_advance(world.lab, 12 * US_PER_S);
    lab_advance(same.lab, 12 * US_PER_S);
    lab_advance(other.lab, 12 * US_PER_S);
    assert_string_equal(world.narrative.data, same.narrative.data);
    assert_string_not_equal(world.narrative.data, other.narrative.data);
    world_release(&same);
    world_release(&other);
    world_release(&world);
}

static void chaos__saved_and_loaded_at_any_time__goes_on_the_same(void **state)
{
    struct world world;
    struct world whole;
    (void)state;
    world_init(&world, 3);
    world_init(&whole, 3);
    give(&whole, "\\chaos drawn");
    lab_advance(whole.lab, 12 * US_PER_S);
    give(&world, "\\chaos drawn");
    for (sim_us at = US_PER_S; at <= 12 * US_PER_S; at += 370 * US_PER_MS) {
        struct buf saved;
        buf_init(&saved, BUF_CAP_STATE);
        lab_advance(world.lab, at);
        lab_save(world.lab, &saved);
        lab_advance(world.lab, at + US_PER_S); /* and back again */
        if (at == 2 * US_PER_S) {
            give(&world, "\\chaos stop");
        }
        assert_int_equal(lab_load(world.lab, saved.data, saved.size, NULL), RC_OK);
        buf_release(&saved);
    }
    lab_advance(world.lab, 12 * US_PER_S);
    assert_int_equal(lab_digest(world.lab), lab_digest(whole.lab));
    world_release(&world);
    world_release(&whole);
}

static void chaos__undone_and_reopened__is_the_same_day(void **state)
{
    struct run_fixture fixture;
    (void)state;
    run_fixture_init(&fixture, 3);
    run_fixture_do(&fixture, "\\chaos blip");
    run_fixture_run_to(&fixture, 4 * US_PER_S);
    uint64_t there = lab_digest(history_lab(fixture.history));
    assert_int_equal(history_undo(fixture.history, 1, NULL), RC_OK);
    while (!history_travel(fixture.history, 1000)) {
    }
    struct lab_chaos_view view;
    lab_look_chaos(history_lab(fixture.history), &view);
    assert_string_equal(view.name, "");
    assert_int_equal(history_redo(fixture.history, NULL), RC_OK);
    while (!history_travel(fixture.history, 1000)) {
    }
    run_fixture_goto(&fixture, 4 * US_PER_S);
    assert_int_equal(lab_digest(history_lab(fixture.history)), there);
    assert_non_null(strstr(fixture.journal.data, "file chaos "));
    assert_non_null(strstr(fixture.journal.data, " blip\n|# blip: "));
    run_fixture_reopen(&fixture);
    run_fixture_goto(&fixture, 4 * US_PER_S);
    assert_int_equal(lab_digest(history_lab(fixture.history)), there);
    run_fixture_release(&fixture);
}

static void chaos__why__goes_back_to_the_line_that_began_it(void **state)
{
    struct run_fixture fixture;
    struct buf why;
    (void)state;
    run_fixture_init(&fixture, 3);
    buf_init(&why, BUF_CAP_TEXT);
    run_fixture_do(&fixture, "\\chaos az_loss");
    run_fixture_run_to(&fixture, 2 * US_PER_S);
    const struct lab *lab = history_lab(fixture.history);
    uint64_t seq = lab_event_last(lab);
    while (lab_event(lab, seq)->kind != EVENT_AZ_DOWN) {
        seq--;
    }
    why_add(&why, lab, history_run(fixture.history), seq);
    assert_non_null(strstr(why.data, "because  "));
    assert_non_null(strstr(why.data, "chaos  gives \\kill az "));
    assert_non_null(strstr(why.data, "of this line:  @1 \\chaos az_loss\n"));
    buf_release(&why);
    run_fixture_release(&fixture);
}

/* --- what comes with it ----------------------------------------------------------------------- */

struct shipped {
    char names[40][64];
    int count;
};

static void keep_name(void *to, const char *name)
{
    struct shipped *shipped = to;
    snprintf(shipped->names[shipped->count++], sizeof(shipped->names[0]), "%s", name);
}

static void expect_played(const char *name, int masters, uint64_t seed)
{
    struct lab_fixture fixture;
    struct lab_chaos_view view;
    char line[100];
    lab_fixture_init(&fixture, masters, seed);
    assert_int_equal(lab_fixture_do(&fixture, "\\load bank clients=1 rate=1"), RC_OK);
    lab_fixture_run(&fixture, 2 * US_PER_S);
    snprintf(line, sizeof(line), "\\chaos %s", name);
    if (lab_fixture_do(&fixture, line) != RC_OK) {
        fail_msg("%s with seed %d: %s", name, (int)seed, fixture.err.text);
    }
    buf_clear(&fixture.said);
    lab_fixture_run(&fixture, 8 * US_PER_S);
    snprintf(line, sizeof(line), "%s: line ", name);
    if (strstr(fixture.said.data, line) != NULL || strstr(fixture.said.data, "1146") != NULL) {
        fail_msg("%s with seed %d says:\n%s", name, (int)seed, fixture.said.data);
    }
    lab_look_chaos(fixture.lab, &view);
    assert_string_equal(view.name, "");
    lab_fixture_release(&fixture);
}

static void data__each_game_day__is_played_without_a_refusal(void **state)
{
    (void)state;
    struct shipped shipped = {0};
    struct lab_files files = data_files();
    files.list(files.user, "chaos", keep_name, &shipped);
    assert_true(shipped.count >= 10);
    for (int i = 0; i < shipped.count; i++) {
        for (uint64_t seed = 1; seed <= 4; seed++) {
            expect_played(shipped.names[i], 2 + (int)(seed % 3), seed);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chaos__its_lines__are_given_at_their_times),
        cmocka_unit_test(chaos__what_it_breaks__has_the_line_as_its_cause),
        cmocka_unit_test(chaos__a_line_that_is_refused__is_told_and_the_day_goes_on),
        cmocka_unit_test(chaos__stop_when__ends_it_at_that_event),
        cmocka_unit_test(chaos__stop_when_in_the_midst_of_an_instant__gives_no_more),
        cmocka_unit_test(chaos__stop_at__is_its_end),
        cmocka_unit_test(chaos__stopped_or_followed_by_another__gives_no_more),
        cmocka_unit_test(chaos__sql_and_marks__are_lines_too),
        cmocka_unit_test(chaos__a_new_world__ends_it),
        cmocka_unit_test(chaos__draws__are_the_seeds_and_the_turns),
        cmocka_unit_test(chaos__saved_and_loaded_at_any_time__goes_on_the_same),
        cmocka_unit_test(chaos__undone_and_reopened__is_the_same_day),
        cmocka_unit_test(chaos__why__goes_back_to_the_line_that_began_it),
        cmocka_unit_test(data__each_game_day__is_played_without_a_refusal),
    };
    return cmocka_run_group_tests_name("lab/chaos", tests, NULL, NULL);
}
