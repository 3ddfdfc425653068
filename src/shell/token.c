/* SPDX-License-Identifier: MIT */
#include "shell/token.h"

#include "base/mem.h"

#include <string.h>

#define TOKENS_AT_FIRST 16 /* most statements have no more */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

const char *token_skip_quoted(const char *at)
{
    char quote = *at;
    for (at++; *at != '\0'; at++) {
        if (*at == '\\' && quote != '`' && at[1] != '\0') {
            at++;
        } else if (*at == quote && at[1] == quote) {
            at++;
        } else if (*at == quote) {
            return at + 1;
        }
    }
    return NULL;
}

/* Behind blanks and comments; NULL: a comment is not closed. */
static const char *skip_space(const char *at)
{
    for (;;) {
        if (is_space(*at)) {
            at++;
        } else if (*at == '#' ||
                   (at[0] == '-' && at[1] == '-' && (at[2] == '\0' || is_space(at[2])))) {
            at += strcspn(at, "\n");
        } else if (at[0] == '/' && at[1] == '*') {
            at = strstr(at + 2, "*/");
            if (at == NULL) {
                return NULL;
            }
            at += 2;
        } else {
            return at;
        }
    }
}

static const char *skip_number(const char *at)
{
    while (is_digit(*at) || is_letter(*at) || *at == '.' ||
           ((*at == '+' || *at == '-') && upper(at[-1]) == 'E')) {
        at++;
    }
    return at;
}

/* Read one token at `at`; NULL: its quote is not closed. */
static const char *take_token(const char *at, struct token *out)
{
    const char *end = at + 1;
    out->at = at;
    out->kind = TOKEN_SIGN;
    if (*at == '\'' || *at == '"' || *at == '`') {
        out->kind = *at == '`' ? TOKEN_NAME : TOKEN_STRING;
        end = token_skip_quoted(at);
    } else if (is_letter(*at)) {
        out->kind = TOKEN_WORD;
        while (is_letter(*end) || is_digit(*end)) {
            end++;
        }
    } else if (is_digit(*at) || (*at == '.' && is_digit(at[1]))) {
        out->kind = TOKEN_NUMBER;
        end = skip_number(end);
    } else if (*at == '@') {
        out->kind = TOKEN_VARIABLE;
        while (is_letter(*end) || is_digit(*end) || *end == '@' || *end == '.') {
            end++;
        }
    }
    out->size = end != NULL ? (size_t)(end - at) : 0;
    out->first = out->kind == TOKEN_WORD || out->kind == TOKEN_SIGN ? upper(*at) : '\0';
    return end;
}

enum rc tokens_split(struct tokens *out, const char *sql, struct err *err)
{
    *out = (struct tokens){0};
    mem_grow((void **)&out->token, &out->room, TOKENS_AT_FIRST, sizeof(struct token));
    const char *at = skip_space(sql);
    while (at != NULL && *at != '\0') {
        mem_grow((void **)&out->token, &out->room, out->count + 1, sizeof(struct token));
        struct token *token = &out->token[out->count];
        const char *end = take_token(at, token);
        if (end == NULL) {
            return err_set(err, RC_USAGE, "the quote before '%.30s' is not closed", at);
        }
        bool is_vertical = at[0] == '\\' && at[1] == 'G';
        at = skip_space(is_vertical ? end + 1 : end);
        bool is_end = is_vertical || (token->kind == TOKEN_SIGN && *token->at == ';');
        if (is_end && at != NULL && *at == '\0') {
            return RC_OK;
        }
        out->count++;
    }
    if (at == NULL) {
        return err_set(err, RC_USAGE, "a comment that begins with /* is not closed");
    }
    return RC_OK;
}

void tokens_release(struct tokens *tokens)
{
    mem_free(tokens->token);
    *tokens = (struct tokens){0};
}

bool token_goes_on(const struct token *token, const char *word)
{
    size_t same = 1;
    while (same < token->size && upper(token->at[same]) == word[same]) {
        same++;
    }
    return same == token->size && (word[same] == '\0' || word[same] == ' ');
}

int tokens_match_all(const struct tokens *tokens, int index, const char *words)
{
    int matched = 0;
    while (tokens_is(tokens, index + matched, words)) {
        words += tokens->token[index + matched].size;
        matched++;
        if (*words == '\0') {
            return matched;
        }
        words++;
    }
    return 0;
}

int tokens_find(const struct tokens *tokens, int from, const char *word)
{
    for (int i = from; i < tokens->count; i++) {
        if (tokens_is(tokens, i, word)) {
            return i;
        }
    }
    return -1;
}

bool tokens_touch(const struct tokens *tokens, int index)
{
    const struct token *before = index > 0 ? &tokens->token[index - 1] : NULL;
    return before != NULL && before->at + before->size == tokens->token[index].at;
}

int tokens_close(const struct tokens *tokens, int open)
{
    int depth = 0;
    for (int i = open; i < tokens->count; i++) {
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
        if (depth == 0) {
            return i;
        }
    }
    return -1;
}

bool tokens_name(const struct tokens *tokens, int index, char *out, size_t room)
{
    out[0] = '\0';
    if (index < 0 || index >= tokens->count) {
        return false;
    }
    const struct token *token = &tokens->token[index];
    bool is_quoted = token->kind == TOKEN_NAME || token->kind == TOKEN_STRING;
    if (!is_quoted && token->kind != TOKEN_WORD) {
        return false;
    }
    size_t used = 0;
    size_t end = token->size - (is_quoted ? 1 : 0);
    for (size_t i = is_quoted ? 1 : 0; i < end; i++) {
        if (used + 1 >= room) {
            out[0] = '\0';
            return false;
        }
        out[used++] = token->at[i];
        i += is_quoted && token->at[i] == *token->at ? 1 : 0; /* doubled, it stands for one */
    }
    out[used] = '\0';
    return used > 0;
}

bool tokens_upper(const struct tokens *tokens, int index, char *out, size_t room)
{
    bool is_name = tokens_name(tokens, index, out, room);
    for (char *at = out; *at != '\0'; at++) {
        *at = upper(*at);
    }
    return is_name;
}

bool tokens_same_name(const struct tokens *tokens, int a, int b)
{
    char first[NAME_SIZE_MAX];
    char second[NAME_SIZE_MAX];
    return tokens_upper(tokens, a, first, sizeof(first)) &&
           tokens_upper(tokens, b, second, sizeof(second)) && strcmp(first, second) == 0;
}
