/* SPDX-License-Identifier: MIT */
/*
 * session: the master's end of a connection. It takes one request at a time,
 * has it run, and answers it.
 *
 *             request                   cost is over, and all is here that it must see (reads.h)
 *   IDLE -----------------> THINKS ------------------> runs (statement.h, forward.h)
 *    ^                        ^                          |     |       |
 *    |    answer              | the wait is over         v     v       v
 *    +----------------------- | ---------------------- (read) WAITS  WRITES, DEFINES
 *    |                        +----------------------------------+    |
 *    +-- COMMITTING <------ autocommit, or COMMIT --------------------+
 */
#ifndef CLUSTER_SESSION_H
#define CLUSTER_SESSION_H

#include "cluster/event.h"
#include "cluster/master.h"

#define IN_TRANSACTION_TEXT                                                                        \
    "Transaction characteristics can't be changed while a transaction is in progress"

void session_release(struct session *session);

void session_on_connect(struct master *master, const struct packet *packet);
/* The packet's mail becomes the session's. */
void session_on_request(struct master *master, struct packet *packet);
void session_on_close(struct master *master, const struct packet *packet);
void session_on_due(struct master *master, int number);
/* Run the request under way: what it waited for is here. */
void session_run(struct master *master, struct session *session);

/* Prepare the answer to the session's request; fill it in, then send it with session_answer. */
struct mail *session_prepare(struct master *master, struct session *session);
/* Send OK, or what was prepared, after `delay`; take up the next request. */
void session_answer(struct master *master, struct session *session, sim_us delay);
/* Answer with an error instead; `text` may be "". */
void session_answer_error(struct master *master, struct session *session, enum sql_error error,
                          const char *text);
/* The commit that the session waited for is durable. */
void session_committed(struct master *master, struct session *session);

/* Wait for a lock or a latch, or for the storage to bring a page; of each no longer than its limit
 * in all. */
void session_wait(struct master *master, struct session *session, struct waiter waiter,
                  bool for_storage);
/* What was locked or latched is free: those who waited for it try again, in order. */
void session_wake_waiters(struct master *master);

/* The master ends it: roll back for this reason, and tell the client's machine. */
void session_cut(struct master *master, struct session *session, enum event_rollback reason);
/* Nobody is at the other end any more: roll back and forget. */
void session_end(struct master *master, struct session *session);
/* Once a second: end sessions whose clients are reached and know nothing of them. */
void session_keep_alive(struct master *master);
/* Its requests and a prepared answer go; for the end of the whole process. */
void session_forget_mails(struct master *master, struct session *session);

/* Fill the event's text with the first words of a request for SQL or DDL. */
void session_set_words(struct event *event, const struct request *request);
/* Of the transaction that is open, or of the next. */
enum isolation session_isolation(const struct session *session);
int session_number(const struct master *master, const struct session *session);
struct session *session_of_conn(const struct master *master, uint32_t conn);

void session_save(struct buf *out, const struct session *session);
void session_load(struct session *session, struct unpack *in);

#endif
