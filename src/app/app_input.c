/* SPDX-License-Identifier: MIT */
/* app_input: keys and pastes, and what they become. */
#include "app/app_state.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* What a lesson adds where letters are keys, and where nothing is typed. In the events Enter has
 * another use. */
static unsigned lesson_keys(const struct app *app, bool types)
{
    const struct model_lesson *lesson = &app->model.lesson;
    if (!lesson->is_on || app->ui.view != VIEW_CLUSTER) {
        return 0;
    }
    bool is_last = lesson->is_done && lesson->next_title[0] == '\0';
    bool goes_on = app->ui.pane != PANE_EVENTS && lesson->is_step_done && !is_last;
    return (types ? 0 : (unsigned)KEYS_LESSON) | (lesson->asks ? (unsigned)KEYS_QUIZ : 0) |
           (goes_on ? (unsigned)KEYS_DONE : 0);
}

unsigned app_keys_where(const struct app *app)
{
    if (app->ui.text_is_open) {
        bool is_answer = app->ui.text_is_answer && app->ui.pane == PANE_PROMPT;
        return KEYS_HELP | (is_answer ? (unsigned)KEYS_ANSWER : 0);
    }
    if (app->ui.stage.is_on) {
        return KEYS_STAGE;
    }
    if (app->ui.view == VIEW_HOME) {
        return KEYS_HOME;
    }
    switch (app->ui.pane) {
    case PANE_PROMPT:
        return app->edit.text.size == 0 && !app->edit.is_searching
                   ? KEYS_EMPTY | lesson_keys(app, true)
                   : KEYS_PROMPT;
    case PANE_EVENTS:
        return KEYS_EVENTS | lesson_keys(app, false);
    case PANE_PICTURE:
    case PANE_SIDE:
    case PANE_COUNT:
        break;
    }
    return app_keys_after_esc(app);
}

unsigned app_keys_after_esc(const struct app *app)
{
    return app->ui.view == VIEW_TIMELINE ? KEYS_TIMELINE
           : app->ui.view == VIEW_METERS ? KEYS_METERS
           : app->ui.view == VIEW_DATA   ? KEYS_DATA
           : app->ui.view == VIEW_LANES  ? KEYS_LANES
           : app->ui.view == VIEW_VOTES  ? KEYS_LANES
                                         : KEYS_PICTURE | lesson_keys(app, false);
}

/* A key that could be a part of what is typed. */
static bool is_text(key_code key)
{
    return key > ' ' && key < KEY_NAMED && key != 0x7f;
}

/* --- the bound keys ------------------------------------------------------------------------- */

/* Each line of a binding, and of the first screen, is a command line of its own. */
static void do_bound(struct app *app, const char *line)
{
    app->is_by_key = true;
    (void)app_do_line(app, line, ORIGIN_KEY);
    app->is_by_key = false;
}

/* Says that these keys do nothing, until the next one. */
static void note_no_key(struct app *app, const char *typed)
{
    (void)snprintf(app->no_key, sizeof(app->no_key), "%s", typed);
}

/* True: the key was one of a binding, or its beginning. */
static bool try_binding(struct app *app, key_code key)
{
    char typed[KEYS_TYPED_MAX + 20];
    char name[16];
    const struct keys_binding *binding = NULL;
    bool goes_on = app->pending[0] != '\0';
    (void)snprintf(typed, sizeof(typed), "%s%s%s", app->pending, goes_on ? " " : "",
                   key_text(key, name));
    app->pending[0] = '\0';
    switch (keys_find(&binding, app_keys_where(app), typed)) {
    case KEYS_FOUND:
        do_bound(app, binding->line);
        return true;
    case KEYS_MORE:
        (void)snprintf(app->pending, sizeof(app->pending), "%.*s", KEYS_TYPED_MAX - 1, typed);
        return true;
    case KEYS_NONE:
        break;
    }
    if (goes_on && key == '?') {
        return try_binding(app, key);
    }
    if (goes_on && is_text(key)) {
        note_no_key(app, typed);
    }
    return goes_on; /* Esc or a key that continues nothing: forget the beginning */
}

/* --- questions ------------------------------------------------------------------------------ */

void app_ask(struct app *app, const char *text, const char *line)
{
    (void)snprintf(app->question.text, sizeof(app->question.text), "%s", text);
    (void)snprintf(app->question.line, sizeof(app->question.line), "%s", line);
}

/* True: the key was the answer. Letters that are typed in a row are no yes. */
static bool answer(struct app *app, key_code key)
{
    const struct question question = app->question;
    app->question = (struct question){0};
    if (question.text[0] == '\0') {
        return false;
    }
    if (key == 'y' || key == 'Y') {
        do_bound(app, question.line);
    }
    return key < KEY_NAMED || key == KEY_ENTER || key == KEY_ESC;
}

/* --- the keys of the whole program ---------------------------------------------------------- */

/* A long way is stopped where it is. */
static bool stop_travel(struct app *app)
{
    if (app_stop_comparing(app)) {
        return true;
    }
    bool was_on = history_is_travelling(app->history);
    if (was_on) {
        history_stop_travel(app->history);
        app_say(app, TRANSCRIPT_NOTE, "stopped on the way: this is where the run is now");
    }
    return was_on;
}

void app_cancel(struct app *app)
{
    char text[80];
    if (stop_travel(app)) {
        return;
    }
    app_stop_waiting(app);
    bool has_dropped = app->queue.count > 0;
    if (has_dropped) {
        int dropped = queue_drop(&app->queue);
        (void)snprintf(text, sizeof(text),
                       dropped == 1 ? "the line that waited was dropped"
                                    : "the %d lines that waited were dropped",
                       dropped);
        app_say(app, TRANSCRIPT_NOTE, text);
    } else if (app_is_in_statement(app)) {
        edit_clear(&app->edit);
        app->skips = false;
        return;
    }
    struct lab_watch_view watch;
    lab_look_watch(app->lab, app->client, &watch);
    if (!lab_is_answered(app->lab, app->client)) {
        (void)snprintf(text, sizeof(text), "\\cancel %d", app->client);
        (void)app_do_line(app, text, ORIGIN_KEY);
    } else if (watch.sql != NULL && !has_dropped) { /* as psql's \watch ends */
        (void)app_do_line(app, "\\watch off", ORIGIN_KEY);
    } else if (app->queue.count == 0) {
        app_say(app, TRANSCRIPT_NOTE, "nothing waits to be cancelled; \\quit ends");
    }
}

static void suspend(struct app *app)
{
    app->effects->suspend = true;
}

static void redraw(struct app *app)
{
    app->effects->redraw = true;
}

static void end_of_input(struct app *app)
{
    if (app->ui.text_is_open) {
        app_close_page(app);
    } else if (app_keys_where(app) != KEYS_PROMPT) {
        app->effects->quit = true;
    } else {
        (void)edit_key(&app->edit, KEY_DELETE);
    }
}

static const struct everywhere {
    key_code key;
    void (*run)(struct app *app);
} everywhere[] = {
    {KEY_CONTROL + 'c', app_cancel},
    {KEY_CONTROL + 'z', suspend},
    {KEY_CONTROL + 'l', redraw},
    {KEY_CONTROL + 'd', end_of_input},
};

static bool try_everywhere(struct app *app, key_code key)
{
    for (int i = 0; i < COUNT_OF(everywhere); i++) {
        if (everywhere[i].key == key && !app->edit.is_searching) {
            everywhere[i].run(app);
            return true;
        }
    }
    return false;
}

/* --- typing --------------------------------------------------------------------------------- */

/* A text that is too long comes key by key: one sentence about it is enough. */
static void say_once(struct app *app, const char *text)
{
    if (!transcript_ends_with(&app->transcript, text)) {
        app_say(app, TRANSCRIPT_ERROR, text);
    }
}

static void type_key(struct app *app, key_code key)
{
    if (key == KEY_TAB && !app->edit.is_searching) {
        app->edit.is_offered = false;
        app_complete(app);
        return;
    }
    if (key == KEY_BACK_TAB && app_complete_next(app, -1)) {
        return;
    }
    buf_clear(&app->offers);
    if (key == ':' && app->edit.is_offered) {
        edit_clear(&app->edit); /* as at an empty prompt, where it is a key */
        return;
    }
    if (key == KEY_ENTER && !app->edit.is_searching && app_read_typed(app)) {
        return;
    }
    switch (edit_key(&app->edit, key)) {
    case EDIT_SUBMIT:
        app_submit(app);
        break;
    case EDIT_TOO_LONG:
        say_once(app,
                 "a line holds 65536 bytes, and this one is full: Enter runs it, C-c drops it");
        break;
    case EDIT_CHANGED:
    case EDIT_NOTHING:
        break;
    }
}

/*
 * Where letters are keys, only what can be nothing else begins a line. Any other key that does
 * nothing must not: what is pressed next would be text, too.
 */
static bool begins_line(struct app *app, key_code key)
{
    char name[16];
    unsigned where = app_keys_where(app);
    if (is_text(key) && (where & KEYS_HOME) != 0) {
        (void)snprintf(app->home_note, sizeof(app->home_note),
                       "%s is no key here: ? lists them; commands are for the lab.",
                       key_text(key, name));
    }
    if ((where & (KEYS_HOME | KEYS_EMPTY | KEYS_PROMPT | KEYS_HELP | KEYS_STAGE)) != 0 ||
        !is_text(key)) {
        return false;
    }
    if (key == '\\' || key == '@') {
        return true;
    }
    note_no_key(app, key_text(key, name));
    return false;
}

/*
 * What begins a line, chooses a client or goes back to an earlier line finds a page closed; a page
 * has few keys of its own.
 */
static void leave_page(struct app *app, key_code key)
{
    char name[16];
    const struct keys_binding *binding = NULL;
    bool passes = is_text(key) || (key >= KEY_F1 && key <= KEY_F12);
    if (key == KEY_UP && app_answer_fits(app)) {
        app_close_page(app);
    }
    if (app->ui.text_is_open && passes &&
        keys_find(&binding, KEYS_HELP, key_text(key, name)) == KEYS_NONE) {
        app_close_page(app);
    }
}

void app_key(struct app *app, key_code key, bool has_text)
{
    app->no_key[0] = '\0';
    app->home_note[0] = '\0';
    if (answer(app, key)) {
        return;
    }
    if (app->ui.palette_is_open && app_palette_key(app, key)) {
        return;
    }
    leave_page(app, key);
    if (app->ui.stage.is_card) {
        (void)key_text(key, app->ui.stage.key);
    }
    unsigned where = app_keys_where(app);
    bool indents = key == ' ' && has_text && (where & KEYS_EMPTY) != 0;
    bool types = where == KEYS_PROMPT || indents;
    if (try_everywhere(app, key) || (key == KEY_ESC && stop_travel(app))) {
        return;
    }
    /* Where a text is being typed, only keys that are no text are looked up. */
    if ((!types || (key >= KEY_NAMED && !app->edit.is_searching)) && try_binding(app, key)) {
        return;
    }
    if (begins_line(app, key)) {
        app->ui.pane = PANE_PROMPT;
    }
    if (app->ui.view != VIEW_HOME && app->ui.pane == PANE_PROMPT && !app->ui.text_is_open) {
        type_key(app, key);
    }
}

/* --- pasting -------------------------------------------------------------------------------- */

/* A line without its end, put behind what is typed; when that is complete, it waits its turn. */
static bool paste_line(struct app *app, const char *bytes, size_t size, bool is_ended)
{
    struct err err = {0};
    if (edit_insert(&app->edit, bytes, size, &err) != RC_OK) {
        app_say(app, TRANSCRIPT_ERROR, err.text);
        return false;
    }
    if (!is_ended) {
        return true;
    }
    if (app_read_typed(app)) {
        return true;
    }
    if (edit_wants_more(&app->edit)) {
        return edit_insert(&app->edit, "\n", 1, NULL) == RC_OK;
    }
    char *line = edit_take(&app->edit);
    if (line[0] == '\0') {
        mem_free(line);
    } else {
        queue_add(&app->queue, &(struct queue_line){.text = line, .at = -1});
    }
    return true;
}

static void paste_lines(struct app *app, const char *text)
{
    app->edit.cursor = strchr(text, '\n') != NULL ? app->edit.text.size : app->edit.cursor;
    while (*text != '\0') {
        size_t size = strcspn(text, "\r\n");
        bool is_ended = text[size] != '\0';
        if (!paste_line(app, text, size, is_ended)) {
            break;
        }
        text += size;
        text += text[0] == '\r' && text[1] == '\n' ? 2 : is_ended;
    }
    app_feed_queue(app);
}

void app_paste(struct app *app, const char *bytes, size_t size)
{
    if (app->ui.view == VIEW_HOME) {
        return;
    }
    app->question = (struct question){0};
    app_close_page(app);
    app_close_palette(app);
    app->ui.pane = PANE_PROMPT;
    buf_clear(&app->offers);
    if (bytes == NULL) {
        app_say(app, TRANSCRIPT_ERROR,
                "what was pasted is larger than 1 MB, so none of it was taken; put it into a file "
                "and run it with \\i FILE");
        return;
    }
    if (text_find_bad(bytes, size) < size) {
        app_say(app, TRANSCRIPT_ERROR,
                "what was pasted is not text, so none of it was taken; what you typed is kept");
        return;
    }
    if (memchr(bytes, '\n', size) == NULL && memchr(bytes, '\r', size) == NULL &&
        size + app->edit.text.size > LINE_SIZE_MAX) {
        app_say(app, TRANSCRIPT_ERROR,
                "what was pasted is longer than a line may be, 65536 bytes, so none of it was "
                "taken; what you typed is kept");
        return;
    }
    char *text = mem_alloc(size + 1, 1);
    memcpy(text, bytes, size);
    paste_lines(app, text);
    mem_free(text);
}
