/* SPDX-License-Identifier: MIT */
#include "lib/wire_rig.h"

#include "lib/test.h"

void wire_rig_init(struct wire_rig *rig, uint64_t seed)
{
    *rig = (struct wire_rig){0};
    for (int i = 0; i < PARAM_COUNT; i++) {
        rig->parameters[i] = parameter_row((enum parameter)i)->initial;
    }
    rng_init(&rig->root, seed);
    timeline_init(&rig->timeline);
    net_init(&rig->net, &rig->root);
    rig->net.now = &rig->now;
    rig->net.cause = &rig->cause;
    rig->net.parameters = rig->parameters;
    rig->net.timeline = &rig->timeline;
    for (int i = 0; i < COPIES_MAX; i++) {
        rig->net.az[place_copy(i)] = i / 2;
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        rig->net.az[place_master(i)] = i;
    }
}

void wire_rig_release(struct wire_rig *rig)
{
    net_release(&rig->net);
    timeline_release(&rig->timeline);
}

bool wire_rig_next(struct wire_rig *rig, struct packet *out)
{
    struct due due;
    while (timeline_take(&rig->timeline, &due)) {
        rig->now = due.at;
        *out = net_take(&rig->net, due.thing);
        if (net_is_through(&rig->net, out->from, out->to)) {
            return true;
        }
        net_done(&rig->net, out);
    }
    return false;
}

struct packet wire_rig_expect(struct wire_rig *rig, enum packet_kind kind)
{
    struct packet packet;
    assert_true(wire_rig_next(rig, &packet));
    assert_int_equal(packet.kind, kind);
    net_done(&rig->net, &packet);
    return packet;
}
