/* SPDX-License-Identifier: MIT */
#include "cluster/dns.h"

#include "cluster/plain.h"
#include "cluster/world.h"

#include <assert.h>
#include <stdio.h>

#define NO_READER                                                                                  \
    "a multi-master cluster has no reader endpoint: every instance is a writer (AWS docs); "       \
    "\\endpoint add NAME m1,m2 makes a custom one"

const char *cluster_endpoint_name(const struct cluster *cluster, int endpoint)
{
    int custom = endpoint - ENDPOINT_CUSTOM;
    if (endpoint == ENDPOINT_CLUSTER) {
        return "cluster";
    }
    bool is_there =
        custom >= 0 && custom < CUSTOM_ENDPOINTS_MAX && cluster->dns.custom[custom].name[0] != '\0';
    return is_there ? cluster->dns.custom[custom].name : NULL;
}

static int find(const struct cluster *cluster, const char *name)
{
    for (int i = ENDPOINT_CLUSTER; i < ENDPOINT_CUSTOM + CUSTOM_ENDPOINTS_MAX; i++) {
        const char *other = cluster_endpoint_name(cluster, i);
        if (other != NULL && strcmp(other, name) == 0) {
            return i;
        }
    }
    return ENDPOINT_NONE;
}

enum rc cluster_find_endpoint(const struct cluster *cluster, const char *name, int *out,
                              struct err *err)
{
    *out = find(cluster, name);
    if (*out != ENDPOINT_NONE) {
        return RC_OK;
    }
    if (strcmp(name, "reader") == 0) {
        return err_set(err, RC_REFUSED, NO_READER);
    }
    return err_set(err, RC_UNKNOWN,
                   "there is no endpoint \"%.40s\": there are m1 and so on, cluster, and what "
                   "\\endpoint add made",
                   name);
}

/* Letters, digits, '-' and '_', a letter first. */
static bool is_name(const char *name)
{
    size_t size = strlen(name);
    bool fits = size > 0 && size < NAME_SIZE_MAX;
    for (size_t i = 0; fits && i < size; i++) {
        bool is_letter = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z');
        bool is_other = (name[i] >= '0' && name[i] <= '9') || name[i] == '-' || name[i] == '_';
        fits = is_letter || (i > 0 && is_other);
    }
    return fits;
}

static enum rc check_name(const struct cluster *cluster, const char *name, struct err *err)
{
    place_id place = PLACE_NONE;
    if (strcmp(name, "reader") == 0) {
        return err_set(err, RC_REFUSED, NO_READER);
    }
    if (!is_name(name) || place_parse(&place, name, NULL) == RC_OK) {
        return err_set(err, RC_USAGE,
                       "\"%.40s\" is no name for an endpoint: letters, digits, - and _, and not "
                       "that of a place",
                       name);
    }
    if (find(cluster, name) != ENDPOINT_NONE) {
        return err_set(err, RC_STATE, "there is an endpoint \"%.40s\" already", name);
    }
    return RC_OK;
}

enum rc cluster_add_endpoint(struct cluster *cluster, const char *name, uint32_t members,
                             struct err *err)
{
    enum rc rc = check_name(cluster, name, err);
    for (int i = 0; rc == RC_OK && i < CUSTOM_ENDPOINTS_MAX; i++) {
        struct custom_endpoint *custom = &cluster->dns.custom[i];
        if (custom->name[0] == '\0') {
            (void)snprintf(custom->name, sizeof custom->name, "%s", name);
            custom->members = members;
            return RC_OK;
        }
    }
    return rc != RC_OK ? rc
                       : err_set(err, RC_FULL, "there are %d custom endpoints already",
                                 CUSTOM_ENDPOINTS_MAX);
}

void cluster_remove_endpoint(struct cluster *cluster, int endpoint)
{
    assert(endpoint >= ENDPOINT_CUSTOM);
    cluster->dns.custom[endpoint - ENDPOINT_CUSTOM] = (struct custom_endpoint){0};
    for (int i = 0; i < CLIENTS_MAX; i++) {
        if (cluster->dns.answers[i].endpoint == endpoint) {
            cluster->dns.answers[i] = (struct dns_answer){0};
        }
    }
}

/* --- looking one up ------------------------------------------------------------------------- */

/* Is it Online, as the service sees it? A hung one reports nothing wrong. */
static bool is_online(const struct master *master)
{
    return master->state == MASTER_ONLINE && !master_is_silent(master);
}

uint32_t cluster_endpoint_members(const struct cluster *cluster, int endpoint)
{
    uint32_t members = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master *master = &cluster->masters[i];
        bool is_member =
            endpoint == ENDPOINT_CLUSTER
                ? is_online(master)
                : master->state != MASTER_ABSENT &&
                      (cluster->dns.custom[endpoint - ENDPOINT_CUSTOM].members >> i & 1) != 0;
        members |= is_member ? UINT32_C(1) << i : 0;
    }
    return members;
}

/* One of them, each as likely as the others. */
static int draw(struct rng *rng, uint32_t members)
{
    int64_t skip = rng_below(rng, __builtin_popcount(members));
    for (int i = 0; i < MASTERS_MAX; i++) {
        if ((members >> i & 1) != 0 && skip-- == 0) {
            return i;
        }
    }
    return -1;
}

int cluster_resolve(struct cluster *cluster, int client, int endpoint, sim_us *age)
{
    struct dns_answer *answer = &cluster->dns.answers[client];
    *age = cluster->now - answer->at;
    if (answer->endpoint == endpoint && *age < cluster->parameters[PARAM_DNS_KEPT_US]) {
        return answer->master;
    }
    *age = 0;
    uint32_t members = cluster_endpoint_members(cluster, endpoint);
    if (members == 0) {
        return -1;
    }
    *answer = (struct dns_answer){
        .endpoint = endpoint, .master = draw(&cluster->dns.rng, members), .at = cluster->now};
    return answer->master;
}

/* --- saved and loaded ----------------------------------------------------------------------- */

void dns_save(struct buf *out, const struct dns *dns)
{
    plain_save(out, dns, sizeof *dns);
}

static bool is_whole(const struct dns *dns)
{
    bool is_whole = true;
    for (int i = 0; i < CUSTOM_ENDPOINTS_MAX; i++) {
        const struct custom_endpoint *custom = &dns->custom[i];
        is_whole = is_whole && memchr(custom->name, '\0', sizeof custom->name) != NULL &&
                   custom->members >> MASTERS_MAX == 0;
    }
    for (int i = 0; i < CLIENTS_MAX; i++) {
        const struct dns_answer *answer = &dns->answers[i];
        is_whole = is_whole && answer->master >= 0 && answer->master < MASTERS_MAX &&
                   answer->endpoint >= ENDPOINT_NONE &&
                   answer->endpoint < ENDPOINT_CUSTOM + CUSTOM_ENDPOINTS_MAX;
    }
    return is_whole;
}

void dns_load(struct dns *dns, struct unpack *in)
{
    plain_load(dns, sizeof *dns, in);
    if (!is_whole(dns)) {
        *dns = (struct dns){0};
        in->damaged = true;
    }
}
