/* SPDX-License-Identifier: MIT */
/* check_votes: what a copy makes of a packet, held against what it held before (I5, I16). */
#include "cluster/check.h"

#include "cluster/copy_log.h"
#include "cluster/copy_pages.h"
#include "cluster/world.h"

static bool holds_record(const struct copy *copy, const struct packet *packet)
{
    const struct log_entry *entry = copy_log_at(&copy->log[packet->master], packet->number);
    return entry != NULL && entry->record == packet->record;
}

void check_copy_before(const struct cluster *cluster, const struct copy *copy,
                       const struct packet *packet, struct copy_before *out)
{
    *out = (struct copy_before){0};
    if (cluster->check == NULL) {
        return;
    }
    out->epoch = copy->epoch[packet->master];
    if (packet->kind == PACKET_PROPOSE) {
        const struct claim *other = copy_claim_of_other(copy, packet->page, packet->epoch);
        out->claim = copy_page(copy, packet->page)->claim;
        out->other_epoch = other != NULL ? other->epoch : 0;
    } else if (packet->kind == PACKET_COMMIT) {
        out->held_record = holds_record(copy, packet);
    }
}

/* A vote for a proposal while another master's stands, or one of an older life of this one. */
static void check_vote(struct cluster *cluster, const struct copy *copy,
                       const struct packet *packet, const struct copy_before *before)
{
    const struct claim *claim = &copy_page(copy, packet->page)->claim;
    bool has_voted = claim->epoch == packet->epoch && claim->proposal == packet->proposal;
    bool had_voted = before->claim.epoch == packet->epoch;
    had_voted = had_voted && before->claim.proposal == packet->proposal;
    if (!has_voted || had_voted) {
        return;
    }
    if (before->other_epoch != 0) {
        check_fail(cluster, "I5", "copy %d votes for m%d on page %u while a vote for m%d stands",
                   copy->index, packet->master + 1, packet->page,
                   epoch_master(before->other_epoch) + 1);
    }
    if (packet->epoch < before->epoch) {
        check_fail(cluster, "I16", "copy %d votes for a proposal of m%d from before its fence",
                   copy->index, packet->master + 1);
    }
}

void check_copy_after(struct cluster *cluster, const struct copy *copy, const struct packet *packet,
                      const struct copy_before *before)
{
    if (cluster->check == NULL) {
        return;
    }
    if (packet->kind == PACKET_PROPOSE) {
        check_vote(cluster, copy, packet, before);
    } else if (packet->kind == PACKET_COMMIT && packet->epoch < before->epoch &&
               !before->held_record && holds_record(copy, packet)) {
        check_fail(cluster, "I16", "copy %d takes commit %llu of m%d from before its fence",
                   copy->index, (unsigned long long)packet->number, packet->master + 1);
    }
}
