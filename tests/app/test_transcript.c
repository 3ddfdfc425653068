/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "app/transcript.h"

#include <stdio.h>

static void add(struct transcript *transcript, enum transcript_kind kind, int client,
                const char *text)
{
    transcript_add(transcript, &(struct transcript_line){
                                   .kind = kind, .client = client, .master = -1, .text = text});
}

static void add__error_of_two_lines__second_is_a_note(void **state)
{
    (void)state;
    struct transcript transcript;
    transcript_init(&transcript);
    add(&transcript, TRANSCRIPT_ERROR, 1, "ERROR 1213\nwhat it means\n");
    assert_int_equal(transcript.count, 2);
    assert_int_equal(transcript_at(&transcript, 0)->kind, TRANSCRIPT_ERROR);
    assert_int_equal(transcript_at(&transcript, 1)->kind, TRANSCRIPT_NOTE);
    assert_string_equal(transcript_at(&transcript, 1)->text, "what it means");
    transcript_release(&transcript);
}

static void add__typed_over_two_rows__goes_on(void **state)
{
    (void)state;
    struct transcript transcript;
    transcript_init(&transcript);
    add(&transcript, TRANSCRIPT_TYPED, 1, "SELECT\n1;");
    assert_false(transcript_at(&transcript, 0)->goes_on);
    assert_true(transcript_at(&transcript, 1)->goes_on);
    transcript_release(&transcript);
}

static void add__past_the_maximum__drops_the_oldest(void **state)
{
    (void)state;
    struct transcript transcript;
    transcript_init(&transcript);
    for (int i = 0; i < TRANSCRIPT_LINES_MAX + 3; i++) {
        char text[20];
        (void)snprintf(text, sizeof(text), "%d", i);
        add(&transcript, TRANSCRIPT_RESULT, 1 + i % 2, text);
    }
    assert_int_equal(transcript.count, TRANSCRIPT_LINES_MAX);
    assert_string_equal(transcript_at(&transcript, 0)->text, "3");
    transcript_clear(&transcript, 1);
    assert_int_equal(transcript.count, TRANSCRIPT_LINES_MAX / 2);
    assert_string_equal(transcript_at(&transcript, 0)->text, "3");
    assert_string_equal(transcript_at(&transcript, 1)->text, "5");
    transcript_release(&transcript);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(add__error_of_two_lines__second_is_a_note),
        cmocka_unit_test(add__typed_over_two_rows__goes_on),
        cmocka_unit_test(add__past_the_maximum__drops_the_oldest),
    };
    return cmocka_run_group_tests_name("app/transcript", tests, NULL, NULL);
}
