/* SPDX-License-Identifier: MIT */
#include "cluster/read_only.h"

#include "cluster/session.h"
#include "cluster/txn.h"
#include "cluster/world.h"

void read_only_set(struct master *master, struct session *session, bool on)
{
    if (master->is_read_only != on) {
        struct event event = master_event(master, EVENT_READ_ONLY);
        event.client = session->client + 1;
        event.code = on;
        master->is_read_only = on;
        (void)master_emit(master, &event);
    }
    session_answer(master, session, 0);
}

bool read_only_lets_define(struct master *master, struct session *session)
{
    if (master->is_read_only) {
        session_answer_error(master, session, SQL_READ_ONLY, READ_ONLY_TEXT);
    }
    return !master->is_read_only;
}

bool read_only_lets_commit(struct master *master, struct session *session)
{
    if (master->is_read_only) {
        txn_roll_back(master, session, ROLLBACK_READ_ONLY);
        session_answer_error(master, session, SQL_READ_ONLY, READ_ONLY_TEXT);
    }
    return !master->is_read_only;
}
