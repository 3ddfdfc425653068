/* SPDX-License-Identifier: MIT */
/*
 * solution_commands: the solution of a step, a line at a time, on a branch of its own, so that
 * one's own work stays as it is; and \wait, of which such lines make use.
 *
 *   own work --next--> to the beginning of the step --> a branch --next--> ... --back--> own work
 */
#include "app/app_state.h"
#include "base/mem.h"
#include "lesson/play.h"
#include "lesson/waiting.h"
#include "shell/script.h"

#include <stdio.h>
#include <string.h>

/* --- waiting ---------------------------------------------------------------------------------- */

bool app_is_waiting(const struct app *app)
{
    return app->waiting != NULL || lab_now(app->lab) < app->wait_time;
}

void app_stop_waiting(struct app *app)
{
    app->wait_time = 0;
    waiting_free(app->waiting);
    app->waiting = NULL;
}

void app_look_at_wait(struct app *app)
{
    if (app->waiting == NULL || history_is_travelling(app->history)) {
        return;
    }
    bool has_come = waiting_has_come(app->waiting, app->lab);
    if (!has_come && lab_now(app->lab) < app->wait_until) {
        return;
    }
    app_stop_waiting(app);
    if (has_come) {
        app_say(app, TRANSCRIPT_NOTE, "what was waited for has come");
    } else {
        queue_drop(&app->queue);
        app_say(app, TRANSCRIPT_ERROR, "what was waited for has not come for two minutes");
    }
}

/* Counted from the beginning of the step, as in a lesson's lines; without a lesson, from now on. */
static enum rc wait_for_check(struct app *app, const char *check, struct err *err)
{
    const struct play *play = play_of(app->lab);
    const struct lesson_text text = {check, 1, 1};
    uint64_t since = play != NULL && play_is_ready(play) && play_step_event(play) > 0
                         ? play_step_event(play) - 1
                         : lab_event_last(app->lab);
    app_stop_waiting(app);
    enum rc rc = waiting_new(&app->waiting, "\\wait", &text, since, err);
    if (rc == RC_OK) {
        app->wait_until = lab_now(app->lab) + WAITING_MAX_US;
        app->is_paused = false;
    }
    return rc;
}

enum rc app_run_wait(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    sim_us length = 0;
    (void)reply;
    if (words->count == 2 && span_parse(&length, words->word[1], NULL) == RC_OK) {
        app_stop_waiting(app);
        app->wait_time = lab_now(app->lab) + length;
        app->is_paused = false;
        return RC_OK;
    }
    const char *check = app->command + strcspn(app->command, " \t");
    return wait_for_check(app, check + strspn(check, " \t"), err);
}

/* --- what a file may do ----------------------------------------------------------------------- */

void app_distrust(struct app *app, bool is_foreign)
{
    app->is_foreign = is_foreign;
    lab_distrust(app->lab, is_foreign);
}

/* Lines that come with a lesson play with the cluster; a person's files and screen are his own. */
enum rc app_check_given(const struct app *app, const struct cmd *cmd, const struct words *words,
                        struct err *err)
{
    static const char *const may[] = {"branch", "switch", "compare", "goto", "wait"};
    bool is_new =
        strcmp(cmd->name, "lesson") == 0 && words->count > 1 && strcmp(words->word[1], "new") == 0;
    bool is_allowed = !app->is_foreign || (app_is_lab_command(cmd) && !is_new);
    for (int i = 0; i < COUNT_OF(may); i++) {
        is_allowed = is_allowed || strcmp(cmd->name, may[i]) == 0;
    }
    return is_allowed
               ? RC_OK
               : err_set(err, RC_REFUSED, "\\%s is for a person: a lesson or a demo cannot give it",
                         cmd->name);
}

/* --- the solution ----------------------------------------------------------------------------- */

bool app_is_shown_way(const struct app *app)
{
    const struct run *run = history_run(app->history);
    return play_is_shown_way(run, run->here.branch);
}

static bool is_walking(const struct app *app)
{
    const struct run *run = history_run(app->history);
    return app->walk.branch[0] != '\0' &&
           strcmp(run->branches[run->here.branch].name, app->walk.branch) == 0;
}

/* The line of the solution after so many, "" behind the last. */
static void add_line(const struct app *app, int index, struct buf *out)
{
    const struct play *play = play_of(app->lab);
    const char *lines = play_lesson(play)->steps[play_step(play)].solution.text;
    struct script script = {0};
    sim_us at = -1;
    const char *text = "";
    enum rc rc = script_start(&script, lines, strlen(lines), NULL);
    for (int i = 0; rc == RC_OK && text != NULL && i <= index; i++) {
        rc = script_next(&script, &at, &text, NULL);
    }
    buf_addf(out, "%s", rc == RC_OK && text != NULL ? text : "");
    script_release(&script);
}

void app_fill_walk(const struct app *app, struct model_lesson *lesson)
{
    const struct play *play = play_of(app->lab);
    struct buf line;
    lesson->walk[0] = '\0';
    if (play == NULL || !is_walking(app) || play_step_event(play) != app->walk.step_event) {
        return;
    }
    buf_init(&line, BUF_CAP_TEXT);
    add_line(app, app->walk.given, &line);
    (void)snprintf(lesson->walk, sizeof(lesson->walk),
                   line.size > 0 ? "the solution: s next, S back to your work\n%.200s"
                                 : "the solution was shown: S back to your work%.1s",
                   line.data);
    buf_release(&line);
}

/* Lines given since the step began. */
static int lines_of_step(const struct app *app, uint64_t step)
{
    const struct run *run = history_run(app->history);
    int line = run->here.lines;
    while (line > 0 && run_line(run, run->here.branch, line - 1)->event_before >= step) {
        line--;
    }
    return run->here.lines - line;
}

static void name_branch(struct app *app, const char *step)
{
    const struct run *run = history_run(app->history);
    char *name = app->walk.branch;
    (void)snprintf(name, NAME_SIZE_MAX, SOLUTION_BRANCH "%.40s", step);
    for (int i = 2; run_find_branch(run, name) >= 0; i++) {
        (void)snprintf(name, NAME_SIZE_MAX, SOLUTION_BRANCH "%.40s-%d", step, i);
    }
}

static void tell_line(struct app *app)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    add_line(app, app->walk.given, &text);
    bool is_all = text.size == 0;
    buf_addf(&text, is_all ? "That was all of the solution: \\solution back returns to your work."
                           : "   <- next: \\solution next gives it");
    app_say(app, TRANSCRIPT_NOTE, text.data);
    buf_release(&text);
}

/* One stands where the step begins: the branch begins here. */
static enum rc begin_branch(struct app *app, struct err *err)
{
    char text[300];
    app->walk.is_begun = false;
    enum rc rc = history_branch(app->history, app->walk.branch, err);
    if (rc != RC_OK) {
        app->walk.branch[0] = '\0';
        return rc;
    }
    (void)snprintf(text, sizeof(text),
                   "On branch %s, where the step began. Your own work is on %s: \\solution back "
                   "returns to it.",
                   app->walk.branch, app->walk.home);
    app_say(app, TRANSCRIPT_NOTE, text);
    tell_line(app);
    return RC_OK;
}

static enum rc begin(struct app *app, struct err *err)
{
    const struct play *play = play_of(app->lab);
    const struct run *run = history_run(app->history);
    const struct lesson_step *step = &play_lesson(play)->steps[play_step(play)];
    if (step->solution.text == NULL) {
        return err_set(err, RC_STATE, "this step asks for an answer: \\answer N, as you think");
    }
    if (app_is_shown_way(app)) {
        return err_set(err, RC_STATE, "this is a branch of a solution: \\switch main leaves it");
    }
    app_stand_still(app);
    app->walk = (struct walk){
        .home_at = lab_now(app->lab), .step_event = play_step_event(play), .is_begun = true};
    (void)snprintf(app->walk.home, sizeof(app->walk.home), "%s",
                   run->branches[run->here.branch].name);
    name_branch(app, step->slug);
    int lines = lines_of_step(app, play_step_event(play));
    if (lines == 0) {
        return begin_branch(app, err);
    }
    enum rc rc = history_go_back(app->history, lines, UNIT_STATEMENT, err);
    app->walk.is_begun = rc == RC_OK;
    return rc;
}

static enum rc give_next(struct app *app, struct err *err)
{
    struct buf line;
    if (app->queue.count > 0 || app_is_waiting(app)) {
        return err_set(err, RC_STATE, "the line before is not done yet; let time run");
    }
    buf_init(&line, LINE_SIZE_MAX);
    add_line(app, app->walk.given, &line);
    enum rc rc = RC_OK;
    if (line.size == 0) {
        rc = err_set(err, RC_STATE, "that was all of it: \\solution back returns to your own work");
    } else {
        app->walk.given++;
        app->is_paused = false;
        queue_add(&app->queue,
                  &(struct queue_line){
                      .text = mem_text(line.data), .client = 1, .at = -1, .is_foreign = true});
    }
    buf_release(&line);
    return rc;
}

static enum rc go_home(struct app *app, struct err *err)
{
    if (!is_walking(app)) {
        return err_set(err, RC_STATE, "no solution is shown: \\solution next begins one");
    }
    app_stop_waiting(app);
    queue_drop(&app->queue);
    app_stand_still(app);
    enum rc rc = history_switch(app->history, app->walk.home, err);
    app->walk.returns = rc == RC_OK;
    app->walk.branch[0] = '\0';
    return rc;
}

void app_go_on_walking(struct app *app)
{
    struct err err = {0};
    enum rc rc = RC_OK;
    if (app->walk.is_begun) {
        rc = begin_branch(app, &err);
    } else if (app->walk.returns) {
        app->walk.returns = false;
        if (lab_now(app->lab) != app->walk.home_at) {
            rc = history_go_time(app->history, app->walk.home_at, &err);
        }
    }
    if (rc != RC_OK) {
        app_say(app, TRANSCRIPT_ERROR, err.text);
    }
}

enum rc app_walk_solution(struct app *app, const char *word, struct err *err)
{
    const struct play *play = play_of(app->lab);
    if (play == NULL || !play_is_ready(play)) {
        return err_set(err, RC_STATE, "no lesson is on: \\lesson NAME begins one");
    }
    if (strcmp(word, "back") == 0) {
        return go_home(app, err);
    }
    if (strcmp(word, "next") != 0) {
        return err_set(err, RC_USAGE, "\"%.40s\" is not understood: \\solution, next or back",
                       word);
    }
    bool is_on = is_walking(app) && play_step_event(play) == app->walk.step_event;
    return is_on ? give_next(app, err) : begin(app, err);
}
