/* SPDX-License-Identifier: MIT */
#include "client/truth.h"

#include "base/mem.h"

#include <string.h>

/* What is so of a unit. */
#define COMMITS 3 /* how many; 2 stands for more as well */
#define ACKNOWLEDGED 4
#define ORDINARY (1 | ACKNOWLEDGED)

void truth_init(struct truth *truth)
{
    *truth = (struct truth){0};
}

void truth_release(struct truth *truth)
{
    mem_free(truth->stretches);
    truth_init(truth);
}

/* The last unit that anything is known of. */
static uint64_t last_known(const struct truth *truth)
{
    return truth->count > 0 ? truth->stretches[truth->count - 1].last : 0;
}

/* The stretch of a unit that is known; most ask for one of the last. */
static int find(const struct truth *truth, uint64_t unit)
{
    int at = truth->count - 1;
    while (at > 0 && truth->stretches[at - 1].last >= unit) {
        at--;
    }
    return at;
}

static void insert(struct truth *truth, int at, uint64_t last, uint64_t state)
{
    mem_grow((void **)&truth->stretches, &truth->room, truth->count + 1, sizeof(struct stretch));
    memmove(&truth->stretches[at + 1], &truth->stretches[at],
            (size_t)(truth->count - at) * sizeof(struct stretch));
    truth->stretches[at] = (struct stretch){.last = last, .state = state};
    truth->count++;
}

/* Let one stretch be of the two that begin at `at`, if they are alike. */
static void join(struct truth *truth, int at)
{
    if (at < 0 || at + 1 >= truth->count ||
        truth->stretches[at].state != truth->stretches[at + 1].state) {
        return;
    }
    truth->count--;
    memmove(&truth->stretches[at], &truth->stretches[at + 1],
            (size_t)(truth->count - at) * sizeof(struct stretch));
}

/* What is oldest was as most units are, if there is no room to remember how it was. */
static void forget_oldest(struct truth *truth)
{
    truth->stretches[0].state = ORDINARY;
    join(truth, 0);
    while (truth->count > STRETCHES_MAX) {
        truth->stretches[1].state = ORDINARY;
        join(truth, 0);
        join(truth, 0);
    }
}

static uint64_t get(struct truth *truth, uint64_t unit)
{
    return unit > last_known(truth) ? 0 : truth->stretches[find(truth, unit)].state;
}

static void set(struct truth *truth, uint64_t unit, uint64_t state)
{
    if (unit > last_known(truth)) {
        insert(truth, truth->count, unit, 0);
        join(truth, truth->count - 2);
    }
    int at = find(truth, unit);
    struct stretch old = truth->stretches[at];
    uint64_t first = at > 0 ? truth->stretches[at - 1].last + 1 : 1;
    if (unit < old.last) {
        truth->stretches[at].last = unit;
        insert(truth, at + 1, old.last, old.state);
    }
    truth->stretches[at].state = state;
    if (unit > first) {
        insert(truth, at, unit - 1, old.state);
        at++;
    }
    join(truth, at);
    join(truth, at - 1);
    if (truth->count > STRETCHES_MAX) {
        forget_oldest(truth);
    }
}

bool truth_commit(struct truth *truth, uint64_t unit)
{
    uint64_t state = unit > 0 ? get(truth, unit) : 0;
    uint64_t commits = state & COMMITS;
    if (unit == 0 || commits > 1) {
        return false;
    }
    truth->lost -= commits == 0 && (state & ACKNOWLEDGED) != 0 ? 1 : 0;
    truth->doubled += commits == 1 ? 1 : 0;
    set(truth, unit, state + 1);
    return commits == 1;
}

void truth_acknowledge(struct truth *truth, uint64_t unit)
{
    uint64_t state = unit > 0 ? get(truth, unit) : ACKNOWLEDGED;
    if ((state & ACKNOWLEDGED) == 0) {
        truth->lost += (state & COMMITS) == 0 ? 1 : 0;
        set(truth, unit, state | ACKNOWLEDGED);
    }
}

static bool covers(const uint64_t seen[MASTERS_MAX], const uint64_t wanted[MASTERS_MAX])
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (seen[i] < wanted[i]) {
            return false;
        }
    }
    return true;
}

void truth_read(struct truth *truth, const uint64_t seen[MASTERS_MAX],
                const struct acknowledged *then)
{
    truth->stale += covers(seen, then->any) ? 0 : 1;
    truth->stale_own += covers(seen, then->own) ? 0 : 1;
}

void truth_save(struct buf *out, const struct truth *truth)
{
    pack_i64(out, truth->lost);
    pack_i64(out, truth->doubled);
    pack_i64(out, truth->stale);
    pack_i64(out, truth->stale_own);
    pack_int(out, truth->count);
    pack_items(out, truth->stretches, truth->count, sizeof(struct stretch));
}

void truth_load(struct truth *truth, struct unpack *in)
{
    truth->lost = unpack_i64(in);
    truth->doubled = unpack_i64(in);
    truth->stale = unpack_i64(in);
    truth->stale_own = unpack_i64(in);
    truth->count = unpack_int(in, 0, STRETCHES_MAX);
    mem_grow((void **)&truth->stretches, &truth->room, truth->count, sizeof(struct stretch));
    unpack_items(in, truth->stretches, truth->count, sizeof(struct stretch));
}
