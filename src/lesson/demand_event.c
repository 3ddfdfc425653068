/* SPDX-License-Identifier: MIT */
/* demand_event: events as checks name them, "commit(client=1, master!=m2)". */
#include "lesson/demand_tree.h"

#include <stdio.h>
#include <string.h>

static const struct event_field *find_field(const struct event_row *row, const char *name)
{
    for (const struct event_field *field = row->fields; field->name != NULL; field++) {
        if (strcmp(field->name, name) == 0) {
            return field;
        }
    }
    return NULL;
}

static enum rc fail_field(const struct scan *scan, const struct event_row *row, const char *name,
                          const char *at)
{
    struct buf names;
    buf_init(&names, 200);
    for (const struct event_field *field = row->fields; field->name != NULL; field++) {
        buf_addf(&names, "%s%s", names.size > 0 ? ", " : "", field->name);
    }
    enum rc rc = scan_fail(scan, at, RC_UNKNOWN, "the event %s has no \"%.40s\": it has %s",
                           row->name, name, names.size > 0 ? names.data : "no fields");
    buf_release(&names);
    return rc;
}

static enum fact_type field_type(const struct event_field *field)
{
    switch (field->kind) {
    case FIELD_PLACE:
    case FIELD_PLACE_CODE:
        return TYPE_PLACE;
    case FIELD_CLIENT:
    case FIELD_CLIENT_CODE:
        return TYPE_CLIENT;
    case FIELD_TIME:
        return TYPE_TIME;
    case FIELD_NUMBER:
    case FIELD_TXN:
    case FIELD_ERROR:
        return TYPE_NUMBER;
    case FIELD_REASON:
        return TYPE_WORD;
    case FIELD_PAGE:
    case FIELD_TABLE:
    case FIELD_COPIES:
    case FIELD_TEXT:
        return TYPE_TEXT;
    }
    return TYPE_TEXT;
}

/* What a field is compared with. */
static enum rc read_field_value(struct scan *scan, const struct event_row *row,
                                struct condition *condition)
{
    enum fact_type type = field_type(condition->field);
    enum fact_type given = TYPE_NUMBER;
    char word[NAME_SIZE_MAX];
    struct err err = {0};
    scan->at += strspn(scan->at, " \t");
    const char *at = scan->at;
    if (type == TYPE_NUMBER || type == TYPE_TIME) {
        enum rc rc = scan_number(scan, &condition->value, &given);
        bool agrees = given == type || condition->value.number == 0;
        return rc == RC_OK && !agrees ? scan_fail(scan, at, RC_USAGE,
                                                  type == TYPE_TIME ? "a time is wanted: 250ms"
                                                                    : "a plain number is wanted")
                                      : rc;
    }
    if (scan_sign(scan, "\"")) {
        size_t size = strcspn(scan->at, "\"");
        (void)snprintf(word, sizeof(word), "%.*s", (int)size, scan->at);
        if (scan->at[size] == '\0' || size >= sizeof(word)) {
            return scan_fail(scan, at, RC_USAGE, "the text has no end, or is too long: \"");
        }
        scan->at += size + 1;
    } else if (!scan_name(scan, "@:.-", word, sizeof(word))) {
        return scan_fail(scan, at, RC_USAGE, "a value is wanted here");
    }
    enum rc rc = fact_read_word(&condition->value, type, row->reasons, word, &err);
    return rc == RC_OK ? RC_OK : scan_fail(scan, at, rc, "%.250s", err.text);
}

static enum rc read_condition(struct scan *scan, const struct event_row *row,
                              struct condition *condition)
{
    char name[NAME_SIZE_MAX];
    scan->at += strspn(scan->at, " \t");
    const char *at = scan->at;
    (void)scan_name(scan, "", name, sizeof(name));
    condition->field = find_field(row, name);
    if (condition->field == NULL) {
        return fail_field(scan, row, name, at);
    }
    at = scan->at;
    if (!scan_comparison(scan, &condition->comparison)) {
        return scan_fail(scan, at, RC_USAGE, "one of = != < > is wanted behind %s", name);
    }
    enum fact_type type = field_type(condition->field);
    bool has_order = type == TYPE_NUMBER || type == TYPE_TIME;
    bool is_fit = condition->comparison == HOLDS_TEXT
                      ? type == TYPE_TEXT
                      : condition->comparison <= IS_NOT || has_order;
    if (!is_fit) {
        return scan_fail(scan, at, RC_USAGE, "%s is compared by = and !=%s", name,
                         type == TYPE_TEXT ? ", or by ~, which a part of it is" : "");
    }
    return read_field_value(scan, row, condition);
}

enum rc scan_pattern(struct scan *scan, const char *name, const char *at, struct event_pattern *out)
{
    *out = (struct event_pattern){.kind = event_find(name)};
    if (out->kind == EVENT_KIND_COUNT) {
        return scan_fail(scan, at, RC_UNKNOWN,
                         "\"%.40s\" is no event; quartet help checks lists them", name);
    }
    if (*scan->at != '(') {
        return RC_OK;
    }
    scan->at++;
    enum rc rc = RC_OK;
    bool goes_on = !scan_sign(scan, ")");
    while (rc == RC_OK && goes_on) {
        if (out->condition_count == CONDITIONS_MAX) {
            return scan_fail(scan, scan->at, RC_FULL, "an event has %d conditions at most",
                             CONDITIONS_MAX);
        }
        rc = read_condition(scan, event_row(out->kind), &out->conditions[out->condition_count++]);
        goes_on = rc == RC_OK && scan_sign(scan, ",");
        if (rc == RC_OK && !goes_on && !scan_sign(scan, ")")) {
            rc = scan_fail(scan, scan->at, RC_USAGE, "\",\" or \")\" is wanted here");
        }
    }
    return rc;
}

bool comparison_holds(enum comparison comparison, const struct fact_value *left,
                      const struct fact_value *right, bool is_text)
{
    if (!left->is_known || !right->is_known) {
        return false;
    }
    int64_t a = is_text ? strcmp(left->text, right->text) : left->number;
    int64_t b = is_text ? 0 : right->number;
    switch (comparison) {
    case IS:
        return a == b;
    case IS_NOT:
        return a != b;
    case IS_LESS:
        return a < b;
    case IS_AT_MOST:
        return a <= b;
    case IS_MORE:
        return a > b;
    case IS_AT_LEAST:
        return a >= b;
    case HOLDS_TEXT:
        return is_text && strstr(left->text, right->text) != NULL;
    }
    return false;
}

bool pattern_matches(const struct event_pattern *pattern, const struct event *event,
                     const struct world *world)
{
    if (event == NULL || event->kind != pattern->kind) {
        return false;
    }
    for (int i = 0; i < pattern->condition_count; i++) {
        const struct condition *condition = &pattern->conditions[i];
        struct fact_value value = {.is_known = true};
        struct buf text;
        buf_init(&text, sizeof(value.text) - 1);
        bool is_number = event_read_field(event, condition->field, &value.number, &text,
                                          cluster_table_name, lab_cluster(world->lab));
        (void)snprintf(value.text, sizeof(value.text), "%s", text.data);
        buf_release(&text);
        if (!comparison_holds(condition->comparison, &value, &condition->value, !is_number)) {
            return false;
        }
    }
    return true;
}

void demand_add_grammar(struct buf *out)
{
    buf_addf(
        out,
        "    check   := [ now | ever | never | always ] what { chain } [ since MARK ]\n"
        "    chain   := then what [ within TIME ] | [ within TIME ] after what\n"
        "    what    := event | sum = sum | not what | what and what | what or what | ( what )\n"
        "    event   := KIND [ ( FIELD = value , ... ) ]     also != < <= > >=, and ~: a part of "
        "it\n"
        "    sum     := value, joined by + - * /             also != < <= > >= between sums\n"
        "    value   := 12 | 250ms | 5%% | a word | \"a text\" | fact | count(event)\n"
        "               | branch(NAME).fact | branch(NAME).count(event)\n\n"
        "ever: it happens once. never: it does not happen. now: it is so when asked. always: it\n"
        "is so all the time; always A within 3s after B: each B has its A in time. Without a\n"
        "word: ever for an event or a chain, else now. A mark is a step's name, or of \\mark.\n"
        "branch(NAME): as another branch of the run was when \\compare NAME held it against this\n"
        "one. A share is written 5%% or 99.5%%; as a plain number it is in thousandths.\n");
}

void demand_add_events(struct buf *out)
{
    buf_addf(out, "| event | when |\n| --- | --- |\n");
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        const struct event_row *row = event_row((enum event_kind)i);
        buf_addf(out, "| `%s(", row->name);
        for (const struct event_field *field = row->fields; field->name != NULL; field++) {
            buf_addf(out, "%s%s", field > row->fields ? ", " : "", field->name);
        }
        buf_addf(out, ")` | %s |\n", row->meaning);
    }
}
