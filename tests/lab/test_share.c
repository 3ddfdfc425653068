/* SPDX-License-Identifier: MIT */
/* A run as one line: it opens as it was, or says why not. */
#include "lib/test.h"

#include "base/mem.h"
#include "lib/lab_fixture.h"
#include "lib/run_fixture.h"

#include <stdio.h>
#include <string.h>

static const char own_driver[] = "function pick(request, endpoints)\n"
                                 "    return endpoints[1].name\n"
                                 "end\n";

/* A machine with a driver of one's own; one without drivers, whose other files differ. */
static enum rc read_own(void *user, const char *kind, const char *name, struct buf *out,
                        struct err *err)
{
    (void)user;
    if (strcmp(name, "./mine.lua") == 0) {
        return buf_add(out, own_driver, err);
    }
    return lab_fixture_files().read(NULL, kind, name, out, err);
}

static enum rc read_less(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    (void)user;
    if (strcmp(kind, "drivers") == 0) {
        return err_set(err, RC_UNKNOWN, "none");
    }
    enum rc rc = lab_fixture_files().read(NULL, kind, name, out, err);
    buf_add_char(out, '\n');
    return rc;
}

static void share(struct run_fixture *world, struct buf *line, struct share_sum *sum)
{
    struct err err = {0};
    history_keep_time(world->history);
    if (history_add_share(world->history, line, sum, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    assert_in_range(line->size, 1, SHARE_SIZE_MAX);
    assert_int_equal(line->size, sum->size);
    assert_true(share_is(line->data));
    assert_null(strpbrk(line->data, " \n'\"\\$"));
}

/* Open a line: as elsewhere, with the files that come with the program. */
static struct history *open_line(const char *line)
{
    struct err err = {0};
    struct buf text;
    struct history *history = NULL;
    const struct history_config config = {.lab = {.files = lab_fixture_files()}};
    buf_init(&text, RUN_SIZE_MAX);
    if (share_read(&text, line, &config.lab.files, &err) != RC_OK ||
        history_open(&history, &config, text.data, text.size, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    while (!history_travel(history, 1000)) {
    }
    buf_release(&text);
    return history;
}

/* It opens where `world` stands, in the same state, and ends there. */
static void expect_same(struct run_fixture *world)
{
    struct share_sum sum;
    struct buf line;
    buf_init(&line, SHARE_SIZE_MAX + 1);
    share(world, &line, &sum);
    struct history *other = open_line(line.data);
    assert_int_equal(lab_now(history_lab(other)), lab_now(history_lab(world->history)));
    assert_int_equal(lab_steps(history_lab(other)), lab_steps(history_lab(world->history)));
    assert_int_equal(lab_digest(history_lab(other)), lab_digest(history_lab(world->history)));
    assert_int_equal(history_run(other)->branch_count, 1);
    assert_int_equal(run_line_count(history_run(other), 0), sum.lines);
    assert_false(run_has_future(history_run(other)));
    history_free(other);
    buf_release(&line);
}

static void share__anywhere_in_a_run__opens_as_it_was(void **state)
{
    (void)state;
    struct run_fixture world;
    run_fixture_init(&world, 3);
    expect_same(&world); /* nothing was done */
    run_fixture_make_table(&world);
    run_fixture_do(&world, "\\load bank clients=2");
    run_fixture_run_to(&world, 3 * US_PER_S);
    run_fixture_do(&world, "\\kill az b");
    expect_same(&world);
    run_fixture_run_to(&world, 5 * US_PER_S);
    expect_same(&world);
    run_fixture_goto(&world, 2 * US_PER_S); /* what was done after it is not in the line */
    expect_same(&world);
    run_fixture_branch(&world, "other");
    run_fixture_do(&world, "INSERT INTO t VALUES (1, 1);");
    run_fixture_run_to(&world, 2500 * US_PER_MS);
    expect_same(&world);
    assert_int_equal(history_undo(world.history, 1, NULL), RC_OK);
    while (!history_travel(world.history, 1000)) {
    }
    expect_same(&world);
    run_fixture_release(&world);
}

/* A small run's files are in its line; of a larger one those that all have are named. */
static void share__files__are_in_it_or_named(void **state)
{
    (void)state;
    struct run_fixture world;
    struct share_sum sum;
    struct buf line;
    struct buf text;
    struct err err = {0};
    const struct lab_files own = {.read = read_own};
    const struct lab_files less = {.read = read_less};
    buf_init(&line, SHARE_SIZE_MAX + 1);
    buf_init(&text, RUN_SIZE_MAX);
    run_fixture_init(&world, 2);
    run_fixture_do(&world, "\\driver single_endpoint");
    run_fixture_do(&world, "\\load bank");
    share(&world, &line, &sum);
    assert_string_equal(sum.known, "drivers/active_standby, drivers/single_endpoint, loads/bank, "
                                   "drivers/round_robin");
    assert_int_equal(share_read(&text, line.data, &less, &err), RC_UNKNOWN);
    assert_non_null(strstr(err.text, "it needs drivers/active_standby, and here there is none: "
                                     "who made the share line has another Quartet"));
    share_add_facts(&text, &sum);
    assert_non_null(strstr(text.data, "It only names what comes with Quartet: drivers/active"));
    run_fixture_release(&world);

    /* What one wrote oneself goes along, however it is called where it came from. */
    struct run run;
    run_init(&run, 1, 2, "x");
    run_add_line(&run, 0, "@1 \\driver ./mine.lua");
    assert_int_equal(run_attach(&run, &run.branches[0].lines[0], "drivers", "./mine.lua",
                                own_driver, sizeof(own_driver) - 1, NULL),
                     RC_OK);
    buf_clear(&line);
    buf_clear(&text);
    assert_int_equal(share_add(&line, &run, &own, &sum, &err), RC_OK);
    assert_string_equal(sum.known, "");
    assert_int_equal(share_read(&text, line.data, &less, &err), RC_OK);
    assert_non_null(strstr(text.data, "\n|    return endpoints[1].name\n"));
    run_release(&run);
    buf_release(&line);
    buf_release(&text);
}

static void share__too_much__is_said(void **state)
{
    (void)state;
    struct run run;
    struct share_sum sum;
    struct buf line;
    struct err err = {0};
    char text[60];
    uint64_t any = 1;
    const struct lab_files files = lab_fixture_files();
    buf_init(&line, SHARE_SIZE_MAX + 1);
    run_init(&run, 1, 2, "x");
    for (int i = 0; i < 200; i++) {
        any = any * UINT64_C(6364136223846793005) + 1442695040888963407U;
        snprintf(text, sizeof(text), "@1 SELECT %llu;", (unsigned long long)any);
        run_add_line(&run, i, text);
    }
    assert_int_equal(share_add(&line, &run, &files, &sum, &err), RC_FULL);
    assert_int_equal(line.size, 0);
    assert_in_range(sum.size, SHARE_SIZE_MAX + 1, 100000);
    assert_non_null(strstr(err.text, " bytes, and one has at most 2048"));
    run_release(&run);
    buf_release(&line);
}

/* --- lines that are none -------------------------------------------------------------------- */

static void expect_refusal(const char *line, enum rc expected, const char *says)
{
    struct buf text;
    struct err err = {0};
    const struct lab_files files = lab_fixture_files();
    buf_init(&text, RUN_SIZE_MAX);
    enum rc rc = share_read(&text, line, &files, &err);
    if (rc != expected || strstr(err.text, says) == NULL) {
        fail_msg("%s: %s, not %s: %s", line, rc_name(rc), says, err.text);
    }
    assert_int_equal(text.size, 0);
    buf_release(&text);
}

static char *small_line(struct buf *line)
{
    struct run_fixture world;
    struct share_sum sum;
    buf_init(line, 2 * SHARE_SIZE_MAX);
    run_fixture_init(&world, 2);
    run_fixture_do(&world, "\\load bank");
    run_fixture_do(&world, "\\kill az b");
    share(&world, line, &sum);
    run_fixture_release(&world);
    return line->data;
}

static void share__hurt__says_where(void **state)
{
    (void)state;
    struct buf line;
    char *text = small_line(&line);
    const size_t first = strlen("quartet.1.");
    for (size_t size = first; size < line.size; size++) { /* torn */
        char kept = text[size];
        text[size] = '\0';
        expect_refusal(text, RC_DAMAGED, "the share line is torn, its end is missing: copy all");
        text[size] = kept;
    }
    for (size_t at = first; at < line.size; at++) { /* a letter is another */
        char kept = text[at];
        text[at] = kept == 'A' ? 'B' : 'A';
        expect_refusal(text, RC_DAMAGED, ": copy all of it anew, or ask for the run's file");
        text[at] = '%';
        expect_refusal(text, RC_DAMAGED, "the share line has a sign that none has");
        text[at] = kept;
    }
    buf_addf(&line, "AAAA");
    expect_refusal(line.data, RC_DAMAGED, "there is more in it than one share line");
    buf_release(&line);
}

static void share__blanks_of_a_message__do_not_count(void **state)
{
    (void)state;
    struct buf line;
    struct buf broken;
    const char *text = small_line(&line);
    buf_init(&broken, 4 * SHARE_SIZE_MAX);
    buf_addf(&broken, "\n  ");
    for (size_t i = 0; i < line.size; i++) {
        buf_addf(&broken, "%s%c", i > 20 && i % 72 == 0 ? "\r\n  " : "", text[i]);
    }
    buf_addf(&broken, " \n");
    history_free(open_line(broken.data));
    buf_release(&line);
    buf_release(&broken);
}

static void share__none__is_refused(void **state)
{
    (void)state;
    char text[SHARE_SIZE_MAX + 100];
    expect_refusal("", RC_DAMAGED, "a share line begins with quartet.1.");
    expect_refusal("quartet.run", RC_DAMAGED, "a share line begins with quartet.1.");
    expect_refusal("quartet.2.AAAA", RC_RANGE, "of version 2, and this Quartet reads version 1");
    expect_refusal("quartet.10.AAAA", RC_RANGE, "of version 10, and");
    expect_refusal("quartet.0.AAAA", RC_RANGE, "of version 0, and");
    expect_refusal("quartet.1.", RC_DAMAGED, "is torn, its end is missing");
    memset(text, 'A', sizeof(text));
    memcpy(text, "quartet.1.", 10);
    text[sizeof(text) - 1] = '\0';
    expect_refusal(text, RC_FULL, "a share line has at most 2048 bytes, and this one is longer");
    assert_false(share_is("quartet.run"));
    assert_false(share_is("quartet.1x"));
    assert_true(share_is(" quartet.99.x"));
    assert_true(share_is_piece(text));
    assert_true(share_is_piece(text + sizeof(text) - 100));
    assert_false(share_is_piece("AAAA"));
    memcpy(text, "./", 2);
    assert_false(share_is_piece(text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(share__anywhere_in_a_run__opens_as_it_was),
        cmocka_unit_test(share__files__are_in_it_or_named),
        cmocka_unit_test(share__too_much__is_said),
        cmocka_unit_test(share__hurt__says_where),
        cmocka_unit_test(share__blanks_of_a_message__do_not_count),
        cmocka_unit_test(share__none__is_refused),
    };
    return cmocka_run_group_tests_name("lab/share", tests, NULL, NULL);
}
