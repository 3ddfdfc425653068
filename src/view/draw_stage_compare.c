/* SPDX-License-Identifier: MIT */
/*
 * draw_stage_compare: two branches for a room: their names, their pasts side by side, and of the
 * numbers those in which they differ, each below the past it is of.
 */
#include "view/draw.h"

#include "base/text.h"
#include "view/bigtext.h"
#include "view/draw_stage.h"
#include "view/model_compare.h"

#define NAME_ROWS 4   /* of large letters */
#define NUMBER_ROWS 5 /* of a large number, and what is below it */
#define FACTS_LARGE 2
#define FACTS_SMALL 5
#define LABEL_COLS 26

static struct rect whole(const struct canvas *canvas)
{
    struct stage_places places;
    stage_place(&places, canvas);
    places.middle.y += stage_is_huge(canvas) ? 1 : 0;
    places.middle.rows = places.foot.y - 1 - places.middle.y;
    return places.middle;
}

int stage_sides_cols(const struct canvas *canvas)
{
    return draw_sides_cols(whole(canvas).cols);
}

static bool is_trouble(const struct compare_line *line)
{
    bool is_one = false;
    for (int side = 0; side < COMPARE_SIDES; side++) {
        is_one = is_one || line->roles[side] == ROLE_BAD || line->roles[side] == ROLE_WARN;
    }
    return is_one;
}

/* Of what is counted that in which they differ. What is trouble comes first, and of that what
 * weighs most, which stands last in the table. */
static int choose_facts(const struct model_compare *compare, const struct compare_line *out[],
                        int most)
{
    int count = 0;
    for (int i = 0; i < 2 * compare->line_count && count < most; i++) {
        bool wants_trouble = i < compare->line_count;
        const struct compare_line *line =
            &compare->lines[wants_trouble ? compare->line_count - 1 - i : i - compare->line_count];
        if (line->look == COMPARE_NUMBERS && !line->is_same && is_trouble(line) == wants_trouble) {
            out[count++] = line;
        }
    }
    return count;
}

/* The names stand where the plots do. */
static int draw_names(struct canvas *canvas, struct rect at, const struct model_compare *compare)
{
    bool is_large = stage_is_huge(canvas);
    for (int side = 0; side < COMPARE_SIDES; side++) {
        const char *name = compare->names[side];
        int width = bigtext_width(&bigtext_narrow, name);
        is_large = is_large && width >= 0 && width <= draw_sides_place(at, side).cols;
    }
    for (int side = 0; side < COMPARE_SIDES; side++) {
        enum role role = side == COMPARE_HERE ? ROLE_ACCENT : ROLE_STRONG;
        struct rect place = draw_sides_place(at, side);
        place.rows = is_large ? NAME_ROWS + 1 : 1;
        if (is_large) {
            (void)bigtext_write(canvas, place, role, &bigtext_narrow, compare->names[side]);
        } else {
            (void)canvas_bold(canvas, place, role, compare->names[side]);
        }
    }
    return is_large ? NAME_ROWS + 1 : 1;
}

/* What is counted, and each one's number. */
static void draw_fact(struct canvas *canvas, struct rect at, const struct compare_line *line)
{
    bool is_large = at.rows > 1;
    struct rect label = rect_of(at.x, at.y + (is_large ? NAME_ROWS - 1 : 0), LABEL_COLS, 1);
    if (is_large) { /* in the columns before the plots, over as many rows as it needs */
        struct rect words = rect_of(at.x, at.y, DRAW_PLOTS_LABEL - 1, at.rows);
        (void)draw_plain_prose(canvas, words, 0, ROLE_STRONG, line->label);
    } else {
        (void)canvas_bold(canvas, label, ROLE_STRONG, line->label);
    }
    for (int side = 0; side < COMPARE_SIDES; side++) {
        enum role role = line->roles[side] == ROLE_TEXT ? ROLE_STRONG : line->roles[side];
        struct rect place = draw_sides_place(at, side);
        if (is_large) {
            (void)bigtext_write(canvas, place, role, &bigtext_medium, line->values[side]);
        } else {
            canvas_text_right(canvas, place, role, true, line->values[side]);
        }
    }
}

void draw_stage_compare(struct canvas *canvas, const struct model *model)
{
    const struct model_compare *compare = &model->compare;
    const struct compare_line *facts[FACTS_SMALL];
    struct rect at = whole(canvas);
    bool is_large = stage_is_huge(canvas);
    int count = choose_facts(compare, facts, is_large ? FACTS_LARGE : FACTS_SMALL);
    int step = is_large ? NUMBER_ROWS : 1;
    draw_stage_title(canvas, model);
    int used = draw_names(canvas, at, compare);
    while (count > 1 && at.rows - used - 1 - count * step < DRAW_SIDES_ROWS_MIN) {
        count--;
    }
    struct rect sides = rect_of(at.x, at.y + used, at.cols, at.rows - used - 1 - count * step);
    used += 1 + draw_sides_alone(canvas, sides, &compare->plots);
    for (int i = 0; i < count; i++) {
        draw_fact(canvas, rect_of(at.x, at.y + used + i * step, at.cols, step), facts[i]);
    }
    draw_stage_foot(canvas, model);
}
