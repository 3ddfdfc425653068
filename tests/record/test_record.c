/* SPDX-License-Identifier: MIT */
/* A demo without a terminal: a recording that asciinema plays, and a handout. */
#include "lib/test.h"

#include "lib/data_files.h"
#include "record/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum rc make(const char *demo, int version, bool is_paper, struct buf *out, struct err *err)
{
    const struct app_config config = {.seed = 7, .masters = 2, .files = data_files(), .demo = demo};
    buf_init(out, (size_t)64 * 1024 * 1024);
    return record_demo(
        &(struct record_options){
            .config = &config, .cols = 80, .rows = 24, .version = version, .is_paper = is_paper},
        out, err);
}

static int count(const char *text, const char *part)
{
    int found = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        found++;
    }
    return found;
}

/* Thousandths of a second, of a line "[12.345678, ". */
static long time_of(const char *line)
{
    char *end = NULL;
    long whole = strtol(line + 1, &end, 10);
    return whole * 1000 + strtol(end + 1, NULL, 10) / 1000;
}

static void recording__v2__has_frames_and_a_marker_for_each_step_and_mark(void **state)
{
    struct buf out;
    struct err err = {0};
    long last = 0;
    (void)state;
    assert_int_equal(make("course", 2, false, &out, &err), RC_OK);
    assert_memory_equal(out.data, "{\"version\": 2, \"width\": 80, \"height\": 24,", 40);
    assert_int_equal(count(out.data, ", \"m\", \""), 6 + 2); /* six steps, two marks */
    assert_int_equal(count(out.data, ", \"m\", \"m1 crashes\"]"), 1);
    assert_int_equal(count(out.data, ", \"m\", \"m2\"]"), 1);
    for (const char *line = strchr(out.data, '\n') + 1; *line != '\0';
         line = strchr(line, '\n') + 1) {
        assert_true(time_of(line) >= last);
        last = time_of(line);
    }
    assert_true(last > 30000 && last < 300000);
    buf_release(&out);
}

static void recording__of_a_lesson__has_a_marker_for_each_goal_met(void **state)
{
    struct buf out;
    struct err err = {0};
    (void)state;
    assert_int_equal(make("az-failover", 2, false, &out, &err), RC_OK);
    assert_int_equal(count(out.data, ", \"m\", \""), 3 + 3); /* three steps, three goals */
    assert_int_equal(count(out.data, ", \"m\", \"The program leaves its dead master\"]"), 1);
    buf_release(&out);
}

static void recording__v3__tells_times_since_the_event_before(void **state)
{
    struct buf out;
    struct err err = {0};
    long all = 0;
    (void)state;
    assert_int_equal(make("course", 3, false, &out, &err), RC_OK);
    assert_memory_equal(out.data, "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24,", 46);
    for (const char *line = strchr(out.data, '\n') + 1; *line != '\0';
         line = strchr(line, '\n') + 1) {
        all += time_of(line);
        assert_true(time_of(line) < 60000);
    }
    assert_true(all > 30000 && all < 300000);
    buf_release(&out);
}

static void recording__twice__is_the_same(void **state)
{
    struct buf a, b;
    struct err err = {0};
    (void)state;
    assert_int_equal(make("hides", 2, false, &a, &err), RC_OK);
    assert_int_equal(make("hides", 2, false, &b, &err), RC_OK);
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.data, b.data, a.size);
    buf_release(&a);
    buf_release(&b);
}

static void handout__steps__have_their_words_lines_and_screens(void **state)
{
    struct buf out;
    struct err err = {0};
    (void)state;
    assert_int_equal(make("course", 2, true, &out, &err), RC_OK);
    assert_memory_equal(out.data, "# The course's own demo\n", 24);
    assert_int_equal(count(out.data, "\n## "), 6);
    assert_int_equal(count(out.data, "\n## 4. m1 crashes\n"), 1);
    assert_int_equal(count(out.data, "\n    \\crash m1\n"), 1);
    assert_int_equal(count(out.data, "\n```text\n"), count(out.data, "\n```\n"));
    assert_true(count(out.data, "\n```text\n") >= 5);
    buf_release(&out);
}

static void handout__last_words__have_one_screen(void **state)
{
    struct buf out;
    struct err err = {0};
    (void)state;
    assert_int_equal(make("lose-az", 2, true, &out, &err), RC_OK);
    const char *end =
        strstr(out.data, "\n\nTwo futures of one minute. The difference is the client.");
    assert_non_null(end);
    assert_int_equal(count(end, "\n```text\n"), 1);
    buf_release(&out);
}

static void recording__what_there_is_not__is_refused(void **state)
{
    struct buf out;
    struct err err = {0};
    (void)state;
    assert_int_equal(make("no-such-demo", 2, false, &out, &err), RC_UNKNOWN);
    assert_int_equal(out.size, 0);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recording__v2__has_frames_and_a_marker_for_each_step_and_mark),
        cmocka_unit_test(recording__of_a_lesson__has_a_marker_for_each_goal_met),
        cmocka_unit_test(recording__v3__tells_times_since_the_event_before),
        cmocka_unit_test(recording__twice__is_the_same),
        cmocka_unit_test(handout__steps__have_their_words_lines_and_screens),
        cmocka_unit_test(handout__last_words__have_one_screen),
        cmocka_unit_test(recording__what_there_is_not__is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
