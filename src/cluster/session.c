/* SPDX-License-Identifier: MIT */
#include "cluster/session.h"

#include "cluster/fault.h"
#include "cluster/forward.h"
#include "cluster/propose.h"
#include "cluster/read_only.h"
#include "cluster/reads.h"
#include "cluster/statement.h"
#include "cluster/status.h"
#include "cluster/txn.h"
#include "cluster/world.h"

#include <assert.h>
#include <stdio.h>

static void init(struct session *session)
{
    *session = (struct session){.autocommit = true, .wake_at = SIM_NEVER, .deadline = SIM_NEVER};
    changes_init(&session->txn.changes);
    changes_init(&session->pending);
    buf_init(&session->temporary, TEMPORARY_SIZE_MAX);
}

void session_release(struct session *session)
{
    changes_release(&session->txn.changes);
    changes_release(&session->pending);
    buf_release(&session->temporary);
    mem_free(session->txn.versions);
    mem_free(session->txn.locks);
    *session = (struct session){0};
}

int session_number(const struct master *master, const struct session *session)
{
    return (int)(session - master->sessions);
}

struct session *session_of_conn(const struct master *master, uint32_t conn)
{
    struct session *session = &master->sessions[conn_slot(conn)];
    return conn != 0 && session->state != SESSION_FREE && session->conn == conn ? session : NULL;
}

static struct packet packet_to_client(const struct master *master, uint32_t conn, int client,
                                      enum packet_kind kind)
{
    struct packet packet = master_packet(master, kind);
    packet.to = (int16_t)place_client(client);
    packet.conn = conn;
    return packet;
}

/* --- requests ------------------------------------------------------------------------------- */

void session_on_connect(struct master *master, const struct packet *packet)
{
    int client = place_index(packet->from);
    if (master->state != MASTER_ONLINE) {
        struct packet refusal = packet_to_client(master, packet->conn, client, PACKET_REFUSED);
        net_send(&master->cluster->net, &refusal, 0);
        return;
    }
    int number = (int)conn_slot(packet->conn);
    struct session *session = &master->sessions[number];
    if (session->state != SESSION_FREE) {
        session_end(master, session); /* its client dropped it, and the word of that was lost */
    }
    init(session);
    session->state = SESSION_IDLE;
    session->conn = packet->conn;
    session->since = master_now(master);
    session->client = client;
    master->session_count++;
    if (number >= master->session_top) {
        master->session_top = number + 1;
    }
    struct packet answer = packet_to_client(master, packet->conn, client, PACKET_CONNECTED);
    net_send(&master->cluster->net, &answer, 0);
}

static void set_autocommit(struct master *master, struct session *session, bool on)
{
    session->autocommit = on;
    if (on && session->txn.state == TXN_OPEN) {
        txn_commit(master, session); /* as MySQL: switching it on commits */
        return;
    }
    session_answer(master, session, 0);
}

static void use_database(struct master *master, struct session *session, const char *name)
{
    if (name == NULL || !store_has_database(master->store, name)) {
        char text[128];
        (void)snprintf(text, sizeof text, "Unknown database '%.64s'", name != NULL ? name : "");
        session_answer_error(master, session, SQL_UNKNOWN_DATABASE, text);
        return;
    }
    (void)snprintf(session->database, sizeof session->database, "%s", name);
    session_answer(master, session, 0);
}

/* As the product: not within a transaction (AWS docs). The number and words are MySQL's for a
 * transaction's own characteristics. */
static void set_consistency(struct master *master, struct session *session,
                            enum consistency consistency)
{
    if (session->txn.state == TXN_OPEN) {
        session_answer_error(master, session, SQL_IN_TRANSACTION, IN_TRANSACTION_TEXT);
        return;
    }
    session->consistency = consistency;
    session_answer(master, session, 0);
}

static void set_isolation(struct master *master, struct session *session,
                          const struct request *request)
{
    if (!request->next_only) {
        session->isolation = (enum isolation)request->number;
    } else if (session->txn.state == TXN_OPEN) {
        session_answer_error(master, session, SQL_IN_TRANSACTION, IN_TRANSACTION_TEXT);
        return;
    } else {
        session->next_isolation = (int)request->number + 1;
    }
    session_answer(master, session, 0);
}

enum isolation session_isolation(const struct session *session)
{
    if (session->txn.state != TXN_NONE) {
        return session->txn.isolation;
    }
    return session->next_isolation != 0 ? (enum isolation)(session->next_isolation - 1)
                                        : session->isolation;
}

static void run_request(struct master *master, struct session *session);

/* The requests that cost nothing are done at once, the others are thought over first. */
static void take_up(struct master *master, struct session *session)
{
    struct request request = mail_request(net_mail(&master->cluster->net, session->request));
    master->cluster->cause = session->cause;
    switch (request.kind) {
    case REQUEST_PING:
        session_answer(master, session, 0);
        break;
    case REQUEST_SQL:
    case REQUEST_DDL:
    case REQUEST_STATUS:
    case REQUEST_CRASH:
    case REQUEST_SIMULATE:
        session->state = SESSION_THINKS;
        master_set_timer(master, &session->wake_at,
                         master_now(master) + master_parameter(master, PARAM_STATEMENT_US),
                         DUE_SESSION, (uint32_t)session_number(master, session));
        break;
    case REQUEST_BEGIN:
        if (session->txn.state == TXN_OPEN) {
            txn_commit(master, session); /* as MySQL: BEGIN commits what is open */
        } else {
            run_request(master, session);
        }
        break;
    case REQUEST_COMMIT:
        txn_commit(master, session);
        break;
    case REQUEST_ROLLBACK:
        txn_roll_back(master, session, ROLLBACK_ASKED);
        session_answer(master, session, 0);
        break;
    case REQUEST_AUTOCOMMIT:
        set_autocommit(master, session, request.number != 0);
        break;
    case REQUEST_ISOLATION:
        set_isolation(master, session, &request);
        break;
    case REQUEST_CONSISTENCY:
        set_consistency(master, session, (enum consistency)request.number);
        break;
    case REQUEST_READ_ONLY:
        read_only_set(master, session, request.number != 0);
        break;
    case REQUEST_USE:
        use_database(master, session, request.name);
        break;
    }
}

void session_set_words(struct event *event, const struct request *request)
{
    if (request->kind == REQUEST_STATUS) {
        event_set_text(event, status_subject(request->number), "");
    } else if (request->kind == REQUEST_DDL) {
        event_set_definition(event, request->ddl, request->name != NULL ? request->name : "");
    } else {
        event_set_text(event, "", request->sql != NULL ? request->sql : "");
    }
}

/* What the narrative says of a request: only statements have a line of their own. */
static void tell_statement(struct master *master, struct session *session)
{
    struct request request = mail_request(net_mail(&master->cluster->net, session->request));
    session->cause = master->cluster->cause;
    bool is_fault = request.kind == REQUEST_CRASH || request.kind == REQUEST_SIMULATE;
    /* Who asks for the masters is a person: programs check one at a time. */
    bool asks_hosts = request.kind == REQUEST_STATUS && request.number == STATUS_HOSTS;
    if (request.kind != REQUEST_SQL && request.kind != REQUEST_DDL && !is_fault && !asks_hosts) {
        return;
    }
    struct event event = master_event(master, EVENT_STATEMENT);
    event.client = session->client + 1;
    event.txn = session->txn.number;
    session_set_words(&event, &request);
    session->cause = master_emit(master, &event);
}

static void start_request(struct master *master, struct session *session, uint32_t mail)
{
    session->request = mail;
    session->since = master_now(master);
    bool begins = net_mail(&master->cluster->net, mail)->request.kind == REQUEST_BEGIN;
    check_asked(master->cluster, session, begins);
    tell_statement(master, session);
    take_up(master, session);
}

/* The packet's mail becomes the session's. */
static uint32_t take_mail(struct packet *packet)
{
    uint32_t mail = packet->mail;
    packet->mail = 0;
    return mail;
}

static void reset(struct master *master, uint32_t conn, int client)
{
    struct packet packet = packet_to_client(master, conn, client, PACKET_RESET);
    net_send(&master->cluster->net, &packet, 0);
}

void session_on_request(struct master *master, struct packet *packet)
{
    struct session *session = session_of_conn(master, packet->conn);
    if (session == NULL) {
        reset(master, packet->conn, place_index(packet->from));
        return;
    }
    if (session->state == SESSION_IDLE) {
        start_request(master, session, take_mail(packet));
    } else if (session->queue_count < SESSION_QUEUE_MAX) {
        session->queue[session->queue_count++] = take_mail(packet);
    } else {
        session_end(master, session);
        reset(master, packet->conn, place_index(packet->from));
    }
}

void session_on_close(struct master *master, const struct packet *packet)
{
    struct session *session = session_of_conn(master, packet->conn);
    if (session != NULL) {
        session_end(master, session);
    }
}

/* --- running and waiting -------------------------------------------------------------------- */

static void run_request(struct master *master, struct session *session)
{
    struct request request = mail_request(net_mail(&master->cluster->net, session->request));
    switch (request.kind) {
    case REQUEST_DDL:
        if (request.ddl == DDL_DROP_TABLE &&
            store_has_temporary(&session->temporary, request.name)) {
            statement_run(master, session); /* nobody else has such a table */
        } else if (!statement_lets_define(master, session)) {
            break;
        } else if (session->txn.state == TXN_OPEN) {
            txn_commit(master, session); /* as MySQL: a definition commits what is open */
        } else if (read_only_lets_define(master, session)) {
            forward_start(master, session);
        }
        break;
    case REQUEST_STATUS:
        status_answer(master, session);
        break;
    case REQUEST_CRASH:
    case REQUEST_SIMULATE:
        fault_on_request(master, session, &request);
        break;
    case REQUEST_BEGIN:
        if (!reads_wait(master, session)) {
            statement_begin(master, session, request.number);
        }
        break;
    case REQUEST_SQL:
    case REQUEST_PING:
    case REQUEST_COMMIT:
    case REQUEST_ROLLBACK:
    case REQUEST_AUTOCOMMIT:
    case REQUEST_ISOLATION:
    case REQUEST_CONSISTENCY:
    case REQUEST_READ_ONLY:
    case REQUEST_USE:
        if (!reads_wait(master, session)) {
            statement_run(master, session);
        }
        break;
    }
}

void session_run(struct master *master, struct session *session)
{
    run_request(master, session);
}

static void give_up_waiting(struct master *master, struct session *session)
{
    bool storage = session->waits_for_storage;
    locks_stop_waiting(&master->locks, session_number(master, session));
    if (storage) {
        txn_roll_back(master, session, ROLLBACK_NO_QUORUM);
        session_answer_error(master, session, SQL_NO_QUORUM, NO_QUORUM_TEXT);
        return;
    }
    if (!session->txn.is_explicit) {
        txn_roll_back(master, session, ROLLBACK_LOCK_WAIT);
    }
    session_answer_error(master, session, SQL_LOCK_WAIT,
                         "Lock wait timeout exceeded; try restarting transaction");
}

void session_on_due(struct master *master, int number)
{
    struct session *session = &master->sessions[number];
    if (session->wake_at > master_now(master)) {
        return;
    }
    session->wake_at = SIM_NEVER;
    master->cluster->cause = session->cause;
    if (session->state == SESSION_DEFINES) {
        forward_on_due(master, session);
    } else if (session->state == SESSION_CATCHES_UP) {
        reads_on_due(master, session);
    } else if (session->state == SESSION_THINKS) {
        run_request(master, session);
    } else if (session->state == SESSION_WAITS) {
        if (master_now(master) >= session->deadline) {
            give_up_waiting(master, session);
        } else {
            run_request(master, session);
        }
    }
}

/* What it had waited for a row is not held against the storage, nor the other way round. */
void session_wait(struct master *master, struct session *session, struct waiter waiter,
                  bool for_storage)
{
    sim_us now = master_now(master);
    sim_us limit =
        master_parameter(master, for_storage ? PARAM_QUORUM_WAIT_US : PARAM_LOCK_WAIT_US);
    waiter.session = session_number(master, session);
    if (session->state != SESSION_WAITS || session->waits_for_storage != for_storage) {
        session->waited_since = now;
    }
    session->waits_for_storage = for_storage;
    session->deadline = session->waited_since + limit;
    session->deadline = session->deadline > now ? session->deadline : now; /* it may be set anew */
    session->state = SESSION_WAITS;
    locks_wait(&master->locks, waiter);
    master_set_timer(master, &session->wake_at, session->deadline, DUE_SESSION,
                     (uint32_t)waiter.session);
}

static bool is_free(const struct master *master, const struct waiter *waiter)
{
    if (!waiter->is_page) {
        return locks_holder(&master->locks, waiter->what) == LOCK_NOBODY;
    }
    const struct cached *page = &master->pages[waiter->what];
    return page->latch == 0 && !page->is_fetching;
}

void session_wake_waiters(struct master *master)
{
    struct locks *locks = &master->locks;
    int kept = 0;
    for (int i = 0; i < locks->waiter_count; i++) {
        struct waiter waiter = locks->waiters[i];
        if (!is_free(master, &waiter)) {
            locks->waiters[kept++] = waiter;
            continue;
        }
        master_set_timer(master, &master->sessions[waiter.session].wake_at, master_now(master),
                         DUE_SESSION, (uint32_t)waiter.session);
    }
    locks->waiter_count = kept;
}

/* --- answers -------------------------------------------------------------------------------- */

struct mail *session_prepare(struct master *master, struct session *session)
{
    if (session->answer == 0) {
        session->answer = net_new_mail(&master->cluster->net);
    }
    return net_mail(&master->cluster->net, session->answer);
}

static void take_next(struct master *master, struct session *session)
{
    struct net *net = &master->cluster->net;
    if (net_mail(net, session->request)->request.kind == REQUEST_SQL) {
        session->next_isolation = 0; /* it was for this one */
    }
    net_free_mail(net, session->request);
    session->request = 0;
    session->state = SESSION_IDLE;
    session->since = master_now(master);
    session->deadline = SIM_NEVER;
    session->wake_at = SIM_NEVER;
    session->waits_for_storage = false;
    session->waits_for_lock = false;
    session->read.is_done = false;
    if (session->queue_count == 0) {
        return;
    }
    uint32_t mail = session->queue[0];
    session->queue_count--;
    memmove(&session->queue[0], &session->queue[1],
            (size_t)session->queue_count * sizeof session->queue[0]);
    start_request(master, session, mail);
}

void session_answer(struct master *master, struct session *session, sim_us delay)
{
    struct net *net = &master->cluster->net;
    (void)session_prepare(master, session);
    struct packet packet = packet_to_client(master, session->conn, session->client, PACKET_ANSWER);
    packet.mail = session->answer;
    session->answer = 0;
    struct answer *answer = &net_mail(net, packet.mail)->answer;
    answer->kind = answer->error == SQL_OK ? ANSWER_OK : ANSWER_ERROR;
    answer->conn = session->conn;
    answer->client = session->client;
    answer->master = master->index;
    answer->id = net_mail(net, session->request)->request.id;
    answer->in_transaction = session->txn.state == TXN_OPEN && session->txn.is_explicit;
    answer->consistency = session->consistency;
    memcpy(answer->seen, master->applied, sizeof answer->seen);
    answer->event = master->cluster->cause;
    net_send(net, &packet, delay);
    take_next(master, session);
}

void session_answer_error(struct master *master, struct session *session, enum sql_error error,
                          const char *text)
{
    struct event event = master_event(master, EVENT_ANSWERED_ERROR);
    event.client = session->client + 1;
    event.txn = session->txn.number;
    event.code = error;
    event_set_text(&event, "", text);
    (void)master_emit(master, &event);
    count_add(master, COUNTER_ERRORS_1213, error == SQL_CONFLICT);
    struct mail *mail = session_prepare(master, session);
    mail->has_rows = false;
    mail->answer = (struct answer){.error = error};
    (void)snprintf(mail->answer.text, sizeof mail->answer.text, "%s", text);
    session_answer(master, session, 0);
}

void session_committed(struct master *master, struct session *session)
{
    struct request request = mail_request(net_mail(&master->cluster->net, session->request));
    bool was_implicit = request.kind == REQUEST_BEGIN || request.kind == REQUEST_DDL;
    session->state = SESSION_IDLE;
    if (was_implicit) {
        take_up(master, session); /* now that what was open is committed */
    } else {
        session_answer(master, session, 0);
    }
}

/* --- the end -------------------------------------------------------------------------------- */

void session_forget_mails(struct master *master, struct session *session)
{
    struct net *net = &master->cluster->net;
    net_free_mail(net, session->request);
    net_free_mail(net, session->answer);
    for (int i = 0; i < session->queue_count; i++) {
        net_free_mail(net, session->queue[i]);
    }
}

void session_end(struct master *master, struct session *session)
{
    int number = session_number(master, session);
    locks_stop_waiting(&master->locks, number);
    reads_stop(master, session);
    propose_abandon(master, number);
    forward_drop(master, session);
    /* A record that is sent stays sent: only its session goes. */
    if (session->txn.state != TXN_COMMITTING) {
        txn_roll_back(master, session, ROLLBACK_CONNECTION);
    } else {
        txn_forget_session(master, session);
    }
    session_forget_mails(master, session);
    session_release(session);
    master->session_count--;
}

void session_cut(struct master *master, struct session *session, enum event_rollback reason)
{
    propose_abandon(master, session_number(master, session));
    txn_roll_back(master, session, reason);
    reset(master, session->conn, session->client);
    session_end(master, session);
}

/*
 * What TCP's keep-alive is for: a client that dropped its connection while no packet passed
 * is asked again once packets pass, and its machine says that it knows of none.
 */
void session_keep_alive(struct master *master)
{
    const struct net *net = &master->cluster->net;
    int here = place_master(master->index);
    for (int i = 0; i < master->session_top; i++) {
        struct session *session = &master->sessions[i];
        if (session->state == SESSION_FREE || master->cluster->conns[i].id == session->conn) {
            continue;
        }
        int there = place_client(session->client);
        if (net_is_through(net, here, there) && net_is_through(net, there, here)) {
            session_end(master, session);
        }
    }
}

/* --- save and load -------------------------------------------------------------------------- */

void session_save(struct buf *out, const struct session *session)
{
    struct session plain = *session;
    memset(&plain.txn.changes, 0, sizeof plain.txn.changes);
    memset(&plain.pending, 0, sizeof plain.pending);
    memset(&plain.temporary, 0, sizeof plain.temporary);
    plain.txn.versions = NULL;
    plain.txn.locks = NULL;
    plain_save(out, &plain, sizeof plain);
    changes_save(out, &session->txn.changes);
    changes_save(out, &session->pending);
    pack_bytes(out, session->temporary.data, session->temporary.size);
    plain_save_array(out, session->txn.versions, session->txn.version_count, sizeof(uint32_t));
    plain_save_array(out, session->txn.locks, session->txn.lock_count, sizeof(uint64_t));
}

static void load_temporary(struct session *session, struct unpack *in)
{
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    in->damaged = in->damaged || buf_add_bytes(&session->temporary, bytes, size, NULL) != RC_OK;
}

/* The session is blank before. */
void session_load(struct session *session, struct unpack *in)
{
    plain_load(session, sizeof *session, in);
    if (in->damaged) {
        *session = (struct session){0};
        return;
    }
    changes_init(&session->txn.changes);
    changes_init(&session->pending);
    changes_load(&session->txn.changes, in);
    changes_load(&session->pending, in);
    buf_init(&session->temporary, TEMPORARY_SIZE_MAX);
    load_temporary(session, in);
    session->txn.version_room = 0;
    session->txn.lock_room = 0;
    plain_load_array((void **)&session->txn.versions, &session->txn.version_count,
                     &session->txn.version_room, sizeof(uint32_t), in);
    plain_load_array((void **)&session->txn.locks, &session->txn.lock_count,
                     &session->txn.lock_room, sizeof(uint64_t), in);
}
