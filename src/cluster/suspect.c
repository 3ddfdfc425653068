/* SPDX-License-Identifier: MIT */
/* suspect: who is silent, or gone, and must be recovered by a peer. */
#include "cluster/recover.h"
#include "cluster/world.h"

#define ASK_AGAIN_US (500 * US_PER_MS)

void recover_suspect(struct master *master, int peer)
{
    struct heard *heard = &master->heard[peer];
    sim_us now = master_now(master);
    if (peer == master->index || master->state != MASTER_ONLINE ||
        (heard->asked_at != 0 && now - heard->asked_at < ASK_AGAIN_US)) {
        return;
    }
    *heard = (struct heard){.asked_at = now};
    struct packet packet = master_packet(master, PACKET_HEARD);
    packet.master = (uint8_t)peer;
    master_send_to_copies(master, packet, 0);
}

void recover_removed(struct master *master)
{
    struct cluster *cluster = master->cluster;
    for (int i = 0; i < MASTERS_MAX; i++) {
        bool is_open = cluster->is_removed[i] && master->cuts[i].epoch <= cluster->masters[i].epoch;
        if (is_open && master->state == MASTER_ONLINE && master->recovery.phase == RECOVERY_NONE) {
            recover_peer(master, i);
        }
    }
}

void recover_on_heard(struct master *master, const struct packet *packet)
{
    struct heard *heard = &master->heard[packet->master];
    if (!packet->flag || !master_is_fresh(master, packet->sent) || packet->sent < heard->asked_at) {
        return;
    }
    heard->silent |= UINT32_C(1) << place_index(packet->from);
    if (__builtin_popcount(heard->silent) >= WRITE_QUORUM &&
        master->recovery.phase == RECOVERY_NONE && master->state == MASTER_ONLINE) {
        heard->silent = 0;
        recover_peer(master, packet->master);
    }
}
