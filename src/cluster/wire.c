/* SPDX-License-Identifier: MIT */
/* wire: the client's end of connections: what its machine knows of each. */
#include "cluster/link.h"
#include "cluster/world.h"

static struct conn *find_conn(struct cluster *cluster, conn_id id)
{
    struct conn *conn = &cluster->conns[conn_slot(id)];
    return id != 0 && conn->state != CONN_FREE && conn->id == id ? conn : NULL;
}

static struct packet packet_to_master(const struct conn *conn, enum packet_kind kind)
{
    return (struct packet){.kind = (uint8_t)kind,
                           .from = (int16_t)place_client(conn->client),
                           .to = (int16_t)place_master(conn->master),
                           .master = (uint8_t)conn->master,
                           .conn = conn->id};
}

enum rc cluster_add_client(struct cluster *cluster, int az, int *index, struct err *err)
{
    if (cluster->client_count >= CLIENTS_MAX) {
        return err_set(err, RC_FULL, "there are %d clients already, and there can be no more",
                       CLIENTS_MAX);
    }
    *index = cluster->client_count++;
    link_arrive(&cluster->net, place_client(*index), az);
    cluster->net.silent[place_client(*index)] = az != AZ_OFFICE && cluster->az_is_down[az];
    return RC_OK;
}

int cluster_client_az(const struct cluster *cluster, int client)
{
    return cluster->net.az[place_client(client)];
}

bool cluster_client_is_up(const struct cluster *cluster, int client)
{
    return !cluster->net.silent[place_client(client)];
}

conn_id cluster_connect(struct cluster *cluster, int client, int master)
{
    for (uint32_t tried = 0; tried < CONNECTIONS_MAX; tried++) {
        uint32_t slot = (cluster->conns_made + tried) % CONNECTIONS_MAX;
        struct conn *conn = &cluster->conns[slot];
        if (conn->state != CONN_FREE) {
            continue;
        }
        conn_id id = ++cluster->conns_made * CONNECTIONS_MAX + slot + 1;
        *conn = (struct conn){.state = CONN_ASKED, .id = id, .client = client, .master = master};
        struct packet packet = packet_to_master(conn, PACKET_CONNECT);
        net_send(&cluster->net, &packet, 0);
        return id;
    }
    return 0;
}

void cluster_close(struct cluster *cluster, conn_id id)
{
    struct conn *conn = find_conn(cluster, id);
    if (conn != NULL) {
        struct packet packet = packet_to_master(conn, PACKET_CLOSE);
        *conn = (struct conn){0};
        net_send(&cluster->net, &packet, 0);
    }
}

/* The client's own machine says that there is no such connection. */
static void say_broken(struct cluster *cluster, conn_id id, const struct request *request)
{
    const struct conn *last = &cluster->conns[conn_slot(id)];
    int client = id != 0 && last->id == id ? last->client : 0;
    struct packet packet = {.kind = PACKET_RESET,
                            .from = (int16_t)place_client(client),
                            .to = (int16_t)place_client(client),
                            .conn = id,
                            .number = request->id,
                            .flag = true};
    net_send_home(&cluster->net, &packet);
}

void cluster_send(struct cluster *cluster, conn_id id, const struct request *request)
{
    struct conn *conn = find_conn(cluster, id);
    if (conn == NULL || conn->state != CONN_OPEN) {
        say_broken(cluster, id, request);
        return;
    }
    struct packet packet = packet_to_master(conn, PACKET_REQUEST);
    packet.mail = net_new_mail(&cluster->net);
    mail_set_request(net_mail(&cluster->net, packet.mail), request);
    conn->in_flight = request->id;
    conn->has_in_flight = true;
    net_send(&cluster->net, &packet, 0);
}

static void tell(struct cluster *cluster, struct answer *answer)
{
    if (cluster->config.on_answer != NULL) {
        cluster->config.on_answer(cluster->config.user, answer);
    }
}

static void tell_broken(struct cluster *cluster, const struct packet *packet, struct conn *conn)
{
    struct answer answer = {.kind = ANSWER_BROKEN,
                            .conn = packet->conn,
                            .client = place_index(packet->to),
                            .event = packet->cause};
    if (conn == NULL) {
        answer.id = packet->number;
        answer.error = SQL_GONE_AWAY;
    } else {
        answer.master = conn->master;
        answer.id = conn->has_in_flight ? conn->in_flight : 0;
        answer.error = packet->kind == PACKET_REFUSED ? SQL_CANNOT_CONNECT
                       : conn->has_in_flight          ? SQL_LOST
                                                      : SQL_GONE_AWAY;
        conn->state = CONN_FREE;
        conn->has_in_flight = false;
    }
    tell(cluster, &answer);
}

void wire_deliver(struct cluster *cluster, const struct packet *packet)
{
    struct conn *conn = find_conn(cluster, packet->conn);
    if (conn == NULL) {
        cluster->net.conflicts_lost += net_tells_conflict(&cluster->net, packet);
        if (packet->flag) {
            tell_broken(cluster, packet, NULL);
        }
        return; /* the client dropped it meanwhile */
    }
    if (packet->kind == PACKET_CONNECTED) {
        conn->state = CONN_OPEN;
        struct answer answer = {.kind = ANSWER_CONNECTED,
                                .conn = conn->id,
                                .client = conn->client,
                                .master = conn->master,
                                .event = packet->cause};
        tell(cluster, &answer);
    } else if (packet->kind == PACKET_ANSWER) {
        struct mail *mail = net_mail(&cluster->net, packet->mail);
        struct answer answer = mail->answer;
        answer.rows = mail->has_rows ? &mail->rows : NULL;
        cluster->conflicts_told += answer.error == SQL_CONFLICT;
        conn->has_in_flight = conn->has_in_flight && conn->in_flight != answer.id;
        tell(cluster, &answer);
    } else {
        tell_broken(cluster, packet, conn);
    }
}
