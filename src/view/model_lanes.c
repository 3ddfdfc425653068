/* SPDX-License-Identifier: MIT */
#include "view/model_lanes.h"

#include "base/mem.h"
#include "lab/why.h"
#include "view/lanes_rows.h"
#include "view/model_build.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define APART_US (600) /* a hop between AZs, more or less: what is further apart is another step */

/* --- lanes ---------------------------------------------------------------------------------- */

/* Which places take part, and where each stands from left to right. */
struct cast {
    bool has_master[MASTERS_MAX];
    bool has_az[COPIES_MAX / 2];
    bool has_resolver;
    bool has_client[CLIENTS_MAX];
    int master_of[CLIENTS_MAX]; /* whom a client talks to first */
    int8_t lane[PLACES_MAX];    /* -1: none */
};

static void enter(struct cast *cast, place_id place)
{
    switch (place_kind(place)) {
    case PLACE_MASTER:
        cast->has_master[place_index(place)] = true;
        break;
    case PLACE_COPY:
        cast->has_az[place_index(place) / 2] = true;
        break;
    case PLACE_RESOLVER:
        cast->has_resolver = true;
        break;
    case PLACE_CLIENT:
        cast->has_client[place_index(place)] = true;
        break;
    case PLACE_AZ:
        break;
    }
}

static void note_home(struct cast *cast, place_id client, place_id master)
{
    if (place_kind(client) == PLACE_CLIENT && place_kind(master) == PLACE_MASTER &&
        cast->master_of[place_index(client)] < 0) {
        cast->master_of[place_index(client)] = place_index(master);
    }
}

/* Those drafts that become rows. */
struct window {
    int first, end;
    int chosen; /* draft; -1: none is */
};

static void fill_cast(struct cast *cast, const struct drafts *drafts, const struct window *window)
{
    for (int i = 0; i < CLIENTS_MAX; i++) {
        cast->master_of[i] = -1;
    }
    memset(cast->lane, -1, sizeof(cast->lane));
    for (int i = window->first; i < window->end; i++) {
        const struct draft *draft = &drafts->items[i];
        const struct flight *first = &draft->first;
        if (first->from != PLACE_NONE) {
            enter(cast, first->from);
        }
        if (draft->event != 0) {
            continue;
        }
        enter(cast, first->to);
        note_home(cast, first->from, first->to);
        note_home(cast, first->to, first->from);
        for (place_id place = FIRST_MASTER; place < FIRST_CLIENT; place++) {
            if (((draft->from | draft->arrived | draft->lost | draft->flying) & place_bit(place)) !=
                0) {
                enter(cast, place);
            }
        }
    }
}

/* Who speaks stays, then those that were told of last; how many have to go. */
static int drop_clients(struct cast *cast, const struct drafts *drafts, const struct window *window,
                        int you)
{
    bool has_client[CLIENTS_MAX] = {false};
    int room = LANES_MAX - (cast->has_resolver ? 1 : 0);
    int left_out = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        room -= cast->has_master[i] ? 1 : 0;
    }
    for (int i = 0; i < COPIES_MAX / 2; i++) {
        room -= cast->has_az[i] ? 1 : 0;
    }
    if (you >= 1 && you <= CLIENTS_MAX && cast->has_client[you - 1]) {
        has_client[you - 1] = true;
        room--;
    }
    for (int i = window->end - 1; i >= window->first; i--) {
        const struct flight *first = &drafts->items[i].first;
        place_id ends[] = {first->from, first->to};
        for (int k = 0; k < 2 && drafts->items[i].event == 0; k++) {
            bool is_new = place_kind(ends[k]) == PLACE_CLIENT && !has_client[place_index(ends[k])];
            if (is_new && room > 0) {
                has_client[place_index(ends[k])] = true;
                room--;
            }
        }
    }
    for (int i = 0; i < CLIENTS_MAX; i++) {
        left_out += cast->has_client[i] && !has_client[i] ? 1 : 0;
        cast->has_client[i] = cast->has_client[i] && has_client[i];
    }
    return left_out;
}

static int add_lane(struct model_lanes *out, const char *name, const char *brief, enum role role)
{
    if (out->lane_count == LANES_MAX) {
        return -1;
    }
    struct lane *lane = &out->lanes[out->lane_count];
    *lane = (struct lane){.role = role};
    (void)snprintf(lane->name, sizeof(lane->name), "%s", name);
    (void)snprintf(lane->brief, sizeof(lane->brief), "%s", brief);
    return out->lane_count++;
}

static void add_clients(struct model_lanes *out, struct cast *cast, int master, int you)
{
    for (int i = 0; i < CLIENTS_MAX; i++) {
        if (!cast->has_client[i] || cast->master_of[i] != master) {
            continue;
        }
        char name[16];
        (void)snprintf(name, sizeof(name), "@%d", i + 1);
        int lane = add_lane(out, name, name, ROLE_STRONG);
        if (lane >= 0) {
            out->lanes[lane].is_client = true;
            out->lanes[lane].is_you = i + 1 == you;
        }
        cast->lane[place_client(i)] = (int8_t)lane;
    }
}

static void add_master(struct model_lanes *out, struct cast *cast, int master)
{
    char name[16];
    (void)snprintf(name, sizeof(name), "m%d", master + 1);
    cast->lane[place_master(master)] = (int8_t)add_lane(out, name, name, role_of_master(master));
}

static void add_volume(struct model_lanes *out, struct cast *cast)
{
    for (int az = 0; az < COPIES_MAX / 2; az++) {
        char name[8];
        (void)snprintf(name, sizeof(name), "%c1 %c2", 'a' + az, 'a' + az);
        if (cast->has_az[az]) {
            const char brief[] = {(char)('a' + az), '\0'};
            int lane = add_lane(out, name, brief, ROLE_MUTED);
            cast->lane[place_copy(2 * az)] = (int8_t)lane;
            cast->lane[place_copy(2 * az + 1)] = (int8_t)lane;
        }
    }
    int lane = cast->has_resolver ? add_lane(out, "resolver", "tie", ROLE_MUTED) : -1;
    for (int i = 0; i < RESOLVERS_MAX; i++) {
        cast->lane[place_resolver(i)] = (int8_t)lane;
    }
}

/* Clients, masters, the volume, masters, clients: as they stand in the world. */
static void fill_lanes(struct model_lanes *out, struct cast *cast, int you)
{
    int masters = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        masters += cast->has_master[i] ? 1 : 0;
    }
    int left = (masters + 1) / 2;
    int end = 0; /* of those at the left */
    for (int seen = 0; end < MASTERS_MAX && seen < left; end++) {
        seen += cast->has_master[end] ? 1 : 0;
    }
    add_clients(out, cast, -1, you);
    for (int i = 0; i < end; i++) {
        add_clients(out, cast, i, you);
    }
    for (int i = 0; i < end; i++) {
        if (cast->has_master[i]) {
            add_master(out, cast, i);
        }
    }
    add_volume(out, cast);
    for (int i = end; i < MASTERS_MAX; i++) {
        if (cast->has_master[i]) {
            add_master(out, cast, i);
        }
    }
    for (int i = end; i < MASTERS_MAX; i++) {
        add_clients(out, cast, i, you);
    }
}

/* --- rows ----------------------------------------------------------------------------------- */

static uint32_t lanes_of(const struct cast *cast, uint32_t places, place_id to)
{
    uint32_t lanes = 0;
    for (place_id place = FIRST_MASTER; place < FIRST_CLIENT; place++) {
        if ((places & place_bit(place)) != 0 && cast->lane[place] >= 0) {
            lanes |= UINT32_C(1) << cast->lane[place];
        }
    }
    if ((places & place_bit(FIRST_CLIENT)) != 0 && cast->lane[to] >= 0) {
        lanes |= UINT32_C(1) << cast->lane[to];
    }
    return lanes;
}

void lanes_print_time(char *out, size_t size, sim_us at)
{
    (void)snprintf(out, size, "%" PRId64 ".%04d", at / US_PER_S, (int)(at % US_PER_S / 100));
}

static void fill_row(struct lanes_row *row, const struct draft *draft, const struct cast *cast,
                     const struct lanes_scope *scope)
{
    place_id from = draft->first.from;
    *row = (struct lanes_row){.from = from != PLACE_NONE ? cast->lane[from] : -1};
    lanes_print_time(row->time, sizeof(row->time), draft->at);
    row->heads = lanes_of(cast, draft->arrived, draft->first.to);
    row->lost = lanes_of(cast, draft->lost, draft->first.to) & ~row->heads;
    row->flying = lanes_of(cast, draft->flying, draft->first.to) & ~(row->heads | row->lost);
    lanes_say(row, draft, scope);
}

/* Does this packet tell of the event: was it sent for it, or for what it led to? */
static bool tells(const struct lanes_scope *scope, const struct draft *draft)
{
    uint64_t seq = draft->first.cause;
    for (int i = 0; i < 3 && seq > scope->focus; i++) {
        const struct event *event = lab_event(scope->lab, seq);
        seq = event != NULL ? event->cause : 0;
    }
    return seq == scope->focus;
}

/* The row of the event itself, the answer that tells of it, or the packet it came of. */
static int find_chosen(const struct drafts *drafts, const struct lanes_scope *scope)
{
    int told = -1;
    int led = -1;
    for (int i = 0; i < drafts->count; i++) {
        const struct draft *draft = &drafts->items[i];
        bool is_answer = draft->first.kind == PACKET_ANSWER;
        if (draft->event == scope->focus) {
            return i;
        }
        if (draft->event == 0 && tells(scope, draft) && (told < 0 || is_answer)) {
            told = i;
        }
        if (draft->led_to != 0 && scope->focus >= draft->led_to &&
            scope->focus <= draft->led_last) {
            led = i;
        }
    }
    return told >= 0 ? told : led;
}

static struct window find_window(const struct drafts *drafts, const struct lanes_scope *scope)
{
    int chosen = scope->all_until == SIM_NEVER ? -1 : find_chosen(drafts, scope);
    int first = drafts->count - LANES_ROWS_MAX;
    first = chosen >= 0 && first > chosen ? chosen : first;
    first = first > 0 ? first : 0;
    int end = drafts->count - first < LANES_ROWS_MAX ? drafts->count : first + LANES_ROWS_MAX;
    return (struct window){.first = first, .end = end, .chosen = chosen};
}

static void fill_rows(struct model_lanes *out, const struct drafts *drafts, const struct cast *cast,
                      const struct lanes_scope *scope, const struct window *window)
{
    sim_us before = 0;
    for (int i = window->first; i < window->end; i++) {
        const struct draft *draft = &drafts->items[i];
        struct lanes_row *row = &out->rows[out->row_count];
        fill_row(row, draft, cast, scope);
        bool is_seen = row->from >= 0 && (row->heads | row->lost | row->flying) != 0;
        if (draft->event == 0 && !is_seen) { /* of a client that has no lane */
            continue;
        }
        row->seq = draft->event != 0    ? draft->event
                   : draft->led_to != 0 ? draft->led_to
                                        : draft->first.cause;
        row->is_chosen = i == window->chosen;
        row->is_apart = out->row_count > 0 && draft->at - before >= APART_US;
        out->chosen = row->is_chosen ? out->row_count : out->chosen;
        before = draft->at;
        out->row_count++;
    }
    out->is_short = drafts->is_short || window->first > 0;
}

void model_build_lanes(struct model_lanes *out, const struct lab *lab,
                       const struct lanes_wanted *wanted)
{
    struct drafts *drafts = mem_alloc(1, sizeof(*drafts));
    struct cast cast = {.has_resolver = false};
    struct lanes_scope scope;
    out->event = wanted->event > 0 ? wanted->event : why_event(lab);
    out->lane_count = 0;
    out->row_count = 0;
    out->chosen = -1;
    lanes_scope_make(&scope, lab, out->event);
    if (wanted->is_all) {
        lanes_scope_take_all(&scope, wanted->event == 0);
    }
    lanes_rows_gather(drafts, &scope);
    struct window window = find_window(drafts, &scope);
    fill_cast(&cast, drafts, &window);
    out->clients_left_out = drop_clients(&cast, drafts, &window, wanted->you);
    fill_lanes(out, &cast, wanted->you);
    fill_rows(out, drafts, &cast, &scope, &window);
    mem_free(drafts);
}

void model_build_causes(struct model_lanes *out, const struct lab *lab, const struct run *run)
{
    struct lanes_scope scope;
    out->about[0] = '\0';
    out->cause_count = 0;
    out->helps[0] = '\0';
    out->better[0] = '\0';
    out->said_count = 0;
    lanes_scope_make(&scope, lab, out->event);
    lanes_fill_causes(out, &scope, run);
}
