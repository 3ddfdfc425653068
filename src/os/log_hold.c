/* SPDX-License-Identifier: MIT */
#include "os/log_hold.h"

#include "os/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum rc log_hold_say_cannot(struct err *err, const char *path, const char *what)
{
    enum rc rc = errno == EEXIST ? RC_FULL : RC_ENV;
    return err_set(err, rc, "%s: cannot be %s: %s", path, what, strerror(errno));
}

static enum rc say_in_use(struct err *err, const char *path)
{
    return err_set(err, RC_STATE, "%s: in use, by this program or another", path);
}

enum rc log_hold_lock(int fd, const char *path, struct err *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_SETLK, &whole) == 0) {
        return RC_OK;
    }
    bool is_taken = errno == EACCES || errno == EAGAIN;
    return is_taken ? say_in_use(err, path) : log_hold_say_cannot(err, path, "locked");
}

static bool is_same(int fd, const struct stat *facts)
{
    struct stat ours;
    return fstat(fd, &ours) == 0 && ours.st_dev == facts->st_dev && ours.st_ino == facts->st_ino;
}

/* A lock tells processes apart; within this one the list of what is open does. */
static bool is_open_here(const struct log_files *files, const struct stat *facts)
{
    const struct log_file *file = files->first_open;
    while (file != NULL && !is_same(file->fd, facts)) {
        file = file->next;
    }
    return file != NULL;
}

enum rc log_hold_take(int *fd, struct log_files *files, const char *path, struct err *err)
{
    struct stat facts;
    if (lstat(path, &facts) != 0) {
        enum rc rc = errno == ENOENT || errno == ENOTDIR ? RC_UNKNOWN : RC_ENV;
        return err_set(err, rc, "%s: %s", path, strerror(errno));
    }
    if (!S_ISREG(facts.st_mode)) {
        return err_set(err, RC_ENV, "%s: is not a plain file", path);
    }
    if (is_open_here(files, &facts)) {
        return say_in_use(err, path); /* to open and close it would lose its lock */
    }
    *fd = durable_open(&files->fault, path, O_RDWR | O_APPEND);
    if (*fd < 0) {
        return log_hold_say_cannot(err, path, "opened");
    }
    enum rc rc = log_hold_lock(*fd, path, err);
    /* Was it rewritten meanwhile? Then the lock that counts is on the new one. */
    if (rc == RC_OK && (lstat(path, &facts) != 0 || !is_same(*fd, &facts))) {
        rc = say_in_use(err, path);
    }
    if (rc != RC_OK) {
        (void)close(*fd);
    }
    return rc;
}

enum rc log_hold_take_again(const struct log_file *file, struct err *err)
{
    struct stat facts;
    if (lstat(file->path, &facts) == 0 && !is_same(file->fd, &facts)) {
        return err_set(err, RC_STATE, "%s: another file has this name by now", file->path);
    }
    return log_hold_lock(file->fd, file->path, err);
}

bool log_hold_is_in_use(const struct log_files *files, const char *path)
{
    struct stat facts;
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (lstat(path, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return false;
    }
    if (is_open_here(files, &facts)) {
        return true;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool is_locked = fd >= 0 && fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    if (fd >= 0) {
        (void)close(fd);
    }
    return is_locked;
}

int log_hold_make(struct log_files *files, char path[static PATH_MAX], const char *base,
                  const char *ending)
{
    int fd = -1;
    errno = EEXIST;
    for (int number = 1; number <= FILES_LISTED_MAX && fd < 0 && errno == EEXIST; number++) {
        char tail[20] = "";
        if (number > 1) {
            (void)snprintf(tail, sizeof(tail), "-%d", number);
        }
        const char *dot = ending[0] == '\0' ? "" : ".";
        if (snprintf(path, PATH_MAX, "%s%s%s%s", base, tail, dot, ending) >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return -1;
        }
        fd = durable_open(&files->fault, path, O_RDWR | O_APPEND | O_CREAT | O_EXCL);
    }
    return fd;
}
