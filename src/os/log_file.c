/* SPDX-License-Identifier: MIT */
#include "os/log_hold.h"

#include "base/mem.h"
#include "os/durable.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- making and opening --------------------------------------------------------------------- */

static struct log_file *file_new(struct log_files *files, const char *path, int fd)
{
    struct log_file *file = mem_alloc(1, sizeof(*file));
    file->files = files;
    file->path = mem_text(path);
    file->fd = fd;
    file->next = files->first_open;
    files->first_open = file;
    return file;
}

enum rc log_file_create(struct log_file **out, struct log_files *files, const char *stem,
                        struct err *err)
{
    char path[PATH_MAX];
    char base[PATH_MAX];
    if (stem[0] == '\0' || stem[0] == '.' || strchr(stem, '/') != NULL) {
        return err_set(err, RC_USAGE, "\"%.60s\": a name has no '/' and does not begin with a '.'",
                       stem);
    }
    (void)snprintf(base, sizeof(base), "%s/%s", files->directory, stem);
    int fd = log_hold_make(files, path, base, files->ending);
    if (fd < 0) {
        return log_hold_say_cannot(err, base, "made");
    }
    enum rc rc = log_hold_lock(fd, path, err);
    if (rc == RC_OK && durable_sync_directory_of(&files->fault, path) != 0) {
        rc = log_hold_say_cannot(err, path, "made");
    }
    if (rc != RC_OK) {
        if (rc != RC_STATE) { /* another was quicker to lock it: leave it his */
            (void)unlink(path);
        }
        (void)close(fd);
        return rc;
    }
    *out = file_new(files, path, fd);
    return RC_OK;
}

enum rc log_file_open(struct log_file **out, struct log_files *files, const char *path,
                      struct err *err)
{
    int fd;
    enum rc rc = log_hold_take(&fd, files, path, err);
    if (rc == RC_OK) {
        off_t size = lseek(fd, 0, SEEK_END);
        assert(size >= 0);
        *out = file_new(files, path, fd);
        (*out)->size = (size_t)size;
    }
    return rc;
}

void log_file_close(struct log_file *file)
{
    if (file == NULL) {
        return;
    }
    struct log_file **at = &file->files->first_open;
    while (*at != file) {
        at = &(*at)->next;
    }
    *at = file->next;
    (void)close(file->fd);
    mem_free(file->path);
    mem_free(file);
}

const char *log_file_path(const struct log_file *file)
{
    return file->path;
}

size_t log_file_size(const struct log_file *file)
{
    return file->size;
}

/* --- what is in it -------------------------------------------------------------------------- */

enum rc log_file_read(struct buf *out, const struct log_file *file, struct err *err)
{
    char part[65536];
    for (size_t at = 0; at < file->size;) {
        size_t left = file->size - at;
        ssize_t size = pread(file->fd, part, left < sizeof(part) ? left : sizeof(part), (off_t)at);
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size < 0) {
            return log_hold_say_cannot(err, file->path, "read");
        }
        if (size == 0) {
            return err_set(err, RC_ENV, "%s: was cut short by others", file->path);
        }
        if (buf_add_bytes(out, part, (size_t)size, NULL) != RC_OK) {
            return err_set(err, RC_FULL, "%s: longer than %zu bytes", file->path, out->cap);
        }
        at += (size_t)size;
    }
    return RC_OK;
}

static enum rc check_whole(struct log_file *file, struct err *err)
{
    struct stat facts;
    enum rc rc = log_hold_take_again(file, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (fstat(file->fd, &facts) != 0 || facts.st_nlink == 0 || facts.st_size != (off_t)file->size) {
        file->is_broken = true; /* removed, or written by who minds no lock */
    }
    if (file->is_broken) {
        return err_set(err, RC_STATE, "%s: is broken, and must be written anew", file->path);
    }
    return RC_OK;
}

enum rc log_file_append(struct log_file *file, const void *bytes, size_t size, struct err *err)
{
    struct durable_fault *fault = &file->files->fault;
    enum rc rc = check_whole(file, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (durable_write(fault, file->fd, bytes, size) != 0 ||
        durable_sync_data(fault, file->fd) != 0) {
        rc = log_hold_say_cannot(err, file->path, "written");
        file->is_broken = durable_cut(fault, file->fd, file->size) != 0;
        return rc;
    }
    file->size += size;
    return RC_OK;
}

enum rc log_file_truncate(struct log_file *file, size_t size, struct err *err)
{
    assert(size <= file->size);
    enum rc rc = check_whole(file, err);
    if (rc == RC_OK && durable_cut(&file->files->fault, file->fd, size) != 0) {
        file->is_broken = true;
        rc = log_hold_say_cannot(err, file->path, "cut");
    }
    if (rc == RC_OK) {
        file->size = size;
    }
    return rc;
}

enum rc log_file_rewrite(struct log_file *file, const void *bytes, size_t size, struct err *err)
{
    struct durable_fault *fault = &file->files->fault;
    char beside[PATH_MAX];
    enum rc rc = log_hold_take_again(file, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (snprintf(beside, sizeof(beside), "%s.new", file->path) >= (int)sizeof(beside)) {
        return err_set(err, RC_ENV, "%.100s...: the name is too long", file->path);
    }
    (void)unlink(beside); /* what a crash left */
    int fd = durable_open(fault, beside, O_RDWR | O_APPEND | O_CREAT | O_EXCL);
    if (fd < 0) {
        return log_hold_say_cannot(err, file->path, "written anew");
    }
    rc = log_hold_lock(fd, beside, err);
    if (rc == RC_OK &&
        (durable_write(fault, fd, bytes, size) != 0 || durable_sync(fault, fd) != 0 ||
         durable_rename(fault, beside, file->path) != 0)) {
        rc = log_hold_say_cannot(err, file->path, "written anew");
    }
    if (rc != RC_OK) {
        (void)unlink(beside);
        (void)close(fd);
        return rc;
    }
    (void)close(file->fd);
    file->fd = fd;
    file->size = size;
    file->is_broken = durable_sync_directory_of(fault, file->path) != 0;
    return file->is_broken ? log_hold_say_cannot(err, file->path, "made durable") : RC_OK;
}
