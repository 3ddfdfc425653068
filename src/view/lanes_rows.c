/* SPDX-License-Identifier: MIT */
#include "view/lanes_rows.h"

#include <assert.h>
#include <string.h>

#define TOGETHER_US (2 * US_PER_MS) /* answers of an AZ so near are one row */
#define UNDER_WAY_MAX 128

/* --- kinds ---------------------------------------------------------------------------------- */

static const bool answers[PACKET_KIND_COUNT] = {
    [PACKET_CONNECTED] = true,   [PACKET_REFUSED] = true,      [PACKET_ANSWER] = true,
    [PACKET_RESET] = true,       [PACKET_ACK] = true,          [PACKET_NAK_STALE] = true,
    [PACKET_NAK_BUSY] = true,    [PACKET_NAK_LOW] = true,      [PACKET_NAK_FENCED] = true,
    [PACKET_NOTED] = true,       [PACKET_COMMITTED] = true,    [PACKET_PAGE] = true,
    [PACKET_LOG] = true,         [PACKET_POINT] = true,        [PACKET_FENCE_ANSWER] = true,
    [PACKET_CUT_DONE] = true,    [PACKET_IMAGE] = true,        [PACKET_STATE] = true,
    [PACKET_VERDICT] = true,     [PACKET_DDL_HERE] = true,     [PACKET_DDL_AWAY] = true,
    [PACKET_DDL_DONE] = true,    [PACKET_DDL_NOTED] = true,    [PACKET_DDL_LOCKED] = true,
    [PACKET_DDL_APPLIED] = true, [PACKET_DDL_UNLOCKED] = true,
};

bool lanes_is_answer(enum packet_kind kind)
{
    return answers[kind];
}

/* That something was noted tells nobody anything; nor do packets that keep a volume in order. */
static bool is_told(const struct flight *flight)
{
    return flight->kind != PACKET_NOTED && flight->kind != PACKET_CLAIM_ASK;
}

/* --- putting together ----------------------------------------------------------------------- */

static bool is_same_az(place_id a, place_id b)
{
    return place_kind(a) == PLACE_COPY && place_kind(b) == PLACE_COPY &&
           place_index(a) / 2 == place_index(b) / 2;
}

/* Is the packet one more of the row? */
static bool joins(const struct draft *draft, const struct flight *flight, sim_us at)
{
    const struct flight *first = &draft->first;
    bool is_alike = draft->event == 0 && first->kind == flight->kind &&
                    first->proposal == flight->proposal && first->cause == flight->cause;
    if (!is_alike) {
        return false;
    }
    if (answers[flight->kind]) {
        return first->to == flight->to && is_same_az(first->from, flight->from) &&
               (draft->from & place_bit(flight->from)) == 0 && at - draft->at <= TOGETHER_US &&
               first->fate == flight->fate;
    }
    return first->from == flight->from && first->sent == flight->sent &&
           place_kind(first->to) == place_kind(flight->to);
}

static void put_in(struct draft *draft, const struct flight *flight, sim_us at)
{
    draft->at = at;
    draft->from |= place_bit(flight->from);
    draft->arrived |= flight->fate == FLIGHT_HAS_ARRIVED ? place_bit(flight->to) : 0;
    draft->lost |= flight->fate == FLIGHT_IS_LOST ? place_bit(flight->to) : 0;
    draft->flying |= flight->fate == FLIGHT_IS_UNDER_WAY ? place_bit(flight->to) : 0;
    draft->led_to = draft->led_to == 0 ? flight->led_to : draft->led_to;
    draft->led_last = flight->led_last != 0 ? flight->led_last : draft->led_last;
    draft->count++;
}

static struct draft *new_draft(struct drafts *drafts)
{
    if (drafts->count == DRAFTS_MAX) { /* the oldest goes */
        memmove(drafts->items, drafts->items + 1, (DRAFTS_MAX - 1) * sizeof(drafts->items[0]));
        drafts->count--;
        drafts->is_short = true;
    }
    struct draft *draft = &drafts->items[drafts->count++];
    *draft = (struct draft){.at = 0};
    return draft;
}

/* What is lost never arrives: it is drawn where it left, request or answer. */
static sim_us drawn_at(const struct flight *flight)
{
    bool is_late = answers[flight->kind] && flight->fate == FLIGHT_HAS_ARRIVED;
    return is_late ? flight->at : flight->sent;
}

#define LOOK_BACK 24 /* rows in which more of a row may come */

static void add_flight(struct drafts *drafts, const struct flight *flight)
{
    sim_us at = drawn_at(flight);
    int end = drafts->count > LOOK_BACK ? drafts->count - LOOK_BACK : 0;
    for (int i = drafts->count - 1; i >= end; i--) {
        if (joins(&drafts->items[i], flight, at)) {
            put_in(&drafts->items[i], flight, at);
            return;
        }
    }
    struct draft *draft = new_draft(drafts);
    draft->first = *flight;
    put_in(draft, flight, at);
}

/* --- requests, by their answers ------------------------------------------------------------- */

#define ASKED_MAX 64

/* Requests that were answered by packets that belong here, and not met yet: what a client asked
 * has no cause. */
struct asked {
    uint32_t conn[ASKED_MAX];
    uint64_t request[ASKED_MAX];
    int count;
};

static void note_answer(struct asked *asked, const struct flight *flight)
{
    if (flight->kind == PACKET_ANSWER && asked->count < ASKED_MAX) {
        asked->conn[asked->count] = flight->conn;
        asked->request[asked->count++] = flight->request;
    }
}

/* Is it one of them? Then it has been met. */
static bool take_asked(struct asked *asked, const struct flight *flight)
{
    for (int i = 0; flight->kind == PACKET_REQUEST && i < asked->count; i++) {
        if (asked->conn[i] == flight->conn && asked->request[i] == flight->request) {
            asked->count--;
            asked->conn[i] = asked->conn[asked->count];
            asked->request[i] = asked->request[asked->count];
            return true;
        }
    }
    return false;
}

/* A request without an answer belongs to the first statement that its master runs for it then. */
static bool leads_here(const struct lanes_scope *scope, const struct flight *flight)
{
    bool is_request = flight->kind == PACKET_REQUEST && flight->fate == FLIGHT_HAS_ARRIVED;
    for (int i = scope->chain_count - 1; is_request && i >= 0; i--) {
        const struct event *event = lab_event(scope->lab, scope->chain[i]);
        if (event->kind == EVENT_STATEMENT && event->place == flight->to &&
            event->client == place_index(flight->from) + 1) {
            return event->at >= flight->at && event->at - flight->at <= TOGETHER_US;
        }
    }
    return false;
}

/* --- gathering ------------------------------------------------------------------------------ */

#define MEMBERS_MAX 1024 /* more than there are rows for */

/* The numbers of the kept packets that belong here, newest first: so an answer is met before what
 * it answers. */
static int find_members(const struct lanes_scope *scope, uint64_t *members)
{
    struct asked asked;
    asked.count = 0;
    const struct cluster *cluster = lab_cluster(scope->lab);
    const struct flight *flight = NULL;
    int count = 0;
    uint64_t number = cluster_flight_last(cluster);
    for (; count < MEMBERS_MAX && (flight = cluster_flight(cluster, number)) != NULL; number--) {
        if (flight->at < scope->begun - TOGETHER_US && asked.count == 0) {
            break; /* all that comes now came before */
        }
        if (take_asked(&asked, flight) || lanes_scope_has_flight(scope, flight) ||
            leads_here(scope, flight)) {
            note_answer(&asked, flight);
            members[count++] = number;
        }
    }
    return count;
}

static void add_flights(struct drafts *drafts, const struct lanes_scope *scope)
{
    uint64_t members[MEMBERS_MAX];
    const struct cluster *cluster = lab_cluster(scope->lab);
    int left = find_members(scope, members);
    uint64_t first = left > 0 ? members[left - 1] : 0;
    drafts->is_short =
        left == MEMBERS_MAX || (first > 1 && cluster_flight(cluster, first - 1) == NULL);
    while (left > 0) {
        const struct flight *flight = cluster_flight(cluster, members[--left]);
        if (is_told(flight)) {
            add_flight(drafts, flight);
        }
    }
    struct flight flying[UNDER_WAY_MAX];
    int count = cluster_flights_under_way(cluster, flying, UNDER_WAY_MAX);
    for (int i = 0; i < count; i++) {
        if (is_told(&flying[i]) && lanes_scope_has_flight(scope, &flying[i])) {
            add_flight(drafts, &flying[i]);
        }
    }
}

/* Does a packet of a row say that this happened: did it come of its arrival, or lead to it? */
static bool is_drawn(const struct drafts *drafts, uint64_t seq)
{
    for (int i = 0; i < drafts->count; i++) {
        const struct draft *draft = &drafts->items[i];
        bool led = draft->led_to != 0 && seq >= draft->led_to && seq <= draft->led_last;
        if (draft->event == 0 && (led || draft->first.cause == seq)) {
            return true;
        }
    }
    return false;
}

static void add_events(struct drafts *drafts, const struct lanes_scope *scope)
{
    sim_us since = scope->is_all && drafts->count > 0 ? drafts->items[0].at : 0;
    for (int i = scope->chain_count - 1; i >= 0; i--) {
        const struct event *event = lab_event(scope->lab, scope->chain[i]);
        if (is_drawn(drafts, event->seq) || event->at < since) {
            continue;
        }
        struct draft *draft = new_draft(drafts);
        draft->at = event->at;
        draft->event = event->seq;
        draft->first.from = (int16_t)event->place;
    }
}

/* By time; at the same time as they came. Few are out of order. */
static void sort(struct drafts *drafts)
{
    for (int i = 1; i < drafts->count; i++) {
        struct draft draft = drafts->items[i];
        int to = i;
        while (to > 0 && drafts->items[to - 1].at > draft.at) {
            drafts->items[to] = drafts->items[to - 1];
            to--;
        }
        drafts->items[to] = draft;
    }
}

void lanes_rows_gather(struct drafts *drafts, const struct lanes_scope *scope)
{
    drafts->count = 0;
    drafts->is_short = false;
    if (scope->chain_count > 0) {
        add_flights(drafts, scope);
        add_events(drafts, scope);
        sort(drafts);
    }
}
