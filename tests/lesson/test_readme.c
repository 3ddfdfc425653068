/* SPDX-License-Identifier: MIT */
/* The manual of lessons: its lists are those of the tables, and its example is a sound lesson. */
#include "lib/test.h"

#include "lesson/demand.h"
#include "lesson/verify.h"
#include "lib/golden.h"
#include "lib/lab_fixture.h"

#include <string.h>

#define PATH "lessons/README.md"
#define FROM "test_readme -->\n"
#define TO "<!-- end of checks -->"

static void read_manual(struct buf *text)
{
    buf_init(text, BUF_CAP_TEXT);
    assert_true(golden_read(PATH, text));
}

static void manual__lists__are_those_of_the_tables(void **state)
{
    (void)state;
    struct buf text, whole;
    read_manual(&text);
    buf_init(&whole, BUF_CAP_TEXT);
    const char *from = strstr(text.data, FROM);
    const char *to = strstr(text.data, TO);
    assert_true(from != NULL && to != NULL);
    buf_add_text(&whole, text.data, (size_t)(from - text.data) + strlen(FROM));
    buf_addf(&whole, "\n");
    demand_add_grammar(&whole);
    buf_addf(&whole, "\n");
    facts_add_list(&whole);
    buf_addf(&whole, "\n");
    demand_add_events(&whole);
    buf_addf(&whole, "\n%s", to);
    assert_true(golden_matches(PATH, whole.data));
    buf_release(&text);
    buf_release(&whole);
}

static void manual__example__is_sound(void **state)
{
    (void)state;
    static const char begin[] = "````markdown\n";
    struct buf text;
    struct verify verify;
    read_manual(&text);
    const char *from = strstr(text.data, begin);
    assert_non_null(from);
    from += strlen(begin);
    const char *to = strstr(from, "````\n");
    assert_non_null(to);
    struct verify_options options = {.name = PATH,
                                     .text = from,
                                     .size = (size_t)(to - from),
                                     .files = lab_fixture_files(),
                                     .seed_first = 1,
                                     .seed_last = 3};
    verify_lesson(&verify, &options);
    for (int i = 0; i < verify.count; i++) {
        if (verify.points[i].has_failed) {
            fail_msg("%s: %s", verify.points[i].what, verify.points[i].why);
        }
    }
    assert_int_equal(verify.count, 12);
    verify_release(&verify);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(manual__lists__are_those_of_the_tables),
        cmocka_unit_test(manual__example__is_sound),
    };
    return cmocka_run_group_tests_name("lesson/readme", tests, NULL, NULL);
}
