/* SPDX-License-Identifier: MIT */
/*
 * draw_stage: a screen for the last row of a room: one headline, one sentence, the rooms, one
 * number and two small ones. Nothing else.
 */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/bigtext.h"
#include "view/draw_stage.h"
#include "view/glyph.h"
#include "view/headline.h"

#include <stdio.h>
#include <string.h>

#define TALL_ROWS 40 /* from here on the sentence and the small numbers are large, too */
#define TALL_COLS 120
#define HUGE_ROWS 45  /* from here on there are two large lines of what is said, */
#define HUGE_COLS 150 /* and in each about 36 letters */
#define SAID_LINES 2
#define HIGH_ROWS 55 /* from here on there is air between the parts */
#define WORD_ROWS 16 /* a room that high has how it is, and where, in letters */
#define SAID_LINE_ROWS 5
#define ROOM_ROWS_MIN 4
#define NARROW_COLS 22 /* a room below that has its AZ above its name */

/* --- where everything stands ------------------------------------------------------------------ */

bool stage_is_tall(const struct canvas *canvas)
{
    return canvas->rows >= TALL_ROWS && canvas->cols >= TALL_COLS;
}

bool stage_is_huge(const struct canvas *canvas)
{
    return canvas->rows >= HUGE_ROWS && canvas->cols >= HUGE_COLS && !canvas->is_ascii;
}

/* Whatever is said, what stands below it stays where it is. */
void stage_place(struct stage_places *out, const struct canvas *canvas)
{
    bool is_tall = stage_is_tall(canvas);
    bool is_low = canvas->rows < 22;
    int margin = canvas->cols < 100 ? 1 : 4;
    int width = canvas->cols - 2 * margin;
    int number = is_tall ? 9 : is_low ? 2 : 4;
    *out = (struct stage_places){.foot = rect_of(margin, canvas->rows - 1, width, 1)};
    out->headline = rect_of(margin, is_low ? 0 : 1, width, is_low ? 1 : 4);
    if (is_tall) { /* in ASCII a row is one pixel */
        out->headline.rows = canvas->is_ascii ? 8 : 7;
    }
    int air = canvas->rows >= HIGH_ROWS;
    int y = out->headline.y + out->headline.rows + air;
    int said = stage_is_huge(canvas) ? SAID_LINES * SAID_LINE_ROWS : SAID_LINE_ROWS;
    out->said = rect_of(margin, y + (is_tall ? 2 : !is_low), width, is_tall ? said : 2);
    y = out->said.y + out->said.rows + air;
    out->number = rect_of(margin, out->foot.y - 1 - air - number, width, number);
    out->middle = rect_of(margin, y, width, out->number.y - 1 - air - y);
}

/* --- headline and sentence -------------------------------------------------------------------- */

/* Bytes of the words of `text` that fit into a line of such letters; 0: not even the first. */
static size_t clip_large(const struct bigtext_face *face, const char *text, int cols)
{
    size_t fitting = 0;
    for (size_t size = 0; text[size] != '\0'; size++) {
        char line[STAGE_TEXT_SIZE];
        bool is_end = text[size + 1] == ' ' || text[size + 1] == '\0';
        (void)snprintf(line, sizeof(line), "%.*s", (int)(size + 1), text);
        int width = is_end ? bigtext_width(face, line) : 0;
        if (width < 0 || width > cols) {
            break;
        }
        fitting = is_end ? size + 1 : fitting;
    }
    return fitting;
}

/* Rows of all lines; 0: it has no room. */
static int count_rows(const struct bigtext_face *face, struct rect at, const char *text)
{
    int rows = 0;
    for (; *text != '\0'; rows += SAID_LINE_ROWS) {
        size_t size = clip_large(face, text, at.cols);
        text += size;
        text += *text == ' ';
        if (size == 0 || rows + SAID_LINE_ROWS - 1 > at.rows) {
            return 0;
        }
    }
    return rows;
}

int stage_write_lines(struct canvas *canvas, struct rect at, enum role role,
                      const struct bigtext_face *face, const char *text)
{
    int rows = count_rows(face, at, text);
    struct rect line = rect_of(at.x, at.y, at.cols, SAID_LINE_ROWS);
    for (; canvas != NULL && rows > 0 && *text != '\0'; line.y += SAID_LINE_ROWS) {
        char words[STAGE_TEXT_SIZE];
        size_t size = clip_large(face, text, at.cols);
        (void)snprintf(words, sizeof(words), "%.*s", (int)size, text);
        (void)bigtext_write(canvas, line, role, face, words);
        text += size;
        text += *text == ' ';
    }
    return rows;
}

/* In the largest letters in which all of it has room. */
static bool draw_said_large(struct canvas *canvas, struct rect at, const char *text)
{
    static const struct bigtext_face *const faces[] = {&bigtext_medium, &bigtext_narrow};
    bool has_letters = stage_is_tall(canvas) && !canvas->is_ascii;
    for (int i = 0; has_letters && i < COUNT_OF(faces); i++) {
        if (stage_write_lines(canvas, at, ROLE_STRONG, faces[i], text) > 0) {
            return true;
        }
    }
    return false;
}

bool stage_said_fits(const char *text)
{
    struct canvas stage = {.cols = HUGE_COLS + 10, .rows = HUGE_ROWS};
    struct stage_places places;
    stage_place(&places, &stage);
    return stage_write_lines(NULL, places.said, ROLE_STRONG, &bigtext_narrow, text) > 0;
}

static void draw_said(struct canvas *canvas, struct rect at, const char *text)
{
    if (draw_said_large(canvas, at, text)) {
        return;
    }
    for (int row = at.rows > 2; *text != '\0' && row < at.rows; row++) {
        char line[STAGE_TEXT_SIZE];
        size_t skip = 0;
        size_t size = text_wrap(text, at.cols, &skip);
        (void)snprintf(line, sizeof(line), "%.*s", (int)size, text);
        (void)canvas_bold(canvas, rect_row(at, row), ROLE_STRONG, line);
        text += skip;
    }
}

/* On a small stage the view below needs the rows. */
static void place_head(struct stage_places *out, const struct canvas *canvas)
{
    stage_place(out, canvas);
    if (!stage_is_tall(canvas)) {
        out->headline.rows = 1;
        out->headline.y = 0;
        out->said.y = 1;
    }
}

int stage_head_rows(const struct canvas *canvas)
{
    struct stage_places places;
    place_head(&places, canvas);
    return places.said.y + places.said.rows + 1;
}

void draw_stage_head(struct canvas *canvas, const struct model *model)
{
    struct stage_places places;
    place_head(&places, canvas);
    (void)headline_draw(canvas, places.headline, ROLE_STRONG, model->stage.headline);
    draw_said(canvas, places.said, model->stage.said);
}

void draw_stage_title(struct canvas *canvas, const struct model *model)
{
    struct stage_places places;
    stage_place(&places, canvas);
    (void)headline_draw(canvas, places.headline, ROLE_STRONG, model->stage.headline);
    draw_said(canvas, places.said, model->stage.said);
}

void draw_stage_foot(struct canvas *canvas, const struct model *model)
{
    const struct model_stage *stage = &model->stage;
    struct stage_places places;
    char text[80];
    stage_place(&places, canvas);
    places.foot = draw_recorded(canvas, places.foot, model);
    int used = 0;
    if (stage->step > 0) {
        used = snprintf(text, sizeof(text), "step %d of %d   %s", stage->step, stage->step_count,
                        model->speed);
        canvas_text_right(canvas, places.foot, ROLE_FAINT, false, text);
    }
    struct rect left = places.foot;
    left.cols -= used + 2;
    (void)(stage->is_stuck ? canvas_bold : canvas_text)(
        canvas, left, stage->is_stuck ? ROLE_WARN : ROLE_FAINT, stage->status);
}

/* --- rooms ------------------------------------------------------------------------------------ */

static const struct bigtext_face *face_of_name(const struct canvas *canvas, struct rect at,
                                               const char *name)
{
    static const struct bigtext_face *const faces[] = {&bigtext_large, &bigtext_medium};
    for (int i = 0; i < COUNT_OF(faces); i++) {
        if (bigtext_height(canvas, faces[i]) <= at.rows &&
            bigtext_width(faces[i], name) <= at.cols) {
            return faces[i];
        }
    }
    return NULL;
}

/* "m1", or where that is too wide a small m and a large 1, or both small; the rows it took. */
static int draw_name(struct canvas *canvas, struct rect at, enum role role, const char *name)
{
    const struct bigtext_face *face = face_of_name(canvas, at, name);
    struct rect rest = at;
    if (face == NULL) {
        face = face_of_name(canvas, rect_after(at, 2), name + 1);
        int low = face != NULL ? bigtext_height(canvas, face) - 1 : 0;
        (void)canvas_textf(canvas, rect_row(at, low), role, "%c", name[0]);
        rest = rect_after(at, face != NULL ? 2 : 1);
        name++;
    }
    if (face == NULL) {
        (void)canvas_bold(canvas, rest, role, name);
        return 1;
    }
    (void)bigtext_write(canvas, rest, role, face, name);
    return bigtext_height(canvas, face);
}

/* How a master is, and where it stands. */
static void draw_state(struct canvas *canvas, struct rect at, const struct mood_look *look,
                       const struct model_room *room, bool is_narrow, bool is_large)
{
    char name[16];
    enum role az_role = room->az_is_down ? ROLE_BAD : ROLE_MUTED;
    (void)snprintf(name, sizeof(name), "AZ %c", room->az);
    canvas_sign(canvas, at.x, at.y + (is_large ? 2 : 0), look->role, look->shape);
    if (is_large) {
        int used = bigtext_width(&bigtext_narrow, name);
        (void)bigtext_write(canvas, rect_after(at, 3), look->role, &bigtext_narrow, look->word);
        (void)bigtext_write(canvas, rect_after(at, at.cols - used), az_role, &bigtext_narrow, name);
        return;
    }
    struct rect word = rect_after(rect_row(at, 0), 2);
    word.cols += 2;
    (void)canvas_bold(canvas, word, look->role, look->word);
    if (!is_narrow) {
        canvas_text_right(canvas, rect_row(at, 0), az_role, false, name);
    }
}

/* m1, and under it how it is, and where. */
static void draw_stage_room(struct canvas *canvas, struct rect at, const struct model_room *room)
{
    const struct mood_look *look = draw_look_of_mood(room->mood);
    char name[16];
    draw_walls(canvas, at, room);
    struct rect inner = rect_of(at.x + 2, at.y + 1, at.cols - 4, at.rows - (at.rows > 6 ? 3 : 2));
    bool is_narrow = at.cols < NARROW_COLS;
    bool is_large = at.rows >= WORD_ROWS && !is_narrow && !canvas->is_ascii;
    if (at.rows >= 11) {
        inner.y += (at.rows - (is_large ? 15 : 10)) / 2;
    }
    if (at.rows < 6) {
        inner.y = at.y;
    }
    (void)snprintf(name, sizeof(name), "m%d", room->master + 1);
    enum role role = look->is_dead ? ROLE_FAINT : role_of_master(room->master);
    inner.y += draw_name(canvas, inner, role, name);
    inner.y += is_large;
    draw_state(canvas, inner, look, room, is_narrow, is_large);
    if (is_narrow) {
        (void)snprintf(name, sizeof(name), "AZ %c", room->az);
        canvas_text_right(canvas, rect_of(inner.x, at.y, inner.cols, 1),
                          room->az_is_down ? ROLE_BAD : ROLE_MUTED, false, name);
    }
}

static void draw_copies(struct canvas *canvas, struct rect at, int count,
                        const struct model_copy *copies, bool is_dark)
{
    if (!canvas->is_bare) {
        canvas_fill(canvas, at, is_dark ? ROLE_HOLE : ROLE_BAND);
    }
    int cols = (at.cols - 6) / 2;
    for (int i = 0; i < count; i++) {
        const struct copy_look *look = draw_look_of_copy(&copies[i]);
        bool is_up = copies[i].is_up && !copies[i].is_empty;
        struct rect block = rect_of(at.x + 2 + i * (cols + 2), at.y, cols, 1);
        enum role role = is_up && look->role == ROLE_TEXT ? ROLE_STRONG : look->role;
        for (int row = 0; row < (at.rows >= 3 ? 2 : 1); row++) {
            block.y = at.y + row;
            bool is_line = !is_up && (at.rows < 3 || row == 1);
            if (is_up || is_line) {
                canvas_line(canvas, block, role, is_up ? GLYPH_BLOCK : GLYPH_DASH);
            }
        }
    }
}

/* An AZ that has copies, and no master. */
static void draw_far(struct canvas *canvas, struct rect room, struct rect strip,
                     const struct model *model)
{
    bool is_down = true;
    char text[40];
    for (int i = 0; i < model->far_copy_count; i++) {
        is_down = is_down && !model->far_copies[i].is_up;
    }
    (void)snprintf(text, sizeof(text), "AZ %c", model->far_az);
    struct rect line = rect_of(room.x + 2, room.y + room.rows - 2, room.cols - 4, 1);
    (void)canvas_text(canvas, line, is_down ? ROLE_BAD : ROLE_MUTED, text);
    canvas_text_right(canvas, line, ROLE_FAINT, false, "storage only");
    draw_copies(canvas, strip, model->far_copy_count, model->far_copies, is_down);
}

/* --- the middle ------------------------------------------------------------------------------- */

static void place_rooms(struct stage_rooms *out, const struct canvas *canvas, struct rect at,
                        const struct model *model)
{
    bool has_far = model->far_copy_count > 0 && model->room_count < MASTERS_MAX;
    out->count = model->room_count + has_far;
    int gutter = canvas->cols < 100 ? 3 : STAGE_GUTTER;
    bool is_huge = stage_is_huge(canvas);
    int strip = is_huge && at.rows < 20 ? 2 : stage_is_tall(canvas) ? 3 : 1;
    int tags = is_huge ? SAID_LINE_ROWS : 1;
    int width = (at.cols - gutter * (out->count - 1)) / out->count;
    for (int i = 0; i < out->count; i++) {
        int x = at.x + i * (width + gutter);
        out->tags[i] = rect_of(x, at.y, width, tags);
        out->rooms[i] = rect_of(x, at.y + tags, width, at.rows - tags - strip);
        out->strips[i] = rect_of(x, at.y + at.rows - strip, width, strip);
    }
}

static void draw_rooms_of_stage(struct canvas *canvas, struct rect at, const struct model *model)
{
    struct stage_rooms rooms;
    if (model->room_count == 0 || at.rows < ROOM_ROWS_MIN) {
        return;
    }
    place_rooms(&rooms, canvas, at, model);
    for (int i = 0; i < model->room_count; i++) {
        const struct model_room *room = &model->rooms[i];
        draw_stage_room(canvas, rooms.rooms[i], room);
        if (room->has_copies) {
            draw_copies(canvas, rooms.strips[i], 2, room->copies, room->az_is_down);
        }
    }
    draw_stage_tags(canvas, &rooms, model);
    if (rooms.count > model->room_count) {
        draw_far(canvas, rooms.rooms[rooms.count - 1], rooms.strips[rooms.count - 1], model);
    }
}

#define LETTER_COLS 12 /* of a block letter, and what lies behind it */
#define HANDS_COLS 10

/* How many of the room are for it; none have been counted: nothing. */
static void draw_hands(struct canvas *canvas, struct rect at, int hands)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%d hand%s", hands, hands == 1 ? "" : "s");
    if (hands > 0) {
        canvas_text_right(canvas, rect_row(at, 0), ROLE_ACCENT, true, text);
    }
}

/* No answer stands out: all have the letters that the longest has room for; NULL: none. */
static const struct bigtext_face *face_of_answers(const struct canvas *canvas,
                                                  const struct model_stage *stage, int cols)
{
    static const struct bigtext_face *const faces[] = {&bigtext_medium, &bigtext_narrow};
    for (int i = 0; i < COUNT_OF(faces); i++) {
        bool has_room = !canvas->is_ascii || i == 0;
        for (int k = 0; k < stage->answer_count; k++) {
            int width = bigtext_width(faces[i], stage->answers[k].text);
            has_room = has_room && width >= 0 && width <= cols;
        }
        if (has_room) {
            return faces[i];
        }
    }
    return NULL;
}

/* "A  They stop for a minute", and at the right how many hands there were for it. */
static void draw_answers(struct canvas *canvas, struct rect at, const struct model_stage *stage)
{
    int step = at.rows / stage->answer_count;
    int high = bigtext_height(canvas, &bigtext_medium);
    bool is_high = step >= high + 1;
    const struct bigtext_face *face =
        is_high ? face_of_answers(canvas, stage, at.cols - LETTER_COLS - HANDS_COLS) : NULL;
    for (int i = 0; i < stage->answer_count; i++) {
        char letter[2] = {(char)('A' + i), '\0'};
        const char *text = stage->answers[i].text;
        struct rect line = rect_of(at.x, at.y + i * step, at.cols, is_high ? high : 1);
        line.y += !is_high && step > 1;
        (void)(is_high ? headline_draw : canvas_bold)(canvas, line, ROLE_ACCENT, letter);
        line = rect_after(line, is_high ? LETTER_COLS : 3);
        struct rect beside = line;
        beside.y += is_high ? 2 : 0; /* the middle of its letter */
        if (face != NULL) {
            line.rows = step;
            (void)bigtext_write(canvas, line, ROLE_STRONG, face, text);
        } else {
            (void)canvas_bold(canvas, beside, ROLE_STRONG, text);
        }
        draw_hands(canvas, beside, stage->answers[i].hands);
    }
}

static void draw_goals(struct canvas *canvas, struct rect at, const struct model_lesson *lesson)
{
    static const struct {
        uint32_t sign;
        enum role role;
    } looks[] = {
        [GOAL_LOOKS_OPEN] = {GLYPH_OPEN, ROLE_STRONG},
        [GOAL_LOOKS_MET] = {GLYPH_MET, ROLE_ACCENT},
        [GOAL_LOOKS_HELD] = {'=', ROLE_MUTED},
        [GOAL_LOOKS_BROKEN] = {'!', ROLE_BAD},
    };
    int step = at.rows >= 2 * lesson->goal_count ? 2 : 1;
    for (int i = 0; i < lesson->goal_count && i * step < at.rows; i++) {
        const struct model_goal *goal = &lesson->goals[i];
        struct rect line = rect_row(at, i * step);
        canvas_sign(canvas, line.x, line.y, looks[goal->look].role, looks[goal->look].sign);
        (void)canvas_bold(canvas, rect_after(line, 3),
                          goal->look == GOAL_LOOKS_MET ? ROLE_MUTED : ROLE_STRONG, goal->text);
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

void draw_stage(struct canvas *canvas, const struct model *model, const struct ui *ui)
{
    struct stage_places places;
    stage_place(&places, canvas);
    draw_stage_title(canvas, model);
    if (model->stage.answer_count > 0) {
        struct rect all = places.middle;
        all.y += stage_is_tall(canvas) ? 2 : 0;
        all.rows = places.foot.y - 1 - all.y;
        draw_answers(canvas, all, &model->stage);
    } else if (ui->stage.shows_goals && model->lesson.is_on) {
        draw_goals(canvas, places.middle, &model->lesson);
    } else {
        draw_rooms_of_stage(canvas, places.middle, model);
    }
    if (model->stage.answer_count == 0) {
        draw_stage_number(canvas, &places, model);
    }
    draw_stage_foot(canvas, model);
}
