/* SPDX-License-Identifier: MIT */
#include "app/packets.h"

#include <stdio.h>
#include <string.h>

#define FLIGHT_NS 200000000  /* a packet takes at least: four frames */
#define DECIDED_NS 600000000 /* a vote can be seen after it is decided */
#define COUNT_NS 250000000   /* between two counts of the caches */
#define LOOK_EVENTS_MAX 200

void packets_clear(struct packets *packets)
{
    packets->count = 0;
    memset(packets->votes, 0, sizeof(packets->votes));
    packets->looked_at = 0;
}

void packets_pass(struct packets *packets, int64_t wall_ns)
{
    int kept = 0;
    packets->counted_ns += wall_ns;
    for (int i = 0; i < packets->count; i++) {
        struct packet_seen *item = &packets->items[i];
        item->age_ns += wall_ns;
        if (item->age_ns < FLIGHT_NS || item->packet.arrives > packets->looked_at) {
            packets->items[kept++] = *item;
        }
    }
    packets->count = kept;
    for (int i = 0; i < MASTERS_MAX; i++) {
        struct vote_seen *vote = &packets->votes[i];
        bool is_decided = vote->vote.is_accepted || vote->is_lost;
        vote->age_ns += is_decided ? wall_ns : 0;
        if (vote->age_ns > DECIDED_NS) {
            *vote = (struct vote_seen){0};
        }
    }
}

static bool is_seen(const struct packets *packets, const struct traffic_packet *packet)
{
    for (int i = packets->count - 1; i >= 0; i--) {
        const struct traffic_packet *seen = &packets->items[i].packet;
        if (seen->sent == packet->sent && seen->arrives == packet->arrives &&
            seen->from == packet->from && seen->to == packet->to) {
            return true;
        }
    }
    return false;
}

/* `age_ns`: what is under way when one begins to look stands where it is. */
static void add(struct packets *packets, const struct traffic_packet *packet, int64_t age_ns)
{
    if (packets->count == MODEL_PACKETS_MAX) {
        memmove(packets->items, packets->items + 1,
                (size_t)--packets->count * sizeof(packets->items[0]));
    }
    packets->items[packets->count++] = (struct packet_seen){*packet, age_ns};
}

/* How a vote ended, which its master no longer knows. */
static void look_at_event(struct packets *packets, const struct event *event)
{
    bool is_over = event->kind == EVENT_ACCEPTED || event->kind == EVENT_CONFLICT;
    if (!is_over || place_kind(event->place) != PLACE_MASTER) {
        return;
    }
    struct vote_seen *seen = &packets->votes[place_index(event->place)];
    seen->vote.is_there = true;
    seen->vote.page = event->page;
    seen->vote.is_accepted = event->kind == EVENT_ACCEPTED;
    seen->is_lost = event->kind == EVENT_CONFLICT;
    seen->vote.yes = event->kind == EVENT_ACCEPTED ? event->copies : seen->vote.yes;
    seen->age_ns = 0;
}

static void look_at_votes(struct packets *packets, const struct lab *lab,
                          const struct traffic *traffic)
{
    uint64_t last = lab_event_last(lab);
    uint64_t first = packets->seen + 1;
    first =
        last > LOOK_EVENTS_MAX && first < last - LOOK_EVENTS_MAX ? last - LOOK_EVENTS_MAX : first;
    for (uint64_t seq = first; seq <= last; seq++) {
        const struct event *event = lab_event(lab, seq);
        if (event != NULL && event->at >= packets->looked_at) {
            look_at_event(packets, event);
        }
    }
    packets->seen = last;
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (traffic->votes[i].is_there && !traffic->votes[i].is_accepted) {
            packets->votes[i] = (struct vote_seen){.vote = traffic->votes[i]};
        } else if (!packets->votes[i].vote.is_accepted && !packets->votes[i].is_lost) {
            packets->votes[i] = (struct vote_seen){0}; /* given up */
        }
    }
}

void packets_look(struct packets *packets, const struct lab *lab)
{
    struct traffic traffic;
    bool is_elsewhere = lab_now(lab) < packets->looked_at || lab_event_last(lab) < packets->seen;
    bool is_first = packets->looked_at == 0 || is_elsewhere;
    if (is_first) {
        packets_clear(packets);
        packets->seen = lab_event_last(lab);
    }
    cluster_look_traffic(lab_cluster(lab), &traffic);
    for (int i = 0; i < traffic.count; i++) {
        if (!is_seen(packets, &traffic.packets[i])) {
            add(packets, &traffic.packets[i], is_first ? FLIGHT_NS : 0);
        }
    }
    look_at_votes(packets, lab, &traffic);
    packets->looked_at = lab_now(lab);
}

static int part(int64_t done, int64_t whole)
{
    return done >= whole || whole <= 0 ? 1000 : done <= 0 ? 0 : (int)(done * 1000 / whole);
}

void packets_apply(const struct packets *packets, const struct lab *lab,
                   struct model_traffic *model)
{
    sim_us now = lab_now(lab);
    *model = (struct model_traffic){.count = packets->count};
    for (int i = 0; i < packets->count; i++) {
        const struct traffic_packet *packet = &packets->items[i].packet;
        int flown = part(now - packet->sent, packet->arrives - packet->sent);
        int shown = part(packets->items[i].age_ns, FLIGHT_NS);
        model->packets[i] = (struct model_packet){
            .from = packet->from, .to = packet->to, .permille = shown < flown ? shown : flown};
        (void)snprintf(model->packets[i].says, sizeof(model->packets[i].says), "%s", packet->says);
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct vote_seen *seen = &packets->votes[i];
        struct model_vote *vote = &model->votes[i];
        *vote = (struct model_vote){
            .is_there = seen->vote.is_there && seen->vote.page.table != 0,
            .yes = seen->vote.yes,
            .refused = seen->vote.refused,
            .is_accepted = seen->vote.is_accepted,
            .is_lost = seen->is_lost,
        };
        struct buf name;
        buf_init(&name, sizeof(vote->page) - 1);
        event_add_page(&name, &seen->vote.page, cluster_table_name, lab_cluster(lab));
        memcpy(vote->page, name.data, name.size + 1);
        buf_release(&name);
    }
}

void packets_count_caches(struct packets *packets, const struct lab *lab, bool is_paused)
{
    sim_us now = lab_now(lab);
    bool is_due = is_paused || now < packets->counted_at || packets->counted_ns >= COUNT_NS;
    if (now != packets->counted_at && is_due) {
        cluster_look_caches(lab_cluster(lab), packets->caches);
        packets->counted_at = now;
        packets->counted_ns = 0;
    }
}

bool packets_are_moving(const struct packets *packets)
{
    for (int i = 0; i < packets->count; i++) {
        if (packets->items[i].age_ns < FLIGHT_NS) {
            return true;
        }
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (packets->votes[i].vote.is_accepted || packets->votes[i].is_lost) {
            return true;
        }
    }
    return false;
}
