/* SPDX-License-Identifier: MIT */
/* What is wrong with a lesson is found: each point of verify has a lesson that fails it alone. */
#include "lib/test.h"

#include "lesson/lint.h"
#include "lesson/verify.h"
#include "lib/lab_fixture.h"

#include <string.h>

#define FRONT_BARE                                                                                 \
    "---\nlesson: small\nformat: 1\ntitle: Small\nminutes: 5\nmasters: 2\nseed: 3\n"               \
    "forbid: \\heal -- it stays as it is\n---\n\n# Small\n\n"
#define FRONT FRONT_BARE "As AWS documents; the rest is the lab's own.\n\n"
#define SETUP "```setup\nCREATE TABLE t (id INT PRIMARY KEY);\n```\n\n"
#define DO "## Do {#do}\n\nWrite.\n\n"
#define GOAL "- [ ] m2 commits `ever commit(client=2, master=m2)`\n\n"
#define WRONGS                                                                                     \
    "```wrong why=\"on m1\"\nINSERT INTO t VALUES (2);\n```\n"                                     \
    "```wrong why=\"nothing\"\n\\mark nothing\n```\n"
#define SOLVE "```solution\n@2 INSERT INTO t VALUES (2);\n```\n"
#define SOLUTION SOLVE WRONGS

static const struct sample {
    const char *text;
    enum verify_kind kind;
    const char *why; /* how it begins; NULL: nothing fails */
} samples[] = {
    {FRONT SETUP DO GOAL SOLUTION, POINT_FORMAT, NULL},
    {FRONT DO, POINT_FORMAT, "s.md:15:4: step {#do} has neither a goal nor a quiz"},
    {FRONT "```setup\nCREATE TABEL t;\n```\n" DO GOAL SOLUTION, POINT_SETUP, "setup: "},
    {FRONT "```setup\nINSERT INTO u VALUES (1);\n```\n" DO GOAL SOLUTION, POINT_SETUP,
     "ERROR 1146 (42S02)"},
    {FRONT SETUP DO "- [ ] There `copies.up = 6`\n" SOLUTION, POINT_UNSOLVED,
     "nothing is left to do"},
    {FRONT SETUP DO "- [ ] m3 `ever commit(master=m3)`\n" SOLUTION, POINT_SOLUTION,
     "s.md:23:7: \"m3\" is not met: this has not happened yet"},
    {FRONT SETUP DO GOAL "```solution\n\\heal\n```\n" WRONGS, POINT_SOLUTION,
     "s.md:26:1: not in this lesson: it stays as it is"},
    {FRONT SETUP DO GOAL "```solution\n@2 INSERT INTO t VALUES (2);\n\\wait ever tie\n```\n" WRONGS,
     POINT_SOLUTION, "s.md:27:7: this is waited for and does not come"},
    {FRONT SETUP DO GOAL SOLUTION "```wrong why=\"twice\"\n@2 INSERT INTO t VALUES (3);\n```\n",
     POINT_WRONG, "all goals are met all the same"},
    {FRONT SETUP DO GOAL SOLUTION "```caption when=\"ever conflict\"\nBang.\n```\n", POINT_CAPTION,
     "it does not come while the solution is played"},
    {FRONT SETUP DO GOAL SOLUTION "```demo\nsay  Look.\nwait ever conflict\n```\n", POINT_DEMO,
     "s.md:36:6: this is waited for and does not come"},
    {FRONT SETUP DO GOAL SOLUTION "```demo\nsing loud\n```\n", POINT_FORMAT,
     "s.md:35:1: \"sing\" is no cue"},
    {FRONT SETUP DO
     "```quiz id=a\n( ) x = never conflict\n( ) y = ever commit\n```\n" GOAL SOLUTION,
     POINT_QUIZ, "s.md:23:1: 2 answers come true"},
    {FRONT SETUP DO "```quiz id=a\n( ) x = master(m2).commits = 0\n( ) y = ever commit\n```\n"
                    "- [ ] It runs `ever statement(client=2)`\n" SOLUTION,
     POINT_QUIZ, "s.md:23:1: answer 1 is told, and 2 comes true"},
    {FRONT SETUP DO "1\n\n2\n\n3\n\n4\n\n5\n\n6\n\n7\n\n8\n\n" GOAL SOLUTION, POINT_FITS,
     "s.md:19:4: its text, answers and goals take"},
    {FRONT SETUP DO GOAL SOLVE "```wrong why=\"x\"\n\\mark x\n```\n", POINT_WRONGS,
     "s.md:4:8: it has 1: what might one think that does not do?"},
    {FRONT SETUP DO
     "{client(1).at} and a node; `node` \\crash m1 node, read_replica.\n" GOAL SOLUTION,
     POINT_WORDS, "s.md:23:22: \"node\" has another word here: master"},
    {FRONT SETUP DO "Write.\n" GOAL SOLUTION "```notes\nNo read replicas. Two\nReplicas.\n```\n",
     POINT_WORDS, "s.md:37:1: \"replicas\" has another word here"},
    {FRONT SETUP "## A heading that is longer yet {#do}\n\nWrite.\n" GOAL SOLUTION, POINT_WIDTHS,
     "s.md:19:1: the heading has 36 columns, and room for 34"},
};

static void verify__unsound_lesson__fails_at_its_point_alone(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(samples); i++) {
        const struct sample *sample = &samples[i];
        struct verify verify;
        struct verify_options options = {.name = "s.md",
                                         .text = sample->text,
                                         .size = strlen(sample->text),
                                         .files = lab_fixture_files(),
                                         .seed_first = 4,
                                         .seed_last = 5};
        verify_lesson(&verify, &options);
        bool is_found = sample->why == NULL;
        for (int k = 0; k < verify.count; k++) {
            const struct verify_point *point = &verify.points[k];
            bool is_it = point->kind == sample->kind && sample->why != NULL &&
                         strncmp(point->why, sample->why, strlen(sample->why)) == 0;
            is_found = is_found || (is_it && point->seed == 4);
            bool is_also = sample->kind == POINT_UNSOLVED && point->kind == POINT_WRONG;
            if (point->has_failed && !is_it && !is_also) {
                fail_msg("%d: %s: %s", i, point->what, point->why);
            }
        }
        if (!is_found) {
            fail_msg("%d: not found: %s", i, sample->why);
        }
        assert_true(verify.has_failed == (sample->why != NULL));
        verify_release(&verify);
    }
}

#define DEMO                                                                                       \
    "---\ndemo: small\nformat: 1\ntitle: Small\nminutes: 5\nmasters: 2\nseed: 3\n---\n\n"          \
    "# Small\n\nAs AWS documents; the rest is the lab's own.\n\n## Do {#do}\n\n"

static bool is_short(const char *text)
{
    return strlen(text) < 14;
}

/* What fails of a demo, with stages on which 13 letters have room. */
static void expect_no_room(const char *text, enum verify_kind kind, const char *why)
{
    struct verify verify;
    struct verify_options options = {.name = "s.md",
                                     .text = text,
                                     .size = strlen(text),
                                     .files = lab_fixture_files(),
                                     .is_headline = is_short,
                                     .is_said = is_short,
                                     .is_number = is_short,
                                     .seed_first = 4,
                                     .seed_last = 4};
    verify_lesson(&verify, &options);
    bool is_found = false;
    for (int i = 0; i < verify.count; i++) {
        is_found = is_found || (verify.points[i].kind == kind && verify.points[i].has_failed &&
                                strncmp(verify.points[i].why, why, strlen(why)) == 0);
    }
    if (!is_found) {
        fail_msg("not found: %s", why);
    }
    verify_release(&verify);
}

static void verify__demo__has_room_for_what_it_says(void **state)
{
    (void)state;
    expect_no_room(DEMO "```demo time=5s\nsay  A sentence of many.\npause\n```\n", POINT_SAID,
                   "s.md:17:6: this takes more than two lines of large letters");
    expect_no_room(DEMO "```demo time=5s\nask  What is it, then? | a | *b\n```\n", POINT_SAID,
                   "s.md:17:6: this takes more than two lines of large letters");
    expect_no_room(DEMO "```demo time=5s\nfocus  {copies.up} are the copies\npause\n```\n",
                   POINT_NUMBER, "s.md:17:8: \"6 are the copies\" has no room");
}

/* 150 words of prose, and two goals: a minute and 40 seconds. */
static void verify__reading__takes_its_time(void **state)
{
    (void)state;
    struct lesson lesson;
    struct err err = {0};
    struct buf text;
    buf_init(&text, LESSON_SIZE_MAX);
    buf_addf(&text, FRONT DO);
    for (int i = 0; i < 140; i++) {
        buf_addf(&text, "word%s", i % 10 == 9 ? "\n" : " ");
    }
    buf_addf(&text, "\nINSERT INTO t VALUES (1);\n\n" GOAL GOAL SOLUTION);
    if (lesson_parse(&lesson, "s.md", text.data, text.size, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    struct lint_time time = lint_time(&lesson);
    assert_int_equal(time.words, 150);
    assert_int_equal(time.seconds, 100);
    assert_int_equal(lint_wrongs(&lesson), 2);
    lesson_release(&lesson);
    buf_release(&text);
}

static void verify__marks__are_looked_for_in_what_is_read(void **state)
{
    (void)state;
    static const char hidden[] =
        FRONT_BARE "## Do {#do}\n" GOAL "```solution\n\\mark the lab documents\n```\n";
    static const char both[] =
        FRONT_BARE "```caption when=\"ever tie\"\nSecond hand: second hand; the\nlab.\n```\n";
    struct lint_marks marks = lint_marks(hidden, strlen(hidden));
    assert_false(marks.is_documented);
    assert_false(marks.is_of_the_lab);
    marks = lint_marks(both, strlen(both));
    assert_true(marks.is_documented);
    assert_true(marks.is_of_the_lab);
}

static void verify__two_seeds__are_one_point(void **state)
{
    (void)state;
    struct verify verify;
    const char *text = FRONT SETUP DO GOAL SOLUTION;
    struct verify_options options = {.name = "s.md",
                                     .text = text,
                                     .size = strlen(text),
                                     .files = lab_fixture_files(),
                                     .seed_first = 4,
                                     .seed_last = 6};
    verify_lesson(&verify, &options);
    assert_int_equal(verify.count, 12);
    assert_string_equal(verify.points[6].what, "step do the solution meets all goals");
    assert_int_equal(verify.points[6].tried, 3);
    verify_release(&verify);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify__unsound_lesson__fails_at_its_point_alone),
        cmocka_unit_test(verify__demo__has_room_for_what_it_says),
        cmocka_unit_test(verify__reading__takes_its_time),
        cmocka_unit_test(verify__marks__are_looked_for_in_what_is_read),
        cmocka_unit_test(verify__two_seeds__are_one_point),
    };
    return cmocka_run_group_tests_name("lesson/verify", tests, NULL, NULL);
}
