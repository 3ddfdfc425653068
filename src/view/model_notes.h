/* SPDX-License-Identifier: MIT */
/*
 * model_notes: what a presenter reads beside a demo, as plain data; and as the lines in which it
 * goes from the demo to the terminal that shows it.
 *
 * A line is a word, a blank and a text; "end" ends them. Whoever reads them takes no other word,
 * and no more of a text than there is room for.
 */
#ifndef VIEW_MODEL_NOTES_H
#define VIEW_MODEL_NOTES_H

#include "base/buf.h"
#include "lesson/stage_words.h"

#include <stdbool.h>

#define NOTES_TEXT_SIZE 300
#define NOTES_SIZE 1200
/* The first line that both sides say; another version says another. */
#define NOTES_GREETING "quartet-notes 1"

struct model_notes {
    char title[100];
    int step, step_count;
    int elapsed_s, planned_s;
    char step_title[100];
    char said[NOTES_TEXT_SIZE]; /* what the audience reads now */
    char notes[NOTES_SIZE];     /* of the step */
    char screen[NOTES_TEXT_SIZE];
    char next[NOTES_TEXT_SIZE];
    char then[NOTES_TEXT_SIZE];
    int answer_count;
    struct {
        char text[STAGE_ANSWER_SIZE];
        int hands;
        bool is_right;
    } answers[STAGE_ANSWERS_MAX];
    bool is_safe;                /* one may go on: nothing is awaited */
    char light[NOTES_TEXT_SIZE]; /* why, or why not */
    bool is_by_hand;
};

void notes_add_text(const struct model_notes *notes, struct buf *out);
/* Read a line into `notes`. False: it is none of them. */
bool notes_take_line(struct model_notes *notes, const char *line);

#endif
