/* SPDX-License-Identifier: MIT */
/* A lesson in another language: its texts are put in place, and what is no text is refused. */
#include "lib/test.h"

#include "lab/history.h"
#include "lesson/play.h"
#include "lib/lab_fixture.h"

#include <string.h>

#define LESSON                                                                                     \
    "---\nlesson: small\nformat: 1\ntitle: Small\nminutes: 5\nmasters: 2\nseed: 3\n---\n\n"        \
    "# Small\n\nHello.\n\n## Guess {#guess}\n\nWho?\n\n```quiz id=who\n( ) m1 = ever tie\n"        \
    "( ) m2 = never tie\n```\n\n## Do {#do}\n\nWrite.\n\n"                                         \
    "- [ ] m2 commits `ever commit(master=m2)` else \"on {client(2).at}\"\n\n"                     \
    "```hint level=1\nOne.\n```\n```caption when=\"ever commit\"\nThere.\n```\n"                   \
    "```solution\n@2 CREATE TABLE t (id INT);\n```\n```notes\nSay it.\n```\n"
#define TITLE "---\ntitle: Klein\n---\n\n# Klein\n\n"
#define GUESS "## Raten {#guess}\n\nWer?\n\n```quiz id=who\n( ) m1 ist es\n( ) m2 ist es\n```\n\n"
#define GOAL "- [ ] m2 schreibt fest else \"auf {client(2).at}\"\n\n"
#define REST "```hint\nEins.\n```\n```caption\nDa.\n```\n```notes\nSag es.\n```\n"
#define WHOLE TITLE "Hallo.\n\n" GUESS "## Tun {#do}\n\nSchreib.\n\n" GOAL REST

static const char *translation = WHOLE;

static enum rc translate(struct lesson *out, const char *text, struct err *err)
{
    assert_int_equal(lesson_parse(out, "s.md", LESSON, strlen(LESSON), err), RC_OK);
    return lesson_translate(out, "s.de.md", text, strlen(text), err);
}

static void translation__texts__stand_in_place_of_its_own(void **state)
{
    (void)state;
    struct lesson lesson;
    struct err err = {0};
    if (translate(&lesson, WHOLE, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    const struct lesson_step *step = &lesson.steps[1];
    assert_string_equal(lesson.title.text, "Klein");
    assert_string_equal(lesson.intro.text, "Hallo.");
    assert_string_equal(lesson.steps[0].title.text, "Raten");
    assert_string_equal(lesson.steps[0].quizzes[0].options[1].text.text, "m2 ist es");
    assert_non_null(lesson.steps[0].quizzes[0].options[1].check);
    assert_string_equal(step->prose.text, "Schreib.");
    assert_string_equal(step->goals[0].text.text, "m2 schreibt fest");
    assert_string_equal(step->goals[0].otherwise.text, "auf {client(2).at}");
    assert_non_null(step->goals[0].check);
    assert_string_equal(step->hints[0].text.text, "Eins.");
    assert_string_equal(step->captions[0].text.text, "Da.");
    assert_string_equal(step->notes.text, "Sag es.");
    assert_string_equal(step->solution.text, "@2 CREATE TABLE t (id INT);");
    assert_string_equal(lesson.slug, "small");
    lesson_release(&lesson);
}

static const struct refusal {
    const char *text;
    const char *wanted; /* how it begins */
} refusals[] = {
    {"", "s.de.md:1:1: the file is empty"},
    {"---\ntitle: K\nmasters: 2\n---\n", "s.de.md:3:1: masters: stands in the lesson itself"},
    {"---\n---\n", "s.de.md:2:1: title: is missing above"},
    {TITLE GUESS, "s.de.md:2:8: it has 1 steps, and the lesson 2"},
    {TITLE GUESS "## Tun {#tun}\n" GOAL REST, "s.de.md:16:4: step 2 is {#do} in the lesson"},
    {TITLE GUESS "## Tun {#do}\n" REST, "s.de.md:16:4: step {#do} has 0 goals here, and 1"},
    {TITLE GUESS "## Tun {#do}\n- [ ] x `ever tie`\n" REST,
     "s.de.md:17:9: a check stands in the lesson itself"},
    {TITLE GUESS "## Tun {#do}\n- [ ] x\n" REST, "s.de.md:17:7: this goal has an else"},
    {TITLE GUESS "## Tun {#do}\n- [ ] x else \"{client(2).in}\"\n" REST,
     "s.de.md:17:16: there is no client.in"},
    {TITLE GUESS "## Tun {#do}\n" GOAL "```hint\nEins.\n```\n",
     "s.de.md:16:4: step {#do} has 0 captions here, and 1 in the lesson"},
    {TITLE GUESS "## Tun {#do}\n" GOAL "```solution\nx\n```\n",
     "s.de.md:19:4: solution stands in the lesson itself"},
    {TITLE GUESS "## Tun {#do}\n" GOAL "```caption when=\"ever tie\"\nx\n```\n",
     "s.de.md:19:18: when= stands in the lesson itself"},
    {TITLE "```setup\nx\n```\n", "s.de.md:7:4: setup stands in the lesson itself"},
    {TITLE "## Raten {#guess}\n```quiz id=who\n( ) a = ever tie\n( ) b\n```\n",
     "s.de.md:9:6: a check stands in the lesson itself"},
    {TITLE "## Raten {#guess}\n```quiz id=wer\n( ) a\n( ) b\n```\n## Tun {#do}\n" GOAL REST,
     "s.de.md:9:5: this quiz is called who in the lesson"},
};

static void translation__other_parts__point_at_their_place(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(refusals); i++) {
        struct lesson lesson;
        struct err err = {0};
        enum rc rc = translate(&lesson, refusals[i].text, &err);
        if (rc == RC_OK || strncmp(err.text, refusals[i].wanted, strlen(refusals[i].wanted)) != 0) {
            fail_msg("%d: %s, not %s", i, err.text, refusals[i].wanted);
        }
        assert_string_equal(lesson.title.text, "Small");
        lesson_release(&lesson);
    }
}

/* --- played ----------------------------------------------------------------------------------- */

static enum rc read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    struct lab_files files = lab_fixture_files();
    (void)user;
    if (strcmp(kind, "lessons") != 0) {
        return files.read(files.user, kind, name, out, err);
    }
    if (strcmp(name, "small.de") == 0) {
        return buf_add(out, translation, err);
    }
    return strcmp(name, "small") == 0 ? buf_add(out, LESSON, err)
                                      : err_set(err, RC_UNKNOWN, "there is no %s", name);
}

static void translation__asked_for__is_in_the_run(void **state)
{
    (void)state;
    struct history *history = NULL;
    struct buf text;
    struct err err = {0};
    struct history_config config = {
        .lab = {.seed = 1, .masters = 2, .files = {.read = read_file}, .guest = &play_guest}};
    buf_init(&text, RUN_SIZE_MAX);
    assert_int_equal(history_new(&history, &config, NULL), RC_OK);
    assert_int_equal(history_do(history, "\\lesson small lang=fr", 1, &text, &err), RC_UNKNOWN);
    assert_int_equal(history_do(history, "\\lesson small lang=deutsch", 1, &text, &err), RC_USAGE);
    assert_string_equal(
        err.text, "\"lang=deutsch\" is no option of \\lesson: it takes seed=NUMBER and lang=de");
    assert_int_equal(history_do(history, "\\lesson small seed=5 lang=de", 1, &text, &err), RC_OK);
    history_advance(history, 3 * US_PER_S);
    assert_string_equal(play_lesson(play_of(history_lab(history)))->title.text, "Klein");
    buf_clear(&text);
    history_add_text(history, &text);
    history_free(history);
    translation = "gone";
    assert_int_equal(history_open(&history, &config, text.data, text.size, &err), RC_OK);
    while (!history_travel(history, 100000)) {
    }
    assert_string_equal(play_lesson(play_of(history_lab(history)))->title.text, "Klein");
    assert_int_equal(lab_seed(history_lab(history)), 5);
    translation = WHOLE;
    history_free(history);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(translation__texts__stand_in_place_of_its_own),
        cmocka_unit_test(translation__other_parts__point_at_their_place),
        cmocka_unit_test(translation__asked_for__is_in_the_run),
    };
    return cmocka_run_group_tests_name("lesson/translation", tests, NULL, NULL);
}
