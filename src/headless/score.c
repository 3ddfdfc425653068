/* SPDX-License-Identifier: MIT */
#include "headless/score.h"

#include "base/mem.h"
#include "headless/exit_code.h"
#include "headless/score_print.h"
#include "os/data_files.h"
#include "os/pool.h"
#include "os/print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAR_WIDTH 40

/* All that is to be played: part p is of driver p / (seeds * days), and so on. */
struct plan {
    const struct score_options *options; /* borrowed */
    struct lab_files files;
    char *day_words; /* owned; what days[] points into */
    const char *days[SCORE_DAYS_MAX];
    int day_count;
    int seeds;
    int parts;
    int hundredth; /* of the progress that is shown */
    struct score_table table;
};

static struct score_play play_of(const struct plan *plan, int part)
{
    const struct score_options *options = plan->options;
    int of_driver = plan->seeds * plan->day_count;
    int seed = part % of_driver / plan->day_count;
    return (struct score_play){
        .driver = options->drivers[part / of_driver],
        .load = options->load,
        .day = plan->days[part % plan->day_count],
        .seed = options->seed_first + (uint64_t)seed,
        .masters = options->masters,
    };
}

/* --- the parts ------------------------------------------------------------------------------- */

static void work(void *user, int part, struct buf *out)
{
    const struct plan *plan = user;
    struct score_play play = play_of(plan, part);
    struct score score;
    struct score_times times;
    struct err err = {0};
    enum rc rc = score_play(&play, &plan->files, &score, &times, &err);
    pack_int(out, (int)rc);
    pack_text(out, err.text);
    pack_i64(out, times.heal);
    pack_i64(out, times.stop);
    pack_i64(out, times.end);
    score_save(out, &score);
}

static enum rc take(void *user, int part, const void *data, size_t size, struct err *err)
{
    struct plan *plan = user;
    struct score_play play = play_of(plan, part);
    struct score_of_driver *driver = &plan->table.drivers[part / (plan->seeds * plan->day_count)];
    struct score score;
    struct score_times times;
    struct unpack in = unpack_start(data, size);
    char said[sizeof(err->text)];
    enum rc rc = (enum rc)unpack_int(&in, RC_OK, RC_ENV);
    unpack_text(&in, said, sizeof(said));
    times.heal = unpack_i64(&in);
    times.stop = unpack_i64(&in);
    times.end = unpack_i64(&in);
    score_load(&score, &in);
    if (rc != RC_OK) {
        return err_set(err, rc, "%.100s, seed %" PRIu64 ", %.60s: %s", play.driver, play.seed,
                       play.day, said);
    }
    rc = unpack_check(&in, err);
    bool is_first = driver->all.runs == 0;
    score_add(&driver->days[part % plan->day_count], &score);
    score_add(&driver->all, &score);
    if (is_first || score_is_worse(&score, &driver->worst)) {
        driver->worst = score;
        driver->worst_play = play;
        driver->worst_times = times;
    }
    return rc;
}

static void describe(void *user, int part, struct buf *out)
{
    const struct plan *plan = user;
    struct score_play play = play_of(plan, part);
    buf_addf(out, "%s, seed %" PRIu64 ", %s", play.driver, play.seed, play.day);
}

/* A bar for who watches; it is gone when all is done. */
static void tell(void *user, int done)
{
    struct plan *plan = user;
    int hundredth = (int)((int64_t)done * 100 / plan->parts);
    if (hundredth == plan->hundredth) {
        return;
    }
    plan->hundredth = hundredth;
    char bar[BAR_WIDTH + 1];
    for (int i = 0; i < BAR_WIDTH; i++) {
        bar[i] = i < hundredth * BAR_WIDTH / 100 ? '#' : '.';
    }
    bar[BAR_WIDTH] = '\0';
    (void)fputc('\r', stderr);
    print_to(stderr, "[%s] %3d%%, %d of %d", bar, hundredth, done, plan->parts);
    (void)fflush(stderr);
}

static void clear_bar(void)
{
    (void)fputc('\r', stderr);
    print_to(stderr, "%*s", BAR_WIDTH + 40, "");
    (void)fputc('\r', stderr);
    (void)fflush(stderr);
}

/* --- the plan -------------------------------------------------------------------------------- */

/* Of a path or a name, what its file is called. */
static void set_name(char name[64], const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *file = slash != NULL && slash[1] != '\0' ? slash + 1 : path;
    (void)snprintf(name, 64, "%.*s", (int)strcspn(file, "."), file);
    if (name[0] == '\0') {
        (void)snprintf(name, 64, "%.63s", file);
    }
}

static void add_day_word(void *to, const char *name)
{
    struct buf *words = to;
    buf_addf(words, "%s%s", words->size > 0 ? "," : "", name);
}

/* The game days that are meant, in the order of their names or as they were given. */
static enum rc find_days(struct plan *plan, struct err *err)
{
    struct buf words;
    buf_init(&words, BUF_CAP_TEXT);
    if (plan->options->days != NULL) {
        buf_addf(&words, "%s", plan->options->days);
    } else {
        plan->files.list(plan->files.user, "chaos", add_day_word, &words);
    }
    plan->day_words = buf_take(&words);
    enum rc rc = RC_OK;
    for (char *at = plan->day_words; rc == RC_OK && *at != '\0';) {
        size_t size = strcspn(at, ",");
        char *next = at + size + (at[size] == ',' ? 1 : 0);
        at[size] = '\0';
        if (plan->day_count >= SCORE_DAYS_MAX) {
            rc = err_set(err, RC_FULL, "at most %d game days can be played", SCORE_DAYS_MAX);
        } else if (size > 0) {
            set_name(plan->table.days[plan->day_count], at);
            plan->days[plan->day_count++] = at;
        }
        at = next;
    }
    if (rc == RC_OK && plan->day_count == 0) {
        rc = err_set(err, RC_UNKNOWN, "there is no game day: say which with --chaos FILE");
    }
    buf_release(&words);
    return rc;
}

/* Whatever cannot be begun is told before anything is played. */
static enum rc check(const struct plan *plan, struct err *err)
{
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < plan->options->driver_count; i++) {
        struct score_play play = play_of(plan, i * plan->seeds * plan->day_count);
        rc = score_check(&play, &plan->files, err);
    }
    for (int i = 1; rc == RC_OK && i < plan->day_count; i++) {
        struct score_play play = play_of(plan, i);
        rc = score_check(&play, &plan->files, err);
    }
    return rc;
}

static enum rc make_plan(struct plan *plan, const struct score_options *options, struct err *err)
{
    plan->options = options;
    plan->table.options = options;
    plan->table.driver_count = options->driver_count;
    plan->table.drivers = mem_alloc((size_t)options->driver_count, sizeof(*plan->table.drivers));
    for (int i = 0; i < options->driver_count; i++) {
        plan->table.drivers[i].file = options->drivers[i];
        set_name(plan->table.drivers[i].name, options->drivers[i]);
    }
    plan->seeds = (int)(options->seed_last - options->seed_first) + 1;
    enum rc rc = find_days(plan, err);
    plan->table.day_count = plan->day_count;
    plan->parts = options->driver_count * plan->seeds * plan->day_count;
    return rc == RC_OK ? check(plan, err) : rc;
}

/* --- the whole ------------------------------------------------------------------------------- */

static enum rc play_all(struct plan *plan, struct err *err)
{
    bool is_watched = isatty(STDERR_FILENO) != 0;
    struct pool_config pool = {
        .workers = plan->options->workers > 0 ? plan->options->workers : pool_processors(),
        .parts = plan->parts,
        .work = work,
        .take = take,
        .tell = is_watched ? tell : NULL,
        .describe = describe,
        .user = plan,
    };
    enum rc rc = pool_run(&pool, err);
    if (is_watched) {
        clear_bar();
    }
    return rc;
}

static int exit_code(enum rc rc)
{
    switch (rc) {
    case RC_OK:
        return EXIT_FINE;
    case RC_DAMAGED:
        return EXIT_NOT_TOLD;
    case RC_ENV:
    case RC_STORE:
        return EXIT_ENVIRONMENT;
    case RC_USAGE:
    case RC_UNKNOWN:
    case RC_AMBIGUOUS:
    case RC_RANGE:
    case RC_STATE:
    case RC_REFUSED:
    case RC_FULL:
    case RC_SQL:
        break;
    }
    return EXIT_INPUT;
}

int headless_score(const struct score_options *options)
{
    struct err err = {0};
    struct data_files files = {.directory = options->data_dir};
    struct plan *plan = mem_alloc(1, sizeof(*plan));
    plan->files =
        (struct lab_files){.read = data_files_read, .list = data_files_list, .user = &files};
    plan->hundredth = -1;
    enum rc rc = make_plan(plan, options, &err);
    rc = rc == RC_OK ? play_all(plan, &err) : rc;
    if (rc == RC_OK) {
        struct buf out;
        buf_init(&out, BUF_CAP_TEXT);
        score_print(&plan->table, &out);
        print_text(stdout, out.data);
        buf_release(&out);
        if (fflush(stdout) != 0 || ferror(stdout)) {
            rc = err_set(&err, RC_ENV, "the output could not be written");
        }
    }
    if (rc != RC_OK) {
        print_to(stderr, "quartet: %s\n", err.text);
    }
    mem_free(plan->day_words);
    mem_free(plan->table.drivers);
    mem_free(plan);
    return exit_code(rc);
}
