/* SPDX-License-Identifier: MIT */
#include "shell/script.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "shell/token.h"

#include <string.h>

#define CLIENT_DIGITS_MAX 3

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *skip_blanks(const char *at)
{
    while (is_blank(*at)) {
        at++;
    }
    return at;
}

/* Behind the comment that begins at `at`, `at` itself if none does; NULL: it has no end. */
static const char *skip_comment(const char *at)
{
    if (at[0] == '/' && at[1] == '*') {
        const char *end = strstr(at + 2, "*/");
        return end != NULL ? end + 2 : NULL;
    }
    if (at[0] == '#' || (at[0] == '-' && at[1] == '-' && (at[2] == '\0' || is_blank(at[2])))) {
        return at + strcspn(at, "\n");
    }
    return at;
}

/* Behind what does nothing: blanks, comments and, if asked for, a lone ';'. */
static const char *skip_nothing(const char *at, bool and_ends)
{
    for (;;) {
        const char *next = skip_comment(skip_blanks(at));
        if (next == NULL) {
            return skip_blanks(at); /* a comment without an end is not nothing yet */
        }
        next += and_ends && *next == ';' ? 1 : 0;
        if (next == at) {
            return at;
        }
        at = next;
    }
}

/* "@12 rest": the number, and *at moved to the rest. */
static enum rc take_client(const char **at, int *client, struct err *err)
{
    const char *from = *at + 1;
    const char *digit = from;
    int number = 0;
    for (; *digit >= '0' && *digit <= '9' && digit - from < CLIENT_DIGITS_MAX; digit++) {
        number = number * 10 + (*digit - '0');
    }
    if (digit == from || (*digit != '\0' && !is_blank(*digit))) {
        return err_set(err, RC_USAGE,
                       "after @ comes a client's number and a blank, such as @2 SELECT 1;");
    }
    if (number < 1 || number > CLIENTS_MAX) {
        return err_set(err, RC_USAGE, "clients are @1 to @%d, not @%d", CLIENTS_MAX, number);
    }
    *client = number;
    *at = skip_blanks(digit);
    return RC_OK;
}

static bool ends_vertical(const char *text)
{
    size_t size = strlen(text);
    while (size > 0 && is_blank(text[size - 1])) {
        size--;
    }
    return size >= 2 && text[size - 2] == '\\' && text[size - 1] == 'G';
}

enum rc line_parse(struct line *out, const char *text, struct err *err)
{
    *out = (struct line){0};
    const char *at = skip_blanks(text);
    if (*at == '@') {
        enum rc rc = take_client(&at, &out->client, err);
        if (rc != RC_OK) {
            return rc;
        }
    }
    out->text = at;
    if (*skip_nothing(at, false) == '\0') {
        out->kind = LINE_EMPTY;
    } else if (*at == '\\') {
        out->kind = LINE_COMMAND;
    } else {
        out->kind = LINE_SQL;
        out->vertical = ends_vertical(at);
    }
    return RC_OK;
}

/* Behind the end of the first statement in `text`; NULL: it has none, and wants `*wants`. */
static const char *statement_end(const char *text, char *wants)
{
    *wants = ';';
    for (const char *at = text; *at != '\0';) {
        const char *next = skip_comment(at);
        if (next == NULL) {
            *wants = '*';
            return NULL;
        }
        if (next == at && (*at == '\'' || *at == '"' || *at == '`')) {
            next = token_skip_quoted(at);
        }
        if (next == NULL) {
            *wants = *at;
            return NULL;
        }
        if (next == at && *at == ';') {
            return at + 1;
        }
        if (next == at && at[0] == '\\' && at[1] == 'G') {
            return at + 2;
        }
        at = next > at ? next : at + 1;
    }
    return NULL;
}

size_t line_statement_size(const char *text)
{
    struct line line;
    if (line_parse(&line, text, NULL) != RC_OK || line.kind != LINE_SQL) {
        return strlen(text);
    }
    char wants = '\0';
    const char *end = statement_end(line.text, &wants);
    return end != NULL ? (size_t)(end - text) : strlen(text);
}

char line_wants(const char *text)
{
    struct line line;
    if (line_parse(&line, text, NULL) != RC_OK || line.kind != LINE_SQL) {
        return '\0';
    }
    for (const char *at = line.text; *at != '\0'; at = skip_nothing(at, true)) {
        char wants = '\0';
        if (*at == '\\') {
            return '\0'; /* a command behind a statement ends with its line */
        }
        at = statement_end(at, &wants);
        if (at == NULL) {
            return wants;
        }
    }
    return '\0';
}

bool line_wants_more(const char *text)
{
    return line_wants(text) != '\0';
}

enum rc script_start(struct script *script, const char *data, size_t size, struct err *err)
{
    *script = (struct script){0};
    if (size > SCRIPT_SIZE_MAX) {
        return err_set(err, RC_FULL, "a script has at most %d bytes; this has %zu", SCRIPT_SIZE_MAX,
                       size);
    }
    if (memchr(data, '\0', size) != NULL) {
        return err_set(err, RC_USAGE, "this is not a text file: it holds a zero byte");
    }
    size_t bad = text_find_bad(data, size);
    if (bad < size) {
        int line = 1;
        for (size_t i = 0; i < bad; i++) {
            line += data[i] == '\n';
        }
        return err_set(err, RC_USAGE,
                       "line %d: the byte 0x%02x is no text: a script is UTF-8 without control "
                       "characters",
                       line, (unsigned char)data[bad]);
    }
    script->data = data;
    script->size = size;
    script->at = text_mark_size(data, size);
    script->text = mem_alloc(1, 1);
    return RC_OK;
}

void script_release(struct script *script)
{
    mem_free(script->text);
    mem_free(script->rest);
    *script = (struct script){0};
}

/* Append the next line of the file to `out`; false: there is none. */
static bool take_file_line(struct script *script, struct buf *out, int *line_number)
{
    if (script->at >= script->size) {
        return false;
    }
    const char *from = script->data + script->at;
    const char *end = memchr(from, '\n', script->size - script->at);
    size_t size = end != NULL ? (size_t)(end - from) : script->size - script->at;
    script->at += size + (end != NULL ? 1 : 0);
    (*line_number)++;
    if (size > 0 && from[size - 1] == '\r') {
        size--;
    }
    if (out->size > 0) {
        buf_add_char(out, '\n');
    }
    buf_addf(out, "%.*s", (int)size, from);
    return true;
}

/* "at 12.5s LINE": the time, and the rest. */
static enum rc take_time(const char **text, sim_us *at, struct err *err)
{
    const char *from = skip_blanks(*text);
    *at = -1;
    if (strncmp(from, "at", 2) != 0 || !is_blank(from[2])) {
        *text = from;
        return RC_OK;
    }
    from = skip_blanks(from + 2);
    size_t size = strcspn(from, " \t\r\n");
    char word[32] = {0};
    if (size == 0 || size >= sizeof(word)) {
        return err_set(err, RC_USAGE, "after \"at\" comes a time, such as at 12.5s");
    }
    memcpy(word, from, size);
    *text = skip_blanks(from + size);
    return span_parse(at, word, err);
}

/* A line of the file, and those after it until its SQL ends. */
static enum rc gather(struct script *script, struct buf *line, int *line_number, sim_us *at,
                      const char **text, struct err *err)
{
    enum rc rc = RC_OK;
    for (;;) {
        *text = line->data;
        if (line->size > LINE_SIZE_MAX) {
            return err_set(err, RC_FULL, "a line of more than %d bytes; is a ';' missing?",
                           LINE_SIZE_MAX);
        }
        rc = take_time(text, at, err);
        if (rc != RC_OK || !line_wants_more(*text)) {
            return rc;
        }
        if (!take_file_line(script, line, line_number)) {
            return err_set(err, RC_USAGE, "the statement has no end: a ';' is missing");
        }
    }
}

/* Keep for the next call what stands behind the first statement of `text`, under its client. */
static void keep_rest(struct script *script, char *text)
{
    size_t size = line_statement_size(text);
    mem_free(script->rest);
    script->rest = NULL;
    const char *more = skip_nothing(text + size, true);
    if (*more == '\0' || size == strlen(text)) {
        text[size] = '\0';
        return;
    }
    struct line line;
    struct buf rest;
    buf_init(&rest, SCRIPT_SIZE_MAX + 16);
    if (line_parse(&line, text, NULL) == RC_OK && line.client > 0) {
        buf_addf(&rest, "@%d ", line.client);
    }
    buf_addf(&rest, "%s", more);
    script->rest = buf_take(&rest);
    buf_release(&rest);
    text[size] = '\0';
}

/* The next line of the file that does something, whole; *at and *text as script_next(). */
static enum rc next_line(struct script *script, struct buf *line, sim_us *at, const char **text,
                         struct err *err)
{
    enum rc rc = RC_OK;
    struct line parsed = {0};
    int last = script->line_last;
    while (rc == RC_OK && parsed.kind == LINE_EMPTY) {
        buf_clear(line);
        *text = NULL;
        if (!take_file_line(script, line, &last)) {
            break;
        }
        script->line_number = last;
        rc = gather(script, line, &last, at, text, err);
        if (rc == RC_OK) {
            rc = line_parse(&parsed, *text, err);
        }
    }
    script->line_last = last;
    return rc == RC_OK ? RC_OK : err_wrap(err, rc, "line %d", script->line_number);
}

enum rc script_next(struct script *script, sim_us *at, const char **text, struct err *err)
{
    struct buf line;
    buf_init(&line, SCRIPT_SIZE_MAX + 16); /* a file's line, or what is left of one */
    enum rc rc = RC_OK;
    *text = NULL;
    *at = -1;
    if (script->rest != NULL) {
        struct line parsed;
        buf_addf(&line, "%s", script->rest);
        *text = line.data;
        rc = line_parse(&parsed, line.data, err);
        rc = rc == RC_OK ? RC_OK : err_wrap(err, rc, "line %d", script->line_number);
    } else {
        rc = next_line(script, &line, at, text, err);
    }
    if (rc == RC_OK && *text != NULL) {
        size_t offset = (size_t)(*text - line.data);
        mem_free(script->text);
        script->text = buf_take(&line);
        keep_rest(script, script->text + offset);
        *text = script->text + offset;
    } else {
        mem_free(script->rest); /* a caller that goes on does so with the next line */
        script->rest = NULL;
        *text = NULL;
    }
    buf_release(&line);
    return rc;
}
