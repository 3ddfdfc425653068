/* SPDX-License-Identifier: MIT */
#include "lab/cost.h"

#include "base/limits.h"

void cost_begin(struct cost *cost, const struct clients *clients, sim_us now)
{
    struct clients_view view;
    clients_look(clients, &view);
    *cost = (struct cost){.since = now,
                          .failed = view.failed,
                          .unknown = view.unknown,
                          .lost = view.lost,
                          .doubled = view.doubled};
}

/* The longest outage, of which only what lies after `since` counts. */
static void count_outage(sim_us *longest, int *whose, int client, sim_us length, sim_us room)
{
    length = length < room ? length : room;
    if (length > *longest) {
        *longest = length;
        *whose = client;
    }
}

void cost_add_outage(struct cost *cost, int client, sim_us length, sim_us now)
{
    count_outage(&cost->outage, &cost->client, client, length, now - cost->since);
}

/* A new load's clients have paid nothing yet. */
static int64_t more(int64_t now, int64_t before)
{
    return now > before ? now - before : 0;
}

void cost_look(const struct cost *cost, const struct clients *clients, sim_us now,
               struct cost_view *out)
{
    struct clients_view view;
    clients_look(clients, &view);
    *out = (struct cost_view){.since = cost->since,
                              .failed = more(view.failed, cost->failed),
                              .unknown = more(view.unknown, cost->unknown),
                              .lost = more(view.lost, cost->lost),
                              .doubled = more(view.doubled, cost->doubled),
                              .outage = cost->outage,
                              .client = cost->client};
    for (int i = 0; i < view.count; i++) {
        const struct client_view *client = &view.clients[i];
        if (client->outage_since != SIM_NEVER) {
            count_outage(&out->outage, &out->client, client->number, client->outage,
                         now - cost->since);
        }
    }
}

void cost_save(struct buf *out, const struct cost *cost)
{
    pack_i64(out, cost->since);
    pack_i64(out, cost->failed);
    pack_i64(out, cost->unknown);
    pack_i64(out, cost->lost);
    pack_i64(out, cost->doubled);
    pack_i64(out, cost->outage);
    pack_int(out, cost->client);
}

void cost_load(struct cost *cost, struct unpack *in)
{
    cost->since = unpack_i64(in); /* one after another: an initializer's parts come in any order */
    cost->failed = unpack_i64(in);
    cost->unknown = unpack_i64(in);
    cost->lost = unpack_i64(in);
    cost->doubled = unpack_i64(in);
    cost->outage = unpack_i64(in);
    cost->client = unpack_int(in, 0, CLIENTS_MAX);
}

void cost_add_longest(struct buf *out, const struct cost_view *cost)
{
    if (cost->outage > 0) {
        span_add_length(out, cost->outage);
        buf_addf(out, " (@%d)", cost->client);
    } else {
        buf_addf(out, "none");
    }
}
