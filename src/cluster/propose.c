/* SPDX-License-Identifier: MIT */
#include "cluster/propose.h"

#include "cluster/cache.h"
#include "cluster/ddl.h"
#include "cluster/notice.h"
#include "cluster/pull.h"
#include "cluster/recover.h"
#include "cluster/replicate.h"
#include "cluster/session.h"
#include "cluster/txn.h"
#include "cluster/undo.h"
#include "cluster/votes.h"
#include "cluster/world.h"

#include <assert.h>

#define BUSY_AGAIN_US (2 * US_PER_MS)
#define TIE_AFTER_US (20 * US_PER_MS) /* with any copy still busy */
#define TIE_BUSY 3                    /* or with so many */
#define TIE_LASTS_US (50 * US_PER_MS)

#define ALL_COPIES ((UINT32_C(1) << COPIES_MAX) - 1)

/* --- making and ending a write -------------------------------------------------------------- */

static struct write *new_write(struct master *master)
{
    int number = 0;
    while (number < master->write_room && master->writes[number].is_used) {
        number++;
    }
    mem_grow((void **)&master->writes, &master->write_room, number + 1, sizeof(struct write));
    struct write *write = &master->writes[number];
    struct page_vote *votes = write->votes;
    int room = write->vote_room;
    *write = (struct write){.is_used = true,
                            .session = -1,
                            .votes = votes,
                            .vote_room = room,
                            .started_at = master_now(master),
                            .tied_at = SIM_NEVER,
                            .wake_at = SIM_NEVER,
                            .cause = master->cluster->cause};
    master->write_count++;
    return write;
}

static void add_vote(struct master *master, struct write *write, uint32_t page, uint32_t version)
{
    mem_grow((void **)&write->votes, &write->vote_room, write->vote_count + 1,
             sizeof *write->votes);
    write->votes[write->vote_count++] =
        (struct page_vote){.page = page,
                           .version = version,
                           .proposal = book_version(master_book(master), version)->proposal};
    master->pages[page].latch = (int)(write - master->writes) + 1;
    votes_count_proposal(master);
}

static void unlatch(struct master *master, const struct write *write)
{
    for (int i = 0; i < write->vote_count; i++) {
        master->pages[write->votes[i].page].latch = 0;
    }
}

static void end(struct master *master, struct write *write)
{
    unlatch(master, write);
    write->is_used = false;
    write->wake_at = SIM_NEVER;
    master->write_count--;
    session_wake_waiters(master);
}

/* --- asking --------------------------------------------------------------------------------- */

static void ask(struct master *master, const struct page_vote *vote, uint32_t copies, sim_us delay)
{
    struct packet packet = master_packet(master, PACKET_PROPOSE);
    packet.page = vote->page;
    packet.version = vote->version;
    packet.proposal = vote->proposal;
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((copies >> i & 1) != 0) {
            master_send_to_copy(master, packet, i, delay);
        }
    }
}

static struct event write_event(const struct master *master, const struct write *write,
                                enum event_kind kind, uint32_t page)
{
    struct event event = master_event(master, kind);
    event.client = write->session >= 0 ? master->sessions[write->session].client + 1 : 0;
    bool is_header = book_page_id(master_book(master), page)->index == PAGE_INDEX_HEADER;
    if (write->kind == WRITE_DDL || (is_header && master->ddl.phase == DDL_PHASE_OPENS)) {
        event.client = master->ddl.jobs[0].client + 1;
    }
    event.txn = write->txn;
    event.page = *book_page_id(master_book(master), page);
    return event;
}

static void start(struct master *master, struct write *write, sim_us delay)
{
    write->sent_at = master_now(master) + delay;
    for (int i = 0; i < write->vote_count; i++) {
        struct page_vote *vote = &write->votes[i];
        struct event event = write_event(master, write, EVENT_PROPOSED, vote->page);
        event.cause = write->cause;
        event.code = (int64_t)book_version(master_book(master), vote->version)->lsn;
        (void)master_emit(master, &event);
        ask(master, vote, ALL_COPIES, delay);
    }
    master_want_resend(master);
}

static int64_t first_row(const struct changes *changes)
{
    return changes->count > 0 ? changes->items[0].number : 0;
}

static void propose_changes(struct master *master, struct write *write,
                            const struct changes *changes)
{
    for (int i = 0; i < changes->page_count; i++) {
        uint32_t page = book_page(master_book(master), &changes->pages[i]);
        uint32_t number = cache_make_version(master, write, page);
        struct version *version = book_version(master_book(master), number);
        for (int k = 0; k < changes->lock_count; k++) {
            struct intent intent = {changes->locks[k], write->txn, master->epoch};
            version_add_intent(version, intent);
        }
        add_vote(master, write, page, number);
    }
}

void propose_statement(struct master *master, struct session *session, sim_us delay)
{
    struct write *write = new_write(master);
    write->kind = WRITE_STATEMENT;
    write->session = session_number(master, session);
    write->txn = session->txn.number;
    write->row = first_row(&session->pending);
    session->state = SESSION_WRITES;
    propose_changes(master, write, &session->pending);
    start(master, write, delay);
}

void propose_definition(struct master *master, const struct changes *changes, uint64_t txn)
{
    struct write *write = new_write(master);
    write->kind = WRITE_DDL;
    write->txn = txn;
    propose_changes(master, write, changes);
    start(master, write, 0);
}

void propose_cleaned(struct master *master, uint32_t page, bool is_recovery)
{
    struct write *write = new_write(master);
    write->kind = WRITE_UNDO;
    write->is_recovery = is_recovery;
    add_vote(master, write, page, cache_make_version(master, write, page));
    start(master, write, 0);
}

/* --- all pages have their votes ------------------------------------------------------------- */

static int fresh_votes(const struct master *master, const struct page_vote *vote)
{
    int votes = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        votes += (vote->acked >> i & 1) != 0 && master_is_fresh(master, vote->acked_at[i]);
    }
    return votes;
}

static void tell_accepted(struct master *master, const struct write *write,
                          const struct page_vote *vote)
{
    struct event event = write_event(master, write, EVENT_ACCEPTED, vote->page);
    event.row = (int64_t)book_version(master_book(master), vote->version)->lsn;
    event.copies = vote->acked;
    event.count = __builtin_popcount(vote->acked);
    event.length = master_now(master) - write->started_at;
    (void)master_emit(master, &event);
}

/*
 * The pages are ours. A statement of its own transaction does not wait for the copies to
 * note it: its commit record carries the pages and is sent in the same instant.
 */
static void take(struct master *master, struct write *write, bool is_confirmed)
{
    for (int i = 0; i < write->vote_count; i++) {
        struct page_vote *vote = &write->votes[i];
        check_accepted(master->cluster, vote->version);
        votes_count_end(master, vote, COUNTER_PROPOSALS_ACCEPTED);
        tell_accepted(master, write, vote);
        cache_install(master, vote->version);
        master->pages[vote->page].accepted = vote->proposal;
        if (is_confirmed) {
            notice_send(master, PACKET_CONFIRM, vote);
        }
        replicate_send_page(master, vote->version);
    }
}

static void tell_undone(struct master *master)
{
    struct event event = master_event(master, EVENT_UNDONE);
    event.count = ++master->undone;
    event.code = master->undone_of;
    (void)master_emit(master, &event);
}

static void accept_undo(struct master *master, struct write *write)
{
    bool is_recovery = write->is_recovery;
    take(master, write, true);
    if (is_recovery) {
        tell_undone(master);
    }
    end(master, write);
    ddl_look(master);
}

static void accept_definition(struct master *master, struct write *write)
{
    take(master, write, true);
    end(master, write);
    ddl_on_accepted(master, write);
}

static void accept_statement(struct master *master, struct write *write)
{
    struct session *session = &master->sessions[write->session];
    bool commits = !session->txn.is_explicit;
    check_written(master->cluster, master, &session->pending);
    take(master, write, !commits);
    if (session->answer != 0) {
        const struct answer *answer = &net_mail(&master->cluster->net, session->answer)->answer;
        check_generated(master->cluster, master, answer->last_insert_id, &session->pending);
    }
    txn_accept(master, session, write);
    end(master, write);
    if (commits) {
        txn_commit(master, session);
    } else {
        session_answer(master, session, 0);
    }
}

static void accept(struct master *master, struct write *write)
{
    switch (write->kind) {
    case WRITE_STATEMENT:
        accept_statement(master, write);
        break;
    case WRITE_DDL:
        accept_definition(master, write);
        break;
    case WRITE_UNDO:
        accept_undo(master, write);
        break;
    }
}

/* --- it cannot be had ----------------------------------------------------------------------- */

/* `lost`: the vote that another has won; NULL: none. */
static void abort_all(struct master *master, struct write *write, const struct page_vote *lost)
{
    for (int i = 0; i < write->vote_count; i++) {
        const struct page_vote *vote = &write->votes[i];
        notice_send(master, PACKET_ABORT, vote);
        votes_count_end(master, vote,
                        vote == lost ? COUNTER_PROPOSALS_LOST : COUNTER_PROPOSALS_ABORTED);
    }
}

static int64_t winner_row(const struct master *master, uint32_t version)
{
    return version != 0 ? book_version(master_book(master), version)->row : 0;
}

/* Another has the page. An undo or a definition comes back; a statement takes its transaction
 * with it. */
static void lose(struct master *master, struct write *write, const struct page_vote *vote,
                 uint32_t winner, enum event_conflict class)
{
    uint32_t page = vote->page;
    abort_all(master, write, vote);
    if (write->kind == WRITE_UNDO) {
        undo_page(master, page, master_now(master) + UNDO_AGAIN_US, write->is_recovery);
        end(master, write);
        return;
    }
    if (write->kind == WRITE_DDL) {
        end(master, write);
        ddl_on_lost(master);
        return;
    }
    struct session *session = &master->sessions[write->session];
    const struct version *version = book_version(master_book(master), winner);
    struct loss loss = {.class = class,
                        .page = page,
                        .winner = winner != 0 ? version->author : -1,
                        .winner_kind = votes_winner_kind(master, version),
                        .winner_txn = winner != 0 ? version->txn : 0,
                        .row = write->row,
                        .winner_row = winner_row(master, winner)};
    end(master, write);
    txn_lose(master, session, &loss);
}

static void give_up(struct master *master, struct write *write)
{
    abort_all(master, write, NULL);
    if (write->kind == WRITE_UNDO) {
        uint32_t page = write->votes[0].page;
        undo_page(master, page, master_now(master) + US_PER_S, write->is_recovery);
        end(master, write);
        return;
    }
    if (write->kind == WRITE_DDL) {
        end(master, write);
        ddl_on_no_quorum(master);
        return;
    }
    struct session *session = &master->sessions[write->session];
    end(master, write);
    txn_roll_back(master, session, ROLLBACK_NO_QUORUM);
    session_answer_error(master, session, SQL_NO_QUORUM, NO_QUORUM_TEXT);
}

void propose_abandon(struct master *master, int session)
{
    for (int i = 0; i < master->write_room; i++) {
        struct write *write = &master->writes[i];
        if (write->is_used && write->session == session) {
            abort_all(master, write, NULL);
            end(master, write);
        }
    }
}

/* --- answers of copies ---------------------------------------------------------------------- */

/* The write and the vote that an answer is about; NULL: of a proposal that has ended. */
static struct page_vote *find_vote(struct master *master, const struct packet *packet,
                                   struct write **out)
{
    if (packet->page >= (uint32_t)master->page_room || master->pages[packet->page].latch == 0) {
        return NULL;
    }
    struct write *write = &master->writes[master->pages[packet->page].latch - 1];
    for (int i = 0; i < write->vote_count; i++) {
        if (write->votes[i].proposal == packet->proposal) {
            *out = write;
            return &write->votes[i];
        }
    }
    return NULL;
}

void propose_on_ack(struct master *master, const struct packet *packet)
{
    struct write *write;
    struct page_vote *vote = find_vote(master, packet, &write);
    if (vote == NULL) {
        return;
    }
    int copy = place_index(packet->from);
    vote->acked |= UINT32_C(1) << copy;
    vote->busy &= ~(UINT32_C(1) << copy);
    vote->acked_at[copy] = packet->sent;
    for (int i = 0; i < write->vote_count; i++) {
        if (fresh_votes(master, &write->votes[i]) < WRITE_QUORUM) {
            return;
        }
    }
    accept(master, write);
}

void propose_on_stale(struct master *master, const struct packet *packet)
{
    struct write *write;
    struct page_vote *vote = find_vote(master, packet, &write);
    master_see(master, book_version(master_book(master), packet->version)->lsn);
    bool is_held = cache_offer(master, packet->version);
    if (vote == NULL) {
        return;
    }
    if (is_held) {
        pull_for(master, packet->version);
    }
    vote->stale |= votes_take(vote, packet->from);
    lose(master, write, vote, packet->version, CONFLICT_PHYSICAL);
}

void propose_note_fenced(struct master *master, const struct packet *packet)
{
    struct write *write;
    struct page_vote *vote = find_vote(master, packet, &write);
    if (vote != NULL) {
        vote->fenced |= votes_take(vote, packet->from);
    }
}

static void wake_at(struct master *master, struct write *write, sim_us at)
{
    if (write->wake_at > at || write->wake_at <= master_now(master)) {
        master_set_timer(master, &write->wake_at, at, DUE_WRITE,
                         (uint32_t)(write - master->writes));
    }
}

static void tie(struct master *master, struct write *write, struct page_vote *vote)
{
    write->tied_at = master_now(master);
    struct event event = write_event(master, write, EVENT_TIED, vote->page);
    event.other = place_master(book_version(master_book(master), vote->blocker_version)->author);
    event.count = __builtin_popcount(vote->acked);
    (void)master_emit(master, &event);
    if (master_parameter(master, PARAM_TIE_BOTH_LOSE) != 0) {
        lose(master, write, vote, vote->blocker_version, CONFLICT_TIE);
        return;
    }
    struct packet packet = master_packet(master, PACKET_ESCALATE);
    packet.to = (int16_t)place_resolver(resolver_of_page(vote->page));
    packet.page = vote->page;
    packet.proposal = vote->proposal;
    packet.txn = vote->proposal;
    packet.bundle = net_new_bundle(&master->cluster->net);
    bundle_add(net_bundle(&master->cluster->net, packet.bundle),
               (struct item){.kind = ITEM_TXN, .stamp = vote->blocker});
    net_send(&master->cluster->net, &packet, 0);
    wake_at(master, write, write->tied_at + TIE_LASTS_US);
}

void propose_on_busy(struct master *master, const struct packet *packet)
{
    struct write *write;
    struct page_vote *vote = find_vote(master, packet, &write);
    master_see(master, packet->number);
    if (packet->flag) {
        recover_suspect(master, packet->master);
    }
    if (vote == NULL) {
        return;
    }
    vote->busy |= UINT32_C(1) << place_index(packet->from);
    vote->acked &= ~vote->busy;
    vote->blocker_version = packet->version;
    vote->blocker = book_version(master_book(master), packet->version)->proposal;
    bool is_late = master_now(master) - write->sent_at >= TIE_AFTER_US;
    if (write->tied_at == SIM_NEVER && (__builtin_popcount(vote->busy) >= TIE_BUSY || is_late)) {
        tie(master, write, vote);
        if (!write->is_used) {
            return;
        }
    }
    wake_at(master, write, master_now(master) + BUSY_AGAIN_US);
}

/* The number is at or below the floor of a cut-off claim: the same page under a larger one. */
void propose_on_low(struct master *master, const struct packet *packet)
{
    struct write *write;
    struct page_vote *vote = find_vote(master, packet, &write);
    master_see(master, packet->number);
    if (vote == NULL) {
        return;
    }
    notice_send(master, PACKET_ABORT, vote);
    votes_count_low(master, vote, packet->from);
    uint32_t number = cache_renew_version(master, vote->version);
    *vote = (struct page_vote){.page = vote->page,
                               .version = number,
                               .proposal = book_version(master_book(master), number)->proposal};
    ask(master, vote, ALL_COPIES, 0);
}

void propose_on_verdict(struct master *master, const struct packet *packet)
{
    struct write *write;
    struct page_vote *vote = find_vote(master, packet, &write);
    if (vote == NULL || write->tied_at == SIM_NEVER) {
        return;
    }
    struct event event = write_event(master, write, EVENT_VERDICT, vote->page);
    event.place = packet->from;
    event.other = place_master(master->index);
    event.client = 0;
    event.code = packet->flag ? VERDICT_YIELD : VERDICT_STAY;
    (void)master_emit(master, &event);
    if (packet->flag) {
        lose(master, write, vote, vote->blocker_version, CONFLICT_TIE);
    }
}

/* --- time ----------------------------------------------------------------------------------- */

static void ask_busy_again(struct master *master, struct write *write)
{
    bool is_busy = false;
    for (int i = 0; i < write->vote_count; i++) {
        is_busy = is_busy || write->votes[i].busy != 0;
        ask(master, &write->votes[i], write->votes[i].busy, 0);
    }
    if (is_busy) {
        wake_at(master, write, master_now(master) + BUSY_AGAIN_US);
    }
}

void propose_on_due(struct master *master, int number)
{
    struct write *write = &master->writes[number];
    sim_us now = master_now(master);
    if (!write->is_used || write->wake_at > now) {
        return;
    }
    write->wake_at = SIM_NEVER;
    master->cluster->cause = write->cause;
    if (write->tied_at != SIM_NEVER && now - write->tied_at >= TIE_LASTS_US) {
        for (int i = 0; i < write->vote_count; i++) {
            if (write->votes[i].busy != 0) {
                lose(master, write, &write->votes[i], write->votes[i].blocker_version,
                     CONFLICT_TIE);
                return;
            }
        }
        write->tied_at = SIM_NEVER;
    }
    ask_busy_again(master, write);
}

static void show_quorum(struct master *master, struct write *write)
{
    struct event event = write_event(master, write, EVENT_QUORUM_WAITS, write->votes[0].page);
    event.cause = write->cause;
    event.copies = write->votes[0].acked;
    event.count = __builtin_popcount(event.copies);
    (void)master_emit(master, &event);
    write->is_quorum_shown = true;
}

static void resend_write(struct master *master, struct write *write)
{
    sim_us now = master_now(master);
    sim_us waited = now - write->sent_at;
    if (waited >= master_parameter(master, PARAM_QUORUM_WAIT_US)) {
        give_up(master, write);
        return;
    }
    if (waited >= master_parameter(master, PARAM_PROPOSE_TIMEOUT_US) && !write->is_quorum_shown) {
        show_quorum(master, write);
    }
    if (waited < master_parameter(master, PARAM_NET_RESEND_US)) {
        return;
    }
    for (int i = 0; i < write->vote_count; i++) {
        struct page_vote *vote = &write->votes[i];
        uint32_t missing = ALL_COPIES & ~vote->busy;
        for (int k = 0; k < COPIES_MAX; k++) {
            if ((vote->acked >> k & 1) != 0 && now - vote->acked_at[k] < 500 * US_PER_MS) {
                missing &= ~(UINT32_C(1) << k);
            }
        }
        ask(master, vote, missing, 0);
    }
}

bool propose_resend(struct master *master)
{
    for (int i = 0; i < master->write_room && master->write_count > 0; i++) {
        if (master->writes[i].is_used) {
            master->cluster->cause = master->writes[i].cause;
            resend_write(master, &master->writes[i]);
        }
    }
    return master->write_count > 0;
}
