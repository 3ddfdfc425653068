/* SPDX-License-Identifier: MIT */
/*
 * state: what the rooms of the client side share, and which room does what. No
 * other folder includes this.
 *
 *   client.c   the whole: life, commands, what comes in and to whom it goes
 *   look.c     what can be seen of it
 *   link.c     connections: open, close, what a session on one has been told
 *   lease.c    the pools' connections: taken, waited for, given back, kept well
 *   health.c   active checks, and which masters there are
 *   standing.c what a host is to it: signals in, events and what they lead to; wishes
 *   unit.c     one unit of work from pick to outcome
 *   retry.c    what is done about a failed attempt; the only place that repeats one
 *   probe.c    idempotency keys, and what is done about an unknown outcome
 *   outcome.c  how a unit of work ended: what is told, what is counted
 *   pick.c     where it goes: asks the driver
 *   persons.c  where a person has a client connect
 *   next.c     the timer that is due, as a sentence
 *   saving.c   the state as bytes
 *
 * A client has workers, each of which carries out one unit of work at a time, and a console, a
 * worker of its own, which keeps its connection. Timers are entries of one timeline; each names
 * the time it was set for, so a timer whose time was changed since is void.
 */
#ifndef CLIENT_STATE_H
#define CLIENT_STATE_H

#include "base/rng.h"
#include "base/timeline.h"
#include "client/classify.h"
#include "client/client.h"
#include "client/client_parameter.h"
#include "client/endpoint.h"
#include "client/meter.h"
#include "client/pool.h"
#include "client/truth.h"

enum timer {
    TIMER_WORK,          /* thing: client, worker */
    TIMER_CHECK,         /* thing: client, master */
    TIMER_CHECK_TIMEOUT, /* thing: client, master */
    TIMER_TOPOLOGY,      /* thing: client */
    TIMER_POOL,          /* thing: client, master */
    TIMER_ENDPOINT,      /* thing: client, master; its state has lasted long enough */
    TIMER_TICK,          /* thing: client; its driver's on_tick() */
};

#define TIMER_THINGS 16 /* of each client: workers or masters */

struct probe {
    conn_id conn;
    bool is_open;
    uint64_t id; /* of the request under way; 0: none */
    enum check_mode asks;
    sim_us sent_at;    /* of the request or the call */
    sim_us next_at;    /* SIM_NEVER: one is under way */
    sim_us timeout_at; /* SIM_NEVER: none is */
};

struct texts {
    char *statements[UNIT_STATEMENTS_MAX]; /* owned */
    int count;
    bool is_write;
    char *table; /* owned: that it writes first; NULL: not told */
    bool has_shard;
    int64_t shard;
    bool has_no_key; /* it never leaves one: it defines tables */
};

enum work_kind {
    WORK_NONE,
    WORK_UNIT,
    WORK_CONSOLE, /* one statement of a person: repeated only if nothing was sent */
    WORK_MOVE,    /* no statement: a person's client looks for a connection */
};

enum work_phase {
    PHASE_REST,     /* waits for its timer, then picks */
    PHASE_LINE,     /* waits for a connection to work.master: all are in use */
    PHASE_CONNECT,  /* has called work.master */
    PHASE_VALIDATE, /* has pinged: the connection lay idle for long */
    PHASE_USE,      /* has sent what follows to the session, in this order */
    PHASE_BEGIN,
    PHASE_KEY,
    PHASE_STATEMENT,
    PHASE_COMMIT,
    PHASE_PROBE, /* has asked whether its key is there */
};

#define WORKS_MAX (1 + WORKERS_MAX) /* the console is the first */

/* A worker, and what it is at. */
struct work {
    struct client *client; /* borrowed: whose worker it is */
    int number;            /* WORKER_CONSOLE, 1.. */
    int home;              /* the master where it worked last; -1: nowhere yet */
    int at, link;          /* its connection: of which pool, which; LINK_NONE: it has none */
    enum work_kind kind;
    enum work_phase phase;
    struct texts texts;
    uint64_t unit; /* its number; a transaction typed by a person is one */
    bool has_key;  /* it leaves the number in unit_key with what it writes */
    int attempt;
    int statement; /* index of the one under way */
    enum request_kind sent_kind;
    char use[NAME_SIZE_MAX]; /* the database that the statement under way changes to */
    int64_t set;             /* the level that it sets; -1: none that stays */
    bool failed_once;        /* a host has failed it: it moves */
    int master;              /* -1: not picked yet */
    int failed_master;       /* that failed it last; -1: none */
    uint64_t ticket;         /* in line: the lowest is next */
    uint64_t request;        /* id of the request under way; 0: none */
    bool is_read;            /* it reads rows: then what was acknowledged when it was sent: */
    struct acknowledged then;
    /* Attempts of which nobody knows whether they were committed; 0: none. */
    int doubts;
    bool is_probing; /* asks for the key, or waits to */
    int asked;       /* probes begun */
    int probes;      /* that were answered, and found nothing */
    sim_us unknown_since;
    sim_us waited;  /* before this attempt */
    int lock_waits; /* attempts that ended with a wait for a lock */
    sim_us begun_at;
    sim_us tried_at; /* when this attempt began */
    sim_us sent_at;
    sim_us due_at; /* its timer; SIM_NEVER: none */
    uint64_t cause;
};

struct client {
    int number; /* 1.. */
    int place;  /* the cluster's index of it */
    int az;
    struct policy policy;
    int64_t parameters[CLIENT_PARAMETER_COUNT];
    bool given[CLIENT_PARAMETER_COUNT]; /* by a person: no driver changes it */
    struct rng rng;                     /* of checks */
    struct rng retry_rng;               /* of waits: nothing else shifts them */
    struct rng pool_rng;                /* of the age of connections */
    struct endpoint endpoints[MASTERS_MAX];
    struct pool pools[MASTERS_MAX];
    struct probe probes[MASTERS_MAX];
    bool knows[MASTERS_MAX]; /* masters as of its last look at the topology */
    int master_az[MASTERS_MAX];
    sim_us topology_at;
    sim_us tick_at;  /* SIM_NEVER: its driver has no on_tick() */
    bool is_persons; /* someone types: its connection is kept up */
    bool is_dead;    /* its AZ is dark */
    bool has_load;   /* a load feeds it */
    int wish;        /* where a person sent it; -1: the driver picks */
    int endpoint;    /* by which a person has it connect; ENDPOINT_NONE: none (cluster/dns.h) */
    bool lost_transaction; /* of a person; the next statement is told */
    /* What it has told its session, and tells each new one. */
    char database[NAME_SIZE_MAX];
    enum consistency consistency;
    enum isolation isolation;
    uint64_t seen[MASTERS_MAX]; /* the last commit of each master that any answer may show */
    uint64_t own[MASTERS_MAX];  /* the last of its own that was acknowledged */
    uint64_t units;             /* numbers given */
    uint64_t requests;
    uint64_t tickets;
    int64_t budget;   /* percent of a retry that it may spend */
    sim_us earned_at; /* when it last earned a part of it by waiting */
    struct work works[WORKS_MAX];
    struct texts queue[UNITS_QUEUED_MAX]; /* a ring */
    int queue_first;
    int queue_count;
    struct meter meter;
    struct truth truth;
};

struct clients {
    struct clients_config config;
    struct client *clients[CLIENTS_MAX]; /* owned */
    int count;
    struct timeline timeline;
    struct rng root;
    uint64_t acknowledged[MASTERS_MAX]; /* the last commit of each master, to anyone */
};

/* --- client.c ------------------------------------------------------------------------------- */

sim_us clients_now(const struct clients *all);
/* NULL: there is none of this number; err says so (RC_UNKNOWN). */
struct client *client_find(const struct clients *all, int number, struct err *err);
void client_set_timer(struct clients *all, const struct client *client, enum timer kind, int index,
                      sim_us at);
/* An event of this client: place, number and `other` (a master, or -1) are filled in. */
struct event client_event(const struct client *client, enum event_kind kind, int master,
                          uint64_t cause);
uint64_t client_emit(struct clients *all, struct event *event);
/* Workers that have nothing to do take what is next in the queue. */
void client_take_next(struct clients *all, struct client *client);
void texts_clear(struct texts *texts);
/* Does it only read rows? */
bool request_is_read(const struct request *request);
/* Whose timer it is, which of its workers or masters it is for, and whether he still waits. */
struct client *client_of_due(const struct clients *all, const struct due *due);
int index_of_due(const struct due *due);
bool client_waits_for(const struct client *client, const struct due *due);

/* --- link.c --------------------------------------------------------------------------------- */

/* Call a master for this worker, or for the pool; its place, or LINK_NONE: there are too many. */
int link_open(struct clients *all, struct client *client, int master, int worker);
/* Whoever holds it has it no more. */
void link_close(struct clients *all, struct client *client, int master, int index);
/* The same, but a reset or a refusal has ended it at the other end. */
void link_end(struct clients *all, struct client *client, int master, int index);
/* Must its session be told something before anything else? Then *out says it. */
bool link_lacks_setting(const struct work *work, struct request *out);
/* What was sent last is acknowledged: if it set something, so it is, for sessions to come, too. */
void link_note_setting(const struct work *work, struct link *link);

/* --- lease.c -------------------------------------------------------------------------------- */

/* The connection that a worker has, or calls for; NULL: none. */
struct link *work_link(const struct work *work);
bool work_is_connected(const struct work *work);
bool work_is_in_transaction(const struct work *work);
/* Its connection to work.master: at once (true), or it waits for one in some phase (false). */
bool lease_take(struct clients *all, struct work *work);
/* Who waits for a connection to this master. */
int line_length(const struct client *client, int master);
/* It is answered: it lives, and is the worker's to use. */
void lease_answered(struct clients *all, struct work *work);
/* It needs it no more: what is open on it is rolled back, and the next in line has it. */
void lease_release(struct clients *all, struct work *work);
/* It is of no use any more: close it; or a reset or a refusal has ended it. */
void lease_drop(struct clients *all, struct work *work);
void lease_end(struct clients *all, struct work *work);
/* A connection of no worker is answered. */
void lease_on_answer(struct clients *all, struct client *client, int index,
                     const struct answer *answer);
/* Time to look after the pool. */
void lease_look(struct clients *all, struct client *client, int master);
/* The master is given up: close what nobody uses. */
void lease_close_spare(struct clients *all, struct client *client, int master);

/* --- health.c ------------------------------------------------------------------------------- */

void health_begin(struct clients *all, struct client *client);
void health_on_check(struct clients *all, struct client *client, int master);
void health_on_timeout(struct clients *all, struct client *client, int master);
void health_on_answer(struct clients *all, struct client *client, const struct answer *answer);
void health_on_topology(struct clients *all, struct client *client);
void health_look(struct clients *all, struct client *client);
/* The state of an endpoint is another now: checks, and looks at the topology, may come sooner. */
void health_on_state(struct clients *all, struct client *client, int master);
/* A person has set a parameter: what was planned by a longer time comes sooner now. */
void health_on_set(struct clients *all, struct client *client);

/* --- standing.c ----------------------------------------------------------------------------- */

/* Tell an endpoint's machine, and do what its new state asks for. */
void standing_signal(struct clients *all, struct client *client, int master,
                     enum endpoint_signal signal, enum endpoint_reason reason, uint64_t cause);
void standing_on_timer(struct clients *all, struct client *client, int master);
/* What statements on the way tell of a host; that it takes a connection tells nothing: a host that
 * hangs does, too. */
void health_note_good(struct clients *all, struct client *client, int master, sim_us latency,
                      uint64_t cause);
/* It answered with an error: that is good, too, unless it counts against the host. */
void health_note_error(struct clients *all, const struct work *work, const struct answer *answer);
void health_note_bad(struct clients *all, struct client *client, int master,
                     enum endpoint_reason reason, uint64_t cause);
/* Ask its driver what it wishes, once a second. */
void standing_on_tick(struct clients *all, struct client *client);
/* Its driver is another, or (`again`) was just asked: plan the next time. */
void standing_set_tick(struct clients *all, struct client *client, bool again);
void standing_look(const struct clients *all, const struct client *client, int master,
                   struct endpoint_view *out);

/* --- unit.c --------------------------------------------------------------------------------- */

/* The work has its kind and texts: go. */
void unit_begin(struct clients *all, struct work *work);
/* It has its connection: what is next is sent. */
void unit_go_on(struct clients *all, struct work *work);
/* Ask where to go, and go there: a first attempt, or another. */
void unit_pick(struct clients *all, struct work *work);
void unit_set_due(struct clients *all, struct work *work, sim_us wait);
void unit_on_answer(struct clients *all, struct work *work, const struct answer *answer);
void unit_on_timer(struct clients *all, struct work *work);
/* The host is given up: whoever works there fails as if the connection had ended. */
void unit_give_up(struct clients *all, struct client *client, int master, uint64_t cause);
/* Ctrl-C. */
void unit_cancel(struct clients *all, struct work *work);
/* A person's client without work and connection: look for one. `failed` (-1: none) is the
 * master that let it down. */
void unit_move(struct clients *all, struct client *client, int failed, uint64_t cause);
/* Run a person's statement; takes the texts. */
void unit_execute(struct clients *all, struct client *client, struct texts *texts);
/* The client's machine is gone, and with it what it was doing. */
void unit_drop(struct clients *all, struct work *work);
/* The worker works, or tries to, at this master. */
bool work_is_at(const struct work *work, int master);

/* --- retry.c -------------------------------------------------------------------------------- */

/* How an attempt failed. */
struct failure {
    const struct answer *answer; /* NULL: none came */
    int code;                    /* 0: a time-out */
    enum error_class class;
    uint64_t cause;
};

/* The attempt failed. `answer` is NULL if nothing came, `code` 0 after a time-out. */
void retry_or_report(struct clients *all, struct work *work, const struct answer *answer, int code,
                     uint64_t cause);
/* Would nobody know what became of it, if it ended now? */
bool work_is_in_doubt(const struct work *work);
/* What the driver says of a failure, or the machinery's own rule. */
struct policy_answer retry_ask(struct clients *all, struct work *work,
                               const struct failure *failure);
/* Is another attempt allowed after this wait? It pays for one; an event says that it cannot. */
bool retry_may(struct clients *all, struct work *work, struct failure *failure, sim_us wait);
/* A call is made, which earns a part of a retry. */
void retry_earn(struct clients *all, struct client *client);
void retry_repeat(struct clients *all, struct work *work, const struct failure *failure,
                  sim_us wait);
sim_us retry_back_off(struct clients *all, struct work *work, enum error_class class);

/* --- probe.c -------------------------------------------------------------------------------- */

/* Is a key to be written with this work? */
bool key_is_wanted(const struct work *work);
/* Does it run between BEGIN and COMMIT? */
bool work_is_transaction(const struct work *work);
#define KEY_SQL_SIZE 80
/* The statements that leave the key, and that look for it; gives `out`. */
const char *key_insert(const struct work *work, char out[KEY_SQL_SIZE]);
const char *key_question(const struct work *work, char out[KEY_SQL_SIZE]);
/* Its outcome is unknown: probe, repeat or report. */
void probe_unknown(struct clients *all, struct work *work, struct failure *failure);
/* It asks now: that is told. */
void probe_tell(struct clients *all, struct work *work);
void probe_on_answer(struct clients *all, struct work *work, const struct answer *answer);
/* The probe itself failed. */
void probe_failed(struct clients *all, struct work *work, struct failure *failure);
/* It met its own key: an earlier attempt was committed. */
void probe_met_key(struct clients *all, struct work *work, const struct answer *answer);

/* --- outcome.c ------------------------------------------------------------------------------ */

void work_init(struct work *work, struct client *client, int number);
/* Done, one way or the other: ready for the next. */
void outcome_end(struct clients *all, struct work *work);
void outcome_ok(struct clients *all, struct work *work, const struct answer *answer);
/* An earlier attempt was committed after all: that is known by its key. */
void outcome_resolved(struct clients *all, struct work *work, uint64_t cause);
void outcome_report(struct clients *all, struct work *work, const struct failure *failure);
void outcome_not_parsed(struct clients *all, struct work *work, const struct err *err);
/* What a person is told. */
void outcome_reply(struct clients *all, const struct work *work, const struct client_reply *reply);
void outcome_end_outage(struct clients *all, struct work *work, uint64_t cause);

/* --- pick.c --------------------------------------------------------------------------------- */

/* Those that take new work, or `with_idle` all that are known, as a driver is told of them. */
int pick_list_endpoints(const struct client *client, sim_us now, bool with_idle,
                        struct policy_endpoint out[MASTERS_MAX]);
/* The master that the driver says; -1: nowhere now. */
int pick_by_driver(struct clients *all, struct work *work);
/* The master that the endpoint means by which a person has it connect; -1: none now. */
int pick_by_name(struct clients *all, struct work *work);
void pick_tell_failure(struct clients *all, struct work *work, const struct err *err);

/* --- persons.c ------------------------------------------------------------------------------ */

/* How long an answer is waited for. At the prompt nothing is given up before TCP gives up, as with
 * the mysql command line: who waits there for a lock sees error 1205. */
sim_us persons_answer_wait(const struct work *work);

/* --- saving.c ------------------------------------------------------------------------------- */

void client_save(struct buf *out, const struct client *client);
void client_load(struct client *client, struct unpack *in);

#endif
