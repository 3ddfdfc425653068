/* SPDX-License-Identifier: MIT */
/* stage_moves: what the presenter does: on, back, elsewhere, by hand and again by the demo. */
#include "lesson/stage_state.h"

#include "base/compiler.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static enum rc check_on(const struct stage *stage, struct err *err)
{
    if (!stage_has_demo(stage)) {
        return err_set(err, RC_STATE, "no demo is on: \\demo NAME begins one");
    }
    if (stage->is_by_hand) {
        return err_set(err, RC_STATE, "the demo waits where you left it: \\stage goes back to it");
    }
    return history_is_travelling(stage->host.history)
               ? err_set(err, RC_STATE, "it is on its way to there")
               : RC_OK;
}

/* --- ways elsewhere --------------------------------------------------------------------------- */

static const struct {
    const char *begins;
    enum rc (*run)(struct history *history, const char *name, struct err *err);
} ways[] = {
    {"\\branch ", history_branch},
    {"\\switch ", history_switch},
    {"\\goto ", history_go_mark},
};

/* -1: the line leads nowhere else. */
static int find_way(const char *line)
{
    for (int i = 0; i < COUNT_OF(ways); i++) {
        if (strncmp(ways[i].begins, line, strlen(ways[i].begins)) == 0) {
            return i;
        }
    }
    return -1;
}

/* --- on --------------------------------------------------------------------------------------- */

/* Enter: the line that stands there is given. */
static void give_typed(struct stage *stage)
{
    const char *line = stage_cue(stage, stage->spot.cue)->text.text;
    if ((find_way(line) >= 0 || stage_is_in_step(stage)) && stage_give(stage, line)) {
        stage->spot.is_answered = false;
        stage->spot.cue++;
        stage->spot.state = STAGE_RUNNING;
    }
}

bool stage_press(struct stage *stage)
{
    switch (stage->spot.state) {
    case STAGE_TYPING: /* the rest of the line at once */
        stage_stop(stage, STAGE_TYPED);
        return true;
    case STAGE_TYPED:
        give_typed(stage);
        return true;
    case STAGE_PAUSED:
    case STAGE_ASKING:
        stage->spot.cue++;
        stage->spot.state = STAGE_RUNNING;
        return true;
    case STAGE_STEP_DONE:
        stage->spot.is_over = true;
        stage->spot.state = STAGE_RUNNING;
        return true;
    case STAGE_OFF:
    case STAGE_SETTING_UP:
    case STAGE_RUNNING:
    case STAGE_ANSWERING:
    case STAGE_WAITING:
    case STAGE_OVERDUE:
    case STAGE_REFUSED:
    case STAGE_ENDED:
        break;
    }
    return false;
}

enum rc stage_next(struct stage *stage, struct err *err)
{
    enum rc rc = check_on(stage, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (stage_press(stage)) {
        stage_look(stage);
        return RC_OK;
    }
    if (stage->spot.state == STAGE_ENDED) {
        return err_set(err, RC_STATE, "this was the last step: PgUp goes back, Esc to the lab");
    }
    if (stage_wants_presenter(stage)) {
        return err_set(err, RC_STATE,
                       "it does not go on by itself: s skips, r tries again, Tab takes over");
    }
    return err_set(err, RC_STATE, "it waits, and goes on by itself when that has come");
}

/* --- back ------------------------------------------------------------------------------------- */

/* To a stop, and those after it are forgotten. */
static enum rc go_to_stop(struct stage *stage, int index, struct err *err)
{
    const struct stage_stop *stop = &stage->stops[index];
    enum rc rc = history_go_place(stage->host.history, &stop->place, err);
    if (rc == RC_OK) {
        stage->spot = stop->spot;
        stage->stop_count = index + 1;
        stage->slow_again = 0;
        stage->slow_until = 0;
        memset(stage->tally, 0, sizeof(stage->tally));
    }
    return rc;
}

static bool stands_at_last(const struct stage *stage)
{
    const struct stage_spot *last = &stage->stops[stage->stop_count - 1].spot;
    return last->state == stage->spot.state && last->step == stage->spot.step &&
           last->cue == stage->spot.cue;
}

enum rc stage_back(struct stage *stage, struct err *err)
{
    enum rc rc = check_on(stage, err);
    int to = stage->stop_count - 1;
    if (rc != RC_OK) {
        return rc;
    }
    to -= to >= 0 && stands_at_last(stage) ? 1 : 0;
    if (to < 0) {
        return err_set(err, RC_STATE, "this is where the demo begins");
    }
    return go_to_stop(stage, to, err);
}

/* The first stop of a step; -1: it was not come to. */
static int first_stop(const struct stage *stage, int step)
{
    for (int i = 0; i < stage->stop_count; i++) {
        if (stage->stops[i].spot.step == step) {
            return i;
        }
    }
    return -1;
}

enum rc stage_go(struct stage *stage, int step, struct err *err)
{
    enum rc rc = check_on(stage, err);
    if (rc != RC_OK) {
        return rc;
    }
    const struct lesson *lesson = stage_lesson(stage);
    if (step < 0 || step >= lesson->step_count) {
        return err_set(err, RC_RANGE, "there is no step %d: there are 1 to %d", step + 1,
                       lesson->step_count);
    }
    int found = first_stop(stage, step);
    if (found >= 0) {
        return go_to_stop(stage, found, err);
    }
    if (step < stage->spot.step) {
        return err_set(err, RC_STATE, "step %d was passed without a stop", step + 1);
    }
    stage->rush_to = step;
    stage_look(stage);
    return RC_OK;
}

enum rc stage_again(struct stage *stage, struct err *err)
{
    enum rc rc = check_on(stage, err);
    return rc == RC_OK ? stage_go(stage, stage->spot.step, err) : rc;
}

/* --- what does not come ----------------------------------------------------------------------- */

static enum rc check_stuck(const struct stage *stage, struct err *err)
{
    enum rc rc = check_on(stage, err);
    bool is_stuck = stage->spot.state == STAGE_OVERDUE || stage->spot.state == STAGE_REFUSED ||
                    stage->spot.state == STAGE_WAITING;
    return rc == RC_OK && !is_stuck ? err_set(err, RC_STATE, "nothing is waited for here") : rc;
}

enum rc stage_skip(struct stage *stage, struct err *err)
{
    enum rc rc = check_stuck(stage, err);
    if (rc == RC_OK) {
        stage->spot.cue += stage->spot.is_answered; /* else only its turn has not come */
        stage->spot.is_answered = true;
        stage->spot.state = STAGE_RUNNING;
        stage_look(stage);
    }
    return rc;
}

/* A wait gets its time once more; a line that was refused stands there again. */
enum rc stage_retry(struct stage *stage, struct err *err)
{
    enum rc rc = check_stuck(stage, NULL);
    if (rc != RC_OK) { /* nothing is stuck: the step once more */
        return stage_again(stage, err);
    }
    const struct lesson_cue *cue = rc == RC_OK ? stage_cue(stage, stage->spot.cue) : NULL;
    if (cue != NULL && cue->kind == CUE_TYPE) {
        stage->spot.state = STAGE_TYPED;
    } else if (rc == RC_OK) {
        stage->spot.state = STAGE_RUNNING;
        stage_look(stage);
    }
    return rc;
}

/* --- by hand ---------------------------------------------------------------------------------- */

enum rc stage_take_over(struct stage *stage, struct err *err)
{
    enum rc rc = check_on(stage, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct stage_stop left = {.spot = stage->spot, .place = history_place(stage->host.history)};
    rc = history_branch(stage->host.history, "", err);
    if (rc == RC_OK) {
        stage->left = left;
        stage->is_by_hand = true;
        stage->rush_to = -1;
    }
    return rc;
}

enum rc stage_return(struct stage *stage, struct err *err)
{
    if (!stage->is_by_hand) {
        return check_on(stage, err);
    }
    enum rc rc = history_go_place(stage->host.history, &stage->left.place, err);
    if (rc == RC_OK) {
        stage->spot = stage->left.spot;
        stage->is_by_hand = false;
    }
    return rc;
}

/* --- lines ------------------------------------------------------------------------------------ */

enum rc stage_do_line(struct history *history, const char *line, struct err *err)
{
    int way = find_way(line);
    if (way >= 0) {
        return ways[way].run(history, line + strlen(ways[way].begins), err);
    }
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    lab_settle(history_lab(history));
    lab_distrust(history_lab(history), true);
    enum rc rc = history_do(history, line, 1, &reply, err);
    lab_distrust(history_lab(history), false);
    buf_release(&reply);
    return rc;
}

/* --- the room --------------------------------------------------------------------------------- */

enum rc stage_count_hand(struct stage *stage, int answer, int hands, struct err *err)
{
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.asked);
    int count = cue != NULL ? stage_count_answers(cue->text.text) : 0;
    if (!stage_is_on(stage) || cue == NULL) {
        return err_set(err, RC_STATE, "nothing is asked now");
    }
    if (answer < 0 || answer >= count) {
        return err_set(err, RC_RANGE, "there is no such answer: there are A to %c",
                       'A' + count - 1);
    }
    int tally = stage->tally[answer] + hands;
    stage->tally[answer] = tally < 0 ? 0 : tally > 999 ? 999 : tally;
    return RC_OK;
}

/* --- what is shown ---------------------------------------------------------------------------- */

int64_t stage_count_conflicts(const struct stage *stage, int64_t conflicts)
{
    bool is_later = conflicts > stage->spot.conflicts_from; /* else one looks at a time before */
    return is_later ? conflicts - stage->spot.conflicts_from : 0;
}

void stage_add_typed(const struct stage *stage, struct buf *out)
{
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.cue);
    bool is_typed = stage->spot.state == STAGE_TYPED || stage->spot.state == STAGE_REFUSED;
    if (cue == NULL || cue->kind != CUE_TYPE || !(is_typed || stage->spot.state == STAGE_TYPING)) {
        return;
    }
    size_t size = strlen(cue->text.text);
    size_t shown = is_typed ? size : (size_t)(stage->typing_ns / STAGE_KEY_NS);
    shown = shown < size ? shown : size;
    while (shown > 0 && ((unsigned char)cue->text.text[shown] & 0xc0) == 0x80) {
        shown--; /* not into a character */
    }
    buf_add_text(out, cue->text.text, shown);
}

/* Is the cue that is being done over as soon as one goes on? */
static bool is_stopped(const struct stage *stage)
{
    return stage->spot.state == STAGE_PAUSED || stage->spot.state == STAGE_ASKING;
}

/* "ever connection_lost(client=1)": waits for connection lost (client 1). */
static void add_wait(const char *check, struct buf *out)
{
    static const char ever[] = "ever ";
    bool is_event = strncmp(check, ever, strlen(ever)) == 0;
    buf_addf(out, is_event ? "waits for " : "waits until ");
    for (check += is_event ? strlen(ever) : 0; *check != '\0'; check++) {
        bool opens = is_event && *check == '(' && check[1] != ')';
        bool is_empty = strncmp(check, "()", 2) == 0;
        bool is_joint = is_event && (*check == '_' || *check == '=');
        check += is_empty;
        if (!is_empty) {
            buf_addf(out, opens ? " (" : is_joint ? " " : "%c", *check);
        }
    }
}

static void add_cue(const struct lesson_cue *cue, struct buf *out)
{
    static const char *const words[] = {
        [CUE_TYPE] = "types ", [CUE_WAIT] = "waits for ", [CUE_ASK] = "asks: ",
        [CUE_SAY] = "says: ",  [CUE_FOCUS] = "shows ",    [CUE_SPEED] = "time at ",
        [CUE_MARK] = "marks ", [CUE_PAUSE] = "pauses",
    };
    static_assert(COUNT_OF(words) == CUE_COUNT, "every cue has words");
    if (cue->kind == CUE_WAIT) {
        add_wait(cue->text.text, out);
        return;
    }
    buf_addf(out, "%s%.*s", words[cue->kind], (int)strcspn(cue->text.text, "|"), cue->text.text);
}

void stage_add_next(const struct stage *stage, struct buf *out, int after)
{
    const struct lesson *lesson = stage_lesson(stage);
    const struct lesson_cue *cue = stage_cue(stage, stage->spot.cue + is_stopped(stage) + after);
    if (lesson == NULL) {
        return;
    }
    if (cue != NULL) {
        add_cue(cue, out);
    } else if (stage->spot.step + 1 < lesson->step_count) {
        buf_addf(out, "step %d: %s", stage->spot.step + 2,
                 lesson->steps[stage->spot.step + 1].title.text);
    } else {
        buf_addf(out, "the end");
    }
}
