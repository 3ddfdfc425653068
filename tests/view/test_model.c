/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/lab_fixture.h"
#include "view/model_build.h"

static void build(struct model *model, const struct lab *lab)
{
    struct trend trend = {0};
    struct ui ui = {.view = VIEW_CLUSTER};
    model->client = 1;
    model_build(model, lab, &ui, &trend);
}

static void model__game_day__is_there_while_it_is_played(void **state)
{
    (void)state;
    static struct model model;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 3, 7);
    build(&model, fixture.lab);
    assert_string_equal(model.chaos, "");
    lab_fixture_expect(&fixture, "\\chaos az_loss", "2 lines to come");
    lab_fixture_run(&fixture, 3 * US_PER_S);
    build(&model, fixture.lab);
    assert_string_equal(model.chaos, "az_loss");
    assert_int_equal(model.chaos_given, 1);
    assert_int_equal(model.chaos_count, 2);
    lab_fixture_run(&fixture, 3 * US_PER_S);
    build(&model, fixture.lab);
    assert_string_equal(model.chaos, "");
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model__game_day__is_there_while_it_is_played),
    };
    return cmocka_run_group_tests_name("view/model", tests, NULL, NULL);
}
