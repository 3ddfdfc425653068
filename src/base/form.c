/* SPDX-License-Identifier: MIT */
#include "base/form.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#define INSIDE_SIZE 40 /* a name and its words */

struct filling {
    struct buf *out;
    form_value_fn add;
    const void *context;
};

/* The value whose name and words stand between `at` and `end`. */
static bool add_value(const struct filling *filling, const char *at, const char *end)
{
    char name[INSIDE_SIZE] = "";
    assert(end - at < (ptrdiff_t)sizeof(name));
    memcpy(name, at, (size_t)(end - at));
    char *words = strchr(name, ' ');
    if (words != NULL) {
        *words++ = '\0';
    }
    return filling->add(filling->context, name, words != NULL ? words : "");
}

/* The form up to `end`; false: a value in it was none. */
static bool add_part(const struct filling *filling, const char *at, const char *end)
{
    bool is_whole = true;
    while (at < end) {
        if (*at == '{') {
            const char *close = strchr(at, '}');
            is_whole = add_value(filling, at + 1, close) && is_whole;
            at = close + 1;
        } else if (*at == '[') {
            const char *close = strchr(at, ']');
            size_t before = filling->out->size;
            if (!add_part(filling, at + 1, close)) {
                filling->out->size = before;
                filling->out->data[before] = '\0';
            }
            at = close + 1;
        } else {
            buf_add_char(filling->out, *at++);
        }
    }
    return is_whole;
}

bool form_add(struct buf *out, const char *form, form_value_fn add, const void *context)
{
    struct filling filling = {.out = out, .add = add, .context = context};
    return add_part(&filling, form, form + strlen(form));
}
