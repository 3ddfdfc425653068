/* SPDX-License-Identifier: MIT */
#include "cluster/forget.h"

#include "cluster/copy_log.h"

/* --- the image ------------------------------------------------------------------------------ */

/* How far the log of a master goes at the copy that has most of it. */
static uint64_t log_end(const struct cluster *cluster, int master)
{
    uint64_t end = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        uint64_t held = copy_log_end(&cluster->copies[i].log[master]);
        end = held > end ? held : end;
    }
    return end;
}

/* The last place of a log that need not be kept. */
static uint64_t last_to_go(const struct cluster *cluster, int master)
{
    uint64_t kept = (uint64_t)cluster->parameters[PARAM_RETENTION];
    uint64_t end = log_end(cluster, master);
    return end > kept ? end - kept : 0;
}

/* How many commits more than the image a master has applied; -1: it lacks some of them. */
static int64_t lead_of(const struct master *master)
{
    const struct image *image = &master->cluster->book.image;
    int64_t lead = 0;
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (master->applied[m] < image->applied[m]) {
            return -1;
        }
        lead += (int64_t)(master->applied[m] - image->applied[m]);
    }
    return lead;
}

static void take_image(struct cluster *cluster)
{
    struct master *most = NULL;
    int64_t lead = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        struct master *master = &cluster->masters[i];
        if (master->state == MASTER_ONLINE && lead_of(master) > lead) {
            most = master;
            lead = lead_of(master);
        }
    }
    if (most == NULL) {
        return;
    }
    struct image *image = &cluster->book.image;
    memcpy(image->applied, most->applied, sizeof image->applied);
    bits_copy(&image->applied_txns, &most->applied_txns);
    store_take(most->store, &image->rows);
    image->row_count = most->row_count;
}

/* --- logs ----------------------------------------------------------------------------------- */

/* The last place that no copy's log has a record of any more, as it was final. */
static uint64_t forgotten_until(const struct cluster *cluster, int master)
{
    uint64_t last = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        uint64_t base = cluster->copies[i].log[master].base;
        last = base > last ? base : last;
    }
    return last;
}

/*
 * The ground truth of what is about to be forgotten: it is durable, however many hold it. Of
 * several records at one place that is the one with the largest stamp: a copy that has not heard
 * of a cut may hold a void one.
 */
static void settle(struct cluster *cluster, int master, uint64_t last)
{
    for (uint64_t place = forgotten_until(cluster, master) + 1; place <= last; place++) {
        struct log_entry final = {0};
        for (int i = 0; i < COPIES_MAX; i++) {
            const struct log_entry *entry = copy_log_at(&cluster->copies[i].log[master], place);
            final = entry != NULL && entry->stamp > final.stamp ? *entry : final;
        }
        if (final.record != 0) {
            book_settle(&cluster->book, final.record, cluster->now);
        }
    }
}

static void forget_records(struct cluster *cluster)
{
    const struct image *image = &cluster->book.image;
    uint64_t last[MASTERS_MAX];
    bool is_old = false;
    for (int m = 0; m < MASTERS_MAX; m++) {
        last[m] = last_to_go(cluster, m);
        is_old = is_old || last[m] > image->applied[m];
    }
    if (is_old) {
        take_image(cluster);
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        uint64_t final = image->applied[m] < last[m] ? image->applied[m] : last[m];
        settle(cluster, m, final);
        for (int i = 0; i < COPIES_MAX; i++) {
            copy_log_forget(&cluster->copies[i], m, final);
        }
    }
}

/* --- details -------------------------------------------------------------------------------- */

/* How far all masters at work have come; what one that hangs has not answered is its own still. */
static void find_applied(const struct cluster *cluster, uint64_t *applied)
{
    bool is_first = true;
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master *master = &cluster->masters[i];
        if (master->state != MASTER_ONLINE || master->is_hung) {
            continue;
        }
        for (int m = 0; m < MASTERS_MAX; m++) {
            bool is_less = is_first || master->applied[m] < applied[m];
            applied[m] = is_less ? master->applied[m] : applied[m];
        }
        is_first = false;
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master *master = &cluster->masters[i];
        if (master->state == MASTER_ONLINE && master->applied[i] < applied[i]) {
            applied[i] = master->applied[i];
        }
    }
}

/*
 * So many copies have a newer version of the page that nobody can build on this one, and
 * nobody who reads the page can get it.
 */
static bool is_replaced(const struct cluster *cluster, uint32_t number)
{
    const struct version *version = book_version(&cluster->book, number);
    int newer = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        uint32_t held = copy_page(&cluster->copies[i], version->page)->version;
        newer += book_version(&cluster->book, held)->lsn > version->lsn;
    }
    return newer >= WRITE_QUORUM;
}

static void forget_details(struct cluster *cluster)
{
    struct book *book = &cluster->book;
    uint64_t applied[MASTERS_MAX] = {0};
    find_applied(cluster, applied);
    for (int i = 1; i < book->record_count; i++) {
        struct record *record = &book->records[i];
        if (!record->is_used || record->place > applied[record->master]) {
            continue;
        }
        book_pack(book, (uint32_t)i);
        int kept = 0;
        for (int k = 0; k < record->version_count; k++) {
            if (!is_replaced(cluster, record->versions[k])) {
                record->versions[kept++] = record->versions[k];
            }
        }
        record->version_count = kept;
    }
}

void forget_commits(struct cluster *cluster)
{
    forget_records(cluster);
    forget_details(cluster);
}

/* --- transactions --------------------------------------------------------------------------- */

/*
 * Whether a transaction is applied is asked of intents alone. An intent gets into a version
 * from a version it builds on, so one that none shows now is never shown again.
 */
void forget_txns(struct cluster *cluster)
{
    struct bits *shown = &cluster->shown_txns;
    bits_clear(shown);
    for (int i = 0; i < cluster->book.version_count; i++) {
        const struct version *version = &cluster->book.versions[i];
        for (int k = 0; version->is_marked && k < version->intent_count; k++) {
            bits_put(shown, version->intents[k].txn, true);
        }
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        bits_keep(&cluster->masters[i].applied_txns, shown);
    }
    bits_keep(&cluster->book.image.applied_txns, shown);
}
