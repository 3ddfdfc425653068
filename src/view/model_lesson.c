/* SPDX-License-Identifier: MIT */
#include "view/model_lesson.h"

#include "lesson/play.h"

#include <stdio.h>
#include <string.h>

static void copy(char *out, size_t room, const char *text)
{
    (void)snprintf(out, room, "%s", text != NULL ? text : "");
}

/* How long it still may take, or since when it is so. */
static void fill_goal_time(struct model_goal *out, const struct goal_view *goal, sim_us now)
{
    struct buf text;
    buf_init(&text, sizeof(out->facts) - 1);
    out->left_permille = -1;
    if (goal->due != SIM_NEVER) {
        span_add_length(&text, goal->due - now);
        buf_addf(&text, " left");
        out->left_permille = (int)((goal->due - now) * 1000 / (goal->within + 1));
    } else if (goal->state == GOAL_MET && goal->at >= 0) {
        buf_addf(&text, "at ");
        span_add_seconds(&text, goal->at);
    } else if (goal->state == GOAL_HOLDS) {
        buf_addf(&text, "so far");
    }
    copy(out->facts, sizeof(out->facts), text.data);
    buf_release(&text);
}

static void fill_goal(struct model_goal *out, struct play *play, const struct lab *lab, int index)
{
    static const enum goal_look looks[] = {[GOAL_OPEN] = GOAL_LOOKS_OPEN,
                                           [GOAL_MET] = GOAL_LOOKS_MET,
                                           [GOAL_HOLDS] = GOAL_LOOKS_HELD,
                                           [GOAL_BROKEN] = GOAL_LOOKS_BROKEN};
    struct goal_view goal;
    struct buf why;
    buf_init(&why, sizeof(out->why) - 1);
    play_look_goal(play, lab, index, &goal, &why);
    out->look = looks[goal.state];
    out->is_late = goal.is_late;
    copy(out->text, sizeof(out->text),
         play_lesson(play)->steps[play_step(play)].goals[index].text.text);
    if (goal.state == GOAL_BROKEN) {
        buf_clear(&why);
        play_add_broken(lab, &goal, &why);
    }
    copy(out->why, sizeof(out->why), why.data);
    fill_goal_time(out, &goal, lab_now(lab));
    buf_release(&why);
}

static void fill_goals(struct model_lesson *out, struct play *play, const struct lab *lab)
{
    bool is_found = false;
    out->goal_count = play_lesson(play)->steps[play_step(play)].goal_count;
    out->goals_met = play_goals_met(play, lab);
    for (int i = 0; i < out->goal_count; i++) {
        struct model_goal *goal = &out->goals[i];
        fill_goal(goal, play, lab, i);
        goal->is_first = goal->look == GOAL_LOOKS_OPEN && !is_found;
        is_found = is_found || goal->is_first;
    }
}

/* The quiz of the step that has no answer yet, or its last. */
static void fill_quiz(struct model_lesson *out, const struct play *play)
{
    int step = play_step(play);
    const struct lesson_step *now = &play_lesson(play)->steps[step];
    int quiz = 0;
    while (quiz < now->quiz_count - 1 && play_answer(play, step, quiz) != 0) {
        quiz++;
    }
    out->option_count = now->quiz_count > 0 ? now->quizzes[quiz].option_count : 0;
    out->asks = play_is_ready(play) && out->option_count > 0 && play_answer(play, step, quiz) == 0;
    for (int i = 0; i < out->option_count; i++) {
        copy(out->options[i].text, sizeof(out->options[i].text),
             now->quizzes[quiz].options[i].text.text);
        out->options[i].is_chosen = play_answer(play, step, quiz) == i + 1;
        out->options[i].is_true = play_truth(play, step, quiz) == i + 1;
    }
}

static void tell_said(struct model_lesson *out, const char *truth, const char *answer)
{
    if (answer == truth) {
        (void)snprintf(out->said, sizeof(out->said), "You were right: %.280s", truth);
    } else if (answer != NULL) {
        (void)snprintf(out->said, sizeof(out->said), "You said: %.130s. It was: %.130s", answer,
                       truth);
    } else {
        (void)snprintf(out->said, sizeof(out->said), "It was: %.280s", truth);
    }
}

/* Of the quiz of an earlier step that this one shows, once it has been told. */
static void fill_said(struct model_lesson *out, const struct play *play)
{
    out->said[0] = '\0';
    for (int s = 0; s < play_step(play); s++) {
        const struct lesson_step *step = &play_lesson(play)->steps[s];
        bool is_here = lesson_shown_at(play_lesson(play), s) == play_step(play);
        for (int i = 0; is_here && i < step->quiz_count; i++) {
            int answer = play_answer(play, s, i);
            int truth = play_truth(play, s, i);
            if (truth > 0) {
                const struct lesson_option *options = step->quizzes[i].options;
                tell_said(out, options[truth - 1].text.text,
                          answer > 0 ? options[answer - 1].text.text : NULL);
            }
        }
    }
}

static void fill_words(struct model_lesson *out, struct play *play, const struct lab *lab)
{
    const struct lesson *lesson = play_lesson(play);
    const struct lesson_step *step = &lesson->steps[play_step(play)];
    struct buf text;
    buf_init(&text, sizeof(out->text) - 1);
    copy(out->slug, sizeof(out->slug), lesson->slug);
    copy(out->title, sizeof(out->title), lesson->title.text);
    copy(out->step_title, sizeof(out->step_title), step->title.text);
    if (play_step(play) == 0 && lesson->intro.text != NULL) {
        buf_addf(&text, "%s\n\n", lesson->intro.text);
    }
    buf_addf(&text, "%s", step->prose.text != NULL ? step->prose.text : "");
    copy(out->text, sizeof(out->text), text.data);
    buf_clear(&text);
    (void)play_add_caption(play, lab, &text);
    copy(out->caption, sizeof(out->caption), text.data);
    buf_clear(&text);
    out->hint_number = play_is_step_done(play) ? 0 : play_add_hint(play, lab, &text);
    out->hint_count = step->hint_count;
    out->has_more_hints = play_has_more_hints(play, lab);
    copy(out->hint, sizeof(out->hint), text.data);
    buf_clear(&text);
    play_add_outage(play, lab, &text);
    copy(out->outage, sizeof(out->outage), text.data);
    buf_release(&text);
}

void model_build_lesson(struct model_lesson *out, const struct lab *lab)
{
    struct play *play = play_of(lab);
    out->is_on = play != NULL;
    if (play == NULL) {
        return;
    }
    out->is_ready = play_is_ready(play);
    out->step = play_step(play) + 1;
    out->step_count = play_lesson(play)->step_count;
    out->commands = play_commands(play);
    out->par = play_lesson(play)->par_commands;
    out->is_step_done = play_is_step_done(play);
    out->is_done = play_is_done(play);
    fill_words(out, play, lab);
    fill_quiz(out, play);
    fill_said(out, play);
    fill_goals(out, play, lab);
}
