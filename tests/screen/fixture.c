/* SPDX-License-Identifier: MIT */
#include "screen/fixture.h"

#include "base/compiler.h"

#include <stdio.h>
#include <string.h>

static void set_text(char *out, size_t room, const char *text)
{
    (void)snprintf(out, room, "%s", text);
}

static void add_event(struct model *model, const char *time, const char *subject, enum role role,
                      const char *sentence)
{
    struct model_event *event = &model->events[model->event_count++];
    set_text(event->time, sizeof(event->time), time);
    set_text(event->subject, sizeof(event->subject), subject);
    set_text(event->sentence, sizeof(event->sentence), sentence);
    event->subject_role = role;
}

static void add_line(struct model *model, enum line_look look, const char *text)
{
    struct model_line *line = &model->lines[model->line_count++];
    line->look = look;
    line->client = 1;
    line->master = 0;
    set_text(line->text, sizeof(line->text), text);
}

static void add_key(struct model *model, const char *key, const char *word)
{
    struct model_key *to = &model->keys[model->key_count++];
    set_text(to->key, sizeof(to->key), key);
    set_text(to->word, sizeof(to->word), word);
}

static void add_try(struct model *model, const char *key, const char *word)
{
    struct model_key *to = &model->tries[model->try_count++];
    set_text(to->key, sizeof(to->key), key);
    set_text(to->word, sizeof(to->word), word);
}

static void add_client(struct model *model, int number, int master, const char *doing, int rate,
                       int p99_ms)
{
    model->side_clients[model->side_client_count++] = (struct model_client){
        .number = number,
        .master = master,
        .moving_to = -1,
        .doing = doing,
        .doing_role = ROLE_TEXT,
        .ok_per_s = rate,
        .p99 = p99_ms < 0 ? -1 : p99_ms * US_PER_MS,
        .is_you = number == 1,
    };
    model->tags[model->tag_count++] = (struct model_tag){
        .client = number,
        .is_you = number == 1,
        .room = master,
        .from_room = -1,
    };
}

static void add_room(struct model *model, int lag_ms)
{
    int index = model->room_count++;
    struct model_room *room = &model->rooms[index];
    *room = (struct model_room){
        .az = (char)('a' + index),
        .master = index,
        .runs_ddl = index == 0,
        .commits_per_s = 20,
        .lag = lag_ms * US_PER_MS,
        .open_txns = 1,
        .has_copies = index < 3,
        .dark_permille = 1000,
        .link_next = LINK_BUSY,
        .plot_count = 40,
    };
    for (int i = 0; i < room->plot_count; i++) {
        room->plot[i] = 8 + (i * 7 + index * 3) % 5;
    }
    for (int i = 0; i < 2; i++) {
        (void)snprintf(room->copies[i].name, sizeof(room->copies[i].name), "%c%d", 'a' + index,
                       i + 1);
        room->copies[i].is_up = true;
    }
}

/* What all pictures of free play have. */
static void fill_play(struct model *model, struct ui *ui, const char *time)
{
    *model = (struct model){.seed = 42, .client = 1, .client_master = 0, .copies_up = 6};
    *ui = (struct ui){.view = VIEW_CLUSTER, .pane = PANE_PROMPT};
    set_text(model->title, sizeof(model->title), "Free play");
    set_text(model->time, sizeof(model->time), time);
    set_text(model->speed, sizeof(model->speed), "1×");
    set_text(model->timeline, sizeof(model->timeline), "main");
    set_text(model->client_facts, sizeof(model->client_facts), "autocommit");
    model->clock.room = -1;
    add_key(model, "Space", "pause");
    add_key(model, ".", "step");
    add_key(model, "- +", "speed");
    add_key(model, "k", "kill");
    add_key(model, "e", "why");
    add_key(model, "Tab", "next pane");
    add_key(model, ":", "command");
}

static void fill_healthy(struct model *model, struct ui *ui)
{
    fill_play(model, ui, "0:33.935");
    add_room(model, 24);
    add_room(model, 26);
    add_room(model, 25);
    add_client(model, 1, 0, "idle", -1, -1);
    add_client(model, 2, 1, "writes", 20, 9);
    add_client(model, 3, 2, "writes", 20, 8);
    add_client(model, 4, 0, "writes", 20, 8);
    model->ok = 2036;
    set_text(model->load, sizeof(model->load), "tenants");
    set_text(model->driver, sizeof(model->driver), "shard_map");
    model->load_rate = 60;
    model->load_asked = 60;
    add_event(model, "33.894", "m3", ROLE_M3, "@3 committed, durable on 4 copies after 2.7 ms");
    add_event(model, "33.909", "m1", ROLE_M1, "shows the row that m2 committed 24 ms ago");
    add_event(model, "33.911", "m3", ROLE_M3, "shows the row that m2 committed 26 ms ago");
    add_event(model, "33.911", "m1", ROLE_M1, "@4 committed, durable on 4 copies after 2.5 ms");
    add_event(model, "33.918", "m1", ROLE_M1, "shows the row that m3 committed 24 ms ago");
    add_event(model, "33.920", "m2", ROLE_M2, "shows the row that m3 committed 26 ms ago");
    add_event(model, "33.935", "m2", ROLE_M2, "@2 committed, durable on 4 copies after 2.6 ms");
    add_line(model, LOOK_INPUT, "SELECT tenant, n FROM counters WHERE tenant = 1;");
    add_line(model, LOOK_OUTPUT, "  tenant    n");
    add_line(model, LOOK_OUTPUT, "       1  678");
    add_line(model, LOOK_OUTPUT, "  1 row in 0.9 ms from m1");
    add_try(model, "k b", "kill AZ b");
    add_try(model, "/ 1 2", "cut the link m1 to m2");
    set_text(model->next_time, sizeof(model->next_time), "33.940");
    set_text(model->next, sizeof(model->next),
             "m3 asks the six copies for a page of counters, for @3");
}

static void fill_killed(struct model *model, struct ui *ui)
{
    fill_healthy(model, ui);
    set_text(model->time, sizeof(model->time), "0:35.764");
    set_text(model->speed, sizeof(model->speed), "1/10×");
    struct model_room *room = &model->rooms[1];
    room->az_is_down = true;
    room->mood = MOOD_SILENT;
    room->copies[0].is_up = false;
    room->copies[1].is_up = false;
    room->link_next = LINK_DEAD;
    model->rooms[0].link_next = LINK_DEAD;
    model->copies_up = 4;
    model->clock =
        (struct model_clock){.is_shown = true, .room = 1, .client = 2, .length = 1780 * US_PER_MS};
    model->tags[1].look = TAG_MOVING;
    model->tags[1].room = 2;
    model->tags[1].from_room = 1;
    model->side_clients[1].moving_to = 2;
    model->side_clients[1].doing = "moves";
    model->side_clients[1].doing_role = ROLE_WARN;
    model->side_clients[1].ok_per_s = 0;
    model->side_clients[1].p99 = -1;
    model->ok = 2111;
    model->longest_outage = 1780 * US_PER_MS;
    model->load_rate = 40;
    model->event_count = 0;
    add_event(model, "33.985", "m2", ROLE_M2, "@2 committed, durable on 4 copies after 2.6 ms");
    add_event(model, "34.000", "AZ b", ROLE_BAD, "goes dark: m2, b1 and b2 answer nobody");
    model->events[1].is_loud = true;
    add_event(model, "34.910", "@2", ROLE_TEXT,
              "its health check of m2 is unanswered after 600 ms: SUSPECT");
    add_event(model, "35.760", "@2", ROLE_TEXT,
              "the second check is unanswered too: m2 is DOWN for @2");
    add_event(model, "35.760", "@2", ROLE_TEXT,
              "drops its transaction: no COMMIT was sent, a repeat is safe");
    add_event(model, "35.761", "driver", ROLE_TEXT,
              "shard_map: tenant 1 belongs to m2, its stand-in is m3");
    add_event(model, "35.764", "@2", ROLE_TEXT, "connects to m3");
    model->line_count = 0;
    add_line(model, LOOK_INPUT, "\\kill az b");
    add_line(model, LOOK_NOTE, "  AZ b is down: m2, b1, b2. Nothing was said to the clients.");
    set_text(model->next_time, sizeof(model->next_time), "35.771");
    set_text(model->next, sizeof(model->next),
             "m3 answers @2; then @2 repeats its transaction there");
}

static void fill_two(struct model *model, struct ui *ui)
{
    fill_play(model, ui, "0:00.000");
    add_room(model, 0);
    add_room(model, 0);
    model->is_paused = true;
    set_text(model->far_copies[0].name, sizeof(model->far_copies[0].name), "c1");
    set_text(model->far_copies[1].name, sizeof(model->far_copies[1].name), "c2");
    model->far_copies[0].is_up = true;
    model->far_copies[1].is_up = true;
    model->far_copy_count = 2;
    model->far_az = 'c';
    add_client(model, 1, 0, "idle", -1, -1);
    add_client(model, 2, 1, "idle", -1, -1);
    set_text(model->next, sizeof(model->next),
             "nothing is under way: type a statement, or \\load course");
}

static void fill_states(struct model *model, struct ui *ui)
{
    fill_play(model, ui, "1:12.300");
    for (int i = 0; i < MASTERS_MAX; i++) {
        add_room(model, 25);
    }
    model->rooms[0].link_next = LINK_CUT;
    model->rooms[1].mood = MOOD_RECOVER;
    model->rooms[1].recovery_step = "undoes what was open";
    model->rooms[1].recovery_done = 61;
    model->rooms[1].recovery_all = 100;
    model->rooms[2].mood = MOOD_HUNG;
    model->rooms[2].copies[0].is_slow = true;
    model->rooms[3].mood = MOOD_READ_ONLY;
    model->copies_slow = 1;
    add_client(model, 1, 0, "error", 0, -1);
    add_client(model, 2, 0, "writes", 31, 10);
    add_client(model, 3, 2, "waits", 0, -1);
    add_client(model, 4, 3, "reads", 12, 2);
    model->tags[2].look = TAG_SUSPECT;
    add_event(model, "68.412", "m1", ROLE_M1,
              "its link to m2 is CUT; storage still carries every commit");
    add_event(model, "71.480", "m3", ROLE_M3,
              "is HUNG: connections stay open, nothing is answered");
    add_line(model, LOOK_INPUT, "UPDATE acct SET bal = bal + 1 WHERE id = 3;");
    add_line(model, LOOK_ERROR,
             "ERROR 1213 (40001): Deadlock found when trying to get lock; try restarting "
             "transaction");
    add_line(model, LOOK_NOTE, "  m2 is undoing its changes on this page");
    set_text(model->next_time, sizeof(model->next_time), "72.308");
    set_text(model->next, sizeof(model->next), "m1 gets the answer of c1, 200 ms late");
}

static void fill_home(struct model *model, struct ui *ui)
{
    fill_play(model, ui, "0:00.000");
    model->room_count = 2;
    ui->view = VIEW_HOME;
    model->key_count = 0;
    add_key(model, "Enter", "start");
    add_key(model, "Up Down", "choose");
    add_key(model, "p", "free play");
    add_key(model, "q", "quit");
}

const struct fixture fixtures[] = {
    {"healthy", fill_healthy}, {"killed", fill_killed}, {"two", fill_two},
    {"states", fill_states},   {"home", fill_home},     {NULL, NULL},
};

bool fixture_fill(const char *name, struct model *model, struct ui *ui)
{
    for (int i = 0; fixtures[i].name != NULL; i++) {
        if (strcmp(fixtures[i].name, name) == 0) {
            fixtures[i].fill(model, ui);
            return true;
        }
    }
    return false;
}
