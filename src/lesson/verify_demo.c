/* SPDX-License-Identifier: MIT */
/* verify_demo: a demo is presented by somebody who goes on at once, wherever he is waited for. */
#include "lesson/stage.h"
#include "lesson/verify_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DEMO_STEPS_MAX 20000000 /* things that happen: far more than in a quarter of an hour */
#define SAID_ROWS 2

/* --- words ------------------------------------------------------------------------------------ */

static void note_said(struct trial *trial, int index, const struct lesson_text *text, int columns)
{
    verify_note(trial, POINT_SAID, index, 0, verify_rows(text, columns) <= SAID_ROWS,
                "%s:%d:%d: this takes more than %d rows of %d columns", trial->options->name,
                text->line, text->column, SAID_ROWS, columns);
}

static void note_said_large(struct trial *trial, int index, const struct lesson_text *text)
{
    bool (*fits)(const char *text) = trial->options->is_said;
    if (fits != NULL) {
        verify_note(trial, POINT_SAID, index, 0, fits(text->text),
                    "%s:%d:%d: this takes more than two lines of large letters at 160x45",
                    trial->options->name, text->line, text->column);
    }
}

void verify_demo_words(struct trial *trial, int index)
{
    const struct lesson_step *step = &trial->lesson->steps[index];
    bool (*fits)(const char *text) = trial->options->is_headline;
    if (fits != NULL && trial->lesson->is_demo) { /* a lesson's headings are for its pane */
        verify_note(trial, POINT_HEADLINE, index, 0, fits(step->title.text),
                    "%s:%d:%d: \"%.60s\" is too long for the letters of a stage of 80x24",
                    trial->options->name, step->title.line, step->title.column, step->title.text);
    }
    for (int i = 0; i < step->cue_count; i++) {
        const struct lesson_cue *cue = &step->cues[i];
        if (cue->kind == CUE_SAY) {
            note_said(trial, index, &cue->text, VERIFY_COLUMNS);
            note_said_large(trial, index, &cue->text);
        }
        for (int k = -1; cue->kind == CUE_ASK && k < stage_count_answers(cue->text.text); k++) {
            char answer[STAGE_ANSWER_SIZE];
            (void)stage_take_answer(answer, cue->text.text, k);
            struct lesson_text text = {answer, cue->text.line, cue->text.column};
            note_said(trial, index, &text, k < 0 ? VERIFY_COLUMNS : VERIFY_COLUMNS / 2);
            if (k < 0) {
                note_said_large(trial, index, &text);
            }
        }
    }
}

/* --- the play --------------------------------------------------------------------------------- */

/* One who presents, without a screen. */
struct presenter {
    struct trial *trial;
    struct history *history; /* owned */
    struct stage stage;      /* owned */
    struct buf refused;      /* an answer that was an error */
    int step;                /* whose time is taken */
    int64_t step_us;         /* of real time, at the demo's speeds */
};

static enum rc give(void *user, const char *line, struct err *err)
{
    const struct presenter *presenter = user;
    return stage_do_line(presenter->history, line, err);
}

static void on_event(void *user, const struct event *event)
{
    struct presenter *presenter = user;
    stage_note(&presenter->stage, event);
}

static void note_time(const struct presenter *presenter)
{
    const struct lesson_step *step = &presenter->trial->lesson->steps[presenter->step];
    verify_note(presenter->trial, POINT_STEP_TIME, presenter->step, 0,
                presenter->step_us <= step->cue_time,
                "%s:%d:1: it took %" PRId64 ".%d s of %" PRId64 " s",
                presenter->trial->options->name, step->demo.line, presenter->step_us / US_PER_S,
                (int)(presenter->step_us / 100000 % 10), step->cue_time / US_PER_S);
}

/* Why it does not go on. */
static void note_stuck(const struct presenter *presenter)
{
    const struct stage *stage = &presenter->stage;
    const struct lesson_step *step = stage_step(stage);
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.cue);
    const struct lesson_text *place = cue != NULL ? &cue->text : &step->title;
    struct buf why;
    buf_init(&why, 300);
    if (stage->spot.state == STAGE_REFUSED) {
        buf_addf(&why, "%s", stage->trouble);
    } else if (cue != NULL && cue->check != NULL) {
        buf_addf(&why, "this does not come: ");
        play_explain_cue(play_of(history_lab(presenter->history)), history_lab(presenter->history),
                         stage->spot.cue, &why);
    } else {
        buf_addf(&why, "the lines before get no answer");
    }
    verify_note(presenter->trial, POINT_STEP, stage->spot.step, 0, false, "%s:%d:%d: %.250s",
                presenter->trial->options->name, place->line, place->column, why.data);
    buf_release(&why);
}

/* The number beside the facts, with what it is now. */
static void note_number(const struct presenter *presenter)
{
    const struct stage *stage = &presenter->stage;
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.number);
    bool (*fits)(const char *text) = presenter->trial->options->is_number;
    if (cue == NULL || fits == NULL) {
        return;
    }
    struct lab *lab = history_lab(presenter->history);
    struct buf text;
    buf_init(&text, 300);
    play_add_words(play_of(lab), lab, cue->text.text, &text);
    verify_note(presenter->trial, POINT_NUMBER, stage->spot.step, 0, fits(text.data),
                "%s:%d:%d: \"%.60s\" has no room beside the facts of a stage of 80x24",
                presenter->trial->options->name, cue->text.line, cue->text.column, text.data);
    buf_release(&text);
}

/* A step is behind: it played to its end, in its time. */
static void note_steps(struct presenter *presenter)
{
    int now = presenter->stage.spot.step;
    if (presenter->stage.spot.state == STAGE_ENDED) {
        now++;
    }
    for (; presenter->step < now; presenter->step++) {
        verify_note(presenter->trial, POINT_STEP, presenter->step, 0, true, "%s", "");
        note_time(presenter);
        presenter->step_us = 0;
    }
}

static void let_happen(struct presenter *presenter)
{
    struct lab *lab = history_lab(presenter->history);
    sim_us before = lab_now(lab);
    sim_us next = history_next_at(presenter->history);
    /* Where nothing is under way, time passes all the same, up to the end of the wait. */
    next = next < before + US_PER_S ? next : before + US_PER_S;
    (void)history_advance_some(presenter->history, next, 1);
    presenter->step_us += (lab_now(lab) - before) * 1000 / stage_speed(&presenter->stage);
}

static void present(struct presenter *presenter)
{
    struct err err = {0};
    struct stage *stage = &presenter->stage;
    for (int i = 0; i < DEMO_STEPS_MAX; i++) {
        stage_look(stage);
        note_steps(presenter);
        if (stage->spot.state == STAGE_ENDED) {
            return;
        }
        if (stage->spot.state == STAGE_OVERDUE || stage->spot.state == STAGE_REFUSED) {
            note_stuck(presenter);
            return;
        }
        if (stage->spot.state == STAGE_TYPING) {
            presenter->step_us +=
                (int64_t)strlen(stage_cue(stage, stage->spot.cue)->text.text) * STAGE_KEY_NS / 1000;
        }
        if (history_is_travelling(presenter->history)) {
            (void)history_travel(presenter->history, DEMO_STEPS_MAX);
            continue;
        }
        if (!stage_wants_time(stage)) {
            note_number(presenter);
            (void)!stage_next(stage, &err);
        } else {
            let_happen(presenter);
        }
    }
}

void verify_demo_seed(struct trial *trial)
{
    struct err err = {0};
    struct presenter presenter = {.trial = trial};
    struct history_config config = {
        .lab = {.seed = trial->seed,
                .masters = trial->lesson->masters,
                .files = {.read = verify_read_file, .user = (void *)trial->options},
                .sink = {.on_event = on_event, .user = &presenter},
                .guest = &play_guest},
    };
    char line[NAME_SIZE_MAX + 40];
    stage_init(&presenter.stage);
    enum rc rc = history_new(&presenter.history, &config, &err);
    if (rc == RC_OK) {
        (void)snprintf(line, sizeof(line), "\\demo %s seed=%" PRIu64, trial->lesson->slug,
                       trial->seed);
        rc = give(&presenter, line, &err);
    }
    verify_note(trial, POINT_SETUP, -1, 0, rc == RC_OK, "%s", err.text);
    if (rc == RC_OK) {
        stage_begin(
            &presenter.stage,
            &(struct stage_host){.history = presenter.history, .give = give, .user = &presenter});
        present(&presenter);
    }
    stage_release(&presenter.stage);
    history_free(presenter.history);
}
