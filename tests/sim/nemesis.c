/* SPDX-License-Identifier: MIT */
#include "sim/nemesis.h"

#include <stddef.h>
#include <string.h>

/* What is done, and to what. A deed that cannot be done now does nothing: that is a case too. */
struct deed {
    int weight;
    bool stays; /* until it is mended */
    enum rc (*break_it)(struct nemesis *nemesis, struct cluster *cluster, place_id a, place_id b);
    void (*mend)(struct cluster *cluster, place_id a, place_id b);
    place_id (*choose)(struct rng *rng);
};

static place_id any_az(struct rng *rng)
{
    return place_az((int)rng_below(rng, AZS_MAX));
}

static place_id any_master(struct rng *rng)
{
    return place_master((int)rng_below(rng, MASTERS_MAX));
}

static place_id any_copy(struct rng *rng)
{
    return place_copy((int)rng_below(rng, COPIES_MAX));
}

static place_id any_place(struct rng *rng)
{
    place_id (*const choose[])(struct rng *) = {any_master, any_master, any_copy, any_copy, any_az};
    return choose[rng_below(rng, COUNT_OF(choose))](rng);
}

static enum rc kill_it(struct nemesis *nemesis, struct cluster *cluster, place_id a, place_id b)
{
    (void)nemesis, (void)b;
    return cluster_kill(cluster, a, NULL);
}

static void restore(struct cluster *cluster, place_id a, place_id b)
{
    (void)b;
    enum rc rc = cluster_restore(cluster, a, NULL);
    (void)rc; /* it may be back already */
}

static enum rc crash(struct nemesis *nemesis, struct cluster *cluster, place_id a, place_id b)
{
    (void)b;
    static const enum crash_kind kinds[] = {CRASH_INSTANCE, CRASH_INSTANCE, CRASH_NODE,
                                            CRASH_DISPATCHER};
    enum crash_kind kind = kinds[rng_below(&nemesis->rng, COUNT_OF(kinds))];
    return cluster_crash(cluster, place_index(a), kind, NULL);
}

static enum rc hang(struct nemesis *nemesis, struct cluster *cluster, place_id a, place_id b)
{
    (void)nemesis, (void)b;
    return cluster_hang(cluster, place_index(a), NULL);
}

static void restart(struct cluster *cluster, place_id a, place_id b)
{
    (void)b;
    enum rc rc = cluster_restart(cluster, place_index(a), NULL);
    (void)rc; /* it may be gone */
}

static enum rc restart_now(struct nemesis *nemesis, struct cluster *cluster, place_id a, place_id b)
{
    (void)nemesis;
    restart(cluster, a, b);
    return RC_OK;
}

static enum rc cut(struct nemesis *nemesis, struct cluster *cluster, place_id a, place_id b)
{
    return cluster_cut(cluster, a, b, rng_chance(&nemesis->rng, 400), NULL);
}

static void uncut(struct cluster *cluster, place_id a, place_id b)
{
    enum rc rc = cluster_uncut(cluster, a, b, NULL);
    (void)rc; /* a removed master has no links */
}

static enum rc add(struct nemesis *nemesis, struct cluster *cluster, place_id a, place_id b)
{
    (void)nemesis, (void)a, (void)b;
    int index = -1;
    return cluster_add_master(cluster, -1, &index, NULL);
}

static enum rc take_away(struct nemesis *nemesis, struct cluster *cluster, place_id a, place_id b)
{
    (void)nemesis, (void)b;
    return cluster_remove_master(cluster, place_index(a), NULL);
}

static enum rc heal(struct nemesis *nemesis, struct cluster *cluster, place_id a, place_id b)
{
    (void)a, (void)b;
    cluster_heal(cluster);
    nemesis->fault_count = 0;
    return RC_OK;
}

enum {
    DEED_KILL_AZ,
    DEED_KILL_MASTER,
    DEED_KILL_COPY,
    DEED_CRASH,
    DEED_HANG,
    DEED_RESTART,
    DEED_CUT,
    DEED_ADD,
    DEED_REMOVE,
    DEED_HEAL,
};

static const struct deed deeds[] = {
    [DEED_KILL_AZ] = {8, true, kill_it, restore, any_az},
    [DEED_KILL_MASTER] = {8, true, kill_it, restore, any_master},
    [DEED_KILL_COPY] = {8, true, kill_it, restore, any_copy},
    [DEED_CRASH] = {20, false, crash, NULL, any_master},
    [DEED_HANG] = {8, true, hang, restart, any_master},
    [DEED_RESTART] = {6, false, restart_now, NULL, any_master},
    [DEED_CUT] = {24, true, cut, uncut, any_place},
    [DEED_ADD] = {3, false, add, NULL, any_master},
    [DEED_REMOVE] = {2, false, take_away, NULL, any_master},
    [DEED_HEAL] = {4, false, heal, NULL, any_master},
};

void nemesis_init(struct nemesis *nemesis, const struct rng *rng)
{
    *nemesis = (struct nemesis){.rng = *rng};
    nemesis->gap_max = rng_between(&nemesis->rng, 10, 500) * US_PER_MS;
    nemesis->patience = (int)rng_between(&nemesis->rng, 200, 800);
    nemesis->due = rng_below(&nemesis->rng, nemesis->gap_max);
    static const int malice[] = {0, 0, 20, 100, 300};
    nemesis->malice = malice[rng_below(&nemesis->rng, COUNT_OF(malice))];
}

static void mend_one(struct nemesis *nemesis, struct cluster *cluster)
{
    int which = (int)rng_below(&nemesis->rng, nemesis->fault_count);
    deeds[nemesis->faults[which].deed].mend(cluster, nemesis->faults[which].a,
                                            nemesis->faults[which].b);
    nemesis->faults[which] = nemesis->faults[--nemesis->fault_count];
}

static void do_deed(struct nemesis *nemesis, struct cluster *cluster, int deed, const place_id *at)
{
    if (deeds[deed].break_it(nemesis, cluster, at[0], at[1]) == RC_OK && deeds[deed].stays) {
        nemesis->faults[nemesis->fault_count].deed = deed;
        nemesis->faults[nemesis->fault_count].a = at[0];
        nemesis->faults[nemesis->fault_count++].b = at[1];
    }
}

static void break_one(struct nemesis *nemesis, struct cluster *cluster)
{
    int all = 0;
    for (int i = 0; i < COUNT_OF(deeds); i++) {
        all += deeds[i].weight;
    }
    int64_t left = rng_below(&nemesis->rng, all);
    int deed = 0;
    while (left >= deeds[deed].weight) {
        left -= deeds[deed++].weight;
    }
    place_id a = deeds[deed].choose(&nemesis->rng);
    place_id b = any_place(&nemesis->rng);
    do_deed(nemesis, cluster, deed, (const place_id[]){a, b});
}

/* The one that runs the definition, another one, or the link between them or to a copy. */
void nemesis_on_ddl(struct nemesis *nemesis, struct cluster *cluster, int master)
{
    if (!rng_chance(&nemesis->rng, nemesis->malice) || nemesis->fault_count == NEMESIS_FAULTS_MAX) {
        return;
    }
    static const int strikes[] = {DEED_KILL_MASTER, DEED_CRASH, DEED_CRASH,  DEED_CRASH,
                                  DEED_HANG,        DEED_CUT,   DEED_RESTART};
    int deed = strikes[rng_below(&nemesis->rng, COUNT_OF(strikes))];
    place_id a = place_master(master);
    place_id b =
        rng_chance(&nemesis->rng, 600) ? any_master(&nemesis->rng) : any_copy(&nemesis->rng);
    bool is_at_other = place_kind(b) == PLACE_MASTER && rng_chance(&nemesis->rng, 500);
    do_deed(nemesis, cluster, deed,
            is_at_other ? (const place_id[]){b, a} : (const place_id[]){a, b});
}

void nemesis_step(struct nemesis *nemesis, struct cluster *cluster)
{
    bool mends = nemesis->fault_count == NEMESIS_FAULTS_MAX ||
                 (nemesis->fault_count > 0 && rng_chance(&nemesis->rng, nemesis->patience));
    if (mends) {
        mend_one(nemesis, cluster);
    } else {
        break_one(nemesis, cluster);
    }
    nemesis->done++;
    nemesis->due = cluster_now(cluster) + 1 + rng_below(&nemesis->rng, nemesis->gap_max);
}

void nemesis_end(struct nemesis *nemesis, struct cluster *cluster)
{
    nemesis->fault_count = 0;
    nemesis->due = SIM_NEVER;
    nemesis->malice = 0;
    cluster_heal(cluster);
}
