/* SPDX-License-Identifier: MIT */
/*
 * plain: one plain SQLite, for comparison. It knows nothing of masters; it is
 * told whose generated ids it shall give, and is fed SQLite's own dialect.
 *
 * It shares no code with src/store but the container that a result is printed from.
 */
#ifndef SAME_PLAIN_H
#define SAME_PLAIN_H

#include "store/rows.h"

#include <stdbool.h>
#include <stdint.h>

/* Why a statement failed, as far as both sides can be told apart by it. */
enum plain_error {
    PLAIN_OK,
    PLAIN_DUPLICATE,
    PLAIN_NULL,
    PLAIN_CHECK,
    PLAIN_UNFIT, /* a value that its column's type does not let in */
    PLAIN_OTHER
};

struct plain; /* opaque; made by plain_new(), one owner */

struct plain_result {
    enum plain_error error;
    char text[200]; /* SQLite's words for it */
    /* Rows inserted, deleted, or changed to something else; what an INSERT changes counts for two.
     * -1: not known. */
    int64_t affected;
    struct rows rows;
};

/* Ends the program if SQLite cannot open a database in memory. */
struct plain *plain_new(void);
void plain_free(struct plain *plain);

void plain_result_init(struct plain_result *result);
void plain_result_release(struct plain_result *result);

/*
 * The id that plain_id() gives first in the next statement; the following ones are the next
 * that are congruent to it and above every id the statement has written. It is also what
 * last_insert_id() says.
 */
void plain_set_id(struct plain *plain, int64_t first);
void plain_run(struct plain *plain, const char *sql, struct plain_result *result);
/* Is a transaction open? */
bool plain_is_open(const struct plain *plain);

#endif
