/* SPDX-License-Identifier: MIT */
/* speed: how fast engine time runs, by real time, in thousandths: 1000 is as fast. */
#ifndef BASE_SPEED_H
#define BASE_SPEED_H

#include "base/err.h"

#include <stdint.h>

#define SPEED_MIN 1      /* 1/1000 */
#define SPEED_MAX 100000 /* 100 */

/*
 * "1/10", "0.5", "2", "2x".
 *   RC_USAGE  not a speed
 *   RC_RANGE  below 1/1000 or above 100
 */
MUST_CHECK enum rc speed_parse(int64_t *out, const char *text, struct err *err);

#endif
