/* SPDX-License-Identifier: MIT */
/* template: a text with facts in braces, "client 1 is on {client(1).at}". */
#include "lesson/demand_tree.h"

#include <stdio.h>
#include <string.h>

/* The fact behind "{"; scan->at moves behind "}". */
static enum rc read_braces(struct scan *scan, struct fact *fact)
{
    char name[NAME_SIZE_MAX];
    const char *at = scan->at;
    (void)scan_name(scan, "", name, sizeof(name));
    enum rc rc = scan_fact(scan, name, at, fact);
    if (rc == RC_OK && !scan_sign(scan, "}")) {
        rc = scan_fail(scan, scan->at, RC_USAGE, "the fact wants its \"}\" here");
    }
    return rc;
}

enum rc template_check(const char *file, const struct lesson_text *text, struct err *err)
{
    struct scan scan = {.file = file, .place = *text, .from = text->text, .err = err};
    enum rc rc = RC_OK;
    const char *at = text->text != NULL ? strchr(text->text, '{') : NULL;
    while (rc == RC_OK && at != NULL) {
        struct fact fact;
        scan.at = at + 1;
        rc = read_braces(&scan, &fact);
        at = strchr(scan.at, '{');
    }
    return rc;
}

void template_add(struct buf *out, const char *text, struct world *world)
{
    struct scan scan = {.file = "", .from = text, .at = text};
    while (*scan.at != '\0') {
        struct fact fact;
        size_t size = strcspn(scan.at, "{");
        buf_add_text(out, scan.at, size);
        scan.at += size;
        if (*scan.at == '{') {
            const char *behind = ++scan.at;
            if (read_braces(&scan, &fact) == RC_OK) {
                struct fact_value value = fact_read(world, &fact);
                fact_add_value(out, fact.row->type, fact.row->words, &value);
            } else { /* no fact: it stays as it is */
                scan.at = behind;
                buf_add_char(out, '{');
            }
        }
    }
}
