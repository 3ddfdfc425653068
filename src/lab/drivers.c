/* SPDX-License-Identifier: MIT */
/*
 * drivers: which Lua driver decides for which client. Each client runs a copy
 * of its own, as each program in the real world would.
 */
#include "lab/lab_state.h"

#include "base/hash.h"

#include <string.h>

/* A number of its own for each client and turn, so that no two drivers share their chance. */
static int stream_of(int client, int turn)
{
    int round = turn / DRIVERS_MAX;
    return (round * (CLIENTS_MAX + 1) + client) * DRIVERS_MAX + turn % DRIVERS_MAX;
}

/* Read and load a driver for `client`, which serves nobody yet; *index is its place. */
static enum rc load_driver(struct lab *lab, int client, const char *name, int *index,
                           struct err *err)
{
    if (lab->driver_turn >= DRIVERS_MAX) {
        return err_set(err, RC_FULL, "this run has loaded %d drivers: leave it and start anew",
                       DRIVERS_MAX);
    }
    struct buf source;
    buf_init(&source, DRIVER_SIZE_MAX);
    enum rc rc = lab_read_file(lab, "drivers", name, &source, err);
    if (rc == RC_OK) {
        struct rng root;
        rng_init(&root, lab->seed);
        struct kept_file file = {
            .name = name,
            .source = source.data,
            .size = source.size,
            .rng = rng_fork(&root, "driver", stream_of(client, lab->driver_turn)),
        };
        rc = kept_find(&lab->drivers, &file, index, err);
    }
    lab->driver_turn += rc == RC_OK ? 1 : 0;
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
    event_set_text(&event, "", name);
    (void)cluster_emit(lab->cluster, &event);
}

void lab_say_trouble_once(struct lab *lab, const char *why, const char *text)
{
    uint64_t hash = hash_text(HASH_START, why);
    for (int i = 0; i < TOLD_MAX && i < lab->told_count; i++) {
        if (lab->told[i] == hash) {
            return;
        }
    }
    lab->told[lab->told_count++ % TOLD_MAX] = hash;
    lab_say_trouble(lab, text);
}

void lab_on_driver_failed(void *context, int client, const char *why)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "%s (driver of @%d; the safe rule decides instead)", why, client);
    lab_say_trouble_once(context, why, text.data);
    buf_release(&text);
}

void lab_on_decision(void *context, const struct client_decision *decision)
{
    struct lab *lab = context;
    decisions_add(&lab->decisions, decision, lab->driver_of[decision->request.client - 1]);
}

static bool is_same_file(const struct kept *one, const struct kept *other)
{
    return strcmp(one->name, other->name) == 0 && strcmp(one->source, other->source) == 0;
}

void lab_look_driver(const struct lab *lab, int client, struct lab_driver_view *out)
{
    const struct kept *kept = &lab->drivers.items[lab->driver_of[client - 1]];
    *out = (struct lab_driver_view){
        .file = kept->name,
        .name = driver_name(kept->driver),
        .source = kept->source,
        .is_everyones = true,
        .is_own = strchr(kept->name, '/') != NULL,
    };
    for (int i = 0; i < clients_count(lab->clients); i++) {
        const struct kept *other = &lab->drivers.items[lab->driver_of[i]];
        out->is_everyones = out->is_everyones && is_same_file(other, kept);
    }
}

bool lab_add_decision(const struct lab *lab, uint64_t seq, struct buf *facts, struct buf *answer)
{
    const struct decision *decision = decisions_find(&lab->decisions, seq);
    if (decision == NULL) {
        return false;
    }
    const struct client_decision *asked = &decision->asked;
    const struct driver *driver = lab->drivers.items[decision->driver].driver;
    buf_addf(facts, "request: ");
    driver_add_request(facts, &asked->request);
    for (int i = 0; i < asked->count; i++) {
        buf_addf(facts, "\n");
        driver_add_endpoint(facts, &asked->endpoints[i], asked->request.now);
    }
    int master = asked->endpoints[asked->index].master + 1;
    if (asked->is_by_default) {
        buf_addf(answer, "%s failed; the rule that does no harm says m%d", driver_name(driver),
                 master);
    } else if (asked->line == 0) {
        buf_addf(answer, "m%d", master);
    } else {
        buf_addf(answer, "m%d, in line %d of %s:\n", master, asked->line, driver_name(driver));
        driver_add_line(answer, driver, asked->line);
    }
    return true;
}

/* Let a driver that is loaded decide for a client from now on. The same one anew is no event. */
static void put_in_charge(struct lab *lab, int client, int driver)
{
    lab->told_count = 0; /* what it does wrong is news */
    const struct kept *kept = &lab->drivers.items[driver];
    bool is_same = is_same_file(kept, &lab->drivers.items[lab->driver_of[client - 1]]);
    struct policy policy = driver_policy(kept->driver);
    lab->driver_of[client - 1] = driver;
    clients_set_policy(lab->clients, client, &policy);
    if (!is_same) {
        tell_driver(lab, client, policy.name);
    }
}

enum rc lab_check_driver(struct lab *lab, uint64_t seed, int first, int count, const char *name,
                         struct err *err)
{
    uint64_t seed_now = lab->seed;
    int turn = lab->driver_turn;
    enum rc rc = RC_OK;
    lab->seed = seed;
    for (int i = 0; rc == RC_OK && i < count; i++) {
        int index = 0;
        rc = load_driver(lab, first + i, name, &index, err);
    }
    lab->seed = seed_now;
    lab->driver_turn = turn;
    return rc;
}

enum rc lab_set_driver(struct lab *lab, int client, const char *name, struct err *err)
{
    int index = 0;
    enum rc rc = load_driver(lab, client, name, &index, err);
    if (rc == RC_OK) {
        put_in_charge(lab, client, index);
    }
    return rc;
}

enum rc lab_set_driver_of_all(struct lab *lab, const char *name, struct err *err)
{
    int count = clients_count(lab->clients);
    int turn = lab->driver_turn;
    int indices[CLIENTS_MAX];
    for (int i = 0; i < count; i++) {
        enum rc rc = load_driver(lab, i + 1, name, &indices[i], err);
        if (rc != RC_OK) {
            lab->driver_turn = turn;
            return rc;
        }
    }
    for (int i = 0; i < count; i++) {
        put_in_charge(lab, i + 1, indices[i]);
    }
    return RC_OK;
}

enum rc lab_add_client(struct lab *lab, int az, const char *driver, int *number, struct err *err)
{
    int index = 0;
    int next = clients_count(lab->clients) + 1;
    enum rc rc = load_driver(lab, next, driver, &index, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct policy policy = driver_policy(lab->drivers.items[index].driver);
    rc = clients_add(lab->clients, az, &policy, number, err);
    if (rc != RC_OK) {
        lab->driver_turn--;
        return rc;
    }
    lab->driver_of[*number - 1] = index;
    return RC_OK;
}
