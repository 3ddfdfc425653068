/* SPDX-License-Identifier: MIT */
#include "lib/fixture.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "lib/fixture_console.h"
#include "lib/fixture_data.h"
#include "lib/fixture_faults.h"
#include "lib/fixture_lanes.h"
#include "lib/fixture_lesson.h"
#include "lib/fixture_meters.h"
#include "lib/fixture_motion.h"
#include "lib/fixture_stage.h"
#include "lib/fixture_timeline.h"
#include "lib/fixture_votes.h"
#include "view/view.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define PLOT_COUNT 40
#define NARROW 100 /* below this the design's sentences are shorter */
static const int plots[3][PLOT_COUNT] = {
    {4, 5, 4, 4, 3, 3, 3, 2, 3, 3, 4, 3, 3, 3, 3, 3, 4, 5, 4, 4,
     4, 4, 4, 4, 4, 4, 4, 4, 3, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3},
    {5, 4, 4, 4, 4, 3, 3, 3, 2, 2, 3, 3, 3, 3, 3, 1, 3, 3, 3, 3,
     3, 3, 3, 3, 3, 4, 3, 3, 3, 3, 3, 4, 2, 2, 3, 3, 4, 3, 3, 2},
    {4, 4, 3, 4, 4, 3, 5, 4, 4, 4, 5, 4, 4, 3, 3, 3, 3, 2, 2, 2,
     3, 3, 3, 3, 3, 3, 4, 3, 3, 2, 2, 2, 2, 3, 2, 3, 3, 3, 4, 4},
};

#define SET(field, text) (void)snprintf(field, sizeof(field), "%s", text)

static void add_key(struct model *model, const char *key, const char *word)
{
    struct model_key *to = &model->keys[model->key_count++];
    SET(to->key, key);
    SET(to->word, word);
}

static void add_try(struct model *model, const char *key, const char *word)
{
    struct model_key *to = &model->tries[model->try_count++];
    SET(to->key, key);
    SET(to->word, word);
}

static void add_line(struct model *model, enum line_look look, const char *text)
{
    struct model_line *line = &model->lines[model->line_count++];
    line->look = look;
    line->client = 1;
    line->master = 0;
    SET(line->text, text);
}

static struct model_event *add_event(struct model *model, const char *time, const char *subject,
                                     enum role role, const char *sentence)
{
    struct model_event *event = &model->events[model->event_count++];
    SET(event->time, time);
    SET(event->subject, subject);
    SET(event->sentence, sentence);
    event->subject_role = role;
    return event;
}

static void set_next(struct model *model, const char *time, const char *sentence)
{
    SET(model->next_time, time);
    SET(model->next, sentence);
}

static void add_tag(struct model *model, int client, int room)
{
    model->tags[model->tag_count++] =
        (struct model_tag){.client = client, .is_you = client == 1, .room = room, .from_room = -1};
}

static void add_client(struct model *model, int master, const char *doing, int ok_per_s, int p99_ms)
{
    int number = model->side_client_count + 1;
    model->side_clients[model->side_client_count++] = (struct model_client){
        .number = number,
        .master = master,
        .moving_to = -1,
        .doing = doing,
        .doing_role = strcmp(doing, "idle") == 0 ? ROLE_MUTED : ROLE_TEXT,
        .ok_per_s = ok_per_s,
        .p99 = p99_ms < 0 ? -1 : p99_ms * US_PER_MS,
        .is_you = number == 1,
        .is_idle = strcmp(doing, "idle") == 0,
    };
}

static void fill_frame(struct model *model, struct ui *ui, int cols)
{
    *ui = (struct ui){.view = VIEW_CLUSTER, .pane = PANE_PROMPT};
    SET(model->title, "Free play");
    SET(model->branch, "main");
    SET(model->client_facts, "autocommit");
    model->seed = 42;
    model->client = 1;
    model->clock.room = -1;
    add_key(model, "Space", "pause");
    add_key(model, ".", "step");
    add_key(model, ",", "back");
    if (cols >= NARROW) {
        add_key(model, "- +", "speed");
    }
    add_key(model, "k", "kill");
    add_key(model, "u", "undo");
    add_key(model, "e", "why");
    add_key(model, "Tab", cols < NARROW ? "side" : "next pane");
    if (cols >= NARROW) {
        add_key(model, ":", "command");
    }
}

/* "b1": the copy of an AZ, 0-based. */
static void name_copy(struct model_copy *copy, char az, int index)
{
    copy->name[0] = az;
    copy->name[1] = (char)('1' + index);
    copy->name[2] = '\0';
}

static void fill_rooms(struct model *model, int count)
{
    static const int lags[] = {24, 26, 25, 27};
    model->room_count = count;
    model->copies_up = COPIES_MAX;
    for (int i = 0; i < count; i++) {
        struct model_room *room = &model->rooms[i];
        *room = (struct model_room){
            .az = "abcd"[i],
            .dark_permille = 1000,
            .master = i,
            .runs_ddl = i == 0,
            .commits_per_s = 20,
            .lag = lags[i] * US_PER_MS,
            .open_txns = 1,
            .plot_count = PLOT_COUNT,
            .has_copies = i < 3,
            .link_next = LINK_BUSY,
        };
        memcpy(room->plot, plots[i % 3], sizeof(plots[0]));
        for (int j = 0; j < 2 && i < 3; j++) {
            name_copy(&room->copies[j], room->az, j);
            room->copies[j].is_up = true;
        }
    }
}

/* --- three masters, nothing wrong ----------------------------------------------------------- */

static void fill_healthy_events(struct model *model, int cols)
{
    if (cols >= NARROW) {
        add_event(model, "33.894", "m3", ROLE_M3, "@3 committed, durable on 4 copies after 2.7 ms");
        add_event(model, "33.909", "m1", ROLE_M1, "shows the row that m2 committed 24 ms ago")
            ->hue_of = 2;
        add_event(model, "33.911", "m3", ROLE_M3, "shows the row that m2 committed 26 ms ago")
            ->hue_of = 2;
    }
    add_event(model, "33.911", "m1", ROLE_M1, "@4 committed, durable on 4 copies after 2.5 ms");
    add_event(model, "33.918", "m1", ROLE_M1, "shows the row that m3 committed 24 ms ago")->hue_of =
        3;
    add_event(model, "33.920", "m2", ROLE_M2, "shows the row that m3 committed 26 ms ago")->hue_of =
        3;
    add_event(model, "33.935", "m2", ROLE_M2, "@2 committed, durable on 4 copies after 2.6 ms");
}

static void fill_healthy(struct model *model, struct ui *ui, int cols)
{
    fill_frame(model, ui, cols);
    fill_rooms(model, 3);
    SET(model->time, "0:33.935");
    SET(model->speed, "1×");
    add_tag(model, 1, 0);
    add_tag(model, 4, 0);
    add_tag(model, 2, 1);
    add_tag(model, 3, 2);
    add_client(model, 0, "idle", -1, -1);
    add_client(model, 1, "writes", 20, 9);
    add_client(model, 2, "writes", 20, 8);
    add_client(model, 0, "writes", 20, 8);
    model->ok = 2036;
    SET(model->load, "tenants");
    SET(model->driver, "shard_map");
    model->load_rate = 60;
    model->load_asked = 60;
    fill_healthy_events(model, cols);
    add_line(model, LOOK_INPUT, "SELECT tenant, n FROM counters WHERE tenant = 1;");
    if (cols < NARROW) {
        add_line(model, LOOK_OUTPUT, "  1 row: tenant 1, n 678");
        set_next(model, "33.940", "m3 asks the six copies for a page, for @3");
    } else {
        add_line(model, LOOK_OUTPUT, "  tenant      n");
        add_line(model, LOOK_VALUES, "       1    678");
        add_line(model, LOOK_FACT, "  1 row in 0.9 ms from m1, INSTANCE_RAW");
        set_next(model, "33.940", "m3 asks the six copies for a page of counters, for @3");
    }
    add_try(model, "k b", "kill AZ b");
    add_try(model, "/ 1 2", "cut the link m1 to m2");
    add_try(model, "b", "branch: what if …");
}

/* --- an AZ is gone -------------------------------------------------------------------------- */

static void fill_killed_events(struct model *model, int cols)
{
    if (cols >= NARROW) {
        add_event(model, "33.985", "m2", ROLE_M2, "@2 committed, durable on 4 copies after 2.6 ms");
    }
    add_event(model, "34.000", "AZ b", ROLE_BAD, "goes dark: m2, b1 and b2 answer nobody")
        ->is_loud = true;
    if (cols >= NARROW) {
        add_event(model, "34.910", "@2", ROLE_TEXT,
                  "its health check of m2 is unanswered after 600 ms: SUSPECT");
    }
    add_event(model, "35.760", "@2", ROLE_TEXT,
              "the second check is unanswered too: m2 is DOWN for @2");
    if (cols >= NARROW) {
        add_event(model, "35.760", "@2", ROLE_TEXT,
                  "drops its transaction: no COMMIT was sent, a repeat is safe");
    }
    add_event(model, "35.761", "driver", ROLE_MUTED,
              "shard_map: tenant 1 belongs to m2, its stand-in is m3");
    add_event(model, "35.764", "@2", ROLE_TEXT, "connects to m3")->is_loud = true;
}

static void fill_killed_az(struct model *model)
{
    struct model_room *dark = &model->rooms[1];
    dark->az_is_down = true;
    dark->mood = MOOD_SILENT;
    dark->copies[0].is_up = false;
    dark->copies[1].is_up = false;
    dark->link_next = LINK_DEAD;
    model->rooms[0].link_next = LINK_DEAD;
    model->copies_up = 4;
    model->clock = (struct model_clock){
        .is_shown = true, .room = 1, .client = 2, .length = 1780000, .is_running = true};
}

static void fill_killed(struct model *model, struct ui *ui, int cols)
{
    fill_frame(model, ui, cols);
    fill_rooms(model, 3);
    fill_killed_az(model);
    SET(model->time, "0:35.764");
    SET(model->speed, "1/10×");
    add_tag(model, 1, 0);
    add_tag(model, 4, 0);
    add_tag(model, 2, 2);
    model->tags[2].look = TAG_MOVING;
    model->tags[2].from_room = 1;
    model->tags[2].moved_permille = 1000;
    add_tag(model, 3, 2);
    add_client(model, 0, "idle", -1, -1);
    add_client(model, 1, "moves", 0, -1);
    model->side_clients[1].moving_to = 2;
    model->side_clients[1].doing_role = ROLE_WARN;
    add_client(model, 2, "writes", 20, 10);
    add_client(model, 0, "writes", 20, 10);
    model->ok = 2111;
    model->longest_outage = 1780000;
    SET(model->fault_cost, "since 33.984: outage 1.78 s (@2), failed 0, lost 0");
    SET(model->load, "tenants");
    SET(model->driver, "shard_map");
    model->load_rate = 40;
    model->load_asked = 60;
    fill_killed_events(model, cols);
    add_line(model, LOOK_INPUT, "\\kill az b");
    add_line(model, LOOK_NOTE,
             cols < NARROW
                 ? "  AZ b is down: m2, b1, b2. Nothing was said to the clients."
                 : "  AZ b is down: master m2 and copies b1, b2. Nothing was said to the clients.");
    set_next(model, "35.771",
             cols < NARROW ? "m3 answers @2, which then repeats its transaction"
                           : "m3 answers @2; then @2 repeats its transaction there");
    add_try(model, "k c", "kill AZ c as well");
    add_try(model, "u", "undo the kill");
    add_try(model, "b", "branch: what if …");
}

/* The same, in the middle of the client's way and with half the room dark, by a game day. */
static void fill_moving(struct model *model, struct ui *ui, int cols)
{
    fill_killed(model, ui, cols);
    model->tags[2].moved_permille = 500;
    model->rooms[1].dark_permille = 500;
    (void)snprintf(model->chaos, sizeof(model->chaos), "az_loss");
    model->chaos_given = 1;
    model->chaos_count = 2;
}

/* The same with the side in focus: below 120 columns it takes the picture's place. */
static void fill_side(struct model *model, struct ui *ui, int cols)
{
    fill_killed(model, ui, cols);
    ui->pane = PANE_SIDE;
}

/* --- four masters, every state -------------------------------------------------------------- */

static void fill_state_rooms(struct model *model)
{
    fill_rooms(model, 4);
    fixture_add_states(model);
}

static void fill_state_events(struct model *model)
{
    add_event(model, "68.412", "m1", ROLE_M1,
              "its link to m2 is CUT; storage still carries every commit");
    add_event(model, "70.004", "m4", ROLE_M4, "is READ ONLY now: rds_set_read_only(1)");
    add_event(model, "71.060", "m2", ROLE_M2,
              "starts again and reads back its log: 4 of 6 copies answer");
    add_event(model, "71.480", "m3", ROLE_M3,
              "is HUNG: connections stay open, nothing is answered");
    add_event(model, "71.900", "c1", ROLE_TEXT, "is SLOW: 200 ms more for every request");
    add_event(model, "72.080", "@3", ROLE_TEXT,
              "its check of m3 is unanswered after 600 ms: SUSPECT");
    add_event(model, "72.300", "m2", ROLE_M2,
              "has undone 61 of 100 pages of transactions that died with it");
}

static void fill_states(struct model *model, struct ui *ui, int cols)
{
    fill_frame(model, ui, cols);
    fill_state_rooms(model);
    SET(model->time, "1:12.300");
    SET(model->speed, "1/10×");
    model->seed = 7;
    add_tag(model, 1, 0);
    add_tag(model, 2, 0);
    add_tag(model, 3, 2);
    model->tags[2].look = TAG_SUSPECT;
    add_tag(model, 4, 3);
    add_client(model, 0, "error", 0, -1);
    add_client(model, 0, "writes", 31, 10);
    add_client(model, 2, "waits", 0, -1);
    model->side_clients[2].doing_role = ROLE_WARN;
    model->side_clients[2].is_suspect = true;
    add_client(model, 3, "reads", 12, 2);
    SET(model->load, "bank");
    SET(model->driver, "careful");
    model->load_rate = 31;
    model->load_asked = 60;
    fill_state_events(model);
    add_line(model, LOOK_INPUT, "UPDATE acct SET bal = bal + 1 WHERE id = 3;");
    add_line(model, LOOK_ERROR,
             "ERROR 1213 (40001): Deadlock found when trying to get lock; try restarting "
             "transaction");
    add_line(model, LOOK_NOTE,
             "  m2 is undoing its changes on this page; a retry wins when it has finished");
    set_next(model, "72.308", "m1 gets the answer of c1, 200 ms late; four others were enough");
    add_try(model, "H", "heal everything");
    add_try(model, "e", "why was @1 refused?");
    add_try(model, "b", "branch: what if …");
}

static void fill_links(struct model *model, struct ui *ui, int cols)
{
    fill_healthy(model, ui, cols);
    fixture_add_links(model);
}

static void fill_crashes(struct model *model, struct ui *ui, int cols)
{
    fill_states(model, ui, cols);
    fixture_add_crashes(model);
}

/* More clients than a room has places for. */
static void fill_crowd(struct model *model, struct ui *ui, int cols)
{
    fill_healthy(model, ui, cols);
    for (int client = 5; client <= 9; client++) {
        add_tag(model, client, 0);
        add_client(model, 0, "writes", 20, 8);
    }
}

/* --- two masters, a copy without its disk; empty; trouble of the volume ----------------------- */

static void fill_two(struct model *model, struct ui *ui, int cols)
{
    fill_healthy(model, ui, cols);
    fill_rooms(model, 2);
    model->tag_count = 3; /* @1 and @3 on m1, @2 on m2 */
    model->tags[1].client = 3;
    model->side_client_count = 3;
    model->side_clients[2].master = 0;
    model->event_count = 0;
    add_event(model, "33.911", "m1", ROLE_M1, "@3 committed, durable on 4 copies after 2.5 ms");
    add_event(model, "33.918", "m1", ROLE_M1, "shows the row that m2 committed 24 ms ago")->hue_of =
        2;
    add_event(model, "33.935", "m2", ROLE_M2, "@2 committed, durable on 4 copies after 2.6 ms");
    model->load_rate = 40;
    model->load_asked = 40;
    SET(model->next, "m2 asks the six copies for a page, for @2");
    model->far_az = 'c';
    model->far_copy_count = 2;
    for (int i = 0; i < 2; i++) {
        name_copy(&model->far_copies[i], 'c', i);
        model->far_copies[i].is_up = true;
    }
    model->rooms[0].copies[1].is_empty = true;
    model->copies_up = 5;
    model->copies_empty = 1;
}

static void fill_empty(struct model *model, struct ui *ui, int cols)
{
    fill_frame(model, ui, cols);
    fill_rooms(model, 3);
    for (int i = 0; i < 3; i++) {
        model->rooms[i].commits_per_s = 0;
        model->rooms[i].lag = 0;
        model->rooms[i].open_txns = 0;
        model->rooms[i].plot_count = 0;
        model->rooms[i].link_next = LINK_QUIET;
    }
    SET(model->time, "0:00.000");
    SET(model->speed, "1×");
    model->is_paused = true;
    model->client_master = -1;
    SET(model->next, "nothing is under way: type a statement, or \\load course");
}

static void fill_no_quorum(struct model *model, struct ui *ui, int cols)
{
    fill_killed(model, ui, cols);
    fixture_add_no_quorum(model);
}

static void fill_home(struct model *model, struct ui *ui, int cols)
{
    fill_frame(model, ui, cols);
    ui->view = VIEW_HOME;
    model->room_count = 2;
    model->key_count = 0;
    static const struct home_run runs[] = {
        {"2026-11-26-1412.run", "", "14 lines, 40.312 s", "today 14:12", 14},
        {"2026-11-25-1820.run", "same-page", "22 lines, 75.003 s", "yesterday 18:20", 22},
        {"2026-11-20-0931.run", "", "3 lines, 2 s, 2 branches", "20 Nov 2026", 3},
    };
    static const struct home_lesson lessons[] = {
        {"meet-cluster", "Meet the cluster", "See it", 1, 5, 3, true, false, false, 4, 5},
        {"same-page", "Same page, two writers", "Clash", 2, 8, 2, false, false, true, 0, 6},
        {"az-failover", "Lose an AZ, keep writing", "Failover", 3, 8, 2, false, false, false, 0, 2},
    };
    home_make(&model->home, &(struct home_facts){.runs = runs,
                                                 .run_count = COUNT_OF(runs),
                                                 .all_runs = 3,
                                                 .all_size = 51234,
                                                 .lessons = lessons,
                                                 .lesson_count = COUNT_OF(lessons),
                                                 .is_kept = true});
    add_key(model, "Enter", "go on");
    add_key(model, "↑ ↓", "choose");
    add_key(model, "t", "theme");
    add_key(model, "q", "quit");
}

static void fill_first_home(struct model *model, struct ui *ui, int cols)
{
    fill_home(model, ui, cols);
    home_make(&model->home, &(struct home_facts){.is_kept = true});
    SET(model->keys[0].word, "play");
}

static void fill_unkept_home(struct model *model, struct ui *ui, int cols)
{
    fill_first_home(model, ui, cols);
    home_make(&model->home, &(struct home_facts){.is_kept = false});
}

/* --- the timeline --------------------------------------------------------------------------- */

void fixture_fill_wide(struct model *model, struct ui *ui, int cols)
{
    fill_healthy(model, ui, cols);
    ui->view = VIEW_TIMELINE;
    ui->pane = PANE_PICTURE;
    model->is_paused = true;
    model->line_count = 0;
    model->key_count = 0;
    SET(model->time, "0:40.000");
    set_next(model, "40.012", "m2 commits for @3, durable on 4 copies");
    add_key(model, "Enter", "go there");
    add_key(model, "Space", "run");
    add_key(model, "[ ]", "marks");
    add_key(model, "b", "branch here");
    add_key(model, "p", "picture");
}

static const struct fixture fixtures[] = {
    {"healthy", "three masters, nothing wrong", fill_healthy},
    {"killed", "AZ b is gone, client 2 has moved", fill_killed},
    {"moving", "the same, half way", fill_moving},
    FIXTURES_OF_LESSONS{"side", "the same, with the side in focus", fill_side},
    {"text", "the same, with a text open", fixture_fill_text},
    {"keys", "the same, with all keys", fixture_fill_text},
    {"help", "the same, with all commands", fixture_fill_text},
    {"why", "why a page was lost", fixture_fill_why},
    {"events", "some events, one chosen, a text found", fixture_fill_events},
    {"sideways", "a wide result, scrolled to the right", fixture_fill_sideways},
    {"watch", "what a client watches, after a failure", fixture_fill_watch},
    {"palette", "what is found by a word", fixture_fill_palette},
    {"states", "four masters and every state", fill_states},
    {"links", "slow and lossy links, slow and failing copies", fill_links},
    {"crashes", "masters that start again, and one without storage", fill_crashes},
    {"crowd", "nine clients, seven of them on m1", fill_crowd},
    {"crowd-idle", "the same, most of them idle", fixture_fill_crowd_idle},
    {"crowd-moving", "the same, three of them on their way", fixture_fill_crowd_moving},
    {"traffic", "packets and votes, at a slow speed", fixture_fill_traffic},
    {"two", "two masters; AZ c has copies and no master; a2 is empty", fill_two},
    {"empty", "nothing has happened yet", fill_empty},
    {"no_quorum", "three copies left", fill_no_quorum},
    {"branches", "three branches, one of them with conflicts", fixture_fill_branches},
    {"branches-compared", "the same, and two of them compared", fixture_fill_compared},
    {"branches-compared-on", "the same, further down", fixture_fill_compared_on},
    {"branches-marks", "every mark and every density", fixture_fill_marks},
    {"branches-many", "more branches than rows", fixture_fill_many},
    {"branches-none", "no branch yet", fixture_fill_none},
    {"data", "rows that differ, pages and their heat", fixture_fill_data},
    {"data-marks", "every mark, masters that cannot be asked", fixture_fill_data_marks},
    {"data-none", "no rows", fixture_fill_data_none},
    {"votes", "two masters and one page: m1 has four copies, m2 two", fixture_fill_votes},
    {"votes-open", "a vote under way, and all answers", fixture_fill_votes_open},
    {"votes-none", "nobody has changed a row", fixture_fill_votes_none},
    {"lanes", "two masters change one page, and why one lost", fixture_fill_lanes},
    {"lanes-all", "all packets: there is no room for two clients", fixture_fill_lanes_all},
    {"meters", "four clients, one of which has moved", fixture_fill_meters},
    {"meters-at", "the same, an instant of the outage looked at", fixture_fill_meters_at},
    {"meters-one", "the same, the one that moved in full", fixture_fill_meters_one},
    {"meters-states", "endpoints in every state, a pool that is full", fixture_fill_meters_states},
    {"meters-many", "sixty clients", fixture_fill_meters_many},
    {"stage", "for an audience: AZ b is down, client 2 moves", fixture_fill_stage},
    {"stage-typing", "the same, two masters, and a line is typed", fixture_fill_stage_typing},
    {"stage-answer", "the same, what a statement is answered", fixture_fill_stage_answer},
    {"stage-asking", "the same, a question to the room", fixture_fill_stage_asking},
    {"stage-votes", "the same, a vote", fixture_fill_stage_votes},
    {"stage-stuck", "the same, four masters, and it does not go on", fixture_fill_stage_stuck},
    {"stage-crowd", "the same, many clients, and two of them move", fixture_fill_stage_crowd},
    {"stage-timeline", "the same, two branches of a run", fixture_fill_stage_timeline},
    {"stage-compared", "the same, against each other", fixture_fill_stage_compared},
    {"stage-card", "the same, can everybody read it?", fixture_fill_stage_card},
    {"home", "the first screen", fill_home},
    {"home-first", "the same, before there is a run", fill_first_home},
    {"home-unkept", "the same, where no run can be kept", fill_unkept_home},
};

int fixture_count(void)
{
    return COUNT_OF(fixtures);
}

const struct fixture *fixture_at(int index)
{
    assert(index >= 0 && index < COUNT_OF(fixtures));
    return &fixtures[index];
}

const struct fixture *fixture_find(const char *name)
{
    for (int i = 0; i < COUNT_OF(fixtures); i++) {
        if (strcmp(fixtures[i].name, name) == 0) {
            return &fixtures[i];
        }
    }
    return NULL;
}

struct canvas *fixture_draw(const char *name, int cols, int rows, enum theme_name theme,
                            bool is_ascii)
{
    const struct fixture *fixture = fixture_find(name);
    assert(fixture != NULL);
    struct model *model = mem_alloc(1, sizeof(*model));
    struct ui ui = {0};
    fixture->fill(model, &ui, cols);
    ui.theme = theme;
    ui.is_ascii = is_ascii;
    struct canvas *canvas = canvas_new(cols, rows);
    fixture_draw_page(canvas, model, &ui, name);
    mem_free(model);
    return canvas;
}
