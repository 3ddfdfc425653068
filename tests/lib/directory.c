/* SPDX-License-Identifier: MIT */
#include "lib/directory.h"

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int directory_setup(void **state)
{
    /* In memory if there is such a place: a disk takes its time for each fsync. */
    bool has_memory = access("/dev/shm", W_OK | X_OK) == 0;
    char *path = strdup(has_memory ? "/dev/shm/quartet-test-XXXXXX" : "/tmp/quartet-test-XXXXXX");
    *state = path;
    return mkdtemp(path) == NULL;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about;
    (void)kind;
    (void)walk;
    return remove(path);
}

int directory_teardown(void **state)
{
    int status = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return status;
}

const char *directory_inside(void **state, const char *name)
{
    static char paths[4][300];
    static int turn;
    char *path = paths[turn++ % 4];
    (void)snprintf(path, sizeof(paths[0]), "%s/%s", (char *)*state, name);
    return path;
}
