/* SPDX-License-Identifier: MIT */
/* draw_votes: bars that race to one line at four, the page they race for, and what came when. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SIDE_GAP 6
#define SIDE_FROM 110 /* columns from which on there is a side */
#define CELLS_ACROSS 4

static const struct {
    const char *word;
    enum role role;
} looks[] = {
    [VOTE_YES] = {"", ROLE_BG},
    [VOTE_BUSY] = {"busy", ROLE_FAINT},
    [VOTE_STALE] = {"stale", ROLE_WARN},
    [VOTE_LOW] = {"too low", ROLE_FAINT},
    [VOTE_FENCED] = {"fenced", ROLE_WARN},
    [VOTE_ASKED] = {"asked", ROLE_FAINT},
    [VOTE_LOST] = {"lost", ROLE_BAD},
};

static const struct {
    const char *sign, *word;
    enum role role;
} outcomes[] = {
    [BID_IS_OPEN] = {"", "asks", ROLE_MUTED},
    [BID_IS_TIED] = {"‖", "TIE", ROLE_WARN},
    [BID_IS_ACCEPTED] = {"✓", "ACCEPTED", ROLE_STRONG},
    [BID_IS_LOST] = {"×", "CANNOT WIN", ROLE_BAD},
};

/* --- bars ----------------------------------------------------------------------------------- */

/* The line stands between the fourth and the fifth slot. */
static struct rect slot_at(struct rect bar, int index)
{
    int step = bar.cols / COPIES_MAX;
    int x = bar.x + index * step + (index >= WRITE_QUORUM ? 1 : 0);
    return rect_of(x, bar.y, step - 1, bar.rows);
}

static int line_x(struct rect bar)
{
    struct rect slot = slot_at(bar, WRITE_QUORUM - 1);
    return slot.x + slot.cols;
}

/* Where no ground can be filled, a heavy line says that the slot is. */
static void draw_plain_slot(struct canvas *canvas, struct rect line, const struct votes_slot *slot,
                            int used, enum role hue)
{
    bool is_yes = slot->look == VOTE_YES;
    struct rect rest = rect_after(line, used + 2);
    canvas_line(canvas, rest, is_yes ? hue : ROLE_RULE, is_yes ? GLYPH_HEAVY : GLYPH_DASH);
}

static void draw_slot(struct canvas *canvas, struct rect at, const struct votes_slot *slot,
                      enum role hue)
{
    bool is_yes = slot->look == VOTE_YES;
    struct rect line = rect_row(at, at.rows / 2);
    char text[24];
    (void)snprintf(text, sizeof(text), "%s%s%s%s", is_yes ? "✓ " : "", slot->name,
                   looks[slot->look].word[0] != '\0' ? " " : "", looks[slot->look].word);
    if (canvas->is_bare) {
        int used = is_yes ? canvas_bold(canvas, rect_after(line, 1), hue, text)
                          : canvas_text(canvas, rect_after(line, 1), looks[slot->look].role, text);
        draw_plain_slot(canvas, line, slot, used, hue);
        return;
    }
    canvas_fill(canvas, at, is_yes ? hue : ROLE_CARD);
    if (is_yes) {
        (void)canvas_bold(canvas, rect_after(line, line.cols > 10 ? 2 : 1), ROLE_BG, text);
    } else {
        line.cols--;
        canvas_text_right(canvas, line, looks[slot->look].role, false, text);
    }
}

static void draw_bid_head(struct canvas *canvas, struct rect at, const struct votes_bid *bid)
{
    char text[56];
    int used = 0;
    (void)snprintf(text, sizeof(text), "m%d", bid->master + 1);
    used += canvas_bold(canvas, at, role_of_master(bid->master), text) + 1;
    used += canvas_text(canvas, rect_after(at, used), ROLE_TEXT, bid->who);
    (void)snprintf(text, sizeof(text), "%s%s%s", outcomes[bid->outcome].sign,
                   outcomes[bid->outcome].sign[0] != '\0' ? " " : "", outcomes[bid->outcome].word);
    canvas_text_right(canvas, at, outcomes[bid->outcome].role, true, text);
    struct rect count = at;
    count.cols -= text_width(text) + 3;
    (void)snprintf(text, sizeof(text), "%d of 6", bid->yes);
    bool is_short = bid->outcome == BID_IS_LOST || bid->outcome == BID_IS_TIED;
    canvas_text_right(canvas, count, is_short ? outcomes[bid->outcome].role : ROLE_STRONG, true,
                      text);
    int room = count.cols - text_width(text) - used - 4;
    (void)snprintf(text, sizeof(text), "version %s", bid->version);
    if (bid->version[0] != '\0' && text_width(text) <= room) {
        (void)canvas_text(canvas, rect_after(at, used + 2), ROLE_FAINT, text);
    }
}

struct bars {
    int rows; /* of a bar, without its head */
    int step; /* from one to the next */
};

static struct bars bars_of(int rows, int count)
{
    int room = rows / (count > 0 ? count : 1);
    struct bars bars = {.rows = room >= 5 ? 3 : 1};
    bars.step = bars.rows + (room >= bars.rows + 2 ? 2 : 1);
    return bars;
}

/* Rows that it took. */
static int draw_bids(struct canvas *canvas, struct rect at, const struct model_votes *votes)
{
    struct bars bars = bars_of(at.rows - 1, votes->bid_count);
    int row = 0;
    for (int i = 0; i < votes->bid_count && row + 1 + bars.rows <= at.rows; i++) {
        const struct votes_bid *bid = &votes->bids[i];
        struct rect bar = rect_of(at.x, at.y + row + 1, at.cols, bars.rows);
        draw_bid_head(canvas, rect_row(at, row), bid);
        for (int k = 0; k < COPIES_MAX; k++) {
            draw_slot(canvas, slot_at(bar, k), &bid->slots[k], role_of_master(bid->master));
        }
        row += bars.step;
    }
    int end = row - (bars.step - bars.rows - 1);
    for (int y = 1; y <= end && y < at.rows; y++) {
        bool is_head = bars.step > 0 && y % bars.step == 0 && y < row;
        if (!is_head) {
            canvas_sign(canvas, line_x(at), at.y + y, ROLE_STRONG, GLYPH_BARRIER);
        }
    }
    struct rect needed = rect_row(at, end);
    needed.cols = line_x(at) - at.x - 1;
    canvas_text_right(canvas, needed, ROLE_STRONG, true, "4 needed");
    return end + 1;
}

/* --- the side ------------------------------------------------------------------------------- */

static int draw_cells(struct canvas *canvas, struct rect at, const struct model_votes *votes)
{
    int step = (at.cols + 1) / CELLS_ACROSS;
    int row = 0;
    for (int i = 0; i < votes->cell_count; i++) {
        const struct votes_cell *cell = &votes->cells[i];
        row = i / CELLS_ACROSS * 2;
        struct rect place = rect_of(at.x + i % CELLS_ACROSS * step, at.y + row, step - 1, 1);
        char text[32];
        (void)snprintf(text, sizeof(text), "%" PRId64, cell->key);
        bool is_lit = cell->master >= 0;
        struct rect number = rect_after(place, (place.cols - text_width(text)) / 2);
        if (!canvas->is_bare) {
            canvas_fill(canvas, place, is_lit ? role_of_master(cell->master) : ROLE_CARD);
            (void)(is_lit ? canvas_bold : canvas_text)(canvas, number,
                                                       is_lit ? ROLE_BG : ROLE_MUTED, text);
        } else if (is_lit) {
            (void)canvas_bold(canvas, number, role_of_master(cell->master), text);
            canvas_put(canvas, number.x - 1, number.y, ROLE_STRONG, '[');
            canvas_put(canvas, number.x + text_width(text), number.y, ROLE_STRONG, ']');
        } else {
            (void)canvas_text(canvas, number, ROLE_MUTED, text);
        }
    }
    if (votes->cells_go_on) {
        row += 2;
        (void)canvas_textf(canvas, rect_row(at, row), ROLE_FAINT, "of %s", votes->keys);
    }
    return votes->cell_count > 0 ? row + 2 : 0;
}

static void draw_steps(struct canvas *canvas, struct rect at, const struct model_votes *votes)
{
    static const struct {
        uint32_t sign;
        enum role role, time;
    } whens[] = {
        [STEP_IS_DONE] = {GLYPH_MET, ROLE_TEXT, ROLE_FAINT},
        [STEP_IS_NOW] = {GLYPH_RIGHT, ROLE_STRONG, ROLE_TEXT},
        [STEP_IS_AHEAD] = {0xb7, ROLE_FAINT, ROLE_FAINT},
    };
    draw_heading(canvas, rect_row(at, 0), "step by step", "", false);
    for (int i = 0; i < votes->step_count; i++) {
        const struct votes_step *step = &votes->steps[i];
        struct rect line = rect_row(at, 1 + i);
        if (line.rows == 0) {
            return;
        }
        canvas_put(canvas, line.x, line.y, step->when == STEP_IS_AHEAD ? ROLE_FAINT : ROLE_ACCENT,
                   whens[step->when].sign);
        int used = canvas_text(canvas, rect_after(line, 2), whens[step->when].time, step->time);
        draw_sentence(canvas, rect_after(line, 2 + used + 2), whens[step->when].role, step->text);
    }
}

static void draw_side_of(struct canvas *canvas, struct rect at, const struct model_votes *votes)
{
    static const char *const counts[] = {"", "one", "two", "three", "four"};
    int rows = 0;
    for (int i = 0; i < votes->cell_count; i++) {
        rows += votes->cells[i].master >= 0 ? 1 : 0;
    }
    char name[40];
    (void)snprintf(name, sizeof(name), rows == 1 ? "one page, one row" : "one page, %s rows",
                   counts[rows <= 4 ? rows : 4]);
    draw_heading(canvas, rect_row(at, 0), rows > 0 ? name : "one page", "", false);
    struct rect cells = rect_of(at.x, at.y + 2, at.cols, at.rows - 2);
    int row = 2 + draw_cells(canvas, cells, votes);
    if (rows > 1) {
        row = draw_prose(canvas, at, row, ROLE_MUTED,
                         "Different rows, but the same 16 KB page. Copies vote on pages, not on "
                         "rows.");
    } else {
        row = draw_prose(canvas, at, row, ROLE_MUTED, "Copies vote on pages, not on rows.");
    }
    row += 2;
    draw_steps(canvas, rect_of(at.x, at.y + row, at.cols, at.rows - row), votes);
}

/* --- the whole ------------------------------------------------------------------------------ */

static void draw_vote_heading(struct canvas *canvas, struct rect at,
                              const struct model_votes *votes, bool has_focus)
{
    char name[2 * VOTES_TEXT_SIZE + 20];
    (void)snprintf(name, sizeof(name), "vote  page %s%s%s", votes->page,
                   votes->keys[0] != '\0' ? ", " : "", votes->keys);
    const char *facts = "six copies, one page, first come";
    bool fits = text_width(name) + text_width(facts) + 4 <= at.cols;
    draw_heading(canvas, at, name, fits ? facts : "", has_focus);
}

int draw_votes(struct canvas *canvas, struct rect at, struct rect side, const struct model *model,
               bool has_focus)
{
    const struct model_votes *votes = &model->votes;
    if (!votes->is_shown) {
        (void)canvas_text(canvas, at, ROLE_FAINT,
                          "No page has been voted on yet: change a row, then Space");
        return 1;
    }
    draw_vote_heading(canvas, rect_row(at, 0), votes, has_focus);
    int air = at.rows > 12 ? 1 : 0;
    int most = at.rows - 1 - air - (2 * votes->bid_count + 1); /* a head and a bar each */
    int words = prose_rows(votes->sentence, at.cols) + prose_rows(votes->resolver, at.cols);
    words = words > most ? most : words;
    words = (words > 2 ? words : 2) + air;
    struct rect bids = rect_of(at.x, at.y + 1 + air, at.cols, at.rows - 1 - air - words);
    int row = 1 + air + draw_bids(canvas, bids, votes) + air;
    row = draw_prose(canvas, at, row, ROLE_TEXT, votes->sentence);
    row = draw_prose(canvas, at, row, ROLE_MUTED, votes->resolver);
    if (side.cols > 0) {
        draw_side_of(canvas, side, votes);
    }
    return row;
}
