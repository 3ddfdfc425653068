/* SPDX-License-Identifier: MIT */
#include "cluster/fault.h"

#include "cluster/disk.h"
#include "cluster/link.h"
#include "cluster/recover.h"
#include "cluster/session.h"
#include "cluster/world.h"

#include <assert.h>
#include <stdio.h>

#define SLOW_RESTART_MIN_US (60 * US_PER_S)
#define SLOW_RESTART_MAX_US (120 * US_PER_S)

struct event fault_event(enum event_kind kind, place_id place)
{
    return (struct event){.kind = kind, .place = place, .other = PLACE_NONE};
}

uint64_t fault_tell(struct cluster *cluster, struct event *event)
{
    event->cause = cluster->cause; /* 0, unless a statement did it */
    cluster->cause = cluster_emit(cluster, event);
    return cluster->cause;
}

void fault_set_share(struct event *event, int permille)
{
    char text[16];
    int used = snprintf(text, sizeof text, "%d", permille / 10);
    (void)snprintf(text + used, sizeof text - (size_t)used, permille % 10 != 0 ? ".%d%%" : "%%",
                   permille % 10);
    event_set_text(event, text, "");
}

static enum rc find_master(struct master **out, struct cluster *cluster, int index, struct err *err)
{
    if (index < 0 || index >= MASTERS_MAX || cluster->masters[index].state == MASTER_ABSENT) {
        return err_set(err, RC_UNKNOWN, "there is no m%d in this cluster", index + 1);
    }
    *out = &cluster->masters[index];
    return RC_OK;
}

static int copies_up(const struct cluster *cluster)
{
    int up = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        up += !cluster->net.silent[place_copy(i)] && !cluster->copies[i].wiped.is_empty;
    }
    return up;
}

/* --- silence -------------------------------------------------------------------------------- */

static bool is_killed_itself(const struct cluster *cluster, place_id place)
{
    if (place_kind(place) == PLACE_MASTER) {
        return cluster->masters[place_index(place)].is_killed;
    }
    return place_kind(place) == PLACE_COPY && cluster->copy_is_killed[place_index(place)];
}

/* Who is silent follows from which AZs are dark and who was killed by itself. */
static void update_silence(struct cluster *cluster)
{
    struct net *net = &cluster->net;
    for (place_id place = 0; place < PLACES_MAX; place++) {
        int az = net->az[place];
        bool was_silent = net->silent[place];
        net->silent[place] =
            (az < AZS_MAX && cluster->az_is_down[az]) || is_killed_itself(cluster, place);
        if (was_silent && !net->silent[place] && place_kind(place) == PLACE_COPY) {
            copy_wake(&cluster->copies[place_index(place)]);
        }
    }
}

/* A killed master's process is gone, as when the power fails; nobody is told. */
static void stop_silently(struct cluster *cluster, int index)
{
    struct master *master = &cluster->masters[index];
    if (master->state != MASTER_ABSENT) {
        master_stop(master, false, COUNTER_TXN_CRASHED);
        master->cause = cluster->cause;
    }
}

static void start_if_down(struct cluster *cluster, int index)
{
    struct master *master = &cluster->masters[index];
    bool is_down = master->state == MASTER_OFFLINE && master->restart_at == SIM_NEVER;
    if (is_down && !master_is_silent(master)) {
        master->cause = cluster->cause;
        master_start(master);
    }
}

/* The master and the copies of an AZ, for its event. */
static void add_residents(const struct cluster *cluster, int az, struct event *event)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master *master = &cluster->masters[i];
        if (master->state != MASTER_ABSENT && master->az == az) {
            event->other = place_master(i);
        }
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        if (cluster->net.az[place_copy(i)] == az) {
            event->copies |= UINT32_C(1) << i;
        }
    }
}

/* Has it no master, no copy and no client? */
static bool is_empty(const struct cluster *cluster, int az)
{
    struct event residents = {.other = PLACE_NONE};
    add_residents(cluster, az, &residents);
    bool is_empty = residents.other == PLACE_NONE && residents.copies == 0;
    for (int i = 0; i < cluster->client_count && is_empty; i++) {
        is_empty = cluster_client_az(cluster, i) != az;
    }
    return is_empty;
}

static enum rc kill_az(struct cluster *cluster, int az, struct err *err)
{
    if (az >= AZS_MAX) {
        return err_set(err, RC_REFUSED, "the office is where you sit: no fault reaches it");
    }
    if (cluster->az_is_down[az]) {
        return err_set(err, RC_STATE, "AZ %c is dark already", 'a' + az);
    }
    if (is_empty(cluster, az)) {
        return err_set(err, RC_UNKNOWN, "nobody is in AZ %c: there is nothing to lose", 'a' + az);
    }
    struct event event = fault_event(EVENT_AZ_DOWN, place_az(az));
    add_residents(cluster, az, &event);
    (void)fault_tell(cluster, &event);
    cluster->az_is_down[az] = true;
    update_silence(cluster);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (cluster->masters[i].az == az) {
            stop_silently(cluster, i);
        }
    }
    return RC_OK;
}

static enum rc kill_master(struct cluster *cluster, int index, struct err *err)
{
    struct master *master = NULL;
    enum rc rc = find_master(&master, cluster, index, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (master_is_silent(master)) {
        return err_set(err, RC_STATE, "m%d is silent already", index + 1);
    }
    struct event event = fault_event(EVENT_MASTER_KILLED, place_master(index));
    (void)fault_tell(cluster, &event);
    master->is_killed = true;
    update_silence(cluster);
    stop_silently(cluster, index);
    return RC_OK;
}

static enum rc kill_copy(struct cluster *cluster, int index, struct err *err)
{
    place_id place = place_copy(index);
    char name[PLACE_NAME_SIZE];
    if (cluster->net.silent[place]) {
        return err_set(err, RC_STATE, "%s is silent already", place_name(place, name));
    }
    cluster->copy_is_killed[index] = true;
    update_silence(cluster);
    struct event event = fault_event(EVENT_COPY_DOWN, place);
    event.count = copies_up(cluster);
    (void)fault_tell(cluster, &event);
    return RC_OK;
}

enum rc cluster_kill(struct cluster *cluster, place_id place, struct err *err)
{
    switch (place_kind(place)) {
    case PLACE_AZ:
        return kill_az(cluster, place_index(place), err);
    case PLACE_MASTER:
        return kill_master(cluster, place_index(place), err);
    case PLACE_COPY:
        return kill_copy(cluster, place_index(place), err);
    case PLACE_RESOLVER:
    case PLACE_CLIENT:
        break;
    }
    return err_set(err, RC_REFUSED, "an AZ, a master or a copy can be killed, nothing else");
}

static enum rc restore_az(struct cluster *cluster, int az, struct err *err)
{
    if (az >= AZS_MAX || !cluster->az_is_down[az]) {
        return err_set(err, RC_STATE, "that AZ is not dark");
    }
    struct event event = fault_event(EVENT_AZ_UP, place_az(az));
    add_residents(cluster, az, &event);
    (void)fault_tell(cluster, &event);
    cluster->az_is_down[az] = false;
    update_silence(cluster);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (cluster->masters[i].az == az) {
            start_if_down(cluster, i);
        }
    }
    return RC_OK;
}

static enum rc restore_master(struct cluster *cluster, int index, struct err *err)
{
    struct master *master = NULL;
    enum rc rc = find_master(&master, cluster, index, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (!master->is_killed) {
        return err_set(err, RC_STATE,
                       cluster->az_is_down[master->az]
                           ? "m%d is silent with its AZ: restore AZ %c"
                           : "m%d was not killed: \\restart starts it again",
                       index + 1, 'a' + master->az);
    }
    struct event event = fault_event(EVENT_MASTER_RESTARTED, place_master(index));
    (void)fault_tell(cluster, &event);
    master->is_killed = false;
    update_silence(cluster);
    start_if_down(cluster, index);
    return RC_OK;
}

static enum rc restore_copy(struct cluster *cluster, int index, struct err *err)
{
    place_id place = place_copy(index);
    char name[PLACE_NAME_SIZE];
    if (!cluster->copy_is_killed[index]) {
        return err_set(err, RC_STATE, "%s was not killed by itself", place_name(place, name));
    }
    cluster->copy_is_killed[index] = false;
    update_silence(cluster);
    struct event event = fault_event(EVENT_COPY_UP, place);
    event.count = copies_up(cluster);
    (void)fault_tell(cluster, &event);
    return RC_OK;
}

enum rc cluster_restore(struct cluster *cluster, place_id place, struct err *err)
{
    switch (place_kind(place)) {
    case PLACE_AZ:
        return restore_az(cluster, place_index(place), err);
    case PLACE_MASTER:
        return restore_master(cluster, place_index(place), err);
    case PLACE_COPY:
        return restore_copy(cluster, place_index(place), err);
    case PLACE_RESOLVER:
    case PLACE_CLIENT:
        break;
    }
    return err_set(err, RC_REFUSED, "an AZ, a master or a copy can be restored, nothing else");
}

/* --- processes ------------------------------------------------------------------------------ */

static sim_us draw_restart(struct cluster *cluster)
{
    struct rng *rng = &cluster->restart_rng;
    int64_t min = cluster->parameters[PARAM_RESTART_MIN_US];
    int64_t max = cluster->parameters[PARAM_RESTART_MAX_US];
    if (rng_chance(rng, (int)cluster->parameters[PARAM_RESTART_SLOW_PERMILLE])) {
        return rng_between(rng, SLOW_RESTART_MIN_US, SLOW_RESTART_MAX_US);
    }
    return rng_between(rng, min, max > min ? max : min);
}

static enum rc find_running(struct master **out, struct cluster *cluster, int index,
                            struct err *err)
{
    enum rc rc = find_master(out, cluster, index, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (master_is_silent(*out)) {
        return err_set(err, RC_STATE, "m%d is in the dark: \\restore it first", index + 1);
    }
    if ((*out)->state == MASTER_OFFLINE) {
        return err_set(err, RC_STATE, "m%d is down already", index + 1);
    }
    return RC_OK;
}

/* What writes to storage ends alone: the master lives, and nothing comes from there to it. */
static enum rc crash_dispatcher(struct master *master, struct err *err)
{
    struct cluster *cluster = master->cluster;
    if (master->dispatcher_at != SIM_NEVER) {
        return err_set(err, RC_STATE, "the dispatcher of m%d is down already", master->index + 1);
    }
    sim_us restart = draw_restart(cluster);
    struct event event = fault_event(EVENT_MASTER_CRASHED, place_master(master->index));
    event.code = EVENT_CRASH_DISPATCHER;
    event.length = restart;
    master->dispatcher_cause = fault_tell(cluster, &event);
    link_set_storage(&cluster->net, master->index, false);
    master_set_timer(master, &master->dispatcher_at, cluster->now + restart, DUE_DISPATCHER, 0);
    return RC_OK;
}

enum rc cluster_crash(struct cluster *cluster, int index, enum crash_kind kind, struct err *err)
{
    struct master *master = NULL;
    enum rc rc = find_running(&master, cluster, index, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (kind == CRASH_DISPATCHER) {
        return crash_dispatcher(master, err);
    }
    sim_us restart = draw_restart(cluster);
    struct event event = fault_event(EVENT_MASTER_CRASHED, place_master(index));
    event.code = kind == CRASH_NODE ? EVENT_CRASH_NODE : EVENT_CRASH_INSTANCE;
    event.count = master->session_count;
    event.length = restart;
    uint64_t number = fault_tell(cluster, &event);
    master_stop(master, true, COUNTER_TXN_CRASHED);
    master->cause = number;
    if (kind == CRASH_NODE) {
        rc = master_wipe(master, err);
    }
    master_set_timer(master, &master->restart_at, cluster->now + restart, DUE_RESTART, 0);
    return rc;
}

void fault_on_request(struct master *master, struct session *session, const struct request *request)
{
    struct err err = {0};
    struct cluster *cluster = master->cluster;
    bool crashes = request->kind == REQUEST_CRASH;
    enum rc rc = crashes
                     ? cluster_crash(cluster, master->index, (enum crash_kind)request->number, &err)
                     : cluster_disturb_disk(cluster, &request->disk, &err);
    if (rc != RC_OK) {
        session_answer_error(master, session, SQL_NOT_SUPPORTED, err.text);
    } else if (!crashes || request->number == CRASH_DISPATCHER) {
        session_answer(master, session, 0);
    }
}

enum rc cluster_hang(struct cluster *cluster, int index, struct err *err)
{
    struct master *master = NULL;
    enum rc rc = find_running(&master, cluster, index, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (master->is_hung) {
        return err_set(err, RC_STATE, "m%d hangs already", index + 1);
    }
    struct event event = fault_event(EVENT_MASTER_HUNG, place_master(index));
    master->cause = fault_tell(cluster, &event);
    master->is_hung = true;
    return RC_OK;
}

enum rc cluster_restart(struct cluster *cluster, int index, struct err *err)
{
    struct master *master = NULL;
    enum rc rc = find_master(&master, cluster, index, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (master_is_silent(master)) {
        return err_set(err, RC_STATE, "m%d is in the dark: \\restore it first", index + 1);
    }
    struct event event = fault_event(EVENT_MASTER_RESTARTED, place_master(index));
    uint64_t number = fault_tell(cluster, &event);
    master_stop(master, true, COUNTER_TXN_CRASHED);
    master->cause = number;
    master_start(master);
    return RC_OK;
}

/* --- the end of all of it ------------------------------------------------------------------ */

void cluster_heal(struct cluster *cluster)
{
    struct event event = fault_event(EVENT_HEALED, PLACE_NONE);
    (void)fault_tell(cluster, &event);
    link_heal_all(cluster);
    disk_heal_all(cluster);
    memset(cluster->az_is_down, 0, sizeof cluster->az_is_down);
    memset(cluster->copy_is_killed, 0, sizeof cluster->copy_is_killed);
    for (int i = 0; i < MASTERS_MAX; i++) {
        cluster->masters[i].is_killed = false;
    }
    update_silence(cluster);
    for (int i = 0; i < MASTERS_MAX; i++) {
        struct master *master = &cluster->masters[i];
        if (master->is_hung) {
            master_wake(master);
        }
        master_mend_dispatcher(master);
        master->restart_at = SIM_NEVER;
        start_if_down(cluster, i);
    }
}

/* --- shape ---------------------------------------------------------------------------------- */

static int az_without_master(const struct cluster *cluster)
{
    for (int az = 0; az < AZS_MAX; az++) {
        bool is_free = true;
        for (int i = 0; i < MASTERS_MAX; i++) {
            const struct master *master = &cluster->masters[i];
            is_free = is_free && (master->state == MASTER_ABSENT || master->az != az);
        }
        if (is_free) {
            return az;
        }
    }
    return 0;
}

enum rc cluster_add_master(struct cluster *cluster, int az, int *index, struct err *err)
{
    int free = 0;
    while (free < MASTERS_MAX && cluster->masters[free].state != MASTER_ABSENT) {
        free++;
    }
    if (free == MASTERS_MAX) {
        return err_set(err, RC_RANGE,
                       "a multi-master cluster has at most %d masters, and this one has them",
                       MASTERS_MAX);
    }
    struct master *master = &cluster->masters[free];
    enum rc rc = master_wipe(master, err);
    if (rc != RC_OK) {
        return rc;
    }
    master->az = az >= 0 ? az : az_without_master(cluster);
    master->row_count = 0;
    link_arrive(&cluster->net, place_master(free), master->az);
    cluster->is_removed[free] = false;
    master->state = MASTER_OFFLINE;
    struct event event = fault_event(EVENT_MASTER_ADDED, place_master(free));
    event.other = place_az(master->az);
    (void)fault_tell(cluster, &event);
    update_silence(cluster);
    start_if_down(cluster, free);
    *index = free;
    return RC_OK;
}

enum rc cluster_remove_master(struct cluster *cluster, int index, struct err *err)
{
    struct master *master = NULL;
    enum rc rc = find_master(&master, cluster, index, err);
    if (rc != RC_OK) {
        return rc;
    }
    int count = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        count += cluster->masters[i].state != MASTER_ABSENT;
    }
    if (count <= MASTERS_MIN) {
        return err_set(err, RC_RANGE, "a multi-master cluster needs %d masters at least",
                       MASTERS_MIN);
    }
    struct event event = fault_event(EVENT_MASTER_REMOVED, place_master(index));
    (void)fault_tell(cluster, &event);
    master_stop(master, true, COUNTER_TXN_CRASHED);
    master->state = MASTER_ABSENT;
    master->is_killed = false;
    cluster->is_removed[index] = true;
    update_silence(cluster);
    return RC_OK;
}
