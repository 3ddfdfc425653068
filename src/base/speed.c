/* SPDX-License-Identifier: MIT */
#include "base/speed.h"

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

enum rc speed_parse(int64_t *out, const char *text, struct err *err)
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
        return err_set(err, RC_USAGE, "\"%.40s\" is not a speed: write 1/10, 1 or 20", text);
    }
    if (value < SPEED_MIN || value > SPEED_MAX) {
        return err_set(err, RC_RANGE, "the speed goes from 1/1000 to 100, not %.40s", text);
    }
    *out = value;
    return RC_OK;
}
