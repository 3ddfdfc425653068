/* SPDX-License-Identifier: MIT */
#include "cluster/snapshot.h"

#include "cluster/plain.h"
#include "cluster/world.h"

#include <assert.h>

/* One that others read already, of the rows as they are now; else a free one; NULL: none is. */
static struct snapshot *find(struct master *master)
{
    struct snapshot *free = NULL;
    for (int i = SNAPSHOTS_MAX - 1; i >= 0; i--) {
        struct snapshot *snapshot = &master->snapshots[i];
        if (snapshot->readers == 0) {
            free = snapshot;
        } else if (memcmp(snapshot->applied, master->applied, sizeof snapshot->applied) == 0) {
            return snapshot;
        }
    }
    return free;
}

static enum rc fill(struct master *master, struct snapshot *snapshot, struct err *err)
{
    memcpy(snapshot->applied, master->applied, sizeof snapshot->applied);
    if (snapshot->store != NULL) {
        return store_clone_again(snapshot->store, master->store, err);
    }
    return store_clone(&snapshot->store, master->store, err);
}

enum rc snapshot_take(struct master *master, struct session *session, struct snapshot **out,
                      struct err *err)
{
    *out = NULL;
    if (session->txn.snapshot != 0) {
        *out = &master->snapshots[session->txn.snapshot - 1];
        return RC_OK;
    }
    struct snapshot *snapshot = find(master);
    if (snapshot == NULL) {
        return err_set(err, RC_FULL,
                       "m%d keeps %d snapshots of open REPEATABLE READ transactions already: end "
                       "one, or read at READ COMMITTED, which keeps none",
                       master->index + 1, SNAPSHOTS_MAX);
    }
    enum rc rc = snapshot->readers == 0 ? fill(master, snapshot, err) : RC_OK;
    if (rc == RC_OK) {
        snapshot->readers++;
        session->txn.snapshot = (int)(snapshot - master->snapshots) + 1;
        *out = snapshot;
    }
    return rc;
}

void snapshot_give_back(struct master *master, struct session *session)
{
    if (session->txn.snapshot != 0) {
        struct snapshot *snapshot = &master->snapshots[session->txn.snapshot - 1];
        assert(snapshot->readers > 0);
        snapshot->readers--;
        session->txn.snapshot = 0;
    }
}

void snapshot_forget_all(struct master *master)
{
    for (int i = 0; i < SNAPSHOTS_MAX; i++) {
        master->snapshots[i].readers = 0;
    }
}

void snapshot_release_all(struct master *master)
{
    for (int i = 0; i < SNAPSHOTS_MAX && master->snapshots != NULL; i++) {
        store_free(master->snapshots[i].store);
    }
    mem_free(master->snapshots);
    master->snapshots = NULL;
}

void snapshot_save_all(struct buf *out, const struct master *master, struct buf *like)
{
    for (int i = 0; i < SNAPSHOTS_MAX; i++) {
        const struct snapshot *snapshot = &master->snapshots[i];
        pack_int(out, snapshot->readers);
        if (snapshot->readers > 0) {
            plain_save(out, snapshot->applied, sizeof snapshot->applied);
            store_save(out, snapshot->store, like);
        }
    }
}

enum rc snapshot_load_all(struct master *master, struct unpack *in, struct buf *like,
                          struct err *err)
{
    enum rc rc = RC_OK;
    for (int i = 0; i < SNAPSHOTS_MAX && rc == RC_OK; i++) {
        struct snapshot *snapshot = &master->snapshots[i];
        snapshot->readers = unpack_int(in, 0, CONNECTIONS_MAX);
        if (snapshot->readers == 0) {
            continue;
        }
        plain_load(snapshot->applied, sizeof snapshot->applied, in);
        if (snapshot->store == NULL) {
            rc = store_clone(&snapshot->store, master->store, err);
        }
        if (rc == RC_OK) {
            rc = store_load(snapshot->store, in, like, err);
        }
    }
    return rc == RC_OK ? unpack_check(in, err) : rc;
}

const char *isolation_name(enum isolation isolation)
{
    static const char *const names[ISOLATION_COUNT] = {
        [ISOLATION_REPEATABLE_READ] = "REPEATABLE-READ",
        [ISOLATION_READ_COMMITTED] = "READ-COMMITTED",
        [ISOLATION_READ_UNCOMMITTED] = "READ-UNCOMMITTED",
    };
    return names[isolation];
}
