/* SPDX-License-Identifier: MIT */
#include "lesson/verify_state.h"

#include "base/mem.h"
#include "base/text.h"
#include "lesson/lint.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SETUP_WAIT_US (60 * US_PER_S)
/* How long after its last line a solution may take to take effect; a wrong way has as long. */
#define GOALS_WAIT_US (20 * US_PER_S)
#define TEXT_ROWS 10 /* of 24: what bar, picture, heading and prompt leave */

/* --- points ----------------------------------------------------------------------------------- */

/* The point, new or as it is; its words are made once. */
static struct verify_point *find_point(struct verify *verify, enum verify_kind kind, int step,
                                       int index)
{
    for (int i = 0; i < verify->count; i++) {
        struct verify_point *point = &verify->points[i];
        if (point->kind == kind && point->step == step && point->index == index) {
            return point;
        }
    }
    void *points = verify->points;
    mem_grow(&points, &verify->room, verify->count + 1, sizeof(*verify->points));
    verify->points = points;
    struct verify_point *point = &verify->points[verify->count++];
    *point = (struct verify_point){.kind = kind, .step = step, .index = index};
    return point;
}

static void name_point(const struct lesson *lesson, struct verify_point *point)
{
    static const char *const words[] = {
        [POINT_FORMAT] = "the file is a lesson",
        [POINT_SETUP] = "the setup is answered without an error",
        [POINT_FITS] = "fits on a screen of 80x24",
        [POINT_UNSOLVED] = "is not done at its beginning",
        [POINT_SOLUTION] = "the solution meets all goals",
        [POINT_WRONG] = "does not do",
        [POINT_QUIZ] = "has one answer that comes true",
        [POINT_CAPTION] = "is shown",
        [POINT_DEMO] = "the demo plays to its end",
        [POINT_WRONGS] = "there are two wrong ways at least",
        [POINT_TIME] = "it can be read and done in its minutes",
        [POINT_FACTS] = "it says what AWS documents, and what is the lab's own",
        [POINT_WORDS] = "for one thing there is one word",
        [POINT_TRANSLATION] = "the translation has the same parts",
        [POINT_WIDTHS] = "headings, and lines that are typed, have room",
        [POINT_HEADLINE] = "the headline fits in large letters",
        [POINT_SAID] = "what is said fits on two rows",
        [POINT_NUMBER] = "the number and what it counts fit beside the facts",
        [POINT_STEP] = "plays to its end",
        [POINT_STEP_TIME] = "takes no longer than it says",
    };
    const struct lesson_step *step = point->step >= 0 ? &lesson->steps[point->step] : NULL;
    char head[100] = "";
    if (step != NULL && point->kind == POINT_WRONG) {
        (void)snprintf(head, sizeof(head), ", the wrong way of line %d",
                       step->wrongs[point->index].lines.line);
    } else if (step != NULL && point->kind == POINT_QUIZ) {
        (void)snprintf(head, sizeof(head), ", the quiz %s", step->quizzes[point->index].id);
    } else if (step != NULL && point->kind == POINT_CAPTION) {
        (void)snprintf(head, sizeof(head), ", the caption of line %d",
                       step->captions[point->index].text.line);
    }
    (void)snprintf(point->what, sizeof(point->what), "%s%s%s%s%s", step != NULL ? "step " : "",
                   step != NULL ? step->slug : "", head, step != NULL ? " " : "",
                   words[point->kind]);
}

void verify_note(struct trial *trial, enum verify_kind kind, int step, int index, bool holds,
                 const char *format, ...)
{
    struct verify_point *point = find_point(trial->verify, kind, step, index);
    if (point->tried++ == 0) {
        name_point(trial->lesson, point);
    }
    if (holds || point->has_failed) {
        return;
    }
    va_list args;
    va_start(args, format);
    (void)vsnprintf(point->why, sizeof(point->why), format, args);
    va_end(args);
    point->has_failed = true;
    point->seed = trial->seed;
    trial->verify->has_failed = true;
}

/* --- a step ----------------------------------------------------------------------------------- */

static bool is_step_done(struct lab *lab)
{
    return play_is_step_done(play_of(lab));
}

static bool is_ready(struct lab *lab)
{
    return play_is_ready(play_of(lab)) || play_trouble(play_of(lab)) != NULL;
}

/* The first goal that is unmet, and why. */
static void say_unmet(const struct trial *trial, struct buf *out)
{
    struct play *play = play_of(trial->lab);
    const struct lesson_step *step = &trial->lesson->steps[play_step(play)];
    for (int i = 0; i < step->goal_count; i++) {
        struct goal_view goal;
        struct buf why;
        buf_init(&why, 200);
        play_look_goal(play, trial->lab, i, &goal, &why);
        if (out->size == 0 && (goal.state == GOAL_OPEN || goal.state == GOAL_BROKEN)) {
            buf_addf(out, "%s:%d:%d: \"%s\" is not met: %s", trial->options->name,
                     step->goals[i].text.line, step->goals[i].text.column, step->goals[i].text.text,
                     why.data);
        }
        buf_release(&why);
    }
    if (out->size == 0) {
        buf_addf(out, "the goals do not hold together");
    }
}

/* Quizzes are answered somehow: which answer is right, shows. */
static enum rc answer_quizzes(struct trial *trial, struct err *err)
{
    struct play *play = play_of(trial->lab);
    const struct lesson_step *step = &trial->lesson->steps[play_step(play)];
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < step->quiz_count; i++) {
        char line[NAME_SIZE_MAX + 20];
        if (play_answer(play, play_step(play), i) == 0) {
            (void)snprintf(line, sizeof(line), "\\answer %s 1", step->quizzes[i].id);
            rc = player_give_line(&trial->player,
                                  &(struct lesson_text){line, step->quizzes[i].line, 1}, err);
        }
    }
    return rc;
}

/* Where the lab and its branches are at the beginning of a step. */
struct beginning {
    struct buf state;
    struct player_branches branches;
};

static void keep_beginning(struct trial *trial, struct beginning *out)
{
    buf_init(&out->state, BUF_CAP_STATE);
    lab_save(trial->lab, &out->state);
    player_branches_copy(&out->branches, &trial->player.branches);
}

static enum rc go_to_beginning(struct trial *trial, const struct beginning *beginning,
                               struct err *err)
{
    player_branches_release(&trial->player.branches);
    player_branches_copy(&trial->player.branches, &beginning->branches);
    return lab_load(trial->lab, beginning->state.data, beginning->state.size, err);
}

static void try_wrongs(struct trial *trial, int index, const struct beginning *beginning)
{
    const struct lesson_step *step = &trial->lesson->steps[index];
    for (int i = 0; i < step->wrong_count; i++) {
        struct err err = {0};
        enum rc rc = answer_quizzes(trial, &err);
        rc = rc == RC_OK ? player_give(&trial->player, &step->wrongs[i].lines, &err) : rc;
        bool is_done = rc == RC_OK && player_wait(trial->lab, GOALS_WAIT_US, is_step_done);
        verify_note(trial, POINT_WRONG, index, i, rc == RC_OK && !is_done, "%s",
                    rc != RC_OK ? err.text : "all goals are met all the same");
        rc = go_to_beginning(trial, beginning, &err);
        if (rc != RC_OK) {
            verify_note(trial, POINT_WRONG, index, i, false, "%s", err.text);
        }
    }
}

static void try_demo(struct trial *trial, int index, const struct beginning *beginning)
{
    const struct lesson_step *step = &trial->lesson->steps[index];
    struct err err = {0};
    if (step->demo.text == NULL) {
        return;
    }
    enum rc rc = player_give_demo(&trial->player, step, &err);
    verify_note(trial, POINT_DEMO, index, 0, rc == RC_OK, "%s", err.text);
    (void)!go_to_beginning(trial, beginning, &err);
}

/* Captions are shown when the solution is played. */
static void note_captions(struct trial *trial, int index)
{
    for (int i = 0; i < trial->lesson->steps[index].caption_count; i++) {
        verify_note(trial, POINT_CAPTION, index, i, play_caption_came(play_of(trial->lab), i), "%s",
                    "it does not come while the solution is played");
    }
}

/* One answer comes true, and it is that which is told when the step is done. */
static void note_quiz(struct trial *trial, int step, int quiz, int holding, int truth)
{
    int told = play_truth(play_of(trial->lab), step, quiz);
    int line = trial->lesson->steps[step].quizzes[quiz].line;
    if (holding != 1 || told == truth) {
        verify_note(trial, POINT_QUIZ, step, quiz, holding == 1, "%s:%d:1: %d answers come true",
                    trial->options->name, line, holding);
    } else {
        verify_note(trial, POINT_QUIZ, step, quiz, false,
                    "%s:%d:1: answer %d is told, and %d comes true", trial->options->name, line,
                    told, truth);
    }
}

/* Of each quiz that this step shows. */
static void note_quizzes(struct trial *trial, int index)
{
    struct play *play = play_of(trial->lab);
    for (int s = 0; s <= index; s++) {
        const struct lesson_step *step = &trial->lesson->steps[s];
        bool is_shown = lesson_shown_at(trial->lesson, s) == index;
        for (int i = 0; is_shown && i < step->quiz_count; i++) {
            int holding = 0;
            int truth = 0;
            for (int k = 0; k < step->quizzes[i].option_count; k++) {
                bool holds = play_option_holds(play, trial->lab, s, i, k);
                holding += holds;
                truth = holds ? k + 1 : truth;
            }
            note_quiz(trial, s, i, holding, truth);
        }
    }
}

/* False: the rest cannot be tried. */
static bool try_step(struct trial *trial, int index)
{
    const struct lesson_step *step = &trial->lesson->steps[index];
    struct err err = {0};
    struct beginning beginning;
    struct buf why;
    buf_init(&why, 300);
    trial->player.step_event = lab_event_last(trial->lab);
    verify_note(trial, POINT_UNSOLVED, index, 0, !is_step_done(trial->lab),
                "nothing is left to do");
    keep_beginning(trial, &beginning);
    try_wrongs(trial, index, &beginning);
    try_demo(trial, index, &beginning);
    enum rc rc = answer_quizzes(trial, &err);
    if (rc == RC_OK && step->solution.text != NULL) {
        rc = player_give(&trial->player, &step->solution, &err);
    }
    bool is_done = rc == RC_OK && player_wait(trial->lab, GOALS_WAIT_US, is_step_done);
    if (rc != RC_OK) {
        buf_addf(&why, "%s", err.text);
    } else if (!is_done) {
        say_unmet(trial, &why);
    }
    verify_note(trial, POINT_SOLUTION, index, 0, is_done, "%s", why.data);
    if (is_done) {
        note_captions(trial, index);
        note_quizzes(trial, index);
    }
    buf_release(&beginning.state);
    player_branches_release(&beginning.branches);
    buf_release(&why);
    return is_done;
}

/* --- a seed ----------------------------------------------------------------------------------- */

enum rc verify_read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    const struct verify_options *options = user;
    if (strcmp(kind, "lessons") == 0 || strcmp(kind, "demos") == 0) {
        return buf_add_bytes(out, options->text, options->size, err);
    }
    return options->files.read(options->files.user, kind, name, out, err);
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    struct trial *trial = user;
    const struct play *play = trial->lab != NULL ? play_of(trial->lab) : NULL;
    if (reply->is_error && play != NULL && !play_is_ready(play) && !trial->has_setup_error) {
        trial->has_setup_error = true;
        verify_note(trial, POINT_SETUP, -1, 0, false, "%.*s", (int)strcspn(reply->text, "\n"),
                    reply->text);
    }
}

static void try_steps(struct trial *trial)
{
    const struct lesson *lesson = trial->lesson;
    struct err err = {0};
    char line[NAME_SIZE_MAX + 40];
    (void)snprintf(line, sizeof(line), "\\lesson %s seed=%" PRIu64, lesson->slug, trial->seed);
    enum rc rc = player_give_line(&trial->player, &(struct lesson_text){line, 1, 1}, &err);
    bool is_set_up = rc == RC_OK && player_wait(trial->lab, SETUP_WAIT_US, is_ready) &&
                     play_trouble(play_of(trial->lab)) == NULL;
    const char *why = rc != RC_OK ? err.text : play_trouble(play_of(trial->lab));
    if (!trial->has_setup_error) {
        verify_note(trial, POINT_SETUP, -1, 0, is_set_up, "%s",
                    why != NULL ? why : "it gets no answer");
    }
    for (int i = 0; is_set_up && !trial->has_setup_error && i < lesson->step_count; i++) {
        bool is_done = try_step(trial, i);
        if (!is_done || i == lesson->step_count - 1) {
            return;
        }
        rc = player_give_line(&trial->player, &(struct lesson_text){"\\next", 1, 1}, &err);
        if (rc != RC_OK) {
            verify_note(trial, POINT_SOLUTION, i, 0, false, "%s", err.text);
            return;
        }
    }
}

static void try_seed(struct trial *trial)
{
    struct err err = {0};
    struct lab_config config = {
        .seed = trial->seed,
        .masters = trial->lesson->masters,
        .files = {.read = verify_read_file, .user = (void *)trial->options},
        .sink = {.on_reply = on_reply, .user = trial},
        .guest = &play_guest,
    };
    if (lab_new(&trial->lab, &config, &err) != RC_OK) {
        verify_note(trial, POINT_SETUP, -1, 0, false, "%s", err.text);
        return;
    }
    trial->has_setup_error = false;
    trial->player = (struct player){.lab = trial->lab, .file = trial->options->name};
    try_steps(trial);
    player_branches_release(&trial->player.branches);
    lab_free(trial->lab);
    trial->lab = NULL;
}

/* --- what needs no lab ------------------------------------------------------------------------ */

int verify_rows(const struct lesson_text *text, int columns)
{
    int rows = 0;
    const char *at = text->text != NULL ? text->text : "";
    while (*at != '\0') {
        size_t skip = 0;
        rows += text_wrap(at, columns, &skip) > 0;
        at += skip;
    }
    return rows;
}

/* Its text, with the lesson's before it in the first; answers and goals, each with a heading; and
 * why a goal is not met. */
static void try_size(struct trial *trial, int index)
{
    const struct lesson_step *step = &trial->lesson->steps[index];
    int rows = verify_rows(&step->prose, VERIFY_COLUMNS) + (step->goal_count > 0 ? 2 : 0) +
               (step->quiz_count > 0 ? 1 : 0);
    rows += index == 0 ? verify_rows(&trial->lesson->intro, VERIFY_COLUMNS) : 0;
    for (int i = 0; i < step->goal_count; i++) {
        rows += verify_rows(&step->goals[i].text, VERIFY_COLUMNS - 2);
    }
    for (int i = 0; i < step->quiz_count; i++) {
        for (int k = 0; k < step->quizzes[i].option_count; k++) {
            rows += verify_rows(&step->quizzes[i].options[k].text, VERIFY_COLUMNS - 3);
        }
    }
    verify_note(trial, POINT_FITS, index, 0, rows <= TEXT_ROWS,
                "%s:%d:%d: its text, answers and goals take %d rows of %d", trial->options->name,
                step->title.line, step->title.column, rows, TEXT_ROWS);
}

/* What was found of a kind, each a point of its own; or that nothing was. */
struct gathering {
    struct trial *trial;
    enum verify_kind kind;
    int count;
};

static void note_finding(void *user, const struct lint_finding *finding)
{
    struct gathering *gathering = user;
    verify_note(gathering->trial, gathering->kind, -1, gathering->count++, false, "%s:%d:%d: %s",
                gathering->trial->options->name, finding->line, finding->column, finding->what);
}

static void try_texts(struct trial *trial, enum verify_kind kind,
                      void (*lint)(const char *text, size_t size, lint_found_fn found, void *user))
{
    struct gathering gathering = {.trial = trial, .kind = kind};
    lint(trial->options->text, trial->options->size, note_finding, &gathering);
    if (gathering.count == 0) {
        verify_note(trial, kind, -1, 0, true, "%s", "");
    }
}

static void try_words(struct trial *trial)
{
    const struct verify_options *options = trial->options;
    const struct lesson_text *title = &trial->lesson->title;
    int wrongs = lint_wrongs(trial->lesson);
    struct lint_time time = lint_time(trial->lesson);
    struct lint_marks marks = lint_marks(options->text, options->size);
    verify_note(trial, POINT_WRONGS, -1, 0, wrongs >= LINT_WRONGS_MIN,
                "%s:%d:%d: it has %d: what might one think that does not do?", options->name,
                title->line, title->column, wrongs);
    verify_note(trial, POINT_TIME, -1, 0, time.seconds <= trial->lesson->minutes * 60,
                "%s:%d:%d: %d words and %d goals take %d s, of %d", options->name, title->line,
                title->column, time.words, time.goals, time.seconds, trial->lesson->minutes * 60);
    verify_note(trial, POINT_FACTS, -1, 0, marks.is_documented && marks.is_of_the_lab,
                "%s:%d:%d: no sentence says %s", options->name, title->line, title->column,
                marks.is_documented
                    ? "what is the lab's own: \"the lab\""
                    : "what AWS documents: \"documents\", \"AWS says\"; or \"second hand\"");
    try_texts(trial, POINT_WORDS, lint_words);
    try_texts(trial, POINT_WIDTHS, lint_widths);
}

void verify_lesson(struct verify *out, const struct verify_options *options)
{
    struct lesson lesson;
    struct err err = {0};
    *out = (struct verify){0};
    struct trial trial = {
        .verify = out, .options = options, .lesson = &lesson, .seed = options->seed_first};
    enum rc rc = lesson_parse(&lesson, options->name, options->text, options->size, &err);
    (void)snprintf(out->slug, sizeof(out->slug), "%s", lesson.slug);
    verify_note(&trial, POINT_FORMAT, -1, 0, rc == RC_OK, "%s", err.text);
    if (rc == RC_OK) {
        for (int i = 0; i < lesson.step_count; i++) {
            if (!lesson.is_demo) {
                try_size(&trial, i);
            }
            if (lesson.steps[i].demo.text != NULL) {
                verify_demo_words(&trial, i);
            }
        }
        for (trial.seed = options->seed_first; trial.seed <= options->seed_last; trial.seed++) {
            (lesson.is_demo ? verify_demo_seed : try_seed)(&trial);
        }
        trial.seed = options->seed_first;
        if (!lesson.is_demo) {
            try_words(&trial);
        }
    }
    lesson_release(&lesson);
}

void verify_translation(struct verify *out, const struct verify_options *lesson,
                        const struct verify_options *other)
{
    struct lesson whole;
    struct err err = {0};
    *out = (struct verify){0};
    struct trial trial = {.verify = out, .options = other, .lesson = &whole};
    enum rc rc = lesson_parse(&whole, lesson->name, lesson->text, lesson->size, &err);
    (void)snprintf(out->slug, sizeof(out->slug), "%s", whole.slug);
    rc = rc == RC_OK ? lesson_translate(&whole, other->name, other->text, other->size, &err) : rc;
    verify_note(&trial, POINT_TRANSLATION, -1, 0, rc == RC_OK, "%s", err.text);
    for (int i = 0; rc == RC_OK && i < whole.step_count; i++) {
        try_size(&trial, i);
    }
    lesson_release(&whole);
}

void verify_release(struct verify *verify)
{
    mem_free(verify->points);
    *verify = (struct verify){0};
}
