/* SPDX-License-Identifier: MIT */
#include "lib/fixture_faults.h"

#include <stdio.h>
#include <string.h>

#define SET(field, text) (void)snprintf(field, sizeof(field), "%s", text)

static void add_event(struct model *model, const char *time, const char *subject, enum role role,
                      const char *sentence)
{
    struct model_event *event = &model->events[model->event_count++];
    *event = (struct model_event){.subject_role = role, .is_loud = true};
    SET(event->time, time);
    SET(event->subject, subject);
    SET(event->sentence, sentence);
}

void fixture_add_states(struct model *model)
{
    struct model_room *rooms = model->rooms;
    rooms[0].commits_per_s = 31;
    rooms[0].lag = 25 * US_PER_MS;
    rooms[0].open_txns = 2;
    rooms[0].link_next = LINK_CUT;
    rooms[0].is_cut_from[2] = true;
    rooms[1].mood = MOOD_RECOVER;
    rooms[1].recovery_step = "undoes what was open";
    rooms[1].recovery_done = 61;
    rooms[1].recovery_all = 100;
    rooms[1].recovery_unit = "pages";
    rooms[2].mood = MOOD_HUNG;
    rooms[2].waiting_client = 3;
    rooms[2].waiting = 820 * US_PER_MS;
    rooms[2].copies[0].is_slow = true;
    rooms[3].mood = MOOD_READ_ONLY;
    rooms[3].commits_per_s = 0;
    rooms[3].open_txns = 0;
    memset(rooms[3].plot, 0, sizeof(rooms[3].plot));
    model->copies_slow = 1;
}

void fixture_add_links(struct model *model)
{
    struct model_room *rooms = model->rooms;
    rooms[0].link_next = LINK_SLOW;
    rooms[1].link_next = LINK_LOSSY;
    SET(rooms[0].link_trouble, "≈ SLOW m2");
    SET(rooms[1].link_trouble, "≈ SLOW m1");
    rooms[1].mood = MOOD_READ_ONLY;
    SET(rooms[2].link_trouble, "! LOSSY m2");
    rooms[0].lag = 105 * US_PER_MS;
    rooms[2].lag = 1340 * US_PER_MS;
    rooms[0].copies[1].is_slow = true;
    rooms[1].copies[0].is_up = false;
    rooms[2].copies[0].is_failing = true;
    model->copies_up = 5;
    model->copies_slow = 1;
    model->copies_failing = 1;
    model->event_count = 0;
    add_event(model, "30.000", "m1", ROLE_M1, "its link to m2 is SLOW: 80 ms more, each way");
    add_event(model, "31.000", "m2", ROLE_M2, "its link to m3 LOSES 5% of all packets");
    add_event(model, "32.000", "storage", ROLE_TEXT,
              "a2 is SLOW: 100 to 200 ms more at 100%, for 60.0 s");
    add_event(model, "33.000", "b1", ROLE_TEXT, "answers nobody: 5 of 6 copies are up");
    add_event(model, "33.900", "storage", ROLE_TEXT, "c1 is FAILING 40% of requests, for 5.00 s");
}

void fixture_add_crashes(struct model *model)
{
    struct model_room *rooms = model->rooms;
    rooms[0].link_next = LINK_LOSSY;
    rooms[0].is_cut_from[2] = false;
    SET(rooms[0].link_trouble, "! LOSSY m2");
    SET(rooms[3].link_trouble, "≈ SLOW m1");
    rooms[1].mood = MOOD_NO_VOLUME;
    rooms[1].back_in = 12400 * US_PER_MS;
    rooms[1].link_next = LINK_DEAD;
    rooms[2].mood = MOOD_CRASHED;
    rooms[2].back_in = 104 * US_PER_S;
    rooms[2].waiting_client = 0;
    rooms[2].copies[0].is_slow = false;
    rooms[2].link_next = LINK_DEAD;
    model->copies_slow = 0;
    model->event_count = 0;
    add_event(model, "68.000", "m4", ROLE_M4, "is READ ONLY from now on: writes get error 1290");
    add_event(model, "70.000", "m1", ROLE_M1, "its link to m2 LOSES 40% of all packets");
    add_event(model, "71.000", "m2", ROLE_M2, "loses its dispatcher: its writes hang for 15.4 s");
    add_event(model, "72.000", "m3", ROLE_M3, "crashes and loses its store; starts again in 104 s");
}

void fixture_add_no_quorum(struct model *model)
{
    model->rooms[2].copies[0].is_up = false;
    model->rooms[2].mood = MOOD_CRASHED;
    model->copies_up = 3;
    model->clock = (struct model_clock){
        .is_shown = true, .room = -1, .client = 4, .length = 640000, .is_running = true};
    SET(model->fault_cost, "since 35.124: outage 640 ms (@4), failed 0, lost 0");
    model->tags[1].look = TAG_CONNECTING;
    model->tags[2].look = TAG_LOST;
    model->tags[2].room = 1;
    model->tags[2].from_room = -1;
}
