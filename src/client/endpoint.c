/* SPDX-License-Identifier: MIT */
#include "client/endpoint.h"

/* When a row's number of good or bad answers in a row is there, the state moves. */
enum needs { NEEDS_ONE, NEEDS_FALL, NEEDS_RISE };

static const struct move {
    enum endpoint_state from;
    bool is_good;
    enum needs needs;
    enum endpoint_state to;
} moves[] = {
    /* Rows of one state are tried in order: the first that fits is taken. */
    {ENDPOINT_UNKNOWN, true, NEEDS_ONE, ENDPOINT_IS_UP},
    {ENDPOINT_UNKNOWN, false, NEEDS_FALL, ENDPOINT_IS_DOWN},
    {ENDPOINT_UNKNOWN, false, NEEDS_ONE, ENDPOINT_IS_SUSPECT},
    {ENDPOINT_IS_UP, false, NEEDS_FALL, ENDPOINT_IS_DOWN},
    {ENDPOINT_IS_UP, false, NEEDS_ONE, ENDPOINT_IS_SUSPECT},
    {ENDPOINT_IS_SUSPECT, true, NEEDS_ONE, ENDPOINT_IS_UP},
    {ENDPOINT_IS_SUSPECT, false, NEEDS_FALL, ENDPOINT_IS_DOWN},
    {ENDPOINT_IS_DOWN, true, NEEDS_RISE, ENDPOINT_IS_UP},
};

void endpoint_init(struct endpoint *endpoint)
{
    *endpoint = (struct endpoint){.latency = -1, .last_ok = -1};
}

static bool move(struct endpoint *endpoint, bool is_good, const struct endpoint_limits *limits)
{
    int count = is_good ? endpoint->good : endpoint->bad;
    for (int i = 0; i < COUNT_OF(moves); i++) {
        const struct move *row = &moves[i];
        int needed = row->needs == NEEDS_FALL   ? limits->fall
                     : row->needs == NEEDS_RISE ? limits->rise
                                                : 1;
        if (row->from == endpoint->state && row->is_good == is_good && count >= needed) {
            endpoint->state = row->to;
            return true;
        }
    }
    return false;
}

bool endpoint_good(struct endpoint *endpoint, sim_us now, sim_us latency,
                   const struct endpoint_limits *limits)
{
    endpoint->good++;
    endpoint->bad = 0;
    endpoint->latency = latency;
    endpoint->last_ok = now;
    return move(endpoint, true, limits);
}

bool endpoint_bad(struct endpoint *endpoint, const struct endpoint_limits *limits)
{
    endpoint->bad++;
    endpoint->good = 0;
    return move(endpoint, false, limits);
}

void endpoint_save(struct buf *out, const struct endpoint *endpoint)
{
    pack_int(out, (int)endpoint->state);
    pack_int(out, endpoint->bad);
    pack_int(out, endpoint->good);
    pack_i64(out, endpoint->latency);
    pack_i64(out, endpoint->last_ok);
}

void endpoint_load(struct endpoint *endpoint, struct unpack *in)
{
    endpoint->state = (enum endpoint_state)unpack_int(in, 0, ENDPOINT_STATE_COUNT - 1);
    endpoint->bad = unpack_int(in, 0, INT32_MAX);
    endpoint->good = unpack_int(in, 0, INT32_MAX);
    endpoint->latency = unpack_i64(in);
    endpoint->last_ok = unpack_i64(in);
}
