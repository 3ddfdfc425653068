/* SPDX-License-Identifier: MIT */
/* A demo that is presented: on and back with the cluster, by hand, and what does not come. */
#include "lib/test.h"

#include "base/mem.h"
#include "lesson/demos.h"
#include "lesson/stage.h"
#include "lib/data_files.h"
#include "lib/golden.h"
#include "lib/lab_fixture.h"

#include <string.h>

#define DEMO                                                                                       \
    "---\ndemo: small\nformat: 1\ntitle: Small\nminutes: 3\nmasters: 2\nseed: 3\n---\n\n# Small\n" \
    "\n```setup\nCREATE TABLE t (id INT PRIMARY KEY);\n```\n\n"                                    \
    "## One row {#one}\n\n```demo time=10s\nsay    A row.\npause\ntype   INSERT INTO t VALUES "    \
    "(1);\nwait   ever apply(master=m2)\nsay    There are {rows(t)}.\npause\n```\n\n"              \
    "## A question {#ask}\n\n```demo time=10s\nask    Who? | m1 | *m2\ntype   @2 INSERT INTO t "   \
    "VALUES (2);\nwait   rows(t) = 2\n```\n\n"                                                     \
    "## Never {#never}\n\n```demo time=5s\nfocus  {rows(t)} rows\nwait   ever conflict\nsay    "   \
    "Now.\ntype   INSERT INTO u VALUES (1);\ntype   \\kill az q\npause\n```\n"

/* One who presents it. */
struct hall {
    struct history *history; /* owned */
    struct stage stage;      /* owned */
    struct err err;
    int given;
};

static enum rc read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    struct lab_files files = lab_fixture_files();
    (void)user;
    return strcmp(kind, "demos") == 0 ? buf_add(out, DEMO, err)
                                      : files.read(files.user, kind, name, out, err);
}

static enum rc give(void *user, const char *line, struct err *err)
{
    struct hall *hall = user;
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    enum rc rc = history_do(hall->history, line, 1, &reply, err);
    buf_release(&reply);
    hall->given++;
    return rc;
}

static struct lab *lab_of(const struct hall *hall)
{
    return history_lab(hall->history);
}

/* Until the presenter is waited for. */
static void run(struct hall *hall)
{
    for (int i = 0; i < 1000000; i++) {
        while (!history_travel(hall->history, 100000)) {
        }
        stage_look(&hall->stage);
        stage_pass(&hall->stage, 1000000000);
        if (!stage_wants_time(&hall->stage)) {
            if (stage_wants_presenter(&hall->stage) || !stage_is_on(&hall->stage)) {
                return;
            }
            continue;
        }
        sim_us now = lab_now(lab_of(hall));
        sim_us next = history_next_at(hall->history);
        (void)history_advance_some(hall->history, next < now + US_PER_S ? next : now + US_PER_S, 1);
    }
    fail_msg("it goes on for ever");
}

static void open_hall(struct hall *hall)
{
    *hall = (struct hall){0};
    struct history_config config = {
        .lab = {.seed = 1, .masters = 3, .files = {.read = read_file}, .guest = &play_guest}};
    stage_init(&hall->stage);
    assert_int_equal(history_new(&hall->history, &config, &hall->err), RC_OK);
    assert_int_equal(give(hall, "\\demo small", &hall->err), RC_OK);
    stage_begin(&hall->stage,
                &(struct stage_host){.history = hall->history, .give = give, .user = hall});
    run(hall);
}

static void close_hall(struct hall *hall)
{
    stage_release(&hall->stage);
    history_free(hall->history);
}

static void press(struct hall *hall)
{
    if (stage_next(&hall->stage, &hall->err) != RC_OK) {
        fail_msg("%s", hall->err.text);
    }
    run(hall);
}

static void expect(const struct hall *hall, enum stage_state state, int step, int cue)
{
    const struct stage_spot *spot = &hall->stage.spot;
    if (spot->state != state || spot->step != step || spot->cue != cue) {
        fail_msg("state %d, step %d, cue %d", spot->state, spot->step, spot->cue);
    }
}

static int64_t rows(const struct hall *hall)
{
    struct buf text;
    buf_init(&text, 100);
    play_add_words(play_of(lab_of(hall)), lab_of(hall), "{rows(t)}", &text);
    int64_t count = text.data[0] - '0';
    buf_release(&text);
    return count;
}

/* As the presenter reads it. */
static void expect_next(const struct hall *hall, int after, const char *words)
{
    struct buf text;
    buf_init(&text, 200);
    stage_add_next(&hall->stage, &text, after);
    assert_string_equal(text.data, words);
    buf_release(&text);
}

static void stage__cues__wait_for_the_presenter_and_for_what_happens(void **state)
{
    struct hall hall;
    (void)state;
    open_hall(&hall);
    expect(&hall, STAGE_PAUSED, 0, 1);
    assert_int_equal(hall.stage.spot.said, 0);
    sim_us stood = lab_now(lab_of(&hall));
    press(&hall);
    expect(&hall, STAGE_TYPED, 0, 2);
    assert_int_equal(lab_now(lab_of(&hall)), stood); /* time stands while one types */
    expect_next(&hall, 0, "types INSERT INTO t VALUES (1);");
    expect_next(&hall, 1, "waits for apply (master m2)");
    expect_next(&hall, 2, "says: There are {rows(t)}.");
    assert_int_equal(rows(&hall), 0);
    press(&hall);
    expect(&hall, STAGE_PAUSED, 0, 5);
    assert_int_equal(rows(&hall), 1);
    press(&hall); /* it has just stood: the next step begins */
    expect(&hall, STAGE_ASKING, 1, 0);
    close_hall(&hall);
}

static void stage__back__is_the_cluster_as_it_was(void **state)
{
    struct hall hall;
    (void)state;
    open_hall(&hall);
    press(&hall);
    uint64_t before = lab_digest(lab_of(&hall));
    press(&hall);
    press(&hall);
    expect(&hall, STAGE_ASKING, 1, 0);
    assert_int_equal(stage_back(&hall.stage, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_PAUSED, 0, 5);
    assert_int_equal(rows(&hall), 1);
    assert_int_equal(stage_back(&hall.stage, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_TYPED, 0, 2);
    assert_int_equal(rows(&hall), 0);
    assert_int_equal(lab_digest(lab_of(&hall)), before);
    press(&hall); /* the line is given once, not by the old future, too */
    expect(&hall, STAGE_PAUSED, 0, 5);
    assert_int_equal(rows(&hall), 1);
    assert_int_equal(history_run(hall.history)->branch_count, 2);
    assert_int_equal(stage_back(&hall.stage, &hall.err), RC_OK);
    run(&hall);
    assert_int_equal(stage_back(&hall.stage, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_PAUSED, 0, 1);
    assert_int_equal(stage_back(&hall.stage, &hall.err), RC_STATE);
    assert_string_equal(hall.err.text, "this is where the demo begins");
    close_hall(&hall);
}

static void stage__by_hand__is_a_branch_and_the_demo_waits(void **state)
{
    struct hall hall;
    (void)state;
    open_hall(&hall);
    press(&hall);
    press(&hall);
    uint64_t before = lab_digest(lab_of(&hall));
    assert_int_equal(stage_take_over(&hall.stage, &hall.err), RC_OK);
    assert_false(stage_is_on(&hall.stage));
    assert_int_equal(give(&hall, "DELETE FROM t;", &hall.err), RC_OK);
    assert_int_equal(give(&hall, "\\create masters=4", &hall.err), RC_OK);
    history_advance(hall.history, lab_now(lab_of(&hall)) + US_PER_S);
    assert_int_equal(stage_next(&hall.stage, &hall.err), RC_STATE);
    assert_string_equal(hall.err.text, "the demo waits where you left it: \\stage goes back to it");
    assert_int_equal(stage_return(&hall.stage, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_PAUSED, 0, 5);
    assert_int_equal(lab_digest(lab_of(&hall)), before);
    press(&hall);
    press(&hall);
    press(&hall);
    expect(&hall, STAGE_STEP_DONE, 1, 3);
    assert_int_equal(rows(&hall), 2);
    close_hall(&hall);
}

static void stage__step__is_gone_to_and_run_again(void **state)
{
    struct hall hall;
    (void)state;
    open_hall(&hall);
    assert_int_equal(stage_go(&hall.stage, 2, &hall.err), RC_OK);
    run(&hall); /* on the way all lines were given */
    assert_int_equal(hall.stage.spot.step, 2);
    assert_int_equal(rows(&hall), 2);
    assert_int_equal(stage_go(&hall.stage, 1, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_ASKING, 1, 0);
    assert_int_equal(rows(&hall), 1);
    press(&hall);
    assert_int_equal(stage_again(&hall.stage, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_ASKING, 1, 0);
    assert_int_equal(stage_go(&hall.stage, 3, &hall.err), RC_RANGE);
    assert_string_equal(hall.err.text, "there is no step 4: there are 1 to 3");
    close_hall(&hall);
}

static void stage__what_never_comes__is_said_and_can_be_skipped(void **state)
{
    struct hall hall;
    (void)state;
    open_hall(&hall);
    assert_int_equal(stage_go(&hall.stage, 2, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_OVERDUE, 2, 1);
    assert_int_equal(stage_next(&hall.stage, &hall.err), RC_STATE);
    assert_non_null(strstr(hall.err.text, "s skips, r tries again, Tab takes over"));
    sim_us now = lab_now(lab_of(&hall));
    assert_int_equal(stage_retry(&hall.stage, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_OVERDUE, 2, 1);
    assert_true(lab_now(lab_of(&hall)) >= now + 5 * US_PER_S);
    assert_int_equal(stage_skip(&hall.stage, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_TYPED, 2, 3);
    press(&hall); /* an error of SQL is an answer */
    expect(&hall, STAGE_TYPED, 2, 4);
    press(&hall);
    expect(&hall, STAGE_REFUSED, 2, 4);
    assert_non_null(strstr(hall.stage.trouble, "a letter, a to d"));
    assert_int_equal(stage_retry(&hall.stage, &hall.err), RC_OK);
    expect(&hall, STAGE_TYPED, 2, 4);
    press(&hall);
    assert_int_equal(stage_skip(&hall.stage, &hall.err), RC_OK);
    run(&hall);
    expect(&hall, STAGE_PAUSED, 2, 5);
    press(&hall);
    expect(&hall, STAGE_ENDED, 2, 6);
    assert_int_equal(stage_next(&hall.stage, &hall.err), RC_STATE);
    close_hall(&hall);
}

static void stage__room__is_counted(void **state)
{
    struct hall hall;
    (void)state;
    open_hall(&hall);
    assert_int_equal(stage_count_hand(&hall.stage, 0, 1, &hall.err), RC_STATE);
    press(&hall);
    press(&hall);
    press(&hall);
    assert_int_equal(stage_count_hand(&hall.stage, 1, 1, &hall.err), RC_OK);
    assert_int_equal(stage_count_hand(&hall.stage, 1, 1, &hall.err), RC_OK);
    assert_int_equal(stage_count_hand(&hall.stage, 0, -1, &hall.err), RC_OK);
    assert_int_equal(stage_count_hand(&hall.stage, 2, 1, &hall.err), RC_RANGE);
    assert_int_equal(hall.stage.tally[0], 0);
    assert_int_equal(hall.stage.tally[1], 2);
    close_hall(&hall);
}

static void stage__same_seed__is_the_same_run_however_long_one_talks(void **state)
{
    struct hall quick, slow;
    (void)state;
    open_hall(&quick);
    open_hall(&slow);
    for (int i = 0; i < 5; i++) {
        press(&quick);
        for (int k = 0; k < 50; k++) { /* he looks for his glasses */
            stage_look(&slow.stage);
            stage_pass(&slow.stage, 1000);
        }
        press(&slow);
    }
    assert_int_equal(lab_digest(lab_of(&quick)), lab_digest(lab_of(&slow)));
    assert_int_equal(lab_now(lab_of(&quick)), lab_now(lab_of(&slow)));
    close_hall(&quick);
    close_hall(&slow);
}

/* --- words ------------------------------------------------------------------------------------ */

static void words__of_cues__are_taken_apart(void **state)
{
    char answer[STAGE_ANSWER_SIZE];
    (void)state;
    assert_int_equal(stage_find_view("votes"), STAGE_VOTES);
    assert_int_equal(stage_find_view("data orders"), STAGE_DATA);
    assert_int_equal(stage_find_view("data"), -1);
    assert_int_equal(stage_find_view("votes now"), -1);
    assert_int_equal(stage_count_answers("Who? | m1 | *m2"), 2);
    assert_false(stage_take_answer(answer, "Who? | m1 | *m2", -1));
    assert_string_equal(answer, "Who?");
    assert_true(stage_take_answer(answer, "Who? | m1 | * m2 ", 1));
    assert_string_equal(answer, "m2");
}

#define HEAD                                                                                       \
    "---\ndemo: d\nformat: 1\ntitle: D\nminutes: 1\nmasters: 2\nseed: 3\n---\n\n# D\n\n## S "      \
    "{#s}\n\n"

static const struct {
    const char *text;
    const char *why;
} wrong[] = {
    {HEAD "Text.\n", "d.md:12:4: step {#s} of a demo has a fence demo"},
    {HEAD "```demo\nsay x\n```\n", "d.md:15:1: a demo says how long each step takes"},
    {HEAD "```demo time=long\nsay x\n```\n", "d.md:14:14: \"long\" is not a length of time"},
    {HEAD "```demo time=5s\nsing x\n```\n", "d.md:15:1: \"sing\" is no cue"},
    {HEAD "```demo time=5s\nsay x\nwiat x\n```\n", "d.md:16:1: \"wiat\" is no cue; did you mean "
                                                   "wait?"},
    {HEAD "```demo time=5s\nsay\n```\n", "d.md:15:1: say what?"},
    {HEAD "```demo time=5s\npause here\n```\n", "d.md:15:7: pause stands alone"},
    {HEAD "```demo time=5s\nwait 2s\n```\n", "d.md:15:6: a demo waits for something to happen"},
    {HEAD "```demo time=5s\nwait   ever comit\n```\n", "d.md:15:13: "},
    {HEAD "```demo time=5s\nsay Rows: {rosw(t)}\n```\n", "d.md:15:12: "},
    {HEAD "```demo time=5s\nspeed 0\n```\n", "d.md:15:7: the speed goes from 1/1000 to 100, not 0"},
    {HEAD "```demo time=5s\nspeed fast\n```\n", "d.md:15:7: \"fast\" is not a speed"},
    {HEAD "```demo time=5s\nfocus moon\n```\n", "d.md:15:7: \"moon\" is no view"},
    {HEAD "```demo time=5s\nask Who?\n```\n", "d.md:15:5: ask has a question and 2 to 4 answers"},
    {HEAD "```demo time=5s\nask Who? | *a | *b\n```\n", "d.md:15:5: ask has a question"},
};

/* Who asks for one by its name gets that one. */
static void demos__names__are_of_one_each(void **state)
{
    (void)state;
    struct lab_files files = data_files();
    struct demo_entry *entries = mem_alloc(DEMOS_MAX, sizeof(*entries));
    int count = demos_read(entries, DEMOS_MAX, &files);
    int lessons = 0;
    for (int i = 0; i < count; i++) {
        lessons += entries[i].is_lesson;
        assert_string_equal(entries[i].trouble, "");
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(entries[i].name, entries[k].name);
        }
    }
    assert_int_equal(lessons, 18); /* each lesson has a demo */
    mem_free(entries);
}

static void file__with_an_error__is_told_with_its_place(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(wrong); i++) {
        struct lesson lesson;
        struct err err = {0};
        enum rc rc = lesson_parse(&lesson, "d.md", wrong[i].text, strlen(wrong[i].text), &err);
        if (rc == RC_OK || strncmp(err.text, wrong[i].why, strlen(wrong[i].why)) != 0) {
            fail_msg("wanted: %s\nsaid:   %s", wrong[i].why, err.text);
        }
        lesson_release(&lesson);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stage__cues__wait_for_the_presenter_and_for_what_happens),
        cmocka_unit_test(stage__back__is_the_cluster_as_it_was),
        cmocka_unit_test(stage__by_hand__is_a_branch_and_the_demo_waits),
        cmocka_unit_test(stage__step__is_gone_to_and_run_again),
        cmocka_unit_test(stage__what_never_comes__is_said_and_can_be_skipped),
        cmocka_unit_test(stage__room__is_counted),
        cmocka_unit_test(stage__same_seed__is_the_same_run_however_long_one_talks),
        cmocka_unit_test(words__of_cues__are_taken_apart),
        cmocka_unit_test(demos__names__are_of_one_each),
        cmocka_unit_test(file__with_an_error__is_told_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
