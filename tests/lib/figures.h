/* SPDX-License-Identifier: MIT */
/*
 * figures: what a benchmark found, a row each, for tests/bench/table.sh to lay out and to compare
 * with an earlier run: name, value, unit, bound, spread and how it was measured, tabs between.
 */
#ifndef LIB_FIGURES_H
#define LIB_FIGURES_H

#include <stdint.h>
#include <stdio.h>

enum figure_bound { FIGURE_TOLD, FIGURE_AT_LEAST, FIGURE_AT_MOST }; /* TOLD: there is none */

struct figure {
    const char *name;
    double value;
    const char *unit;
    enum figure_bound is; /* what the value must be, and so which way is better */
    double bound;
    double spread; /* of several measurements: half the distance of their quartiles, by the value */
    const char *how;
};

void figure_print(FILE *out, const struct figure *figure);

/* Of several measurements in nanoseconds the one that 950 of 1000, or 990, do not exceed; sorts. */
void figure_print_times(FILE *out, const char *name, int64_t *ns, int count, int permille,
                        double bound_ms);

/* The middle of several measurements, which are sorted, and their spread as above. */
double figure_median(int64_t *values, int count, double *spread);

/* Nanoseconds of this process's work, which others on the machine do not lengthen much. */
int64_t figure_worked_ns(void);

/* Ends the program: what was to be measured does not work. */
void figure_stop(const char *what, const char *why);

#endif
