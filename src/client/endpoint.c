/* SPDX-License-Identifier: MIT */
#include "client/endpoint.h"

#define LATENCY_SHARE 8 /* the latest answer counts an eighth, as in TCP's own estimate */
#define WARMTH_MIN 1    /* percent: something must go there */

/* When a row is taken, apart from its signal. */
enum when {
    ALWAYS,
    FELL,         /* `fall` bad ones in a row */
    ROSE,         /* `rise` good ones in a row */
    ROSE_NO_SLOW, /* the same, and there is no slow start */
    WELL,         /* its last check was not poor */
    WELL_COLD,    /* the same, and its slow start is not over */
    WAS_SILENT,   /* its last check failed: an answer is news */
};

/* The row's own reason; AS_TOLD: that of who signals. */
#define AS_TOLD ENDPOINT_NEW

static const struct move {
    enum endpoint_state from;
    enum endpoint_signal signal;
    enum when when;
    enum endpoint_state to;
    enum endpoint_reason reason;
} moves[] = {
    /* Rows of one state are tried in order: the first that fits is taken. */
    {ENDPOINT_UNKNOWN, SIGNAL_GOOD, ALWAYS, ENDPOINT_IS_UP, ENDPOINT_ANSWERS},
    {ENDPOINT_UNKNOWN, SIGNAL_POOR, ALWAYS, ENDPOINT_IS_SUSPECT, AS_TOLD},
    {ENDPOINT_UNKNOWN, SIGNAL_BAD, FELL, ENDPOINT_IS_DOWN, AS_TOLD},
    {ENDPOINT_UNKNOWN, SIGNAL_BAD, ALWAYS, ENDPOINT_IS_SUSPECT, AS_TOLD},
    {ENDPOINT_UNKNOWN, SIGNAL_GAVE, ALWAYS, ENDPOINT_IS_DOWN, AS_TOLD},
    {ENDPOINT_IS_UP, SIGNAL_POOR, ALWAYS, ENDPOINT_IS_SUSPECT, AS_TOLD},
    {ENDPOINT_IS_UP, SIGNAL_BAD, FELL, ENDPOINT_IS_DOWN, AS_TOLD},
    {ENDPOINT_IS_UP, SIGNAL_BAD, ALWAYS, ENDPOINT_IS_SUSPECT, AS_TOLD},
    {ENDPOINT_IS_UP, SIGNAL_GAVE, ALWAYS, ENDPOINT_IS_DOWN, AS_TOLD},
    {ENDPOINT_IS_SUSPECT, SIGNAL_GOOD, WELL_COLD, ENDPOINT_IS_WARMING, ENDPOINT_ANSWERS},
    {ENDPOINT_IS_SUSPECT, SIGNAL_GOOD, WELL, ENDPOINT_IS_UP, ENDPOINT_ANSWERS},
    {ENDPOINT_IS_SUSPECT, SIGNAL_BAD, FELL, ENDPOINT_IS_DOWN, AS_TOLD},
    {ENDPOINT_IS_SUSPECT, SIGNAL_GAVE, ALWAYS, ENDPOINT_IS_DOWN, AS_TOLD},
    {ENDPOINT_IS_DOWN, SIGNAL_GOOD, WAS_SILENT, ENDPOINT_IS_TRIAL, ENDPOINT_ANSWERS},
    {ENDPOINT_IS_DOWN, SIGNAL_TIME, ALWAYS, ENDPOINT_IS_TRIAL, ENDPOINT_OPEN_OVER},
    {ENDPOINT_IS_TRIAL, SIGNAL_GOOD, ROSE_NO_SLOW, ENDPOINT_IS_UP, ENDPOINT_PASSED},
    {ENDPOINT_IS_TRIAL, SIGNAL_GOOD, ROSE, ENDPOINT_IS_WARMING, ENDPOINT_PASSED},
    {ENDPOINT_IS_TRIAL, SIGNAL_BAD, ALWAYS, ENDPOINT_IS_DOWN, ENDPOINT_TRIAL_FAILED},
    {ENDPOINT_IS_TRIAL, SIGNAL_GAVE, ALWAYS, ENDPOINT_IS_DOWN, ENDPOINT_TRIAL_FAILED},
    {ENDPOINT_IS_WARMING, SIGNAL_TIME, ALWAYS, ENDPOINT_IS_UP, ENDPOINT_WARM},
    {ENDPOINT_IS_WARMING, SIGNAL_POOR, ALWAYS, ENDPOINT_IS_SUSPECT, AS_TOLD},
    {ENDPOINT_IS_WARMING, SIGNAL_BAD, FELL, ENDPOINT_IS_DOWN, AS_TOLD},
    {ENDPOINT_IS_WARMING, SIGNAL_BAD, ALWAYS, ENDPOINT_IS_SUSPECT, AS_TOLD},
    {ENDPOINT_IS_WARMING, SIGNAL_GAVE, ALWAYS, ENDPOINT_IS_DOWN, AS_TOLD},
    {ENDPOINT_IS_DRAINING, SIGNAL_ENABLE, ALWAYS, ENDPOINT_UNKNOWN, AS_TOLD},
    {ENDPOINT_IS_DRAINING, SIGNAL_DISABLE, ALWAYS, ENDPOINT_IS_DISABLED, AS_TOLD},
    {ENDPOINT_IS_DISABLED, SIGNAL_ENABLE, ALWAYS, ENDPOINT_UNKNOWN, AS_TOLD},
    {ENDPOINT_IS_DISABLED, SIGNAL_DRAIN, ALWAYS, ENDPOINT_IS_DRAINING, AS_TOLD},
};

void endpoint_init(struct endpoint *endpoint)
{
    *endpoint = (struct endpoint){.latency = -1, .lag = -1, .last_ok = -1, .due_at = SIM_NEVER};
}

void endpoint_note_good(struct endpoint *endpoint, sim_us now, sim_us latency)
{
    endpoint->good++;
    endpoint->bad = 0;
    endpoint->last_ok = now;
    endpoint->latency = endpoint->latency < 0
                            ? latency
                            : endpoint->latency + (latency - endpoint->latency) / LATENCY_SHARE;
}

void endpoint_note_bad(struct endpoint *endpoint)
{
    endpoint->bad++;
    endpoint->good = 0;
}

/* --- moving --------------------------------------------------------------------------------- */

static bool holds(const struct endpoint *endpoint, enum when when, sim_us now,
                  const struct endpoint_limits *limits)
{
    switch (when) {
    case ALWAYS:
        return true;
    case FELL:
        return endpoint->bad >= limits->fall;
    case ROSE:
        return endpoint->good >= limits->rise;
    case ROSE_NO_SLOW:
        return endpoint->good >= limits->rise && limits->slow_start == 0;
    case WELL:
        return !endpoint->is_poor;
    case WELL_COLD:
        return !endpoint->is_poor && now < endpoint->warm_at;
    case WAS_SILENT:
        return endpoint->is_silent;
    }
    return false;
}

static const struct move *find_move(const struct endpoint *endpoint, enum endpoint_signal signal,
                                    sim_us now, const struct endpoint_limits *limits)
{
    for (int i = 0; i < COUNT_OF(moves); i++) {
        if (moves[i].from == endpoint->state && moves[i].signal == signal &&
            holds(endpoint, moves[i].when, now, limits)) {
            return &moves[i];
        }
    }
    return NULL;
}

static void go_down(struct endpoint *endpoint, sim_us now, const struct endpoint_limits *limits)
{
    bool failed_again = endpoint->state == ENDPOINT_IS_TRIAL && endpoint->open > 0;
    sim_us open = failed_again ? endpoint->open * 2 : limits->open;
    endpoint->open = open < limits->open_max ? open : limits->open_max;
    endpoint->due_at = now + endpoint->open;
}

static void begin_trial(struct endpoint *endpoint, bool is_answer,
                        const struct endpoint_limits *limits)
{
    endpoint->trials = limits->trial_calls;
    endpoint->good = is_answer ? 1 : 0;
    endpoint->bad = 0;
    endpoint->breaker = (struct breaker){0};
}

static void enter(struct endpoint *endpoint, enum endpoint_state to, enum endpoint_signal signal,
                  sim_us now, const struct endpoint_limits *limits)
{
    endpoint->due_at = SIM_NEVER;
    if (to == ENDPOINT_IS_DOWN) {
        go_down(endpoint, now, limits);
    } else if (to == ENDPOINT_IS_TRIAL) {
        begin_trial(endpoint, signal == SIGNAL_GOOD, limits);
    } else if (to == ENDPOINT_IS_WARMING) {
        bool begins = endpoint->state == ENDPOINT_IS_TRIAL;
        endpoint->warm_at = begins ? now + limits->slow_start : endpoint->warm_at;
        endpoint->due_at = endpoint->warm_at;
    } else if (to == ENDPOINT_UNKNOWN) {
        endpoint_init(endpoint); /* what was known of it is old */
    }
    endpoint->state = to;
    endpoint->since = now;
}

bool endpoint_signal(struct endpoint *endpoint, enum endpoint_signal signal,
                     enum endpoint_reason reason, sim_us now, const struct endpoint_limits *limits)
{
    static const enum endpoint_state wished[] = {
        [SIGNAL_DRAIN] = ENDPOINT_IS_DRAINING,
        [SIGNAL_DISABLE] = ENDPOINT_IS_DISABLED,
    };
    bool takes_all = signal == SIGNAL_DRAIN || signal == SIGNAL_DISABLE;
    endpoint->good = signal == SIGNAL_POOR ? 0 : endpoint->good;
    if (takes_all && endpoint_takes_work(endpoint)) { /* from any state */
        enter(endpoint, wished[signal], signal, now, limits);
        endpoint->reason = reason;
        return true;
    }
    const struct move *move = find_move(endpoint, signal, now, limits);
    if (move == NULL) {
        return false;
    }
    enter(endpoint, move->to, signal, now, limits);
    endpoint->reason = move->reason == AS_TOLD ? reason : move->reason;
    return true;
}

/* --- what it means for work ----------------------------------------------------------------- */

bool endpoint_takes_work(const struct endpoint *endpoint)
{
    return endpoint->state != ENDPOINT_IS_DRAINING && endpoint->state != ENDPOINT_IS_DISABLED;
}

bool endpoint_is_doubtful(const struct endpoint *endpoint)
{
    bool answers = endpoint->reason == ENDPOINT_LAGS || endpoint->reason == ENDPOINT_SLOW;
    return endpoint->state == ENDPOINT_IS_DOWN ||
           (endpoint->state == ENDPOINT_IS_SUSPECT && !answers);
}

int endpoint_warmth(const struct endpoint *endpoint, sim_us now, sim_us slow_start)
{
    if (endpoint->state == ENDPOINT_IS_TRIAL) {
        return WARMTH_MIN;
    }
    if (now >= endpoint->warm_at || slow_start == 0) {
        return 100;
    }
    sim_us warm = (slow_start - (endpoint->warm_at - now)) * 100 / slow_start;
    return warm > WARMTH_MIN ? (int)warm : WARMTH_MIN;
}

/* --- state ---------------------------------------------------------------------------------- */

void endpoint_save(struct buf *out, const struct endpoint *endpoint)
{
    pack_int(out, (int)endpoint->state);
    pack_int(out, (int)endpoint->reason);
    pack_int(out, endpoint->bad);
    pack_int(out, endpoint->good);
    pack_bool(out, endpoint->is_poor);
    pack_bool(out, endpoint->is_silent);
    pack_bool(out, endpoint->is_read_only);
    pack_i64(out, endpoint->latency);
    pack_i64(out, endpoint->lag);
    pack_i64(out, endpoint->last_ok);
    pack_i64(out, endpoint->since);
    pack_i64(out, endpoint->due_at == SIM_NEVER ? -1 : endpoint->due_at); /* shorter */
    pack_i64(out, endpoint->open);
    pack_i64(out, endpoint->warm_at);
    pack_int(out, endpoint->trials);
    pack_u64(out, endpoint->event);
    breaker_save(out, &endpoint->breaker);
}

void endpoint_load(struct endpoint *endpoint, struct unpack *in)
{
    endpoint->state = (enum endpoint_state)unpack_int(in, 0, ENDPOINT_STATE_COUNT - 1);
    endpoint->reason = (enum endpoint_reason)unpack_int(in, 0, ENDPOINT_REASON_COUNT - 1);
    endpoint->bad = unpack_int(in, 0, INT32_MAX);
    endpoint->good = unpack_int(in, 0, INT32_MAX);
    endpoint->is_poor = unpack_bool(in);
    endpoint->is_silent = unpack_bool(in);
    endpoint->is_read_only = unpack_bool(in);
    endpoint->latency = unpack_i64(in);
    endpoint->lag = unpack_i64(in);
    endpoint->last_ok = unpack_i64(in);
    endpoint->since = unpack_i64(in);
    endpoint->due_at = unpack_i64(in);
    endpoint->due_at = endpoint->due_at < 0 ? SIM_NEVER : endpoint->due_at;
    endpoint->open = unpack_i64(in);
    endpoint->warm_at = unpack_i64(in);
    endpoint->trials = unpack_int(in, 0, INT32_MAX);
    endpoint->event = unpack_u64(in);
    breaker_load(&endpoint->breaker, in);
}
