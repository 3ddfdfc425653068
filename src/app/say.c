/* SPDX-License-Identifier: MIT */
/* say: what is said to the person: lines of the transcript, and pages over a pane. */
#include "app/app_state.h"

#include "base/mem.h"
#include "base/text.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

#define ANSWER_LINES_MIN 3 /* so few are no page, however low the prompt is: a row and its name */
#define ASKED_COLUMNS 50   /* of a statement, where its answer names it */

/* --- lines ----------------------------------------------------------------------------------- */

static void add_line(struct app *app, const struct transcript_line *line)
{
    struct transcript_line dated = *line;
    dated.at = app->lab != NULL ? lab_now(app->lab) : 0; /* there is none yet */
    transcript_add(&app->transcript, &dated);
    app->ui.console_scroll = line->round_of == 0 ? 0 : app->ui.console_scroll;
    if (app->config.listener.on_line != NULL) {
        app->config.listener.on_line(app->config.listener.user, line);
    }
}

void app_say(struct app *app, enum transcript_kind kind, const char *text)
{
    add_line(app, &(struct transcript_line){
                      .kind = kind, .client = app->client, .master = -1, .text = text});
}

/* The answer to a statement: names, then rows, then a line of facts about them. */
static void add_result(struct app *app, const struct lab_reply *reply)
{
    char *text = mem_text(reply->text);
    int left = reply->grid_lines;
    bool is_alone = reply->round != NULL && left == 0; /* then it is the value */
    struct transcript_line line = {
        .kind = TRANSCRIPT_RESULT, .client = reply->client, .master = reply->master};
    line.round_of = reply->round != NULL ? reply->client : 0;
    for (char *at = text; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        bool is_last = at[size] == '\0' || at[size + 1] == '\0';
        char *next = at + size + (at[size] == '\n');
        at[size] = '\0';
        line.kind = !is_last ? line.kind : is_alone ? TRANSCRIPT_VALUES : TRANSCRIPT_FACT;
        line.text = at;
        line.is_grid = left-- > 0;
        add_line(app, &line);
        line.kind = TRANSCRIPT_VALUES;
        at = next;
    }
    mem_free(text);
}

/* The last statement of a client, and whether nothing was said since; NULL: none is kept. */
static const struct transcript_line *last_statement(const struct app *app, int client,
                                                    bool *is_last)
{
    *is_last = true;
    for (int i = app->transcript.count - 1; i >= 0; i--) {
        const struct transcript_line *line = transcript_at(&app->transcript, i);
        if (line->kind == TRANSCRIPT_TYPED && line->client == client && !line->goes_on &&
            line->text[0] != '\\') {
            return line;
        }
        *is_last = *is_last && (line->kind == TRANSCRIPT_NOTE || line->goes_on);
    }
    return NULL;
}

/* Where it does not stand below what was asked, an answer says whose it is, and to what. */
static void name_answer(struct app *app, const struct lab_reply *reply)
{
    bool is_last = true;
    const struct transcript_line *asked = last_statement(app, reply->client, &is_last);
    if (app->config.is_plain || is_last || reply->client == 0) { /* 0: nobody asked */
        return;
    }
    struct buf text;
    buf_init(&text, 200);
    buf_addf(&text, "@%d", reply->client);
    if (reply->master >= 0) {
        buf_addf(&text, " on m%d", reply->master + 1);
    }
    buf_addf(&text, " is answered");
    if (asked != NULL) {
        size_t size = text_clip(asked->text, ASKED_COLUMNS);
        buf_addf(&text, ": %.*s%s", (int)size, asked->text, asked->text[size] != '\0' ? "…" : "");
    }
    add_line(app, &(struct transcript_line){.kind = TRANSCRIPT_NOTE,
                                            .client = reply->client,
                                            .master = reply->master,
                                            .text = text.data});
    buf_release(&text);
}

/*
 * What a client watches takes the place of what it saw before, so that it does not fill the prompt,
 * unless the one before is worth keeping. In words nothing is taken back: there only news count.
 */
static void say_round(struct app *app, const struct lab_reply *reply)
{
    struct transcript *said = &app->transcript;
    if (app->config.is_plain && reply->round->is_same) {
        return;
    }
    int lines = said->count;
    int64_t place =
        transcript_take_round(said, reply->client, app->config.is_plain || reply->round->is_turn);
    int64_t from = said->forgotten + said->count;
    if (reply->is_error) {
        add_line(app, &(struct transcript_line){.kind = TRANSCRIPT_ERROR,
                                                .client = reply->client,
                                                .master = reply->master,
                                                .round_of = reply->client,
                                                .text = reply->text});
    } else {
        add_result(app, reply);
    }
    transcript_move_round(said, from, place);
    if (app->ui.console_scroll > 0) { /* who reads back goes on reading there */
        app->ui.console_scroll += said->count - lines;
    }
}

void app_on_reply(void *user, const struct lab_reply *reply)
{
    struct app *app = user;
    if (reply->round != NULL) {
        say_round(app, reply);
        return;
    }
    bool is_asked = reply->client == app->asked;
    app->asked = is_asked ? 0 : app->asked;
    name_answer(app, reply);
    if (reply->is_error) {
        add_line(app, &(struct transcript_line){
                          .kind = TRANSCRIPT_ERROR,
                          .client = reply->client,
                          .master = reply->master,
                          .text = reply->text,
                      });
        if (is_asked) {
            app_open_error(app, reply->text, false);
        }
    } else {
        add_result(app, reply);
        if (is_asked) {
            app_open_answer(app, reply->text, false);
            app->ui.text_is_grid = app->ui.text_is_table && reply->grid_lines > 0;
        }
    }
}

/* The master that a client's lines run on, for their prompt; -1: none. */
static int master_of(const struct app *app, int client)
{
    struct clients_view view;
    clients_look(lab_clients(app->lab), &view);
    return client >= 1 && client <= view.count ? view.clients[client - 1].master : -1;
}

void app_echo(struct app *app, int client, const char *line)
{
    app->ui.columns_left = 0;
    add_line(app, &(struct transcript_line){
                      .kind = TRANSCRIPT_TYPED,
                      .client = client,
                      .master = master_of(app, client),
                      .text = line,
                  });
}

/* --- pages ----------------------------------------------------------------------------------- */

void app_open_page(struct app *app, const char *title, const char *text)
{
    if (app->config.is_plain) {
        app_say(app, TRANSCRIPT_RESULT, text);
        return;
    }
    (void)snprintf(app->page_title, sizeof(app->page_title), "%s", title);
    buf_clear(&app->page);
    buf_addf(&app->page, "%s", text);
    app->ui.text_is_open = true;
    app->ui.text_is_table = false;
    app->ui.text_is_why = false;
    app->ui.text_is_answer = false;
    app->ui.text_is_grid = false;
    app->ui.text_scroll = 0;
}

static int count_lines(const char *text)
{
    int lines = 0;
    for (; *text != '\0'; text++) {
        lines += *text == '\n' ? 1 : 0;
    }
    return lines;
}

void app_open_wide_page(struct app *app, const char *title, const char *text)
{
    app_open_page(app, title, text);
    app->ui.text_is_table = true;
    app->ui.text_lines = count_lines(text);
}

void app_close_page(struct app *app)
{
    app->ui.text_is_open = false;
    buf_clear(&app->page);
}

/* The rows of the prompt's pane that a text takes, if it is not cut because that is low. */
static int count_rows(const struct layout *layout, const char *text)
{
    int rows = 0;
    struct layout high = *layout;
    high.prompt.rows = LAYOUT_ROWS_MIN;
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        struct model_line line = {.look = LOOK_ERROR};
        (void)snprintf(line.text, sizeof(line.text), "  %.*s", (int)size, text);
        rows += view_line_rows(&high, &line);
        text += size + (text[size] == '\n');
    }
    return rows;
}

/* What came of a line can be seen at once in the prompt's pane, or it is not to be in the way. */
static bool needs_page(const struct app *app, const char *text, bool is_asked_now, bool is_error)
{
    struct ui ui = app->ui;
    ui.text_is_open = false;
    struct layout layout = view_layout(app->columns, app->rows, &app->model, &ui);
    int room = layout.prompt.rows - 2; /* its heading, and what is being typed */
    bool is_told = is_error || (is_asked_now && app->model.lesson.is_on);
    int lines = is_told ? count_rows(&layout, text) : count_lines(text);
    bool is_free = (app->ui.pane == PANE_PROMPT || is_asked_now) && app->ui.view != VIEW_HOME;
    return is_free && app->edit.text.size == 0 && app->queue.count == 0 && lines > room &&
           (is_told || lines > ANSWER_LINES_MIN);
}

void app_open_answer(struct app *app, const char *text, bool is_asked_now)
{
    bool is_other = app->ui.text_is_open && !app->ui.text_is_table; /* which the line opened */
    if (app->config.is_plain || is_other || !needs_page(app, text, is_asked_now, false)) {
        return;
    }
    app_open_wide_page(app, "answer", text);
    app->ui.text_is_answer = true;
}

void app_open_error(struct app *app, const char *text, bool is_asked_now)
{
    if (!app->config.is_plain && needs_page(app, text, is_asked_now, true)) {
        struct layout layout = view_layout(app->columns, app->rows, &app->model, &app->ui);
        app_open_wide_page(app, "answer", text);
        app->ui.text_lines = count_rows(&layout, text);
        app->ui.text_is_answer = true;
    }
}
