/* SPDX-License-Identifier: MIT */
/*
 * simvfs: what one store's SQLite takes for the machine: a clock that shows the
 * engine's time, chance from a seed, and no files at all.
 *
 * Each store has its own, so no clock is shared. SQLite's own generator is one
 * for the whole process and seeded elsewhere; nothing that a store keeps or
 * answers comes from it: random() and randomblob() are overridden, and row
 * numbers are given by store/autoinc.
 */
#ifndef STORE_SIMVFS_H
#define STORE_SIMVFS_H

#include "base/rng.h"
#include "base/span.h"
#include "store/sqlite.h"

struct simvfs {
    sqlite3_vfs vfs;
    char name[32];
    sim_us now;
    struct rng rng;
};

/* Open a database in memory whose 'now' is simvfs->now; the simvfs must outlive it. */
int simvfs_open(sqlite3 **out, struct simvfs *simvfs, const struct rng *rng);

#endif
