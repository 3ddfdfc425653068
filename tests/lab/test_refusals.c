/* SPDX-License-Identifier: MIT */
/*
 * What is typed wrong: each command of the lab answers it with one sentence, and the world, its
 * chance included, is as it was: what is not done is in no run.
 */
#include "lib/test.h"

#include "lesson/play.h"
#include "lib/lab_fixture.h"

#include "lab/lab.h"

#include <stdbool.h>
#include <stdio.h>

struct refusal {
    const char *line;
    const char *says; /* part of the sentence */
};

/* A cluster of two masters, with @1 and @2. */
static const struct refusal refusals[] = {
    {"\\", "a command's name must follow the backslash"},
    {"\\nonsense", "there is no command \\nonsense; \\help lists what there is"},
    {"\\klli az b", "did you mean \\kill?"},
    {"\\c", "\\c could be \\create, \\copies"},
    {"\\kill \"az b", "the quote at column 6 is not closed"},
    {"@0 \\heal", "clients are @1 to @64, not @0"},
    {"@x \\heal", "after @ comes a client's number and a blank"},

    {"\\create masters=1", "masters is a number from 2 to 4, not \"1\""},
    {"\\create masters=many", "masters is a number from 2 to 4, not \"many\""},
    {"\\create seed=-1", "seed is a number from 0 to 9007199254740992, not \"-1\""},
    {"\\create schema=absent", "there is no schemas \"absent\""},
    {"\\create schema=open", "open: line 3: the statement has no end: a ';' is missing"},
    {"\\create schema=wrong", "wrong: line 2: You have an error in your SQL syntax near 'CREAT"},
    {"\\create schema=faults", "faults: line 1: a schema holds statements of SQL and nothing else"},
    {"\\create schema=long", "long: line 65: a schema has at most 64 statements"},
    {"\\create big", "\"big\" is no option of \\create: it takes masters=, seed= and schema="},
    {"\\create seed=1 seed=2", "seed= is there twice"},
    {"\\create masters=2 seed=1 schema=bank now", "\"now\" is too much for \\create"},
    {"\\rows", "\\rows needs more: \\rows TABLE [FIRST|end]"},
    {"\\rows absent", "no master that answers has a table \"absent\""},
    {"\\rows t 0", "\\rows begins at a row from 1, or at the end, not \"0\""},
    {"\\add", "\\add needs more: \\add master [az=d]"},
    {"\\add replica", "a read replica cannot be added"},
    {"\\add copy", "\\add adds a master, not \"copy\""},
    {"\\add master az=e", "az= takes an AZ, a to d, not \"e\""},
    {"\\add master az=office", "az= takes an AZ, a to d, not \"office\""},
    {"\\add master d", "\"d\" is no option of \\add: it takes az="},
    {"\\remove", "\\remove needs more: \\remove m3"},
    {"\\remove b1", "\\remove takes a master, such as m3, not \"b1\""},
    {"\\remove m9", "there is no place \"m9\": a master is m1 to m4"},
    {"\\remove m4", "there is no m4 in this cluster"},
    {"\\remove m2", "needs 2 masters at least"},
    {"\\status now", "there is no place \"now\""},
    {"\\status m1 now", "\"now\" is too much for \\status: \\status [m2]"},
    {"\\status b1", "a master is meant, such as m2, not \"b1\""},
    {"\\status m4", "there is no m4 in this cluster"},
    {"\\pages", "\\pages TABLE"},
    {"\\pages nix", "m1 has no table \"nix\""},
    {"\\copies now", "\"now\" is too much: \\copies stands alone"},
    {"\\parameters zzz", "no parameter has \"zzz\" in its name or meaning"},
    {"\\parameters rep lag", "\"lag\" is too much for \\parameters rep"},
    {"\\parameters client 9", "there is no client \"9\""},
    {"\\parameters client 1 2", "\"2\" is too much for \\parameters"},
    {"\\set", "\\set needs more: \\set NAME=VALUE"},
    {"\\set rep.lag", "write \\set NAME=VALUE, such as \\set rep.lag=200ms"},
    {"\\set rep.lga=1s", "there is no parameter \"rep.lga\"; the nearest is rep.lag"},
    {"\\set speed=1s", "there is no parameter \"speed\"; \\parameters lists them"},
    {"\\set rep.lag=soon", "rep.lag: \"soon\" is not a length of time"},
    {"\\set rep.lag=61s", "rep.lag=61s is outside what is allowed: 0s to 60s"},
    {"\\set page.rows=1e9", "page.rows: \"1e9\" is not a whole number"},

    {"\\kill", "\\kill needs more: \\kill az b | m2 | copy b1"},
    {"\\kill az", "after az comes a letter, a to d"},
    {"\\kill az m1", "after az comes a letter, a to d, not \"m1\""},
    {"\\kill copy m1", "after copy comes a storage copy, a1 to c2, not \"m1\""},
    {"\\kill x", "there is no place \"x\""},
    {"\\kill az d", "nobody is in AZ d: there is nothing to lose"},
    {"\\kill m4", "there is no m4 in this cluster"},
    {"\\kill @1", "an AZ, a master or a copy can be killed, nothing else"},
    {"\\kill office", "no fault reaches it"},
    {"\\kill m1 m2", "\"m2\" is one word too many after \\kill"},
    {"\\kill az b c", "\"c\" is too much for \\kill"},
    {"\\crash", "\\crash needs more"},
    {"\\crash az", "there is no place \"az\""},
    {"\\crash b1", "\\crash takes a master, such as m2, not \"b1\""},
    {"\\crash m4", "there is no m4 in this cluster"},
    {"\\crash m2 disk", "a crash is of the instance, node or dispatcher, not \"disk\""},
    {"\\crash m2 dispatcher now", "\"now\" is too much for \\crash"},
    {"\\hang", "\\hang needs more: \\hang m2"},
    {"\\hang a", "\\hang takes a master, such as m2, not \"a\""},
    {"\\hang m4", "there is no m4 in this cluster"},
    {"\\hang m1 m2", "\"m2\" is too much for \\hang"},
    {"\\restart", "\\restart needs more: \\restart m2"},
    {"\\restart c1", "\\restart takes a master, such as m2, not \"c1\""},
    {"\\restart m3", "there is no m3 in this cluster"},
    {"\\restore", "\\restore needs more"},
    {"\\restore az", "after az comes a letter, a to d"},
    {"\\restore az b", "not dark"},
    {"\\restore m1", "m1 was not killed: \\restart starts it again"},
    {"\\restore b1", "b1 was not killed by itself"},
    {"\\restore @1", "an AZ, a master or a copy can be restored, nothing else"},
    {"\\cut a", "\\cut needs more: \\cut A B [oneway]"},
    {"\\cut az a", "one more place is needed"},
    {"\\cut m1 m1", "a link has two ends: name two places"},
    {"\\cut m1 m4", "there is no m4 in this cluster"},
    {"\\cut @9 m1", "there is no @9: there are @1 to @2"},
    {"\\cut a b both", "only \"oneway\" may follow, not \"both\""},
    {"\\cut a b oneway now", "only \"oneway\" may follow, not \"now\""},
    {"\\uncut a", "\\uncut needs more: \\uncut A B"},
    {"\\uncut a b", "nothing is cut between AZ a and AZ b"},
    {"\\uncut m1 m3", "there is no m3 in this cluster"},
    {"\\uncut m1 m2 oneway", "\"oneway\" is one word too many"},
    {"\\lag m1 m2", "\\lag needs more: \\lag A B 80ms"},
    {"\\lag m1 m2 soon", "\"soon\" is not a length of time"},
    {"\\lag m1 m2 -5ms", "\"-5ms\" is not a length of time"},
    {"\\lag m1 m2 61s", "a link can be slower by 0 to 60 s"},
    {"\\lag m1 m1 5ms", "a link has two ends: name two places"},
    {"\\lag m1 m4 5ms", "there is no m4 in this cluster"},
    {"\\lag m1 @9 5ms", "there is no @9: there are @1 to @2"},
    {"\\lag m1 c9 5ms", "there is no place \"c9\""},
    {"\\lag az a m2", "after the two places comes a length of time, such as 80ms, and nothing"},
    {"\\lag m1 m2 5ms now", "after the two places comes a length of time"},
    {"\\loss m1 m2", "\\loss needs more: \\loss A B 5%"},
    {"\\loss m1 m2 101%", "a share is 0% to 100%, such as 5% or 2.5%, not \"101%\""},
    {"\\loss m1 m2 -1%", "not \"-1%\""},
    {"\\loss m1 m2 some", "not \"some\""},
    {"\\loss m1 m2 100.5%", "not \"100.5%\""},
    {"\\loss m1 m3 5%", "there is no m3 in this cluster"},
    {"\\loss m1 m2 5% now", "after the two places comes a share of packets, such as 5%"},
    {"\\slow copy b1", "after the copy comes how much longer it takes, such as 200ms"},
    {"\\slow m1 200ms", "\\slow takes a storage copy, a1 to c2, not m1"},
    {"\\slow copy d1 200ms", "after copy comes a storage copy, a1 to c2, not \"d1\""},
    {"\\slow b1 long", "\"long\" is not a length of time"},
    {"\\slow b1 61s", "a request can be late by 0 to 60000 milliseconds"},
    {"\\slow b1 400ms 100ms", "the least delay comes first: 100, then 400 ms"},
    {"\\slow b1 1ms 2ms 3ms", "after the copy comes how much longer it takes"},
    {"\\wipe", "\\wipe needs more: \\wipe copy b1"},
    {"\\wipe copy", "after copy comes a storage copy, a1 to c2"},
    {"\\wipe m1", "\\wipe takes a storage copy, a1 to c2, not m1"},
    {"\\wipe az b", "\\wipe takes a storage copy, a1 to c2, not AZ b"},
    {"\\wipe copy d1", "after copy comes a storage copy, a1 to c2, not \"d1\""},
    {"\\wipe b1 b2", "\"b2\" is one word too many: a disk is lost whole"},
    {"\\heal b", "\"b\" is too much: \\heal stands alone"},

    {"\\client", "\\client needs more: \\client add [az=a] | N connect m2|NAME"},
    {"\\client x", "there is no client \"x\": there are @1 to @2"},
    {"\\client 9 connect m1", "there is no client \"9\": there are @1 to @2"},
    {"\\client 1 dance now",
     "after \\client 1 comes connect m2, driver NAME, set NAME=VALUE, or drain, disable"},
    {"\\client 1 connect", "after \\client 1 comes connect m2"},
    {"\\client 1 connect a",
     "a client connects to a master, such as m2, or by an endpoint, not to"},
    {"\\client 1 connect reader", "a multi-master cluster has no reader endpoint"},
    {"\\client 1 connect nobody", "there is no endpoint \"nobody\": there are m1 and so on"},
    {"\\endpoint", "\\endpoint needs more: \\endpoint add NAME m1,m2 | remove NAME"},
    {"\\endpoint make x", "after \\endpoint comes add NAME m1,m2 or remove NAME, not \"make\""},
    {"\\endpoint add x", "\\endpoint add needs a name and its masters"},
    {"\\endpoint add reader m1", "a multi-master cluster has no reader endpoint"},
    {"\\endpoint add m2 m1", "\"m2\" is no name for an endpoint"},
    {"\\endpoint add 9x m1", "\"9x\" is no name for an endpoint"},
    {"\\endpoint add cluster m1", "there is an endpoint \"cluster\" already"},
    {"\\endpoint add x m1,m4", "there is no m4 in this cluster"},
    {"\\endpoint add x m1,b1", "a master is meant, such as m2, not \"b1\""},
    {"\\endpoint add x m1,", "\"m1,\" is no list of masters: one comma stands between each two"},
    {"\\endpoint add x ,m1", "\",m1\" is no list of masters"},
    {"\\endpoint add x m1,,m2", "\"m1,,m2\" is no list of masters"},
    {"\\endpoint add x ''", "\"\" is no list of masters"},
    {"\\endpoint list", "not \"list\"; \\endpoints lists them"},
    {"\\endpoint remove x", "there is no endpoint \"x\""},
    {"\\endpoint remove cluster", "the cluster endpoint stays as long as its cluster"},
    {"\\endpoint remove x y", "\\endpoint remove takes one name"},
    {"\\endpoints now", "\"now\" is too much: \\endpoints stands alone"},
    {"\\client 1 connect m4", "there is no m4 in this cluster"},
    {"\\client 1 connect m1 m2", "\"m2\" is too much after \\client 1 connect m1"},
    {"\\client 1 driver absent", "there is no drivers \"absent\""},
    {"\\client 1 driver broken", "broken, line 2: "},
    {"\\client 1 driver broken now", "\"now\" is too much after \\client 1 driver broken"},
    {"\\client 1 set retry.max", "write \\client 1 set NAME=VALUE, not \"retry.max\""},
    {"\\client 1 set retry.max=3 speed=1", "a client has no parameter \"speed\"; \\parameters "},
    {"\\client 1 set max=3", "\"max\" could be any of breaker.max, pool.max, retry.max"},
    {"\\client 1 set retry.cap=1s retry.max=0", "retry.max must be a number from 1 to 100"},
    {"\\client 1 drain",
     "after \\client 1 comes connect m2, driver NAME, set NAME=VALUE, or drain"},
    {"\\client 1 drain m4", "there is no m4 in this cluster"},
    {"\\client 1 drain b1", "a master is meant, such as m2, not \"b1\""},
    {"\\client 1 disable m1 m2", "\"m2\" is too much after \\client 1 disable m1"},
    {"\\client 1 enable m1", "m1 is neither drained nor disabled for @1"},
    {"\\client add b", "\"b\" is no option of \\client: it takes az="},
    {"\\client add az=q", "az= takes an AZ, a to d, not \"q\""},
    {"\\connections now", "\"now\" is too much: \\connections stands alone"},
    {"\\driver", "\\driver needs more: \\driver NAME"},
    {"\\driver absent", "there is no drivers \"absent\""},
    {"\\driver broken", "broken, line 2: "},
    {"\\driver endless", "endless, line 1: this call used up its"},
    {"\\driver mute", "mute: there is no function pick(request, endpoints)"},
    {"\\driver binary", "binary: this is no text: byte 4 is zero"},
    {"\\driver round_robin now", "\"now\" is too much for \\driver"},
    {"\\cancel", "@1 waits for nothing"},
    {"\\cancel 9", "there is no client \"9\": there are @1 to @2"},
    {"\\cancel 1 2", "\"2\" is too much for \\cancel"},
    {"\\load", "\\load needs more"},
    {"\\load absent", "there is no loads \"absent\""},
    {"\\load broken", "broken, line 2: "},
    {"\\load course 4",
     "\"4\" is no option of \\load: it takes clients=, workers=, rate=, think=, az= and driver="},
    {"\\load bank accounts=1", "accounts is a number from 2 to 5000, not \"1\""},
    {"\\load bank accounts=8 accounts=9", "accounts= is there twice"},
    {"\\load course workers=9", "workers is a number from 1 to 8, not \"9\""},
    {"\\load course rate=2 think=5ms", "rate= and think= exclude each other"},
    {"\\load course think=1h", "\"1h\" is not a length of time"},
    {"\\load course think=11m", "think is a time up to 600s, not \"11m\""},
    {"\\load check", "no load has run yet: \\load bank starts one"},
    {"\\load check now", "\"now\" is too much: \\load check stands alone"},
    {"\\load course clients=0", "clients is a number from 1 to 64, not \"0\""},
    {"\\load course clients=63", "there can be 64 clients, of which 2 are taken: say clients=62"},
    {"\\load course rate=1001", "rate is a number from 1 to 1000, not \"1001\""},
    {"\\load course az=q", "az= takes an AZ, a to d, not \"q\""},
    {"\\load course driver=absent", "there is no drivers \"absent\""},
    {"\\load course clients=4 driver=broken", "broken, line 2: "},
    {"\\load stop", "no load runs"},
    {"\\load stop now", "\"now\" is too much: \\load stop stands alone"},
    {"\\watch SELECT 1", "after \\watch comes how often, then what to ask: \\watch 1s SELECT"},
    {"\\watch 50ms SELECT 1", "a client asks every 100ms to 60s, not every \"50ms\""},
    {"\\watch 61s SELECT 1", "a client asks every 100ms to 60s, not every \"61s\""},
    {"\\watch 1s", "after how often comes what to ask: \\watch 1s SELECT count(*) FROM t"},
    {"\\watch 1s SELEC 1", "ERROR 1064 (42000): You have an error in your SQL syntax"},
    {"\\watch 1s LOCK TABLES t WRITE", "ERROR 1235 (42000): LOCK TABLES would lock"},
    {"\\watch 1s UPDATE t SET n = 1", "\\watch takes what only reads, a SELECT or SHOW"},
    {"\\watch 1s WITH a AS (SELECT 1) DELETE FROM t", "\\watch takes what only reads"},
    {"\\watch 1s CREATE TABLE u (n INT)", "\\watch takes what only reads"},
    {"\\watch 1s BEGIN", "\\watch takes what only reads"},
    {"\\watch 1s SELECT n FROM t FOR UPDATE", "\\watch locks no rows: leave out FOR UPDATE"},
    {"\\watch 1s SELECT 'open", "the quote at column 17 is not closed"},
    {"@9 \\watch 1s SELECT 1", "there is no client \"9\": there are @1 to @2"},
    {"\\watch off", "@1 watches nothing: \\watch 1s SELECT count(*) FROM t begins"},
    {"\\watch off now", "\"now\" is too much: \\watch off stands alone"},
    {"\\chaos watches", "watches: line 1: \\watch: a game day breaks things: give \\watch before"},
    {"\\chaos", "\\chaos needs more: \\chaos NAME | stop"},
    {"\\chaos stop", "no game day is played"},
    {"\\chaos stop now", "\"now\" is too much for \\chaos"},
    {"\\chaos absent", "there is no chaos \"absent\""},
    {"\\chaos never", "never: line 1: it would never end"},
    {"\\chaos typo", "typo: line 2: there is no command \\klil"},
    {"\\chaos short", "short: line 1: \\kill needs more: \\kill az b | m2 | copy b1"},
    {"\\chaos looks", "looks: line 1: \\status only looks: a game day changes something"},
    {"\\chaos loads", "loads: line 1: \\load: a game day breaks things: give \\load before it"},
    {"\\chaos creates", "creates: line 1: \\create: a game day is played in a world"},
    {"\\chaos nested", "nested: line 1: \\chaos: a game day plays no other"},
    {"\\chaos adds", "adds: line 1: \\client: a game day may set and connect a client"},
    {"\\chaos unmet", "unmet: line 1: \"sunrise\" is no event: try conflict, unknown or"},
    {"\\lesson", "\\lesson needs more: \\lesson SLUG [seed=N lang=de]"},
    {"\\lesson nope", "there is no lessons \"nope\""},
    {"\\lesson same-page sed=1", "\"sed=1\" is no option of \\lesson: it takes seed=NUMBER"},
    {"\\lesson wrong", "wrong.md:1:1: a lesson begins with ---"},
    {"\\demo", "\\demo wants the name of a demo, or of a lesson"},
    {"\\demo nope", "there is no demos \"nope\""},
    {"\\goals", "no lesson is on: \\lesson NAME begins one"},
    {"\\answer 1", "no lesson is on"},
    {"\\hint", "no lesson is on"},
    {"\\next", "no lesson is on"},
    {"\\reset", "no lesson is on"},
    {"\\solution", "no lesson is on"},
    {"\\note before lost=x", "no lesson is on"},
    {"\\chaos teaches", "teaches: line 1: \\lesson: a game day teaches nothing"},
    {"\\mark", "\\mark needs more: \\mark TEXT"},
    {"\\mark \"\"", "a mark needs a text"},

    {"@9 SELECT 1;", "there is no client \"9\": there are @1 to @2"},
    {"SELEC 1;", "ERROR 1064 (42000): You have an error in your SQL syntax near 'SELEC 1;'"},
    {"LOCK TABLES t WRITE;", "ERROR 1235 (42000): LOCK TABLES would lock one master only"},
};

/* --- files as bad as they come -------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *text;
    size_t size; /* 0: as long as the text */
} files[] = {
    {"open", "CREATE TABLE a (id INT);\n\nCREATE TABLE b (id INT\n", 0},
    {"wrong", "CREATE TABLE a (id INT);\nCREAT TABLE b (id INT);\n", 0},
    {"faults", "\\kill az b\n", 0},
    {"broken", "local x = 1\nfunction pick( return 'm1' end\n", 0},
    {"endless", "while true do pcall(function() while true do end end) end\n", 0},
    {"mute", "x = 1\n", 0},
    {"binary", "x =\0", 4},
    {"loops", "function pick()\n while true do pcall(error) end\nend\n", 0},
    {"grows", "function pick()\n return string.rep('x', 1e9)\nend\n", 0},
    {"recurs", "function pick()\n return 1 + pick()\nend\n", 0},
    {"lies", "function pick()\n return 'm9'\nend\n", 0},
    {"shouts", "function pick()\n error('\\27[31mred')\nend\n", 0},
    {"gives up", "function pick() return 'm2' end\nfunction on_error()\n return 'sing'\nend\n", 0},
    {"never", "every 5s \\heal\n", 0},
    {"typo", "at 1s \\heal\nat 2s \\klil m1\n", 0},
    {"short", "at 1s \\kill\n", 0},
    {"looks", "at 1s \\status\n", 0},
    {"loads", "at 1s \\load bank\n", 0},
    {"watches", "at 1s \\watch 1s SELECT 1\n", 0},
    {"creates", "at 1s \\create masters=2\n", 0},
    {"teaches", "at 1s \\lesson same-page\n", 0},
    {"nested", "at 1s \\chaos nested\n", 0},
    {"adds", "at 1s \\client add\n", 0},
    {"unmet", "stop when sunrise\nat 1s \\heal\n", 0},
    {"bad setup",
     "load = {setup = {'CREATE TABLE a.b (id INT PRIMARY KEY)'}}\n"
     "function next() return 'SELECT 1' end\n",
     0},
    {"bad sql", "load = {rate = 10}\nfunction next() return 'UPDATE absent SET n = 1' end\n", 0},
    {"bad load", "load = {}\nfunction next()\n return 7\nend\n", 0},
};

static enum rc read_file(void *user, const char *kind, const char *name, struct buf *out,
                         struct err *err)
{
    for (int i = 0; i < COUNT_OF(files); i++) {
        if (strcmp(files[i].name, name) == 0) {
            size_t size = files[i].size > 0 ? files[i].size : strlen(files[i].text);
            return buf_add_bytes(out, files[i].text, size, err);
        }
    }
    for (int i = 0; strcmp(name, "long") == 0 && i < 65; i++) {
        buf_addf(out, "CREATE TABLE t%d (id INT);\n", i);
    }
    struct lab_files data = lab_fixture_files();
    (void)user;
    return out->size > 0 ? RC_OK : data.read(data.user, kind, name, out, err);
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    if (user != NULL && reply->client == 0) {
        buf_addf(user, "%s", reply->text);
    }
}

/* `said`: what is said to nobody in particular; may be NULL. */
static struct lab *new_lab(struct buf *said)
{
    struct lab *lab = NULL;
    struct err err = {0};
    struct lab_config config = {.seed = 1,
                                .masters = 2,
                                .check = true,
                                .guest = &play_guest,
                                .files = {.read = read_file},
                                .sink = {.on_reply = on_reply, .user = said}};
    if (lab_new(&lab, &config, &err) != RC_OK) {
        fail_msg("no lab: %s", err.text);
    }
    lab_advance(lab, 50 * US_PER_MS);
    return lab;
}

/* --- the tests ------------------------------------------------------------------------------ */

static void expect_refusal(struct lab *lab, const struct refusal *refusal, const struct buf *before)
{
    struct buf reply;
    struct buf after;
    struct err err = {0};
    buf_init(&reply, BUF_CAP_TEXT);
    buf_init(&after, BUF_CAP_STATE);
    enum rc rc = lab_apply(lab, refusal->line, 1, &reply, &err);
    if (rc == RC_OK || strstr(err.text, refusal->says) == NULL) {
        fail_msg("%s\nwanted: %s\nsaid:   %s", refusal->line, refusal->says,
                 rc == RC_OK ? reply.data : err.text);
    }
    if (reply.size > 0) {
        fail_msg("%s is refused, and yet it says: %s", refusal->line, reply.data);
    }
    lab_save(lab, &after);
    if (after.size != before->size || memcmp(after.data, before->data, after.size) != 0) {
        fail_msg("%s is refused, and yet the world has changed", refusal->line);
    }
    buf_release(&reply);
    buf_release(&after);
}

static void refusals__each__one_sentence_and_the_world_as_it_was(void **state)
{
    (void)state;
    struct lab *lab = new_lab(NULL);
    struct buf before;
    buf_init(&before, BUF_CAP_STATE);
    lab_save(lab, &before);
    for (int i = 0; i < COUNT_OF(refusals); i++) {
        expect_refusal(lab, &refusals[i], &before);
    }
    buf_release(&before);
    lab_free(lab);
}

static void refusals__every_command__is_among_them(void **state)
{
    (void)state;
    for (const struct cmd *cmd = lab_commands(); cmd->name != NULL; cmd++) {
        size_t size = strlen(cmd->name);
        bool is_there = false;
        for (int i = 0; i < COUNT_OF(refusals); i++) {
            const char *line = refusals[i].line;
            bool is_its = line[0] == '\\' && strncmp(line + 1, cmd->name, size) == 0;
            is_there = is_there || (is_its && (line[1 + size] == ' ' || line[1 + size] == '\0'));
        }
        if (!is_there) {
            fail_msg("\\%s is never typed wrong here", cmd->name);
        }
    }
}

/* It goes on deciding badly, many times; why is said once. */
static void driver__that_fails_in_charge__is_told_with_its_reason(void **state)
{
    (void)state;
    static const struct {
        const char *driver;
        const char *says;
    } rows[] = {
        {"loops", "loops, line 2: this call used up its 200000 steps: is there a loop that does "
                  "not end? (driver of @3; the safe rule decides instead)\n"},
        {"grows", "grows, line 2: string.rep: the result is longer than 16384 bytes (driver of @3; "
                  "the safe rule decides instead)\n"},
        {"recurs", "recurs, line 2: it needs more than 512 KB of memory (driver of @3; the safe "
                   "rule decides instead)\n"},
        {"lies", "lies, line 2: pick() answered \"m9\": there is no such endpoint (driver of @3; "
                 "the safe rule decides instead)\n"},
        {"shouts", "shouts, line 2: \xef\xbf\xbd[31mred (driver of @3; the safe rule decides "
                   "instead)\n"},
        {"\"gives up\"", "gives up, line 3: on_error() answered \"sing\": it must be \"retry\" or "
                         "\"report\" (driver of @3; the safe rule decides instead)\n"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct buf said;
        struct buf reply;
        char line[80];
        buf_init(&said, BUF_CAP_TEXT);
        buf_init(&reply, BUF_CAP_TEXT);
        struct lab *lab = new_lab(&said);
        (void)snprintf(line, sizeof(line), "\\load course driver=%s", rows[i].driver);
        assert_int_equal(lab_apply(lab, line, 1, &reply, NULL), RC_OK);
        lab_advance(lab, 2 * US_PER_S);
        assert_int_equal(lab_apply(lab, "\\kill m2", 1, &reply, NULL), RC_OK);
        lab_advance(lab, 6 * US_PER_S);
        assert_string_equal(said.data, rows[i].says);
        buf_release(&said);
        buf_release(&reply);
        lab_free(lab);
    }
}

static void load__that_answers_nonsense__ends_with_its_reason(void **state)
{
    (void)state;
    struct buf said;
    buf_init(&said, BUF_CAP_TEXT);
    struct lab *lab = new_lab(&said);
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    assert_int_equal(lab_apply(lab, "\\load \"bad load\"", 1, &reply, NULL), RC_OK);
    lab_advance(lab, 2 * US_PER_S);
    assert_string_equal(said.data,
                        "bad load, line 3: next() answered a number where a statement belongs\n");
    assert_int_equal(lab_apply(lab, "\\load stop", 1, &reply, NULL), RC_STATE);
    buf_release(&said);
    buf_release(&reply);
    lab_free(lab);
}

static void load__whose_sql_fails__is_told_once_and_goes_on(void **state)
{
    (void)state;
    struct buf said;
    buf_init(&said, BUF_CAP_TEXT);
    struct lab *lab = new_lab(&said);
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    assert_int_equal(lab_apply(lab, "\\load \"bad sql\"", 1, &reply, NULL), RC_OK);
    lab_advance(lab, 2 * US_PER_S);
    assert_string_equal(said.data,
                        "bad sql: \"UPDATE absent SET n = 1\" fails: ERROR 1146 (42S02): "
                        "Table 'lab.absent' doesn't exist\n");
    assert_int_equal(lab_apply(lab, "\\load stop", 1, &reply, NULL), RC_OK);
    buf_release(&said);
    buf_release(&reply);
    lab_free(lab);
}

static void load__whose_setup_fails__ends(void **state)
{
    (void)state;
    struct buf said;
    buf_init(&said, BUF_CAP_TEXT);
    struct lab *lab = new_lab(&said);
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    assert_int_equal(lab_apply(lab, "\\load \"bad setup\"", 1, &reply, NULL), RC_OK);
    lab_advance(lab, 2 * US_PER_S);
    assert_non_null(strstr(said.data, "bad setup: \"CREATE TABLE a.b (id INT PRIMARY KEY)\" fails: "
                                      "ERROR 1049 (42000): Unknown database 'a'\n"
                                      "The load ends: without its tables it can do nothing.\n"));
    assert_int_equal(lab_apply(lab, "\\load stop", 1, &reply, NULL), RC_STATE);
    buf_release(&said);
    buf_release(&reply);
    lab_free(lab);
}

/* What could not be begun again and again leaves the numbers of the next one alone. */
static void load__refused_then_begun__is_as_if_never_refused(void **state)
{
    (void)state;
    struct lab *twice = new_lab(NULL);
    struct lab *once = new_lab(NULL);
    struct err err = {0};
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    for (int i = 0; i < 70; i++) {
        assert_int_not_equal(lab_apply(twice, "\\load course clients=63", 1, &reply, &err), RC_OK);
        assert_int_not_equal(lab_apply(twice, "\\driver broken", 1, &reply, &err), RC_OK);
    }
    assert_int_equal(lab_apply(twice, "\\load course clients=3", 1, &reply, &err), RC_OK);
    assert_int_equal(lab_apply(once, "\\load course clients=3", 1, &reply, &err), RC_OK);
    lab_advance(twice, 3 * US_PER_S);
    lab_advance(once, 3 * US_PER_S);
    assert_true(lab_digest(twice) == lab_digest(once));
    buf_release(&reply);
    lab_free(twice);
    lab_free(once);
}

/* At the limit of drivers a new cluster cannot be had: then the old one stays. */
static void create__without_drivers_left__keeps_the_cluster(void **state)
{
    (void)state;
    struct lab *lab = new_lab(NULL);
    struct err err = {0};
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    enum rc rc = RC_OK;
    for (int i = 0; i < 600 && rc == RC_OK; i++) {
        rc = lab_apply(lab, "\\driver round_robin", 1, &reply, &err);
    }
    assert_int_equal(rc, RC_FULL);
    assert_int_equal(lab_apply(lab, "\\create masters=3", 1, &reply, &err), RC_FULL);
    assert_non_null(strstr(err.text, "leave it and start anew"));
    struct clients_view view;
    clients_look(lab_clients(lab), &view);
    assert_int_equal(view.count, 2);
    assert_int_equal(lab_apply(lab, "SELECT 1;", 1, &reply, &err), RC_OK);
    buf_release(&reply);
    lab_free(lab);
}

/* The programs of a load do not outlive their world: those after it are a person's. */
static void create__after_a_load__the_next_one_has_programs_of_its_own(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 1);
    lab_fixture_expect(&fixture, "\\load course", "from @3 on");
    lab_fixture_expect(&fixture, "\\create masters=4", "@1 to @4 are yours");
    lab_fixture_expect(&fixture, "\\load course", "from @5 on");
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals__each__one_sentence_and_the_world_as_it_was),
        cmocka_unit_test(refusals__every_command__is_among_them),
        cmocka_unit_test(driver__that_fails_in_charge__is_told_with_its_reason),
        cmocka_unit_test(load__whose_sql_fails__is_told_once_and_goes_on),
        cmocka_unit_test(load__whose_setup_fails__ends),
        cmocka_unit_test(load__that_answers_nonsense__ends_with_its_reason),
        cmocka_unit_test(load__refused_then_begun__is_as_if_never_refused),
        cmocka_unit_test(create__without_drivers_left__keeps_the_cluster),
        cmocka_unit_test(create__after_a_load__the_next_one_has_programs_of_its_own),
    };
    return cmocka_run_group_tests_name("lab/refusals", tests, NULL, NULL);
}
