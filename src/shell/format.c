/* SPDX-License-Identifier: MIT */
/* format: a format of MySQL's DATE_FORMAT() as one of SQLite's strftime(). */
#include "shell/rewrite.h"

#include <string.h>

/* What stands behind % in MySQL, and what it is called in SQLite. */
static const struct {
    char from;
    const char *to;
} letters[] = {
    {'Y', "%Y"}, {'m', "%m"}, {'d', "%d"}, {'H', "%H"},       {'i', "%M"}, {'s', "%S"},
    {'S', "%S"}, {'j', "%j"}, {'w', "%w"}, {'T', "%H:%M:%S"}, {'%', "%%"},
};

static const char *find_letter(char letter)
{
    for (int i = 0; i < COUNT_OF(letters); i++) {
        if (letters[i].from == letter) {
            return letters[i].to;
        }
    }
    return NULL;
}

bool rewrite_is_format(const struct token *token)
{
    if (token->kind != TOKEN_STRING || memchr(token->at, '\\', token->size) != NULL) {
        return false;
    }
    for (size_t i = 1; i + 1 < token->size; i++) {
        if (token->at[i] == '%' && find_letter(token->at[++i]) == NULL) {
            return false;
        }
    }
    return true;
}

void rewrite_add_format(struct buf *out, const struct token *token)
{
    buf_add_char(out, '\'');
    for (size_t i = 1; i + 1 < token->size; i++) {
        const char *to = token->at[i] == '%' ? find_letter(token->at[i + 1]) : NULL;
        if (to != NULL) {
            buf_add_text(out, to, strlen(to));
            i++;
        } else if (token->at[i] == '\'') {
            buf_add_text(out, "\'\'", 2);
            i += *token->at == '\'' ? 1 : 0; /* there it was doubled, too */
        } else {
            buf_add_char(out, token->at[i]);
        }
    }
    buf_add_char(out, '\'');
}
