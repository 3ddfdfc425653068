/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "app/transcript.h"
#include "base/buf.h"

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

/* A round of a client, as the lines of `text`. */
static void add_round(struct transcript *transcript, int client, bool is_kept, const char *text)
{
    int64_t place = transcript_take_round(transcript, client, is_kept);
    int64_t from = transcript->forgotten + transcript->count;
    transcript_add(transcript, &(struct transcript_line){.kind = TRANSCRIPT_VALUES,
                                                         .client = client,
                                                         .master = -1,
                                                         .round_of = client,
                                                         .text = text});
    transcript_move_round(transcript, from, place);
}

static void expect_lines(const struct transcript *transcript, const char *wanted)
{
    struct buf lines;
    buf_init(&lines, BUF_CAP_TEXT);
    for (int i = 0; i < transcript->count; i++) {
        buf_addf(&lines, "%s\n", transcript_at(transcript, i)->text);
    }
    assert_string_equal(lines.data, wanted);
    buf_release(&lines);
}

static void round__next__stands_where_the_last_one_stood(void **state)
{
    (void)state;
    struct transcript transcript;
    transcript_init(&transcript);
    add(&transcript, TRANSCRIPT_TYPED, 1, "watch");
    add_round(&transcript, 1, false, "a1\na2");
    add_round(&transcript, 2, false, "b1");
    add_round(&transcript, 1, false, "a3\na4\na5");
    expect_lines(&transcript, "watch\na3\na4\na5\nb1\n");
    add_round(&transcript, 2, false, "b2");
    add_round(&transcript, 1, false, "a6");
    expect_lines(&transcript, "watch\na6\nb2\n");
    add_round(&transcript, 1, true, "a7"); /* that before it is kept */
    add_round(&transcript, 1, false, "a8");
    add_round(&transcript, 2, false, "b3");
    expect_lines(&transcript, "watch\na6\nb3\na8\n");
    add(&transcript, TRANSCRIPT_TYPED, 2, "kill"); /* from here on they stand below */
    add_round(&transcript, 2, false, "b4");
    add_round(&transcript, 2, false, "b5");
    expect_lines(&transcript, "watch\na6\nb3\na8\nkill\nb5\n");
    transcript_release(&transcript);
}

static void round__transcript_is_full__stands_where_it_stood(void **state)
{
    (void)state;
    struct transcript transcript;
    transcript_init(&transcript);
    for (int i = 0; i < TRANSCRIPT_LINES_MAX; i++) {
        add(&transcript, TRANSCRIPT_RESULT, 1, "old");
    }
    add_round(&transcript, 1, false, "a1");
    add_round(&transcript, 2, false, "b1");
    add_round(&transcript, 1, false, "a2\na3\na4");
    assert_int_equal(transcript.count, TRANSCRIPT_LINES_MAX);
    const char *const wanted[] = {"old", "a2", "a3", "a4", "b1"};
    for (int i = 0; i < 5; i++) {
        assert_string_equal(transcript_at(&transcript, TRANSCRIPT_LINES_MAX - 5 + i)->text,
                            wanted[i]);
    }
    transcript_release(&transcript);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(add__error_of_two_lines__second_is_a_note),
        cmocka_unit_test(add__typed_over_two_rows__goes_on),
        cmocka_unit_test(add__past_the_maximum__drops_the_oldest),
        cmocka_unit_test(round__next__stands_where_the_last_one_stood),
        cmocka_unit_test(round__transcript_is_full__stands_where_it_stood),
    };
    return cmocka_run_group_tests_name("app/transcript", tests, NULL, NULL);
}
