/* SPDX-License-Identifier: MIT */
#include "cluster/txn.h"

#include "cluster/ddl.h"
#include "cluster/read_only.h"
#include "cluster/replicate.h"
#include "cluster/session.h"
#include "cluster/snapshot.h"
#include "cluster/undo.h"
#include "cluster/world.h"

#include <assert.h>

void txn_begin(struct master *master, struct session *session, bool is_explicit)
{
    struct txn *txn = &session->txn;
    assert(txn->state == TXN_NONE);
    txn->isolation = session_isolation(session);
    session->next_isolation = 0;
    txn->state = TXN_OPEN;
    txn->is_explicit = is_explicit;
    txn->is_read_only = false;
    txn->number = ++master->cluster->txns;
    txn->begun_at = master_now(master);
    txn->statements = 0;
    txn->row = 0;
    txn->unit = net_mail(&master->cluster->net, session->request)->request.unit;
    bits_put(&master->live_txns, txn->number, true);
    count_one(master, COUNTER_TXN_BEGUN);
    if (is_explicit) {
        struct event event = master_event(master, EVENT_BEGUN);
        event.client = session->client + 1;
        event.txn = txn->number;
        (void)master_emit(master, &event);
    }
}

void txn_take_locks(struct master *master, struct session *session, const uint64_t *locks,
                    int count)
{
    struct txn *txn = &session->txn;
    int number = session_number(master, session);
    mem_grow((void **)&txn->locks, &txn->lock_room, txn->lock_count + count, sizeof *txn->locks);
    for (int i = 0; i < count; i++) {
        if (locks_take(&master->locks, locks[i], number)) {
            txn->locks[txn->lock_count++] = locks[i];
        }
    }
}

static void clear(struct session *session)
{
    struct txn *txn = &session->txn;
    txn->lock_count = 0;
    txn->version_count = 0;
    txn->number = 0;
    txn->state = TXN_NONE;
    txn->is_explicit = false;
    changes_clear(&txn->changes);
}

static void end(struct master *master, struct session *session, enum counter how)
{
    struct txn *txn = &session->txn;
    count_one(master, how);
    for (int i = 0; i < txn->lock_count; i++) {
        locks_give_back(&master->locks, txn->locks[i]);
    }
    bits_put(&master->live_txns, txn->number, false);
    snapshot_give_back(master, session);
    clear(session);
    session_wake_waiters(master);
}

static void remember_version(const struct master *master, struct txn *txn, uint32_t number)
{
    uint32_t page = book_version(master_book(master), number)->page;
    for (int i = 0; i < txn->version_count; i++) {
        if (book_version(master_book(master), txn->versions[i])->page == page) {
            txn->versions[i] = number;
            return;
        }
    }
    mem_grow((void **)&txn->versions, &txn->version_room, txn->version_count + 1,
             sizeof *txn->versions);
    txn->versions[txn->version_count++] = number;
}

void txn_accept(struct master *master, struct session *session, const struct write *write)
{
    struct txn *txn = &session->txn;
    for (int i = 0; i < write->vote_count; i++) {
        remember_version(master, txn, write->votes[i].version);
        txn->row = book_version(master_book(master), write->votes[i].version)->row;
    }
    if (txn->changes.count == 0 && txn->changes.page_count == 0) {
        struct changes empty = txn->changes;
        txn->changes = session->pending;
        session->pending = empty;
    } else {
        changes_merge(&txn->changes, &session->pending);
        changes_clear(&session->pending);
    }
    txn->statements++;
}

/* --- commit --------------------------------------------------------------------------------- */

uint32_t txn_new_record(struct master *master, const struct txn_facts *facts)
{
    struct book *book = master_book(master);
    uint32_t number = book_new_record(book);
    struct record *record = book_record(book, number);
    record->master = master->index;
    record->place = master->log_base + (uint64_t)master->log_count + 1;
    record->epoch = master->epoch;
    record->txn = facts->txn;
    record->client = facts->client;
    record->unit = facts->unit;
    record->made_at = master_now(master);
    record->row = facts->row;
    memcpy(record->deps, master->applied, sizeof record->deps);
    record->deps[master->index] = record->place - 1;
    return number;
}

static uint32_t make_record(struct master *master, struct session *session)
{
    struct txn *txn = &session->txn;
    struct txn_facts facts = {
        .txn = txn->number, .unit = txn->unit, .client = session->client, .row = txn->row};
    uint32_t number = txn_new_record(master, &facts);
    struct record *record = book_record(master_book(master), number);
    changes_release(&record->changes);
    record->changes = txn->changes;
    changes_init(&txn->changes);
    record->versions = txn->versions;
    record->version_count = txn->version_count;
    record->version_room = txn->version_room;
    txn->versions = NULL;
    txn->version_count = 0;
    txn->version_room = 0;
    return number;
}

void txn_commit(struct master *master, struct session *session)
{
    struct txn *txn = &session->txn;
    if (txn->state != TXN_OPEN || txn->version_count == 0) {
        if (txn->state == TXN_OPEN) {
            end(master, session, COUNTER_TXN_EMPTY);
        }
        session_committed(master, session);
        return;
    }
    if (!read_only_lets_commit(master, session)) {
        return;
    }
    uint32_t record = make_record(master, session);
    txn->state = TXN_COMMITTING;
    session->state = SESSION_COMMITTING;
    replicate_commit(master, record, session->conn);
}

static void tell_commit(struct master *master, const struct record *record)
{
    struct event event = master_event(master, EVENT_COMMITTED);
    event.client = record->client + 1;
    event.txn = record->txn;
    for (int i = 0; i < COPIES_MAX; i++) {
        if (master->acked[i] >= record->place) {
            event.copies |= UINT32_C(1) << i;
            event.count++;
        }
    }
    event.length = master_now(master) - record->made_at;
    event.code = (int64_t)record->place;
    (void)master_emit(master, &event);
}

static bool has_lock(const struct changes *changes, uint64_t lock)
{
    int low = 0;
    int high = changes->lock_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (changes->locks[middle] < lock) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < changes->lock_count && changes->locks[low] == lock;
}

static void give_back_orphaned(struct master *master, const struct record *record)
{
    for (int i = 0; i < record->changes.lock_count; i++) {
        uint64_t lock = record->changes.locks[i];
        if (locks_holder(&master->locks, lock) == LOCK_ORPHANED) {
            locks_give_back(&master->locks, lock);
        }
    }
    bits_put(&master->live_txns, record->txn, false);
    session_wake_waiters(master);
}

void txn_on_durable(struct master *master, const struct own_commit *commit)
{
    struct record *record = book_record(master_book(master), commit->record);
    struct session *session = session_of_conn(master, commit->conn);
    if (session != NULL) {
        master->cluster->cause = session->cause;
    }
    check_answered(master->cluster, record);
    record->is_answered = record->definition == NULL; /* that one's client waits for all masters */
    replicate_apply(master, record);
    tell_commit(master, record);
    record->event = master->cluster->cause;
    replicate_send_commit(master, commit->record);
    if (record->definition != NULL) {
        count_one(master, COUNTER_DEFINITIONS);
        ddl_on_durable(master, record);
    } else if (session != NULL) {
        check_committed(master->cluster, session, record);
        end(master, session, COUNTER_TXN_COMMITTED);
        session_committed(master, session);
    } else {
        count_one(master, COUNTER_TXN_COMMITTED);
        give_back_orphaned(master, record);
    }
}

void txn_forget_session(struct master *master, struct session *session)
{
    struct record *record = NULL;
    for (int i = 0; i < master->log_count; i++) {
        if (master->log[i].conn == session->conn) {
            master->log[i].conn = 0;
            record = book_record(master_book(master), master->log[i].record);
        }
    }
    assert(record != NULL);
    /* What it wrote stays locked until the commit is durable; what it only read does not. */
    for (int i = 0; i < session->txn.lock_count; i++) {
        locks_hand_over(&master->locks, session->txn.locks[i], LOCK_ORPHANED);
    }
    for (int i = 0; i < session->txn.lock_count; i++) {
        if (!has_lock(&record->changes, session->txn.locks[i])) {
            locks_give_back(&master->locks, session->txn.locks[i]);
        }
    }
    snapshot_give_back(master, session);
    clear(session);
    session_wake_waiters(master);
}

/* --- the other ends ------------------------------------------------------------------------- */

void txn_end_empty(struct master *master, struct session *session)
{
    end(master, session, COUNTER_TXN_EMPTY);
}

static void roll_back(struct master *master, struct session *session, enum event_rollback reason,
                      enum counter how)
{
    struct txn *txn = &session->txn;
    changes_clear(&session->pending);
    if (txn->state != TXN_OPEN) {
        return;
    }
    if (txn->is_explicit || txn->version_count > 0 || reason == ROLLBACK_DDL) {
        struct event event = master_event(master, EVENT_ROLLED_BACK);
        event.client = session->client + 1;
        event.txn = txn->number;
        event.code = reason;
        (void)master_emit(master, &event);
    }
    for (int i = 0; i < txn->version_count; i++) {
        undo_page(master, book_version(master_book(master), txn->versions[i])->page,
                  master_now(master), false);
    }
    end(master, session, how);
}

void txn_roll_back(struct master *master, struct session *session, enum event_rollback reason)
{
    static const enum counter hows[] = {
        [ROLLBACK_ASKED] = COUNTER_TXN_ROLLED_BACK,
        [ROLLBACK_CONFLICT] = COUNTER_TXN_PHYSICAL,
        [ROLLBACK_CONNECTION] = COUNTER_TXN_DISCONNECTED,
        [ROLLBACK_NO_QUORUM] = COUNTER_TXN_NO_QUORUM,
        [ROLLBACK_LOCK_WAIT] = COUNTER_TXN_LOCK_TIMEOUT,
        [ROLLBACK_DDL] = COUNTER_TXN_DDL,
        [ROLLBACK_FENCED] = COUNTER_TXN_FENCED,
        [ROLLBACK_FAILED] = COUNTER_TXN_FAILED,
        [ROLLBACK_READ_ONLY] = COUNTER_TXN_READ_ONLY,
    };
    assert(reason != ROLLBACK_CONFLICT); /* txn_lose() knows of which class */
    roll_back(master, session, reason, hows[reason]);
}

void txn_lose(struct master *master, struct session *session, const struct loss *loss)
{
    static const enum counter classes[] = {
        [CONFLICT_PHYSICAL] = COUNTER_TXN_PHYSICAL,
        [CONFLICT_LOGICAL] = COUNTER_TXN_LOGICAL,
        [CONFLICT_TIE] = COUNTER_TXN_TIE,
        [CONFLICT_LOCAL] = COUNTER_TXN_LOCAL,
    };
    struct event event = master_event(master, EVENT_CONFLICT);
    event.client = session->client + 1;
    event.txn = session->txn.number;
    event.other_txn = loss->winner_txn;
    event.other = loss->winner >= 0 ? place_master(loss->winner) : PLACE_NONE;
    event.page = *book_page_id(master_book(master), loss->page);
    event.row = loss->row;
    event.count = loss->winner_row;
    event.code = loss->class;
    (void)master_emit(master, &event);
    if (loss->class != CONFLICT_LOCAL) {
        count_one(master, COUNTER_CONFLICTS);
        count_one(master, loss->winner_kind);
        hot_pages_add(&master->cluster->hot, loss->page);
        check_lost(master->cluster, master, loss->winner);
    }
    roll_back(master, session, ROLLBACK_CONFLICT, classes[loss->class]);
    session_answer_error(master, session, SQL_CONFLICT, CONFLICT_TEXT);
}
