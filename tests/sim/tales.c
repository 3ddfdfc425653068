/* SPDX-License-Identifier: MIT */
/* tales: the stories that a nemesis can tell (sim/story.h). */
#include "sim/story.h"

#include "base/compiler.h"
#include "cluster/packet.h"

#define SAY(text)                                                                                  \
    {                                                                                              \
        .line = text                                                                               \
    }
#define LATER(from, to, text)                                                                      \
    {                                                                                              \
        .from_ms = from, .to_ms = to, .line = text                                                 \
    }
#define MAYBE(often, from, to, text)                                                               \
    {                                                                                              \
        .permille = often, .from_ms = from, .to_ms = to, .line = text                              \
    }
/* As soon as a packet of this kind has arrived there. */
#define WHEN(kind, who, text)                                                                      \
    {                                                                                              \
        .packet = kind, .whom = who, .line = text                                                  \
    }
#define END                                                                                        \
    {                                                                                              \
        .line = NULL                                                                               \
    }

/* A transaction with a row changed, that commits while its master reaches a few copies only. */
#define HOLDS(row, unseen)                                                                         \
    SAY("@$x BEGIN;"), LATER(10, 40, "@$x UPDATE tale SET v = v + 1 WHERE id = " row ";"),         \
        LATER(60, 120, "\\cut $m " unseen), LATER(5, 15, "@$x COMMIT;")

/*
 * Two copies hold the last commit of a master that dies, recovery does not see it there and makes
 * it void. Gossip goes on.
 */
static const struct beat void_tail[] = {
    SAY("\\set sto.gossip=150ms"),
    HOLDS("$a", "{3456}"),
    LATER(8, 25, "\\crash $m"),
    SAY("\\uncut $m {3456}"),
    SAY("\\cut $m {12}"),
    LATER(1, 100, "\\restart $m"),
    LATER(1000, 3000, "@$z SELECT * FROM tale;"),
    END,
};

/* The same, and the master never comes back: another settles its log, and it is removed. */
static const struct beat removed[] = {
    SAY("\\set sto.gossip=20s"),
    HOLDS("$a", "{3456}"),
    LATER(8, 25, "\\crash $m"),
    SAY("\\cut {ot} {12}"),
    LATER(600, 1500, "\\set rep.silent=500ms"),
    SAY("@$y UPDATE tale SET v = 2 WHERE id = $a;"),
    LATER(1000, 1500, "\\remove $m"),
    LATER(0, 500, "\\uncut {ot} {12}"),
    END,
};

/* The two sleep while the log is cut, and while it is cut again. */
static const struct beat slept[] = {
    SAY("\\set sto.gossip=20s"),
    HOLDS("$a", "{3456}"),
    LATER(8, 25, "\\crash $m"),
    SAY("\\kill copy {12}"),
    SAY("\\uncut $m {3456}"),
    LATER(1, 100, "\\restart $m"),
    LATER(800, 1500, "\\client $x connect $m"),
    LATER(10, 20, "@$x UPDATE tale SET v = 5 WHERE id = $b;"),
    LATER(100, 300, "@$x UPDATE tale SET v = 5 WHERE id = $d;"),
    LATER(300, 600, "\\crash $m"),
    LATER(1, 200, "\\restart $m"),
    LATER(500, 1000, "\\restore copy {12}"),
    END,
};

/*
 * Fewer and fewer copies hear of two commits. The one that has both is far away as the second is
 * made void, and soon there is another one in its place.
 */
static const struct beat narrowing[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("@$w BEGIN;"),
    LATER(10, 20, "@$w UPDATE tale SET v = 7 WHERE id = $d;"),
    HOLDS("$a", "{456}"),
    LATER(8, 25, "\\cut $m {23}"),
    LATER(1, 10, "@$w COMMIT;"),
    LATER(8, 25, "\\crash $m"),
    SAY("\\uncut $m {23456}"),
    SAY("\\lag $m $1 400ms"),
    LATER(1, 50, "\\restart $m"),
    LATER(100, 200, "\\client $x connect $m"),
    LATER(5, 20, "@$x BEGIN;"),
    LATER(5, 20, "@$x UPDATE tale SET v = 8 WHERE id = $e;"),
    LATER(50, 100, "\\cut $m {56}"),
    LATER(1, 10, "@$x COMMIT;"),
    LATER(100, 300, "\\cut $m $1 oneway"),
    LATER(300, 600, "\\uncut $m $5"),
    END,
};

/* Three hold the last commit, and a peer shows it. Another recovers, near to the other three. */
static const struct beat held_by_three[] = {
    SAY("\\set sto.gossip=20s"),
    HOLDS("$a", "{456}"),
    LATER(8, 40, "\\crash $m"),
    SAY("\\cut $o {12}"),
    SAY("\\lag $o $3 100ms"),
    LATER(1500, 2200, "\\set rep.silent=500ms"),
    SAY("@$y UPDATE tale SET v = 2 WHERE id = $a;"),
    LATER(1500, 2500, "@$z SELECT * FROM tale;"),
    END,
};

/* Who recovers is cut off before all have heard where the log ends. The dead one comes back. */
static const struct beat half_told[] = {
    SAY("\\set sto.gossip=20s"),
    HOLDS("$a", "{3456}"),
    LATER(8, 25, "\\crash $m"),
    SAY("\\kill copy {12}"),
    SAY("\\uncut $m {3456}"),
    SAY("\\lag $o {56} 100ms"),
    LATER(600, 1500, "\\set rep.silent=500ms"),
    SAY("@$y UPDATE tale SET v = 2 WHERE id = $a;"),
    WHEN(PACKET_FENCE_ANSWER, 'o', "@$z SELECT * FROM tale;"),
    LATER(110, 180, "\\cut $o {56} oneway"),
    LATER(200, 500, "@$z SELECT * FROM tale;"),
    LATER(100, 300, "\\restore copy {12}"),
    SAY("\\cut $m {34}"),
    LATER(10, 50, "\\restart $m"),
    LATER(1500, 3000, "@$z SELECT * FROM tale;"),
    END,
};

/* One alone holds the last commit. It is adopted, and then that one loses its disk. */
static const struct beat adopted[] = {
    SAY("\\set sto.gossip=20s"),
    HOLDS("$a", "{23456}"),
    LATER(8, 25, "\\crash $m"),
    SAY("\\uncut $m {234}"),
    LATER(1, 50, "\\restart $m"),
    LATER(300, 1000, "\\uncut $m {56}"),
    SAY("\\wipe copy $1"),
    LATER(1000, 2000, "@$z SELECT * FROM tale;"),
    END,
};

/* It has its votes, and dies before any copy notes the page. One peer was told of it. */
static const struct beat never_was[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("\\cut $m $o"),
    SAY("@$w UPDATE tale SET v = 7 WHERE id IN ($d, $e);"),
    LATER(10, 20, "@$w UPDATE tale SET v = 8 WHERE id IN ($d, $e);"),
    LATER(10, 20, "@$w UPDATE tale SET v = 9 WHERE id IN ($d, $e);"),
    LATER(30, 50, "@$x UPDATE tale SET v = 1 WHERE id = $a;"),
    WHEN(PACKET_ACK, 'm', "\\cut $m {123456} oneway"),
    LATER(60, 100, "\\crash $m"),
    SAY("\\uncut $m {123456}"),
    LATER(1, 30, "\\restart $m"),
    LATER(20, 200, "@$y UPDATE tale SET v = 2 WHERE id = $b;"),
    LATER(100, 300, "@$z UPDATE tale SET v = 3 WHERE id = $c;"),
    LATER(100, 300, "@$y UPDATE tale SET v = 4 WHERE id = $a;"),
    END,
};

/* It dies with a commit that one copy has noted. While its log is settled its votes stand. */
static const struct beat frozen[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("\\cut $m $o"),
    SAY("\\cut $m $t"),
    LATER(10, 20, "@$x UPDATE tale SET v = 1 WHERE id = $a;"),
    WHEN(PACKET_ACK, 'm', "\\cut $m {23456} oneway"),
    LATER(15, 40, "\\crash $m"),
    SAY("\\cut {23} $o oneway"),
    SAY("\\lag $o $1 300ms"),
    SAY("\\lag $t $1 300ms"),
    LATER(600, 1500, "\\set rep.silent=500ms"),
    SAY("@$y UPDATE tale SET v = 2 WHERE id = $b;"),
    WHEN(PACKET_FENCE_ANSWER, 'o', "@$z UPDATE tale SET v = 3 WHERE id = $c;"),
    LATER(1500, 2500, "@$z SELECT * FROM tale;"),
    END,
};

/* It has its votes, and no way to say so. Two of those who voted lose their disks. */
static const struct beat voters_wiped[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("\\cut $m {56}"),
    SAY("\\cut $m $o"),
    SAY("@$x BEGIN;"),
    LATER(10, 20, "@$x UPDATE tale SET v = 1 WHERE id = $a;"),
    WHEN(PACKET_ACK, 'm', "\\cut $m {1234} oneway"),
    LATER(20, 300, "\\wipe copy {12}"),
    LATER(3600, 4500, "@$y UPDATE tale SET v = 2 WHERE id = $b;"),
    LATER(200, 400, "\\uncut $m {1234}"),
    END,
};

/* Two lose their disks and hear two others only, who missed the last commit. */
static const struct beat filled_by_few[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("\\cut $m {56}"),
    LATER(10, 20, "@$x UPDATE tale SET v = 1 WHERE id = $a;"),
    LATER(50, 200, "\\cut {12} {34}"),
    SAY("\\wipe copy {12}"),
    LATER(3600, 4500, "\\cut $m {34}"),
    SAY("\\crash $m"),
    SAY("\\uncut $m {56}"),
    LATER(1, 100, "\\restart $m"),
    LATER(700, 1500, "@$z SELECT * FROM tale;"),
    END,
};

/* One acknowledges a commit and loses its disk; a fourth acknowledges it later. */
static const struct beat acker_wiped[] = {
    SAY("\\set sto.gossip=20s"),
    HOLDS("$a", "{456}"),
    LATER(8, 200, "\\wipe copy $1"),
    LATER(1550, 2800, "\\uncut $m $4"),
    END,
};

/* One acknowledges two commits, loses its disk, and is filled by those who have not got them. */
static const struct beat acker_filled[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("\\cut {12} {3456}"),
    SAY("@$w BEGIN;"),
    LATER(10, 20, "@$w UPDATE tale SET v = 7 WHERE id = $d;"),
    HOLDS("$a", "{345}"),
    LATER(0, 10, "@$w COMMIT;"),
    LATER(8, 100, "\\wipe copy $6"),
    LATER(3600, 5000, "\\uncut $m $3"),
    END,
};

/* One after the other of those who have a commit loses its disk. */
static const struct beat in_turn[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("\\cut $1 {23}"),
    HOLDS("$a", "{456}"),
    LATER(8, 100, "\\wipe copy $1"),
    LATER(800, 1100, "\\uncut $m $4"),
    LATER(10, 300, "\\cut $2 {34}"),
    SAY("\\wipe copy $2"),
    LATER(800, 3500, "\\cut $m {34}"),
    SAY("\\crash $m"),
    SAY("\\uncut $m {56}"),
    LATER(1, 100, "\\restart $m"),
    LATER(700, 1500, "@$z SELECT * FROM tale;"),
    END,
};

/*
 * Two copies do not hear that their master's page is accepted, but are asked for the next one on
 * top of it, which comes to nothing.
 */
static const struct beat unconfirmed[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("\\set net.resend=1s"),
    SAY("\\set eng.quorum_wait=200ms"),
    SAY("\\cut $m {56}"),
    SAY("\\cut $m $o"),
    SAY("\\cut $o {12}"),
    SAY("@$x BEGIN;"),
    LATER(10, 20, "@$x UPDATE tale SET v = 1 WHERE id = $a;"),
    WHEN(PACKET_ACK, 'm', "\\cut $m {34} oneway"),
    LATER(10, 20, "\\uncut $m {34}"),
    SAY("\\cut $m {12}"),
    LATER(1, 10, "@$w UPDATE tale SET v = 3 WHERE id = $c;"),
    LATER(250, 400, "@$y UPDATE tale SET v = 2 WHERE id = $b;"),
    LATER(300, 500, "@$x ROLLBACK;"),
    END,
};

/* A vote is withdrawn, and one copy does not hear of it. Who heard it takes it over from there. */
static const struct beat claim_remains[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("\\set eng.quorum_wait=200ms"),
    SAY("\\cut $m {456}"),
    LATER(10, 20, "@$x UPDATE tale SET v = 1 WHERE id = $e;"),
    WHEN(PACKET_ACK, 'm', "\\cut $m $1"),
    LATER(230, 500, "\\wipe copy $2"),
    LATER(3600, 4500, "\\uncut $m $1"),
    END,
};

/* A master starts again while a definition runs. The copies near to it missed that its table is
 * closed. */
static const struct beat back_too_soon[] = {
    SAY("\\set sto.gossip=20s"),
    SAY("\\set eng.ddl=5s"),
    SAY("\\cut $o {12}"),
    LATER(10, 50, "@$y ALTER TABLE tale ADD COLUMN c$n INTEGER;"),
    LATER(400, 1000, "\\crash $m"),
    SAY("\\lag $m {3456} 200ms"),
    LATER(1, 50, "\\restart $m"),
    LATER(1150, 1400, "\\client $x connect $m"),
    LATER(10, 20, "@$x UPDATE tale SET v = 9 WHERE id = $a;"),
    LATER(20, 200, "\\client $w connect $m"),
    LATER(10, 20, "@$w UPDATE tale SET v = 9 WHERE id = $d;"),
    LATER(20, 200, "@$x UPDATE tale SET v = 9 WHERE id = $e;"),
    LATER(500, 1000, "\\set eng.ddl=200ms"),
    END,
};

/* Links are cut one after the other, and mended in another order. */
static const struct beat swizzle[] = {
    LATER(10, 40, "\\cut $m $1"),
    LATER(1, 60, "@$x UPDATE tale SET v = 1 WHERE id = $a;"),
    LATER(10, 80, "\\cut $m $2 oneway"),
    LATER(10, 80, "\\cut $3 $m oneway"),
    LATER(1, 60, "@$y UPDATE tale SET v = 2 WHERE id = $b;"),
    LATER(10, 80, "\\cut $m $4"),
    LATER(10, 80, "\\cut $o $m oneway"),
    LATER(10, 80, "\\cut $5 $6"),
    LATER(1, 60, "@$z UPDATE tale SET v = 3 WHERE id = $c;"),
    LATER(10, 300, "\\uncut $m $3"),
    LATER(10, 80, "\\uncut $m $1"),
    LATER(1, 60, "@$w UPDATE tale SET v = 4 WHERE id = $d;"),
    LATER(10, 80, "\\uncut $5 $6"),
    LATER(10, 80, "\\uncut $m $4"),
    LATER(10, 80, "\\uncut $m $2"),
    LATER(10, 80, "\\uncut $o $m"),
    END,
};

/* Not the cluster is in trouble but the way to it: one client's, then that of the whole office. */
static const struct beat far_clients[] = {
    LATER(10, 40, "\\client $x set pool.read_timeout=300ms"),
    SAY("\\client $y set pool.read_timeout=300ms"),
    SAY("@$x BEGIN;"),
    LATER(10, 40, "@$x UPDATE tale SET v = 1 WHERE id = $a;"),
    LATER(20, 100, "\\cut @$x $m oneway"),
    LATER(1, 50, "@$x COMMIT;"),
    LATER(100, 600, "@$z UPDATE tale SET v = 2 WHERE id = $a;"),
    LATER(1, 50, "\\cut $m @$y oneway"),
    SAY("\\client $y connect $m"),
    LATER(1, 50, "@$y UPDATE tale SET v = 3 WHERE id = $b;"),
    LATER(10, 300, "\\cut office $o"),
    LATER(1, 100, "@$w UPDATE tale SET v = 4 WHERE id = $d;"),
    LATER(300, 800, "\\uncut office $o"),
    LATER(1, 100, "\\uncut @$x $m"),
    SAY("\\uncut @$y $m"),
    LATER(200, 600, "\\client {xy} set pool.read_timeout=60s"),
    END,
};

/* Its checks say that all is well, and nobody can write. */
static const struct beat liar[] = {
    SAY("\\client {xw} set hc.mode=ping hc.interval=250ms pool.read_timeout=400ms"),
    LATER(100, 300, "\\crash $m dispatcher"),
    LATER(1, 100, "@$x UPDATE tale SET v = 1 WHERE id = $a;"),
    LATER(200, 800, "@$w UPDATE tale SET v = 2 WHERE id = $d;"),
    LATER(300, 800, "@$x UPDATE tale SET v = 3 WHERE id = $b;"),
    LATER(100, 300, "@$y CALL mysql.rds_set_read_only(1);"),
    LATER(100, 300, "@$w UPDATE tale SET v = 4 WHERE id = $e;"),
    LATER(300, 800, "@$y CALL mysql.rds_set_read_only(0);"),
    LATER(10, 50, "\\client {xw} set hc.mode=select hc.interval=60s pool.read_timeout=60s"),
    END,
};

/* A person takes masters out of use and back, in whatever state they are. */
static const struct beat out_of_use[] = {
    SAY("\\client {xwyz} set hc.interval=250ms breaker.open=300ms slow_start=300ms"),
    MAYBE(500, 10, 50, "\\client $z drain $t"),
    MAYBE(500, 10, 50, "\\client $y disable $o"),
    SAY("\\client $z enable $t"),
    SAY("\\client $y enable $o"),
    SAY("\\crash $m"),
    LATER(400, 600, "\\restart $m"),
    LATER(1000, 1800, "\\client $x drain $m"),
    LATER(10, 100, "\\client $w disable $m"),
    LATER(10, 100, "\\client $x disable $m"),
    LATER(10, 100, "\\client $w drain $m"),
    LATER(10, 100, "\\client {xw} enable $m"),
    LATER(300, 600, "\\crash $m"),
    MAYBE(500, 50, 300, "\\client $x drain $m"),
    MAYBE(500, 50, 300, "\\client $w disable $m"),
    LATER(50, 300, "\\restart $m"),
    MAYBE(500, 50, 500, "\\client $y drain $m"),
    MAYBE(500, 50, 500, "\\client $z disable $m"),
    MAYBE(500, 50, 500, "\\client $y disable $m"),
    MAYBE(500, 50, 500, "\\client $z drain $m"),
    LATER(10, 300, "\\client {xwyz} enable $m"),
    LATER(100, 300, "\\client {xwyz} set hc.interval=60s"),
    END,
};

/* Three want a page at the same moment, and all ways are equally long. */
static const struct beat three_ways[] = {
    SAY("\\set net.in_az_dev=0"),
    SAY("\\set net.cross_az_dev=0"),
    SAY("\\set sto.persist_dev=0"),
    LATER(100, 200, "@$x UPDATE tale SET v = 1 WHERE id = $a;"),
    SAY("@$y UPDATE tale SET v = 2 WHERE id = $b;"),
    SAY("@$z UPDATE tale SET v = 3 WHERE id = $c;"),
    LATER(200, 400, "@$x UPDATE tale SET v = 4 WHERE id = $a;"),
    SAY("@$z UPDATE tale SET v = 5 WHERE id = $c;"),
    SAY("@$y UPDATE tale SET v = 6 WHERE id = $b;"),
    END,
};

/* clang-format off */
const struct tale tales[] = {
    {"void_tail", void_tail, false},
    {"removed", removed, false},
    {"slept", slept, false},
    {"narrowing", narrowing, false},
    {"held_by_three", held_by_three, false},
    {"half_told", half_told, false},
    {"adopted", adopted, false},
    {"never_was", never_was, false},
    {"frozen", frozen, false},
    {"voters_wiped", voters_wiped, false},
    {"filled_by_few", filled_by_few, false},
    {"acker_wiped", acker_wiped, false},
    {"acker_filled", acker_filled, false},
    {"in_turn", in_turn, false},
    {"unconfirmed", unconfirmed, false},
    {"claim_remains", claim_remains, false},
    {"back_too_soon", back_too_soon, true},
    {"swizzle", swizzle, false},
    {"far_clients", far_clients, false},
    {"liar", liar, false},
    {"out_of_use", out_of_use, false},
    {"three_ways", three_ways, false},
};
/* clang-format on */
const int tale_count = COUNT_OF(tales);
