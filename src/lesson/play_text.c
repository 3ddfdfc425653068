/* SPDX-License-Identifier: MIT */
/* play_text: the step one is at, as lines of text: for \goals, plain mode and reports. */
#include "base/text.h"
#include "lesson/play_state.h"

#include <string.h>

#define TEXT_COLUMNS 76

static void add_text(struct buf *out, const char *text)
{
    buf_addf(out, "\n");
    text_add_wrapped(out, text, TEXT_COLUMNS);
}

static void add_quiz(struct play *play, int index, struct buf *out)
{
    const struct lesson_quiz *quiz = &play_now(play)->quizzes[index];
    const struct quiz_play *state = &play->quizzes[play->step][index];
    for (int i = 0; i < quiz->option_count; i++) {
        const char *said = state->answer == i + 1 ? "(x)" : "( )";
        const char *true_now = state->truth == i + 1 ? "   <- so it was" : "";
        buf_addf(out, "%s %d  %s%s\n", said, i + 1, quiz->options[i].text.text, true_now);
    }
    if (state->answer == 0) {
        buf_addf(out, "    Choose: \\answer 1 to %d\n", quiz->option_count);
    }
}

/* What one said in an earlier step of what this one shows, once it has shown. */
static void add_truths(const struct play *play, struct buf *out)
{
    for (int s = 0; s < play->step; s++) {
        const struct lesson_step *step = &play->file->lesson.steps[s];
        bool is_here = lesson_shown_at(&play->file->lesson, s) == play->step;
        for (int i = 0; is_here && i < step->quiz_count; i++) {
            const struct quiz_play *quiz = &play->quizzes[s][i];
            if (quiz->truth == 0 || quiz->answer == 0) {
                continue;
            }
            bool is_right = quiz->truth == quiz->answer;
            buf_addf(out, "You said: %s. %s\n",
                     step->quizzes[i].options[quiz->answer - 1].text.text,
                     is_right ? "So it was." : "It was otherwise:");
            if (!is_right) {
                buf_addf(out, "  %s\n", step->quizzes[i].options[quiz->truth - 1].text.text);
            }
        }
    }
}

void play_add_broken(const struct lab *lab, const struct goal_view *goal, struct buf *out)
{
    const struct event *event = lab_event(lab, goal->event);
    buf_addf(out, "broken at ");
    span_add_seconds(out, goal->at);
    if (event != NULL) {
        buf_addf(out, ": ");
        event_add_subject(out, event);
        buf_addf(out, " ");
        event_add_sentence(out, event, cluster_table_name, lab_cluster(lab));
    }
}

/* "[ ] text", and below it what there is to say. */
static void add_goal(struct play *play, const struct lab *lab, int index, struct buf *out)
{
    static const char *const boxes[] = {
        [GOAL_OPEN] = "[ ]", [GOAL_MET] = "[x]", [GOAL_HOLDS] = "[=]", [GOAL_BROKEN] = "[!]"};
    struct goal_view goal;
    struct buf why;
    buf_init(&why, BUF_CAP_TEXT);
    play_look_goal(play, lab, index, &goal, &why);
    buf_addf(out, "%s %s\n", boxes[goal.state], play_now(play)->goals[index].text.text);
    if (goal.due != SIM_NEVER) {
        buf_addf(out, "    ");
        span_add_length(out, goal.due - lab_now(lab));
        buf_addf(out, " left\n");
    }
    if (goal.state == GOAL_OPEN) {
        buf_addf(out, "    %s: %s\n", goal.is_late ? "too late" : "not yet", why.data);
    } else if (goal.state == GOAL_MET && goal.at >= 0) {
        buf_addf(out, "    at ");
        span_add_seconds(out, goal.at);
        buf_addf(out, "\n");
    } else if (goal.state == GOAL_BROKEN) {
        buf_addf(out, "    ");
        play_add_broken(lab, &goal, out);
        buf_addf(out, "\n    \\rewind takes back the line that led to it\n");
    }
    buf_release(&why);
}

void play_add_outage(const struct play *play, const struct lab *lab, struct buf *out)
{
    const char *par = play_lesson(play)->par_outage.text;
    struct clients_view clients;
    if (par == NULL) {
        return;
    }
    clients_look(lab_clients(lab), &clients);
    if (clients.longest_outage == 0) {
        buf_addf(out, "; no outage, par %s", par);
    } else {
        buf_addf(out, "; longest outage ");
        span_add_length(out, clients.longest_outage);
        buf_addf(out, ", par %s", par);
    }
}

void play_add_goals(struct play *play, const struct lab *lab, struct buf *out)
{
    const struct lesson *lesson = &play->file->lesson;
    const struct lesson_step *step = play_now(play);
    buf_addf(out, "%s, step %d of %d: %s\n", lesson->title.text, play->step + 1, lesson->step_count,
             step->title.text);
    if (play->step == 0 && lesson->intro.text != NULL) {
        add_text(out, lesson->intro.text);
    }
    add_truths(play, out);
    if (step->prose.text != NULL) {
        add_text(out, step->prose.text);
    }
    buf_addf(out, "\n");
    for (int i = 0; i < step->quiz_count; i++) {
        add_quiz(play, i, out);
    }
    for (int i = 0; i < step->goal_count; i++) {
        add_goal(play, lab, i, out);
    }
    if (play_add_caption(play, lab, out)) {
        buf_addf(out, "\n");
    }
    if (play->is_done) {
        buf_addf(out, "The lesson is done: %d command%s", play->commands,
                 play->commands == 1 ? "" : "s");
        if (lesson->par_commands > 0) {
            buf_addf(out, ", par %d", lesson->par_commands);
        }
        play_add_outage(play, lab, out);
        buf_addf(out, ".\n");
    } else if (play->is_step_done) {
        buf_addf(out, "The step is done: \\next goes on.\n");
    }
}
