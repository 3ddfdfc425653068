/* SPDX-License-Identifier: MIT */
/*
 * follow: the files m1.db to m4.db beside a session, which hold the rows of each
 * master for any SQLite program to read while the lab runs.
 *
 * They are written and never read (store/follower.h); nothing of a run depends on
 * them, and they are no part of a saved state. The file of a master that is down
 * stays as it was; that of a master that is not there goes. There is no clock
 * here: whoever draws a frame says when.
 */
#ifndef LAB_FOLLOW_H
#define LAB_FOLLOW_H

#include "base/buf.h"
#include "lab/lab.h"

struct follow; /* opaque; made by follow_new(), one owner */

/* In this directory, which is there and nobody else's. */
struct follow *follow_new(const char *directory);
/* The files stay. */
void follow_free(struct follow *follow);

/*
 * Bring the files up to the lab; call it once a frame. What a person should know is appended
 * to `notices`, a line each: somebody else wrote into a file, or one cannot be written, which
 * is tried again from time to time; either is said once, as long as it goes on. True: there
 * was too much for one frame, the next call goes on with it.
 */
bool follow_update(struct follow *follow, struct lab *lab, struct buf *notices);

#endif
