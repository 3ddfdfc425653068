/* SPDX-License-Identifier: MIT */
#include "shell/constraint.h"

#include "shell/form.h"

static bool is_name(const struct tokens *tokens, int index)
{
    char name[NAME_SIZE_MAX];
    return tokens_name(tokens, index, name, sizeof(name));
}

enum rc constraint_read_columns(const struct tokens *tokens, int *at, struct err *err)
{
    bool is_open = tokens_is(tokens, *at, "(");
    int close = is_open ? tokens_close(tokens, *at) : -1;
    for (int i = *at + 1; i < close; i++) {
        if (tokens_is(tokens, i, "(")) {
            return err_set(err, RC_REFUSED,
                           "a key on the first characters of a column or on an expression is not "
                           "in this lab: name whole columns");
        }
    }
    if (close < 0) {
        return form_say_wanted(tokens, is_open ? tokens->count : *at,
                               is_open ? "a ')'" : "a list of columns in ( )", err);
    }
    for (++*at;; ++*at) {
        if (!is_name(tokens, *at)) {
            return form_say_wanted(tokens, *at, "a column's name", err);
        }
        ++*at;
        *at += tokens_is(tokens, *at, "ASC") || tokens_is(tokens, *at, "DESC") ? 1 : 0;
        if (!tokens_is(tokens, *at, ",")) {
            break;
        }
    }
    enum rc rc = constraint_expect_end(tokens, *at, close, err);
    ++*at;
    return rc;
}

int constraint_skip_options(const struct tokens *tokens, int at)
{
    while (at + 1 < tokens->count &&
           (tokens_match(tokens, at, "USING BTREE") > 0 ||
            tokens_match(tokens, at, "USING HASH") > 0 ||
            (tokens_is(tokens, at, "COMMENT") && tokens->token[at + 1].kind == TOKEN_STRING))) {
        at += 2;
    }
    return at;
}

enum rc constraint_expect_end(const struct tokens *tokens, int at, int last, struct err *err)
{
    return at == last ? RC_OK : form_say_wanted(tokens, at, "a comma or the last bracket", err);
}

/* "PRIMARY KEY (a)", "UNIQUE KEY k (a)" */
static enum rc read_key(const struct tokens *tokens, int *at, struct err *err)
{
    bool is_primary = tokens_is(tokens, *at, "PRIMARY");
    ++*at;
    *at += tokens_is(tokens, *at, "KEY") || tokens_is(tokens, *at, "INDEX") ? 1 : 0;
    bool has_name = !is_primary && !tokens_is(tokens, *at, "USING") && is_name(tokens, *at);
    *at = constraint_skip_options(tokens, *at + (has_name ? 1 : 0));
    enum rc rc = constraint_read_columns(tokens, at, err);
    *at = rc == RC_OK ? constraint_skip_options(tokens, *at) : *at;
    return rc;
}

static enum rc read_check(const struct tokens *tokens, int *at, struct err *err)
{
    int close = tokens_is(tokens, *at + 1, "(") ? tokens_close(tokens, *at + 1) : -1;
    if (close < 0) {
        return form_say_wanted(tokens, *at + 1, "a condition in ( )", err);
    }
    *at = close + 1;
    return RC_OK;
}

/* "FOREIGN KEY (a) REFERENCES u (a) ON DELETE RESTRICT" */
static enum rc read_foreign_key(const struct tokens *tokens, int *at, struct err *err)
{
    static const char *const actions[] = {"ON DELETE RESTRICT", "ON DELETE NO ACTION",
                                          "ON UPDATE RESTRICT", "ON UPDATE NO ACTION"};
    *at += 2;
    enum rc rc = constraint_read_columns(tokens, at, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (!tokens_is(tokens, *at, "REFERENCES") || !is_name(tokens, *at + 1)) {
        return form_say_wanted(tokens, *at, "REFERENCES and a table", err);
    }
    *at += tokens_is(tokens, *at + 2, ".") ? 4 : 2;
    rc = tokens_is(tokens, *at, "(") ? constraint_read_columns(tokens, at, err) : RC_OK;
    for (int i = 0; rc == RC_OK && i < COUNT_OF(actions); i++) {
        int used = tokens_match(tokens, *at, actions[i]);
        *at += used;
        i = used > 0 ? -1 : i;
    }
    return rc;
}

enum rc constraint_read(const struct tokens *tokens, int first, int last, struct err *err)
{
    int at = first;
    enum rc rc = RC_OK;
    if (tokens_is(tokens, at, "CONSTRAINT")) {
        at += is_name(tokens, at + 1) ? 2 : 1;
    }
    if (tokens_match(tokens, at, "PRIMARY KEY") > 0 || tokens_is(tokens, at, "UNIQUE")) {
        rc = read_key(tokens, &at, err);
    } else if (tokens_match(tokens, at, "FOREIGN KEY") > 0) {
        rc = read_foreign_key(tokens, &at, err);
    } else if (tokens_is(tokens, at, "CHECK")) {
        rc = read_check(tokens, &at, err);
    } else {
        rc = form_say_wanted(tokens, at, "PRIMARY KEY, UNIQUE, FOREIGN KEY or CHECK", err);
    }
    return rc == RC_OK ? constraint_expect_end(tokens, at, last, err) : rc;
}
