/* SPDX-License-Identifier: MIT */
#include "shell/rewrite.h"

#include "base/quote.h"
#include "shell/form.h"

#include <assert.h>
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

/* What the server's and the session's variables are; what can be set, understand_set.c says. */
static const struct {
    const char *name;
    const char *sql;
} variables[] = {
    {"@@aurora_mm_session_consistency_level", "lab_consistency()"},
    {"@@aurora_server_id", "('m' || (lab_server_id() + 1))"},
    {"@@auto_increment_increment", "16"},
    {"@@auto_increment_offset", "(lab_server_id() + 1)"},
    {"@@autocommit", "lab_autocommit()"},
    {"@@hostname", "('m' || (lab_server_id() + 1))"},
    {"@@innodb_read_only", "0"},
    {"@@read_only", "lab_read_only()"},
    {"@@server_id", "(lab_server_id() + 1)"},
    {"@@transaction_isolation", "lab_isolation()"},
    {"@@tx_isolation", "lab_isolation()"},
    {"@@version", "'5.6.10-quartet'"},
    {"@@version_comment", "'Quartet, a lab'"},
};

void rewrite_add_variables(struct buf *out)
{
    buf_addf(out, "SELECT column1 AS \"Variable_name\", column2 AS \"Value\" FROM (VALUES ");
    for (int i = 0; i < COUNT_OF(variables); i++) {
        bool is_switch = strcmp(variables[i].name, "@@autocommit") == 0 ||
                         strcmp(variables[i].name, "@@read_only") == 0;
        buf_addf(out, "%s('%s', %s%s%s)", i > 0 ? ", " : "", variables[i].name + 2,
                 is_switch ? "iif(" : "", variables[i].sql, is_switch ? ", 'ON', 'OFF')" : "");
    }
    buf_addf(out, ")");
}

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

#define DEPTH_MAX 100 /* of brackets, as SQLite's own limit of an expression */

/* Where the rewriting is: a comma means another table only in a list that FROM began. */
struct reader {
    const struct tokens *tokens;
    bool is_upsert;
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
    static const char *const before[] = {"FROM",   "JOIN",       "INTO",   "UPDATE",  "TABLE",
                                         "IGNORE", "REFERENCES", "INSERT", "REPLACE", NULL};
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

static void add_range(struct buf *out, struct reader *reader, int first, int last);

#define ARGUMENTS_MAX 32

/* The arguments of a function, each from one token to another. */
struct arguments {
    int count; /* ARGUMENTS_MAX + 1: too many */
    int first[ARGUMENTS_MAX];
    int last[ARGUMENTS_MAX];
};

static void split_arguments(struct arguments *out, const struct tokens *tokens, int open, int close)
{
    int depth = 0;
    int from = open + 1;
    out->count = 0;
    for (int i = from; i <= close && out->count <= ARGUMENTS_MAX; i++) {
        bool is_end = i == close || (depth == 0 && tokens_is(tokens, i, ","));
        if (is_end && i > from && out->count < ARGUMENTS_MAX) {
            out->first[out->count] = from;
            out->last[out->count] = i;
        }
        out->count += is_end && i > from ? 1 : 0;
        from = is_end ? i + 1 : from;
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
    }
}

/* Are there as many arguments as the phrase names? */
static bool has_arguments(const struct phrase *phrase, const struct tokens *tokens,
                          const struct arguments *arguments)
{
    int highest = 0;
    for (const char *at = strchr(phrase->becomes, '$'); at != NULL; at = strchr(at + 1, '$')) {
        int named = at[1] >= '1' && at[1] <= '9' ? at[1] - '0' : at[1] == 'f' ? 2 : 0;
        highest = named > highest ? named : highest;
        if (at[1] == 'f' &&
            (arguments->count < 2 || !rewrite_is_format(&tokens->token[arguments->first[1]]))) {
            return false;
        }
    }
    return highest > 0 ? arguments->count == highest
                       : arguments->count > 0 && arguments->count <= ARGUMENTS_MAX;
}

static void add_arguments(struct buf *out, struct reader *reader, const struct arguments *arguments,
                          char how)
{
    bool is_joined = how == '|';
    for (int i = 0; i < arguments->count; i++) {
        buf_addf(out, "%s%s", i == 0 ? "" : is_joined ? " || " : ", ", is_joined ? "(" : "");
        add_range(out, reader, arguments->first[i], arguments->last[i]);
        buf_addf(out, "%s", is_joined ? ")" : "");
    }
}

/* A function that SQLite has otherwise. How many tokens it took; 0: it has other arguments. */
static int add_call(struct buf *out, struct reader *reader, const struct phrase *phrase, int open,
                    int last)
{
    const struct tokens *tokens = reader->tokens;
    struct arguments arguments;
    int close = tokens_close(tokens, open);
    if (close < 0 || close >= last || reader->depth + 1 >= DEPTH_MAX) {
        return 0;
    }
    split_arguments(&arguments, tokens, open, close);
    if (!has_arguments(phrase, tokens, &arguments)) {
        return 0;
    }
    follow(reader, open);
    for (const char *at = phrase->becomes; *at != '\0'; at++) {
        char which = *at == '$' ? *++at : '\0';
        if (which == '\0') {
            buf_add_char(out, *at);
        } else if (which == 'f') {
            assert(arguments.count > 1); /* has_arguments() */
            rewrite_add_format(out, &tokens->token[arguments.first[1]]);
        } else if (which == '*' || which == '|') {
            add_arguments(out, reader, &arguments, which);
        } else {
            add_range(out, reader, arguments.first[which - '1'], arguments.last[which - '1']);
        }
    }
    follow(reader, close);
    return close + 1;
}

/* One of the phrases. How many tokens it took; 0: none stands here. */
static int add_phrase(struct buf *out, struct reader *reader, int index, int last)
{
    int used = 0;
    const struct phrase *phrase = form_find_phrase(PHRASES_OF_ROWS, reader->tokens, index, &used);
    if (phrase == NULL || phrase->becomes == NULL || index + used > last) {
        return 0;
    }
    if (strchr(phrase->becomes, '$') != NULL) {
        int behind = add_call(out, reader, phrase, index + used - 1, last);
        return behind > 0 ? behind - index : 0;
    }
    buf_add_text(out, phrase->becomes, strlen(phrase->becomes));
    for (int k = 0; k < used; k++) {
        follow(reader, index + k);
    }
    return used;
}

/* "VALUES(a)" in an upsert. How many tokens it took; 0: none stands here. */
static int add_excluded(struct buf *out, const struct reader *reader, int index)
{
    char name[NAME_SIZE_MAX];
    if (!reader->is_upsert || tokens_match(reader->tokens, index, "VALUES (") == 0 ||
        !tokens_is(reader->tokens, index + 3, ")") ||
        !tokens_name(reader->tokens, index + 2, name, sizeof(name))) {
        return 0;
    }
    buf_addf(out, "excluded.");
    quote_sql_name(out, name);
    return 4;
}

static void add_range(struct buf *out, struct reader *reader, int first, int last)
{
    for (int i = first; i < last;) {
        add_gap(out, reader->tokens, i, first);
        int used = add_phrase(out, reader, i, last);
        used = used > 0 ? used : add_excluded(out, reader, i);
        if (used == 0 && is_qualifier(reader, i)) {
            used = 2;
        } else if (used == 0) {
            rewrite_token(out, &reader->tokens->token[i]);
            follow(reader, i);
            used = 1;
        }
        i += used;
    }
}

/* --- headings ------------------------------------------------------------------------------- */

/* A column that stands between SELECT and what follows its columns. */
struct column {
    int first;
    int last;
    size_t at; /* where it begins in what is written */
};

/* Names, dots and '*' alone: SQLite gives it the heading that MySQL does. */
static bool is_plain(const struct tokens *tokens, struct column column)
{
    for (int i = column.first; i < column.last; i++) {
        enum token_kind kind = tokens->token[i].kind;
        if (kind != TOKEN_WORD && kind != TOKEN_NAME && !tokens_is(tokens, i, ".") &&
            !tokens_is(tokens, i, "*")) {
            return false;
        }
    }
    return true;
}

/* Has it a name of its own: "a + 1 AS b" or "a + 1 b"? In doubt, yes. */
static bool is_named(const struct tokens *tokens, struct column column)
{
    static const char *const operators[] = {"AND", "OR",   "NOT",  "LIKE",    "GLOB",    "IN",
                                            "IS",  "THEN", "ELSE", "BETWEEN", "COLLATE", "ESCAPE",
                                            "DIV", "MOD",  "XOR",  NULL};
    int last = column.last - 1;
    const struct token *name = &tokens->token[last];
    const struct token *before = last > column.first ? &tokens->token[last - 1] : NULL;
    bool may_be = name->kind == TOKEN_WORD || name->kind == TOKEN_NAME ||
                  (name->kind == TOKEN_STRING && !tokens_touch(tokens, last));
    if (before == NULL || !may_be || tokens_is(tokens, last, "END")) {
        return false;
    }
    bool ends = before->kind != TOKEN_SIGN || tokens_is(tokens, last - 1, ")");
    return ends && !is_one_of(tokens, last - 1, operators);
}

/* What was written otherwise than typed, and has no name, has what was typed for its heading. */
static void add_heading(struct buf *out, const struct tokens *tokens, struct column column)
{
    struct buf typed;
    if (is_plain(tokens, column) || is_named(tokens, column)) {
        return;
    }
    buf_init(&typed, out->cap);
    for (int i = column.first; i < column.last; i++) {
        if (i > column.first && !tokens_touch(tokens, i)) {
            buf_add_char(&typed, ' ');
        }
        buf_add_text(&typed, tokens->token[i].at, tokens->token[i].size);
    }
    if (strcmp(out->data + column.at, typed.data) != 0) {
        buf_addf(out, " AS ");
        quote_sql_name(out, typed.data);
    }
    buf_release(&typed);
}

/* The end of the column that begins at `from`. */
static int column_end(const struct tokens *tokens, int from, int last)
{
    static const char *const ends[] = {",",     "FROM",  "WHERE", "GROUP",  "HAVING",    "ORDER",
                                       "LIMIT", "UNION", "INTO",  "EXCEPT", "INTERSECT", NULL};
    int depth = 0;
    int at = from;
    while (at < last && (depth > 0 || !is_one_of(tokens, at, ends))) {
        depth += (int)tokens_is(tokens, at, "(") - (int)tokens_is(tokens, at, ")");
        at++;
    }
    return at;
}

static void add_select(struct buf *out, struct reader *reader, int last)
{
    static const char *const before[] = {"SELECT", "DISTINCT", "ALL", "SQL_NO_CACHE", NULL};
    const struct tokens *tokens = reader->tokens;
    int at = 0;
    while (at < last && is_one_of(tokens, at, before)) {
        at++;
    }
    add_range(out, reader, 0, at);
    for (bool goes_on = true; goes_on && at < last;) {
        struct column column = {.first = at, .last = column_end(tokens, at, last)};
        add_gap(out, tokens, at, 0);
        column.at = out->size;
        add_range(out, reader, at, column.last);
        if (column.last > at) {
            add_heading(out, tokens, column);
        }
        at = column.last;
        goes_on = at < last && tokens_is(tokens, at, ",");
        if (goes_on) {
            add_gap(out, tokens, at, 0);
            buf_add_char(out, ',');
            at++;
        }
    }
    if (at < last) {
        add_gap(out, tokens, at, 0);
        add_range(out, reader, at, last);
    }
}

void rewrite_rows(struct buf *out, const struct tokens *tokens, int first, int last)
{
    struct reader reader = {.tokens = tokens};
    if (first == 0 && tokens_is(tokens, 0, "SELECT")) {
        add_select(out, &reader, last);
    } else {
        add_range(out, &reader, first, last);
    }
}

void rewrite_upsert(struct buf *out, const struct tokens *tokens, int first)
{
    struct reader reader = {.tokens = tokens, .is_upsert = true};
    add_range(out, &reader, first, tokens->count);
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
