/* SPDX-License-Identifier: MIT */
/*
 * arguments: what stands in a command's words, read into numbers and places,
 * and what may stand there, for completion.
 */
#include "lab/lab_state.h"

#include "client/client_parameter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *lab_option(const struct words *words, int from, const char *name)
{
    for (int i = from; i < words->count; i++) {
        char found[NAME_SIZE_MAX];
        const char *value = NULL;
        if (words_name_value(words->word[i], found, &value) && strcmp(found, name) == 0) {
            return value;
        }
    }
    return NULL;
}

/* "masters=, seed= and schema=" */
static void add_names(struct buf *out, const char *const *names)
{
    for (int i = 0; names[i] != NULL; i++) {
        const char *before = i == 0 ? "" : names[i + 1] == NULL ? " and " : ", ";
        buf_addf(out, "%s%s=", before, names[i]);
    }
}

static bool is_option(const char *word, const char *const *names)
{
    char found[NAME_SIZE_MAX];
    const char *value = NULL;
    if (!words_name_value(word, found, &value)) {
        return false;
    }
    while (*names != NULL && strcmp(*names, found) != 0) {
        names++;
    }
    return *names != NULL;
}

enum rc lab_check_options(const struct words *words, int from, const char *const *names,
                          struct err *err)
{
    for (int i = from; i < words->count; i++) {
        const char *word = words->word[i];
        if (!is_option(word, names)) {
            struct buf known;
            buf_init(&known, 200);
            add_names(&known, names);
            (void)err_set(err, RC_USAGE, "\"%.40s\" is no option of \\%s: it takes %s", word,
                          words->word[0], known.data);
            buf_release(&known);
            return RC_USAGE;
        }
        for (int k = from; k < i; k++) {
            size_t size = strcspn(word, "=") + 1;
            if (strncmp(words->word[k], word, size) == 0) {
                return err_set(err, RC_USAGE, "%.*s is there twice: which one is meant?", (int)size,
                               word);
            }
        }
    }
    return RC_OK;
}

enum rc lab_parse_az(const char *value, int *az, struct err *err)
{
    place_id place = PLACE_NONE;
    if (place_parse(&place, value, NULL) != RC_OK || place_kind(place) != PLACE_AZ ||
        place_index(place) >= AZS_MAX) {
        return err_set(err, RC_USAGE, "az= takes an AZ, a to %c, not \"%.20s\"", 'a' + AZS_MAX - 1,
                       value);
    }
    *az = place_index(place);
    return RC_OK;
}

enum rc lab_parse_number(const char *word, const char *what, int64_t low, int64_t high,
                         int64_t *out, struct err *err)
{
    char *end = NULL;
    errno = 0;
    long long value = strtoll(word, &end, 10);
    bool is_number = (word[0] >= '0' && word[0] <= '9') || (word[0] == '-' && low < 0);
    if (!is_number || end == word || *end != '\0' || errno != 0 || value < low || value > high) {
        return err_set(err, RC_RANGE, "%s is a number from %lld to %lld, not \"%.40s\"", what,
                       (long long)low, (long long)high, word);
    }
    *out = value;
    return RC_OK;
}

enum rc lab_parse_master(const struct lab *lab, const char *word, int *index, struct err *err)
{
    place_id place = PLACE_NONE;
    struct cluster_view view;
    enum rc rc = place_parse(&place, word, err);
    if (rc == RC_OK && place_kind(place) != PLACE_MASTER) {
        rc = err_set(err, RC_USAGE, "a master is meant, such as m2, not \"%.40s\"", word);
    }
    cluster_look(lab->cluster, &view);
    if (rc == RC_OK && view.masters[place_index(place)].state == MASTER_ABSENT) {
        rc = err_set(err, RC_UNKNOWN, "there is no m%d in this cluster", place_index(place) + 1);
    }
    *index = rc == RC_OK ? place_index(place) : 0;
    return rc;
}

enum rc lab_parse_client(const struct lab *lab, const char *word, int *number, struct err *err)
{
    int count = clients_count(lab->clients);
    int64_t value = 0;
    const char *digits = word[0] == '@' ? word + 1 : word;
    if (lab_parse_number(digits, "a client", 1, CLIENTS_MAX, &value, NULL) != RC_OK ||
        value > count) {
        return err_set(err, RC_UNKNOWN,
                       "there is no client \"%.20s\": there are @1 to @%d; "
                       "\\client add makes another",
                       word, count);
    }
    *number = (int)value;
    return RC_OK;
}

/* --- completion ----------------------------------------------------------------------------- */

static void offer_masters(const struct lab *lab, cmd_offer_fn offer, void *to)
{
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].state != MASTER_ABSENT) {
            char name[PLACE_NAME_SIZE];
            offer(to, place_name(place_master(i), name));
        }
    }
}

void complete_master(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                     void *to)
{
    (void)words;
    if (index == 1) {
        offer_masters(lab, offer, to);
    }
}

void complete_place(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                    void *to)
{
    bool wants_az = index > 1 && strcmp(words->word[index - 1], "az") == 0;
    if (!wants_az) {
        offer(to, "az");
        offer_masters(lab, offer, to);
        for (int i = 0; i < COPIES_MAX; i++) {
            char name[PLACE_NAME_SIZE];
            offer(to, place_name(place_copy(i), name));
        }
        return;
    }
    for (const char *az = "abcd"; *az != '\0'; az++) {
        char name[2] = {*az, '\0'};
        offer(to, name);
    }
}

void complete_copy(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                   void *to)
{
    (void)lab;
    bool is_wanted = index == 1 || (index == 2 && strcmp(words->word[1], "copy") == 0);
    if (index == 1) {
        offer(to, "copy");
    }
    for (int i = 0; is_wanted && i < COPIES_MAX; i++) {
        char name[PLACE_NAME_SIZE];
        offer(to, place_name(place_copy(i), name));
    }
}

static void offer_clients(const struct lab *lab, cmd_offer_fn offer, void *to)
{
    for (int i = 1; i <= clients_count(lab->clients); i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "%d", i);
        offer(to, name);
    }
}

static void offer_files(const struct lab *lab, const char *kind, cmd_offer_fn offer, void *to)
{
    if (lab->guest != NULL) {
        lab->config.guest->list(lab->guest, kind, offer, to);
    }
    if (lab->config.files.list != NULL) {
        lab->config.files.list(lab->config.files.user, kind, offer, to);
    }
}

void complete_table(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                    void *to)
{
    (void)words;
    const struct cluster *cluster = lab_cluster(lab);
    for (int i = 0; index == 1 && i < cluster_table_count(cluster, 0); i++) {
        offer(to, cluster_table_at(cluster, 0, i));
    }
}

static void offer_endpoints(const struct lab *lab, int from, cmd_offer_fn offer, void *to)
{
    for (int i = from; i < ENDPOINT_CUSTOM + CUSTOM_ENDPOINTS_MAX; i++) {
        const char *name = cluster_endpoint_name(lab_cluster(lab), i);
        if (name != NULL) {
            offer(to, name);
        }
    }
}

void complete_endpoint(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                       void *to)
{
    if (index == 1) {
        offer(to, "add");
        offer(to, "remove");
    } else if (index == 2 && strcmp(words->word[1], "remove") == 0) {
        offer_endpoints(lab, ENDPOINT_CUSTOM, offer, to);
    } else if (index == 3) {
        offer_masters(lab, offer, to);
    }
}

static bool is_about_master(const char *verb)
{
    return strcmp(verb, "drain") == 0 || strcmp(verb, "disable") == 0 ||
           strcmp(verb, "enable") == 0;
}

void complete_client(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                     void *to)
{
    if (index == 1) {
        offer(to, "add");
        offer_clients(lab, offer, to);
    } else if (index == 2) {
        offer(to, "connect");
        offer(to, "driver");
        offer(to, "set");
        offer(to, "drain");
        offer(to, "disable");
        offer(to, "enable");
    } else if (index == 3 && strcmp(words->word[2], "connect") == 0) {
        offer_masters(lab, offer, to);
        offer_endpoints(lab, ENDPOINT_CLUSTER, offer, to);
    } else if (index == 3 && strcmp(words->word[2], "driver") == 0) {
        offer_files(lab, "drivers", offer, to);
    } else if (index == 3 && is_about_master(words->word[2])) {
        offer_masters(lab, offer, to);
    } else if (index >= 3 && strcmp(words->word[2], "set") == 0) {
        for (int i = 0; i < CLIENT_PARAMETER_COUNT; i++) {
            char name[NAME_SIZE_MAX];
            (void)snprintf(name, sizeof(name),
                           "%s=", client_parameter_name((enum client_parameter)i));
            offer(to, name);
        }
    }
}

void complete_driver(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                     void *to)
{
    (void)words;
    if (index == 1) {
        offer_files(lab, "drivers", offer, to);
    }
}

void complete_load(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                   void *to)
{
    if (index == 1) {
        offer(to, "stop");
        offer(to, "check");
        offer_files(lab, "loads", offer, to);
    } else {
        lab_offer_load_options(lab, words->word[1], offer, to);
    }
}

void complete_chaos(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                    void *to)
{
    (void)words;
    if (index == 1) {
        offer(to, "stop");
        offer_files(lab, "chaos", offer, to);
    }
}

void complete_watch(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                    void *to)
{
    static const char *const first[] = {"1s", "500ms", "off"};
    static const char *const second[] = {"SELECT", "SHOW"};
    for (int i = 0; index == 1 && i < COUNT_OF(first); i++) {
        offer(to, first[i]);
    }
    for (int i = 0; index == 2 && i < COUNT_OF(second); i++) {
        offer(to, second[i]);
    }
    if (index > 2 && (strcmp(words->word[index - 1], "FROM") == 0 ||
                      strcmp(words->word[index - 1], "from") == 0)) {
        complete_table(lab, words, 1, offer, to);
    }
}

void complete_parameter(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                        void *to)
{
    (void)lab;
    (void)words;
    for (int i = 0; index == 1 && i < PARAM_COUNT; i++) {
        char name[NAME_SIZE_MAX + 2];
        (void)snprintf(name, sizeof(name), "%s=", parameter_row((enum parameter)i)->name);
        offer(to, name);
    }
}

void complete_parameters(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                         void *to)
{
    for (int i = 0; index == 1 && i < PARAM_COUNT; i++) {
        offer(to, parameter_row((enum parameter)i)->name);
    }
    for (int i = 0; index == 1 && i < CLIENT_PARAMETER_COUNT; i++) {
        offer(to, client_parameter_name((enum client_parameter)i));
    }
    if (index == 1) {
        offer(to, "client");
    } else if (strcmp(words->word[1], "client") == 0) {
        offer_clients(lab, offer, to);
    }
}

void complete_create(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                     void *to)
{
    (void)words;
    (void)index;
    offer(to, "masters=");
    offer(to, "seed=");
    offer(to, "schema=");
    (void)lab;
}

void complete_add(const void *lab, const struct words *words, int index, cmd_offer_fn offer,
                  void *to)
{
    (void)lab;
    (void)words;
    offer(to, index == 1 ? "master" : "az=");
}

/* --- what stands behind a '=' ---------------------------------------------------------------- */

struct values {
    const char *name;
    cmd_offer_fn offer;
    void *to;
};

static void offer_value(void *to, const char *value)
{
    const struct values *values = to;
    struct buf word;
    buf_init(&word, LINE_SIZE_MAX);
    buf_addf(&word, "%s=%s", values->name, value);
    values->offer(values->to, word.data);
    buf_release(&word);
}

/* Each of "off|on". */
static void offer_words(struct values *values, const char *words)
{
    while (*words != '\0') {
        char word[NAME_SIZE_MAX];
        size_t size = strcspn(words, "|");
        (void)snprintf(word, sizeof(word), "%.*s", (int)size, words);
        offer_value(values, word);
        words += size + (words[size] == '|');
    }
}

void lab_offer_values(const struct lab *lab, const char *word, cmd_offer_fn offer, void *to)
{
    static const struct {
        const char *name;
        const char *files; /* of this kind; NULL: words */
        const char *words;
    } known[] = {
        {"driver", "drivers", NULL},
        {"schema", "schemas", NULL},
        {"az", NULL, "a|b|c|d|each"},
        {"masters", NULL, "2|3|4"},
    };
    char name[NAME_SIZE_MAX];
    const char *begun = NULL;
    if (!words_name_value(word, name, &begun)) {
        return;
    }
    struct values values = {.name = name, .offer = offer, .to = to};
    for (int i = 0; i < COUNT_OF(known); i++) {
        if (strcmp(known[i].name, name) != 0) {
            continue;
        }
        if (known[i].files != NULL) {
            offer_files(lab, known[i].files, offer_value, &values);
        } else if (known[i].words != NULL) {
            offer_words(&values, known[i].words);
        }
    }
    for (int i = 0; i < CLIENT_PARAMETER_COUNT; i++) {
        const char *words = client_parameter_words((enum client_parameter)i);
        if (words != NULL && strcmp(client_parameter_name((enum client_parameter)i), name) == 0) {
            offer_words(&values, words);
        }
    }
}
