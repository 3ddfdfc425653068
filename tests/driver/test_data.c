/* SPDX-License-Identifier: MIT */
/* The drivers and loads that come with the program: they load, are short, and speak our SQL. */
#include "lib/test.h"

#include "driver/driver.h"
#include "driver/load.h"
#include "shell/dialect.h"

#include <stdio.h>

#define DRIVER_LINES_MAX 60

static const char *const loads[] = {"bank",  "counters", "course",         "hot_page",
                                    "mixed", "orders",   "read_elsewhere", "tenants"};

static void read_file(struct buf *out, const char *folder, const char *name)
{
    char path[100];
    char part[512];
    (void)snprintf(path, sizeof(path), "data/%s/%s.lua", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = 0;
    while ((size = fread(part, 1, sizeof(part), file)) > 0) {
        assert_int_equal(buf_add_bytes(out, part, size, NULL), RC_OK);
    }
    (void)fclose(file);
}

static struct driver *new_driver(const char *name)
{
    struct buf source;
    struct driver *driver = NULL;
    struct err err = {0};
    struct rng rng;
    rng_init(&rng, 1);
    buf_init(&source, DRIVER_SIZE_MAX);
    read_file(&source, "drivers", name);
    enum rc rc = driver_new(&driver, name, source.data, source.size, rng, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, RC_OK);
    int lines = 0;
    for (const char *at = source.data; *at != '\0'; at++) {
        lines += *at == '\n' ? 1 : 0;
    }
    assert_true(lines < DRIVER_LINES_MAX);
    assert_memory_equal(source.data, "-- ", 3);
    assert_non_null(strstr(source.data, "What is wrong with it"));
    buf_release(&source);
    return driver;
}

/* Which master a driver chooses of m1 to m3 in these states. */
static int choose(struct driver *driver, const enum endpoint_state states[3], uint64_t unit,
                  int attempt, int last)
{
    struct policy policy = driver_policy(driver);
    struct policy_endpoint endpoints[3];
    for (int i = 0; i < 3; i++) {
        endpoints[i] = (struct policy_endpoint){
            .master = i,
            .state = states[i],
            .errors = states[i] == ENDPOINT_IS_UP ? 0 : 1,
        };
    }
    struct policy_request request = {
        .client = 1, .unit = unit, .attempt = attempt, .last_master = last, .is_write = true};
    int index = 9;
    int line = 0;
    struct err err = {0};
    assert_int_equal(policy.pick(policy.self, &request, endpoints, 3, &index, &line, &err), RC_OK);
    assert_true(line > 0);
    return index;
}

static enum policy_action react(struct driver *driver, enum error_class class)
{
    struct policy policy = driver_policy(driver);
    struct policy_error error = {.class = class, .attempt = 1};
    struct policy_answer answer;
    assert_int_equal(policy.on_error(policy.self, &error, &answer, NULL), RC_OK);
    return answer.action;
}

static const enum endpoint_state all_up[3] = {ENDPOINT_IS_UP, ENDPOINT_IS_UP, ENDPOINT_IS_UP};
static const enum endpoint_state m1_down[3] = {ENDPOINT_IS_DOWN, ENDPOINT_IS_UP, ENDPOINT_IS_UP};

static void driver__single_endpoint__never_moves(void **state)
{
    (void)state;
    struct driver *driver = new_driver("single_endpoint");
    assert_int_equal(choose(driver, all_up, 1, 1, -1), 0);
    assert_int_equal(choose(driver, m1_down, 2, 3, 0), 0);
    assert_int_equal(react(driver, CLASS_CONFLICT), ACTION_RETRY);
    assert_int_equal(react(driver, CLASS_UNKNOWN), ACTION_REPORT);
    driver_free(driver);
}

static void driver__round_robin__alternates_and_repeats_blindly(void **state)
{
    (void)state;
    struct driver *driver = new_driver("round_robin");
    int first = choose(driver, all_up, 1, 1, -1);
    assert_int_equal(choose(driver, all_up, 2, 1, first), (first + 1) % 3);
    assert_int_equal(choose(driver, all_up, 1, 2, first), (first + 1) % 3);
    assert_int_equal(react(driver, CLASS_UNKNOWN), ACTION_RETRY);
    assert_int_equal(react(driver, CLASS_APP), ACTION_REPORT);
    driver_free(driver);
}

static void driver__active_standby__stays_where_it_went(void **state)
{
    (void)state;
    struct driver *driver = new_driver("active_standby");
    assert_int_equal(choose(driver, all_up, 1, 1, -1), 0);
    assert_int_equal(choose(driver, m1_down, 2, 1, 0), 1);
    assert_int_equal(choose(driver, all_up, 3, 1, 1), 1);
    static const enum endpoint_state all_down[3] = {ENDPOINT_IS_DOWN, ENDPOINT_IS_DOWN,
                                                    ENDPOINT_IS_DOWN};
    assert_int_not_equal(choose(driver, all_down, 4, 2, 1), 1);
    assert_int_equal(react(driver, CLASS_UNKNOWN), ACTION_REPORT);
    driver_free(driver);
}

static void check_sql(const char *sql)
{
    struct dialect_statement statement;
    struct err err = {0};
    int error = 0;
    dialect_init(&statement);
    if (dialect_parse(&statement, sql, &error, &err) != RC_OK) {
        print_message("%.80s\n%s\n", sql, err.text);
        fail();
    }
    assert_int_not_equal(statement.kind, DIALECT_EMPTY);
    dialect_release(&statement);
}

/* With its knobs at this end of their ranges it sets up, gives units and judges. */
static void check_knobs(struct load *load, const int64_t *values)
{
    struct err err = {0};
    int count = 0;
    if (load_begin(load, values, &err) != RC_OK) {
        print_message("%s\n", err.text);
        fail();
    }
    for (; load_setup(load, count) != NULL; count++) {
        check_sql(load_setup(load, count));
    }
    assert_true(count > 0);
    for (int k = 1; k <= 20; k++) {
        struct unit_work work;
        assert_int_equal(load_next(load, 1, k, 0, &work, &err), RC_OK);
        for (int s = 0; s < work.count; s++) {
            check_sql(work.statements[s]);
        }
    }
    struct load_counts counts = {.given = 1, .ok = 1};
    const char *row[] = {"1", "1"};
    bool is_right = false;
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    assert_int_equal(load_check(load, row, 2, &counts, &is_right, &text, &err), RC_OK);
    assert_true(text.size > 0 && text.size < 72);
    buf_release(&text);
}

static void check_load(struct load *load)
{
    struct load_facts facts;
    int64_t values[3][LOAD_KNOBS_MAX];
    load_facts(load, &facts);
    assert_true(facts.about[0] != '\0' && strlen(facts.about) <= 76);
    assert_non_null(load_query(load));
    for (int i = 0; i < facts.knob_count; i++) {
        assert_true(facts.knobs[i].about[0] != '\0');
        values[0][i] = facts.knobs[i].low;
        values[1][i] = facts.knobs[i].high;
        values[2][i] = facts.knobs[i].initial;
    }
    for (int i = 0; i < 3; i++) {
        check_knobs(load, values[i]);
    }
}

static void load__each__sets_up_and_gives_units(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(loads); i++) {
        struct buf source;
        struct load *load = NULL;
        struct err err = {0};
        struct rng rng;
        rng_init(&rng, 1);
        buf_init(&source, DRIVER_SIZE_MAX);
        read_file(&source, "loads", loads[i]);
        enum rc rc = load_new(&load, loads[i], source.data, source.size, rng, &err);
        assert_string_equal(err.text, "");
        assert_int_equal(rc, RC_OK);
        check_load(load);
        load_free(load);
        buf_release(&source);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(driver__single_endpoint__never_moves),
        cmocka_unit_test(driver__round_robin__alternates_and_repeats_blindly),
        cmocka_unit_test(driver__active_standby__stays_where_it_went),
        cmocka_unit_test(load__each__sets_up_and_gives_units),
    };
    return cmocka_run_group_tests_name("driver/data", tests, NULL, NULL);
}
