/* SPDX-License-Identifier: MIT */
#include "view/plots_reading.h"

#include "base/buf.h"
#include "lab/samples.h"

#include <stdarg.h>
#include <stdio.h>

#define BEFORE_DOTS 20 /* so much of the time before a fault is what was usual */
#define TIMEOUTS_MIN 2 /* of them would have had time since */

static void say(struct model_meters *meters, const char *format, ...) PRINTF_LIKE(2, 3);
static void say(struct model_meters *meters, const char *format, ...)
{
    va_list values;
    if (meters->reading_count < METERS_READINGS_MAX) {
        va_start(values, format);
        (void)vsnprintf(meters->readings[meters->reading_count++], METERS_READING_SIZE, format,
                        values);
        va_end(values);
    }
}

/* --- time-outs ------------------------------------------------------------------------------- */

/* Dots of the time before a fault, and of that in which it lasted. */
struct stretch {
    int first, end;
};

/* Of the last fault that is seen; false: none is, or it is too young to tell anything. */
static bool find_fault(const struct model_plots *plots, sim_us timeout, struct stretch *before,
                       struct stretch *during)
{
    int fault = -1;
    during->end = plots->end;
    for (int i = 0; i < plots->mark_count; i++) {
        const struct plots_mark *mark = &plots->marks[i];
        fault = mark->is_fault ? i : fault;
        during->end = mark->is_fault ? plots->end : mark->is_end ? mark->dot : during->end;
        if (mark->is_fault && before->end < 0) {
            before->end = mark->dot; /* of the first: between two nothing is usual */
        }
    }
    if (fault < 0) {
        return false;
    }
    during->first = plots->marks[fault].dot + 1;
    during->end = during->end < plots->end ? during->end : plots->end;
    before->first =
        before->end - BEFORE_DOTS > plots->first ? before->end - BEFORE_DOTS : plots->first;
    sim_us length = (during->end - during->first) * plots->dot;
    return during->first >= plots->first && length >= TIMEOUTS_MIN * timeout;
}

/* Tenths of a commit a second: of all dots, or of those that have `least` at least. */
static int rate_of(const struct model_plots *plots, const struct stretch *stretch, int least)
{
    int64_t sum = 0;
    int count = 0;
    for (int dot = stretch->first; dot < stretch->end; dot++) {
        int value = plots->values[PLOTS_COMMITS][dot];
        sum += value >= least ? value : 0;
        count += value >= least ? 1 : 0;
    }
    return count > 0 ? (int)(10 * sum / count) : 0;
}

/* As a load has it that has begun: dots with less than half of the most are of its beginning. */
static int usual_rate(const struct model_plots *plots, const struct stretch *before)
{
    int most = 0;
    for (int dot = before->first; dot < before->end; dot++) {
        int value = plots->values[PLOTS_COMMITS][dot];
        most = value > most ? value : most;
    }
    return rate_of(plots, before, (most + 1) / 2);
}

static bool is_anyone_out(const struct model_plots *plots, int dot)
{
    for (int i = 0; i < plots->strip_count; i++) {
        if (plots->strips[i].on[dot] == SAMPLE_OUT) {
            return true;
        }
    }
    return false;
}

/* Was the time spent on time-outs? Units that had to bear one are seen in a quarter of it, or
 * somebody bears one now; and in half of it somebody is out, or had been. */
static bool is_spent_on_timeouts(const struct model_meters *meters, const struct model_plots *plots,
                                 const struct stretch *during)
{
    int slow = 0;
    int hit = 0;
    for (int dot = during->first; dot < during->end; dot++) {
        bool is_slow = plots->values[PLOTS_SLOWEST][dot] >= meters->timeout;
        slow += is_slow ? 1 : 0;
        hit += is_slow || is_anyone_out(plots, dot) ? 1 : 0;
    }
    int all = during->end - during->first;
    return 2 * hit >= all && (4 * slow >= all || meters->waits_unanswered);
}

/* "12", "0.5": of tenths. */
static void print_rate(char *out, size_t size, int tenths)
{
    if (tenths >= 100 || tenths % 10 == 0) {
        (void)snprintf(out, size, "%d", tenths / 10);
    } else {
        (void)snprintf(out, size, "%d.%d", tenths / 10, tenths % 10);
    }
}

static void say_timeouts(struct model_meters *meters, const struct model_plots *plots)
{
    struct stretch before = {.end = -1};
    struct stretch during = {0};
    if (meters->timeout <= 0 || plots->worst[PLOTS_COPIES] < WRITE_QUORUM ||
        !find_fault(plots, meters->timeout, &before, &during)) {
        return; /* without a quorum nobody's time-out is the reason */
    }
    int usual = usual_rate(plots, &before);
    int left = rate_of(plots, &during, 0);
    if (2 * left >= usual || !is_spent_on_timeouts(meters, plots, &during)) {
        return;
    }
    char rates[2][16];
    struct buf length;
    buf_init(&length, 40);
    print_rate(rates[0], sizeof(rates[0]), usual);
    print_rate(rates[1], sizeof(rates[1]), left);
    span_add_length(&length, meters->timeout);
    say(meters,
        "Time-outs, %s or more each, cost most of the load: %s commits a second before, %s after.",
        length.data, rates[0], rates[1]);
    buf_release(&length);
}

/* --- the rest -------------------------------------------------------------------------------- */

/* What most of the outage was, and what decides that. */
static void say_outage(struct model_meters *meters)
{
    if (!meters->had_outage || meters->is_out) {
        return;
    }
    if (meters->detect >= meters->reroute && meters->detect >= meters->first_ok) {
        say(meters,
            "Most of it was noticing: hc.timeout and hc.fall say how long silence is borne.");
    } else if (meters->claimant > 0) {
        say(meters,
            "Most of it was a page that m%d, dead, had claimed: that is free when m%d's log is "
            "settled (rep.silent).",
            meters->claimant, meters->claimant);
    } else if (meters->reroute >= meters->first_ok) {
        say(meters, "Most of it was finding another master that takes writes.");
    } else if (meters->claimant == 0) {
        say(meters, "Most of it was the work itself, at the master it moved to.");
    }
}

void model_read_plots(struct model_meters *meters, const struct model_plots *plots)
{
    int copies = plots->worst[PLOTS_COPIES];
    meters->reading_count = 0;
    if (plots->shown < 0) {
        return;
    }
    say_outage(meters);
    say_timeouts(meters, plots);
    if (copies < WRITE_QUORUM) {
        say(meters, "With %d copies up nothing could be committed: that needs %d.", copies,
            WRITE_QUORUM);
    } else if (copies == WRITE_QUORUM) {
        say(meters, "With %d copies up each write waited for the slowest of them.", copies);
    }
    if (plots->worst[PLOTS_CONFLICTS] > 0) {
        say(meters, "Conflicts: two masters changed one page at once; the loser got error 1213.");
    }
    if (plots->worst[PLOTS_LAG] > PLOTS_LAG_BOUND) {
        say(meters, "Lag: a master showed late what the others had committed.");
    }
}
