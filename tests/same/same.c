/* SPDX-License-Identifier: MIT */
/*
 * same: random SQL through a cluster ends in the same rows as through one plain
 * SQLite that is fed what was committed, in the order of the commits (W13).
 *
 *   same --seed S --runs N [--seeds FILE] [--verbose]
 *
 * Each seed runs in a process of its own, so that one that ends badly is only
 * that. Of a failure it prints what differs, leaves out every step without which
 * it fails still, and writes the rest as a script that `quartet run` takes.
 * Seeds that ever failed are kept in a file and come first.
 */
#include "base/mem.h"
#include "same/play.h"
#include "same/scenario.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHRINK_TRIES 400

/* What a process tells its parent. */
struct told {
    struct counts counts;
    char failure[3000];
    char script[200]; /* where it is; "": nowhere */
};

struct options {
    uint64_t seed;
    int runs;
    const char *seeds;
    bool is_verbose;
};

static void *shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        (void)fprintf(stderr, "same: no memory to share\n");
        exit(3);
    }
    return memory;
}

static void write_script(struct told *told, const struct play *play)
{
    const char *folder = getenv("TMPDIR");
    (void)snprintf(told->script, sizeof told->script, "%s/same-%" PRIu64 ".quartet",
                   folder != NULL ? folder : "/tmp", play->seed);
    FILE *file = fopen(told->script, "w");
    if (file == NULL) {
        told->script[0] = '\0';
        return;
    }
    (void)fprintf(file, "# quartet run --seed %" PRIu64 " --masters %d %s\n", play->seed,
                  play->steps->masters, told->script);
    (void)fwrite(play->script.data, 1, play->script.size, file);
    (void)fclose(file);
}

/* --- a process for a play --------------------------------------------------------------------- */

static void play_here(struct told *told, const struct steps *steps, uint64_t seed, bool is_verbose,
                      bool writes)
{
    struct play *play = mem_alloc(1, sizeof *play);
    bool is_good = play_run(play, steps, seed, is_verbose);
    told->counts = play->counts;
    (void)snprintf(told->failure, sizeof told->failure, "%s", play->failure.data);
    if (writes) {
        write_script(told, play);
    }
    play_release(play);
    mem_free(play);
    (void)fflush(NULL);
    _exit(is_good ? 0 : 1);
}

/* True: it passed. */
static bool play_apart(struct told *told, const struct steps *steps, uint64_t seed, bool is_verbose,
                       bool writes)
{
    int status = 0;
    told->failure[0] = '\0';
    told->script[0] = '\0';
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (!is_verbose && !writes && freopen("/dev/null", "w", stderr) == NULL) {
            _exit(3);
        }
        play_here(told, steps, seed, is_verbose, writes);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        (void)fprintf(stderr, "same: no process\n");
        exit(3);
    }
    if (WIFSIGNALED(status)) {
        (void)snprintf(told->failure, sizeof told->failure, "it crashed: signal %d",
                       WTERMSIG(status));
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* --- shrinking -------------------------------------------------------------------------------- */

struct shrink {
    struct told *told;
    const struct steps *steps;
    uint64_t seed;
    bool without[STEPS_MAX];
    int tries;
};

static bool still_fails(struct shrink *shrink)
{
    struct steps *less = mem_alloc(1, sizeof *less);
    steps_copy(less, shrink->steps, shrink->without);
    shrink->tries++;
    bool fails = !play_apart(shrink->told, less, shrink->seed, false, false);
    steps_release(less);
    mem_free(less);
    return fails;
}

/* Leave out the groups first..last-1, if it fails still. */
static void try_without_groups(struct shrink *shrink, int first, int last)
{
    bool before[STEPS_MAX];
    bool is_less = false;
    memcpy(before, shrink->without, sizeof before);
    for (int i = 0; i < shrink->steps->count; i++) {
        int group = shrink->steps->items[i].group;
        if (group >= first && group < last && !shrink->without[i]) {
            shrink->without[i] = true;
            is_less = true;
        }
    }
    if (is_less && !still_fails(shrink)) {
        memcpy(shrink->without, before, sizeof before);
    }
}

static int left(const struct shrink *shrink)
{
    int count = 0;
    for (int i = 0; i < shrink->steps->count; i++) {
        count += shrink->without[i] ? 0 : 1;
    }
    return count;
}

static void shrink_steps(struct shrink *shrink)
{
    int groups = 0;
    for (int i = 0; i < shrink->steps->count; i++) {
        int group = shrink->steps->items[i].group;
        groups = group > groups ? group : groups;
    }
    for (int size = groups / 2, before = -1; size > 0;) {
        for (int at = groups + 1 - size; at > -size && shrink->tries < SHRINK_TRIES; at -= size) {
            try_without_groups(shrink, at, at + size);
        }
        bool again = size == 1 && left(shrink) != before; /* what could not go may go now */
        before = left(shrink);
        size = again ? 1 : size / 2;
    }
    for (int i = shrink->steps->count - 1; i >= 0 && shrink->tries < SHRINK_TRIES; i--) {
        bool may_go = !shrink->without[i] && shrink->steps->items[i].kind == STEP_ROWS;
        if (may_go) {
            shrink->without[i] = true;
            shrink->without[i] = still_fails(shrink);
        }
    }
}

static void report(const struct options *options, uint64_t seed, struct told *told,
                   const struct steps *steps)
{
    static const char *const modes[] = {"moving", "one master", "crowd"};
    struct steps *less = mem_alloc(1, sizeof *less);
    struct shrink shrink = {.told = told, .steps = steps, .seed = seed};
    (void)printf("FAIL seed=%" PRIu64 " (%s, %d masters): %s\n", seed, modes[steps->mode],
                 steps->masters, told->failure);
    if (!options->is_verbose) {
        shrink_steps(&shrink);
        steps_copy(less, steps, shrink.without);
        (void)play_apart(told, less, seed, false, true);
        (void)printf("  %d of %d steps are enough: %s\n", less->count, steps->count, told->failure);
        for (int i = 0; i < less->count; i++) {
            const struct step *step = &less->items[i];
            if (step->kind != STEP_PAUSE) {
                (void)printf("    %c%d %s\n", step->kind == STEP_LINE ? ' ' : '@', step->lane + 1,
                             step->lab);
            }
        }
        (void)printf("  script: %s\n", told->script[0] != '\0' ? told->script : "not written");
        steps_release(less);
    }
    mem_free(less);
    (void)printf("again: tests/same/same --seed %" PRIu64 " --runs 1 --verbose\n", seed);
}

/* --- many runs -------------------------------------------------------------------------------- */

static bool run_seed(const struct options *options, uint64_t seed, struct counts *sums)
{
    struct steps *steps = mem_alloc(1, sizeof *steps);
    struct told *told = shared(sizeof *told);
    scenario_draw(steps, seed);
    bool is_good = play_apart(told, steps, seed, options->is_verbose, false);
    const struct counts *counts = &told->counts;
    sums->statements += counts->statements;
    sums->errors += counts->errors;
    sums->conflicts += counts->conflicts;
    sums->commits += counts->commits;
    sums->unknown += counts->unknown;
    sums->adopted += counts->adopted;
    sums->definitions += counts->definitions;
    sums->faults += counts->faults;
    if (!is_good) {
        report(options, seed, told, steps);
    }
    steps_release(steps);
    mem_free(steps);
    (void)munmap(told, sizeof *told);
    return is_good;
}

static void run_kept_seeds(const struct options *options, struct counts *sums, int results[2])
{
    char line[200];
    FILE *file = fopen(options->seeds, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (line[0] >= '0' && line[0] <= '9') {
            results[run_seed(options, strtoull(line, NULL, 10), sums)]++;
        }
    }
    if (file == NULL || fclose(file) != 0) {
        (void)fprintf(stderr, "same: %s cannot be read\n", options->seeds);
        exit(3);
    }
}

int main(int count, char **words)
{
    struct options options = {.seed = 1, .runs = 1};
    struct counts sums = {0};
    int results[2] = {0, 0}; /* failed, passed */
    for (int i = 1; i < count; i++) {
        bool has_value = i + 1 < count;
        if (strcmp(words[i], "--verbose") == 0) {
            options.is_verbose = true;
        } else if (strcmp(words[i], "--seed") == 0 && has_value) {
            options.seed = strtoull(words[++i], NULL, 10);
        } else if (strcmp(words[i], "--runs") == 0 && has_value) {
            options.runs = (int)strtol(words[++i], NULL, 10);
        } else if (strcmp(words[i], "--seeds") == 0 && has_value) {
            options.seeds = words[++i];
        } else {
            (void)fprintf(stderr, "usage: same [--seed S] [--runs N] [--seeds FILE] [--verbose]\n");
            return 2;
        }
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (options.seeds != NULL) {
        run_kept_seeds(&options, &sums, results);
    }
    for (int i = 0; i < options.runs; i++) {
        results[run_seed(&options, options.seed + (uint64_t)i, &sums)]++;
    }
    (void)printf("statements: %" PRId64 ", %" PRId64 " errors, %" PRId64 " commands and faults\n",
                 sums.statements, sums.errors, sums.faults);
    (void)printf("sometimes: commit %" PRId64 ", conflict %" PRId64 ", unknown %" PRId64
                 ", adopted %" PRId64 "\n",
                 sums.commits, sums.conflicts, sums.unknown, sums.adopted);
    (void)printf("%d passed, %d failed\n", results[1], results[0]);
    return results[0] == 0 ? 0 : 1;
}
