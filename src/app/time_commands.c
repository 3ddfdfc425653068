/* SPDX-License-Identifier: MIT */
/* time_commands: how time runs, and where in the run one stands. */
#include "app/app_state.h"

#include "lesson/play.h"
#include "shell/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 1000        /* of one \step */
#define STEP_THINGS_MAX 20000 /* looked through for the next event; about a tenth of a second */
#define STEP_US_MAX (10 * US_PER_S) /* of engine time, that an idle cluster is looked ahead */

void app_stand_still(struct app *app)
{
    app->is_paused = true;
    app->run_until = SIM_NEVER;
    app->run_until_kind = EVENT_KIND_COUNT;
}

/* A way was begun, unless it failed; its end is told. A key may be pressed again and again, and
 * the clock is looked at. */
static enum rc on_the_way(struct app *app, enum rc rc)
{
    app->tells_place = rc == RC_OK && !app->is_by_key;
    app->tells_future = false;
    return rc;
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
        app->is_held = !was_paused;
        buf_addf(reply, "%s\n",
                 app->is_held ? "paused: statements are given, and wait; \\pause runs" : "running");
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
        app->is_held = app->is_held && words->count > 1;
        app->run_until_kind = kind;
        app->met = 0;
        app->run_until = length > 0 ? lab_now(app->lab) + length : SIM_NEVER;
        (void)on_the_way(app, length > 0 || kind != EVENT_KIND_COUNT ? RC_OK : RC_STATE);
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

static bool is_shown(const struct event *event)
{
    return model_shows_event(event->kind);
}

static bool is_statement(const struct event *event)
{
    return event->kind == EVENT_STATEMENT;
}

/* The events that end a step of a unit; NULL: any thing does. */
static bool (*const step_ends[])(const struct event *event) = {
    [UNIT_EVENT] = is_shown, [UNIT_MESSAGE] = NULL, [UNIT_STATEMENT] = is_statement};

static bool is_step_done(const struct app *app, enum history_unit unit, uint64_t before)
{
    if (step_ends[unit] == NULL) {
        return true;
    }
    for (uint64_t seq = before + 1; seq <= lab_event_last(app->lab); seq++) {
        const struct event *event = lab_event(app->lab, seq);
        if (event != NULL && step_ends[unit](event)) {
            return true;
        }
    }
    return false;
}

/* Will a step find nothing for so long that it had better not be begun? */
static bool is_nothing_under_way(const struct app *app, enum history_unit unit)
{
    struct lab_load_view load;
    lab_look_load(app->lab, &load);
    if (step_ends[unit] == NULL) {
        return lab_next_at(app->lab) == SIM_NEVER;
    }
    bool is_busy = load.name[0] != '\0' || !lab_is_answered(app->lab, 0);
    return !is_busy &&
           !history_foresees(app->history, lab_now(app->lab) + STEP_US_MAX, step_ends[unit]);
}

/* A line that is given again is seen, too. */
static bool step_once(struct app *app, enum history_unit unit)
{
    uint64_t before = lab_event_last(app->lab);
    int lines = history_run(app->history)->here.lines;
    if (is_nothing_under_way(app, unit)) {
        return false;
    }
    for (int i = 0; i < STEP_THINGS_MAX; i++) {
        (void)history_advance_some(app->history, history_next_at(app->history), 1);
        if (is_step_done(app, unit, before) || history_run(app->history)->here.lines > lines) {
            return true;
        }
    }
    return true; /* so far at least */
}

/* How many events it takes to go back before the last `count` of those that are shown. */
static int events_to_go_back(const struct app *app, int count)
{
    uint64_t last = lab_event_last(app->lab);
    uint64_t seq = last + 1;
    while (count > 0 && seq > 1) {
        const struct event *event = lab_event(app->lab, --seq);
        count -= event == NULL || is_shown(event) ? 1 : 0;
    }
    return (int)(last + 1 - seq) + count; /* more than there are, if so many are not shown */
}

/* Once: the key may be pressed again and again. */
static void say_idle(const struct app *app, struct buf *reply)
{
    static const char text[] = "nothing is under way for the next 10 s: type a statement, or "
                               "\\load course; Space runs on";
    if (app->config.is_plain || !transcript_ends_with(&app->transcript, text)) {
        buf_addf(reply, "%s\n", text);
    }
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
    if (history_is_travelling(app->history)) {
        return err_set(err, RC_STATE, "the run is being replayed: Esc stops it where it is");
    }
    if (count < 0) {
        count = unit == UNIT_EVENT ? events_to_go_back(app, -count) : -count;
        return on_the_way(app, history_go_back(app->history, count, unit, err));
    }
    for (int i = 0; i < count; i++) {
        if (!step_once(app, unit)) {
            say_idle(app, reply);
            break;
        }
    }
    return on_the_way(app, RC_OK);
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
        return on_the_way(app, history_go_near(app->history, word[0] == 'n' ? 1 : -1, err));
    }
    return on_the_way(app, span_parse(&at, word, NULL) == RC_OK
                               ? history_go_time(app->history, at, err)
                               : history_go_mark(app->history, word, err));
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

static bool is_hint(const struct run_line *line)
{
    struct line parsed;
    return line->text != NULL && line_parse(&parsed, line->text, NULL) == RC_OK &&
           strcmp(parsed.text, "\\hint") == 0;
}

/*
 * How many lines \undo takes back: hints that were asked for in this step change nothing, and the
 * line before them is what one means. A hint alone is one, if nothing was done in this step.
 */
static int lines_to_undo(const struct app *app)
{
    const struct run *run = history_run(app->history);
    const struct play *play = play_of(app->lab);
    int line = run->here.lines - 1;
    while (play != NULL && line >= 0 && is_hint(run_line(run, run->here.branch, line))) {
        line--;
    }
    bool is_own = play != NULL && line >= 0 &&
                  run_line(run, run->here.branch, line)->event_before >= play_step_event(play);
    return is_own ? run->here.lines - line : 1;
}

enum rc app_run_undo(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const struct run *run = history_run(app->history);
    (void)words;
    app_stand_still(app);
    int count = lines_to_undo(app);
    int lines = run->here.lines - count;
    enum rc rc = history_undo(app->history, count, err);
    if (rc == RC_OK) {
        buf_addf(reply, "undone: %.300s%s\n", run_line(run, run->here.branch, lines)->text,
                 count > 1 ? ", and the hints after it" : "");
    }
    app->tells_place = rc == RC_OK; /* for a key, too: that the clock stands now is no wish */
    app->tells_future = false;
    return rc;
}

enum rc app_run_redo(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    (void)words;
    (void)reply;
    app_stand_still(app);
    return on_the_way(app, history_redo(app->history, err));
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
        buf_addf(reply, "  %s %-16s ", i == run->here.branch ? "*" : " ", branch->name);
        if (i > 0) {
            buf_addf(reply, "from %s at ", run->branches[branch->from.branch].name);
            span_add_seconds(reply, branch->from.at);
            buf_addf(reply, " s, ");
        }
        buf_addf(reply, "%d line%s, to ", branch->count, branch->count == 1 ? "" : "s");
        span_add_seconds(reply, branch->end.at);
        buf_addf(reply, " s");
        if (i == run->here.branch && lab_now(app->lab) < branch->end.at) {
            buf_addf(reply, "; you are at ");
            span_add_seconds(reply, lab_now(app->lab));
            buf_addf(reply, " s");
        }
        buf_addf(reply, "\n");
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
    enum rc rc = history_switch(app->history, name, err);
    app->tells_place = rc == RC_OK; /* on the screen, too: the two may look alike */
    app->tells_future = rc == RC_OK;
    return rc;
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
