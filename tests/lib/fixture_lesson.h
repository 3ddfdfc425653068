/* SPDX-License-Identifier: MIT */
/* fixture_lesson: made-up steps of a lesson, beside whatever picture there is. */
#ifndef LIB_FIXTURE_LESSON_H
#define LIB_FIXTURE_LESSON_H

#include "view/model.h"
#include "view/ui.h"

/* A goal is met, one runs out of time, one holds; two hints were given. */
void fixture_fill_lesson(struct model *model, struct ui *ui, int cols);
/* A quiz, before it is answered. */
void fixture_fill_quiz(struct model *model, struct ui *ui, int cols);
/* A promise is broken; a text that is too long; what became of the quiz. */
/* Rows of the table in fixture.c. */
#define FIXTURES_OF_LESSONS                                                                        \
    {"lesson", "the same, in a lesson: a goal's time runs out", fixture_fill_lesson},              \
        {"lesson-quiz", "a lesson asks", fixture_fill_quiz},                                       \
        {"lesson-broken", "a promise is broken, the text is too long", fixture_fill_broken},       \
        {"lesson-shown", "a solution is shown on a branch", fixture_fill_shown},                   \
        {"lesson-ended", "a lesson is done, and another comes", fixture_fill_ended},

void fixture_fill_broken(struct model *model, struct ui *ui, int cols);
void fixture_fill_shown(struct model *model, struct ui *ui, int cols);
void fixture_fill_ended(struct model *model, struct ui *ui, int cols);

#endif
