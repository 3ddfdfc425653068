/* SPDX-License-Identifier: MIT */
#include "cluster/full_copy.h"

#include "cluster/cache.h"
#include "cluster/pull.h"
#include "cluster/recover.h"
#include "cluster/replicate.h"
#include "cluster/world.h"

#define ASK_AGAIN_US (500 * US_PER_MS)

/*
 * Do three copies keep the next record of a source no more? Then three others may have it as
 * well, but they have it from those, and will forget it soon: it cannot be waited for.
 */
static bool is_out_of_reach(const struct master *master, int source)
{
    uint64_t next = master->applied[source] + 1;
    int without = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        const struct log_answer *answer = &master->logs[i];
        without += answer->sent >= 0 && master_is_fresh(master, answer->sent) &&
                   answer->base[source] >= next;
    }
    return without >= READ_QUORUM && replicate_learnt(master, source, next) == 0;
}

/* May the link still bring it? A master at work waits as long as it would before it pulls. */
static bool may_come(struct master *master, int source)
{
    uint64_t next = master->applied[source] + 1;
    if (master->state != MASTER_ONLINE) {
        return false;
    }
    if (master->stuck_at[source] != next) {
        master->stuck_at[source] = next;
        master->stuck_since[source] = master_now(master);
    }
    return master_now(master) - master->stuck_since[source] < pull_after(master);
}

static bool is_left_behind(struct master *master)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        /* Its own records of this life a master has by itself. */
        bool is_own = m == master->index && master->state == MASTER_ONLINE;
        if (!is_own && is_out_of_reach(master, m) && !may_come(master, m)) {
            return true;
        }
    }
    return false;
}

void full_copy_if_left_behind(struct master *master)
{
    struct recovery *recovery = &master->recovery;
    if (!is_left_behind(master)) {
        return;
    }
    if (master->state == MASTER_ONLINE) {
        master_left_behind(master);
        return;
    }
    bool is_asked =
        recovery->copy_asked_at != 0 && master_now(master) - recovery->copy_asked_at < ASK_AGAIN_US;
    if (recovery->phase == RECOVERY_CATCHES_UP && recovery->copied_at == 0 && !is_asked) {
        recovery->copy_asked_at = master_now(master);
        struct packet packet = master_packet(master, PACKET_IMAGE_READ);
        packet.ticket = recovery->ticket;
        master_send_to_copies(master, packet, 0);
    }
}

/* The first that has it sends it: as many rows a second as commits. */
void full_copy_on_image(struct master *master, const struct packet *packet)
{
    struct recovery *recovery = &master->recovery;
    if (recovery->phase != RECOVERY_CATCHES_UP || packet->ticket != recovery->ticket ||
        recovery->copied_at != 0) {
        return;
    }
    int64_t rows = master_book(master)->image.row_count;
    sim_us length = rows * US_PER_S / master_parameter(master, PARAM_CATCH_UP_PER_S);
    recovery->copied_at = master_now(master) + length;
    struct event event = master_event(master, EVENT_FULL_COPY);
    event.other = packet->from;
    event.count = rows;
    event.length = length;
    event.cause = recovery->event;
    recovery->event = master_emit(master, &event);
}

/* What changed while it was under way came with its end. */
static void take(struct master *master)
{
    const struct image *image = &master_book(master)->image;
    struct err err = {0};
    if (store_adopt(master->store, &image->rows, &err) != RC_OK) {
        check_fail(master->cluster, "I12", "m%d takes a full copy: %s", master->index + 1,
                   err.text);
        return;
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        master->applied_count += image->applied[m];
        master->applied_count -= master->applied[m];
        master->applied[m] = image->applied[m];
        master->applied_at[m] = master_now(master);
        master->inbox[m].count = 0;
    }
    bits_clear(&master->applied_txns);
    bits_copy(&master->applied_txns, &image->applied_txns);
    master->row_count = image->row_count;
    cache_release_held(master);
}

bool full_copy_goes_on(struct master *master)
{
    struct recovery *recovery = &master->recovery;
    if (recovery->copied_at == 0) {
        return false;
    }
    if (master_now(master) < recovery->copied_at) {
        return true;
    }
    take(master);
    recovery->copied_at = 0;
    recovery->copy_asked_at = 0;
    return false;
}
