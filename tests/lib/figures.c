/* SPDX-License-Identifier: MIT */
#include "lib/figures.h"

#include <stdlib.h>
#include <time.h>

void figure_print(FILE *out, const struct figure *figure)
{
    static const char *const signs[] = {"", ">=", "<="};
    (void)fprintf(out, "%s\t%.6g\t%s\t%s\t", figure->name, figure->value, figure->unit,
                  signs[figure->is]);
    if (figure->is != FIGURE_TOLD) {
        (void)fprintf(out, "%g", figure->bound);
    }
    (void)fprintf(out, "\t%.3f\t%s\n", figure->spread, figure->how);
    (void)fflush(out);
}

static int compare(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;
    return (*x > *y) - (*x < *y);
}

double figure_median(int64_t *values, int count, double *spread)
{
    qsort(values, (size_t)count, sizeof(values[0]), compare);
    double median = (double)values[count / 2];
    double between = (double)(values[count * 3 / 4] - values[count / 4]);
    *spread = median > 0 ? between / 2 / median : 0;
    return median;
}

void figure_print_times(FILE *out, const char *name, int64_t *ns, int count, int permille,
                        double bound_ms)
{
    char how[80];
    double spread = 0;
    double median = figure_median(ns, count, &spread);
    (void)snprintf(how, sizeof(how), "%dth of 100, of %d; median %.3f ms, most %.3f ms",
                   permille / 10, count, median / 1e6, (double)ns[count - 1] / 1e6);
    figure_print(out, &(struct figure){.name = name,
                                       .value = (double)ns[count * permille / 1000] / 1e6,
                                       .unit = "ms",
                                       .is = FIGURE_AT_MOST,
                                       .bound = bound_ms,
                                       .spread = spread,
                                       .how = how});
}

int64_t figure_worked_ns(void)
{
    struct timespec time = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void figure_stop(const char *what, const char *why)
{
    (void)fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(3);
}
