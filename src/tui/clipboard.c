/* SPDX-License-Identifier: MIT */
#include "tui/clipboard.h"

#include "base/base64.h"

#define OSC_52 "\033]52;c;"
#define BELL "\007"
#define PASS "\033P" /* GNU Screen hands on what stands between these two */
#define PASS_END "\033\\"
#define PASS_SIZE 240

void clipboard_add(struct buf *out, const char *text, size_t size, bool through_screen)
{
    struct buf whole;
    buf_init(&whole, 2 * size + 100);
    buf_addf(&whole, OSC_52);
    base64_add(&whole, text, size);
    buf_addf(&whole, BELL);
    for (size_t at = 0; at < whole.size; at += PASS_SIZE) {
        size_t part = whole.size - at < PASS_SIZE ? whole.size - at : PASS_SIZE;
        buf_addf(out, "%s%.*s%s", through_screen ? PASS : "", (int)part, whole.data + at,
                 through_screen ? PASS_END : "");
    }
    buf_release(&whole);
}
