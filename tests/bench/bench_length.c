/* SPDX-License-Identifier: MIT */
/*
 * bench_length: does a long run get slower, or larger? `bank` on four masters: what a thing that
 * happens costs, in processor time, after a thousand of them and after a million, and what memory
 * the program takes then.
 */
#include "lab/lab.h"
#include "lib/figures.h"
#include "lib/lab_fixture.h"

#include <sys/resource.h>

#define BLOCK 2000 /* things */
#define BLOCKS 101 /* of them: the median counts */
#define EARLY 1000
#define LATE 1000000
#define GROWTH 1.1
#define MEMORY_MB 96

static void pass(struct lab *lab, uint64_t until)
{
    while (lab_steps(lab) < until) {
        (void)lab_step(lab);
    }
}

/* Nanoseconds that one thing costs from here on. */
static double measure(struct lab *lab, double *spread)
{
    int64_t ns[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        int64_t start = figure_worked_ns();
        pass(lab, lab_steps(lab) + BLOCK);
        ns[i] = (figure_worked_ns() - start) / BLOCK;
    }
    return figure_median(ns, BLOCKS, spread);
}

static double memory_mb(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

static void tell_events(double ns, double spread)
{
    figure_print(stdout, &(struct figure){.name = "things that happen, in a second",
                                          .value = 1e9 / ns,
                                          .unit = "a second",
                                          .spread = spread,
                                          .how = "bank, 4 masters; work time, no history"});
}

static void tell_growth(double early, double late, double spread)
{
    char how[100];
    (void)snprintf(how, sizeof(how), "%.0f ns after a thousand, %.0f ns after a million", early,
                   late);
    figure_print(stdout, &(struct figure){.name = "the millionth thing by the thousandth",
                                          .value = late / early,
                                          .unit = "times",
                                          .is = FIGURE_AT_MOST,
                                          .bound = GROWTH,
                                          .spread = spread,
                                          .how = how});
}

static void tell_memory(double early_mb)
{
    char how[100];
    (void)snprintf(how, sizeof(how), "after a million things; %.1f MB after a thousand", early_mb);
    figure_print(stdout, &(struct figure){.name = "memory, without a history",
                                          .value = memory_mb(),
                                          .unit = "MB",
                                          .is = FIGURE_AT_MOST,
                                          .bound = MEMORY_MB,
                                          .how = how});
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
        figure_stop("a long run", err.text);
    }
    lab_advance(lab, 5 * US_PER_S); /* its tables are made, its clients at work */
    pass(lab, lab_steps(lab) + EARLY);
    double spread = 0;
    double early = measure(lab, &spread);
    double early_mb = memory_mb();
    tell_events(early, spread);
    pass(lab, LATE);
    double late = measure(lab, &spread);
    tell_growth(early, late, spread);
    tell_memory(early_mb);
    lab_free(lab);
    buf_release(&reply);
    return 0;
}
