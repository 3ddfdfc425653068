/* SPDX-License-Identifier: MIT */
#include "store/simvfs.h"

#include <string.h>

/* 2026-01-01 00:00:00 UTC as a Julian day in milliseconds: when every run begins. */
#define RUN_BEGINS_MS ((sqlite3_int64)2461041 * 86400000 + 43200000)

static int refuse_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                       int *out_flags)
{
    (void)vfs;
    (void)name;
    (void)flags;
    (void)out_flags;
    file->pMethods = NULL;
    return SQLITE_CANTOPEN;
}

static int refuse_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    (void)name;
    (void)sync;
    return SQLITE_IOERR_DELETE;
}

static int find_nothing(sqlite3_vfs *vfs, const char *name, int flags, int *found)
{
    (void)vfs;
    (void)name;
    (void)flags;
    *found = 0;
    return SQLITE_OK;
}

static int keep_name(sqlite3_vfs *vfs, const char *name, int room, char *out)
{
    (void)vfs;
    (void)sqlite3_snprintf(room, out, "%s", name);
    return SQLITE_OK;
}

static int draw_bytes(sqlite3_vfs *vfs, int size, char *out)
{
    struct simvfs *simvfs = vfs->pAppData;
    for (int i = 0; i < size; i++) {
        out[i] = (char)rng_next(&simvfs->rng);
    }
    return size;
}

static int do_not_sleep(sqlite3_vfs *vfs, int length_us)
{
    (void)vfs;
    return length_us;
}

static int show_time(sqlite3_vfs *vfs, sqlite3_int64 *out_ms)
{
    const struct simvfs *simvfs = vfs->pAppData;
    *out_ms = RUN_BEGINS_MS + simvfs->now / US_PER_MS;
    return SQLITE_OK;
}

static int show_no_error(sqlite3_vfs *vfs, int room, char *out)
{
    (void)vfs;
    (void)room;
    (void)out;
    return 0;
}

int simvfs_open(sqlite3 **out, struct simvfs *simvfs, const struct rng *rng)
{
    *out = NULL;
    /* Nobody else runs, so nothing has to be locked, memory neither. SQLite is told before it
     * first starts, and later does not listen. */
    (void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    simvfs->rng = rng_fork(rng, "sqlite", 0);
    (void)sqlite3_snprintf((int)sizeof(simvfs->name), simvfs->name, "quartet-simvfs");
    simvfs->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(sqlite3_file),
        .mxPathname = 64,
        .zName = simvfs->name,
        .pAppData = simvfs,
        .xOpen = refuse_open,
        .xDelete = refuse_delete,
        .xAccess = find_nothing,
        .xFullPathname = keep_name,
        .xRandomness = draw_bytes,
        .xSleep = do_not_sleep,
        .xGetLastError = show_no_error,
        .xCurrentTimeInt64 = show_time,
    };
    /* A connection finds its VFS by name when it opens, and keeps it: the list of the process
     * holds ours for that moment only. */
    int rc = sqlite3_vfs_register(&simvfs->vfs, 0);
    if (rc == SQLITE_OK) {
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        rc = sqlite3_open_v2(":memory:", out, flags, simvfs->name);
        (void)sqlite3_vfs_unregister(&simvfs->vfs);
    }
    return rc;
}
