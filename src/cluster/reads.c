/* SPDX-License-Identifier: MIT */
#include "cluster/reads.h"

#include "cluster/point.h"
#include "cluster/pull.h"
#include "cluster/recover.h"
#include "cluster/session.h"
#include "cluster/world.h"

#define ASK_AGAIN_US (500 * US_PER_MS)
#define PULL_AGAIN_US (100 * US_PER_MS)

enum { READY_FORM_POINT, READY_FORM_TOKEN };
enum { FAILED_FORM_COPIES, FAILED_FORM_COMMITS, FAILED_FORM_TOKEN };

static bool is_regional(const struct session *session)
{
    return session->consistency == CONSISTENCY_REGIONAL_RAW;
}

/* Up to where each log must be applied, as far as is known now. */
static void find_places(const struct master *master, const struct session *session,
                        uint64_t places[MASTERS_MAX])
{
    if (is_regional(session)) {
        point_places(master, &session->read.point, places);
    } else {
        const struct mail *mail = net_mail(&master->cluster->net, session->request);
        memcpy(places, mail->request.seen, MASTERS_MAX * sizeof *places);
    }
}

/* How many commits lack; *whose: of the master most of them are. */
static uint64_t count_lacking(const struct master *master, const struct session *session,
                              int *whose)
{
    uint64_t places[MASTERS_MAX];
    uint64_t count = 0;
    uint64_t most = 0;
    find_places(master, session, places);
    *whose = -1;
    for (int m = 0; m < MASTERS_MAX; m++) {
        uint64_t lacks = places[m] > master->applied[m] ? places[m] - master->applied[m] : 0;
        count += lacks;
        if (lacks > most) {
            most = lacks;
            *whose = m;
        }
    }
    return count;
}

static struct event reader_event(const struct master *master, const struct session *session,
                                 enum event_kind kind)
{
    struct event event = master_event(master, kind);
    event.client = session->client + 1;
    return event;
}

static void tell(struct master *master, struct session *session, struct event *event)
{
    session->cause = master_emit(master, event);
}

static void set_wake(struct master *master, struct session *session, sim_us at)
{
    sim_us now = master_now(master);
    at = at < session->deadline ? at : session->deadline;
    at = at > now ? at : now; /* it may have hung beyond the deadline */
    master_set_timer(master, &session->wake_at, at, DUE_SESSION,
                     (uint32_t)session_number(master, session));
}

/* --- the end of a wait ---------------------------------------------------------------------- */

void reads_stop(struct master *master, struct session *session)
{
    if (session->state == SESSION_CATCHES_UP) {
        session->state = SESSION_IDLE;
        session->read = (struct read_wait){0}; /* blank, it costs a saved state nothing */
        session->deadline = SIM_NEVER;
        session->wake_at = SIM_NEVER;
        master->reader_count--;
    }
}

static void go_on(struct master *master, struct session *session)
{
    struct event event = reader_event(master, session, EVENT_READ_READY);
    event.length = master_now(master) - session->read.begun_at;
    event.code = is_regional(session) ? READY_FORM_POINT : READY_FORM_TOKEN;
    tell(master, session, &event);
    reads_stop(master, session);
    session->read.is_done = true;
    session_run(master, session);
}

static void give_up(struct master *master, struct session *session)
{
    int whose = -1;
    bool is_fixed = session->read.fixed_at != SIM_NEVER;
    struct event event = reader_event(master, session, EVENT_READ_FAILED);
    event.length = master_now(master) - session->read.begun_at;
    event.code = !is_regional(session) ? FAILED_FORM_TOKEN
                 : is_fixed            ? FAILED_FORM_COMMITS
                                       : FAILED_FORM_COPIES;
    if (is_fixed) {
        (void)count_lacking(master, session, &whose);
        event.other = whose >= 0 ? place_master(whose) : PLACE_NONE;
    } else {
        event.count = point_answers(master, &session->read.point);
    }
    tell(master, session, &event);
    reads_stop(master, session);
    session_answer_error(master, session, SQL_NO_READ_POINT,
                         is_regional(session) ? NO_POINT_TEXT : NO_TOKEN_TEXT);
}

/* --- waiting -------------------------------------------------------------------------------- */

/* It is known what must be applied: is it? */
static void look(struct master *master, struct session *session)
{
    int whose = -1;
    uint64_t count = count_lacking(master, session, &whose);
    if (count == 0) {
        go_on(master, session);
        return;
    }
    struct event event = reader_event(master, session, EVENT_READ_WAITS);
    event.other = place_master(whose);
    event.count = (int64_t)count;
    event.code = is_regional(session) ? READY_FORM_POINT : READY_FORM_TOKEN;
    tell(master, session, &event);
    set_wake(master, session, master_now(master) + master_parameter(master, PARAM_PULL_AFTER_US));
}

bool reads_wait(struct master *master, struct session *session)
{
    int whose = -1;
    bool waits = session->consistency != CONSISTENCY_INSTANCE_RAW && !session->read.is_done &&
                 session->txn.state == TXN_NONE;
    if (waits && !is_regional(session)) {
        waits = count_lacking(master, session, &whose) > 0;
    }
    if (!waits) {
        return false;
    }
    session->state = SESSION_CATCHES_UP;
    master->reader_count++;
    session->read.begun_at = master_now(master);
    session->deadline = master_now(master) + master_parameter(master, PARAM_READ_WAIT_US);
    if (!is_regional(session)) {
        session->read.fixed_at = master_now(master);
        look(master, session);
        return true;
    }
    struct event event = reader_event(master, session, EVENT_READ_ASKS);
    tell(master, session, &event);
    session->read.fixed_at = SIM_NEVER;
    point_ask(master, &session->read.point);
    set_wake(master, session, master_now(master) + ASK_AGAIN_US);
    return true;
}

void reads_on_point(struct master *master, const struct packet *packet)
{
    recover_on_point(master, packet);
    for (int i = 0; i < master->session_top && master->reader_count > 0; i++) {
        struct session *session = &master->sessions[i];
        bool asks = session->state == SESSION_CATCHES_UP && session->read.fixed_at == SIM_NEVER;
        if (asks && point_take(master, &session->read.point, packet)) {
            session->read.fixed_at = master_now(master);
            master->cluster->cause = session->cause;
            look(master, session);
            return;
        }
    }
}

void reads_on_due(struct master *master, struct session *session)
{
    int whose = -1;
    bool is_fixed = session->read.fixed_at != SIM_NEVER;
    if (is_fixed && count_lacking(master, session, &whose) == 0) {
        go_on(master, session);
    } else if (master_now(master) >= session->deadline) {
        give_up(master, session);
    } else if (!is_fixed) {
        point_ask_again(master, &session->read.point);
        set_wake(master, session, master_now(master) + ASK_AGAIN_US);
    } else {
        uint64_t places[MASTERS_MAX];
        find_places(master, session, places);
        pull_up_to(master, places);
        set_wake(master, session, master_now(master) + PULL_AGAIN_US);
    }
}

void reads_on_progress(struct master *master)
{
    for (int i = 0; i < master->session_top && master->reader_count > 0; i++) {
        struct session *session = &master->sessions[i];
        int whose = -1;
        if (session->state == SESSION_CATCHES_UP && session->read.fixed_at != SIM_NEVER &&
            count_lacking(master, session, &whose) == 0) {
            set_wake(master, session, master_now(master));
        }
    }
}

const char *consistency_name(enum consistency consistency)
{
    static const char *const names[CONSISTENCY_COUNT] = {
        [CONSISTENCY_INSTANCE_RAW] = "INSTANCE_RAW",
        [CONSISTENCY_REGIONAL_RAW] = "REGIONAL_RAW",
        [CONSISTENCY_SESSION_TOKEN] = "SESSION_TOKEN",
    };
    return names[consistency];
}
