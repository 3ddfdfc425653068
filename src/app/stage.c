/* SPDX-License-Identifier: MIT */
/*
 * stage: the demo that is presented (lesson/stage.h), as the app shows it: its lines are done as
 * typed ones, its views are opened, and time runs only while it waits for something.
 */
#include "app/app_state.h"

#include "base/mem.h"
#include "base/text.h"
#include "lesson/play.h"
#include "shell/script.h"

#include <stdio.h>
#include <string.h>

/* --- on and off ------------------------------------------------------------------------------- */

bool app_is_on_stage(const struct app *app)
{
    return stage_is_on(&app->stage);
}

/* A command of a looker, such as \\branch, as a person gives it; others are the run's. */
static enum rc do_line(struct app *app, const char *text, struct buf *reply, struct err *err)
{
    struct words words = {0};
    struct line line;
    const struct cmd *cmd = NULL;
    bool is_command = line_parse(&line, text, NULL) == RC_OK && line.kind == LINE_COMMAND &&
                      words_split(&words, line.text + 1, NULL) == RC_OK && words.count > 0 &&
                      cmd_find(&cmd, app->commands, words.word[0], NULL) == RC_OK;
    app->command = is_command ? line.text + 1 : "";
    enum rc rc = is_command ? app_check_given(app, cmd, &words, err) : RC_OK;
    if (rc == RC_OK) {
        rc = is_command && !app_is_lab_command(cmd) ? cmd_run(cmd, app, &words, reply, err)
                                                    : history_do(app->history, text, 1, reply, err);
    }
    words_release(&words);
    return rc;
}

static enum rc give(void *user, const char *line, struct err *err)
{
    struct app *app = user;
    struct buf reply;
    struct line parsed;
    buf_init(&reply, BUF_CAP_TEXT);
    bool is_typed = strcmp(line, "\\next") != 0;
    if (is_typed && line_parse(&parsed, line, NULL) == RC_OK) {
        app_echo(app, parsed.client > 0 ? parsed.client : 1, parsed.text);
    }
    app->typed_from = app->transcript.count;
    app_distrust(app, true);
    enum rc rc = do_line(app, line, &reply, err);
    app_distrust(app, false);
    if (rc != RC_OK) {
        app_say(app, TRANSCRIPT_ERROR, err->text);
    } else if (reply.size > 0 && is_typed) {
        app_say(app, TRANSCRIPT_NOTE, reply.data);
    }
    buf_release(&reply);
    return rc;
}

/* What is seen: the stage, or the lab as it is for one who works with it. */
static void show(struct app *app, bool is_on)
{
    if (is_on == app->ui.stage.is_on) {
        return;
    }
    app->ui.stage = (struct ui_stage){.is_on = is_on};
    app->ui.view = is_on ? VIEW_STAGE : VIEW_CLUSTER;
    app->ui.pane = is_on ? PANE_PICTURE : PANE_PROMPT;
    app->stage_focus = -1;
    app_close_page(app);
    if (is_on) {
        app->own_theme = app->ui.theme;
    }
    app->pace.speed = PACE_REAL;
    bool is_dark = app->own_theme == THEME_DARK;
    app->ui.theme = is_on && is_dark ? THEME_STAGE : app->own_theme;
    if (app->effects != NULL) {
        app->effects->redraw = true;
    }
}

void app_begin_stage(struct app *app)
{
    stage_begin(&app->stage,
                &(struct stage_host){.history = app->history, .give = give, .user = app});
    show(app, !app->config.is_plain);
    app->ui.stage.is_card = app->config.has_card;
    app->config.has_card = false; /* a room is tried once */
    app_stand_still(app);
    app->stage_word[0] = '\0';
    app->stage_wall_ns = 0;
    app->stage_told = (struct stage_spot){.step = -1};
    app_look_at_stage(app);
}

enum rc app_start_demo(struct app *app, const char *name, struct err *err)
{
    char line[600];
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    (void)snprintf(line, sizeof(line), "\\demo %.500s", name);
    enum rc rc = history_do(app->history, line, app->client, &reply, err);
    if (rc == RC_OK) {
        app_say(app, TRANSCRIPT_RESULT, reply.data);
        app_begin_stage(app);
    }
    buf_release(&reply);
    return rc;
}

void app_stop_stage(struct app *app)
{
    show(app, false);
    stage_end(&app->stage);
}

/* Lines with which one looks, or guides the demo, leave it as it is. */
static bool leaves_stage(const struct app *app, const char *text)
{
    static const char *const guiding[] = {"stage", "theme",  "keys",  "help",   "close",
                                          "quit",  "scroll", "notes", "record", "share",
                                          "save",  "export", "demo"};
    struct line line;
    const struct cmd *cmd = NULL;
    char name[NAME_SIZE_MAX];
    if (line_parse(&line, text, NULL) != RC_OK || line.kind == LINE_EMPTY) {
        return false;
    }
    if (line.kind == LINE_SQL) {
        return true;
    }
    (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(line.text + 1, " "), line.text + 1);
    if (cmd_find(&cmd, app->commands, name, NULL) != RC_OK) {
        return false;
    }
    for (int i = 0; i < COUNT_OF(guiding); i++) {
        if (strcmp(guiding[i], cmd->name) == 0) {
            return false;
        }
    }
    return true;
}

void app_leave_stage_for(struct app *app, const char *line)
{
    struct err err = {0};
    if (app_is_on_stage(app) && !history_is_travelling(app->history) && leaves_stage(app, line) &&
        stage_take_over(&app->stage, &err) == RC_OK) {
        show(app, false);
        app_say(app, TRANSCRIPT_NOTE, "by hand now, on a branch: \\stage goes back to the demo");
    }
}

/* --- time ------------------------------------------------------------------------------------- */

static const enum view_name views[] = {
    [STAGE_LETTERS] = VIEW_STAGE,     [STAGE_CLUSTER] = VIEW_CLUSTER, [STAGE_LANES] = VIEW_LANES,
    [STAGE_VOTES] = VIEW_VOTES,       [STAGE_DATA] = VIEW_DATA,       [STAGE_METERS] = VIEW_METERS,
    [STAGE_TIMELINE] = VIEW_TIMELINE, [STAGE_GOALS] = VIEW_STAGE,
};

/* The client that the meters are about: a program, if there is one; 0: who speaks. */
static int find_program(const struct app *app)
{
    struct clients_view *view = mem_alloc(1, sizeof(*view));
    int found = 0;
    clients_look(lab_clients(app->lab), view);
    for (int i = view->count - 1; i >= 0; i--) {
        found = view->clients[i].has_load ? view->clients[i].number : found;
    }
    mem_free(view);
    return found;
}

/* Open the view that the demo looks at now. */
static void follow_focus(struct app *app)
{
    const struct stage_spot *spot = &app->stage.spot;
    if (app->stage_focus == spot->focus && app->stage_step == spot->step) {
        return;
    }
    app->stage_focus = spot->focus;
    app->stage_step = spot->step;
    const struct lesson_cue *cue = stage_cue(&app->stage, spot->focus);
    int view = cue != NULL ? stage_find_view(cue->text.text) : STAGE_LETTERS;
    app->ui.stage.shows_goals = view == STAGE_GOALS;
    app->ui.event = 0;
    app->ui.lanes_scroll = 0;
    app->ui.client = view == STAGE_METERS ? find_program(app) : 0;
    app->followed.is_stale = true;
    app->ui.view = views[view];
    if (view == STAGE_DATA) {
        const char *table = cue->text.text + strcspn(cue->text.text, " ");
        app->data.first = 0;
        app->data.is_stale = true;
        (void)snprintf(app->data.table, sizeof(app->data.table), "%s", table + strspn(table, " "));
    }
}

void app_look_at_stage(struct app *app)
{
    if (!app_is_on_stage(app) || app->comparing != NULL) {
        return;
    }
    if (app->ui.stage.is_card) {
        app->is_paused = true;
        return;
    }
    stage_look(&app->stage);
    app->is_paused = !stage_wants_time(&app->stage);
    app->run_until = SIM_NEVER;
    app->run_until_kind = EVENT_KIND_COUNT;
    app->pace.speed = app->stage.rush_to >= 0 ? SPEED_MAX : stage_speed(&app->stage);
    if (app->ui.stage.is_on) {
        follow_focus(app);
    }
    if (app->config.is_plain) {
        app_tell_stage(app);
    }
}

bool app_advance_stage(struct app *app)
{
    app_look_at_stage(app);
    sim_us now = lab_now(app->lab);
    bool is_rushing = app->stage.rush_to >= 0;
    if (app->ui.stage.is_card || !stage_wants_time(&app->stage) ||
        (!is_rushing && app->target <= now)) {
        return false;
    }
    sim_us next = history_next_at(app->history);
    sim_us most = is_rushing ? now + US_PER_S : app->target;
    (void)history_advance_some(app->history, next < most ? next : most, 1);
    if (app_shows_packets(app)) {
        packets_look(&app->packets, app->lab);
    }
    app_look_at_stage(app);
    if (!stage_wants_time(&app->stage)) {
        app->target = lab_now(app->lab); /* it stands just here */
    }
    return true;
}

/* --- the command ------------------------------------------------------------------------------ */

static enum rc run_next(struct app *app, int number, struct err *err)
{
    (void)number;
    if (app->ui.stage.is_card || app->ui.stage.is_blank) {
        app->ui.stage.is_card = false;
        app->ui.stage.is_blank = false;
        return RC_OK;
    }
    return stage_next(&app->stage, err);
}

static enum rc run_back(struct app *app, int number, struct err *err)
{
    (void)number;
    return stage_back(&app->stage, err);
}

static enum rc run_again(struct app *app, int number, struct err *err)
{
    (void)number;
    return stage_again(&app->stage, err);
}

static enum rc run_skip(struct app *app, int number, struct err *err)
{
    (void)number;
    return stage_skip(&app->stage, err);
}

static enum rc run_retry(struct app *app, int number, struct err *err)
{
    (void)number;
    return stage_retry(&app->stage, err);
}

static enum rc run_step(struct app *app, int number, struct err *err)
{
    return stage_go(&app->stage, number - 1, err);
}

static enum rc run_hands(struct app *app, int number, struct err *err)
{
    (void)number;
    enum rc rc = stage_take_over(&app->stage, err);
    if (rc == RC_OK) {
        show(app, false);
    }
    return rc;
}

static enum rc run_blank(struct app *app, int number, struct err *err)
{
    (void)number;
    (void)err;
    app->ui.stage.is_blank = app->ui.stage.is_on && !app->ui.stage.is_blank;
    return RC_OK;
}

static enum rc run_card(struct app *app, int number, struct err *err)
{
    (void)number;
    (void)err;
    if (!app->ui.stage.is_on) {
        show(app, true);
    }
    app->ui.stage.is_card = !app->ui.stage.is_card;
    return RC_OK;
}

static enum rc run_room(struct app *app, int number, struct err *err)
{
    int answer = number < 0 ? -number : number;
    return stage_count_hand(&app->stage, answer - 1, number < 0 ? -1 : 1, err);
}

static enum rc run_end(struct app *app, int number, struct err *err)
{
    (void)number;
    (void)err;
    app_stop_stage(app);
    return RC_OK;
}

static const struct stage_word {
    const char *word;
    bool wants_number;
    bool is_shown; /* it works without a demo, too */
    enum rc (*run)(struct app *app, int number, struct err *err);
} stage_words[] = {
    {"next", false, false, run_next},   {"back", false, false, run_back},
    {"again", false, false, run_again}, {"step", true, false, run_step},
    {"skip", false, false, run_skip},   {"retry", false, false, run_retry},
    {"hands", false, false, run_hands}, {"room", true, false, run_room},
    {"blank", false, true, run_blank},  {"card", false, true, run_card},
    {"end", false, true, run_end},
};

/* Onto the stage, or back to the demo where it was left. */
static enum rc return_to_stage(struct app *app, struct err *err)
{
    if (!stage_has_demo(&app->stage)) {
        show(app, !app->ui.stage.is_on);
        return RC_OK;
    }
    enum rc rc = stage_return(&app->stage, err);
    app->stage_told = (struct stage_spot){.step = -1};
    if (rc == RC_OK && !app->config.is_plain) {
        show(app, true);
    }
    return rc;
}

/* "3", "-2": a number of its own. */
static enum rc read_number(const struct words *words, int *out, struct err *err)
{
    const char *word = words->count > 2 ? words->word[2] : "";
    const char *digits = word + (*word == '-');
    size_t size = strspn(digits, "0123456789");
    if (size == 0 || size > 2 || digits[size] != '\0') {
        return err_set(err, RC_USAGE, "\\stage %s wants a number", words->word[1]);
    }
    *out = 0;
    for (; *digits != '\0'; digits++) {
        *out = *out * 10 + (*digits - '0');
    }
    *out = *word == '-' ? -*out : *out;
    return RC_OK;
}

static enum rc run_word(struct app *app, const struct stage_word *row, const struct words *words,
                        struct err *err)
{
    int number = 0;
    enum rc rc = row->wants_number ? read_number(words, &number, err) : RC_OK;
    if (rc == RC_OK && !row->wants_number && words->count > 2) {
        rc = err_set(err, RC_USAGE, "\\stage %s stands alone", row->word);
    }
    if (rc == RC_OK && app->stage.is_by_hand && !row->is_shown && row->run != run_hands) {
        rc = return_to_stage(app, err);
        return rc;
    }
    return rc == RC_OK ? row->run(app, number, err) : rc;
}

enum rc app_run_stage(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    enum rc rc = RC_UNKNOWN;
    (void)reply;
    if (words->count == 1) {
        rc = return_to_stage(app, err);
    }
    for (int i = 0; words->count > 1 && i < COUNT_OF(stage_words); i++) {
        if (strcmp(stage_words[i].word, words->word[1]) == 0) {
            rc = run_word(app, &stage_words[i], words, err);
            break;
        }
        if (i == COUNT_OF(stage_words) - 1) {
            rc = err_set(err, RC_UNKNOWN,
                         "\\stage has no \"%.40s\": there are next, back, again, step N, skip, "
                         "retry, hands, room N, blank, card and end",
                         words->word[1]);
        }
    }
    (void)snprintf(app->stage_word, sizeof(app->stage_word), "%.299s",
                   rc == RC_OK || err == NULL ? "" : err->text);
    app_look_at_stage(app);
    /* A room is shown no errors: the word in the last row is for who presents. */
    return rc == RC_STATE && app->ui.stage.is_on ? RC_OK : rc;
}

void app_complete_stage(const void *context, const struct words *words, int index,
                        cmd_offer_fn offer, void *to)
{
    (void)context;
    (void)words;
    for (int i = 0; index == 1 && i < COUNT_OF(stage_words); i++) {
        offer(to, stage_words[i].word);
    }
}
