/* SPDX-License-Identifier: MIT */
/* cmds_client: clients, where they connect, and the drivers that decide for them. */
#include "client/client_parameter.h"
#include "lab/lab_state.h"

#include <inttypes.h>
#include <string.h>

static enum rc client_add(struct lab *lab, const struct words *words, struct buf *reply,
                          struct err *err)
{
    static const char *const options[] = {"az", NULL};
    int az = AZ_OFFICE;
    int number = 0;
    enum rc rc = lab_check_options(words, 2, options, err);
    const char *value = lab_option(words, 2, "az");
    rc = rc == RC_OK && value != NULL ? lab_parse_az(value, &az, err) : rc;
    rc = rc == RC_OK ? lab_add_client(lab, az, "active_standby", &number, err) : rc;
    if (rc == RC_OK) {
        char name[PLACE_NAME_SIZE];
        buf_addf(reply, "@%d stands in %s.\n", number, place_name(place_az(az), name));
    }
    return rc;
}

static enum rc connect_by(struct lab *lab, int number, const char *name, struct buf *reply,
                          struct err *err)
{
    int endpoint = ENDPOINT_NONE;
    enum rc rc = cluster_find_endpoint(lab->cluster, name, &endpoint, err);
    rc = rc == RC_OK ? clients_connect_by(lab->clients, number, endpoint, err) : rc;
    if (rc == RC_OK) {
        buf_addf(reply, "@%d connects by %s, now and whenever it loses a connection.\n", number,
                 name);
    }
    return rc;
}

static enum rc client_connect(struct lab *lab, int number, const struct words *words,
                              struct buf *reply, struct err *err)
{
    place_id place = PLACE_NONE;
    int index = 0;
    const char *word = words->word[3];
    if (place_parse(&place, word, NULL) != RC_OK) {
        return connect_by(lab, number, word, reply, err);
    }
    if (place_kind(place) != PLACE_MASTER) {
        return err_set(err, RC_USAGE,
                       "a client connects to a master, such as m2, or by an endpoint, not to "
                       "\"%.40s\"",
                       word);
    }
    enum rc rc = lab_parse_master(lab, word, &index, err);
    rc = rc == RC_OK ? clients_connect(lab->clients, number, index, err) : rc;
    if (rc == RC_OK) {
        buf_addf(reply, "@%d goes to m%d.\n", number, index + 1);
    }
    return rc;
}

static enum rc client_driver(struct lab *lab, int number, const struct words *words,
                             struct buf *reply, struct err *err)
{
    enum rc rc = lab_set_driver(lab, number, words->word[3], err);
    if (rc == RC_OK) {
        buf_addf(reply, "@%d is driven by %s.\n", number, words->word[3]);
    }
    return rc;
}

static enum rc check_setting(int number, const char *word, struct err *err)
{
    char name[NAME_SIZE_MAX];
    const char *text = NULL;
    enum client_parameter parameter = CLIENT_PARAMETER_COUNT;
    int64_t value = 0;
    if (!words_name_value(word, name, &text)) {
        return err_set(err, RC_USAGE, "write \\client %d set NAME=VALUE, not \"%.40s\"", number,
                       word);
    }
    return client_parameter_parse(&parameter, &value, name, text, err);
}

/* All of them, or none if one of them cannot be. */
static enum rc client_set(struct lab *lab, int number, const struct words *words, struct buf *reply,
                          struct err *err)
{
    enum rc rc = RC_OK;
    for (int i = 3; rc == RC_OK && i < words->count; i++) {
        rc = check_setting(number, words->word[i], err);
    }
    for (int i = 3; rc == RC_OK && i < words->count; i++) {
        char name[NAME_SIZE_MAX];
        const char *value = NULL;
        (void)words_name_value(words->word[i], name, &value);
        rc = clients_set(lab->clients, number, name, value, err);
        buf_addf(reply, "@%d: %s is %s.\n", number, name, value);
    }
    return rc;
}

/* "\\client 2 drain m3", disable, enable */
static enum rc client_manage(struct lab *lab, int number, const struct words *words,
                             struct buf *reply, struct err *err)
{
    static const struct {
        const char *verb;
        enum policy_wish wish;
        const char *says;
        const char *means;
    } wishes[] = {
        {"drain", WISH_DRAIN, "begins nothing new on", "; what is open there goes on"},
        {"disable", WISH_DISABLE, "is done with", ": its connections there end at once"},
        {"enable", WISH_ENABLE, "may use", " again, once a check has passed"},
    };
    int index = 0;
    int at = 0;
    while (strcmp(words->word[2], wishes[at].verb) != 0) {
        at++;
    }
    enum rc rc = lab_parse_master(lab, words->word[3], &index, err);
    rc = rc == RC_OK ? clients_manage(lab->clients, number, index, wishes[at].wish, err) : rc;
    if (rc == RC_OK) {
        buf_addf(reply, "@%d %s m%d%s.\n", number, wishes[at].says, index + 1, wishes[at].means);
    }
    return rc;
}

static const struct client_verb {
    const char *name;
    int words_max; /* behind the name */
    enum rc (*run)(struct lab *lab, int number, const struct words *words, struct buf *reply,
                   struct err *err);
} client_verbs[] = {
    {"connect", 1, client_connect}, {"driver", 1, client_driver},  {"set", WORDS_MAX, client_set},
    {"drain", 1, client_manage},    {"disable", 1, client_manage}, {"enable", 1, client_manage},
};

static const struct client_verb *find_verb(const char *name)
{
    for (int i = 0; i < COUNT_OF(client_verbs); i++) {
        if (strcmp(client_verbs[i].name, name) == 0) {
            return &client_verbs[i];
        }
    }
    return NULL;
}

enum rc cmds_client_client(void *context, const struct words *words, struct buf *reply,
                           struct err *err)
{
    struct lab *lab = context;
    if (strcmp(words->word[1], "add") == 0) {
        return client_add(lab, words, reply, err);
    }
    int number = 0;
    enum rc rc = lab_parse_client(lab, words->word[1], &number, err);
    if (rc != RC_OK) {
        return rc;
    }
    const struct client_verb *verb = words->count > 3 ? find_verb(words->word[2]) : NULL;
    if (verb == NULL) {
        return err_set(err, RC_USAGE,
                       "after \\client %d comes connect m2, driver NAME, set NAME=VALUE, or "
                       "drain, disable or enable m2",
                       number);
    }
    if (words->count > 3 + verb->words_max) {
        return err_set(err, RC_USAGE, "\"%.40s\" is too much after \\client %d %s %.40s",
                       words->word[3 + verb->words_max], number, verb->name, words->word[3]);
    }
    return verb->run(lab, number, words, reply, err);
}

enum rc cmds_client_driver(void *context, const struct words *words, struct buf *reply,
                           struct err *err)
{
    struct lab *lab = context;
    enum rc rc = lab_set_driver_of_all(lab, words->word[1], err);
    if (rc == RC_OK) {
        buf_addf(reply, "Every client is driven by %s now; connections stay as they are.\n",
                 words->word[1]);
    }
    return rc;
}

enum rc cmds_client_cancel(void *context, const struct words *words, struct buf *reply,
                           struct err *err)
{
    struct lab *lab = context;
    int number = lab->client_in_focus;
    if (words->count > 1) {
        enum rc rc = lab_parse_client(lab, words->word[1], &number, err);
        if (rc != RC_OK) {
            return rc;
        }
    }
    if (!clients_is_busy(lab->clients, number)) {
        return err_set(err, RC_STATE, "@%d waits for nothing", number);
    }
    clients_cancel(lab->clients, number);
    buf_addf(reply, "@%d drops the connection on which it waited.\n", number);
    return RC_OK;
}
