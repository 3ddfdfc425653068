/* SPDX-License-Identifier: MIT */
/* dialect_help: the table of forms as lines for a person to read. */
#include "shell/column.h"
#include "shell/form.h"

#include "base/text.h"

#include <string.h>

#define LEFT_COLUMNS 30 /* of what is typed; what it means stands beside it */
#define ALL_COLUMNS 79

/* Append `text` wrapped beside the line's left side, or below what is too long for that. */
static void add_beside(struct buf *out, int used, const char *text)
{
    if (used > LEFT_COLUMNS) {
        buf_addf(out, "\n");
        used = 0;
    }
    while (*text != '\0') {
        size_t skip = 0;
        size_t size = text_wrap(text, ALL_COLUMNS - LEFT_COLUMNS - 2, &skip);
        buf_addf(out, "%*s%.*s\n", LEFT_COLUMNS + 2 - used, "", (int)size, text);
        text += skip;
        used = 0;
    }
}

static void add_form(struct buf *out, const struct form *form)
{
    bool is_refused = form->understand == NULL;
    size_t before = out->size;
    buf_addf(out, "  %s%s%s%s", is_refused ? "not " : "", form->head,
             is_refused || form->usage[0] == '\0' ? "" : " ", is_refused ? "" : form->usage);
    if (form->help[0] == '\0') {
        buf_addf(out, "\n");
    } else {
        add_beside(out, (int)(out->size - before), form->help);
    }
}

static bool begins_with(const struct form *form, const char *first)
{
    size_t size = strlen(first);
    for (size_t i = 0; i < size; i++) {
        char c = first[i] >= 'a' && first[i] <= 'z' ? (char)(first[i] - 'a' + 'A') : first[i];
        if (form->head[i] != c) {
            return false;
        }
    }
    return size == 0 || form->head[size] == ' ' || form->head[size] == '\0';
}

/* What of a group begins so: first what is understood, then what is refused. */
static bool add_group(struct buf *out, const struct form_group *group, const char *first)
{
    bool has_title = false;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < group->count; i++) {
            const struct form *form = &group->forms[i];
            bool is_refused = form->understand == NULL;
            bool is_told = is_refused || form->usage != NULL;
            if (is_refused != (pass == 1) || !is_told || !begins_with(form, first)) {
                continue;
            }
            buf_addf(out, "%s%s", has_title ? "" : group->title, has_title ? "" : "\n");
            has_title = true;
            add_form(out, form);
        }
    }
    return has_title;
}

/* "NOW()" for "NOW ( )". */
static void add_words(struct buf *out, const char *words)
{
    for (const char *at = words; *at != '\0' && *at != '$'; at++) {
        bool is_glued = *at == ' ' && (at[1] == '(' || at[1] == ')' || at[1] == '$' ||
                                       at[1] == '=' || at[1] == '&' || at[1] == '>');
        if (!is_glued) {
            buf_add_char(out, *at);
        }
        if (*at == '(' && at[1] == '\0') {
            buf_add_char(out, ')');
        }
    }
}

/* A title, and under it one list. */
static void add_list(struct buf *out, const char *title, const struct buf *list)
{
    buf_addf(out, "%s\n", title);
    for (const char *at = list->data; *at != '\0';) {
        size_t skip = 0;
        size_t size = text_wrap(at, ALL_COLUMNS - 2, &skip);
        buf_addf(out, "  %.*s\n", (int)size, at);
        at += skip;
    }
}

/* What is understood as one list, then what is refused, a line each. */
static void add_phrases(struct buf *out, const struct phrase_group *group)
{
    struct buf list;
    buf_init(&list, BUF_CAP_TEXT);
    for (int i = 0; i < group->count; i++) {
        const struct phrase *phrase = &group->phrases[i];
        if (phrase->becomes != NULL) {
            buf_addf(&list, "%s", list.size > 0 ? ", " : "");
            add_words(&list, phrase->words);
        }
    }
    add_list(out, group->title, &list);
    for (int i = 0; i < group->count; i++) {
        const struct phrase *phrase = &group->phrases[i];
        size_t before = out->size;
        if (phrase->becomes == NULL) {
            buf_addf(out, "  not ");
            add_words(out, phrase->words);
            add_beside(out, (int)(out->size - before), phrase->help);
        }
    }
    buf_release(&list);
}

static void add_types(struct buf *out)
{
    const char *name = NULL;
    const char *why = NULL;
    struct buf list;
    buf_init(&list, BUF_CAP_TEXT);
    column_add_types(&list);
    add_list(out, "Types", &list);
    for (int i = 0; column_refused_type(i, &name, &why); i++) {
        size_t before = out->size;
        buf_addf(out, "  not %s", name);
        add_beside(out, (int)(out->size - before), why);
    }
    buf_release(&list);
}

bool dialect_add_help(struct buf *out, const char *first)
{
    bool is_found = false;
    for (const struct form_group *group = form_groups(); group->title != NULL; group++) {
        is_found = add_group(out, group, first) || is_found;
    }
    for (int place = 0; place < PHRASE_PLACES && first[0] == '\0'; place++) {
        if (place == PHRASES_OF_COLUMNS) {
            add_types(out);
        }
        add_phrases(out, form_phrases((enum phrase_place)place));
    }
    return is_found;
}
