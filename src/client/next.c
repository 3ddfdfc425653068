/* SPDX-License-Identifier: MIT */
/* next: the client's timer that is due, as a sentence. It looks, and touches nothing. */
#include "client/state.h"

/* "its unit of work", "its statement": what is under way. */
static const char *work_name(const struct work *work)
{
    return work->kind == WORK_CONSOLE ? "its statement" : "its unit of work";
}

static void describe_work(const struct work *work, struct buf *out)
{
    if (work->phase == PHASE_LINE) {
        buf_addf(out, "gives up waiting in line for a connection to m%d", work->master + 1);
    } else if (work->phase == PHASE_CONNECT) {
        buf_addf(out, "gives up waiting for a connection to m%d", work->master + 1);
    } else if (work->phase != PHASE_REST) {
        buf_addf(out, "gives up waiting for an answer of m%d", work->master + 1);
    } else if (work->kind == WORK_MOVE) {
        buf_addf(out, "looks again for a master that takes it");
    } else if (work->is_probing) {
        buf_addf(out, "asks whether its unit of work was committed");
    } else if (work->attempt > 1) {
        buf_addf(out, "repeats %s: try %d", work_name(work), work->attempt);
    } else {
        buf_addf(out, "asks its driver again where to go with %s", work_name(work));
    }
}

static void describe_timer(const struct client *client, const struct due *due, struct buf *out)
{
    int index = index_of_due(due);
    switch ((enum timer)due->kind) {
    case TIMER_WORK:
        describe_work(&client->works[index], out);
        break;
    case TIMER_CHECK:
        buf_addf(out, "checks whether m%d %s", index + 1,
                 client->endpoints[index].state == ENDPOINT_IS_DOWN ? "answers again"
                                                                    : "still answers");
        break;
    case TIMER_CHECK_TIMEOUT:
        buf_addf(out, "waits no longer for m%d to answer its check", index + 1);
        break;
    case TIMER_TOPOLOGY:
        buf_addf(out, "looks which masters there are");
        break;
    case TIMER_POOL:
        buf_addf(out, "looks after its connections to m%d", index + 1);
        break;
    case TIMER_ENDPOINT:
        buf_addf(out,
                 client->endpoints[index].state == ENDPOINT_IS_DOWN ? "puts m%d on trial"
                                                                    : "takes m%d for warm",
                 index + 1);
        break;
    case TIMER_TICK:
        buf_addf(out, "asks its driver which masters it wishes to use");
        break;
    }
}

void clients_describe_next(const struct clients *all, struct buf *out)
{
    const struct due *due = timeline_next(&all->timeline);
    if (due == NULL) {
        buf_addf(out, "nothing is due");
        return;
    }
    const struct client *client = client_of_due(all, due);
    buf_addf(out, "@%d ", client->number);
    if (!cluster_client_is_up(all->config.cluster, client->place)) {
        buf_addf(out, "is in an AZ that is down, and does nothing");
    } else if (client_waits_for(client, due)) {
        describe_timer(client, due, out);
    } else {
        buf_addf(out, "has nothing to do");
    }
}
