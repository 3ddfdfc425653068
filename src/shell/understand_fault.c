/* SPDX-License-Identifier: MIT */
/*
 * understand_fault: ALTER SYSTEM CRASH and ALTER SYSTEM SIMULATE, as the product has them (AWS
 * docs). A storage node has one disk here, so DISK and NODE name the same: 0 to 5 are a1 to c2.
 */
#include "shell/understand.h"

#define DELAY_MAX_MS 60000
#define INTERVAL_MAX_S (24 * 3600)

/* The statement, for who tells of it: its words with a blank between. */
static void keep_words(struct dialect_statement *out, const struct tokens *tokens)
{
    for (int i = 0; i < tokens->count; i++) {
        buf_addf(&out->sql, "%s%.*s", i > 0 ? " " : "", (int)tokens->token[i].size,
                 tokens->token[i].at);
    }
}

enum rc understand_crash(struct dialect_statement *out, const struct tokens *tokens, int at,
                         struct err *err)
{
    keep_words(out, tokens);
    return form_expect_end(tokens, at, err);
}

/* A whole number of at most 8 digits at *at, which moves behind it. */
static enum rc take_number(const struct tokens *tokens, int *at, const char *wanted, int *out,
                           struct err *err)
{
    int value = 0;
    const struct token *token = *at < tokens->count ? &tokens->token[*at] : NULL;
    bool is_number = token != NULL && token->kind == TOKEN_NUMBER && token->size <= 8;
    for (size_t i = 0; is_number && i < token->size; i++) {
        is_number = token->at[i] >= '0' && token->at[i] <= '9';
        value = value * 10 + (token->at[i] - '0');
    }
    if (!is_number) {
        return form_say_wanted(tokens, *at, wanted, err);
    }
    (*at)++;
    *out = value;
    return RC_OK;
}

static enum rc take_words(const struct tokens *tokens, int *at, const char *words, struct err *err)
{
    int used = tokens_match(tokens, *at, words);
    *at += used;
    return used > 0 ? RC_OK : form_say_wanted(tokens, *at, words, err);
}

static enum rc take_percent(struct dialect_simulate *to, const struct tokens *tokens, int *at,
                            struct err *err)
{
    enum rc rc = take_number(tokens, at, "a percentage, 0 to 100,", &to->percent, err);
    rc = rc == RC_OK ? take_words(tokens, at, "PERCENT", err) : rc;
    if (rc == RC_OK && to->percent > 100) {
        rc = err_set(err, RC_RANGE, "a share of requests is 0 to 100 PERCENT, not %d", to->percent);
    }
    return rc;
}

static enum rc take_kind(struct dialect_simulate *to, const struct tokens *tokens, int *at,
                         struct err *err)
{
    if (tokens_match(tokens, *at, "READ REPLICA FAILURE") > 0) {
        return err_set(err, RC_REFUSED,
                       "there are no read replicas that could fail: every instance of a "
                       "multi-master cluster is a writer; ALTER SYSTEM CRASH ends one");
    }
    to->is_congestion = tokens_match(tokens, *at, "DISK CONGESTION") > 0;
    if (!to->is_congestion && tokens_match(tokens, *at, "DISK FAILURE") == 0) {
        return form_say_wanted(tokens, *at, "DISK FAILURE or DISK CONGESTION", err);
    }
    *at += 2;
    return RC_OK;
}

/* BETWEEN 10 AND 40 MILLISECONDS */
static enum rc take_delay(struct dialect_simulate *to, const struct tokens *tokens, int *at,
                          struct err *err)
{
    enum rc rc = take_words(tokens, at, "BETWEEN", err);
    rc = rc == RC_OK ? take_number(tokens, at, "a number of milliseconds", &to->min_ms, err) : rc;
    rc = rc == RC_OK ? take_words(tokens, at, "AND", err) : rc;
    rc = rc == RC_OK ? take_number(tokens, at, "a number of milliseconds", &to->max_ms, err) : rc;
    rc = rc == RC_OK ? take_words(tokens, at, "MILLISECONDS", err) : rc;
    if (rc == RC_OK && (to->min_ms > to->max_ms || to->max_ms > DELAY_MAX_MS)) {
        rc = err_set(err, RC_RANGE,
                     "a delay is BETWEEN the least AND the most, 0 to %d MILLISECONDS, not %d to "
                     "%d",
                     DELAY_MAX_MS, to->min_ms, to->max_ms);
    }
    return rc;
}

/* IN DISK 2, IN NODE 2, or nothing of it. */
static enum rc take_disk(struct dialect_simulate *to, const struct tokens *tokens, int *at,
                         struct err *err)
{
    int next = *at + (tokens_is(tokens, *at, "IN") ? 1 : 0);
    if (!tokens_is(tokens, next, "DISK") && !tokens_is(tokens, next, "NODE")) {
        return next > *at ? form_say_wanted(tokens, next, "DISK or NODE", err) : RC_OK;
    }
    *at = next + 1;
    enum rc rc = take_number(tokens, at, "a number from 0 to 5", &to->disk, err);
    if (rc == RC_OK && to->disk >= COPIES_MAX) {
        rc = err_set(err, RC_RANGE, "a disk or node is 0 to %d, for the copies a1 to c2, not %d",
                     COPIES_MAX - 1, to->disk);
    }
    return rc;
}

/* FOR INTERVAL 30 SECOND */
static enum rc take_interval(struct dialect_simulate *to, const struct tokens *tokens, int *at,
                             struct err *err)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {
        {"SECOND", 1},
        {"MINUTE", 60},
        {"HOUR", 3600},
        {"DAY", INTERVAL_MAX_S},
        {"WEEK", 7 * INTERVAL_MAX_S},
        {"MONTH", 30 * INTERVAL_MAX_S},
        {"QUARTER", 90 * INTERVAL_MAX_S},
        {"YEAR", 365 * INTERVAL_MAX_S},
    };
    int count = 0;
    enum rc rc = take_words(tokens, at, "FOR INTERVAL", err);
    rc = rc == RC_OK ? take_number(tokens, at, "a number, such as 30,", &count, err) : rc;
    for (int i = 0; rc == RC_OK && i < COUNT_OF(units); i++) {
        if (!tokens_is(tokens, *at, units[i].name)) {
            continue;
        }
        (*at)++;
        if (count < 1 || count * units[i].seconds > INTERVAL_MAX_S) {
            return err_set(err, RC_RANGE, "an interval is 1 SECOND to 1 DAY in this lab, not %d %s",
                           count, units[i].name);
        }
        to->seconds = (int)(count * units[i].seconds);
        return RC_OK;
    }
    return rc == RC_OK ? form_say_wanted(tokens, *at, "SECOND, MINUTE, HOUR or DAY", err) : rc;
}

enum rc understand_simulate(struct dialect_statement *out, const struct tokens *tokens, int at,
                            struct err *err)
{
    struct dialect_simulate *to = &out->simulate;
    *to = (struct dialect_simulate){.disk = -1};
    keep_words(out, tokens);
    enum rc rc = take_percent(to, tokens, &at, err);
    rc = rc == RC_OK ? take_kind(to, tokens, &at, err) : rc;
    rc = rc == RC_OK ? take_disk(to, tokens, &at, err) : rc;
    rc = rc == RC_OK && to->is_congestion ? take_delay(to, tokens, &at, err) : rc;
    rc = rc == RC_OK ? take_disk(to, tokens, &at, err) : rc;
    rc = rc == RC_OK ? take_interval(to, tokens, &at, err) : rc;
    return rc == RC_OK ? form_expect_end(tokens, at, err) : rc;
}
