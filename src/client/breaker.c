/* SPDX-License-Identifier: MIT */
#include "client/breaker.h"

static void note(struct breaker *breaker, bool failed)
{
    breaker->failed = breaker->failed * 2 + (failed ? 1 : 0);
    breaker->calls += breaker->calls < BREAKER_CALLS_MAX ? 1 : 0;
}

void breaker_note_good(struct breaker *breaker)
{
    note(breaker, false);
}

int breaker_failed(const struct breaker *breaker, int calls, int *of)
{
    int failed = 0;
    uint64_t bits = breaker->failed;
    *of = breaker->calls < calls ? breaker->calls : calls;
    for (int i = 0; i < *of; i++, bits /= 2) {
        failed += (int)(bits % 2);
    }
    return failed;
}

enum breaker_verdict breaker_note_bad(struct breaker *breaker, sim_us now,
                                      const struct breaker_limits *limits)
{
    note(breaker, true);
    if (breaker->errors == 0 || now - breaker->since > limits->error_window) {
        breaker->since = now;
        breaker->errors = 0;
    }
    breaker->errors++;
    if (breaker->errors >= limits->error_limit) {
        return BREAKER_ERRORS;
    }
    int of = 0;
    int failed = breaker_failed(breaker, limits->calls, &of);
    bool is_enough = of >= limits->calls_min && failed * 100 >= of * limits->ratio;
    return is_enough ? BREAKER_RATIO : BREAKER_HOLDS;
}

void breaker_save(struct buf *out, const struct breaker *breaker)
{
    pack_u64(out, breaker->failed);
    pack_int(out, breaker->calls);
    pack_i64(out, breaker->since);
    pack_int(out, breaker->errors);
}

void breaker_load(struct breaker *breaker, struct unpack *in)
{
    breaker->failed = unpack_u64(in);
    breaker->calls = unpack_int(in, 0, BREAKER_CALLS_MAX);
    breaker->since = unpack_i64(in);
    breaker->errors = unpack_int(in, 0, INT32_MAX);
}
