/* SPDX-License-Identifier: MIT */
#include "shell/words.h"

#include "base/mem.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/*
 * Copy one word from line[*at] to `out` without its quotes; both indices move behind it.
 * False: a quote is not closed.
 */
static bool take_word(const char *line, size_t *at, char *out, size_t *used)
{
    char quote = '\0';
    for (; line[*at] != '\0' && (quote != '\0' || !is_blank(line[*at])); (*at)++) {
        char c = line[*at];
        if (quote == '\0' && (c == '"' || c == '\'')) {
            quote = c;
        } else if (quote != '\0' && c == quote) {
            quote = '\0';
        } else {
            if (quote == '"' && c == '\\' && line[*at + 1] != '\0') {
                c = line[++*at];
            }
            out[(*used)++] = c;
        }
    }
    out[(*used)++] = '\0';
    return quote == '\0';
}

enum rc words_split(struct words *out, const char *line, struct err *err)
{
    *out = (struct words){0};
    size_t size = strlen(line);
    if (size > LINE_SIZE_MAX) {
        return err_set(err, RC_FULL, "the line has %zu bytes; at most %d are taken", size,
                       LINE_SIZE_MAX);
    }
    out->text = mem_alloc(size + WORDS_MAX + 1, 1);
    size_t at = 0;
    size_t used = 0;
    for (;;) {
        while (is_blank(line[at])) {
            at++;
        }
        if (line[at] == '\0') {
            return RC_OK;
        }
        if (out->count == WORDS_MAX) {
            return err_set(err, RC_FULL, "a command has at most %d words", WORDS_MAX);
        }
        out->word[out->count] = out->text + used;
        out->at[out->count] = at;
        out->count++;
        size_t began = at;
        if (!take_word(line, &at, out->text, &used)) {
            return err_set(err, RC_USAGE, "the quote at column %zu is not closed", began + 1);
        }
    }
}

void words_release(struct words *words)
{
    mem_free(words->text);
    *words = (struct words){0};
}

bool words_name_value(const char *word, char *name, const char **value)
{
    const char *equals = strchr(word, '=');
    size_t size = equals != NULL ? (size_t)(equals - word) : 0;
    if (size == 0 || size >= NAME_SIZE_MAX) {
        return false;
    }
    memcpy(name, word, size);
    name[size] = '\0';
    *value = equals + 1;
    return true;
}
