/* SPDX-License-Identifier: MIT */
#include "cluster/point.h"

#include "cluster/world.h"

void point_ask(struct master *master, struct read_point *point)
{
    *point = (struct read_point){.ticket = ++master->tickets};
    for (int i = 0; i < COPIES_MAX; i++) {
        point->sent[i] = -1;
    }
    point_ask_again(master, point);
}

static bool has_answered(const struct master *master, const struct read_point *point, int copy)
{
    return point->sent[copy] >= 0 && master_is_fresh(master, point->sent[copy]);
}

void point_ask_again(struct master *master, struct read_point *point)
{
    struct packet packet = master_packet(master, PACKET_READ_POINT);
    packet.ticket = point->ticket;
    for (int i = 0; i < COPIES_MAX; i++) {
        if (!has_answered(master, point, i)) {
            master_send_to_copy(master, packet, i, 0);
        }
    }
}

int point_answers(const struct master *master, const struct read_point *point)
{
    int count = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        count += has_answered(master, point, i);
    }
    return count;
}

bool point_take(struct master *master, struct read_point *point, const struct packet *packet)
{
    if (packet->ticket != point->ticket || point->is_fixed) {
        return false;
    }
    int copy = place_index(packet->from);
    const struct bundle *bundle = net_bundle(&master->cluster->net, packet->bundle);
    point->sent[copy] = packet->sent;
    for (int i = 0; i < bundle->count; i++) {
        const struct item *item = &bundle->items[i];
        point->length[copy][item->master] = item->place;
        point->stamp[copy][item->master] = item->stamp;
    }
    point->is_fixed = point_answers(master, point) >= READ_QUORUM;
    return point->is_fixed;
}

void point_places(const struct master *master, const struct read_point *point,
                  uint64_t places[MASTERS_MAX])
{
    memset(places, 0, MASTERS_MAX * sizeof *places);
    for (int i = 0; i < COPIES_MAX; i++) {
        for (int m = 0; m < MASTERS_MAX && point->sent[i] >= 0; m++) {
            const struct cut *cut = &master->cuts[m];
            uint64_t place = point->length[i][m];
            if (cut->epoch > point->stamp[i][m] && cut->last < place) {
                place = cut->last; /* what lies behind is void */
            }
            places[m] = place > places[m] ? place : places[m];
        }
    }
}

bool point_is_reached(const struct master *master, const struct read_point *point)
{
    uint64_t places[MASTERS_MAX];
    point_places(master, point, places);
    for (int m = 0; m < MASTERS_MAX; m++) {
        if (master->applied[m] < places[m]) {
            return false;
        }
    }
    return true;
}
