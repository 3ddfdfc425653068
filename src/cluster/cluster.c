/* SPDX-License-Identifier: MIT */
#include "cluster/cluster.h"

#include "base/hash.h"
#include "base/mem.h"
#include "cluster/disk.h"
#include "cluster/due.h"
#include "cluster/forget.h"
#include "cluster/world.h"

#include <assert.h>

/* --- making one ----------------------------------------------------------------------------- */

static void place_all(struct cluster *cluster)
{
    struct net *net = &cluster->net;
    for (int i = 0; i < AZS_MAX + 1; i++) {
        net->az[place_az(i)] = i;
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        net->az[place_master(i)] = i;
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        net->az[place_copy(i)] = i / 2;
    }
    for (int i = 0; i < RESOLVERS_MAX; i++) {
        net->az[place_resolver(i)] = i;
    }
    for (int i = 0; i < CLIENTS_MAX; i++) {
        net->az[place_client(i)] = AZ_OFFICE;
    }
}

static void init_parts(struct cluster *cluster)
{
    struct rng root;
    rng_init(&root, cluster->config.seed);
    cluster->restart_rng = rng_fork(&root, "restart", 0);
    cluster->recovery_rng = rng_fork(&root, "recovery", 0);
    cluster->dns.rng = rng_fork(&root, "dns", 0);
    timeline_init(&cluster->timeline);
    book_init(&cluster->book);
    net_init(&cluster->net, &root);
    cluster->net.now = &cluster->now;
    cluster->net.cause = &cluster->cause;
    cluster->net.parameters = cluster->parameters;
    cluster->net.timeline = &cluster->timeline;
    place_all(cluster);
    for (int i = 0; i < COPIES_MAX; i++) {
        copy_init(&cluster->copies[i], i, &cluster->net, &cluster->book, &root);
        /* The copies gossip at different moments. */
        sim_us phase = cluster->parameters[PARAM_GOSSIP_US] * (i + 1) / (COPIES_MAX + 1);
        timeline_add(&cluster->timeline, cluster->now + phase, place_copy(i), DUE_GOSSIP,
                     (uint32_t)i);
    }
    for (int i = 0; i < RESOLVERS_MAX; i++) {
        resolver_init(&cluster->resolvers[i], i, &cluster->net);
    }
}

enum rc cluster_new(struct cluster **out, const struct cluster_config *config, struct err *err)
{
    *out = NULL;
    if (config->master_count < MASTERS_MIN || config->master_count > MASTERS_MAX) {
        return err_set(err, RC_RANGE, "a cluster has %d to %d masters, not %d", MASTERS_MIN,
                       MASTERS_MAX, config->master_count);
    }
    struct cluster *cluster = mem_alloc(1, sizeof *cluster);
    cluster->config = *config;
    cluster->now = config->start;
    cluster->events = config->events_before;
    cluster->digest = HASH_START;
    for (int i = 0; i < PARAM_COUNT; i++) {
        cluster->parameters[i] = parameter_row((enum parameter)i)->initial;
    }
    cluster->check = config->check ? check_new() : NULL;
    init_parts(cluster);
    enum rc rc = RC_OK;
    for (int i = 0; i < MASTERS_MAX && rc == RC_OK; i++) {
        rc = master_init(&cluster->masters[i], cluster, i, err);
        if (rc == RC_OK && i < config->master_count) {
            master_begin(&cluster->masters[i], i);
        }
    }
    if (rc != RC_OK) {
        cluster_free(cluster);
        return rc;
    }
    *out = cluster;
    return RC_OK;
}

void cluster_free(struct cluster *cluster)
{
    if (cluster == NULL) {
        return;
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        master_release(&cluster->masters[i]);
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        copy_release(&cluster->copies[i]);
    }
    net_release(&cluster->net);
    book_release(&cluster->book);
    timeline_release(&cluster->timeline);
    mem_free(cluster->shown_txns.words);
    check_free(cluster->check);
    mem_free(cluster);
}

/* --- the narrative -------------------------------------------------------------------------- */

uint64_t cluster_emit(struct cluster *cluster, struct event *event)
{
    event->at = cluster->now;
    event->seq = ++cluster->events;
    cluster->digest = event_hash(cluster->digest, event);
    if (cluster->config.on_event != NULL) {
        cluster->config.on_event(cluster->config.user, event);
    }
    return event->seq;
}

uint64_t cluster_cause(const struct cluster *cluster)
{
    return cluster->cause;
}

void cluster_set_cause(struct cluster *cluster, uint64_t event)
{
    cluster->cause = event;
}

uint64_t cluster_trace_digest(const struct cluster *cluster)
{
    return cluster->digest;
}

/* --- time ----------------------------------------------------------------------------------- */

sim_us cluster_now(const struct cluster *cluster)
{
    return cluster->now;
}

sim_us cluster_next_at(const struct cluster *cluster)
{
    return timeline_next_at(&cluster->timeline);
}

void cluster_wait(struct cluster *cluster, sim_us until)
{
    assert(until <= cluster_next_at(cluster));
    if (until > cluster->now) {
        cluster->now = until;
    }
    cluster->cause = 0;
}

/* A copy that was away for too long has taken over from another. */
static void tell_rebuilt(struct cluster *cluster, const struct packet *packet)
{
    struct copy *copy = &cluster->copies[place_index(packet->to)];
    if (copy->is_rebuilt) {
        struct event event = {.kind = EVENT_COPY_REBUILT,
                              .place = packet->to,
                              .other = packet->from,
                              .cause = packet->cause};
        (void)cluster_emit(cluster, &event);
        copy->is_rebuilt = false;
    }
}

static void deliver_to_copy(struct cluster *cluster, struct copy *copy, const struct packet *packet)
{
    struct copy_before before;
    check_copy_before(cluster, copy, packet, &before);
    copy_receive(copy, packet);
    check_copy_after(cluster, copy, packet, &before);
    tell_rebuilt(cluster, packet);
}

/* For whoever looks; what a proposal is about stands in the book. */
static struct flight *note_arrival(struct cluster *cluster, const struct packet *packet)
{
    struct flight *flight = net_note_arrival(&cluster->net, packet);
    if (flight != NULL) {
        cluster_fill_flight(cluster, packet, flight);
    }
    return flight;
}

static void deliver(struct cluster *cluster, uint32_t slot)
{
    const struct packet *waiting = net_packet(&cluster->net, slot);
    int to = waiting->to;
    if (place_kind(to) == PLACE_MASTER) {
        struct master *master = &cluster->masters[place_index(to)];
        /* The machine of a hung process takes connections in its place. */
        if (waiting->kind != PACKET_CONNECT && net_is_through(&cluster->net, waiting->from, to) &&
            master_put_aside(master, DUE_PACKET, slot)) {
            return;
        }
    }
    struct packet packet = net_take(&cluster->net, slot);
    cluster->cause = packet.cause;
    if (packet.from != packet.to && !net_is_through(&cluster->net, packet.from, packet.to)) {
        net_lose(&cluster->net, &packet);
        return;
    }
    struct flight *flight = note_arrival(cluster, &packet);
    uint64_t before = cluster->events;
    switch (place_kind(to)) {
    case PLACE_MASTER:
        master_receive(&cluster->masters[place_index(to)], &packet);
        break;
    case PLACE_COPY:
        deliver_to_copy(cluster, &cluster->copies[place_index(to)], &packet);
        break;
    case PLACE_RESOLVER:
        resolver_receive(&cluster->resolvers[place_index(to)], &packet);
        break;
    case PLACE_CLIENT:
        wire_deliver(cluster, &packet);
        break;
    case PLACE_AZ:
        assert(false);
        break;
    }
    net_done(&cluster->net, &packet);
    if (flight != NULL && cluster->events > before) {
        flight->led_to = before + 1;
        flight->led_last = cluster->events;
    }
}

static void gossip(struct cluster *cluster, uint32_t copy)
{
    cluster->cause = 0;
    copy_gossip(&cluster->copies[copy]);
    timeline_add(&cluster->timeline, cluster->now + cluster->parameters[PARAM_GOSSIP_US],
                 place_copy((int)copy), DUE_GOSSIP, copy);
}

/* Tell of the commits that became durable: the ground truth. */
static void tell_truth(struct cluster *cluster)
{
    struct book *book = &cluster->book;
    for (int i = 0; i < book->fresh_count; i++) {
        const struct record *record = book_record(book, book->fresh[i]);
        if (cluster->config.on_truth != NULL) {
            struct durable commit = {
                .client = record->client,
                .unit = record->unit,
                .txn = record->txn,
                .is_definition = record->definition != NULL,
                .master = record->master,
                .cause = record->event,
            };
            cluster->config.on_truth(cluster->config.user, &commit);
        }
    }
    book->fresh_count = 0;
}

static void mark(struct cluster *cluster)
{
    struct net *net = &cluster->net;
    struct book *book = &cluster->book;
    for (int i = 0; i < COPIES_MAX; i++) {
        copy_mark(&cluster->copies[i]);
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        master_mark(&cluster->masters[i]);
    }
    for (int i = 0; i < net->slot_count; i++) {
        if (net->slots[i].is_used) {
            book_mark_version(book, net->slots[i].packet.version);
            book_mark_record(book, net->slots[i].packet.record);
        }
    }
    for (int i = 0; i < net->bundle_count; i++) {
        const struct bundle *bundle = &net->bundles[i];
        for (int k = 0; bundle->is_used && k < bundle->count; k++) {
            if (bundle->items[k].kind == ITEM_RECORD) {
                book_mark_record(book, bundle->items[k].what);
            } else if (bundle->items[k].kind == ITEM_VERSION ||
                       bundle->items[k].kind == ITEM_CLAIM) {
                book_mark_version(book, bundle->items[k].what);
            }
        }
    }
    for (int i = 1; i < book->record_count; i++) {
        if (book_is_open(book, (uint32_t)i)) {
            book_mark_record(book, (uint32_t)i);
        }
    }
}

#define SWEEP_AT_MOST 1024 /* a few milliseconds of work */

/* As often as logs grow by what they keep; a short memory is swept all the time. */
static int64_t sweep_at_least(const struct cluster *cluster)
{
    int64_t kept = cluster->parameters[PARAM_RETENTION];
    return kept < SWEEP_AT_MOST ? kept : SWEEP_AT_MOST;
}

bool cluster_step(struct cluster *cluster)
{
    struct due due;
    if (!timeline_take(&cluster->timeline, &due)) {
        return false;
    }
    assert(due.at >= cluster->now);
    cluster->now = due.at;
    if (due.kind == DUE_PACKET) {
        deliver(cluster, due.thing);
    } else if (due.kind == DUE_GOSSIP) {
        gossip(cluster, due.thing);
    } else if (due.kind == DUE_WIPED) {
        disk_on_wiped(cluster, (int)due.thing);
    } else if (due.kind == DUE_DISK) {
        disk_on_due(cluster);
    } else {
        master_on_due(&cluster->masters[due_master(due.thing)], (enum due_kind)due.kind,
                      due_slot(due.thing));
    }
    bool sweeps = book_wants_sweep(&cluster->book, sweep_at_least(cluster));
    if (sweeps) {
        forget_commits(cluster);
    }
    if (cluster->book.fresh_count > 0) {
        tell_truth(cluster);
    }
    if (sweeps) {
        mark(cluster);
        check_forgets(cluster);
        forget_txns(cluster);
        book_sweep(&cluster->book);
    }
    count_check(cluster);
    cluster->cause = 0;
    return true;
}

/* --- parameters ----------------------------------------------------------------------------- */

void cluster_set_parameter(struct cluster *cluster, enum parameter parameter, int64_t value)
{
    cluster->parameters[parameter] = value;
}

int64_t cluster_parameter(const struct cluster *cluster, enum parameter parameter)
{
    return cluster->parameters[parameter];
}

/* --- state ---------------------------------------------------------------------------------- */

/* The masters, and the image, which is much like their stores. */
static void save_masters(struct buf *out, struct cluster *cluster)
{
    struct buf like;
    buf_init(&like, BUF_CAP_STATE);
    for (int i = 0; i < MASTERS_MAX; i++) {
        master_save(out, &cluster->masters[i], &like);
    }
    image_save(out, &cluster->book.image, &like);
    buf_release(&like);
}

static enum rc load_masters(struct cluster *cluster, struct unpack *in, struct err *err)
{
    struct buf like;
    enum rc rc = RC_OK;
    buf_init(&like, BUF_CAP_STATE);
    for (int i = 0; i < MASTERS_MAX && rc == RC_OK; i++) {
        rc = master_load(&cluster->masters[i], in, &like, err);
    }
    image_load(&cluster->book.image, in, &like);
    buf_release(&like);
    return rc;
}

void cluster_save(struct buf *out, struct cluster *cluster)
{
    pack_mark(out, "cluster");
    pack_u64(out, cluster->config.seed);
    pack_i64(out, cluster->now);
    pack_u64(out, cluster->cause);
    pack_u64(out, cluster->events);
    pack_u64(out, cluster->digest);
    timeline_save(out, &cluster->timeline);
    plain_save(out, cluster->parameters, sizeof cluster->parameters);
    plain_save(out, &cluster->restart_rng, sizeof cluster->restart_rng);
    plain_save(out, &cluster->recovery_rng, sizeof cluster->recovery_rng);
    net_save(out, &cluster->net);
    mark(cluster);
    book_save(out, &cluster->book);
    book_unmark(&cluster->book);
    for (int i = 0; i < COPIES_MAX; i++) {
        copy_save(out, &cluster->copies[i]);
    }
    for (int i = 0; i < RESOLVERS_MAX; i++) {
        resolver_save(out, &cluster->resolvers[i]);
    }
    save_masters(out, cluster);
    plain_save(out, cluster->copy_is_killed, sizeof cluster->copy_is_killed);
    plain_save(out, cluster->az_is_down, sizeof cluster->az_is_down);
    plain_save(out, cluster->is_removed, sizeof cluster->is_removed);
    pack_int(out, cluster->client_count);
    plain_save(out, cluster->conns, sizeof cluster->conns);
    pack_u64(out, cluster->conns_made);
    pack_u64(out, cluster->txns);
    pack_u64(out, cluster->proposals);
    pack_u64(out, cluster->tables);
    dns_save(out, &cluster->dns);
    plain_save(out, &cluster->hot, sizeof cluster->hot);
    pack_i64(out, cluster->conflicts_told);
    pack_i64(out, cluster->counted_at);
    check_save(out, cluster->check);
}

enum rc cluster_load(struct cluster *cluster, struct unpack *in, struct err *err)
{
    unpack_mark(in, "cluster");
    cluster->config.seed = unpack_u64(in); /* a wiped store begins its chance anew from it */
    cluster->now = unpack_i64(in);
    cluster->cause = unpack_u64(in);
    cluster->events = unpack_u64(in);
    cluster->digest = unpack_u64(in);
    timeline_load(&cluster->timeline, in);
    plain_load(cluster->parameters, sizeof cluster->parameters, in);
    plain_load(&cluster->restart_rng, sizeof cluster->restart_rng, in);
    plain_load(&cluster->recovery_rng, sizeof cluster->recovery_rng, in);
    net_load(&cluster->net, in);
    book_load(&cluster->book, in);
    for (int i = 0; i < COPIES_MAX; i++) {
        copy_load(&cluster->copies[i], in);
    }
    for (int i = 0; i < RESOLVERS_MAX; i++) {
        resolver_load(&cluster->resolvers[i], in);
    }
    enum rc rc = load_masters(cluster, in, err);
    plain_load(cluster->copy_is_killed, sizeof cluster->copy_is_killed, in);
    plain_load(cluster->az_is_down, sizeof cluster->az_is_down, in);
    plain_load(cluster->is_removed, sizeof cluster->is_removed, in);
    cluster->client_count = unpack_int(in, 0, CLIENTS_MAX);
    plain_load(cluster->conns, sizeof cluster->conns, in);
    cluster->conns_made = (uint32_t)unpack_u64(in);
    cluster->txns = unpack_u64(in);
    cluster->proposals = unpack_u64(in);
    cluster->tables = (uint32_t)unpack_u64(in);
    dns_load(&cluster->dns, in);
    plain_load(&cluster->hot, sizeof cluster->hot, in);
    cluster->conflicts_told = unpack_i64(in);
    cluster->counted_at = unpack_i64(in);
    check_load(cluster->check, in);
    return rc != RC_OK ? rc : unpack_check(in, err);
}

const char *cluster_sqlite(void)
{
    return store_sqlite_source();
}
