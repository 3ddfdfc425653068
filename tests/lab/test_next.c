/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/text.h"
#include "lib/lab_fixture.h"

#include <stdio.h>

#define NEXT_COLS 63 /* what a screen of 80 columns leaves behind "next" and the time */

/* Step until `until`; what was announced on the way is added to `said`, one a line. */
static void step_until(struct lab_fixture *fixture, sim_us until, struct buf *said)
{
    struct buf next;
    buf_init(&next, 400);
    while (lab_next_at(fixture->lab) <= until) {
        buf_clear(&next);
        lab_describe_next(fixture->lab, &next);
        if (next.size == 0 || strpbrk(next.data, "{}") != NULL || strstr(next.data, "  ") != NULL ||
            next.data[next.size - 1] == ' ' || text_width(next.data) > NEXT_COLS) {
            fail_msg("at %lld us: \"%s\"", (long long)lab_now(fixture->lab), next.data);
        }
        buf_addf(said, "%s\n", next.data);
        (void)lab_step(fixture->lab);
    }
    lab_advance(fixture->lab, until);
    buf_release(&next);
}

static void give(struct lab_fixture *fixture, const char *line)
{
    buf_clear(&fixture->said);
    if (lab_apply(fixture->lab, line, 1, &fixture->said, &fixture->err) != RC_OK) {
        fail_msg("%s: %s", line, fixture->err.text);
    }
}

static void assert_said(const struct buf *said, const char *sentence)
{
    char line[200];
    (void)snprintf(line, sizeof(line), "\n%s\n", sentence);
    if (strstr(said->data, line) == NULL) {
        fail_msg("nobody announced: %s", sentence);
    }
}

static void next__statement__is_told_step_by_step(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    struct buf said;
    buf_init(&said, BUF_CAP_TEXT);
    lab_fixture_init(&fixture, 2, 1);
    step_until(&fixture, US_PER_S, &said);
    assert_said(&said, "m1 takes the connection of @1");
    assert_said(&said, "@1 checks whether m2 still answers");
    assert_said(&said, "@1 asks m2 for its own status");
    lab_fixture_expect(&fixture, "CREATE TABLE t (id INT PRIMARY KEY, v INT);", "Query OK");
    step_until(&fixture, 2 * US_PER_S, &said);
    give(&fixture, "INSERT INTO t VALUES (1, 2);");
    buf_clear(&said);
    step_until(&fixture, 2100 * US_PER_MS, &said);
    assert_said(&said, "m1 runs for @1: INSERT INTO t VALUES (1, 2)");
    assert_said(&said, "m1 asks b1 for its vote on page t:0");
    assert_said(&said, "b1 gives m1 its vote on page t:0");
    assert_said(&said, "m1 shows m2 its change of page t:0");
    assert_said(&said, "m1 sends c2 commit 2 of @1");
    assert_said(&said, "c2 tells m1 that it holds commit 2");
    assert_said(&said, "m1 sends m2 commit 2 of @1");
    assert_said(&said, "m1 answers @1: OK");
    buf_release(&said);
    lab_fixture_release(&fixture);
}

/* Whatever happens is announced in a whole sentence that fits its row. */
static void next__faults_under_load__every_step_has_its_sentence(void **state)
{
    (void)state;
    static const struct {
        int at_ms;
        const char *line;
    } lines[] = {
        {0, "\\load bank"},     {2000, "\\kill az b"},  {4500, "\\restore az b"},
        {6000, "\\crash m1"},   {8000, "\\hang m2"},    {9500, "\\restart m2"},
        {10000, "\\cut m1 m2"}, {11000, "\\heal"},      {12000, "\\kill az c"},
        {12500, "\\kill az b"}, {16500, "\\heal"},      {17500, "\\crash m3 node"},
        {18000, "\\load stop"}, {40000, "\\remove m3"}, {41000, "\\add master"},
    };
    struct lab_fixture fixture;
    struct buf said;
    buf_init(&said, BUF_CAP_STATE);
    lab_fixture_init(&fixture, 3, 2);
    for (int i = 0; i < COUNT_OF(lines); i++) {
        step_until(&fixture, lines[i].at_ms * US_PER_MS, &said);
        give(&fixture, lines[i].line);
    }
    step_until(&fixture, 43 * US_PER_S, &said);
    assert_said(&said, "the load bank gives @4 its next unit of work");
    assert_non_null(strstr(said.data, "; it is lost\n")); /* what was under way to AZ b */
    assert_said(&said, "m2 asks a1 to fence its old epoch");
    assert_said(&said, "m3 starts again");
    assert_said(&said, "m2 hangs: what it should do now waits");
    assert_said(&said, "the load that was stopped gives nothing more");
    buf_release(&said);
    lab_fixture_release(&fixture);
}

/* Claims are taken over when a disk is lost in the middle of many votes. */
static void next__lost_disk__is_told_until_the_copy_is_whole(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    struct buf said;
    buf_init(&said, BUF_CAP_STATE);
    lab_fixture_init(&fixture, 3, 2);
    give(&fixture, "\\load bank");
    step_until(&fixture, 2 * US_PER_S, &said);
    give(&fixture, "\\wipe copy b1");
    step_until(&fixture, 8 * US_PER_S, &said);
    assert_said(&said, "b1 has nothing to do: it is empty");
    assert_said(&said, "b1 is empty, and asks the others for all they have");
    assert_said(&said, "b1 is empty, and asks c2 for all it has");
    assert_said(&said, "c2 sends b1, which is empty, all it has");
    assert_said(&said, "b1 is whole again");
    buf_release(&said);
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next__statement__is_told_step_by_step),
        cmocka_unit_test(next__faults_under_load__every_step_has_its_sentence),
        cmocka_unit_test(next__lost_disk__is_told_until_the_copy_is_whole),
    };
    return cmocka_run_group_tests_name("lab/next", tests, NULL, NULL);
}
