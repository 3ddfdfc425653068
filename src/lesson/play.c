/* SPDX-License-Identifier: MIT */
#include "lesson/play.h"

#include "base/mem.h"
#include "lesson/play_state.h"
#include "shell/script.h"

#include <stdio.h>
#include <string.h>

/* --- life ------------------------------------------------------------------------------------- */

static void *play_make(void)
{
    struct play *play = mem_alloc(1, sizeof(*play));
    play->setup_at = SETUP_NONE;
    return play;
}

static void play_free(void *guest)
{
    struct play *play = guest;
    for (int i = 0; i < play->file_count; i++) {
        lesson_release(&play->files[i]->lesson);
        mem_free(play->files[i]);
    }
    mem_free(play->files);
    mem_free(play);
}

struct play *play_of(const struct lab *lab)
{
    struct play *play = lab_guest(lab);
    return play != NULL && play->file != NULL ? play : NULL;
}

void play_set_world(struct play *play, const struct lab *lab)
{
    world_set(&play->world, lab);
    play->world.notes = &play->notes;
}

/* --- steps ------------------------------------------------------------------------------------ */

static void begin_quizzes(struct play *play, int index)
{
    const struct lesson_step *step = &play->file->lesson.steps[index];
    for (int i = 0; i < step->quiz_count; i++) {
        struct quiz_play *quiz = &play->quizzes[index][i];
        *quiz = (struct quiz_play){.is_begun = true};
        for (int k = 0; k < step->quizzes[i].option_count; k++) {
            demand_start(step->quizzes[i].options[k].check, &quiz->options[k]);
        }
    }
}

void play_begin_quizzes(struct play *play, int before)
{
    memset(play->quizzes, 0, sizeof(play->quizzes));
    for (int i = 0; i < before; i++) {
        begin_quizzes(play, i);
    }
}

void play_enter(struct play *play, struct lab *lab, int index)
{
    struct event event = {
        .kind = EVENT_STEP, .place = PLACE_NONE, .other = PLACE_NONE, .count = index + 1};
    play->step = index;
    play->is_step_done = false;
    play->given = 0;
    play->hint = -1;
    play->caption = -1;
    const struct lesson_step *step = play_now(play);
    for (int i = 0; i < step->goal_count; i++) {
        demand_start(step->goals[i].check, &play->goals[i]);
    }
    for (int i = 0; i < step->caption_count; i++) {
        demand_start(step->captions[i].check, &play->captions[i]);
    }
    for (int i = 0; play->is_on_stage && i < step->cue_count; i++) {
        if (step->cues[i].check != NULL) {
            demand_start(step->cues[i].check, &play->waits[i]);
        }
    }
    begin_quizzes(play, index);
    play->seen = lab_event_last(lab);
    event_set_text(&event, step->slug, "");
    lab_tell(lab, &event);
    play->step_event = lab_event_last(lab);
}

/* --- setup ------------------------------------------------------------------------------------ */

/* The next line; false: there is none, or it failed. */
static bool give_line(struct play *play, struct lab *lab, struct script *script)
{
    struct err err = {0};
    sim_us at = -1;
    const char *text = NULL;
    enum rc rc = script_next(script, &at, &text, &err);
    play->setup_at++;
    if (rc == RC_OK && text != NULL) {
        rc = lab_give(lab, text, &err);
    }
    if (rc != RC_OK) {
        (void)snprintf(play->trouble, sizeof(play->trouble), "setup: %.180s", err.text);
    }
    return rc == RC_OK && text != NULL;
}

/*
 * Give lines of the setup, each when those before it are answered. How many were given is all
 * that is kept of it; the script is read anew up to there.
 */
static void set_up(struct play *play, struct lab *lab)
{
    const char *lines = play->file->lesson.setup.text != NULL ? play->file->lesson.setup.text : "";
    struct script script = {0};
    if (!lab_is_idle(lab)) {
        return;
    }
    bool goes_on = true;
    enum rc rc = script_start(&script, lines, strlen(lines), NULL);
    for (int i = 0; rc == RC_OK && i < play->setup_at; i++) {
        sim_us at = -1;
        const char *text = NULL;
        rc = script_next(&script, &at, &text, NULL);
    }
    while (rc == RC_OK && goes_on && lab_is_idle(lab)) {
        goes_on = give_line(play, lab, &script);
    }
    script_release(&script);
    if (!goes_on && lab_is_idle(lab)) {
        play->ready_at = lab_now(lab) + SETUP_REST_US;
    }
}

static void begin_steps(struct play *play, struct lab *lab)
{
    play->setup_at = SETUP_NONE;
    lab_hush(lab, false);
    play_enter(play, lab, 0);
}

/* --- what happens ----------------------------------------------------------------------------- */

static void feed(struct play *play, const struct event *event)
{
    const struct lesson_step *step = play_now(play);
    notes_feed(&play->notes, event);
    for (int i = 0; i < step->goal_count; i++) {
        demand_feed(step->goals[i].check, &play->goals[i], &play->world, event);
    }
    for (int i = 0; i < step->caption_count; i++) {
        bool was = play->captions[i].is_decided;
        demand_feed(step->captions[i].check, &play->captions[i], &play->world, event);
        play->caption = !was && play->captions[i].is_decided ? i : play->caption;
    }
    for (int i = 0; play->is_on_stage && i < step->cue_count; i++) {
        if (step->cues[i].check != NULL) {
            demand_feed(step->cues[i].check, &play->waits[i], &play->world, event);
        }
    }
    for (int s = 0; s <= play->step; s++) {
        const struct lesson_step *past = &play->file->lesson.steps[s];
        for (int i = 0; i < past->quiz_count; i++) {
            for (int k = 0; k < past->quizzes[i].option_count; k++) {
                demand_feed(past->quizzes[i].options[k].check, &play->quizzes[s][i].options[k],
                            &play->world, event);
            }
        }
    }
}

static bool is_answered(const struct play *play)
{
    for (int i = 0; i < play_now(play)->quiz_count; i++) {
        if (play->quizzes[play->step][i].answer == 0) {
            return false;
        }
    }
    return true;
}

/* What came true is told when the step is done that shows it: the quiz's own, or the next. */
static void tell_truths(struct play *play)
{
    const struct lesson *lesson = &play->file->lesson;
    for (int s = 0; s <= play->step; s++) {
        bool is_shown = lesson_shown_at(lesson, s) <= play->step;
        for (int i = 0; is_shown && i < lesson->steps[s].quiz_count; i++) {
            struct quiz_play *quiz = &play->quizzes[s][i];
            const struct lesson_quiz *asked = &lesson->steps[s].quizzes[i];
            for (int k = 0; quiz->truth == 0 && k < asked->option_count; k++) {
                bool holds = demand_holds(asked->options[k].check, &quiz->options[k], &play->world);
                quiz->truth = holds ? k + 1 : 0;
            }
        }
    }
}

/* Is the step done now? It stays so. */
static void settle(struct play *play, struct lab *lab)
{
    const struct lesson_step *step = play_now(play);
    bool is_done = is_answered(play) && step->goal_count + step->quiz_count > 0;
    for (int i = 0; is_done && i < step->goal_count; i++) {
        is_done = demand_holds(step->goals[i].check, &play->goals[i], &play->world);
    }
    if (!is_done || play->is_step_done) {
        return;
    }
    play->is_step_done = true;
    tell_truths(play);
    if (play->step == play->file->lesson.step_count - 1) {
        struct event event = {
            .kind = EVENT_LESSON, .place = PLACE_NONE, .other = PLACE_NONE, .code = 1};
        event_set_text(&event, play->file->lesson.slug, "");
        play->is_done = true;
        lab_tell(lab, &event);
    }
}

/* --- its files -------------------------------------------------------------------------------- */

static const char *find_text(const void *guest, const char *kind, const char *name)
{
    const struct play *play = guest;
    const struct lesson_file *file =
        play->file != NULL ? lesson_find_file(&play->file->lesson, kind, name) : NULL;
    return file != NULL ? file->text.text : NULL;
}

static void list_files(const void *guest, const char *kind, cmd_offer_fn offer, void *to)
{
    const struct play *play = guest;
    for (int i = 0; play->file != NULL && i < play->file->lesson.file_count; i++) {
        const struct lesson_file *file = &play->file->lesson.files[i];
        if (strcmp(file->kind, kind) == 0) {
            offer(to, file->name);
        }
    }
}

static void on_rest(void *guest, struct lab *lab, bool was_line)
{
    struct play *play = guest;
    bool was_own = play->is_own_line;
    play->is_own_line = false;
    if (play->file == NULL) {
        return;
    }
    if (play->setup_at != SETUP_NONE && play->ready_at == SIM_NEVER) {
        set_up(play, lab);
    } else if (play->setup_at != SETUP_NONE && lab_now(lab) >= play->ready_at) {
        begin_steps(play, lab);
    } else if (was_line && !was_own) {
        play->commands++;
    }
    if (play->setup_at != SETUP_NONE || (lab_event_last(lab) == play->seen && !was_line)) {
        return;
    }
    play_set_world(play, lab);
    while (play->seen < lab_event_last(lab)) {
        const struct event *event = lab_event(lab, ++play->seen);
        if (event != NULL) {
            feed(play, event);
        }
    }
    settle(play, lab);
}

const struct lab_guest play_guest = {
    .make = play_make,
    .free = play_free,
    .command = play_command,
    .allow = play_allow,
    .file = find_text,
    .list = list_files,
    .on_rest = on_rest,
    .measure = play_measure,
    .save = play_save,
    .load = play_load,
};

/* --- what is shown ---------------------------------------------------------------------------- */

const struct notes *play_notes(const struct play *play)
{
    return &play->notes;
}

const char *play_file_name(const struct play *play)
{
    return play->file->name;
}

uint64_t play_file_hash(const struct play *play)
{
    return play->file->text_hash;
}

const struct lesson *play_lesson(const struct play *play)
{
    return &play->file->lesson;
}

bool play_is_on_stage(const struct play *play)
{
    return play->is_on_stage;
}

bool play_is_ready(const struct play *play)
{
    return play->setup_at == SETUP_NONE;
}

const char *play_trouble(const struct play *play)
{
    return play->trouble[0] != '\0' ? play->trouble : NULL;
}

uint64_t play_step_event(const struct play *play)
{
    return play->step_event;
}

int play_step(const struct play *play)
{
    return play->step;
}

bool play_is_step_done(const struct play *play)
{
    return play->is_step_done;
}

bool play_is_done(const struct play *play)
{
    return play->is_done;
}

int play_commands(const struct play *play)
{
    return play->commands;
}

int play_hints(const struct play *play)
{
    return play->hints;
}

bool play_was_skipped(const struct play *play, int step)
{
    return (play->skipped & 1u << step) != 0;
}

/* Of a goal whose time is over; false: it is not. */
static bool tell_late(const struct demand *check, const struct demand_state *state, sim_us now,
                      struct buf *why)
{
    sim_us within = 0;
    sim_us over = 0;
    if (!demand_is_late(check, state, now, &within, &over)) {
        return false;
    }
    if (why != NULL) {
        buf_addf(why, "its ");
        span_add_length(why, within);
        buf_addf(why, " were over at ");
        span_add_seconds(why, over);
        buf_addf(why, "; \\undo takes lines back, for another try");
    }
    return true;
}

void play_look_goal(struct play *play, const struct lab *lab, int index, struct goal_view *out,
                    struct buf *why)
{
    const struct lesson_goal *goal = &play_now(play)->goals[index];
    const struct demand_state *state = &play->goals[index];
    play_set_world(play, lab);
    bool holds = demand_holds(goal->check, state, &play->world);
    bool is_promise = demand_is_promise(goal->check) && !play->is_step_done;
    *out = (struct goal_view){
        .state = demand_is_broken(goal->check, state) ? GOAL_BROKEN
                 : !holds                             ? GOAL_OPEN
                 : is_promise                         ? GOAL_HOLDS
                                                      : GOAL_MET,
        .at = state->is_decided ? state->decided_at : -1,
        .event = state->decided_by,
    };
    out->due = demand_due(goal->check, state, lab_now(lab), &out->within);
    out->is_late = !holds && tell_late(goal->check, state, lab_now(lab), why);
    if (why != NULL && !holds && !out->is_late) {
        if (goal->otherwise.text != NULL && out->state != GOAL_BROKEN) {
            template_add(why, goal->otherwise.text, &play->world);
        } else {
            demand_explain(goal->check, state, &play->world, why);
        }
    }
}

int play_find_broken(struct play *play, const struct lab *lab, struct goal_view *out)
{
    for (int i = 0; i < play_now(play)->goal_count; i++) {
        play_look_goal(play, lab, i, out, NULL);
        if (out->state == GOAL_BROKEN) {
            return i;
        }
    }
    return -1;
}

int play_goals_met(struct play *play, const struct lab *lab)
{
    int met = 0;
    for (int i = 0; i < play_now(play)->goal_count; i++) {
        struct goal_view goal;
        play_look_goal(play, lab, i, &goal, NULL);
        met += goal.state == GOAL_MET;
    }
    return met;
}

int play_answer(const struct play *play, int step, int quiz)
{
    return play->quizzes[step][quiz].answer;
}

int play_truth(const struct play *play, int step, int quiz)
{
    return play->quizzes[step][quiz].truth;
}

bool play_option_holds(struct play *play, const struct lab *lab, int step, int quiz, int option)
{
    play_set_world(play, lab);
    return demand_holds(play->file->lesson.steps[step].quizzes[quiz].options[option].check,
                        &play->quizzes[step][quiz].options[option], &play->world);
}

bool play_hint_fits(struct play *play, const struct lesson_hint *hint)
{
    struct demand_state state;
    if (hint->check == NULL) {
        return true;
    }
    demand_start(hint->check, &state);
    return demand_holds(hint->check, &state, &play->world);
}

int play_add_hint(struct play *play, const struct lab *lab, struct buf *out)
{
    int count = 0;
    for (int i = 0; i < play_now(play)->hint_count; i++) {
        count += (play->given & 1u << i) != 0;
    }
    if (count > 0) {
        play_set_world(play, lab);
        if (!play_hint_fits(play, &play_now(play)->hints[play->hint])) {
            return 0;
        }
        template_add(out, play_now(play)->hints[play->hint].text.text, &play->world);
    }
    return count;
}

bool play_add_caption(struct play *play, const struct lab *lab, struct buf *out)
{
    if (play->caption < 0) {
        return false;
    }
    play_set_world(play, lab);
    template_add(out, play_now(play)->captions[play->caption].text.text, &play->world);
    return true;
}

bool play_cue_holds(struct play *play, const struct lab *lab, int cue)
{
    play_set_world(play, lab);
    return demand_holds(play_now(play)->cues[cue].check, &play->waits[cue], &play->world);
}

void play_explain_cue(struct play *play, const struct lab *lab, int cue, struct buf *out)
{
    play_set_world(play, lab);
    demand_explain(play_now(play)->cues[cue].check, &play->waits[cue], &play->world, out);
}

void play_add_words(struct play *play, const struct lab *lab, const char *text, struct buf *out)
{
    play_set_world(play, lab);
    template_add(out, text, &play->world);
}

bool play_caption_came(const struct play *play, int caption)
{
    return play->captions[caption].is_decided;
}
