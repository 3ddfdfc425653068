/* SPDX-License-Identifier: MIT */
#include "lib/fixture_lanes.h"

#include "base/compiler.h"
#include "lib/fixture.h"

#include <stdio.h>

enum { AT_1, AT_M1, AT_A, AT_B, AT_C, AT_RESOLVER, AT_M2, AT_2 };

static const struct lane lanes[] = {
    {"@1", "@1", ROLE_STRONG, true, false},   {"m1", "m1", ROLE_M1, false, false},
    {"a1 a2", "a", ROLE_MUTED, false, false}, {"b1 b2", "b", ROLE_MUTED, false, false},
    {"c1 c2", "c", ROLE_MUTED, false, false}, {"resolver", "tie", ROLE_MUTED, false, false},
    {"m2", "m2", ROLE_M2, false, false},      {"@2", "@2", ROLE_STRONG, true, true},
};

#define TO(lane) (UINT32_C(1) << (lane))
#define COPIES (TO(AT_A) | TO(AT_B) | TO(AT_C))

static const struct {
    const char *time;
    int from;
    uint32_t heads, lost, flying;
    bool is_answer;
    enum lanes_stroke stroke;
    enum role role;
    const char *label;
} rows[] = {
    {"12.4000", AT_1, TO(AT_M1), 0, 0, false, STROKE_WHOLE, ROLE_STRONG, "row 9"},
    {"12.4004", AT_2, TO(AT_M2), 0, 0, false, STROKE_WHOLE, ROLE_STRONG, "row 14"},
    {"12.4005", AT_M1, COPIES, 0, 0, false, STROKE_WHOLE, ROLE_M1, "asks all six for acct:1"},
    {"12.4009", AT_M2, COPIES, 0, 0, false, STROKE_WHOLE, ROLE_M2, "asks all six for acct:1"},
    {"12.4021", AT_A, TO(AT_M1), 0, 0, true, STROKE_WHOLE, ROLE_M1, "2 yes"},
    {"12.4021", AT_B, TO(AT_M1), 0, 0, true, STROKE_BROKEN, ROLE_MUTED, "2 busy"},
    {"12.4025", AT_B, TO(AT_M2), 0, 0, true, STROKE_WHOLE, ROLE_M2, "2 yes"},
    {"12.4025", AT_A, TO(AT_M2), 0, 0, true, STROKE_BROKEN, ROLE_MUTED, "2 busy"},
    {"12.4025", AT_C, TO(AT_M2), 0, 0, true, STROKE_BROKEN, ROLE_MUTED, "2 busy"},
    {"12.4025", AT_M2, TO(AT_RESOLVER), 0, 0, false, STROKE_WHOLE, ROLE_WARN,
     "2 of 6, a tie: who keeps the page?"},
    {"12.4031", AT_C, TO(AT_M1), 0, 0, true, STROKE_WHOLE, ROLE_M1, "2 yes"},
    {"12.4031", AT_M1, TO(AT_A) | TO(AT_C), TO(AT_B), 0, false, STROKE_WHOLE, ROLE_M1,
     "4 of 6: ACCEPTED, sends all six its commit"},
    {"12.4034", AT_M1, TO(AT_1), 0, 0, true, STROKE_WHOLE, ROLE_STRONG, "OK"},
    {"12.4047", AT_RESOLVER, TO(AT_M2), 0, 0, true, STROKE_WHOLE, ROLE_BAD, "let go of it"},
    {"12.4047", AT_M2, TO(AT_B), 0, 0, false, STROKE_BROKEN, ROLE_MUTED,
     "lets go of acct:1 at b1 and b2"},
    {"12.4050", AT_M2, TO(AT_2), 0, 0, true, STROKE_WHOLE, ROLE_BAD, "ERROR 1213"},
    {"12.4062", AT_M2, 0, 0, 0, false, STROKE_NONE, ROLE_TEXT,
     "m2 rolls back the transaction of @2"},
    {"12.4070", AT_M1, 0, 0, TO(AT_M2), false, STROKE_WHOLE, ROLE_M1, "the commit, for its peers"},
};

static const struct {
    const char *time, *text, *note;
    enum role role;
} causes[] = {
    {"12.4050", "@2 gets error 1213", "its whole transaction is undone, not only the UPDATE",
     ROLE_STRONG},
    {"", "the resolver refuses m2", "m1 was already accepted", ROLE_TEXT},
    {"12.4031", "m1 has 4 of 6 copies", "a1 a2 c1 c2 heard it first", ROLE_TEXT},
    {"12.4025", "m2 has only 2 of 6", "a copy gives one promise per page, and four had given it",
     ROLE_TEXT},
    {"", "m1 asked 0.4 ms earlier", "", ROLE_TEXT},
    {"", "rows 9 and 14 share a page", "acct:1 holds rows 8 to 15: this is the root cause",
     ROLE_ACCENT},
};

static void fill_causes(struct model_lanes *out)
{
    for (int i = 0; i < COUNT_OF(causes); i++) {
        struct lanes_cause *cause = &out->causes[out->cause_count++];
        cause->role = causes[i].role;
        cause->is_root = i == COUNT_OF(causes) - 1;
        cause->is_trouble = i == 0;
        (void)snprintf(cause->time, sizeof(cause->time), "%s", causes[i].time);
        (void)snprintf(cause->text, sizeof(cause->text), "%s", causes[i].text);
        (void)snprintf(cause->note, sizeof(cause->note), "%s", causes[i].note);
    }
}

static void fill_advice(struct model_lanes *out)
{
    static const struct lanes_said said[] = {{"AWS docs", "page, 1213, rollback"},
                                             {"AWS talks", "votes of the copies"},
                                             {"our model", "times, the resolver"}};
    (void)snprintf(out->helps, sizeof(out->helps), "%s",
                   "Run the whole transaction again after a short, random wait; the lag, 26 ms, is "
                   "the least.");
    (void)snprintf(out->better, sizeof(out->better), "%s",
                   "Let one master write a page: then nobody can lose it.");
    out->said_count = COUNT_OF(said);
    for (int i = 0; i < COUNT_OF(said); i++) {
        out->said[i] = said[i];
    }
}

void fixture_fill_lanes(struct model *model, struct ui *ui, int cols)
{
    struct model_lanes *out = &model->lanes;
    fixture_fill_wide(model, ui, cols);
    ui->view = VIEW_LANES;
    *out = (struct model_lanes){.chosen = -1};
    for (int i = 0; i < COUNT_OF(lanes); i++) {
        out->lanes[out->lane_count++] = lanes[i];
    }
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct lanes_row *row = &out->rows[out->row_count++];
        *row = (struct lanes_row){
            .from = rows[i].from,
            .heads = rows[i].heads,
            .lost = rows[i].lost,
            .flying = rows[i].flying,
            .is_answer = rows[i].is_answer,
            .stroke = rows[i].stroke,
            .role = rows[i].role,
            .is_loud = rows[i].role == ROLE_BAD && rows[i].from == AT_M2,
        };
        row->is_chosen = row->is_loud;
        row->is_apart = i == 4 || i == 6 || i == 10 || i == 13;
        out->chosen = row->is_loud ? i : out->chosen;
        (void)snprintf(row->time, sizeof(row->time), "%s", rows[i].time);
        (void)snprintf(row->label, sizeof(row->label), "%s", rows[i].label);
    }
    fill_causes(out);
    fill_advice(out);
}

void fixture_fill_lanes_all(struct model *model, struct ui *ui, int cols)
{
    fixture_fill_lanes(model, ui, cols);
    ui->lanes_are_all = true;
    model->lanes.clients_left_out = 2;
}
