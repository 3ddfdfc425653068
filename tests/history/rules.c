/* SPDX-License-Identifier: MIT */
#include "history/rules.h"

#include <string.h>

/* A read that tells something of a key whose order is known; NULL: it is none. */
static const struct key *key_of_read(const struct keys *keys, const struct op *op, int nth)
{
    const struct micro *micro = &op->micros[nth];
    if (op->end != END_OK || micro->kind != MICRO_READ || !micro->has_value) {
        return NULL;
    }
    const struct key *key = keys_find(keys, micro->key);
    return key->is_spoiled ? NULL : key;
}

/* --- values ----------------------------------------------------------------------------------- */

static void check_aborted_list(const struct keys *keys, const struct op *op, const struct key *key,
                               const struct micro *read, struct findings *findings)
{
    for (int i = 0; i < read->count; i++) {
        const struct element *element =
            &keys->elements[keys_find_element(keys, key, read->list[i])];
        const struct op *writer = &keys->history->ops[element->op];
        if (writer->end == END_FAIL) {
            finding_add(findings, KIND_G1A, false,
                        "%s reads %lld in list %d; %s appended it, and failed", op_words(op),
                        (long long)read->list[i], key->key, op_words(writer));
            return;
        }
    }
}

/* The same version may be of several writers: only if all of them failed is it dirty. */
static void check_aborted_version(const struct keys *keys, const struct op *op,
                                  const struct key *key, const struct micro *read,
                                  struct findings *findings)
{
    int first = keys_find_element(keys, key, read->value);
    const struct op *writer = NULL;
    if (read->value == 0 || key->has_unknown) {
        return;
    }
    for (int i = first;
         i >= 0 && i < key->first + key->count && keys->elements[i].value == read->value; i++) {
        const struct op *one = &keys->history->ops[keys->elements[i].op];
        bool is_later = one->place > op->end_place;
        if (!is_later && (writer == NULL || one->end != END_FAIL)) {
            writer = one;
        }
    }
    if (writer == NULL) {
        finding_add(findings, KIND_GARBAGE, false,
                    "%s reads version %lld of register %d, which nobody had begun to write",
                    op_words(op), (long long)read->value, key->key);
    } else if (writer->end == END_FAIL) {
        finding_add(findings, KIND_G1A, false,
                    "%s reads version %lld of register %d; %s wrote it, and failed", op_words(op),
                    (long long)read->value, key->key, op_words(writer));
    }
}

/* What one transaction does to a key after its thing `nth`: the next write; -1: none. */
static int next_write(const struct op *op, int nth, int key)
{
    for (int i = nth + 1; i < op->count; i++) {
        if (op->micros[i].key == key && op->micros[i].kind != MICRO_READ) {
            return i;
        }
    }
    return -1;
}

static void check_intermediate(const struct keys *keys, int reader, const struct key *key,
                               const struct micro *read, struct findings *findings)
{
    const struct op *op = &keys->history->ops[reader];
    if (read->is_list ? read->count == 0 : key->is_blind) {
        return;
    }
    int64_t last = read->is_list ? read->list[read->count - 1] : read->value;
    int found = keys_find_element(keys, key, last);
    const struct element *element = found < 0 ? NULL : &keys->elements[found];
    if (element == NULL || element->op == reader) {
        return;
    }
    const struct op *writer = &keys->history->ops[element->op];
    int next = next_write(writer, element->nth, key->key);
    if (next >= 0) {
        finding_add(findings, KIND_G1B, false,
                    "%s reads %s %d as far as %lld; %s wrote that, and then %lld in the same "
                    "transaction",
                    op_words(op), keys_noun(key), key->key, (long long)last, op_words(writer),
                    (long long)writer->micros[next].value);
    }
}

/* A read after own appends ends with them, in their order. */
static void check_own(const struct op *op, int nth, struct findings *findings)
{
    const struct micro *read = &op->micros[nth];
    int left = read->count;
    for (int i = nth - 1; i >= 0; i--) {
        const struct micro *own = &op->micros[i];
        if (own->key != read->key || own->kind == MICRO_READ) {
            continue;
        }
        bool is_there = read->is_list ? left > 0 && read->list[left - 1] == own->value
                                      : read->value == own->value;
        if (!is_there) {
            finding_add(findings, KIND_OWN_WRITE, false,
                        "%s wrote %lld to %d, and its next read in the same transaction shows "
                        "something else at the end",
                        op_words(op), (long long)own->value, own->key);
            return;
        }
        left--;
        if (!read->is_list) {
            return;
        }
    }
}

static bool is_same_value(const struct micro *a, const struct micro *b)
{
    return a->is_list == b->is_list && a->value == b->value && a->count == b->count &&
           (a->count == 0 || memcmp(a->list, b->list, sizeof(*a->list) * (size_t)a->count) == 0);
}

/* REPEATABLE READ promises the rows of the first read, own changes apart. */
static void check_repeated(const struct op *op, int nth, struct findings *findings)
{
    const struct micro *read = &op->micros[nth];
    for (int i = nth - 1;
         i >= 0 && (op->micros[i].key != read->key || op->micros[i].kind == MICRO_READ); i--) {
        const struct micro *before = &op->micros[i];
        if (before->key == read->key && before->has_value && !is_same_value(before, read)) {
            finding_add(findings, KIND_UNREPEATABLE, op->is_read_committed,
                        "%s reads %d twice, as far as %lld and as far as %lld", op_words(op),
                        read->key, (long long)keys_seen(before), (long long)keys_seen(read));
            return;
        }
    }
}

void rules_reads(const struct keys *keys, struct findings *findings)
{
    for (int i = 0; i < keys->history->count; i++) {
        const struct op *op = &keys->history->ops[i];
        for (int n = 0; n < op->count; n++) {
            const struct key *key = key_of_read(keys, op, n);
            if (key == NULL) {
                continue;
            }
            const struct micro *read = &op->micros[n];
            if (key->is_list) {
                check_aborted_list(keys, op, key, read, findings);
            } else {
                check_aborted_version(keys, op, key, read, findings);
            }
            check_intermediate(keys, i, key, read, findings);
            check_own(op, n, findings);
            check_repeated(op, n, findings);
        }
    }
}

/* --- the end ---------------------------------------------------------------------------------- */

/* The last reads of a key: how far they see, and which sees furthest. */
struct last_reads {
    const struct op *furthest;
    int64_t seen;
    int first_place; /* of the first of them */
};

static struct last_reads find_last(const struct keys *keys, const struct key *key)
{
    struct last_reads last = {.first_place = INT32_MAX};
    for (int i = 0; i < keys->history->count; i++) {
        const struct op *op = &keys->history->ops[i];
        for (int n = 0; op->is_final && n < op->count; n++) {
            if (key_of_read(keys, op, n) != key) {
                continue;
            }
            int64_t seen = keys_seen(&op->micros[n]);
            last.first_place = op->place < last.first_place ? op->place : last.first_place;
            if (last.furthest == NULL || seen > last.seen) {
                last.furthest = op;
                last.seen = seen;
            }
        }
    }
    return last;
}

static void check_lost(const struct keys *keys, const struct key *key,
                       const struct last_reads *last, struct findings *findings)
{
    for (int i = key->first; i < key->first + key->count; i++) {
        const struct element *element = &keys->elements[i];
        const struct op *writer = &keys->history->ops[element->op];
        if (writer->end == END_OK && writer->end_place < last->first_place &&
            element->position > last->seen) {
            finding_add(findings, KIND_LOST_WRITE, false,
                        "%s wrote %lld to %s %d, and was answered ok; no last read shows it",
                        op_words(writer), (long long)element->value, keys_noun(key), key->key);
        }
    }
}

static void check_diverged(const struct keys *keys, const struct key *key,
                           const struct last_reads *last, struct findings *findings)
{
    for (int i = 0; i < keys->history->count; i++) {
        const struct op *op = &keys->history->ops[i];
        for (int n = 0; op->is_final && n < op->count; n++) {
            if (key_of_read(keys, op, n) == key && keys_seen(&op->micros[n]) != last->seen) {
                finding_add(findings, KIND_DIVERGED, false,
                            "the last read %s shows %s %d as far as %lld, %s as far as %lld",
                            op_words(op), keys_noun(key), key->key,
                            (long long)keys_seen(&op->micros[n]), op_words(last->furthest),
                            (long long)last->seen);
                return;
            }
        }
    }
}

/* The version that a write was made of: the one read before, or compared; -1: nobody knows. */
static int64_t version_before(const struct op *op, const struct element *element)
{
    for (int i = element->nth - 1; i >= 0; i--) {
        const struct micro *micro = &op->micros[i];
        if (micro->key == element->key && micro->kind == MICRO_READ && micro->has_value) {
            return micro->value;
        }
    }
    return op->is_blind ? -1 : element->value - 1;
}

/*
 * Two that read the same version and wrote: one of them is lost. Who reads and then writes back
 * what it reckoned may lose so under REPEATABLE READ; who has the write itself compare may not.
 */
static void check_lost_update(const struct keys *keys, const struct key *key,
                              struct findings *findings)
{
    for (int i = key->first; i < key->first + key->count; i++) {
        const struct element *element = &keys->elements[i];
        const struct op *one = &keys->history->ops[element->op];
        int64_t base = version_before(one, element);
        for (int j = i + 1; j < key->first + key->count; j++) {
            const struct op *other = &keys->history->ops[keys->elements[j].op];
            if (one != other && base >= 0 && one->end == END_OK && other->end == END_OK &&
                version_before(other, &keys->elements[j]) == base) {
                finding_add(findings, KIND_LOST_UPDATE, one->is_blind || other->is_blind,
                            "%s and %s both took version %lld of register %d and wrote %lld and "
                            "%lld; both were answered ok",
                            op_words(one), op_words(other), (long long)base, key->key,
                            (long long)element->value, (long long)keys->elements[j].value);
                break;
            }
        }
    }
}

void rules_end(const struct keys *keys, struct findings *findings)
{
    for (int i = 0; i < keys->key_count; i++) {
        const struct key *key = &keys->keys[i];
        struct last_reads last = find_last(keys, key);
        if (last.furthest != NULL) {
            if (!key->is_blind) {
                check_lost(keys, key, &last, findings);
            }
            check_diverged(keys, key, &last, findings);
        }
        if (!key->is_list) {
            check_lost_update(keys, key, findings);
        }
    }
}
