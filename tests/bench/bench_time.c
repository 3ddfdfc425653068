/* SPDX-License-Identifier: MIT */
/*
 * bench_time: how long it takes to be elsewhere in a run. Ten minutes of `bank`, 80 units a
 * second on four masters; then random instants, the last input undone, and what it all weighs.
 * The bounds are those of the design; a row says whether it holds.
 */
#include "base/rng.h"
#include "lab/history.h"
#include "lib/lab_fixture.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define LENGTH (600 * US_PER_S)
#define GOTOS 100
#define UNDOS 20
#define TRAVEL_THINGS 500

static int64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void stop(const char *what, const struct err *err)
{
    (void)fprintf(stderr, "bench_time: %s: %s\n", what, err->text);
    exit(1);
}

static void do_line(struct history *history, const char *line)
{
    struct buf reply;
    struct err err = {0};
    buf_init(&reply, BUF_CAP_TEXT);
    if (history_do(history, line, 1, &reply, &err) != RC_OK) {
        stop(line, &err);
    }
    buf_release(&reply);
}

static void arrive(struct history *history)
{
    while (!history_travel(history, TRAVEL_THINGS)) {
    }
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void report(const char *what, int64_t *us, int count, int64_t bound_95, int64_t bound_all)
{
    qsort(us, (size_t)count, sizeof(us[0]), by_size);
    int64_t p95 = us[count * 95 / 100 - 1];
    int64_t worst = us[count - 1];
    (void)printf("%-34s median %.1f ms, 95 of 100 within %.1f ms, worst %.1f ms%s\n", what,
                 (double)us[count / 2] / 1000, (double)p95 / 1000, (double)worst / 1000,
                 p95 <= bound_95 && worst <= bound_all ? "" : "  MISSED");
}

static void measure_goto(struct history *history)
{
    int64_t us[GOTOS];
    struct rng rng;
    struct err err = {0};
    rng_init(&rng, 1);
    for (int i = 0; i < GOTOS; i++) {
        sim_us at = (sim_us)rng_below(&rng, (uint64_t)LENGTH);
        int64_t start = now_us();
        if (history_go_time(history, at, &err) != RC_OK) {
            stop("goto", &err);
        }
        arrive(history);
        us[i] = now_us() - start;
    }
    report("goto a random instant of 600 s", us, GOTOS, 100000, 500000);
}

static void measure_undo(struct history *history)
{
    int64_t us[UNDOS];
    struct err err = {0};
    for (int i = 0; i < UNDOS; i++) {
        do_line(history, "\\crash m2");
        history_advance(history, lab_now(history_lab(history)) + US_PER_S);
        int64_t start = now_us();
        if (history_undo(history, 1, &err) != RC_OK) {
            stop("undo", &err);
        }
        arrive(history);
        us[i] = now_us() - start;
    }
    report("undo of the last input", us, UNDOS, 50000, 50000);
}

/* The lab alone, with no history kept: what the machine gives just now. */
static int64_t play_plain(sim_us length)
{
    struct lab *lab = NULL;
    struct buf reply;
    struct err err = {0};
    struct lab_config config = {.seed = 7, .masters = 4, .files = lab_fixture_files()};
    buf_init(&reply, BUF_CAP_TEXT);
    if (lab_new(&lab, &config, &err) != RC_OK ||
        lab_apply(lab, "\\load bank", 1, &reply, &err) != RC_OK) {
        stop("plain lab", &err);
    }
    int64_t start = now_us();
    lab_advance(lab, length);
    int64_t took = now_us() - start;
    lab_free(lab);
    buf_release(&reply);
    return took;
}

int main(void)
{
    struct history *history = NULL;
    struct err err = {0};
    struct history_config config = {.lab = {.seed = 7, .masters = 4, .files = lab_fixture_files()}};
    if (history_new(&history, &config, &err) != RC_OK) {
        stop("no lab", &err);
    }
    do_line(history, "\\load bank");
    int64_t start = now_us();
    history_advance(history, LENGTH);
    int64_t took = now_us() - start;
    (void)printf("%-34s %.0f times real time, %.0f without a history%s\n",
                 "bank, 80 units/s, 4 masters", (double)LENGTH / (double)took,
                 (double)LENGTH / 10 / (double)play_plain(LENGTH / 10),
                 LENGTH / took >= 100 ? "" : "  MISSED");
    measure_goto(history);
    if (history_go_time(history, LENGTH, &err) != RC_OK) {
        stop("goto", &err);
    }
    arrive(history);
    measure_undo(history);
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    bool fits = usage.ru_maxrss < 96 * 1024;
    (void)printf("%-34s %ld MB in all, %zu MB of checkpoints%s\n", "memory", usage.ru_maxrss / 1024,
                 history_size(history) / (1024 * 1024), fits ? "" : "  MISSED");
    history_free(history);
    return 0;
}
