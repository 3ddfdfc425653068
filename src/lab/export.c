/* SPDX-License-Identifier: MIT */
#include "lab/export.h"

#include "base/compiler.h"
#include "base/text.h"
#include "lab/lab_state.h"
#include "store/follower.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct job {
    struct lab *lab;
    const struct export_transcript *transcript;
    const char *what, *path;
    struct buf *out, *facts;
};

static void add_count(struct buf *out, int64_t count, const char *thing)
{
    buf_addf(out, "%" PRId64 " %s%s", count, thing, count == 1 ? "" : "s");
}

/* --- rows ------------------------------------------------------------------------------------- */

static enum rc add_rows(const struct job *job, struct err *err)
{
    struct cluster_view view;
    int master = 0;
    enum rc rc = lab_parse_master(job->lab, job->what, &master, err);
    if (rc != RC_OK) {
        return rc;
    }
    rc = follower_add_file(cluster_store(job->lab->cluster, master), job->out, err);
    if (rc != RC_OK) {
        return rc;
    }
    cluster_look(job->lab->cluster, &view);
    const struct master_view *seen = &view.masters[master];
    int tables = cluster_table_count(job->lab->cluster, master);
    buf_addf(job->facts, "m%d's ", master + 1);
    add_count(job->facts, seen->rows, "row");
    buf_addf(job->facts, " in ");
    add_count(job->facts, tables, "table");
    buf_addf(job->facts, " %s in %s: sqlite3 %s opens it.\n", seen->rows == 1 ? "is" : "are",
             job->path, job->path);
    if (seen->state != MASTER_ONLINE || seen->is_silent) {
        buf_addf(job->facts, "m%d is down: these are the rows it had.\n", master + 1);
    }
    return RC_OK;
}

/* --- events ----------------------------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text);
    size_t end_size = strlen(end);
    return size > end_size && strcmp(text + size - end_size, end) == 0;
}

static enum rc add_events(const struct job *job, struct err *err)
{
    const struct lab *lab = job->lab;
    bool is_json = ends_with(job->path, ".json") || ends_with(job->path, ".jsonl");
    uint64_t last = lab_event_last(lab);
    uint64_t first = last + 1;
    while (first > 1 && lab_event(lab, first - 1) != NULL) {
        first--;
    }
    if (first > last) {
        return err_set(err, RC_STATE, "nothing has happened yet");
    }
    for (uint64_t seq = first; seq <= last; seq++) {
        if (is_json) {
            event_add_json(job->out, lab_event(lab, seq), cluster_table_name, lab->cluster);
        } else {
            lab_add_event(lab, lab_event(lab, seq), job->out);
        }
        buf_addf(job->out, "\n");
    }
    add_count(job->facts, (int64_t)(last - first + 1), "event");
    buf_addf(job->facts, " %s in %s, %s.\n", first == last ? "is" : "are", job->path,
             is_json ? "a JSON object a line"
                     : "a sentence a line; a name that ends with .json "
                       "gets JSON");
    if (first > 1) {
        buf_addf(job->facts,
                 "Those before them are kept no more: \\save x.run, and quartet replay x.run "
                 "--format text prints all of this branch.\n");
    }
    return RC_OK;
}

/* --- a transcript ----------------------------------------------------------------------------- */

void export_add_said(struct buf *out, const struct export_said *said)
{
    char who[24] = "-";
    if (said->client > 0 && said->master >= 0) {
        (void)snprintf(who, sizeof(who), "@%d m%d", said->client, said->master + 1);
    } else if (said->client > 0) {
        (void)snprintf(who, sizeof(who), "@%d", said->client);
    }
    for (const char *at = said->text; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        span_add_seconds(out, said->at);
        buf_addf(out, "\t%s\t%c ", who, said->sign);
        text_add_safe(out, at, size);
        buf_add_char(out, '\n');
        at += size + (at[size] == '\n');
    }
}

static enum rc add_transcript(const struct job *job, struct err *err)
{
    const struct export_transcript *transcript = job->transcript;
    if (transcript->lines == 0) {
        return err_set(err, RC_STATE, "nothing was typed yet");
    }
    transcript->add(transcript->user, job->out);
    add_count(job->facts, transcript->lines, "line");
    buf_addf(job->facts,
             " %s in %s: time, client and master, then > what was typed, ! what was "
             "refused, and what came of it.\n",
             transcript->lines == 1 ? "is" : "are", job->path);
    if (transcript->forgotten > 0) {
        add_count(job->facts, transcript->forgotten, "older line");
        buf_addf(job->facts, " %s kept no more.\n", transcript->forgotten == 1 ? "is" : "are");
    }
    return RC_OK;
}

/* --- the whole -------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    enum rc (*add)(const struct job *job, struct err *err);
} whats[] = {{"events", add_events}, {"transcript", add_transcript}};

enum rc export_add(struct buf *out, struct buf *facts, const char **path, struct lab *lab,
                   const struct export_transcript *transcript, const struct words *words,
                   struct err *err)
{
    if (words->count != 3 || words->word[2][0] == '\0') {
        return err_set(err, RC_USAGE, "\\export wants what, and a new file: " EXPORT_USAGE);
    }
    struct job job = {.lab = lab,
                      .transcript = transcript,
                      .what = words->word[1],
                      .path = words->word[2],
                      .out = out,
                      .facts = facts};
    *path = job.path;
    for (int i = 0; i < COUNT_OF(whats); i++) {
        if (strcmp(whats[i].name, job.what) == 0) {
            return whats[i].add(&job, err);
        }
    }
    if (job.what[0] != 'm') {
        return err_set(err, RC_USAGE, "\\export has no \"%.40s\": it takes " EXPORT_USAGE,
                       job.what);
    }
    return add_rows(&job, err);
}

enum rc export_refuse_recording(struct err *err)
{
    return err_set(
        err, RC_STATE,
        "\\record writes what a screen shows, and here is none: \\export transcript FILE "
        "writes what was said; quartet demo NAME --record FILE.cast records a demo "
        "without a screen");
}

void export_offer(const struct lab *lab, cmd_offer_fn offer, void *to)
{
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "m%d", i + 1);
        if (view.masters[i].state != MASTER_ABSENT) {
            offer(to, name);
        }
    }
    for (int i = 0; i < COUNT_OF(whats); i++) {
        offer(to, whats[i].name);
    }
}
