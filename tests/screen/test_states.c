/* SPDX-License-Identifier: MIT */
/* No two states of one thing differ by their colour alone: signs and words tell them apart. */
#include "lib/test.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "lib/fixture.h"
#include "view/glyph.h"
#include "view/view.h"

#include <stdio.h>

#define STATES_MAX 12

/* A healthy cluster, in which one thing is in its state number `state`; false: it has no more. */
typedef bool (*set_fn)(struct model *model, int state);

static bool set_mood(struct model *model, int state)
{
    struct model_room *room = &model->rooms[1];
    room->mood = (enum master_mood)state;
    room->recovery_step = state == MOOD_RECOVER ? "reading" : NULL;
    room->recovery_all = 4;
    return state <= MOOD_CRASHED;
}

static bool set_zone(struct model *model, int state)
{
    model->rooms[1].az_is_down = state == 1;
    model->rooms[1].mood = state == 1 ? MOOD_SILENT : MOOD_UP;
    return state <= 1;
}

static bool set_copy(struct model *model, int state)
{
    struct model_copy *copy = &model->rooms[1].copies[0];
    copy->is_up = state != 1;
    copy->is_slow = state == 2;
    copy->is_failing = state == 3;
    copy->is_empty = state == 4;
    return state <= 4;
}

/* One that is busy and one that is quiet are both well: only how much passes differs. */
static bool set_link(struct model *model, int state)
{
    static const enum link_look looks[] = {LINK_BUSY, LINK_SLOW,        LINK_LOSSY,
                                           LINK_CUT,  LINK_CUT_ONE_WAY, LINK_DEAD};
    static const char *const troubles[COUNT_OF(looks)] = {"", "≈ SLOW m2", "! LOSSY m2"};
    if (state >= COUNT_OF(looks)) {
        return false;
    }
    model->rooms[0].link_next = looks[state];
    if (troubles[state] != NULL) {
        struct model_room *room = &model->rooms[0];
        (void)snprintf(room->link_trouble, sizeof(room->link_trouble), "%s", troubles[state]);
    }
    return true;
}

static bool set_tag(struct model *model, int state)
{
    model->tags[1].look = (enum tag_look)state;
    model->tags[1].from_room = state == TAG_MOVING ? 0 : -1;
    model->tags[1].moved_permille = 500;
    return state <= TAG_LOST;
}

static bool set_quorum(struct model *model, int state)
{
    model->copies_up = COPIES_MAX - state;
    return state < COPIES_MAX;
}

static bool set_clock(struct model *model, int state)
{
    model->is_paused = state == 1;
    return state <= 1;
}

/* What happened in a cell of a branch. */
static bool set_moment(struct model *model, int state)
{
    struct timeline_cell *cell = &model->timeline.rows[0].cells[3];
    *cell = (struct timeline_cell){.has_fault = state == 1,
                                   .has_mark = state == 2,
                                   .conflicts = (uint16_t)(state == 3),
                                   .is_out = state == 4};
    return state <= 4;
}

static const struct {
    const char *name;
    set_fn set;
    const char *fixture;
} things[] = {
    {"a master", set_mood, "healthy"},   {"an AZ", set_zone, "healthy"},
    {"a copy", set_copy, "healthy"},     {"a link", set_link, "healthy"},
    {"a client", set_tag, "healthy"},    {"the quorum", set_quorum, "healthy"},
    {"the clock", set_clock, "healthy"}, {"a moment of a branch", set_moment, "branches"},
};

static const struct {
    int cols, rows;
    bool is_ascii;
} screens[] = {{120, 40, false}, {120, 40, true}, {80, 24, false}, {80, 24, true}};

/* Appends the signs alone; false: there is no such state. */
static bool add_screen(struct buf *out, int thing, int state, int screen)
{
    struct model *model = mem_alloc(1, sizeof *model);
    struct ui ui = {.theme = THEME_MONO};
    struct canvas *canvas = canvas_new(screens[screen].cols, screens[screen].rows);
    fixture_find(things[thing].fixture)->fill(model, &ui, screens[screen].cols);
    ui.theme = THEME_MONO;
    ui.is_ascii = screens[screen].is_ascii;
    bool is_there = things[thing].set(model, state);
    if (is_there) {
        view_draw(canvas, model, &ui, "", "");
        canvas_dump(canvas, out);
    }
    canvas_free(canvas);
    mem_free(model);
    return is_there;
}

static void states__of_one_thing__differ_in_signs_or_words(void **state)
{
    (void)state;
    for (int at = 0; at < COUNT_OF(things) * COUNT_OF(screens); at++) {
        int thing = at / COUNT_OF(screens);
        int screen = at % COUNT_OF(screens);
        struct buf drawn[STATES_MAX];
        int count = 0;
        do {
            buf_init(&drawn[count], BUF_CAP_TEXT);
        } while (add_screen(&drawn[count], thing, count, screen) && ++count < STATES_MAX);
        assert_in_range(count, 2, STATES_MAX - 1);
        for (int i = 0; i < count * count; i++) {
            bool is_same = strcmp(drawn[i / count].data, drawn[i % count].data) == 0;
            if (is_same && i / count != i % count) {
                fail_msg("%s looks the same in states %d and %d at %d columns%s",
                         things[thing].name, i / count, i % count, screens[screen].cols,
                         screens[screen].is_ascii ? " in ASCII" : "");
            }
        }
        for (int i = 0; i <= count; i++) {
            buf_release(&drawn[i]);
        }
    }
}

/* A sign that ASCII has no form for would be a question mark, which means "suspect". */
static void signs__of_every_screen__have_an_ascii_form(void **state)
{
    (void)state;
    for (int i = 0; i < 2 * fixture_count(); i++) {
        const char *name = fixture_at(i / 2)->name;
        bool is_wide = i % 2 == 0;
        struct canvas *canvas =
            fixture_draw(name, is_wide ? 120 : 80, is_wide ? 40 : 24, THEME_DARK, false);
        for (int at = 0; at < canvas->cols * canvas->rows; at++) {
            uint32_t base = canvas->cells[at].base;
            if (base != '?' && glyph_ascii(base) == '?') {
                fail_msg("%s: the sign %04x has no form in ASCII", name, (unsigned)base);
            }
        }
        canvas_free(canvas);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs__of_every_screen__have_an_ascii_form),
        cmocka_unit_test(states__of_one_thing__differ_in_signs_or_words),
    };
    return cmocka_run_group_tests_name("screen/states", tests, NULL, NULL);
}
