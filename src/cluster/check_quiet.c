/* SPDX-License-Identifier: MIT */
/* check_quiet: what must hold when all is healed and nobody is at work (I2, I11, I22, I25). */
#include "cluster/check.h"

#include "cluster/cache.h"
#include "cluster/closed.h"
#include "cluster/world.h"

static enum rc check_idle(const struct master *master, struct err *err)
{
    int number = master->index + 1;
    int txns = 0;
    for (int i = 0; i < master->session_top; i++) {
        txns +=
            master->sessions[i].state != SESSION_FREE && master->sessions[i].txn.state != TXN_NONE;
    }
    if (txns > 0) {
        return err_set(err, RC_STATE, "I11: m%d has %d open transactions", number, txns);
    }
    if (master->write_count > 0 || master->undo_count > 0 || master->notice_count > 0) {
        return err_set(err, RC_STATE, "I11: m%d has %d writes, %d undos and %d notices under way",
                       number, master->write_count, master->undo_count, master->notice_count);
    }
    if (master->locks.taken > 0 || master->locks.waiter_count > 0) {
        return err_set(err, RC_STATE, "I11: m%d has %d locks and %d waiters", number,
                       master->locks.taken, master->locks.waiter_count);
    }
    if (master->ddl.job_count > 0) {
        return err_set(err, RC_STATE, "I11: m%d has %d definitions under way", number,
                       master->ddl.job_count);
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (master->inbox[m].count > 0) {
            return err_set(err, RC_STATE, "I11: m%d holds %d commits of m%d back", number,
                           master->inbox[m].count, m + 1);
        }
    }
    if (master->held_count > 0) {
        return err_set(err, RC_STATE, "I11: m%d holds %d pages back", number, master->held_count);
    }
    return RC_OK;
}

static enum rc check_logs(const struct cluster *cluster, const struct master *master,
                          struct err *err)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        const struct copy_log *first = &cluster->copies[0].log[m];
        uint64_t end = copy_log_end(first);
        for (int i = 0; i < COPIES_MAX; i++) {
            const struct copy_log *log = &cluster->copies[i].log[m];
            if (copy_log_end(log) != end) {
                return err_set(
                    err, RC_STATE, "I11: copy %d has %llu commits of m%d, copy 0 has %llu", i,
                    (unsigned long long)copy_log_end(log), m + 1, (unsigned long long)end);
            }
            for (uint64_t place = first->base + 1; place <= end; place++) {
                const struct log_entry *entry = copy_log_at(log, place);
                if (entry != NULL && entry->record != copy_log_at(first, place)->record) {
                    return err_set(err, RC_STATE, "I11: copies differ in commit %llu of m%d",
                                   (unsigned long long)place, m + 1);
                }
            }
        }
        if (master->applied[m] != end) {
            return err_set(err, RC_STATE,
                           "I11: m%d has applied %llu commits of m%d, %llu are there",
                           master->index + 1, (unsigned long long)master->applied[m], m + 1,
                           (unsigned long long)end);
        }
    }
    return RC_OK;
}

/* Every session has its end at a client (I22); the other way round a reset may have been lost. */
static enum rc check_sessions(const struct cluster *cluster, const struct master *master,
                              struct err *err)
{
    int connections = 0;
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        const struct conn *conn = &cluster->conns[i];
        connections += conn->state == CONN_OPEN && conn->master == master->index;
    }
    if (connections < master->session_count) {
        return err_set(err, RC_STATE, "I22: m%d has %d sessions, its clients %d connections",
                       master->index + 1, master->session_count, connections);
    }
    return RC_OK;
}

static enum rc check_open(const struct cluster *cluster, const struct master *master,
                          struct err *err)
{
    for (uint32_t page = 0; page < (uint32_t)cluster->book.page_count; page++) {
        const struct page_id *id = book_page_id(&cluster->book, page);
        bool is_header = id->table != 0 && id->index == PAGE_INDEX_HEADER &&
                         store_name_of(master->store, id->table) != NULL;
        int owner = 0;
        if (is_header && closed_is(master, page, &owner)) {
            return err_set(err, RC_STATE, "I25: m%d keeps table %u closed for m%d",
                           master->index + 1, id->table, owner + 1);
        }
    }
    return RC_OK;
}

static enum rc check_pages(const struct cluster *cluster, const struct master *master,
                           struct err *err)
{
    for (uint32_t page = 0; page < (uint32_t)cluster->book.page_count; page++) {
        uint32_t newest = copy_page(&cluster->copies[0], page)->version;
        for (int i = 0; i < COPIES_MAX; i++) {
            const struct copy_page *held = copy_page(&cluster->copies[i], page);
            if (held->claim.epoch != 0) {
                return err_set(err, RC_STATE, "I11: copy %d has a claim of m%d on page %u", i,
                               epoch_master(held->claim.epoch) + 1, page);
            }
            if (held->version != newest) {
                return err_set(err, RC_STATE, "I11: copies differ in page %u", page);
            }
        }
        const struct version *version = book_version(&cluster->book, newest);
        for (int i = 0; i < version->intent_count; i++) {
            const struct intent *intent = &version->intents[i];
            bool is_dead_own = epoch_master(intent->epoch) == master->index &&
                               !bits_has(&master->applied_txns, intent->txn) &&
                               intent->epoch == master->epoch;
            if (cache_intent_is_open(master, intent) || is_dead_own) {
                return err_set(err, RC_STATE,
                               "I11: m%d sees an intent of transaction %llu on "
                               "page %u",
                               master->index + 1, (unsigned long long)intent->txn, page);
            }
        }
    }
    return RC_OK;
}

/* Every commit that was answered OK stands in the logs, and so was applied everywhere. */
static enum rc check_answers(const struct cluster *cluster, struct err *err)
{
    for (int i = 1; i < cluster->book.record_count; i++) {
        const struct record *record = &cluster->book.records[i];
        if (!record->is_used || !record->is_answered) {
            continue;
        }
        const struct copy_log *log = &cluster->copies[0].log[record->master];
        const struct log_entry *entry = copy_log_at(log, record->place);
        if (record->place > log->base && (entry == NULL || entry->record != (uint32_t)i)) {
            return err_set(err, RC_STATE, "I2: commit %llu of m%d was answered OK and is lost",
                           (unsigned long long)record->place, record->master + 1);
        }
    }
    return RC_OK;
}

static enum rc check_disks(const struct cluster *cluster, struct err *err)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        if (cluster->copies[i].wiped.is_empty) {
            return err_set(err, RC_STATE, "I11: copy %d is empty still", i);
        }
    }
    return RC_OK;
}

enum rc cluster_check_quiet(struct cluster *cluster, struct err *err)
{
    int first = -1;
    uint64_t digest = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master *master = &cluster->masters[i];
        if (master->state == MASTER_ABSENT) {
            continue;
        }
        if (master->state != MASTER_ONLINE) {
            return err_set(err, RC_STATE, "I11: m%d is not Online", i + 1);
        }
        enum rc rc = check_idle(master, err);
        rc = rc == RC_OK ? check_logs(cluster, master, err) : rc;
        rc = rc == RC_OK ? check_pages(cluster, master, err) : rc;
        rc = rc == RC_OK ? check_open(cluster, master, err) : rc;
        rc = rc == RC_OK ? check_sessions(cluster, master, err) : rc;
        if (rc != RC_OK) {
            return rc;
        }
        if (first < 0) {
            first = i;
            digest = cluster_store_digest(cluster, i);
        } else if (cluster_store_digest(cluster, i) != digest) {
            return err_set(err, RC_STATE, "I11: the stores of m%d and m%d differ", first + 1,
                           i + 1);
        }
    }
    enum rc rc = check_disks(cluster, err);
    return rc == RC_OK ? check_answers(cluster, err) : rc;
}
