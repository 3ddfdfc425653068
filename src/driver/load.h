/* SPDX-License-Identifier: MIT */
/*
 * load: a short Lua file as a stream of units of work, in the sandbox of driver.h.
 */
#ifndef DRIVER_LOAD_H
#define DRIVER_LOAD_H

#include "base/err.h"
#include "base/pack.h"
#include "base/rng.h"
#include "base/span.h"
#include "client/client.h"

#include <stddef.h>

struct load; /* opaque; made by load_new(), one owner */

#define LOAD_SETUP_MAX 32
#define LOAD_KNOBS_MAX 8
#define LOAD_WORKERS_MAX 8 /* units at a time of one client */

/* A number of the load that \load may set: "accounts=20". The file reads it as knob.accounts. */
struct load_knob {
    const char *name;
    int64_t initial, low, high;
    const char *about; /* "accounts in all" */
};

/* What the file says of itself. Texts are borrowed from the load. */
struct load_facts {
    int clients;       /* how many programs, unless told otherwise */
    int workers;       /* units that each has under way at a time */
    int rate_permille; /* open loop: units a second of each, in thousandths; 0: closed loop */
    sim_us think;      /* closed loop: from the end of a unit to the next; -1: open loop */
    const char *driver;
    const char *about;                      /* one sentence */
    struct load_knob knobs[LOAD_KNOBS_MAX]; /* by name */
    int knob_count;
};

/* Errors as driver_new(). */
MUST_CHECK enum rc load_new(struct load **out, const char *name, const char *source, size_t size,
                            struct rng rng, struct err *err);
void load_free(struct load *load);
void load_facts(const struct load *load, struct load_facts *out);
const char *load_name(const struct load *load);

/*
 * Let a load that is new have these values of its knobs, in the order of load_facts(), and make up
 * the statements of its setup. RC_USAGE: the Lua file failed; err has its line.
 */
MUST_CHECK enum rc load_begin(struct load *load, const int64_t *values, struct err *err);
/* Statement `index` of those that make its tables; NULL: there are no more. Borrowed until the next
 * call. */
const char *load_setup(struct load *load, int index);

/*
 * The next unit for the `index`th client of the load (1..), its `number`th. Texts are
 * borrowed until the next call. RC_USAGE: the Lua file failed; err has its line.
 */
MUST_CHECK enum rc load_next(struct load *load, int index, int64_t number, sim_us now,
                             struct unit_work *out, struct err *err);

/* How the units of a load have ended so far. */
struct load_counts {
    int64_t given, ok, failed, unknown;
};

/* The query whose first row load_check() judges; NULL: the load has no check. Borrowed until the
 * next call. */
const char *load_query(struct load *load);
/*
 * Is that row, which a master answered, as it must be when nothing is under way? *text says what
 * was seen, in either case. RC_USAGE: the Lua file failed; err has its line.
 */
MUST_CHECK enum rc load_check(struct load *load, const char *const *values, int count,
                              const struct load_counts *counts, bool *is_right, struct buf *text,
                              struct err *err);

void load_save(struct buf *out, const struct load *load);
MUST_CHECK enum rc load_load(struct load *load, struct unpack *in, struct err *err);

#endif
