/* SPDX-License-Identifier: MIT */
/*
 * model: what is on the screen, as plain data. Built anew for each frame
 * (view/model_build.c), drawn by draw_*; neither the engine nor a clock is
 * behind it, so that every screen can be made up in a test.
 */
#ifndef VIEW_MODEL_H
#define VIEW_MODEL_H

#include "base/limits.h"
#include "base/span.h"
#include "view/home.h"
#include "view/model_compare.h"
#include "view/model_data.h"
#include "view/model_lanes.h"
#include "view/model_lesson.h"
#include "view/model_meters.h"
#include "view/model_palette.h"
#include "view/model_plots.h"
#include "view/model_stage.h"
#include "view/model_timeline.h"
#include "view/model_traffic.h"
#include "view/model_votes.h"
#include "view/model_why.h"
#include "view/theme.h"

#include <stdbool.h>
#include <stdint.h>

#define MODEL_TEXT_SIZE 400 /* bytes of one line; what is longer is cut when drawn anyway */
#define MODEL_EVENTS_MAX 64
#define MODEL_LINES_MAX 64
#define MODEL_KEYS_MAX 24
#define MODEL_TRY_MAX 4
#define PLOT_SAMPLES_MAX 128 /* two a column of the widest room drawn */

enum master_mood {
    MOOD_UP,
    MOOD_HUNG,
    MOOD_RECOVER,
    MOOD_READ_ONLY,
    MOOD_NO_VOLUME, /* it lives, and reaches no copy: its dispatcher is down */
    MOOD_SILENT,    /* DOWN, and nothing says so */
    MOOD_CRASHED,   /* DOWN, and it refuses */
};

struct model_copy {
    char name[4];
    bool is_up;
    bool is_slow;
    bool is_failing; /* it loses some of what it is asked */
    bool is_empty;   /* it has lost its disk */
};

/* A room: a master in its AZ, and the copies of that AZ. */
struct model_room {
    char az; /* 'a'.. */
    bool az_is_down;
    int dark_permille; /* how far the dark has come down; 1000: all of it */
    int master;        /* 0-based */
    enum master_mood mood;
    bool runs_ddl;
    sim_us back_in; /* until it starts by itself; 0: it does not */
    int64_t commits_per_s;
    sim_us lag;
    int open_txns;
    int cache_pages;           /* that its cache knows; 0: nothing is told of it */
    int cache_old;             /* of which there is a newer version */
    const char *recovery_step; /* NULL: not recovering */
    int recovery_done, recovery_all;
    const char *recovery_unit; /* of what; NULL: steps */
    int waiting_client;        /* when hung: who waits for it longest; 0: nobody */
    sim_us waiting;
    int plot[PLOT_SAMPLES_MAX]; /* commits in each past interval, oldest first */
    int plot_count;
    bool has_copies; /* drawn in this room; false for AZ d, and the second of two masters */
    struct model_copy copies[2];
    int link_next;                 /* to the room at the right: an enum link_look */
    bool is_cut_from[MASTERS_MAX]; /* masters whose rooms are not beside it */
    char link_trouble[24];         /* "≈ SLOW m2"; "": none */
};

enum link_look {
    LINK_QUIET,
    LINK_BUSY,
    LINK_SLOW,
    LINK_LOSSY,
    LINK_CUT,
    LINK_CUT_ONE_WAY,
    LINK_DEAD
};

enum tag_look { TAG_DOCKED, TAG_CONNECTING, TAG_MOVING, TAG_SUSPECT, TAG_LOST };

struct model_tag {
    int client; /* 1.. */
    bool is_you;
    enum tag_look look;
    int room;           /* where it stands, or goes to; -1: nowhere */
    int from_room;      /* of one that moves; -1 */
    int moved_permille; /* of its way */
};

/* The one bright thing: how long a client could not write. */
struct model_clock {
    bool is_shown;
    int room; /* -1: in place of the quorum line */
    int client;
    sim_us length;
    bool is_running;
};

struct model_event {
    char time[16];
    char subject[16];
    enum role subject_role;
    char sentence[MODEL_TEXT_SIZE];
    int hue_of;   /* a master named in the sentence that has its hue there, 1..; 0: none */
    bool is_loud; /* the sentence is strong: a fault, a move */
    bool is_chosen;
    uint64_t seq;
};

enum line_look {
    LOOK_INPUT,
    LOOK_OUTPUT, /* the head of a result, and what has no other look */
    LOOK_ERROR,
    LOOK_NOTE,   /* ours: what a command said, what an error means */
    LOOK_VALUES, /* a row of a result */
    LOOK_FACT,   /* "1 row in 0.9 ms from m1" */
};

struct model_line {
    enum line_look look;
    int client;    /* of LOOK_INPUT */
    int master;    /* of LOOK_INPUT: 0-based, -1: none */
    bool goes_on;  /* of LOOK_INPUT: a further line of the same statement */
    bool is_grid;  /* it is not wrapped; what stands here is what is not out of sight at the left */
    bool has_left; /* something is */
    char text[MODEL_TEXT_SIZE];
};

struct model_client {
    int number;
    int master;    /* -1: none */
    int moving_to; /* -1: not moving */
    const char *doing;
    enum role doing_role;
    int ok_per_s; /* -1: none */
    sim_us p99;   /* -1: none */
    bool is_you;
    bool is_idle;    /* nothing is asked of it */
    bool is_suspect; /* its master has missed a check */
};

struct model_key {
    char key[12];
    char word[24];
    char line[NAME_SIZE_MAX]; /* what it does, for a click; "": it needs the keyboard */
};

struct model {
    struct home home;
    char title[40];
    char time[24]; /* "0:33.935" */
    bool is_paused;
    char speed[16];
    uint64_t seed;
    char branch[NAME_SIZE_MAX];
    bool has_branched; /* it is not main */
    char travel[64];   /* "replaying 12.4 of 40.0 s"; "": one stands where one is */
    int travel_permille;

    int room_count;
    struct model_room rooms[MASTERS_MAX];
    struct model_copy far_copies[COPIES_MAX]; /* of AZs that have no room */
    int far_copy_count;
    char far_az;
    int tag_count;
    struct model_tag tags[CLIENTS_MAX];
    struct model_clock clock;
    struct model_traffic traffic;
    int copies_up;
    int copies_slow;
    int copies_failing;
    int copies_empty;

    int event_count; /* oldest first */
    struct model_event events[MODEL_EVENTS_MAX];
    char event_facts[200]; /* "only conflicts m2": what is left out, what is looked for */
    char sought[80];       /* it is marked where it stands; "": nothing is */
    char fault_name[40];   /* "of kill AZ b ": of one whose event is not among them; "" */
    char fault_cost[120];  /* "since 5.666: outage 2.37 s (@7), failed 0"; "": no fault */

    int client; /* in focus, 1.. */
    int client_master;
    char client_facts[64]; /* "autocommit" */
    int line_count;
    struct model_line lines[MODEL_LINES_MAX]; /* of the transcript, oldest first */
    int rows_below; /* of the last of them, not to be seen while one reads back */
    int below;      /* rows in all that were said later */
    char edit
        [MODEL_TEXT_SIZE]; /* the part of the edited line that fits before the cursor's row ends */
    int edit_cursor;       /* column of the cursor in `edit` */
    char edit_sign[4];     /* of a further line of a statement: "-> ", "'> "; "": the first */
    bool edit_is_offered;  /* what is typed takes its place */
    char edit_hint[64];    /* behind it, faint; "" none */

    int side_client_count;
    struct model_client side_clients[CLIENTS_MAX];
    int64_t ok, failed, unknown, conflicts, lost, doubled, stale;
    sim_us longest_outage;
    char load[40];
    int load_rate, load_asked; /* units a second */
    char chaos[40];            /* the game day that is played; "": none is */
    int chaos_given, chaos_count;
    char driver[40];
    int try_count;
    struct model_key tries[MODEL_TRY_MAX];
    char try_facts[16]; /* what must be pressed first */

    struct model_meters meters;     /* while their view is open */
    struct model_plots plots;       /* the same, above their table */
    struct model_timeline timeline; /* the same */
    struct model_data data;         /* the same */
    struct model_votes votes;       /* the same */
    struct model_lanes lanes;       /* the same */
    struct model_compare compare;   /* below it */
    struct model_lesson lesson;     /* while one is on */
    struct model_palette palette;   /* while it is open */
    struct model_stage stage;       /* while one is on it */
    struct model_why why;           /* as it was asked for last */

    bool is_recorded; /* what is on the screen goes into a file */

    char next_word[16]; /* in place of "next"; "": that */
    char next_time[16];
    char next[MODEL_TEXT_SIZE];
    char question[80]; /* in place of the keys, which answer it */
    bool has_no_help;  /* ? is a letter now, or does something else */
    int key_count;
    struct model_key keys[MODEL_KEYS_MAX];
};

/* The room of a master, 0-based; -1: it has none. */
int model_room_of(const struct model *model, int master);

#endif
