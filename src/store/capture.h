/* SPDX-License-Identifier: MIT */
/*
 * capture: what a statement changes, taken from SQLite's preupdate hook while
 * it runs: the image of each row before and after, also of rows that triggers
 * and REPLACE touch.
 */
#ifndef STORE_CAPTURE_H
#define STORE_CAPTURE_H

#include "store/inside.h"

#ifndef CHANGES_SIZE_MAX
#define CHANGES_SIZE_MAX (16 * 1024 * 1024) /* bytes of images of one statement */
#endif

/* Set the hook, and learn how this version of SQLite numbers columns in it. */
MUST_CHECK enum rc capture_install(struct store *store, struct err *err);
void capture_release(struct capture *capture);

/* From here on, what is changed goes to `changes`, which is empty. */
void capture_start(struct store *store, struct changes *changes, struct store_result *result);
void capture_stop(struct store *store);
/* One item a row, in order, with pages and locks. */
void capture_finish(struct store *store, struct changes *changes);

#endif
