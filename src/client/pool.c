/* SPDX-License-Identifier: MIT */
#include "client/pool.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

/* Where each state may go. */
static const bool edges[LINK_STATE_COUNT][LINK_STATE_COUNT] = {
    [LINK_CLOSED] = {[LINK_CONNECTING] = true},
    [LINK_CONNECTING] =
        {[LINK_IDLE] = true, [LINK_IN_USE] = true, [LINK_BROKEN] = true, [LINK_CLOSED] = true},
    [LINK_IDLE] = {[LINK_VALIDATING] = true,
                   [LINK_IN_USE] = true,
                   [LINK_BROKEN] = true,
                   [LINK_CLOSED] = true},
    [LINK_VALIDATING] =
        {[LINK_IDLE] = true, [LINK_IN_USE] = true, [LINK_BROKEN] = true, [LINK_CLOSED] = true},
    [LINK_IN_USE] =
        {[LINK_IN_TXN] = true, [LINK_RESETTING] = true, [LINK_BROKEN] = true, [LINK_CLOSED] = true},
    [LINK_IN_TXN] =
        {[LINK_IN_USE] = true, [LINK_RESETTING] = true, [LINK_BROKEN] = true, [LINK_CLOSED] = true},
    [LINK_RESETTING] = {[LINK_IDLE] = true, [LINK_BROKEN] = true, [LINK_CLOSED] = true},
    [LINK_BROKEN] = {[LINK_CLOSED] = true},
};

static bool is_used(enum link_state state)
{
    return state == LINK_IN_USE || state == LINK_IN_TXN;
}

static bool is_pinned(const struct link *link)
{
    return link->worker == WORKER_CONSOLE;
}

/* --- life ----------------------------------------------------------------------------------- */

void pool_init(struct pool *pool)
{
    *pool = (struct pool){.look_at = SIM_NEVER};
}

void pool_release(struct pool *pool)
{
    mem_free(pool->links);
    pool_init(pool);
}

int pool_open(struct pool *pool, int worker, sim_us now)
{
    int index = 0;
    while (index < pool->count && pool->links[index].state != LINK_CLOSED) {
        index++;
    }
    if (index >= LINKS_MAX) {
        return LINK_NONE;
    }
    if (index == pool->count) {
        mem_grow((void **)&pool->links, &pool->room, pool->count + 1, sizeof(struct link));
        pool->links[pool->count++] = (struct link){0};
    }
    pool->links[index].worker = worker;
    pool->links[index].dies_at = SIM_NEVER;
    pool->opened++;
    pool_move(pool, index, LINK_CONNECTING, now);
    return index;
}

void pool_move(struct pool *pool, int index, enum link_state state, sim_us now)
{
    struct link *link = &pool->links[index];
    assert(edges[link->state][state]);
    bool goes_on = is_used(link->state) && is_used(state);
    link->since = goes_on ? link->since : now;
    link->used_at = state == LINK_IDLE && link->state != LINK_VALIDATING ? now : link->used_at;
    link->is_told = goes_on && link->is_told;
    link->state = state;
    if (state == LINK_IDLE || state == LINK_RESETTING) {
        link->worker = WORKER_NOBODY;
    }
    if (state == LINK_CLOSED) {
        *link = (struct link){0};
        pool->closed++;
    }
}

void pool_give(struct pool *pool, int index, int worker, sim_us now)
{
    pool->links[index].worker = worker;
    pool_move(pool, index, LINK_IN_USE, now);
}

/* --- what there is -------------------------------------------------------------------------- */

bool link_is_open(const struct link *link)
{
    return link->state != LINK_CLOSED && link->state != LINK_CONNECTING &&
           link->state != LINK_BROKEN;
}

int pool_find(const struct pool *pool, conn_id conn)
{
    for (int i = 0; i < pool->count; i++) {
        if (pool->links[i].conn == conn && pool->links[i].state != LINK_CLOSED) {
            return i;
        }
    }
    return LINK_NONE;
}

int pool_find_idle(const struct pool *pool)
{
    int last = LINK_NONE;
    for (int i = 0; i < pool->count; i++) {
        const struct link *link = &pool->links[i];
        bool is_later = last == LINK_NONE || link->used_at > pool->links[last].used_at;
        last = link->state == LINK_IDLE && is_later ? i : last;
    }
    return last;
}

int pool_count(const struct pool *pool, enum link_state state)
{
    int count = 0;
    for (int i = 0; i < pool->count; i++) {
        count += pool->links[i].state == state ? 1 : 0;
    }
    return count;
}

int pool_size(const struct pool *pool)
{
    int size = 0;
    for (int i = 0; i < pool->count; i++) {
        size += pool->links[i].state != LINK_CLOSED && !is_pinned(&pool->links[i]) ? 1 : 0;
    }
    return size;
}

bool pool_is_alive(const struct pool *pool)
{
    for (int i = 0; i < pool->count; i++) {
        if (link_is_open(&pool->links[i]) && !is_pinned(&pool->links[i])) {
            return true;
        }
    }
    return false;
}

bool pool_is_sound(const struct pool *pool)
{
    int64_t there = 0;
    for (int i = 0; i < pool->count; i++) {
        const struct link *link = &pool->links[i];
        there += link->state != LINK_CLOSED ? 1 : 0;
        if (is_used(link->state) && link->worker == WORKER_NOBODY) {
            return false;
        }
        for (int j = 0; j < i && is_used(link->state); j++) {
            if (is_used(pool->links[j].state) && pool->links[j].worker == link->worker) {
                return false;
            }
        }
    }
    return pool->opened - pool->closed == there;
}

/* --- what is due ---------------------------------------------------------------------------- */

static sim_us after(sim_us since, sim_us length)
{
    return length > 0 ? since + length : SIM_NEVER;
}

static sim_us earlier(sim_us a, sim_us b)
{
    return a < b ? a : b;
}

/* When something is due with one connection, if nothing happens to it; *due is what. */
static sim_us next_of(const struct pool *pool, const struct link *link,
                      const struct pool_limits *limits, enum pool_due *due)
{
    *due = POOL_NOTHING;
    bool is_asked_by_pool = link->worker == WORKER_NOBODY;
    switch (link->state) {
    case LINK_CONNECTING:
        *due = POOL_GIVE_UP;
        return is_asked_by_pool ? link->since + limits->connect_timeout : SIM_NEVER;
    case LINK_VALIDATING:
        *due = POOL_GIVE_UP;
        return is_asked_by_pool ? link->since + limits->validate_timeout : SIM_NEVER;
    case LINK_RESETTING:
        *due = POOL_GIVE_UP;
        return link->since + limits->read_timeout;
    case LINK_IDLE: {
        bool is_spare = pool_size(pool) > limits->min;
        sim_us idle_at = is_spare ? after(link->used_at, limits->idle) : SIM_NEVER;
        sim_us ping_at = after(link->heard_at, limits->keepalive);
        sim_us at = earlier(earlier(idle_at, link->dies_at), ping_at);
        *due = at == link->dies_at ? POOL_CLOSE_OLD : at == idle_at ? POOL_CLOSE_IDLE : POOL_PING;
        return at;
    }
    case LINK_IN_USE:
    case LINK_IN_TXN:
        *due = POOL_WARN_OF_LEAK;
        return !is_pinned(link) && !link->is_told ? after(link->since, limits->leak_after)
                                                  : SIM_NEVER;
    case LINK_CLOSED:
    case LINK_BROKEN:
    case LINK_STATE_COUNT:
        break;
    }
    return SIM_NEVER;
}

enum pool_due pool_due(const struct pool *pool, const struct pool_limits *limits, sim_us now,
                       int *index)
{
    for (int i = 0; i < pool->count; i++) {
        enum pool_due due = POOL_NOTHING;
        if (next_of(pool, &pool->links[i], limits, &due) <= now) {
            *index = i;
            return due;
        }
    }
    *index = LINK_NONE;
    return POOL_NOTHING;
}

sim_us pool_next_at(const struct pool *pool, const struct pool_limits *limits)
{
    sim_us next = SIM_NEVER;
    for (int i = 0; i < pool->count; i++) {
        enum pool_due due = POOL_NOTHING;
        next = earlier(next, next_of(pool, &pool->links[i], limits, &due));
    }
    return next;
}

/* --- state ---------------------------------------------------------------------------------- */

static void save_link(struct buf *out, const struct link *link)
{
    pack_int(out, (int)link->state);
    pack_int(out, link->worker);
    pack_u64(out, link->conn);
    pack_u64(out, link->request);
    pack_i64(out, link->since);
    pack_i64(out, link->used_at);
    pack_i64(out, link->heard_at);
    pack_i64(out, link->dies_at);
    pack_bool(out, link->is_told);
    pack_int(out, link->statements);
    pack_bool(out, link->changed_rows);
    pack_text(out, link->database);
    pack_int(out, (int)link->consistency);
    pack_int(out, (int)link->isolation);
}

static void load_link(struct link *link, struct unpack *in)
{
    *link = (struct link){0};
    link->state = (enum link_state)unpack_int(in, LINK_CLOSED, LINK_STATE_COUNT - 1);
    link->worker = unpack_int(in, WORKER_NOBODY, WORKERS_MAX);
    link->conn = (conn_id)unpack_u64(in);
    link->request = unpack_u64(in);
    link->since = unpack_i64(in);
    link->used_at = unpack_i64(in);
    link->heard_at = unpack_i64(in);
    link->dies_at = unpack_i64(in);
    link->is_told = unpack_bool(in);
    link->statements = unpack_int(in, 0, INT32_MAX);
    link->changed_rows = unpack_bool(in);
    unpack_text(in, link->database, sizeof(link->database));
    link->consistency = (enum consistency)unpack_int(in, 0, CONSISTENCY_COUNT - 1);
    link->isolation = (enum isolation)unpack_int(in, 0, ISOLATION_COUNT - 1);
}

void pool_save(struct buf *out, const struct pool *pool)
{
    pack_i64(out, pool->opened);
    pack_i64(out, pool->closed);
    pack_i64(out, pool->look_at);
    pack_int(out, pool->count);
    for (int i = 0; i < pool->count; i++) {
        bool is_there = pool->links[i].state != LINK_CLOSED;
        pack_bool(out, is_there);
        if (is_there) {
            save_link(out, &pool->links[i]);
        }
    }
}

void pool_load(struct pool *pool, struct unpack *in)
{
    pool->opened = unpack_i64(in);
    pool->closed = unpack_i64(in);
    pool->look_at = unpack_i64(in);
    pool->count = unpack_int(in, 0, LINKS_MAX);
    mem_grow((void **)&pool->links, &pool->room, pool->count, sizeof(struct link));
    for (int i = 0; i < pool->count; i++) {
        pool->links[i] = (struct link){0};
        if (unpack_bool(in)) {
            load_link(&pool->links[i], in);
        }
    }
}
