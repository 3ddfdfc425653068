/* SPDX-License-Identifier: MIT */
/*
 * findings: what is wrong with a history, kind by kind, in sentences. What its
 * consistency level does not promise is kept apart: seen, and allowed.
 */
#ifndef HISTORY_FINDINGS_H
#define HISTORY_FINDINGS_H

#include "history/ops.h"

#define FINDINGS_SHOWN 3 /* of a kind in a history; the others are counted */
#define SENTENCE_SIZE 2000

enum kind {
    KIND_GARBAGE,
    KIND_DUPLICATE,
    KIND_ORDERS,
    KIND_G0,
    KIND_G1A,
    KIND_G1B,
    KIND_G1C,
    KIND_LOST_WRITE,
    KIND_DIVERGED,
    KIND_LOST_UPDATE,
    KIND_OWN_WRITE,
    KIND_MASTER_WRITE,
    KIND_BACKWARD,
    KIND_STALE,
    KIND_UNREPEATABLE,
    KIND_FRACTURED,
    KIND_G_SINGLE,
    KIND_G2,
    KIND_COUNT
};

struct findings {
    int count[KIND_COUNT][2];                  /* [.][1]: allowed */
    char *text[KIND_COUNT][2][FINDINGS_SHOWN]; /* owned */
};

const char *kind_name(enum kind kind);
/* What it is, and for whom it would be no failure. */
const char *kind_meaning(enum kind kind);

void finding_add(struct findings *findings, enum kind kind, bool is_allowed, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));
int findings_failed(const struct findings *findings);
/* "G0, stale read allowed": the kinds found, in the order of the table. */
void findings_list(const struct findings *findings, char *out, size_t room);
void findings_print(const struct findings *findings);
void findings_release(struct findings *findings);

/* "#12 (process 3 on m1, 1.204 s)"; the texts of the last four calls are good. */
const char *op_words(const struct op *op);

#endif
