/* SPDX-License-Identifier: MIT */
#include "lesson/lint.h"

#include "base/buf.h"
#include "base/text.h"
#include "lesson/reader.h"

#include <stdio.h>
#include <string.h>

#define LINE_ROOM 1024 /* of a line; what is longer is looked at so far */

/* --- what a person reads ---------------------------------------------------------------------- */

/* A line, of which what is not read was made blank: columns stay as they are. */
struct told {
    int number; /* from 1 */
    bool is_typed;
    char text[LINE_ROOM];
};

struct walk {
    const char *at, *end;
    int number;
    bool is_front;         /* within the front matter */
    char fence[LINE_ROOM]; /* the kind of it; "": outside */
};

static void blank(char *from, const char *to)
{
    for (; from < to; from++) {
        *from = ' ';
    }
}

/* From one sign to the next of another: a code span, the facts in braces. */
static void blank_spans(char *text, char open, char close)
{
    char *from = strchr(text, open);
    while (from != NULL) {
        char *to = strchr(from + 1, close);
        to = to != NULL ? to + 1 : from + strlen(from);
        blank(from, to);
        from = strchr(to, open);
    }
}

/* A command within a sentence, up to where the sentence goes on. */
static void blank_commands(char *text)
{
    for (char *from = strchr(text, '\\'); from != NULL; from = strchr(from, '\\')) {
        blank(from, from + strcspn(from, ".,;:)"));
    }
}

static bool is_typed(const char *text)
{
    const char *end = text + strlen(text);
    return text[0] == '\\' || text[0] == '@' || (end > text && end[-1] == ';');
}

static void read_front(struct walk *walk, char *text)
{
    static const char title[] = "title:";
    if (strcmp(text, "---") == 0) {
        walk->is_front = walk->number == 1;
    }
    bool is_title = strncmp(text, title, strlen(title)) == 0;
    blank(text, text + (is_title ? strlen(title) : strlen(text)));
}

/* "```hint level=2": what follows is its body. */
static void read_fence(struct walk *walk, char *text)
{
    size_t size = strcspn(text + strlen(FENCE), " \t");
    (void)snprintf(walk->fence, sizeof(walk->fence), "%.*s", (int)size, text + strlen(FENCE));
    blank(text, text + strlen(text));
}

static void read_body(const struct walk *walk, struct told *told)
{
    static const char *const read[] = {"hint", "caption", "notes"};
    char *text = told->text;
    for (int i = 0; i < COUNT_OF(read); i++) {
        if (strcmp(walk->fence, read[i]) == 0) {
            told->is_typed = is_typed(text);
            return;
        }
    }
    char *from = text;
    if (strcmp(walk->fence, "quiz") == 0) {
        char *check = strstr(text, " = ");
        from = check != NULL ? check : text + strlen(text);
    } else if (strcmp(walk->fence, "demo") == 0 && strncmp(text, "say", 3) == 0) {
        from = text + strlen(text);
    }
    blank(from, text + strlen(text));
}

/* The next line. False: there is none. */
static bool next(struct walk *walk, struct told *told)
{
    if (walk->at >= walk->end) {
        return false;
    }
    size_t size = 0;
    while (walk->at + size < walk->end && walk->at[size] != '\n') {
        size++;
    }
    (void)snprintf(told->text, sizeof(told->text), "%.*s", (int)size, walk->at);
    walk->at += size + 1;
    told->text[strcspn(told->text, "\r")] = '\0';
    told->number = ++walk->number;
    told->is_typed = false;
    if (walk->is_front || (walk->number == 1 && strcmp(told->text, "---") == 0)) {
        read_front(walk, told->text);
    } else if (walk->fence[0] != '\0' && strcmp(told->text, FENCE) == 0) {
        walk->fence[0] = '\0';
        told->text[0] = '\0';
    } else if (walk->fence[0] != '\0') {
        read_body(walk, told);
    } else if (strncmp(told->text, FENCE, strlen(FENCE)) == 0) {
        read_fence(walk, told->text);
    } else {
        told->is_typed = is_typed(told->text);
    }
    if (!told->is_typed) {
        blank_spans(told->text, '`', '`');
        blank_spans(told->text, '{', '}');
        blank_commands(told->text);
    }
    return true;
}

static struct walk begin(const char *text, size_t size)
{
    return (struct walk){.at = text, .end = text + size};
}

static int column_of(const char *from, const char *to)
{
    int column = 1;
    for (; from < to; from++) {
        column += ((unsigned char)*from & 0xc0) != 0x80;
    }
    return column;
}

/* --- words ------------------------------------------------------------------------------------ */

/* For each thing there is one word; these are others for it. */
static const struct {
    const char *word;
    const char *instead;
    const char *unless; /* it stands behind this one; NULL: never */
} words[] = {
    {"node", "master", NULL},
    {"nodes", "masters", NULL},
    {"replica", "master, or storage copy", "read"},
    {"replicas", "masters, or storage copies", "read"},
    {"leader", "master", NULL},
    {"follower", "master", NULL},
    {"slave", "master", NULL},
    {"zone", "AZ", "availability"},
    {"zones", "AZs", "availability"},
    {"datacenter", "AZ", NULL},
    {"datacenters", "AZs", NULL},
    {"collision", "conflict", NULL},
    {"collisions", "conflicts", NULL},
    {"downtime", "outage", NULL},
    {"query", "statement", NULL},
    {"queries", "statements", NULL},
    {"abort", "roll back", NULL},
    {"aborts", "rolls back", NULL},
    {"aborted", "rolled back", NULL},
    {"app", "program, or client", NULL},
    {"apps", "programs, or clients", NULL},
    {"hostname", "endpoint", NULL},
    {"checkpoint", "mark", NULL},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           ((unsigned char)c & 0x80) != 0;
}

/* Is it this word, with a small or a large first letter? */
static bool is_word(const char *at, size_t size, const char *word)
{
    char first = at[0] >= 'A' && at[0] <= 'Z' ? (char)(at[0] - 'A' + 'a') : at[0];
    return strlen(word) == size && first == word[0] && memcmp(at + 1, word + 1, size - 1) == 0;
}

static void look_up(const struct told *told, const char *at, size_t size, const char *before,
                    size_t before_size, lint_found_fn found, void *user)
{
    for (int i = 0; i < COUNT_OF(words); i++) {
        const char *unless = words[i].unless;
        if (!is_word(at, size, words[i].word) ||
            (unless != NULL && before_size > 0 && is_word(before, before_size, unless))) {
            continue;
        }
        struct lint_finding finding = {.line = told->number, .column = column_of(told->text, at)};
        (void)snprintf(finding.what, sizeof(finding.what), "\"%s\" has another word here: %s",
                       words[i].word, words[i].instead);
        found(user, &finding);
    }
}

void lint_words(const char *text, size_t size, lint_found_fn found, void *user)
{
    struct walk walk = begin(text, size);
    struct told told;
    while (next(&walk, &told)) {
        const char *before = NULL;
        size_t before_size = 0;
        for (const char *at = told.text; !told.is_typed && *at != '\0';) {
            size_t length = 0;
            while (is_letter(at[length])) {
                length++;
            }
            if (length > 0) {
                look_up(&told, at, length, before, before_size, found, user);
                before = at;
                before_size = length;
            }
            at += length > 0 ? length : 1;
        }
    }
}

/* --- widths ----------------------------------------------------------------------------------- */

static void look_at_width(const struct told *told, const char *what, int width, int max,
                          lint_found_fn found, void *user)
{
    struct lint_finding finding = {.line = told->number, .column = 1};
    if (width > max) {
        (void)snprintf(finding.what, sizeof(finding.what), "%s has %d columns, and room for %d",
                       what, width, max);
        found(user, &finding);
    }
}

void lint_widths(const char *text, size_t size, lint_found_fn found, void *user)
{
    struct walk walk = begin(text, size);
    struct told told;
    int step = 0;
    while (next(&walk, &told)) {
        if (told.is_typed) {
            look_at_width(&told, "a line that is typed", text_width(told.text), LINT_TYPED_COLUMNS,
                          found, user);
        }
        if (strncmp(told.text, "## ", 3) == 0) {
            char heading[LINE_ROOM];
            blank_spans(told.text, '{', '}');
            (void)snprintf(heading, sizeof(heading), "step %d: %.900s", ++step, told.text + 3);
            look_at_width(&told, "the heading", text_width(reader_trim(heading)),
                          LINT_HEADING_COLUMNS, found, user);
        }
    }
}

/* --- marks of facts --------------------------------------------------------------------------- */

/* How a lesson says whose word it is. */
static const char *const documented[] = {"document",   "second hand", "AWS says",  "AWS warns",
                                         "AWS lists",  "AWS fixes",   "AWS tells", "AWS advises",
                                         "AWS states", "AWS names"};
static const char *const of_the_lab[] = {"the lab", "The lab", "this lab", "our own choice",
                                         "our choice"};

static bool holds_one(const char *text, const char *const *marks, int count)
{
    for (int i = 0; i < count; i++) {
        if (strstr(text, marks[i]) != NULL) {
            return true;
        }
    }
    return false;
}

struct lint_marks lint_marks(const char *text, size_t size)
{
    struct walk walk = begin(text, size);
    struct told told;
    struct buf all;
    buf_init(&all, 2 * LESSON_SIZE_MAX);
    while (next(&walk, &told)) {
        if (!told.is_typed) {
            buf_addf(&all, "%s ", told.text);
        }
    }
    struct lint_marks marks = {
        .is_documented = holds_one(all.data, documented, COUNT_OF(documented)),
        .is_of_the_lab = holds_one(all.data, of_the_lab, COUNT_OF(of_the_lab)),
    };
    buf_release(&all);
    return marks;
}

/* --- time ------------------------------------------------------------------------------------- */

/* Words of a text; lines that are typed are no prose. */
static int count_words(const struct lesson_text *text)
{
    int count = 0;
    const char *at = text->text != NULL ? text->text : "";
    while (*at != '\0') {
        char line[4096];
        size_t size = strcspn(at, "\n");
        (void)snprintf(line, sizeof(line), "%.*s", (int)size, at);
        for (const char *word = line; !is_typed(line) && *word != '\0';) {
            size_t length = strcspn(word, " \t");
            count += length > 0;
            word += length + strspn(word + length, " \t");
        }
        at += size + (at[size] == '\n');
    }
    return count;
}

struct lint_time lint_time(const struct lesson *lesson)
{
    struct lint_time time = {.words = count_words(&lesson->intro)};
    for (int i = 0; i < lesson->step_count; i++) {
        time.words += count_words(&lesson->steps[i].prose);
        time.goals += lesson->steps[i].goal_count;
    }
    time.seconds = time.words * 60 / LINT_WORDS_PER_MINUTE + time.goals * LINT_SECONDS_PER_GOAL;
    return time;
}

int lint_wrongs(const struct lesson *lesson)
{
    int count = 0;
    for (int i = 0; i < lesson->step_count; i++) {
        count += lesson->steps[i].wrong_count;
    }
    return count;
}
