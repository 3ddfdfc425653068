/* SPDX-License-Identifier: MIT */
#include "cluster/forward.h"

#include "cluster/ddl.h"
#include "cluster/recover.h"
#include "cluster/session.h"
#include "cluster/world.h"

#include <stdio.h>

#define SUSPECT_AFTER_US (200 * US_PER_MS) /* without an answer: is it silent to the copies too? */
#define GIVEN_UP_US (10 * US_PER_S)        /* without a word of whoever runs ours */
#define RESULT_KEPT_US (2 * GIVEN_UP_US)   /* longer than anybody asks for it */
#define FULL_TEXT "too many definitions wait to be run; nothing was changed"

static struct request request_of(const struct master *master, const struct session *session)
{
    return mail_request(net_mail(&master->cluster->net, session->request));
}

static struct packet ask_packet(const struct master *master, const struct session *session,
                                enum packet_kind kind)
{
    struct packet packet = master_packet(master, kind);
    packet.to = (int16_t)place_master(session->wish.target);
    packet.conn = session->conn;
    packet.ticket = session->wish.ticket;
    packet.base = session->wish.epoch;
    return packet;
}

static struct event wish_event(const struct master *master, const struct session *session,
                               enum event_kind kind)
{
    struct request request = request_of(master, session);
    struct event event = master_event(master, kind);
    event.client = session->client + 1;
    event.other = place_master(session->wish.target);
    session_set_words(&event, &request);
    return event;
}

/* --- at the origin: whom to ask ------------------------------------------------------------- */

/* The database that the definition's table stands in, as it was written or is in use. */
static const char *database_of(const struct session *session, const struct request *request,
                               char written[NAME_SIZE_MAX])
{
    const char *name = request->name != NULL ? request->name : "";
    return store_find_written(request->qualified, name, written) ? written : session->database;
}

static struct definition *new_definition(const struct request *request, const char *database,
                                         const struct master *master)
{
    struct store_ddl ddl = {
        .kind = request->ddl,
        .sql = request->sql != NULL ? request->sql : "",
        .name = request->name != NULL ? request->name : "",
        .database = database,
        .rows_per_page = (int)master_parameter(master, PARAM_ROWS_PER_PAGE),
        .if_exists = request->if_exists,
    };
    return definition_new(&ddl);
}

static void answer(struct master *master, struct session *session, enum sql_error error,
                   const char *text)
{
    if (error != SQL_OK) {
        session_answer_error(master, session, error, text);
        return;
    }
    session_answer(master, session, 0);
}

static void take_own(struct master *master, struct session *session)
{
    struct request request = request_of(master, session);
    char written[NAME_SIZE_MAX];
    const char *database = database_of(session, &request, written);
    session->wish.epoch = master->epoch;
    struct ddl_job job = {.origin = master->index,
                          .epoch = master->epoch,
                          .ticket = session->wish.ticket,
                          .conn = session->conn,
                          .client = session->client,
                          .unit = request.unit,
                          .event = master->cluster->cause,
                          .definition = new_definition(&request, database, master)};
    if (ddl_take(master, &job) != RC_OK) {
        answer(master, session, SQL_DDL_REFUSED, FULL_TEXT);
    }
}

static void ask(struct master *master, struct session *session)
{
    struct packet packet = ask_packet(master, session, PACKET_DDL_ASK);
    net_send(&master->cluster->net, &packet, 0);
    master_set_timer(master, &session->wake_at,
                     master_now(master) + master_parameter(master, PARAM_NET_RESEND_US),
                     DUE_SESSION, (uint32_t)session_number(master, session));
}

/* Ask the first from the target on that exists; if that is us, we run it. */
static void choose(struct master *master, struct session *session)
{
    struct ddl_wish *wish = &session->wish;
    while (master->cluster->masters[wish->target].state == MASTER_ABSENT) {
        wish->target++;
    }
    wish->cut = master->cuts[wish->target].epoch;
    wish->heard_at = master_now(master);
    if (wish->target == master->index) {
        take_own(master, session);
    } else {
        ask(master, session);
    }
}

/* "DROP TABLE d.t", and t is of another database: names stand in one space, but it is not meant. */
static bool is_written_right(struct master *master, struct session *session)
{
    struct request request = request_of(master, session);
    struct store_result result;
    bool is_new = request.ddl == DDL_CREATE_TABLE; /* says by itself which table has its name */
    store_result_init(&result);
    bool is_right = is_new || store_check_written(master->store, request.qualified, NULL, &result);
    bool is_drop = request.ddl == DDL_DROP_TABLE && result.error == SQL_NO_TABLE;
    if (is_drop && request.if_exists) {
        session_answer(master, session, 0);
    } else if (!is_right) {
        session_answer_error(master, session, is_drop ? SQL_UNKNOWN_TABLE : result.error,
                             result.text);
    }
    store_result_release(&result);
    return is_right;
}

void forward_start(struct master *master, struct session *session)
{
    if (!is_written_right(master, session)) {
        return;
    }
    session->state = SESSION_DEFINES;
    session->wish = (struct ddl_wish){.ticket = ++master->ddl.tickets};
    choose(master, session);
}

/* Who was given it may have run it, or not: our client learns no more than that. */
static void lose(struct master *master, struct session *session)
{
    struct event event = wish_event(master, session, EVENT_DDL_FAILED);
    event.code = DDL_IS_LOST;
    (void)master_emit(master, &event);
    session_cut(master, session, ROLLBACK_DDL);
}

/* The target is not Online: what it was given is lost with it, else the next one is asked. */
static void pass_over(struct master *master, struct session *session)
{
    if (session->wish.epoch != 0) {
        lose(master, session);
    } else {
        session->wish.target++;
        choose(master, session);
    }
}

static void give_up(struct master *master, struct session *session)
{
    struct event event = wish_event(master, session, EVENT_DDL_FAILED);
    char text[128];
    event.code = DDL_IS_UNANSWERED;
    (void)master_emit(master, &event);
    (void)snprintf(text, sizeof text,
                   "m%d, which runs DDL, does not answer and may be alive; nothing was changed",
                   session->wish.target + 1);
    session_answer_error(master, session, SQL_DDL_REFUSED, text);
}

/* Is the target removed, or its log settled since it was asked, or given our definition? */
static bool is_gone(const struct master *master, const struct ddl_wish *wish)
{
    uint64_t epoch = wish->epoch != 0 ? wish->epoch : wish->cut;
    return master->cluster->masters[wish->target].state == MASTER_ABSENT ||
           master->cuts[wish->target].epoch > epoch;
}

void forward_on_due(struct master *master, struct session *session)
{
    const struct ddl_wish *wish = &session->wish;
    sim_us quiet = master_now(master) - wish->heard_at;
    if (wish->target == master->index) {
        return;
    }
    if (is_gone(master, wish)) {
        pass_over(master, session);
    } else if (wish->epoch != 0 && quiet >= GIVEN_UP_US) {
        lose(master, session);
    } else if (wish->epoch == 0 && quiet >= master_parameter(master, PARAM_DDL_WAIT_US)) {
        give_up(master, session);
    } else {
        if (quiet >= SUSPECT_AFTER_US) {
            recover_suspect(master, wish->target);
        }
        ask(master, session);
    }
}

/* --- at the origin: answers ----------------------------------------------------------------- */

/* The session that waits for this answer; NULL: none does any more. */
static struct session *session_of(const struct master *master, const struct packet *packet)
{
    struct session *session = session_of_conn(master, packet->conn);
    bool waits = session != NULL && session->state == SESSION_DEFINES &&
                 session->wish.ticket == packet->ticket &&
                 place_master(session->wish.target) == packet->from;
    return waits ? session : NULL;
}

static void give(struct master *master, struct session *session)
{
    struct net *net = &master->cluster->net;
    struct request request = request_of(master, session);
    struct packet packet = ask_packet(master, session, PACKET_DDL_FORWARD);
    char written[NAME_SIZE_MAX];
    char qualified[2 * NAME_SIZE_MAX + 4];
    const char *database = database_of(session, &request, written);
    if (database[0] != '\0' && request.name != NULL) {
        (void)snprintf(qualified, sizeof qualified, "%s.%s", database, request.name);
        request.qualified = qualified;
    }
    packet.number = (uint64_t)session->client;
    packet.mail = net_new_mail(net);
    mail_set_request(net_mail(net, packet.mail), &request);
    net_send(net, &packet, 0);
}

void forward_on_here(struct master *master, const struct packet *packet)
{
    struct session *session = session_of(master, packet);
    if (session == NULL) {
        return;
    }
    struct ddl_wish *wish = &session->wish;
    wish->heard_at = master_now(master);
    master->cluster->cause = session->cause;
    if (wish->epoch != 0 && wish->epoch != packet->epoch) {
        lose(master, session); /* that life is over */
        return;
    }
    if (packet->flag) {
        return; /* it has it */
    }
    if (wish->epoch == 0) {
        struct event event = wish_event(master, session, EVENT_FORWARDED);
        session->cause = master_emit(master, &event);
    }
    wish->epoch = packet->epoch;
    give(master, session);
}

void forward_on_away(struct master *master, const struct packet *packet)
{
    struct session *session = session_of(master, packet);
    if (session != NULL) {
        master->cluster->cause = session->cause;
        pass_over(master, session);
    }
}

static void send_noted(struct master *master, int to, uint32_t ticket)
{
    struct packet packet = master_packet(master, PACKET_DDL_NOTED);
    packet.to = (int16_t)to;
    packet.ticket = ticket;
    net_send(&master->cluster->net, &packet, 0);
}

void forward_drop(struct master *master, struct session *session)
{
    const struct ddl_wish *wish = &session->wish;
    struct ddl_job which = {
        .origin = master->index, .epoch = master->epoch, .ticket = wish->ticket};
    if (session->state != SESSION_DEFINES) {
        return;
    }
    if (wish->target == master->index) {
        ddl_drop(master, &which);
    } else if (wish->epoch != 0) {
        send_noted(master, place_master(wish->target), wish->ticket);
    }
}

void forward_on_done(struct master *master, const struct packet *packet)
{
    struct session *session = session_of(master, packet);
    send_noted(master, packet->from, packet->ticket);
    if (session != NULL) {
        const struct answer *how = &net_mail(&master->cluster->net, packet->mail)->answer;
        struct answer copy = *how;
        answer(master, session, copy.error, copy.text);
    }
}

/* --- at the one that runs it ---------------------------------------------------------------- */

static void send_result(struct master *master, const struct ddl_result *result)
{
    struct net *net = &master->cluster->net;
    struct packet packet = master_packet(master, PACKET_DDL_DONE);
    packet.to = (int16_t)place_master(result->origin);
    packet.conn = result->conn;
    packet.ticket = result->ticket;
    packet.mail = net_new_mail(net);
    struct answer *how = &net_mail(net, packet.mail)->answer;
    how->error = result->error;
    (void)snprintf(how->text, sizeof how->text, "%s", result->text);
    net_send(net, &packet, 0);
}

/* The definition that a packet of its origin is about. */
static struct ddl_job job_of(const struct packet *packet)
{
    return (struct ddl_job){
        .origin = place_index(packet->from), .epoch = packet->epoch, .ticket = packet->ticket};
}

void forward_on_ask(struct master *master, const struct packet *packet)
{
    struct ddl_job which = job_of(packet);
    const struct ddl_result *result = ddl_result_of(master, &which);
    if (result != NULL) {
        send_result(master, result);
        return;
    }
    bool has_it = ddl_has(master, &which);
    bool is_here = master->state == MASTER_ONLINE && (!master->is_read_only || has_it);
    struct packet reply = master_packet(master, is_here ? PACKET_DDL_HERE : PACKET_DDL_AWAY);
    reply.to = packet->from;
    reply.conn = packet->conn;
    reply.ticket = packet->ticket;
    reply.flag = has_it;
    net_send(&master->cluster->net, &reply, 0);
}

void forward_on_given(struct master *master, const struct packet *packet)
{
    struct ddl_job job = job_of(packet);
    if (master->state != MASTER_ONLINE || packet->base != master->epoch || ddl_has(master, &job) ||
        ddl_result_of(master, &job) != NULL) {
        return;
    }
    struct request request = mail_request(net_mail(&master->cluster->net, packet->mail));
    char written[NAME_SIZE_MAX];
    const char *name = request.name != NULL ? request.name : "";
    bool is_written = store_find_written(request.qualified, name, written);
    job.conn = packet->conn;
    job.client = (int)packet->number;
    job.unit = request.unit;
    job.event = master->cluster->cause;
    job.definition = new_definition(&request, is_written ? written : "", master);
    if (ddl_take(master, &job) != RC_OK) {
        struct ddl_result full = ddl_end_of(master, &job, SQL_DDL_REFUSED);
        (void)snprintf(full.text, sizeof full.text, "%s", FULL_TEXT);
        forward_deliver(master, &full);
    }
}

void forward_on_noted(struct master *master, const struct packet *packet)
{
    struct ddl_job which = job_of(packet);
    ddl_forget(master, &which);
    ddl_drop(master, &which);
}

void forward_deliver(struct master *master, const struct ddl_result *result)
{
    struct ddl *ddl = &master->ddl;
    if (result->origin != master->index) {
        mem_grow((void **)&ddl->results, &ddl->result_room, ddl->result_count + 1,
                 sizeof *ddl->results);
        ddl->results[ddl->result_count++] = *result;
        send_result(master, result);
        return;
    }
    struct session *session = session_of_conn(master, result->conn);
    if (session != NULL && session->state == SESSION_DEFINES &&
        session->wish.ticket == result->ticket) {
        answer(master, session, result->error, result->text);
    }
}

void forward_forget_old(struct master *master)
{
    struct ddl *ddl = &master->ddl;
    int kept = 0;
    for (int i = 0; i < ddl->result_count; i++) {
        if (master_now(master) - ddl->results[i].at < RESULT_KEPT_US) {
            ddl->results[kept++] = ddl->results[i];
        }
    }
    ddl->result_count = kept;
}
