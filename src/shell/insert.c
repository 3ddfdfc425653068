/* SPDX-License-Identifier: MIT */
/* insert: INSERT and REPLACE as MySQL has them. */
#include "shell/form.h"
#include "shell/rewrite.h"

#include <string.h>

/* The first of the words outside all brackets from `from` on; none: the count of tokens. */
static int find_outside(const struct tokens *tokens, int from, const char *const *words)
{
    int depth = 0;
    for (int i = from; i < tokens->count; i++) {
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
        for (int k = 0; depth == 0 && words[k] != NULL; k++) {
            if (tokens_match(tokens, i, words[k]) > 0) {
                return i;
            }
        }
    }
    return tokens->count;
}

/* "a = 1, b = 2" as "(a, b) VALUES (1, 2)". */
static enum rc add_set(struct buf *out, const struct tokens *tokens, int first, int last,
                       struct err *err)
{
    static const char *const comma[] = {",", NULL};
    struct buf values;
    enum rc rc = RC_OK;
    buf_init(&values, out->cap);
    for (int at = first; rc == RC_OK && at < last;) {
        int end = find_outside(tokens, at, comma);
        end = end < last ? end : last;
        int equals = tokens_is(tokens, at + 1, ".") ? at + 3 : at + 1;
        if (!tokens_is(tokens, equals, "=") || equals + 1 >= end) {
            rc = form_say_wanted(tokens, at, "a = value, b = value", err);
            break;
        }
        buf_addf(out, "%s", at > first ? ", " : "(");
        rewrite_token(out, &tokens->token[equals - 1]);
        buf_addf(&values, "%s", at > first ? ", " : "(");
        rewrite_rows(&values, tokens, equals + 1, end);
        at = end + 1;
    }
    buf_addf(out, ") VALUES %s)", values.data);
    buf_release(&values);
    return first < last ? rc : form_say_wanted(tokens, first, "a = value, b = value", err);
}

/* SELECT ... without WHERE and the like: what begins with ON would be taken for a join's. */
static bool needs_where(const struct tokens *tokens, int from, int last)
{
    static const char *const ends[] = {"WHERE", "GROUP", "ORDER", "LIMIT", "HAVING", NULL};
    static const char *const unions[] = {"UNION", "EXCEPT", "INTERSECT", NULL};
    for (int at = from; at < last; at = find_outside(tokens, at, unions) + 1) {
        from = at;
    }
    return find_outside(tokens, from, ends) >= last;
}

/* No column may stand twice in the list between `open` and `close`: SQLite takes the first. */
static enum rc check_once(const struct tokens *tokens, int open, int close, struct err *err)
{
    for (int i = open + 1; i < close; i += 2) {
        char name[NAME_SIZE_MAX];
        for (int k = i + 2; k < close && tokens_name(tokens, i, name, sizeof(name)); k += 2) {
            if (tokens_same_name(tokens, i, k)) {
                return err_set(err, RC_AMBIGUOUS, "Column '%s' specified twice", name);
            }
        }
    }
    return RC_OK;
}

/* What is inserted: tokens first..last-1 behind the table and its columns. */
static enum rc add_body(struct buf *out, const struct tokens *tokens, int first, int last,
                        struct err *err)
{
    bool is_empty = tokens_match(tokens, first, "VALUES ( )") > 0 ||
                    tokens_match(tokens, first, "VALUE ( )") > 0;
    if (tokens_is(tokens, first, "SET")) {
        return add_set(out, tokens, first + 1, last, err);
    }
    if (is_empty && first + 3 == last) {
        buf_addf(out, "DEFAULT VALUES");
        return RC_OK;
    }
    if (tokens_is(tokens, first, "VALUE")) {
        buf_addf(out, "VALUES ");
        first++;
    }
    rewrite_rows(out, tokens, first, last);
    return RC_OK;
}

enum rc rewrite_insert(struct buf *out, const struct tokens *tokens, int at, struct err *err)
{
    static const char *const silent[] = {"LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED"};
    static const char *const upsert[] = {"ON DUPLICATE KEY UPDATE", NULL};
    char name[NAME_SIZE_MAX];
    rewrite_token(out, &tokens->token[0]);
    for (int i = 0; i < COUNT_OF(silent); i++) {
        at += tokens_is(tokens, at, silent[i]) ? 1 : 0;
    }
    if (tokens_is(tokens, at, "IGNORE")) {
        buf_addf(out, " OR IGNORE");
        at++;
    } else if (tokens_is(tokens, at, "OR")) {
        buf_add_char(out, ' ');
        rewrite_rows(out, tokens, at, at + 2 < tokens->count ? at + 2 : tokens->count);
        at += 2;
    }
    at += tokens_is(tokens, at, "INTO") ? 1 : 0;
    at += tokens_is(tokens, at + 1, ".") ? 2 : 0; /* databases are names in one space */
    if (!tokens_name(tokens, at, name, sizeof(name))) {
        return form_say_wanted(tokens, at, "a table's name", err);
    }
    buf_addf(out, " INTO ");
    rewrite_token(out, &tokens->token[at]);
    int body = at + 1;
    int last = find_outside(tokens, body, upsert);
    if (tokens_is(tokens, body, "(") && !tokens_is(tokens, body + 1, "SELECT")) {
        int close = tokens_close(tokens, body);
        enum rc once = check_once(tokens, body, close, err);
        if (once != RC_OK) {
            return once;
        }
        bool is_empty = close == body + 1;
        buf_addf(out, "%s", tokens_touch(tokens, body) || is_empty ? "" : " ");
        rewrite_rows(out, tokens, body, close < 0 ? last : is_empty ? body : close + 1);
        body = close < 0 ? last : close + 1;
    }
    buf_add_char(out, ' ');
    enum rc rc = add_body(out, tokens, body, last, err);
    if (rc == RC_OK && last < tokens->count) {
        bool is_select = tokens_is(tokens, body, "SELECT") || tokens_is(tokens, body, "WITH");
        buf_addf(out, "%s", is_select && needs_where(tokens, body, last) ? " WHERE true" : "");
        buf_addf(out, " ON CONFLICT DO UPDATE SET ");
        rewrite_upsert(out, tokens, last + 4);
    }
    return rc;
}
