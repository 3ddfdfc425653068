/* SPDX-License-Identifier: MIT */
/* What plots are made of: the same wherever one comes from, and of the branch one is on. */
#include "lib/test.h"

#include "lab/samples.h"
#include "lib/lab_fixture.h"
#include "lib/run_fixture.h"

#include <string.h>

static const struct sample *at(const struct run_fixture *fixture, sim_us time)
{
    const struct run *run = history_run(fixture->history);
    return samples_find(history_samples(fixture->history), run, run->here.branch, time);
}

/* A copy of the samples of a time from 0 on. */
static void keep(const struct run_fixture *fixture, struct sample *out, int count)
{
    for (int i = 0; i < count; i++) {
        const struct sample *sample = at(fixture, i * SAMPLE_STEP);
        if (sample == NULL) {
            fail_msg("nothing is known of %d00 ms", i);
        } else {
            out[i] = *sample;
        }
    }
}

static void assert_same(const struct run_fixture *fixture, const struct sample *wanted, int count)
{
    for (int i = 0; i < count; i++) {
        const struct sample *sample = at(fixture, i * SAMPLE_STEP);
        if (sample == NULL || memcmp(sample, &wanted[i], sizeof(*sample)) != 0) {
            fail_msg("%d00 ms is not as it was", i);
        }
    }
}

#define KEPT 81 /* eight seconds of them */

/* A load from 1 s on, AZ b killed at 3 s just when a sample is due; 8 s in all. */
static void play(struct run_fixture *fixture)
{
    run_fixture_init(fixture, 3);
    run_fixture_make_table(fixture);
    run_fixture_do(fixture, "\\load bank clients=3");
    run_fixture_run_to(fixture, 3 * US_PER_S);
    run_fixture_do(fixture, "\\kill az b");
    run_fixture_run_to(fixture, 8 * US_PER_S);
}

static void samples__tell_load_and_fault(void **state)
{
    (void)state;
    struct run_fixture fixture;
    play(&fixture);
    const struct sample *before = at(&fixture, 2900 * US_PER_MS);
    const struct sample *after = at(&fixture, 3200 * US_PER_MS);
    assert_non_null(before);
    assert_non_null(after);
    assert_int_equal(before->copies_up, 6);
    assert_int_equal(after->copies_up, 4);
    assert_true(before->ok > 0 && before->ok >= at(&fixture, 2 * US_PER_S)->ok);
    bool was_out = false;
    for (int i = 30; i < KEPT; i++) {
        const struct sample *sample = at(&fixture, i * SAMPLE_STEP);
        for (int client = 0; client < sample->client_count; client++) {
            was_out = was_out || sample->writes_to[client] == SAMPLE_OUT;
        }
    }
    assert_true(was_out);
    assert_true(at(&fixture, 7900 * US_PER_MS)->lag < US_PER_S); /* m2, which is dead, apart */
    assert_null(at(&fixture, 8100 * US_PER_MS));                 /* that is still to come */
    run_fixture_release(&fixture);
}

/* What a client was told is counted, not what it was seen at: it moves all the time. */
static void samples__writes__are_those_that_were_acknowledged(void **state)
{
    (void)state;
    struct run_fixture fixture;
    play(&fixture);
    const struct sample *before = at(&fixture, 2500 * US_PER_MS);
    const struct sample *after = at(&fixture, 7500 * US_PER_MS);
    assert_int_equal(after->writes[0], 0); /* a table is no row */
    assert_int_equal(after->wrote_to[0], SAMPLE_NOWHERE);
    int64_t writes = 0;
    for (int client = 1; client < after->client_count; client++) {
        bool has_more = after->writes[client] > before->writes[client];
        assert_true(!has_more || after->wrote_to[client] != 1); /* m2 is dead */
        writes += after->writes[client];
    }
    assert_true(writes > 10 && writes <= after->ok);
    run_fixture_release(&fixture);
}

static void samples__back_and_in_another_process__are_as_they_were(void **state)
{
    (void)state;
    struct run_fixture fixture;
    static struct sample kept[KEPT];
    play(&fixture);
    keep(&fixture, kept, KEPT);
    run_fixture_goto(&fixture, 2 * US_PER_S);
    assert_same(&fixture, kept, KEPT);
    run_fixture_goto(&fixture, 8 * US_PER_S);
    assert_same(&fixture, kept, KEPT);
    run_fixture_reopen(&fixture); /* comes by everywhere again, in other strides */
    assert_same(&fixture, kept, KEPT);
    run_fixture_release(&fixture);
}

static void samples__another_branch__has_its_own_from_where_it_began(void **state)
{
    (void)state;
    struct run_fixture fixture;
    static struct sample kept[KEPT];
    play(&fixture);
    keep(&fixture, kept, KEPT);
    run_fixture_goto(&fixture, 2 * US_PER_S); /* before the fault */
    run_fixture_branch(&fixture, "well");
    run_fixture_run_to(&fixture, 8 * US_PER_S);
    assert_same(&fixture, kept, 21);
    assert_int_equal(at(&fixture, 7 * US_PER_S)->copies_up, 6);
    run_fixture_switch(&fixture, "main");
    assert_same(&fixture, kept, KEPT);
    run_fixture_release(&fixture);
}

/* A branch that a refused line began is taken back, and the next of its place is another. */
static void samples__branch_taken_back__leaves_none(void **state)
{
    (void)state;
    struct run_fixture fixture;
    struct err err = {0};
    play(&fixture);
    run_fixture_goto(&fixture, 2 * US_PER_S);
    assert_int_not_equal(history_do(fixture.history, "\\kill m4", 1, &fixture.said, &err), RC_OK);
    assert_int_equal(history_run(fixture.history)->branch_count, 1);
    run_fixture_do(&fixture, "\\mark here");
    run_fixture_run_to(&fixture, 4 * US_PER_S);
    assert_int_equal(at(&fixture, 3900 * US_PER_MS)->copies_up, 6);
    assert_null(at(&fixture, 5 * US_PER_S));
    run_fixture_release(&fixture);
}

/* In place of hours of a run: a world that stands still has time enough. */
static void samples__too_many__are_thinned_out(void **state)
{
    (void)state;
    struct samples samples;
    struct run run;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 1);
    struct lab *lab = fixture.lab;
    run_init(&run, 1, 2, "");
    samples_init(&samples);
    samples_take(&samples, &run, 0, lab);
    for (int i = 1; i < SAMPLES_MAX + 100; i++) {
        lab_reach(lab, samples_next_at(&samples, lab_now(lab)));
        samples_take(&samples, &run, 0, lab);
    }
    assert_true(samples.total < SAMPLES_MAX && samples.total > SAMPLES_MAX / 2);
    assert_true(samples.step == 2 * SAMPLE_STEP);
    assert_non_null(samples_find(&samples, &run, 0, 0));
    assert_non_null(samples_find(&samples, &run, 0, lab_now(lab)));
    assert_null(samples_find(&samples, &run, 0, lab_now(lab) + samples.step));
    samples_release(&samples);
    run_release(&run);
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples__tell_load_and_fault),
        cmocka_unit_test(samples__writes__are_those_that_were_acknowledged),
        cmocka_unit_test(samples__back_and_in_another_process__are_as_they_were),
        cmocka_unit_test(samples__another_branch__has_its_own_from_where_it_began),
        cmocka_unit_test(samples__branch_taken_back__leaves_none),
        cmocka_unit_test(samples__too_many__are_thinned_out),
    };
    return cmocka_run_group_tests_name("lab/samples", tests, NULL, NULL);
}
