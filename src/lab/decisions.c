/* SPDX-License-Identifier: MIT */
#include "lab/decisions.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

void decisions_init(struct decisions *decisions)
{
    *decisions = (struct decisions){
        .ring = mem_alloc(DECISIONS_KEPT_MAX, sizeof(*decisions->ring)),
    };
}

void decisions_release(struct decisions *decisions)
{
    mem_free(decisions->ring);
    *decisions = (struct decisions){0};
}

void decisions_clear(struct decisions *decisions)
{
    decisions->first = decisions->count;
}

static struct decision *at(const struct decisions *decisions, uint64_t number)
{
    return &decisions->ring[number % DECISIONS_KEPT_MAX];
}

void decisions_add(struct decisions *decisions, const struct client_decision *asked, int driver)
{
    struct decision *decision = at(decisions, decisions->count++);
    decision->asked = *asked;
    decision->driver = driver;
    if (asked->request.table != NULL) {
        (void)snprintf(decision->table, sizeof(decision->table), "%s", asked->request.table);
        decision->asked.request.table = decision->table;
    }
    if (decisions->count - decisions->first > DECISIONS_KEPT_MAX) {
        decisions->first = decisions->count - DECISIONS_KEPT_MAX;
    }
}

const struct decision *decisions_find(const struct decisions *decisions, uint64_t event)
{
    for (uint64_t i = decisions->count; i > decisions->first; i--) {
        if (at(decisions, i - 1)->asked.event == event) {
            return at(decisions, i - 1);
        }
    }
    return NULL;
}

/* --- save and load -------------------------------------------------------------------------- */

static void save_endpoint(struct buf *out, const struct policy_endpoint *endpoint)
{
    pack_int(out, endpoint->master);
    pack_int(out, endpoint->az);
    pack_int(out, (int)endpoint->state);
    pack_bool(out, endpoint->same_az);
    pack_bool(out, endpoint->is_read_only);
    pack_int(out, endpoint->weight);
    pack_int(out, endpoint->warm);
    pack_int(out, endpoint->in_use);
    pack_int(out, endpoint->idle);
    pack_int(out, endpoint->waiting);
    pack_int(out, endpoint->errors);
    pack_i64(out, endpoint->latency);
    pack_i64(out, endpoint->lag);
    pack_i64(out, endpoint->last_ok);
    pack_i64(out, endpoint->trial_at);
}

static void load_endpoint(struct policy_endpoint *endpoint, struct unpack *in)
{
    endpoint->master = unpack_int(in, 0, MASTERS_MAX - 1);
    endpoint->az = unpack_int(in, 0, AZS_MAX);
    endpoint->state = (enum endpoint_state)unpack_int(in, 0, ENDPOINT_STATE_COUNT - 1);
    endpoint->same_az = unpack_bool(in);
    endpoint->is_read_only = unpack_bool(in);
    endpoint->weight = unpack_int(in, 0, INT32_MAX);
    endpoint->warm = unpack_int(in, 0, INT32_MAX);
    endpoint->in_use = unpack_int(in, 0, INT32_MAX);
    endpoint->idle = unpack_int(in, 0, INT32_MAX);
    endpoint->waiting = unpack_int(in, 0, INT32_MAX);
    endpoint->errors = unpack_int(in, 0, INT32_MAX);
    endpoint->latency = unpack_i64(in);
    endpoint->lag = unpack_i64(in);
    endpoint->last_ok = unpack_i64(in);
    endpoint->trial_at = unpack_i64(in);
}

static void save_request(struct buf *out, const struct policy_request *request)
{
    pack_int(out, request->client);
    pack_int(out, request->az);
    pack_u64(out, request->unit);
    pack_int(out, request->attempt);
    pack_int(out, request->last_master);
    pack_bool(out, request->is_write);
    pack_text(out, request->table != NULL ? request->table : "");
    pack_bool(out, request->has_shard);
    pack_i64(out, request->shard);
    pack_i64(out, request->begun_at);
    pack_i64(out, request->now);
}

static void load_request(struct decision *decision, struct unpack *in)
{
    struct policy_request *request = &decision->asked.request;
    request->client = unpack_int(in, 1, CLIENTS_MAX);
    request->az = unpack_int(in, 0, AZS_MAX);
    request->unit = unpack_u64(in);
    request->attempt = unpack_int(in, 0, INT32_MAX);
    request->last_master = unpack_int(in, -1, MASTERS_MAX - 1);
    request->is_write = unpack_bool(in);
    unpack_text(in, decision->table, sizeof(decision->table));
    request->table = decision->table[0] != '\0' ? decision->table : NULL;
    request->has_shard = unpack_bool(in);
    request->shard = unpack_i64(in);
    request->begun_at = unpack_i64(in);
    request->now = unpack_i64(in);
}

void decisions_save(struct buf *out, const struct decisions *decisions, uint64_t most)
{
    uint64_t count = decisions->count - decisions->first;
    uint64_t first = count > most ? decisions->count - most : decisions->first;
    pack_mark(out, "decisions");
    pack_u64(out, first);
    pack_u64(out, decisions->count);
    for (uint64_t i = first; i < decisions->count; i++) {
        const struct decision *decision = at(decisions, i);
        const struct client_decision *asked = &decision->asked;
        pack_u64(out, asked->event);
        pack_int(out, decision->driver);
        save_request(out, &asked->request);
        pack_int(out, asked->count);
        for (int k = 0; k < asked->count; k++) {
            save_endpoint(out, &asked->endpoints[k]);
        }
        pack_int(out, asked->index);
        pack_int(out, asked->line);
        pack_bool(out, asked->is_by_default);
    }
}

void decisions_load(struct decisions *decisions, struct unpack *in, int drivers)
{
    unpack_mark(in, "decisions");
    decisions->first = unpack_u64(in);
    decisions->count = unpack_u64(in);
    if (decisions->first > decisions->count ||
        decisions->count - decisions->first > DECISIONS_KEPT_MAX) {
        in->damaged = true;
        decisions_clear(decisions);
    }
    for (uint64_t i = decisions->first; i < decisions->count && !in->damaged; i++) {
        struct decision *decision = at(decisions, i);
        *decision = (struct decision){0};
        decision->asked.event = unpack_u64(in);
        decision->driver = unpack_int(in, 0, drivers - 1);
        load_request(decision, in);
        decision->asked.count = unpack_int(in, 1, MASTERS_MAX);
        for (int k = 0; k < decision->asked.count; k++) {
            load_endpoint(&decision->asked.endpoints[k], in);
        }
        decision->asked.index = unpack_int(in, 0, decision->asked.count - 1);
        decision->asked.line = unpack_int(in, 0, INT32_MAX);
        decision->asked.is_by_default = unpack_bool(in);
    }
}
