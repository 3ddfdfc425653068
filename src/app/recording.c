/* SPDX-License-Identifier: MIT */
#include "app/app_state.h"

#include "base/compiler.h"

#include <stdio.h>
#include <string.h>

#define WRITE_NS ((int64_t)1000000000)

_Static_assert(GOALS_MAX <= 32, "a bit for each goal");

/* --- the file --------------------------------------------------------------------------------- */

static enum rc write_new(struct app *app, bool is_new, struct err *err)
{
    struct recording *recording = &app->recording;
    const struct app_keeper *keeper = &app->config.keeper;
    struct buf *text = &recording->cast.text;
    enum rc rc = keeper->append(keeper->user, recording->path, text->data, text->size, is_new, err);
    buf_clear(text);
    recording->written_ns = recording->ns;
    return rc;
}

static void close_recording(struct app *app)
{
    cast_release(&app->recording.cast);
    app->recording.is_on = false;
}

/* What could not be written is lost, and the rest would have a hole. */
static void write_or_end(struct app *app)
{
    struct err err = {0};
    char text[RECORDING_PATH_MAX + 200];
    if (write_new(app, false, &err) != RC_OK) {
        close_recording(app);
        (void)snprintf(text, sizeof(text), "the recording has ended: %.500s", err.text);
        app_say(app, TRANSCRIPT_ERROR, text);
    }
}

/* --- what is told ----------------------------------------------------------------------------- */

static void add_marker(struct recording *recording, const char *label)
{
    cast_add_marker(&recording->cast, recording->ns, label);
    recording->markers++;
}

/* Those that were met when the recording or the step began are no news. */
static void add_goals(struct recording *recording, const struct model_lesson *lesson)
{
    char step[sizeof(recording->step)];
    unsigned met = 0;
    (void)snprintf(step, sizeof(step), "%s %d", lesson->slug, lesson->step);
    for (int i = 0; i < lesson->goal_count; i++) {
        met |= lesson->goals[i].look == GOAL_LOOKS_MET ? 1u << i : 0;
    }
    if (strcmp(step, recording->step) == 0) {
        for (int i = 0; i < lesson->goal_count; i++) {
            if ((met & ~recording->met & 1u << i) != 0) {
                add_marker(recording, lesson->goals[i].text);
            }
        }
    }
    (void)snprintf(recording->step, sizeof(recording->step), "%s", step);
    recording->met = met;
}

static void add_demo_step(struct app *app)
{
    struct recording *recording = &app->recording;
    struct app_demo demo = {0};
    app_look_demo(app, &demo);
    if (demo.step > 0 && demo.step != recording->demo_step) {
        add_marker(recording, demo.step_title);
    }
    recording->demo_step = demo.step;
}

void app_record_frame(struct app *app, const struct canvas *canvas)
{
    struct recording *recording = &app->recording;
    if (!recording->is_on) {
        return;
    }
    if (app->model.lesson.is_on && app->model.lesson.is_ready) {
        add_goals(recording, &app->model.lesson);
    }
    if (app_is_on_stage(app)) {
        add_demo_step(app);
    }
    cast_add_frame(&recording->cast, recording->ns, canvas, app->ui.theme);
    if (recording->ns - recording->written_ns >= WRITE_NS) {
        write_or_end(app);
    }
}

void app_record_typed(struct app *app, const char *line)
{
    if (app->recording.is_on) {
        cast_add_typed(&app->recording.cast, app->recording.ns, line);
    }
}

void app_end_recording(struct app *app)
{
    if (app->recording.is_on) {
        write_or_end(app);
        close_recording(app);
    }
}

/* --- the command ------------------------------------------------------------------------------ */

static enum rc end(struct app *app, struct buf *reply, struct err *err)
{
    struct recording *recording = &app->recording;
    if (!recording->is_on) {
        return err_set(err, RC_STATE, "nothing is recorded; \\record FILE.cast begins");
    }
    enum rc rc = write_new(app, false, err);
    if (rc == RC_OK) {
        buf_addf(reply, "%d s are in %s; asciinema play %s shows them.\n",
                 (int)(recording->ns / 1000000000), recording->path, recording->path);
    }
    close_recording(app);
    return rc;
}

static enum rc begin(struct app *app, const char *path, int version, struct buf *reply,
                     struct err *err)
{
    struct recording *recording = &app->recording;
    if (app->config.is_plain) {
        return err_set(err, RC_STATE,
                       "\\record is of a screen; \\export transcript FILE writes what was said, "
                       "quartet demo NAME --record FILE.cast records a demo without a terminal");
    }
    if (recording->is_on) {
        return err_set(err, RC_STATE, "%s is being recorded; \\record off ends it",
                       recording->path);
    }
    if (strlen(path) >= sizeof(recording->path)) {
        return err_set(err, RC_RANGE, "a file's name has %zu bytes at most",
                       sizeof(recording->path) - 1);
    }
    if (app->config.keeper.append == NULL) {
        return err_set(err, RC_STATE, "no file can be written from here");
    }
    *recording = (struct recording){.is_on = true};
    (void)snprintf(recording->path, sizeof(recording->path), "%s", path);
    cast_init(&recording->cast, version, app->columns, app->rows,
              app->model.title[0] != '\0' ? app->model.title : "Quartet");
    enum rc rc = write_new(app, true, err);
    if (rc != RC_OK) {
        close_recording(app);
        return rc == RC_STATE ? err_wrap(err, rc, "choose another name") : rc;
    }
    buf_addf(reply, "What this screen shows is recorded in %s, until \\record off or the end.\n",
             path);
    return RC_OK;
}

enum rc app_run_record(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *word = words->count > 1 ? words->word[1] : "";
    const char *version = words->count > 2 ? words->word[2] : "2";
    if (word[0] == '\0' && !app->recording.is_on) {
        return err_set(err, RC_USAGE, "\\record wants the name of a file: \\record demo.cast");
    }
    if (word[0] == '\0') {
        buf_addf(reply, "%s is being recorded, %d s of it; \\record off ends it.\n",
                 app->recording.path, (int)(app->recording.ns / 1000000000));
        return RC_OK;
    }
    if (strcmp(word, "off") == 0 && words->count == 2) {
        return end(app, reply, err);
    }
    if (strcmp(version, "2") != 0 && strcmp(version, "3") != 0) {
        return err_set(err, RC_USAGE, "a recording is asciicast 2 or 3, not \"%.20s\"", version);
    }
    return begin(app, word, version[0] - '0', reply, err);
}

void app_complete_record(const void *context, const struct words *words, int index,
                         cmd_offer_fn offer, void *to)
{
    const struct app *app = context;
    (void)words;
    if (index == 1 && app->recording.is_on) {
        offer(to, "off");
    }
}
