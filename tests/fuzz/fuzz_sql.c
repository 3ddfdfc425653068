/* SPDX-License-Identifier: MIT */
/*
 * fuzz_sql: any lines of SQL at the prompt of a small cluster, each as the next of three clients.
 * They are answered or refused; whatever they did, in the end all is at rest, all masters have the
 * same rows, and no invariant is broken.
 */
#include "lab/lab.h"
#include "os/data_files.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LINES_MAX 30
#define LINE_BYTES 2000
#define CLIENTS 3
#define REST_TURN_US (US_PER_S / 5)
#define REST_TURNS 200

static void check_error(enum rc rc, const struct err *err)
{
    assert(rc == RC_OK || err->text[0] != '\0');
}

/* Until it is answered, but not for ever: it may wait for a lock. */
static void run(struct lab *lab, sim_us length)
{
    sim_us end = lab_now(lab) + length;
    while (!lab_is_idle(lab) && lab_next_at(lab) <= end && lab_step(lab)) {
    }
}

static void give(struct lab *lab, const char *line, int client)
{
    struct buf reply;
    struct err err = {0};
    buf_init(&reply, BUF_CAP_TEXT);
    check_error(lab_apply(lab, line, client, &reply, &err), &err);
    buf_release(&reply);
    run(lab, US_PER_S);
}

/* What is left open ends; crashed masters come back. Then all is alike within 40 s. */
static void come_to_rest(struct lab *lab)
{
    struct err err = {0};
    enum rc rc = RC_STATE;
    for (int i = 1; i <= CLIENTS; i++) {
        give(lab, "\\cancel", i);
        give(lab, "ROLLBACK;", i);
    }
    give(lab, "\\heal", 1);
    for (int i = 0; i < REST_TURNS && rc != RC_OK; i++) {
        lab_advance(lab, lab_now(lab) + REST_TURN_US);
        rc = lab_check_quiet(lab, &err);
    }
    assert(rc == RC_OK);
}

/* The lab as each input finds it: made once, and loaded again. */
static struct {
    struct lab *lab;
    struct buf start;
} kept;

static void release_kept(void)
{
    lab_free(kept.lab);
    buf_release(&kept.start);
}

static void make_kept(void)
{
    static struct data_files files = {.directory = "data"};
    struct err err = {0};
    struct lab_config config = {
        .seed = 1, .masters = 2, .files = {.read = data_files_read, .user = &files}, .check = true};
    enum rc rc = lab_new(&kept.lab, &config, &err);
    assert(rc == RC_OK);
    give(kept.lab, "CREATE TABLE t (id INT PRIMARY KEY, v INT, name VARCHAR(20) UNIQUE);", 1);
    give(kept.lab, "INSERT INTO t VALUES (1, 1, 'a'), (2, 2, 'b'), (300, 3, 'c');", 1);
    buf_init(&kept.start, BUF_CAP_STATE);
    lab_save(kept.lab, &kept.start);
    (void)atexit(release_kept);
}

static struct lab *fresh_lab(void)
{
    struct err err = {0};
    if (kept.lab == NULL) {
        make_kept();
    } else {
        enum rc rc = lab_load(kept.lab, kept.start.data, kept.start.size, &err);
        assert(rc == RC_OK);
    }
    return kept.lab;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lab *lab = fresh_lab();
    size_t at = 0;
    for (int i = 0; i < LINES_MAX && at < size; i++) {
        char line[LINE_BYTES + 1];
        const uint8_t *end = memchr(data + at, '\n', size - at);
        size_t length = end != NULL ? (size_t)(end - data) - at : size - at;
        size_t taken = length < LINE_BYTES ? length : LINE_BYTES;
        memcpy(line, data + at, taken);
        line[taken] = '\0';
        at += length + 1;
        if (line[0] != '\\' && line[0] != '@') { /* no command of the lab */
            give(lab, line, i % CLIENTS + 1);
        }
    }
    come_to_rest(lab);
    assert(lab_failure(lab) == NULL);
    return 0;
}
