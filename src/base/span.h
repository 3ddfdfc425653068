/* SPDX-License-Identifier: MIT */
/*
 * span: engine time and lengths of it, in microseconds, and their text.
 *
 * sim_us counts from the start of a run. There is no other clock below the
 * screen.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

typedef int64_t sim_us;

#define SIM_NEVER INT64_MAX
#define US_PER_MS ((sim_us)1000)
#define US_PER_S ((sim_us)1000000)

/*
 * Parse "250ms", "1.5s", "80us", "2m" or a bare number of seconds ("12.5").
 *   RC_USAGE  not a length of time; err names the allowed units
 *   RC_RANGE  longer than 1000 hours
 */
MUST_CHECK enum rc span_parse(sim_us *out, const char *text, struct err *err);

/* "35.764": seconds with three decimals, as events show their time. */
void span_add_seconds(struct buf *out, sim_us time);
/* "640 ms" below a second, "1.78 s" above, at most three digits: a length for people. */
void span_add_length(struct buf *out, sim_us length);
/* The shortest exact form that span_parse reads back: "6.915203s". */
void span_add_exact(struct buf *out, sim_us time);

#endif
