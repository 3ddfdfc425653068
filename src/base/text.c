/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include "base/text_width.h"

#include <stdbool.h>
#include <string.h>

#define REPLACEMENT 0xfffdu

/* How many bytes a character takes that begins with `lead`; 0: none begins so. */
static int sequence_size(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
        return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        return 3;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

uint32_t text_decode(const char **at)
{
    const unsigned char *bytes = (const unsigned char *)*at;
    int size = sequence_size(bytes[0]);
    if (size <= 1) {
        (*at)++;
        return size == 1 ? bytes[0] : REPLACEMENT;
    }
    uint32_t c = bytes[0] & (0x7fu >> size);
    for (int i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            (*at)++;
            return REPLACEMENT;
        }
        c = c << 6 | (bytes[i] & 0x3fu);
    }
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    bool is_bad = c < smallest[size] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff);
    *at += is_bad ? 1 : size;
    return is_bad ? REPLACEMENT : c;
}

void text_encode(struct buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_add_char(out, (char)c);
    } else if (c < 0x800) {
        buf_add_char(out, (char)(0xc0 | c >> 6));
        buf_add_char(out, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        buf_add_char(out, (char)(0xe0 | c >> 12));
        buf_add_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
        buf_add_char(out, (char)(0x80 | (c & 0x3f)));
    } else {
        buf_add_char(out, (char)(0xf0 | c >> 18));
        buf_add_char(out, (char)(0x80 | (c >> 12 & 0x3f)));
        buf_add_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
        buf_add_char(out, (char)(0x80 | (c & 0x3f)));
    }
}

static bool is_in(const struct range *ranges, int count, uint32_t c)
{
    int low = 0;
    int high = count - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        if (c < ranges[middle].first) {
            high = middle - 1;
        } else if (c > ranges[middle].last) {
            low = middle + 1;
        } else {
            return true;
        }
    }
    return false;
}

int text_char_width(uint32_t c)
{
    if (c < 0x300) {
        return 1; /* the soft hyphen and control characters are shown, so they count */
    }
    if (is_in(no_column, COUNT_OF(no_column), c)) {
        return 0;
    }
    return is_in(two_columns, COUNT_OF(two_columns), c) ? 2 : 1;
}

int text_width(const char *text)
{
    int columns = 0;
    while (*text != '\0') {
        columns += text_char_width(text_decode(&text));
    }
    return columns;
}

size_t text_clip(const char *text, int columns)
{
    const char *at = text;
    int used = 0;
    while (*at != '\0') {
        const char *next = at;
        used += text_char_width(text_decode(&next));
        if (used > columns) {
            break;
        }
        at = next;
    }
    return (size_t)(at - text);
}

void text_add_safe(struct buf *out, const char *text, size_t size)
{
    /* Decoding may look behind a cut character, so work on a part that ends in NUL. */
    struct buf part;
    buf_init(&part, size);
    buf_addf(&part, "%.*s", (int)size, text);
    for (const char *at = part.data; *at != '\0';) {
        uint32_t c = text_decode(&at);
        bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
                          (c >= 0x2066 && c <= 0x2069);
        text_encode(out, is_control ? REPLACEMENT : c);
    }
    buf_release(&part);
}

size_t text_wrap(const char *text, int columns, size_t *skip)
{
    size_t fits = text_clip(text, columns > 0 ? columns : 1);
    const char *newline = memchr(text, '\n', fits);
    if (newline != NULL) {
        *skip = (size_t)(newline - text) + 1;
        return (size_t)(newline - text);
    }
    if (text[fits] == '\0' || text[fits] == '\n' || text[fits] == ' ') {
        *skip = fits + (text[fits] != '\0' ? 1 : 0);
        return fits;
    }
    for (size_t i = fits; i > 0; i--) {
        if (text[i - 1] == ' ') {
            *skip = i;
            return i - 1;
        }
    }
    if (fits == 0) { /* a wide character in one column: it must go somewhere */
        const char *next = text;
        (void)text_decode(&next);
        fits = (size_t)(next - text);
    }
    *skip = fits;
    return fits;
}
