/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include "base/compiler.h"
#include "base/text_width.h"

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

/* Read the character at `bytes`, of which `left` may be looked at; *used is its size. */
static uint32_t decode(const unsigned char *bytes, size_t left, size_t *used)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    int size = sequence_size(bytes[0]);
    *used = 1;
    if (size <= 1 || (size_t)size > left) {
        return size == 1 ? bytes[0] : REPLACEMENT;
    }
    uint32_t c = bytes[0] & (0x7fu >> size);
    for (int i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return REPLACEMENT;
        }
        c = c << 6 | (bytes[i] & 0x3fu);
    }
    if (c < smallest[size] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        return REPLACEMENT;
    }
    *used = (size_t)size;
    return c;
}

size_t text_mark_size(const char *text, size_t size)
{
    static const char mark[] = "\xef\xbb\xbf";
    return size >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
}

uint32_t text_decode(const char **at)
{
    size_t used = 0;
    if (**at == '\0') {
        return 0;
    }
    /* A NUL is no part of a longer character, so nothing behind it is read. */
    uint32_t c = decode((const unsigned char *)*at, 4, &used);
    *at += used;
    return c;
}

void text_encode(struct buf *out, uint32_t c)
{
    char bytes[4];
    size_t size = 0;
    if (c < 0x80) {
        bytes[size++] = (char)c;
    } else if (c < 0x800) {
        bytes[size++] = (char)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        bytes[size++] = (char)(0xe0 | c >> 12);
        bytes[size++] = (char)(0x80 | (c >> 6 & 0x3f));
    } else {
        bytes[size++] = (char)(0xf0 | c >> 18);
        bytes[size++] = (char)(0x80 | (c >> 12 & 0x3f));
        bytes[size++] = (char)(0x80 | (c >> 6 & 0x3f));
    }
    if (c >= 0x80) {
        bytes[size++] = (char)(0x80 | (c & 0x3f));
    }
    /* Whole or not at all: at the cap no half character is left behind. */
    enum rc rc = buf_add_bytes(out, bytes, size, NULL);
    (void)rc;
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

bool text_is_harmful(uint32_t c)
{
    bool turns = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
                 (c >= 0x2066 && c <= 0x2069);
    bool is_unseen = c == 0x200b || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || turns || is_unseen;
}

int text_char_width(uint32_t c)
{
    if (c < 0x300 || text_is_harmful(c)) {
        return 1; /* the soft hyphen and what is harmful are shown, so they count */
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

size_t text_find_bad(const char *bytes, size_t size)
{
    const unsigned char *at = (const unsigned char *)bytes;
    for (size_t i = 0, used = 0; i < size; i += used) {
        uint32_t c = decode(at + i, size - i, &used);
        bool is_control =
            (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0);
        if (is_control || (c == REPLACEMENT && used == 1)) {
            return i;
        }
    }
    return size;
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

const char *text_find_any_case(const char *text, const char *wanted)
{
    for (; *text != '\0'; text++) {
        size_t same = 0;
        while (wanted[same] != '\0' && small(text[same]) == small(wanted[same])) {
            same++;
        }
        if (wanted[same] == '\0') {
            return text;
        }
    }
    return wanted[0] == '\0' ? text : NULL;
}

void text_add_safe(struct buf *out, const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t at = 0, used = 0; at < size; at += used) {
        uint32_t c = decode(bytes + at, size - at, &used);
        text_encode(out, text_is_harmful(c) ? REPLACEMENT : c);
    }
}

void text_add_safe_lines(struct buf *out, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n\t");
        text_add_safe(out, text, size);
        text += size;
        if (*text != '\0') {
            buf_add_char(out, *text++);
        }
    }
}

/* "1.00 s" is one word: a number without its unit is a riddle. */
static bool is_in_value(const char *text, size_t blank)
{
    static const char *const units[] = {"s", "ms", "us", "%"};
    const char *unit = text + blank + 1;
    size_t size = strcspn(unit, " ,.:;)\n");
    if (blank == 0 || text[blank - 1] < '0' || text[blank - 1] > '9') {
        return false;
    }
    for (int i = 0; i < COUNT_OF(units); i++) {
        if (strlen(units[i]) == size && strncmp(units[i], unit, size) == 0) {
            return true;
        }
    }
    return false;
}

/* The last blank up to there at which a row may end, and one more; 0: there is none. */
static size_t after_last_blank(const char *text, size_t end)
{
    size_t in_value = 0;
    for (size_t i = end + 1; i > 0; i--) {
        if (text[i - 1] == ' ' && !is_in_value(text, i - 1)) {
            return i;
        }
        in_value = in_value == 0 && text[i - 1] == ' ' ? i : in_value;
    }
    return in_value;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Where a word that is longer than a row may be broken so that it can still be typed as it stands:
 * SQL takes a blank behind the dot of "schema.table". 0: nowhere. */
static size_t after_last_dot(const char *text, size_t end)
{
    for (size_t i = end; i > 1; i--) {
        if (text[i - 1] == '.' && is_letter(text[i - 2]) && is_letter(text[i])) {
            return i;
        }
    }
    return 0;
}

static bool is_longer(const char *word, int columns)
{
    int size = 0;
    while (size <= columns && word[size] != '\0' && word[size] != ' ' && word[size] != '\n') {
        size++;
    }
    return size > columns;
}

size_t text_wrap(const char *text, int columns, size_t *skip)
{
    size_t fits = text_clip(text, columns > 0 ? columns : 1);
    const char *newline = memchr(text, '\n', fits);
    if (newline != NULL) {
        *skip = (size_t)(newline - text) + 1;
        return (size_t)(newline - text);
    }
    if (text[fits] == '\0' || text[fits] == '\n') {
        *skip = fits + (text[fits] != '\0' ? 1 : 0);
        return fits;
    }
    size_t after = after_last_blank(text, fits);
    if (is_longer(text + after, columns)) {
        size_t dot = after_last_dot(text, fits);
        if (dot > after) {
            *skip = dot;
            return dot;
        }
    }
    if (after > 0) {
        *skip = after;
        return after - 1;
    }
    if (fits == 0) { /* a wide character in one column: it must go somewhere */
        const char *next = text;
        (void)text_decode(&next);
        fits = (size_t)(next - text);
    }
    *skip = fits;
    return fits;
}

/* Where the further rows of a line begin: under its second column, or else its first. */
static int hanging_indent(const char *line, size_t size, int columns)
{
    size_t first = strspn(line, " ");
    for (size_t at = first; at + 2 < size; at++) {
        if (line[at] == ' ' && line[at + 1] == ' ' && line[at + 2] != ' ') {
            return (int)at + 2 <= columns / 2 ? (int)at + 2 : (int)first;
        }
    }
    return (int)first;
}

void text_add_wrapped(struct buf *out, const char *text, int columns)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        const char *end = text + size;
        int hang = hanging_indent(text, size, columns);
        int indent = 0;
        do {
            size_t skip = 0;
            size_t part = text_wrap(text, columns - indent, &skip);
            while (part > 0 && text[part - 1] == ' ') {
                part--;
            }
            buf_addf(out, "%*s%.*s\n", indent, "", (int)part, text);
            text += skip;
            indent = hang;
        } while (text + strspn(text, " ") < end);
        text = end + (*end == '\n' ? 1 : 0);
    }
}
