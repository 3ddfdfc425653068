/* SPDX-License-Identifier: MIT */
/* Packets and votes on the screen: at slow speeds alone, each for three frames at least. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"

static void give(struct app *app, const char *line)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_LINE, .text = line};
    app_update(app, &msg, &effects);
    desk_arrive(app);
}

static const struct model_traffic *pass_a_frame(struct app *app)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_ELAPSED, .wall_ns = 50 * 1000 * 1000};
    struct buf screen;
    app_update(app, &msg, &effects);
    while (app_advance(app)) {
    }
    desk_draw(app, 120, 40, &screen);
    buf_release(&screen);
    return &app->model.traffic;
}

static int begin(void **state)
{
    int rc = desk_setup(state);
    struct app *app = *state;
    app->is_paused = false;
    give(app, "\\load bank clients=3");
    desk_pass_a_second(app);
    return rc;
}

static void packets__real_speed__none(void **state)
{
    for (int i = 0; i < 10; i++) {
        assert_int_equal(pass_a_frame(*state)->count, 0);
    }
}

/* At a tenth of real speed most flights are shorter than a frame. */
static void packets__slow__each_is_seen_for_three_frames(void **state)
{
    struct app *app = *state;
    int frames = 0;
    int longest = 0;
    sim_us sent = -1;
    give(app, "\\speed 1/10");
    for (int i = 0; i < 200; i++) {
        const struct model_traffic *traffic = pass_a_frame(app);
        if (sent < 0 && traffic->count > 0) {
            sent = app->packets.items[traffic->count - 1].packet.sent;
        }
        bool is_there = false;
        for (int k = 0; k < app->packets.count; k++) {
            is_there = is_there || app->packets.items[k].packet.sent == sent;
        }
        frames = is_there ? frames + 1 : 0;
        longest = frames > longest ? frames : longest;
        sent = is_there ? sent : -1;
    }
    assert_true(longest >= 3);
}

/* A dot is never further on its way than its packet. */
static void packets__slow__none_is_ahead_of_itself(void **state)
{
    struct app *app = *state;
    int seen = 0;
    give(app, "\\speed 1/100");
    for (int i = 0; i < 200; i++) {
        const struct model_traffic *traffic = pass_a_frame(app);
        for (int k = 0; k < traffic->count; k++) {
            const struct traffic_packet *packet = &app->packets.items[k].packet;
            sim_us flown = lab_now(app->lab) - packet->sent;
            sim_us whole = packet->arrives - packet->sent;
            assert_true(traffic->packets[k].permille * whole <= flown * 1000);
            seen++;
        }
    }
    assert_true(seen > 100);
}

static void packets__slow__votes_come_in_and_are_decided(void **state)
{
    struct app *app = *state;
    int partial = 0;
    int accepted = 0;
    give(app, "\\speed 1/1000");
    for (int i = 0; i < 2000 && accepted == 0; i++) {
        const struct model_traffic *traffic = pass_a_frame(app);
        for (int k = 0; k < MASTERS_MAX; k++) {
            const struct model_vote *vote = &traffic->votes[k];
            int yes = __builtin_popcount(vote->yes);
            assert_true(!vote->is_accepted || yes >= WRITE_QUORUM);
            partial += vote->is_there && !vote->is_accepted && yes > 0;
            accepted += vote->is_there && vote->is_accepted;
        }
    }
    assert_true(partial > 0 && accepted > 0);
}

/* Time that goes back takes its packets along. */
static void packets__undo__those_of_the_future_are_gone(void **state)
{
    struct app *app = *state;
    give(app, "\\speed 1/100");
    for (int i = 0; i < 40; i++) {
        (void)pass_a_frame(app);
    }
    give(app, "\\undo");
    (void)pass_a_frame(app);
    for (int i = 0; i < app->packets.count; i++) {
        assert_true(app->packets.items[i].packet.sent <= lab_now(app->lab));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(packets__real_speed__none),
        CASE(packets__slow__each_is_seen_for_three_frames),
        CASE(packets__slow__none_is_ahead_of_itself),
        CASE(packets__slow__votes_come_in_and_are_decided),
        CASE(packets__undo__those_of_the_future_are_gone),
    };
    return cmocka_run_group_tests_name("app/packets", tests, NULL, NULL);
}
