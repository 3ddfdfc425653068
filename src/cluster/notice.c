/* SPDX-License-Identifier: MIT */
#include "cluster/notice.h"

#include "cluster/ddl.h"
#include "cluster/world.h"

#define ALL_COPIES ((UINT32_C(1) << COPIES_MAX) - 1)
/*
 * After so long a CONFIRM that four copies noted is left to gossip, and so is an ABORT when
 * copies have a newer version than it built on: that ends its claim wherever it comes. Else
 * nothing but an ABORT ends the claim of a proposal that went nowhere.
 */
#define REPEATED_US US_PER_S
#define QUIET_AFTER_US US_PER_S

static void send(struct master *master, struct notice *notice, uint32_t copies)
{
    struct packet packet = master_packet(master, (enum packet_kind)notice->kind);
    packet.epoch = notice->epoch;
    packet.page = notice->page;
    packet.version = notice->version;
    packet.proposal = notice->proposal;
    packet.base = notice->first;
    packet.ticket = notice->ticket;
    notice->sent_at = master_now(master);
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((copies >> i & 1) != 0) {
            master_send_to_copy(master, packet, i, 0);
        }
    }
}

static struct notice *new_notice(struct master *master)
{
    int slot = 0;
    while (slot < master->notice_room && master->notices[slot].kind != 0) {
        slot++;
    }
    mem_grow((void **)&master->notices, &master->notice_room, slot + 1, sizeof(struct notice));
    master->notice_count++;
    /* The ticket says the slot, and which of its uses this is. */
    struct notice *notice = &master->notices[slot];
    *notice = (struct notice){.ticket = (++master->tickets & 0xffff) << 16 | (uint32_t)slot};
    return notice;
}

static bool is_old(const struct master *master, const struct notice *notice)
{
    return master_now(master) - notice->made_at > REPEATED_US;
}

static void end(struct master *master, struct notice *notice)
{
    *notice = (struct notice){0};
    master->notice_count--;
}

/*
 * Let a new ABORT speak for an old one of the same page: all proposals from its first on went
 * nowhere, if none was accepted since. So copies that are away make no heap of them.
 */
static uint64_t take_over_old(struct master *master, const struct page_vote *vote)
{
    uint64_t first = vote->proposal;
    for (int slot = 0; slot < master->notice_room && master->notice_count > 0; slot++) {
        struct notice *old = &master->notices[slot];
        bool is_of_page = old->kind == PACKET_ABORT && old->page == vote->page;
        if (is_of_page && is_old(master, old) && old->first > master->pages[vote->page].accepted) {
            first = old->first < first ? old->first : first;
            end(master, old);
        }
    }
    return first;
}

void notice_send(struct master *master, enum packet_kind kind, const struct page_vote *vote)
{
    uint64_t first = kind == PACKET_ABORT ? take_over_old(master, vote) : vote->proposal;
    struct notice *notice = new_notice(master);
    notice->kind = (uint8_t)kind;
    notice->first = first;
    notice->page = vote->page;
    notice->version = vote->version;
    notice->proposal = vote->proposal;
    notice->epoch = master->epoch;
    notice->missing = ALL_COPIES;
    notice->made_at = master_now(master);
    send(master, notice, ALL_COPIES);
    master_want_resend(master);
}

bool notice_is_safe(const struct master *master, uint32_t version)
{
    for (int i = 0; i < master->notice_room; i++) {
        const struct notice *notice = &master->notices[i];
        if (notice->kind == PACKET_CONFIRM && notice->version == version) {
            return COPIES_MAX - __builtin_popcount(notice->missing) >= WRITE_QUORUM;
        }
    }
    return true; /* what was noted enough is not kept */
}

void notice_on_noted(struct master *master, const struct packet *packet)
{
    uint32_t slot = packet->ticket & 0xffff;
    if (slot >= (uint32_t)master->notice_room || master->notices[slot].kind == 0 ||
        master->notices[slot].ticket != packet->ticket) {
        return;
    }
    struct notice *notice = &master->notices[slot];
    notice->missing &= ~(UINT32_C(1) << place_index(packet->from));
    if (notice->missing == 0) {
        end(master, notice);
    }
    ddl_look(master);
}

/* --- a claim that nobody would end ---------------------------------------------------------- */

static bool is_under_way(const struct master *master, const struct packet *packet)
{
    int latch = master->pages[packet->page].latch;
    const struct write *write = latch != 0 ? &master->writes[latch - 1] : NULL;
    for (int i = 0; write != NULL && i < write->vote_count; i++) {
        if (write->votes[i].proposal == packet->proposal) {
            return true;
        }
    }
    return false;
}

/*
 * It was accepted, or went nowhere and a later one was accepted: either way what we build on now
 * has a larger base. Or nothing was accepted since.
 */
void notice_on_claim_ask(struct master *master, const struct packet *packet)
{
    bool is_ours = master->state == MASTER_ONLINE && packet->epoch == master->epoch &&
                   packet->page < (uint32_t)master->page_room;
    if (!is_ours || is_under_way(master, packet)) {
        return;
    }
    const struct cached *cached = &master->pages[packet->page];
    bool is_over = packet->proposal <= cached->accepted && cached->version != 0;
    struct packet answer = master_packet(master, is_over ? PACKET_CONFIRM : PACKET_ABORT);
    answer.page = packet->page;
    answer.proposal = packet->proposal;
    answer.base = packet->proposal;
    answer.version = is_over ? cached->version : 0;
    answer.ticket = UINT32_MAX; /* no notice has it */
    master_send_to_copy(master, answer, place_index(packet->from), 0);
}

/* --- again ---------------------------------------------------------------------------------- */

static bool is_left_to_gossip(const struct master *master, const struct notice *notice)
{
    if (notice->kind == PACKET_ABORT) {
        uint64_t base = book_version(master_book(master), notice->version)->base;
        return is_old(master, notice) && master->pages[notice->page].stored > base;
    }
    return is_old(master, notice) &&
           COPIES_MAX - __builtin_popcount(notice->missing) >= WRITE_QUORUM;
}

bool notice_resend(struct master *master)
{
    sim_us now = master_now(master);
    uint32_t asked = 0; /* quiet copies that have been asked their one thing */
    for (int slot = 0; slot < master->notice_room && master->notice_count > 0; slot++) {
        struct notice *notice = &master->notices[slot];
        if (notice->kind == 0 ||
            now - notice->sent_at < master_parameter(master, PARAM_NET_RESEND_US)) {
            continue;
        }
        if (is_left_to_gossip(master, notice)) {
            end(master, notice);
            continue;
        }
        uint32_t copies = notice->missing;
        for (int i = 0; i < COPIES_MAX; i++) {
            uint32_t bit = UINT32_C(1) << i;
            bool is_quiet = now - master->heard_at[i] > QUIET_AFTER_US;
            if ((copies & bit) != 0 && is_quiet) {
                copies = (asked & bit) != 0 ? copies & ~bit : copies;
                asked |= bit;
            }
        }
        if (copies != 0) {
            send(master, notice, copies);
        }
    }
    return master->notice_count > 0;
}
