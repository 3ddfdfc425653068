/* SPDX-License-Identifier: MIT */
/* Lesson files: what is read, and where errors point. */
#include "lib/test.h"

#include "lesson/lesson.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#define FRONT                                                                                      \
    "---\nlesson: same-page\nformat: 1\ntitle: Same page\nneeds: everyone-writes, meet\n"          \
    "minutes: 8\nmasters: 2\nseed: 42\nforbid: \\heal, \\restore -- it stays dark\n"               \
    "par: commands=3 outage=2s\n---\n\n# Same page\n\nTwo rows,\none page.\n\n"
#define SETUP "```setup\n\\load orders clients=4\n\\client 1 connect m2\n```\n\n"
#define PREDICT                                                                                    \
    "## Predict {#predict}\n\nWhich?\n\n```quiz id=guess\n( ) None   = never conflict\n"           \
    "( ) One = ever conflict(master=m1)\n```\n"
#define CLASH                                                                                      \
    "## Clash {#clash}\n\nUpdate both.\n\n- [ ] A conflict `ever conflict` else \"rows {lost}\"\n" \
    "- [ ] No loss `always lost = 0`\n\nThen look.\n\n```hint\nOne.\n```\n"                        \
    "```hint level=2 when=\"lost = 0\"\nTwo.\nLines.\n```\n"                                       \
    "```solution\nSELECT 1;\n```\n```wrong why=\"too early\"\n\\pause\n```\n"                      \
    "```caption when=\"ever conflict\"\nBang.\n```\n```notes\nAsk.\n```\n"
#define WHOLE FRONT SETUP PREDICT CLASH

static void lesson__whole_file__has_all_parts(void **state)
{
    (void)state;
    struct lesson lesson;
    struct err err = {0};
    assert_int_equal(lesson_parse(&lesson, "f.md", WHOLE, strlen(WHOLE), &err), RC_OK);
    assert_string_equal(lesson.slug, "same-page");
    assert_string_equal(lesson.title.text, "Same page");
    assert_int_equal(lesson.need_count, 2);
    assert_string_equal(lesson.needs[1], "meet");
    assert_int_equal(lesson.forbidden_count, 2);
    assert_string_equal(lesson.forbidden[1], "restore");
    assert_string_equal(lesson.forbidden_why.text, "it stays dark");
    assert_int_equal(lesson.par_commands, 3);
    assert_string_equal(lesson.par_outage.text, "2s");
    assert_string_equal(lesson.intro.text, "Two rows, one page.");
    assert_string_equal(lesson.setup.text, "\\load orders clients=4\n\\client 1 connect m2");
    assert_int_equal(lesson.step_count, 2);
    const struct lesson_step *step = &lesson.steps[0];
    assert_string_equal(step->quizzes[0].id, "guess");
    assert_int_equal(step->quizzes[0].option_count, 2);
    assert_string_equal(step->quizzes[0].options[0].text.text, "None");
    assert_string_equal(step->quizzes[0].options[1].wanted.text, "ever conflict(master=m1)");
    step = &lesson.steps[1];
    assert_string_equal(step->title.text, "Clash");
    assert_string_equal(step->prose.text, "Update both.\n\nThen look.");
    assert_int_equal(step->goal_count, 2);
    assert_string_equal(step->goals[0].text.text, "A conflict");
    assert_string_equal(step->goals[0].otherwise.text, "rows {lost}");
    assert_string_equal(step->goals[1].wanted.text, "always lost = 0");
    assert_null(step->goals[1].otherwise.text);
    assert_int_equal(step->hint_count, 2);
    assert_string_equal(step->hints[1].text.text, "Two. Lines.");
    assert_string_equal(step->hints[1].when.text, "lost = 0");
    assert_string_equal(step->wrongs[0].why.text, "too early");
    assert_string_equal(step->captions[0].text.text, "Bang.");
    assert_string_equal(step->notes.text, "Ask.");
    lesson_release(&lesson);
}

static void lesson__check__knows_its_line_and_column(void **state)
{
    (void)state;
    struct lesson lesson;
    const char *text = FRONT "## Eins {#eins}\n\n- [ ] M\xc3\xbchsam `ever conflict`\n"
                             "```solution\n\\heal\n```\n";
    assert_int_equal(lesson_parse(&lesson, "f.md", text, strlen(text), NULL), RC_OK);
    assert_int_equal(lesson.steps[0].goals[0].wanted.line, 20);
    assert_int_equal(lesson.steps[0].goals[0].wanted.column, 15);
    lesson_release(&lesson);
}

/* The same file with other ends of lines, a mark at its beginning, and without its last end. */
static void lesson__other_line_ends__are_the_same_lesson(void **state)
{
    (void)state;
    struct buf text;
    struct lesson lesson;
    struct err err = {0};
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "\xef\xbb\xbf");
    for (const char *at = WHOLE; *at != '\0'; at++) {
        buf_addf(&text, *at == '\n' ? "\r\n" : "%c", *at);
    }
    assert_int_equal(lesson_parse(&lesson, "f.md", text.data, text.size - 2, &err), RC_OK);
    assert_string_equal(lesson.steps[1].hints[1].text.text, "Two. Lines.");
    assert_string_equal(lesson.steps[1].prose.text, "Update both.\n\nThen look.");
    lesson_release(&lesson);
    buf_release(&text);
}

static const struct refusal {
    const char *text;
    enum rc rc;
    const char *wanted;
} refusals[] = {
    {"", RC_USAGE, "f.md:1:1: the file is empty"},
    {"# Hello\n", RC_USAGE, "f.md:1:1: a lesson begins with ---"},
    {"---\nlesson: a\n", RC_USAGE, "f.md:2:1: the front matter has no end: ---"},
    {"---\ntilte: a\n---\n", RC_UNKNOWN, "f.md:2:1: there is no \"tilte:\"; did you mean title?"},
    {"---\nlesson: A b\n---\n", RC_USAGE, "f.md:2:9: \"A b\" is no name of a lesson"},
    {"---\nlesson: a\nlesson: b\n---\n", RC_USAGE, "f.md:3:1: lesson: stands here twice"},
    {"---\nlesson: a\nformat: 2\n---\n", RC_USAGE, "f.md:3:9: this Quartet reads format 1"},
    {"---\nlesson: a\n---\n", RC_USAGE, "f.md:3:1: format: is missing above"},
    {"---\nmasters: 5\n---\n", RC_RANGE, "f.md:2:10: \"5\" is no number from 2 to 4"},
    {"---\nforbid: \\heal\n---\n", RC_USAGE, "f.md:2:9: what is forbidden says why"},
    {"---\npar: stars=3\n---\n", RC_USAGE, "f.md:2:6: \"stars=3\" is no par"},
    {"---\nlesson: \x01\n---\n", RC_USAGE, "f.md:2:9: no text: a lesson is UTF-8"},
    {"---\nlesson: \xfc\n---\n", RC_USAGE, "f.md:2:9: no text: a lesson is UTF-8"},
    {FRONT, RC_USAGE, "f.md:17:1: the lesson has no step"},
    {FRONT "## One\n", RC_USAGE, "f.md:18:1: a step's heading ends with its name"},
    {FRONT "## One {#One}\n", RC_USAGE, "f.md:18:10: \"One\" is no name of a step"},
    {FRONT "## One {#a}\n", RC_USAGE, "f.md:18:4: step {#a} has neither a goal nor a quiz"},
    {FRONT "## One {#a}\n- [ ] x `y`\n", RC_USAGE,
     "f.md:18:4: step {#a} has goals and no solution"},
    {FRONT PREDICT "## Two {#predict}\n", RC_USAGE, "f.md:26:10: two steps are called {#predict}"},
    {FRONT PREDICT "### Two\n", RC_USAGE, "f.md:26:1: a lesson has # its title first"},
    {FRONT PREDICT "- [x] x `y`\n", RC_USAGE, "f.md:26:3: a goal begins with an empty box"},
    {FRONT PREDICT "- [ ] x `y\n", RC_USAGE, "f.md:26:9: a goal is a text and its check"},
    {FRONT PREDICT "- [ ] x `y` or\n", RC_USAGE, "f.md:26:13: behind a goal's check only else"},
    {FRONT PREDICT "- [ ] x `y` else \"z\n", RC_USAGE, "f.md:26:13: the sentence behind else"},
    {FRONT "- [ ] x `y`\n", RC_USAGE, "f.md:18:1: a goal belongs to a step"},
    {FRONT "```hint\nx\n```\n", RC_USAGE, "f.md:18:1: hint belongs to a step"},
    {FRONT PREDICT SETUP, RC_USAGE, "f.md:26:1: setup stands before the first step"},
    {FRONT SETUP SETUP, RC_USAGE, "f.md:24:1: there is one already, in line 18"},
    {FRONT PREDICT "```hnit\nx\n```\n", RC_UNKNOWN,
     "f.md:26:4: \"hnit\" is no kind of fence; did you mean hint?"},
    {FRONT PREDICT "```hint\nx\n", RC_USAGE, "f.md:27:1: the fence of line 26 has no end: ```"},
    {FRONT PREDICT "```hint\n\n```\n", RC_USAGE, "f.md:28:1: the fence is empty"},
    {FRONT PREDICT "```hint\nlocal a = {}\n```\n", RC_USAGE,
     "f.md:27:12: a fact is wanted here, such as {lost}"},
    {FRONT PREDICT "```hint\n{lots(1)}\n```\n", RC_UNKNOWN,
     "f.md:27:2: \"lots\" is neither a fact nor an event: did you mean lost?"},
    {FRONT PREDICT "```hint level=3\nx\n```\n", RC_RANGE,
     "f.md:26:15: the first hint's level is 1"},
    {FRONT PREDICT "```hint\nx\n```\n```hint level=3\nx\n```\n", RC_RANGE,
     "f.md:29:15: this hint's level is 1 or 2: levels begin with 1 and leave none out"},
    {FRONT PREDICT "```solution\n\\wait 59999m\n```\n", RC_RANGE,
     "f.md:27:1: a solution waits an hour at most"},
    {FRONT PREDICT "```hint size=3\nx\n```\n", RC_UNKNOWN,
     "f.md:26:9: a fence \"hint\" has no \"size=\""},
    {FRONT PREDICT "```wrong\nx\n```\n", RC_USAGE, "f.md:26:1: a fence \"wrong\" says why=\"...\""},
    {FRONT PREDICT "```wrong why=\"x\nx\n```\n", RC_USAGE,
     "f.md:26:14: the text of why= has no end"},
    {FRONT "```lua\nx\n```\n", RC_USAGE, "f.md:18:1: a fence \"lua\" says driver=\"...\""},
    {FRONT "```lua driver=A\nx\n```\n", RC_USAGE, "f.md:18:15: it has a name of its own"},
    {FRONT "```lua driver=a\nx\n```\n```lua driver=a\ny\n```\n", RC_USAGE,
     "f.md:21:15: it has a name of its own"},
    {FRONT "```chaos day=a\n\n```\n", RC_USAGE, "f.md:20:1: the fence is empty"},
    {FRONT PREDICT "```quiz id=guess\n( ) a = b\n( ) c = d\n```\n", RC_USAGE,
     "f.md:26:12: a quiz has an id of its own"},
    {FRONT PREDICT "```quiz id=b\n( ) a = b\n```\n", RC_USAGE,
     "f.md:26:12: a quiz has two answers"},
    {FRONT PREDICT "```quiz id=b\n(x) a = b\n```\n", RC_USAGE, "f.md:27:1: an answer is a line"},
    {FRONT PREDICT "```quiz id=b\n( ) a\n```\n", RC_USAGE, "f.md:27:1: an answer has a text and"},
};

static void lesson__bad_file__says_where_and_why(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(refusals); i++) {
        const struct refusal *refusal = &refusals[i];
        struct lesson lesson;
        struct err err = {0};
        enum rc rc = lesson_parse(&lesson, "f.md", refusal->text, strlen(refusal->text), &err);
        if (rc != refusal->rc || strncmp(err.text, refusal->wanted, strlen(refusal->wanted)) != 0) {
            fail_msg("%d: %s, not %s: %s", i, rc_name(rc), rc_name(refusal->rc), err.text);
        }
        lesson_release(&lesson);
    }
}

/* What an editor or a tool may make of a file: each says that it is no text, and where. */
static void lesson__other_encodings__are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *wanted;
    } rows[] = {
        {"\xff\xfe-\0-\0-\0\n\0", 10, "f.md:1:1: no text"}, /* UTF-16, one way */
        {"\xfe\xff\0-\0-\0-\0\n", 10, "f.md:1:1: no text"}, /* and the other */
        {"---\ntitle: B\xfc"
         "cher\n---\n",
         19, "f.md:2:9: no text"}, /* Latin 1 */
        {"\x7f"
         "ELF\x02\x01\x01\0\0",
         9, "f.md:1:1: no text"},                                      /* a program */
        {"---\nlesson: a\0b\n---\n", 18, "f.md:2:10: no text"},        /* a NUL */
        {"---\nlesson: \xed\xa0\x80\n---\n", 19, "f.md:2:9: no text"}, /* half a character */
        {"---\ntitle: \xc0\xaf\n---\n", 17, "f.md:2:8: no text"},      /* one written too long */
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct lesson lesson;
        struct err err = {0};
        assert_int_equal(lesson_parse(&lesson, "f.md", rows[i].bytes, rows[i].size, &err),
                         RC_USAGE);
        if (strncmp(err.text, rows[i].wanted, strlen(rows[i].wanted)) != 0) {
            fail_msg("%d: %s", i, err.text);
        }
        lesson_release(&lesson);
    }
}

static void lesson__huge_file__is_refused(void **state)
{
    (void)state;
    struct buf text;
    struct lesson lesson;
    struct err err = {0};
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    while (text.size <= LESSON_SIZE_MAX) {
        buf_addf(&text, "---------------------------------------------------------------\n");
    }
    assert_int_equal(lesson_parse(&lesson, "f.md", text.data, text.size, &err), RC_FULL);
    assert_string_equal(err.text, "f.md:1:1: a lesson is at most 256 KB long");
    lesson_release(&lesson);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lesson__whole_file__has_all_parts),
        cmocka_unit_test(lesson__check__knows_its_line_and_column),
        cmocka_unit_test(lesson__other_line_ends__are_the_same_lesson),
        cmocka_unit_test(lesson__bad_file__says_where_and_why),
        cmocka_unit_test(lesson__other_encodings__are_refused),
        cmocka_unit_test(lesson__huge_file__is_refused),
    };
    return cmocka_run_group_tests_name("lesson/lesson", tests, NULL, NULL);
}
