/* SPDX-License-Identifier: MIT */
#include "cluster/statement.h"

#include "cluster/cache.h"
#include "cluster/closed.h"
#include "cluster/propose.h"
#include "cluster/read_only.h"
#include "cluster/recover.h"
#include "cluster/session.h"
#include "cluster/snapshot.h"
#include "cluster/txn.h"
#include "cluster/world.h"

#include <assert.h>
#include <stdio.h>

#define TABLE_CHANGED_TEXT "Table definition has changed, please retry transaction"

/* A statement, and the rows that it sees. */
struct view {
    struct store_statement statement;
    struct store *store;       /* borrowed */
    const uint64_t *applied;   /* borrowed: what its rows are made of */
    struct snapshot *snapshot; /* borrowed; NULL: the rows as they are now */
    bool is_shown;             /* as against what only a write looks at */
    struct changes uncommitted;
};

static sim_us cost_of_rows(const struct master *master, const struct store_result *result)
{
    int64_t rows = result->rows.rows_total + result->affected;
    return rows * master_parameter(master, PARAM_STATEMENT_ROW_US);
}

/* Put what the client will read into the answer. */
static void prepare_answer(struct master *master, struct session *session,
                           struct store_result *result)
{
    struct mail *mail = session_prepare(master, session);
    mail->answer = (struct answer){.affected = result->affected,
                                   .last_insert_id = result->last_insert_id,
                                   .has_changed = result->changes.page_count > 0};
    mail->has_rows = result->rows.column_count > 0;
    if (mail->has_rows) {
        rows_take(&mail->rows, &result->rows);
    }
    if (result->last_insert_id != 0) {
        session->last_insert_id = result->last_insert_id;
    }
}

static void fail(struct master *master, struct session *session, enum sql_error error,
                 const char *text)
{
    if (session->txn.state == TXN_OPEN && !session->txn.is_explicit) {
        txn_roll_back(master, session, ROLLBACK_FAILED);
    }
    session_answer_error(master, session, error, text);
}

/* --- what may stand in the way -------------------------------------------------------------- */

static int64_t row_of_lock(const struct changes *changes, uint64_t lock)
{
    for (int i = 0; i < changes->count; i++) {
        if (changes->items[i].row == lock) {
            return changes->items[i].number;
        }
    }
    return changes->count > 0 ? changes->items[0].number : 0;
}

static void tell_wait(struct master *master, const struct session *session,
                      const struct changes *changes, uint64_t lock)
{
    int holder = locks_holder(&master->locks, lock);
    struct event event = master_event(master, EVENT_LOCK_WAITS);
    event.client = session->client + 1;
    event.txn = session->txn.number;
    event.page.table = changes->count > 0 ? changes->items[0].table : 0;
    event.row = row_of_lock(changes, lock);
    event.code = holder < CONNECTIONS_MAX ? master->sessions[holder].client + 1 : 0;
    (void)master_emit(master, &event);
}

/* Does a transaction of this master hold one of the rows? Then wait, or be the victim. */
static bool meets_lock(struct master *master, struct session *session,
                       const struct changes *changes)
{
    int number = session_number(master, session);
    for (int i = 0; i < changes->lock_count; i++) {
        uint64_t lock = changes->locks[i];
        int holder = locks_holder(&master->locks, lock);
        if (holder == LOCK_NOBODY || holder == number) {
            continue;
        }
        if (locks_makes_cycle(&master->locks, number, lock)) {
            struct page_id none = {.table = changes->count > 0 ? changes->items[0].table : 0};
            const struct page_id *page = changes->page_count > 0 ? &changes->pages[0] : &none;
            struct loss loss = {.class = CONFLICT_LOCAL,
                                .page = book_page(master_book(master), page),
                                .winner = master->index,
                                .row = row_of_lock(changes, lock)};
            txn_lose(master, session, &loss);
            return true;
        }
        if (!session->waits_for_lock) {
            tell_wait(master, session, changes, lock);
        }
        session->waits_for_lock = true;
        struct waiter waiter = {.what = lock};
        session_wait(master, session, waiter, false);
        return true;
    }
    return false;
}

/*
 * Are all these pages known here and free to be proposed? If not, the session now waits
 * and the answer is false.
 */
static bool has_pages(struct master *master, struct session *session, const struct changes *changes)
{
    for (int i = 0; i < changes->page_count; i++) {
        uint32_t page = book_page(master_book(master), &changes->pages[i]);
        struct cached *cached = cache_page(master, page);
        bool is_cold = cache_fetch_if_cold(master, page);
        if (is_cold || cached->latch != 0) {
            struct waiter waiter = {.is_page = true, .what = page};
            session_wait(master, session, waiter, is_cold);
            return false;
        }
    }
    return true;
}

/* Has another master an uncommitted change of one of the rows? Then this one lost already. */
static bool meets_intent(struct master *master, struct session *session,
                         const struct changes *changes)
{
    for (int i = 0; i < changes->page_count; i++) {
        uint32_t page = book_page(master_book(master), &changes->pages[i]);
        const struct intent *intent =
            cache_foreign_intent(master, page, changes->locks, changes->lock_count);
        if (intent == NULL) {
            continue;
        }
        struct loss loss = {.class = CONFLICT_LOGICAL,
                            .page = page,
                            .winner = epoch_master(intent->epoch),
                            .winner_kind = COUNTER_CONFLICTS_USER,
                            .winner_txn = intent->txn,
                            .row = row_of_lock(changes, intent->lock)};
        loss.winner_row = loss.row;
        recover_suspect(master, loss.winner);
        txn_lose(master, session, &loss);
        return true;
    }
    return false;
}

/* Does a definition keep one of the tables closed? Whether it does must be known first. */
static bool meets_closed(struct master *master, struct session *session,
                         const struct changes *changes)
{
    uint32_t cold = 0;
    if (!closed_knows(master, changes, &cold)) {
        struct waiter waiter = {.is_page = true, .what = cold};
        session_wait(master, session, waiter, true);
        return true;
    }
    uint32_t table = closed_table(master, changes);
    if (table != 0) {
        char text[2 * NAME_SIZE_MAX];
        const char *name = store_name_of(master->store, table);
        (void)snprintf(text, sizeof text, "Table '%s' is read only", name != NULL ? name : "");
        fail(master, session, SQL_TABLE_READ_ONLY, text);
    }
    return table != 0;
}

/* --- running -------------------------------------------------------------------------------- */

static void tell_lock(struct master *master, const struct session *session)
{
    struct event event = master_event(master, EVENT_LOCK_GIVEN);
    event.client = session->client + 1;
    event.txn = session->txn.number;
    event.length = master_now(master) - session->waited_since;
    (void)master_emit(master, &event);
}

static void go_on(struct master *master, struct session *session, struct store_result *result)
{
    const struct changes *changes = &result->changes;
    bool is_read_only = session->txn.state == TXN_OPEN && session->txn.is_read_only;
    if (is_read_only && changes->page_count > 0) {
        fail(master, session, SQL_READ_ONLY_TRANSACTION,
             "Cannot execute statement in a READ ONLY transaction.");
        return;
    }
    if (master->is_read_only && changes->page_count > 0) {
        fail(master, session, SQL_READ_ONLY, READ_ONLY_TEXT);
        return;
    }
    if (meets_closed(master, session, changes)) {
        return;
    }
    if (meets_lock(master, session, changes)) {
        return;
    }
    if (session->waits_for_lock) {
        tell_lock(master, session);
        session->waits_for_lock = false;
    }
    if (session->txn.state == TXN_NONE) {
        txn_begin(master, session, false);
    }
    txn_take_locks(master, session, changes->locks, changes->lock_count);
    if (!has_pages(master, session, changes) || meets_intent(master, session, changes)) {
        return;
    }
    prepare_answer(master, session, result);
    if (changes->page_count == 0) {
        if (!session->txn.is_explicit) {
            txn_commit(master, session); /* locks of one statement: nothing is left to hold them */
        } else {
            session_answer(master, session, cost_of_rows(master, result));
        }
        return;
    }
    sim_us cost = cost_of_rows(master, result);
    changes_release(&session->pending);
    session->pending = result->changes;
    changes_init(&result->changes);
    propose_statement(master, session, cost);
}

/* Add what nobody has committed yet, of this master. */
static void add_uncommitted(const struct master *master, struct changes *out)
{
    for (int i = 0; i < master->log_count; i++) {
        const struct record *record = book_record(master_book(master), master->log[i].record);
        if (record->place > master->applied[master->index]) {
            changes_merge(out, &record->changes);
        }
    }
    for (int i = 0; i < master->session_top; i++) {
        const struct txn *txn = &master->sessions[i].txn;
        if (txn->state == TXN_OPEN) {
            changes_merge(out, &txn->changes);
        }
    }
}

static void tell_snapshot(struct master *master, struct session *session)
{
    struct event event = master_event(master, EVENT_SNAPSHOT);
    event.client = session->client + 1;
    event.txn = session->txn.number;
    session->cause = master_emit(master, &event);
}

/* The transaction's snapshot, taken now if it has none. */
static enum rc take_snapshot(struct master *master, struct session *session, struct snapshot **out,
                             struct err *err)
{
    bool is_new = session->txn.snapshot == 0;
    enum rc rc = snapshot_take(master, session, out, err);
    if (rc == RC_OK && is_new) {
        tell_snapshot(master, session);
    }
    return rc;
}

void statement_begin(struct master *master, struct session *session, int64_t flags)
{
    struct snapshot *snapshot = NULL;
    struct err err = {0};
    txn_begin(master, session, true);
    session->txn.is_read_only = (flags & BEGIN_READ_ONLY) != 0;
    bool wants_snapshot =
        (flags & BEGIN_SNAPSHOT) != 0 && session_isolation(session) == ISOLATION_REPEATABLE_READ;
    if (wants_snapshot && take_snapshot(master, session, &snapshot, &err) != RC_OK) {
        txn_roll_back(master, session, ROLLBACK_FAILED);
        session_answer_error(master, session, SQL_UNKNOWN_ERROR, err.text);
        return;
    }
    session_answer(master, session, 0);
}

/*
 * What a plain read sees, by the isolation level: at REPEATABLE READ in a transaction what it saw
 * first, at READ UNCOMMITTED also what is not committed here; everything else the rows as they
 * are. False: it fails, and is answered.
 */
static bool find_view(struct master *master, struct session *session, struct view *view)
{
    enum isolation isolation = session_isolation(session);
    bool is_kept = session->txn.state == TXN_OPEN && session->txn.is_explicit &&
                   isolation == ISOLATION_REPEATABLE_READ;
    view->store = master->store;
    view->applied = master->applied;
    view->is_shown = !is_kept;
    if ((!is_kept && isolation != ISOLATION_READ_UNCOMMITTED) ||
        !store_only_reads(master->store, &view->statement)) {
        return true;
    }
    if (!is_kept) {
        add_uncommitted(master, &view->uncommitted);
        view->statement.own = &view->uncommitted;
        return true;
    }
    struct err err = {0};
    if (take_snapshot(master, session, &view->snapshot, &err) != RC_OK) {
        fail(master, session, SQL_UNKNOWN_ERROR, err.text);
        return false;
    }
    view->store = view->snapshot->store;
    view->statement.present = master->store;
    view->applied = view->snapshot->applied;
    view->is_shown = true;
    return true;
}

/* A snapshot has the tables as they were: what another definition made of one is not there. */
static bool meets_changed_table(const struct view *view, enum rc rc,
                                const struct store_result *result)
{
    return view->snapshot != NULL &&
           (rc != RC_OK || result->error == SQL_NO_TABLE || result->error == SQL_UNKNOWN_COLUMN ||
            result->error == SQL_TABLE_CHANGED);
}

/* The session's own tables, as the statement left them. */
static void keep_temporary(struct session *session, const struct store_result *result)
{
    if (result->temporary != NULL) {
        buf_clear(&session->temporary);
        enum rc rc = buf_add_bytes(&session->temporary, result->temporary->data,
                                   result->temporary->size, NULL);
        assert(rc == RC_OK); /* at most TEMPORARY_SIZE_MAX */
    }
}

static void run_in_view(struct master *master, struct session *session, const struct view *view)
{
    struct store_result result;
    struct err err = {0};
    store_result_init(&result);
    check_read(master->cluster, master, session, view->applied, view->is_shown);
    enum rc rc = store_run(view->store, &view->statement, &result, &err);
    if (meets_changed_table(view, rc, &result)) {
        fail(master, session, SQL_TABLE_CHANGED, TABLE_CHANGED_TEXT);
    } else if (rc != RC_OK) {
        fail(master, session, SQL_UNKNOWN_ERROR, err.text);
    } else if (result.error != SQL_OK) {
        fail(master, session, result.error, result.text);
    } else if (result.changes.lock_count == 0 && result.changes.page_count == 0) {
        sim_us cost = cost_of_rows(master, &result);
        keep_temporary(session, &result);
        prepare_answer(master, session, &result);
        if (session->txn.state == TXN_OPEN && !session->txn.is_explicit) {
            txn_end_empty(master, session); /* it waited, then found nothing */
        }
        session_answer(master, session, cost);
    } else {
        go_on(master, session, &result);
    }
    store_result_release(&result);
}

void statement_run(struct master *master, struct session *session)
{
    struct request request = mail_request(net_mail(&master->cluster->net, session->request));
    if (session->txn.state == TXN_NONE && !session->autocommit) {
        txn_begin(master, session, true);
    }
    struct view view = {0};
    changes_init(&view.uncommitted);
    view.statement = (struct store_statement){
        .sql = request.sql != NULL ? request.sql : "",
        .database = session->database,
        .qualified = request.qualified,
        .own = session->txn.state == TXN_OPEN && session->txn.changes.count > 0
                   ? &session->txn.changes
                   : NULL,
        .now = master_now(master),
        .last_insert_id = session->last_insert_id,
        .server = master->index,
        .temporary = &session->temporary,
        .is_temporary = request.is_temporary || request.kind == REQUEST_DDL,
        .lock_rows = request.lock_rows,
        .consistency = consistency_name(session->consistency),
        .isolation = isolation_name(session->isolation),
        .autocommit = session->autocommit,
        .is_read_only = master->is_read_only,
    };
    if (find_view(master, session, &view)) {
        run_in_view(master, session, &view);
    }
    changes_release(&view.uncommitted);
}

/* MySQL would alter the session's own table. */
bool statement_lets_define(struct master *master, struct session *session)
{
    struct request request = mail_request(net_mail(&master->cluster->net, session->request));
    bool is_of_table = request.ddl == DDL_ALTER_TABLE || request.ddl == DDL_CREATE_INDEX ||
                       request.ddl == DDL_DROP_INDEX || request.ddl == DDL_CREATE_TRIGGER;
    bool is_hidden = is_of_table && store_has_temporary(&session->temporary, request.name);
    if (is_hidden) {
        char text[200];
        (void)snprintf(text, sizeof text,
                       "'%s' is this session's own table, which cannot be altered here: DROP "
                       "TEMPORARY TABLE, then CREATE it otherwise",
                       request.name);
        session_answer_error(master, session, SQL_NOT_SUPPORTED, text);
    }
    return !is_hidden;
}
