/* SPDX-License-Identifier: MIT */
/* setting: the cluster, its network and the clients of a run, as its seed has them. */
#include "sim/play.h"

#include "cluster/parameter.h"

#include <inttypes.h>

void sim_set(struct sim *sim, enum parameter parameter, int64_t value)
{
    const struct parameter_row *row = parameter_row(parameter);
    if (!world_typef(&sim->world, "\\set %s=%" PRId64 "%s", row->name, value,
                     row->unit == UNIT_TIME ? "us" : "")) {
        (void)workload_fail(&sim->workload, row->name, value, 0);
    }
}

static int64_t choose(struct rng *rng, const int64_t *values, int count)
{
    return values[rng_below(rng, count)];
}

static void choose_network(struct sim *sim, struct rng *rng)
{
    switch (rng_below(rng, 4)) {
    case 0: /* all packets alike: ties at every corner */
        sim_set(sim, PARAM_NET_IN_AZ_US, 500);
        sim_set(sim, PARAM_NET_IN_AZ_DEV_US, 0);
        sim_set(sim, PARAM_NET_CROSS_AZ_US, 500);
        sim_set(sim, PARAM_NET_CROSS_AZ_DEV_US, 0);
        sim_set(sim, PARAM_STORAGE_PERSIST_DEV_US, 0);
        break;
    case 1: /* far and unsteady */
        sim_set(sim, PARAM_NET_CROSS_AZ_US, 5 * US_PER_MS);
        sim_set(sim, PARAM_NET_CROSS_AZ_DEV_US, 4 * US_PER_MS);
        break;
    default: /* as it comes */
        break;
    }
}

/* Those that shape the tables, before there are any. */
void sim_choose_shape(struct sim *sim, struct rng *rng)
{
    static const int64_t rows[] = {1, 2, 4, 8, 100};
    static const int64_t kept[] = {1, 3, 10, 30, 1000};
    choose_network(sim, rng);
    sim_set(sim, PARAM_ROWS_PER_PAGE, choose(rng, rows, COUNT_OF(rows)));
    sim_set(sim, PARAM_RETENTION, choose(rng, kept, COUNT_OF(kept)));
}

void sim_choose_timing(struct sim *sim, struct rng *rng)
{
    static const int64_t lags[] = {0, 3000, 25000, 40000, 200000};
    static const int64_t works[] = {0, 2000, 30000, 200000};
    static const int64_t waits[] = {20000, 60000, 300000, 3000000};
    static const int64_t silent[] = {40000, 40000, 200000, 1000000, 5000000};
    sim_set(sim, PARAM_LAG_US, choose(rng, lags, COUNT_OF(lags)));
    sim_set(sim, PARAM_TIE_BOTH_LOSE, rng_below(rng, 2));
    sim_set(sim, PARAM_RESTART_MIN_US, 20 * US_PER_MS);
    sim_set(sim, PARAM_RESTART_MAX_US, rng_between(rng, 50, 3000) * US_PER_MS);
    sim_set(sim, PARAM_RESTART_SLOW_PERMILLE, 0);
    sim_set(sim, PARAM_SILENT_US, choose(rng, silent, COUNT_OF(silent)));
    sim_set(sim, PARAM_PROPOSE_TIMEOUT_US, rng_between(rng, 10, 500) * US_PER_MS);
    sim_set(sim, PARAM_QUORUM_WAIT_US, choose(rng, waits, COUNT_OF(waits)));
    sim_set(sim, PARAM_LOCK_WAIT_US, choose(rng, waits, COUNT_OF(waits)));
    sim_set(sim, PARAM_GOSSIP_US, rng_between(rng, 100, 4000) * US_PER_MS);
    sim_set(sim, PARAM_UNDO_PAGES_PER_S, rng_between(rng, 50, 2000));
    sim_set(sim, PARAM_DDL_US, choose(rng, works, COUNT_OF(works)));
    sim_set(sim, PARAM_DDL_WAIT_US, rng_between(rng, 100, 3000) * US_PER_MS);
    struct rng reads = rng_fork(rng, "reads", 0);
    sim_set(sim, PARAM_READ_WAIT_US, rng_between(&reads, 20, 3000) * US_PER_MS);
}

void sim_set_client(struct sim *sim, int number, const char *name, int64_t ms)
{
    (void)world_typef(&sim->world, "\\client %d set %s=%" PRId64 "ms", number, name, ms);
}

/* What makes a client quick to give a host up, and to come back to it. */
static void choose_patience(struct sim *sim, struct rng *rng, int clients)
{
    static const char *const settings[] = {
        "profile=aggressive",
        "profile=easy hc.mode=ping",
        "passive.error_limit=1 breaker.open=300ms slow_start=500ms",
        "breaker.min=2 breaker.ratio=20 breaker.open=1s breaker.trial_calls=1 slow_start=0",
        "hc.max_lag=10ms hc.timeout=20ms",
    };
    struct rng own = rng_fork(rng, "patience", 0);
    for (int i = 1; i <= clients; i++) {
        if (rng_chance(&own, 250)) {
            (void)world_typef(&sim->world, "\\client %d set %s", i,
                              settings[rng_below(&own, COUNT_OF(settings))]);
        }
    }
}

int sim_choose_clients(struct sim *sim, struct rng *rng, int masters)
{
    static const char *const drivers[] = {"round_robin", "single_endpoint"};
    static const int64_t checks[] = {250, 1000, 5000, 60000};
    int clients = (int)rng_between(rng, masters, SIM_CLIENTS_MAX);
    int64_t check_ms = choose(rng, checks, COUNT_OF(checks));
    int64_t timeout_ms = rng_between(rng, 20, 2000);
    if (sim->workload.owners > 0 || rng_chance(rng, 300)) {
        timeout_ms = 5000; /* whoever loses patience goes elsewhere */
    }
    for (int i = masters; i < clients; i++) {
        (void)world_typef(&sim->world, "\\client add az=%c", (int)('a' + rng_below(rng, AZS_MAX)));
    }
    for (int i = 1; i <= clients; i++) {
        if (rng_chance(rng, 300)) {
            (void)world_typef(&sim->world, "\\client %d driver %s", i, drivers[rng_below(rng, 2)]);
        }
        sim_set_client(sim, i, "hc.interval", check_ms);
        sim_set_client(sim, i, "topo.refresh", check_ms * 5 > 60000 ? 60000 : check_ms * 5);
        sim_set_client(sim, i, "pool.connect_timeout", 300);
        sim_set_client(sim, i, "pool.read_timeout", timeout_ms);
    }
    choose_patience(sim, rng, clients);
    return clients;
}

void sim_calm(struct sim *sim, const struct rng *root, int clients)
{
    struct rng rng = rng_fork(root, "sim calm", 0);
    sim->workload.rest_max = rng_between(&rng, 500, 5000) * US_PER_MS;
    sim->workload.ddl_permille = 0; /* each would have a lost master's log settled at once */
    for (int i = 1; i <= clients; i++) {
        sim_set_client(sim, i, "hc.interval", 60000);
        sim_set_client(sim, i, "topo.refresh", 60000);
    }
}
