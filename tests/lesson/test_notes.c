/* SPDX-License-Identifier: MIT */
/* What checks ask that is not of the present: last transactions, and other branches. */
#include "lib/test.h"

#include "base/mem.h"
#include "lab/compare.h"
#include "lesson/play.h"
#include "lesson/verify.h"
#include "lib/lab_fixture.h"

#include <string.h>

#define HEAD                                                                                       \
    "---\nlesson: small\nformat: 1\ntitle: Small\nminutes: 5\nmasters: 2\nseed: 3\n---\n\n"        \
    "# Small\n\n```setup\nCREATE TABLE t (id INT PRIMARY KEY, n INT);\n"                           \
    "INSERT INTO t VALUES (1, 0), (2, 0);\n```\n\n"
#define CLASH "BEGIN;\nUPDATE t SET n = 1 WHERE id = 1;\n@2 UPDATE t SET n = 1 WHERE id = 1;\n"
#define BRANCHES                                                                                   \
    HEAD "## Clash {#clash}\n\nClash on a branch, and not on the other.\n\n"                       \
         "- [ ] There they clash `branch(before).count(conflict(client=2)) > 0`\n"                 \
         "- [ ] Here they do not `now conflicts < branch(before).conflicts` else "                 \
         "\"before: {branch(before).conflicts}\"\n"                                                \
         "- [ ] m1 is there `branch(main).master(m1).state = online`\n\n"                          \
         "```solution\n\\branch before\n" CLASH "COMMIT;\n\\wait 1s\n\\switch main\n"              \
         "\\wait 3s\n\\compare before\n```\n\n"                                                    \
         "```wrong why=\"they were not compared\"\n\\branch before\n" CLASH "COMMIT;\n"            \
         "\\switch main\n\\wait 2s\n```\n"

static const char *lesson_text;

static enum rc read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    struct lab_files files = lab_fixture_files();
    (void)user;
    return strcmp(kind, "lessons") == 0 ? buf_add(out, lesson_text, err)
                                        : files.read(files.user, kind, name, out, err);
}

static struct history *begin(const char *text)
{
    struct history *history = NULL;
    struct buf reply;
    struct history_config config = {
        .lab = {.seed = 1, .masters = 2, .files = {.read = read_file}, .guest = &play_guest}};
    lesson_text = text;
    buf_init(&reply, BUF_CAP_TEXT);
    assert_int_equal(history_new(&history, &config, NULL), RC_OK);
    assert_int_equal(history_do(history, "\\lesson small", 1, &reply, NULL), RC_OK);
    history_advance(history, 3 * US_PER_S);
    assert_true(play_is_ready(play_of(history_lab(history))));
    buf_release(&reply);
    return history;
}

static void give(struct history *history, const char *line)
{
    struct err err = {0};
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    if (history_do(history, line, 1, &reply, &err) != RC_OK) {
        fail_msg("%s: %s", line, err.text);
    }
    history_advance(history, lab_now(history_lab(history)) + US_PER_S / 10);
    buf_release(&reply);
}

static void compare(struct history *history, const char *name)
{
    struct compare *compare = NULL;
    assert_int_equal(compare_new(&compare, history, name, NULL), RC_OK);
    while (!compare_some(compare, 1000)) {
    }
    compare_free(compare);
}

static void arrive(struct history *history)
{
    while (!history_travel(history, 100000)) {
    }
}

/* On a branch two rows clash; back on main. */
static void clash_on_a_branch(struct history *history)
{
    assert_int_equal(history_branch(history, "before", NULL), RC_OK);
    give(history, "BEGIN;");
    give(history, "UPDATE t SET n = 1 WHERE id = 1;");
    give(history, "@2 UPDATE t SET n = 1 WHERE id = 1;");
    give(history, "COMMIT;");
    assert_int_equal(history_switch(history, "main", NULL), RC_OK);
    arrive(history);
    history_advance(history, lab_now(history_lab(history)) + 2 * US_PER_S);
}

static void expect_goal(struct history *history, int goal, enum goal_state state, const char *why)
{
    struct goal_view view;
    struct buf text;
    buf_init(&text, 300);
    play_look_goal(play_of(history_lab(history)), history_lab(history), goal, &view, &text);
    assert_int_equal(view.state, state);
    assert_string_equal(text.data, why);
    buf_release(&text);
}

static void notes__branch__is_known_when_it_was_compared(void **state)
{
    (void)state;
    struct history *history = begin(BRANCHES);
    clash_on_a_branch(history);
    expect_goal(history, 0, GOAL_OPEN, "before was not compared with yet: \\compare before");
    expect_goal(history, 1, GOAL_OPEN, "before: nothing");
    compare(history, "before");
    expect_goal(history, 0, GOAL_MET, "");
    expect_goal(history, 1, GOAL_MET, "");
    expect_goal(history, 2, GOAL_MET, "");
    assert_true(play_is_done(play_of(history_lab(history))));
    history_free(history);
}

/* It is a line of the run: who opens the run needs no other branch to know it. */
static void notes__branch__is_in_the_run(void **state)
{
    (void)state;
    struct history *history = begin(BRANCHES);
    clash_on_a_branch(history);
    compare(history, "before");
    struct buf text;
    buf_init(&text, RUN_SIZE_MAX);
    history_add_text(history, &text);
    assert_non_null(strstr(text.data, "\\note before count(conflict(client=2))=1 conflicts=1"));
    assert_non_null(strstr(text.data, "\\note main master(m1).state=1"));
    uint64_t trace = lab_trace(history_lab(history));
    history_free(history);
    struct history_config config = {.lab = {.files = {.read = read_file}, .guest = &play_guest}};
    assert_int_equal(history_open(&history, &config, text.data, text.size, NULL), RC_OK);
    arrive(history);
    assert_true(lab_trace(history_lab(history)) == trace);
    assert_true(play_is_done(play_of(history_lab(history))));
    history_free(history);
    buf_release(&text);
}

/* Where a future is known a line would begin a branch: nothing is noted. */
static void notes__compared_in_the_past__leave_the_run_alone(void **state)
{
    (void)state;
    struct history *history = begin(BRANCHES);
    clash_on_a_branch(history);
    assert_int_equal(history_go_time(history, lab_now(history_lab(history)) - US_PER_S, NULL),
                     RC_OK);
    arrive(history);
    compare(history, "before");
    assert_int_equal(history_run(history)->branch_count, 2);
    expect_goal(history, 0, GOAL_OPEN, "before was not compared with yet: \\compare before");
    history_free(history);
}

static void notes__branches_of_a_solution__are_played_by_verify(void **state)
{
    (void)state;
    struct verify verify;
    struct verify_options options = {.name = "s.md",
                                     .text = BRANCHES,
                                     .size = strlen(BRANCHES),
                                     .files = lab_fixture_files(),
                                     .seed_first = 4,
                                     .seed_last = 5};
    verify_lesson(&verify, &options);
    for (int i = 0; i < verify.count; i++) {
        if (verify.points[i].has_failed && verify.points[i].kind < POINT_WRONGS) {
            fail_msg("%s: %s", verify.points[i].what, verify.points[i].why);
        }
    }
    verify_release(&verify);
}

/* --- the last transaction --------------------------------------------------------------------- */

static bool is_so(struct history *history, const char *check)
{
    struct demand *demand = NULL;
    struct demand_state state;
    struct err err = {0};
    struct world *world = mem_alloc(1, sizeof(*world));
    if (demand_new(&demand, "f.md", &(struct lesson_text){check, 1, 1}, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    world_set(world, history_lab(history));
    world->notes = play_notes(play_of(history_lab(history)));
    demand_start(demand, &state);
    bool holds = demand_holds(demand, &state, world);
    demand_free(demand);
    mem_free(world);
    return holds;
}

static void expect(struct history *history, const char *check)
{
    if (!is_so(history, check)) {
        fail_msg("it is not so: %s", check);
    }
}

static void notes__last__is_the_newest_transaction_of_a_client(void **state)
{
    (void)state;
    struct history *history = begin(BRANCHES);
    assert_false(is_so(history, "last(2).statements >= 0"));
    give(history, "SET SESSION aurora_mm_session_consistency_level = 'REGIONAL_RAW';");
    give(history, "SELECT n FROM t;");
    expect(history, "last(1).reads = 1 and last(1).waits = 1 and last(1).state = committed");
    give(history, "BEGIN;");
    give(history, "select n FROM t;");
    give(history, "SELECT n FROM t;");
    give(history, "UPDATE t SET n = 2 WHERE id = 1;");
    expect(history, "last(1).state = open and last(1).reads = 2 and last(1).statements = 3");
    expect(history, "last(1).waits = 1 and last(1).pages = 1 and last(1).master = m1");
    assert_false(is_so(history, "last(1).length > 0"));
    give(history, "@2 UPDATE t SET n = 1 WHERE id = 1;");
    expect(history, "last(2).state = rolled_back and last(2).master = m2");
    give(history, "COMMIT;");
    expect(history, "last(1).state = committed and last(1).length > 100ms");
    give(history, "ROLLBACK;");
    expect(history, "last(1).state = committed");
    history_free(history);
}

static void notes__shares_and_rates__are_of_all_clients(void **state)
{
    (void)state;
    struct history *history = begin(BRANCHES);
    give(history, "\\load bank clients=2 rate=50");
    history_advance(history, lab_now(history_lab(history)) + 4 * US_PER_S);
    expect(history, "rate > 20 and p99 > 0 and p99 < 5s and client(3).rate > 5");
    expect(history, "ok_permille >= 900 and ok_permille > 89.9%");
    expect(history, "conflict_permille <= 50% and client(3).longest_outage = 0");
    history_free(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes__branch__is_known_when_it_was_compared),
        cmocka_unit_test(notes__branch__is_in_the_run),
        cmocka_unit_test(notes__compared_in_the_past__leave_the_run_alone),
        cmocka_unit_test(notes__branches_of_a_solution__are_played_by_verify),
        cmocka_unit_test(notes__last__is_the_newest_transaction_of_a_client),
        cmocka_unit_test(notes__shares_and_rates__are_of_all_clients),
    };
    return cmocka_run_group_tests_name("lesson/notes", tests, NULL, NULL);
}
