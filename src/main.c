/* SPDX-License-Identifier: MIT */
/* main: reads the words of the command line, puts the parts together and runs them. */
#include "app/app.h"
#include "app/help.h"
#include "driver/driver.h"
#include "headless/run.h"
#include "keeper/keeper.h"
#include "os/data_files.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/terminal_state.h"
#include "plain/plain_loop.h"
#include "shell/words.h"
#include "store/store.h"
#include "tui/loop.h"
#include "tui/term.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUARTET_VERSION "0.1"
#define SEED_DEFAULT 42
#define MASTERS_DEFAULT 2

/* Exit codes, everywhere; 1 and 4 belong to checks, which are not in this version. */
enum exit_code {
    EXIT_FINE = 0,
    EXIT_USAGE = 2, /* bad usage or input */
    EXIT_ENV = 3,   /* the environment failed */
};

/* What the words of the command line ask for. Texts are borrowed from argv. */
struct options {
    const char *command;  /* "": the first screen */
    const char *argument; /* NULL: none */
    bool is_plain;
    bool wants_version;
    bool wants_help;
    bool has_theme;
    bool has_masters;
    enum theme_name theme;
    bool is_ascii;
    const char *data;
    const char *state;
    const char *load;
    const char *driver;
    const char *schema;
    const char *speed;
    uint64_t seed;
    int masters;
    bool has_format;
    bool is_json;
    bool wants_digest;
    sim_us until;
};

static int exit_code_of(enum rc rc)
{
    return rc == RC_OK ? EXIT_FINE : rc == RC_ENV || rc == RC_STORE ? EXIT_ENV : EXIT_USAGE;
}

static int fail(enum rc rc, const struct err *err)
{
    (void)fprintf(stderr, "quartet: %s\n", err->text);
    return exit_code_of(rc);
}

/* What was printed is not lost in silence. */
static int end_output(void)
{
    struct err err = {0};
    return fflush(stdout) == 0 && !ferror(stdout)
               ? EXIT_FINE
               : fail(err_set(&err, RC_ENV, "the output could not be written"), &err);
}

/* --- options ---------------------------------------------------------------------------------- */

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
    to->has_format = true;
    to->is_json = strcmp(value, "json") == 0;
    return to->is_json || strcmp(value, "text") == 0
               ? RC_OK
               : err_set(err, RC_UNKNOWN, "--format is text or json, not \"%.40s\"", value);
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
} options_table[] = {
    {"--plain", NULL, "no screen: for screen readers, pipes and slow links", set_plain},
    {"--masters", "2..4", "how many masters", set_masters},
    {"--seed", "N", "the chance of the run", set_seed},
    {"--schema", "NAME", "tables to begin with", set_schema},
    {"--load", "NAME", "programs that work on it", set_load},
    {"--driver", "NAME", "who decides for the clients; a name or a Lua file", set_driver},
    {"--speed", "1/10", "engine time for real time, 1/1000 to 100", set_speed},
    {"--theme", "NAME", "dark, light, contrast, mono or stage", set_theme},
    {"--ascii", NULL, "no special signs", set_ascii},
    {"--format", "text|json", "of `run` and `replay`", set_format},
    {"--until", "TIME", "of `run`: stop then", set_until},
    {"--digest", NULL, "of `run`: print the digests at the end", set_digest},
    {"--data", "DIR", "where drivers, loads and schemas are", set_data},
    {"--state", "DIR", "where runs, typed lines and the masters' files are kept", set_state},
    {"--help", NULL, "this text", set_help},
    {"--version", NULL, "this program's version and those of its libraries", set_version},
};

/* "--name" and its value, which may follow a '='. *at is moved behind what was used. */
static enum rc read_option(struct options *out, char **argv, int *at, struct err *err)
{
    const char *word = argv[*at];
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
        if (option->value != NULL && value == NULL && argv[*at + 1] != NULL) {
            value = argv[++*at];
        }
        if (option->value != NULL && (value == NULL || value[0] == '\0')) {
            return err_set(err, RC_USAGE, "%s wants %s: %s", option->name, option->value,
                           option->help);
        }
        return option->set(out, value, err);
    }
    const char *names[COUNT_OF(options_table) + 1] = {NULL};
    for (int i = 0; i < COUNT_OF(options_table); i++) {
        names[i] = options_table[i].name;
    }
    const char *nearest = words_nearest(word, names);
    return err_set(err, RC_UNKNOWN, "there is no option %.60s%s%s; quartet --help lists them", word,
                   nearest != NULL ? ": did you mean " : "", nearest != NULL ? nearest : "");
}

static enum rc read_options(struct options *out, char **argv, struct err *err)
{
    int words = 0;
    *out = (struct options){
        .command = "", .seed = SEED_DEFAULT, .masters = MASTERS_DEFAULT, .until = SIM_NEVER};
    for (int i = 1; argv[i] != NULL; i++) {
        if (argv[i][0] == '-' && argv[i][1] != '\0') {
            enum rc rc = read_option(out, argv, &i, err);
            if (rc != RC_OK) {
                return rc;
            }
        } else if (words == 0) {
            out->command = argv[i];
            words++;
        } else if (words == 1) {
            out->argument = argv[i];
            words++;
        } else {
            return err_set(err, RC_USAGE, "\"%.60s\" is one word too many", argv[i]);
        }
    }
    return RC_OK;
}

/* --- what can be asked for -------------------------------------------------------------------- */

static void fill_app_config(struct app_config *out, const struct options *options,
                            struct data_files *files)
{
    *out = (struct app_config){
        .seed = options->seed,
        .masters = options->masters,
        .files = {.read = data_files_read, .list = data_files_list, .user = files},
        .starts_at_home = options->command[0] == '\0' && !options->has_masters &&
                          options->load == NULL && options->driver == NULL &&
                          options->schema == NULL,
        .speed = options->speed,
        .load = options->load,
        .driver = options->driver,
        .schema = options->schema,
        .theme = options->theme,
        .is_ascii = options->is_ascii,
    };
}

/* What the terminal cannot do is not asked of it. */
static void fit_to_terminal(struct app_config *config, const struct options *options,
                            const struct term *term)
{
    config->is_bare = !term_has_fills(term);
    config->is_ascii = config->is_ascii || !term_is_utf8(term);
    if (!term_has_colors(term) && !options->has_theme) {
        config->theme = THEME_MONO;
    }
}

static int run_on_screen(struct app_config *config, const struct options *options,
                         const struct paths *paths)
{
    struct err err = {0};
    struct term *term = NULL;
    struct app *app = NULL;
    enum rc rc = terminal_state_start(&err);
    if (rc == RC_OK) {
        rc = term_new(&term, &err);
    }
    if (rc == RC_OK) {
        fit_to_terminal(config, options, term);
        rc = app_new(&app, config, &err);
    }
    if (rc == RC_OK) {
        struct loop_config loop = {
            .term = term, .app = app, .state = paths->state, .first_note = paths->trouble.text};
        rc = loop_run(&loop, &err);
    }
    app_free(app);
    term_free(term);
    terminal_state_stop();
    if (rc == RC_STATE) { /* told to end by a signal: that is no failure */
        (void)fprintf(stderr, "quartet: %s\n", err.text);
        return EXIT_FINE;
    }
    return rc == RC_OK ? EXIT_FINE : fail(rc, &err);
}

static bool wants_plain(const struct options *options)
{
    const char *name = getenv("TERM");
    return options->is_plain || (name != NULL && strcmp(name, "dumb") == 0);
}

static int run_headless(const struct options *options,
                        int (*run)(const struct headless_options *options))
{
    struct err err = {0};
    struct paths paths;
    struct paths_options asked = {
        .program = "quartet", .probe = "drivers", .data = options->data, .state = options->state};
    if (options->argument == NULL || options->argument[0] == '\0') {
        return fail(
            err_set(&err, RC_USAGE, "%s wants a FILE; - is the standard input", options->command),
            &err);
    }
    enum rc rc = paths_find(&paths, &asked, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    return run(&(struct headless_options){
        .file = options->argument,
        .seed = options->seed,
        .masters = options->masters,
        .json = options->is_json,
        .digest = options->wants_digest,
        .until = options->until,
        .data_dir = paths.data,
        .is_lookers = help_has_lookers,
    });
}

static int run_script(const struct options *options)
{
    return run_headless(options, headless_run);
}

/* The lab, new or with a run that was saved. */
static int play(const struct options *options, const struct buf *run)
{
    struct err err = {0};
    struct paths paths;
    struct paths_options asked = {
        .program = "quartet", .probe = "drivers", .data = options->data, .state = options->state};
    enum rc rc = paths_find(&paths, &asked, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    struct data_files files = {.directory = paths.data};
    struct keeper keeper;
    struct app_config config;
    keeper_init(&keeper, paths.state);
    fill_app_config(&config, options, &files);
    paths_claim_live(&paths);
    config.live = paths.live[0] != '\0' ? paths.live : NULL;
    config.keeper = keeper_functions(&keeper);
    config.run_text = run != NULL ? run->data : NULL;
    config.run_size = run != NULL ? run->size : 0;
    config.run_name = options->argument;
    int status = EXIT_FINE;
    if (!wants_plain(options)) {
        status = run_on_screen(&config, options, &paths);
    } else if ((rc = plain_run(&config, paths.trouble.text, &err)) != RC_OK) {
        status = fail(rc, &err);
    }
    keeper_release(&keeper);
    return status;
}

static int run_play(const struct options *options)
{
    return play(options, NULL);
}

/* On screen, unless a format is asked for. */
static int run_replay(const struct options *options)
{
    struct err err = {0};
    struct buf text;
    if (options->argument == NULL) {
        return fail(err_set(&err, RC_USAGE, "replay wants a FILE.run, as \\save writes it"), &err);
    }
    if (options->has_format) {
        return run_headless(options, headless_replay);
    }
    buf_init(&text, RUN_SIZE_MAX);
    enum rc rc = file_read(&text, options->argument, &err);
    int status = rc == RC_OK ? play(options, &text) : fail(rc, &err);
    buf_release(&text);
    return status;
}

static int run_help(const struct options *options)
{
    struct err err = {0};
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    enum rc rc = help_add(&text, options->argument != NULL ? options->argument : "", &err);
    if (rc == RC_OK) {
        (void)fputs(text.data, stdout);
    }
    buf_release(&text);
    return rc == RC_OK ? end_output() : fail(rc, &err);
}

static int run_later(const struct options *options)
{
    struct err err = {0};
    return fail(err_set(&err, RC_USAGE,
                        "\"%s\" is not in this version; there are play, run, replay and help",
                        options->command),
                &err);
}

static const struct command {
    const char *name;
    bool takes_argument;
    const char *usage; /* NULL: not listed */
    const char *help;
    int (*run)(const struct options *options);
} commands[] = {
    {"", false, "quartet", "the first screen", run_play},
    {"play", false, "quartet play", "the lab at once", run_play},
    {"run", true, "quartet run FILE", "a script without a screen; its events are printed",
     run_script},
    {"replay", true, "quartet replay FILE",
     "a run that was saved: on screen, or --format as run does", run_replay},
    {"help", true, "quartet help [TOPIC]",
     "a COMMAND of the lab, or keys, events, sql, model, time, chaos", run_help},
    {"learn", true, NULL, NULL, run_later},
    {"demo", true, NULL, NULL, run_later},
    {"notes", true, NULL, NULL, run_later},
    {"verify", true, NULL, NULL, run_later},
    {"grade", true, NULL, NULL, run_later},
    {"score", true, NULL, NULL, run_later},
};

static int print_usage(void)
{
    (void)printf("Quartet: a lab for multi-master databases in the terminal.\n\n");
    for (int i = 0; i < COUNT_OF(commands); i++) {
        if (commands[i].usage != NULL) {
            (void)printf("  %-24s %s\n", commands[i].usage, commands[i].help);
        }
    }
    (void)printf("\n");
    for (int i = 0; i < COUNT_OF(options_table); i++) {
        const struct option *option = &options_table[i];
        char name[40];
        (void)snprintf(name, sizeof(name), "%s %s", option->name,
                       option->value != NULL ? option->value : "");
        (void)printf("  %-24s %s\n", name, option->help);
    }
    return end_output();
}

static int print_version(void)
{
    (void)printf("quartet %s\n  SQLite %s\n  %s\n  %s\n", QUARTET_VERSION, store_sqlite_version(),
                 driver_lua_version(), term_curses_version());
    return end_output();
}

static enum rc say_no_command(const char *name, struct err *err)
{
    const char *names[COUNT_OF(commands) + 1] = {NULL};
    int count = 0;
    for (int i = 1; i < COUNT_OF(commands); i++) {
        if (commands[i].usage != NULL) {
            names[count++] = commands[i].name;
        }
    }
    const char *nearest = words_nearest(name, names);
    return err_set(
        err, RC_USAGE,
        "there is no \"%.60s\"%s%s%s play, run, replay and help; quartet --help tells more", name,
        nearest != NULL ? "; did you mean " : "", nearest != NULL ? nearest : "",
        nearest != NULL ? "? There are" : ": there are");
}

/* Words and options that this command has no use for are mistaken for something. */
static enum rc check_use(const struct command *command, const struct options *options,
                         struct err *err)
{
    bool is_played = command->run == run_script || command->run == run_replay;
    if (options->argument != NULL && !command->takes_argument) {
        return err_set(err, RC_USAGE, "\"%.60s\" is one word too many: quartet %s stands alone",
                       options->argument, command->name);
    }
    if (!is_played &&
        (options->has_format || options->wants_digest || options->until != SIM_NEVER)) {
        return err_set(err, RC_USAGE, "--format, --until and --digest are of run and replay");
    }
    return RC_OK;
}

static int run_command(const struct options *options)
{
    struct err err = {0};
    for (int i = 0; i < COUNT_OF(commands); i++) {
        if (strcmp(commands[i].name, options->command) == 0) {
            enum rc rc = check_use(&commands[i], options, &err);
            return rc == RC_OK ? commands[i].run(options) : fail(rc, &err);
        }
    }
    return fail(say_no_command(options->command, &err), &err);
}

int main(int argc, char **argv)
{
    struct options options;
    struct err err = {0};
    (void)argc;
    file_prepare();
    enum rc rc = read_options(&options, argv, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    if (options.wants_version) {
        return print_version();
    }
    if (options.wants_help) {
        return print_usage();
    }
    return run_command(&options);
}
