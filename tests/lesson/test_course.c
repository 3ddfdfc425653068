/* SPDX-License-Identifier: MIT */
/* The course and how far one has come: bad files are told of, and spoil no others. */
#include "lib/test.h"

#include "lesson/course.h"
#include "lib/lab_fixture.h"

#include <stdio.h>
#include <string.h>

#define LESSON(slug, needs)                                                                        \
    "---\nlesson: " slug "\nformat: 1\ntitle: The " slug "\n" needs                                \
    "minutes: 5\nmasters: 2\nseed: 3\npar: commands=3\n---\n"                                      \
    "## Do {#do}\n- [ ] It `ever commit`\n```solution\nSELECT 1;\n```\n"

static const struct file {
    const char *name, *text;
} files[] = {
    {"first", LESSON("first", "")},
    {"second", LESSON("second", "needs: first\n")},
    {"broken", "no lesson"},
    {"ring", LESSON("ring", "needs: chain\n")},
    {"chain", LESSON("chain", "needs: ring\n")},
    {"odd", LESSON("other", "")},
};

static enum rc read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    assert_string_equal(kind, "lessons");
    if (strcmp(name, "course") == 0) {
        return buf_add(out, user, err);
    }
    for (int i = 0; i < COUNT_OF(files); i++) {
        if (strcmp(files[i].name, name) == 0) {
            return buf_add(out, files[i].text, err);
        }
    }
    return err_set(err, RC_UNKNOWN, "there is no %s", name);
}

static enum rc read_course(struct course *course, const char *list, const struct progress *progress,
                           struct err *err)
{
    char copy[500];
    (void)snprintf(copy, sizeof(copy), "%s", list);
    struct lab_files from = {.read = read_file, .user = copy};
    return course_read(course, &from, progress, err);
}

static void course__lessons__have_chapter_and_title(void **state)
{
    (void)state;
    struct course course;
    struct buf text;
    assert_int_equal(
        read_course(&course, "# The course\r\nWords.\r\n## One\r\n- first\r\n\r\n## Two\n- second",
                    NULL, NULL),
        RC_OK);
    assert_int_equal(course.count, 2);
    assert_string_equal(course.entries[0].chapter, "One");
    assert_string_equal(course.entries[1].chapter, "Two");
    assert_string_equal(course.entries[1].title, "The second");
    assert_true(course.entries[0].is_next);
    assert_false(course.entries[1].is_next);
    buf_init(&text, BUF_CAP_TEXT);
    course_add_list(&course, &text);
    assert_string_equal(text.data, "One\n[ ]  1  first            The first, 5 minutes  <- next\n"
                                   "Two\n[ ]  2  second           The second, 5 minutes\n"
                                   "0 of 2 done. \\lesson NAME begins one.\n");
    buf_release(&text);
}

static void course__bad_lesson__spoils_no_other(void **state)
{
    (void)state;
    struct course course;
    assert_int_equal(
        read_course(&course, "- broken\n- first\n- ring\n- chain\n- odd\n- none\n", NULL, NULL),
        RC_OK);
    assert_int_equal(course.count, 6);
    assert_non_null(strstr(course.entries[0].trouble, "broken.md:1:1: a lesson begins with"));
    assert_string_equal(course.entries[1].trouble, "");
    assert_true(course.entries[1].is_next);
    assert_string_equal(course.entries[2].trouble,
                        "ring.md: it needs \"chain\", which does not come before it");
    assert_string_equal(course.entries[3].trouble, "");
    assert_string_equal(course.entries[4].trouble, "odd.md:2:9: it calls itself \"other\"");
    assert_string_equal(course.entries[5].trouble, "there is no none");
}

static void course__bad_list__says_its_line(void **state)
{
    (void)state;
    struct course course;
    struct err err = {0};
    assert_int_equal(read_course(&course, "- first\n- first\n", NULL, &err), RC_USAGE);
    assert_string_equal(err.text, "course.md:2: this lesson stands here twice: first");
    assert_int_equal(read_course(&course, "\n- a b\n", NULL, &err), RC_USAGE);
    assert_string_equal(err.text, "course.md:2: a lesson's name is one word: a b");
    assert_int_equal(read_course(&course, "\x01", NULL, &err), RC_USAGE);
}

/* The lessons that come with the program are in the list, and sound. */
static void course__shipped__has_no_trouble(void **state)
{
    (void)state;
    struct course course;
    struct err err = {0};
    struct lab_files from = lab_fixture_files();
    if (course_read(&course, &from, NULL, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    assert_true(course.count >= 3);
    for (int i = 0; i < course.count; i++) {
        assert_string_equal(course.entries[i].trouble, "");
    }
}

#define TEXT                                                                                       \
    "quartet-progress 1\nat second/do\ndone first cmds=4 par=3 hints=1\nskip gone\n"               \
    "sang second loudly\n"

static void progress__text__is_kept_whole(void **state)
{
    (void)state;
    struct progress progress;
    struct buf text;
    progress_init(&progress);
    buf_init(&text, BUF_CAP_TEXT);
    assert_int_equal(progress_read(&progress, "p", TEXT, strlen(TEXT), NULL), RC_OK);
    assert_int_equal(progress_find(&progress, "first")->commands, 4);
    assert_int_equal(progress_find(&progress, "gone")->state, PROGRESS_SKIPPED);
    progress_add_text(&progress, &text);
    assert_string_equal(text.data,
                        "quartet-progress 1\nat second/do\n"
                        "done first cmds=4 par=3 hints=1\nskip gone\nsang second loudly\n");
    struct course course;
    assert_int_equal(read_course(&course, "- first\n- second\n", &progress, NULL), RC_OK);
    assert_int_equal(course.done, 1);
    assert_int_equal(course.entries[0].state, PROGRESS_DONE);
    assert_true(course.entries[1].is_next);
    buf_release(&text);
    progress_release(&progress);
}

static void progress__best__stays(void **state)
{
    (void)state;
    struct progress progress;
    struct progress_entry entry = {.slug = "first", .state = PROGRESS_DONE, .commands = 5};
    progress_init(&progress);
    assert_true(progress_note(&progress, &entry));
    entry.commands = 6;
    assert_false(progress_note(&progress, &entry));
    entry.state = PROGRESS_SKIPPED;
    assert_false(progress_note(&progress, &entry));
    entry = (struct progress_entry){.slug = "first", .state = PROGRESS_DONE, .commands = 3};
    assert_true(progress_note(&progress, &entry));
    assert_int_equal(progress_find(&progress, "first")->commands, 3);
    assert_true(progress_note_at(&progress, "first", "do"));
    assert_false(progress_note_at(&progress, "first", "do"));
    progress_release(&progress);
}

static void progress__later_version__is_left_alone(void **state)
{
    (void)state;
    struct progress progress;
    struct err err = {0};
    const char *later = "quartet-progress 2\ndone first stars=3\n";
    progress_init(&progress);
    assert_int_equal(progress_read(&progress, "progress.txt", later, strlen(later), &err),
                     RC_USAGE);
    assert_string_equal(err.text, "progress.txt:1: it was written by a later Quartet (format 2), "
                                  "and is left as it is");
    assert_int_equal(progress.count, 0);
    assert_int_equal(progress_read(&progress, "p", "\0\0", 2, &err), RC_USAGE);
    assert_int_equal(progress_read(&progress, "p", "hello", 5, &err), RC_USAGE);
    assert_string_equal(err.text, "p:1: it begins with \"quartet-progress 1\"");
    assert_int_equal(progress_read(&progress, "p", "", 0, &err), RC_OK);
    progress_release(&progress);
}

/* As many lessons as there may be, each said at its longest, and one line behind them. */
static void add_long_text(struct buf *text, size_t other)
{
    buf_addf(text, "quartet-progress 1\nat %063d/%063d\n", 1, 1);
    for (int i = 0; i < PROGRESS_MAX; i++) {
        buf_addf(text, "done %063d cmds=999999 par=999999 hints=999999 day=2026-11-27-\n", i);
    }
    buf_addf(text, "%0*d\n", (int)other, 1);
}

/* A text that came near its limit once grew past it when written, and lost its end. */
static void progress__many_other_lines__are_kept_or_refused(void **state)
{
    (void)state;
    struct buf texts[2];
    struct progress progress;
    struct err err = {0};
    for (int i = 0; i < 2; i++) {
        buf_init(&texts[i], BUF_CAP_TEXT);
    }
    add_long_text(&texts[0], PROGRESS_OTHERS_MAX - 1);
    assert_true(texts[0].size <= PROGRESS_SIZE_MAX);
    progress_init(&progress);
    assert_int_equal(progress_read(&progress, "p", texts[0].data, texts[0].size, &err), RC_OK);
    assert_int_equal(progress.count, PROGRESS_MAX);
    progress_add_text(&progress, &texts[1]);
    assert_string_equal(texts[1].data, texts[0].data);

    progress_release(&progress);
    progress_init(&progress);
    buf_clear(&texts[0]);
    add_long_text(&texts[0], PROGRESS_OTHERS_MAX);
    assert_int_equal(progress_read(&progress, "p", texts[0].data, texts[0].size, &err), RC_FULL);
    assert_string_equal(err.text, "p:103: with this line more than 49536 bytes are not understood, "
                                  "and the file is left as it is: take out lines that Quartet did "
                                  "not write");
    assert_int_equal(progress.count, 0);
    progress_release(&progress);
    buf_release(&texts[0]);
    buf_release(&texts[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(course__lessons__have_chapter_and_title),
        cmocka_unit_test(course__bad_lesson__spoils_no_other),
        cmocka_unit_test(course__bad_list__says_its_line),
        cmocka_unit_test(course__shipped__has_no_trouble),
        cmocka_unit_test(progress__text__is_kept_whole),
        cmocka_unit_test(progress__best__stays),
        cmocka_unit_test(progress__later_version__is_left_alone),
        cmocka_unit_test(progress__many_other_lines__are_kept_or_refused),
    };
    return cmocka_run_group_tests_name("lesson/course", tests, NULL, NULL);
}
