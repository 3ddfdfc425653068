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
