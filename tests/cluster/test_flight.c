/* SPDX-License-Identifier: MIT */
/* What is kept of packets: how many, which, and what a saved state has of them. */
#include "lib/test.h"

#include "cluster/flight.h"
#include "cluster/net.h"
#include "lib/wire_rig.h"

#include <string.h>

static void add(struct flights *flights, enum packet_kind kind, uint64_t proposal)
{
    struct flight *flight = flights_add(flights, kind);
    if (flight != NULL) {
        flight->proposal = proposal;
    }
}

static void flight__more_than_room__forgets_the_oldest(void **state)
{
    (void)state;
    struct flights flights;
    flights_init(&flights);
    for (uint64_t i = 1; i <= FLIGHTS_KEPT_MAX + 5; i++) {
        add(&flights, PACKET_PROPOSE, i);
    }
    assert_null(flights_find(&flights, 0));
    assert_null(flights_find(&flights, 5));
    assert_int_equal(flights_find(&flights, 6)->proposal, 6);
    assert_int_equal(flights_find(&flights, FLIGHTS_KEPT_MAX + 5)->number, FLIGHTS_KEPT_MAX + 5);
    assert_null(flights_find(&flights, FLIGHTS_KEPT_MAX + 6));
    flights_release(&flights);
}

static void flight__gossip__is_not_kept(void **state)
{
    (void)state;
    struct flights flights;
    flights_init(&flights);
    add(&flights, PACKET_GOSSIP, 1);
    add(&flights, PACKET_GOSSIP_ASK, 2);
    add(&flights, PACKET_ACK, 3);
    assert_int_equal(flights.last, 1);
    assert_int_equal(flights_find(&flights, 1)->proposal, 3);
    flights_release(&flights);
}

/* What was saved, and no more: what came after it is gone, what came before it is not made up. */
static void flight__saved__has_the_newest_and_stays_small(void **state)
{
    (void)state;
    struct flights flights;
    struct buf saved;
    flights_init(&flights);
    buf_init(&saved, BUF_CAP_STATE);
    for (uint64_t i = 1; i <= 2 * FLIGHTS_SAVED_MAX; i++) {
        add(&flights, PACKET_PROPOSE, UINT64_C(1) << 40 | i);
    }
    flights_save(&saved, &flights, FLIGHTS_SAVED_MAX);
    assert_in_range(saved.size, 1, 100 * FLIGHTS_SAVED_MAX);
    add(&flights, PACKET_ABORT, 7);
    struct unpack in = unpack_start(saved.data, saved.size);
    flights_load(&flights, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    assert_int_equal(flights.last, 2 * FLIGHTS_SAVED_MAX);
    assert_null(flights_find(&flights, flights.last + 1));
    assert_null(flights_find(&flights, flights.last - FLIGHTS_SAVED_MAX));
    const struct flight *oldest = flights_find(&flights, flights.last - FLIGHTS_SAVED_MAX + 1);
    assert_int_equal(oldest->proposal, UINT64_C(1) << 40 | (FLIGHTS_SAVED_MAX + 1));
    buf_release(&saved);
    flights_release(&flights);
}

static void flight__long_statement__is_cut_between_characters(void **state)
{
    (void)state;
    struct flight flight = {.number = 1};
    flight_set_text(&flight, "SELECT 'Ünterwegs nach Köln am Rhein, ünd weiter'");
    assert_int_equal(strlen(flight.text) < FLIGHT_TEXT_SIZE, true);
    assert_string_equal(flight.text + strlen(flight.text) - 3, "…");
}

static void flight__packet_lost_as_it_leaves__is_kept_with_its_time(void **state)
{
    (void)state;
    struct wire_rig rig;
    wire_rig_init(&rig, 3);
    rig.now = 700;
    rig.net.cut[place_master(0)][place_copy(0)] = true;
    struct packet packet = {.kind = PACKET_PROPOSE,
                            .from = (int16_t)place_master(0),
                            .to = (int16_t)place_copy(0),
                            .proposal = 12};
    net_send(&rig.net, &packet, 0);
    const struct flight *flight = flights_find(&rig.net.flights, 1);
    assert_non_null(flight);
    assert_int_equal(flight->fate, FLIGHT_IS_LOST);
    assert_int_equal(flight->sent, 700);
    assert_int_equal(flight->at, 700);
    assert_int_equal(flight->proposal, 12);
    wire_rig_release(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flight__more_than_room__forgets_the_oldest),
        cmocka_unit_test(flight__gossip__is_not_kept),
        cmocka_unit_test(flight__saved__has_the_newest_and_stays_small),
        cmocka_unit_test(flight__long_statement__is_cut_between_characters),
        cmocka_unit_test(flight__packet_lost_as_it_leaves__is_kept_with_its_time),
    };
    return cmocka_run_group_tests_name("cluster/flight", tests, NULL, NULL);
}
