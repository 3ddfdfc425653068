/* SPDX-License-Identifier: MIT */
/*
 * event_table: the one table of the narrative: for each kind its sentence, what
 * it means and its fields. Sentences are product text, and read as such:
 *
 *   m2     @2 committed, durable on 4 copies after 2.6 ms
 *   AZ b   goes dark: m2, b1 and b2 answer nobody
 *
 * An emitter fills what the fields of its row name, and nothing else.
 */
#include "cluster/event.h"

#include <assert.h>
#include <stddef.h>

/* clang-format off */
/* One field: its name in JSON and checks, how it is written, where it lies in the record. */
#define FIELD(name, kind, member) {name, FIELD_##kind, offsetof(struct event, member)}

#define THE_AZ FIELD("az", PLACE, place)
#define THE_MASTER FIELD("master", PLACE, place)
#define THE_COPY FIELD("copy", PLACE, place)
#define AT_MASTER FIELD("master", PLACE, other)
#define CLIENT FIELD("client", CLIENT, client)
#define TXN FIELD("txn", TXN, txn)
#define PAGE FIELD("page", PAGE, page)
#define TABLE FIELD("table", TABLE, page)
#define ROW FIELD("row", NUMBER, row)
#define LENGTH FIELD("length_us", TIME, length)
#define COPIES FIELD("copies", COPIES, copies)
#define ERROR FIELD("code", ERROR, code)
#define REASON(name) FIELD(name, REASON, code)
#define COUNT(name) FIELD(name, NUMBER, count)

static const struct event_row rows[] = {
    /* commands and faults */
    [EVENT_COMMAND] = {
        .name = "command", .subject = "command",
        .say = {"{text}"},
        .meaning = "a person, a script or a lesson gave a command",
        .fields = {CLIENT, FIELD("line", TEXT, text)}},
    [EVENT_AZ_DOWN] = {.name = "az_down", .is_fault = true, .fields = {THE_AZ, AT_MASTER, COPIES},
        .say = {"goes dark[: {residents} nobody]"},
        .meaning = "an AZ is lost, with its master and its copies: silence, nothing is reset"},
    [EVENT_AZ_UP] = {.name = "az_up", .fields = {THE_AZ, AT_MASTER, COPIES},
        .say = {"is back[: {copies and} answer again][, {master} recovers first]"},
        .meaning = "a lost AZ is there again"},
    [EVENT_MASTER_KILLED] = {.name = "master_killed", .is_fault = true, .fields = {THE_MASTER},
        .say = {"goes silent: it answers nobody and resets nothing"},
        .meaning = "a master is lost in silence; only a time-out tells"},
    [EVENT_MASTER_CRASHED] = {
        .name = "master_crashed", .is_fault = true,
        .say = {"crashes[: {count connection} reset][; starts again in {length}]",
                "crashes and loses its store[; starts again in {length}]",
                "loses its dispatcher: its writes hang[ for {length}]"},
        .meaning = "a master's process ended, or only what carries its writes to storage",
        .reasons = {"instance", "node", "dispatcher"},
        .fields = {THE_MASTER, REASON("how"), COUNT("connections"), LENGTH}},
    [EVENT_DISPATCHER_UP] = {.name = "dispatcher_up", .fields = {THE_MASTER},
        .say = {"its dispatcher is back: its writes reach storage again"},
        .meaning = "what carries a master's writes to storage works again"},
    [EVENT_MASTER_HUNG] = {.name = "master_hung", .is_fault = true, .fields = {THE_MASTER},
        .say = {"is HUNG: connections stay open, nothing is answered"},
        .meaning = "a master is alive, connected and mute"},
    [EVENT_MASTER_RESTARTED] = {.name = "master_restarted", .fields = {THE_MASTER},
        .say = {"starts again: its sessions and open transactions are gone"},
        .meaning = "a master's process is new; recovery comes next"},
    [EVENT_MASTER_RECOVERING] = {
        .name = "master_recovering",
        .say = {"recovers[: {text}][, {count} of 6 copies answer]"},
        .meaning = "a step of a master's recovery",
        .fields = {THE_MASTER, COUNT("answers"), FIELD("step", TEXT, text)}},
    [EVENT_MASTER_ONLINE] = {.name = "master_online", .fields = {THE_MASTER, LENGTH},
        .say = {"is Online[, caught up in {length}]: it takes writes"},
        .meaning = "a master has caught up and serves again"},
    [EVENT_MASTER_ADDED] = {
        .name = "master_added",
        .say = {"joins in {other}: it takes a full copy, then it is Online"},
        .meaning = "a master was added",
        .fields = {THE_MASTER, FIELD("az", PLACE, other)}},
    [EVENT_MASTER_REMOVED] = {.name = "master_removed", .fields = {THE_MASTER},
        .say = {"leaves the cluster: its connections end"},
        .meaning = "a master was removed"},
    [EVENT_COPY_DOWN] = {.name = "copy_down", .is_fault = true, .fields = {THE_COPY, COUNT("up")},
        .say = {"answers nobody: {count} of 6 copies are up"},
        .meaning = "a storage copy is lost"},
    [EVENT_COPY_UP] = {.name = "copy_up", .fields = {THE_COPY, COUNT("up")},
        .say = {"answers again: {count} of 6 copies are up"},
        .meaning = "a storage copy is there again"},
    [EVENT_COPY_WIPED] = {
        .name = "copy_wiped", .is_fault = true, .fields = {THE_COPY, COUNT("whole")},
        .say = {"LOSES its disk, and is EMPTY: {count} of 6 copies are whole"},
        .meaning = "a storage copy is empty, and answers nobody until three others filled it up"},
    [EVENT_COPY_LACKS] = {.name = "copy_lacks", .fields = {THE_COPY, COUNT("answers"), COPIES},
        .say = {"is EMPTY still: {count} of the 3 copies that it needs answer it"},
        .meaning = "too few whole copies answer one that lost its disk; it goes on asking"},
    [EVENT_COPY_WHOLE] = {
        .name = "copy_whole",
        .say = {"is whole again[: it has what {copies and} have]"},
        .meaning = "a copy that lost its disk has what the others have, and answers again",
        .fields = {THE_COPY, LENGTH, COUNT("answers"), COPIES}},
    [EVENT_LINK_CUT] = {
        .name = "cut", .is_fault = true,
        .say = {"its link to {other} is CUT[; storage still carries every commit{if_peers}]",
                "cannot reach {other}: the link is CUT one way"},
        .meaning = "no packet passes between two places",
        .reasons = {"no", "yes"},
        .fields = {FIELD("a", PLACE, place), FIELD("b", PLACE, other), REASON("one_way")}},
    [EVENT_LINK_WHOLE] = {
        .name = "uncut",
        .say = {"its link to {other} is whole again"},
        .meaning = "a cut is undone",
        .fields = {FIELD("a", PLACE, place), FIELD("b", PLACE, other)}},
    [EVENT_LINK_SLOW] = {
        .name = "slow", .is_fault = true,
        .say = {"its link to {other} is SLOW: {length} more, each way",
                "its link to {other} is as fast as before"},
        .meaning = "packets between two places take longer than usual, or no longer so",
        .reasons = {"no", "yes"},
        .fields = {FIELD("a", PLACE, place), FIELD("b", PLACE, other), REASON("over"), LENGTH}},
    [EVENT_LINK_LOSSY] = {
        .name = "loss", .is_fault = true,
        .say = {"its link to {other} LOSES {text} of all packets",
                "its link to {other} loses no packets any more"},
        .meaning = "some packets between two places are lost, or no longer so",
        .reasons = {"no", "yes"},
        .fields = {FIELD("a", PLACE, place), FIELD("b", PLACE, other), REASON("over"),
                   COUNT("permille")}},
    [EVENT_DISK_SLOW] = {
        .name = "disk_congestion", .subject = "storage", .is_fault = true,
        .say = {"{disks} SLOW: {text} more at {count}%[, for {length}]"},
        .meaning = "requests to one copy or to all take longer than usual",
        .fields = {COPIES, COUNT("percent"), FIELD("range", TEXT, text), LENGTH}},
    [EVENT_DISK_FAILS] = {
        .name = "disk_failure", .subject = "storage", .is_fault = true,
        .say = {"{disks} FAILING {count}% of requests[, for {length}]"},
        .meaning = "one copy or all lose a share of what they are asked",
        .fields = {COPIES, COUNT("percent"), LENGTH}},
    [EVENT_DISK_WELL] = {
        .name = "disk_well", .subject = "storage",
        .say = {"{disks} as fast as before", "{disks} well again: requests are lost no more"},
        .meaning = "a simulated disk congestion or failure is over",
        .reasons = {"congestion", "failure"},
        .fields = {COPIES, REASON("what")}},
    [EVENT_READ_ONLY] = {
        .name = "read_only",
        .say = {"takes writes again, as {client} asked",
                "takes no more writes, as {client} asked: they get error 1290"},
        .meaning = "CALL mysql.rds_set_read_only(1) makes a master a helper that is read from",
        .reasons = {"off", "on"},
        .fields = {THE_MASTER, CLIENT, REASON("read_only")}},
    [EVENT_HEALED] = {
        .name = "healed", .subject = "cluster",
        .say = {"is healed: every fault is undone; lost masters recover"},
        .meaning = "every fault was undone at once",
        .fields = {{0}}},
    /* a transaction at its master */
    [EVENT_BEGUN] = {.name = "begin", .fields = {THE_MASTER, CLIENT, TXN},
        .say = {"{client} begins a transaction"},
        .meaning = "a transaction was opened"},
    [EVENT_STATEMENT] = {
        .name = "statement",
        .say = {"runs for {client}: {text}[ ({count row})]"},
        .meaning = "a statement ran; nothing of it is visible to others yet",
        .fields = {THE_MASTER, CLIENT, TXN, COUNT("rows"), FIELD("sql", TEXT, text)}},
    [EVENT_LOCK_WAITS] = {
        .name = "lock_wait",
        .say = {"{client} waits for {row}[: {holder} holds its lock]"},
        .meaning = "a statement waits for a row that a transaction of the same master has locked",
        .fields = {THE_MASTER, CLIENT, TXN, TABLE, ROW, FIELD("holder", CLIENT_CODE, code)}},
    [EVENT_LOCK_GIVEN] = {.name = "lock", .fields = {THE_MASTER, CLIENT, TXN, TABLE, ROW, LENGTH},
        .say = {"{client} gets the lock on {row}[ after {length}]"},
        .meaning = "a statement that waited for a row goes on"},
    [EVENT_PROPOSED] = {
        .name = "propose",
        .say = {"asks the six copies for page {page}, for {client}"},
        .meaning = "a master asks every copy to promise it the next version of a page",
        .fields = {THE_MASTER, CLIENT, TXN, PAGE, FIELD("lsn", NUMBER, code)}},
    [EVENT_ACCEPTED] = {
        .name = "accepted",
        .say = {"page {page} is accepted by {count} of 6[: {copies}]"},
        .meaning = "four copies promised: the page is this master's until its next version",
        .fields = {THE_MASTER, CLIENT, TXN, PAGE, FIELD("lsn", NUMBER, code), COUNT("votes"),
                   COPIES, LENGTH}},
    [EVENT_TIED] = {
        .name = "tie",
        .say = {"has {count} of 6 votes for page {page}, {other} has others: a tie"},
        .meaning = "copies are promised to two masters and neither has four",
        .fields = {THE_MASTER, FIELD("against", PLACE, other), CLIENT, TXN, PAGE,
                   COUNT("votes")}},
    [EVENT_VERDICT] = {
        .name = "verdict", .subject = "tie",
        .say = {"{place}: {other} lets go of page {page}, another asked there first",
                "{place}: {other} keeps page {page} if it gets four votes"},
        .meaning = "the resolver's word in a tie; it holds nothing itself",
        .reasons = {"yield", "stay"},
        .fields = {FIELD("resolver", PLACE, place), AT_MASTER, TXN, PAGE, REASON("verdict")}},
    [EVENT_CONFLICT] = {
        .name = "conflict",
        .say = {"{client} loses page {page}[, {row_number}]: {other} was first[, at row {count}]",
                "{client} loses {row} to an uncommitted change of {other}",
                "{client} loses the tie for page {page} to {other}",
                "{client} is the victim of a deadlock at {row}"},
        .meaning = "a transaction lost to another: error 1213, all of it is rolled back",
        .reasons = {"physical", "logical", "tie", "local"},
        .fields = {THE_MASTER, FIELD("winner", PLACE, other), CLIENT, TXN,
                   FIELD("winner_txn", TXN, other_txn), PAGE, ROW, COUNT("winner_row"),
                   REASON("class")}},
    [EVENT_QUORUM_WAITS] = {
        .name = "quorum_wait",
        .say = {"waits for quorum, for {client}: {count} copies answer, a write needs 4"},
        .meaning = "fewer than four copies have answered in time",
        .fields = {THE_MASTER, CLIENT, TXN, COUNT("answers"), COPIES}},
    [EVENT_SNAPSHOT] = {.name = "snapshot", .fields = {THE_MASTER, CLIENT, TXN},
        .say = {"{client} reads these rows until its transaction ends"},
        .meaning = "the first SELECT of a REPEATABLE READ transaction: later commits do not show"},
    [EVENT_READ_ASKS] = {.name = "read_asks", .fields = {THE_MASTER, CLIENT},
        .say = {"asks the six copies how far all logs go, for {client}"},
        .meaning = "at REGIONAL_RAW: a moment of the whole cluster is fixed, of three answers"},
    [EVENT_READ_WAITS] = {
        .name = "read_wait",
        .say = {"{client} waits for {count commit} of {other}, older than its request",
                "{client} waits for {count commit} of {other}: it has seen them elsewhere"},
        .meaning = "a request must see commits that its master has not applied yet",
        .reasons = {"point", "token"},
        .fields = {THE_MASTER, FIELD("author", PLACE, other), CLIENT, COUNT("commits"),
                   REASON("of")}},
    [EVENT_READ_READY] = {
        .name = "read_ready",
        .say = {"has all that was committed before {client} asked[, after {length}]",
                "has all that {client} has seen elsewhere[, after {length}]"},
        .meaning = "a request that had to wait goes on: its master has caught up",
        .reasons = {"point", "token"},
        .fields = {THE_MASTER, CLIENT, LENGTH, REASON("of")}},
    [EVENT_READ_FAILED] = {
        .name = "read_failed",
        .say = {"has no read point for {client}: {count} of 6 copies answer, it takes 3",
                "has no read point for {client}: commits of {other} do not come",
                "lacks what {client} has seen: commits of {other} do not come"},
        .meaning = "a master could not catch up in time: an error, never an old answer",
        .reasons = {"copies", "commits", "token"},
        .fields = {THE_MASTER, FIELD("author", PLACE, other), CLIENT, COUNT("answers"), LENGTH,
                   REASON("why")}},
    [EVENT_COMMITTED] = {
        .name = "commit",
        .say = {"{client} committed, durable on {count copy/copies}[ after {length}]"},
        .meaning = "four copies hold the commit: it cannot be lost, and the client is told OK",
        .fields = {THE_MASTER, CLIENT, TXN, COUNT("durable"), COPIES, LENGTH,
                   FIELD("number", NUMBER, code)}},
    [EVENT_ROLLED_BACK] = {
        .name = "rollback",
        .say = {"rolls back the transaction of {client}, as it asked",
                "rolls back the transaction of {client}: another won",
                "rolls back the transaction of {client}: it lost its connection",
                "rolls back the transaction of {client}: no quorum in time",
                "rolls back the transaction of {client}: lock wait time-out",
                "rolls back the transaction of {client}: DDL on its table",
                "rolls back the transaction of {client}: it is fenced",
                "rolls back the transaction of {client}: its statement failed",
                "rolls back the transaction of {client}: it is read only now"},
        .meaning = "nothing of a transaction remains",
        .reasons = {"asked", "conflict", "connection", "no_quorum", "lock_wait", "ddl", "fenced",
                    "failed", "read_only"},
        .fields = {THE_MASTER, CLIENT, TXN, REASON("why")}},
    [EVENT_ANSWERED_ERROR] = {
        .name = "error",
        .say = {"{client} gets {error why}"},
        .meaning = "a statement was answered with an error",
        .fields = {THE_MASTER, CLIENT, TXN, ERROR, FIELD("words", TEXT, text)}},
    [EVENT_FORWARDED] = {
        .name = "ddl_forward",
        .say = {"passes {text} of {client} to {other}, which runs DDL"},
        .meaning = "a definition (DDL) goes to the one master that runs them",
        .fields = {THE_MASTER, FIELD("to", PLACE, other), CLIENT, FIELD("definition", TEXT, text)}},
    [EVENT_CLOSED] = {
        .name = "ddl_lock",
        .say = {"{table} is read only on every master, for {text}"},
        .meaning = "writes to a table are refused everywhere until every master has its definition",
        .fields = {THE_MASTER, CLIENT, TXN, TABLE, FIELD("definition", TEXT, text)}},
    [EVENT_DDL_FAILED] = {
        .name = "ddl_failed",
        .say = {"gives up {text} of {client}: {other} does not answer",
                "gives up {text} of {client}: another DDL runs",
                "commits {text} of {client}; {other} does not confirm it",
                "cannot tell {client} what became of {text}: {other} ended"},
        .meaning = "a definition (DDL) was not run, or its client cannot be told that all have it",
        .reasons = {"unanswered", "busy", "unsure", "lost"},
        .fields = {THE_MASTER, FIELD("by", PLACE, other), CLIENT, TXN,
                   FIELD("definition", TEXT, text), REASON("why")}},
    [EVENT_DEFINED] = {
        .name = "ddl",
        .say = {"{client} ran {text} on every master[, in {length}]",
                "{client} ran {text} on every UP master[, in {length}]"},
        .meaning = "a definition (DDL) is done: every Online master has it, and the client is told",
        .reasons = {"every", "up"},
        .fields = {THE_MASTER, CLIENT, TXN, FIELD("definition", TEXT, text), LENGTH,
                   REASON("where")}},
    /* replication and recovery */
    [EVENT_APPLIED] = {
        .name = "apply",
        .say = {"shows the {what} that {other} committed {length} ago"},
        .meaning = "a peer has applied a commit: whoever reads there sees it from now on",
        .fields = {THE_MASTER, FIELD("author", PLACE, other), CLIENT, TXN, COUNT("rows"), LENGTH,
                   FIELD("number", NUMBER, code), FIELD("definition", TEXT, text)}},
    [EVENT_PULLED] = {
        .name = "pull",
        .say = {"reads {count commit} of {other} from the copies"},
        .meaning = "a peer repairs a gap from storage",
        .fields = {THE_MASTER, FIELD("author", PLACE, other), COUNT("commits")}},
    [EVENT_FENCED] = {.name = "fenced", .fields = {THE_MASTER, FIELD("by", PLACE, other)},
        .say = {"is fenced[: {master} recovered it meanwhile]; its connections end"},
        .meaning = "the copies refuse a master's former life: another life of it was recovered"},
    [EVENT_RECOVERED] = {
        .name = "recovered",
        .say = {"its log is settled[ by {master}][: it ends with commit {count}]"},
        .meaning = "what a master that was lost had committed is decided for ever",
        .fields = {THE_MASTER, FIELD("by", PLACE, other), COUNT("last"),
                   FIELD("epoch", NUMBER, code)}},
    [EVENT_ADOPTED] = {
        .name = "adopted",
        .say = {"the commit of {client} is kept: {count copy has/copies have} it"},
        .meaning = "recovery keeps a commit whose client never heard OK",
        .fields = {THE_MASTER, CLIENT, TXN, COUNT("holders"), FIELD("number", NUMBER, code)}},
    [EVENT_VOIDED] = {
        .name = "voided",
        .say = {"the commit of {client} is void: no copy that was asked has it"},
        .meaning = "recovery finds that a commit never happened",
        .fields = {THE_MASTER, CLIENT, TXN, FIELD("number", NUMBER, code)}},
    [EVENT_UNDONE] = {
        .name = "undone",
        .say = {"has undone {count}[ of {code}] pages of transactions that died with it"},
        .meaning = "pages are freed of changes that nobody will commit",
        .fields = {THE_MASTER, COUNT("pages"), FIELD("of", NUMBER, code)}},
    [EVENT_LEFT_BEHIND] = {.name = "left_behind", .fields = {THE_MASTER},
        .say = {"missed more commits than logs keep: its connections end"},
        .meaning = "a master can no longer catch up, and starts over with a full copy"},
    [EVENT_FULL_COPY] = {
        .name = "full_copy",
        .say = {"takes a full copy[ of {count row}]: logs reach not so far back"},
        .meaning = "a master that was away for too long reads all rows instead of commits",
        .fields = {THE_MASTER, FIELD("from", PLACE, other), COUNT("rows"), LENGTH}},
    [EVENT_COPY_REBUILT] = {
        .name = "copy_rebuilt",
        .say = {"was away longer than logs reach: it takes over from {other}"},
        .meaning = "a copy missed more commits than the others keep, and has their state instead",
        .fields = {THE_COPY, FIELD("from", PLACE, other)}},
    /* the client side */
    [EVENT_CLIENT_ADDED] = {.name = "client_added", .fields = {CLIENT, FIELD("az", PLACE, other)},
        .say = {"starts in {other}"},
        .meaning = "a client was added"},
    [EVENT_RESOLVED] = {
        .name = "resolved",
        .say = {"finds {other} under the name {text}[, as it was {length} ago]"},
        .meaning = "an endpoint means this master now, or did when the client learned it",
        .fields = {CLIENT, AT_MASTER, FIELD("endpoint", TEXT, text), LENGTH}},
    [EVENT_CONNECTED] = {.name = "connected", .fields = {CLIENT, AT_MASTER, LENGTH},
        .say = {"connects to {other}"},
        .meaning = "a client has a new connection"},
    [EVENT_CONNECTION_REFUSED] = {.name = "connection_refused", .fields = {CLIENT, AT_MASTER},
        .say = {"is refused by {other}: error 2003, it takes no connections"},
        .meaning = "a master's process is not there, and its machine says so"},
    [EVENT_CONNECTION_LOST] = {.name = "connection_lost", .fields = {CLIENT, AT_MASTER, ERROR},
        .say = {"{loses} its connection to {other}[: {error}]"},
        .meaning = "a connection ended: reset (2006, 2013), or given up in silence (0)"},
    [EVENT_TIMED_OUT] = {.name = "timeout", .fields = {CLIENT, AT_MASTER, LENGTH},
        .say = {"time-out after {length}: {other} does not answer"},
        .meaning = "a client has waited as long as it would"},
    [EVENT_CONNECTION_CLOSED] = {
        .name = "connection_closed", .reasons = {"idle", "old"},
        .say = {"closes a connection to {other}[, unused for {length}]",
                "closes a connection to {other}: it is as old as they get"},
        .meaning = "a pool has more connections than it keeps, or one that is old",
        .fields = {CLIENT, AT_MASTER, LENGTH, REASON("why")}},
    [EVENT_POOL_FULL] = {.name = "pool_full", .fields = {CLIENT, AT_MASTER, COUNT("connections")},
        .say = {"waits in line for a connection to {other}[, of which it has {count}]"},
        .meaning = "a pool has no more connections to give: units of work wait in line"},
    [EVENT_POOL_EXHAUSTED] = {.name = "pool_exhausted", .fields = {CLIENT, AT_MASTER, LENGTH},
        .say = {"gets no connection to {other}[ in {length}]: its pool is exhausted"},
        .meaning = "a unit of work gives up waiting in line; no host is at fault"},
    [EVENT_LEAK] = {.name = "leak", .fields = {CLIENT, AT_MASTER, LENGTH},
        .say = {"has a connection to {other} in use[ for {length}]: does it leak?"},
        .meaning = "one unit of work keeps a connection for very long"},
    [EVENT_CHECK_FAILED] = {.name = "check_failed", .fields = {CLIENT, AT_MASTER, ERROR, LENGTH},
        .say = {"its health check of {other} fails[: {error}][, no answer after {length}]"},
        .meaning = "a health check was answered with an error, or not at all"},
    [EVENT_ENDPOINT_SUSPECT] = {
        .name = "suspect",
        .say = {"{other} is SUSPECT for it[: {count check} missed]",
                "{other} is SUSPECT for it[: {count error} in a row]",
                "{other} is SUSPECT for it[: {count time-out}]",
                "{other} is SUSPECT for it[: it lags by {length}]",
                "{other} is SUSPECT for it[: a check took {length}]"},
        .meaning = "a client begins to doubt an endpoint",
        .reasons = {"checks", "errors", "timeout", "lag", "slow"},
        .fields = {CLIENT, AT_MASTER, COUNT("times"), REASON("why"), LENGTH}},
    [EVENT_ENDPOINT_DOWN] = {
        .name = "endpoint_down",
        .say = {"{other} is DOWN for it[: {count check} missed]",
                "{other} is DOWN for it[: {count error} in a row]",
                "{other} is DOWN for it[: {count time-out}]",
                "{other} is DOWN for it[: {count error} within a short while]",
                "{other} is DOWN for it[: {count} % of its last calls failed]",
                "{other} is DOWN for it: its trial failed[, the next in {length}]"},
        .meaning = "a client no longer uses an endpoint; length_us is the time to its trial",
        .reasons = {"checks", "errors", "timeout", "many_errors", "breaker", "trial"},
        .fields = {CLIENT, AT_MASTER, COUNT("times"), REASON("why"), LENGTH}},
    [EVENT_ENDPOINT_UP] = {
        .name = "endpoint_up",
        .say = {"{other} is UP for it: it answers",
                "{other} is UP for it: it has passed its trial",
                "{other} is UP for it: its slow start is over"},
        .meaning = "a client uses an endpoint again, in full",
        .reasons = {"answers", "passed", "warm"},
        .fields = {CLIENT, AT_MASTER, REASON("why")}},
    [EVENT_ENDPOINT_TRIAL] = {
        .name = "endpoint_trial",
        .say = {"{other} is on TRIAL for it: it answers again",
                "{other} is on TRIAL for it[: it was DOWN for {length}]"},
        .meaning = "a client lets a few calls through, to see whether an endpoint is well",
        .reasons = {"answers", "time"},
        .fields = {CLIENT, AT_MASTER, REASON("why"), LENGTH}},
    [EVENT_ENDPOINT_WARMING] = {
        .name = "endpoint_warming",
        .say = {"{other} is WARMING for it: trial passed[, in full in {length}]",
                "{other} is WARMING for it: it answers[, in full in {length}]"},
        .meaning = "an endpoint is well, and may have a growing share of the work",
        .reasons = {"passed", "answers"},
        .fields = {CLIENT, AT_MASTER, REASON("why"), LENGTH}},
    [EVENT_ENDPOINT_DRAINING] = {
        .name = "endpoint_draining",
        .say = {"{other} is DRAINING for it: no new work goes there",
                "{other} is DRAINING for it[, says {text}]: no new work goes there"},
        .meaning = "a person or a driver lets an endpoint run dry; what is open goes on",
        .reasons = {"person", "driver"},
        .fields = {CLIENT, AT_MASTER, REASON("who"), FIELD("driver", TEXT, text)}},
    [EVENT_ENDPOINT_DISABLED] = {
        .name = "endpoint_disabled",
        .say = {"{other} is DISABLED for it: its connections there end",
                "{other} is DISABLED for it[, says {text}]: its connections there end"},
        .meaning = "a person or a driver takes an endpoint out of use at once",
        .reasons = {"person", "driver"},
        .fields = {CLIENT, AT_MASTER, REASON("who"), FIELD("driver", TEXT, text)}},
    [EVENT_ENDPOINT_ENABLED] = {
        .name = "endpoint_enabled",
        .say = {"{other} may be used by it again: it is checked first",
                "{other} may be used by it again[, says {text}]: it is checked first"},
        .meaning = "a person or a driver puts an endpoint back into use",
        .reasons = {"person", "driver"},
        .fields = {CLIENT, AT_MASTER, REASON("who"), FIELD("driver", TEXT, text)}},
    [EVENT_PICKED] = {
        .name = "picked", .subject = "driver",
        .say = {"{text}: {client} goes to {other}"},
        .meaning = "a driver chose where the next unit of work goes",
        .fields = {CLIENT, AT_MASTER, FIELD("driver", TEXT, text), FIELD("line", NUMBER, code)}},
    [EVENT_MOVED] = {
        .name = "moved",
        .say = {"moves from {from} to {other}: its last call to {from} failed",
                "moves from {from} to {other}: {from} is SUSPECT for it",
                "moves from {from} to {other}: {from} is DOWN for it",
                "moves from {from} to {other}: {from} answered with an error"},
        .meaning = "a client works with another master than before",
        .reasons = {"failed", "suspect", "down", "error"},
        .fields = {CLIENT, AT_MASTER, FIELD("from", PLACE_CODE, count), REASON("reason")}},
    [EVENT_TRIES] = {.name = "tries", .fields = {CLIENT, AT_MASTER, REASON("state")},
        .say = {"tries {other}, which is SUSPECT for it", "tries {other}, which is DOWN for it"},
        .meaning = "a client goes to a master that may not answer", .reasons = {"suspect", "down"}},
    [EVENT_RETRIED] = {
        .name = "retry",
        .say = {"repeats its unit of work[ in {length}]: try {count}[, after {error}]"},
        .meaning = "a unit of work is repeated from its start",
        .fields = {CLIENT, AT_MASTER, COUNT("attempt"), LENGTH, ERROR}},
    [EVENT_UNSURE] = {.name = "unsure", .fields = {CLIENT, AT_MASTER, COUNT("attempt")},
        .say = {"does not know whether try {count} was committed: no answer came"},
        .meaning = "a write was in flight when its connection ended; its program finds out"},
    [EVENT_PROBES] = {.name = "probe", .fields = {CLIENT, AT_MASTER, COUNT("probe")},
        .say = {"asks {other} whether the key of its unit of work is there"},
        .meaning = "a read of all that is committed anywhere looks for an idempotency key"},
    [EVENT_KEY_SOUGHT] = {
        .name = "key", .reasons = {"found", "absent", "met"},
        .say = {"finds its key at {other}: its unit of work was committed",
                "finds no key at {other}: it may yet be adopted",
                "meets its own key at {other}: an earlier try was committed"},
        .meaning = "what became of an unknown outcome, as far as its key tells",
        .fields = {CLIENT, AT_MASTER, REASON("what")}},
    [EVENT_BUDGET_SPENT] = {.name = "budget", .fields = {CLIENT, AT_MASTER, COUNT("percent")},
        .say = {"repeats nothing more now: it may repeat {count} % of its calls"},
        .meaning = "a client's budget of retries is spent: more would only load what is ill"},
    [EVENT_UNIT_OK] = {.name = "unit_ok", .fields = {CLIENT, AT_MASTER, COUNT("attempt"), LENGTH},
        .say = {"its unit of work is done[ after {length}][, at try {count}{if_many}]"},
        .meaning = "a unit of work was acknowledged"},
    [EVENT_UNIT_FAILED] = {
        .name = "unit_failed",
        .say = {"gives its unit of work up after {count try/tries}[: {error}]"},
        .meaning = "a unit of work was given up; nothing of it is there",
        .fields = {CLIENT, AT_MASTER, COUNT("attempt"), ERROR}},
    [EVENT_UNIT_UNKNOWN] = {.name = "unknown", .fields = {CLIENT, AT_MASTER},
        .say = {"cannot know the outcome: the answer to its write never came"},
        .meaning = "a write was in flight when the connection ended: it may be there or not"},
    [EVENT_UNIT_DOUBLED] = {.name = "unit_doubled", .fields = {CLIENT, AT_MASTER, TXN},
        .say = {"its unit of work is there twice: {other} commits it once more"},
        .meaning = "a unit of work has a second durable commit; no client ever learns of it"},
    [EVENT_OUTAGE_BEGUN] = {.name = "outage_begun", .fields = {CLIENT, AT_MASTER, LENGTH},
        .say = {"cannot write[, for {length} now][: {master} does not serve it]"},
        .meaning = "a client's outage clock starts, at the try that failed"},
    [EVENT_OUTAGE_OVER] = {.name = "outage_over", .fields = {CLIENT, AT_MASTER, LENGTH},
        .say = {"can write again[ on {master}][ after {length}]"},
        .meaning = "a client's outage clock stops"},
    [EVENT_DRIVER_SET] = {
        .name = "driver", .subject = "driver",
        .say = {"{text}: decides from now on[, for {client}]"},
        .meaning = "clients have another driver",
        .fields = {CLIENT, FIELD("driver", TEXT, text)}},
    [EVENT_DRIVER_FAILED] = {
        .name = "driver_error", .subject = "driver",
        .say = {"{text}: fails[ in line {count}]; the safe rule decides[ for {client}]"},
        .meaning = "a driver's Lua failed; the machinery's own rule was used",
        .fields = {CLIENT, FIELD("driver", TEXT, text), COUNT("line")}},
    [EVENT_LOAD_BEGUN] = {
        .name = "load", .subject = "load",
        .say = {"{text}: starts[ with {count client}]"},
        .meaning = "a load begins",
        .fields = {FIELD("load", TEXT, text), COUNT("clients")}},
    [EVENT_LOAD_ENDED] = {
        .name = "load_done", .subject = "load",
        .say = {"{text}: ends[ after {count unit/units} of work]"},
        .meaning = "a load has given its last unit of work, or was stopped",
        .fields = {FIELD("load", TEXT, text), COUNT("units")}},
    /* game days */
    [EVENT_CHAOS_BEGUN] = {
        .name = "chaos", .subject = "chaos",
        .say = {"{text}: the game day begins[, {count line/lines} in {length}]"},
        .meaning = "a game day begins: lines that are given by themselves",
        .fields = {FIELD("chaos", TEXT, text), COUNT("lines"), LENGTH}},
    [EVENT_CHAOS_GIVES] = {
        .name = "chaos_line", .subject = "chaos",
        .say = {"gives {text}"},
        .meaning = "a game day gives a line, as a person would",
        .fields = {FIELD("line", TEXT, text)}},
    [EVENT_CHAOS_ENDED] = {
        .name = "chaos_done", .subject = "chaos",
        .say = {"{text}: the game day is over[ after {count line/lines}]",
                "{text}: the game day is stopped[ after {count line/lines}]",
                "{text}: the game day stops, for what it waited for has happened"},
        .meaning = "a game day gives no more lines; what it broke stays broken",
        .reasons = {"done", "stopped", "met"},
        .fields = {FIELD("chaos", TEXT, text), COUNT("lines"), REASON("reason")}},
    /* lessons */
    [EVENT_LESSON] = {.name = "lesson", .subject = "lesson",
        .say = {"{text}: begins", "{text}: is done"}, .reasons = {"begun", "done"},
        .meaning = "a lesson begins, with a cluster of its own, or its last step is done",
        .fields = {FIELD("lesson", TEXT, text), REASON("what")}},
    [EVENT_STEP] = {.name = "step", .subject = "lesson", .say = {"step {count}, {text}, begins"},
        .meaning = "a step of a lesson begins: its goals count from here on",
        .fields = {FIELD("step", TEXT, text), COUNT("number")}},
    [EVENT_ANSWERED] = {.name = "answer", .subject = "lesson",
        .say = {"the quiz {text} is answered with {count}"},
        .meaning = "a person has chosen an answer of a quiz",
        .fields = {FIELD("quiz", TEXT, text), COUNT("answer")}},
    [EVENT_HINTED] = {.name = "hint", .subject = "lesson",
        .say = {"hint {count} of step {text} is given"},
        .meaning = "a person has asked for a hint",
        .fields = {FIELD("step", TEXT, text), COUNT("hint")}},
};
/* clang-format on */

static_assert(COUNT_OF(rows) == EVENT_KIND_COUNT, "every kind has a row");

const struct event_row *event_row(enum event_kind kind)
{
    return &rows[kind];
}

bool event_is_fault(const struct event *event)
{
    bool is_link = event->kind == EVENT_LINK_SLOW || event->kind == EVENT_LINK_LOSSY;
    return rows[event->kind].is_fault && (!is_link || event->code == 0); /* else that is over */
}
