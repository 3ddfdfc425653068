/* SPDX-License-Identifier: MIT */
/*
 * quoted: what is no word of a statement, where one looks for words.
 */
#ifndef STORE_QUOTED_H
#define STORE_QUOTED_H

/* Behind a quoted text, a quoted name or a comment that begins at `at`; else `at`. */
const char *quoted_skip(const char *at);

#endif
