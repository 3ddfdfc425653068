/* SPDX-License-Identifier: MIT */
/*
 * book_state: the book as it is saved and restored. Versions and records go by numbers, and
 * keep them. What nobody refers to has a number that is still taken, and nothing else.
 */
#include "cluster/book.h"

#include "cluster/plain.h"

#include <string.h>

/* So many go together, each field of all of them in a row: enough for fields to be alike. */
#define BATCH 256

#define INTENTS_MAX (1 << 24) /* against damaged bytes */

enum entry_state { ENTRY_FREE, ENTRY_TAKEN, ENTRY_WHOLE };

/* --- definitions ---------------------------------------------------------------------------- */

void definition_save(struct buf *out, const struct definition *definition)
{
    pack_bool(out, definition != NULL);
    if (definition != NULL) {
        pack_int(out, (int)definition->kind);
        pack_bool(out, definition->if_exists);
        pack_u64(out, definition->table);
        pack_int(out, definition->rows_per_page);
        pack_text(out, definition->sql);
        pack_text(out, definition->name);
        pack_text(out, definition->database);
    }
}

struct definition *definition_load(struct unpack *in)
{
    if (!unpack_bool(in)) {
        return NULL;
    }
    struct definition *definition = mem_alloc(1, sizeof *definition);
    definition->kind = (enum ddl_kind)unpack_int(in, DDL_NONE, DDL_KINDS - 1);
    definition->if_exists = unpack_bool(in);
    definition->table = (uint32_t)unpack_u64(in);
    definition->rows_per_page = unpack_int(in, 0, INT32_MAX);
    definition->sql = unpack_copy(in);
    definition->name = unpack_copy(in);
    definition->database = unpack_copy(in);
    return definition;
}

/* --- numbers -------------------------------------------------------------------------------- */

/* The numbers of those that are whole, in order; how the others stand is saved or read here. */
struct numbers {
    unsigned char *states; /* owned; by number */
    int *whole;            /* owned */
    int whole_count;
    int count;
};

static struct numbers numbers_new(int count)
{
    return (struct numbers){.states = mem_alloc((size_t)count, 1),
                            .whole = mem_alloc((size_t)count, sizeof(int)),
                            .count = count};
}

static void numbers_free(struct numbers *numbers)
{
    mem_free(numbers->states);
    mem_free(numbers->whole);
}

static void numbers_list(struct numbers *numbers)
{
    for (int i = 0; i < numbers->count; i++) {
        if (numbers->states[i] == ENTRY_WHOLE) {
            numbers->whole[numbers->whole_count++] = i;
        }
    }
}

static void numbers_save(struct buf *out, struct numbers *numbers)
{
    pack_int(out, numbers->count);
    pack_items(out, numbers->states, numbers->count, 1);
    numbers_list(numbers);
}

static struct numbers numbers_load(struct unpack *in)
{
    struct numbers numbers = numbers_new(unpack_int(in, 1, 1 << 24));
    unpack_items(in, numbers.states, numbers.count, 1);
    if (!in->damaged) {
        numbers_list(&numbers);
    }
    return numbers;
}

/* How many of those from `at` on go together. */
static int batch_size(const struct numbers *numbers, int at)
{
    int left = numbers->whole_count - at;
    return left < BATCH ? left : BATCH;
}

static enum entry_state state_of(bool is_used, bool is_marked)
{
    return !is_used ? ENTRY_FREE : is_marked ? ENTRY_WHOLE : ENTRY_TAKEN;
}

/* --- versions ------------------------------------------------------------------------------- */

static void save_versions(struct buf *out, const struct book *book)
{
    char *batch = mem_alloc(BATCH, VERSION_PLAIN_SIZE);
    struct numbers numbers = numbers_new(book->version_count);
    for (int i = 0; i < numbers.count; i++) {
        const struct version *version = &book->versions[i];
        numbers.states[i] = (unsigned char)state_of(version->is_used, version->is_marked || i == 0);
    }
    numbers_save(out, &numbers);
    for (int at = 0; at < numbers.whole_count; at += BATCH) {
        const int *whole = numbers.whole + at;
        int count = batch_size(&numbers, at);
        for (int i = 0; i < count; i++) {
            memcpy(batch + (size_t)i * VERSION_PLAIN_SIZE, &book->versions[whole[i]],
                   VERSION_PLAIN_SIZE);
        }
        pack_items(out, batch, count, VERSION_PLAIN_SIZE);
        for (int i = 0; i < count; i++) {
            const struct version *version = &book->versions[whole[i]];
            pack_items(out, version->intents, version->intent_count, sizeof(struct intent));
        }
    }
    numbers_free(&numbers);
    mem_free(batch);
}

/* `plain` with the memory that the version there has. */
static void replace_version(struct version *version, const void *plain)
{
    memcpy(version, plain, VERSION_PLAIN_SIZE);
    version->is_marked = false;
}

static void load_version(struct version *version, const void *plain, struct unpack *in)
{
    replace_version(version, plain);
    int count = version->intent_count;
    version->intent_count = 0;
    if (count < 0 || count > INTENTS_MAX) {
        in->damaged = true;
        return;
    }
    mem_grow((void **)&version->intents, &version->intent_room, count, sizeof(struct intent));
    unpack_items(in, version->intents, count, sizeof(struct intent));
    version->intent_count = count;
}

static void load_versions(struct book *book, struct unpack *in)
{
    char *batch = mem_alloc(BATCH, VERSION_PLAIN_SIZE);
    struct numbers numbers = numbers_load(in);
    mem_grow((void **)&book->versions, &book->version_room, numbers.count, sizeof(struct version));
    for (int i = 0; i < numbers.count || i < book->version_count; i++) {
        bool is_used = i < numbers.count && numbers.states[i] != ENTRY_FREE;
        replace_version(&book->versions[i], &(struct version){.is_used = is_used});
    }
    book->version_count = numbers.count;
    for (int at = 0; at < numbers.whole_count && !in->damaged; at += BATCH) {
        int count = batch_size(&numbers, at);
        unpack_items(in, batch, count, VERSION_PLAIN_SIZE);
        for (int i = 0; i < count && !in->damaged; i++) {
            load_version(&book->versions[numbers.whole[at + i]],
                         batch + (size_t)i * VERSION_PLAIN_SIZE, in);
        }
    }
    numbers_free(&numbers);
    mem_free(batch);
}

/* --- records -------------------------------------------------------------------------------- */

static void save_rest(struct buf *out, const struct record *record)
{
    if (record->packed_size > 0) {
        pack_bytes(out, record->packed, (size_t)record->packed_size);
    } else {
        changes_save(out, &record->changes);
    }
    for (int i = 0; i < record->version_count; i++) {
        pack_u64(out, record->versions[i]);
    }
    definition_save(out, record->definition);
}

static void save_records(struct buf *out, const struct book *book)
{
    char *batch = mem_alloc(BATCH, RECORD_PLAIN_SIZE);
    struct numbers numbers = numbers_new(book->record_count);
    for (int i = 0; i < numbers.count; i++) {
        const struct record *record = &book->records[i];
        numbers.states[i] = (unsigned char)state_of(record->is_used, record->is_marked);
    }
    numbers_save(out, &numbers);
    for (int at = 0; at < numbers.whole_count; at += BATCH) {
        const int *whole = numbers.whole + at;
        int count = batch_size(&numbers, at);
        for (int i = 0; i < count; i++) {
            memcpy(batch + (size_t)i * RECORD_PLAIN_SIZE, &book->records[whole[i]],
                   RECORD_PLAIN_SIZE);
        }
        pack_items(out, batch, count, RECORD_PLAIN_SIZE);
        for (int i = 0; i < count; i++) {
            save_rest(out, &book->records[whole[i]]);
        }
    }
    numbers_free(&numbers);
    mem_free(batch);
}

static void load_changes(struct record *record, struct unpack *in)
{
    if (record->packed_size == 0) {
        if (record->changes.bytes.data == NULL) {
            changes_init(&record->changes);
        }
        changes_load(&record->changes, in);
        return;
    }
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    changes_release(&record->changes);
    if (size != (size_t)record->packed_size) {
        in->damaged = true;
        record->packed_size = 0;
        return;
    }
    mem_grow((void **)&record->packed, &record->packed_room, record->packed_size, 1);
    memcpy(record->packed, bytes, size);
}

/* Into the memory of the record that was there. */
static void load_record(struct record *record, const void *plain, struct unpack *in)
{
    definition_free(record->definition);
    record->definition = NULL;
    memcpy(record, plain, RECORD_PLAIN_SIZE);
    record->is_marked = false;
    int versions = record->version_count;
    record->version_count = 0;
    load_changes(record, in);
    for (int i = 0; i < versions && !in->damaged; i++) {
        mem_grow((void **)&record->versions, &record->version_room, i + 1, sizeof(uint32_t));
        record->versions[i] = (uint32_t)unpack_u64(in);
        record->version_count = i + 1;
    }
    record->definition = definition_load(in);
}

static void load_records(struct book *book, struct unpack *in)
{
    char *batch = mem_alloc(BATCH, RECORD_PLAIN_SIZE);
    struct numbers numbers = numbers_load(in);
    mem_grow((void **)&book->records, &book->record_room, numbers.count, sizeof(struct record));
    for (int i = 0; i < numbers.count || i < book->record_count; i++) {
        int state = i < numbers.count ? numbers.states[i] : ENTRY_FREE;
        if (state != ENTRY_WHOLE && book->records[i].is_used) {
            record_release(&book->records[i]);
        }
        book->records[i].is_used = state != ENTRY_FREE;
    }
    book->record_count = numbers.count;
    for (int at = 0; at < numbers.whole_count && !in->damaged; at += BATCH) {
        int count = batch_size(&numbers, at);
        unpack_items(in, batch, count, RECORD_PLAIN_SIZE);
        for (int i = 0; i < count && !in->damaged; i++) {
            load_record(&book->records[numbers.whole[at + i]],
                        batch + (size_t)i * RECORD_PLAIN_SIZE, in);
        }
    }
    numbers_free(&numbers);
    mem_free(batch);
}

/* --- the whole ------------------------------------------------------------------------------ */

void book_save(struct buf *out, const struct book *book)
{
    pack_mark(out, "book");
    plain_save_array(out, book->pages, book->page_count, sizeof *book->pages);
    save_versions(out, book);
    save_records(out, book);
    plain_save_array(out, book->fresh, book->fresh_count, sizeof(uint32_t));
    pack_int(out, book->made);
    pack_int(out, book->alive);
}

void book_load(struct book *book, struct unpack *in)
{
    unpack_mark(in, "book");
    plain_load_array((void **)&book->pages, &book->page_count, &book->page_room,
                     sizeof *book->pages, in);
    book_rebuild_buckets(book);
    load_versions(book, in);
    load_records(book, in);
    book_list_free(book);
    plain_load_array((void **)&book->fresh, &book->fresh_count, &book->fresh_room, sizeof(uint32_t),
                     in);
    book->made = unpack_int(in, 0, 1 << 30);
    book->alive = unpack_int(in, 0, 1 << 30);
}
