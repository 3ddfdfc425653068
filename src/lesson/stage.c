/* SPDX-License-Identifier: MIT */
#include "lesson/stage_state.h"

#include "base/mem.h"
#include "base/speed.h"
#include "shell/script.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define CUE_NONE (-1)

static struct lab *lab_of(const struct stage *stage)
{
    return history_lab(stage->host.history);
}

static struct play *play_now(const struct stage *stage)
{
    return stage->host.history != NULL ? play_of(lab_of(stage)) : NULL;
}

const struct lesson *stage_lesson(const struct stage *stage)
{
    const struct play *play = play_now(stage);
    return play != NULL ? play_lesson(play) : NULL;
}

const struct lesson_step *stage_step(const struct stage *stage)
{
    const struct lesson *lesson = stage_lesson(stage);
    return lesson != NULL && stage->spot.step < lesson->step_count
               ? &lesson->steps[stage->spot.step]
               : NULL;
}

const struct lesson_cue *stage_cue(const struct stage *stage, int cue)
{
    const struct lesson_step *step = stage_step(stage);
    return step != NULL && cue >= 0 && cue < step->cue_count ? &step->cues[cue] : NULL;
}

/* --- life ------------------------------------------------------------------------------------- */

static struct stage_spot spot_of(int step, enum stage_state state)
{
    return (struct stage_spot){
        .state = state,
        .step = step,
        .said = CUE_NONE,
        .speed = CUE_NONE,
        .focus = CUE_NONE,
        .number = CUE_NONE,
        .asked = CUE_NONE,
        .typed = CUE_NONE,
        .is_answered = true,
    };
}

void stage_init(struct stage *stage)
{
    *stage = (struct stage){.spot = spot_of(0, STAGE_OFF), .rush_to = -1};
}

void stage_release(struct stage *stage)
{
    mem_free(stage->stops);
    stage_init(stage);
}

void stage_begin(struct stage *stage, const struct stage_host *host)
{
    stage->host = *host;
    stage->spot = spot_of(0, STAGE_SETTING_UP);
    stage->stop_count = 0;
    stage->is_by_hand = false;
    stage->rush_to = -1;
    stage->slow_until = 0;
    stage->slow_again = 0;
}

void stage_end(struct stage *stage)
{
    stage->host = (struct stage_host){0};
    stage->spot = spot_of(0, STAGE_OFF);
    stage->stop_count = 0;
    stage->is_by_hand = false;
}

bool stage_has_demo(const struct stage *stage)
{
    return stage->spot.state != STAGE_OFF;
}

bool stage_is_on(const struct stage *stage)
{
    return stage_has_demo(stage) && !stage->is_by_hand;
}

bool stage_wants_time(const struct stage *stage)
{
    enum stage_state state = stage->spot.state;
    return stage_is_on(stage) && (state == STAGE_SETTING_UP || state == STAGE_RUNNING ||
                                  state == STAGE_ANSWERING || state == STAGE_WAITING);
}

static bool is_stop(enum stage_state state)
{
    return state == STAGE_TYPED || state == STAGE_PAUSED || state == STAGE_ASKING ||
           state == STAGE_STEP_DONE || state == STAGE_ENDED;
}

bool stage_wants_presenter(const struct stage *stage)
{
    return stage_is_on(stage) &&
           (is_stop(stage->spot.state) || stage->spot.state == STAGE_OVERDUE ||
            stage->spot.state == STAGE_REFUSED);
}

/* --- stops ------------------------------------------------------------------------------------ */

void stage_stop(struct stage *stage, enum stage_state state)
{
    void *stops = stage->stops;
    stage->spot.state = state;
    if (stage->stop_count == STAGE_STOPS_MAX) {
        memmove(stage->stops, stage->stops + 1, (STAGE_STOPS_MAX - 1) * sizeof(*stage->stops));
        stage->stop_count--;
    }
    mem_grow(&stops, &stage->stop_room, stage->stop_count + 1, sizeof(*stage->stops));
    stage->stops = stops;
    stage->stops[stage->stop_count++] =
        (struct stage_stop){.spot = stage->spot, .place = history_place(stage->host.history)};
}

static int64_t conflicts_now(const struct stage *stage)
{
    struct clients_view *view = mem_alloc(1, sizeof(*view));
    clients_look(lab_clients(lab_of(stage)), view);
    int64_t conflicts = view->conflicts;
    mem_free(view);
    return conflicts;
}

static void enter_step(struct stage *stage, int step)
{
    stage->spot = spot_of(step, STAGE_RUNNING);
    stage->spot.conflicts_from = conflicts_now(stage);
    memset(stage->tally, 0, sizeof(stage->tally));
}

/* --- cues ------------------------------------------------------------------------------------- */

static void go_on(struct stage *stage)
{
    stage->spot.cue++;
    stage->spot.state = STAGE_RUNNING;
}

bool stage_give(struct stage *stage, const char *line)
{
    struct err err = {0};
    if (stage->host.give(stage->host.user, line, &err) == RC_OK) {
        return true;
    }
    (void)snprintf(stage->trouble, sizeof(stage->trouble), "%.280s", err.text);
    stage->spot.state = STAGE_REFUSED;
    stage->rush_to = -1;
    return false;
}

bool stage_is_in_step(struct stage *stage)
{
    while (play_step(play_now(stage)) < stage->spot.step) {
        if (!stage_give(stage, "\\next")) {
            return false;
        }
    }
    return true;
}

static void do_say(struct stage *stage)
{
    stage->spot.said = stage->spot.cue;
    stage->spot.asked = CUE_NONE;
    go_on(stage);
}

static void do_type(struct stage *stage)
{
    stage->spot.typed = stage->spot.cue;
    stage->spot.state = STAGE_TYPING;
    stage->typing_ns = 0;
}

static void do_wait(struct stage *stage)
{
    if (!stage_is_in_step(stage)) {
        return;
    }
    stage->spot.state = STAGE_WAITING;
    stage->spot.wait_from = lab_now(lab_of(stage));
}

static void do_pause(struct stage *stage)
{
    stage_stop(stage, STAGE_PAUSED);
}

static void do_speed(struct stage *stage)
{
    stage->spot.speed = stage->spot.cue;
    go_on(stage);
}

static void do_mark(struct stage *stage)
{
    char line[NAME_SIZE_MAX + 10];
    (void)snprintf(line, sizeof(line), "\\mark %s", stage_cue(stage, stage->spot.cue)->text.text);
    if (stage_give(stage, line)) {
        go_on(stage);
    }
}

static void do_focus(struct stage *stage)
{
    bool is_number = stage_cue(stage, stage->spot.cue)->text.text[0] == '{';
    *(is_number ? &stage->spot.number : &stage->spot.focus) = stage->spot.cue;
    go_on(stage);
}

static void do_ask(struct stage *stage)
{
    stage->spot.asked = stage->spot.cue;
    stage->spot.said = CUE_NONE;
    memset(stage->tally, 0, sizeof(stage->tally));
    stage_stop(stage, STAGE_ASKING);
}

static const struct {
    void (*run)(struct stage *stage);
    bool is_late; /* the lines before are answered first */
} cue_rows[] = {
    [CUE_SAY] = {do_say, false},     [CUE_TYPE] = {do_type, true},    [CUE_WAIT] = {do_wait, false},
    [CUE_PAUSE] = {do_pause, true},  [CUE_SPEED] = {do_speed, false}, [CUE_MARK] = {do_mark, true},
    [CUE_FOCUS] = {do_focus, false}, [CUE_ASK] = {do_ask, true},
};

static_assert(COUNT_OF(cue_rows) == CUE_COUNT, "every cue is played");

/* The step is over; where it has just stood, it does not stand once more. */
static void end_step(struct stage *stage)
{
    const struct lesson_cue *last = stage_cue(stage, stage->spot.cue - 1);
    const struct lesson *lesson = stage_lesson(stage);
    assert(lesson != NULL); /* or no step could have been played */
    bool has_stood = last != NULL && (last->kind == CUE_PAUSE || last->kind == CUE_ASK);
    if (stage->spot.step == lesson->step_count - 1) {
        stage_stop(stage, STAGE_ENDED);
    } else if (!has_stood && !stage->spot.is_over) {
        stage_stop(stage, STAGE_STEP_DONE);
    } else if (stage_is_in_step(stage) && stage_give(stage, "\\next")) {
        enter_step(stage, stage->spot.step + 1);
    }
}

static void run_cue(struct stage *stage)
{
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.cue);
    bool is_late = cue == NULL || cue_rows[cue->kind].is_late;
    if (is_late && !stage->spot.is_answered) {
        stage->spot.state = STAGE_ANSWERING;
        stage->spot.wait_from = lab_now(lab_of(stage));
    } else if (cue != NULL) {
        cue_rows[cue->kind].run(stage);
    } else {
        end_step(stage);
    }
}

/* --- waiting ---------------------------------------------------------------------------------- */

/* A step says how long it may take; nothing is waited for longer. */
static void look_at_time(struct stage *stage)
{
    const struct lesson_step *step = stage_step(stage);
    assert(step != NULL);
    if (lab_now(lab_of(stage)) >= stage->spot.wait_from + step->cue_time) {
        stage->spot.state = STAGE_OVERDUE;
        stage->rush_to = -1;
    }
}

/* Who speaks next must have an answer; others may wait for a lock. */
static void look_for_answers(struct stage *stage)
{
    struct lab *lab = lab_of(stage);
    struct line line;
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.cue);
    bool speaks =
        cue != NULL && cue->kind == CUE_TYPE && line_parse(&line, cue->text.text, NULL) == RC_OK;
    int client = speaks && line.client > 0 ? line.client : 1;
    bool is_late = lab_now(lab) >= stage->spot.wait_from + STAGE_ANSWER_US;
    if (lab_is_answered(lab, 0) || (is_late && (!speaks || lab_is_answered(lab, client)))) {
        stage->spot.is_answered = true;
        stage->spot.state = STAGE_RUNNING;
    } else {
        look_at_time(stage);
    }
}

static void look_for_condition(struct stage *stage)
{
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.cue);
    assert(cue != NULL); /* it is waited for */
    sim_us now = lab_now(lab_of(stage));
    bool has_come = cue->check != NULL
                        ? play_cue_holds(play_now(stage), lab_of(stage), stage->spot.cue)
                        : now >= stage->spot.wait_from + cue->length;
    if (has_come) {
        go_on(stage);
    } else {
        look_at_time(stage);
    }
}

static void look_for_setup(struct stage *stage)
{
    const char *trouble = play_trouble(play_now(stage));
    if (trouble != NULL) {
        (void)snprintf(stage->trouble, sizeof(stage->trouble), "%.280s", trouble);
        stage->spot.state = STAGE_REFUSED;
    } else if (play_is_ready(play_now(stage))) {
        enter_step(stage, 0);
    }
}

/* On the way to a step nobody is waited for. */
static bool rush(struct stage *stage)
{
    if (stage->rush_to < 0) {
        return false;
    }
    if (stage->spot.step >= stage->rush_to) {
        stage->rush_to = -1;
        return false;
    }
    return stage_press(stage);
}

void stage_look(struct stage *stage)
{
    for (int i = 0; i < 4 * CUES_MAX; i++) {
        enum stage_state before = stage->spot.state;
        if (!stage_is_on(stage) || history_is_travelling(stage->host.history) ||
            history_is_away(stage->host.history) || play_now(stage) == NULL) {
            return;
        }
        switch (before) {
        case STAGE_SETTING_UP:
            look_for_setup(stage);
            break;
        case STAGE_RUNNING:
            run_cue(stage);
            break;
        case STAGE_ANSWERING:
            look_for_answers(stage);
            break;
        case STAGE_WAITING:
            look_for_condition(stage);
            break;
        case STAGE_OFF:
        case STAGE_TYPING:
        case STAGE_TYPED:
        case STAGE_PAUSED:
        case STAGE_ASKING:
        case STAGE_STEP_DONE:
        case STAGE_OVERDUE:
        case STAGE_REFUSED:
        case STAGE_ENDED:
            if (!rush(stage)) {
                return;
            }
            continue;
        }
        if (stage->spot.state == before && before != STAGE_RUNNING) {
            return;
        }
    }
}

/* --- time ------------------------------------------------------------------------------------- */

void stage_pass(struct stage *stage, int64_t ns)
{
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.typed);
    if (!stage_is_on(stage) || stage->spot.state != STAGE_TYPING || cue == NULL) {
        return;
    }
    stage->typing_ns += ns;
    if (stage->typing_ns >= (int64_t)strlen(cue->text.text) * STAGE_KEY_NS) {
        stage_stop(stage, STAGE_TYPED);
    }
}

void stage_note(struct stage *stage, const struct event *event)
{
    static const bool is_key[EVENT_KIND_COUNT] = {
        [EVENT_AZ_DOWN] = true,     [EVENT_MASTER_KILLED] = true, [EVENT_MASTER_CRASHED] = true,
        [EVENT_CONFLICT] = true,    [EVENT_MOVED] = true,         [EVENT_LINK_CUT] = true,
        [EVENT_OUTAGE_OVER] = true,
    };
    if (stage_is_on(stage) && is_key[event->kind] && event->at >= stage->slow_again) {
        stage->slow_until = event->at + STAGE_SLOW_US;
        stage->slow_again = event->at + 20 * (sim_us)STAGE_SLOW_US;
    }
}

int64_t stage_speed(const struct stage *stage)
{
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.speed);
    int64_t permille = 1000;
    if (cue != NULL) {
        (void)!speed_parse(&permille, cue->text.text, NULL);
    }
    bool is_slow = stage->host.history != NULL && lab_now(lab_of(stage)) < stage->slow_until &&
                   stage->spot.state == STAGE_WAITING;
    return is_slow && permille > STAGE_SLOW_PERMILLE ? STAGE_SLOW_PERMILLE : permille;
}
