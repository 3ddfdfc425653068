/* SPDX-License-Identifier: MIT */
/* play_branch: what a lesson's checks ask of a branch, noted when the lab is on it. */
#include "lesson/play_state.h"

#include <string.h>

/* Of a step of the lesson; counts are known of the one that is on, and of quizzes that are. */
static void measure_step(struct play *play, int index, const char *branch, struct buf *out)
{
    const struct lesson_step *step = &play->file->lesson.steps[index];
    bool is_on = index == play->step;
    struct world *world = &play->world;
    for (int i = 0; i < step->goal_count; i++) {
        demand_measure(step->goals[i].check, is_on ? &play->goals[i] : NULL, world, branch, out);
    }
    for (int i = 0; i < step->caption_count; i++) {
        demand_measure(step->captions[i].check, is_on ? &play->captions[i] : NULL, world, branch,
                       out);
    }
    for (int i = 0; i < step->hint_count; i++) {
        if (step->hints[i].check != NULL) {
            demand_measure(step->hints[i].check, NULL, world, branch, out);
        }
    }
    for (int i = 0; i < step->quiz_count; i++) {
        for (int k = 0; k < step->quizzes[i].option_count; k++) {
            demand_measure(step->quizzes[i].options[k].check,
                           index <= play->step ? &play->quizzes[index][i].options[k] : NULL, world,
                           branch, out);
        }
    }
}

bool play_is_shown_way(const struct run *run, int branch)
{
    size_t size = strlen(SOLUTION_BRANCH);
    while (branch > 0 && strncmp(run->branches[branch].name, SOLUTION_BRANCH, size) != 0) {
        branch = run->branches[branch].from.branch;
    }
    return branch > 0;
}

void play_measure(void *guest, const struct lab *lab, const char *branch, struct buf *line)
{
    struct play *play = guest;
    struct buf values;
    if (play->file == NULL || play->setup_at != SETUP_NONE) {
        return;
    }
    buf_init(&values, BUF_CAP_TEXT);
    play_set_world(play, lab);
    for (int i = 0; i < play->file->lesson.step_count; i++) {
        measure_step(play, i, branch, &values);
    }
    if (values.size > 0) {
        buf_addf(line, "\\note %s%s", branch, values.data);
    }
    buf_release(&values);
}
