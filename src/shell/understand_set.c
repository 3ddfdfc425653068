/* SPDX-License-Identifier: MIT */
/*
 * understand_set: SET of what belongs to a session. What a variable takes is in one table; what
 * it does not take is refused with that.
 */
#include "shell/understand.h"

#include <string.h>

#define SERIALIZABLE                                                                               \
    "SERIALIZABLE does not exist in a multi-master cluster (AWS docs); REPEATABLE READ, READ "     \
    "COMMITTED and READ UNCOMMITTED do"

#define VALUES_MAX 4

struct value {
    const char *name;
    int64_t number;
    const char *refused; /* why it cannot be had; then the number counts for nothing */
};

struct setting {
    const char *name; /* in upper case */
    enum dialect_kind kind;
    const char *allowed; /* in a sentence */
    struct value values[VALUES_MAX];
};

#define ISOLATIONS                                                                                 \
    {"REPEATABLE-READ", 0, NULL}, {"READ-COMMITTED", 1, NULL}, {"READ-UNCOMMITTED", 2, NULL},      \
    {                                                                                              \
        "SERIALIZABLE", 0, SERIALIZABLE                                                            \
    }
#define ISOLATION_NAMES "'REPEATABLE-READ', 'READ-COMMITTED' and 'READ-UNCOMMITTED'"

/* clang-format off */
static const struct setting settings[] = {
    {"AUTOCOMMIT", DIALECT_AUTOCOMMIT, "0 and 1",
     {{"0", 0, NULL}, {"1", 1, NULL}, {"OFF", 0, NULL}, {"ON", 1, NULL}}},
    {"AURORA_MM_SESSION_CONSISTENCY_LEVEL", DIALECT_CONSISTENCY,
     "'INSTANCE_RAW', 'REGIONAL_RAW' and, of this lab alone, 'SESSION_TOKEN'",
     {{"INSTANCE_RAW", 0, NULL}, {"REGIONAL_RAW", 1, NULL}, {"SESSION_TOKEN", 2, NULL}}},
    {"TRANSACTION_ISOLATION", DIALECT_ISOLATION, ISOLATION_NAMES, {ISOLATIONS}},
    {"TX_ISOLATION", DIALECT_ISOLATION, ISOLATION_NAMES, {ISOLATIONS}},
};
/* clang-format on */

/* The levels of SET TRANSACTION, which have no hyphens. */
static const struct value levels[] = {
    {"REPEATABLE READ", 0, NULL},
    {"READ COMMITTED", 1, NULL},
    {"READ UNCOMMITTED", 2, NULL},
    {"SERIALIZABLE", 0, SERIALIZABLE},
};

/* Are these the same but for case? `wanted` is in upper case. */
static bool is_same(const char *text, size_t size, const char *wanted)
{
    for (size_t i = 0; i < size; i++) {
        char c = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 'a' + 'A') : text[i];
        if (c != wanted[i]) {
            return false;
        }
    }
    return wanted[size] == '\0';
}

/* "@@session.autocommit", "@@autocommit", "autocommit": the name alone. */
static const struct setting *find_setting(const struct token *token)
{
    static const char *const scopes[] = {"@@SESSION.", "@@LOCAL.", "@@"};
    const char *name = token->at;
    size_t size = token->size;
    for (int i = 0; i < COUNT_OF(scopes); i++) {
        size_t scope = strlen(scopes[i]);
        if (size > scope && is_same(name, scope, scopes[i])) {
            name += scope;
            size -= scope;
            break;
        }
    }
    for (int i = 0; i < COUNT_OF(settings); i++) {
        if (is_same(name, size, settings[i].name)) {
            return &settings[i];
        }
    }
    return NULL;
}

static enum rc take_value(struct dialect_statement *out, const struct setting *setting,
                          const struct token *token, struct err *err)
{
    bool is_quoted = token->kind == TOKEN_STRING || token->kind == TOKEN_NAME;
    const char *text = token->at + (is_quoted ? 1 : 0);
    size_t size = token->size - (is_quoted ? 2 : 0);
    for (int i = 0; i < VALUES_MAX && setting->values[i].name != NULL; i++) {
        const struct value *value = &setting->values[i];
        if (is_same(text, size, value->name)) {
            out->number = value->number;
            return value->refused != NULL ? err_set(err, RC_REFUSED, "%s", value->refused) : RC_OK;
        }
    }
    char name[NAME_SIZE_MAX];
    size_t length = strlen(setting->name);
    for (size_t i = 0; i <= length; i++) {
        char c = setting->name[i];
        name[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return err_set(err, RC_RANGE, "Variable '%s' can't be set to the value of '%.*s'; it takes %s",
                   name, size < 40 ? (int)size : 40, text, setting->allowed);
}

static enum rc understand_level(struct dialect_statement *out, const struct tokens *tokens, int at,
                                struct err *err)
{
    int used = tokens_match(tokens, at, "ISOLATION LEVEL");
    if (used == 0) {
        return err_set(err, RC_REFUSED,
                       "SET TRANSACTION knows ISOLATION LEVEL here; say START TRANSACTION READ "
                       "ONLY");
    }
    at += used;
    out->kind = DIALECT_ISOLATION;
    for (int i = 0; i < COUNT_OF(levels); i++) {
        int words = tokens_match(tokens, at, levels[i].name);
        if (words > 0) {
            out->number = levels[i].number;
            return levels[i].refused != NULL ? err_set(err, RC_REFUSED, "%s", levels[i].refused)
                                             : form_expect_end(tokens, at + words, err);
        }
    }
    return form_say_wanted(tokens, at, "REPEATABLE READ, READ COMMITTED or READ UNCOMMITTED", err);
}

/* The heads of the table are there for help: it reads from the first word on. */
enum rc understand_set(struct dialect_statement *out, const struct tokens *tokens, int at,
                       struct err *err)
{
    at = 1;
    bool is_session = tokens_is(tokens, at, "SESSION") || tokens_is(tokens, at, "LOCAL");
    at += is_session ? 1 : 0;
    if (tokens_is(tokens, at, "TRANSACTION")) {
        out->next_only = !is_session;
        return understand_level(out, tokens, at + 1, err);
    }
    const struct setting *setting = at < tokens->count ? find_setting(&tokens->token[at]) : NULL;
    if (setting == NULL) {
        return err_set(err, RC_REFUSED,
                       "SET knows autocommit, TRANSACTION ISOLATION LEVEL, transaction_isolation "
                       "and aurora_mm_session_consistency_level here; \\set changes parameters of "
                       "the lab");
    }
    out->kind = setting->kind;
    at++;
    at += tokens_is(tokens, at, "=") ? 1 : 0;
    if (at >= tokens->count) {
        return form_say_wanted(tokens, at, "a value", err);
    }
    enum rc rc = take_value(out, setting, &tokens->token[at], err);
    return rc == RC_OK ? form_expect_end(tokens, at + 1, err) : rc;
}

enum rc understand_read_only(struct dialect_statement *out, const struct tokens *tokens, int at,
                             struct err *err)
{
    bool is_number = at + 1 < tokens->count && tokens->token[at + 1].size == 1;
    bool is_on = is_number && *tokens->token[at + 1].at == '1';
    bool is_off = is_number && *tokens->token[at + 1].at == '0';
    if (!tokens_is(tokens, at, "(") || (!is_on && !is_off) || !tokens_is(tokens, at + 2, ")")) {
        return form_say_wanted(tokens, at, "(1) or (0)", err);
    }
    out->number = is_on;
    return form_expect_end(tokens, at + 3, err);
}
