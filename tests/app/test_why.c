/* SPDX-License-Identifier: MIT */
/* What \why tells: which event is asked about, and whose line was at the root of it. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"

#include <stdio.h>
#include <string.h>

/* What \why says now; borrowed until the next page. */
static const char *why(struct app *app)
{
    (void)desk_enter(app, "\\why");
    assert_true(app->ui.text_is_open);
    return app->page.data;
}

/* Give a line, and let seconds pass. */
static void run(struct app *app, const char *line, int seconds)
{
    (void)desk_enter(app, line);
    desk_arrive(app);
    for (int i = 0; i < seconds; i++) {
        desk_pass_a_second(app);
    }
}

static void assert_in_order(const char *text, const char *const *parts, int count)
{
    for (int i = 0; i < count; i++) {
        const char *at = strstr(text, parts[i]);
        if (at == NULL) {
            fail_msg("\"%s\" is not in its place: %s", parts[i], text);
        }
        text = at + strlen(parts[i]);
    }
}

static void outage__chain__reaches_the_fault_and_the_line(void **state)
{
    static const char *const parts[] = {"can write again on m1 after",
                                        "because",
                                        "moves from m2 to m1",
                                        "because",
                                        "cannot write, for ",
                                        "because",
                                        "AZ b  goes dark: m2, b1 and b2 answer nobody\n",
                                        "That is the root, of this line:  @1 \\kill az b\n",
                                        "helps    Most of an outage is noticing"};
    struct app *app = *state;
    run(app, "\\load course", 3);
    run(app, "\\kill az b", 10);
    const char *text = why(app);
    assert_in_order(text, parts, COUNT_OF(parts));
    assert_null(strstr(text, "committed")); /* the first unit after it is no reason */
}

/* A client that asked for nothing meanwhile: its move is told, not that it took no time. */
static void outage__that_nobody_noticed__is_not_what_is_asked(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    run(app, "\\kill az b", 10);
    const char *text = why(app);
    assert_null(strstr(text, "can write again"));
    const char *const parts[] = {"moves from m2 to m1", "m2 is DOWN for it",
                                 "its health check of m2 fails", "AZ b  goes dark"};
    assert_in_order(text, parts, COUNT_OF(parts));
    assert_non_null(strstr(text, "of this line:  @1 \\kill az b\n"));
}

/* Programs under load lose pages all the time. */
static void conflicts__of_a_load__do_not_hide_a_fault(void **state)
{
    struct app *app = *state;
    run(app, "\\load bank", 3);
    assert_non_null(strstr(why(app), "loses"));
    run(app, "\\kill copy c1", 3);
    const char *text = why(app);
    assert_non_null(strstr(text, "c1  answers nobody"));
    assert_null(strstr(text, "loses"));
    run(app, "", 40);
    assert_non_null(strstr(why(app), "loses"));
}

static void routine__after_a_fault__is_not_what_is_asked(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    run(app, "\\set rep.lag=200ms", 0);
    run(app, "\\kill copy c1", 0);
    run(app, "@2 CREATE TABLE t (id INT);", 1);
    const char *text = why(app);
    assert_non_null(strstr(text, "c1  answers nobody"));
    assert_non_null(strstr(text, "of this line:  @1 \\kill copy c1\n"));
}

static void nothing_wrong__last_event__is_asked(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    assert_non_null(strstr(why(app), "connects to"));
    run(app, "CREATE TABLE t (id INT);", 1);
    run(app, "INSERT INTO t VALUES (1);", 1);
    assert_non_null(strstr(why(app), "That is the root: @1 sent it.\n"));
}

/* A fault that is over is no reason for what fails later, and a line taken back did nothing. */
static void root__line_taken_back__is_the_one_given_instead(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    run(app, "\\kill az b", 0);
    run(app, "\\undo", 0);
    run(app, "\\kill m2", 0);
    const char *text = why(app);
    assert_non_null(strstr(text, "m2  goes silent"));
    assert_non_null(strstr(text, "of this line:  @1 \\kill m2\n"));
    run(app, "\\pause", 0);
    run(app, "\\restore m2", 30);
    run(app, "\\hang m1", 10);
    text = why(app);
    assert_non_null(strstr(text, "m1 is DOWN for it"));
    assert_null(strstr(text, "goes silent"));
    assert_non_null(strstr(text, "of this line:  @1 \\hang m1\n"));
}

/* The lanes name the root that \why names. */
static void check_root(struct app *app)
{
    struct buf screen;
    (void)desk_enter(app, "\\view lanes");
    desk_draw(app, 120, 40, &screen);
    buf_release(&screen);
    const struct model_lanes *lanes = &app->model.lanes;
    const struct lanes_cause *root = &lanes->causes[lanes->cause_count - 1];
    char wanted[LANES_CAUSE_SIZE + 40];
    (void)snprintf(wanted, sizeof(wanted), "That is the root: %s\n", root->text);
    assert_true(root->is_root);
    assert_non_null(strstr(why(app), wanted));
}

/* The vote says by which rule one was chosen. */
static void check_vote(struct app *app)
{
    struct buf screen;
    (void)desk_enter(app, "\\view votes");
    desk_draw(app, 120, 40, &screen);
    buf_release(&screen);
    assert_non_null(strstr(app->model.votes.resolver, " to stay, for it was the first to ask. "));
    assert_non_null(strstr(app->model.votes.resolver, "Rule in force, our model: who asks"));
}

/* A page is lost to a row of another: both statements are told, whoever won and however. */
static void conflict__second_cause__is_the_statement_that_won(void **state)
{
    static const char *const lines[] = {"@2 UPDATE t SET n = 2 WHERE id = 2;",
                                        "@2 UPDATE t SET n = 2 WHERE id = 1;"};
    static const char *const sentences[] = {"@2 loses page t:0, row 2: m1 was first, at row 1\n",
                                            "@2 loses row 1 of t to an uncommitted change of m1\n"};
    static const char *const roots[] = {
        "That is the root: rows 1 and 2 share page t:0, which holds rows 0 to 99\n",
        "That is the root: both change row 1 of t, and m1 has not committed\n"};
    struct app *app = *state;
    run(app, "CREATE TABLE t (id INT PRIMARY KEY, n INT);", 1);
    run(app, "INSERT INTO t VALUES (1, 0), (2, 0);", 1);
    for (int i = 0; i < COUNT_OF(lines); i++) {
        run(app, "BEGIN;", 1);
        run(app, "UPDATE t SET n = 1 WHERE id = 1;", i); /* the page has come to m2, or not yet */
        run(app, lines[i], 1);
        const char *const parts[] = {sentences[i], "against",
                                     "m1  runs for @1: UPDATE t SET n = 1 WHERE id = 1", roots[i]};
        assert_in_order(why(app), parts, COUNT_OF(parts));
        check_root(app);
        run(app, "ROLLBACK;", 2);
    }
}

static void conflict__tie__names_the_statement_that_won(void **state)
{
    struct app *app = *state;
    int ties = 0;
    run(app, "CREATE TABLE t (id INT PRIMARY KEY, n INT);", 1);
    run(app, "INSERT INTO t VALUES (1, 0), (2, 0);", 1);
    for (int i = 0; i < 40 && ties == 0; i++) {
        run(app, "UPDATE t SET n = n + 1 WHERE id = 1;", 0);
        run(app, "@2 UPDATE t SET n = n + 1 WHERE id = 2;", 1);
        const char *const parts[] = {
            "loses the tie for page t:0 to m",      "\nagainst", "runs for @",
            ": UPDATE t SET n = n + 1 WHERE id = ", "\nbecause", "runs for @"};
        const char *text = why(app);
        if (strstr(text, parts[0]) != NULL) {
            ties++;
            assert_in_order(text, parts, COUNT_OF(parts));
        }
    }
    assert_true(ties > 0);
    check_vote(app);
    check_root(app);
}

/* --- drivers ---------------------------------------------------------------------------------- */

static void check_width(const char *text)
{
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        bool is_ours =
            strncmp(line, "asked ", 6) == 0 || strncmp(line, "answer ", 7) == 0 || line[0] == ' ';
        if (is_ours && strcspn(line, "\n") > 80) {
            fail_msg("too wide: %.*s", (int)strcspn(line, "\n"), line);
        }
    }
}

static void moved__driver__shows_what_it_was_told_and_its_line(void **state)
{
    static const char *const parts[] = {"moves from m2 to m1: m2 is DOWN for it\n",
                                        "because",
                                        "active_standby: @2 goes to m1\n",
                                        "answer   m1, in line ",
                                        " of active_standby:\n         return home\n",
                                        "\nbecause",
                                        "of this line:  @1 \\kill az b\n",
                                        "helps    ",
                                        "\nsays so  ",
                                        "\nasked    request: client=2 az=office unit=",
                                        " attempt=",
                                        " last=m2 ",
                                        "         name=m1 az=a same_az=false state=up ",
                                        " latency_us=",
                                        "         name=m2 ",
                                        " state=down "};
    struct app *app = *state;
    desk_pass_a_second(app);
    run(app, "\\kill az b", 10);
    const char *text = why(app);
    assert_in_order(text, parts, COUNT_OF(parts));
    check_width(text);
}

/* It goes back to a dead master: its turn sent it, and what made that DOWN is told, too. */
static void tries__dead_master__reaches_the_fault_and_names_a_cure(void **state)
{
    static const char *const parts[] = {"tries m2, which is DOWN for it\n",
                                        "round_robin: @",
                                        " goes to m2\n",
                                        "AZ b  goes dark",
                                        "That is the root, of this line:  @1 \\kill az b\n",
                                        "helps    A driver that remembers: \\driver careful"};
    struct app *app = *state;
    run(app, "\\load bank", 3);
    run(app, "\\kill az b", 10);
    uint64_t seq = lab_event_last(app->lab);
    const struct event *event = lab_event(app->lab, seq);
    while (event != NULL && (event->kind != EVENT_TRIES || event->code != DOUBT_DOWN)) {
        event = lab_event(app->lab, --seq);
    }
    assert_non_null(event);
    char line[40];
    (void)snprintf(line, sizeof(line), "\\why %d", (int)seq);
    run(app, line, 0);
    assert_in_order(app->page.data, parts, COUNT_OF(parts));
}

/* A state has the newest of them. */
static void moved__after_undo__is_still_known(void **state)
{
    static const char *const parts[] = {"answer   m1, in line ", "asked    request: client=2"};
    struct app *app = *state;
    desk_pass_a_second(app);
    run(app, "\\kill az b", 10);
    run(app, "\\mark here", 5);
    run(app, "\\undo", 0);
    assert_in_order(why(app), parts, COUNT_OF(parts));
    run(app, "\\undo", 0);
    assert_null(strstr(why(app), "asked"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(outage__chain__reaches_the_fault_and_the_line),
        CASE(outage__that_nobody_noticed__is_not_what_is_asked),
        CASE(conflicts__of_a_load__do_not_hide_a_fault),
        CASE(routine__after_a_fault__is_not_what_is_asked),
        CASE(nothing_wrong__last_event__is_asked),
        CASE(root__line_taken_back__is_the_one_given_instead),
        CASE(conflict__second_cause__is_the_statement_that_won),
        CASE(conflict__tie__names_the_statement_that_won),
        CASE(moved__driver__shows_what_it_was_told_and_its_line),
        CASE(tries__dead_master__reaches_the_fault_and_names_a_cure),
        CASE(moved__after_undo__is_still_known),
    };
    return cmocka_run_group_tests_name("app/why", tests, NULL, NULL);
}
