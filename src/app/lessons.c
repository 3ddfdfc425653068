/* SPDX-License-Identifier: MIT */
/* lessons: which there are, how far the person is, and what of it is told in plain mode. */
#include "app/app_state.h"
#include "lesson/course.h"
#include "lesson/play.h"

#include <stdio.h>
#include <string.h>

/* --- what is kept ----------------------------------------------------------------------------- */

void app_load_progress(struct app *app)
{
    const struct app_keeper *keeper = &app->config.keeper;
    struct err err = {0};
    struct buf text;
    if (keeper->read_progress == NULL) {
        return;
    }
    buf_init(&text, PROGRESS_SIZE_MAX + 1);
    enum rc rc = keeper->read_progress(keeper->user, &text, &err);
    rc = rc == RC_OK ? progress_read(&app->progress, "progress.txt", text.data, text.size, &err)
                     : rc;
    app->keeps_progress = rc == RC_OK;
    if (rc != RC_OK) {
        app_say(app, TRANSCRIPT_NOTE, err.text);
    }
    buf_release(&text);
}

static void save_progress(struct app *app)
{
    const struct app_keeper *keeper = &app->config.keeper;
    struct err err = {0};
    struct buf text;
    if (!app->keeps_progress) {
        return;
    }
    buf_init(&text, PROGRESS_SIZE_MAX);
    progress_add_text(&app->progress, &text);
    if (keeper->write_progress(keeper->user, text.data, text.size, &err) != RC_OK) {
        app->keeps_progress = false; /* said once */
        app_say(app, TRANSCRIPT_NOTE, err.text);
    }
    buf_release(&text);
}

/* A lesson of which a step was skipped is not done. */
static bool note_progress(struct app *app, const struct play *play)
{
    const struct lesson *lesson = play_lesson(play);
    struct progress_entry entry = {
        .state = play_is_done(play) ? PROGRESS_DONE : PROGRESS_BEGUN,
        .commands = play_commands(play),
        .par = lesson->par_commands,
        .hints = play_hints(play),
    };
    for (int i = 0; i < lesson->step_count; i++) {
        entry.state = play_was_skipped(play, i) ? PROGRESS_SKIPPED : entry.state;
    }
    (void)snprintf(entry.slug, sizeof(entry.slug), "%s", lesson->slug);
    if (app->config.keeper.today != NULL) {
        app->config.keeper.today(app->config.keeper.user, entry.day, sizeof(entry.day));
    }
    bool is_new =
        progress_note_at(&app->progress, lesson->slug, lesson->steps[play_step(play)].slug);
    return progress_note(&app->progress, &entry) || is_new;
}

/* --- plain mode ------------------------------------------------------------------------------- */

static void tell_goals(struct app *app, struct play *play)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    play_add_goals(play, app->lab, &text);
    if (play_step(play) == 0) {
        buf_addf(&text, "Time stands still between two lines; \\run 1s lets it go on.\n");
    }
    app_say(app, TRANSCRIPT_RESULT, text.data);
    buf_release(&text);
}

/* Once, and what breaks it again after one has gone back. */
static void tell_broken(struct app *app, int index, const struct goal_view *goal)
{
    const struct play *play = play_of(app->lab);
    bool was_told = (app->told.broken & 1u << index) != 0;
    app->told.broken &= ~(1u << index);
    if (goal->state != GOAL_BROKEN) {
        return;
    }
    app->told.broken |= 1u << index;
    if (!was_told) {
        struct buf text;
        buf_init(&text, BUF_CAP_TEXT);
        buf_addf(&text, "[!] %s\n    ",
                 play_lesson(play)->steps[play_step(play)].goals[index].text.text);
        play_add_broken(app->lab, goal, &text);
        buf_addf(&text, "\n    \\rewind takes back the line that led to it");
        app_say(app, TRANSCRIPT_NOTE, text.data);
        buf_release(&text);
    }
}

static void tell_end(struct app *app, const struct play *play)
{
    struct model_lesson lesson = {.is_on = true};
    char text[200];
    (void)snprintf(lesson.slug, sizeof(lesson.slug), "%s", play_lesson(play)->slug);
    app_fill_course(app, &lesson);
    if (!play_is_done(play)) {
        app_say(app, TRANSCRIPT_NOTE, "The step is done: \\next goes on.");
    } else if (lesson.next_title[0] != '\0') {
        (void)snprintf(text, sizeof(text), "The lesson is done. \\next begins the next: %s",
                       lesson.next_title);
        app_say(app, TRANSCRIPT_NOTE, text);
    } else {
        app_say(app, TRANSCRIPT_NOTE, "The lesson is done. \\lessons lists what else there is.");
    }
}

static void tell_ticks(struct app *app, struct play *play)
{
    const struct lesson_step *step = &play_lesson(play)->steps[play_step(play)];
    for (int i = 0; i < step->goal_count; i++) {
        struct goal_view goal;
        play_look_goal(play, app->lab, i, &goal, NULL);
        bool is_new = goal.state == GOAL_MET && (app->told.met & 1u << i) == 0;
        app->told.met = goal.state == GOAL_MET ? app->told.met | 1u << i : app->told.met;
        if (is_new) {
            char line[300];
            (void)snprintf(line, sizeof(line), "[x] %.280s", step->goals[i].text.text);
            app_say(app, TRANSCRIPT_NOTE, line);
        }
        tell_broken(app, i, &goal);
    }
    if (play_is_step_done(play) && !app->told.is_done) {
        tell_end(app, play);
    }
    app->told.is_done = play_is_step_done(play);
}

static void tell(struct app *app, struct play *play)
{
    if (app->told.step != play_step(play) + 1) {
        app->told.step = play_step(play) + 1;
        app->told.met = 0;
        app->told.broken = 0;
        app->told.is_done = false;
        tell_goals(app, play);
    }
    tell_ticks(app, play);
}

void app_note_lesson(struct app *app)
{
    struct play *play = app->comparing == NULL ? play_of(app->lab) : NULL; /* else it is away */
    if (play == NULL || !play_is_ready(play) || play_is_on_stage(play) ||
        history_is_travelling(app->history)) {
        app->told.step = 0;
        return;
    }
    if (app->config.is_plain) {
        tell(app, play);
    }
    if (!app_is_shown_way(app) && note_progress(app, play)) {
        save_progress(app);
    }
}

/* --- the course ------------------------------------------------------------------------------- */

void app_fill_course(const struct app *app, struct model_lesson *lesson)
{
    lesson->number = 0;
    lesson->next_title[0] = '\0';
    for (int i = 0; lesson->is_on && i < app->lesson_count; i++) {
        if (strcmp(app->lessons[i].name, lesson->slug) != 0) {
            continue;
        }
        lesson->number = app->lessons[i].number;
        if (i + 1 < app->lesson_count) {
            (void)snprintf(lesson->next_title, sizeof(lesson->next_title), "%s",
                           app->lessons[i + 1].title);
        }
    }
    lesson->lesson_count = app->lesson_count > 0 ? app->lessons[app->lesson_count - 1].number : 0;
}

/* --- what was broken -------------------------------------------------------------------------- */

/* Lines to take back so that an event of this step has not come: those from the last on that was
 * given before it. 0: none was given in this step. */
static int lines_to_take_back(const struct app *app, uint64_t event)
{
    const struct run *run = history_run(app->history);
    uint64_t step = play_step_event(play_of(app->lab));
    int line = run->here.lines;
    while (line > 0 && run_line(run, run->here.branch, line - 1)->event_before >= event) {
        line--;
    }
    bool is_own = line > 0 && run_line(run, run->here.branch, line - 1)->event_before >= step;
    return is_own ? run->here.lines - line + 1 : 0;
}

/* Where nobody gave a line that led to it: to just before it. */
static enum rc rewind_to(struct app *app, const struct goal_view *goal, struct buf *reply,
                         struct err *err)
{
    const struct run *run = history_run(app->history);
    int count = lines_to_take_back(app, goal->event);
    if (count == 0) {
        buf_addf(reply, "To just before that.\n");
        return history_go_time(app->history, goal->at > 0 ? goal->at - 1 : 0, err);
    }
    buf_addf(reply, "Undone: %.300s\n",
             run_line(run, run->here.branch, run->here.lines - count)->text);
    return history_undo(app->history, count, err);
}

enum rc app_run_rewind(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    struct play *play = play_of(app->lab);
    struct goal_view goal;
    (void)words;
    if (play == NULL || !play_is_ready(play)) {
        return err_set(err, RC_STATE, "no lesson is on; \\undo takes the last line back");
    }
    if (play_find_broken(play, app->lab, &goal) < 0) {
        return err_set(err, RC_STATE, "no goal is broken; \\undo takes the last line back");
    }
    buf_addf(reply, "It was ");
    play_add_broken(app->lab, &goal, reply);
    buf_addf(reply, "\n");
    app_stand_still(app);
    return rewind_to(app, &goal, reply, err);
}

/* --- the list --------------------------------------------------------------------------------- */

/* The lessons there are, with what was done. Errors as course_read(). */
static enum rc read_course(const struct app *app, struct course *out, struct err *err)
{
    return course_read(out, &app->config.files, &app->progress, err);
}

enum rc app_run_lessons(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct course course;
    (void)words;
    enum rc rc = read_course(context, &course, err);
    if (rc == RC_OK) {
        course_add_list(&course, reply);
    }
    return rc;
}

void app_add_lang(const struct app *app, const char *name, struct buf *line)
{
    char other[320];
    struct buf text;
    if (app->config.lang == NULL || strstr(line->data, " lang=") != NULL) {
        return;
    }
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    lesson_name_translation(name, app->config.lang, other, sizeof(other));
    if (app->config.files.read(app->config.files.user, "lessons", other, &text, NULL) == RC_OK) {
        buf_addf(line, " lang=%s", app->config.lang);
    }
    buf_release(&text);
}

enum rc app_begin_lesson(struct app *app, const char *name, struct err *err)
{
    struct course course;
    struct buf line;
    struct buf reply;
    enum rc rc = RC_OK;
    if (name[0] == '\0') {
        rc = read_course(app, &course, err);
        name = rc == RC_OK && course.count > 0 ? course.entries[0].slug : "";
        for (int i = 0; rc == RC_OK && i < course.count; i++) {
            name = course.entries[i].is_next ? course.entries[i].slug : name;
        }
    }
    buf_init(&reply, BUF_CAP_TEXT);
    buf_init(&line, LINE_SIZE_MAX);
    buf_addf(&line, "\\lesson %s", name);
    app_add_lang(app, name, &line);
    rc = rc == RC_OK ? history_do(app->history, line.data, app->client, &reply, err) : rc;
    buf_release(&line);
    if (rc == RC_OK) {
        app_say(app, TRANSCRIPT_RESULT, reply.data);
    }
    buf_release(&reply);
    return rc;
}
