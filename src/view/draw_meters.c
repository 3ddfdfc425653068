/* SPDX-License-Identifier: MIT */
/* draw_meters: the chosen client in full, and the table of all of them. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ENDPOINT_ROWS (2 + MASTERS_MAX) /* heading, names, one a master */
#define OUTAGE_ROWS 7                   /* heading, bar, and its three parts */
#define OUTAGE_ROWS_MOST 14             /* from here on each part is told with what it is */
#define COUNT_ROWS 4                    /* of a column of counts */
#define COUNT_COLS 24
#define COUNT_GAP 3

#define FACT_ROWS (1 + PLOTS_SERIES_COUNT)
#define OUTAGE_ROW_FROM 8 /* of the past, from which the outage has one */
#define SIDE_FROM 110     /* columns from which there is a side */
#define SIDE_WIDE_FROM 180
#define SIDE_COLS 32
#define SIDE_COLS_MOST 40
#define SIDE_GAP 6

/* Where the columns of the endpoints begin, or end if they are right-aligned. */
#define AT_STATE 4
#define SINCE_END 22
#define AT_BECAUSE 25
#define AT_DUE 46
#define AT_POOL 60
#define LATENCY_END 78

static struct rect part(struct rect at, int from, int to)
{
    return rect_of(at.x + from, at.y, to - from, at.rows);
}

/* "1 160": thousands apart. */
static void print_count(char *out, size_t size, int64_t count)
{
    if (count >= 1000000) {
        (void)snprintf(out, size, "%" PRId64 " %03d %03d", count / 1000000,
                       (int)(count / 1000 % 1000), (int)(count % 1000));
    } else if (count >= 1000) {
        (void)snprintf(out, size, "%d %03d", (int)(count / 1000), (int)(count % 1000));
    } else {
        (void)snprintf(out, size, "%d", (int)count);
    }
}

static void draw_number(struct canvas *canvas, struct rect at, int64_t count, enum role trouble)
{
    char text[32];
    print_count(text, sizeof(text), count);
    canvas_text_right(canvas, at, count > 0 ? trouble : ROLE_MUTED, count > 0, text);
}

static void draw_length(struct canvas *canvas, struct rect at, sim_us length, enum role role)
{
    char none[8] = {0};
    struct buf text;
    buf_init(&text, 40);
    if (length > 0) {
        span_add_length(&text, length);
    } else {
        (void)snprintf(none, sizeof(none), "\u2013");
    }
    canvas_text_right(canvas, at, length > 0 ? role : ROLE_MUTED, false,
                      length > 0 ? text.data : none);
    buf_release(&text);
}

/* --- the chosen client ---------------------------------------------------------------------- */

static void draw_endpoint_names(struct canvas *canvas, struct rect at)
{
    (void)canvas_text(canvas, rect_after(at, AT_STATE), ROLE_FAINT, "believes");
    canvas_text_right(canvas, part(at, 0, SINCE_END), ROLE_FAINT, false, "since");
    (void)canvas_text(canvas, rect_after(at, AT_BECAUSE), ROLE_FAINT, "because");
    (void)canvas_text(canvas, rect_after(at, AT_DUE), ROLE_FAINT, "next");
    (void)canvas_text(canvas, rect_after(at, AT_POOL), ROLE_FAINT, "pool");
    canvas_text_right(canvas, part(at, 0, LATENCY_END), ROLE_FAINT, false, "answers");
}

/* A cell for each connection there may be: used, there, not there. */
static void draw_pool(struct canvas *canvas, struct rect at, const struct meters_endpoint *endpoint)
{
    int shown = endpoint->max < METERS_SLOTS_MAX ? endpoint->max : METERS_SLOTS_MAX;
    int used = endpoint->in_use + endpoint->busy;
    for (int i = 0; i < shown; i++) {
        bool is_used = i < used;
        bool is_idle = !is_used && i < used + endpoint->idle;
        canvas_put(canvas, at.x + i, at.y,
                   is_used   ? i < endpoint->in_use ? role_of_master(endpoint->master) : ROLE_WARN
                   : is_idle ? ROLE_MUTED
                             : ROLE_RULE,
                   is_used   ? i < endpoint->in_use ? GLYPH_COPY : GLYPH_RECOVER
                   : is_idle ? GLYPH_OPEN
                             : 0xb7);
    }
    if (endpoint->waiting > 0) {
        (void)canvas_textf(canvas, rect_after(at, shown + 1), ROLE_WARN, "+%d", endpoint->waiting);
    }
}

static void draw_endpoint(struct canvas *canvas, struct rect at,
                          const struct meters_endpoint *endpoint)
{
    char name[] = {'m', (char)('1' + endpoint->master), '\0'};
    (void)canvas_bold(canvas, at, role_of_master(endpoint->master), name);
    canvas_sign(canvas, at.x + AT_STATE, at.y, endpoint->role, endpoint->sign);
    (void)canvas_text(canvas, rect_after(at, AT_STATE + 2), endpoint->role, endpoint->word);
    canvas_text_right(canvas, part(at, 0, SINCE_END), ROLE_MUTED, false, endpoint->since);
    (void)canvas_text(canvas, part(at, AT_BECAUSE, AT_DUE - 1), ROLE_TEXT, endpoint->because);
    (void)canvas_text(canvas, part(at, AT_DUE, AT_POOL - 1), ROLE_MUTED, endpoint->due);
    draw_pool(canvas, part(at, AT_POOL, LATENCY_END - 6), endpoint);
    canvas_text_right(canvas, part(at, 0, LATENCY_END), ROLE_TEXT, false, endpoint->latency);
}

static void draw_counts(struct canvas *canvas, struct rect at, const struct model_meters *meters)
{
    for (int i = 0; i < meters->count_count; i++) {
        const struct meters_count *count = &meters->counts[i];
        int x = i / COUNT_ROWS * (COUNT_COLS + COUNT_GAP);
        struct rect cell = part(rect_row(at, i % COUNT_ROWS), x, x + COUNT_COLS);
        (void)canvas_text(canvas, cell, ROLE_MUTED, count->label);
        draw_number(canvas, cell, count->count, count->trouble);
    }
}

/* Rows that it took. */
static int draw_chosen(struct canvas *canvas, struct rect at, const struct model_meters *meters)
{
    char name[24];
    (void)snprintf(name, sizeof(name), "client %d", meters->clients[meters->chosen].number);
    draw_heading(canvas, rect_row(at, 0), name, meters->facts, false);
    draw_endpoint_names(canvas, rect_row(at, 1));
    for (int i = 0; i < meters->endpoint_count; i++) {
        draw_endpoint(canvas, rect_row(at, 2 + i), &meters->endpoints[i]);
    }
    int used = 2 + meters->endpoint_count;
    used += at.rows > 20 ? 1 : 0;
    draw_counts(canvas, rect_of(at.x, at.y + used, at.cols, COUNT_ROWS), meters);
    return used + COUNT_ROWS;
}

/* --- its outage ----------------------------------------------------------------------------- */

static const struct outage_part {
    const char *label;
    const char *note;
    enum role role;
    uint32_t bare; /* its sign where hues are none */
} outage_parts[] = {
    {"to notice", "until it gave its master up", ROLE_WARN, GLYPH_COPY},
    {"to reroute", "until it had another to go to", ROLE_TEXT, GLYPH_HEAVY},
    {"to first ok", "login, the work, its commit", ROLE_MUTED, GLYPH_RULE},
};
#define OUTAGE_PARTS 3

/* The whole as a bar, in its parts; what is not nothing has a cell. */
static void draw_outage_bar(struct canvas *canvas, struct rect at,
                            const struct model_meters *meters)
{
    const sim_us lengths[OUTAGE_PARTS] = {meters->detect, meters->reroute, meters->first_ok};
    int ends[OUTAGE_PARTS] = {0};
    sim_us sum = 0;
    for (int i = 0; i < OUTAGE_PARTS; i++) {
        sum += lengths[i];
        ends[i] = meters->outage > 0 ? (int)(sum * at.cols / meters->outage) : 0;
    }
    int end = at.cols;
    for (int i = OUTAGE_PARTS - 1; i >= 0; i--) {
        int begin = i > 0 ? ends[i - 1] : 0;
        begin = lengths[i] > 0 && begin >= end ? end - 1 : begin < end ? begin : end;
        canvas_line(canvas, part(at, begin, end), outage_parts[i].role,
                    canvas->has_brackets ? outage_parts[i].bare : GLYPH_BLOCK);
        end = begin;
    }
}

/* "outage of @4, so far", "last outage of @4": of the longest the table tells. */
static void draw_outage_head(struct canvas *canvas, struct rect at,
                             const struct model_meters *meters)
{
    char name[40];
    struct buf length;
    buf_init(&length, 40);
    (void)snprintf(name, sizeof(name), "%s of @%d%s",
                   meters->had_outage && !meters->is_out ? "last outage" : "outage",
                   meters->clients[meters->chosen].number, meters->is_out ? ", so far" : "");
    if (meters->had_outage) {
        span_add_length(&length, meters->outage);
    }
    draw_heading(canvas, at, name, length.data, false);
    canvas_text_right(canvas, at, ROLE_WARN, true, length.data);
    buf_release(&length);
}

/* Where the longest is another one. */
static int draw_longest(struct canvas *canvas, struct rect at, int row,
                        const struct model_meters *meters)
{
    if (meters->longest_outage <= meters->outage || row >= at.rows) {
        return row;
    }
    struct rect line = rect_row(at, row);
    (void)canvas_text(canvas, line, ROLE_FAINT, "its longest");
    draw_length(canvas, line, meters->longest_outage, ROLE_TEXT);
    return row + 1;
}

/* Rows that it took. */
static int draw_outage(struct canvas *canvas, struct rect at, const struct model_meters *meters)
{
    const sim_us lengths[OUTAGE_PARTS] = {meters->detect, meters->reroute, meters->first_ok};
    bool has_notes = at.rows >= OUTAGE_ROWS_MOST;
    draw_outage_head(canvas, rect_row(at, 0), meters);
    if (!meters->had_outage || meters->is_out) {
        (void)canvas_text(canvas, rect_row(at, 1), meters->is_out ? ROLE_WARN : ROLE_FAINT,
                          meters->is_out ? "it cannot write now" : "none: it could always write");
        return draw_longest(canvas, at, 2, meters);
    }
    int y = has_notes ? 2 : 1;
    draw_outage_bar(canvas, rect_row(at, y), meters);
    y += 2;
    for (int i = 0; i < OUTAGE_PARTS; i++) {
        const struct outage_part *of = &outage_parts[i];
        struct rect line = rect_row(at, y++);
        canvas_put(canvas, line.x, line.y, of->role, canvas->has_brackets ? of->bare : GLYPH_COPY);
        (void)canvas_text(canvas, rect_after(line, 2), ROLE_MUTED, of->label);
        draw_length(canvas, line, lengths[i], ROLE_TEXT);
        if (has_notes) {
            (void)canvas_text(canvas, rect_after(rect_row(at, y++), 2), ROLE_FAINT, of->note);
        }
    }
    return draw_longest(canvas, at, y, meters);
}

/* In one row, where there is no side: "last outage @2  1.81 s  ####  noticed 1.77 s ...". */
static void draw_outage_row(struct canvas *canvas, struct rect at,
                            const struct model_meters *meters)
{
    struct buf text;
    buf_init(&text, 100);
    (void)canvas_textf(canvas, at, ROLE_MUTED, meters->is_out ? "outage of @%d" : "last outage @%d",
                       meters->clients[meters->chosen].number);
    draw_length(canvas, part(at, 0, DRAW_PLOTS_LABEL + 6), meters->outage, ROLE_WARN);
    if (meters->is_out) {
        (void)canvas_text(canvas, rect_after(at, DRAW_PLOTS_LABEL + 8), ROLE_WARN,
                          "so far: it cannot write now");
    } else {
        buf_addf(&text, "noticed ");
        span_add_length(&text, meters->detect);
        buf_addf(&text, "  moved ");
        span_add_length(&text, meters->reroute);
        buf_addf(&text, "  ok ");
        span_add_length(&text, meters->first_ok);
        canvas_text_right(canvas, at, ROLE_MUTED, false, text.data);
        draw_outage_bar(canvas, part(at, DRAW_PLOTS_LABEL + 8, at.cols - text_width(text.data) - 2),
                        meters);
    }
    buf_release(&text);
}

/* --- its workers ---------------------------------------------------------------------------- */

static void draw_workers(struct canvas *canvas, struct rect at, const struct model_meters *meters)
{
    draw_heading(canvas, rect_row(at, 0), "doing now", "", false);
    for (int i = 0; i < meters->worker_count; i++) {
        const struct meters_worker *worker = &meters->workers[i];
        struct rect line = rect_row(at, 1 + i);
        (void)canvas_text(canvas, line, worker->role, worker->text);
        canvas_text_right(canvas, line, ROLE_MUTED, false, worker->since);
    }
}

/* --- the table ------------------------------------------------------------------------------ */

#define UNSEEN_MOST 4 /* names of clients out of sight, at either side */
#define SIGN_AT 3     /* of the chosen row, behind its name */

/* Where each column ends; 0: there is no room for it. Of texts: where they begin. */
struct table_columns {
    int on, doing, rate, ok, failed, unknown, conflicts, retries, p99, outage, driver;
};

static struct table_columns columns_of(int cols)
{
    if (cols >= 110) {
        return (struct table_columns){7, 16, 30, 39, 47, 56, 63, 72, 81, 97, 101};
    }
    if (cols < 70) { /* the outage is in the picture */
        return (struct table_columns){5, 13, 24, 32, 40, 49, 0, 0, 58, 0, 0};
    }
    return (struct table_columns){5, 13, 25, 33, 41, 50, 0, 0, 59, 75, 0};
}

static void draw_table_names(struct canvas *canvas, struct rect at, const struct table_columns *to)
{
    const struct {
        int end;
        const char *word;
    } ends[] = {
        {to->rate, "ok/s"},      {to->ok, "ok"},
        {to->failed, "failed"},  {to->unknown, "unknown"},
        {to->conflicts, "1213"}, {to->retries, "retries"},
        {to->p99, "p99"},        {to->outage, "longest outage"},
    };
    (void)canvas_text(canvas, rect_after(at, to->on), ROLE_FAINT, "on");
    (void)canvas_text(canvas, rect_after(at, to->doing), ROLE_FAINT, "doing");
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        canvas_text_right(canvas, part(at, 0, ends[i].end), ROLE_FAINT, false, ends[i].word);
    }
    if (to->driver > 0) {
        (void)canvas_text(canvas, rect_after(at, to->driver), ROLE_FAINT, "driver");
    }
}

static void draw_table_row(struct canvas *canvas, struct rect at, const struct table_columns *to,
                           const struct meters_client *client, bool is_chosen)
{
    char name[12];
    if (is_chosen) {
        canvas_fill(canvas, at, ROLE_BAND);
        canvas_put(canvas, at.x + SIGN_AT, at.y, ROLE_ACCENT, GLYPH_LEFT);
    }
    (void)snprintf(name, sizeof(name), client->number > 0 ? "@%d" : "all", client->number);
    (void)canvas_bold(canvas, at, is_chosen ? ROLE_ACCENT : ROLE_STRONG, name);
    (void)canvas_text(canvas, part(at, to->on, to->doing - 1),
                      client->hue_of > 0 ? role_of_master(client->hue_of - 1) : ROLE_MUTED,
                      client->on);
    if (client->doing != NULL) {
        (void)canvas_text(canvas, rect_after(at, to->doing), client->doing_role, client->doing);
    }
    if (client->has_load) {
        draw_number(canvas, part(at, 0, to->rate), client->ok_per_s, ROLE_TEXT);
    }
    draw_number(canvas, part(at, 0, to->ok), client->ok, ROLE_TEXT);
    draw_number(canvas, part(at, 0, to->failed), client->failed, ROLE_BAD);
    draw_number(canvas, part(at, 0, to->unknown), client->unknown, ROLE_WARN);
    draw_length(canvas, part(at, 0, to->p99), client->p99, ROLE_TEXT);
    draw_length(canvas, part(at, 0, to->outage), client->outage,
                client->is_out ? ROLE_WARN : ROLE_TEXT);
    if (to->driver > 0) {
        draw_number(canvas, part(at, 0, to->conflicts), client->conflicts, ROLE_TEXT);
        draw_number(canvas, part(at, 0, to->retries), client->retries, ROLE_TEXT);
        (void)canvas_text(canvas, rect_after(at, to->driver), ROLE_MUTED, client->driver);
    }
}

/* "Down: @3 @4": those from one place to another, which are out of sight, and how to see them. */
static void add_unseen(struct buf *out, const struct model_meters *meters, int from, int to,
                       const char *key)
{
    if (from < to) {
        buf_addf(out, "%s%s", out->size > 0 ? "   " : "", key);
    }
    if (to - from > UNSEEN_MOST) {
        buf_addf(out, " %d more", to - from);
        return;
    }
    for (int i = from; i < to; i++) {
        buf_addf(out, " @%d", meters->clients[i].number);
    }
}

static void draw_table(struct canvas *canvas, struct rect at, const struct model_meters *meters,
                       bool has_focus)
{
    struct table_columns columns = columns_of(at.cols);
    struct buf facts;
    buf_init(&facts, BUF_CAP_TEXT);
    int room = at.rows - 3; /* heading, names, and all together */
    int first = meters->chosen - room / 2;
    first = first > meters->count - room ? meters->count - room : first;
    first = first > 0 ? first : 0;
    int end = first + room < meters->count ? first + room : meters->count;
    if (room > 0) {
        add_unseen(&facts, meters, 0, first, "Up:");
        add_unseen(&facts, meters, end, meters->count, "Down:");
    }
    draw_heading(canvas, rect_row(at, 0), "clients", facts.data, has_focus);
    buf_release(&facts);
    draw_table_names(canvas, rect_row(at, 1), &columns);
    for (int i = first; i < end; i++) {
        draw_table_row(canvas, rect_row(at, 2 + i - first), &columns, &meters->clients[i],
                       i == meters->chosen);
        if (i == meters->chosen) {
            canvas_spot(canvas, rect_row(at, 2 + i - first), "\\go");
        } else {
            canvas_spot(canvas, rect_row(at, 2 + i - first), "\\choose %d", i - meters->chosen);
        }
    }
    draw_table_row(canvas, rect_row(at, 2 + end - first), &columns, &meters->all, false);
}

/* --- one of them in full --------------------------------------------------------------------- */

/* Rows that it took. */
static int draw_one(struct canvas *canvas, struct rect at, const struct model_meters *meters)
{
    bool has_side = at.cols >= SIDE_FROM;
    struct rect main = has_side ? part(at, 0, LATENCY_END) : at;
    int used = draw_chosen(canvas, main, meters) + 1;
    if (!has_side) {
        return used;
    }
    int side_rows = OUTAGE_ROWS + 1 + meters->worker_count + 2;
    used = used > side_rows ? used : side_rows;
    struct rect side = part(at, LATENCY_END + SIDE_GAP, at.cols);
    (void)draw_outage(canvas, rect_of(side.x, side.y, side.cols, OUTAGE_ROWS), meters);
    draw_workers(canvas,
                 rect_of(side.x, side.y + OUTAGE_ROWS + 1, side.cols, side.rows - OUTAGE_ROWS - 1),
                 meters);
    return used;
}

/* --- the past of all ------------------------------------------------------------------------- */

static void draw_fact(struct canvas *canvas, struct rect at, enum plots_series which, int shown,
                      int worst, bool is_known)
{
    static const char *const labels[PLOTS_SERIES_COUNT] = {
        [PLOTS_COMMITS] = "commits", [PLOTS_CONFLICTS] = "conflicts", [PLOTS_SLOWEST] = "slowest",
        [PLOTS_LAG] = "lag, worst",  [PLOTS_COPIES] = "copies up",
    };
    (void)canvas_text(canvas, at, ROLE_MUTED, labels[which]);
    for (int i = 0; i < 2 && is_known; i++) {
        char number[DRAW_NUMBER_SIZE];
        char unit[DRAW_NUMBER_SIZE];
        int value = i == 0 ? shown : worst;
        int end = at.cols - (i == 0 ? 10 : 0);
        bool is_out = draw_is_out_of_bounds(which, value);
        draw_print_series(number, unit, which, value);
        canvas_text_right(canvas, part(at, 0, end - 3), is_out ? ROLE_WARN : ROLE_TEXT, i == 0,
                          number);
        (void)canvas_text(canvas, part(at, end - 2, end), ROLE_FAINT, unit);
    }
}

static void draw_facts(struct canvas *canvas, struct rect at, const struct model_plots *plots)
{
    char name[40];
    sim_us shown = plots->from + plots->shown * plots->dot;
    if (plots->cursor >= 0) {
        (void)snprintf(name, sizeof(name), "at %d.%d s, and the worst", (int)(shown / US_PER_S),
                       (int)(shown / (US_PER_S / 10) % 10));
    } else {
        (void)snprintf(name, sizeof(name), "now, and the worst seen");
    }
    draw_heading(canvas, rect_row(at, 0), name, "", false);
    for (int i = 0; i < PLOTS_SERIES_COUNT; i++) {
        bool is_known = plots->shown >= 0;
        draw_fact(canvas, rect_row(at, 1 + i), (enum plots_series)i,
                  is_known ? plots->values[i][plots->shown] : 0, plots->worst[i], is_known);
    }
}

/* What the plots and the outage say, as far as it fits in whole sentences. */
static void draw_reading(struct canvas *canvas, struct rect at, const struct model_meters *meters)
{
    int row = 1;
    for (int i = 0; i < meters->reading_count; i++) {
        int rows = prose_rows(meters->readings[i], at.cols);
        if (row + rows <= at.rows) {
            (void)draw_plain_prose(canvas, at, row, ROLE_MUTED, meters->readings[i]);
            row += rows;
        }
    }
    if (row > 1) {
        draw_heading(canvas, rect_row(at, 0), "reading it", "", false);
    }
}

/* Rows that the table wants: all clients, but no more than a third of the screen. */
static int table_rows(const struct model_meters *meters, int rows)
{
    int wanted = 3 + meters->count;
    int most = rows / 3 > 4 ? rows / 3 : 4;
    return wanted < most ? wanted : most;
}

int draw_plots_cols(int cols)
{
    int side = cols >= SIDE_WIDE_FROM ? SIDE_COLS_MOST : SIDE_COLS;
    return cols >= SIDE_FROM ? cols - SIDE_GAP - side : cols;
}

static int draw_past(struct canvas *canvas, struct rect at, const struct model *model)
{
    const struct model_meters *meters = &model->meters;
    int rows = at.rows - table_rows(meters, at.rows) - (at.rows > 20 ? 1 : 0);
    int side_cols = at.cols >= SIDE_FROM ? at.cols - draw_plots_cols(at.cols) : 0;
    bool has_row = side_cols == 0 && meters->had_outage && rows >= OUTAGE_ROW_FROM;
    struct rect plots = rect_of(at.x, at.y, at.cols - side_cols, rows - (has_row ? 1 : 0));
    draw_plots(canvas, plots, &model->plots, meters->clients[meters->chosen].number);
    if (has_row) {
        draw_outage_row(canvas, rect_of(at.x, at.y + rows - 1, at.cols, 1), meters);
    }
    if (side_cols > 0) {
        struct rect side = part(at, at.cols - side_cols + SIDE_GAP, at.cols);
        draw_facts(canvas, rect_of(side.x, side.y, side.cols, FACT_ROWS), &model->plots);
        struct rect rest = rect_of(side.x, side.y + FACT_ROWS + 1, side.cols, rows - FACT_ROWS - 1);
        int taken = draw_outage(canvas, rest, meters) + 1;
        draw_reading(canvas, rect_of(rest.x, rest.y + taken, rest.cols, rest.rows - taken), meters);
    }
    return at.rows - table_rows(meters, at.rows);
}

void draw_meters(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus)
{
    const struct model_meters *meters = &model->meters;
    if (meters->count == 0) {
        (void)canvas_text(canvas, at, ROLE_FAINT, "No client yet: \\client add");
        return;
    }
    int used = meters->shows_one ? draw_one(canvas, at, meters) : draw_past(canvas, at, model);
    draw_table(canvas, rect_of(at.x, at.y + used, at.cols, at.rows - used), meters, has_focus);
}
