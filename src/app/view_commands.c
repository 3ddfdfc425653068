/* SPDX-License-Identifier: MIT */
/* view_commands: which view one looks at; where nothing is drawn, what it would show is said. */
#include "app/app_state.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "lab/advice.h"
#include "lab/why.h"

#include <string.h>

static enum rc say_lanes(struct app *app, uint64_t event, struct err *err)
{
    uint64_t seq = event > 0 ? event : app_event_asked(app);
    if (seq == 0) {
        return err_set(err, RC_STATE, "nothing has happened yet");
    }
    const struct run *run = history_run(app->history);
    struct model_lanes *lanes = mem_alloc(1, sizeof(*lanes));
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    struct lanes_wanted wanted = {seq, app->ui.lanes_are_all, app->client};
    model_build_lanes(lanes, app->lab, &wanted);
    model_build_causes(lanes, app->lab, run);
    lanes_add_text(&text, lanes);
    buf_addf(&text, "\n");
    why_add(&text, app->lab, run, seq);
    advice_add(&text, lab_event(app->lab, seq));
    app_open_page(app, "lanes", text.data);
    buf_release(&text);
    mem_free(lanes);
    return RC_OK;
}

static void say_votes(struct app *app, uint64_t event)
{
    struct model_votes *votes = mem_alloc(1, sizeof(*votes));
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    model_build_votes(votes, app->lab, event, false);
    votes_add_text(&text, votes);
    app_open_page(app, "votes", text.data);
    buf_release(&text);
    mem_free(votes);
}

static const struct {
    const char *name;
    enum view_name view;
} views[] = {
    {"cluster", VIEW_CLUSTER}, {"lanes", VIEW_LANES},   {"votes", VIEW_VOTES},
    {"data", VIEW_DATA},       {"meters", VIEW_METERS}, {"timeline", VIEW_TIMELINE},
};

/* Where nothing is drawn, what a view would show is said. */
static enum rc say_view(struct app *app, enum view_name view, const struct words *words,
                        struct buf *reply, struct err *err)
{
    if (view == VIEW_DATA) {
        return app_open_data(app, err);
    }
    if (view == VIEW_CLUSTER) {
        (void)app_do_line(app, "\\status", ORIGIN_KEY);
        (void)app_do_line(app, "\\copies", ORIGIN_KEY);
    }
    if (view == VIEW_METERS) {
        (void)app_do_line(app, "\\meters", ORIGIN_KEY);
        (void)app_do_line(app, "\\connections", ORIGIN_KEY);
    }
    if (view == VIEW_LANES) {
        return say_lanes(app, app->ui.event, err);
    }
    if (view == VIEW_VOTES) {
        say_votes(app, app->ui.event);
    }
    return view == VIEW_TIMELINE ? app_run_branches(app, words, reply, err) : RC_OK;
}

/* The event that the lanes and votes are about; none is said: the one that is chosen. Or the lanes
 * are about all that is sent. */
static enum rc take_event(struct app *app, enum view_name view, const struct words *words,
                          struct err *err)
{
    app->ui.lanes_are_all =
        view == VIEW_LANES && words->count == 3 && strcmp(words->word[2], "all") == 0;
    if (words->count < 3 || app->ui.lanes_are_all) {
        return RC_OK;
    }
    if (view != VIEW_LANES && view != VIEW_VOTES) {
        return err_set(err, RC_USAGE, "\\view %s takes no event: lanes and votes do",
                       words->word[1]);
    }
    return app_parse_event(app, words->word[2], &app->ui.event, err);
}

#define OUT_LONG_US (100 * US_PER_MS) /* a shorter outage is nobody's question */

/* The meters begin with whom it hit most: of those that a load feeds. 0: who speaks. */
static int hit_most(const struct app *app)
{
    struct clients_view view;
    sim_us longest = OUT_LONG_US;
    int number = 0;
    clients_look(lab_clients(app->lab), &view);
    for (int i = 0; i < view.count; i++) {
        const struct client_view *client = &view.clients[i];
        if (client->has_load && client->longest_outage > longest) {
            longest = client->longest_outage;
            number = client->number;
        }
    }
    return number;
}

enum rc app_run_view(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    const char *word = words->word[1];
    for (int i = 0; i < COUNT_OF(views); i++) {
        if (strcmp(views[i].name, word) != 0) {
            continue;
        }
        enum rc rc = take_event(app, views[i].view, words, err);
        if (rc != RC_OK) {
            return rc;
        }
        if (app->ui.view == VIEW_TIMELINE && views[i].view == VIEW_TIMELINE) {
            app_forget_compared(app); /* the second time it is the timeline alone */
        }
        app->ui.view = views[i].view;
        app->ui.pane = PANE_PICTURE;
        app->ui.branch = 0;
        app->ui.client = app->ui.view == VIEW_METERS ? hit_most(app) : 0;
        app->ui.lanes_scroll = 0;
        app->followed.is_stale = true; /* who asks anew is told all at once */
        app_close_page(app);
        return app->config.is_plain ? say_view(app, views[i].view, words, reply, err) : RC_OK;
    }
    return err_set(
        err, RC_UNKNOWN,
        "there is no view \"%.40s\": there are cluster, lanes, votes, data, meters and timeline",
        word);
}

void app_complete_view(const void *context, const struct words *words, int index,
                       cmd_offer_fn offer, void *to)
{
    (void)context;
    for (int i = 0; index == 1 && i < COUNT_OF(views); i++) {
        offer(to, views[i].name);
    }
    if (index == 2 && strcmp(words->word[1], "lanes") == 0) {
        offer(to, "all");
    }
}

/* --- back ------------------------------------------------------------------------------------ */

static bool shows_compared(const struct app *app)
{
    return app->ui.view == VIEW_TIMELINE && app->compared != NULL;
}

static bool shows_one(const struct app *app)
{
    return app->ui.view == VIEW_METERS && app->ui.meters.shows_one;
}

static void close_one(struct app *app)
{
    app->ui.meters.shows_one = false;
}

static bool shows_instant(const struct app *app)
{
    return app->ui.view == VIEW_METERS && app->ui.meters.has_cursor;
}

static void close_instant(struct app *app)
{
    app->ui.meters.has_cursor = false;
}

static bool shows_all(const struct app *app)
{
    return app->ui.view == VIEW_LANES && app->ui.lanes_are_all;
}

static void close_all(struct app *app)
{
    app->ui.lanes_are_all = false;
    app->ui.lanes_scroll = 0;
    app->followed.is_stale = true;
}

static bool shows_view(const struct app *app)
{
    return app->ui.view != VIEW_CLUSTER && app->ui.view != VIEW_HOME;
}

static void close_view(struct app *app)
{
    app->ui.view = VIEW_CLUSTER;
    app->ui.pane = PANE_PICTURE;
}

/* What lies on top comes first. */
static const struct layer {
    bool (*is_shown)(const struct app *app);
    void (*put_away)(struct app *app);
    const char *next;
} layers[] = {
    {shows_compared, app_forget_compared, "branches"},
    {shows_one, close_one, "plots"},
    {shows_instant, close_instant, "now"},
    {shows_all, close_all, "one event"},
    {shows_view, close_view, "map"},
};

static const struct layer *first_layer(const struct app *app)
{
    for (int i = 0; i < COUNT_OF(layers); i++) {
        if (layers[i].is_shown(app)) {
            return &layers[i];
        }
    }
    return NULL;
}

void app_close_view(struct app *app)
{
    const struct layer *layer = first_layer(app);
    if (layer != NULL) {
        layer->put_away(app);
    }
}

const char *app_closed_next(const struct app *app)
{
    const struct layer *layer = first_layer(app);
    return layer != NULL ? layer->next : "";
}
