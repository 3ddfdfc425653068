/* SPDX-License-Identifier: MIT */
#include "os/log_hold.h"

#include "base/mem.h"
#include "os/durable.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- files that nobody has open ------------------------------------------------------------- */

enum rc log_file_remove(struct log_files *files, const char *path, struct err *err)
{
    int fd;
    enum rc rc = log_hold_take(&fd, files, path, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (unlink(path) != 0 || durable_sync_directory_of(&files->fault, path) != 0) {
        rc = log_hold_say_cannot(err, path, "removed");
    }
    (void)close(fd);
    return rc;
}

enum rc log_file_set_aside(struct log_files *files, const char *path, struct buf *new_path,
                           struct err *err)
{
    char base[PATH_MAX];
    char aside[PATH_MAX];
    int fd;
    enum rc rc = log_hold_take(&fd, files, path, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (snprintf(base, sizeof(base), "%s.damaged", path) >= (int)sizeof(base)) {
        errno = ENAMETOOLONG;
        rc = log_hold_say_cannot(err, path, "renamed");
        goto out;
    }
    /* A new, empty file holds the name: a rename would replace one that others made. */
    int held = log_hold_make(files, aside, base, "");
    if (held < 0) {
        rc = log_hold_say_cannot(err, base, "made");
        goto out;
    }
    if (durable_rename(&files->fault, path, aside) != 0) {
        rc = log_hold_say_cannot(err, path, "renamed");
        (void)unlink(aside);
    } else {
        rc = buf_add(new_path, aside, err);
        if (durable_sync_directory_of(&files->fault, path) != 0) {
            rc = log_hold_say_cannot(err, path, "renamed for good");
        }
    }
    (void)close(held);
out:
    (void)close(fd);
    return rc;
}

/* --- the list ------------------------------------------------------------------------------- */

struct entry {
    char *name; /* owned */
    size_t size;
    int64_t modified_s;
};

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name);
    size_t tail = strlen(ending);
    return name[0] != '.' && size > tail + 1 && name[size - tail - 1] == '.' &&
           strcmp(name + size - tail, ending) == 0;
}

static bool is_before(const struct entry *a, const struct entry *b)
{
    return a->modified_s != b->modified_s ? a->modified_s > b->modified_s
                                          : strcmp(a->name, b->name) < 0;
}

/* Keep the order; of more than there is room for, the last falls out. */
static void insert(struct entry *entries, int *count, struct entry entry)
{
    int at = *count;
    if (at == FILES_LISTED_MAX) {
        const struct entry *last = &entries[at - 1];
        bool stays_out = !is_before(&entry, last);
        mem_free(stays_out ? entry.name : last->name);
        if (stays_out) {
            return;
        }
        at--;
    } else {
        (*count)++;
    }
    for (; at > 0 && is_before(&entry, &entries[at - 1]); at--) {
        entries[at] = entries[at - 1];
    }
    entries[at] = entry;
}

void log_file_list(const struct log_files *files, log_file_fn each, void *user)
{
    DIR *dir = opendir(files->directory);
    if (dir == NULL) {
        return;
    }
    struct entry *entries = mem_alloc(FILES_LISTED_MAX, sizeof(*entries));
    int count = 0;
    for (const struct dirent *found; (found = readdir(dir)) != NULL;) {
        struct stat facts;
        if (has_ending(found->d_name, files->ending) &&
            fstatat(dirfd(dir), found->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(facts.st_mode)) {
            insert(entries, &count,
                   (struct entry){.name = mem_text(found->d_name),
                                  .size = (size_t)facts.st_size,
                                  .modified_s = (int64_t)facts.st_mtime});
        }
    }
    (void)closedir(dir);
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        (void)snprintf(path, sizeof(path), "%s/%s", files->directory, entries[i].name);
        each(user, &(struct log_file_facts){.name = entries[i].name,
                                            .path = path,
                                            .size = entries[i].size,
                                            .modified_s = entries[i].modified_s,
                                            .is_in_use = log_hold_is_in_use(files, path)});
        mem_free(entries[i].name);
    }
    mem_free(entries);
}
