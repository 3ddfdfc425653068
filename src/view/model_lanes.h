/* SPDX-License-Identifier: MIT */
/*
 * model_lanes: who told whom about one transaction or one event, or whatever else was sent about
 * that time, and why it happened. A lane for
 * each client, master, AZ of copies and the resolver that took part; time runs down. Plain data.
 */
#ifndef VIEW_MODEL_LANES_H
#define VIEW_MODEL_LANES_H

#include "base/buf.h"
#include "base/limits.h"
#include "view/theme.h"

#include <stdbool.h>
#include <stdint.h>

#define LANES_MAX 12
#define LANES_ROWS_MAX 160  /* a transaction of some pages, with its commit and its peers */
#define LANES_CAUSES_MAX 40 /* a chain, and what a conflict adds to it */
#define LANES_SAID_MAX 3
#define LANES_LABEL_SIZE 120
#define LANES_CAUSE_SIZE 200

/* One vertical line. */
struct lane {
    char name[24];  /* "@1", "m2", "b1 b2", "resolver" */
    char brief[24]; /* where that has no room: "b", "tie" */
    enum role role;
    bool is_client;
    bool is_you;
};

enum lanes_stroke {
    STROKE_WHOLE,
    STROKE_BROKEN, /* a refusal, or what only tidies up */
    STROKE_NONE,   /* no packet: something happened at `from` */
};

struct lanes_row {
    char time[24];
    int from;        /* lane */
    uint32_t heads;  /* bit i: it arrives at lane i */
    uint32_t lost;   /* bit i: it was to go to lane i, and was lost */
    uint32_t flying; /* bit i: it is on its way to lane i, and none of it has arrived there */
    enum lanes_stroke stroke;
    bool is_answer; /* drawn where it arrives */
    bool is_loud;   /* an error */
    bool is_apart;  /* a while has passed since the row before */
    bool is_chosen;
    uint64_t seq; /* the event that it tells of; 0: none */
    enum role role;
    char label[LANES_LABEL_SIZE];
};

struct lanes_cause {
    char time[24]; /* "": it has none */
    uint64_t seq;  /* its event; 0: it stands in none */
    enum role role;
    bool is_root;
    bool is_trouble;             /* it is a loss or a fault by itself */
    char text[LANES_CAUSE_SIZE]; /* what happened */
    char note[LANES_CAUSE_SIZE]; /* and what it means; "": nothing */
};

/* Who said that it is so. */
struct lanes_said {
    char who[16];  /* "AWS docs" */
    char what[40]; /* "page, 1213, rollback" */
};

struct model_lanes {
    uint64_t event;       /* that it is about; 0: nothing has happened */
    char about[80];       /* "@2 gets error 1213" */
    int clients_left_out; /* there is no room for their lanes */
    int lane_count;
    struct lane lanes[LANES_MAX];
    int row_count; /* in the order of time */
    struct lanes_row rows[LANES_ROWS_MAX];
    int chosen;    /* row; -1: none is */
    bool is_short; /* what came before is no longer in memory */
    int cause_count;
    struct lanes_cause causes[LANES_CAUSES_MAX]; /* effect first */
    char helps[LANES_CAUSE_SIZE];                /* "": nothing to be done */
    char better[LANES_CAUSE_SIZE];
    int said_count;
    struct lanes_said said[LANES_SAID_MAX];
};

/* The same as lines of text. */
void lanes_add_text(struct buf *out, const struct model_lanes *lanes);

#endif
