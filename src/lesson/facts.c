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

static struct fact_value master_behind(struct world *world, const struct fact *fact)
{
    return number(world_cluster(world)->masters[fact->index].is_behind);
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

static struct fact_value client_isolation(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->isolation) : nothing;
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

static struct fact_value client_stale_own(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->stale_own) : nothing;
}

static struct fact_value client_outage(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->outage) : nothing;
}

static struct fact_value client_longest_outage(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->longest_outage) : nothing;
}

static struct fact_value client_rate(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL ? number(client->ok_per_s) : nothing;
}

static struct fact_value client_p99(struct world *world, const struct fact *fact)
{
    const struct client_view *client = find_client(world, fact);
    return client != NULL && client->p99 >= 0 ? number(client->p99) : nothing;
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

static struct fact_value all_rate(struct world *world, const struct fact *fact)
{
    const struct clients_view *view = world_clients(world);
    int rate = 0;
    (void)fact;
    for (int i = 0; i < view->count; i++) {
        rate += view->clients[i].ok_per_s;
    }
    return number(rate);
}

static struct fact_value all_p99(struct world *world, const struct fact *fact)
{
    const struct clients_view *view = world_clients(world);
    sim_us p99 = -1;
    (void)fact;
    for (int i = 0; i < view->count; i++) {
        p99 = view->clients[i].p99 > p99 ? view->clients[i].p99 : p99;
    }
    return p99 >= 0 ? number(p99) : nothing;
}

static struct fact_value permille(int64_t part, int64_t of)
{
    return of > 0 ? number(part * 1000 / of) : nothing;
}

static struct fact_value all_ok_permille(struct world *world, const struct fact *fact)
{
    const struct clients_view *view = world_clients(world);
    (void)fact;
    return permille(view->ok, view->ok + view->failed + view->unknown);
}

static struct fact_value all_conflict_permille(struct world *world, const struct fact *fact)
{
    const struct clients_view *view = world_clients(world);
    (void)fact;
    return permille(view->conflicts, view->ok + view->failed + view->unknown + view->retries);
}

/* --- the last transaction --------------------------------------------------------------------- */

/* NULL: the client had none yet. */
static const struct txn_note *find_last(const struct world *world, const struct fact *fact)
{
    const struct txn_note *note =
        world->notes != NULL ? &world->notes->last[fact->index - 1] : NULL;
    return note != NULL && note->is_known ? note : NULL;
}

static struct fact_value last_state(struct world *world, const struct fact *fact)
{
    const struct txn_note *note = find_last(world, fact);
    return note != NULL ? number(note->state) : nothing;
}

static struct fact_value last_master(struct world *world, const struct fact *fact)
{
    const struct txn_note *note = find_last(world, fact);
    return note != NULL ? number(place_master(note->master)) : nothing;
}

static struct fact_value last_statements(struct world *world, const struct fact *fact)
{
    const struct txn_note *note = find_last(world, fact);
    return note != NULL ? number(note->statements) : nothing;
}

static struct fact_value last_reads(struct world *world, const struct fact *fact)
{
    const struct txn_note *note = find_last(world, fact);
    return note != NULL ? number(note->reads) : nothing;
}

static struct fact_value last_waits(struct world *world, const struct fact *fact)
{
    const struct txn_note *note = find_last(world, fact);
    return note != NULL ? number(note->waits) : nothing;
}

static struct fact_value last_pages(struct world *world, const struct fact *fact)
{
    const struct txn_note *note = find_last(world, fact);
    return note != NULL ? number(note->pages) : nothing;
}

static struct fact_value last_length(struct world *world, const struct fact *fact)
{
    const struct txn_note *note = find_last(world, fact);
    return note != NULL && note->state != TXN_OPEN ? number(note->ended_at - note->begun_at)
                                                   : nothing;
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
    {"master", "behind", ARGUMENT_MASTER, WORDS("no", "yes"),
     .meaning = "does it lack a commit of another that four copies hold",
     .read = master_behind},
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
    {"client", "doing", ARGUMENT_CLIENT,
     WORDS("idle", "waits", "works", "moves", "dead", "retries"),
     .meaning = "what it is at", .read = client_doing},
    {"client", "driver", ARGUMENT_CLIENT, TYPE_TEXT,
     .meaning = "the name of its driver", .read = client_driver},
    {"client", "in_transaction", ARGUMENT_CLIENT, WORDS("no", "yes"),
     .meaning = "has it a transaction open", .read = client_in_transaction},
    {"client", "consistency", ARGUMENT_CLIENT,
     WORDS("instance_raw", "regional_raw", "session_token"),
     .meaning = "what its reads see of other masters' commits", .read = client_consistency},
    {"client", "isolation", ARGUMENT_CLIENT,
     WORDS("repeatable_read", "read_committed", "read_uncommitted"),
     .meaning = "the isolation level of its sessions", .read = client_isolation},
    {"client", "last_error", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "MySQL's number of its last error; 0: none", .words = {"none"},
     .read = client_last_error},
    {"client", "ok", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "what it was told is done", .read = client_ok},
    {"client", "conflicts", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "errors 1213 it has seen", .read = client_conflicts},
    {"client", "retries", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "units of work it has begun again", .read = client_retries},
    {"client", "stale_own", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "its reads without what it had itself been told is committed",
     .read = client_stale_own},
    {"client", "outage", ARGUMENT_CLIENT, TYPE_TIME,
     .meaning = "how long it could not write: now, or the last time", .read = client_outage},
    {"client", "longest_outage", ARGUMENT_CLIENT, TYPE_TIME,
     .meaning = "the longest time that it could not write", .read = client_longest_outage},
    {"client", "rate", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "what it was told is done, in the last second", .read = client_rate},
    {"client", "p99", ARGUMENT_CLIENT, TYPE_TIME,
     .meaning = "99 of 100 of its last units of work took no longer", .read = client_p99},
    {"last", "state", ARGUMENT_CLIENT, WORDS("open", "committed", "rolled_back"),
     .meaning = "what became of a client's last transaction; a statement alone is one, too",
     .read = last_state},
    {"last", "master", ARGUMENT_CLIENT, TYPE_PLACE,
     .meaning = "where it is, or was", .read = last_master},
    {"last", "statements", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "statements of it", .read = last_statements},
    {"last", "reads", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "those of them that are a SELECT", .read = last_reads},
    {"last", "waits", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "how often it had to ask what all masters have committed (REGIONAL_RAW)",
     .read = last_waits},
    {"last", "pages", ARGUMENT_CLIENT, TYPE_NUMBER,
     .meaning = "pages that four copies gave it", .read = last_pages},
    {"last", "length", ARGUMENT_CLIENT, TYPE_TIME,
     .meaning = "from its beginning to its end", .read = last_length},
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
    {"rate", NULL, ARGUMENT_NONE, TYPE_NUMBER,
     .meaning = "what was acknowledged in the last second, of all clients", .read = all_rate},
    {"p99", NULL, ARGUMENT_NONE, TYPE_TIME,
     .meaning = "as of the client whose last units of work were slowest", .read = all_p99},
    {"ok_permille", NULL, ARGUMENT_NONE, TYPE_PERMILLE,
     .meaning = "what was acknowledged, of all that has come to an end", .read = all_ok_permille},
    {"conflict_permille", NULL, ARGUMENT_NONE, TYPE_PERMILLE,
     .meaning = "errors 1213 that clients have seen, of all their tries",
     .read = all_conflict_permille},
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

struct fact_value fact_of_branch(const struct world *world, const char *branch, const char *asked)
{
    const struct branch_note *note =
        world->notes != NULL ? notes_find_branch(world->notes, branch, asked) : NULL;
    return note != NULL ? number(note->number) : nothing;
}

struct fact_value fact_read(struct world *world, const struct fact *fact)
{
    struct buf name;
    if (fact->branch[0] == '\0') {
        return fact->row->read(world, fact);
    }
    buf_init(&name, BRANCH_NOTE_SIZE_MAX - 1);
    fact_add_name(&name, fact);
    struct fact_value value = fact_of_branch(world, fact->branch, name.data);
    buf_release(&name);
    return value;
}
