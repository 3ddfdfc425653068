/* SPDX-License-Identifier: MIT */
#include "cluster/resolver.h"

#include "base/hash.h"
#include "cluster/plain.h"

#include <assert.h>

#define STAY_COUNTS_US (200 * US_PER_MS)

void resolver_init(struct resolver *resolver, int index, struct net *net)
{
    *resolver = (struct resolver){.index = index, .net = net};
}

int resolver_of_page(uint32_t page)
{
    return (int)(hash_u64(HASH_START, page) % RESOLVERS_MAX);
}

static bool was_told_to_stay(const struct resolver *resolver, uint32_t page, uint64_t txn)
{
    for (int i = 0; i < RESOLVER_MEMORY; i++) {
        if (resolver->stays[i].txn == txn && resolver->stays[i].page == page &&
            *resolver->net->now - resolver->stays[i].at <= STAY_COUNTS_US) {
            return true;
        }
    }
    return false;
}

void resolver_receive(struct resolver *resolver, const struct packet *packet)
{
    assert(packet->kind == PACKET_ESCALATE);
    const struct bundle *blockers = net_bundle(resolver->net, packet->bundle);
    struct packet verdict = {
        .kind = PACKET_VERDICT,
        .from = (int16_t)place_resolver(resolver->index),
        .to = packet->from,
        .page = packet->page,
        .proposal = packet->proposal,
    };
    for (int i = 0; i < blockers->count; i++) {
        uint64_t blocker = blockers->items[i].stamp;
        verdict.flag = verdict.flag || was_told_to_stay(resolver, packet->page, blocker);
    }
    if (!verdict.flag) {
        resolver->stays[resolver->next].page = packet->page;
        resolver->stays[resolver->next].txn = packet->txn;
        resolver->stays[resolver->next].at = *resolver->net->now;
        resolver->next = (resolver->next + 1) % RESOLVER_MEMORY;
    }
    net_send(resolver->net, &verdict, 0);
}

void resolver_save(struct buf *out, const struct resolver *resolver)
{
    plain_save(out, resolver->stays, sizeof resolver->stays);
    pack_int(out, resolver->next);
}

void resolver_load(struct resolver *resolver, struct unpack *in)
{
    plain_load(resolver->stays, sizeof resolver->stays, in);
    resolver->next = unpack_int(in, 0, RESOLVER_MEMORY - 1);
}
