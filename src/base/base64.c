/* SPDX-License-Identifier: MIT */
#include "base/base64.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static void add(struct buf *out, const unsigned char *bytes, size_t size, const char *digits,
                bool has_end)
{
    for (size_t i = 0; i < size; i += 3) {
        uint32_t three = (uint32_t)bytes[i] << 16;
        three |= i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0;
        three |= i + 2 < size ? (uint32_t)bytes[i + 2] : 0;
        for (size_t k = 0; k < 4; k++) {
            if (i + k <= size) {
                buf_add_char(out, digits[three >> (18 - 6 * k) & 63]);
            } else if (has_end) {
                buf_add_char(out, '=');
            }
        }
    }
}

void base64_add(struct buf *out, const void *bytes, size_t size)
{
    add(out, bytes, size, LETTERS "+/", true);
}

void base64_add_url(struct buf *out, const void *bytes, size_t size)
{
    add(out, bytes, size, LETTERS "-_", false);
}

size_t base64_span_url(const char *text)
{
    return strspn(text, LETTERS "-_");
}

enum rc base64_take_url(struct buf *out, const char *text, size_t size, struct err *err)
{
    static const char digits[] = LETTERS "-_";
    uint32_t bits = 0;
    int count = 0; /* of bits that make no byte yet */
    for (size_t i = 0; i < size; i++) {
        const char *digit = text[i] != '\0' ? strchr(digits, text[i]) : NULL;
        if (digit == NULL) {
            return err_set(err, RC_DAMAGED, "letter %zu is none that stands for bytes", i + 1);
        }
        bits = (bits << 6 | (uint32_t)(digit - digits)) & 0xffff;
        count += 6;
        if (count >= 8) {
            count -= 8;
            buf_add_char(out, (char)(unsigned char)(bits >> count & 0xff));
        }
    }
    if (count == 6 || (bits & ((1U << count) - 1)) != 0) {
        return err_set(err, RC_DAMAGED, "the letters end within a byte");
    }
    return RC_OK;
}
