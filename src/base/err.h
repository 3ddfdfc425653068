/* SPDX-License-Identifier: MIT */
/*
 * err: what can go wrong that is nobody's bug, as a code and a sentence.
 *
 * A function that can fail returns enum rc and has `struct err *err` as its
 * last parameter. The sentence is for the learner: what was wrong, what was
 * allowed, what to try. What cannot happen is an assert, not an err.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/compiler.h"

enum rc {
    RC_OK = 0,
    RC_USAGE,     /* the words are wrong: too few, too many, not understood */
    RC_UNKNOWN,   /* nothing has this name */
    RC_AMBIGUOUS, /* several things have a name that begins so */
    RC_RANGE,     /* the value is outside what is allowed */
    RC_STATE,     /* not now: the thing is not in a state for this */
    RC_REFUSED,   /* never: the lab does not do this, and says why */
    RC_FULL,      /* a limit of base/limits.h is reached */
    RC_SQL,       /* the statement failed; its error is in the result */
    RC_STORE,     /* SQLite failed where it must not */
    RC_DAMAGED,   /* bytes that should hold a saved state or file do not */
    RC_ENV,       /* the environment failed: no terminal, no space, no file */
};

struct err {
    enum rc rc;
    char text[400]; /* one or two sentences, no newline, nothing that steers a terminal */
};

/* The name of a code, for tests and logs: "RC_RANGE". */
const char *rc_name(enum rc rc);

/*
 * Set code and sentence and return the code, so that a failure is one line:
 * `return err_set(err, RC_RANGE, "there is no m%d", n);`. `err` may be NULL.
 */
enum rc err_set(struct err *err, enum rc rc, const char *format, ...) PRINTF_LIKE(3, 4);

/* Put "context: " before the sentence on its way up; returns rc. */
enum rc err_wrap(struct err *err, enum rc rc, const char *format, ...) PRINTF_LIKE(3, 4);

/* Analyzers look at one file at a time: these tell them that what is returned is `code`. */
#ifdef FOR_ANALYZERS
#define err_set(err, code, ...) ((void)(err_set)(err, code, __VA_ARGS__), (enum rc)(code))
#define err_wrap(err, code, ...) ((void)(err_wrap)(err, code, __VA_ARGS__), (enum rc)(code))
#endif

#endif
