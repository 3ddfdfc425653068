/* SPDX-License-Identifier: MIT */
#include "lab/follow.h"

#include "base/mem.h"
#include "lab/lab_state.h"
#include "store/follower.h"

#define REST_UPDATES 20     /* let pass after a failure: a second, of as many frames */
#define QUIET_UPDATES 200   /* after something was wrong: the same again is no news */
#define ROWS_AN_UPDATE 4000 /* about 10 ms; the file that passes it is written, the next waits */

struct file {
    struct follower *follower; /* owned */
    bool is_due;               /* to be written even if its master is down */
    int rest;                  /* updates still to let pass; 0: the last one went well */
    int quiet;                 /* updates in which somebody else's writing is not said */
};

struct follow {
    struct file files[MASTERS_MAX];
    uint64_t times_loaded; /* of the lab, at the last update */
    int quiet;             /* updates in which a failure is not said */
};

struct follow *follow_new(const char *directory)
{
    struct follow *follow = mem_alloc(1, sizeof(*follow));
    struct buf path;
    buf_init(&path, BUF_CAP_TEXT);
    for (int i = 0; i < MASTERS_MAX; i++) {
        buf_clear(&path);
        buf_addf(&path, "%s/m%d.db", directory, i + 1);
        follow->files[i].follower = follower_new(path.data);
    }
    buf_release(&path);
    return follow;
}

void follow_free(struct follow *follow)
{
    if (follow == NULL) {
        return;
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        follower_free(follow->files[i].follower);
    }
    mem_free(follow);
}

/* Said once for as long as it goes on, and a while. */
static bool is_news(int *quiet)
{
    bool was_quiet = *quiet > 0;
    *quiet = QUIET_UPDATES;
    return !was_quiet;
}

static void update_file(struct follow *follow, struct lab *lab, int index, struct buf *notices)
{
    struct file *file = &follow->files[index];
    struct err err = {0};
    bool was_foreign = false;
    enum rc rc =
        follower_update(file->follower, cluster_store(lab->cluster, index), &was_foreign, &err);
    file->rest = rc == RC_OK ? 0 : REST_UPDATES;
    file->is_due = rc != RC_OK;
    if (was_foreign && is_news(&file->quiet)) {
        buf_addf(notices,
                 "m%d.db was changed by another program; what m%d holds is written over it, for "
                 "only the lab writes there\n",
                 index + 1, index + 1);
    }
    if (rc != RC_OK && is_news(&follow->quiet)) {
        buf_addf(notices, "%s; the lab goes on, and tries again\n", err.text);
    }
}

/* Is there room left in this update? What a file lacks takes of it, and may take it all. */
static bool take_room(const struct file *file, struct lab *lab, int index, int64_t rows,
                      int64_t *room)
{
    bool has_room = *room > 0;
    int due = follower_count_due(file->follower, cluster_store(lab->cluster, index));
    *room -= due < 0 ? rows + 1 : due;
    return has_room;
}

bool follow_update(struct follow *follow, struct lab *lab, struct buf *notices)
{
    struct cluster_view view;
    int64_t room = ROWS_AN_UPDATE;
    bool is_loaded = lab->times_loaded != follow->times_loaded;
    bool is_left = false;
    cluster_look(lab->cluster, &view);
    follow->times_loaded = lab->times_loaded;
    follow->quiet -= follow->quiet > 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master_view *master = &view.masters[i];
        struct file *file = &follow->files[i];
        file->is_due = file->is_due || is_loaded;
        file->quiet -= file->quiet > 0;
        if (master->state == MASTER_ABSENT) {
            follower_remove(file->follower);
            file->rest = 0;
        } else if (file->rest > 1) {
            file->rest--;
        } else if (file->is_due || (master->state == MASTER_ONLINE && !master->is_silent)) {
            bool has_room = take_room(file, lab, i, master->rows, &room);
            is_left = is_left || !has_room;
            if (has_room) {
                update_file(follow, lab, i, notices);
            }
        }
    }
    return is_left;
}
