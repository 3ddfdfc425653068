/* SPDX-License-Identifier: MIT */
#include "start/manual.h"

#include "base/quote.h"
#include "start/options.h"

#include <string.h>

/* --- the man page --------------------------------------------------------------------------- */

/* A minus that is typed is \-, and a line may not begin with what man(7) takes for its own. */
static void add_escaped(struct buf *out, const char *text)
{
    if (*text == '.' || *text == '\'') {
        buf_addf(out, "\\&");
    }
    for (; *text != '\0'; text++) {
        if (*text == '-') {
            buf_addf(out, "\\-");
        } else if (*text == '\\') {
            buf_addf(out, "\\e");
        } else if (*text != '`') {
            buf_add_char(out, *text);
        }
    }
}

static void add_entry(struct buf *out, const char *head, const char *value, const char *text)
{
    buf_addf(out, ".TP\n.B ");
    add_escaped(out, head);
    if (value != NULL) {
        buf_addf(out, " \\fI");
        add_escaped(out, value);
        buf_addf(out, "\\fR");
    }
    buf_addf(out, "\n");
    add_escaped(out, text);
    buf_addf(out, "\n");
}

static const struct {
    const char *code;
    const char *meaning;
} exit_codes[] = {
    {"0", "fine"},
    {"1", "what was asked for did not hold: a lesson cannot be solved, a driver lost something"},
    {"2", "bad usage or input; the sentence says what was wrong, and where"},
    {"3", "the environment failed: a file, the terminal, memory"},
    {"4", "it could not be told"},
};

static const struct {
    const char *name;
    const char *meaning;
} surroundings[] = {
    {"XDG_STATE_HOME", "where runs are kept, in quartet/; else ~/.local/state"},
    {"EDITOR", "opens drivers and lines that are edited"},
    {"NO_COLOR", "the theme mono, unless --theme says otherwise"},
    {"TERM", "dumb: as with --plain"},
    {"LC_ALL, LC_CTYPE, LANG", "a locale that is not UTF-8: as with --ascii"},
};

void manual_add_page(struct buf *out, const struct manual *manual)
{
    buf_addf(out, ".TH QUARTET 1 \"\" \"quartet %s\" \"User Commands\"\n", manual->version);
    buf_addf(out, ".SH NAME\nquartet \\- a lab for multi\\-master databases in the terminal\n");
    buf_addf(out, ".SH SYNOPSIS\n.B quartet\n[\\fICOMMAND\\fR] [\\fIOPTIONS\\fR]\n");
    buf_addf(out, ".SH DESCRIPTION\n"
                  "Run a cluster of two to four masters, write real SQL to any of them, take an\n"
                  "availability zone away, and watch, and program, the client that survives it.\n"
                  "Inside, \\fB?\\fR shows the keys, \\fB:\\fR finds commands, and\n"
                  "\\fB\\ehelp\\fR tells of all.\n");
    buf_addf(out, ".SH COMMANDS\n");
    for (int i = 0; i < manual->count; i++) {
        if (manual->commands[i].usage != NULL) {
            add_entry(out, manual->commands[i].usage, NULL, manual->commands[i].help);
        }
    }
    buf_addf(out, ".SH OPTIONS\n");
    struct option_row row;
    for (int i = 0; options_row(i, &row); i++) {
        add_entry(out, row.name, row.value, row.help);
    }
    buf_addf(out, ".SH \"EXIT STATUS\"\n");
    for (int i = 0; i < COUNT_OF(exit_codes); i++) {
        add_entry(out, exit_codes[i].code, NULL, exit_codes[i].meaning);
    }
    buf_addf(out, ".SH ENVIRONMENT\n");
    for (int i = 0; i < COUNT_OF(surroundings); i++) {
        add_entry(out, surroundings[i].name, NULL, surroundings[i].meaning);
    }
    buf_addf(out, ".SH NOTES\n"
                  "The system taught is Aurora multi\\-master, which AWS retired on 28 February "
                  "2023. Quartet is not an AWS product.\n");
}

/* --- completion ----------------------------------------------------------------------------- */

static void add_commands(struct buf *out, const struct manual *manual)
{
    for (int i = 0; i < manual->count; i++) {
        if (manual->commands[i].usage != NULL && manual->commands[i].name[0] != '\0') {
            buf_addf(out, "%s ", manual->commands[i].name);
        }
    }
}

static void add_options(struct buf *out)
{
    struct option_row row;
    for (int i = 0; options_row(i, &row); i++) {
        buf_addf(out, "%s ", row.name);
    }
}

static void add_bash(struct buf *out, const struct manual *manual)
{
    struct option_row row;
    buf_addf(out, "# bash completion for quartet\n_quartet() {\n"
                  "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                  "    case $before in\n");
    for (int i = 0; options_row(i, &row); i++) {
        if (row.words != NULL) {
            buf_addf(out, "    %s) COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n",
                     row.name, row.words);
        }
    }
    buf_addf(out, "    esac\n    if [ \"$COMP_CWORD\" = 1 ] && [[ $word != -* ]]; then\n"
                  "        COMPREPLY=($(compgen -W '");
    add_commands(out, manual);
    buf_addf(out, "' -- \"$word\"))\n    elif [[ $word = -* ]]; then\n"
                  "        COMPREPLY=($(compgen -W '");
    add_options(out);
    buf_addf(out, "' -- \"$word\"))\n    else\n        local IFS=$'\\n'\n"
                  "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                  "    fi\n}\ncomplete -o filenames -F _quartet quartet\n");
}

/* zsh reads brackets and colons of a description itself. */
static void add_zsh_text(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("[]:", *text) != NULL) {
            buf_add_char(out, '\\');
        }
        if (*text == '\'') {
            buf_addf(out, "'\\'");
        }
        buf_add_char(out, *text);
    }
}

static void add_zsh(struct buf *out, const struct manual *manual)
{
    struct option_row row;
    buf_addf(out, "#compdef quartet\n_arguments \\\n");
    for (int i = 0; options_row(i, &row); i++) {
        buf_addf(out, "  '%s[", row.name);
        add_zsh_text(out, row.help);
        buf_addf(out, "]");
        if (row.value != NULL) {
            buf_addf(out, ":");
            add_zsh_text(out, row.value);
            buf_addf(out, ":");
            if (row.words != NULL) {
                buf_addf(out, "(%s)", row.words);
            } else {
                buf_addf(out, "_files");
            }
        }
        buf_addf(out, "' \\\n");
    }
    buf_addf(out, "  '1:command:(");
    add_commands(out, manual);
    buf_addf(out, ")' '*:file:_files'\n");
}

static void add_fish(struct buf *out, const struct manual *manual)
{
    struct option_row row;
    buf_addf(out, "# fish completion for quartet\n");
    for (int i = 0; i < manual->count; i++) {
        const struct manual_command *command = &manual->commands[i];
        if (command->usage != NULL && command->name[0] != '\0') {
            buf_addf(out, "complete -c quartet -n __fish_use_subcommand -a %s -d ", command->name);
            quote_shell(out, command->help);
            buf_addf(out, "\n");
        }
    }
    for (int i = 0; options_row(i, &row); i++) {
        buf_addf(out, "complete -c quartet -l %s%s -d ", row.name + 2,
                 row.value != NULL ? " -r" : "");
        quote_shell(out, row.help);
        if (row.words != NULL) {
            buf_addf(out, " -a '%s'", row.words);
        }
        buf_addf(out, "\n");
    }
}

bool manual_add_completion(struct buf *out, const struct manual *manual, const char *shell)
{
    static const struct {
        const char *name;
        void (*add)(struct buf *out, const struct manual *manual);
    } shells[] = {{"bash", add_bash}, {"zsh", add_zsh}, {"fish", add_fish}};
    for (int i = 0; i < COUNT_OF(shells); i++) {
        if (strcmp(shells[i].name, shell) == 0) {
            shells[i].add(out, manual);
            return true;
        }
    }
    return false;
}
