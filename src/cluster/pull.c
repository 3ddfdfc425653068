/* SPDX-License-Identifier: MIT */
#include "cluster/pull.h"

#include "cluster/cache.h"
#include "cluster/ddl.h"
#include "cluster/full_copy.h"
#include "cluster/reads.h"
#include "cluster/recover.h"
#include "cluster/replicate.h"
#include "cluster/world.h"

#define PULL_AGAIN_US (100 * US_PER_MS)
#define PULL_RECORDS_MAX 256
#define CATCH_UP_STEPS_PER_S 50 /* how often a recovering master asks */

/* --- what is wanted ------------------------------------------------------------------------- */

static void want(struct master *master, const uint64_t *vector)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (vector[m] > master->need[m]) {
            master->need[m] = vector[m];
        }
    }
}

static bool is_wanting(const struct master *master)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (master->need[m] > master->applied[m]) {
            return true;
        }
    }
    return false;
}

/* Want what inboxes and held versions wait for; false: nothing waits. */
static bool find_lacks(struct master *master, bool wants)
{
    bool lacks = master->held_count > 0;
    for (int i = 0; i < master->held_count && wants; i++) {
        uint32_t held = master->pages[master->held_pages[i]].held;
        want(master, book_version(master_book(master), held)->after);
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        const struct inbox *inbox = &master->inbox[m];
        if (inbox->count == 0) {
            continue;
        }
        lacks = true;
        if (wants) {
            uint64_t up_to[MASTERS_MAX] = {0};
            up_to[m] = master->applied[m] + (uint64_t)inbox->count;
            want(master, up_to);
            if (inbox->records[0] != 0) {
                want(master, book_record(master_book(master), inbox->records[0])->deps);
            }
        }
    }
    return lacks;
}

void pull_look(struct master *master)
{
    if (!find_lacks(master, false)) {
        master->lacks_since = SIM_NEVER;
        return;
    }
    if (master->lacks_since == SIM_NEVER) {
        master->lacks_since = master_now(master);
        master_set_timer(master, &master->pull_at,
                         master_now(master) + master_parameter(master, PARAM_PULL_AFTER_US),
                         DUE_PULL, 0);
    }
}

void pull_for(struct master *master, uint32_t version)
{
    pull_up_to(master, book_version(master_book(master), version)->after);
}

void pull_up_to(struct master *master, const uint64_t *vector)
{
    want(master, vector);
    pull_ask(master);
    master_set_timer(master, &master->pull_at, master_now(master) + PULL_AGAIN_US, DUE_PULL, 0);
}

void pull_ask(struct master *master)
{
    struct packet packet = master_packet(master, PACKET_LOG_READ);
    packet.number = PULL_RECORDS_MAX;
    if (master->state == MASTER_RECOVERY) {
        int64_t rate = master_parameter(master, PARAM_CATCH_UP_PER_S) / CATCH_UP_STEPS_PER_S;
        packet.number = rate > 1 ? (uint64_t)rate : 1;
    }
    memcpy(packet.vector, master->applied, sizeof packet.vector);
    master_send_to_copies(master, packet, 0);
}

void pull_on_due(struct master *master)
{
    if (master->pull_at > master_now(master)) {
        return;
    }
    master->pull_at = SIM_NEVER;
    bool lacks = find_lacks(master, master->lacks_since != SIM_NEVER);
    if (!lacks) {
        master->lacks_since = SIM_NEVER;
    }
    if (is_wanting(master)) {
        pull_ask(master);
        master_set_timer(master, &master->pull_at, master_now(master) + PULL_AGAIN_US, DUE_PULL, 0);
    }
}

/* --- what the copies answer ----------------------------------------------------------------- */

/* Keep the answer, with an index of where each log begins in it. */
static void keep_answer(struct log_answer *answer, const struct packet *packet,
                        const struct bundle *bundle)
{
    answer->sent = packet->sent;
    answer->count = 0;
    memset(answer->records, 0, sizeof answer->records);
    memset(answer->cuts, 0, sizeof answer->cuts);
    memset(answer->base, 0, sizeof answer->base);
    mem_grow((void **)&answer->items, &answer->room, bundle->count, sizeof *answer->items);
    for (int i = 0; i < bundle->count; i++) {
        const struct item *item = &bundle->items[i];
        if (item->kind == ITEM_CUT) {
            answer->cuts[item->master] = (struct cut){item->stamp, item->place, item->before};
            continue;
        }
        if (item->kind == ITEM_BASE) {
            answer->base[item->master] = item->place;
            continue;
        }
        if (answer->records[item->master]++ == 0) {
            answer->begin[item->master] = answer->count;
            answer->first[item->master] = item->place;
        }
        answer->items[answer->count++] = *item;
    }
}

static uint32_t record_at(const struct log_answer *answer, int source, uint64_t place)
{
    uint64_t at = place - answer->first[source];
    if (answer->records[source] == 0 || place < answer->first[source] ||
        at >= (uint64_t)answer->records[source]) {
        return 0;
    }
    return answer->items[answer->begin[source] + (int)at].what;
}

/* The record at a place, if three copies hold it; 0: not known. */
static uint32_t agreed_record(const struct master *master, int source, uint64_t place)
{
    uint32_t records[COPIES_MAX];
    int count = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        const struct log_answer *answer = &master->logs[i];
        uint32_t record = record_at(answer, source, place);
        if (record != 0 && answer->sent >= 0 && master_is_fresh(master, answer->sent)) {
            records[count++] = record;
        }
    }
    for (int i = 0; i + READ_QUORUM <= count; i++) {
        int holders = 0;
        for (int k = i; k < count; k++) {
            holders += records[k] == records[i];
        }
        if (holders >= READ_QUORUM) {
            return records[i];
        }
    }
    return 0;
}

sim_us pull_after(const struct master *master)
{
    return master_parameter(master, PARAM_PULL_AFTER_US) +
           2 * master_parameter(master, PARAM_LAG_US);
}

/* Is it for us to take from storage what the link may still bring? */
static bool may_take(const struct master *master, const struct record *record)
{
    return master->state == MASTER_RECOVERY || record->place <= master->need[record->master] ||
           master_now(master) - record->made_at >= pull_after(master);
}

static void tell_pulled(struct master *master, int source, int count)
{
    if (count > 0 && master->state == MASTER_ONLINE) {
        struct event event = master_event(master, EVENT_PULLED);
        event.other = place_master(source);
        event.count = count;
        (void)master_emit(master, &event);
    }
}

static void take_agreed(struct master *master, int source)
{
    int taken = 0;
    uint64_t limit = master->applied[source] + (uint64_t)master_parameter(master, PARAM_RETENTION);
    for (uint64_t place = master->applied[source] + 1; place <= limit; place++) {
        if (replicate_learnt(master, source, place) != 0) {
            continue;
        }
        uint32_t number = agreed_record(master, source, place);
        if (number == 0 || !may_take(master, book_record(master_book(master), number))) {
            break;
        }
        /* Our own records of this life are applied when four copies acknowledge them. */
        if (source == master->index && master->state == MASTER_ONLINE) {
            break;
        }
        replicate_learn(master, number);
        taken++;
    }
    tell_pulled(master, source, taken);
}

static void take_cuts(struct master *master, const struct log_answer *answer)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        const struct cut *cut = &answer->cuts[m];
        if (cut->epoch <= master->cuts[m].epoch) {
            continue; /* none, or one that is believed */
        }
        int reports = 0;
        for (int i = 0; i < COPIES_MAX; i++) {
            const struct log_answer *other = &master->logs[i];
            reports += other->sent >= 0 && master_is_fresh(master, other->sent) &&
                       other->cuts[m].epoch == cut->epoch;
        }
        if (reports >= WRITE_QUORUM) {
            pull_believe_cut(master, m, *cut);
        }
    }
}

void pull_on_log(struct master *master, const struct packet *packet)
{
    struct log_answer *answer = &master->logs[place_index(packet->from)];
    keep_answer(answer, packet, net_bundle(&master->cluster->net, packet->bundle));
    take_cuts(master, answer);
    for (int m = 0; m < MASTERS_MAX; m++) {
        take_agreed(master, m);
    }
    replicate_apply_ready(master);
    pull_look(master);
    recover_on_progress(master);
    ddl_look(master);
    full_copy_if_left_behind(master);
}

void pull_believe_cut(struct master *master, int source, struct cut cut)
{
    if (cut.epoch > master->cuts[source].epoch) {
        master->cuts[source] = cut;
        if (master->need[source] > cut.last) {
            master->need[source] = cut.last; /* what was wanted beyond it may never come */
        }
        reads_on_progress(master);
    }
}
