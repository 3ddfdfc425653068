/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lab/compare.h"
#include "lib/run_fixture.h"

#include <inttypes.h>

static struct compare *start(struct run_fixture *fixture, const char *name)
{
    struct err err = {0};
    struct compare *compare = NULL;
    if (compare_new(&compare, fixture->history, name, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    return compare;
}

static struct compare *compare_with(struct run_fixture *fixture, const char *name)
{
    struct compare *compare = start(fixture, name);
    while (!compare_some(compare, 100)) {
    }
    return compare;
}

static const struct compare_table *table_at(const struct compare_result *result, const char *name,
                                            int master)
{
    for (int i = 0; i < result->table_count; i++) {
        if (strcmp(result->tables[i].name, name) == 0 && result->tables[i].master == master) {
            return &result->tables[i];
        }
    }
    fail_msg("%s at m%d was not compared", name, master + 1);
    return NULL;
}

/* main to 3 s and a branch from 2 s to 3 s, each with a change of its own; one stands there. */
static void make_two(struct run_fixture *fixture)
{
    run_fixture_init(fixture, 3);
    run_fixture_make_table(fixture);
    run_fixture_do(fixture, "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3), (10, 10);");
    run_fixture_run_to(fixture, 2 * US_PER_S);
    run_fixture_do(fixture, "UPDATE t SET n = 22 WHERE id = 2;");
    run_fixture_do(fixture, "DELETE FROM t WHERE id = 3;");
    run_fixture_run_to(fixture, 3 * US_PER_S);
    run_fixture_goto(fixture, 2 * US_PER_S - 1);
    run_fixture_branch(fixture, "other");
    run_fixture_run_to(fixture, 2 * US_PER_S);
    run_fixture_do(fixture, "INSERT INTO t VALUES (9, 9);");
    run_fixture_run_to(fixture, 3 * US_PER_S);
}

static void compare__rows__are_told_by_key_with_both_values(void **state)
{
    (void)state;
    struct run_fixture fixture;
    make_two(&fixture);
    struct compare *compare = compare_with(&fixture, "main");
    const struct compare_result *result = compare_result(compare);
    assert_string_equal(result->names[COMPARE_OTHER], "main");
    assert_string_equal(result->names[COMPARE_HERE], "other");
    assert_int_equal(result->at, 3 * US_PER_S);
    assert_int_equal(result->table_count, 3);
    for (int master = 0; master < 3; master++) {
        const struct compare_table *table = table_at(result, "t", master);
        assert_int_equal(table->kind, TABLE_COMPARED);
        assert_int_equal(table->rows[COMPARE_OTHER], 3);
        assert_int_equal(table->rows[COMPARE_HERE], 5);
        assert_int_equal(table->differ, 3);
        assert_int_equal(table->shown, 3);
        static const char *const wanted[][3] = {
            {"id 2", "n 22", "n 2"}, {"id 3", "", "n 3"}, {"id 9", "", "n 9"}};
        for (int i = 0; i < 3; i++) {
            assert_string_equal(table->first[i].key, wanted[i][0]);
            assert_string_equal(table->first[i].values[COMPARE_OTHER], wanted[i][1]);
            assert_string_equal(table->first[i].values[COMPARE_HERE], wanted[i][2]);
        }
    }
    compare_free(compare);
    run_fixture_release(&fixture);
}

static void compare__first_event__is_told_of_both(void **state)
{
    (void)state;
    struct run_fixture fixture;
    make_two(&fixture);
    struct compare *compare = compare_with(&fixture, "main");
    const struct compare_result *result = compare_result(compare);
    assert_true(result->has_event);
    assert_int_equal(result->parted_at, 2 * US_PER_S - 1);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        assert_in_range(result->events[i].at, 2 * US_PER_S, 2 * US_PER_S + 10 * US_PER_MS);
        assert_true(strstr(result->events[i].text, "2.0") == result->events[i].text);
    }
    assert_string_not_equal(result->events[0].text, result->events[1].text);
    compare_free(compare);
    run_fixture_release(&fixture);
}

/* All that can be seen of lab and run, but for the rows: those are in lab_digest(). */
static void add_all(struct buf *out, const struct run_fixture *fixture)
{
    struct lab *lab = history_lab(fixture->history);
    buf_addf(out, "%" PRId64 " %" PRIu64 " ", lab_now(lab), lab_steps(lab));
    lab_describe_next(lab, out);
    lab_save_narrative(lab, out);
    history_add_text(fixture->history, out);
}

/* Nothing is left of it: not in the lab, the run or the journal, and nobody was told anything. */
static void compare__afterwards__all_is_as_it_was(void **state)
{
    (void)state;
    struct run_fixture fixture;
    make_two(&fixture);
    run_fixture_do(&fixture, "\\load bank");
    run_fixture_run_to(&fixture, 4 * US_PER_S + 777);
    run_fixture_switch(&fixture, "main");
    run_fixture_do(&fixture, "\\load bank");
    run_fixture_run_to(&fixture, 5 * US_PER_S + 12345);
    history_keep_time(fixture.history);
    struct lab *lab = history_lab(fixture.history);
    for (int i = 0; i < 3; i++) { /* whole, given up on the way, and whole from the past */
        struct buf before;
        struct buf after;
        buf_init(&before, BUF_CAP_STATE);
        buf_init(&after, BUF_CAP_STATE);
        add_all(&before, &fixture);
        uint64_t digest = lab_digest(lab);
        int calls = fixture.journal_calls;
        int events = fixture.events;
        size_t said = fixture.said.size;
        struct compare *compare = start(&fixture, "other");
        for (int turn = 0; !compare_some(compare, 200) && (i != 1 || turn < 3); turn++) {
            struct err err = {0};
            assert_true(history_is_away(fixture.history));
            assert_int_equal(history_do(fixture.history, "\\kill az b", 1, NULL, &err), RC_STATE);
            history_keep_time(fixture.history);
        }
        compare_free(compare);
        assert_false(history_is_away(fixture.history));
        add_all(&after, &fixture);
        assert_true(lab_digest(lab) == digest);
        assert_int_equal(after.size, before.size);
        assert_memory_equal(after.data, before.data, before.size);
        assert_int_equal(fixture.journal_calls, calls);
        assert_int_equal(fixture.events, events);
        assert_int_equal(fixture.said.size, said);
        buf_release(&before);
        buf_release(&after);
        run_fixture_goto(&fixture, i == 1 ? 4 * US_PER_S : lab_now(lab));
    }
    /* and it goes on as if nothing had been */
    run_fixture_run_to(&fixture, 6 * US_PER_S);
    uint64_t went_on = lab_digest(lab);
    run_fixture_goto(&fixture, 0);
    run_fixture_run_to(&fixture, 6 * US_PER_S);
    assert_true(lab_digest(lab) == went_on);
    run_fixture_release(&fixture);
}

static void compare__counters__are_those_of_each(void **state)
{
    (void)state;
    struct run_fixture fixture;
    run_fixture_init(&fixture, 3);
    run_fixture_do(&fixture, "\\load bank");
    run_fixture_run_to(&fixture, 4 * US_PER_S);
    run_fixture_goto(&fixture, US_PER_S);
    run_fixture_branch(&fixture, "routed");
    run_fixture_do(&fixture, "\\driver single_endpoint");
    run_fixture_run_to(&fixture, 6 * US_PER_S);
    struct clients_view views[COMPARE_SIDES];
    struct cluster_view cluster;
    run_fixture_switch(&fixture, "main");
    clients_look(lab_clients(history_lab(fixture.history)), &views[COMPARE_OTHER]);
    cluster_look(lab_cluster(history_lab(fixture.history)), &cluster);
    run_fixture_switch(&fixture, "routed");
    assert_int_equal(lab_now(history_lab(fixture.history)), 4 * US_PER_S);
    clients_look(lab_clients(history_lab(fixture.history)), &views[COMPARE_HERE]);
    run_fixture_run_to(&fixture, 6 * US_PER_S);
    struct compare *compare = compare_with(&fixture, "main");
    const struct compare_result *result = compare_result(compare);
    assert_int_equal(result->at, 4 * US_PER_S); /* the end of the shorter */
    for (int i = 0; i < COMPARE_SIDES; i++) {
        const int64_t *counts = result->counters[i].counts;
        assert_int_equal(counts[COMPARE_OK], views[i].ok);
        assert_int_equal(counts[COMPARE_FAILED], views[i].failed);
        assert_int_equal(counts[COMPARE_CONFLICTS], views[i].conflicts);
        assert_int_equal(counts[COMPARE_RETRIES], views[i].retries);
        assert_int_equal(result->counters[i].longest_outage, views[i].longest_outage);
    }
    assert_true(views[COMPARE_OTHER].conflicts > views[COMPARE_HERE].conflicts);
    for (int i = 0; i < MASTERS_MAX; i++) {
        assert_int_equal(result->counters[COMPARE_OTHER].commits[i],
                         i < 3 ? cluster.masters[i].commits : -1);
    }
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    compare_add_text(&text, result);
    assert_non_null(strstr(text.data, "main and routed, both at 4.000 s"));
    assert_non_null(strstr(text.data, "driver"));
    buf_release(&text);
    compare_free(compare);
    run_fixture_release(&fixture);
}

static void compare__branch_without_a_change__goes_on_alike(void **state)
{
    (void)state;
    struct run_fixture fixture;
    run_fixture_init(&fixture, 2);
    run_fixture_do(&fixture, "\\load bank driver=careful");
    run_fixture_run_to(&fixture, 8 * US_PER_S);
    run_fixture_goto(&fixture, US_PER_S);
    run_fixture_branch(&fixture, "again");
    run_fixture_run_to(&fixture, 8 * US_PER_S);
    struct compare *compare = compare_with(&fixture, "main");
    const struct compare_result *result = compare_result(compare);
    assert_false(result->has_event);
    for (int i = 0; i < result->table_count; i++) {
        assert_int_equal(result->tables[i].differ, 0);
        assert_true(result->tables[i].rows[COMPARE_HERE] > 0);
    }
    compare_free(compare);
    run_fixture_goto(&fixture, US_PER_S / 2); /* before they part */
    compare = compare_with(&fixture, "main");
    assert_false(compare_result(compare)->has_event);
    assert_true(compare_result(compare)->parted_at > compare_result(compare)->at);
    compare_free(compare);
    run_fixture_release(&fixture);
}

/* Late, after more events than are heard at once. */
static void compare__late_difference__is_found(void **state)
{
    (void)state;
    struct run_fixture fixture;
    run_fixture_init(&fixture, 2);
    run_fixture_do(&fixture, "\\load bank");
    run_fixture_run_to(&fixture, 12 * US_PER_S);
    run_fixture_goto(&fixture, US_PER_S);
    run_fixture_branch(&fixture, "late");
    run_fixture_run_to(&fixture, 11 * US_PER_S);
    assert_true(lab_event_last(history_lab(fixture.history)) > 3 * 4096);
    run_fixture_do(&fixture, "\\mark here");
    run_fixture_run_to(&fixture, 12 * US_PER_S);
    struct compare *compare = compare_with(&fixture, "main");
    const struct compare_result *result = compare_result(compare);
    assert_true(result->has_event);
    assert_in_range(result->events[COMPARE_HERE].at, 11 * US_PER_S, 11 * US_PER_S + 1);
    assert_non_null(strstr(result->events[COMPARE_HERE].text, "mark here"));
    assert_true(result->events[COMPARE_OTHER].at >= 11 * US_PER_S);
    compare_free(compare);
    run_fixture_release(&fixture);
}

/*
 * They part at an instant of which the record is known, before a line that was given in it; the
 * journal of the other one ends with that instant, or later.
 */
static void compare__parted_at_a_recorded_instant__finds_no_other_record(void **state)
{
    (void)state;
    for (int ends_later = 0; ends_later < 2; ends_later++) {
        struct run_fixture fixture;
        struct err err = {0};
        run_fixture_init(&fixture, 2);
        run_fixture_run_to(&fixture, US_PER_S);
        run_fixture_do(&fixture, "\\mark here");
        history_keep_time(fixture.history);
        size_t size = fixture.journal.size;
        run_fixture_run_to(&fixture, 2 * US_PER_S);
        assert_int_equal(history_undo(fixture.history, 1, &err), RC_OK);
        assert_true(fixture.journal.size > size);
        if (!ends_later) { /* as if it had been an older program, which did not say so */
            fixture.journal.size = size;
            fixture.journal.data[size] = '\0';
        }
        while (!history_travel(fixture.history, 100)) {
        }
        run_fixture_branch(&fixture, "other");
        run_fixture_run_to(&fixture, 2 * US_PER_S);
        run_fixture_reopen(&fixture);
        buf_clear(&fixture.said);
        assert_int_equal(history_run(fixture.history)->branches[0].end.lines, 1);
        struct compare *compare = compare_with(&fixture, "main");
        const struct compare_result *result = compare_result(compare);
        assert_int_equal(result->at, (1 + ends_later) * US_PER_S);
        assert_true(result->has_event == (ends_later == 1)); /* not one of the last instant */
        assert_string_equal(fixture.said.data, "");
        compare_free(compare);
        run_fixture_release(&fixture);
    }
}

/* A \create forgets what happened in its instant before it. */
static void compare__create__is_compared_across(void **state)
{
    (void)state;
    struct run_fixture fixture;
    run_fixture_init(&fixture, 2);
    run_fixture_do(&fixture, "\\load bank");
    run_fixture_run_to(&fixture, US_PER_S);
    run_fixture_branch(&fixture, "other");
    run_fixture_do(&fixture, "\\create masters=3 seed=5");
    run_fixture_run_to(&fixture, 2 * US_PER_S);
    run_fixture_switch(&fixture, "main");
    run_fixture_run_to(&fixture, 2 * US_PER_S);
    struct compare *compare = compare_with(&fixture, "other");
    const struct compare_result *result = compare_result(compare);
    assert_true(result->has_event);
    assert_int_equal(result->counters[COMPARE_HERE].commits[2], -1);
    assert_int_equal(result->counters[COMPARE_OTHER].commits[2], 0);
    compare_free(compare);
    run_fixture_switch(&fixture, "other"); /* and the other way round */
    compare = compare_with(&fixture, "main");
    assert_true(compare_result(compare)->has_event);
    compare_free(compare);
    run_fixture_release(&fixture);
}

static void compare__masters_and_tables_of_one_alone__are_said_so(void **state)
{
    (void)state;
    struct run_fixture fixture;
    make_two(&fixture);
    run_fixture_do(&fixture, "CREATE TABLE mine (s VARCHAR(20), n INT);");
    run_fixture_do(&fixture, "ALTER TABLE t ADD COLUMN m INT;");
    run_fixture_do(&fixture, "\\kill az c");
    run_fixture_run_to(&fixture, 5 * US_PER_S);
    run_fixture_switch(&fixture, "main");
    run_fixture_run_to(&fixture, 5 * US_PER_S);
    struct compare *compare = compare_with(&fixture, "other");
    const struct compare_result *result = compare_result(compare);
    assert_int_equal(table_at(result, "mine", 0)->kind, TABLE_ABSENT);
    assert_int_equal(table_at(result, "mine", 0)->without, COMPARE_HERE);
    assert_int_equal(table_at(result, "t", 0)->kind, TABLE_OTHER_COLUMNS);
    assert_int_equal(table_at(result, "t", 2)->kind, TABLE_MASTER_OFFLINE);
    assert_int_equal(table_at(result, "t", 2)->without, COMPARE_OTHER);
    compare_free(compare);
    run_fixture_release(&fixture);
}

static void compare__many_rows_and_odd_values__ten_are_shown(void **state)
{
    (void)state;
    struct run_fixture fixture;
    run_fixture_init(&fixture, 2);
    run_fixture_do(&fixture,
                   "CREATE TABLE \"it's\" (k VARCHAR(20), i INT, v TEXT, PRIMARY KEY (k, i));");
    run_fixture_do(&fixture, "CREATE TABLE bare (v INT);");
    run_fixture_do(&fixture,
                   "INSERT INTO \"it's\" WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 "
                   "FROM c WHERE x < 1200) SELECT 'k' || (x % 7), x, 'v' || x FROM c;");
    run_fixture_run_to(&fixture, US_PER_S);
    run_fixture_branch(&fixture, "other");
    run_fixture_do(&fixture, "UPDATE \"it's\" SET v = NULL WHERE i > 600;");
    run_fixture_do(&fixture, "INSERT INTO bare VALUES (5);");
    run_fixture_run_to(&fixture, 2 * US_PER_S);
    run_fixture_switch(&fixture, "main");
    run_fixture_run_to(&fixture, 2 * US_PER_S);
    struct compare *compare = compare_with(&fixture, "other");
    const struct compare_table *table = table_at(compare_result(compare), "it's", 1);
    assert_int_equal(table->rows[COMPARE_HERE], 1200);
    assert_int_equal(table->differ, 600);
    assert_int_equal(table->shown, COMPARE_ROWS_SHOWN);
    assert_false(table->is_cut);
    assert_string_equal(table->first[0].key, "k 'k0', i 602");
    assert_string_equal(table->first[0].values[COMPARE_OTHER], "v NULL");
    assert_string_equal(table->first[0].values[COMPARE_HERE], "v 'v602'");
    assert_string_equal(table->first[1].key, "k 'k0', i 609");
    const struct compare_table *bare = table_at(compare_result(compare), "bare", 0);
    assert_int_equal(bare->differ, 1);
    assert_string_equal(bare->first[0].values[COMPARE_OTHER], "v 5");
    compare_free(compare);
    run_fixture_release(&fixture);
}

static void compare__with_nothing_to_compare__is_refused(void **state)
{
    (void)state;
    struct run_fixture fixture;
    struct err err = {0};
    struct compare *compare = NULL;
    make_two(&fixture);
    assert_int_equal(compare_new(&compare, fixture.history, "nowhere", &err), RC_UNKNOWN);
    assert_int_equal(compare_new(&compare, fixture.history, "other", &err), RC_STATE);
    assert_null(compare);
    assert_false(history_is_away(fixture.history));
    struct compare *first = start(&fixture, "main");
    assert_int_equal(compare_new(&compare, fixture.history, "main", &err), RC_STATE);
    compare_free(first);
    run_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compare__rows__are_told_by_key_with_both_values),
        cmocka_unit_test(compare__first_event__is_told_of_both),
        cmocka_unit_test(compare__afterwards__all_is_as_it_was),
        cmocka_unit_test(compare__counters__are_those_of_each),
        cmocka_unit_test(compare__branch_without_a_change__goes_on_alike),
        cmocka_unit_test(compare__late_difference__is_found),
        cmocka_unit_test(compare__parted_at_a_recorded_instant__finds_no_other_record),
        cmocka_unit_test(compare__create__is_compared_across),
        cmocka_unit_test(compare__masters_and_tables_of_one_alone__are_said_so),
        cmocka_unit_test(compare__many_rows_and_odd_values__ten_are_shown),
        cmocka_unit_test(compare__with_nothing_to_compare__is_refused),
    };
    return cmocka_run_group_tests_name("lab/compare", tests, NULL, NULL);
}
