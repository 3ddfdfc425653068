/* SPDX-License-Identifier: MIT */
#include "tidy/rules.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A file, as text and as code: comments, strings and character constants blanked out. */
struct source {
    const char *path;   /* "src/base/buf.c" */
    const char *folder; /* "base", "" for src/main.c; tests have their folder under tests/ */
    bool is_test;
    const char *text;
    char *code; /* owned; as long as text */
};

static void find(struct findings *findings, const struct source *source, int line,
                 const char *format, ...) PRINTF_LIKE(4, 5);

static void find(struct findings *findings, const struct source *source, int line,
                 const char *format, ...)
{
    char sentence[300];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof(sentence), format, args);
    va_end(args);
    buf_addf(&findings->text, "%s:%d: %s\n", source->path, line, sentence);
    findings->count++;
}

/* ---- Layers: who may include whom -------------------------------------------------- */

enum system_headers { PURE = 0, POSIX = 1, SQLITE = 2, LUA = 4 };

/*
 * A folder of src/ and what its files may include besides their own folder. An entry is
 * a folder ("base/") or a single header. PURE is what can be neither clock, chance,
 * locale, thread nor float.
 */
static const struct layer {
    const char *folder;
    const char *may[14];
    int system;
} layers[] = {
    {"base", {0}, PURE},
    {"os", {"base/"}, POSIX},
    {"store", {"base/"}, SQLITE},
    {"shell", {"base/"}, PURE},
    {"cluster", {"base/", "store/"}, PURE},
    /* A client sees what a driver can see; events are how both tell what they do. */
    {"client",
     {"base/", "cluster/cluster.h", "cluster/event.h", "cluster/place.h", "cluster/parameter.h",
      "store/rows.h"},
     PURE},
    {"driver", {"base/", "client/"}, LUA},
    {"lab",
     {"base/", "store/rows.h", "store/follower.h", "shell/", "cluster/", "client/", "driver/"},
     PURE},
    /* What lab.h returns is declared in the headers of cluster/ and client/: reads only. */
    {"lesson",
     {"base/", "shell/", "store/rows.h", "cluster/cluster.h", "cluster/event.h", "cluster/place.h",
      "client/client.h", "lab/"},
     PURE},
    {"view",
     {"base/", "shell/key.h", "store/rows.h", "cluster/cluster.h", "cluster/event.h",
      "cluster/flight.h", "cluster/place.h", "cluster/parameter.h", "client/client.h",
      "client/policy.h", "lab/", "lesson/"},
     PURE},
    {"app",
     {"base/", "store/rows.h", "shell/", "cluster/", "client/", "driver/", "lab/", "lesson/",
      "view/"},
     PURE},
    {"start", {"base/", "shell/words.h", "view/theme.h"}, PURE},
    {"headless",
     {"base/", "os/", "shell/", "cluster/event.h", "lab/", "lesson/", "view/headline.h",
      "view/model_stage.h"},
     POSIX},
    {"keeper", {"base/", "os/", "app/"}, POSIX},
    {"plain", {"base/", "os/", "shell/", "lab/", "app/"}, POSIX},
    {"record", {"base/", "view/", "app/"}, PURE},
    {"tui", {"base/", "os/", "view/", "app/", "shell/key.h"}, POSIX},
};

/* C11 headers without clock, chance, locale, thread, signal or float. */
static const char *const pure_headers[] = {
    "assert.h",  "ctype.h",  "errno.h",  "inttypes.h", "limits.h", "stdalign.h",    "stdarg.h",
    "stdbool.h", "stddef.h", "stdint.h", "stdio.h",    "stdlib.h", "stdnoreturn.h", "string.h",
};

/* Headers with one home. */
static const struct {
    const char *header, *home;
} homes[] = {
    {"sqlite3.h", "src/store/"},       {"lua.h", "src/driver/"},
    {"lauxlib.h", "src/driver/"},      {"lualib.h", "src/driver/"},
    {"curses.h", "src/tui/term."},     {"ncurses.h", "src/tui/term."},
    {"term.h", "src/tui/term."},       {"lz4.h", "src/base/compress."},
    {"lz4hc.h", "src/base/compress."}, {"valgrind/memcheck.h", "src/driver/heap."},
};

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static const struct layer *layer_of(const char *folder)
{
    for (int i = 0; i < COUNT_OF(layers); i++) {
        if (strcmp(layers[i].folder, folder) == 0) {
            return &layers[i];
        }
    }
    return NULL;
}

static void check_our_include(const struct source *source, int line, const char *header,
                              struct findings *findings)
{
    const char *slash = strchr(header, '/');
    if (slash == NULL || header[0] == '.') {
        find(findings, source, line, "include \"folder/file.h\", not \"%s\"", header);
        return;
    }
    size_t folder_size = (size_t)(slash - header);
    const struct layer *layer = layer_of(source->folder);
    if (source->is_test || source->folder[0] == '\0') {
        return;
    }
    if (layer == NULL) {
        find(findings, source, line, "the folder %s has no row in layers[]", source->folder);
        return;
    }
    if (strlen(source->folder) == folder_size &&
        strncmp(header, source->folder, folder_size) == 0) {
        return;
    }
    for (int i = 0; i < COUNT_OF(layer->may) && layer->may[i] != NULL; i++) {
        const char *may = layer->may[i];
        bool is_folder = may[strlen(may) - 1] == '/';
        if (is_folder ? starts_with(header, may) : strcmp(header, may) == 0) {
            return;
        }
    }
    find(findings, source, line, "%s/ may not include \"%s\"", source->folder, header);
}

static void check_system_include(const struct source *source, int line, const char *header,
                                 struct findings *findings)
{
    if (source->is_test || source->folder[0] == '\0') {
        return;
    }
    for (int i = 0; i < COUNT_OF(homes); i++) {
        if (strcmp(homes[i].header, header) == 0) {
            if (!starts_with(source->path, homes[i].home)) {
                find(findings, source, line, "only %s* may include <%s>", homes[i].home, header);
            }
            return;
        }
    }
    const struct layer *layer = layer_of(source->folder);
    if (layer == NULL || (layer->system & POSIX) != 0) {
        return;
    }
    for (int i = 0; i < COUNT_OF(pure_headers); i++) {
        if (strcmp(pure_headers[i], header) == 0) {
            return;
        }
    }
    find(findings, source, line, "%s/ may not include <%s>", source->folder, header);
}

/* ---- Walking lines ------------------------------------------------------------------ */

/* Copy the line at *at into `line` (cut to its size) and move on; false: the end. */
static bool next_line(const char **at, char *line, size_t size)
{
    if (**at == '\0') {
        return false;
    }
    size_t length = strcspn(*at, "\n");
    snprintf(line, size, "%.*s", (int)length, *at);
    *at += length + ((*at)[length] == '\n');
    return true;
}

static void rule_includes(const struct source *source, struct findings *findings)
{
    char line[400];
    char header[200];
    const char *at = source->text;
    for (int number = 1; next_line(&at, line, sizeof(line)); number++) {
        if (sscanf(line, "#include \"%199[^\"]\"", header) == 1) {
            check_our_include(source, number, header, findings);
        } else if (sscanf(line, "#include <%199[^>]>", header) == 1) {
            check_system_include(source, number, header, findings);
        }
    }
}

/*
 * A file includes the header it implements first, so that every header is known to stand
 * alone. A room of several files may begin with the inner header they share.
 */
static void rule_own_header_first(const struct source *source, struct findings *findings)
{
    const char *path = source->path + strlen("src/");
    size_t size = strlen(path) - 2;
    char own[200];
    snprintf(own, sizeof(own), "src/%.*s.h", (int)size, path);
    if (source->is_test || path[size + 1] != 'c' || access(own, R_OK) != 0) {
        return;
    }
    char folder[220];
    snprintf(folder, sizeof(folder), "#include \"%s/", source->folder);
    const char *first = strstr(source->text, "#include");
    if (first == NULL || !starts_with(first, folder)) {
        find(findings, source, 1, "begin the includes with \"%.*s.h\"", (int)size, path);
    }
}

/* ---- Form --------------------------------------------------------------------------- */

static void rule_first_line(const struct source *source, struct findings *findings)
{
    if (!starts_with(source->text, "/* SPDX-License-Identifier: MIT */\n")) {
        find(findings, source, 1, "the first line is the SPDX line");
    }
}

static void rule_guard(const struct source *source, struct findings *findings)
{
    size_t size = strlen(source->path);
    if (source->path[size - 1] != 'h') {
        return;
    }
    const char *file = strrchr(source->path, '/') + 1;
    char guard[200];
    snprintf(guard, sizeof(guard), "%s_%.*s_H", source->folder, (int)(strlen(file) - 2), file);
    for (char *c = guard; *c != '\0'; c++) {
        *c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
    }
    char wanted[420];
    snprintf(wanted, sizeof(wanted), "#ifndef %s\n#define %s\n", guard, guard);
    if (strstr(source->text, wanted) == NULL) {
        find(findings, source, 1, "the guard of this header is %s", guard);
    }
}

static int columns_of(const char *line, size_t size)
{
    int columns = 0;
    for (size_t i = 0; i < size; i++) {
        columns += ((unsigned char)line[i] & 0xC0) != 0x80;
    }
    return columns;
}

static void rule_lines(const struct source *source, struct findings *findings)
{
    int number = 0;
    for (const char *at = source->text; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        number++;
        if (columns_of(at, size) > COLUMNS_WIDE_MAX) {
            find(findings, source, number, "a line of %d columns; %d are allowed",
                 columns_of(at, size), COLUMNS_WIDE_MAX);
        }
        if (memchr(at, '\t', size) != NULL) {
            find(findings, source, number, "a tab; indent with blanks");
        }
        if (size > 0 && (at[size - 1] == ' ' || at[size - 1] == '\r')) {
            find(findings, source, number, "blanks at the end of the line");
        }
        if (at[size] == '\0') {
            find(findings, source, number, "the last line has no newline");
        }
        at += size + (at[size] == '\n');
    }
    if (number > FILE_LINES_MAX) {
        find(findings, source, number, "%d lines; a file of more than %d is two rooms", number,
             FILE_LINES_MAX);
    }
}

/* A function begins with a brace in the first column and ends with one. */
static void rule_functions(const struct source *source, struct findings *findings)
{
    char line[400];
    const char *at = source->code;
    int opened = 0;
    for (int number = 1; next_line(&at, line, sizeof(line)); number++) {
        if (strcmp(line, "{") == 0) {
            opened = number;
        } else if (line[0] == '}' && opened > 0) {
            if (number - opened - 1 > FUNCTION_LINES_MAX) {
                find(findings, source, opened, "a function of %d lines; %d are allowed",
                     number - opened - 1, FUNCTION_LINES_MAX);
            }
            opened = 0;
        }
    }
}

/* What is left for later says what is missing and why, behind the mark and a colon. */
static void rule_todo(const struct source *source, struct findings *findings)
{
    char line[400];
    const char *at = source->text;
    const char *const marks[] = {"TO"
                                 "DO",
                                 "FIX"
                                 "ME"};
    for (int number = 1; next_line(&at, line, sizeof(line)); number++) {
        for (int i = 0; i < COUNT_OF(marks); i++) {
            const char *mark = strstr(line, marks[i]);
            bool has_reason =
                mark != NULL && i == 0 && starts_with(mark + 4, ": ") && strlen(mark) > 16;
            if (mark != NULL && !has_reason) {
                find(findings, source, number, "%s lacks its reason", marks[i]);
            }
        }
    }
}

/* State of the program is in a struct that someone owns, never in a variable of a file. */
static void rule_globals(const struct source *source, struct findings *findings)
{
    char line[400];
    const char *at = source->code;
    for (int number = 1; next_line(&at, line, sizeof(line)); number++) {
        bool is_variable = starts_with(line, "static ") && strchr(line, '(') == NULL &&
                           strpbrk(line, ";={") != NULL;
        /* A signal handler is handed nothing: what it touches has no owner. */
        bool is_for_handler = strstr(line, "sig_atomic_t") != NULL ||
                              strcmp(source->path, "src/os/terminal_state.c") == 0;
        if (!source->is_test && is_variable && !is_for_handler && strstr(line, "const ") == NULL &&
            strstr(line, "*const") == NULL) {
            find(findings, source, number, "a variable outside a function: whose state is it?");
        }
    }
}

/* ---- Words that have no place here -------------------------------------------------- */

#define THROUGH_PRINT "what is printed goes through os/print: nothing in it steers the terminal"

/* `where`: the paths that may use it, blank-separated prefixes; "": nobody may. */
static const struct banned {
    const char *word, *where, *why;
} banned[] = {
    {"rand(", "", "chance comes from base/rng"},
    {"srand(", "", "chance comes from base/rng"},
    {"random(", "", "chance comes from base/rng"},
    {"time(", "", "time is an argument"},
    {"clock(", "", "time is an argument"},
    {"gettimeofday(", "", "time is an argument"},
    {"clock_gettime(",
     "src/os/ tests/os/ tests/lib/pty.c tests/lib/figures.c tests/bench/bench_screen.c",
     "time is an argument"},
    {"sleep(", "", "nothing sleeps: wait for what must happen"},
    {"usleep(", "", "nothing sleeps: wait for what must happen"},
    {"nanosleep(", "", "nothing sleeps: wait for what must happen"},
    /* What a terminal can do is told in the environment alone. */
    {"getenv(", "src/os/ src/main.c src/tui/term. tests/", "the environment is read once, in main"},
    {"setlocale(", "src/tui/ src/plain/ src/main.c", "every machine must agree"},
    {"strcpy(", "", "write into a buf, or snprintf"},
    {"strcat(", "", "write into a buf, or snprintf"},
    {"strncpy(", "", "write into a buf, or snprintf"},
    {"sprintf(", "", "write into a buf, or snprintf"},
    {"vsprintf(", "", "write into a buf, or snprintf"},
    {"gets(", "", "read with a limit"},
    {"alloca(", "", "arrays have a maximum"},
    {"atoi(", "", "it cannot fail: parse with a limit"},
    {"strtok(", "", "it keeps state"},
    {"system(", "", "no shell"},
    {"popen(", "", "no shell"},
    {"malloc(", "src/base/mem.c", "memory comes from base/mem"},
    {"calloc(", "src/base/mem.c", "memory comes from base/mem"},
    /* What judges histories shares nothing with the engine. */
    {"realloc(", "src/base/mem.c tests/history/read.c", "memory comes from base/mem"},
    {"printf(", "tests/", THROUGH_PRINT},
    {"fprintf(", "tests/", THROUGH_PRINT},
    {"puts(", "tests/", THROUGH_PRINT},
    {"fputs(", "src/base/mem.c src/tui/term.c tests/", THROUGH_PRINT},
    {"fwrite(", "src/tui/term.c src/os/print.c tests/", THROUGH_PRINT},
    {"fopen(", "src/os/ tests/", "files are read by os/"},
    {"float", "src/view/ src/tui/ tests/", "no machine agrees with another on floats"},
    /* A REAL of a table and a number of Lua are doubles by nature: they pass through. */
    {"double", "src/view/ src/tui/ src/store/ src/driver/ tests/",
     "no machine agrees with another on floats"},
};

static bool is_allowed(const char *where, const char *path)
{
    while (*where != '\0') {
        size_t size = strcspn(where, " ");
        if (strncmp(path, where, size) == 0) {
            return true;
        }
        where += size + (where[size] == ' ');
    }
    return false;
}

static bool is_word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool has_word(const char *line, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = line; (at = strstr(at, word)) != NULL; at += size) {
        bool begins = at == line || !is_word_char(at[-1]);
        bool is_member = at > line && (at[-1] == '.' || at[-1] == '>');
        bool ends = word[size - 1] == '(' || !is_word_char(at[size]);
        if (begins && ends && !is_member) {
            return true;
        }
    }
    return false;
}

static void rule_banned(const struct source *source, struct findings *findings)
{
    char line[400];
    const char *at = source->code;
    for (int number = 1; next_line(&at, line, sizeof(line)); number++) {
        for (int i = 0; i < COUNT_OF(banned); i++) {
            if (has_word(line, banned[i].word) && !is_allowed(banned[i].where, source->path)) {
                find(findings, source, number, "%.*s: %s", (int)strcspn(banned[i].word, "("),
                     banned[i].word, banned[i].why);
            }
        }
        if (has_word(line, "typedef struct")) {
            find(findings, source, number, "a struct is called struct: no typedef");
        }
    }
}

static void rule_comments(const struct source *source, struct findings *findings)
{
    /* In the code a line comment is left as it is: see blank_out(). */
    char line[400];
    const char *at = source->code;
    for (int number = 1; next_line(&at, line, sizeof(line)); number++) {
        if (strstr(line, "//") != NULL) {
            find(findings, source, number, "a line comment; write it as a block");
        }
    }
}

/* ---- All rules, one file ------------------------------------------------------------ */

typedef void (*rule_fn)(const struct source *source, struct findings *findings);
static const rule_fn rules[] = {
    rule_includes, rule_own_header_first, rule_first_line, rule_guard,
    rule_lines,    rule_functions,        rule_todo,       rule_globals,
    rule_banned,   rule_comments,
};

/* Blank out what is no code, and keep the lines. */
static char *blank_out(const char *text)
{
    char *code = mem_text(text);
    enum { CODE, COMMENT, STRING, CHARACTER } in = CODE;
    for (char *c = code; *c != '\0'; c++) {
        bool escaped = (in == STRING || in == CHARACTER) && c[0] == '\\' && c[1] != '\0';
        if (in == CODE && c[0] == '/' && c[1] == '*') {
            in = COMMENT;
            c[0] = c[1] = ' ';
            c++;
        } else if (in == COMMENT && c[0] == '*' && c[1] == '/') {
            in = CODE;
            c[0] = c[1] = ' ';
            c++;
        } else if (in == CODE && (*c == '"' || *c == '\'')) {
            in = *c == '"' ? STRING : CHARACTER;
        } else if ((in == STRING && *c == '"') || (in == CHARACTER && *c == '\'')) {
            in = CODE;
        } else if (in != CODE && *c != '\n') {
            c[0] = ' ';
            if (escaped && c[1] != '\n') {
                c[1] = ' ';
                c++;
            }
        }
    }
    return code;
}

void tidy_check(const char *path, const char *text, struct findings *findings)
{
    struct source source = {.path = path, .is_test = starts_with(path, "tests/"), .text = text};
    char folder[100] = "";
    const char *begin = strchr(path, '/') + 1;
    const char *end = strrchr(path, '/');
    if (end > begin) {
        snprintf(folder, sizeof(folder), "%.*s", (int)(end - begin), begin);
    }
    source.folder = folder;
    source.code = blank_out(text);
    for (int i = 0; i < COUNT_OF(rules); i++) {
        rules[i](&source, findings);
    }
    mem_free(source.code);
}
