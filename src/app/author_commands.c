/* SPDX-License-Identifier: MIT */
/*
 * author_commands: for who writes lessons: \lesson new makes a file of what was done in free play,
 * and a file of one's own that was saved is read again while one is in it.
 */
#include "app/app_state.h"
#include "base/hash.h"
#include "lesson/play.h"
#include "shell/script.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define GOALS_SUGGESTED 4
#define GAP_MIN (US_PER_S / 2)      /* between two lines of a solution, to be waited for */
#define LOOK_NS INT64_C(1000000000) /* between looks at a file */

/* --- lines ------------------------------------------------------------------------------------ */

/* The line as one types it: client 1 needs no name. NULL: it has no place in a lesson. */
static const char *as_typed(const char *text)
{
    static const char *const dropped[] = {"\\lesson", "\\next",  "\\answer", "\\hint",
                                          "\\note",   "\\reset", "\\create", "\\mark"};
    const char *line = strncmp(text, "@1 ", 3) == 0 ? text + 3 : text;
    for (int i = 0; i < COUNT_OF(dropped); i++) {
        size_t size = strlen(dropped[i]);
        if (strncmp(line, dropped[i], size) == 0 && (line[size] == ' ' || line[size] == '\0')) {
            return NULL;
        }
    }
    return line;
}

/* The place of the last \mark on the way here; -1: there is none. */
static int find_mark(const struct run *run)
{
    int line = run->here.lines - 1;
    while (line >= 0 &&
           strncmp(run_line(run, run->here.branch, line)->text, "@1 \\mark ", 9) != 0) {
        line--;
    }
    return line;
}

/* Lines from one to before another; with what is to be waited for between them. Their number. */
static int add_lines(struct buf *out, const struct run *run, int from, int to, bool waits)
{
    int count = 0;
    sim_us before = -1;
    for (int i = from; i < to; i++) {
        const struct run_line *line = run_line(run, run->here.branch, i);
        const char *text = as_typed(line->text);
        if (text == NULL) {
            continue;
        }
        if (waits && before >= 0 && line->at - before >= GAP_MIN) {
            buf_addf(out, "\\wait ");
            span_add_exact(out, (line->at - before) / (US_PER_S / 10) * (US_PER_S / 10));
            buf_addf(out, "\n");
        }
        buf_addf(out, "%s\n", text);
        before = line->at;
        count++;
    }
    return count;
}

/* --- goals ------------------------------------------------------------------------------------ */

/* What a lesson may be about, what matters most first. */
static const enum event_kind telling[] = {
    EVENT_CONFLICT,      EVENT_UNIT_UNKNOWN, EVENT_MOVED,     EVENT_CONNECTION_LOST,
    EVENT_TIMED_OUT,     EVENT_LOCK_WAITS,   EVENT_DEFINED,   EVENT_QUORUM_WAITS,
    EVENT_MASTER_ONLINE, EVENT_OUTAGE_OVER,  EVENT_COMMITTED, EVENT_STATEMENT,
};

static const struct event *find_event(const struct lab *lab, enum event_kind kind, uint64_t since)
{
    for (uint64_t seq = since + 1; seq <= lab_event_last(lab); seq++) {
        const struct event *event = lab_event(lab, seq);
        if (event != NULL && event->kind == kind) {
            return event;
        }
    }
    return NULL;
}

/* "- [ ] m2 @2 loses page t:0 `ever conflict(client=2, master=m2)`" */
static void add_goal(struct buf *out, const struct lab *lab, const struct event *event)
{
    const struct event_row *row = event_row(event->kind);
    bool has_client = false;
    bool has_master = false;
    char name[PLACE_NAME_SIZE];
    struct buf text;
    for (const struct event_field *field = row->fields; field->name != NULL; field++) {
        has_client = has_client || (strcmp(field->name, "client") == 0 && event->client > 0);
        has_master =
            has_master || (strcmp(field->name, "master") == 0 && field->kind == FIELD_PLACE &&
                           event->place >= 0 && place_kind(event->place) == PLACE_MASTER);
    }
    buf_init(&text, BUF_CAP_TEXT);
    event_add_subject(&text, event);
    buf_addf(&text, " ");
    event_add_sentence(&text, event, cluster_table_name, lab_cluster(lab));
    for (char *at = text.data; *at != '\0'; at++) {
        *at = *at == '`' ? '\'' : *at;
    }
    buf_addf(out, "- [ ] %s `ever %s", text.data, row->name);
    if (has_client || has_master) {
        buf_addf(out, "(");
        if (has_client) {
            buf_addf(out, "client=%d%s", event->client, has_master ? ", " : "");
        }
        if (has_master) {
            buf_addf(out, "master=%s", place_name(event->place, name));
        }
        buf_addf(out, ")");
    }
    buf_addf(out, "`\n");
    buf_release(&text);
}

static int add_goals(struct buf *out, const struct lab *lab, uint64_t since)
{
    int count = 0;
    for (int i = 0; i < COUNT_OF(telling) && count < GOALS_SUGGESTED; i++) {
        const struct event *event = find_event(lab, telling[i], since);
        if (event != NULL) {
            add_goal(out, lab, event);
            count++;
        }
    }
    return count;
}

/* --- the file --------------------------------------------------------------------------------- */

static void add_front(struct buf *out, const struct app *app, const char *slug)
{
    struct cluster_view view;
    int masters = 0;
    cluster_look(lab_cluster(app->lab), &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        masters += view.masters[i].state != MASTER_ABSENT;
    }
    buf_addf(
        out,
        "---\nlesson: %s\nformat: 1\ntitle: %s\nminutes: 5\nmasters: %d\nseed: %" PRIu64
        "\n---\n\n# %s\n\nSay here what one sees first. A sentence says what AWS documents, and "
        "one what\nis the lab's own.\n",
        slug, slug, masters, lab_seed(app->lab), slug);
}

static void add_fence(struct buf *out, const char *kind, const char *lines)
{
    if (lines[0] != '\0') {
        buf_addf(out, "\n```%s\n%s```\n", kind, lines);
    }
}

/* Counts of what was taken over, for the reply. */
struct taken {
    int setup, solution, goals;
};

static void add_lesson(struct buf *out, const struct app *app, const char *slug,
                       struct taken *taken)
{
    const struct run *run = history_run(app->history);
    int mark = find_mark(run);
    uint64_t since = run_line(run, run->here.branch, mark)->event_last;
    struct buf setup, solution, shorter;
    buf_init(&setup, LESSON_SIZE_MAX);
    buf_init(&solution, LESSON_SIZE_MAX);
    buf_init(&shorter, LESSON_SIZE_MAX);
    taken->setup = add_lines(&setup, run, 0, mark, false);
    taken->solution = add_lines(&solution, run, mark + 1, run->here.lines, true);
    (void)add_lines(&shorter, run, mark + 1, run->here.lines - 1, true);
    add_front(out, app, slug);
    add_fence(out, "setup", setup.data);
    buf_addf(out, "\n## Do it {#do}\n\nSay here what is to be done.\n\n");
    taken->goals = add_goals(out, app->lab, since);
    buf_addf(out, "\n```hint\nSay here where to look.\n```\n");
    add_fence(out, "solution", solution.data);
    add_fence(out, "wrong why=\"nothing is done\"", "\\mark nothing\n");
    add_fence(out, "wrong why=\"the last line is missing\"", shorter.data);
    buf_release(&setup);
    buf_release(&solution);
    buf_release(&shorter);
}

/* "./mine.md" of "mine": its path, and its name. */
static enum rc name_file(const char *word, char *path, char *slug, size_t room, struct err *err)
{
    const char *slash = strrchr(word, '/');
    const char *base = slash != NULL ? slash + 1 : word;
    size_t size = strlen(base);
    size -= size > 3 && strcmp(base + size - 3, ".md") == 0 ? 3 : 0;
    bool is_slug = size > 0 && size < NAME_SIZE_MAX &&
                   strspn(base, "abcdefghijklmnopqrstuvwxyz0123456789-") >= size;
    if (!is_slug || strlen(word) + 8 > room) {
        return err_set(err, RC_USAGE,
                       "\"%.60s\" is no name of a lesson: small letters, digits and -", word);
    }
    (void)snprintf(slug, NAME_SIZE_MAX, "%.*s", (int)size, base);
    (void)snprintf(path, room, "%s%.*s.md", slash != NULL ? "" : "./",
                   (int)(base - word + (ptrdiff_t)size), word);
    return RC_OK;
}

/* There is something to make a lesson of, and no file is written over. */
static enum rc check_new(const struct app *app, const char *path, struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    struct buf text;
    if (keeper->write == NULL) {
        return err_set(err, RC_STATE, "no file can be written from here");
    }
    if (play_of(app->lab) != NULL) {
        return err_set(err, RC_STATE, "a lesson is on: a new one is made of free play");
    }
    if (find_mark(history_run(app->history)) < 0) {
        return err_set(
            err, RC_STATE,
            "\\mark TEXT first: what was done before it is the setup, what is done after "
            "it the solution");
    }
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    bool is_there = keeper->read(keeper->user, path, &text, NULL) == RC_OK;
    buf_release(&text);
    return is_there ? err_set(err, RC_STATE, "%.200s is there already: another name", path) : RC_OK;
}

enum rc app_new_lesson(struct app *app, const char *word, struct buf *reply, struct err *err)
{
    const struct app_keeper *keeper = &app->config.keeper;
    char path[512];
    char slug[NAME_SIZE_MAX];
    struct taken taken = {0};
    struct lesson lesson = {0};
    struct buf text;
    buf_init(&text, LESSON_SIZE_MAX);
    enum rc rc = name_file(word, path, slug, sizeof(path), err);
    rc = rc == RC_OK ? check_new(app, path, err) : rc;
    if (rc == RC_OK) {
        add_lesson(&text, app, slug, &taken);
        rc = taken.solution > 0
                 ? lesson_parse(&lesson, path, text.data, text.size, err)
                 : err_set(err, RC_STATE, "nothing was done since the mark: that is the solution");
        lesson_release(&lesson);
    }
    rc = rc == RC_OK ? keeper->write(keeper->user, path, text.data, text.size, err) : rc;
    if (rc == RC_OK) {
        buf_addf(reply,
                 "%s has %d line%s of setup, %d of solution and %d goals from what happened.\n"
                 "\\lesson %s plays it; quartet verify %s proves it; lessons/README.md is the "
                 "manual.\n",
                 path, taken.setup, taken.setup == 1 ? "" : "s", taken.solution, taken.goals, path,
                 path);
    }
    buf_release(&text);
    return rc;
}

/* --- a file that was saved -------------------------------------------------------------------- */

/* True: it is a lesson, and another than the one that is on. What is wrong with it is told. */
static bool is_new_text(struct app *app, const char *name, const struct buf *text)
{
    struct lesson lesson = {0};
    struct err err = {0};
    enum rc rc = lesson_parse(&lesson, name, text->data, text->size, &err);
    lesson_release(&lesson);
    if (rc != RC_OK) {
        app_say(app, TRANSCRIPT_ERROR, err.text);
    }
    return rc == RC_OK;
}

static void look_at_file(struct app *app, const struct play *play)
{
    const char *name = play_file_name(play);
    struct buf text;
    buf_init(&text, 2 * LESSON_SIZE_MAX);
    enum rc rc = app->config.files.read(app->config.files.user, "lessons", name, &text, NULL);
    uint64_t hash = hash_bytes(HASH_START, text.data, text.size);
    bool is_other = rc == RC_OK && hash != play_file_hash(play) && hash != app->lesson_seen;
    if (is_other) {
        app->lesson_seen = hash;
        if (run_has_future(history_run(app->history))) {
            app_say(app, TRANSCRIPT_NOTE,
                    "the lesson's file has changed: \\lesson reload reads it again");
        } else if (is_new_text(app, name, &text)) {
            (void)app_do_line(app, "\\lesson reload", ORIGIN_KEY);
        }
    }
    buf_release(&text);
}

void app_watch_lesson(struct app *app, int64_t wall_ns)
{
    const struct play *play = app->comparing == NULL ? play_of(app->lab) : NULL;
    app->lesson_look_ns += wall_ns;
    bool is_own = play != NULL && play_is_ready(play) && !play_is_on_stage(play) &&
                  strpbrk(play_file_name(play), "./") != NULL;
    if (!is_own || app->lesson_look_ns < LOOK_NS || history_is_travelling(app->history)) {
        return;
    }
    app->lesson_look_ns = 0;
    look_at_file(app, play);
}
