/* SPDX-License-Identifier: MIT */
#include "history/rules.h"

/*
 * What a read misses. Promised is
 *   at every level   what its own master had acknowledged, or shown, before it began
 *   REGIONAL_RAW     what any master had acknowledged before it began
 *   SESSION_TOKEN    what its own process had written, or been shown, on any master
 * A commit that a peer shows before its own master could answer is durable, but a regional read
 * need not know of it: three other copies may tell its point. So that a later read shows less on
 * another master is allowed there, too.
 */
struct miss {
    enum kind kind;
    bool is_allowed;
    const struct op *other; /* who wrote, or had been shown, what is missed; NULL: nobody */
    int64_t value;
};

static bool is_worse(const struct miss *a, const struct miss *b)
{
    if (b->other == NULL || a->is_allowed != b->is_allowed) {
        return b->other == NULL || !a->is_allowed;
    }
    return a->kind < b->kind;
}

static void note_miss(struct miss *worst, struct miss miss)
{
    if (is_worse(&miss, worst)) {
        *worst = miss;
    }
}

static struct miss judge_write(const struct op *reader, const struct op *writer)
{
    bool is_own = reader->process == writer->process;
    bool is_here = reader->master == writer->master;
    if (reader->level == LEVEL_REGIONAL) {
        return (struct miss){.kind = KIND_STALE, .other = writer};
    }
    if (is_own) {
        return (struct miss){.kind = KIND_OWN_WRITE,
                             .is_allowed = !is_here && reader->level != LEVEL_TOKEN,
                             .other = writer};
    }
    return is_here ? (struct miss){.kind = KIND_MASTER_WRITE, .other = writer}
                   : (struct miss){.kind = KIND_STALE, .is_allowed = true, .other = writer};
}

static struct miss find_missed_write(const struct keys *keys, const struct op *op,
                                     const struct key *key, int64_t seen)
{
    struct miss worst = {0};
    for (int i = key->first; i < key->first + key->count; i++) {
        const struct element *element = &keys->elements[i];
        const struct op *writer = &keys->history->ops[element->op];
        if (writer->end == END_OK && writer->end_place < op->place && element->position > seen) {
            struct miss miss = judge_write(op, writer);
            miss.value = element->value;
            note_miss(&worst, miss);
        }
    }
    return worst;
}

/* The first read of a key that an operation does. */
static const struct micro *first_read(const struct op *op, int key)
{
    for (int i = 0; i < op->count; i++) {
        const struct micro *micro = &op->micros[i];
        if (micro->kind == MICRO_READ && micro->key == key && micro->has_value) {
            return micro;
        }
    }
    return NULL;
}

static struct miss find_earlier_read(const struct keys *keys, const struct op *op,
                                     const struct key *key, int64_t seen)
{
    struct miss worst = {0};
    for (int i = 0; i < keys->history->count && keys->history->ops[i].place < op->place; i++) {
        const struct op *before = &keys->history->ops[i];
        const struct micro *read = before->end == END_OK && before->end_place < op->place
                                       ? first_read(before, key->key)
                                       : NULL;
        if (read != NULL && keys_seen(read) > seen) {
            bool is_kept = before->master == op->master ||
                           (op->level == LEVEL_TOKEN && before->process == op->process);
            note_miss(&worst, (struct miss){.kind = KIND_BACKWARD,
                                            .is_allowed = !is_kept,
                                            .other = before,
                                            .value = keys_seen(read)});
        }
    }
    return worst;
}

static void check_read(const struct keys *keys, const struct op *op, const struct key *key,
                       int64_t seen, struct findings *findings)
{
    struct miss write = find_missed_write(keys, op, key, seen);
    struct miss read = {0};
    if (write.other == NULL || write.is_allowed) {
        read = find_earlier_read(keys, op, key, seen);
    }
    if (write.other != NULL && (read.other == NULL || read.is_allowed)) {
        finding_add(
            findings, write.kind, write.is_allowed,
            "%s at %s reads %s %d as far as %lld, without %lld, which %s had written: ok at "
            "%lld.%06d s",
            op_words(op), level_name(op->level), keys_noun(key), key->key, (long long)seen,
            (long long)write.value, op_words(write.other),
            (long long)(write.other->end_us / 1000000), (int)(write.other->end_us % 1000000));
    } else if (read.other != NULL) {
        finding_add(findings, read.kind, read.is_allowed,
                    "%s at %s reads %s %d as far as %lld; before it began, %s had been shown %lld",
                    op_words(op), level_name(op->level), keys_noun(key), key->key, (long long)seen,
                    op_words(read.other), (long long)read.value);
    }
}

void rules_recency(const struct keys *keys, struct findings *findings)
{
    for (int i = 0; i < keys->history->count; i++) {
        const struct op *op = &keys->history->ops[i];
        /* The last reads are judged by what they lack, not by when. */
        for (int n = 0; op->end == END_OK && !op->is_final && n < op->count; n++) {
            const struct key *key = keys_find(keys, op->micros[n].key);
            if (first_read(op, key->key) == &op->micros[n] && !key->is_spoiled && !key->is_blind) {
                check_read(keys, op, key, keys_seen(&op->micros[n]), findings);
            }
        }
    }
}
