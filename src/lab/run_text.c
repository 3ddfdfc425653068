/* SPDX-License-Identifier: MIT */
#include "lab/run_text.h"

#include "base/hash.h"
#include "base/mem.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "quartet run 1"

/* --- writing -------------------------------------------------------------------------------- */

/* What may hold line ends, after the first piece's line each on a line of its own. */
static void add_pieces(struct buf *out, const char *text, size_t size, bool is_first_open)
{
    const char *end = text + size;
    for (bool is_first = is_first_open;; is_first = false) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t piece = (size_t)((stop != NULL ? stop : end) - text);
        if (!is_first) {
            buf_add_char(out, '|');
        }
        (void)!buf_add_bytes(out, text, piece, NULL);
        buf_add_char(out, '\n');
        if (stop == NULL) {
            return;
        }
        text = stop + 1;
    }
}

static void add_place(struct buf *out, const struct run *run, const struct run_place *place)
{
    buf_addf(out, "%s ", run->branches[place->branch].name);
    span_add_exact(out, place->at);
    buf_addf(out, " %d %" PRIu64, place->lines, place->steps);
}

void run_text_add_line(struct buf *out, sim_us at, const char *text)
{
    int pieces = 0;
    for (const char *stop = strchr(text, '\n'); stop != NULL; stop = strchr(stop + 1, '\n')) {
        pieces++;
    }
    buf_addf(out, "at ");
    span_add_exact(out, at);
    buf_add_char(out, ' ');
    if (pieces > 0) {
        buf_addf(out, "%d ", pieces); /* so that a statement cut short is seen to be */
    }
    add_pieces(out, text, strlen(text), true);
}

void run_text_add_file(struct buf *out, const struct run_file *file, bool with_content)
{
    buf_addf(out, "file %s %016" PRIx64 " %s\n", file->kind, file->hash, file->name);
    if (with_content) {
        add_pieces(out, file->bytes, file->size, false);
    }
}

void run_text_add_refused(struct buf *out)
{
    buf_addf(out, "refused\n");
}

void run_text_add_mark(struct buf *out, sim_us at, uint64_t trace)
{
    buf_addf(out, "until ");
    span_add_exact(out, at);
    buf_addf(out, " %016" PRIx64 "\n", trace);
}

void run_text_add_branch(struct buf *out, const struct run *run, int branch)
{
    buf_addf(out, "branch %s ", run->branches[branch].name);
    add_place(out, run, &run->branches[branch].from);
    buf_add_char(out, '\n');
}

void run_text_add_here(struct buf *out, const struct run *run)
{
    buf_addf(out, "here ");
    add_place(out, run, &run->here);
    buf_addf(out, "%s\n", run->is_undone ? " undone" : "");
}

void run_text_add_drop(struct buf *out)
{
    buf_addf(out, "drop\n");
}

void run_text_add_draft(struct buf *out, const struct run *run)
{
    buf_addf(out, "draft %s\n", run->draft != NULL ? run->draft : "");
}

/* Content is told once, with the first line told that read it. */
struct telling {
    const struct run *run;
    bool *is_told; /* by file */
};

static void add_files(struct buf *out, struct telling *telling, const struct run_line *line)
{
    for (int i = 0; i < line->file_count; i++) {
        int file = line->files[i];
        run_text_add_file(out, &telling->run->files[file], !telling->is_told[file]);
        telling->is_told[file] = true;
    }
}

static void add_start(struct buf *out, struct telling *telling)
{
    const struct run *run = telling->run;
    buf_addf(out, "%s\nsqlite %s\nseed %" PRIu64 "\nmasters %d\n", HEADER, run->sqlite, run->seed,
             run->masters);
    add_files(out, telling, &run->start);
}

/* Lines and marks of a branch in order of time; a mark holds what is of its instant. */
static void add_branch(struct buf *out, struct telling *telling, const struct run_branch *branch)
{
    int mark = 0;
    for (int i = 0; i <= branch->count; i++) {
        sim_us at = i < branch->count ? branch->lines[i].at : SIM_NEVER;
        for (; mark < branch->mark_count && branch->marks[mark].at < at; mark++) {
            run_text_add_mark(out, branch->marks[mark].at, branch->marks[mark].trace);
        }
        if (i < branch->count) {
            run_text_add_line(out, at, branch->lines[i].text);
            add_files(out, telling, &branch->lines[i]);
        }
    }
}

/* Does another branch begin where this one ends? Its line says that this one came so far. */
static bool is_parted_at_end(const struct run *run, int branch)
{
    const struct run_place *end = &run->branches[branch].end;
    for (int i = 1; i < run->branch_count; i++) {
        const struct run_place *from = &run->branches[i].from;
        if (from->branch == branch && from->at == end->at && from->lines == end->lines &&
            from->steps == end->steps) {
            return true;
        }
    }
    return false;
}

/* Does what is written of a branch, and of where one stands, say how far it has come? */
static bool is_end_told(const struct run *run, int branch)
{
    const struct run_branch *of = &run->branches[branch];
    const struct run_place *end = &of->end;
    bool is_of_text = end->steps >= RUN_STEPS_BEFORE; /* a mark or a line said so */
    bool has_mark = of->mark_count > 0 && of->marks[of->mark_count - 1].at == end->at;
    bool is_here = run->here.branch == branch && run->here.at == end->at &&
                   run->here.lines == end->lines && run->here.steps == end->steps;
    bool has_begun = of->count > 0 || end->steps != of->from.steps || end->at != of->from.at;
    return is_of_text || has_mark || is_here || !has_begun || is_parted_at_end(run, branch);
}

/* As if one had gone there: for a branch on which one does not stand, or not at its end. */
static void add_end(struct buf *out, const struct run *run, int branch)
{
    struct run_place end = run->branches[branch].end;
    end.branch = branch;
    buf_addf(out, "here ");
    add_place(out, run, &end);
    buf_add_char(out, '\n');
}

void run_text_add_start(struct buf *out, const struct run *run)
{
    struct telling telling = {.run = run, .is_told = mem_alloc((size_t)run->file_count + 1, 1)};
    add_start(out, &telling);
    mem_free(telling.is_told);
}

void run_text_add(struct buf *out, const struct run *run)
{
    run_text_add_known(out, run, NULL);
}

void run_text_add_known(struct buf *out, const struct run *run, const bool *is_known)
{
    struct telling telling = {.run = run, .is_told = mem_alloc((size_t)run->file_count + 1, 1)};
    for (int i = 0; is_known != NULL && i < run->file_count; i++) {
        telling.is_told[i] = is_known[i];
    }
    add_start(out, &telling);
    for (int i = 0; i < run->branch_count; i++) {
        if (i > 0) {
            run_text_add_branch(out, run, i);
        }
        add_branch(out, &telling, &run->branches[i]);
        if (!is_end_told(run, i)) {
            add_end(out, run, i);
        }
    }
    run_text_add_here(out, run);
    mem_free(telling.is_told);
}

/* --- reading -------------------------------------------------------------------------------- */

/* One entry: its first line's words, and what goes on below it. */
struct reader {
    struct run *run;
    const char *at;
    const char *end;
    int line_number;
    struct run_line *line; /* the one that files belong to */
    struct buf first;      /* the entry's first line */
    struct buf rest;       /* the pieces that follow, '\n' between */
    int pieces;
    const struct lab_files *files; /* where files without content are; NULL: nowhere */
    struct err *err;
};

static enum rc damaged(const struct reader *reader, const char *what)
{
    return err_set(reader->err, RC_DAMAGED, "line %d of the run %s", reader->line_number, what);
}

/* The next line of the text, its end left out; false: there is none that is whole. */
static bool take_line(struct reader *reader, const char **text, size_t *size)
{
    const char *stop = reader->at < reader->end
                           ? memchr(reader->at, '\n', (size_t)(reader->end - reader->at))
                           : NULL;
    if (stop == NULL) {
        return false;
    }
    *text = reader->at;
    *size = (size_t)(stop - reader->at);
    reader->at = stop + 1;
    reader->line_number++;
    return true;
}

static bool next_entry(struct reader *reader)
{
    const char *text = NULL;
    size_t size = 0;
    buf_clear(&reader->first);
    buf_clear(&reader->rest);
    reader->pieces = 0;
    do {
        if (!take_line(reader, &text, &size)) {
            return false;
        }
    } while (size == 0 || text[0] == '#');
    if (memchr(text, '\0', size) != NULL ||
        buf_add_bytes(&reader->first, text, size, NULL) != RC_OK) {
        buf_clear(&reader->first);
        return true; /* and be refused as a word nobody knows */
    }
    while (reader->at < reader->end && *reader->at == '|' && take_line(reader, &text, &size)) {
        if (reader->pieces++ > 0) {
            buf_add_char(&reader->rest, '\n');
        }
        (void)!buf_add_bytes(&reader->rest, text + 1, size - 1, NULL);
    }
    return true;
}

/* Takes a word off the front of *text; "" at its end. */
static const char *take_word(char **text)
{
    char *word = *text + strspn(*text, " ");
    char *stop = word + strcspn(word, " ");
    *text = *stop == '\0' ? stop : stop + 1;
    *stop = '\0';
    return word;
}

static bool read_u64(const char *word, int base, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(word, &end, base);
    *out = value;
    return word[0] != '\0' && word[0] != '-' && *end == '\0' && errno == 0;
}

/* "main 2.5s 5 1190": a place that exists. */
static enum rc read_place(struct reader *reader, char **text, struct run_place *out)
{
    const struct run *run = reader->run;
    uint64_t lines = 0;
    int branch = run_find_branch(run, take_word(text));
    bool is_good = branch >= 0 && span_parse(&out->at, take_word(text), NULL) == RC_OK &&
                   read_u64(take_word(text), 10, &lines) &&
                   read_u64(take_word(text), 10, &out->steps);
    if (!is_good || lines > (uint64_t)run_line_count(run, branch) ||
        (lines > 0 && run_line(run, branch, (int)lines - 1)->at > out->at)) {
        return damaged(reader, "names a place that is not in it");
    }
    out->branch = branch;
    out->lines = (int)lines;
    return RC_OK;
}

static enum rc read_sqlite(struct reader *reader, char *text)
{
    (void)snprintf(reader->run->sqlite, sizeof(reader->run->sqlite), "%s", text);
    return RC_OK;
}

static enum rc read_seed(struct reader *reader, char *text)
{
    return read_u64(text, 10, &reader->run->seed) ? RC_OK
                                                  : damaged(reader, "has no number as seed");
}

static enum rc read_masters(struct reader *reader, char *text)
{
    uint64_t masters = 0;
    if (!read_u64(text, 10, &masters) || masters < MASTERS_MIN || masters > MASTERS_MAX) {
        return damaged(reader, "has a number of masters that cannot be");
    }
    reader->run->masters = (int)masters;
    return RC_OK;
}

static enum rc read_at(struct reader *reader, char *text)
{
    struct run *run = reader->run;
    sim_us at = 0;
    uint64_t pieces = 0;
    if (span_parse(&at, take_word(&text), NULL) != RC_OK || text[0] == '\0') {
        return damaged(reader, "has no time or no command");
    }
    if (text[0] != '@' && (!read_u64(take_word(&text), 10, &pieces) || text[0] != '@')) {
        return damaged(reader, "has a command without its client");
    }
    if (pieces != (uint64_t)reader->pieces) {
        return damaged(reader, "is cut short");
    }
    if (at < run->here.at || run->here.lines != run_line_count(run, run->here.branch)) {
        return damaged(reader, "comes before what stands above it");
    }
    struct buf line;
    buf_init(&line, LINE_SIZE_MAX + 16);
    enum rc rc = buf_add(&line, text, NULL);
    if (rc == RC_OK && pieces > 0) {
        buf_add_char(&line, '\n');
        rc = buf_add_bytes(&line, reader->rest.data, reader->rest.size, NULL);
    }
    if (rc == RC_OK) {
        run_add_line(run, at, line.data);
        run->here.steps = RUN_STEPS_BEFORE;
        run->branches[run->here.branch].end.steps = RUN_STEPS_BEFORE;
        reader->line = run_line(run, run->here.branch, run->here.lines - 1);
    }
    buf_release(&line);
    return rc == RC_OK ? RC_OK : damaged(reader, "is longer than a line can be");
}

/* Whoever wrote the run chose these words: they are no way into other folders. */
static bool is_of_files(const struct reader *reader, const char *kind, const char *name)
{
    return reader->files != NULL && strpbrk(kind, "./") == NULL && strpbrk(name, "./") == NULL;
}

/* A file whose content stands elsewhere. RC_UNKNOWN: it is not there as it was. */
static enum rc look_up(struct reader *reader, const char *kind, const char *name, uint64_t hash)
{
    const struct lab_files *files = reader->files;
    struct buf *bytes = &reader->rest;
    if (files->read(files->user, kind, name, bytes, reader->err) == RC_OK &&
        hash_bytes(HASH_START, bytes->data, bytes->size) == hash) {
        return RC_OK;
    }
    return err_set(reader->err, RC_UNKNOWN, "it needs %s/%.60s, and here %s", kind, name,
                   bytes->size > 0 ? "that is another" : "there is none");
}

static enum rc read_file(struct reader *reader, char *text)
{
    struct run *run = reader->run;
    uint64_t hash = 0;
    const char *kind = take_word(&text);
    bool is_good = read_u64(take_word(&text), 16, &hash) && text[0] != '\0' && strlen(kind) < 16;
    const char *bytes = reader->pieces > 0 ? reader->rest.data : NULL;
    size_t size = reader->rest.size;
    for (int i = 0; bytes == NULL && i < run->file_count; i++) {
        if (run->files[i].hash == hash && strcmp(run->files[i].name, text) == 0) {
            bytes = run->files[i].bytes;
            size = run->files[i].size;
        }
    }
    if (is_good && bytes == NULL && is_of_files(reader, kind, text)) {
        enum rc rc = look_up(reader, kind, text, hash);
        if (rc != RC_OK) {
            return rc;
        }
        bytes = reader->rest.data;
        size = reader->rest.size;
    }
    if (!is_good || bytes == NULL || hash_bytes(HASH_START, bytes, size) != hash) {
        return damaged(reader, "has a file that is not the one its lines read");
    }
    return run_attach(run, reader->line, kind, text, bytes, size, reader->err);
}

static enum rc read_refused(struct reader *reader, char *text)
{
    struct run *run = reader->run;
    (void)text;
    if (!run_can_drop_line(run)) {
        return damaged(reader, "refuses a line that was not given");
    }
    run_drop_line(run);
    reader->line = &run->start;
    return RC_OK;
}

static enum rc read_until(struct reader *reader, char *text)
{
    struct run *run = reader->run;
    struct run_place place = run->here;
    uint64_t trace = 0;
    if (span_parse(&place.at, take_word(&text), NULL) != RC_OK || !read_u64(text, 16, &trace) ||
        place.at < run->here.at || run->here.lines != run_line_count(run, run->here.branch)) {
        return damaged(reader, "has a time that cannot be");
    }
    place.steps = RUN_STEPS_ALL;
    run_reach(run, &place);
    run_add_mark(run, place.at, trace);
    return RC_OK;
}

static enum rc read_branch(struct reader *reader, char *text)
{
    struct run_place place = {0};
    const char *name = take_word(&text);
    enum rc rc = read_place(reader, &text, &place);
    if (rc == RC_OK && name[0] == '\0') {
        rc = damaged(reader, "has a branch without a name");
    }
    if (rc == RC_OK) {
        run_stand(reader->run, &place, false);
        rc = run_fork(reader->run, name, reader->err);
        rc = rc == RC_OK ? RC_OK : damaged(reader, "has a branch that cannot be");
    }
    return rc;
}

static enum rc read_here(struct reader *reader, char *text)
{
    struct run_place place = {0};
    enum rc rc = read_place(reader, &text, &place);
    if (rc == RC_OK) {
        run_stand(reader->run, &place, strcmp(text, "undone") == 0);
    }
    return rc;
}

static enum rc read_drop(struct reader *reader, char *text)
{
    struct run *run = reader->run;
    (void)text;
    if (run->branch_count < 2 || run->branches[run->branch_count - 1].count > 0 ||
        run->here.branch != run->branch_count - 1) {
        return damaged(reader, "takes back a branch that was not made");
    }
    run_unfork(run);
    return RC_OK;
}

static enum rc read_draft(struct reader *reader, char *text)
{
    run_set_draft(reader->run, text);
    return RC_OK;
}

static const struct {
    const char *word;
    enum rc (*read)(struct reader *reader, char *text);
} entries[] = {
    {"sqlite", read_sqlite}, {"seed", read_seed},     {"masters", read_masters},
    {"at", read_at},         {"file", read_file},     {"refused", read_refused},
    {"until", read_until},   {"branch", read_branch}, {"here", read_here},
    {"drop", read_drop},     {"draft", read_draft},
};

static enum rc read_entry(struct reader *reader)
{
    char *text = reader->first.data;
    const char *word = take_word(&text);
    for (int i = 0; i < COUNT_OF(entries); i++) {
        if (strcmp(entries[i].word, word) == 0) {
            return entries[i].read(reader, text);
        }
    }
    return damaged(reader, "begins with a word that no run has");
}

static enum rc read_run(struct reader *reader, const char *text, size_t *whole)
{
    enum rc rc = RC_OK;
    *whole = 0;
    if (!next_entry(reader) || strcmp(reader->first.data, HEADER) != 0) {
        rc = err_set(reader->err, RC_DAMAGED, "it is no run of Quartet: a run begins with \"%s\"",
                     HEADER);
    }
    while (rc == RC_OK) {
        *whole = (size_t)(reader->at - text);
        if (!next_entry(reader)) {
            break;
        }
        rc = read_entry(reader);
        if (rc == RC_DAMAGED &&
            memchr(reader->at, '\n', (size_t)(reader->end - reader->at)) == NULL) {
            rc = RC_OK; /* the last one: a crash cut it short */
            break;
        }
    }
    buf_release(&reader->first);
    buf_release(&reader->rest);
    return rc;
}

static void start_reader(struct reader *reader, struct run *run, const char *text, size_t size,
                         struct err *err)
{
    run_init(run, 0, MASTERS_MIN, "");
    *reader = (struct reader){
        .run = run, .at = text, .end = text + size, .line = &run->start, .err = err};
    buf_init(&reader->first, LINE_SIZE_MAX + NAME_SIZE_MAX);
    buf_init(&reader->rest, RUN_SIZE_MAX);
}

enum rc run_text_read(struct run *run, const char *text, size_t size, size_t *whole,
                      struct err *err)
{
    struct reader reader;
    start_reader(&reader, run, text, size, err);
    return read_run(&reader, text, whole);
}

enum rc run_text_read_known(struct run *run, const char *text, size_t size,
                            const struct lab_files *files, struct err *err)
{
    struct reader reader;
    size_t whole = 0;
    start_reader(&reader, run, text, size, err);
    reader.files = files;
    enum rc rc = read_run(&reader, text, &whole);
    return rc == RC_OK && whole < size ? err_set(err, RC_DAMAGED, "it is cut short") : rc;
}
