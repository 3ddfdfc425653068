/* SPDX-License-Identifier: MIT */
/* What is wrong with a lesson is found: each point of verify has a lesson that fails it alone. */
#include "lib/test.h"

#include "lesson/verify.h"
#include "lib/lab_fixture.h"

#include <string.h>

#define FRONT                                                                                      \
    "---\nlesson: small\nformat: 1\ntitle: Small\nminutes: 5\nmasters: 2\nseed: 3\n"               \
    "forbid: \\heal -- it stays as it is\n---\n\n# Small\n\n"
#define SETUP "```setup\nCREATE TABLE t (id INT PRIMARY KEY);\n```\n\n"
#define DO "## Do {#do}\n\nWrite.\n\n"
#define GOAL "- [ ] m2 commits `ever commit(client=2, master=m2)`\n\n"
#define SOLUTION "```solution\n@2 INSERT INTO t VALUES (2);\n```\n"

static const struct sample {
    const char *text;
    enum verify_kind kind;
    const char *why; /* how it begins; NULL: nothing fails */
} samples[] = {
    {FRONT SETUP DO GOAL SOLUTION, POINT_FORMAT, NULL},
    {FRONT DO, POINT_FORMAT, "s.md:13:4: step {#do} has neither a goal nor a quiz"},
    {FRONT "```setup\nCREATE TABEL t;\n```\n" DO GOAL SOLUTION, POINT_SETUP, "setup: "},
    {FRONT "```setup\nINSERT INTO u VALUES (1);\n```\n" DO GOAL SOLUTION, POINT_SETUP,
     "ERROR 1146 (42S02)"},
    {FRONT SETUP DO "- [ ] There `copies.up = 6`\n" SOLUTION, POINT_UNSOLVED,
     "nothing is left to do"},
    {FRONT SETUP DO "- [ ] m3 `ever commit(master=m3)`\n" SOLUTION, POINT_SOLUTION,
     "s.md:21:7: \"m3\" is not met: this has not happened yet"},
    {FRONT SETUP DO GOAL "```solution\n\\heal\n```\n", POINT_SOLUTION,
     "s.md:24:1: not in this lesson: it stays as it is"},
    {FRONT SETUP DO GOAL "```solution\n@2 INSERT INTO t VALUES (2);\n\\wait ever tie\n```\n",
     POINT_SOLUTION, "s.md:25:7: this is waited for and does not come"},
    {FRONT SETUP DO GOAL SOLUTION "```wrong why=\"twice\"\n@2 INSERT INTO t VALUES (3);\n```\n",
     POINT_WRONG, "all goals are met all the same"},
    {FRONT SETUP DO GOAL SOLUTION "```caption when=\"ever conflict\"\nBang.\n```\n", POINT_CAPTION,
     "it does not come while the solution is played"},
    {FRONT SETUP DO GOAL SOLUTION "```demo\nsay  Look.\nwait ever conflict\n```\n", POINT_DEMO,
     "s.md:28:6: this is waited for and does not come"},
    {FRONT SETUP DO GOAL SOLUTION "```demo\nsing loud\n```\n", POINT_DEMO,
     "s.md:27:1: a demo says, types, waits"},
    {FRONT SETUP DO
     "```quiz id=a\n( ) x = never conflict\n( ) y = ever commit\n```\n" GOAL SOLUTION,
     POINT_QUIZ, "s.md:21:1: 2 answers come true"},
    {FRONT SETUP DO "1\n\n2\n\n3\n\n4\n\n5\n\n6\n\n7\n\n8\n\n" GOAL SOLUTION, POINT_FITS,
     "s.md:17:4: its text, answers and goals take"},
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
            if (point->has_failed && !is_it) {
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
    assert_int_equal(verify.count, 5);
    assert_string_equal(verify.points[4].what, "step do the solution meets all goals");
    assert_int_equal(verify.points[4].tried, 3);
    verify_release(&verify);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify__unsound_lesson__fails_at_its_point_alone),
        cmocka_unit_test(verify__two_seeds__are_one_point),
    };
    return cmocka_run_group_tests_name("lesson/verify", tests, NULL, NULL);
}
