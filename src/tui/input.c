/* SPDX-License-Identifier: MIT */
#include "tui/input.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define ESC '\033'
#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"
#define INPUT_BYTES_MAX (INPUT_PASTE_MAX * 2)

/* What nearly every terminal sends; a key may have several forms. */
static const struct input_binding usual[] = {
    {"\033[A", KEY_UP},           {"\033OA", KEY_UP},
    {"\033[B", KEY_DOWN},         {"\033OB", KEY_DOWN},
    {"\033[C", KEY_RIGHT},        {"\033OC", KEY_RIGHT},
    {"\033[D", KEY_LEFT},         {"\033OD", KEY_LEFT},
    {"\033[H", KEY_HOME},         {"\033OH", KEY_HOME},
    {"\033[1~", KEY_HOME},        {"\033[7~", KEY_HOME},
    {"\033[F", KEY_END},          {"\033OF", KEY_END},
    {"\033[4~", KEY_END},         {"\033[8~", KEY_END},
    {"\033[3~", KEY_DELETE},      {"\033[5~", KEY_PAGE_UP},
    {"\033[6~", KEY_PAGE_DOWN},   {"\033[Z", KEY_BACK_TAB},
    {"\033OP", KEY_F1},           {"\033OQ", KEY_F2},
    {"\033OR", KEY_F3},           {"\033OS", KEY_F4},
    {"\033[11~", KEY_F1},         {"\033[12~", KEY_F2},
    {"\033[13~", KEY_F3},         {"\033[14~", KEY_F4},
    {"\033[[A", KEY_F1},          {"\033[[B", KEY_F2},
    {"\033[[C", KEY_F3},          {"\033[[D", KEY_F4},
    {"\033[15~", KEY_F5},         {"\033[17~", KEY_F6},
    {"\033[18~", KEY_F7},         {"\033[19~", KEY_F8},
    {"\033[20~", KEY_F9},         {"\033[21~", KEY_F10},
    {"\033[23~", KEY_F11},        {"\033[24~", KEY_F12},
    {"\033[1;5D", KEY_WORD_LEFT}, {"\033[1;5C", KEY_WORD_RIGHT},
    {"\033[1;3D", KEY_WORD_LEFT}, {"\033[1;3C", KEY_WORD_RIGHT},
    {"\033b", KEY_WORD_LEFT},     {"\033f", KEY_WORD_RIGHT},
    {"\033Od", KEY_WORD_LEFT},    {"\033Oc", KEY_WORD_RIGHT},
};

static const struct input_name terminfo_names[] = {
    {"kcuu1", KEY_UP},     {"kcud1", KEY_DOWN},    {"kcub1", KEY_LEFT},  {"kcuf1", KEY_RIGHT},
    {"khome", KEY_HOME},   {"kend", KEY_END},      {"kpp", KEY_PAGE_UP}, {"knp", KEY_PAGE_DOWN},
    {"kdch1", KEY_DELETE}, {"kcbt", KEY_BACK_TAB}, {"kf1", KEY_F1},      {"kf2", KEY_F2},
    {"kf3", KEY_F3},       {"kf4", KEY_F4},        {"kf5", KEY_F5},      {NULL, 0},
};

const struct input_name *input_names(void)
{
    return terminfo_names;
}

void input_init(struct input *input)
{
    *input = (struct input){0};
    buf_init(&input->bytes, INPUT_BYTES_MAX);
    buf_init(&input->paste, INPUT_PASTE_MAX);
    for (int i = 0; i < COUNT_OF(usual); i++) {
        input_bind(input, usual[i].bytes, usual[i].key);
    }
}

void input_release(struct input *input)
{
    buf_release(&input->bytes);
    buf_release(&input->paste);
}

void input_bind(struct input *input, const char *bytes, key_code key)
{
    size_t size = strlen(bytes);
    if (bytes[0] != ESC || size < 2 || size >= INPUT_SEQUENCE_SIZE ||
        input->binding_count == INPUT_BINDINGS_MAX) {
        return; /* a plain character, such as DEL, is understood without */
    }
    struct input_binding *binding = &input->bindings[input->binding_count++];
    (void)snprintf(binding->bytes, sizeof(binding->bytes), "%s", bytes);
    binding->key = key;
}

void input_feed(struct input *input, const char *bytes, size_t size)
{
    if (input->at == input->bytes.size) {
        buf_clear(&input->bytes);
        input->at = 0;
    }
    /* The caller asks for keys after each read, so what waits is at most half a sequence. */
    (void)!buf_add_bytes(&input->bytes, bytes, size, NULL);
}

bool input_has_text(const struct input *input)
{
    size_t at = input->at;
    while (at < input->bytes.size && input->bytes.data[at] == ' ') {
        at++;
    }
    unsigned char next = at < input->bytes.size ? (unsigned char)input->bytes.data[at] : 0;
    return next > ' ' && next != 0x7f && next != ':' && next != '?';
}

bool input_waits(const struct input *input)
{
    return input->at < input->bytes.size && !input->is_pasting;
}

/* --- pasting --------------------------------------------------------------------------------- */

static const char *find_bytes(const char *in, size_t size, const char *wanted)
{
    size_t wanted_size = strlen(wanted);
    for (size_t i = 0; i + wanted_size <= size; i++) {
        if (memcmp(in + i, wanted, wanted_size) == 0) {
            return in + i;
        }
    }
    return NULL;
}

/* Move bytes to the paste; the last few may be the beginning of its end, unless it is late. */
static enum input_kind take_paste(struct input *input, bool is_late)
{
    const char *from = input->bytes.data + input->at;
    size_t left = input->bytes.size - input->at;
    const char *end = find_bytes(from, left, PASTE_END);
    size_t keep = is_late ? 0 : sizeof(PASTE_END) - 2;
    size_t size = end != NULL ? (size_t)(end - from) : left > keep ? left - keep : 0;
    if (buf_add_bytes(&input->paste, from, size, NULL) != RC_OK) {
        input->paste_is_too_large = true;
    }
    input->at += size;
    if (end == NULL && !is_late) {
        return INPUT_NONE;
    }
    input->at += end != NULL ? sizeof(PASTE_END) - 1 : 0;
    input->is_pasting = false;
    return INPUT_PASTE;
}

/* --- keys ------------------------------------------------------------------------------------ */

static key_code plain_key(unsigned char c)
{
    switch (c) {
    case '\r':
    case '\n':
        return KEY_ENTER;
    case '\t':
        return KEY_TAB;
    case 0x7f:
    case '\b':
        return KEY_BACKSPACE;
    default:
        return KEY_CONTROL + (key_code)(c | 0x60);
    }
}

/* --- clicks ---------------------------------------------------------------------------------- */

#define CLICK_NEW "\033[<" /* and "button;x;y" as numbers, from 1; M: pressed, m: let go */
#define CLICK_OLD "\033[M" /* and three bytes, 32 above that */
#define CLICK_OLD_SIZE 6
#define CLICK_MODIFIERS (4 | 8 | 16) /* Shift, Alt, Control */
#define WHEEL 64

/* False: another button, one that was let go, or the mouse was only moved. */
static bool read_click(struct input *input, int button, int x, int y)
{
    button &= ~CLICK_MODIFIERS;
    input->x = x - 1;
    input->y = y - 1;
    input->button = button == WHEEL       ? BUTTON_WHEEL_UP
                    : button == WHEEL + 1 ? BUTTON_WHEEL_DOWN
                                          : BUTTON_LEFT;
    return (button == 0 || button == WHEEL || button == WHEEL + 1) && x > 0 && y > 0;
}

/* A number, and *at is moved behind it and what ends it. */
static int read_number(const char **at)
{
    int value = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        value = value < 10000 ? value * 10 + (**at - '0') : value;
    }
    *at += **at == ';';
    return value;
}

/* The bytes of a click of either form, 0: it is none, or its rest is still to come. */
static size_t take_click(struct input *input, const char *from, size_t left, bool *is_click)
{
    if (left >= CLICK_OLD_SIZE && memcmp(from, CLICK_OLD, 3) == 0) {
        const unsigned char *at = (const unsigned char *)from + 3;
        *is_click = read_click(input, at[0] - 32, at[1] - 32, at[2] - 32);
        return CLICK_OLD_SIZE;
    }
    size_t end = 3;
    while (end < left && (from[end] == ';' || (from[end] >= '0' && from[end] <= '9'))) {
        end++;
    }
    if (left < 3 || memcmp(from, CLICK_NEW, 3) != 0 || end == left ||
        (from[end] != 'M' && from[end] != 'm')) {
        return 0;
    }
    const char *at = from + 3;
    int button = read_number(&at);
    int x = read_number(&at);
    int y = read_number(&at);
    *is_click = read_click(input, button, x, y) && from[end] == 'M';
    return end + 1;
}

/* --- sequences ------------------------------------------------------------------------------- */

/* Behind a control sequence nobody knows: it must not be taken for letters. 0: no end yet. */
static size_t sequence_size(const char *bytes, size_t size)
{
    if (bytes[1] != '[' && bytes[1] != 'O') {
        return 1; /* Alt with a character: the Esc is dropped, the character stands */
    }
    for (size_t i = 2; i < size; i++) {
        if (bytes[i] >= '@' && bytes[i] <= '~') {
            return i + 1;
        }
    }
    return 0;
}

static enum input_kind take_sequence(struct input *input, bool is_late, key_code *key)
{
    const char *from = input->bytes.data + input->at;
    size_t left = input->bytes.size - input->at;
    bool begins = left < sizeof(PASTE_BEGIN) - 1 && strncmp(PASTE_BEGIN, from, left) == 0;
    if (strncmp(from, PASTE_BEGIN, sizeof(PASTE_BEGIN) - 1) == 0) {
        input->at += sizeof(PASTE_BEGIN) - 1;
        input->is_pasting = true;
        input->paste_is_too_large = false;
        buf_clear(&input->paste);
        return take_paste(input, false);
    }
    for (int i = 0; i < input->binding_count; i++) {
        const struct input_binding *binding = &input->bindings[i];
        size_t size = strlen(binding->bytes);
        if (size <= left && memcmp(from, binding->bytes, size) == 0) {
            input->at += size;
            *key = binding->key;
            return INPUT_KEY;
        }
        begins = begins || (left < size && memcmp(from, binding->bytes, left) == 0);
    }
    bool is_click = false;
    size_t click = take_click(input, from, left, &is_click);
    input->at += click;
    if (click > 0) {
        return is_click ? INPUT_CLICK : input_next(input, is_late, key);
    }
    bool is_half = left >= 3 && left < CLICK_OLD_SIZE && memcmp(from, CLICK_OLD, 3) == 0;
    if ((begins || is_half) && !is_late) {
        return INPUT_NONE;
    }
    if (left == 1 || from[1] == ESC) {
        input->at++;
        *key = KEY_ESC;
        return INPUT_KEY;
    }
    size_t size = sequence_size(from, left);
    if (size == 0 && !is_late) {
        return INPUT_NONE;
    }
    input->at += size > 0 ? size : left;
    return input_next(input, is_late, key);
}

static size_t character_size(unsigned char first)
{
    return first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

enum input_kind input_next(struct input *input, bool is_late, key_code *key)
{
    if (input->is_pasting) {
        return take_paste(input, is_late);
    }
    while (input->at < input->bytes.size) {
        const char *from = input->bytes.data + input->at;
        unsigned char first = (unsigned char)*from;
        if (first == ESC) {
            return take_sequence(input, is_late, key);
        }
        size_t size = character_size(first);
        if (size > input->bytes.size - input->at && !is_late) {
            return INPUT_NONE;
        }
        const char *read = from;
        *key = first < ' ' || first == 0x7f ? plain_key(first) : text_decode(&read);
        input->at += read > from ? (size_t)(read - from) : 1;
        if (*key != 0xfffd) {
            return INPUT_KEY;
        }
    }
    return INPUT_NONE;
}
