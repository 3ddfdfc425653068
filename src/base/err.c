/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <stdarg.h>
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

enum rc err_set(struct err *err, enum rc rc, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        err->rc = rc;
        (void)vsnprintf(err->text, sizeof(err->text), format, args);
        va_end(args);
    }
    return rc;
}

enum rc err_wrap(struct err *err, enum rc rc, const char *format, ...)
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
        err->rc = rc;
    }
    return rc;
}
