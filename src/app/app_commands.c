/* SPDX-License-Identifier: MIT */
/* app_commands: the commands of a looker. They change what is seen and how fast, never the run. */
#include "app/app_state.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "lab/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCROLL_MAX 10000
#define SIDEWAYS_COLS 16

/* --- look ------------------------------------------------------------------------------------ */

static enum rc parse_amount(const struct words *words, int *out, struct err *err)
{
    const char *word = words->word[1];
    char *end = NULL;
    long number = strtol(word, &end, 10);
    if (end == word || *end != '\0' || number < -SCROLL_MAX || number > SCROLL_MAX) {
        return err_set(err, RC_USAGE, "\\%s takes a number of lines from -%d to %d, not \"%.40s\"",
                       words->word[0], SCROLL_MAX, SCROLL_MAX, word);
    }
    *out = (int)number;
    return RC_OK;
}

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static void choose_branch(struct app *app, int amount)
{
    const struct model_timeline *timeline = &app->model.timeline;
    int row = timeline->here_row;
    for (int i = 0; i < timeline->count; i++) {
        row = timeline->rows[i].is_chosen ? i : row;
    }
    row = clamp(row + amount, 0, timeline->count - 1);
    app->ui.branch = timeline->count > 0 ? timeline->rows[row].number + 1 : 0;
}

/* Of the meters, 1.. */
static int chosen_client(const struct app *app)
{
    return app->ui.client > 0 ? app->ui.client : app->client;
}

static enum rc run_choose(void *context, const struct words *words, struct buf *reply,
                          struct err *err)
{
    struct app *app = context;
    (void)reply;
    int found =
        app->ui.view == VIEW_HOME ? home_find_section(&app->model.home, words->word[1]) : -1;
    if (found == HOME_NOTHING) { /* a line of the transcript would not be seen there */
        (void)snprintf(app->home_note, sizeof(app->home_note), "%s",
                       strcmp(words->word[1], "runs") != 0 ? "There are none where the data is."
                       : app->config.keeper.list == NULL
                           ? "No run is kept: there is no --state directory."
                       : app->saved.all > 0 ? "The runs that are kept are in use, or empty."
                                            : "No run is kept yet; what you do is, line by line.");
        return RC_OK;
    }
    if (found >= 0) {
        app->ui.home_choice = found;
        return RC_OK;
    }
    int amount = 0;
    enum rc rc = parse_amount(words, &amount, err);
    if (rc == RC_OK && app->ui.view == VIEW_HOME) {
        app->ui.home_choice = clamp(app->ui.home_choice + amount, 0, app->model.home.count - 1);
    } else if (rc == RC_OK && app->ui.view == VIEW_TIMELINE) {
        choose_branch(app, amount);
    } else if (rc == RC_OK && app->ui.view == VIEW_METERS) {
        app->ui.client =
            clamp(chosen_client(app) + amount, 1, clients_count(lab_clients(app->lab)));
    } else if (rc == RC_OK && amount != 0) {
        app_choose_event(app, amount);
    }
    return rc;
}

static enum rc run_scroll(void *context, const struct words *words, struct buf *reply,
                          struct err *err)
{
    struct app *app = context;
    const char *word = words->word[1];
    (void)reply;
    if (strcmp(word, "up") == 0 || strcmp(word, "down") == 0) {
        app_scroll_pages(app, word[0] == 'u' ? -1 : 1);
        return RC_OK;
    }
    if (strcmp(word, "start") == 0 || strcmp(word, "end") == 0 || strcmp(word, "differs") == 0) {
        return app_scroll_to(app, word, err);
    }
    if (strcmp(word, "left") == 0 || strcmp(word, "right") == 0) {
        app_scroll_columns(app, word[0] == 'l' ? -SIDEWAYS_COLS : SIDEWAYS_COLS);
        return RC_OK;
    }
    int amount = 0;
    enum rc rc = parse_amount(words, &amount, err);
    if (rc != RC_OK) {
        return rc;
    }
    app_scroll(app, amount);
    return RC_OK;
}

/* The beginning of a line, for the person to end. */
static enum rc run_type(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct app *app = context;
    (void)reply;
    if (app->config.is_plain) {
        return err_set(err, RC_STATE, "in plain mode nothing is typed for you: type it yourself");
    }
    struct buf line;
    buf_init(&line, LINE_SIZE_MAX);
    for (int i = 1; i < words->count; i++) {
        buf_addf(&line, "%s ", words->word[i]);
    }
    enum rc rc = edit_set(&app->edit, line.data, err);
    buf_release(&line);
    if (rc == RC_OK) {
        app_close_page(app);
        app_close_palette(app);
        app->ui.pane = PANE_PROMPT;
    }
    return rc;
}

static enum rc run_clear(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    struct app *app = context;
    (void)words;
    (void)reply;
    (void)err;
    transcript_clear(&app->transcript, app->client);
    return RC_OK;
}

/* --- the first screen ------------------------------------------------------------------------ */

static enum rc run_home(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct app *app = context;
    (void)words;
    (void)reply;
    if (app->config.is_plain) {
        return err_set(err, RC_STATE, "there is no first screen in plain mode");
    }
    app_close_page(app);
    app->lesson_count = catalog_read(app->lessons, &app->config.files, &app->progress);
    app->demo_count = catalog_read_demos(app->demos, &app->config.files);
    app->ui.view = VIEW_HOME;
    app->ui.home_choice = 0;
    app_fill_home(app); /* other views leave it as it was, and keys may come before a frame does */
    return RC_OK;
}

static enum rc run_play(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct app *app = context;
    (void)words;
    (void)reply;
    (void)err;
    app->ui.view = VIEW_CLUSTER;
    app->ui.pane = PANE_PROMPT;
    return RC_OK;
}

/* May something be asked first? The line that follows a yes does not say "ask" again. */
static enum rc wants_question(const struct app *app, const struct words *words, bool *out,
                              struct err *err)
{
    *out = words->count > 1 && app_has_begun(app) && !app->config.is_plain;
    if (words->count > 1 && strcmp(words->word[1], "ask") != 0) {
        return err_set(err, RC_USAGE, "\"%.40s\" is too much: \\%s stands alone, or with ask",
                       words->word[1], words->word[0]);
    }
    return RC_OK;
}

/* The chosen branch of the timeline. */
static void go_to_branch(struct app *app)
{
    const struct run *run = history_run(app->history);
    bool is_chosen = app->ui.branch > 0 && app->ui.branch <= run->branch_count;
    int branch = is_chosen ? app->ui.branch - 1 : run->here.branch;
    char line[NAME_SIZE_MAX + 16];
    (void)snprintf(line, sizeof(line), "\\switch %s", run->branches[branch].name);
    (void)app_do_line(app, line, ORIGIN_KEY);
}

static void speak_as_chosen(struct app *app)
{
    char line[16];
    (void)snprintf(line, sizeof(line), "@%d", chosen_client(app));
    (void)app_do_line(app, line, ORIGIN_KEY);
    (void)app_do_line(app, "\\focus prompt", ORIGIN_KEY);
}

static enum rc run_go(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    if (app->ui.view == VIEW_TIMELINE) {
        go_to_branch(app);
        return RC_OK;
    }
    if (app->ui.view == VIEW_METERS) {
        speak_as_chosen(app);
        return RC_OK;
    }
    const struct home_item item = app->model.home.items[app->ui.home_choice];
    bool asks = false;
    enum rc rc = wants_question(app, words, &asks, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (asks && item.is_new && !app_is_kept(app)) {
        app_ask(app, "another lab? this one is kept nowhere, and would be lost", "\\go");
        return RC_OK;
    }
    rc = run_play(app, words, reply, err);
    if (rc == RC_OK && item.is_new) {
        rc = app_begin_run(app, err);
    }
    if (rc != RC_OK) {
        return rc;
    }
    char *lines = mem_text(item.command);
    for (char *at = lines; rc == RC_OK && *at != '\0';) {
        size_t size = strcspn(at, "\n");
        bool is_last = at[size] == '\0';
        at[size] = '\0';
        rc = app_do_line(app, at, ORIGIN_KEY);
        at += size + !is_last;
    }
    mem_free(lines);
    return RC_OK; /* what went wrong was said by the line itself */
}

/* --- the program ----------------------------------------------------------------------------- */

static enum rc run_help(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct app *app = context;
    (void)reply;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    const char *topic = words->count > 1 ? words->word[1] : "";
    enum rc rc = app_add_help(app->commands, topic, &text, err);
    if (rc == RC_OK) {
        app_open_wide_page(app, topic[0] != '\0' ? topic : "help", text.data);
    }
    buf_release(&text);
    return rc;
}

static void complete_help(const void *context, const struct words *words, int index,
                          cmd_offer_fn offer, void *to)
{
    const struct app *app = context;
    (void)words;
    for (int i = 0; index == 1 && app->commands[i].name != NULL; i++) {
        offer(to, app->commands[i].name);
    }
}

static enum rc run_keys(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct app *app = context;
    (void)words;
    (void)reply;
    (void)err;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    keys_add_help(&text, app_keys_where(app));
    app_open_wide_page(app, "keys", text.data);
    buf_release(&text);
    return RC_OK;
}

static enum rc run_close(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    struct app *app = context;
    (void)words;
    (void)reply;
    (void)err;
    if (!app->ui.text_is_open && !app->ui.palette_is_open) {
        app_close_view(app);
    }
    app_close_page(app);
    app_close_palette(app);
    return RC_OK;
}

static enum rc run_theme(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    struct app *app = context;
    (void)reply;
    enum theme_name theme = THEME_DARK;
    if (strcmp(words->word[1], "ascii") == 0) {
        app->ui.is_ascii = !app->ui.is_ascii;
        return RC_OK;
    }
    enum rc rc = theme_parse(&theme, words->word[1], err);
    if (rc == RC_OK) {
        app->ui.theme = theme;
        app->effects->redraw = true;
    }
    return rc;
}

static void complete_theme(const void *context, const struct words *words, int index,
                           cmd_offer_fn offer, void *to)
{
    (void)context;
    (void)words;
    for (int i = 0; index == 1 && i < THEME_COUNT; i++) {
        offer(to, theme_text((enum theme_name)i));
    }
}

static enum rc run_file(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct app *app = context;
    (void)reply;
    const char *name = words->word[1];
    if (app->is_in_file) { /* else one that names itself would never end */
        return err_set(err, RC_REFUSED, "a file cannot run another: \\i is for the prompt");
    }
    if (app->queue.count > 0) {
        return err_set(err, RC_STATE, "lines still wait for their turn: C-c drops them");
    }
    if (name[0] == '\0' || strlen(name) >= sizeof(app->effects->read_file)) {
        return err_set(err, RC_USAGE, "\\i takes the name of a file, 1 to %d bytes",
                       (int)sizeof(app->effects->read_file) - 1);
    }
    (void)snprintf(app->effects->read_file, sizeof(app->effects->read_file), "%s", name);
    return RC_OK;
}

static enum rc run_quit(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct app *app = context;
    bool asks = false;
    (void)reply;
    enum rc rc = wants_question(app, words, &asks, err);
    if (asks) {
        app_ask(app, app_is_kept(app) ? "end? the run is kept" : "end? the run is not kept",
                "\\quit");
    } else if (rc == RC_OK) {
        app->effects->quit = true;
    }
    return rc;
}

/* clang-format off */
static const struct cmd commands[] = {
    {.name = "pause", .usage = "", .group = "time", .flags = CMD_LOOK, .run = app_run_pause,
     .help = "Stand still, or run again."},
    {.name = "run", .usage = "[TIME | until EVENT()]", .group = "time", .flags = CMD_LOOK,
     .run = app_run_run, .args_max = 2, .complete = app_complete_run,
     .help = "Run on; or for so long, \\run 5s; or until an event, \\run until conflict()."},
    {.name = "step", .usage = "[-][N] [event|message|statement]", .group = "time",
     .flags = CMD_LOOK, .run = app_run_step, .args_max = 2,
     .help = "Pause, and let the next thing happen, or go back to before the last one."},
    {.name = "speed", .usage = "1/10", .group = "time", .flags = CMD_LOOK, .run = app_run_speed,
     .args_max = 1, .help = "Engine time for real time, 1/1000 to 100; + and - go by steps."},
    {.name = "goto", .usage = "12.5s | MARK | prev | next", .group = "time", .flags = CMD_LOOK,
     .run = app_run_goto, .args_min = 1, .args_max = 1, .complete = app_complete_goto,
     .help = "Go to any time of this branch, to a mark, or to the next fault, outage or row of "
             "conflicts."},
    {.name = "undo", .usage = "", .group = "time", .flags = CMD_LOOK, .run = app_run_undo,
     .help = "Go back to just before the last line, whatever it was."},
    {.name = "redo", .usage = "", .group = "time", .flags = CMD_LOOK, .run = app_run_redo,
     .help = "Give the line that was undone again."},
    {.name = "branch", .usage = "[NAME]", .group = "time", .flags = CMD_LOOK,
     .run = app_run_branch, .args_max = 1,
     .help = "Begin another future here; the one that was is kept."},
    {.name = "branches", .usage = "", .group = "time", .flags = CMD_LOOK, .run = app_run_branches,
     .help = "List the branches of this run."},
    {.name = "switch", .usage = "NAME", .group = "time", .flags = CMD_LOOK, .run = app_run_switch,
     .args_min = 1, .args_max = 1, .complete = app_complete_branch,
     .help = "Go to another branch, at the same time; next is the one after this."},
    {.name = "compare", .usage = "[NAME]", .group = "time", .flags = CMD_LOOK,
     .run = app_run_compare, .args_max = 1, .complete = app_complete_branch,
     .help = "Compare this branch with another at the same time: counters, rows, first event."},

    {.name = "view", .usage = "cluster|lanes [EVENT|all]|votes [EVENT]|data|meters|timeline",
     .group = "look", .flags = CMD_LOOK, .run = app_run_view, .args_min = 1, .args_max = 2,
     .complete = app_complete_view,
     .help = "Show the cluster (\\help picture), messages, a vote, a table, clients, branches."},
    {.name = "meters", .usage = "[span 10s|60s|5m|all | at 12.5s|off | go | one]",
     .group = "look", .flags = CMD_LOOK, .run = app_run_meters, .args_max = 2,
     .complete = app_complete_meters,
     .help = "Show the past as plots: how much, at which instant; go there; one client in full."},
    {.name = "data", .usage = "[TABLE|next]", .group = "look", .flags = CMD_LOOK,
     .run = app_run_data, .args_max = 1, .complete = app_complete_data,
     .help = "Show a table at every master side by side: rows that differ, pages, their heat."},
    {.name = "why", .usage = "[EVENT|KIND]", .group = "look", .flags = CMD_LOOK,
     .run = app_run_why, .args_max = 1, .complete = app_complete_why,
     .help = "Tell the causes of an event, the last of a kind, the last fault or failure."},
    {.name = "lessons", .usage = "", .group = "lessons", .flags = CMD_LOOK,
     .run = app_run_lessons, .help = "List the lessons: what is done, and what comes next."},
    {.name = "wait", .usage = "TIME | CHECK", .group = "time", .flags = CMD_LOOK,
     .run = app_run_wait, .args_min = 1, .args_max = WORDS_MAX - 1,
     .help = "Let lines wait so long, or until a check holds: \\wait ever moved(client=1)."},
    {.name = "rewind", .usage = "", .group = "lessons", .flags = CMD_LOOK,
     .run = app_run_rewind,
     .help = "Take back what broke a goal of this step; \\redo gives it again."},
    {.name = "stage", .usage = "[next|back|again|step N|skip|retry|hands|room N|blank|card|end]",
     .group = "look", .flags = CMD_LOOK, .run = app_run_stage, .args_max = 2,
     .complete = app_complete_stage,
     .help = "Show the cluster in large letters; guide a demo: on, back, a step again, to step N, "
             "by hand; alone it goes back to the demo."},
    {.name = "find", .usage = "TEXT | next | previous", .group = "look", .flags = CMD_LOOK,
     .run = app_run_find, .args_max = WORDS_MAX - 1,
     .help = "Find the last event before the chosen one that has this text; next finds the one "
             "before it, previous the one after."},
    {.name = "filter", .usage = "[KIND|GROUP|m2|b1|az b|@1]... | off", .group = "look",
     .flags = CMD_LOOK, .run = app_run_filter, .args_max = WORDS_MAX - 1,
     .complete = app_complete_filter,
     .help = "Show only events of these kinds or places; KIND is one of \\help events, GROUP "
             "faults, conflicts, outages, ddl, recovery or chaos."},
    {.name = "focus", .usage = "picture|events|prompt|side|next|previous", .group = "look",
     .flags = CMD_LOOK | CMD_SCREEN, .run = app_run_focus, .args_min = 1, .args_max = 1,
     .complete = app_complete_focus, .help = "Go to a pane."},
    {.name = "choose", .usage = "-1|1|lessons|play|demos|runs", .group = "look",
     .flags = CMD_LOOK | CMD_SCREEN, .run = run_choose, .args_min = 1, .args_max = 1,
     .help = "Choose the line before or after the chosen one; on the first screen, a part of it."},
    {.name = "scroll", .usage = "up|down|left|right|start|end|differs|-10|10", .group = "look",
     .flags = CMD_LOOK | CMD_SCREEN, .run = run_scroll, .args_min = 1, .args_max = 1,
     .help = "Read back or on in a page, in what was said, in a table; sideways in a wide result; "
             "to a table's next difference."},
    {.name = "palette", .usage = "[WORD...]", .group = "look", .flags = CMD_LOOK,
     .run = app_run_palette, .args_max = WORDS_MAX - 1,
     .help = "Find a command or a key by words of what it does, and give it or go on typing it."},
    {.name = "type", .usage = "WORD...", .group = "look", .flags = CMD_LOOK | CMD_SCREEN,
     .run = run_type, .args_min = 1, .args_max = WORDS_MAX - 1,
     .help = "Put the beginning of a line at the prompt, to be ended and given."},
    {.name = "clear", .usage = "", .group = "look", .flags = CMD_LOOK | CMD_SCREEN,
     .run = run_clear, .help = "Forget what was said to this client."},
    {.name = "theme", .usage = "dark|light|contrast|mono|stage|ascii", .group = "look",
     .flags = CMD_LOOK | CMD_SCREEN, .run = run_theme, .args_min = 1, .args_max = 1,
     .complete = complete_theme, .help = "Change the colours; ascii does without special signs."},
    {.name = "copy", .usage = "[result|event]", .group = "look", .flags = CMD_LOOK,
     .run = app_run_copy, .args_max = 1, .complete = app_complete_copy,
     .help = "Into your clipboard: the last result, or the chosen event."},
    {.name = "mouse", .usage = "[on|off]", .group = "look", .flags = CMD_LOOK,
     .run = app_run_mouse, .args_max = 1, .complete = app_complete_mouse,
     .help = "Take clicks and the wheel, or leave the mouse to the terminal, which marks text."},
    {.name = "link", .usage = "m1 m2", .group = "faults", .flags = CMD_LOOK, .run = app_run_link,
     .args_min = 2, .args_max = 2,
     .help = "Cut the link between two masters, or join it if it is cut."},
    {.name = "toggle", .usage = "az b | m2 | copy b1 [ask]", .group = "faults",
     .flags = CMD_LOOK, .run = app_run_toggle, .args_min = 1, .args_max = 3,
     .help = "Kill a place, or bring it back if it is dark: what a click does, after a yes."},

    {.name = "i", .usage = "FILE", .group = "run", .flags = CMD_LOOK, .run = run_file,
     .args_min = 1, .args_max = 1, .help = "Do the lines of a file, one after the other."},
    {.name = "edit", .usage = "driver [all]", .group = "clients", .flags = CMD_LOOK,
     .run = app_run_edit, .args_min = 1, .args_max = 2, .complete = app_complete_edit,
     .help = "Open a copy of this client's driver, or of the load's while one runs, in your "
             "editor; saved, it decides. @1 before it means client 1."},
    {.name = "reload", .usage = "", .group = "clients", .flags = CMD_LOOK, .run = app_run_reload,
     .help = "Read the file of this client's driver again."},
    {.name = "save", .usage = "[FILE]", .group = "run", .flags = CMD_LOOK, .run = app_run_save,
     .args_max = 1, .help = "Write the run, branches and all, to a file: quartet replay opens it."},
    {.name = "share", .usage = "", .group = "run", .flags = CMD_LOOK, .run = app_run_share,
     .help = "The run up to here as one line, shown and copied: quartet replay LINE opens it."},
    {.name = "record", .usage = "FILE.cast [--cast 2|3] | off", .group = "run", .flags = CMD_LOOK,
     .run = app_run_record, .args_max = 3, .complete = app_complete_record,
     .help = "Write what the screen shows into a new file for asciinema, with its marks and met "
             "goals as markers, until \\record off."},
    {.name = "export", .usage = EXPORT_USAGE, .group = "run", .flags = CMD_LOOK,
     .run = app_run_export, .args_max = 2, .complete = app_complete_export,
     .help = "Write into a new file: a master's rows for sqlite3, the events (JSON if its name "
             "ends with .json), or what was typed and answered."},
    {.name = "open", .usage = "NAME|FILE|LINE", .group = "run", .flags = CMD_LOOK,
     .run = app_run_open, .args_min = 1, .args_max = 1, .complete = app_complete_saved,
     .help = "Open an earlier run where it was left, or a shared line; this one is kept."},
    {.name = "runs", .usage = "[remove NAME | clean]", .group = "run", .flags = CMD_LOOK,
     .run = app_run_runs, .args_max = 2, .complete = app_complete_saved,
     .help = "List the runs that are kept; remove one, or all but the newest three."},
    {.name = "home", .usage = "", .group = "run", .flags = CMD_LOOK, .run = run_home,
     .help = "Go back to the first screen; the lab stands still meanwhile."},
    {.name = "play", .usage = "", .group = "run", .flags = CMD_LOOK | CMD_SCREEN, .run = run_play,
     .help = "Go to the lab as it is."},
    {.name = "go", .usage = "[ask]", .group = "run", .flags = CMD_LOOK | CMD_SCREEN, .run = run_go,
     .args_max = 1,
     .help = "Open what is chosen: of the first screen, a branch, a client of the meters."},
    {.name = "quit", .usage = "[ask]", .group = "run", .flags = CMD_LOOK, .run = run_quit,
     .args_max = 1, .help = "End the program; with ask, not before a yes if anything was done."},

    {.name = "help", .usage = "[COMMAND|TOPIC]", .group = "help", .flags = CMD_LOOK,
     .run = run_help, .args_max = 1, .complete = complete_help,
     .help = "Explain a command or a topic, such as keys, sql or model; \\help lists them."},
    {.name = "keys", .usage = "", .group = "help", .flags = CMD_LOOK, .run = run_keys,
     .help = "Show all keys."},
    {.name = "close", .usage = "", .group = "help", .flags = CMD_LOOK | CMD_SCREEN,
     .run = run_close,
     .help = "Close the page that is open, or what a view shows for a while, or the view."},
    {.name = NULL},
};
/* clang-format on */

const struct cmd *app_commands(void)
{
    return commands;
}
