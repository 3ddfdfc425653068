/* SPDX-License-Identifier: MIT */
/* fuzz_lesson: any file as a lesson. What is read has its places, and what is not says where. */
#include "lesson/lesson.h"

#include "base/text.h"
#include "lesson/lint.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_place(const struct lesson_text *text, bool is_wanted)
{
    assert(text->text != NULL || !is_wanted);
    if (text->text != NULL) {
        assert(text->line > 0 && text->column > 0);
        assert(text_find_bad(text->text, strlen(text->text)) == strlen(text->text));
    }
}

static void check_step(const struct lesson_step *step)
{
    assert(step->goal_count > 0 || step->quiz_count > 0);
    check_place(&step->title, true);
    check_place(&step->prose, false);
    for (int i = 0; i < step->goal_count; i++) {
        check_place(&step->goals[i].text, true);
        check_place(&step->goals[i].wanted, true);
        check_place(&step->goals[i].otherwise, false);
        assert(step->goals[i].check != NULL);
    }
    for (int i = 0; i < step->hint_count; i++) {
        assert(step->hints[i].level >= (i == 0 ? 1 : step->hints[i - 1].level));
        check_place(&step->hints[i].text, true);
    }
    for (int i = 0; i < step->quiz_count; i++) {
        for (int k = 0; k < step->quizzes[i].option_count; k++) {
            check_place(&step->quizzes[i].options[k].wanted, true);
        }
    }
    for (int i = 0; i < step->wrong_count; i++) {
        check_place(&step->wrongs[i].why, true);
        check_place(&step->wrongs[i].lines, true);
    }
}

/* What is found in its words has a place within the file. */
static void check_finding(void *user, const struct lint_finding *finding)
{
    const int *lines = user;
    assert(finding->line > 0 && finding->line <= *lines);
    assert(finding->column > 0 && finding->what[0] != '\0');
}

static void check_words(const char *data, size_t size)
{
    int lines = 1;
    for (size_t i = 0; i < size; i++) {
        lines += data[i] == '\n';
    }
    lint_words(data, size, check_finding, &lines);
    lint_widths(data, size, check_finding, &lines);
    (void)lint_marks(data, size);
}

/* Any file as the translation of a small lesson. */
static void check_translation(const char *data, size_t size)
{
    static const char text[] =
        "---\nlesson: a\nformat: 1\ntitle: A\nminutes: 1\nmasters: 2\nseed: 1\n---\n## A {#a}\n"
        "- [ ] a `ever tie` else \"b\"\n```solution\na\n```\n```hint\na\n```\n"
        "```quiz id=a\n( ) a = ever tie\n( ) b = never tie\n```\n";
    struct lesson lesson;
    struct err err = {0};
    enum rc rc = lesson_parse(&lesson, "f", text, sizeof(text) - 1, &err);
    assert(rc == RC_OK);
    rc = lesson_translate(&lesson, "g", data, size, &err);
    assert(rc == RC_OK || (strncmp(err.text, "g:", 2) == 0 && err.text[2] >= '1'));
    check_place(&lesson.title, true);
    check_step(&lesson.steps[0]);
    lesson_release(&lesson);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lesson lesson;
    struct err err = {0};
    enum rc rc = lesson_parse(&lesson, "f", (const char *)data, size, &err);
    assert(rc == RC_OK || strncmp(err.text, "f:", 2) == 0);
    assert(rc == RC_OK || (err.text[2] >= '1' && err.text[2] <= '9'));
    for (int i = 0; rc == RC_OK && i < lesson.file_count; i++) {
        const struct lesson_file *file = &lesson.files[i];
        assert(lesson_find_file(&lesson, file->kind, file->name) == file);
        assert(file->step >= -1 && file->step < lesson.step_count);
        check_place(&file->text, true);
    }
    for (int i = 0; rc == RC_OK && i < lesson.step_count; i++) {
        assert(lesson_find_step(&lesson, lesson.steps[i].slug) == i);
        check_step(&lesson.steps[i]);
    }
    check_words((const char *)data, size);
    check_translation((const char *)data, size);
    struct lint_time time = {0};
    if (rc == RC_OK) {
        time = lint_time(&lesson);
    }
    assert(time.words >= 0 && time.seconds >= 0);
    lesson_release(&lesson);
    return 0;
}
