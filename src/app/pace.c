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

/* Digits with at most three decimals, in thousandths; -1: not a number that small and plain. */
static int64_t read_thousandths(const char **at)
{
    int64_t value = 0;
    int digits = 0;
    for (; **at >= '0' && **at <= '9' && digits < 7; (*at)++, digits++) {
        value = value * 10 + (**at - '0');
    }
    value *= 1000;
    if (**at == '.') {
        int64_t worth = 100;
        for ((*at)++; **at >= '0' && **at <= '9' && worth > 0; (*at)++, digits++, worth /= 10) {
            value += (**at - '0') * worth;
        }
    }
    return digits > 0 ? value : -1;
}

static enum rc parse_speed(int64_t *out, const char *text, struct err *err)
{
    const char *at = text;
    int64_t value = read_thousandths(&at);
    if (value >= 0 && *at == '/') {
        at++;
        int64_t divisor = read_thousandths(&at);
        value = divisor > 0 ? (value * 1000 + divisor / 2) / divisor : -1;
    }
    if (*at == 'x') {
        at++;
    }
    if (value < 0 || *at != '\0') {
        return err_set(err, RC_USAGE,
                       "\"%.40s\" is not a speed: write 1/10, 1, 20, or + and - for a step", text);
    }
    *out = value;
    return RC_OK;
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
    enum rc rc = parse_speed(&speed, text, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (speed < PACE_SPEED_MIN || speed > PACE_SPEED_MAX) {
        return err_set(err, RC_RANGE, "the speed goes from 1/1000 to 100, not %.40s", text);
    }
    pace->speed = speed;
    return RC_OK;
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
