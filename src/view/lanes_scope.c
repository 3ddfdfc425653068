/* SPDX-License-Identifier: MIT */
#include "view/lanes_scope.h"

#include "lab/why.h"

#define SEEN_AFTER_US (10 * US_PER_MS) /* what came of an event, for one commit or two */

static void add_txn(struct lanes_scope *scope, uint64_t txn)
{
    for (int i = 0; i < scope->txn_count; i++) {
        if (scope->txns[i] == txn) {
            return;
        }
    }
    if (txn != 0 && scope->txn_count < SCOPE_TXNS_MAX) {
        scope->txns[scope->txn_count++] = txn;
    }
}

/* A conflict further back in the chain has two sides, too. */
static void add_txns(struct lanes_scope *scope)
{
    for (int i = 0; i < scope->chain_count; i++) {
        const struct event *event = lab_event(scope->lab, scope->chain[i]);
        if (i == 0 || event->kind == EVENT_CONFLICT || scope->txn_count == 0) {
            add_txn(scope, event->txn);
            add_txn(scope, event->other_txn);
        }
    }
}

/* An outage is not told from the fault on, long before it perhaps, but from its own beginning. */
static sim_us begun_at(const struct event *focus, const struct event *root)
{
    bool is_outage = focus->kind == EVENT_OUTAGE_OVER || focus->kind == EVENT_OUTAGE_BEGUN;
    sim_us begun = is_outage ? focus->at - focus->length : root->at;
    return begun > root->at ? begun : root->at;
}

/* Where no transaction is at stake, a client's own packets tell how it found its way. */
static void take_client(struct lanes_scope *scope, const struct event *focus)
{
    const struct event *root = lab_event(scope->lab, scope->chain[scope->chain_count - 1]);
    bool is_clients = focus->place != PLACE_NONE && place_kind(focus->place) == PLACE_CLIENT;
    if (scope->txn_count == 0 && is_clients) {
        scope->client = focus->place;
        scope->since = begun_at(focus, root);
        scope->until = focus->at;
    }
}

/* Of the chain and of the transactions. */
static void find_first(struct lanes_scope *scope)
{
    scope->first = scope->chain[scope->chain_count - 1];
    for (int i = 0; i < scope->txn_count; i++) {
        uint64_t start = lab_txn_start(scope->lab, scope->txns[i]);
        scope->first = start < scope->first ? start : scope->first;
    }
    const struct event *first = lab_event(scope->lab, scope->first);
    scope->begun = first != NULL ? first->at : 0;
}

void lanes_scope_make(struct lanes_scope *scope, const struct lab *lab, uint64_t focus)
{
    *scope = (struct lanes_scope){.lab = lab, .focus = focus, .client = PLACE_NONE};
    scope->chain_count = why_chain(lab, focus, scope->chain, SCOPE_CHAIN_MAX);
    if (scope->chain_count > 0) {
        add_txns(scope);
        take_client(scope, lab_event(lab, focus));
        find_first(scope);
    }
}

void lanes_scope_take_all(struct lanes_scope *scope, bool is_now)
{
    const struct event *focus = lab_event(scope->lab, scope->focus);
    scope->is_all = true;
    scope->begun = 0;
    scope->all_until = is_now || focus == NULL ? SIM_NEVER : focus->at + SEEN_AFTER_US;
}

static bool has_txn(const struct lanes_scope *scope, uint64_t txn)
{
    for (int i = 0; txn != 0 && i < scope->txn_count; i++) {
        if (scope->txns[i] == txn) {
            return true;
        }
    }
    return false;
}

/* Effect first: the numbers fall. */
static bool is_in_chain(const struct lanes_scope *scope, uint64_t seq)
{
    int i = 0;
    while (i < scope->chain_count && scope->chain[i] > seq) {
        i++;
    }
    return i < scope->chain_count && scope->chain[i] == seq;
}

static bool has_event(const struct lanes_scope *scope, const struct event *event)
{
    return has_txn(scope, event->txn) || is_in_chain(scope, event->seq);
}

/* What a client does in between: connections, and what is lost or refused. */
static bool is_of_client(const struct lanes_scope *scope, const struct flight *flight)
{
    bool is_its = flight->from == scope->client || flight->to == scope->client;
    bool is_in_time = flight->at >= scope->since && flight->sent <= scope->until;
    bool tells = flight->fate == FLIGHT_IS_LOST || flight->kind == PACKET_CONNECT ||
                 flight->kind == PACKET_CONNECTED || flight->kind == PACKET_REFUSED ||
                 flight->kind == PACKET_RESET;
    return scope->client != PLACE_NONE && is_its && is_in_time && tells;
}

bool lanes_scope_has_flight(const struct lanes_scope *scope, const struct flight *flight)
{
    if (scope->is_all) {
        return flight->sent <= scope->all_until;
    }
    const struct event *cause = lab_event(scope->lab, flight->cause);
    if (cause != NULL && has_event(scope, cause)) {
        return true;
    }
    for (uint64_t seq = flight->led_to; seq != 0 && seq <= flight->led_last; seq++) {
        const struct event *event = lab_event(scope->lab, seq);
        if (event != NULL && has_event(scope, event)) {
            return true;
        }
    }
    return is_of_client(scope, flight);
}
