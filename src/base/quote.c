/* SPDX-License-Identifier: MIT */
#include "base/quote.h"

#include "base/text.h"

void quote_json(struct buf *out, const char *text)
{
    uint32_t c = 0;
    buf_add_char(out, '"');
    while ((c = text_decode(&text)) != 0) {
        if (c == '"' || c == '\\') {
            buf_addf(out, "\\%c", (char)c);
        } else if (text_is_harmful(c)) {
            buf_addf(out, "\\u%04x", (unsigned)c);
        } else {
            text_encode(out, c);
        }
    }
    buf_add_char(out, '"');
}

/* Between quotes, and one that stands in it is written twice. */
static void add_doubling(struct buf *out, char quote, const char *text)
{
    buf_add_char(out, quote);
    for (; *text != '\0'; text++) {
        if (*text == quote) {
            buf_add_char(out, quote);
        }
        buf_add_char(out, *text);
    }
    buf_add_char(out, quote);
}

void quote_csv(struct buf *out, const char *text)
{
    add_doubling(out, '"', text);
}

void quote_sql_name(struct buf *out, const char *name)
{
    add_doubling(out, '"', name);
}

void quote_sql_text(struct buf *out, const char *text)
{
    add_doubling(out, '\'', text);
}

void quote_shell(struct buf *out, const char *text)
{
    buf_add_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            buf_addf(out, "'\\''");
        } else {
            buf_add_char(out, *text);
        }
    }
    buf_add_char(out, '\'');
}
