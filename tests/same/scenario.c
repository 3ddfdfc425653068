/* SPDX-License-Identifier: MIT */
#include "same/scenario.h"

#include "base/err.h"
#include "base/mem.h"
#include "same/grammar.h"

#include <stdio.h>
#include <string.h>

#define UNITS_MIN 25
#define UNITS_MAX 70

struct scenario {
    struct steps *steps;
    struct rng rng;
    struct grammar grammar;
    struct rng triggers; /* decides which there are */
    bool moves;          /* one client goes from master to master; else there is one at each */
    sim_us gap;          /* between two steps of a crowd, at most */
    bool strikes;        /* masters crash while commits are on their way */
    int group;
};

static int64_t draw(struct scenario *scenario, int64_t below)
{
    return rng_below(&scenario->rng, below);
}

static bool chance(struct scenario *scenario, int permille)
{
    return rng_chance(&scenario->rng, permille);
}

/* What stands in the grammar's pair. */
static struct step *add(struct scenario *scenario, enum step_kind kind, int lane)
{
    const struct pair *pair = &scenario->grammar.pair;
    struct step *step = steps_add(scenario->steps, kind, pair->lab.data, pair->plain.data);
    step->lane = lane;
    step->group = scenario->group;
    step->gives_id = kind == STEP_ROWS && scenario->grammar.gives_id;
    return step;
}

static struct step *add_word(struct scenario *scenario, enum step_kind kind, int lane)
{
    static const char *const begins[] = {"BEGIN", "START TRANSACTION", "begin work"};
    const char *lab = kind == STEP_BEGIN    ? begins[draw(scenario, COUNT_OF(begins))]
                      : kind == STEP_COMMIT ? "COMMIT"
                                            : "ROLLBACK";
    const char *plain = kind == STEP_BEGIN ? "BEGIN" : kind == STEP_COMMIT ? "COMMIT" : "ROLLBACK";
    struct step *step = steps_add(scenario->steps, kind, lab, plain);
    step->lane = lane;
    step->group = scenario->group;
    return step;
}

static void add_line(struct scenario *scenario, const char *line)
{
    (void)steps_add(scenario->steps, STEP_LINE, line, NULL);
}

/* --- any SQL, one after the other ------------------------------------------------------------- */

static void add_transaction(struct scenario *scenario, int lane)
{
    struct grammar *grammar = &scenario->grammar;
    int count = 1 + (int)draw(scenario, 5);
    (void)add_word(scenario, STEP_BEGIN, lane);
    for (int i = 0; i < count; i++) {
        if (chance(scenario, 150) && grammar_swap(grammar, 0)) {
            for (int part = 0; part < 3 && (part == 0 || grammar_swap(grammar, part)); part++) {
                (void)add(scenario, STEP_ROWS, lane);
            }
            continue;
        }
        if (chance(scenario, 300)) {
            grammar_select(grammar);
        } else {
            grammar_change(grammar);
        }
        (void)add(scenario, STEP_ROWS, lane);
    }
    (void)add_word(scenario, chance(scenario, 700) ? STEP_COMMIT : STEP_ROLLBACK, lane);
}

static void add_unit(struct scenario *scenario, int lane)
{
    struct grammar *grammar = &scenario->grammar;
    int64_t what = draw(scenario, 100);
    scenario->group++;
    if (what < 52) {
        grammar_change(grammar);
        (void)add(scenario, STEP_ROWS, lane);
    } else if (what < 70) {
        grammar_select(grammar);
        (void)add(scenario, STEP_ROWS, lane);
    } else if (what < 80) {
        grammar_definition(grammar);
        (void)add(scenario, STEP_DEFINITION, lane);
    } else {
        add_transaction(scenario, lane);
    }
}

static int next_lane(struct scenario *scenario)
{
    char line[60];
    int at = (int)draw(scenario, scenario->steps->masters);
    if (!scenario->moves) {
        return at;
    }
    if (chance(scenario, 500)) {
        scenario->group++;
        (void)snprintf(line, sizeof line, "\\client 1 connect m%d", at + 1);
        add_line(scenario, line);
    }
    return 0;
}

static void create_tables(struct scenario *scenario, bool plain_rows)
{
    int count = (plain_rows ? 1 : 2) + (int)draw(scenario, plain_rows ? 2 : 3);
    for (int i = 0; i < count; i++) {
        scenario->group++;
        grammar_create_table(&scenario->grammar, plain_rows);
        (void)add(scenario, STEP_DEFINITION, 0);
    }
}

/* In some runs triggers write what is done into a table of their own. An UPDATE that changes no row
 * fires them, too: how many rows it affected would not say that it did something. */
static void create_triggers(struct scenario *scenario, bool of_updates)
{
    static const char *const events[] = {"INSERT", "DELETE", "UPDATE"};
    struct grammar *grammar = &scenario->grammar;
    if (!rng_chance(&scenario->triggers, 350)) {
        return;
    }
    struct rng kept = grammar->rng;
    grammar->rng = scenario->triggers;
    scenario->group++;
    grammar_create_log(grammar);
    (void)add(scenario, STEP_DEFINITION, 0);
    for (int at = 0; at < grammar->table_count; at++) {
        for (int i = 0; i < (of_updates ? 3 : 2); i++) {
            if (rng_chance(&grammar->rng, 600)) {
                scenario->group++;
                grammar_create_trigger(grammar, at, events[i]);
                (void)add(scenario, STEP_DEFINITION, 0);
            }
        }
    }
    grammar->rng = kept;
}

static void draw_moving(struct scenario *scenario, int units)
{
    create_tables(scenario, false);
    create_triggers(scenario, true);
    scenario->moves = chance(scenario, 500);
    scenario->steps->lanes = scenario->moves ? 1 : scenario->steps->masters;
    scenario->steps->is_regional = chance(scenario, 400);
    for (int i = 0; i < units; i++) {
        add_unit(scenario, next_lane(scenario));
    }
}

/* --- faults ----------------------------------------------------------------------------------- */

/* One of them, of any master but those before `first`. */
static void add_fault(struct scenario *scenario, int first)
{
    static const char *const faults[] = {"\\crash m%d",     "\\crash m%d",        "\\kill m%d",
                                         "\\restore m%d",   "\\cut m1 m%d",       "\\uncut m1 m%d",
                                         "\\kill copy a%d", "\\restore copy a%d", "\\restart m%d",
                                         "\\cut m%d c1",    "\\hang m%d",         "\\heal",
                                         "\\heal",          "\\cut m%d m1 oneway"};
    char line[60];
    const char *form = faults[draw(scenario, COUNT_OF(faults))];
    int of = first + 1 + (int)draw(scenario, scenario->steps->masters - first);
    const char *number = form;
    while (*number != '\0' && *number != '%') {
        number++;
    }
    (void)snprintf(line, sizeof line, "%.*s", (int)(number - form), form);
    if (*number == '%') {
        (void)snprintf(line, sizeof line, "%.*s%d%s", (int)(number - form), form, of, number + 2);
    }
    scenario->group++;
    add_line(scenario, line);
}

static void add_pause(struct scenario *scenario, sim_us longest)
{
    scenario->group++;
    struct step *step = steps_add(scenario->steps, STEP_PAUSE, "", NULL);
    step->pause = rng_between(&scenario->rng, 0, longest);
}

/* All through m1, while others fail. */
static void draw_master(struct scenario *scenario, int units)
{
    create_tables(scenario, false);
    create_triggers(scenario, true);
    for (int i = 0; i < units; i++) {
        if (chance(scenario, 250)) {
            add_fault(scenario, 1);
        } else if (chance(scenario, 200)) {
            add_pause(scenario, 3 * US_PER_S);
        }
        add_unit(scenario, 0);
    }
}

/* --- a crowd ---------------------------------------------------------------------------------- */

static void add_crowd_step(struct scenario *scenario, struct step *step)
{
    step->is_crowd = true;
    step->pause = chance(scenario, 600) ? draw(scenario, US_PER_MS) : draw(scenario, scenario->gap);
}

static void add_crowd_unit(struct scenario *scenario, int lane)
{
    struct grammar *grammar = &scenario->grammar;
    scenario->group++;
    if (chance(scenario, 40)) {
        grammar_small_definition(grammar);
        add_crowd_step(scenario, add(scenario, STEP_DEFINITION, lane));
        return;
    }
    grammar_keyed_change(grammar);
    /* What id was given must be known before it can be lost with the connection. */
    bool is_explicit = grammar->gives_id || chance(scenario, 500);
    int count = is_explicit ? 1 + (int)draw(scenario, 3) : 1;
    if (is_explicit) {
        add_crowd_step(scenario, add_word(scenario, STEP_BEGIN, lane));
    }
    for (int i = 0; i < count; i++) {
        add_crowd_step(scenario, add(scenario, STEP_ROWS, lane));
        grammar_keyed_change(grammar);
    }
    if (is_explicit) {
        enum step_kind end = chance(scenario, 850) ? STEP_COMMIT : STEP_ROLLBACK;
        add_crowd_step(scenario, add_word(scenario, end, lane));
    }
    if (scenario->strikes && chance(scenario, 50)) { /* while that is on its way */
        char line[60];
        add_pause(scenario, 4 * US_PER_MS);
        (void)snprintf(line, sizeof line, "\\crash m%d", lane % scenario->steps->masters + 1);
        scenario->group++;
        add_line(scenario, line);
    }
}

/* The steps from `first` on, mixed: those of a lane stay in order, and so do faults and pauses. */
static void mix(struct scenario *scenario, int first)
{
    struct steps *steps = scenario->steps;
    struct step *mixed = mem_alloc(STEPS_MAX, sizeof *mixed);
    bool is_taken[STEPS_MAX] = {false};
    for (int to = first; to < steps->count; to++) {
        int64_t skip = draw(scenario, steps->count - to);
        int at = first;
        while (is_taken[at] || skip-- > 0) {
            at++;
        }
        int lane = steps->items[at].is_crowd ? steps->items[at].lane : -1;
        for (int i = first; i <= at; i++) { /* the first that is left of that lane */
            int of = steps->items[i].is_crowd ? steps->items[i].lane : -1;
            if (!is_taken[i] && of == lane) {
                at = i;
            }
        }
        is_taken[at] = true;
        mixed[to] = steps->items[at];
    }
    memcpy(&steps->items[first], &mixed[first], (size_t)(steps->count - first) * sizeof *mixed);
    mem_free(mixed);
}

static void draw_crowd(struct scenario *scenario, int units)
{
    scenario->grammar.pair.range = (int)rng_between(&scenario->rng, 3, 9);
    create_tables(scenario, true);
    create_triggers(scenario, false);
    int faults = chance(scenario, 300) ? 0 : 120; /* permille; and some runs have none */
    scenario->strikes = faults > 0;
    scenario->gap = rng_between(&scenario->rng, 2, 60) * US_PER_MS;
    for (int i = 0; i < 12; i++) {
        scenario->group++;
        grammar_keyed_change(&scenario->grammar);
        (void)add(scenario, STEP_ROWS, 0);
    }
    scenario->steps->lanes = 2 + (int)draw(scenario, LANES_MAX - 2);
    int first = scenario->steps->count;
    for (int i = 0; i < units; i++) {
        if (chance(scenario, faults)) {
            add_fault(scenario, 0);
        } else if (chance(scenario, 60)) {
            add_pause(scenario, 2 * US_PER_S);
        }
        add_crowd_unit(scenario, (int)draw(scenario, scenario->steps->lanes));
    }
    mix(scenario, first);
}

/* --- all of it -------------------------------------------------------------------------------- */

/* The first rows for every mode, more of them the more is broken. */
static void add_parameters(struct scenario *scenario)
{
    static const char *const lines[][4] = {
        {"page.rows=100", "page.rows=1", "page.rows=4", "page.rows=8"},
        {"rep.lag=3ms", "rep.lag=25ms", "rep.lag=0ms", "rep.lag=200ms"},
        {"eng.ddl=0ms", "eng.ddl=2ms", "eng.ddl=30ms", "eng.ddl=200ms"},
        {"eng.restart_min=50ms", "eng.restart_min=50ms", "eng.restart_min=50ms",
         "eng.restart_min=200ms"},
        {"eng.restart_max=300ms", "eng.restart_max=1s", "eng.restart_max=3s", "eng.restart_max=2s"},
        {"eng.restart_slow=0", "eng.restart_slow=0", "eng.restart_slow=0", "eng.restart_slow=0"},
        {"sto.retention=400", "sto.retention=400", "sto.retention=3", "sto.retention=20"},
        {"eng.lock_wait=50s", "eng.lock_wait=300ms", "eng.lock_wait=1s", "eng.lock_wait=2s"},
        {"eng.tie_both_lose=0", "eng.tie_both_lose=0", "eng.tie_both_lose=0",
         "eng.tie_both_lose=1"},
        {"rep.silent=300ms", "rep.silent=1s", "rep.silent=3s", "rep.silent=10s"},
    };
    static const int counts[] = {[MODE_MOVING] = 3, [MODE_MASTER] = 7, [MODE_CROWD] = 9};
    for (int i = 0; i < counts[scenario->steps->mode]; i++) {
        char line[60];
        (void)snprintf(line, sizeof line, "\\set %s", lines[i][draw(scenario, 4)]);
        scenario->group++;
        add_line(scenario, line);
    }
}

void scenario_draw(struct steps *steps, uint64_t seed)
{
    struct rng root;
    struct scenario scenario = {.steps = steps};
    rng_init(&root, seed);
    steps_init(steps);
    scenario.rng = rng_fork(&root, "same scenario", 0);
    scenario.triggers = rng_fork(&root, "same triggers", 0);
    struct rng words = rng_fork(&root, "same grammar", 0);
    grammar_init(&scenario.grammar, &words);
    steps->mode = (enum mode)(seed % 3);
    steps->masters = 2 + (int)draw(&scenario, 3);
    int units = (int)rng_between(&scenario.rng, UNITS_MIN, UNITS_MAX);
    add_parameters(&scenario);
    switch (steps->mode) {
    case MODE_MOVING:
        draw_moving(&scenario, units);
        break;
    case MODE_MASTER:
        draw_master(&scenario, units);
        break;
    case MODE_CROWD:
        draw_crowd(&scenario, units);
        break;
    }
    grammar_release(&scenario.grammar);
}
