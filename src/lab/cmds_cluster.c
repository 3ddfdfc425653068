/* SPDX-License-Identifier: MIT */
/* cmds_cluster: the cluster's shape, its parameters and its state, as a person types them. */
#include "lab/lab_state.h"
#include "shell/script.h"

#include <inttypes.h>
#include <string.h>

/* --- schemas -------------------------------------------------------------------------------- */

static enum rc check_schema_line(struct lab *lab, sim_us at, const char *text, struct err *err)
{
    struct line line;
    int error = 0;
    enum rc rc = line_parse(&line, text, err);
    if (rc == RC_OK && (at >= 0 || line.client > 0 || line.kind != LINE_SQL)) {
        rc = err_set(err, RC_USAGE, "a schema holds statements of SQL and nothing else");
    }
    return rc == RC_OK ? dialect_parse(&lab->statement, text, &error, err) : rc;
}

/* A statement for @1, as a unit of work: each is done before the next begins. */
static enum rc give_to_first(struct lab *lab, const char *sql, struct err *err)
{
    struct unit_work work = {.statements = {sql}, .count = 1, .is_write = true, .has_no_key = true};
    return clients_submit(lab->clients, 1, &work, err);
}

/* Each statement of a schema in turn is checked, or given to @1 if `gives`. */
static enum rc each_in_schema(struct lab *lab, const struct buf *source, bool gives,
                              struct err *err)
{
    struct script script = {0};
    int count = 0;
    enum rc rc = script_start(&script, source->data, source->size, err);
    while (rc == RC_OK) {
        sim_us at = -1;
        const char *text = NULL;
        rc = script_next(&script, &at, &text, err);
        if (rc != RC_OK || text == NULL) {
            break;
        }
        if (gives) {
            rc = give_to_first(lab, text, err);
            continue;
        }
        rc = check_schema_line(lab, at, text, err);
        if (rc == RC_OK && ++count > UNITS_QUEUED_MAX) {
            rc = err_set(err, RC_FULL, "a schema has at most %d statements", UNITS_QUEUED_MAX);
        }
        rc = rc == RC_OK ? rc : err_wrap(err, rc, "line %d", script.line_number);
    }
    script_release(&script);
    return rc;
}

/* Read one that can be given whole: nothing is made of half a schema. */
static enum rc read_schema(struct lab *lab, const char *name, struct buf *out, struct err *err)
{
    enum rc rc = lab_read_file(lab, "schemas", name, out, err);
    if (rc == RC_OK) {
        rc = each_in_schema(lab, out, false, err);
        rc = rc == RC_OK ? rc : err_wrap(err, rc, "%.100s", name);
    }
    return rc;
}

/* --- the commands --------------------------------------------------------------------------- */

enum rc cmds_cluster_create(void *context, const struct words *words, struct buf *reply,
                            struct err *err)
{
    static const char *const options[] = {"masters", "seed", "schema", NULL};
    struct lab *lab = context;
    int64_t masters = 2;
    int64_t seed = (int64_t)lab->seed;
    enum rc rc = lab_check_options(words, 1, options, err);
    const char *value = lab_option(words, 1, "masters");
    if (rc == RC_OK && value != NULL) {
        rc = lab_parse_number(value, "masters", MASTERS_MIN, MASTERS_MAX, &masters, err);
    }
    value = lab_option(words, 1, "seed");
    if (rc == RC_OK && value != NULL) {
        rc = lab_parse_number(value, "seed", 0, INT64_C(1) << 53, &seed, err);
    }
    struct buf schema;
    buf_init(&schema, SCRIPT_SIZE_MAX);
    value = lab_option(words, 1, "schema");
    if (rc == RC_OK && value != NULL) {
        rc = read_schema(lab, value, &schema, err);
    }
    rc = rc == RC_OK ? lab_create_world(lab, (int)masters, (uint64_t)seed, err) : rc;
    rc = rc == RC_OK ? each_in_schema(lab, &schema, true, err) : rc;
    buf_release(&schema);
    if (rc == RC_OK) {
        buf_addf(reply,
                 "A new cluster of %d masters, seed %" PRId64 "; @1 to @%d are yours, one on "
                 "each.\n",
                 (int)masters, seed, (int)masters);
    }
    return rc;
}

enum rc cmds_cluster_add(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    static const char *const options[] = {"az", NULL};
    struct lab *lab = context;
    if (strcmp(words->word[1], "replica") == 0) {
        return err_set(err, RC_REFUSED,
                       "a read replica cannot be added: every instance of a multi-master cluster "
                       "is a writer. \\add master adds one, up to four");
    }
    if (strcmp(words->word[1], "master") != 0) {
        return err_set(err, RC_USAGE, "\\add adds a master, not \"%.40s\": \\add master [az=d]",
                       words->word[1]);
    }
    enum rc rc = lab_check_options(words, 2, options, err);
    int az = -1;
    const char *value = lab_option(words, 2, "az");
    rc = rc == RC_OK && value != NULL ? lab_parse_az(value, &az, err) : rc;
    int index = 0;
    rc = rc == RC_OK ? cluster_add_master(lab->cluster, az, &index, err) : rc;
    if (rc == RC_OK) {
        buf_addf(reply, "m%d joins: it takes a full copy first, then it is Online.\n", index + 1);
    }
    return rc;
}

enum rc cmds_cluster_remove(void *context, const struct words *words, struct buf *reply,
                            struct err *err)
{
    struct lab *lab = context;
    place_id place = PLACE_NONE;
    enum rc rc = place_parse(&place, words->word[1], err);
    if (rc == RC_OK && place_kind(place) != PLACE_MASTER) {
        rc = err_set(err, RC_USAGE, "\\remove takes a master, such as m3, not \"%.40s\"",
                     words->word[1]);
    }
    rc = rc == RC_OK ? cluster_remove_master(lab->cluster, place_index(place), err) : rc;
    if (rc == RC_OK) {
        buf_addf(reply, "m%d has left the cluster; what it committed stays.\n",
                 place_index(place) + 1);
    }
    return rc;
}

static void add_value(struct buf *out, enum parameter_unit unit, int64_t value)
{
    switch (unit) {
    case UNIT_TIME:
        span_add_length(out, value);
        break;
    case UNIT_COUNT:
        buf_addf(out, "%" PRId64, value);
        break;
    case UNIT_PERMILLE:
        buf_addf(out, "%" PRId64 " per mille", value);
        break;
    case UNIT_SWITCH:
        buf_addf(out, "%s", value != 0 ? "on" : "off");
        break;
    }
}

/* "\\parameters client", "\\parameters client 2" */
static enum rc list_of_client(const struct lab *lab, const struct words *words, struct buf *reply,
                              struct err *err)
{
    int number = lab->client_in_focus;
    enum rc rc = words->count > 2 ? lab_parse_client(lab, words->word[2], &number, err) : RC_OK;
    if (rc == RC_OK) {
        clients_add_parameters(lab->clients, number, "", reply);
    }
    return rc;
}

enum rc cmds_cluster_parameters(void *context, const struct words *words, struct buf *reply,
                                struct err *err)
{
    const struct lab *lab = context;
    const char *word = words->count > 1 ? words->word[1] : "";
    size_t before = reply->size;
    if (strcmp(word, "client") == 0) {
        return list_of_client(lab, words, reply, err);
    }
    if (words->count > 2) {
        return err_set(err, RC_USAGE, "\"%.40s\" is too much for \\parameters %.40s",
                       words->word[2], word);
    }
    for (int i = 0; i < PARAM_COUNT; i++) {
        const struct parameter_row *row = parameter_row((enum parameter)i);
        if (strstr(row->name, word) == NULL && strstr(row->meaning, word) == NULL) {
            continue;
        }
        struct buf value;
        buf_init(&value, BUF_CAP_TEXT);
        add_value(&value, row->unit, cluster_parameter(lab->cluster, (enum parameter)i));
        buf_addf(reply, "  %-24s %-12s %s\n", row->name, value.data, row->meaning);
        buf_release(&value);
    }
    clients_add_parameters(lab->clients, lab->client_in_focus, word, reply);
    if (reply->size == before) {
        return err_set(err, RC_UNKNOWN, "no parameter has \"%.40s\" in its name or meaning", word);
    }
    return RC_OK;
}

enum rc cmds_cluster_set(void *context, const struct words *words, struct buf *reply,
                         struct err *err)
{
    struct lab *lab = context;
    char name[NAME_SIZE_MAX];
    const char *text = NULL;
    if (!words_name_value(words->word[1], name, &text)) {
        return err_set(err, RC_USAGE,
                       "write \\set NAME=VALUE, such as \\set rep.lag=200ms; "
                       "\\parameters lists the names");
    }
    enum parameter parameter = PARAM_COUNT;
    int64_t value = 0;
    enum rc rc = parameter_parse(&parameter, &value, name, text, err);
    if (rc != RC_OK) {
        return rc;
    }
    cluster_set_parameter(lab->cluster, parameter, value);
    struct event event = {.kind = EVENT_COMMAND, .place = PLACE_NONE, .other = PLACE_NONE};
    event_set_text(&event, "\\set ", words->word[1]);
    (void)cluster_emit(lab->cluster, &event);
    buf_addf(reply, "%s is ", parameter_row(parameter)->name);
    add_value(reply, parameter_row(parameter)->unit, value);
    buf_addf(reply, " from now on.\n");
    return RC_OK;
}

enum rc cmds_cluster_mark(void *context, const struct words *words, struct buf *reply,
                          struct err *err)
{
    struct lab *lab = context;
    struct event event = {.kind = EVENT_COMMAND, .place = PLACE_NONE, .other = PLACE_NONE};
    struct buf text;
    buf_init(&text, sizeof(event.text));
    for (int i = 1; i < words->count; i++) {
        buf_addf(&text, "%s%s", i > 1 ? " " : "", words->word[i]);
    }
    bool is_empty = text.size == 0;
    event_set_text(&event, "\\mark ", text.data);
    buf_release(&text);
    if (is_empty) {
        return err_set(err, RC_USAGE, "a mark needs a text, such as \\mark before the kill");
    }
    (void)cluster_emit(lab->cluster, &event);
    buf_addf(reply, "Marked.\n");
    return RC_OK;
}
