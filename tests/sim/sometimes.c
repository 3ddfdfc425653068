/* SPDX-License-Identifier: MIT */
#include "sim/sometimes.h"

#include "base/compiler.h"
#include "cluster/counters.h"

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

static struct clients_view view_of(const struct sim *sim)
{
    struct clients_view view;
    clients_look(lab_clients(sim->world.lab), &view);
    return view;
}

static int64_t found_by_key(const struct sim *sim)
{
    return view_of(sim).resolved_ok;
}

static int64_t absent_by_key(const struct sim *sim)
{
    return view_of(sim).resolved_absent;
}

static int64_t keys_met(const struct sim *sim)
{
    return view_of(sim).duplicates;
}

static int64_t reads_stale(const struct sim *sim)
{
    return view_of(sim).stale_own;
}

static int64_t instances_crashed(const struct sim *sim)
{
    return sim->spoken_crashes[EVENT_CRASH_INSTANCE];
}

static int64_t nodes_crashed(const struct sim *sim)
{
    return sim->spoken_crashes[EVENT_CRASH_NODE];
}

static int64_t dispatchers_crashed(const struct sim *sim)
{
    return sim->spoken_crashes[EVENT_CRASH_DISPATCHER];
}

static int64_t names_added(const struct sim *sim)
{
    return sim->named[0];
}

static int64_t names_removed(const struct sim *sim)
{
    return sim->named[1];
}

static int64_t three_ways(const struct sim *sim)
{
    return sim->three_ways;
}

/* Each row is counted in one of three ways. */
#define HAPPENED(what, kind)                                                                       \
    {                                                                                              \
        what, kind, COUNTER_COUNT, NULL                                                            \
    }
#define COUNTED(what, counter)                                                                     \
    {                                                                                              \
        what, EVENT_KIND_COUNT, counter, NULL                                                      \
    }
#define FOUND(what, function)                                                                      \
    {                                                                                              \
        what, EVENT_KIND_COUNT, COUNTER_COUNT, function                                            \
    }

/* clang-format off */
static const struct {
    const char *what;
    enum event_kind kind;
    enum counter counter; /* of all masters together */
    int64_t (*count)(const struct sim *sim);
} rows[] = {
    COUNTED("a transaction loses, physical: another master changed the page", COUNTER_TXN_PHYSICAL),
    COUNTED("a transaction loses, logical: another master's row", COUNTER_TXN_LOGICAL),
    COUNTED("a transaction loses a tie", COUNTER_TXN_TIE),
    COUNTED("a transaction loses to an undo", COUNTER_CONFLICTS_UNDO),
    COUNTED("a transaction is ended by a definition of its table", COUNTER_TXN_DDL),
    COUNTED("a deadlock on one master", COUNTER_TXN_LOCAL),
    COUNTED("a wait for a row ends with 1205", COUNTER_TXN_LOCK_TIMEOUT),
    COUNTED("a transaction ends for want of a quorum", COUNTER_TXN_NO_QUORUM),
    COUNTED("a transaction ends with its master's process", COUNTER_TXN_CRASHED),
    COUNTED("a transaction ends because its master is fenced", COUNTER_TXN_FENCED),
    COUNTED("a COMMIT is under way as its master ends", COUNTER_TXN_UNANSWERED),
    COUNTED("a copy answers BUSY", COUNTER_VOTES_BUSY),
    COUNTED("a copy answers STALE", COUNTER_VOTES_STALE),
    COUNTED("a copy answers LOW: the floor", COUNTER_VOTES_LOW),
    COUNTED("a copy answers FENCED", COUNTER_VOTES_FENCED),
    HAPPENED("a link or a copy is slow", EVENT_LINK_SLOW),
    HAPPENED("a link loses packets", EVENT_LINK_LOSSY),
    HAPPENED("a tie is escalated", EVENT_TIED),
    FOUND("a tie of three masters, two votes each", three_ways),
    HAPPENED("the resolver gives its verdict", EVENT_VERDICT),
    HAPPENED("a statement waits for a row of its own master", EVENT_LOCK_WAITS),
    HAPPENED("a write waits for a quorum", EVENT_QUORUM_WAITS),
    HAPPENED("a read asks how far all logs go", EVENT_READ_ASKS),
    HAPPENED("a read waits for commits that its master has not applied", EVENT_READ_WAITS),
    HAPPENED("a read has no point in time, and fails", EVENT_READ_FAILED),
    HAPPENED("a transaction keeps a snapshot", EVENT_SNAPSHOT),
    HAPPENED("a peer pulls commits from the copies", EVENT_PULLED),
    HAPPENED("a master comes back and finds itself fenced", EVENT_FENCED),
    HAPPENED("a log is settled by recovery", EVENT_RECOVERED),
    HAPPENED("a commit in doubt is adopted", EVENT_ADOPTED),
    HAPPENED("a commit in doubt is void", EVENT_VOIDED),
    HAPPENED("dead intents are undone", EVENT_UNDONE),
    HAPPENED("a master is left behind its peers' logs", EVENT_LEFT_BEHIND),
    HAPPENED("a master takes a full copy", EVENT_FULL_COPY),
    HAPPENED("a storage copy takes over what it missed", EVENT_COPY_REBUILT),
    HAPPENED("a storage copy loses its disk", EVENT_COPY_WIPED),
    HAPPENED("one that lost its disk finds too few to fill it up", EVENT_COPY_LACKS),
    HAPPENED("one that lost its disk is whole again", EVENT_COPY_WHOLE),
    HAPPENED("a definition is forwarded", EVENT_FORWARDED),
    HAPPENED("a table is closed for a definition", EVENT_CLOSED),
    HAPPENED("a definition is done", EVENT_DEFINED),
    HAPPENED("a definition fails whole", EVENT_DDL_FAILED),
    HAPPENED("a client moves to another master", EVENT_MOVED),
    HAPPENED("an endpoint is in doubt", EVENT_ENDPOINT_SUSPECT),
    HAPPENED("an endpoint is given up", EVENT_ENDPOINT_DOWN),
    HAPPENED("an endpoint is on trial", EVENT_ENDPOINT_TRIAL),
    HAPPENED("an endpoint warms up", EVENT_ENDPOINT_WARMING),
    HAPPENED("a dispatcher comes back", EVENT_DISPATCHER_UP),
    HAPPENED("a unit waits in line for a connection", EVENT_POOL_FULL),
    HAPPENED("a pool is exhausted", EVENT_POOL_EXHAUSTED),
    HAPPENED("a budget of retries is spent", EVENT_BUDGET_SPENT),
    FOUND("an unknown outcome is resolved: committed", found_by_key),
    FOUND("an unknown outcome is resolved: not committed", absent_by_key),
    FOUND("a retry meets its own key", keys_met),
    FOUND("a client reads without its own last commit", reads_stale),
    HAPPENED("a client connects by a name", EVENT_RESOLVED),
    FOUND("an endpoint is added", names_added),
    FOUND("an endpoint is removed", names_removed),
    HAPPENED("a master is made read only, or no longer so", EVENT_READ_ONLY),
    COUNTED("a transaction ends because its master takes no writes now", COUNTER_TXN_READ_ONLY),
    FOUND("a statement crashes its instance", instances_crashed),
    FOUND("a statement crashes its node", nodes_crashed),
    FOUND("a statement crashes its dispatcher", dispatchers_crashed),
    HAPPENED("a statement makes disks slow", EVENT_DISK_SLOW),
    HAPPENED("a statement has disks lose requests", EVENT_DISK_FAILS),
    FOUND("a unit is unknown to its client, and committed", unknown_committed),
    FOUND("a unit is unknown to its client, and is not there", unknown_absent),
    FOUND("two masters lock the same row FOR UPDATE at the same time", locked_twice),
    FOUND("an update is lost by a program that writes what it had read", lost_updates),
};
/* clang-format on */

static_assert(COUNT_OF(rows) <= SOMETIMES_MAX, "each row has its sum");

static int64_t times_of(const struct sim *sim, int row)
{
    int64_t times = 0;
    if (rows[row].count != NULL) {
        return rows[row].count(sim);
    }
    if (rows[row].kind != EVENT_KIND_COUNT) {
        return sim->kinds[rows[row].kind];
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        times += cluster_count(lab_cluster(sim->world.lab), i, rows[row].counter);
    }
    return times;
}

void sometimes_add(struct sometimes *sometimes, const struct sim *sim)
{
    for (int i = 0; i < COUNT_OF(rows); i++) {
        int64_t times = times_of(sim, i);
        sometimes->times[i] += times;
        sometimes->runs[i] += times > 0;
    }
    for (int from = 0; from < ENDPOINT_STATE_COUNT; from++) {
        for (int to = 0; to < ENDPOINT_STATE_COUNT; to++) {
            sometimes->edge_times[from][to] += sim->edges[from][to];
            sometimes->edge_runs[from][to] += sim->edges[from][to] > 0;
        }
    }
    sometimes->all++;
}

static void print_edges(const struct sometimes *sometimes)
{
    static const char *const names[ENDPOINT_STATE_COUNT] = {
        [ENDPOINT_UNKNOWN] = "UNKNOWN",      [ENDPOINT_IS_UP] = "UP",
        [ENDPOINT_IS_SUSPECT] = "SUSPECT",   [ENDPOINT_IS_DOWN] = "DOWN",
        [ENDPOINT_IS_TRIAL] = "TRIAL",       [ENDPOINT_IS_WARMING] = "WARMING",
        [ENDPOINT_IS_DRAINING] = "DRAINING", [ENDPOINT_IS_DISABLED] = "DISABLED",
    };
    for (int from = 0; from < ENDPOINT_STATE_COUNT; from++) {
        for (int to = 0; to < ENDPOINT_STATE_COUNT; to++) {
            if (sim_is_edge((enum endpoint_state)from, (enum endpoint_state)to)) {
                (void)printf("%10" PRId64 " %9" PRId64 "   an endpoint goes from %s to %s\n",
                             sometimes->edge_times[from][to], sometimes->edge_runs[from][to],
                             names[from], names[to]);
            }
        }
    }
}

void sometimes_print(const struct sometimes *sometimes)
{
    (void)printf("%10s %9s   sometimes, in %" PRId64 " runs\n", "times", "runs", sometimes->all);
    for (int i = 0; i < COUNT_OF(rows); i++) {
        (void)printf("%10" PRId64 " %9" PRId64 "   %s\n", sometimes->times[i], sometimes->runs[i],
                     rows[i].what);
    }
    print_edges(sometimes);
}
