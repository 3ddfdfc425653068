/* SPDX-License-Identifier: MIT */
/*
 * bench_run: how much faster than real time a run goes, and how long it takes to be elsewhere in
 * it. Ten minutes of `bank`, 80 units a second; then random instants, the last input undone,
 * another branch, and what it all weighs. Times are of the processor.
 */
#include "base/rng.h"
#include "lab/history.h"
#include "lib/figures.h"
#include "lib/lab_fixture.h"

#include <sys/resource.h>

#define LENGTH (600 * US_PER_S)
#define SHORT (60 * US_PER_S)
#define BLOCKS 20 /* of the ten minutes: each is a measurement */
#define GOTOS 100
#define UNDOS 20
#define TRAVEL_THINGS 500

#define SPEED_BOUND 100
#define GOTO_BOUND_MS 100
#define GOTO_WORST_MS 500
#define UNDO_BOUND_MS 50
#define MEMORY_MB 96

static void do_line(struct history *history, const char *line)
{
    struct buf reply;
    struct err err = {0};
    buf_init(&reply, BUF_CAP_TEXT);
    if (history_do(history, line, 1, &reply, &err) != RC_OK) {
        figure_stop(line, err.text);
    }
    buf_release(&reply);
}

static void arrive(struct history *history)
{
    while (!history_travel(history, TRAVEL_THINGS)) {
    }
}

/* --- speed ---------------------------------------------------------------------------------- */

static void tell_speed(const char *name, double ns, sim_us length, double spread,
                       enum figure_bound is, const char *how)
{
    figure_print(stdout, &(struct figure){.name = name,
                                          .value = (double)length * 1000 / ns,
                                          .unit = "x real",
                                          .is = is,
                                          .bound = SPEED_BOUND,
                                          .spread = spread,
                                          .how = how});
}

static void measure_history(struct history *history)
{
    int64_t ns[BLOCKS];
    double spread = 0;
    for (int i = 0; i < BLOCKS; i++) {
        int64_t start = figure_worked_ns();
        history_advance(history, LENGTH / BLOCKS * (i + 1));
        ns[i] = figure_worked_ns() - start;
    }
    double median = figure_median(ns, BLOCKS, &spread);
    tell_speed("bank, 80 units/s, 4 masters", median, LENGTH / BLOCKS, spread, FIGURE_AT_LEAST,
               "as one plays it, all states kept; 20 times 30 s");
}

/* The lab alone: what the machine gives just now. */
static void measure_plain(const char *name, int masters)
{
    struct lab *lab = NULL;
    struct buf reply;
    struct err err = {0};
    struct lab_config config = {.seed = 7, .masters = masters, .files = lab_fixture_files()};
    buf_init(&reply, BUF_CAP_TEXT);
    if (lab_new(&lab, &config, &err) != RC_OK ||
        lab_apply(lab, "\\load bank", 1, &reply, &err) != RC_OK) {
        figure_stop("plain lab", err.text);
    }
    int64_t start = figure_worked_ns();
    lab_advance(lab, SHORT);
    tell_speed(name, (double)(figure_worked_ns() - start), SHORT, 0, FIGURE_TOLD,
               "the engine and clients alone; 60 s");
    lab_free(lab);
    buf_release(&reply);
}

/* --- being elsewhere ------------------------------------------------------------------------ */

static void measure_goto(struct history *history)
{
    int64_t ns[GOTOS];
    struct rng rng;
    struct err err = {0};
    rng_init(&rng, 1);
    for (int i = 0; i < GOTOS; i++) {
        sim_us at = (sim_us)rng_below(&rng, (uint64_t)LENGTH);
        int64_t start = figure_worked_ns();
        if (history_go_time(history, at, &err) != RC_OK) {
            figure_stop("goto", err.text);
        }
        arrive(history);
        ns[i] = figure_worked_ns() - start;
    }
    figure_print_times(stdout, "goto a random instant of 600 s", ns, GOTOS, 950, GOTO_BOUND_MS);
    figure_print(stdout, &(struct figure){.name = "goto, the worst",
                                          .value = (double)ns[GOTOS - 1] / 1e6,
                                          .unit = "ms",
                                          .is = FIGURE_AT_MOST,
                                          .bound = GOTO_WORST_MS,
                                          .how = "of the same"});
}

static void measure_undo(struct history *history)
{
    int64_t ns[UNDOS];
    struct err err = {0};
    for (int i = 0; i < UNDOS; i++) {
        do_line(history, "\\crash m2");
        history_advance(history, lab_now(history_lab(history)) + US_PER_S);
        int64_t start = figure_worked_ns();
        if (history_undo(history, 1, &err) != RC_OK) {
            figure_stop("undo", err.text);
        }
        arrive(history);
        ns[i] = figure_worked_ns() - start;
    }
    figure_print_times(stdout, "undo of the last input", ns, UNDOS, 950, UNDO_BOUND_MS);
}

/* A second back, another future; then from one to the other and back. */
static void measure_branch(struct history *history)
{
    int64_t ns[UNDOS];
    struct err err = {0};
    sim_us parting = lab_now(history_lab(history)) - US_PER_S;
    if (history_go_time(history, parting, &err) != RC_OK) {
        figure_stop("goto", err.text);
    }
    arrive(history);
    if (history_branch(history, "other", &err) != RC_OK) {
        figure_stop("branch", err.text);
    }
    history_advance(history, parting + US_PER_S);
    for (int i = 0; i < UNDOS; i++) {
        int64_t start = figure_worked_ns();
        if (history_switch(history, i % 2 == 0 ? "main" : "other", &err) != RC_OK) {
            figure_stop("branch", err.text);
        }
        arrive(history);
        ns[i] = figure_worked_ns() - start;
    }
    figure_print_times(stdout, "to another branch, at the same time", ns, UNDOS, 950,
                       GOTO_BOUND_MS);
}

static void tell_memory(const struct history *history)
{
    char how[80];
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    (void)snprintf(how, sizeof(how), "at the most, after 600 s; %zu MB of it are states",
                   history_size(history) / (1024 * 1024));
    figure_print(stdout, &(struct figure){.name = "memory of a run",
                                          .value = (double)usage.ru_maxrss / 1024,
                                          .unit = "MB",
                                          .is = FIGURE_AT_MOST,
                                          .bound = MEMORY_MB,
                                          .how = how});
}

int main(void)
{
    struct history *history = NULL;
    struct err err = {0};
    struct history_config config = {.lab = {.seed = 7, .masters = 4, .files = lab_fixture_files()}};
    if (history_new(&history, &config, &err) != RC_OK) {
        figure_stop("no lab", err.text);
    }
    do_line(history, "\\load bank");
    measure_history(history);
    measure_plain("the same, without a history", 4);
    measure_plain("the same, 3 masters", 3);
    measure_plain("the same, 2 masters", 2);
    measure_goto(history);
    if (history_go_time(history, LENGTH, &err) != RC_OK) {
        figure_stop("goto", err.text);
    }
    arrive(history);
    measure_undo(history);
    measure_branch(history);
    tell_memory(history);
    history_free(history);
    return 0;
}
