/* SPDX-License-Identifier: MIT */
/*
 * record_commands: what the screen shows, into a file. The app knows no file and no clock:
 * whoever shows it writes, and says what became of it.
 */
#include "app/app_state.h"

#include "lab/export.h"
#include "lesson/play.h"

#include <stdio.h>
#include <string.h>

#define RECORD_USAGE "\\record FILE.cast, \\record FILE.cast --cast 3, \\record off"

static enum rc begin(struct app *app, const struct words *words, struct err *err)
{
    int version = 2;
    if (app->is_recorded) {
        return err_set(err, RC_STATE, "%.200s is being recorded: \\record off ends it first",
                       app->recorded.data);
    }
    bool has_flag = words->count == 4 && strcmp(words->word[2], "--cast") == 0;
    if (words->word[1][0] == '\0' || words->word[1][0] == '-' || (words->count > 2 && !has_flag)) {
        return err_set(err, RC_USAGE, "\\record takes a new file: " RECORD_USAGE);
    }
    if (has_flag) {
        version = words->word[3][0] - '0';
        if (strlen(words->word[3]) != 1 || version < 2 || version > 3) {
            return err_set(err, RC_USAGE,
                           "--cast takes 2 or 3, a version of asciicast, not "
                           "\"%.40s\"",
                           words->word[3]);
        }
    }
    buf_clear(&app->recorded);
    buf_addf(&app->recorded, "%s", words->word[1]);
    app->effects->recording =
        (struct app_recording){.path = app->recorded.data, .version = version};
    return RC_OK;
}

enum rc app_run_record(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    if (app->config.is_plain) {
        return export_refuse_recording(err);
    }
    bool is_off = words->count == 2 && strcmp(words->word[1], "off") == 0;
    if (words->count > 1 && !is_off) {
        return begin(app, words, err);
    }
    if (!app->is_recorded && is_off) {
        return err_set(err, RC_STATE, "nothing is recorded: " RECORD_USAGE);
    }
    if (is_off) {
        app->effects->recording = (struct app_recording){.ends = true};
    } else if (app->is_recorded) {
        buf_addf(reply, "%s is being recorded; \\record off ends it.\n", app->recorded.data);
    } else {
        buf_addf(reply, "Nothing is recorded: " RECORD_USAGE "\n");
    }
    return RC_OK;
}

void app_complete_record(const void *context, const struct words *words, int index,
                         cmd_offer_fn offer, void *to)
{
    const struct app *app = context;
    if (index == 1 && app->is_recorded) {
        offer(to, "off");
    } else if (index == 2) {
        offer(to, "--cast");
    } else if (index == 3 && strcmp(words->word[2], "--cast") == 0) {
        offer(to, "2");
        offer(to, "3");
    }
}

void app_take_recorded(struct app *app, const struct app_msg *msg)
{
    app->is_recorded = msg->size > 0;
    if (msg->text != NULL) {
        app_say(app, TRANSCRIPT_NOTE, msg->text);
    }
}

/* --- markers ---------------------------------------------------------------------------------- */

static void add_marker(const struct app *app, const char *label)
{
    if (app->config.listener.on_marker != NULL) {
        app->config.listener.on_marker(app->config.listener.user, label);
    }
}

/* A way through what was done before makes no new ones. */
static bool is_away(const struct app *app)
{
    return app->history == NULL || app->comparing != NULL || history_is_travelling(app->history);
}

void app_note_mark(struct app *app, const struct event *event)
{
    static const char mark[] = "\\mark ";
    if (event->kind == EVENT_COMMAND && strncmp(event->text, mark, strlen(mark)) == 0 &&
        !is_away(app)) {
        add_marker(app, event->text + strlen(mark));
    }
}

void app_note_goals(struct app *app)
{
    struct play *play = is_away(app) ? NULL : play_of(app->lab);
    bool is_wanted = app->is_recorded || (play != NULL && play_is_on_stage(play));
    if (play == NULL || !is_wanted || !play_is_ready(play)) {
        app->marked.step = 0;
        return;
    }
    const struct lesson_step *step = &play_lesson(play)->steps[play_step(play)];
    bool is_new_step = app->marked.step != play_step(play) + 1;
    unsigned before = app->marked.met;
    app->marked.step = play_step(play) + 1;
    app->marked.met = 0;
    for (int i = 0; i < step->goal_count; i++) {
        struct goal_view goal;
        play_look_goal(play, app->lab, i, &goal, NULL);
        unsigned bit = goal.state == GOAL_MET ? 1U << i : 0;
        app->marked.met |= bit;
        if (!is_new_step && (bit & ~before) != 0) {
            add_marker(app, step->goals[i].text.text);
        }
    }
}
