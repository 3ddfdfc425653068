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
    buf_clear(&image->rows);
    store_save(&image->rows, most->store);
    image->row_count = most->row_count;
}

/* --- logs ----------------------------------------------------------------------------------- */

void forget_commits(struct cluster *cluster)
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
        for (int i = 0; i < COPIES_MAX; i++) {
            copy_log_forget(&cluster->copies[i], m, final);
        }
    }
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
