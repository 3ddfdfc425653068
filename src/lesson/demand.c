/* SPDX-License-Identifier: MIT */
#include "lesson/demand.h"

#include "lesson/demand_tree.h"

#include <stdio.h>
#include <string.h>

/* Far above every count and time of a run, far below what two of them multiplied can be. */
#define FACTOR_MAX INT64_C(3000000000)

/* --- worth ------------------------------------------------------------------------------------ */

static int64_t bounded(int64_t number, int64_t max)
{
    return number > max ? max : number < -max ? -max : number;
}

/* What is too large for a number stays as large as it can: checks are about small ones. */
static struct fact_value reckon(enum node_kind kind, const struct fact_value *left,
                                const struct fact_value *right)
{
    struct fact_value value = {.is_known = left->is_known && right->is_known};
    int64_t half = INT64_MAX / 2;
    if (kind == NODE_ADD) {
        value.number = bounded(left->number, half) + bounded(right->number, half);
    } else if (kind == NODE_SUBTRACT) {
        value.number = bounded(left->number, half) - bounded(right->number, half);
    } else if (kind == NODE_MULTIPLY) {
        value.number = bounded(left->number, FACTOR_MAX) * bounded(right->number, FACTOR_MAX);
    } else {
        value.is_known = value.is_known && right->number != 0;
        value.number = value.is_known ? bounded(left->number, INT64_MAX) / right->number : 0;
    }
    return value;
}

static struct fact_value truth(bool is_true)
{
    return (struct fact_value){.is_known = true, .number = is_true};
}

struct fact_value node_value(const struct demand *demand, int index,
                             const struct demand_state *state, struct world *world,
                             const struct event *event)
{
    const struct node *node = &demand->nodes[index];
    struct fact_value left = {0};
    struct fact_value right = {0};
    if (node->left != NODE_NONE) {
        left = node_value(demand, node->left, state, world, event);
    }
    bool is_settled =
        (node->kind == NODE_AND && left.number == 0) || (node->kind == NODE_OR && left.number != 0);
    if (node->right != NODE_NONE && !is_settled) {
        right = node_value(demand, node->right, state, world, event);
    }
    switch (node->kind) {
    case NODE_OR:
        return truth(left.number != 0 || right.number != 0);
    case NODE_AND:
        return truth(left.number != 0 && right.number != 0);
    case NODE_NOT:
        return truth(left.number == 0);
    case NODE_COMPARE:
        return truth(comparison_holds(node->comparison, &left, &right,
                                      demand->nodes[node->left].type == TYPE_TEXT));
    case NODE_EVENT:
        return truth(pattern_matches(&node->pattern, event, world));
    case NODE_ADD:
    case NODE_SUBTRACT:
    case NODE_MULTIPLY:
    case NODE_DIVIDE:
        return reckon(node->kind, &left, &right);
    case NODE_VALUE:
        return node->value;
    case NODE_FACT:
        return fact_read(world, &node->fact);
    case NODE_COUNT:
        return node->fact.branch[0] != '\0'
                   ? fact_of_branch(world, node->fact.branch, node->fact.name)
                   : (struct fact_value){.is_known = true, .number = state->counts[node->count]};
    }
    return left;
}

/* --- automata --------------------------------------------------------------------------------- */

void demand_start(const struct demand *demand, struct demand_state *state)
{
    *state = (struct demand_state){.is_begun = demand->since[0] == '\0', .due = SIM_NEVER};
    for (int i = 0; i < DEMAND_STAGES_MAX; i++) {
        state->reached[i] = SIM_NEVER;
    }
}

static void decide(struct demand_state *state, const struct event *event)
{
    state->is_decided = true;
    state->decided_at = event->at;
    state->decided_by = event->seq;
}

/* Is this the mark or the step since which the check counts? */
static bool is_mark(const struct demand *demand, const struct event *event)
{
    static const char head[] = "\\mark ";
    if (event->kind == EVENT_STEP) {
        return strcmp(event->text, demand->since) == 0;
    }
    return event->kind == EVENT_COMMAND && strncmp(event->text, head, strlen(head)) == 0 &&
           strcmp(event->text + strlen(head), demand->since) == 0;
}

static void count_event(const struct demand *demand, struct demand_state *state,
                        struct world *world, const struct event *event)
{
    for (int i = 0; demand->count_count > 0 && i < demand->node_count; i++) {
        const struct node *node = &demand->nodes[i];
        if (node->kind == NODE_COUNT && pattern_matches(&node->pattern, event, world)) {
            state->counts[node->count]++;
        }
    }
}

static bool stage_holds(const struct demand *demand, int stage, const struct demand_state *state,
                        struct world *world, const struct event *event)
{
    return node_value(demand, demand->stages[stage].node, state, world, event).number != 0;
}

/*
 * Of each beginning of the chain only the latest time counts at which it was complete: whatever
 * is to come within a time of it has most of that left. From the last stage to the first, for an
 * event is but one of them.
 */
static void feed_chain(const struct demand *demand, struct demand_state *state, struct world *world,
                       const struct event *event)
{
    for (int i = demand->stage_count - 1; i >= 0; i--) {
        const struct stage *stage = &demand->stages[i];
        bool is_open =
            i == 0 ||
            (state->reached[i - 1] != SIM_NEVER &&
             (stage->within == SIM_NEVER || event->at - state->reached[i - 1] <= stage->within));
        if (is_open && stage_holds(demand, i, state, world, event)) {
            state->reached[i] = event->at;
        }
    }
    if (state->reached[demand->stage_count - 1] != SIM_NEVER) {
        decide(state, event);
    }
}

/* "always A within T after B": the first B without its A counts. */
static void feed_answer(const struct demand *demand, struct demand_state *state,
                        struct world *world, const struct event *event)
{
    if (state->due != SIM_NEVER && event->at > state->due) {
        decide(state, event);
    } else if (state->due != SIM_NEVER && stage_holds(demand, 1, state, world, event)) {
        state->due = SIM_NEVER;
    } else if (state->due == SIM_NEVER && stage_holds(demand, 0, state, world, event)) {
        state->due = event->at + demand->stages[1].within;
    }
}

void demand_feed(const struct demand *demand, struct demand_state *state, struct world *world,
                 const struct event *event)
{
    if (!state->is_begun) {
        state->is_begun = is_mark(demand, event);
        return;
    }
    count_event(demand, state, world, event);
    if (state->is_decided || demand->tense == TENSE_NOW) {
        return;
    }
    if (demand->tense != TENSE_ALWAYS) {
        feed_chain(demand, state, world, event);
    } else if (demand->stage_count == 2) {
        feed_answer(demand, state, world, event);
    } else if (!stage_holds(demand, 0, state, world, event)) {
        decide(state, event);
    }
}

/* --- what has become of it -------------------------------------------------------------------- */

bool demand_is_promise(const struct demand *demand)
{
    return demand->tense == TENSE_NEVER || demand->tense == TENSE_ALWAYS;
}

bool demand_is_broken(const struct demand *demand, const struct demand_state *state)
{
    return demand_is_promise(demand) && state->is_decided;
}

bool demand_holds(const struct demand *demand, const struct demand_state *state,
                  struct world *world)
{
    if (!state->is_begun) {
        return false;
    }
    if (demand->tense == TENSE_NOW) {
        return stage_holds(demand, 0, state, world, NULL);
    }
    return demand_is_promise(demand) ? !state->is_decided : state->is_decided;
}

sim_us demand_due(const struct demand *demand, const struct demand_state *state, sim_us now,
                  sim_us *within)
{
    *within = 0;
    if (state->is_decided || demand->tense == TENSE_NOW) {
        return SIM_NEVER;
    }
    if (demand->tense == TENSE_ALWAYS) {
        *within = state->due != SIM_NEVER ? demand->stages[1].within : 0;
        return state->due;
    }
    for (int i = demand->stage_count - 1; i > 0 && demand->tense == TENSE_EVER; i--) {
        sim_us since = state->reached[i - 1];
        sim_us length = demand->stages[i].within;
        if (since != SIM_NEVER && length != SIM_NEVER && now <= since + length) {
            *within = length;
            return since + length;
        }
    }
    return SIM_NEVER;
}

/* What is furthest on counts: an earlier part may come again, and then there is time again. */
bool demand_is_late(const struct demand *demand, const struct demand_state *state, sim_us now,
                    sim_us *within, sim_us *over)
{
    int i = demand->stage_count - 1;
    while (i > 0 && state->reached[i - 1] == SIM_NEVER) {
        i--;
    }
    if (demand->tense != TENSE_EVER || state->is_decided || i == 0 ||
        demand->stages[i].within == SIM_NEVER) {
        return false;
    }
    *within = demand->stages[i].within;
    *over = state->reached[i - 1] + *within;
    return now > *over;
}

/* "client 1's at", "rows of orders": whose it is, first. */
static void name_fact(const struct fact *fact, struct buf *out)
{
    const struct fact_row *row = fact->row;
    char name[PLACE_NAME_SIZE];
    switch (row->argument) {
    case ARGUMENT_NONE:
        buf_addf(out, "%s%s", row->name, row->member != NULL ? " " : "");
        break;
    case ARGUMENT_MASTER:
        buf_addf(out, "%s's ", place_name(place_master(fact->index), name));
        break;
    case ARGUMENT_AZ:
        buf_addf(out, "%s's ", place_name(place_az(fact->index), name));
        break;
    case ARGUMENT_COPY:
        buf_addf(out, "%s's ", place_name(place_copy(fact->index), name));
        break;
    case ARGUMENT_CLIENT:
        buf_addf(out, "client %d's %s", fact->index,
                 strcmp(row->name, "last") == 0 ? "last transaction: " : "");
        break;
    case ARGUMENT_TABLE:
    case ARGUMENT_COLUMN:
        buf_addf(out, "%s of %s", row->name, fact->name);
        break;
    }
    buf_addf(out, "%s", row->member != NULL ? row->member : "");
}

/* A fact or a count, as it is now. */
static void explain_value(const struct node *node, const struct fact_value *value, struct buf *out)
{
    const char *branch = node->fact.branch;
    buf_addf(out, "%s", out->size > 0 ? ", " : "");
    if (branch[0] != '\0' && !value->is_known) {
        buf_addf(out, "%s was not compared with yet: \\compare %s", branch, branch);
        return;
    }
    buf_addf(out, "%s%s", branch, branch[0] != '\0' ? ": " : "");
    if (node->kind == NODE_FACT) {
        name_fact(&node->fact, out);
    } else {
        buf_addf(out, "count of %s", event_row(node->pattern.kind)->name);
    }
    buf_addf(out, " is ");
    fact_add_value(out, node->type, node->words, value);
}

/* Each comparison that does not hold, with what it compares as it is now. */
static void explain_node(const struct demand *demand, int index, const struct demand_state *state,
                         struct world *world, struct buf *out)
{
    const struct node *node = &demand->nodes[index];
    struct fact_value value = node_value(demand, index, state, world, NULL);
    if (node->kind == NODE_FACT || node->kind == NODE_COUNT) {
        explain_value(node, &value, out);
    } else if (node->kind == NODE_AND || node->kind == NODE_OR ||
               (node->kind == NODE_COMPARE && value.number == 0) ||
               (node->kind >= NODE_ADD && node->kind <= NODE_DIVIDE)) {
        explain_node(demand, node->left, state, world, out);
        explain_node(demand, node->right, state, world, out);
    }
}

void demand_explain(const struct demand *demand, const struct demand_state *state,
                    struct world *world, struct buf *out)
{
    struct buf why;
    buf_init(&why, BUF_CAP_TEXT);
    if (!state->is_begun) {
        buf_addf(&why, "it counts from %s on", demand->since);
    } else if (demand_is_broken(demand, state)) {
        buf_addf(&why, "broken at ");
        span_add_seconds(&why, state->decided_at);
    } else {
        int stage = demand->stage_count - 1;
        while (stage > 0 && state->reached[stage - 1] == SIM_NEVER) {
            stage--;
        }
        explain_node(demand, demand->stages[stage].node, state, world, &why);
        if (why.size == 0 && stage > 0) {
            buf_addf(&why, "what should follow has not come");
        }
    }
    buf_addf(out, "%s", why.size > 0 ? why.data : "this has not happened yet");
    buf_release(&why);
}

/* --- state ------------------------------------------------------------------------------------ */

void demand_state_save(struct buf *out, const struct demand_state *state)
{
    pack_bool(out, state->is_decided);
    pack_bool(out, state->is_begun);
    pack_i64(out, state->decided_at);
    pack_u64(out, state->decided_by);
    pack_i64(out, state->due);
    for (int i = 0; i < DEMAND_STAGES_MAX; i++) {
        pack_i64(out, state->reached[i]);
    }
    for (int i = 0; i < DEMAND_COUNTS_MAX; i++) {
        pack_i64(out, state->counts[i]);
    }
}

void demand_state_load(struct demand_state *state, struct unpack *in)
{
    state->is_decided = unpack_bool(in);
    state->is_begun = unpack_bool(in);
    state->decided_at = unpack_i64(in);
    state->decided_by = unpack_u64(in);
    state->due = unpack_i64(in);
    for (int i = 0; i < DEMAND_STAGES_MAX; i++) {
        state->reached[i] = unpack_i64(in);
    }
    for (int i = 0; i < DEMAND_COUNTS_MAX; i++) {
        state->counts[i] = unpack_i64(in);
    }
}
