/* SPDX-License-Identifier: MIT */
/* options: what the words of the program's command line ask for. */
#ifndef START_OPTIONS_H
#define START_OPTIONS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"
#include "view/theme.h"

#include <stdbool.h>
#include <stdint.h>

#define ARGUMENTS_MAX 400 /* behind the command: the runs of a large class */

enum output_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_MD };

/* Texts are borrowed from the words. */
struct options {
    const char *command;  /* "": the first screen */
    const char *argument; /* the first behind it; NULL: none */
    const char *arguments[ARGUMENTS_MAX];
    int argument_count;
    bool is_plain;
    bool wants_version;
    bool wants_help;
    bool has_theme;
    bool has_masters;
    enum theme_name theme;
    bool is_ascii;
    const char *data;
    const char *state;
    const char *lessons; /* NULL: those that come with the program */
    const char *load;
    const char *driver;
    const char *schema;
    const char *speed;
    uint64_t seed;
    int masters;
    enum output_format format;
    const char *format_name; /* NULL: not said */
    bool wants_digest;
    sim_us until;
    bool has_seeds;
    uint64_t seed_first, seed_last;
    const char *chaos;
    int workers; /* 0: not said */
    bool wants_report;
    const char *lang; /* NULL: not said */
    bool has_no_card;
    const char *record; /* NULL: nothing is recorded */
    int cols, rows;     /* of a recording */
    int cast;           /* its version */
    uint64_t given;     /* bit i: the option at place i of the table */
};

/* Read the words behind the program's name; the list ends with NULL. Errors name the word. */
MUST_CHECK enum rc options_read(struct options *out, char **words, struct err *err);
/*
 * RC_USAGE: an option that is not of this command, or a format that is none of `formats`, the
 * command's (blanks between): it would be taken in silence, and mistaken for something.
 */
MUST_CHECK enum rc options_check(const struct options *options, const char *formats,
                                 struct err *err);
/* A line for each option; with a command, for each that is not of all commands, but of this one. */
void options_add_help(struct buf *out, const char *command);

struct option_row {
    const char *name;  /* "--theme" */
    const char *value; /* what it wants; NULL: nothing */
    const char *words; /* all that it can be, blanks between; NULL: it is free */
    const char *help;
};
/* The option of this place in the table; false: behind its end. */
bool options_row(int index, struct option_row *out);

#endif
