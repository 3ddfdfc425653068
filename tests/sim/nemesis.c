/* SPDX-License-Identifier: MIT */
#include "sim/nemesis.h"

#include "cluster/check.h"
#include "cluster/packet.h"
#include "sim/blanks.h"

#include <stdio.h>
#include <string.h>

#define NARROW_PERMILLE 250 /* of runs in which masters do not see all copies */
#define VIEWS_PERMILLE 100  /* of deeds, there, that give a master another view */
#define VOICE_PERMILLE 500  /* of runs in which it has a client */
#define SPOKEN_PERMILLE 400 /* of deeds, there, that are of `spoken` */

/*
 * What is typed, and what mends it. $m and $o are masters, $c a copy, $z an AZ, $p and $q any
 * places, $n a number up to 200, $l one up to 60, $s one up to 6. $k is its own client, $d a disk,
 * $e a name of an endpoint. A deed that cannot be done now is refused: that is a case too.
 */
struct deed {
    int weight;
    const char *line;
    const char *mend;  /* NULL: nothing stays broken */
    const char *line2; /* NULL: one is enough */
    const char *mend2;
};

static const struct deed deeds[] = {
    {8, "\\kill az $z", "\\restore az $z", NULL, NULL},
    {8, "\\kill $m", "\\restore $m", NULL, NULL},
    {8, "\\kill copy $c", "\\restore copy $c", NULL, NULL},
    {12, "\\crash $m", NULL, NULL, NULL},
    {6, "\\crash $m node", NULL, NULL, NULL},
    {5, "\\crash $m dispatcher", NULL, NULL, NULL},
    {8, "\\hang $m", "\\restart $m", NULL, NULL},
    {6, "\\restart $m", NULL, NULL, NULL},
    {14, "\\cut $p $q", "\\uncut $p $q", NULL, NULL},
    {10, "\\cut $p $q oneway", "\\uncut $p $q", NULL, NULL},
    {6, "\\cut $m $c", "\\uncut $m $c", NULL, NULL},
    {6, "\\cut $m $o", "\\uncut $m $o", NULL, NULL},
    {5, "\\lag $p $q $nms", "\\lag $p $q 0", NULL, NULL},
    {5, "\\loss $p $q $l%", "\\loss $p $q 0%", NULL, NULL},
    {4, "\\slow copy $c 0ms $nms", "\\slow copy $c 0", NULL, NULL},
    {8, "\\wipe copy $c", NULL, NULL, NULL},
    {3, "\\add master", NULL, NULL, NULL},
    {2, "\\remove $m", NULL, NULL, NULL},
    {4, "\\heal", NULL, NULL, NULL},
    /* no quorum: an AZ and a copy elsewhere; a master and three copies */
    {4, "\\kill az $z", "\\restore az $z", "\\kill copy $c", "\\restore copy $c"},
    {4, "\\cut $m a", "\\uncut $m a", "\\cut $m $c oneway", "\\uncut $m $c"},
    {4, "\\cut a $m oneway", "\\uncut $m a", "\\cut $c $m oneway", "\\uncut $m $c"},
    /* lost for long enough to be recovered by another, then back in the middle of its life */
    {6, "\\cut $m b", "\\uncut $m b", "\\cut $m c", "\\uncut $m c"},
};

/*
 * With a client of its own. That one is at the master that the last of these named, or, if it was
 * lost, at any other.
 */
#define DISKS "@$k ALTER SYSTEM SIMULATE $l PERCENT DISK "
static const struct deed spoken[] = {
    {16, "\\client $k connect $m", NULL, "@$k CALL mysql.rds_set_read_only(1);", NULL},
    {12, "\\client $k connect $m", NULL, "@$k CALL mysql.rds_set_read_only(0);", NULL},
    {4, "@$k CALL mysql.rds_set_read_only(1);", NULL, NULL, NULL},
    {8, "@$k CALL mysql.rds_set_read_only(0);", NULL, NULL, NULL},
    {4, "\\client $k connect $m", NULL, "@$k ALTER SYSTEM CRASH;", NULL},
    {4, "@$k ALTER SYSTEM CRASH INSTANCE;", NULL, NULL, NULL},
    {4, "@$k ALTER SYSTEM CRASH NODE;", NULL, NULL, NULL},
    {4, "\\client $k connect $m", NULL, "@$k ALTER SYSTEM CRASH DISPATCHER;", NULL},
    {6, DISKS "FAILURE IN DISK $d FOR INTERVAL $s SECOND;", NULL, NULL, NULL},
    {3, DISKS "FAILURE FOR INTERVAL $s SECOND;", NULL, NULL, NULL},
    {5, DISKS "CONGESTION IN NODE $d BETWEEN 1 AND $n MILLISECONDS FOR INTERVAL $s SECOND;", NULL,
     NULL, NULL},
    {3, DISKS "CONGESTION BETWEEN 0 AND $l MILLISECONDS FOR INTERVAL 1 MINUTE;", NULL, NULL, NULL},
    {8, "\\endpoint add $e $m,$o", NULL, NULL, NULL},
    {4, "\\endpoint add $e $m", NULL, NULL, NULL},
    {12, "\\endpoint remove $e", NULL, NULL, NULL},
};

/* At whom it strikes when it takes aim: $m and $c are who the packet is for. */
static const struct deed strikes[] = {
    {20, "\\crash $m", NULL, NULL, NULL},
    {8, "\\crash $m node", NULL, NULL, NULL},
    {10, "\\kill $m", "\\restore $m", NULL, NULL},
    {6, "\\hang $m", "\\restart $m", NULL, NULL},
    {8, "\\cut $m $q", "\\uncut $m $q", NULL, NULL},
    {8, "\\cut $q $m oneway", "\\uncut $q $m", NULL, NULL},
    {4, "\\restart $m", NULL, NULL, NULL},
};
static const struct deed strikes_at_copy[] = {
    {10, "\\kill copy $c", "\\restore copy $c", NULL, NULL},
    {8, "\\cut $c $m oneway", "\\uncut $c $m", NULL, NULL},
    {8, "\\cut $m $c oneway", "\\uncut $m $c", NULL, NULL},
    {10, "\\wipe copy $c", NULL, NULL, NULL},
};

/* Packets to take aim at, and how many pass at most. */
static const struct {
    enum packet_kind kind;
    int pass;
} aims[] = {
    {PACKET_ACK, 400},      {PACKET_COMMITTED, 200},   {PACKET_FENCE_ANSWER, 8},
    {PACKET_CUT_DONE, 8},   {PACKET_LOG, 30},          {PACKET_POINT, 10},
    {PACKET_PAGE, 40},      {PACKET_REPL_COMMIT, 100}, {PACKET_REPL_PAGE, 100},
    {PACKET_RECOVERED, 3},  {PACKET_VERDICT, 10},      {PACKET_NAK_BUSY, 30},
    {PACKET_NAK_STALE, 30}, {PACKET_NAK_FENCED, 2},    {PACKET_HEARD_ANSWER, 6},
    {PACKET_PROPOSE, 400},  {PACKET_COMMIT, 200},      {PACKET_FENCE, 8},
    {PACKET_CUT, 8},        {PACKET_CONFIRM, 300},     {PACKET_ABORT, 60},
    {PACKET_GOSSIP, 30},    {PACKET_GOSSIP_ASK, 30},   {PACKET_DDL_LOCK, 4},
    {PACKET_DDL_LOCKED, 4}, {PACKET_DDL_APPLY, 4},     {PACKET_DDL_APPLIED, 4},
    {PACKET_STATE, 15},     {PACKET_STATE_ASK, 15},    {PACKET_CLAIM_ASK, 2},
    {PACKET_DDL_UNLOCK, 4}, {PACKET_DDL_FORWARD, 4},   {PACKET_DDL_DONE, 4},
};

/* --- writing lines ---------------------------------------------------------------------------- */

static const char *const copies[] = {"a1", "a2", "b1", "b2", "c1", "c2"};

/* Whom a deed is about. */
struct cast {
    int master;
    int other;
    int copy;
    int az;
    char places[2][16];
    int number;
    int client; /* the nemesis' own */
};

static void choose_place(struct rng *rng, char *out, size_t room)
{
    int64_t kind = rng_below(rng, 5);
    if (kind < 2) {
        (void)snprintf(out, room, "m%d", (int)rng_below(rng, MASTERS_MAX) + 1);
    } else if (kind < 4) {
        (void)snprintf(out, room, "%s", copies[rng_below(rng, COPIES_MAX)]);
    } else {
        (void)snprintf(out, room, "%c", (int)('a' + rng_below(rng, AZS_MAX)));
    }
}

static struct cast choose_cast(struct rng *rng)
{
    struct cast cast = {.master = (int)rng_below(rng, MASTERS_MAX),
                        .other = (int)rng_below(rng, MASTERS_MAX),
                        .copy = (int)rng_below(rng, COPIES_MAX),
                        .az = (int)rng_below(rng, AZS_MAX),
                        .number = 1 + (int)rng_below(rng, 200)};
    choose_place(rng, cast.places[0], sizeof cast.places[0]);
    choose_place(rng, cast.places[1], sizeof cast.places[1]);
    return cast;
}

static void fill_deed(char out[BLANK_SIZE], char letter, const void *user)
{
    const struct cast *cast = user;
    if (letter == 'm' || letter == 'o') {
        (void)snprintf(out, BLANK_SIZE, "m%d", (letter == 'm' ? cast->master : cast->other) + 1);
    } else if (letter == 'c') {
        (void)snprintf(out, BLANK_SIZE, "%s", copies[cast->copy]);
    } else if (letter == 'z') {
        (void)snprintf(out, BLANK_SIZE, "%c", 'a' + cast->az);
    } else if (letter == 'p' || letter == 'q') {
        (void)snprintf(out, BLANK_SIZE, "%s", cast->places[letter == 'q']);
    } else if (letter == 'e') {
        (void)snprintf(out, BLANK_SIZE, "%s", world_names[cast->az]);
    } else {
        int number = letter == 'n'   ? cast->number
                     : letter == 'l' ? cast->number * 3 / 10
                     : letter == 's' ? 1 + cast->number / 40
                     : letter == 'd' ? cast->copy
                                     : cast->client;
        (void)snprintf(out, BLANK_SIZE, "%d", number);
    }
}

static void write_deed(char out[DEED_SIZE], const char *form, const struct cast *cast)
{
    blanks_fill(out, DEED_SIZE, form, fill_deed, cast);
}

static const struct deed *choose_deed(struct rng *rng, const struct deed *table, int count)
{
    int all = 0;
    for (int i = 0; i < count; i++) {
        all += table[i].weight;
    }
    int64_t left = rng_below(rng, all);
    while (left >= table->weight) {
        left -= (table++)->weight;
    }
    return table;
}

static void plan(struct nemesis *nemesis, const struct deed *deed, const struct cast *cast,
                 struct strike *out)
{
    const char *const lines[] = {deed->line, deed->line2};
    const char *const mends[] = {deed->mend, deed->mend2};
    for (int i = 0; i < 2 && lines[i] != NULL; i++) {
        write_deed(out->lines[out->count++], lines[i], cast);
        if (mends[i] != NULL && nemesis->fault_count < NEMESIS_FAULTS_MAX) {
            write_deed(nemesis->mends[nemesis->fault_count++], mends[i], cast);
        }
    }
    if (strcmp(deed->line, "\\heal") == 0) {
        nemesis->fault_count = 0;
        nemesis->narrowed = 0;
        memset(nemesis->unseen, 0, sizeof nemesis->unseen);
    }
}

/* --- by chance -------------------------------------------------------------------------------- */

static void take_aim(struct nemesis *nemesis)
{
    nemesis->aims = (int)rng_below(&nemesis->rng, COUNT_OF(aims));
    nemesis->left = (int)rng_below(&nemesis->rng, aims[nemesis->aims].pass);
}

void nemesis_init(struct nemesis *nemesis, const struct rng *rng, sim_us now)
{
    *nemesis = (struct nemesis){.rng = *rng, .aims = -1};
    nemesis->gap_max = rng_between(&nemesis->rng, 10, 500) * US_PER_MS;
    nemesis->patience = (int)rng_between(&nemesis->rng, 200, 800);
    nemesis->due = now + rng_below(&nemesis->rng, nemesis->gap_max);
    static const int malice[] = {0, 0, 20, 100, 300};
    nemesis->malice = malice[rng_below(&nemesis->rng, COUNT_OF(malice))];
    if (rng_chance(&nemesis->rng, 500)) {
        take_aim(nemesis);
        nemesis->gap_max *= rng_between(&nemesis->rng, 1, 8);
    }
    struct rng views = rng_fork(rng, "views", 0);
    nemesis->is_narrow = rng_chance(&views, NARROW_PERMILLE);
}

void nemesis_enter(struct nemesis *nemesis, struct world *world, const struct rng *rng)
{
    struct rng voice = rng_fork(rng, "voice", 0);
    if (!rng_chance(&voice, VOICE_PERMILLE) || !world_type(world, "\\client add")) {
        return;
    }
    nemesis->client = clients_count(lab_clients(world->lab));
    (void)world_typef(world, "\\client %d set pool.connect_timeout=300ms pool.read_timeout=500ms",
                      nemesis->client);
    (void)world_typef(world, "\\endpoint add %s m1,m2", world_names[0]);
}

void nemesis_tell(struct nemesis *nemesis, struct world *world, const struct tale *tale,
                  const struct rng *root)
{
    story_begin(&nemesis->story, world, tale, root);
    nemesis->client = nemesis->story.first_client;
    nemesis->due = nemesis->story.due;
}

/* Another view for a master: one to three copies that it does not see, each in both ways or one. */
static void narrow(struct nemesis *nemesis, struct strike *out)
{
    static const char *const cuts[] = {"\\cut $m $c", "\\cut $m $c", "\\cut $m $c oneway",
                                       "\\cut $c $m oneway"};
    struct rng *rng = &nemesis->rng;
    struct cast cast = {.master = nemesis->narrowed < MASTERS_MAX
                                      ? nemesis->narrowed++
                                      : (int)rng_below(rng, MASTERS_MAX)};
    uint32_t unseen = 0;
    for (int64_t count = 1 + rng_below(rng, 3); count > 0; count--) {
        unseen |= UINT32_C(1) << rng_below(rng, COPIES_MAX);
    }
    uint32_t before = nemesis->unseen[cast.master];
    for (cast.copy = 0; cast.copy < COPIES_MAX; cast.copy++) {
        uint32_t bit = UINT32_C(1) << cast.copy;
        if ((unseen & bit) != 0 && (before & bit) == 0) {
            write_deed(out->lines[out->count++], cuts[rng_below(rng, COUNT_OF(cuts))], &cast);
        } else if ((unseen & bit) == 0 && (before & bit) != 0) {
            write_deed(out->lines[out->count++], "\\uncut $m $c", &cast);
        }
    }
    nemesis->unseen[cast.master] = unseen;
}

void nemesis_choose(struct nemesis *nemesis, const struct lab *lab, sim_us now, struct strike *out)
{
    struct rng *rng = &nemesis->rng;
    out->count = 0;
    if (nemesis->story.tale != NULL) {
        story_choose(&nemesis->story, lab, now, out);
        nemesis->due = nemesis->story.due;
        return;
    }
    bool is_first_view = nemesis->is_narrow && nemesis->narrowed < MASTERS_MAX;
    if (is_first_view || (nemesis->is_narrow && rng_chance(rng, VIEWS_PERMILLE))) {
        narrow(nemesis, out);
        nemesis->due = now + 1 + (is_first_view ? 0 : rng_below(rng, nemesis->gap_max));
        return;
    }
    bool mends = nemesis->fault_count == NEMESIS_FAULTS_MAX ||
                 (nemesis->fault_count > 0 && rng_chance(rng, nemesis->patience));
    if (mends) {
        int which = (int)rng_below(rng, nemesis->fault_count);
        memcpy(out->lines[out->count++], nemesis->mends[which], DEED_SIZE);
        memmove(nemesis->mends[which], nemesis->mends[--nemesis->fault_count], DEED_SIZE);
    } else {
        bool speaks = nemesis->client > 0 && rng_chance(rng, SPOKEN_PERMILLE);
        struct cast cast = choose_cast(rng);
        cast.client = nemesis->client;
        plan(nemesis,
             speaks ? choose_deed(rng, spoken, COUNT_OF(spoken))
                    : choose_deed(rng, deeds, COUNT_OF(deeds)),
             &cast, out);
    }
    nemesis->due = now + 1 + rng_below(rng, nemesis->gap_max);
}

/* --- by aim ----------------------------------------------------------------------------------- */

static void strike_at(struct nemesis *nemesis, place_id place, struct strike *out)
{
    struct cast cast = choose_cast(&nemesis->rng);
    bool is_copy = place_kind(place) == PLACE_COPY;
    *(is_copy ? &cast.copy : &cast.master) = place_index(place);
    const struct deed *deed =
        is_copy ? choose_deed(&nemesis->rng, strikes_at_copy, COUNT_OF(strikes_at_copy))
                : choose_deed(&nemesis->rng, strikes, COUNT_OF(strikes));
    plan(nemesis, deed, &cast, out);
    out->is_before = rng_chance(&nemesis->rng, 500);
}

/* Has a definition come to another step? Then the one that runs it is struck, or another. */
static void watch_ddl(struct nemesis *nemesis, const struct lab *lab, struct strike *out)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        int phase = cluster_ddl_phase(lab_cluster(lab), i);
        bool is_new = phase != nemesis->ddl_phases[i] && phase != 0;
        nemesis->ddl_phases[i] = phase;
        if (is_new && out->count == 0 && rng_chance(&nemesis->rng, nemesis->malice)) {
            bool is_other = rng_chance(&nemesis->rng, 300);
            int master = is_other ? (int)rng_below(&nemesis->rng, MASTERS_MAX) : i;
            strike_at(nemesis, place_master(master), out);
        }
    }
}

void nemesis_watch(struct nemesis *nemesis, const struct lab *lab, struct strike *out)
{
    out->count = 0;
    if (nemesis->is_over || nemesis->fault_count == NEMESIS_FAULTS_MAX) {
        return;
    }
    if (nemesis->story.tale != NULL) {
        story_watch(&nemesis->story, lab, lab_next_at(lab), out);
        nemesis->due = nemesis->story.due;
        return;
    }
    if (nemesis->malice > 0) {
        watch_ddl(nemesis, lab, out);
    }
    int kind = PACKET_NONE;
    place_id to = PLACE_NONE;
    if (nemesis->aims < 0 || out->count > 0 || !cluster_next_packet(lab_cluster(lab), &kind, &to) ||
        kind != (int)aims[nemesis->aims].kind || nemesis->left-- > 0) {
        return;
    }
    bool is_target = place_kind(to) == PLACE_COPY || place_kind(to) == PLACE_MASTER;
    if (is_target) {
        strike_at(nemesis, to, out);
    }
    take_aim(nemesis);
}

void nemesis_end(struct nemesis *nemesis)
{
    nemesis->is_over = true;
    nemesis->fault_count = 0;
    nemesis->due = SIM_NEVER;
}

bool nemesis_lift(const struct nemesis *nemesis, struct world *world)
{
    struct cluster_view view;
    cluster_look(lab_cluster(world->lab), &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].is_read_only) {
            (void)world_typef(world, "\\client %d connect m%d", nemesis->client, i + 1);
            (void)world_typef(world, "@%d CALL mysql.rds_set_read_only(0);", nemesis->client);
            return true;
        }
    }
    return false;
}
