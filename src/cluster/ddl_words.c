/* SPDX-License-Identifier: MIT */
#include "cluster/ddl_words.h"

#include "cluster/ddl.h"
#include "cluster/recover.h"
#include "cluster/world.h"

#define SUSPECT_AFTER_US (200 * US_PER_MS) /* without an answer: is it silent to the copies too? */

static bool is_absent(const struct master *master, int index)
{
    return master->cluster->masters[index].state == MASTER_ABSENT;
}

/* A master that was removed has the last word when its log is settled. */
static bool has_answered(const struct master *master, int index)
{
    const struct cluster *cluster = master->cluster;
    if (is_absent(master, index)) {
        return master->ddl.phase == DDL_PHASE_UNLOCKS || !cluster->is_removed[index] ||
               master->cuts[index].epoch > cluster->masters[index].epoch;
    }
    return (master->ddl.done >> index & 1) != 0;
}

int ddl_first_missing(const struct master *master)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (!has_answered(master, i)) {
            return i;
        }
    }
    return -1;
}

bool ddl_has_all_words(const struct master *master)
{
    return ddl_first_missing(master) < 0;
}

/* The header pages as they are now. */
static uint32_t bundle_headers(struct master *master)
{
    const struct ddl *ddl = &master->ddl;
    uint32_t number = net_new_bundle(&master->cluster->net);
    for (int i = 0; i < ddl->changes.page_count; i++) {
        uint32_t page = book_page(master_book(master), &ddl->changes.pages[i]);
        if (ddl->changes.pages[i].table != 0) {
            struct item item = {.kind = ITEM_VERSION, .what = master->pages[page].version};
            bundle_add(net_bundle(&master->cluster->net, number), item);
        }
    }
    return number;
}

static bool is_asked(const struct master *master)
{
    return master->ddl.phase == DDL_PHASE_LOCKS || master->ddl.phase == DDL_PHASE_APPLIES;
}

/* Who stays mute may be gone. */
void ddl_ask(struct master *master, enum packet_kind kind)
{
    const struct ddl *ddl = &master->ddl;
    bool is_late = master_now(master) - ddl->phase_at >= SUSPECT_AFTER_US;
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (is_absent(master, i) || (ddl->done >> i & 1) != 0) {
            continue;
        }
        struct packet packet = master_packet(master, kind);
        packet.to = (int16_t)place_master(i);
        packet.txn = ddl->txn;
        packet.number = ddl->place;
        packet.bundle = kind != PACKET_DDL_APPLY ? bundle_headers(master) : 0;
        net_send(&master->cluster->net, &packet, 0);
        if (is_asked(master) && is_late) {
            recover_suspect(master, i);
        }
    }
}

static void take_word(struct master *master, const struct packet *packet, enum ddl_phase phase)
{
    struct ddl *ddl = &master->ddl;
    int peer = place_index(packet->from);
    if (ddl->phase != phase || packet->txn != ddl->txn || (ddl->done >> peer & 1) != 0) {
        return;
    }
    ddl->done |= UINT32_C(1) << peer;
    ddl->heard |= UINT32_C(1) << peer;
    if (phase == DDL_PHASE_LOCKS) {
        ddl->last[peer] = packet->number;
        ddl->stamp[peer] = packet->epoch;
    }
    ddl_look(master);
}

void ddl_on_locked(struct master *master, const struct packet *packet)
{
    take_word(master, packet, DDL_PHASE_LOCKS);
}

void ddl_on_applied(struct master *master, const struct packet *packet)
{
    take_word(master, packet, DDL_PHASE_APPLIES);
}

void ddl_on_unlocked(struct master *master, const struct packet *packet)
{
    take_word(master, packet, DDL_PHASE_UNLOCKS);
}

void ddl_on_away(struct master *master, const struct packet *packet)
{
    struct ddl *ddl = &master->ddl;
    int peer = place_index(packet->from);
    if (packet->txn != ddl->txn || (ddl->done >> peer & 1) != 0) {
        return;
    }
    if (ddl->phase == DDL_PHASE_UNLOCKS) {
        ddl->done |= UINT32_C(1) << peer;
        ddl_look(master);
    } else if (is_asked(master) && master->recovery.phase == RECOVERY_NONE) {
        recover_peer(master, peer);
    }
}

/* Whatever lives there from now on has a later epoch, and began after we asked. */
void ddl_on_settled(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    const struct recovery *recovery = &master->recovery;
    int peer = recovery->target;
    if (!is_asked(master) || recovery->begun_at < ddl->phase_at || (ddl->done >> peer & 1) != 0) {
        return;
    }
    ddl->done |= UINT32_C(1) << peer;
    ddl->heard &= ~(UINT32_C(1) << peer);
    if (ddl->phase == DDL_PHASE_LOCKS) {
        ddl->last[peer] = recovery->last;
        ddl->stamp[peer] = recovery->epoch;
    }
    ddl_look(master);
}

int ddl_first_unsettled(const struct master *master)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct cut *cut = &master->cuts[i];
        uint64_t last = master->ddl.last[i];
        if (cut->epoch > master->ddl.stamp[i] && cut->last < last) {
            last = cut->last;
        }
        if (master->applied[i] < last) {
            return i;
        }
    }
    return -1;
}
