/* SPDX-License-Identifier: MIT */
/* Why a master was mute, and what it kept from others when it died. */
#include "lib/test.h"

#include "lab/silence.h"
#include "lab/why.h"
#include "lib/lab_fixture.h"

/* m1 has a claim or an uncommitted row when it dies; @2, on m2, wants the same row. */
static void lose_to_a_dead_master(struct lab_fixture *fixture)
{
    lab_fixture_init(fixture, 3, 7);
    lab_fixture_expect(fixture, "CREATE TABLE t (id INT PRIMARY KEY, v INT);", "Query OK");
    lab_fixture_expect(fixture, "INSERT INTO t VALUES (1, 0);", "1 row");
    lab_fixture_run(fixture, US_PER_S);
    lab_fixture_expect(fixture, "BEGIN;", "OK");
    lab_fixture_expect(fixture, "UPDATE t SET v = 1 WHERE id = 1;", "1 row");
    lab_fixture_run(fixture, US_PER_S);
    lab_fixture_expect(fixture, "\\kill az a", "AZ a is down");
    lab_fixture_run(fixture, US_PER_S);
    lab_fixture_expect(fixture, "@2 UPDATE t SET v = 2 WHERE id = 1;", "1213");
}

static const struct event *last_of(const struct lab_fixture *fixture, enum event_kind kind)
{
    const struct event *event = lab_event_newest(fixture->lab, kind);
    assert_non_null(event);
    return event;
}

static void conflict__winner_is_dead__is_due_to_its_fault(void **state)
{
    struct lab_fixture fixture;
    uint64_t chain[8];
    (void)state;
    lose_to_a_dead_master(&fixture);
    const struct event *conflict = last_of(&fixture, EVENT_CONFLICT);
    uint64_t fault = last_of(&fixture, EVENT_AZ_DOWN)->seq;
    assert_int_equal(silence_of_winner(fixture.lab, conflict), fault);
    assert_int_equal(why_chain(fixture.lab, conflict->seq, chain, 8), 2);
    assert_int_equal(chain[1], fault);
    lab_fixture_release(&fixture);
}

/* From the moment on at which its log is settled nobody loses to it. */
static void conflict__winner_is_alive_or_settled__is_its_own_root(void **state)
{
    struct lab_fixture fixture;
    (void)state;
    lose_to_a_dead_master(&fixture);
    lab_fixture_run(&fixture, 30 * US_PER_S);
    lab_fixture_expect(&fixture, "@2 UPDATE t SET v = 2 WHERE id = 1;", "1213"); /* and asks */
    lab_fixture_run(&fixture, 2 * US_PER_S);
    lab_fixture_expect(&fixture, "@2 UPDATE t SET v = 2 WHERE id = 1;", "1 row");
    lab_fixture_expect(&fixture, "\\heal", "whole again");
    lab_fixture_run(&fixture, 30 * US_PER_S);
    lab_fixture_expect(&fixture, "@2 BEGIN;", "OK");
    lab_fixture_expect(&fixture, "@2 UPDATE t SET v = 3 WHERE id = 1;", "1 row");
    lab_fixture_expect(&fixture, "@3 UPDATE t SET v = 4 WHERE id = 1;", "1213");
    assert_int_equal(silence_of_winner(fixture.lab, last_of(&fixture, EVENT_CONFLICT)), 0);
    lab_fixture_release(&fixture);
}

static void silence__link_is_cut__is_for_those_at_its_ends(void **state)
{
    struct lab_fixture fixture;
    (void)state;
    lab_fixture_init(&fixture, 3, 7);
    lab_fixture_run(&fixture, US_PER_S);
    lab_fixture_expect(&fixture, "\\cut m2 @2", "Nothing gets from m2 to @2");
    lab_fixture_run(&fixture, 5 * US_PER_S);
    uint64_t cut = last_of(&fixture, EVENT_LINK_CUT)->seq;
    struct event at = {.seq = lab_event_last(fixture.lab) + 1, .place = place_client(1)};
    assert_int_equal(silence_fault(fixture.lab, place_master(1), &at), cut);
    at.place = place_client(0);
    assert_int_equal(silence_fault(fixture.lab, place_master(1), &at), 0);
    lab_fixture_expect(&fixture, "\\uncut m2 @2", "");
    at = (struct event){.seq = lab_event_last(fixture.lab) + 1, .place = place_client(1)};
    assert_int_equal(silence_fault(fixture.lab, place_master(1), &at), 0);
    lab_fixture_release(&fixture);
}

/* Most of a long outage is a page that the dead master kept. */
static void outage__page_was_kept_by_the_dead__says_so(void **state)
{
    struct lab_fixture fixture;
    struct buf text;
    (void)state;
    lab_fixture_init(&fixture, 3, 72);
    lab_fixture_expect(&fixture, "\\load bank driver=careful", "clients");
    lab_fixture_run(&fixture, 3005 * US_PER_MS - lab_now(fixture.lab));
    lab_fixture_expect(&fixture, "\\kill az a", "AZ a is down");
    lab_fixture_run(&fixture, 14 * US_PER_S);
    const struct event *over = last_of(&fixture, EVENT_OUTAGE_OVER);
    while (over != NULL && over->length < 5 * US_PER_S) {
        over = lab_event_before(fixture.lab, over);
    }
    assert_non_null(over);
    const struct event *claim = silence_claim_in(fixture.lab, over);
    assert_non_null(claim);
    assert_int_equal(claim->client, over->client);
    assert_int_equal(claim->other, place_master(0));
    buf_init(&text, BUF_CAP_TEXT);
    why_add(&text, fixture.lab, &(struct run){0}, over->seq);
    assert_non_null(strstr(text.data, "goes dark: m1"));
    assert_non_null(strstr(text.data, "What a dead master had claimed stays its own"));
    buf_release(&text);
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conflict__winner_is_dead__is_due_to_its_fault),
        cmocka_unit_test(conflict__winner_is_alive_or_settled__is_its_own_root),
        cmocka_unit_test(silence__link_is_cut__is_for_those_at_its_ends),
        cmocka_unit_test(outage__page_was_kept_by_the_dead__says_so),
    };
    return cmocka_run_group_tests_name("lab/silence", tests, NULL, NULL);
}
