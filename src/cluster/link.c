/* SPDX-License-Identifier: MIT */
#include "cluster/link.h"

#include "cluster/fault.h"
#include "cluster/world.h"

/*
 * A place itself, or what stands in an AZ. The AZ is a place, too: what is done to its links stands
 * there for whoever comes later.
 */
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

/* --- slow and lossy ------------------------------------------------------------------------- */

/* Is any link slow, or does any lose packets? Nobody asks chance or looks further if not. */
static void look_for_trouble(struct net *net)
{
    net->is_troubled = false;
    for (int a = 0; a < PLACES_MAX; a++) {
        for (int b = 0; b < PLACES_MAX; b++) {
            net->is_troubled |= net->extra_us[a][b] != 0 || net->loss_permille[a][b] != 0;
        }
    }
}

/* Set one of the two of every link between two places, both ways; a negative one stays. */
static void set_trouble(struct cluster *cluster, const place_id ends[2], int32_t extra_us,
                        int loss_permille)
{
    struct net *net = &cluster->net;
    for (place_id a = 0; a < PLACES_MAX; a++) {
        for (place_id b = 0; b < PLACES_MAX; b++) {
            bool is_there = belongs_to(cluster, a, ends[0]) && belongs_to(cluster, b, ends[1]);
            bool is_back = belongs_to(cluster, a, ends[1]) && belongs_to(cluster, b, ends[0]);
            if (a == b || !(is_there || is_back)) {
                continue;
            }
            net->extra_us[a][b] = extra_us >= 0 ? extra_us : net->extra_us[a][b];
            net->loss_permille[a][b] =
                (int16_t)(loss_permille >= 0 ? loss_permille : net->loss_permille[a][b]);
        }
    }
    look_for_trouble(net);
}

enum rc cluster_lag(struct cluster *cluster, place_id a, place_id b, sim_us extra, struct err *err)
{
    const place_id ends[] = {a, b};
    enum rc rc = check_ends(cluster, a, b, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (extra < 0 || extra > LINK_LAG_MAX_US) {
        return err_set(err, RC_RANGE, "a link can be slower by 0 to %d s",
                       (int)(LINK_LAG_MAX_US / US_PER_S));
    }
    struct event event = fault_event(EVENT_LINK_SLOW, a);
    event.other = b;
    event.code = extra == 0;
    event.length = extra;
    (void)fault_tell(cluster, &event);
    set_trouble(cluster, ends, (int32_t)extra, -1);
    return RC_OK;
}

enum rc cluster_loss(struct cluster *cluster, place_id a, place_id b, int permille, struct err *err)
{
    const place_id ends[] = {a, b};
    enum rc rc = check_ends(cluster, a, b, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (permille < 0 || permille > 1000) {
        return err_set(err, RC_RANGE, "a link loses 0%% to 100%% of all packets");
    }
    struct event event = fault_event(EVENT_LINK_LOSSY, a);
    event.other = b;
    event.code = permille == 0;
    event.count = permille;
    fault_set_share(&event, permille);
    (void)fault_tell(cluster, &event);
    set_trouble(cluster, ends, -1, permille);
    return RC_OK;
}

/* --- all of them ---------------------------------------------------------------------------- */

void link_set_storage(struct net *net, int master, bool is_open)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        uint8_t *there = &net->cut[place_master(master)][place_copy(i)];
        uint8_t *back = &net->cut[place_copy(i)][place_master(master)];
        *there = (uint8_t)(is_open ? *there & ~CUT_DISPATCHER : *there | CUT_DISPATCHER);
        *back = (uint8_t)(is_open ? *back & ~CUT_DISPATCHER : *back | CUT_DISPATCHER);
    }
}

void link_arrive(struct net *net, place_id place, int az)
{
    place_id here = place_az(az);
    net->az[place] = az;
    for (place_id to = 0; to < PLACES_MAX; to++) {
        net->cut[place][to] = (uint8_t)((net->cut[place][to] & ~CUT_LINK) | net->cut[here][to]);
        net->cut[to][place] = (uint8_t)((net->cut[to][place] & ~CUT_LINK) | net->cut[to][here]);
        net->extra_us[place][to] = net->extra_us[here][to];
        net->extra_us[to][place] = net->extra_us[to][here];
        net->loss_permille[place][to] = net->loss_permille[here][to];
        net->loss_permille[to][place] = net->loss_permille[to][here];
    }
}

void link_heal_all(struct cluster *cluster)
{
    struct net *net = &cluster->net;
    memset(net->cut, 0, sizeof net->cut);
    memset(net->extra_us, 0, sizeof net->extra_us);
    memset(net->loss_permille, 0, sizeof net->loss_permille);
    net->is_troubled = false;
}
