/* SPDX-License-Identifier: MIT */
#include "cluster/link.h"

#include "cluster/fault.h"
#include "cluster/world.h"

/* A place itself, or what stands in an AZ. */
static bool belongs_to(const struct cluster *cluster, place_id place, place_id of)
{
    if (place_kind(of) == PLACE_AZ) {
        return cluster->net.az[place] == place_index(of);
    }
    return place == of;
}

static void set_cut(struct cluster *cluster, place_id from, place_id to, bool is_cut)
{
    struct net *net = &cluster->net;
    for (place_id a = 0; a < PLACES_MAX; a++) {
        for (place_id b = 0; b < PLACES_MAX; b++) {
            if (a != b && belongs_to(cluster, a, from) && belongs_to(cluster, b, to)) {
                net->cut[a][b] = (uint8_t)((net->cut[a][b] & ~CUT_LINK) | (is_cut ? CUT_LINK : 0));
            }
        }
    }
}

/* Is there anybody at the ends of a link? */
static enum rc check_ends(const struct cluster *cluster, place_id a, place_id b, struct err *err)
{
    const place_id ends[] = {a, b};
    if (a == b) {
        return err_set(err, RC_USAGE, "a link has two ends: name two places");
    }
    for (int i = 0; i < COUNT_OF(ends); i++) {
        int index = place_index(ends[i]);
        if (place_kind(ends[i]) == PLACE_MASTER && cluster->masters[index].state == MASTER_ABSENT) {
            return err_set(err, RC_UNKNOWN, "there is no m%d in this cluster", index + 1);
        }
        if (place_kind(ends[i]) == PLACE_CLIENT && index >= cluster->client_count) {
            return err_set(err, RC_UNKNOWN, "there is no @%d: there are @1 to @%d", index + 1,
                           cluster->client_count);
        }
    }
    return RC_OK;
}

static bool has_cut(const struct cluster *cluster, place_id from, place_id to)
{
    for (place_id a = 0; a < PLACES_MAX; a++) {
        for (place_id b = 0; b < PLACES_MAX; b++) {
            if ((cluster->net.cut[a][b] & CUT_LINK) != 0 && belongs_to(cluster, a, from) &&
                belongs_to(cluster, b, to)) {
                return true;
            }
        }
    }
    return false;
}

enum rc cluster_cut(struct cluster *cluster, place_id from, place_id to, bool one_way,
                    struct err *err)
{
    enum rc rc = check_ends(cluster, from, to, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct event event = fault_event(EVENT_LINK_CUT, from);
    event.other = to;
    event.code = one_way;
    (void)fault_tell(cluster, &event);
    set_cut(cluster, from, to, true);
    if (!one_way) {
        set_cut(cluster, to, from, true);
    }
    return RC_OK;
}

enum rc cluster_uncut(struct cluster *cluster, place_id a, place_id b, struct err *err)
{
    enum rc rc = check_ends(cluster, a, b, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (!has_cut(cluster, a, b) && !has_cut(cluster, b, a)) {
        char names[2][PLACE_NAME_SIZE];
        return err_set(err, RC_STATE, "nothing is cut between %s and %s", place_name(a, names[0]),
                       place_name(b, names[1]));
    }
    struct event event = fault_event(EVENT_LINK_WHOLE, a);
    event.other = b;
    (void)fault_tell(cluster, &event);
    set_cut(cluster, a, b, false);
    set_cut(cluster, b, a, false);
    return RC_OK;
}

void link_set_storage(struct net *net, int master, bool is_open)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        uint8_t *there = &net->cut[place_master(master)][place_copy(i)];
        uint8_t *back = &net->cut[place_copy(i)][place_master(master)];
        *there = (uint8_t)(is_open ? *there & ~CUT_DISPATCHER : *there | CUT_DISPATCHER);
        *back = (uint8_t)(is_open ? *back & ~CUT_DISPATCHER : *back | CUT_DISPATCHER);
    }
}

void link_heal_all(struct cluster *cluster)
{
    memset(cluster->net.cut, 0, sizeof cluster->net.cut);
}
