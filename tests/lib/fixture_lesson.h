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
void fixture_fill_broken(struct model *model, struct ui *ui, int cols);

#endif
