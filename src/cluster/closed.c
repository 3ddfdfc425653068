/* SPDX-License-Identifier: MIT */
#include "cluster/closed.h"

#include "cluster/cache.h"
#include "cluster/ddl.h"
#include "cluster/pull.h"
#include "cluster/recover.h"
#include "cluster/session.h"
#include "cluster/world.h"

/* --- what is closed ------------------------------------------------------------------------- */

/* Is the log of the intent's master settled, and all of it applied here? */
static bool is_cut(const struct master *master, const struct intent *intent)
{
    int owner = epoch_master(intent->epoch);
    const struct cut *cut = &master->cuts[owner];
    return cut->epoch > intent->epoch && master->applied[owner] >= cut->last;
}

static const struct intent *lock_of(const struct master *master, const struct version *version)
{
    for (int i = 0; i < version->intent_count; i++) {
        const struct intent *intent = &version->intents[i];
        bool is_own = epoch_master(intent->epoch) == master->index;
        if (is_own ? ddl_holds(master, intent) : !is_cut(master, intent)) {
            return intent;
        }
    }
    return NULL;
}

/* What is held builds on a definition that is not applied here yet: that one comes first. */
bool closed_is(const struct master *master, uint32_t header, int *owner)
{
    const struct book *book = master_book(master);
    if (header >= (uint32_t)master->page_room) {
        return false;
    }
    const struct cached *page = &master->pages[header];
    const struct intent *lock = lock_of(master, book_version(book, page->version));
    const struct version *held = book_version(book, page->held);
    if (lock == NULL && page->held == 0) {
        return false;
    }
    *owner = lock != NULL ? epoch_master(lock->epoch) : held->author;
    return true;
}

/* The next table of sorted pages, from *at on; 0: there is none. */
static uint32_t next_table(const struct changes *changes, int *at)
{
    uint32_t before = *at > 0 ? changes->pages[*at - 1].table : 0;
    while (*at < changes->page_count && changes->pages[*at].table == before) {
        (*at)++;
    }
    return *at < changes->page_count ? changes->pages[(*at)++].table : 0;
}

static uint32_t header_of(const struct master *master, uint32_t table)
{
    struct page_id id = {.table = table, .index = PAGE_INDEX_HEADER};
    return book_page(master_book(master), &id);
}

uint32_t closed_table(struct master *master, const struct changes *changes)
{
    int at = 0;
    for (uint32_t table; (table = next_table(changes, &at)) != 0;) {
        int owner = 0;
        if (closed_is(master, header_of(master, table), &owner)) {
            recover_suspect(master, owner);
            return table;
        }
    }
    return 0;
}

static uint32_t header_at(const struct master *master, int index)
{
    const char *name = store_table_name(master->store, index);
    return header_of(master, store_table_number(master->store, name));
}

void closed_fetch(struct master *master)
{
    for (int i = 0; i < store_table_count(master->store); i++) {
        (void)cache_fetch_if_cold(master, header_at(master, i));
    }
}

bool closed_knows(struct master *master, const struct changes *changes, uint32_t *cold)
{
    int at = 0;
    for (uint32_t table; !master->is_warm && (table = next_table(changes, &at)) != 0;) {
        uint32_t header = header_of(master, table);
        if (cache_fetch_if_cold(master, header)) {
            *cold = header;
            return false;
        }
    }
    return true;
}

/* --- open work ------------------------------------------------------------------------------ */

static bool has_work_on(const struct session *session, uint32_t table)
{
    return session->state != SESSION_FREE && session->txn.state == TXN_OPEN &&
           (changes_touch(&session->txn.changes, table) || changes_touch(&session->pending, table));
}

void closed_cut(struct master *master, const uint32_t *headers, int count)
{
    uint64_t cause = master->cluster->cause;
    int owner = 0;
    for (int i = 0; i < count; i++) {
        uint32_t table = book_page_id(master_book(master), headers[i])->table;
        bool is_closed = closed_is(master, headers[i], &owner);
        for (int k = 0; k < master->session_top && is_closed; k++) {
            if (has_work_on(&master->sessions[k], table)) {
                session_cut(master, &master->sessions[k], ROLLBACK_DDL);
                master->cluster->cause = cause;
            }
        }
    }
}

/* --- what is asked of every other master ---------------------------------------------------- */

/* Take the versions of the bundle; the pages in *headers. */
static int take_versions(struct master *master, const struct packet *packet, uint32_t **headers)
{
    const struct bundle *bundle = net_bundle(&master->cluster->net, packet->bundle);
    *headers = mem_alloc((size_t)bundle->count + 1, sizeof **headers);
    for (int i = 0; i < bundle->count; i++) {
        uint32_t number = bundle->items[i].what;
        const struct version *version = book_version(master_book(master), number);
        (*headers)[i] = version->page;
        master_see(master, version->lsn);
        if (cache_offer(master, number) && master->state == MASTER_ONLINE) {
            pull_for(master, number);
        }
    }
    return bundle->count;
}

static void answer(struct master *master, const struct packet *packet, struct packet answer)
{
    answer.to = packet->from;
    answer.txn = packet->txn;
    net_send(&master->cluster->net, &answer, 0);
}

/*
 * What was sent to the copies cannot be called back: the answer says up to where our log goes,
 * and the definition comes after that. While our own log is not settled there is none to give.
 */
void closed_on_lock(struct master *master, const struct packet *packet)
{
    const struct recovery *recovery = &master->recovery;
    uint32_t *headers;
    int count = take_versions(master, packet, &headers);
    struct packet locked = master_packet(master, PACKET_DDL_LOCKED);
    if (master->state == MASTER_ONLINE) {
        closed_cut(master, headers, count);
        locked.number = master->log_base + (uint64_t)master->log_count;
        answer(master, packet, locked);
    } else if (recovery->phase > RECOVERY_CUTS) {
        locked.epoch = recovery->epoch;
        locked.number = recovery->last;
        answer(master, packet, locked);
    }
    mem_free(headers);
}

void closed_on_apply(struct master *master, const struct packet *packet)
{
    if (master->applied[packet->master] >= packet->number) {
        answer(master, packet, master_packet(master, PACKET_DDL_APPLIED));
    }
}

void closed_applied(struct master *master, const struct record *record)
{
    if (record->definition != NULL && master->state == MASTER_ONLINE) {
        struct packet packet = master_packet(master, PACKET_DDL_APPLIED);
        packet.to = (int16_t)place_master(record->master);
        packet.txn = record->txn;
        net_send(&master->cluster->net, &packet, 0);
        closed_fetch(master); /* of a new table too */
    }
}

void closed_on_unlock(struct master *master, const struct packet *packet)
{
    uint32_t *headers;
    int count = take_versions(master, packet, &headers);
    bool is_closed = false;
    int owner = 0;
    for (int i = 0; i < count; i++) {
        is_closed = is_closed || closed_is(master, headers[i], &owner);
    }
    if (!is_closed) {
        answer(master, packet, master_packet(master, PACKET_DDL_UNLOCKED));
    }
    mem_free(headers);
}

/* --- once a second -------------------------------------------------------------------------- */

/* Whoever closed it may be gone, and the word that it is open again may be lost. */
void closed_look(struct master *master)
{
    for (int i = 0; i < store_table_count(master->store); i++) {
        uint32_t header = header_at(master, i);
        int owner = 0;
        if (closed_is(master, header, &owner) && owner != master->index) {
            struct packet packet = master_packet(master, PACKET_PAGE_READ);
            packet.page = header;
            master_send_to_copies(master, packet, 0);
            recover_suspect(master, owner);
        }
    }
}
