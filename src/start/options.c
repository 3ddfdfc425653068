/* SPDX-License-Identifier: MIT */
#include "start/options.h"

#include "base/limits.h"
#include "base/nearest.h"
#include "shell/words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED_DEFAULT 42
#define MASTERS_DEFAULT 2
#define SEEDS_FIRST 1
#define SEEDS_LAST 20
#define SEEDS_MAX 10000 /* an hour for one driver */
#define WORKERS_MAX 64
#define SCREEN_COLS_MIN 60 /* as view/layout.h */
#define SCREEN_ROWS_MIN 16
#define SCREEN_MAX 500

/* Digits between low and high; `what` names them in the error. */
static enum rc read_number(uint64_t *out, const char *what, const char *text, uint64_t low,
                           uint64_t high, struct err *err)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value < low ||
        value > high) {
        return err_set(err, RC_RANGE,
                       "%s wants a number from %" PRIu64 " to %" PRIu64 ", not \"%.40s\"", what,
                       low, high, text);
    }
    *out = value;
    return RC_OK;
}

static enum rc set_plain(struct options *to, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    to->is_plain = true;
    return RC_OK;
}

static enum rc set_version(struct options *to, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    to->wants_version = true;
    return RC_OK;
}

static enum rc set_help(struct options *to, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    to->wants_help = true;
    return RC_OK;
}

static enum rc set_ascii(struct options *to, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    to->is_ascii = true;
    return RC_OK;
}

static enum rc set_digest(struct options *to, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    to->wants_digest = true;
    return RC_OK;
}

static enum rc set_theme(struct options *to, const char *value, struct err *err)
{
    to->has_theme = true;
    return theme_parse(&to->theme, value, err);
}

static enum rc set_data(struct options *to, const char *value, struct err *err)
{
    (void)err;
    to->data = value;
    return RC_OK;
}

static enum rc set_lessons(struct options *to, const char *value, struct err *err)
{
    (void)err;
    to->lessons = value;
    return RC_OK;
}

static enum rc set_state(struct options *to, const char *value, struct err *err)
{
    (void)err;
    to->state = value;
    return RC_OK;
}

static enum rc set_load(struct options *to, const char *value, struct err *err)
{
    (void)err;
    to->load = value;
    return RC_OK;
}

static enum rc set_driver(struct options *to, const char *value, struct err *err)
{
    (void)err;
    to->driver = value;
    return RC_OK;
}

static enum rc set_schema(struct options *to, const char *value, struct err *err)
{
    (void)err;
    to->schema = value;
    return RC_OK;
}

static enum rc set_speed(struct options *to, const char *value, struct err *err)
{
    (void)err;
    to->speed = value; /* read by the app, which knows speeds */
    return RC_OK;
}

static enum rc set_seed(struct options *to, const char *value, struct err *err)
{
    return read_number(&to->seed, "--seed", value, 0, UINT64_MAX, err);
}

static enum rc set_masters(struct options *to, const char *value, struct err *err)
{
    uint64_t masters = MASTERS_MIN;
    enum rc rc = read_number(&masters, "--masters", value, MASTERS_MIN, MASTERS_MAX, err);
    to->masters = (int)masters;
    to->has_masters = true;
    return rc;
}

static enum rc set_format(struct options *to, const char *value, struct err *err)
{
    static const char *const names[] = {
        [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_CSV] = "csv", [FORMAT_MD] = "md"};
    for (int i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(names[i], value) == 0) {
            to->format = (enum output_format)i;
            to->format_name = names[i];
            return RC_OK;
        }
    }
    return err_set(err, RC_UNKNOWN, "--format is text, json, csv or md, not \"%.40s\"", value);
}

/* "1..100", or one of them. */
static enum rc set_seeds(struct options *to, const char *value, struct err *err)
{
    char first[40];
    const char *between = strstr(value, "..");
    if (between == NULL && value[strspn(value, "0123456789")] == '-') {
        return err_set(err, RC_USAGE, "--seeds A..B: write 1..5, not \"%.40s\"", value);
    }
    size_t size = between != NULL ? (size_t)(between - value) : strlen(value);
    const char *last = between != NULL ? between + 2 : first;
    to->has_seeds = true;
    (void)snprintf(first, sizeof(first), "%.*s", (int)size, value);
    enum rc rc = read_number(&to->seed_first, "--seeds A..B", first, 0, INT64_MAX, err);
    rc = rc == RC_OK ? read_number(&to->seed_last, "--seeds A..B", last, 0, INT64_MAX, err) : rc;
    if (rc == RC_OK && to->seed_last < to->seed_first) {
        rc = err_set(err, RC_RANGE, "--seeds %.40s goes backwards: the first comes first", value);
    }
    if (rc == RC_OK && to->seed_last - to->seed_first >= SEEDS_MAX) {
        rc = err_set(err, RC_RANGE, "--seeds %.40s are more than %d", value, SEEDS_MAX);
    }
    return rc;
}

static enum rc set_chaos(struct options *to, const char *value, struct err *err)
{
    (void)err;
    to->chaos = value;
    return RC_OK;
}

static enum rc set_workers(struct options *to, const char *value, struct err *err)
{
    uint64_t workers = 0;
    enum rc rc = read_number(&workers, "--workers", value, 1, WORKERS_MAX, err);
    to->workers = (int)workers;
    return rc;
}

static enum rc set_report(struct options *to, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    to->wants_report = true;
    return RC_OK;
}

static enum rc set_lang(struct options *to, const char *value, struct err *err)
{
    bool is_lang = strlen(value) == 2 && strspn(value, "abcdefghijklmnopqrstuvwxyz") == 2;
    to->lang = value;
    return is_lang ? RC_OK
                   : err_set(err, RC_USAGE, "--lang wants two small letters, not \"%.40s\"", value);
}

static enum rc set_record(struct options *to, const char *value, struct err *err)
{
    (void)err;
    to->record = value;
    return RC_OK;
}

static enum rc set_no_card(struct options *to, const char *value, struct err *err)
{
    (void)value;
    (void)err;
    to->has_no_card = true;
    return RC_OK;
}

/* "120x40" */
static enum rc set_size(struct options *to, const char *value, struct err *err)
{
    char *end = NULL;
    long cols = strtol(value, &end, 10);
    long rows = *end == 'x' ? strtol(end + 1, &end, 10) : 0;
    if (*end != '\0' || cols < SCREEN_COLS_MIN || cols > SCREEN_MAX || rows < SCREEN_ROWS_MIN ||
        rows > SCREEN_MAX) {
        return err_set(err, RC_RANGE,
                       "--size wants columns and rows, 60x16 to 500x500, not "
                       "\"%.40s\"",
                       value);
    }
    to->cols = (int)cols;
    to->rows = (int)rows;
    return RC_OK;
}

static enum rc set_cast(struct options *to, const char *value, struct err *err)
{
    uint64_t version = 2;
    enum rc rc = read_number(&version, "--cast", value, 2, 3, err);
    to->cast = (int)version;
    return rc;
}

static enum rc set_until(struct options *to, const char *value, struct err *err)
{
    return span_parse(&to->until, value, err);
}

static const struct option {
    const char *name;
    const char *value; /* what it wants; NULL: nothing */
    const char *help;
    enum rc (*set)(struct options *to, const char *value, struct err *err);
    const char *words; /* all that it can be; NULL: it is free */
    const char *of;    /* the commands that it is of; NULL: of all */
} options_table[] = {
    {"--plain", NULL, "no screen: for screen readers, pipes and slow links", set_plain, NULL, NULL},
    {"--masters", "2..4", "how many masters", set_masters, "2 3 4", "play run score"},
    {"--seed", "N", "the chance of the run", set_seed, NULL, "play run"},
    {"--schema", "NAME", "tables to begin with", set_schema, NULL, "play"},
    {"--load", "NAME", "programs that work on it", set_load, NULL, "play score"},
    {"--driver", "NAME", "who decides for the clients; a name or a Lua file", set_driver, NULL,
     "play"},
    {"--speed", "1/10", "engine time for real time, 1/1000 to 100", set_speed, NULL,
     "play learn demo replay"},
    {"--theme", "NAME", "dark, light, contrast, mono or stage", set_theme,
     "dark light contrast mono stage", NULL},
    {"--ascii", NULL, "no special signs", set_ascii, NULL, NULL},
    {"--format", "text|json|csv|md", "csv of `score` and `grade`, md of `demo`", set_format,
     "text json csv md", "run replay score grade demo"},
    {"--until", "TIME", "of `run`: stop then", set_until, NULL, "run replay"},
    {"--digest", NULL, "of `run`: print the digests at the end", set_digest, NULL, "run replay"},
    {"--seeds", "A..B", "of `score` (else 1..20) and `verify` (1..10)", set_seeds, NULL,
     "score verify"},
    {"--report", NULL, "of `verify`: what you have done of the course", set_report, NULL, "verify"},
    {"--chaos", "FILE", "of `score`: game days, with commas; else all", set_chaos, NULL, "score"},
    {"--workers", "N", "of `score`: processes that share the work", set_workers, NULL, "score"},
    {"--no-card", NULL, "of `demo`: without the test card before it", set_no_card, NULL, "demo"},
    {"--record", "FILE.cast", "of `demo`: a recording, without a terminal", set_record, NULL,
     "demo"},
    {"--size", "120x40", "of a recording, or a handout", set_size, NULL, "demo"},
    {"--cast", "2|3", "which asciicast a recording is; else 2", set_cast, "2 3", "demo"},
    {"--data", "DIR", "where drivers, loads, schemas and game days are", set_data, NULL, NULL},
    {"--lessons", "DIR", "lessons of your own, with a course.md", set_lessons, NULL, NULL},
    {"--lang", "de", "lessons in this language, where NAME.de.md is there", set_lang, NULL, NULL},
    {"--state", "DIR", "where runs, lines and the masters' files are kept", set_state, NULL, NULL},
    {"--help", NULL, "this text", set_help, NULL, NULL},
    {"--version", NULL, "this program's version and those of its libraries", set_version, NULL,
     NULL},
};

/* "--name" and its value, which may follow a '='. *at is moved behind what was used. */
static enum rc read_option(struct options *out, char **words, int *at, struct err *err)
{
    const char *word = words[*at];
    size_t size = strcspn(word, "=");
    for (int i = 0; i < COUNT_OF(options_table); i++) {
        const struct option *option = &options_table[i];
        if (strlen(option->name) != size || strncmp(option->name, word, size) != 0) {
            continue;
        }
        const char *value = word[size] == '=' ? word + size + 1 : NULL;
        if (option->value == NULL && value != NULL) {
            return err_set(err, RC_USAGE, "%s wants no value", option->name);
        }
        if (option->value != NULL && value == NULL && words[*at + 1] != NULL) {
            value = words[++*at];
        }
        if (option->value != NULL && (value == NULL || value[0] == '\0')) {
            return err_set(err, RC_USAGE, "%s wants %s: %s", option->name, option->value,
                           option->help);
        }
        out->given |= UINT64_C(1) << i;
        return option->set(out, value, err);
    }
    const char *names[COUNT_OF(options_table) + 1] = {NULL};
    for (int i = 0; i < COUNT_OF(options_table); i++) {
        names[i] = options_table[i].name;
    }
    const char *nearest = nearest_name(word, names);
    return err_set(err, RC_UNKNOWN, "there is no option %.60s%s%s; quartet --help lists them", word,
                   nearest != NULL ? ": did you mean " : "", nearest != NULL ? nearest : "");
}

enum rc options_read(struct options *out, char **words, struct err *err)
{
    bool has_command = false;
    *out = (struct options){.command = "",
                            .seed = SEED_DEFAULT,
                            .masters = MASTERS_DEFAULT,
                            .until = SIM_NEVER,
                            .seed_first = SEEDS_FIRST,
                            .seed_last = SEEDS_LAST,
                            .cols = 120,
                            .rows = 40,
                            .cast = 2};
    for (int i = 0; words[i] != NULL; i++) {
        if (words[i][0] == '-' && words[i][1] != '\0') {
            enum rc rc = read_option(out, words, &i, err);
            if (rc != RC_OK) {
                return rc;
            }
        } else if (!has_command) {
            out->command = words[i];
            has_command = true;
        } else if (out->argument_count < ARGUMENTS_MAX) {
            out->arguments[out->argument_count++] = words[i];
        } else {
            return err_set(err, RC_USAGE, "\"%.60s\" is one word too many", words[i]);
        }
    }
    out->argument = out->argument_count > 0 ? out->arguments[0] : NULL;
    return RC_OK;
}

/* Is it one of these words, with blanks between? */
static bool is_among(const char *word, const char *words)
{
    size_t size = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at += size) {
        if ((at == words || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0')) {
            return true;
        }
    }
    return false;
}

/* "run, replay and score", with `last` " and " */
static void add_words(struct buf *out, const char *words, const char *last)
{
    for (const char *at = words; *at != '\0';) {
        size_t size = strcspn(at, " ");
        bool is_last = at[size] == '\0';
        buf_addf(out, "%s%.*s", at == words ? "" : is_last ? last : ", ", (int)size, at);
        at += size + (is_last ? 0 : 1);
    }
}

static enum rc say_not_of(const struct options *options, const struct option *option,
                          struct err *err)
{
    bool is_line = option->set == set_load || option->set == set_driver;
    struct buf of;
    buf_init(&of, BUF_CAP_TEXT);
    add_words(&of, option->of, " and ");
    enum rc rc = err_set(err, RC_USAGE, "%s is of %s%s", option->name, of.data,
                         is_line && strcmp(options->command, "run") == 0
                             ? "; in a script it is a line: \\load NAME, \\driver NAME"
                             : "");
    buf_release(&of);
    return rc;
}

enum rc options_check(const struct options *options, const char *formats, struct err *err)
{
    const char *command = options->command[0] != '\0' ? options->command : "play";
    for (int i = 0; i < COUNT_OF(options_table); i++) {
        const struct option *option = &options_table[i];
        bool is_given = (options->given >> i & 1) != 0;
        if (is_given && option->of != NULL && !is_among(command, option->of)) {
            return say_not_of(options, option, err);
        }
    }
    if (options->format_name != NULL && !is_among(options->format_name, formats)) {
        struct buf words;
        buf_init(&words, BUF_CAP_TEXT);
        add_words(&words, formats, " or ");
        enum rc rc = err_set(err, RC_USAGE, "of %s --format is %s, not %s", command, words.data,
                             options->format_name);
        buf_release(&words);
        return rc;
    }
    return RC_OK;
}

bool options_row(int index, struct option_row *out)
{
    if (index < 0 || index >= COUNT_OF(options_table)) {
        return false;
    }
    const struct option *option = &options_table[index];
    *out = (struct option_row){
        .name = option->name, .value = option->value, .words = option->words, .help = option->help};
    return true;
}

void options_add_help(struct buf *out, const char *command)
{
    for (int i = 0; i < COUNT_OF(options_table); i++) {
        const struct option *option = &options_table[i];
        if (command != NULL && (option->of == NULL || !is_among(command, option->of))) {
            continue;
        }
        char name[40];
        (void)snprintf(name, sizeof(name), "%s %s", option->name,
                       option->value != NULL ? option->value : "");
        buf_addf(out, "  %-25s %s\n", name, option->help);
    }
}
