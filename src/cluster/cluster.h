/* SPDX-License-Identifier: MIT */
/*
 * cluster: two to four masters, their storage volume and their network, as one
 * deterministic machine.
 *
 * The same config and the same calls in the same order give the same events,
 * byte for byte. Nothing here reads a clock, the environment, a file or a
 * terminal: time moves only inside cluster_step() and cluster_wait(), chance
 * comes only from the seed, and a packet exists only between its sending and
 * its delivery. Nobody calls another master.
 *
 * The model and what it owes to whom: src/README.md and `help model`.
 */
#ifndef CLUSTER_CLUSTER_H
#define CLUSTER_CLUSTER_H

#include "base/err.h"
#include "base/limits.h"
#include "base/span.h"
#include "cluster/event.h"
#include "cluster/flight.h"
#include "cluster/parameter.h"
#include "cluster/place.h"
#include "store/rows.h"

#include <stdbool.h>
#include <stdint.h>

struct cluster; /* opaque; made by cluster_new(), one owner */
struct store;   /* see store/store.h */

/* Called for each event, in order. The event is borrowed for the call. */
typedef void (*cluster_event_fn)(void *user, const struct event *event);

/*
 * The engine's ground truth, for counting what clients lost or doubled; no part of the
 * model learns it. Called once for each commit, when 4 distinct copies first hold it.
 */
struct durable {
    int client; /* 0-based */
    uint64_t unit;
    uint64_t txn;
    bool is_definition; /* the rows that its unit had changed are in a commit before it */
    int master;         /* whose */
    uint64_t cause;     /* the event that led to it */
};
typedef void (*cluster_truth_fn)(void *user, const struct durable *commit);

struct answer;
/* Called when a packet for a client arrives. The answer is borrowed for the call. */
typedef void (*cluster_answer_fn)(void *user, const struct answer *answer);

struct cluster_config {
    uint64_t seed;
    int master_count;            /* MASTERS_MIN..MASTERS_MAX */
    sim_us start;                /* when it begins; above 0 for a later cluster of a run */
    uint64_t events_before;      /* how many the run had by then: they are numbered on */
    bool check;                  /* assert the invariants of cluster/check.h on the way */
    cluster_event_fn on_event;   /* may be NULL */
    cluster_answer_fn on_answer; /* may be NULL */
    cluster_truth_fn on_truth;   /* may be NULL */
    void *user;                  /* borrowed; must outlive the cluster */
};

/*
 * Make a cluster at its start time: every master Online, m1 in AZ a and so on, every
 * link whole, no rows. The caller owns *out and frees it with cluster_free().
 * Errors (then *out is NULL):
 *   RC_RANGE  master_count out of range
 *   RC_STORE  SQLite could not open a master's store
 */
MUST_CHECK enum rc cluster_new(struct cluster **out, const struct cluster_config *config,
                               struct err *err);
void cluster_free(struct cluster *cluster);

sim_us cluster_now(const struct cluster *cluster);
/* When the next thing will happen; SIM_NEVER when the cluster is quiet. */
sim_us cluster_next_at(const struct cluster *cluster);
/*
 * Let exactly one thing happen (a delivery, a timer or a finished write) and
 * move the time to it. Ties as in base/timeline.h. False: nothing was due.
 */
bool cluster_step(struct cluster *cluster);
/* Move the time forward to `until`, before which nothing may be due. */
void cluster_wait(struct cluster *cluster, sim_us until);
/* What the next thing is, as a sentence: "m3 asks b1 for its vote on page orders:3". */
void cluster_describe_next(const struct cluster *cluster, struct buf *out);

/*
 * Add to the narrative: sets time and number of *event, tells on_event, returns
 * the number. Also used by those above, so that there is one sequence.
 */
uint64_t cluster_emit(struct cluster *cluster, struct event *event);
/* The number of the event that what happens now is due to. */
uint64_t cluster_cause(const struct cluster *cluster);
/* What is done next, up to the next step or wait, is due to this event. */
void cluster_set_cause(struct cluster *cluster, uint64_t event);
const char *cluster_table_name(const void *cluster, uint32_t table); /* an event_table_name_fn */

/* --- the world: changes of shape, and faults ------------------------------------------------ */

/* RC_RANGE: there are MASTERS_MAX already. *index is the new master's, 0-based. It starts in
 * Recovery with a full copy. `az` is 0-based; -1: the first AZ without a master. */
MUST_CHECK enum rc cluster_add_master(struct cluster *cluster, int az, int *index, struct err *err);
/* RC_RANGE: MASTERS_MIN would not be left. RC_UNKNOWN: there is no such master. */
MUST_CHECK enum rc cluster_remove_master(struct cluster *cluster, int index, struct err *err);

enum crash_kind { CRASH_INSTANCE, CRASH_NODE, CRASH_DISPATCHER };

/* Silence: an AZ with all that is in it, a master or a copy answers nobody, resets nothing. */
MUST_CHECK enum rc cluster_kill(struct cluster *cluster, place_id place, struct err *err);
/*
 * The end of a process: its connections are reset at once; it restarts by itself after 10 to 20 s
 * (AWS docs). Of the instance: its store is kept; of the node: it is lost, too; of the dispatcher
 * alone: the master lives and keeps its connections, and nothing passes between it and storage.
 */
MUST_CHECK enum rc cluster_crash(struct cluster *cluster, int master, enum crash_kind kind,
                                 struct err *err);
/* Alive, connected and mute. */
MUST_CHECK enum rc cluster_hang(struct cluster *cluster, int master, struct err *err);
/* Start a master again now, whatever it is doing. */
MUST_CHECK enum rc cluster_restart(struct cluster *cluster, int master, struct err *err);
/*
 * A copy loses its disk. It is silent for a while, then takes over from three others; nothing else
 * fills it, cluster_heal() neither.
 *   RC_STATE    it is empty already
 *   RC_REFUSED  fewer than three others have their disks
 */
MUST_CHECK enum rc cluster_wipe(struct cluster *cluster, int copy, struct err *err);
/* Undo a kill of an AZ, a master or a copy; masters come back by recovery. */
MUST_CHECK enum rc cluster_restore(struct cluster *cluster, place_id place, struct err *err);
/*
 * Between masters, copies, AZs and clients; an AZ stands for all that is in it.
 *   RC_USAGE    one place twice
 *   RC_UNKNOWN  there is no such master or client here
 *   RC_STATE    uncut: nothing is cut between them
 */
MUST_CHECK enum rc cluster_cut(struct cluster *cluster, place_id from, place_id to, bool one_way,
                               struct err *err);
MUST_CHECK enum rc cluster_uncut(struct cluster *cluster, place_id a, place_id b, struct err *err);
/*
 * Links between the same places are slower by `extra`, each way, or lose a share of all packets;
 * 0 ends that. Errors as of cluster_cut(), and
 *   RC_RANGE  above LINK_LAG_MAX_US, or not 0 to 1000 permille
 */
#define LINK_LAG_MAX_US (60 * US_PER_S)
MUST_CHECK enum rc cluster_lag(struct cluster *cluster, place_id a, place_id b, sim_us extra,
                               struct err *err);
MUST_CHECK enum rc cluster_loss(struct cluster *cluster, place_id a, place_id b, int permille,
                                struct err *err);

/*
 * Disks of storage copies that lose a share of all requests, or are slow with a share of them, as
 * ALTER SYSTEM SIMULATE has it (AWS docs). A new one replaces what there was of its kind.
 */
struct disk_fault {
    int copy;           /* 0-based; -1: all */
    bool is_congestion; /* slow; else requests are lost */
    int percent;        /* of requests; 0 ends it */
    sim_us min, max;    /* of a congestion: how much longer a request takes */
    sim_us length;      /* after which it ends by itself; 0: it does not */
};
/* RC_RANGE: a percentage above 100; above DISK_DELAY_MAX_US; min above max; a length that is
 * above DISK_FAULT_MAX_US. */
#define DISK_DELAY_MAX_US (60 * US_PER_S)
#define DISK_FAULT_MAX_US (24 * 3600 * US_PER_S)
MUST_CHECK enum rc cluster_disturb_disk(struct cluster *cluster, const struct disk_fault *fault,
                                        struct err *err);

/* Everything at once: no cut, no silence, no hang; masters come back by recovery. */
void cluster_heal(struct cluster *cluster);

void cluster_set_parameter(struct cluster *cluster, enum parameter parameter, int64_t value);
int64_t cluster_parameter(const struct cluster *cluster, enum parameter parameter);

/* --- names of endpoints (dns.h) --------------------------------------------------------------- */

#define CUSTOM_ENDPOINTS_MAX 8 /* of a cluster: as many as a list of them stays readable */

/* What a client connects by: a master itself, the cluster endpoint, or a custom one. */
#define ENDPOINT_NONE 0
#define ENDPOINT_CLUSTER 1
#define ENDPOINT_CUSTOM 2 /* the first of CUSTOM_ENDPOINTS_MAX */

/*
 * A custom endpoint.
 *   RC_REFUSED  a reader endpoint, which does not exist here
 *   RC_USAGE    it is no name, or that of something else
 *   RC_STATE    there is one of this name
 *   RC_FULL     CUSTOM_ENDPOINTS_MAX are there
 */
MUST_CHECK enum rc cluster_add_endpoint(struct cluster *cluster, const char *name, uint32_t members,
                                        struct err *err);
void cluster_remove_endpoint(struct cluster *cluster, int endpoint);
/* The cluster endpoint or a custom one. RC_REFUSED, RC_UNKNOWN: there is none of this name. */
MUST_CHECK enum rc cluster_find_endpoint(const struct cluster *cluster, const char *name, int *out,
                                         struct err *err);
/* "cluster", or a custom endpoint's; NULL: there is none of this number. Borrowed. */
const char *cluster_endpoint_name(const struct cluster *cluster, int endpoint);
/* Bit i: it may mean m(i+1) now. */
uint32_t cluster_endpoint_members(const struct cluster *cluster, int endpoint);
/*
 * The master, 0-based, that the name means to this client now; *age is how long it has known.
 * -1: none that exists.
 */
int cluster_resolve(struct cluster *cluster, int client, int endpoint, sim_us *age);

/* --- the client's end of the wire ----------------------------------------------------------- */

typedef uint32_t conn_id; /* never reused within a run; 0: none */

/* A client's machine in an AZ (0-based, or AZ_OFFICE). RC_FULL: CLIENTS_MAX are there. */
MUST_CHECK enum rc cluster_add_client(struct cluster *cluster, int az, int *index, struct err *err);
int cluster_client_az(const struct cluster *cluster, int client);
bool cluster_client_is_up(const struct cluster *cluster, int client);

/* Ask for a connection; the answer is ANSWER_CONNECTED, ANSWER_BROKEN, or silence. */
conn_id cluster_connect(struct cluster *cluster, int client, int master);
/* Drop it at the client's end and tell the master, if it can be told. */
void cluster_close(struct cluster *cluster, conn_id conn);

enum request_kind {
    REQUEST_PING,
    REQUEST_SQL, /* any statement that reads or changes rows */
    REQUEST_DDL,
    REQUEST_BEGIN, /* number: enum begin_flags */
    REQUEST_COMMIT,
    REQUEST_ROLLBACK,
    REQUEST_AUTOCOMMIT,  /* number: 0 or 1 */
    REQUEST_ISOLATION,   /* number: an enum isolation */
    REQUEST_CONSISTENCY, /* number: an enum consistency */
    REQUEST_USE,         /* name: a database */
    REQUEST_READ_ONLY,   /* number: 0 or 1, of the whole master (read_only.h) */
    REQUEST_CRASH,       /* number: an enum crash_kind, of the master that is asked */
    REQUEST_SIMULATE,    /* disk */
    REQUEST_STATUS, /* sql asks the table of status.h that number, an enum status_table, says */
};

/* What a master tells of itself and its cluster (status.h). */
enum status_table {
    STATUS_HOSTS,     /* replica_host_status */
    STATUS_COUNTERS,  /* lab_status: name, value */
    STATUS_PROCESSES, /* all sessions of this master; no SQL */
    STATUS_SELF,      /* one row: server_id, read_only, lag in ms, status; no SQL */
};

/* A REQUEST_BEGIN's number: any of these together. */
enum begin_flags { BEGIN_READ_ONLY = 1, BEGIN_SNAPSHOT = 2 };

enum isolation {
    ISOLATION_REPEATABLE_READ,
    ISOLATION_READ_COMMITTED,
    ISOLATION_READ_UNCOMMITTED,
    ISOLATION_COUNT
};
const char *isolation_name(enum isolation isolation); /* "READ-COMMITTED" */

/*
 * What a session's statements see of other masters' commits. The first two are the product's
 * (AWS docs: aurora_mm_session_consistency_level), the third is ours.
 */
enum consistency {
    CONSISTENCY_INSTANCE_RAW,  /* what its own master has applied */
    CONSISTENCY_REGIONAL_RAW,  /* all that was committed anywhere before it began */
    CONSISTENCY_SESSION_TOKEN, /* all that its program has seen, at whatever master */
    CONSISTENCY_COUNT
};
/* "REGIONAL_RAW" */
const char *consistency_name(enum consistency consistency);

/* The columns of STATUS_SELF. */
enum { SELF_SERVER_ID, SELF_READ_ONLY, SELF_LAG_MS, SELF_STATUS };

/* What a client sends. Texts are borrowed for the call and copied. */
struct request {
    enum request_kind kind;
    uint64_t id;           /* the client's own, repeated in the answer */
    uint64_t unit;         /* the unit of work it serves; 0: none; for ground truth only */
    const char *sql;       /* SQLite's dialect, for REQUEST_SQL and REQUEST_DDL */
    const char *name;      /* a database, or the table a definition concerns */
    const char *qualified; /* as in struct store_statement; NULL: none */
    enum ddl_kind ddl;
    bool if_exists;    /* IF [NOT] EXISTS was said */
    bool lock_rows;    /* FOR UPDATE */
    bool is_temporary; /* REQUEST_SQL: it defines or drops a table of the session's own */
    bool next_only;    /* an isolation level, for the next transaction alone */
    int64_t number;
    struct disk_fault disk;
    uint64_t seen[MASTERS_MAX]; /* by the program that asks: the last commit of each master */
};

/* Send on a connection; if it is broken at the client's end, ANSWER_BROKEN comes at once. */
void cluster_send(struct cluster *cluster, conn_id conn, const struct request *request);

enum answer_kind {
    ANSWER_CONNECTED,
    ANSWER_OK,
    ANSWER_ERROR,  /* the connection lives on */
    ANSWER_BROKEN, /* refused (2003) or reset (2013 in flight, 2006 idle) */
};

struct answer {
    enum answer_kind kind;
    conn_id conn;
    int client;  /* 0-based */
    int master;  /* 0-based */
    uint64_t id; /* of the request; 0: none was in flight */
    enum sql_error error;
    char text[256];          /* of the error, in MySQL's form; "" if the number says all */
    const struct rows *rows; /* borrowed for the call; NULL: no result set */
    int64_t affected;
    int64_t last_insert_id;
    bool in_transaction;          /* after this answer */
    bool has_changed;             /* rows that a commit makes durable: no temporary table's */
    enum consistency consistency; /* of the session */
    uint64_t seen[MASTERS_MAX];   /* what its master had applied: for request.seen */
    uint64_t event;               /* the event that explains it */
};

/* --- what can be seen ----------------------------------------------------------------------- */

enum master_state {
    MASTER_ABSENT, /* there is no such master */
    MASTER_ONLINE,
    MASTER_OFFLINE, /* crashed; it refuses connections */
    MASTER_RECOVERY,
};

struct master_view {
    enum master_state state;
    bool is_silent; /* killed, or in a dead AZ */
    bool is_hung;
    bool is_read_only;
    bool has_no_dispatcher; /* it lives, and nothing passes between it and storage */
    sim_us back_in;         /* until it, or its dispatcher, starts by itself; 0: it does not */
    bool runs_ddl;          /* has_primary */
    int az;
    int64_t commits;   /* ever */
    int64_t conflicts; /* 1213 sent because another master won, ever */
    int open_txns;
    int sessions;
    sim_us uptime;     /* of its process; 0: there is none */
    sim_us lag;        /* how far it is behind the peer it is most behind */
    bool is_behind;    /* it lacks a commit of another that is durable by now */
    int recovery_done; /* steps, of */
    int recovery_all;
    const char *recovery_step; /* "reads back its log"; NULL: none */
    int64_t rows;
    uint64_t digest_hint; /* changes whenever its rows do; not a digest */
};

struct copy_view {
    int az;
    bool is_up;
    bool is_slow;
    bool is_failing; /* it loses some of what it is asked */
    bool is_empty;   /* it has lost its disk, and answers nobody until it has it back from others */
};

struct cluster_view {
    sim_us now;
    int master_count; /* indices up to MASTERS_MAX may be in use; see state */
    struct master_view masters[MASTERS_MAX];
    struct copy_view copies[COPIES_MAX];
    int copies_up;
    bool az_is_down[AZS_MAX];
    bool is_cut[MASTERS_MAX][MASTERS_MAX];       /* from, to */
    sim_us link_extra[MASTERS_MAX][MASTERS_MAX]; /* on top of its latency */
    int link_loss[MASTERS_MAX][MASTERS_MAX];     /* permille of packets */
};

void cluster_look(const struct cluster *cluster, struct cluster_view *out);

/* Packets of the last while by number (flight.h); NULL: fell out of memory, or not yet. */
uint64_t cluster_flight_last(const struct cluster *cluster);
const struct flight *cluster_flight(const struct cluster *cluster, uint64_t number);
/* What is under way now, at most so many; how many. */
int cluster_flights_under_way(const struct cluster *cluster, struct flight *out, int most);
/* The page of a flight. False: it has none. */
bool cluster_page(const struct cluster *cluster, uint32_t page, struct page_id *out);

/* Which integer keys belong to a page. False: its keys are none, or it holds no rows. */
bool cluster_page_keys(const struct cluster *cluster, const struct page_id *page, int64_t *first,
                       int64_t *count);

/* The rows of a query at one master, with no cost and no trace: for the data view and tests.
 * RC_SQL: it fails; err says how. */
MUST_CHECK enum rc cluster_peek(struct cluster *cluster, int master, const char *sql,
                                struct rows *out, struct err *err);
/* Table names at a master, for completion; borrowed. */
int cluster_table_count(const struct cluster *cluster, int master);
const char *cluster_table_at(const struct cluster *cluster, int master, int index);

/* A master's store, for a file that follows it; borrowed until the cluster changes. NULL: there
 * is no such master. */
struct store *cluster_store(struct cluster *cluster, int master);

/* --- state ---------------------------------------------------------------------------------- */

/* A hash of all events so far. */
/* Whose bytes they are: the source id of the SQLite that runs. */
const char *cluster_sqlite(void);
uint64_t cluster_trace_digest(const struct cluster *cluster);
/* A hash of one master's rows. */
uint64_t cluster_store_digest(struct cluster *cluster, int master);
void cluster_save(struct buf *out, struct cluster *cluster);
/* The flights in memory, of which a state has but the newest; to be loaded after that state. */
void cluster_save_flights(struct buf *out, const struct cluster *cluster);
void cluster_load_flights(struct cluster *cluster, struct unpack *in);
/* Becomes what was saved, callbacks kept. RC_DAMAGED: then only cluster_free() may follow. */
MUST_CHECK enum rc cluster_load(struct cluster *cluster, struct unpack *in, struct err *err);

#endif
