/* SPDX-License-Identifier: MIT */
#include "client/client_parameter.h"

#include "base/limits.h"
#include "base/span.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#define MS US_PER_MS
#define S US_PER_S
#define NUMBER_DIGITS_MAX 9
#define WEIGHT_BASE (CLIENT_WEIGHT_MAX + 1)

/* A word stands for its place among the row's words; where a time may be a word, for -1. */
enum kind { KIND_TIME, KIND_NUMBER, KIND_PERCENT, KIND_WORD, KIND_WEIGHTS };

struct row {
    const char *name;
    enum kind kind;
    int64_t initial;
    int64_t min;
    int64_t max;
    const char *words; /* "off|on" */
    const char *meaning;
    const char *akin; /* to what, in drivers and proxies; NULL: to nothing known */
};

/* clang-format off */
static const struct row rows[] = {
    [CLIENT_PROFILE] = {"profile", KIND_WORD, PROFILE_NORMAL, 0, 2, "normal|easy|aggressive",
        "defaults of hc.interval and hc.fall", "presets of the AWS wrapper"},
    [CLIENT_CHECK_MODE] = {"hc.mode", KIND_WORD, CHECK_SELECT, 0, 2, "ping|select|write",
        "what a check asks of an endpoint", "HAProxy option mysql-check"},
    [CLIENT_CHECK_INTERVAL_US] = {"hc.interval", KIND_TIME, S, 100 * MS, 60 * S, NULL,
        "between checks while it is UP", "HAProxy inter"},
    [CLIENT_CHECK_FAST_US] = {"hc.fast", KIND_TIME, 250 * MS, 100 * MS, 60 * S, NULL,
        "between checks while it is in doubt", "HAProxy fastinter"},
    [CLIENT_CHECK_DOWN_US] = {"hc.down", KIND_TIME, 2 * S, 100 * MS, 60 * S, NULL,
        "between checks while it is DOWN", "HAProxy downinter"},
    [CLIENT_CHECK_JITTER] = {"hc.jitter", KIND_PERCENT, 10, 0, 50, NULL,
        "by how much these vary, up or down", "HAProxy spread-checks"},
    [CLIENT_CHECK_TIMEOUT_US] = {"hc.timeout", KIND_TIME, 600 * MS, 10 * MS, 60 * S, NULL,
        "of a check", "ProxySQL monitor_ping_timeout"},
    [CLIENT_CHECK_FALL] = {"hc.fall", KIND_NUMBER, 2, 1, 10, NULL,
        "checks failed in a row make it DOWN", "HAProxy fall"},
    [CLIENT_CHECK_RISE] = {"hc.rise", KIND_NUMBER, 2, 1, 10, NULL,
        "checks passed in a row end a TRIAL", "HAProxy rise"},
    [CLIENT_CHECK_MAX_LAG_US] = {"hc.max_lag", KIND_TIME, 500 * MS, 10 * MS, 600 * S, NULL,
        "more lag than this: SUSPECT", "ProxySQL max_replication_lag"},
    [CLIENT_TOPOLOGY_REFRESH_US] = {"topo.refresh", KIND_TIME, 5 * S, 100 * MS, 60 * S, NULL,
        "how old a list of masters gets", "clusterTopologyRefreshRateMs"},
    [CLIENT_TOPOLOGY_TROUBLE_US] = {"topo.trouble", KIND_TIME, 500 * MS, 100 * MS, 60 * S, NULL,
        "the same while one is in doubt", "clusterTopologyHighRefreshRateMs"},
    [CLIENT_PASSIVE_LIMIT] = {"passive.error_limit", KIND_NUMBER, 3, 1, 100, NULL,
        "errors on the way that make it DOWN", "ProxySQL shun_on_failures"},
    [CLIENT_PASSIVE_WINDOW_US] = {"passive.window", KIND_TIME, S, 10 * MS, 60 * S, NULL,
        "within how long", "ProxySQL, where it is one second"},
    [CLIENT_BREAKER_RATIO] = {"breaker.ratio", KIND_PERCENT, 50, 1, 100, NULL,
        "failed calls that open the breaker", "failureRateThreshold"},
    [CLIENT_BREAKER_MIN] = {"breaker.min", KIND_NUMBER, 10, 1, 64, NULL,
        "of at least so many calls", "minimumNumberOfCalls"},
    [CLIENT_BREAKER_WINDOW] = {"breaker.window", KIND_NUMBER, 20, 1, 64, NULL,
        "of the last so many calls", "slidingWindowSize"},
    [CLIENT_BREAKER_OPEN_US] = {"breaker.open", KIND_TIME, 5 * S, 100 * MS, 600 * S, NULL,
        "DOWN so long, then TRIAL", "waitDurationInOpenState"},
    [CLIENT_BREAKER_MAX_US] = {"breaker.max", KIND_TIME, 60 * S, 100 * MS, 3600 * S, NULL,
        "it doubles up to this with each failed TRIAL", "a deny list"},
    [CLIENT_BREAKER_TRIALS] = {"breaker.trial_calls", KIND_NUMBER, 3, 1, 100, NULL,
        "calls let through in TRIAL", "permittedNumberOfCallsInHalfOpenState"},
    [CLIENT_SLOW_START_US] = {"slow_start", KIND_TIME, 10 * S, 0, 60 * S, NULL,
        "WARMING: its share grows for so long", "HAProxy slowstart"},
    [CLIENT_WEIGHTS] = {"lb.weights", KIND_WEIGHTS, 0, 0, 0, "such as 3,1,1,1",
        "of m1, m2, ...: a driver is told them", "HAProxy weight"},
    [CLIENT_POOL_WORKERS] = {"pool.workers", KIND_NUMBER, 1, 1, 8, NULL,
        "units of work at a time", "the threads of a program"},
    [CLIENT_POOL_MIN] = {"pool.min", KIND_NUMBER, 1, 0, 64, NULL,
        "connections kept to an endpoint", "HikariCP minimumIdle"},
    [CLIENT_POOL_MAX] = {"pool.max", KIND_NUMBER, 8, 1, 64, NULL,
        "connections at most", "HikariCP maximumPoolSize"},
    [CLIENT_ACQUIRE_TIMEOUT_US] = {"pool.acquire_timeout", KIND_TIME, 3 * S, 10 * MS, 600 * S, NULL,
        "in line for a connection", "HikariCP connectionTimeout, 30 s"},
    [CLIENT_CONNECT_TIMEOUT_US] = {"pool.connect_timeout", KIND_TIME, S, 10 * MS, 60 * S, NULL,
        "to connect", "JDBC connectTimeout, whose default is none"},
    [CLIENT_READ_TIMEOUT_US] = {"pool.read_timeout", KIND_TIME, 5 * S, 10 * MS, 600 * S, NULL,
        "for an answer; once set, at the prompt, too", "JDBC socketTimeout"},
    [CLIENT_POOL_IDLE_US] = {"pool.idle", KIND_TIME, 60 * S, 0, 3600 * S, NULL,
        "unused so long, it is closed; 0: never", "HikariCP idleTimeout"},
    [CLIENT_POOL_LIFETIME_US] = {"pool.lifetime", KIND_TIME, 1800 * S, 0, 36000 * S, NULL,
        "as old, or up to 10 % less, too; 0: never", "HikariCP maxLifetime"},
    [CLIENT_POOL_KEEPALIVE_US] = {"pool.keepalive", KIND_TIME, 30 * S, 0, 3600 * S, NULL,
        "unused, it is pinged so often; 0: never", "HikariCP keepaliveTime"},
    [CLIENT_VALIDATE_AFTER_US] = {"pool.validate_after_idle", KIND_TIME, S, 0, 3600 * S, NULL,
        "unused so long, it is pinged before use", "poolValidMinDelay"},
    [CLIENT_VALIDATE_TIMEOUT_US] = {"pool.validate_timeout", KIND_TIME, 500 * MS, 10 * MS, 60 * S,
        NULL, "for the answer to that", "HikariCP validationTimeout"},
    [CLIENT_LEAK_AFTER_US] = {"pool.leak_after", KIND_TIME, 30 * S, 0, 3600 * S, NULL,
        "in use so long: told; 0: never", "HikariCP leakDetectionThreshold"},
    [CLIENT_REDIRECT_GRACE_US] = {"failover.redirect_grace", KIND_TIME, 0, 0, 60 * S, NULL,
        "waits before it goes elsewhere", "advice of AWS"},
    [CLIENT_FAILBACK_MODE] = {"failback.mode", KIND_WORD, FAILBACK_AUTO, 0, 1, "auto|manual",
        "back to the preferred master by itself, or by hand", NULL},
    [CLIENT_FAILBACK_HOLD_US] = {"failback.hold", KIND_TIME, 15 * S, 0, 600 * S, NULL,
        "when it was UP so long", "secondsBeforeRetrySource, 30"},
    [CLIENT_RETRY_MAX] = {"retry.max", KIND_NUMBER, 8, 1, 100, NULL,
        "tries of one unit of work", "resilience4j maxAttempts"},
    [CLIENT_RETRY_BASE_US] = {"retry.base", KIND_TIME, 20 * MS, 0, 60 * S, NULL,
        "the first wait; it doubles with each", "AWS SDK baseDelay"},
    [CLIENT_RETRY_CAP_US] = {"retry.cap", KIND_TIME, S, 0, 60 * S, NULL,
        "the longest", "AWS SDK maxBackoff"},
    [CLIENT_RETRY_JITTER] = {"retry.jitter", KIND_WORD, JITTER_FULL, 0, 4,
        "none|expo|equal|full|decorrelated", "how chance shortens it", "AWS Builders' Library"},
    [CLIENT_RETRY_FIRST_WAIT_US] = {"retry.first_wait_min", KIND_TIME, CLIENT_AS_LAG, 0, 60 * S,
        "lag", "at least so long after a conflict: as the lag, or a time", NULL},
    [CLIENT_RETRY_DEADLINE_US] = {"retry.deadline", KIND_TIME, 10 * S, 10 * MS, 600 * S, NULL,
        "of one unit of work, all tries together", "gRPC deadline"},
    [CLIENT_RETRY_BUDGET] = {"retry.budget", KIND_PERCENT, 20, 0, 100, NULL,
        "retries of a client, of its calls", "Finagle RetryBudget"},
    [CLIENT_RETRY_BUDGET_BURST] = {"retry.budget_burst", KIND_NUMBER, 10, 0, 1000, NULL,
        "and so many more each 10 s", "Finagle RetryBudget"},
    [CLIENT_RETRY_ON_UNKNOWN] = {"retry.on_unknown", KIND_WORD, UNKNOWN_PROBE, 0, 2,
        "report|probe|blind", "of a COMMIT without an answer: tell, ask, or repeat it", NULL},
    [CLIENT_UNIT_KEYS] = {"unit.keys", KIND_WORD, 0, 0, 1, "off|on",
        "each write unit leaves its key in unit_key", "idempotency keys"},
};
/* clang-format on */

static_assert(COUNT_OF(rows) == CLIENT_PARAMETER_COUNT, "every parameter has a row");

/* What a profile has other defaults for. */
static const struct preset {
    enum client_profile profile;
    enum client_parameter parameter;
    int64_t value;
} presets[] = {
    {PROFILE_EASY, CLIENT_CHECK_FALL, 4},
    {PROFILE_EASY, CLIENT_CHECK_INTERVAL_US, 3 * S},
    {PROFILE_AGGRESSIVE, CLIENT_CHECK_FALL, 1},
    {PROFILE_AGGRESSIVE, CLIENT_CHECK_INTERVAL_US, 250 * MS},
};

/* --- names ---------------------------------------------------------------------------------- */

const char *client_parameter_words(enum client_parameter parameter)
{
    return rows[parameter].kind == KIND_WORD ? rows[parameter].words : NULL;
}

const char *client_parameter_name(enum client_parameter parameter)
{
    return rows[parameter].name;
}

static bool ends_so(const struct row *row, const char *name)
{
    const char *dot = strchr(row->name, '.');
    return dot != NULL && strcmp(dot + 1, name) == 0;
}

static enum rc fail_ambiguous(const char *name, struct err *err)
{
    struct buf names;
    buf_init(&names, 200);
    for (int i = 0; i < COUNT_OF(rows); i++) {
        if (ends_so(&rows[i], name)) {
            buf_addf(&names, "%s%s", names.size > 0 ? ", " : "", rows[i].name);
        }
    }
    enum rc rc = err_set(err, RC_AMBIGUOUS, "\"%.40s\" could be any of %s: write which one", name,
                         names.data);
    buf_release(&names);
    return rc;
}

static enum rc find(int *index, const char *name, struct err *err)
{
    int count = 0;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        if (strcmp(rows[i].name, name) == 0) {
            *index = i;
            return RC_OK;
        }
        if (ends_so(&rows[i], name)) {
            *index = i;
            count++;
        }
    }
    if (count == 0) {
        return err_set(err, RC_UNKNOWN,
                       "a client has no parameter \"%.40s\"; \\parameters client lists them", name);
    }
    return count == 1 ? RC_OK : fail_ambiguous(name, err);
}

/* --- values --------------------------------------------------------------------------------- */

/* The word of this number, of "off|on"; *size is its length. NULL: there are not so many. */
static const char *word_at(const char *words, int64_t number, int *size)
{
    for (int64_t i = 0; i < number && words != NULL; i++) {
        words = strchr(words, '|');
        words = words != NULL ? words + 1 : NULL;
    }
    *size = words != NULL ? (int)strcspn(words, "|") : 0;
    return words;
}

int client_weight(int64_t weights, int master)
{
    for (int i = 0; i < master; i++) {
        weights /= WEIGHT_BASE;
    }
    return (int)(weights % WEIGHT_BASE);
}

/* Weights as the digits of one number, that of m1 the last. */
static int64_t join_weights(const int64_t weights[MASTERS_MAX])
{
    int64_t all = 0;
    for (int i = MASTERS_MAX - 1; i >= 0; i--) {
        all = all * WEIGHT_BASE + weights[i];
    }
    return all;
}

static int64_t initial_of(const struct row *row)
{
    static const int64_t ones[MASTERS_MAX] = {1, 1, 1, 1};
    return row->kind == KIND_WEIGHTS ? join_weights(ones) : row->initial;
}

static void add_value(struct buf *out, const struct row *row, int64_t value)
{
    int size = 0;
    const char *word = NULL;
    switch (row->kind) {
    case KIND_TIME:
        if (value < 0) {
            buf_addf(out, "%s", row->words);
        } else if (value == 0) {
            buf_addf(out, "0");
        } else {
            span_add_length(out, value);
        }
        break;
    case KIND_NUMBER:
        buf_addf(out, "%" PRId64, value);
        break;
    case KIND_PERCENT:
        buf_addf(out, "%" PRId64 " %%", value);
        break;
    case KIND_WORD:
        word = word_at(row->words, value, &size);
        buf_addf(out, "%.*s", size, word);
        break;
    case KIND_WEIGHTS:
        for (int i = 0; i < MASTERS_MAX; i++) {
            buf_addf(out, "%s%d", i > 0 ? "," : "", client_weight(value, i));
        }
        break;
    }
}

/* A time, and it may be a word. */
static bool has_word(const struct row *row)
{
    return row->kind == KIND_TIME && row->words != NULL;
}

/* "10.0 ms to 60.0 s", "off|on" */
static void add_range(struct buf *out, const struct row *row)
{
    if (row->kind == KIND_WORD) {
        buf_addf(out, "%s", row->words);
        return;
    }
    if (row->kind == KIND_WEIGHTS) {
        buf_addf(out, "0 to %d for each, %s", CLIENT_WEIGHT_MAX, row->words);
        return;
    }
    add_value(out, row, row->min);
    buf_addf(out, " to ");
    add_value(out, row, row->max);
}

static enum rc fail_value(const struct row *row, enum rc rc, const char *text, struct err *err)
{
    static const char *const whats[] = {
        [KIND_TIME] = "a length of time from ",
        [KIND_NUMBER] = "a number from ",
        [KIND_PERCENT] = "a percentage from ",
        [KIND_WORD] = "one of ",
        [KIND_WEIGHTS] = "weights with commas between, ",
    };
    struct buf allowed;
    buf_init(&allowed, 200);
    add_range(&allowed, row);
    bool may_be_word = has_word(row);
    (void)err_set(err, rc, "%s must be %s%s%s%s, not \"%.40s\"", row->name,
                  may_be_word ? row->words : "", may_be_word ? " or " : "", whats[row->kind],
                  allowed.data, text);
    buf_release(&allowed);
    return rc;
}

/* The digits that *at begins with; *at is behind them then. */
static enum rc parse_number(int64_t *out, const char **at)
{
    int digits = 0;
    for (*out = 0; **at >= '0' && **at <= '9' && digits <= NUMBER_DIGITS_MAX; digits++, (*at)++) {
        *out = *out * 10 + (**at - '0');
    }
    return digits == 0 ? RC_USAGE : digits > NUMBER_DIGITS_MAX ? RC_RANGE : RC_OK;
}

static enum rc parse_word(int64_t *out, const char *words, const char *text)
{
    int size = 0;
    const char *word = words;
    for (*out = 0; word != NULL; (*out)++) {
        word = word_at(words, *out, &size);
        if (word != NULL && strlen(text) == (size_t)size &&
            strncmp(word, text, strlen(text)) == 0) {
            return RC_OK;
        }
    }
    return RC_USAGE;
}

/* "3,1": of masters that are not named it is 1. */
static enum rc parse_weights(int64_t *out, const char *text)
{
    int64_t weights[MASTERS_MAX] = {1, 1, 1, 1};
    const char *at = text;
    for (int i = 0; i < MASTERS_MAX; i++) {
        enum rc rc = parse_number(&weights[i], &at);
        if (rc != RC_OK || weights[i] > CLIENT_WEIGHT_MAX) {
            return rc != RC_OK ? rc : RC_RANGE;
        }
        if (*at == '\0') {
            *out = join_weights(weights);
            return RC_OK;
        }
        if (*at++ != ',') {
            return RC_USAGE;
        }
    }
    return RC_USAGE;
}

static enum rc parse_value(int64_t *out, const struct row *row, const char *text)
{
    const char *at = text;
    enum rc rc = RC_OK;
    if (row->kind == KIND_WORD) {
        return parse_word(out, row->words, text);
    }
    if (row->kind == KIND_WEIGHTS) {
        return parse_weights(out, text);
    }
    if (row->kind == KIND_TIME) {
        if (has_word(row) && strcmp(text, row->words) == 0) {
            *out = -1;
            return RC_OK;
        }
        rc = span_parse(out, text, NULL);
    } else {
        rc = parse_number(out, &at);
        at += row->kind == KIND_PERCENT && *at == '%' ? 1 : 0;
        rc = rc == RC_OK && *at != '\0' ? RC_USAGE : rc;
    }
    return rc == RC_OK && (*out < row->min || *out > row->max) ? RC_RANGE : rc;
}

enum rc client_parameter_parse(enum client_parameter *out, int64_t *value, const char *name,
                               const char *text, struct err *err)
{
    int index = 0;
    enum rc rc = find(&index, name, err);
    if (rc != RC_OK) {
        return rc;
    }
    rc = parse_value(value, &rows[index], text);
    if (rc != RC_OK) {
        return fail_value(&rows[index], rc, text, err);
    }
    *out = (enum client_parameter)index;
    return RC_OK;
}

/* --- whose value holds ---------------------------------------------------------------------- */

void client_parameters_init(int64_t values[CLIENT_PARAMETER_COUNT])
{
    for (int i = 0; i < COUNT_OF(rows); i++) {
        values[i] = initial_of(&rows[i]);
    }
}

enum rc client_parameters_check(const struct policy *policy, struct err *err)
{
    for (int i = 0; i < policy->setting_count; i++) {
        const struct policy_setting *setting = &policy->settings[i];
        enum client_parameter parameter = CLIENT_PARAMETER_COUNT;
        int64_t value = 0;
        enum rc rc = client_parameter_parse(&parameter, &value, setting->name, setting->value, err);
        if (rc != RC_OK && setting->line > 0) {
            return err_wrap(err, rc, "%s, line %d", policy->name, setting->line);
        }
        if (rc != RC_OK) {
            return err_wrap(err, rc, "%s", policy->name);
        }
    }
    return RC_OK;
}

/* Has the policy a wish for it? The last one that it has is *value. */
static bool asks_for(const struct policy *policy, int index, int64_t *value)
{
    bool asks = false;
    for (int i = 0; i < policy->setting_count; i++) {
        const struct policy_setting *setting = &policy->settings[i];
        enum client_parameter parameter = CLIENT_PARAMETER_COUNT;
        int64_t wanted = 0;
        if (client_parameter_parse(&parameter, &wanted, setting->name, setting->value, NULL) ==
                RC_OK &&
            (int)parameter == index) {
            *value = wanted;
            asks = true;
        }
    }
    return asks;
}

static void apply(int64_t *value, bool is_given, const struct policy *policy, int index)
{
    int64_t asked = 0;
    if (!is_given && asks_for(policy, index, &asked)) {
        *value = asked;
    }
}

void client_parameters_apply(int64_t values[CLIENT_PARAMETER_COUNT],
                             const bool given[CLIENT_PARAMETER_COUNT], const struct policy *policy)
{
    for (int i = 0; i < COUNT_OF(rows); i++) {
        values[i] = given[i] ? values[i] : initial_of(&rows[i]);
    }
    apply(&values[CLIENT_PROFILE], given[CLIENT_PROFILE], policy, CLIENT_PROFILE);
    for (int i = 0; i < COUNT_OF(presets); i++) {
        const struct preset *preset = &presets[i];
        bool holds =
            (int64_t)preset->profile == values[CLIENT_PROFILE] && !given[preset->parameter];
        values[preset->parameter] = holds ? preset->value : values[preset->parameter];
    }
    for (int i = 0; i < COUNT_OF(rows) && policy->setting_count > 0; i++) {
        apply(&values[i], given[i], policy, i);
    }
}

/* --- showing -------------------------------------------------------------------------------- */

static const char *whose(const struct client_parameters_shown *shown, int index)
{
    int64_t asked = 0;
    if (shown->given != NULL && shown->given[index]) {
        return "this was typed";
    }
    if (shown->policy != NULL && asks_for(shown->policy, index, &asked)) {
        return "this is its driver's";
    }
    return "this is its profile's";
}

static void add_row(struct buf *out, const struct client_parameters_shown *shown, int index)
{
    const struct row *row = &rows[index];
    struct buf value;
    buf_init(&value, 40);
    add_value(&value, row, shown->values[index]);
    buf_addf(out, "  %-24s %12s  ", row->name, value.data);
    if (has_word(row)) {
        buf_addf(out, "%s, or ", row->words);
    }
    add_range(out, row);
    buf_addf(out, "\n      %s%s%s\n", row->meaning, row->akin != NULL ? "; akin to: " : "",
             row->akin != NULL ? row->akin : "");
    if (shown->values[index] != initial_of(row)) {
        buf_addf(out, "      (the default is ");
        add_value(out, row, initial_of(row));
        buf_addf(out, "; %s)\n", whose(shown, index));
    }
    buf_release(&value);
}

void client_parameters_add(struct buf *out, const struct client_parameters_shown *shown)
{
    for (int i = 0; i < COUNT_OF(rows); i++) {
        if (strstr(rows[i].name, shown->word) != NULL ||
            strstr(rows[i].meaning, shown->word) != NULL) {
            add_row(out, shown, i);
        }
    }
}
