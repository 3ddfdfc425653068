/* SPDX-License-Identifier: MIT */
/* draw_lanes: who told whom, time running down, and why it happened. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <string.h>

#define TIME_COLS 9
#define ROOT_FROM 8  /* rows from which on one of them can say why */
#define WHY_HEAD 2   /* rows of the heading of the causes */
#define SAID_AT 11   /* where what was said begins, behind who did */
#define LABEL_ROOM 4 /* of an arrow, besides its label */

/* Where each lane stands, and what of the rows can be seen. */
struct lanes_view {
    const struct model_lanes *lanes;
    struct rect at; /* of the rows */
    bool is_airy;   /* there is room for blank rows between steps */
    int x[LANES_MAX];
};

/* --- lanes ---------------------------------------------------------------------------------- */

/* Its name, or the brief one, so that there is a blank to the next. */
static const char *name_of(const struct lanes_view *view, int lane)
{
    const char *name = view->lanes->lanes[lane].name;
    bool is_one = view->lanes->lane_count < 2;
    int room = is_one ? view->at.cols : view->x[1] - view->x[0] - 1;
    return text_width(name) <= room ? name : view->lanes->lanes[lane].brief;
}

/* The same distance between all, so that no name touches the next. */
static void place_lanes(struct lanes_view *view)
{
    const struct model_lanes *lanes = view->lanes;
    int count = lanes->lane_count;
    int first = view->at.x + TIME_COLS + 2;
    int room = view->at.cols - TIME_COLS - 2 - 3;
    for (int i = 0; i < count; i++) {
        view->x[i] = first + (count > 1 ? i * room / (count - 1) : room / 2);
    }
}

static void draw_lane_names(struct canvas *canvas, struct rect at, const struct lanes_view *view)
{
    for (int i = 0; i < view->lanes->lane_count; i++) {
        const struct lane *lane = &view->lanes->lanes[i];
        const char *text = name_of(view, i);
        int width = text_width(text) + (lane->is_client ? 2 : 0);
        struct rect place = rect_of(view->x[i] - width / 2, at.y, width, 1);
        if (!lane->is_client) {
            (void)canvas_bold(canvas, place, lane->role, text);
            continue;
        }
        struct rect name = rect_of(place.x + 1, place.y, width - 2, 1);
        canvas_fill(canvas, place, ROLE_SEL);
        (void)canvas_bold(canvas, name, lane->is_you ? ROLE_ACCENT : lane->role, text);
        if (lane->is_you) {
            canvas_underline(canvas, name);
        }
        if (canvas->has_brackets) {
            canvas_put(canvas, place.x, place.y, ROLE_STRONG, '[');
            canvas_put(canvas, place.x + width - 1, place.y, ROLE_STRONG, ']');
        }
    }
}

static void draw_left_out(struct canvas *canvas, struct rect at, int clients)
{
    if (clients > 0) {
        (void)canvas_textf(canvas, rect_of(at.x, at.y, TIME_COLS, 1), ROLE_FAINT, "+%d more",
                           clients);
    }
}

static void draw_wires(struct canvas *canvas, const struct lanes_view *view, int y, bool is_chosen)
{
    for (int i = 0; i < view->lanes->lane_count; i++) {
        enum role role = view->lanes->lanes[i].role;
        bool is_master = role >= ROLE_M1 && role <= ROLE_M4;
        enum role own = !is_master ? ROLE_RULE : is_chosen ? ROLE_TEXT : role;
        canvas_put(canvas, view->x[i], y, own, GLYPH_WIRE);
    }
}

/* --- arrows --------------------------------------------------------------------------------- */

static uint32_t reached(const struct lanes_row *row)
{
    return row->heads | row->lost | row->flying;
}

/* The outermost lane that it goes to, at the side of most of them. */
static int end_of(const struct lanes_row *row)
{
    uint32_t heads = reached(row);
    int low = -1;
    int high = -1;
    for (int i = 0; i < LANES_MAX; i++) {
        if ((heads >> i & 1) != 0) {
            low = low < 0 ? i : low;
            high = i;
        }
    }
    return high > row->from ? high : low;
}

/* Does its label stand in the arrow itself? One that goes to several has it above. */
static bool is_inline(const struct lanes_view *view, const struct lanes_row *row)
{
    int end = end_of(row);
    uint32_t heads = reached(row);
    if (end < 0 || row->from < 0 || (heads & (heads - 1)) != 0) {
        return false;
    }
    int span = view->x[end] - view->x[row->from];
    span = span < 0 ? -span : span;
    return text_width(row->label) + LABEL_ROOM <= span - 1;
}

/* An error that does not fit its arrow stands at the other side of the master, in the same row. */
static bool is_beside(const struct lanes_view *view, const struct lanes_row *row)
{
    return row->is_loud && !is_inline(view, row) && row->from >= 0 && end_of(row) >= 0;
}

static int height_of(const struct lanes_view *view, const struct lanes_row *row)
{
    bool is_one = row->stroke == STROKE_NONE || is_inline(view, row) || is_beside(view, row);
    return is_one ? 1 : 2;
}

/* Not every hue stands out from the ground of the chosen row: there the arrow is white. */
static enum role role_on(const struct lanes_row *row, enum role role)
{
    return row->is_chosen && role >= ROLE_M1 ? ROLE_STRONG : role;
}

/* What is still under way is a dot on its path, what was lost a cross where it should arrive. */
static void draw_head(struct canvas *canvas, int x, int y, const struct lanes_row *row, int lane,
                      int way)
{
    if ((row->flying >> lane & 1) != 0) {
        canvas_put(canvas, x - 3 * way, y, role_on(row, row->role), GLYPH_PACKET);
    } else if ((row->lost >> lane & 1) != 0) {
        canvas_put(canvas, x - way, y, role_on(row, ROLE_BAD), GLYPH_DOWN);
    } else {
        canvas_put(canvas, x - way, y, role_on(row, row->role), way > 0 ? GLYPH_RIGHT : GLYPH_LEFT);
    }
}

/* To all lanes at one side of the sender, `way` 1 or -1, as far as the last of them. */
static void draw_way(struct canvas *canvas, const struct lanes_view *view,
                     const struct lanes_row *row, int y, int way)
{
    int from = view->x[row->from];
    int end = from;
    for (int i = 0; i < view->lanes->lane_count; i++) {
        bool is_hit = (reached(row) >> i & 1) != 0;
        end = is_hit && (view->x[i] - end) * way > 0 ? view->x[i] : end;
    }
    bool is_whole = row->stroke == STROKE_WHOLE && row->heads + row->lost != 0;
    int left = way > 0 ? from + 1 : end + 1;
    int right = way > 0 ? end : from;
    canvas_line(canvas, rect_of(left, y, right - left, 1), role_on(row, row->role),
                is_whole ? GLYPH_RULE : GLYPH_DASH);
    for (int i = 0; i < view->lanes->lane_count; i++) {
        if ((view->x[i] - from) * way > 0 && (reached(row) >> i & 1) != 0) {
            draw_head(canvas, view->x[i], y, row, i, way);
        }
    }
}

static void draw_label(struct canvas *canvas, struct rect at, const struct lanes_row *row, int cols)
{
    bool is_bold = row->role != ROLE_MUTED;
    if (row->is_loud) {
        struct rect tag = rect_of(at.x - 1, at.y, cols + 2, 1);
        canvas_fill(canvas, tag, ROLE_BAD);
        for (int i = -1; i <= cols; i++) {
            canvas_put(canvas, at.x + i, at.y, ROLE_BG, ' ');
        }
        (void)canvas_bold(canvas, at, ROLE_BG, row->label);
    } else if (is_bold) {
        (void)canvas_bold(canvas, at, role_on(row, row->role), row->label);
    } else {
        (void)canvas_text(canvas, at, row->role, row->label);
    }
}

static void draw_inline(struct canvas *canvas, const struct lanes_view *view,
                        const struct lanes_row *row, int y)
{
    int from = view->x[row->from];
    int to = view->x[end_of(row)];
    int cols = text_width(row->label);
    int left = from < to ? from : to;
    int right = from < to ? to : from;
    int x = left + 3;
    if (row->is_answer) { /* near to whom it tells */
        x = to < from ? left + 3 : right - 2 - cols;
    }
    canvas_text(canvas, rect_of(x - 1, y, cols + 2, 1), row->role, "");
    for (int i = -1; i <= cols; i++) {
        canvas_put(canvas, x + i, y, row->role, ' ');
    }
    draw_label(canvas, rect_of(x, y, cols, 1), row, cols);
}

/* Above its arrow, on the way that it goes. */
static void draw_above(struct canvas *canvas, const struct lanes_view *view,
                       const struct lanes_row *row, int y)
{
    int from = view->x[row->from];
    int end = end_of(row);
    int cols = text_width(row->label);
    bool goes_right = end >= 0 && view->x[end] > from;
    bool fits = end >= 0 && cols + 3 <= (goes_right ? view->x[end] - from : from - view->x[end]);
    int first = view->at.x + TIME_COLS + 1;
    int last = view->at.x + view->at.cols;
    int x = goes_right ? from + 2 : from - 1 - cols;
    if (!fits && row->is_answer && goes_right) { /* it ends where it arrives */
        x = view->x[end] - 1 - cols;
    }
    x = x + cols > last ? last - cols : x;
    x = x < first ? first : x;
    canvas_put(canvas, x - 1, y, row->role, ' ');
    canvas_put(canvas, x + cols, y, row->role, ' ');
    draw_label(canvas, rect_of(x, y, last - x, 1), row, cols);
}

static void draw_beside(struct canvas *canvas, const struct lanes_view *view,
                        const struct lanes_row *row, int y)
{
    int from = view->x[row->from];
    int cols = text_width(row->label);
    bool goes_right = view->x[end_of(row)] > from;
    draw_label(canvas, rect_of(goes_right ? from - cols - 3 : from + 4, y, cols, 1), row, cols);
}

static void draw_event_row(struct canvas *canvas, const struct lanes_view *view,
                           const struct lanes_row *row, int y)
{
    struct rect line = rect_of(view->at.x + TIME_COLS + 1, y, view->at.cols - TIME_COLS - 1, 1);
    int cols = text_width(row->label);
    int x = row->from >= 0 ? view->x[row->from] - 1 : line.x;
    x = x + cols + 3 > line.x + line.cols ? line.x + line.cols - cols - 3 : x;
    x = x < line.x ? line.x : x;
    canvas_sign(canvas, x + 1, y, ROLE_STRONG, GLYPH_UP);
    canvas_put(canvas, x + 2, y, ROLE_TEXT, ' ');
    struct rect text = rect_of(x + 3, y, line.x + line.cols - x - 3, 1);
    if (row->is_chosen) {
        (void)canvas_text(canvas, text, ROLE_STRONG, row->label);
    } else {
        draw_sentence(canvas, text, row->role, row->label);
    }
}

static void draw_row(struct canvas *canvas, const struct lanes_view *view,
                     const struct lanes_row *row, int y)
{
    int height = height_of(view, row);
    int last = y + height - 1;
    struct rect line = rect_of(view->at.x, last, view->at.cols, 1);
    for (int i = 0; i < height; i++) {
        draw_wires(canvas, view, y + i, row->is_chosen && y + i == last);
    }
    if (row->seq != 0) {
        canvas_spot(canvas, rect_of(line.x, y, line.cols, height), "\\view lanes %" PRIu64,
                    row->seq);
    }
    if (row->is_chosen) {
        canvas_fill(canvas, line, ROLE_SEL);
        (void)canvas_bold(canvas, line, ROLE_ACCENT, row->time);
    } else {
        (void)canvas_text(canvas, line, ROLE_FAINT, row->time);
    }
    if (row->stroke == STROKE_NONE) {
        draw_event_row(canvas, view, row, y);
        return;
    }
    if (row->from < 0) {
        return;
    }
    draw_way(canvas, view, row, last, -1);
    draw_way(canvas, view, row, last, 1);
    if (is_beside(view, row)) {
        draw_beside(canvas, view, row, last);
    } else if (height == 1) {
        draw_inline(canvas, view, row, last);
    } else {
        draw_above(canvas, view, row, y);
    }
}

/* --- all of them ---------------------------------------------------------------------------- */

static int step_of(const struct lanes_view *view, const struct lanes_row *row)
{
    return height_of(view, row) + (view->is_airy && row->is_apart ? 1 : 0);
}

/* Is there room for all of them, and for air? */
static bool has_air(const struct lanes_view *view)
{
    struct lanes_view airy = *view;
    int used = 0;
    airy.is_airy = true;
    for (int i = 0; i < view->lanes->row_count; i++) {
        used += step_of(&airy, &view->lanes->rows[i]);
    }
    return used <= view->at.rows;
}

/* The first row of those that are seen: the chosen one is among them, near the end. */
static int first_row(const struct lanes_view *view, int scroll)
{
    const struct model_lanes *lanes = view->lanes;
    int last = lanes->chosen >= 0 ? lanes->chosen : lanes->row_count - 1;
    last = last + 2 < lanes->row_count ? last + 2 : lanes->row_count - 1;
    last += scroll;
    last = last < 0 ? 0 : last > lanes->row_count - 1 ? lanes->row_count - 1 : last;
    int used = 0;
    int first = last + 1;
    while (first > 0 && used + step_of(view, &lanes->rows[first - 1]) <= view->at.rows) {
        used += step_of(view, &lanes->rows[--first]);
    }
    return first;
}

static void draw_rows(struct canvas *canvas, const struct lanes_view *view, int scroll)
{
    const struct model_lanes *lanes = view->lanes;
    int y = view->at.y;
    int end = view->at.y + view->at.rows;
    for (int i = first_row(view, scroll); i < lanes->row_count; i++) {
        const struct lanes_row *row = &lanes->rows[i];
        int height = height_of(view, row);
        int air = step_of(view, row) - height;
        if (y + air + height > end) {
            break;
        }
        if (air > 0) {
            draw_wires(canvas, view, y, false);
        }
        draw_row(canvas, view, row, y + air);
        y += air + height;
    }
    for (; y < end; y++) {
        draw_wires(canvas, view, y, false);
    }
    if (lanes->row_count == 0) {
        (void)canvas_text(canvas, rect_after(view->at, TIME_COLS + 1), ROLE_FAINT,
                          "No packet of it is in memory: it was long ago");
    }
}

/* --- why ------------------------------------------------------------------------------------ */

/* One cause, and below it the line to the next; the row after it. */
static int draw_cause(struct canvas *canvas, struct rect at, int row,
                      const struct lanes_cause *cause, bool is_first)
{
    struct rect text = rect_after(at, 2);
    struct rect beside = text;
    beside.cols -= text_width(cause->time) + 2;
    canvas_sign(canvas, at.x, at.y + row, is_first && cause->is_trouble ? ROLE_BAD : cause->role,
                GLYPH_UP);
    canvas_text_right(canvas, rect_row(at, row), ROLE_FAINT, false, cause->time);
    if (cause->seq != 0) {
        canvas_spot(canvas, rect_row(at, row), "\\view lanes %" PRIu64, cause->seq);
    }
    row = draw_prose(canvas, beside, row, cause->role, cause->text);
    return draw_prose(canvas, text, row, ROLE_MUTED, cause->note);
}

/* With the blank row below it. */
static int rows_of_cause(const struct lanes_cause *cause, int cols)
{
    int beside = cols - 2 - text_width(cause->time) - 2;
    return prose_rows(cause->text, beside) + prose_rows(cause->note, cols - 2) + 1;
}

/* How many of the first there is room for, if the root is to stand below them. */
static int count_fitting(const struct model_lanes *lanes, struct rect at)
{
    int last = lanes->cause_count - 1;
    int all = WHY_HEAD - 1;
    for (int i = 0; i <= last; i++) {
        all += rows_of_cause(&lanes->causes[i], at.cols);
    }
    int used = WHY_HEAD + rows_of_cause(&lanes->causes[last], at.cols) + 1;
    int count = 0;
    while (all > at.rows && count < last &&
           used + rows_of_cause(&lanes->causes[count], at.cols) <= at.rows) {
        used += rows_of_cause(&lanes->causes[count++], at.cols);
    }
    return all > at.rows ? count : last;
}

/* Effect first, the root last; what has no room between them is counted. The row after them. */
static int draw_causes(struct canvas *canvas, struct rect at, const struct model_lanes *lanes)
{
    int last = lanes->cause_count - 1;
    int fitting = count_fitting(lanes, at);
    int row = WHY_HEAD;
    draw_heading(canvas, rect_row(at, 0), "why", "effect, then its causes", true);
    for (int i = 0; i <= last && row < at.rows; i++) {
        int begin = row;
        if (i >= fitting && i < last) {
            (void)canvas_textf(canvas, rect_after(rect_row(at, row), 2), ROLE_FAINT,
                               "%d more between: e tells all", last - fitting);
            canvas_put(canvas, at.x, at.y + row++, ROLE_RULE, GLYPH_WIRE_NEW);
            i = last - 1;
            continue;
        }
        row = draw_cause(canvas, at, row, &lanes->causes[i], i == 0);
        for (int y = begin + 1; i < last && y <= row && y < at.rows; y++) {
            canvas_put(canvas, at.x, at.y + y, ROLE_RULE, GLYPH_WIRE);
        }
        row++;
    }
    return row;
}

static void draw_said(struct canvas *canvas, struct rect at, const struct model_lanes *lanes)
{
    draw_heading(canvas, rect_row(at, 0), "who said so", "", false);
    for (int i = 0; i < lanes->said_count; i++) {
        struct rect line = rect_row(at, 1 + i);
        (void)canvas_text(canvas, line, ROLE_MUTED, lanes->said[i].who);
        (void)canvas_text(canvas, rect_after(line, SAID_AT), ROLE_TEXT, lanes->said[i].what);
    }
}

/* A sentence that has no room is left out whole. */
static void draw_helps(struct canvas *canvas, struct rect at, const struct model_lanes *lanes)
{
    int helps = prose_rows(lanes->helps, at.cols);
    if (helps == 0 || 1 + helps > at.rows) {
        return;
    }
    draw_heading(canvas, rect_row(at, 0), "what helps", "", false);
    int row = draw_prose(canvas, at, 1, ROLE_TEXT, lanes->helps);
    if (row + prose_rows(lanes->better, at.cols) <= at.rows) {
        (void)draw_prose(canvas, at, row, ROLE_MUTED, lanes->better);
    }
}

/* At the right: why it happened, what helps, and at the end who said so. */
static void draw_why(struct canvas *canvas, struct rect at, const struct model_lanes *lanes)
{
    int said = lanes->said_count > 0 ? 1 + lanes->said_count : 0;
    int row = draw_causes(canvas, at, lanes);
    int left = at.rows - row - said;
    if (left >= 0) {
        draw_helps(canvas, rect_of(at.x, at.y + row, at.cols, left - (said > 0 ? 1 : 0)), lanes);
        draw_said(canvas, rect_of(at.x, at.y + at.rows - said, at.cols, said), lanes);
    }
}

/* Where there is no side, one row says why: the root. */
static void draw_root(struct canvas *canvas, struct rect at, const struct lanes_cause *root)
{
    int used = canvas_bold(canvas, at, ROLE_ACCENT, "why");
    used += 2 + canvas_text(canvas, rect_after(at, used + 2), ROLE_TEXT, root->text);
    if (used + 2 + text_width(root->note) <= at.cols) {
        (void)canvas_text(canvas, rect_after(at, used + 2), ROLE_MUTED, root->note);
    }
}

void draw_lanes(struct canvas *canvas, const struct layout *layout, const struct model *model,
                const struct ui *ui)
{
    const struct model_lanes *lanes = &model->lanes;
    struct rect at = layout->main;
    if (lanes->cause_count == 0) {
        (void)canvas_text(canvas, at, ROLE_FAINT, "Nothing has happened yet: Space runs the clock");
        return;
    }
    bool has_side = layout->side.cols > 0;
    bool has_root = !has_side && lanes->cause_count > 1 && at.rows > ROOT_FROM;
    struct lanes_view view = {
        .lanes = lanes,
        .at = rect_of(at.x, at.y + 1, at.cols, at.rows - 1 - (has_root ? 1 : 0)),
    };
    place_lanes(&view);
    view.is_airy = has_air(&view);
    draw_lane_names(canvas, at, &view);
    draw_left_out(canvas, at, lanes->clients_left_out);
    draw_rows(canvas, &view, ui->lanes_scroll);
    if (has_side) {
        draw_why(canvas, layout->side, lanes);
    } else if (has_root) {
        draw_root(canvas, rect_row(at, at.rows - 1), &lanes->causes[lanes->cause_count - 1]);
    }
}
