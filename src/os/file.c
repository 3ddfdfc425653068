/* SPDX-License-Identifier: MIT */
#include "os/file.h"

#include "base/mem.h"
#include "os/durable.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- before anything ------------------------------------------------------------------------ */

void file_prepare(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            /* The wrong way round: what is read or written there fails, and is told. */
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigemptyset(&ignore.sa_mask);
    (void)sigaction(SIGXFSZ, &ignore, NULL);
}

/* --- reading -------------------------------------------------------------------------------- */

static enum rc read_all(struct buf *out, int fd, const char *path, struct err *err)
{
    char part[65536];
    for (;;) {
        ssize_t size = read(fd, part, sizeof(part));
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size < 0) {
            return err_set(err, RC_ENV, "%s: cannot be read: %s", path, strerror(errno));
        }
        if (size == 0) {
            return RC_OK;
        }
        if (buf_add_bytes(out, part, (size_t)size, NULL) != RC_OK) {
            return err_set(err, RC_FULL, "%s: longer than %zu bytes", path, out->cap);
        }
    }
}

static enum rc check_kind(int fd, const char *path, bool may_wait, struct err *err)
{
    struct stat facts;
    if (fstat(fd, &facts) != 0) {
        return err_set(err, RC_ENV, "%s: cannot be read: %s", path, strerror(errno));
    }
    if (S_ISDIR(facts.st_mode)) {
        return err_set(err, RC_USAGE, "%s: this is a directory: name a file in it", path);
    }
    if (!S_ISREG(facts.st_mode) && !may_wait) {
        return err_set(err, RC_USAGE,
                       "%s: this is a pipe or a device: only a file can be read here", path);
    }
    return RC_OK;
}

static enum rc read_path(struct buf *out, const char *path, bool may_wait, struct err *err)
{
    /* To open a pipe waits for its writer, unless told not to. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (may_wait ? 0 : O_NONBLOCK));
    if (fd < 0) {
        enum rc rc = errno == ENOENT || errno == ENOTDIR ? RC_UNKNOWN : RC_ENV;
        return err_set(err, rc, "%s: %s", path, strerror(errno));
    }
    enum rc rc = check_kind(fd, path, may_wait, err);
    rc = rc == RC_OK ? read_all(out, fd, path, err) : rc;
    (void)close(fd);
    return rc;
}

enum rc file_read(struct buf *out, const char *path, struct err *err)
{
    return read_path(out, path, false, err);
}

enum rc file_read_any(struct buf *out, const char *path, struct err *err)
{
    return strcmp(path, "-") == 0 ? read_all(out, STDIN_FILENO, "the standard input", err)
                                  : read_path(out, path, true, err);
}

/* --- writing -------------------------------------------------------------------------------- */

static int write_all(int fd, const void *bytes, size_t size)
{
    struct durable_fault none = {0};
    return durable_write(&none, fd, bytes, size);
}

int file_open_directory_of(const char *path)
{
    char directory[PATH_MAX];
    if ((size_t)snprintf(directory, sizeof(directory), "%s", path) >= sizeof(directory)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    char *slash = strrchr(directory, '/');
    if (slash == NULL) {
        (void)snprintf(directory, sizeof(directory), ".");
    } else {
        slash[slash == directory] = '\0';
    }
    return open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void sync_directory_of(const char *path)
{
    struct durable_fault none = {0};
    (void)!durable_sync_directory_of(&none, path); /* not all file systems can */
}

enum rc file_write(const char *path, const void *bytes, size_t size, struct err *err)
{
    char beside[PATH_MAX];
    if ((size_t)snprintf(beside, sizeof(beside), "%s.new", path) >= sizeof(beside)) {
        return err_set(err, RC_ENV, "%.100s...: the name is too long", path);
    }
    struct stat facts;
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode)) { /* a device would be replaced */
        return err_set(err, RC_ENV, "%s: cannot be written: it is no file", path);
    }
    /* Whatever has that name, left over or a link that somebody put there, is not written to. */
    (void)unlink(beside);
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0) {
        return err_set(err, RC_ENV, "%s: cannot be written: %s", path, strerror(errno));
    }
    int failed = write_all(fd, bytes, size) != 0 || fsync(fd) != 0 ? -1 : 0;
    int reason = errno;
    if (close(fd) != 0 && !failed) {
        failed = -1;
        reason = errno;
    }
    if (!failed && rename(beside, path) != 0) {
        failed = -1;
        reason = errno;
    }
    if (failed) {
        (void)unlink(beside);
        return err_set(err, RC_ENV, "%s: cannot be written: %s", path, strerror(reason));
    }
    sync_directory_of(path);
    return RC_OK;
}

/* --- new files ------------------------------------------------------------------------------- */

/* Make it, if nothing has the name. Gives its number, or -1 and says why. */
static int make_new(const char *path, enum rc *rc, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd >= 0) {
        return fd;
    }
    if (errno == EEXIST) {
        *rc =
            err_set(err, RC_STATE,
                    "%s: is there already, and stays: give another name, or remove it first", path);
        return -1;
    }
    const char *hint = errno == ENOENT || errno == ENOTDIR ? ": is its folder there?"
                       : errno == EACCES || errno == EROFS ? ": name a folder that is yours"
                                                           : "";
    *rc = err_set(err, RC_ENV, "%s: cannot be made: %s%s", path, strerror(errno), hint);
    return -1;
}

enum rc file_write_new(const char *path, const void *bytes, size_t size, struct err *err)
{
    enum rc rc = RC_OK;
    int fd = make_new(path, &rc, err);
    if (fd < 0) {
        return rc;
    }
    (void)close(fd); /* the name is ours now; what it holds comes at once */
    rc = file_write(path, bytes, size, err);
    if (rc != RC_OK) {
        (void)unlink(path);
    }
    return rc;
}

enum rc file_grow_start(struct file_growing *file, const char *path, struct err *err)
{
    enum rc rc = RC_OK;
    int fd = make_new(path, &rc, err);
    *file = (struct file_growing){.fd = fd};
    if (fd >= 0) {
        file->path = mem_text(path);
    }
    return rc;
}

enum rc file_grow(struct file_growing *file, const void *bytes, size_t size, struct err *err)
{
    if (write_all(file->fd, bytes, size) != 0) {
        enum rc rc = err_set(err, RC_ENV, "%s: cannot be written: %s", file->path, strerror(errno));
        if (ftruncate(file->fd, (off_t)file->size) == 0) {
            (void)lseek(file->fd, (off_t)file->size, SEEK_SET);
        }
        return rc;
    }
    file->size += size;
    return RC_OK;
}

enum rc file_grow_end(struct file_growing *file, struct err *err)
{
    bool failed = fsync(file->fd) != 0;
    int reason = errno;
    if (close(file->fd) != 0 && !failed) {
        failed = true;
        reason = errno;
    }
    enum rc rc = failed
                     ? err_set(err, RC_ENV, "%s: cannot be kept: %s", file->path, strerror(reason))
                     : RC_OK;
    sync_directory_of(file->path);
    mem_free(file->path);
    *file = (struct file_growing){.fd = -1};
    return rc;
}

/* --- directories ---------------------------------------------------------------------------- */

bool file_is_directory(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

bool file_can_write_in(const char *directory)
{
    return file_is_directory(directory) && access(directory, W_OK | X_OK) == 0;
}

enum rc file_make_directories(const char *path, struct err *err)
{
    char so_far[PATH_MAX];
    if ((size_t)snprintf(so_far, sizeof(so_far), "%s", path) >= sizeof(so_far)) {
        return err_set(err, RC_ENV, "%.100s...: the name is too long", path);
    }
    for (char *at = so_far + 1;; at++) {
        if (*at != '/' && *at != '\0') {
            continue;
        }
        char kept = *at;
        *at = '\0';
        if (mkdir(so_far, 0700) != 0 && errno != EEXIST && !file_is_directory(so_far)) {
            return err_set(err, RC_ENV, "%s: cannot be made: %s", so_far, strerror(errno));
        }
        *at = kept;
        if (kept == '\0') {
            break;
        }
    }
    if (!file_is_directory(path)) {
        return err_set(err, RC_ENV, "%s: is not a directory", path);
    }
    return RC_OK;
}

/* The lock is the system's own: it goes with the program, whatever ends it. */
enum rc file_claim_directory(const char *path, struct err *err)
{
    char mark[PATH_MAX];
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    enum rc rc = file_make_directories(path, err);
    if (rc != RC_OK) {
        return rc;
    }
    if ((size_t)snprintf(mark, sizeof(mark), "%s/.lock", path) >= sizeof(mark)) {
        return err_set(err, RC_ENV, "%.100s...: the name is too long", path);
    }
    int fd = open(mark, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0 && fcntl(fd, F_SETLK, &whole) == 0) {
        return RC_OK; /* open as long as the claim holds: until the end */
    }
    int reason = errno;
    if (fd >= 0) {
        (void)close(fd);
    }
    if (fd >= 0 && (reason == EACCES || reason == EAGAIN)) {
        return err_set(err, RC_STATE, "%s: another session has it", path);
    }
    return err_set(err, RC_ENV, "%s: cannot be written: %s", mark,
                   reason == ELOOP ? "a link stands there" : strerror(reason));
}

/* Keep the order; of more than there is room for, the last falls out. */
static void keep_name(char **names, int *count, const char *name)
{
    int at = *count;
    while (at > 0 && strcmp(name, names[at - 1]) < 0) {
        at--;
    }
    if (at == FILES_LISTED_MAX) {
        return;
    }
    if (*count == FILES_LISTED_MAX) {
        mem_free(names[--*count]);
    }
    memmove(names + at + 1, names + at, (size_t)(*count - at) * sizeof(*names));
    names[at] = mem_text(name);
    ++*count;
}

void file_list(const char *directory, file_name_fn each, void *user)
{
    DIR *dir = opendir(directory);
    if (dir == NULL) {
        return;
    }
    char **names = mem_alloc(FILES_LISTED_MAX, sizeof(*names));
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] != '.') {
            keep_name(names, &count, entry->d_name);
        }
    }
    (void)closedir(dir);
    for (int i = 0; i < count; i++) {
        each(user, names[i]);
        mem_free(names[i]);
    }
    mem_free(names);
}
