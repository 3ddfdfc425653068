/* SPDX-License-Identifier: MIT */
/*
 * bench_length: does a long run get slower, or larger? `bank` on four masters: what a thing that
 * happens costs, in processor time, after a thousand of them and after a million, and what memory
 * the program takes then.
 */
#include "lab/lab.h"
#include "lib/lab_fixture.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define BLOCK 2000 /* things */
#define BLOCKS 101 /* of them: the median counts */
#define EARLY 1000
#define LATE 1000000
#define GROWTH_PERMILLE 1100

static int64_t cpu_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void pass(struct lab *lab, uint64_t until)
{
    while (lab_steps(lab) < until) {
        (void)lab_step(lab);
    }
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Nanoseconds that one thing costs from here on. */
static int64_t measure(struct lab *lab)
{
    int64_t ns[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        int64_t start = cpu_ns();
        pass(lab, lab_steps(lab) + BLOCK);
        ns[i] = (cpu_ns() - start) / BLOCK;
    }
    qsort(ns, BLOCKS, sizeof(ns[0]), compare);
    return ns[BLOCKS / 2];
}

static long memory_kb(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

int main(void)
{
    struct lab *lab = NULL;
    struct buf reply;
    struct err err = {0};
    struct lab_config config = {.seed = 7, .masters = 4, .files = lab_fixture_files()};
    buf_init(&reply, BUF_CAP_TEXT);
    if (lab_new(&lab, &config, &err) != RC_OK ||
        lab_apply(lab, "\\load bank", 1, &reply, &err) != RC_OK) {
        (void)fprintf(stderr, "bench_length: %s\n", err.text);
        return 1;
    }
    lab_advance(lab, 5 * US_PER_S); /* its tables are made, its clients at work */
    pass(lab, lab_steps(lab) + EARLY);
    int64_t early = measure(lab);
    long early_kb = memory_kb();
    pass(lab, LATE);
    int64_t late = measure(lab);
    (void)printf("%-34s %" PRId64 " ns after a thousand, %" PRId64 " ns after a million: %.2f%s\n",
                 "one thing of a long run", early, late, (double)late / (double)early,
                 late * 1000 <= early * GROWTH_PERMILLE ? "" : "  MISSED");
    (void)printf("%-34s %.1f MB then, %.1f MB after a million\n", "memory, without a history",
                 (double)early_kb / 1024, (double)memory_kb() / 1024);
    lab_free(lab);
    buf_release(&reply);
    return 0;
}
