/* SPDX-License-Identifier: MIT */
/*
 * model_plots: the past of a run as plots over one axis of time, two dots a column. Rates are of
 * a whole dot, so that a plot in a run that goes on is only added to.
 */
#ifndef VIEW_MODEL_PLOTS_H
#define VIEW_MODEL_PLOTS_H

#include "base/limits.h"
#include "base/span.h"
#include "lab/history.h"

#include <stdbool.h>
#include <stdint.h>

#define PLOTS_COLS_MAX 160
#define PLOTS_DOTS_MAX (2 * PLOTS_COLS_MAX)
#define PLOTS_STRIPS_MAX 8 /* clients of which it is shown where they write */
#define PLOTS_MARKS_MAX 16
/* What is out of bounds, and orange: ten times what a healthy cluster has, or more. */
#define PLOTS_SLOW_BOUND (100 * US_PER_MS)
#define PLOTS_LAG_BOUND (100 * US_PER_MS)

/* How much of the past is seen at least. */
enum plots_span { PLOTS_10_S, PLOTS_1_MIN, PLOTS_5_MIN, PLOTS_ALL, PLOTS_SPAN_COUNT };
const char *plots_span_word(enum plots_span span);

enum plots_series {
    PLOTS_COMMITS,   /* a second, of all masters; also of each */
    PLOTS_CONFLICTS, /* a second */
    PLOTS_SLOWEST,   /* us: 99 of 100 units of every client took no longer */
    PLOTS_LAG,       /* us */
    PLOTS_COPIES,
    PLOTS_SERIES_COUNT
};

/* Where a client writes: the master that acknowledged its last write in a dot; if none did and it
 * tried, SAMPLE_OUT; if it did not try, where it would go. */
struct plots_strip {
    int client;
    int8_t on[PLOTS_DOTS_MAX];  /* 0-based master, or SAMPLE_OUT, SAMPLE_NOWHERE */
    bool wrote[PLOTS_DOTS_MAX]; /* a write was acknowledged in it */
};

/* A fault, what ended one, or a \mark. */
struct plots_mark {
    int dot;
    sim_us at;
    bool is_fault;
    bool is_end;
    uint32_t sign;
    char text[24];
};

struct model_plots {
    sim_us from, dot; /* of the axis: where it begins, and how long a dot is */
    int dots;
    int first, end; /* dots that are known */
    int values[PLOTS_SERIES_COUNT][PLOTS_DOTS_MAX];
    int commits[MASTERS_MAX][PLOTS_DOTS_MAX];
    int worst[PLOTS_SERIES_COUNT]; /* of those seen; rates: the lowest of commits */
    int strip_count;
    int writer_count; /* clients that ever wrote or tried to: those without a strip, too */
    struct plots_strip strips[PLOTS_STRIPS_MAX];
    int mark_count;
    struct plots_mark marks[PLOTS_MARKS_MAX];
    int shown;  /* the dot whose values are told: the cursor's, else the newest; -1: none */
    int cursor; /* dot; -1: there is none */
    enum plots_span span;
};

struct plots_wants {
    int cols; /* of the plots alone */
    enum plots_span span;
    sim_us cursor; /* SIM_NEVER: none */
    int chosen;    /* client, 1.. */
};

/* How the time axis stands: out->from, dot, dots. */
void plots_set_axis(struct model_plots *out, int cols, enum plots_span span, sim_us now,
                    sim_us step);
void model_build_plots(struct model_plots *out, const struct history *history,
                       const struct plots_wants *wants);

/* "kill AZ b"; false: that is no fault. */
bool plots_fault_name(char *out, size_t size, enum event_kind kind, place_id place);

/* A branch from one time to another, for two of them side by side. */
struct plots_part {
    int branch;
    sim_us from, until;
    int cols;
};
/*
 * The same of a part, without its strips: those of all clients are for strips[CLIENTS_MAX], by
 * client - 1; who never wrote by then, nor tried to, has client 0.
 */
void model_build_part(struct model_plots *out, struct plots_strip *strips,
                      const struct history *history, const struct plots_part *part);

#endif
