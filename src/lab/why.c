/* SPDX-License-Identifier: MIT */
#include "lab/why.h"

#include "base/compiler.h"
#include "base/text.h"
#include "lab/advice.h"
#include "lab/silence.h"

#include <inttypes.h>
#include <string.h>

#define PAGE_WIDTH 80
#define WHY_DEPTH_MAX 32 /* a longer chain tells a person nothing more */
#define OUTAGE_NOTICED_US (100 * US_PER_MS)
#define MATTERS_FOR_US (30 * US_PER_S)

/* How much an event matters to a person: of two, the one that matters more is told. */
enum weight {
    WEIGHT_NONE,
    WEIGHT_DAILY, /* of programs under load, again and again */
    WEIGHT_SIGN,  /* what followed from a fault */
    WEIGHT_FAULT, /* one that follows from it says more */
    WEIGHT_FELT,  /* what it cost somebody */
};

static const enum weight weights[EVENT_KIND_COUNT] = {
    [EVENT_CONFLICT] = WEIGHT_FELT,        [EVENT_ANSWERED_ERROR] = WEIGHT_FELT,
    [EVENT_DDL_FAILED] = WEIGHT_FELT,      [EVENT_READ_FAILED] = WEIGHT_FELT,
    [EVENT_QUORUM_WAITS] = WEIGHT_FELT,    [EVENT_UNIT_FAILED] = WEIGHT_FELT,
    [EVENT_UNIT_UNKNOWN] = WEIGHT_FELT,    [EVENT_OUTAGE_OVER] = WEIGHT_FELT,
    [EVENT_UNIT_DOUBLED] = WEIGHT_FELT,    [EVENT_OUTAGE_BEGUN] = WEIGHT_SIGN,
    [EVENT_MOVED] = WEIGHT_SIGN,           [EVENT_TIMED_OUT] = WEIGHT_SIGN,
    [EVENT_CONNECTION_LOST] = WEIGHT_SIGN, [EVENT_CONNECTION_REFUSED] = WEIGHT_SIGN,
    [EVENT_ENDPOINT_DOWN] = WEIGHT_SIGN,   [EVENT_FENCED] = WEIGHT_SIGN,
    [EVENT_LEFT_BEHIND] = WEIGHT_SIGN,     [EVENT_COPY_LACKS] = WEIGHT_SIGN,
};

static enum weight weight_of(const struct lab *lab, const struct event *event)
{
    if (event_is_fault(event)) {
        return WEIGHT_FAULT;
    }
    if (weights[event->kind] == WEIGHT_NONE) { /* as nearly all */
        return WEIGHT_NONE;
    }
    bool is_programs = clients_is_fed(lab_clients(lab), event->client);
    bool is_of_trade = event->kind == EVENT_CONFLICT || event->kind == EVENT_ANSWERED_ERROR ||
                       event->kind == EVENT_DDL_FAILED ||
                       (event->kind == EVENT_UNIT_FAILED && event->code == SQL_CONFLICT);
    bool is_expected = event->kind == EVENT_ENDPOINT_DOWN && event->code == DOWN_TRIAL;
    bool is_unnoticed = event->kind == EVENT_OUTAGE_OVER && event->length < OUTAGE_NOTICED_US;
    if (is_expected || is_unnoticed) {
        return WEIGHT_NONE;
    }
    bool is_daily = is_programs && is_of_trade && silence_of_winner(lab, event) == 0;
    return is_daily ? WEIGHT_DAILY : weights[event->kind];
}

/*
 * Back from the newest: the first of the heaviest kind, not further than to a fault or half a
 * minute before what was found first.
 */
uint64_t why_event(const struct lab *lab)
{
    uint64_t last = lab_event_last(lab);
    uint64_t best = last;
    enum weight heaviest = WEIGHT_NONE;
    sim_us since = 0;
    const struct event *event = NULL;
    for (uint64_t seq = last; (event = lab_event(lab, seq)) != NULL && heaviest < WEIGHT_FELT;
         seq--) {
        enum weight weight = weight_of(lab, event);
        if (event->at < since || (weight == WEIGHT_FAULT && heaviest == WEIGHT_SIGN)) {
            break;
        }
        if (heaviest == WEIGHT_NONE && weight != WEIGHT_NONE) {
            since = event->at - MATTERS_FOR_US;
        }
        if (weight > heaviest) {
            best = seq;
            heaviest = weight;
        }
        if (weight == WEIGHT_FAULT) {
            break;
        }
    }
    return best;
}

/* --- where a cause is not the one that an event has ------------------------------------------ */

/*
 * Of an outage that is over: a page that a dead master kept from the client; or that it went
 * elsewhere; or else, that it had begun is all there is to tell: who committed the first unit
 * after it is no reason. 0: none of it is in memory.
 */
static uint64_t end_of_outage(const struct lab *lab, const struct event *over)
{
    const struct event *claim = silence_claim_in(lab, over);
    uint64_t seq = over->seq;
    for (const struct event *event = claim == NULL ? lab_event(lab, --seq) : NULL; event != NULL;
         event = lab_event(lab, --seq)) {
        bool is_its = event->client == over->client || event->place == over->place;
        if (is_its && (event->kind == EVENT_MOVED || event->kind == EVENT_OUTAGE_BEGUN)) {
            return seq;
        }
    }
    return claim != NULL ? claim->seq : 0;
}

/* A unit of work is there twice because its client repeated it. 0: that is not in memory. */
static uint64_t repeat_of(const struct lab *lab, const struct event *doubled)
{
    const struct event *event = lab_event_newest(lab, EVENT_RETRIED);
    while (event != NULL && (event->seq > doubled->seq || event->client != doubled->client)) {
        event = lab_event_before(lab, event);
    }
    return event != NULL ? event->seq : 0;
}

/* Whoever waits in vain is told nothing: why there was no answer, only the narrative knows. */
static uint64_t cause_of(const struct lab *lab, const struct event *event)
{
    uint64_t fault = silence_of_winner(lab, event);
    if (event->kind == EVENT_CHECK_FAILED || event->kind == EVENT_TIMED_OUT ||
        event->kind == EVENT_CONNECTION_REFUSED) {
        fault = silence_fault(lab, event->other, event);
    } else if (event->kind == EVENT_OUTAGE_OVER) {
        fault = end_of_outage(lab, event);
    } else if (event->kind == EVENT_UNIT_DOUBLED) {
        fault = repeat_of(lab, event);
    }
    return fault != 0 ? fault : event->cause;
}

/* --- the way back ----------------------------------------------------------------------------- */

/*
 * From effect to cause. Of a conflict, the statement that lost is the end: why that was sent, and
 * what became of earlier tries, is another story.
 */
struct way {
    const struct lab *lab;
    const struct event *event;    /* NULL: it goes back no further */
    const struct event *conflict; /* met on it; NULL: none */
    const struct event *doubt;    /* it was to go where no answer is; NULL: none, or it is told */
    const struct event *asked;    /* where the way begins */
    bool is_at_root;
};

static struct way way_from(const struct lab *lab, uint64_t seq)
{
    const struct event *event = lab_event(lab, seq);
    return (struct way){.lab = lab, .event = event, .asked = event};
}

/* Why a client, or whoever is there, held a master for DOWN at an event; 0: not known. */
static uint64_t doubt_of(const struct lab *lab, const struct event *tries)
{
    uint64_t seq = tries->seq;
    for (const struct event *event = lab_event(lab, --seq); event != NULL;
         event = lab_event(lab, --seq)) {
        bool is_its = event->client == tries->client && event->other == tries->other;
        if (is_its && event->kind == EVENT_ENDPOINT_UP) {
            break;
        }
        if (is_its && (event->kind == EVENT_ENDPOINT_DOWN || event->kind == EVENT_TIMED_OUT)) {
            return seq;
        }
    }
    return silence_fault(lab, tries->other, tries);
}

static void go_back(struct way *way)
{
    const struct event *event = way->event;
    bool is_of_living = event->kind == EVENT_CONFLICT && silence_of_winner(way->lab, event) == 0;
    way->conflict = is_of_living ? event : way->conflict;
    bool has_lost = event->kind == EVENT_STATEMENT && way->conflict != NULL && event->txn != 0 &&
                    event->txn == way->conflict->txn;
    uint64_t cause = has_lost ? 0 : cause_of(way->lab, event);
    way->doubt = event->kind == EVENT_TRIES ? event : way->doubt;
    bool is_sent = event->kind == EVENT_PICKED && way->asked == way->doubt; /* why, is no matter */
    if ((cause == 0 || is_sent) && way->doubt != NULL) { /* a clock; the rest began elsewhere */
        uint64_t doubt = doubt_of(way->lab, way->doubt);
        cause = doubt != 0 ? doubt : cause;
        way->doubt = NULL;
    }
    way->is_at_root = cause == 0;
    way->event = lab_event(way->lab, cause);
}

/* --- who won ---------------------------------------------------------------------------------- */

/* Did the transaction that won ask for the page here? */
static bool is_claim(const struct event *event, const struct event *conflict)
{
    return event->kind == EVENT_PROPOSED && event->txn == conflict->other_txn &&
           page_compare(&event->page, &conflict->page) == 0;
}

uint64_t why_winner(const struct lab *lab, const struct event *conflict)
{
    uint64_t seq = conflict->other_txn != 0 ? conflict->seq : 0;
    const struct event *event = NULL;
    do {
        event = seq > 0 ? lab_event(lab, --seq) : NULL;
    } while (event != NULL && !is_claim(event, conflict));
    while (event != NULL && event->kind != EVENT_STATEMENT) {
        event = lab_event(lab, event->cause);
    }
    return event != NULL ? event->seq : 0;
}

/* --- the chain -------------------------------------------------------------------------------- */

/* Who is told, and what is told at the end. */
struct telling {
    const struct lab *lab;
    const struct run *run;
    why_fn each;
    void *to;
    const struct advice *advice;    /* of the first event that has some; NULL: none yet */
    uint64_t picked[WHY_DEPTH_MAX]; /* what a driver was told is long: it comes last */
    int picked_count;
};

/* The line that was being done when an event came; NULL: none was. */
static const struct run_line *line_of(const struct run *run, uint64_t seq)
{
    for (int i = run->here.lines - 1; i >= 0; i--) {
        const struct run_line *line = run_line(run, run->here.branch, i);
        if (seq > line->event_before && seq <= line->event_last) {
            return line;
        }
    }
    return NULL;
}

void why_add_root(struct buf *out, const struct run *run, const struct event *event)
{
    const struct run_line *line = line_of(run, event->seq);
    if (line != NULL) {
        buf_addf(out, "That is the root, of this line:  %s\n", line->text);
    } else if (event->kind == EVENT_STATEMENT && event->client > 0) {
        buf_addf(out, "That is the root: @%d sent it.\n", event->client);
    } else {
        buf_addf(out, "That is the root: a clock did it, or the lab began so.\n");
    }
}

bool why_is_of_two(const struct event *conflict)
{
    return conflict->code != CONFLICT_LOCAL && conflict->page.table != 0;
}

void why_add_common(struct buf *out, const struct lab *lab, const struct event *conflict,
                    int64_t own, int64_t other)
{
    int64_t first = 0;
    int64_t count = 0;
    const struct cluster *cluster = lab_cluster(lab);
    if (conflict->code == CONFLICT_LOGICAL) {
        char name[PLACE_NAME_SIZE];
        buf_addf(out, "both change row %" PRId64 " of ", own);
        event_add_table(out, conflict->page.table, cluster_table_name, cluster);
        buf_addf(out, ", and %s has not committed", place_name(conflict->other, name));
        return;
    }
    if (own != 0 && own == other) {
        buf_addf(out, "both change row %" PRId64 ", on page ", own);
    } else if (own != 0 && other != 0) {
        buf_addf(out, "rows %" PRId64 " and %" PRId64 " share page ", own < other ? own : other,
                 own < other ? other : own);
    } else {
        buf_addf(out, "both change page ");
    }
    event_add_page(out, &conflict->page, cluster_table_name, cluster);
    if (cluster_page_keys(cluster, &conflict->page, &first, &count)) {
        buf_addf(out, ", which holds rows %" PRId64 " to %" PRId64, first, first + count - 1);
    }
}

static void tell_root(const struct telling *telling, const struct event *event)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    why_add_root(&text, telling->run, event);
    text.data[strcspn(text.data, "\n")] = '\0';
    telling->each(telling->to, WHY_ROOT, NULL, text.data);
    buf_release(&text);
}

/* Of a conflict of two masters: what they had in common. */
static void tell_common(const struct telling *telling, const struct event *conflict)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "That is the root: ");
    why_add_common(&text, telling->lab, conflict, conflict->row, conflict->count);
    telling->each(telling->to, WHY_ROOT, NULL, text.data);
    buf_release(&text);
}

static void tell_answer(struct telling *telling, const struct event *picked)
{
    struct buf facts;
    struct buf answer;
    buf_init(&facts, BUF_CAP_TEXT);
    buf_init(&answer, BUF_CAP_TEXT);
    if (lab_add_decision(telling->lab, picked->seq, &facts, &answer)) {
        telling->each(telling->to, WHY_ANSWER, NULL, answer.data);
        telling->picked[telling->picked_count++] = picked->seq;
    }
    buf_release(&facts);
    buf_release(&answer);
}

static void tell_event(struct telling *telling, enum why_part part, const struct event *event)
{
    telling->each(telling->to, part, event, NULL);
    if (silence_of_winner(telling->lab, event) != 0) { /* that is what is to be told, then */
        telling->advice = advice_of_dead_claim();
    } else if (telling->advice == NULL && advice_of(event)->helps != NULL) {
        telling->advice = advice_of(event);
    }
    if (event->kind == EVENT_CONFLICT) {
        const struct event *winner = lab_event(telling->lab, why_winner(telling->lab, event));
        if (winner != NULL) {
            telling->each(telling->to, WHY_RIVAL, winner, NULL);
        }
    } else if (event->kind == EVENT_PICKED) {
        tell_answer(telling, event);
    }
}

static void tell_facts(const struct telling *telling)
{
    for (int i = 0; i < telling->picked_count; i++) {
        struct buf facts;
        struct buf answer;
        buf_init(&facts, BUF_CAP_TEXT);
        buf_init(&answer, BUF_CAP_TEXT);
        if (lab_add_decision(telling->lab, telling->picked[i], &facts, &answer)) {
            telling->each(telling->to, WHY_FACTS, NULL, facts.data);
        }
        buf_release(&facts);
        buf_release(&answer);
    }
}

static void add_source(struct buf *out, const char *who, const char *what)
{
    if (what != NULL) {
        buf_addf(out, "%s%s: %s.", out->size > 0 ? " " : "", who, what);
    }
}

static void tell_advice(const struct telling *telling)
{
    const struct advice *advice = telling->advice;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "%s%s%s", advice->helps, advice->better != NULL ? " " : "",
             advice->better != NULL ? advice->better : "");
    telling->each(telling->to, WHY_HELP, NULL, text.data);
    buf_clear(&text);
    add_source(&text, "AWS docs", advice->docs);
    add_source(&text, "AWS talks, second hand", advice->talks);
    add_source(&text, "Our model alone", advice->ours);
    if (text.size > 0) {
        telling->each(telling->to, WHY_SOURCE, NULL, text.data);
    }
    buf_release(&text);
}

void why_tell(const struct lab *lab, const struct run *run, uint64_t seq, why_fn each, void *to)
{
    struct telling telling = {.lab = lab, .run = run, .each = each, .to = to};
    struct way way = way_from(lab, seq);
    const struct event *last = way.event;
    for (int depth = 0; way.event != NULL && depth < WHY_DEPTH_MAX; depth++) {
        last = way.event;
        tell_event(&telling, depth == 0 ? WHY_EFFECT : WHY_CAUSE, last);
        go_back(&way);
    }
    if (way.conflict != NULL && why_is_of_two(way.conflict)) {
        tell_common(&telling, way.conflict);
    } else if (way.is_at_root) {
        tell_root(&telling, last);
    } else {
        each(to, WHY_ROOT, NULL, "What came before is no longer in memory.");
    }
    if (telling.advice != NULL) {
        tell_advice(&telling);
    }
    tell_facts(&telling);
}

/* --- as text ---------------------------------------------------------------------------------- */

#define LABEL_WIDTH 9 /* "because  " */

/* Text in lines of the width of a page, beside a label. */
static void add_beside(struct buf *out, const char *label, const char *text)
{
    size_t skip = 0;
    for (const char *at = text; *at != '\0'; at += skip) {
        size_t size = text_wrap(at, PAGE_WIDTH - LABEL_WIDTH, &skip);
        buf_addf(out, "%-*s%.*s\n", LABEL_WIDTH, at == text ? label : "", (int)size, at);
    }
}

struct adding {
    struct buf *out;
    const struct lab *lab;
};

static void add_part(void *to, enum why_part part, const struct event *event, const char *text)
{
    static const char *const labels[] = {
        [WHY_EFFECT] = "",        [WHY_CAUSE] = "because  ", [WHY_RIVAL] = "against  ",
        [WHY_ANSWER] = "answer",  [WHY_ROOT] = "",           [WHY_HELP] = "helps",
        [WHY_SOURCE] = "says so", [WHY_FACTS] = "asked",
    };
    const struct adding *adding = to;
    if (event != NULL) {
        buf_addf(adding->out, "%s", labels[part]);
        lab_add_event(adding->lab, event, adding->out);
        buf_addf(adding->out, "\n");
    } else if (part == WHY_ROOT) {
        buf_addf(adding->out, "%s\n", text);
    } else {
        add_beside(adding->out, labels[part], text);
    }
}

int why_chain(const struct lab *lab, uint64_t seq, uint64_t *out, int most)
{
    int count = 0;
    struct way way = way_from(lab, seq);
    while (way.event != NULL && count < most) {
        out[count++] = way.event->seq;
        go_back(&way);
    }
    return count;
}

void why_add(struct buf *out, const struct lab *lab, const struct run *run, uint64_t seq)
{
    struct adding adding = {.out = out, .lab = lab};
    why_tell(lab, run, seq, add_part, &adding);
}
