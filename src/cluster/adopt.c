/* SPDX-License-Identifier: MIT */
#include "cluster/adopt.h"

#include "cluster/world.h"

uint64_t adopt_floor(const struct recovery *recovery, uint32_t answered)
{
    uint64_t floor = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((answered >> i & 1) != 0 && recovery->answers[i].base > floor) {
            floor = recovery->answers[i].base;
        }
    }
    return floor;
}

static struct cut newest_cut(const struct recovery *recovery, uint32_t four)
{
    struct cut newest = {0};
    for (int i = 0; i < COPIES_MAX; i++) {
        const struct cut *cut = &recovery->answers[i].cut;
        if ((four >> i & 1) != 0 && cut->epoch > newest.epoch) {
            newest = *cut;
        }
    }
    return newest;
}

static struct log_entry entry_at(const struct fence_answer *answer, uint64_t place)
{
    if (answer->count == 0 || place < answer->first ||
        place - answer->first >= (uint64_t)answer->count) {
        return (struct log_entry){0};
    }
    return answer->entries[place - answer->first];
}

/* The record with the largest stamp that counts at a place; *alike: all four hold it. */
static uint32_t best_at(const struct recovery *recovery, uint32_t four, uint64_t place,
                        const struct cut *cut, bool *alike)
{
    struct log_entry best = {0};
    for (int i = 0; i < COPIES_MAX; i++) {
        struct log_entry entry = entry_at(&recovery->answers[i], place);
        bool counts = entry.record != 0 && (place <= cut->last || entry.stamp >= cut->epoch);
        if ((four >> i & 1) != 0 && counts && entry.stamp > best.stamp) {
            best = entry;
        }
    }
    *alike = true;
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((four >> i & 1) != 0 && entry_at(&recovery->answers[i], place).record != best.record) {
            *alike = false;
        }
    }
    return best.record;
}

/* The first place that one of them doubts, or will when it hears that it missed a cut. */
static uint64_t first_doubt(const struct recovery *recovery, uint32_t four, const struct cut *cut)
{
    uint64_t doubt = UINT64_MAX;
    for (int i = 0; i < COPIES_MAX; i++) {
        const struct fence_answer *answer = &recovery->answers[i];
        if ((four >> i & 1) == 0) {
            continue;
        }
        doubt = answer->doubt < doubt ? answer->doubt : doubt;
        uint64_t sure = answer->cut.last > answer->base ? answer->cut.last : answer->base;
        if (answer->cut.epoch != cut->epoch && sure < doubt) {
            doubt = sure + 1;
        }
    }
    return doubt;
}

uint64_t adopt_sure_until(const struct recovery *recovery, uint32_t four)
{
    struct cut cut = newest_cut(recovery, four);
    uint64_t sure = first_doubt(recovery, four, &cut) - 1;
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((four >> i & 1) != 0 && recovery->answers[i].length < sure) {
            sure = recovery->answers[i].length;
        }
    }
    return sure;
}

/*
 * What is doubted is sent again, though all four may hold it: if all that are left had slept
 * through a cut, none of them could take it from another, ever.
 */
void adopt_settle(struct recovery *recovery, uint32_t four)
{
    struct cut cut = newest_cut(recovery, four);
    uint64_t doubt = first_doubt(recovery, four, &cut);
    recovery->before = cut.epoch;
    recovery->adopted_count = 0;
    recovery->resend_from = 0;
    for (uint64_t place = recovery->from + 1;; place++) {
        bool alike = false;
        uint32_t record = best_at(recovery, four, place, &cut, &alike);
        if (record == 0) {
            recovery->last = place - 1;
            break;
        }
        if ((!alike || place >= doubt) && recovery->resend_from == 0) {
            recovery->resend_from = place;
        }
        mem_grow((void **)&recovery->adopted, &recovery->adopted_room, recovery->adopted_count + 1,
                 sizeof *recovery->adopted);
        recovery->adopted[recovery->adopted_count++] = record;
    }
    if (recovery->resend_from == 0) {
        recovery->resend_from = recovery->last + 1;
    }
}

static void tell(struct master *master, enum event_kind kind, const struct record *record)
{
    struct event event = master_event(master, kind);
    event.place = place_master(record->master);
    event.cause = master->recovery.event;
    event.client = record->client + 1;
    event.txn = record->txn;
    event.count = kind == EVENT_ADOPTED ? __builtin_popcount(record->holders) : 0;
    event.code = (int64_t)record->place;
    (void)master_emit(master, &event);
}

/* The first record, as they were made, that the recovery voids; NULL: there is none left. */
static struct record *next_void(const struct master *master)
{
    const struct recovery *recovery = &master->recovery;
    const struct book *book = master_book(master);
    struct record *first = NULL;
    for (int i = 1; i < book->record_count; i++) {
        struct record *record = &book->records[i];
        bool is_void = record->is_used && record->master == recovery->target &&
                       !record->is_voided && !record->is_answered &&
                       record->place > recovery->last && record->epoch < recovery->epoch;
        bool is_earlier = first == NULL || record->made_at < first->made_at ||
                          (record->made_at == first->made_at && record->place < first->place);
        if (is_void && is_earlier) {
            first = record;
        }
    }
    return first;
}

/* What the narrative says of it rests on the ground truth: who had been answered what. */
void adopt_tell(struct master *master)
{
    const struct recovery *recovery = &master->recovery;
    const struct book *book = master_book(master);
    for (uint64_t place = recovery->resend_from; place <= recovery->last; place++) {
        const struct record *record =
            book_record(book, recovery->adopted[place - recovery->from - 1]);
        if (!record->is_answered) {
            tell(master, EVENT_ADOPTED, record);
        }
    }
    for (struct record *record; (record = next_void(master)) != NULL;) {
        record->is_voided = true;
        tell(master, EVENT_VOIDED, record);
    }
}
