/* SPDX-License-Identifier: MIT */
/* load_check: what the masters have, judged by the load that filled them. */
#include "lab/lab_state.h"

#include "base/text.h"
#include "store/rows.h"

#include <inttypes.h>

/* The row that a master answers to the load's query: the texts of its cells. */
static enum rc judge(struct lab *lab, struct load *load, int master, bool *is_right,
                     struct buf *text, struct err *err)
{
    struct rows rows;
    struct load_counts counts;
    const char *values[COLUMNS_MAX];
    lab_count_load(lab, &counts);
    rows_init(&rows);
    enum rc rc = cluster_peek(lab->cluster, master, load_query(load), &rows, err);
    if (rc == RC_OK && rows.row_count == 0) {
        rc = err_set(err, RC_STATE, "%s: its check found no row", load_name(load));
    }
    for (int i = 0; rc == RC_OK && i < rows.column_count; i++) {
        const char *cell = rows_cell(&rows, 0, i);
        values[i] = rows_kind(&rows, 0, i) != CELL_NULL ? cell : "NULL";
    }
    if (rc == RC_OK) {
        rc = load_check(load, values, rows.column_count, &counts, is_right, text, err);
    }
    rows_release(&rows);
    return rc;
}

enum rc lab_check_load(struct lab *lab, struct buf *reply, struct err *err)
{
    if (lab->load.load < 0) {
        return err_set(err, RC_STATE, "no load has run yet: \\load bank starts one");
    }
    struct load *load = lab->loads.items[lab->load.load].load;
    if (load_query(load) == NULL) {
        return err_set(err, RC_STATE, "the load %s has no check", load_name(load));
    }
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < MASTERS_MAX; i++) {
        if (view.masters[i].state != MASTER_ONLINE) {
            continue;
        }
        struct buf text;
        bool is_right = false;
        buf_init(&text, BUF_CAP_TEXT);
        rc = judge(lab, load, i, &is_right, &text, err);
        buf_addf(reply, "  m%d  %s  ", i + 1, is_right ? "right" : "WRONG");
        text_add_safe(reply, text.data, text.size);
        buf_add_char(reply, '\n');
        buf_release(&text);
    }
    if (lab->load.runs) {
        buf_addf(reply, "  The load goes on: what is under way may make a difference.\n");
    }
    return rc;
}
