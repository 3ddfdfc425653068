/* SPDX-License-Identifier: MIT */
#include "history/keys.h"

#include <stdlib.h>
#include <string.h>

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_elements(const void *left, const void *right)
{
    const struct element *a = left;
    const struct element *b = right;
    int by_key = compare(a->key, b->key);
    int by_value = by_key != 0 ? by_key : compare(a->value, b->value);
    int by_op = by_value != 0 ? by_value : compare(a->op, b->op);
    return by_op != 0 ? by_op : compare(a->nth, b->nth);
}

static int compare_keys(const void *left, const void *right)
{
    const struct key *a = left;
    const struct key *b = right;
    return compare(a->key, b->key);
}

struct key *keys_find(const struct keys *keys, int key)
{
    struct key wanted = {.key = key};
    return bsearch(&wanted, keys->keys, (size_t)keys->key_count, sizeof(wanted), compare_keys);
}

int keys_find_element(const struct keys *keys, const struct key *key, int64_t value)
{
    int low = key->first;
    int high = key->first + key->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (keys->elements[middle].value < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_found = low < key->first + key->count && keys->elements[low].value == value;
    return is_found ? low : -1;
}

int64_t keys_seen(const struct micro *read)
{
    return read->is_list ? read->count : read->value;
}

const char *keys_noun(const struct key *key)
{
    return key->is_list ? "list" : "register";
}

void keys_release(struct keys *keys)
{
    for (int i = 0; i < keys->key_count; i++) {
        free(keys->keys[i].chain);
    }
    free(keys->keys);
    free(keys->elements);
    *keys = (struct keys){0};
}

/* --- what there is ---------------------------------------------------------------------------- */

static void gather_elements(struct keys *keys, int micro_count)
{
    const struct history *history = keys->history;
    keys->elements = grow(NULL, (size_t)micro_count + 1, sizeof(*keys->elements));
    for (int i = 0; i < history->count; i++) {
        const struct op *op = &history->ops[i];
        for (int n = 0; n < op->count; n++) {
            const struct micro *micro = &op->micros[n];
            if (micro->kind != MICRO_READ && micro->has_value) {
                keys->elements[keys->element_count++] = (struct element){
                    .key = micro->key,
                    .value = micro->value,
                    .op = i,
                    .nth = n,
                    .position = micro->kind == MICRO_APPEND ? POSITION_NEVER : micro->value};
            }
        }
    }
    if (keys->element_count > 0) {
        qsort(keys->elements, (size_t)keys->element_count, sizeof(*keys->elements),
              compare_elements);
    }
}

static void gather_keys(struct keys *keys, int micro_count)
{
    const struct history *history = keys->history;
    keys->keys = grow(NULL, (size_t)micro_count + 1, sizeof(*keys->keys));
    int all = 0;
    for (int i = 0; i < history->count; i++) {
        for (int n = 0; n < history->ops[i].count; n++) {
            keys->keys[all++] =
                (struct key){.key = history->ops[i].micros[n].key, .longest_op = -1};
        }
    }
    if (all > 0) {
        qsort(keys->keys, (size_t)all, sizeof(*keys->keys), compare_keys);
    }
    for (int i = 0; i < all; i++) {
        if (i == 0 || keys->keys[i].key != keys->keys[keys->key_count - 1].key) {
            keys->keys[keys->key_count++] = keys->keys[i];
        }
    }
    int at = 0;
    for (int i = 0; i < keys->key_count; i++) {
        struct key *key = &keys->keys[i];
        key->first = at;
        while (at < keys->element_count && keys->elements[at].key == key->key) {
            at++;
        }
        key->count = at - key->first;
    }
}

/* Is a key a list or a register? Never both. */
static bool classify(struct keys *keys)
{
    const struct history *history = keys->history;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < history->count; i++) {
            const struct op *op = &history->ops[i];
            for (int n = 0; n < op->count; n++) {
                const struct micro *micro = &op->micros[n];
                struct key *key = keys_find(keys, micro->key);
                bool is_list = micro->kind == MICRO_APPEND || micro->is_list;
                bool tells = micro->kind != MICRO_READ || micro->has_value;
                key->is_list = key->is_list || is_list;
                key->is_blind = key->is_blind || (micro->kind == MICRO_WRITE && op->is_blind);
                key->has_unknown = key->has_unknown || (micro->kind != MICRO_READ &&
                                                        !micro->has_value && op->end != END_FAIL);
                if (pass == 1 && tells && key->is_list != is_list) {
                    (void)snprintf(keys->error, sizeof(keys->error),
                                   "%d: key %d is a list here and a register elsewhere", op->line,
                                   key->key);
                    return false;
                }
            }
        }
    }
    return true;
}

static bool check_unique(struct keys *keys)
{
    for (int i = 1; i < keys->element_count; i++) {
        const struct element *a = &keys->elements[i - 1];
        const struct element *b = &keys->elements[i];
        if (a->key == b->key && a->value == b->value && keys_find(keys, a->key)->is_list) {
            (void)snprintf(keys->error, sizeof(keys->error),
                           "%d: %lld is appended to %d again; elements are unique",
                           keys->history->ops[b->op].line, (long long)b->value, b->key);
            return false;
        }
    }
    return true;
}

/* --- orders of lists -------------------------------------------------------------------------- */

static void find_longest(struct keys *keys)
{
    const struct history *history = keys->history;
    for (int i = 0; i < history->count; i++) {
        const struct op *op = &history->ops[i];
        for (int n = 0; op->end == END_OK && n < op->count; n++) {
            const struct micro *micro = &op->micros[n];
            struct key *key = keys_find(keys, micro->key);
            if (micro->kind == MICRO_READ && micro->is_list &&
                (key->longest == NULL || micro->count > key->longest->count)) {
                key->longest = micro;
                key->longest_op = i;
            }
        }
    }
}

/* Is every element of a read one that somebody had begun to append, and there once? */
static void check_elements(struct keys *keys, const struct op *op, const struct micro *read,
                           struct findings *findings)
{
    struct key *key = keys_find(keys, read->key);
    for (int i = 0; i < read->count; i++) {
        int found = keys_find_element(keys, key, read->list[i]);
        if (found < 0 || keys->history->ops[keys->elements[found].op].place > op->end_place) {
            finding_add(findings, KIND_GARBAGE, false,
                        "%s reads %lld in list %d, which nobody had begun to append", op_words(op),
                        (long long)read->list[i], key->key);
            key->is_spoiled = true;
            return;
        }
        for (int n = 0; n < i; n++) {
            if (read->list[n] == read->list[i]) {
                finding_add(findings, KIND_DUPLICATE, false,
                            "%s reads %lld in list %d as element %d and again as %d", op_words(op),
                            (long long)read->list[i], key->key, n + 1, i + 1);
                key->is_spoiled = true;
                return;
            }
        }
    }
}

static void check_beginning(struct keys *keys, const struct op *op, const struct micro *read,
                            struct findings *findings)
{
    struct key *key = keys_find(keys, read->key);
    for (int i = 0; i < read->count; i++) {
        if (read->list[i] != key->longest->list[i]) {
            finding_add(findings, KIND_ORDERS, false,
                        "%s reads %lld as element %d of list %d, where %s reads %lld", op_words(op),
                        (long long)read->list[i], i + 1, key->key,
                        op_words(&keys->history->ops[key->longest_op]),
                        (long long)key->longest->list[i]);
            key->is_spoiled = true;
            return;
        }
    }
}

static void check_lists(struct keys *keys, struct findings *findings)
{
    const struct history *history = keys->history;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < history->count; i++) {
            const struct op *op = &history->ops[i];
            for (int n = 0; op->end == END_OK && n < op->count; n++) {
                const struct micro *micro = &op->micros[n];
                if (!micro->is_list || keys_find(keys, micro->key)->is_spoiled) {
                    continue;
                }
                if (pass == 0) {
                    check_elements(keys, op, micro, findings);
                } else {
                    check_beginning(keys, op, micro, findings);
                }
            }
        }
    }
}

static void chain_list(struct keys *keys, struct key *key)
{
    int count = key->longest == NULL ? 0 : key->longest->count;
    key->chain = grow(NULL, (size_t)count + 1, sizeof(*key->chain));
    for (int i = 0; i < count; i++) {
        int element = keys_find_element(keys, key, key->longest->list[i]);
        keys->elements[element].position = i + 1;
        key->chain[key->chain_count++] = element;
    }
}

/* --- orders of registers ---------------------------------------------------------------------- */

static bool is_version_read(const struct keys *keys, const struct key *key, int64_t version)
{
    const struct history *history = keys->history;
    for (int i = 0; i < history->count; i++) {
        const struct op *op = &history->ops[i];
        for (int n = 0; op->end == END_OK && n < op->count; n++) {
            const struct micro *micro = &op->micros[n];
            if (micro->kind == MICRO_READ && micro->key == key->key && micro->has_value &&
                micro->value == version) {
                return true;
            }
        }
    }
    return false;
}

/* Of those who may have written a version, the one who did; -1: none, or one cannot tell. */
static int writer_of_version(const struct keys *keys, const struct key *key, int first, int end)
{
    int acknowledged = -1;
    int possible = -1;
    int count = 0;
    for (int i = first; i < end; i++) {
        enum op_end end_of = keys->history->ops[keys->elements[i].op].end;
        if (end_of == END_OK) {
            acknowledged = i;
        } else if (end_of != END_FAIL) {
            possible = i;
            count++;
        }
    }
    if (acknowledged >= 0 || count != 1 || key->has_unknown) {
        return acknowledged;
    }
    return is_version_read(keys, key, keys->elements[possible].value) ? possible : -1;
}

static void chain_register(struct keys *keys, struct key *key)
{
    key->chain = grow(NULL, (size_t)key->count + 1, sizeof(*key->chain));
    for (int i = key->first; i < key->first + key->count;) {
        int end = i;
        while (end < key->first + key->count &&
               keys->elements[end].value == keys->elements[i].value) {
            end++;
        }
        int writer = writer_of_version(keys, key, i, end);
        if (writer >= 0) {
            key->chain[key->chain_count++] = writer;
        }
        i = end;
    }
}

bool keys_build(struct keys *keys, const struct history *history, struct findings *findings)
{
    *keys = (struct keys){.history = history};
    int micro_count = 0;
    for (int i = 0; i < history->count; i++) {
        micro_count += history->ops[i].count;
    }
    gather_elements(keys, micro_count);
    gather_keys(keys, micro_count);
    if (!classify(keys) || !check_unique(keys)) {
        return false;
    }
    find_longest(keys);
    check_lists(keys, findings);
    for (int i = 0; i < keys->key_count; i++) {
        struct key *key = &keys->keys[i];
        if (key->is_list && !key->is_spoiled) {
            chain_list(keys, key);
        } else if (!key->is_list && !key->is_blind) {
            chain_register(keys, key);
        }
    }
    return true;
}
