/* SPDX-License-Identifier: MIT */
#include "headless/score_play.h"

#include "base/quote.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#define CHAOS_AT (2 * US_PER_S)   /* the load's tables are made, and its programs at work */
#define CALM (3 * US_PER_S)       /* after all has healed, with the load still on */
#define LAST_MAX (15 * US_PER_S)  /* a unit of work is given up after 10 s */
#define LOOK_EVERY (US_PER_S / 4) /* whether the last unit has ended */
#define SETTLES (US_PER_S)        /* then every copy has what the last unit wrote */

struct playing {
    struct lab *lab; /* owned */
    struct score *score;
    int clients_before; /* those of the load follow */
    bool counts;
};

static bool is_of_load(const struct playing *playing, int client)
{
    return client > playing->clients_before;
}

/* The parts of an outage are told by its end alone. */
static void add_outage(struct playing *playing, int client)
{
    struct clients_view view;
    struct score *score = playing->score;
    clients_look(lab_clients(playing->lab), &view);
    const struct client_view *it = &view.clients[client - 1];
    score->outages++;
    score->total += it->outage;
    score->longest = it->outage > score->longest ? it->outage : score->longest;
    score->detect += it->outage_detect;
    score->reroute += it->outage_reroute;
    score->first_ok += it->outage_first_ok;
}

static void on_event(void *user, const struct event *event)
{
    struct playing *playing = user;
    struct score *score = playing->score;
    if (!playing->counts || !is_of_load(playing, event->client)) {
        return;
    }
    if (event->kind == EVENT_UNIT_OK) {
        score->ok++;
        score_add_length(score, event->length);
    }
    score->failed += event->kind == EVENT_UNIT_FAILED ? 1 : 0;
    score->unknown += event->kind == EVENT_UNIT_UNKNOWN ? 1 : 0;
    score->retries += event->kind == EVENT_RETRIED ? 1 : 0;
    score->connections += event->kind == EVENT_CONNECTED ? 1 : 0;
    if (event->kind == EVENT_DRIVER_FAILED) {
        score->undecided++;
        score->failing_line =
            event->count > score->failing_line ? event->count : score->failing_line;
    }
    if (event->kind == EVENT_OUTAGE_OVER) {
        add_outage(playing, event->client);
    }
}

/* --- its lines ------------------------------------------------------------------------------- */

/* A text as one word of a lab's line, quoted if it must be. */
static void add_word(struct buf *out, const char *text)
{
    if (text[0] != '\0' && text[strcspn(text, " \t\"'\\")] == '\0') {
        buf_addf(out, "%s", text);
        return;
    }
    buf_add_char(out, '"');
    for (; *text != '\0'; text++) {
        buf_addf(out, "%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
    }
    buf_add_char(out, '"');
}

static void add_load_line(struct buf *out, const struct score_play *play)
{
    struct buf option;
    buf_init(&option, LINE_SIZE_MAX);
    buf_addf(&option, "driver=%s", play->driver);
    buf_addf(out, "\\load ");
    add_word(out, play->load);
    buf_add_char(out, ' ');
    add_word(out, option.data);
    buf_addf(out, " az=each");
    buf_release(&option);
}

static void add_chaos_line(struct buf *out, const struct score_play *play)
{
    buf_addf(out, "\\chaos ");
    add_word(out, play->day);
}

/* To where `quartet run` gives a line of a time: all of that instant has happened. */
static void reach(struct lab *lab, sim_us at)
{
    if (at > lab_now(lab)) {
        lab_advance(lab, at);
    }
    lab_settle(lab);
}

static enum rc give(struct playing *playing, sim_us at, const char *line, struct err *err)
{
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    reach(playing->lab, at);
    enum rc rc = lab_apply(playing->lab, line, 1, &reply, err);
    buf_release(&reply);
    return rc;
}

/* --- the lab --------------------------------------------------------------------------------- */

static enum rc begin(struct playing *playing, const struct score_play *play,
                     const struct lab_files *files, struct err *err)
{
    struct buf line;
    struct lab_config config = {
        .seed = play->seed,
        .masters = play->masters,
        .files = *files,
        .sink = {.on_event = on_event, .user = playing},
    };
    enum rc rc = lab_new(&playing->lab, &config, err);
    if (rc != RC_OK) {
        return rc;
    }
    playing->clients_before = clients_count(lab_clients(playing->lab));
    buf_init(&line, LINE_SIZE_MAX);
    add_load_line(&line, play);
    rc = give(playing, 0, line.data, err);
    buf_release(&line);
    return rc;
}

static enum rc begin_day(struct playing *playing, const struct score_play *play, sim_us at,
                         struct err *err)
{
    struct buf line;
    buf_init(&line, LINE_SIZE_MAX);
    add_chaos_line(&line, play);
    enum rc rc = give(playing, at, line.data, err);
    buf_release(&line);
    return rc;
}

/* Conflicts that the load's programs have met, and units that they were too busy to take. */
static void count_so_far(const struct playing *playing, int64_t *conflicts, int64_t *turned_away)
{
    struct clients_view view;
    struct lab_load_view load;
    clients_look(lab_clients(playing->lab), &view);
    lab_look_load(playing->lab, &load);
    *conflicts = 0;
    *turned_away = load.refused;
    for (int i = playing->clients_before; i < view.count; i++) {
        *conflicts += view.clients[i].conflicts;
    }
}

static bool is_at_rest(const struct playing *playing)
{
    const struct clients *clients = lab_clients(playing->lab);
    for (int i = playing->clients_before; i < clients_count(clients); i++) {
        if (clients_is_busy(clients, i + 1)) {
            return false;
        }
    }
    return true;
}

/* Outages that are not over yet, and what was so in truth. */
static void finish(struct playing *playing)
{
    struct clients_view view;
    struct score *score = playing->score;
    clients_look(lab_clients(playing->lab), &view);
    for (int i = playing->clients_before; i < view.count; i++) {
        const struct client_view *client = &view.clients[i];
        sim_us running = client->outage_since != SIM_NEVER ? client->outage : 0;
        score->total += running;
        score->longest = running > score->longest ? running : score->longest;
    }
    score->lost = view.lost;
    score->doubled = view.doubled;
    score->stale = view.stale;
    score->stale_own = view.stale_own;
    score->runs = 1;
}

/* From the game day on. */
static enum rc count(struct playing *playing, struct score_times *times, struct err *err)
{
    struct score *score = playing->score;
    struct lab_chaos_view day;
    int64_t conflicts[2];
    int64_t turned_away[2];
    count_so_far(playing, &conflicts[0], &turned_away[0]);
    lab_look_chaos(playing->lab, &day);
    times->heal = (day.ends_at / US_PER_MS + 1) * US_PER_MS;
    times->stop = times->heal + CALM;
    playing->counts = true;
    enum rc rc = give(playing, times->heal, "\\heal", err);
    if (rc != RC_OK) {
        return rc;
    }
    reach(playing->lab, times->stop);
    count_so_far(playing, &conflicts[1], &turned_away[1]);
    rc = give(playing, times->stop, "\\load stop", err);
    if (rc != RC_OK) {
        return rc;
    }
    times->end = times->stop;
    while (times->end < times->stop + LAST_MAX && !is_at_rest(playing)) {
        times->end += LOOK_EVERY;
        lab_advance(playing->lab, times->end);
    }
    times->end += SETTLES;
    lab_advance(playing->lab, times->end);
    count_so_far(playing, &conflicts[1], &(int64_t){0});
    score->conflicts = conflicts[1] - conflicts[0];
    score->asked = score->ok + score->failed + score->unknown + turned_away[1] - turned_away[0];
    finish(playing);
    return RC_OK;
}

enum rc score_play(const struct score_play *play, const struct lab_files *files, struct score *out,
                   struct score_times *times, struct err *err)
{
    struct playing playing = {.score = out};
    *out = (struct score){0};
    *times = (struct score_times){0};
    enum rc rc = begin(&playing, play, files, err);
    rc = rc == RC_OK ? begin_day(&playing, play, CHAOS_AT, err) : rc;
    rc = rc == RC_OK ? count(&playing, times, err) : rc;
    lab_free(playing.lab);
    return rc;
}

enum rc score_check(const struct score_play *play, const struct lab_files *files, struct err *err)
{
    struct score score;
    struct playing playing = {.score = &score};
    enum rc rc = begin(&playing, play, files, err);
    rc = rc == RC_OK ? begin_day(&playing, play, 0, err) : rc;
    lab_free(playing.lab);
    return rc;
}

/* --- playing it again ------------------------------------------------------------------------ */

void score_add_shell_word(struct buf *out, const char *text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
    if (text[0] != '\0' && text[strspn(text, plain)] == '\0') {
        buf_addf(out, " %s", text);
        return;
    }
    buf_add_char(out, ' ');
    quote_shell(out, text);
}

static void add_time(struct buf *out, const char *before, sim_us at)
{
    buf_addf(out, "%s", before);
    span_add_exact(out, at);
}

void score_add_replay(struct buf *out, const struct score_play *play,
                      const struct score_times *times)
{
    struct buf line;
    buf_init(&line, LINE_SIZE_MAX);
    buf_addf(out, "printf '%%s\\n'");
    add_load_line(&line, play);
    score_add_shell_word(out, line.data);
    buf_clear(&line);
    add_time(&line, "at ", CHAOS_AT);
    buf_add_char(&line, ' ');
    add_chaos_line(&line, play);
    score_add_shell_word(out, line.data);
    add_time(out, " 'at ", times->heal);
    add_time(out, " \\heal' 'at ", times->stop);
    buf_addf(out, " \\load stop' | quartet run - --masters %d --seed %" PRIu64, play->masters,
             play->seed);
    add_time(out, " --until ", times->end);
    buf_release(&line);
}
