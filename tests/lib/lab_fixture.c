/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/lab_fixture.h"

#include "lesson/play.h"
#include "lib/golden.h"

#include <stdio.h>

#define ANSWER_WAIT_US (70 * US_PER_S) /* longer than a row lock can wait */

static enum rc read_data(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    (void)user;
    static const char *const endings[] = {"", ".lua", ".sql", ".chaos"};
    if (name[0] == '/' && golden_read(name, out)) {
        return RC_OK;
    }
    for (int i = 0; i < COUNT_OF(endings); i++) {
        char path[256];
        (void)snprintf(path, sizeof(path), "data/%s/%s%s", kind, name, endings[i]);
        if (strchr(path + 5, '.') != NULL && golden_read(path, out)) {
            return RC_OK;
        }
    }
    char lesson[256];
    (void)snprintf(lesson, sizeof(lesson), "lessons/%s.md", name);
    if (strcmp(kind, "lessons") == 0 && golden_read(lesson, out)) {
        return RC_OK;
    }
    return err_set(err, RC_UNKNOWN, "there is no %s \"%s\"", kind, name);
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    struct lab_fixture *fixture = user;
    buf_addf(&fixture->said, "%s", reply->text);
    fixture->errors += reply->is_error ? 1 : 0;
}

struct lab_files lab_fixture_files(void)
{
    return (struct lab_files){.read = read_data};
}

void lab_fixture_init(struct lab_fixture *fixture, int masters, uint64_t seed)
{
    *fixture = (struct lab_fixture){0};
    buf_init(&fixture->said, BUF_CAP_TEXT);
    struct lab_config config = {
        .seed = seed,
        .masters = masters,
        .check = true,
        .files = lab_fixture_files(),
        .sink = {.on_reply = on_reply, .user = fixture},
        .guest = &play_guest,
    };
    enum rc rc = lab_new(&fixture->lab, &config, &fixture->err);
    if (rc != RC_OK) {
        fail_msg("no lab: %s", fixture->err.text);
    }
}

void lab_fixture_release(struct lab_fixture *fixture)
{
    lab_free(fixture->lab);
    buf_release(&fixture->said);
}

enum rc lab_fixture_do(struct lab_fixture *fixture, const char *line)
{
    buf_clear(&fixture->said);
    fixture->errors = 0;
    fixture->err = (struct err){0};
    enum rc rc = lab_apply(fixture->lab, line, 1, &fixture->said, &fixture->err);
    sim_us limit = lab_now(fixture->lab) + ANSWER_WAIT_US;
    while (rc == RC_OK && !lab_is_answered(fixture->lab, 0) && lab_next_at(fixture->lab) <= limit) {
        (void)lab_step(fixture->lab);
    }
    return rc;
}

void lab_fixture_expect(struct lab_fixture *fixture, const char *line, const char *wanted)
{
    enum rc rc = lab_fixture_do(fixture, line);
    const char *said = rc == RC_OK ? fixture->said.data : fixture->err.text;
    if (strstr(said, wanted) == NULL) {
        fail_msg("%s\nwanted: %s\nsaid:   %s", line, wanted, said);
    }
}

void lab_fixture_run(struct lab_fixture *fixture, sim_us length)
{
    lab_advance(fixture->lab, lab_now(fixture->lab) + length);
}

const struct event *lab_fixture_find(const struct lab_fixture *fixture, enum event_kind kind)
{
    for (uint64_t seq = lab_event_last(fixture->lab); seq > 0; seq--) {
        const struct event *event = lab_event(fixture->lab, seq);
        if (event == NULL || event->kind == kind) {
            return event;
        }
    }
    return NULL;
}
