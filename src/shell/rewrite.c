/* SPDX-License-Identifier: MIT */
#include "shell/rewrite.h"

#include <string.h>

/* 'text' of MySQL, where a backslash escapes, as 'text' of SQLite, where it does not. */
static void add_string(struct buf *out, const struct token *token)
{
    static const char escapes[] = "n\nt\tr\rb\bZ\x1a";
    char quote = *token->at;
    buf_add_char(out, '\'');
    for (size_t i = 1; i + 1 < token->size; i++) {
        char c = token->at[i];
        if (c == '\\' && i + 2 < token->size) {
            c = token->at[++i];
            if (c == '%' || c == '_') {
                buf_add_char(out, '\\'); /* means something to LIKE, so it stays */
            }
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

static void add_quoted(struct buf *out, const char *text, size_t size, char quote)
{
    buf_add_char(out, quote);
    for (size_t i = 0; i < size; i++) {
        if (text[i] == quote) {
            buf_add_char(out, quote);
        }
        buf_add_char(out, text[i]);
    }
    buf_add_char(out, quote);
}

void rewrite_add_name(struct buf *out, const char *name)
{
    add_quoted(out, name, strlen(name), '"');
}

void rewrite_add_text(struct buf *out, const char *text)
{
    add_quoted(out, text, strlen(text), '\'');
}

/* A `name` of MySQL, where a doubled backtick stands for one, as a "name" of SQLite. */
static void add_name(struct buf *out, const struct token *token)
{
    buf_add_char(out, '"');
    for (size_t i = 1; i + 1 < token->size; i++) {
        char c = token->at[i];
        i += c == '`' ? 1 : 0;
        if (c == '"') {
            buf_add_char(out, '"');
        }
        buf_add_char(out, c);
    }
    buf_add_char(out, '"');
}

/* What the server's variables are. None of them can be set but by name in dialect.c. */
static const struct {
    const char *name;
    const char *sql;
} variables[] = {
    {"@@aurora_server_id", "('m' || (lab_server_id() + 1))"},
    {"@@hostname", "('m' || (lab_server_id() + 1))"},
    {"@@server_id", "(lab_server_id() + 1)"},
    {"@@innodb_read_only", "0"},
    {"@@read_only", "0"},
    {"@@auto_increment_increment", "16"},
    {"@@aurora_mm_session_consistency_level", "lab_consistency()"},
    {"@@transaction_isolation", "lab_isolation()"},
    {"@@tx_isolation", "lab_isolation()"},
    {"@@autocommit", "lab_autocommit()"},
    {"@@version", "'5.6.10-quartet'"},
};

/* The SQL for @@name, @@session.name or @@global.name, in any case; NULL: there is no such. */
static const char *variable_sql(const struct token *token)
{
    char name[NAME_SIZE_MAX];
    if (token->size >= sizeof(name)) {
        return NULL;
    }
    for (size_t i = 0; i < token->size; i++) {
        char c = token->at[i];
        name[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    name[token->size] = '\0';
    const char *dot = strchr(name, '.');
    bool is_scoped = strncmp(name, "@@session.", 10) == 0 || strncmp(name, "@@global.", 9) == 0;
    const char *bare = is_scoped ? dot + 1 : name + 2;
    for (int i = 0; i < COUNT_OF(variables); i++) {
        if (strncmp(name, "@@", 2) == 0 && strcmp(variables[i].name + 2, bare) == 0) {
            return variables[i].sql;
        }
    }
    return NULL;
}

bool rewrite_knows_variable(const struct token *token)
{
    return variable_sql(token) != NULL;
}

void rewrite_token(struct buf *out, const struct token *token)
{
    const char *sql = token->kind == TOKEN_VARIABLE ? variable_sql(token) : NULL;
    switch (token->kind) {
    case TOKEN_STRING:
        add_string(out, token);
        break;
    case TOKEN_NAME:
        add_name(out, token);
        break;
    case TOKEN_VARIABLE:
    case TOKEN_WORD:
    case TOKEN_NUMBER:
    case TOKEN_SIGN:
        if (sql != NULL) {
            buf_add_text(out, sql, strlen(sql));
        } else {
            buf_add_text(out, token->at, token->size);
        }
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
    {"UNIX_TIMESTAMP ( )", "CAST(strftime('%s', 'now') AS INTEGER)"},
    {"IF (", "iif("},
    {"CHAR_LENGTH (", "length("},
    {"FROM DUAL", ""},
};

#define DEPTH_MAX 100 /* of brackets, as SQLite's own limit of an expression */

/* Where the rewriting is: a comma means another table only in a list that FROM began. */
struct reader {
    const struct tokens *tokens;
    int depth;
    bool is_list[DEPTH_MAX];
};

static bool is_one_of(const struct tokens *tokens, int index, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (tokens_is(tokens, index, *words)) {
            return true;
        }
    }
    return false;
}

/* Follow brackets and lists of tables over the token at `index`. */
static void follow(struct reader *reader, int index)
{
    static const char *const begins[] = {"FROM", "JOIN", "UPDATE", NULL};
    static const char *const ends[] = {"SELECT", "WHERE", "GROUP", "HAVING", "ORDER",
                                       "LIMIT",  "SET",   "UNION", NULL};
    const struct tokens *tokens = reader->tokens;
    if (tokens_is(tokens, index, "(")) {
        reader->depth++;
        if (reader->depth < DEPTH_MAX) {
            reader->is_list[reader->depth] = false;
        }
    } else if (tokens_is(tokens, index, ")")) {
        reader->depth -= reader->depth > 0 ? 1 : 0;
    } else if (reader->depth < DEPTH_MAX && is_one_of(tokens, index, begins)) {
        reader->is_list[reader->depth] = true;
    } else if (reader->depth < DEPTH_MAX && is_one_of(tokens, index, ends)) {
        reader->is_list[reader->depth] = false;
    }
}

/*
 * "demo.course" where a table stands, or "demo.course.id": databases are names in one space, so
 * the first of them says nothing.
 */
static bool is_qualifier(const struct reader *reader, int index)
{
    static const char *const before[] = {"FROM",  "JOIN",   "INTO",       "UPDATE",
                                         "TABLE", "IGNORE", "REFERENCES", NULL};
    const struct tokens *tokens = reader->tokens;
    char name[NAME_SIZE_MAX];
    if (!tokens_is(tokens, index + 1, ".") || !tokens_name(tokens, index, name, sizeof(name)) ||
        !tokens_name(tokens, index + 2, name, sizeof(name)) || tokens_is(tokens, index - 1, ".")) {
        return false;
    }
    bool is_in_list = reader->depth < DEPTH_MAX && reader->is_list[reader->depth] &&
                      tokens_is(tokens, index - 1, ",");
    return is_in_list || is_one_of(tokens, index - 1, before) || tokens_is(tokens, index + 3, ".");
}

/* Blanks between tokens are as they were; a comment is one blank. */
static void add_gap(struct buf *out, const struct tokens *tokens, int index, int first)
{
    /* "5--3" is a difference in MySQL and a comment in SQLite. */
    bool is_minus = tokens_is(tokens, index, "-") && tokens_is(tokens, index - 1, "-");
    if (index > first && (is_minus || !tokens_touch(tokens, index))) {
        buf_add_char(out, ' ');
    }
}

/* Does `index` stand between SELECT and what follows its columns? */
static bool is_column(const struct tokens *tokens, int index)
{
    static const char *const ends[] = {"FROM", "WHERE", "GROUP", "ORDER", "LIMIT", NULL};
    while (index > 0 && !is_one_of(tokens, index, ends)) {
        index--;
    }
    return index == 0 && tokens_is(tokens, 0, "SELECT");
}

/* A variable that is a column by itself keeps its name as the heading; ours says nothing. */
static void add_heading(struct buf *out, const struct reader *reader, int index)
{
    const struct tokens *tokens = reader->tokens;
    const struct token *token = &tokens->token[index];
    if (token->kind != TOKEN_VARIABLE || reader->depth > 0) {
        return;
    }
    bool begins = tokens_is(tokens, index - 1, "SELECT") || tokens_is(tokens, index - 1, ",");
    bool ends = index + 1 == tokens->count || tokens_is(tokens, index + 1, ",") ||
                tokens_is(tokens, index + 1, "FROM");
    if (begins && ends && is_column(tokens, index)) {
        buf_addf(out, " AS \"%.*s\"", (int)token->size, token->at);
    }
}

static void add_range(struct buf *out, struct reader *reader, int first, int last);

/* CONCAT(a, b): (a) || (b). How many tokens it took; 0: none stands here. */
static int add_concat(struct buf *out, struct reader *reader, int index, int last)
{
    const struct tokens *tokens = reader->tokens;
    int open = index + 1;
    int close = tokens_match(tokens, index, "CONCAT (") > 0 ? tokens_close(tokens, open) : -1;
    if (close < 0 || close >= last || close == open + 1 || reader->depth + 1 >= DEPTH_MAX) {
        return 0;
    }
    follow(reader, open);
    buf_addf(out, "(");
    int from = open + 1;
    int depth = 0;
    for (int i = from; i <= close; i++) {
        if (i == close || (depth == 0 && tokens_is(tokens, i, ","))) {
            buf_addf(out, from > open + 1 ? " || (" : "(");
            add_range(out, reader, from, i);
            buf_addf(out, ")");
            from = i + 1;
        }
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
    }
    buf_addf(out, ")");
    follow(reader, close);
    return close - index + 1;
}

/* One of the phrases. How many tokens it took; 0: none stands here. */
static int add_phrase(struct buf *out, struct reader *reader, int index, int last)
{
    for (int i = 0; i < COUNT_OF(phrases); i++) {
        int used = tokens_match(reader->tokens, index, phrases[i].from);
        if (used > 0 && index + used <= last) {
            buf_add_text(out, phrases[i].to, strlen(phrases[i].to));
            for (int k = 0; k < used; k++) {
                follow(reader, index + k);
            }
            return used;
        }
    }
    return 0;
}

static void add_range(struct buf *out, struct reader *reader, int first, int last)
{
    for (int i = first; i < last;) {
        add_gap(out, reader->tokens, i, first);
        int used = add_phrase(out, reader, i, last);
        used = used > 0 ? used : add_concat(out, reader, i, last);
        if (used == 0 && is_qualifier(reader, i)) {
            used = 2;
        } else if (used == 0) {
            rewrite_token(out, &reader->tokens->token[i]);
            add_heading(out, reader, i);
            follow(reader, i);
            used = 1;
        }
        i += used;
    }
}

void rewrite_rows(struct buf *out, const struct tokens *tokens, int first, int last)
{
    struct reader reader = {.tokens = tokens};
    add_range(out, &reader, first, last);
}

void rewrite_add_qualified(struct buf *out, const struct tokens *tokens)
{
    struct reader reader = {.tokens = tokens};
    char database[NAME_SIZE_MAX];
    char table[NAME_SIZE_MAX];
    int last = tokens_find(tokens, 0, ".") < 0 ? 0 : tokens->count; /* most name none */
    for (int i = 0; i < last; i++) {
        if (is_qualifier(&reader, i) && tokens_name(tokens, i, database, sizeof(database)) &&
            tokens_name(tokens, i + 2, table, sizeof(table))) {
            buf_addf(out, "%s.%s\n", database, table);
        }
        follow(&reader, i);
    }
}
