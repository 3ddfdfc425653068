/* SPDX-License-Identifier: MIT */
/* play_commands: the commands of a lesson: rows of a table, as the lab passes them on. */
#include "lesson/course.h"
#include "lesson/play_state.h"
#include "lesson/reader.h"
#include "shell/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a command works on. */
struct asked {
    struct play *play;
    struct lab *lab;
    const struct words *words;
    struct buf *reply;
};

static void tell(const struct asked *asked, struct event event, const char *text)
{
    event.place = PLACE_NONE;
    event.other = PLACE_NONE;
    event_set_text(&event, text, "");
    lab_tell(asked->lab, &event);
}

/* --- the lesson ------------------------------------------------------------------------------- */

/* From the beginning, in a new cluster. The first lines of the setup are given at once. */
static enum rc begin(const struct asked *asked, const struct play_file *file, uint64_t seed,
                     struct err *err)
{
    struct play *play = asked->play;
    enum rc rc = lab_renew(asked->lab, file->lesson.masters, seed, err);
    if (rc != RC_OK) {
        return rc;
    }
    world_forget(&play->world);
    play->file = file;
    play->seed = seed;
    play->is_on_stage = false;
    play->setup_at = 0;
    play->ready_at = SIM_NEVER;
    play->trouble[0] = '\0';
    play->step = 0;
    play->step_event = 0;
    play->is_step_done = false;
    play->is_done = false;
    play->commands = 0;
    play->hints = 0;
    play->given = 0;
    play->hint = -1;
    play->caption = -1;
    play->skipped = 0;
    memset(play->quizzes, 0, sizeof(play->quizzes));
    play->notes = (struct notes){0};
    lab_hush(asked->lab, true);
    tell(asked, (struct event){.kind = EVENT_LESSON}, file->lesson.slug);
    play->seen = lab_event_last(asked->lab);
    return RC_OK;
}

/* What stands behind the name of a lesson. */
struct lesson_options {
    bool has_seed;
    uint64_t seed;
    char lang[LANG_SIZE];
};

static bool read_seed(const char *value, uint64_t *out)
{
    size_t size = strspn(value, "0123456789");
    errno = 0;
    *out = strtoull(value, NULL, 10);
    return size > 0 && value[size] == '\0' && errno == 0;
}

/* "seed=7", "lang=de" */
static enum rc read_options(const struct words *words, struct lesson_options *out, struct err *err)
{
    for (int i = 2; i < words->count; i++) {
        char name[NAME_SIZE_MAX] = "";
        const char *value = "";
        bool is_pair = words_name_value(words->word[i], name, &value);
        if (is_pair && strcmp(name, "seed") == 0 && read_seed(value, &out->seed)) {
            out->has_seed = true;
        } else if (is_pair && strcmp(name, "lang") == 0 && strlen(value) == 2 &&
                   reader_is_slug(value)) {
            (void)snprintf(out->lang, sizeof(out->lang), "%s", value);
        } else {
            return err_set(err, RC_USAGE,
                           "\"%.40s\" is no option of \\lesson: it takes seed=NUMBER and lang=de",
                           words->word[i]);
        }
    }
    return RC_OK;
}

static enum rc begin_lesson(const struct asked *asked, const char *word,
                            const struct lesson_options *options, struct err *err)
{
    const struct play_file *file = NULL;
    enum rc rc = play_read_file(asked->play, asked->lab, word, options->lang, &file, err);
    if (rc == RC_OK && file->lesson.is_demo) {
        return err_set(err, RC_STATE, "%s is a demo: \\demo %s presents it", file->lesson.slug,
                       file->lesson.slug);
    }
    if (rc == RC_OK) {
        rc = begin(asked, file, options->has_seed ? options->seed : file->lesson.seed, err);
    }
    if (rc == RC_OK) {
        buf_addf(asked->reply, "%s: %d step%s, about %d minute%s. \\goals shows the step.\n",
                 file->lesson.title.text, file->lesson.step_count,
                 file->lesson.step_count == 1 ? "" : "s", file->lesson.minutes,
                 file->lesson.minutes == 1 ? "" : "s");
    }
    return rc;
}

/*
 * The same lesson by its text as it is now: the cluster stays as it is, and the step begins again;
 * if there is no step of its name any more, the first does.
 */
static enum rc reload(const struct asked *asked, struct err *err)
{
    struct play *play = asked->play;
    const struct play_file *file = NULL;
    if (play->file == NULL || play->setup_at != SETUP_NONE) {
        return err_set(err, RC_STATE, "no lesson is on that could be read again");
    }
    enum rc rc = play_read_file(play, asked->lab, play->file->name, play->file->lang, &file, err);
    if (rc == RC_OK) {
        int step = lesson_find_step(&file->lesson, play_now(play)->slug);
        play->file = file;
        play->is_done = false;
        play_begin_quizzes(play, step);
        play_enter(play, asked->lab, step > 0 ? step : 0);
        buf_addf(asked->reply, "Read again: step %d, %s.\n", play->step + 1,
                 play_now(play)->title.text);
    }
    return rc;
}

static enum rc do_lesson(const struct asked *asked, struct err *err)
{
    if (strcmp(asked->words->word[1], "reload") == 0) {
        return reload(asked, err);
    }
    struct lesson_options options = {0};
    enum rc rc = read_options(asked->words, &options, err);
    return rc == RC_OK ? begin_lesson(asked, asked->words->word[1], &options, err) : rc;
}

/* One of the demos, or what a lesson has for the stage. */
static enum rc do_demo(const struct asked *asked, struct err *err)
{
    const struct play_file *file = NULL;
    struct lesson_options options = {0};
    struct err why = {0};
    if (asked->words->count < 2) {
        return err_set(err, RC_USAGE, "\\demo wants the name of a demo, or of a lesson");
    }
    const char *word = asked->words->word[1];
    enum rc rc = read_options(asked->words, &options, err);
    rc = rc == RC_OK ? play_read_demo(asked->play, asked->lab, word, &file, err) : rc;
    if (rc == RC_UNKNOWN &&
        play_read_file(asked->play, asked->lab, word, options.lang, &file, &why) == RC_OK) {
        rc = RC_OK;
    }
    if (rc == RC_OK && !lesson_has_demo(&file->lesson)) {
        rc = err_set(err, RC_STATE, "the lesson %s has no demo: \\lesson %s begins it",
                     file->lesson.slug, file->lesson.slug);
    }
    if (rc == RC_OK) {
        rc = begin(asked, file, options.has_seed ? options.seed : file->lesson.seed, err);
    }
    if (rc == RC_OK) {
        asked->play->is_on_stage = true;
        buf_addf(asked->reply, "%s: %d step%s, about %d minute%s. \\stage next goes on.\n",
                 file->lesson.title.text, file->lesson.step_count,
                 file->lesson.step_count == 1 ? "" : "s", file->lesson.minutes,
                 file->lesson.minutes == 1 ? "" : "s");
    }
    return rc;
}

static enum rc do_reset(const struct asked *asked, struct err *err)
{
    bool was_on_stage = asked->play->is_on_stage;
    enum rc rc = begin(asked, asked->play->file, asked->play->seed, err);
    asked->play->is_on_stage = was_on_stage;
    buf_addf(asked->reply, "From the beginning: the same cluster, the same seed.\n");
    return rc;
}

/* --- steps ------------------------------------------------------------------------------------ */

static enum rc do_goals(const struct asked *asked, struct err *err)
{
    (void)err;
    play_add_goals(asked->play, asked->lab, asked->reply);
    return RC_OK;
}

/* The first thing that keeps the step from being done. */
static enum rc say_unmet(const struct asked *asked, struct err *err)
{
    struct play *play = asked->play;
    const struct lesson_step *step = play_now(play);
    for (int i = 0; i < step->quiz_count; i++) {
        if (play->quizzes[play->step][i].answer == 0) {
            return err_set(err, RC_STATE,
                           "first choose an answer: \\answer 1 to %d; or \\next skip",
                           step->quizzes[i].option_count);
        }
    }
    for (int i = 0; i < step->goal_count; i++) {
        struct goal_view goal;
        struct buf why;
        buf_init(&why, 200);
        play_look_goal(play, asked->lab, i, &goal, &why);
        enum rc rc = RC_OK;
        if (goal.state == GOAL_OPEN || goal.state == GOAL_BROKEN) {
            rc = err_set(err, RC_STATE, "%s: %s (%s); \\hint helps, \\next skip goes on",
                         goal.is_late ? "too late" : "not yet", step->goals[i].text.text, why.data);
        }
        buf_release(&why);
        if (rc != RC_OK) {
            return rc;
        }
    }
    return err_set(err, RC_STATE, "not yet: the goals do not hold together; \\goals shows them");
}

/* The lesson that comes after this one in the course. */
static enum rc begin_next(const struct asked *asked, struct err *err)
{
    char slug[NAME_SIZE_MAX] = "";
    struct buf text;
    buf_init(&text, LESSON_SIZE_MAX);
    enum rc rc = lab_read_file(asked->lab, "lessons", "course", &text, NULL);
    rc = rc == RC_OK ? course_next(&text, asked->play->file->lesson.slug, slug, NULL) : rc;
    buf_release(&text);
    if (rc != RC_OK || slug[0] == '\0') {
        return err_set(err, RC_STATE,
                       "no lesson comes after this one: \\lessons lists them, \\reset begins it "
                       "again");
    }
    struct lesson_options options = {0};
    (void)snprintf(options.lang, sizeof(options.lang), "%s", asked->play->file->lang);
    rc = begin_lesson(asked, slug, &options, err);
    if (rc == RC_UNKNOWN && options.lang[0] != '\0') { /* it is not in that language */
        options.lang[0] = '\0';
        rc = begin_lesson(asked, slug, &options, err);
    }
    return rc;
}

static enum rc do_next(const struct asked *asked, struct err *err)
{
    struct play *play = asked->play;
    bool skips = asked->words->count > 1;
    if (skips && strcmp(asked->words->word[1], "skip") != 0) {
        return err_set(err, RC_USAGE, "\"%.40s\" is not understood: \\next or \\next skip",
                       asked->words->word[1]);
    }
    if (!play->is_step_done && !skips && !play->is_on_stage) {
        return say_unmet(asked, err);
    }
    if (play->step == play->file->lesson.step_count - 1) {
        return begin_next(asked, err);
    }
    if (!play->is_step_done && !play->is_on_stage) {
        play->skipped |= 1u << play->step;
    }
    play_enter(play, asked->lab, play->step + 1);
    const char *title = play_now(play)->title.text;
    buf_addf(asked->reply, "Step %d: %s%s \\goals shows it.\n", play->step + 1, title,
             title[strlen(title) - 1] == '?' ? "" : ".");
    return RC_OK;
}

/* Does a line name this file: a word, or behind a "="? */
static bool is_named(const char *lines, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = strstr(lines, name); at != NULL; at = strstr(at + 1, name)) {
        bool begins = at > lines && strchr(" =", at[-1]) != NULL;
        if (begins && (at[size] == '\0' || strchr(" \n", at[size]) != NULL)) {
            return true;
        }
    }
    return false;
}

/* The lines, and the drivers of the lesson that they name: to be typed, too. */
static enum rc do_solution(const struct asked *asked, struct err *err)
{
    const struct lesson *lesson = &asked->play->file->lesson;
    const char *lines = play_now(asked->play)->solution.text;
    if (asked->words->count > 1) {
        return err_set(err, RC_STATE, "\\solution next and back are for a person at the prompt");
    }
    buf_addf(asked->reply, "%s\n",
             lines != NULL ? lines : "This step asks for an answer: \\answer N, as you think.");
    for (int i = 0; lines != NULL && i < lesson->file_count; i++) {
        const struct lesson_file *file = &lesson->files[i];
        if (strcmp(file->kind, "drivers") == 0 && is_named(lines, file->name)) {
            buf_addf(asked->reply, "\nThe driver %s, for \\edit driver:\n%s\n", file->name,
                     file->text.text);
        }
    }
    return RC_OK;
}

/* --- branches --------------------------------------------------------------------------------- */

/* "count(conflict)=3": the number is behind the last "=". */
static enum rc read_note(const char *word, struct branch_note *note, struct err *err)
{
    const char *equals = strrchr(word, '=');
    char *end = NULL;
    errno = 0;
    note->number = equals != NULL ? strtoll(equals + 1, &end, 10) : 0;
    size_t size = equals != NULL ? (size_t)(equals - word) : 0;
    if (size == 0 || size >= sizeof(note->asked) || end == equals + 1 || *end != '\0' ||
        errno != 0) {
        return err_set(err, RC_USAGE, "\"%.80s\" is not understood: NAME=NUMBER", word);
    }
    (void)snprintf(note->asked, sizeof(note->asked), "%.*s", (int)size, word);
    return RC_OK;
}

static enum rc do_note(const struct asked *asked, struct err *err)
{
    struct branch_note note = {0};
    struct notes notes = asked->play->notes;
    enum rc rc = RC_OK;
    if (strlen(asked->words->word[1]) >= sizeof(note.branch)) {
        return err_set(err, RC_USAGE, "\"%.40s...\" is no name of a branch", asked->words->word[1]);
    }
    (void)snprintf(note.branch, sizeof(note.branch), "%s", asked->words->word[1]);
    for (int i = 2; rc == RC_OK && i < asked->words->count; i++) {
        rc = read_note(asked->words->word[i], &note, err);
        rc = rc == RC_OK ? notes_set_branch(&notes, &note, err) : rc;
    }
    if (rc == RC_OK) {
        asked->play->notes = notes;
        buf_addf(asked->reply, "What branch %s had is noted for the goals.\n", note.branch);
    }
    return rc;
}

/* --- hints ------------------------------------------------------------------------------------ */

/*
 * The next hint: the first of the levels not come to yet, or another of the present level, that is
 * for this state of things.
 */
static int choose_hint(struct play *play)
{
    const struct lesson_step *step = play_now(play);
    int level = play->hint >= 0 ? step->hints[play->hint].level : 0;
    for (int i = 0; i < step->hint_count; i++) {
        const struct lesson_hint *hint = &step->hints[i];
        bool is_new = (play->given & 1u << i) == 0 && hint->level >= level;
        if (is_new && play_hint_fits(play, hint)) {
            return i;
        }
    }
    return -1;
}

bool play_has_more_hints(struct play *play, const struct lab *lab)
{
    play_set_world(play, lab);
    return choose_hint(play) >= 0;
}

static enum rc do_hint(const struct asked *asked, struct err *err)
{
    struct play *play = asked->play;
    play_set_world(play, asked->lab);
    int hint = choose_hint(play);
    if (hint < 0) {
        return err_set(err, RC_STATE,
                       "there is no further hint for this step; \\solution shows the way");
    }
    play->hint = hint;
    play->given |= 1u << hint;
    play->hints++;
    int count = play_add_hint(play, asked->lab, asked->reply);
    buf_addf(asked->reply, "\n");
    tell(asked, (struct event){.kind = EVENT_HINTED, .count = count}, play_now(play)->slug);
    return RC_OK;
}

/* --- quizzes ---------------------------------------------------------------------------------- */

/* The quiz that is named, or else the first that has no answer. */
static enum rc find_quiz(const struct asked *asked, int *out, struct err *err)
{
    const struct play *play = asked->play;
    const struct lesson_step *step = play_now(play);
    const char *name = asked->words->count > 2 ? asked->words->word[1] : NULL;
    for (int i = 0; i < step->quiz_count; i++) {
        bool is_this = name != NULL ? strcmp(step->quizzes[i].id, name) == 0
                                    : play->quizzes[play->step][i].answer == 0;
        if (is_this) {
            *out = i;
            return RC_OK;
        }
    }
    if (name != NULL) {
        return err_set(err, RC_UNKNOWN, "this step has no quiz \"%.40s\"", name);
    }
    return err_set(err, RC_STATE,
                   step->quiz_count > 0 ? "that is answered; \\next goes on"
                                        : "this step asks nothing");
}

static enum rc do_answer(const struct asked *asked, struct err *err)
{
    struct play *play = asked->play;
    int index = 0;
    enum rc rc = find_quiz(asked, &index, err);
    if (rc != RC_OK) {
        return rc;
    }
    const struct lesson_quiz *quiz = &play_now(play)->quizzes[index];
    const char *word = asked->words->word[asked->words->count - 1];
    int number = word[0] >= '1' && word[0] <= '9' && word[1] == '\0' ? word[0] - '0' : 0;
    if (number < 1 || number > quiz->option_count) {
        return err_set(err, RC_RANGE, "\"%.40s\" is none of the answers: 1 to %d", word,
                       quiz->option_count);
    }
    if (play->quizzes[play->step][index].answer != 0) {
        return err_set(err, RC_STATE, "that is answered already, and now it is tried out");
    }
    play->quizzes[play->step][index].answer = number;
    buf_addf(asked->reply, "You say: %s. What happens will tell.\n",
             quiz->options[number - 1].text.text);
    tell(asked, (struct event){.kind = EVENT_ANSWERED, .count = number}, quiz->id);
    return RC_OK;
}

/* --- the table -------------------------------------------------------------------------------- */

static const struct play_row {
    const char *name;
    bool needs_lesson;
    enum rc (*run)(const struct asked *asked, struct err *err);
} rows[] = {
    {"lesson", false, do_lesson},    {"goals", true, do_goals}, {"answer", true, do_answer},
    {"hint", true, do_hint},         {"next", true, do_next},   {"reset", true, do_reset},
    {"solution", true, do_solution}, {"note", true, do_note},   {"demo", false, do_demo},
};

enum rc play_command(void *guest, struct lab *lab, const char *name, const struct words *words,
                     struct buf *reply, struct err *err)
{
    struct play *play = guest;
    struct asked asked = {.play = play, .lab = lab, .words = words, .reply = reply};
    for (int i = 0; i < COUNT_OF(rows); i++) {
        if (strcmp(rows[i].name, name) != 0) {
            continue;
        }
        if (rows[i].needs_lesson && play->file == NULL) {
            return err_set(err, RC_STATE, "no lesson is on: \\lesson NAME begins one");
        }
        if (rows[i].needs_lesson && play->setup_at != SETUP_NONE && rows[i].run != do_reset) {
            return err_set(err, RC_STATE, "the lesson is being set up; let time run a moment");
        }
        enum rc rc = rows[i].run(&asked, err);
        play->is_own_line = rc == RC_OK;
        return rc;
    }
    return err_set(err, RC_UNKNOWN, "no lesson has a command \"%.40s\"", name);
}

enum rc play_allow(const void *guest, const char *name, struct err *err)
{
    const struct play *play = guest;
    for (int i = 0; play->file != NULL && i < play->file->lesson.forbidden_count; i++) {
        if (strcmp(play->file->lesson.forbidden[i], name) == 0) {
            return err_set(err, RC_REFUSED, "not in this lesson: %s",
                           play->file->lesson.forbidden_why.text);
        }
    }
    return RC_OK;
}
