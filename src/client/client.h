/* SPDX-License-Identifier: MIT */
/*
 * client: the customer's side of the wire. Programs that hold connections to
 * masters, notice when one no longer answers, move, repeat and keep count.
 *
 * It sees of the cluster what a program could see: answers, resets, refusals
 * and silence. Where a connection goes and what an error means is decided by a
 * policy (client/policy.h); the machinery here carries that out. It has no
 * clock: time is the cluster's.
 */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include "base/err.h"
#include "base/span.h"
#include "client/policy.h"
#include "cluster/cluster.h"

#include <stdbool.h>
#include <stdint.h>

struct clients; /* all of them; opaque; made by clients_new(), one owner */

/* How a statement of the console ended. Texts and rows are borrowed for the call. */
struct client_reply {
    int client; /* 1.. */
    uint64_t
        unit;   /* the client's own number of the unit of work it was part of; 0: it was not run */
    int master; /* 0-based, where it ran; -1: nowhere */
    const struct answer *answer; /* NULL: none came (time-out) or none could be asked for */
    enum sql_error error; /* SQL_OK, or as the program sees it: 2003, 2006, 2013 on silence */
    const char *text;     /* "" or the error's own words */
    bool is_unknown;      /* the outcome cannot be known: COMMIT or a write was in flight */
    sim_us took;
};
typedef void (*client_reply_fn)(void *user, const struct client_reply *reply);

/* Turn one SQL text into what is sent. The texts of *out live until the next call. */
typedef enum rc (*client_parse_fn)(void *user, struct request *out, const char *sql,
                                   struct err *err);

/* What a driver was asked and what came of it. Borrowed for the call. */
struct client_decision {
    uint64_t event; /* "picked" */
    struct policy_request request;
    struct policy_endpoint endpoints[MASTERS_MAX];
    int count;
    int index;          /* of endpoints: where it goes */
    int line;           /* of the driver that answered; 0: not known */
    bool is_by_default; /* the driver failed, and the rule that does no harm has answered */
};

struct clients_config {
    struct cluster *cluster; /* borrowed */
    uint64_t seed;
    client_parse_fn parse;
    client_reply_fn on_reply;
    /* Each time that a policy fails: whose, and why; an event has no room for it. May be NULL. */
    void (*on_policy_failed)(void *user, int client, const char *why);
    /* A statement of a unit of work fails by its own fault; code and words of the error. May be
     * NULL. */
    void (*on_statement_failed)(void *user, int client, const char *sql, int code,
                                const char *words);
    /* A client that a load feeds has this many workers for whom no unit waits. May be NULL. */
    void (*on_free)(void *user, int client, int workers);
    /* Each time that a unit goes elsewhere. May be NULL. */
    void (*on_decision)(void *user, const struct client_decision *decision);
    void *user; /* borrowed */
};

MUST_CHECK enum rc clients_new(struct clients **out, const struct clients_config *config,
                               struct err *err);
void clients_free(struct clients *clients);

/* Timers of the client side; after cluster events of the same instant. */
sim_us clients_next_at(const struct clients *clients);
bool clients_step(struct clients *clients);
void clients_wait(struct clients *clients, sim_us until);
/* What the next thing is, as a sentence: "@1 checks whether m2 still answers". */
void clients_describe_next(const struct clients *clients, struct buf *out);
/* The cluster's on_answer and on_truth come here. */
void clients_on_answer(struct clients *clients, const struct answer *answer);
void clients_on_truth(struct clients *clients, const struct durable *commit);

/*
 * A program in an AZ (0-based, or AZ_OFFICE); *number is 1.. . `policy` is copied,
 * what it refers to is borrowed until clients_set_policy() replaces it.
 *   RC_FULL  CLIENTS_MAX are there
 */
MUST_CHECK enum rc clients_add(struct clients *clients, int az, const struct policy *policy,
                               int *number, struct err *err);
int clients_count(const struct clients *clients);
/* From now on, also for what is under way; connections stay. Parameters that it asks for and no
 * person has set are as it says: client_parameters_check() was asked before. */
void clients_set_policy(struct clients *clients, int number, const struct policy *policy);

/* A person at the keyboard: go to this master and stay until it fails. Silent: just a wish. */
MUST_CHECK enum rc clients_connect(struct clients *clients, int number, int master,
                                   struct err *err);
/* Connect by this endpoint (cluster/dns.h), now and whenever a connection is lost. */
MUST_CHECK enum rc clients_connect_by(struct clients *clients, int number, int endpoint,
                                      struct err *err);
/*
 * Run one SQL text as client `number`, on its console session. on_reply is told the end.
 *   RC_STATE    its last statement has not ended yet; err says how to cancel it
 *   RC_UNKNOWN  there is no such client
 *   others      from parse: nothing was sent
 */
MUST_CHECK enum rc clients_execute(struct clients *clients, int number, const char *sql,
                                   struct err *err);
/* Ctrl-C: drop the connection on which the statement waits. */
void clients_cancel(struct clients *clients, int number);
bool clients_is_busy(const struct clients *clients, int number);

/* May something be asked on a console session that nobody types? A person who has begun a
 * transaction there, or has lost one and was not told yet, is the only one who goes on. */
enum console_state {
    CONSOLE_RESTS,
    CONSOLE_ASKS, /* a statement has no answer yet */
    CONSOLE_IN_TRANSACTION,
    CONSOLE_HAS_NO_POWER,
};
enum console_state clients_console(const struct clients *clients, int number);

#define UNIT_STATEMENTS_MAX 16
#define UNITS_QUEUED_MAX 64 /* a schema, or the setup of a load and some backlog */

/* A unit of work: what a program wants done, with its retries. Texts are copied. */
struct unit_work {
    const char *statements[UNIT_STATEMENTS_MAX]; /* one: autocommit; more: in one transaction */
    int count;
    bool is_write;
    const char *table; /* that it writes first; NULL: not told */
    bool has_shard;    /* it belongs to a shard (a tenant, a key): for drivers that map them */
    int64_t shard;
    bool has_no_key; /* it never leaves an idempotency key: it defines tables */
};

/* Queue a unit of work at a client; it runs when the client is free.
 *   RC_FULL   its queue is
 *   RC_STATE  its machine has no power */
MUST_CHECK enum rc clients_submit(struct clients *clients, int number, const struct unit_work *work,
                                  struct err *err);

/* Client-side parameters by name: "\client 2 set read_timeout=1s". Number 0: all clients. */
MUST_CHECK enum rc clients_set(struct clients *clients, int number, const char *name,
                               const char *value, struct err *err);
/* Some lines for each: name, value, range, what it does and is akin to, its default. */
void clients_add_parameters(const struct clients *clients, int number, const char *word,
                            struct buf *out);

/* A person wants an endpoint, a master that is there, drained, disabled or enabled again for this
 * client. RC_STATE: it is. */
MUST_CHECK enum rc clients_manage(struct clients *clients, int number, int master,
                                  enum policy_wish wish, struct err *err);

/* One master as a client knows it. */
struct endpoint_view {
    bool is_known; /* in its list of masters; else the rest says nothing */
    enum endpoint_state state;
    enum endpoint_reason reason; /* of its state: clients_reason_words() */
    sim_us since;                /* when it came into its state */
    bool is_being_checked;
    sim_us checked_at; /* next, or when the check under way is given up; SIM_NEVER: there is none */
    sim_us due_at;     /* DOWN: its trial begins; WARMING: it is warm; SIM_NEVER: nothing is due */
    sim_us latency;    /* smoothed; -1: none yet */
    sim_us lag;        /* -1: not told */
    int errors;        /* in a row */
    bool is_read_only;
    int warm; /* percent of its share */
};
/* "checks missed" */
const char *clients_reason_words(enum endpoint_reason reason);

enum client_doing {
    CLIENT_IDLE,
    CLIENT_WAITS,
    CLIENT_WORKS,
    CLIENT_MOVES, /* from the master that failed it to another */
    CLIENT_DEAD,
    CLIENT_RETRIES, /* where it failed */
};

/* "idle", "waits", "writes", ...: one word for people. */
const char *client_doing_word(enum client_doing doing);

/* The connections of a client to one master. */
struct pool_view {
    int idle;
    int in_use;
    int busy;    /* being opened, tried or cleaned */
    int max;     /* pool.max */
    int waiting; /* units of work, in line for one */
};

#define CLIENT_WORKERS_MAX 8 /* the range of pool.workers */
#define CLIENT_TRIES 8       /* units ended at the first try, the second, ...; and later */

/* What one worker of a client is at. */
struct worker_view {
    enum client_doing doing;
    bool is_probing; /* it looks for the key of a unit whose outcome is unknown */
    int master;      /* where; -1: nowhere */
    uint64_t unit;   /* 0: none */
    int attempt;
    sim_us since; /* when the unit began */
};

struct client_view {
    int number;         /* 1.. */
    int az;             /* or AZ_OFFICE */
    const char *driver; /* borrowed */
    int master;         /* connected to; -1: none */
    int endpoint;       /* by which a person has it connect; ENDPOINT_NONE: none */
    int lost;           /* the master that failed it, before it picks anew; -1: none */
    int moving_from;    /* -1: not moving */
    int moving_to;
    enum client_doing doing;
    int going_to; /* has no connection there yet, or does not know whether it lives; -1: none */
    bool in_transaction;
    int statements;               /* of the open transaction */
    enum consistency consistency; /* that it has set, for all its sessions */
    enum isolation isolation;     /* the same */
    bool has_load;                /* a load feeds it */
    bool is_asked;                /* a statement of a person has no answer yet */
    struct endpoint_view endpoints[MASTERS_MAX];
    struct pool_view pools[MASTERS_MAX];
    int64_t opened; /* connections, ever */
    int64_t ok;     /* units, and console statements, ever */
    int64_t writes; /* acknowledged, ever: units, and what a person typed */
    int wrote_to;   /* the master that acknowledged the last one; -1: none did */
    int64_t failed;
    int64_t unknown;
    int64_t conflicts; /* 1213 seen */
    int64_t retries;
    int64_t tries[CLIENT_TRIES]; /* of the units that ended OK: at the first, the second, later */
    /* Attempts without an answer to their COMMIT: committed, not committed, never found out. */
    int64_t resolved_ok, resolved_absent, unresolved;
    int64_t in_doubt;   /* and those that are looked into now */
    int64_t duplicates; /* retries that met the key of an earlier try */
    int64_t stale;      /* reads without what had been acknowledged to anyone before */
    int64_t stale_own;  /* without what had been acknowledged to this client */
    sim_us deadline;    /* of a unit, all its tries together: retry.deadline */
    sim_us timeout;     /* the shorter one: pool.connect_timeout, pool.read_timeout */
    int worker_count;   /* pool.workers, or as many as are at work */
    struct worker_view workers[CLIENT_WORKERS_MAX];
    int ok_per_s;        /* over the last second */
    sim_us p99;          /* of the last 100 units; -1: none */
    sim_us slowest;      /* of the units that ended OK within the last second; -1: none did */
    int outage_master;   /* that failed it; -1: none */
    sim_us outage_since; /* when it last could write; SIM_NEVER: it can now */
    sim_us outage;       /* running, or the last one */
    sim_us outage_detect, outage_reroute, outage_first_ok; /* parts of the last one */
    sim_us longest_outage;
    int last_error; /* MySQL's number, 0: none or a time-out */
};

struct clients_view {
    int count;
    int64_t ok, failed, unknown, conflicts, retries;
    int64_t resolved_ok, resolved_absent, unresolved, in_doubt, duplicates;
    int64_t opened;  /* connections, ever */
    int64_t lost;    /* acknowledged, but no commit of it is durable */
    int64_t doubled; /* units with more than one durable commit */
    int64_t stale, stale_own;
    sim_us longest_outage;
    struct client_view clients[CLIENTS_MAX]; /* the first `count` of them */
};

void clients_look(const struct clients *clients, struct clients_view *out);
/* Is it the number of a client that a load feeds? */
bool clients_is_fed(const struct clients *clients, int number);
/* The master that a client turns to, 0-based; -1: none. */
int client_turns_to(const struct client_view *client);
/* It waits for a host that may never answer, and has not given it up. */
bool client_waits_in_vain(const struct client_view *client);
/* For tests: every connection that was opened is closed or there, and used by one worker at most,
 * which knows of it; the counts of tries add up. */
bool clients_are_sound(const struct clients *clients);

void clients_save(struct buf *out, const struct clients *clients);
/* Policies are kept as they are: their states are saved by those who own them. */
MUST_CHECK enum rc clients_load(struct clients *clients, struct unpack *in, struct err *err);

#endif
