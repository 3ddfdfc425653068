/* SPDX-License-Identifier: MIT */
#include "cluster/wiped.h"

#include "cluster/copy_log.h"
#include "cluster/copy_pages.h"

#include <string.h>

/* --- nothing is left ------------------------------------------------------------------------ */

/* A log's places, without the ground truth of who holds what. */
static void clear(struct copy *copy)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        copy->epoch[m] = 0;
        copy->cut[m] = (struct cut){0};
        copy->log[m].base = 0;
        copy->log[m].count = 0;
        copy->log[m].doubt = UINT64_MAX;
        copy->wiped.doubt[m] = UINT64_MAX;
    }
    if (copy->page_room > 0) {
        memset(copy->pages, 0, (size_t)copy->page_room * sizeof *copy->pages);
    }
    copy->page_count = 0;
    copy->page_hash = 0;
    copy->more_count = 0;
    copy->has_taken_claims = false;
}

void wiped_begin(struct copy *copy, uint64_t cause)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        for (int i = 0; i < copy->log[m].count; i++) {
            book_wipe(copy->book, copy->log[m].entries[i].record, copy->index);
        }
    }
    uint32_t round = copy->wiped.round;
    copy->wiped =
        (struct wiped){.is_empty = true, .at = *copy->net->now, .cause = cause, .round = round};
    clear(copy);
}

/* --- asking --------------------------------------------------------------------------------- */

static void begin_round(struct copy *copy)
{
    clear(copy);
    copy->wiped.round++;
    copy->wiped.answered = 0;
    copy->wiped.round_at = *copy->net->now;
}

static void ask(struct copy *copy)
{
    struct packet packet = {.kind = PACKET_STATE_ASK,
                            .from = (int16_t)place_copy(copy->index),
                            .ticket = copy->wiped.round};
    for (int i = 0; i < COPIES_MAX; i++) {
        if (i != copy->index && (copy->wiped.answered >> i & 1) == 0) {
            packet.to = (int16_t)place_copy(i);
            net_send(copy->net, &packet, 0);
        }
    }
}

/* From now on it holds what it has taken over, and answers for it. */
static void end(struct copy *copy)
{
    copy->wiped.is_empty = false;
    book_fill(copy->book, copy->index);
    for (int m = 0; m < MASTERS_MAX; m++) {
        copy_log_set_doubt(copy, m, copy->wiped.doubt[m]);
        for (int i = 0; i < copy->log[m].count; i++) {
            uint32_t record = copy->log[m].entries[i].record;
            book_hold(copy->book, record, copy->index, *copy->net->now);
        }
    }
    copy_wake(copy);
    copy_ask_about_claims(copy);
}

static bool is_silent(const struct copy *copy)
{
    return copy->wiped.round_at < copy->wiped.at + WIPED_SILENT_US;
}

bool wiped_is_full(const struct copy *copy)
{
    return !is_silent(copy) && __builtin_popcount(copy->wiped.answered) >= READ_QUORUM;
}

/* It takes over from all that have answered, not from the first three: the more the better. */
enum wiped_step wiped_on_due(struct copy *copy)
{
    struct wiped *wiped = &copy->wiped;
    bool is_first = is_silent(copy);
    if (wiped_is_full(copy)) {
        end(copy);
        return WIPED_WHOLE;
    }
    bool is_over = *copy->net->now - wiped->round_at >= ANSWER_AGE_MAX_US;
    bool is_late = is_over && !is_first && !wiped->is_told;
    if (is_first || is_over) {
        wiped->is_told = wiped->is_told || is_late;
        begin_round(copy);
    }
    ask(copy);
    return is_late ? WIPED_LACKS : WIPED_ASKS;
}

/* --- telling -------------------------------------------------------------------------------- */

static void add_claim(struct bundle *bundle, const struct claim *claim)
{
    if (claim->epoch != 0) {
        bundle_add(bundle, (struct item){.kind = ITEM_CLAIM,
                                         .master = (uint8_t)epoch_master(claim->epoch),
                                         .what = claim->version,
                                         .stamp = claim->epoch});
    }
}

static void add_pages(const struct copy *copy, struct bundle *bundle)
{
    for (int i = 0; i < copy->page_count; i++) {
        const struct copy_page *page = &copy->pages[i];
        if (page->floor != 0) {
            bundle_add(bundle, (struct item){
                                   .kind = ITEM_FLOOR, .what = (uint32_t)i, .stamp = page->floor});
        }
        if (page->version != 0) {
            bundle_add(bundle, (struct item){.kind = ITEM_VERSION, .what = page->version});
        }
        add_claim(bundle, &page->claim);
    }
    for (int i = 0; i < copy->more_count; i++) {
        add_claim(bundle, &copy->more[i].claim);
    }
}

static void add_log(const struct copy *copy, int master, struct bundle *bundle)
{
    copy_log_add_base(copy, master, bundle);
    copy_log_add_records(copy, master, copy->log[master].base + 1, UINT64_MAX, bundle);
}

void wiped_answer(struct copy *copy, const struct packet *packet)
{
    struct packet answer = {.kind = PACKET_STATE,
                            .from = (int16_t)place_copy(copy->index),
                            .to = packet->from,
                            .ticket = packet->ticket,
                            .bundle = net_new_bundle(copy->net)};
    struct bundle *bundle = net_bundle(copy->net, answer.bundle);
    copy_log_add_cuts(copy, bundle);
    for (int m = 0; m < MASTERS_MAX; m++) {
        add_log(copy, m, bundle);
    }
    add_pages(copy, bundle);
    net_send(copy->net, &answer, copy->delay);
}

/* --- taking over ---------------------------------------------------------------------------- */

/* The order of answers makes no difference: each of these takes the larger, and a cut voids what
 * was taken before it as it keeps out what comes after. */
static void take_cut(struct copy *copy, const struct item *item)
{
    int master = item->master;
    if (item->stamp > copy->cut[master].epoch) {
        copy_log_cut(copy, master, (struct cut){item->stamp, item->place, item->before});
        copy->log[master].doubt = UINT64_MAX; /* who had missed the cut before it says so */
        copy_end_claims_below(copy, master, item->stamp);
    }
}

static void take_base(struct copy *copy, const struct item *item)
{
    int master = item->master;
    uint64_t *epoch = &copy->epoch[master];
    uint64_t *doubt = &copy->wiped.doubt[master];
    (void)copy_log_jump(copy, item);
    *epoch = item->stamp > *epoch ? item->stamp : *epoch;
    *doubt = item->before < *doubt ? item->before : *doubt;
}

/* False: what follows it in the same log is void, as it is itself. */
static bool take_record(struct copy *copy, const struct item *item)
{
    int master = item->master;
    const struct cut *cut = &copy->cut[master];
    if (item->place > cut->last && item->stamp < cut->epoch) {
        return false;
    }
    copy_log_put(copy, master, item->place,
                 (struct log_entry){.record = item->what, .stamp = item->stamp});
    const struct log_entry *held = copy_log_at(&copy->log[master], item->place);
    return item->place <= copy->log[master].base || (held != NULL && held->record == item->what);
}

static void take_claim(struct copy *copy, const struct item *item)
{
    const struct version *version = book_version(copy->book, item->what);
    copy_take_claim(copy, version->page,
                    &(struct claim){.epoch = item->stamp,
                                    .proposal = version->proposal,
                                    .lsn = version->lsn,
                                    .base = version->base,
                                    .txn = version->txn,
                                    .version = item->what,
                                    .is_taken_over = true});
}

static void take_floor(struct copy *copy, const struct item *item)
{
    struct copy_page *page = copy_get_page(copy, item->what);
    page->floor = item->stamp > page->floor ? item->stamp : page->floor;
}

static void take_over(struct copy *copy, const struct bundle *bundle)
{
    bool is_void[MASTERS_MAX] = {false};
    for (int i = 0; i < bundle->count; i++) {
        const struct item *item = &bundle->items[i];
        if (item->kind == ITEM_CUT) {
            take_cut(copy, item);
        } else if (item->kind == ITEM_BASE) {
            take_base(copy, item);
        } else if (item->kind == ITEM_RECORD && !is_void[item->master]) {
            is_void[item->master] = !take_record(copy, item);
        } else if (item->kind == ITEM_FLOOR) {
            take_floor(copy, item);
        } else if (item->kind == ITEM_VERSION) {
            copy_install(copy, item->what);
        } else if (item->kind == ITEM_CLAIM) {
            take_claim(copy, item);
        }
    }
}

void wiped_receive(struct copy *copy, const struct packet *packet)
{
    struct wiped *wiped = &copy->wiped;
    if (packet->kind == PACKET_STATE && wiped->is_empty && packet->ticket == wiped->round) {
        wiped->answered |= UINT32_C(1) << place_index(packet->from);
        take_over(copy, net_bundle(copy->net, packet->bundle));
    }
}
