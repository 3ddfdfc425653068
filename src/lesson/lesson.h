/* SPDX-License-Identifier: MIT */
/*
 * lesson: one lesson as its Markdown file has it: what is told, what is to be
 * reached, and the lines that are played. Plain data, made by lesson_parse()
 * and never changed afterwards. What is checked is kept with the place where
 * it stands, so that whoever cannot do with it points at its column.
 *
 * A demo for the stage is a file of the same format, whose steps are cues instead of goals.
 *
 * The format's manual is lessons/README.md. It is Markdown first: front matter,
 * "## Step {#slug}", prose, goals that are items of a task list with one code
 * span, and fences of the kinds in fences.c.
 */
#ifndef LESSON_LESSON_H
#define LESSON_LESSON_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LESSON_SIZE_MAX ((size_t)256 * 1024) /* a lesson is read in a quarter of an hour */
#define LESSON_FORMAT 1
#define NEEDS_MAX 8         /* lessons to have done before */
#define LESSON_STEPS_MAX 12 /* as many as fit into the side of the screen as dots */
#define GOALS_MAX 6 /* of a step: they stand on one screen of 24 rows, each with its reason */
#define HINTS_MAX 8
#define CAPTIONS_MAX 8
#define QUIZZES_MAX 3
#define OPTIONS_MAX 6
#define WRONGS_MAX 8
#define FORBIDDEN_MAX 8
#define LANG_SIZE 4      /* "de" */
#define OWN_FILES_MAX 16 /* drivers and game days: two of them for each step of a long lesson */
#define CUES_MAX 64      /* of a step: it is told in some minutes */

struct demand; /* lesson/demand.h */

/* A piece of the file; the text is in the lesson's own copy. */
struct lesson_text {
    const char *text; /* borrowed from the lesson; NULL: there is none */
    int line;         /* where it begins, from 1 */
    int column;       /* from 1, counted in characters */
};

struct lesson_goal {
    struct lesson_text text;
    struct lesson_text wanted;    /* the text of the check */
    struct demand *check;         /* owned */
    struct lesson_text otherwise; /* said while it is unmet; NULL: nothing of its own */
};

struct lesson_hint {
    int level;               /* 1.. */
    struct lesson_text when; /* only then it is offered; NULL: always */
    struct demand *check;    /* owned: of `when`; NULL: there is none */
    struct lesson_text text;
};

struct lesson_caption {
    struct lesson_text when;
    struct demand *check; /* owned */
    struct lesson_text text;
};

struct lesson_option {
    struct lesson_text text;
    struct lesson_text wanted;
    struct demand *check; /* owned: the one that comes true is the answer */
};

struct lesson_quiz {
    char id[NAME_SIZE_MAX];
    int line;
    struct lesson_option options[OPTIONS_MAX];
    int option_count;
};

/* Lines that do not solve the step, though one could think so. */
struct lesson_wrong {
    struct lesson_text why;
    struct lesson_text lines;
};

/* A file that comes in the lesson: lines name it as they name one that comes with the program. */
struct lesson_file {
    const char *kind; /* "drivers", "chaos" */
    char name[NAME_SIZE_MAX];
    int step; /* -1: it stands before the first */
    struct lesson_text text;
};

/* What a step does on a stage, one thing after the other. */
enum cue_kind {
    CUE_SAY,
    CUE_TYPE,
    CUE_WAIT,
    CUE_PAUSE,
    CUE_SPEED,
    CUE_MARK,
    CUE_FOCUS,
    CUE_ASK,
    CUE_COUNT
};

struct lesson_cue {
    enum cue_kind kind;
    struct lesson_text text; /* behind the word: what is said, typed, waited for */
    struct demand *check;    /* owned: of a wait */
    sim_us length;           /* of a wait without a check, as solutions have them */
};

struct lesson_step {
    char slug[NAME_SIZE_MAX];
    struct lesson_text title;
    struct lesson_text prose; /* paragraphs, an empty line between */
    struct lesson_goal goals[GOALS_MAX];
    int goal_count;
    struct lesson_hint hints[HINTS_MAX]; /* by level, then as the file has them */
    int hint_count;
    struct lesson_caption captions[CAPTIONS_MAX];
    int caption_count;
    struct lesson_quiz quizzes[QUIZZES_MAX];
    int quiz_count;
    struct lesson_wrong wrongs[WRONGS_MAX];
    int wrong_count;
    struct lesson_text solution;
    struct lesson_text demo;
    struct lesson_text demo_time; /* how long it may take; NULL: nothing is said of it */
    struct lesson_text notes;
    struct lesson_cue *cues; /* owned: of the demo, or else made of quizzes and the solution */
    int cue_count;
    char *cue_copy; /* owned: their texts */
    sim_us cue_time;
};

struct lesson {
    char slug[NAME_SIZE_MAX];
    bool is_demo; /* for the stage alone: its steps have cues, and need no goals */
    struct lesson_text title;
    char needs[NEEDS_MAX][NAME_SIZE_MAX]; /* slugs */
    int need_count;
    int minutes;
    int masters;
    uint64_t seed;
    char forbidden[FORBIDDEN_MAX][NAME_SIZE_MAX]; /* commands, without their backslash */
    int forbidden_count;
    struct lesson_text forbidden_why;
    int par_commands;              /* 0: it has no par */
    struct lesson_text par_outage; /* a length of time */
    struct lesson_text intro;      /* prose before the first step */
    struct lesson_text setup;
    struct lesson_file files[OWN_FILES_MAX];
    int file_count;
    struct lesson_step *steps; /* owned */
    int step_count;
    char *copy;        /* owned: all texts */
    char *translation; /* owned: those of another language; NULL: there are none */
};

/*
 * Read a lesson. `name` is what errors begin with: "NAME:7:12: ", line and column. The caller
 * releases *out, whatever comes.
 *   RC_USAGE    something in it is not understood, or missing
 *   RC_UNKNOWN  a key or a fence that there is not; err suggests the nearest
 *   RC_FULL     too large, or too many of something
 */
MUST_CHECK enum rc lesson_parse(struct lesson *out, const char *name, const char *data, size_t size,
                                struct err *err);
void lesson_release(struct lesson *lesson);
/*
 * Put the texts of a file in another language in place of its own: title, prose, goals and what is
 * said while they are unmet, answers, hints, captions, notes. It has the same steps with as many
 * of each, and no checks. Errors as of lesson_parse(); then the lesson is as it was.
 */
MUST_CHECK enum rc lesson_translate(struct lesson *lesson, const char *name, const char *data,
                                    size_t size, struct err *err);

/* The name of its file in another language: "same-page.de" of "same-page", "./my.de.md" of
 * "./my.md". */
void lesson_name_translation(const char *word, const char *lang, char *out, size_t room);

/* An error that points at a piece of the file: "NAME:7:12: ...". */
enum rc lesson_fail(const char *name, const struct lesson_text *place, enum rc rc, struct err *err,
                    const char *format, ...) PRINTF_LIKE(5, 6);

/* Has a step of it cues for a stage? */
bool lesson_has_demo(const struct lesson *lesson);
/* The step that shows which answers of a step's quizzes are true: it has goals, or is the last. */
int lesson_shown_at(const struct lesson *lesson, int step);
/* -1: there is no step of this name. */
int lesson_find_step(const struct lesson *lesson, const char *slug);
/* NULL: it has no such file of its own. */
const struct lesson_file *lesson_find_file(const struct lesson *lesson, const char *kind,
                                           const char *name);

#endif
