/* SPDX-License-Identifier: MIT */
#include "cluster/flight.h"

#include "base/mem.h"
#include "cluster/event.h"
#include "cluster/plain.h"

#include <assert.h>
#include <string.h>

void flights_init(struct flights *flights)
{
    *flights = (struct flights){
        .ring = mem_alloc(FLIGHTS_KEPT_MAX, sizeof(struct flight)),
        .first = 1,
    };
}

void flights_release(struct flights *flights)
{
    mem_free(flights->ring);
    *flights = (struct flights){0};
}

/* What is too long ends in "…". */
void flight_set_text(struct flight *flight, const char *text)
{
    struct event event = {.at = 0};
    static_assert(sizeof(event.text) == FLIGHT_TEXT_SIZE, "as an event has it");
    event_set_text(&event, text, "");
    memcpy(flight->text, event.text, sizeof(flight->text));
}

/* Copies gossip ten times a second, and whatever else happens would soon have fallen out. */
static bool is_kept(enum packet_kind kind)
{
    return kind != PACKET_GOSSIP_ASK && kind != PACKET_GOSSIP && kind != PACKET_HEARD &&
           kind != PACKET_HEARD_ANSWER;
}

struct flight *flights_add(struct flights *flights, enum packet_kind kind)
{
    if (!is_kept(kind)) {
        return NULL;
    }
    uint64_t number = ++flights->last;
    struct flight *kept = &flights->ring[number % FLIGHTS_KEPT_MAX];
    *kept = (struct flight){.number = number, .kind = (uint8_t)kind};
    if (number - flights->first >= FLIGHTS_KEPT_MAX) {
        flights->first = number - FLIGHTS_KEPT_MAX + 1;
    }
    return kept;
}

const struct flight *flights_find(const struct flights *flights, uint64_t number)
{
    if (number < flights->first || number > flights->last) {
        return NULL;
    }
    return &flights->ring[number % FLIGHTS_KEPT_MAX];
}

void flights_save(struct buf *out, const struct flights *flights, uint64_t most)
{
    uint64_t end = flights->last + 1;
    uint64_t first = end - flights->first > most ? end - most : flights->first;
    pack_mark(out, "flights");
    pack_u64(out, first);
    pack_u64(out, flights->last);
    for (uint64_t number = first; number < end; number++) {
        plain_save(out, flights_find(flights, number), sizeof(struct flight));
    }
}

void flights_load(struct flights *flights, struct unpack *in)
{
    unpack_mark(in, "flights");
    flights->first = unpack_u64(in);
    flights->last = unpack_u64(in);
    if (flights->first < 1 || flights->last + 1 - flights->first > FLIGHTS_KEPT_MAX) {
        in->damaged = true;
        flights->first = flights->last + 1;
    }
    for (uint64_t number = flights->first; number <= flights->last && !in->damaged; number++) {
        plain_load(&flights->ring[number % FLIGHTS_KEPT_MAX], sizeof(struct flight), in);
    }
}
