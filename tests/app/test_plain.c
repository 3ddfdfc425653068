/* SPDX-License-Identifier: MIT */
/*
 * Without a screen nothing is missing: every command answers in words, and every kind of event
 * can be heard as a sentence.
 */
#include "lib/test.h"

#include "app/app_state.h"
#include "base/mem.h"
#include "base/text.h"
#include "lib/data_files.h"

#include <stdio.h>

/* --- an app without a screen, and what it says ---------------------------------------------- */

struct heard {
    struct app *app;
    struct buf lines;
    struct buf events;
};

static void on_line(void *user, const struct transcript_line *line)
{
    struct heard *heard = user;
    if (line->kind != TRANSCRIPT_TYPED) {
        buf_addf(&heard->lines, "%s\n", line->text);
    }
}

static void on_event(void *user, const char *sentence)
{
    buf_addf(&((struct heard *)user)->events, "%s\n", sentence);
}

static enum rc read_run(void *user, const char *path, struct buf *text, struct err *err)
{
    (void)user;
    (void)path;
    return err_set(err, RC_ENV, "there is no run %.20s", text->size > 0 ? "left" : path);
}

static void list_runs(void *user, app_kept_run_fn each, void *to)
{
    (void)user;
    (void)each;
    (void)to;
}

static enum rc write_file(void *user, const char *path, const char *bytes, size_t size,
                          struct err *err)
{
    (void)user;
    (void)path;
    (void)bytes;
    (void)size;
    (void)err;
    return RC_OK;
}

static int setup(void **state)
{
    static struct heard heard;
    struct err err = {0};
    buf_init(&heard.lines, BUF_CAP_TEXT);
    buf_init(&heard.events, (size_t)64 * 1024 * 1024);
    const struct app_config config = {
        .seed = 7,
        .masters = 3,
        .files = data_files(),
        .is_plain = true,
        .listener = {.on_line = on_line, .on_event = on_event, .user = &heard},
        .keeper = {.open = read_run,
                   .read = read_run,
                   .list = list_runs,
                   .write = write_file,
                   .write_new = write_file},
    };
    *state = &heard;
    return app_new(&heard.app, &config, &err) != RC_OK;
}

static int teardown(void **state)
{
    struct heard *heard = *state;
    app_free(heard->app);
    buf_release(&heard->lines);
    buf_release(&heard->events);
    return 0;
}

static struct app_effects give(struct heard *heard, const char *line)
{
    struct app_effects effects;
    buf_clear(&heard->lines);
    buf_clear(&heard->events);
    app_update(heard->app, &(struct app_msg){.kind = MSG_LINE, .text = line}, &effects);
    app_advance_until_answered(heard->app, 30 * US_PER_S);
    return effects;
}

/* --- commands -------------------------------------------------------------------------------- */

/* A line for each, in an order in which each has something to do. */
static const char *const lines[] = {
    "CREATE TABLE t (id INT PRIMARY KEY, v INT);",
    "\\status",
    "\\pages t",
    "\\rows t",
    "\\data t",
    "\\view data",
    "\\copies",
    "\\parameters",
    "\\set eng.lock_wait=1s",
    "\\mark here",
    "\\watch",
    "\\watch 1s SELECT count(*) FROM t",
    "\\watch",
    "\\watch off",
    "\\kill az b",
    "\\restore az b",
    "\\run 3s",
    "\\crash m2",
    "\\hang m1",
    "\\restart m1",
    "\\cut m1 m2",
    "\\uncut m1 m2",
    "\\lag m1 m2 80ms",
    "\\loss m1 m2 5%",
    "\\slow a1 10",
    "\\heal",
    "\\run 5s",
    "\\wipe copy b1",
    "\\run 5s",
    "\\client add",
    "\\driver round_robin",
    "\\endpoints",
    "\\endpoint add mine m1,m2",
    "\\connections",
    "\\chaos blip",
    "\\chaos stop",
    "\\load course",
    "\\meters",
    "\\load stop",
    "\\cancel",
    "\\speed 2",
    "\\pause",
    "\\run 1s",
    "\\step",
    "\\step -1",
    "\\goto 1s",
    "\\goto next",
    "\\undo",
    "\\redo",
    "\\branch other",
    "\\branches",
    "\\switch main",
    "\\compare other",
    "\\view cluster",
    "\\view lanes",
    "\\view lanes 1",
    "\\view votes",
    "\\find connects",
    "\\view meters",
    "\\view timeline",
    "\\why",
    "\\focus events",
    "\\choose -1",
    "\\scroll up",
    "\\theme light",
    "\\link m1 m2",
    "\\toggle m2",
    "\\copy event",
    "\\share",
    "\\record a.cast",
    "\\export m1 m1.db",
    "\\export events e.json",
    "\\export transcript t.txt",
    "\\mouse off",
    "\\i some.sql",
    "\\edit driver",
    "\\reload",
    "\\save",
    "\\runs",
    "\\open x",
    "\\home",
    "\\play",
    "\\go",
    "\\close",
    "\\clear",
    "\\help",
    "\\keys",
    "\\create masters=3",
    "\\remove m3",
    "\\add master",
    "\\lessons",
    "\\lesson same-page",
    "\\goals",
    "\\answer 1",
    "\\hint",
    "\\reset",
    "\\find answers",
    "\\find next",
    "\\filter faults m2",
    "\\filter off",
    "\\palette kill",
    "\\type \\find",
    "\\solution",
    "\\note before lost=0",
    "\\rewind",
    "\\wait banana",
    "\\next",
    "\\demo course",
    "\\stage next",
    "\\quit",
};

/* Lines of words; or a file to be read, an editor, the end, which the caller sees to. */
static bool is_answered(const struct heard *heard, const struct app_effects *effects)
{
    return effects->quit || effects->read_file[0] != '\0' || effects->editing.text != NULL ||
           heard->lines.size > 0 || heard->events.size > 0;
}

static void commands__each__answers_in_words(void **state)
{
    struct heard *heard = *state;
    for (int i = 0; i < COUNT_OF(lines); i++) {
        struct app_effects effects = give(heard, lines[i]);
        if (!is_answered(heard, &effects)) {
            fail_msg("nothing is said to %s", lines[i]);
        }
        size_t bad = text_find_bad(heard->lines.data, heard->lines.size);
        assert_int_equal(bad, heard->lines.size);
    }
}

/* What is not here was not tried. */
static void commands__of_both_tables__are_among_them(void **state)
{
    struct heard *heard = *state;
    for (const struct cmd *cmd = heard->app->commands; cmd->name != NULL; cmd++) {
        size_t size = strlen(cmd->name);
        bool is_there = false;
        for (int i = 0; i < COUNT_OF(lines); i++) {
            const char *after = lines[i] + 1 + size;
            is_there = is_there || (strncmp(lines[i] + 1, cmd->name, size) == 0 &&
                                    (*after == ' ' || *after == '\0'));
        }
        if (!is_there) {
            fail_msg("\\%s is not tried here without a screen", cmd->name);
        }
    }
}

static void give_up_quorum(struct heard *heard)
{
    static const char *const before[] = {"CREATE TABLE u (id INT PRIMARY KEY);", "BEGIN;",
                                         "INSERT INTO u VALUES (1);", "\\kill az b", "\\kill az c"};
    for (int i = 0; i < COUNT_OF(before); i++) {
        (void)give(heard, before[i]);
    }
}

static bool is_said(const struct heard *heard, const char *text)
{
    return strstr(heard->lines.data, text) != NULL;
}

/* It may be what brings the answer; SQL of the same client has to wait for its own. */
static void line__behind_one_without_answer__is_given(void **state)
{
    struct heard *heard = *state;
    give_up_quorum(heard);
    (void)give(heard, "COMMIT;");
    assert_string_equal(heard->lines.data, "no answer has come for 30 s; the next line follows\n");
    (void)give(heard, "SELECT 1;");
    assert_true(is_said(heard, "the last statement of @1 is not answered yet"));
    (void)give(heard, "\\heal");
    assert_true(is_said(heard, "Everything is whole again"));
    assert_true(is_said(heard, "Query OK"));
    (void)give(heard, "SELECT id FROM u;");
    assert_true(is_said(heard, "1 row"));
}

/* It is told, and the lines behind it do not wait anew. */
static void run_until__what_never_comes__ends(void **state)
{
    struct heard *heard = *state;
    (void)give(heard, "\\run until conflict()");
    assert_true(is_said(heard, "there was no conflict() in 30 s; the next line follows"));
    sim_us at = lab_now(heard->app->lab);
    (void)give(heard, "SELECT 1;");
    assert_true(is_said(heard, "1 row"));
    assert_in_range(lab_now(heard->app->lab), at, at + US_PER_S);
}

static void type(struct heard *heard, const char *line)
{
    struct app_effects effects;
    buf_clear(&heard->lines);
    app_update(heard->app, &(struct app_msg){.kind = MSG_LINE, .text = line}, &effects);
}

#define SECOND (INT64_C(1000) * 1000 * 1000)

static void pass(struct heard *heard, int64_t wall_ns)
{
    struct app_effects effects;
    app_update(heard->app, &(struct app_msg){.kind = MSG_ELAPSED, .wall_ns = wall_ns}, &effects);
    while (app_advance(heard->app)) {
    }
}

/* By a clock: what is pasted keeps its order, what is typed is done as on a screen. */
static void command__typed_behind_one_without_answer__is_done(void **state)
{
    struct heard *heard = *state;
    give_up_quorum(heard);
    type(heard, "COMMIT;");
    type(heard, "\\mark pasted");
    assert_string_equal(heard->lines.data, "");
    assert_null(strstr(heard->events.data, "pasted"));
    pass(heard, SECOND);
    type(heard, "SELECT 1;");
    assert_true(is_said(heard, "it waits for the answer to the line before"));
    type(heard, "\\heal");
    assert_true(is_said(heard, "Everything is whole again"));
    for (int i = 0; i < 30; i++) {
        pass(heard, SECOND);
    }
    assert_true(is_said(heard, "Query OK"));
    assert_non_null(strstr(heard->events.data, "pasted"));
    assert_true(is_said(heard, "1 row"));
}

static void place__reached__is_told(void **state)
{
    struct heard *heard = *state;
    (void)give(heard, "\\mark a");
    (void)give(heard, "\\run 5s");
    assert_non_null(strstr(heard->lines.data, "This is 5.000 s on branch main.\n"));
    (void)give(heard, "\\goto 2s");
    assert_string_equal(heard->lines.data, "This is 2.000 s on branch main.\n");
    (void)give(heard, "\\goto nowhere");
    assert_null(strstr(heard->lines.data, "This is"));
    (void)give(heard, "\\focus events");
    assert_string_equal(heard->lines.data,
                        "\\focus is for a screen: here all is said as it happens\n");
}

/* --- events ---------------------------------------------------------------------------------- */

/* Every one that a screen has a line for, in the words that it has there. */
static void events__of_a_game_day__are_each_spoken(void **state)
{
    struct heard *heard = *state;
    bool was_heard[EVENT_KIND_COUNT] = {false};
    int kinds = 0;
    struct lab *lab = heard->app->lab;
    (void)give(heard, "\\load bank");
    uint64_t seq = lab_event_last(lab);
    for (int second = 0; second < 40; second++) {
        (void)give(heard, second == 0 ? "\\chaos storm" : second == 35 ? "\\heal" : "\\run 1s");
        for (seq = seq + 1; seq <= lab_event_last(lab); seq++) {
            struct buf sentence;
            const struct event *event = lab_event(lab, seq);
            assert_non_null(event);
            buf_init(&sentence, 1000);
            lab_add_event(lab, event, &sentence);
            bool is_heard = strstr(heard->events.data, sentence.data) != NULL;
            if (is_heard != model_shows_event(event->kind)) {
                fail_msg("%s: %s", is_heard ? "heard, and not shown" : "not heard", sentence.data);
            }
            was_heard[event->kind] = was_heard[event->kind] || is_heard;
            buf_release(&sentence);
        }
        seq = lab_event_last(lab);
    }
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        kinds += was_heard[kind] ? 1 : 0;
    }
    assert_in_range(kinds, 15, EVENT_KIND_COUNT);
}

/* What is too frequent to be told unasked is told when it is asked for, by its name. */
static void events__of_every_kind__can_be_asked_for(void **state)
{
    struct heard *heard = *state;
    char line[80];
    int kinds = 0;
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        (void)snprintf(line, sizeof(line), "\\filter %s", event_row((enum event_kind)kind)->name);
        (void)give(heard, line);
        const struct event event = {.kind = (enum event_kind)kind, .place = place_master(0)};
        if (!event_filter_takes(&heard->app->ui.filter, &event)) {
            fail_msg("%s does not let it through: %s", line, heard->lines.data);
        }
    }
    (void)give(heard, "\\load bank");
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        (void)snprintf(line, sizeof(line), "\\filter %s", event_row((enum event_kind)kind)->name);
        (void)give(heard, line);
        (void)give(heard, "\\run 100ms");
        kinds += heard->events.size > 0 && !model_shows_event((enum event_kind)kind) ? 1 : 0;
    }
    assert_in_range(kinds, 5, EVENT_KIND_COUNT); /* such as statement, proposed, accepted */
}

/* What happens in these is of every kind, but for those below. */
static const char *const deeds[] = {
    "CREATE TABLE t (id INT PRIMARY KEY, v INT);",
    "INSERT INTO t VALUES (1, 1), (2, 2);",
    "\\load bank clients=6 rate=20",
    "\\client 4 set pool.max=1 pool.workers=3 pool.acquire_timeout=50ms pool.idle=1s",
    "\\client 5 set pool.leak_after=1s unit.keys=on",
    "\\client 4 driver careful",
    "\\client 5 driver careful",
    "\\chaos storm",
    "\\run 6s",
    "\\chaos lost_answers",
    "\\run 15s",
    "\\load stop",
    "\\client 1 set slow_start=3s",
    "\\client 2 drain m1",
    "\\client 3 disable m2",
    "\\client 3 enable m2",
    "SET SESSION aurora_mm_session_consistency_level = 'REGIONAL_RAW';",
    "@2 UPDATE t SET v = 7 WHERE id = 2;",
    "SELECT * FROM t;",
    "SET SESSION aurora_mm_session_consistency_level = 'INSTANCE_RAW';",
    "BEGIN;",
    "SELECT * FROM t;",
    "UPDATE t SET v = 8 WHERE id = 1;",
    "@2 CREATE TABLE u (id INT PRIMARY KEY);",
    "@3 CALL mysql.rds_set_read_only(1);",
    "@3 CALL mysql.rds_set_read_only(0);",
    "@2 ALTER SYSTEM SIMULATE 40 PERCENT DISK FAILURE FOR INTERVAL 2 SECOND;",
    "\\run 3s",
    "\\add master",
    "\\run 3s",
    "\\remove m4",
    "\\hang m3",
    "\\run 3s",
    "\\restart m3",
    "\\kill m2",
    "\\run 3s",
    "\\restart m2",
    "\\wipe copy b1",
    "\\kill copy a2",
    "\\run 5s",
    "\\restore copy a2",
    "\\crash m2 dispatcher",
    "\\run 5s",
    "\\load orders clients=2 rate=20",
    "\\crash m3 node",
    "\\run 5s",
    "\\kill az a",
    "\\kill copy b1",
    "\\run 2s",
    "SET SESSION aurora_mm_session_consistency_level = 'REGIONAL_RAW';",
    "\\kill az c",
    "SELECT * FROM t;",
    "\\run 2s",
    "\\heal",
    "\\run 25s",
    "\\lesson same-page",
    "\\run 1s",
    "\\answer 1",
    "\\hint",
    "\\next skip",
    "\\quit",
};

/* Of these the traces have examples: a chain of bad luck stands before each. */
static const enum event_kind rare[] = {
    EVENT_COMMAND,
    EVENT_AZ_UP,
    EVENT_DISPATCHER_UP,
    EVENT_COPY_LACKS,
    EVENT_LINK_LOSSY,
    EVENT_DISK_SLOW,
    EVENT_QUORUM_WAITS,
    EVENT_READ_FAILED,
    EVENT_CLOSED,
    EVENT_DDL_FAILED,
    EVENT_FENCED,
    EVENT_ADOPTED,
    EVENT_VOIDED,
    EVENT_LEFT_BEHIND,
    EVENT_COPY_REBUILT,
    EVENT_RESOLVED,
    EVENT_CONNECTION_CLOSED,
    EVENT_BUDGET_SPENT,
    EVENT_DRIVER_FAILED,
    EVENT_HINTED,
};

/* The first of each kind was said, in the words that a screen has for it. */
static void expect_spoken(struct heard *heard, uint64_t *seq, bool *happened)
{
    struct lab *lab = heard->app->lab;
    for (*seq += 1; *seq <= lab_event_last(lab); *seq += 1) {
        const struct event *event = lab_event(lab, *seq);
        if (event == NULL || happened[event->kind]) {
            continue;
        }
        struct buf sentence;
        buf_init(&sentence, 1000);
        lab_add_event(lab, event, &sentence);
        assert_true(sentence.size > 0);
        if (strstr(heard->events.data, sentence.data) == NULL) {
            fail_msg("not heard: %s", sentence.data);
        }
        happened[event->kind] = true;
        buf_release(&sentence);
    }
    *seq -= 1;
}

static bool is_rare(int kind)
{
    for (int i = 0; i < COUNT_OF(rare); i++) {
        if ((int)rare[i] == kind) {
            return true;
        }
    }
    return false;
}

static void events__of_every_kind__happen_and_are_spoken(void **state)
{
    struct heard *heard = *state;
    bool happened[EVENT_KIND_COUNT] = {false};
    uint64_t seq = lab_event_last(heard->app->lab);
    struct event_filter *filter = &heard->app->ui.filter;
    filter->has_kinds = true;
    memset(filter->kinds, true, sizeof(filter->kinds));
    for (int i = 0; i < COUNT_OF(deeds); i++) {
        int seconds = 1;
        bool is_run = sscanf(deeds[i], "\\run %ds", &seconds) == 1;
        for (int k = 0; k < (is_run ? seconds * 5 : 1); k++) {
            (void)give(heard, is_run ? "\\run 200ms" : deeds[i]);
            expect_spoken(heard, &seq, happened);
        }
    }
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        if (!happened[kind] && !is_rare(kind)) {
            fail_msg("%s is never heard", event_row((enum event_kind)kind)->name);
        }
    }
}

#define IN_PLAIN(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLAIN(commands__each__answers_in_words),
        IN_PLAIN(commands__of_both_tables__are_among_them),
        IN_PLAIN(line__behind_one_without_answer__is_given),
        IN_PLAIN(run_until__what_never_comes__ends),
        IN_PLAIN(command__typed_behind_one_without_answer__is_done),
        IN_PLAIN(place__reached__is_told),
        IN_PLAIN(events__of_a_game_day__are_each_spoken),
        IN_PLAIN(events__of_every_kind__happen_and_are_spoken),
        IN_PLAIN(events__of_every_kind__can_be_asked_for),
    };
    return cmocka_run_group_tests_name("app/plain", tests, NULL, NULL);
}
