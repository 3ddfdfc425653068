/* SPDX-License-Identifier: MIT */
/* stage_notes: what a presenter reads in another terminal, and what that one may do. */
#include "app/app_state.h"

#include "base/compiler.h"
#include "lesson/play.h"
#include "view/model_notes.h"

#include <stdio.h>
#include <string.h>

/* What the program itself takes, and a quarter of a minute for each stop, in which one speaks. */
static int planned_s(const struct lesson *lesson)
{
    return lesson->minutes * 60;
}

static void fill_steps(const struct app *app, struct model_notes *out)
{
    const struct stage *stage = &app->stage;
    struct buf text;
    buf_init(&text, NOTES_TEXT_SIZE - 1);
    stage_add_next(stage, &text, 0);
    (void)snprintf(out->next, sizeof(out->next), "%s", text.data);
    buf_clear(&text);
    stage_add_next(stage, &text, 1);
    (void)snprintf(out->then, sizeof(out->then), "%s", text.data);
    buf_clear(&text);
    const struct lesson_cue *said = stage_cue(stage, stage->spot.said);
    if (said != NULL) {
        play_add_words(play_of(app->lab), app->lab, said->text.text, &text);
    }
    (void)snprintf(out->said, sizeof(out->said), "%s", text.data);
    buf_release(&text);
}

static void fill_room(const struct app *app, struct model_notes *out)
{
    const struct lesson_cue *cue = stage_cue(&app->stage, app->stage.spot.asked);
    if (cue == NULL) {
        return;
    }
    out->answer_count = stage_count_answers(cue->text.text);
    for (int i = 0; i < out->answer_count; i++) {
        out->answers[i].is_right = stage_take_answer(out->answers[i].text, cue->text.text, i);
        out->answers[i].hands = app->stage.tally[i];
    }
}

/* Paragraphs: the ends of lines of a file are none of a terminal's. */
static void fill_notes(struct model_notes *out, const char *text)
{
    size_t size = 0;
    for (; *text != '\0' && size < sizeof(out->notes) - 1; text++) {
        bool is_inside = text[0] == '\n' && text[1] != '\n' && text[1] != '\0' &&
                         (size == 0 || out->notes[size - 1] != '\n');
        out->notes[size++] = is_inside ? ' ' : *text;
    }
    out->notes[size] = '\0';
}

/* May he go on? */
static void fill_light(const struct app *app, struct model_notes *out)
{
    static const char *const words[] = {
        [STAGE_OFF] = "no demo is on",
        [STAGE_SETTING_UP] = "it is being set up",
        [STAGE_RUNNING] = "it goes on",
        [STAGE_TYPING] = "a line appears; PgDn ends it",
        [STAGE_TYPED] = "PgDn gives the line",
        [STAGE_PAUSED] = "PgDn goes on",
        [STAGE_ASKING] = "1 to 4 count hands; PgDn goes on",
        [STAGE_STEP_DONE] = "PgDn begins the next step",
        [STAGE_ANSWERING] = "it waits for an answer, and goes on by itself",
        [STAGE_WAITING] = "it waits, and goes on by itself",
        [STAGE_OVERDUE] = "that did not come: s skips, r tries again, Tab takes over",
        [STAGE_REFUSED] = "a line was refused: s skips, r tries again, Tab takes over",
        [STAGE_ENDED] = "the end; PgUp goes back",
    };
    enum stage_state state = app->stage.spot.state;
    if (app->ui.stage.is_card) {
        out->is_safe = true;
        (void)snprintf(out->light, sizeof(out->light),
                       "the test card is on: PgDn begins, or goes on");
        return;
    }
    out->is_by_hand = app->stage.is_by_hand;
    out->is_safe = !app->stage.is_by_hand && stage_wants_presenter(&app->stage) &&
                   state != STAGE_OVERDUE && state != STAGE_REFUSED;
    (void)snprintf(out->light, sizeof(out->light), "%s",
                   app->stage.is_by_hand ? "by hand: F5 gives the demo back" : words[state]);
}

void app_add_notes(const struct app *app, struct buf *out)
{
    struct model_notes notes = {0};
    const struct lesson *lesson = stage_lesson(&app->stage);
    const struct lesson_step *step = stage_step(&app->stage);
    if (stage_has_demo(&app->stage) && lesson != NULL && step != NULL) {
        (void)snprintf(notes.title, sizeof(notes.title), "%.99s", lesson->title.text);
        (void)snprintf(notes.step_title, sizeof(notes.step_title), "%.99s", step->title.text);
        fill_notes(&notes, step->notes.text != NULL ? step->notes.text : "");
        notes.step = app->stage.spot.step + 1;
        notes.step_count = lesson->step_count;
        notes.elapsed_s = (int)(app->stage_wall_ns / 1000000000 % 100000);
        notes.planned_s = planned_s(lesson);
        (void)snprintf(notes.screen, sizeof(notes.screen), "%s at %s%s%s", app->model.time,
                       app->model.speed, app->is_paused ? ", stands still" : "",
                       app->ui.stage.is_blank ? ", dark: b lights it" : "");
        fill_steps(app, &notes);
        fill_room(app, &notes);
    }
    fill_light(app, &notes);
    notes_add_text(&notes, out);
}

/* A peer may guide the demo, and do nothing else. */
void app_take_note_line(struct app *app, const char *line)
{
    static const char *const allowed[] = {
        "next",    "back",    "again",  "skip",   "retry",  "blank",   "hands",
        "return",  "room 1",  "room 2", "room 3", "room 4", "room -1", "room -2",
        "room -3", "room -4", "step 1", "step 2", "step 3", "step 4",  "step 5",
        "step 6",  "step 7",  "step 8", "step 9",
    };
    for (int i = 0; i < COUNT_OF(allowed); i++) {
        char command[40];
        if (strcmp(allowed[i], line) != 0) {
            continue;
        }
        (void)snprintf(command, sizeof(command), "\\stage %s",
                       strcmp(line, "return") == 0 ? "" : line);
        if (stage_has_demo(&app->stage)) {
            (void)app_do_line(app, command, ORIGIN_KEY);
        }
    }
}

bool app_has_demo(const struct app *app)
{
    return stage_has_demo(&app->stage);
}

void app_look_demo(const struct app *app, struct app_demo *out)
{
    const struct stage *stage = &app->stage;
    const struct lesson *lesson = stage_lesson(stage);
    const struct lesson_step *step = stage_step(stage);
    enum stage_state state = stage->spot.state;
    *out = (struct app_demo){.intro = ""};
    if (lesson == NULL || step == NULL) {
        return;
    }
    (void)snprintf(out->title, sizeof(out->title), "%.99s", lesson->title.text);
    out->intro = lesson->intro.text != NULL ? lesson->intro.text : "";
    if (state != STAGE_SETTING_UP) {
        size_t size = 0;
        out->step = stage->spot.step + 1;
        for (const char *at = step->title.text; *at != '\0' && size < 98; at++) {
            out->step_title[size] = *at;
            size += *at != '*'; /* what stands out on a stage does not here */
        }
        out->step_title[size] = '\0';
    }
    out->waits = stage_wants_presenter(stage);
    out->is_over = state == STAGE_ENDED;
    out->is_stuck = state == STAGE_OVERDUE || state == STAGE_REFUSED;
    (void)snprintf(out->said, sizeof(out->said), "%s", app->model.stage.said);
    (void)snprintf(out->typed, sizeof(out->typed), "%s",
                   state == STAGE_TYPED ? app->model.stage.typed : "");
    (void)snprintf(out->status, sizeof(out->status), "%s", app->model.stage.status);
}
