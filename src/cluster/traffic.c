/* SPDX-License-Identifier: MIT */
#include "cluster/traffic.h"

#include "cluster/inspect.h"
#include "cluster/world.h"

#include <string.h>

/* What packets ask or answer, in a word; NULL: nothing that a picture needs. */
static const char *const words[PACKET_KIND_COUNT] = {
    [PACKET_CONNECT] = "connect",
    [PACKET_CONNECTED] = "connected",
    [PACKET_REFUSED] = "refused",
    [PACKET_REQUEST] = "asks",
    [PACKET_ANSWER] = "answer",
    [PACKET_CLOSE] = "close",
    [PACKET_RESET] = "reset",
    [PACKET_PROPOSE] = "vote?",
    [PACKET_CONFIRM] = "confirm",
    [PACKET_ABORT] = "give back",
    [PACKET_COMMIT] = "commit",
    [PACKET_PAGE_READ] = "page?",
    [PACKET_LOG_READ] = "log?",
    [PACKET_READ_POINT] = "how far?",
    [PACKET_HEARD] = "heard of?",
    [PACKET_FENCE] = "fence",
    [PACKET_CUT] = "cut",
    [PACKET_IMAGE_READ] = "image?",
    [PACKET_ACK] = "yes",
    [PACKET_NAK_STALE] = "no: newer",
    [PACKET_NAK_BUSY] = "no: busy",
    [PACKET_NAK_LOW] = "no: low",
    [PACKET_NAK_FENCED] = "no: fenced",
    [PACKET_NOTED] = "noted",
    [PACKET_COMMITTED] = "holds it",
    [PACKET_PAGE] = "page",
    [PACKET_LOG] = "log",
    [PACKET_POINT] = "so far",
    [PACKET_HEARD_ANSWER] = "heard",
    [PACKET_FENCE_ANSWER] = "fenced",
    [PACKET_CUT_DONE] = "cut",
    [PACKET_IMAGE] = "image",
    [PACKET_GOSSIP_ASK] = "news?",
    [PACKET_GOSSIP] = "news",
    [PACKET_STATE_ASK] = "all?",
    [PACKET_STATE] = "all",
    [PACKET_CLAIM_ASK] = "still?",
    [PACKET_REPL_PAGE] = "page",
    [PACKET_REPL_COMMIT] = "rows",
    [PACKET_RECOVERED] = "recovered",
    [PACKET_DDL_ASK] = "DDL?",
    [PACKET_DDL_HERE] = "DDL",
    [PACKET_DDL_AWAY] = "away",
    [PACKET_DDL_FORWARD] = "DDL",
    [PACKET_DDL_DONE] = "done",
    [PACKET_DDL_NOTED] = "noted",
    [PACKET_DDL_LOCK] = "lock",
    [PACKET_DDL_LOCKED] = "locked",
    [PACKET_DDL_APPLY] = "apply",
    [PACKET_DDL_APPLIED] = "applied",
    [PACKET_DDL_UNLOCK] = "unlock",
    [PACKET_DDL_UNLOCKED] = "unlocked",
};

/* In the order in which they were sent; of too many the newest. */
static void add(struct traffic *out, const struct traffic_packet *packet)
{
    if (out->count == TRAFFIC_PACKETS_MAX) {
        if (packet->sent <= out->packets[0].sent) {
            return;
        }
        memmove(out->packets, out->packets + 1, (size_t)--out->count * sizeof(out->packets[0]));
    }
    int at = out->count++;
    for (; at > 0 && out->packets[at - 1].sent > packet->sent; at--) {
        out->packets[at] = out->packets[at - 1];
    }
    out->packets[at] = *packet;
}

/* Which packet stands behind an entry of the timeline, if one that is seen does. */
static void look_at_due(const struct cluster *cluster, const struct due *due, struct traffic *out)
{
    if (due->kind != DUE_PACKET) {
        return;
    }
    const struct packet *packet = net_packet(&cluster->net, due->thing);
    if (packet->from != packet->to && words[packet->kind] != NULL) {
        add(out, &(struct traffic_packet){
                     .from = packet->from,
                     .to = packet->to,
                     .sent = packet->sent,
                     .arrives = due->at,
                     .says = words[packet->kind],
                 });
    }
}

static void look_at_votes(const struct cluster *cluster, int index, struct traffic_vote *out)
{
    const struct master *master = &cluster->masters[index];
    sim_us newest = -1;
    for (int i = 0; master->state == MASTER_ONLINE && i < master->write_room; i++) {
        const struct write *write = &master->writes[i];
        if (!write->is_used || write->started_at < newest || write->vote_count == 0) {
            continue;
        }
        const struct page_vote *vote = &write->votes[0];
        for (int k = 0; k < write->vote_count; k++) { /* the first that is still asked for */
            vote = vote->is_accepted ? &write->votes[k] : vote;
        }
        newest = write->started_at;
        *out = (struct traffic_vote){
            .is_there = true,
            .page = *book_page_id(&cluster->book, vote->page),
            .yes = vote->acked,
            .refused = vote->busy | vote->stale | vote->fenced,
            .is_accepted = vote->is_accepted,
        };
    }
}

void cluster_look_traffic(const struct cluster *cluster, struct traffic *out)
{
    const struct timeline *timeline = &cluster->timeline;
    *out = (struct traffic){0};
    for (int i = 0; i < timeline->soon_count; i++) {
        look_at_due(cluster, &timeline->soon[i], out);
    }
    for (int i = 0; i < timeline->count; i++) {
        look_at_due(cluster, &timeline->heap[i], out);
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        look_at_votes(cluster, i, &out->votes[i]);
    }
}

void cluster_look_caches(const struct cluster *cluster, struct cache_look out[MASTERS_MAX])
{
    memset(out, 0, MASTERS_MAX * sizeof(out[0]));
    for (uint32_t page = 0; page < (uint32_t)cluster->book.page_count; page++) {
        struct page_detail detail;
        cluster_inspect_page(cluster, page, &detail);
        for (int i = 0; i < MASTERS_MAX; i++) {
            out[i].pages += detail.is_known[i];
            out[i].old += detail.is_known[i] && detail.cached[i] < detail.newest;
        }
    }
}
