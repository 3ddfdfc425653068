/* SPDX-License-Identifier: MIT */
/* fact_words: facts and their values as words: how they are read, and how they are told. */
#include "cluster/place.h"
#include "lesson/facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *fact_argument_words(enum fact_argument argument)
{
    static const char *const words[] = {
        [ARGUMENT_NONE] = "",
        [ARGUMENT_MASTER] = "m1..m4",
        [ARGUMENT_AZ] = "a..d",
        [ARGUMENT_COPY] = "a1..c2",
        [ARGUMENT_CLIENT] = "1..64",
        [ARGUMENT_TABLE] = "TABLE",
        [ARGUMENT_COLUMN] = "TABLE.COLUMN",
    };
    return words[argument];
}

/* Letters, digits and "_", with one dot in the middle if one is wanted. */
static bool is_table_name(const char *word, bool has_dot)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    size_t size = strspn(word, letters);
    if (size == 0 || size >= NAME_SIZE_MAX) {
        return false;
    }
    if (!has_dot) {
        return word[size] == '\0';
    }
    size_t rest = word[size] == '.' ? strspn(word + size + 1, letters) : 0;
    return rest > 0 && rest < NAME_SIZE_MAX && word[size + 1 + rest] == '\0';
}

static enum rc read_place_argument(struct fact *fact, const char *word, struct err *err)
{
    static const enum place_kind kinds[] = {
        [ARGUMENT_MASTER] = PLACE_MASTER, [ARGUMENT_AZ] = PLACE_AZ, [ARGUMENT_COPY] = PLACE_COPY};
    place_id place = PLACE_NONE;
    enum rc rc = place_parse(&place, word, err);
    if (rc == RC_OK &&
        (place_kind(place) != kinds[fact->row->argument] || place == place_az(AZ_OFFICE))) {
        rc = err_set(err, RC_UNKNOWN, "%s(%.40s): %s is wanted", fact->row->name, word,
                     fact_argument_words(fact->row->argument));
    }
    fact->index = rc == RC_OK ? place_index(place) : 0;
    return rc;
}

enum rc fact_read_argument(struct fact *fact, const char *word, struct err *err)
{
    bool has_dot = fact->row->argument == ARGUMENT_COLUMN;
    struct fact_value value;
    enum rc rc = RC_OK;
    switch (fact->row->argument) {
    case ARGUMENT_NONE:
        return RC_OK;
    case ARGUMENT_MASTER:
    case ARGUMENT_AZ:
    case ARGUMENT_COPY:
        return read_place_argument(fact, word, err);
    case ARGUMENT_CLIENT:
        rc = fact_read_word(&value, TYPE_CLIENT, NULL, word, err);
        fact->index = rc == RC_OK ? (int)value.number : 0;
        return rc;
    case ARGUMENT_TABLE:
    case ARGUMENT_COLUMN:
        if (!is_table_name(word, has_dot)) {
            return err_set(err, RC_UNKNOWN, "%s(%.40s): %s is wanted", fact->row->name, word,
                           fact_argument_words(fact->row->argument));
        }
        (void)snprintf(fact->name, sizeof(fact->name), "%s", word);
        return RC_OK;
    }
    return RC_OK;
}

void fact_add_name(struct buf *out, const struct fact *fact)
{
    const struct fact_row *row = fact->row;
    char name[PLACE_NAME_SIZE];
    buf_addf(out, "%s", row->name);
    switch (row->argument) {
    case ARGUMENT_NONE:
        break;
    case ARGUMENT_MASTER:
        buf_addf(out, "(%s)", place_name(place_master(fact->index), name));
        break;
    case ARGUMENT_AZ:
        buf_addf(out, "(%s)", place_name(place_az(fact->index), name));
        break;
    case ARGUMENT_COPY:
        buf_addf(out, "(%s)", place_name(place_copy(fact->index), name));
        break;
    case ARGUMENT_CLIENT:
        buf_addf(out, "(%d)", fact->index);
        break;
    case ARGUMENT_TABLE:
    case ARGUMENT_COLUMN:
        buf_addf(out, "(%s)", fact->name);
        break;
    }
    buf_addf(out, "%s%s", row->member != NULL ? "." : "", row->member != NULL ? row->member : "");
}

static enum rc read_client_word(struct fact_value *out, const char *word, struct err *err)
{
    const char *digits = word + (word[0] == '@');
    size_t size = strspn(digits, "0123456789");
    int64_t client = size > 0 && size < 4 ? strtoll(digits, NULL, 10) : 0;
    if (digits[size] != '\0' || client < 1 || client > CLIENTS_MAX) {
        return err_set(err, RC_UNKNOWN, "\"%.40s\" is no client: 1 to %d", word, CLIENTS_MAX);
    }
    out->number = client;
    return RC_OK;
}

static enum rc read_listed_word(struct fact_value *out, const char *const *words, const char *word,
                                struct err *err)
{
    struct buf list;
    buf_init(&list, 200);
    bool is_found = false;
    for (int i = 0; i < FACT_WORDS_MAX && words[i] != NULL; i++) {
        buf_addf(&list, "%s%s", i > 0 ? ", " : "", words[i]);
        if (strcmp(words[i], word) == 0) {
            out->number = i;
            is_found = true;
        }
    }
    enum rc rc = is_found ? RC_OK
                          : err_set(err, RC_UNKNOWN, "\"%.40s\" is none of the words here: %s",
                                    word, list.data);
    buf_release(&list);
    return rc;
}

enum rc fact_read_word(struct fact_value *out, enum fact_type type, const char *const *words,
                       const char *word, struct err *err)
{
    *out = (struct fact_value){.is_known = true};
    bool is_none = strcmp(word, "none") == 0;
    place_id place = PLACE_NONE;
    enum rc rc = RC_OK;
    switch (type) {
    case TYPE_PLACE:
        rc = is_none ? RC_OK : place_parse(&place, word, err);
        out->number = place;
        return rc;
    case TYPE_CLIENT:
        return is_none ? RC_OK : read_client_word(out, word, err);
    case TYPE_WORD:
        return read_listed_word(out, words, word, err);
    case TYPE_TEXT:
        (void)snprintf(out->text, sizeof(out->text), "%s", word);
        return RC_OK;
    case TYPE_NUMBER:
    case TYPE_TIME:
    case TYPE_PERMILLE:
        return err_set(err, RC_UNKNOWN, "\"%.40s\" is neither a number nor a fact", word);
    }
    return RC_OK;
}

void fact_add_value(struct buf *out, enum fact_type type, const char *const *words,
                    const struct fact_value *value)
{
    char name[PLACE_NAME_SIZE];
    if (!value->is_known) {
        buf_addf(out, "nothing");
        return;
    }
    switch (type) {
    case TYPE_NUMBER:
        if (value->number == 0 && words != NULL && words[0] != NULL) {
            buf_addf(out, "%s", words[0]);
        } else {
            buf_addf(out, "%" PRId64, value->number);
        }
        break;
    case TYPE_TIME:
        span_add_length(out, value->number);
        break;
    case TYPE_PERMILLE:
        buf_addf(out, "%" PRId64 ".%" PRId64 "%%", value->number / 10, value->number % 10);
        break;
    case TYPE_PLACE:
        buf_addf(out, "%s",
                 value->number == PLACE_NONE ? "no master"
                                             : place_name((place_id)value->number, name));
        break;
    case TYPE_CLIENT:
        buf_addf(out, value->number > 0 ? "@%" PRId64 : "nobody", value->number);
        break;
    case TYPE_WORD:
        buf_addf(out, "%s", words[value->number]);
        break;
    case TYPE_TEXT:
        buf_addf(out, "%s", value->text);
        break;
    }
}

void facts_add_list(struct buf *out)
{
    static const char *const types[] = {
        [TYPE_NUMBER] = "a number", [TYPE_TIME] = "a time",     [TYPE_PERMILLE] = "a share",
        [TYPE_PLACE] = "a place",   [TYPE_CLIENT] = "a client", [TYPE_WORD] = "",
        [TYPE_TEXT] = "a name",
    };
    buf_addf(out, "| fact | is | what it says |\n| --- | --- | --- |\n");
    int count = 0;
    const struct fact_row *rows = facts_table(&count);
    for (int i = 0; i < count; i++) {
        const struct fact_row *row = &rows[i];
        const char *words = fact_argument_words(row->argument);
        buf_addf(out, "| `%s%s%s%s%s%s` | %s", row->name, words[0] != '\0' ? "(" : "", words,
                 words[0] != '\0' ? ")" : "", row->member != NULL ? "." : "",
                 row->member != NULL ? row->member : "", types[row->type]);
        for (int k = 0; row->type == TYPE_WORD && k < FACT_WORDS_MAX && row->words[k] != NULL;
             k++) {
            buf_addf(out, "%s%s", k > 0 ? ", " : "", row->words[k]);
        }
        buf_addf(out, " | %s |\n", row->meaning);
    }
}
