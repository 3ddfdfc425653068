/* SPDX-License-Identifier: MIT */
#include "client/state.h"

void link_open(struct clients *all, struct client *client, int master)
{
    struct link *link = &client->links[master];
    *link = (struct link){0};
    link->conn = cluster_connect(all->config.cluster, client->place, master);
}

void link_close(struct clients *all, struct client *client, int master)
{
    conn_id conn = client->links[master].conn;
    link_forget(client, master);
    if (conn != 0) {
        cluster_close(all->config.cluster, conn);
    }
}

bool link_is_open(const struct client *client, int master)
{
    return master >= 0 && client->links[master].is_open;
}

void link_forget(struct client *client, int master)
{
    client->links[master] = (struct link){0};
}
