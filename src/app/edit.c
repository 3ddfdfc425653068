/* SPDX-License-Identifier: MIT */
#include "app/edit.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "shell/script.h"

#include <assert.h>
#include <string.h>

void edit_init(struct edit *edit)
{
    *edit = (struct edit){0};
    buf_init(&edit->text, LINE_SIZE_MAX);
    buf_init(&edit->kept, LINE_SIZE_MAX);
    buf_init(&edit->cut, LINE_SIZE_MAX);
    buf_init(&edit->wanted, 200);
    edit->history = mem_alloc(EDIT_HISTORY_MAX, sizeof(*edit->history));
}

void edit_release(struct edit *edit)
{
    for (int i = 0; i < edit->history_count; i++) {
        mem_free(edit->history[i]);
    }
    mem_free(edit->history);
    buf_release(&edit->text);
    buf_release(&edit->kept);
    buf_release(&edit->cut);
    buf_release(&edit->wanted);
    *edit = (struct edit){0};
}

/* --- where characters, words and rows begin -------------------------------------------------- */

static bool is_inside_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static size_t before(const struct edit *edit, size_t at)
{
    while (at > 0 && is_inside_character(edit->text.data[--at])) {
    }
    /* A combining mark goes with the character it stands on. */
    const char *here = edit->text.data + at;
    const char *read = here;
    return at > 0 && *here != '\n' && text_char_width(text_decode(&read)) == 0 ? before(edit, at)
                                                                               : at;
}

static size_t after(const struct edit *edit, size_t at)
{
    if (at >= edit->text.size) {
        return edit->text.size;
    }
    const char *read = edit->text.data + at;
    do {
        (void)text_decode(&read);
        at = (size_t)(read - edit->text.data);
        const char *next = read;
        if (*next == '\0' || *next == '\n' || text_char_width(text_decode(&next)) != 0) {
            break;
        }
    } while (at < edit->text.size);
    return at;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static size_t word_start(const struct edit *edit, size_t at)
{
    while (at > 0 && is_blank(edit->text.data[at - 1])) {
        at--;
    }
    while (at > 0 && !is_blank(edit->text.data[at - 1])) {
        at--;
    }
    return at;
}

static size_t word_end(const struct edit *edit, size_t at)
{
    while (at < edit->text.size && is_blank(edit->text.data[at])) {
        at++;
    }
    while (at < edit->text.size && !is_blank(edit->text.data[at])) {
        at++;
    }
    return at;
}

static size_t row_start(const struct edit *edit, size_t at)
{
    while (at > 0 && edit->text.data[at - 1] != '\n') {
        at--;
    }
    return at;
}

static size_t row_end(const struct edit *edit, size_t at)
{
    return at + strcspn(edit->text.data + at, "\n");
}

/* --- changes --------------------------------------------------------------------------------- */

/* From now on the text is what is being typed, not an entry of the history. */
static void stop_walking(struct edit *edit)
{
    edit->walking = edit->history_count;
}

static void replace(struct edit *edit, const char *text)
{
    edit->is_offered = false;
    buf_clear(&edit->text);
    enum rc rc = buf_add(&edit->text, text, NULL);
    assert(rc == RC_OK); /* texts come from here, where all have the same limit */
    edit->cursor = edit->text.size;
}

static void remove_range(struct edit *edit, size_t from, size_t to)
{
    char *data = edit->text.data;
    memmove(data + from, data + to, edit->text.size - to + 1);
    edit->text.size -= to - from;
    edit->cursor = from;
    stop_walking(edit);
}

static void cut_range(struct edit *edit, size_t from, size_t to)
{
    if (from == to) {
        return;
    }
    buf_clear(&edit->cut);
    enum rc rc = buf_add_bytes(&edit->cut, edit->text.data + from, to - from, NULL);
    assert(rc == RC_OK);
    remove_range(edit, from, to);
}

enum rc edit_insert(struct edit *edit, const char *bytes, size_t size, struct err *err)
{
    if (edit->is_offered && size <= LINE_SIZE_MAX) {
        edit_clear(edit);
    }
    size_t tail = edit->text.size - edit->cursor;
    if (buf_add_bytes(&edit->text, bytes, size, NULL) != RC_OK) {
        return err_set(err, RC_FULL,
                       "a statement may have %d bytes here, and this one is longer: none of it is "
                       "run; say it in parts",
                       LINE_SIZE_MAX);
    }
    char *at = edit->text.data + edit->cursor;
    memmove(at + size, at, tail);
    memcpy(at, bytes, size);
    edit->cursor += size;
    stop_walking(edit);
    return RC_OK;
}

enum rc edit_set(struct edit *edit, const char *text, struct err *err)
{
    size_t size = strlen(text);
    if (size > LINE_SIZE_MAX) {
        return err_set(err, RC_FULL, "a line may have %d bytes here, and this one is longer",
                       LINE_SIZE_MAX);
    }
    replace(edit, text);
    stop_walking(edit);
    return RC_OK;
}

enum rc edit_offer(struct edit *edit, const char *text, struct err *err)
{
    enum rc rc = edit_set(edit, text, err);
    edit->is_offered = rc == RC_OK;
    return rc;
}

void edit_clear(struct edit *edit)
{
    buf_clear(&edit->text);
    edit->cursor = 0;
    edit->is_offered = false;
    edit->is_searching = false;
    stop_walking(edit);
}

bool edit_is_empty(const struct edit *edit)
{
    return edit->text.data[strspn(edit->text.data, " \t\n")] == '\0';
}

bool edit_wants_more(const struct edit *edit)
{
    struct line line;
    return line_parse(&line, edit->text.data, NULL) == RC_OK && line.kind == LINE_SQL &&
           line_wants_more(line.text);
}

const char *edit_last_row(const struct edit *edit)
{
    size_t start = row_start(edit, edit->text.size);
    return start > 0 && edit->cursor >= start ? edit->text.data + start : NULL;
}

/* --- history --------------------------------------------------------------------------------- */

void edit_remember(struct edit *edit, const char *line)
{
    int count = edit->history_count;
    if (line[strspn(line, " \t\n")] == '\0' ||
        (count > 0 && strcmp(edit->history[count - 1], line) == 0)) {
        return;
    }
    if (count == EDIT_HISTORY_MAX) {
        mem_free(edit->history[0]);
        memmove(edit->history, edit->history + 1, (size_t)(count - 1) * sizeof(*edit->history));
        count--;
    }
    edit->history[count++] = mem_text(line);
    edit->history_count = count;
}

char *edit_take(struct edit *edit)
{
    char *line = buf_take(&edit->text);
    edit_remember(edit, line);
    edit_clear(edit);
    return line;
}

static void keep_typed(struct edit *edit)
{
    buf_clear(&edit->kept);
    enum rc rc = buf_add(&edit->kept, edit->text.data, NULL);
    assert(rc == RC_OK);
}

static void walk(struct edit *edit, int step)
{
    if (edit->walking == edit->history_count) {
        keep_typed(edit);
        edit->prefix = edit->cursor;
    }
    int index = edit->walking + step;
    while (index >= 0 && index < edit->history_count &&
           strncmp(edit->history[index], edit->kept.data, edit->prefix) != 0) {
        index += step;
    }
    if (index >= 0 && index <= edit->history_count) {
        edit->walking = index;
        replace(edit, index == edit->history_count ? edit->kept.data : edit->history[index]);
    }
}

/* Up from a line that is offered: as from an empty one, but past that line itself. */
static void walk_from_offered(struct edit *edit)
{
    int last = edit->history_count - 1;
    if (last >= 0 && strcmp(edit->history[last], edit->text.data) == 0) {
        buf_clear(&edit->kept);
        edit->prefix = 0;
        edit->walking = last;
    }
    edit->cursor = 0;
    walk(edit, -1);
}

/* Up and Down move between the rows of what is typed first, then through the history. */
static void move_up(struct edit *edit)
{
    size_t start = row_start(edit, edit->cursor);
    if (start == 0 || edit->walking != edit->history_count) {
        walk(edit, -1);
        return;
    }
    size_t above = row_start(edit, start - 1);
    size_t column = edit->cursor - start;
    size_t room = start - 1 - above;
    edit->cursor = above + (column < room ? column : room);
    while (edit->cursor > above && is_inside_character(edit->text.data[edit->cursor])) {
        edit->cursor--;
    }
}

static void move_down(struct edit *edit)
{
    size_t end = row_end(edit, edit->cursor);
    if (edit->walking != edit->history_count) {
        walk(edit, 1);
        return;
    }
    if (end == edit->text.size) {
        return;
    }
    size_t column = edit->cursor - row_start(edit, edit->cursor);
    size_t room = row_end(edit, end + 1) - (end + 1);
    edit->cursor = end + 1 + (column < room ? column : room);
    while (edit->cursor > end + 1 && is_inside_character(edit->text.data[edit->cursor])) {
        edit->cursor--;
    }
}

/* --- Ctrl-R ---------------------------------------------------------------------------------- */

/* `is_older`: not what is shown already, which may have been typed more than once. */
static void search_from(struct edit *edit, int index, bool is_older)
{
    for (; index >= 0; index--) {
        bool is_shown = edit->is_found && strcmp(edit->history[index], edit->text.data) == 0;
        if (strstr(edit->history[index], edit->wanted.data) != NULL && !(is_older && is_shown)) {
            edit->walking = index;
            edit->is_found = true;
            replace(edit, edit->history[index]);
            return;
        }
    }
    edit->is_found = false;
}

static void start_search(struct edit *edit)
{
    keep_typed(edit);
    buf_clear(&edit->wanted);
    edit->is_searching = true;
    edit->is_found = true;
}

static enum edit_did search_key(struct edit *edit, key_code key)
{
    if (key == KEY_CONTROL + 'r') {
        search_from(edit,
                    (edit->walking < edit->history_count ? edit->walking : edit->history_count) - 1,
                    true);
    } else if (key == KEY_BACKSPACE && edit->wanted.size > 0) {
        do {
            edit->wanted.size--;
        } while (edit->wanted.size > 0 &&
                 is_inside_character(edit->wanted.data[edit->wanted.size]));
        edit->wanted.data[edit->wanted.size] = '\0';
        search_from(edit, edit->history_count - 1, false);
    } else if (key >= ' ' && key < KEY_NAMED) {
        text_encode(&edit->wanted, key);
        search_from(edit, edit->history_count - 1, false);
    } else if (key == KEY_ESC || key == KEY_CONTROL + 'g' || key == KEY_CONTROL + 'c') {
        edit->is_searching = false;
        replace(edit, edit->kept.data);
        stop_walking(edit);
    } else {
        edit->is_searching = false; /* keep what was found, and let the key do its work on it */
        stop_walking(edit);
        return edit_key(edit, key);
    }
    return EDIT_CHANGED;
}

/* --- keys ------------------------------------------------------------------------------------ */

/* clang-format off */
static void key_home(struct edit *edit) { edit->cursor = row_start(edit, edit->cursor); }
static void key_end(struct edit *edit) { edit->cursor = row_end(edit, edit->cursor); }
static void key_left(struct edit *edit) { edit->cursor = before(edit, edit->cursor); }
static void key_right(struct edit *edit) { edit->cursor = after(edit, edit->cursor); }
static void key_word_left(struct edit *edit) { edit->cursor = word_start(edit, edit->cursor); }
static void key_word_right(struct edit *edit) { edit->cursor = word_end(edit, edit->cursor); }
static void key_backspace(struct edit *edit)
{ remove_range(edit, before(edit, edit->cursor), edit->cursor); }
static void key_delete(struct edit *edit)
{ size_t from = edit->cursor; remove_range(edit, from, after(edit, from)); }
static void key_kill_word(struct edit *edit)
{ cut_range(edit, word_start(edit, edit->cursor), edit->cursor); }
static void key_kill_after(struct edit *edit)
{ cut_range(edit, edit->cursor, row_end(edit, edit->cursor)); }
static void key_kill_before(struct edit *edit)
{ cut_range(edit, row_start(edit, edit->cursor), edit->cursor); }
static void key_yank(struct edit *edit)
{ (void)!edit_insert(edit, edit->cut.data, edit->cut.size, NULL); }
/* clang-format on */

static const struct edit_binding {
    key_code key;
    void (*run)(struct edit *edit);
} bindings[] = {
    {KEY_LEFT, key_left},
    {KEY_CONTROL + 'b', key_left},
    {KEY_RIGHT, key_right},
    {KEY_CONTROL + 'f', key_right},
    {KEY_WORD_LEFT, key_word_left},
    {KEY_WORD_RIGHT, key_word_right},
    {KEY_HOME, key_home},
    {KEY_CONTROL + 'a', key_home},
    {KEY_END, key_end},
    {KEY_CONTROL + 'e', key_end},
    {KEY_UP, move_up},
    {KEY_CONTROL + 'p', move_up},
    {KEY_DOWN, move_down},
    {KEY_CONTROL + 'n', move_down},
    {KEY_BACKSPACE, key_backspace},
    {KEY_CONTROL + 'h', key_backspace},
    {KEY_DELETE, key_delete},
    {KEY_CONTROL + 'd', key_delete},
    {KEY_CONTROL + 'w', key_kill_word},
    {KEY_CONTROL + 'k', key_kill_after},
    {KEY_CONTROL + 'u', key_kill_before},
    {KEY_CONTROL + 'y', key_yank},
    {KEY_CONTROL + 'r', start_search},
};

static enum edit_did type_character(struct edit *edit, key_code key)
{
    struct buf bytes;
    buf_init(&bytes, 8);
    text_encode(&bytes, key);
    enum rc rc = edit_insert(edit, bytes.data, bytes.size, NULL);
    buf_release(&bytes);
    return rc == RC_OK ? EDIT_CHANGED : EDIT_TOO_LONG;
}

enum edit_did edit_key(struct edit *edit, key_code key)
{
    if (edit->is_searching) {
        return search_key(edit, key);
    }
    if (edit->is_offered && (key == KEY_UP || key == KEY_CONTROL + 'p')) {
        walk_from_offered(edit);
        return EDIT_CHANGED;
    }
    if (key >= ' ' && key != 0x7f && key < KEY_NAMED) {
        return type_character(edit, key);
    }
    edit->is_offered = false; /* any other key edits it */
    if (key == KEY_ENTER) {
        if (!edit_wants_more(edit)) {
            return EDIT_SUBMIT;
        }
        edit->cursor = edit->text.size;
        return type_character(edit, '\n');
    }
    for (int i = 0; i < COUNT_OF(bindings); i++) {
        if (bindings[i].key == key) {
            bindings[i].run(edit);
            return EDIT_CHANGED;
        }
    }
    return EDIT_NOTHING;
}
