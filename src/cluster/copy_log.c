/* SPDX-License-Identifier: MIT */
#include "cluster/copy_log.h"

#include "base/mem.h"

#define GOSSIP_RECORDS_MAX 512 /* records of one log in one gossip; the rest comes a second later */

/* Drop places `from` and above. */
static void truncate(struct copy *copy, int master, uint64_t from)
{
    struct copy_log *log = &copy->log[master];
    while ((uint64_t)log->count >= from) {
        log->count--;
        book_drop(copy->book, log->entries[log->count].record, copy->index);
    }
}

void copy_log_put(struct copy *copy, int master, uint64_t place, struct log_entry entry)
{
    struct copy_log *log = &copy->log[master];
    if (place == 0 || place > (uint64_t)log->count + 1) {
        return;
    }
    if (place <= (uint64_t)log->count) {
        struct log_entry *held = &log->entries[place - 1];
        if (held->record == entry.record) {
            held->stamp = entry.stamp > held->stamp ? entry.stamp : held->stamp;
            return;
        }
        if (held->stamp >= entry.stamp) {
            return;
        }
        truncate(copy, master, place);
    }
    mem_grow((void **)&log->entries, &log->room, log->count + 1, sizeof entry);
    log->entries[log->count++] = entry;
    book_hold(copy->book, entry.record, copy->index, *copy->net->now);
}

uint64_t copy_log_last_stamped(const struct copy *copy, int master, uint64_t epoch)
{
    const struct copy_log *log = &copy->log[master];
    int place = log->count;
    while (place > 0 && log->entries[place - 1].stamp != epoch) {
        /* Stamps above a place held under this epoch are void and few; below a cut's last place
         * there is none of it. */
        if ((uint64_t)place <= copy->cut[master].last && copy->cut[master].epoch == epoch) {
            return 0;
        }
        place--;
    }
    return (uint64_t)place;
}

void copy_log_cut(struct copy *copy, int master, struct cut cut)
{
    struct copy_log *log = &copy->log[master];
    struct cut old = copy->cut[master];
    copy->cut[master] = cut;
    for (uint64_t place = cut.last + 1; place <= (uint64_t)log->count; place++) {
        if (log->entries[place - 1].stamp < cut.epoch) {
            truncate(copy, master, place);
        }
    }
    if (old.epoch != cut.before && old.last + 1 < log->doubt) {
        log->doubt = old.last + 1;
    }
}

/* --- what is told --------------------------------------------------------------------------- */

void copy_log_add_cuts(const struct copy *copy, struct bundle *bundle)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        const struct cut *cut = &copy->cut[m];
        if (cut->epoch != 0) {
            bundle_add(bundle, (struct item){.kind = ITEM_CUT,
                                             .master = (uint8_t)m,
                                             .place = cut->last,
                                             .stamp = cut->epoch,
                                             .before = cut->before});
        }
    }
}

static void add_record(const struct copy *copy, int master, uint64_t place, struct bundle *bundle)
{
    const struct log_entry *entry = &copy->log[master].entries[place - 1];
    bundle_add(bundle, (struct item){.kind = ITEM_RECORD,
                                     .master = (uint8_t)master,
                                     .what = entry->record,
                                     .place = place,
                                     .stamp = entry->stamp});
}

void copy_log_add_records(const struct copy *copy, int master, uint64_t from, uint64_t count_max,
                          struct bundle *bundle)
{
    const struct copy_log *log = &copy->log[master];
    for (uint64_t place = from; place <= (uint64_t)log->count; place++) {
        if (place - from >= count_max) {
            bundle->is_final = false;
            return;
        }
        add_record(copy, master, place, bundle);
    }
}

void copy_log_add_sure(const struct copy *copy, int master, uint64_t from, struct bundle *bundle)
{
    const struct copy_log *log = &copy->log[master];
    uint64_t sent = 0;
    for (uint64_t place = from > 0 ? from : 1; place <= (uint64_t)log->count; place++) {
        bool is_sure =
            place < log->doubt || log->entries[place - 1].stamp >= copy->cut[master].epoch;
        if (!is_sure || sent++ >= GOSSIP_RECORDS_MAX) {
            return;
        }
        add_record(copy, master, place, bundle);
    }
}

void copy_log_hear(struct copy *copy, const struct item *item)
{
    int master = item->master;
    bool is_final = item->place <= copy->cut[master].last;
    if (is_final || item->stamp >= copy->epoch[master]) {
        struct log_entry entry = {.record = item->what, .stamp = item->stamp};
        copy_log_put(copy, master, item->place, entry);
    }
}

static bool holds(const struct copy_log *log, const struct item *item)
{
    return item->place <= (uint64_t)log->count &&
           log->entries[item->place - 1].record == item->what;
}

void copy_log_clear_doubt(struct copy *copy, int master, const struct bundle *bundle)
{
    struct copy_log *log = &copy->log[master];
    if (log->doubt == UINT64_MAX) {
        return;
    }
    bool same_cut = false;
    for (int i = 0; i < bundle->count; i++) {
        const struct item *item = &bundle->items[i];
        if (item->master != master) {
            continue;
        }
        if (item->kind == ITEM_CUT) {
            same_cut = item->stamp == copy->cut[master].epoch;
        } else if (item->kind == ITEM_RECORD && same_cut && item->place == log->doubt &&
                   holds(log, item)) {
            log->doubt = item->place + 1;
        }
    }
    if (log->doubt > copy->cut[master].last) {
        log->doubt = UINT64_MAX;
    }
}
