/* SPDX-License-Identifier: MIT */
/* cmds_data: the rows of a table at every master, side by side. It only looks. */
#include "base/mem.h"
#include "lab/lab_state.h"
#include "lab/rows_text.h"

#include <stdlib.h>
#include <string.h>

#define LINES_SHOWN 40

/* "end", or a place from 1. */
static enum rc parse_first(const char *word, int64_t *out, struct err *err)
{
    char *end = NULL;
    long long number = strtoll(word, &end, 10);
    if (strcmp(word, "end") == 0) {
        *out = INT64_MAX;
        return RC_OK;
    }
    if (end == word || *end != '\0' || number < 1) {
        return err_set(err, RC_USAGE, "\\rows begins at a row from 1, or at the end, not \"%.40s\"",
                       word);
    }
    *out = number - 1;
    return RC_OK;
}

enum rc cmds_data_rows(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct lab *lab = context;
    int64_t first = 0;
    enum rc rc = words->count > 2 ? parse_first(words->word[2], &first, err) : RC_OK;
    if (rc != RC_OK) {
        return rc;
    }
    struct table_look *look = mem_alloc(1, sizeof(*look));
    table_look_init(look);
    lab_look_table(lab, words->word[1], first, LINES_SHOWN, look);
    if (look->number == 0) {
        rc = err_set(err, RC_UNKNOWN, "no master that answers has a table \"%.40s\"",
                     words->word[1]);
    } else {
        struct heat *heat = mem_alloc(1, sizeof(*heat));
        rows_add_text(reply, look);
        heat_take(heat, lab, look->number);
        rows_add_heat(reply, heat);
        mem_free(heat);
    }
    table_look_release(look);
    mem_free(look);
    return rc;
}
