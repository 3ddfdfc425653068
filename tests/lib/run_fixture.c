/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/run_fixture.h"

#include "lib/lab_fixture.h"

static enum rc journal_add(void *user, const char *bytes, size_t size, struct err *err)
{
    struct run_fixture *fixture = user;
    fixture->journal_calls++;
    return buf_add_bytes(&fixture->journal, bytes, size, err);
}

static enum rc journal_rewrite(void *user, const char *bytes, size_t size, struct err *err)
{
    struct run_fixture *fixture = user;
    buf_clear(&fixture->journal);
    return journal_add(user, bytes, size, err);
}

static void on_note(void *user, const char *note)
{
    struct run_fixture *fixture = user;
    buf_addf(&fixture->said, "%s\n", note);
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    struct run_fixture *fixture = user;
    buf_addf(&fixture->said, "%s", reply->text);
}

static void on_event(void *user, const struct event *event)
{
    struct run_fixture *fixture = user;
    (void)event;
    fixture->events++;
}

static struct history_config config_of(struct run_fixture *fixture, int masters)
{
    return (struct history_config){
        .lab = {.seed = 42,
                .masters = masters,
                .check = true,
                .files = lab_fixture_files(),
                .sink = {.on_event = on_event, .on_reply = on_reply, .user = fixture}},
        .journal = {.add = journal_add, .rewrite = journal_rewrite, .user = fixture},
        .on_note = on_note,
        .user = fixture,
    };
}

void run_fixture_init(struct run_fixture *fixture, int masters)
{
    struct err err = {0};
    *fixture = (struct run_fixture){0};
    buf_init(&fixture->journal, RUN_SIZE_MAX);
    buf_init(&fixture->said, BUF_CAP_TEXT);
    struct history_config config = config_of(fixture, masters);
    if (history_new(&fixture->history, &config, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
}

void run_fixture_release(struct run_fixture *fixture)
{
    history_free(fixture->history);
    buf_release(&fixture->journal);
    buf_release(&fixture->said);
}

void run_fixture_do(struct run_fixture *fixture, const char *line)
{
    struct err err = {0};
    buf_clear(&fixture->said);
    if (history_do(fixture->history, line, 1, &fixture->said, &err) != RC_OK) {
        fail_msg("%s: %s", line, err.text);
    }
    while (!lab_is_answered(history_lab(fixture->history), 0)) {
        (void)history_advance_some(fixture->history, history_next_at(fixture->history), 1);
    }
}

void run_fixture_run_to(struct run_fixture *fixture, sim_us at)
{
    history_advance(fixture->history, at);
}

/* Wait until one has arrived, if one could set out. */
static void arrive(struct run_fixture *fixture, enum rc rc, const struct err *err)
{
    if (rc != RC_OK) {
        fail_msg("%s", err->text);
    }
    while (!history_travel(fixture->history, 100)) {
    }
}

void run_fixture_goto(struct run_fixture *fixture, sim_us at)
{
    struct err err = {0};
    arrive(fixture, history_go_time(fixture->history, at, &err), &err);
}

void run_fixture_branch(struct run_fixture *fixture, const char *name)
{
    struct err err = {0};
    arrive(fixture, history_branch(fixture->history, name, &err), &err);
}

void run_fixture_switch(struct run_fixture *fixture, const char *name)
{
    struct err err = {0};
    arrive(fixture, history_switch(fixture->history, name, &err), &err);
}

void run_fixture_reopen(struct run_fixture *fixture)
{
    struct err err = {0};
    struct buf kept;
    buf_init(&kept, RUN_SIZE_MAX);
    history_keep_time(fixture->history);
    assert_int_equal(buf_add_bytes(&kept, fixture->journal.data, fixture->journal.size, NULL),
                     RC_OK);
    history_free(fixture->history);
    struct history_config config = config_of(fixture, MASTERS_MIN);
    enum rc rc = history_open(&fixture->history, &config, kept.data, kept.size, &err);
    buf_release(&kept);
    arrive(fixture, rc, &err);
}

void run_fixture_make_table(struct run_fixture *fixture)
{
    run_fixture_do(fixture, "CREATE DATABASE demo;");
    run_fixture_do(fixture, "USE demo;");
    run_fixture_do(fixture, "CREATE TABLE t (id INT PRIMARY KEY, n INT);");
    run_fixture_run_to(fixture, US_PER_S);
}
