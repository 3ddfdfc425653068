/* SPDX-License-Identifier: MIT */
#include "cluster/replicate.h"

#include "cluster/cache.h"
#include "cluster/closed.h"
#include "cluster/ddl.h"
#include "cluster/pull.h"
#include "cluster/reads.h"
#include "cluster/recover.h"
#include "cluster/txn.h"
#include "cluster/world.h"

#include <assert.h>

#define RESEND_RECORDS_MAX 64 /* to one copy at a time */
#define QUIET_AFTER_US US_PER_S

/* --- to the copies -------------------------------------------------------------------------- */

static void send_record(struct master *master, int copy, uint64_t place)
{
    struct packet packet = master_packet(master, PACKET_COMMIT);
    packet.number = place;
    packet.record = master->log[place - master->log_base - 1].record;
    master_send_to_copy(master, packet, copy, 0);
}

void replicate_commit(struct master *master, uint32_t record, uint32_t conn)
{
    mem_grow((void **)&master->log, &master->log_room, master->log_count + 1, sizeof *master->log);
    master->log[master->log_count++] = (struct own_commit){record, conn};
    master->committed_at = master_now(master);
    for (int i = 0; i < COPIES_MAX; i++) {
        send_record(master, i, master->log_base + (uint64_t)master->log_count);
    }
    master_want_resend(master);
}

/* The last place that four copies hold, by answers that are not too old. */
static uint64_t durable_place(const struct master *master)
{
    uint64_t best = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        int holders = 0;
        for (int k = 0; k < COPIES_MAX; k++) {
            holders += master_is_fresh(master, master->acked_at[k]) &&
                       master->acked[k] >= master->acked[i];
        }
        if (holders >= WRITE_QUORUM && master_is_fresh(master, master->acked_at[i]) &&
            master->acked[i] > best) {
            best = master->acked[i];
        }
    }
    return best;
}

/* Forget records at the front that every copy has, or that are too many: they come by gossip. */
static void trim(struct master *master)
{
    uint64_t kept_from = master->applied[master->index];
    for (int i = 0; i < COPIES_MAX; i++) {
        kept_from = master->acked[i] < kept_from ? master->acked[i] : kept_from;
    }
    uint64_t kept = (uint64_t)master_parameter(master, PARAM_RETENTION);
    uint64_t last = master->log_base + (uint64_t)master->log_count;
    if (kept_from + kept < last) {
        kept_from = last - kept;
    }
    if (kept_from > master->applied[master->index]) {
        kept_from = master->applied[master->index];
    }
    if (kept_from > master->log_base) {
        int gone = (int)(kept_from - master->log_base);
        master->log_count -= gone;
        memmove(&master->log[0], &master->log[gone],
                (size_t)master->log_count * sizeof *master->log);
        master->log_base = kept_from;
    }
}

void replicate_on_committed(struct master *master, const struct packet *packet)
{
    /* What answers a former life arrives while the next one recovers: it has no log yet. */
    bool is_ours = master->state == MASTER_ONLINE && packet->master == master->index &&
                   packet->epoch == master->epoch;
    if (!is_ours) {
        recover_on_committed(master, packet);
        return;
    }
    int copy = place_index(packet->from);
    master->acked_at[copy] = packet->sent;
    master->length[copy] = packet->base;
    master->acked[copy] = packet->number; /* less than before: it has lost its disk */
    if (packet->number <= master->applied[master->index]) {
        trim(master); /* it was decided without this one */
        return;
    }
    uint64_t durable = durable_place(master);
    while (master->applied[master->index] < durable) {
        uint64_t next = master->applied[master->index] + 1;
        assert(next > master->log_base && next <= master->log_base + (uint64_t)master->log_count);
        struct own_commit commit = master->log[next - master->log_base - 1];
        txn_on_durable(master, &commit);
        if (master->state != MASTER_ONLINE) {
            return;
        }
    }
    trim(master);
    ddl_look(master);
}

static void resend_to(struct master *master, int copy)
{
    uint64_t last = master->log_base + (uint64_t)master->log_count;
    uint64_t from = master->acked[copy];
    /* A copy that has a gap says how far it has come; what lies before our log is gossip's. */
    if (master->length[copy] < from) {
        from = master->length[copy];
    }
    from = from < master->log_base ? master->log_base : from;
    bool is_quiet = master_now(master) - master->heard_at[copy] > QUIET_AFTER_US;
    uint64_t count_max = is_quiet ? 1 : RESEND_RECORDS_MAX;
    for (uint64_t place = from + 1; place <= last && place - from <= count_max; place++) {
        send_record(master, copy, place);
    }
}

bool replicate_resend(struct master *master)
{
    uint64_t last = master->log_base + (uint64_t)master->log_count;
    bool is_undecided = master->applied[master->index] < last;
    bool is_waiting = is_undecided;
    for (int i = 0; i < COPIES_MAX && master->log_count > 0; i++) {
        bool is_new = master_now(master) - master->committed_at <
                      master_parameter(master, PARAM_NET_RESEND_US);
        if (master->acked[i] < last) {
            is_waiting = true;
            if (!is_new || !master_is_fresh(master, master->acked_at[i])) {
                resend_to(master, i);
            }
        } else if (is_undecided && !master_is_fresh(master, master->acked_at[i])) {
            send_record(master, i, last); /* it said so too long ago to count */
        }
    }
    return is_waiting;
}

/* --- to the peers --------------------------------------------------------------------------- */

static void send_to_peers(struct master *master, struct packet packet)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (i != master->index && master->cluster->masters[i].state != MASTER_ABSENT) {
            packet.to = (int16_t)place_master(i);
            net_send_lagging(&master->cluster->net, &packet);
        }
    }
}

void replicate_send_page(struct master *master, uint32_t version)
{
    struct packet packet = master_packet(master, PACKET_REPL_PAGE);
    packet.version = version;
    send_to_peers(master, packet);
}

void replicate_send_commit(struct master *master, uint32_t record)
{
    struct packet packet = master_packet(master, PACKET_REPL_COMMIT);
    packet.record = record;
    send_to_peers(master, packet);
}

void replicate_on_page(struct master *master, const struct packet *packet)
{
    master_see(master, book_version(master_book(master), packet->version)->lsn);
    if (cache_offer(master, packet->version)) {
        pull_look(master);
    }
}

void replicate_on_commit(struct master *master, const struct packet *packet)
{
    const struct record *record = book_record(master_book(master), packet->record);
    if (record->place > master->applied[record->master]) {
        master->link_lag = master_now(master) - record->durable_at;
    }
    replicate_learn(master, packet->record);
    replicate_apply_ready(master);
    pull_look(master);
    ddl_look(master);
}

/* --- applying ------------------------------------------------------------------------------- */

void replicate_learn(struct master *master, uint32_t number)
{
    const struct record *record = book_record(master_book(master), number);
    struct inbox *inbox = &master->inbox[record->master];
    uint64_t applied = master->applied[record->master];
    if (record->place <= applied) {
        return;
    }
    if (record->place - applied > (uint64_t)master_parameter(master, PARAM_RETENTION)) {
        return; /* too far ahead to be kept: it is read from the copies when its turn comes */
    }
    int at = (int)(record->place - applied) - 1;
    mem_grow((void **)&inbox->records, &inbox->room, at + 1, sizeof *inbox->records);
    for (; inbox->count <= at; inbox->count++) {
        inbox->records[inbox->count] = 0;
    }
    inbox->records[at] = number;
}

uint32_t replicate_learnt(const struct master *master, int source, uint64_t place)
{
    const struct inbox *inbox = &master->inbox[source];
    uint64_t at = place - master->applied[source] - 1;
    return at < (uint64_t)inbox->count ? inbox->records[at] : 0;
}

static bool has_causes(const struct master *master, const struct record *record)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (m != record->master && master->applied[m] < record->deps[m]) {
            return false;
        }
    }
    return true;
}

static void count_rows(struct master *master, const struct record *record)
{
    for (int i = 0; i < record->changes.count; i++) {
        const struct change *change = &record->changes.items[i];
        master->row_count += (int)change->has_after - (int)change->had_before;
    }
    if (record->definition != NULL) {
        master->row_count = 0;
        for (int i = 0; i < store_table_count(master->store); i++) {
            master->row_count +=
                store_count_rows(master->store, store_table_name(master->store, i));
        }
    }
}

static void apply_to_store(struct master *master, const struct record *record)
{
    struct err err = {0};
    enum rc rc;
    const struct definition *definition = record->definition;
    if (definition != NULL) {
        struct store_ddl ddl = definition_ddl(definition);
        rc = store_apply_ddl(master->store, &ddl, &err);
    } else {
        rc = store_apply(master->store, &record->changes, master->cluster->check != NULL, &err);
    }
    count_rows(master, record);
    if (rc != RC_OK) {
        check_fail(master->cluster, "I12", "m%d applies commit %llu of m%d: %s", master->index + 1,
                   (unsigned long long)record->place, record->master + 1, err.text);
    }
}

void replicate_apply(struct master *master, const struct record *record)
{
    check_applies(master->cluster, master, record);
    apply_to_store(master, record);
    bits_put(&master->applied_txns, record->txn, true);
    bits_put(&master->live_txns, record->txn, false);
    master->applied[record->master] = record->place;
    master->applied_at[record->master] = record->is_durable ? record->durable_at : record->made_at;
    master->applied_count++;
    for (int i = 0; i < record->version_count; i++) {
        cache_stored(master, record->versions[i]);
    }
    struct inbox *inbox = &master->inbox[record->master];
    if (inbox->count > 0) {
        inbox->count--;
        memmove(&inbox->records[0], &inbox->records[1],
                (size_t)inbox->count * sizeof *inbox->records);
    }
    if (master->held_count > 0) {
        cache_release_held(master);
    }
    if (master->reader_count > 0) {
        reads_on_progress(master);
    }
}

static void tell_applied(struct master *master, const struct record *record)
{
    struct event event = master_event(master, EVENT_APPLIED);
    event.other = place_master(record->master);
    event.client = record->client + 1;
    event.txn = record->txn;
    event.count = record->changes.count;
    event.length = master_now(master) - (record->is_durable ? record->durable_at : record->made_at);
    event.code = (int64_t)record->place;
    if (record->definition != NULL) {
        event_set_definition(&event, record->definition->kind, record->definition->name);
    }
    event.cause = record->event != 0 ? record->event : event.cause;
    (void)master_emit(master, &event);
}

/* The next record of a source, if it can be applied now. */
static bool apply_next(struct master *master, int source)
{
    const struct inbox *inbox = &master->inbox[source];
    if (inbox->count == 0 || inbox->records[0] == 0) {
        return false;
    }
    if (!has_causes(master, book_record(master_book(master), inbox->records[0]))) {
        return false;
    }
    const struct record *record = book_open(master_book(master), inbox->records[0]);
    /* The cache learns the pages of a commit with the commit, in case REPL_PAGE was lost. */
    replicate_apply(master, record);
    for (int i = 0; i < record->version_count; i++) {
        master_see(master, book_version(master_book(master), record->versions[i])->lsn);
        (void)cache_offer(master, record->versions[i]);
    }
    tell_applied(master, record);
    closed_applied(master, record);
    return true;
}

void replicate_apply_ready(struct master *master)
{
    uint64_t cause = master->cluster->cause;
    bool again = true;
    while (again) {
        again = false;
        for (int m = 0; m < MASTERS_MAX; m++) {
            while (apply_next(master, m)) {
                again = true;
                master->cluster->cause = cause;
            }
        }
    }
}
