/* SPDX-License-Identifier: MIT */
#include "lib/data_files.h"

#include "lib/golden.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

static const char *ending_of(const char *kind)
{
    return strcmp(kind, "schemas") == 0   ? "sql"
           : strcmp(kind, "chaos") == 0   ? "chaos"
           : strcmp(kind, "lessons") == 0 ? "md"
           : strcmp(kind, "demos") == 0   ? "md"
                                          : "lua";
}

/* Lessons lie beside the data. */
static const char *folder_of(const char *kind)
{
    return strcmp(kind, "lessons") == 0 ? "" : "data/";
}

static enum rc read_data(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    (void)user;
    char path[300];
    if (strchr(name, '/') != NULL) {
        snprintf(path, sizeof(path), "%s", name);
    } else {
        snprintf(path, sizeof(path), "%s%s/%s.%s", folder_of(kind), kind, name, ending_of(kind));
    }
    if (!golden_read(path, out)) {
        return err_set(err, RC_UNKNOWN, "there is no %s in %s", name, kind);
    }
    return RC_OK;
}

static void list_data(void *user, const char *kind, cmd_offer_fn offer, void *to)
{
    (void)user;
    char pattern[100];
    glob_t found = {0};
    snprintf(pattern, sizeof(pattern), "%s%s/[a-z]*.%s", folder_of(kind), kind, ending_of(kind));
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            const char *file = strrchr(found.gl_pathv[i], '/') + 1;
            char name[100];
            snprintf(name, sizeof(name), "%.*s", (int)strcspn(file, "."), file);
            offer(to, name);
        }
    }
    globfree(&found);
}

struct lab_files data_files(void)
{
    return (struct lab_files){.read = read_data, .list = list_data};
}
