/* SPDX-License-Identifier: MIT */
#include "app/app.h"

#include "app/app_state.h"
#include "base/mem.h"
#include "base/text.h"
#include "lesson/demos.h"
#include "lesson/play.h"
#include "shell/script.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void on_event(void *user, const struct event *event)
{
    struct app *app = user;
    stage_note(&app->stage, event);
    app_note_mark(app, event);
    app->met = app->met == 0 && event->kind == app->run_until_kind ? event->seq : app->met;
    if (app->config.listener.on_event == NULL || app->lab == NULL ||
        !event_filter_takes(&app->ui.filter, event)) {
        return;
    }
    struct buf sentence;
    buf_init(&sentence, 1000);
    lab_add_event(app->lab, event, &sentence);
    app->config.listener.on_event(app->config.listener.user, sentence.data);
    buf_release(&sentence);
}

/* --- lines ---------------------------------------------------------------------------------- */

static enum rc apply(struct app *app, const char *line, int client, struct buf *reply,
                     struct err *err)
{
    enum rc rc = history_do(app->history, line, client, reply, err);
    if (rc == RC_OK) {
        /* A new cluster may have fewer clients than the one before. */
        if (app->client > clients_count(lab_clients(app->lab))) {
            app->client = 1;
        }
    }
    return rc;
}

/* The lab wants a command's whole name; a person may have typed the first letters of it. */
static enum rc apply_command(struct app *app, const struct cmd *cmd, const char *text, int client,
                             struct buf *reply, struct err *err)
{
    struct buf line;
    buf_init(&line, LINE_SIZE_MAX);
    buf_addf(&line, "\\%s%s", cmd->name, text + strcspn(text, " \t"));
    if (strcmp(cmd->name, "lesson") == 0) {
        char name[300];
        const char *word = text + strcspn(text, " \t");
        word += strspn(word, " \t");
        (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, " \t"), word);
        app_add_lang(app, name, &line);
    }
    enum rc rc = apply(app, line.data, client, reply, err);
    buf_release(&line);
    return rc;
}

static enum rc do_command(struct app *app, const char *text, int client, struct buf *reply,
                          struct err *err)
{
    struct words words = {0};
    const struct cmd *cmd = NULL;
    enum rc rc = words_split(&words, text + 1, err);
    if (rc == RC_OK && words.count == 0) {
        rc = err_set(err, RC_USAGE, "a command's name must follow the backslash: try \\help");
    }
    rc = rc == RC_OK ? app_find_command(&cmd, app, words.word[0], err) : rc;
    rc = rc == RC_OK ? app_check_given(app, cmd, &words, err) : rc;
    app->command = text + 1;
    app->speaker = client;
    bool walks = rc == RC_OK && strcmp(cmd->name, "solution") == 0 && words.count == 2;
    bool is_new = rc == RC_OK && strcmp(cmd->name, "lesson") == 0 && words.count > 1 &&
                  strcmp(words.word[1], "new") == 0;
    if (walks) {
        rc = app_walk_solution(app, words.word[1], err);
    } else if (is_new) {
        rc = words.count == 3
                 ? app_new_lesson(app, words.word[2], reply, err)
                 : err_set(err, RC_USAGE, "\\lesson new wants a name: \\lesson new mine");
    } else if (rc == RC_OK && strcmp(cmd->name, "demo") == 0 && words.count == 1) {
        demos_add_list(&app->config.files, reply);
    } else if (rc == RC_OK && app_is_lab_command(cmd)) {
        rc = apply_command(app, cmd, text, client, reply, err);
        if (rc == RC_OK && strcmp(cmd->name, "demo") == 0) {
            app_begin_stage(app);
        }
    } else if (rc == RC_OK) {
        rc = cmd_run(cmd, app, &words, reply, err);
        if (rc == RC_OK && app->config.is_plain && (cmd->flags & CMD_SCREEN) != 0) {
            buf_addf(reply, "\\%s is for a screen: here all is said as it happens", cmd->name);
        }
    }
    words_release(&words);
    return rc;
}

static enum rc do_sql(struct app *app, const char *line, int client, struct buf *reply,
                      struct err *err)
{
    enum rc rc = apply(app, line, client, reply, err);
    if (rc == RC_OK && (app->is_held || (app->is_paused && !app->config.is_plain))) {
        app_say(app, TRANSCRIPT_NOTE,
                app->is_held ? "paused: \\pause runs, so that it can be answered"
                             : "paused: Space runs, so that it can be answered");
    }
    return rc;
}

/* The mistakes worth correcting in place; a refusal or a statement's own error is an answer. */
static bool is_worth_editing(enum rc rc)
{
    return rc == RC_UNKNOWN || rc == RC_USAGE || rc == RC_AMBIGUOUS || rc == RC_RANGE;
}

/* Does it say something of its own accord, so that the line belongs above it? */
static bool is_echoed(const struct app *app, enum app_origin origin, const struct line *line)
{
    if (origin == ORIGIN_KEY) {
        if (line->kind != LINE_COMMAND) {
            return false;
        }
        const struct cmd *cmd = NULL;
        char name[NAME_SIZE_MAX];
        (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(line->text + 1, " "),
                       line->text + 1);
        return cmd_find(&cmd, app->commands, name, NULL) == RC_OK && (cmd->flags & CMD_RECORD) != 0;
    }
    return line->kind != LINE_EMPTY;
}

/* Is it a key that asks for something to read? */
static bool is_page(const struct app *app, enum app_origin origin, const struct line *line)
{
    const struct cmd *cmd = NULL;
    char name[NAME_SIZE_MAX];
    if (origin != ORIGIN_KEY || line->kind != LINE_COMMAND || app->config.is_plain) {
        return false;
    }
    (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(line->text + 1, " "), line->text + 1);
    return cmd_find(&cmd, app->commands, name, NULL) == RC_OK && app_is_lab_command(cmd) &&
           (cmd->flags & CMD_LOOK) != 0;
}

static void finish_line(struct app *app, const char *typed, enum app_origin origin, enum rc rc,
                        const struct err *err)
{
    if (rc == RC_OK) {
        return;
    }
    app_say(app, TRANSCRIPT_ERROR, err->text);
    if (origin == ORIGIN_TYPED && !is_worth_editing(rc)) {
        app_open_error(app, err->text, true);
    }
    if (!app->config.is_plain && origin == ORIGIN_TYPED && is_worth_editing(rc) &&
        edit_is_empty(&app->edit)) {
        (void)!edit_offer(&app->edit, typed, NULL);
    }
}

enum rc app_do_line(struct app *app, const char *typed, enum app_origin origin)
{
    struct err err = {0};
    struct line line;
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    buf_clear(&app->offers);
    (void)app_stop_comparing(app);
    app_leave_stage_for(app, typed);
    enum rc rc = line_parse(&line, typed, &err);
    app->is_named = rc == RC_OK && line.client > 0;
    int client = app->is_named ? line.client : app->client;
    if (rc == RC_OK && is_echoed(app, origin, &line)) {
        app_echo(app, client, line.text);
    }
    if (rc == RC_OK) {
        switch (line.kind) {
        case LINE_EMPTY:
            rc = line.client > 0 ? app_focus_client(app, line.client, &err) : RC_OK;
            break;
        case LINE_COMMAND:
            rc = do_command(app, line.text, client, &reply, &err);
            break;
        case LINE_SQL:
            app->asked = origin == ORIGIN_TYPED ? client : app->asked; /* it may be answered now */
            rc = do_sql(app, typed, client, &reply, &err);
            break;
        }
    }
    if (reply.size > 0 && is_page(app, origin, &line)) {
        app_open_wide_page(app, "answer", reply.data);
    } else if (reply.size > 0) {
        app_say(app, TRANSCRIPT_RESULT, reply.data);
        if (origin == ORIGIN_TYPED) {
            app_open_answer(app, reply.data, true);
        }
    }
    finish_line(app, typed, origin, rc, &err);
    buf_release(&reply);
    return rc;
}

/* --- life ----------------------------------------------------------------------------------- */

/* A line of the run that time passes again: it reads as it did when it was given. */
static void on_repeated_line(void *user, const char *text)
{
    struct line line;
    struct app *app = user;
    if (line_parse(&line, text, NULL) == RC_OK) {
        app_echo(app, line.client, line.text);
    }
}

static void on_note(void *user, const char *text)
{
    app_say(user, TRANSCRIPT_NOTE, text);
}

static enum rc make_history(struct app *app, const char *text, size_t size, struct err *err)
{
    struct history *history = NULL;
    struct history_config config = {
        .lab = {.guest = &play_guest,
                .seed = app->config.seed,
                .masters = app->config.masters,
                .files = app->config.files,
                .sink = {.on_event = on_event, .on_reply = app_on_reply, .user = app}},
        .journal = app->config.keeper.journal,
        .on_line = on_repeated_line,
        .on_note = on_note,
        .user = app,
    };
    enum rc rc = text == NULL ? history_new(&history, &config, err)
                              : history_open(&history, &config, text, size, err);
    if (rc == RC_OK) {
        app_stop_stage(app); /* it was of the run that goes */
        app_forget_compared(app);
        data_view_reset(&app->data);
        app->followed.is_stale = true;
        app->model.timeline.mark_count = 0;
        follow_free(app->follow); /* it follows the lab that goes */
        app->follow = app->config.live != NULL ? follow_new(app->config.live) : NULL;
        history_free(app->history);
        app->history = history;
        app->lab = history_lab(history);
        app->client = 1;
        app->saved_as[0] = '\0';
        app->target = lab_now(app->lab);
    }
    return rc;
}

void app_look_for_runs(struct app *app, int most)
{
    saved_look(&app->saved, &app->config.keeper, most);
    if (app->saved.note[0] != '\0') {
        app_say(app, TRANSCRIPT_NOTE, app->saved.note);
    }
}

bool app_has_begun(const struct app *app)
{
    const struct run *run = history_run(app->history);
    return run->here.lines > 0 || run->branch_count > 1;
}

enum rc app_begin_run(struct app *app, struct err *err)
{
    if (!app_has_begun(app)) {
        return RC_OK;
    }
    if (app->config.keeper.begin != NULL) {
        app->config.keeper.begin(app->config.keeper.user);
    }
    enum rc rc = make_history(app, NULL, 0, err);
    app_look_for_runs(app, HOME_RUNS_MAX);
    return rc;
}

enum rc app_check_run(const struct app *app, const char *text, size_t size, struct err *err)
{
    struct history *history = NULL;
    struct history_config config = {.lab = {.guest = &play_guest,
                                            .seed = app->config.seed,
                                            .masters = app->config.masters,
                                            .files = app->config.files}};
    enum rc rc = history_open(&history, &config, text, size, err);
    if (rc == RC_OK) {
        history_free(history);
    }
    return rc;
}

enum rc app_open_run(struct app *app, const char *text, size_t size, struct err *err)
{
    enum rc rc = make_history(app, text, size, err);
    if (rc == RC_OK) {
        app_stand_still(app);
        app->ui.view = VIEW_CLUSTER;
    }
    return rc;
}

/* What was asked for at the start is done as the lines it stands for. */
static enum rc do_first_lines(struct app *app, struct err *err)
{
    char lines[3][512] = {"", "", ""};
    const struct app_config *config = &app->config;
    if (config->schema != NULL) {
        (void)snprintf(lines[0], sizeof(lines[0]), "\\create masters=%d seed=%" PRIu64 " schema=%s",
                       config->masters, config->seed, config->schema);
    }
    if (config->driver != NULL) {
        (void)snprintf(lines[1], sizeof(lines[1]), "\\driver %s", config->driver);
    }
    if (config->load != NULL) {
        (void)snprintf(lines[2], sizeof(lines[2]), "\\load %s", config->load);
    }
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < COUNT_OF(lines); i++) {
        rc = history_do(app->history, lines[i], app->client, &reply, err);
    }
    buf_release(&reply);
    return rc;
}

/* A lesson that does not exist is refused before a run is begun for it. */
static enum rc look_for_lesson(const struct app_config *config, struct err *err)
{
    const char *name = config->lesson;
    struct buf text;
    if (name == NULL || name[0] == '\0') {
        return RC_OK;
    }
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    enum rc rc = config->files.read(config->files.user, "lessons", name, &text, err);
    buf_release(&text);
    return rc;
}

enum rc app_new(struct app **out, const struct app_config *config, struct err *err)
{
    *out = NULL;
    struct app *app = mem_alloc(1, sizeof(*app));
    app->config = *config;
    app->client = 1;
    app->run_until = SIM_NEVER;
    app->run_until_kind = EVENT_KIND_COUNT;
    app->columns = 80;
    app->rows = 24;
    app->ui = (struct ui){
        .view = config->starts_at_home ? VIEW_HOME : VIEW_CLUSTER,
        .pane = PANE_PROMPT,
        .side_is_open = true, /* in a lesson */
        .theme = config->theme,
        .is_ascii = config->is_ascii,
        .is_bare = config->is_bare,
    };
    edit_init(&app->edit);
    transcript_init(&app->transcript);
    queue_init(&app->queue);
    pace_init(&app->pace);
    stage_init(&app->stage);
    app->own_theme = config->theme;
    data_view_init(&app->data);
    buf_init(&app->offers, BUF_CAP_TEXT);
    buf_init(&app->page, BUF_CAP_TEXT);
    buf_init(&app->copied, RUN_SIZE_MAX + NAME_SIZE_MAX);
    buf_init(&app->recorded, LINE_SIZE_MAX);
    progress_init(&app->progress);
    app_join_commands(app->commands);
    enum rc rc = look_for_lesson(config, err);
    rc = rc == RC_OK ? make_history(app, config->run_text, config->run_size, err) : rc;
    if (rc != RC_OK && config->run_text != NULL) {
        rc = err_wrap(err, rc, "%.200s", config->run_name);
    }
    if (rc == RC_OK && config->speed != NULL) {
        rc = pace_set(&app->pace, config->speed, err);
    }
    if (rc == RC_OK && config->run_text == NULL) {
        rc = do_first_lines(app, err);
    }
    app_load_progress(app);
    app->lesson_count = catalog_read(app->lessons, &config->files, &app->progress);
    app->demo_count = catalog_read_demos(app->demos, &app->config.files);
    if (rc == RC_OK && config->lesson != NULL) {
        rc = app_begin_lesson(app, config->lesson, err);
    }
    app->is_paused = config->run_text != NULL;
    if (rc == RC_OK && config->demo != NULL) {
        rc = app_start_demo(app, config->demo, err);
    }
    app_look_for_runs(app, HOME_RUNS_MAX);
    if (rc != RC_OK) {
        app_free(app);
        return rc;
    }
    app->target = lab_now(app->lab);
    *out = app;
    return RC_OK;
}

void app_free(struct app *app)
{
    if (app == NULL) {
        return;
    }
    follow_free(app->follow);
    app_forget_compared(app);
    stage_release(&app->stage);
    history_free(app->history);
    edit_release(&app->edit);
    data_view_release(&app->data);
    transcript_release(&app->transcript);
    queue_release(&app->queue);
    app_stop_waiting(app);
    buf_release(&app->offers);
    buf_release(&app->page);
    buf_release(&app->copied);
    buf_release(&app->recorded);
    progress_release(&app->progress);
    mem_free(app);
}

/* --- messages ------------------------------------------------------------------------------- */

static void take_file(struct app *app, const struct app_msg *msg)
{
    struct err err = {0};
    if (queue_add_file(&app->queue, msg->name, msg->text, msg->size, &err) != RC_OK) {
        app_say(app, TRANSCRIPT_ERROR, err.text);
        return;
    }
    app_feed_queue(app);
}

void app_update(struct app *app, const struct app_msg *msg, struct app_effects *effects)
{
    *effects = (struct app_effects){0};
    app->effects = effects;
    switch (msg->kind) {
    case MSG_KEY:
        app_key(app, msg->key, msg->has_text);
        break;
    case MSG_PASTE:
        app_paste(app, msg->text, msg->size);
        break;
    case MSG_LINE:
        app_take_line(app, msg->text);
        break;
    case MSG_FILE:
        take_file(app, msg);
        break;
    case MSG_NO_FILE:
        app_say(app, TRANSCRIPT_ERROR, msg->text);
        break;
    case MSG_EDITED:
        app_take_edited(app, msg);
        break;
    case MSG_NOTE:
        app_say(app, TRANSCRIPT_NOTE, msg->text);
        (void)snprintf(app->stage_word, sizeof(app->stage_word), "%s",
                       msg->name != NULL ? msg->name : app->stage_word);
        break;
    case MSG_ELAPSED:
        motion_pass(&app->motion, msg->wall_ns);
        packets_pass(&app->packets, msg->wall_ns);
        data_view_pass(&app->data, msg->wall_ns);
        app_watch_lesson(app, msg->wall_ns);
        app->followed.age_ns += msg->wall_ns;
        app->unanswered_ns = lab_is_answered(app->lab, 0) ? 0 : app->unanswered_ns + msg->wall_ns;
        app->target = lab_now(app->lab);
        if (!app->ui.stage.is_card) { /* nothing begins behind it */
            stage_pass(&app->stage, msg->wall_ns);
            app->stage_wall_ns += msg->wall_ns;
        }
        app_look_at_stage(app);
        if (app->ui.view != VIEW_HOME && !app->is_paused) {
            app->target += pace_take(&app->pace, msg->wall_ns);
        }
        break;
    case MSG_RESIZE:
        app->columns = msg->columns;
        app->rows = msg->rows;
        break;
    case MSG_CANCEL:
        app_cancel(app);
        break;
    case MSG_CLICK:
        app_click(app, msg->text);
        break;
    case MSG_REMOTE:
        app_take_note_line(app, msg->text);
        break;
    case MSG_RECORDED:
        app_take_recorded(app, msg);
        break;
    case MSG_COPIED:
        app_tell_copied(app, msg->size > 0);
        break;
    case MSG_WHEEL:
        app_turn_wheel(app, msg->rows, msg->text);
        break;
    }
    app_note_lesson(app);
    app_note_goals(app);
    app->effects = NULL;
}

/* --- what others keep ------------------------------------------------------------------------ */

bool app_is_kept(const struct app *app)
{
    return history_is_kept(app->history);
}

void app_keep_time(struct app *app)
{
    history_keep_time(app->history);
}

bool app_follow(struct app *app)
{
    struct buf notices;
    if (app->follow == NULL || app->comparing != NULL) {
        return false; /* or the files would be those of another branch */
    }
    buf_init(&notices, BUF_CAP_TEXT);
    bool is_left = follow_update(app->follow, app->lab, &notices);
    for (char *at = notices.data; *at != '\0';) {
        char *end = strchr(at, '\n');
        assert(end != NULL); /* each notice ends its line */
        *end = '\0';
        app_say(app, TRANSCRIPT_NOTE, at);
        at = end + 1;
    }
    buf_release(&notices);
    return is_left;
}

/* A statement of several rows is kept as one: its rows are joined by a blank. */
void app_add_history(const struct app *app, struct buf *out)
{
    for (int i = 0; i < app->edit.history_count; i++) {
        for (const char *at = app->edit.history[i]; *at != '\0'; at++) {
            buf_add_char(out, *at == '\n' ? ' ' : *at);
        }
        buf_add_char(out, '\n');
    }
}

void app_set_history(struct app *app, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        if (size > 0 && size < LINE_SIZE_MAX && text_find_bad(text, size) == size) {
            char *line = mem_alloc(size + 1, 1);
            memcpy(line, text, size);
            edit_remember(&app->edit, line);
            mem_free(line);
        }
        text += size + (text[size] == '\n');
    }
    edit_clear(&app->edit);
}

const struct ui *app_ui(const struct app *app)
{
    return &app->ui;
}
