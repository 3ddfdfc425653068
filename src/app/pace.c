/* SPDX-License-Identifier: MIT */
#include "app/pace.h"

#include <inttypes.h>
#include <string.h>

#define GAP_MAX_NS 250000000 /* the machine slept, or we were stopped: not the student's time */

/* What "+" and "-" go through, in thousandths: 1-2-5 steps, each nameable as 1/N or N. */
static const int64_t ladder[] = {1,   2,    5,    10,   20,    50,    100,   200,
                                 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000};

void pace_init(struct pace *pace)
{
    *pace = (struct pace){.speed = PACE_REAL};
}

static void step_up(struct pace *pace)
{
    for (int i = 0; i < COUNT_OF(ladder); i++) {
        if (ladder[i] > pace->speed) {
            pace->speed = ladder[i];
            return;
        }
    }
}

static void step_down(struct pace *pace)
{
    for (int i = COUNT_OF(ladder) - 1; i >= 0; i--) {
        if (ladder[i] < pace->speed) {
            pace->speed = ladder[i];
            return;
        }
    }
}

enum rc pace_set(struct pace *pace, const char *text, struct err *err)
{
    int64_t speed = 0;
    if (strcmp(text, "+") == 0) {
        step_up(pace);
        return RC_OK;
    }
    if (strcmp(text, "-") == 0) {
        step_down(pace);
        return RC_OK;
    }
    enum rc rc = speed_parse(&speed, text, err);
    pace->speed = rc == RC_OK ? speed : pace->speed;
    return rc;
}

sim_us pace_take(struct pace *pace, int64_t elapsed_ns)
{
    if (elapsed_ns < 0) {
        elapsed_ns = 0;
    }
    if (elapsed_ns > GAP_MAX_NS) {
        elapsed_ns = GAP_MAX_NS;
    }
    pace->left_ns += elapsed_ns * pace->speed;
    sim_us whole = pace->left_ns / 1000000;
    pace->left_ns %= 1000000;
    return whole;
}

void pace_add_speed(struct buf *out, const struct pace *pace)
{
    if (pace->speed >= PACE_REAL && pace->speed % PACE_REAL == 0) {
        buf_addf(out, "%" PRId64 "×", pace->speed / PACE_REAL);
    } else if (pace->speed < PACE_REAL && PACE_REAL % pace->speed == 0) {
        buf_addf(out, "1/%" PRId64 "×", PACE_REAL / pace->speed);
    } else {
        buf_addf(out, "%" PRId64 ".%03" PRId64 "×", pace->speed / 1000, pace->speed % 1000);
    }
}
