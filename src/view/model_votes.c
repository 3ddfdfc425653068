/* SPDX-License-Identifier: MIT */
#include "view/model_votes.h"

#include "view/model_build.h"
#include "view/votes_find.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct scene {
    struct model_votes *out;
    const struct lab *lab;
    const struct bids *bids;
    uint64_t until; /* the chosen event; 0: now */
};

static void set(char *to, size_t size, const struct buf *text)
{
    (void)snprintf(to, size, "%.*s", (int)size - 1, text->data);
}

/* Does one know it, where one stands? */
static bool is_known(const struct scene *scene, uint64_t seq)
{
    return seq != 0 && (scene->until == 0 || seq <= scene->until);
}

/* --- bids ----------------------------------------------------------------------------------- */

static void fill_slots(struct votes_bid *out, const struct bid *bid)
{
    static const enum vote_look order[] = {VOTE_YES,    VOTE_BUSY, VOTE_STALE, VOTE_LOW,
                                           VOTE_FENCED, VOTE_LOST, VOTE_ASKED};
    int count = 0;
    for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
        for (int i = 0; i < COPIES_MAX; i++) {
            if (bid->looks[i] == (uint8_t)order[k]) {
                char name[PLACE_NAME_SIZE];
                struct votes_slot *slot = &out->slots[count++];
                slot->look = order[k];
                (void)snprintf(slot->name, sizeof(slot->name), "%.3s",
                               place_name(place_copy(i), name));
            }
        }
    }
    out->yes = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        out->yes += bid->looks[i] == VOTE_YES ? 1 : 0;
    }
}

static enum votes_outcome outcome_of(const struct scene *scene, const struct bid *bid)
{
    return is_known(scene, bid->accepted) ? BID_IS_ACCEPTED
           : is_known(scene, bid->lost)   ? BID_IS_LOST
           : is_known(scene, bid->tied)   ? BID_IS_TIED
                                          : BID_IS_OPEN;
}

static void fill_bid(struct votes_bid *out, const struct scene *scene, const struct bid *bid)
{
    const struct event *proposed = lab_event(scene->lab, bid->proposed);
    const struct event *lost = lab_event(scene->lab, bid->lost);
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    *out = (struct votes_bid){
        .master = place_index(proposed->place),
        .outcome = outcome_of(scene, bid),
        .row = bid->row != 0 || lost == NULL ? bid->row : lost->row,
    };
    out->has_row = out->row != 0;
    buf_addf(&text, "for ");
    if (proposed->client > 0) {
        buf_addf(&text, "@%d", proposed->client);
    } else {
        buf_addf(&text, "background work");
    }
    if (out->has_row) {
        buf_addf(&text, ", row %" PRId64, out->row);
    }
    set(out->who, sizeof(out->who), &text);
    if (bid->lsn != 0) {
        (void)snprintf(out->version, sizeof(out->version), "%" PRIu64 " ▸ %" PRIu64, bid->base,
                       bid->lsn);
    }
    fill_slots(out, bid);
    buf_release(&text);
}

/* --- the page ------------------------------------------------------------------------------- */

static int master_of_key(const struct model_votes *votes, int64_t key)
{
    for (int i = 0; i < votes->bid_count; i++) {
        if (votes->bids[i].has_row && votes->bids[i].row == key) {
            return votes->bids[i].master;
        }
    }
    return -1;
}

/* All keys of a small page; of a large one those around the first that is changed. */
static void fill_cells(struct model_votes *out, int64_t first, int64_t count)
{
    int64_t low = first;
    for (int i = 0; i < out->bid_count; i++) {
        bool is_first = out->bids[i].has_row && (low == first || out->bids[i].row < low);
        low = is_first ? out->bids[i].row : low;
    }
    out->cells_go_on = count > VOTES_CELLS_MAX;
    if (out->cells_go_on) {
        low -= (low - first) % 4;
        low = low > first + count - VOTES_CELLS_MAX ? first + count - VOTES_CELLS_MAX : low;
    } else {
        low = first;
    }
    for (int i = 0; i < VOTES_CELLS_MAX && i < count; i++) {
        out->cells[out->cell_count++] =
            (struct votes_cell){.key = low + i, .master = master_of_key(out, low + i)};
    }
}

static void fill_page(const struct scene *scene)
{
    struct model_votes *out = scene->out;
    const struct cluster *cluster = lab_cluster(scene->lab);
    int64_t first = 0;
    int64_t count = 0;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    event_add_page(&text, &scene->bids->page, cluster_table_name, cluster);
    set(out->page, sizeof(out->page), &text);
    if (scene->bids->page.index == PAGE_INDEX_TABLE &&
        cluster_page_keys(cluster, &scene->bids->page, &first, &count)) {
        (void)snprintf(out->keys, sizeof(out->keys), "rows %" PRId64 " to %" PRId64, first,
                       first + count - 1);
        fill_cells(out, first, count);
    }
    buf_release(&text);
}

/* --- step by step --------------------------------------------------------------------------- */

static void add_words(struct buf *text, const struct event *event)
{
    char name[PLACE_NAME_SIZE];
    const char *who = place_name(event->place, name);
    if (event->kind == EVENT_PROPOSED) {
        buf_addf(text, "%s asks all six", who);
    } else if (event->kind == EVENT_ACCEPTED) {
        buf_addf(text, "%s accepted by %d", who, (int)event->count);
    } else if (event->kind == EVENT_TIED) {
        buf_addf(text, "%s has %d: a tie", who, (int)event->count);
    } else if (event->kind == EVENT_VERDICT) {
        char other[PLACE_NAME_SIZE];
        buf_addf(text, "resolver: %s %s", place_name(event->other, other),
                 event->code == VERDICT_YIELD ? "lets go" : "stays");
    } else {
        buf_addf(text, "@%d gets error 1213", event->client);
    }
}

static void add_step(const struct scene *scene, uint64_t seq)
{
    struct model_votes *out = scene->out;
    const struct event *event = lab_event(scene->lab, seq);
    if (event == NULL || out->step_count == VOTES_STEPS_MAX) {
        return;
    }
    struct votes_step *step = &out->steps[out->step_count++];
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    add_words(&text, event);
    set(step->text, sizeof(step->text), &text);
    buf_release(&text);
    (void)snprintf(step->time, sizeof(step->time), "%" PRId64 ".%04d", event->at / US_PER_S,
                   (int)(event->at % US_PER_S / 100));
    step->when = is_known(scene, seq) ? STEP_IS_DONE : STEP_IS_AHEAD;
}

#define ENDS 5

/* The events of all bids, in their order. */
static void fill_steps(const struct scene *scene)
{
    uint64_t seqs[VOTES_BIDS_MAX * ENDS];
    int count = 0;
    for (int i = 0; i < scene->bids->count; i++) {
        const struct bid *bid = &scene->bids->items[i];
        const uint64_t own[ENDS] = {bid->proposed, bid->tied, bid->verdict, bid->accepted,
                                    bid->lost};
        for (int k = 0; k < ENDS; k++) {
            int to = count;
            while (own[k] != 0 && to > 0 && seqs[to - 1] > own[k]) {
                seqs[to] = seqs[to - 1];
                to--;
            }
            seqs[to] = own[k];
            count += own[k] != 0 ? 1 : 0;
        }
    }
    for (int i = 0; i < count; i++) {
        add_step(scene, seqs[i]);
    }
    for (int i = scene->out->step_count - 1; i >= 0; i--) {
        if (scene->out->steps[i].when == STEP_IS_DONE) {
            scene->out->steps[i].when = STEP_IS_NOW;
            return;
        }
    }
}

/* --- in words ------------------------------------------------------------------------------- */

static uint32_t yes_of(const struct bid *bid)
{
    uint32_t copies = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        copies |= bid->looks[i] == VOTE_YES ? UINT32_C(1) << i : 0;
    }
    return copies;
}

static bool has_look(const struct bids *bids, enum vote_look look)
{
    for (int i = 0; i < bids->count; i++) {
        for (int k = 0; k < COPIES_MAX; k++) {
            if (bids->items[i].looks[k] == (uint8_t)look) {
                return true;
            }
        }
    }
    return false;
}

/* "b1 and b2 heard m2 first, the other four m1." False: they are not two, or not all answered. */
static bool add_first_come(struct buf *text, const struct scene *scene)
{
    static const char *const counts[] = {"", "one", "two", "three", "four", "five", "six"};
    const struct bids *bids = scene->bids;
    if (bids->count != 2) {
        return false;
    }
    const uint32_t yes[] = {yes_of(&bids->items[0]), yes_of(&bids->items[1])};
    int few = __builtin_popcount(yes[0]) < __builtin_popcount(yes[1]) ? 0 : 1;
    bool is_all = (yes[0] | yes[1]) == (UINT32_C(1) << COPIES_MAX) - 1 && (yes[0] & yes[1]) == 0;
    if (!is_all || yes[few] == 0) {
        return false;
    }
    event_add_copies(text, yes[few], ", ", " and ");
    buf_addf(text, " heard m%d first, the other %s m%d. ", scene->out->bids[few].master + 1,
             counts[__builtin_popcount(yes[1 - few])], scene->out->bids[1 - few].master + 1);
    return true;
}

/* "a1, c1 and c2 promised it to m3. " */
static void add_promises(struct buf *text, const struct scene *scene)
{
    for (int i = 0; i < scene->bids->count && scene->bids->count > 1; i++) {
        uint32_t yes = yes_of(&scene->bids->items[i]);
        if (yes == (UINT32_C(1) << COPIES_MAX) - 1) {
            buf_addf(text, "All six promised it to m%d. ", scene->out->bids[i].master + 1);
        } else if (yes != 0) {
            event_add_copies(text, yes, ", ", " and ");
            buf_addf(text, " promised it to m%d. ", scene->out->bids[i].master + 1);
        }
    }
}

/* Did a copy promise the page to two of them? */
static bool is_promised_twice(const struct bids *bids)
{
    uint32_t all = 0;
    for (int i = 0; i < bids->count; i++) {
        uint32_t yes = yes_of(&bids->items[i]);
        if ((all & yes) != 0) {
            return true;
        }
        all |= yes;
    }
    return false;
}

/* Who lost to it without a vote, for his master knew of the open change; NULL: nobody. */
static const struct event *find_told_at_once(const struct scene *scene,
                                             const struct event *proposed)
{
    const struct event *event = NULL;
    uint64_t last = scene->until != 0 ? scene->until : lab_event_last(scene->lab);
    for (uint64_t seq = proposed->seq + 1; seq <= last; seq++) {
        event = lab_event(scene->lab, seq);
        bool is_over = event == NULL ||
                       ((event->kind == EVENT_COMMITTED || event->kind == EVENT_ROLLED_BACK) &&
                        event->txn == proposed->txn);
        if (is_over) {
            return NULL;
        }
        if (event->kind == EVENT_CONFLICT && event->code == CONFLICT_LOGICAL &&
            event->other_txn == proposed->txn) {
            return event;
        }
    }
    return NULL;
}

/* What is to be said where nobody else asked the copies. */
static void add_alone(struct buf *text, const struct scene *scene)
{
    char name[PLACE_NAME_SIZE];
    char other[PLACE_NAME_SIZE];
    const struct event *proposed = lab_event(scene->lab, scene->bids->items[0].proposed);
    const struct event *lost = find_told_at_once(scene, proposed);
    if (lost == NULL) {
        buf_addf(text, "Nobody else asked for the page at that time.");
    } else {
        buf_addf(text,
                 "@%d lost row %" PRId64 " to it without a vote: %s knew of the change that %s had "
                 "not committed.",
                 lost->client, lost->row, place_name(lost->place, name),
                 place_name(lost->other, other));
    }
}

static void fill_sentence(const struct scene *scene)
{
    const struct bids *bids = scene->bids;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    if (is_promised_twice(bids)) {
        buf_addf(&text, "Who is ticked twice promised twice, one after the other: a promise ends "
                        "when what it was for is done or given up. ");
    } else if (!add_first_come(&text, scene)) {
        add_promises(&text, scene);
    }
    if (has_look(bids, VOTE_STALE)) {
        buf_addf(&text, "Who built on an old version is told so, and loses.");
    } else if (has_look(bids, VOTE_BUSY)) {
        buf_addf(&text, "A copy keeps its word.");
    } else if (bids->count == 1) {
        add_alone(&text, scene);
    }
    set(scene->out->sentence, sizeof(scene->out->sentence), &text);
    buf_release(&text);
}

/* The master that has its four by then; -1: none. */
static int winner_of(const struct scene *scene, uint64_t until)
{
    for (int i = 0; i < scene->bids->count; i++) {
        uint64_t accepted = scene->bids->items[i].accepted;
        if (is_known(scene, accepted) && accepted < until) {
            return scene->out->bids[i].master;
        }
    }
    return -1;
}

/* What a verdict said, and what became of it: who is to stay needs its four votes all the same. */
static void add_verdict(struct buf *text, const struct scene *scene, const struct bid *bid,
                        const struct event *verdict)
{
    char name[PLACE_NAME_SIZE];
    char other[PLACE_NAME_SIZE];
    bool stays = verdict->code == VERDICT_STAY;
    buf_addf(text, "%s told %s to %s. ", place_name(verdict->place, name),
             place_name(verdict->other, other),
             stays ? "stay, for it was the first to ask" : "let go, for another had asked first");
    if (stays && is_known(scene, bid->lost)) {
        int winner = winner_of(scene, bid->lost);
        if (winner >= 0) {
            buf_addf(text, "To stay is no vote: m%d had its four. ", winner + 1);
        } else {
            buf_addf(text, "To stay is no vote: four never came. ");
        }
    }
}

static void fill_resolver(const struct scene *scene)
{
    const struct cluster *cluster = lab_cluster(scene->lab);
    bool is_tied = false;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    for (int i = 0; i < scene->bids->count; i++) {
        const struct bid *bid = &scene->bids->items[i];
        const struct event *verdict = lab_event(scene->lab, bid->verdict);
        if (verdict != NULL && is_known(scene, verdict->seq)) {
            add_verdict(&text, scene, bid, verdict);
        }
        is_tied = is_tied || is_known(scene, bid->tied);
    }
    if (is_tied && cluster_parameter(cluster, PARAM_TIE_BOTH_LOSE) != 0) {
        buf_addf(&text, "Rule in force: who ties loses, and no resolver is asked "
                        "(eng.tie_both_lose=1).");
    } else if (is_tied) {
        buf_addf(&text,
                 "Rule in force, our model: who asks the resolver first stays, and whom that "
                 "one blocks lets go.");
    }
    set(scene->out->resolver, sizeof(scene->out->resolver), &text);
    if (scene->out->resolver[0] == 'r') {
        scene->out->resolver[0] = 'R';
    }
    buf_release(&text);
}

void model_build_votes(struct model_votes *out, const struct lab *lab, uint64_t focus, bool is_now)
{
    struct bids bids;
    struct scene scene = {.out = out, .lab = lab, .bids = &bids, .until = focus};
    *out = (struct model_votes){.is_shown = false};
    votes_find(&bids, lab, focus, is_now);
    out->is_shown = bids.count > 0;
    if (!out->is_shown) {
        return;
    }
    out->bid_count = bids.count;
    for (int i = 0; i < bids.count; i++) {
        fill_bid(&out->bids[i], &scene, &bids.items[i]);
    }
    fill_page(&scene);
    fill_steps(&scene);
    fill_sentence(&scene);
    fill_resolver(&scene);
}
