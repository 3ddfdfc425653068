/* SPDX-License-Identifier: MIT */
#include "lib/fixture_meters.h"

#include "base/mem.h"
#include "client/client.h"
#include "lab/samples.h"
#include "lib/fixture.h"
#include "view/draw.h"
#include "view/glyph.h"
#include "view/model_build.h"
#include "view/plots_reading.h"

#include <stdio.h>
#include <string.h>

#define NOW (58 * US_PER_S)
#define MS(ms) ((ms)*US_PER_MS)

static struct endpoint_view endpoint(enum endpoint_state state, enum endpoint_reason reason,
                                     sim_us for_ms, sim_us due_in_ms)
{
    bool has_due = state == ENDPOINT_IS_DOWN || state == ENDPOINT_IS_WARMING;
    return (struct endpoint_view){
        .is_known = true,
        .state = state,
        .reason = reason,
        .since = NOW - MS(for_ms),
        .checked_at = NOW + MS(due_in_ms),
        .due_at = has_due ? NOW + MS(due_in_ms) : SIM_NEVER,
        .latency = state == ENDPOINT_UNKNOWN ? -1 : MS(1) + for_ms,
        .lag = -1,
    };
}

static void add_client(struct model *model, struct clients_view *view, int master, int64_t ok)
{
    int number = view->count + 1;
    struct client_view *client = &view->clients[view->count];
    *client = (struct client_view){
        .number = number,
        .az = (number - 1) % 3,
        .driver = "shard_map",
        .master = master,
        .moving_from = -1,
        .moving_to = -1,
        .has_load = number > 1,
        .ok = ok,
        .ok_per_s = number > 1 ? 20 : 0,
        .p99 = MS(8) + 100 * number,
        .outage_master = -1,
        .outage_since = SIM_NEVER,
        .opened = 3,
        .worker_count = 1,
        .workers = {{.doing = CLIENT_IDLE, .master = -1}},
    };
    for (int i = 0; i < 3; i++) {
        client->endpoints[i] = endpoint(ENDPOINT_IS_UP, ENDPOINT_ANSWERS, 57900, 400 + 90 * i);
        client->pools[i] = (struct pool_view){.idle = 1, .max = 8};
    }
    client->pools[master] = (struct pool_view){.in_use = 1, .idle = 1, .max = 8};
    model->side_clients[view->count++] = (struct model_client){
        .number = number,
        .master = master,
        .moving_to = -1,
        .doing = number > 1 ? "writes" : "idle",
        .doing_role = number > 1 ? ROLE_TEXT : ROLE_MUTED,
    };
}

static void lose_m2(struct client_view *client)
{
    client->retries = 1;
    client->unknown = 1;
    client->longest_outage = MS(1810);
    client->outage = MS(1810);
    client->outage_detect = MS(1775);
    client->outage_reroute = MS(4);
    client->outage_first_ok = MS(31);
    client->endpoints[1] = endpoint(ENDPOINT_IS_DOWN, ENDPOINT_CHECKS_MISSED, 3200, 1800);
    client->endpoints[1].latency = -1;
    client->pools[1] = (struct pool_view){.max = 8};
    client->pools[2] = (struct pool_view){.in_use = 3, .busy = 1, .idle = 2, .max = 8};
}

/* --- the past -------------------------------------------------------------------------------- */

#define KILLED MS(35500)
#define MOVED MS(37300)
#define RESTORED MS(48500)

/* Where client `number` is at a time: all stay, but the one that loses m2. */
static int on_at(const struct clients_view *view, int i, sim_us at)
{
    bool loses = view->clients[i].longest_outage > 0;
    return !loses || at >= MOVED ? view->clients[i].master : at < KILLED ? 1 : SAMPLE_OUT;
}

static void fill_dot(struct model_plots *plots, const struct clients_view *view, int dot)
{
    sim_us at = plots->from + dot * plots->dot;
    bool is_dark = at >= KILLED && at < RESTORED;
    int wobble = dot * 7 % 5;
    plots->commits[0][dot] = 20 + wobble % 2;
    plots->commits[1][dot] = at < KILLED ? 20 : 0;
    plots->commits[2][dot] = at < KILLED ? 20 : at < MOVED ? 18 : 40 + wobble % 3;
    for (int i = 0; i < 3; i++) {
        plots->values[PLOTS_COMMITS][dot] += plots->commits[i][dot];
    }
    plots->values[PLOTS_CONFLICTS][dot] = dot % 11 == 0 ? 2 : 0;
    plots->values[PLOTS_SLOWEST][dot] = (int)MS(is_dark ? 11 : 8) + 300 * wobble;
    plots->values[PLOTS_LAG][dot] =
        (int)(at >= KILLED && at < MOVED ? MS(190) : MS(24) + 900 * wobble);
    plots->values[PLOTS_COPIES][dot] = is_dark ? 4 : 6;
    for (int i = 0; i < plots->strip_count; i++) {
        int on = on_at(view, plots->strips[i].client - 1, at);
        plots->strips[i].on[dot] = (int8_t)on;
        plots->strips[i].wrote[dot] = on >= 0;
    }
}

static void fill_mark(struct model_plots *plots, sim_us at, bool is_fault, const char *text)
{
    struct plots_mark *mark = &plots->marks[plots->mark_count++];
    *mark = (struct plots_mark){
        .dot = (int)((at - plots->from) / plots->dot),
        .at = at,
        .is_fault = is_fault,
        .sign = is_fault ? GLYPH_DOWN : GLYPH_RIGHT,
    };
    (void)snprintf(mark->text, sizeof(mark->text), "%s", text);
}

/* A minute in which AZ b was dark for a while. */
static void fill_plots(struct model_plots *plots, const struct clients_view *view, int cols,
                       int chosen)
{
    int first = chosen > PLOTS_STRIPS_MAX ? chosen - 3 : 2; /* @1 never wrote */
    int main_cols = cols - (cols < 100 ? 2 : 4);
    memset(plots, 0, sizeof(*plots));
    plots_set_axis(plots, draw_plots_cols(main_cols) - DRAW_PLOTS_LABEL, PLOTS_1_MIN, NOW,
                   SAMPLE_STEP);
    plots->writer_count = view->count - 1;
    plots->strip_count =
        plots->writer_count < PLOTS_STRIPS_MAX ? plots->writer_count : PLOTS_STRIPS_MAX;
    for (int i = 0; i < plots->strip_count; i++) {
        plots->strips[i].client = first + i;
    }
    plots->end = (int)((NOW - plots->from) / plots->dot);
    for (int dot = 0; dot < plots->end; dot++) {
        fill_dot(plots, view, dot);
    }
    plots->shown = plots->end - 1;
    plots->cursor = -1;
    plots->worst[PLOTS_COMMITS] = 38;
    plots->worst[PLOTS_CONFLICTS] = 2;
    plots->worst[PLOTS_SLOWEST] = (int)MS(12);
    plots->worst[PLOTS_LAG] = (int)MS(190);
    plots->worst[PLOTS_COPIES] = 4;
    fill_mark(plots, KILLED, true, "kill AZ b");
    fill_mark(plots, RESTORED, false, "restore AZ b");
}

/* --- the screens ----------------------------------------------------------------------------- */

static void begin(struct model *model, struct ui *ui, int cols)
{
    fixture_fill_wide(model, ui, cols);
    ui->view = VIEW_METERS;
    (void)snprintf(model->keys[0].word, sizeof(model->keys[0].word), "speak as it");
}

static void finish(struct model *model, struct clients_view *view, int cols, int chosen)
{
    model->side_client_count = view->count;
    model_build_meters(model, view, NOW, chosen);
    fill_plots(&model->plots, view, cols, chosen);
    model_read_plots(&model->meters, &model->plots);
    mem_free(view);
}

static struct clients_view *four(struct model *model)
{
    struct clients_view *view = mem_alloc(1, sizeof(*view));
    add_client(model, view, 0, 3);
    add_client(model, view, 2, 1124);
    add_client(model, view, 2, 1160);
    add_client(model, view, 0, 1160);
    lose_m2(&view->clients[1]);
    return view;
}

void fixture_fill_meters(struct model *model, struct ui *ui, int cols)
{
    begin(model, ui, cols);
    finish(model, four(model), cols, 2);
}

void fixture_fill_meters_at(struct model *model, struct ui *ui, int cols)
{
    fixture_fill_meters(model, ui, cols);
    struct model_plots *plots = &model->plots;
    plots->cursor = (int)((MS(36500) - plots->from) / plots->dot);
    plots->shown = plots->cursor;
}

void fixture_fill_meters_one(struct model *model, struct ui *ui, int cols)
{
    fixture_fill_meters(model, ui, cols);
    model->meters.shows_one = true;
}

void fixture_fill_meters_states(struct model *model, struct ui *ui, int cols)
{
    begin(model, ui, cols);
    struct clients_view *view = four(model);
    struct client_view *client = &view->clients[3];
    client->outage_since = NOW - MS(2400);
    client->outage = MS(2400);
    client->conflicts = 12345;
    client->failed = 7;
    client->endpoints[0] = endpoint(ENDPOINT_IS_SUSPECT, ENDPOINT_LAGS, 300, 150);
    client->endpoints[1] = endpoint(ENDPOINT_IS_TRIAL, ENDPOINT_OPEN_OVER, 40, 20);
    client->endpoints[2] = endpoint(ENDPOINT_IS_WARMING, ENDPOINT_PASSED, 2100, 7900);
    client->endpoints[3] = endpoint(ENDPOINT_IS_DRAINING, ENDPOINT_BY_PERSON, 61000, 500);
    client->pools[2] = (struct pool_view){.in_use = 8, .max = 8, .waiting = 5};
    client->pools[3] = (struct pool_view){.in_use = 1, .max = 4};
    client->stale = 31;
    client->stale_own = 2;
    client->worker_count = 3;
    client->workers[0] = (struct worker_view){CLIENT_WORKS, false, 2, 1161, 1, NOW - MS(4)};
    client->workers[1] = (struct worker_view){CLIENT_MOVES, true, 0, 1155, 3, NOW - MS(2400)};
    client->workers[2] = (struct worker_view){.doing = CLIENT_IDLE, .master = -1};
    finish(model, view, cols, 4);
    model->meters.shows_one = true;
}

void fixture_fill_meters_many(struct model *model, struct ui *ui, int cols)
{
    begin(model, ui, cols);
    struct clients_view *view = mem_alloc(1, sizeof(*view));
    for (int i = 0; i < 60; i++) {
        add_client(model, view, i % 3, 37 * i);
    }
    view->clients[41].driver = "a_driver_of_my_own_with_a_long_name";
    finish(model, view, cols, 42);
}
