/* SPDX-License-Identifier: MIT */
/* app_time: how the engine follows the clock, and whose turn it is of the lines that wait. */
#include "app/app_state.h"

#include "base/mem.h"
#include "lesson/play.h"
#include "shell/script.h"

#include <stdio.h>

#define SLICE_THINGS 32   /* between looks at the clock; a thing takes well below 0.1 ms */
#define TRAVEL_THINGS 500 /* of a way, between looks at the clock */
#define PACKETS_SPEED_MAX (PACE_REAL / 10) /* faster, they would only flicker */
#define QUEUE_TURN_LINES 100               /* lines done between looks at the keyboard */

/* May the line at the head of the queue be done now? */
static bool is_due(const struct app *app, const struct queue_line *next)
{
    struct line line;
    if (next->at > lab_now(app->lab) || app->comparing != NULL || app_is_waiting(app)) {
        return false;
    }
    if (line_parse(&line, next->text, NULL) != RC_OK) {
        return true; /* and be refused */
    }
    if (app->is_overdue) {
        return true; /* it may be what brings the answer: \heal */
    }
    int speaks = next->client > 0 ? next->client : app->client;
    int client = line.client > 0 ? line.client : speaks;
    int count = clients_count(lab_clients(app->lab));
    return client > count || lab_is_answered(app->lab, client);
}

/* What follows was written for a world in which this line had worked. */
static void drop_the_rest(struct app *app, int line_number)
{
    char dropped[60] = "";
    int count = queue_drop(&app->queue);
    if (count > 0) {
        (void)snprintf(dropped, sizeof(dropped),
                       count == 1 ? "the line after it was not run"
                                  : "the %d lines after it were not run",
                       count);
    }
    char text[400];
    if (line_number > 0) {
        (void)snprintf(text, sizeof(text), "that was line %d of %s%s%s", line_number,
                       app->queue.name, count > 0 ? "; " : "", dropped);
        app_say(app, TRANSCRIPT_NOTE, text);
    } else if (count > 0) {
        app_say(app, TRANSCRIPT_NOTE, dropped);
    }
}

static void do_queued(struct app *app)
{
    struct queue_line line = queue_take(&app->queue);
    app->is_overdue = false;
    int speaks = app->client; /* another one, perhaps, than when it was typed */
    app->client = line.client > 0 ? line.client : speaks;
    app->is_in_file = line.line_number > 0;
    app_distrust(app, line.is_foreign);
    enum rc rc = app_do_line(app, line.text, app->is_in_file ? ORIGIN_FILE : ORIGIN_TYPED);
    app->is_in_file = false;
    app_distrust(app, false);
    app->client = line.client > 0 ? speaks : app->client;
    mem_free(line.text);
    if (rc != RC_OK) {
        drop_the_rest(app, line.line_number);
    }
}

void app_feed_queue(struct app *app)
{
    struct app_effects effects = {0};
    struct app_effects *kept = app->effects;
    if (kept == NULL) {
        app->effects = &effects; /* until this returns */ /* cppcheck-suppress autoVariables */
    }
    for (int i = 0; i < QUEUE_TURN_LINES; i++) {
        const struct queue_line *next = queue_peek(&app->queue);
        bool must_wait = app->effects->read_file[0] != '\0' || app->effects->editing.text != NULL;
        if (next == NULL || !is_due(app, next) || must_wait) {
            break;
        }
        do_queued(app);
    }
    app->effects = kept;
}

static void pause_when_done(struct app *app)
{
    if (lab_now(app->lab) >= app->run_until || app->met > 0) {
        app_stand_still(app);
        app->stopped_at = app->met;
        app->met = 0;
    }
}

/* A condition is met by one thing, after which nothing more may happen. */
static void advance_some(struct app *app, sim_us until, int things)
{
    bool has_condition = app->run_until_kind != EVENT_KIND_COUNT;
    (void)history_advance_some(app->history, until, has_condition ? 1 : things);
    pause_when_done(app);
}

/* How far to go at once: what is queued for a time, and the end of a run, are not passed. */
static sim_us next_stop(const struct app *app, sim_us target)
{
    const struct queue_line *next = queue_peek(&app->queue);
    if (next != NULL && next->at > lab_now(app->lab) && next->at < target) {
        target = next->at;
    }
    if (app->wait_time > lab_now(app->lab) && app->wait_time < target) {
        target = app->wait_time;
    }
    return app->run_until < target ? app->run_until : target;
}

/* "4.257 s on branch main, in step 2": where one stands. */
static void add_place(const struct app *app, struct buf *out)
{
    const struct play *play = play_of(app->lab);
    const struct run *run = history_run(app->history);
    span_add_seconds(out, lab_now(app->lab));
    buf_addf(out, " s on branch %s", run->branches[run->here.branch].name);
    if (play != NULL && play_is_ready(play)) {
        buf_addf(out, ", in step %d", play_step(play) + 1);
    }
}

/* What a run waited for has come: after the time, which is told. */
static void add_cause(const struct app *app, struct buf *out)
{
    const struct event *event = lab_event(app->lab, app_event_stopped(app));
    if (event != NULL) {
        buf_addf(out, ": ");
        event_add_subject(out, event);
        buf_addf(out, " ");
        event_add_sentence(out, event, cluster_table_name, lab_cluster(app->lab));
    } else {
        buf_addf(out, ".");
    }
}

/* Where more of the branch is known than one sees: "; main goes on to 15.070 s". */
static void add_future(const struct app *app, struct buf *out)
{
    const struct run *run = history_run(app->history);
    const struct run_branch *branch = &run->branches[run->here.branch];
    if (branch->end.at - lab_now(app->lab) >= US_PER_MS) {
        buf_addf(out, "; %s goes on to ", branch->name);
        span_add_seconds(out, branch->end.at);
        buf_addf(out, " s");
    }
}

/* A way that was asked for in words ends with a word: what looks alike may be another time. */
static void tell_place(struct app *app)
{
    bool is_there = !history_is_travelling(app->history) && app->run_until == SIM_NEVER &&
                    app->run_until_kind == EVENT_KIND_COUNT;
    if (!app->tells_place || !is_there) {
        return;
    }
    struct buf text;
    bool tells_future = app->tells_future;
    app->tells_place = false;
    app->tells_future = false;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, app->is_paused && !app->config.is_plain ? "paused at " : "This is ");
    add_place(app, &text);
    if (tells_future) {
        add_future(app, &text);
    }
    add_cause(app, &text);
    app_say(app, TRANSCRIPT_NOTE, text.data);
    buf_release(&text);
}

bool app_shows_packets(const struct app *app)
{
    bool is_slow = app->is_paused || app->pace.speed <= PACKETS_SPEED_MAX;
    return is_slow && app->ui.view == VIEW_CLUSTER && !app->config.is_plain;
}

bool app_advance(struct app *app)
{
    if (app_compare_some(app)) {
        return true;
    }
    if (history_is_travelling(app->history)) {
        bool is_there = history_travel(app->history, TRAVEL_THINGS);
        app->target = lab_now(app->lab);
        app_stop_waiting(app);
        if (is_there) {
            packets_clear(&app->packets); /* those of another branch are not under way here */
            app_go_on_walking(app);
        }
        tell_place(app); /* unless it is still on the way */
        return !is_there || history_is_travelling(app->history);
    }
    tell_place(app);
    if (app_is_on_stage(app)) {
        return app_advance_stage(app);
    }
    app_look_at_wait(app);
    app_feed_queue(app);
    sim_us now = lab_now(app->lab);
    if (app->is_paused || app->target <= now) {
        return false;
    }
    sim_us stop = next_stop(app, app->target);
    bool is_slow = app_shows_packets(app); /* then nothing happens unseen */
    advance_some(app, stop > now ? stop : now, is_slow ? 1 : SLICE_THINGS);
    if (is_slow) {
        packets_look(&app->packets, app->lab);
    }
    tell_place(app); /* a pause is no time to wait for */
    return !app->is_paused && lab_now(app->lab) < app->target;
}

bool app_is_moving(const struct app *app)
{
    return app->ui.view != VIEW_HOME &&
           (!app->is_paused || motion_is_on(&app->motion) || packets_are_moving(&app->packets) ||
            history_is_travelling(app->history) || app->comparing != NULL ||
            app->stage.spot.state == STAGE_TYPING);
}

bool app_is_idle(const struct app *app)
{
    return app->queue.count == 0 && !stage_wants_time(&app->stage) &&
           lab_is_answered(app->lab, 0) && app->run_until == SIM_NEVER &&
           app->run_until_kind == EVENT_KIND_COUNT && !history_is_travelling(app->history) &&
           app->comparing == NULL && !app_is_waiting(app);
}

/* Was time told how far to go? */
static bool has_end(const struct app *app)
{
    return app->run_until != SIM_NEVER || app->run_until_kind != EVENT_KIND_COUNT ||
           app_is_waiting(app);
}

/* No answer came in time: say so, and wait for it no longer. True: there are lines to be given. */
static bool give_up_waiting(struct app *app, sim_us length)
{
    const struct queue_line *next = queue_peek(&app->queue);
    if (!lab_is_answered(app->lab, 0) || app_is_waiting(app)) {
        char text[80];
        (void)snprintf(text, sizeof(text), "no answer has come for %lld s; the next line follows",
                       (long long)(length / US_PER_S));
        app_say(app, TRANSCRIPT_NOTE, text);
        app->is_overdue = true;
    }
    if (app->run_until_kind != EVENT_KIND_COUNT) { /* or each line after this would wait anew */
        char text[120];
        (void)snprintf(text, sizeof(text), "there was no %.40s() in %lld s; the next line follows",
                       event_row(app->run_until_kind)->name, (long long)(length / US_PER_S));
        app_say(app, TRANSCRIPT_NOTE, text);
        app_stand_still(app);
    }
    return next != NULL && (next->at > lab_now(app->lab) || is_due(app, next));
}

void app_advance_until_answered(struct app *app, sim_us length)
{
    sim_us limit = lab_now(app->lab) + length;
    for (;;) {
        while (app->comparing == NULL && history_is_travelling(app->history)) {
            if (history_travel(app->history, TRAVEL_THINGS)) {
                app_stop_waiting(app);
                app_go_on_walking(app);
            }
        }
        app_look_at_wait(app);
        tell_place(app);
        while (app_compare_some(app)) {
        }
        if (app_is_on_stage(app)) {
            stage_pass(&app->stage, INT64_MAX / 2); /* nothing is typed letter by letter */
            app_look_at_stage(app);
        }
        app_feed_queue(app);
        if (app->is_held && !has_end(app)) {
            break;
        }
        sim_us now = lab_now(app->lab);
        sim_us until = app->run_until != SIM_NEVER ? app->run_until : limit;
        if (app_is_idle(app) || now >= until) {
            if (app_is_idle(app) || until != limit || !give_up_waiting(app, length)) {
                break;
            }
            limit = now + length;
            continue;
        }
        sim_us next = history_next_at(app->history);
        sim_us stop = next_stop(app, until);
        advance_some(app, next < stop ? next : stop, 1);
        app_look_at_stage(app);
    }
    tell_place(app);
    app->is_paused = app->is_held; /* time stands still between two lines anyway */
    app_note_lesson(app);
}
