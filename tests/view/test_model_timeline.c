/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/mem.h"
#include "lib/run_fixture.h"
#include "view/model_timeline.h"

#define COLS 116

/* The cell of a time when 10 s stand on the 105 cells that are left of the columns. */
static int cell_at(int64_t seconds)
{
    return (int)(seconds * 104 / 10);
}

static struct model_timeline *build(const struct run_fixture *fixture, int chosen)
{
    struct model_timeline *timeline = mem_alloc(1, sizeof(*timeline));
    model_build_timeline(timeline, fixture->history, chosen, COLS);
    return timeline;
}

static const struct timeline_branch *find(const struct model_timeline *timeline, const char *name)
{
    for (int i = 0; i < timeline->count; i++) {
        if (strcmp(timeline->rows[i].name, name) == 0) {
            return &timeline->rows[i];
        }
    }
    fail_msg("there is no row %s", name);
    return NULL;
}

static int row_of(const struct model_timeline *timeline, const char *name)
{
    return (int)(find(timeline, name) - timeline->rows);
}

static int conflicts_of(const struct timeline_branch *row)
{
    int count = 0;
    for (int i = 0; i < TIMELINE_CELLS_MAX; i++) {
        count += row->cells[i].conflicts;
    }
    return count;
}

static int cells_out_of(const struct timeline_branch *row)
{
    int count = 0;
    for (int i = 0; i < TIMELINE_CELLS_MAX; i++) {
        count += row->cells[i].is_out ? 1 : 0;
    }
    return count;
}

static void timeline__nothing_yet__is_main_at_the_start(void **state)
{
    (void)state;
    struct run_fixture fixture;
    run_fixture_init(&fixture, 2);
    struct model_timeline *timeline = build(&fixture, -1);
    assert_int_equal(timeline->count, 1);
    assert_int_equal(timeline->rows[0].last, 0);
    assert_true(timeline->rows[0].is_current && timeline->rows[0].is_chosen);
    assert_int_equal(timeline->span, 10 * US_PER_S);
    mem_free(timeline);
    run_fixture_release(&fixture);
}

/* main to 8 s; late from 6 s, early from 2 s, and of that one, inner. */
static void make_tree(struct run_fixture *fixture)
{
    run_fixture_init(fixture, 2);
    run_fixture_do(fixture, "\\load bank");
    run_fixture_run_to(fixture, 8 * US_PER_S);
    run_fixture_goto(fixture, 2 * US_PER_S);
    run_fixture_branch(fixture, "early");
    run_fixture_do(fixture, "\\kill az b");
    run_fixture_run_to(fixture, 5 * US_PER_S);
    run_fixture_goto(fixture, 4 * US_PER_S);
    run_fixture_branch(fixture, "inner");
    run_fixture_do(fixture, "\\mark here");
    run_fixture_run_to(fixture, 5 * US_PER_S);
    run_fixture_switch(fixture, "main");
    run_fixture_goto(fixture, 6 * US_PER_S);
    run_fixture_branch(fixture, "late");
    run_fixture_run_to(fixture, 7 * US_PER_S);
}

static void timeline__rows__stand_below_their_parents_the_latest_first(void **state)
{
    (void)state;
    struct run_fixture fixture;
    make_tree(&fixture);
    struct model_timeline *timeline = build(&fixture, -1);
    static const char *const names[] = {"main", "late", "early", "inner"};
    static const int parents[] = {-1, 0, 0, 2};
    assert_int_equal(timeline->count, 4);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(timeline->rows[i].name, names[i]);
        assert_int_equal(timeline->rows[i].parent, parents[i]);
    }
    assert_int_equal(timeline->rows[2].first, cell_at(2));
    assert_int_equal(timeline->rows[2].last, cell_at(5));
    assert_int_equal(timeline->here_row, 1);
    assert_int_equal(timeline->here, cell_at(7));
    mem_free(timeline);
    run_fixture_release(&fixture);
}

/* A fault at the very instant where a branch begins is on the way of both. */
static void timeline__fault_where_a_branch_begins__is_marked_on_both(void **state)
{
    (void)state;
    struct run_fixture fixture;
    run_fixture_init(&fixture, 3);
    run_fixture_make_table(&fixture);
    run_fixture_run_to(&fixture, 2 * US_PER_S);
    run_fixture_do(&fixture, "\\kill az b");
    run_fixture_branch(&fixture, "heir");
    run_fixture_run_to(&fixture, 3 * US_PER_S);
    run_fixture_goto(&fixture, 1500 * US_PER_MS);
    run_fixture_branch(&fixture, "well");
    run_fixture_run_to(&fixture, 3 * US_PER_S);
    struct model_timeline *timeline = build(&fixture, -1);
    const struct timeline_branch *heir = find(timeline, "heir");
    const struct timeline_branch *well = find(timeline, "well");
    assert_true(timeline->rows[0].cells[heir->first].has_fault);
    assert_true(heir->cells[heir->first].has_fault);
    assert_false(well->cells[heir->first].has_fault || well->cells[well->first].has_fault);
    mem_free(timeline);
    run_fixture_release(&fixture);
}

static void timeline__marks__are_counted_where_they_happened(void **state)
{
    (void)state;
    struct run_fixture fixture;
    make_tree(&fixture);
    int count = 0;
    int conflicts = 0;
    const struct history_mark *marks = history_marks(fixture.history, &count);
    for (int i = 0; i < count; i++) {
        conflicts += marks[i].kind == EVENT_CONFLICT ? 1 : 0;
    }
    struct model_timeline *timeline = build(&fixture, -1);
    int told = 0;
    for (int i = 0; i < timeline->count; i++) {
        told += conflicts_of(&timeline->rows[i]);
    }
    assert_true(conflicts > 20);
    assert_int_equal(told, conflicts);
    const struct timeline_branch *early = find(timeline, "early");
    assert_true(early->cells[early->first].has_fault);
    assert_false(find(timeline, "late")->cells[early->first].has_fault);
    /* Cells of a tenth of a second: from the try that failed, not from its time-out. */
    assert_true(cells_out_of(early) >= 25);
    const struct timeline_branch *inner = find(timeline, "inner");
    assert_true(inner->cells[inner->first].has_mark);
    assert_string_equal(inner->labels[0].text, "mark here");
    assert_string_equal(early->labels[0].text, "kill az b");
    assert_true(early->labels[0].is_fault);
    assert_false(inner->labels[0].is_fault || timeline->rows[0].labels[0].is_fault);
    assert_int_equal(find(timeline, "late")->label_count, 0);
    mem_free(timeline);
    run_fixture_release(&fixture);
}

/* Fill *kept once more, and compare it with one that is made anew. */
static void expect_as_anew(struct model_timeline *kept, const struct run_fixture *fixture)
{
    struct model_timeline *anew = build(fixture, -1);
    model_build_timeline(kept, fixture->history, -1, COLS);
    assert_int_equal(kept->count, anew->count);
    for (int i = 0; i < kept->count; i++) {
        const struct timeline_branch *row = &kept->rows[i];
        assert_string_equal(row->name, anew->rows[i].name);
        assert_memory_equal(row->cells, anew->rows[i].cells, sizeof(row->cells));
        assert_memory_equal(row->labels, anew->rows[i].labels,
                            (size_t)row->label_count * sizeof(row->labels[0]));
    }
    mem_free(anew);
}

static void timeline__filled_again__is_as_one_made_anew(void **state)
{
    (void)state;
    struct run_fixture fixture;
    make_tree(&fixture);
    struct model_timeline *kept = build(&fixture, -1);
    int marks = kept->mark_count;
    run_fixture_switch(&fixture, "early");
    run_fixture_run_to(&fixture, 6 * US_PER_S);
    expect_as_anew(kept, &fixture);
    assert_true(kept->mark_count > marks);
    run_fixture_goto(&fixture, 3 * US_PER_S);
    run_fixture_branch(&fixture, "other");
    run_fixture_run_to(&fixture, 8 * US_PER_S);
    expect_as_anew(kept, &fixture);
    kept->rows[0].cells[3].is_out = true; /* as if an outage had not been over then */
    expect_as_anew(kept, &fixture);
    kept->rows[1].parent = 7; /* as if another branch had been there */
    kept->rows[1].cells[0].conflicts = 7;
    expect_as_anew(kept, &fixture);
    mem_free(kept);
    run_fixture_release(&fixture);
}

static void timeline__filled_again_on_another_axis__is_as_one_made_anew(void **state)
{
    (void)state;
    struct run_fixture fixture;
    run_fixture_init(&fixture, 2);
    run_fixture_do(&fixture, "\\load bank");
    run_fixture_run_to(&fixture, 9 * US_PER_S);
    struct model_timeline *kept = build(&fixture, -1);
    run_fixture_run_to(&fixture, 12 * US_PER_S);
    expect_as_anew(kept, &fixture);
    mem_free(kept);
    run_fixture_release(&fixture);
}

/* One may stand on a branch before it begins: then one is on the line of its parent. */
static void timeline__here_before_the_fork__is_on_the_parents_line(void **state)
{
    (void)state;
    struct run_fixture fixture;
    make_tree(&fixture);
    run_fixture_goto(&fixture, US_PER_S);
    struct model_timeline *timeline = build(&fixture, 1);
    assert_true(find(timeline, "late")->is_current);
    assert_true(find(timeline, "early")->is_chosen);
    assert_false(find(timeline, "late")->is_chosen);
    assert_int_equal(timeline->here_row, row_of(timeline, "main"));
    assert_int_equal(timeline->here, cell_at(1));
    mem_free(timeline);
    run_fixture_release(&fixture);
}

/* Where a branch begins one may stand on it or on its parent: at the same place of both. */
static void timeline__here_at_the_fork__is_on_the_branch_one_is_on(void **state)
{
    (void)state;
    struct run_fixture fixture;
    run_fixture_init(&fixture, 3);
    run_fixture_make_table(&fixture);
    run_fixture_run_to(&fixture, 2 * US_PER_S);
    run_fixture_do(&fixture, "\\kill az b");
    run_fixture_run_to(&fixture, 4 * US_PER_S);
    assert_int_equal(history_undo(fixture.history, 1, NULL), RC_OK);
    assert_true(history_travel(fixture.history, INT32_MAX));
    struct model_timeline *timeline = build(&fixture, -1);
    assert_int_equal(timeline->here_row, 0);
    mem_free(timeline);
    run_fixture_branch(&fixture, "b2");
    timeline = build(&fixture, -1);
    assert_int_equal(timeline->here_row, row_of(timeline, "b2"));
    assert_int_equal(timeline->here, find(timeline, "b2")->first);
    mem_free(timeline);
    run_fixture_switch(&fixture, "main");
    timeline = build(&fixture, -1);
    assert_int_equal(timeline->here_row, 0);
    mem_free(timeline);
    run_fixture_release(&fixture);
}

static void timeline__axis__grows_by_steps(void **state)
{
    (void)state;
    struct run_fixture fixture;
    static const int ends[] = {10, 11, 61, 81, 90, 101, 700};
    static const int spans[] = {10, 15, 80, 100, 100, 150, 800};
    run_fixture_init(&fixture, 2);
    for (int i = 0; i < 7; i++) {
        run_fixture_run_to(&fixture, ends[i] * US_PER_S);
        struct model_timeline *timeline = build(&fixture, -1);
        assert_int_equal(timeline->span, spans[i] * US_PER_S);
        assert_int_equal(timeline->span % timeline->step, 0);
        assert_in_range(timeline->span / timeline->step, 3, 8);
        mem_free(timeline);
    }
    run_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timeline__nothing_yet__is_main_at_the_start),
        cmocka_unit_test(timeline__rows__stand_below_their_parents_the_latest_first),
        cmocka_unit_test(timeline__fault_where_a_branch_begins__is_marked_on_both),
        cmocka_unit_test(timeline__marks__are_counted_where_they_happened),
        cmocka_unit_test(timeline__filled_again__is_as_one_made_anew),
        cmocka_unit_test(timeline__filled_again_on_another_axis__is_as_one_made_anew),
        cmocka_unit_test(timeline__here_before_the_fork__is_on_the_parents_line),
        cmocka_unit_test(timeline__here_at_the_fork__is_on_the_branch_one_is_on),
        cmocka_unit_test(timeline__axis__grows_by_steps),
    };
    return cmocka_run_group_tests_name("view/model_timeline", tests, NULL, NULL);
}
