/* SPDX-License-Identifier: MIT */
/*
 * form: the one table of SQL. A row says how a statement may begin, and what is
 * made of it, or why the lab does not do it; parsing, refusals and `help sql`
 * are made from it. To teach the lab another statement, add a row.
 */
#ifndef SHELL_FORM_H
#define SHELL_FORM_H

#include "shell/dialect.h"
#include "shell/token.h"

/*
 * Fill *out; `at` is the index behind the head. *err is a sentence in MySQL's form.
 *   RC_REFUSED  the lab does not do it (error 1235)
 *   RC_USAGE    it is no SQL (error 1064)
 *   RC_RANGE, RC_AMBIGUOUS  as in shell/dialect.h
 *   RC_RANGE    SET of a value that the variable does not take (error 1231)
 */
typedef enum rc understand_fn(struct dialect_statement *out, const struct tokens *tokens, int at,
                              struct err *err);

struct form {
    const char *head;       /* its first words, in upper case */
    const char *usage;      /* what follows them, for help; NULL: another row's help tells of it */
    const char *help;       /* one line; of what is refused: why, and what to type instead */
    enum dialect_kind kind; /* what it is to the lab */
    int64_t number;         /* of the kind */
    understand_fn *understand; /* NULL: refused, and nothing else counts */
};

/* Rows that help tells of together. The last of them may catch what those above left over. */
struct form_group {
    const char *title;
    const struct form *forms;
    int count;
};

/* The groups in order; the last has no title. */
const struct form_group *form_groups(void);
/* The first row whose head stands at the start; NULL: none does. */
const struct form *form_find(const struct tokens *tokens);

/*
 * Words inside a statement, and what SQLite calls them. What ends in '(' is a function; then
 * `becomes` may name its arguments: $1, $2, and $* for all of them with a comma between, $| with
 * || between, $f for the second as a format of strftime().
 */
struct phrase {
    const char *words;   /* in upper case */
    const char *becomes; /* NULL: refused */
    const char *help;    /* of what is refused: why, and what to type instead */
};

struct phrase_group {
    const char *title;
    const struct phrase *phrases;
    int count;
};

enum phrase_place {
    PHRASES_OF_ROWS,
    PHRASES_OF_COLUMNS,
    PHRASES_OF_OPTIONS,
    PHRASES_OF_ENGINES,
    PHRASE_PLACES
};

/* Of statements that read or change rows; of a table's columns; of what follows their list; of
 * that where it is not a session's own table. */
const struct phrase_group *form_phrases(enum phrase_place place);
/* The first phrase of the group that stands at `index`; *used: how many tokens; NULL: none. */
const struct phrase *form_find_phrase(enum phrase_place place, const struct tokens *tokens,
                                      int index, int *used);

/* --- what the functions of the rows read with ------------------------------------------------ */

/* "You have an error in your SQL syntax near ...": something else should stand at `at`. */
enum rc form_say_wanted(const struct tokens *tokens, int at, const char *wanted, struct err *err);
/* Move behind IF EXISTS or IF NOT EXISTS. */
int form_skip_if_exists(struct dialect_statement *out, const struct tokens *tokens, int at);
/* A table's or database's name; its database before it goes to `qualified`. *at moves behind it. */
enum rc form_take_name(struct dialect_statement *out, const struct tokens *tokens, int *at,
                       const char *what, struct err *err);
/* Nothing may follow. */
enum rc form_expect_end(const struct tokens *tokens, int at, struct err *err);

#endif
