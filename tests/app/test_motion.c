/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "app/motion.h"
#include "lib/lab_fixture.h"
#include "view/model_build.h"

#define MS 1000000

/* A client that lost m2 in a dead AZ, as the next frame shows it. */
static void build(struct model *model, const struct lab *lab)
{
    struct trend trend = {0};
    struct ui ui = {.view = VIEW_CLUSTER};
    model->client = 1;
    model_build(model, lab, &ui, &trend);
}

static const struct model_tag *tag_of(const struct model *model, int client)
{
    for (int i = 0; i < model->tag_count; i++) {
        if (model->tags[i].client == client) {
            return &model->tags[i];
        }
    }
    fail_msg("client %d has no tag", client);
    return NULL;
}

/* In frames, as the screen does. */
static void run_until_move(struct motion *motion, struct lab_fixture *fixture)
{
    for (int i = 0; i < 100 && !motion_is_on(motion); i++) {
        lab_fixture_run(fixture, 50 * US_PER_MS);
        motion_look(motion, fixture->lab, true);
    }
}

/* A run that is opened, or a rewind, shows where things stand, and no move of then. */
static void move__before_a_jump__is_not_shown(void **state)
{
    (void)state;
    struct motion motion = {0};
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    motion_look(&motion, fixture.lab, true);
    lab_fixture_expect(&fixture, "\\kill az b", "AZ b is down");
    lab_fixture_run(&fixture, 4 * US_PER_S);
    assert_non_null(lab_fixture_find(&fixture, EVENT_MOVED));
    motion_look(&motion, fixture.lab, true);
    assert_false(motion_is_on(&motion));
    lab_fixture_release(&fixture);
}

static void move__of_a_client__slides_and_leaves_a_path(void **state)
{
    (void)state;
    static struct model model;
    struct motion motion = {0};
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\kill az b", "AZ b is down");
    run_until_move(&motion, &fixture);
    lab_fixture_run(&fixture, 200 * US_PER_MS); /* it is connected, while its tag is on the way */
    build(&model, fixture.lab);
    motion_apply(&motion, &model);
    assert_int_equal(tag_of(&model, 2)->look, TAG_MOVING);
    assert_int_equal(tag_of(&model, 2)->from_room, 1);
    assert_int_equal(tag_of(&model, 2)->moved_permille, 0);
    assert_true(motion_is_on(&motion));

    motion_pass(&motion, 150 * MS);
    build(&model, fixture.lab);
    motion_apply(&motion, &model);
    assert_int_equal(tag_of(&model, 2)->moved_permille, 500);

    motion_pass(&motion, 500 * MS);
    build(&model, fixture.lab);
    motion_apply(&motion, &model);
    assert_int_equal(tag_of(&model, 2)->look, TAG_MOVING);
    assert_int_equal(tag_of(&model, 2)->moved_permille, 1000);

    motion_pass(&motion, 400 * MS);
    build(&model, fixture.lab);
    motion_apply(&motion, &model);
    assert_int_equal(tag_of(&model, 2)->look, TAG_DOCKED);
    assert_false(motion_is_on(&motion));
    lab_fixture_release(&fixture);
}

static void room__of_a_dead_az__goes_dark_in_steps(void **state)
{
    (void)state;
    static struct model model;
    struct motion motion = {0};
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\kill az b", "AZ b is down");
    build(&model, fixture.lab);
    motion_apply(&motion, &model);
    assert_int_equal(model.rooms[1].dark_permille, 0);
    motion_pass(&motion, 60 * MS);
    motion_apply(&motion, &model);
    assert_int_equal(model.rooms[1].dark_permille, 500);
    motion_pass(&motion, 60 * MS);
    motion_apply(&motion, &model);
    assert_int_equal(model.rooms[1].dark_permille, 1000);
    assert_false(motion_is_on(&motion));
    lab_fixture_release(&fixture);
}

static void move__when_time_runs_too_fast__is_not_shown(void **state)
{
    (void)state;
    struct motion motion = {0};
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\kill az b", "AZ b is down");
    lab_fixture_run(&fixture, 4 * US_PER_S);
    motion_look(&motion, fixture.lab, false);
    assert_false(motion_is_on(&motion));
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(move__before_a_jump__is_not_shown),
        cmocka_unit_test(move__of_a_client__slides_and_leaves_a_path),
        cmocka_unit_test(room__of_a_dead_az__goes_dark_in_steps),
        cmocka_unit_test(move__when_time_runs_too_fast__is_not_shown),
    };
    return cmocka_run_group_tests_name("app/motion", tests, NULL, NULL);
}
