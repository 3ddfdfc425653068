/* SPDX-License-Identifier: MIT */
/*
 * cmds_connections: \connections, in tables that fit 80 columns: who is where and how it went;
 * pools; what became of tries; what the workers of a program with several are at.
 */
#include "lab/lab_state.h"

#include <inttypes.h>
#include <stdio.h>

/* "m2", or "-". */
static void add_master(struct buf *out, int master)
{
    if (master >= 0) {
        buf_addf(out, "m%d", master + 1);
    } else {
        buf_addf(out, "- ");
    }
}

static void add_clients(struct buf *out, const struct lab *lab, const struct clients_view *view)
{
    buf_addf(out, "      on  doing    driver            ok  failed  unknown  1213\n");
    for (int i = 0; i < view->count; i++) {
        const struct client_view *client = &view->clients[i];
        const char *name = cluster_endpoint_name(lab->cluster, client->endpoint);
        buf_addf(out, "  @%-2d ", client->number);
        enum client_doing doing = client_waits_in_vain(client) ? CLIENT_WAITS : client->doing;
        add_master(out, client_turns_to(client));
        buf_addf(
            out, "  %-7s  %-14s  %4" PRId64 "  %6" PRId64 "  %7" PRId64 "  %4" PRId64 "%s%.11s\n",
            client_doing_word(doing), client->driver, client->ok, client->failed, client->unknown,
            client->conflicts, name != NULL ? "  by " : "", name != NULL ? name : "");
    }
}

/* "2+1": in use and idle; with what is being opened, tried or cleaned: "2+1+1". */
static void add_pool(struct buf *out, const struct pool_view *pool)
{
    char text[40] = "-";
    if (pool->busy > 0) {
        (void)snprintf(text, sizeof(text), "%d+%d+%d", pool->in_use, pool->idle, pool->busy);
    } else if (pool->in_use + pool->idle > 0) {
        (void)snprintf(text, sizeof(text), "%d+%d", pool->in_use, pool->idle);
    }
    buf_addf(out, "  %-7s", text);
}

static void add_pools(struct buf *out, const struct lab *lab, const struct clients_view *view)
{
    struct cluster_view cluster;
    cluster_look(lab->cluster, &cluster);
    buf_addf(out, "\n      connections: in use + idle (+ being opened, tried or cleaned)\n"
                  "      most: to one master; queue: units that wait for one; opened: ever\n     ");
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (cluster.masters[m].state != MASTER_ABSENT) {
            buf_addf(out, " to m%-4d", m + 1);
        }
    }
    buf_addf(out, "  most  queue  opened\n");
    for (int i = 0; i < view->count; i++) {
        const struct client_view *client = &view->clients[i];
        int waiting = 0;
        buf_addf(out, "  @%-2d", client->number);
        for (int m = 0; m < MASTERS_MAX; m++) {
            waiting += client->pools[m].waiting;
            if (cluster.masters[m].state != MASTER_ABSENT) {
                add_pool(out, &client->pools[m]);
            }
        }
        buf_addf(out, "  %4d  %5d  %6" PRId64 "\n", client->pools[0].max, waiting, client->opened);
    }
}

/* How many units needed one try, two, and more. */
static void add_tries(struct buf *out, const struct client_view *client)
{
    int64_t more = 0;
    for (int i = 2; i < CLIENT_TRIES; i++) {
        more += client->tries[i];
    }
    buf_addf(out, "  %5" PRId64 "  %4" PRId64 "  %4" PRId64, client->tries[0], client->tries[1],
             more);
}

static bool has_outcomes(const struct client_view *client)
{
    int64_t doubts = client->resolved_ok + client->resolved_absent + client->unresolved;
    return doubts + client->in_doubt + client->duplicates + client->stale + client->retries > 0;
}

/* Of those only of whom there is more to tell than that all went well. */
static void add_outcomes(struct buf *out, const struct clients_view *view)
{
    bool has_head = false;
    for (int i = 0; i < view->count; i++) {
        const struct client_view *client = &view->clients[i];
        if (!has_outcomes(client)) {
            continue;
        }
        if (!has_head) {
            buf_addf(out,
                     "\n      units OK at try    answer lost: was it done?        stale reads\n"
                     "          1     2  more    yes      no   not known  open    all   own\n");
            has_head = true;
        }
        buf_addf(out, "  @%-2d", client->number);
        add_tries(out, client);
        buf_addf(out,
                 "  %5" PRId64 "  %6" PRId64 "  %10" PRId64 "  %4" PRId64 "  %5" PRId64
                 "  %4" PRId64 "\n",
                 client->resolved_ok, client->resolved_absent, client->unresolved, client->in_doubt,
                 client->stale, client->stale_own);
    }
}

static void add_workers(struct buf *out, const struct clients_view *view, sim_us now)
{
    for (int i = 0; i < view->count; i++) {
        const struct client_view *client = &view->clients[i];
        for (int j = 0; j < client->worker_count && client->worker_count > 1; j++) {
            const struct worker_view *worker = &client->workers[j];
            buf_addf(out, "%s  @%-2d worker %d ", j == 0 ? "\n" : "", client->number, j + 1);
            add_master(out, worker->master);
            buf_addf(out, "  %s", worker->is_probing ? "probes" : client_doing_word(worker->doing));
            if (worker->unit > 0) {
                buf_addf(out, ": unit %" PRIu64 ", try %d, for ", worker->unit, worker->attempt);
                span_add_length(out, now - worker->since);
            }
            buf_addf(out, "\n");
        }
    }
}

/* "since the fault at 5.666: longest outage 2.37 s (@7), failed 0, unknown 0, lost 0, doubled 0" */
static void add_fault(struct buf *out, const struct lab *lab)
{
    struct cost_view cost;
    lab_look_fault(lab, &cost);
    if (cost.event == 0) {
        return;
    }
    buf_addf(out, "  since the fault at ");
    span_add_seconds(out, cost.since);
    buf_addf(out, ": longest outage ");
    cost_add_longest(out, &cost);
    buf_addf(out,
             ",\n    failed %" PRId64 ", unknown %" PRId64 ", lost %" PRId64 ", doubled %" PRId64
             "\n",
             cost.failed, cost.unknown, cost.lost, cost.doubled);
}

enum rc cmds_client_connections(void *context, const struct words *words, struct buf *reply,
                                struct err *err)
{
    (void)words;
    (void)err;
    const struct lab *lab = context;
    struct clients_view view;
    clients_look(lab->clients, &view);
    add_clients(reply, lab, &view);
    add_pools(reply, lab, &view);
    add_outcomes(reply, &view);
    add_workers(reply, &view, lab->now);
    buf_addf(reply, "  acknowledged rows lost: %" PRId64 ", doubled: %" PRId64 "\n", view.lost,
             view.doubled);
    add_fault(reply, lab);
    return RC_OK;
}
