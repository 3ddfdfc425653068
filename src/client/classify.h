/* SPDX-License-Identifier: MIT */
/*
 * classify: what an error means for the unit of work and for the host, by one table,
 * and what the machinery does about it when no driver says otherwise.
 */
#ifndef CLIENT_CLASSIFY_H
#define CLIENT_CLASSIFY_H

#include "client/policy.h"

/* What was going on when the error came. */
enum moment {
    MOMENT_CONNECT, /* nothing was sent yet */
    MOMENT_READ,    /* a statement that changes nothing, outside a transaction */
    MOMENT_WRITE,   /* a statement that commits by itself */
    MOMENT_INSIDE,  /* inside a transaction, before COMMIT */
    MOMENT_COMMIT,
};

/* `code` is MySQL's number, 0 for a time-out. */
enum error_class classify(int code, enum moment moment);
/* Does it count against the host? 1213 never does. */
bool class_counts_against_host(enum error_class class);
/* The machinery's own rule. */
enum policy_action class_action(enum error_class class);
/* Does repeating it at once, elsewhere, make sense; or is there something to wait for? */
bool class_waits(enum error_class class);

#endif
