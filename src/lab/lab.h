/* SPDX-License-Identifier: MIT */
/*
 * lab: the whole world of a run as one deterministic object: the cluster, the
 * clients and their drivers, the load, the narrative.
 *
 * A run is a configuration with a seed and a list of timed command lines, and
 * nothing else. Screen, plain mode, scripts, lessons and simulation tests are
 * all users of this header. It reads no clock and no file: what it must read
 * (drivers, loads, schemas, game days) comes through `struct lab_files`.
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"
#include "client/client.h"
#include "cluster/cluster.h"
#include "cluster/table_look.h"
#include "lab/cost.h"
#include "shell/cmd.h"

#include <stdbool.h>
#include <stdint.h>

struct lab; /* opaque; made by lab_new(), one owner */

/*
 * Where drivers, loads, schemas and game days come from: `kind` is "drivers", "loads",
 * "schemas" or "chaos", `name` a bare name or a path as typed. RC_UNKNOWN: there is none; err lists
 * what there is.
 */
struct lab_files {
    enum rc (*read)(void *user, const char *kind, const char *name, struct buf *out,
                    struct err *err);
    /* Offer the names there are, for completion. */
    void (*list)(void *user, const char *kind, cmd_offer_fn offer, void *to);
    void *user; /* borrowed */
};

/* Of a reply that is a round of \watch. */
struct lab_round {
    bool is_same; /* it ended as the one before: where all is kept, it need not be said again */
    bool is_turn; /* not so, and not only its rows differ: the one before is worth keeping */
};

/* What a statement or command said, for whoever shows it. Borrowed for the call. */
struct lab_reply {
    int client;       /* whose; 0: nobody's */
    int master;       /* where it ran, 0-based; -1: nowhere */
    const char *text; /* lines, as the prompt shows them; '\n' between and at the end */
    bool is_error;
    int grid_lines; /* so many lines at its beginning have columns: names, then rows */
    const struct client_reply *said; /* of a statement, as its client has it; NULL: a command's */
    const struct lab_round *round;   /* NULL: nobody watches */
};

struct lab_sink {
    void (*on_event)(void *user, const struct event *event);
    void (*on_reply)(void *user, const struct lab_reply *reply);
    void *user; /* borrowed */
};

/*
 * A guest: what follows a run from within, such as a lesson. It is made and freed with the lab,
 * saved and loaded with it, so that it is wherever one stands, and told of all that happens. To
 * the world it does only what a line could do. Functions have the guest first.
 */
struct lab_guest {
    void *(*make)(void);
    void (*free)(void *guest);
    /* Its own commands, those of lab/cmds_lesson.c. Errors are the line's. */
    enum rc (*command)(void *guest, struct lab *lab, const char *name, const struct words *words,
                       struct buf *reply, struct err *err);
    /* May a person give this command now? */
    enum rc (*allow)(const void *guest, const char *name, struct err *err);
    /* A text of its own that lines name as they name a file; NULL: it has none of this name. */
    const char *(*file)(const void *guest, const char *kind, const char *name);
    void (*list)(const void *guest, const char *kind, cmd_offer_fn offer, void *to);
    /* After each thing that happened, and after each line that a person gave. */
    void (*on_rest)(void *guest, struct lab *lab, bool was_line);
    /* The line that notes, where one stands when one compares, what its checks ask of a branch of
     * this name, which the lab is on now; nothing: they ask nothing. */
    void (*measure)(void *guest, const struct lab *lab, const char *branch, struct buf *line);
    void (*save)(struct buf *out, const void *guest);
    void (*load)(void *guest, struct unpack *in);
};

struct lab_config {
    uint64_t seed;
    int masters; /* MASTERS_MIN..MASTERS_MAX */
    bool check;  /* assert the engine's invariants on the way */
    struct lab_files files;
    struct lab_sink sink;          /* functions may be NULL */
    const struct lab_guest *guest; /* borrowed; NULL: there is none */
    /* What became of units in truth, for tests and scores; its user is the sink's. May be NULL. */
    cluster_truth_fn on_truth;
};

/* The caller owns *out. Errors as cluster_new(). */
MUST_CHECK enum rc lab_new(struct lab **out, const struct lab_config *config, struct err *err);
void lab_free(struct lab *lab);

/*
 * Do one full line now: SQL, or a recorded command. `client` is meant when the
 * line has no "@N". What a command says is appended to `reply`; the answer to
 * SQL comes later, through the sink, when its packet arrives.
 * An error leaves the world as it was.
 */
MUST_CHECK enum rc lab_apply(struct lab *lab, const char *line, int client, struct buf *reply,
                             struct err *err);

/*
 * Write a line as it is recorded: its client and the command's whole name put in. A line that
 * does nothing, or only looks, is not recorded. Errors as lab_apply(), as far as they can be
 * known from the words alone.
 */
MUST_CHECK enum rc lab_read_line(const char *line, int client, struct buf *full, bool *is_recorded,
                                 struct err *err);
/*
 * Make the present an instant at which a line can be given: a line comes before what happens
 * at its instant, so what is due now is let happen, and if anything has, the time moves on by
 * a microsecond. Whoever records lines does this before lab_apply().
 */
void lab_settle(struct lab *lab);

/* The commands that change the world: rows for help, completion and the prompt. */
const struct cmd *lab_commands(void);
/* Is "kill az b" one of those that break something, or end that? */
bool lab_is_of_faults(const char *command);

sim_us lab_now(const struct lab *lab);
/* When the next thing happens; SIM_NEVER: never, unless someone does something. */
sim_us lab_next_at(const struct lab *lab);
/* What that is, as a sentence; "" when nothing will. */
void lab_describe_next(const struct lab *lab, struct buf *out);
/* Let exactly one thing happen. False: nothing was due. */
bool lab_step(struct lab *lab);
/* How many things have happened since the start: with the time, a place in the run. */
uint64_t lab_steps(const struct lab *lab);
/* Let happen what is due before `at`, and move the time there: where a line of `at` belongs. */
void lab_reach(struct lab *lab, sim_us at);
/* Let happen what is due up to and including `until`, and move the time there. */
void lab_advance(struct lab *lab, sim_us until);
/* As lab_advance, but stop after `events_max` things; true: `until` was reached. */
bool lab_advance_some(struct lab *lab, sim_us until, int events_max);

/* Has every statement given by lab_apply for this client been answered? 0: of all clients. Nothing
 * has while a lesson is set up. */
bool lab_is_answered(const struct lab *lab, int client);

/*
 * What is given from now on was written by somebody else, or that is over. Such a line reads what
 * comes with it or with Quartet, by its name, and no other file: what a line reads goes with the
 * run, to whoever is sent it.
 */
void lab_distrust(struct lab *lab, bool is_foreign);

/* Offer what may stand behind the '=' of "driver=", "az=", "hc.mode=": whole words. */
void lab_offer_values(const struct lab *lab, const char *word, cmd_offer_fn offer, void *to);

/* The narrative: kept events by number; NULL: fell out of memory, or not yet. */
uint64_t lab_event_last(const struct lab *lab);
const struct event *lab_event(const struct lab *lab, uint64_t seq);
/* The newest of a kind, and the one of its kind before an event; NULL: none in memory. */
const struct event *lab_event_newest(const struct lab *lab, enum event_kind kind);
const struct event *lab_event_before(const struct lab *lab, const struct event *event);
/* The first event of a transaction; 0: it is not known, or no longer in memory. */
uint64_t lab_txn_start(const struct lab *lab, uint64_t txn);
/* "12.405 m2 ...", subject and sentence. */
void lab_add_event(const struct lab *lab, const struct event *event, struct buf *out);
/*
 * Of an event "picked": what the driver was told, a line each for the request and the endpoints,
 * and what it answered, with the line of its source. False: that is no longer in memory.
 */
bool lab_add_decision(const struct lab *lab, uint64_t seq, struct buf *facts, struct buf *answer);

/* What is shown. Borrowed until the lab changes. */
const struct cluster *lab_cluster(const struct lab *lab);
const struct clients *lab_clients(const struct lab *lab);
uint64_t lab_seed(const struct lab *lab);
struct lab_load_view {
    const char *name; /* "": no load runs */
    const char *driver;
    bool driver_is_own; /* a file of the person's, though it may be named as one of ours */
    int first_client;   /* its clients are this one and those after it */
    int clients;
    int rate_permille; /* open loop: of all, asked for; 0: closed loop */
    sim_us think;      /* closed loop; -1: open loop */
    int workers;       /* units at a time of each client */
    int64_t refused;   /* units that came when a client had its hands full */
};
void lab_look_load(const struct lab *lab, struct lab_load_view *out);
struct lab_chaos_view {
    const char *name; /* "": no game day is played */
    int given, count; /* lines of it */
    sim_us ends_at;   /* when it is over, unless something stops it */
};
void lab_look_chaos(const struct lab *lab, struct lab_chaos_view *out);
/* The event of the last fault; 0: there was none in this world. */
uint64_t lab_fault(const struct lab *lab);
/* What that has cost the clients so far. */
void lab_look_fault(const struct lab *lab, struct cost_view *out);
struct lab_watch_view {
    const char *sql; /* borrowed; NULL: the client watches nothing */
    sim_us interval;
    bool is_asked; /* the round has no answer yet */
};
void lab_look_watch(const struct lab *lab, int client, struct lab_watch_view *out);
struct lab_driver_view {
    const char *file; /* as the line named it: "round_robin", or a path */
    const char *name; /* without a folder and its ending */
    const char *source;
    bool is_everyones; /* every client has just this one */
    bool is_own;       /* a file of the person's, though it may be named as one of ours */
};
void lab_look_driver(const struct lab *lab, int client, struct lab_driver_view *out);
/* For the data view and completion: no cost, no trace in the run. */
MUST_CHECK enum rc lab_peek(const struct lab *lab, int master, const char *sql, struct rows *out,
                            struct err *err);
/* Rows of a table at every master; as cluster_look_table(). */
void lab_look_table(const struct lab *lab, const char *table, int64_t first, int limit,
                    struct table_look *out);

/* --- for the guest --------------------------------------------------------------------------- */

/* NULL: there is none. */
void *lab_guest(const struct lab *lab);
/* A file, as lines read them: the guest's own comes first. Errors as `lab_files.read`. */
MUST_CHECK enum rc lab_read_file(const struct lab *lab, const char *kind, const char *name,
                                 struct buf *out, struct err *err);
/* A new cluster and new clients in place of these. Errors as lab_new(). */
MUST_CHECK enum rc lab_renew(struct lab *lab, int masters, uint64_t seed, struct err *err);
/* Do a line as @1, unrecorded: the guest gives it again whenever the run is played. */
MUST_CHECK enum rc lab_give(struct lab *lab, const char *line, struct err *err);
/* What the guest wants noted of this branch; as `measure`. */
void lab_measure(const struct lab *lab, const char *branch, struct buf *line);
/* Add to the narrative. */
void lab_tell(struct lab *lab, struct event *event);
/*
 * From now on nobody is told of answers but errors, and lines that wait for answers wait; or that
 * is over.
 */
void lab_hush(struct lab *lab, bool is_hushed);
bool lab_is_hushed(const struct lab *lab);
/* lab_is_answered() of all clients, whether it is hushed or not. */
bool lab_is_idle(const struct lab *lab);

/* The state, whole. lab_load() only in the process and lab that saved it; the present may be
 * earlier, later, or on another branch of time. */
void lab_save(struct lab *lab, struct buf *out);
MUST_CHECK enum rc lab_load(struct lab *lab, const void *data, size_t size, struct err *err);
/* The events in memory, of which a state has but the newest; to be loaded after that state. */
void lab_save_narrative(const struct lab *lab, struct buf *out);
MUST_CHECK enum rc lab_load_narrative(struct lab *lab, const void *data, size_t size,
                                      struct err *err);
/* A hash of one master's rows. False: there is no such master. */
bool lab_store_digest(struct lab *lab, int master, uint64_t *out);
/* The source id of the SQLite that runs: part of what a run is. */
const char *lab_sqlite(void);
/* With config.check: the first violation of an invariant so far; NULL: there is none. Borrowed. */
const char *lab_failure(const struct lab *lab);
/* Long after everything was healed: is all at rest, and alike? As cluster_check_quiet(). */
MUST_CHECK enum rc lab_check_quiet(struct lab *lab, struct err *err);
/* A hash of the narrative so far; costs nothing. */
uint64_t lab_trace(const struct lab *lab);
/* A hash of the narrative so far and of every store's rows. */
uint64_t lab_digest(struct lab *lab);

#endif
