/* SPDX-License-Identifier: MIT */
#include "shell/column.h"

#include "base/nearest.h"
#include "shell/form.h"
#include "shell/words.h"

#include <assert.h>
#include <stdlib.h>

enum {
    ERROR_NOT_AUTO = 1063,
    ERROR_WRONG_DEFAULT = 1067,
    ERROR_TOO_LONG = 1074,
    ERROR_SCALE = 1425,
    ERROR_PRECISION = 1426,
    ERROR_SCALE_OF_PRECISION = 1427,
    ERROR_WIDTH = 1439,
};

/* What may stand in brackets behind a type. */
enum length {
    LENGTH_NONE,
    LENGTH_WIDTH,    /* of an integer: it says nothing */
    LENGTH_DIGITS,   /* (precision, scale) */
    LENGTH_MAY,      /* characters or bytes */
    LENGTH_MUST,     /* these, and not left out */
    LENGTH_FRACTION, /* digits of a second */
    LENGTH_LIST,     /* of texts: create_table.c reads it */
};

#define DIGITS_MAX 65
#define SCALE_MAX 30

#define NO_SUCH_TYPE(type, instead)                                                                \
    {                                                                                              \
        .name = type,                                                                              \
        .why = "the type " type " does not exist in a multi-master cluster; use " instead          \
    }
#define NOT_HERE(type, instead)                                                                    \
    {                                                                                              \
        .name = type, .why = "the type " type " is not in this lab; " instead                      \
    }

/* clang-format off */
static const struct type {
    const char *name;
    enum length length;
    int most;         /* of what stands in brackets */
    bool is_number;   /* UNSIGNED may follow */
    bool is_integer;  /* AUTO_INCREMENT may */
    const char *zero; /* what MySQL gives the rows there are, if a column is added NOT NULL */
    const char *why;  /* it is refused */
} types[] = {
    {"TINYINT", LENGTH_WIDTH, 255, true, true, "0", NULL},
    {"SMALLINT", LENGTH_WIDTH, 255, true, true, "0", NULL},
    {"MEDIUMINT", LENGTH_WIDTH, 255, true, true, "0", NULL},
    {"INT", LENGTH_WIDTH, 255, true, true, "0", NULL},
    {"INTEGER", LENGTH_WIDTH, 255, true, true, "0", NULL},
    {"BIGINT", LENGTH_WIDTH, 255, true, true, "0", NULL},
    {"BOOL", LENGTH_NONE, 0, false, true, "0", NULL},
    {"BOOLEAN", LENGTH_NONE, 0, false, true, "0", NULL},
    {"DECIMAL", LENGTH_DIGITS, DIGITS_MAX, true, false, "0", NULL},
    {"DEC", LENGTH_DIGITS, DIGITS_MAX, true, false, "0", NULL},
    {"NUMERIC", LENGTH_DIGITS, DIGITS_MAX, true, false, "0", NULL},
    {"FIXED", LENGTH_DIGITS, DIGITS_MAX, true, false, "0", NULL},
    {"FLOAT", LENGTH_NONE, 0, true, false, "0", NULL},
    {"DOUBLE", LENGTH_NONE, 0, true, false, "0", NULL},
    {"REAL", LENGTH_NONE, 0, true, false, "0", NULL},
    {"CHAR", LENGTH_MAY, 255, false, false, "''", NULL},
    {"VARCHAR", LENGTH_MUST, 16383, false, false, "''", NULL}, /* as with utf8mb4 */
    {"NCHAR", LENGTH_MAY, 255, false, false, "''", NULL},
    {"NVARCHAR", LENGTH_MUST, 16383, false, false, "''", NULL},
    {"TINYTEXT", LENGTH_NONE, 0, false, false, "''", NULL},
    {"TEXT", LENGTH_NONE, 0, false, false, "''", NULL},
    {"BINARY", LENGTH_MAY, 255, false, false, "x''", NULL},
    {"VARBINARY", LENGTH_MUST, 65535, false, false, "x''", NULL},
    {"TINYBLOB", LENGTH_NONE, 0, false, false, "x''", NULL},
    {"BLOB", LENGTH_NONE, 0, false, false, "x''", NULL},
    {"DATE", LENGTH_NONE, 0, false, false, NULL, NULL},
    {"DATETIME", LENGTH_FRACTION, 6, false, false, NULL, NULL},
    {"TIMESTAMP", LENGTH_FRACTION, 6, false, false, NULL, NULL},
    {"TIME", LENGTH_FRACTION, 6, false, false, NULL, NULL},
    {"ENUM", LENGTH_LIST, 0, false, false, NULL, NULL},
    {"YEAR", LENGTH_WIDTH, 4, false, false, "0", NULL},
    NO_SUCH_TYPE("LONGTEXT", "TEXT"),
    NO_SUCH_TYPE("LONGBLOB", "BLOB"),
    NO_SUCH_TYPE("MEDIUMTEXT", "TEXT"),
    NO_SUCH_TYPE("MEDIUMBLOB", "BLOB"),
    NOT_HERE("BIT", "use TINYINT for one bit, BIGINT or BINARY(8) for many"),
    NOT_HERE("GEOMETRY", "use two numbers"),
    NOT_HERE("POINT", "use two numbers"),
    NOT_HERE("SET", "use a table of its own"),
    {.name = "JSON",
     .why = "the type JSON is not in this lab (MySQL 5.6 has none either); use TEXT"},
    {.name = "SERIAL",
     .why = "SERIAL is not in this lab; say id BIGINT AUTO_INCREMENT PRIMARY KEY"},
};

/* What follows the words of an attribute. */
enum tail { TAIL_NONE, TAIL_TOKEN, TAIL_BRACKETS, TAIL_VALUE, TAIL_TABLE };

/* What may stand behind a type; the longer of two first. */
static const struct attribute {
    const char *words;
    enum tail tail;
    bool with_auto; /* beside AUTO_INCREMENT, of which nothing else is passed on */
} attributes[] = {
    {"NOT NULL", TAIL_NONE, true},
    {"NULL", TAIL_NONE, false},
    {"DEFAULT", TAIL_VALUE, false},
    {"PRIMARY KEY", TAIL_NONE, true},
    {"UNIQUE KEY", TAIL_NONE, true},
    {"UNIQUE", TAIL_NONE, true},
    {"AUTO_INCREMENT", TAIL_NONE, true},
    {"AUTOINCREMENT", TAIL_NONE, true},
    {"CHECK", TAIL_BRACKETS, false},
    {"CONSTRAINT", TAIL_TOKEN, false},
    {"REFERENCES", TAIL_TABLE, false},
    {"ON DELETE RESTRICT", TAIL_NONE, false},
    {"ON DELETE NO ACTION", TAIL_NONE, false},
    {"ON UPDATE RESTRICT", TAIL_NONE, false},
    {"ON UPDATE NO ACTION", TAIL_NONE, false},
    {"GENERATED ALWAYS AS", TAIL_BRACKETS, false},
    {"AS", TAIL_BRACKETS, false},
    {"STORED", TAIL_NONE, false},
    {"VIRTUAL", TAIL_NONE, false},
    {"COMMENT", TAIL_TOKEN, true},
    {"COLLATE", TAIL_TOKEN, false},
    {"CHARACTER SET", TAIL_TOKEN, false},
    {"CHARSET", TAIL_TOKEN, false},
};
/* clang-format on */

void column_add_types(struct buf *out)
{
    for (int i = 0; i < COUNT_OF(types) && types[i].why == NULL; i++) {
        bool is_list = types[i].length == LENGTH_LIST;
        buf_addf(out, "%s%s%s", i > 0 ? ", " : "", types[i].name,
                 types[i].length == LENGTH_MUST ? "(n)"
                 : is_list                      ? "('a', ...)"
                                                : "");
    }
}

bool column_refused_type(int index, const char **name, const char **why)
{
    for (int i = 0; i < COUNT_OF(types); i++) {
        if (types[i].why != NULL && index-- == 0) {
            *name = types[i].name;
            *why = types[i].why;
            return true;
        }
    }
    return false;
}

/* --- types ---------------------------------------------------------------------------------- */

/* A column on its way through its definition. */
struct reader {
    const struct tokens *tokens;
    const struct type *type;
    const char *name;
    int at;
    int last;
    int *error;
    struct err *err;
};

static enum rc fail(const struct reader *reader, int number)
{
    *reader->error = number;
    return RC_REFUSED;
}

static enum rc say_no_type(const struct reader *reader)
{
    const char *names[COUNT_OF(types) + 1];
    char word[NAME_SIZE_MAX];
    const struct token *token = &reader->tokens->token[reader->at];
    for (int i = 0; i < COUNT_OF(types); i++) {
        names[i] = types[i].name;
    }
    names[COUNT_OF(types)] = NULL;
    bool is_word = tokens_upper(reader->tokens, reader->at, word, sizeof(word));
    const char *nearest = is_word ? nearest_name(word, names) : NULL;
    return err_set(reader->err, RC_USAGE,
                   "You have an error in your SQL syntax near '%.40s': %.*s is no type; %s%s%s",
                   token->at, (int)(token->size < 40 ? token->size : 40), token->at,
                   nearest != NULL ? "did you mean " : "\\help sql lists those there are",
                   nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
}

/* The whole number at `index`; -1: none stands there, or one beyond all lengths. */
static int64_t number_at(const struct tokens *tokens, int index)
{
    bool is_number = index < tokens->count && tokens->token[index].kind == TOKEN_NUMBER &&
                     tokens->token[index].size < 10;
    for (size_t i = 0; is_number && i < tokens->token[index].size; i++) {
        is_number = tokens->token[index].at[i] >= '0' && tokens->token[index].at[i] <= '9';
    }
    return is_number ? strtol(tokens->token[index].at, NULL, 10) : -1;
}

/* The number is more than the type takes: each kind has its own error. */
static enum rc say_too_much(const struct reader *reader, int64_t number)
{
    const struct type *type = reader->type;
    switch (type->length) {
    case LENGTH_WIDTH:
        (void)err_set(reader->err, RC_REFUSED,
                      "Display width out of range for column '%s' (max = %d)", reader->name,
                      type->most);
        return fail(reader, ERROR_WIDTH);
    case LENGTH_MAY:
    case LENGTH_MUST:
        (void)err_set(reader->err, RC_REFUSED,
                      "Column length too big for column '%s' (max = %d); use BLOB or TEXT instead",
                      reader->name, type->most);
        return fail(reader, ERROR_TOO_LONG);
    case LENGTH_NONE:
    case LENGTH_LIST:
    case LENGTH_DIGITS:
    case LENGTH_FRACTION:
        break;
    }
    (void)err_set(reader->err, RC_REFUSED,
                  "Too-big precision %lld specified for '%s'. Maximum is %d.", (long long)number,
                  reader->name, type->most);
    return fail(reader, ERROR_PRECISION);
}

/* ", 2" of "(5, 2)". */
static enum rc read_scale(struct reader *reader, int64_t precision)
{
    int64_t scale = number_at(reader->tokens, reader->at + 1);
    if (scale < 0) {
        return form_say_wanted(reader->tokens, reader->at + 1, "a number", reader->err);
    }
    reader->at += 2;
    if (scale > SCALE_MAX) {
        (void)err_set(reader->err, RC_REFUSED,
                      "Too big scale %lld specified for column '%s'. Maximum is %d.",
                      (long long)scale, reader->name, SCALE_MAX);
        return fail(reader, ERROR_SCALE);
    }
    if (scale > precision) {
        (void)err_set(reader->err, RC_REFUSED,
                      "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column '%s').",
                      reader->name);
        return fail(reader, ERROR_SCALE_OF_PRECISION);
    }
    return RC_OK;
}

static enum rc say_no_length(const struct reader *reader)
{
    return reader->type->is_number
               ? err_set(reader->err, RC_REFUSED,
                         "digits of a %s are not in this lab: say %s alone, or DECIMAL(10, 2)",
                         reader->type->name, reader->type->name)
               : err_set(reader->err, RC_REFUSED,
                         "a length of %s is not in this lab: say %s alone, or VARCHAR(n)",
                         reader->type->name, reader->type->name);
}

static enum rc read_length(struct reader *reader)
{
    const struct tokens *tokens = reader->tokens;
    bool must = reader->type->length == LENGTH_MUST || reader->type->length == LENGTH_LIST;
    if (!tokens_is(tokens, reader->at, "(")) {
        return must ? form_say_wanted(tokens, reader->at,
                                      reader->type->length == LENGTH_LIST
                                          ? "a list of texts in brackets"
                                          : "its length in brackets",
                                      reader->err)
                    : RC_OK;
    }
    if (reader->type->length == LENGTH_LIST) {
        reader->at = tokens_close(tokens, reader->at) + 1;
        return RC_OK;
    }
    if (reader->type->length == LENGTH_NONE) {
        return say_no_length(reader);
    }
    int64_t number = number_at(tokens, reader->at + 1);
    if (number < 0) {
        return form_say_wanted(tokens, reader->at + 1, "a number", reader->err);
    }
    if (number > reader->type->most) {
        return say_too_much(reader, number);
    }
    reader->at += 2;
    enum rc rc = RC_OK;
    if (reader->type->length == LENGTH_DIGITS && tokens_is(tokens, reader->at, ",")) {
        rc = read_scale(reader, number);
    }
    if (rc == RC_OK && !tokens_is(tokens, reader->at, ")")) {
        rc = form_say_wanted(tokens, reader->at, "')'", reader->err);
    }
    reader->at++;
    return rc;
}

static enum rc read_type(struct reader *reader)
{
    static const char *const signs[] = {"UNSIGNED", "SIGNED", "ZEROFILL"};
    const struct tokens *tokens = reader->tokens;
    if (reader->at >= reader->last) {
        return form_say_wanted(tokens, reader->at, "a type", reader->err);
    }
    for (int i = 0; i < COUNT_OF(types) && reader->type == NULL; i++) {
        reader->type = tokens_is(tokens, reader->at, types[i].name) ? &types[i] : NULL;
    }
    if (reader->type == NULL) {
        return say_no_type(reader);
    }
    if (reader->type->why != NULL) {
        return err_set(reader->err, RC_REFUSED, "%s", reader->type->why);
    }
    reader->at++;
    bool is_double = tokens_is(tokens, reader->at - 1, "DOUBLE");
    reader->at += is_double && tokens_is(tokens, reader->at, "PRECISION") ? 1 : 0;
    enum rc rc = read_length(reader);
    for (int i = 0; reader->type->is_number && i < COUNT_OF(signs); i++) {
        if (tokens_is(tokens, reader->at, signs[i])) {
            reader->at++;
            i = -1;
        }
    }
    return rc;
}

/* --- what stands behind a type -------------------------------------------------------------- */

/* Behind a value: 5, -1.5, 'a', x'00', NOW(), (1 + 2). */
static int skip_value(const struct tokens *tokens, int at)
{
    at += tokens_is(tokens, at, "-") || tokens_is(tokens, at, "+") ? 1 : 0;
    if (!tokens_is(tokens, at, "(")) {
        bool is_hex = tokens_is(tokens, at, "X") && at + 1 < tokens->count &&
                      tokens->token[at + 1].kind == TOKEN_STRING && tokens_touch(tokens, at + 1);
        at += is_hex ? 2 : 1;
    }
    return tokens_is(tokens, at, "(") ? tokens_close(tokens, at) + 1 : at;
}

/* "u (a)", "d.u" */
static int skip_table(const struct tokens *tokens, int at)
{
    at += tokens_is(tokens, at + 1, ".") ? 3 : 1;
    return tokens_is(tokens, at, "(") ? tokens_close(tokens, at) + 1 : at;
}

/* The index behind the attribute's tail; 0: it has another. */
static int skip_tail(const struct tokens *tokens, int at, enum tail tail)
{
    switch (tail) {
    case TAIL_NONE:
        return at;
    case TAIL_TOKEN:
        return at + 1;
    case TAIL_BRACKETS:
        return tokens_is(tokens, at, "(") ? tokens_close(tokens, at) + 1 : 0;
    case TAIL_VALUE:
        return skip_value(tokens, at);
    case TAIL_TABLE:
        return skip_table(tokens, at);
    }
    return 0;
}

static const struct attribute *find_attribute(const struct tokens *tokens, int at)
{
    for (int i = 0; i < COUNT_OF(attributes); i++) {
        if (tokens_match(tokens, at, attributes[i].words) > 0) {
            return &attributes[i];
        }
    }
    return NULL;
}

static void note_attribute(struct column_said *out, const struct tokens *tokens, int at)
{
    out->is_not_null |= tokens_is(tokens, at, "NOT");
    out->has_default |= tokens_is(tokens, at, "DEFAULT");
    out->is_primary |= tokens_is(tokens, at, "PRIMARY");
    out->is_unique |= tokens_is(tokens, at, "UNIQUE");
    out->is_auto |=
        tokens_is(tokens, at, "AUTO_INCREMENT") || tokens_is(tokens, at, "AUTOINCREMENT");
    out->is_generated |= tokens_is(tokens, at, "AS") || tokens_is(tokens, at, "GENERATED");
}

static enum rc read_attribute(struct column_said *out, struct reader *reader)
{
    const struct tokens *tokens = reader->tokens;
    const struct attribute *attribute = find_attribute(tokens, reader->at);
    if (attribute == NULL && tokens_is(tokens, reader->at, "KEY")) {
        return err_set(
            reader->err, RC_REFUSED,
            "KEY behind a type means PRIMARY KEY: say that, for this lab does not guess");
    }
    int words = attribute != NULL ? tokens_match(tokens, reader->at, attribute->words) : 0;
    int end = words > 0 ? skip_tail(tokens, reader->at + words, attribute->tail) : 0;
    if (end <= reader->at || end > reader->last) {
        return form_say_wanted(tokens, words > 0 ? reader->at + words : reader->at,
                               words > 0 ? "more" : "NOT NULL, DEFAULT, a comma or the like",
                               reader->err);
    }
    note_attribute(out, tokens, reader->at);
    reader->at = end;
    return RC_OK;
}

/* Of an AUTO_INCREMENT column little else is passed on: what is not, may not be said. */
static enum rc check_auto(struct reader *reader, int from)
{
    const struct tokens *tokens = reader->tokens;
    if (!reader->type->is_integer) {
        (void)err_set(reader->err, RC_REFUSED, "Incorrect column specifier for column '%s'",
                      reader->name);
        return fail(reader, ERROR_NOT_AUTO);
    }
    for (int at = from; at < reader->last;) {
        const struct attribute *attribute = find_attribute(tokens, at);
        int words = attribute != NULL ? tokens_match(tokens, at, attribute->words) : 1;
        if (attribute != NULL && attribute->tail == TAIL_VALUE) {
            (void)err_set(reader->err, RC_REFUSED, "Invalid default value for '%s'", reader->name);
            return fail(reader, ERROR_WRONG_DEFAULT);
        }
        if (attribute != NULL && !attribute->with_auto) {
            return err_set(reader->err, RC_REFUSED,
                           "%s beside AUTO_INCREMENT is not in this lab: leave it out",
                           attribute->words);
        }
        at = attribute != NULL ? skip_tail(tokens, at + words, attribute->tail) : at + 1;
    }
    return RC_OK;
}

enum rc column_read(struct column_said *out, const struct tokens *tokens, int first, int last,
                    int *error, struct err *err)
{
    char name[NAME_SIZE_MAX];
    struct reader reader = {
        .tokens = tokens, .name = name, .at = first + 1, .last = last, .error = error, .err = err};
    *out = (struct column_said){0};
    if (!tokens_name(tokens, first, name, sizeof(name))) {
        return form_say_wanted(tokens, first, "a column's name", err);
    }
    enum rc rc = read_type(&reader);
    int behind = reader.at;
    while (rc == RC_OK && reader.at < last) {
        rc = read_attribute(out, &reader);
    }
    if (rc == RC_OK) {
        assert(reader.type != NULL);
        out->behind = behind;
        out->zero = reader.type->zero;
        rc = out->is_auto ? check_auto(&reader, behind) : RC_OK;
    }
    return rc;
}
