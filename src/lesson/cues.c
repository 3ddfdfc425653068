/* SPDX-License-Identifier: MIT */
/* cues: what a step does on a stage, a line of its fence `demo` each. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/speed.h"
#include "lesson/demand.h"
#include "lesson/reader.h"
#include "lesson/stage_words.h"
#include "shell/script.h"
#include "shell/words.h"

#include <string.h>

#define WAIT_MAX_US (3600 * US_PER_S) /* or a proof of one would take minutes */

/* --- what may stand behind each word ---------------------------------------------------------- */

static enum rc check_said(const struct reader *reader, struct lesson_cue *cue, struct err *err)
{
    return template_check(reader->name, &cue->text, err);
}

static enum rc check_typed(const struct reader *reader, struct lesson_cue *cue, struct err *err)
{
    struct line line;
    struct err why = {0};
    if (line_parse(&line, cue->text.text, &why) != RC_OK) {
        return lesson_fail(reader->name, &cue->text, RC_USAGE, err, "%.200s", why.text);
    }
    return RC_OK;
}

static enum rc check_wait(const struct reader *reader, struct lesson_cue *cue, struct err *err)
{
    sim_us length = 0;
    if (span_parse(&length, cue->text.text, NULL) == RC_OK) {
        return lesson_fail(reader->name, &cue->text, RC_USAGE, err,
                           "a demo waits for something to happen, not for a length of time");
    }
    return demand_new(&cue->check, reader->name, &cue->text, err);
}

static enum rc check_speed(const struct reader *reader, struct lesson_cue *cue, struct err *err)
{
    int64_t permille = 0;
    struct err why = {0};
    enum rc rc = speed_parse(&permille, cue->text.text, &why);
    return rc == RC_OK ? rc : lesson_fail(reader->name, &cue->text, rc, err, "%s", why.text);
}

static enum rc check_focus(const struct reader *reader, struct lesson_cue *cue, struct err *err)
{
    if (cue->text.text[0] == '{') {
        return template_check(reader->name, &cue->text, err);
    }
    if (stage_find_view(cue->text.text) < 0) {
        return lesson_fail(reader->name, &cue->text, RC_UNKNOWN, err,
                           "\"%.40s\" is no view: there are stage, cluster, lanes, votes, data "
                           "TABLE, meters, timeline and goals; or a number: {rows(t)} rows",
                           cue->text.text);
    }
    return RC_OK;
}

/* "question | answer | *the right one": they are taken apart by who shows them. */
static enum rc check_ask(const struct reader *reader, struct lesson_cue *cue, struct err *err)
{
    int count = stage_count_answers(cue->text.text);
    int right = 0;
    for (int i = 0; i < count; i++) {
        char answer[STAGE_ANSWER_SIZE];
        right += stage_take_answer(answer, cue->text.text, i);
        if (answer[0] == '\0') {
            count = 0;
        }
    }
    if (count < 2 || count > STAGE_ANSWERS_MAX || right > 1) {
        return lesson_fail(reader->name, &cue->text, RC_USAGE, err,
                           "ask has a question and 2 to %d answers, one of them with a * at most: "
                           "ask Who wins? | m1 | *m2",
                           STAGE_ANSWERS_MAX);
    }
    return RC_OK;
}

static enum rc check_mark(const struct reader *reader, struct lesson_cue *cue, struct err *err)
{
    if (strlen(cue->text.text) >= NAME_SIZE_MAX) {
        return lesson_fail(reader->name, &cue->text, RC_USAGE, err,
                           "the name of a mark is at most %d bytes long", NAME_SIZE_MAX - 1);
    }
    return RC_OK;
}

static const struct cue_word {
    const char *word;
    bool is_alone; /* nothing stands behind it */
    enum rc (*check)(const struct reader *reader, struct lesson_cue *cue, struct err *err);
} cue_words[] = {
    [CUE_SAY] = {"say", false, check_said},      [CUE_TYPE] = {"type", false, check_typed},
    [CUE_WAIT] = {"wait", false, check_wait},    [CUE_PAUSE] = {"pause", true, NULL},
    [CUE_SPEED] = {"speed", false, check_speed}, [CUE_MARK] = {"mark", false, check_mark},
    [CUE_FOCUS] = {"focus", false, check_focus}, [CUE_ASK] = {"ask", false, check_ask},
};

/* --- lines ------------------------------------------------------------------------------------ */

static enum rc fail_word(const struct reader *reader, const struct lesson_text *place,
                         struct err *err)
{
    const char *names[COUNT_OF(cue_words) + 1] = {NULL};
    for (int i = 0; i < COUNT_OF(cue_words); i++) {
        names[i] = cue_words[i].word;
    }
    const char *nearest = nearest_name(place->text, names);
    return lesson_fail(reader->name, place, RC_UNKNOWN, err,
                       "\"%.40s\" is no cue%s%s%s there are say, type, wait, pause, speed, mark, "
                       "focus and ask",
                       place->text, nearest != NULL ? "; did you mean " : "",
                       nearest != NULL ? nearest : "", nearest != NULL ? "?" : ":");
}

/* One line, which is ended by a NUL. */
static enum rc read_cue(const struct reader *reader, struct lesson_step *step, char *line,
                        int number, struct err *err)
{
    char *word = line + strspn(line, " \t");
    char *rest = word + strcspn(word, " \t");
    struct lesson_text place = {word, number, (int)(word - line) + 1};
    if (*rest != '\0') {
        *rest++ = '\0';
        rest = reader_trim(rest);
    }
    if (step->cue_count == CUES_MAX) {
        return lesson_fail(reader->name, &place, RC_FULL, err, "a step has at most %d cues",
                           CUES_MAX);
    }
    struct lesson_cue *cue = &step->cues[step->cue_count];
    cue->text = (struct lesson_text){rest, number, (int)(rest - line) + 1};
    for (int i = 0; i < COUNT_OF(cue_words); i++) {
        if (strcmp(cue_words[i].word, word) != 0) {
            continue;
        }
        if (cue_words[i].is_alone != (*rest == '\0')) {
            return lesson_fail(reader->name, *rest == '\0' ? &place : &cue->text, RC_USAGE, err,
                               cue_words[i].is_alone ? "%s stands alone" : "%s what?", word);
        }
        cue->kind = (enum cue_kind)i;
        step->cue_count++;
        return cue_words[i].check != NULL ? cue_words[i].check(reader, cue, err) : RC_OK;
    }
    return fail_word(reader, &place, err);
}

/* How long a step may take: "time=40s". */
static enum rc read_time(const struct reader *reader, struct lesson_step *step, struct err *err)
{
    if (step->demo_time.text == NULL) {
        step->cue_time = STAGE_STEP_US;
        return !reader->lesson->is_demo
                   ? RC_OK
                   : lesson_fail(reader->name, &step->demo, RC_USAGE, err,
                                 "a demo says how long each step takes: " FENCE "demo time=40s");
    }
    struct err why = {0};
    if (span_parse(&step->cue_time, step->demo_time.text, &why) != RC_OK) {
        return lesson_fail(reader->name, &step->demo_time, RC_USAGE, err, "%.200s", why.text);
    }
    return RC_OK;
}

/* --- a step without a demo -------------------------------------------------------------------- */

/* Where the texts of cues are put; there is room for all. */
struct cue_writer {
    const struct reader *reader;
    struct lesson_step *step;
    char *at;
};

static struct lesson_cue *add_cue(struct cue_writer *writer, enum cue_kind kind, int line)
{
    struct lesson_cue *cue = &writer->step->cues[writer->step->cue_count++];
    cue->kind = kind;
    cue->text = (struct lesson_text){writer->at, line, 1};
    return cue;
}

static void write_text(struct cue_writer *writer, const char *text)
{
    size_t size = strlen(text);
    memcpy(writer->at, text, size + 1);
    writer->at += size;
}

/* A quiz is asked of the room. */
static void ask_quiz(struct cue_writer *writer, const struct lesson_quiz *quiz)
{
    (void)add_cue(writer, CUE_ASK, quiz->line);
    write_text(writer, writer->step->title.text);
    for (int i = 0; i < quiz->option_count && i < STAGE_ANSWERS_MAX; i++) {
        write_text(writer, " | ");
        write_text(writer, quiz->options[i].text.text);
    }
    writer->at++;
}

/* A line of the solution is typed; "\\wait" waits. */
static enum rc play_line(struct cue_writer *writer, const char *text, int line, struct err *err)
{
    static const char wait[] = "\\wait ";
    bool waits = strncmp(text, wait, strlen(wait)) == 0;
    struct lesson_cue *cue = add_cue(writer, waits ? CUE_WAIT : CUE_TYPE, line);
    write_text(writer, waits ? text + strlen(wait) : text);
    writer->at++;
    if (!waits || span_parse(&cue->length, cue->text.text, NULL) == RC_OK) {
        return cue->length <= WAIT_MAX_US ? RC_OK
                                          : lesson_fail(writer->reader->name, &cue->text, RC_RANGE,
                                                        err, "a solution waits an hour at most");
    }
    cue->text.column += (int)strlen(wait);
    return demand_new(&cue->check, writer->reader->name, &cue->text, err);
}

static enum rc play_solution(struct cue_writer *writer, struct err *err)
{
    const struct lesson_text *lines = &writer->step->solution;
    struct script script = {0};
    const char *text = "";
    enum rc rc =
        lines->text != NULL ? script_start(&script, lines->text, strlen(lines->text), NULL) : RC_OK;
    while (rc == RC_OK && lines->text != NULL && writer->step->cue_count < CUES_MAX) {
        sim_us at = -1;
        rc = script_next(&script, &at, &text, NULL);
        if (rc != RC_OK || text == NULL) {
            break; /* what is wrong with a solution, verify tells */
        }
        rc = play_line(writer, text, lines->line + script.line_number - 1, err);
    }
    script_release(&script);
    return err->text[0] != '\0' ? rc : RC_OK;
}

/* What a lesson's step is on a stage, if it says nothing of that: its quizzes, and its solution. */
static enum rc make_cues(const struct reader *reader, struct lesson_step *step, struct err *err)
{
    size_t room = 1 + (step->solution.text != NULL ? 2 * strlen(step->solution.text) : 0);
    for (int i = 0; i < step->quiz_count; i++) {
        room += strlen(step->title.text) + 1;
        for (int k = 0; k < step->quizzes[i].option_count; k++) {
            room += strlen(step->quizzes[i].options[k].text.text) + strlen(" | ");
        }
    }
    step->cue_time = STAGE_STEP_US;
    step->cue_copy = mem_alloc(room, 1);
    struct cue_writer writer = {.reader = reader, .step = step, .at = step->cue_copy};
    for (int i = 0; i < step->quiz_count; i++) {
        ask_quiz(&writer, &step->quizzes[i]);
    }
    struct err why = {0};
    enum rc rc = play_solution(&writer, &why);
    return rc == RC_OK ? RC_OK : err_set(err, rc, "%s", why.text);
}

enum rc cues_read(const struct reader *reader, struct lesson_step *step, struct err *err)
{
    step->cues = mem_alloc(CUES_MAX, sizeof(*step->cues));
    if (step->demo.text == NULL) {
        return make_cues(reader, step, err);
    }
    step->cue_copy = mem_text(step->demo.text);
    enum rc rc = read_time(reader, step, err);
    int number = step->demo.line;
    for (char *line = step->cue_copy; rc == RC_OK && line != NULL; number++) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end++ = '\0';
        }
        bool is_empty = line[strspn(line, " \t")] == '\0';
        rc = is_empty ? RC_OK : read_cue(reader, step, line, number, err);
        line = end;
    }
    return rc;
}

void cues_release(struct lesson_step *step)
{
    for (int i = 0; step->cues != NULL && i < CUES_MAX; i++) {
        demand_free(step->cues[i].check);
    }
    mem_free(step->cues);
    mem_free(step->cue_copy);
}
