/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lab/history.h"
#include "lib/lab_fixture.h"

/* A history with its journal in memory. */
struct world {
    struct history *history;
    struct buf journal;
    struct buf said;
    bool is_full; /* the disk */
};

static enum rc journal_add(void *user, const char *bytes, size_t size, struct err *err)
{
    struct world *world = user;
    if (world->is_full) {
        return err_set(err, RC_ENV, "No space left on device");
    }
    return buf_add_bytes(&world->journal, bytes, size, err);
}

static enum rc journal_rewrite(void *user, const char *bytes, size_t size, struct err *err)
{
    struct world *world = user;
    if (world->is_full) {
        return err_set(err, RC_ENV, "No space left on device");
    }
    buf_clear(&world->journal);
    return buf_add_bytes(&world->journal, bytes, size, err);
}

static void on_note(void *user, const char *note)
{
    struct world *world = user;
    buf_addf(&world->said, "%s\n", note);
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    struct world *world = user;
    buf_addf(&world->said, "%s", reply->text);
}

static struct history_config config_of(struct world *world, int masters)
{
    return (struct history_config){
        .lab = {.seed = 42,
                .masters = masters,
                .check = true,
                .files = lab_fixture_files(),
                .sink = {.on_reply = on_reply, .user = world}},
        .journal = {.add = journal_add, .rewrite = journal_rewrite, .user = world},
        .on_note = on_note,
        .user = world,
    };
}

static void world_init(struct world *world, int masters)
{
    struct err err = {0};
    *world = (struct world){0};
    buf_init(&world->journal, RUN_SIZE_MAX);
    buf_init(&world->said, BUF_CAP_TEXT);
    struct history_config config = config_of(world, masters);
    if (history_new(&world->history, &config, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
}

static void world_release(struct world *world)
{
    history_free(world->history);
    buf_release(&world->journal);
    buf_release(&world->said);
}

static void arrive(struct world *world)
{
    while (!history_travel(world->history, 100)) {
    }
}

/* The process ends here, and another one opens what was kept. */
static void reopen(struct world *world)
{
    struct err err = {0};
    struct buf kept;
    buf_init(&kept, RUN_SIZE_MAX);
    assert_int_equal(buf_add_bytes(&kept, world->journal.data, world->journal.size, NULL), RC_OK);
    history_free(world->history);
    struct history_config config = config_of(world, 2);
    if (history_open(&world->history, &config, kept.data, kept.size, &err) != RC_OK) {
        fail_msg("%s in:\n%s", err.text, kept.data);
    }
    buf_release(&kept);
    arrive(world);
}

static enum rc give(struct world *world, const char *line)
{
    struct err err = {0};
    buf_clear(&world->said);
    enum rc rc = history_do(world->history, line, 1, &world->said, &err);
    if (rc != RC_OK) {
        buf_addf(&world->said, "%s\n", err.text);
    }
    return rc;
}

static void expect(struct world *world, const char *line, const char *wanted)
{
    (void)give(world, line);
    struct lab *lab = history_lab(world->history);
    while (!lab_is_answered(lab, 0)) {
        (void)history_advance_some(world->history, history_next_at(world->history), 1);
    }
    if (strstr(world->said.data, wanted) == NULL) {
        fail_msg("%s: wanted \"%s\", but it said:\n%s", line, wanted, world->said.data);
    }
}

static void run_to(struct world *world, sim_us at)
{
    history_advance(world->history, at);
}

static uint64_t digest(struct world *world)
{
    return lab_digest(history_lab(world->history));
}

static void make_bank(struct world *world)
{
    world_init(world, 3);
    expect(world, "CREATE DATABASE demo;", "Query OK");
    expect(world, "USE demo;", "Query OK");
    expect(world, "CREATE TABLE t (id INT PRIMARY KEY, n INT);", "Query OK");
    run_to(world, US_PER_S);
    expect(world, "\\load bank", "driver");
    run_to(world, 3 * US_PER_S);
}

#define GO(world, call)                                                                            \
    do {                                                                                           \
        struct err err_ = {0};                                                                     \
        if ((call) != RC_OK) {                                                                     \
            fail_msg("%s", err_.text);                                                             \
        }                                                                                          \
        arrive(world);                                                                             \
    } while (0)
#define ERR (&err_)

static void goto__any_time_and_back__is_the_same_state(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    uint64_t at_3s = digest(&world);
    expect(&world, "\\kill az b", "AZ b is down");
    run_to(&world, 8 * US_PER_S);
    uint64_t at_8s = digest(&world);
    GO(&world, history_go_time(world.history, 3 * US_PER_S - 1, ERR));
    GO(&world, history_go_time(world.history, 8 * US_PER_S, ERR));
    assert_true(digest(&world) == at_8s);
    GO(&world, history_undo(world.history, 1, ERR));
    assert_true(digest(&world) == at_3s);
    GO(&world, history_redo(world.history, ERR));
    run_to(&world, 8 * US_PER_S);
    assert_true(digest(&world) == at_8s);
    assert_int_equal(history_run(world.history)->branch_count, 1);
    world_release(&world);
}

static void undo__then_time_goes_on__is_a_branch_without_that_line(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    run_to(&world, 6 * US_PER_S);
    GO(&world, history_go_time(world.history, 3 * US_PER_S, ERR));
    uint64_t at_3s = digest(&world);
    expect(&world, "\\crash m2", "m2");
    assert_int_equal(history_run(world.history)->branch_count, 2);
    GO(&world, history_undo(world.history, 1, ERR));
    assert_true(digest(&world) == at_3s);
    run_to(&world, 6 * US_PER_S);
    uint64_t without = digest(&world);
    assert_int_equal(history_run(world.history)->branch_count, 3);
    GO(&world, history_switch(world.history, "main", ERR));
    assert_true(digest(&world) == without);
    GO(&world, history_switch(world.history, "b2", ERR));
    assert_true(lab_now(history_lab(world.history)) < 6 * US_PER_S);
    run_to(&world, 6 * US_PER_S);
    assert_true(digest(&world) != without);
    world_release(&world);
}

static void line_in_the_past__begins_a_branch_and_keeps_the_future(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    expect(&world, "\\kill az b", "AZ b is down");
    run_to(&world, 8 * US_PER_S);
    uint64_t killed = digest(&world);
    GO(&world, history_go_time(world.history, 2 * US_PER_S, ERR));
    assert_int_equal(give(&world, "\\kill m9"), RC_UNKNOWN);
    assert_int_equal(history_run(world.history)->branch_count, 1);
    expect(&world, "INSERT INTO t VALUES (1, 1);", "1 row affected");
    assert_int_equal(history_run(world.history)->branch_count, 2);
    GO(&world, history_switch(world.history, "main", ERR));
    run_to(&world, 8 * US_PER_S);
    assert_true(digest(&world) == killed);
    world_release(&world);
}

static void steps_back__by_events_things_and_lines(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    expect(&world, "\\kill az b", "AZ b is down");
    run_to(&world, 3 * US_PER_S + 200 * US_PER_MS);
    struct lab *lab = history_lab(world.history);
    uint64_t events = lab_event_last(lab);
    for (uint64_t i = 0; i < 5; i++) {
        uint64_t before = lab_event_last(lab);
        GO(&world, history_go_back(world.history, 1, UNIT_EVENT, ERR));
        assert_true(lab_event_last(lab) < before);
    }
    assert_true(events - lab_event_last(lab) < 40);
    uint64_t steps = lab_steps(lab);
    GO(&world, history_go_back(world.history, 300, UNIT_MESSAGE, ERR));
    assert_true(lab_steps(lab) == steps - 300);
    GO(&world, history_go_back(world.history, 1, UNIT_STATEMENT, ERR));
    struct clients_view view;
    clients_look(lab_clients(lab), &view);
    run_to(&world, 3 * US_PER_S + 200 * US_PER_MS);
    assert_true(lab_event_last(lab) == events);
    world_release(&world);
}

static bool is_move(const struct event *event)
{
    return event->kind == EVENT_MOVED;
}

static bool is_conflict(const struct event *event)
{
    return event->kind == EVENT_CONFLICT;
}

static void foresees__what_comes__and_nothing_has_moved(void **state)
{
    (void)state;
    struct world world;
    world_init(&world, 2);
    run_to(&world, US_PER_S);
    expect(&world, "\\kill az b", "AZ b is down");
    uint64_t before = digest(&world);
    uint64_t steps = lab_steps(history_lab(world.history));
    sim_us now = lab_now(history_lab(world.history));
    size_t said = world.said.size;
    assert_true(history_foresees(world.history, now + 5 * US_PER_S, is_move));
    assert_false(history_foresees(world.history, now + 5 * US_PER_S, is_conflict));
    assert_false(history_foresees(world.history, now + 100, is_move));
    assert_true(digest(&world) == before);
    assert_true(lab_steps(history_lab(world.history)) == steps);
    assert_int_equal(lab_now(history_lab(world.history)), now);
    assert_int_equal(world.said.size, said);
    assert_false(run_has_future(history_run(world.history)));
    /* A line that is given again comes, too. */
    GO(&world, history_go_time(world.history, US_PER_S / 2, ERR));
    assert_true(history_foresees(world.history, US_PER_S + 1, is_conflict));
    assert_false(history_foresees(world.history, US_PER_S - 1, is_conflict));
    world_release(&world);
}

/* What ends a fault is a mark, too, and no fault. */
static void marks__of_a_link__tell_a_fault_from_its_end(void **state)
{
    static const char *const lines[] = {"\\lag m1 m2 5ms", "\\lag m1 m2 0", "\\loss m1 m2 10%",
                                        "\\loss m1 m2 0%", "\\cut m1 m2",   "\\uncut m1 m2"};
    struct world world;
    (void)state;
    world_init(&world, 2);
    for (int i = 0; i < COUNT_OF(lines); i++) {
        assert_int_equal(give(&world, lines[i]), RC_OK);
        assert_non_null(history_fault(world.history, i));
        assert_int_equal(history_fault(world.history, i)->is_fault, i % 2 == 0);
    }
    assert_null(history_fault(world.history, COUNT_OF(lines)));
    world_release(&world);
}

static void marks__are_found_by_name_and_one_after_the_other(void **state)
{
    (void)state;
    struct world world;
    world_init(&world, 2);
    run_to(&world, US_PER_S);
    expect(&world, "\\mark here", "Marked");
    run_to(&world, 2 * US_PER_S);
    expect(&world, "\\kill az b", "AZ b is down");
    run_to(&world, 4 * US_PER_S);
    struct lab *lab = history_lab(world.history);
    GO(&world, history_go_mark(world.history, "here", ERR));
    assert_true(lab_now(lab) == US_PER_S || lab_now(lab) == US_PER_S + 1);
    GO(&world, history_go_near(world.history, 1, ERR));
    assert_true(lab_now(lab) == 2 * US_PER_S || lab_now(lab) == 2 * US_PER_S + 1);
    struct err err = {0};
    GO(&world, history_go_near(world.history, -1, ERR));
    assert_true(lab_now(lab) <= US_PER_S + 1);
    assert_int_equal(history_go_near(world.history, -1, &err), RC_STATE);
    assert_int_equal(history_go_mark(world.history, "nowhere", &err), RC_UNKNOWN);
    world_release(&world);
}

static void journal__is_enough_to_go_on_in_the_same_state(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    expect(&world, "\\driver active_standby", "");
    run_to(&world, 4 * US_PER_S);
    expect(&world, "\\kill az b", "AZ b is down");
    run_to(&world, 6 * US_PER_S);
    GO(&world, history_go_time(world.history, 5 * US_PER_S, ERR));
    expect(&world, "INSERT INTO t\nVALUES (3, 3);", "1 row affected");
    run_to(&world, 7 * US_PER_S);
    history_keep_time(world.history);
    uint64_t before = digest(&world);
    sim_us now = lab_now(history_lab(world.history));
    reopen(&world);
    assert_true(lab_now(history_lab(world.history)) == now);
    assert_true(digest(&world) == before);
    assert_null(strstr(world.said.data, "differs"));
    GO(&world, history_switch(world.history, "main", ERR));
    reopen(&world);
    assert_string_equal(
        history_run(world.history)->branches[history_run(world.history)->here.branch].name, "main");
    world_release(&world);
}

/* Of each branch, whether one stands on it or not, and whatever was due when one left it. */
static void journal__knows_how_far_each_branch_has_come(void **state)
{
    (void)state;
    struct world world;
    struct run_place ends[3];
    make_bank(&world);
    expect(&world, "\\load bank", "");
    run_to(&world, 4 * US_PER_S);
    history_keep_time(world.history);
    expect(&world, "\\kill az b", "AZ b is down");
    (void)history_advance_some(world.history, 7 * US_PER_S, 500); /* in the midst of an instant */
    GO(&world, history_undo(world.history, 1, ERR));
    assert_int_equal(history_branch(world.history, "b2", NULL), RC_OK);
    run_to(&world, 6 * US_PER_S + 1);
    GO(&world, history_go_time(world.history, 5 * US_PER_S, ERR));
    assert_int_equal(history_branch(world.history, "b3", NULL), RC_OK);
    for (int i = 0; i < 3; i++) {
        ends[i] = history_run(world.history)->branches[i].end;
    }
    for (int times = 0; times < 2; times++) { /* the second reads what the first wrote anew */
        reopen(&world);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(history_run(world.history)->branches[i].end.at, ends[i].at);
        }
    }
    static const char *const names[] = {"main", "b2"};
    for (int i = 0; i < 2; i++) {
        GO(&world, history_switch(world.history, names[i], ERR));
        GO(&world, history_go_time(world.history, ends[i].at, ERR));
        assert_int_equal(lab_now(history_lab(world.history)), ends[i].at);
    }
    assert_null(strstr(world.said.data, "differs"));
    world_release(&world);
}

static void saved_text__reads_back_as_the_same_text(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    expect(&world, "\\kill az b", "AZ b is down");
    run_to(&world, 5 * US_PER_S);
    GO(&world, history_go_time(world.history, 2 * US_PER_S, ERR));
    expect(&world, "\\load course", "driver");
    run_to(&world, 4 * US_PER_S);
    history_keep_time(world.history);
    struct buf texts[2];
    for (int i = 0; i < 2; i++) {
        buf_init(&texts[i], RUN_SIZE_MAX);
        history_add_text(world.history, &texts[i]);
        buf_clear(&world.journal);
        assert_int_equal(buf_add(&world.journal, texts[i].data, NULL), RC_OK);
        reopen(&world);
    }
    assert_string_equal(texts[0].data, texts[1].data);
    buf_release(&texts[0]);
    buf_release(&texts[1]);
    world_release(&world);
}

static void full_disk__line_is_not_done_and_again_is_done_unkept(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    uint64_t before = digest(&world);
    world.is_full = true;
    assert_int_equal(give(&world, "\\crash m2"), RC_ENV);
    assert_true(digest(&world) == before);
    expect(&world, "\\crash m2", "m2");
    world.is_full = false;
    run_to(&world, 4 * US_PER_S);
    history_keep_time(world.history);
    assert_non_null(strstr(world.said.data, "can be kept again"));
    uint64_t after = digest(&world);
    reopen(&world);
    assert_true(digest(&world) == after);
    world_release(&world);
}

static void refused_line__leaves_no_trace(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    int lines = history_run(world.history)->here.lines;
    assert_int_equal(give(&world, "\\remove m9"), RC_UNKNOWN);
    assert_int_equal(give(&world, "\\driver nowhere"), RC_UNKNOWN);
    assert_int_equal(give(&world, "\\load nowhere"), RC_UNKNOWN);
    assert_int_equal(history_run(world.history)->here.lines, lines);
    run_to(&world, 4 * US_PER_S);
    uint64_t before = digest(&world);
    history_keep_time(world.history);
    reopen(&world);
    assert_true(digest(&world) == before);
    world_release(&world);
}

static void endpoint__undone_redone_and_gone_back_to__means_what_it_meant(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    run_to(&world, 4 * US_PER_S);
    expect(&world, "\\endpoint add both m1,m2", "both means one of m1,m2 each time");
    expect(&world, "\\client 1 connect both", "@1 connects by both");
    run_to(&world, 20 * US_PER_S);
    uint64_t at_20s = digest(&world);
    expect(&world, "\\endpoints", "both             custom    m1,m2        @1\n");
    GO(&world, history_undo(world.history, 1, ERR));
    expect(&world, "\\endpoints", "both             custom    m1,m2\n");
    GO(&world, history_undo(world.history, 1, ERR));
    (void)give(&world, "\\endpoints");
    assert_null(strstr(world.said.data, "both"));
    GO(&world, history_redo(world.history, ERR));
    GO(&world, history_redo(world.history, ERR));
    run_to(&world, 20 * US_PER_S);
    assert_true(digest(&world) == at_20s);
    GO(&world, history_go_time(world.history, 12 * US_PER_S, ERR));
    expect(&world, "\\endpoints", "both             custom    m1,m2        @1\n");
    GO(&world, history_go_time(world.history, 20 * US_PER_S, ERR));
    assert_true(digest(&world) == at_20s);
    world_release(&world);
}

static void create_and_drivers__undone_across(void **state)
{
    (void)state;
    struct world world;
    make_bank(&world);
    uint64_t digests[4];
    static const char *const lines[] = {"\\driver single_endpoint", "\\add master",
                                        "\\create masters=2 seed=9", "\\load course"};
    for (int i = 0; i < 4; i++) {
        run_to(&world, (4 + i) * US_PER_S);
        digests[i] = digest(&world);
        expect(&world, lines[i], "");
    }
    run_to(&world, 9 * US_PER_S);
    for (int i = 3; i >= 0; i--) {
        GO(&world, history_undo(world.history, 1, ERR));
        assert_true(digest(&world) == digests[i]);
    }
    for (int i = 0; i < 4; i++) {
        GO(&world, history_redo(world.history, ERR));
    }
    run_to(&world, 9 * US_PER_S);
    uint64_t again = digest(&world);
    history_keep_time(world.history);
    reopen(&world);
    assert_true(digest(&world) == again);
    world_release(&world);
}

/* A run from a stranger: what no typed line of the lab can do, it cannot do either. */
static void hostile_run__commands_of_a_looker__are_refused_one_by_one(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "\\quit",   "\\save /tmp/x", "\\i /etc/passwd",  "\\runs clean",
        "\\open x", "@1 \\heal",     "ATTACH 'x' AS y;", "SELECT load_extension('x');",
    };
    for (int i = 0; i < COUNT_OF(lines); i++) {
        struct world world;
        world_init(&world, 2);
        buf_clear(&world.journal);
        buf_addf(&world.journal,
                 "quartet run 1\nsqlite x\nseed 1\nmasters 2\nat 1s @1 %s\nat 2s @1 \\heal\n",
                 lines[i]);
        reopen(&world);
        assert_true(lab_now(history_lab(world.history)) == 2 * US_PER_S);
        assert_non_null(strstr(world.said.data, "another SQLite"));
        if (lines[i][0] == '\\') {
            assert_non_null(strstr(world.said.data, "A line of this run is refused"));
        }
        world_release(&world);
    }
}

/* Its places may be false, its last line refused: one arrives, and reads nothing that is gone. */
static void hostile_run__false_places__are_arrived_at(void **state)
{
    (void)state;
    static const struct {
        const char *entries;
        int lines; /* that are left */
    } rows[] = {
        {"at 1s @1 \\heal\nat 1.1s @1 \\quit\nhere main 9s 2 500\n", 1},
        {"at 1s @1 \\heal\nat 1.1s @1 \\quit\nhere main 9s 2 99999999999\n", 1},
        {"at 1s @1 \\heal\nhere main 1.2s 1 99999999999\n", 1},
        {"at 1s @1 \\heal\nhere main 1.2s 1 0\n", 1},
        {"at 1s @1 \\heal\nbranch b main 1s 1 99999999999\nat 1.2s @1 \\quit\nhere b 1.3s 2 5\n",
         1},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct world world;
        world_init(&world, 2);
        buf_clear(&world.journal);
        buf_addf(&world.journal, "quartet run 1\nsqlite x\nseed 1\nmasters 2\n%s", rows[i].entries);
        reopen(&world);
        const struct run *run = history_run(world.history);
        assert_null(strstr(world.said.data, "refused"));
        assert_int_equal(run_line_count(run, run->here.branch), rows[i].lines);
        assert_true(lab_now(history_lab(world.history)) <= 9 * US_PER_S);
        world_release(&world);
    }
}

/* What a line reads goes with the run, to whoever is sent it. */
static void hostile_run__file_it_does_not_have__is_not_read(void **state)
{
    (void)state;
    static const char *const lines[] = {"\\load ./secret.lua", "\\driver /etc/passwd",
                                        "\\chaos ../secret", "\\create masters=2 schema=./secret",
                                        "\\load course driver=./secret"};
    for (int i = 0; i < COUNT_OF(lines); i++) {
        struct world world;
        world_init(&world, 2);
        buf_clear(&world.journal);
        buf_addf(&world.journal,
                 "quartet run 1\nsqlite x\nseed 1\nmasters 2\nat 1s @1 %s\nat 2s @1 \\heal\n",
                 lines[i]);
        reopen(&world);
        assert_non_null(strstr(world.said.data, "with it, and reads no file of yours"));
        world_release(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goto__any_time_and_back__is_the_same_state),
        cmocka_unit_test(undo__then_time_goes_on__is_a_branch_without_that_line),
        cmocka_unit_test(line_in_the_past__begins_a_branch_and_keeps_the_future),
        cmocka_unit_test(steps_back__by_events_things_and_lines),
        cmocka_unit_test(foresees__what_comes__and_nothing_has_moved),
        cmocka_unit_test(marks__of_a_link__tell_a_fault_from_its_end),
        cmocka_unit_test(marks__are_found_by_name_and_one_after_the_other),
        cmocka_unit_test(journal__is_enough_to_go_on_in_the_same_state),
        cmocka_unit_test(journal__knows_how_far_each_branch_has_come),
        cmocka_unit_test(saved_text__reads_back_as_the_same_text),
        cmocka_unit_test(full_disk__line_is_not_done_and_again_is_done_unkept),
        cmocka_unit_test(refused_line__leaves_no_trace),
        cmocka_unit_test(endpoint__undone_redone_and_gone_back_to__means_what_it_meant),
        cmocka_unit_test(create_and_drivers__undone_across),
        cmocka_unit_test(hostile_run__commands_of_a_looker__are_refused_one_by_one),
        cmocka_unit_test(hostile_run__false_places__are_arrived_at),
        cmocka_unit_test(hostile_run__file_it_does_not_have__is_not_read),
    };
    return cmocka_run_group_tests_name("lab/history", tests, NULL, NULL);
}
