/* SPDX-License-Identifier: MIT */
/*
 * clipboard: the bytes that put a text into the clipboard of the person's terminal (OSC 52),
 * also through a network or a multiplexer. No answer comes: a terminal that does not allow
 * it stays silent.
 */
#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* `through_screen`: GNU Screen stands between, which lets strings of some hundred bytes pass. */
void clipboard_add(struct buf *out, const char *text, size_t size, bool through_screen);

#endif
