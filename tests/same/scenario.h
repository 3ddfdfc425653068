/* SPDX-License-Identifier: MIT */
/* scenario: the steps of a seed: who says what when, and what breaks meanwhile. */
#ifndef SAME_SCENARIO_H
#define SAME_SCENARIO_H

#include "same/steps.h"

#include <stdint.h>

/* Draw all of it; `steps` is initialised here and released by the caller. */
void scenario_draw(struct steps *steps, uint64_t seed);

#endif
