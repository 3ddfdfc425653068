/* SPDX-License-Identifier: MIT */
/* What of the events and of a loss is still to be read seconds later, while a load runs. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"

#include <inttypes.h>
#include <stdio.h>

static void enter(struct app *app, const char *line)
{
    (void)desk_enter(app, line);
    desk_arrive(app);
}

static void pass_seconds(struct app *app, int count)
{
    for (int i = 0; i < count; i++) {
        desk_pass_a_second(app);
    }
}

static void kill__seconds_later__who_moved_is_to_be_read(void **state)
{
    struct app *app = *state;
    enter(app, "\\create masters=3 seed=42");
    enter(app, "\\load bank");
    pass_seconds(app, 3);
    enter(app, "\\kill az b");
    pass_seconds(app, 6);
    desk_expect_screen(app, 120, 40, "@2      moves from m2 to m1: m2 is DOWN for it", true);
    desk_expect_screen(app, 80, 24, ": m2 is DOWN for it; @", true); /* of a program, and others */
    desk_expect_screen(app, 120, 40, "AZ b    goes dark", true);
    desk_expect_screen(app, 80, 24, "AZ b    goes dark", true);
    desk_expect_screen(app, 80, 24, " committed", true); /* and what is new */
    desk_expect_screen(app, 80, 24, "cost since 3.000: outage ", true);
    enter(app, "\\filter apply");
    desk_expect_screen(app, 120, 40, "@2      moves from m2 to m1", false);
    enter(app, "\\filter off");
    pass_seconds(app, 20);
    desk_expect_screen(app, 120, 40, "@2      moves from m2 to m1", false);
    desk_expect_screen(app, 80, 24, "AZ b    goes dark", true);
    pass_seconds(app, 40);
    desk_expect_screen(app, 120, 40, "AZ b    goes dark", false);
    desk_expect_screen(app, 120, 40, ": outage ", true); /* that stays */
}

static void conflict__with_oneself__says_whose_row_was_first(void **state)
{
    struct app *app = *state;
    bool is_named = false;
    struct buf screen;
    enter(app, "\\create masters=3 seed=42");
    enter(app, "\\load bank");
    pass_seconds(app, 3);
    enter(app, "\\kill az b");
    for (int i = 0; i < 10; i++) {
        enter(app, "\\run until conflict()");
        pass_seconds(app, 1);
        desk_draw(app, 80, 24, &screen);
        const char *first = strstr(screen.data, "was first, at row ");
        is_named = is_named || (first != NULL && (first[strcspn(first, "@\n")] == '@' ||
                                                  strstr(first, ", its own") != NULL));
        buf_release(&screen);
    }
    assert_true(is_named);
}

/* The clock stands in the room that was lost, not in one that is well. */
static void clock__master_is_up__is_not_in_its_room(void **state)
{
    struct app *app = *state;
    enter(app, "\\load course");
    pass_seconds(app, 3);
    enter(app, "\\hang m2");
    pass_seconds(app, 3);
    desk_expect_screen(app, 120, 40, "@3 cannot write for", true);
    enter(app, "\\heal");
    desk_expect_screen(app, 120, 40, "@3 cannot write for", false);
    desk_expect_screen(app, 120, 40, "s (@3), failed 0", true); /* what it cost stays */
}

/* Long after its lines have left the screen: what it cost, as the clients' sums have it. */
static void chaos__is_over__says_what_it_cost(void **state)
{
    struct app *app = *state;
    char wanted[80];
    struct clients_view clients;
    enter(app, "\\load bank driver=single_endpoint");
    pass_seconds(app, 2);
    clients_look(lab_clients(app->lab), &clients);
    int64_t before = clients.failed;
    enter(app, "\\chaos az_loss");
    pass_seconds(app, 12);
    clients_look(lab_clients(app->lab), &clients);
    assert_int_equal(before, 0);
    desk_expect_screen(app, 120, 40, "The game day az_loss is over. Longest outage ", true);
    desk_expect_screen(app, 120, 40, "Longest outage none", false);
    (void)snprintf(wanted, sizeof(wanted), "Units failed %" PRId64 ", unknown %" PRId64,
                   clients.failed, clients.unknown);
    desk_expect_screen(app, 120, 40, wanted, true);
}

/* What keeps all of them waiting, though they have moved, has a row of its own. */
static void kill__page_is_kept_by_the_dead__has_a_row(void **state)
{
    struct app *app = *state;
    enter(app, "\\create masters=3 seed=72");
    enter(app, "\\load bank driver=careful");
    enter(app, "\\run 3005ms");
    pass_seconds(app, 4);
    enter(app, "\\kill az a");
    enter(app, "\\run 7s");
    pass_seconds(app, 7);
    desk_expect_screen(app, 80, 24, "(m1 is dead)", true);
    desk_expect_screen(app, 80, 24, ": m1 is DOWN for it", true);
    desk_expect_screen(app, 80, 24, "AZ a    goes dark", true);
    enter(app, "\\run 24s");
    pass_seconds(app, 24);
    desk_expect_screen(app, 120, 40, "is dead)", false);
}

/* No client learns of it; who looks is told, and by which line. */
static void doubled__answer_was_lost__is_an_event_with_its_cause(void **state)
{
    struct app *app = *state;
    enter(app, "\\load course");
    pass_seconds(app, 2);
    enter(app, "\\cut m1 @3 oneway");
    pass_seconds(app, 6);
    desk_expect_screen(app, 120, 40, "lost 0, doubled 1", true);
    enter(app, "\\why doubled");
    desk_expect_screen(app, 120, 40, "its unit of work is", true);
    desk_expect_screen(app, 120, 40, "repeats its unit of", true);
    desk_expect_screen(app, 120, 40, "@1 \\cut m1 @3 oneway", true);
}

/* Why it is tried is that it was DOWN, not why the unit before had failed. */
static void tries__a_master_that_is_down__is_due_to_its_fault(void **state)
{
    struct app *app = *state;
    enter(app, "\\create masters=3 seed=42");
    enter(app, "\\load bank");
    pass_seconds(app, 3);
    enter(app, "\\kill az b");
    pass_seconds(app, 8);
    enter(app, "\\why tries");
    desk_expect_screen(app, 120, 40, "time-out after", true);
    desk_expect_screen(app, 120, 40, "AZ b goes dark", true);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(kill__seconds_later__who_moved_is_to_be_read),
        CASE(conflict__with_oneself__says_whose_row_was_first),
        CASE(clock__master_is_up__is_not_in_its_room),
        CASE(chaos__is_over__says_what_it_cost),
        CASE(kill__page_is_kept_by_the_dead__has_a_row),
        CASE(doubled__answer_was_lost__is_an_event_with_its_cause),
        CASE(tries__a_master_that_is_down__is_due_to_its_fault),
    };
    return cmocka_run_group_tests_name("app/event_rows", tests, NULL, NULL);
}
