/* SPDX-License-Identifier: MIT */
#include "lib/test.h"
#include "lib/wire_rig.h"

static struct packet packet_between(place_id from, place_id to)
{
    return (struct packet){.kind = PACKET_HEARD, .from = (int16_t)from, .to = (int16_t)to};
}

static void send(struct wire_rig *rig, place_id from, place_id to, uint64_t number)
{
    struct packet packet = packet_between(from, to);
    packet.number = number;
    net_send(&rig->net, &packet, 0);
}

static void net__same_link__keeps_order(void **state)
{
    (void)state;
    struct wire_rig rig;
    struct packet packet;
    wire_rig_init(&rig, 1);
    for (uint64_t i = 0; i < 200; i++) {
        send(&rig, place_master(0), place_copy(4), i);
    }
    for (uint64_t i = 0; i < 200; i++) {
        assert_true(wire_rig_next(&rig, &packet));
        assert_int_equal(packet.number, i);
    }
    wire_rig_release(&rig);
}

static void net__within_an_az__is_faster(void **state)
{
    (void)state;
    struct wire_rig rig;
    wire_rig_init(&rig, 2);
    rig.parameters[PARAM_NET_IN_AZ_DEV_US] = 0;
    rig.parameters[PARAM_NET_CROSS_AZ_DEV_US] = 0;
    send(&rig, place_master(0), place_copy(1), 0);
    (void)wire_rig_expect(&rig, PACKET_HEARD);
    assert_int_equal(rig.now, 300);
    send(&rig, place_master(0), place_copy(2), 0);
    (void)wire_rig_expect(&rig, PACKET_HEARD);
    assert_int_equal(rig.now, 1100);
    wire_rig_release(&rig);
}

static void net__cut_link__drops_packets_one_way(void **state)
{
    (void)state;
    struct wire_rig rig;
    struct packet packet;
    wire_rig_init(&rig, 3);
    rig.net.cut[place_master(0)][place_copy(0)] = true;
    send(&rig, place_master(0), place_copy(0), 1);
    send(&rig, place_copy(0), place_master(0), 2);
    assert_true(wire_rig_next(&rig, &packet));
    assert_int_equal(packet.number, 2);
    assert_false(wire_rig_next(&rig, &packet));
    wire_rig_release(&rig);
}

static void net__cut_while_under_way__drops_it(void **state)
{
    (void)state;
    struct wire_rig rig;
    struct packet packet;
    wire_rig_init(&rig, 4);
    send(&rig, place_master(0), place_copy(0), 1);
    rig.net.cut[place_master(0)][place_copy(0)] = true;
    assert_false(wire_rig_next(&rig, &packet));
    wire_rig_release(&rig);
}

static void net__silent_end__hears_and_says_nothing(void **state)
{
    (void)state;
    struct wire_rig rig;
    struct packet packet;
    wire_rig_init(&rig, 5);
    rig.net.silent[place_copy(0)] = true;
    send(&rig, place_master(0), place_copy(0), 1);
    send(&rig, place_copy(0), place_master(0), 2);
    assert_false(wire_rig_next(&rig, &packet));
    wire_rig_release(&rig);
}

static void net__lost_packet__does_not_shift_later_latencies(void **state)
{
    (void)state;
    sim_us at[2];
    for (int cut = 0; cut < 2; cut++) {
        struct wire_rig rig;
        wire_rig_init(&rig, 6);
        rig.net.cut[place_master(0)][place_copy(0)] = cut != 0;
        send(&rig, place_master(0), place_copy(0), 1);
        send(&rig, place_master(0), place_copy(5), 2);
        struct packet packet = {0};
        while (packet.number != 2) {
            assert_true(wire_rig_next(&rig, &packet));
        }
        at[cut] = rig.now;
        wire_rig_release(&rig);
    }
    assert_int_equal(at[0], at[1]);
}

static void net__saved_and_loaded__delivers_the_same(void **state)
{
    (void)state;
    struct wire_rig one;
    struct wire_rig two;
    struct buf saved;
    buf_init(&saved, BUF_CAP_STATE);
    wire_rig_init(&one, 7);
    wire_rig_init(&two, 99);
    for (uint64_t i = 0; i < 20; i++) {
        send(&one, place_master(0), place_copy((int)(i % COPIES_MAX)), i);
    }
    timeline_save(&saved, &one.timeline);
    net_save(&saved, &one.net);
    struct unpack in = unpack_start(saved.data, saved.size);
    timeline_load(&two.timeline, &in);
    net_load(&two.net, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    send(&one, place_master(1), place_copy(0), 77);
    send(&two, place_master(1), place_copy(0), 77);
    struct packet a;
    struct packet b;
    for (int i = 0; i < 21; i++) {
        assert_true(wire_rig_next(&one, &a) && wire_rig_next(&two, &b));
        assert_true(a.number == b.number && one.now == two.now);
    }
    buf_release(&saved);
    wire_rig_release(&one);
    wire_rig_release(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(net__same_link__keeps_order),
        cmocka_unit_test(net__within_an_az__is_faster),
        cmocka_unit_test(net__cut_link__drops_packets_one_way),
        cmocka_unit_test(net__cut_while_under_way__drops_it),
        cmocka_unit_test(net__silent_end__hears_and_says_nothing),
        cmocka_unit_test(net__lost_packet__does_not_shift_later_latencies),
        cmocka_unit_test(net__saved_and_loaded__delivers_the_same),
    };
    return cmocka_run_group_tests_name("cluster/net", tests, NULL, NULL);
}
