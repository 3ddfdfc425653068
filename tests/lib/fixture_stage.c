/* SPDX-License-Identifier: MIT */
#include "lib/fixture_stage.h"

#include "lib/fixture.h"
#include "lib/fixture_timeline.h"
#include "view/draw.h"

#include <stdio.h>

#define SET(field, text) snprintf(field, sizeof(field), "%s", text)

static void begin(struct model *model, struct ui *ui, const char *headline, const char *said)
{
    ui->view = VIEW_STAGE;
    ui->stage.is_on = true;
    model->stage = (struct model_stage){.step = 4, .step_count = 9};
    SET(model->speed, "1/10×");
    SET(model->stage.headline, headline);
    SET(model->stage.said, said);
}

void fixture_fill_stage(struct model *model, struct ui *ui, int cols)
{
    fixture_find("moving")->fill(model, ui, cols);
    begin(model, ui, "AZ b *is down*", "Client 2 lost its master. It moves to m3 by itself.");
}

void fixture_fill_stage_typing(struct model *model, struct ui *ui, int cols)
{
    fixture_find("two")->fill(model, ui, cols);
    begin(model, ui, "Two masters", "We kill m1. Nobody tells the clients.");
    model->stage.is_typing = true;
    SET(model->stage.typed, "\\kill m1");
    SET(model->stage.status, "Enter");
}

void fixture_fill_stage_answer(struct model *model, struct ui *ui, int cols)
{
    static const struct model_reply replies[] = {{ROLE_MUTED, "count(*)"},
                                                 {ROLE_STRONG, "     184"},
                                                 {ROLE_MUTED, "1 row in 0.9 ms from m2"}};
    fixture_find("healthy")->fill(model, ui, cols);
    begin(model, ui, "Count", "The same at both.");
    model->stage.reply_count = 3;
    for (int i = 0; i < 3; i++) {
        model->stage.replies[i] = replies[i];
    }
}

void fixture_fill_stage_asking(struct model *model, struct ui *ui, int cols)
{
    static const char *const answers[] = {"They stop for a minute", "They go on at m2",
                                          "Half of them are lost"};
    fixture_find("two")->fill(model, ui, cols);
    begin(model, ui, "m1 *crashes*", "m1 dies. What do the inserts do?");
    model->stage.answer_count = 3;
    for (int i = 0; i < 3; i++) {
        SET(model->stage.answers[i].text, answers[i]);
    }
}

void fixture_fill_stage_votes(struct model *model, struct ui *ui, int cols)
{
    fixture_find("votes")->fill(model, ui, cols);
    begin(model, ui, "*One* page", "Two rows, one page: four of six copies decide who has it.");
    ui->view = VIEW_VOTES;
}

void fixture_fill_stage_crowd(struct model *model, struct ui *ui, int cols)
{
    fixture_find("moving")->fill(model, ui, cols);
    begin(model, ui, "A *crowd*", "Sixteen programs, and two of them move.");
    model->clock.is_shown = false;
    model->stage.conflicts = 1;
    model->tag_count = 0;
    for (int i = 0; i < 16; i++) {
        model->tags[model->tag_count++] = (struct model_tag){.client = i + 1,
                                                             .room = i < 9    ? 0
                                                                     : i < 11 ? 1
                                                                              : 2,
                                                             .from_room = -1};
    }
    model->tags[4] = (struct model_tag){.client = 5, .look = TAG_MOVING, .from_room = 1};
    model->tags[15] = (struct model_tag){
        .client = 16, .look = TAG_MOVING, .room = 2, .from_room = 1, .moved_permille = 1000};
}

void fixture_fill_stage_timeline(struct model *model, struct ui *ui, int cols)
{
    fixture_find("branches")->fill(model, ui, cols < 150 ? cols : cols - 31);
    begin(model, ui, "The bill", "Two futures of one minute. The difference is the client.");
    ui->view = VIEW_TIMELINE;
    for (int i = 1; i < 3; i++) {
        struct timeline_branch *row = &model->timeline.rows[i];
        row->cells[row->first].has_fault = true;
        for (int cell = row->first; cell < row->first + 30 / i; cell++) {
            row->cells[cell].is_out = true;
        }
        row->label_count = 2;
        row->labels[0] = (struct timeline_label){.cell = row->first, .text = "mark before"};
        row->labels[1] =
            (struct timeline_label){.cell = row->first, .is_fault = true, .text = "kill az a"};
    }
}

void fixture_fill_stage_compared(struct model *model, struct ui *ui, int cols)
{
    fixture_find("branches-compared")->fill(model, ui, cols);
    begin(model, ui, "The bill", "Two futures of one minute. The difference is the client.");
    ui->view = VIEW_TIMELINE;
    fixture_fill_sides(&model->compare, draw_sides_cols(cols - (cols < 100 ? 2 : 8)));
}

void fixture_fill_stage_stuck(struct model *model, struct ui *ui, int cols)
{
    fixture_find("states")->fill(model, ui, cols);
    begin(model, ui, "Four masters", "And now two of them want the same page.");
    SET(model->stage.number, "12");
    SET(model->stage.label, "conflicts, all clients together");
    model->stage.is_stuck = true;
    model->clock.is_shown = false;
    SET(model->stage.status, "did not come: s skip   r retry   Tab by hand   (ever conflict)");
}

void fixture_fill_stage_card(struct model *model, struct ui *ui, int cols)
{
    fixture_find("healthy")->fill(model, ui, cols);
    begin(model, ui, "", "");
    ui->stage.is_card = true;
    SET(ui->stage.key, "PgDn");
}
