/* SPDX-License-Identifier: MIT */
#include "cluster/recover.h"

#include "cluster/adopt.h"
#include "cluster/closed.h"
#include "cluster/ddl.h"
#include "cluster/full_copy.h"
#include "cluster/point.h"
#include "cluster/propose.h"
#include "cluster/pull.h"
#include "cluster/replicate.h"
#include "cluster/session.h"
#include "cluster/undo.h"
#include "cluster/world.h"

#include <assert.h>

#define ASK_AGAIN_US (500 * US_PER_MS)
#define STUCK_AFTER_US (2 * US_PER_S) /* then again from the start, with other copies maybe */
#define CATCH_UP_STEP_US (20 * US_PER_MS)
#define PROXY_WAIT_MAX_US (100 * US_PER_MS) /* two that recover the same one step aside */

static void set_wake(struct master *master, sim_us delay)
{
    master_set_timer(master, &master->recovery.wake_at, master_now(master) + delay, DUE_RECOVERY,
                     0);
}

static bool is_own(const struct master *master)
{
    return master->recovery.target == master->index;
}

static void tell_step(struct master *master, const char *step, int answers)
{
    struct event event = master_event(master, EVENT_MASTER_RECOVERING);
    event.count = answers;
    event.cause = master->recovery.event;
    event_set_text(&event, "", step);
    master->recovery.event = master_emit(master, &event);
}

static void enter(struct master *master, enum recovery_phase phase)
{
    master->recovery.phase = phase;
    master->recovery.phase_at = master_now(master);
}

/* --- fence ---------------------------------------------------------------------------------- */

static void ask_fence(struct master *master)
{
    const struct recovery *recovery = &master->recovery;
    struct packet packet = master_packet(master, PACKET_FENCE);
    packet.master = (uint8_t)recovery->target;
    packet.epoch = recovery->epoch;
    packet.number = recovery->from;
    packet.ticket = recovery->ticket;
    master_send_to_copies(master, packet, 0);
}

/* A ballot above `seen` that nobody else can have. */
static uint64_t ballot_above(const struct master *master, uint64_t seen)
{
    return (seen / AUTHORS + 1) * AUTHORS + (uint64_t)master->index;
}

static void start_fence(struct master *master, uint64_t above)
{
    struct recovery *recovery = &master->recovery;
    recover_forget_answers(recovery);
    recovery->epoch = ballot_above(master, above);
    recovery->from = master->applied[recovery->target];
    recovery->ticket++;
    enter(master, RECOVERY_FENCES);
    ask_fence(master);
    set_wake(master, ASK_AGAIN_US);
}

void recover_peer(struct master *master, int target)
{
    struct recovery *recovery = &master->recovery;
    recovery->target = target;
    recovery->met_target = false;
    recovery->begun_at = master_now(master);
    recovery->event = master->cluster->cause;
    /* In its first life the copies may not have heard its epoch, which is this one. */
    uint64_t seen = AUTHORS + (uint64_t)target;
    if (master->cuts[target].epoch > seen) {
        seen = master->cuts[target].epoch;
    }
    if (target == master->index && master->epoch > seen) {
        seen = master->epoch;
    }
    start_fence(master, seen);
}

void recover_start(struct master *master)
{
    recover_peer(master, master->index);
    bool is_new = master->epoch == 0;
    tell_step(master,
              is_new ? "asks the copies for its first epoch"
                     : "asks the copies to fence its old epoch",
              0);
}

/*
 * The copies that have answered and can be brought to hold all there is. One that ends before
 * the floor cannot: it waits for gossip, and its answer does not count.
 */
static int fresh_answers(const struct master *master, uint32_t *out, uint64_t *floor)
{
    const struct recovery *recovery = &master->recovery;
    uint32_t fresh = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        const struct fence_answer *answer = &recovery->answers[i];
        bool is_fresh = answer->sent >= 0 && master_is_fresh(master, answer->sent);
        fresh |= is_fresh ? UINT32_C(1) << i : 0;
    }
    *floor = adopt_floor(recovery, fresh);
    *out = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        bool counts = (fresh >> i & 1) != 0 && recovery->answers[i].length >= *floor;
        *out |= counts ? UINT32_C(1) << i : 0;
    }
    return __builtin_popcount(*out);
}

static void keep_fence_answer(struct master *master, const struct packet *packet)
{
    struct recovery *recovery = &master->recovery;
    const struct bundle *bundle = net_bundle(&master->cluster->net, packet->bundle);
    struct fence_answer *answer = &recovery->answers[place_index(packet->from)];
    answer->sent = packet->sent;
    answer->length = packet->number;
    answer->base = 0;
    answer->doubt = UINT64_MAX;
    answer->cut = (struct cut){0};
    answer->count = 0;
    answer->first = 0;
    for (int i = 0; i < bundle->count; i++) {
        const struct item *item = &bundle->items[i];
        if (item->kind == ITEM_CUT && item->master == recovery->target) {
            answer->cut = (struct cut){item->stamp, item->place, item->before};
        } else if (item->kind == ITEM_BASE) {
            answer->base = item->place;
            answer->doubt = item->before;
        } else if (item->kind == ITEM_RECORD) {
            answer->first = answer->count == 0 ? item->place : answer->first;
            mem_grow((void **)&answer->entries, &answer->room, answer->count + 1,
                     sizeof *answer->entries);
            answer->entries[answer->count++] =
                (struct log_entry){.record = item->what, .stamp = item->stamp};
        } else if (item->kind == ITEM_PAGE) {
            mem_grow((void **)&recovery->pages, &recovery->page_room, recovery->page_count + 1,
                     sizeof *recovery->pages);
            recovery->pages[recovery->page_count++] = item->what;
        }
    }
}

static void start_resend(struct master *master);

void recover_on_fence(struct master *master, const struct packet *packet)
{
    struct recovery *recovery = &master->recovery;
    if (recovery->phase != RECOVERY_FENCES || packet->epoch != recovery->epoch ||
        packet->master != recovery->target || packet->ticket != recovery->ticket) {
        return;
    }
    uint32_t four = 0;
    uint64_t floor = 0;
    keep_fence_answer(master, packet);
    if (fresh_answers(master, &four, &floor) < WRITE_QUORUM) {
        return;
    }
    recovery->from = floor > recovery->from ? floor : recovery->from;
    uint64_t sure = adopt_sure_until(recovery, four);
    sure = sure > floor ? sure : floor;
    if (sure < recovery->from) {
        /* One of them is behind what we have, or doubts it: ask again, to send it from there on. */
        recovery->from = sure;
        recovery->ticket++; /* answers to the first asking show only what lies behind */
        recover_forget_answers(recovery);
        ask_fence(master);
        return;
    }
    adopt_settle(recovery, four);
    if (is_own(master)) {
        tell_step(master, "", WRITE_QUORUM);
    }
    adopt_tell(master);
    start_resend(master);
}

/* --- resend --------------------------------------------------------------------------------- */

static void start_cut(struct master *master);

static void resend_to(struct master *master, int copy)
{
    const struct recovery *recovery = &master->recovery;
    uint64_t from = recovery->acked[copy] + 1;
    from = from < recovery->resend_from ? recovery->resend_from : from;
    struct packet packet = master_packet(master, PACKET_COMMIT);
    packet.master = (uint8_t)recovery->target;
    packet.epoch = recovery->epoch;
    for (uint64_t place = from; place <= recovery->last; place++) {
        packet.number = place;
        packet.record = recovery->adopted[place - recovery->from - 1];
        master_send_to_copy(master, packet, copy, 0);
    }
}

static void start_resend(struct master *master)
{
    enter(master, RECOVERY_RESENDS);
    if (master->recovery.resend_from > master->recovery.last) {
        start_cut(master);
        return;
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        resend_to(master, i);
    }
    set_wake(master, master_parameter(master, PARAM_NET_RESEND_US));
}

/*
 * Has a step taken so long that it is begun again? Answers to it decide nothing any more: a copy
 * may have lost its disk since, and be whole again.
 */
static bool is_stuck(const struct master *master)
{
    return master_now(master) - master->recovery.phase_at >= STUCK_AFTER_US;
}

void recover_on_committed(struct master *master, const struct packet *packet)
{
    struct recovery *recovery = &master->recovery;
    if (recovery->phase != RECOVERY_RESENDS || packet->epoch != recovery->epoch ||
        packet->master != recovery->target || is_stuck(master)) {
        return;
    }
    int copy = place_index(packet->from);
    if (packet->number > recovery->acked[copy]) {
        recovery->acked[copy] = packet->number;
    }
    int done = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        done += recovery->acked[i] >= recovery->last;
    }
    if (done >= WRITE_QUORUM) {
        start_cut(master);
    }
}

/* --- cut ------------------------------------------------------------------------------------ */

static void ask_cut(struct master *master)
{
    const struct recovery *recovery = &master->recovery;
    struct packet packet = master_packet(master, PACKET_CUT);
    packet.master = (uint8_t)recovery->target;
    packet.epoch = recovery->epoch;
    packet.number = recovery->last;
    packet.base = recovery->before;
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((recovery->cut_done >> i & 1) == 0) {
            master_send_to_copy(master, packet, i, 0);
        }
    }
}

static void start_cut(struct master *master)
{
    enter(master, RECOVERY_CUTS);
    ask_cut(master);
    set_wake(master, master_parameter(master, PARAM_NET_RESEND_US));
}

static void tell_recovered(struct master *master)
{
    struct recovery *recovery = &master->recovery;
    struct event event = master_event(master, EVENT_RECOVERED);
    event.place = place_master(recovery->target);
    event.other = is_own(master) ? PLACE_NONE : place_master(master->index);
    event.count = (int64_t)recovery->last;
    event.code = (int64_t)recovery->epoch;
    event.cause = recovery->event;
    recovery->event = master_emit(master, &event);
    struct packet packet = master_packet(master, PACKET_RECOVERED);
    packet.master = (uint8_t)recovery->target;
    packet.epoch = recovery->epoch;
    packet.number = recovery->last;
    packet.base = recovery->before;
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (i != master->index && master->cluster->masters[i].state != MASTER_ABSENT) {
            packet.to = (int16_t)place_master(i);
            net_send(&master->cluster->net, &packet, 0);
        }
    }
}

void recover_on_cut(struct master *master, const struct packet *packet)
{
    struct recovery *recovery = &master->recovery;
    if (recovery->phase != RECOVERY_CUTS || packet->epoch != recovery->epoch ||
        packet->master != recovery->target || is_stuck(master)) {
        return;
    }
    recovery->cut_done |= UINT32_C(1) << place_index(packet->from);
    if (__builtin_popcount(recovery->cut_done) < WRITE_QUORUM) {
        return;
    }
    const struct cut cut = {recovery->epoch, recovery->last, recovery->before};
    check_settled(master->cluster, recovery->target, &cut);
    tell_recovered(master);
    pull_believe_cut(master, recovery->target, cut);
    if (!is_own(master)) {
        recover_clear(recovery);
        ddl_on_settled(master);
        pull_ask(master); /* for the commits of the lost one that we lack */
        return;
    }
    enter(master, RECOVERY_POINTS);
    recovery->copy_asked_at = 0;
    recovery->copied_at = 0;
    point_ask(master, &recovery->point);
    set_wake(master, ASK_AGAIN_US);
}

/* --- catching up ---------------------------------------------------------------------------- */

void recover_on_point(struct master *master, const struct packet *packet)
{
    struct recovery *recovery = &master->recovery;
    if (recovery->phase != RECOVERY_POINTS || !point_take(master, &recovery->point, packet)) {
        return;
    }
    enter(master, RECOVERY_CATCHES_UP);
    tell_step(master, "catches up on what it missed", 0);
    pull_ask(master);
    set_wake(master, CATCH_UP_STEP_US);
    recover_on_progress(master);
}

static void schedule_undo(struct master *master)
{
    struct recovery *recovery = &master->recovery;
    sim_us step = US_PER_S / master_parameter(master, PARAM_UNDO_PAGES_PER_S);
    int before = master->undo_count;
    for (int i = 0; i < recovery->page_count; i++) {
        sim_us at = master_now(master) + step * (master->undo_count - before + 1);
        undo_page(master, recovery->pages[i], at, true);
    }
    master->undone = 0;
    master->undone_of = master->undo_count - before;
}

static void go_online(struct master *master)
{
    struct recovery *recovery = &master->recovery;
    master->state = MASTER_ONLINE;
    master->epoch = recovery->epoch;
    master->log_base = recovery->last;
    master->log_count = 0;
    memset(master->acked, 0, sizeof master->acked);
    for (int i = 0; i < COPIES_MAX; i++) {
        master->length[i] = UINT64_MAX;
        master->acked_at[i] = -ANSWER_AGE_MAX_US - 1;
    }
    assert(master->applied[master->index] == recovery->last);
    master->inbox[master->index].count = 0;
    store_restart(master->store);
    struct event event = master_event(master, EVENT_MASTER_ONLINE);
    event.cause = recovery->event;
    event.length = master_now(master) - master->started_at;
    master->cause = master_emit(master, &event);
    schedule_undo(master);
    recover_clear(recovery);
    closed_fetch(master);
}

void recover_on_progress(struct master *master)
{
    if (master->recovery.phase == RECOVERY_CATCHES_UP && is_own(master) &&
        point_is_reached(master, &master->recovery.point)) {
        go_online(master);
    }
}

/* --- epochs and silence --------------------------------------------------------------------- */

void recover_on_fenced(struct master *master, const struct packet *packet)
{
    struct recovery *recovery = &master->recovery;
    if (recovery->phase != RECOVERY_NONE && packet->master == recovery->target &&
        packet->number == recovery->epoch && packet->epoch > recovery->epoch) {
        /*
         * Another one recovers it too. A peer steps aside if that one is the target itself; the
         * first epoch of the target's that it meets is no sign of that, the target lived in it.
         */
        bool is_target = !is_own(master) && epoch_master(packet->epoch) == recovery->target;
        if (is_target && recovery->met_target) {
            recover_clear(recovery);
            return;
        }
        recovery->met_target = is_target || recovery->met_target;
        recovery->phase = RECOVERY_FENCES;
        recover_forget_answers(recovery);
        recovery->epoch = packet->epoch; /* below every ballot that may follow */
        recovery->must_restart = true;
        set_wake(master, rng_between(&master->cluster->recovery_rng, US_PER_MS, PROXY_WAIT_MAX_US));
    } else if (packet->master == master->index && packet->number == master->epoch &&
               master->state == MASTER_ONLINE) {
        propose_note_fenced(master, packet);
        master_fenced(master, packet->epoch);
    }
}

void recover_on_recovered(struct master *master, const struct packet *packet)
{
    struct cut cut = {packet->epoch, packet->number, packet->base};
    pull_believe_cut(master, packet->master, cut);
    struct recovery *recovery = &master->recovery;
    if (recovery->phase != RECOVERY_NONE && !is_own(master) && recovery->target == packet->master &&
        packet->epoch > recovery->epoch) {
        recover_clear(recovery); /* another has done it */
    }
}

/* --- time ----------------------------------------------------------------------------------- */

static void ask_again(struct master *master)
{
    struct recovery *recovery = &master->recovery;
    switch (recovery->phase) {
    case RECOVERY_NONE:
        return;
    case RECOVERY_FENCES:
        ask_fence(master);
        set_wake(master, ASK_AGAIN_US);
        break;
    case RECOVERY_RESENDS:
        for (int i = 0; i < COPIES_MAX; i++) {
            if (recovery->acked[i] < recovery->last) {
                resend_to(master, i);
            }
        }
        set_wake(master, master_parameter(master, PARAM_NET_RESEND_US));
        break;
    case RECOVERY_CUTS:
        ask_cut(master);
        set_wake(master, master_parameter(master, PARAM_NET_RESEND_US));
        break;
    case RECOVERY_POINTS:
        point_ask_again(master, &recovery->point);
        set_wake(master, ASK_AGAIN_US);
        break;
    case RECOVERY_CATCHES_UP:
        if (!full_copy_goes_on(master)) {
            pull_ask(master);
        }
        set_wake(master, CATCH_UP_STEP_US);
        break;
    }
}

void recover_on_due(struct master *master)
{
    struct recovery *recovery = &master->recovery;
    if (recovery->wake_at > master_now(master) || recovery->phase == RECOVERY_NONE) {
        return;
    }
    recovery->wake_at = SIM_NEVER;
    master->cluster->cause = recovery->event;
    bool is_timed = recovery->phase == RECOVERY_RESENDS || recovery->phase == RECOVERY_CUTS;
    if (recovery->must_restart || (is_timed && is_stuck(master))) {
        recovery->must_restart = false;
        start_fence(master, recovery->epoch);
        return;
    }
    ask_again(master);
}
