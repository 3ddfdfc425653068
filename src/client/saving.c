/* SPDX-License-Identifier: MIT */
#include "client/state.h"

#include <string.h>

#define MASTER_NONE (-1)

static void save_texts(struct buf *out, const struct texts *texts)
{
    pack_int(out, texts->count);
    pack_bool(out, texts->is_write);
    pack_bool(out, texts->table != NULL);
    if (texts->table != NULL) {
        pack_text(out, texts->table);
    }
    pack_bool(out, texts->has_shard);
    if (texts->has_shard) {
        pack_i64(out, texts->shard);
    }
    pack_bool(out, texts->has_no_key);
    for (int i = 0; i < texts->count; i++) {
        pack_text(out, texts->statements[i]);
    }
}

static void load_texts(struct texts *texts, struct unpack *in)
{
    texts_clear(texts);
    int count = unpack_int(in, 0, UNIT_STATEMENTS_MAX);
    texts->is_write = unpack_bool(in);
    texts->table = unpack_bool(in) ? unpack_copy(in) : NULL;
    texts->has_shard = unpack_bool(in);
    texts->shard = texts->has_shard ? unpack_i64(in) : 0;
    texts->has_no_key = unpack_bool(in);
    for (int i = 0; i < count; i++) {
        texts->statements[i] = unpack_copy(in);
        texts->count = i + 1;
    }
}

static void save_probe(struct buf *out, const struct probe *probe)
{
    pack_u64(out, probe->conn);
    pack_bool(out, probe->is_open);
    pack_u64(out, probe->id);
    pack_int(out, (int)probe->asks);
    pack_i64(out, probe->sent_at);
    pack_i64(out, probe->next_at);
    pack_i64(out, probe->timeout_at);
}

static void load_probe(struct probe *probe, struct unpack *in)
{
    probe->conn = (conn_id)unpack_u64(in);
    probe->is_open = unpack_bool(in);
    probe->id = unpack_u64(in);
    probe->asks = (enum check_mode)unpack_int(in, CHECK_PING, CHECK_WRITE);
    probe->sent_at = unpack_i64(in);
    probe->next_at = unpack_i64(in);
    probe->timeout_at = unpack_i64(in);
}

static void save_work(struct buf *out, const struct work *work)
{
    pack_int(out, work->home);
    pack_int(out, work->at);
    pack_int(out, work->link);
    pack_u64(out, work->unit);
    pack_int(out, (int)work->kind);
    if (work->kind == WORK_NONE) {
        return;
    }
    pack_int(out, (int)work->phase);
    save_texts(out, &work->texts);
    pack_bool(out, work->has_key);
    pack_int(out, work->attempt);
    pack_int(out, work->statement);
    pack_int(out, (int)work->sent_kind);
    pack_text(out, work->use);
    pack_i64(out, work->set);
    pack_bool(out, work->failed_once);
    pack_int(out, work->master);
    pack_int(out, work->failed_master);
    pack_u64(out, work->ticket);
    pack_u64(out, work->request);
    pack_bool(out, work->is_read);
    if (work->is_read) {
        pack_items(out, &work->then, 1, sizeof(work->then));
    }
    pack_int(out, work->doubts);
    pack_bool(out, work->is_probing);
    pack_int(out, work->asked);
    pack_int(out, work->probes);
    pack_i64(out, work->unknown_since);
    pack_i64(out, work->waited);
    pack_int(out, work->lock_waits);
    pack_i64(out, work->begun_at);
    pack_i64(out, work->tried_at);
    pack_i64(out, work->sent_at);
    pack_i64(out, work->due_at);
    pack_u64(out, work->cause);
}

static void load_work(struct work *work, struct unpack *in)
{
    texts_clear(&work->texts);
    work_init(work, work->client, work->number);
    work->home = unpack_int(in, MASTER_NONE, MASTERS_MAX - 1);
    work->at = unpack_int(in, MASTER_NONE, MASTERS_MAX - 1);
    work->link = unpack_int(in, LINK_NONE, LINKS_MAX - 1);
    work->unit = unpack_u64(in);
    work->kind = (enum work_kind)unpack_int(in, WORK_NONE, WORK_MOVE);
    if (work->kind == WORK_NONE) {
        return;
    }
    work->phase = (enum work_phase)unpack_int(in, PHASE_REST, PHASE_PROBE);
    load_texts(&work->texts, in);
    work->has_key = unpack_bool(in);
    work->attempt = unpack_int(in, 0, INT32_MAX);
    work->statement = unpack_int(in, 0, UNIT_STATEMENTS_MAX);
    work->sent_kind = (enum request_kind)unpack_int(in, REQUEST_PING, REQUEST_STATUS);
    unpack_text(in, work->use, sizeof(work->use));
    work->set = unpack_i64(in);
    work->failed_once = unpack_bool(in);
    work->master = unpack_int(in, MASTER_NONE, MASTERS_MAX - 1);
    work->failed_master = unpack_int(in, MASTER_NONE, MASTERS_MAX - 1);
    work->ticket = unpack_u64(in);
    work->request = unpack_u64(in);
    work->is_read = unpack_bool(in);
    if (work->is_read) {
        unpack_items(in, &work->then, 1, sizeof(work->then));
    }
    work->doubts = unpack_int(in, 0, INT32_MAX);
    work->is_probing = unpack_bool(in);
    work->asked = unpack_int(in, 0, INT32_MAX);
    work->probes = unpack_int(in, 0, INT32_MAX);
    work->unknown_since = unpack_i64(in);
    work->waited = unpack_i64(in);
    work->lock_waits = unpack_int(in, 0, INT32_MAX);
    work->begun_at = unpack_i64(in);
    work->tried_at = unpack_i64(in);
    work->sent_at = unpack_i64(in);
    work->due_at = unpack_i64(in);
    work->cause = unpack_u64(in);
}

/* Most workers never were asked for. */
static int count_works(const struct client *client)
{
    int count = WORKS_MAX;
    while (count > 0 && client->works[count - 1].kind == WORK_NONE &&
           client->works[count - 1].home < 0) {
        count--;
    }
    return count;
}

static void save_works(struct buf *out, const struct client *client)
{
    int count = count_works(client);
    pack_u64(out, client->tickets);
    pack_i64(out, client->budget);
    pack_i64(out, client->earned_at);
    pack_int(out, count);
    for (int i = 0; i < count; i++) {
        save_work(out, &client->works[i]);
    }
}

static void load_works(struct client *client, struct unpack *in)
{
    client->tickets = unpack_u64(in);
    client->budget = unpack_i64(in);
    client->earned_at = unpack_i64(in);
    int count = unpack_int(in, 0, WORKS_MAX);
    for (int i = 0; i < count; i++) {
        load_work(&client->works[i], in);
    }
    for (int i = count; i < WORKS_MAX; i++) {
        texts_clear(&client->works[i].texts);
        client->works[i] = (struct work){0};
        work_init(&client->works[i], client, i);
    }
}

static void save_rng(struct buf *out, const struct rng *rng)
{
    for (int i = 0; i < 4; i++) {
        pack_u64(out, rng->state[i]);
    }
}

static void load_rng(struct rng *rng, struct unpack *in)
{
    for (int i = 0; i < 4; i++) {
        rng->state[i] = unpack_u64(in);
    }
}

static void save_masters(struct buf *out, const struct client *client)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        pack_bool(out, client->knows[i]);
        if (client->knows[i]) {
            endpoint_save(out, &client->endpoints[i]);
        }
        pool_save(out, &client->pools[i]);
        save_probe(out, &client->probes[i]);
        pack_int(out, client->master_az[i]);
    }
}

static void load_masters(struct client *client, struct unpack *in)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        client->knows[i] = unpack_bool(in);
        endpoint_init(&client->endpoints[i]);
        if (client->knows[i]) {
            endpoint_load(&client->endpoints[i], in);
        }
        pool_load(&client->pools[i], in);
        load_probe(&client->probes[i], in);
        client->master_az[i] = unpack_int(in, -1, AZ_OFFICE);
    }
}

/* Those that a person has set: what a policy asks for, and a default, is told by others. */
static void save_parameters(struct buf *out, const struct client *client)
{
    int count = 0;
    for (int i = 0; i < CLIENT_PARAMETER_COUNT; i++) {
        count += client->given[i] ? 1 : 0;
    }
    pack_int(out, count);
    for (int i = 0; i < CLIENT_PARAMETER_COUNT; i++) {
        if (client->given[i]) {
            pack_int(out, i);
            pack_i64(out, client->parameters[i]);
        }
    }
}

static void load_parameters(struct client *client, struct unpack *in)
{
    memset(client->given, 0, sizeof(client->given));
    int count = unpack_int(in, 0, CLIENT_PARAMETER_COUNT);
    for (int i = 0; i < count; i++) {
        int index = unpack_int(in, 0, CLIENT_PARAMETER_COUNT - 1);
        client->given[index] = true;
        client->parameters[index] = unpack_i64(in);
    }
    client_parameters_apply(client->parameters, client->given, &client->policy);
}

void client_save(struct buf *out, const struct client *client)
{
    pack_mark(out, "client");
    pack_int(out, client->place);
    pack_int(out, client->az);
    save_parameters(out, client);
    save_rng(out, &client->rng);
    save_rng(out, &client->retry_rng);
    save_rng(out, &client->pool_rng);
    save_masters(out, client);
    pack_i64(out, client->topology_at);
    pack_i64(out, client->tick_at == SIM_NEVER ? -1 : client->tick_at);
    pack_bool(out, client->is_persons);
    pack_bool(out, client->is_dead);
    pack_bool(out, client->has_load);
    pack_int(out, client->wish);
    pack_int(out, client->endpoint);
    pack_bool(out, client->lost_transaction);
    pack_text(out, client->database);
    pack_int(out, (int)client->consistency);
    pack_int(out, (int)client->isolation);
    for (int m = 0; m < MASTERS_MAX; m++) {
        pack_u64(out, client->seen[m]);
        pack_u64(out, client->own[m]);
    }
    pack_u64(out, client->units);
    pack_u64(out, client->requests);
    save_works(out, client);
    pack_int(out, client->queue_count);
    for (int i = 0; i < client->queue_count; i++) {
        save_texts(out, &client->queue[(client->queue_first + i) % UNITS_QUEUED_MAX]);
    }
    meter_save(out, &client->meter);
    truth_save(out, &client->truth);
}

void client_load(struct client *client, struct unpack *in)
{
    unpack_mark(in, "client");
    client->place = unpack_int(in, 0, CLIENTS_MAX - 1);
    client->az = unpack_int(in, 0, AZ_OFFICE);
    load_parameters(client, in);
    load_rng(&client->rng, in);
    load_rng(&client->retry_rng, in);
    load_rng(&client->pool_rng, in);
    load_masters(client, in);
    client->topology_at = unpack_i64(in);
    client->tick_at = unpack_i64(in);
    client->tick_at = client->tick_at < 0 ? SIM_NEVER : client->tick_at;
    client->is_persons = unpack_bool(in);
    client->is_dead = unpack_bool(in);
    client->has_load = unpack_bool(in);
    client->wish = unpack_int(in, MASTER_NONE, MASTERS_MAX - 1);
    client->endpoint = unpack_int(in, ENDPOINT_NONE, ENDPOINT_CUSTOM + CUSTOM_ENDPOINTS_MAX - 1);
    client->lost_transaction = unpack_bool(in);
    memset(client->database, 0, sizeof(client->database));
    unpack_text(in, client->database, sizeof(client->database));
    client->consistency = (enum consistency)unpack_int(in, 0, CONSISTENCY_COUNT - 1);
    client->isolation = (enum isolation)unpack_int(in, 0, ISOLATION_COUNT - 1);
    for (int m = 0; m < MASTERS_MAX; m++) {
        client->seen[m] = unpack_u64(in);
        client->own[m] = unpack_u64(in);
    }
    client->units = unpack_u64(in);
    client->requests = unpack_u64(in);
    load_works(client, in);
    for (int i = 0; i < UNITS_QUEUED_MAX; i++) {
        texts_clear(&client->queue[i]);
    }
    client->queue_first = 0;
    client->queue_count = unpack_int(in, 0, UNITS_QUEUED_MAX);
    for (int i = 0; i < client->queue_count; i++) {
        load_texts(&client->queue[i], in);
    }
    meter_load(&client->meter, in);
    truth_load(&client->truth, in);
}
