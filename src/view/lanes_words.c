/* SPDX-License-Identifier: MIT */
/* lanes_words: what an arrow carries, in a few words. */
#include "view/lanes_rows.h"

#include "base/compiler.h"
#include "base/form.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Whose hue an arrow has. */
enum tone { TONE_QUIET, TONE_MASTER, TONE_CLIENT, TONE_WARN };

struct scene {
    struct buf *out;
    const struct draft *draft;
    const struct lanes_scope *scope;
};

/* --- values --------------------------------------------------------------------------------- */

static void add_count(const struct scene *scene)
{
    buf_addf(scene->out, "%d", scene->draft->count);
}

/* "all six", "b1 and b2", "m2", "4 copies" */
static void add_whom(const struct scene *scene)
{
    const struct draft *draft = scene->draft;
    char name[PLACE_NAME_SIZE];
    uint32_t copies = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        bool is_asked =
            ((draft->arrived | draft->lost | draft->flying) & place_bit(place_copy(i))) != 0;
        copies |= is_asked ? UINT32_C(1) << i : 0;
    }
    if (copies == (UINT32_C(1) << COPIES_MAX) - 1) {
        buf_addf(scene->out, "all six");
    } else if (draft->count > 3) {
        buf_addf(scene->out, "%d copies", draft->count);
    } else if (copies != 0) {
        event_add_copies(scene->out, copies, ", ", " and ");
    } else if (draft->count > 1) {
        buf_addf(scene->out, "its peers");
    } else {
        buf_addf(scene->out, "%s", place_name(draft->first.to, name));
    }
}

static void add_page(const struct scene *scene)
{
    struct page_id page;
    const struct cluster *cluster = lab_cluster(scene->scope->lab);
    if (cluster_page(cluster, scene->draft->first.page, &page)) {
        event_add_page(scene->out, &page, cluster_table_name, cluster);
    }
}

static void add_request(const struct scene *scene)
{
    static const char *const words[] = {
        [REQUEST_PING] = "health check",   [REQUEST_BEGIN] = "BEGIN",
        [REQUEST_COMMIT] = "COMMIT",       [REQUEST_ROLLBACK] = "ROLLBACK",
        [REQUEST_AUTOCOMMIT] = "SET",      [REQUEST_ISOLATION] = "SET",
        [REQUEST_CONSISTENCY] = "SET",     [REQUEST_USE] = "USE",
        [REQUEST_READ_ONLY] = "read only", [REQUEST_CRASH] = "crash",
        [REQUEST_SIMULATE] = "simulate",   [REQUEST_STATUS] = "health check",
    };
    const struct flight *flight = &scene->draft->first;
    bool is_sql = flight->asks == REQUEST_SQL || flight->asks == REQUEST_DDL;
    buf_addf(scene->out, "%s", is_sql ? flight->text : words[flight->asks]);
}

static void add_answer(const struct scene *scene)
{
    int32_t error = scene->draft->first.error;
    if (error == 0) {
        buf_addf(scene->out, "OK");
    } else {
        buf_addf(scene->out, "ERROR %d", event_error_number(error));
    }
}

static void add_verdict(const struct scene *scene)
{
    buf_addf(scene->out, scene->draft->first.flag ? "let go of it" : "stay at it");
}

/* "4 of 6: ACCEPTED, ", before what a master does then. */
static void add_accepted(const struct scene *scene)
{
    const struct event *event = lab_event(scene->scope->lab, scene->draft->first.cause);
    if (event != NULL && event->kind == EVENT_ACCEPTED) {
        buf_addf(scene->out, "%d of 6: ACCEPTED, ", (int)event->count);
    }
}

/* "1 of 6, a tie: " */
static void add_tie(const struct scene *scene)
{
    const struct event *event = lab_event(scene->scope->lab, scene->draft->first.cause);
    if (event != NULL && event->kind == EVENT_TIED) {
        buf_addf(scene->out, "%d of 6, a tie: ", (int)event->count);
    }
}

static const struct {
    const char *name;
    void (*add)(const struct scene *scene);
} values[] = {
    {"n", add_count},           {"whom", add_whom},     {"page", add_page},
    {"request", add_request},   {"answer", add_answer}, {"verdict", add_verdict},
    {"accepted", add_accepted}, {"tie", add_tie},
};

/* --- forms ---------------------------------------------------------------------------------- */

static const struct form {
    const char *say;
    enum tone tone;
    bool is_broken;
} forms[PACKET_KIND_COUNT] = {
    [PACKET_CONNECT] = {"connects", TONE_CLIENT, false},
    [PACKET_CONNECTED] = {"connected", TONE_CLIENT, false},
    [PACKET_REFUSED] = {"refused", TONE_WARN, true},
    [PACKET_REQUEST] = {"{request}", TONE_CLIENT, false},
    [PACKET_ANSWER] = {"{answer}", TONE_CLIENT, false},
    [PACKET_CLOSE] = {"closes", TONE_QUIET, true},
    [PACKET_RESET] = {"reset", TONE_WARN, true},
    [PACKET_PROPOSE] = {"asks {whom} for {page}", TONE_MASTER, false},
    [PACKET_CONFIRM] = {"{accepted}tells {whom}: {page} is its", TONE_MASTER, false},
    [PACKET_ABORT] = {"lets go of {page} at {whom}", TONE_QUIET, true},
    [PACKET_COMMIT] = {"{accepted}sends {whom} its commit", TONE_MASTER, false},
    [PACKET_PAGE_READ] = {"reads {page} anew", TONE_QUIET, false},
    [PACKET_LOG_READ] = {"reads the logs", TONE_QUIET, false},
    [PACKET_READ_POINT] = {"how far do all logs go?", TONE_MASTER, false},
    [PACKET_HEARD] = {"has a master been heard?", TONE_QUIET, false},
    [PACKET_HEARD_ANSWER] = {"what it has heard", TONE_QUIET, false},
    [PACKET_GOSSIP_ASK] = {"what may it lack?", TONE_QUIET, false},
    [PACKET_GOSSIP] = {"what it lacked", TONE_QUIET, false},
    [PACKET_NOTED] = {"noted", TONE_QUIET, false},
    [PACKET_CLAIM_ASK] = {"is that still under way?", TONE_QUIET, false},
    [PACKET_FENCE] = {"fences a log, and reads its end", TONE_WARN, false},
    [PACKET_CUT] = {"settles where that log ends", TONE_WARN, false},
    [PACKET_IMAGE_READ] = {"asks for all rows", TONE_QUIET, false},
    [PACKET_ACK] = {"{n} yes", TONE_MASTER, false},
    [PACKET_NAK_STALE] = {"{n} stale", TONE_QUIET, true},
    [PACKET_NAK_BUSY] = {"{n} busy", TONE_QUIET, true},
    [PACKET_NAK_LOW] = {"{n} too low", TONE_QUIET, true},
    [PACKET_NAK_FENCED] = {"{n} fenced", TONE_WARN, true},
    [PACKET_COMMITTED] = {"{n} durable", TONE_MASTER, false},
    [PACKET_PAGE] = {"{page}", TONE_QUIET, false},
    [PACKET_LOG] = {"the logs", TONE_QUIET, false},
    [PACKET_POINT] = {"{n} so far", TONE_QUIET, false},
    [PACKET_FENCE_ANSWER] = {"{n} fenced it", TONE_QUIET, false},
    [PACKET_CUT_DONE] = {"{n} settled", TONE_QUIET, false},
    [PACKET_IMAGE] = {"all rows", TONE_QUIET, false},
    [PACKET_STATE_ASK] = {"asks for all it had", TONE_QUIET, false},
    [PACKET_STATE] = {"all it had", TONE_QUIET, false},
    [PACKET_ESCALATE] = {"{tie}who keeps the page?", TONE_WARN, false},
    [PACKET_VERDICT] = {"{verdict}", TONE_WARN, false},
    [PACKET_REPL_PAGE] = {"the page, for {whom}", TONE_QUIET, false},
    [PACKET_REPL_COMMIT] = {"the commit, for {whom}", TONE_MASTER, false},
    [PACKET_RECOVERED] = {"tells {whom}: it is settled", TONE_QUIET, false},
    [PACKET_DDL_ASK] = {"are you ready for DDL?", TONE_QUIET, false},
    [PACKET_DDL_HERE] = {"here", TONE_QUIET, false},
    [PACKET_DDL_AWAY] = {"not Online", TONE_WARN, true},
    [PACKET_DDL_FORWARD] = {"the definition, to run it", TONE_MASTER, false},
    [PACKET_DDL_DONE] = {"it is done", TONE_MASTER, false},
    [PACKET_DDL_NOTED] = {"noted", TONE_QUIET, true},
    [PACKET_DDL_LOCK] = {"close the table", TONE_MASTER, false},
    [PACKET_DDL_LOCKED] = {"closed", TONE_QUIET, false},
    [PACKET_DDL_APPLY] = {"apply the definition", TONE_MASTER, false},
    [PACKET_DDL_APPLIED] = {"applied", TONE_QUIET, false},
    [PACKET_DDL_UNLOCK] = {"open the table", TONE_MASTER, false},
    [PACKET_DDL_UNLOCKED] = {"open", TONE_QUIET, false},
};

static bool add_value(const void *context, const char *name, const char *words)
{
    (void)words;
    for (int i = 0; i < COUNT_OF(values); i++) {
        if (strcmp(values[i].name, name) == 0) {
            values[i].add(context);
            return true;
        }
    }
    assert(false && "a form names a value that there is not");
    return false;
}

/* --- roles ---------------------------------------------------------------------------------- */

/* Red: none of it has arrived, nor will. */
static enum role role_of_packet(const struct form *form, const struct draft *draft)
{
    const struct flight *flight = &draft->first;
    place_id master = place_kind(flight->from) == PLACE_MASTER ? flight->from : flight->to;
    bool is_masters = place_kind(master) == PLACE_MASTER;
    if ((draft->arrived | draft->flying) == 0) {
        return ROLE_BAD;
    }
    if (flight->kind == PACKET_ANSWER && flight->error != 0) {
        return ROLE_BAD;
    }
    if (flight->kind == PACKET_VERDICT) {
        return flight->flag ? ROLE_BAD : ROLE_STRONG;
    }
    switch (form->tone) {
    case TONE_MASTER:
        return is_masters ? role_of_master(place_index(master)) : ROLE_MUTED;
    case TONE_CLIENT:
        return ROLE_STRONG;
    case TONE_WARN:
        return ROLE_WARN;
    case TONE_QUIET:
        break;
    }
    return ROLE_MUTED;
}

static void say_event(struct lanes_row *row, struct buf *text, const struct draft *draft,
                      const struct lab *lab)
{
    const struct event *event = lab_event(lab, draft->event);
    event_add_subject(text, event);
    buf_addf(text, " ");
    event_add_sentence(text, event, cluster_table_name, lab_cluster(lab));
    row->role = ROLE_TEXT;
    row->stroke = STROKE_NONE;
}

static void say_packet(struct lanes_row *row, struct buf *text, const struct draft *draft,
                       const struct lanes_scope *scope)
{
    const struct flight *flight = &draft->first;
    const struct form *form = &forms[flight->kind];
    struct scene scene = {.out = text, .draft = draft, .scope = scope};
    assert(form->say != NULL);
    (void)form_add(text, form->say, add_value, &scene);
    row->role = role_of_packet(form, draft);
    row->is_answer = lanes_is_answer((enum packet_kind)flight->kind);
    row->is_loud = flight->kind == PACKET_ANSWER && flight->error != 0;
    row->stroke = form->is_broken ? STROKE_BROKEN : STROKE_WHOLE;
}

void lanes_say(struct lanes_row *row, const struct draft *draft, const struct lanes_scope *scope)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    if (draft->event != 0) {
        say_event(row, &text, draft, scope->lab);
    } else {
        say_packet(row, &text, draft, scope);
    }
    (void)snprintf(row->label, sizeof(row->label), "%.*s", (int)sizeof(row->label) - 1, text.data);
    buf_release(&text);
}
