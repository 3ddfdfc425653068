/* SPDX-License-Identifier: MIT */
/* quote: a text as one word of another language, its quotes included. */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include "base/buf.h"

/* As a string of JSON. What is no UTF-8, such as a name cut in a character, becomes U+FFFD; what
 * is harmful (text.h) is escaped. */
void quote_json(struct buf *out, const char *text);
/* As a cell of CSV. */
void quote_csv(struct buf *out, const char *text);
/* As a word of a shell, between single quotes. */
void quote_shell(struct buf *out, const char *text);

/* As a name of SQL, or a text of it. */
void quote_sql_name(struct buf *out, const char *name);
void quote_sql_text(struct buf *out, const char *text);

#endif
