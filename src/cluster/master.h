/* SPDX-License-Identifier: MIT */
/*
 * master: one instance: its sessions, its locks, its cache of pages, its log,
 * what it knows of its peers, and its store.
 *
 *            crash, kill                 4 copies fenced, log settled,
 *   ONLINE ----------------> OFFLINE     all caught up
 *     |  ^                     | restart        |
 *     |  +------- RECOVERY <---+                |
 *     |              |  ^______ fenced by another: sessions end
 *     +--------------+
 *
 * A master knows what packets told it and what is in its store. It never reads
 * another master or a copy. All of it but the store, its place in the logs and
 * its numbers is lost when the process ends.
 */
#ifndef CLUSTER_MASTER_H
#define CLUSTER_MASTER_H

#include "cluster/bits.h"
#include "cluster/book.h"
#include "cluster/copy.h"
#include "cluster/counters.h"
#include "cluster/due.h"
#include "cluster/locks.h"
#include "cluster/net.h"
#include "store/store.h"

struct cluster; /* its insides: cluster/world.h */

/* --- transactions and sessions (txn.h, session.h) ------------------------------------------- */

/*
 *   NONE --statement or BEGIN--> OPEN --COMMIT--> COMMITTING --4 copies hold it--> NONE
 *                                 |
 *                                 +--ROLLBACK, lost, deadlock, session ends--> NONE
 */
enum txn_state { TXN_NONE, TXN_OPEN, TXN_COMMITTING };

struct txn {
    enum txn_state state;
    bool is_read_only; /* START TRANSACTION READ ONLY */
    bool is_explicit;  /* begun by BEGIN or autocommit off: it outlives its statement */
    enum isolation isolation;
    int snapshot;    /* that its plain reads see (snapshot.h), + 1; 0: none is taken */
    uint64_t number; /* engine-wide; 0: it has written nothing and was not begun */
    uint64_t unit;
    sim_us begun_at;
    int statements;
    int64_t row;            /* an integer key that stands for the rows changed */
    struct changes changes; /* owned; accepted so far */
    uint32_t *versions;     /* owned; its latest accepted version of each page */
    int version_count;
    int version_room;
    uint64_t *locks; /* owned; keys held in master->locks */
    int lock_count;
    int lock_room;
};

/* What a session waits for that was given a definition (forward.h). */
struct ddl_wish {
    int target;      /* the master that is asked to run it */
    uint32_t ticket; /* ours, under which it answers */
    uint64_t epoch;  /* of that master when it was given to it; 0: it was not yet */
    uint64_t cut;    /* of its log, as it was known when it was first asked */
    sim_us heard_at; /* when it last answered */
};

/* How far all logs go, as three copies say (point.h). */
struct read_point {
    uint32_t ticket;         /* ours, under which the copies answer */
    bool is_fixed;           /* three have answered: no other answer counts */
    bool none[3];            /* no hole: states are saved by their words (plain.h) */
    sim_us sent[COPIES_MAX]; /* when a copy answered; -1: it has not */
    uint64_t length[COPIES_MAX][MASTERS_MAX];
    uint64_t stamp[COPIES_MAX][MASTERS_MAX]; /* of the last record */
};

/* What a statement or a transaction waits for before it begins. */
struct read_wait {
    bool is_done;            /* for the request under way */
    struct read_point point; /* at REGIONAL_RAW */
    sim_us begun_at;
    sim_us fixed_at; /* when it was known what must be applied; SIM_NEVER: it is not yet */
};

enum session_state {
    SESSION_FREE,
    SESSION_IDLE,
    SESSION_THINKS,     /* a statement costs its time, then runs */
    SESSION_WAITS,      /* for a lock, a latch or a cold page: then the statement runs again */
    SESSION_WRITES,     /* its pages are proposed */
    SESSION_COMMITTING, /* its record is sent */
    SESSION_DEFINES,    /* its definition is run, here or elsewhere */
    SESSION_CATCHES_UP, /* what it is to read is not all here yet (reads.h) */
};

#define SESSION_QUEUE_MAX 8 /* requests sent before the answer to the one before */

struct session {
    enum session_state state;
    uint32_t conn; /* its slot among all connections is the session's number */
    int client;    /* 0-based */
    bool autocommit;
    enum isolation isolation;
    int next_isolation; /* of the next transaction alone, + 1; 0: as all */
    enum consistency consistency;
    char database[NAME_SIZE_MAX + 1];
    int64_t last_insert_id;
    struct buf temporary; /* owned; its own tables, as the store gave them (store/temporary.h) */
    struct txn txn;
    uint32_t request; /* mail; 0: none */
    uint32_t answer;  /* mail, prepared while the write is under way; 0: none */
    uint32_t queue[SESSION_QUEUE_MAX];
    int queue_count;
    struct changes pending; /* owned; of the statement whose pages are proposed */
    struct ddl_wish wish;
    struct read_wait read;
    bool waits_for_lock;    /* and the narrative says so */
    bool waits_for_storage; /* a cold page: a quorum may lack */
    sim_us since;           /* it was idle, or had its request */
    sim_us wake_at;
    sim_us deadline;     /* of a wait */
    sim_us waited_since; /* when that began */
    uint64_t cause;      /* the event of the statement */
};

struct snapshot {
    struct store *store;           /* owned; NULL until it is first used */
    int readers;                   /* transactions; 0: it is free */
    uint64_t applied[MASTERS_MAX]; /* what its rows are made of */
};

/* --- writes: pages that are proposed (propose.h) -------------------------------------------- */

struct page_vote {
    uint32_t page;
    uint32_t version;
    uint64_t proposal;
    uint32_t acked; /* bit i: copy i */
    uint32_t busy;  /* likewise, as the next two */
    uint32_t stale;
    uint32_t fenced;
    bool is_accepted;
    bool none[3]; /* no hole, as above */
    uint32_t blocker_version;
    uint64_t blocker;            /* the transaction of the last BUSY */
    sim_us acked_at[COPIES_MAX]; /* when the ACK was sent */
};

enum write_kind { WRITE_STATEMENT, WRITE_DDL, WRITE_UNDO };

/*
 *   ASKING --all pages have 4 ACKs--> accepted
 *     |  \--some BUSY--> asks those again each 2 ms --3 BUSY, or 20 ms--> TIED --50 ms--> lost
 *     |--a STALE, a verdict YIELD--> lost
 *     +--no quorum in time--> given up
 */
struct write {
    bool is_used;
    bool is_quorum_shown;
    bool is_recovery; /* of an undo: it cleans up after a death */
    bool none[5];     /* no hole, as above */
    enum write_kind kind;
    int session; /* -1: an undo */
    uint64_t txn;
    struct page_vote *votes; /* owned */
    int vote_count;
    int vote_room;
    sim_us started_at;
    sim_us sent_at;
    sim_us tied_at; /* SIM_NEVER: not tied */
    sim_us wake_at;
    uint64_t cause;
    int64_t row; /* an integer key that stands for the rows changed */
};

/* A CONFIRM or ABORT, repeated until every copy has noted it. */
struct notice {
    uint8_t kind;    /* enum packet_kind; 0: free */
    uint8_t none[7]; /* no hole, as above */
    uint32_t page;
    uint32_t version;
    uint64_t proposal;
    uint64_t first; /* of an ABORT: it is for our proposals of the page from this one on */
    uint64_t epoch;
    uint32_t missing; /* copies that have not noted it */
    uint32_t ticket;
    sim_us sent_at;
    sim_us made_at;
};

/* What a master knows of a page. */
struct cached {
    uint32_t version; /* what it builds on; 0: never written, as far as it knows */
    uint32_t held;    /* a newer one, until what it builds on is applied here; 0: none */
    int latch;        /* the write that has it proposed, + 1; 0: free */
    bool is_known;    /* read since the start; a page that is not must be read from 3 copies */
    bool is_fetching;
    uint32_t fetched; /* copies that have answered */
    sim_us fetch_at;
    uint64_t stored;   /* the largest number of a version that is at copies: it was committed */
    uint64_t accepted; /* our last proposal that was */
};

struct undo_job {
    uint32_t page;
    bool is_recovery; /* counted against the undo rate, and told */
    bool none[3];     /* no hole, as above */
    sim_us at;
    uint64_t cause; /* the event that it is due to */
};

/* --- replication (replicate.h) -------------------------------------------------------------- */

struct own_commit {
    uint32_t record;
    uint32_t conn; /* of the session that waits; 0: none any more */
};

/* Records of one master that are known here but not applied, from place applied + 1 on. */
struct inbox {
    uint32_t *records; /* owned; 0 where one is missing */
    int count;
    int room;
};

/* A copy's last answer to LOG_READ. */
struct log_answer {
    sim_us sent;        /* -1: none */
    struct item *items; /* owned */
    int count;
    int room;
    int begin[MASTERS_MAX]; /* where a log's records begin in items */
    int records[MASTERS_MAX];
    uint64_t first[MASTERS_MAX]; /* the place of the first of them */
    uint64_t base[MASTERS_MAX];  /* it keeps no records up to here; 0: as many as we need */
    struct cut cuts[MASTERS_MAX];
};

/* --- recovery (recover.h) ------------------------------------------------------------------- */

enum recovery_phase {
    RECOVERY_NONE,
    RECOVERY_FENCES,    /* asks the copies to refuse older epochs */
    RECOVERY_RESENDS,   /* sends again what not all four hold alike */
    RECOVERY_CUTS,      /* tells where the log ends */
    RECOVERY_POINTS,    /* asks how far all logs go */
    RECOVERY_CATCHES_UP /* applies up to there */
};

struct fence_answer {
    sim_us sent; /* -1: none */
    uint64_t length;
    uint64_t base;  /* up to here all is final, and kept no more */
    uint64_t doubt; /* from here on it doubts what it holds (copy.h) */
    struct cut cut;
    uint64_t first;            /* place of the first entry */
    struct log_entry *entries; /* owned */
    int count;
    int room;
};

struct recovery {
    enum recovery_phase phase;
    int target; /* whose; self, or a silent peer */
    uint64_t epoch;
    sim_us wake_at;
    sim_us phase_at;
    uint64_t from; /* the last place that is settled anyway */
    uint64_t resend_from;
    uint64_t last;
    uint64_t before; /* epoch of the newest cut seen */
    struct fence_answer answers[COPIES_MAX];
    uint32_t *adopted; /* owned; records from place from + 1 to last */
    int adopted_count;
    int adopted_room;
    uint64_t acked[COPIES_MAX];
    uint32_t cut_done; /* copies */
    uint32_t *pages;   /* owned; with intents of the target */
    int page_count;
    int page_room;
    uint32_t ticket;
    struct read_point point;
    sim_us begun_at;
    sim_us copy_asked_at; /* for a full copy; 0: not asked */
    sim_us copied_at;     /* when it is here; 0: none is under way */
    bool must_restart;    /* a larger epoch was met: again above it, after a moment */
    bool met_target;      /* one of the target's own, which may be that of its lost life */
    uint64_t event;
};

struct heard { /* is a peer silent? as the copies answered */
    sim_us asked_at;
    sim_us sent[COPIES_MAX];
    uint32_t silent;
};

/* --- data definition (ddl.h) ---------------------------------------------------------------- */

/*
 *   NONE --a job--> PROPOSES --4 votes--> CLOSES --4 copies noted it--> LOCKS
 *     ^                                                                   | all gave their word
 *     |                                                                   v
 *     |                 APPLIES <--4 copies hold it-- COMMITS <--done-- WORKS
 *     |                    | all have it
 *     |                    v      pages cleaned
 *     +--noted by all-- UNLOCKS <--------------- OPENS <-- it fails, from CLOSES to COMMITS
 */
enum ddl_phase {
    DDL_PHASE_NONE,
    DDL_PHASE_PROPOSES, /* asks the copies for the catalog and the tables' header pages */
    DDL_PHASE_CLOSES,   /* waits until the copies show to all that the tables are closed */
    DDL_PHASE_LOCKS,    /* has every other master close them */
    DDL_PHASE_WORKS,    /* and takes in what those had written before */
    DDL_PHASE_COMMITS,
    DDL_PHASE_APPLIES, /* waits until every master has it */
    DDL_PHASE_OPENS,   /* clears the header pages */
    DDL_PHASE_UNLOCKS, /* has every other master open the tables */
    DDL_PHASE_COUNT
};

/* A definition to be run here. */
struct ddl_job {
    int origin; /* the master that it was given to */
    uint32_t ticket;
    uint64_t epoch; /* of the origin, whose number the ticket is */
    uint32_t conn;  /* of the session that waits there */
    int client;     /* 0-based */
    uint64_t unit;
    uint64_t event;                /* what it is due to */
    struct definition *definition; /* owned */
};

/* How one ended: kept until its origin has noted it. */
struct ddl_result {
    int origin;
    uint32_t ticket;
    uint64_t epoch;
    sim_us at;
    uint32_t conn;
    enum sql_error error;
    char text[256];
};

struct ddl {
    struct ddl_job *jobs; /* owned; the first is the one that is run */
    int job_count;
    int job_room;
    struct ddl_result *results; /* owned */
    int result_count;
    int result_room;
    uint32_t tickets; /* given to what was forwarded from here */

    enum ddl_phase phase;
    uint64_t txn;
    uint64_t event;
    sim_us begun_at;
    sim_us phase_at;
    sim_us wake_at;
    bool is_asking;         /* its pages are proposed */
    struct changes changes; /* owned: the pages, no rows */
    uint32_t *versions;     /* owned: accepted, of these pages */
    int version_count;
    int version_room;
    uint32_t record; /* 0: not committed yet */
    uint64_t place;  /* in our log; 0: not durable yet */
    uint32_t done;   /* bit i: m(i+1) has given its word in this phase, or is certainly gone */
    uint32_t heard;  /* those that have ever given it, and are not gone */
    /* What each had written before it closed the tables: up to a place of its log, as it is under
     * an epoch. */
    uint64_t last[MASTERS_MAX];
    uint64_t stamp[MASTERS_MAX];
    enum sql_error error; /* how it ends */
    char text[256];
};

/* --- the master ----------------------------------------------------------------------------- */

struct master {
    struct cluster *cluster; /* borrowed */
    int index;
    int az;
    enum master_state state;
    bool is_killed; /* by itself, not with its AZ */
    bool is_hung;
    bool is_read_only;   /* read_only.h; ends with the process */
    struct store *store; /* owned */

    /* Kept over the end of the process. */
    uint64_t epoch;
    uint64_t counter; /* above every number that an answer showed */
    uint64_t applied[MASTERS_MAX];
    sim_us applied_at[MASTERS_MAX]; /* when the last of them became durable */
    struct cut cuts[MASTERS_MAX];   /* believed */
    struct bits applied_txns;
    uint64_t applied_count; /* commits, for views */
    int64_t row_count;      /* in all tables */
    sim_us link_lag;        /* of the last one that a link brought */
    int64_t counters[COUNTER_COUNT];

    /* Lost with it. */
    struct session *sessions;   /* owned; CONNECTIONS_MAX */
    int session_count;          /* open */
    int session_top;            /* none is open at this number or above */
    int reader_count;           /* sessions that catch up */
    struct snapshot *snapshots; /* owned; SNAPSHOTS_MAX */
    struct locks locks;
    struct bits live_txns;
    struct cached *pages; /* owned; by dense page number */
    int page_room;
    bool is_warm;         /* the cache is complete: it never had to read a page */
    uint32_t *held_pages; /* owned; pages with a held version */
    int held_count;
    int held_room;
    int fetching;         /* pages being read */
    struct write *writes; /* owned */
    int write_room;
    int write_count;        /* in use */
    struct notice *notices; /* owned */
    int notice_room;
    int notice_count; /* in use */
    uint32_t tickets;
    struct undo_job *undos; /* owned */
    int undo_count;
    int undo_room;
    int undone; /* pages, since the start, of */
    int undone_of;
    struct own_commit *log; /* owned; from place log_base + 1 on, what not all copies hold */
    int log_count;
    int log_room;
    uint64_t log_base;
    sim_us committed_at; /* when the last record was sent first */
    uint64_t acked[COPIES_MAX];
    sim_us acked_at[COPIES_MAX];
    uint64_t length[COPIES_MAX]; /* of our log there, as last told */
    sim_us heard_at[COPIES_MAX]; /* when a copy last answered anything */
    struct inbox inbox[MASTERS_MAX];
    struct log_answer logs[COPIES_MAX];
    uint64_t need[MASTERS_MAX];     /* places wanted from storage now, however young */
    sim_us lacks_since;             /* SIM_NEVER: nothing lacks */
    uint64_t stuck_at[MASTERS_MAX]; /* the place that no log keeps, and that we still lack */
    sim_us stuck_since[MASTERS_MAX];
    sim_us tick_at, resend_at, pull_at, undo_at, restart_at;
    sim_us dispatcher_at;      /* when it starts again; SIM_NEVER: it works */
    uint64_t dispatcher_cause; /* the event of its crash */
    struct recovery recovery;
    struct heard heard[MASTERS_MAX];
    struct ddl ddl;
    struct due *stash; /* owned; what came due while it hung */
    int stash_count;
    int stash_room;
    uint64_t cause;    /* of the last change of state */
    sim_us started_at; /* when the process started */
};

enum rc master_init(struct master *master, struct cluster *cluster, int index, struct err *err);
void master_release(struct master *master);

/* Begin life at time 0, with everything known. */
void master_begin(struct master *master, int az);
/*
 * The process ends: all that is not kept is lost. `resets`: its host tells its clients so. Its
 * open transactions are counted as `lost`.
 */
void master_stop(struct master *master, bool resets, enum counter lost);
/* The store is lost as well: it knows nothing. RC_STORE: SQLite failed. */
MUST_CHECK enum rc master_wipe(struct master *master, struct err *err);
/* The process starts: recovery begins. */
void master_start(struct master *master);
/* Another recovered us: end all sessions, then recover. */
void master_fenced(struct master *master, uint64_t epoch);
/* It lacks commits that no log keeps any more: end all sessions, then recover. */
void master_left_behind(struct master *master);
void master_wake(struct master *master);
/* Its dispatcher works again; it may have worked all along. */
void master_mend_dispatcher(struct master *master);

bool master_is_silent(const struct master *master);
void master_receive(struct master *master, struct packet *packet);
/* A hung process does nothing: what comes due waits for it; true: it waits. */
bool master_put_aside(struct master *master, enum due_kind kind, uint32_t thing);
void master_on_due(struct master *master, enum due_kind kind, uint32_t slot);

/* --- what its parts share ------------------------------------------------------------------- */

sim_us master_now(const struct master *master);
int64_t master_parameter(const struct master *master, enum parameter parameter);
struct book *master_book(const struct master *master);
/* Set a timer: *wake_at is when, and the timer counts only while it says so. */
void master_set_timer(struct master *master, sim_us *wake_at, sim_us at, enum due_kind kind,
                      uint32_t slot);
/* Send to a copy, to all six, or to every other master that exists. */
struct packet master_packet(const struct master *master, enum packet_kind kind);
void master_send_to_copy(struct master *master, struct packet packet, int copy, sim_us delay);
void master_send_to_copies(struct master *master, struct packet packet, sim_us delay);
/* Something waits for an answer: look after it each PARAM_NET_RESEND_US. */
void master_want_resend(struct master *master);
/* No number of ours may be as small as one that we have seen. */
void master_see(struct master *master, uint64_t number);
/* Is an answer no older than ANSWER_AGE_MAX_US? */
bool master_is_fresh(const struct master *master, sim_us sent);

void master_mark(const struct master *master);
/* `like` as store_save(). */
void master_save(struct buf *out, struct master *master, struct buf *like);
MUST_CHECK enum rc master_load(struct master *master, struct unpack *in, struct buf *like,
                               struct err *err);

#endif
