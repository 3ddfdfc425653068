/* SPDX-License-Identifier: MIT */
/* translation: a lesson's texts in another language, put in place of its own. */
#include "base/mem.h"
#include "lesson/demand.h"
#include "lesson/reader.h"

#include <string.h>

/* A file that is held against the lesson it translates. */
struct holding {
    const char *name;
    const struct lesson *lesson;
    const struct lesson *other;
    struct err *err;
};

/* So many are here, and so many in the lesson. */
static enum rc hold_count(const struct holding *holding, const struct lesson_step *step,
                          const char *what, int has, int wanted)
{
    return has == wanted ? RC_OK
                         : lesson_fail(holding->name, &step->title, RC_USAGE, holding->err,
                                       "step {#%s} has %d %s here, and %d in the lesson",
                                       step->slug, has, what, wanted);
}

static enum rc hold_goals(const struct holding *holding, const struct lesson_step *step,
                          const struct lesson_step *other)
{
    enum rc rc = hold_count(holding, other, "goals", other->goal_count, step->goal_count);
    for (int i = 0; rc == RC_OK && i < step->goal_count; i++) {
        const struct lesson_goal *goal = &other->goals[i];
        bool has_else = goal->otherwise.text != NULL;
        if (has_else != (step->goals[i].otherwise.text != NULL)) {
            rc = lesson_fail(holding->name, &goal->text, RC_USAGE, holding->err,
                             has_else ? "this goal has no else in the lesson"
                                      : "this goal has an else in the lesson");
        }
        rc = rc == RC_OK ? template_check(holding->name, &goal->otherwise, holding->err) : rc;
    }
    return rc;
}

static enum rc hold_quizzes(const struct holding *holding, const struct lesson_step *step,
                            const struct lesson_step *other)
{
    enum rc rc = hold_count(holding, other, "quizzes", other->quiz_count, step->quiz_count);
    for (int i = 0; rc == RC_OK && i < step->quiz_count; i++) {
        const struct lesson_quiz *quiz = &step->quizzes[i];
        rc = hold_count(holding, other, "answers", other->quizzes[i].option_count,
                        quiz->option_count);
        if (rc == RC_OK && strcmp(quiz->id, other->quizzes[i].id) != 0) {
            rc = lesson_fail(holding->name, &other->quizzes[i].options[0].text, RC_USAGE,
                             holding->err, "this quiz is called %s in the lesson", quiz->id);
        }
    }
    return rc;
}

static enum rc hold_step(const struct holding *holding, int index)
{
    const struct lesson_step *step = &holding->lesson->steps[index];
    const struct lesson_step *other = &holding->other->steps[index];
    if (strcmp(step->slug, other->slug) != 0) {
        return lesson_fail(holding->name, &other->title, RC_USAGE, holding->err,
                           "step %d is {#%s} in the lesson", index + 1, step->slug);
    }
    enum rc rc = hold_goals(holding, step, other);
    rc = rc == RC_OK ? hold_quizzes(holding, step, other) : rc;
    rc =
        rc == RC_OK ? hold_count(holding, other, "hints", other->hint_count, step->hint_count) : rc;
    rc = rc == RC_OK
             ? hold_count(holding, other, "captions", other->caption_count, step->caption_count)
             : rc;
    rc = rc == RC_OK ? hold_count(holding, other, "notes", other->notes.text != NULL,
                                  step->notes.text != NULL)
                     : rc;
    for (int i = 0; rc == RC_OK && i < other->hint_count; i++) {
        rc = template_check(holding->name, &other->hints[i].text, holding->err);
    }
    for (int i = 0; rc == RC_OK && i < other->caption_count; i++) {
        rc = template_check(holding->name, &other->captions[i].text, holding->err);
    }
    return rc;
}

static enum rc hold(const struct holding *holding)
{
    int count = holding->lesson->step_count;
    if (holding->other->step_count != count) {
        return lesson_fail(holding->name, &holding->other->title, RC_USAGE, holding->err,
                           "it has %d steps, and the lesson %d", holding->other->step_count, count);
    }
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < count; i++) {
        rc = hold_step(holding, i);
    }
    return rc;
}

static void take_step(struct lesson_step *step, const struct lesson_step *from)
{
    step->title = from->title;
    step->prose = from->prose;
    step->notes = from->notes;
    for (int i = 0; i < step->goal_count; i++) {
        step->goals[i].text = from->goals[i].text;
        step->goals[i].otherwise = from->goals[i].otherwise;
    }
    for (int i = 0; i < step->hint_count; i++) {
        step->hints[i].text = from->hints[i].text;
    }
    for (int i = 0; i < step->caption_count; i++) {
        step->captions[i].text = from->captions[i].text;
    }
    for (int i = 0; i < step->quiz_count; i++) {
        for (int k = 0; k < step->quizzes[i].option_count; k++) {
            step->quizzes[i].options[k].text = from->quizzes[i].options[k].text;
        }
    }
}

enum rc lesson_translate(struct lesson *lesson, const char *name, const char *data, size_t size,
                         struct err *err)
{
    struct lesson other = {0};
    struct holding holding = {.name = name, .lesson = lesson, .other = &other, .err = err};
    enum rc rc = lesson_read(&other, name, data, size, true, err);
    rc = rc == RC_OK ? hold(&holding) : rc;
    if (rc == RC_OK) {
        lesson->title = other.title;
        lesson->intro = other.intro;
        for (int i = 0; i < lesson->step_count; i++) {
            take_step(&lesson->steps[i], &other.steps[i]);
        }
        mem_free(lesson->translation);
        lesson->translation = other.copy;
        other.copy = NULL;
    }
    lesson_release(&other);
    return rc;
}
