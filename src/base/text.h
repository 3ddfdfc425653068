/* SPDX-License-Identifier: MIT */
/*
 * text: UTF-8 as columns of a terminal: decode, width, clip and wrap, from our
 * own table, so that no locale is needed and every machine agrees. Control
 * characters never pass: they are shown as a harmless mark.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the mark that some editors put before a text in UTF-8: 3, or 0. */
size_t text_mark_size(const char *text, size_t size);
/*
 * Read one character from *at and move *at behind it. A bad byte gives U+FFFD; at the end of
 * the text it is 0, and *at stays.
 */
uint32_t text_decode(const char **at);
/* Append a character as UTF-8. */
void text_encode(struct buf *out, uint32_t c);
/*
 * Does it move the cursor, change the terminal's state, turn the direction of writing, or make two
 * names of one look? It is shown as U+FFFD, or not at all.
 */
bool text_is_harmful(uint32_t c);
/* 0 for combining marks, 2 for wide characters, else 1. What is harmful counts 1. */
int text_char_width(uint32_t c);
/* Columns that `text` takes. */
int text_width(const char *text);
/* Bytes of `text` that fit in `columns`, whole characters with their marks. */
size_t text_clip(const char *text, int columns);
/*
 * Where in these bytes the first stands that is no text: a control character other than a tab or
 * the end of a line, or no UTF-8; `size`: nowhere.
 */
size_t text_find_bad(const char *bytes, size_t size);
/* Where `wanted` begins in `text`, capital letters of English or not; NULL: nowhere. */
const char *text_find_any_case(const char *text, const char *wanted);
/* Append `text` with each bad byte and each harmful character shown as U+FFFD. */
void text_add_safe(struct buf *out, const char *text, size_t size);
/* The same of several lines: their ends, and tabs, stay. */
void text_add_safe_lines(struct buf *out, const char *text);
/*
 * Bytes of the first line when `text` is wrapped at `columns`: at a newline, at the last
 * blank that fits, of a word that is longer than a line behind a dot, else in its middle.
 * *skip is the number of bytes to go on after (the blank not counted in the line).
 */
size_t text_wrap(const char *text, int columns, size_t *skip);
/* Append lines, each wrapped; what does not fit goes on under its second column ("  k b   Kill
 * ..."), or under its first. */
void text_add_wrapped(struct buf *out, const char *text, int columns);

#endif
