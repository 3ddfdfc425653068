/* SPDX-License-Identifier: MIT */
#include "cluster/status.h"

#include "cluster/ddl.h"
#include "cluster/session.h"
#include "cluster/world.h"

#include <stdio.h>

static void add_text(struct rows *rows, const char *text)
{
    rows_add_cell(rows, CELL_TEXT, text, strlen(text));
}

/* The lag is what this master has seen: of the last commit of a peer that it applied. */
void status_answer(struct master *master, struct session *session)
{
    struct mail *mail = session_prepare(master, session);
    struct rows *rows = &mail->rows;
    char text[32];
    mail->answer = (struct answer){0};
    mail->has_rows = true;
    rows_clear(rows);
    rows_add_column(rows, "server_id");
    rows_add_column(rows, "session_id");
    rows_add_column(rows, "has_primary");
    rows_add_column(rows, "replica_lag_in_milliseconds");
    int primary = ddl_primary(master->cluster);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (master->cluster->masters[i].state == MASTER_ABSENT) {
            continue;
        }
        (void)snprintf(text, sizeof text, "m%d", i + 1);
        add_text(rows, text);
        add_text(rows, "MASTER_SESSION_ID");
        rows_add_cell(rows, CELL_INTEGER, i == primary ? "1" : "0", 1);
        (void)snprintf(text, sizeof text, "%lld",
                       (long long)(i == master->index ? 0 : master->last_lag / US_PER_MS));
        rows_add_cell(rows, CELL_INTEGER, text, strlen(text));
    }
    session_answer(master, session, 0);
}
