/* SPDX-License-Identifier: MIT */
#include "lib/fixture_motion.h"

#include "base/compiler.h"
#include "lib/fixture.h"

#include <stdio.h>

static void add(struct model *model, place_id from, place_id to, int permille, const char *says)
{
    struct model_packet *packet = &model->traffic.packets[model->traffic.count++];
    *packet = (struct model_packet){.from = from, .to = to, .permille = permille};
    (void)snprintf(packet->says, sizeof(packet->says), "%s", says);
}

static void vote(struct model *model, int master, uint32_t yes, uint32_t refused)
{
    struct model_vote *to = &model->traffic.votes[master];
    *to = (struct model_vote){.is_there = true, .yes = yes, .refused = refused};
    (void)snprintf(to->page, sizeof(to->page), "%s", master == 1 ? "shop_order:12" : "acct:3");
}

void fixture_fill_traffic(struct model *model, struct ui *ui, int cols)
{
    fixture_find("healthy")->fill(model, ui, cols);
    (void)snprintf(model->speed, sizeof(model->speed), "1/100×");
    add(model, place_client(0), place_master(0), 500, "asks");
    add(model, place_master(1), place_client(1), 400, "answer");
    for (int i = 0; i < COPIES_MAX; i++) {
        add(model, place_master(0), place_copy(i), 300 + 100 * i, "vote?");
        add(model, place_copy(i), place_master(2), 900 - 100 * i, "yes");
    }
    add(model, place_master(0), place_master(1), 500, "rows");
    add(model, place_master(2), place_master(1), 800, "rows");
    add(model, place_master(2), place_master(0), 450, "page");
    add(model, place_copy(0), place_copy(5), 150, "news?");
    add(model, place_copy(3), place_resolver(0), 150, "nothing"); /* it has no place */
    add(model, place_copy(2), place_master(1), 600, "no: busy");
    vote(model, 0, 1 | 2 | 4, 0);
    vote(model, 1, 8, 4 | 16);
    vote(model, 2, 1 | 8 | 16 | 32, 0);
    model->traffic.votes[1].is_lost = true;
    model->traffic.votes[2].is_accepted = true;
}

void fixture_fill_crowd_moving(struct model *model, struct ui *ui, int cols)
{
    static const int moved[] = {200, 500, 1000};
    fixture_find("crowd")->fill(model, ui, cols);
    int count = 0;
    for (int i = 0; i < model->room_count; i++) {
        model->rooms[i].cache_pages = 41;
        model->rooms[i].cache_old = 3 * i;
    }
    for (int i = model->tag_count - 1; i >= 0 && count < COUNT_OF(moved); i--) {
        model->tags[i].look = TAG_MOVING;
        model->tags[i].from_room = model->tags[i].room;
        model->tags[i].room = 2;
        model->tags[i].moved_permille = moved[count++];
    }
}

/* Clients 1 and 7 to 9 are at work, the last in vain. */
void fixture_fill_crowd_idle(struct model *model, struct ui *ui, int cols)
{
    fixture_find("crowd")->fill(model, ui, cols);
    for (int i = 1; i < 6; i++) {
        struct model_client *client = &model->side_clients[i];
        client->doing = "idle";
        client->doing_role = ROLE_MUTED;
        client->ok_per_s = -1;
        client->p99 = -1;
        client->is_idle = true;
    }
    model->side_clients[8].is_suspect = true;
}
