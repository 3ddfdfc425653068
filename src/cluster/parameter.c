/* SPDX-License-Identifier: MIT */
#include "cluster/parameter.h"

#include "base/limits.h"
#include "base/nearest.h"
#include "base/span.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#define MS US_PER_MS
#define S US_PER_S

/* clang-format off */
static const struct parameter_row rows[] = {
    [PARAM_NET_IN_AZ_US] = {"net.in_az", UNIT_TIME, 300, 50, 10 * S,
        "how long a packet takes within an AZ, one way, on average"},
    [PARAM_NET_IN_AZ_DEV_US] = {"net.in_az_dev", UNIT_TIME, 100, 0, S,
        "how much that varies (standard deviation); 0 makes all packets alike"},
    [PARAM_NET_CROSS_AZ_US] = {"net.cross_az", UNIT_TIME, 800, 50, 10 * S,
        "how long a packet takes from AZ to AZ, one way, on average"},
    [PARAM_NET_CROSS_AZ_DEV_US] = {"net.cross_az_dev", UNIT_TIME, 300, 0, S,
        "how much that varies (standard deviation); 0 makes all packets alike"},
    [PARAM_DNS_KEPT_US] = {"net.dns_kept", UNIT_TIME, 5 * S, 0, 60 * S,
        "how long a client's machine keeps which master an endpoint means, true or not"},
    [PARAM_NET_RESEND_US] = {"net.resend", UNIT_TIME, 50 * MS, MS, 10 * S,
        "how long a master waits before it sends a copy the same again"},
    [PARAM_STORAGE_PERSIST_US] = {"sto.persist", UNIT_TIME, 1 * MS, 0, 10 * S,
        "how long a copy needs to make something durable, on average"},
    [PARAM_STORAGE_PERSIST_DEV_US] = {"sto.persist_dev", UNIT_TIME, 500, 0, S,
        "how much that varies (standard deviation)"},
    [PARAM_STATEMENT_US] = {"eng.statement", UNIT_TIME, 200, 0, 10 * S,
        "what every statement costs its master"},
    [PARAM_STATEMENT_ROW_US] = {"eng.statement_row", UNIT_TIME, 2, 0, S,
        "what each row returned or changed costs on top"},
    [PARAM_LAG_US] = {"rep.lag", UNIT_TIME, 25 * MS, 0, 60 * S,
        "from durable on the author to visible on a peer, on average: the replication lag"},
    [PARAM_LAG_DEV_US] = {"rep.lag_dev", UNIT_TIME, 8 * MS, 0, 10 * S,
        "how much the lag varies (standard deviation)"},
    [PARAM_ROWS_PER_PAGE] = {"page.rows", UNIT_COUNT, 100, 1, 10000,
        "how many rows a 16 KB page of a table created from now on holds: the unit of conflict"},
    [PARAM_PROPOSE_TIMEOUT_US] = {"eng.propose_timeout", UNIT_TIME, 500 * MS, MS, 60 * S,
        "how long a master waits for votes before it says that it waits for quorum"},
    [PARAM_QUORUM_WAIT_US] = {"eng.quorum_wait", UNIT_TIME, 3 * S, MS, 600 * S,
        "how long a write waits for quorum before it fails; shorter than a client waits"},
    [PARAM_TIE_BOTH_LOSE] = {"eng.tie_both_lose", UNIT_SWITCH, 0, 0, 1,
        "who wins a tie: 0, the resolver decides; 1, both lose"},
    [PARAM_PULL_AFTER_US] = {"rep.pull_after", UNIT_TIME, 200 * MS, MS, 60 * S,
        "how long a peer waits for a missing commit before it reads it from the copies"},
    [PARAM_RESTART_MIN_US] = {"eng.restart_min", UNIT_TIME, 10 * S, 0, 600 * S,
        "the shortest restart of a master after a crash"},
    [PARAM_RESTART_MAX_US] = {"eng.restart_max", UNIT_TIME, 20 * S, 0, 600 * S,
        "the longest restart of a master after a crash, slow ones apart"},
    [PARAM_RESTART_SLOW_PERMILLE] = {"eng.restart_slow", UNIT_PERMILLE, 100, 0, 1000,
        "how many restarts in a thousand are slow: 60 to 120 s"},
    [PARAM_SILENT_US] = {"rep.silent", UNIT_TIME, 10 * S, MS, 600 * S,
        "after how long without a word from a master a copy calls it silent"},
    [PARAM_UNDO_PAGES_PER_S] = {"eng.undo_pages", UNIT_COUNT, 50, 1, 100000,
        "how many pages of dead transactions a master undoes a second"},
    [PARAM_CATCH_UP_PER_S] = {"eng.catch_up", UNIT_COUNT, 2000, 1, 1000000,
        "how many commits a second a master takes over while it catches up"},
    [PARAM_LOCK_WAIT_US] = {"eng.lock_wait", UNIT_TIME, 50 * S, MS, 3600 * S,
        "how long a statement waits for a row of its own master: innodb_lock_wait_timeout"},
    [PARAM_GOSSIP_US] = {"sto.gossip", UNIT_TIME, 1 * S, MS, 60 * S,
        "how often each copy compares what it holds with another one"},
    /* 20 s of a load of 80 commits a second at four masters, as long as a restart; four logs of
     * that are a third of a saved state, of which time travel keeps a hundred. */
    [PARAM_RETENTION] = {"sto.retention", UNIT_COUNT, 400, 1, 100000,
        "how many commits of each master are kept for who missed them; who missed more takes all"},
    [PARAM_DDL_US] = {"eng.ddl", UNIT_TIME, 200 * MS, 0, 600 * S,
        "how long the work of a definition (DDL) takes, on top of the lag and a round trip"},
    [PARAM_DDL_WAIT_US] = {"eng.ddl_wait", UNIT_TIME, 3 * S, MS, 600 * S,
        "how long DDL waits for a master that does not answer; shorter than a client waits"},
    [PARAM_READ_WAIT_US] = {"rep.graw_timeout", UNIT_TIME, 3 * S, MS, 600 * S,
        "how long a read above INSTANCE_RAW waits to catch up before it fails"},
};
/* clang-format on */

static_assert(COUNT_OF(rows) == PARAM_COUNT, "every parameter has a row");

const struct parameter_row *parameter_row(enum parameter parameter)
{
    return &rows[parameter];
}

static enum rc find(enum parameter *out, const char *name, struct err *err)
{
    const char *names[PARAM_COUNT + 1] = {0};
    for (int i = 0; i < PARAM_COUNT; i++) {
        names[i] = rows[i].name;
        if (strcmp(name, names[i]) == 0) {
            *out = (enum parameter)i;
            return RC_OK;
        }
    }
    const char *nearest = nearest_name(name, names);
    if (nearest == NULL) {
        return err_set(err, RC_UNKNOWN, "there is no parameter \"%.40s\"; \\parameters lists them",
                       name);
    }
    return err_set(err, RC_UNKNOWN,
                   "there is no parameter \"%.40s\"; the nearest is %s; \\parameters lists all",
                   name, nearest);
}

/* A whole number of at most 9 digits. */
static enum rc parse_count(int64_t *value, const char *text, struct err *err)
{
    int64_t number = 0;
    int digits = 0;
    for (; text[digits] >= '0' && text[digits] <= '9' && digits < 10; digits++) {
        number = number * 10 + (text[digits] - '0');
    }
    if (digits == 0 || digits == 10 || text[digits] != '\0') {
        return err_set(err, RC_USAGE, "\"%.40s\" is not a whole number", text);
    }
    *value = number;
    return RC_OK;
}

/* `allowed` as a person types it. */
static void add_value(struct buf *out, enum parameter_unit unit, int64_t value)
{
    if (unit == UNIT_TIME) {
        span_add_exact(out, value);
    } else {
        buf_addf(out, "%" PRId64, value);
    }
}

static enum rc say_range(const struct parameter_row *row, const char *text, struct err *err)
{
    struct buf allowed;
    buf_init(&allowed, 100);
    add_value(&allowed, row->unit, row->min);
    buf_addf(&allowed, " to ");
    add_value(&allowed, row->unit, row->max);
    enum rc rc = err_set(err, RC_RANGE, "%s=%.40s is outside what is allowed: %s", row->name, text,
                         allowed.data);
    buf_release(&allowed);
    return rc;
}

enum rc parameter_parse(enum parameter *out, int64_t *value, const char *name, const char *text,
                        struct err *err)
{
    enum rc rc = find(out, name, err);
    if (rc != RC_OK) {
        return rc;
    }
    const struct parameter_row *row = &rows[*out];
    rc = row->unit == UNIT_TIME ? span_parse(value, text, err) : parse_count(value, text, err);
    if (rc == RC_USAGE) {
        return err_wrap(err, rc, "%s", row->name);
    }
    if (rc != RC_OK || *value < row->min || *value > row->max) {
        return say_range(row, text, err);
    }
    return RC_OK;
}
