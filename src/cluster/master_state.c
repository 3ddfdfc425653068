/* SPDX-License-Identifier: MIT */
/* master_state: how a master is marked in a sweep, saved and restored. */
#include "cluster/ddl.h"
#include "cluster/recover.h"
#include "cluster/session.h"
#include "cluster/snapshot.h"
#include "cluster/world.h"

void master_mark(const struct master *master)
{
    struct book *book = &master->cluster->book;
    for (int i = 0; i < master->page_room; i++) {
        book_mark_version(book, master->pages[i].version);
        book_mark_version(book, master->pages[i].held);
    }
    for (int i = 0; i < master->session_top; i++) {
        const struct txn *txn = &master->sessions[i].txn;
        for (int k = 0; k < txn->version_count; k++) {
            book_mark_version(book, txn->versions[k]);
        }
    }
    for (int i = 0; i < master->write_room; i++) {
        const struct write *write = &master->writes[i];
        for (int k = 0; write->is_used && k < write->vote_count; k++) {
            book_mark_version(book, write->votes[k].version);
            book_mark_version(book, write->votes[k].blocker_version);
        }
    }
    for (int i = 0; i < master->notice_room; i++) {
        book_mark_version(book, master->notices[i].version);
    }
    for (int i = 0; i < master->log_count; i++) {
        book_mark_record(book, master->log[i].record);
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        for (int i = 0; i < master->inbox[m].count; i++) {
            book_mark_record(book, master->inbox[m].records[i]);
        }
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        for (int k = 0; k < master->logs[i].count; k++) {
            book_mark_record(book, master->logs[i].items[k].what);
        }
    }
    recover_mark(master);
    ddl_mark(master);
}

/* The pointers and rooms of `from` into `to`: the memory stays where it is. */
static void keep_memory(struct master *to, const struct master *from)
{
    to->cluster = from->cluster;
    to->store = from->store;
    to->sessions = from->sessions;
    to->snapshots = from->snapshots;
    to->applied_txns = from->applied_txns;
    to->live_txns = from->live_txns;
    to->locks = from->locks;
    to->pages = from->pages;
    to->held_pages = from->held_pages;
    to->held_room = from->held_room;
    to->writes = from->writes;
    to->notices = from->notices;
    to->undos = from->undos;
    to->undo_room = from->undo_room;
    to->log = from->log;
    to->log_room = from->log_room;
    to->stash = from->stash;
    to->stash_room = from->stash_room;
    to->recovery = from->recovery;
    to->ddl = from->ddl;
    for (int m = 0; m < MASTERS_MAX; m++) {
        to->inbox[m].records = from->inbox[m].records;
        to->inbox[m].room = from->inbox[m].room;
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        to->logs[i].items = from->logs[i].items;
        to->logs[i].room = from->logs[i].room;
    }
}

static void save_arrays(struct buf *out, const struct master *master)
{
    plain_save_array(out, master->pages, master->page_room, sizeof *master->pages);
    plain_save_array(out, master->held_pages, master->held_count, sizeof *master->held_pages);
    plain_save_array(out, master->notices, master->notice_room, sizeof *master->notices);
    plain_save_array(out, master->undos, master->undo_count, sizeof *master->undos);
    plain_save_array(out, master->log, master->log_count, sizeof *master->log);
    plain_save_array(out, master->stash, master->stash_count, sizeof *master->stash);
    for (int m = 0; m < MASTERS_MAX; m++) {
        plain_save_array(out, master->inbox[m].records, master->inbox[m].count, sizeof(uint32_t));
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        plain_save_array(out, master->logs[i].items, master->logs[i].count, sizeof(struct item));
    }
    pack_int(out, master->write_room);
    for (int i = 0; i < master->write_room; i++) {
        struct write plain = master->writes[i];
        plain.votes = NULL;
        plain.vote_room = 0;
        plain_save(out, &plain, sizeof plain);
        plain_save_array(out, master->writes[i].votes, plain.is_used ? plain.vote_count : 0,
                         sizeof(struct page_vote));
    }
}

static void load_writes(struct master *master, int before, struct unpack *in)
{
    int count = unpack_int(in, 0, 1 << 20);
    int room = before;
    mem_grow((void **)&master->writes, &room, count, sizeof(struct write));
    master->write_room = room;
    for (int i = 0; i < room; i++) {
        master->writes[i].is_used = false;
        master->writes[i].wake_at = SIM_NEVER;
    }
    for (int i = 0; i < count && !in->damaged; i++) {
        struct write *write = &master->writes[i];
        struct page_vote *votes = write->votes;
        int vote_room = write->vote_room;
        plain_load(write, sizeof *write, in);
        write->votes = votes;
        write->vote_room = vote_room;
        plain_load_array((void **)&write->votes, &write->vote_count, &write->vote_room,
                         sizeof(struct page_vote), in);
    }
}

static void load_arrays(struct master *master, const struct master *before, struct unpack *in)
{
    int count = 0;
    master->page_room = before->page_room;
    master->notice_room = before->notice_room;
    if (master->page_room > 0) {
        memset(master->pages, 0, (size_t)master->page_room * sizeof *master->pages);
    }
    if (master->notice_room > 0) {
        memset(master->notices, 0, (size_t)master->notice_room * sizeof *master->notices);
    }
    plain_load_array((void **)&master->pages, &count, &master->page_room, sizeof *master->pages,
                     in);
    plain_load_array((void **)&master->held_pages, &master->held_count, &master->held_room,
                     sizeof *master->held_pages, in);
    plain_load_array((void **)&master->notices, &count, &master->notice_room,
                     sizeof *master->notices, in);
    plain_load_array((void **)&master->undos, &master->undo_count, &master->undo_room,
                     sizeof *master->undos, in);
    plain_load_array((void **)&master->log, &master->log_count, &master->log_room,
                     sizeof *master->log, in);
    plain_load_array((void **)&master->stash, &master->stash_count, &master->stash_room,
                     sizeof *master->stash, in);
    for (int m = 0; m < MASTERS_MAX; m++) {
        struct inbox *inbox = &master->inbox[m];
        plain_load_array((void **)&inbox->records, &inbox->count, &inbox->room, sizeof(uint32_t),
                         in);
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        struct log_answer *answer = &master->logs[i];
        plain_load_array((void **)&answer->items, &answer->count, &answer->room,
                         sizeof(struct item), in);
    }
    load_writes(master, before->write_room, in);
}

void master_save(struct buf *out, struct master *master, struct buf *like)
{
    struct master plain = *master;
    struct master nothing = {0};
    pack_mark(out, "master");
    keep_memory(&plain, &nothing);
    plain_save(out, &plain, sizeof plain);
    save_arrays(out, master);
    bits_save(out, &master->applied_txns);
    bits_save(out, &master->live_txns);
    locks_save(out, &master->locks);
    recover_save(out, &master->recovery);
    ddl_save(out, &master->ddl);
    for (int i = 0; i < master->session_top; i++) {
        pack_bool(out, master->sessions[i].state != SESSION_FREE);
        if (master->sessions[i].state != SESSION_FREE) {
            session_save(out, &master->sessions[i]);
        }
    }
    store_save(out, master->store, like);
    snapshot_save_all(out, master, like);
}

enum rc master_load(struct master *master, struct unpack *in, struct buf *like, struct err *err)
{
    unpack_mark(in, "master");
    for (int i = 0; i < master->session_top; i++) {
        if (master->sessions[i].state != SESSION_FREE) {
            session_release(&master->sessions[i]);
        }
    }
    struct master before = *master;
    plain_load(master, sizeof *master, in);
    if (in->damaged || master->session_top < 0 || master->session_top > CONNECTIONS_MAX) {
        *master = before;
        master->session_top = 0;
        return unpack_check(in, err) != RC_OK
                   ? RC_DAMAGED
                   : err_set(err, RC_DAMAGED, "the saved state of m%d is damaged",
                             before.index + 1);
    }
    keep_memory(master, &before);
    load_arrays(master, &before, in);
    bits_load(&master->applied_txns, in);
    bits_load(&master->live_txns, in);
    locks_load(&master->locks, in);
    recover_load(&master->recovery, in);
    ddl_load(&master->ddl, in);
    for (int i = 0; i < master->session_top; i++) {
        if (unpack_bool(in)) {
            session_load(&master->sessions[i], in);
        }
    }
    enum rc rc = store_load(master->store, in, like, err);
    return rc == RC_OK ? snapshot_load_all(master, in, like, err) : rc;
}
