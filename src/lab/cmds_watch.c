/* SPDX-License-Identifier: MIT */
/*
 * cmds_watch: a client asks the same statement again and again, as psql's \watch does, on the
 * session that its person types on. A round that cannot be asked now is left out, not put off.
 *
 * Psql asks in an open transaction, too, for there nobody types meanwhile. Here a round would have
 * its say in what the person is trying: it would fix what the transaction reads, or be told, in
 * the person's place, that it is lost. So none is asked there.
 */
#include "lab/lab_state.h"
#include "lab/table.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define INTERVAL_MIN (100 * US_PER_MS)
#define INTERVAL_MAX (60 * US_PER_S)
#define WAIT_TOLD US_PER_S /* since a round was asked: less is no news */

#define TRY "\\watch 1s SELECT count(*) FROM t"

/* --- what a round is told as ----------------------------------------------------------------- */

/* How a round ended that is to be told. */
struct round {
    enum round_end end;
    int master;       /* -1: nowhere */
    const char *text; /* of an error, or of a wait */
    const struct rows *rows;
    uint64_t result; /* hash of the text, or of the rows */
};

static uint64_t hash_row(const struct rows *rows, int row)
{
    uint64_t hash = HASH_START;
    for (int i = 0; i < rows->column_count; i++) {
        const struct cell *cell = &rows->cells[row * rows->column_count + i];
        hash = hash_u64(hash, (uint64_t)cell->kind);
        hash = hash_bytes(hash, rows_cell(rows, row, i), cell->size);
    }
    return hash;
}

static uint64_t hash_rows(const struct rows *rows)
{
    uint64_t hash = hash_u64(HASH_START, (uint64_t)rows->rows_total);
    for (int i = 0; i < rows->row_count; i++) {
        hash = hash_u64(hash, hash_row(rows, i));
    }
    return hash;
}

static int rows_shown(const struct rows *rows)
{
    return rows->row_count < WATCH_ROWS_MAX ? rows->row_count : WATCH_ROWS_MAX;
}

static bool is_value(const struct rows *rows)
{
    return rows->column_count == 1 && rows->rows_total == 1;
}

static void read_value(const struct rows *rows, char out[WATCH_VALUE_SIZE])
{
    struct buf text;
    buf_init(&text, VALUE_SIZE_MAX);
    table_add_cell(&text, rows, 0, 0);
    (void)snprintf(out, WATCH_VALUE_SIZE, "%.*s", (int)text_clip(text.data, WATCH_VALUE_SIZE / 4),
                   text.data);
    buf_release(&text);
}

/* It was not there in the round before, so or at all. */
static bool is_new(const struct watch *watch, uint64_t row)
{
    for (int i = 0; i < watch->row_count; i++) {
        if (watch->rows[i] == row) {
            return false;
        }
    }
    return watch->has_rows;
}

/* Rows as ever, those that are new with a sign; gives how many are. */
static int add_grid(struct buf *out, const struct watch *watch, const struct rows *rows)
{
    struct rows shown = *rows; /* the first of them */
    struct buf grid;
    int news = 0;
    shown.row_count = rows_shown(rows);
    buf_init(&grid, BUF_CAP_TEXT);
    table_add(&grid, &shown, false);
    int line = -1; /* the names */
    for (const char *at = grid.data; *at != '\0'; line++) {
        size_t size = strcspn(at, "\n") + 1;
        bool has_sign = line >= 0 && line < shown.row_count && is_new(watch, hash_row(rows, line));
        buf_addf(out, "%c%.*s", has_sign ? '*' : *at, (int)size - 1, at + 1);
        news += has_sign ? 1 : 0;
        at += size;
    }
    buf_release(&grid);
    return news;
}

/* " for 5 rounds": that long it was as before. */
static void add_rounds(struct buf *out, const struct watch *watch, const char *word)
{
    if (watch->end == ROUND_ROWS && watch->same > 0) {
        buf_addf(out, "%s %" PRId64 " rounds", word, watch->same + 1);
    }
}

/* What is other than it was. */
static void add_change(struct buf *out, const struct watch *watch, const struct round *round,
                       int news)
{
    const struct rows *rows = round->rows;
    if (!watch->has_rows) {
        return;
    }
    if (watch->had == round->result) {
        if (watch->end == ROUND_ROWS && watch->master == round->master) {
            buf_addf(out, ", unchanged for %" PRId64 " round%s", watch->same + 1,
                     watch->same == 0 ? "" : "s");
        } else {
            buf_addf(out, ", as before");
        }
        return;
    }
    if (is_value(rows) && watch->value[0] != '\0') {
        buf_addf(out, ", was %s", watch->value);
        add_rounds(out, watch, " for");
        return;
    }
    if (rows->rows_total != watch->total) {
        buf_addf(out, ", %" PRId64 " before", watch->total);
    } else if (news == 0) {
        buf_addf(out, ", another order or others below");
    }
    if (news > 0) {
        buf_addf(out, ", * new or changed");
    }
    add_rounds(out, watch, ", the first change in");
}

/* "@1 m2 12.401  count(*) = 17, was 14"; gives how many lines have columns. */
static int add_round(struct buf *out, const struct lab *lab, int client, const struct round *round)
{
    const struct watch *watch = &lab->watches[client - 1];
    const struct rows *rows = round->rows;
    bool has_grid = rows != NULL && rows->column_count > 0 && !is_value(rows);
    int news = has_grid ? add_grid(out, watch, rows) : 0;
    buf_addf(out, "  @%d ", client);
    if (round->master >= 0) {
        buf_addf(out, "m%d ", round->master + 1);
    }
    span_add_seconds(out, lab->now);
    buf_addf(out, "  ");
    if (rows == NULL) {
        buf_addf(out, "%s\n", round->text);
        return 0;
    }
    if (is_value(rows)) {
        char value[WATCH_VALUE_SIZE];
        read_value(rows, value);
        text_add_safe(out, rows_name(rows, 0), strlen(rows_name(rows, 0)));
        buf_addf(out, " = %s", value);
    } else {
        buf_addf(out, "%" PRId64 " row%s", rows->rows_total, rows->rows_total == 1 ? "" : "s");
    }
    add_change(out, watch, round, news);
    buf_addf(out, "\n");
    return has_grid ? rows_shown(rows) + 1 : 0;
}

static void note_rows(struct watch *watch, const struct round *round)
{
    const struct rows *rows = round->rows;
    watch->has_rows = true;
    watch->had = round->result;
    watch->total = rows->rows_total;
    watch->row_count = rows_shown(rows);
    for (int i = 0; i < watch->row_count; i++) {
        watch->rows[i] = hash_row(rows, i);
    }
    watch->value[0] = '\0';
    if (is_value(rows)) {
        read_value(rows, watch->value);
    }
}

/* Tell it, and keep what the next one is compared with. */
static void end_round(struct lab *lab, int client, const struct round *round,
                      const struct client_reply *said)
{
    struct watch *watch = &lab->watches[client - 1];
    bool is_error = round->end == ROUND_ERROR;
    struct lab_round told = {.is_same = watch->end == round->end &&
                                        watch->master == round->master &&
                                        watch->result == round->result};
    told.is_turn = !told.is_same && (round->end != ROUND_ROWS || watch->end != round->end ||
                                     watch->master != round->master);
    bool is_heard = lab->config.sink.on_reply != NULL && (!lab->is_hushed || is_error);
    if (is_heard && (said != NULL || !told.is_same)) {
        struct buf text;
        buf_init(&text, BUF_CAP_TEXT);
        struct lab_reply reply = {.client = client,
                                  .master = round->master,
                                  .grid_lines = add_round(&text, lab, client, round),
                                  .is_error = is_error,
                                  .said = said,
                                  .round = &told};
        reply.text = text.data;
        lab->config.sink.on_reply(lab->config.sink.user, &reply);
        buf_release(&text);
    }
    watch->same = told.is_same ? watch->same + 1 : 0;
    watch->end = round->end;
    watch->master = round->master;
    watch->result = round->result;
    if (round->rows != NULL) {
        note_rows(watch, round);
    }
}

bool lab_take_round(struct lab *lab, const struct client_reply *reply)
{
    static const struct rows no_rows = {0};
    struct watch *watch = &lab->watches[reply->client - 1];
    if (watch->asked == 0) {
        return false;
    }
    bool is_on = watch->sql != NULL && watch->asked == watch->turn;
    watch->asked = 0;
    if (!is_on) {
        return true;
    }
    struct round round = {.end = ROUND_ROWS, .master = reply->master};
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    watch->rounds++;
    if (reply->error == SQL_OK && reply->answer != NULL) {
        round.rows = reply->answer->rows != NULL ? reply->answer->rows : &no_rows;
        round.result = hash_rows(round.rows);
    } else {
        dialect_add_error(&text, (int)reply->error, reply->text);
        round.end = ROUND_ERROR;
        round.text = text.data;
        round.result = hash_text(HASH_START, text.data);
    }
    end_round(lab, reply->client, &round, reply);
    buf_release(&text);
    return true;
}

/* --- asking ---------------------------------------------------------------------------------- */

/* Can no round be asked now? Then the text says why. */
static bool must_wait(const struct lab *lab, int client, enum round_end *end, struct buf *text)
{
    const struct watch *watch = &lab->watches[client - 1];
    switch (clients_console(lab->clients, client)) {
    case CONSOLE_RESTS:
        return false;
    case CONSOLE_ASKS:
        *end = ROUND_WAITS;
        if (watch->asked == watch->turn) {
            buf_addf(text, "no answer since ");
            span_add_seconds(text, watch->asked_at);
        } else {
            buf_addf(text, "asks nothing while a statement has no answer");
        }
        return true;
    case CONSOLE_IN_TRANSACTION:
        *end = ROUND_IN_TRANSACTION;
        buf_addf(text, "asks nothing until its transaction is ended: a round would be part of it");
        return true;
    case CONSOLE_HAS_NO_POWER:
        *end = ROUND_NO_POWER;
        buf_addf(text, "asks nothing: no power");
        return true;
    }
    return false;
}

/* What cannot be asked now is left out; that is told once it is more than a moment. */
static void ask(struct lab *lab, int client)
{
    struct watch *watch = &lab->watches[client - 1];
    struct round left_out = {.master = -1};
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    if (!must_wait(lab, client, &left_out.end, &text)) {
        struct err err = {0};
        watch->asked = watch->turn;
        watch->asked_at = lab->now;
        if (clients_execute(lab->clients, client, watch->sql, &err) != RC_OK) {
            watch->asked = 0; /* it was understood when it was given: a bug of ours */
            lab_say_trouble(lab, err.text);
        }
    } else if (lab->now - watch->asked_at >= WAIT_TOLD) {
        left_out.text = text.data;
        left_out.result = hash_text(HASH_START, text.data);
        end_round(lab, client, &left_out, NULL);
    }
    buf_release(&text);
}

/* A tick carries the client's index and the \watch command it belongs to. */
static void add_tick(struct lab *lab, int client)
{
    const struct watch *watch = &lab->watches[client - 1];
    timeline_add(&lab->timeline, lab->now + watch->interval, place_client(0), TICK_WATCH,
                 watch->turn << 8 | (uint32_t)(client - 1));
}

/* NULL: the watch that it was for has ended. */
static const struct watch *watch_of(const struct lab *lab, const struct due *due)
{
    const struct watch *watch = &lab->watches[due->thing & 0xff];
    bool is_on = watch->sql != NULL && due->thing >> 8 == (watch->turn & 0xffffff);
    return is_on ? watch : NULL;
}

void lab_tick_watch(struct lab *lab, const struct due *due)
{
    int client = (int)(due->thing & 0xff) + 1;
    if (watch_of(lab, due) != NULL) {
        add_tick(lab, client);
        ask(lab, client);
    }
}

void lab_describe_watch(const struct lab *lab, const struct due *due, struct buf *out)
{
    const struct watch *watch = watch_of(lab, due);
    if (watch == NULL) {
        buf_addf(out, "the watch that has ended asks nothing more");
    } else {
        buf_addf(out, "@%d asks again: %s", (int)(due->thing & 0xff) + 1, watch->sql);
    }
}

void lab_look_watch(const struct lab *lab, int client, struct lab_watch_view *out)
{
    const struct watch *watch = &lab->watches[client - 1];
    *out = (struct lab_watch_view){
        .sql = watch->sql, .interval = watch->interval, .is_asked = watch->asked != 0};
}

/* --- the command ----------------------------------------------------------------------------- */

static void end_watch(struct watch *watch)
{
    uint32_t asked = watch->asked; /* nobody is told of its answer */
    mem_free(watch->sql);
    *watch = (struct watch){.asked = asked, .master = -1};
}

void lab_stop_watches(struct lab *lab)
{
    for (int i = 0; i < CLIENTS_MAX; i++) {
        end_watch(&lab->watches[i]);
        lab->watches[i].asked = 0; /* its client goes, too */
    }
}

static enum rc stop(struct lab *lab, int client, struct buf *reply, struct err *err)
{
    struct watch *watch = &lab->watches[client - 1];
    if (watch->sql == NULL) {
        return err_set(err, RC_STATE, "@%d watches nothing: " TRY " begins", client);
    }
    buf_addf(reply, "@%d asks no more, after %" PRId64 " round%s.\n", client, watch->rounds,
             watch->rounds == 1 ? "" : "s");
    end_watch(watch);
    return RC_OK;
}

static void tell_all(const struct lab *lab, struct buf *reply)
{
    for (int i = 0; i < CLIENTS_MAX; i++) {
        const struct watch *watch = &lab->watches[i];
        if (watch->sql != NULL) {
            buf_addf(reply, "  @%d asks every ", i + 1);
            span_add_exact(reply, watch->interval);
            buf_addf(reply, ", %" PRId64 " round%s so far: %s\n", watch->rounds,
                     watch->rounds == 1 ? "" : "s", watch->sql);
        }
    }
    if (reply->size == 0) {
        buf_addf(reply, "No client watches anything: " TRY " begins.\n");
    }
}

static enum rc read_interval(const char *word, sim_us *interval, struct err *err)
{
    if (span_parse(interval, word, NULL) != RC_OK) {
        return err_set(err, RC_USAGE,
                       "after \\watch comes how often, then what to ask: " TRY
                       "; \\watch off ends it");
    }
    return *interval >= INTERVAL_MIN && *interval <= INTERVAL_MAX
               ? RC_OK
               : err_set(err, RC_RANGE, "a client asks every 100ms to 60s, not every \"%.20s\"",
                         word);
}

/* A statement that may be asked without end. */
static enum rc read_question(struct lab *lab, int client, const char *sql, struct err *err)
{
    enum rc rc = lab_read_sql(lab, client, sql, err);
    const struct dialect_statement *statement = &lab->statement;
    if (rc != RC_OK) {
        return rc;
    }
    if (statement->kind == DIALECT_EMPTY) {
        return err_set(err, RC_USAGE, "after how often comes what to ask: " TRY);
    }
    bool is_of_rows = statement->kind == DIALECT_SQL || statement->kind == DIALECT_STATUS;
    if (!is_of_rows || statement->is_write) {
        return err_set(err, RC_REFUSED,
                       "\\watch takes what only reads, a SELECT or SHOW: what changes something "
                       "is not to be done again and again");
    }
    return !statement->lock_rows
               ? RC_OK
               : err_set(err, RC_REFUSED,
                         "\\watch locks no rows: leave out FOR UPDATE or LOCK IN SHARE MODE");
}

static void begin(struct lab *lab, int client, sim_us interval, const char *sql)
{
    struct watch *watch = &lab->watches[client - 1];
    end_watch(watch);
    watch->sql = mem_text(sql);
    watch->interval = interval;
    watch->turn = ++lab->watch_turn;
    watch->asked_at = lab->now;
    add_tick(lab, client);
    ask(lab, client);
}

enum rc cmds_watch_watch(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    struct lab *lab = context;
    int client = lab->client_in_focus;
    sim_us interval = 0;
    if (words->count == 1) {
        tell_all(lab, reply);
        return RC_OK;
    }
    bool stops = strcmp(words->word[1], "off") == 0;
    if (stops && words->count > 2) {
        return err_set(err, RC_USAGE, "\"%.40s\" is too much: \\watch off stands alone",
                       words->word[2]);
    }
    if (stops) {
        return stop(lab, client, reply, err);
    }
    enum rc rc = read_interval(words->word[1], &interval, err);
    const char *sql = words->count > 2 ? lab->command + words->at[2] : "";
    rc = rc == RC_OK ? read_question(lab, client, sql, err) : rc;
    if (rc == RC_OK) {
        enum round_end end = ROUND_NONE;
        struct buf why;
        buf_init(&why, BUF_CAP_TEXT);
        bool waits = must_wait(lab, client, &end, &why);
        begin(lab, client, interval, sql);
        buf_addf(reply, "@%d asks every ", client);
        span_add_exact(reply, interval);
        buf_addf(reply, "%s%s.\n", waits ? "; now it " : "; ",
                 waits ? why.data : "\\watch off ends it");
        buf_release(&why);
    }
    return rc;
}

/* --- state ----------------------------------------------------------------------------------- */

static void save_watch(struct buf *out, const struct watch *watch)
{
    pack_text(out, watch->sql);
    pack_i64(out, watch->interval);
    pack_u64(out, watch->turn);
    pack_i64(out, watch->asked_at);
    pack_i64(out, watch->rounds);
    pack_int(out, (int)watch->end);
    pack_int(out, watch->master);
    pack_i64(out, watch->same);
    pack_u64(out, watch->result);
    pack_bool(out, watch->has_rows);
    pack_u64(out, watch->had);
    pack_i64(out, watch->total);
    pack_int(out, watch->row_count);
    pack_items(out, watch->rows, watch->row_count, sizeof(watch->rows[0]));
    pack_text(out, watch->value);
}

static void load_watch(struct watch *watch, struct unpack *in)
{
    watch->sql = unpack_copy(in);
    watch->interval = unpack_i64(in);
    watch->turn = (uint32_t)unpack_u64(in);
    watch->asked_at = unpack_i64(in);
    watch->rounds = unpack_i64(in);
    watch->end = (enum round_end)unpack_int(in, ROUND_NONE, ROUND_NO_POWER);
    watch->master = unpack_int(in, -1, MASTERS_MAX - 1);
    watch->same = unpack_i64(in);
    watch->result = unpack_u64(in);
    watch->has_rows = unpack_bool(in);
    watch->had = unpack_u64(in);
    watch->total = unpack_i64(in);
    watch->row_count = unpack_int(in, 0, WATCH_ROWS_MAX);
    unpack_items(in, watch->rows, watch->row_count, sizeof(watch->rows[0]));
    unpack_text(in, watch->value, sizeof(watch->value));
}

void lab_save_watches(struct buf *out, const struct lab *lab)
{
    pack_u64(out, lab->watch_turn);
    for (int i = 0; i < CLIENTS_MAX; i++) {
        pack_u64(out, lab->watches[i].asked);
        pack_bool(out, lab->watches[i].sql != NULL);
        if (lab->watches[i].sql != NULL) {
            save_watch(out, &lab->watches[i]);
        }
    }
}

void lab_load_watches(struct lab *lab, struct unpack *in)
{
    lab_stop_watches(lab);
    lab->watch_turn = (uint32_t)unpack_u64(in);
    for (int i = 0; i < CLIENTS_MAX; i++) {
        lab->watches[i].asked = (uint32_t)unpack_u64(in);
        if (unpack_bool(in)) {
            load_watch(&lab->watches[i], in);
        }
    }
}
