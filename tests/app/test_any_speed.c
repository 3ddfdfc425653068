/* SPDX-License-Identifier: MIT */
/* What happens does not depend on who looks: at any speed, frame length and size it is the same. */
#include "lib/test.h"

#include "base/hash.h"
#include "base/rng.h"
#include "lib/desk.h"

#include <stdio.h>

#define EVENTS_COMPARED 3000
#define FRAMES_MAX 200000

struct way {
    const char *speed;
    int64_t frame_max_ms;
    bool draws;
};

static void give_lines(struct app *app)
{
    static const char *const lines[] = {
        "\\pause",
        "\\load bank clients=4",
        "@2 CREATE TABLE t (id INT PRIMARY KEY);",
        "\\cut m1 c1 oneway",
    };
    for (int i = 0; i < COUNT_OF(lines); i++) {
        (void)desk_enter(app, lines[i]);
    }
}

static void pass_frame(struct app *app, const struct way *way, struct rng *rng)
{
    struct app_effects effects;
    struct app_msg elapsed = {.kind = MSG_ELAPSED,
                              .wall_ns = rng_between(rng, 1, way->frame_max_ms) * 1000000};
    app_update(app, &elapsed, &effects);
    while (app_advance(app)) {
    }
    if (way->draws) {
        struct buf screen;
        int cols = (int)rng_between(rng, 20, 220);
        desk_draw(app, cols, (int)rng_between(rng, 5, 70), &screen);
        buf_release(&screen);
    }
}

static uint64_t hash_events(const struct app *app)
{
    uint64_t hash = HASH_START;
    for (uint64_t seq = 1; seq <= EVENTS_COMPARED; seq++) {
        const struct event *event = lab_event(app->lab, seq);
        assert_non_null(event);
        hash = event_hash(hash, event);
    }
    return hash;
}

/* A hash of the first events, seen this way. */
static uint64_t see(const struct way *way, uint64_t seed)
{
    struct rng rng;
    void *state = NULL;
    rng_init(&rng, seed);
    assert_int_equal(desk_setup(&state), 0);
    struct app *app = state;
    char line[40];
    give_lines(app);
    (void)snprintf(line, sizeof(line), "\\speed %s", way->speed);
    (void)desk_enter(app, line);
    (void)desk_enter(app, "\\run");
    for (int i = 0; i < FRAMES_MAX && lab_event_last(app->lab) < EVENTS_COMPARED; i++) {
        pass_frame(app, way, &rng);
    }
    uint64_t hash = hash_events(app);
    (void)desk_teardown(&state);
    return hash;
}

static void run__at_any_speed_and_size__is_the_same(void **state)
{
    (void)state;
    static const struct way ways[] = {
        {"1", 17, false}, {"1", 17, true},    {"1", 900, false},
        {"10", 40, true}, {"1/4", 300, true}, {"100", 5, false},
    };
    uint64_t first = see(&ways[0], 1);
    for (int i = 1; i < COUNT_OF(ways); i++) {
        print_message("speed %s, frames of up to %d ms\n", ways[i].speed,
                      (int)ways[i].frame_max_ms);
        assert_true(see(&ways[i], (uint64_t)i + 1) == first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run__at_any_speed_and_size__is_the_same),
    };
    return cmocka_run_group_tests_name("app/any speed", tests, NULL, NULL);
}
