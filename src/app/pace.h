/* SPDX-License-Identifier: MIT */
/*
 * pace: how wall time becomes engine time. It is told how much wall time has
 * passed and says how far the engine may go; what is left over is kept, so that
 * at 1/1000 nothing is lost between two frames.
 */
#ifndef APP_PACE_H
#define APP_PACE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"
#include "base/speed.h"

#include <stdint.h>

struct pace {
    int64_t speed;   /* engine time for wall time, in thousandths: 1000 is real speed */
    int64_t left_ns; /* engine time not yet given out, in thousandths of a nanosecond */
};

#define PACE_REAL 1000

void pace_init(struct pace *pace);
/* As speed_parse(), and "+" (faster by a step) or "-" (slower). */
MUST_CHECK enum rc pace_set(struct pace *pace, const char *text, struct err *err);
/* Engine time for this much wall time. A gap longer than a quarter of a second counts as one. */
sim_us pace_take(struct pace *pace, int64_t elapsed_ns);
/* "1/10x", "1x", "20x". */
void pace_add_speed(struct buf *out, const struct pace *pace);

#endif
