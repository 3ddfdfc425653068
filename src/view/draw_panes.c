/* SPDX-License-Identifier: MIT */
/* draw_panes: the panes of text: events, the prompt, and what stands at the side. */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TIME_COLS_MIN 6 /* "12.405" */

/* --- events --------------------------------------------------------------------------------- */

/* Give a word of the sentence a role of its own, wherever it stands. */
static void draw_word(struct canvas *canvas, struct rect at, const char *sentence, const char *word,
                      enum role role, bool bold)
{
    size_t size = strlen(word);
    for (const char *found = strstr(sentence, word); found != NULL;
         found = strstr(found + size, word)) {
        bool begins = found == sentence || found[-1] == ' ';
        bool ends = found[size] == '\0' || strchr(" ,.;:", found[size]) != NULL;
        char before[MODEL_TEXT_SIZE];
        (void)snprintf(before, sizeof(before), "%.*s", (int)(found - sentence), sentence);
        int x = text_width(before);
        if (!begins || !ends || x + (int)size > at.cols) {
            continue;
        }
        struct rect place = rect_of(at.x + x, at.y, (int)size, at.rows);
        (void)(bold ? canvas_bold : canvas_text)(canvas, place, role, word);
    }
}

/* Neutral in colour; a state word has that of its state, a master whose row it is its hue. */
static void draw_words(struct canvas *canvas, struct rect at, const struct model_event *event)
{
    static const struct {
        const char *word;
        enum role role;
    } words[] = {
        {"SLOW", ROLE_WARN},      {"LOSES", ROLE_WARN},   {"FAILING", ROLE_WARN},
        {"HUNG", ROLE_WARN},      {"SUSPECT", ROLE_WARN}, {"RECOVER", ROLE_WARN},
        {"READ ONLY", ROLE_WARN}, {"CUT", ROLE_WARN},     {"DOWN", ROLE_BAD},
    };
    for (int i = 0; !event->is_loud && i < COUNT_OF(words); i++) {
        draw_word(canvas, at, event->sentence, words[i].word, words[i].role, true);
    }
    if (event->hue_of > 0 && !event->is_loud) {
        const char name[] = {'m', (char)('0' + event->hue_of), '\0'};
        draw_word(canvas, at, event->sentence, name, role_of_master(event->hue_of - 1), false);
    }
}

/* What is looked for is marked wherever it stands. */
static void draw_sought(struct canvas *canvas, struct rect at, const char *sentence,
                        const char *sought)
{
    size_t size = strlen(sought);
    const char *found = size > 0 ? text_find_any_case(sentence, sought) : NULL;
    while (found != NULL) {
        char before[MODEL_TEXT_SIZE];
        char part[MODEL_TEXT_SIZE];
        (void)snprintf(before, sizeof(before), "%.*s", (int)(found - sentence), sentence);
        (void)snprintf(part, sizeof(part), "%.*s", (int)size, found);
        struct rect place = rect_after(at, text_width(before));
        if (place.cols > 0) {
            (void)canvas_bold(canvas, place, ROLE_ACCENT, part);
        }
        found = text_find_any_case(found + size, sought);
    }
}

/* Times are set to the right in a column that is as wide as the longest of them. */
static void draw_event(struct canvas *canvas, struct rect at, const struct model *model, int index,
                       int time_cols)
{
    const struct model_event *event = &model->events[index];
    bool is_last = index == model->event_count - 1;
    if (event->is_chosen) {
        canvas_fill(canvas, at, ROLE_SEL);
    }
    canvas_spot(canvas, at, "\\why %" PRIu64, event->seq);
    struct rect time = rect_of(at.x, at.y, time_cols, at.rows);
    enum role past =
        event->is_chosen ? ROLE_MUTED : ROLE_FAINT; /* faint is too faint on its ground */
    canvas_text_right(canvas, time, is_last ? ROLE_ACCENT : past, is_last, event->time);
    struct rect subject = rect_after(at, time_cols + 2);
    subject.cols = subject.cols < 8 ? subject.cols : 8;
    if (event->subject_role == ROLE_BAD) {
        (void)canvas_bold(canvas, subject, ROLE_BAD, event->subject);
    } else {
        (void)canvas_text(canvas, subject, event->subject_role, event->subject);
    }
    struct rect sentence = rect_after(at, time_cols + 10);
    enum role role = event->is_loud ? ROLE_STRONG : is_last ? ROLE_TEXT : ROLE_MUTED;
    (void)canvas_text(canvas, sentence, role, event->sentence);
    draw_words(canvas, sentence, event);
    draw_sought(canvas, sentence, event->sentence, model->sought);
    draw_sought(canvas, subject, event->subject, model->sought);
}

/* "cost of kill AZ b since 5.666: outage 2.37 s (@7), failed 0": as much as there is room for. */
static void print_cost(char *out, size_t size, int cols, const struct model *model)
{
    out[0] = '\0';
    if (model->fault_cost[0] == '\0') {
        return;
    }
    (void)snprintf(out, size, "cost %s%s", model->fault_name, model->fault_cost);
    if (text_width(out) > cols) {
        (void)snprintf(out, size, "cost %s", model->fault_cost);
    }
    while (text_width(out) > cols) {
        char *last = strrchr(out, ',');
        *(last != NULL ? last : out) = '\0';
    }
}

void draw_events(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus)
{
    bool is_whole = model->event_facts[0] == '\0';
    char cost[sizeof(model->fault_name) + sizeof(model->fault_cost) + 8];
    print_cost(cost, sizeof(cost), at.cols - text_width("events") - 2, model);
    draw_heading(canvas, at, "events", is_whole ? cost : model->event_facts, has_focus);
    int room = at.rows - 1;
    if (model->event_count == 0) {
        (void)canvas_text(canvas, rect_row(at, 1), ROLE_FAINT,
                          is_whole ? "Nothing has happened yet: Space runs the clock."
                                   : "None in memory is such an event: \\filter off shows all.");
        return;
    }
    int first = model->event_count > room ? model->event_count - room : 0;
    int time_cols = TIME_COLS_MIN;
    for (int i = first; i < model->event_count; i++) {
        int cols = text_width(model->events[i].time);
        time_cols = cols > time_cols ? cols : time_cols;
    }
    for (int i = first; i < model->event_count; i++) {
        draw_event(canvas, rect_row(at, 1 + i - first), model, i, time_cols);
    }
}

#define LINE_ROWS_MAX 8 /* of one wrapped line */
#define INDENT 2        /* of its further rows */
#define LOW_ROWS 6      /* of a prompt in which each row counts */

/* --- the prompt ----------------------------------------------------------------------------- */

/* "@1 m1 ▸ ", or the sign of a further row in its last columns; columns used. */
static int draw_prompt(struct canvas *canvas, struct rect at, int client, int master, bool is_live,
                       const char *sign)
{
    char text[32];
    if (master >= 0) {
        (void)snprintf(text, sizeof(text), "@%d m%d ▸ ", client, master + 1);
    } else {
        (void)snprintf(text, sizeof(text), "@%d –  ▸ ", client);
    }
    if (sign[0] != '\0') {
        int before = text_width(text) - text_width(sign);
        return before + canvas_text(canvas, rect_after(at, before), ROLE_ACCENT, sign);
    }
    int used = is_live ? canvas_bold(canvas, at, ROLE_ACCENT, text)
                       : canvas_text(canvas, at, ROLE_ACCENT, text);
    return used;
}

/* The part of an error before its sentence: "ERROR 1213 (40001)"; bytes. */
static size_t error_head(const char *text)
{
    size_t size = strcspn(text, ":");
    return text[size] == ':' ? size : 0;
}

/* One row of a line: `part` of its text, from byte `from` on. */
static void draw_line_part(struct canvas *canvas, struct rect at, const struct model_line *line,
                           size_t from, const char *part)
{
    static const enum role roles[] = {
        [LOOK_INPUT] = ROLE_TEXT, [LOOK_OUTPUT] = ROLE_MUTED, [LOOK_ERROR] = ROLE_TEXT,
        [LOOK_NOTE] = ROLE_MUTED, [LOOK_VALUES] = ROLE_TEXT,  [LOOK_FACT] = ROLE_FAINT,
    };
    if (from == 0 && line->look == LOOK_INPUT) {
        const char *sign = line->goes_on ? "-> " : "";
        at = rect_after(at, draw_prompt(canvas, at, line->client, line->master, false, sign));
    }
    if (from > 0) {
        at = rect_after(at, INDENT); /* under the beginning of what goes on */
    }
    if (line->is_grid) {
        draw_grid_line(canvas, at, roles[line->look], line->text, line->has_left);
        return;
    }
    (void)canvas_text(canvas, at, roles[line->look], part);
    if (from == 0 && line->look == LOOK_ERROR) {
        char head[MODEL_TEXT_SIZE];
        (void)snprintf(head, sizeof(head), "%.*s", (int)error_head(line->text), line->text);
        (void)canvas_bold(canvas, at, ROLE_BAD, head);
    }
}

/* Columns that the prompt takes before what was typed. */
static int prompt_cols(const struct model_line *line)
{
    return line->look == LOOK_INPUT ? (int)strlen("@1 m1 > ") + (line->client >= 10) : 0;
}

/*
 * Draw a line, wrapped, its last row on row `row` of `at` and the others above, as far as they
 * are not above row 1. Returns the rows it takes.
 */
static int draw_line_up(struct canvas *canvas, struct rect at, int row,
                        const struct model_line *line, bool is_low)
{
    size_t starts[LINE_ROWS_MAX + 1] = {0};
    size_t sizes[LINE_ROWS_MAX] = {0};
    int count = 0;
    do {
        size_t skip = 0;
        int cols = at.cols - (count == 0 ? prompt_cols(line) : INDENT);
        sizes[count] = text_wrap(line->text + starts[count], cols, &skip);
        bool is_whole = line->is_grid || (is_low && line->look == LOOK_ERROR);
        if (is_whole) { /* the number of an error must stay: cut, do not wrap */
            sizes[count] = strlen(line->text);
            skip = sizes[count];
        }
        starts[count + 1] = starts[count] + skip;
        count++;
    } while (count < LINE_ROWS_MAX && line->text[starts[count]] != '\0');
    for (int i = 0; i < count && row >= 1; i++) {
        int place = row - (count - 1 - i);
        char part[MODEL_TEXT_SIZE];
        (void)snprintf(part, sizeof(part), "%.*s", (int)sizes[i], line->text + starts[i]);
        if (place >= 1) {
            draw_line_part(canvas, rect_row(at, place), line, starts[i], part);
        }
    }
    return count;
}

int draw_line_rows(struct rect at, const struct model_line *line)
{
    /* All its rows are above the first: none is drawn. */
    return draw_line_up(NULL, at, 0, line, at.rows < LOW_ROWS);
}

/* The transcript, up from row `last`. Returns the row below it. */
static int draw_transcript(struct canvas *canvas, struct rect at, const struct model *model)
{
    int rows = -model->rows_below;
    int first = model->line_count;
    int room = at.rows - 2;
    while (first > 0 && rows < room) { /* how many rows there are, without drawing */
        rows += draw_line_rows(at, &model->lines[--first]);
    }
    int last = rows < room ? rows : room;
    int row = last + model->rows_below;
    struct rect seen = rect_of(at.x, at.y, at.cols, last + 1);
    for (int i = model->line_count - 1; i >= first; i--) {
        row -= draw_line_up(canvas, seen, row, &model->lines[i], at.rows < LOW_ROWS);
    }
    return last + 1;
}

/* What is being typed. The cursor is a filled cell where it types, else a low line. */
static void draw_edit(struct canvas *canvas, struct rect line, const struct model *model,
                      bool has_focus)
{
    int used =
        draw_prompt(canvas, line, model->client, model->client_master, has_focus, model->edit_sign);
    struct rect edit = rect_after(line, used);
    int cols = canvas_text(canvas, edit, ROLE_STRONG, model->edit);
    if (model->edit_is_offered) {
        canvas_fill(canvas, rect_of(edit.x, edit.y, cols, edit.rows), ROLE_SEL);
    }
    int x = edit.x + model->edit_cursor;
    if (has_focus && line.rows > 0) {
        canvas->cursor_x = x < edit.x + edit.cols ? x : edit.x + edit.cols - 1;
        canvas->cursor_y = edit.y;
    } else if (model->edit[0] == '\0') {
        canvas_put(canvas, x, edit.y, ROLE_MUTED, GLYPH_CURSOR);
    }
    if (model->edit[0] == '\0') {
        (void)canvas_text(canvas, rect_after(edit, 2), ROLE_FAINT, model->edit_hint);
    }
}

void draw_console(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus)
{
    char name[24];
    char facts[96];
    (void)snprintf(name, sizeof(name), "client %d", model->client);
    if (model->below > 0) {
        (void)snprintf(facts, sizeof(facts), "PgDn: %d more", model->below);
    } else if (model->client_master >= 0) {
        (void)snprintf(facts, sizeof(facts), "on m%d  %s", model->client_master + 1,
                       model->client_facts);
    } else {
        (void)snprintf(facts, sizeof(facts), "not connected  %s", model->client_facts);
    }
    draw_heading(canvas, at, name, facts, has_focus);
    int row = draw_transcript(canvas, at, model);
    draw_edit(canvas, rect_row(at, row), model, has_focus);
}

/* --- the side ------------------------------------------------------------------------------- */

#define RATE_END 24 /* columns to the last digit of ok/s */

static void draw_client(struct canvas *canvas, struct rect at, const struct model_client *client)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "@%d", client->number);
    canvas_spot(canvas, at, "%s", text);
    bool moves = client->moving_to >= 0;
    bool is_trouble = moves || client->is_suspect;
    enum role name = is_trouble ? ROLE_WARN : client->is_you ? ROLE_ACCENT : ROLE_TEXT;
    (void)canvas_bold(canvas, at, name, text);
    struct rect on = rect_after(at, 5);
    if (client->master >= 0) {
        (void)snprintf(text, sizeof(text), "m%d", client->master + 1);
        if (moves) {
            (void)canvas_text(canvas, on, ROLE_FAINT, text);
        } else {
            (void)canvas_bold(canvas, on, role_of_master(client->master), text);
        }
    } else {
        (void)canvas_text(canvas, on, ROLE_FAINT, "–");
    }
    if (moves) {
        canvas_sign(canvas, on.x + 2, on.y, ROLE_WARN, GLYPH_RIGHT);
        (void)snprintf(text, sizeof(text), "m%d", client->moving_to + 1);
        (void)canvas_bold(canvas, rect_after(on, 3), role_of_master(client->moving_to), text);
    } else if (client->is_suspect) {
        (void)canvas_bold(canvas, rect_after(on, 3), ROLE_WARN, "?");
    }
    bool is_warned = client->doing_role == ROLE_WARN;
    (void)(is_warned ? canvas_bold : canvas_text)(canvas, rect_after(at, 13), client->doing_role,
                                                  client->doing);
    (void)snprintf(text, sizeof(text), "%d", client->ok_per_s);
    struct rect rate = rect_of(at.x, at.y, RATE_END, at.rows);
    bool has_rate = client->ok_per_s >= 0;
    enum role rate_role = !has_rate ? ROLE_FAINT : is_warned ? ROLE_WARN : ROLE_TEXT;
    canvas_text_right(canvas, rate, rate_role, has_rate, has_rate ? text : "–");
    if (client->p99 < 0) {
        canvas_text_right(canvas, at, ROLE_FAINT, false, "–");
        return;
    }
    char number[24];
    char unit[8];
    draw_split_length(client->p99, number, unit);
    canvas_text_right(canvas, at, ROLE_MUTED, false, unit);
    struct rect value = rect_of(at.x, at.y, at.cols - text_width(unit) - 1, at.rows);
    canvas_text_right(canvas, value, ROLE_TEXT, false, number);
}

/* The lower, the sooner a client has a row where there are not enough. */
static int rank_of(const struct model_client *client)
{
    bool is_trouble = client->moving_to >= 0 || client->is_suspect ||
                      client->doing_role == ROLE_WARN || client->doing_role == ROLE_BAD;
    return client->is_you ? 0 : is_trouble ? 1 : !client->is_idle ? 2 : 3;
}

/* Those to be shown, in the order of their numbers; true: the others are all idle. */
static bool choose_clients(const struct model *model, int room, bool chosen[CLIENTS_MAX])
{
    bool rest_is_idle = true;
    memset(chosen, 0, CLIENTS_MAX * sizeof(chosen[0]));
    for (int rank = 0; rank <= 3; rank++) {
        for (int i = 0; i < model->side_client_count; i++) {
            if (rank_of(&model->side_clients[i]) != rank) {
                continue;
            }
            chosen[i] = room-- > 0;
            rest_is_idle = rest_is_idle && (chosen[i] || rank == 3);
        }
    }
    return rest_is_idle;
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
    canvas_text_right(canvas, rect_of(names.x, names.y, RATE_END, names.rows), ROLE_FAINT, false,
                      "ok/s");
    canvas_text_right(canvas, names, ROLE_FAINT, false, "p99");
    int room = at.rows - 2;
    bool is_cut = model->side_client_count > room;
    int most = is_cut ? room - 1 : model->side_client_count;
    bool chosen[CLIENTS_MAX];
    bool rest_is_idle = choose_clients(model, most, chosen);
    int shown = 0;
    for (int i = 0; i < model->side_client_count; i++) {
        if (chosen[i]) {
            draw_client(canvas, rect_row(at, 2 + shown++), &model->side_clients[i]);
        }
    }
    if (is_cut && shown >= 0) {
        (void)canvas_textf(canvas, rect_row(at, 2 + shown), ROLE_FAINT,
                           rest_is_idle ? "and %d idle: \\connections"
                                        : "and %d more: \\connections",
                           model->side_client_count - shown);
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
        canvas_text_right(canvas, outage, ROLE_FAINT, false, "none");
    }
    draw_count(canvas, rect_row(at, 6), "acknowledged rows lost", model->lost, ROLE_BAD);
    draw_count(canvas, rect_row(at, 7), "units doubled", model->doubled, ROLE_BAD);
    draw_count(canvas, rect_row(at, 8), "reads that were stale", model->stale, ROLE_WARN);
}

static void draw_chaos(struct canvas *canvas, struct rect at, const struct model *model)
{
    char text[48];
    (void)snprintf(text, sizeof(text), "%d of %d lines", model->chaos_given, model->chaos_count);
    (void)canvas_text(canvas, at, ROLE_MUTED, "chaos");
    (void)canvas_text(canvas, rect_after(at, 8), ROLE_WARN, model->chaos);
    canvas_text_right(canvas, at, ROLE_MUTED, false, text);
}

static void draw_running(struct canvas *canvas, struct rect at, const struct model *model)
{
    draw_heading(canvas, at, "running", "", false);
    struct rect load = rect_row(at, 1);
    if (model->chaos[0] != '\0') {
        draw_chaos(canvas, rect_row(at, model->load[0] == '\0' ? 2 : 3), model);
    }
    if (model->load[0] == '\0') {
        (void)canvas_text(canvas, load, ROLE_FAINT, "no load: try \\load course");
        return;
    }
    (void)canvas_text(canvas, load, ROLE_MUTED, "load");
    (void)canvas_text(canvas, rect_after(load, 8), ROLE_TEXT, model->load);
    char text[48];
    (void)snprintf(text, sizeof(text), " of %d/s", model->load_asked);
    canvas_text_right(canvas, load, ROLE_MUTED, false, text);
    load.cols -= text_width(text);
    (void)snprintf(text, sizeof(text), "%d", model->load_rate);
    canvas_text_right(canvas, load, ROLE_TEXT, true, text);
    struct rect driver = rect_row(at, 2);
    (void)canvas_text(canvas, driver, ROLE_MUTED, "driver");
    (void)canvas_text(canvas, rect_after(driver, 8), ROLE_TEXT, model->driver);
}

static void draw_tries(struct canvas *canvas, struct rect at, const struct model *model)
{
    draw_heading(canvas, at, "try", model->try_facts, false);
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

#define SINCE_ROWS 9 /* with its heading */

/*
 * The headings stand beside those of the events and of the prompt, unless there are more clients
 * than rows above them: then each moves down as far as those below it leave room.
 */
void draw_side(struct canvas *canvas, const struct layout *layout, const struct model *model,
               bool has_focus)
{
    int end = layout->side.y + layout->side.rows;
    int usual = layout->side_since < layout->side_running - 8 ? layout->side_since
                                                              : layout->side_running - 8;
    int running_rows = model->chaos[0] != '\0' && model->load[0] != '\0' ? 4 : 3;
    int last_try = end - 1 - model->try_count;
    int last_since = last_try - running_rows - SINCE_ROWS - 2;
    int since = layout->side.y + 2 + model->side_client_count + 1;
    since = since < last_since ? since : last_since;
    int running = layout->side_running;
    int tries = layout->side_try;
    if (since > usual) {
        int least = since + SINCE_ROWS + 1;
        running = running > least ? running : least;
        least = running + running_rows + 1;
        tries = tries > least ? tries : least;
    } else {
        since = usual;
    }
    draw_clients(canvas, side_part(layout, layout->side.y, since - 1), model, has_focus);
    draw_since(canvas, side_part(layout, since, running - 1), model);
    draw_running(canvas, side_part(layout, running, tries - 1), model);
    draw_tries(canvas, side_part(layout, tries, end), model);
}

void draw_side_as_pane(struct canvas *canvas, struct rect at, const struct model *model,
                       bool has_focus)
{
    int half = (at.cols - 4) / 2;
    struct rect left = rect_of(at.x, at.y, half, at.rows);
    struct rect right = rect_of(at.x + half + 4, at.y, half, at.rows);
    draw_clients(canvas, left, model, has_focus);
    draw_since(canvas, right, model);
    if (at.rows >= 13) {
        draw_running(canvas, rect_of(right.x, right.y + 10, half, at.rows - 10), model);
    }
}
