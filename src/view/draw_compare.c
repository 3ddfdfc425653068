/* SPDX-License-Identifier: MIT */
/* draw_compare: two branches in a table whose last column finishes the sentence "so routed has". */
#include "view/draw.h"

#include "base/text.h"

#include <stdio.h>

#define NUMBER_COLS 12 /* of each branch */
#define WORDS_GAP 4
#define INDENT 2

/* Where the columns are: a number ends where its name does. */
struct columns {
    int ends[COMPARE_SIDES]; /* of the numbers */
    int words;
    int values[COMPARE_SIDES]; /* of rows that differ: where each begins */
};

static struct columns make_columns(int cols)
{
    int label = cols >= 100 ? 36 : cols >= 74 ? 26 : 20;
    int number = cols >= 74 ? NUMBER_COLS : 9;
    struct columns columns = {.ends = {label + number, label + 2 * number}};
    columns.words = columns.ends[COMPARE_HERE] + WORDS_GAP;
    columns.values[COMPARE_OTHER] = cols / 4;
    columns.values[COMPARE_HERE] = cols / 4 + (cols - cols / 4) / 2 + 1;
    return columns;
}

static struct rect part(struct rect at, int from, int to)
{
    return rect_of(at.x + from, at.y, to - from, at.rows);
}

static void draw_names(struct canvas *canvas, struct rect at, const struct model_compare *compare,
                       const struct columns *columns)
{
    char words[NAME_SIZE_MAX + 16];
    for (int i = 0; i < COMPARE_SIDES; i++) {
        int from = i == COMPARE_OTHER ? 2 * INDENT : columns->ends[COMPARE_OTHER] + 1;
        canvas_text_right(canvas, part(at, from, columns->ends[i]),
                          i == COMPARE_HERE ? ROLE_ACCENT : ROLE_STRONG, true, compare->names[i]);
    }
    (void)snprintf(words, sizeof(words), "so %s has", compare->names[COMPARE_HERE]);
    (void)canvas_text(canvas, rect_after(at, columns->words), ROLE_MUTED, words);
}

static void draw_numbers(struct canvas *canvas, struct rect at, const struct compare_line *line,
                         const struct columns *columns)
{
    (void)canvas_text(canvas, part(at, 0, columns->ends[COMPARE_OTHER] - 6),
                      line->is_same ? ROLE_MUTED : ROLE_TEXT, line->label);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        int from = i == COMPARE_OTHER ? columns->ends[i] - NUMBER_COLS : columns->ends[i - 1] + 1;
        bool is_quiet = line->is_same && line->roles[i] == ROLE_TEXT;
        canvas_text_right(canvas, part(at, from, columns->ends[i]),
                          is_quiet ? ROLE_MUTED : line->roles[i], !line->is_same, line->values[i]);
    }
    (void)canvas_text(canvas, rect_after(at, columns->words),
                      line->is_same ? ROLE_FAINT : ROLE_TEXT, line->words);
}

static void draw_row(struct canvas *canvas, struct rect at, const struct compare_line *line,
                     const struct columns *columns)
{
    int gap = 2;
    (void)canvas_text(canvas, part(at, INDENT, columns->values[COMPARE_OTHER] - gap), ROLE_MUTED,
                      line->label);
    (void)canvas_text(canvas,
                      part(at, columns->values[COMPARE_OTHER], columns->values[COMPARE_HERE] - gap),
                      line->roles[COMPARE_OTHER], line->values[COMPARE_OTHER]);
    (void)canvas_text(canvas, rect_after(at, columns->values[COMPARE_HERE]),
                      line->roles[COMPARE_HERE], line->values[COMPARE_HERE]);
}

static void draw_line(struct canvas *canvas, struct rect at, const struct compare_line *line,
                      const struct columns *columns)
{
    switch (line->look) {
    case COMPARE_NUMBERS:
        draw_numbers(canvas, at, line, columns);
        break;
    case COMPARE_ROW:
        draw_row(canvas, at, line, columns);
        break;
    case COMPARE_EVENT:
        (void)canvas_text(canvas, part(at, INDENT, columns->values[COMPARE_OTHER] - 2), ROLE_MUTED,
                          line->label);
        draw_sentence(canvas, rect_after(at, columns->values[COMPARE_OTHER]), ROLE_TEXT,
                      line->words);
        break;
    case COMPARE_BLANK:
        break;
    case COMPARE_TITLE:
        (void)canvas_text(canvas, part(at, 0, columns->values[COMPARE_OTHER] - 2),
                          line->is_same ? ROLE_MUTED : ROLE_TEXT, line->label);
        (void)canvas_text(canvas, rect_after(at, columns->values[COMPARE_OTHER]),
                          line->is_same ? ROLE_FAINT : ROLE_TEXT, line->words);
        break;
    }
}

void draw_compare(struct canvas *canvas, struct rect at, const struct model *model)
{
    const struct model_compare *compare = &model->compare;
    struct columns columns = make_columns(at.cols);
    char name[60];
    char facts[60] = "";
    int room = at.rows - COMPARE_HEAD_ROWS;
    int last = compare->line_count - room;
    int first = compare->scroll < last ? compare->scroll : last;
    first = first > 0 ? first : 0;
    int end = first + room < compare->line_count ? first + room : compare->line_count;
    (void)snprintf(name, sizeof(name), "compared at %s", compare->time);
    if (end - first < compare->line_count) {
        (void)snprintf(facts, sizeof(facts), "PgUp PgDn  %d to %d of %d", first + 1, end,
                       compare->line_count);
    }
    draw_heading(canvas, at, name, facts, false);
    draw_names(canvas, rect_row(at, 1), compare, &columns);
    for (int i = first; i < end; i++) {
        draw_line(canvas, rect_row(at, COMPARE_HEAD_ROWS + i - first), &compare->lines[i],
                  &columns);
    }
}
