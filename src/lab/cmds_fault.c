/* SPDX-License-Identifier: MIT */
/* cmds_fault: kill, crash, hang, cut and their opposites, as a person types them. */
#include "lab/lab_state.h"

#include <string.h>

/* The words that may say what kind of place comes next, and what it then is. */
static const struct kind_word {
    const char *word;
    enum place_kind kind;
    const char *wants;
} kind_words[] = {
    {"az", PLACE_AZ, "a letter, a to d"},
    {"master", PLACE_MASTER, "a master, m1 to m4"},
    {"copy", PLACE_COPY, "a storage copy, a1 to c2"},
    {"client", PLACE_CLIENT, "a client, such as @1"},
};

static const struct kind_word *find_kind(const char *word)
{
    for (int i = 0; i < COUNT_OF(kind_words); i++) {
        if (strcmp(kind_words[i].word, word) == 0) {
            return &kind_words[i];
        }
    }
    return NULL;
}

/*
 * The place at words[*at], which may take two words ("az b", "copy b1"); *at moves behind it.
 */
static enum rc take_place(const struct words *words, int *at, place_id *out, struct err *err)
{
    if (*at >= words->count) {
        return err_set(err, RC_USAGE, "one more place is needed: a master, AZ, copy or client");
    }
    const struct kind_word *kind = find_kind(words->word[*at]);
    if (kind == NULL) {
        return place_parse(out, words->word[(*at)++], err);
    }
    if (*at + 1 == words->count) {
        return err_set(err, RC_USAGE, "after %s comes %s", kind->word, kind->wants);
    }
    const char *word = words->word[*at + 1];
    *at += 2;
    if (place_parse(out, word, NULL) != RC_OK || place_kind(*out) != kind->kind) {
        return err_set(err, RC_UNKNOWN, "after %s comes %s, not \"%.40s\"", kind->word, kind->wants,
                       word);
    }
    return RC_OK;
}

/* The one place that the command is about, and nothing after it. */
static enum rc take_only_place(const struct words *words, place_id *out, struct err *err)
{
    int at = 1;
    enum rc rc = take_place(words, &at, out, err);
    if (rc == RC_OK && at < words->count) {
        rc = err_set(err, RC_USAGE, "\"%.40s\" is one word too many after \\%s", words->word[at],
                     words->word[0]);
    }
    return rc;
}

static enum rc take_master(const struct words *words, int *master, struct err *err)
{
    place_id place = PLACE_NONE;
    enum rc rc = place_parse(&place, words->word[1], err);
    if (rc == RC_OK && place_kind(place) != PLACE_MASTER) {
        rc = err_set(err, RC_USAGE, "\\%s takes a master, such as m2, not \"%.40s\"",
                     words->word[0], words->word[1]);
    }
    *master = rc == RC_OK ? place_index(place) : 0;
    return rc;
}

/* "AZ b is down: m2, b1 and b2." What a kill took with it. */
static void say_killed(const struct lab *lab, place_id place, struct buf *reply)
{
    char name[PLACE_NAME_SIZE];
    buf_addf(reply, "%s is down", place_name(place, name));
    if (place_kind(place) == PLACE_AZ) {
        struct cluster_view view;
        cluster_look(lab->cluster, &view);
        const char *before = ": ";
        for (int i = 0; i < MASTERS_MAX; i++) {
            if (view.masters[i].state != MASTER_ABSENT &&
                view.masters[i].az == place_index(place)) {
                buf_addf(reply, "%s%s", before, place_name(place_master(i), name));
                before = ", ";
            }
        }
        for (int i = 0; i < COPIES_MAX; i++) {
            if (view.copies[i].az == place_index(place)) {
                buf_addf(reply, "%s%s", before, place_name(place_copy(i), name));
                before = ", ";
            }
        }
    }
    buf_addf(reply, ". Nothing was said to the clients.\n");
}

enum rc cmds_fault_kill(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct lab *lab = context;
    place_id place = PLACE_NONE;
    enum rc rc = take_only_place(words, &place, err);
    if (rc == RC_OK) {
        rc = cluster_kill(lab->cluster, place, err);
    }
    if (rc == RC_OK) {
        say_killed(lab, place, reply);
    }
    return rc;
}

#define HAS_CRASHED "has crashed: its connections are reset. It restarts by itself"
static const struct {
    const char *name;
    enum crash_kind kind;
    const char *says;
} crash_kinds[] = {
    {"instance", CRASH_INSTANCE, HAS_CRASHED ".\n"},
    {"node", CRASH_NODE, HAS_CRASHED ", and takes over all rows anew: its store is lost.\n"},
    {"dispatcher", CRASH_DISPATCHER,
     "lives and keeps its connections, but nothing of it reaches storage: writes hang.\n"},
};

enum rc cmds_fault_crash(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    struct lab *lab = context;
    int master = 0;
    enum rc rc = take_master(words, &master, err);
    if (rc != RC_OK) {
        return rc;
    }
    const char *wanted = words->count > 2 ? words->word[2] : "instance";
    for (int i = 0; i < COUNT_OF(crash_kinds); i++) {
        if (strcmp(crash_kinds[i].name, wanted) == 0) {
            rc = cluster_crash(lab->cluster, master, crash_kinds[i].kind, err);
            if (rc == RC_OK) {
                buf_addf(reply, "m%d %s", master + 1, crash_kinds[i].says);
            }
            return rc;
        }
    }
    return err_set(err, RC_USAGE, "a crash is of the instance, node or dispatcher, not \"%.40s\"",
                   wanted);
}

enum rc cmds_fault_hang(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct lab *lab = context;
    int master = 0;
    enum rc rc = take_master(words, &master, err);
    rc = rc == RC_OK ? cluster_hang(lab->cluster, master, err) : rc;
    if (rc == RC_OK) {
        buf_addf(reply, "m%d hangs: it takes calls and answers none. \\restart m%d ends that.\n",
                 master + 1, master + 1);
    }
    return rc;
}

enum rc cmds_fault_restart(void *context, const struct words *words, struct buf *reply,
                           struct err *err)
{
    struct lab *lab = context;
    int master = 0;
    enum rc rc = take_master(words, &master, err);
    rc = rc == RC_OK ? cluster_restart(lab->cluster, master, err) : rc;
    if (rc == RC_OK) {
        buf_addf(reply, "m%d restarts: it recovers, then catches up, then is Online.\n",
                 master + 1);
    }
    return rc;
}

enum rc cmds_fault_restore(void *context, const struct words *words, struct buf *reply,
                           struct err *err)
{
    struct lab *lab = context;
    place_id place = PLACE_NONE;
    enum rc rc = take_only_place(words, &place, err);
    rc = rc == RC_OK ? cluster_restore(lab->cluster, place, err) : rc;
    if (rc == RC_OK) {
        char name[PLACE_NAME_SIZE];
        buf_addf(reply, "%s is back%s.\n", place_name(place, name),
                 place_kind(place) == PLACE_COPY ? " and catches up" : "; masters recover first");
    }
    return rc;
}

enum rc cmds_fault_cut(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct lab *lab = context;
    place_id from = PLACE_NONE;
    place_id to = PLACE_NONE;
    int at = 1;
    enum rc rc = take_place(words, &at, &from, err);
    rc = rc == RC_OK ? take_place(words, &at, &to, err) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    bool one_way = at < words->count && strcmp(words->word[at], "oneway") == 0;
    at += one_way ? 1 : 0;
    if (at < words->count) {
        return err_set(err, RC_USAGE,
                       "after the two places only \"oneway\" may follow, not "
                       "\"%.40s\"",
                       words->word[at]);
    }
    rc = cluster_cut(lab->cluster, from, to, one_way, err);
    if (rc == RC_OK) {
        char a[PLACE_NAME_SIZE];
        char b[PLACE_NAME_SIZE];
        buf_addf(reply, "Nothing gets from %s to %s%s.\n", place_name(from, a), place_name(to, b),
                 one_way ? "; the way back is open" : " or back");
    }
    return rc;
}

enum rc cmds_fault_uncut(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    struct lab *lab = context;
    place_id a = PLACE_NONE;
    place_id b = PLACE_NONE;
    int at = 1;
    enum rc rc = take_place(words, &at, &a, err);
    rc = rc == RC_OK ? take_place(words, &at, &b, err) : rc;
    if (rc == RC_OK && at < words->count) {
        rc = err_set(err, RC_USAGE, "\"%.40s\" is one word too many: \\uncut joins both ways",
                     words->word[at]);
    }
    rc = rc == RC_OK ? cluster_uncut(lab->cluster, a, b, err) : rc;
    if (rc == RC_OK) {
        char name_a[PLACE_NAME_SIZE];
        char name_b[PLACE_NAME_SIZE];
        buf_addf(reply, "%s and %s reach each other again.\n", place_name(a, name_a),
                 place_name(b, name_b));
    }
    return rc;
}

/* Two places and one word behind them: \lag A B 80ms, \loss A B 5%. */
static enum rc take_link(const struct words *words, place_id ends[2], const char **value,
                         const char *wanted, struct err *err)
{
    int at = 1;
    enum rc rc = take_place(words, &at, &ends[0], err);
    rc = rc == RC_OK ? take_place(words, &at, &ends[1], err) : rc;
    if (rc == RC_OK && at + 1 != words->count) {
        rc = err_set(err, RC_USAGE, "after the two places comes %s, and nothing else", wanted);
    }
    *value = rc == RC_OK ? words->word[at] : NULL;
    return rc;
}

enum rc cmds_fault_lag(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct lab *lab = context;
    place_id ends[2] = {PLACE_NONE, PLACE_NONE};
    const char *value = NULL;
    sim_us extra = 0;
    enum rc rc = take_link(words, ends, &value, "a length of time, such as 80ms", err);
    rc = rc == RC_OK ? span_parse(&extra, value, err) : rc;
    rc = rc == RC_OK ? cluster_lag(lab->cluster, ends[0], ends[1], extra, err) : rc;
    if (rc == RC_OK) {
        char a[PLACE_NAME_SIZE];
        char b[PLACE_NAME_SIZE];
        buf_addf(reply, "What goes between %s and %s takes ", place_name(ends[0], a),
                 place_name(ends[1], b));
        if (extra > 0) {
            span_add_length(reply, extra);
        }
        buf_addf(reply, "%s", extra > 0 ? " longer, each way.\n" : "as long as before.\n");
    }
    return rc;
}

/* "5%", "2.5%", into permille. */
static enum rc parse_share(const char *word, int *permille, struct err *err)
{
    int value = 0;
    const char *at = word;
    for (; *at >= '0' && *at <= '9' && value < 1000; at++) {
        value = value * 10 + (*at - '0');
    }
    bool is_number = at > word;
    value *= 10;
    if (is_number && at[0] == '.' && at[1] >= '0' && at[1] <= '9') {
        value += at[1] - '0';
        at += 2;
    }
    at += *at == '%' ? 1 : 0;
    if (!is_number || *at != '\0' || value > 1000) {
        return err_set(err, RC_RANGE,
                       "a share is 0%% to 100%%, such as 5%% or 2.5%%, not \"%.40s\"", word);
    }
    *permille = value;
    return RC_OK;
}

enum rc cmds_fault_loss(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct lab *lab = context;
    place_id ends[2] = {PLACE_NONE, PLACE_NONE};
    const char *value = NULL;
    int permille = 0;
    enum rc rc = take_link(words, ends, &value, "a share of packets, such as 5%", err);
    rc = rc == RC_OK ? parse_share(value, &permille, err) : rc;
    rc = rc == RC_OK ? cluster_loss(lab->cluster, ends[0], ends[1], permille, err) : rc;
    if (rc == RC_OK) {
        char a[PLACE_NAME_SIZE];
        char b[PLACE_NAME_SIZE];
        buf_addf(reply, "Between %s and %s ", place_name(ends[0], a), place_name(ends[1], b));
        if (permille > 0) {
            buf_addf(reply, "%.10s%s of all packets are lost.\n", value,
                     strchr(value, '%') != NULL ? "" : "%");
        } else {
            buf_addf(reply, "no packets are lost any more.\n");
        }
    }
    return rc;
}

/* The copy that \slow or \wipe is about; *at moves behind it. */
static enum rc take_copy(const struct words *words, int *at, int *copy, struct err *err)
{
    place_id place = PLACE_NONE;
    enum rc rc = take_place(words, at, &place, err);
    if (rc == RC_OK && place_kind(place) != PLACE_COPY) {
        char name[PLACE_NAME_SIZE];
        rc = err_set(err, RC_USAGE, "\\%s takes a storage copy, a1 to c2, not %s", words->word[0],
                     place_name(place, name));
    }
    *copy = rc == RC_OK ? place_index(place) : 0;
    return rc;
}

enum rc cmds_fault_slow(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct lab *lab = context;
    struct disk_fault fault = {.is_congestion = true, .percent = 100};
    int at = 1;
    enum rc rc = take_copy(words, &at, &fault.copy, err);
    int left = words->count - at;
    if (rc == RC_OK && (left < 1 || left > 2)) {
        rc = err_set(err, RC_USAGE,
                     "after the copy comes how much longer it takes, such as 200ms, or from 100ms "
                     "400ms");
    }
    rc = rc == RC_OK ? span_parse(&fault.min, words->word[at], err) : rc;
    rc = rc == RC_OK ? span_parse(&fault.max, words->word[at + left - 1], err) : rc;
    rc = rc == RC_OK ? cluster_disturb_disk(lab->cluster, &fault, err) : rc;
    if (rc == RC_OK) {
        char name[PLACE_NAME_SIZE];
        buf_addf(reply, "%s answers %s.\n", place_name(place_copy(fault.copy), name),
                 fault.max > 0 ? "late from now on" : "as fast as before");
    }
    return rc;
}

enum rc cmds_fault_wipe(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    struct lab *lab = context;
    int copy = 0;
    int at = 1;
    enum rc rc = take_copy(words, &at, &copy, err);
    if (rc == RC_OK && at < words->count) {
        rc = err_set(err, RC_USAGE, "\"%.40s\" is one word too many: a disk is lost whole",
                     words->word[at]);
    }
    rc = rc == RC_OK ? cluster_wipe(lab->cluster, copy, err) : rc;
    if (rc == RC_OK) {
        char name[PLACE_NAME_SIZE];
        buf_addf(reply,
                 "%s has lost all it held. It answers nobody until three others have told it.\n",
                 place_name(place_copy(copy), name));
    }
    return rc;
}

enum rc cmds_fault_heal(void *context, const struct words *words, struct buf *reply,
                        struct err *err)
{
    (void)words;
    (void)err;
    struct lab *lab = context;
    cluster_heal(lab->cluster);
    buf_addf(reply, "Everything is whole again; masters that were gone recover first.\n");
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    for (int i = 0; i < COPIES_MAX; i++) {
        if (view.copies[i].is_empty) {
            char name[PLACE_NAME_SIZE];
            buf_addf(reply, "%s has no data: it is empty until three others have told it.\n",
                     place_name(place_copy(i), name));
        }
    }
    return RC_OK;
}
