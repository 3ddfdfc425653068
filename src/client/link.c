/* SPDX-License-Identifier: MIT */
#include "client/state.h"

#include <string.h>

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

bool link_lacks_setting(const struct client *client, const struct link *link, struct request *out)
{
    *out = (struct request){0};
    if (strcmp(link->database, client->database) != 0) {
        out->kind = REQUEST_USE;
        out->name = client->database;
    } else if (link->consistency != client->consistency) {
        out->kind = REQUEST_CONSISTENCY;
        out->number = client->consistency;
    } else if (link->isolation != client->isolation) {
        out->kind = REQUEST_ISOLATION;
        out->number = client->isolation;
    } else {
        return false;
    }
    return true;
}

void link_note_setting(struct client *client, struct link *link)
{
    const struct work *work = &client->work;
    if (work->sent_kind == REQUEST_USE) {
        memcpy(link->database, work->use, sizeof(link->database));
        memcpy(client->database, work->use, sizeof(client->database));
    } else if (work->sent_kind == REQUEST_CONSISTENCY) {
        link->consistency = (enum consistency)work->set;
        client->consistency = link->consistency;
    } else if (work->sent_kind == REQUEST_ISOLATION && work->set >= 0) {
        link->isolation = (enum isolation)work->set;
        client->isolation = link->isolation;
    }
}
