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

/* What the file says of itself. Texts are borrowed from the load. */
struct load_facts {
    int clients;        /* how many programs, unless told otherwise */
    int rate_permille;  /* units a second of each, in thousandths: 2000 is one every 500 ms */
    const char *driver; /* of its clients, unless told otherwise */
    const char *setup[LOAD_SETUP_MAX]; /* statements that make its tables */
    int setup_count;
    const char *about; /* one sentence */
};

/* Errors as driver_new(). */
MUST_CHECK enum rc load_new(struct load **out, const char *name, const char *source, size_t size,
                            struct rng rng, struct err *err);
void load_free(struct load *load);
void load_facts(const struct load *load, struct load_facts *out);
const char *load_name(const struct load *load);

/*
 * The next unit for the `index`th client of the load (1..), its `number`th. Texts are
 * borrowed until the next call. RC_USAGE: the Lua file failed; err has its line.
 */
MUST_CHECK enum rc load_next(struct load *load, int index, int64_t number, sim_us now,
                             struct unit_work *out, struct err *err);

void load_save(struct buf *out, const struct load *load);
MUST_CHECK enum rc load_load(struct load *load, struct unpack *in, struct err *err);

#endif
