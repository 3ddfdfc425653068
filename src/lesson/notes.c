/* SPDX-License-Identifier: MIT */
#include "lesson/notes.h"

#include <stdio.h>
#include <string.h>

/* --- transactions ----------------------------------------------------------------------------- */

static bool is_read(const char *sql)
{
    static const char select[] = "SELECT";
    for (int i = 0; select[i] != '\0'; i++) {
        char letter = sql[i];
        letter = letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
        if (letter != select[i]) {
            return false;
        }
    }
    return true;
}

static void begin(struct txn_note *note, const struct event *event)
{
    *note = (struct txn_note){
        .is_known = true,
        .is_begun = event->kind == EVENT_BEGUN,
        .master = place_kind(event->place) == PLACE_MASTER ? place_index(event->place) : 0,
        .waits = event->kind == EVENT_BEGUN ? note->waits_before : 0,
        .begun_at = event->at,
    };
}

static void end(struct txn_note *note, const struct event *event, enum txn_state state)
{
    note->state = state;
    note->ended_at = event->at;
    note->waits_before = 0;
}

/* A read outside of a transaction leaves nothing to be committed. */
static void add_statement(struct txn_note *note, const struct event *event)
{
    if (!note->is_begun || note->state != TXN_OPEN) {
        begin(note, event);
    }
    note->statements++;
    note->statement = event->seq;
    if (is_read(event->text)) {
        note->reads++;
        if (!note->is_begun) {
            end(note, event, TXN_COMMITTED);
        }
    }
}

/* It is for the statement that caused it, or for a BEGIN, which comes when it is answered. */
static void add_wait(struct txn_note *note, const struct event *event)
{
    if ((note->is_begun && note->state == TXN_OPEN) ||
        (event->cause != 0 && event->cause == note->statement)) {
        note->waits++;
    } else {
        note->waits_before++;
    }
}

static void add_page(struct txn_note *note, const struct event *event)
{
    (void)event;
    note->pages += note->state == TXN_OPEN;
}

static void commit(struct txn_note *note, const struct event *event)
{
    end(note, event, TXN_COMMITTED);
}

static void roll_back(struct txn_note *note, const struct event *event)
{
    end(note, event, TXN_ROLLED_BACK);
}

void notes_feed(struct notes *notes, const struct event *event)
{
    static const struct {
        enum event_kind kind;
        void (*add)(struct txn_note *note, const struct event *event);
    } rows[] = {
        {EVENT_BEGUN, begin},        {EVENT_STATEMENT, add_statement},
        {EVENT_READ_ASKS, add_wait}, {EVENT_ACCEPTED, add_page},
        {EVENT_COMMITTED, commit},   {EVENT_ROLLED_BACK, roll_back},
        {EVENT_CONFLICT, roll_back},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].kind == event->kind && event->client > 0 && event->client <= CLIENTS_MAX) {
            rows[i].add(&notes->last[event->client - 1], event);
        }
    }
}

/* --- branches --------------------------------------------------------------------------------- */

static int find_branch(const struct notes *notes, const char *branch, const char *asked)
{
    int i = 0;
    while (i < notes->branch_count && (strcmp(notes->branches[i].branch, branch) != 0 ||
                                       strcmp(notes->branches[i].asked, asked) != 0)) {
        i++;
    }
    return i;
}

const struct branch_note *notes_find_branch(const struct notes *notes, const char *branch,
                                            const char *asked)
{
    int index = find_branch(notes, branch, asked);
    return index < notes->branch_count ? &notes->branches[index] : NULL;
}

enum rc notes_set_branch(struct notes *notes, const struct branch_note *note, struct err *err)
{
    int index = find_branch(notes, note->branch, note->asked);
    if (index == BRANCH_NOTES_MAX) {
        return err_set(err, RC_FULL, "at most %d values of other branches are noted",
                       BRANCH_NOTES_MAX);
    }
    notes->branches[index] = *note;
    notes->branch_count += index == notes->branch_count;
    return RC_OK;
}

/* --- saving ----------------------------------------------------------------------------------- */

void notes_save(struct buf *out, const struct notes *notes)
{
    for (int i = 0; i < CLIENTS_MAX; i++) {
        const struct txn_note *note = &notes->last[i];
        pack_bool(out, note->is_known);
        if (note->is_known) {
            pack_bool(out, note->is_begun);
            pack_int(out, (int)note->state);
            pack_int(out, note->master);
            pack_int(out, note->statements);
            pack_int(out, note->reads);
            pack_int(out, note->waits);
            pack_int(out, note->pages);
            pack_i64(out, note->begun_at);
            pack_i64(out, note->ended_at);
            pack_u64(out, note->statement);
        }
        pack_int(out, note->waits_before);
    }
    pack_int(out, notes->branch_count);
    for (int i = 0; i < notes->branch_count; i++) {
        pack_text(out, notes->branches[i].branch);
        pack_text(out, notes->branches[i].asked);
        pack_i64(out, notes->branches[i].number);
    }
}

static void load_txn(struct txn_note *note, struct unpack *in)
{
    *note = (struct txn_note){.is_known = unpack_bool(in)};
    if (note->is_known) {
        note->is_begun = unpack_bool(in);
        note->state = (enum txn_state)unpack_int(in, TXN_OPEN, TXN_ROLLED_BACK);
        note->master = unpack_int(in, 0, MASTERS_MAX - 1);
        note->statements = unpack_int(in, 0, INT32_MAX);
        note->reads = unpack_int(in, 0, INT32_MAX);
        note->waits = unpack_int(in, 0, INT32_MAX);
        note->pages = unpack_int(in, 0, INT32_MAX);
        note->begun_at = unpack_i64(in);
        note->ended_at = unpack_i64(in);
        note->statement = unpack_u64(in);
    }
    note->waits_before = unpack_int(in, 0, INT32_MAX);
}

void notes_load(struct notes *notes, struct unpack *in)
{
    for (int i = 0; i < CLIENTS_MAX; i++) {
        load_txn(&notes->last[i], in);
    }
    notes->branch_count = unpack_int(in, 0, BRANCH_NOTES_MAX);
    for (int i = 0; i < notes->branch_count; i++) {
        struct branch_note *note = &notes->branches[i];
        unpack_text(in, note->branch, sizeof(note->branch));
        unpack_text(in, note->asked, sizeof(note->asked));
        note->number = unpack_i64(in);
    }
}
