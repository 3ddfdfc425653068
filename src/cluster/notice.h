/* SPDX-License-Identifier: MIT */
/*
 * notice: a CONFIRM or an ABORT, sent to all six copies and again until each has
 * noted it or the sender's epoch ends. A copy that has not been heard for a
 * while is asked one thing at a time.
 */
#ifndef CLUSTER_NOTICE_H
#define CLUSTER_NOTICE_H

#include "cluster/master.h"

void notice_send(struct master *master, enum packet_kind kind, const struct page_vote *vote);
/* Have four copies noted that this accepted version is ours? */
bool notice_is_safe(const struct master *master, uint32_t version);
void notice_on_noted(struct master *master, const struct packet *packet);
/* A copy that lost its disk took over a claim of ours: tell it again how that ended, if it has. */
void notice_on_claim_ask(struct master *master, const struct packet *packet);
/* Repeat what is due; true: something is still not noted everywhere. */
bool notice_resend(struct master *master);

#endif
