/* SPDX-License-Identifier: MIT */
#include "headless/run.h"

#include "base/quote.h"
#include "headless/exit_code.h"
#include "lab/export.h"
#include "lab/history.h"
#include "lab/share.h"
#include "lesson/play.h"
#include "os/data_files.h"
#include "os/file.h"
#include "os/print.h"
#include "shell/script.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A line waits this long for the answer to the one before, then goes on: it may wait for a lock. */
#define ANSWER_WAIT_US (2 * US_PER_S)
/* What peers and clients are given to finish after the last line. */
#define LAST_WAIT_US US_PER_S

struct player {
    const struct headless_options *options;
    struct history *history; /* owned */
    struct lab *lab;         /* borrowed from it */
    struct buf line;         /* reused for each thing printed */
    struct buf said;         /* what was typed and answered so far, as \\export has it */
};

static void print_event(void *user, const struct event *event)
{
    struct player *player = user;
    if (player->lab == NULL) {
        return; /* while lab_new() makes its first world, nothing can be asked of it */
    }
    buf_clear(&player->line);
    if (player->options->json) {
        event_add_json(&player->line, event, cluster_table_name, lab_cluster(player->lab));
    } else {
        lab_add_event(player->lab, event, &player->line);
    }
    print_to(stdout, "%s\n", player->line.data);
}

static void print_said(struct player *player, int client, const char *text, bool is_error)
{
    if (!player->options->json) {
        print_to(stdout, "%s", text);
        return;
    }
    buf_clear(&player->line);
    buf_addf(&player->line,
             "{\"t_us\":%" PRId64 ",\"kind\":\"reply\",\"client\":%d,\"error\":%s,\"text\":",
             lab_now(player->lab), client, is_error ? "true" : "false");
    quote_json(&player->line, text);
    print_to(stdout, "%s}\n", player->line.data);
}

static void keep_said(struct player *player, int client, int master, char sign, const char *text)
{
    export_add_said(&player->said, &(struct export_said){.at = lab_now(player->lab),
                                                         .client = client,
                                                         .master = master,
                                                         .sign = sign,
                                                         .text = text});
}

static void print_reply(void *user, const struct lab_reply *reply)
{
    struct player *player = user;
    if (reply->round != NULL && reply->round->is_same) {
        return; /* of what is watched, what is new */
    }
    if (player->lab != NULL) {
        keep_said(player, reply->client, reply->master, reply->is_error ? '!' : ' ', reply->text);
    }
    if (!player->options->json && reply->client > 0 && reply->round == NULL) {
        print_to(stdout, "@%d m%d\n", reply->client, reply->master + 1);
    }
    print_said(player, reply->client, reply->text, reply->is_error);
}

/* Run until every statement is answered, but not past `limit`; and until a lesson is set up. */
static void wait_for_answers(struct history *history, sim_us limit)
{
    const struct lab *lab = history_lab(history);
    while (!lab_is_answered(lab, 0) && (lab_next_at(lab) <= limit || lab_is_hushed(lab))) {
        (void)history_advance_some(history, lab_next_at(lab), 1);
    }
}

/* What is a command at the prompt is not called unknown. */
static enum rc explain(const struct player *player, const char *text, enum rc rc, struct err *err)
{
    struct line line;
    char name[NAME_SIZE_MAX];
    if (rc != RC_UNKNOWN || line_parse(&line, text, NULL) != RC_OK || line.kind != LINE_COMMAND) {
        return rc;
    }
    (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(line.text + 1, " \t"), line.text + 1);
    const struct cmd *cmd = NULL; /* one that changes the world speaks for itself */
    if (cmd_find(&cmd, lab_commands(), name, NULL) == RC_OK || !player->options->is_lookers(name)) {
        return rc;
    }
    return err_set(err, RC_USAGE,
                   "\\%s is for a person at the prompt: leave it out; at 5s LINE gives a line at "
                   "its time, --until 5s ends",
                   name);
}

static enum rc print_share(struct player *player, const struct words *words, struct err *err)
{
    struct share_sum sum;
    struct buf line;
    (void)words;
    buf_init(&line, BUF_CAP_TEXT);
    enum rc rc = history_add_share(player->history, &line, &sum, err);
    if (rc == RC_OK) {
        buf_add_char(&line, '\n');
        share_add_facts(&line, &sum);
        print_said(player, 0, line.data, false);
    } else if (rc == RC_FULL) {
        rc = err_wrap(err, rc, "send the script itself");
    }
    buf_release(&line);
    return rc;
}

static void add_said(void *user, struct buf *out)
{
    const struct player *player = user;
    buf_add_text(out, player->said.data, player->said.size);
}

static enum rc write_export(struct player *player, const struct words *words, struct err *err)
{
    struct export_transcript transcript = {.add = add_said, .user = player};
    const char *path = NULL;
    struct buf bytes, facts;
    for (const char *at = player->said.data; *at != '\0'; at++) {
        transcript.lines += *at == '\n';
    }
    buf_init(&bytes, EXPORT_SIZE_MAX);
    buf_init(&facts, BUF_CAP_TEXT);
    enum rc rc = export_add(&bytes, &facts, &path, player->lab, &transcript, words, err);
    rc = rc == RC_OK ? file_write_new(path, bytes.data, bytes.size, err) : rc;
    if (rc == RC_OK) {
        print_said(player, 0, facts.data, false);
    }
    buf_release(&bytes);
    buf_release(&facts);
    return rc;
}

static enum rc refuse_record(struct player *player, const struct words *words, struct err *err)
{
    (void)player;
    (void)words;
    return export_refuse_recording(err);
}

/* What is no line of a run, and can be done without anybody who looks. */
static const struct {
    const char *name;
    enum rc (*print)(struct player *player, const struct words *words, struct err *err);
} prints[] = {{"share", print_share}, {"export", write_export}, {"record", refuse_record}};

/* False: it is none of those. */
static bool do_print(struct player *player, const char *text, enum rc *rc, struct err *err)
{
    struct line line;
    struct words words = {0};
    bool is_one = false;
    if (line_parse(&line, text, NULL) != RC_OK || line.kind != LINE_COMMAND) {
        return false;
    }
    bool is_split = words_split(&words, line.text + 1, NULL) == RC_OK && words.count > 0;
    for (int i = 0; is_split && !is_one && i < COUNT_OF(prints); i++) {
        is_one = strcmp(prints[i].name, words.word[0]) == 0;
        *rc = is_one ? prints[i].print(player, &words, err) : *rc;
    }
    words_release(&words);
    return is_one;
}

static void keep_typed(struct player *player, const char *text)
{
    struct line line;
    if (line_parse(&line, text, NULL) == RC_OK) {
        keep_said(player, line.client > 0 ? line.client : 1, -1, '>', line.text);
    }
}

static enum rc do_line(struct player *player, const char *text, struct buf *reply, struct err *err)
{
    enum rc rc = RC_OK;
    keep_typed(player, text);
    return do_print(player, text, &rc, err) ? rc : history_do(player->history, text, 1, reply, err);
}

static enum rc play_line(struct player *player, const char *text, struct err *err)
{
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    if (!player->options->json) {
        print_to(stdout, "> %s\n", text);
    }
    enum rc rc = do_line(player, text, &reply, err);
    if (rc == RC_OK && reply.size > 0) {
        print_said(player, 0, reply.data, false);
        keep_said(player, 0, -1, ' ', reply.data);
    }
    buf_release(&reply);
    return explain(player, text, rc, err);
}

static enum rc play_script(struct player *player, struct script *script, struct err *err)
{
    struct lab *lab = player->lab;
    for (;;) {
        sim_us at = -1;
        const char *text = NULL;
        enum rc rc = script_next(script, &at, &text, err);
        if (rc != RC_OK || text == NULL) {
            return rc;
        }
        if (at < 0) {
            wait_for_answers(player->history, lab_now(lab) + ANSWER_WAIT_US);
        } else if (at < lab_now(lab)) {
            return err_set(err, RC_RANGE, "line %d: its time has passed already",
                           script->line_number);
        } else {
            history_advance(player->history, at);
        }
        rc = play_line(player, text, err);
        if (rc != RC_OK) {
            return err_wrap(err, rc, "line %d", script->line_number);
        }
    }
}

static void print_stores(struct lab *lab)
{
    const char *before = "";
    print_to(stdout, ",\"stores\":{");
    for (int i = 0; i < MASTERS_MAX; i++) {
        uint64_t store = 0;
        if (lab_store_digest(lab, i, &store)) {
            print_to(stdout, "%s\"m%d\":\"%016" PRIx64 "\"", before, i + 1, store);
            before = ",";
        }
    }
    print_to(stdout, "}");
}

static void print_summary(struct player *player)
{
    struct lab *lab = player->lab;
    uint64_t digest = lab_digest(lab);
    if (!player->options->json) {
        if (player->options->digest) {
            print_to(stdout, "digest %016" PRIx64 "\n", digest);
        }
        return;
    }
    struct clients_view view;
    clients_look(lab_clients(lab), &view);
    print_to(stdout,
             "{\"kind\":\"summary\",\"t_us\":%" PRId64 ",\"seed\":%" PRIu64 ",\"events\":%" PRIu64
             ",\"ok\":%" PRId64 ",\"failed\":%" PRId64,
             lab_now(lab), lab_seed(lab), lab_event_last(lab), view.ok, view.failed);
    print_to(stdout,
             ",\"unknown\":%" PRId64 ",\"conflicts\":%" PRId64 ",\"retries\":%" PRId64
             ",\"lost\":%" PRId64 ",\"doubled\":%" PRId64 ",\"longest_outage_us\":%" PRId64,
             view.unknown, view.conflicts, view.retries, view.lost, view.doubled,
             view.longest_outage);
    print_stores(lab);
    print_to(stdout, ",\"digest\":\"%016" PRIx64 "\"}\n", digest);
}

static int exit_code(enum rc rc)
{
    if (rc == RC_OK) {
        return EXIT_FINE;
    }
    return rc == RC_ENV || rc == RC_STORE ? EXIT_ENVIRONMENT : EXIT_INPUT;
}

static void print_note(void *user, const char *note)
{
    (void)user;
    print_to(stderr, "quartet: %s\n", note);
}

/* A line of a run that is replayed. */
static void print_line(void *user, const char *line)
{
    const struct player *player = user;
    if (!player->options->json) {
        print_to(stdout, "> %s\n", line);
    }
}

/* What was wrong in the file, under its name; what is wrong with the file itself says it. */
static enum rc wrap(enum rc rc, const char *file, struct err *err)
{
    const char *name = strcmp(file, "-") == 0 ? "the standard input" : file;
    return rc == RC_OK ? RC_OK : err_wrap(err, rc, "%.200s", name);
}

/* How it ended, said if it did not end well. */
static int end(enum rc rc, struct err *err)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        rc = rc == RC_OK ? err_set(err, RC_ENV, "the output could not be written") : rc;
    }
    if (rc != RC_OK) {
        print_to(stderr, "quartet: %s\n", err->text);
    }
    return exit_code(rc);
}

static struct lab_files files_of(struct data_files *files)
{
    return (struct lab_files){.read = data_files_read, .list = data_files_list, .user = files};
}

/* A new lab, or, when `run` is one that was saved, that run at its start. */
static enum rc start_lab(struct player *player, struct data_files *files, const struct buf *run,
                         struct err *err)
{
    struct history_config config = {
        .lab = {.seed = player->options->seed,
                .masters = player->options->masters,
                .files = files_of(files),
                .sink = {.on_event = print_event, .on_reply = print_reply, .user = player},
                .guest = &play_guest},
        .on_line = print_line,
        .on_note = print_note,
        .user = player,
    };
    enum rc rc = run == NULL ? history_new(&player->history, &config, err)
                             : history_open(&player->history, &config, run->data, run->size, err);
    player->lab = rc == RC_OK ? history_lab(player->history) : NULL;
    return rc;
}

/* What follows the last line: its answer, and the time asked for. */
static void finish(struct player *player)
{
    struct lab *lab = player->lab;
    bool has_end = player->options->until != SIM_NEVER;
    if (!has_end) {
        wait_for_answers(player->history, SIM_NEVER - 1);
    }
    sim_us end = has_end ? player->options->until : lab_now(lab) + LAST_WAIT_US;
    if (end >= lab_now(lab)) {
        history_advance(player->history, end);
    }
}

/* The branch on which the run was left, from its start. */
static void play_run(struct player *player)
{
    const struct run *run = history_run(player->history);
    history_stop_travel(player->history);
    sim_us end = run->branches[run->here.branch].end.at;
    sim_us until = player->options->until;
    history_advance(player->history, until < end ? until : end);
}

enum rc headless_read_run(struct buf *out, const char *word, const struct lab_files *files,
                          struct err *err)
{
    struct buf text;
    if (share_is(word)) {
        return share_read(out, word, files, err);
    }
    buf_init(&text, RUN_SIZE_MAX);
    enum rc rc = file_read_any(&text, word, err);
    if (rc == RC_OK) {
        rc = share_is(text.data) ? share_read(out, text.data, files, err)
                                 : buf_add_bytes(out, text.data, text.size, err);
    } else if (share_is_piece(word)) {
        rc = err_set(err, rc,
                     "it is neither a file nor a share line, which begins with " SHARE_PREFIX
                     "1.: is its beginning missing?");
    }
    buf_release(&text);
    return rc;
}

int headless_replay(const struct headless_options *options)
{
    struct player player = {.options = options};
    struct data_files files = {.directory = options->data_dir, .lessons = options->lessons_dir};
    struct err err = {0};
    struct buf text;
    buf_init(&text, RUN_SIZE_MAX);
    buf_init(&player.line, BUF_CAP_TEXT);
    buf_init(&player.said, EXPORT_SIZE_MAX);
    const struct lab_files from = files_of(&files);
    const char *name = share_is(options->file) ? "the share line" : options->file;
    enum rc rc = headless_read_run(&text, options->file, &from, &err);
    rc = rc == RC_OK ? wrap(start_lab(&player, &files, &text, &err), name, &err) : rc;
    if (rc == RC_OK) {
        play_run(&player);
        print_summary(&player);
    }
    history_free(player.history);
    buf_release(&text);
    buf_release(&player.line);
    buf_release(&player.said);
    return end(rc, &err);
}

int headless_run(const struct headless_options *options)
{
    struct player player = {.options = options};
    struct data_files files = {.directory = options->data_dir, .lessons = options->lessons_dir};
    struct err err = {0};
    struct script script = {0};
    struct buf source;
    buf_init(&source, SCRIPT_SIZE_MAX);
    buf_init(&player.line, BUF_CAP_TEXT);
    buf_init(&player.said, EXPORT_SIZE_MAX);

    enum rc rc = file_read_any(&source, options->file, &err);
    rc = rc == RC_OK ? start_lab(&player, &files, NULL, &err) : rc;
    if (rc == RC_OK) {
        rc = script_start(&script, source.data, source.size, &err);
        rc = rc == RC_OK ? play_script(&player, &script, &err) : rc;
        rc = wrap(rc, options->file, &err);
    }
    if (player.lab != NULL) {
        if (rc == RC_OK) {
            finish(&player);
        }
        print_summary(&player);
    }
    history_free(player.history);
    script_release(&script);
    buf_release(&source);
    buf_release(&player.line);
    buf_release(&player.said);
    return end(rc, &err);
}
