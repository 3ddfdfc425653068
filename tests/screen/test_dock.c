/* SPDX-License-Identifier: MIT */
/* The tags of the clients, when many of them are on their way at once. */
#include "lib/test.h"

#include "lib/fixture.h"
#include "view/view.h"

#include <string.h>

/* "[@4]", "[@12?]": what begins as a tag goes on as one, and nothing ends as one that is none. */
static void expect_whole_tags(const char *row)
{
    size_t size = strcspn(row, "\n");
    for (size_t i = 0; i < size; i++) {
        if (row[i] == '[') {
            assert_int_equal(row[++i], '@');
            i += 1 + strspn(row + i + 1, "0123456789");
            i += row[i] == '?' ? 1 : 0;
            assert_int_equal(row[i], ']');
        } else {
            assert_int_not_equal(row[i], ']');
        }
    }
}

/* However far each of a crowd has come, no tag is cut by another, and one way is drawn, not all. */
static void dock__crowd_on_its_way__cuts_no_tag(void **state)
{
    static struct model model;
    (void)state;
    for (int moved = 0; moved <= 1000; moved += 50) {
        struct ui ui = {0};
        struct buf text;
        struct canvas *canvas = canvas_new(80, 24);
        memset(&model, 0, sizeof(model));
        fixture_find("crowd")->fill(&model, &ui, 80);
        for (int i = 0; i < model.tag_count; i++) {
            struct model_tag *tag = &model.tags[i];
            tag->from_room = i % 3;
            tag->room = (i + 1) % 3;
            tag->look = i % 2 == 0 ? TAG_MOVING : TAG_SUSPECT;
            tag->moved_permille = (moved + 130 * i) % 1001;
        }
        ui.theme = THEME_MONO;
        ui.is_ascii = true;
        view_draw(canvas, &model, &ui, "", "");
        buf_init(&text, BUF_CAP_TEXT);
        canvas_dump(canvas, &text);
        expect_whole_tags(strchr(text.data, '\n') + 1);
        buf_release(&text);
        canvas_free(canvas);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dock__crowd_on_its_way__cuts_no_tag),
    };
    return cmocka_run_group_tests_name("screen/dock", tests, NULL, NULL);
}
