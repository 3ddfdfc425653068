/* SPDX-License-Identifier: MIT */
/*
 * net: links, delays, silence and cuts; and the packets that are under way.
 *
 * net_send() takes a packet and puts its delivery into the timeline. Messages
 * from one place to another arrive in the order they were sent. A packet is
 * lost when its link is cut, or one of its ends is silent, on sending or on
 * arrival, or by a link that loses some; nobody is told. The net knows no epochs, pages or SQL.
 */
#ifndef CLUSTER_NET_H
#define CLUSTER_NET_H

#include "base/rng.h"
#include "base/timeline.h"
#include "cluster/cluster.h"
#include "cluster/flight.h"
#include "cluster/packet.h"
#include "cluster/place.h"

/* A client's request or a master's answer, while it travels. */
struct mail {
    struct request request; /* its texts are in the buffers below */
    bool has_sql;
    bool has_name;
    struct buf sql;       /* owned */
    struct buf name;      /* owned */
    struct buf qualified; /* owned */
    struct answer answer;
    bool has_rows;
    struct rows rows; /* owned */
    bool is_used;
};

struct bundle {
    struct item *items; /* owned */
    int count;
    int room;
    bool is_used;
    bool is_final; /* a log answer that reached the end of every log */
};

struct packet_slot {
    struct packet packet;
    bool is_used;
};

/* Why no packet passes: a link that a person cut, a master whose dispatcher is down. */
enum cut_reason { CUT_LINK = 1, CUT_DISPATCHER = 2 };

struct net {
    const sim_us *now;         /* borrowed from the cluster, as the four below */
    const uint64_t *cause;     /* the event that what is sent now is due to */
    const int64_t *parameters; /* PARAM_COUNT of them */
    struct timeline *timeline;
    struct rng rng;            /* latencies */
    struct rng lag_rng;        /* replication lag */
    struct packet_slot *slots; /* owned; 0 is none */
    int slot_count;
    int slot_room;
    uint32_t *free_slots; /* owned */
    int free_slot_count;
    int free_slot_room;
    struct bundle *bundles; /* owned; 0 is none */
    int bundle_count;
    int bundle_room;
    struct mail *mails; /* owned; 0 is none */
    int mail_count;
    int mail_room;
    int az[PLACES_MAX];
    bool silent[PLACES_MAX];
    uint8_t cut[PLACES_MAX][PLACES_MAX]; /* from, to: any of enum cut_reason; 0: whole */
    bool is_troubled; /* some link is slow or loses packets; else nobody looks at these two */
    int32_t extra_us[PLACES_MAX][PLACES_MAX]; /* on top of each latency, from and to as above */
    int16_t loss_permille[PLACES_MAX][PLACES_MAX]; /* of what is sent */
    struct rng fault_rng;                          /* which packets a link loses */
    sim_us last_at[PLACES_MAX][PLACES_MAX];
    sim_us repl_last_at[MASTERS_MAX][MASTERS_MAX];
    int64_t conflicts_lost; /* answers with error 1213 that reached nobody */
    struct flights flights; /* for whoever looks */
};

void net_init(struct net *net, const struct rng *root);
void net_release(struct net *net);

/* Send a copy of *packet, which leaves its sender after `delay`. Takes its mail and bundle. */
void net_send(struct net *net, const struct packet *packet, sim_us delay);
/* The same from master to peer, with the replication lag instead of the link's latency. */
void net_send_lagging(struct net *net, const struct packet *packet);
/* Deliver to its own end at once: what a client's machine tells its program. */
void net_send_home(struct net *net, const struct packet *packet);

/* Can a packet that arrives now be heard? */
bool net_is_through(const struct net *net, int from, int to);
/* The packet, to look at; borrowed until the next is sent. */
const struct packet *net_packet(const struct net *net, uint32_t slot);
/* Take the packet out of the net; its bundle and mail are the caller's, until net_done. */
struct packet net_take(struct net *net, uint32_t slot);
void net_done(struct net *net, const struct packet *packet);
/* The same of one that reaches nobody. */
void net_lose(struct net *net, const struct packet *packet);
/* Keep that it arrives now, for whoever looks; NULL: its kind is not kept. Borrowed. */
struct flight *net_note_arrival(struct net *net, const struct packet *packet);
/* Fill an empty flight with what is to be kept of the packet. */
void net_fill_flight(const struct net *net, const struct packet *packet, struct flight *flight);
/* Is it an answer with error 1213? */
bool net_tells_conflict(const struct net *net, const struct packet *packet);

/* An empty bundle or mail, to be sent with a packet or given back. */
uint32_t net_new_bundle(struct net *net);
struct bundle *net_bundle(const struct net *net, uint32_t number);
void net_free_bundle(struct net *net, uint32_t number);
void bundle_add(struct bundle *bundle, struct item item);
uint32_t net_new_mail(struct net *net);
struct mail *net_mail(const struct net *net, uint32_t number);
void net_free_mail(struct net *net, uint32_t number);
void mail_set_request(struct mail *mail, const struct request *request);
/* The request with its texts in place; borrowed until the mail is freed. */
struct request mail_request(const struct mail *mail);

void net_save(struct buf *out, const struct net *net);
void net_load(struct net *net, struct unpack *in);

#endif
