/* SPDX-License-Identifier: MIT */
/* stage_model: what stands on the stage now, into the model. */
#include "app/app_state.h"

#include "base/mem.h"
#include "lesson/play.h"
#include "shell/script.h"

#include <stdio.h>
#include <string.h>

/* --- words ------------------------------------------------------------------------------------ */

/* The text of a cue with its facts; "" if there is no such cue. */
static void fill_text(const struct app *app, int cue, char *out, size_t room)
{
    const struct lesson_cue *at = stage_cue(&app->stage, cue);
    struct buf text;
    buf_init(&text, room - 1);
    if (at != NULL) {
        play_add_words(play_of(app->lab), app->lab, at->text.text, &text);
    }
    (void)snprintf(out, room, "%s", text.data);
    buf_release(&text);
}

static void fill_number(const struct app *app, struct model_stage *out)
{
    char text[sizeof(out->number) + sizeof(out->unit) + sizeof(out->label)];
    fill_text(app, app->stage.spot.number, text, sizeof(text));
    stage_take_number(out, text);
}

static void fill_question(const struct app *app, struct model_stage *out)
{
    const struct lesson_cue *cue = stage_cue(&app->stage, app->stage.spot.asked);
    if (cue == NULL) {
        return;
    }
    char question[STAGE_ANSWER_SIZE];
    (void)stage_take_answer(question, cue->text.text, -1);
    (void)snprintf(out->said, sizeof(out->said), "%s", question);
    /* Where the demo has gone on, the question stands, and what is done about it is seen. */
    bool is_open = app->stage.spot.state == STAGE_ASKING;
    out->answer_count = is_open ? stage_count_answers(cue->text.text) : 0;
    for (int i = 0; i < out->answer_count; i++) {
        (void)stage_take_answer(out->answers[i].text, cue->text.text, i);
        out->answers[i].hands = app->stage.tally[i];
    }
}

static void add_reply(struct model_stage *out, const struct transcript_line *said)
{
    static const enum role roles[] = {
        [TRANSCRIPT_RESULT] = ROLE_MUTED,
        [TRANSCRIPT_VALUES] = ROLE_STRONG,
        [TRANSCRIPT_FACT] = ROLE_MUTED,
        [TRANSCRIPT_ERROR] = ROLE_BAD,
    };
    struct model_reply *reply = &out->replies[out->reply_count++];
    reply->role = roles[said->kind];
    (void)snprintf(reply->text, sizeof(reply->text), "%.119s", said->text);
}

/* What came of a statement, as far as it has room. */
static void fill_answer(const struct app *app, struct model_stage *out)
{
    for (int i = app->typed_from; i < app->transcript.count; i++) {
        const struct transcript_line *said = transcript_at(&app->transcript, i);
        bool is_shown = said->kind == TRANSCRIPT_RESULT || said->kind == TRANSCRIPT_VALUES ||
                        said->kind == TRANSCRIPT_FACT || said->kind == TRANSCRIPT_ERROR;
        if (is_shown && said->round_of == 0 && out->reply_count < STAGE_REPLIES_MAX) {
            add_reply(out, said);
        }
    }
}

/* A line of a round, where one stands: none of a future that one came back from. */
static bool is_round_here(const struct app *app, const struct transcript_line *said)
{
    struct lab_watch_view watch = {0};
    if (said->round_of != 0) {
        lab_look_watch(app->lab, said->client, &watch);
    }
    return watch.sql != NULL && said->at <= lab_now(app->lab);
}

/* What clients watch: the last that they saw, and what is kept of before. */
static void fill_rounds(const struct app *app, struct model_stage *out)
{
    int first = app->transcript.count;
    for (int count = 0; first > 0 && count < STAGE_REPLIES_MAX;) {
        const struct transcript_line *said = transcript_at(&app->transcript, --first);
        count += is_round_here(app, said) ? 1 : 0;
    }
    for (int i = first; i < app->transcript.count; i++) {
        const struct transcript_line *said = transcript_at(&app->transcript, i);
        if (is_round_here(app, said)) {
            add_reply(out, said);
        }
    }
}

/* What was typed is answered, or else somebody watches; how long nobody can write comes first. */
static void fill_replies(const struct app *app, struct model_stage *out)
{
    struct line line;
    const struct stage_spot *spot = &app->stage.spot;
    const struct lesson_cue *cue = stage_cue(&app->stage, spot->typed);
    bool is_last = cue != NULL && spot->number < spot->typed &&
                   line_parse(&line, cue->text.text, NULL) == RC_OK;
    if (is_last && line.kind == LINE_SQL) {
        fill_answer(app, out);
        return;
    }
    bool begins = is_last && strncmp(line.text, "\\watch ", strlen("\\watch ")) == 0;
    if ((begins || spot->number < 0) && !app->model.clock.is_shown) {
        fill_rounds(app, out);
    }
}

/* --- for the presenter ------------------------------------------------------------------------ */

static void add_waited(const struct app *app, struct buf *out)
{
    const struct lesson_cue *cue = stage_cue(&app->stage, app->stage.spot.cue);
    buf_addf(out, "%s", cue != NULL ? cue->text.text : "an answer");
}

static void fill_status(const struct app *app, struct model_stage *out)
{
    struct buf text;
    bool asks = app->question.text[0] != '\0';
    if (asks || app->ui.stage.is_card) { /* before the demo nothing else is to be said */
        out->is_stuck = asks;
        (void)snprintf(out->status, sizeof(out->status), "%.140s%s",
                       asks ? app->question.text : app->stage_word, asks ? "   y yes   n no" : "");
        return;
    }
    buf_init(&text, sizeof(out->status) - 1);
    switch (app->stage.spot.state) {
    case STAGE_SETTING_UP:
        buf_addf(&text, "being set up");
        break;
    case STAGE_TYPED:
        buf_addf(&text, "Enter");
        break;
    case STAGE_OVERDUE:
        out->is_stuck = true;
        buf_addf(&text, "did not come: s skip   r retry   Tab by hand   (");
        add_waited(app, &text);
        buf_addf(&text, ")");
        break;
    case STAGE_REFUSED:
        out->is_stuck = true;
        buf_addf(&text, "refused: s skip   r retry   Tab by hand   (%s)", app->stage.trouble);
        break;
    case STAGE_ENDED:
        buf_addf(&text, "the end");
        break;
    case STAGE_OFF:
    case STAGE_RUNNING:
    case STAGE_TYPING:
    case STAGE_PAUSED:
    case STAGE_ASKING:
    case STAGE_STEP_DONE:
    case STAGE_ANSWERING:
    case STAGE_WAITING:
        break;
    }
    if (text.size == 0 && app->stage_word[0] != '\0') {
        buf_addf(&text, "%s", app->stage_word);
    }
    (void)snprintf(out->status, sizeof(out->status), "%s", text.data);
    buf_release(&text);
}

/* --- plain mode ------------------------------------------------------------------------------- */

static void tell_text(struct app *app, const char *before, const char *text)
{
    char line[STAGE_TEXT_SIZE + 40];
    (void)snprintf(line, sizeof(line), "%s%s", before, text);
    app_say(app, TRANSCRIPT_NOTE, line);
}

static void tell_stop(struct app *app)
{
    struct model_stage *out = mem_alloc(1, sizeof(*out));
    const struct stage_spot *spot = &app->stage.spot;
    const struct lesson_cue *cue = stage_cue(&app->stage, spot->cue);
    switch (spot->state) {
    case STAGE_TYPED:
        tell_text(app, "\\stage next types: ", cue->text.text);
        break;
    case STAGE_ASKING:
        fill_question(app, out);
        tell_text(app, "", out->said);
        for (int i = 0; i < out->answer_count; i++) {
            char letter[8];
            (void)snprintf(letter, sizeof(letter), "  %c  ", 'A' + i);
            tell_text(app, letter, out->answers[i].text);
        }
        break;
    case STAGE_PAUSED:
    case STAGE_STEP_DONE:
        tell_text(app, "", "\\stage next goes on");
        break;
    case STAGE_OVERDUE:
    case STAGE_REFUSED:
        fill_status(app, out);
        tell_text(app, "", out->status);
        break;
    case STAGE_ENDED:
        tell_text(app, "", "the demo is at its end; \\stage back goes back");
        break;
    case STAGE_OFF:
    case STAGE_SETTING_UP:
    case STAGE_RUNNING:
    case STAGE_TYPING:
    case STAGE_ANSWERING:
    case STAGE_WAITING:
        break;
    }
    mem_free(out);
}

void app_tell_stage(struct app *app)
{
    const struct stage_spot *spot = &app->stage.spot;
    const struct stage_spot told = app->stage_told;
    const struct lesson_step *step = stage_step(&app->stage);
    char text[STAGE_TEXT_SIZE];
    if (spot->state == STAGE_SETTING_UP || step == NULL) {
        return;
    }
    app->stage_told = *spot;
    if (told.step != spot->step) {
        (void)snprintf(text, sizeof(text), "step %d of %d: %.200s", spot->step + 1,
                       stage_lesson(&app->stage)->step_count, step->title.text);
        tell_text(app, "", text);
    }
    if (spot->said >= 0 && (told.said != spot->said || told.step != spot->step)) {
        fill_text(app, spot->said, text, sizeof(text));
        tell_text(app, "", text);
    }
    if (told.state != spot->state || told.cue != spot->cue || told.step != spot->step) {
        tell_stop(app);
    }
}

/* --- without a demo --------------------------------------------------------------------------- */

/* The worst that can be seen. */
static void fill_plainly(const struct app *app, struct model_stage *out)
{
    const struct model *model = &app->model;
    (void)snprintf(out->headline, sizeof(out->headline), "%d masters", model->room_count);
    out->conflicts = model->conflicts;
    for (int i = model->room_count - 1; i >= 0; i--) {
        const struct model_room *room = &model->rooms[i];
        if (room->az_is_down) {
            (void)snprintf(out->headline, sizeof(out->headline), "AZ %c *is down*", room->az);
        } else if (room->mood == MOOD_SILENT || room->mood == MOOD_CRASHED) {
            (void)snprintf(out->headline, sizeof(out->headline), "m%d *is down*", room->master + 1);
        }
    }
    if (model->event_count > 0) {
        (void)snprintf(out->said, sizeof(out->said), "%.40s %.200s",
                       model->events[model->event_count - 1].subject,
                       model->events[model->event_count - 1].sentence);
    }
}

void app_fill_stage(struct app *app)
{
    struct model_stage *out = &app->model.stage;
    const struct lesson_step *step = stage_step(&app->stage);
    *out = (struct model_stage){0};
    if (!app->ui.stage.is_on) {
        return;
    }
    if (!stage_has_demo(&app->stage) || step == NULL) {
        fill_plainly(app, out);
        fill_status(app, out);
        return;
    }
    if (app->stage.spot.state == STAGE_SETTING_UP) {
        (void)snprintf(out->headline, sizeof(out->headline), "%.99s",
                       stage_lesson(&app->stage)->title.text);
    } else {
        (void)snprintf(out->headline, sizeof(out->headline), "%.99s", step->title.text);
        fill_text(app, app->stage.spot.said, out->said, sizeof(out->said));
        fill_number(app, out);
        out->conflicts = stage_count_conflicts(&app->stage, app->model.conflicts);
        fill_question(app, out);
    }
    out->step = app->stage.spot.step + 1;
    out->step_count = stage_lesson(&app->stage)->step_count;
    struct buf typed;
    buf_init(&typed, sizeof(out->typed) - 1);
    stage_add_typed(&app->stage, &typed);
    (void)snprintf(out->typed, sizeof(out->typed), "%s", typed.data);
    out->is_typing = typed.size > 0;
    buf_release(&typed);
    if (!out->is_typing) {
        fill_replies(app, out);
    }
    fill_status(app, out);
}
