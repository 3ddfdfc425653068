/* SPDX-License-Identifier: MIT */
/*
 * directory: a directory of its own for each case, gone with all it holds when the case is
 * over. The setup and teardown of cmocka; the state is its path.
 */
#ifndef LIB_DIRECTORY_H
#define LIB_DIRECTORY_H

int directory_setup(void **state);
int directory_teardown(void **state);

/* The path of a name in it, good until the fourth call after this. */
const char *directory_inside(void **state, const char *name);

#endif
