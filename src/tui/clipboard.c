/* SPDX-License-Identifier: MIT */
#include "tui/clipboard.h"

#include <stdint.h>

#define OSC_52 "\033]52;c;"
#define BELL "\007"
#define PASS "\033P" /* GNU Screen hands on what stands between these two */
#define PASS_END "\033\\"
#define PASS_SIZE 240

static void add_base64(struct buf *out, const char *text, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < size; i += 3) {
        uint32_t three = (uint32_t)bytes[i] << 16;
        three |= i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0;
        three |= i + 2 < size ? (uint32_t)bytes[i + 2] : 0;
        for (size_t k = 0; k < 4; k++) {
            bool is_filled = i + k <= size;
            buf_add_char(out, is_filled ? digits[three >> (18 - 6 * k) & 63] : '=');
        }
    }
}

void clipboard_add(struct buf *out, const char *text, size_t size, bool through_screen)
{
    struct buf whole;
    buf_init(&whole, 2 * size + 100);
    buf_addf(&whole, OSC_52);
    add_base64(&whole, text, size);
    buf_addf(&whole, BELL);
    for (size_t at = 0; at < whole.size; at += PASS_SIZE) {
        size_t part = whole.size - at < PASS_SIZE ? whole.size - at : PASS_SIZE;
        buf_addf(out, "%s%.*s%s", through_screen ? PASS : "", (int)part, whole.data + at,
                 through_screen ? PASS_END : "");
    }
    buf_release(&whole);
}
