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

#define FACTS_COLS 20 /* of a small stage, for two facts at its right */
#define FACTS_GAP 2
#define LABEL_ROWS 2     /* of what a number counts, at most */
#define TALL_FACT_ROWS 4 /* of a fact's letters */

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

/* The one line that counts, in letters; the row after them, 0 if it has no room. */
static int draw_reply_large(struct canvas *canvas, struct rect at, const struct model_stage *stage)
{
    const struct model_reply *strong = NULL;
    for (int i = 0; i < stage->reply_count; i++) {
        bool counts = stage->replies[i].role != ROLE_MUTED;
        if (counts && strong != NULL) {
            return 0;
        }
        strong = counts ? &stage->replies[i] : strong;
    }
    if (strong == NULL || !stage_is_tall(canvas) || canvas->is_ascii) {
        return 0;
    }
    const char *text = strong->text + strspn(strong->text, " ");
    return stage_write_lines(canvas, at, strong->role, &bigtext_narrow, text);
}

static void draw_replies(struct canvas *canvas, struct rect at, const struct model_stage *stage)
{
    int used = draw_reply_large(canvas, rect_after(at, 2), stage);
    for (int i = 0; used > 0 && i < stage->reply_count; i++) {
        bool is_small = stage->replies[i].role == ROLE_MUTED && used < at.rows;
        if (is_small) {
            (void)canvas_bold(canvas, rect_row(rect_after(at, 2), used++), ROLE_MUTED,
                              stage->replies[i].text);
        }
    }
    if (used > 0) {
        return;
    }
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

/* In hundredths of a second; from 100 s on in tenths, so that it stays as wide. */
static void print_seconds(char *out, size_t size, sim_us length)
{
    bool is_long = length >= 100 * US_PER_S;
    (void)snprintf(out, size, "%" PRId64 ".%0*d", length / US_PER_S, is_long ? 1 : 2,
                   (int)(length % US_PER_S / (US_PER_S / (is_long ? 10 : 100))));
}

/* How long a client could not write is what counts; else what the demo looks at. */
static struct big_number choose_number(const struct model *model)
{
    struct big_number out = {.role = ROLE_STRONG};
    const struct model_clock *clock = &model->clock;
    if (clock->is_shown) {
        out.role = ROLE_WARN;
        print_seconds(out.number, sizeof(out.number), clock->length);
        (void)snprintf(out.unit, sizeof(out.unit), "seconds");
        (void)snprintf(out.label, sizeof(out.label), "client %d %s", clock->client,
                       clock->is_running ? "cannot write" : "could not write");
    } else {
        (void)snprintf(out.number, sizeof(out.number), "%s", model->stage.number);
        (void)snprintf(out.unit, sizeof(out.unit), "%s", model->stage.unit);
        (void)snprintf(out.label, sizeof(out.label), "%s", model->stage.label);
    }
    return out;
}

/* Of the two small ones: a number, and what it counts. */
struct small_fact {
    char number[24];
    char words[40];
    enum role role;
};

static struct small_fact copies_fact(const struct model *model)
{
    bool waits = model->copies_up < 4;
    struct small_fact fact = {.role = waits ? ROLE_BAD : ROLE_STRONG};
    (void)snprintf(fact.number, sizeof(fact.number), "%d of %d", model->copies_up, COPIES_MAX);
    (void)snprintf(fact.words, sizeof(fact.words), "%s", waits ? "writes wait" : "writes go on");
    return fact;
}

static struct small_fact loss_fact(const struct model *model)
{
    struct small_fact fact = {.role = ROLE_STRONG};
    int64_t count = model->lost > 0 ? model->lost : model->doubled;
    const char *what = model->lost > 0 || count == 0 ? "lost" : "twice";
    if (count > 0) {
        fact.role = ROLE_BAD;
    } else if (model->stage.conflicts > 0) {
        count = model->stage.conflicts;
        what = NULL;
    }
    const char *many = count == 1 ? "" : "s";
    (void)snprintf(fact.number, sizeof(fact.number), "%" PRId64, count);
    (void)snprintf(fact.words, sizeof(fact.words), what != NULL ? "row%s %s" : "conflict%s", many,
                   what);
    return fact;
}

/* What the label of a number has on a small stage: the rows of the facts beside it are theirs. */
static struct rect label_of(struct rect at, int used)
{
    struct rect label = rect_after(at, used > 0 ? used + 2 : 0);
    label.cols = at.x + at.cols - FACTS_COLS - FACTS_GAP - label.x;
    return label;
}

/* In as many rows as it needs, the last of them at the bottom; rows used, more than LABEL_ROWS if
 * it does not fit. Without a canvas it is only counted. */
static int draw_label(struct canvas *canvas, struct rect at, const char *text)
{
    int count = 0;
    for (const char *rest = text; *rest != '\0'; count++) {
        size_t skip = 0;
        (void)text_wrap(rest, at.cols, &skip);
        rest += skip;
    }
    int first = at.rows - (count < LABEL_ROWS ? count : LABEL_ROWS);
    for (int row = first; canvas != NULL && row < at.rows; row++) {
        char line[100];
        size_t skip = 0;
        int size = (int)text_wrap(text, at.cols, &skip);
        (void)snprintf(line, sizeof(line), "%.*s", size, text);
        (void)canvas_bold(canvas, rect_row(at, row), ROLE_STRONG, line);
        text += skip;
    }
    return count;
}

/* What it counts, and above that its unit. */
static void draw_words(struct canvas *canvas, struct rect at, const struct big_number *number)
{
    int used = draw_label(canvas, at, number->label);
    used = used < LABEL_ROWS ? used : LABEL_ROWS;
    if (used < at.rows) {
        (void)canvas_bold(canvas, rect_row(at, at.rows - 1 - used), number->role, number->unit);
    }
}

static void draw_fact_words(struct canvas *canvas, struct rect at, enum role role,
                            const char *before, const char *sign, const char *words)
{
    char text[100];
    (void)snprintf(text, sizeof(text), "%s%s%s", before, sign, words);
    (void)canvas_bold(canvas, at, role, text);
}

/* On a small stage: the number, its words beside it, and at the right two rows of facts. */
static void draw_small(struct canvas *canvas, struct rect at, const struct big_number *number,
                       const struct small_fact facts[2])
{
    int used = 0;
    if (number->number[0] != '\0') {
        int width = bigtext_width(&bigtext_medium, number->number);
        bool is_large =
            width >= 0 && width < at.cols / 2 && at.rows >= bigtext_height(canvas, &bigtext_medium);
        used = is_large
                   ? bigtext_write(canvas, at, number->role, &bigtext_medium, number->number)
                   : canvas_bold(canvas, rect_row(at, at.rows - 1), number->role, number->number);
    }
    struct rect label = label_of(at, used);
    draw_words(canvas, label, number);
    for (int i = 0; i < 2; i++) {
        struct rect line = rect_row(at, at.rows >= 4 ? 1 + 2 * i : i);
        line = rect_after(line, line.cols - FACTS_COLS);
        draw_fact_words(canvas, line, facts[i].role, facts[i].number, i == 0 ? ", " : " ",
                        facts[i].words);
    }
}

bool stage_number_fits(const char *text)
{
    struct model_stage stage = {.number = ""};
    struct rect at = rect_of(0, 0, HEADLINE_COLS, LABEL_ROWS);
    stage_take_number(&stage, text);
    int width = bigtext_width(&bigtext_medium, stage.number);
    return width >= 0 && width < at.cols / 2 &&
           draw_label(NULL, label_of(at, width), stage.label) <= LABEL_ROWS;
}

/* Where there is no room for "4 of 6" beside what stands at its right, the 4 alone is large. */
static void draw_tall_fact(struct canvas *canvas, struct rect at, const struct small_fact *fact,
                           bool is_copies)
{
    char number[24];
    struct rect words = rect_row(at, at.rows - 1);
    bool is_whole = bigtext_width(&bigtext_medium, fact->number) <= at.cols;
    size_t size = is_whole ? strlen(fact->number) : strcspn(fact->number, " ");
    (void)snprintf(number, sizeof(number), "%.*s", (int)size, fact->number);
    at = rect_of(at.x, words.y - TALL_FACT_ROWS - 1, at.cols, TALL_FACT_ROWS);
    at.y += at.rows - headline_rows(canvas, at, number);
    (void)headline_draw(canvas, at, fact->role, number);
    const char *rest = fact->number + size + (fact->number[size] == ' ');
    draw_fact_words(canvas, words, ROLE_STRONG, rest,
                    is_copies ? is_whole ? "copies up, " : " copies up, " : "", fact->words);
}

/* Three columns, as three rooms stand, and the text in them; what lies between stays free. */
static void draw_tall(struct canvas *canvas, struct rect at, const struct big_number *number,
                      const struct small_fact facts[2])
{
    int third = (at.cols + STAGE_GUTTER) / 3;
    int cols = third - STAGE_GUTTER;
    at = rect_after(at, 2);
    struct rect large = rect_of(at.x, at.y, cols, at.rows - 2);
    if (number->number[0] != '\0') { /* its foot stands where those of the others do */
        int rows = headline_rows(canvas, large, number->number);
        large.y += large.rows - rows;
        (void)headline_draw(canvas, large, number->role, number->number);
    }
    struct rect words = rect_of(at.x, at.y, cols, at.rows);
    if (number->unit[0] != '\0') {
        struct rect line = rect_row(words, at.rows - 1);
        int used = canvas_bold(canvas, line, number->role, number->unit) + 1;
        (void)canvas_bold(canvas, rect_after(line, used), ROLE_STRONG, number->label);
    } else {
        (void)draw_label(canvas, words, number->label);
    }
    for (int i = 0; i < 2; i++) {
        draw_tall_fact(canvas, rect_of(at.x + (i + 1) * third, at.y, cols, at.rows), &facts[i],
                       i == 0);
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
