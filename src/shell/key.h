/* SPDX-License-Identifier: MIT */
/*
 * key: a key press as one number: a Unicode character, or one of the named keys
 * above them. Names are what help shows and what tests send.
 */
#ifndef SHELL_KEY_H
#define SHELL_KEY_H

#include "base/err.h"

#include <stdint.h>

typedef uint32_t key_code; /* below KEY_NAMED: the character itself */

/* clang-format off */
enum {
    KEY_NAMED = 0x110000, /* the first number that is no character */
    KEY_ENTER = KEY_NAMED, KEY_ESC, KEY_TAB, KEY_BACK_TAB, KEY_BACKSPACE, KEY_DELETE,
    KEY_UP, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_PAGE_UP, KEY_PAGE_DOWN,
    KEY_WORD_LEFT, KEY_WORD_RIGHT, /* Ctrl or Alt with an arrow */
    KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, KEY_F6, KEY_F7, KEY_F8, KEY_F9, KEY_F10,
    KEY_F11, KEY_F12,
    KEY_CONTROL, /* KEY_CONTROL + 'a' .. 'z' */
    KEY_CODES_END = KEY_CONTROL + 128,
};
/* clang-format on */

/* "Space", "Enter", "C-r", "k"; out holds 16 bytes. */
const char *key_text(key_code key, char *out);
/* RC_UNKNOWN: no key has this name. */
MUST_CHECK enum rc key_parse(key_code *out, const char *name, struct err *err);

#endif
