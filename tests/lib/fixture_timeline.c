/* SPDX-License-Identifier: MIT */
#include "lib/fixture_timeline.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "lab/samples.h"
#include "lib/fixture.h"
#include "view/draw.h"
#include "view/glyph.h"

#include <stdio.h>
#include <string.h>

static int cell_at(const struct model_timeline *timeline, int64_t ms)
{
    return (int)(ms * US_PER_MS * (timeline->cells - 1) / timeline->span);
}

/* As model_build_timeline() does it for short names. */
static void begin(struct model_timeline *timeline, int cols, int span_s)
{
    int margins = cols < 100 ? 2 : 4;
    int cells = cols - margins - 8 - 2 - 1;
    memset(timeline, 0, sizeof(*timeline));
    timeline->name_cols = 8;
    timeline->cells = cells > TIMELINE_CELLS_MAX ? TIMELINE_CELLS_MAX : cells < 2 ? 2 : cells;
    timeline->span = span_s * US_PER_S;
    timeline->step = span_s / 8 * US_PER_S;
}

static struct timeline_branch *add(struct model_timeline *timeline, const char *name, int parent,
                                   int first_ms, int last_ms)
{
    struct timeline_branch *row = &timeline->rows[timeline->count];
    (void)snprintf(row->name, sizeof(row->name), "%s", name);
    row->number = timeline->count++;
    row->parent = parent;
    row->first = cell_at(timeline, first_ms);
    row->last = cell_at(timeline, last_ms);
    return row;
}

static void label(const struct model_timeline *timeline, struct timeline_branch *row, int at_ms,
                  const char *text)
{
    struct timeline_label *to = &row->labels[row->label_count++];
    to->cell = cell_at(timeline, at_ms);
    to->is_fault = lab_is_of_faults(text);
    (void)snprintf(to->text, sizeof(to->text), "%s", text);
}

static void stand(struct model_timeline *timeline, int row, int at_ms)
{
    timeline->here_row = row;
    timeline->here = cell_at(timeline, at_ms);
    timeline->rows[row].is_current = true;
}

/* The picture of the design: conflicts on one line and none on the other. */
static void add_branches(struct model_timeline *timeline, int cols)
{
    static const int on_main[] = {4600,  5400,  6100,  6900,  8800,  9100, 10400,
                                  11500, 12300, 13500, 14200, 14600, 17300};
    static const int on_before[] = {21600, 22000, 23900, 25400, 27000, 27700, 28500, 30100,
                                    30800, 33100, 34200, 35400, 35800, 36900, 37300, 39600};
    begin(timeline, cols, 40);
    struct timeline_branch *row = add(timeline, "main", -1, 0, 20000);
    label(timeline, row, 1900, "load tenants");
    for (int i = 0; i < COUNT_OF(on_main); i++) {
        row->cells[cell_at(timeline, on_main[i])].conflicts = 1;
    }
    struct timeline_branch *before = add(timeline, "before", 0, 20000, 40000);
    label(timeline, before, 20000, "driver round_robin");
    for (int i = 0; i < COUNT_OF(on_before); i++) {
        before->cells[cell_at(timeline, on_before[i])].conflicts = 1;
    }
    before->is_chosen = true;
    label(timeline, add(timeline, "routed", 0, 20000, 40000), 20000, "driver shard_map");
    stand(timeline, 2, 40000);
}

/* Every density; a fault, an outage, a mark; one stands where the future is known. */
void fixture_fill_marks(struct model *model, struct ui *ui, int cols)
{
    struct model_timeline *timeline = &model->timeline;
    fixture_fill_wide(model, ui, cols);
    static const int counts[] = {0, 1, 2, 9, 10, 49, 50, 199, 200, 65535};
    begin(timeline, cols, 80);
    struct timeline_branch *row = add(timeline, "main", -1, 0, 72000);
    for (int cell = 5; cell < timeline->cells / 2; cell++) {
        row->cells[cell].conflicts = (uint16_t)counts[cell % COUNT_OF(counts)];
    }
    int fault = cell_at(timeline, 50000);
    row->cells[fault].has_fault = true;
    for (int cell = fault; cell < fault + 9; cell++) {
        row->cells[cell].is_out = true;
    }
    row->cells[fault + 4].conflicts = 3;
    row->cells[cell_at(timeline, 66000)].has_mark = true;
    row->is_chosen = true;
    label(timeline, row, 2000, "load bank");
    label(timeline, row, 47000, "load course"); /* a fault comes before it */
    label(timeline, row, 50000, "kill az b");
    label(timeline, row, 52000, "cut m1 m3 oneway");
    label(timeline, row, 66000, "mark after");
    add(timeline, "late", 0, 70000, 70000);
    add(timeline, "a_name_of_many_letters", 0, 30000, 79000)->cells[fault].conflicts = 20;
    add(timeline, "inner", 2, 30000, 80000);
    label(timeline, &timeline->rows[2], 50000, "lag m1 m2 80ms");
    label(timeline, &timeline->rows[3], 30000, "@2 INSERT INTO t VALUES (1, 1)…");
    stand(timeline, 0, 41000);
}

void fixture_fill_many(struct model *model, struct ui *ui, int cols)
{
    struct model_timeline *timeline = &model->timeline;
    fixture_fill_wide(model, ui, cols);
    begin(timeline, cols, 80);
    add(timeline, "main", -1, 0, 80000);
    for (int i = 2; i <= BRANCHES_MAX; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "b%d", i);
        add(timeline, name, i % 3 == 0 ? i - 2 : 0, 80000 - i * 1000, 81000 - i * 900);
    }
    timeline->rows[40].is_chosen = true;
    stand(timeline, 0, 80000);
}

void fixture_fill_none(struct model *model, struct ui *ui, int cols)
{
    struct model_timeline *timeline = &model->timeline;
    fixture_fill_wide(model, ui, cols);
    begin(timeline, cols, 16);
    label(timeline, add(timeline, "main", -1, 0, 9000), 100, "load bank");
    timeline->rows[0].is_chosen = true;
    stand(timeline, 0, 9000);
}

/* --- two of them compared -------------------------------------------------------------------- */

static struct compare_table *add_table(struct compare_result *result, const char *name, int master,
                                       int64_t other, int64_t here)
{
    struct compare_table *table = &result->tables[result->table_count++];
    *table = (struct compare_table){.master = master, .rows = {other, here}};
    (void)snprintf(table->name, sizeof(table->name), "%s", name);
    return table;
}

static void add_row(struct compare_table *table, const char *key, const char *other,
                    const char *here)
{
    struct compare_row *row = &table->first[table->shown++];
    (void)snprintf(row->key, sizeof(row->key), "%s", key);
    (void)snprintf(row->values[COMPARE_OTHER], COMPARE_TEXT_SIZE, "%s", other);
    (void)snprintf(row->values[COMPARE_HERE], COMPARE_TEXT_SIZE, "%s", here);
    table->differ++;
}

static void fill_tables(struct compare_result *result)
{
    for (int master = 0; master < 3; master++) {
        struct compare_table *table = add_table(result, "counters", master, 12, 12);
        add_row(table, "tenant 1", "n 678", "n 702");
        add_row(table, "tenant 10", "", "n 3, note 'new'");
        if (master == 2) { /* it has not applied the last */
            table->shown--;
        }
        table->differ = 9;
    }
    (void)add_table(result, "log", 0, 2036, 2036);
    (void)add_table(result, "log", 1, 2036, 2036);
    add_table(result, "log", 2, 0, 0)->kind = TABLE_MASTER_OFFLINE;
    add_table(result, "mine", 0, 0, 4)->kind = TABLE_ABSENT;
    add_table(result, "theirs", 0, 5, 4)->kind = TABLE_OTHER_COLUMNS;
    result->tables_left = 3;
}

static void fill_compare(struct model_compare *compare)
{
    struct compare_result *result = mem_alloc(1, sizeof(*result));
    *result = (struct compare_result){
        .at = 40 * US_PER_S,
        .parted_at = 20 * US_PER_S,
        .names = {"before", "routed"},
        .counters =
            {{.counts = {[COMPARE_OK] = 2316,
                         [COMPARE_FAILED] = 2,
                         [COMPARE_CONFLICTS] = 877,
                         [COMPARE_RETRIES] = 875,
                         [COMPARE_DOUBLED] = 1},
              .longest_outage = 1780 * US_PER_MS,
              .commits = {700, 806, 812, -1}},
             {.counts = {[COMPARE_OK] = 2400, [COMPARE_UNKNOWN] = 1, [COMPARE_RETRIES] = 875},
              .longest_outage = 920 * US_PER_MS,
              .commits = {800, 800, 800, 12}}},
        .has_event = true,
        .events = {{.text = "20.004  m2  @3 begins"},
                   {.text = "20.000  driver  shard_map: decides from now on, for @1"}},
    };
    fill_tables(result);
    model_build_compare(compare, result, 0);
    mem_free(result);
}

/* As long as there is room for it. Before 20 s both write everywhere, then each page has one owner
 * on one of them, and on the other AZ b is killed at 30 s. */
#define FROM_S 15
#define PARTED_S 20
#define KILLED_S 30
#define UNTIL_S 40

static void fill_side(struct model_plots *plots, int dot, bool is_routed)
{
    sim_us at = plots->from + dot * plots->dot;
    bool is_calm = is_routed && at >= PARTED_S * US_PER_S;
    bool is_dark = !is_routed && at >= KILLED_S * US_PER_S;
    bool is_out = is_dark && at < (KILLED_S + 2) * US_PER_S;
    int wobble = dot * 7 % 5;
    plots->commits[0][dot] = is_calm ? 20 : 17 + wobble;
    plots->commits[1][dot] = is_calm ? 20 : is_dark ? 0 : 18 + wobble % 3;
    plots->commits[2][dot] = is_calm ? 20 : is_out ? 10 : 21 - wobble;
    for (int i = 0; i < MASTERS_MAX; i++) {
        plots->values[PLOTS_COMMITS][dot] += plots->commits[i][dot];
    }
    plots->values[PLOTS_CONFLICTS][dot] = is_calm ? 0 : 12 + 3 * wobble;
    plots->values[PLOTS_SLOWEST][dot] = (int)(is_calm ? 9 : 80 + 8 * wobble) * US_PER_MS;
    for (int i = 0; i < plots->strip_count; i++) {
        int on = is_calm ? i : (dot / 2 + i) % 3;
        on = is_dark && on == 1 ? (is_out ? SAMPLE_OUT : 0) : on;
        plots->strips[i].on[dot] = (int8_t)on;
        plots->strips[i].wrote[dot] = on >= 0;
    }
}

void fixture_fill_sides(struct model_compare *compare, int cols)
{
    struct compare_plots *out = &compare->plots;
    out->is_shown = true;
    for (int side = 0; side < COMPARE_SIDES; side++) {
        struct model_plots *plots = &out->sides[side];
        memset(plots, 0, sizeof(*plots));
        plots->dots = 2 * (cols < PLOTS_COLS_MAX ? cols : PLOTS_COLS_MAX);
        plots->dot = ((UNTIL_S - FROM_S) * US_PER_S / plots->dots / SAMPLE_STEP + 1) * SAMPLE_STEP;
        plots->from = UNTIL_S * US_PER_S - plots->dots * plots->dot;
        plots->end = plots->dots;
        plots->shown = plots->end - 1;
        plots->cursor = -1;
        plots->strip_count = 3;
        for (int i = 0; i < plots->strip_count; i++) {
            plots->strips[i].client = 4 - i; /* the one that differs most first */
        }
        for (int dot = 0; dot < plots->end; dot++) {
            fill_side(plots, dot, side == COMPARE_HERE);
        }
        out->parted = (int)((PARTED_S * US_PER_S - plots->from) / plots->dot);
    }
    struct model_plots *other = &out->sides[COMPARE_OTHER];
    other->mark_count = 1;
    other->marks[0] =
        (struct plots_mark){.dot = (int)((KILLED_S * US_PER_S - other->from) / other->dot),
                            .is_fault = true,
                            .sign = GLYPH_DOWN,
                            .text = "kill AZ b"};
    (void)snprintf(out->done[COMPARE_OTHER], sizeof(out->done[0]), "kill az b");
    (void)snprintf(out->done[COMPARE_HERE], sizeof(out->done[0]), "driver shard_map");
    out->done_count[COMPARE_OTHER] = 1;
    out->done_count[COMPARE_HERE] = 3;
}

void fixture_fill_branches(struct model *model, struct ui *ui, int cols)
{
    fixture_fill_wide(model, ui, cols);
    (void)snprintf(model->branch, sizeof(model->branch), "routed");
    model->has_branched = true;
    add_branches(&model->timeline, cols);
}

void fixture_fill_compared(struct model *model, struct ui *ui, int cols)
{
    fixture_fill_branches(model, ui, cols);
    fill_compare(&model->compare);
    fixture_fill_sides(&model->compare, draw_sides_cols(cols - (cols < 100 ? 2 : 4)));
}

void fixture_fill_compared_on(struct model *model, struct ui *ui, int cols)
{
    fixture_fill_compared(model, ui, cols);
    model->compare.scroll = 5;
}
