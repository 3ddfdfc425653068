/* SPDX-License-Identifier: MIT */
/* history_keep: the journal of a run: what is told to it, in which order, and when it fails. */
#include "lab/history_state.h"
#include "lab/run_text.h"

#include <stdio.h>
#include <string.h>

void history_note(const struct history *history, const char *text)
{
    if (history->config.on_note != NULL) {
        history->config.on_note(history->config.user, text);
    }
}

/* --- the journal ----------------------------------------------------------------------------- */

enum rc history_rewrite(struct history *history, struct err *err)
{
    const struct history_journal *journal = &history->config.journal;
    struct buf text;
    buf_init(&text, RUN_SIZE_MAX);
    run_text_add(&text, &history->run);
    if (history->run.draft != NULL) {
        run_text_add_draft(&text, &history->run);
    }
    enum rc rc = journal->rewrite(journal->user, text.data, text.size, err);
    if (rc == RC_OK) {
        run_told_all(&history->run);
    }
    buf_release(&text);
    return rc;
}

/*
 * Once it has failed, the person who was told so decides by going on; each further entry is a
 * new try to write everything, and the first that works makes it whole again.
 */
enum rc history_keep(struct history *history, const struct buf *entries, struct err *err)
{
    const struct history_journal *journal = &history->config.journal;
    if (journal->add == NULL) {
        return RC_OK;
    }
    if (history->is_unkept) {
        if (history_rewrite(history, NULL) == RC_OK) {
            history->is_unkept = false;
            history_note(history, "The run can be kept again, and all of it is.");
        }
        return RC_OK;
    }
    enum rc rc = journal->add(journal->user, entries->data, entries->size, err);
    history->is_unkept = rc != RC_OK;
    return rc == RC_OK ? RC_OK : RC_ENV;
}

/* An entry that takes no effect by itself: if it cannot be kept, that is said and no more. */
void history_keep_or_tell(struct history *history, const struct buf *entries)
{
    struct err err = {0};
    if (history_keep(history, entries, &err) != RC_OK) {
        char text[500];
        (void)snprintf(text, sizeof(text), "From here on the run is not kept: %s.", err.text);
        history_note(history, text);
    }
}

/* Lines that were given again, and the ways one went, are in the journal only as a place. */
void history_tell_place(struct history *history, struct buf *entries)
{
    const struct run *run = &history->run;
    if (history->told_branch != run->here.branch || history->told_lines != run->here.lines) {
        run_text_add_here(entries, run);
        history_told(history);
    }
}

void history_told(struct history *history)
{
    history->told_branch = history->run.here.branch;
    history->told_lines = history->run.here.lines;
}

/* All that is of the present has happened: its hash can be noted. */
static void mark_time(struct history *history, struct buf *entry)
{
    struct run *run = &history->run;
    sim_us now = lab_now(history->lab);
    bool is_whole = lab_next_at(history->lab) > now;
    const struct run_place *end = &run->branches[run->here.branch].end;
    if (is_whole && end->at == now && run->here.lines == end->lines && now > 0) {
        history_tell_place(history, entry);
        run_add_mark(run, now, lab_trace(history->lab));
        run_text_add_mark(entry, now, lab_trace(history->lab));
    } else {
        run_text_add_here(entry, run);
        history_told(history);
    }
}

static bool has_begun(const struct history *history)
{
    return history->run.branches[0].count > 0 || history->run.branch_count > 1;
}

bool history_is_kept(const struct history *history)
{
    return has_begun(history) && history->config.journal.add != NULL && !history->is_unkept;
}

void history_keep_time(struct history *history)
{
    sim_us now = lab_now(history->lab);
    bool is_kept = history->kept_at == now && history->kept_steps == lab_steps(history->lab);
    if (history_is_silent(history) || is_kept || !has_begun(history)) {
        return; /* a run without a line is nothing to come back to */
    }
    struct buf entry;
    buf_init(&entry, BUF_CAP_TEXT);
    mark_time(history, &entry);
    history_keep_or_tell(history, &entry);
    history->kept_at = now;
    history->kept_steps = lab_steps(history->lab);
    buf_release(&entry);
}

const char *history_draft(const struct history *history)
{
    return history->run.draft != NULL ? history->run.draft : "";
}

void history_keep_draft(struct history *history, const char *draft)
{
    struct buf entry;
    if (strcmp(history_draft(history), draft) == 0) {
        return;
    }
    run_set_draft(&history->run, draft);
    buf_init(&entry, BUF_CAP_TEXT);
    run_text_add_draft(&entry, &history->run);
    history_keep_or_tell(history, &entry);
    buf_release(&entry);
}

enum rc history_keep_file(struct history *history, struct run_file *file, struct err *err)
{
    struct buf entry;
    buf_init(&entry, RUN_SIZE_MAX);
    run_text_add_file(&entry, file, !file->is_told);
    enum rc rc = history_keep(history, &entry, err);
    file->is_told = file->is_told || rc == RC_OK;
    buf_release(&entry);
    return rc;
}
