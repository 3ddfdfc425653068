/* SPDX-License-Identifier: MIT */
/* compare_text: what came of a comparison, as lines of text; narrow, for it stands at the side. */
#include "lab/compare.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NAME_COLS 8 /* of a branch, above its numbers */

/* --- what is counted ------------------------------------------------------------------------- */

static void add_row(struct buf *out, const char *name, const char *other, const char *here,
                    const char *difference)
{
    buf_addf(out, "  %-10s %*s%*s  %s\n", name, NAME_COLS - 1, other, NAME_COLS, here, difference);
}

static void add_count(struct buf *out, const char *name, int64_t other, int64_t here)
{
    char texts[COMPARE_SIDES][24];
    char difference[24] = "";
    (void)snprintf(texts[0], sizeof(texts[0]), "%" PRId64, other);
    (void)snprintf(texts[1], sizeof(texts[1]), "%" PRId64, here);
    if (other != here) {
        (void)snprintf(difference, sizeof(difference), "%+" PRId64, here - other);
    }
    add_row(out, name, texts[0], texts[1], difference);
}

static void add_outage(struct buf *out, const struct compare_result *result)
{
    struct buf texts[COMPARE_SIDES];
    for (int i = 0; i < COMPARE_SIDES; i++) {
        buf_init(&texts[i], 40);
        sim_us length = result->counters[i].longest_outage;
        if (length > 0) {
            span_add_length(&texts[i], length);
        } else {
            buf_addf(&texts[i], "none");
        }
    }
    add_row(out, "outage", texts[0].data, texts[1].data, "");
    for (int i = 0; i < COMPARE_SIDES; i++) {
        buf_release(&texts[i]);
    }
}

static void add_commits(struct buf *out, const struct compare_result *result)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        int64_t other = result->counters[COMPARE_OTHER].commits[i];
        int64_t here = result->counters[COMPARE_HERE].commits[i];
        char name[24];
        (void)snprintf(name, sizeof(name), "m%d commits", i + 1);
        if (other >= 0 || here >= 0) {
            add_count(out, name, other >= 0 ? other : 0, here >= 0 ? here : 0);
        }
    }
}

static void add_counters(struct buf *out, const struct compare_result *result)
{
    static const char *const rows[COMPARE_COUNTS] = {
        [COMPARE_OK] = "units ok",     [COMPARE_FAILED] = "failed",
        [COMPARE_UNKNOWN] = "unknown", [COMPARE_CONFLICTS] = "conflicts",
        [COMPARE_RETRIES] = "retries", [COMPARE_LOST] = "lost",
        [COMPARE_DOUBLED] = "doubled",
    };
    char names[COMPARE_SIDES][4 * NAME_COLS];
    for (int i = 0; i < COMPARE_SIDES; i++) {
        size_t size = text_clip(result->names[i], NAME_COLS - 1);
        (void)snprintf(names[i], sizeof(names[i]), "%.*s", (int)size, result->names[i]);
    }
    buf_addf(out, "\ncounted\n");
    add_row(out, "", names[COMPARE_OTHER], names[COMPARE_HERE], "");
    for (int i = 0; i < COMPARE_COUNTS; i++) {
        add_count(out, rows[i], result->counters[COMPARE_OTHER].counts[i],
                  result->counters[COMPARE_HERE].counts[i]);
    }
    add_outage(out, result);
    add_commits(out, result);
}

/* --- the rest -------------------------------------------------------------------------------- */

static void add_event(struct buf *out, const struct compare_result *result)
{
    buf_addf(out, "\nfirst difference\n");
    if (result->parted_at > result->at) {
        buf_addf(out, "  None: they part later, at ");
        span_add_seconds(out, result->parted_at);
        buf_addf(out, " s.\n");
    } else if (!result->has_event) {
        buf_addf(out, "  None: they went on alike.\n");
    }
    for (int i = 0; result->has_event && i < COMPARE_SIDES; i++) {
        const char *text = result->events[i].text;
        buf_addf(out, "  %s: %s\n", result->names[i],
                 text[0] != '\0' ? text : "nothing more happened");
    }
}

static void add_first_rows(struct buf *out, const struct compare_result *result,
                           const struct compare_table *table)
{
    for (int i = 0; i < table->shown; i++) {
        const struct compare_row *row = &table->first[i];
        buf_addf(out, "    %s\n", row->key);
        for (int side = 0; side < COMPARE_SIDES; side++) {
            const char *values = row->values[side];
            buf_addf(out, "      %s: %s\n", result->names[side],
                     values[0] != '\0' ? values : "not there");
        }
    }
}

bool compare_is_as_at(const struct compare_table *before, const struct compare_table *table)
{
    bool is_alike = strcmp(before->name, table->name) == 0 && before->kind == TABLE_COMPARED &&
                    table->kind == TABLE_COMPARED && before->differ == table->differ &&
                    before->rows[0] == table->rows[0] && before->rows[1] == table->rows[1] &&
                    before->shown == table->shown && before->is_cut == table->is_cut;
    for (int i = 0; is_alike && i < table->shown; i++) {
        const struct compare_row *a = &before->first[i];
        const struct compare_row *b = &table->first[i];
        is_alike = strcmp(a->key, b->key) == 0 && strcmp(a->values[0], b->values[0]) == 0 &&
                   strcmp(a->values[1], b->values[1]) == 0;
    }
    return is_alike;
}

void compare_add_table(struct buf *out, const struct compare_result *result,
                       const struct compare_table *table)
{
    const char *without = result->names[table->without];
    switch (table->kind) {
    case TABLE_ABSENT:
        buf_addf(out, "there is none on %s", without);
        break;
    case TABLE_MASTER_OFFLINE:
        buf_addf(out, "m%d is not online on %s", table->master + 1, without);
        break;
    case TABLE_OTHER_COLUMNS:
        buf_addf(out, "its columns differ");
        break;
    case TABLE_COMPARED:
        if (table->differ == 0) {
            buf_addf(out, "the same %" PRId64 " rows", table->rows[COMPARE_HERE]);
        } else {
            buf_addf(out, "%" PRId64 " row%s, of %" PRId64 " and %" PRId64, table->differ,
                     table->differ == 1 ? " differs" : "s differ", table->rows[COMPARE_OTHER],
                     table->rows[COMPARE_HERE]);
        }
        buf_addf(out, "%s", table->is_cut ? "; not all were compared" : "");
        break;
    }
}

static void add_tables(struct buf *out, const struct compare_result *result)
{
    buf_addf(out, "\nrows\n");
    if (result->table_count == 0) {
        buf_addf(out, "  No table on any master.\n");
    }
    for (int i = 0; i < result->table_count; i++) {
        const struct compare_table *table = &result->tables[i];
        bool is_told = i > 0 && compare_is_as_at(&result->tables[i - 1], table);
        buf_addf(out, "  %s at m%d: ", table->name, table->master + 1);
        if (is_told) {
            buf_addf(out, "as at m%d\n", result->tables[i - 1].master + 1);
        } else {
            compare_add_table(out, result, table);
            buf_addf(out, "\n");
            add_first_rows(out, result, table);
        }
    }
    if (result->tables_left > 0) {
        buf_addf(out, "  %d more were not compared.\n", result->tables_left);
    }
}

void compare_add_text(struct buf *out, const struct compare_result *result)
{
    buf_addf(out, "%s and %s, both at ", result->names[COMPARE_OTHER], result->names[COMPARE_HERE]);
    span_add_seconds(out, result->at);
    buf_addf(out, " s\n");
    add_counters(out, result);
    add_event(out, result);
    add_tables(out, result);
}
