/* SPDX-License-Identifier: MIT */
/*
 * drivers: which Lua driver decides for which client. Each client runs a copy
 * of its own, as each program in the real world would.
 */
#include "lab/lab_state.h"

/* Read and load a driver for `client`; it joins lab->drivers but serves nobody yet. */
static enum rc load_driver(struct lab *lab, int client, const char *name, struct err *err)
{
    if (lab->driver_count >= DRIVERS_MAX) {
        return err_set(err, RC_FULL,
                       "this run has loaded %d drivers: start a new one with \\create",
                       DRIVERS_MAX);
    }
    struct buf source;
    buf_init(&source, DRIVER_SIZE_MAX + 1);
    enum rc rc = lab->config.files.read(lab->config.files.user, "drivers", name, &source, err);
    if (rc == RC_OK) {
        struct rng root;
        rng_init(&root, lab->seed);
        struct rng rng = rng_fork(&root, "driver", client * DRIVERS_MAX + lab->driver_count);
        rc = driver_new(&lab->drivers[lab->driver_count], name, source.data, source.size, rng, err);
    }
    if (rc == RC_OK) {
        lab->driver_count++;
    }
    buf_release(&source);
    return rc;
}

static void tell_driver(struct lab *lab, int client, const char *name)
{
    struct event event = {
        .kind = EVENT_DRIVER_SET,
        .place = place_client(client - 1),
        .other = PLACE_NONE,
        .client = client,
    };
    event_set_text(&event, "%s", name);
    (void)cluster_emit(lab->cluster, &event);
}

/* Let the driver loaded last decide for a client from now on. */
static void put_in_charge(struct lab *lab, int client, int driver)
{
    struct policy policy = driver_policy(lab->drivers[driver]);
    lab->driver_of[client - 1] = driver;
    clients_set_policy(lab->clients, client, &policy);
    tell_driver(lab, client, policy.name);
}

enum rc lab_set_driver(struct lab *lab, int client, const char *name, struct err *err)
{
    enum rc rc = load_driver(lab, client, name, err);
    if (rc == RC_OK) {
        put_in_charge(lab, client, lab->driver_count - 1);
    }
    return rc;
}

enum rc lab_set_driver_of_all(struct lab *lab, const char *name, struct err *err)
{
    int count = clients_count(lab->clients);
    int first = lab->driver_count;
    for (int i = 0; i < count; i++) {
        enum rc rc = load_driver(lab, i + 1, name, err);
        if (rc != RC_OK) {
            while (lab->driver_count > first) {
                driver_free(lab->drivers[--lab->driver_count]);
            }
            return rc;
        }
    }
    for (int i = 0; i < count; i++) {
        put_in_charge(lab, i + 1, first + i);
    }
    return RC_OK;
}

enum rc lab_add_client(struct lab *lab, int az, const char *driver, int *number, struct err *err)
{
    int next = clients_count(lab->clients) + 1;
    enum rc rc = load_driver(lab, next, driver, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct policy policy = driver_policy(lab->drivers[lab->driver_count - 1]);
    rc = clients_add(lab->clients, az, &policy, number, err);
    if (rc != RC_OK) {
        driver_free(lab->drivers[--lab->driver_count]);
        return rc;
    }
    lab->driver_of[*number - 1] = lab->driver_count - 1;
    return RC_OK;
}
