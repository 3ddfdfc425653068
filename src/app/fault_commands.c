/* SPDX-License-Identifier: MIT */
/* fault_commands: faults that need a look first at how things are. */
#include "app/app_state.h"

#include <stdio.h>

enum rc app_run_link(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct app *app = context;
    (void)reply;
    place_id ends[2] = {PLACE_NONE, PLACE_NONE};
    for (int i = 0; i < 2; i++) {
        enum rc rc = place_parse(&ends[i], words->word[1 + i], err);
        if (rc != RC_OK) {
            return rc;
        }
        if (place_kind(ends[i]) != PLACE_MASTER) {
            return err_set(err, RC_USAGE, "\\link is for two masters, such as m1 m2; see \\cut");
        }
    }
    struct cluster_view view;
    cluster_look(lab_cluster(app->lab), &view);
    int a = place_index(ends[0]);
    int b = place_index(ends[1]);
    char line[40];
    (void)snprintf(line, sizeof(line), "\\%s m%d m%d",
                   view.is_cut[a][b] || view.is_cut[b][a] ? "uncut" : "cut", a + 1, b + 1);
    (void)app_do_line(app, line, ORIGIN_KEY);
    return RC_OK;
}
