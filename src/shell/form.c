/* SPDX-License-Identifier: MIT */
#include "shell/form.h"

#include <string.h>

const struct form *form_find(const struct tokens *tokens)
{
    for (const struct form_group *group = form_groups(); group->title != NULL; group++) {
        for (int i = 0; i < group->count; i++) {
            if (tokens_match(tokens, 0, group->forms[i].head) > 0) {
                return &group->forms[i];
            }
        }
    }
    return NULL;
}

enum rc form_say_wanted(const struct tokens *tokens, int at, const char *wanted, struct err *err)
{
    if (at >= tokens->count) {
        return err_set(err, RC_USAGE,
                       "You have an error in your SQL syntax: it ends where %s should stand",
                       wanted);
    }
    return err_set(err, RC_USAGE,
                   "You have an error in your SQL syntax near '%.40s': %s should stand there",
                   tokens->token[at].at, wanted);
}

int form_skip_if_exists(struct dialect_statement *out, const struct tokens *tokens, int at)
{
    int used = tokens_match(tokens, at, "IF NOT EXISTS");
    used = used > 0 ? used : tokens_match(tokens, at, "IF EXISTS");
    out->if_exists = used > 0;
    return at + used;
}

#define CONTROL_CHARACTERS                                                                         \
    "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17" \
    "\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"

enum rc form_take_name(struct dialect_statement *out, const struct tokens *tokens, int *at,
                       const char *what, struct err *err)
{
    char database[NAME_SIZE_MAX] = "";
    if (tokens_is(tokens, *at + 1, ".")) {
        (void)tokens_name(tokens, *at, database, sizeof(database));
        *at += 2;
    }
    if (!tokens_name(tokens, *at, out->name, sizeof(out->name))) {
        bool is_long = *at < tokens->count && tokens->token[*at].size >= sizeof(out->name);
        return is_long ? err_set(err, RC_USAGE, "Identifier name '%.30s...' is too long",
                                 tokens->token[*at].at)
                       : form_say_wanted(tokens, *at, what, err);
    }
    if (out->name[strcspn(out->name, CONTROL_CHARACTERS)] != '\0') {
        return err_set(err, RC_USAGE, "a name has no control characters here, such as a new line");
    }
    (*at)++;
    if (database[0] != '\0') {
        buf_addf(&out->qualified, "%s.%s\n", database, out->name);
    }
    return RC_OK;
}

enum rc form_expect_end(const struct tokens *tokens, int at, struct err *err)
{
    return at < tokens->count ? form_say_wanted(tokens, at, "the statement's end", err) : RC_OK;
}

/* How many tokens `words` takes at `index`; a '$' at their end is any one token. 0: not there. */
static int match_phrase(const struct tokens *tokens, int index, const char *words)
{
    int used = 0;
    if (!tokens_is(tokens, index, words)) {
        return 0;
    }
    while (*words != '\0' && *words != '$') {
        if (!tokens_is(tokens, index + used, words)) {
            return 0;
        }
        words += tokens->token[index + used].size;
        words += *words == ' ' ? 1 : 0;
        used++;
    }
    return *words == '$' ? used + 1 : used;
}

/* A function's name may be a table's: "INSERT INTO user (id)". */
static bool is_table(const struct tokens *tokens, int index)
{
    static const char *const before[] = {"INTO", "INSERT", "REPLACE", "UPDATE", "TABLE",
                                         "FROM", "JOIN",   "IGNORE",  "."};
    for (int i = 0; i < COUNT_OF(before); i++) {
        if (tokens_is(tokens, index - 1, before[i])) {
            return true;
        }
    }
    return false;
}

/* Where those stand that begin so: the table is in order of first letters. */
static int first_with(const struct phrase_group *group, char letter)
{
    int low = 0;
    int high = group->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (group->phrases[middle].words[0] < letter) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct phrase *form_find_phrase(enum phrase_place place, const struct tokens *tokens,
                                      int index, int *used)
{
    const struct phrase_group *group = form_phrases(place);
    char letter = tokens->token[index].first;
    int at = letter != '\0' ? first_with(group, letter) : group->count;
    for (; at < group->count && group->phrases[at].words[0] == letter; at++) {
        const struct phrase *phrase = &group->phrases[at];
        *used = match_phrase(tokens, index, phrase->words);
        if (*used > 0 && index + *used <= tokens->count &&
            (!tokens_is(tokens, index + 1, "(") || !is_table(tokens, index))) {
            return phrase;
        }
    }
    *used = 0;
    return NULL;
}
