/* SPDX-License-Identifier: MIT */
/*
 * cmds_chaos: a game day is a file of lines, timed and drawn from the run's seed, that are given as
 * if a person typed them. All is drawn when it begins; from then on its lines are part of the
 * state, and only the line that began it is part of the run.
 */
#include "lab/lab_state.h"

#include "base/mem.h"
#include "shell/script.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum tick { TICK_LINE = TICK_CHAOS, TICK_MET };

#define CHAOS_SIZE_MAX DRIVER_SIZE_MAX /* a game day is read in class, too */

/* Commands that a game day does not give, and why. */
static const struct {
    const char *name, *why;
} not_given[] = {
    {"create", "a game day is played in a world, and does not make another"},
    {"load", "a game day breaks things: give \\load before it"},
    {"driver", "a game day breaks things: give \\driver before it"},
    {"chaos", "a game day plays no other"},
    {"watch", "a game day breaks things: give \\watch before it"},
    {"lesson", "a game day teaches nothing"},
    {"reset", "a game day teaches nothing"},
    {"answer", "a game day teaches nothing"},
    {"hint", "a game day teaches nothing"},
    {"next", "a game day teaches nothing"},
};

static void add_tick(struct lab *lab, sim_us at, enum tick tick)
{
    timeline_add(&lab->timeline, at, place_client(0), tick, lab->chaos.round);
}

static bool is_on(const struct chaos_run *chaos)
{
    return chaos->name[0] != '\0';
}

/* When it is over, unless something stops it before. */
static sim_us end_of(const struct gameday *day)
{
    return day->end != SIM_NEVER || day->count == 0 ? day->end : day->lines[day->count - 1].at;
}

/* --- what it costs --------------------------------------------------------------------------- */

/* Whoever typed \chaos is told what came of it. */
static void say_cost(struct lab *lab, enum event_chaos why)
{
    struct cost_view cost;
    struct buf text;
    cost_look(&lab->chaos.cost, lab->clients, lab->now, &cost);
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "The game day %s %s. Longest outage ", lab->chaos.name,
             why == CHAOS_IS_STOPPED ? "is stopped" : "is over");
    if (cost.outage > 0) {
        span_add_length(&text, cost.outage);
        buf_addf(&text, ", of @%d", cost.client);
    } else {
        buf_addf(&text, "none");
    }
    buf_addf(&text,
             ".\nUnits failed %" PRId64 ", unknown %" PRId64 "; acknowledged rows lost %" PRId64
             ", doubled %" PRId64 ".",
             cost.failed, cost.unknown, cost.lost, cost.doubled);
    lab_say(lab, text.data);
    buf_release(&text);
}

static void end_chaos(struct lab *lab, enum event_chaos why, uint64_t cause)
{
    struct chaos_run *chaos = &lab->chaos;
    struct event event = {
        .kind = EVENT_CHAOS_ENDED,
        .place = PLACE_NONE,
        .other = PLACE_NONE,
        .count = chaos->given,
        .code = why,
        .cause = cause,
    };
    event_set_text(&event, "", chaos->name);
    say_cost(lab, why);
    chaos->name[0] = '\0';
    chaos->round++;
    gameday_release(&chaos->day);
    (void)cluster_emit(lab->cluster, &event);
}

void lab_stop_chaos(struct lab *lab)
{
    if (is_on(&lab->chaos)) {
        end_chaos(lab, CHAOS_IS_STOPPED, 0);
    }
}

void lab_release_chaos(struct lab *lab)
{
    gameday_release(&lab->chaos.day);
}

/* --- playing --------------------------------------------------------------------------------- */

static bool is_over(const struct lab *lab, const struct due *due)
{
    return !is_on(&lab->chaos) || due->thing != lab->chaos.round;
}

static void set_next_tick(struct lab *lab)
{
    const struct chaos_run *chaos = &lab->chaos;
    const struct gameday *day = &chaos->day;
    sim_us at = chaos->given < day->count ? day->lines[chaos->given].at : end_of(day);
    add_tick(lab, chaos->begun_at + at, TICK_LINE);
}

/* A line that is refused is told, and the day goes on: the world may have changed its mind. */
static void give(struct lab *lab, const struct gameday_line *line)
{
    struct buf reply;
    struct err err = {0};
    struct event event = {
        .kind = EVENT_CHAOS_GIVES,
        .place = PLACE_NONE,
        .other = PLACE_NONE,
        .cause = lab->chaos.event,
    };
    event_set_text(&event, "", line->text);
    buf_init(&reply, BUF_CAP_TEXT);
    cluster_set_cause(lab->cluster, cluster_emit(lab->cluster, &event));
    if (lab_do_foreign(lab, line->text, &reply, &err) != RC_OK) {
        buf_clear(&reply);
        buf_addf(&reply, "%s: line %d: %s", lab->chaos.name, line->number, err.text);
        lab_say_trouble(lab, reply.data);
    }
    cluster_wait(lab->cluster, lab->now);
    buf_release(&reply);
}

void lab_tick_chaos(struct lab *lab, const struct due *due)
{
    struct chaos_run *chaos = &lab->chaos;
    if (is_over(lab, due)) {
        return;
    }
    if (chaos->has_met) {
        end_chaos(lab, CHAOS_HAS_MET, chaos->event);
        return;
    }
    if (chaos->given < chaos->day.count) {
        give(lab, &chaos->day.lines[chaos->given++]);
    }
    bool is_done =
        chaos->given == chaos->day.count && chaos->begun_at + end_of(&chaos->day) <= lab->now;
    if (chaos->has_met) {
        return; /* by what the line did: the tick for that is on its way */
    }
    if (is_done) {
        end_chaos(lab, CHAOS_IS_DONE, chaos->event);
    } else {
        set_next_tick(lab);
    }
}

void lab_on_event_chaos(struct lab *lab, const struct event *event)
{
    struct chaos_run *chaos = &lab->chaos;
    if (is_on(chaos) && event->kind == EVENT_OUTAGE_OVER) {
        cost_add_outage(&chaos->cost, event->client, event->length, lab->now);
    }
    if (is_on(chaos) && event->kind == chaos->stop_when && !chaos->has_met) {
        chaos->has_met = true;
        chaos->event = event->seq; /* from now on, what its end is due to */
        add_tick(lab, lab->now, TICK_MET);
    }
}

void lab_describe_chaos(const struct lab *lab, const struct due *due, struct buf *out)
{
    const struct chaos_run *chaos = &lab->chaos;
    if (is_over(lab, due)) {
        buf_addf(out, "the game day that was stopped gives nothing more");
    } else if (due->kind == TICK_MET || chaos->given == chaos->day.count) {
        buf_addf(out, "the game day %s is over", chaos->name);
    } else {
        buf_addf(out, "the game day %s gives %s", chaos->name, chaos->day.lines[chaos->given].text);
    }
}

void lab_look_chaos(const struct lab *lab, struct lab_chaos_view *out)
{
    const struct chaos_run *chaos = &lab->chaos;
    *out = (struct lab_chaos_view){.name = chaos->name, .ends_at = SIM_NEVER};
    if (is_on(chaos)) {
        out->given = chaos->given;
        out->count = chaos->day.count;
        out->ends_at = chaos->begun_at + end_of(&chaos->day);
    }
}

/* --- beginning ------------------------------------------------------------------------------- */

/* What {master}, {az}, {copy}, {client} and {person} may be in this world. */
struct words_here {
    struct buf text[5]; /* owned */
    struct gameday_kind kinds[6];
};

static void gather_words(const struct lab *lab, struct words_here *here)
{
    static const char *const names[] = {"master", "az", "copy", "client", "person"};
    struct cluster_view view;
    struct clients_view clients;
    char name[PLACE_NAME_SIZE];
    cluster_look(lab->cluster, &view);
    clients_look(lab->clients, &clients);
    *here = (struct words_here){0};
    for (int i = 0; i < COUNT_OF(names); i++) {
        buf_init(&here->text[i], BUF_CAP_TEXT);
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].state != MASTER_ABSENT) {
            buf_addf(&here->text[0], "m%d ", i + 1);
            buf_addf(&here->text[1], "%c ", 'a' + view.masters[i].az);
        }
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        buf_addf(&here->text[2], "%s ", place_name(place_copy(i), name));
    }
    for (int i = 0; i < clients.count; i++) {
        const struct client_view *client = &clients.clients[i];
        buf_addf(&here->text[client->has_load ? 3 : 4], "@%d ", client->number);
    }
    if (here->text[3].size == 0) { /* no load runs: then persons are all there are */
        buf_addf(&here->text[3], "%s", here->text[4].data);
    }
    for (int i = 0; i < COUNT_OF(names); i++) {
        here->kinds[i] = (struct gameday_kind){.name = names[i], .words = here->text[i].data};
    }
}

/* Would a person's world take such a line, as far as its words tell? */
static enum rc check_line(const char *text, struct err *err)
{
    struct line line;
    struct words words = {0};
    const struct cmd *cmd = NULL;
    enum rc rc = line_parse(&line, text, err);
    if (rc != RC_OK || line.kind != LINE_COMMAND) {
        return rc;
    }
    rc = lab_find_command(&cmd, &words, line.text, err);
    rc = rc == RC_OK ? cmd_check(cmd, &words, err) : rc;
    if (rc == RC_OK && (cmd->flags & CMD_RECORD) == 0) {
        rc = err_set(err, RC_USAGE, "\\%s only looks: a game day changes something", cmd->name);
    }
    for (int i = 0; rc == RC_OK && i < COUNT_OF(not_given); i++) {
        if (strcmp(not_given[i].name, cmd->name) == 0) {
            rc = err_set(err, RC_REFUSED, "\\%s: %s", cmd->name, not_given[i].why);
        }
    }
    bool is_setting = rc == RC_OK && words.count > 2 &&
                      (strcmp(words.word[2], "set") == 0 || strcmp(words.word[2], "connect") == 0);
    if (rc == RC_OK && strcmp(cmd->name, "client") == 0 && !is_setting) {
        rc = err_set(err, RC_REFUSED,
                     "\\client: a game day may set and connect a client, and makes none");
    }
    words_release(&words);
    return rc;
}

/* All lines, and what stops it. */
static enum rc check_day(const struct gameday *day, enum event_kind *stop_when, struct err *err)
{
    *stop_when = day->stop_when[0] != '\0' ? event_find(day->stop_when) : EVENT_KIND_COUNT;
    if (day->stop_when[0] != '\0' && *stop_when == EVENT_KIND_COUNT) {
        return err_set(err, RC_UNKNOWN,
                       "line %d: \"%.40s\" is no event: try conflict, unknown or unit_failed; "
                       "\\help events lists them",
                       day->stop_number, day->stop_when);
    }
    for (int i = 0; i < day->count; i++) {
        enum rc rc = check_line(day->lines[i].text, err);
        if (rc != RC_OK) {
            return err_wrap(err, rc, "line %d", day->lines[i].number);
        }
    }
    return RC_OK;
}

static enum rc read_day(struct lab *lab, const char *name, struct gameday *day, struct err *err)
{
    struct buf source;
    struct words_here here;
    struct rng root;
    buf_init(&source, CHAOS_SIZE_MAX);
    gather_words(lab, &here);
    rng_init(&root, lab->seed);
    struct rng rng = rng_fork(&root, "chaos", lab->chaos_turn);
    enum rc rc = lab_read_file(lab, "chaos", name, &source, err);
    if (rc == RC_OK) {
        rc = gameday_draw(day, source.data, source.size, here.kinds, &rng, err);
        rc = rc == RC_OK ? rc : err_wrap(err, rc, "%.60s", name);
    }
    for (int i = 0; i < COUNT_OF(here.text); i++) {
        buf_release(&here.text[i]);
    }
    buf_release(&source);
    return rc;
}

/* Of a path, what the file is called. */
static void set_name(struct chaos_run *chaos, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    (void)snprintf(chaos->name, sizeof(chaos->name), "%.*s", (int)strcspn(name, "."), name);
    if (chaos->name[0] == '\0') {
        (void)snprintf(chaos->name, sizeof(chaos->name), "unnamed");
    }
}

static void begin(struct lab *lab, const char *name, struct gameday *day, enum event_kind stop_when)
{
    lab_stop_chaos(lab);
    struct chaos_run *chaos = &lab->chaos;
    *chaos = (struct chaos_run){
        .day = *day, .begun_at = lab->now, .stop_when = stop_when, .round = chaos->round + 1};
    cost_begin(&chaos->cost, lab->clients, lab->now);
    *day = (struct gameday){0};
    set_name(chaos, name);
    lab->chaos_turn++;
    struct event event = {
        .kind = EVENT_CHAOS_BEGUN,
        .place = PLACE_NONE,
        .other = PLACE_NONE,
        .count = chaos->day.count,
        .length = end_of(&chaos->day),
    };
    event_set_text(&event, "", chaos->name);
    chaos->event = cluster_emit(lab->cluster, &event);
    set_next_tick(lab);
}

enum rc cmds_chaos_chaos(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    struct lab *lab = context;
    struct gameday day = {0};
    enum event_kind stop_when = EVENT_KIND_COUNT;
    if (strcmp(words->word[1], "stop") == 0) {
        if (!is_on(&lab->chaos)) {
            return err_set(err, RC_STATE, "no game day is played");
        }
        lab_stop_chaos(lab);
        buf_addf(reply, "What it broke stays so: \\heal.\n");
        return RC_OK;
    }
    enum rc rc = read_day(lab, words->word[1], &day, err);
    if (rc == RC_OK) {
        rc = check_day(&day, &stop_when, err);
        rc = rc == RC_OK ? rc : err_wrap(err, rc, "%.60s", words->word[1]);
    }
    if (rc == RC_OK) {
        begin(lab, words->word[1], &day, stop_when);
        buf_addf(reply, "%d line%s to come, the last after ", lab->chaos.day.count,
                 lab->chaos.day.count == 1 ? "" : "s");
        span_add_length(reply, lab->chaos.day.lines[lab->chaos.day.count - 1].at);
        buf_addf(reply, "; \\chaos stop ends it.\n");
    }
    gameday_release(&day);
    return rc;
}

/* --- state ----------------------------------------------------------------------------------- */

void lab_save_chaos(struct buf *out, const struct lab *lab)
{
    const struct chaos_run *chaos = &lab->chaos;
    const struct gameday *day = &chaos->day;
    pack_int(out, lab->chaos_turn);
    pack_u64(out, chaos->round);
    pack_text(out, chaos->name);
    if (!is_on(chaos)) {
        return;
    }
    pack_i64(out, chaos->begun_at);
    pack_int(out, chaos->given);
    pack_u64(out, chaos->event);
    pack_int(out, (int)chaos->stop_when);
    pack_bool(out, chaos->has_met);
    cost_save(out, &chaos->cost);
    pack_i64(out, day->end);
    pack_int(out, day->count);
    for (int i = 0; i < day->count; i++) {
        pack_i64(out, day->lines[i].at);
        pack_int(out, day->lines[i].order);
        pack_int(out, day->lines[i].number);
        pack_text(out, day->lines[i].text);
    }
}

static void load_line(struct gameday_line *line, struct unpack *in)
{
    line->at = unpack_i64(in);
    line->order = unpack_int(in, 0, INT32_MAX);
    line->number = unpack_int(in, 0, INT32_MAX);
    line->text = unpack_copy(in);
}

void lab_load_chaos(struct lab *lab, struct unpack *in)
{
    struct chaos_run *chaos = &lab->chaos;
    struct gameday *day = &chaos->day;
    gameday_release(day);
    lab->chaos_turn = unpack_int(in, 0, INT32_MAX);
    *chaos = (struct chaos_run){.round = (uint32_t)unpack_u64(in)};
    unpack_text(in, chaos->name, sizeof(chaos->name));
    if (!is_on(chaos)) {
        return;
    }
    chaos->begun_at = unpack_i64(in);
    chaos->given = unpack_int(in, 0, GAMEDAY_GIVEN_MAX);
    chaos->event = unpack_u64(in);
    chaos->stop_when = (enum event_kind)unpack_int(in, 0, EVENT_KIND_COUNT);
    chaos->has_met = unpack_bool(in);
    cost_load(&chaos->cost, in);
    day->end = unpack_i64(in);
    day->count = unpack_int(in, 0, GAMEDAY_GIVEN_MAX);
    mem_grow((void **)&day->lines, &day->room, day->count, sizeof(*day->lines));
    for (int i = 0; i < day->count; i++) {
        load_line(&day->lines[i], in);
    }
}
