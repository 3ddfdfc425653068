/* SPDX-License-Identifier: MIT */
/* lanes_text: the rows of the lanes as lines, for those who draw nothing. */
#include "view/model_lanes.h"

static void add_names(struct buf *out, const struct model_lanes *lanes, uint32_t which)
{
    const char *between = "";
    for (int i = 0; i < lanes->lane_count; i++) {
        if ((which >> i & 1) != 0) {
            buf_addf(out, "%s%s", between, lanes->lanes[i].name);
            between = ", ";
        }
    }
}

static void add_row(struct buf *out, const struct model_lanes *lanes, const struct lanes_row *row)
{
    buf_addf(out, "%s %8s  ", row->is_chosen ? ">" : " ", row->time);
    if (row->stroke == STROKE_NONE || row->from < 0) {
        buf_addf(out, "%s\n", row->label);
        return;
    }
    buf_addf(out, "%s to ", lanes->lanes[row->from].name);
    add_names(out, lanes, row->heads | row->lost | row->flying);
    buf_addf(out, ": %s", row->label);
    if (row->lost != 0) {
        buf_addf(out, "; lost on the way to ");
        add_names(out, lanes, row->lost);
    }
    if (row->flying != 0) {
        buf_addf(out, "; under way to ");
        add_names(out, lanes, row->flying);
    }
    buf_addf(out, "\n");
}

void lanes_add_text(struct buf *out, const struct model_lanes *lanes)
{
    if (lanes->is_short) {
        buf_addf(out, "  What was sent before is no longer in memory.\n");
    }
    for (int i = 0; i < lanes->row_count; i++) {
        add_row(out, lanes, &lanes->rows[i]);
    }
    if (lanes->row_count == 0) {
        buf_addf(out, "  No packet of it is in memory.\n");
    }
}
