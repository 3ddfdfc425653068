/* SPDX-License-Identifier: MIT */
#include "cluster/copy.h"

#include "base/hash.h"
#include "base/mem.h"
#include "cluster/copy_log.h"
#include "cluster/copy_pages.h"
#include "cluster/plain.h"
#include "cluster/wiped.h"

#include <assert.h>

static const struct copy_page blank_page;

void copy_init(struct copy *copy, int index, struct net *net, struct book *book,
               const struct rng *root)
{
    *copy = (struct copy){.index = index, .net = net, .book = book};
    copy->rng = rng_fork(root, "storage", index);
    copy->fault_rng = rng_fork(root, "disk", index);
    for (int m = 0; m < MASTERS_MAX; m++) {
        copy->log[m].doubt = UINT64_MAX;
    }
}

void copy_release(struct copy *copy)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        mem_free(copy->log[m].entries);
    }
    mem_free(copy->pages);
    mem_free(copy->more);
    *copy = (struct copy){0};
}

const struct copy_page *copy_page(const struct copy *copy, uint32_t page)
{
    return page < (uint32_t)copy->page_count ? &copy->pages[page] : &blank_page;
}

/* --- answers -------------------------------------------------------------------------------- */

static struct packet answer_to(const struct copy *copy, const struct packet *packet,
                               enum packet_kind kind)
{
    return (struct packet){
        .kind = (uint8_t)kind,
        .from = (int16_t)place_copy(copy->index),
        .to = packet->from,
        .master = packet->master,
        .epoch = packet->epoch,
        .page = packet->page,
        .proposal = packet->proposal,
        .ticket = packet->ticket,
    };
}

/* A congested disk is late with everything. */
static void send(struct copy *copy, const struct packet *answer, sim_us delay)
{
    net_send(copy->net, answer, delay + copy->delay);
}

static void answer_now(struct copy *copy, const struct packet *packet, enum packet_kind kind)
{
    struct packet answer = answer_to(copy, packet, kind);
    send(copy, &answer, 0);
}

/* What was promised is on disk before the promise is given. */
static void answer_persisted(struct copy *copy, const struct packet *answer)
{
    const int64_t *parameters = copy->net->parameters;
    sim_us delay = rng_normal(&copy->rng, parameters[PARAM_STORAGE_PERSIST_US],
                              parameters[PARAM_STORAGE_PERSIST_DEV_US], 1);
    send(copy, answer, delay);
}

/* The epoch test: an older epoch is refused, a newer one is remembered. */
static bool is_fenced(struct copy *copy, const struct packet *packet)
{
    if (packet->epoch >= copy->epoch[packet->master]) {
        copy->epoch[packet->master] = packet->epoch;
        return false;
    }
    struct packet answer = answer_to(copy, packet, PACKET_NAK_FENCED);
    answer.number = packet->epoch;
    answer.epoch = copy->epoch[packet->master];
    send(copy, &answer, 0);
    return true;
}

static bool is_silent_to(const struct copy *copy, int master)
{
    return *copy->net->now - copy->heard_at[master] > copy->net->parameters[PARAM_SILENT_US];
}

/* --- pages ---------------------------------------------------------------------------------- */

static void refuse_busy(struct copy *copy, const struct packet *packet, const struct claim *claim)
{
    struct packet answer = answer_to(copy, packet, PACKET_NAK_BUSY);
    answer.master = (uint8_t)epoch_master(claim->epoch);
    answer.txn = claim->txn;
    answer.version = claim->version;
    answer.number = claim->lsn;
    answer.flag = is_silent_to(copy, answer.master);
    send(copy, &answer, 0);
}

/*
 * Who builds on what he claimed here was given it by four copies: that is as good as its CONFIRM,
 * which may be lost. To forget the claim and not take the version would be to vote for another on
 * the old one, once this proposal is given up.
 */
static void take_what_it_builds_on(struct copy *copy, const struct packet *packet)
{
    const struct claim *claim = &copy_page(copy, packet->page)->claim;
    uint64_t base = book_version(copy->book, packet->version)->base;
    if (claim->epoch == packet->epoch && claim->lsn == base) {
        copy_install(copy, claim->version);
    }
}

/* The order of the tests is part of the rule. */
static void on_propose(struct copy *copy, const struct packet *packet)
{
    if (is_fenced(copy, packet)) {
        return;
    }
    take_what_it_builds_on(copy, packet);
    const struct version *asked = book_version(copy->book, packet->version);
    struct copy_page *page = copy_get_page(copy, packet->page);
    const struct version *held = book_version(copy->book, page->version);
    if (asked->base < held->lsn) {
        if (held->proposal != packet->proposal) {
            struct packet answer = answer_to(copy, packet, PACKET_NAK_STALE);
            answer.version = page->version;
            send(copy, &answer, 0);
        }
        return;
    }
    const struct claim *other = copy_claim_of_other(copy, packet->page, packet->epoch);
    if (other != NULL) {
        refuse_busy(copy, packet, other);
        return;
    }
    if (asked->lsn <= page->floor) {
        struct packet answer = answer_to(copy, packet, PACKET_NAK_LOW);
        answer.number = page->floor;
        send(copy, &answer, 0);
        return;
    }
    /* A base above what is held is fine: this copy is behind, two sets of 4 share two copies. */
    page->claim = (struct claim){.epoch = packet->epoch,
                                 .proposal = packet->proposal,
                                 .lsn = asked->lsn,
                                 .base = asked->base,
                                 .txn = asked->txn,
                                 .version = packet->version};
    struct packet answer = answer_to(copy, packet, PACKET_ACK);
    answer_persisted(copy, &answer);
}

static void on_confirm(struct copy *copy, const struct packet *packet)
{
    if (is_fenced(copy, packet)) {
        return;
    }
    copy_install(copy, packet->version);
    copy_end_claims(copy, packet, packet->proposal);
    answer_now(copy, packet, PACKET_NOTED);
}

static void on_abort(struct copy *copy, const struct packet *packet)
{
    copy_end_claims(copy, packet, packet->base);
    answer_now(copy, packet, PACKET_NOTED);
}

static void on_page_read(struct copy *copy, const struct packet *packet)
{
    struct packet answer = answer_to(copy, packet, PACKET_PAGE);
    answer.version = copy_page(copy, packet->page)->version;
    send(copy, &answer, 0);
}

/* --- logs ----------------------------------------------------------------------------------- */

static void on_commit(struct copy *copy, const struct packet *packet)
{
    if (is_fenced(copy, packet)) {
        return;
    }
    const struct record *record = book_record(copy->book, packet->record);
    for (int i = 0; i < record->version_count; i++) {
        copy_install(copy, record->versions[i]);
    }
    struct log_entry entry = {.record = packet->record, .stamp = packet->epoch};
    copy_log_put(copy, packet->master, packet->number, entry);
    struct packet answer = answer_to(copy, packet, PACKET_COMMITTED);
    answer.number = copy_log_last_stamped(copy, packet->master, packet->epoch);
    answer.base = copy_log_end(&copy->log[packet->master]);
    answer_persisted(copy, &answer);
}

/* The first records behind packet->vector of every log, or the base if it is behind that. */
static void on_log_read(struct copy *copy, const struct packet *packet)
{
    struct packet answer = answer_to(copy, packet, PACKET_LOG);
    answer.bundle = net_new_bundle(copy->net);
    struct bundle *bundle = net_bundle(copy->net, answer.bundle);
    copy_log_add_cuts(copy, bundle);
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (packet->vector[m] < copy->log[m].base) {
            copy_log_add_base(copy, m, bundle);
        } else {
            copy_log_add_records(copy, m, packet->vector[m] + 1, packet->number, bundle);
        }
    }
    send(copy, &answer, 0);
}

bool copy_has(const struct copy *copy, const uint64_t *vector)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        const struct copy_log *log = &copy->log[m];
        if (copy_log_end(log) < vector[m] || log->doubt <= vector[m]) {
            return false;
        }
    }
    return true;
}

static void on_image_read(struct copy *copy, const struct packet *packet)
{
    if (copy_has(copy, copy->book->image.applied)) {
        answer_now(copy, packet, PACKET_IMAGE);
    }
}

static void on_read_point(struct copy *copy, const struct packet *packet)
{
    struct packet answer = answer_to(copy, packet, PACKET_POINT);
    answer.bundle = net_new_bundle(copy->net);
    struct bundle *bundle = net_bundle(copy->net, answer.bundle);
    for (int m = 0; m < MASTERS_MAX; m++) {
        /* What is final no cut voids: its stamp may be taken for the newest there is. */
        const struct copy_log *log = &copy->log[m];
        const struct log_entry *last = copy_log_at(log, copy_log_end(log));
        bundle_add(bundle, (struct item){.kind = ITEM_STAMP,
                                         .master = (uint8_t)m,
                                         .place = copy_log_end(log),
                                         .stamp = last != NULL ? last->stamp : UINT64_MAX});
    }
    answer.ticket = packet->ticket;
    send(copy, &answer, 0);
}

/* --- recovery ------------------------------------------------------------------------------- */

static void on_heard(struct copy *copy, const struct packet *packet)
{
    struct packet answer = answer_to(copy, packet, PACKET_HEARD_ANSWER);
    answer.flag = is_silent_to(copy, packet->master);
    answer.number = copy->cut[packet->master].epoch;
    send(copy, &answer, 0);
}

static bool shows_intent_of(const struct version *version, int master, uint64_t below_epoch)
{
    for (int i = 0; i < version->intent_count; i++) {
        const struct intent *intent = &version->intents[i];
        if (epoch_master(intent->epoch) == master && intent->epoch < below_epoch) {
            return true;
        }
    }
    return false;
}

/* From now on older epochs of the master are refused; their claims still answer BUSY. */
static void on_fence(struct copy *copy, const struct packet *packet)
{
    if (is_fenced(copy, packet)) {
        return;
    }
    int master = packet->master;
    struct packet answer = answer_to(copy, packet, PACKET_FENCE_ANSWER);
    uint64_t base = copy->log[master].base;
    answer.number = copy_log_end(&copy->log[master]);
    answer.bundle = net_new_bundle(copy->net);
    struct bundle *bundle = net_bundle(copy->net, answer.bundle);
    copy_log_add_cuts(copy, bundle);
    copy_log_add_base(copy, master, bundle);
    copy_log_add_records(copy, master, (packet->number > base ? packet->number : base) + 1,
                         UINT64_MAX, bundle);
    for (int page = 0; page < copy->page_count; page++) {
        const struct version *held = book_version(copy->book, copy->pages[page].version);
        if (shows_intent_of(held, master, packet->epoch)) {
            bundle_add(bundle, (struct item){.kind = ITEM_PAGE,
                                             .master = (uint8_t)master,
                                             .what = (uint32_t)page});
        }
    }
    answer_persisted(copy, &answer);
}

static void take_cut(struct copy *copy, int master, struct cut cut)
{
    if (cut.epoch <= copy->cut[master].epoch) {
        return;
    }
    if (cut.epoch > copy->epoch[master]) {
        copy->epoch[master] = cut.epoch;
    }
    copy_log_cut(copy, master, cut);
    copy_end_claims_below(copy, master, cut.epoch);
}

static void on_cut(struct copy *copy, const struct packet *packet)
{
    if (is_fenced(copy, packet)) {
        return;
    }
    take_cut(copy, packet->master,
             (struct cut){.epoch = packet->epoch, .last = packet->number, .before = packet->base});
    struct packet answer = answer_to(copy, packet, PACKET_CUT_DONE);
    answer_persisted(copy, &answer);
}

/* --- gossip --------------------------------------------------------------------------------- */

static void on_gossip_ask(struct copy *copy, const struct packet *packet)
{
    struct packet answer = answer_to(copy, packet, PACKET_GOSSIP);
    answer.bundle = net_new_bundle(copy->net);
    struct bundle *bundle = net_bundle(copy->net, answer.bundle);
    copy_log_add_cuts(copy, bundle);
    for (int m = 0; m < MASTERS_MAX; m++) {
        copy_log_add_sure(copy, m, packet->vector[m], bundle);
    }
    if (packet->number != copy->page_hash) {
        for (int page = 0; page < copy->page_count; page++) {
            if (copy->pages[page].version != 0) {
                bundle_add(bundle,
                           (struct item){.kind = ITEM_VERSION, .what = copy->pages[page].version});
            }
        }
    }
    send(copy, &answer, 0);
}

static void on_gossip(struct copy *copy, const struct packet *packet)
{
    const struct bundle *bundle = net_bundle(copy->net, packet->bundle);
    for (int i = 0; i < bundle->count; i++) {
        const struct item *item = &bundle->items[i];
        if (item->kind == ITEM_CUT) {
            take_cut(copy, item->master, (struct cut){item->stamp, item->place, item->before});
        } else if (item->kind == ITEM_VERSION) {
            copy_install(copy, item->what);
        } else if (item->kind == ITEM_BASE) {
            copy->is_rebuilt |= copy_log_jump(copy, item);
        } else if (item->kind == ITEM_RECORD) {
            copy_log_hear(copy, item);
        }
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        copy_log_clear_doubt(copy, m, bundle);
    }
}

void copy_gossip(struct copy *copy)
{
    if (copy->wiped.is_empty) {
        return;
    }
    copy_ask_about_claims(copy);
    int other = (int)rng_below(&copy->rng, COPIES_MAX - 1);
    other += other >= copy->index;
    struct packet ask = {
        .kind = PACKET_GOSSIP_ASK,
        .from = (int16_t)place_copy(copy->index),
        .to = (int16_t)place_copy(other),
        .number = copy->page_hash,
    };
    for (int m = 0; m < MASTERS_MAX; m++) {
        uint64_t next = copy_log_end(&copy->log[m]) + 1;
        ask.vector[m] = copy->log[m].doubt < next ? copy->log[m].doubt : next;
    }
    net_send(copy->net, &ask, 0);
}

void copy_wake(struct copy *copy)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        copy->heard_at[m] = *copy->net->now;
    }
}

/* --- dispatch ------------------------------------------------------------------------------- */

typedef void (*copy_packet_fn)(struct copy *copy, const struct packet *packet);

static const copy_packet_fn handlers[PACKET_KIND_COUNT] = {
    [PACKET_PROPOSE] = on_propose,       [PACKET_CONFIRM] = on_confirm,
    [PACKET_ABORT] = on_abort,           [PACKET_COMMIT] = on_commit,
    [PACKET_PAGE_READ] = on_page_read,   [PACKET_LOG_READ] = on_log_read,
    [PACKET_READ_POINT] = on_read_point, [PACKET_HEARD] = on_heard,
    [PACKET_FENCE] = on_fence,           [PACKET_CUT] = on_cut,
    [PACKET_IMAGE_READ] = on_image_read, [PACKET_GOSSIP_ASK] = on_gossip_ask,
    [PACKET_GOSSIP] = on_gossip,         [PACKET_STATE_ASK] = wiped_answer,
};

/* Does its disk lose this one? Else it may be late. Chance is asked only of a disk in trouble. */
static bool is_lost_on_disk(struct copy *copy)
{
    const struct disk *disk = &copy->disk;
    struct rng *rng = &copy->fault_rng;
    if (disk->failing_percent > 0 && rng_chance(rng, disk->failing_percent * 10)) {
        return true;
    }
    if (disk->slow_percent > 0 && rng_chance(rng, disk->slow_percent * 10)) {
        copy->delay = rng_between(rng, disk->slow_min, disk->slow_max);
    }
    return false;
}

void copy_receive(struct copy *copy, const struct packet *packet)
{
    if (copy->wiped.is_empty || packet->kind == PACKET_STATE) {
        wiped_receive(copy, packet);
        return;
    }
    assert(handlers[packet->kind] != NULL);
    if (place_kind(packet->from) == PLACE_MASTER) {
        copy->heard_at[place_index(packet->from)] = *copy->net->now;
    }
    copy->delay = 0;
    if (!is_lost_on_disk(copy)) {
        handlers[packet->kind](copy, packet);
    }
}

/* --- sweep, save and load ------------------------------------------------------------------- */

void copy_mark(const struct copy *copy)
{
    for (int i = 0; i < copy->page_count; i++) {
        book_mark_version(copy->book, copy->pages[i].version);
        book_mark_version(copy->book, copy->pages[i].claim.version);
    }
    for (int i = 0; i < copy->more_count; i++) {
        book_mark_version(copy->book, copy->more[i].claim.version);
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        for (int i = 0; i < copy->log[m].count; i++) {
            book_mark_record(copy->book, copy->log[m].entries[i].record);
        }
    }
}

void copy_save(struct buf *out, const struct copy *copy)
{
    pack_mark(out, "copy");
    plain_save(out, &copy->rng, sizeof copy->rng);
    plain_save(out, copy->epoch, sizeof copy->epoch);
    plain_save(out, copy->cut, sizeof copy->cut);
    plain_save(out, copy->heard_at, sizeof copy->heard_at);
    for (int m = 0; m < MASTERS_MAX; m++) {
        pack_u64(out, copy->log[m].base);
        plain_save_array(out, copy->log[m].entries, copy->log[m].count, sizeof(struct log_entry));
        pack_u64(out, copy->log[m].doubt);
    }
    plain_save_array(out, copy->pages, copy->page_count, sizeof *copy->pages);
    plain_save_array(out, copy->more, copy->more_count, sizeof *copy->more);
    pack_bool(out, copy->has_taken_claims);
    plain_save(out, &copy->wiped, sizeof copy->wiped);
    pack_u64(out, copy->page_hash);
    pack_i64(out, copy->gossip_at);
    plain_save(out, &copy->disk, sizeof copy->disk);
    plain_save(out, &copy->fault_rng, sizeof copy->fault_rng);
}

void copy_load(struct copy *copy, struct unpack *in)
{
    unpack_mark(in, "copy");
    plain_load(&copy->rng, sizeof copy->rng, in);
    plain_load(copy->epoch, sizeof copy->epoch, in);
    plain_load(copy->cut, sizeof copy->cut, in);
    plain_load(copy->heard_at, sizeof copy->heard_at, in);
    for (int m = 0; m < MASTERS_MAX; m++) {
        copy->log[m].base = unpack_u64(in);
        plain_load_array((void **)&copy->log[m].entries, &copy->log[m].count, &copy->log[m].room,
                         sizeof(struct log_entry), in);
        copy->log[m].doubt = unpack_u64(in);
    }
    int room = copy->page_room;
    if (room > 0) {
        memset(copy->pages, 0, (size_t)room * sizeof *copy->pages);
    }
    plain_load_array((void **)&copy->pages, &copy->page_count, &copy->page_room,
                     sizeof *copy->pages, in);
    plain_load_array((void **)&copy->more, &copy->more_count, &copy->more_room, sizeof *copy->more,
                     in);
    copy->has_taken_claims = unpack_bool(in);
    plain_load(&copy->wiped, sizeof copy->wiped, in);
    copy->page_hash = unpack_u64(in);
    copy->gossip_at = unpack_i64(in);
    plain_load(&copy->disk, sizeof copy->disk, in);
    plain_load(&copy->fault_rng, sizeof copy->fault_rng, in);
}
