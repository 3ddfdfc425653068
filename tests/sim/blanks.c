/* SPDX-License-Identifier: MIT */
#include "sim/blanks.h"

#include <string.h>

void blanks_fill(char *out, size_t room, const char *form, blank_fn fill, const void *user)
{
    size_t used = 0;
    for (; *form != '\0' && used + BLANK_SIZE < room; form++) {
        if (*form != '$') {
            out[used++] = *form;
            continue;
        }
        char blank[BLANK_SIZE];
        fill(blank, *++form, user);
        size_t size = strlen(blank);
        memcpy(out + used, blank, size);
        used += size;
    }
    out[used] = '\0';
}
