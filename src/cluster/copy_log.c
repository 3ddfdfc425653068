/* SPDX-License-Identifier: MIT */
#include "cluster/copy_log.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

#define GOSSIP_RECORDS_MAX 512 /* records of one log in one gossip; the rest comes a second later */

/* copy_log_at() where there is one. */
static const struct log_entry *held_at(const struct copy_log *log, uint64_t place)
{
    const struct log_entry *entry = copy_log_at(log, place);
    assert(entry != NULL);
    return entry;
}

/* Drop places `from` and above. */
static void truncate(struct copy *copy, int master, uint64_t from)
{
    struct copy_log *log = &copy->log[master];
    while (log->count > 0 && copy_log_end(log) >= from) {
        log->count--;
        book_drop(copy->book, log->entries[log->count].record, copy->index);
    }
}

static void hold(struct copy *copy, uint32_t record)
{
    if (!copy->wiped.is_empty) {
        book_hold(copy->book, record, copy->index, *copy->net->now);
    }
}

void copy_log_put(struct copy *copy, int master, uint64_t place, struct log_entry entry)
{
    struct copy_log *log = &copy->log[master];
    if (place <= log->base || place > copy_log_end(log) + 1) {
        return;
    }
    if (place <= copy_log_end(log)) {
        struct log_entry *held = &log->entries[place - log->base - 1];
        if (held->record == entry.record) {
            held->stamp = entry.stamp > held->stamp ? entry.stamp : held->stamp;
            return;
        }
        if (held->stamp >= entry.stamp) {
            return;
        }
        /*
         * What is doubted is decided place by place. What was written above it since the cut has
         * been acknowledged, and stays.
         */
        if (place >= log->doubt && place <= copy->cut[master].last) {
            book_drop(copy->book, held->record, copy->index);
            *held = entry;
            hold(copy, entry.record);
            return;
        }
        truncate(copy, master, place);
    }
    mem_grow((void **)&log->entries, &log->room, log->count + 1, sizeof entry);
    log->entries[log->count++] = entry;
    hold(copy, entry.record);
}

/*
 * What is final is held under any epoch that may still ask: who sends under a newer one has
 * adopted it, and one older than those who wrote it is refused.
 */
uint64_t copy_log_last_stamped(const struct copy *copy, int master, uint64_t epoch)
{
    const struct copy_log *log = &copy->log[master];
    uint64_t place = copy_log_end(log);
    while (place > log->base && held_at(log, place)->stamp != epoch) {
        /* Stamps above a place held under this epoch are void and few; below a cut's last place
         * there is none of it. */
        if (place <= copy->cut[master].last && copy->cut[master].epoch == epoch) {
            return log->base;
        }
        place--;
    }
    return place;
}

void copy_log_cut(struct copy *copy, int master, struct cut cut)
{
    struct copy_log *log = &copy->log[master];
    struct cut old = copy->cut[master];
    copy->cut[master] = cut;
    for (uint64_t place = cut.last + 1; place <= copy_log_end(log); place++) {
        const struct log_entry *entry = copy_log_at(log, place);
        if (entry != NULL && entry->stamp < cut.epoch) {
            truncate(copy, master, place);
        }
    }
    /* A cut in between was missed: what it voided may still be here, up to this cut's last. */
    uint64_t doubt = old.last > log->base ? old.last + 1 : log->base + 1;
    if (old.epoch != cut.before && doubt <= cut.last && doubt < log->doubt) {
        log->doubt = doubt;
    }
}

/* --- what is kept no more ------------------------------------------------------------------- */

/* How far the log can be forgotten, if all up to `last` is final. */
static uint64_t sure_until(const struct copy_log *log, uint64_t last)
{
    uint64_t end = copy_log_end(log);
    last = end < last ? end : last;
    return log->doubt <= last ? log->doubt - 1 : last;
}

static void drop_first(struct copy_log *log, int count)
{
    log->count -= count;
    if (log->count > 0) {
        memmove(&log->entries[0], &log->entries[count], (size_t)log->count * sizeof *log->entries);
    }
}

void copy_log_forget(struct copy *copy, int master, uint64_t last)
{
    struct copy_log *log = &copy->log[master];
    last = sure_until(log, last);
    if (last <= log->base) {
        return;
    }
    drop_first(log, (int)(last - log->base));
    log->base = last;
}

/* Doubt ends where all is final, or at the last place that a cut has decided. */
static void move_doubt(struct copy *copy, int master, uint64_t place)
{
    struct copy_log *log = &copy->log[master];
    log->doubt = place > copy->cut[master].last ? UINT64_MAX : place;
}

void copy_log_set_doubt(struct copy *copy, int master, uint64_t place)
{
    uint64_t base = copy->log[master].base;
    move_doubt(copy, master, place > base ? place : base + 1);
}

bool copy_log_jump(struct copy *copy, const struct item *base)
{
    struct copy_log *log = &copy->log[base->master];
    if (base->place <= sure_until(log, base->place)) {
        return false;
    }
    if (base->stamp > copy->epoch[base->master]) {
        copy->epoch[base->master] = base->stamp;
    }
    int gone = log->count;
    if (copy_log_end(log) > base->place) {
        gone = (int)(base->place - log->base);
    }
    drop_first(log, gone);
    log->base = base->place;
    if (log->doubt <= log->base) {
        move_doubt(copy, base->master, log->base + 1);
    }
    return true;
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
    const struct log_entry *entry = held_at(&copy->log[master], place);
    bundle_add(bundle, (struct item){.kind = ITEM_RECORD,
                                     .master = (uint8_t)master,
                                     .what = entry->record,
                                     .place = place,
                                     .stamp = entry->stamp});
}

void copy_log_add_base(const struct copy *copy, int master, struct bundle *bundle)
{
    bundle_add(bundle, (struct item){.kind = ITEM_BASE,
                                     .master = (uint8_t)master,
                                     .place = copy->log[master].base,
                                     .stamp = copy->epoch[master],
                                     .before = copy->log[master].doubt});
}

void copy_log_add_records(const struct copy *copy, int master, uint64_t from, uint64_t count_max,
                          struct bundle *bundle)
{
    const struct copy_log *log = &copy->log[master];
    for (uint64_t place = from; place <= copy_log_end(log); place++) {
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
    if (from <= log->base) {
        copy_log_add_base(copy, master, bundle);
        from = log->base + 1;
    }
    for (uint64_t place = from; place <= copy_log_end(log); place++) {
        bool is_sure = place < log->doubt || held_at(log, place)->stamp >= copy->cut[master].epoch;
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
    const struct log_entry *entry = copy_log_at(log, item->place);
    return entry != NULL && entry->record == item->what;
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
    move_doubt(copy, master, log->doubt);
}
