/* SPDX-License-Identifier: MIT */
#include "client/state.h"

#include <string.h>

#define LIFETIME_JITTER 10 /* percent: connections of one age do not all end at one time */

int link_open(struct clients *all, struct client *client, int master, int worker)
{
    struct pool *pool = &client->pools[master];
    sim_us now = clients_now(all);
    int index = pool_open(pool, worker, now);
    if (index == LINK_NONE) {
        return LINK_NONE;
    }
    struct link *link = &pool->links[index];
    sim_us lifetime = client->parameters[CLIENT_POOL_LIFETIME_US];
    if (worker != WORKER_CONSOLE && lifetime > 0) {
        sim_us less = lifetime * LIFETIME_JITTER / 100;
        link->dies_at = now + lifetime - rng_between(&client->pool_rng, 0, less);
    }
    link->conn = cluster_connect(all->config.cluster, client->place, master);
    return index;
}

/* Nobody has it any more. */
static void forget(struct clients *all, struct client *client, int master, int index)
{
    struct pool *pool = &client->pools[master];
    for (int i = 0; i < WORKS_MAX; i++) {
        struct work *work = &client->works[i];
        if (work->link == index && work->at == master) {
            work->link = LINK_NONE;
        }
    }
    pool_move(pool, index, LINK_CLOSED, clients_now(all));
}

void link_close(struct clients *all, struct client *client, int master, int index)
{
    conn_id conn = client->pools[master].links[index].conn;
    forget(all, client, master, index);
    if (conn != 0) {
        cluster_close(all->config.cluster, conn);
    }
}

void link_end(struct clients *all, struct client *client, int master, int index)
{
    pool_move(&client->pools[master], index, LINK_BROKEN, clients_now(all));
    forget(all, client, master, index);
}

bool link_lacks_setting(const struct work *work, struct request *out)
{
    const struct client *client = work->client;
    const struct link *link = work_link(work);
    /* To find a key it must see whatever was committed before it asks. */
    enum consistency wanted = work->is_probing ? CONSISTENCY_REGIONAL_RAW : client->consistency;
    *out = (struct request){0};
    if (strcmp(link->database, client->database) != 0) {
        out->kind = REQUEST_USE;
        out->name = client->database;
    } else if (link->consistency != wanted) {
        out->kind = REQUEST_CONSISTENCY;
        out->number = wanted;
    } else if (link->isolation != client->isolation) {
        out->kind = REQUEST_ISOLATION;
        out->number = client->isolation;
    } else {
        return false;
    }
    return true;
}

void link_note_setting(const struct work *work, struct link *link)
{
    struct client *client = work->client;
    if (work->sent_kind == REQUEST_USE) {
        memcpy(link->database, work->use, sizeof(link->database));
        memcpy(client->database, work->use, sizeof(client->database));
    } else if (work->sent_kind == REQUEST_CONSISTENCY) {
        link->consistency = (enum consistency)work->set;
        client->consistency = work->is_probing ? client->consistency : link->consistency;
    } else if (work->sent_kind == REQUEST_ISOLATION && work->set >= 0) {
        link->isolation = (enum isolation)work->set;
        client->isolation = link->isolation;
    }
}
