/* SPDX-License-Identifier: MIT */
/* The axis of the plots, what is drawn on one scale, and the same as text. */
#include "lib/test.h"

#include "base/mem.h"
#include "lab/samples.h"
#include "view/canvas.h"
#include "view/glyph.h"
#include "view/plot.h"
#include "view/plots_reading.h"
#include "view/plots_text.h"

#include <stdio.h>
#include <string.h>

static void axis__begins_at_the_start_and_then_moves_by_columns(void **state)
{
    (void)state;
    struct model_plots plots = {0};
    plots_set_axis(&plots, 60, PLOTS_1_MIN, 58 * US_PER_S, SAMPLE_STEP);
    assert_true(plots.from == 0 && plots.dot == 500 * US_PER_MS && plots.dots == 120);
    plots_set_axis(&plots, 60, PLOTS_1_MIN, 61 * US_PER_S - 1, SAMPLE_STEP);
    assert_true(plots.from == US_PER_S);
    plots_set_axis(&plots, 60, PLOTS_1_MIN, 61 * US_PER_S, SAMPLE_STEP);
    assert_true(plots.from == US_PER_S); /* a column is full only now */
    for (sim_us now = 0; now < 4000 * US_PER_S; now += 7770 * US_PER_MS) {
        for (int span = 0; span < PLOTS_SPAN_COUNT; span++) {
            plots_set_axis(&plots, 17 + span, (enum plots_span)span, now, SAMPLE_STEP);
            assert_true(plots.from <= now && now <= plots.from + plots.dots * plots.dot);
            assert_true(span < PLOTS_ALL || plots.from == 0);
            assert_true(plots.dot % SAMPLE_STEP == 0 && plots.from % plots.dot == 0);
        }
    }
}

static void scale__is_round_and_none_is_cut(void **state)
{
    (void)state;
    for (int most = 0; most < 3000; most++) {
        int top = plot_round_up(most);
        assert_true(top >= most && (top <= 2 * most || top == 1));
    }
    assert_true(plot_round_up(INT32_MAX) > 0);
}

static uint32_t dots_at(const struct canvas *canvas, int x, int y)
{
    uint32_t base = canvas->cells[y * canvas->cols + x].base;
    return base >= GLYPH_BRAILLE ? base - GLYPH_BRAILLE : 0;
}

static void line__highest_stands_at_the_top_and_the_unknown_nowhere(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(4, 2);
    const int samples[] = {0, 8, -1, 8, 0, 0, 0, 0};
    const struct plot_range range = {0, 4, 8};
    const struct plot_bounds bounds = {0, 7, ROLE_WARN};
    plot_line(canvas, rect_of(0, 0, 4, 2), &range, samples, &bounds);
    assert_int_equal(dots_at(canvas, 0, 0) & 0x08, 0x08); /* right, at the top */
    assert_int_equal(dots_at(canvas, 0, 1) & 0x40, 0x40); /* left, at the bottom */
    assert_int_equal(dots_at(canvas, 1, 0), 0x08);        /* no line up from what is not known */
    assert_int_equal(dots_at(canvas, 1, 1), 0);
    assert_int_equal(dots_at(canvas, 2, 1), 0); /* beyond the range */
    assert_int_equal(canvas->cells[0].role, ROLE_WARN);
    canvas_free(canvas);
}

static void stack__each_master_has_its_part(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(2, 4);
    const int one[] = {10, 10};
    const int none[] = {0, 0};
    const int two[] = {20, 20};
    const int *samples[MASTERS_MAX] = {one, none, two, none};
    const struct plot_range range = {0, 2, 40};
    plot_stack(canvas, rect_of(0, 0, 2, 4), &range, samples);
    assert_int_equal(dots_at(canvas, 0, 0), 0);
    assert_int_equal(dots_at(canvas, 0, 3), 0xff);
    assert_int_equal(canvas->cells[3 * 2].role, ROLE_M1);
    assert_int_equal(canvas->cells[2 * 2].role, ROLE_M3);
    assert_int_equal(canvas->cells[1 * 2].role, ROLE_M3);
    canvas->has_brackets = true; /* no hues: the number of the master */
    plot_stack(canvas, rect_of(0, 0, 2, 4), &range, samples);
    assert_int_equal(canvas->cells[3 * 2].base, '1');
    assert_int_equal(canvas->cells[2 * 2].base, '3');
    canvas_free(canvas);
}

static void text__has_a_row_a_dot_and_the_fault_between(void **state)
{
    (void)state;
    struct model_plots *plots = mem_alloc(1, sizeof(*plots));
    struct clients_view *clients = mem_alloc(1, sizeof(*clients));
    struct buf text;
    plots_set_axis(plots, 2, PLOTS_10_S, 12 * US_PER_S, SAMPLE_STEP);
    plots->end = 3;
    plots->strip_count = 1;
    plots->strips[0].client = 1;
    plots->strips[0].on[1] = SAMPLE_OUT;
    plots->values[PLOTS_COMMITS][2] = 77;
    plots->values[PLOTS_SLOWEST][0] = -1;
    plots->mark_count = 1;
    plots->marks[0] = (struct plots_mark){.dot = 1, .at = 3500 * US_PER_MS, .text = "kill m2"};
    clients->count = 1;
    clients->clients[0] = (struct client_view){.number = 1,
                                               .ok = 5,
                                               .driver = "careful",
                                               .outage_since = SIM_NEVER,
                                               .longest_outage = US_PER_S,
                                               .outage = US_PER_S,
                                               .outage_detect = US_PER_S};
    buf_init(&text, BUF_CAP_TEXT);
    plots_add_text(&text, plots, clients, 1);
    const char *fault = strstr(text.data, "kill m2 at 3.500");
    const char *out = strstr(text.data, "out");
    assert_true(fault != NULL && out > fault && strstr(out, "77") != NULL);
    assert_non_null(strstr(text.data, "@1 on m1: 0 ok/s; 5 ok"));
    assert_non_null(strstr(text.data, "to notice 1.00 s"));
    assert_null(strstr(text.data, "-1"));
    buf_release(&text);
    mem_free(plots);
    mem_free(clients);
}

static void words__say_what_most_of_the_outage_was(void **state)
{
    (void)state;
    struct model_plots *plots = mem_alloc(1, sizeof(*plots));
    struct model_meters meters = {.had_outage = true, .detect = 5, .reroute = 9, .first_ok = 1};
    plots->worst[PLOTS_COPIES] = COPIES_MAX;
    model_read_plots(&meters, plots);
    assert_int_equal(meters.reading_count, 1);
    assert_non_null(strstr(meters.readings[0], "finding another master"));
    plots->worst[PLOTS_COPIES] = 3;
    model_read_plots(&meters, plots);
    assert_int_equal(meters.reading_count, 2);
    assert_non_null(strstr(meters.readings[1], "nothing could be committed"));
    mem_free(plots);
}

/* Of 0.5 s each: a load begins, has 40 a second, and AZ b goes dark at the twentieth. */
static void fill_timeouts(struct model_plots *plots, int left)
{
    plots_set_axis(plots, 60, PLOTS_1_MIN, 20 * US_PER_S, SAMPLE_STEP);
    plots->end = 40;
    plots->shown = 39;
    plots->worst[PLOTS_COPIES] = WRITE_QUORUM;
    plots->mark_count = 1;
    plots->marks[0] = (struct plots_mark){.dot = 20, .is_fault = true};
    for (int dot = 0; dot < 40; dot++) {
        plots->values[PLOTS_COMMITS][dot] = dot < 4 ? dot : dot < 20 ? 40 : left;
        plots->values[PLOTS_SLOWEST][dot] = (int)(dot <= 20 ? 8 * US_PER_MS : US_PER_S);
    }
}

static void words__time_outs__are_told_only_if_it_was_they(void **state)
{
    (void)state;
    struct model_plots *plots = mem_alloc(1, sizeof(*plots));
    struct model_meters meters = {.timeout = US_PER_S};
    fill_timeouts(plots, 3);
    model_read_plots(&meters, plots);
    assert_int_equal(meters.reading_count, 2);
    assert_string_equal(meters.readings[0],
                        "Time-outs, 1.00 s or more each, cost most of the load: "
                        "40 commits a second before, 3 after.");
    fill_timeouts(plots, 20); /* half of it is left */
    model_read_plots(&meters, plots);
    assert_int_equal(meters.reading_count, 1);
    fill_timeouts(plots, 3);
    meters.timeout = 2 * US_PER_S; /* no unit has waited so long */
    model_read_plots(&meters, plots);
    assert_int_equal(meters.reading_count, 1);
    meters.timeout = US_PER_S;
    plots->marks[1] = (struct plots_mark){.dot = 22, .is_end = true}; /* over before it told much */
    plots->mark_count = 2;
    model_read_plots(&meters, plots);
    assert_int_equal(meters.reading_count, 1);
    plots->mark_count = 1;
    plots->worst[PLOTS_COPIES] = WRITE_QUORUM - 1; /* that is the reason */
    model_read_plots(&meters, plots);
    assert_int_equal(meters.reading_count, 1);
    assert_non_null(strstr(meters.readings[0], "nothing could be committed"));
    mem_free(plots);
}

static void area__little__is_not_nothing(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(3, 2);
    const int samples[] = {0, 1, 1000, 500, 1000, 1000};
    const struct plot_range range = {0, 5, 1000};
    plot_area(canvas, rect_of(0, 0, 3, 2), ROLE_BAD, &range, samples);
    assert_int_equal(dots_at(canvas, 0, 0), 0);
    assert_int_equal(dots_at(canvas, 0, 1), 0x80); /* the lowest at the right */
    assert_int_equal(dots_at(canvas, 1, 0), 0x47);
    assert_int_equal(dots_at(canvas, 1, 1), 0xff);
    assert_int_equal(dots_at(canvas, 2, 0), 0x47); /* what is beyond the end is not known */
    assert_int_equal(canvas->cells[1].role, ROLE_BAD);
    canvas_free(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axis__begins_at_the_start_and_then_moves_by_columns),
        cmocka_unit_test(scale__is_round_and_none_is_cut),
        cmocka_unit_test(line__highest_stands_at_the_top_and_the_unknown_nowhere),
        cmocka_unit_test(stack__each_master_has_its_part),
        cmocka_unit_test(text__has_a_row_a_dot_and_the_fault_between),
        cmocka_unit_test(words__say_what_most_of_the_outage_was),
        cmocka_unit_test(words__time_outs__are_told_only_if_it_was_they),
        cmocka_unit_test(area__little__is_not_nothing),
    };
    return cmocka_run_group_tests_name("view/plots", tests, NULL, NULL);
}
