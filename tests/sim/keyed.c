/* SPDX-License-Identifier: MIT */
#include "sim/keyed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define KEY_OF_CLIENT INT64_C(1000000000)
#define SETUP_MAX                                                                                  \
    64 /* units of the first client that make tables, again and again while no master
                      * takes them; they leave no key */
#define SETUP_US (3 * US_PER_S) /* then its tables are made: no fault comes before */
#define IMPATIENT_PERMILLE 300  /* of clients, who do not stand in line for long */
#define WINDOW 400              /* keys read at a time: a result shows no more than 500 */

static void set(struct world *world, int client, const char *name, const char *value)
{
    (void)world_typef(world, "\\client %d set %s=%s", client, name, value);
}

static void set_number(struct world *world, int client, const char *name, int64_t number,
                       const char *unit)
{
    (void)world_typef(world, "\\client %d set %s=%" PRId64 "%s", client, name, number, unit);
}

void keyed_start(struct keyed *keyed, struct world *world, struct rng *rng)
{
    static const char *const drivers[] = {"active_standby", "round_robin"};
    static const char *const words[] = {"probe", "blind", "report"};
    static const char *const jitters[] = {"none", "expo", "equal", "full", "decorrelated"};
    /* Most answers take longer than the shortest of these. */
    static const int waits[] = {10, 12, 15, 20, 40, 300};
    static const int deadlines[] = {50, 200, 1000, 10000};
    int first = clients_count(lab_clients(world->lab)) + 1;
    int count = (int)rng_between(rng, 1, KEYED_CLIENTS_MAX);
    const char *driver = drivers[rng_below(rng, COUNT_OF(drivers))];
    int rate = (int)rng_between(rng, 10, 40);
    if (!world_typef(world, "\\load bank clients=%d rate=%d driver=%s", count, rate, driver)) {
        return;
    }
    keyed->first = first;
    keyed->count = count;
    for (int i = first; i < first + count; i++) {
        set(world, i, "unit.keys", "on");
        set(world, i, "retry.on_unknown", words[rng_below(rng, COUNT_OF(words))]);
        set(world, i, "retry.jitter", jitters[rng_below(rng, COUNT_OF(jitters))]);
        set_number(world, i, "retry.max", rng_between(rng, 2, 8), "");
        set_number(world, i, "pool.workers", rng_between(rng, 1, 4), "");
        set_number(world, i, "pool.max", rng_between(rng, 1, 4), "");
        set_number(world, i, "pool.min", rng_between(rng, 0, 3), "");
        set_number(world, i, "pool.idle", rng_between(rng, 1, 20), "s");
        set_number(world, i, "pool.lifetime", rng_between(rng, 1, 10), "s");
    }
    lab_reach(world->lab, world_now(world) + SETUP_US);
    struct rng lines = rng_fork(rng, "lines", 0);
    for (int i = first; i < first + count && rng_chance(&lines, IMPATIENT_PERMILLE); i++) {
        set_number(world, i, "pool.acquire_timeout", rng_between(&lines, 10, 100), "ms");
    }
    struct rng limits = rng_fork(rng, "deadlines", 0);
    for (int i = first; i < first + count; i++) {
        set_number(world, i, "pool.read_timeout", waits[rng_below(rng, COUNT_OF(waits))], "ms");
        set_number(world, i, "retry.deadline", deadlines[rng_below(&limits, COUNT_OF(deadlines))],
                   "ms");
        for (int m = 1; m <= MASTERS_MAX; m++) { /* of those that are not there it is refused */
            (void)world_typef(world, "\\loss @%d m%d %d%%", i, m, (int)rng_below(rng, 12));
        }
    }
}

void keyed_on_truth(struct keyed *keyed, int client, uint64_t unit)
{
    int index = client - keyed->first;
    if (keyed->first > 0 && index >= 0 && index < keyed->count && unit < KEYED_UNITS_MAX) {
        keyed->durable[index][unit]++;
    }
}

/* The keys of some units at a master, against what became durable. */
static const char *check_window(const struct keyed *keyed, struct lab *lab, int master, int index,
                                int from)
{
    char sql[200];
    struct rows rows;
    bool is_there[WINDOW] = {false};
    int64_t base = (keyed->first + index) * KEY_OF_CLIENT;
    rows_init(&rows);
    (void)snprintf(sql, sizeof sql,
                   "SELECT id FROM unit_key WHERE id >= %" PRId64 " AND id < %" PRId64, base + from,
                   base + from + WINDOW);
    enum rc rc = lab_peek(lab, master, sql, &rows, NULL); /* no table yet: no rows */
    for (int i = 0; rc == RC_OK && i < rows.row_count; i++) {
        is_there[strtoll(rows_cell(&rows, i, 0), NULL, 10) - base - from] = true;
    }
    rows_release(&rows);
    for (int i = 0; i < WINDOW; i++) {
        int durable = keyed->durable[index][from + i];
        bool has_key = index > 0 || from + i > SETUP_MAX;
        if (has_key && durable > 1) {
            return "I18: a unit with a key is done twice";
        }
        if (has_key && is_there[i] != (durable > 0)) {
            return "I17: a unit's key is not there, or there without its commit";
        }
    }
    return NULL;
}

/* Told OK: it is there. Told that it failed: it is not. */
static const char *check_told(const struct keyed *keyed, int index,
                              const struct client_view *client)
{
    int64_t there = 0;
    for (int unit = 0; unit < KEYED_UNITS_MAX; unit++) {
        there += keyed->durable[index][unit] > 0 ? 1 : 0;
    }
    int64_t without = index == 0 ? SETUP_MAX : 0; /* definitions are no commits of rows */
    if (client->in_doubt != 0) {
        return "I17: a unit has ended and is still looked into";
    }
    if (there + without < client->ok) {
        return "I18: a unit that its program was told is OK is not there";
    }
    return there > client->ok + client->unknown
               ? "I17: a unit that its program was told has failed is there"
               : NULL;
}

const char *keyed_check(const struct keyed *keyed, struct lab *lab)
{
    struct clients_view clients;
    struct cluster_view cluster;
    const char *wrong = NULL;
    if (keyed->first == 0) {
        return NULL;
    }
    clients_look(lab_clients(lab), &clients);
    cluster_look(lab_cluster(lab), &cluster);
    for (int i = 0; i < keyed->count && wrong == NULL; i++) {
        wrong = check_told(keyed, i, &clients.clients[keyed->first + i - 1]);
        for (int m = 0; m < MASTERS_MAX && wrong == NULL; m++) {
            bool is_online = cluster.masters[m].state == MASTER_ONLINE;
            for (int from = 0; is_online && from < KEYED_UNITS_MAX && wrong == NULL;
                 from += WINDOW) {
                wrong = check_window(keyed, lab, m, i, from);
            }
        }
    }
    return wrong;
}
