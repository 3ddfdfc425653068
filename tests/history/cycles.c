/* SPDX-License-Identifier: MIT */
#include "history/rules.h"

#include <stdlib.h>
#include <string.h>

#define CHAIN_MAX 40 /* edges of a cycle that are spelled out */

enum edge_kind { EDGE_WW = 1, EDGE_WR = 2, EDGE_RW = 4 };

struct edge {
    int from, to; /* operations */
    enum edge_kind kind;
    const struct key *key;
    int64_t a, b; /* written over, by; read; read as far as, and what is missing */
};

struct graph {
    const struct keys *keys;
    struct edge *edges; /* owned; sorted by from */
    int edge_count, edge_room;
    int *first;    /* owned: of each operation its first edge; one more than operations */
    int *degree;   /* owned: edges in, of those that stand */
    bool *is_left; /* owned: may it be on a cycle? */
    bool *is_told; /* owned: a cycle through it is reported */
    int *queue;    /* owned */
    int *by;       /* owned: the edge by which a search came; -1: it did not */
};

/* --- edges ------------------------------------------------------------------------------------ */

static bool is_done(const struct keys *keys, int op)
{
    return keys->history->ops[op].end != END_FAIL;
}

static void add_edge(struct graph *graph, struct edge edge)
{
    if (edge.from == edge.to || !is_done(graph->keys, edge.from) ||
        !is_done(graph->keys, edge.to)) {
        return;
    }
    if (graph->edge_count == graph->edge_room) {
        graph->edge_room = graph->edge_room * 2 + 256;
        graph->edges = grow(graph->edges, (size_t)graph->edge_room, sizeof(*graph->edges));
    }
    graph->edges[graph->edge_count++] = edge;
}

static void add_writes(struct graph *graph, const struct key *key)
{
    for (int i = 1; i < key->chain_count; i++) {
        const struct element *before = &graph->keys->elements[key->chain[i - 1]];
        const struct element *after = &graph->keys->elements[key->chain[i]];
        if (!key->is_list && after->value != before->value + 1) {
            continue; /* one between them is not known */
        }
        add_edge(graph, (struct edge){.from = before->op,
                                      .to = after->op,
                                      .kind = EDGE_WW,
                                      .key = key,
                                      .a = before->value,
                                      .b = after->value});
    }
}

/* The last of a chain at or before a position; -1: none. */
static int chain_at(const struct keys *keys, const struct key *key, int64_t position)
{
    int low = 0;
    int high = key->chain_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (keys->elements[key->chain[middle]].position <= position) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - 1;
}

static void add_read(struct graph *graph, int reader, const struct key *key,
                     const struct micro *read)
{
    const struct keys *keys = graph->keys;
    int64_t seen = keys_seen(read);
    int at = chain_at(keys, key, seen);
    int next = at + 1;
    bool is_exact = at >= 0 && keys->elements[key->chain[at]].position == seen;
    while (at >= 0 && keys->elements[key->chain[at]].op == reader) {
        at--; /* its own: what it saw of others is before, in a list */
        is_exact = is_exact && key->is_list;
    }
    if (at >= 0 && is_exact) {
        const struct element *element = &keys->elements[key->chain[at]];
        add_edge(graph, (struct edge){.from = element->op,
                                      .to = reader,
                                      .kind = EDGE_WR,
                                      .key = key,
                                      .a = element->value});
    }
    if (next < key->chain_count &&
        (key->is_list || keys->elements[key->chain[next]].value == seen + 1)) {
        const struct element *element = &keys->elements[key->chain[next]];
        add_edge(graph, (struct edge){.from = reader,
                                      .to = element->op,
                                      .kind = EDGE_RW,
                                      .key = key,
                                      .a = seen,
                                      .b = element->value});
    }
}

static int compare_edges(const void *left, const void *right)
{
    const struct edge *a = left;
    const struct edge *b = right;
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    if (a->to != b->to) {
        return a->to < b->to ? -1 : 1;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    return (a->key->key > b->key->key) - (a->key->key < b->key->key);
}

static void add_edges(struct graph *graph)
{
    const struct keys *keys = graph->keys;
    for (int i = 0; i < keys->key_count; i++) {
        add_writes(graph, &keys->keys[i]);
    }
    for (int i = 0; i < keys->history->count; i++) {
        const struct op *op = &keys->history->ops[i];
        for (int n = 0; op->end == END_OK && n < op->count; n++) {
            const struct micro *micro = &op->micros[n];
            const struct key *key = keys_find(keys, micro->key);
            if (micro->kind == MICRO_READ && micro->has_value && key->chain_count > 0) {
                add_read(graph, i, key, micro);
            }
        }
    }
    if (graph->edge_count > 0) {
        qsort(graph->edges, (size_t)graph->edge_count, sizeof(*graph->edges), compare_edges);
    }
    int at = 0;
    for (int i = 0; i <= keys->history->count; i++) {
        while (at < graph->edge_count && graph->edges[at].from < i) {
            at++;
        }
        graph->first[i] = at;
    }
}

/* --- searching -------------------------------------------------------------------------------- */

static bool stands(const struct graph *graph, const struct edge *edge, int kinds)
{
    return ((int)edge->kind & kinds) != 0 && graph->is_left[edge->from] && graph->is_left[edge->to];
}

/* Take away, again and again, what nothing leads to: it is on no cycle. False: nothing is left. */
static bool trim(struct graph *graph, int kinds)
{
    int count = graph->keys->history->count;
    int begin = 0;
    int end = 0;
    memset(graph->degree, 0, sizeof(*graph->degree) * (size_t)count);
    for (int i = 0; i < count; i++) {
        graph->is_left[i] = true;
    }
    for (int i = 0; i < graph->edge_count; i++) {
        graph->degree[graph->edges[i].to] += stands(graph, &graph->edges[i], kinds);
    }
    for (int i = 0; i < count; i++) {
        if (graph->degree[i] == 0) {
            graph->queue[end++] = i;
        }
    }
    while (begin < end) {
        int op = graph->queue[begin++];
        for (int i = graph->first[op]; i < graph->first[op + 1]; i++) {
            const struct edge *edge = &graph->edges[i];
            if (stands(graph, edge, kinds) && --graph->degree[edge->to] == 0) {
                graph->queue[end++] = edge->to;
            }
        }
        graph->is_left[op] = false;
    }
    return end < count;
}

/* The shortest way from one operation to another by edges of these kinds. */
static bool find_way(struct graph *graph, int from, int to, int kinds)
{
    int count = graph->keys->history->count;
    int begin = 0;
    int end = 0;
    for (int i = 0; i < count; i++) {
        graph->by[i] = -1;
    }
    graph->queue[end++] = from;
    while (begin < end) {
        int op = graph->queue[begin++];
        for (int i = graph->first[op]; i < graph->first[op + 1]; i++) {
            const struct edge *edge = &graph->edges[i];
            if (!stands(graph, edge, kinds) || graph->by[edge->to] >= 0 || edge->to == from) {
                continue;
            }
            graph->by[edge->to] = i;
            if (edge->to == to) {
                return true;
            }
            graph->queue[end++] = edge->to;
        }
    }
    return false;
}

/* --- telling ---------------------------------------------------------------------------------- */

static size_t add_sentence(const struct graph *graph, const struct edge *edge, char *text,
                           size_t used)
{
    const struct op *from = &graph->keys->history->ops[edge->from];
    const struct op *to = &graph->keys->history->ops[edge->to];
    const char *noun = keys_noun(edge->key);
    size_t room = used < SENTENCE_SIZE ? SENTENCE_SIZE - used : 0;
    const char *and = used == 0 ? "" : ",\n       and ";
    int added = 0;
    if (edge->kind == EDGE_WW) {
        added = snprintf(text + used, room, "%s%s wrote %lld to %s %d before %s wrote %lld to it",
                         and, op_words(from), (long long)edge->a, noun, edge->key->key,
                         op_words(to), (long long)edge->b);
    } else if (edge->kind == EDGE_WR) {
        added = snprintf(text + used, room, "%s%s wrote %lld to %s %d, which %s read", and,
                         op_words(from), (long long)edge->a, noun, edge->key->key, op_words(to));
    } else {
        added = snprintf(text + used, room, "%s%s read %s %d without %lld, which %s wrote", and,
                         op_words(from), noun, edge->key->key, (long long)edge->b, op_words(to));
    }
    used += (size_t)added;
    return used < SENTENCE_SIZE ? used : SENTENCE_SIZE - 1;
}

/*
 * Does an operation that read a key without something also read it with that, or with what came
 * after it? That is a G1b, or a read that is not repeated, and was told of as that.
 */
static bool is_of_one_read(const struct graph *graph, const struct edge *edge)
{
    int op = edge->from;
    if (graph->edges[graph->by[op]].kind != EDGE_WR) {
        return false;
    }
    while (op != edge->to && graph->edges[graph->by[op]].key == edge->key) {
        op = graph->edges[graph->by[op]].from;
    }
    return op == edge->to;
}

/* The cycle that an edge closes with the way found from its end to its beginning. */
static void tell_cycle(struct graph *graph, const struct edge *edge, enum kind kind,
                       struct findings *findings)
{
    const struct op *reader = &graph->keys->history->ops[edge->from];
    int way[CHAIN_MAX];
    int length = 0;
    int op = edge->from;
    if (edge->kind == EDGE_RW && is_of_one_read(graph, edge)) {
        return;
    }
    graph->is_told[op] = true;
    while (op != edge->to) {
        graph->is_told[op] = true;
        if (length < CHAIN_MAX) {
            way[length] = graph->by[op];
        }
        length++;
        op = graph->edges[graph->by[op]].from;
    }
    graph->is_told[op] = true;
    char text[SENTENCE_SIZE] = "";
    size_t used = add_sentence(graph, edge, text, 0);
    for (int i = (length < CHAIN_MAX ? length : CHAIN_MAX) - 1; i >= 0; i--) {
        used = add_sentence(graph, &graph->edges[way[i]], text, used);
    }
    bool is_allowed = kind == KIND_G_SINGLE || kind == KIND_G2;
    if (kind == KIND_FRACTURED) {
        is_allowed = reader->is_read_committed;
    }
    finding_add(findings, kind, is_allowed, "%s.", text);
}

static bool is_reader(const struct op *op)
{
    for (int i = 0; i < op->count; i++) {
        if (op->micros[i].kind != MICRO_READ) {
            return false;
        }
    }
    return true;
}

/* Cycles of an edge of kind `closing` with a way of `kinds`; each operation is told of once. */
static void find_cycles(struct graph *graph, int closing, int kinds, enum kind kind,
                        struct findings *findings)
{
    if (!trim(graph, closing | kinds)) {
        return;
    }
    for (int i = 0; i < graph->edge_count; i++) {
        const struct edge *edge = &graph->edges[i];
        if (((int)edge->kind & closing) == 0 || !stands(graph, edge, closing | kinds) ||
            (graph->is_told[edge->from] && graph->is_told[edge->to])) {
            continue;
        }
        if (find_way(graph, edge->to, edge->from, kinds)) {
            /* A transaction that only reads has one moment of its master, and masters apply
             * causes first: that one cannot have such a cycle. One that also writes may, as it
             * writes to newer rows than those it reads. */
            bool is_fractured =
                kind == KIND_G_SINGLE && is_reader(&graph->keys->history->ops[edge->from]);
            tell_cycle(graph, edge, is_fractured ? KIND_FRACTURED : kind, findings);
        }
    }
}

void rules_cycles(const struct keys *keys, struct findings *findings)
{
    size_t count = (size_t)keys->history->count + 1;
    struct graph graph = {.keys = keys};
    graph.first = grow(NULL, count + 1, sizeof(*graph.first));
    graph.degree = grow(NULL, count, sizeof(*graph.degree));
    graph.is_left = grow(NULL, count, sizeof(*graph.is_left));
    graph.is_told = grow(NULL, count, sizeof(*graph.is_told));
    graph.queue = grow(NULL, count, sizeof(*graph.queue));
    graph.by = grow(NULL, count, sizeof(*graph.by));
    memset(graph.is_told, 0, count * sizeof(*graph.is_told));
    add_edges(&graph);
    find_cycles(&graph, EDGE_WW, EDGE_WW, KIND_G0, findings);
    find_cycles(&graph, EDGE_WR, EDGE_WW | EDGE_WR, KIND_G1C, findings);
    find_cycles(&graph, EDGE_RW, EDGE_WW | EDGE_WR, KIND_G_SINGLE, findings);
    find_cycles(&graph, EDGE_RW, EDGE_WW | EDGE_WR | EDGE_RW, KIND_G2, findings);
    free(graph.edges);
    free(graph.first);
    free(graph.degree);
    free(graph.is_left);
    free(graph.is_told);
    free(graph.queue);
    free(graph.by);
}
