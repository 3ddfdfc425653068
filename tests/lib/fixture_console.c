/* SPDX-License-Identifier: MIT */
#include "lib/fixture_console.h"

#include "app/help.h"
#include "app/keys.h"
#include "base/compiler.h"
#include "lib/fixture.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

#define SET(field, text) (void)snprintf(field, sizeof(field), "%s", text)

void fixture_draw_page(struct canvas *canvas, const struct model *model, const struct ui *ui,
                       const char *name)
{
    struct buf text;
    bool is_keys = strcmp(name, "keys") == 0;
    bool is_help = strcmp(name, "help") == 0;
    buf_init(&text, BUF_CAP_TEXT);
    if (is_keys) {
        keys_add_help(&text, 0);
    } else if (!is_help) {
        name = "why";
        buf_addf(&text, "effect, and\nwhat led to it\n");
    } else if (help_add(&text, "", NULL) != RC_OK) {
        buf_addf(&text, "there is none\n");
    }
    view_draw(canvas, model, ui, name, text.data);
    buf_release(&text);
}

void fixture_fill_text(struct model *model, struct ui *ui, int cols)
{
    fixture_find("killed")->fill(model, ui, cols);
    ui->text_is_open = true;
}

void fixture_fill_why(struct model *model, struct ui *ui, int cols)
{
    static const struct model_why_step steps[] = {
        {WHY_LOOK_EFFECT, "12.405", "m2 @2 loses page acct:1, row 14: m1 was first, at row 9"},
        {WHY_LOOK_RIVAL, "12.400",
         "against m1 runs for @1: UPDATE acct SET balance = 90 WHERE id = 9"},
        {WHY_LOOK_CAUSE, "12.401", "m2 asks the six copies for page acct:1, for @2"},
        {WHY_LOOK_CAUSE, "12.400", "m2 runs for @2: UPDATE acct SET balance = 110 WHERE id = 14"},
        {WHY_LOOK_CAUSE, "12.399", "driver round_robin: @2 goes to m2"},
        {WHY_LOOK_BESIDE, "", "m2, in line 19 of round_robin:"},
        {WHY_LOOK_BESIDE, "", "return endpoints[turn % #endpoints + 1].name"},
        {WHY_LOOK_ROOT, "",
         "That is the root: rows 9 and 14 share page acct:1, which holds rows 8 to 15"},
        {WHY_LOOK_HEAD, "", "what helps"},
        {WHY_LOOK_PROSE, "",
         "Run the whole transaction again, after the lag at the least. Better: let one master "
         "write a page, then nobody can lose it."},
        {WHY_LOOK_HEAD, "", "who said so"},
        {WHY_LOOK_PROSE, "", "AWS docs: the page, error 1213, the rollback. Our model: all times."},
    };
    fixture_find("healthy")->fill(model, ui, cols);
    ui->text_is_open = true;
    ui->text_is_why = true;
    model->why.count = COUNT_OF(steps);
    for (int i = 0; i < COUNT_OF(steps); i++) {
        model->why.steps[i] = steps[i];
    }
}

void fixture_fill_events(struct model *model, struct ui *ui, int cols)
{
    fixture_find("killed")->fill(model, ui, cols);
    ui->pane = PANE_EVENTS;
    model->events[model->event_count - 2].is_chosen = true;
    SET(model->event_facts, "only outages @2  \"m2\"");
    SET(model->sought, "m2");
}

void fixture_fill_palette(struct model *model, struct ui *ui, int cols)
{
    static const struct model_palette_item items[] = {
        {"\\cut", "A B [oneway]", "Cut the link between two places, both ways or one.", "", false},
        {"\\cut m1 m2", "", "Cut the link between two masters, or join it again.", "/ 1 2", true},
        {"\\uncut", "A B", "Join a link that was cut.", "", false},
        {"\\copies", "", "Show the six storage copies: pages, logs, epochs, cuts, what they lack.",
         "", false},
        {"\\heal", "",
         "Undo every fault but lost disks: kills, hangs, cuts, slow and lossy links and disks.",
         "H", false},
    };
    fixture_find("healthy")->fill(model, ui, cols);
    ui->palette_is_open = true;
    SET(model->palette.wanted, "cut");
    model->palette.found = COUNT_OF(items);
    model->palette.all = 104;
    model->palette.count = COUNT_OF(items);
    for (int i = 0; i < COUNT_OF(items); i++) {
        model->palette.items[i] = items[i];
    }
}

/* As app_read_line() cuts it: from a column on, with what is still to the right. */
void fixture_fill_sideways(struct model *model, struct ui *ui, int cols)
{
    static const char *const rows[] = {
        " street        city       zip    since       note                                         "
        " "
        "                            paid",
        " high street   york       1234   2019-04-01  rings twice, and waits behind the green door "
        "until somebody has come down     yes",
        " low road      bath       4321   2021-11-30  above the shop on the corner of the square, "
        "first floor, name at the bell        no",
    };
    fixture_find("healthy")->fill(model, ui, cols);
    ui->columns_left = 16;
    model->line_count = 0;
    model->lines[model->line_count++] =
        (struct model_line){.look = LOOK_INPUT, .client = 1, .text = "SELECT * FROM guests;"};
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct model_line *line = &model->lines[model->line_count++];
        *line = (struct model_line){.look = i == 0 ? LOOK_OUTPUT : LOOK_VALUES,
                                    .client = 1,
                                    .is_grid = true,
                                    .has_left = true};
        SET(line->text, rows[i]);
    }
}

void fixture_fill_watch(struct model *model, struct ui *ui, int cols)
{
    static const struct model_line lines[] = {
        {.look = LOOK_INPUT, .client = 1, .text = "\\watch 1s SELECT id, balance FROM acct"},
        {.look = LOOK_ERROR,
         .client = 2,
         .text =
             "  @2 m2 35.760  ERROR 2013 (HY000): Lost connection to MySQL server during query"},
        {.look = LOOK_OUTPUT, .client = 1, .is_grid = true, .text = "  id  balance"},
        {.look = LOOK_VALUES, .client = 1, .is_grid = true, .text = "   1      970"},
        {.look = LOOK_VALUES, .client = 1, .is_grid = true, .text = "*  2     1030"},
        {.look = LOOK_FACT,
         .client = 1,
         .text = "  @1 m1 35.762  2 rows, * new or changed, the first change in 4 rounds"},
    };
    fixture_find("killed")->fill(model, ui, cols);
    ui->pane = PANE_PROMPT;
    model->line_count = COUNT_OF(lines);
    for (int i = 0; i < COUNT_OF(lines); i++) {
        model->lines[i] = lines[i];
    }
}
