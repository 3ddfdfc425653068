/* SPDX-License-Identifier: MIT */
/* Causes: what happens within the cluster is due to what somebody asked of it. */
#include "lib/test.h"

#include "lib/lab_fixture.h"

static const struct event *root_of(const struct lab *lab, const struct event *event)
{
    while (event != NULL && event->cause != 0) {
        event = lab_event(lab, event->cause);
    }
    return event;
}

/* All that masters did since `from` for pages, commits and definitions goes back to a statement. */
static void expect_roots(const struct lab *lab, uint64_t from)
{
    static const enum event_kind kinds[] = {EVENT_PROPOSED,   EVENT_ACCEPTED,   EVENT_CLOSED,
                                            EVENT_COMMITTED,  EVENT_APPLIED,    EVENT_DEFINED,
                                            EVENT_DDL_FAILED, EVENT_ROLLED_BACK};
    for (uint64_t seq = from; seq <= lab_event_last(lab); seq++) {
        const struct event *event = lab_event(lab, seq);
        for (int i = 0; i < COUNT_OF(kinds); i++) {
            const struct event *root = root_of(lab, event);
            if (event->kind == kinds[i] && (root == NULL || root->kind != EVENT_STATEMENT)) {
                fail_msg("event %d, %s, has %s at its root", (int)seq, event_row(event->kind)->name,
                         root == NULL ? "nothing" : event_row(root->kind)->name);
            }
        }
    }
}

static void ddl__first_phase_to_last__is_due_to_its_statement(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 3, 3);
    uint64_t from = lab_event_last(fixture.lab) + 1;
    lab_fixture_expect(&fixture, "CREATE TABLE t (id INT PRIMARY KEY, v INT);", "Query OK");
    lab_fixture_expect(&fixture, "INSERT INTO t VALUES (1, 1), (2, 1);", "2 rows affected");
    lab_fixture_run(&fixture, US_PER_S);
    lab_fixture_expect(&fixture, "@3 BEGIN;", "Query OK");
    lab_fixture_expect(&fixture, "@3 UPDATE t SET v = 3 WHERE id = 1;", "1 row affected");
    lab_fixture_expect(&fixture, "@2 ALTER TABLE t ADD COLUMN w INT;", "Query OK");
    lab_fixture_expect(&fixture, "@2 CREATE UNIQUE INDEX one ON t (v);", "Duplicate entry");
    lab_fixture_expect(&fixture, "DROP TABLE t;", "Query OK");
    lab_fixture_run(&fixture, US_PER_S);
    assert_non_null(lab_fixture_find(&fixture, EVENT_ROLLED_BACK));
    expect_roots(fixture.lab, from);
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ddl__first_phase_to_last__is_due_to_its_statement),
    };
    return cmocka_run_group_tests_name("lab/why", tests, NULL, NULL);
}
