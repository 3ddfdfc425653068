/* SPDX-License-Identifier: MIT */
/*
 * demand_tree: what a check is made of, for the files demand*.c alone. Nodes lie
 * in one list and name each other by their place in it.
 */
#ifndef LESSON_DEMAND_TREE_H
#define LESSON_DEMAND_TREE_H

#include "lesson/demand.h"

#define NODES_MAX 48     /* of a check: it is read on one line */
#define CONDITIONS_MAX 4 /* of an event */
#define NODE_NONE (-1)

enum tense { TENSE_NOW, TENSE_EVER, TENSE_NEVER, TENSE_ALWAYS };
enum comparison { IS, IS_NOT, IS_LESS, IS_AT_MOST, IS_MORE, IS_AT_LEAST, HOLDS_TEXT };

/* One demand on a field of an event: "master!=m2". */
struct condition {
    const struct event_field *field;
    enum comparison comparison;
    struct fact_value value; /* its text, if the field is one */
};

struct event_pattern {
    enum event_kind kind;
    struct condition conditions[CONDITIONS_MAX];
    int condition_count;
};

enum node_kind {
    NODE_OR,
    NODE_AND,
    NODE_NOT,
    NODE_COMPARE,
    NODE_EVENT,
    NODE_ADD,
    NODE_SUBTRACT,
    NODE_MULTIPLY,
    NODE_DIVIDE,
    NODE_VALUE,
    NODE_FACT,
    NODE_COUNT,
};

struct node {
    enum node_kind kind;
    int left, right; /* NODE_NONE: it has none */
    enum comparison comparison;
    enum fact_type type;      /* of a value, fact or sum */
    const char *const *words; /* of TYPE_WORD */
    struct fact_value value;
    struct fact fact;             /* of a count: its branch, and as name what is counted there */
    struct event_pattern pattern; /* of an event or a count */
    int count;                    /* which of demand_state.counts */
};

struct stage {
    int node;
    sim_us within; /* of the stage before; SIM_NEVER: at any time */
};

struct demand {
    enum tense tense;
    struct stage stages[DEMAND_STAGES_MAX];
    int stage_count;
    char since[NAME_SIZE_MAX]; /* a mark; "": it has none */
    struct node nodes[NODES_MAX];
    int node_count;
    int count_count;
    char *text; /* owned: as it was written */
};

/* demand_scan.c: the reader of the text, shared with templates. */
struct scan {
    const char *file;
    struct lesson_text place; /* where the text begins */
    const char *from;         /* of the text */
    const char *at;
    struct demand *demand; /* borrowed; gets the nodes */
    struct err *err;
};

/* Words, numbers and signs; each skips blanks before it. */
void scan_skip_blanks(struct scan *scan);
bool scan_sign(struct scan *scan, const char *sign);
bool scan_word(struct scan *scan, const char *word);
/* A word of letters, digits and "_", or, with `more`, of those and these. False: there is none. */
bool scan_name(struct scan *scan, const char *more, char *out, size_t room);
enum rc scan_fail(const struct scan *scan, const char *at, enum rc rc, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* One of = != < <= > >= ~. False: there is none. */
bool scan_comparison(struct scan *scan, enum comparison *out);
/* "250ms", "5%", "12": with its type. */
MUST_CHECK enum rc scan_number(struct scan *scan, struct fact_value *out, enum fact_type *type);
/* Is it the name of a fact? */
bool scan_is_fact(const char *name);
/* It is neither that nor an event's. */
enum rc scan_fail_name(const struct scan *scan, const char *name, const char *at);
/* A fact, whose name is read already and began at `at`. */
MUST_CHECK enum rc scan_fact(struct scan *scan, const char *name, const char *at, struct fact *out);
/* "(NAME)." of what is asked of another branch, whose "branch" is read already. */
MUST_CHECK enum rc scan_branch(struct scan *scan, char *branch);

/* demand_event.c: a pattern, whose kind's name is read already and began at `at`. */
MUST_CHECK enum rc scan_pattern(struct scan *scan, const char *name, const char *at,
                                struct event_pattern *out);
bool pattern_matches(const struct event_pattern *pattern, const struct event *event,
                     const struct world *world);
bool comparison_holds(enum comparison comparison, const struct fact_value *left,
                      const struct fact_value *right, bool is_text);

/* check.c: a node's worth: of a comparison whether it holds, of a sum its number. */
struct fact_value node_value(const struct demand *demand, int node,
                             const struct demand_state *state, struct world *world,
                             const struct event *event);

#endif
