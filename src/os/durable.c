/* SPDX-License-Identifier: MIT */
#include "os/durable.h"

#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Is it this call's turn to fail? Then errno says why. */
static bool fails_now(struct durable_fault *fault)
{
    if (fault->calls_before > 0) {
        fault->calls_before--;
        return false;
    }
    fault->is_short = false; /* the call was no write, or has been cut short */
    if (fault->failures == 0) {
        return false;
    }
    fault->failures--;
    errno = fault->reason;
    return true;
}

int durable_open(struct durable_fault *fault, const char *path, int flags)
{
    /* What looked like a file may be a pipe by now: never wait for its other end. */
    flags |= O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    int fd;
    do {
        fd = fails_now(fault) ? -1 : open(path, flags, 0600);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

/* --- writing -------------------------------------------------------------------------------- */

/* Who writes beyond the limit of the process is ended by a signal, unless he asks before. */
static bool is_past_limit(off_t end, size_t size)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
           (rlim_t)end + size > limit.rlim_cur;
}

static ssize_t write_some(struct durable_fault *fault, int fd, const void *bytes, size_t size)
{
    if (fault->is_short && fault->calls_before == 0) {
        fault->is_short = false;
        return write(fd, bytes, (size + 1) / 2);
    }
    return fails_now(fault) ? -1 : write(fd, bytes, size);
}

int durable_write(struct durable_fault *fault, int fd, const void *bytes, size_t size)
{
    off_t end = lseek(fd, 0, SEEK_END);
    if (end < 0) {
        return -1;
    }
    if (is_past_limit(end, size)) {
        errno = EFBIG;
        return -1;
    }
    for (const char *at = bytes; size > 0;) {
        ssize_t written = write_some(fault, fd, at, size);
        if (written == 0) {
            errno = EIO; /* a disk that takes nothing and does not say why */
            return -1;
        }
        if (written < 0 && errno != EINTR) {
            return -1;
        }
        if (written > 0) {
            at += written;
            size -= (size_t)written;
        }
    }
    return 0;
}

int durable_cut(struct durable_fault *fault, int fd, size_t size)
{
    int status;
    do {
        status = fails_now(fault) ? -1 : ftruncate(fd, (off_t)size);
    } while (status != 0 && errno == EINTR);
    return status == 0 ? durable_sync(fault, fd) : -1;
}

/* --- to the disk ---------------------------------------------------------------------------- */

static int sync_by(int (*sync)(int fd), struct durable_fault *fault, int fd)
{
    int status;
    do {
        status = fails_now(fault) ? -1 : sync(fd);
    } while (status != 0 && errno == EINTR);
    return status;
}

int durable_sync_data(struct durable_fault *fault, int fd)
{
#if defined(_POSIX_SYNCHRONIZED_IO) && _POSIX_SYNCHRONIZED_IO > 0
    return sync_by(fdatasync, fault, fd);
#else
    return sync_by(fsync, fault, fd);
#endif
}

int durable_sync(struct durable_fault *fault, int fd)
{
    return sync_by(fsync, fault, fd);
}

int durable_rename(struct durable_fault *fault, const char *from, const char *to)
{
    int status;
    do {
        status = fails_now(fault) ? -1 : rename(from, to);
    } while (status != 0 && errno == EINTR);
    return status;
}

int durable_sync_directory_of(struct durable_fault *fault, const char *path)
{
    int fd;
    do {
        fd = fails_now(fault) ? -1 : file_open_directory_of(path);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        return -1;
    }
    int status = durable_sync(fault, fd);
    if (status != 0 && errno == EINVAL) {
        status = 0; /* a file system that cannot do this for a directory needs it not */
    }
    int reason = errno;
    (void)close(fd);
    errno = reason;
    return status;
}
