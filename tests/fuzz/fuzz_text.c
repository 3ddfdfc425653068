/* SPDX-License-Identifier: MIT */
/*
 * fuzz_text: any bytes as text. What comes out is safe and stays as wide, a clip
 * fits, and wrapping moves on until the end.
 */
#include "base/text.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_safe(const char *text)
{
    for (const char *at = text; *at != '\0';) {
        uint32_t c = text_decode(&at);
        assert(c >= 0x20 && (c < 0x7f || c >= 0xa0) && c <= 0x10ffff);
    }
}

static void check_lines(const char *text, int columns)
{
    const char *end = text + strlen(text);
    while (text < end) {
        size_t skip = 0;
        size_t used = text_wrap(text, columns, &skip);
        assert(used <= skip && skip > 0 && skip <= (size_t)(end - text));
        size_t clipped = text_clip(text, columns);
        assert(clipped <= (size_t)(end - text));
        text += skip;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = mem_alloc(size + 1, 1);
    memcpy(text, data, size);

    struct buf safe;
    buf_init(&safe, 3 * size + 1);
    text_add_safe(&safe, (const char *)data, size);
    check_safe(safe.data);
    assert(memchr(data, '\0', size) != NULL || text_width(safe.data) >= text_width(text));
    int columns = size > 0 ? data[0] % 100 : 1;
    check_lines(text, columns);
    check_lines(safe.data, columns);
    buf_release(&safe);
    mem_free(text);
    return 0;
}
