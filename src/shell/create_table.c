/* SPDX-License-Identifier: MIT */
/*
 * create_table: CREATE TABLE and ALTER TABLE as MySQL has them. AUTO_INCREMENT becomes a default
 * that the store computes, for ids must differ between masters; what says
 * nothing to SQLite (engine, character set, comment) is left out. SQLite takes
 * any words as a type, so what it would swallow in silence is refused here.
 */
#include "base/quote.h"
#include "shell/column.h"
#include "shell/constraint.h"
#include "shell/form.h"
#include "shell/rewrite.h"

#include <stdio.h>
#include <string.h>

enum { ERROR_TWO_PRIMARY = 1068, ERROR_AUTO_IS_NO_KEY = 1075 };

/* Part of a CREATE TABLE's list: tokens first..last-1, between commas. */
struct part {
    int first;
    int last;
};

#define PARTS_MAX COLUMNS_MAX

/* `tokens[index]` by the phrase that stands there; how many tokens it took, 0: none does. */
static int add_by_phrase(struct buf *out, const struct tokens *tokens, int index)
{
    int used = 0;
    const struct phrase *phrase = form_find_phrase(PHRASES_OF_COLUMNS, tokens, index, &used);
    if (phrase == NULL || phrase->becomes == NULL) {
        return 0;
    }
    buf_addf(out, "%s", phrase->becomes);
    return used;
}

/* "s.t" behind REFERENCES: databases are names in one space. The name of a UNIQUE KEY. */
static int silent_tokens(const struct tokens *tokens, int index, int first)
{
    char name[NAME_SIZE_MAX];
    if (!tokens_name(tokens, index, name, sizeof(name)) || index == first) {
        return 0;
    }
    if (tokens_is(tokens, index - 1, "REFERENCES") && tokens_is(tokens, index + 1, ".")) {
        return 2;
    }
    /* Behind a column's UNIQUE KEY stands no name, but what else the column has: CHECK (...). */
    bool is_part = index - 2 == first || tokens_is(tokens, first, "CONSTRAINT");
    bool is_key = is_part && index - first >= 2 &&
                  (tokens_is(tokens, index - 1, "KEY") || tokens_is(tokens, index - 1, "INDEX"));
    return is_key && tokens_is(tokens, index - 2, "UNIQUE") && tokens_is(tokens, index + 1, "(")
               ? 1
               : 0;
}

/* Append a part as SQLite has it. */
static void add_part(struct buf *out, const struct tokens *tokens, struct part part)
{
    bool wants_gap = false;
    for (int i = part.first; i < part.last;) {
        size_t before = out->size;
        if (wants_gap && i > part.first) {
            buf_add_char(out, ' ');
        }
        size_t begin = out->size;
        int used = add_by_phrase(out, tokens, i);
        used = used > 0 ? used : silent_tokens(tokens, i, part.first);
        if (used == 0) {
            rewrite_token(out, &tokens->token[i]);
            used = 1;
        }
        i += used;
        if (out->size == begin) {
            out->size = before; /* nothing came: no blank for it either */
            out->data[before] = '\0';
            wants_gap = wants_gap || i < part.last;
        } else {
            wants_gap = i < part.last && !tokens_touch(tokens, i);
        }
    }
}

/* The parts of the list between `open` and `close`; -1: more than PARTS_MAX. */
static int split_parts(const struct tokens *tokens, int open, int close, struct part *parts)
{
    int count = 0;
    int depth = 0;
    int first = open + 1;
    for (int i = open + 1; i <= close; i++) {
        if (i == close || (depth == 0 && tokens_is(tokens, i, ","))) {
            if (count == PARTS_MAX) {
                return -1;
            }
            parts[count++] = (struct part){first, i};
            first = i + 1;
        }
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
    }
    return count;
}

static bool part_has(const struct tokens *tokens, struct part part, const char *words)
{
    for (int i = part.first; i < part.last; i++) {
        if (tokens_match(tokens, i, words) > 0) {
            return true;
        }
    }
    return false;
}

/* Does the part begin with such words, and not with a column that is called so? */
static bool is_definition(const struct tokens *tokens, struct part part)
{
    return tokens_is(tokens, part.first + 1, "KEY") || tokens_is(tokens, part.first + 1, "INDEX") ||
           tokens_is(tokens, part.first + 1, "(");
}

static enum rc check_refused(const struct tokens *tokens, struct part part, struct err *err)
{
    for (int i = is_definition(tokens, part) ? part.first : part.first + 1; i < part.last; i++) {
        int used = 0;
        const struct phrase *phrase = form_find_phrase(PHRASES_OF_COLUMNS, tokens, i, &used);
        if (phrase != NULL && phrase->becomes == NULL) {
            return err_set(err, RC_REFUSED, "%s", phrase->help);
        }
    }
    return RC_OK;
}

static enum rc check_options(const struct tokens *tokens, int from, struct err *err)
{
    for (int i = from; i < tokens->count; i++) {
        int used = 0;
        const struct phrase *phrase = form_find_phrase(PHRASES_OF_OPTIONS, tokens, i, &used);
        if (phrase != NULL) {
            return err_set(err, RC_REFUSED, "%s", phrase->help);
        }
    }
    return RC_OK;
}

static enum rc check_part(const struct tokens *tokens, struct part part, struct err *err)
{
    if (part.first == part.last) {
        return err_set(err, RC_USAGE, "a column is missing before a comma or the last bracket");
    }
    return check_refused(tokens, part, err);
}

/* A key that is not the rows' own. */
struct key {
    bool is_unique;
    int name;   /* index of its name; -1: none */
    int open;   /* index of the '(' before its columns */
    int behind; /* index behind it and what it may have behind its columns */
};

/* "KEY k (a)", "INDEX (a)", "UNIQUE KEY k (a)", but not "UNIQUE (a)", which SQLite has. */
static bool find_key(struct key *out, const struct tokens *tokens, int at)
{
    out->is_unique = tokens_is(tokens, at, "UNIQUE");
    at += out->is_unique ? 1 : 0;
    bool is_key = tokens_is(tokens, at, "KEY") || tokens_is(tokens, at, "INDEX");
    at += is_key ? 1 : 0;
    bool has_name = !tokens_is(tokens, at, "(") && !tokens_is(tokens, at, "USING");
    out->name = has_name ? at : -1;
    at += has_name ? 1 : 0;
    at += tokens_is(tokens, at, "USING") ? 2 : 0;
    out->open = at;
    return (is_key || out->is_unique) && tokens_is(tokens, at, "(") &&
           tokens_close(tokens, at) > at + 1 && (has_name || !out->is_unique || is_key);
}

static bool is_key(const struct tokens *tokens, int at)
{
    struct key key;
    return find_key(&key, tokens, at);
}

/* The name of a key that has none: the table's and its first column's, for one space has all. */
static enum rc name_key(char *out, const struct tokens *tokens, const struct key *key,
                        const char *table, struct err *err)
{
    char column[NAME_SIZE_MAX];
    if (key->name >= 0) {
        return tokens_name(tokens, key->name, out, NAME_SIZE_MAX)
                   ? RC_OK
                   : form_say_wanted(tokens, key->name, "a key's name", err);
    }
    if (!tokens_name(tokens, key->open + 1, column, sizeof(column))) {
        return form_say_wanted(tokens, key->open + 1, "a column's name", err);
    }
    int size = snprintf(out, NAME_SIZE_MAX, "%.*s_%s", NAME_SIZE_MAX / 2, table, column);
    return size < NAME_SIZE_MAX ? RC_OK
                                : err_set(err, RC_REFUSED, "give the key on %.30s a name", column);
}

static enum rc add_key(struct buf *out, const struct tokens *tokens, struct key *key,
                       const char *table, struct err *err)
{
    char name[NAME_SIZE_MAX];
    key->behind = key->open;
    enum rc rc = constraint_read_columns(tokens, &key->behind, err);
    rc = rc == RC_OK ? name_key(name, tokens, key, table, err) : rc;
    if (rc == RC_OK) {
        buf_addf(out, "CREATE %sINDEX ", key->is_unique ? "UNIQUE " : "");
        quote_sql_name(out, name);
        buf_addf(out, " ON ");
        quote_sql_name(out, table);
        buf_add_char(out, ' ');
        rewrite_rows(out, tokens, key->open, key->behind);
        key->behind = constraint_skip_options(tokens, key->behind);
    }
    return rc;
}

static void add_name_at(struct buf *out, const struct tokens *tokens, int index)
{
    char name[NAME_SIZE_MAX];
    (void)tokens_name(tokens, index, name, sizeof(name));
    quote_sql_name(out, name);
}

/* The column that AUTO_INCREMENT stands with: the store gives its values. */
static void add_generated(struct buf *out, const struct tokens *tokens, struct part part,
                          const char *table)
{
    add_name_at(out, tokens, part.first);
    buf_addf(out, " BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (lab_autoinc(");
    quote_sql_text(out, table);
    buf_addf(out, "))");
}

/* "size ENUM('S', 'M')" as a VARCHAR that may be one of them; the store knows the constraint by
 * its name. */
static enum rc add_enum(struct buf *out, const struct tokens *tokens, struct part part,
                        struct err *err)
{
    char name[NAME_SIZE_MAX];
    int open = part.first + 2;
    int close = tokens_close(tokens, open);
    size_t longest = 1;
    for (int i = open + 1; i < close; i++) {
        bool is_text = tokens->token[i].kind == TOKEN_STRING;
        bool is_right = (i - open) % 2 == 1 ? is_text : tokens_is(tokens, i, ",");
        if (!is_right) {
            return form_say_wanted(tokens, i, "texts with commas between", err);
        }
        longest =
            is_text && tokens->token[i].size > longest + 2 ? tokens->token[i].size - 2 : longest;
    }
    if (close == open + 1 || !tokens_name(tokens, part.first, name, NAME_SIZE_MAX - 5)) {
        return form_say_wanted(tokens, close == open + 1 ? close : part.first,
                               "a name and a list of texts", err);
    }
    quote_sql_name(out, name);
    buf_addf(out, " VARCHAR(%zu)%s", longest, close + 1 < part.last ? " " : "");
    add_part(out, tokens, (struct part){close + 1, part.last});
    buf_addf(out, " CONSTRAINT \"enum ");
    for (const char *at = name; *at != '\0'; at++) {
        buf_addf(out, *at == '"' ? "\"\"" : "%c", *at);
    }
    buf_addf(out, "\" CHECK (");
    quote_sql_name(out, name);
    buf_addf(out, " IN ");
    rewrite_rows(out, tokens, open, close + 1);
    buf_add_char(out, ')');
    return RC_OK;
}

/* What is made of a list of columns and keys. */
struct list {
    const char *table;
    int autos;           /* how many generated columns */
    int id;              /* index of the name of the first of them; -1: none */
    bool id_is_primary;  /* by its own words */
    bool id_is_unique;   /* so too */
    bool id_leads_a_key; /* by its own words or another part's: then it is a key */
    int primaries;       /* how many primary keys are named */
    bool has_part;
    int *error;
    struct buf indexes; /* owned: statements of their own, each behind a ";\n" */
};

/* "PRIMARY KEY (a)", "CONSTRAINT c UNIQUE (a)", "CHECK (a > 1)", "FOREIGN KEY (a) ...". */
static bool is_constraint(const struct tokens *tokens, int at)
{
    static const char *const heads[] = {"PRIMARY KEY", "FOREIGN KEY", "CONSTRAINT", "CHECK (",
                                        "UNIQUE ("};
    for (int i = 0; i < COUNT_OF(heads); i++) {
        if (tokens_match(tokens, at, heads[i]) > 0) {
            return true;
        }
    }
    return false;
}

/* Is it a key whose first column is the one named at `id`? */
static bool leads_key(const struct tokens *tokens, struct part part, int id)
{
    if (!is_constraint(tokens, part.first) && !is_key(tokens, part.first)) {
        return false;
    }
    for (int i = part.first; i < part.last; i++) {
        if (tokens_is(tokens, i, "FOREIGN") || tokens_is(tokens, i, "CHECK")) {
            return false;
        }
        if (tokens_is(tokens, i, "(")) {
            return tokens_same_name(tokens, i + 1, id);
        }
    }
    return false;
}

static enum rc add_column(struct buf *out, struct list *list, const struct tokens *tokens,
                          struct part part, struct err *err)
{
    struct column_said said;
    enum rc rc = column_read(&said, tokens, part.first, part.last, list->error, err);
    if (rc != RC_OK) {
        return rc;
    }
    list->primaries += said.is_primary ? 1 : 0;
    list->autos += said.is_auto ? 1 : 0;
    if (said.is_auto) {
        list->id = part.first;
        list->id_is_primary = said.is_primary;
        list->id_is_unique = said.is_unique;
        add_generated(out, tokens, part, list->table);
        return RC_OK;
    }
    if (tokens_match(tokens, part.first + 1, "ENUM (") > 0) {
        return add_enum(out, tokens, part, err);
    }
    add_part(out, tokens, part);
    return RC_OK;
}

static enum rc add_one(struct buf *out, struct list *list, const struct tokens *tokens,
                       struct part part, struct err *err)
{
    struct key key;
    enum rc rc = check_part(tokens, part, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (find_key(&key, tokens, part.first)) {
        buf_addf(&list->indexes, ";\n");
        rc = add_key(&list->indexes, tokens, &key, list->table, err);
        return rc == RC_OK ? constraint_expect_end(tokens, key.behind, part.last, err) : rc;
    }
    buf_addf(out, "%s", list->has_part ? ", " : "");
    list->has_part = true;
    if (!is_constraint(tokens, part.first)) {
        return add_column(out, list, tokens, part, err);
    }
    list->primaries += part_has(tokens, part, "PRIMARY KEY") ? 1 : 0;
    add_part(out, tokens, part);
    return constraint_read(tokens, part.first, part.last, err);
}

/* What only all parts together can show. */
static enum rc check_list(const struct list *list, struct err *err)
{
    if (list->primaries > 1) {
        *list->error = ERROR_TWO_PRIMARY;
        return err_set(err, RC_REFUSED, "Multiple primary key defined");
    }
    if (list->autos > (list->id_leads_a_key ? 1 : 0)) {
        *list->error = ERROR_AUTO_IS_NO_KEY;
        return err_set(err, RC_REFUSED,
                       "Incorrect table definition; there can be only one auto column and it must "
                       "be defined as a key");
    }
    return RC_OK;
}

/* Append the list between its brackets. */
static enum rc add_list(struct buf *out, struct list *list, const struct tokens *tokens,
                        const struct part *parts, int count, struct err *err)
{
    for (int i = 0; i < 2 * count; i++) { /* SQLite wants columns before keys and checks */
        struct part part = parts[i % count];
        bool is_column = !is_constraint(tokens, part.first) && !is_key(tokens, part.first);
        enum rc rc = is_column == (i < count) ? add_one(out, list, tokens, part, err) : RC_OK;
        if (rc != RC_OK) {
            return rc;
        }
    }
    list->id_leads_a_key = list->id_is_primary || list->id_is_unique;
    for (int i = 0; i < count && list->id >= 0; i++) {
        list->id_leads_a_key |= leads_key(tokens, parts[i], list->id);
    }
    bool is_primary = list->id_is_primary || list->primaries == 0;
    if (list->id >= 0 && (is_primary || list->id_is_unique)) {
        buf_addf(out, ", %s (", is_primary ? "PRIMARY KEY" : "UNIQUE");
        add_name_at(out, tokens, list->id);
        buf_add_char(out, ')');
    }
    return check_list(list, err);
}

enum rc rewrite_create_table(struct buf *out, const struct tokens *tokens, int head,
                             const char *name, int *error, struct err *err)
{
    struct part parts[PARTS_MAX];
    struct list list = {.table = name, .id = -1, .error = error};
    if (tokens_is(tokens, head, "LIKE") || tokens_is(tokens, head + 1, "LIKE")) {
        return err_set(err, RC_REFUSED,
                       "CREATE TABLE ... LIKE is not in this lab; SHOW CREATE "
                       "TABLE says what to type");
    }
    if (!tokens_is(tokens, head, "(")) {
        return err_set(err, RC_USAGE, "after CREATE TABLE %s comes a list of columns in ( )", name);
    }
    int close = tokens_close(tokens, head);
    if (close < 0) {
        return err_set(err, RC_USAGE, "the list of columns of %s is not closed", name);
    }
    int count = split_parts(tokens, head, close, parts);
    if (count < 0) {
        return err_set(err, RC_REFUSED, "a table has at most %d columns and keys here", PARTS_MAX);
    }
    enum rc rc = check_options(tokens, close + 1, err);
    if (rc != RC_OK) {
        return rc;
    }
    buf_addf(out, "CREATE TABLE ");
    quote_sql_name(out, name);
    buf_addf(out, " (");
    buf_init(&list.indexes, out->cap);
    rc = add_list(out, &list, tokens, parts, count, err);
    bool is_without = list.id >= 0 || tokens_find(tokens, close, "WITHOUT") >= 0;
    buf_addf(out, ")%s%s", is_without ? " WITHOUT ROWID" : "", list.indexes.data);
    buf_release(&list.indexes);
    return rc;
}

enum rc rewrite_add_key(struct buf *out, const struct tokens *tokens, int at, const char *table,
                        bool *is_key, struct err *err)
{
    struct key key = {0};
    bool is_unique = tokens_is(tokens, at, "UNIQUE");
    *is_key = find_key(&key, tokens, at);
    if (!*is_key && is_unique && tokens_is(tokens, at + 1, "(")) {
        key = (struct key){.is_unique = true, .name = -1, .open = at + 1};
        *is_key = tokens_close(tokens, at + 1) > at + 2;
    }
    if (!*is_key) {
        return RC_OK;
    }
    enum rc rc = add_key(out, tokens, &key, table, err);
    return rc == RC_OK ? form_expect_end(tokens, key.behind, err) : rc;
}

/*
 * A column that is added NOT NULL without DEFAULT has MySQL's 0 or '' in the rows there are; here
 * that is its DEFAULT from then on.
 */
static enum rc add_zero(struct buf *out, const struct tokens *tokens, struct part part, int *error,
                        struct err *err)
{
    struct column_said said;
    enum rc rc = column_read(&said, tokens, part.first, part.last, error, err);
    if (rc != RC_OK || !said.is_not_null || said.has_default || said.is_generated) {
        return rc;
    }
    if (said.zero == NULL) {
        return err_set(err, RC_REFUSED,
                       "a date or time that is added NOT NULL needs a DEFAULT for the rows there "
                       "are");
    }
    buf_addf(out, " DEFAULT %s", said.zero);
    return RC_OK;
}

enum rc rewrite_alter_table(struct buf *out, const struct tokens *tokens, int at, int *error,
                            struct err *err)
{
    static const char *const known[] = {"ADD COLUMN", "ADD", "DROP COLUMN", "DROP", "RENAME"};
    /* After ADD or DROP, what is no column. SQLite would take some of them for a column's name. */
    static const char *const others[] = {"INDEX",   "KEY",   "UNIQUE",    "PRIMARY", "CONSTRAINT",
                                         "FOREIGN", "CHECK", "PARTITION", "("};
    static const char *const swallowed[] = {"AUTO_INCREMENT", "AFTER", "FIRST", ","};
    struct part part = {at, tokens->count};
    int used = 0;
    for (int i = 0; used == 0 && i < COUNT_OF(known); i++) {
        used = tokens_match(tokens, at, known[i]);
    }
    bool is_other = used == 0;
    for (int i = 0; i < COUNT_OF(others); i++) {
        is_other = is_other || tokens_is(tokens, at + used, others[i]);
    }
    int depth = 0;
    for (int i = at; i < tokens->count; i++) {
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
        for (int k = 0; depth == 0 && i > at + used && k < COUNT_OF(swallowed); k++) {
            is_other = is_other || tokens_is(tokens, i, swallowed[k]);
        }
    }
    if (is_other) {
        return err_set(err, RC_REFUSED,
                       "ALTER TABLE knows one ADD or DROP of a COLUMN or INDEX, or RENAME, at a "
                       "time here; for anything else, CREATE TABLE another and INSERT ... SELECT");
    }
    if (part_has(tokens, part, "ENUM (")) {
        return err_set(
            err, RC_REFUSED,
            "a column of the type ENUM can come with CREATE TABLE alone; add VARCHAR(20) "
            "CHECK (x IN ('a', 'b'))");
    }
    enum rc rc = check_refused(tokens, part, err);
    add_part(out, tokens, part);
    return rc == RC_OK && tokens_is(tokens, at, "ADD")
               ? add_zero(out, tokens, (struct part){at + used, part.last}, error, err)
               : rc;
}
