/* SPDX-License-Identifier: MIT */
#include "os/print.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

#define TEXT_SIZE 4096 /* longer ones are rare */

static size_t count_plain(const char *text)
{
    size_t plain = 0;
    while ((text[plain] >= ' ' && text[plain] <= '~') || text[plain] == '\n') {
        plain++;
    }
    return plain;
}

void print_text(FILE *out, const char *text)
{
    size_t plain = count_plain(text);
    (void)fwrite(text, 1, plain, out);
    if (text[plain] != '\0') {
        struct buf safe;
        buf_init(&safe, 3 * strlen(text + plain)); /* a mark has three bytes */
        text_add_safe_lines(&safe, text + plain);
        (void)fwrite(safe.data, 1, safe.size, out);
        buf_release(&safe);
    }
}

void print_to(FILE *out, const char *format, ...)
{
    char text[TEXT_SIZE];
    char *all = NULL;
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (size >= (int)sizeof(text)) {
        all = mem_alloc((size_t)size + 1, 1);
        va_start(args, format);
        (void)vsnprintf(all, (size_t)size + 1, format, args);
        va_end(args);
    }
    print_text(out, all != NULL ? all : text);
    mem_free(all);
}
