/* SPDX-License-Identifier: MIT */
#include "os/journal.h"

#include "os/clock.h"

#include <stdio.h>

#define FIRST_MAX ((size_t)64 * 1024 * 1024)

void journal_init(struct journal *journal, const char *directory, const char *ending)
{
    *journal = (struct journal){.files = {.directory = directory, .ending = ending}};
    buf_init(&journal->first, FIRST_MAX);
}

void journal_release(struct journal *journal)
{
    log_file_close(journal->file);
    buf_release(&journal->first);
}

/* Its name is when it began. */
static enum rc make_file(struct journal *journal, struct err *err)
{
    char stem[OS_STAMP_SIZE];
    enum rc rc = file_make_directories(journal->files.directory, err);
    if (rc == RC_OK) {
        os_stamp(stem);
        rc = log_file_create(&journal->file, &journal->files, stem, err);
    }
    return rc;
}

/* All that waits and `bytes`, in a file of their own. */
static enum rc begin(struct journal *journal, const char *bytes, size_t size, struct err *err)
{
    size_t waits = journal->first.size;
    journal->is_wanted = true;
    enum rc rc = buf_add_bytes(&journal->first, bytes, size, err);
    if (rc == RC_OK) {
        rc = make_file(journal, err);
    }
    if (rc == RC_OK) {
        rc = log_file_append(journal->file, journal->first.data, journal->first.size, err);
    }
    if (rc == RC_OK) {
        buf_clear(&journal->first);
        return RC_OK;
    }
    if (journal->file != NULL) { /* an empty file is no run */
        char path[4096];
        (void)snprintf(path, sizeof(path), "%s", log_file_path(journal->file));
        log_file_close(journal->file);
        journal->file = NULL;
        (void)!log_file_remove(&journal->files, path, NULL);
    }
    journal->first.size = waits;
    journal->first.data[waits] = '\0';
    return rc;
}

enum rc journal_add(void *user, const char *bytes, size_t size, struct err *err)
{
    struct journal *journal = user;
    if (journal->files.directory[0] == '\0') {
        return RC_OK;
    }
    if (journal->file != NULL) {
        return log_file_append(journal->file, bytes, size, err);
    }
    return journal->first.size == 0 ? buf_add_bytes(&journal->first, bytes, size, err)
                                    : begin(journal, bytes, size, err);
}

enum rc journal_rewrite(void *user, const char *bytes, size_t size, struct err *err)
{
    struct journal *journal = user;
    if (journal->files.directory[0] == '\0') {
        return RC_OK;
    }
    if (journal->file != NULL) {
        return log_file_rewrite(journal->file, bytes, size, err);
    }
    buf_clear(&journal->first);
    return journal->is_wanted ? begin(journal, bytes, size, err)
                              : buf_add_bytes(&journal->first, bytes, size, err);
}

enum rc journal_change(struct journal *journal, const char *path, struct buf *text, struct err *err)
{
    log_file_close(journal->file);
    journal->file = NULL;
    buf_clear(&journal->first);
    journal->is_wanted = path != NULL;
    if (path == NULL) {
        return RC_OK;
    }
    enum rc rc = log_file_open(&journal->file, &journal->files, path, err);
    rc = rc == RC_OK ? log_file_read(text, journal->file, err) : rc;
    if (rc != RC_OK) {
        log_file_close(journal->file);
        journal->file = NULL;
    }
    return rc;
}

const char *journal_path(const struct journal *journal)
{
    return journal->file != NULL ? log_file_path(journal->file) : "";
}
