/* SPDX-License-Identifier: MIT */
#include "shell/dialect.h"

#include "base/nearest.h"
#include "shell/form.h"
#include "shell/refuse.h"
#include "shell/words.h"

#include <string.h>

enum {
    ERROR_SYNTAX = 1064,
    ERROR_TWICE = 1110,
    ERROR_WRONG_VALUE = 1231,
    ERROR_NOT_SUPPORTED = 1235,
    ERROR_TOO_LONG = 1406,
};

/* What may follow the first word, of one group. */
static void add_second_words(struct buf *out, const struct form_group *group,
                             const struct tokens *tokens)
{
    for (int i = 0; i < group->count; i++) {
        const struct form *form = &group->forms[i];
        char first[NAME_SIZE_MAX] = "";
        size_t size = strcspn(form->head, " ");
        memcpy(first, form->head, size);
        if (form->understand != NULL && form->head[size] == ' ' && tokens_is(tokens, 0, first)) {
            buf_addf(out, "%s%s", out->size > 0 ? ", " : "", form->head + size + 1);
        }
    }
}

/* "CREATE TABEL": what may follow the first word. False: it begins no statement. */
static bool say_second_word(const struct tokens *tokens, struct err *err)
{
    struct buf list;
    buf_init(&list, 200);
    for (const struct form_group *group = form_groups(); group->title != NULL; group++) {
        add_second_words(&list, group, tokens);
    }
    bool is_known = list.size > 0;
    if (is_known) {
        (void)err_set(err, RC_USAGE,
                      "You have an error in your SQL syntax near '%.40s'; after %.*s may come: %s",
                      tokens->token[0].at, (int)tokens->token[0].size, tokens->token[0].at,
                      list.data);
    }
    buf_release(&list);
    return is_known;
}

/* "SELCT 1": the first words there are, and the one most like it. */
static enum rc say_unknown(const struct tokens *tokens, struct err *err)
{
    static const char *const heads[] = {"SELECT", "INSERT", "UPDATE", "DELETE",   "CREATE",
                                        "DROP",   "ALTER",  "BEGIN",  "COMMIT",   "ROLLBACK",
                                        "SHOW",   "USE",    "START",  "DESCRIBE", NULL};
    char word[NAME_SIZE_MAX];
    if (say_second_word(tokens, err)) {
        return RC_USAGE;
    }
    const char *nearest =
        tokens_upper(tokens, 0, word, sizeof(word)) ? nearest_name(word, heads) : NULL;
    return err_set(err, RC_USAGE, "You have an error in your SQL syntax near '%.40s'%s%s%s",
                   tokens->token[0].at, nearest != NULL ? "; did you mean " : "",
                   nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
}

static enum rc understand(struct dialect_statement *out, const struct tokens *tokens, int *error,
                          struct err *err)
{
    const struct form *form = form_find(tokens);
    *error = ERROR_SYNTAX;
    if (form == NULL) {
        return say_unknown(tokens, err);
    }
    if (form->understand == NULL) {
        *error = ERROR_NOT_SUPPORTED;
        return err_set(err, RC_REFUSED, "%s", form->help);
    }
    out->kind = form->kind;
    out->number = form->number;
    enum rc rc = refuse_tokens(tokens, err);
    if (rc == RC_OK) {
        rc = form->understand(out, tokens, tokens_match(tokens, 0, form->head), err);
    }
    out->is_write = out->is_write || form->kind >= DIALECT_CREATE_DATABASE;
    *error = rc == RC_OK          ? 0
             : out->refusal != 0  ? out->refusal
             : rc == RC_REFUSED   ? ERROR_NOT_SUPPORTED
             : rc == RC_RANGE     ? ERROR_WRONG_VALUE
             : rc == RC_AMBIGUOUS ? ERROR_TWICE
                                  : ERROR_SYNTAX;
    return rc;
}

void dialect_init(struct dialect_statement *statement)
{
    *statement = (struct dialect_statement){0};
    buf_init(&statement->sql, 4 * SQL_SIZE_MAX);
    buf_init(&statement->qualified, SQL_SIZE_MAX);
}

void dialect_release(struct dialect_statement *statement)
{
    buf_release(&statement->sql);
    buf_release(&statement->qualified);
}

enum rc dialect_parse(struct dialect_statement *out, const char *sql, int *error, struct err *err)
{
    buf_clear(&out->sql);
    buf_clear(&out->qualified);
    *out = (struct dialect_statement){.sql = out->sql, .qualified = out->qualified};
    *error = 0;
    size_t size = strlen(sql);
    if (size > SQL_SIZE_MAX) {
        *error = ERROR_TOO_LONG;
        return err_set(err, RC_FULL, "a statement has at most %d bytes; this has %zu", SQL_SIZE_MAX,
                       size);
    }
    struct tokens tokens;
    enum rc rc = tokens_split(&tokens, sql, err);
    if (rc != RC_OK) {
        *error = ERROR_SYNTAX;
    } else if (tokens.count > 0) {
        rc = understand(out, &tokens, error, err);
    }
    tokens_release(&tokens);
    return rc;
}
