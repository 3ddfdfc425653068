/* SPDX-License-Identifier: MIT */
#include "shell/key.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const struct {
    key_code key;
    const char *name;
} names[] = {
    {' ', "Space"},
    {KEY_ENTER, "Enter"},
    {KEY_ESC, "Esc"},
    {KEY_TAB, "Tab"},
    {KEY_BACK_TAB, "BackTab"},
    {KEY_BACKSPACE, "Backspace"},
    {KEY_DELETE, "Del"},
    {KEY_UP, "Up"},
    {KEY_DOWN, "Down"},
    {KEY_LEFT, "Left"},
    {KEY_RIGHT, "Right"},
    {KEY_HOME, "Home"},
    {KEY_END, "End"},
    {KEY_PAGE_UP, "PgUp"},
    {KEY_PAGE_DOWN, "PgDn"},
    {KEY_WORD_LEFT, "C-Left"},
    {KEY_WORD_RIGHT, "C-Right"},
    {KEY_F1, "F1"},
    {KEY_F2, "F2"},
    {KEY_F3, "F3"},
    {KEY_F4, "F4"},
    {KEY_F5, "F5"},
    {KEY_F6, "F6"},
    {KEY_F7, "F7"},
    {KEY_F8, "F8"},
    {KEY_F9, "F9"},
    {KEY_F10, "F10"},
    {KEY_F11, "F11"},
    {KEY_F12, "F12"},
};

#define KEY_NAME_SIZE 16

const char *key_text(key_code key, char *out)
{
    for (int i = 0; i < COUNT_OF(names); i++) {
        if (names[i].key == key) {
            (void)snprintf(out, KEY_NAME_SIZE, "%s", names[i].name);
            return out;
        }
    }
    if (key >= KEY_CONTROL && key < KEY_CODES_END) {
        (void)snprintf(out, KEY_NAME_SIZE, "C-%c", (char)(key - KEY_CONTROL));
        return out;
    }
    struct buf text;
    buf_init(&text, KEY_NAME_SIZE - 1);
    text_encode(&text, key < KEY_NAMED ? key : '?');
    (void)snprintf(out, KEY_NAME_SIZE, "%s", text.data);
    buf_release(&text);
    return out;
}

enum rc key_parse(key_code *out, const char *name, struct err *err)
{
    for (int i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(names[i].name, name) == 0) {
            *out = names[i].key;
            return RC_OK;
        }
    }
    if (strncmp(name, "C-", 2) == 0 && name[2] >= 'a' && name[2] <= 'z' && name[3] == '\0') {
        *out = KEY_CONTROL + (key_code)name[2];
        return RC_OK;
    }
    const char *at = name;
    key_code key = *at != '\0' ? text_decode(&at) : 0;
    if (key < ' ' || *at != '\0') {
        return err_set(err, RC_UNKNOWN,
                       "there is no key \"%.20s\": a key is a character, Space, Enter, Esc, Tab, "
                       "F1, C-r or such",
                       name);
    }
    *out = key;
    return RC_OK;
}
