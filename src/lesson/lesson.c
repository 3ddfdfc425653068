/* SPDX-License-Identifier: MIT */
#include "lesson/lesson.h"

#include "base/mem.h"
#include "base/text.h"
#include "lesson/demand.h"
#include "lesson/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- lines ----------------------------------------------------------------------------------- */

bool reader_next(struct reader *reader)
{
    if (reader->at >= reader->end) {
        return false;
    }
    char *line = reader->at;
    char *end = memchr(line, '\n', (size_t)(reader->end - line));
    end = end != NULL ? end : reader->end;
    reader->at = end < reader->end ? end + 1 : end;
    if (end > line && end[-1] == '\r') {
        end--;
    }
    *end = '\0';
    reader->line = line;
    reader->line_number++;
    return true;
}

/* Characters of `from` before `to`, and one. */
static int column_of(const char *from, const char *to)
{
    int column = 1;
    for (; from < to; from++) {
        column += ((unsigned char)*from & 0xc0) != 0x80;
    }
    return column;
}

struct lesson_text reader_text(const struct reader *reader, const char *at)
{
    return (struct lesson_text){at, reader->line_number, column_of(reader->line, at)};
}

static enum rc fail_at(const char *name, const struct lesson_text *place, enum rc rc,
                       struct err *err, const char *sentence)
{
    return err_set(err, rc, "%.200s:%d:%d: %s", name, place->line, place->column, sentence);
}

enum rc reader_fail(const struct reader *reader, const char *at, enum rc rc, struct err *err,
                    const char *format, ...)
{
    char sentence[300];
    struct lesson_text place = {NULL, reader->line_number > 0 ? reader->line_number : 1, 1};
    va_list args;
    va_start(args, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, args);
    va_end(args);
    if (at != NULL) {
        place = reader_text(reader, at);
    }
    return fail_at(reader->name, &place, rc, err, sentence);
}

enum rc lesson_fail(const char *name, const struct lesson_text *place, enum rc rc, struct err *err,
                    const char *format, ...)
{
    char sentence[300];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, args);
    va_end(args);
    return fail_at(name, place, rc, err, sentence);
}

char *reader_trim(char *text)
{
    text += strspn(text, " \t");
    char *end = text + strlen(text);
    while (end > text && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    *end = '\0';
    return text;
}

/* Is this line, which ends at `end`, one that is typed? */
static bool is_typed(const char *line, const char *end)
{
    return line[0] == '\\' || line[0] == '@' || (end > line && end[-1] == ';');
}

void reader_reflow(char *text)
{
    char *line = text;
    for (char *end = strchr(line, '\n'); end != NULL; end = strchr(line, '\n')) {
        char *next = end + 1;
        bool is_empty = end == line || *next == '\n' || *next == '\0';
        if (!is_empty && !is_typed(line, end) && !is_typed(next, next + strcspn(next, "\n"))) {
            *end = ' ';
        }
        line = next;
    }
}

bool reader_is_slug(const char *text)
{
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return size > 0 && text[size] == '\0' && size < NAME_SIZE_MAX;
}

char *reader_take_quoted(char **at)
{
    char *from = *at + 1;
    char *end = strchr(from, '"');
    if (end == NULL) {
        return NULL;
    }
    *end = '\0';
    *at = end + 1;
    return from;
}

/* --- prose ----------------------------------------------------------------------------------- */

/* Prose is gathered behind the copy of the file: other things stand between its lines. */
static void add_prose(struct reader *reader, char *line)
{
    size_t size = strlen(line);
    bool is_first = reader->prose.text == NULL;
    if (size == 0 && (is_first || reader->prose_end[-2] == '\n')) {
        return; /* one empty line is enough */
    }
    if (is_first) {
        reader->prose = reader_text(reader, line);
        reader->prose_from = reader->prose_end;
        reader->prose.text = reader->prose_from;
    }
    memcpy(reader->prose_end, line, size);
    reader->prose_end += size;
    *reader->prose_end++ = '\n';
}

/* What was gathered belongs to the step that ends, or is the introduction. */
static void end_prose(struct reader *reader)
{
    if (reader->prose.text == NULL) {
        return;
    }
    while (reader->prose_end[-1] == '\n') {
        reader->prose_end--;
    }
    *reader->prose_end++ = '\0';
    reader_reflow(reader->prose_from);
    if (reader->step != NULL) {
        reader->step->prose = reader->prose;
    } else {
        reader->lesson->intro = reader->prose;
    }
    reader->prose = (struct lesson_text){0};
}

/* --- goals ----------------------------------------------------------------------------------- */

/* `else "..."` behind the check. */
static enum rc read_otherwise(struct reader *reader, struct lesson_goal *goal, char *rest,
                              struct err *err)
{
    rest += strspn(rest, " \t");
    if (*rest == '\0') {
        return RC_OK;
    }
    char *at = rest + 4 + (strncmp(rest, "else", 4) == 0 ? strspn(rest + 4, " \t") : 0);
    if (strncmp(rest, "else", 4) != 0 || *at != '"') {
        return reader_fail(reader, rest, RC_USAGE, err,
                           "behind a goal's check only else \"a sentence\" may stand");
    }
    char *text = reader_take_quoted(&at);
    if (text == NULL) {
        return reader_fail(reader, rest, RC_USAGE, err, "the sentence behind else has no end: \"");
    }
    if (at[strspn(at, " \t")] != '\0') {
        return reader_fail(reader, at, RC_USAGE, err, "nothing may follow the sentence of else");
    }
    goal->otherwise = reader_text(reader, text);
    return RC_OK;
}

/* The same of a translation, which has no check: "- [ ] text else "..."". */
static enum rc read_goal_text(struct reader *reader, char *text, const char *check, struct err *err)
{
    struct lesson_goal *goal = &reader->step->goals[reader->step->goal_count++];
    char *otherwise = strstr(text, " else \"");
    if (check != NULL) {
        return reader_fail(reader, check, RC_USAGE, err,
                           "a check stands in the lesson itself, not in a translation");
    }
    enum rc rc = otherwise != NULL ? read_otherwise(reader, goal, otherwise, err) : RC_OK;
    if (otherwise != NULL) {
        *otherwise = '\0';
    }
    text = reader_trim(text);
    goal->text = reader_text(reader, text);
    return rc == RC_OK && *text == '\0'
               ? reader_fail(reader, NULL, RC_USAGE, err, "a goal has a text")
               : rc;
}

/* "- [ ] text `check` else "..."", of which the box is read already. */
static enum rc read_goal(struct reader *reader, char *text, struct err *err)
{
    struct lesson_step *step = reader->step;
    if (step == NULL) {
        return reader_fail(reader, NULL, RC_USAGE, err,
                           "a goal belongs to a step: ## Title {#slug} comes first");
    }
    if (step->goal_count == GOALS_MAX) {
        return reader_fail(reader, NULL, RC_FULL, err, "a step has at most %d goals", GOALS_MAX);
    }
    char *check = strchr(text, '`');
    if (reader->is_translation) {
        return read_goal_text(reader, text, check, err);
    }
    char *end = check != NULL ? strchr(check + 1, '`') : NULL;
    if (end == NULL) {
        return reader_fail(reader, check != NULL ? check : text, RC_USAGE, err,
                           "a goal is a text and its check between two `");
    }
    struct lesson_goal *goal = &step->goals[step->goal_count];
    goal->wanted = reader_text(reader, check + 1);
    enum rc rc = read_otherwise(reader, goal, end + 1, err);
    *check = '\0';
    *end = '\0';
    text = reader_trim(text);
    goal->text = reader_text(reader, text);
    if (rc == RC_OK && (*text == '\0' || check + 1 == end)) {
        rc = reader_fail(reader, NULL, RC_USAGE, err, "a goal has a text and a check");
    }
    step->goal_count++;
    return rc;
}

/* --- headings -------------------------------------------------------------------------------- */

static enum rc begin_step(struct reader *reader, char *text, struct err *err)
{
    struct lesson *lesson = reader->lesson;
    end_prose(reader);
    if (lesson->step_count == LESSON_STEPS_MAX) {
        return reader_fail(reader, NULL, RC_FULL, err, "a lesson has at most %d steps",
                           LESSON_STEPS_MAX);
    }
    char *brace = strstr(text, "{#");
    char *end = brace != NULL ? strchr(brace, '}') : NULL;
    if (end == NULL || end[1 + strspn(end + 1, " \t")] != '\0') {
        return reader_fail(reader, NULL, RC_USAGE, err,
                           "a step's heading ends with its name: ## Title {#slug}");
    }
    *brace = '\0';
    *end = '\0';
    const char *slug = brace + 2;
    if (!reader_is_slug(slug)) {
        return reader_fail(reader, slug, RC_USAGE, err,
                           "\"%.40s\" is no name of a step: small letters, digits and -", slug);
    }
    if (lesson_find_step(lesson, slug) >= 0) {
        return reader_fail(reader, slug, RC_USAGE, err, "two steps are called {#%s}", slug);
    }
    reader->step = &lesson->steps[lesson->step_count++];
    (void)snprintf(reader->step->slug, sizeof(reader->step->slug), "%s", slug);
    reader->step->title = reader_text(reader, reader_trim(text));
    if (*reader->step->title.text == '\0') {
        return reader_fail(reader, NULL, RC_USAGE, err, "a step has a title before {#%s}", slug);
    }
    return RC_OK;
}

static enum rc read_heading(struct reader *reader, struct err *err)
{
    char *line = reader->line;
    if (strncmp(line, "## ", 3) == 0) {
        return begin_step(reader, line + 3, err);
    }
    if (strncmp(line, "# ", 2) == 0 && reader->step == NULL && reader->prose.text == NULL) {
        return RC_OK; /* the title once more, for whoever reads the file as Markdown */
    }
    return reader_fail(reader, NULL, RC_USAGE, err,
                       "a lesson has # its title first, then ## steps, and no other headings");
}

/* --- the file -------------------------------------------------------------------------------- */

/* One line outside of fences. */
static enum rc read_line(struct reader *reader, struct err *err)
{
    char *line = reader->line;
    if (strncmp(line, FENCE, strlen(FENCE)) == 0) {
        return fence_read(reader, err);
    }
    if (line[0] == '#') {
        return read_heading(reader, err);
    }
    if (strncmp(line, "- [ ] ", 6) == 0) {
        return read_goal(reader, line + 6, err);
    }
    if (strncmp(line, "- [", 3) == 0) {
        return reader_fail(reader, line + 2, RC_USAGE, err,
                           "a goal begins with an empty box: - [ ] ");
    }
    add_prose(reader, line);
    return RC_OK;
}

/* A step can be ended only if something in it can be done. */
static enum rc check_steps(const struct reader *reader, struct err *err)
{
    const struct lesson *lesson = reader->lesson;
    if (lesson->step_count == 0) {
        return reader_fail(reader, NULL, RC_USAGE, err,
                           "the lesson has no step: ## Title {#slug}, with a goal or a quiz");
    }
    for (int i = 0; i < lesson->step_count; i++) {
        const struct lesson_step *step = &lesson->steps[i];
        if (lesson->is_demo && step->demo.text == NULL) {
            return lesson_fail(reader->name, &step->title, RC_USAGE, err,
                               "step {#%s} of a demo has a fence demo", step->slug);
        }
        if (!lesson->is_demo && step->goal_count == 0 && step->quiz_count == 0) {
            return lesson_fail(reader->name, &step->title, RC_USAGE, err,
                               "step {#%s} has neither a goal nor a quiz", step->slug);
        }
        if (!lesson->is_demo && step->goal_count > 0 && step->solution.text == NULL) {
            return lesson_fail(reader->name, &step->title, RC_USAGE, err,
                               "step {#%s} has goals and no solution", step->slug);
        }
    }
    return RC_OK;
}

/* --- checks ---------------------------------------------------------------------------------- */

/* NULL stays NULL. */
static enum rc compile(const struct reader *reader, struct demand **out,
                       const struct lesson_text *wanted, struct err *err)
{
    return wanted->text == NULL ? RC_OK : demand_new(out, reader->name, wanted, err);
}

static enum rc compile_goals(const struct reader *reader, struct lesson_step *step, struct err *err)
{
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < step->goal_count; i++) {
        struct lesson_goal *goal = &step->goals[i];
        rc = compile(reader, &goal->check, &goal->wanted, err);
        rc = rc == RC_OK ? template_check(reader->name, &goal->otherwise, err) : rc;
    }
    for (int i = 0; rc == RC_OK && i < step->quiz_count; i++) {
        for (int k = 0; rc == RC_OK && k < step->quizzes[i].option_count; k++) {
            struct lesson_option *option = &step->quizzes[i].options[k];
            rc = compile(reader, &option->check, &option->wanted, err);
        }
    }
    return rc;
}

static enum rc compile_words(const struct reader *reader, struct lesson_step *step, struct err *err)
{
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < step->hint_count; i++) {
        struct lesson_hint *hint = &step->hints[i];
        rc = compile(reader, &hint->check, &hint->when, err);
        rc = rc == RC_OK ? template_check(reader->name, &hint->text, err) : rc;
    }
    for (int i = 0; rc == RC_OK && i < step->caption_count; i++) {
        struct lesson_caption *caption = &step->captions[i];
        rc = compile(reader, &caption->check, &caption->when, err);
        rc = rc == RC_OK ? template_check(reader->name, &caption->text, err) : rc;
    }
    return rc;
}

static void free_checks(struct lesson_step *step)
{
    cues_release(step);
    for (int i = 0; i < step->goal_count; i++) {
        demand_free(step->goals[i].check);
    }
    for (int i = 0; i < step->hint_count; i++) {
        demand_free(step->hints[i].check);
    }
    for (int i = 0; i < step->caption_count; i++) {
        demand_free(step->captions[i].check);
    }
    for (int i = 0; i < step->quiz_count; i++) {
        for (int k = 0; k < step->quizzes[i].option_count; k++) {
            demand_free(step->quizzes[i].options[k].check);
        }
    }
}

static enum rc read_file(struct reader *reader, struct err *err)
{
    if (!reader_next(reader) || strcmp(reader->line, "---") != 0) {
        return reader_fail(reader, NULL, RC_USAGE, err,
                           "a lesson begins with ---, lines such as title: ..., and --- again");
    }
    enum rc rc = front_read(reader, err);
    while (rc == RC_OK && reader_next(reader)) {
        rc = read_line(reader, err);
    }
    if (rc == RC_OK) {
        end_prose(reader);
        rc = reader->is_translation ? RC_OK : check_steps(reader, err);
    }
    for (int i = 0; rc == RC_OK && i < reader->lesson->step_count; i++) {
        struct lesson_step *step = &reader->lesson->steps[i];
        rc = compile_goals(reader, step, err);
        rc = rc == RC_OK ? compile_words(reader, step, err) : rc;
        rc = rc == RC_OK && !reader->is_translation ? cues_read(reader, step, err) : rc;
    }
    return rc;
}

/* What a person would take for a file of another kind. */
static enum rc check_text(const char *name, const char *data, size_t size, struct err *err)
{
    if (size == 0) {
        return err_set(err, RC_USAGE, "%.200s:1:1: the file is empty", name);
    }
    if (size > LESSON_SIZE_MAX) {
        return err_set(err, RC_FULL, "%.200s:1:1: a lesson is at most %d KB long", name,
                       (int)(LESSON_SIZE_MAX / 1024));
    }
    size_t bad = text_find_bad(data, size);
    if (bad == size) {
        return RC_OK;
    }
    struct lesson_text place = {NULL, 1, 1};
    const char *line = data;
    for (const char *at = data; at < data + bad; at++) {
        if (*at == '\n') {
            place.line++;
            line = at + 1;
        }
    }
    place.column = column_of(line, data + bad);
    return lesson_fail(name, &place, RC_USAGE, err,
                       "no text: a lesson is UTF-8, without control characters");
}

enum rc lesson_read(struct lesson *out, const char *name, const char *data, size_t size,
                    bool is_translation, struct err *err)
{
    *out = (struct lesson){0};
    enum rc rc = check_text(name, data, size, err);
    if (rc != RC_OK) {
        return rc;
    }
    size_t skipped = text_mark_size(data, size);
    out->copy = mem_alloc(2 * (size + 1), 1);
    memcpy(out->copy, data, size);
    out->steps = mem_alloc(LESSON_STEPS_MAX, sizeof(*out->steps));
    struct reader reader = {.name = name,
                            .is_translation = is_translation,
                            .lesson = out,
                            .at = out->copy + skipped,
                            .end = out->copy + size,
                            .prose_end = out->copy + size + 1};
    return read_file(&reader, err);
}

enum rc lesson_parse(struct lesson *out, const char *name, const char *data, size_t size,
                     struct err *err)
{
    return lesson_read(out, name, data, size, false, err);
}

void lesson_release(struct lesson *lesson)
{
    for (int i = 0; i < lesson->step_count; i++) {
        free_checks(&lesson->steps[i]);
    }
    mem_free(lesson->steps);
    mem_free(lesson->copy);
    mem_free(lesson->translation);
    *lesson = (struct lesson){0};
}

int lesson_find_step(const struct lesson *lesson, const char *slug)
{
    for (int i = 0; i < lesson->step_count; i++) {
        if (strcmp(lesson->steps[i].slug, slug) == 0) {
            return i;
        }
    }
    return -1;
}

const struct lesson_file *lesson_find_file(const struct lesson *lesson, const char *kind,
                                           const char *name)
{
    for (int i = 0; i < lesson->file_count; i++) {
        const struct lesson_file *file = &lesson->files[i];
        if (strcmp(file->kind, kind) == 0 && strcmp(file->name, name) == 0) {
            return file;
        }
    }
    return NULL;
}

int lesson_shown_at(const struct lesson *lesson, int step)
{
    bool shows_itself = lesson->steps[step].goal_count > 0 || step == lesson->step_count - 1;
    return step + !shows_itself;
}

bool lesson_has_demo(const struct lesson *lesson)
{
    for (int i = 0; i < lesson->step_count; i++) {
        if (lesson->steps[i].demo.text != NULL) {
            return true;
        }
    }
    return false;
}
