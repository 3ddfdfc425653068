/* SPDX-License-Identifier: MIT */
/* main: reads the words of the command line, puts the parts together and runs them. */
#include "app/app.h"
#include "app/help.h"
#include "base/compress.h"
#include "base/nearest.h"
#include "driver/driver.h"
#include "headless/exit_code.h"
#include "headless/grade.h"
#include "headless/run.h"
#include "headless/score.h"
#include "headless/verify.h"
#include "keeper/keeper.h"
#include "lab/share.h"
#include "lesson/demos.h"
#include "os/data_files.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/print.h"
#include "os/terminal_state.h"
#include "plain/plain_loop.h"
#include "record/record.h"
#include "shell/words.h"
#include "start/manual.h"
#include "start/options.h"
#include "store/store.h"
#include "tui/loop.h"
#include "tui/notes_loop.h"
#include "tui/term.h"
#include "view/cast.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUARTET_VERSION "0.1"
#define SCORED_MAX 32 /* drivers: as many as a table of scores can show */

static int exit_code_of(enum rc rc)
{
    return rc == RC_OK ? EXIT_FINE : rc == RC_ENV || rc == RC_STORE ? EXIT_ENVIRONMENT : EXIT_INPUT;
}

static int fail(enum rc rc, const struct err *err)
{
    print_to(stderr, "quartet: %s\n", err->text);
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
        .lang = options->lang,
    };
}

/* What the terminal cannot do is not asked of it. */
static void fit_to_terminal(struct app_config *config, const struct options *options,
                            const struct term *term)
{
    config->is_bare = !term_has_fills(term);
    config->is_ascii = config->is_ascii || !term_has_signs(term);
    if (!options->has_theme) {
        config->theme = !term_has_colors(term) ? THEME_MONO
                        : term_is_light(term)  ? THEME_LIGHT
                                               : THEME_DARK;
    }
}

static int run_on_screen(struct app_config *config, const struct options *options,
                         const struct paths *paths)
{
    struct err err = {0};
    struct term *term = NULL;
    struct app *app = NULL;
    struct recorder recorder;
    recorder_init(&recorder);
    config->listener = (struct app_listener){.on_marker = recorder_add_marker, .user = &recorder};
    enum rc rc = terminal_state_start(&err);
    if (rc == RC_OK) {
        rc = term_new(&term, &err);
    }
    if (rc == RC_OK) {
        fit_to_terminal(config, options, term);
        rc = app_new(&app, config, &err);
    }
    if (rc == RC_OK) {
        rc = loop_run(&(struct loop_config){.term = term,
                                            .app = app,
                                            .recorder = &recorder,
                                            .state = paths->state,
                                            .first_note = paths->trouble.text},
                      &err);
    }
    recorder_release(&recorder);
    app_free(app);
    term_free(term);
    terminal_state_stop();
    if (rc == RC_STATE) { /* told to end by a signal: that is no failure */
        print_to(stderr, "quartet: %s\n", err.text);
        return EXIT_FINE;
    }
    return rc == RC_OK ? EXIT_FINE : fail(rc, &err);
}

static bool wants_plain(const struct options *options)
{
    const char *name = getenv("TERM");
    return options->is_plain || (name != NULL && strcmp(name, "dumb") == 0);
}

static enum rc find_paths(const struct options *options, struct paths *out, struct err *err)
{
    struct paths_options asked = {
        .program = "quartet", .probe = "drivers", .data = options->data, .state = options->state};
    return paths_find(out, &asked, err);
}

static int run_headless(const struct options *options,
                        int (*run)(const struct headless_options *options))
{
    struct err err = {0};
    struct paths paths;
    if (options->argument == NULL || options->argument[0] == '\0') {
        return fail(
            err_set(&err, RC_USAGE, "%s wants a FILE; - is the standard input", options->command),
            &err);
    }
    enum rc rc = find_paths(options, &paths, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    return run(&(struct headless_options){
        .file = options->argument,
        .seed = options->seed,
        .masters = options->masters,
        .json = options->format == FORMAT_JSON,
        .digest = options->wants_digest,
        .until = options->until,
        .data_dir = paths.data,
        .lessons_dir = options->lessons,
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
    enum rc rc = find_paths(options, &paths, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    struct data_files files = {.directory = paths.data, .lessons = options->lessons};
    struct keeper keeper;
    struct app_config config;
    keeper_init(&keeper, paths.state);
    fill_app_config(&config, options, &files);
    paths_claim_live(&paths);
    config.live = paths.live[0] != '\0' ? paths.live : NULL;
    config.keeper = keeper_functions(&keeper);
    config.run_text = run != NULL ? run->data : NULL;
    config.run_size = run != NULL ? run->size : 0;
    config.run_name =
        run != NULL && share_is(options->argument) ? "the share line" : options->argument;
    if (strcmp(options->command, "learn") == 0) {
        config.lesson = options->argument != NULL ? options->argument : "";
    }
    if (strcmp(options->command, "demo") == 0) {
        config.demo = options->argument;
        config.has_card = !options->has_no_card && !wants_plain(options);
    }
    int status = EXIT_FINE;
    if (!wants_plain(options)) {
        status = run_on_screen(&config, options, &paths);
    } else if ((rc = plain_run(&config, paths.state, paths.trouble.text, &err)) != RC_OK) {
        status = fail(rc, &err);
    }
    keeper_release(&keeper);
    return status;
}

static int run_play(const struct options *options)
{
    return play(options, NULL);
}

/* A lesson at once: this one, or the next. */
static int run_learn(const struct options *options)
{
    return play(options, NULL);
}

/* The presenter's notes, in a terminal of their own. */
static int run_notes(const struct options *options)
{
    struct err err = {0};
    struct term *term = NULL;
    struct paths paths;
    struct app_config config = {.theme = options->theme, .is_ascii = options->is_ascii};
    enum rc rc = find_paths(options, &paths, &err);
    rc = rc == RC_OK ? terminal_state_start(&err) : rc;
    rc = rc == RC_OK ? term_new(&term, &err) : rc;
    if (rc == RC_OK) {
        fit_to_terminal(&config, options, term);
        rc = notes_loop_run(term, config.theme, config.is_ascii, paths.state, &err);
    }
    term_free(term);
    terminal_state_stop();
    return rc == RC_OK ? EXIT_FINE : fail(rc, &err);
}

/* A demo without a terminal: a recording, or a handout. */
static int record(const struct options *options)
{
    struct err err = {0};
    struct paths paths;
    struct buf out;
    struct app_config config;
    enum rc rc = find_paths(options, &paths, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    struct data_files files = {.directory = paths.data, .lessons = options->lessons};
    fill_app_config(&config, options, &files);
    config.demo = options->argument;
    if (options->record != NULL) { /* what is there already is found before the demo is played */
        rc = file_write_new(options->record, "", 0, &err);
        if (rc != RC_OK) {
            return fail(rc, &err);
        }
    }
    buf_init(&out, CAST_SIZE_MAX);
    rc = record_demo(&(struct record_options){.config = &config,
                                              .cols = options->cols,
                                              .rows = options->rows,
                                              .version = options->cast,
                                              .is_paper = options->record == NULL},
                     &out, &err);
    if (rc == RC_OK && options->record != NULL) {
        rc = file_write(options->record, out.data, out.size, &err);
    } else if (rc == RC_OK) {
        print_text(stdout, out.data);
    }
    buf_release(&out);
    if (rc != RC_OK && options->record != NULL) {
        (void)remove(options->record);
    }
    return rc == RC_OK ? end_output() : fail(rc, &err);
}

/* A demo on the stage, or which there are. */
static int run_demo(const struct options *options)
{
    struct err err = {0};
    bool is_recorded = options->record != NULL || options->format_name != NULL;
    if (options->argument != NULL) {
        return is_recorded ? record(options) : play(options, NULL);
    }
    if (is_recorded) {
        return fail(err_set(&err, RC_USAGE, "which demo? quartet demo lists them"), &err);
    }
    struct paths paths;
    struct buf list;
    enum rc rc = find_paths(options, &paths, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    struct data_files data = {.directory = paths.data, .lessons = options->lessons};
    struct lab_files files = {.read = data_files_read, .list = data_files_list, .user = &data};
    buf_init(&list, BUF_CAP_TEXT);
    demos_add_list(&files, &list);
    print_text(stdout, list.data);
    buf_release(&list);
    return end_output();
}

/* On screen, unless a format is asked for. */
static int run_replay(const struct options *options)
{
    struct err err = {0};
    struct buf text;
    if (options->argument == NULL) {
        return fail(err_set(&err, RC_USAGE,
                            "replay wants a FILE.run, as \\save writes it, or a line of \\share"),
                    &err);
    }
    if (options->format_name != NULL) {
        return run_headless(options, headless_replay);
    }
    struct paths paths;
    buf_init(&text, RUN_SIZE_MAX);
    enum rc rc = find_paths(options, &paths, &err);
    if (rc == RC_OK) {
        struct data_files data = {.directory = paths.data, .lessons = options->lessons};
        struct lab_files files = {.read = data_files_read, .list = data_files_list, .user = &data};
        rc = headless_read_run(&text, options->argument, &files, &err);
    }
    int status = rc == RC_OK ? play(options, &text) : fail(rc, &err);
    buf_release(&text);
    return status;
}

static int run_score(const struct options *options)
{
    static const enum score_format formats[] = {
        [FORMAT_TEXT] = SCORE_TEXT, [FORMAT_JSON] = SCORE_JSON, [FORMAT_CSV] = SCORE_CSV};
    struct err err = {0};
    struct paths paths;
    if (options->argument_count == 0) {
        return fail(err_set(&err, RC_USAGE, "score wants a FILE.lua, or several: drivers"), &err);
    }
    enum rc rc = find_paths(options, &paths, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    return headless_score(&(struct score_options){
        .drivers = options->arguments,
        .driver_count = options->argument_count,
        .seed_first = options->seed_first,
        .seed_last = options->seed_last,
        .load = options->load != NULL ? options->load : SCORE_LOAD,
        .days = options->chaos,
        .masters = options->has_masters ? options->masters : SCORE_MASTERS,
        .workers = options->workers,
        .format = formats[options->format],
        .data_dir = paths.data,
    });
}

static int run_verify(const struct options *options)
{
    struct err err = {0};
    struct paths paths;
    enum rc rc = find_paths(options, &paths, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    if (options->wants_report) {
        return headless_report(paths.state, paths.data, options->lessons);
    }
    return headless_verify(&(struct verify_files){
        .files = options->arguments,
        .file_count = options->argument_count,
        .seed_first = options->has_seeds ? options->seed_first : 1,
        .seed_last = options->has_seeds ? options->seed_last : VERIFY_SEEDS,
        .data_dir = paths.data,
        .lessons_dir = options->lessons,
    });
}

static int run_help(const struct options *options);

static int run_grade(const struct options *options)
{
    struct err err = {0};
    struct paths paths;
    if (options->argument_count == 0) {
        return fail(
            err_set(&err, RC_USAGE, "grade wants a FILE.run, or several, as \\save writes it"),
            &err);
    }
    enum rc rc = find_paths(options, &paths, &err);
    if (rc != RC_OK) {
        return fail(rc, &err);
    }
    return headless_grade(&(struct grade_options){
        .files = options->arguments,
        .file_count = options->argument_count,
        .is_csv = options->format == FORMAT_CSV,
        .data_dir = paths.data,
        .lessons_dir = options->lessons,
    });
}

static const struct command {
    const char *name;
    int arguments_max;
    const char *usage; /* NULL: not listed */
    const char *help;
    int (*run)(const struct options *options);
    const char *formats; /* that it can have */
} commands[] = {
    {"", 0, "quartet", "the first screen", run_play, ""},
    {"learn", 1, "quartet learn [LESSON]", "a lesson: this one, or the next of the course",
     run_learn, ""},
    {"demo", 1, "quartet demo [NAME]", "a demo on the stage, or the list of them", run_demo, "md"},
    {"notes", 0, "quartet notes", "a demo's notes, in a second terminal", run_notes, ""},
    {"play", 0, "quartet play", "the lab at once", run_play, ""},
    {"run", 1, "quartet run FILE", "a script without a screen; its events are printed", run_script,
     "text json"},
    {"replay", 1, "quartet replay FILE|LINE", "a saved run, or \\share: on screen, or --format",
     run_replay, "text json"},
    {"score", SCORED_MAX, "quartet score FILE.lua...",
     "drivers against game days: outages, what is lost", run_score, "text json csv"},
    {"verify", ARGUMENTS_MAX, "quartet verify [FILE...]",
     "prove lessons: solvable, and not by mistake", run_verify, ""},
    {"grade", ARGUMENTS_MAX, "quartet grade FILE.run...",
     "students' runs: what each has really achieved", run_grade, "text csv"},
    {"help", 1, "quartet help [TOPIC]", "of a COMMAND, or of a topic that it lists", run_help, ""},
};

/* What packages install; people have no use for it, so no list of topics names it. */
static bool add_manual(struct buf *out, const char *topic)
{
    struct manual_command rows[COUNT_OF(commands)];
    struct manual manual = {QUARTET_VERSION, rows, COUNT_OF(commands)};
    for (int i = 0; i < COUNT_OF(commands); i++) {
        rows[i] = (struct manual_command){commands[i].name, commands[i].usage, commands[i].help};
    }
    if (strcmp(topic, "man") == 0) {
        manual_add_page(out, &manual);
        return true;
    }
    return manual_add_completion(out, &manual, topic);
}

/* "quartet help run": how it is called, and what is of it alone. */
static bool add_command(struct buf *out, const char *topic)
{
    for (int i = 1; i < COUNT_OF(commands); i++) {
        if (strcmp(commands[i].name, topic) == 0) {
            buf_addf(out, "  %-25s %s\n", commands[i].usage, commands[i].help);
            options_add_help(out, topic);
            return true;
        }
    }
    return false;
}

static int run_help(const struct options *options)
{
    struct err err = {0};
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    const char *topic = options->argument != NULL ? options->argument : "";
    bool is_manual = add_manual(&text, topic);
    bool is_command = !is_manual && add_command(&text, topic);
    struct buf more; /* a command of the lab may have the same name */
    buf_init(&more, BUF_CAP_TEXT);
    enum rc rc = is_manual ? RC_OK : help_add(&more, topic, &err);
    buf_addf(&text, "%s%s", is_command && more.size > 0 ? "\n" : "", more.data);
    buf_release(&more);
    rc = is_command ? RC_OK : rc;
    if (rc == RC_OK) {
        print_text(stdout, text.data);
    }
    buf_release(&text);
    return rc == RC_OK ? end_output() : fail(rc, &err);
}

static int print_usage(void)
{
    print_to(stdout, "Quartet: a lab for multi-master databases in the terminal.\n\n");
    for (int i = 0; i < COUNT_OF(commands); i++) {
        if (commands[i].usage != NULL) {
            print_to(stdout, "  %-25s %s\n", commands[i].usage, commands[i].help);
        }
    }
    print_to(stdout, "\n");
    struct buf options;
    buf_init(&options, BUF_CAP_TEXT);
    options_add_help(&options, NULL);
    print_text(stdout, options.data);
    buf_release(&options);
    return end_output();
}

static int print_version(void)
{
    print_to(stdout, "quartet %s\n  SQLite %s\n  %s\n  %s\n  LZ4 %s\n", QUARTET_VERSION,
             store_sqlite_version(), driver_lua_version(), term_curses_version(),
             compress_version());
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
    const char *nearest = nearest_name(name, names);
    struct buf all;
    buf_init(&all, BUF_CAP_TEXT);
    for (int i = 0; i < count; i++) {
        buf_addf(&all, "%s%s", i == 0 ? "" : i == count - 1 ? " and " : ", ", names[i]);
    }
    enum rc rc =
        err_set(err, RC_USAGE, "there is no \"%.60s\"%s%s%s %s; quartet --help tells more", name,
                nearest != NULL ? "; did you mean " : "", nearest != NULL ? nearest : "",
                nearest != NULL ? "? There are" : ": there are", all.data);
    buf_release(&all);
    return rc;
}

/* Words that this command has no use for are mistaken for something, and so are options. */
static enum rc check_use(const struct command *command, const struct options *options,
                         struct err *err)
{
    if (options->argument_count > command->arguments_max) {
        const char *stands = command->arguments_max == 0 ? " stands alone" : " takes one";
        return err_set(err, RC_USAGE, "\"%.60s\" is one word too many: quartet %s%s",
                       options->arguments[command->arguments_max], command->name, stands);
    }
    enum rc rc = options_check(options, command->formats, err);
    if (rc == RC_OK && options->wants_report && options->argument_count > 0) {
        rc = err_set(err, RC_USAGE, "--report is of verify without files");
    }
    return rc;
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
    enum rc rc = options_read(&options, argv + 1, &err);
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
