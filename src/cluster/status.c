/* SPDX-License-Identifier: MIT */
#include "cluster/status.h"

#include "cluster/ddl.h"
#include "cluster/session.h"
#include "cluster/world.h"

#include <inttypes.h>
#include <stdio.h>

/* "Online", "Recovery" or "Offline", as the product reports it (AWS docs). */
static const char *status_word(const struct master *master)
{
    static const char *const words[] = {
        [MASTER_ABSENT] = "Offline",
        [MASTER_ONLINE] = "Online",
        [MASTER_OFFLINE] = "Offline",
        [MASTER_RECOVERY] = "Recovery",
    };
    return master_is_silent(master) ? "Offline" : words[master->state];
}

const char *status_subject(int64_t number)
{
    static const char *const subjects[] = {
        [STATUS_HOSTS] = "the status of the masters",
        [STATUS_COUNTERS] = "its counters",
        [STATUS_PROCESSES] = "its sessions",
        [STATUS_SELF] = "its own status",
    };
    return subjects[number];
}

/* --- tables to ask -------------------------------------------------------------------------- */

/* How busy its CPU is, nobody computes; of one that does not answer, nobody knows since when. */
static void add_hosts(struct buf *sql, const struct master *master)
{
    struct cluster_view view;
    const char *joint = "";
    cluster_look(master->cluster, &view);
    buf_addf(sql, "WITH replica_host_status(server_id, session_id, has_primary, "
                  "replica_lag_in_milliseconds, last_reported_status, cpu, is_current, "
                  "last_update_timestamp) AS (VALUES ");
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master *host = &master->cluster->masters[i];
        if (host->state == MASTER_ABSENT) {
            continue;
        }
        bool answers = host->state == MASTER_ONLINE && !master_is_silent(host) && !host->is_hung;
        buf_addf(sql, "%s('m%d', 'MASTER_SESSION_ID', %d, %" PRId64 ", '%s', NULL, %d, %s)", joint,
                 i + 1, view.masters[i].runs_ddl, view.masters[i].lag / US_PER_MS,
                 status_word(host), answers, answers ? "datetime('now')" : "NULL");
        joint = ", ";
    }
    buf_addf(sql, ") ");
}

static void add_value(struct buf *sql, const char *name, int64_t value, int *place)
{
    buf_addf(sql, "%s(%d, '%s', '%" PRId64 "')", *place > 0 ? ", " : "", *place, name, value);
    ++*place;
}

static void add_counters(struct buf *sql, const struct master *master)
{
    int place = 0;
    buf_addf(sql, "WITH lab_status(place, name, value) AS (VALUES ");
    add_value(sql, "Uptime", (master_now(master) - master->started_at) / US_PER_S, &place);
    add_value(sql, "Threads_connected", master->session_count, &place);
    for (int i = 0; i < COUNTER_COUNT; i++) {
        add_value(sql, counter_row((enum counter)i)->name, master->counters[i], &place);
        if (i == COUNTER_TXN_UNANSWERED) {
            add_value(sql, "Txn_open", count_open_txns(master), &place);
        }
    }
    buf_addf(sql, ") ");
}

static enum rc ask(struct master *master, const char *sql, struct store_result *result,
                   struct err *err)
{
    struct store_statement statement = {
        .sql = sql, .now = master_now(master), .server = master->index};
    return store_run(master->store, &statement, result, err);
}

/* Run the client's SELECT on such a table. */
static void answer_select(struct master *master, struct session *session,
                          const struct request *request)
{
    struct store_result result;
    struct err err = {0};
    struct buf sql;
    store_result_init(&result);
    buf_init(&sql, 2 * SQL_SIZE_MAX);
    if (request->number == STATUS_HOSTS) {
        add_hosts(&sql, master);
    } else {
        add_counters(&sql, master);
    }
    buf_addf(&sql, "%s", request->sql != NULL ? request->sql : "");
    enum rc rc = ask(master, sql.data, &result, &err);
    if (rc != RC_OK) {
        session_answer_error(master, session, SQL_UNKNOWN_ERROR, err.text);
    } else if (result.error != SQL_OK) {
        session_answer_error(master, session, result.error, result.text);
    } else {
        struct mail *mail = session_prepare(master, session);
        mail->answer = (struct answer){0};
        mail->has_rows = true;
        rows_take(&mail->rows, &result.rows);
        session_answer(master, session, 0);
    }
    buf_release(&sql);
    store_result_release(&result);
}

/* --- sessions ------------------------------------------------------------------------------- */

static void add_text(struct rows *rows, const char *text)
{
    rows_add_cell(rows, CELL_TEXT, text, strlen(text));
}

static void add_number(struct rows *rows, int64_t number)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%" PRId64, number);
    rows_add_cell(rows, CELL_INTEGER, text, strlen(text));
}

static void add_process(struct rows *rows, const struct master *master,
                        const struct session *session)
{
    static const char *const states[] = {
        [SESSION_FREE] = "",
        [SESSION_IDLE] = "",
        [SESSION_THINKS] = "executing",
        [SESSION_WAITS] = "waits for a lock or a page",
        [SESSION_WRITES] = "waits for votes",
        [SESSION_COMMITTING] = "commits",
        [SESSION_DEFINES] = "waits for DDL",
        [SESSION_CATCHES_UP] = "waits for peers' commits",
    };
    char name[PLACE_NAME_SIZE];
    bool is_idle = session->state == SESSION_IDLE;
    struct event words = {0};
    if (!is_idle) {
        struct request request = mail_request(net_mail(&master->cluster->net, session->request));
        session_set_words(&words, &request);
    }
    int az = cluster_client_az(master->cluster, session->client);
    add_number(rows, session_number(master, session) + 1);
    (void)snprintf(name, sizeof name, "@%d", session->client + 1);
    add_text(rows, name);
    add_text(rows, place_name(place_az(az), name));
    add_text(rows, session->database[0] != '\0' ? session->database : STORE_DATABASE);
    add_text(rows, is_idle ? "Sleep" : "Query");
    add_number(rows, (master_now(master) - session->since) / US_PER_S);
    add_text(rows, is_idle && session->txn.state == TXN_OPEN ? "in a transaction"
                                                             : states[session->state]);
    add_text(rows, words.text);
}

/* An answer with these columns, and no rows yet. */
static struct mail *begin_rows(struct master *master, struct session *session,
                               const char *const columns[], int count)
{
    struct mail *mail = session_prepare(master, session);
    mail->answer = (struct answer){0};
    mail->has_rows = true;
    rows_clear(&mail->rows);
    for (int i = 0; i < count; i++) {
        rows_add_column(&mail->rows, columns[i]);
    }
    return mail;
}

static void answer_processes(struct master *master, struct session *session)
{
    static const char *const columns[] = {"Id",      "User", "Host",  "db",
                                          "Command", "Time", "State", "Info"};
    struct mail *mail = begin_rows(master, session, columns, COUNT_OF(columns));
    for (int i = 0; i < master->session_top; i++) {
        if (master->sessions[i].state != SESSION_FREE) {
            add_process(&mail->rows, master, &master->sessions[i]);
        }
    }
    session_answer(master, session, 0);
}

static void answer_self(struct master *master, struct session *session)
{
    static const char *const columns[] = {
        [SELF_SERVER_ID] = "server_id",
        [SELF_READ_ONLY] = "read_only",
        [SELF_LAG_MS] = "replica_lag_in_milliseconds",
        [SELF_STATUS] = "last_reported_status",
    };
    struct mail *mail = begin_rows(master, session, columns, COUNT_OF(columns));
    char name[PLACE_NAME_SIZE];
    add_text(&mail->rows, place_name(place_master(master->index), name));
    add_number(&mail->rows, master->is_read_only);
    add_number(&mail->rows, cluster_staleness(master->cluster, master->index) / US_PER_MS);
    add_text(&mail->rows, status_word(master));
    session_answer(master, session, 0);
}

void status_answer(struct master *master, struct session *session)
{
    struct request request = mail_request(net_mail(&master->cluster->net, session->request));
    if (request.number == STATUS_PROCESSES) {
        answer_processes(master, session);
    } else if (request.number == STATUS_SELF) {
        answer_self(master, session);
    } else {
        answer_select(master, session, &request);
    }
}
