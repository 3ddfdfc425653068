/* SPDX-License-Identifier: MIT */
#include "cluster/locks.h"

#include "base/mem.h"
#include "cluster/plain.h"

#include <assert.h>

#define SLOTS_MIN 64

void locks_init(struct locks *locks)
{
    *locks = (struct locks){.slot_count = SLOTS_MIN};
    locks->slots = mem_alloc(SLOTS_MIN, sizeof *locks->slots);
}

void locks_release(struct locks *locks)
{
    mem_free(locks->slots);
    mem_free(locks->waiters);
    *locks = (struct locks){0};
}

void locks_clear(struct locks *locks)
{
    locks_release(locks);
    locks_init(locks);
}

/* Keys are hashes already. */
static uint32_t home_of(const struct locks *locks, uint64_t key)
{
    return (uint32_t)(key ^ key >> 32) & (uint32_t)(locks->slot_count - 1);
}

/* The slot that holds the key, or the free one where it belongs. */
static uint32_t find(const struct locks *locks, uint64_t key)
{
    uint32_t mask = (uint32_t)locks->slot_count - 1;
    uint32_t at = home_of(locks, key);
    while (locks->slots[at].is_taken && locks->slots[at].key != key) {
        at = (at + 1) & mask;
    }
    return at;
}

int locks_holder(const struct locks *locks, uint64_t key)
{
    const struct lock *lock = &locks->slots[find(locks, key)];
    return lock->is_taken ? lock->holder : LOCK_NOBODY;
}

static void grow(struct locks *locks)
{
    struct lock *old = locks->slots;
    int old_count = locks->slot_count;
    locks->slot_count *= 2;
    locks->slots = mem_alloc((size_t)locks->slot_count, sizeof *locks->slots);
    for (int i = 0; i < old_count; i++) {
        if (old[i].is_taken) {
            locks->slots[find(locks, old[i].key)] = old[i];
        }
    }
    mem_free(old);
}

bool locks_take(struct locks *locks, uint64_t key, int session)
{
    struct lock *lock = &locks->slots[find(locks, key)];
    if (lock->is_taken) {
        assert(lock->holder == session);
        return false;
    }
    *lock = (struct lock){.key = key, .holder = session, .is_taken = true};
    locks->taken++;
    if (locks->taken * 2 > locks->slot_count) {
        grow(locks);
    }
    return true;
}

void locks_give_back(struct locks *locks, uint64_t key)
{
    uint32_t mask = (uint32_t)locks->slot_count - 1;
    uint32_t hole = find(locks, key);
    assert(locks->slots[hole].is_taken);
    locks->taken--;
    /* Close the gap: what lies behind it and would no longer be found moves into it. */
    for (uint32_t at = (hole + 1) & mask; locks->slots[at].is_taken; at = (at + 1) & mask) {
        uint32_t home = home_of(locks, locks->slots[at].key);
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            locks->slots[hole] = locks->slots[at];
            hole = at;
        }
    }
    locks->slots[hole] = (struct lock){0};
}

void locks_hand_over(struct locks *locks, uint64_t key, int session)
{
    struct lock *lock = &locks->slots[find(locks, key)];
    assert(lock->is_taken);
    lock->holder = session;
}

void locks_wait(struct locks *locks, struct waiter waiter)
{
    mem_grow((void **)&locks->waiters, &locks->waiter_room, locks->waiter_count + 1, sizeof waiter);
    locks->waiters[locks->waiter_count++] = waiter;
}

void locks_stop_waiting(struct locks *locks, int session)
{
    int kept = 0;
    for (int i = 0; i < locks->waiter_count; i++) {
        if (locks->waiters[i].session != session) {
            locks->waiters[kept++] = locks->waiters[i];
        }
    }
    locks->waiter_count = kept;
}

const struct waiter *locks_waits_for(const struct locks *locks, int session)
{
    for (int i = 0; i < locks->waiter_count; i++) {
        if (locks->waiters[i].session == session) {
            return &locks->waiters[i];
        }
    }
    return NULL;
}

bool locks_makes_cycle(const struct locks *locks, int session, uint64_t key)
{
    int holder = locks_holder(locks, key);
    /* Each waits for one at most, so the chain is a line: follow it to its end. */
    for (int steps = 0; holder != LOCK_NOBODY && steps < CONNECTIONS_MAX; steps++) {
        if (holder == session) {
            return true;
        }
        const struct waiter *next = locks_waits_for(locks, holder);
        if (next == NULL || next->is_page) {
            return false;
        }
        holder = locks_holder(locks, next->what);
    }
    return false;
}

void locks_save(struct buf *out, const struct locks *locks)
{
    pack_mark(out, "locks");
    pack_int(out, locks->slot_count);
    pack_int(out, locks->taken);
    plain_save(out, locks->slots, (size_t)locks->slot_count * sizeof *locks->slots);
    plain_save_array(out, locks->waiters, locks->waiter_count, sizeof *locks->waiters);
}

void locks_load(struct locks *locks, struct unpack *in)
{
    unpack_mark(in, "locks");
    int slot_count = unpack_int(in, SLOTS_MIN, 1 << 28);
    locks->taken = unpack_int(in, 0, slot_count);
    mem_free(locks->slots);
    locks->slot_count = slot_count;
    locks->slots = mem_alloc((size_t)slot_count, sizeof *locks->slots);
    plain_load(locks->slots, (size_t)slot_count * sizeof *locks->slots, in);
    plain_load_array((void **)&locks->waiters, &locks->waiter_count, &locks->waiter_room,
                     sizeof *locks->waiters, in);
}
