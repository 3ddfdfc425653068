/* SPDX-License-Identifier: MIT */
/*
 * draw_step: the step of a lesson, from top to bottom: its text, its quiz, its goals, a hint. It
 * stands at the side, or below the strip. The one open goal is the brightest thing of it.
 */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <stdio.h>
#include <string.h>

/* A pen that goes down. */
struct pen {
    struct canvas *canvas; /* NULL: only the rows are counted */
    struct rect at;
    int row;
    bool is_airy;       /* there is room for empty rows */
    bool is_at_prompt;  /* keys come after Esc */
    bool hides_caption; /* there is none for it */
};

static struct rect pen_row(const struct pen *pen)
{
    return rect_row(pen->at, pen->row);
}

/* Is this line one that a person types: "\\kill az b", "@2 ...", SQL that ends in ";"? */
static bool is_typed(const char *line)
{
    size_t size = strcspn(line, "\n");
    return line[0] == '\\' || line[0] == '@' || (size > 0 && line[size - 1] == ';');
}

#define LINE_INDENT 2 /* of what goes on of a line to type */

/* A text as it is wrapped, row by row. */
struct wrapped {
    const char *text, *at;
    int cols, indent;
    bool has_lines; /* those to type stand out */
    bool is_airy;   /* else it has no empty rows */
    char row[512];
    int left;
    bool is_line; /* the row is one to type, or goes on with one */
};

static bool wrap_next(struct wrapped *text)
{
    while (*text->at != '\0') {
        size_t skip = 0;
        bool is_new = text->at == text->text || text->at[-1] == '\n';
        text->is_line = is_new ? text->has_lines && is_typed(text->at) : text->is_line;
        text->left = text->indent + (text->is_line && !is_new ? LINE_INDENT : 0);
        size_t size = text_wrap(text->at, text->cols - text->left, &skip);
        (void)snprintf(text->row, sizeof(text->row), "%.*s", (int)size, text->at);
        text->at += skip;
        if (size > 0 || text->is_airy) {
            return true;
        }
    }
    return false;
}

/* How many rows stand before the one that says that others are left out: of those, what is to be
 * typed stands all the same, below it. A text that fits has none. */
static int rows_before_cut(const struct wrapped *whole, int rows_max)
{
    int rows = 0;
    int typed = 0;
    struct wrapped text = *whole;
    while (wrap_next(&text)) {
        rows++;
        typed += text.is_line ? 1 : 0;
    }
    if (rows <= rows_max) {
        return rows_max;
    }
    int before = -1;
    text = *whole;
    for (int i = 0; i + 1 + typed <= rows_max && wrap_next(&text); i++) {
        before = i;
        typed -= text.is_line ? 1 : 0;
    }
    return before >= 0 ? before : rows_max - 1;
}

static void pen_row_of_text(struct pen *pen, int left, enum role role, const char *row)
{
    if (pen->canvas != NULL) {
        draw_sentence(pen->canvas, rect_after(pen_row(pen), left), role, row);
    }
    pen->row++;
}

/* A text, wrapped, as far as `rows_max` goes. */
static void pen_text(struct pen *pen, int indent, enum role role, const char *said, int rows_max)
{
    struct wrapped text = {.text = said,
                           .at = said,
                           .cols = pen->at.cols,
                           .indent = indent,
                           .has_lines = role == ROLE_TEXT,
                           .is_airy = pen->is_airy};
    int before = rows_before_cut(&text, rows_max);
    int end = pen->row + rows_max;
    for (int i = 0; pen->row < end && wrap_next(&text); i++) {
        if (i == before) {
            pen_row_of_text(pen, indent, ROLE_FAINT,
                            pen->is_at_prompt ? "... Esc g shows all of it"
                                              : "... g shows all of it");
        }
        if (pen->row < end && (i < before || text.is_line)) {
            pen_row_of_text(pen, text.left, text.is_line ? ROLE_ACCENT : role, text.row);
        }
    }
}

static int rows_of(const char *text, int cols, bool is_airy)
{
    struct pen pen = {.at = {.cols = cols, .rows = 1}, .is_airy = is_airy};
    pen_text(&pen, 0, ROLE_TEXT, text, 1000);
    return pen.row;
}

/* --- goals ------------------------------------------------------------------------------------ */

static void pen_goal(struct pen *pen, const struct model_goal *goal)
{
    static const struct {
        uint32_t sign;
        enum role sign_role, role;
    } looks[] = {
        [GOAL_LOOKS_OPEN] = {GLYPH_OPEN, ROLE_TEXT, ROLE_TEXT},
        [GOAL_LOOKS_MET] = {GLYPH_MET, ROLE_ACCENT, ROLE_MUTED},
        [GOAL_LOOKS_HELD] = {'=', ROLE_TEXT, ROLE_MUTED},
        [GOAL_LOOKS_BROKEN] = {'!', ROLE_BAD, ROLE_TEXT},
    };
    struct rect first = pen_row(pen);
    if (first.rows > 0) {
        canvas_sign(pen->canvas, first.x, first.y, looks[goal->look].sign_role,
                    looks[goal->look].sign);
    }
    bool is_hurried = goal->left_permille >= 0;
    int facts = text_width(goal->facts);
    bool is_wide = pen->at.cols >= 60;
    struct pen text = *pen;
    text.at.cols -= is_wide && facts > 0 ? facts + 2 : 0;
    pen_text(&text, 2, goal->is_first ? ROLE_STRONG : looks[goal->look].role, goal->text, 4);
    if (is_wide && facts > 0) {
        canvas_text_right(pen->canvas, first, is_hurried ? ROLE_WARN : ROLE_FAINT, is_hurried,
                          goal->facts);
    }
    pen->row = text.row;
    if (!is_wide && facts > 0) {
        pen_text(pen, 2, is_hurried ? ROLE_WARN : ROLE_FAINT, goal->facts, 1);
    }
    if (is_hurried && pen->is_airy) {
        struct rect rule = rect_after(pen_row(pen), 2);
        for (int i = 0; i < rule.cols; i++) {
            bool is_left = i * 1000 < goal->left_permille * rule.cols;
            canvas_put(pen->canvas, rule.x + i, rule.y, is_left ? ROLE_WARN : ROLE_RULE,
                       is_left ? GLYPH_HEAVY : GLYPH_RULE);
        }
        pen->row++;
    }
    if (goal->why[0] != '\0' && (goal->is_first || goal->look == GOAL_LOOKS_BROKEN)) {
        char why[LESSON_LINE_SIZE + 20];
        bool is_broken = goal->look == GOAL_LOOKS_BROKEN;
        const char *word = is_broken ? "" : goal->is_late ? "too late:" : "not yet:";
        (void)snprintf(why, sizeof(why), "%s%s%s", word, is_broken ? "" : " ", goal->why);
        struct rect row = rect_after(pen_row(pen), 2);
        pen_text(pen, 2, is_broken ? ROLE_BAD : ROLE_MUTED, why, 4);
        if (!is_broken) {
            (void)canvas_text(pen->canvas, row, ROLE_WARN, word);
        } else {
            pen_text(pen, 2, ROLE_ACCENT, "r takes back what led to it", 1);
        }
    }
}

/* The facts only where they leave room for the name. */
static void pen_heading(struct pen *pen, const char *name, const char *facts)
{
    facts = text_width(name) + text_width(facts) + 4 <= pen->at.cols ? facts : "";
    if (pen_row(pen).rows > 0) {
        draw_heading(pen->canvas, pen_row(pen), name, facts, false);
    }
    pen->row++;
}

static void pen_goals(struct pen *pen, const struct model_lesson *lesson)
{
    char facts[40];
    (void)snprintf(facts, sizeof(facts), "%d of %d", lesson->goals_met, lesson->goal_count);
    pen_heading(pen, "goals", facts);
    for (int i = 0; i < lesson->goal_count; i++) {
        pen_goal(pen, &lesson->goals[i]);
    }
}

/* --- a quiz ----------------------------------------------------------------------------------- */

static void pen_quiz(struct pen *pen, const struct model_lesson *lesson)
{
    pen_heading(pen, "your guess", lesson->asks ? "press its number" : "");
    for (int i = 0; i < lesson->option_count; i++) {
        const struct model_option *option = &lesson->options[i];
        char number[12];
        struct rect row = pen_row(pen);
        (void)snprintf(number, sizeof(number), "%d", i + 1);
        if (lesson->asks && row.rows > 0 && row.y < pen->canvas->rows) {
            canvas_spot(pen->canvas, row, "\\answer %d", i + 1);
        }
        (void)canvas_bold(pen->canvas, row, option->is_chosen ? ROLE_STRONG : ROLE_ACCENT, number);
        pen_text(pen, 3,
                 option->is_chosen ? ROLE_STRONG
                 : lesson->asks    ? ROLE_TEXT
                                   : ROLE_MUTED,
                 option->text, 4);
        if (option->is_chosen || option->is_true) {
            pen_text(pen, 3, option->is_true ? ROLE_ACCENT : ROLE_FAINT,
                     option->is_true ? "so it was" : "you say", 1);
        }
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static void pen_hint(struct pen *pen, const struct model_lesson *lesson)
{
    char name[40];
    (void)snprintf(name, sizeof(name), "hint %d of %d", lesson->hint_number, lesson->hint_count);
    pen_heading(pen, name,
                !lesson->has_more_hints ? ""
                : lesson->is_at_prompt  ? "Esc h next"
                                        : "h next");
    pen_text(pen, 0, ROLE_TEXT, lesson->hint, 8);
}

static void pen_end(struct pen *pen, const struct model_lesson *lesson)
{
    char text[140];
    const char *key = lesson->next_key != NULL ? lesson->next_key : "n";
    if (lesson->is_step_done && lesson->walk[0] != '\0') {
        pen_text(pen, 0, ROLE_ACCENT, "Done, as shown. Now you: S.", 1);
    } else if (lesson->is_done && lesson->next_title[0] == '\0') {
        pen_text(pen, 0, ROLE_ACCENT, "The lesson is done. \\lessons lists the others.", 3);
    } else if (lesson->is_done) {
        (void)snprintf(text, sizeof(text), "The lesson is done. %s begins the next: %s", key,
                       lesson->next_title);
        pen_text(pen, 0, ROLE_ACCENT, text, 3);
    } else if (lesson->is_step_done) {
        (void)snprintf(text, sizeof(text), "Done: %s goes to the next step.", key);
        pen_text(pen, 0, ROLE_ACCENT, text, 2);
    } else if (pen->is_airy && lesson->hint_number == 0 && lesson->hint_count > 0) {
        pen_text(pen, 0, ROLE_FAINT, "\\hint helps.", 1);
    }
    if (lesson->par > 0 && pen->is_airy) {
        (void)snprintf(text, sizeof(text), "you: %d command%s, par %d%s", lesson->commands,
                       lesson->commands == 1 ? "" : "s", lesson->par, lesson->outage);
        pen_text(pen, 0, ROLE_FAINT, text, 2);
    }
}

/* What stands below the text of the step; a NULL canvas counts its rows. */
static void pen_below(struct pen *pen, const struct model_lesson *lesson)
{
    if (lesson->walk[0] != '\0') {
        pen_text(pen, 0, ROLE_ACCENT, lesson->walk, 4);
        pen->row += pen->is_airy;
    }
    if (lesson->option_count > 0) {
        pen_quiz(pen, lesson);
        pen->row += pen->is_airy;
    }
    if (lesson->goal_count > 0) {
        pen_goals(pen, lesson);
        pen->row += pen->is_airy;
    }
    if (lesson->hint_number > 0) {
        pen_hint(pen, lesson);
        pen->row += pen->is_airy;
    } else if (lesson->caption[0] != '\0' && !pen->hides_caption) {
        pen_text(pen, 0, ROLE_TEXT, lesson->caption, 5);
        pen->row += pen->is_airy;
    }
    pen_end(pen, lesson);
}

/* Rows of all that stands below the text, as it would be drawn. */
static int rows_below(const struct pen *like, const struct model_lesson *lesson)
{
    /* Outside the canvas nothing is drawn. */
    struct pen pen = *like;
    pen.at = rect_of(0, like->canvas->rows, like->at.cols, 1000);
    pen.row = 0;
    pen_below(&pen, lesson);
    return pen.row;
}

/* Are text and all below it seen whole? */
static bool fits(const struct pen *pen, const struct model_lesson *lesson)
{
    int whole = rows_of(lesson->said, pen->at.cols, pen->is_airy) +
                rows_of(lesson->text, pen->at.cols, pen->is_airy);
    return 1 + (pen->is_airy ? 2 : 0) + whole + rows_below(pen, lesson) <= pen->at.rows;
}

void draw_step(struct canvas *canvas, struct rect at, const struct model_lesson *lesson,
               bool has_focus)
{
    char name[120];
    struct pen pen = {.canvas = canvas, .at = at, .row = 1, .is_at_prompt = lesson->is_at_prompt};
    (void)snprintf(name, sizeof(name), "step %d: %s", lesson->step, lesson->step_title);
    draw_heading(canvas, rect_of(at.x, at.y, at.cols, 1), name, "", has_focus);
    if (!lesson->is_ready) {
        (void)canvas_text(canvas, rect_row(at, 1), ROLE_FAINT, "is being set up: let time run");
        return;
    }
    pen.is_airy = true;
    pen.is_airy = fits(&pen, lesson);
    /* What is still to be typed goes before what has come meanwhile. */
    pen.hides_caption = !lesson->is_step_done && !fits(&pen, lesson);
    int said = rows_of(lesson->said, at.cols, pen.is_airy);
    int below = rows_below(&pen, lesson);
    int left = at.rows - 1 - said - below - (pen.is_airy ? 2 : 0);
    pen.row += pen.is_airy;
    pen_text(&pen, 0, ROLE_ACCENT, lesson->said, said);
    pen_text(&pen, 0, ROLE_TEXT, lesson->text, left > 1 ? left : 1);
    pen.row += pen.is_airy;
    pen_below(&pen, lesson);
}
