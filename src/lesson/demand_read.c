/* SPDX-License-Identifier: MIT */
/* demand_read: the text of a check, read once into its nodes. */
#include "base/mem.h"
#include "lesson/demand_tree.h"
#include "lesson/reader.h"
#include "shell/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
#define DEPTH_MAX 12 /* of parentheses and nots within each other */

/* --- words ------------------------------------------------------------------------------------ */

static void skip_blanks(struct scan *scan)
{
    scan->at += strspn(scan->at, " \t");
}

enum rc scan_fail(const struct scan *scan, const char *at, enum rc rc, const char *format, ...)
{
    char sentence[300];
    struct lesson_text place = scan->place;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, args);
    va_end(args);
    for (const char *c = scan->from; c < at; c++) {
        place.column = *c == '\n' ? 1 : place.column + (((unsigned char)*c & 0xc0) != 0x80);
        place.line += *c == '\n';
    }
    return lesson_fail(scan->file, &place, rc, scan->err, "%s", sentence);
}

bool scan_sign(struct scan *scan, const char *sign)
{
    skip_blanks(scan);
    size_t size = strlen(sign);
    if (strncmp(scan->at, sign, size) != 0) {
        return false;
    }
    scan->at += size;
    return true;
}

bool scan_name(struct scan *scan, const char *more, char *out, size_t room)
{
    skip_blanks(scan);
    size_t size = 0;
    while (scan->at[size] != '\0' &&
           (strchr(LETTERS, scan->at[size]) != NULL || strchr(more, scan->at[size]) != NULL)) {
        size++;
    }
    (void)snprintf(out, room, "%.*s", (int)size, scan->at);
    scan->at += size;
    return size > 0 && size < room;
}

bool scan_word(struct scan *scan, const char *word)
{
    char next[NAME_SIZE_MAX];
    const char *from = scan->at;
    if (scan_name(scan, "", next, sizeof(next)) && strcmp(next, word) == 0) {
        return true;
    }
    scan->at = from;
    return false;
}

bool scan_comparison(struct scan *scan, enum comparison *out)
{
    static const struct {
        const char *sign;
        enum comparison comparison;
    } signs[] = {
        {"!=", IS_NOT}, {"<=", IS_AT_MOST}, {">=", IS_AT_LEAST}, {"=", IS},
        {"<", IS_LESS}, {">", IS_MORE},     {"~", HOLDS_TEXT},
    };
    for (int i = 0; i < COUNT_OF(signs); i++) {
        if (scan_sign(scan, signs[i].sign)) {
            *out = signs[i].comparison;
            return true;
        }
    }
    return false;
}

enum rc scan_number(struct scan *scan, struct fact_value *out, enum fact_type *type)
{
    char word[NAME_SIZE_MAX];
    skip_blanks(scan);
    const char *from = scan->at;
    bool is_whole = scan_name(scan, ".%", word, sizeof(word));
    size_t digits = strspn(word, "0123456789");
    struct err err = {0};
    *out = (struct fact_value){.is_known = true};
    *type = TYPE_NUMBER;
    if (is_whole && digits <= 15 && word[digits] == '\0') {
        out->number = strtoll(word, NULL, 10);
        return RC_OK;
    }
    if (is_whole && digits <= 6 && strcmp(word + digits, "%") == 0) {
        *type = TYPE_PERMILLE;
        out->number = strtoll(word, NULL, 10) * 10;
        return RC_OK;
    }
    *type = TYPE_TIME;
    enum rc rc = span_parse(&out->number, word, &err);
    return rc == RC_OK ? RC_OK : scan_fail(scan, from, rc, "%.200s", err.text);
}

/* --- facts ------------------------------------------------------------------------------------ */

static bool has_name(const char *name)
{
    int count = 0;
    const struct fact_row *rows = facts_table(&count);
    for (int i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static enum rc fail_name(const struct scan *scan, const char *name, const char *at)
{
    const char *names[EVENT_KIND_COUNT + NODES_MAX * 2] = {NULL};
    int used = 0;
    int count = 0;
    const struct fact_row *rows = facts_table(&count);
    for (int i = 0; i < count && i < NODES_MAX * 2 - 2; i++) {
        names[used++] = rows[i].name;
    }
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        names[used++] = event_row((enum event_kind)i)->name;
    }
    const char *nearest = words_nearest(name, names);
    return scan_fail(
        scan, at, RC_UNKNOWN,
        "\"%.40s\" is neither a fact nor an event%s%s%s; quartet help checks lists them", name,
        nearest != NULL ? ": did you mean " : "", nearest != NULL ? nearest : "",
        nearest != NULL ? "?" : "");
}

/* The row of a fact with this name and member; members are told if it is none. */
static enum rc find_row(const struct scan *scan, const char *name, const char *member,
                        const char *at, struct fact *out)
{
    int count = 0;
    const struct fact_row *rows = facts_table(&count);
    struct buf members;
    buf_init(&members, 300);
    for (int i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) != 0) {
            continue;
        }
        const char *its = rows[i].member != NULL ? rows[i].member : "";
        if (strcmp(its, member) == 0) {
            out->row = &rows[i];
        }
        buf_addf(&members, "%s%s%s", members.size > 0 ? ", " : "", name, its[0] != '\0' ? "." : "");
        buf_addf(&members, "%s", its);
    }
    enum rc rc = out->row != NULL
                     ? RC_OK
                     : scan_fail(scan, at, RC_UNKNOWN, "there is no %s%s%s: there is %s", name,
                                 member[0] != '\0' ? "." : "", member, members.data);
    buf_release(&members);
    return rc;
}

enum rc scan_fact(struct scan *scan, const char *name, const char *at, struct fact *out)
{
    char argument[NAME_SIZE_MAX * 2] = "";
    char member[NAME_SIZE_MAX] = "";
    *out = (struct fact){0};
    const char *argument_at = scan->at;
    bool has_argument = scan_sign(scan, "(");
    if (has_argument) {
        argument_at = scan->at;
        if (!scan_name(scan, "@.", argument, sizeof(argument)) || !scan_sign(scan, ")")) {
            return scan_fail(scan, argument_at, RC_USAGE, "%s(...) wants one word and \")\"", name);
        }
    }
    if (*scan->at == '.') {
        scan->at++;
        (void)scan_name(scan, "", member, sizeof(member));
    }
    enum rc rc = find_row(scan, name, member, at, out);
    if (rc != RC_OK) {
        return rc;
    }
    const char *wanted = fact_argument_words(out->row->argument);
    if (has_argument != (wanted[0] != '\0')) {
        return scan_fail(scan, at, RC_USAGE,
                         has_argument ? "%s takes nothing in parentheses"
                                      : "%s wants %s in parentheses",
                         name, wanted);
    }
    struct err err = {0};
    rc = fact_read_argument(out, argument, &err);
    return rc == RC_OK ? RC_OK : scan_fail(scan, argument_at, rc, "%.250s", err.text);
}

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

/* count(conflict(master=m1)), of which "count" is read. */
static enum rc read_count(struct scan *scan, int *out)
{
    struct node node = {.kind = NODE_COUNT, .left = NODE_NONE, .right = NODE_NONE};
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

/* A number, a fact, a count, or a word to compare a fact with. */
static enum rc read_value(struct scan *scan, int *out)
{
    struct node node = {.left = NODE_NONE, .right = NODE_NONE};
    char name[NAME_SIZE_MAX];
    skip_blanks(scan);
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
        return read_count(scan, out);
    }
    if (!has_name(name)) {
        return *scan->at == '(' || *scan->at == '.' ? fail_name(scan, name, at)
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
    if (node->type != with->type && !is_zero) {
        return scan_fail(scan, at, RC_USAGE,
                         "this cannot be compared: a time is written 250ms, a share 5%%");
    }
    return RC_OK;
}

static enum rc read_comparison(struct scan *scan, int left, const char *at, int *out)
{
    struct node node = {.kind = NODE_COMPARE, .left = left};
    struct node *nodes = scan->demand->nodes;
    skip_blanks(scan);
    const char *sign_at = scan->at;
    if (!scan_comparison(scan, &node.comparison) || node.comparison == HOLDS_TEXT) {
        return nodes[left].kind == NODE_VALUE && nodes[left].type == TYPE_TEXT
                   ? fail_name(scan, nodes[left].value.text, at)
                   : scan_fail(scan, sign_at, RC_USAGE, "one of = != < <= > >= is wanted here");
    }
    skip_blanks(scan);
    const char *right_at = scan->at;
    enum rc rc = read_sum(scan, false, &node.right);
    if (rc == RC_OK && nodes[left].kind == NODE_VALUE && nodes[node.right].kind == NODE_VALUE) {
        rc = nodes[left].type == TYPE_TEXT
                 ? fail_name(scan, nodes[left].value.text, at)
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
    skip_blanks(scan);
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
    if (scan_name(scan, "", name, sizeof(name)) && event_find(name) != EVENT_KIND_COUNT &&
        !has_name(name)) {
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
    skip_blanks(scan);
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
    skip_blanks(scan);
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
