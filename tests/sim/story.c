/* SPDX-License-Identifier: MIT */
#include "sim/story.h"

#include "cluster/check.h"
#include "cluster/packet.h"
#include "sim/blanks.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define TOLD_PERMILLE 250              /* of seeds */
#define BEGIN_US (2 * US_PER_S)        /* its table is made, and everybody has it */
#define AWAITED_US (1500 * US_PER_MS)  /* a packet that has not come until then comes never */
#define PAUSE_MIN_US (100 * US_PER_MS) /* between two tellings */
#define PAUSE_MAX_US US_PER_S
#define JOIN_US (3 * US_PER_S) /* a master is added, as one was removed */
#define TELLING_ROWS (4 * STORY_PAGE_ROWS)

static const char *const copy_names[] = {"a1", "a2", "b1", "b2", "c1", "c2"};

/* Before each telling everything is as ever, and its rows are there. */
static const struct beat before[] = {
    {.line = "\\set sto.gossip=1s"},
    {.line = "\\set rep.silent=60s"},
    {.line = "\\set rep.lag=25ms"},
    {.line = "\\set net.resend=50ms"},
    {.line = "\\set eng.quorum_wait=3s"},
    {.line = "\\client $x connect $m"},
    {.line = "\\client $w connect $m"},
    {.line = "\\client $y connect $o"},
    {.line = "\\client $z connect $t"},
    {.from_ms = 5,
     .to_ms = 20,
     .line = "@$x INSERT INTO tale (id, v) VALUES ($a, 0), ($b, 0), ($c, 0), ($d, 0), ($e, 0);"},
    {.from_ms = 250, .to_ms = 500, .line = NULL},
};

static const struct beat after[] = {
    {.from_ms = 100, .to_ms = 1000, .line = "\\heal"},
    {.line = "@$x ROLLBACK;"},
    {.line = "@$w ROLLBACK;"},
    {.line = "@$y ROLLBACK;"},
    {.line = "@$z ROLLBACK;"},
    {.line = NULL},
};

const struct tale *story_draw(const struct rng *root)
{
    struct rng rng = rng_fork(root, "sim story", 0);
    return rng_chance(&rng, TOLD_PERMILLE) ? &tales[rng_below(&rng, tale_count)] : NULL;
}

const struct tale *story_find(const char *name)
{
    for (int i = 0; i < tale_count; i++) {
        if (strcmp(tales[i].name, name) == 0) {
            return &tales[i];
        }
    }
    return NULL;
}

void story_begin(struct story *story, struct world *world, const struct tale *tale,
                 const struct rng *root)
{
    story->tale = tale;
    story->rng = rng_fork(root, "sim telling", 0);
    story->first_client = clients_count(lab_clients(world->lab)) + 1;
    for (int i = 0; i < STORY_CLIENTS; i++) {
        int client = story->first_client + i;
        (void)world_type(world, "\\client add");
        (void)world_typef(world,
                          "\\client %d set pool.read_timeout=60s pool.connect_timeout=300ms "
                          "hc.interval=60s topo.refresh=60s",
                          client);
    }
    (void)world_type(world, "\\set eng.restart_min=20s");
    (void)world_type(world, "\\set eng.restart_max=20s");
    (void)world_typef(world, "@%d CREATE TABLE tale (id INTEGER PRIMARY KEY, v INTEGER);",
                      story->first_client);
    lab_reach(world->lab, world_now(world) + BEGIN_US);
    story->due = world_now(world) + 1;
}

/* --- who is who ------------------------------------------------------------------------------ */

static void swap(int *a, int *b)
{
    int kept = *a;
    *a = *b;
    *b = kept;
}

static void shuffle(struct rng *rng, int *items, int count)
{
    for (int i = count - 1; i > 0; i--) {
        swap(&items[i], &items[rng_below(rng, i + 1)]);
    }
}

static int find_masters(const struct lab *lab, int masters[MASTERS_MAX])
{
    int count = 0;
    struct cluster_view view;
    cluster_look(lab_cluster(lab), &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].state != MASTER_ABSENT) {
            masters[count++] = i;
        }
    }
    return count;
}

/* False: there are too few. */
static bool cast(struct story *story, const struct lab *lab)
{
    int masters[MASTERS_MAX];
    int count = find_masters(lab, masters);
    if (count < STORY_MASTERS) {
        return false;
    }
    if (story->tale->by_primary) {
        swap(&masters[0], &masters[1]);
        shuffle(&story->rng, masters + 2, count - 2);
        if (rng_chance(&story->rng, 500)) {
            swap(&masters[0], &masters[2]);
        }
    } else {
        shuffle(&story->rng, masters, count);
    }
    for (int i = 0; i < STORY_MASTERS; i++) {
        story->masters[i] = masters[i];
    }
    for (int i = 0; i < COPIES_MAX; i++) {
        story->copies[i] = i;
    }
    shuffle(&story->rng, story->copies, COPIES_MAX);
    story->telling++;
    return true;
}

static int master_of(const struct story *story, char letter)
{
    return story->masters[letter == 'm' ? 0 : letter == 'o' ? 1 : 2];
}

static place_id place_of(const struct story *story, char letter)
{
    return letter >= '1' && letter <= '6' ? place_copy(story->copies[letter - '1'])
                                          : place_master(master_of(story, letter));
}

/* The rows of one telling are no other's: a and its like are of one page, d and e of the next. */
static int row_of(const struct story *story, char letter)
{
    static const int rows[] = {1, 2, 3, STORY_PAGE_ROWS + 1, 2 * STORY_PAGE_ROWS + 1};
    return story->telling * TELLING_ROWS + rows[letter - 'a'];
}

static int client_of(const struct story *story, char letter)
{
    return story->first_client + (int)(strchr("xwyz", letter) - "xwyz");
}

static void fill(char out[BLANK_SIZE], char letter, const void *user)
{
    const struct story *story = user;
    if (letter == 'm' || letter == 'o' || letter == 't') {
        (void)snprintf(out, BLANK_SIZE, "m%d", master_of(story, letter) + 1);
    } else if (letter >= '1' && letter <= '6') {
        (void)snprintf(out, BLANK_SIZE, "%s", copy_names[story->copies[letter - '1']]);
    } else {
        int number = letter == 'n'   ? story->telling
                     : letter <= 'e' ? row_of(story, letter)
                                     : client_of(story, letter);
        (void)snprintf(out, BLANK_SIZE, "%d", number);
    }
}

/* "{25}" says the line once for $2 and once for $5. */
static void say(const struct story *story, const char *form, struct strike *out)
{
    const char *open = strchr(form, '{');
    if (open == NULL) {
        assert(out->count < STRIKE_LINES);
        blanks_fill(out->lines[out->count++], DEED_SIZE, form, fill, story);
        return;
    }
    const char *close = strchr(open, '}');
    for (const char *at = open + 1; at < close; at++) {
        char line[DEED_SIZE];
        (void)snprintf(line, sizeof line, "%.*s$%c%s", (int)(open - form), form, *at, close + 1);
        say(story, line, out);
    }
}

/* --- one beat after the other ---------------------------------------------------------------- */

enum { PHASE_BEFORE, PHASE_TALE, PHASE_AFTER, PHASES };

static const struct beat *beat_of(const struct story *story)
{
    const struct beat *const beats[PHASES] = {before, story->tale->beats, after};
    return &beats[story->phase][story->beat];
}

/* When the beat comes: after a while, or with a packet, in which case it is given up then. */
static void await(struct story *story, sim_us now)
{
    const struct beat *beat = beat_of(story);
    story->is_awaited = beat->packet != 0;
    sim_us wait = rng_between(&story->rng, beat->from_ms, beat->to_ms) * US_PER_MS;
    wait += rng_below(&story->rng, beat->to_ms > 0 ? US_PER_MS : 1);
    story->due = now + wait;
    story->due += story->is_awaited ? AWAITED_US : 0;
}

static void next_phase(struct story *story, sim_us now)
{
    story->beat = 0;
    story->phase = (story->phase + 1) % PHASES;
    if (story->phase == PHASE_BEFORE) {
        now += rng_between(&story->rng, PAUSE_MIN_US, PAUSE_MAX_US);
    }
    await(story, now);
}

/* Type this beat, and those that come at the same moment. */
static void tell(struct story *story, const struct lab *lab, sim_us now, struct strike *out)
{
    do {
        const struct beat *beat = beat_of(story);
        if (story->phase == PHASE_BEFORE && story->beat == 0 && !cast(story, lab)) {
            say(story, "\\add master", out);
            story->due = now + JOIN_US;
            return;
        }
        if (beat->line == NULL) {
            next_phase(story, now);
            return;
        }
        if (beat->permille == 0 || rng_chance(&story->rng, beat->permille)) {
            say(story, beat->line, out);
        }
        story->beat++;
        await(story, now);
    } while (story->due <= now && beat_of(story)->line != NULL && !story->is_awaited &&
             out->count < STRIKE_LINES / 2);
    story->due = story->due <= now ? now + 1 : story->due;
}

void story_choose(struct story *story, const struct lab *lab, sim_us now, struct strike *out)
{
    out->count = 0;
    out->is_before = false;
    if (story->is_awaited) { /* it did not come: this telling leads nowhere */
        story->phase = PHASE_TALE;
        next_phase(story, now);
        return;
    }
    tell(story, lab, now, out);
}

void story_watch(struct story *story, const struct lab *lab, sim_us now, struct strike *out)
{
    int kind = PACKET_NONE;
    place_id to = PLACE_NONE;
    out->is_before = false;
    if (!story->is_awaited || !cluster_next_packet(lab_cluster(lab), &kind, &to) ||
        kind != beat_of(story)->packet || to != place_of(story, beat_of(story)->whom)) {
        return;
    }
    story->is_awaited = false;
    tell(story, lab, now, out);
}

void story_end(const struct story *story, struct world *world)
{
    for (int i = 0; story->tale != NULL && i < STORY_CLIENTS; i++) {
        (void)world_typef(world, "@%d ROLLBACK;", story->first_client + i);
    }
}
