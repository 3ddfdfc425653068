/* SPDX-License-Identifier: MIT */
#include "cluster/net.h"

#include "base/mem.h"
#include "cluster/due.h"
#include "cluster/plain.h"

#include <assert.h>
#include <string.h>

#define LATENCY_MIN_US 50

static uint32_t new_slot(struct net *net);

void net_init(struct net *net, const struct rng *root)
{
    *net = (struct net){0};
    net->rng = rng_fork(root, "net", 0);
    net->lag_rng = rng_fork(root, "lag", 0);
    net->fault_rng = rng_fork(root, "faults", 0);
    flights_init(&net->flights);
    (void)new_slot(net);
    (void)net_new_bundle(net);
    (void)net_new_mail(net);
}

static void mail_release(struct mail *mail)
{
    buf_release(&mail->sql);
    buf_release(&mail->name);
    buf_release(&mail->qualified);
    rows_release(&mail->rows);
}

void net_release(struct net *net)
{
    for (int i = 0; i < net->bundle_count; i++) {
        mem_free(net->bundles[i].items);
    }
    for (int i = 0; i < net->mail_count; i++) {
        mail_release(&net->mails[i]);
    }
    mem_free(net->slots);
    mem_free(net->free_slots);
    mem_free(net->bundles);
    mem_free(net->mails);
    flights_release(&net->flights);
    *net = (struct net){0};
}

/* --- sending -------------------------------------------------------------------------------- */

static uint32_t new_slot(struct net *net)
{
    uint32_t slot;
    if (net->free_slot_count > 0) {
        slot = net->free_slots[--net->free_slot_count];
    } else {
        mem_grow((void **)&net->slots, &net->slot_room, net->slot_count + 1, sizeof *net->slots);
        slot = (uint32_t)net->slot_count++;
    }
    net->slots[slot].is_used = true;
    return slot;
}

bool net_is_through(const struct net *net, int from, int to)
{
    return net->cut[from][to] == 0 && !net->silent[from] && !net->silent[to];
}

/* Queue the packet to arrive at `at`, or just after what was sent before it on this link. */
static void deliver(struct net *net, const struct packet *packet, sim_us at, sim_us *last_at)
{
    if (at < *last_at) {
        at = *last_at;
    }
    *last_at = at;
    uint32_t slot = new_slot(net);
    struct packet *queued = &net->slots[slot].packet;
    *queued = *packet;
    queued->sent = *net->now;
    queued->cause = *net->cause;
    timeline_add(net->timeline, at, packet->to, DUE_PACKET, slot);
}

static sim_us draw_latency(struct net *net, int from, int to)
{
    bool is_near = net->az[from] == net->az[to];
    int64_t mean = net->parameters[is_near ? PARAM_NET_IN_AZ_US : PARAM_NET_CROSS_AZ_US];
    int64_t deviation =
        net->parameters[is_near ? PARAM_NET_IN_AZ_DEV_US : PARAM_NET_CROSS_AZ_DEV_US];
    return rng_normal(&net->rng, mean, deviation, LATENCY_MIN_US);
}

/* Chance is asked only where a link loses packets, and has a stream of its own. */
static bool is_lost(struct net *net, int from, int to)
{
    if (!net_is_through(net, from, to)) {
        return true;
    }
    int loss = net->is_troubled ? net->loss_permille[from][to] : 0;
    return loss > 0 && rng_chance(&net->fault_rng, loss);
}

static sim_us extra(const struct net *net, int from, int to)
{
    return net->is_troubled ? net->extra_us[from][to] : 0;
}

void net_send(struct net *net, const struct packet *packet, sim_us delay)
{
    /* The draw is made even for a packet that is lost: a cut does not shift later latencies. */
    sim_us at = *net->now + delay + draw_latency(net, packet->from, packet->to);
    if (is_lost(net, packet->from, packet->to)) {
        net_lose(net, packet);
        return;
    }
    at += extra(net, packet->from, packet->to);
    deliver(net, packet, at, &net->last_at[packet->from][packet->to]);
}

void net_send_lagging(struct net *net, const struct packet *packet)
{
    int64_t mean = net->parameters[PARAM_LAG_US];
    mean = mean > LATENCY_MIN_US ? mean : LATENCY_MIN_US;
    sim_us lag =
        rng_lognormal(&net->lag_rng, mean, net->parameters[PARAM_LAG_DEV_US], LATENCY_MIN_US);
    if (is_lost(net, packet->from, packet->to)) {
        net_lose(net, packet);
        return;
    }
    deliver(net, packet, *net->now + lag + extra(net, packet->from, packet->to),
            &net->repl_last_at[place_index(packet->from)][place_index(packet->to)]);
}

void net_send_home(struct net *net, const struct packet *packet)
{
    deliver(net, packet, *net->now, &net->last_at[packet->to][packet->to]);
}

const struct packet *net_packet(const struct net *net, uint32_t slot)
{
    assert(slot != 0 && slot < (uint32_t)net->slot_count && net->slots[slot].is_used);
    return &net->slots[slot].packet;
}

struct packet net_take(struct net *net, uint32_t slot)
{
    struct packet packet = *net_packet(net, slot);
    net->slots[slot].is_used = false;
    mem_grow((void **)&net->free_slots, &net->free_slot_room, net->free_slot_count + 1,
             sizeof(uint32_t));
    net->free_slots[net->free_slot_count++] = slot;
    return packet;
}

void net_done(struct net *net, const struct packet *packet)
{
    net_free_bundle(net, packet->bundle);
    net_free_mail(net, packet->mail);
}

bool net_tells_conflict(const struct net *net, const struct packet *packet)
{
    return packet->kind == PACKET_ANSWER && packet->mail != 0 &&
           net_mail(net, packet->mail)->answer.error == SQL_CONFLICT;
}

/* --- for whoever looks ---------------------------------------------------------------------- */

void net_fill_flight(const struct net *net, const struct packet *packet, struct flight *flight)
{
    flight->sent = packet->sent;
    flight->cause = packet->cause;
    flight->proposal = packet->proposal;
    flight->page = packet->page;
    flight->conn = packet->conn;
    flight->kind = packet->kind;
    flight->flag = packet->flag;
    flight->from = packet->from;
    flight->to = packet->to;
    if (packet->mail == 0) {
        return;
    }
    const struct mail *mail = net_mail(net, packet->mail);
    if (packet->kind == PACKET_REQUEST) {
        flight->request = mail->request.id;
        flight->asks = (int16_t)mail->request.kind;
        flight_set_text(flight, mail->has_sql ? mail->sql.data : "");
    } else if (packet->kind == PACKET_ANSWER) {
        flight->request = mail->answer.id;
        flight->error = (int32_t)mail->answer.error;
    }
}

static struct flight *note_end(struct net *net, const struct packet *packet, enum flight_fate fate)
{
    struct flight *flight = flights_add(&net->flights, (enum packet_kind)packet->kind);
    if (flight != NULL) {
        net_fill_flight(net, packet, flight);
        flight->at = *net->now;
        flight->fate = (uint8_t)fate;
    }
    return flight;
}

struct flight *net_note_arrival(struct net *net, const struct packet *packet)
{
    return note_end(net, packet, FLIGHT_HAS_ARRIVED);
}

/* One that is lost as it leaves was never given its time and cause. */
static void note_loss(struct net *net, const struct packet *packet)
{
    struct flight *flight = note_end(net, packet, FLIGHT_IS_LOST);
    if (flight != NULL && packet->sent == 0) {
        flight->sent = *net->now;
        flight->cause = *net->cause;
    }
}

void net_lose(struct net *net, const struct packet *packet)
{
    note_loss(net, packet);
    net->conflicts_lost += net_tells_conflict(net, packet);
    net_done(net, packet);
}

/* --- bundles and mails ---------------------------------------------------------------------- */

uint32_t net_new_bundle(struct net *net)
{
    int number = 0;
    while (number < net->bundle_count && net->bundles[number].is_used) {
        number++;
    }
    if (number == net->bundle_count) {
        mem_grow((void **)&net->bundles, &net->bundle_room, number + 1, sizeof *net->bundles);
        net->bundle_count++;
    }
    struct bundle *bundle = &net->bundles[number];
    bundle->count = 0;
    bundle->is_used = true;
    bundle->is_final = false;
    return (uint32_t)number;
}

struct bundle *net_bundle(const struct net *net, uint32_t number)
{
    assert(number != 0 && number < (uint32_t)net->bundle_count);
    return &net->bundles[number];
}

void net_free_bundle(struct net *net, uint32_t number)
{
    if (number != 0) {
        net_bundle(net, number)->is_used = false;
    }
}

void bundle_add(struct bundle *bundle, struct item item)
{
    mem_grow((void **)&bundle->items, &bundle->room, bundle->count + 1, sizeof item);
    bundle->items[bundle->count++] = item;
}

static void grow_mails(struct net *net, int count)
{
    while (net->mail_count < count) {
        mem_grow((void **)&net->mails, &net->mail_room, net->mail_count + 1, sizeof *net->mails);
        struct mail *mail = &net->mails[net->mail_count++];
        buf_init(&mail->sql, SQL_SIZE_MAX * 4);
        buf_init(&mail->name, SQL_SIZE_MAX);
        buf_init(&mail->qualified, SQL_SIZE_MAX);
        rows_init(&mail->rows);
    }
}

uint32_t net_new_mail(struct net *net)
{
    int number = 0;
    while (number < net->mail_count && net->mails[number].is_used) {
        number++;
    }
    grow_mails(net, number + 1);
    struct mail *mail = &net->mails[number];
    mail->is_used = true;
    mail->has_sql = false;
    mail->has_name = false;
    mail->has_rows = false;
    mail->request = (struct request){0};
    mail->answer = (struct answer){0};
    return (uint32_t)number;
}

struct mail *net_mail(const struct net *net, uint32_t number)
{
    assert(number != 0 && number < (uint32_t)net->mail_count);
    return &net->mails[number];
}

void net_free_mail(struct net *net, uint32_t number)
{
    if (number != 0) {
        struct mail *mail = net_mail(net, number);
        mail->is_used = false;
        if (mail->has_rows) {
            rows_clear(&mail->rows);
        }
    }
}

/* What is longer is cut here and refused by the store, which has the smaller limit. */
static void set_text(struct buf *buf, const char *text)
{
    buf_clear(buf);
    if (text != NULL) {
        buf_add_text(buf, text, strlen(text));
    }
}

void mail_set_request(struct mail *mail, const struct request *request)
{
    mail->request = *request;
    mail->request.sql = NULL;
    mail->request.name = NULL;
    mail->request.qualified = NULL;
    mail->has_sql = request->sql != NULL;
    mail->has_name = request->name != NULL;
    set_text(&mail->sql, request->sql);
    set_text(&mail->name, request->name);
    set_text(&mail->qualified, request->qualified);
}

struct request mail_request(const struct mail *mail)
{
    struct request request = mail->request;
    request.sql = mail->has_sql ? mail->sql.data : NULL;
    request.name = mail->has_name ? mail->name.data : NULL;
    request.qualified = mail->qualified.data;
    return request;
}

/* --- save and load -------------------------------------------------------------------------- */

static void mail_save(struct buf *out, const struct mail *mail)
{
    pack_bool(out, mail->is_used);
    if (!mail->is_used) {
        return;
    }
    struct answer answer = mail->answer;
    answer.rows = NULL;
    plain_save(out, &mail->request, sizeof mail->request);
    plain_save(out, &answer, sizeof answer);
    pack_bool(out, mail->has_sql);
    pack_bool(out, mail->has_name);
    pack_bool(out, mail->has_rows);
    pack_bytes(out, mail->sql.data, mail->sql.size);
    pack_bytes(out, mail->name.data, mail->name.size);
    pack_bytes(out, mail->qualified.data, mail->qualified.size);
    if (mail->has_rows) {
        rows_save(out, &mail->rows);
    }
}

static void load_buf(struct buf *buf, struct unpack *in)
{
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    buf_clear(buf);
    if (buf_add_bytes(buf, bytes, size, NULL) != RC_OK) {
        in->damaged = true;
    }
}

static void mail_load(struct mail *mail, struct unpack *in)
{
    mail->is_used = unpack_bool(in);
    if (!mail->is_used) {
        return;
    }
    plain_load(&mail->request, sizeof mail->request, in);
    plain_load(&mail->answer, sizeof mail->answer, in);
    mail->has_sql = unpack_bool(in);
    mail->has_name = unpack_bool(in);
    mail->has_rows = unpack_bool(in);
    load_buf(&mail->sql, in);
    load_buf(&mail->name, in);
    load_buf(&mail->qualified, in);
    if (mail->has_rows) {
        rows_load(&mail->rows, in);
    }
}

/* What a free slot held is nobody's any more, and costs nothing. */
static void save_slots(struct buf *out, const struct net *net)
{
    struct packet_slot *slots = mem_alloc((size_t)net->slot_count, sizeof *slots);
    for (int i = 0; i < net->slot_count; i++) {
        if (net->slots[i].is_used) {
            slots[i] = net->slots[i];
        }
    }
    plain_save_array(out, slots, net->slot_count, sizeof *slots);
    mem_free(slots);
}

static void save_trouble(struct buf *out, const struct net *net)
{
    plain_save(out, &net->fault_rng, sizeof net->fault_rng);
    pack_bool(out, net->is_troubled);
    if (net->is_troubled) {
        plain_save(out, net->extra_us, sizeof net->extra_us);
        plain_save(out, net->loss_permille, sizeof net->loss_permille);
    }
}

static void load_trouble(struct net *net, struct unpack *in)
{
    plain_load(&net->fault_rng, sizeof net->fault_rng, in);
    net->is_troubled = unpack_bool(in);
    memset(net->extra_us, 0, sizeof net->extra_us);
    memset(net->loss_permille, 0, sizeof net->loss_permille);
    if (net->is_troubled) {
        plain_load(net->extra_us, sizeof net->extra_us, in);
        plain_load(net->loss_permille, sizeof net->loss_permille, in);
    }
}

void net_save(struct buf *out, const struct net *net)
{
    pack_mark(out, "net");
    plain_save(out, &net->rng, sizeof net->rng);
    plain_save(out, &net->lag_rng, sizeof net->lag_rng);
    save_slots(out, net);
    plain_save_array(out, net->free_slots, net->free_slot_count, sizeof(uint32_t));
    pack_int(out, net->bundle_count);
    for (int i = 0; i < net->bundle_count; i++) {
        const struct bundle *bundle = &net->bundles[i];
        pack_bool(out, bundle->is_used);
        pack_bool(out, bundle->is_final);
        plain_save_array(out, bundle->items, bundle->is_used ? bundle->count : 0,
                         sizeof(struct item));
    }
    pack_int(out, net->mail_count);
    for (int i = 0; i < net->mail_count; i++) {
        mail_save(out, &net->mails[i]);
    }
    plain_save(out, net->az, sizeof net->az);
    plain_save(out, net->silent, sizeof net->silent);
    plain_save(out, net->cut, sizeof net->cut);
    save_trouble(out, net);
    plain_save(out, net->last_at, sizeof net->last_at);
    plain_save(out, net->repl_last_at, sizeof net->repl_last_at);
    pack_i64(out, net->conflicts_lost);
    flights_save(out, &net->flights, FLIGHTS_SAVED_MAX);
}

void net_load(struct net *net, struct unpack *in)
{
    unpack_mark(in, "net");
    plain_load(&net->rng, sizeof net->rng, in);
    plain_load(&net->lag_rng, sizeof net->lag_rng, in);
    plain_load_array((void **)&net->slots, &net->slot_count, &net->slot_room, sizeof *net->slots,
                     in);
    plain_load_array((void **)&net->free_slots, &net->free_slot_count, &net->free_slot_room,
                     sizeof(uint32_t), in);
    for (int i = 1; i < net->bundle_count; i++) {
        net->bundles[i].is_used = false;
    }
    int bundles = unpack_int(in, 1, 1 << 24);
    for (int i = 0; i < bundles && !in->damaged; i++) {
        if (i >= net->bundle_count) {
            mem_grow((void **)&net->bundles, &net->bundle_room, i + 1, sizeof *net->bundles);
            net->bundle_count = i + 1;
        }
        struct bundle *bundle = &net->bundles[i];
        bundle->is_used = unpack_bool(in);
        bundle->is_final = unpack_bool(in);
        plain_load_array((void **)&bundle->items, &bundle->count, &bundle->room,
                         sizeof(struct item), in);
    }
    for (int i = 1; i < net->mail_count; i++) {
        net_free_mail(net, (uint32_t)i);
    }
    int mails = unpack_int(in, 1, 1 << 24);
    for (int i = 0; i < mails && !in->damaged; i++) {
        grow_mails(net, i + 1);
        mail_load(&net->mails[i], in);
    }
    plain_load(net->az, sizeof net->az, in);
    plain_load(net->silent, sizeof net->silent, in);
    plain_load(net->cut, sizeof net->cut, in);
    load_trouble(net, in);
    plain_load(net->last_at, sizeof net->last_at, in);
    plain_load(net->repl_last_at, sizeof net->repl_last_at, in);
    net->conflicts_lost = unpack_i64(in);
    flights_load(&net->flights, in);
}
