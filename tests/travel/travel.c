/* SPDX-License-Identifier: MIT */
/*
 * travel: a person who goes back and forth in a run, drawn from a seed, against
 * a reference that knows no history: a new lab that is given the lines of a
 * branch in their order. Wherever one stands, however one came there, the state
 * must be the reference's.
 *
 *   travel --seed S --runs N [--seeds FILE] [--verbose]
 *
 * In between the process "dies": the journal is cut at any byte, as a crash cuts
 * it, and what is whole of it is opened again. Of a failure one line is printed
 * that runs the same again. Seeds that ever failed are kept in a file.
 */
#include "base/mem.h"
#include "base/rng.h"
#include "lab/compare.h"
#include "lab/history.h"
#include "lab/run_text.h"
#include "lib/lab_fixture.h"
#include "lib/last_seed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPERATIONS_MIN 15
#define OPERATIONS_MAX 40
#define ADVANCE_MAX (900 * US_PER_MS)
#define CHECK_PERMILLE 150
#define COMPARE_PERMILLE 60

struct travel_sim {
    uint64_t seed;
    struct rng rng;
    struct rng looks;        /* its own chance: what a person does is the same without looking */
    struct rng defines;      /* and that of definitions, which there are in every fifth run */
    struct history *history; /* owned */
    struct buf journal;
    int operation;
    bool is_verbose;
    char failure[420];
};

static void fail(struct travel_sim *sim, const char *what)
{
    if (sim->failure[0] == '\0') {
        (void)snprintf(sim->failure, sizeof(sim->failure), "%s", what);
    }
}

/* --- the journal ----------------------------------------------------------------------------- */

static enum rc journal_add(void *user, const char *bytes, size_t size, struct err *err)
{
    struct travel_sim *sim = user;
    return buf_add_bytes(&sim->journal, bytes, size, err);
}

static enum rc journal_rewrite(void *user, const char *bytes, size_t size, struct err *err)
{
    struct travel_sim *sim = user;
    buf_clear(&sim->journal);
    return buf_add_bytes(&sim->journal, bytes, size, err);
}

static void on_note(void *user, const char *note)
{
    struct travel_sim *sim = user;
    if (strstr(note, "differs") != NULL || strstr(note, "is refused") != NULL) {
        fail(sim, note);
    }
}

static struct history_config config_of(struct travel_sim *sim)
{
    return (struct history_config){
        .lab = {.seed = sim->seed, .masters = 2, .check = true, .files = lab_fixture_files()},
        .journal = {.add = journal_add, .rewrite = journal_rewrite, .user = sim},
        .on_note = on_note,
        .user = sim,
    };
}

/* --- the reference --------------------------------------------------------------------------- */

struct reading {
    const struct run *run;
    const struct run_line *line;
};

/* What a line read is with the run; it is not asked for elsewhere. */
static enum rc read_attached(void *user, const char *kind, const char *name, struct buf *out,
                             struct err *err)
{
    const struct reading *reading = user;
    const struct run_file *file = run_find_file(reading->run, reading->line, kind, name);
    return file == NULL ? err_set(err, RC_UNKNOWN, "there is no %s", name)
                        : buf_add_bytes(out, file->bytes, file->size, err);
}

static bool give_lines(struct lab *lab, struct reading *reading, const struct run_place *place)
{
    struct buf reply;
    bool is_good = true;
    buf_init(&reply, BUF_CAP_TEXT);
    for (int i = 0; is_good && i < place->lines; i++) {
        reading->line = run_line(reading->run, place->branch, i);
        lab_reach(lab, reading->line->at);
        is_good = lab_apply(lab, reading->line->text, 1, &reply, NULL) == RC_OK;
        buf_clear(&reply);
    }
    buf_release(&reply);
    return is_good;
}

/* The state at a place, from nothing but the lines; 0: a line was refused. */
static uint64_t reference(const struct run *run, const struct run_place *place)
{
    struct reading reading = {.run = run, .line = &run->start};
    struct lab *lab = NULL;
    struct err err = {0};
    struct lab_config config = {.seed = run->seed,
                                .masters = run->masters,
                                .files = {.read = read_attached, .user = &reading}};
    uint64_t digest = 0;
    if (lab_new(&lab, &config, &err) == RC_OK && give_lines(lab, &reading, place)) {
        while (lab_steps(lab) < place->steps && lab_next_at(lab) <= place->at) {
            (void)lab_step(lab);
        }
        digest = lab_digest(lab);
    }
    lab_free(lab);
    return digest;
}

static void check_here(struct travel_sim *sim)
{
    struct run_place place = history_run(sim->history)->here;
    struct lab *lab = history_lab(sim->history);
    place.at = lab_now(lab);
    place.steps = lab_steps(lab);
    uint64_t wanted = reference(history_run(sim->history), &place);
    if (wanted == 0) {
        fail(sim, "the reference refuses a line of the run");
    } else if (lab_digest(lab) != wanted) {
        fail(sim, "the state is not that of the lines");
    }
}

/* --- what a person does ---------------------------------------------------------------------- */

static int64_t draw(struct travel_sim *sim, int64_t below)
{
    return rng_below(&sim->rng, below);
}

static void arrive(struct travel_sim *sim)
{
    while (!history_travel(sim->history, 1 + (int)draw(sim, 2000))) {
        if (rng_chance(&sim->rng, 5)) {
            history_stop_travel(sim->history);
        }
    }
}

static const char *const lines[] = {
    "CREATE DATABASE IF NOT EXISTS demo;",
    "USE demo;",
    "CREATE TABLE t (id INT PRIMARY KEY, n INT);",
    "INSERT INTO t VALUES (%d, 1);",
    "@2 INSERT INTO t VALUES (%d, 2);",
    "UPDATE t SET n = n + 1\nWHERE id = %d;",
    "@2 UPDATE t SET n = n + 1 WHERE id = %d;",
    "BEGIN;",
    "@2 BEGIN;",
    "COMMIT;",
    "@2 ROLLBACK;",
    "SELECT * FROM t;",
    "@2 SELECT * FROM t;",
    "SET aurora_mm_session_consistency_level = 'REGIONAL_RAW';",
    "@2 SET aurora_mm_session_consistency_level = 'SESSION_TOKEN';",
    "@2 SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;",
    "DELETE FROM nowhere;",
    "\\kill az b",
    "\\kill m2",
    "\\kill copy a1",
    "\\crash m1",
    "\\crash m2 node",
    "\\hang m2",
    "\\restart m2",
    "\\restore az b",
    "\\restore m2",
    "\\heal",
    "\\heal",
    "\\cut m1 m2 oneway",
    "\\uncut m1 m2",
    "\\load bank clients=2 rate=6",
    "\\load course",
    "\\load counters clients=2 rate=5",
    "\\load stop",
    "\\chaos blip",
    "\\chaos storm",
    "\\chaos stop",
    "\\watch 100ms SELECT count(*) FROM t",
    "@2 \\watch 300ms SELECT * FROM t",
    "@2 \\watch off",
    "\\driver active_standby",
    "\\driver round_robin",
    "\\client 1 driver single_endpoint",
    "\\client 1 connect m2",
    "\\client 2 connect cluster",
    "\\client 1 connect both",
    "\\endpoint add both m1,m2",
    "\\endpoint remove both",
    "\\client add az=b",
    "\\add master",
    "\\remove m3",
    "\\remove m9",
    "\\driver nowhere",
    "\\load bank clients=99",
    "\\create masters=3 seed=%d",
    "\\mark here%d",
    "\\set rep.lag=%dms",
    "\\cancel 1",
    "\\status",
    "no such thing",
};

/* Triggers above all: what they write must come of the same lines wherever one stands. */
static const char *const definitions[] = {
    "CREATE TABLE t (id INT PRIMARY KEY, n INT);",
    "CREATE TABLE u (id INT AUTO_INCREMENT PRIMARY KEY, n INT, UNIQUE KEY (n));",
    "CREATE TABLE v (n INT);",
    "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW INSERT INTO u (n) VALUES (NEW.id * 2);",
    "CREATE TRIGGER h BEFORE UPDATE ON t FOR EACH ROW INSERT INTO v VALUES (OLD.n), (NEW.n);",
    "@2 CREATE TRIGGER i AFTER INSERT ON u FOR EACH ROW INSERT INTO v SELECT NEW.id;",
    "CREATE TRIGGER j AFTER INSERT ON v FOR EACH ROW DELETE FROM u WHERE n = NEW.n;",
    "@2 DROP TRIGGER g;",
    "DROP TRIGGER h;",
    "ALTER TABLE t ADD COLUMN c INT DEFAULT 3;",
    "@2 ALTER TABLE u RENAME COLUMN n TO m;",
    "ALTER TABLE v RENAME TO w;",
    "DROP TABLE v;",
    "CREATE UNIQUE INDEX k ON t (n);",
    "@2 DROP INDEX k ON t;",
    "CREATE TEMPORARY TABLE u (id INT PRIMARY KEY, n INT);",
    "DROP TEMPORARY TABLE u;",
    "INSERT INTO t (id, n) VALUES (%d, 1), (100, 2) ON DUPLICATE KEY UPDATE n = n + 1;",
    "@2 INSERT INTO u (n) VALUES (%d);",
    "@2 DELETE FROM t WHERE id < %d;",
    "SELECT * FROM u;",
};

#define DEFINED_AT_FIRST 6
#define DEFINES_WITHIN (500 * US_PER_MS)

static bool has_definitions(const struct travel_sim *sim)
{
    return sim->seed % 5 == 1;
}

static const char *draw_form(struct travel_sim *sim)
{
    const char *form = lines[draw(sim, COUNT_OF(lines))];
    return has_definitions(sim) && rng_chance(&sim->defines, 400)
               ? definitions[rng_below(&sim->defines, COUNT_OF(definitions))]
               : form;
}

/* One of them, its number drawn, written to `out`. */
static void draw_line(struct travel_sim *sim, char *out, size_t room)
{
    const char *form = draw_form(sim);
    const char *number = strstr(form, "%d");
    int before = number != NULL ? (int)(number - form) : (int)strlen(form);
    int used = snprintf(out, room, "%.*s", before, form);
    if (number != NULL) {
        (void)snprintf(out + used, room - (size_t)used, "%d%s", (int)draw(sim, 30) + 1, number + 2);
    }
}

static void give(struct travel_sim *sim, const char *line)
{
    struct buf reply;
    struct err err = {0};
    buf_init(&reply, BUF_CAP_TEXT);
    uint64_t before = lab_digest(history_lab(sim->history));
    sim_us at = lab_now(history_lab(sim->history));
    uint64_t steps = lab_steps(history_lab(sim->history));
    enum rc rc = history_do(sim->history, line, 1, &reply, &err);
    bool is_settled =
        at == lab_now(history_lab(sim->history)) && steps == lab_steps(history_lab(sim->history));
    if (rc != RC_OK && is_settled && before != lab_digest(history_lab(sim->history))) {
        fail(sim, "a refused line changed the world");
    }
    if (sim->is_verbose) {
        (void)printf("    %s -> %s %s\n", line, rc_name(rc), err.text);
    }
    buf_release(&reply);
}

static void do_line(struct travel_sim *sim)
{
    char line[200];
    draw_line(sim, line, sizeof(line));
    give(sim, line);
}

static void advance(struct travel_sim *sim)
{
    sim_us until = lab_now(history_lab(sim->history)) + draw(sim, ADVANCE_MAX);
    if (rng_chance(&sim->rng, 500)) {
        history_advance(sim->history, until);
    } else { /* and stand in the middle of an instant, it may be */
        (void)history_advance_some(sim->history, until, 1 + (int)draw(sim, 400));
    }
}

static void go_somewhere(struct travel_sim *sim)
{
    struct err err = {0};
    struct history *history = sim->history;
    const struct run *run = history_run(history);
    sim_us end = run->branches[run->here.branch].end.at;
    enum rc rc = RC_OK;
    switch (draw(sim, 9)) {
    case 0:
    case 1:
        rc = history_go_time(history, draw(sim, end + 1), &err);
        break;
    case 2:
        rc = history_go_near(history, rng_chance(&sim->rng, 500) ? 1 : -1, &err);
        break;
    case 3:
        rc = history_go_back(history, 1 + (int)draw(sim, 5),
                             (enum history_unit)draw(sim, UNIT_STATEMENT + 1), &err);
        break;
    case 4:
    case 5:
        rc = history_undo(history, 1, &err);
        break;
    case 6:
        rc = history_redo(history, &err);
        break;
    case 7:
        rc = history_switch(history, run->branches[draw(sim, run->branch_count)].name, &err);
        break;
    default:
        rc = history_branch(history, "", &err);
        break;
    }
    if (sim->is_verbose) {
        (void)printf("    goes elsewhere -> %s %s\n", rc_name(rc), err.text);
    }
    arrive(sim);
}

/* The process ends; the journal may have lost its end. What is whole of it is the run. */
static void die_and_open(struct travel_sim *sim)
{
    struct err err = {0};
    struct buf kept;
    buf_init(&kept, RUN_SIZE_MAX);
    bool is_cut = rng_chance(&sim->rng, 500);
    uint64_t before = lab_digest(history_lab(sim->history));
    history_keep_time(sim->history);
    struct run_place place = history_run(sim->history)->here;
    size_t size = sim->journal.size;
    if (is_cut) {
        size -= (size_t)draw(sim, size < 300 ? (int64_t)size / 2 : 300);
    }
    (void)!buf_add_bytes(&kept, sim->journal.data, size, NULL);
    history_free(sim->history);
    sim->history = NULL;
    struct history_config config = config_of(sim);
    if (history_open(&sim->history, &config, kept.data, kept.size, &err) != RC_OK) {
        fail(sim, err.text);
        if (sim->is_verbose) {
            (void)printf("%s", kept.data);
        }
    } else {
        arrive(sim);
        bool is_begun = place.lines > 0 || history_run(sim->history)->branch_count > 1;
        if (!is_cut && is_begun && place.at == lab_now(history_lab(sim->history)) &&
            before != lab_digest(history_lab(sim->history))) {
            fail(sim, "what was opened is not what was left");
        }
    }
    buf_release(&kept);
}

/* To look at another branch, to the end or not, must change nothing at all. */
static void compare_with_one(struct travel_sim *sim)
{
    struct compare *compare = NULL;
    struct history *history = sim->history;
    const struct run *run = history_run(history);
    const char *name = run->branches[rng_below(&sim->looks, run->branch_count)].name;
    struct run_place here = run->here;
    bool is_undone = run->is_undone;
    uint64_t digest = lab_digest(history_lab(history));
    uint64_t steps = lab_steps(history_lab(history));
    size_t size = sim->journal.size;
    int turns = rng_chance(&sim->looks, 300) ? (int)rng_below(&sim->looks, 30) : INT32_MAX;
    enum rc rc = compare_new(&compare, history, name, NULL);
    while (rc == RC_OK && turns-- > 0 && !compare_some(compare, 300)) {
    }
    compare_free(compare);
    if (sim->is_verbose) {
        (void)printf("    compares with %s -> %s\n", name, rc_name(rc));
    }
    bool is_there = here.branch == run->here.branch && here.at == run->here.at &&
                    here.lines == run->here.lines && here.steps == run->here.steps &&
                    is_undone == run->is_undone;
    if (!is_there || digest != lab_digest(history_lab(history)) ||
        steps != lab_steps(history_lab(history)) || size != sim->journal.size) {
        fail(sim, "to compare has changed something");
    }
}

static void operate(struct travel_sim *sim)
{
    int64_t what = draw(sim, 100);
    if (what < 45) {
        do_line(sim);
    } else if (what < 75) {
        advance(sim);
    } else if (what < 96) {
        go_somewhere(sim);
    } else {
        die_and_open(sim);
    }
}

/* --- a seed ---------------------------------------------------------------------------------- */

/* Every branch that was ever begun is still there, to its end. */
static void check_branches(struct travel_sim *sim)
{
    struct err err = {0};
    int count = history_run(sim->history)->branch_count;
    for (int i = 0; i < count && sim->failure[0] == '\0'; i++) {
        const char *name = history_run(sim->history)->branches[draw(sim, count)].name;
        if (history_switch(sim->history, name, &err) != RC_OK) {
            fail(sim, err.text);
            return;
        }
        while (!history_travel(sim->history, 100000)) {
        }
        check_here(sim);
        i += count / 3;
    }
}

static bool run_seed(uint64_t seed, bool is_verbose)
{
    struct travel_sim sim = {.seed = seed, .is_verbose = is_verbose};
    struct err err = {0};
    last_seed_set(seed);
    rng_init(&sim.rng, seed);
    rng_init(&sim.looks, seed + 1);
    rng_init(&sim.defines, seed + 2);
    buf_init(&sim.journal, RUN_SIZE_MAX);
    struct history_config config = config_of(&sim);
    if (history_new(&sim.history, &config, &err) != RC_OK) {
        fail(&sim, err.text);
    }
    for (int i = 0; has_definitions(&sim) && i < DEFINED_AT_FIRST; i++) {
        give(&sim, definitions[i]);
        history_advance(sim.history, lab_now(history_lab(sim.history)) + DEFINES_WITHIN);
    }
    int operations = OPERATIONS_MIN + (int)draw(&sim, OPERATIONS_MAX - OPERATIONS_MIN);
    for (; sim.operation < operations && sim.failure[0] == '\0'; sim.operation++) {
        operate(&sim);
        if (sim.failure[0] == '\0' && rng_chance(&sim.looks, COMPARE_PERMILLE)) {
            compare_with_one(&sim);
        }
        if (sim.failure[0] == '\0' && (is_verbose | rng_chance(&sim.rng, CHECK_PERMILLE))) {
            check_here(&sim);
        }
    }
    if (sim.failure[0] == '\0') {
        check_here(&sim);
        check_branches(&sim);
    }
    if (sim.failure[0] != '\0') {
        (void)printf("FAIL seed=%" PRIu64 " operation=%d: %s\n", seed, sim.operation, sim.failure);
        if (is_verbose && sim.history != NULL) {
            struct buf text;
            buf_init(&text, RUN_SIZE_MAX);
            history_add_text(sim.history, &text);
            (void)printf("%s", text.data);
            buf_release(&text);
        }
    }
    history_free(sim.history);
    buf_release(&sim.journal);
    return sim.failure[0] == '\0';
}

static void run_kept_seeds(const char *path, bool is_verbose, int counts[2])
{
    char line[200];
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (line[0] >= '0' && line[0] <= '9') {
            counts[run_seed(strtoull(line, NULL, 10), is_verbose)]++;
        }
    }
    if (file == NULL || fclose(file) != 0) {
        (void)fprintf(stderr, "travel: %s cannot be read\n", path);
        exit(3);
    }
}

int main(int count, char **words)
{
    uint64_t seed = 1;
    int runs = 1;
    bool is_verbose = false;
    int counts[2] = {0, 0}; /* failed, passed */
    const char *seeds = NULL;
    for (int i = 1; i < count; i++) {
        bool has_value = i + 1 < count;
        if (strcmp(words[i], "--verbose") == 0) {
            is_verbose = true;
        } else if (strcmp(words[i], "--seed") == 0 && has_value) {
            seed = strtoull(words[++i], NULL, 10);
        } else if (strcmp(words[i], "--runs") == 0 && has_value) {
            runs = (int)strtol(words[++i], NULL, 10);
        } else if (strcmp(words[i], "--seeds") == 0 && has_value) {
            seeds = words[++i];
        } else {
            (void)fprintf(stderr, "usage: travel [--seed S] [--runs N] [--seeds FILE] "
                                  "[--verbose]\n");
            return 2;
        }
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    last_seed_watch();
    if (seeds != NULL) {
        run_kept_seeds(seeds, is_verbose, counts);
    }
    for (int i = 0; i < runs; i++) {
        counts[run_seed(seed + (uint64_t)i, is_verbose)]++;
    }
    (void)printf("%d passed, %d failed\n", counts[1], counts[0]);
    return counts[0] == 0 ? 0 : 1;
}
