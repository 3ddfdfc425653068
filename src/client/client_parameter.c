/* SPDX-License-Identifier: MIT */
#include "client/client_parameter.h"

#include "base/span.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *name;
    bool is_time;
    int64_t initial;
    int64_t min;
    int64_t max;
    const char *akin;
};

/* clang-format off */
static const struct row rows[CLIENT_PARAMETER_COUNT] = {
    [CLIENT_CHECK_INTERVAL_US] = {"hc.interval", true, 1000000, 100000, 60000000,
        "HAProxy inter"},
    [CLIENT_CHECK_FAST_US] = {"hc.fast", true, 250000, 100000, 60000000,
        "HAProxy fastinter"},
    [CLIENT_CHECK_DOWN_US] = {"hc.down", true, 2000000, 100000, 60000000,
        "HAProxy downinter"},
    [CLIENT_CHECK_TIMEOUT_US] = {"hc.timeout", true, 600000, 10000, 60000000,
        "ProxySQL monitor_ping_timeout"},
    [CLIENT_CHECK_FALL] = {"hc.fall", false, 2, 1, 10, "HAProxy fall"},
    [CLIENT_CHECK_RISE] = {"hc.rise", false, 2, 1, 10, "HAProxy rise"},
    [CLIENT_TOPOLOGY_REFRESH_US] = {"topology_refresh", true, 5000000, 100000, 60000000,
        "AWS wrapper clusterTopologyRefreshRateMs"},
    [CLIENT_CONNECT_TIMEOUT_US] = {"pool.connect_timeout", true, 1000000, 10000, 60000000,
        "JDBC connectTimeout, whose default is none"},
    [CLIENT_READ_TIMEOUT_US] = {"pool.read_timeout", true, 5000000, 10000, 600000000,
        "JDBC socketTimeout, whose default is none"},
    [CLIENT_RETRY_MAX] = {"retry.max", false, 8, 1, 100, "tries of one unit of work"},
    [CLIENT_RETRY_BASE_US] = {"retry.base", true, 20000, 0, 60000000,
        "exponential back-off with full jitter"},
    [CLIENT_RETRY_CAP_US] = {"retry.cap", true, 1000000, 0, 60000000,
        "exponential back-off with full jitter"},
    [CLIENT_RETRY_DEADLINE_US] = {"retry.deadline", true, 10000000, 10000, 600000000,
        "of one unit of work, all tries together"},
};
/* clang-format on */

void client_parameters_init(int64_t values[CLIENT_PARAMETER_COUNT])
{
    for (int i = 0; i < CLIENT_PARAMETER_COUNT; i++) {
        values[i] = rows[i].initial;
    }
}

static int find(const char *name)
{
    for (int i = 0; i < CLIENT_PARAMETER_COUNT; i++) {
        const char *dot = strchr(rows[i].name, '.');
        if (strcmp(rows[i].name, name) == 0 || (dot != NULL && strcmp(dot + 1, name) == 0)) {
            return i;
        }
    }
    return -1;
}

static void add_value(struct buf *out, const struct row *row, int64_t value)
{
    if (row->is_time) {
        span_add_length(out, value);
    } else {
        buf_addf(out, "%" PRId64, value);
    }
}

/* "a length of time from 10.0 ms to 60.0 s" */
static void add_allowed(struct buf *out, const struct row *row)
{
    buf_addf(out, row->is_time ? "a length of time from " : "a number from ");
    add_value(out, row, row->min);
    buf_addf(out, " to ");
    add_value(out, row, row->max);
}

static enum rc fail_value(const struct row *row, enum rc rc, const char *text, struct err *err)
{
    struct buf allowed;
    buf_init(&allowed, 200);
    add_allowed(&allowed, row);
    (void)err_set(err, rc, "%s must be %s, not \"%.40s\"", row->name, allowed.data, text);
    buf_release(&allowed);
    return rc;
}

static enum rc fail_name(const char *name, struct err *err)
{
    struct buf names;
    buf_init(&names, 300);
    for (int i = 0; i < CLIENT_PARAMETER_COUNT; i++) {
        buf_addf(&names, "%s%s", i > 0 ? ", " : "", rows[i].name);
    }
    (void)err_set(err, RC_UNKNOWN, "a client has no parameter \"%.40s\": there are %s", name,
                  names.data);
    buf_release(&names);
    return RC_UNKNOWN;
}

enum rc client_parameter_parse(enum client_parameter *out, int64_t *value, const char *name,
                               const char *text, struct err *err)
{
    int index = find(name);
    if (index < 0) {
        return fail_name(name, err);
    }
    const struct row *row = &rows[index];
    if (row->is_time) {
        sim_us length = 0;
        enum rc rc = span_parse(&length, text, NULL);
        if (rc != RC_OK) {
            return fail_value(row, rc, text, err);
        }
        *value = length;
    } else {
        char *end = NULL;
        *value = strtoll(text, &end, 10);
        if (end == text || *end != '\0') {
            return fail_value(row, RC_USAGE, text, err);
        }
    }
    if (*value < row->min || *value > row->max) {
        return fail_value(row, RC_RANGE, text, err);
    }
    *out = (enum client_parameter)index;
    return RC_OK;
}

void client_parameters_add(struct buf *out, const int64_t values[CLIENT_PARAMETER_COUNT],
                           const char *word)
{
    for (int i = 0; i < CLIENT_PARAMETER_COUNT; i++) {
        const struct row *row = &rows[i];
        if (word != NULL && strstr(row->name, word) == NULL) {
            continue;
        }
        struct buf value;
        buf_init(&value, 40);
        add_value(&value, row, values[i]);
        buf_addf(out, "  %-20s %9s   default ", row->name, value.data);
        add_value(out, row, row->initial);
        buf_addf(out, ", ");
        add_allowed(out, row);
        buf_addf(out, "; akin to: %s\n", row->akin);
        buf_release(&value);
    }
}
