/* SPDX-License-Identifier: MIT */
/* cmds_endpoint: the names by which clients connect. */
#include "lab/lab_state.h"

#include <stdio.h>
#include <string.h>

/* "m1,m2" as bits of masters that there are. */
static enum rc parse_members(const struct lab *lab, const char *list, uint32_t *members,
                             struct err *err)
{
    const char *word = list;
    *members = 0;
    for (;;) {
        char name[NAME_SIZE_MAX];
        int index = 0;
        size_t size = strcspn(word, ",");
        if (size == 0) {
            return err_set(err, RC_USAGE,
                           "\"%.40s\" is no list of masters: one comma stands between each two, as "
                           "in m1,m2",
                           list);
        }
        (void)snprintf(name, sizeof(name), "%.*s", (int)size, word);
        enum rc rc = lab_parse_master(lab, name, &index, err);
        *members |= UINT32_C(1) << index;
        if (rc != RC_OK || word[size] == '\0') {
            return rc;
        }
        word += size + 1;
    }
}

static void tell(struct lab *lab, const char *verb, const struct words *words)
{
    char text[200];
    struct event event = {.kind = EVENT_COMMAND, .place = PLACE_NONE, .other = PLACE_NONE};
    bool has_members = words->count > 3;
    (void)snprintf(text, sizeof(text), "%s%s%s", words->word[2], has_members ? " " : "",
                   has_members ? words->word[3] : "");
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

/* Who connects by an endpoint: "@1 @4", or "". */
static void add_clients(struct buf *out, const struct lab *lab, int endpoint)
{
    const char *joint = "";
    struct clients_view view;
    clients_look(lab->clients, &view);
    for (int i = 0; endpoint != ENDPOINT_NONE && i < view.count; i++) {
        if (view.clients[i].endpoint == endpoint) {
            buf_addf(out, "%s@%d", joint, view.clients[i].number);
            joint = " ";
        }
    }
}

struct endpoint_line {
    const char *name;
    const char *kind;
    uint32_t members;
    int endpoint; /* ENDPOINT_NONE: that of an instance */
};

static void add_line(struct buf *out, const struct lab *lab, const struct endpoint_line *line)
{
    struct buf members;
    struct buf clients;
    buf_init(&members, BUF_CAP_TEXT);
    buf_init(&clients, BUF_CAP_TEXT);
    add_members(&members, line->members);
    add_clients(&clients, lab, line->endpoint);
    bool is_alone = clients.size == 0;
    buf_addf(out, "  %-16.40s %-9s %-*s%s%s\n", line->name, line->kind, is_alone ? 0 : 12,
             members.data, is_alone ? "" : " ", is_alone ? "" : clients.data);
    buf_release(&clients);
    buf_release(&members);
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
            add_line(reply, lab,
                     &(struct endpoint_line){name, "instance", UINT32_C(1) << i, ENDPOINT_NONE});
        }
    }
    for (int i = ENDPOINT_CLUSTER; i < ENDPOINT_CUSTOM + CUSTOM_ENDPOINTS_MAX; i++) {
        const char *name = cluster_endpoint_name(lab->cluster, i);
        if (name != NULL) {
            add_line(reply, lab,
                     &(struct endpoint_line){name, i == ENDPOINT_CLUSTER ? "cluster" : "custom",
                                             cluster_endpoint_members(lab->cluster, i), i});
        }
    }
    buf_addf(reply, "  cluster means one that is Online, a custom endpoint any of its own\n");
    return RC_OK;
}
