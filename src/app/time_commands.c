/* SPDX-License-Identifier: MIT */
/* time_commands: how time runs, and where in the run one stands. */
#include "app/app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 1000        /* of one \step */
#define STEP_THINGS_MAX 20000 /* looked through for the next event; about a tenth of a second */

void app_stand_still(struct app *app)
{
    app->is_paused = true;
    app->run_until = SIM_NEVER;
    app->run_until_kind = EVENT_KIND_COUNT;
}

/* --- on --------------------------------------------------------------------------------------- */

enum rc app_run_pause(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    bool was_paused = app->is_paused;
    (void)words;
    (void)err;
    app_stand_still(app);
    app->is_paused = !was_paused;
    if (app->config.is_plain) {
        buf_addf(reply, "%s\n", app->is_paused ? "paused" : "running");
    }
    return RC_OK;
}

/* "conflict()": a kind of event, and what \run until waits for. */
static enum rc parse_condition(const char *word, enum event_kind *out, struct err *err)
{
    size_t size = strcspn(word, "(");
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        const char *name = event_row((enum event_kind)i)->name;
        if (strlen(name) == size && strncmp(name, word, size) == 0 &&
            (word[size] == '\0' || strcmp(word + size, "()") == 0)) {
            *out = (enum event_kind)i;
            return RC_OK;
        }
    }
    return err_set(err, RC_UNKNOWN,
                   "\"%.40s\" is no event: try conflict(), moved(), az_down(); \\help events lists "
                   "them",
                   word);
}

enum rc app_run_run(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    sim_us length = 0;
    enum event_kind kind = EVENT_KIND_COUNT;
    enum rc rc = RC_OK;
    (void)reply;
    if (words->count == 3 && strcmp(words->word[1], "until") == 0) {
        rc = parse_condition(words->word[2], &kind, err);
    } else if (words->count == 2 && strcmp(words->word[1], "until") == 0) {
        rc = err_set(err, RC_USAGE, "\\run until wants an event, such as conflict()");
    } else if (words->count == 2) {
        rc = span_parse(&length, words->word[1], err);
    } else if (words->count == 3) {
        rc = err_set(err, RC_USAGE, "\\run, \\run 5s or \\run until conflict()");
    }
    if (rc == RC_OK) {
        app_stand_still(app);
        app->is_paused = false;
        app->run_until_kind = kind;
        app->has_met_condition = false;
        app->run_until = length > 0 ? lab_now(app->lab) + length : SIM_NEVER;
    }
    return rc;
}

void app_complete_run(const void *context, const struct words *words, int index, cmd_offer_fn offer,
                      void *to)
{
    (void)context;
    if (index == 1) {
        offer(to, "until");
    }
    for (int i = 0; index == 2 && strcmp(words->word[1], "until") == 0 && i < EVENT_KIND_COUNT;
         i++) {
        char word[40];
        (void)snprintf(word, sizeof(word), "%s()", event_row((enum event_kind)i)->name);
        offer(to, word);
    }
}

enum rc app_run_speed(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    enum rc rc = words->count > 1 ? pace_set(&app->pace, words->word[1], err) : RC_OK;
    if (rc == RC_OK && (app->config.is_plain || words->count == 1)) {
        pace_add_speed(reply, &app->pace);
        buf_addf(reply, "\n");
    }
    return rc;
}

/* --- by ones ---------------------------------------------------------------------------------- */

static const char *const step_units[] = {
    [UNIT_EVENT] = "event", [UNIT_MESSAGE] = "message", [UNIT_STATEMENT] = "statement", NULL};

static bool is_step_done(const struct app *app, enum history_unit unit, uint64_t before)
{
    uint64_t last = lab_event_last(app->lab);
    if (unit != UNIT_STATEMENT) {
        return unit == UNIT_MESSAGE || last > before;
    }
    for (uint64_t seq = before + 1; seq <= last; seq++) {
        const struct event *event = lab_event(app->lab, seq);
        if (event != NULL && event->kind == EVENT_STATEMENT) {
            return true;
        }
    }
    return false;
}

static bool step_once(struct app *app, enum history_unit unit)
{
    uint64_t before = lab_event_last(app->lab);
    for (int i = 0; i < STEP_THINGS_MAX; i++) {
        sim_us next = history_next_at(app->history);
        if (next == SIM_NEVER) {
            return false;
        }
        (void)history_advance_some(app->history, next, 1);
        if (is_step_done(app, unit, before)) {
            return true;
        }
    }
    return false;
}

static enum rc parse_step(const struct words *words, int *count, enum history_unit *unit,
                          struct err *err)
{
    bool has_count = false;
    for (int i = 1; i < words->count; i++) {
        const char *word = words->word[i];
        char *end = NULL;
        long number = strtol(word, &end, 10);
        bool is_count = *end == '\0' && number != 0 && number >= -STEPS_MAX && number <= STEPS_MAX;
        if (is_count && !has_count) {
            has_count = true;
            *count = (int)number;
            continue;
        }
        int kind = 0;
        while (step_units[kind] != NULL && strcmp(step_units[kind], word) != 0) {
            kind++;
        }
        if (step_units[kind] == NULL) {
            return err_set(err, RC_USAGE,
                           "\"%.40s\" is no step: say how many, 1 to %d or -1 to go back, and "
                           "event, message or statement",
                           word, STEPS_MAX);
        }
        *unit = (enum history_unit)kind;
    }
    return RC_OK;
}

enum rc app_run_step(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    int count = 1;
    enum history_unit unit = UNIT_EVENT;
    enum rc rc = parse_step(words, &count, &unit, err);
    if (rc != RC_OK) {
        return rc;
    }
    app_stand_still(app);
    if (count < 0) {
        return history_go_back(app->history, -count, unit, err);
    }
    for (int i = 0; i < count; i++) {
        if (!step_once(app, unit)) {
            buf_addf(reply, "nothing more is under way: type a statement, or \\load course\n");
            break;
        }
    }
    return RC_OK;
}

/* --- elsewhere -------------------------------------------------------------------------------- */

enum rc app_run_goto(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *word = words->word[1];
    sim_us at = 0;
    (void)reply;
    app_stand_still(app);
    if (strcmp(word, "prev") == 0 || strcmp(word, "next") == 0) {
        return history_go_near(app->history, word[0] == 'n' ? 1 : -1, err);
    }
    return span_parse(&at, word, NULL) == RC_OK ? history_go_time(app->history, at, err)
                                                : history_go_mark(app->history, word, err);
}

void app_complete_goto(const void *context, const struct words *words, int index,
                       cmd_offer_fn offer, void *to)
{
    const struct app *app = context;
    int count = 0;
    const struct history_mark *marks = history_marks(app->history, &count);
    (void)words;
    if (index != 1) {
        return;
    }
    offer(to, "prev");
    offer(to, "next");
    for (int i = 0; i < count; i++) {
        if (marks[i].kind == EVENT_COMMAND) {
            offer(to, marks[i].text + strlen("\\mark "));
        }
    }
}

enum rc app_run_undo(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const struct run *run = history_run(app->history);
    (void)words;
    app_stand_still(app);
    int lines = run->here.lines;
    enum rc rc = history_undo(app->history, err);
    if (rc == RC_OK) {
        buf_addf(reply, "undone: %.300s\n", run_line(run, run->here.branch, lines - 1)->text);
    }
    return rc;
}

enum rc app_run_redo(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    (void)words;
    (void)reply;
    app_stand_still(app);
    return history_redo(app->history, err);
}

/* --- branches --------------------------------------------------------------------------------- */

enum rc app_run_branch(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const struct run *run = history_run(app->history);
    const char *before = run->branches[run->here.branch].name;
    enum rc rc = history_branch(app->history, words->count > 1 ? words->word[1] : "", err);
    if (rc == RC_OK) {
        buf_addf(reply, "On branch %s now; \\switch %s goes back to the other future.\n",
                 run->branches[run->here.branch].name, before);
    }
    return rc;
}

enum rc app_run_branches(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    struct app *app = context;
    const struct run *run = history_run(app->history);
    (void)words;
    (void)err;
    for (int i = 0; i < run->branch_count; i++) {
        const struct run_branch *branch = &run->branches[i];
        buf_addf(reply, "%s %-16s ", i == run->here.branch ? "*" : " ", branch->name);
        if (i > 0) {
            buf_addf(reply, "from %s at ", run->branches[branch->from.branch].name);
            span_add_seconds(reply, branch->from.at);
            buf_addf(reply, " s, ");
        }
        buf_addf(reply, "%d line%s, to ", branch->count, branch->count == 1 ? "" : "s");
        span_add_seconds(reply, branch->end.at);
        buf_addf(reply, " s\n");
    }
    return RC_OK;
}

enum rc app_run_switch(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const struct run *run = history_run(app->history);
    const char *name = words->word[1];
    (void)reply;
    if (strcmp(name, "next") == 0 && run_find_branch(run, name) < 0) {
        if (run->branch_count == 1) {
            return err_set(err, RC_STATE, "there is one branch only: \\branch NAME begins another");
        }
        name = run->branches[(run->here.branch + 1) % run->branch_count].name;
    }
    app_stand_still(app);
    app->ui.branch = 0;
    return history_switch(app->history, name, err);
}

void app_complete_branch(const void *context, const struct words *words, int index,
                         cmd_offer_fn offer, void *to)
{
    const struct app *app = context;
    const struct run *run = history_run(app->history);
    (void)words;
    for (int i = 0; index == 1 && i < run->branch_count; i++) {
        offer(to, run->branches[i].name);
    }
}
