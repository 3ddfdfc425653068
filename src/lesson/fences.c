/* SPDX-License-Identifier: MIT */
/* fences: the parts of a lesson file that a machine reads, one row of a table for each kind. */
#include "base/nearest.h"
#include "lesson/reader.h"
#include "shell/words.h"

#include <stdio.h>
#include <string.h>

#define ATTRIBUTES_MAX 2

/* A fence as it was read: what stands behind its name, and what stands in it. */
struct fence {
    struct lesson_text attributes[ATTRIBUTES_MAX]; /* as the row names them; NULL: not given */
    struct lesson_text body;
};

struct fence_kind {
    const char *name;
    const char *attributes[ATTRIBUTES_MAX];
    bool is_attribute_wanted[ATTRIBUTES_MAX];
    bool is_before_steps; /* else it belongs to a step */
    bool is_anywhere;     /* either */
    bool is_told;         /* a text for people, and not lines */
    const char *files;    /* it is a file of its own, of this kind; NULL: it is none */
    enum rc (*take)(struct reader *reader, const struct fence *fence, struct err *err);
};

static enum rc fail_many(const struct reader *reader, const char *what, int max, struct err *err)
{
    return reader_fail(reader, NULL, RC_FULL, err, "a step has at most %d %s", max, what);
}

/* --- what is done with each ------------------------------------------------------------------ */

/* There is but one of its kind. */
static enum rc take_only(const struct reader *reader, struct lesson_text *out,
                         const struct fence *fence, struct err *err)
{
    if (out->text != NULL) {
        return lesson_fail(reader->name, &fence->body, RC_USAGE, err,
                           "there is one already, in line %d", out->line - 1);
    }
    *out = fence->body;
    return RC_OK;
}

static enum rc take_setup(struct reader *reader, const struct fence *fence, struct err *err)
{
    return take_only(reader, &reader->lesson->setup, fence, err);
}

static enum rc take_solution(struct reader *reader, const struct fence *fence, struct err *err)
{
    return take_only(reader, &reader->step->solution, fence, err);
}

static enum rc take_demo(struct reader *reader, const struct fence *fence, struct err *err)
{
    reader->step->demo_time = fence->attributes[0];
    return take_only(reader, &reader->step->demo, fence, err);
}

static enum rc take_notes(struct reader *reader, const struct fence *fence, struct err *err)
{
    return take_only(reader, &reader->step->notes, fence, err);
}

static enum rc take_wrong(struct reader *reader, const struct fence *fence, struct err *err)
{
    struct lesson_step *step = reader->step;
    if (step->wrong_count == WRONGS_MAX) {
        return fail_many(reader, "wrong ways", WRONGS_MAX, err);
    }
    step->wrongs[step->wrong_count++] =
        (struct lesson_wrong){.why = fence->attributes[0], .lines = fence->body};
    return RC_OK;
}

static enum rc take_caption(struct reader *reader, const struct fence *fence, struct err *err)
{
    struct lesson_step *step = reader->step;
    if (step->caption_count == CAPTIONS_MAX) {
        return fail_many(reader, "captions", CAPTIONS_MAX, err);
    }
    step->captions[step->caption_count++] =
        (struct lesson_caption){.when = fence->attributes[0], .text = fence->body};
    return RC_OK;
}

/* Levels go up by one at most: who asks again is told more. */
static enum rc take_hint(struct reader *reader, const struct fence *fence, struct err *err)
{
    struct lesson_step *step = reader->step;
    const struct lesson_text *level = &fence->attributes[0];
    int before = step->hint_count > 0 ? step->hints[step->hint_count - 1].level : 0;
    int number = before + 1;
    if (level->text != NULL) { /* more than nine of them there are not */
        number = level->text[1] == '\0' ? level->text[0] - '0' : 0;
    }
    if (step->hint_count == HINTS_MAX) {
        return fail_many(reader, "hints", HINTS_MAX, err);
    }
    if (before == 0 && number != 1) {
        return lesson_fail(reader->name, level, RC_RANGE, err, "the first hint's level is 1");
    }
    if (number < before || number > before + 1) {
        return lesson_fail(reader->name, level, RC_RANGE, err,
                           "this hint's level is %d or %d: levels begin with 1 and leave none out",
                           before, before + 1);
    }
    step->hints[step->hint_count++] =
        (struct lesson_hint){.level = number, .when = fence->attributes[1], .text = fence->body};
    return RC_OK;
}

/* --- a file of its own ------------------------------------------------------------------------ */

static enum rc take_file(struct reader *reader, const char *kind, const struct fence *fence,
                         struct err *err)
{
    struct lesson *lesson = reader->lesson;
    const struct lesson_text *name = &fence->attributes[0];
    if (!reader_is_slug(name->text) || lesson_find_file(lesson, kind, name->text) != NULL) {
        return lesson_fail(reader->name, name, RC_USAGE, err,
                           "it has a name of its own: small letters, digits and -");
    }
    if (lesson->file_count == OWN_FILES_MAX) {
        return lesson_fail(reader->name, name, RC_FULL, err,
                           "a lesson has at most %d drivers and game days", OWN_FILES_MAX);
    }
    struct lesson_file *file = &lesson->files[lesson->file_count++];
    *file = (struct lesson_file){
        .kind = kind,
        .step = reader->step != NULL ? lesson->step_count - 1 : -1,
        .text = fence->body,
    };
    (void)snprintf(file->name, sizeof(file->name), "%s", name->text);
    return RC_OK;
}

/* --- a quiz ---------------------------------------------------------------------------------- */

/* "( ) text = check", the present line. */
static enum rc read_option(struct reader *reader, struct lesson_quiz *quiz, struct err *err)
{
    char *line = reader->line;
    if (strncmp(line, "( ) ", 4) != 0) {
        return reader_fail(reader, line, RC_USAGE, err,
                           "an answer is a line: ( ) text = the check that makes it true");
    }
    if (quiz->option_count == OPTIONS_MAX) {
        return reader_fail(reader, line, RC_FULL, err, "a quiz has at most %d answers",
                           OPTIONS_MAX);
    }
    char *equals = strstr(line + 4, " = ");
    char *check = equals != NULL ? reader_trim(equals + 3) : NULL;
    if (reader->is_translation && check == NULL) {
        quiz->options[quiz->option_count++] =
            (struct lesson_option){.text = reader_text(reader, reader_trim(line + 4))};
        return RC_OK;
    }
    if (reader->is_translation) {
        return reader_fail(reader, equals, RC_USAGE, err,
                           "a check stands in the lesson itself, not in a translation");
    }
    if (equals != NULL) {
        *equals = '\0';
    }
    char *text = reader_trim(line + 4);
    if (check == NULL || *check == '\0' || *text == '\0') {
        return reader_fail(reader, line, RC_USAGE, err,
                           "an answer has a text and, behind \" = \", a check");
    }
    quiz->options[quiz->option_count++] = (struct lesson_option){
        .text = reader_text(reader, text), .wanted = reader_text(reader, check)};
    return RC_OK;
}

static bool has_quiz(const struct lesson *lesson, const char *id)
{
    for (int i = 0; i < lesson->step_count; i++) {
        for (int k = 0; k < lesson->steps[i].quiz_count; k++) {
            if (strcmp(lesson->steps[i].quizzes[k].id, id) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Its lines are read here, and not as a body: errors point into them. */
static enum rc read_quiz(struct reader *reader, const struct fence *fence, struct err *err)
{
    struct lesson_step *step = reader->step;
    const struct lesson_text *id = &fence->attributes[0];
    if (!reader_is_slug(id->text) || has_quiz(reader->lesson, id->text)) {
        return lesson_fail(reader->name, id, RC_USAGE, err,
                           "a quiz has an id of its own: small letters, digits and -");
    }
    if (step->quiz_count == QUIZZES_MAX) {
        return fail_many(reader, "quizzes", QUIZZES_MAX, err);
    }
    struct lesson_quiz *quiz = &step->quizzes[step->quiz_count++];
    (void)snprintf(quiz->id, sizeof(quiz->id), "%s", id->text);
    quiz->line = reader->line_number;
    while (reader_next(reader) && strcmp(reader->line, FENCE) != 0) {
        enum rc rc = reader->line[0] == '\0' ? RC_OK : read_option(reader, quiz, err);
        if (rc != RC_OK) {
            return rc;
        }
    }
    if (strcmp(reader->line, FENCE) != 0) {
        return reader_fail(reader, NULL, RC_USAGE, err, "the quiz of line %d has no end: " FENCE,
                           quiz->line);
    }
    if (quiz->option_count < 2) {
        return lesson_fail(reader->name, id, RC_USAGE, err, "a quiz has two answers at least");
    }
    return RC_OK;
}

/* --- the table ------------------------------------------------------------------------------- */

/* A quiz reads its own lines, and a file is kept as it is: they have no function for a body. */
static const struct fence_kind kinds[] = {
    {.name = "setup", .is_before_steps = true, .take = take_setup},
    {.name = "quiz", .attributes = {"id"}, .is_attribute_wanted = {true}},
    {.name = "hint", .is_told = true, .attributes = {"level", "when"}, .take = take_hint},
    {.name = "solution", .take = take_solution},
    {.name = "wrong", .attributes = {"why"}, .is_attribute_wanted = {true}, .take = take_wrong},
    {.name = "caption",
     .is_told = true,
     .attributes = {"when"},
     .is_attribute_wanted = {true},
     .take = take_caption},
    {.name = "demo", .attributes = {"time"}, .take = take_demo},
    {.name = "notes", .take = take_notes},
    {.name = "lua",
     .is_anywhere = true,
     .files = "drivers",
     .attributes = {"driver"},
     .is_attribute_wanted = {true}},
    {.name = "chaos",
     .is_anywhere = true,
     .files = "chaos",
     .attributes = {"day"},
     .is_attribute_wanted = {true}},
};

static enum rc fail_kind(const struct reader *reader, const char *word, struct err *err)
{
    const char *names[COUNT_OF(kinds) + 1] = {NULL};
    for (int i = 0; i < COUNT_OF(kinds); i++) {
        names[i] = kinds[i].name;
    }
    const char *nearest = nearest_name(word, names);
    return reader_fail(reader, word, RC_UNKNOWN, err,
                       "\"%.40s\" is no kind of fence%s%s%s there are setup, quiz, hint, solution, "
                       "wrong, caption, demo, notes, lua and chaos",
                       word, nearest != NULL ? "; did you mean " : "",
                       nearest != NULL ? nearest : "", nearest != NULL ? "?" : ":");
}

/* One attribute, name=word or name="text", at *at, which moves behind it. */
static enum rc read_attribute(struct reader *reader, const struct fence_kind *kind,
                              struct fence *fence, char **at, struct err *err)
{
    char *name = *at;
    char *value = name + strcspn(name, "= \t");
    if (*value != '=') {
        return reader_fail(reader, name, RC_USAGE, err,
                           "behind the name of a fence stands name=word or name=\"text\"");
    }
    *value++ = '\0';
    int index = 0;
    while (index < ATTRIBUTES_MAX &&
           (kind->attributes[index] == NULL || strcmp(kind->attributes[index], name) != 0)) {
        index++;
    }
    if (index == ATTRIBUTES_MAX || fence->attributes[index].text != NULL) {
        return reader_fail(reader, name, RC_UNKNOWN, err, "a fence \"%s\" has no %s\"%.40s=\"",
                           kind->name, index < ATTRIBUTES_MAX ? "second " : "", name);
    }
    *at = value;
    char *text = *value == '"' ? reader_take_quoted(at) : value;
    if (text == NULL) {
        return reader_fail(reader, value, RC_USAGE, err, "the text of %s= has no end: \"", name);
    }
    if (text == value) {
        *at += strcspn(value, " \t");
        if (**at != '\0') {
            *(*at)++ = '\0';
        }
    }
    fence->attributes[index] = reader_text(reader, text);
    return RC_OK;
}

static enum rc read_attributes(struct reader *reader, const struct fence_kind *kind,
                               struct fence *fence, char *at, struct err *err)
{
    enum rc rc = RC_OK;
    for (at += strspn(at, " \t"); rc == RC_OK && *at != '\0'; at += strspn(at, " \t")) {
        rc = read_attribute(reader, kind, fence, &at, err);
    }
    for (int i = 0; rc == RC_OK && i < ATTRIBUTES_MAX; i++) {
        bool is_there = fence->attributes[i].text != NULL && fence->attributes[i].text[0] != '\0';
        if (reader->is_translation && is_there && strcmp(kind->attributes[i], "id") != 0) {
            return lesson_fail(reader->name, &fence->attributes[i], RC_USAGE, err,
                               "%s= stands in the lesson itself, not in a translation",
                               kind->attributes[i]);
        }
        if (kind->is_attribute_wanted[i] && !is_there &&
            (!reader->is_translation || strcmp(kind->attributes[i], "id") == 0)) {
            rc = reader_fail(reader, NULL, RC_USAGE, err, "a fence \"%s\" says %s=\"...\"",
                             kind->name, kind->attributes[i]);
        }
    }
    return rc;
}

/* The lines up to the end of the fence, moved together where they lie. */
static enum rc read_body(struct reader *reader, const struct fence_kind *kind, struct fence *fence,
                         struct err *err)
{
    int from = reader->line_number;
    char *begin = NULL;
    char *end = NULL;
    while (reader_next(reader) && strcmp(reader->line, FENCE) != 0) {
        size_t size = strlen(reader->line);
        if (end == NULL) {
            fence->body = reader_text(reader, reader->line);
            begin = reader->line;
            end = begin;
        } else {
            *end++ = '\n';
        }
        memmove(end, reader->line, size + 1);
        end += size;
    }
    if (strcmp(reader->line, FENCE) != 0) {
        return reader_fail(reader, NULL, RC_USAGE, err, "the fence of line %d has no end: " FENCE,
                           from);
    }
    if (end == NULL || fence->body.text[strspn(fence->body.text, " \t\n")] == '\0') {
        return reader_fail(reader, NULL, RC_USAGE, err, "the fence is empty");
    }
    if (kind->is_told) {
        reader_reflow(begin);
    }
    return RC_OK;
}

enum rc fence_read(struct reader *reader, struct err *err)
{
    struct fence fence = {0};
    char *word = reader->line + strlen(FENCE);
    char *rest = word + strcspn(word, " \t");
    if (*rest != '\0') {
        *rest++ = '\0';
    }
    const struct fence_kind *kind = NULL;
    for (int i = 0; i < COUNT_OF(kinds); i++) {
        kind = strcmp(kinds[i].name, word) == 0 ? &kinds[i] : kind;
    }
    if (kind == NULL) {
        return fail_kind(reader, word, err);
    }
    if (!kind->is_anywhere && kind->is_before_steps != (reader->step == NULL)) {
        return reader_fail(reader, NULL, RC_USAGE, err,
                           kind->is_before_steps ? "%s stands before the first step"
                                                 : "%s belongs to a step: ## Title {#slug} comes "
                                                   "first",
                           kind->name);
    }
    bool is_told = kind->is_told || strcmp(kind->name, "quiz") == 0 || kind->take == take_notes;
    if (reader->is_translation && !is_told) {
        return reader_fail(reader, word, RC_USAGE, err,
                           "%s stands in the lesson itself; a translation has texts alone",
                           kind->name);
    }
    enum rc rc = read_attributes(reader, kind, &fence, rest, err);
    if (rc == RC_OK && kind->take == NULL && kind->files == NULL) {
        return read_quiz(reader, &fence, err);
    }
    rc = rc == RC_OK ? read_body(reader, kind, &fence, err) : rc;
    if (rc == RC_OK && kind->files != NULL) {
        return take_file(reader, kind->files, &fence, err);
    }
    return rc == RC_OK ? kind->take(reader, &fence, err) : rc;
}
