/* SPDX-License-Identifier: MIT */
#include "cluster/cache.h"

#include "cluster/ddl.h"
#include "cluster/session.h"
#include "cluster/world.h"

#define FETCH_AGAIN_US (500 * US_PER_MS)

struct cached *cache_page(struct master *master, uint32_t page)
{
    mem_grow((void **)&master->pages, &master->page_room, (int)page + 1, sizeof *master->pages);
    return &master->pages[page];
}

/* --- cold pages ----------------------------------------------------------------------------- */

static void ask_for(struct master *master, uint32_t page)
{
    struct packet ask = master_packet(master, PACKET_PAGE_READ);
    ask.page = page;
    master->pages[page].fetch_at = master_now(master);
    master_send_to_copies(master, ask, 0);
}

bool cache_fetch_if_cold(struct master *master, uint32_t page)
{
    struct cached *cached = cache_page(master, page);
    if (master->is_warm || cached->is_known) {
        return false;
    }
    if (!cached->is_fetching) {
        cached->is_fetching = true;
        cached->fetched = 0;
        master->fetching++;
        ask_for(master, page);
        master_want_resend(master);
    }
    return true;
}

void cache_on_page(struct master *master, const struct packet *packet)
{
    if (packet->version != 0) {
        master_see(master, book_version(master_book(master), packet->version)->lsn);
        (void)cache_offer(master, packet->version);
    }
    struct cached *cached = cache_page(master, packet->page);
    if (!cached->is_fetching || packet->sent < cached->fetch_at) {
        return;
    }
    cached->fetched |= UINT32_C(1) << place_index(packet->from);
    if (__builtin_popcount(cached->fetched) >= READ_QUORUM) {
        cached->is_fetching = false;
        cached->is_known = true;
        master->fetching--;
        session_wake_waiters(master);
    }
}

bool cache_resend(struct master *master)
{
    for (int i = 0; i < master->page_room && master->fetching > 0; i++) {
        struct cached *cached = &master->pages[i];
        if (cached->is_fetching && master_now(master) - cached->fetch_at >= FETCH_AGAIN_US) {
            cached->fetched = 0;
            ask_for(master, (uint32_t)i);
        }
    }
    return master->fetching > 0;
}

/* --- versions ------------------------------------------------------------------------------- */

static bool has_applied(const struct master *master, const uint64_t *vector)
{
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (master->applied[m] < vector[m]) {
            return false;
        }
    }
    return true;
}

static uint64_t lsn_of(const struct master *master, uint32_t version)
{
    return book_version(master_book(master), version)->lsn;
}

void cache_install(struct master *master, uint32_t version)
{
    struct cached *cached = cache_page(master, book_version(master_book(master), version)->page);
    if (lsn_of(master, version) > lsn_of(master, cached->version)) {
        cached->version = version;
    }
}

void cache_stored(struct master *master, uint32_t number)
{
    const struct version *version = book_version(master_book(master), number);
    struct cached *cached = cache_page(master, version->page);
    cached->stored = version->lsn > cached->stored ? version->lsn : cached->stored;
}

bool cache_offer(struct master *master, uint32_t number)
{
    const struct version *version = book_version(master_book(master), number);
    struct cached *cached = cache_page(master, version->page);
    if (version->lsn <= lsn_of(master, cached->version)) {
        return false;
    }
    if (has_applied(master, version->after)) {
        cached->version = number;
        return false;
    }
    if (cached->held == 0) {
        mem_grow((void **)&master->held_pages, &master->held_room, master->held_count + 1,
                 sizeof *master->held_pages);
        master->held_pages[master->held_count++] = version->page;
    }
    if (version->lsn > lsn_of(master, cached->held)) {
        cached->held = number;
    }
    return true;
}

void cache_release_held(struct master *master)
{
    int kept = 0;
    for (int i = 0; i < master->held_count; i++) {
        uint32_t page = master->held_pages[i];
        struct cached *cached = &master->pages[page];
        const struct version *held = book_version(master_book(master), cached->held);
        if (has_applied(master, held->after)) {
            cache_install(master, cached->held);
            cached->held = 0;
        } else if (held->lsn <= lsn_of(master, cached->version)) {
            cached->held = 0;
        } else {
            master->held_pages[kept++] = page;
        }
    }
    master->held_count = kept;
}

/* --- intents -------------------------------------------------------------------------------- */

bool cache_intent_is_open(const struct master *master, const struct intent *intent)
{
    int owner = epoch_master(intent->epoch);
    if (bits_has(&master->applied_txns, intent->txn)) {
        return false;
    }
    if (owner == master->index) {
        return bits_has(&master->live_txns, intent->txn);
    }
    const struct cut *cut = &master->cuts[owner];
    return cut->epoch <= intent->epoch || master->applied[owner] < cut->last;
}

static bool is_among(const uint64_t *locks, int count, uint64_t lock)
{
    int low = 0;
    int high = count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (locks[middle] < lock) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && locks[low] == lock;
}

const struct intent *cache_foreign_intent(const struct master *master, uint32_t page,
                                          const uint64_t *locks, int lock_count)
{
    const struct version *version = book_version(master_book(master), master->pages[page].version);
    for (int i = 0; i < version->intent_count; i++) {
        const struct intent *intent = &version->intents[i];
        if (epoch_master(intent->epoch) != master->index &&
            is_among(locks, lock_count, intent->lock) && cache_intent_is_open(master, intent)) {
            return intent;
        }
    }
    return NULL;
}

/* On the header page of a table it also lasts beyond its commit, and closes the table. */
static bool is_dead(const struct master *master, const struct intent *intent, bool is_header)
{
    if (is_header && !ddl_holds(master, intent)) {
        return true;
    }
    return !bits_has(&master->applied_txns, intent->txn) &&
           !bits_has(&master->live_txns, intent->txn);
}

bool cache_shows_dead(const struct master *master, uint32_t page)
{
    const struct version *version = book_version(master_book(master), master->pages[page].version);
    const struct page_id *id = book_page_id(master_book(master), page);
    bool is_header = id->index == PAGE_INDEX_HEADER && id->table != 0;
    for (int i = 0; i < version->intent_count; i++) {
        const struct intent *intent = &version->intents[i];
        if (epoch_master(intent->epoch) == master->index && is_dead(master, intent, is_header)) {
            return true;
        }
    }
    return false;
}

/* Give a new version of the page the intents that are still open. */
static void copy_open_intents(const struct master *master, uint32_t number)
{
    struct version *version = book_version(master_book(master), number);
    const struct version *base =
        book_version(master_book(master), master->pages[version->page].version);
    for (int i = 0; i < base->intent_count; i++) {
        if (cache_intent_is_open(master, &base->intents[i])) {
            version_add_intent(version, base->intents[i]);
        }
    }
}

/*
 * All that is applied here. But a header page that is cleared says nothing of rows, and waits
 * for its definition alone: nobody who has that shall find the table closed any more.
 */
static void set_after(const struct master *master, uint32_t number)
{
    struct version *version = book_version(master_book(master), number);
    const struct version *base =
        book_version(master_book(master), master->pages[version->page].version);
    bool is_header = book_page_id(master_book(master), version->page)->index == PAGE_INDEX_HEADER;
    bool is_cleared = is_header && version->is_background;
    uint64_t *own = &version->after[master->index];
    memcpy(version->after, is_cleared ? base->after : master->applied, sizeof version->after);
    if (is_cleared && *own < ddl_cleared_after(master)) {
        *own = ddl_cleared_after(master);
    }
}

/* --- new versions --------------------------------------------------------------------------- */

uint32_t cache_make_version(struct master *master, const struct write *write, uint32_t page)
{
    struct book *book = master_book(master);
    uint32_t number = book_new_version(book);
    struct version *version = book_version(book, number);
    version->page = page;
    version->author = master->index;
    version->is_background = write->kind == WRITE_UNDO;
    version->lsn = ++master->counter * AUTHORS + (uint64_t)master->index;
    version->base = book_version(book, master->pages[page].version)->lsn;
    version->epoch = master->epoch;
    version->txn = write->txn;
    version->proposal = ++master->cluster->proposals;
    version->row = write->row;
    version->made_at = master_now(master);
    set_after(master, number);
    copy_open_intents(master, number);
    return number;
}

uint32_t cache_renew_version(struct master *master, uint32_t old)
{
    struct book *book = master_book(master);
    uint32_t number = book_new_version(book);
    struct version *again = book_version(book, number);
    const struct version *before = book_version(book, old);
    struct intent *intents = again->intents;
    int room = again->intent_room;
    *again = *before;
    again->intents = intents;
    again->intent_room = room;
    again->intent_count = 0;
    for (int i = 0; i < before->intent_count; i++) {
        version_add_intent(again, before->intents[i]);
    }
    again->lsn = ++master->counter * AUTHORS + (uint64_t)master->index;
    again->proposal = ++master->cluster->proposals;
    return number;
}
