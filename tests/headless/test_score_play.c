/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "headless/score_play.h"
#include "lib/data_files.h"

#include <string.h>

static struct score_play a_play(const char *driver, const char *day)
{
    return (struct score_play){
        .driver = driver, .load = "bank", .day = day, .seed = 5, .masters = 3};
}

static void play(const struct score_play *play, struct score *score, struct score_times *times)
{
    struct lab_files files = data_files();
    struct err err = {0};
    if (score_play(play, &files, score, times, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
}

static void play__twice__is_the_same(void **state)
{
    struct score_play this = a_play("active_standby", "crash");
    struct score first;
    struct score second;
    struct score_times times;
    struct score_times again;
    (void)state;
    play(&this, &first, &times);
    play(&this, &second, &again);
    assert_memory_equal(&first, &second, sizeof(first));
    assert_memory_equal(&times, &again, sizeof(times));
    assert_int_equal(first.runs, 1);
    assert_true(first.ok > 500);
    assert_int_equal(first.lost, 0);
    this.seed = 6;
    play(&this, &second, &again);
    assert_memory_not_equal(&first, &second, sizeof(first));
}

static void play__a_driver_that_stays__is_out_and_turns_units_away(void **state)
{
    struct score_play this = a_play("single_endpoint", "./tests/headless/m1_hangs.chaos");
    struct score score;
    struct score_times times;
    (void)state;
    play(&this, &score, &times);
    assert_true(score.longest > 4 * US_PER_S);
    assert_true(score.total >= score.longest);
    assert_true(score.outages > 0);
    assert_true(score.asked > score.ok + score.failed + score.unknown);
    assert_in_range(times.heal, 8 * US_PER_S, 8 * US_PER_S + 2 * US_PER_MS);
    assert_int_equal(times.stop, times.heal + 3 * US_PER_S);
    assert_true(times.end >= times.stop + US_PER_S);
}

static void play__reads_elsewhere__are_counted_as_stale(void **state)
{
    struct score_play this = a_play("round_robin", "crash");
    struct score score;
    struct score_times times;
    (void)state;
    this.load = "read_elsewhere";
    play(&this, &score, &times);
    assert_true(score.stale > 100);
    assert_in_range(score.stale_own, 1, score.stale);
}

static void play__what_is_not_there__is_refused(void **state)
{
    static const struct {
        const char *driver, *load, *day, *says;
    } rows[] = {
        {"absent", "bank", "crash", "absent"},
        {"round_robin", "absent", "crash", "absent"},
        {"round_robin", "bank", "absent", "absent"},
    };
    struct lab_files files = data_files();
    (void)state;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct score_play this = {.driver = rows[i].driver,
                                  .load = rows[i].load,
                                  .day = rows[i].day,
                                  .seed = 1,
                                  .masters = 2};
        struct score score;
        struct score_times times;
        struct err err = {0};
        assert_int_equal(score_check(&this, &files, &err), RC_UNKNOWN);
        assert_non_null(strstr(err.text, rows[i].says));
        assert_int_equal(score_play(&this, &files, &score, &times, &err), RC_UNKNOWN);
    }
}

static void
replay__names_with_blanks_and_quotes__are_words_of_the_lab_and_of_the_shell(void **state)
{
    struct score_play this = a_play("./my \"best\" one's.lua", "crash");
    struct score_times times = {
        .heal = 7 * US_PER_S, .stop = 10 * US_PER_S, .end = 12 * US_PER_S + US_PER_S / 2};
    struct buf out;
    (void)state;
    buf_init(&out, BUF_CAP_TEXT);
    score_add_replay(&out, &this, &times);
    assert_string_equal(out.data,
                        "printf '%s\\n' '\\load bank \"driver=./my \\\"best\\\" one'\\''s.lua\" "
                        "az=each' 'at 2s \\chaos crash' 'at 7s \\heal' 'at 10s \\load stop' | "
                        "quartet run - --masters 3 --seed 5 --until 12.5s");
    buf_clear(&out);
    score_add_shell_word(&out, "data/drivers/a_b-1.lua");
    score_add_shell_word(&out, "it's");
    score_add_shell_word(&out, "");
    assert_string_equal(out.data, " data/drivers/a_b-1.lua 'it'\\''s' ''");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(play__twice__is_the_same),
        cmocka_unit_test(play__a_driver_that_stays__is_out_and_turns_units_away),
        cmocka_unit_test(play__reads_elsewhere__are_counted_as_stale),
        cmocka_unit_test(play__what_is_not_there__is_refused),
        cmocka_unit_test(
            replay__names_with_blanks_and_quotes__are_words_of_the_lab_and_of_the_shell),
    };
    return cmocka_run_group_tests_name("headless/score_play", tests, NULL, NULL);
}
