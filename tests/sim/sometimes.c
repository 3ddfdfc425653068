/* SPDX-License-Identifier: MIT */
#include "sim/sometimes.h"

#include "base/compiler.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

/* Counted by itself, where no event tells it. */
static int64_t adopted_unknown(const struct sim *sim, bool wanted)
{
    int64_t count = 0;
    for (int i = 0; i < sim->workload.unit_count; i++) {
        const struct unit *unit = &sim->workload.units[i];
        bool is_durable = unit_durable(&sim->workload, unit) > 0;
        count += unit->outcome == UNIT_IS_UNKNOWN && is_durable == wanted;
    }
    return count;
}

static int64_t unknown_committed(const struct sim *sim)
{
    return adopted_unknown(sim, true);
}

static int64_t unknown_absent(const struct sim *sim)
{
    return adopted_unknown(sim, false);
}

static int64_t lost_updates(const struct sim *sim)
{
    return sim->lost_updates;
}

/* Two masters told their clients at the same time that they hold a row FOR UPDATE (I29). */
static int64_t locked_twice(const struct sim *sim)
{
    int64_t count = 0;
    const struct unit *units = sim->workload.units;
    for (int i = 0; i < sim->workload.unit_count; i++) {
        for (int j = i + 1; units[i].locked > 0 && j < sim->workload.unit_count; j++) {
            count += units[j].locked > 0 && units[i].a == units[j].a &&
                     units[i].master != units[j].master && units[i].locked < units[j].ended &&
                     units[j].locked < units[i].ended;
        }
    }
    return count;
}

static int64_t physical(const struct sim *sim)
{
    return sim->conflicts[CONFLICT_PHYSICAL];
}

static int64_t logical(const struct sim *sim)
{
    return sim->conflicts[CONFLICT_LOGICAL];
}

static int64_t tie(const struct sim *sim)
{
    return sim->conflicts[CONFLICT_TIE];
}

static int64_t local(const struct sim *sim)
{
    return sim->conflicts[CONFLICT_LOCAL];
}

static const struct {
    const char *what;
    enum event_kind kind; /* counted, if there is no function */
    int64_t (*count)(const struct sim *sim);
} rows[] = {
    {"conflict, physical: another master changed the page", 0, physical},
    {"conflict, logical: another master's uncommitted row", 0, logical},
    {"conflict, tie", 0, tie},
    {"conflict, local: a deadlock on one master", 0, local},
    {"a tie is escalated", EVENT_TIED, NULL},
    {"the resolver gives its verdict", EVENT_VERDICT, NULL},
    {"a statement waits for a row of its own master", EVENT_LOCK_WAITS, NULL},
    {"a write waits for a quorum", EVENT_QUORUM_WAITS, NULL},
    {"a read waits for commits that its master has not applied", EVENT_READ_WAITS, NULL},
    {"a read has no point in time", EVENT_READ_FAILED, NULL},
    {"a transaction keeps a snapshot", EVENT_SNAPSHOT, NULL},
    {"a peer pulls commits from the copies", EVENT_PULLED, NULL},
    {"a read asks how far all logs go", EVENT_READ_ASKS, NULL},
    {"a master comes back and finds itself fenced", EVENT_FENCED, NULL},
    {"a log is settled by recovery", EVENT_RECOVERED, NULL},
    {"a commit in doubt is adopted", EVENT_ADOPTED, NULL},
    {"a commit in doubt is void", EVENT_VOIDED, NULL},
    {"dead intents are undone", EVENT_UNDONE, NULL},
    {"a master is left behind its peers' logs", EVENT_LEFT_BEHIND, NULL},
    {"a master takes a full copy", EVENT_FULL_COPY, NULL},
    {"a storage copy takes over what it missed", EVENT_COPY_REBUILT, NULL},
    {"a definition is forwarded", EVENT_FORWARDED, NULL},
    {"a table is closed for a definition", EVENT_CLOSED, NULL},
    {"a definition is done", EVENT_DEFINED, NULL},
    {"a definition fails whole", EVENT_DDL_FAILED, NULL},
    {"a client moves to another master", EVENT_MOVED, NULL},
    {"a unit is unknown to its client, and committed", 0, unknown_committed},
    {"a unit is unknown to its client, and is not there", 0, unknown_absent},
    {"two masters lock the same row FOR UPDATE at the same time", 0, locked_twice},
    {"an update is lost by a program that writes what it had read", 0, lost_updates},
};

static_assert(COUNT_OF(rows) <= SOMETIMES_MAX, "each row has its sum");

void sometimes_add(struct sometimes *sometimes, const struct sim *sim)
{
    for (int i = 0; i < COUNT_OF(rows); i++) {
        int64_t times = rows[i].count != NULL ? rows[i].count(sim) : sim->kinds[rows[i].kind];
        sometimes->times[i] += times;
        sometimes->runs[i] += times > 0;
    }
    sometimes->all++;
}

void sometimes_print(const struct sometimes *sometimes)
{
    (void)printf("%10s %9s   sometimes, in %" PRId64 " runs\n", "times", "runs", sometimes->all);
    for (int i = 0; i < COUNT_OF(rows); i++) {
        (void)printf("%10" PRId64 " %9" PRId64 "   %s\n", sometimes->times[i], sometimes->runs[i],
                     rows[i].what);
    }
}
