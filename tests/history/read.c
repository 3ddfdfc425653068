/* SPDX-License-Identifier: MIT */
#include "history/ops.h"

#include "history/json.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* One line, before it is known which operation it belongs to. */
struct entry {
    int64_t index, time_us, process;
    char type[16], f[16], master[8], level[24], isolation[24];
    struct op op; /* its micros */
};

/* Whose operation is open, while a history is read. */
struct pairing {
    int *open; /* owned; of each process: its operation, -1: none, -2: it ended with info */
    int places;
    int64_t last_index, last_us;
    struct entry *entry; /* owned */
};

static const char *const levels[] = {"INSTANCE_RAW", "REGIONAL_RAW", "SESSION_TOKEN"};

const char *level_name(enum level level)
{
    return levels[level];
}

void *grow(void *what, size_t count, size_t size)
{
    void *more = realloc(what, count * size);
    if (more == NULL) {
        (void)fprintf(stderr, "check: no memory for %zu bytes\n", count * size);
        exit(3);
    }
    return more;
}

void stream_open(struct stream *stream, FILE *file, const char *name)
{
    *stream = (struct stream){.file = file, .name = name};
    stream->text = grow(NULL, LINE_MAX_SIZE, 1);
}

void stream_close(struct stream *stream)
{
    free(stream->text);
    stream->text = NULL;
}

static void release_micros(struct op *op)
{
    for (int i = 0; i < op->count; i++) {
        free(op->micros[i].list);
    }
    op->count = 0;
}

void history_release(struct history *history)
{
    for (int i = 0; i < history->count; i++) {
        release_micros(&history->ops[i]);
    }
    free(history->ops);
    *history = (struct history){0};
}

static bool bad(struct stream *stream, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int used =
        snprintf(stream->error, sizeof(stream->error), "%s:%d: ", stream->name, stream->line);
    (void)vsnprintf(stream->error + used, sizeof(stream->error) - (size_t)used, format, args);
    va_end(args);
    return false;
}

/* The next line that says something, into stream->text. */
static bool next_line(struct stream *stream)
{
    if (stream->is_held) {
        stream->is_held = false;
        return true;
    }
    while (fgets(stream->text, LINE_MAX_SIZE, stream->file) != NULL) {
        stream->line++;
        size_t size = strcspn(stream->text, "\r\n");
        if (stream->text[size] == '\0' && size + 1 >= LINE_MAX_SIZE) {
            return bad(stream, "a line of more than %d bytes", LINE_MAX_SIZE - 1);
        }
        stream->text[size] = '\0';
        if (stream->text[strspn(stream->text, " \t")] != '\0') {
            return true;
        }
    }
    return false;
}

/* --- the parts of a line --------------------------------------------------------------------- */

static bool read_list(struct json *json, struct micro *micro, const char **why)
{
    micro->is_list = true;
    micro->has_value = true;
    if (json_has(json, ']')) {
        return true;
    }
    int room = 0;
    do {
        if (micro->count == room) {
            room = room * 2 + 8;
            micro->list = grow(micro->list, (size_t)room, sizeof(*micro->list));
        }
        if (micro->count == LIST_MAX) {
            *why = "a list of more than 10000 elements";
            return false;
        }
        if (!json_take_number(json, &micro->list[micro->count])) {
            return false;
        }
        micro->count++;
    } while (json_has(json, ','));
    return json_take(json, ']');
}

static bool read_micro(struct json *json, struct micro *micro, const char **why)
{
    static const char *const kinds[] = {"append", "r", "w"};
    char kind[16] = "";
    int64_t key = 0;
    if (!json_take(json, '[') || !json_take_word(json, kind, sizeof(kind))) {
        return false;
    }
    int found = 0;
    while (found < 3 && strcmp(kinds[found], kind) != 0) {
        found++;
    }
    micro->kind = (enum micro_kind)found;
    if (found == 3) {
        *why = "append, r and w are what can be done to a key";
        return false;
    }
    if (!json_take(json, ',') || !json_take_number(json, &key) || !json_take(json, ',')) {
        return false;
    }
    micro->key = (int)key;
    if (key < 0 || key > INT32_MAX) {
        *why = "a key is a number from 0 on";
        return false;
    }
    if (json_take_null(json)) {
        return json_take(json, ']');
    }
    if (micro->kind == MICRO_READ && json_has(json, '[')) {
        return read_list(json, micro, why) && json_take(json, ']');
    }
    micro->has_value = true;
    return json_take_number(json, &micro->value) && json_take(json, ']');
}

static bool read_value(struct json *json, struct op *op, const char **why)
{
    if (!json_take(json, '[')) {
        return false;
    }
    if (json_has(json, ']')) {
        return true;
    }
    do {
        if (op->count == MICROS_MAX) {
            *why = "an operation does at most 64 things";
            return false;
        }
        op->micros[op->count] = (struct micro){0};
        if (!read_micro(json, &op->micros[op->count++], why)) {
            return false;
        }
    } while (json_has(json, ','));
    return json_take(json, ']');
}

static bool read_field(struct json *json, const char *name, struct entry *entry, const char **why)
{
    struct {
        const char *name;
        char *word;
        size_t room;
        int64_t *number;
    } fields[] = {
        {"index", NULL, 0, &entry->index},
        {"time_us", NULL, 0, &entry->time_us},
        {"process", NULL, 0, &entry->process},
        {"type", entry->type, sizeof(entry->type), NULL},
        {"f", entry->f, sizeof(entry->f), NULL},
        {"master", entry->master, sizeof(entry->master), NULL},
        {"level", entry->level, sizeof(entry->level), NULL},
        {"isolation", entry->isolation, sizeof(entry->isolation), NULL},
    };
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return fields[i].number != NULL
                       ? json_take_number(json, fields[i].number)
                       : json_take_null(json) ||
                             json_take_word(json, fields[i].word, fields[i].room);
        }
    }
    if (strcmp(name, "value") == 0) {
        return json_take_null(json) || read_value(json, &entry->op, why);
    }
    *why =
        "a field that is none: index, time_us, process, type, f, master, level, isolation, value";
    return false;
}

static bool read_entry(struct stream *stream, struct entry *entry)
{
    struct json json = {.at = stream->text};
    const char *why = NULL;
    bool is_good = json_take(&json, '{');
    *entry = (struct entry){.index = -1, .time_us = -1, .process = -1};
    do {
        char name[16] = "";
        is_good = is_good && json_take_word(&json, name, sizeof(name)) && json_take(&json, ':') &&
                  read_field(&json, name, entry, &why);
    } while (is_good && json_has(&json, ','));
    is_good = is_good && json_take(&json, '}');
    if (is_good && json.at[strspn(json.at, " \t")] != '\0') {
        why = "something follows the object";
        is_good = false;
    }
    return is_good || (why != NULL ? bad(stream, "%s", why)
                                   : bad(stream, "column %d: %s is wanted",
                                         (int)(json.at - stream->text) + 1, json.wanted));
}

/* {"history":"seed 7"} or {"history":"...","expect":"G0"}: where one begins. False: it is not. */
static bool read_header(const char *text, char name[NAME_SIZE], char expect[NAME_SIZE])
{
    struct json json = {.at = text};
    char word[16] = "";
    bool is_header = json_take(&json, '{') && json_take_word(&json, word, sizeof(word)) &&
                     strcmp(word, "history") == 0 && json_take(&json, ':') &&
                     json_take_word(&json, name, NAME_SIZE);
    if (is_header && json_has(&json, ',')) {
        is_header = json_take_word(&json, word, sizeof(word)) && strcmp(word, "expect") == 0 &&
                    json_take(&json, ':') && json_take_word(&json, expect, NAME_SIZE);
    }
    return is_header && json_take(&json, '}');
}

/* --- invoke and end --------------------------------------------------------------------------- */

static int find_name(const char *const *names, int count, const char *name)
{
    int i = 0;
    while (i < count && strcmp(names[i], name) != 0) {
        i++;
    }
    return i == count ? -1 : i;
}

static bool check_entry(struct stream *stream, struct pairing *pairing, const struct entry *entry)
{
    if (entry->index <= pairing->last_index) {
        return bad(stream, "index %lld does not come after %lld", (long long)entry->index,
                   (long long)pairing->last_index);
    }
    if (entry->time_us < pairing->last_us) {
        return bad(stream, "time_us %lld is before %lld", (long long)entry->time_us,
                   (long long)pairing->last_us);
    }
    if (entry->process < 0 || entry->process >= PROCESSES_MAX) {
        return bad(stream, "a process is a number from 0 to %d", PROCESSES_MAX - 1);
    }
    pairing->last_index = entry->index;
    pairing->last_us = entry->time_us;
    pairing->places++;
    return true;
}

static bool add_invoke(struct stream *stream, struct history *history, struct pairing *pairing,
                       struct entry *entry)
{
    int *open = &pairing->open[entry->process];
    int level = entry->level[0] == '\0' ? LEVEL_INSTANCE : find_name(levels, 3, entry->level);
    if (*open != -1) {
        return *open == -2 ? bad(stream, "process %lld ended with info, and is here again",
                                 (long long)entry->process)
                           : bad(stream, "process %lld has not ended what it does",
                                 (long long)entry->process);
    }
    if (level < 0) {
        return bad(stream, "there is no level %s: INSTANCE_RAW, REGIONAL_RAW, SESSION_TOKEN",
                   entry->level);
    }
    if (history->count == OPS_MAX) {
        return bad(stream, "a history of more than %d operations", OPS_MAX);
    }
    if (history->count == history->room) {
        history->room = history->room * 2 + 64;
        history->ops = grow(history->ops, (size_t)history->room, sizeof(*history->ops));
    }
    *open = history->count;
    struct op *op = &history->ops[history->count++];
    *op = entry->op;
    entry->op.count = 0;
    op->process = (int)entry->process;
    op->master = -1;
    op->place = pairing->places;
    op->line = stream->line;
    op->end_place = INT32_MAX;
    op->index = entry->index;
    op->at_us = entry->time_us;
    op->level = (enum level)level;
    op->is_read_committed = strcmp(entry->isolation, "READ-COMMITTED") == 0;
    op->is_final = strcmp(entry->f, "final") == 0;
    op->is_blind = strcmp(entry->f, "rmw") == 0;
    return true;
}

/* What the end says of the same things. */
static bool take_micros(struct stream *stream, struct op *op, struct op *end)
{
    if (end->count == 0 && op->end != END_OK) {
        return true;
    }
    if (end->count != op->count) {
        return bad(stream, "it began with %d things to do, and ends with %d", op->count,
                   end->count);
    }
    for (int i = 0; i < op->count; i++) {
        const struct micro *begun = &op->micros[i];
        const struct micro *ended = &end->micros[i];
        bool is_write = begun->kind != MICRO_READ;
        if (begun->kind != ended->kind || begun->key != ended->key ||
            (is_write && begun->has_value && ended->value != begun->value)) {
            return bad(stream, "thing %d is not the one that it began with", i + 1);
        }
        if (is_write && op->end == END_OK && !ended->has_value) {
            return bad(stream, "it is ok, and does not say what it wrote to %d", ended->key);
        }
    }
    release_micros(op);
    op->count = end->count;
    memcpy(op->micros, end->micros, sizeof(end->micros));
    end->count = 0;
    return true;
}

static bool add_end(struct stream *stream, struct history *history, struct pairing *pairing,
                    struct entry *entry)
{
    static const char *const ends[] = {"", "ok", "fail", "info"};
    int *open = &pairing->open[entry->process];
    int end = find_name(ends, 4, entry->type);
    if (end <= 0) {
        return bad(stream, "the type is invoke, ok, fail or info, not \"%s\"", entry->type);
    }
    if (*open < 0) {
        return bad(stream, "process %lld has begun nothing that could end",
                   (long long)entry->process);
    }
    struct op *op = &history->ops[*open];
    op->end = (enum op_end)end;
    op->end_place = op->end == END_OK || op->end == END_FAIL ? pairing->places : INT32_MAX;
    op->end_us = entry->time_us;
    op->master = entry->master[0] == 'm' ? entry->master[1] - '1' : -1;
    if (entry->master[0] != '\0' && (op->master < 0 || op->master >= MASTERS)) {
        return bad(stream, "there is no master %s: m1 to m%d", entry->master, MASTERS);
    }
    if (op->end == END_OK && op->master < 0) {
        return bad(stream, "it is ok, and does not say on which master");
    }
    *open = op->end == END_INFO ? -2 : -1;
    return take_micros(stream, op, &entry->op);
}

static bool read_ops(struct history *out, struct stream *stream, struct pairing *pairing)
{
    char name[NAME_SIZE];
    char expect[NAME_SIZE] = "";
    while (stream->error[0] == '\0' && next_line(stream)) {
        if (read_header(stream->text, name, expect)) {
            stream->is_held = true;
            return true;
        }
        struct entry *entry = pairing->entry;
        bool is_good = read_entry(stream, entry) && check_entry(stream, pairing, entry) &&
                       (strcmp(entry->type, "invoke") == 0 ? add_invoke(stream, out, pairing, entry)
                                                           : add_end(stream, out, pairing, entry));
        release_micros(&entry->op);
        if (!is_good) {
            return false;
        }
    }
    return stream->error[0] == '\0';
}

bool history_read(struct history *out, struct stream *stream)
{
    *out = (struct history){0};
    if (!next_line(stream)) {
        return false;
    }
    if (!read_header(stream->text, out->name, out->expect)) {
        (void)snprintf(out->name, sizeof(out->name), "%s", stream->name);
        stream->is_held = true;
    }
    struct pairing pairing = {.last_index = -1};
    pairing.open = grow(NULL, PROCESSES_MAX, sizeof(*pairing.open));
    pairing.entry = grow(NULL, 1, sizeof(*pairing.entry));
    for (int i = 0; i < PROCESSES_MAX; i++) {
        pairing.open[i] = -1;
    }
    bool is_good = read_ops(out, stream, &pairing);
    free(pairing.open);
    free(pairing.entry);
    return is_good;
}
