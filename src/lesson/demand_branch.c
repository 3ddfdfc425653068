/* SPDX-License-Identifier: MIT */
/* demand_branch: what a check asks of another branch, noted there: " NAME=NUMBER" for each. */
#include "lesson/demand_tree.h"

#include <inttypes.h>
#include <string.h>

/* "count(conflict)", as it is asked for. */
static void add_name(struct buf *out, const struct node *node)
{
    if (node->kind == NODE_COUNT) {
        buf_addf(out, "%s", node->fact.name);
    } else {
        fact_add_name(out, &node->fact);
    }
}

/* What it is here, where nothing is asked of another branch. Counts are of a step that is on. */
static struct fact_value value_here(const struct node *node, const struct demand_state *state,
                                    struct world *world)
{
    struct fact fact = node->fact;
    fact.branch[0] = '\0';
    if (node->kind == NODE_FACT) {
        return fact_read(world, &fact);
    }
    return (struct fact_value){.is_known = state != NULL,
                               .number = state != NULL ? state->counts[node->count] : 0};
}

void demand_measure(const struct demand *demand, const struct demand_state *state,
                    struct world *world, const char *branch, struct buf *out)
{
    for (int i = 0; i < demand->node_count; i++) {
        const struct node *node = &demand->nodes[i];
        bool is_asked = (node->kind == NODE_FACT || node->kind == NODE_COUNT) &&
                        strcmp(node->fact.branch, branch) == 0;
        struct fact_value value = {0};
        if (is_asked) {
            value = value_here(node, state, world);
        }
        if (value.is_known) {
            struct buf name;
            buf_init(&name, BRANCH_NOTE_SIZE_MAX + 2);
            buf_addf(&name, " ");
            add_name(&name, node);
            buf_addf(&name, "=");
            if (strstr(out->data, name.data) == NULL) {
                buf_addf(out, "%s%" PRId64, name.data, value.number);
            }
            buf_release(&name);
        }
    }
}
