/* SPDX-License-Identifier: MIT */
/* meters_commands: how one looks at the meters: how much of the past, at which instant, at whom. */
#include "app/app_state.h"

#include "base/compiler.h"
#include "view/plots_reading.h"
#include "view/plots_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPAN_FIRST PLOTS_1_MIN
#define TEXT_COLS 6 /* twelve rows */
#define COLUMNS_A_KEY_MAX 1000

static enum plots_span span_of(const struct app *app)
{
    return (enum plots_span)((SPAN_FIRST + app->ui.meters.span) % PLOTS_SPAN_COUNT);
}

static int chosen_of(const struct app *app)
{
    return app->ui.client > 0 ? app->ui.client : app->client;
}

static void build(const struct app *app, struct model_plots *out, int cols)
{
    const struct ui_meters *ui = &app->ui.meters;
    model_build_plots(out, app->history,
                      &(struct plots_wants){
                          .cols = cols,
                          .span = span_of(app),
                          .cursor = ui->has_cursor ? ui->cursor : SIM_NEVER,
                          .chosen = chosen_of(app),
                      });
}

void app_fill_plots(struct app *app, int cols)
{
    app->model.meters.shows_one = app->ui.meters.shows_one;
    build(app, &app->model.plots, cols);
    model_read_plots(&app->model.meters, &app->model.plots);
}

/* Where nothing is drawn: all that is seen, or the instant that was asked for. */
static void say(struct app *app)
{
    struct buf text;
    struct clients_view clients;
    clients_look(lab_clients(app->lab), &clients);
    buf_init(&text, BUF_CAP_TEXT);
    build(app, &app->model.plots, TEXT_COLS);
    if (app->ui.meters.has_cursor) {
        plots_add_instant(&text, &app->model.plots);
    } else {
        plots_add_text(&text, &app->model.plots, &clients, chosen_of(app));
    }
    app->ui.meters.has_cursor = false;
    app_open_page(app, "meters", text.data);
    buf_release(&text);
}

static void show(struct app *app)
{
    if (app->config.is_plain) {
        say(app);
        return;
    }
    app->ui.view = VIEW_METERS;
    app->ui.pane = PANE_PICTURE;
    app_close_page(app);
}

static void show_one(struct app *app)
{
    bool *shows_one = &app->ui.meters.shows_one;
    if (app->config.is_plain) {
        (void)app_do_line(app, "\\connections", ORIGIN_KEY);
        return;
    }
    *shows_one = app->ui.view != VIEW_METERS || !*shows_one;
    show(app);
}

/* --- how much -------------------------------------------------------------------------------- */

static enum rc set_span(struct app *app, const char *word, struct err *err)
{
    int span = (int)span_of(app);
    bool is_step = strcmp(word, "+") == 0 || strcmp(word, "-") == 0;
    if (is_step) {
        span += word[0] == '+' ? 1 : -1;
        span = span < 0 ? 0 : span < PLOTS_SPAN_COUNT ? span : PLOTS_SPAN_COUNT - 1;
    } else {
        span = 0;
        while (span < PLOTS_SPAN_COUNT &&
               strcmp(plots_span_word((enum plots_span)span), word) != 0) {
            span++;
        }
    }
    if (span == PLOTS_SPAN_COUNT) {
        return err_set(err, RC_UNKNOWN,
                       "\"%.20s\" is no span of the meters: there are 10s, 60s, 5m and all, "
                       "+ and -",
                       word);
    }
    app->ui.meters.span = (span + PLOTS_SPAN_COUNT - (int)SPAN_FIRST) % PLOTS_SPAN_COUNT;
    return RC_OK;
}

/* --- which instant --------------------------------------------------------------------------- */

/* By so many columns, among what is known; on beyond the newest there is no cursor. */
static enum rc move_cursor(struct app *app, const char *word, struct err *err)
{
    struct ui_meters *ui = &app->ui.meters;
    const struct model_plots *plots = &app->model.plots;
    char *end = NULL;
    long columns = strtol(word, &end, 10);
    if (*end != '\0' || columns < -COLUMNS_A_KEY_MAX || columns > COLUMNS_A_KEY_MAX) {
        return err_set(err, RC_USAGE,
                       "\\meters at takes a time such as 12.5s, +1 or -1 for a "
                       "column of the plots, or off");
    }
    if (app->config.is_plain || plots->end == plots->first) {
        return err_set(err, RC_STATE,
                       "there are no plots on the screen: \\meters at 12.5s names "
                       "an instant");
    }
    int first = (plots->first + 1) / 2;
    int last = (plots->end - 1) / 2;
    int from = plots->cursor >= 0 ? plots->cursor / 2 : last + 1;
    int to = from + (int)columns < first ? first : from + (int)columns;
    ui->has_cursor = to <= last;
    ui->cursor = plots->from + to * 2 * plots->dot;
    return RC_OK;
}

static enum rc set_cursor(struct app *app, const char *word, struct err *err)
{
    struct ui_meters *ui = &app->ui.meters;
    sim_us at = 0;
    if (strcmp(word, "off") == 0) {
        ui->has_cursor = false;
        return RC_OK;
    }
    if (word[0] == '+' || word[0] == '-') {
        return move_cursor(app, word, err);
    }
    enum rc rc = span_parse(&at, word, err);
    if (rc == RC_OK && at > lab_now(app->lab)) {
        rc = err_set(err, RC_RANGE, "that is not yet past: the meters tell what was");
    }
    if (rc == RC_OK) {
        ui->has_cursor = true;
        ui->cursor = at;
    }
    return rc;
}

static enum rc go_to_cursor(struct app *app, struct err *err)
{
    if (!app->ui.meters.has_cursor) {
        return err_set(err, RC_STATE,
                       "no instant is looked at: Left and Right, or \\meters at "
                       "12.5s, choose one");
    }
    struct buf line;
    buf_init(&line, 40);
    buf_addf(&line, "\\goto ");
    span_add_exact(&line, app->ui.meters.cursor);
    app->ui.meters.has_cursor = false;
    (void)app_do_line(app, line.data, ORIGIN_KEY);
    buf_release(&line);
    return RC_OK;
}

/* --- the command ----------------------------------------------------------------------------- */

enum rc app_run_meters(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *what = words->count > 1 ? words->word[1] : "";
    bool has_more = words->count > 2;
    enum rc rc = RC_OK;
    (void)reply;
    if (strcmp(what, "span") == 0 && has_more) {
        rc = set_span(app, words->word[2], err);
    } else if (strcmp(what, "at") == 0 && has_more) {
        rc = set_cursor(app, words->word[2], err);
    } else if (strcmp(what, "go") == 0 && !has_more) {
        return go_to_cursor(app, err);
    } else if (strcmp(what, "one") == 0 && !has_more) {
        show_one(app);
        return RC_OK;
    } else if (words->count > 1) {
        rc = err_set(err, RC_USAGE,
                     "\\meters alone, or with span 10s, at 12.5s, go or one; not \"%.20s\"", what);
    }
    if (rc == RC_OK) {
        show(app);
    }
    return rc;
}

void app_complete_meters(const void *context, const struct words *words, int index,
                         cmd_offer_fn offer, void *to)
{
    static const char *const whats[] = {"span", "at", "go", "one"};
    (void)context;
    for (int i = 0; index == 1 && i < COUNT_OF(whats); i++) {
        offer(to, whats[i]);
    }
    for (int i = 0; index == 2 && strcmp(words->word[1], "span") == 0 && i < PLOTS_SPAN_COUNT;
         i++) {
        offer(to, plots_span_word((enum plots_span)i));
    }
    if (index == 2 && strcmp(words->word[1], "at") == 0) {
        offer(to, "off");
    }
}
