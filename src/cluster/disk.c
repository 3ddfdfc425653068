/* SPDX-License-Identifier: MIT */
#include "cluster/disk.h"

#include "cluster/due.h"
#include "cluster/fault.h"
#include "cluster/wiped.h"
#include "cluster/world.h"

static enum rc check_fault(const struct disk_fault *fault, struct err *err)
{
    int most = (int)(DISK_DELAY_MAX_US / US_PER_MS);
    if (fault->copy < -1 || fault->copy >= COPIES_MAX) {
        return err_set(err, RC_RANGE, "a disk is 0 to %d, for a1 to c2, not %d", COPIES_MAX - 1,
                       fault->copy);
    }
    if (fault->percent < 0 || fault->percent > 100) {
        return err_set(err, RC_RANGE, "a share of requests is 0 to 100 percent, not %d",
                       fault->percent);
    }
    if (fault->min < 0 || fault->max > DISK_DELAY_MAX_US) {
        return err_set(err, RC_RANGE, "a request can be late by 0 to %d milliseconds", most);
    }
    if (fault->min > fault->max) {
        return err_set(err, RC_RANGE, "the least delay comes first: %d, then %d ms",
                       (int)(fault->max / US_PER_MS), (int)(fault->min / US_PER_MS));
    }
    if (fault->length < 0 || fault->length > DISK_FAULT_MAX_US) {
        return err_set(err, RC_RANGE, "a disk is in trouble for a day at most");
    }
    return RC_OK;
}

static void set_fault(struct disk *disk, const struct disk_fault *fault, sim_us until,
                      uint64_t cause)
{
    if (fault->is_congestion) {
        disk->slow_percent = fault->max > 0 ? fault->percent : 0;
        disk->slow_min = fault->min;
        disk->slow_max = fault->max;
        disk->slow_until = until;
        disk->slow_cause = cause;
    } else {
        disk->failing_percent = fault->percent;
        disk->failing_until = until;
        disk->failing_cause = cause;
    }
}

/* "200 ms", "100 to 400 ms" */
static void set_range(struct event *event, const struct disk_fault *fault)
{
    struct buf text;
    buf_init(&text, sizeof event->text);
    if (fault->min != fault->max) {
        buf_addf(&text, "%d to ", (int)(fault->min / US_PER_MS));
        buf_addf(&text, "%d ms", (int)(fault->max / US_PER_MS));
    } else {
        span_add_length(&text, fault->max);
    }
    event_set_text(event, text.data, "");
    buf_release(&text);
}

enum rc cluster_disturb_disk(struct cluster *cluster, const struct disk_fault *fault,
                             struct err *err)
{
    enum rc rc = check_fault(fault, err);
    if (rc != RC_OK) {
        return rc;
    }
    bool is_end = fault->percent == 0 || (fault->is_congestion && fault->max == 0);
    struct event event = fault_event(is_end                 ? EVENT_DISK_WELL
                                     : fault->is_congestion ? EVENT_DISK_SLOW
                                                            : EVENT_DISK_FAILS,
                                     PLACE_NONE);
    event.copies = fault->copy < 0 ? (UINT32_C(1) << COPIES_MAX) - 1 : UINT32_C(1) << fault->copy;
    if (is_end) {
        event.code = fault->is_congestion ? DISK_IS_QUICK : DISK_IS_SOUND;
    } else {
        event.count = fault->percent;
        event.length = fault->length;
        if (fault->is_congestion) {
            set_range(&event, fault);
        }
    }
    uint64_t cause = fault_tell(cluster, &event);
    sim_us until = fault->length > 0 ? cluster->now + fault->length : SIM_NEVER;
    for (int i = 0; i < COPIES_MAX; i++) {
        if ((event.copies & UINT32_C(1) << i) != 0) {
            set_fault(&cluster->copies[i].disk, fault, until, cause);
        }
    }
    if (until != SIM_NEVER) {
        timeline_add(&cluster->timeline, until, place_copy(0), DUE_DISK, 0);
    }
    return RC_OK;
}

static void tell_well(struct cluster *cluster, enum event_disk what, uint32_t copies,
                      uint64_t cause)
{
    if (copies != 0) {
        struct event event = fault_event(EVENT_DISK_WELL, PLACE_NONE);
        event.cause = cause;
        event.code = what;
        event.copies = copies;
        (void)cluster_emit(cluster, &event);
    }
}

void disk_on_due(struct cluster *cluster)
{
    uint32_t quick = 0;
    uint32_t sound = 0;
    uint64_t quick_cause = 0;
    uint64_t sound_cause = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        struct disk *disk = &cluster->copies[i].disk;
        if (disk->slow_percent > 0 && disk->slow_until <= cluster->now) {
            disk->slow_percent = 0;
            quick |= UINT32_C(1) << i;
            quick_cause = disk->slow_cause;
        }
        if (disk->failing_percent > 0 && disk->failing_until <= cluster->now) {
            disk->failing_percent = 0;
            sound |= UINT32_C(1) << i;
            sound_cause = disk->failing_cause;
        }
    }
    tell_well(cluster, DISK_IS_QUICK, quick, quick_cause);
    tell_well(cluster, DISK_IS_SOUND, sound, sound_cause);
}

void disk_heal_all(struct cluster *cluster)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        cluster->copies[i].disk = (struct disk){0};
    }
}

/* --- lost ----------------------------------------------------------------------------------- */

static int whole_copies(const struct cluster *cluster)
{
    int whole = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        whole += !cluster->copies[i].wiped.is_empty;
    }
    return whole;
}

/* Whoever is silent may be wiped, and counts among the others: its disk is there. */
enum rc cluster_wipe(struct cluster *cluster, int index, struct err *err)
{
    char name[PLACE_NAME_SIZE];
    place_name(place_copy(index), name);
    if (cluster->copies[index].wiped.is_empty) {
        return err_set(err, RC_STATE, "%s is empty already: it asks the others for what it held",
                       name);
    }
    int left = whole_copies(cluster) - 1;
    if (left < READ_QUORUM) {
        return err_set(err, RC_REFUSED,
                       "%s keeps its disk: only %d others have theirs, and it takes %d to fill up "
                       "one that is empty",
                       name, left, READ_QUORUM);
    }
    struct event event = fault_event(EVENT_COPY_WIPED, place_copy(index));
    event.count = left;
    wiped_begin(&cluster->copies[index], fault_tell(cluster, &event));
    timeline_add(&cluster->timeline, cluster->now + WIPED_SILENT_US, place_copy(index), DUE_WIPED,
                 (uint32_t)index);
    return RC_OK;
}

void disk_on_wiped(struct cluster *cluster, int index)
{
    struct copy *copy = &cluster->copies[index];
    cluster->cause = copy->wiped.cause;
    uint32_t answered = copy->wiped.answered;
    enum wiped_step step = wiped_on_due(copy);
    if (step != WIPED_ASKS) {
        bool is_whole = step == WIPED_WHOLE;
        struct event event =
            fault_event(is_whole ? EVENT_COPY_WHOLE : EVENT_COPY_LACKS, place_copy(index));
        event.copies = answered;
        event.count = __builtin_popcount(event.copies);
        event.length = cluster->now - copy->wiped.at;
        (void)fault_tell(cluster, &event);
    }
    if (copy->wiped.is_empty) {
        timeline_add(&cluster->timeline, cluster->now + WIPED_ASK_AGAIN_US, place_copy(index),
                     DUE_WIPED, (uint32_t)index);
    }
}
