/* SPDX-License-Identifier: MIT */
#include "shell/rewrite.h"

#include <string.h>

/* 'text' of MySQL, where a backslash escapes, as 'text' of SQLite, where it does not. */
static void add_string(struct buf *out, const struct token *token)
{
    static const char escapes[] = "n\nt\tr\r";
    char quote = *token->at;
    buf_add_char(out, '\'');
    for (size_t i = 1; i + 1 < token->size; i++) {
        char c = token->at[i];
        if (c == '\\' && i + 2 < token->size) {
            c = token->at[++i];
            for (const char *at = escapes; *at != '\0'; at += 2) {
                if (c == at[0]) {
                    c = at[1];
                    break;
                }
            }
        } else if (c == quote) {
            i++; /* a doubled quote stands for one */
        }
        if (c == '\'') {
            buf_add_char(out, '\'');
        }
        buf_add_char(out, c);
    }
    buf_add_char(out, '\'');
}

static void add_name(struct buf *out, const struct token *token)
{
    buf_add_char(out, '"');
    for (size_t i = 1; i + 1 < token->size; i++) {
        if (token->at[i] == '"') {
            buf_add_char(out, '"');
        }
        buf_add_char(out, token->at[i]);
    }
    buf_add_char(out, '"');
}

/* What the server's variables are. None of them can be set but by name in dialect.c. */
static const struct {
    const char *name;
    const char *sql;
} variables[] = {
    {"@@aurora_server_id", "lab_server_id()"},
    {"@@hostname", "lab_server_id()"},
    {"@@server_id", "lab_server_id()"},
    {"@@innodb_read_only", "0"},
    {"@@read_only", "0"},
    {"@@auto_increment_increment", "16"},
    {"@@version", "'5.6.10 (taught); the lab runs on SQLite ' || sqlite_version()"},
};

static void add_variable(struct buf *out, const struct token *token)
{
    for (int i = 0; i < COUNT_OF(variables); i++) {
        if (strlen(variables[i].name) == token->size &&
            strncmp(variables[i].name, token->at, token->size) == 0) {
            buf_addf(out, "%s", variables[i].sql);
            return;
        }
    }
    buf_addf(out, "%.*s", (int)token->size, token->at);
}

void rewrite_token(struct buf *out, const struct token *token)
{
    switch (token->kind) {
    case TOKEN_STRING:
        add_string(out, token);
        break;
    case TOKEN_NAME:
        add_name(out, token);
        break;
    case TOKEN_VARIABLE:
        add_variable(out, token);
        break;
    case TOKEN_WORD:
    case TOKEN_NUMBER:
    case TOKEN_SIGN:
        buf_addf(out, "%.*s", (int)token->size, token->at);
        break;
    }
}

/* Words that SQLite calls otherwise. */
static const struct {
    const char *from;
    const char *to;
} phrases[] = {
    {"NOW ( )", "datetime('now')"},
    {"CURRENT_TIMESTAMP ( )", "datetime('now')"},
    {"SYSDATE ( )", "datetime('now')"},
    {"CURDATE ( )", "date('now')"},
    {"CURRENT_DATE ( )", "date('now')"},
    {"CURTIME ( )", "time('now')"},
    {"RAND ( )", "(abs(random()) % 1000000 / 1000000.0)"},
    {"INSERT IGNORE INTO", "INSERT OR IGNORE INTO"},
    {"INSERT IGNORE", "INSERT OR IGNORE INTO"},
    {"UPDATE IGNORE", "UPDATE OR IGNORE"},
    {"TRUE", "1"},
    {"FALSE", "0"},
    {"FROM DUAL", ""},
};

/* Words after which a table's name stands, perhaps with its database before it. */
static bool is_before_table(const struct tokens *tokens, int index)
{
    static const char *const words[] = {"FROM", "JOIN", "INTO", "UPDATE", "TABLE", "EXISTS", "ON"};
    for (int i = 0; i < COUNT_OF(words); i++) {
        if (tokens_is(tokens, index, words[i])) {
            return true;
        }
    }
    return false;
}

/* "demo.course" where a table stands: databases are names in one space, so drop the first. */
static bool is_qualifier(const struct tokens *tokens, int index)
{
    char name[NAME_SIZE_MAX];
    char after[NAME_SIZE_MAX];
    return is_before_table(tokens, index - 1) && tokens_name(tokens, index, name, sizeof(name)) &&
           tokens_is(tokens, index + 1, ".") &&
           tokens_name(tokens, index + 2, after, sizeof(after)) &&
           !(tokens_is(tokens, index - 1, "ON") && tokens_is(tokens, index + 3, "="));
}

/* Blanks between tokens are as they were; a comment is one blank. */
static void add_gap(struct buf *out, const struct tokens *tokens, int index, int first)
{
    if (index == first) {
        return;
    }
    const struct token *before = &tokens->token[index - 1];
    if (before->at + before->size != tokens->token[index].at) {
        buf_add_char(out, ' ');
    }
}

void rewrite_rows(struct buf *out, const struct tokens *tokens, int first, int last)
{
    for (int i = first; i < last;) {
        add_gap(out, tokens, i, first);
        int used = 0;
        for (int k = 0; used == 0 && k < COUNT_OF(phrases); k++) {
            used = tokens_match(tokens, i, phrases[k].from);
            if (used > 0 && i + used <= last) {
                buf_addf(out, "%s", phrases[k].to);
            }
        }
        if (used == 0 && is_qualifier(tokens, i)) {
            used = 2;
        } else if (used == 0) {
            rewrite_token(out, &tokens->token[i]);
            used = 1;
        }
        i += used;
    }
}
