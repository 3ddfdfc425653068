/* SPDX-License-Identifier: MIT */
#include "cluster/book.h"

#include "base/hash.h"
#include "base/mem.h"
#include "cluster/plain.h"

#include <assert.h>
#include <string.h>

#define BUCKETS_MIN 256
#define GARBAGE_DIVISOR 4 /* one made for four alive: a sweep looks at five to free one */

void book_init(struct book *book)
{
    *book = (struct book){0};
    buf_init(&book->scratch, BUF_CAP_STATE);
    image_init(&book->image);
    book_rebuild_buckets(book);
    /* Number 0 is taken in both: the version of a page never written, and no record. */
    (void)book_new_version(book);
    (void)book_new_record(book);
}

void definition_free(struct definition *definition)
{
    if (definition != NULL) {
        mem_free(definition->sql);
        mem_free(definition->name);
        mem_free(definition->database);
        mem_free(definition);
    }
}

struct definition *definition_new(const struct store_ddl *ddl)
{
    struct definition *definition = mem_alloc(1, sizeof *definition);
    *definition = (struct definition){
        .kind = ddl->kind,
        .if_exists = ddl->if_exists,
        .table = ddl->table,
        .rows_per_page = ddl->rows_per_page,
        .sql = mem_text(ddl->sql != NULL ? ddl->sql : ""),
        .name = mem_text(ddl->name != NULL ? ddl->name : ""),
        .database = mem_text(ddl->database != NULL ? ddl->database : ""),
    };
    return definition;
}

struct store_ddl definition_ddl(const struct definition *definition)
{
    return (struct store_ddl){
        .kind = definition->kind,
        .sql = definition->sql,
        .name = definition->name,
        .database = definition->database,
        .table = definition->table,
        .rows_per_page = definition->rows_per_page,
        .if_exists = definition->if_exists,
    };
}

void record_release(struct record *record)
{
    changes_release(&record->changes);
    mem_free(record->packed);
    mem_free(record->versions);
    definition_free(record->definition);
    *record = (struct record){0};
}

void book_release(struct book *book)
{
    for (int i = 0; i < book->version_room; i++) {
        mem_free(book->versions[i].intents);
    }
    for (int i = 0; i < book->record_count; i++) {
        if (book->records[i].is_used) {
            record_release(&book->records[i]);
        }
    }
    mem_free(book->pages);
    mem_free(book->buckets);
    mem_free(book->versions);
    mem_free(book->free_versions);
    mem_free(book->records);
    mem_free(book->free_records);
    mem_free(book->fresh);
    buf_release(&book->scratch);
    image_release(&book->image);
    *book = (struct book){0};
}

/* --- pages ---------------------------------------------------------------------------------- */

static uint64_t hash_page(const struct page_id *id)
{
    uint64_t hash = hash_u64(HASH_START, id->table);
    hash = hash_u64(hash, (uint64_t)(int64_t)id->index);
    return hash_u64(hash, (uint64_t)id->bucket);
}

/* The bucket that holds `id`, or the empty one where it belongs. */
static uint32_t *find_bucket(const struct book *book, const struct page_id *id)
{
    uint64_t mask = (uint64_t)book->bucket_count - 1;
    for (uint64_t at = hash_page(id) & mask;; at = (at + 1) & mask) {
        uint32_t *bucket = &book->buckets[at];
        if (*bucket == 0 || page_compare(&book->pages[*bucket - 1], id) == 0) {
            return bucket;
        }
    }
}

/* A power of two of them, half of them free. */
void book_rebuild_buckets(struct book *book)
{
    mem_free(book->buckets);
    book->bucket_count = BUCKETS_MIN;
    while (book->bucket_count < book->page_count * 4) {
        book->bucket_count *= 2;
    }
    book->buckets = mem_alloc((size_t)book->bucket_count, sizeof(uint32_t));
    for (int i = 0; i < book->page_count; i++) {
        *find_bucket(book, &book->pages[i]) = (uint32_t)i + 1;
    }
}

uint32_t book_page(struct book *book, const struct page_id *id)
{
    uint32_t *bucket = find_bucket(book, id);
    if (*bucket != 0) {
        return *bucket - 1;
    }
    mem_grow((void **)&book->pages, &book->page_room, book->page_count + 1, sizeof *book->pages);
    book->pages[book->page_count++] = *id;
    *bucket = (uint32_t)book->page_count;
    if (book->page_count * 2 > book->bucket_count) {
        book_rebuild_buckets(book);
    }
    return (uint32_t)book->page_count - 1;
}

const struct page_id *book_page_id(const struct book *book, uint32_t page)
{
    assert(page < (uint32_t)book->page_count);
    return &book->pages[page];
}

/* --- versions and records ------------------------------------------------------------------- */

uint32_t book_new_version(struct book *book)
{
    uint32_t number;
    if (book->free_version_count > 0) {
        number = book->free_versions[--book->free_version_count];
    } else {
        mem_grow((void **)&book->versions, &book->version_room, book->version_count + 1,
                 sizeof *book->versions);
        number = (uint32_t)book->version_count++;
    }
    struct version *version = &book->versions[number];
    struct intent *intents = version->intents;
    int room = version->intent_room;
    *version = (struct version){.is_used = true, .intents = intents, .intent_room = room};
    book->made++;
    return number;
}

uint32_t book_new_record(struct book *book)
{
    uint32_t number;
    if (book->free_record_count > 0) {
        number = book->free_records[--book->free_record_count];
    } else {
        mem_grow((void **)&book->records, &book->record_room, book->record_count + 1,
                 sizeof *book->records);
        number = (uint32_t)book->record_count++;
    }
    struct record *record = &book->records[number];
    *record = (struct record){.is_used = true, .client = -1};
    changes_init(&record->changes);
    book->made++;
    return number;
}

struct version *book_version(const struct book *book, uint32_t number)
{
    assert(number < (uint32_t)book->version_count);
    return &book->versions[number];
}

struct record *book_record(const struct book *book, uint32_t number)
{
    assert(number != 0 && number < (uint32_t)book->record_count);
    return &book->records[number];
}

void version_add_intent(struct version *version, struct intent intent)
{
    mem_grow((void **)&version->intents, &version->intent_room, version->intent_count + 1,
             sizeof *version->intents);
    version->intents[version->intent_count++] = intent;
}

void book_pack(struct book *book, uint32_t number)
{
    struct record *record = book_record(book, number);
    if (record->packed_size > 0) {
        return;
    }
    buf_clear(&book->scratch);
    changes_slim(&record->changes);
    changes_save(&book->scratch, &record->changes);
    changes_release(&record->changes);
    record->packed_size = (int)book->scratch.size;
    mem_grow((void **)&record->packed, &record->packed_room, record->packed_size, 1);
    memcpy(record->packed, book->scratch.data, book->scratch.size);
}

struct record *book_open(struct book *book, uint32_t number)
{
    struct record *record = book_record(book, number);
    if (record->packed_size > 0) {
        struct unpack in = unpack_start(record->packed, (size_t)record->packed_size);
        changes_init(&record->changes);
        changes_load(&record->changes, &in);
        assert(!in.damaged);
        record->packed_size = 0;
    }
    return record;
}

/* --- ground truth --------------------------------------------------------------------------- */

void book_settle(struct book *book, uint32_t number, sim_us now)
{
    struct record *record = book_record(book, number);
    if (record->is_durable) {
        return;
    }
    record->is_durable = true;
    record->durable_at = now;
    mem_grow((void **)&book->fresh, &book->fresh_room, book->fresh_count + 1, sizeof(uint32_t));
    book->fresh[book->fresh_count++] = number;
}

void book_hold(struct book *book, uint32_t number, int copy, sim_us now)
{
    struct record *record = book_record(book, number);
    record->holders |= UINT32_C(1) << copy;
    record->wiped &= ~(UINT32_C(1) << copy);
    if (__builtin_popcount(record->holders | record->wiped) >= WRITE_QUORUM) {
        book_settle(book, number, now);
    }
}

void book_drop(struct book *book, uint32_t number, int copy)
{
    book_record(book, number)->holders &= ~(UINT32_C(1) << copy);
}

void book_wipe(struct book *book, uint32_t number, int copy)
{
    book_drop(book, number, copy);
    book_record(book, number)->wiped |= UINT32_C(1) << copy;
}

void book_fill(struct book *book, int copy)
{
    for (int i = 1; i < book->record_count; i++) {
        book->records[i].wiped &= ~(UINT32_C(1) << copy);
    }
}

bool book_is_open(const struct book *book, uint32_t number)
{
    const struct record *record = &book->records[number];
    return record->is_used && !record->is_answered && !record->is_voided &&
           record->place > book->image.applied[record->master];
}

/* --- sweep ---------------------------------------------------------------------------------- */

bool book_wants_sweep(const struct book *book, int64_t at_least)
{
    return book->made >= at_least && book->made >= book->alive / GARBAGE_DIVISOR;
}

void book_mark_version(struct book *book, uint32_t number)
{
    book_version(book, number)->is_marked = true;
}

void book_mark_record(struct book *book, uint32_t number)
{
    if (number == 0) {
        return;
    }
    struct record *record = book_record(book, number);
    if (!record->is_marked) {
        record->is_marked = true;
        for (int i = 0; i < record->version_count; i++) {
            book_mark_version(book, record->versions[i]);
        }
    }
}

static void add_free(uint32_t **items, int *count, int *room, int number)
{
    mem_grow((void **)items, room, *count + 1, sizeof(uint32_t));
    (*items)[(*count)++] = (uint32_t)number;
}

void book_list_free(struct book *book)
{
    book->free_version_count = 0;
    book->free_record_count = 0;
    for (int i = book->version_count - 1; i > 0; i--) {
        if (!book->versions[i].is_used) {
            add_free(&book->free_versions, &book->free_version_count, &book->free_version_room, i);
        }
    }
    for (int i = book->record_count - 1; i > 0; i--) {
        if (!book->records[i].is_used) {
            add_free(&book->free_records, &book->free_record_count, &book->free_record_room, i);
        }
    }
}

void book_unmark(struct book *book)
{
    for (int i = 0; i < book->version_count; i++) {
        book->versions[i].is_marked = false;
    }
    for (int i = 0; i < book->record_count; i++) {
        book->records[i].is_marked = false;
    }
}

void book_sweep(struct book *book)
{
    book->alive = 0;
    for (int i = 1; i < book->version_count; i++) {
        struct version *version = &book->versions[i];
        version->is_used = version->is_used && version->is_marked;
        book->alive += version->is_used;
    }
    for (int i = 1; i < book->record_count; i++) {
        struct record *record = &book->records[i];
        if (record->is_used && !record->is_marked) {
            record_release(record);
        }
        book->alive += record->is_used;
    }
    book->made = 0;
    book_unmark(book);
    book_list_free(book);
}
