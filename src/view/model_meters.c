/* SPDX-License-Identifier: MIT */
#include "view/model_meters.h"

#include "client/client.h"
#include "lab/silence.h"
#include "view/glyph.h"
#include "view/model_build.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- endpoints ------------------------------------------------------------------------------ */

static const struct {
    const char *word;
    uint32_t sign;
    enum role role;
} states[ENDPOINT_STATE_COUNT] = {
    [ENDPOINT_UNKNOWN] = {"unknown", GLYPH_NONE, ROLE_MUTED},
    [ENDPOINT_IS_UP] = {"up", GLYPH_UP, ROLE_TEXT},
    [ENDPOINT_IS_SUSPECT] = {"suspect", GLYPH_SLOW, ROLE_WARN},
    [ENDPOINT_IS_DOWN] = {"down", GLYPH_DOWN, ROLE_BAD},
    [ENDPOINT_IS_TRIAL] = {"trial", GLYPH_RECOVER, ROLE_WARN},
    [ENDPOINT_IS_WARMING] = {"warming", GLYPH_RECOVER, ROLE_TEXT},
    [ENDPOINT_IS_DRAINING] = {"draining", GLYPH_READ_ONLY, ROLE_MUTED},
    [ENDPOINT_IS_DISABLED] = {"disabled", GLYPH_OPEN, ROLE_FAINT},
};

static void print_length(char *out, size_t size, sim_us length)
{
    struct buf text;
    buf_init(&text, 40);
    span_add_length(&text, length);
    (void)snprintf(out, size, "%s", text.data);
    buf_release(&text);
}

/* What comes next for it: "trial in 1.8 s", "check in 400 ms", "warm in 3.0 s". */
static void print_due(struct meters_endpoint *out, const struct endpoint_view *view, sim_us now)
{
    bool is_awaited = view->due_at != SIM_NEVER;
    sim_us at = is_awaited ? view->due_at : view->checked_at;
    const char *what = !is_awaited ? view->is_being_checked ? "waits" : "check"
                       : view->state == ENDPOINT_IS_WARMING ? "warm"
                                                            : "trial";
    if (at == SIM_NEVER) {
        return;
    }
    char length[12];
    print_length(length, sizeof(length), at > now ? at - now : 0);
    (void)snprintf(out->due, sizeof(out->due), "%s %s", what, length);
}

static void fill_endpoint(struct meters_endpoint *out, const struct client_view *client, int master,
                          sim_us now)
{
    const struct endpoint_view *view = &client->endpoints[master];
    const struct pool_view *pool = &client->pools[master];
    *out = (struct meters_endpoint){
        .master = master,
        .sign = states[view->state].sign,
        .word = states[view->state].word,
        .role = states[view->state].role,
        .in_use = pool->in_use,
        .busy = pool->busy,
        .idle = pool->idle,
        .max = pool->max,
        .waiting = pool->waiting,
    };
    print_length(out->since, sizeof(out->since), now - view->since);
    (void)snprintf(out->because, sizeof(out->because), "%s", clients_reason_words(view->reason));
    print_due(out, view, now);
    if (view->latency >= 0) {
        print_length(out->latency, sizeof(out->latency), view->latency);
    }
}

/* --- clients -------------------------------------------------------------------------------- */

static void fill_client(struct meters_client *out, const struct client_view *client,
                        const struct model_client *side)
{
    *out = (struct meters_client){
        .number = client->number,
        .hue_of = side->master + 1,
        .doing = side->doing,
        .doing_role = side->doing_role,
        .has_load = client->has_load,
        .is_out = client->outage_since != SIM_NEVER,
        .ok_per_s = client->ok_per_s,
        .ok = client->ok,
        .failed = client->failed,
        .unknown = client->unknown,
        .conflicts = client->conflicts,
        .retries = client->retries,
        .p99 = client->p99,
        .outage = client->longest_outage,
        .driver = client->driver,
    };
    if (side->moving_to >= 0) {
        (void)snprintf(out->on, sizeof(out->on), "m%d > m%d", side->master + 1,
                       side->moving_to + 1);
    } else if (side->master >= 0) {
        (void)snprintf(out->on, sizeof(out->on), "m%d", side->master + 1);
    }
}

static void add_to_all(struct meters_client *all, const struct meters_client *client)
{
    all->ok_per_s += client->ok_per_s;
    all->is_out = all->is_out || client->is_out;
    all->ok += client->ok;
    all->failed += client->failed;
    all->unknown += client->unknown;
    all->conflicts += client->conflicts;
    all->retries += client->retries;
    all->p99 = client->p99 > all->p99 ? client->p99 : all->p99;
    all->outage = client->outage > all->outage ? client->outage : all->outage;
}

static void add_count(struct model_meters *meters, const char *label, int64_t count,
                      enum role trouble)
{
    meters->counts[meters->count_count++] = (struct meters_count){label, count, trouble};
}

static void fill_counts(struct model_meters *meters, const struct client_view *client)
{
    add_count(meters, "answered ok", client->ok, ROLE_TEXT);
    add_count(meters, "failed", client->failed, ROLE_BAD);
    add_count(meters, "outcome unknown", client->unknown, ROLE_WARN);
    add_count(meters, "retries", client->retries, ROLE_TEXT);
    /* Tries whose COMMIT was not answered: what became of them. */
    add_count(meters, "in doubt: was there", client->resolved_ok, ROLE_TEXT);
    add_count(meters, "in doubt: was absent", client->resolved_absent, ROLE_TEXT);
    add_count(meters, "in doubt: never told", client->unresolved, ROLE_WARN);
    add_count(meters, "met its own key", client->duplicates, ROLE_TEXT);
    add_count(meters, "error 1213", client->conflicts, ROLE_TEXT);
    add_count(meters, "reads that were stale", client->stale, ROLE_WARN);
    add_count(meters, "  without own writes", client->stale_own, ROLE_WARN);
    add_count(meters, "connections opened", client->opened, ROLE_TEXT);
}

static void fill_worker(struct meters_worker *out, const struct worker_view *worker, sim_us now)
{
    static const struct {
        const char *word;
        enum role role;
    } doings[] = {
        [CLIENT_IDLE] = {"has nothing to do", ROLE_FAINT},
        [CLIENT_WAITS] = {"waits", ROLE_MUTED},
        [CLIENT_WORKS] = {"works", ROLE_TEXT},
        [CLIENT_MOVES] = {"moves", ROLE_WARN},
        [CLIENT_DEAD] = {"has no power", ROLE_BAD},
        [CLIENT_RETRIES] = {"retries", ROLE_WARN},
    };
    const char *word = worker->is_probing ? "probes" : doings[worker->doing].word;
    char at[8] = "";
    *out = (struct meters_worker){.role = doings[worker->doing].role};
    if (worker->master >= 0 && worker->master < MASTERS_MAX) {
        (void)snprintf(at, sizeof(at), " m%c", '1' + worker->master);
    }
    if (worker->unit == 0) {
        (void)snprintf(out->text, sizeof(out->text), "%s", word);
        return;
    }
    (void)snprintf(out->text, sizeof(out->text), "unit %" PRIu64 " try %d%s %s", worker->unit,
                   worker->attempt, at, word);
    print_length(out->since, sizeof(out->since), now - worker->since);
}

static void fill_chosen(struct model_meters *meters, const struct client_view *client, sim_us now)
{
    char place[PLACE_NAME_SIZE];
    (void)snprintf(meters->facts, sizeof(meters->facts), "%.30s, in %s", client->driver,
                   place_name(place_az(client->az), place));
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (client->endpoints[i].is_known) {
            fill_endpoint(&meters->endpoints[meters->endpoint_count++], client, i, now);
        }
    }
    fill_counts(meters, client);
    for (int i = 0; i < client->worker_count; i++) {
        fill_worker(&meters->workers[meters->worker_count++], &client->workers[i], now);
    }
    bool is_out = client->outage_since != SIM_NEVER;
    meters->is_out = is_out;
    meters->had_outage = is_out || client->longest_outage > 0;
    meters->outage = client->outage;
    meters->longest_outage = client->longest_outage;
    meters->detect = client->outage_detect;
    meters->reroute = client->outage_reroute;
    meters->first_ok = client->outage_first_ok;
}

static void look_at_timeouts(struct model_meters *meters, const struct client_view *client)
{
    bool is_out = client->outage_since != SIM_NEVER;
    if (!client->has_load) {
        return;
    }
    if (meters->timeout == 0 || client->timeout < meters->timeout) {
        meters->timeout = client->timeout;
    }
    meters->waits_unanswered = meters->waits_unanswered || (is_out && client->last_error == 0 &&
                                                            client->outage >= client->timeout);
}

void model_build_meters(struct model *model, const struct clients_view *clients, sim_us now,
                        int chosen)
{
    struct model_meters *meters = &model->meters;
    *meters = (struct model_meters){.all = {.p99 = -1, .driver = "", .has_load = true}};
    for (int i = 0; i < clients->count; i++) {
        fill_client(&meters->clients[i], &clients->clients[i], &model->side_clients[i]);
        add_to_all(&meters->all, &meters->clients[i]);
        look_at_timeouts(meters, &clients->clients[i]);
    }
    meters->count = clients->count;
    meters->chosen = chosen >= 1 && chosen <= clients->count ? chosen - 1 : 0;
    if (meters->count > 0) {
        fill_chosen(meters, &clients->clients[meters->chosen], now);
    }
}

void model_build_claimant(struct model_meters *meters, const struct lab *lab)
{
    int client = meters->chosen < meters->count ? meters->clients[meters->chosen].number : 0;
    const struct event *over = lab_event_newest(lab, EVENT_OUTAGE_OVER);
    while (over != NULL && over->client != client) {
        over = lab_event_before(lab, over);
    }
    const struct event *claim = over != NULL ? silence_claim_in(lab, over) : NULL;
    meters->claimant = claim != NULL ? place_index(claim->other) + 1 : over == NULL ? -1 : 0;
}
