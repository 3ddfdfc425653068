/* SPDX-License-Identifier: MIT */
#include "view/votes_find.h"

#include "lab/why.h"

#include <string.h>

#define TOGETHER_US (60 * US_PER_MS) /* proposals so near may have met; a tie lasts 50 ms */
#define LOOK_BACK 4096               /* events in which a conflict or a proposal is looked for */

/* --- which page ----------------------------------------------------------------------------- */

static bool is_about_vote(const struct event *event)
{
    bool is_kind = event->kind == EVENT_PROPOSED || event->kind == EVENT_ACCEPTED ||
                   event->kind == EVENT_TIED || event->kind == EVENT_VERDICT ||
                   event->kind == EVENT_CONFLICT;
    return is_kind && event->page.table != 0;
}

/* Has the proposal come to an end since? */
static bool is_open(const struct lab *lab, const struct event *proposed)
{
    const struct event *event = NULL;
    for (uint64_t seq = proposed->seq + 1; (event = lab_event(lab, seq)) != NULL; seq++) {
        bool ends =
            event->kind == EVENT_CONFLICT || event->kind == EVENT_ROLLED_BACK ||
            event->kind == EVENT_COMMITTED ||
            (event->kind == EVENT_ACCEPTED && page_compare(&event->page, &proposed->page) == 0);
        if (ends && event->txn == proposed->txn) {
            return false;
        }
    }
    return true;
}

/* The vote that is under way, else the last conflict, else the last proposal of a client. */
static const struct event *find_newest(const struct lab *lab, bool is_now)
{
    const struct event *proposed = NULL;
    uint64_t last = lab_event_last(lab);
    for (uint64_t seq = last; seq > 0 && seq + LOOK_BACK > last; seq--) {
        const struct event *event = lab_event(lab, seq);
        if (event == NULL) {
            break;
        }
        if (event->kind == EVENT_PROPOSED && event->client > 0) {
            if (is_now && proposed == NULL && is_open(lab, event)) {
                return event;
            }
            proposed = proposed == NULL ? event : proposed;
        }
        bool was_lost = event->kind == EVENT_CONFLICT && event->page.table != 0 &&
                        (event->code == CONFLICT_PHYSICAL || event->code == CONFLICT_TIE);
        if (was_lost || event->kind == EVENT_TIED) {
            return event;
        }
    }
    return proposed;
}

/* The event whose page is looked at: of the chain of causes the first that is about a vote. */
static const struct event *find_focus(const struct lab *lab, uint64_t focus, bool is_now)
{
    uint64_t chain[16];
    int count = focus > 0 ? why_chain(lab, focus, chain, 16) : 0;
    for (int i = 0; i < count; i++) {
        const struct event *event = lab_event(lab, chain[i]);
        if (is_about_vote(event)) {
            return event;
        }
    }
    return find_newest(lab, is_now);
}

/* --- which proposals ------------------------------------------------------------------------ */

static void add_bid(struct bids *bids, const struct event *proposed)
{
    if (bids->count == BIDS_MAX) { /* the oldest goes, but for the first: that is the winner's */
        memmove(bids->items + 1, bids->items + 2, (BIDS_MAX - 2) * sizeof(bids->items[0]));
        bids->count--;
    }
    struct bid *bid = &bids->items[bids->count++];
    *bid = (struct bid){.proposed = proposed->seq};
    for (int i = 0; i < COPIES_MAX; i++) {
        bid->looks[i] = VOTE_ASKED;
    }
}

static bool is_bid(const struct event *event, const struct event *focus)
{
    bool is_own = event->txn != 0 && (event->txn == focus->txn || event->txn == focus->other_txn);
    sim_us apart = event->at < focus->at ? focus->at - event->at : event->at - focus->at;
    return event->kind == EVENT_PROPOSED && page_compare(&event->page, &focus->page) == 0 &&
           (is_own || apart <= TOGETHER_US);
}

/* Far back only the one that won is looked for, as far as to where both transactions began. */
static void add_bids(struct bids *bids, const struct lab *lab, const struct event *focus)
{
    uint64_t first = focus->seq;
    uint64_t own = lab_txn_start(lab, focus->txn);
    uint64_t other = focus->other_txn != 0 ? lab_txn_start(lab, focus->other_txn) : own;
    uint64_t start = own < other ? own : other;
    for (uint64_t seq = focus->seq; seq > 0 && seq + LOOK_BACK > focus->seq; seq--) {
        const struct event *event = lab_event(lab, seq);
        if (event == NULL || (seq < start && event->at + TOGETHER_US < focus->at)) {
            break;
        }
        first = is_bid(event, focus) ? seq : first;
    }
    const struct event *event = NULL;
    for (uint64_t seq = first; (event = lab_event(lab, seq)) != NULL; seq++) {
        if (event->at > focus->at + TOGETHER_US) {
            break;
        }
        if (is_bid(event, focus)) {
            add_bid(bids, event);
        }
    }
}

/* --- what became of them -------------------------------------------------------------------- */

static void note_end(struct bid *bid, const struct event *event, const struct event *proposed)
{
    bool is_same_page = page_compare(&event->page, &proposed->page) == 0;
    bool is_its = event->txn == proposed->txn && event->place == proposed->place;
    bool is_verdict = event->kind == EVENT_VERDICT && event->other == proposed->place;
    if (!is_same_page || !(is_its || (is_verdict && event->txn == proposed->txn))) {
        return;
    }
    if (event->kind == EVENT_ACCEPTED && bid->accepted == 0) {
        bid->accepted = event->seq;
    } else if (event->kind == EVENT_TIED && bid->tied == 0) {
        bid->tied = event->seq;
    } else if (event->kind == EVENT_VERDICT && bid->verdict == 0) {
        bid->verdict = event->seq;
    } else if (event->kind == EVENT_CONFLICT && bid->lost == 0) {
        bid->lost = event->seq;
    }
}

static bool have_ended(const struct bids *bids)
{
    for (int i = 0; i < bids->count; i++) {
        if (bids->items[i].accepted == 0 && bids->items[i].lost == 0) {
            return false;
        }
    }
    return true;
}

static void find_ends(struct bids *bids, const struct lab *lab)
{
    const struct event *event = NULL;
    uint64_t first = bids->items[0].proposed;
    sim_us last = lab_event(lab, bids->items[bids->count - 1].proposed)->at;
    for (uint64_t seq = first; (event = lab_event(lab, seq)) != NULL && seq < first + LOOK_BACK;
         seq++) {
        if (event->at > last + TOGETHER_US && have_ended(bids)) {
            break;
        }
        for (int i = 0; i < bids->count; i++) {
            const struct event *proposed = lab_event(lab, bids->items[i].proposed);
            if (seq > proposed->seq) {
                note_end(&bids->items[i], event, proposed);
            }
        }
    }
}

/* --- who met ---------------------------------------------------------------------------------- */

static uint64_t end_of(const struct bid *bid)
{
    return bid->accepted != 0 ? bid->accepted : bid->lost != 0 ? bid->lost : UINT64_MAX;
}

/* The proposal that the event is about: the last of its transaction before it. */
static const struct bid *own_bid(const struct bids *bids, const struct lab *lab,
                                 const struct event *focus)
{
    const struct bid *own = NULL;
    for (int i = 0; i < bids->count; i++) {
        const struct event *event = lab_event(lab, bids->items[i].proposed);
        if (event->txn == focus->txn && (own == NULL || event->seq <= focus->seq)) {
            own = &bids->items[i];
        }
    }
    return own;
}

/* One that ended before it began, or began after it ended, has not met it; but who won counts. */
static void drop_others(struct bids *bids, const struct lab *lab, const struct event *focus)
{
    const struct bid *found = own_bid(bids, lab, focus);
    if (found == NULL) {
        bids->count = 0;
        return;
    }
    const struct bid own = *found;
    int kept = 0;
    for (int i = 0; i < bids->count; i++) {
        const struct bid bid = bids->items[i];
        const struct event *event = lab_event(lab, bid.proposed);
        bool is_own = bid.proposed == own.proposed;
        bool won =
            focus->other_txn != 0 && event->txn == focus->other_txn && bid.proposed < end_of(&own);
        bool met = bid.proposed < end_of(&own) && end_of(&bid) > own.proposed;
        if ((is_own || won || met) && kept < VOTES_BIDS_MAX) {
            bids->items[kept++] = bid;
        }
    }
    bids->count = kept;
}

/* --- votes ---------------------------------------------------------------------------------- */

static void take_request(struct bid *bid, const struct flight *flight)
{
    if (flight->lsn != 0) {
        bid->lsn = flight->lsn;
        bid->base = flight->base;
        bid->row = flight->row;
    }
    bid->proposal = flight->proposal;
    if (flight->fate == FLIGHT_IS_LOST && bid->looks[place_index(flight->to)] == VOTE_ASKED) {
        bid->looks[place_index(flight->to)] = VOTE_LOST;
    }
}

static void take_answer(struct bid *bid, const struct flight *flight)
{
    static const struct {
        enum packet_kind kind;
        enum vote_look look;
    } looks[] = {
        {PACKET_ACK, VOTE_YES},           {PACKET_NAK_BUSY, VOTE_BUSY},
        {PACKET_NAK_STALE, VOTE_STALE},   {PACKET_NAK_LOW, VOTE_LOW},
        {PACKET_NAK_FENCED, VOTE_FENCED},
    };
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        if ((int)looks[i].kind == (int)flight->kind && flight->fate == FLIGHT_HAS_ARRIVED) {
            int copy = place_index(flight->from);
            bid->looks[copy] = (uint8_t)looks[i].look;
            bid->since[copy] = flight->number;
        }
    }
}

/* Answers carry the number of the proposal, the first of them its event, too. */
static void take_flight(struct bids *bids, const struct flight *flight)
{
    for (int i = 0; i < bids->count; i++) {
        struct bid *bid = &bids->items[i];
        if (flight->kind == PACKET_PROPOSE && flight->cause == bid->proposed) {
            take_request(bid, flight);
        } else if (bid->proposal != 0 && flight->proposal == bid->proposal) {
            take_answer(bid, flight);
        }
    }
}

/* `until`: what arrived after it is not known yet. */
static void count_votes(struct bids *bids, const struct lab *lab, sim_us until)
{
    const struct cluster *cluster = lab_cluster(lab);
    const struct event *first = lab_event(lab, bids->items[0].proposed);
    uint64_t number = cluster_flight_last(cluster);
    while (cluster_flight(cluster, number) != NULL &&
           cluster_flight(cluster, number)->at >= first->at) {
        number--;
    }
    const struct flight *flight = NULL;
    while ((flight = cluster_flight(cluster, ++number)) != NULL && flight->at <= until) {
        take_flight(bids, flight);
    }
}

/* Packets that fell out of memory: the event says who voted for it. */
static void count_by_event(struct bid *bid, const struct lab *lab)
{
    const struct event *accepted = lab_event(lab, bid->accepted);
    for (int i = 0; bid->proposal == 0 && accepted != NULL && i < COPIES_MAX; i++) {
        if ((accepted->copies >> i & 1) != 0) {
            bid->looks[i] = VOTE_YES;
        }
    }
}

void votes_find(struct bids *bids, const struct lab *lab, uint64_t focus, bool is_now)
{
    *bids = (struct bids){.count = 0};
    const struct event *event = find_focus(lab, focus, is_now);
    if (event == NULL) {
        return;
    }
    bids->page = event->page;
    add_bids(bids, lab, event);
    if (bids->count == 0) {
        return;
    }
    find_ends(bids, lab);
    drop_others(bids, lab, event);
    const struct event *chosen = lab_event(lab, focus);
    if (bids->count > 0) {
        count_votes(bids, lab, chosen != NULL ? chosen->at : SIM_NEVER);
    }
    for (int i = 0; i < bids->count; i++) {
        count_by_event(&bids->items[i], lab);
    }
}
