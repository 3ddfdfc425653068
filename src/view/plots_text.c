/* SPDX-License-Identifier: MIT */
#include "view/plots_text.h"

#include "lab/samples.h"

#include <inttypes.h>
#include <stdio.h>

static void add_length(struct buf *out, int width, sim_us length)
{
    struct buf text;
    buf_init(&text, 40);
    if (length >= 0) {
        span_add_length(&text, length);
    }
    buf_addf(out, "%*s", width, length >= 0 ? text.data : "-");
    buf_release(&text);
}

static void add_names(struct buf *out, const struct model_plots *plots)
{
    buf_addf(out, "  until s  commits/s  conflicts/s     slowest       lag  copies");
    for (int i = 0; i < plots->strip_count; i++) {
        buf_addf(out, "%4s%d", "@", plots->strips[i].client);
    }
    buf_addf(out, "\n");
}

static void add_dot(struct buf *out, const struct model_plots *plots, int dot)
{
    sim_us end = plots->from + (dot + 1) * plots->dot;
    buf_addf(out, "%7" PRId64 ".%d  %9d  %11d  ", end / US_PER_S, (int)(end / (US_PER_S / 10) % 10),
             plots->values[PLOTS_COMMITS][dot], plots->values[PLOTS_CONFLICTS][dot]);
    add_length(out, 10, plots->values[PLOTS_SLOWEST][dot]);
    add_length(out, 10, plots->values[PLOTS_LAG][dot]);
    buf_addf(out, "  %6d", plots->values[PLOTS_COPIES][dot]);
    for (int i = 0; i < plots->strip_count; i++) {
        int on = plots->strips[i].on[dot];
        char name[4] = "-";
        if (on >= 0) {
            (void)snprintf(name, sizeof(name), "m%c", '1' + on);
        }
        buf_addf(out, "%5s", on == SAMPLE_OUT ? "out" : name);
    }
    buf_addf(out, "\n");
}

static void add_marks(struct buf *out, const struct model_plots *plots, int dot)
{
    for (int i = 0; i < plots->mark_count; i++) {
        if (plots->marks[i].dot == dot) {
            buf_addf(out, "  %s at ", plots->marks[i].text);
            span_add_seconds(out, plots->marks[i].at);
            buf_addf(out, "\n");
        }
    }
}

static void add_client(struct buf *out, const struct client_view *client)
{
    buf_addf(out,
             "  @%d on %c%c: %d ok/s; %" PRId64 " ok, %" PRId64 " failed, %" PRId64
             " unknown, %" PRId64 " conflicts, %" PRId64 " retries; %.40s\n",
             client->number, client->master < 0 ? '-' : 'm',
             client->master < 0 ? '-' : '1' + client->master, client->ok_per_s, client->ok,
             client->failed, client->unknown, client->conflicts, client->retries, client->driver);
}

static void add_outage(struct buf *out, const struct client_view *client)
{
    bool is_out = client->outage_since != SIM_NEVER;
    if (!is_out && client->longest_outage == 0) {
        buf_addf(out, "  @%d could always write\n", client->number);
        return;
    }
    buf_addf(out, "  @%d %s for ", client->number,
             is_out ? "cannot write, and has not" : "could not write the last time");
    add_length(out, 0, client->outage);
    if (!is_out) {
        buf_addf(out, ": to notice ");
        add_length(out, 0, client->outage_detect);
        buf_addf(out, ", to reroute ");
        add_length(out, 0, client->outage_reroute);
        buf_addf(out, ", to first ok ");
        add_length(out, 0, client->outage_first_ok);
    }
    if (client->longest_outage > client->outage) {
        buf_addf(out, "; its longest was ");
        add_length(out, 0, client->longest_outage);
    }
    buf_addf(out, "\n");
}

void plots_add_text(struct buf *out, const struct model_plots *plots,
                    const struct clients_view *clients, int chosen)
{
    add_names(out, plots);
    for (int dot = plots->first; dot < plots->end; dot++) {
        add_marks(out, plots, dot);
        add_dot(out, plots, dot);
    }
    for (int dot = plots->end; dot < plots->dots; dot++) {
        add_marks(out, plots, dot);
    }
    for (int i = 0; i < clients->count; i++) {
        add_client(out, &clients->clients[i]);
    }
    buf_addf(out,
             "  all: %" PRId64 " ok, %" PRId64 " failed, %" PRId64 " unknown, %" PRId64
             " conflicts, %" PRId64 " retries\n",
             clients->ok, clients->failed, clients->unknown, clients->conflicts, clients->retries);
    if (chosen >= 1 && chosen <= clients->count) {
        add_outage(out, &clients->clients[chosen - 1]);
    }
}

void plots_add_instant(struct buf *out, const struct model_plots *plots)
{
    if (plots->shown < 0) {
        buf_addf(out, "  nothing is known of that instant\n");
        return;
    }
    add_names(out, plots);
    add_marks(out, plots, plots->shown);
    add_dot(out, plots, plots->shown);
}
