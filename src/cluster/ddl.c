/* SPDX-License-Identifier: MIT */
#include "cluster/ddl.h"

#include "base/hash.h"
#include "cluster/cache.h"
#include "cluster/propose.h"
#include "cluster/recover.h"
#include "cluster/session.h"
#include "cluster/statement.h"
#include "cluster/txn.h"
#include "cluster/world.h"

#include <stdlib.h>

/* The one lock of all definitions: whoever defines must have applied every earlier one. */
static uint64_t catalog_lock(void)
{
    return hash_text(HASH_START, "catalog");
}

static int compare_pages(const void *a, const void *b)
{
    return page_compare(a, b);
}

static void add_catalog(struct changes *changes)
{
    mem_grow((void **)&changes->pages, &changes->page_room, changes->page_count + 1,
             sizeof *changes->pages);
    changes->pages[changes->page_count++] = (struct page_id){.index = PAGE_INDEX_HEADER};
    qsort(changes->pages, (size_t)changes->page_count, sizeof *changes->pages, compare_pages);
    mem_grow((void **)&changes->locks, &changes->lock_room, 1, sizeof *changes->locks);
    changes->locks[0] = catalog_lock();
    changes->lock_count = 1;
}

/* Another definition of this master is under way: it comes first. */
static bool must_wait(struct master *master, struct session *session)
{
    int holder = locks_holder(&master->locks, catalog_lock());
    if (holder == LOCK_NOBODY || holder == session_number(master, session)) {
        return false;
    }
    struct waiter waiter = {.what = catalog_lock()};
    session_wait(master, session, waiter, master_parameter(master, PARAM_LOCK_WAIT_US));
    return true;
}

static bool has_lost(struct master *master, struct session *session, const struct changes *changes)
{
    for (int i = 0; i < changes->page_count; i++) {
        uint32_t page = book_page(master_book(master), &changes->pages[i]);
        const struct intent *intent =
            cache_foreign_intent(master, page, changes->locks, changes->lock_count);
        if (intent != NULL) {
            struct loss loss = {
                .class = CONFLICT_LOGICAL, .page = page, .winner = epoch_master(intent->epoch)};
            recover_suspect(master, loss.winner);
            txn_lose(master, session, &loss);
            return true;
        }
    }
    return false;
}

static void propose(struct master *master, struct session *session, const struct store_ddl *ddl,
                    struct store_result *result)
{
    add_catalog(&result->changes);
    txn_begin(master, session, false);
    txn_take_locks(master, session, result->changes.locks, result->changes.lock_count);
    if (!statement_has_pages(master, session, &result->changes)) {
        txn_roll_back(master, session, ROLLBACK_ASKED);
        return; /* it runs again from the start */
    }
    if (has_lost(master, session, &result->changes)) {
        return;
    }
    definition_free(session->definition);
    session->definition = definition_new(ddl);
    session->is_defining = true;
    struct mail *mail = session_prepare(master, session);
    mail->answer = (struct answer){.affected = result->affected};
    changes_release(&session->pending);
    session->pending = result->changes;
    changes_init(&result->changes);
    propose_statement(master, session, WRITE_DDL, 0);
}

void ddl_run(struct master *master, struct session *session)
{
    if (session->txn.state == TXN_OPEN) {
        txn_commit(master, session); /* as MySQL: a definition commits what is open */
        return;
    }
    if (must_wait(master, session)) {
        return;
    }
    struct request request = mail_request(net_mail(&master->cluster->net, session->request));
    const char *name = request.name != NULL ? request.name : "";
    char written[NAME_SIZE_MAX];
    bool is_written = store_find_written(request.qualified, name, written);
    struct store_ddl ddl = {
        .kind = request.ddl,
        .sql = request.sql != NULL ? request.sql : "",
        .name = name,
        .database = is_written ? written : session->database,
        .table = request.ddl == DDL_CREATE_TABLE ? master->cluster->tables + 1 : 0,
        .rows_per_page = (int)master_parameter(master, PARAM_ROWS_PER_PAGE),
        .if_exists = request.if_exists,
    };
    struct store_result result;
    struct err err = {0};
    store_result_init(&result);
    if (store_try_ddl(master->store, &ddl, &result, &err) != RC_OK) {
        session_answer_error(master, session, SQL_UNKNOWN_ERROR, err.text);
    } else if (result.error != SQL_OK) {
        session_answer_error(master, session, result.error, result.text);
    } else {
        master->cluster->tables += request.ddl == DDL_CREATE_TABLE;
        propose(master, session, &ddl, &result);
    }
    store_result_release(&result);
}
