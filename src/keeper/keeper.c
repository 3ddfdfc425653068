/* SPDX-License-Identifier: MIT */
#include "keeper/keeper.h"

#include "os/clock.h"

#include <stdio.h>

void keeper_init(struct keeper *keeper, const char *state)
{
    int size = snprintf(keeper->directory, sizeof(keeper->directory), "%s%s", state,
                        state[0] != '\0' ? "/runs" : "");
    if (size < 0 || (size_t)size >= sizeof(keeper->directory)) {
        keeper->directory[0] = '\0';
    }
    (void)snprintf(keeper->progress, sizeof(keeper->progress), "%s/progress.txt", state);
    journal_init(&keeper->journal, keeper->directory, "run");
}

void keeper_release(struct keeper *keeper)
{
    journal_release(&keeper->journal);
}

static void begin(void *user)
{
    struct keeper *keeper = user;
    (void)!journal_change(&keeper->journal, NULL, NULL, NULL);
}

static enum rc open_run(void *user, const char *path, struct buf *text, struct err *err)
{
    struct keeper *keeper = user;
    return journal_change(&keeper->journal, path, text, err);
}

static const char *path_of_run(void *user)
{
    const struct keeper *keeper = user;
    return journal_path(&keeper->journal);
}

static enum rc read_run(void *user, const char *path, struct buf *text, struct err *err)
{
    (void)user;
    return file_read(text, path, err);
}

struct listing {
    app_kept_run_fn each;
    void *to;
};

static void list_one(void *user, const struct log_file_facts *facts)
{
    struct listing *listing = user;
    char day[OS_STAMP_SIZE];
    os_day(day, facts->modified_s);
    listing->each(listing->to, &(struct app_kept_run){
                                   .name = facts->name,
                                   .path = facts->path,
                                   .day = day,
                                   .size = facts->size,
                                   .is_in_use = facts->is_in_use,
                               });
}

static void list(void *user, app_kept_run_fn each, void *to)
{
    struct keeper *keeper = user;
    struct listing listing = {each, to};
    log_file_list(&keeper->journal.files, list_one, &listing);
}

static enum rc remove_run(void *user, const char *path, struct err *err)
{
    struct keeper *keeper = user;
    return log_file_remove(&keeper->journal.files, path, err);
}

static enum rc set_aside(void *user, const char *path, struct buf *name, struct err *err)
{
    struct keeper *keeper = user;
    return log_file_set_aside(&keeper->journal.files, path, name, err);
}

static enum rc write_own(void *user, const char *path, const char *bytes, size_t size,
                         struct err *err)
{
    (void)user;
    return file_write(path, bytes, size, err);
}

static enum rc write_new(void *user, const char *path, const char *bytes, size_t size,
                         struct err *err)
{
    (void)user;
    return file_write_new(path, bytes, size, err);
}

/* Nothing was kept yet: that is no fault. */
static enum rc read_progress(void *user, struct buf *text, struct err *err)
{
    const struct keeper *keeper = user;
    enum rc rc = file_read(text, keeper->progress, err);
    return rc == RC_UNKNOWN ? RC_OK : rc;
}

static void today(void *user, char *out, size_t room)
{
    char stamp[OS_STAMP_SIZE];
    (void)user;
    os_stamp(stamp);
    (void)snprintf(out, room, "%.10s", stamp);
}

static enum rc write_progress(void *user, const char *bytes, size_t size, struct err *err)
{
    const struct keeper *keeper = user;
    return file_write(keeper->progress, bytes, size, err);
}

struct app_keeper keeper_functions(struct keeper *keeper)
{
    if (keeper->directory[0] == '\0') {
        return (struct app_keeper){.read = read_run,
                                   .write = write_own,
                                   .write_new = write_new,
                                   .begin = begin,
                                   .user = keeper};
    }
    return (struct app_keeper){
        .journal = {.add = journal_add, .rewrite = journal_rewrite, .user = &keeper->journal},
        .begin = begin,
        .open = open_run,
        .path = path_of_run,
        .read = read_run,
        .list = list,
        .remove = remove_run,
        .set_aside = set_aside,
        .write = write_own,
        .write_new = write_new,
        .read_progress = read_progress,
        .write_progress = write_progress,
        .today = today,
        .user = keeper,
    };
}
