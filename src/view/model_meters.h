/* SPDX-License-Identifier: MIT */
/*
 * model_meters: the client side as numbers. A table of all clients, and of the
 * chosen one all that it believes and does.
 */
#ifndef VIEW_MODEL_METERS_H
#define VIEW_MODEL_METERS_H

#include "base/limits.h"
#include "base/span.h"
#include "client/client.h"
#include "view/theme.h"

#include <stdbool.h>
#include <stdint.h>

#define METERS_SLOTS_MAX 8 /* of a pool, as cells; of a larger one only the number is told */

/* A master as the chosen client knows it. */
struct meters_endpoint {
    int master;       /* 0-based */
    uint32_t sign;    /* of its state */
    const char *word; /* "up" */
    enum role role;
    char since[12];   /* how long it has been so: "12.3 s" */
    char because[32]; /* "checks missed" */
    char due[20];     /* "trial in 1.8 s" */
    int in_use, busy, idle, max, waiting;
    char latency[12];
};

/* A row of the table. */
struct meters_client {
    int number;  /* 0: all together */
    char on[32]; /* "m1", "m2 > m3" */
    int hue_of;  /* the master that it is on, 1..; 0: none */
    const char *doing;
    enum role doing_role;
    bool has_load;
    bool is_out; /* it cannot write now */
    int ok_per_s;
    int64_t ok, failed, unknown, conflicts, retries;
    sim_us p99;    /* -1: none */
    sim_us outage; /* the longest; 0: none */
    const char *driver;
};

/* A worker of the chosen one: "unit 118, try 2 at m3". */
struct meters_worker {
    char text[48];
    enum role role;
    char since[12]; /* "": it has nothing to do */
};

struct meters_count {
    const char *label;
    int64_t count;
    enum role trouble; /* what more than none is drawn in */
};

#define METERS_COUNTS_MAX 16
#define METERS_READINGS_MAX 5
#define METERS_READING_SIZE 160

struct model_meters {
    bool shows_one; /* the chosen one in full, rather than the past of all */
    int count;
    struct meters_client clients[CLIENTS_MAX];
    struct meters_client all;
    int chosen; /* index in clients */
    /* Of the chosen one. */
    char facts[80]; /* "careful, in AZ b" */
    int endpoint_count;
    struct meters_endpoint endpoints[MASTERS_MAX];
    int count_count;
    struct meters_count counts[METERS_COUNTS_MAX]; /* in columns of four */
    int worker_count;
    struct meters_worker workers[CLIENT_WORKERS_MAX];
    bool had_outage;
    bool is_out;
    sim_us outage, detect, reroute, first_ok; /* of the one that runs, or else of the last */
    sim_us longest_outage;
    /* Of all that a load feeds: */
    sim_us timeout;        /* the shortest; 0: there is none */
    bool waits_unanswered; /* one is out so long, and no error was what it got last */
    int claimant; /* a dead master that kept a page from it then, 1..; 0: none; -1: not known */
    int reading_count;
    char readings[METERS_READINGS_MAX][METERS_READING_SIZE]; /* what is to be seen, in words */
};

#endif
