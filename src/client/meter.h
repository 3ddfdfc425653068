/* SPDX-License-Identifier: MIT */
/*
 * meter: what one client counts: outcomes, how fast, and how long it could not
 * write.
 *
 * An outage is told in three parts: until the client noticed, until it had a
 * connection elsewhere, until the first answer there.
 */
#ifndef CLIENT_METER_H
#define CLIENT_METER_H

#include "base/pack.h"
#include "base/span.h"

#include <stdbool.h>

#define METER_KEPT 256 /* answers of which time and length are kept */
#define METER_P99_OF 100

#define METER_TRIES 8 /* units ended at the first try, the second, ...; and later */

struct meter {
    int64_t ok, failed, unknown, conflicts, retries;
    int64_t tries[METER_TRIES];
    /* Attempts of which it was not known whether they were committed, and what came out. */
    int64_t doubts, resolved_ok, resolved_absent, unresolved;
    int64_t duplicates; /* retries that met the key of an earlier one */
    int64_t writes;     /* acknowledged: units, and what a person typed */
    int wrote_to;       /* the master that acknowledged the last one; -1: none did */
    int last_error;
    sim_us ok_at[METER_KEPT]; /* a ring; `ok` counts how many were ever put in */
    sim_us took[METER_KEPT];
    int kept;
    int next;

    sim_us outage_since; /* SIM_NEVER: it can write */
    sim_us noticed_at;
    sim_us rerouted_at; /* SIM_NEVER: not yet */
    sim_us outage;      /* the last one, and its parts */
    sim_us detect, reroute, first_ok;
    sim_us longest;
};

void meter_init(struct meter *meter);
/* A unit has ended well, at this try; the first is 1. */
void meter_add_ok(struct meter *meter, sim_us now, sim_us took, int tries);
/* A write of it was acknowledged by this master. */
void meter_add_write(struct meter *meter, int master);
/* Answers within the last second; at most METER_KEPT. */
int meter_ok_per_s(const struct meter *meter, sim_us now);
/* Of the last 100 answers the length that at most one of them passes; -1: none yet. */
sim_us meter_p99(const struct meter *meter);

/* Of the answers within the last second the longest; -1: there was none. */
sim_us meter_slowest(const struct meter *meter, sim_us now);

/* It has noticed that since `since` it cannot write. False: an outage is on already. */
bool meter_begin_outage(struct meter *meter, sim_us since, sim_us now);
/* It has a connection elsewhere. */
void meter_reroute(struct meter *meter, sim_us now);
/* It was answered. False: no outage was on; else meter->outage is its length. */
bool meter_end_outage(struct meter *meter, sim_us now);
bool meter_is_out(const struct meter *meter);

void meter_save(struct buf *out, const struct meter *meter);
void meter_load(struct meter *meter, struct unpack *in);

#endif
