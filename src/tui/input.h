/* SPDX-License-Identifier: MIT */
/*
 * input: the bytes a terminal sends, as keys, pastes and clicks. Nothing is lost
 * between two reads: a sequence cut in half waits for its rest. Esc alone is told from
 * the start of a sequence by time, which the caller measures.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "base/buf.h"
#include "shell/key.h"

#include <stdbool.h>
#include <stddef.h>

#define INPUT_PASTE_MAX ((size_t)1024 * 1024)
#define INPUT_BINDINGS_MAX 128
#define INPUT_SEQUENCE_SIZE 16

struct input_binding {
    char bytes[INPUT_SEQUENCE_SIZE];
    key_code key;
};

enum input_button { BUTTON_LEFT, BUTTON_WHEEL_UP, BUTTON_WHEEL_DOWN };

struct input {
    struct buf bytes; /* come, and not yet understood */
    size_t at;        /* in them */
    bool is_pasting;
    struct buf paste;
    bool paste_is_too_large;
    enum input_button button; /* of the last click, and where: from 0 */
    int x, y;
    struct input_binding bindings[INPUT_BINDINGS_MAX];
    int binding_count;
};

/* What terminfo calls the sequence of a key; ends with a NULL name. */
struct input_name {
    const char *name;
    key_code key;
};
const struct input_name *input_names(void);

enum input_kind { INPUT_NONE, INPUT_KEY, INPUT_PASTE, INPUT_CLICK };

void input_init(struct input *input);
void input_release(struct input *input);
/* This terminal sends `bytes` for `key`, besides what most terminals send. */
void input_bind(struct input *input, const char *bytes, key_code key);

void input_feed(struct input *input, const char *bytes, size_t size);
/* Does text follow, behind blanks if need be, of what came at once? ':' and '?' are keys. */
bool input_has_text(const struct input *input);
/* Does an Esc wait for what follows it? */
bool input_waits(const struct input *input);
/*
 * The next key, a whole paste in input->paste, or a click. `is_late`: no byte has come for the
 * time a sequence may take, so an Esc that waits is an Esc; or, while a paste comes, for so long
 * that its end will not, so what came is all of it.
 */
enum input_kind input_next(struct input *input, bool is_late, key_code *key);

#endif
