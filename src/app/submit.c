/* SPDX-License-Identifier: MIT */
/* submit: what Enter makes of what is typed. A statement that goes on is no trap. */
#include "app/app_state.h"

#include "base/mem.h"
#include "base/text.h"
#include "shell/script.h"

#include <stdio.h>
#include <string.h>

#define PASTED_WITHIN_NS (INT64_C(500) * 1000 * 1000)

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static size_t size_without_blanks(const char *text)
{
    size_t size = strlen(text);
    while (size > 0 && is_blank(text[size - 1])) {
        size--;
    }
    return size;
}

/* A command does what its key does, and when: only statements wait for an answer. Without a screen
 * lines that are pasted come as if typed, and keep their order; but nobody pastes so slowly. */
static bool is_done_at_once(const struct app *app, const char *text)
{
    struct line line;
    bool is_typed = !app->config.is_plain || app->unanswered_ns > PASTED_WITHIN_NS;
    return (is_typed || app->is_held) && app->comparing == NULL &&
           line_parse(&line, text, NULL) == RC_OK && line.kind != LINE_SQL;
}

static void queue_line(struct app *app, char *line)
{
    app->has_typed = true;
    if (is_done_at_once(app, line)) {
        (void)app_do_line(app, line, ORIGIN_TYPED);
        mem_free(line);
        return;
    }
    queue_add(&app->queue, &(struct queue_line){.text = line,
                                                .client = app->config.is_plain ? 0 : app->client,
                                                .at = -1});
    app_feed_queue(app);
    if (app->queue.count > 0 && (!app->config.is_plain || app->unanswered_ns > PASTED_WITHIN_NS)) {
        app_say(app, TRANSCRIPT_NOTE,
                app->is_paused ? "it waits for the answer to the line before: Space runs, C-c "
                                 "cancels"
                               : "it waits for the answer to the line before; C-c cancels");
    }
}

void app_submit(struct app *app)
{
    bool is_empty = edit_is_empty(&app->edit);
    char *line = edit_take(&app->edit);
    if (is_empty) {
        mem_free(line);
        return;
    }
    queue_line(app, line);
}

/* --- between the rows of a statement --------------------------------------------------------- */

/* "SELECT 1 \c" is dropped, as mysql does; `row` is its last row. */
static bool drops(const struct app *app, const char *row)
{
    size_t size = size_without_blanks(row);
    char wants = line_wants(app->edit.text.data);
    if (size < 2 || row[size - 2] != '\\' || row[size - 1] != 'c') {
        return false;
    }
    bool is_alone = strspn(row, " \t") == size - 2;
    return is_alone || (wants == ';' && is_blank(row[size - 3]));
}

/* The row is a command, or names a client: do it; the statement waits for its next row. */
static void do_between(struct app *app, size_t begun_size)
{
    char *begun = mem_text(app->edit.text.data);
    char *row = mem_text(begun + begun_size);
    begun[begun_size] = '\0';
    edit_remember(&app->edit, row);
    (void)!edit_set(&app->edit, begun, NULL); /* it is shorter than what was there */
    mem_free(begun);
    queue_line(app, row);
}

/* A line for another client: what was begun before it goes to the history. */
static void begin_anew(struct app *app, size_t begun_size)
{
    char *begun = mem_text(app->edit.text.data);
    char *row = mem_text(begun + begun_size);
    begun[begun_size - 1] = '\0';
    edit_remember(&app->edit, begun);
    (void)!edit_set(&app->edit, row, NULL);
    app_say(app, TRANSCRIPT_NOTE, "the statement begun before this line was dropped");
    mem_free(begun);
    mem_free(row);
}

/* True: the row was done. */
static bool read_row(struct app *app, const char *row)
{
    struct line line;
    size_t begun_size = (size_t)(row - app->edit.text.data);
    char *begun = mem_text(app->edit.text.data);
    begun[begun_size] = '\0';
    char wants = line_wants(begun);
    mem_free(begun);
    row += strspn(row, " \t");
    bool ends = strncmp(row, "\\G", 2) == 0;
    if (wants != ';' || ends || (*row != '\\' && *row != '@') ||
        line_parse(&line, row, NULL) != RC_OK) {
        return false;
    }
    if (line.kind == LINE_SQL) {
        begin_anew(app, begun_size);
        return false;
    }
    do_between(app, begun_size);
    return true;
}

/* --- commands without a backslash ------------------------------------------------------------ */

#define WORD_SIZE_MAX 20

/* Words that mysql takes so; and those that begin SQL, whatever commands there are. */
static const char *const plain_words[] = {"quit", "exit", "help"};
static const char *const sql_words[] = {"create", "set"};

static bool is_one_of(const char *const words[], int count, const char *word)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static void read_first_word(const char *text, char word[WORD_SIZE_MAX])
{
    size_t size = 0;
    for (; size + 1 < WORD_SIZE_MAX; size++) {
        char c = text[size];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        if (c < 'a' || c > 'z') {
            break;
        }
        word[size] = c;
    }
    bool ends = text[size] == '\0' || text[size] == ';' || is_blank(text[size]);
    word[ends ? size : 0] = '\0';
}

/* The command line that `text` was meant to be; "" if it is SQL. */
static void read_command(const struct app *app, const char *text, struct buf *out)
{
    struct line line;
    char word[WORD_SIZE_MAX];
    const struct cmd *cmd = NULL;
    if (line_parse(&line, text, NULL) != RC_OK || line.kind != LINE_SQL ||
        strchr(text, '\n') != NULL) {
        return;
    }
    read_first_word(line.text, word);
    const char *name = strcmp(word, "exit") == 0 ? "quit" : word;
    if (is_one_of(sql_words, COUNT_OF(sql_words), name) ||
        cmd_find(&cmd, app->commands, name, NULL) != RC_OK || strcmp(cmd->name, name) != 0) {
        return;
    }
    const char *rest = line.text + strlen(word);
    size_t size = size_without_blanks(rest);
    while (size > 0 && (rest[size - 1] == ';' || is_blank(rest[size - 1]))) {
        size--;
    }
    buf_addf(out, "%.*s\\%s%.*s", (int)(line.text - text), text, name, (int)size, rest);
}

/* True: it was one, and is done or offered. */
static bool read_words(struct app *app)
{
    struct buf command;
    buf_init(&command, LINE_SIZE_MAX + 2);
    read_command(app, app->edit.text.data, &command);
    bool is_one = command.size > 0;
    char word[WORD_SIZE_MAX];
    read_first_word(app->edit.text.data, word);
    if (is_one && is_one_of(plain_words, COUNT_OF(plain_words), word)) {
        mem_free(edit_take(&app->edit));
        queue_line(app, mem_text(command.data));
    } else if (is_one) {
        char text[200];
        (void)snprintf(text, sizeof(text), "a command begins with a backslash: %.100s%s",
                       command.data, app->config.is_plain ? "" : " (Enter gives it)");
        app_say(app, TRANSCRIPT_ERROR, text);
        edit_remember(&app->edit, command.data);
        edit_clear(&app->edit);
        if (!app->config.is_plain) {
            (void)!edit_offer(&app->edit, command.data, NULL);
        }
    }
    buf_release(&command);
    return is_one;
}

bool app_read_typed(struct app *app)
{
    const struct edit *edit = &app->edit;
    const char *row = edit_last_row(edit);
    if (edit->text.size > 0 && edit->cursor == edit->text.size &&
        drops(app, row != NULL ? row : edit->text.data)) {
        edit_clear(&app->edit);
        return true;
    }
    return row != NULL ? read_row(app, row) : read_words(app);
}

/* --- whole lines, as plain mode reads them --------------------------------------------------- */

/* Does a statement end with this line, as far as one can tell from it alone? */
static bool ends_statement(const char *text)
{
    size_t size = strlen(text);
    while (size > 0 && strchr(" \t\r\n", text[size - 1]) != NULL) {
        size--;
    }
    return size > 0 &&
           (text[size - 1] == ';' || (size > 1 && text[size - 2] == '\\' && text[size - 1] == 'G'));
}

/* A statement may go on over several lines; what was typed so far waits in the editor. */
static enum rc add_whole_line(struct app *app, const char *text, struct err *err)
{
    enum rc rc = app->edit.text.size > 0 ? edit_insert(&app->edit, "\n", 1, err) : RC_OK;
    return rc == RC_OK ? edit_insert(&app->edit, text, strlen(text), err) : rc;
}

void app_take_line(struct app *app, const char *text)
{
    struct err err = {0};
    if (app->skips) {
        app->skips = !ends_statement(text);
        return;
    }
    if (add_whole_line(app, text, &err) != RC_OK) {
        app_say(app, TRANSCRIPT_ERROR, err.text);
        edit_clear(&app->edit);
        app->skips = !ends_statement(text);
        return;
    }
    if (!app_read_typed(app) && !edit_wants_more(&app->edit)) {
        app_submit(app);
    }
}

bool app_is_in_statement(const struct app *app)
{
    return app->edit.text.size > 0 || app->skips;
}

const char *app_plain_prompt(const struct app *app)
{
    return app_is_in_statement(app) ? "      -> " : "quartet> ";
}
