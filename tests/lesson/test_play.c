/* SPDX-License-Identifier: MIT */
/* A lesson beside its run: goals, hints and quizzes, wherever in the run one stands. */
#include "lib/test.h"

#include "lab/history.h"
#include "lesson/play.h"
#include "lib/golden.h"
#include "lib/lab_fixture.h"

#include <string.h>

#define LESSON                                                                                     \
    "---\nlesson: small\nformat: 1\ntitle: Small\nminutes: 5\nmasters: 2\nseed: 3\n"               \
    "forbid: \\heal -- it stays as it is\npar: commands=1 outage=2s\n---\n\n# Small\n\n"           \
    "```setup\nCREATE TABLE t (id INT PRIMARY KEY);\nINSERT INTO t VALUES (1);\n\\client 2 "       \
    "driver random\n```\n\n"                                                                       \
    "```lua driver=own\nfunction pick()\n    return \"m2\"\nend\n```\n\n"                          \
    "```chaos day=dark\nat 1s \\kill copy a1\n```\n\n"                                             \
    "## Guess {#guess}\n\nWho?\n\n```quiz id=who\n( ) m1 = ever commit(master=m1)\n"               \
    "( ) m2 = never commit(master=m1)\n```\n\n"                                                    \
    "## Do {#do}\n\nWrite on m2.\n\n"                                                              \
    "- [ ] m2 commits `ever commit(client=2, master=m2)` else \"t has {rows(t)} rows\"\n"          \
    "- [ ] No copy falls silent `always copies.up = 6`\n\n"                                        \
    "```hint\nOne.\n```\n```hint level=2 when=\"rows(t) > 5\"\nMany.\n```\n"                       \
    "```hint level=2\nThere are {rows(t)}.\n```\n"                                                 \
    "```caption when=\"ever commit(master=m2)\"\nm2 has it.\n```\n"                                \
    "```solution\n\\client 2 driver own\n@2 INSERT INTO t VALUES (2);\n```\n"

/* A history whose lessons are the one above. */
struct desk {
    struct history *history; /* owned */
    struct buf said;
    struct err err;
};

static int drivers_read; /* from the disk */

static enum rc read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    struct lab_files files = lab_fixture_files();
    drivers_read += strcmp(kind, "drivers") == 0 && strcmp(name, "random") == 0;
    (void)user;
    return strcmp(kind, "lessons") == 0 ? buf_add(out, LESSON, err)
                                        : files.read(files.user, kind, name, out, err);
}

static struct history_config config_of(struct desk *desk)
{
    return (struct history_config){
        .lab = {.seed = 1, .masters = 3, .files = {.read = read_file}, .guest = &play_guest},
        .user = desk};
}

static void start(struct desk *desk)
{
    *desk = (struct desk){0};
    struct history_config config = config_of(desk);
    buf_init(&desk->said, BUF_CAP_TEXT);
    assert_int_equal(history_new(&desk->history, &config, &desk->err), RC_OK);
}

static void stop(struct desk *desk)
{
    history_free(desk->history);
    buf_release(&desk->said);
}

static struct lab *lab_of(const struct desk *desk)
{
    return history_lab(desk->history);
}

static struct play *play_at(const struct desk *desk)
{
    return play_of(lab_of(desk));
}

static void run(struct desk *desk, sim_us length)
{
    history_advance(desk->history, lab_now(lab_of(desk)) + length);
}

static enum rc give(struct desk *desk, const char *line)
{
    buf_clear(&desk->said);
    desk->err = (struct err){0};
    enum rc rc = history_do(desk->history, line, 1, &desk->said, &desk->err);
    run(desk, US_PER_S / 10);
    return rc;
}

static void expect(struct desk *desk, const char *line)
{
    if (give(desk, line) != RC_OK) {
        fail_msg("%s: %s", line, desk->err.text);
    }
}

static void expect_refused(struct desk *desk, const char *line, enum rc rc, const char *why)
{
    assert_int_equal(give(desk, line), rc);
    assert_string_equal(desk->err.text, why);
}

static void arrive(struct desk *desk)
{
    while (!history_travel(desk->history, 100000)) {
    }
}

/* Up to the second step. */
static void begin(struct desk *desk)
{
    start(desk);
    run(desk, US_PER_S);
    expect(desk, "\\lesson small");
    run(desk, 3 * US_PER_S);
    assert_true(play_is_ready(play_at(desk)));
    expect(desk, "\\answer 2");
    expect(desk, "\\next");
}

static enum goal_state goal(struct desk *desk, int index)
{
    struct goal_view view;
    play_look_goal(play_at(desk), lab_of(desk), index, &view, NULL);
    return view.state;
}

static void expect_text(struct desk *desk, const char *part)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    play_add_goals(play_at(desk), lab_of(desk), &text);
    if (strstr(text.data, part) == NULL) {
        print_error("%s", text.data);
        fail_msg("no \"%s\"", part);
    }
    buf_release(&text);
}

static void play__lesson__goes_its_way(void **state)
{
    (void)state;
    struct desk desk;
    start(&desk);
    assert_null(play_at(&desk));
    expect(&desk, "\\lesson small");
    assert_string_equal(desk.said.data,
                        "Small: 2 steps, about 5 minutes. \\goals shows the step.\n");
    assert_false(play_is_ready(play_at(&desk)));
    run(&desk, 3 * US_PER_S);
    expect_text(&desk, "Choose: \\answer 1 to 2");
    expect_refused(&desk, "\\next", RC_STATE,
                   "first choose an answer: \\answer 1 to 2; or \\next skip");
    expect(&desk, "\\answer who 2");
    expect(&desk, "\\next");
    assert_int_equal(goal(&desk, 0), GOAL_OPEN);
    assert_int_equal(goal(&desk, 1), GOAL_HOLDS);
    expect_text(&desk, "[ ] m2 commits\n    not yet: t has 1 rows\n[=] No copy falls silent\n");
    expect_refused(&desk, "\\next", RC_STATE,
                   "not yet: m2 commits (t has 1 rows); \\hint helps, \\next skip goes on");
    expect(&desk, "@2 INSERT INTO t VALUES (2);");
    assert_int_equal(goal(&desk, 0), GOAL_MET);
    assert_int_equal(goal(&desk, 1), GOAL_MET);
    assert_true(play_is_done(play_at(&desk)));
    assert_int_equal(play_commands(play_at(&desk)), 1);
    expect_text(&desk, "You said: m2. So it was.");
    expect_text(&desk, "m2 has it.\nThe lesson is done: 1 command, par 1; no outage, par 2s.");
    buf_clear(&desk.said);
    assert_true(play_add_caption(play_at(&desk), lab_of(&desk), &desk.said));
    assert_string_equal(desk.said.data, "m2 has it.");
    stop(&desk);
}

static void play__hints__fit_the_state_of_things(void **state)
{
    (void)state;
    struct desk desk;
    begin(&desk);
    expect(&desk, "\\hint");
    assert_string_equal(desk.said.data, "One.\n");
    assert_true(play_has_more_hints(play_at(&desk), lab_of(&desk)));
    expect(&desk, "\\hint");
    assert_string_equal(desk.said.data, "There are 1.\n");
    assert_false(play_has_more_hints(play_at(&desk), lab_of(&desk))); /* one fits not now */
    assert_int_equal(play_hints(play_at(&desk)), 2);
    expect_refused(&desk, "\\hint", RC_STATE,
                   "there is no further hint for this step; \\solution shows the way");
    assert_int_equal(history_undo(desk.history, 1, NULL), RC_OK);
    arrive(&desk);
    assert_int_equal(play_hints(play_at(&desk)), 1);
    stop(&desk);
}

static void play__hint__is_shown_while_it_fits(void **state)
{
    (void)state;
    struct desk desk;
    begin(&desk);
    expect(&desk, "INSERT INTO t VALUES (2), (3), (4), (5), (6);");
    expect(&desk, "\\hint");
    expect(&desk, "\\hint");
    assert_string_equal(desk.said.data, "Many.\n");
    buf_clear(&desk.said);
    assert_int_equal(play_add_hint(play_at(&desk), lab_of(&desk), &desk.said), 2);
    expect(&desk, "DELETE FROM t;");
    buf_clear(&desk.said);
    assert_int_equal(play_add_hint(play_at(&desk), lab_of(&desk), &desk.said), 0);
    assert_int_equal(desk.said.size, 0);
    stop(&desk);
}

/* As many changes, and others: what a table said in another future counts no more. */
static void play__undone_change__leaves_no_facts(void **state)
{
    (void)state;
    struct desk desk;
    begin(&desk);
    expect(&desk, "INSERT INTO t VALUES (2), (3);");
    expect_text(&desk, "t has 3 rows");
    assert_int_equal(history_undo(desk.history, 1, NULL), RC_OK);
    arrive(&desk);
    expect(&desk, "DELETE FROM t;");
    expect_text(&desk, "t has 0 rows");
    stop(&desk);
}

static void play__broken_promise__names_the_event_and_the_way_back(void **state)
{
    (void)state;
    struct desk desk;
    begin(&desk);
    expect(&desk, "\\kill copy b1");
    assert_int_equal(goal(&desk, 1), GOAL_BROKEN);
    expect_text(&desk, "[!] No copy falls silent\n    broken at 4.300: b1 ");
    expect_text(&desk, "b1 answers nobody: 5 of 6 copies are up\n    \\rewind takes back the line "
                       "that led to it\n");
    expect(&desk, "@2 INSERT INTO t VALUES (2);");
    assert_false(play_is_done(play_at(&desk)));
    assert_int_equal(history_undo(desk.history, 1, NULL), RC_OK);
    arrive(&desk);
    assert_int_equal(history_undo(desk.history, 1, NULL), RC_OK);
    arrive(&desk);
    assert_int_equal(goal(&desk, 1), GOAL_HOLDS);
    expect(&desk, "@2 INSERT INTO t VALUES (2);");
    assert_true(play_is_done(play_at(&desk)));
    stop(&desk);
}

/* There and back again, and from its text: the lesson is where the run is. */
static void play__run__carries_the_lesson(void **state)
{
    (void)state;
    struct desk desk;
    struct buf text;
    begin(&desk);
    sim_us before = lab_now(lab_of(&desk));
    expect(&desk, "@2 INSERT INTO t VALUES (2);");
    sim_us after = lab_now(lab_of(&desk));
    assert_true(play_is_done(play_at(&desk)));
    assert_int_equal(history_go_time(desk.history, before, NULL), RC_OK);
    arrive(&desk);
    assert_false(play_is_done(play_at(&desk)));
    assert_int_equal(play_step(play_at(&desk)), 1);
    assert_int_equal(history_go_time(desk.history, 0, NULL), RC_OK);
    arrive(&desk);
    assert_null(play_at(&desk));
    assert_int_equal(history_go_time(desk.history, after, NULL), RC_OK);
    arrive(&desk);
    assert_true(play_is_done(play_at(&desk)));

    buf_init(&text, RUN_SIZE_MAX);
    history_add_text(desk.history, &text);
    uint64_t trace = lab_trace(lab_of(&desk));
    history_free(desk.history);
    drivers_read = 0;
    struct history_config config = config_of(&desk);
    assert_int_equal(history_open(&desk.history, &config, text.data, text.size, &desk.err), RC_OK);
    arrive(&desk);
    assert_true(play_is_done(play_at(&desk)));
    assert_int_equal(play_commands(play_at(&desk)), 1);
    assert_true(lab_trace(lab_of(&desk)) == trace);
    assert_int_equal(drivers_read, 0); /* what the setup read is in the run */
    buf_release(&text);
    stop(&desk);
}

/* A driver and a game day of the lesson's own: there with it, and in the run with it. */
static void play__own_files__are_there_with_their_lesson(void **state)
{
    (void)state;
    struct desk desk;
    struct buf text;
    start(&desk);
    assert_int_equal(give(&desk, "\\driver own"), RC_UNKNOWN);
    stop(&desk);
    begin(&desk);
    expect(&desk, "\\solution");
    assert_non_null(
        strstr(desk.said.data, "The driver own, for \\edit driver:\nfunction pick()\n"));
    expect(&desk, "\\client 2 driver own");
    expect(&desk, "\\chaos dark");
    expect(&desk, "@2 INSERT INTO t VALUES (2);");
    assert_int_equal(goal(&desk, 1), GOAL_MET);
    run(&desk, 2 * US_PER_S);

    buf_init(&text, RUN_SIZE_MAX);
    history_add_text(desk.history, &text);
    uint64_t trace = lab_trace(lab_of(&desk));
    history_free(desk.history);
    struct history_config config = config_of(&desk);
    assert_int_equal(history_open(&desk.history, &config, text.data, text.size, &desk.err), RC_OK);
    arrive(&desk);
    assert_true(lab_trace(lab_of(&desk)) == trace);
    buf_release(&text);
    stop(&desk);
}

static void play__reset__begins_again(void **state)
{
    (void)state;
    struct desk desk;
    begin(&desk);
    expect(&desk, "@2 INSERT INTO t VALUES (2);");
    expect(&desk, "\\reset");
    run(&desk, 3 * US_PER_S);
    assert_int_equal(play_step(play_at(&desk)), 0);
    assert_int_equal(play_answer(play_at(&desk), 0, 0), 0);
    assert_int_equal(play_commands(play_at(&desk)), 0);
    assert_false(play_is_done(play_at(&desk)));
    stop(&desk);
}

static void play__skipped__is_not_done(void **state)
{
    (void)state;
    struct desk desk;
    start(&desk);
    expect(&desk, "\\lesson small seed=9");
    run(&desk, 3 * US_PER_S);
    assert_int_equal(lab_seed(lab_of(&desk)), 9);
    expect(&desk, "\\next skip");
    assert_true(play_was_skipped(play_at(&desk), 0));
    assert_int_equal(play_step(play_at(&desk)), 1);
    expect_refused(&desk, "\\next skip", RC_STATE,
                   "no lesson comes after this one: \\lessons lists them, \\reset begins it again");
    stop(&desk);
}

static void play__refusals__say_why(void **state)
{
    (void)state;
    struct desk desk;
    start(&desk);
    expect_refused(&desk, "\\goals", RC_STATE, "no lesson is on: \\lesson NAME begins one");
    expect_refused(&desk, "\\lesson small lag=3", RC_USAGE,
                   "\"lag=3\" is no option of \\lesson: it takes seed=NUMBER and lang=de");
    assert_int_equal(history_do(desk.history, "\\lesson small", 1, &desk.said, NULL), RC_OK);
    expect_refused(&desk, "\\hint", RC_STATE, "the lesson is being set up; let time run a moment");
    run(&desk, 3 * US_PER_S);
    expect_refused(&desk, "\\hint", RC_STATE,
                   "there is no further hint for this step; \\solution shows the way");
    expect_refused(&desk, "\\answer 3", RC_RANGE, "\"3\" is none of the answers: 1 to 2");
    expect_refused(&desk, "\\answer what 1", RC_UNKNOWN, "this step has no quiz \"what\"");
    expect_refused(&desk, "\\next please", RC_USAGE,
                   "\"please\" is not understood: \\next or \\next skip");
    expect(&desk, "\\answer 1");
    expect_refused(&desk, "\\answer 2", RC_STATE, "that is answered; \\next goes on");
    expect_refused(&desk, "\\heal", RC_REFUSED, "not in this lesson: it stays as it is");
    stop(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(play__lesson__goes_its_way),
        cmocka_unit_test(play__hints__fit_the_state_of_things),
        cmocka_unit_test(play__hint__is_shown_while_it_fits),
        cmocka_unit_test(play__undone_change__leaves_no_facts),
        cmocka_unit_test(play__broken_promise__names_the_event_and_the_way_back),
        cmocka_unit_test(play__run__carries_the_lesson),
        cmocka_unit_test(play__own_files__are_there_with_their_lesson),
        cmocka_unit_test(play__reset__begins_again),
        cmocka_unit_test(play__skipped__is_not_done),
        cmocka_unit_test(play__refusals__say_why),
    };
    return cmocka_run_group_tests_name("lesson/play", tests, NULL, NULL);
}
