/* SPDX-License-Identifier: MIT */
#include "view/model_build.h"

#include "base/text.h"
#include "lab/silence.h"
#include "view/event_rows.h"
#include "view/movers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- the building --------------------------------------------------------------------------- */

static enum master_mood mood_of(const struct master_view *master)
{
    if (master->is_silent) {
        return MOOD_SILENT;
    }
    if (master->is_hung) {
        return MOOD_HUNG;
    }
    switch (master->state) {
    case MASTER_RECOVERY:
        return MOOD_RECOVER;
    case MASTER_OFFLINE:
    case MASTER_ABSENT:
        return MOOD_CRASHED;
    case MASTER_ONLINE:
        break;
    }
    if (master->has_no_dispatcher) {
        return MOOD_NO_VOLUME;
    }
    return master->is_read_only ? MOOD_READ_ONLY : MOOD_UP;
}

static void fill_copies(struct model_copy *copies, const struct cluster_view *view, int az)
{
    int count = 0;
    for (int i = 0; i < COPIES_MAX && count < 2; i++) {
        if (view->copies[i].az == az) {
            char name[PLACE_NAME_SIZE];
            (void)snprintf(copies[count].name, sizeof(copies[count].name), "%.3s",
                           place_name(place_copy(i), name));
            copies[count].is_up = view->copies[i].is_up;
            copies[count].is_slow = view->copies[i].is_slow;
            copies[count].is_failing = view->copies[i].is_failing;
            copies[count].is_empty = view->copies[i].is_empty;
            count++;
        }
    }
}

static void fill_room(struct model_room *room, const struct cluster_view *view, int master,
                      const struct trend *trend)
{
    const struct master_view *from = &view->masters[master];
    *room = (struct model_room){
        .az = "abcd"[from->az],
        .az_is_down = view->az_is_down[from->az],
        .dark_permille = 1000,
        .master = master,
        .mood = mood_of(from),
        .runs_ddl = from->runs_ddl,
        .back_in = from->back_in,
        .lag = from->lag,
        .open_txns = from->open_txns,
        .recovery_step = from->recovery_step,
        .recovery_done = from->recovery_done,
        .recovery_all = from->recovery_all,
        .plot_count = trend->count,
    };
    trend_copy(trend, master, room->plot);
    int per_s = (int)(US_PER_S / TREND_STEP_US);
    for (int i = 1; i <= per_s && i <= trend->count; i++) {
        room->commits_per_s += room->plot[trend->count - i];
    }
}

static enum link_look link_between(const struct cluster_view *view, const struct model_room *a,
                                   const struct model_room *b)
{
    bool there = view->is_cut[a->master][b->master];
    bool back = view->is_cut[b->master][a->master];
    if (there && back) {
        return LINK_CUT;
    }
    if (there || back) {
        return LINK_CUT_ONE_WAY;
    }
    bool is_dead = a->mood == MOOD_SILENT || b->mood == MOOD_SILENT || a->mood == MOOD_CRASHED ||
                   b->mood == MOOD_CRASHED;
    if (is_dead) {
        return LINK_DEAD;
    }
    if (view->link_loss[a->master][b->master] > 0) {
        return LINK_LOSSY;
    }
    if (view->link_extra[a->master][b->master] > 0) {
        return LINK_SLOW;
    }
    return a->commits_per_s + b->commits_per_s > 0 ? LINK_BUSY : LINK_QUIET;
}

/* A cut between rooms that are not side by side has no gutter to stand in: the room says it. */
static void fill_far_cuts(struct model *model, const struct cluster_view *view)
{
    for (int i = 0; i < model->room_count; i++) {
        for (int j = 0; j < model->room_count; j++) {
            int from = model->rooms[i].master;
            int to = model->rooms[j].master;
            bool is_far = j > i + 1 || i > j + 1;
            model->rooms[i].is_cut_from[to] = is_far && view->is_cut[from][to];
        }
    }
}

/* The first link of each room that is slow or loses packets, by its sign, its word and its end. */
static void fill_link_trouble(struct model *model, const struct cluster_view *view)
{
    for (int i = 0; i < model->room_count; i++) {
        struct model_room *room = &model->rooms[i];
        for (int to = 0; to < MASTERS_MAX && room->link_trouble[0] == '\0'; to++) {
            bool is_lossy = view->link_loss[room->master][to] > 0;
            if (is_lossy || view->link_extra[room->master][to] > 0) {
                (void)snprintf(room->link_trouble, sizeof(room->link_trouble), "%s m%d",
                               is_lossy ? "! LOSSY" : "≈ SLOW", to + 1);
            }
        }
    }
}

/* Rooms stand in the order of their AZs, those of one AZ in the order of their masters. */
static void fill_rooms(struct model *model, const struct cluster_view *view,
                       const struct trend *trend)
{
    bool az_has_room[AZS_MAX] = {false};
    model->room_count = 0;
    for (int az = 0; az < AZS_MAX; az++) {
        for (int i = 0; i < MASTERS_MAX; i++) {
            if (view->masters[i].state == MASTER_ABSENT || view->masters[i].az != az) {
                continue;
            }
            struct model_room *room = &model->rooms[model->room_count++];
            fill_room(room, view, i, trend);
            room->has_copies = !az_has_room[az] && az < COPIES_MAX / 2;
            fill_copies(room->copies, view, az);
            az_has_room[az] = true;
        }
    }
    for (int i = 0; i + 1 < model->room_count; i++) {
        model->rooms[i].link_next = (int)link_between(view, &model->rooms[i], &model->rooms[i + 1]);
    }
    fill_far_cuts(model, view);
    fill_link_trouble(model, view);
    model->far_copy_count = 0;
    for (int az = 0; az < COPIES_MAX / 2; az++) {
        if (!az_has_room[az]) {
            model->far_az = "abcd"[az];
            fill_copies(&model->far_copies[model->far_copy_count], view, az);
            model->far_copy_count += 2;
        }
    }
}

int model_room_of(const struct model *model, int master)
{
    for (int i = 0; i < model->room_count; i++) {
        if (model->rooms[i].master == master) {
            return i;
        }
    }
    return -1;
}

/* --- clients -------------------------------------------------------------------------------- */

static enum tag_look tag_look_of(const struct client_view *client)
{
    int at = client_turns_to(client);
    if (client->moving_from >= 0) {
        return TAG_MOVING;
    }
    if (client->lost >= 0) {
        return TAG_LOST;
    }
    if (at < 0) {
        return TAG_DOCKED;
    }
    enum endpoint_state state = client->endpoints[at].state;
    bool is_in_doubt =
        state == ENDPOINT_IS_SUSPECT || state == ENDPOINT_IS_DOWN || state == ENDPOINT_IS_TRIAL;
    return is_in_doubt ? TAG_SUSPECT : client->going_to >= 0 ? TAG_CONNECTING : TAG_DOCKED;
}

static void fill_tag(struct model *model, const struct client_view *client, bool is_you)
{
    int stands = client->lost >= 0          ? client->lost
                 : client->moving_from >= 0 ? client->moving_to /* not where it has others */
                                            : client_turns_to(client);
    struct model_tag *tag = &model->tags[model->tag_count];
    *tag = (struct model_tag){
        .client = client->number,
        .is_you = is_you,
        .look = tag_look_of(client),
        .room = model_room_of(model, stands),
        .from_room = client->moving_from >= 0 ? model_room_of(model, client->moving_from) : -1,
        .moved_permille = 1000,
    };
    model->tag_count += tag->room >= 0 ? 1 : 0;
}

/* `is_fed`: a load that runs gives it work. */
static void fill_side_client(struct model_client *out, const struct client_view *client,
                             bool is_you, bool is_fed)
{
    static const enum role roles[] = {
        [CLIENT_IDLE] = ROLE_MUTED, [CLIENT_WAITS] = ROLE_MUTED, [CLIENT_WORKS] = ROLE_TEXT,
        [CLIENT_MOVES] = ROLE_WARN, [CLIENT_DEAD] = ROLE_BAD,    [CLIENT_RETRIES] = ROLE_WARN,
    };
    *out = (struct model_client){
        .number = client->number,
        .master = client->lost >= 0          ? client->lost
                  : client->moving_from >= 0 ? client->moving_from
                                             : client_turns_to(client),
        .moving_to = client->moving_to,
        .doing = client_doing_word(client->doing),
        .doing_role = roles[client->doing],
        .ok_per_s = client->has_load ? client->ok_per_s : -1,
        .p99 = client->has_load ? client->p99 : -1,
        .is_you = is_you,
        .is_idle = !is_fed && client->doing == CLIENT_IDLE,
        .is_suspect = tag_look_of(client) == TAG_SUSPECT,
    };
    if (is_fed && client->doing == CLIENT_IDLE) {
        out->doing = client_doing_word(CLIENT_WORKS);
        out->doing_role = ROLE_TEXT;
    } else if (client_waits_in_vain(client) || client->lost >= 0) {
        out->doing = client_doing_word(CLIENT_WAITS);
        out->doing_role = ROLE_WARN;
    }
}

/* A room that is well would look as if it were meant. */
static int lost_room(const struct model *model, int master)
{
    int index = model_room_of(model, master);
    return index >= 0 && model->rooms[index].mood != MOOD_UP ? index : -1;
}

/* The longest outage that lasts, of those that have a room: of the master that was lost. */
static void fill_clock(struct model *model, const struct clients_view *clients)
{
    struct model_clock *clock = &model->clock;
    *clock = (struct model_clock){.room = -1};
    for (int i = 0; i < clients->count; i++) {
        const struct client_view *client = &clients->clients[i];
        bool is_out = client->outage_since != SIM_NEVER;
        int room = is_out ? lost_room(model, client->outage_master) : -1;
        bool is_seen_first = room >= 0 && clock->room < 0;
        bool is_longer = client->outage >= clock->length && (room >= 0 || clock->room < 0);
        if (is_out && (is_seen_first || is_longer)) {
            *clock = (struct model_clock){
                .is_shown = true,
                .is_running = true,
                .client = client->number,
                .length = client->outage,
                .room = room,
            };
        }
    }
}

/* Who waits longest for a master that is hung. */
static void fill_waiting(struct model *model, const struct clients_view *clients)
{
    for (int i = 0; i < clients->count; i++) {
        const struct client_view *client = &clients->clients[i];
        int index = client->master >= 0 ? model_room_of(model, client->master) : -1;
        if (index >= 0 && client->outage_since != SIM_NEVER &&
            client->outage > model->rooms[index].waiting) {
            model->rooms[index].waiting_client = client->number;
            model->rooms[index].waiting = client->outage;
        }
    }
}

static void fill_client_facts(struct model *model, const struct client_view *you)
{
    size_t size = sizeof(model->client_facts);
    bool is_usual = you->consistency == CONSISTENCY_INSTANCE_RAW;
    const char *level = is_usual ? "" : consistency_name(you->consistency);
    const char *comma = is_usual ? "" : ", ";
    if (you->in_transaction) {
        (void)snprintf(model->client_facts, size, "in a transaction, %d statement%s%s%s",
                       you->statements, you->statements == 1 ? "" : "s", comma, level);
    } else {
        (void)snprintf(model->client_facts, size, "autocommit%s%s", comma, level);
    }
}

static void fill_clients(struct model *model, const struct clients_view *clients)
{
    model->tag_count = 0;
    model->side_client_count = 0;
    for (int i = 0; i < clients->count; i++) {
        bool is_you = clients->clients[i].number == model->client;
        fill_tag(model, &clients->clients[i], is_you);
        fill_side_client(&model->side_clients[model->side_client_count++], &clients->clients[i],
                         is_you, clients->clients[i].has_load && model->load[0] != '\0');
    }
    fill_waiting(model, clients);
    fill_clock(model, clients);
    model->ok = clients->ok;
    model->failed = clients->failed;
    model->unknown = clients->unknown;
    model->conflicts = clients->conflicts;
    model->lost = clients->lost;
    model->doubled = clients->doubled;
    model->stale = clients->stale;
    model->longest_outage = clients->longest_outage;
    if (model->client >= 1 && model->client <= clients->count) {
        const struct client_view *you = &clients->clients[model->client - 1];
        model->client_master = you->master;
        fill_client_facts(model, you);
    }
}

/* --- events --------------------------------------------------------------------------------- */

static bool is_loud(const struct event *event)
{
    static const bool others[EVENT_KIND_COUNT] = {
        [EVENT_MASTER_ONLINE] = true, [EVENT_CONFLICT] = true,     [EVENT_MOVED] = true,
        [EVENT_UNIT_FAILED] = true,   [EVENT_UNIT_UNKNOWN] = true, [EVENT_UNIT_DOUBLED] = true,
        [EVENT_OUTAGE_OVER] = true,
    };
    return others[event->kind] || event_is_fault(event);
}

static enum role subject_role(const struct event *event)
{
    if (event->place == PLACE_NONE) {
        return ROLE_MUTED;
    }
    switch (place_kind(event->place)) {
    case PLACE_MASTER:
        return role_of_master(place_index(event->place));
    case PLACE_AZ:
        return event->kind == EVENT_AZ_DOWN ? ROLE_BAD : ROLE_TEXT;
    case PLACE_COPY:
        return event->kind == EVENT_COPY_DOWN || event->kind == EVENT_COPY_WIPED ? ROLE_BAD
                                                                                 : ROLE_TEXT;
    case PLACE_RESOLVER:
    case PLACE_CLIENT:
        break;
    }
    return ROLE_TEXT;
}

/* The number of a master that another one's sentence names, 1..; 0: it is none. */
static int hue_of(place_id place)
{
    bool is_master = place != PLACE_NONE && place_kind(place) == PLACE_MASTER;
    return is_master ? place_index(place) + 1 : 0;
}

#define SENTENCE_COLS 62 /* that each screen of 80 columns has room for */

/*
 * Whose row a conflict was lost against: ", @4's", or ", its own", on another master; or that its
 * winner does not even answer.
 */
static void add_rival(struct buf *out, const struct event *event, const struct lab *lab)
{
    if (event->kind != EVENT_CONFLICT || event->other_txn == 0) {
        return;
    }
    char text[20];
    const struct event *begun = lab_event(lab, lab_txn_start(lab, event->other_txn));
    int client = begun != NULL ? begun->client : 0;
    bool is_dead = silence_of_winner(lab, event) != 0;
    if (is_dead) {
        char name[PLACE_NAME_SIZE];
        (void)snprintf(text, sizeof(text), " (%s is dead)", place_name(event->other, name));
    } else if (client == event->client) {
        (void)snprintf(text, sizeof(text), ", its own");
    } else {
        (void)snprintf(text, sizeof(text), ", @%d's", client);
    }
    if ((client > 0 || is_dead) && text_width(out->data) + text_width(text) <= SENTENCE_COLS) {
        buf_addf(out, "%s", text);
    }
}

static void fill_event(struct model_event *out, const struct event *event, const struct lab *lab,
                       const struct ui *ui)
{
    struct buf text;
    buf_init(&text, MODEL_TEXT_SIZE - 1);
    *out = (struct model_event){
        .subject_role = subject_role(event),
        .is_loud = is_loud(event),
        .hue_of = event->kind == EVENT_APPLIED ? hue_of(event->other) : 0,
        .is_chosen = ui->event == event->seq,
        .seq = event->seq,
    };
    span_add_seconds(&text, event->at);
    (void)snprintf(out->time, sizeof(out->time), "%.15s", text.data);
    buf_clear(&text);
    event_add_subject(&text, event);
    (void)snprintf(out->subject, sizeof(out->subject), "%.15s", text.data);
    buf_clear(&text);
    event_add_sentence(&text, event, cluster_table_name, lab_cluster(lab));
    add_rival(&text, event, lab);
    movers_add(&text, lab, event, SENTENCE_COLS);
    memcpy(out->sentence, text.data, text.size + 1);
    buf_release(&text);
}

/* What stands beside the heading: what is left out, and what is looked for. */
static void fill_event_facts(struct model *model, const struct ui *ui)
{
    char only[100] = "";
    if (ui->filter.text[0] != '\0') {
        (void)snprintf(only, sizeof(only), "only %s", ui->filter.text);
    }
    (void)snprintf(model->sought, sizeof(model->sought), "%s", ui->sought);
    (void)snprintf(model->event_facts, sizeof(model->event_facts), "%s%s%s%s%s", only,
                   only[0] != '\0' && ui->sought[0] != '\0' ? "  " : "",
                   ui->sought[0] != '\0' ? "\"" : "", ui->sought,
                   ui->sought[0] != '\0' ? "\"" : "");
}

/* Which fault it was, where its own event is out of sight. */
static void fill_fault_name(struct model *model, const struct event *fault, const uint64_t found[],
                            int count)
{
    char name[30];
    model->fault_name[0] = '\0';
    for (int i = 0; i < count; i++) {
        if (fault != NULL && found[i] == fault->seq) {
            return;
        }
    }
    if (fault != NULL && plots_fault_name(name, sizeof(name), fault->kind, fault->place)) {
        (void)snprintf(model->fault_name, sizeof(model->fault_name), "of %s ", name);
    }
}

/* What the last fault has cost; it stays where one looks for it, when its events are long gone. */
static void fill_fault_cost(struct model *model, const struct lab *lab, const uint64_t found[],
                            int count)
{
    struct cost_view cost;
    struct buf text;
    lab_look_fault(lab, &cost);
    model->fault_cost[0] = '\0';
    fill_fault_name(model, lab_event(lab, cost.event), found, count);
    if (cost.event == 0) {
        return;
    }
    buf_init(&text, sizeof(model->fault_cost) - 1);
    buf_addf(&text, "since ");
    span_add_seconds(&text, cost.since);
    buf_addf(&text, ": outage ");
    cost_add_longest(&text, &cost);
    buf_addf(&text, ", failed %" PRId64, cost.failed);
    if (cost.unknown > 0) {
        buf_addf(&text, ", unknown %" PRId64, cost.unknown);
    }
    buf_addf(&text, ", lost %" PRId64, cost.lost);
    if (cost.doubled > 0) {
        buf_addf(&text, ", doubled %" PRId64, cost.doubled);
    }
    if (model->load_asked > 0) {
        buf_addf(&text, ", ok %d of %d/s", model->load_rate, model->load_asked);
    }
    memcpy(model->fault_cost, text.data, text.size + 1);
    buf_release(&text);
}

void model_build_events(struct model *model, const struct lab *lab, const struct ui *ui, int most)
{
    uint64_t found[MODEL_EVENTS_MAX];
    int count = event_rows_find(found, lab, ui, most < MODEL_EVENTS_MAX ? most : MODEL_EVENTS_MAX);
    model->event_count = count;
    fill_event_facts(model, ui);
    fill_fault_cost(model, lab, found, count);
    for (int i = 0; i < count; i++) {
        fill_event(&model->events[i], lab_event(lab, found[count - 1 - i]), lab, ui);
    }
}

/* --- the whole ------------------------------------------------------------------------------ */

static void fill_bar(struct model *model, const struct lab *lab)
{
    sim_us now = lab_now(lab);
    int64_t minutes = now / (60 * US_PER_S);
    (void)snprintf(model->time, sizeof(model->time), "%" PRId64 ":%02d.%03d", minutes,
                   (int)(now / US_PER_S % 60), (int)(now / US_PER_MS % 1000));
    model->seed = lab_seed(lab);
}

static void fill_next(struct model *model, const struct lab *lab)
{
    sim_us at = lab_next_at(lab);
    struct buf text;
    buf_init(&text, MODEL_TEXT_SIZE - 1);
    model->next_time[0] = '\0';
    if (at == SIM_NEVER) {
        buf_addf(&text, "nothing is under way: type a statement, or \\load course");
    } else {
        struct buf time;
        buf_init(&time, sizeof(model->next_time) - 1);
        span_add_seconds(&time, at);
        memcpy(model->next_time, time.data, time.size + 1);
        buf_release(&time);
        lab_describe_next(lab, &text);
    }
    memcpy(model->next, text.data, text.size + 1);
    buf_release(&text);
}

static void fill_chaos(struct model *model, const struct lab *lab)
{
    struct lab_chaos_view chaos;
    lab_look_chaos(lab, &chaos);
    (void)snprintf(model->chaos, sizeof(model->chaos), "%.39s", chaos.name);
    model->chaos_given = chaos.given;
    model->chaos_count = chaos.count;
}

static void fill_load(struct model *model, const struct lab *lab,
                      const struct clients_view *clients)
{
    struct lab_load_view load;
    lab_look_load(lab, &load);
    (void)snprintf(model->load, sizeof(model->load), "%.39s", load.name);
    (void)snprintf(model->driver, sizeof(model->driver), "%.30s%s", load.driver,
                   load.driver_is_own ? ", yours" : "");
    model->load_asked = (load.rate_permille + 500) / 1000;
    model->load_rate = 0;
    for (int i = 0; i < clients->count; i++) {
        model->load_rate += clients->clients[i].has_load ? clients->clients[i].ok_per_s : 0;
    }
}

void model_build(struct model *model, const struct lab *lab, const struct ui *ui,
                 const struct trend *trend)
{
    struct cluster_view cluster;
    struct clients_view clients;
    cluster_look(lab_cluster(lab), &cluster);
    clients_look(lab_clients(lab), &clients);
    fill_bar(model, lab);
    fill_rooms(model, &cluster, trend);
    fill_load(model, lab, &clients);
    fill_clients(model, &clients);
    if (ui->view == VIEW_METERS) {
        model_build_meters(model, &clients, lab_now(lab),
                           ui->client > 0 ? ui->client : model->client);
        model_build_claimant(&model->meters, lab);
    }
    model->copies_up = cluster.copies_up;
    model->copies_slow = 0;
    model->copies_failing = 0;
    model->copies_empty = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        model->copies_failing += cluster.copies[i].is_up && cluster.copies[i].is_failing ? 1 : 0;
        model->copies_slow += cluster.copies[i].is_up && cluster.copies[i].is_slow ? 1 : 0;
        model->copies_empty += cluster.copies[i].is_up && cluster.copies[i].is_empty ? 1 : 0;
    }
    fill_chaos(model, lab);
    fill_next(model, lab);
    model_build_lesson(&model->lesson, lab);
}
