/* SPDX-License-Identifier: MIT */
/* demand_read: the text of a check, read once into its nodes. */
#include "base/mem.h"
#include "lesson/demand_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 12 /* of parentheses and nots within each other */

/* --- nodes ------------------------------------------------------------------------------------ */

static enum rc add_node(struct scan *scan, const struct node *node, int *out)
{
    struct demand *demand = scan->demand;
    if (demand->node_count == NODES_MAX) {
        return scan_fail(scan, scan->at, RC_FULL, "the check is too long: make it two goals");
    }
    demand->nodes[demand->node_count] = *node;
    *out = demand->node_count++;
    return RC_OK;
}

static enum rc add_pair(struct scan *scan, enum node_kind kind, int left, int right, int *out)
{
    struct node node = {.kind = kind, .left = left, .right = right};
    if (left != NODE_NONE) {
        node.type = scan->demand->nodes[left].type;
        node.words = scan->demand->nodes[left].words;
    }
    return add_node(scan, &node, out);
}

static enum rc read_or(struct scan *scan, int depth, int *out);

/* What is counted on another branch, as it is written, but for blanks. */
static enum rc name_count(const struct scan *scan, const char *from, struct node *node)
{
    struct buf name;
    buf_init(&name, sizeof(node->fact.name) - 1);
    buf_addf(&name, "count(");
    for (const char *at = from; at < scan->at; at++) {
        if (*at != ' ' && *at != '\t') {
            buf_add_char(&name, *at);
        }
    }
    bool is_fit = name.size < BRANCH_NOTE_SIZE_MAX && strchr(name.data, '"') == NULL;
    (void)snprintf(node->fact.name, sizeof(node->fact.name), "%s", name.data);
    buf_release(&name);
    return is_fit ? RC_OK
                  : scan_fail(scan, from, RC_FULL,
                              "what is counted on another branch is short and without \"");
}

/* count(conflict(master=m1)), of which "count" is read; `branch` is where, "": here. */
static enum rc read_count(struct scan *scan, const char *branch, int *out)
{
    struct node node = {.kind = NODE_COUNT, .left = NODE_NONE, .right = NODE_NONE};
    (void)snprintf(node.fact.branch, sizeof(node.fact.branch), "%s", branch);
    char name[NAME_SIZE_MAX];
    if (!scan_sign(scan, "(")) {
        return scan_fail(scan, scan->at, RC_USAGE, "count(EVENT) counts events: count(conflict)");
    }
    if (scan->demand->count_count == DEMAND_COUNTS_MAX) {
        return scan_fail(scan, scan->at, RC_FULL, "a check counts %d things at most",
                         DEMAND_COUNTS_MAX);
    }
    const char *at = scan->at;
    (void)scan_name(scan, "", name, sizeof(name));
    enum rc rc = scan_pattern(scan, name, at, &node.pattern);
    if (rc == RC_OK && !scan_sign(scan, ")")) {
        rc = scan_fail(scan, scan->at, RC_USAGE, "count(...) wants its \")\" here");
    }
    if (rc == RC_OK && branch[0] != '\0') {
        rc = name_count(scan, at, &node);
    }
    node.count = scan->demand->count_count++;
    return rc == RC_OK ? add_node(scan, &node, out) : rc;
}

/* A word or text that has a meaning only beside a fact: it is read when that is known. */
static enum rc read_literal(struct scan *scan, const char *name, int *out)
{
    struct node node = {
        .kind = NODE_VALUE, .left = NODE_NONE, .right = NODE_NONE, .type = TYPE_TEXT};
    node.value.is_known = true;
    (void)snprintf(node.value.text, sizeof(node.value.text), "%s", name);
    return add_node(scan, &node, out);
}

static enum rc read_quoted(struct scan *scan, int *out)
{
    char text[NAME_SIZE_MAX];
    const char *from = scan->at;
    size_t size = strcspn(from, "\"");
    if (from[size] == '\0' || size >= sizeof(text)) {
        return scan_fail(scan, from, RC_USAGE, "the text has no end, or is too long: \"");
    }
    (void)snprintf(text, sizeof(text), "%.*s", (int)size, from);
    scan->at = from + size + 1;
    return read_literal(scan, text, out);
}

/* branch(NAME).FACT or branch(NAME).count(EVENT), of which "branch" is read. */
static enum rc read_of_branch(struct scan *scan, int *out)
{
    struct node node = {.kind = NODE_FACT, .left = NODE_NONE, .right = NODE_NONE};
    char branch[NAME_SIZE_MAX];
    const char *from = scan->at;
    enum rc rc = scan_branch(scan, branch);
    if (rc == RC_OK && scan_word(scan, "count")) {
        return read_count(scan, branch, out);
    }
    scan->at = from;
    rc = rc == RC_OK ? scan_fact(scan, "branch", from, &node.fact) : rc;
    if (rc == RC_OK) {
        node.type = node.fact.row->type;
        node.words = node.fact.row->words;
        rc = add_node(scan, &node, out);
    }
    return rc;
}

/* A number, a fact, a count, or a word to compare a fact with. */
static enum rc read_value(struct scan *scan, int *out)
{
    struct node node = {.left = NODE_NONE, .right = NODE_NONE};
    char name[NAME_SIZE_MAX];
    scan_skip_blanks(scan);
    const char *at = scan->at;
    if (*at >= '0' && *at <= '9') {
        node.kind = NODE_VALUE;
        enum rc rc = scan_number(scan, &node.value, &node.type);
        return rc == RC_OK ? add_node(scan, &node, out) : rc;
    }
    if (*at == '"') {
        scan->at++;
        return read_quoted(scan, out);
    }
    if (!scan_name(scan, "@", name, sizeof(name))) {
        return scan_fail(scan, at, RC_USAGE, "a fact, an event or a number is wanted here");
    }
    if (strcmp(name, "count") == 0) {
        return read_count(scan, "", out);
    }
    if (strcmp(name, "branch") == 0) {
        return read_of_branch(scan, out);
    }
    if (!scan_is_fact(name)) {
        return *scan->at == '(' || *scan->at == '.' ? scan_fail_name(scan, name, at)
                                                    : read_literal(scan, name, out);
    }
    node.kind = NODE_FACT;
    enum rc rc = scan_fact(scan, name, at, &node.fact);
    if (rc == RC_OK) {
        node.type = node.fact.row->type;
        node.words = node.fact.row->words;
        rc = add_node(scan, &node, out);
    }
    return rc;
}

/* Values joined by signs of one rank: * and / bind before + and -. */
static enum rc read_sum(struct scan *scan, bool is_product, int *out)
{
    const char *const signs[] = {is_product ? "*" : "+", is_product ? "/" : "-"};
    const enum node_kind kinds[] = {is_product ? NODE_MULTIPLY : NODE_ADD,
                                    is_product ? NODE_DIVIDE : NODE_SUBTRACT};
    enum rc rc = is_product ? read_value(scan, out) : read_sum(scan, true, out);
    while (rc == RC_OK) {
        int sign = scan_sign(scan, signs[0]) ? 0 : scan_sign(scan, signs[1]) ? 1 : -1;
        int right = NODE_NONE;
        if (sign < 0) {
            return RC_OK;
        }
        const char *at = scan->at;
        rc = is_product ? read_value(scan, &right) : read_sum(scan, true, &right);
        const struct node *nodes = scan->demand->nodes;
        if (rc == RC_OK &&
            (nodes[*out].type > TYPE_PERMILLE || nodes[right].type > TYPE_PERMILLE)) {
            rc = scan_fail(scan, at, RC_USAGE, "only numbers and times are reckoned with");
        }
        rc = rc == RC_OK ? add_pair(scan, kinds[sign], *out, right, out) : rc;
    }
    return rc;
}

/* A word beside a fact means what the fact's type says. */
static enum rc agree(struct scan *scan, const struct node *with, struct node *node, const char *at)
{
    struct err err = {0};
    if (node->kind == NODE_VALUE && node->type == TYPE_TEXT && with->kind != NODE_VALUE) {
        char word[NAME_SIZE_MAX];
        (void)snprintf(word, sizeof(word), "%s", node->value.text);
        enum rc rc = fact_read_word(&node->value, with->type, with->words, word, &err);
        node->type = with->type;
        return rc == RC_OK ? RC_OK : scan_fail(scan, at, rc, "%.250s", err.text);
    }
    bool is_zero = node->kind == NODE_VALUE && node->type == TYPE_NUMBER && node->value.number == 0;
    bool is_permille = node->type == TYPE_NUMBER && with->type == TYPE_PERMILLE;
    if (node->type != with->type && !is_zero && !is_permille) {
        return scan_fail(scan, at, RC_USAGE,
                         "this cannot be compared: a time is written 250ms, a share 5%%");
    }
    return RC_OK;
}

static enum rc read_comparison(struct scan *scan, int left, const char *at, int *out)
{
    struct node node = {.kind = NODE_COMPARE, .left = left};
    struct node *nodes = scan->demand->nodes;
    scan_skip_blanks(scan);
    const char *sign_at = scan->at;
    if (!scan_comparison(scan, &node.comparison) || node.comparison == HOLDS_TEXT) {
        return nodes[left].kind == NODE_VALUE && nodes[left].type == TYPE_TEXT
                   ? scan_fail_name(scan, nodes[left].value.text, at)
                   : scan_fail(scan, sign_at, RC_USAGE, "one of = != < <= > >= is wanted here");
    }
    scan_skip_blanks(scan);
    const char *right_at = scan->at;
    enum rc rc = read_sum(scan, false, &node.right);
    if (rc == RC_OK && nodes[left].kind == NODE_VALUE && nodes[node.right].kind == NODE_VALUE) {
        rc = nodes[left].type == TYPE_TEXT
                 ? scan_fail_name(scan, nodes[left].value.text, at)
                 : scan_fail(scan, at, RC_USAGE, "a fact is compared, not two numbers");
    }
    bool is_left_literal = nodes[left].kind == NODE_VALUE;
    if (rc == RC_OK) {
        rc = is_left_literal ? agree(scan, &nodes[node.right], &nodes[left], at)
                             : agree(scan, &nodes[left], &nodes[node.right], right_at);
    }
    enum fact_type type = rc == RC_OK ? nodes[left].type : TYPE_NUMBER;
    bool has_order = type <= TYPE_PERMILLE;
    if (rc == RC_OK && !has_order && node.comparison > IS_NOT) {
        rc = scan_fail(scan, sign_at, RC_USAGE, "only = and != compare words");
    }
    return rc == RC_OK ? add_node(scan, &node, out) : rc;
}

/* An event, a comparison, or either in parentheses or behind not. */
static enum rc read_not(struct scan *scan, int depth, int *out)
{
    char name[NAME_SIZE_MAX];
    scan_skip_blanks(scan);
    const char *at = scan->at;
    enum rc rc = RC_OK;
    if (depth > DEPTH_MAX) {
        return scan_fail(scan, at, RC_FULL, "the check is too deep: make it two goals");
    }
    if (scan_word(scan, "not")) {
        rc = read_not(scan, depth + 1, out);
        return rc == RC_OK ? add_pair(scan, NODE_NOT, *out, NODE_NONE, out) : rc;
    }
    if (scan_sign(scan, "(")) {
        rc = read_or(scan, depth + 1, out);
        return rc == RC_OK && !scan_sign(scan, ")")
                   ? scan_fail(scan, scan->at, RC_USAGE, "\")\" is wanted here")
                   : rc;
    }
    /* What is both, "unknown", is the event where it has fields. */
    if (scan_name(scan, "", name, sizeof(name)) && event_find(name) != EVENT_KIND_COUNT &&
        (!scan_is_fact(name) || *scan->at == '(')) {
        struct node node = {.kind = NODE_EVENT, .left = NODE_NONE, .right = NODE_NONE};
        rc = scan_pattern(scan, name, at, &node.pattern);
        return rc == RC_OK ? add_node(scan, &node, out) : rc;
    }
    scan->at = at;
    rc = read_sum(scan, false, out);
    return rc == RC_OK ? read_comparison(scan, *out, at, out) : rc;
}

static enum rc read_and(struct scan *scan, int depth, int *out)
{
    enum rc rc = read_not(scan, depth, out);
    while (rc == RC_OK && scan_word(scan, "and")) {
        int right = NODE_NONE;
        rc = read_not(scan, depth, &right);
        rc = rc == RC_OK ? add_pair(scan, NODE_AND, *out, right, out) : rc;
    }
    return rc;
}

static enum rc read_or(struct scan *scan, int depth, int *out)
{
    enum rc rc = read_and(scan, depth, out);
    while (rc == RC_OK && scan_word(scan, "or")) {
        int right = NODE_NONE;
        rc = read_and(scan, depth, &right);
        rc = rc == RC_OK ? add_pair(scan, NODE_OR, *out, right, out) : rc;
    }
    return rc;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* A stage before all others, or behind them. */
static enum rc add_stage(struct scan *scan, bool is_first, sim_us within)
{
    struct demand *demand = scan->demand;
    struct stage stage = {.within = SIM_NEVER};
    const char *at = scan->at;
    if (demand->stage_count == DEMAND_STAGES_MAX) {
        return scan_fail(scan, at, RC_FULL, "a chain has %d parts at most", DEMAND_STAGES_MAX);
    }
    enum rc rc = is_first ? read_not(scan, 0, &stage.node) : read_or(scan, 0, &stage.node);
    if (rc != RC_OK) {
        return rc;
    }
    int index = is_first ? 0 : demand->stage_count;
    memmove(&demand->stages[index + 1], &demand->stages[index],
            (size_t)(demand->stage_count - index) * sizeof(stage));
    demand->stages[index] = stage;
    demand->stage_count++;
    if (is_first) {
        demand->stages[1].within = within;
    }
    return RC_OK;
}

static enum rc read_within(struct scan *scan, sim_us *out)
{
    struct fact_value value;
    enum fact_type type = TYPE_NUMBER;
    scan_skip_blanks(scan);
    const char *at = scan->at;
    enum rc rc = scan_number(scan, &value, &type);
    if (rc == RC_OK && type != TYPE_TIME) {
        rc = scan_fail(scan, at, RC_USAGE, "within wants a time: within 3s");
    }
    *out = value.number;
    return rc;
}

/* "then ... [within T]", "[within T] after ...", "since MARK". */
static enum rc read_chain(struct scan *scan)
{
    struct demand *demand = scan->demand;
    enum rc rc = RC_OK;
    while (rc == RC_OK) {
        sim_us within = SIM_NEVER;
        if (scan_word(scan, "then")) {
            rc = add_stage(scan, false, within);
        } else if (scan_word(scan, "after")) {
            rc = add_stage(scan, true, within);
        } else if (scan_word(scan, "within")) {
            rc = read_within(scan, &within);
            if (rc == RC_OK && scan_word(scan, "after")) {
                rc = add_stage(scan, true, within);
            } else if (rc == RC_OK && demand->stage_count > 1) {
                demand->stages[demand->stage_count - 1].within = within;
            } else if (rc == RC_OK) {
                rc = scan_fail(scan, scan->at, RC_USAGE, "within %s wants an after EVENT", "TIME");
            }
        } else {
            break;
        }
    }
    if (rc == RC_OK && scan_word(scan, "since") &&
        !scan_name(scan, "-", demand->since, sizeof(demand->since))) {
        rc = scan_fail(scan, scan->at, RC_USAGE, "since wants a mark or a step");
    }
    scan_skip_blanks(scan);
    if (rc == RC_OK && *scan->at != '\0') {
        rc = scan_fail(scan, scan->at, RC_USAGE, "\"%.30s\" is not understood here", scan->at);
    }
    return rc;
}

static bool has_event(const struct demand *demand, int node)
{
    if (node == NODE_NONE) {
        return false;
    }
    const struct node *at = &demand->nodes[node];
    return at->kind == NODE_EVENT || has_event(demand, at->left) || has_event(demand, at->right);
}

/* Which tense it has, if none was said; whether it can have the one that was. */
static enum rc settle_tense(struct scan *scan, const char *said)
{
    static const char *const names[] = {"now", "ever", "never", "always"};
    struct demand *demand = scan->demand;
    bool is_chain = demand->stage_count > 1;
    bool is_moment = is_chain || has_event(demand, demand->stages[0].node);
    demand->tense = is_moment ? TENSE_EVER : TENSE_NOW;
    for (int i = 0; i < COUNT_OF(names); i++) {
        demand->tense = strcmp(names[i], said) == 0 ? (enum tense)i : demand->tense;
    }
    if (demand->tense == TENSE_NOW && is_moment) {
        return scan_fail(scan, scan->from, RC_USAGE,
                         "an event is a moment: ever or never, not now");
    }
    bool is_answer = demand->stage_count == 2 && demand->stages[1].within != SIM_NEVER;
    if (demand->tense == TENSE_ALWAYS && is_moment && !is_answer) {
        return scan_fail(scan, scan->from, RC_USAGE,
                         "always takes facts, or an answer in time: always A within 3s after B");
    }
    return RC_OK;
}

static enum rc read_check(struct scan *scan)
{
    static const char *const tenses[] = {"now", "ever", "never", "always"};
    const char *said = "";
    for (int i = 0; i < COUNT_OF(tenses) && said[0] == '\0'; i++) {
        said = scan_word(scan, tenses[i]) ? tenses[i] : said;
    }
    struct demand *demand = scan->demand;
    enum rc rc = read_or(scan, 0, &demand->stages[0].node);
    demand->stages[0].within = SIM_NEVER;
    demand->stage_count = 1;
    rc = rc == RC_OK ? read_chain(scan) : rc;
    return rc == RC_OK ? settle_tense(scan, said) : rc;
}

enum rc demand_new(struct demand **out, const char *file, const struct lesson_text *text,
                   struct err *err)
{
    struct demand *demand = mem_alloc(1, sizeof(*demand));
    struct scan scan = {.file = file,
                        .place = *text,
                        .from = text->text,
                        .at = text->text,
                        .demand = demand,
                        .err = err};
    demand->text = mem_text(text->text);
    enum rc rc = read_check(&scan);
    *out = rc == RC_OK ? demand : NULL;
    if (rc != RC_OK) {
        demand_free(demand);
    }
    return rc;
}

void demand_free(struct demand *demand)
{
    if (demand != NULL) {
        mem_free(demand->text);
        mem_free(demand);
    }
}
