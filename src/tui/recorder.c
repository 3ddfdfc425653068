/* SPDX-License-Identifier: MIT */
#include "tui/recorder.h"

#include "base/span.h"

#include <assert.h>
#include <string.h>

#define NS_PER_US 1000

void recorder_init(struct recorder *recorder)
{
    *recorder = (struct recorder){.size_max = RECORDER_SIZE_MAX};
    buf_init(&recorder->markers, RECORDER_MARKERS_MAX);
}

bool recorder_is_on(const struct recorder *recorder)
{
    return recorder->file.path != NULL;
}

void recorder_release(struct recorder *recorder)
{
    if (recorder_is_on(recorder)) {
        (void)!recorder_end(recorder, NULL, NULL);
    }
    buf_release(&recorder->markers);
}

void recorder_pass(struct recorder *recorder, int64_t wall_ns)
{
    recorder->now += wall_ns;
}

void recorder_add_marker(void *user, const char *label)
{
    struct recorder *recorder = user;
    bool has_room = recorder->markers.size + strlen(label) < RECORDER_MARKERS_MAX;
    if (recorder_is_on(recorder) && has_room) {
        buf_addf(&recorder->markers, "%s\n", label);
    }
}

/* What is in the cast by now goes to the file, all of it or nothing. */
static enum rc write_out(struct recorder *recorder, struct err *err)
{
    struct buf *text = &recorder->cast.text;
    if (recorder->file.size + text->size > recorder->size_max) {
        return err_set(err, RC_FULL, "%.200s: a recording has at most %zu MB", recorder->file.path,
                       recorder->size_max / 1024 / 1024);
    }
    enum rc rc = text->size > 0 ? file_grow(&recorder->file, text->data, text->size, err) : RC_OK;
    buf_clear(text);
    return rc;
}

static void add_markers(struct recorder *recorder)
{
    for (char *at = recorder->markers.data; *at != '\0';) {
        char *end = strchr(at, '\n');
        assert(end != NULL); /* each ends in one */
        *end = '\0';
        cast_add_marker(&recorder->cast, recorder->now, at);
        at = end + 1;
    }
    buf_clear(&recorder->markers);
}

static void add_length(const struct recorder *recorder, struct buf *out)
{
    span_add_seconds(out, recorder->now / NS_PER_US);
    buf_addf(out, " s");
}

static void forget(struct recorder *recorder)
{
    cast_release(&recorder->cast);
    buf_clear(&recorder->markers);
    recorder->now = 0;
}

enum rc recorder_begin(struct recorder *recorder, const char *path, int version,
                       const struct canvas *canvas, struct err *err)
{
    enum rc rc = file_grow_start(&recorder->file, path, err);
    if (rc == RC_OK) {
        recorder->now = 0;
        cast_init(&recorder->cast, version, canvas->cols, canvas->rows, "Quartet");
    }
    return rc;
}

/* It cannot go on: what was written stays. */
static enum rc give_up(struct recorder *recorder, enum rc rc, struct err *err)
{
    struct err why = *err;
    struct buf length;
    buf_init(&length, 100);
    add_length(recorder, &length);
    (void)!file_grow_end(&recorder->file, NULL);
    forget(recorder);
    rc = err_set(err, rc, "%.300s; the recording has ended, its first %s play", why.text,
                 length.data);
    buf_release(&length);
    return rc;
}

enum rc recorder_add_frame(struct recorder *recorder, const struct canvas *canvas,
                           enum theme_name theme, struct err *err)
{
    cast_add_frame(&recorder->cast, recorder->now, canvas, theme);
    add_markers(recorder);
    enum rc rc = write_out(recorder, err);
    return rc == RC_OK ? RC_OK : give_up(recorder, rc, err);
}

enum rc recorder_end(struct recorder *recorder, struct buf *facts, struct err *err)
{
    struct err own = {0};
    add_markers(recorder);
    enum rc rc = write_out(recorder, &own);
    if (rc == RC_OK && facts != NULL) {
        buf_addf(facts, "%s: ", recorder->file.path);
        add_length(recorder, facts);
        buf_addf(facts, " are recorded; asciinema play %s shows them", recorder->file.path);
    }
    enum rc closed = file_grow_end(&recorder->file, rc == RC_OK ? &own : NULL);
    forget(recorder);
    rc = rc == RC_OK ? closed : rc;
    return rc == RC_OK ? RC_OK : err_set(err, rc, "%.400s", own.text);
}
