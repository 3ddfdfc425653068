/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "driver/driver.h"

#include <stdio.h>

static struct driver *make(const char *source, struct err *err)
{
    struct rng rng;
    struct driver *driver = NULL;
    rng_init(&rng, 1);
    enum rc rc = driver_new(&driver, "mine", source, strlen(source), rng, err);
    assert_int_equal(rc, err->rc);
    return driver;
}

static const struct policy_endpoint endpoints[] = {
    {.master = 0,
     .state = ENDPOINT_IS_DOWN,
     .latency = -1,
     .last_ok = -1,
     .lag = -1,
     .trial_at = 12500,
     .weight = 1},
    {.master = 1,
     .az = 1,
     .state = ENDPOINT_IS_WARMING,
     .same_az = true,
     .is_read_only = true,
     .weight = 3,
     .warm = 40,
     .in_use = 4,
     .idle = 2,
     .waiting = 5,
     .latency = 700,
     .lag = 62000,
     .last_ok = 1500,
     .trial_at = -1},
    {.master = 2,
     .az = 3,
     .state = ENDPOINT_IS_SUSPECT,
     .latency = -1,
     .last_ok = -1,
     .lag = -1,
     .errors = 1,
     .trial_at = -1},
};

static enum rc pick(struct driver *driver, int *index, int *line, struct err *err)
{
    struct policy policy = driver_policy(driver);
    struct policy_request request = {.client = 1,
                                     .az = AZS_MAX,
                                     .unit = 5,
                                     .attempt = 2,
                                     .last_master = 0,
                                     .is_write = true,
                                     .table = "orders",
                                     .has_shard = true,
                                     .shard = -7,
                                     .begun_at = 2000,
                                     .now = 9000};
    return policy.pick(policy.self, &request, endpoints, COUNT_OF(endpoints), index, line, err);
}

static void driver__pick__is_given_what_a_program_sees(void **state)
{
    (void)state;
    struct err err = {0};
    struct driver *driver =
        make("function pick(request, endpoints)\n"
             "  if not request.is_write then return nil end\n"
             "  assert(request.client == 1 and request.unit == 5 and request.attempt == 2)\n"
             "  assert(request.last == 'm1' and request.is_write and request.now_ms == 9)\n"
             "  assert(request.az == 'office' and request.table == 'orders')\n"
             "  assert(request.shard == -7 and request.elapsed_ms == 7)\n"
             "  local a, b, c = endpoints[1], endpoints[2], endpoints[3]\n"
             "  assert(#endpoints == 3 and a.state == 'down' and a.trial_in_ms == 3)\n"
             "  assert(a.latency_us == nil and a.lag_ms == nil and a.last_ok_ms_ago == nil)\n"
             "  assert(b.latency_us == 700 and b.lag_ms == 62 and b.last_ok_ms_ago == 7)\n"
             "  assert(b.same_az and b.az == 'b' and b.is_read_only and b.trial_in_ms == nil)\n"
             "  assert(b.weight == 3 and b.warm == 40 and b.state == 'warming')\n"
             "  assert(b.in_use == 4 and b.idle == 2 and b.waiting == 5 and b.errors == 0)\n"
             "  assert(c.errors == 1 and c.state == 'suspect' and not c.same_az and c.az == 'd')\n"
             "  return c.name\n"
             "end",
             &err);
    int index = 0;
    int line = 0;
    assert_int_equal(pick(driver, &index, &line, &err), RC_OK);
    assert_int_equal(index, 2);
    assert_int_equal(line, 15);
    struct policy policy = driver_policy(driver);
    assert_true(policy.on_error == NULL && policy.on_unknown == NULL && policy.on_tick == NULL);
    assert_int_equal(policy.setting_count, 0);

    struct policy_request request = {.client = 1, .last_master = -1};
    assert_int_equal(policy.pick(policy.self, &request, endpoints, 3, &index, &line, &err), RC_OK);
    assert_int_equal(index, -1);
    driver_free(driver);
}

static void driver__what_it_is_given__is_kept_as_it_was(void **state)
{
    (void)state;
    struct err err = {0};
    struct driver *driver = make("local old, first\n"
                                 "function pick(request, endpoints)\n"
                                 "  old = old or request\n"
                                 "  first = first or endpoints[2]\n"
                                 "  assert(old.table == 'orders' and old.unit == 5)\n"
                                 "  assert(first.lag_ms == 62 and first.name == 'm2')\n"
                                 "  for i = 1, 3000 do old.mine = nil end\n"
                                 "end",
                                 &err);
    int index = 0;
    int line = 0;
    assert_int_equal(pick(driver, &index, &line, &err), RC_USAGE);
    assert_string_equal(err.text, "mine, line 7: a request cannot be changed: keep what you note "
                                  "in a table of your own");
    struct buf saved;
    buf_init(&saved, BUF_CAP_STATE);
    driver_save(&saved, driver);
    char table[] = "orders";
    struct policy_request request = {.unit = 6, .table = table, .last_master = -1};
    struct policy policy = driver_policy(driver);
    (void)policy.pick(policy.self, &request, endpoints, 1, &index, &line, &err);
    memset(table, 'x', sizeof(table) - 1);
    struct unpack in = unpack_start(saved.data, saved.size);
    assert_int_equal(driver_load(driver, &in, &err), RC_OK);
    assert_int_equal(policy.pick(policy.self, &request, endpoints, 1, &index, &line, &err),
                     RC_USAGE);
    assert_non_null(strstr(err.text, "line 7"));
    buf_release(&saved);
    driver_free(driver);
}

static void driver__pairs__go_through_what_is_known(void **state)
{
    (void)state;
    struct err err = {0};
    struct driver *driver = make("function pick(request, endpoints)\n"
                                 "  local names = ''\n"
                                 "  for name, value in pairs(endpoints[1]) do\n"
                                 "    assert(value == endpoints[1][name])\n"
                                 "    names = names .. ' ' .. name\n"
                                 "  end\n"
                                 "  error(names)\n"
                                 "end",
                                 &err);
    int index = 0;
    int line = 0;
    assert_int_equal(pick(driver, &index, &line, &err), RC_USAGE);
    assert_string_equal(err.text, "mine, line 7:  az errors idle in_use is_read_only is_settled "
                                  "name same_az state trial_in_ms waiting warm weight");
    driver_free(driver);
}

/* A whole sentence, or "" for an answer that is taken. */
static void check_error(const struct err *err, const char *expected)
{
    if (strlen(expected) == 0 || strncmp(expected, "mine, line", 10) == 0) {
        assert_string_equal(err->text, expected);
    } else {
        assert_non_null(strstr(err->text, expected));
    }
}

#define SPENT "this call used up its 200000 steps: is there a loop that does not end?"

static void driver__wrong_answers__are_errors_with_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *answer;
        const char *error;
    } rows[] = {
        {"'m7'", "mine, line 2: pick() answered \"m7\": there is no such endpoint"},
        {"'m4'", "mine, line 2: pick() answered \"m4\": there is no such endpoint"},
        {"''", "mine, line 2: pick() answered \"\": there is no such endpoint"},
        {"7", "mine, line 2: pick() answered a number: it must be an endpoint's name, such as "
              "\"m1\", or nil"},
        {"0/0", "mine, line 2: pick() answered a number: it must be an endpoint's name, such as "
                "\"m1\", or nil"},
        {"{}", "mine, line 2: pick() answered a table: it must be an endpoint's name, such as "
               "\"m1\", or nil"},
        {"pick", "mine, line 2: pick() answered a function: it must be an endpoint's name, such "
                 "as \"m1\", or nil"},
        {"request.nothing",
         "mine, line 2: a request has no nothing: \\help driver lists what it has"},
        {"endpoints[1].nmae",
         "mine, line 2: an endpoint has no nmae: \\help driver lists what it has"},
        {"request[{}]", "mine, line 2: a request has no table: \\help driver lists what it has"},
        {"setmetatable(request, {})", "bad argument #1 to 'setmetatable' (table expected, got "},
        {"endpoints[1].weight + {}", "attempt to perform arithmetic on a table value"},
        {"('m1'):rep(10 * 1024 * 1024)",
         "mine, line 2: string.rep: the result is longer than 16384 bytes"},
        {"('m1'):rep(8000)", "mine, line 2: pick() answered \"m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m1m"
                             "1m1\": there is no such endpoint"},
        /* nothing of it steers a terminal */
        {"'m1\\27[2J\\n\\255'",
         "mine, line 2: pick() answered \"m1\xef\xbf\xbd[2J \xef\xbf\xbd\": there is no such "
         "endpoint"},
        {"pick(request)", "mine, line 2: " SPENT},
        {"(function() while true do end end)()", "mine, line 2: " SPENT},
        {"error({})", "mine, line 2: an error that is no text but a table"},
        {"error()", "mine, line 2: an error that is no text but a nil"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        char source[100];
        int index = 0;
        int line = 0;
        (void)snprintf(source, sizeof(source), "function pick(request, endpoints)\n return %s\nend",
                       rows[i].answer);
        struct driver *driver = make(source, &err);
        assert_int_equal(pick(driver, &index, &line, &err), RC_USAGE);
        check_error(&err, rows[i].error);
        assert_int_equal(index, -1);
        driver_free(driver);
    }
}

/* --- on_error, on_unknown ------------------------------------------------------------------- */

struct answered {
    const char *answer;
    const char *error; /* "": it is taken; %s stands for the function */
    enum policy_action action;
    sim_us wait;
};

static const struct answered answers[] = {
    {"'retry', 20", "", ACTION_RETRY, 20000},
    {"'retry', 0.25", "", ACTION_RETRY, 250},
    {"'retry', 60000", "", ACTION_RETRY, 60000000},
    {"'retry', 0", "", ACTION_RETRY, 0},
    {"'retry'", "", ACTION_RETRY, -1},
    {"'retry', nil, 'more'", "", ACTION_RETRY, -1},
    {"'report'", "", ACTION_REPORT, -1},
    {"'retry', -1", "mine, line 3: %s() answered a wait of -1 ms: allowed are 0 to 60000", 0, 0},
    {"'retry', 31536000000",
     "mine, line 3: %s() answered a wait of 31536000000 ms: allowed are 0 to 60000", 0, 0},
    {"'retry', 0/0",
     "mine, line 3: %s() answered a wait of nan (such as 0/0) ms: allowed are 0 to 60000", 0, 0},
    {"'retry', math.huge", "mine, line 3: %s() answered a wait of inf ms: allowed are 0 to 60000",
     0, 0},
    {"'retry', math.mininteger",
     "mine, line 3: %s() answered a wait of -9.2233720368548e+18 ms: allowed are 0 to 60000", 0, 0},
    {"'retry', 'x'",
     "mine, line 3: %s() answered a wait that is a string: it must be a number of ms", 0, 0},
    {"'retry', {}", "mine, line 3: %s() answered a wait that is a table: it must be a number of ms",
     0, 0},
    {"nil", "mine, line 3: %s() answered a nil: it must be %s", 0, 0},
    {"true", "mine, line 3: %s() answered a boolean: it must be %s", 0, 0},
    {"'again'", "mine, line 3: %s() answered \"again\": it must be %s", 0, 0},
    {"('x'):rep(16384)",
     "mine, line 3: %s() answered \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\": it must be %s", 0,
     0},
    {"nothing.here", "mine, line 3: attempt to index a nil value (global 'nothing')", 0, 0},
    {"(function() while true do end end)()", "mine, line 3: " SPENT, 0, 0},
};

static const struct answered answers_to_unknown[] = {
    {"'probe'", "", ACTION_PROBE, -1},
    {"'probe', 1000", "", ACTION_PROBE, 1000000},
    {"'probe', -1", "mine, line 3: on_unknown() answered a wait of -1 ms: allowed are 0 to 60000",
     0, 0},
};

/* Put the function and what it may answer into an expected sentence. */
static void expect(char *out, size_t size, const char *error, bool is_unknown)
{
    const char *function = is_unknown ? "on_unknown" : "on_error";
    const char *allowed =
        is_unknown ? "\"probe\", \"retry\" or \"report\"" : "\"retry\" or \"report\"";
    const char *parts[2] = {function, allowed};
    int part = 0;
    size_t used = 0;
    for (const char *at = error; *at != '\0' && used + 1 < size; at++) {
        if (at[0] == '%' && at[1] == 's') {
            used += (size_t)snprintf(out + used, size - used, "%s", parts[part++]);
            at++;
        } else {
            out[used++] = *at;
        }
    }
    out[used] = '\0';
}

static enum rc ask(struct policy *policy, bool is_unknown, struct policy_answer *answer,
                   struct err *err)
{
    struct policy_error error = {
        .class = CLASS_CONFLICT, .code = 1213, .attempt = 2, .unit = 9, .now = 9000};
    struct policy_unknown unknown = {
        .unit = 9, .master = 1, .attempt = 2, .has_key = true, .since = 4000, .now = 9000};
    return is_unknown ? policy->on_unknown(policy->self, &unknown, answer, err)
                      : policy->on_error(policy->self, &error, answer, err);
}

static void walk_answers(const struct answered *rows, int count, bool is_unknown)
{
    for (int i = 0; i < count; i++) {
        struct err err = {0};
        char source[200];
        char expected[300];
        (void)snprintf(source, sizeof(source), "function pick() end\nfunction %s\n return %s\nend",
                       is_unknown ? "on_unknown(unit)" : "on_error(error, attempt)",
                       rows[i].answer);
        expect(expected, sizeof(expected), rows[i].error, is_unknown);
        struct driver *driver = make(source, &err);
        struct policy policy = driver_policy(driver);
        struct policy_answer answer;
        enum rc rc = ask(&policy, is_unknown, &answer, &err);
        check_error(&err, expected);
        assert_int_equal(rc, expected[0] != '\0' ? RC_USAGE : RC_OK);
        if (rc == RC_OK) {
            assert_int_equal(answer.action, rows[i].action);
            assert_int_equal(answer.wait, rows[i].wait);
            assert_int_equal(answer.line, 3);
        }
        driver_free(driver);
    }
}

static void driver__on_error__is_read_or_refused(void **state)
{
    (void)state;
    walk_answers(answers, COUNT_OF(answers), false);
    static const struct answered probe[] = {
        {"'probe'", "mine, line 3: %s() answered \"probe\": it must be %s", 0, 0}};
    walk_answers(probe, 1, false);
}

static void driver__on_unknown__is_read_or_refused(void **state)
{
    (void)state;
    walk_answers(answers, COUNT_OF(answers), true);
    walk_answers(answers_to_unknown, COUNT_OF(answers_to_unknown), true);
}

static void driver__on_error_and_on_unknown__are_given_the_facts(void **state)
{
    (void)state;
    struct err err = {0};
    struct driver *driver =
        make("function pick() end\n"
             "function on_error(error, attempt)\n"
             "  assert(error.class == 'conflict' and error.code == 1213 and attempt == 2)\n"
             "  assert(error.master == 'm1' and error.attempt == 2 and error.unit == 9)\n"
             "  assert(error.is_write == false and error.elapsed_ms == 9 and error.now_ms == 9)\n"
             "  return 'retry', attempt * 10\n"
             "end\n"
             "function on_unknown(unit)\n"
             "  assert(unit.unit == 9 and unit.master == 'm2' and unit.attempt == 2)\n"
             "  assert(unit.has_key and unit.probes == 0)\n"
             "  return 'probe', unit.now_ms - unit.since_ms\n"
             "end",
             &err);
    struct policy policy = driver_policy(driver);
    struct policy_answer answer;
    assert_int_equal(ask(&policy, false, &answer, &err), RC_OK);
    assert_int_equal(answer.wait, 20000);
    assert_int_equal(answer.line, 6);
    assert_int_equal(ask(&policy, true, &answer, &err), RC_OK);
    assert_int_equal(answer.wait, 5000);
    assert_int_equal(answer.line, 11);
    driver_free(driver);
}

/* --- on_tick -------------------------------------------------------------------------------- */

static enum rc tick(struct driver *driver, enum policy_wish wishes[3], int *line, struct err *err)
{
    struct policy policy = driver_policy(driver);
    return policy.on_tick(policy.self, 9000, endpoints, COUNT_OF(endpoints), wishes, line, err);
}

static void driver__on_tick__wishes_for_endpoints(void **state)
{
    (void)state;
    struct err err = {0};
    struct driver *driver =
        make("function pick() end\n"
             "function on_tick(now_ms, endpoints)\n"
             "  assert(now_ms == 9 and #endpoints == 3 and endpoints[2].lag_ms == 62)\n"
             "  if told then return end\n"
             "  told = true\n"
             "  return {m3 = 'drain', m1 = 'disable'}\n"
             "end",
             &err);
    enum policy_wish wishes[3] = {WISH_NONE, WISH_NONE, WISH_NONE};
    int line = 0;
    assert_int_equal(tick(driver, wishes, &line, &err), RC_OK);
    assert_true(wishes[0] == WISH_DISABLE && wishes[1] == WISH_NONE && wishes[2] == WISH_DRAIN);
    assert_int_equal(line, 6);
    wishes[0] = wishes[2] = WISH_NONE;
    assert_int_equal(tick(driver, wishes, &line, &err), RC_OK);
    assert_true(wishes[0] == WISH_NONE && wishes[1] == WISH_NONE && wishes[2] == WISH_NONE);
    driver_free(driver);
}

static void driver__on_tick__refuses_nonsense_whole(void **state)
{
    (void)state;
#define WORDS "it must be \"drain\", \"disable\" or \"enable\""
    static const struct {
        const char *answer;
        const char *error;
    } rows[] = {
        {"7", "mine, line 3: on_tick() answered a number: it must be a table, such as {m2 = "
              "\"drain\"}, or nil"},
        {"{m2 = 'kill'}", "mine, line 3: on_tick() answered m2 = \"kill\": " WORDS},
        {"{m2 = 'drain', m3 = true}", "mine, line 3: on_tick() answered m3 = a boolean: " WORDS},
        {"{m1 = 'drain', zeta = 'drain', m4 = 'drain', m9 = 1}",
         "mine, line 3: on_tick() answered \"m4\": there is no such endpoint"},
        {"{'m2'}", "mine, line 3: on_tick() answered a table whose keys are not all names: write "
                   "{m2 = \"drain\"}"},
        {"{[{}] = 'drain', m8 = 'drain'}",
         "mine, line 3: on_tick() answered a table whose keys are not all names: write {m2 = "
         "\"drain\"}"},
        {"{m1 = 'drain'} .. 1", "mine, line 3: attempt to concatenate a table value"},
        {"(function() while true do end end)()", "mine, line 3: " SPENT},
        /* what it seems to hold, it does not */
        {"setmetatable({}, {__index = function() error('seen') end})", ""},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        char source[200];
        enum policy_wish wishes[3] = {WISH_NONE, WISH_NONE, WISH_NONE};
        int line = 0;
        (void)snprintf(source, sizeof(source),
                       "function pick() end\nfunction on_tick(now_ms, endpoints)\n return %s\nend",
                       rows[i].answer);
        struct driver *driver = make(source, &err);
        enum rc rc = tick(driver, wishes, &line, &err);
        check_error(&err, rows[i].error);
        assert_int_equal(rc, rows[i].error[0] != '\0' ? RC_USAGE : RC_OK);
        assert_true(wishes[0] == WISH_NONE && wishes[1] == WISH_NONE && wishes[2] == WISH_NONE);
        driver_free(driver);
    }
}

/* --- parameters ----------------------------------------------------------------------------- */

static void driver__parameters__become_settings_with_their_lines(void **state)
{
    (void)state;
    struct err err = {0};
    struct driver *driver = make("-- parameters: retry.max\n"
                                 "parameters = {\n"
                                 "  ['retry.max'] = 5, -- hc.fall\n"
                                 "  --[[ hc.rise = 1\n"
                                 "  ]]\n"
                                 "  [\"retry.base\"] = '20ms',\n"
                                 "}\n"
                                 "parameters['hc.fall'] = 3.0\n"
                                 "local name = 'hc.' .. 'rise'\n"
                                 "parameters[name] = '2'\n"
                                 "function pick() end",
                                 &err);
    assert_string_equal(err.text, "");
    static const struct policy_setting expected[] = {
        {"hc.fall", "3", 8}, {"hc.rise", "2", 2}, {"retry.base", "20ms", 6}, {"retry.max", "5", 3}};
    struct policy policy = driver_policy(driver);
    assert_int_equal(policy.setting_count, COUNT_OF(expected));
    for (int i = 0; i < COUNT_OF(expected); i++) {
        assert_string_equal(policy.settings[i].name, expected[i].name);
        assert_string_equal(policy.settings[i].value, expected[i].value);
        assert_int_equal(policy.settings[i].line, expected[i].line);
    }
    driver_free(driver);
}

static void driver__parameters__wrong_ones_are_refused_with_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        const char *error;
        enum rc rc;
    } rows[] = {
        {"parameters = 5",
         "mine, line 2: parameters is a number: it must be a table, such as "
         "{[\"retry.max\"] = 5}",
         RC_USAGE},
        {"parameters = 'retry.max'",
         "mine, line 2: parameters is a string: it must be a table, such as {[\"retry.max\"] = 5}",
         RC_USAGE},
        {"parameters = {5}",
         "mine, line 2: parameters has a value without a name: write {[\"retry.max\"] = 5}",
         RC_USAGE},
        {"parameters = {['retry.max'] = {},\n b = pick}",
         "mine, line 3: parameter b is a function: it must be a text or a number", RC_USAGE},
        {"parameters = {\n['retry.max'] = 0}",
         "mine, line 3: retry.max must be a number from 1 to 100, not \"0\"", RC_RANGE},
        {"parameters = {\n\n['retry.max'] = 2.5}",
         "mine, line 4: retry.max must be a number from 1 to 100, not \"2.5\"", RC_USAGE},
        {"parameters = {['retry.max'] = 0/0}", "retry.max must be a number from 1 to 100, not",
         RC_USAGE},
        {"parameters = {['retry.max'] = true}",
         "mine, line 2: retry.max must be a number from 1 to 100, not \"on\"", RC_USAGE},
        {"parameters = {['retry.base'] = ('9'):rep(9000)}",
         "mine, line 2: retry.base must be a length of time from 0 to 60.0 s, not "
         "\"9999999999999999999999999999999999999999\"",
         RC_RANGE},
        {"parameters = {nothing = 1}", "mine, line 2: a client has no parameter \"nothing\"",
         RC_UNKNOWN},
        {"parameters = {} for i = 1, 65 do parameters['p' .. i] = i end",
         "mine, line 2: parameters has more than 64 values", RC_FULL},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        char source[200];
        (void)snprintf(source, sizeof(source), "function pick() end\n%s", rows[i].source);
        assert_null(make(source, &err));
        assert_int_equal(err.rc, rows[i].rc);
        if (strstr(err.text, rows[i].error) == NULL) {
            fail_msg("%s", err.text);
        }
    }
}

/* --- the file ------------------------------------------------------------------------------- */

static void driver__without_pick__is_refused(void **state)
{
    (void)state;
    struct err err = {0};
    assert_null(make("function pikc() end", &err));
    assert_string_equal(err.text, "mine: there is no function pick(request, endpoints): a driver "
                                  "must say where to go");
}

static void driver__manual__names_every_field_within_80_columns(void **state)
{
    (void)state;
    static const char *const words[] = {
        "pick(request, endpoints)",
        "on_error(error, attempt)",
        "on_unknown(unit)",
        "on_tick(now_ms, endpoints)",
        "parameters = {",
        "  last_ok_ms_ago  ms",
        "  trial_in_ms",
        "  has_key         boolean",
        "  txn_lost",
        "  draining",
        "200000 steps",
    };
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    driver_add_manual(&text);
    for (int i = 0; i < COUNT_OF(words); i++) {
        assert_non_null(strstr(text.data, words[i]));
    }
    for (const char *line = text.data; *line != '\0'; line += strcspn(line, "\n") + 1) {
        if (strcspn(line, "\n") > 80) {
            fail_msg("too wide: %.*s", (int)strcspn(line, "\n"), line);
        }
    }
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(driver__pick__is_given_what_a_program_sees),
        cmocka_unit_test(driver__what_it_is_given__is_kept_as_it_was),
        cmocka_unit_test(driver__pairs__go_through_what_is_known),
        cmocka_unit_test(driver__wrong_answers__are_errors_with_a_line),
        cmocka_unit_test(driver__on_error__is_read_or_refused),
        cmocka_unit_test(driver__on_unknown__is_read_or_refused),
        cmocka_unit_test(driver__on_error_and_on_unknown__are_given_the_facts),
        cmocka_unit_test(driver__on_tick__wishes_for_endpoints),
        cmocka_unit_test(driver__on_tick__refuses_nonsense_whole),
        cmocka_unit_test(driver__parameters__become_settings_with_their_lines),
        cmocka_unit_test(driver__parameters__wrong_ones_are_refused_with_a_line),
        cmocka_unit_test(driver__manual__names_every_field_within_80_columns),
        cmocka_unit_test(driver__without_pick__is_refused),
    };
    return cmocka_run_group_tests_name("driver/driver", tests, NULL, NULL);
}
