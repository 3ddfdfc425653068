/* SPDX-License-Identifier: MIT */
/* cmds_endpoint: the names by which clients connect. */
#include "lab/lab_state.h"

#include <stdio.h>
#include <string.h>

/* "m1,m2" as bits of masters that there are. */
static enum rc parse_members(const struct lab *lab, const char *word, uint32_t *members,
                             struct err *err)
{
    enum rc rc = RC_OK;
    *members = 0;
    while (rc == RC_OK && *word != '\0') {
        char name[NAME_SIZE_MAX];
        int index = 0;
        size_t size = strcspn(word, ",");
        (void)snprintf(name, sizeof(name), "%.*s", (int)size, word);
        rc = lab_parse_master(lab, name, &index, err);
        *members |= UINT32_C(1) << index;
        word += size + (word[size] == ',' ? 1 : 0);
    }
    return rc;
}

static void tell(struct lab *lab, const char *verb, const struct words *words)
{
    char text[200];
    struct event event = {.kind = EVENT_COMMAND, .place = PLACE_NONE, .other = PLACE_NONE};
    (void)snprintf(text, sizeof(text), "%s %s", words->word[2],
                   words->count > 3 ? words->word[3] : "");
    event_set_text(&event, verb, text);
    (void)cluster_emit(lab->cluster, &event);
}

static enum rc endpoint_add(struct lab *lab, const struct words *words, struct buf *reply,
                            struct err *err)
{
    uint32_t members = 0;
    if (words->count != 4) {
        return err_set(err, RC_USAGE,
                       "\\endpoint add needs a name and its masters: \\endpoint "
                       "add NAME m1,m2");
    }
    enum rc rc = parse_members(lab, words->word[3], &members, err);
    rc = rc == RC_OK ? cluster_add_endpoint(lab->cluster, words->word[2], members, err) : rc;
    if (rc == RC_OK) {
        tell(lab, "\\endpoint add ", words);
        buf_addf(reply, "%s means one of %s each time, Online or not.\n", words->word[2],
                 words->word[3]);
    }
    return rc;
}

/* Who connects by an endpoint; 0: nobody. */
static int who_stands_on(const struct lab *lab, int endpoint)
{
    struct clients_view view;
    clients_look(lab->clients, &view);
    for (int i = 0; i < view.count; i++) {
        if (view.clients[i].endpoint == endpoint) {
            return view.clients[i].number;
        }
    }
    return 0;
}

static enum rc endpoint_remove(struct lab *lab, const struct words *words, struct buf *reply,
                               struct err *err)
{
    int endpoint = ENDPOINT_NONE;
    if (words->count != 3) {
        return err_set(err, RC_USAGE, "\\endpoint remove takes one name");
    }
    enum rc rc = cluster_find_endpoint(lab->cluster, words->word[2], &endpoint, err);
    if (rc == RC_OK && endpoint == ENDPOINT_CLUSTER) {
        return err_set(err, RC_REFUSED, "the cluster endpoint stays as long as its cluster");
    }
    int client = rc == RC_OK ? who_stands_on(lab, endpoint) : 0;
    if (client > 0) {
        return err_set(err, RC_STATE, "@%d connects by %.40s: \\client %d connect m1 ends that",
                       client, words->word[2], client);
    }
    if (rc == RC_OK) {
        tell(lab, "\\endpoint remove ", words);
        buf_addf(reply, "There is no %s any more.\n", words->word[2]);
        cluster_remove_endpoint(lab->cluster, endpoint);
    }
    return rc;
}

enum rc cmds_endpoint_endpoint(void *context, const struct words *words, struct buf *reply,
                               struct err *err)
{
    struct lab *lab = context;
    if (strcmp(words->word[1], "add") == 0) {
        return endpoint_add(lab, words, reply, err);
    }
    if (strcmp(words->word[1], "remove") == 0) {
        return endpoint_remove(lab, words, reply, err);
    }
    return err_set(err, RC_USAGE,
                   "after \\endpoint comes add NAME m1,m2 or remove NAME, not \"%.40s\"; "
                   "\\endpoints lists them",
                   words->word[1]);
}

static void add_members(struct buf *out, uint32_t members)
{
    const char *joint = "";
    for (int i = 0; i < MASTERS_MAX; i++) {
        if ((members >> i & 1) != 0) {
            buf_addf(out, "%sm%d", joint, i + 1);
            joint = ",";
        }
    }
    buf_addf(out, "%s", members == 0 ? "none" : "");
}

static void add_clients(struct buf *out, const struct lab *lab, int endpoint)
{
    struct clients_view view;
    clients_look(lab->clients, &view);
    for (int i = 0; i < view.count; i++) {
        if (view.clients[i].endpoint == endpoint) {
            buf_addf(out, " @%d", view.clients[i].number);
        }
    }
}

static void add_line(struct buf *out, const char *name, const char *kind, uint32_t members)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    add_members(&text, members);
    buf_addf(out, "  %-16.40s %-9s %-12s", name, kind, text.data);
    buf_release(&text);
}

enum rc cmds_endpoint_endpoints(void *context, const struct words *words, struct buf *reply,
                                struct err *err)
{
    (void)words;
    (void)err;
    const struct lab *lab = context;
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    buf_addf(reply, "  name             kind      may mean     who connects by it\n");
    for (int i = 0; i < MASTERS_MAX; i++) {
        char name[] = "m?";
        name[1] = (char)('1' + i);
        if (view.masters[i].state != MASTER_ABSENT) {
            add_line(reply, name, "instance", UINT32_C(1) << i);
            buf_addf(reply, "\n");
        }
    }
    for (int i = ENDPOINT_CLUSTER; i < ENDPOINT_CUSTOM + CUSTOM_ENDPOINTS_MAX; i++) {
        const char *name = cluster_endpoint_name(lab->cluster, i);
        if (name != NULL) {
            add_line(reply, name, i == ENDPOINT_CLUSTER ? "cluster" : "custom",
                     cluster_endpoint_members(lab->cluster, i));
            add_clients(reply, lab, i);
            buf_addf(reply, "\n");
        }
    }
    buf_addf(reply, "  cluster means one that is Online, a custom endpoint any of its own\n");
    return RC_OK;
}
