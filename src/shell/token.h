/* SPDX-License-Identifier: MIT */
/*
 * token: SQL as tokens, in MySQL's rules of quoting and commenting. It splits
 * and never judges: what no rule of dialect.c touches is passed on as it stood.
 */
#ifndef SHELL_TOKEN_H
#define SHELL_TOKEN_H

#include "base/err.h"
#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_WORD,   /* a keyword or a bare name */
    TOKEN_NAME,   /* `quoted` name */
    TOKEN_STRING, /* 'text' or "text" */
    TOKEN_NUMBER,
    TOKEN_VARIABLE, /* @@name or @name */
    TOKEN_SIGN,     /* one character of anything else */
};

struct token {
    enum token_kind kind;
    const char *at; /* borrowed from the statement */
    size_t size;
    char first; /* of a word or sign, in upper case; of anything else NUL */
};

struct tokens {
    struct token *token; /* owned */
    int count;
    int room;
};

/*
 * Split a statement; comments, a ';' or '\G' at the end are left out.
 *   RC_USAGE  a quote or comment that is not closed
 */
MUST_CHECK enum rc tokens_split(struct tokens *out, const char *sql, struct err *err);
void tokens_release(struct tokens *tokens);

/* Behind the quoted text that begins at `at`; NULL: it is not closed. */
const char *token_skip_quoted(const char *at);

/* Does the token, in any case, go on as the word that begins at `word`? Its first letter is known
 * to be the same. The word ends at a blank or NUL. */
bool token_goes_on(const struct token *token, const char *word);

/* Is token `index` there and this word, in any case? Signs are words of one character. The word
 * is given in upper case. Inline, for nearly every answer is no, by the first letter. */
static inline bool tokens_is(const struct tokens *tokens, int index, const char *word)
{
    return index >= 0 && index < tokens->count && tokens->token[index].first == *word &&
           token_goes_on(&tokens->token[index], word);
}

/* Do the words of `words` ("SHOW CREATE TABLE") stand from `index` on? How many; 0: no. */
int tokens_match_all(const struct tokens *tokens, int index, const char *words);
static inline int tokens_match(const struct tokens *tokens, int index, const char *words)
{
    return tokens_is(tokens, index, words) ? tokens_match_all(tokens, index, words) : 0;
}
/* The index of the first such word from `from` on; -1: none. */
int tokens_find(const struct tokens *tokens, int from, const char *word);
/* Does token `index` begin right behind the one before it? */
bool tokens_touch(const struct tokens *tokens, int index);
/* The index of the ')' that closes the '(' at `open`; -1: none does. */
int tokens_close(const struct tokens *tokens, int open);
/* The name at `index` without its quotes; false: none stands there, or it is longer. */
bool tokens_name(const struct tokens *tokens, int index, char *out, size_t room);
/* The same in upper case, to look for the word that is most like it. */
bool tokens_upper(const struct tokens *tokens, int index, char *out, size_t room);
/* Are these two the same name, but for case? */
bool tokens_same_name(const struct tokens *tokens, int a, int b);

#endif
