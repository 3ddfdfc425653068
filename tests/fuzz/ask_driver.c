/* SPDX-License-Identifier: MIT */
#include "fuzz/ask_driver.h"

#include "base/compiler.h"
#include "driver/driver.h"

#include <assert.h>
#include <string.h>

static const struct policy_endpoint endpoints[] = {
    {.master = 0, .state = ENDPOINT_IS_UP, .weight = 1, .warm = 100, .latency = 700, .lag = 20000},
    {.master = 1, .az = 1, .state = ENDPOINT_IS_DOWN, .latency = -1, .lag = -1, .trial_at = 5000},
    {.master = 3, .az = 3, .state = ENDPOINT_IS_SUSPECT, .errors = 2, .last_ok = 3000},
};

struct answers {
    enum rc rc[4];
    int index;
    struct policy_answer error, unknown;
    enum policy_wish wishes[COUNT_OF(endpoints)];
};

static void check_error(enum rc rc, const struct err *err)
{
    assert(rc == RC_OK || strncmp(err->text, "f", 1) == 0);
}

static void ask(const struct policy *policy, struct answers *out)
{
    struct err err = {0};
    int line = 0;
    struct policy_request request = {
        .client = 1, .unit = 7, .attempt = 1, .last_master = -1, .table = "orders", .now = 9000};
    struct policy_error error = {.class = CLASS_TXN_LOST, .code = 2013, .attempt = 2, .now = 9000};
    struct policy_unknown unknown = {.unit = 7, .attempt = 1, .has_key = true, .now = 9000};
    memset(out, 0, sizeof(*out));
    out->rc[0] = policy->pick(policy->self, &request, endpoints, COUNT_OF(endpoints), &out->index,
                              &line, &err);
    check_error(out->rc[0], &err);
    assert(out->rc[0] != RC_OK || (out->index >= -1 && out->index < COUNT_OF(endpoints)));
    if (policy->on_error != NULL) {
        out->rc[1] = policy->on_error(policy->self, &error, &out->error, &err);
        check_error(out->rc[1], &err);
        assert(out->error.action != ACTION_PROBE);
    }
    if (policy->on_unknown != NULL) {
        out->rc[2] = policy->on_unknown(policy->self, &unknown, &out->unknown, &err);
        check_error(out->rc[2], &err);
    }
    if (policy->on_tick != NULL) {
        out->rc[3] = policy->on_tick(policy->self, 9000, endpoints, COUNT_OF(endpoints),
                                     out->wishes, &line, &err);
        check_error(out->rc[3], &err);
    }
}

void ask_driver(const char *source, size_t size)
{
    struct rng rng;
    struct err err = {0};
    struct driver *driver = NULL;
    rng_init(&rng, 1);
    enum rc rc = driver_new(&driver, "f", source, size, rng, &err);
    check_error(rc, &err);
    if (rc != RC_OK) {
        return;
    }
    struct answers first;
    struct answers again;
    struct buf saved;
    struct policy policy = driver_policy(driver);
    buf_init(&saved, BUF_CAP_STATE);
    driver_save(&saved, driver);
    ask(&policy, &first);
    struct unpack in = unpack_start(saved.data, saved.size);
    rc = driver_load(driver, &in, &err);
    assert(rc == RC_OK);
    ask(&policy, &again);
    assert(memcmp(&first, &again, sizeof(first)) == 0);
    buf_release(&saved);
    driver_free(driver);
}
