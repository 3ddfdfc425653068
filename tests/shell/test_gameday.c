/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "shell/gameday.h"

#include <stdio.h>
#include <string.h>

static const struct gameday_kind kinds[] = {
    {"master", "m1 m2 m3"}, {"az", "a b c"}, {"nobody", ""}, {NULL, NULL}};

static enum rc draw(struct gameday *day, const char *text, uint64_t seed, struct err *err)
{
    struct rng rng;
    rng_init(&rng, seed);
    return gameday_draw(day, text, strlen(text), kinds, &rng, err);
}

/* The plan as text: "5s \kill az b\n" for each line. */
static void add_plan(struct buf *out, const char *text, uint64_t seed)
{
    struct gameday day;
    struct err err = {0};
    if (draw(&day, text, seed, &err) != RC_OK) {
        fail_msg("%s: %s", text, err.text);
    }
    for (int i = 0; i < day.count; i++) {
        span_add_exact(out, day.lines[i].at);
        buf_addf(out, " %s\n", day.lines[i].text);
    }
    gameday_release(&day);
}

static void expect_plan(const char *text, const char *plan)
{
    struct buf found;
    buf_init(&found, BUF_CAP_TEXT);
    add_plan(&found, text, 1);
    assert_string_equal(found.data, plan);
    buf_release(&found);
}

static void gameday__lines_of_all_forms__come_by_their_time(void **state)
{
    (void)state;
    expect_plan("# why\n"
                "at 5s \\heal\n"
                "\n"
                "every 2s from 1s until 6s \\crash m1\r\n"
                "at 2s   # two lines\n"
                "    \\kill az b\n"
                "    # and later\n"
                "    after 1500ms \\restore az b\n"
                "at 1s @2 SELECT 1;\n",
                "1s \\crash m1\n1s @2 SELECT 1;\n2s \\kill az b\n3s \\crash m1\n"
                "3.5s \\restore az b\n5s \\heal\n5s \\crash m1\n");
}

static void gameday__stop_at__nothing_is_given_from_then_on(void **state)
{
    (void)state;
    struct gameday day;
    expect_plan("at 3s \\heal\nat 2s \\heal\nevery 1s \\crash m1\nstop at 3s\n",
                "0s \\crash m1\n1s \\crash m1\n2s \\heal\n2s \\crash m1\n");
    assert_int_equal(draw(&day, "at 1s \\heal\nstop at 4s\nstop when conflict()\n", 1, NULL),
                     RC_OK);
    assert_int_equal(day.end, 4 * US_PER_S);
    assert_string_equal(day.stop_when, "conflict");
    assert_int_equal(day.stop_number, 3);
    gameday_release(&day);
}

static void gameday__choices__are_one_for_all_who_name_them(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        struct gameday day;
        int first = 0;
        int second = 0;
        int third = 0;
        assert_int_equal(draw(&day,
                              "choose master as x\nchoose master but x as y\n"
                              "choose master but x y as z\nat 1s \\cut {x} {y} {z}\n",
                              seed, NULL),
                         RC_OK);
        assert_int_equal(sscanf(day.lines[0].text, "\\cut m%d m%d m%d", &first, &second, &third),
                         3);
        assert_int_equal(first + second + third, 6);
        assert_int_equal(first * second * third, 6);
        gameday_release(&day);
    }
}

static void gameday__repeats__draw_anew_each_time(void **state)
{
    (void)state;
    struct gameday day;
    int counts[4] = {0};
    assert_int_equal(draw(&day,
                          "every 1s until 60s\n  choose 1 2 3 as n\n  \\kill m{n}\n"
                          "  after 500ms \\restore m{n}\n",
                          7, NULL),
                     RC_OK);
    assert_int_equal(day.count, 120);
    for (int i = 0; i < day.count; i += 2) {
        assert_string_equal(strchr(day.lines[i].text, 'm'), strchr(day.lines[i + 1].text + 5, 'm'));
        counts[day.lines[i].text[strlen(day.lines[i].text) - 1] - '0']++;
    }
    for (int n = 1; n <= 3; n++) {
        assert_in_range(counts[n], 8, 40);
    }
    gameday_release(&day);
}

static void gameday__draws__follow_from_the_seed(void **state)
{
    (void)state;
    static const char text[] =
        "every 100ms..900ms from 1s..2s until 20s \\kill {az a|m2|copy b1}\n";
    struct buf one;
    struct buf same;
    struct buf other;
    buf_init(&one, BUF_CAP_TEXT);
    buf_init(&same, BUF_CAP_TEXT);
    buf_init(&other, BUF_CAP_TEXT);
    add_plan(&one, text, 5);
    add_plan(&same, text, 5);
    add_plan(&other, text, 6);
    assert_string_equal(one.data, same.data);
    assert_string_not_equal(one.data, other.data);
    assert_non_null(strstr(one.data, "\\kill az a\n"));
    assert_non_null(strstr(one.data, "\\kill m2\n"));
    assert_non_null(strstr(one.data, "\\kill copy b1\n"));
    buf_release(&one);
    buf_release(&same);
    buf_release(&other);
}

static void gameday__times_that_are_drawn__lie_between(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct gameday day;
        assert_int_equal(draw(&day, "choose 3s 4s as t\nat {t}..5s \\heal\n", seed, NULL), RC_OK);
        assert_in_range(day.lines[0].at, 3 * US_PER_S, 5 * US_PER_S);
        gameday_release(&day);
    }
}

static void gameday__braces_of_others__stay(void **state)
{
    (void)state;
    expect_plan("at 1s INSERT INTO t VALUES ('{\"a\": {}}', '{b:1}')\n",
                "1s INSERT INTO t VALUES ('{\"a\": {}}', '{b:1}')\n");
}

static const struct {
    const char *text, *says;
} refusals[] = {
    {"", "it gives no line"},
    {"# nothing\n", "it gives no line: at 5s \\kill az b would be one"},
    {"at 1s \\heal\n\\kill m1\n", "line 2: \"\\kill m1\": a line of a game day begins with at,"},
    {"after 1s \\heal\n", "line 1: \"after 1s \\heal\": a line of a game day begins with"},
    {"  at 1s \\heal\n", "line 1: it is indented, and no at or every stands above it"},
    {"at\n", "line 1: after \"at\" comes a time, such as 12.5s or 5s..9s"},
    {"at soon \\heal\n", "line 1: \"soon\" is not a length of time"},
    {"at 5s..1s \\heal\n", "line 1: \"5s..1s\" goes backwards"},
    {"at 5s..x \\heal\n", "line 1: \"x\" is not a length of time"},
    {"at 9000000s \\heal\n", "line 1: \"9000000s\" is too long"},
    {"at 1s\nat 2s \\heal\n", "line 1: a line to be given is missing"},
    {"at 1s\n\n  # nothing\n", "line 1: a line to be given is missing"},
    {"at 1s \\heal\n  \\heal\n", "line 1: either a line stands behind the time, or"},
    {"at 1s\n  \\heal\n  after\n", "line 3: after \"after\" comes a time"},
    {"at 1s\n  after 2s\n", "line 2: after TIME comes the line to be given then"},
    {"at 1s INSERT INTO t VALUES ('a\n", "line 1: its text has no end"},
    {"at 1s @0 \\heal\n", "line 1: clients are @1 to @64, not @0"},
    {"at 1s \\kill {x}\n",
     "line 1: nothing is called {x}: choose a b c as NAME makes a name; there are {a|b}, {master}"},
    {"at 1s \\kill {|}\n", "line 1: {|} has nothing to choose from"},
    {"at 1s \\kill {nobody}\n", "line 1: there is no nobody here to choose"},
    {"at 1s\n  \\heal\n  \\kill {y}\n", "line 3: nothing is called {y}"},
    {"every 1s \\heal\n", "line 1: it would never end: say every 5s until 60s, or stop at 60s"},
    {"every 1s from 5s until 5s \\heal\n", "line 1: it would never be given"},
    {"every 0s until 5s \\heal\n", "line 1: every wants 1ms at least"},
    {"every 1ms until 5s\n \\heal\n \\heal\n", "line 2: a game day gives at most 1000 lines"},
    {"every 1ms until 5s\n  choose a as b\n", "a game day does nothing more than 1000 times"},
    {"choose as x\n", "line 1: there is nothing to choose from: write choose a b c as NAME"},
    {"choose a b\n", "line 1: write choose a b c as NAME"},
    {"choose a as\n", "line 1: write choose a b c as NAME"},
    {"choose a as x y\n", "line 1: write choose a b c as NAME"},
    {"choose a as {x}\n", "line 1: write choose a b c as NAME"},
    {"choose a but a as x\n", "line 1: there is nothing to choose from"},
    {"stop\n", "line 1: write stop at 60s, or stop when EVENT"},
    {"stop when\n", "line 1: write stop at 60s, or stop when EVENT"},
    {"stop when a b\n", "line 1: \"b\" is too much: write stop at 60s"},
    {"stop at 5s\nstop at 6s\n", "line 2: stop at is there twice"},
    {"stop when a\nstop when b\n", "line 2: stop when is there twice"},
    {"stop at 1s\nat 2s \\heal\n", "it gives no line"},
    {"at 1s \\heal \001\n", "line 1: the byte 0x01 is no text"},
};

static void gameday__what_is_wrong__is_told_with_its_line(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(refusals); i++) {
        struct gameday day;
        struct err err = {0};
        if (draw(&day, refusals[i].text, 1, &err) == RC_OK ||
            strstr(err.text, refusals[i].says) == NULL) {
            fail_msg("%s: \"%s\" lacks \"%s\"", refusals[i].text, err.text, refusals[i].says);
        }
        gameday_release(&day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gameday__lines_of_all_forms__come_by_their_time),
        cmocka_unit_test(gameday__stop_at__nothing_is_given_from_then_on),
        cmocka_unit_test(gameday__choices__are_one_for_all_who_name_them),
        cmocka_unit_test(gameday__repeats__draw_anew_each_time),
        cmocka_unit_test(gameday__draws__follow_from_the_seed),
        cmocka_unit_test(gameday__times_that_are_drawn__lie_between),
        cmocka_unit_test(gameday__braces_of_others__stay),
        cmocka_unit_test(gameday__what_is_wrong__is_told_with_its_line),
    };
    return cmocka_run_group_tests_name("shell/gameday", tests, NULL, NULL);
}
