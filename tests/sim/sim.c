/* SPDX-License-Identifier: MIT */
/*
 * sim: a lab under a storm. Clients type units of work, a nemesis types faults,
 * all drawn from one seed; then everything is healed and must be in order.
 *
 *   sim --seed S --runs N [--events N] [--workload W] [--seeds FILE] [--keep DIR]
 *       [--story NAME|none] [--verbose] [--narrate] [--digest] [--once] [--stop]
 *
 * Every second seed is played twice, but for --once. The second time it saves itself at
 * a random step, goes on for a while, then becomes what was saved and goes on again: its
 * narrative must end as that of the first.
 *
 * Of a failure it prints the invariant, the last events and one line that plays
 * the same again; then it looks for the least that still fails, and keeps that as a
 * run that `quartet replay` opens. Seeds that ever failed are kept in a file and
 * come first.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "lib/last_seed.h"
#include "sim/play.h"
#include "sim/sometimes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- of one run ------------------------------------------------------------------------------- */

static void print_events(const struct sim *sim)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    int64_t count = sim->event_count < EVENTS_SHOWN ? sim->event_count : EVENTS_SHOWN;
    for (int64_t i = sim->event_count - count; i < sim->event_count; i++) {
        buf_clear(&text);
        lab_add_event(sim->world.lab, &sim->last[i % EVENTS_SHOWN], &text);
        (void)printf("  %s\n", text.data);
    }
    buf_release(&text);
}

static void print_lines(const struct sim *sim)
{
    struct buf at;
    buf_init(&at, BUF_CAP_TEXT);
    for (int i = 0; i < world_lines(&sim->world); i++) {
        const struct run_line *line = &sim->world.run.branches[0].lines[i];
        buf_clear(&at);
        span_add_exact(&at, line->at);
        (void)printf("  at %s %s\n", at.data, line->text);
    }
    buf_release(&at);
}

/* Play what is left of the replay once more, and keep it as a run. */
static void keep(const struct options *options, const struct replay *replay, uint64_t seed)
{
    char path[300];
    struct sim *sim = sim_new(options, seed);
    sim->replay = replay;
    (void)sim_play(sim, -1);
    const char *failure = sim_failure(sim);
    char text[120];
    (void)snprintf(text, sizeof text, "%.100s", failure != NULL ? failure : "nothing fails");
    (void)snprintf(path, sizeof path, "%s/seed-%" PRIu64 ".run", options->keep, seed);
    (void)mkdir(options->keep, 0777);
    int lines = world_lines(&sim->world);
    if (world_keep(&sim->world, path, text)) {
        (void)printf("  %d lines that fail so; opens with: quartet replay %s\n", lines, path);
    } else {
        (void)printf("  %s cannot be written\n", path);
    }
    if (options->is_verbose) {
        print_lines(sim);
    }
    sim_free(sim);
}

static void report(const struct sim *sim, const char *extra)
{
    const char *failure = sim_failure(sim);
    struct buf at;
    buf_init(&at, BUF_CAP_TEXT);
    span_add_seconds(&at, world_now(&sim->world));
    (void)printf("FAIL seed=%" PRIu64 " at %s step %" PRId64 ": %s%s\n", sim->seed, at.data,
                 sim->steps, failure != NULL ? failure : "", extra);
    print_events(sim);
    if (sim->nemesis.story.tale != NULL) {
        (void)printf("its story is %s\n", sim->nemesis.story.tale->name);
    }
    (void)printf("again: make check-sim SEED=%" PRIu64 " RUNS=1 SIM_FLAGS='--events %d", sim->seed,
                 sim->options->events);
    if (sim->options->focus != 0) {
        (void)printf(" --workload W%d", sim->options->focus);
    }
    if (sim->options->story != NULL) {
        (void)printf(" --story %s", sim->options->story);
    }
    (void)printf("'\n");
    buf_release(&at);
    if (failure != NULL && sim->options->keep != NULL) {
        struct replay replay = replay_of(sim);
        shrink(&replay, sim);
        keep(sim->options, &replay, sim->seed);
        replay_release(&replay);
    }
}

/* --- of many ---------------------------------------------------------------------------------- */

struct sums {
    struct sometimes sometimes;
    int64_t outcomes[4];
    int64_t steps;
    int64_t typed;
    int passed;
    int failed;
};

static void add_up(struct sums *sums, const struct sim *sim)
{
    for (int i = 0; i < 4; i++) {
        sums->outcomes[i] += workload_count(&sim->workload, (enum unit_outcome)i);
    }
    sometimes_add(&sums->sometimes, sim);
    sums->steps += sim->steps;
    sums->typed += world_lines(&sim->world);
}

/* Once more, saving on the way. */
static bool play_again(const struct options *options, uint64_t seed, uint64_t digest)
{
    struct sim *sim = sim_new(options, seed);
    int64_t save_at =
        1 + (int64_t)(hash_u64(HASH_START, seed) % (uint64_t)options->events) * 7 / 10;
    uint64_t again = sim_play(sim, save_at);
    bool is_good = sim_failure(sim) == NULL && again == digest;
    if (!is_good) {
        char text[80];
        (void)snprintf(text, sizeof text, " I27: another narrative after a save at step %" PRId64,
                       save_at);
        report(sim, text);
    }
    sim_free(sim);
    return is_good;
}

static void run_seed(const struct options *options, uint64_t seed, struct sums *sums)
{
    last_seed_set(seed);
    struct sim *sim = sim_new(options, seed);
    uint64_t digest = sim_play(sim, -1);
    bool is_good = sim_failure(sim) == NULL;
    if (!is_good) {
        report(sim, "");
    }
    if (options->digest) {
        (void)printf("%" PRIu64 " %016" PRIx64 "\n", seed, lab_digest(sim->world.lab));
    }
    bool is_once = options->once || seed % 2 == 0;
    is_good = is_good && (is_once || play_again(options, seed, digest));
    add_up(sums, sim);
    sums->passed += is_good;
    sums->failed += !is_good;
    sim_free(sim);
}

/* "1234" plays without a story, "1234 frozen" with that one. */
static void run_kept_seeds(const struct options *options, struct sums *sums)
{
    char line[200];
    FILE *file = options->seeds != NULL ? fopen(options->seeds, "r") : NULL;
    if (options->seeds != NULL && file == NULL) {
        (void)fprintf(stderr, "sim: cannot read %s\n", options->seeds);
        exit(3);
    }
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (line[0] >= '0' && line[0] <= '9') {
            char name[40] = "none";
            char *rest = NULL;
            struct options kept = *options;
            uint64_t seed = strtoull(line, &rest, 10);
            (void)sscanf(rest, " %39[a-z_]", name);
            kept.story = name;
            run_seed(&kept, seed, sums);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

static void print_sums(const struct sums *sums)
{
    (void)printf("units: %" PRId64 " ok, %" PRId64 " failed, %" PRId64 " unknown; %" PRId64
                 " lines typed, %" PRId64 " things happened\n",
                 sums->outcomes[UNIT_IS_OK], sums->outcomes[UNIT_IS_FAILED],
                 sums->outcomes[UNIT_IS_UNKNOWN], sums->typed, sums->steps);
    sometimes_print(&sums->sometimes);
}

/* --- the program ------------------------------------------------------------------------------ */

static bool parse_option(struct options *options, const char *name, const char *value)
{
    if (strcmp(name, "--seed") == 0) {
        options->seed = strtoull(value, NULL, 10);
    } else if (strcmp(name, "--runs") == 0) {
        options->runs = (int)strtol(value, NULL, 10);
    } else if (strcmp(name, "--events") == 0) {
        options->events = (int)strtol(value, NULL, 10);
    } else if (strcmp(name, "--workload") == 0) {
        options->focus = (int)strtol(value + (value[0] == 'W'), NULL, 10);
    } else if (strcmp(name, "--story") == 0) {
        options->story = value;
    } else if (strcmp(name, "--seeds") == 0) {
        options->seeds = value;
    } else if (strcmp(name, "--keep") == 0) {
        options->keep = value;
    } else {
        return false;
    }
    return true;
}

static bool parse_options(struct options *options, int count, char **words)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--verbose") == 0) {
            options->is_verbose = true;
        } else if (strcmp(words[i], "--narrate") == 0) {
            options->narrates = true;
        } else if (strcmp(words[i], "--digest") == 0) {
            options->digest = true;
        } else if (strcmp(words[i], "--once") == 0) {
            options->once = true;
        } else if (strcmp(words[i], "--stop") == 0) {
            options->stop = true;
        } else if (i + 1 < count && parse_option(options, words[i], words[i + 1])) {
            i++;
        } else {
            return false;
        }
    }
    return options->runs >= 0 && options->events > 0;
}

int main(int count, char **words)
{
    struct options options = {.seed = 1, .runs = 1, .events = 12000};
    static struct sums sums;
    if (!parse_options(&options, count, words)) {
        (void)fprintf(stderr, "usage: sim [--seed S] [--runs N] [--events N] [--workload W4] "
                              "[--story NAME|none] [--seeds FILE] [--keep DIR] [--verbose] "
                              "[--narrate] [--digest] [--once] [--stop]\n");
        return 2;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    last_seed_watch();
    run_kept_seeds(&options, &sums);
    for (int i = 0; i < options.runs && !(options.stop && sums.failed > 0); i++) {
        run_seed(&options, options.seed + (uint64_t)i, &sums);
    }
    print_sums(&sums);
    (void)printf("%d passed, %d failed\n", sums.passed, sums.failed);
    return sums.failed == 0 ? 0 : 1;
}
