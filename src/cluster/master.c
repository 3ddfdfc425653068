/* SPDX-License-Identifier: MIT */
#include "cluster/master.h"

#include "cluster/cache.h"
#include "cluster/closed.h"
#include "cluster/ddl.h"
#include "cluster/forward.h"
#include "cluster/full_copy.h"
#include "cluster/link.h"
#include "cluster/notice.h"
#include "cluster/propose.h"
#include "cluster/pull.h"
#include "cluster/reads.h"
#include "cluster/recover.h"
#include "cluster/replicate.h"
#include "cluster/session.h"
#include "cluster/snapshot.h"
#include "cluster/txn.h"
#include "cluster/undo.h"
#include "cluster/votes.h"
#include "cluster/world.h"

#include <assert.h>

#define TICK_US US_PER_S
#define STASH_MAX 4096 /* what comes to a hung master beyond this is lost: a socket's buffer */

/* --- small things its parts share ----------------------------------------------------------- */

sim_us master_now(const struct master *master)
{
    return master->cluster->now;
}

int64_t master_parameter(const struct master *master, enum parameter parameter)
{
    return master->cluster->parameters[parameter];
}

struct book *master_book(const struct master *master)
{
    return &master->cluster->book;
}

void master_set_timer(struct master *master, sim_us *wake_at, sim_us at, enum due_kind kind,
                      uint32_t slot)
{
    if (*wake_at == at) {
        return; /* it is in the timeline already */
    }
    *wake_at = at;
    timeline_add(&master->cluster->timeline, at, place_master(master->index), kind,
                 due_thing(master->index, slot));
}

struct packet master_packet(const struct master *master, enum packet_kind kind)
{
    return (struct packet){.kind = (uint8_t)kind,
                           .from = (int16_t)place_master(master->index),
                           .master = (uint8_t)master->index,
                           .epoch = master->epoch};
}

void master_send_to_copy(struct master *master, struct packet packet, int copy, sim_us delay)
{
    packet.to = (int16_t)place_copy(copy);
    net_send(&master->cluster->net, &packet, delay);
}

void master_send_to_copies(struct master *master, struct packet packet, sim_us delay)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        master_send_to_copy(master, packet, i, delay);
    }
}

void master_want_resend(struct master *master)
{
    if (master->resend_at == SIM_NEVER) {
        sim_us at = master_now(master) + master_parameter(master, PARAM_NET_RESEND_US);
        master_set_timer(master, &master->resend_at, at, DUE_RESEND, 0);
    }
}

void master_see(struct master *master, uint64_t number)
{
    uint64_t counter = number / AUTHORS;
    master->counter = counter > master->counter ? counter : master->counter;
}

bool master_is_fresh(const struct master *master, sim_us sent)
{
    return master_now(master) - sent <= ANSWER_AGE_MAX_US;
}

bool master_is_silent(const struct master *master)
{
    return master->cluster->net.silent[place_master(master->index)];
}

struct event master_event(const struct master *master, enum event_kind kind)
{
    return (struct event){.kind = kind,
                          .place = place_master(master->index),
                          .other = PLACE_NONE,
                          .cause = master->cluster->cause};
}

uint64_t master_emit(struct master *master, struct event *event)
{
    uint64_t number = cluster_emit(master->cluster, event);
    master->cluster->cause = number;
    return number;
}

/* --- life ----------------------------------------------------------------------------------- */

/* All that ends with the process, as it is before there is one. */
static void blank_volatile(struct master *master)
{
    master->is_warm = false;
    master->tick_at = SIM_NEVER;
    master->resend_at = SIM_NEVER;
    master->pull_at = SIM_NEVER;
    master->undo_at = SIM_NEVER;
    master->restart_at = SIM_NEVER;
    master->dispatcher_at = SIM_NEVER;
    master->lacks_since = SIM_NEVER;
    for (int i = 0; i < COPIES_MAX; i++) {
        master->acked[i] = 0;
        master->acked_at[i] = -ANSWER_AGE_MAX_US - 1;
        master->length[i] = UINT64_MAX;
        master->heard_at[i] = master->cluster->now;
        master->logs[i].sent = -1;
        master->logs[i].count = 0;
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        master->inbox[m].count = 0;
        master->need[m] = 0;
        master->heard[m] = (struct heard){0};
    }
    recover_clear(&master->recovery);
    ddl_clear(&master->ddl);
}

enum rc master_init(struct master *master, struct cluster *cluster, int index, struct err *err)
{
    *master = (struct master){.cluster = cluster, .index = index, .state = MASTER_ABSENT};
    master->sessions = mem_alloc(CONNECTIONS_MAX, sizeof *master->sessions);
    master->snapshots = mem_alloc(SNAPSHOTS_MAX, sizeof *master->snapshots);
    locks_init(&master->locks);
    ddl_init(&master->ddl);
    blank_volatile(master);
    return master_wipe(master, err);
}

enum rc master_wipe(struct master *master, struct err *err)
{
    struct rng root;
    rng_init(&root, master->cluster->config.seed);
    struct store_config config = {
        .master = master->index,
        .rows_per_page = (int)master_parameter(master, PARAM_ROWS_PER_PAGE),
        .rng = rng_fork(&root, "store", master->index),
    };
    store_free(master->store);
    master->store = NULL;
    memset(master->applied, 0, sizeof master->applied);
    memset(master->applied_at, 0, sizeof master->applied_at);
    bits_clear(&master->applied_txns);
    master->row_count = 0;
    return store_new(&master->store, &config, err);
}

void master_release(struct master *master)
{
    for (int i = 0; i < master->session_top; i++) {
        if (master->sessions[i].state != SESSION_FREE) {
            session_release(&master->sessions[i]);
        }
    }
    for (int i = 0; i < master->write_room; i++) {
        mem_free(master->writes[i].votes);
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        mem_free(master->logs[i].items);
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        mem_free(master->inbox[m].records);
    }
    recover_release(&master->recovery);
    ddl_release(&master->ddl);
    locks_release(&master->locks);
    snapshot_release_all(master);
    store_free(master->store);
    mem_free(master->sessions);
    mem_free(master->applied_txns.words);
    mem_free(master->live_txns.words);
    mem_free(master->pages);
    mem_free(master->held_pages);
    mem_free(master->writes);
    mem_free(master->notices);
    mem_free(master->undos);
    mem_free(master->log);
    mem_free(master->stash);
    *master = (struct master){0};
}

static void start_ticking(struct master *master)
{
    /* Masters look after themselves at different moments of the second. */
    sim_us phase = TICK_US * (master->index + 1) / (MASTERS_MAX + 1);
    master_set_timer(master, &master->tick_at, master_now(master) + phase, DUE_TICK, 0);
}

void master_begin(struct master *master, int az)
{
    master->az = az;
    master->state = MASTER_ONLINE;
    master->is_warm = true;
    master->epoch = AUTHORS + (uint64_t)master->index;
    master->started_at = master_now(master);
    start_ticking(master);
}

/* Count what ends with the process. */
static void count_lost(struct master *master, enum counter lost)
{
    int64_t open = count_open_txns(master);
    for (int i = 0; i < master->session_top; i++) {
        const struct session *session = &master->sessions[i];
        bool is_open = session->state != SESSION_FREE && session->txn.state == TXN_OPEN;
        count_add(master, lost, is_open);
        open -= is_open;
    }
    count_add(master, COUNTER_TXN_UNANSWERED, open);
    votes_count_lost(master);
}

void master_stop(struct master *master, bool resets, enum counter lost)
{
    struct net *net = &master->cluster->net;
    count_lost(master, lost);
    master_mend_dispatcher(master);
    for (int i = 0; i < master->session_top; i++) {
        struct session *session = &master->sessions[i];
        if (session->state == SESSION_FREE) {
            continue;
        }
        if (resets) {
            struct packet packet = master_packet(master, PACKET_RESET);
            packet.to = (int16_t)place_client(session->client);
            packet.conn = session->conn;
            net_send(net, &packet, 0);
        }
        session_forget_mails(master, session);
        session_release(session);
    }
    master->session_count = 0;
    master->session_top = 0;
    master->reader_count = 0;
    snapshot_forget_all(master);
    locks_clear(&master->locks);
    bits_clear(&master->live_txns);
    for (int i = 0; i < master->page_room; i++) {
        master->pages[i] = (struct cached){0};
    }
    for (int i = 0; i < master->write_room; i++) {
        master->writes[i].is_used = false;
        master->writes[i].wake_at = SIM_NEVER;
    }
    if (master->notice_room > 0) {
        memset(master->notices, 0, (size_t)master->notice_room * sizeof *master->notices);
    }
    for (int i = 0; i < master->stash_count; i++) {
        if (master->stash[i].kind == DUE_PACKET) {
            struct packet packet = net_take(net, master->stash[i].thing);
            net_done(net, &packet);
        }
    }
    master->stash_count = 0;
    master->held_count = 0;
    master->fetching = 0;
    master->write_count = 0;
    master->notice_count = 0;
    master->undo_count = 0;
    master->log_count = 0;
    master->is_hung = false;
    master->is_read_only = false;
    blank_volatile(master);
    master->state = MASTER_OFFLINE;
}

void master_start(struct master *master)
{
    master->state = MASTER_RECOVERY;
    master->started_at = master_now(master);
    start_ticking(master);
    recover_start(master);
}

static void start_over(struct master *master, struct event *event)
{
    master->cause = master_emit(master, event);
    master_stop(master, true, COUNTER_TXN_FENCED);
    master_start(master);
}

void master_fenced(struct master *master, uint64_t epoch)
{
    struct event event = master_event(master, EVENT_FENCED);
    event.other = place_master(epoch_master(epoch));
    start_over(master, &event);
}

void master_left_behind(struct master *master)
{
    struct event event = master_event(master, EVENT_LEFT_BEHIND);
    start_over(master, &event);
}

void master_wake(struct master *master)
{
    master->is_hung = false;
    for (int i = 0; i < master->stash_count; i++) {
        timeline_add(&master->cluster->timeline, master_now(master), place_master(master->index),
                     master->stash[i].kind, master->stash[i].thing);
    }
    master->stash_count = 0;
}

void master_mend_dispatcher(struct master *master)
{
    if (master->dispatcher_at != SIM_NEVER) {
        master->dispatcher_at = SIM_NEVER;
        link_set_storage(&master->cluster->net, master->index, true);
    }
}

/* --- packets -------------------------------------------------------------------------------- */

/* While the process is not there, its machine refuses and resets. */
static void host_receive(struct master *master, const struct packet *packet)
{
    static const enum packet_kind answers[PACKET_KIND_COUNT] = {
        [PACKET_CONNECT] = PACKET_REFUSED,    [PACKET_REQUEST] = PACKET_RESET,
        [PACKET_DDL_ASK] = PACKET_DDL_AWAY,   [PACKET_DDL_LOCK] = PACKET_DDL_AWAY,
        [PACKET_DDL_APPLY] = PACKET_DDL_AWAY, [PACKET_DDL_UNLOCK] = PACKET_DDL_AWAY,
    };
    if (answers[packet->kind] == PACKET_NONE) {
        return;
    }
    struct packet answer = master_packet(master, answers[packet->kind]);
    answer.to = packet->from;
    answer.conn = packet->conn;
    answer.ticket = packet->ticket;
    answer.txn = packet->txn;
    net_send(&master->cluster->net, &answer, 0);
}

static void receive_from_client(struct master *master, struct packet *packet)
{
    if (packet->kind == PACKET_CONNECT) {
        session_on_connect(master, packet);
    } else if (packet->kind == PACKET_REQUEST) {
        session_on_request(master, packet);
    } else {
        session_on_close(master, packet);
    }
}

/* The answer of another master, or of its machine, to what a definition needs of it. */
static void on_away(struct master *master, const struct packet *packet)
{
    if (packet->txn != 0) {
        ddl_on_away(master, packet);
    } else {
        forward_on_away(master, packet);
    }
}

typedef void (*master_packet_fn)(struct master *master, const struct packet *packet);

static const master_packet_fn handlers[PACKET_KIND_COUNT] = {
    [PACKET_ACK] = propose_on_ack,
    [PACKET_NAK_STALE] = propose_on_stale,
    [PACKET_NAK_BUSY] = propose_on_busy,
    [PACKET_NAK_LOW] = propose_on_low,
    [PACKET_NAK_FENCED] = recover_on_fenced,
    [PACKET_NOTED] = notice_on_noted,
    [PACKET_CLAIM_ASK] = notice_on_claim_ask,
    [PACKET_COMMITTED] = replicate_on_committed,
    [PACKET_PAGE] = cache_on_page,
    [PACKET_LOG] = pull_on_log,
    [PACKET_POINT] = reads_on_point,
    [PACKET_HEARD_ANSWER] = recover_on_heard,
    [PACKET_FENCE_ANSWER] = recover_on_fence,
    [PACKET_CUT_DONE] = recover_on_cut,
    [PACKET_IMAGE] = full_copy_on_image,
    [PACKET_VERDICT] = propose_on_verdict,
    [PACKET_REPL_PAGE] = replicate_on_page,
    [PACKET_REPL_COMMIT] = replicate_on_commit,
    [PACKET_RECOVERED] = recover_on_recovered,
    [PACKET_DDL_ASK] = forward_on_ask,
    [PACKET_DDL_HERE] = forward_on_here,
    [PACKET_DDL_AWAY] = on_away,
    [PACKET_DDL_FORWARD] = forward_on_given,
    [PACKET_DDL_DONE] = forward_on_done,
    [PACKET_DDL_NOTED] = forward_on_noted,
    [PACKET_DDL_LOCK] = closed_on_lock,
    [PACKET_DDL_LOCKED] = ddl_on_locked,
    [PACKET_DDL_APPLY] = closed_on_apply,
    [PACKET_DDL_APPLIED] = ddl_on_applied,
    [PACKET_DDL_UNLOCK] = closed_on_unlock,
    [PACKET_DDL_UNLOCKED] = ddl_on_unlocked,
};

void master_receive(struct master *master, struct packet *packet)
{
    if (master->state == MASTER_ABSENT || master->state == MASTER_OFFLINE) {
        host_receive(master, packet);
        return;
    }
    if (place_kind(packet->from) == PLACE_CLIENT) {
        receive_from_client(master, packet);
        return;
    }
    if (place_kind(packet->from) == PLACE_COPY) {
        master->heard_at[place_index(packet->from)] = master_now(master);
    }
    assert(handlers[packet->kind] != NULL);
    handlers[packet->kind](master, packet);
}

/* --- timers --------------------------------------------------------------------------------- */

static void on_resend(struct master *master)
{
    if (master->resend_at > master_now(master)) {
        return;
    }
    master->resend_at = SIM_NEVER;
    bool waits = propose_resend(master);
    waits |= notice_resend(master);
    waits |= replicate_resend(master);
    waits |= cache_resend(master);
    if (waits && master->state == MASTER_ONLINE) {
        master_want_resend(master);
    }
}

/* Once a second: ask for whatever may lack, which also tells the copies that we live. */
static void on_tick(struct master *master)
{
    if (master->tick_at > master_now(master)) {
        return;
    }
    master->cluster->cause = master->cause;
    master_set_timer(master, &master->tick_at, master_now(master) + TICK_US, DUE_TICK, 0);
    session_keep_alive(master);
    recover_removed(master);
    closed_look(master);
    forward_forget_old(master);
    pull_ask(master);
}

static void on_undo(struct master *master)
{
    if (master->undo_at <= master_now(master)) {
        master->undo_at = SIM_NEVER;
        undo_on_due(master);
    }
}

static void on_restart(struct master *master)
{
    if (master->restart_at <= master_now(master)) {
        master->restart_at = SIM_NEVER;
        master->cluster->cause = master->cause;
        struct event event = master_event(master, EVENT_MASTER_RESTARTED);
        master->cause = master_emit(master, &event);
        master_start(master);
    }
}

static void on_dispatcher(struct master *master)
{
    if (master->dispatcher_at <= master_now(master)) {
        master->cluster->cause = master->dispatcher_cause;
        struct event event = master_event(master, EVENT_DISPATCHER_UP);
        (void)master_emit(master, &event);
        master_mend_dispatcher(master);
    }
}

bool master_put_aside(struct master *master, enum due_kind kind, uint32_t thing)
{
    bool is_process = kind == DUE_RESTART || kind == DUE_DISPATCHER;
    if (!master->is_hung || is_process) {
        return false;
    }
    if (kind == DUE_PACKET && master->stash_count >= STASH_MAX) {
        struct packet packet = net_take(&master->cluster->net, thing);
        net_done(&master->cluster->net, &packet);
    } else {
        mem_grow((void **)&master->stash, &master->stash_room, master->stash_count + 1,
                 sizeof *master->stash);
        master->stash[master->stash_count++] = (struct due){.kind = kind, .thing = thing};
    }
    return true;
}

void master_on_due(struct master *master, enum due_kind kind, uint32_t slot)
{
    if (master_put_aside(master, kind, due_thing(master->index, slot))) {
        return;
    }
    switch (kind) {
    case DUE_SESSION:
        session_on_due(master, (int)slot);
        break;
    case DUE_WRITE:
        propose_on_due(master, (int)slot);
        break;
    case DUE_RESEND:
        on_resend(master);
        break;
    case DUE_TICK:
        on_tick(master);
        break;
    case DUE_PULL:
        pull_on_due(master);
        break;
    case DUE_UNDO:
        on_undo(master);
        break;
    case DUE_RECOVERY:
        recover_on_due(master);
        break;
    case DUE_RESTART:
        on_restart(master);
        break;
    case DUE_DISPATCHER:
        on_dispatcher(master);
        break;
    case DUE_DDL:
        ddl_on_due(master);
        break;
    case DUE_PACKET:
    case DUE_GOSSIP:
    case DUE_WIPED:
    case DUE_DISK:
    case DUE_KIND_COUNT:
        assert(false);
        break;
    }
}
