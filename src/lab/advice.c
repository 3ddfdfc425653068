/* SPDX-License-Identifier: MIT */
#include "lab/advice.h"

#include "base/compiler.h"
#include "base/text.h"
#include "store/rows.h"

#include <string.h>

#define PAGE_WIDTH 80
#define LABEL_WIDTH 9 /* "because  " */

static const struct advice conflict = {
    .helps = "Run the whole transaction again after a short, random wait; the lag is the least.",
    .better = "Let one master write a page: then nobody can lose it.",
    .docs = "page, 1213, rollback",
    .talks = "votes of the copies",
    .ours = "times, the resolver",
};

static const struct advice dead_claim = {
    .helps = "What a dead master had claimed stays its own until another settles its log: four "
             "copies must have heard nothing of it for rep.silent. Then the page is free.",
    .better = "Bring it back, or write other pages meanwhile; repeating at once gains nothing.",
    .docs = "wait some seconds",
    .ours = "how many",
};

static const struct advice lock = {
    .helps = "Keep transactions short, and change rows in one order everywhere.",
    .docs = "locks, 1205",
    .ours = "the times",
};

static const struct advice no_quorum = {
    .helps = "Wait until four copies answer again: nothing that was committed is lost.",
    .better = "Reads still work, with three copies.",
    .docs = "4 to write, 3 to read",
    .ours = "how long it waits",
};

static const struct advice read_only = {
    .helps = "Send writes to another master: all are writers.",
    .docs = "every master writes",
    .ours = "1290 as a test helper",
};

static const struct advice lost_master = {
    .helps = "Move its clients to another master, which already writes: nobody is promoted.",
    .better = "Short time-outs and health checks make the outage short.",
    .docs = "no failover",
    .ours = "silence, the times",
};

static const struct advice silence = {
    .helps = "Time out early, mark the master DOWN, and go on with another.",
    .better = "Checks more often (hc.interval) notice sooner.",
    .docs = "clients decide where",
    .ours = "checks, states, times",
};

static const struct advice moved = {
    .helps = "Most of an outage is noticing: shorter checks and time-outs shorten it.",
    .better = "A driver that remembers (careful, active_standby) does not go back to a master that "
              "is DOWN; round_robin does, at each turn.",
    .docs = "clients decide where",
    .ours = "the driver, the times",
};

static const struct advice goes_back = {
    .helps =
        "A driver that remembers: \\driver careful, or \\driver active_standby. round_robin goes "
        "back to a dead master at each turn, and waits again.",
    .docs = "clients decide where",
    .ours = "drivers, the times",
};

static const struct advice cut = {
    .helps = "Nothing at once: commits still reach peers through storage.",
    .better = "Heal the link; until then reads at the far master are older.",
    .docs = "one volume for all",
    .ours = "how a cut behaves",
};

static const struct advice copy_lost = {
    .helps = "Nothing, while four copies answer.",
    .docs = "six copies, 4 of them",
    .ours = "how a copy comes back",
};

static const struct advice unsure = {
    .helps = "Look for the unit's own key before repeating it: the answer was lost, not "
             "the commit.",
    .better = "Give each unit an idempotency key.",
    .ours = "probing, the times",
};

static const struct advice late = {
    .helps = "To read what others have just committed, set REGIONAL_RAW; it waits.",
    .docs = "lag, read levels",
    .ours = "the times",
};

static const struct advice committed = {
    .docs = "durable on 4 of 6",
    .talks = "pages proposed",
    .ours = "the times",
};

static const struct advice recovery = {
    .docs = "an instance restarts",
    .ours = "its steps, the times",
};

static const struct advice none = {.ours = "sentences and times"};

static const struct {
    enum event_kind kind;
    const struct advice *advice;
} kinds[] = {
    {EVENT_CONFLICT, &conflict},
    {EVENT_TIED, &conflict},
    {EVENT_VERDICT, &conflict},
    {EVENT_LOCK_WAITS, &lock},
    {EVENT_LOCK_GIVEN, &lock},
    {EVENT_QUORUM_WAITS, &no_quorum},
    {EVENT_AZ_DOWN, &lost_master},
    {EVENT_MASTER_KILLED, &lost_master},
    {EVENT_MASTER_CRASHED, &lost_master},
    {EVENT_MASTER_HUNG, &lost_master},
    {EVENT_FENCED, &lost_master},
    {EVENT_TIMED_OUT, &silence},
    {EVENT_CHECK_FAILED, &silence},
    {EVENT_ENDPOINT_SUSPECT, &silence},
    {EVENT_ENDPOINT_DOWN, &silence},
    {EVENT_CONNECTION_LOST, &silence},
    {EVENT_CONNECTION_REFUSED, &silence},
    {EVENT_MOVED, &moved},
    {EVENT_TRIES, &goes_back},
    {EVENT_OUTAGE_BEGUN, &silence},
    {EVENT_OUTAGE_OVER, &moved},
    {EVENT_LINK_CUT, &cut},
    {EVENT_COPY_DOWN, &copy_lost},
    {EVENT_COPY_WIPED, &copy_lost},
    {EVENT_COPY_LACKS, &copy_lost},
    {EVENT_UNSURE, &unsure},
    {EVENT_UNIT_UNKNOWN, &unsure},
    {EVENT_UNIT_DOUBLED, &unsure},
    {EVENT_PROBES, &unsure},
    {EVENT_KEY_SOUGHT, &unsure},
    {EVENT_APPLIED, &late},
    {EVENT_READ_WAITS, &late},
    {EVENT_READ_READY, &late},
    {EVENT_READ_FAILED, &late},
    {EVENT_COMMITTED, &committed},
    {EVENT_ACCEPTED, &committed},
    {EVENT_PROPOSED, &committed},
    {EVENT_MASTER_RECOVERING, &recovery},
    {EVENT_MASTER_RESTARTED, &recovery},
    {EVENT_MASTER_ONLINE, &recovery},
    {EVENT_RECOVERED, &recovery},
    {EVENT_ADOPTED, &recovery},
    {EVENT_VOIDED, &recovery},
    {EVENT_UNDONE, &recovery},
};

static const struct {
    enum sql_error error;
    const struct advice *advice;
} errors[] = {
    {SQL_CONFLICT, &conflict},   {SQL_LOCK_WAIT, &lock}, {SQL_NO_QUORUM, &no_quorum},
    {SQL_READ_ONLY, &read_only}, {SQL_LOST, &unsure},    {SQL_NO_READ_POINT, &late},
};

const struct advice *advice_of(const struct event *event)
{
    bool has_error = event->kind == EVENT_ANSWERED_ERROR || event->kind == EVENT_UNIT_FAILED;
    for (int i = 0; has_error && i < COUNT_OF(errors); i++) {
        if ((int64_t)errors[i].error == event->code) {
            return errors[i].advice;
        }
    }
    if (event->kind == EVENT_ROLLED_BACK && event->code == ROLLBACK_CONFLICT) {
        return &conflict;
    }
    for (int i = 0; i < COUNT_OF(kinds); i++) {
        if (kinds[i].kind == event->kind) {
            return kinds[i].advice;
        }
    }
    return &none;
}

const struct advice *advice_of_dead_claim(void)
{
    return &dead_claim;
}

/* Text in lines of the width of a page, beside a label. */
static void add_beside(struct buf *out, const char *label, const char *text)
{
    size_t skip = 0;
    for (const char *at = text != NULL ? text : ""; *at != '\0'; at += skip) {
        size_t size = text_wrap(at, PAGE_WIDTH - LABEL_WIDTH, &skip);
        buf_addf(out, "%-*s%.*s\n", LABEL_WIDTH, at == text ? label : "", (int)size, at);
    }
}

void advice_add(struct buf *out, const struct event *event)
{
    const struct advice *advice = advice_of(event);
    add_beside(out, "helps", advice->helps);
    add_beside(out, "better", advice->better);
    if (advice->docs != NULL) {
        buf_addf(out, "AWS docs say: %s\n", advice->docs);
    }
    if (advice->talks != NULL) {
        buf_addf(out, "AWS talks, second hand: %s\n", advice->talks);
    }
    if (advice->ours != NULL) {
        buf_addf(out, "our model alone: %s\n", advice->ours);
    }
}
