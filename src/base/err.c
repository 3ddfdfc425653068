/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = {
    [RC_OK] = "RC_OK",           [RC_USAGE] = "RC_USAGE",
    [RC_UNKNOWN] = "RC_UNKNOWN", [RC_AMBIGUOUS] = "RC_AMBIGUOUS",
    [RC_RANGE] = "RC_RANGE",     [RC_STATE] = "RC_STATE",
    [RC_REFUSED] = "RC_REFUSED", [RC_FULL] = "RC_FULL",
    [RC_SQL] = "RC_SQL",         [RC_STORE] = "RC_STORE",
    [RC_DAMAGED] = "RC_DAMAGED", [RC_ENV] = "RC_ENV",
};

const char *rc_name(enum rc rc)
{
    return names[rc];
}

static bool is_plain(char c)
{
    return c >= ' ' && c <= '~';
}

/*
 * A sentence often quotes what somebody typed. It is one line, and nothing in it may steer a
 * terminal: blanks of any kind are a blank, other control characters and half a letter a mark.
 */
static void make_safe(char *text, size_t room)
{
    size_t plain = 0;
    while (is_plain(text[plain])) {
        plain++;
    }
    if (text[plain] == '\0') {
        return;
    }
    for (char *at = text + plain; *at != '\0'; at++) {
        *at = *at == '\n' || *at == '\r' || *at == '\t' ? ' ' : *at;
    }
    struct buf safe;
    buf_init(&safe, room - 1);
    text_add_safe(&safe, text, strlen(text));
    memcpy(text, safe.data, safe.size + 1);
    buf_release(&safe);
}

enum rc(err_set)(struct err *err, enum rc rc, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        err->rc = rc;
        (void)vsnprintf(err->text, sizeof(err->text), format, args);
        va_end(args);
        make_safe(err->text, sizeof(err->text));
    }
    return rc;
}

enum rc(err_wrap)(struct err *err, enum rc rc, const char *format, ...)
{
    if (err != NULL) {
        char inner[sizeof(err->text)];
        memcpy(inner, err->text, sizeof(inner));

        va_list args;
        va_start(args, format);
        int used = vsnprintf(err->text, sizeof(err->text), format, args);
        va_end(args);
        int left = (int)sizeof(err->text) - used - 3;
        if (used >= 0 && left > 0) {
            (void)snprintf(err->text + used, (size_t)left + 3, ": %.*s", left, inner);
        }
        make_safe(err->text, sizeof(err->text));
        err->rc = rc;
    }
    return rc;
}
