/* SPDX-License-Identifier: MIT */
/*
 * lab_state: what a lab is made of, for the files of lab/ alone. Everything
 * above sees lab.h.
 */
#ifndef LAB_LAB_STATE_H
#define LAB_LAB_STATE_H

#include "base/rng.h"
#include "base/timeline.h"
#include "driver/driver.h"
#include "driver/load.h"
#include "lab/cost.h"
#include "lab/decisions.h"
#include "lab/events.h"
#include "lab/lab.h"
#include "shell/dialect.h"
#include "shell/gameday.h"

#define DRIVERS_MAX 512 /* loaded on the way to any place of a run, swaps counted */
#define LOADS_MAX 64    /* begun on the way there */
#define PARSED_MAX 16   /* of those that clients may try again soon; a look-up passes them all */

/* What a statement means: it follows from its text. */
struct parsed {
    char *sql; /* owned; NULL: nothing is here */
    struct dialect_statement statement;
};

#define TOLD_MAX 8 /* a driver fails again and again, but not in many ways */

/* The clients that a load feeds, and how far it is. */
struct load_run {
    int load;                   /* index in loads of the last one; -1: none was */
    bool runs;                  /* it gives units, or makes its tables */
    int clients;                /* how many */
    int first_client;           /* number of the first, 1..; the others follow it */
    int workers;                /* units that each may have under way */
    int rate_permille;          /* open loop: of each client; 0: closed loop */
    sim_us think;               /* closed loop: from the end of a unit to the next; -1: open loop */
    int set_up;                 /* statements that make its tables, done so far */
    bool is_asked;              /* the next of them is under way */
    bool is_set_up;             /* they are made */
    uint32_t round;             /* counts \load commands, so that an old tick finds nothing to do */
    int64_t refused;            /* units that came when a client had its hands full */
    struct load_counts before;  /* what its clients had counted when its units began, and until
                                 * then when a statement that makes its tables was given */
    int64_t given[CLIENTS_MAX]; /* units given to each so far */
    int thinking[CLIENTS_MAX];  /* closed loop: ticks to come for each */
};

/* The game day that is played: its lines as they were drawn, and how far it is. */
struct chaos_run {
    char name[NAME_SIZE_MAX]; /* "": none is */
    struct gameday day;       /* its texts are owned */
    sim_us begun_at;
    int given;                 /* lines given so far */
    uint64_t event;            /* that told of its beginning */
    enum event_kind stop_when; /* EVENT_KIND_COUNT: nothing stops it */
    bool has_met;              /* that has happened */
    struct cost cost;          /* since it began */
    uint32_t round;            /* counts game days, so that an old tick finds nothing to do */
};

#define WATCH_ROWS_MAX 10 /* of a round: as many as one sees change, and a console has room for */
#define WATCH_VALUE_SIZE 64

/* What became of a round: it was answered, it failed, or it could not be asked, and why. */
enum round_end {
    ROUND_NONE,
    ROUND_ROWS,
    ROUND_ERROR,
    ROUND_WAITS,          /* for an answer */
    ROUND_IN_TRANSACTION, /* of the person */
    ROUND_NO_POWER,
};

/* The statement that a client asks again and again, and what it was told last. */
struct watch {
    char *sql; /* owned; NULL: it watches nothing */
    sim_us interval;
    uint32_t turn;  /* of the \watch commands of the run: an old tick finds nothing to do */
    uint32_t asked; /* the turn of the round that has no answer yet; 0: there is none */
    sim_us asked_at;
    int64_t rounds; /* that were answered */
    enum round_end end;
    int master;      /* where the last one was answered, 0-based; -1: nowhere */
    int64_t same;    /* rounds in a row that ended as the one before */
    uint64_t result; /* hash of the last error or rows */
    /* Of the last rows: */
    bool has_rows;                 /* there are some */
    uint64_t had;                  /* hash of all */
    int64_t total;                 /* how many */
    int row_count;                 /* those shown: */
    uint64_t rows[WATCH_ROWS_MAX]; /* hash of each */
    char value[WATCH_VALUE_SIZE];  /* if it is all there is; "": it is not */
};

/*
 * A driver or a load, kept until the lab ends: a state saved at any time, on any branch of it,
 * refers to it by its place in the list. Who loads the same file again at the same turn of the
 * run gets the same one, as it was when it was new.
 */
struct kept {
    struct driver *driver; /* owned; NULL: it is a load */
    struct load *load;     /* owned; NULL: it is a driver */
    char *name;            /* owned */
    char *source;          /* owned */
    struct rng rng;        /* that it began with: no other client and no other turn has it */
    struct buf begun;      /* owned; its state when it was new */
};

struct kept_list {
    struct kept *items; /* owned */
    int count;
    int room;
    bool holds_loads;
};

/* What one is made of. */
struct kept_file {
    const char *name;
    const char *source;
    size_t size;
    struct rng rng;
};

struct lab {
    struct lab_config config;
    uint64_t seed;            /* of the cluster that runs now */
    int masters;              /* asked for at its creation */
    struct cluster *cluster;  /* owned */
    struct clients *clients;  /* owned */
    struct timeline timeline; /* ticks of the load, the game day and watches */
    sim_us now;
    uint64_t steps;                /* things that have happened */
    sim_us stepped_at;             /* when the last one did */
    uint64_t past_digest;          /* of the clusters that a \create replaced */
    int client_in_focus;           /* who speaks the command that runs now */
    const char *command;           /* borrowed: that one, as it was typed, without its backslash */
    bool is_vertical[CLIENTS_MAX]; /* the statement under way ended with \\G */

    struct kept_list drivers;
    int driver_of[CLIENTS_MAX]; /* place in drivers, by client - 1 */
    int driver_turn;            /* drivers loaded in this run so far */
    uint64_t told[TOLD_MAX];    /* hashes of the last failures of drivers that were said, a ring */
    int told_count;
    struct kept_list loads;
    int load_turn; /* loads begun in this run so far */
    struct load_run load;
    struct chaos_run chaos;
    int chaos_turn;       /* game days begun in this run so far */
    uint64_t fault_event; /* of the last fault; 0: there was none */
    struct cost fault_cost;
    struct watch watches[CLIENTS_MAX];
    uint32_t watch_turn; /* \watch commands in this run so far */

    void *guest;     /* owned; NULL: there is none */
    bool is_hushed;  /* nobody is told of answers but errors */
    bool is_foreign; /* the line that is done was written by somebody else; no part of the state */

    struct events events;
    struct decisions decisions;
    uint64_t times_loaded; /* by lab_load(), which replaces all; itself no part of the state */
    struct dialect_statement statement; /* of the line that is being done */
    struct parsed parsed[PARSED_MAX];   /* the clients' last; they borrow the texts */
    int parsed_next;                    /* to be replaced */
};

/* --- each file's part, used by the others --------------------------------------------------- */

/* lab.c: replace the cluster and all clients by new ones, at the present time. */
MUST_CHECK enum rc lab_create_world(struct lab *lab, int masters, uint64_t seed, struct err *err);

/* kept.c: the one made of this file, or a new one; *index is its place. Errors as driver_new(). */
MUST_CHECK enum rc kept_find(struct kept_list *list, const struct kept_file *file, int *index,
                             struct err *err);
void kept_release(struct kept_list *list);
/* Those that decide or give work now, whole: what the others hold decides nothing any more. */
void kept_save(struct buf *out, const struct lab *lab);
MUST_CHECK enum rc kept_restore(struct lab *lab, struct unpack *in, struct err *err);

/* drivers.c: a driver of its own for each client. */
MUST_CHECK enum rc lab_set_driver(struct lab *lab, int client, const char *name, struct err *err);
/* All clients, or none if one cannot have it. */
MUST_CHECK enum rc lab_set_driver_of_all(struct lab *lab, const char *name, struct err *err);
/*
 * Could clients `first` and those after it, `count` in all, be given this driver now, in a world of
 * this seed? Nothing is changed by asking; then it is so.
 */
MUST_CHECK enum rc lab_check_driver(struct lab *lab, uint64_t seed, int first, int count,
                                    const char *name, struct err *err);
/* A new client in an AZ with this driver. */
MUST_CHECK enum rc lab_add_client(struct lab *lab, int az, const char *driver, int *number,
                                  struct err *err);

/* Say it unless `why`, which may be a part of it, was said since the last driver or load came. */
void lab_say_trouble_once(struct lab *lab, const char *why, const char *text);
/* Say why a driver failed, once; a clients_config function. */
void lab_on_driver_failed(void *lab, int client, const char *why);
/* Keep what a driver was asked and answered; a clients_config function. */
void lab_on_decision(void *lab, const struct client_decision *decision);

/* cmds_sql.c: say what went wrong by itself, to nobody in particular. */
void lab_say_trouble(struct lab *lab, const char *text);
/* The same for a sentence that tells of nothing wrong. */
void lab_say(struct lab *lab, const char *text);

/* cmds_load.c: what may be said of the load of this name, "rate=" and its knobs among it. */
void lab_offer_load_options(const struct lab *lab, const char *name, cmd_offer_fn offer, void *to);

/* load_run.c */
/* Let the load at this place of lab->loads work, which was given its knobs: through the clients
 * that lab->load names. */
void lab_begin_load(struct lab *lab, int load);
void lab_stop_load(struct lab *lab);
/* Its programs go with the world they were in. */
void lab_forget_load(struct lab *lab);
/* What has become of its units. */
void lab_count_load(const struct lab *lab, struct load_counts *out);
/* Is what each master has as the load says that it must be? For \load check and for scores. */
MUST_CHECK enum rc lab_check_load(struct lab *lab, struct buf *reply, struct err *err);
/* A statement of the load's fails by its own fault; a clients_config function. */
void lab_on_statement_failed(void *lab, int client, const char *sql, int code, const char *words);
/* A client of a closed loop has workers without work; a clients_config function. */
void lab_on_client_free(void *lab, int client, int workers);
void lab_tick_load(struct lab *lab, const struct due *due);
/* What a tick will do, as a sentence. */
void lab_describe_load(const struct lab *lab, const struct due *due, struct buf *out);

void lab_save_load(struct buf *out, const struct load_run *load);
void lab_load_load(struct load_run *load, struct unpack *in);

/* cmds_chaos.c; its ticks are those of kind TICK_CHAOS and above. */
#define TICK_CHAOS 16
void lab_stop_chaos(struct lab *lab);
void lab_tick_chaos(struct lab *lab, const struct due *due);
void lab_describe_chaos(const struct lab *lab, const struct due *due, struct buf *out);
/* What has just happened may be what the game day waits for. */
void lab_on_event_chaos(struct lab *lab, const struct event *event);
void lab_save_chaos(struct buf *out, const struct lab *lab);
void lab_load_chaos(struct lab *lab, struct unpack *in);
void lab_release_chaos(struct lab *lab);

/* fault_cost.c: what the last fault has cost. */
void lab_on_event_fault(struct lab *lab, const struct event *event);
void lab_save_fault(struct buf *out, const struct lab *lab);
void lab_load_fault(struct lab *lab, struct unpack *in);

/* cmds_watch.c; its ticks are those of kind TICK_WATCH. */
#define TICK_WATCH 32
/* All clients' end. */
void lab_stop_watches(struct lab *lab);
void lab_tick_watch(struct lab *lab, const struct due *due);
void lab_describe_watch(const struct lab *lab, const struct due *due, struct buf *out);
/* The answer to a round? Then it is told as one, or to nobody if the watch has ended. */
bool lab_take_round(struct lab *lab, const struct client_reply *reply);
void lab_save_watches(struct buf *out, const struct lab *lab);
void lab_load_watches(struct lab *lab, struct unpack *in);

/* lab.c: do one line, given by whoever is the cause of what happens now. */
MUST_CHECK enum rc lab_do_line(struct lab *lab, const char *line, int client, struct buf *reply,
                               struct err *err);
/* The same of one that somebody else wrote, as @1; as lab_distrust(). */
MUST_CHECK enum rc lab_do_foreign(struct lab *lab, const char *line, struct buf *reply,
                                  struct err *err);
/* The words of a command, and its row; the words are the caller's to release, whatever comes. */
MUST_CHECK enum rc lab_find_command(const struct cmd **out, struct words *words, const char *text,
                                    struct err *err);

/* cmds_sql.c */
void lab_init_parsed(struct lab *lab);
void lab_release_parsed(struct lab *lab);
enum rc lab_parse_sql(void *lab, struct request *out, const char *sql, struct err *err);
void lab_on_client_reply(void *lab, const struct client_reply *reply);
MUST_CHECK enum rc lab_run_sql(struct lab *lab, int client, const char *sql, bool vertical,
                               struct err *err);
/* Understand it, for the lab alone, until the next one: lab->statement. RC_UNKNOWN: there is no
 * such client; others: as the prompt shows the error of a statement. */
MUST_CHECK enum rc lab_read_sql(struct lab *lab, int client, const char *sql, struct err *err);

/* "m2" as a master of this cluster, 0-based. */
MUST_CHECK enum rc lab_parse_master(const struct lab *lab, const char *word, int *index,
                                    struct err *err);
/* The word after "name=" among words[from..]; NULL: it is not there. */
const char *lab_option(const struct words *words, int from, const char *name);
/* Only these options may stand in words[from..], each once; `names` ends with NULL. */
MUST_CHECK enum rc lab_check_options(const struct words *words, int from, const char *const *names,
                                     struct err *err);
/* What stands behind "az=": one of the four AZs. */
MUST_CHECK enum rc lab_parse_az(const char *value, int *az, struct err *err);
/* "3" or "@3" as a client that exists. */
MUST_CHECK enum rc lab_parse_client(const struct lab *lab, const char *word, int *number,
                                    struct err *err);
/* A number between low and high; `what` names it in the error. */
MUST_CHECK enum rc lab_parse_number(const char *word, const char *what, int64_t low, int64_t high,
                                    int64_t *out, struct err *err);

/* The rows of the command table live beside their functions. */
enum rc cmds_cluster_create(void *lab, const struct words *words, struct buf *reply,
                            struct err *err);
enum rc cmds_cluster_add(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_cluster_remove(void *lab, const struct words *words, struct buf *reply,
                            struct err *err);
enum rc cmds_cluster_parameters(void *lab, const struct words *words, struct buf *reply,
                                struct err *err);
enum rc cmds_cluster_set(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_cluster_mark(void *lab, const struct words *words, struct buf *reply, struct err *err);

enum rc cmds_status_status(void *lab, const struct words *words, struct buf *reply,
                           struct err *err);
enum rc cmds_status_pages(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_status_copies(void *lab, const struct words *words, struct buf *reply,
                           struct err *err);

enum rc cmds_data_rows(void *lab, const struct words *words, struct buf *reply, struct err *err);

enum rc cmds_fault_kill(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_fault_crash(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_fault_hang(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_fault_restart(void *lab, const struct words *words, struct buf *reply,
                           struct err *err);
enum rc cmds_fault_restore(void *lab, const struct words *words, struct buf *reply,
                           struct err *err);
enum rc cmds_fault_cut(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_fault_uncut(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_fault_lag(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_fault_loss(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_fault_slow(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_fault_wipe(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_fault_heal(void *lab, const struct words *words, struct buf *reply, struct err *err);

enum rc cmds_chaos_chaos(void *lab, const struct words *words, struct buf *reply, struct err *err);

enum rc cmds_client_client(void *lab, const struct words *words, struct buf *reply,
                           struct err *err);
enum rc cmds_endpoint_endpoint(void *lab, const struct words *words, struct buf *reply,
                               struct err *err);
enum rc cmds_endpoint_endpoints(void *lab, const struct words *words, struct buf *reply,
                                struct err *err);
enum rc cmds_client_connections(void *lab, const struct words *words, struct buf *reply,
                                struct err *err);
enum rc cmds_client_driver(void *lab, const struct words *words, struct buf *reply,
                           struct err *err);
enum rc cmds_client_cancel(void *lab, const struct words *words, struct buf *reply,
                           struct err *err);

enum rc cmds_load_load(void *lab, const struct words *words, struct buf *reply, struct err *err);

enum rc cmds_watch_watch(void *lab, const struct words *words, struct buf *reply, struct err *err);

/* cmds_lesson.c: may a person give this line now? */
MUST_CHECK enum rc lab_ask_guest(const struct lab *lab, const char *text, struct err *err);

enum rc cmds_lesson_lesson(void *lab, const struct words *words, struct buf *reply,
                           struct err *err);
enum rc cmds_lesson_demo(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_lesson_goals(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_lesson_answer(void *lab, const struct words *words, struct buf *reply,
                           struct err *err);
enum rc cmds_lesson_hint(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_lesson_note(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_lesson_next(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_lesson_reset(void *lab, const struct words *words, struct buf *reply, struct err *err);
enum rc cmds_lesson_solution(void *lab, const struct words *words, struct buf *reply,
                             struct err *err);

void complete_lesson(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                     void *to);
void complete_solution(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                       void *to);
void complete_demo(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                   void *to);
void complete_next(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                   void *to);
void complete_copy(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                   void *to);
void complete_place(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                    void *to);
void complete_master(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                     void *to);
void complete_table(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                    void *to);
void complete_client(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                     void *to);
void complete_endpoint(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                       void *to);
void complete_driver(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                     void *to);
void complete_load(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                   void *to);
void complete_watch(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                    void *to);
void complete_chaos(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                    void *to);
void complete_parameter(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                        void *to);
void complete_parameters(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                         void *to);
void complete_create(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                     void *to);
void complete_add(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                  void *to);

#endif
