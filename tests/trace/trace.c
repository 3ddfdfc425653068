/* SPDX-License-Identifier: MIT */
/*
 * trace: what the lab does when it is told something, as a file that a person can read.
 *
 * A .trace file is a script, a line "----", and the events the script must lead to, each
 * as the event panel shows it. What a client is answered stands among them, indented,
 * as "@1 m1 | text". Lines that begin with "#:" set up the run:
 *
 *   #: masters 3      how many masters there are (2)
 *   #: seed 7         the seed (1)
 *   #: until 20s      let time pass until then at the end (until all is answered)
 *   #: kinds commit conflict reply    show only these; "reply" is what clients are told
 *   #: quiet          in the end all copies and all masters must agree, and nothing be left over
 *
 * A line with "at TIME" is given at that time, whoever still waits; any other line is
 * given when everything before it has been answered, as at a prompt. The engine checks
 * its invariants on the way. `make update-golden` writes what happens into the files.
 *
 * Without arguments every file of tests/trace is a test; with arguments, those named.
 */
#include "lib/test.h"

#include "base/mem.h"
#include "lab/lab.h"
#include "lib/data_files.h"
#include "lib/golden.h"
#include "shell/script.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define TRACES_MAX 200
#define ANSWER_WITHIN_US ((sim_us)120 * 1000 * 1000) /* no statement takes longer */
#define RULER "----\n"

struct trace {
    const char *path;   /* borrowed */
    struct buf text;    /* the whole file */
    size_t script_size; /* of it, before the ruler */
    struct buf found;   /* what happened, as the file's second half */
    struct lab *lab;    /* owned */
    bool shows[EVENT_KIND_COUNT];
    bool shows_replies;
    int masters;
    uint64_t seed;
    sim_us until;  /* -1: until all is answered */
    bool is_quiet; /* at the end */
};

static void on_event(void *user, const struct event *event)
{
    struct trace *trace = user;
    /* What happens while the lab is being made has no lab yet to name its tables. */
    if (trace->shows[event->kind] && trace->lab != NULL) {
        lab_add_event(trace->lab, event, &trace->found);
        buf_add_char(&trace->found, '\n');
    }
}

static void add_reply(struct trace *trace, const char *who, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        buf_addf(&trace->found, "    %s |%s%.*s\n", who, size > 0 ? " " : "", (int)size, text);
        text += size + (text[size] == '\n');
    }
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    struct trace *trace = user;
    char who[40];
    if (reply->master >= 0) {
        snprintf(who, sizeof(who), "@%d m%d", reply->client, reply->master + 1);
    } else {
        snprintf(who, sizeof(who), "@%d", reply->client);
    }
    if (trace->shows_replies) {
        add_reply(trace, who, reply->text);
    }
}

/* "commit conflict reply": show these and no others. */
static void set_kinds(struct trace *trace, char *names)
{
    memset(trace->shows, 0, sizeof(trace->shows));
    trace->shows_replies = false;
    for (char *name = names; *name != '\0';) {
        size_t size = strcspn(name, " ");
        bool is_last = name[size] == '\0';
        name[size] = '\0';
        bool is_known = strcmp(name, "reply") == 0;
        trace->shows_replies = trace->shows_replies || is_known;
        for (int kind = 0; kind < EVENT_KIND_COUNT; kind++) {
            if (strcmp(event_row((enum event_kind)kind)->name, name) == 0) {
                trace->shows[kind] = is_known = true;
            }
        }
        if (!is_known) {
            fail_msg("%s: no event kind is called %s", trace->path, name);
        }
        name += size + !is_last;
    }
}

static void set_up_line(struct trace *trace, char *line)
{
    char text[60];
    int number;
    if (sscanf(line, "#: masters %d", &number) == 1) {
        trace->masters = number;
    } else if (sscanf(line, "#: seed %d", &number) == 1) {
        trace->seed = (uint64_t)number;
    } else if (sscanf(line, "#: until %59s", text) == 1) {
        struct err err = {0};
        if (span_parse(&trace->until, text, &err) != RC_OK) {
            fail_msg("%s: %s", trace->path, err.text);
        }
    } else if (strcmp(line, "#: quiet") == 0) {
        trace->is_quiet = true;
    } else if (strncmp(line, "#: kinds ", 9) == 0) {
        set_kinds(trace, line + 9);
    } else {
        fail_msg("%s: not understood: %s", trace->path, line);
    }
}

static void read_trace(struct trace *trace)
{
    memset(trace->shows, 1, sizeof(trace->shows));
    if (!golden_read(trace->path, &trace->text)) {
        fail_msg("%s cannot be read", trace->path);
    }
    const char *ruler = strstr(trace->text.data, "\n" RULER);
    trace->script_size = ruler != NULL ? (size_t)(ruler - trace->text.data) + 1 : trace->text.size;
    char line[500];
    for (size_t at = 0; at < trace->script_size;) {
        const char *text = trace->text.data + at;
        size_t size = strcspn(text, "\n");
        if (strncmp(text, "#:", 2) == 0) {
            snprintf(line, sizeof(line), "%.*s", (int)size, text);
            set_up_line(trace, line);
        }
        at += size + 1;
    }
}

/* Step until every client has its answer; what takes too long is a finding, not a hang. */
static void wait_for_answers(struct trace *trace)
{
    sim_us deadline = lab_now(trace->lab) + ANSWER_WITHIN_US;
    while (!lab_is_answered(trace->lab, 0)) {
        if (lab_next_at(trace->lab) > deadline) {
            buf_addf(&trace->found, "! a statement is not answered\n");
            return;
        }
        (void)lab_step(trace->lab);
    }
}

static void apply(struct trace *trace, const char *line)
{
    struct buf reply;
    struct err err = {0};
    buf_init(&reply, BUF_CAP_TEXT);
    if (lab_apply(trace->lab, line, 1, &reply, &err) != RC_OK) {
        buf_addf(&trace->found, "! %s\n", err.text);
    }
    if (trace->shows_replies) {
        add_reply(trace, "lab", reply.data);
    }
    buf_release(&reply);
}

static void play(struct trace *trace)
{
    struct err err = {0};
    struct script script;
    if (script_start(&script, trace->text.data, trace->script_size, &err) != RC_OK) {
        fail_msg("%s: %s", trace->path, err.text);
    }
    for (;;) {
        sim_us at;
        const char *line = NULL;
        if (script_next(&script, &at, &line, &err) != RC_OK) {
            fail_msg("%s: %s", trace->path, err.text);
        }
        if (line == NULL) {
            break;
        }
        if (at < 0) {
            wait_for_answers(trace);
        } else if (at >= lab_now(trace->lab)) {
            lab_advance(trace->lab, at);
        } else {
            fail_msg("%s: line %d: its time has passed", trace->path, script.line_number);
        }
        apply(trace, line);
    }
    script_release(&script);
    wait_for_answers(trace);
    if (trace->until > lab_now(trace->lab)) {
        lab_advance(trace->lab, trace->until);
    }
    const char *failure = lab_failure(trace->lab);
    if (failure != NULL) {
        buf_addf(&trace->found, "! %s\n", failure);
    } else if (trace->is_quiet && lab_check_quiet(trace->lab, &err) != RC_OK) {
        buf_addf(&trace->found, "! FAIL %s\n", err.text);
    }
}

static void check_trace(void **state)
{
    struct trace trace = {
        .path = *state, .masters = 2, .seed = 1, .until = -1, .shows_replies = true};
    buf_init(&trace.text, BUF_CAP_TEXT);
    buf_init(&trace.found, BUF_CAP_TEXT);
    read_trace(&trace);
    struct lab_config config = {
        .seed = trace.seed,
        .masters = trace.masters,
        .check = true,
        .files = data_files(),
        .sink = {.on_event = on_event, .on_reply = on_reply, .user = &trace},
    };
    struct err err = {0};
    if (lab_new(&trace.lab, &config, &err) != RC_OK) {
        fail_msg("%s: %s", trace.path, err.text);
    }
    play(&trace);

    struct buf whole;
    buf_init(&whole, BUF_CAP_TEXT);
    buf_addf(&whole, "%.*s" RULER "%s", (int)trace.script_size, trace.text.data, trace.found.data);
    bool matches = golden_matches(trace.path, whole.data);
    buf_release(&whole);
    lab_free(trace.lab);
    buf_release(&trace.found);
    buf_release(&trace.text);
    assert_true(matches);
}

int main(int count, char **args)
{
    static struct CMUnitTest tests[TRACES_MAX];
    glob_t found = {0};
    size_t tests_count = 0;
    if (count < 2) {
        (void)glob("tests/trace/*.trace", 0, NULL, &found);
        count = (int)found.gl_pathc;
        args = found.gl_pathv;
    } else {
        count--;
        args++;
    }
    for (int i = 0; i < count && i < TRACES_MAX; i++) {
        tests[tests_count++] = (struct CMUnitTest){
            .name = args[i], .test_func = check_trace, .initial_state = args[i]};
    }
    int failed = _cmocka_run_group_tests("trace", tests, tests_count, NULL, NULL);
    globfree(&found);
    return failed;
}
