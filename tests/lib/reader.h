/* SPDX-License-Identifier: MIT */
/*
 * reader: a program of somebody else, which opens a database file, does one
 * statement and closes it.
 */
#ifndef LIB_READER_H
#define LIB_READER_H

/* The first cell, "nothing" where there is none, or what SQLite says. Borrowed until the next. */
const char *reader_query(const char *path, const char *sql);

#endif
