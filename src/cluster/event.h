/* SPDX-License-Identifier: MIT */
/*
 * event: what happened, as one plain record, and its one sentence.
 *
 * There is one table of kinds (event_table.c). The event panel, `quartet run`, the
 * JSON form, lesson checks, traces and `help events` are all made from it. An
 * event is formatted only when someone reads it; making one costs no text.
 *
 * Every event names its cause, the number of an earlier event (0: a command of
 * a person), so that `\why` can walk back to the root.
 */
#ifndef CLUSTER_EVENT_H
#define CLUSTER_EVENT_H

#include "base/buf.h"
#include "base/pack.h"
#include "base/span.h"
#include "cluster/place.h"
#include "store/changes.h" /* struct page_id */
#include "store/rows.h"    /* enum ddl_kind */

#include <stdbool.h>
#include <stdint.h>

/*
 * The kinds: name in C, name in JSON and checks. Sentence and fields stand in
 * the table of event_table.c. The groups of the filters are ranges of this order
 * (view/event_filter.c): a new kind stands among its like.
 */
#define EVENT_KINDS(X)                                                                             \
    /* commands and faults */                                                                      \
    X(COMMAND, "command")                                                                          \
    X(AZ_DOWN, "az_down")                                                                          \
    X(AZ_UP, "az_up")                                                                              \
    X(MASTER_KILLED, "master_killed")                                                              \
    X(MASTER_CRASHED, "master_crashed")                                                            \
    X(DISPATCHER_UP, "dispatcher_up")                                                              \
    X(MASTER_HUNG, "master_hung")                                                                  \
    X(MASTER_RESTARTED, "master_restarted")                                                        \
    X(MASTER_RECOVERING, "master_recovering")                                                      \
    X(MASTER_ONLINE, "master_online")                                                              \
    X(MASTER_ADDED, "master_added")                                                                \
    X(MASTER_REMOVED, "master_removed")                                                            \
    X(COPY_DOWN, "copy_down")                                                                      \
    X(COPY_UP, "copy_up")                                                                          \
    X(COPY_WIPED, "copy_wiped")                                                                    \
    X(COPY_LACKS, "copy_lacks")                                                                    \
    X(COPY_WHOLE, "copy_whole")                                                                    \
    X(LINK_CUT, "cut")                                                                             \
    X(LINK_WHOLE, "uncut")                                                                         \
    X(LINK_SLOW, "slow")                                                                           \
    X(LINK_LOSSY, "loss")                                                                          \
    X(DISK_SLOW, "disk_congestion")                                                                \
    X(DISK_FAILS, "disk_failure")                                                                  \
    X(DISK_WELL, "disk_well")                                                                      \
    X(READ_ONLY, "read_only")                                                                      \
    X(HEALED, "healed")                                                                            \
    /* a transaction at its master */                                                              \
    X(BEGUN, "begin")                                                                              \
    X(STATEMENT, "statement")                                                                      \
    X(LOCK_WAITS, "lock_wait")                                                                     \
    X(LOCK_GIVEN, "lock")                                                                          \
    X(PROPOSED, "propose")                                                                         \
    X(ACCEPTED, "accepted")                                                                        \
    X(TIED, "tie")                                                                                 \
    X(VERDICT, "verdict")                                                                          \
    X(CONFLICT, "conflict")                                                                        \
    X(QUORUM_WAITS, "quorum_wait")                                                                 \
    X(SNAPSHOT, "snapshot")                                                                        \
    X(READ_ASKS, "read_asks")                                                                      \
    X(READ_WAITS, "read_wait")                                                                     \
    X(READ_READY, "read_ready")                                                                    \
    X(READ_FAILED, "read_failed")                                                                  \
    X(COMMITTED, "commit")                                                                         \
    X(ROLLED_BACK, "rollback")                                                                     \
    X(ANSWERED_ERROR, "error")                                                                     \
    X(FORWARDED, "ddl_forward")                                                                    \
    X(CLOSED, "ddl_lock")                                                                          \
    X(DDL_FAILED, "ddl_failed")                                                                    \
    X(DEFINED, "ddl")                                                                              \
    /* replication and recovery */                                                                 \
    X(APPLIED, "apply")                                                                            \
    X(PULLED, "pull")                                                                              \
    X(FENCED, "fenced")                                                                            \
    X(RECOVERED, "recovered")                                                                      \
    X(ADOPTED, "adopted")                                                                          \
    X(VOIDED, "voided")                                                                            \
    X(UNDONE, "undone")                                                                            \
    X(LEFT_BEHIND, "left_behind")                                                                  \
    X(FULL_COPY, "full_copy")                                                                      \
    X(COPY_REBUILT, "copy_rebuilt")                                                                \
    /* the client side */                                                                          \
    X(CLIENT_ADDED, "client_added")                                                                \
    X(RESOLVED, "resolved")                                                                        \
    X(CONNECTED, "connected")                                                                      \
    X(CONNECTION_REFUSED, "connection_refused")                                                    \
    X(CONNECTION_LOST, "connection_lost")                                                          \
    X(TIMED_OUT, "timeout")                                                                        \
    X(CONNECTION_CLOSED, "connection_closed")                                                      \
    X(POOL_FULL, "pool_full")                                                                      \
    X(POOL_EXHAUSTED, "pool_exhausted")                                                            \
    X(LEAK, "leak")                                                                                \
    X(CHECK_FAILED, "check_failed")                                                                \
    X(ENDPOINT_SUSPECT, "suspect")                                                                 \
    X(ENDPOINT_DOWN, "endpoint_down")                                                              \
    X(ENDPOINT_UP, "endpoint_up")                                                                  \
    X(ENDPOINT_TRIAL, "endpoint_trial")                                                            \
    X(ENDPOINT_WARMING, "endpoint_warming")                                                        \
    X(ENDPOINT_DRAINING, "endpoint_draining")                                                      \
    X(ENDPOINT_DISABLED, "endpoint_disabled")                                                      \
    X(ENDPOINT_ENABLED, "endpoint_enabled")                                                        \
    X(PICKED, "picked")                                                                            \
    X(MOVED, "moved")                                                                              \
    X(TRIES, "tries")                                                                              \
    X(RETRIED, "retry")                                                                            \
    X(UNSURE, "unsure")                                                                            \
    X(PROBES, "probe")                                                                             \
    X(KEY_SOUGHT, "key")                                                                           \
    X(BUDGET_SPENT, "budget")                                                                      \
    X(UNIT_OK, "unit_ok")                                                                          \
    X(UNIT_FAILED, "unit_failed")                                                                  \
    X(UNIT_UNKNOWN, "unknown")                                                                     \
    X(UNIT_DOUBLED, "unit_doubled")                                                                \
    X(OUTAGE_BEGUN, "outage_begun")                                                                \
    X(OUTAGE_OVER, "outage_over")                                                                  \
    X(DRIVER_SET, "driver")                                                                        \
    X(DRIVER_FAILED, "driver_error")                                                               \
    X(LOAD_BEGUN, "load")                                                                          \
    X(LOAD_ENDED, "load_done")                                                                     \
    /* game days */                                                                                \
    X(CHAOS_BEGUN, "chaos")                                                                        \
    X(CHAOS_GIVES, "chaos_line")                                                                   \
    X(CHAOS_ENDED, "chaos_done")                                                                   \
    /* lessons */                                                                                  \
    X(LESSON, "lesson")                                                                            \
    X(STEP, "step")                                                                                \
    X(ANSWERED, "answer")                                                                          \
    X(HINTED, "hint")

#define X(name, text) EVENT_##name,
enum event_kind { EVENT_KINDS(X) EVENT_KIND_COUNT };
#undef X

/* What `code` says, for the kinds that have reasons. Their words are in the table. */
enum event_crash { EVENT_CRASH_INSTANCE, EVENT_CRASH_NODE, EVENT_CRASH_DISPATCHER };
enum event_disk { DISK_IS_QUICK, DISK_IS_SOUND }; /* what is over */
enum event_verdict { VERDICT_YIELD, VERDICT_STAY };
enum event_conflict {
    CONFLICT_PHYSICAL, /* another master changed the page */
    CONFLICT_LOGICAL,  /* another master has an uncommitted change of the row */
    CONFLICT_TIE,      /* both were short of votes, and the resolver or the policy chose */
    CONFLICT_LOCAL,    /* two transactions of one master wait for each other */
};
enum event_rollback {
    ROLLBACK_ASKED,      /* the client said ROLLBACK */
    ROLLBACK_CONFLICT,   /* 1213 */
    ROLLBACK_CONNECTION, /* its connection ended */
    ROLLBACK_NO_QUORUM,
    ROLLBACK_LOCK_WAIT, /* 1205 */
    ROLLBACK_DDL,       /* a definition of its table */
    ROLLBACK_FENCED,    /* its master was recovered by another */
    ROLLBACK_FAILED,    /* the statement that was all of it could not be done */
    ROLLBACK_READ_ONLY, /* its master takes no commits any more */
};
enum event_defined { DEFINED_EVERYWHERE, DEFINED_WHERE_UP }; /* a master that is not has it later */
enum event_ddl {
    DDL_IS_UNANSWERED, /* by a master that may be alive */
    DDL_IS_BUSY,       /* another definition is under way */
    DDL_IS_UNSURE,     /* committed, and perhaps not everywhere */
    DDL_IS_LOST,       /* whoever ran it has ended */
};
enum event_closed { CLOSED_IDLE, CLOSED_OLD }; /* why a pool closes a connection */
enum event_chaos { CHAOS_IS_DONE, CHAOS_IS_STOPPED, CHAOS_HAS_MET }; /* why a game day is over */

enum event_down { /* why an endpoint is DOWN for a client */
                  DOWN_CHECKS,
                  DOWN_ERRORS,
                  DOWN_TIMEOUT,
                  DOWN_MANY_ERRORS,
                  DOWN_BREAKER,
                  DOWN_TRIAL, /* as before: its trial has failed */
};
enum event_doubt { DOUBT_SUSPECT, DOUBT_DOWN }; /* of the endpoint that is tried */
/* why */
enum event_move { MOVED_AFTER_FAILURE, MOVED_FROM_SUSPECT, MOVED_FROM_DOWN, MOVED_AFTER_ERROR };
enum event_key { KEY_FOUND, KEY_ABSENT, KEY_MET }; /* what came of looking for a unit's key */

/* Which fields of the record a kind uses is in its row; the others are zero. */
struct event {
    sim_us at;
    uint64_t seq;   /* 1.. within the run; given by cluster_emit() */
    uint64_t cause; /* seq of what led to it; 0: a person did */
    enum event_kind kind;
    place_id place;     /* whose event it is: the subject of the sentence */
    place_id other;     /* the other party; PLACE_NONE: none */
    int client;         /* 1.. for @1..; 0: none */
    uint64_t txn;       /* engine-wide number of the transaction; 0: none */
    uint64_t other_txn; /* the other party's; 0: none, or not known */
    struct page_id page;
    int64_t row;     /* the integer key that stands for the rows touched */
    int64_t count;   /* copies, rows, tries, ...: the row of the table says */
    int64_t code;    /* an enum sql_error, an lsn, a reason of the kind's own */
    sim_us length;   /* a time the sentence tells */
    uint32_t copies; /* a set of storage copies, bit i = copy i */
    char text[40];   /* a name: driver, load, table; or the first words of a command */
};

enum event_field_kind {
    FIELD_PLACE,      /* "m2", "b", "b1"; null: none */
    FIELD_PLACE_CODE, /* the same, kept in an int64_t */
    FIELD_CLIENT,     /* 1; null: none. If it is 0 and the subject is a client, that one */
    FIELD_CLIENT_CODE,
    FIELD_NUMBER,
    FIELD_TXN,
    FIELD_TIME,   /* microseconds */
    FIELD_PAGE,   /* "orders:3"; null: none */
    FIELD_TABLE,  /* the page's table alone */
    FIELD_COPIES, /* "a1 a2 c1 c2" */
    FIELD_ERROR,  /* an enum sql_error as MySQL's number */
    FIELD_TEXT,
    FIELD_REASON /* a word of the row's `reasons`, chosen by `code` */
};

struct event_field {
    const char *name; /* in JSON and checks: "master", "length_us" */
    enum event_field_kind kind;
    size_t offset; /* in struct event */
};

#define EVENT_FIELDS_MAX 10
#define EVENT_FORMS_MAX 10
#define EVENT_REASONS_MAX 10

/* Who knows what a table is called, and any other name an event refers to. */
typedef const char *(*event_table_name_fn)(const void *user, uint32_t table);

struct event_row {
    const char *name;    /* "az_down" */
    const char *subject; /* "driver"; NULL: the place's name */
    bool is_fault;       /* something is taken away, or slower from then on */
    /*
     * The sentence without its subject, verb first: "connects to {other}". {…} is a value of
     * the record (event_say.c has their list); what stands in […] falls away when a value in
     * it is none or 0. With more than one form, `code` chooses.
     */
    const char *say[EVENT_FORMS_MAX];
    const char *meaning;                         /* one line for `help events` */
    const char *reasons[EVENT_REASONS_MAX];      /* the words of `code` */
    struct event_field fields[EVENT_FIELDS_MAX]; /* ends with a NULL name */
};

const struct event_row *event_row(enum event_kind kind);
/* Is its kind one, and does it not tell that it is over, as a link's does? */
bool event_is_fault(const struct event *event);
/* Fill the text with a definition's words: "CREATE TABLE orders". */
void event_set_definition(struct event *event, enum ddl_kind kind, const char *name);
/* Fill the text with these two. What is too long for it ends, whole characters only, in "…". */
void event_set_text(struct event *event, const char *head, const char *rest);
/* "AZ b": the subject, in a column of its own. */
void event_add_subject(struct buf *out, const struct event *event);
/* The sentence without the subject. */
void event_add_sentence(struct buf *out, const struct event *event, event_table_name_fn name_of,
                        const void *user);
/* "orders", or "table 3" when nobody knows its name. */
void event_add_table(struct buf *out, uint32_t table, event_table_name_fn name_of,
                     const void *user);
/* "orders:3", "orders(index 2):3": how a page is written everywhere. */
void event_add_page(struct buf *out, const struct page_id *page, event_table_name_fn name_of,
                    const void *user);
/* "a1, b1 and b2" with `last` " and ", "a1 a2 b1" with `between` and `last` a blank. */
void event_add_copies(struct buf *out, uint32_t copies, const char *between, const char *last);
/* The kind with this name in JSON and checks; EVENT_KIND_COUNT: none has it. */
enum event_kind event_find(const char *name);
/* The number that MySQL shows for an error of ours. */
int event_error_number(int64_t error);
/*
 * A field as a number: a place (PLACE_NONE: none), a client (0: none), a number, a time, MySQL's
 * number of an error, or the place of its word among the row's reasons. False: it is a text, a
 * table, page or set of copies, and was appended to `text`.
 */
bool event_read_field(const struct event *event, const struct event_field *field, int64_t *number,
                      struct buf *text, event_table_name_fn name_of, const void *user);
/* One JSON object, no newline: t_us, seq, cause, kind, the row's fields, text. */
void event_add_json(struct buf *out, const struct event *event, event_table_name_fn name_of,
                    const void *user);

uint64_t event_hash(uint64_t hash, const struct event *event);
void event_save(struct buf *out, const struct event *event);
void event_load(struct event *event, struct unpack *in);

#endif
