/* SPDX-License-Identifier: MIT */
/* Checks of lessons: how they are read, and how events and facts decide them. */
#include "lib/test.h"

#include "lesson/demand.h"
#include "lib/lab_fixture.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* A check that is fed by hand. */
struct trial {
    struct lab_fixture lab;
    struct world *world; /* owned */
    struct demand *demand;
    struct demand_state state;
    uint64_t seq;
};

static void begin(struct trial *trial, const char *text)
{
    struct lesson_text place = {text, 7, 5};
    struct err err = {0};
    if (demand_new(&trial->demand, "f.md", &place, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    demand_start(trial->demand, &trial->state);
}

static void start(struct trial *trial, const char *text)
{
    *trial = (struct trial){0};
    lab_fixture_init(&trial->lab, 3, 1);
    lab_fixture_run(&trial->lab, US_PER_S); /* clients connect */
    trial->world = mem_alloc(1, sizeof(*trial->world));
    world_set(trial->world, trial->lab.lab);
    begin(trial, text);
}

static void stop(struct trial *trial)
{
    demand_free(trial->demand);
    mem_free(trial->world);
    lab_fixture_release(&trial->lab);
}

/* Another check in the same world. */
static void again(struct trial *trial, const char *text)
{
    demand_free(trial->demand);
    begin(trial, text);
}

static void feed(struct trial *trial, sim_us at, struct event event)
{
    event.at = at;
    event.seq = ++trial->seq;
    world_set(trial->world, trial->lab.lab);
    demand_feed(trial->demand, &trial->state, trial->world, &event);
}

static bool holds(struct trial *trial)
{
    world_set(trial->world, trial->lab.lab);
    return demand_holds(trial->demand, &trial->state, trial->world);
}

static sim_us due(const struct trial *trial, sim_us now)
{
    sim_us within = 0;
    sim_us at = demand_due(trial->demand, &trial->state, now, &within);
    assert_true((at == SIM_NEVER) == (within == 0));
    return at;
}

/* When its time was over; SIM_NEVER: it is not. */
static sim_us late(const struct trial *trial, sim_us now)
{
    sim_us within = 0;
    sim_us over = 0;
    return demand_is_late(trial->demand, &trial->state, now, &within, &over) ? over : SIM_NEVER;
}

static struct event commit(int client, int master)
{
    return (struct event){.kind = EVENT_COMMITTED,
                          .client = client,
                          .place = place_master(master),
                          .other = PLACE_NONE};
}

static struct event conflict(int master)
{
    return (struct event){.kind = EVENT_CONFLICT,
                          .client = 1,
                          .place = place_master(master),
                          .other = place_master(!master),
                          .code = CONFLICT_TIE};
}

static void demand__ever__is_met_by_one_event_and_stays(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "ever commit(client=1, master!=m2)");
    feed(&trial, 10, commit(2, 0));
    feed(&trial, 20, commit(1, 1));
    assert_false(holds(&trial));
    feed(&trial, 30, commit(1, 2));
    assert_true(holds(&trial));
    assert_int_equal(trial.state.decided_at, 30);
    assert_int_equal(trial.state.decided_by, 3);
    feed(&trial, 40, commit(1, 1));
    assert_true(holds(&trial));
    again(&trial, "conflict(class=tie, winner=m2)");
    feed(&trial, 50, conflict(1));
    assert_false(holds(&trial));
    feed(&trial, 60, conflict(0));
    assert_true(holds(&trial));
    stop(&trial);
}

static void demand__never__breaks_once_and_for_all(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "never conflict");
    assert_true(demand_is_promise(trial.demand));
    feed(&trial, 10, commit(1, 0));
    assert_true(holds(&trial));
    feed(&trial, 20, conflict(0));
    assert_false(holds(&trial));
    assert_true(demand_is_broken(trial.demand, &trial.state));
    assert_int_equal(trial.state.decided_by, 2);
    stop(&trial);
}

static void demand__within__counts_from_the_latest_beginning(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "ever commit(client=1) within 3s after conflict");
    feed(&trial, US_PER_S, conflict(0));
    assert_int_equal(due(&trial, US_PER_S), 4 * US_PER_S);
    feed(&trial, 5 * US_PER_S, commit(1, 0));
    assert_false(holds(&trial));
    assert_int_equal(due(&trial, 5 * US_PER_S), SIM_NEVER);
    feed(&trial, 6 * US_PER_S, conflict(0));
    feed(&trial, 8 * US_PER_S, conflict(0));
    feed(&trial, 11 * US_PER_S, commit(1, 0));
    assert_true(holds(&trial));
    stop(&trial);
}

static void demand__within__is_late_until_it_begins_again(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "ever commit(client=1) within 3s after conflict");
    assert_int_equal(late(&trial, 9 * US_PER_S), SIM_NEVER);
    feed(&trial, US_PER_S, conflict(0));
    assert_int_equal(late(&trial, 4 * US_PER_S), SIM_NEVER);
    assert_int_equal(late(&trial, 4 * US_PER_S + 1), 4 * US_PER_S);
    feed(&trial, 5 * US_PER_S, conflict(0));
    assert_int_equal(late(&trial, 6 * US_PER_S), SIM_NEVER);
    feed(&trial, 7 * US_PER_S, commit(1, 0));
    assert_int_equal(late(&trial, 9 * US_PER_S), SIM_NEVER);
    again(&trial, "conflict then commit(master=m1) within 1s then commit(master=m2)");
    feed(&trial, 10 * US_PER_S, conflict(0));
    feed(&trial, 10 * US_PER_S + 1, commit(1, 0));
    assert_int_equal(late(&trial, 20 * US_PER_S), SIM_NEVER);
    stop(&trial);
}

static void demand__then__wants_its_parts_in_order(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "conflict then commit(master=m1) then commit(master=m2) within 10ms");
    feed(&trial, 1000, commit(1, 0));
    feed(&trial, 2000, commit(1, 1));
    feed(&trial, 3000, conflict(0));
    feed(&trial, 4000, commit(1, 1));
    feed(&trial, 5000, commit(1, 0));
    feed(&trial, 20000, commit(1, 1));
    assert_false(holds(&trial));
    feed(&trial, 30000, commit(1, 0));
    feed(&trial, 40000, commit(1, 1));
    assert_true(holds(&trial));
    stop(&trial);
}

/* One event is one part of a chain: it does not follow itself. */
static void demand__then__event_does_not_follow_itself(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "commit then commit");
    feed(&trial, 1000, commit(1, 0));
    assert_false(holds(&trial));
    feed(&trial, 1000, commit(1, 0));
    assert_true(holds(&trial));
    stop(&trial);
}

static void demand__always_in_time__breaks_when_no_answer_comes(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "always commit within 3s after conflict");
    feed(&trial, US_PER_S, conflict(0));
    feed(&trial, 3 * US_PER_S, commit(1, 0));
    feed(&trial, 9 * US_PER_S, conflict(0));
    feed(&trial, 10 * US_PER_S, conflict(0));
    assert_true(holds(&trial));
    assert_int_equal(due(&trial, 10 * US_PER_S), 12 * US_PER_S);
    feed(&trial, 13 * US_PER_S, commit(1, 0));
    assert_false(holds(&trial));
    stop(&trial);
}

static void demand__since__counts_from_the_mark_on(void **state)
{
    (void)state;
    struct trial trial;
    struct event mark = {.kind = EVENT_COMMAND, .text = "\\mark graw"};
    start(&trial, "never conflict since graw");
    feed(&trial, 10, conflict(0));
    assert_false(holds(&trial));
    feed(&trial, 20, mark);
    assert_true(holds(&trial));
    feed(&trial, 30, conflict(0));
    assert_false(holds(&trial));
    stop(&trial);
}

static void demand__count__adds_up_what_matches(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "count(commit(client=1)) >= 2 and count(conflict) = 0");
    feed(&trial, 10, commit(1, 0));
    feed(&trial, 20, commit(2, 0));
    assert_false(holds(&trial));
    feed(&trial, 30, commit(1, 0));
    assert_true(holds(&trial));
    feed(&trial, 40, conflict(0));
    assert_false(holds(&trial));
    stop(&trial);
}

static void demand__name_of_both__is_an_event_where_it_has_fields(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "unknown = 0");
    assert_true(holds(&trial));
    again(&trial, "ever unknown(client=1)");
    feed(&trial, 10, (struct event){.kind = EVENT_UNIT_UNKNOWN, .client = 2});
    assert_false(holds(&trial));
    feed(&trial, 20, (struct event){.kind = EVENT_UNIT_UNKNOWN, .client = 1});
    assert_true(holds(&trial));
    stop(&trial);
}

static void demand__facts__are_those_of_the_lab(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "copies.up * 2 = 12 and masters.online = 3");
    assert_true(holds(&trial));
    again(&trial,
          "copies.up + 2 * 3 - 4 / 2 = 10 and 999999999999999 * 999999999999999 > copies.up");
    assert_true(holds(&trial));
    again(&trial, "copies.up / lost > 0 or copies.up / lost <= 0");
    assert_false(holds(&trial)); /* nothing is divided by nothing */
    again(&trial, "client(2).at = m2 and not client(1).at = m2");
    assert_true(holds(&trial));
    again(&trial, "az(b).state = down or copy(b1).state = down");
    assert_false(holds(&trial));
    again(&trial, "rows(course) = 3 and sum(course.id) > 0");
    assert_false(holds(&trial));
    (void)lab_fixture_do(&trial.lab, "CREATE TABLE course (id INT PRIMARY KEY);");
    (void)lab_fixture_do(&trial.lab, "INSERT INTO course VALUES (1), (2), (3);");
    assert_true(holds(&trial));
    again(&trial, "client(1).isolation = read_committed and client(2).isolation = repeatable_read");
    assert_false(holds(&trial));
    (void)lab_fixture_do(&trial.lab, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;");
    assert_true(holds(&trial));
    again(&trial, "az(b).state = down and copies.up = 4 and master(m2).state = silent");
    (void)lab_fixture_do(&trial.lab, "\\kill az b");
    assert_true(holds(&trial));
    stop(&trial);
}

static void demand__facts__say_who_lacks_a_commit(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "master(m2).behind = no");
    (void)lab_fixture_do(&trial.lab, "CREATE TABLE course (id INT PRIMARY KEY);");
    assert_true(holds(&trial));
    again(&trial, "master(m2).behind = yes and client(1).stale_own = 0");
    (void)lab_fixture_do(&trial.lab, "INSERT INTO course VALUES (1);");
    assert_true(holds(&trial));
    (void)lab_fixture_do(&trial.lab, "@2 SELECT * FROM course;");
    (void)lab_fixture_do(&trial.lab, "\\client 1 connect m2");
    (void)lab_fixture_do(&trial.lab, "SELECT * FROM course;");
    again(&trial, "stale = 2 and client(2).stale_own = 0 and client(1).stale_own = 1");
    assert_true(holds(&trial));
    lab_fixture_run(&trial.lab, US_PER_S);
    again(&trial, "master(m2).behind = no");
    assert_true(holds(&trial));
    stop(&trial);
}

static void demand__always_facts__break_at_the_event_that_breaks_them(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "always copies.up = 6");
    feed(&trial, 10, commit(1, 0));
    assert_true(holds(&trial));
    (void)lab_fixture_do(&trial.lab, "\\kill copy b1");
    feed(&trial, 20, commit(1, 0));
    (void)lab_fixture_do(&trial.lab, "\\restore copy b1");
    feed(&trial, 30, commit(1, 0));
    assert_false(holds(&trial));
    assert_int_equal(trial.state.decided_at, 20);
    stop(&trial);
}

static void expect_why(struct trial *trial, const char *wanted)
{
    struct buf why;
    buf_init(&why, BUF_CAP_TEXT);
    world_set(trial->world, trial->lab.lab);
    demand_explain(trial->demand, &trial->state, trial->world, &why);
    assert_string_equal(why.data, wanted);
    buf_release(&why);
}

static void demand__explain__has_live_values(void **state)
{
    (void)state;
    struct trial trial;
    start(&trial, "copies.up = 4 and client(1).at = m2 and lost = 0");
    expect_why(&trial, "copies up is 6, client 1's at is m1");
    again(&trial, "4 > count(conflict) and az(b).state = down");
    expect_why(&trial, "AZ b's state is up");
    again(&trial, "ever commit after conflict");
    expect_why(&trial, "this has not happened yet");
    feed(&trial, 10, conflict(0));
    expect_why(&trial, "what should follow has not come");
    again(&trial, "never conflict");
    feed(&trial, 1500000, conflict(0));
    expect_why(&trial, "broken at 1.500");
    stop(&trial);
}

static void template__braces__become_values(void **state)
{
    (void)state;
    struct trial trial;
    struct buf text;
    start(&trial, "lost = 0");
    buf_init(&text, BUF_CAP_TEXT);
    template_add(&text,
                 "@1 is on {client(1).at}: {copies.up} of 6, {az(b).state}, {nothing}, error "
                 "{client(1).last_error}, lost {lost}.",
                 trial.world);
    assert_string_equal(text.data, "@1 is on m1: 6 of 6, up, {nothing}, error none, lost 0.");
    buf_release(&text);
    stop(&trial);
}

static void demand__state__survives_saving(void **state)
{
    (void)state;
    struct trial trial;
    struct buf saved;
    start(&trial, "ever commit within 3s after conflict");
    feed(&trial, 10, conflict(0));
    buf_init(&saved, BUF_CAP_STATE);
    demand_state_save(&saved, &trial.state);
    struct unpack in = unpack_start(saved.data, saved.size);
    demand_start(trial.demand, &trial.state);
    demand_state_load(&trial.state, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    buf_release(&saved);
    feed(&trial, 20, commit(1, 0));
    assert_true(holds(&trial));
    stop(&trial);
}

static const struct refusal {
    const char *text;
    int column; /* where it points, from 1 */
    const char *wanted;
} refusals[] = {
    {"", 1, "a fact, an event or a number is wanted here"},
    {"ever", 5, "a fact, an event or a number is wanted here"},
    {"ever comit", 6, "\"comit\" is neither a fact nor an event: did you mean commit?"},
    {"ever commit(clint=1)", 13, "the event commit has no \"clint\": it has master, client"},
    {"ever unknown(clint=1)", 14, "the event unknown has no \"clint\": it has client, master"},
    {"ever commit(client 1)", 19, "one of = != < > is wanted behind client"},
    {"ever commit(client=0)", 20, "\"0\" is no client: 1 to 64"},
    {"ever commit(client<1)", 19, "client is compared by = and !="},
    {"ever commit(client=1", 21, "\",\" or \")\" is wanted here"},
    {"ever commit(master=m9)", 20, ""},
    {"conflict(class=fysical)", 16, "\"fysical\" is none of the words here: physical, logical"},
    {"ever outage_over(length_us>3)", 28, "a time is wanted: 250ms"},
    {"az(b).state = gone", 15, "\"gone\" is none of the words here: up, down"},
    {"az(b).stat = up", 1, "there is no az.stat: there is az.state"},
    {"az.state = up", 1, "az wants a..d in parentheses"},
    {"az(m1).state = up", 4, "az(m1): a..d is wanted"},
    {"lost", 5, "one of = != < <= > >= is wanted here"},
    {"lost = 0 banana", 10, "\"banana\" is not understood here"},
    {"lost = 5%", 8, "this cannot be compared: a time is written 250ms"},
    {"client(1).outage < 3", 20, "this cannot be compared: a time is written 250ms"},
    {"client(1).at < m2", 14, "only = and != compare words"},
    {"1 = 1", 1, "a fact is compared, not two numbers"},
    {"now commit", 1, "an event is a moment: ever or never, not now"},
    {"always commit", 1, "always takes facts, or an answer in time"},
    {"ever commit within 3s", 22, "within TIME wants an after EVENT"},
    {"ever commit within 3 after conflict", 20, "within wants a time: within 3s"},
    {"(lost = 0", 10, "\")\" is wanted here"},
    {"count conflict = 0", 7, "count(EVENT) counts events"},
    {"rows(a b) = 0", 6, "rows(...) wants one word and \")\""},
    {"branch before.lost = 0", 7, "branch(NAME).FACT asks another branch: its name first"},
    {"branch(before) = 0", 8, "branch(NAME).FACT asks another branch: its name first"},
    {"branch(before).lots = 0", 16, "\"lots\" is no fact: branch(NAME).FACT asks one"},
    {"branch(before).branch(x).lost = 0", 16, "\"branch\" is no fact"},
    {"branch(before).client(1).driver = careful", 16, "of another branch only numbers and words"},
    {"branch(b).count(driver(driver=\"a b\")) > 0", 17, "what is counted on another branch is"},
    {"last.reads = 1", 1, "last wants 1..64 in parentheses"},
    {"last(1).read = 1", 1, "there is no last.read: there is last.state, last.master"},
    {"ok_permille > 99.55%", 15, ""},
    {"rate > 5%", 8, "this cannot be compared: a time is written 250ms"},
    {"((((((((((((((((lost = 0", 14, "the check is too deep"},
};

static void demand__bad_text__points_at_its_column(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(refusals); i++) {
        const struct refusal *refusal = &refusals[i];
        struct lesson_text place = {refusal->text, 7, 5};
        struct demand *demand = NULL;
        struct err err = {0};
        char wanted[300];
        (void)snprintf(wanted, sizeof(wanted), "f.md:7:%d: %s", refusal->column + 4,
                       refusal->wanted);
        enum rc rc = demand_new(&demand, "f.md", &place, &err);
        if (rc == RC_OK || strncmp(err.text, wanted, strlen(wanted)) != 0) {
            print_error("%s: %s\n    not %s\n", refusal->text, err.text, wanted);
            fail();
        }
        demand_free(demand);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(demand__ever__is_met_by_one_event_and_stays),
        cmocka_unit_test(demand__never__breaks_once_and_for_all),
        cmocka_unit_test(demand__within__counts_from_the_latest_beginning),
        cmocka_unit_test(demand__within__is_late_until_it_begins_again),
        cmocka_unit_test(demand__then__wants_its_parts_in_order),
        cmocka_unit_test(demand__then__event_does_not_follow_itself),
        cmocka_unit_test(demand__always_in_time__breaks_when_no_answer_comes),
        cmocka_unit_test(demand__since__counts_from_the_mark_on),
        cmocka_unit_test(demand__count__adds_up_what_matches),
        cmocka_unit_test(demand__name_of_both__is_an_event_where_it_has_fields),
        cmocka_unit_test(demand__facts__are_those_of_the_lab),
        cmocka_unit_test(demand__facts__say_who_lacks_a_commit),
        cmocka_unit_test(demand__always_facts__break_at_the_event_that_breaks_them),
        cmocka_unit_test(demand__explain__has_live_values),
        cmocka_unit_test(template__braces__become_values),
        cmocka_unit_test(demand__state__survives_saving),
        cmocka_unit_test(demand__bad_text__points_at_its_column),
    };
    return cmocka_run_group_tests_name("lesson/demand", tests, NULL, NULL);
}
