/* SPDX-License-Identifier: MIT */
#include "lab/run.h"

#include "base/hash.h"
#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void run_init(struct run *run, uint64_t seed, int masters, const char *sqlite)
{
    *run = (struct run){.seed = seed, .masters = masters, .branch_count = 1};
    (void)snprintf(run->sqlite, sizeof(run->sqlite), "%s", sqlite);
    (void)snprintf(run->branches[0].name, sizeof(run->branches[0].name), "main");
    run->branches[0].from.branch = -1;
}

static void release_branch(struct run_branch *branch)
{
    for (int i = 0; i < branch->count; i++) {
        mem_free(branch->lines[i].text);
    }
    mem_free(branch->lines);
    mem_free(branch->marks);
    *branch = (struct run_branch){0};
}

void run_release(struct run *run)
{
    for (int i = 0; i < run->branch_count; i++) {
        release_branch(&run->branches[i]);
    }
    for (int i = 0; i < run->file_count; i++) {
        mem_free(run->files[i].name);
        mem_free(run->files[i].bytes);
    }
    mem_free(run->files);
    mem_free(run->draft);
    *run = (struct run){0};
}

void run_set_draft(struct run *run, const char *draft)
{
    char *kept = draft[0] != '\0' ? mem_text(draft) : NULL;
    mem_free(run->draft);
    run->draft = kept;
}

/* --- the tree ------------------------------------------------------------------------------- */

int run_line_count(const struct run *run, int branch)
{
    return run->branches[branch].from.lines + run->branches[branch].count;
}

struct run_line *run_line(const struct run *run, int branch, int index)
{
    while (index < run->branches[branch].from.lines) {
        branch = run->branches[branch].from.branch;
    }
    return &run->branches[branch].lines[index - run->branches[branch].from.lines];
}

static bool is_at_most(const struct run_place *a, const struct run_place *b)
{
    return a->at <= b->at && a->lines <= b->lines && a->steps <= b->steps;
}

/* The same place, told of the branch it was made on: the fork itself is of the parent. */
static struct run_place home_of(const struct run *run, const struct run_place *place)
{
    struct run_place home = *place;
    while (home.branch != 0) {
        const struct run_place *from = &run->branches[home.branch].from;
        if (is_at_most(from, &home) && !is_at_most(&home, from)) {
            break;
        }
        home.branch = from->branch;
    }
    return home;
}

int run_home_branch(const struct run *run, const struct run_place *place)
{
    return home_of(run, place).branch;
}

bool run_is_before(const struct run *run, const struct run_place *place,
                   const struct run_place *other)
{
    struct run_place start = home_of(run, place);
    struct run_place end = home_of(run, other);
    while (end.branch > start.branch) {
        end = run->branches[end.branch].from;
    }
    return end.branch == start.branch && is_at_most(&start, &end);
}

bool run_has_future(const struct run *run)
{
    const struct run_place *end = &run->branches[run->here.branch].end;
    return end->at != run->here.at || end->steps != run->here.steps ||
           run_line_count(run, run->here.branch) != run->here.lines;
}

int run_find_branch(const struct run *run, const char *name)
{
    for (int i = 0; i < run->branch_count; i++) {
        if (strcmp(run->branches[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

static enum rc choose_name(const struct run *run, char *out, size_t room, const char *name,
                           struct err *err)
{
    if (strlen(name) >= room || strpbrk(name, " \t\r\n|") != NULL) {
        return err_set(err, RC_USAGE, "a branch's name is one word of at most %d letters",
                       (int)room - 1);
    }
    if (run_find_branch(run, name) >= 0) {
        return err_set(err, RC_STATE, "there is a branch \"%s\": \\switch %s goes there", name,
                       name);
    }
    (void)snprintf(out, room, "%s", name);
    for (int i = run->branch_count + 1; out[0] == '\0'; i++) {
        char next[16];
        (void)snprintf(next, sizeof(next), "b%d", i);
        if (run_find_branch(run, next) < 0) {
            (void)snprintf(out, room, "%s", next);
        }
    }
    return RC_OK;
}

enum rc run_fork(struct run *run, const char *name, struct err *err)
{
    if (run->branch_count >= BRANCHES_MAX) {
        return err_set(err, RC_FULL,
                       "a run has at most %d branches, and this has: \\switch goes to one of them",
                       BRANCHES_MAX);
    }
    struct run_branch *branch = &run->branches[run->branch_count];
    enum rc rc = choose_name(run, branch->name, sizeof(branch->name), name, err);
    if (rc != RC_OK) {
        return rc;
    }
    branch->from = home_of(run, &run->here);
    run->here.branch = run->branch_count++;
    branch->end = run->here;
    run->is_undone = false;
    return RC_OK;
}

void run_unfork(struct run *run)
{
    assert(run->branch_count > 1);
    struct run_branch *branch = &run->branches[run->branch_count - 1];
    assert(branch->count == 0);
    run->here = branch->from;
    release_branch(branch);
    run->branch_count--;
}

/* --- lines and their files ------------------------------------------------------------------ */

void run_add_line(struct run *run, sim_us at, const char *text)
{
    struct run_branch *branch = &run->branches[run->here.branch];
    assert(at >= run->here.at && run->here.lines == branch->from.lines + branch->count);
    mem_grow((void **)&branch->lines, &branch->room, branch->count + 1, sizeof(struct run_line));
    branch->lines[branch->count++] = (struct run_line){.at = at, .text = mem_text(text)};
    run->here.at = at;
    run->here.lines++;
    branch->end = run->here;
}

bool run_can_drop_line(const struct run *run)
{
    bool is_last = run->branches[run->here.branch].count > 0 &&
                   run->here.lines == run_line_count(run, run->here.branch);
    for (int i = 1; i < run->branch_count; i++) {
        const struct run_place *from = &run->branches[i].from;
        is_last = is_last && (from->branch != run->here.branch || from->lines < run->here.lines);
    }
    return is_last;
}

void run_drop_line(struct run *run)
{
    struct run_branch *branch = &run->branches[run->here.branch];
    assert(run_can_drop_line(run));
    mem_free(branch->lines[--branch->count].text);
    run->here.lines--;
    branch->end = run->here;
}

const struct run_file *run_find_file(const struct run *run, const struct run_line *line,
                                     const char *kind, const char *name)
{
    for (int i = 0; i < line->file_count; i++) {
        const struct run_file *file = &run->files[line->files[i]];
        if (strcmp(file->kind, kind) == 0 && strcmp(file->name, name) == 0) {
            return file;
        }
    }
    return NULL;
}

/* Its index among the files; the content is kept once. */
static int keep_file(struct run *run, const char *kind, const char *name, const char *bytes,
                     size_t size)
{
    uint64_t hash = hash_bytes(HASH_START, bytes, size);
    for (int i = 0; i < run->file_count; i++) {
        const struct run_file *file = &run->files[i];
        if (file->hash == hash && file->size == size && memcmp(file->bytes, bytes, size) == 0 &&
            strcmp(file->kind, kind) == 0 && strcmp(file->name, name) == 0) {
            return i;
        }
    }
    mem_grow((void **)&run->files, &run->file_room, run->file_count + 1, sizeof(struct run_file));
    struct run_file *file = &run->files[run->file_count];
    *file = (struct run_file){.name = mem_text(name), .hash = hash, .size = size};
    (void)snprintf(file->kind, sizeof(file->kind), "%s", kind);
    file->bytes = mem_alloc(size + 1, 1);
    memcpy(file->bytes, bytes, size);
    return run->file_count++;
}

enum rc run_attach(struct run *run, struct run_line *line, const char *kind, const char *name,
                   const char *bytes, size_t size, struct err *err)
{
    if (line->file_count >= RUN_LINE_FILES_MAX) {
        return err_set(err, RC_FULL, "a line reads at most %d files", RUN_LINE_FILES_MAX);
    }
    line->files[line->file_count++] = keep_file(run, kind, name, bytes, size);
    return RC_OK;
}

static void told_files(struct run *run, const struct run_line *line)
{
    for (int i = 0; i < line->file_count; i++) {
        run->files[line->files[i]].is_told = true;
    }
}

void run_told_all(struct run *run)
{
    for (int i = 0; i < run->file_count; i++) {
        run->files[i].is_told = false;
    }
    told_files(run, &run->start);
    for (int i = 0; i < run->branch_count; i++) {
        for (int k = 0; k < run->branches[i].count; k++) {
            told_files(run, &run->branches[i].lines[k]);
        }
    }
}

/* --- places --------------------------------------------------------------------------------- */

/* What was read from a file ends at a time; what happened by then shows when it is played. */
static void extend(struct run_branch *branch, const struct run_place *place)
{
    bool is_end_of_time = branch->end.steps >= RUN_STEPS_BEFORE && branch->end.at <= place->at &&
                          branch->end.lines <= place->lines;
    if (is_at_most(&branch->end, place) || is_end_of_time) {
        branch->end = *place;
    }
}

void run_stand(struct run *run, const struct run_place *place, bool undone)
{
    run->here = *place;
    run->is_undone = undone && place->lines < run_line_count(run, place->branch);
    extend(&run->branches[place->branch], place);
}

void run_reach(struct run *run, const struct run_place *place)
{
    run->here = *place;
    extend(&run->branches[place->branch], place);
}

void run_add_mark(struct run *run, sim_us at, uint64_t trace)
{
    struct run_branch *branch = &run->branches[run->here.branch];
    if (branch->mark_count > 0 && branch->marks[branch->mark_count - 1].at >= at) {
        return;
    }
    mem_grow((void **)&branch->marks, &branch->mark_room, branch->mark_count + 1,
             sizeof(struct run_mark));
    branch->marks[branch->mark_count++] = (struct run_mark){.at = at, .trace = trace};
}

const struct run_mark *run_next_mark(const struct run *run, int branch, sim_us at)
{
    const struct run_mark *found = NULL;
    sim_us limit = SIM_NEVER; /* marks of a parent count up to the fork, that instant left out */
    for (; branch >= 0; branch = run->branches[branch].from.branch) {
        const struct run_branch *b = &run->branches[branch];
        int low = 0;
        int high = b->mark_count;
        while (low < high) {
            int middle = (low + high) / 2;
            if (b->marks[middle].at > at) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if (low < b->mark_count && b->marks[low].at < limit) {
            found = &b->marks[low];
        }
        limit = b->from.at < limit ? b->from.at : limit;
    }
    return found;
}

/* --- the way to here ------------------------------------------------------------------------ */

static void copy_files(struct run *out, struct run_line *to, const struct run *run,
                       const struct run_line *from)
{
    for (int i = 0; i < from->file_count; i++) {
        const struct run_file *file = &run->files[from->files[i]];
        enum rc rc = run_attach(out, to, file->kind, file->name, file->bytes, file->size, NULL);
        assert(rc == RC_OK); /* it is as full as the line it is a copy of */
        (void)rc;
    }
}

void run_copy_way(struct run *out, const struct run *run)
{
    struct run_place here = run->here;
    const struct run_mark *last = NULL;
    const struct run_mark *mark = run_next_mark(run, here.branch, -1);
    for (; mark != NULL && mark->at <= here.at; mark = run_next_mark(run, here.branch, mark->at)) {
        last = mark;
    }
    run_init(out, run->seed, run->masters, run->sqlite);
    copy_files(out, &out->start, run, &run->start);
    for (int i = 0; i < here.lines; i++) {
        const struct run_line *line = run_line(run, here.branch, i);
        run_add_line(out, line->at, line->text);
        copy_files(out, &out->branches[0].lines[i], run, line);
    }
    if (last != NULL) {
        run_add_mark(out, last->at, last->trace);
    }
    here.branch = 0;
    run_stand(out, &here, false);
}
