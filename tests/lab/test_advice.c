/* SPDX-License-Identifier: MIT */
/* Who said so stands in a column of 21 beside who it was, and what helps is a whole sentence. */
#include "lib/test.h"

#include "lab/advice.h"
#include "store/rows.h"

#include <string.h>

#define COLUMN 21

static void check_said(const char *text)
{
    if (text != NULL) {
        assert_in_range(strlen(text), 1, COLUMN);
    }
}

static void check_sentence(const char *text)
{
    if (text != NULL) {
        assert_in_range(text[0], 'A', 'Z');
        assert_int_equal(text[strlen(text) - 1], '.');
    }
}

static void advice__every_kind__fits_and_says_who(void **state)
{
    (void)state;
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        struct event event = {.kind = (enum event_kind)kind};
        const struct advice *advice = advice_of(&event);
        check_said(advice->docs);
        check_said(advice->talks);
        check_said(advice->ours);
        check_sentence(advice->helps);
        check_sentence(advice->better);
        assert_non_null(advice->docs != NULL ? advice->docs : advice->ours);
    }
}

static void advice__error__is_that_of_its_cause(void **state)
{
    (void)state;
    struct event conflict = {.kind = EVENT_CONFLICT};
    struct event told = {.kind = EVENT_ANSWERED_ERROR, .code = SQL_CONFLICT};
    struct event other = {.kind = EVENT_ANSWERED_ERROR, .code = SQL_SYNTAX};
    assert_ptr_equal(advice_of(&told), advice_of(&conflict));
    assert_null(advice_of(&other)->helps);
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    advice_add(&text, &told);
    assert_non_null(strstr(text.data, "helps    Run the whole transaction again"));
    assert_non_null(strstr(text.data, "AWS talks, second hand: "));
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(advice__every_kind__fits_and_says_who),
        cmocka_unit_test(advice__error__is_that_of_its_cause),
    };
    return cmocka_run_group_tests_name("lab/advice", tests, NULL, NULL);
}
