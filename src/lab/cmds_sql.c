/* SPDX-License-Identifier: MIT */
/*
 * cmds_sql: SQL from a line to a request, and from an answer to the lines that
 * a prompt shows.
 */
#include "lab/lab_state.h"
#include "lab/table.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STALE_AFTER_US US_PER_S

/* What a kind of statement is for the cluster. Kinds that are not there never get so far. */
static const struct {
    enum request_kind request;
    enum ddl_kind ddl;
} kinds[] = {
    [DIALECT_NOTHING] = {REQUEST_PING, DDL_NONE},
    [DIALECT_SQL] = {REQUEST_SQL, DDL_NONE},
    [DIALECT_BEGIN] = {REQUEST_BEGIN, DDL_NONE},
    [DIALECT_COMMIT] = {REQUEST_COMMIT, DDL_NONE},
    [DIALECT_ROLLBACK] = {REQUEST_ROLLBACK, DDL_NONE},
    [DIALECT_AUTOCOMMIT] = {REQUEST_AUTOCOMMIT, DDL_NONE},
    [DIALECT_ISOLATION] = {REQUEST_ISOLATION, DDL_NONE},
    [DIALECT_CONSISTENCY] = {REQUEST_CONSISTENCY, DDL_NONE},
    [DIALECT_USE] = {REQUEST_USE, DDL_NONE},
    [DIALECT_READ_ONLY] = {REQUEST_READ_ONLY, DDL_NONE},
    [DIALECT_STATUS] = {REQUEST_STATUS, DDL_NONE},
    [DIALECT_CREATE_DATABASE] = {REQUEST_DDL, DDL_CREATE_DATABASE},
    [DIALECT_DROP_DATABASE] = {REQUEST_DDL, DDL_DROP_DATABASE},
    [DIALECT_CREATE_TABLE] = {REQUEST_DDL, DDL_CREATE_TABLE},
    [DIALECT_DROP_TABLE] = {REQUEST_DDL, DDL_DROP_TABLE},
    [DIALECT_ALTER_TABLE] = {REQUEST_DDL, DDL_ALTER_TABLE},
    [DIALECT_CREATE_INDEX] = {REQUEST_DDL, DDL_CREATE_INDEX},
    [DIALECT_DROP_INDEX] = {REQUEST_DDL, DDL_DROP_INDEX},
    [DIALECT_CREATE_TRIGGER] = {REQUEST_DDL, DDL_CREATE_TRIGGER},
    [DIALECT_DROP_TRIGGER] = {REQUEST_DDL, DDL_DROP_TRIGGER},
    [DIALECT_CRASH] = {REQUEST_CRASH, DDL_NONE},
    [DIALECT_SIMULATE] = {REQUEST_SIMULATE, DDL_NONE},
};

void lab_init_parsed(struct lab *lab)
{
    dialect_init(&lab->statement);
    for (int i = 0; i < PARSED_MAX; i++) {
        dialect_init(&lab->parsed[i].statement);
    }
}

void lab_release_parsed(struct lab *lab)
{
    dialect_release(&lab->statement);
    for (int i = 0; i < PARSED_MAX; i++) {
        dialect_release(&lab->parsed[i].statement);
        mem_free(lab->parsed[i].sql);
    }
}

/* After a conflict a client says the same again: what was parsed is kept for a while. */
static enum rc find_parsed(struct lab *lab, const struct dialect_statement **out, const char *sql,
                           struct err *err)
{
    for (int i = 0; i < PARSED_MAX; i++) {
        if (lab->parsed[i].sql != NULL && strcmp(lab->parsed[i].sql, sql) == 0) {
            *out = &lab->parsed[i].statement;
            return RC_OK;
        }
    }
    int error = 0;
    struct parsed *parsed = &lab->parsed[lab->parsed_next];
    lab->parsed_next = (lab->parsed_next + 1) % PARSED_MAX;
    enum rc rc = dialect_parse(&parsed->statement, sql, &error, err);
    mem_free(parsed->sql);
    parsed->sql = rc == RC_OK ? mem_text(sql) : NULL;
    *out = &parsed->statement;
    return rc;
}

static struct disk_fault disk_fault_of(const struct dialect_simulate *simulate)
{
    return (struct disk_fault){
        .copy = simulate->disk,
        .is_congestion = simulate->is_congestion,
        .percent = simulate->percent,
        .min = simulate->min_ms * US_PER_MS,
        .max = simulate->max_ms * US_PER_MS,
        .length = simulate->seconds * US_PER_S,
    };
}

enum rc lab_parse_sql(void *context, struct request *out, const char *sql, struct err *err)
{
    struct lab *lab = context;
    const struct dialect_statement *statement = NULL;
    enum rc rc = find_parsed(lab, &statement, sql, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (statement->kind == DIALECT_EMPTY) {
        return err_set(err, RC_USAGE, "there is no statement here");
    }
    *out = (struct request){
        .kind = kinds[statement->kind].request,
        .ddl = kinds[statement->kind].ddl,
        .sql = statement->sql.data,
        .name = statement->name,
        .qualified = statement->qualified.data,
        .if_exists = statement->if_exists,
        .lock_rows = statement->lock_rows,
        .is_temporary = statement->is_temporary,
        .next_only = statement->next_only,
        .number = statement->number,
        .disk = disk_fault_of(&statement->simulate),
    };
    return RC_OK;
}

enum rc lab_read_sql(struct lab *lab, int client, const char *sql, struct err *err)
{
    int number = 0;
    char word[16];
    (void)snprintf(word, sizeof(word), "%d", client);
    enum rc rc = lab_parse_client(lab, word, &number, err);
    if (rc != RC_OK) {
        return rc;
    }
    int error = 0;
    struct err own = {0};
    rc = dialect_parse(&lab->statement, sql, &error, &own);
    if (rc != RC_OK) {
        struct buf text;
        buf_init(&text, BUF_CAP_TEXT);
        dialect_add_error(&text, error, own.text);
        (void)err_set(err, rc, "%s", text.data);
        buf_release(&text);
    }
    return rc;
}

enum rc lab_run_sql(struct lab *lab, int client, const char *sql, bool vertical, struct err *err)
{
    enum rc rc = lab_read_sql(lab, client, sql, err);
    if (rc != RC_OK || lab->statement.kind == DIALECT_EMPTY) {
        return rc;
    }
    if (lab->watches[client - 1].asked != 0) {
        return err_set(err, RC_STATE,
                       "@%d waits for the answer to a round of its \\watch: give the line a "
                       "moment later, or \\watch off before it",
                       client);
    }
    rc = clients_execute(lab->clients, client, sql, err);
    if (rc == RC_OK) {
        lab->is_vertical[client - 1] = vertical;
    }
    return rc;
}

/* At INSTANCE_RAW a master shows what it has, however long it has heard nothing: say so. */
static void add_staleness(struct buf *out, const struct lab *lab, const struct client_reply *reply)
{
    struct cluster_view view;
    if (reply->answer->consistency != CONSISTENCY_INSTANCE_RAW) {
        return;
    }
    cluster_look(lab->cluster, &view);
    sim_us lag = view.masters[reply->master].lag;
    if (view.masters[reply->master].is_behind && lag > STALE_AFTER_US) {
        buf_addf(out, "  STALE? m%d is ", reply->master + 1);
        span_add_length(out, lag);
        buf_addf(out, " behind; REGIONAL_RAW would wait or fail\n");
    }
}

static bool has_rows(const struct answer *answer)
{
    return answer->rows != NULL && answer->rows->column_count > 0;
}

/* "1 row in 0.9 ms from m1" or "Query OK, 2 rows affected, in 3.1 ms on m1". */
static void add_success(struct buf *out, const struct lab *lab, const struct client_reply *reply)
{
    const struct answer *answer = reply->answer;
    if (has_rows(answer)) {
        table_add(out, answer->rows, lab->is_vertical[reply->client - 1]);
        int64_t count = answer->rows->rows_total;
        buf_addf(out, "  %" PRId64 " row%s in ", count, count == 1 ? "" : "s");
        span_add_length(out, reply->took);
        buf_addf(out, " from m%d\n", reply->master + 1);
        add_staleness(out, lab, reply);
        return;
    }
    buf_addf(out, "  Query OK, %" PRId64 " row%s affected, in ", answer->affected,
             answer->affected == 1 ? "" : "s");
    span_add_length(out, reply->took);
    buf_addf(out, " on m%d\n", reply->master + 1);
}

static void add_failure(struct buf *out, const struct client_reply *reply)
{
    dialect_add_error(out, (int)reply->error, reply->text);
    buf_addf(out, "\n");
    const char *help = dialect_error((int)reply->error)->help;
    if (reply->is_unknown && reply->error != SQL_DDL_UNSURE) {
        help = "Nobody can say whether it was done: the answer is lost, the change may not be.";
    }
    if (help != NULL) {
        buf_addf(out, "  %s\n", help);
    }
}

void lab_on_client_reply(void *context, const struct client_reply *reply)
{
    struct lab *lab = context;
    if (lab_take_round(lab, reply)) {
        return;
    }
    if (lab->config.sink.on_reply == NULL || (lab->is_hushed && reply->error == SQL_OK)) {
        return;
    }
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    if (reply->error == SQL_OK && reply->answer != NULL) {
        add_success(&text, lab, reply);
    } else {
        add_failure(&text, reply);
    }
    struct lab_reply said = {
        .client = reply->client,
        .master = reply->master,
        .text = text.data,
        .is_error = reply->error != SQL_OK,
        .said = reply,
    };
    bool is_grid = !said.is_error && reply->answer != NULL && has_rows(reply->answer) &&
                   !lab->is_vertical[reply->client - 1];
    said.grid_lines = is_grid ? reply->answer->rows->row_count + 1 : 0;
    lab->config.sink.on_reply(lab->config.sink.user, &said);
    buf_release(&text);
}

static void say(struct lab *lab, const char *text, bool is_error)
{
    struct buf line;
    buf_init(&line, BUF_CAP_TEXT);
    buf_addf(&line, "%s\n", text);
    struct lab_reply reply = {.master = -1, .text = line.data, .is_error = is_error};
    if (lab->config.sink.on_reply != NULL) {
        lab->config.sink.on_reply(lab->config.sink.user, &reply);
    }
    buf_release(&line);
}

void lab_say_trouble(struct lab *lab, const char *text)
{
    say(lab, text, true);
}

void lab_say(struct lab *lab, const char *text)
{
    say(lab, text, false);
}
