/* SPDX-License-Identifier: MIT */
#include "headless/grade.h"

#include "base/mem.h"
#include "base/quote.h"
#include "headless/exit_code.h"
#include "lab/history.h"
#include "lesson/course.h"
#include "lesson/play.h"
#include "os/data_files.h"
#include "os/file.h"
#include "os/print.h"

#include <stdio.h>
#include <string.h>

#define GRADED_MAX COURSE_MAX /* lessons of one run */

/* What a run has achieved in a lesson, at best. */
struct graded {
    char slug[NAME_SIZE_MAX];
    char branch[NAME_SIZE_MAX];
    bool is_done;
    int step, step_count; /* from 1: as far as it came */
    int goals_met, goal_count;
    int skipped; /* steps */
    int commands, par, hints;
    sim_us at; /* when it was done */
    uint64_t seed;
};

struct grader {
    const struct grade_options *options;
    struct data_files files;
    struct history *history; /* owned: of the run that is graded */
    struct graded graded[GRADED_MAX];
    int count;
    bool differs; /* it does not play as it was recorded */
    int status;
};

static void worsen(struct grader *grader, int status)
{
    grader->status = status > grader->status ? status : grader->status;
}

/* --- what was achieved ------------------------------------------------------------------------ */

static struct graded *find(struct grader *grader, const char *slug)
{
    for (int i = 0; i < grader->count; i++) {
        if (strcmp(grader->graded[i].slug, slug) == 0) {
            return &grader->graded[i];
        }
    }
    if (grader->count == GRADED_MAX) {
        return NULL;
    }
    struct graded *graded = &grader->graded[grader->count++];
    *graded = (struct graded){0};
    (void)snprintf(graded->slug, sizeof(graded->slug), "%s", slug);
    return graded;
}

/* Done, with fewer steps skipped, then with fewer commands; else as far as one came. */
static bool is_better(const struct graded *a, const struct graded *than)
{
    if (a->is_done != than->is_done) {
        return a->is_done;
    }
    if (!a->is_done) {
        return a->step > than->step || (a->step == than->step && a->goals_met > than->goals_met);
    }
    return a->skipped != than->skipped ? a->skipped < than->skipped : a->commands < than->commands;
}

static void look(struct grader *grader, const char *branch)
{
    struct lab *lab = history_lab(grader->history);
    struct play *play = play_of(lab);
    if (play == NULL || !play_is_ready(play)) {
        return;
    }
    const struct lesson *lesson = play_lesson(play);
    struct graded now = {
        .is_done = play_is_done(play),
        .step = play_step(play) + 1,
        .step_count = lesson->step_count,
        .goals_met = play_goals_met(play, lab),
        .goal_count = lesson->steps[play_step(play)].goal_count,
        .commands = play_commands(play),
        .par = lesson->par_commands,
        .hints = play_hints(play),
        .at = lab_now(lab),
        .seed = lab_seed(lab),
    };
    for (int i = 0; i < lesson->step_count; i++) {
        now.skipped += play_was_skipped(play, i);
    }
    struct graded *best = find(grader, lesson->slug);
    if (best != NULL && (best->step == 0 || is_better(&now, best))) {
        (void)snprintf(now.slug, sizeof(now.slug), "%s", best->slug);
        (void)snprintf(now.branch, sizeof(now.branch), "%s", branch);
        *best = now;
    }
}

/* --- the run ---------------------------------------------------------------------------------- */

/* Along one branch, from where it begins: what lies before is another's. */
static void walk(struct grader *grader, int branch)
{
    struct history *history = grader->history;
    const struct run *run = history_run(history);
    struct run_place from = {.branch = branch, .steps = RUN_STEPS_ALL};
    struct run_place to = run->branches[branch].end;
    if (branch > 0) {
        from = run->branches[branch].from;
        from.branch = branch;
    }
    to.branch = branch;
    if (history_visit(history, &from, NULL) != RC_OK) {
        return;
    }
    while (!history_travel(history, INT32_MAX)) {
    }
    uint64_t seen = 0;
    do {
        if (lab_event_last(history_lab(history)) != seen) {
            seen = lab_event_last(history_lab(history));
            look(grader, run->branches[branch].name);
        }
    } while (history_visit_step(history, &to));
    look(grader, run->branches[branch].name);
}

static void on_note(void *user, const char *note)
{
    struct grader *grader = user;
    (void)note;
    grader->differs = true;
}

static enum rc play(struct grader *grader, const struct buf *text, struct err *err)
{
    struct history_config config = {
        .lab = {.files = {.read = data_files_read, .list = data_files_list, .user = &grader->files},
                .guest = &play_guest},
        .on_note = on_note,
        .user = grader,
    };
    enum rc rc = history_open(&grader->history, &config, text->data, text->size, err);
    if (rc != RC_OK) {
        return rc;
    }
    while (!history_travel(grader->history, INT32_MAX)) {
    }
    rc = history_leave(grader->history, err);
    const struct run *run = history_run(grader->history);
    for (int i = 0; rc == RC_OK && i < run->branch_count; i++) {
        if (!play_is_shown_way(run, i)) {
            walk(grader, i);
        }
    }
    history_come_back(grader->history);
    return rc;
}

/* Is the text here among those of its kind that the run has with it? Not so, if one differs that is
 * called the same. */
static bool has_text(const struct run *run, const char *kind, const char *slug,
                     const struct buf *text)
{
    bool has_it = false;
    for (int i = 0; i < run->file_count; i++) {
        const struct run_file *file = &run->files[i];
        bool is_same = file->size == text->size && memcmp(file->bytes, text->data, text->size) == 0;
        if (strcmp(file->kind, kind) == 0 && is_same) {
            has_it = true;
        } else if (strcmp(file->kind, kind) == 0 && strcmp(file->name, slug) == 0) {
            return false;
        }
    }
    return has_it;
}

/* What was played may be called as one that is here, and be another. */
static bool is_own_text(struct grader *grader, const char *slug)
{
    static const char *const kinds[] = {"lessons", "demos"};
    bool is_here = false;
    for (int i = 0; i < COUNT_OF(kinds) && !is_here; i++) {
        struct buf text;
        buf_init(&text, 2 * LESSON_SIZE_MAX);
        is_here = data_files_read(&grader->files, kinds[i], slug, &text, NULL) == RC_OK &&
                  has_text(history_run(grader->history), kinds[i], slug, &text);
        buf_release(&text);
    }
    return !is_here;
}

/* --- printing --------------------------------------------------------------------------------- */

static void print_graded(const struct graded *graded, const char *remark)
{
    struct buf at;
    buf_init(&at, 100);
    span_add_seconds(&at, graded->at);
    print_to(stdout, "  %-16s ", graded->slug);
    if (graded->is_done) {
        print_to(stdout, "done at %s s, %d command%s", at.data, graded->commands,
                 graded->commands == 1 ? "" : "s");
        if (graded->par > 0) {
            print_to(stdout, " (par %d)", graded->par);
        }
        print_to(stdout, ", %d hint%s", graded->hints, graded->hints == 1 ? "" : "s");
    } else {
        print_to(stdout, "step %d of %d", graded->step, graded->step_count);
        if (graded->goal_count > 0) {
            print_to(stdout, ", %d of %d goals met", graded->goals_met, graded->goal_count);
        }
    }
    if (graded->skipped > 0) {
        print_to(stdout, ", %d step%s skipped", graded->skipped, graded->skipped == 1 ? "" : "s");
    }
    if (strcmp(graded->branch, "main") != 0) {
        print_to(stdout, ", on branch %s", graded->branch);
    }
    print_to(stdout, "%s%s\n", remark[0] != '\0' ? "; " : "", remark);
    buf_release(&at);
}

static void print_csv(const char *file, const struct graded *graded, const char *remark)
{
    struct buf row;
    buf_init(&row, BUF_CAP_TEXT);
    quote_csv(&row, file);
    buf_addf(&row, ",%s,%s,%d,%d,%d,%d,%d,", graded->slug, graded->is_done ? "done" : "begun",
             graded->step, graded->step_count, graded->commands, graded->par, graded->hints);
    if (graded->is_done) {
        span_add_seconds(&row, graded->at);
    }
    buf_addf(&row, ",%d,%s,", graded->skipped, graded->branch);
    quote_csv(&row, remark);
    print_to(stdout, "%s\n", row.data);
    buf_release(&row);
}

static void print(struct grader *grader, const char *file)
{
    if (!grader->options->is_csv) {
        print_to(stdout, "%s%s\n", file,
                 grader->differs ? ": DOES NOT PLAY AS IT WAS RECORDED" : "");
    }
    for (int i = 0; i < grader->count; i++) {
        const struct graded *graded = &grader->graded[i];
        const char *remark = grader->differs ? "does not play as it was recorded"
                             : is_own_text(grader, graded->slug)
                                 ? "by another text than the one here"
                                 : "";
        if (grader->options->is_csv) {
            print_csv(file, graded, remark);
        } else {
            print_graded(graded, grader->differs ? "" : remark);
        }
    }
    if (grader->count == 0 && grader->options->is_csv) {
        print_csv(file, &(struct graded){0}, "no lesson was begun");
    } else if (grader->count == 0) {
        print_to(stdout, "  no lesson was begun\n");
    }
}

static void grade(struct grader *grader, const char *file)
{
    struct err err = {0};
    struct buf text;
    buf_init(&text, RUN_SIZE_MAX);
    grader->count = 0;
    grader->differs = false;
    enum rc rc = file_read_any(&text, file, &err);
    if (rc != RC_OK) {
        print_to(stderr, "quartet: %s\n", err.text);
        worsen(grader, EXIT_ENVIRONMENT);
    } else if (play(grader, &text, &err) != RC_OK) {
        print_to(stderr, "quartet: %s: %s\n", file, err.text);
        worsen(grader, EXIT_INPUT);
    } else {
        print(grader, file);
        worsen(grader, grader->differs ? EXIT_UNMET : EXIT_FINE);
    }
    history_free(grader->history);
    grader->history = NULL;
    buf_release(&text);
}

static int end_output(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        print_to(stderr, "quartet: the output could not be written\n");
        return EXIT_ENVIRONMENT;
    }
    return status;
}

int headless_grade(const struct grade_options *options)
{
    struct grader *grader = mem_alloc(1, sizeof(*grader));
    grader->options = options;
    grader->files =
        (struct data_files){.directory = options->data_dir, .lessons = options->lessons_dir};
    if (options->is_csv) {
        print_to(stdout, "file,lesson,state,step,steps,commands,par,hints,done_at_s,skipped,branch,"
                         "remark\n");
    }
    for (int i = 0; i < options->file_count; i++) {
        grade(grader, options->files[i]);
    }
    int status = grader->status;
    mem_free(grader);
    return end_output(status);
}

/* --- notes ------------------------------------------------------------------------------------ */

static void print_entry(const struct course_entry *entry, const struct progress_entry *known)
{
    static const char *const states[] = {[PROGRESS_NONE] = "",
                                         [PROGRESS_BEGUN] = "begun",
                                         [PROGRESS_SKIPPED] = "with steps skipped",
                                         [PROGRESS_DONE] = "done"};
    print_to(stdout, "| %d | %s | %s |", entry->number, entry->title, states[entry->state]);
    if (entry->state == PROGRESS_DONE) {
        print_to(stdout, " %s | %d | %d | %d |\n", known->day, known->commands, entry->par,
                 known->hints);
    } else {
        print_to(stdout, " | | | |\n");
    }
}

static void print_course(const struct course *course, const struct progress *progress)
{
    const char *chapter = "";
    print_to(stdout, "# The course: %d of %d lessons done\n", course->done, course->count);
    for (int i = 0; i < course->count; i++) {
        const struct course_entry *entry = &course->entries[i];
        if (i == 0 || strcmp(entry->chapter, chapter) != 0) {
            chapter = entry->chapter;
            print_to(stdout,
                     "\n## %s\n\n| | lesson | | when | commands | par | hints |\n"
                     "| --- | --- | --- | --- | --- | --- | --- |\n",
                     chapter);
        }
        print_entry(entry, progress_find(progress, entry->slug));
    }
    if (progress->at[0] != '\0') {
        print_to(stdout, "\nLast at: %s\n", progress->at);
    }
    print_to(stdout,
             "\nThese are the student's own notes; `quartet grade FILE.run` plays a run again.\n");
}

int headless_report(const char *state_dir, const char *data_dir, const char *lessons_dir)
{
    struct data_files files = {.directory = data_dir, .lessons = lessons_dir};
    const struct lab_files readable = {
        .read = data_files_read, .list = data_files_list, .user = &files};
    struct course *course = mem_alloc(1, sizeof(*course));
    struct progress progress;
    struct err err = {0};
    struct buf text;
    char path[4096 + 16];
    progress_init(&progress);
    buf_init(&text, PROGRESS_SIZE_MAX + 1);
    (void)snprintf(path, sizeof(path), "%.4095s/progress.txt", state_dir);
    enum rc rc = state_dir[0] != '\0' ? file_read(&text, path, &err) : RC_UNKNOWN;
    rc = rc == RC_UNKNOWN ? RC_OK : rc; /* nothing was done yet */
    rc = rc == RC_OK ? progress_read(&progress, path, text.data, text.size, &err) : rc;
    rc = rc == RC_OK ? course_read(course, &readable, &progress, &err) : rc;
    if (rc == RC_OK) {
        print_course(course, &progress);
    } else {
        print_to(stderr, "quartet: %s\n", err.text);
    }
    progress_release(&progress);
    buf_release(&text);
    mem_free(course);
    return end_output(rc == RC_OK ? EXIT_FINE : rc == RC_ENV ? EXIT_ENVIRONMENT : EXIT_INPUT);
}
