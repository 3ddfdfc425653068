/* SPDX-License-Identifier: MIT */
/* app_model: the parts of the screen that are the person's: the prompt, speed and keys. */
#include "app/app_state.h"

#include "base/text.h"
#include "shell/script.h"
#include "view/layout.h"
#include "view/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MOTION_SPEED_MAX (10 * PACE_REAL) /* from here on only numbers and plots move */
#define PROMPT_COLUMNS 8                  /* "@1 m1 ▸ " */

/* --- what was said --------------------------------------------------------------------------- */

/* Lines are filled from the last place towards the first. */
struct filling {
    struct model *model;
    int free; /* places not yet filled */
};

static const enum line_look look_of[] = {
    [TRANSCRIPT_TYPED] = LOOK_INPUT,   [TRANSCRIPT_RESULT] = LOOK_OUTPUT,
    [TRANSCRIPT_VALUES] = LOOK_VALUES, [TRANSCRIPT_FACT] = LOOK_FACT,
    [TRANSCRIPT_ERROR] = LOOK_ERROR,   [TRANSCRIPT_NOTE] = LOOK_NOTE,
};

static void put_line(struct filling *filling, const struct model_line *line)
{
    if (filling->free > 0) {
        filling->model->lines[--filling->free] = *line;
    }
}

void app_read_line(const struct app *app, const struct transcript_line *from,
                   struct model_line *line)
{
    const char *text = from->text;
    size_t left = from->is_grid ? text_clip(text, app->ui.columns_left) : 0;
    bool is_indented = from->kind == TRANSCRIPT_TYPED || strncmp(text, "  ", 2) == 0;
    *line = (struct model_line){
        .look = look_of[from->kind],
        .client = from->client,
        .master = from->master,
        .goes_on = from->goes_on,
        .is_grid = from->is_grid,
        .has_left = left > 0,
    };
    if (from->is_grid) { /* it begins with a blank column for the sign of what is at the left */
        (void)snprintf(line->text, sizeof(line->text), "%s", text + left);
        return;
    }
    (void)snprintf(line->text, sizeof(line->text), "%s%s", is_indented ? "" : "  ", text);
}

/* The rows of what is being typed that stand above the one with the cursor. */
static void put_edit_rows(struct filling *filling, const struct app *app, size_t row_start)
{
    while (row_start > 0) {
        size_t end = row_start - 1;
        size_t begin = end;
        while (begin > 0 && app->edit.text.data[begin - 1] != '\n') {
            begin--;
        }
        struct model_line line = {
            .look = LOOK_INPUT,
            .client = app->client,
            .master = filling->model->client_master,
            .goes_on = begin > 0,
        };
        (void)snprintf(line.text, sizeof(line.text), "%.*s", (int)(end - begin),
                       app->edit.text.data + begin);
        put_line(filling, &line);
        row_start = begin;
    }
}

static void fill_lines(struct app *app, const struct layout *layout, size_t row_start)
{
    struct model *model = &app->model;
    struct filling filling = {.model = model, .free = MODEL_LINES_MAX};
    int skip = app->ui.console_scroll; /* rows at the end */
    model->below = skip;
    model->rows_below = 0;
    put_edit_rows(&filling, app, row_start);
    for (int i = app->transcript.count - 1; i >= 0 && filling.free > 0; i--) {
        struct model_line line;
        app_read_line(app, transcript_at(&app->transcript, i), &line);
        int rows = skip > 0 ? view_line_rows(layout, &line) : 1;
        if (skip >= rows) {
            skip -= rows;
            continue;
        }
        put_line(&filling, &line);
        if (skip >= 0) { /* the lowest that is seen, if not all of it */
            model->rows_below = skip;
            skip = -1;
        }
    }
    model->line_count = MODEL_LINES_MAX - filling.free;
    memmove(model->lines, model->lines + filling.free,
            (size_t)model->line_count * sizeof(model->lines[0]));
}

/* --- what is being typed --------------------------------------------------------------------- */

/* How a row below the first is begun, and what ends the statement: as mysql tells it. */
static const struct {
    char wants;
    const char *sign;
    const char *hint;
} row_signs[] = {
    {';', "-> ", "; ends the statement, C-c drops it"},
    {'\'', "'> ", "' ends the text begun above, C-c drops all"},
    {'"', "\"> ", "\" ends the text begun above, C-c drops all"},
    {'`', "`> ", "` ends the name begun above, C-c drops all"},
    {'*', "*> ", "*/ ends the comment begun above, C-c drops all"},
};

static void fill_sign(struct app *app, size_t row_start)
{
    struct model *model = &app->model;
    struct buf above;
    buf_init(&above, LINE_SIZE_MAX);
    buf_addf(&above, "%.*s", (int)row_start, app->edit.text.data);
    char wants = line_wants(above.data);
    buf_release(&above);
    model->edit_sign[0] = '\0';
    for (int i = 0; row_start > 0 && i < COUNT_OF(row_signs); i++) {
        if (row_signs[i].wants == wants || i == 0) {
            (void)snprintf(model->edit_sign, sizeof(model->edit_sign), "%s", row_signs[i].sign);
            (void)snprintf(model->edit_hint, sizeof(model->edit_hint), "%s", row_signs[i].hint);
        }
    }
}

/* Lines that a person gave and that have no answer, and those that wait behind them; *client is
 * whose the last one is that a client has. What programs are at is nobody's line. */
static int lines_that_wait(const struct app *app, int *client)
{
    struct clients_view view;
    int count = app->queue.count;
    clients_look(lab_clients(app->lab), &view);
    for (int i = 0; i < view.count; i++) {
        struct lab_watch_view watch;
        lab_look_watch(app->lab, i + 1, &watch);
        bool is_asked = view.clients[i].is_asked && !watch.is_asked;
        count += is_asked ? 1 : 0;
        *client = is_asked ? i + 1 : *client;
    }
    return count;
}

/* In a pause a line has no answer, which looks as if it had been forgotten. */
static bool add_waiting(const struct app *app, char *out, size_t room)
{
    int client = 0;
    int count = app->is_paused && !lab_is_hushed(app->lab) ? lines_that_wait(app, &client) : 0;
    if (count == 1 && client > 0) {
        (void)snprintf(out, room, "paused: a line of @%d waits, Space goes on", client);
    } else if (count > 0) {
        (void)snprintf(out, room, "paused: %d line%s, Space goes on", count,
                       count == 1 ? " waits" : "s wait");
    }
    return count > 0;
}

/* Where there is nothing yet to be read, how something gets there. */
static const char *prompt_hint(const struct app *app)
{
    unsigned where = app_keys_where(app);
    if ((where & KEYS_DONE) != 0 && (where & KEYS_PICTURE) != 0) {
        return ": finds a command"; /* Enter goes on */
    }
    switch (where & ~(unsigned)(KEYS_LESSON | KEYS_QUIZ | KEYS_DONE)) {
    case KEYS_PICTURE:
    case KEYS_DATA:
        return "Enter types here, : finds a command";
    case KEYS_EVENTS:
    case KEYS_TIMELINE:
    case KEYS_LANES:
        return ": finds a command";
    case KEYS_EMPTY:
        if (app_has_wide_lines(app)) {
            return "Left and Right read on sideways";
        }
        return app->has_typed ? "" : "SQL, or a command such as \\help";
    default:
        return "";
    }
}

/* The part of the cursor's row that can be seen: it moves so that the cursor is in it; a sign
 * stands where it is cut. */
static void fill_edit(struct app *app, int columns, size_t row_start)
{
    struct model *model = &app->model;
    const struct edit *edit = &app->edit;
    const char *row = edit->text.data + row_start;
    struct buf before;
    buf_init(&before, LINE_SIZE_MAX);
    buf_addf(&before, "%.*s", (int)(edit->cursor - row_start), row);
    const char *read = before.data;
    int width = text_width(read);
    bool is_cut = width >= columns;
    columns -= is_cut ? 1 : 0;
    while (*read != '\0' && width >= columns) {
        width -= text_char_width(text_decode(&read));
    }
    const char *shown = row + (read - before.data);
    size_t size = strcspn(shown, "\n");
    bool goes_on = text_clip(shown, columns) < size && width < columns - 1;
    size_t fits = text_clip(shown, goes_on ? columns - 1 : columns);
    (void)snprintf(model->edit, sizeof(model->edit), "%s%.*s%s", is_cut ? "…" : "",
                   (int)(fits < size ? fits : size), shown, goes_on ? "…" : "");
    model->edit_cursor = width + (is_cut ? 1 : 0);
    buf_release(&before);
    model->edit_is_offered = edit->is_offered;
    if (!add_waiting(app, model->edit_hint, sizeof(model->edit_hint))) {
        (void)snprintf(model->edit_hint, sizeof(model->edit_hint), "%s", prompt_hint(app));
    }
    fill_sign(app, row_start);
}

static size_t cursor_row_start(const struct edit *edit)
{
    size_t at = edit->cursor;
    while (at > 0 && edit->text.data[at - 1] != '\n') {
        at--;
    }
    return at;
}

/* --- what comes next -------------------------------------------------------------------------- */

static void set_next(struct model *model, const char *time, const char *text)
{
    (void)snprintf(model->next_time, sizeof(model->next_time), "%s", time);
    (void)snprintf(model->next, sizeof(model->next), "%s", text);
}

/* A line of the run that lies ahead comes before everything else of its time. */
static void fill_line_ahead(struct app *app)
{
    const struct run *run = history_run(app->history);
    if (run->here.lines == run_line_count(run, run->here.branch) || run->is_undone) {
        return;
    }
    const struct run_line *line = run_line(run, run->here.branch, run->here.lines);
    if (line->at <= lab_next_at(app->lab)) {
        struct buf time;
        char text[300];
        buf_init(&time, sizeof(app->model.next_time) - 1);
        span_add_seconds(&time, line->at);
        (void)snprintf(text, sizeof(text), "again %.200s", line->text);
        set_next(&app->model, time.data, text);
        app->model.next_word[0] = '\0';
        buf_release(&time);
    }
}

static void fill_place(struct app *app)
{
    struct model *model = &app->model;
    const struct run *run = history_run(app->history);
    const char *name = run->branches[run->here.branch].name;
    (void)snprintf(model->branch, sizeof(model->branch), "%s", name);
    model->has_branched = run->here.branch > 0;
    model->travel[0] = '\0';
    if (history_is_travelling(app->history)) {
        sim_us at = 0;
        sim_us to = 0;
        history_look_travel(app->history, &at, &to);
        (void)snprintf(model->travel, sizeof(model->travel),
                       "replaying %" PRId64 ".%d of %" PRId64 ".%d s", at / US_PER_S,
                       (int)(at / 100000 % 10), to / US_PER_S, (int)(to / 100000 % 10));
        model->travel_permille = to > 0 && at < to ? (int)(at * 1000 / to) : 1000;
    }
}

/* What the story waits for. */
static void fill_story(struct model *model)
{
    const struct model_lesson *lesson = &model->lesson;
    const char *wanted = lesson->asks ? "you have chosen an answer" : NULL;
    for (int i = 0; i < lesson->goal_count; i++) {
        wanted = lesson->goals[i].is_first ? lesson->goals[i].text : wanted;
    }
    for (int i = 0; i < lesson->goal_count; i++) {
        wanted = lesson->goals[i].look == GOAL_LOOKS_BROKEN ? "what broke a goal is taken back: r"
                                                            : wanted;
    }
    if (lesson->is_on && lesson->is_ready && !lesson->is_step_done && wanted != NULL) {
        set_next(model, "", wanted);
        (void)snprintf(model->next_word, sizeof(model->next_word), "goes on when");
    }
}

#define OFFERS_LABEL 16 /* columns: "next  ", and how many are left out */

/* The words that Tab offers, as many as there is room for, that which it has put in among them. */
static void fill_offers(struct app *app)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    int room = app->columns - OFFERS_LABEL;
    int number = 0;
    int left_out = 0;
    for (const char *at = app->offers.data; *at != '\0'; number++) {
        const char *end = strstr(at, "  ");
        int size = end != NULL ? (int)(end - at) : (int)strlen(at);
        bool is_full = text_width(text.data) + size + 4 > room;
        if (is_full && number <= app->offer) { /* on to the next handful */
            buf_clear(&text);
            is_full = false;
        }
        if (is_full) {
            left_out++;
        } else {
            bool is_in = number == app->offer;
            buf_addf(&text, "%s%s%.*s%s", text.size > 0 ? "  " : "", is_in ? "[" : "", size, at,
                     is_in ? "]" : "");
        }
        at += size + (end != NULL ? 2 : 0);
    }
    if (left_out > 0) {
        buf_addf(&text, "  +%d", left_out);
    }
    set_next(&app->model, "", text.data);
    buf_release(&text);
}

/* That a key does nothing, what completion offers or what Ctrl-R looks for stands in its place. */
static void fill_next(struct app *app)
{
    app->model.next_word[0] = '\0';
    app_fill_walk(app, &app->model.lesson);
    app_fill_course(app, &app->model.lesson);
    fill_story(&app->model);
    fill_line_ahead(app);
    if (app->no_key[0] != '\0') {
        char text[160];
        (void)snprintf(text, sizeof(text),
                       "%s is no key here: ? lists them, : finds a command, \\ begins one",
                       app->no_key);
        set_next(&app->model, "", text);
        app->model.next_word[0] = '\0';
    } else if (app->edit.is_searching) {
        char text[300];
        (void)snprintf(text, sizeof(text), "\"%s\"%s   C-r older  Enter run  Esc back",
                       app->edit.wanted.data, app->edit.is_found ? "" : " is in no line before");
        set_next(&app->model, "search", text);
    } else if (app->offers.size > 0) {
        fill_offers(app);
        app->model.next_word[0] = '\0';
    }
}

/* The room where most of the load's clients stand, for a kill that shows something; without a load,
 * or with them everywhere alike, the second. */
static int room_to_kill(const struct model *model)
{
    int counts[MASTERS_MAX] = {0};
    int best = model->room_count > 1 ? 1 : 0;
    for (int i = 0; i < model->side_client_count; i++) {
        const struct model_client *client = &model->side_clients[i];
        for (int room = 0; room < model->room_count && client->ok_per_s >= 0; room++) {
            counts[room] += model->rooms[room].master == client->master ? 1 : 0;
        }
    }
    for (int room = 0; room < model->room_count; room++) {
        best = counts[room] > counts[best] ? room : best;
    }
    return best;
}

static bool is_cut(const struct model *model)
{
    int link = model->room_count > 1 ? model->rooms[0].link_next : LINK_QUIET;
    return link == LINK_CUT || link == LINK_CUT_ONE_WAY;
}

/* What a person may do next, and has not done yet. */
static void fill_tries(struct app *app)
{
    struct model *model = &app->model;
    static const struct model_key calm[] = {
        {"k", "kill AZ", ""},
        {"/ 1 2", "cut the link m1 to m2", ""},
        {"-", "slower: see packets", ""},
        {"e", "why did it happen", ""},
    };
    static const struct model_key in_the_dark[] = {
        {"e", "why did it happen", ""},
        {"j", "bring AZ back", ""},
        {"u", "take the last line back", ""},
        {"b", "another future from here", ""},
    };
    char dark = '\0';
    for (int i = 0; i < model->room_count; i++) {
        dark = model->rooms[i].az_is_down ? model->rooms[i].az : dark;
    }
    model->try_count = COUNT_OF(calm);
    memcpy(model->tries, dark != '\0' ? in_the_dark : calm, sizeof(calm));
    struct model_key *az = &model->tries[dark != '\0' ? 1 : 0];
    char which = dark != '\0' ? dark : model->rooms[room_to_kill(model)].az;
    (void)snprintf(az->key, sizeof(az->key), dark != '\0' ? "j %c" : "k %c", which);
    (void)snprintf(az->word, sizeof(az->word), dark != '\0' ? "bring AZ %c back" : "kill AZ %c",
                   which);
    if (dark == '\0' && is_cut(model)) { /* the same key joins it */
        model->tries[1] = (struct model_key){"/ 1 2", "join m1 and m2 again", ""};
    }
    if (history_run(app->history)->branch_count > 1) {
        model->tries[3] = (struct model_key){"t C", "compare the two futures", ""};
    }
    (void)snprintf(model->try_facts, sizeof(model->try_facts), "%s",
                   app->ui.pane == PANE_PROMPT ? "after Esc" : "");
}

/* --- the whole ------------------------------------------------------------------------------- */

static void fill_caches(struct app *app)
{
    packets_count_caches(&app->packets, app->lab, app->is_paused);
    for (int i = 0; i < app->model.room_count; i++) {
        struct model_room *room = &app->model.rooms[i];
        bool is_voted = app->model.traffic.votes[room->master].is_there; /* that has its row */
        room->cache_pages = is_voted ? 0 : app->packets.caches[room->master].pages;
        room->cache_old = app->packets.caches[room->master].old;
    }
}

static void fill_data(struct app *app, const struct layout *layout)
{
    struct data_room room = view_data_room(layout);
    if (room.rows > 0) {
        room.is_at_end = app->data.first == INT64_MAX;
        room.columns_left = app->data.columns_left;
        data_view_look(&app->data, app->lab, room.rows, app->is_paused);
        bool is_same = app->data_room.cols == room.cols && app->data_room.rows == room.rows &&
                       app->data_room.pages == room.pages &&
                       app->data_room.columns_left == room.columns_left &&
                       app->data_room.is_at_end == room.is_at_end;
        if (app->data.is_new || !is_same) {
            model_build_data(&app->model.data, app->data.look, app->data.heat, &room);
            app->data_room = room;
        }
    }
}

static void build(struct app *app)
{
    struct model *model = &app->model;
    model->client = app->client;
    model_build(model, app->lab, &app->ui, &app->trend);
    motion_look(&app->motion, app->lab, app->pace.speed < MOTION_SPEED_MAX);
    motion_apply(&app->motion, model);
    if (app_shows_packets(app)) {
        packets_look(&app->packets, app->lab);
    } else {
        packets_clear(&app->packets);
    }
    packets_apply(&app->packets, app->lab, &model->traffic);
    if (app->ui.view == VIEW_CLUSTER) {
        fill_caches(app);
    }
    struct layout layout = app->ui.stage.is_on
                               ? view_stage_layout(app->columns, app->rows, model, &app->ui)
                               : view_layout(app->columns, app->rows, model, &app->ui);
    model_build_events(model, app->lab, &app->ui, view_event_rows(&layout, &app->ui));
    size_t row_start = cursor_row_start(&app->edit);
    struct buf speed;
    buf_init(&speed, sizeof(model->speed) - 1);
    pace_add_speed(&speed, &app->pace);
    memcpy(model->speed, speed.data, speed.size + 1);
    buf_release(&speed);
    (void)snprintf(model->title, sizeof(model->title), "%.39s",
                   model->lesson.is_on ? model->lesson.title : "Free play");
    model->lesson.is_at_prompt = app->ui.pane == PANE_PROMPT;
    model->lesson.next_key = app->ui.pane == PANE_EVENTS ? "n"
                             : !edit_is_empty(&app->edit) && model->lesson.is_at_prompt
                                 ? "Enter at an empty prompt"
                                 : "Enter";
    model->is_paused = app->is_paused;
    /* Where there is no prompt at all, as on a tiny screen, nothing of this is drawn. */
    int columns = layout.prompt.cols > 2 * PROMPT_COLUMNS ? layout.prompt.cols : 2 * PROMPT_COLUMNS;
    fill_lines(app, &layout, row_start);
    fill_edit(app, columns - PROMPT_COLUMNS, row_start);
    app_fill_key_row(app);
    fill_place(app);
    fill_next(app);
    fill_tries(app);
    if (app->ui.view == VIEW_METERS) {
        app_fill_plots(app, view_plots_cols(&layout));
    }
    if (app->ui.view == VIEW_DATA) {
        fill_data(app, &layout);
    }
    if (app->ui.view == VIEW_VOTES || app->ui.view == VIEW_LANES) {
        app_fill_followed(app);
    }
    if (app->ui.palette_is_open) {
        app_fill_palette(app, &model->palette);
    }
    app_fill_stage(app);
    if (app->ui.view == VIEW_TIMELINE) {
        model_build_timeline(&model->timeline, app->history, app->ui.branch - 1,
                             view_timeline_cols(&layout, &app->ui, app->columns, app->rows));
        const struct compare_result *result =
            app->compared != NULL ? compare_result(app->compared) : NULL;
        model_build_compare(&model->compare, result, app->ui.table_scroll);
        model_build_compare_plots(&model->compare, app->history, result,
                                  view_sides_cols(&layout, &app->ui, app->columns, app->rows));
    }
}

void app_keep_picture(struct app *app)
{
    if (!app->config.is_plain && app->columns > 0) {
        trend_sample(&app->trend, app->history);
        build(app);
    }
}

/* Meanwhile the lab is elsewhere: what is shown is where one stands. */
static void fill_comparing(struct app *app)
{
    (void)snprintf(app->model.travel, sizeof(app->model.travel), "comparing");
    app->model.travel_permille = compare_permille(app->comparing);
}

void app_draw(struct app *app, struct canvas *canvas)
{
    app->columns = canvas->cols;
    app->rows = canvas->rows;
    if (app->comparing != NULL) {
        fill_comparing(app);
    } else {
        trend_sample(&app->trend, app->history);
        build(app);
        if (app->ui.view == VIEW_HOME) {
            app_fill_home(app);
        }
    }
    app->model.is_recorded = app->is_recorded;
    view_draw(canvas, &app->model, &app->ui, app->page_title, app->page.data);
}
