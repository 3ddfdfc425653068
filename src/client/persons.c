/* SPDX-License-Identifier: MIT */
/* persons: where a person at the keyboard has a client connect, and how long a person waits. */
#include "client/state.h"

#define TCP_WAIT (900 * US_PER_S) /* how long a connection itself goes on trying, about */

sim_us persons_answer_wait(const struct work *work)
{
    const struct client *client = work->client;
    bool is_at_prompt = work->kind == WORK_CONSOLE && !client->given[CLIENT_READ_TIMEOUT_US];
    return is_at_prompt ? TCP_WAIT : client->parameters[CLIENT_READ_TIMEOUT_US];
}

/* A person has something else in mind: what its client is at now ends. */
static void stop_moving(struct clients *all, struct work *console)
{
    if (console->kind == WORK_MOVE && !work_is_connected(console)) {
        lease_drop(all, console);
    }
}

static enum rc check_idle(const struct clients *all, int number, struct err *err)
{
    return client_find(all, number, NULL)->works[WORKER_CONSOLE].kind != WORK_CONSOLE
               ? RC_OK
               : err_set(err, RC_STATE, "@%d waits for an answer: \\cancel drops the connection",
                         number);
}

static enum rc check_master(const struct clients *all, int master, struct err *err)
{
    struct cluster_view view;
    cluster_look(all->config.cluster, &view);
    bool is_there =
        master >= 0 && master < MASTERS_MAX && view.masters[master].state != MASTER_ABSENT;
    return is_there ? RC_OK
                    : err_set(err, RC_UNKNOWN, "there is no m%d in this cluster", master + 1);
}

static enum rc check_use(const struct client *client, int master, struct err *err)
{
    return endpoint_takes_work(&client->endpoints[master])
               ? RC_OK
               : err_set(err, RC_STATE,
                         "m%d is not used by @%d now: \\client %d enable m%d ends that", master + 1,
                         client->number, client->number, master + 1);
}

enum rc clients_connect(struct clients *all, int number, int master, struct err *err)
{
    struct client *client = client_find(all, number, err);
    if (client == NULL) {
        return RC_UNKNOWN;
    }
    enum rc rc = check_master(all, master, err);
    rc = rc == RC_OK ? check_use(client, master, err) : rc;
    rc = rc == RC_OK ? check_idle(all, number, err) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    health_look(all, client); /* the master may be newer than its last look */
    struct work *console = &client->works[WORKER_CONSOLE];
    client->is_persons = true;
    client->endpoint = ENDPOINT_NONE;
    client->wish = master;
    stop_moving(all, console);
    if (console->link != LINK_NONE && console->at != master) {
        lease_drop(all, console);
    }
    console->home = master;
    if (work_is_connected(console)) {
        unit_drop(all, console);
    } else {
        unit_move(all, client, -1, 0);
    }
    return RC_OK;
}

enum rc clients_connect_by(struct clients *all, int number, int endpoint, struct err *err)
{
    struct client *client = client_find(all, number, err);
    if (client == NULL) {
        return RC_UNKNOWN;
    }
    enum rc rc = check_idle(all, number, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct work *console = &client->works[WORKER_CONSOLE];
    client->is_persons = true;
    client->endpoint = endpoint;
    lease_drop(all, console);
    console->home = -1;
    unit_move(all, client, -1, 0);
    return RC_OK;
}
