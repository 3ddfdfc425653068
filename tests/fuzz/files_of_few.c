/* SPDX-License-Identifier: MIT */
#include "fuzz/files_of_few.h"

#include "os/data_files.h"

#include <string.h>

static struct data_files files = {.directory = "data"};

static enum rc read_few(void *user, const char *kind, const char *name, struct buf *out,
                        struct err *err)
{
    const struct few *few = user;
    if (strcmp(kind, "lessons") == 0 && strcmp(name, "course") == 0) {
        return buf_add(out, "## A\n\n- meet-cluster\n", err);
    }
    if (strcmp(kind, "demos") == 0 && strcmp(name, "own") == 0 && few->demo != NULL) {
        return buf_add_bytes(out, few->demo, few->size, err);
    }
    return data_files_read(&files, kind, name, out, err);
}

static void list_few(void *user, const char *kind, cmd_offer_fn offer, void *to)
{
    (void)user;
    if (strcmp(kind, "demos") == 0) {
        offer(to, "read-own");
    } else if (strcmp(kind, "lessons") == 0) {
        offer(to, "meet-cluster");
    } else {
        data_files_list(&files, kind, offer, to);
    }
}

struct lab_files files_of_few(struct few *few)
{
    return (struct lab_files){.read = read_few, .list = list_few, .user = few};
}
