/* SPDX-License-Identifier: MIT */
#include "cluster/check.h"

#include "base/hash.h"
#include "cluster/bits.h"
#include "cluster/check_reads.h"
#include "cluster/world.h"

#include <stdarg.h>
#include <stdio.h>

#define CHAIN_KEPT 32 /* versions of one page; a fenced one is never further back */

/* An accepted version, as it stands in its page's chain. */
struct link {
    uint64_t lsn;
    uint64_t base;
    uint64_t epoch;
    uint64_t txn;
};

struct chain {
    struct link links[CHAIN_KEPT];
    int count;
    bool is_cut_short; /* older ones were forgotten */
};

struct check {
    char failure[512];
    struct chain *chains; /* owned; by dense page number */
    int chain_room;
    struct bits dead; /* transactions that must never be applied: they lost their page */
    struct bits cut;  /* or stand behind the end of a log that was settled */
    uint64_t *ids;    /* owned; hashes of generated ids; open addressing, 0 is free */
    int id_room;
    int id_count;
    struct read_check reads;
};

struct check *check_new(void)
{
    struct check *check = mem_alloc(1, sizeof *check);
    check->id_room = 256;
    check->ids = mem_alloc((size_t)check->id_room, sizeof *check->ids);
    return check;
}

void check_free(struct check *check)
{
    if (check != NULL) {
        mem_free(check->chains);
        mem_free(check->dead.words);
        mem_free(check->cut.words);
        mem_free(check->ids);
        read_check_release(&check->reads);
        mem_free(check);
    }
}

void check_fail(struct cluster *cluster, const char *invariant, const char *format, ...)
{
    struct check *check = cluster->check;
    if (check == NULL || check->failure[0] != '\0') {
        return;
    }
    int used =
        snprintf(check->failure, sizeof check->failure,
                 "FAIL %s seed=%llu event=%llu at=%lld.%06lld: ", invariant,
                 (unsigned long long)cluster->config.seed, (unsigned long long)cluster->events,
                 (long long)(cluster->now / US_PER_S), (long long)(cluster->now % US_PER_S));
    va_list args;
    va_start(args, format);
    (void)vsnprintf(check->failure + used, sizeof check->failure - (size_t)used, format, args);
    va_end(args);
}

const char *cluster_check_failure(const struct cluster *cluster)
{
    const struct check *check = cluster->check;
    return check != NULL && check->failure[0] != '\0' ? check->failure : NULL;
}

struct read_check *check_reads(struct cluster *cluster)
{
    return cluster->check != NULL ? &cluster->check->reads : NULL;
}

/* --- the chain of a page -------------------------------------------------------------------- */

/* Has a copy fenced the log of a master above this ballot, the master's own or a peer's? */
static bool is_fenced_above(const struct cluster *cluster, int master, uint64_t epoch)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        if (cluster->copies[i].epoch[master] > epoch) {
            return true;
        }
    }
    return false;
}

/* Has the life of the master to which the epoch belongs? */
static bool is_fenced(const struct cluster *cluster, uint64_t epoch)
{
    return is_fenced_above(cluster, epoch_master(epoch), epoch);
}

static void push(struct chain *chain, struct link link)
{
    if (chain->count == CHAIN_KEPT) {
        memmove(&chain->links[0], &chain->links[1], sizeof chain->links - sizeof chain->links[0]);
        chain->count--;
        chain->is_cut_short = true;
    }
    chain->links[chain->count++] = link;
}

static void bury(struct check *check, uint64_t txn)
{
    if (txn != 0) {
        bits_put(&check->dead, txn, true);
    }
}

/*
 * Its base must be the last of the chain. Those after the base must be of a life that was
 * fenced: they never were, and their transactions must not be applied. A version that is
 * itself of a fenced life may come too late and stands off the chain.
 */
void check_accepted(struct cluster *cluster, uint32_t number)
{
    struct check *check = cluster->check;
    if (check == NULL) {
        return;
    }
    const struct version *version = book_version(&cluster->book, number);
    mem_grow((void **)&check->chains, &check->chain_room, (int)version->page + 1,
             sizeof *check->chains);
    struct chain *chain = &check->chains[version->page];
    struct link link = {version->lsn, version->base, version->epoch, version->txn};
    uint64_t tip = chain->count > 0 ? chain->links[chain->count - 1].lsn : 0;
    if (tip != version->base && is_fenced(cluster, version->epoch)) {
        bury(check, version->txn);
        return;
    }
    while (chain->count > 0 && chain->links[chain->count - 1].lsn != version->base) {
        struct link last = chain->links[chain->count - 1];
        if (!is_fenced(cluster, last.epoch)) {
            check_fail(cluster, last.base == version->base ? "I4" : "I3",
                       "page %u: version %llu of m%d on base %llu is accepted, but %llu stands",
                       version->page, (unsigned long long)version->lsn, version->author + 1,
                       (unsigned long long)version->base, (unsigned long long)last.lsn);
        }
        bury(check, last.txn);
        chain->count--;
    }
    if (chain->count == 0 && version->base != 0 && !chain->is_cut_short) {
        check_fail(cluster, "I3", "page %u: version %llu builds on %llu, which was never accepted",
                   version->page, (unsigned long long)version->lsn,
                   (unsigned long long)version->base);
    }
    push(chain, link);
}

/* --- commits -------------------------------------------------------------------------------- */

/* What a copy said shortly before it lost its disk counts as long as it may be counted. */
static int holders(const struct cluster *cluster, const struct record *record)
{
    int count = __builtin_popcount(record->holders);
    for (int i = 0; i < COPIES_MAX; i++) {
        bool is_wiped = (record->wiped >> i & 1) != 0;
        count += is_wiped && cluster->now - cluster->copies[i].wiped.at <= ANSWER_AGE_MAX_US;
    }
    return count;
}

/* What is in the image is final, and a copy that took over from another keeps it no more. */
void check_answered(struct cluster *cluster, const struct record *record)
{
    bool is_kept = holders(cluster, record) >= WRITE_QUORUM ||
                   record->place <= cluster->book.image.applied[record->master];
    if (cluster->check != NULL && !is_kept) {
        check_fail(cluster, "I1", "commit %llu of m%d is answered with %d copies holding it",
                   (unsigned long long)record->place, record->master + 1, holders(cluster, record));
    }
    if (cluster->check != NULL) {
        uint64_t *answered = &cluster->check->reads.answered[record->master];
        *answered = record->place > *answered ? record->place : *answered;
    }
}

void check_applies(struct cluster *cluster, const struct master *master,
                   const struct record *record)
{
    if (cluster->check == NULL) {
        return;
    }
    if (bits_has(&cluster->check->dead, record->txn)) {
        check_fail(cluster, "I3", "m%d applies commit %llu of m%d, whose page was cut off",
                   master->index + 1, (unsigned long long)record->place, record->master + 1);
    }
    if (bits_has(&cluster->check->cut, record->txn)) {
        check_fail(cluster, "I17", "m%d applies commit %llu of m%d, which was told to be void",
                   master->index + 1, (unsigned long long)record->place, record->master + 1);
    }
    /* What three hold will be seen by any four that fence, and adopted: it may be applied. */
    if (!record->is_durable && holders(cluster, record) < READ_QUORUM) {
        check_fail(cluster, "I1", "m%d applies commit %llu of m%d, which %d copies hold",
                   master->index + 1, (unsigned long long)record->place, record->master + 1,
                   holders(cluster, record));
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        uint64_t wanted = m == record->master ? record->place - 1 : record->deps[m];
        if (master->applied[m] < wanted) {
            check_fail(cluster, "I10", "m%d applies commit %llu of m%d before its cause",
                       master->index + 1, (unsigned long long)record->place, record->master + 1);
        }
    }
}

/* It says so late if another has fenced the log again since. */
void check_settled(struct cluster *cluster, int source, const struct cut *cut)
{
    if (cluster->check == NULL || is_fenced_above(cluster, source, cut->epoch)) {
        return;
    }
    for (int i = 1; i < cluster->book.record_count; i++) {
        const struct record *record = &cluster->book.records[i];
        bool is_void = record->is_used && record->master == source && record->place > cut->last &&
                       record->epoch < cut->epoch;
        if (is_void) {
            bits_put(&cluster->check->cut, record->txn, true);
        }
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master *master = &cluster->masters[i];
        if (master->state != MASTER_ABSENT && master->applied[source] > cut->last) {
            check_fail(cluster, "I17",
                       "m%d has applied commit %llu of m%d, whose log ends with %llu", i + 1,
                       (unsigned long long)master->applied[source], source + 1,
                       (unsigned long long)cut->last);
        }
    }
}

/* What was answered OK is in a log, or in the image. */
void check_forgets(struct cluster *cluster)
{
    const struct book *book = &cluster->book;
    for (int i = 1; cluster->check != NULL && i < book->record_count; i++) {
        const struct record *record = &book->records[i];
        bool goes = record->is_used && record->is_answered && !record->is_marked;
        if (goes && record->place > book->image.applied[record->master]) {
            check_fail(cluster, "I2", "commit %llu of m%d was answered OK, and no log has it",
                       (unsigned long long)record->place, record->master + 1);
        }
    }
}

/* --- ids and losses ------------------------------------------------------------------------- */

static bool put_id(struct check *check, uint64_t hash)
{
    hash += hash == 0;
    uint64_t mask = (uint64_t)check->id_room - 1;
    uint64_t at = hash & mask;
    while (check->ids[at] != 0 && check->ids[at] != hash) {
        at = (at + 1) & mask;
    }
    if (check->ids[at] == hash) {
        return false;
    }
    check->ids[at] = hash;
    check->id_count++;
    return true;
}

static void grow_ids(struct check *check)
{
    uint64_t *old = check->ids;
    int old_room = check->id_room;
    check->id_room *= 2;
    check->id_count = 0;
    check->ids = mem_alloc((size_t)check->id_room, sizeof *check->ids);
    for (int i = 0; i < old_room; i++) {
        if (old[i] != 0) {
            (void)put_id(check, old[i]);
        }
    }
    mem_free(old);
}

void check_generated(struct cluster *cluster, const struct master *master, int64_t first_id,
                     const struct changes *changes)
{
    struct check *check = cluster->check;
    if (check == NULL || first_id == 0) {
        return;
    }
    if (first_id % AUTOINC_STEP != (master->index + 1) % AUTOINC_STEP) {
        check_fail(cluster, "I13", "m%d generated id %lld", master->index + 1, (long long)first_id);
    }
    for (int i = 0; i < changes->count; i++) {
        const struct change *change = &changes->items[i];
        bool is_generated = !change->had_before && change->has_number &&
                            change->number >= first_id &&
                            (change->number - first_id) % AUTOINC_STEP == 0;
        if (!is_generated) {
            continue;
        }
        uint64_t hash = hash_u64(hash_u64(master->epoch, change->table), (uint64_t)change->number);
        if (check->id_count * 2 > check->id_room) {
            grow_ids(check);
        }
        if (!put_id(check, hash)) {
            check_fail(cluster, "I13", "m%d generated id %lld of table %u for the second time",
                       master->index + 1, (long long)change->number, change->table);
        }
    }
}

void check_lost(struct cluster *cluster, const struct master *loser, int winner)
{
    /* A former life of its own may still stand in its way: that is recovery, not a conflict. */
    bool never_recovered = loser->epoch < 2 * AUTHORS;
    if (cluster->check != NULL && winner == loser->index && never_recovered) {
        check_fail(cluster, "I14", "m%d lost a page to itself", loser->index + 1);
    }
}

/* --- definitions ---------------------------------------------------------------------------- */

int cluster_ddl_phase(const struct cluster *cluster, int master)
{
    return (int)cluster->masters[master].ddl.phase;
}

bool cluster_next_packet(const struct cluster *cluster, int *kind, place_id *to)
{
    const struct due *due = timeline_next(&cluster->timeline);
    if (due == NULL || due->kind != DUE_PACKET) {
        return false;
    }
    const struct packet *packet = net_packet(&cluster->net, due->thing);
    *kind = packet->kind;
    *to = packet->to;
    return true;
}

/* Has every master given its word, and are the tables not to be opened yet? */
static bool is_running(const struct cluster *cluster, const struct master *master)
{
    const struct ddl *ddl = &master->ddl;
    return master->state == MASTER_ONLINE && ddl->phase >= DDL_PHASE_WORKS &&
           ddl->phase <= DDL_PHASE_APPLIES && !is_fenced(cluster, master->epoch);
}

/* A master that was fenced does not know it yet, and what it thinks accepted will be void. */
void check_written(struct cluster *cluster, const struct master *master,
                   const struct changes *changes)
{
    for (int i = 0; i < MASTERS_MAX && cluster->check != NULL; i++) {
        const struct master *runs = &cluster->masters[i];
        if (!is_running(cluster, runs) || is_fenced(cluster, master->epoch)) {
            continue;
        }
        for (int k = 0; k < runs->ddl.changes.page_count; k++) {
            uint32_t table = runs->ddl.changes.pages[k].table;
            if (table != 0 && changes_touch(changes, table)) {
                check_fail(cluster, "I25", "m%d writes table %u, whose definition runs at m%d",
                           master->index + 1, table, i + 1);
            }
        }
    }
}

void check_defined(struct cluster *cluster, const struct master *master)
{
    for (int i = 0; i < MASTERS_MAX && cluster->check != NULL; i++) {
        const struct master *other = &cluster->masters[i];
        bool is_here = other->state == MASTER_ONLINE && !is_fenced(cluster, other->epoch);
        if (is_here && other->applied[master->index] < master->ddl.place) {
            check_fail(cluster, "I25", "m%d has not the definition that m%d ends", i + 1,
                       master->index + 1);
        }
    }
}

/* --- save and load -------------------------------------------------------------------------- */

void check_save(struct buf *out, const struct check *check)
{
    pack_bool(out, check != NULL);
    if (check == NULL) {
        return;
    }
    plain_save(out, check->failure, sizeof check->failure);
    plain_save_array(out, check->chains, check->chain_room, sizeof *check->chains);
    bits_save(out, &check->dead);
    bits_save(out, &check->cut);
    plain_save_array(out, check->ids, check->id_room, sizeof *check->ids);
    pack_int(out, check->id_count);
    read_check_save(out, &check->reads);
}

void check_load(struct check *check, struct unpack *in)
{
    bool has_check = unpack_bool(in);
    if (has_check != (check != NULL)) {
        in->damaged = true;
    }
    if (in->damaged || check == NULL) {
        return;
    }
    int count = 0;
    plain_load(check->failure, sizeof check->failure, in);
    if (check->chain_room > 0) {
        memset(check->chains, 0, (size_t)check->chain_room * sizeof *check->chains);
    }
    plain_load_array((void **)&check->chains, &count, &check->chain_room, sizeof *check->chains,
                     in);
    bits_load(&check->dead, in);
    bits_load(&check->cut, in);
    mem_free(check->ids);
    check->ids = NULL;
    check->id_room = 0;
    int room = 0;
    plain_load_array((void **)&check->ids, &count, &room, sizeof *check->ids, in);
    check->id_room = count; /* a power of two: its size is part of the table */
    check->id_count = unpack_int(in, 0, 1 << 28);
    read_check_load(&check->reads, in);
}
