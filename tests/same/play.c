/* SPDX-License-Identifier: MIT */
#include "same/play.h"

#include "lab/table.h"
#include "lib/lab_fixture.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_LIMIT (900 * US_PER_S)
#define SHOWN_LIMIT (20 * US_PER_S)
#define SETTLE_US (400 * US_PER_MS) /* for what a rollback leaves to be undone */
#define UNUSED_ID 1000000001        /* that no statement writes: none was given */
#define QUIET_MIN (12 * US_PER_S)
#define QUIET_MAX (300 * US_PER_S)

void play_fail(struct play *play, const char *format, ...)
{
    char text[2000];
    va_list args;
    if (play_has_failed(play)) {
        return;
    }
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buf_addf(&play->failure, "%s", text);
}

bool play_has_failed(const struct play *play)
{
    return play->failure.size > 0;
}

/* --- the lab ---------------------------------------------------------------------------------- */

static void on_event(void *user, const struct event *event)
{
    struct play *play = user;
    if (event->kind == EVENT_COMMITTED) {
        play->last_txn = event->txn;
        play->shown_at = 1;
        play->counts.commits++;
    } else if (event->kind == EVENT_APPLIED && event->txn == play->last_txn) {
        play->shown_at++;
    }
    play->counts.adopted += event->kind == EVENT_ADOPTED;
    play->counts.conflicts += event->kind == EVENT_CONFLICT;
    if (play->is_crowd) {
        crowd_on_event(play, event);
    }
    if (play->is_verbose) {
        struct buf line;
        buf_init(&line, BUF_CAP_TEXT);
        if (play->lab != NULL) {
            lab_add_event(play->lab, event, &line);
        }
        (void)printf("      %s\n", line.data);
        buf_release(&line);
    }
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    struct play *play = user;
    if (reply->client < CLIENTS_PLAYED) {
        struct heard *heard = &play->heard[reply->client];
        heard->is_error = reply->is_error;
        heard->error = reply->said != NULL ? (int)reply->said->error : SQL_UNKNOWN_ERROR;
        heard->master = reply->master;
        buf_clear(&heard->text);
        buf_addf(&heard->text, "%s", reply->text);
    }
    if (play->is_verbose) {
        (void)printf("    @%d m%d: %s", reply->client, reply->master + 1, reply->text);
    }
}

/* As it stands in a script: at its time, and SQL with its end. */
static void note_line(struct play *play, int client, const char *line)
{
    struct buf *out = &play->script;
    buf_addf(out, "at ");
    span_add_exact(out, lab_now(play->lab));
    if (client > 0) {
        buf_addf(out, " @%d ", client);
        buf_add_text(out, line, strlen(line));
        buf_addf(out, ";\n");
    } else {
        buf_addf(out, " %s\n", line);
    }
}

void play_give(struct play *play, int client, const char *line)
{
    struct err err = {0};
    struct buf reply;
    struct buf full;
    buf_init(&reply, BUF_CAP_TEXT);
    buf_init(&full, BUF_CAP_TEXT);
    lab_settle(play->lab);
    note_line(play, client, line);
    if (play->is_verbose) {
        (void)printf("  @%d> %s\n", client, line);
    }
    buf_add_text(&full, line, strlen(line));
    if (client > 0) {
        buf_addf(&full, ";");
        play->heard[client].is_error = false;
    }
    enum rc rc = lab_apply(play->lab, full.data, client > 0 ? client : 1, &reply, &err);
    if (rc != RC_OK && client > 0) { /* refused before it was sent */
        struct lab_reply refused = {
            .client = client, .master = -1, .text = err.text, .is_error = true};
        on_reply(play, &refused);
    } else if (rc != RC_OK && play->is_verbose) {
        (void)printf("    refused: %s\n", err.text);
    }
    play->counts.faults += client == 0 && rc == RC_OK ? 1 : 0;
    buf_release(&reply);
    buf_release(&full);
}

void play_await(struct play *play, int client)
{
    sim_us limit = lab_now(play->lab) + ANSWER_LIMIT;
    while (!lab_is_answered(play->lab, client)) {
        if (lab_next_at(play->lab) > limit) {
            play_fail(play, "@%d is not answered within 15 minutes", client);
            return;
        }
        (void)lab_step(play->lab);
    }
}

static void let_pass(struct play *play, sim_us length)
{
    lab_advance(play->lab, lab_now(play->lab) + length);
}

/* --- what an answer says ---------------------------------------------------------------------- */

int play_error(const struct heard *heard)
{
    return heard->is_error ? heard->error : 0;
}

bool play_is_cluster_error(const struct heard *heard)
{
    static const int errors[] = {SQL_CONFLICT, SQL_LOCK_WAIT, SQL_TABLE_READ_ONLY, SQL_NO_QUORUM,
                                 SQL_DDL_REFUSED};
    int number = play_error(heard);
    for (int i = 0; i < COUNT_OF(errors); i++) {
        if (errors[i] == number) {
            return true;
        }
    }
    return false;
}

bool play_is_lost(const struct heard *heard)
{
    int number = play_error(heard);
    return number == SQL_CANNOT_CONNECT || number == SQL_GONE_AWAY || number == SQL_LOST;
}

int64_t play_affected(const struct heard *heard)
{
    const char *word = strstr(heard->text.data, "Query OK, ");
    return word != NULL ? strtoll(word + 10, NULL, 10) : -1;
}

int64_t play_ask_id(struct play *play, int client)
{
    struct buf said;
    buf_init(&said, BUF_CAP_TEXT);
    buf_addf(&said, "%s", play->heard[client].text.data);
    play_give(play, client, "SELECT LAST_INSERT_ID() AS id");
    play_await(play, client);
    struct heard *heard = &play->heard[client];
    const char *line = strchr(heard->text.data, '\n');
    int64_t id = heard->is_error || line == NULL ? 0 : strtoll(line, NULL, 10);
    if (id > 0 && (id - 1) % AUTOINC_STEP != heard->master) {
        play_fail(play, "I13: m%d generated the id %" PRId64, heard->master + 1, id);
    }
    if (!play_is_lost(heard)) { /* what was said before counts, but for the end of all */
        heard->is_error = false;
        buf_clear(&heard->text);
        buf_addf(&heard->text, "%s", said.data);
    }
    buf_release(&said);
    return id;
}

/* --- in lockstep ------------------------------------------------------------------------------ */

static bool is_same_error(int number, enum plain_error error)
{
    switch (error) {
    case PLAIN_DUPLICATE:
        return number == SQL_DUPLICATE_KEY;
    case PLAIN_NULL:
        return number == SQL_NULL_VALUE || number == SQL_NO_DEFAULT;
    case PLAIN_CHECK:
        return number == SQL_CHECK;
    case PLAIN_UNFIT: /* and perhaps something else is wrong with it, too */
        return true;
    case PLAIN_OK:
    case PLAIN_OTHER:
        break;
    }
    return number != SQL_DUPLICATE_KEY && number != SQL_NULL_VALUE && number != SQL_CHECK;
}

static void compare_rows(struct play *play, const struct step *step, const struct heard *heard,
                         const struct plain_result *result)
{
    struct buf wanted;
    buf_init(&wanted, BUF_CAP_TEXT);
    table_add(&wanted, &result->rows, false);
    buf_addf(&wanted, "  %" PRId64 " row", result->rows.rows_total);
    if (strncmp(wanted.data, heard->text.data, wanted.size) != 0) {
        play_fail(play,
                  "another result of: %s\n  the cluster says:\n%s  plain SQLite (%s) says:\n%s",
                  step->lab, heard->text.data, step->plain, wanted.data);
    }
    buf_release(&wanted);
}

static void compare_answers(struct play *play, const struct step *step, const struct heard *heard,
                            const struct plain_result *result)
{
    int number = play_error(heard);
    if (heard->is_error != (result->error != PLAIN_OK) ||
        (heard->is_error && !is_same_error(number, result->error))) {
        play_fail(play, "another end of: %s\n  the cluster says: %s\n  plain SQLite (%s) says: %s",
                  step->lab, heard->text.data, step->plain,
                  result->error != PLAIN_OK ? result->text : "OK");
    } else if (!heard->is_error && result->rows.column_count > 0) {
        compare_rows(play, step, heard, result);
    } else if (!heard->is_error && result->affected >= 0 &&
               play_affected(heard) != result->affected) {
        play_fail(play, "%" PRId64 " rows are affected, not %" PRId64 ", by: %s\n  plain: %s",
                  play_affected(heard), result->affected, step->lab, step->plain);
    }
}

/* The transaction is over on the cluster's side: nothing of it happened. */
static void drop_transaction(struct play *play, const struct step *step, int client)
{
    struct plain_result result;
    plain_result_init(&result);
    play_give(play, client, "ROLLBACK");
    play_await(play, client);
    if (plain_is_open(play->plain)) {
        plain_run(play->plain, "ROLLBACK", &result);
    }
    play->dead_group = step->group;
    plain_result_release(&result);
}

static void await_everywhere(struct play *play)
{
    sim_us limit = lab_now(play->lab) + SHOWN_LIMIT;
    while (play->last_txn != 0 && play->shown_at < play->steps->masters) {
        if (lab_next_at(play->lab) > limit) {
            play_fail(play, "a commit is not shown at every master within 20 s");
            return;
        }
        (void)lab_step(play->lab);
    }
    play->last_txn = 0;
}

static void feed_plain(struct play *play, const struct step *step, const struct heard *heard)
{
    struct plain_result result;
    plain_result_init(&result);
    plain_run(play->plain, step->plain, &result);
    if (play_error(heard) != SQL_DDL_UNSURE) { /* that one is committed */
        compare_answers(play, step, heard, &result);
    }
    plain_result_release(&result);
}

/* What the plain side does not have: the end of all ids, a generated one that met another, REPLACE
 * and IGNORE refused where a trigger fires, and what the hook of this version of SQLite cannot
 * tell; and a definition is tried on what the master that runs it has applied, whatever its session
 * reads. */
static bool is_own_limit(const struct step *step, const struct heard *heard, bool is_regional)
{
    return (step->gives_id && play_error(heard) == SQL_DUPLICATE_KEY) ||
           (is_regional && step->kind == STEP_DEFINITION && heard->is_error) ||
           play_error(heard) == SQL_NO_MORE_IDS ||
           strstr(heard->text.data, "where a trigger fires") != NULL ||
           strstr(heard->text.data, "its key is too large") != NULL;
}

static void lockstep(struct play *play, const struct step *step)
{
    int client = play->lanes[step->lane].client;
    struct heard *heard = &play->heard[client];
    if (step->group == play->dead_group) {
        return;
    }
    play_give(play, client, step->lab);
    play_await(play, client);
    play->counts.statements++;
    play->counts.errors += heard->is_error;
    bool may_lose = play->steps->mode == MODE_MASTER || play->steps->is_regional;
    if (play_is_cluster_error(heard) && may_lose) {
        drop_transaction(play, step, client);
        return;
    }
    if (step->gives_id) {
        plain_set_id(play->plain, heard->is_error ? UNUSED_ID : play_ask_id(play, client));
    }
    if (play_is_lost(heard) || play_is_cluster_error(heard)) {
        play_fail(play, "nothing is in its way, but %s fails: %s", step->lab, heard->text.data);
        return;
    }
    if (!is_own_limit(step, heard, play->steps->is_regional)) {
        feed_plain(play, step, heard);
    }
    if (!plain_is_open(play->plain) && play->steps->mode != MODE_MASTER) {
        if (step->kind == STEP_ROLLBACK || heard->is_error) {
            let_pass(play, SETTLE_US);
        }
        if (!play->steps->is_regional) {
            await_everywhere(play);
        }
    }
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool start(struct play *play)
{
    struct err err = {0};
    struct lab_config config = {
        .seed = play->seed,
        .masters = play->steps->masters,
        .check = true,
        .files = lab_fixture_files(),
        .sink = {.on_event = on_event, .on_reply = on_reply, .user = play},
    };
    play->plain = plain_new();
    if (lab_new(&play->lab, &config, &err) != RC_OK) {
        play_fail(play, "%s", err.text);
        return false;
    }
    for (int i = 0; i < LANES_MAX; i++) {
        int master = i % play->steps->masters;
        play->lanes[i] = (struct lane){.client = master + 1,
                                       .master = master,
                                       .is_retired = i >= play->steps->masters,
                                       .unit = -1,
                                       .step = -1};
    }
    let_pass(play, 20 * US_PER_MS); /* they connect */
    play_give(play, 0, "\\client 1 set pool.read_timeout=60s");
    for (int i = 0; i < play->steps->lanes && play->steps->is_regional; i++) {
        play_give(play, i + 1, "SET aurora_mm_session_consistency_level = 'REGIONAL_RAW'");
        play_await(play, i + 1);
    }
    return true;
}

static bool is_quiet(struct play *play)
{
    struct cluster_view view;
    uint64_t digest = 0;
    uint64_t first = 0;
    cluster_look(lab_cluster(play->lab), &view);
    for (int i = 0; i < play->steps->masters; i++) {
        if (view.masters[i].state != MASTER_ONLINE || view.masters[i].open_txns > 0 ||
            !lab_store_digest(play->lab, i, &digest)) {
            return false;
        }
        first = i == 0 ? digest : first;
        if (digest != first) {
            return false;
        }
    }
    return lab_is_answered(play->lab, 0);
}

/* Everything is healed; what is owed comes in. */
static void come_to_rest(struct play *play)
{
    play_give(play, 0, "\\heal");
    sim_us limit = lab_now(play->lab) + QUIET_MAX;
    let_pass(play, play->steps->mode == MODE_MOVING ? US_PER_S : QUIET_MIN);
    while (!is_quiet(play)) {
        if (lab_now(play->lab) > limit) {
            play_fail(play, "I11: five minutes after all was healed the masters are not alike");
            return;
        }
        let_pass(play, US_PER_S);
    }
}

static void run_step(struct play *play, int index)
{
    const struct step *step = &play->steps->items[index];
    if (step->kind == STEP_LINE) {
        play_give(play, 0, step->lab);
        if (play->steps->mode == MODE_MOVING) {
            let_pass(play, 10 * US_PER_MS);
        }
    } else if (step->kind == STEP_PAUSE) {
        let_pass(play, step->pause);
    } else if (step->is_crowd) {
        let_pass(play, step->pause);
        play->is_crowd = true;
        crowd_step(play, index);
    } else {
        lockstep(play, step);
    }
}

bool play_run(struct play *play, const struct steps *steps, uint64_t seed, bool is_verbose)
{
    *play = (struct play){.steps = steps, .seed = seed, .is_verbose = is_verbose};
    buf_init(&play->failure, BUF_CAP_TEXT);
    buf_init(&play->script, BUF_CAP_STATE);
    for (int i = 0; i < CLIENTS_PLAYED; i++) {
        buf_init(&play->heard[i].text, BUF_CAP_TEXT);
        play->unit_of_client[i] = -1;
    }
    if (!start(play)) {
        return false;
    }
    for (int i = 0; i < steps->count && !play_has_failed(play); i++) {
        run_step(play, i);
    }
    if (!play_has_failed(play) && steps->mode == MODE_CROWD) {
        crowd_finish(play);
    }
    if (!play_has_failed(play)) {
        come_to_rest(play);
    }
    if (!play_has_failed(play) && lab_failure(play->lab) != NULL) {
        play_fail(play, "%s", lab_failure(play->lab));
    }
    if (!play_has_failed(play) && steps->mode == MODE_CROWD) {
        crowd_replay(play);
    }
    if (!play_has_failed(play)) {
        equal_check(play);
    }
    return !play_has_failed(play);
}

void play_release(struct play *play)
{
    lab_free(play->lab);
    plain_free(play->plain);
    for (int i = 0; i < CLIENTS_PLAYED; i++) {
        buf_release(&play->heard[i].text);
    }
    buf_release(&play->script);
    buf_release(&play->failure);
}
