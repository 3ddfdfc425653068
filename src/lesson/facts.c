/* SPDX-License-Identifier: MIT */
#include "lesson/facts.h"

#include "cluster/place.h"
#include "store/rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the present ------------------------------------------------------------------------------ */

void world_set(struct world *world, const struct lab *lab)
{
    world->lab = lab;
    world->has_cluster = false;
    world->has_clients = false;
}

void world_forget(struct world *world)
{
    memset(world->sums, 0, sizeof(world->sums));
}

const struct cluster_view *world_cluster(struct world *world)
{
    if (!world->has_cluster) {
        cluster_look(lab_cluster(world->lab), &world->cluster);
        world->has_cluster = true;
    }
    return &world->cluster;
}

const struct clients_view *world_clients(struct world *world)
{
    if (!world->has_clients) {
        clients_look(lab_clients(world->lab), &world->clients);
        world->has_clients = true;
    }
    return &world->clients;
}

static struct fact_value number(int64_t value)
{
    return (struct fact_value){.is_known = true, .number = value};
}

static const struct fact_value nothing = {0};

/* --- masters, AZs, copies --------------------------------------------------------------------- */

/* The place of a state among the words of the row below. */
static struct fact_value master_state(struct world *world, const struct fact *fact)
{
    const struct master_view *master = &world_cluster(world)->masters[fact->index];
    if (master->state != MASTER_ABSENT && master->is_silent) {
        return number(4);
    }
    if (master->state == MASTER_ONLINE && master->is_hung) {
        return number(5);
    }
    return number(master->state);
}

static struct fact_value master_commits(struct world *world, const struct fact *fact)
{
    return number(world_cluster(world)->masters[fact->index].commits);
}

static struct fact_value master_conflicts(struct world *world, const struct fact *fact)
{
    return number(world_cluster(world)->masters[fact->index].conflicts);
}

static struct fact_value master_sessions(struct world *world, const struct fact *fact)
{
    return number(world_cluster(world)->masters[fact->index].sessions);
}

static struct fact_value master_open(struct world *world, const struct fact *fact)
{
    return number(world_cluster(world)->masters[fact->index].open_txns);
}

static struct fact_value master_lag(struct world *world, const struct fact *fact)
{
    return number(world_cluster(world)->masters[fact->index].lag);
}

static struct fact_value master_runs_ddl(struct world *world, const struct fact *fact)
{
    return number(world_cluster(world)->masters[fact->index].runs_ddl);
}

static struct fact_value masters_online(struct world *world, const struct fact *fact)
{
    const struct cluster_view *view = world_cluster(world);
    int online = 0;
    (void)fact;
    for (int i = 0; i < MASTERS_MAX; i++) {
        online += view->masters[i].state == MASTER_ONLINE && !view->masters[i].is_silent;
    }
    return number(online);
}

static struct fact_value az_state(struct world *world, const struct fact *fact)
{
    return number(world_cluster(world)->az_is_down[fact->index]);
}

static struct fact_value copy_state(struct world *world, const struct fact *fact)
{
    const struct copy_view *copy = &world_cluster(world)->copies[fact->index];
    return number(copy->is_empty ? 2 : !copy->is_up);
}

static struct fact_value copies_up(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_cluster(world)->copies_up);
}

/* --- clients ---------------------------------------------------------------------------------- */

/* NULL: there is no such client. */
static const struct client_view *find_client(struct world *world, const struct fact *fact)
{
    const struct clients_view *view = world_clients(world);
    for (int i = 0; i < view->count; i++) {
        if (view->clients[i].number == fact->index) {
            return &view->clients[i];
        }
    }
    return NULL;
}

static struct fact_value client_at(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    if (client == NULL) {
        return nothing;
    }
    return number(client->master < 0 ? PLACE_NONE : place_master(client->master));
}

static struct fact_value client_doing(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->doing) : nothing;
}

static struct fact_value client_driver(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    struct fact_value value = {.is_known = client != NULL};
    (void)snprintf(value.text, sizeof(value.text), "%s", client != NULL ? client->driver : "");
    return value;
}

static struct fact_value client_in_transaction(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->in_transaction) : nothing;
}

static struct fact_value client_consistency(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->consistency) : nothing;
}

static struct fact_value client_last_error(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->last_error) : nothing;
}

static struct fact_value client_ok(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->ok) : nothing;
}

static struct fact_value client_conflicts(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->conflicts) : nothing;
}

static struct fact_value client_retries(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->retries) : nothing;
}

static struct fact_value client_outage(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->outage) : nothing;
}

static struct fact_value all_ok(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_clients(world)->ok);
}

static struct fact_value all_failed(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_clients(world)->failed);
}

static struct fact_value all_unknown(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_clients(world)->unknown);
}

static struct fact_value all_conflicts(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_clients(world)->conflicts);
}

static struct fact_value all_retries(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_clients(world)->retries);
}

static struct fact_value all_lost(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_clients(world)->lost);
}

static struct fact_value all_doubled(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_clients(world)->doubled);
}

static struct fact_value all_stale(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_clients(world)->stale);
}

static struct fact_value all_longest_outage(struct world *world, const struct fact *fact)
{
    (void)fact;
    return number(world_clients(world)->longest_outage);
}

/* --- tables ----------------------------------------------------------------------------------- */

/* One number of the first master that is Online; unknown: no such table there, or no number. */
static struct fact_value ask_number(struct world *world, const char *sql)
{
    const struct cluster_view *view = world_cluster(world);
    int master = 0;
    while (master < MASTERS_MAX - 1 && view->masters[master].state != MASTER_ONLINE) {
        master++;
    }
    uint64_t hint = view->masters[master].digest_hint;
    for (int i = 0; i < SUMS_KEPT; i++) {
        const struct world_sum *sum = &world->sums[i];
        if (sum->master == master && sum->hint == hint && strcmp(sum->sql, sql) == 0) {
            return sum->value;
        }
    }
    struct rows rows;
    struct fact_value value = {0};
    rows_init(&rows);
    if (lab_peek(world->lab, master, sql, &rows, NULL) == RC_OK && rows.row_count == 1 &&
        rows_kind(&rows, 0, 0) == CELL_INTEGER) {
        value = number(strtoll(rows_cell(&rows, 0, 0), NULL, 10));
    }
    rows_release(&rows);
    struct world_sum *sum = &world->sums[world->sum_next];
    world->sum_next = (world->sum_next + 1) % SUMS_KEPT;
    *sum = (struct world_sum){.master = master, .hint = hint, .value = value};
    (void)snprintf(sum->sql, sizeof(sum->sql), "%s", sql);
    return value;
}

static struct fact_value rows_of(struct world *world, const struct fact *fact)
{
    char sql[NAME_SIZE_MAX * 3];
    (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", fact->name);
    return ask_number(world, sql);
}

static struct fact_value sum_of(struct world *world, const struct fact *fact)
{
    char sql[NAME_SIZE_MAX * 3];
    int table = (int)strcspn(fact->name, ".");
    (void)snprintf(sql, sizeof(sql), "SELECT sum(%s) FROM %.*s", fact->name + table + 1, table,
                   fact->name);
    return ask_number(world, sql);
}

/* --- the table -------------------------------------------------------------------------------- */

/* clang-format off */
#define WORDS(...) .type = TYPE_WORD, .words = {__VA_ARGS__}

static const struct fact_row rows_of_table[] = {
    {"master", "state", ARGUMENT_MASTER,
     WORDS("absent", "online", "offline", "recovery", "silent", "hung"),
     .meaning = "what a master is, as its peers would see it", .read = master_state},
    {"master", "commits", ARGUMENT_MASTER, TYPE_NUMBER,
     .meaning = "transactions it has committed", .read = master_commits},
    {"master", "conflicts", ARGUMENT_MASTER, TYPE_NUMBER,
     .meaning = "errors 1213 it has sent because another master won", .read = master_conflicts},
    {"master", "sessions", ARGUMENT_MASTER, TYPE_NUMBER,
     .meaning = "connections to it", .read = master_sessions},
    {"master", "open", ARGUMENT_MASTER, TYPE_NUMBER,
     .meaning = "its open transactions", .read = master_open},
    {"master", "lag", ARGUMENT_MASTER, TYPE_TIME,
     .meaning = "how far it is behind the peer it is most behind", .read = master_lag},
    {"master", "runs_ddl", ARGUMENT_MASTER, WORDS("no", "yes"),
     .meaning = "is it the one that runs definitions (has_primary)", .read = master_runs_ddl},
    {"masters", "online", ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "masters that take writes", .read = masters_online},
    {"az", "state", ARGUMENT_AZ, WORDS("up", "down"),
     .meaning = "is the AZ there", .read = az_state},
    {"copy", "state", ARGUMENT_COPY, WORDS("up", "down", "empty"),
     .meaning = "is the storage copy there", .read = copy_state},
    {"copies", "up", ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "storage copies that answer, of six", .read = copies_up},
    {"client", "at", ARGUMENT_CLIENT, TYPE_PLACE,
     .meaning = "the master it is connected to, or none", .read = client_at},
    {"client", "doing", ARGUMENT_CLIENT, WORDS("idle", "waits", "works", "moves", "dead"),
     .meaning = "what it is at", .read = client_doing},
    {"client", "driver", ARGUMENT_CLIENT, TYPE_TEXT,
     .meaning = "the name of its driver", .read = client_driver},
    {"client", "in_transaction", ARGUMENT_CLIENT, WORDS("no", "yes"),
     .meaning = "has it a transaction open", .read = client_in_transaction},
    {"client", "consistency", ARGUMENT_CLIENT,
     WORDS("instance_raw", "regional_raw", "session_token"),
     .meaning = "what its reads see of other masters' commits", .read = client_consistency},
    {"client", "last_error", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "MySQL's number of its last error; 0: none", .read = client_last_error},
    {"client", "ok", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "what it was told is done", .read = client_ok},
    {"client", "conflicts", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "errors 1213 it has seen", .read = client_conflicts},
    {"client", "retries", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "units of work it has begun again", .read = client_retries},
    {"client", "outage", ARGUMENT_CLIENT, TYPE_TIME,
     .meaning = "how long it could not write: now, or the last time", .read = client_outage},
    {"ok", NULL, ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "units and statements that were acknowledged, of all clients", .read = all_ok},
    {"failed", NULL, ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "those that were given up", .read = all_failed},
    {"unknown", NULL, ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "those of which nobody knows whether they are there", .read = all_unknown},
    {"conflicts", NULL, ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "errors 1213 that clients have seen", .read = all_conflicts},
    {"retries", NULL, ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "units of work that were begun again", .read = all_retries},
    {"lost", NULL, ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "acknowledged units that are not in the volume", .read = all_lost},
    {"doubled", NULL, ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "units that are there more than once", .read = all_doubled},
    {"stale", NULL, ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "reads without what had been acknowledged to someone before", .read = all_stale},
    {"longest_outage", NULL, ARGUMENT_NONE, TYPE_TIME,
     .meaning = "the longest time that a client could not write", .read = all_longest_outage},
    {"rows", NULL, ARGUMENT_TABLE, TYPE_NUMBER,
     .meaning = "rows of a table, at the first master that is Online", .read = rows_of},
    {"sum", NULL, ARGUMENT_COLUMN, TYPE_NUMBER,
     .meaning = "the sum of a column, at the first master that is Online", .read = sum_of},
};
/* clang-format on */

const struct fact_row *facts_table(int *count)
{
    *count = COUNT_OF(rows_of_table);
    return rows_of_table;
}

struct fact_value fact_read(struct world *world, const struct fact *fact)
{
    return fact->row->read(world, fact);
}

/* --- words ------------------------------------------------------------------------------------ */

const char *fact_argument_words(enum fact_argument argument)
{
    static const char *const words[] = {
        [ARGUMENT_NONE] = "",
        [ARGUMENT_MASTER] = "m1..m4",
        [ARGUMENT_AZ] = "a..d",
        [ARGUMENT_COPY] = "a1..c2",
        [ARGUMENT_CLIENT] = "1..64",
        [ARGUMENT_TABLE] = "TABLE",
        [ARGUMENT_COLUMN] = "TABLE.COLUMN",
    };
    return words[argument];
}

/* Letters, digits and "_", with one dot in the middle if one is wanted. */
static bool is_table_name(const char *word, bool has_dot)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    size_t size = strspn(word, letters);
    if (size == 0 || size >= NAME_SIZE_MAX) {
        return false;
    }
    if (!has_dot) {
        return word[size] == '\0';
    }
    size_t rest = word[size] == '.' ? strspn(word + size + 1, letters) : 0;
    return rest > 0 && rest < NAME_SIZE_MAX && word[size + 1 + rest] == '\0';
}

static enum rc read_place_argument(struct fact *fact, const char *word, struct err *err)
{
    static const enum place_kind kinds[] = {
        [ARGUMENT_MASTER] = PLACE_MASTER, [ARGUMENT_AZ] = PLACE_AZ, [ARGUMENT_COPY] = PLACE_COPY};
    place_id place = PLACE_NONE;
    enum rc rc = place_parse(&place, word, err);
    if (rc == RC_OK &&
        (place_kind(place) != kinds[fact->row->argument] || place == place_az(AZ_OFFICE))) {
        rc = err_set(err, RC_UNKNOWN, "%s(%.40s): %s is wanted", fact->row->name, word,
                     fact_argument_words(fact->row->argument));
    }
    fact->index = rc == RC_OK ? place_index(place) : 0;
    return rc;
}

enum rc fact_read_argument(struct fact *fact, const char *word, struct err *err)
{
    bool has_dot = fact->row->argument == ARGUMENT_COLUMN;
    struct fact_value value;
    enum rc rc = RC_OK;
    switch (fact->row->argument) {
    case ARGUMENT_NONE:
        return RC_OK;
    case ARGUMENT_MASTER:
    case ARGUMENT_AZ:
    case ARGUMENT_COPY:
        return read_place_argument(fact, word, err);
    case ARGUMENT_CLIENT:
        rc = fact_read_word(&value, TYPE_CLIENT, NULL, word, err);
        fact->index = rc == RC_OK ? (int)value.number : 0;
        return rc;
    case ARGUMENT_TABLE:
    case ARGUMENT_COLUMN:
        if (!is_table_name(word, has_dot)) {
            return err_set(err, RC_UNKNOWN, "%s(%.40s): %s is wanted", fact->row->name, word,
                           fact_argument_words(fact->row->argument));
        }
        (void)snprintf(fact->name, sizeof(fact->name), "%s", word);
        return RC_OK;
    }
    return RC_OK;
}

static enum rc read_client_word(struct fact_value *out, const char *word, struct err *err)
{
    const char *digits = word + (word[0] == '@');
    size_t size = strspn(digits, "0123456789");
    int64_t client = size > 0 && size < 4 ? strtoll(digits, NULL, 10) : 0;
    if (digits[size] != '\0' || client < 1 || client > CLIENTS_MAX) {
        return err_set(err, RC_UNKNOWN, "\"%.40s\" is no client: 1 to %d", word, CLIENTS_MAX);
    }
    out->number = client;
    return RC_OK;
}

static enum rc read_listed_word(struct fact_value *out, const char *const *words, const char *word,
                                struct err *err)
{
    struct buf list;
    buf_init(&list, 200);
    bool is_found = false;
    for (int i = 0; i < FACT_WORDS_MAX && words[i] != NULL; i++) {
        buf_addf(&list, "%s%s", i > 0 ? ", " : "", words[i]);
        if (strcmp(words[i], word) == 0) {
            out->number = i;
            is_found = true;
        }
    }
    enum rc rc = is_found ? RC_OK
                          : err_set(err, RC_UNKNOWN, "\"%.40s\" is none of the words here: %s",
                                    word, list.data);
    buf_release(&list);
    return rc;
}

enum rc fact_read_word(struct fact_value *out, enum fact_type type, const char *const *words,
                       const char *word, struct err *err)
{
    *out = (struct fact_value){.is_known = true};
    bool is_none = strcmp(word, "none") == 0;
    place_id place = PLACE_NONE;
    enum rc rc = RC_OK;
    switch (type) {
    case TYPE_PLACE:
        rc = is_none ? RC_OK : place_parse(&place, word, err);
        out->number = place;
        return rc;
    case TYPE_CLIENT:
        return is_none ? RC_OK : read_client_word(out, word, err);
    case TYPE_WORD:
        return read_listed_word(out, words, word, err);
    case TYPE_TEXT:
        (void)snprintf(out->text, sizeof(out->text), "%s", word);
        return RC_OK;
    case TYPE_NUMBER:
    case TYPE_TIME:
    case TYPE_PERMILLE:
        return err_set(err, RC_UNKNOWN, "\"%.40s\" is neither a number nor a fact", word);
    }
    return RC_OK;
}

void fact_add_value(struct buf *out, enum fact_type type, const char *const *words,
                    const struct fact_value *value)
{
    char name[PLACE_NAME_SIZE];
    if (!value->is_known) {
        buf_addf(out, "nothing");
        return;
    }
    switch (type) {
    case TYPE_NUMBER:
        buf_addf(out, "%" PRId64, value->number);
        break;
    case TYPE_TIME:
        span_add_length(out, value->number);
        break;
    case TYPE_PERMILLE:
        buf_addf(out, "%" PRId64 ".%" PRId64 "%%", value->number / 10, value->number % 10);
        break;
    case TYPE_PLACE:
        buf_addf(out, "%s",
                 value->number == PLACE_NONE ? "no master"
                                             : place_name((place_id)value->number, name));
        break;
    case TYPE_CLIENT:
        buf_addf(out, value->number > 0 ? "@%" PRId64 : "nobody", value->number);
        break;
    case TYPE_WORD:
        buf_addf(out, "%s", words[value->number]);
        break;
    case TYPE_TEXT:
        buf_addf(out, "%s", value->text);
        break;
    }
}

void facts_add_list(struct buf *out)
{
    static const char *const types[] = {
        [TYPE_NUMBER] = "a number", [TYPE_TIME] = "a time",     [TYPE_PERMILLE] = "a share",
        [TYPE_PLACE] = "a place",   [TYPE_CLIENT] = "a client", [TYPE_WORD] = "",
        [TYPE_TEXT] = "a name",
    };
    buf_addf(out, "| fact | is | what it says |\n| --- | --- | --- |\n");
    for (int i = 0; i < COUNT_OF(rows_of_table); i++) {
        const struct fact_row *row = &rows_of_table[i];
        const char *words = fact_argument_words(row->argument);
        buf_addf(out, "| `%s%s%s%s%s%s` | %s", row->name, words[0] != '\0' ? "(" : "", words,
                 words[0] != '\0' ? ")" : "", row->member != NULL ? "." : "",
                 row->member != NULL ? row->member : "", types[row->type]);
        for (int k = 0; k < FACT_WORDS_MAX && row->words[k] != NULL; k++) {
            buf_addf(out, "%s%s", k > 0 ? ", " : "", row->words[k]);
        }
        buf_addf(out, " | %s |\n", row->meaning);
    }
}
