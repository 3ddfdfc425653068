/* SPDX-License-Identifier: MIT */
#include "base/span.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SPAN_MAX (1000 * 3600 * US_PER_S)

static const struct unit {
    const char *name;
    sim_us size;
} units[] = {
    {"us", 1}, {"ms", US_PER_MS}, {"s", US_PER_S}, {"m", 60 * US_PER_S}, {"", US_PER_S},
};

static const struct unit *find_unit(const char *name)
{
    for (int i = 0; i < COUNT_OF(units); i++) {
        if (strcmp(units[i].name, name) == 0) {
            return &units[i];
        }
    }
    return NULL;
}

enum rc span_parse(sim_us *out, const char *text, struct err *err)
{
    sim_us whole = 0;
    sim_us part = 0; /* the decimals, and what the last of them is worth */
    sim_us worth = 1;
    const char *at = text;

    for (; *at >= '0' && *at <= '9'; at++) {
        whole = whole < SPAN_MAX ? whole * 10 + (*at - '0') : whole;
    }
    if (at > text && *at == '.') {
        for (at++; *at >= '0' && *at <= '9'; at++) {
            if (worth < US_PER_S) {
                part = part * 10 + (*at - '0');
                worth *= 10;
            }
        }
    }
    const struct unit *unit = at > text ? find_unit(at) : NULL;
    if (unit == NULL) {
        return err_set(err, RC_USAGE,
                       "\"%.40s\" is not a length of time: write a number and us, ms, s or m, "
                       "such as 250ms or 1.5s",
                       text);
    }
    if (whole > SPAN_MAX / unit->size) {
        return err_set(err, RC_RANGE, "\"%.40s\" is too long: at most 1000 hours", text);
    }
    *out = whole * unit->size + part * unit->size / worth;
    return RC_OK;
}

void span_add_seconds(struct buf *out, sim_us time)
{
    buf_addf(out, "%" PRId64 ".%03" PRId64, time / US_PER_S, time % US_PER_S / US_PER_MS);
}

void span_add_length(struct buf *out, sim_us length)
{
    if (length < 10 * US_PER_MS) {
        buf_addf(out, "%" PRId64 ".%" PRId64 " ms", length / US_PER_MS, length % US_PER_MS / 100);
    } else if (length < US_PER_S) {
        buf_addf(out, "%" PRId64 " ms", length / US_PER_MS);
    } else if (length < 10 * US_PER_S) {
        buf_addf(out, "%" PRId64 ".%02" PRId64 " s", length / US_PER_S, length % US_PER_S / 10000);
    } else if (length < 100 * US_PER_S) {
        buf_addf(out, "%" PRId64 ".%" PRId64 " s", length / US_PER_S, length % US_PER_S / 100000);
    } else {
        buf_addf(out, "%" PRId64 " s", length / US_PER_S);
    }
}

void span_add_exact(struct buf *out, sim_us time)
{
    char decimals[8];
    (void)snprintf(decimals, sizeof(decimals), "%06d", (int)(time % US_PER_S));
    int used = 6;
    while (used > 0 && decimals[used - 1] == '0') {
        decimals[--used] = '\0';
    }
    buf_addf(out, "%" PRId64 "%s%ss", time / US_PER_S, used > 0 ? "." : "", decimals);
}
