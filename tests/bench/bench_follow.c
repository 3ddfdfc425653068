/* SPDX-License-Identifier: MIT */
/*
 * bench_follow: what the files beside a session cost a frame, in microseconds of the CPU:
 * when nothing changed, under a busy load, and when every row of four masters is
 * written anew, as after a load of a saved state.
 */
#include "lab/follow.h"
#include "lib/figures.h"
#include "os/data_files.h"

#include <stdlib.h>
#include <unistd.h>

#define FRAMES 400
#define FRAME_US (50 * US_PER_MS)
#define ROWS_A_STATEMENT 200

static int64_t now_us(void)
{
    return figure_worked_ns() / 1000;
}

static void tell(const char *name, int64_t us, const char *how)
{
    figure_print(stdout, &(struct figure){
                             .name = name, .value = (double)us / 1000, .unit = "ms", .how = how});
}

static void must(bool is_fine, const char *what)
{
    if (!is_fine) {
        figure_stop("follow", what);
    }
}

struct bench {
    struct lab *lab;       /* owned */
    struct follow *follow; /* owned */
    struct buf said;
    bool is_left; /* to be written by the next update */
};

static void apply(struct bench *bench, const char *line)
{
    struct err err = {0};
    must(lab_apply(bench->lab, line, 1, &bench->said, &err) == RC_OK, err.text);
    while (line[0] != '\\' && !lab_is_answered(bench->lab, 0)) {
        (void)lab_step(bench->lab);
    }
}

static int64_t update(struct bench *bench)
{
    int64_t before = now_us();
    buf_clear(&bench->said);
    bench->is_left = follow_update(bench->follow, bench->lab, &bench->said);
    must(bench->said.size == 0, bench->said.data);
    return now_us() - before;
}

static void run_frames(struct bench *bench, const char *what)
{
    int64_t sum = 0;
    int64_t worst = 0;
    for (int i = 0; i < FRAMES; i++) {
        lab_advance(bench->lab, lab_now(bench->lab) + FRAME_US);
        int64_t took = update(bench);
        sum += took;
        worst = took > worst ? took : worst;
    }
    char how[80];
    (void)snprintf(how, sizeof(how), "a frame, of %d; the worst %.2f ms", FRAMES,
                   (double)worst / 1000);
    tell(what, sum / FRAMES, how);
}

static void fill(struct bench *bench, int from, int rows)
{
    struct buf sql;
    buf_init(&sql, SQL_SIZE_MAX);
    for (int at = from; at < from + rows; at += ROWS_A_STATEMENT) {
        buf_clear(&sql);
        for (int i = 0; i < ROWS_A_STATEMENT; i++) {
            buf_addf(&sql, "%s(%d, 0, 'a row of some length')",
                     i == 0 ? "INSERT INTO t VALUES " : ", ", at + i);
        }
        buf_addf(&sql, ";");
        apply(bench, sql.data);
        lab_advance(bench->lab, lab_now(bench->lab) + 2 * FRAME_US);
    }
    lab_advance(bench->lab, lab_now(bench->lab) + US_PER_S);
    buf_release(&sql);
}

static void write_anew(struct bench *bench, int rows)
{
    struct buf saved;
    buf_init(&saved, BUF_CAP_STATE);
    lab_save(bench->lab, &saved);
    must(lab_load(bench->lab, saved.data, saved.size, NULL) == RC_OK, "load");
    int64_t took = update(bench);
    int64_t worst = took;
    int frames = 1;
    for (; bench->is_left; frames++) {
        int64_t once = update(bench);
        took += once;
        worst = once > worst ? once : worst;
    }
    char name[40];
    char how[80];
    (void)snprintf(name, sizeof(name), "files: %d rows written anew", rows);
    (void)snprintf(how, sizeof(how), "in %d frames, the worst %.1f ms", frames,
                   (double)worst / 1000);
    tell(name, took, how);
    buf_release(&saved);
}

static void remove_files(const char *directory)
{
    char path[100];
    for (int i = 1; i <= MASTERS_MAX; i++) {
        (void)snprintf(path, sizeof(path), "%s/m%d.db", directory, i);
        (void)unlink(path);
    }
    (void)rmdir(directory);
}

int main(void)
{
    char directory[] = "/tmp/quartet-bench-XXXXXX";
    must(mkdtemp(directory) != NULL, "no directory");
    struct data_files data = {.directory = "data"};
    struct lab_config config = {
        .seed = 1,
        .masters = MASTERS_MAX,
        .files = {.read = data_files_read, .user = &data},
    };
    struct bench bench = {.follow = follow_new(directory)};
    buf_init(&bench.said, BUF_CAP_TEXT);
    must(lab_new(&bench.lab, &config, NULL) == RC_OK, "no lab");
    apply(&bench, "CREATE TABLE t (id INT PRIMARY KEY, v INT, note TEXT);");
    lab_advance(bench.lab, US_PER_S);
    tell("files: four new ones", update(&bench), "once");
    run_frames(&bench, "files: nothing changed");
    apply(&bench, "\\load course clients=32 rate=20");
    run_frames(&bench, "files: 640 rows a second");
    apply(&bench, "\\create masters=4");
    apply(&bench, "CREATE TABLE t (id INT PRIMARY KEY, v INT, note TEXT);");
    for (int rows = 1000, there = 0; rows <= 100000; there = rows, rows *= 10) {
        fill(&bench, there + 1, rows - there);
        char name[40];
        (void)snprintf(name, sizeof(name), "files: %d rows more", rows - there);
        tell(name, update(&bench), "once");
        write_anew(&bench, rows);
    }
    follow_free(bench.follow);
    lab_free(bench.lab);
    buf_release(&bench.said);
    remove_files(directory);
    return 0;
}
