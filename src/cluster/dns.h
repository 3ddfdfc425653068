/* SPDX-License-Identifier: MIT */
/*
 * dns: what names of endpoints mean. There are instance endpoints, m1 and so on,
 * which mean that one master; the cluster endpoint, which means some master that
 * is Online; and custom endpoints, which mean one of their members each time,
 * Online or not (AWS docs). There is no reader endpoint.
 *
 * The service balances nothing: a name is looked up once for a connection, by
 * chance, and a client's machine keeps the answer for PARAM_DNS_KEPT_US, true or
 * not by then.
 */
#ifndef CLUSTER_DNS_H
#define CLUSTER_DNS_H

#include "base/buf.h"
#include "base/pack.h"
#include "base/rng.h"
#include "cluster/cluster.h"

struct custom_endpoint {
    char name[NAME_SIZE_MAX]; /* "": there is none */
    uint32_t members;         /* bit i: m(i+1) */
};

/* What a client's machine was told last. */
struct dns_answer {
    int endpoint;
    int master;
    sim_us at;
};

struct dns {
    struct rng rng;
    struct custom_endpoint custom[CUSTOM_ENDPOINTS_MAX];
    struct dns_answer answers[CLIENTS_MAX];
};

void dns_save(struct buf *out, const struct dns *dns);
/* What names no master and no endpoint is damage. */
void dns_load(struct dns *dns, struct unpack *in);

#endif
