/* SPDX-License-Identifier: MIT */
/*
 * keys: the order of what was written to each key. Of a list the longest read
 * tells it, and all others must be beginnings of that one; of a register its
 * versions do.
 */
#ifndef HISTORY_KEYS_H
#define HISTORY_KEYS_H

#include "history/findings.h"
#include "history/ops.h"

#define POSITION_NEVER INT64_MAX /* no read ever showed it */

/* One append or write, of whatever became of it. */
struct element {
    int key;
    int64_t value;
    int op;
    int nth;          /* of its operation's micros */
    int64_t position; /* of a list: 1.. ; of a register: its version */
};

struct key {
    int key;
    bool is_list;
    bool is_blind;    /* written by programs that compared nothing: no order is known */
    bool is_spoiled;  /* its order is in doubt, and reported: nothing else is said of it */
    bool has_unknown; /* someone may have written a version that is not told */
    int first, count; /* elements */
    int longest_op;   /* -1: never read */
    const struct micro *longest; /* borrowed */
    int *chain;                  /* owned: elements in order, of which it is known that they are */
    int chain_count;
};

struct keys {
    const struct history *history; /* borrowed */
    struct element *elements;      /* owned; sorted by key, value, operation */
    int element_count;
    struct key *keys; /* owned; sorted */
    int key_count;
    char error[200]; /* "line 7: ..." of what cannot be judged at all */
};

/* False: the history cannot be judged; keys->error says why. To be released all the same. */
bool keys_build(struct keys *keys, const struct history *history, struct findings *findings);
void keys_release(struct keys *keys);

struct key *keys_find(const struct keys *keys, int key);
/* The first element of this value; -1: nobody wrote it. */
int keys_find_element(const struct keys *keys, const struct key *key, int64_t value);
/* How far into the key's order a read saw. */
int64_t keys_seen(const struct micro *read);
/* The name of a key: "list 3". */
const char *keys_noun(const struct key *key);

#endif
