/* SPDX-License-Identifier: MIT */
/* draw_stage_number: the lowest part of a stage: the line that is typed, or the number. */
#include "view/draw_stage.h"

#include "base/text.h"
#include "view/bigtext.h"
#include "view/glyph.h"
#include "view/headline.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- what is typed ---------------------------------------------------------------------------- */

/* In letters if it has room, with a cursor behind it. False: it has none. */
static bool draw_typed_large(struct canvas *canvas, struct rect at, const char *text)
{
    int width = bigtext_width(&bigtext_medium, text);
    int height = bigtext_height(canvas, &bigtext_medium);
    at = rect_after(at, 4);
    if (width < 0 || width > at.cols - 6 || at.rows <= height) {
        return false;
    }
    canvas_sign(canvas, at.x - 3, at.y + height / 2, ROLE_ACCENT, GLYPH_RIGHT);
    int used = bigtext_write(canvas, at, ROLE_STRONG, &bigtext_medium, text);
    canvas_line(canvas, rect_of(at.x + used + 2, at.y + height - 1, 4, 1), ROLE_ACCENT,
                GLYPH_BLOCK_LOW);
    return true;
}

/* Over the rows that it needs; the cursor is a block behind it. */
static void draw_typed(struct canvas *canvas, struct rect at, const char *text)
{
    if (draw_typed_large(canvas, at, text)) {
        return;
    }
    struct rect line = rect_row(at, at.rows > 3 ? 1 : 0);
    canvas_sign(canvas, line.x, line.y, ROLE_ACCENT, GLYPH_RIGHT);
    line = rect_after(line, 2);
    int used = 0;
    for (int row = 0; *text != '\0' && row < 3; row++) {
        char part[STAGE_TEXT_SIZE];
        size_t skip = 0;
        size_t size = text_wrap(text, line.cols, &skip);
        (void)snprintf(part, sizeof(part), "%.*s", (int)size, text);
        used = canvas_bold(canvas, line, ROLE_STRONG, part);
        text += skip;
        line.y += *text != '\0';
    }
    canvas_put(canvas, line.x + used, line.y, ROLE_ACCENT, GLYPH_BLOCK);
}

static void draw_replies(struct canvas *canvas, struct rect at, const struct model_stage *stage)
{
    for (int i = 0; i < stage->reply_count && i < at.rows; i++) {
        (void)canvas_bold(canvas, rect_row(rect_after(at, 2), i), stage->replies[i].role,
                          stage->replies[i].text);
    }
}

/* --- numbers ---------------------------------------------------------------------------------- */

/* One number, what it counts, and whether that is trouble. */
struct big_number {
    char number[24];
    char unit[16]; /* "seconds", as loud as the number */
    char label[100];
    enum role role;
};

/* How long a client could not write is what counts; else what the demo looks at. */
static struct big_number choose_number(const struct model *model)
{
    struct big_number out = {.role = ROLE_STRONG};
    const struct model_clock *clock = &model->clock;
    if (clock->is_shown) {
        sim_us length = clock->length;
        out.role = ROLE_WARN;
        (void)snprintf(out.number, sizeof(out.number), "%" PRId64 ".%02d", length / US_PER_S,
                       (int)(length / (US_PER_S / 100) % 100));
        (void)snprintf(out.unit, sizeof(out.unit), "seconds");
        (void)snprintf(out.label, sizeof(out.label), "client %d %s", clock->client,
                       clock->is_running ? "cannot write" : "could not write");
    } else {
        (void)snprintf(out.number, sizeof(out.number), "%s", model->stage.number);
        (void)snprintf(out.label, sizeof(out.label), "%s", model->stage.label);
    }
    return out;
}

/* Of the two small ones: a few words, and the rest of the sentence. */
struct small_fact {
    char words[24];
    char rest[40];
    enum role role;
};

static struct small_fact copies_fact(const struct model *model)
{
    bool waits = model->copies_up < 4;
    struct small_fact fact = {.role = waits ? ROLE_BAD : ROLE_STRONG};
    (void)snprintf(fact.words, sizeof(fact.words), "%d of %d", model->copies_up, COPIES_MAX);
    (void)snprintf(fact.rest, sizeof(fact.rest), "%s", waits ? "writes wait" : "writes go on");
    return fact;
}

static struct small_fact loss_fact(const struct model *model)
{
    struct small_fact fact = {.role = ROLE_STRONG};
    int64_t count = model->lost;
    const char *what = "rows lost";
    if (model->lost > 0 || model->doubled > 0) {
        fact.role = ROLE_BAD;
        count = model->lost > 0 ? model->lost : model->doubled;
        what = model->lost > 0 ? "rows lost" : "rows twice";
    } else if (model->conflicts > 0) {
        count = model->conflicts;
        what = count == 1 ? "conflict" : "conflicts";
    }
    (void)snprintf(fact.words, sizeof(fact.words), "%" PRId64, count);
    (void)snprintf(fact.rest, sizeof(fact.rest), "%s", what);
    return fact;
}

/* On a small stage: the number, its words beside it, and at the right two rows of facts. */
static void draw_small(struct canvas *canvas, struct rect at, const struct big_number *number,
                       const struct small_fact facts[2])
{
    struct rect words = at;
    if (number->number[0] != '\0') {
        int width = bigtext_width(&bigtext_medium, number->number);
        bool is_large = width >= 0 && at.rows >= bigtext_height(canvas, &bigtext_medium);
        int used =
            is_large ? bigtext_write(canvas, at, number->role, &bigtext_medium, number->number)
                     : canvas_bold(canvas, rect_row(at, at.rows - 1), number->role, number->number);
        words = rect_after(at, used + 2);
    }
    (void)canvas_bold(canvas, rect_row(words, at.rows - 2), number->role, number->unit);
    (void)canvas_bold(canvas, rect_row(words, at.rows - 1), ROLE_STRONG, number->label);
    for (int i = 0; i < 2; i++) {
        char text[80];
        struct rect line = rect_row(at, at.rows >= 4 ? 1 + 2 * i : i);
        (void)snprintf(text, sizeof(text), "%s%s %s", facts[i].words, i == 0 ? " copies," : "",
                       facts[i].rest);
        canvas_text_right(canvas, line, facts[i].role, true, text);
    }
}

static void draw_tall(struct canvas *canvas, struct rect at, const struct big_number *number,
                      const struct small_fact facts[2])
{
    int third = (at.cols + STAGE_GUTTER) / 3; /* as three rooms stand, and their text in them */
    at = rect_after(at, 2);
    struct rect words = rect_row(at, 8);
    if (number->number[0] != '\0') {
        (void)headline_draw(canvas, rect_of(at.x, at.y, third - 4, 7), number->role,
                            number->number);
    }
    int used = canvas_bold(canvas, words, number->role, number->unit);
    (void)canvas_bold(canvas, rect_after(words, used + (used > 0)), ROLE_STRONG, number->label);
    static const char *const what[2] = {"copies up, ", ""};
    for (int i = 0; i < 2; i++) {
        struct rect column = rect_of(at.x + (i + 1) * third, at.y + 3, third - 4, 4);
        (void)headline_draw(canvas, column, facts[i].role, facts[i].words);
        (void)canvas_textf(canvas, rect_of(column.x, at.y + 8, column.cols, 1), ROLE_STRONG, "%s%s",
                           what[i], facts[i].rest);
    }
}

void draw_stage_number(struct canvas *canvas, const struct stage_places *places,
                       const struct model *model)
{
    const struct model_stage *stage = &model->stage;
    struct rect at = places->number;
    if (stage->is_typing) {
        draw_typed(canvas, at, stage->typed);
        return;
    }
    if (stage->reply_count > 0) {
        draw_replies(canvas, at, stage);
        return;
    }
    struct big_number number = choose_number(model);
    struct small_fact facts[2] = {copies_fact(model), loss_fact(model)};
    (stage_is_tall(canvas) ? draw_tall : draw_small)(canvas, at, &number, facts);
}
