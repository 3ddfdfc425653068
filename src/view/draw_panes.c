/* SPDX-License-Identifier: MIT */
/* draw_panes: the panes of text: events, the prompt, and what stands at the side. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <stdio.h>

/* --- events --------------------------------------------------------------------------------- */

static void draw_event(struct canvas *canvas, struct rect at, const struct model_event *event,
                       bool is_last)
{
    if (event->is_chosen) {
        canvas_fill(canvas, at, ROLE_SEL);
    }
    bool is_strong = is_last || event->is_loud;
    int used = canvas_bold(canvas, at, is_last ? ROLE_ACCENT : ROLE_FAINT, event->time);
    if (!is_last) {
        used = canvas_text(canvas, at, ROLE_FAINT, event->time);
    }
    struct rect subject = rect_after(at, used + 2);
    subject.cols = subject.cols < 8 ? subject.cols : 8;
    (void)canvas_text(canvas, subject, event->subject_role, event->subject);
    draw_sentence(canvas, rect_after(at, used + 10), is_strong ? ROLE_STRONG : ROLE_MUTED,
                  event->sentence);
}

void draw_events(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus)
{
    draw_heading(canvas, at, "events", "", has_focus);
    int room = at.rows - 1;
    if (model->event_count == 0) {
        (void)canvas_text(canvas, rect_row(at, 1), ROLE_FAINT,
                          "Nothing has happened yet: Space runs the clock.");
        return;
    }
    int first = model->event_count > room ? model->event_count - room : 0;
    for (int i = first; i < model->event_count; i++) {
        draw_event(canvas, rect_row(at, 1 + i - first), &model->events[i],
                   i == model->event_count - 1);
    }
}

/* --- the prompt ----------------------------------------------------------------------------- */

/* "@1 m1 ▸ "; columns used. */
static int draw_prompt(struct canvas *canvas, struct rect at, int client, int master, bool is_live,
                       bool goes_on)
{
    char text[32];
    if (master >= 0) {
        (void)snprintf(text, sizeof(text), "@%d m%d ▸ ", client, master + 1);
    } else {
        (void)snprintf(text, sizeof(text), "@%d –  ▸ ", client);
    }
    if (goes_on) {
        return canvas_text(canvas, rect_after(at, text_width(text) - 2), ROLE_ACCENT, "▸ ") +
               text_width(text) - 2;
    }
    int used = is_live ? canvas_bold(canvas, at, ROLE_ACCENT, text)
                       : canvas_text(canvas, at, ROLE_ACCENT, text);
    return used;
}

static void draw_line(struct canvas *canvas, struct rect at, const struct model_line *line)
{
    switch (line->look) {
    case LOOK_INPUT: {
        int used = draw_prompt(canvas, at, line->client, line->master, false, line->goes_on);
        (void)canvas_text(canvas, rect_after(at, used), ROLE_TEXT, line->text);
        break;
    }
    case LOOK_OUTPUT:
        draw_sentence(canvas, at, ROLE_MUTED, line->text);
        break;
    case LOOK_NOTE:
        (void)canvas_text(canvas, at, ROLE_MUTED, line->text);
        break;
    case LOOK_ERROR: {
        const char *end = line->text;
        for (; *end != '\0' && *end != ':'; end++) {
        }
        char head[64];
        int size = *end == ':' ? (int)(end - line->text + 1) : 0;
        (void)snprintf(head, sizeof(head), "%.*s", size, line->text);
        int used = canvas_bold(canvas, at, ROLE_BAD, head);
        (void)canvas_text(canvas, rect_after(at, used), ROLE_TEXT, line->text + size);
        break;
    }
    }
}

void draw_console(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus)
{
    char name[24];
    char facts[96];
    (void)snprintf(name, sizeof(name), "client %d", model->client);
    if (model->client_master >= 0) {
        (void)snprintf(facts, sizeof(facts), "on m%d  %s", model->client_master + 1,
                       model->client_facts);
    } else {
        (void)snprintf(facts, sizeof(facts), "not connected  %s", model->client_facts);
    }
    draw_heading(canvas, at, name, facts, has_focus);
    int room = at.rows - 2;
    int first = model->line_count > room ? model->line_count - room : 0;
    int row = 1;
    for (int i = first; i < model->line_count; i++) {
        draw_line(canvas, rect_row(at, row++), &model->lines[i]);
    }
    struct rect line = rect_row(at, row);
    int used = draw_prompt(canvas, line, model->client, model->client_master, has_focus,
                           model->edit_goes_on);
    struct rect edit = rect_after(line, used);
    (void)canvas_text(canvas, edit, ROLE_STRONG, model->edit);
    int x = edit.x + model->edit_cursor;
    if (has_focus && line.rows > 0) {
        canvas->cursor_x = x < edit.x + edit.cols ? x : edit.x + edit.cols - 1;
        canvas->cursor_y = edit.y;
    } else if (model->edit[0] == '\0') {
        canvas_put(canvas, x, edit.y, ROLE_MUTED, GLYPH_CURSOR);
    }
}

/* --- the side ------------------------------------------------------------------------------- */

static void draw_client(struct canvas *canvas, struct rect at, const struct model_client *client)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "@%d", client->number);
    bool moves = client->moving_to >= 0;
    enum role name = moves ? ROLE_WARN : client->is_you ? ROLE_ACCENT : ROLE_STRONG;
    (void)canvas_bold(canvas, at, name, text);
    struct rect on = rect_after(at, 5);
    if (client->master >= 0) {
        (void)snprintf(text, sizeof(text), "m%d", client->master + 1);
        (void)canvas_text(canvas, on, moves ? ROLE_FAINT : role_of_master(client->master), text);
    } else {
        (void)canvas_text(canvas, on, ROLE_FAINT, "–");
    }
    if (moves) {
        canvas_put(canvas, on.x + 2, on.y, ROLE_WARN, GLYPH_RIGHT);
        (void)snprintf(text, sizeof(text), "m%d", client->moving_to + 1);
        (void)canvas_text(canvas, rect_after(on, 3), role_of_master(client->moving_to), text);
    }
    (void)canvas_text(canvas, rect_after(at, 13), client->doing_role, client->doing);
    (void)snprintf(text, sizeof(text), "%d", client->ok_per_s);
    struct rect rate = rect_of(at.x, at.y, 24, at.rows);
    canvas_text_right(canvas, rate, client->ok_per_s > 0 ? ROLE_TEXT : ROLE_FAINT,
                      client->ok_per_s > 0, client->ok_per_s >= 0 ? text : "–");
    if (client->p99 < 0) {
        canvas_text_right(canvas, at, ROLE_FAINT, false, "–");
        return;
    }
    char number[24];
    char unit[8];
    draw_split_length(client->p99, number, unit);
    (void)snprintf(text, sizeof(text), "%.12s %.4s", number, unit);
    canvas_text_right(canvas, at, ROLE_TEXT, false, text);
}

static void draw_clients(struct canvas *canvas, struct rect at, const struct model *model,
                         bool has_focus)
{
    draw_heading(canvas, at, "clients", "", has_focus);
    if (model->side_client_count == 0) {
        (void)canvas_text(canvas, rect_row(at, 1), ROLE_FAINT, "No client yet: \\client add");
        return;
    }
    struct rect names = rect_row(at, 1);
    (void)canvas_text(canvas, rect_after(names, 5), ROLE_FAINT, "on");
    (void)canvas_text(canvas, rect_after(names, 13), ROLE_FAINT, "doing");
    canvas_text_right(canvas, rect_of(names.x, names.y, 24, names.rows), ROLE_FAINT, false, "ok/s");
    canvas_text_right(canvas, names, ROLE_FAINT, false, "p99");
    int room = at.rows - 2;
    bool is_cut = model->side_client_count > room;
    int shown = is_cut ? room - 1 : model->side_client_count;
    for (int i = 0; i < shown; i++) {
        draw_client(canvas, rect_row(at, 2 + i), &model->side_clients[i]);
    }
    if (is_cut && shown >= 0) {
        (void)canvas_textf(canvas, rect_row(at, 2 + shown), ROLE_FAINT,
                           "and %d more: \\connections", model->side_client_count - shown);
    }
}

/* "answered ok                2 111": thousands apart. */
static void draw_count(struct canvas *canvas, struct rect at, const char *label, int64_t count,
                       enum role trouble)
{
    char text[40];
    (void)canvas_text(canvas, at, ROLE_MUTED, label);
    if (count >= 1000000) {
        (void)snprintf(text, sizeof(text), "%" PRId64 " %03d %03d", count / 1000000,
                       (int)(count / 1000 % 1000), (int)(count % 1000));
    } else if (count >= 1000) {
        (void)snprintf(text, sizeof(text), "%d %03d", (int)(count / 1000), (int)(count % 1000));
    } else {
        (void)snprintf(text, sizeof(text), "%d", (int)count);
    }
    canvas_text_right(canvas, at, count > 0 ? trouble : ROLE_TEXT, true, text);
}

static void draw_since(struct canvas *canvas, struct rect at, const struct model *model)
{
    draw_heading(canvas, at, "since the start", "", false);
    draw_count(canvas, rect_row(at, 1), "answered ok", model->ok, ROLE_TEXT);
    draw_count(canvas, rect_row(at, 2), "failed", model->failed, ROLE_BAD);
    draw_count(canvas, rect_row(at, 3), "outcome unknown", model->unknown, ROLE_WARN);
    draw_count(canvas, rect_row(at, 4), "conflicts, error 1213", model->conflicts, ROLE_TEXT);
    struct rect outage = rect_row(at, 5);
    (void)canvas_text(canvas, outage, ROLE_MUTED, "longest outage");
    if (model->longest_outage > 0) {
        struct buf text;
        buf_init(&text, 40);
        span_add_length(&text, model->longest_outage);
        canvas_text_right(canvas, outage, ROLE_WARN, true, text.data);
        buf_release(&text);
    } else {
        canvas_text_right(canvas, outage, ROLE_TEXT, true, "none");
    }
    draw_count(canvas, rect_row(at, 6), "acknowledged rows lost", model->lost, ROLE_BAD);
}

static void draw_running(struct canvas *canvas, struct rect at, const struct model *model)
{
    draw_heading(canvas, at, "running", "", false);
    struct rect load = rect_row(at, 1);
    if (model->load[0] == '\0') {
        (void)canvas_text(canvas, load, ROLE_FAINT, "no load: try \\load course");
        return;
    }
    (void)canvas_text(canvas, load, ROLE_MUTED, "load");
    (void)canvas_text(canvas, rect_after(load, 8), ROLE_TEXT, model->load);
    char text[48];
    (void)snprintf(text, sizeof(text), "%d of %d/s", model->load_rate, model->load_asked);
    canvas_text_right(canvas, load, ROLE_MUTED, false, text);
    struct rect driver = rect_row(at, 2);
    (void)canvas_text(canvas, driver, ROLE_MUTED, "driver");
    (void)canvas_text(canvas, rect_after(driver, 8), ROLE_TEXT, model->driver);
}

static void draw_tries(struct canvas *canvas, struct rect at, const struct model *model)
{
    draw_heading(canvas, at, "try", "", false);
    for (int i = 0; i < model->try_count; i++) {
        struct rect line = rect_row(at, 1 + i);
        (void)canvas_bold(canvas, line, ROLE_ACCENT, model->tries[i].key);
        (void)canvas_text(canvas, rect_after(line, 6), ROLE_MUTED, model->tries[i].word);
    }
}

/* The rows of the side from `from` to before `to`, counted from the top of the screen. */
static struct rect side_part(const struct layout *layout, int from, int to)
{
    return rect_of(layout->side.x, from, layout->side.cols, to - from);
}

void draw_side(struct canvas *canvas, const struct layout *layout, const struct model *model,
               bool has_focus)
{
    int end = layout->side.y + layout->side.rows;
    int since = layout->side_since < layout->side_running - 8 ? layout->side_since
                                                              : layout->side_running - 8;
    draw_clients(canvas, side_part(layout, layout->side.y, since - 1), model, has_focus);
    draw_since(canvas, side_part(layout, since, layout->side_running - 1), model);
    draw_running(canvas, side_part(layout, layout->side_running, layout->side_try - 1), model);
    draw_tries(canvas, side_part(layout, layout->side_try, end), model);
}

void draw_side_as_pane(struct canvas *canvas, struct rect at, const struct model *model,
                       bool has_focus)
{
    int half = (at.cols - 4) / 2;
    struct rect left = rect_of(at.x, at.y, half, at.rows);
    struct rect right = rect_of(at.x + half + 4, at.y, half, at.rows);
    draw_clients(canvas, left, model, has_focus);
    draw_since(canvas, right, model);
    if (at.rows >= 11) {
        draw_running(canvas, rect_of(right.x, right.y + 8, half, at.rows - 8), model);
    }
}
