/* SPDX-License-Identifier: MIT */
#include "lab/history.h"

#include "base/mem.h"
#include "lab/history_state.h"
#include "lab/run_text.h"
#include "shell/script.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct run_place history_place(const struct history *history)
{
    struct run_place place = history->run.here;
    place.at = lab_now(history->lab);
    place.steps = lab_steps(history->lab);
    return place;
}

/* --- what the lab tells, and reads ----------------------------------------------------------- */

static void on_event(void *user, const struct event *event)
{
    struct history *history = user;
    if (history->lab == NULL) {
        return; /* while lab_new() makes the first world */
    }
    if (history->foresight.wants != NULL) {
        history->foresight.has_come |= history->foresight.wants(event);
        return;
    }
    history_add_mark(history, event);
    const struct lab_sink *sink = &history->config.lab.sink;
    if (!history_is_silent(history) && sink->on_event != NULL) {
        sink->on_event(sink->user, event);
    }
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    struct history *history = user;
    const struct lab_sink *sink = &history->config.lab.sink;
    if (!history_is_silent(history) && sink->on_reply != NULL) {
        sink->on_reply(sink->user, reply);
    }
}

/* What a line reads is what it read the first time; then it is kept with the run. */
/* Whose file is read now: a line's, or that of what the last line began, such as a lesson. */
static struct run_line *reading_line(struct history *history)
{
    struct run *run = &history->run;
    if (history->reading != NULL) {
        return history->reading;
    }
    return run->here.lines > 0 ? run_line(run, run->here.branch, run->here.lines - 1) : &run->start;
}

static enum rc read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    struct history *history = user;
    struct run_line *line = reading_line(history);
    const struct run_file *known = run_find_file(&history->run, line, kind, name);
    if (known != NULL) {
        return buf_add_bytes(out, known->bytes, known->size, err);
    }
    if (history->is_repeating && strpbrk(name, "./") != NULL) {
        return err_set(err, RC_REFUSED,
                       "the run does not have \"%.100s\" with it, and reads no file of yours",
                       name);
    }
    size_t before = out->size;
    const struct lab_files *files = &history->config.lab.files;
    enum rc rc = files->read(files->user, kind, name, out, err);
    if (rc == RC_OK) {
        rc = run_attach(&history->run, line, kind, name, out->data + before, out->size - before,
                        err);
    }
    if (rc == RC_OK && line->text != NULL) {
        rc =
            history_keep_file(history, &history->run.files[line->files[line->file_count - 1]], err);
    }
    return rc;
}

static void list_files(void *user, const char *kind, cmd_offer_fn offer, void *to)
{
    struct history *history = user;
    const struct lab_files *files = &history->config.lab.files;
    if (files->list != NULL) {
        files->list(files->user, kind, offer, to);
    }
}

/* --- life ------------------------------------------------------------------------------------ */

static void save_here(struct history *history, bool is_before_line)
{
    struct run_place place = history_place(history);
    buf_clear(&history->state);
    lab_save(history->lab, &history->state);
    checkpoints_add(&history->checkpoints, &place, is_before_line, &history->state);
    history->checkpoint_due = place.steps + history->checkpoints.gap;
}

/* Not where one came by before. */
static void save_if_due(struct history *history)
{
    struct run_place place = history_place(history);
    if (place.steps < history->checkpoint_due) {
        return;
    }
    const struct checkpoint *last = checkpoints_find(&history->checkpoints, &history->run, &place);
    if (place.steps - last->place.steps >= history->checkpoints.gap) {
        save_here(history, false);
    } else {
        history->checkpoint_due = last->place.steps + history->checkpoints.gap;
    }
}

static void take_sample(struct history *history)
{
    samples_take(&history->samples, &history->run, history->run.here.branch, history->lab);
}

void history_reach(struct history *history, sim_us at)
{
    lab_reach(history->lab, at);
    take_sample(history);
}

static enum rc start(struct history *history, struct err *err)
{
    struct lab_config config = history->config.lab;
    config.seed = history->run.seed;
    config.masters = history->run.masters;
    config.files = (struct lab_files){.read = read_file, .list = list_files, .user = history};
    config.sink = (struct lab_sink){.on_event = on_event, .on_reply = on_reply, .user = history};
    history->reading = &history->run.start;
    struct lab *lab = NULL;
    enum rc rc = lab_new(&lab, &config, err);
    history->reading = NULL;
    history->lab = lab;
    if (rc == RC_OK) {
        save_here(history, false);
        take_sample(history);
    }
    return rc;
}

static struct history *make(const struct history_config *config)
{
    struct history *history = mem_alloc(1, sizeof(*history));
    history->config = *config;
    buf_init(&history->state, BUF_CAP_STATE);
    checkpoints_init(&history->checkpoints);
    samples_init(&history->samples);
    return history;
}

enum rc history_new(struct history **out, const struct history_config *config, struct err *err)
{
    struct history *history = make(config);
    run_init(&history->run, config->lab.seed, config->lab.masters, lab_sqlite());
    enum rc rc = start(history, err);
    if (rc == RC_OK && config->journal.add != NULL) {
        struct buf text;
        buf_init(&text, RUN_SIZE_MAX);
        run_text_add_start(&text, &history->run);
        run_told_all(&history->run);
        history_keep_or_tell(history, &text);
        buf_release(&text);
    }
    if (rc != RC_OK) {
        history_free(history);
        history = NULL;
    }
    *out = history;
    return rc;
}

enum rc history_open(struct history **out, const struct history_config *config, const char *text,
                     size_t size, struct err *err)
{
    struct history *history = make(config);
    size_t whole = 0;
    *out = NULL;
    enum rc rc = run_text_read(&history->run, text, size, &whole, err);
    struct run_place here = history->run.here;
    bool undone = history->run.is_undone;
    if (rc == RC_OK) {
        history->run.here = (struct run_place){0};
        rc = start(history, err);
        history->run.here.branch = here.branch;
    }
    if (rc == RC_OK && config->journal.rewrite != NULL && history_rewrite(history, err) != RC_OK) {
        history->is_unkept = true;
        history_note(history, err->text);
    }
    if (rc != RC_OK) {
        history_free(history);
        return rc;
    }
    if (whole < size) {
        char torn[120];
        (void)snprintf(torn, sizeof(torn),
                       "This run was cut off: its last %zu bytes are no whole entry, and are left "
                       "out.",
                       size - whole);
        history_note(history, torn);
    }
    if (strcmp(history->run.sqlite, lab_sqlite()) != 0) {
        history_note(history,
                     "This run was made with another SQLite; it is compared with its record.");
    }
    history->travel = (struct travel){
        .is_on = true,
        .to = here,
        .end = history_end_of(&here),
        .undone = undone,
    };
    *out = history;
    return RC_OK;
}

void history_free(struct history *history)
{
    if (history == NULL) {
        return;
    }
    lab_free(history->lab);
    run_release(&history->run);
    checkpoints_release(&history->checkpoints);
    samples_release(&history->samples);
    buf_release(&history->state);
    buf_release(&history->away.state);
    buf_release(&history->away.narrative);
    mem_free(history->marks);
    mem_free(history->faults);
    mem_free(history);
}

struct lab *history_lab(const struct history *history)
{
    return history->lab;
}

const struct run *history_run(const struct history *history)
{
    return &history->run;
}

void history_add_text(const struct history *history, struct buf *out)
{
    struct run run = history->run; /* its lines and files are but looked at */
    if (history->away.is_on) {
        run.here = history->away.here;
        run.is_undone = history->away.is_undone;
    }
    run_text_add(out, &run);
}

enum rc history_add_share(const struct history *history, struct buf *out, struct share_sum *sum,
                          struct err *err)
{
    enum rc rc = history_check_idle(history, err);
    return rc == RC_OK ? share_add(out, &history->run, &history->config.lab.files, sum, err) : rc;
}

const struct samples *history_samples(const struct history *history)
{
    return &history->samples;
}

size_t history_size(const struct history *history)
{
    return history->checkpoints.size;
}

/* --- lines ----------------------------------------------------------------------------------- */

static enum rc apply(struct history *history, struct run_line *line, struct buf *reply,
                     struct err *err)
{
    history->reading = line;
    line->event_before = lab_event_last(history->lab);
    enum rc rc = lab_apply(history->lab, line->text, 1, reply, err);
    line->event_last = lab_event_last(history->lab);
    history->reading = NULL;
    return rc;
}

/*
 * The last line of a branch is refused when the end came before that was noted: it never was
 * part of the run. Elsewhere a run that is refused a line is another's, or the lab's is another.
 */
static void drop_refused(struct history *history, const struct run_line *line,
                         const struct err *err)
{
    struct run *run = &history->run;
    if (!run_can_drop_line(run)) {
        char text[700];
        (void)snprintf(text, sizeof(text), "A line of this run is refused: %.200s: %s", line->text,
                       err->text);
        history_note(history, text);
        return;
    }
    struct buf entries;
    buf_init(&entries, BUF_CAP_TEXT);
    run_text_add_here(&entries, run);
    run_text_add_refused(&entries);
    run_drop_line(run);
    history_told(history);
    history_keep_or_tell(history, &entries);
    buf_release(&entries);
    history->travel.to.lines = run->here.lines;
}

void history_repeat_line(struct history *history)
{
    struct run *run = &history->run;
    struct run_line *line = run_line(run, run->here.branch, run->here.lines);
    run->here.lines++;
    if (!history_is_silent(history) && history->config.on_line != NULL) {
        history->config.on_line(history->config.user, line->text);
    }
    struct buf reply;
    struct err err = {0};
    buf_init(&reply, BUF_CAP_TEXT);
    history->is_repeating = true;
    enum rc rc = apply(history, line, &reply, &err);
    history->is_repeating = false;
    struct run_place place = history_place(history);
    run_reach(run, &place);
    if (rc != RC_OK) {
        drop_refused(history, line, &err);
    } else if (reply.size > 0) {
        on_reply(history, &(struct lab_reply){.master = -1, .text = reply.data});
    }
    buf_release(&reply);
}

/* The branch that one stands on, which a line began that is taken back. */
static void drop_branch(struct history *history)
{
    checkpoints_drop_branch(&history->checkpoints, history->run.here.branch);
    samples_drop_branch(&history->samples, history->run.here.branch);
    run_unfork(&history->run);
}

/* The new line, and the branch it begins if it changes a future that is known. */
static enum rc give(struct history *history, const char *full, bool *is_forked, struct err *err)
{
    struct run *run = &history->run;
    struct buf entries;
    buf_init(&entries, RUN_SIZE_MAX);
    enum rc rc = RC_OK;
    *is_forked = run_has_future(run);
    if (*is_forked) {
        rc = run_fork(run, "", err);
        if (rc == RC_OK) {
            run_text_add_branch(&entries, run, run->here.branch);
            history_told(history);
        }
    }
    if (rc == RC_OK) {
        lab_settle(history->lab);
        take_sample(history);
        save_here(history, true);
        history_tell_place(history, &entries);
        run_add_line(run, lab_now(history->lab), full);
        history_told(history);
        run_text_add_line(&entries, lab_now(history->lab), full);
        rc = history_keep(history, &entries, err);
        if (rc != RC_OK) {
            run_drop_line(run);
            history_told(history); /* it has none of this, or will be written anew */
        }
        if (rc != RC_OK && *is_forked) {
            drop_branch(history);
        }
    }
    buf_release(&entries);
    return rc;
}

/* The world is as it was before the line, even if that was refused half way. */
static void take_back(struct history *history, bool is_forked)
{
    const struct checkpoint *before = &history->checkpoints.all[history->checkpoints.count - 1];
    struct buf entries;
    run_drop_line(&history->run);
    enum rc rc = history_load(history, before, NULL);
    assert(rc == RC_OK);
    buf_init(&entries, BUF_CAP_TEXT);
    run_text_add_refused(&entries);
    if (is_forked) {
        drop_branch(history);
        run_text_add_drop(&entries);
    }
    history_told(history);
    history_keep_or_tell(history, &entries);
    buf_release(&entries);
}

static enum rc do_recorded(struct history *history, const char *full, struct buf *reply,
                           struct err *err)
{
    struct run *run = &history->run;
    bool is_forked = false;
    enum rc rc = give(history, full, &is_forked, err);
    if (rc == RC_ENV) {
        return err_wrap(err, rc,
                        "this line was not done, for it cannot be kept; again does it "
                        "unkept");
    }
    if (rc != RC_OK) {
        return rc;
    }
    rc = apply(history, run_line(run, run->here.branch, run->here.lines - 1), reply, err);
    if (rc != RC_OK) {
        take_back(history, is_forked);
        return rc;
    }
    history->redo_count = 0;
    struct run_place place = history_place(history);
    run_reach(run, &place);
    if (is_forked) {
        char text[200];
        (void)snprintf(text, sizeof(text),
                       "This is branch %s now; what came after is kept: \\switch %s.",
                       run->branches[run->here.branch].name,
                       run->branches[run->branches[run->here.branch].from.branch].name);
        history_note(history, text);
    }
    return RC_OK;
}

enum rc history_do(struct history *history, const char *line, int client, struct buf *reply,
                   struct err *err)
{
    struct buf full;
    bool is_recorded = false;
    enum rc rc = history_check_idle(history, err);
    if (rc != RC_OK) {
        return rc;
    }
    buf_init(&full, LINE_SIZE_MAX + 16);
    rc = lab_read_line(line, client, &full, &is_recorded, err);
    if (rc == RC_OK && is_recorded) {
        rc = do_recorded(history, full.data, reply, err);
    } else if (rc == RC_OK && full.size > 0) {
        rc = lab_apply(history->lab, full.data, client, reply, err);
    }
    buf_release(&full);
    return rc;
}

/* --- time ------------------------------------------------------------------------------------ */

static void compare(struct history *history, const struct run_mark *mark)
{
    const struct run *run = &history->run;
    int lines = run->here.lines;
    bool has_line = lines < run_line_count(run, run->here.branch) &&
                    run_line(run, run->here.branch, lines)->at <= mark->at;
    if (has_line || mark->trace == lab_trace(history->lab) || history->has_differed) {
        return; /* the record may be of the instant with its line */
    }
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "This run differs from its record: first between the mark before and ");
    span_add_seconds(&text, mark->at);
    buf_addf(&text, " s. It was made with %s.",
             strcmp(history->run.sqlite, lab_sqlite()) == 0 ? "another version of the lab"
                                                            : "another SQLite");
    history_note(history, text.data);
    buf_release(&text);
    history->has_differed = true;
}

/* As lab_advance_some(); samples are taken on the way, before what happens at their instant. */
static bool advance(struct history *history, sim_us until, int things_max)
{
    struct lab *lab = history->lab;
    uint64_t end = lab_steps(lab) + (uint64_t)things_max;
    sim_us sample_at = samples_next_at(&history->samples, lab_now(lab));
    while (sample_at <= until) {
        if (!lab_advance_some(lab, sample_at - 1, (int)(end - lab_steps(lab)))) {
            return false;
        }
        history_reach(history, sample_at);
        sample_at = samples_next_at(&history->samples, sample_at);
    }
    return lab_advance_some(lab, until, (int)(end - lab_steps(lab)));
}

bool history_let_happen(struct history *history, sim_us until, int *things_left)
{
    struct lab *lab = history->lab;
    for (;;) {
        const struct run_mark *mark =
            run_next_mark(&history->run, history->run.here.branch, lab_now(lab));
        bool has_mark = mark != NULL && mark->at <= until;
        sim_us stop = has_mark ? mark->at : until;
        uint64_t before = lab_steps(lab);
        uint64_t due = history->checkpoint_due;
        uint64_t to_checkpoint = due > before ? due - before : 1;
        bool is_near = to_checkpoint < (uint64_t)*things_left;
        bool is_there = advance(history, stop, is_near ? (int)to_checkpoint : *things_left);
        *things_left -= (int)(lab_steps(lab) - before);
        save_if_due(history);
        if (is_there && has_mark) {
            compare(history, mark);
        }
        if (is_there && stop == until) {
            return true;
        }
        if (*things_left <= 0) {
            return false;
        }
    }
}

/* Lines that were taken back are not given again: what comes now is another future. */
static void leave_undone(struct history *history)
{
    struct err err = {0};
    if (!history->run.is_undone) {
        return;
    }
    if (run_fork(&history->run, "", &err) != RC_OK) {
        history_note(history, err.text); /* all branches are used: the lines come again */
        history->run.is_undone = false;
        return;
    }
    struct buf entry;
    buf_init(&entry, BUF_CAP_TEXT);
    run_text_add_branch(&entry, &history->run, history->run.here.branch);
    history_told(history);
    history_keep_or_tell(history, &entry);
    buf_release(&entry);
}

bool history_advance_some(struct history *history, sim_us until, int things_max)
{
    struct run *run = &history->run;
    int left = things_max;
    bool is_there = false;
    if (history_is_silent(history)) {
        return false;
    }
    if (until > lab_now(history->lab) || lab_next_at(history->lab) <= until) {
        leave_undone(history);
    }
    do {
        bool has_line = run->here.lines < run_line_count(run, run->here.branch);
        sim_us line_at = has_line ? run_line(run, run->here.branch, run->here.lines)->at : 0;
        if (has_line && line_at <= until && !run->is_undone) {
            if (line_at <= lab_now(history->lab) ||
                history_let_happen(history, line_at - 1, &left)) {
                history_reach(history, line_at);
                history_repeat_line(history);
                left--;
            }
        } else {
            is_there = history_let_happen(history, until, &left);
        }
        struct run_place place = history_place(history);
        run_reach(run, &place);
    } while (!is_there && left > 0);
    return is_there;
}

void history_advance(struct history *history, sim_us until)
{
    while (!history_advance_some(history, until, INT32_MAX)) {
    }
}

sim_us history_next_at(const struct history *history)
{
    const struct run *run = &history->run;
    sim_us next = lab_next_at(history->lab);
    if (run->here.lines < run_line_count(run, run->here.branch) && !run->is_undone) {
        sim_us line = run_line(run, run->here.branch, run->here.lines)->at;
        next = line < next ? line : next;
    }
    return next;
}
