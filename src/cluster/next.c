/* SPDX-License-Identifier: MIT */
/*
 * next: the thing that is due, as a sentence: who does what to whom, from what
 * the packet or the timer's owner knows. It looks, and touches nothing.
 *
 * A packet's form is a text with places for values (base/form.h): those of the table below.
 */
#include "base/form.h"
#include "cluster/ddl.h"
#include "cluster/recover.h"
#include "cluster/session.h"
#include "cluster/status.h"
#include "cluster/wiped.h"
#include "cluster/world.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

struct scene {
    struct buf *out;
    const struct cluster *cluster;
    const struct packet *packet;
};

typedef void (*value_fn)(const struct scene *scene);

static void add_place(struct buf *out, place_id place)
{
    char name[PLACE_NAME_SIZE];
    buf_addf(out, "%s", place_name(place, name));
}

/* "b1", "b1 and b2", "4 copies" */
static void add_copies(struct buf *out, uint32_t copies)
{
    int count = __builtin_popcount(copies);
    if (count > 2) {
        buf_addf(out, "%d copies", count);
    } else {
        event_add_copies(out, copies, ", ", " and ");
    }
}

static void add_page_number(struct buf *out, const struct cluster *cluster, uint32_t page)
{
    buf_addf(out, "page ");
    event_add_page(out, book_page_id(&cluster->book, page), cluster_table_name, cluster);
}

/* --- what a packet carries ------------------------------------------------------------------ */

static void add_from(const struct scene *scene)
{
    add_place(scene->out, scene->packet->from);
}

static void add_to(const struct scene *scene)
{
    add_place(scene->out, scene->packet->to);
}

static void add_page(const struct scene *scene)
{
    add_page_number(scene->out, scene->cluster, scene->packet->page);
}

static void add_version(const struct scene *scene)
{
    const struct book *book = &scene->cluster->book;
    add_page_number(scene->out, scene->cluster, book_version(book, scene->packet->version)->page);
}

static void add_master(const struct scene *scene)
{
    add_place(scene->out, place_master(scene->packet->master));
}

/* "its log", "the log of m2" */
static void add_log(const struct scene *scene)
{
    if (scene->packet->from == place_master(scene->packet->master)) {
        buf_addf(scene->out, "its log");
    } else {
        buf_addf(scene->out, "the log of m%d", scene->packet->master + 1);
    }
}

/* "its old epoch", "the epoch of m2" */
static void add_epoch(const struct scene *scene)
{
    if (scene->packet->from == place_master(scene->packet->master)) {
        buf_addf(scene->out, "its old epoch");
    } else {
        buf_addf(scene->out, "the epoch of m%d", scene->packet->master + 1);
    }
}

static void add_number(const struct scene *scene)
{
    buf_addf(scene->out, "%" PRIu64, scene->packet->number);
}

/* "commit 14 of @1" */
static void add_commit(const struct scene *scene)
{
    const struct record *record = book_record(&scene->cluster->book, scene->packet->record);
    buf_addf(scene->out, "commit %" PRIu64, record->place);
    if (record->client >= 0) {
        buf_addf(scene->out, " of @%d", record->client + 1);
    }
}

/* "sends m2 3 commits", "has no news for m2" */
static void add_news(const struct scene *scene)
{
    const struct bundle *bundle = net_bundle(&scene->cluster->net, scene->packet->bundle);
    int commits = 0;
    int pages = 0;
    for (int i = 0; i < bundle->count; i++) {
        commits += bundle->items[i].kind == ITEM_RECORD;
        pages += bundle->items[i].kind == ITEM_VERSION;
    }
    bool has_news = commits > 0 || pages > 0;
    buf_addf(scene->out, has_news ? "sends " : "has no news for ");
    add_place(scene->out, scene->packet->to);
    if (has_news) {
        int count = commits > 0 ? commits : pages;
        buf_addf(scene->out, " %d %s%s", count, commits > 0 ? "commit" : "page",
                 count == 1 ? "" : "s");
    }
}

static void add_silent(const struct scene *scene)
{
    buf_addf(scene->out, "%s", scene->packet->flag ? "silent" : "not silent");
}

static void add_verdict(const struct scene *scene)
{
    buf_addf(scene->out, "%s", scene->packet->flag ? "let go of" : "stay at");
}

/* The first words of a statement: "SELECT * FROM orders". */
static void add_words(struct buf *out, const struct request *request)
{
    struct event event = {0};
    session_set_words(&event, request);
    for (char *at = event.text; *at != '\0'; at++) {
        *at = *at == '\n' ? ' ' : *at;
    }
    buf_addf(out, "%s", event.text);
}

/* What a client asks, behind its name and the master's: "sends m2: SELECT 1". */
static void add_request(const struct scene *scene)
{
    struct request request = mail_request(net_mail(&scene->cluster->net, scene->packet->mail));
    char to[PLACE_NAME_SIZE];
    (void)place_name(scene->packet->to, to);
    switch (request.kind) {
    case REQUEST_PING:
        buf_addf(scene->out, "asks %s whether it is there", to);
        break;
    case REQUEST_SQL:
    case REQUEST_DDL:
        buf_addf(scene->out, "sends %s: ", to);
        add_words(scene->out, &request);
        break;
    case REQUEST_BEGIN:
        buf_addf(scene->out, "sends %s: BEGIN", to);
        break;
    case REQUEST_COMMIT:
        buf_addf(scene->out, "sends %s: COMMIT", to);
        break;
    case REQUEST_ROLLBACK:
        buf_addf(scene->out, "sends %s: ROLLBACK", to);
        break;
    case REQUEST_AUTOCOMMIT:
        buf_addf(scene->out, "sends %s: SET autocommit = %d", to, (int)request.number);
        break;
    case REQUEST_ISOLATION:
        buf_addf(scene->out, "tells %s its isolation level", to);
        break;
    case REQUEST_CONSISTENCY:
        buf_addf(scene->out, "sends %s: SET SESSION aurora_mm_session_consistency_level = '%s'", to,
                 consistency_name((enum consistency)request.number));
        break;
    case REQUEST_USE:
        buf_addf(scene->out, "sends %s: USE %s", to, request.name != NULL ? request.name : "");
        break;
    case REQUEST_READ_ONLY:
        buf_addf(scene->out, "sends %s: CALL mysql.rds_set_read_only(%d)", to, (int)request.number);
        break;
    case REQUEST_STATUS:
        buf_addf(scene->out, "asks %s for %s", to, status_subject(request.number));
        break;
    case REQUEST_CRASH:
    case REQUEST_SIMULATE:
        buf_addf(scene->out, "sends %s: ", to);
        add_words(scene->out, &request);
        break;
    }
}

/* "OK", "3 rows", "error 1213" */
static void add_answer(const struct scene *scene)
{
    const struct mail *mail = net_mail(&scene->cluster->net, scene->packet->mail);
    if (mail->answer.error != SQL_OK) {
        buf_addf(scene->out, "error %d", event_error_number(mail->answer.error));
    } else if (mail->has_rows) {
        int64_t rows = mail->rows.rows_total;
        buf_addf(scene->out, "%" PRId64 " row%s", rows, rows == 1 ? "" : "s");
    } else {
        buf_addf(scene->out, "OK");
    }
}

static void add_runs(const struct scene *scene)
{
    buf_addf(scene->out, scene->packet->flag ? "has the DDL" : "runs DDL");
}

static void add_mail(const struct scene *scene)
{
    struct request request = mail_request(net_mail(&scene->cluster->net, scene->packet->mail));
    add_words(scene->out, &request);
}

/* What the sender defines now: "ALTER TABLE orders". */
static void add_ddl(const struct scene *scene)
{
    const struct master *master = &scene->cluster->masters[place_index(scene->packet->from)];
    const struct ddl *ddl = &master->ddl;
    if (ddl->phase == DDL_PHASE_NONE || ddl->txn != scene->packet->txn) {
        buf_addf(scene->out, "a DDL that is over");
        return;
    }
    struct event event = {0};
    event_set_definition(&event, ddl->jobs[0].definition->kind, ddl->jobs[0].definition->name);
    buf_addf(scene->out, "%s", event.text);
}

/* --- packets -------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    value_fn add;
} values[] = {
    {"from", add_from},       {"to", add_to},           {"page", add_page},
    {"version", add_version}, {"master", add_master},   {"log", add_log},
    {"number", add_number},   {"commit", add_commit},   {"news", add_news},
    {"silent", add_silent},   {"verdict", add_verdict}, {"request", add_request},
    {"answer", add_answer},   {"epoch", add_epoch},     {"runs", add_runs},
    {"words", add_mail},      {"ddl", add_ddl},
};

static const char *const forms[PACKET_KIND_COUNT] = {
    [PACKET_CONNECT] = "{from} asks {to} for a connection",
    [PACKET_CONNECTED] = "{from} takes the connection of {to}",
    [PACKET_REFUSED] = "{from} refuses {to} a connection",
    [PACKET_REQUEST] = "{from} {request}",
    [PACKET_ANSWER] = "{from} answers {to}: {answer}",
    [PACKET_CLOSE] = "{from} closes its connection to {to}",
    [PACKET_RESET] = "{from} resets the connection of {to}",
    [PACKET_PROPOSE] = "{from} asks {to} for its vote on {page}",
    [PACKET_CONFIRM] = "{from} tells {to} that {page} is its own",
    [PACKET_ABORT] = "{from} tells {to} that it gives up {page}",
    [PACKET_COMMIT] = "{from} sends {to} {commit}",
    [PACKET_PAGE_READ] = "{from} reads {page} from {to}",
    [PACKET_LOG_READ] = "{from} asks {to} for commits that it may lack",
    [PACKET_READ_POINT] = "{from} asks {to} how long each log is",
    [PACKET_HEARD] = "{from} asks {to} whether {master} is silent",
    [PACKET_FENCE] = "{from} asks {to} to fence {epoch}",
    [PACKET_CUT] = "{from} tells {to} that {log} ends with commit {number}",
    [PACKET_IMAGE_READ] = "{from} asks {to} for a full copy",
    [PACKET_ACK] = "{from} gives {to} its vote on {page}",
    [PACKET_NAK_STALE] = "{from} refuses {to} its vote: its {page} is newer",
    [PACKET_NAK_BUSY] = "{from} refuses {to} its vote: {page} is promised to {master}",
    [PACKET_NAK_LOW] = "{from} wants a larger number of {to} for {page}",
    [PACKET_NAK_FENCED] = "{from} tells {to} that {master} has a newer epoch",
    [PACKET_NOTED] = "{from} tells {to} that it has noted {page}",
    [PACKET_COMMITTED] = "{from} tells {to} that it holds commit {number}",
    [PACKET_PAGE] = "{from} sends {to} {page}",
    [PACKET_LOG] = "{from} {news}",
    [PACKET_POINT] = "{from} tells {to} how long each log is",
    [PACKET_HEARD_ANSWER] = "{from} tells {to} that {master} is {silent}",
    [PACKET_FENCE_ANSWER] = "{from} sends {to} what it holds of {master}",
    [PACKET_CUT_DONE] = "{from} tells {to} that it has noted where {log} ends",
    [PACKET_IMAGE] = "{from} begins to send {to} a full copy",
    [PACKET_GOSSIP_ASK] = "{from} asks {to} for what it may lack",
    [PACKET_GOSSIP] = "{from} {news}",
    [PACKET_STATE_ASK] = "{from} is empty, and asks {to} for all it has",
    [PACKET_STATE] = "{from} sends {to}, which is empty, all it has",
    [PACKET_CLAIM_ASK] = "{from} asks {to} whether it still wants {page}",
    [PACKET_ESCALATE] = "{from} asks {to} who keeps {page}",
    [PACKET_VERDICT] = "{from} tells {to} to {verdict} {page}",
    [PACKET_REPL_PAGE] = "{from} shows {to} its change of {version}",
    [PACKET_REPL_COMMIT] = "{from} sends {to} {commit}",
    [PACKET_RECOVERED] = "{from} tells {to} where {log} ends",
    [PACKET_DDL_ASK] = "{from} asks {to} whether it runs DDL",
    [PACKET_DDL_HERE] = "{from} tells {to} that it {runs}",
    [PACKET_DDL_AWAY] = "{from} tells {to} that it is not Online",
    [PACKET_DDL_FORWARD] = "{from} gives {to} a DDL: {words}",
    [PACKET_DDL_DONE] = "{from} tells {to} how its DDL ended: {answer}",
    [PACKET_DDL_NOTED] = "{from} tells {to} that it waits no more for its DDL",
    [PACKET_DDL_LOCK] = "{from} asks {to} to refuse writes: {ddl}",
    [PACKET_DDL_LOCKED] = "{from} tells {to} that it refuses writes",
    [PACKET_DDL_APPLY] = "{from} asks {to} whether it has {ddl}",
    [PACKET_DDL_APPLIED] = "{from} tells {to} that it has the DDL",
    [PACKET_DDL_UNLOCK] = "{from} asks {to} to take writes again",
    [PACKET_DDL_UNLOCKED] = "{from} tells {to} that it takes writes again",
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

static void describe_packet(const struct scene *scene)
{
    const struct packet *packet = scene->packet;
    if (packet->from == packet->to) {
        add_place(scene->out, packet->to);
        buf_addf(scene->out, " learns that its connection is broken");
        return;
    }
    (void)form_add(scene->out, forms[packet->kind], add_value, scene);
    bool is_to_master = place_kind(packet->to) == PLACE_MASTER;
    if (!net_is_through(&scene->cluster->net, packet->from, packet->to)) {
        buf_addf(scene->out, "; it is lost");
    } else if (is_to_master && scene->cluster->masters[place_index(packet->to)].is_hung &&
               packet->kind != PACKET_CONNECT) {
        buf_addf(scene->out, "; m%d hangs", place_index(packet->to) + 1);
    }
}

/* --- timers --------------------------------------------------------------------------------- */

/* What a timer of a master is about: true if it is said, false if nobody waits for it any more. */
typedef bool (*timer_fn)(struct buf *out, const struct master *master, const struct due *due);

static bool describe_session(struct buf *out, const struct master *master, const struct due *due)
{
    const struct session *session = &master->sessions[due_slot(due->thing)];
    if (session->wake_at > due->at || session->request == 0) {
        return false;
    }
    struct request request = mail_request(net_mail(&master->cluster->net, session->request));
    if (session->state == SESSION_WAITS && due->at >= session->deadline) {
        buf_addf(out, "lets @%d wait no longer: ", session->client + 1);
    } else if (session->state == SESSION_WAITS) {
        buf_addf(out, "tries again for @%d: ", session->client + 1);
    } else if (session->state == SESSION_CATCHES_UP) {
        buf_addf(out, "looks whether it has all that @%d must see: ", session->client + 1);
    } else if (session->state == SESSION_DEFINES) {
        buf_addf(out, "asks m%d again for @%d: ", session->wish.target + 1, session->client + 1);
    } else {
        buf_addf(out, "runs for @%d: ", session->client + 1);
    }
    add_words(out, &request);
    return true;
}

static bool describe_write(struct buf *out, const struct master *master, const struct due *due)
{
    const struct write *write = &master->writes[due_slot(due->thing)];
    if (!write->is_used || write->wake_at > due->at) {
        return false;
    }
    uint32_t busy = 0;
    uint32_t page = write->votes[0].page;
    for (int i = write->vote_count - 1; i >= 0; i--) {
        if (write->votes[i].busy != 0) {
            busy = write->votes[i].busy;
            page = write->votes[i].page;
        }
    }
    buf_addf(out, busy != 0 ? "asks " : "looks at the votes on ");
    if (busy != 0) {
        add_copies(out, busy);
        buf_addf(out, " again for ");
    }
    add_page_number(out, master->cluster, page);
    return true;
}

/* What is asked for again: the first that there is of votes, commits, words and pages. */
static bool describe_resend(struct buf *out, const struct master *master, const struct due *due)
{
    sim_us again = master_parameter(master, PARAM_NET_RESEND_US);
    if (master->resend_at > due->at) {
        return false;
    }
    for (int i = 0; i < master->write_room; i++) {
        const struct write *write = &master->writes[i];
        if (write->is_used && due->at - write->sent_at >= again) {
            buf_addf(out, "asks again for votes on ");
            add_page_number(out, master->cluster, write->votes[0].page);
            return true;
        }
    }
    uint64_t last = master->log_base + (uint64_t)master->log_count;
    uint32_t behind = 0;
    for (int i = 0; i < COPIES_MAX && master->log_count > 0; i++) {
        behind |= master->acked[i] < last ? UINT32_C(1) << i : 0;
    }
    if (behind != 0 && due->at - master->committed_at >= again) {
        buf_addf(out, "sends again to ");
        add_copies(out, behind);
        buf_addf(out, " what they lack of its log");
        return true;
    }
    for (int i = 0; i < master->notice_room; i++) {
        const struct notice *notice = &master->notices[i];
        if (notice->kind != 0 && due->at - notice->sent_at >= again) {
            bool is_own = notice->kind == PACKET_CONFIRM;
            buf_addf(out, "tells ");
            add_copies(out, notice->missing);
            buf_addf(out, " again that %s", is_own ? "" : "it gives up ");
            add_page_number(out, master->cluster, notice->page);
            buf_addf(out, "%s", is_own ? " is its own" : "");
            return true;
        }
    }
    buf_addf(out, "looks for what the copies have not acknowledged");
    return true;
}

static bool describe_tick(struct buf *out, const struct master *master, const struct due *due)
{
    buf_addf(out, "asks the copies for commits that it may lack");
    return master->tick_at <= due->at;
}

static bool describe_pull(struct buf *out, const struct master *master, const struct due *due)
{
    buf_addf(out, "asks the copies for commits that are late");
    return master->pull_at <= due->at;
}

static bool describe_undo(struct buf *out, const struct master *master, const struct due *due)
{
    for (int i = 0; i < master->undo_count && master->undo_at <= due->at; i++) {
        if (master->undos[i].at <= due->at) {
            buf_addf(out, "takes what was rolled back out of ");
            add_page_number(out, master->cluster, master->undos[i].page);
            return true;
        }
    }
    return false;
}

static bool describe_recovery(struct buf *out, const struct master *master, const struct due *due)
{
    const struct recovery *recovery = &master->recovery;
    const char *step = recover_step(recovery);
    if (recovery->wake_at > due->at || step == NULL) {
        return false;
    }
    if (recovery->target == master->index) {
        buf_addf(out, "goes on recovering: %s", step);
    } else {
        buf_addf(out, "goes on settling the log of m%d, which is silent", recovery->target + 1);
    }
    return true;
}

static bool describe_restart(struct buf *out, const struct master *master, const struct due *due)
{
    buf_addf(out, "starts again");
    return master->restart_at <= due->at;
}

static bool describe_dispatcher(struct buf *out, const struct master *master, const struct due *due)
{
    buf_addf(out, "starts its dispatcher again");
    return master->dispatcher_at <= due->at;
}

static bool describe_ddl(struct buf *out, const struct master *master, const struct due *due)
{
    const struct ddl *ddl = &master->ddl;
    if (ddl->wake_at > due->at || ddl->phase == DDL_PHASE_NONE) {
        return false;
    }
    struct event event = {0};
    event_set_definition(&event, ddl->jobs[0].definition->kind, ddl->jobs[0].definition->name);
    buf_addf(out, "goes on with %s: %s", event.text, ddl_step(ddl));
    return true;
}

static const timer_fn timers[DUE_KIND_COUNT] = {
    [DUE_SESSION] = describe_session,
    [DUE_WRITE] = describe_write,
    [DUE_RESEND] = describe_resend,
    [DUE_TICK] = describe_tick,
    [DUE_PULL] = describe_pull,
    [DUE_UNDO] = describe_undo,
    [DUE_RECOVERY] = describe_recovery,
    [DUE_RESTART] = describe_restart,
    [DUE_DISPATCHER] = describe_dispatcher,
    [DUE_DDL] = describe_ddl,
};

static void describe_timer(struct buf *out, const struct cluster *cluster, const struct due *due)
{
    const struct master *master = &cluster->masters[due_master(due->thing)];
    buf_addf(out, "m%d ", master->index + 1);
    size_t before = out->size;
    if (master->is_hung && due->kind != DUE_RESTART && due->kind != DUE_DISPATCHER) {
        buf_addf(out, "hangs: what it should do now waits");
    } else if (!timers[due->kind](out, master, due)) {
        out->size = before;
        out->data[before] = '\0';
        buf_addf(out, "has nothing to do");
    }
}

void cluster_describe_next(const struct cluster *cluster, struct buf *out)
{
    const struct due *due = timeline_next(&cluster->timeline);
    if (due == NULL) {
        buf_addf(out, "nothing is due");
        return;
    }
    if (due->kind == DUE_PACKET) {
        struct scene scene = {out, cluster, net_packet(&cluster->net, due->thing)};
        describe_packet(&scene);
    } else if (due->kind == DUE_GOSSIP) {
        bool is_empty = cluster->copies[due->thing].wiped.is_empty;
        add_place(out, place_copy((int)due->thing));
        buf_addf(out, is_empty ? " has nothing to do: it is empty"
                               : " asks another copy for what it may lack");
    } else if (due->kind == DUE_WIPED) {
        bool is_full = wiped_is_full(&cluster->copies[due->thing]);
        add_place(out, place_copy((int)due->thing));
        buf_addf(out,
                 is_full ? " is whole again" : " is empty, and asks the others for all they have");
    } else if (due->kind == DUE_DISK) {
        buf_addf(out, "a fault of disks is over");
    } else {
        describe_timer(out, cluster, due);
    }
}
