/* SPDX-License-Identifier: MIT */
/*
 * book: page versions and commit records. Both are immutable once made, are
 * written down once for the whole cluster and go by their numbers: packets,
 * caches and copies hold numbers only. What no number refers to any more is
 * taken back by a sweep, at moments that depend on nothing but the run.
 *
 * The book is memory, not knowledge: nobody reads an entry whose number no
 * packet brought to him. It also keeps the ground truth of which copies hold a
 * record, for counting; no part of the model asks for that.
 */
#ifndef CLUSTER_BOOK_H
#define CLUSTER_BOOK_H

#include "base/limits.h"
#include "base/pack.h"
#include "base/span.h"
#include "cluster/image.h"
#include "store/changes.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An uncommitted change that a page version shows: who holds which row or unique key. */
struct intent {
    uint64_t lock; /* of store/changes.h */
    uint64_t txn;
    uint64_t epoch; /* of its master when it was made; its low bits say which master */
};

/* Epochs and log sequence numbers carry their author in the low bits. */
#define AUTHORS 8
static inline int epoch_master(uint64_t epoch)
{
    return (int)(epoch % AUTHORS);
}

struct version {
    uint32_t page;
    int author;
    bool is_background; /* an undo: it cleans a page and changes no row */
    bool is_used;
    bool is_marked;
    uint64_t lsn; /* counter * AUTHORS + author */
    uint64_t base;
    uint64_t epoch;
    uint64_t txn;
    uint64_t proposal;
    uint64_t after[MASTERS_MAX]; /* the author's applied vector when it was made */
    int64_t row;                 /* an integer key that stands for the rows changed */
    sim_us made_at;
    int intent_count;
    /* What follows is saved by itself. */
    struct intent *intents; /* owned; whole, never a difference */
    int intent_room;
};
#define VERSION_PLAIN_SIZE offsetof(struct version, intents)

struct definition {
    enum ddl_kind kind;
    bool if_exists;
    uint32_t table;
    int rows_per_page; /* of the table created */
    char *sql;         /* owned */
    char *name;        /* owned */
    char *database;    /* owned */
};

/*
 * A record that every master at work has applied is packed: its changes are bytes, as they
 * are saved. Who catches up opens it.
 */
struct record {
    int master;
    uint64_t place; /* in that master's log, from 1 */
    uint64_t epoch; /* under which the transaction ran */
    uint64_t txn;
    int client; /* 0-based; -1: none */
    uint64_t unit;
    uint64_t deps[MASTERS_MAX]; /* what the author had applied */
    sim_us made_at;
    int64_t row;
    uint64_t event; /* of the commit, for causes */
    int version_count;
    int packed_size; /* 0: it is open */
    bool is_used;
    bool is_marked;
    /* Ground truth. */
    uint32_t holders; /* bit i: copy i */
    uint32_t wiped;   /* those that held it when they lost their disks, while they are empty */
    bool is_durable;  /* four held it once */
    bool is_answered; /* its client was told OK */
    bool is_voided;   /* a recovery found it nowhere */
    sim_us durable_at;
    /* What follows is saved by itself. */
    struct changes changes; /* owned; empty while it is packed */
    char *packed;           /* owned */
    int packed_room;
    uint32_t *versions; /* owned; the transaction's page versions, but for those long replaced */
    int version_room;
    struct definition *definition; /* owned; NULL: rows only */
};
#define RECORD_PLAIN_SIZE offsetof(struct record, changes)

struct book {
    struct page_id *pages; /* owned; by dense number */
    int page_count;
    int page_room;
    uint32_t *buckets; /* owned; page number + 1, open addressing */
    int bucket_count;
    struct version *versions; /* owned; 0 is the version of a page never written */
    int version_count;
    int version_room;
    uint32_t *free_versions; /* owned; the lowest last, for it is used first */
    int free_version_count;
    int free_version_room;
    struct record *records; /* owned; 0 is none */
    int record_count;
    int record_room;
    uint32_t *free_records; /* owned; likewise */
    int free_record_count;
    int free_record_room;
    struct buf scratch; /* owned */
    struct image image; /* what records that are kept no more have made of the rows */
    int made;           /* versions and records since the last sweep */
    int alive;          /* of them, after it */
    uint32_t *fresh;    /* owned; records that became durable and are not yet told */
    int fresh_count;
    int fresh_room;
};

void book_init(struct book *book);
void book_release(struct book *book);

/* The dense number of a page, from 0; the same for the same page ever after. */
uint32_t book_page(struct book *book, const struct page_id *id);
const struct page_id *book_page_id(const struct book *book, uint32_t page);

/* A blank version or record, to be filled in before its number is given away. */
uint32_t book_new_version(struct book *book);
uint32_t book_new_record(struct book *book);
struct version *book_version(const struct book *book, uint32_t number);
struct record *book_record(const struct book *book, uint32_t number);
void version_add_intent(struct version *version, struct intent intent);

struct definition *definition_new(const struct store_ddl *ddl);
/* As the store wants it; its texts are borrowed. */
struct store_ddl definition_ddl(const struct definition *definition);
void definition_free(struct definition *definition); /* NULL is fine */
void definition_save(struct buf *out, const struct definition *definition);
/* The caller owns it; NULL: none was saved. */
struct definition *definition_load(struct unpack *in);

void book_pack(struct book *book, uint32_t record);
/* The record, open. */
struct record *book_open(struct book *book, uint32_t record);

/* Ground truth: a copy begins or ceases to hold a record. */
void book_hold(struct book *book, uint32_t record, int copy, sim_us now);
void book_drop(struct book *book, uint32_t record, int copy);
/*
 * The same, with its disk: what it has said of it until then may still count somewhere, and three
 * others that hold it will fill it up with it. That is over when the copy is whole again.
 */
void book_wipe(struct book *book, uint32_t record, int copy);
void book_fill(struct book *book, int copy);
/* It is final, however many hold it: a commit that is in the image. */
void book_settle(struct book *book, uint32_t record, sim_us now);
/* Is it neither answered nor void nor final? Recovery may still have to tell of it. */
bool book_is_open(const struct book *book, uint32_t record);

/*
 * A sweep: when it is wanted, its user marks what he refers to, then ends it. `at_least` so many
 * are made before the next one, and more when much is alive, so that sweeps stay cheap.
 */
bool book_wants_sweep(const struct book *book, int64_t at_least);
void book_unmark(struct book *book);
void book_mark_version(struct book *book, uint32_t number);
void book_mark_record(struct book *book, uint32_t number); /* with its versions */
void book_sweep(struct book *book);

/* What is marked is saved whole; of the rest only that its numbers are taken. The image is
 * saved by whoever saves the stores, which are much like it. */
void book_save(struct buf *out, const struct book *book);
void book_load(struct book *book, struct unpack *in);

/* For book_state.c. */
void book_rebuild_buckets(struct book *book);
void book_list_free(struct book *book);
void record_release(struct record *record);

#endif
