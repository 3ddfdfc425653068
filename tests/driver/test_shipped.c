/* SPDX-License-Identifier: MIT */
/* The drivers that come with the program: what each picks in the situations it is for. */
#include "lib/test.h"

#include "driver/driver.h"

#include <glob.h>
#include <stdio.h>

#define LINES_MAX 60

static const char *const names[] = {
    "active_standby", "az_affinity", "careful",   "fastest",         "least_connections",
    "random",         "round_robin", "shard_map", "single_endpoint", "weighted",
};

static void read_file(struct buf *out, const char *name)
{
    char path[100];
    char part[512];
    (void)snprintf(path, sizeof(path), "data/drivers/%s.lua", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = 0;
    while ((size = fread(part, 1, sizeof(part), file)) > 0) {
        assert_int_equal(buf_add_bytes(out, part, size, NULL), RC_OK);
    }
    (void)fclose(file);
}

/* --- a situation ------------------------------------------------------------------------------ */

/* A driver, and what it is told next; each test changes what it is about. */
struct desk {
    struct driver *driver; /* owned */
    struct policy policy;
    struct policy_endpoint endpoints[4]; /* m1 to m4, one in each AZ, all UP */
    struct policy_request request;       /* of a client in AZ b, about to write */
};

static void sit_down(struct desk *desk, const char *name)
{
    struct buf source;
    struct err err = {0};
    struct rng rng;
    rng_init(&rng, 1);
    buf_init(&source, DRIVER_SIZE_MAX);
    read_file(&source, name);
    *desk = (struct desk){0};
    enum rc rc = driver_new(&desk->driver, name, source.data, source.size, rng, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, RC_OK);
    buf_release(&source);
    desk->policy = driver_policy(desk->driver);
    desk->request = (struct policy_request){
        .client = 1, .az = 1, .unit = 1, .attempt = 1, .last_master = -1, .is_write = true};
    for (int i = 0; i < 4; i++) {
        desk->endpoints[i] = (struct policy_endpoint){.master = i,
                                                      .az = i,
                                                      .same_az = i == 1,
                                                      .state = ENDPOINT_IS_UP,
                                                      .weight = 1,
                                                      .warm = 100,
                                                      .latency = -1,
                                                      .lag = -1,
                                                      .last_ok = -1,
                                                      .trial_at = -1};
    }
}

static void stand_up(struct desk *desk)
{
    driver_free(desk->driver);
}

/* The master that is picked, 1..; 0: none. It is where the last unit went from then on. */
static int pick(struct desk *desk)
{
    int index = 9;
    int line = 0;
    struct err err = {0};
    enum rc rc = desk->policy.pick(desk->policy.self, &desk->request, desk->endpoints, 4, &index,
                                   &line, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, RC_OK);
    assert_true(line > 0);
    desk->request.last_master = index >= 0 ? index : desk->request.last_master;
    return index + 1;
}

static int pick_unit(struct desk *desk, uint64_t unit, int attempt)
{
    desk->request.unit = unit;
    desk->request.attempt = attempt;
    return pick(desk);
}

static void set_state(struct desk *desk, int master, enum endpoint_state state)
{
    desk->endpoints[master - 1].state = state;
}

static enum policy_action react(struct desk *desk, enum error_class class, int attempt,
                                sim_us *wait)
{
    struct policy_error error = {.class = class,
                                 .attempt = attempt,
                                 .master = desk->request.last_master,
                                 .now = desk->request.now};
    struct policy_answer answer;
    struct err err = {0};
    enum rc rc = desk->policy.on_error(desk->policy.self, &error, &answer, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, RC_OK);
    if (wait != NULL) {
        *wait = answer.wait;
    }
    return answer.action;
}

static enum policy_action wonder(struct desk *desk, bool has_key, int probes)
{
    struct policy_unknown unknown = {.attempt = 1, .has_key = has_key, .probes = probes};
    struct policy_answer answer;
    struct err err = {0};
    enum rc rc = desk->policy.on_unknown(desk->policy.self, &unknown, &answer, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, RC_OK);
    return answer.action;
}

static void tick(struct desk *desk, sim_us now)
{
    enum policy_wish wishes[4] = {WISH_NONE, WISH_NONE, WISH_NONE, WISH_NONE};
    int line = 0;
    struct err err = {0};
    desk->request.now = now;
    enum rc rc =
        desk->policy.on_tick(desk->policy.self, now, desk->endpoints, 4, wishes, &line, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, RC_OK);
}

/* --- each of them ----------------------------------------------------------------------------- */

/* One more of the folder is to be tried, too. */
static void shipped__names__are_those_of_the_folder(void **state)
{
    glob_t found;
    (void)state;
    assert_int_equal(glob("data/drivers/*.lua", 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, COUNT_OF(names));
    for (int i = 0; i < COUNT_OF(names); i++) {
        char path[100];
        (void)snprintf(path, sizeof(path), "data/drivers/%s.lua", names[i]);
        assert_string_equal(found.gl_pathv[i], path);
    }
    globfree(&found);
}

static void shipped__each__is_short_and_says_what_is_wrong_with_it(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(names); i++) {
        struct buf source;
        int lines = 0;
        buf_init(&source, DRIVER_SIZE_MAX);
        read_file(&source, names[i]);
        for (const char *at = source.data; *at != '\0'; at += strcspn(at, "\n") + 1) {
            lines++;
            if (strcspn(at, "\n") > 90) {
                fail_msg("%s, line %d is too wide to be read in class", names[i], lines);
            }
        }
        assert_true(lines < LINES_MAX);
        assert_memory_equal(source.data, "-- ", 3);
        assert_memory_equal(source.data + 3, names[i], strlen(names[i]));
        assert_non_null(strstr(source.data, "What it is for: "));
        assert_non_null(strstr(source.data, "What is wrong with it:"));
        buf_release(&source);
    }
}

/* Whatever the states are, it answers a master that is there or nil, and never fails. */
static void shipped__each__answers_in_every_situation(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 7);
    for (int i = 0; i < COUNT_OF(names); i++) {
        struct desk desk;
        sit_down(&desk, names[i]);
        for (uint64_t unit = 1; unit <= 500; unit++) {
            for (int m = 0; m < 4; m++) {
                struct policy_endpoint *endpoint = &desk.endpoints[m];
                endpoint->state = (enum endpoint_state)rng_between(&rng, 0, 7);
                endpoint->errors = (int)rng_between(&rng, 0, 3);
                endpoint->weight = (int)rng_between(&rng, 0, 3);
                endpoint->warm = (int)rng_between(&rng, 0, 100);
                endpoint->in_use = (int)rng_between(&rng, 0, 3);
                endpoint->latency = rng_between(&rng, -1, 5000);
                endpoint->is_read_only = rng_between(&rng, 0, 9) == 0;
            }
            desk.request.now += 100000;
            desk.request.has_shard = rng_between(&rng, 0, 1) == 1;
            desk.request.shard = rng_between(&rng, -3, 9);
            desk.request.table = rng_between(&rng, 0, 1) == 1 ? "orders" : NULL;
            (void)pick_unit(&desk, unit, (int)rng_between(&rng, 1, 3));
            (void)react(&desk, (enum error_class)rng_between(&rng, 1, CLASS_APP), 1, NULL);
            if (desk.policy.on_unknown != NULL) {
                (void)wonder(&desk, unit % 2 == 0, (int)(unit % 3));
            }
            if (desk.policy.on_tick != NULL) {
                tick(&desk, desk.request.now);
            }
        }
        stand_up(&desk);
    }
}

/* But for round_robin, whose fault it is, nobody repeats what may have been committed. */
static void shipped__each__reports_what_cannot_be_repeated(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(names); i++) {
        struct desk desk;
        sit_down(&desk, names[i]);
        bool is_blind = strcmp(names[i], "round_robin") == 0;
        (void)pick(&desk);
        assert_int_equal(react(&desk, CLASS_APP, 1, NULL), ACTION_REPORT);
        assert_int_equal(react(&desk, CLASS_DUPLICATE, 1, NULL), ACTION_REPORT);
        assert_int_equal(react(&desk, CLASS_UNKNOWN, 1, NULL),
                         is_blind ? ACTION_RETRY : ACTION_REPORT);
        assert_int_equal(react(&desk, CLASS_CONFLICT, 1, NULL), ACTION_RETRY);
        if (desk.policy.on_unknown != NULL) {
            assert_int_equal(wonder(&desk, false, 0), is_blind ? ACTION_RETRY : ACTION_REPORT);
        }
        stand_up(&desk);
    }
}

static void shipped__single_endpoint__never_moves(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, "single_endpoint");
    assert_int_equal(pick(&desk), 1);
    set_state(&desk, 1, ENDPOINT_IS_DOWN);
    assert_int_equal(pick_unit(&desk, 2, 5), 1);
    stand_up(&desk);
}

static void shipped__round_robin__takes_turns_and_is_blind(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, "round_robin");
    set_state(&desk, 3, ENDPOINT_IS_DOWN);
    for (uint64_t unit = 1; unit < 9; unit++) {
        assert_int_equal(pick_unit(&desk, unit, 1), unit % 4 + 1);
    }
    assert_int_equal(pick_unit(&desk, 2, 2), 4);
    sim_us wait = -1;
    assert_int_equal(react(&desk, CLASS_CONFLICT, 1, &wait), ACTION_RETRY);
    assert_int_equal(wait, 0);
    stand_up(&desk);
}

static void shipped__random__goes_everywhere_alike(void **state)
{
    (void)state;
    struct desk desk;
    int times[5] = {0};
    sit_down(&desk, "random");
    for (int i = 0; i < 1000; i++) {
        times[pick(&desk)]++;
    }
    for (int m = 1; m <= 4; m++) {
        assert_true(times[m] > 200 && times[m] < 300);
    }
    stand_up(&desk);
}

static void shipped__weighted__shares_by_weight_and_warmth(void **state)
{
    (void)state;
    struct desk desk;
    static const int order[] = {1, 2, 1, 3, 2, 1}; /* spread out */
    sit_down(&desk, "weighted");
    desk.endpoints[0].weight = 3;
    desk.endpoints[1].weight = 2;
    set_state(&desk, 4, ENDPOINT_IS_DOWN);
    for (int i = 0; i < 12; i++) {
        assert_int_equal(pick(&desk), order[i % 6]);
    }
    set_state(&desk, 4, ENDPOINT_IS_WARMING); /* a tenth of its share */
    desk.endpoints[3].weight = 4;
    desk.endpoints[3].warm = 10;
    int times[5] = {0};
    for (int i = 0; i < 640; i++) {
        times[pick(&desk)]++;
    }
    assert_int_equal(times[1], 300);
    assert_int_equal(times[2], 200);
    assert_int_equal(times[4], 40);
    for (int m = 1; m <= 4; m++) {
        set_state(&desk, m, ENDPOINT_IS_DRAINING);
    }
    assert_int_equal(pick(&desk), 0);
    stand_up(&desk);
}

static void shipped__least_connections__avoids_who_is_busy(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, "least_connections");
    desk.endpoints[0].in_use = 3;
    desk.endpoints[1].in_use = 1;
    desk.endpoints[1].waiting = 2;
    desk.endpoints[2].in_use = 2;
    desk.endpoints[3].in_use = 4;
    assert_int_equal(pick(&desk), 3);
    set_state(&desk, 3, ENDPOINT_IS_DOWN); /* and nothing is in use there any more */
    desk.endpoints[2].in_use = 0;
    assert_true(pick(&desk) != 3);
    desk.endpoints[0].in_use = desk.endpoints[1].waiting = 0;
    desk.endpoints[1].in_use = desk.endpoints[3].in_use = 0;
    int times[5] = {0};
    for (uint64_t unit = 1; unit <= 300; unit++) {
        times[pick_unit(&desk, unit, 1)]++;
    }
    assert_true(times[1] > 60 && times[2] > 60 && times[3] == 0 && times[4] > 60);
    stand_up(&desk);
}

static void shipped__fastest__finds_it_and_looks_again(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, "fastest");
    for (int m = 0; m < 4; m++) {
        desk.endpoints[m].latency = 2000 - 100 * m;
    }
    desk.endpoints[1].latency = 500;
    assert_int_equal(pick(&desk), 2);
    desk.endpoints[1].latency = 90000; /* slow, but not dead */
    assert_int_equal(pick_unit(&desk, 2, 1), 4);
    desk.endpoints[2].latency = -1; /* never measured */
    assert_int_equal(pick_unit(&desk, 3, 1), 3);
    desk.endpoints[2].latency = 1000;
    int times[5] = {0};
    for (uint64_t unit = 1; unit <= 4000; unit++) {
        times[pick_unit(&desk, unit, 1)]++;
    }
    assert_true(times[3] > 3800 && times[1] > 30 && times[2] > 30 && times[4] > 30);
    set_state(&desk, 3, ENDPOINT_IS_DOWN);
    assert_int_equal(pick_unit(&desk, 1, 1), 4);
    stand_up(&desk);
}

static void shipped__active_standby__stays_where_it_went(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, "active_standby");
    assert_int_equal(pick(&desk), 1);
    set_state(&desk, 1, ENDPOINT_IS_DOWN);
    assert_int_equal(pick(&desk), 2);
    set_state(&desk, 1, ENDPOINT_IS_UP);
    assert_int_equal(pick(&desk), 2);
    set_state(&desk, 2, ENDPOINT_IS_DRAINING);
    assert_int_equal(pick(&desk), 1);
    for (int m = 1; m <= 4; m++) {
        set_state(&desk, m, ENDPOINT_IS_DOWN);
    }
    assert_int_not_equal(pick(&desk), 1);
    stand_up(&desk);
}

static void shipped__az_affinity__stays_in_its_az(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, "az_affinity");
    assert_int_equal(pick(&desk), 2);
    set_state(&desk, 2, ENDPOINT_IS_DOWN);
    int away = pick(&desk);
    assert_true(away != 2 && away != 0);
    desk.request.client = 2; /* another of the same AZ goes elsewhere */
    assert_int_not_equal(pick(&desk), away);
    set_state(&desk, 2, ENDPOINT_IS_SUSPECT);
    assert_int_not_equal(pick(&desk), 2);
    set_state(&desk, 2, ENDPOINT_IS_UP);
    assert_int_equal(pick(&desk), 2);
    for (int m = 1; m <= 4; m++) {
        set_state(&desk, m, ENDPOINT_IS_DISABLED);
    }
    assert_int_equal(pick(&desk), 0);
    stand_up(&desk);
}

static void shipped__shard_map__gives_each_part_one_owner(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, "shard_map");
    desk.request.has_shard = true;
    for (int part = 0; part < 12; part++) {
        desk.request.shard = part;
        desk.request.client = part + 1; /* no matter who asks */
        assert_int_equal(pick(&desk), part % 4 + 1);
    }
    desk.request.shard = 6;
    set_state(&desk, 3, ENDPOINT_IS_DOWN);
    assert_int_equal(pick(&desk), 4); /* its stand-in */
    set_state(&desk, 3, ENDPOINT_IS_TRIAL);
    assert_int_equal(pick(&desk), 4);
    set_state(&desk, 3, ENDPOINT_IS_UP);
    assert_int_equal(pick(&desk), 3);
    desk.request.has_shard = false;
    desk.request.table = "orders";
    assert_int_equal(pick(&desk), 1);
    stand_up(&desk);
}

/* --- careful ---------------------------------------------------------------------------------- */

static void shipped__careful__asks_for_keys_and_looks_for_them(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, "careful");
    bool has_keys = false;
    for (int i = 0; i < desk.policy.setting_count; i++) {
        const struct policy_setting *setting = &desk.policy.settings[i];
        has_keys = has_keys || (strcmp(setting->name, "unit.keys") == 0 &&
                                strcmp(setting->value, "on") == 0 && setting->line > 0);
    }
    assert_true(has_keys);
    assert_int_equal(wonder(&desk, true, 0), ACTION_PROBE);
    assert_int_equal(wonder(&desk, true, 1), ACTION_PROBE);
    assert_int_equal(wonder(&desk, true, 2), ACTION_RETRY); /* under the same key */
    assert_int_equal(wonder(&desk, false, 9), ACTION_REPORT);
    stand_up(&desk);
}

static void shipped__careful__conflict__same_master_after_a_pause(void **state)
{
    (void)state;
    struct desk desk;
    sim_us wait = 0;
    sit_down(&desk, "careful");
    assert_int_equal(pick(&desk), 1); /* home, of all clients */
    assert_int_equal(react(&desk, CLASS_CONFLICT, 1, &wait), ACTION_RETRY);
    assert_int_equal(wait, -1); /* as retry.* says */
    assert_int_equal(pick_unit(&desk, 1, 2), 1);
    assert_int_equal(react(&desk, CLASS_LOCK_WAIT, 1, NULL), ACTION_RETRY);
    assert_int_equal(react(&desk, CLASS_LOCK_WAIT, 3, NULL), ACTION_REPORT);
    assert_int_equal(react(&desk, CLASS_NO_QUORUM, 1, &wait), ACTION_RETRY);
    assert_int_equal(pick_unit(&desk, 1, 2), 1);
    stand_up(&desk);
}

static void shipped__careful__lost_connection__elsewhere_at_once(void **state)
{
    (void)state;
    static const enum error_class classes[] = {CLASS_CONNECTION, CLASS_TXN_LOST,
                                               CLASS_NOT_WRITABLE};
    for (int i = 0; i < COUNT_OF(classes); i++) {
        struct desk desk;
        sim_us wait = -1;
        sit_down(&desk, "careful");
        desk.request.now = 5000000;
        assert_int_equal(pick(&desk), 1);
        assert_int_equal(react(&desk, classes[i], 1, &wait), ACTION_RETRY);
        assert_int_equal(wait, 0);
        assert_int_equal(pick_unit(&desk, 1, 2), 2); /* though m1 still looks UP */
        desk.request.now += 2000000;
        assert_int_equal(pick_unit(&desk, 2, 1), 2); /* and there it stays */
        stand_up(&desk);
    }
}

static void shipped__careful__goes_home_calmly(void **state)
{
    (void)state;
    struct desk desk;
    sit_down(&desk, "careful");
    assert_int_equal(pick(&desk), 1);
    static const enum endpoint_state gone[] = {ENDPOINT_IS_DOWN, ENDPOINT_IS_TRIAL,
                                               ENDPOINT_IS_DRAINING, ENDPOINT_IS_DISABLED};
    for (int i = 0; i < COUNT_OF(gone); i++) {
        set_state(&desk, 1, gone[i]);
        tick(&desk, (sim_us)i * 1000000);
        assert_int_equal(pick(&desk), 2);
    }
    set_state(&desk, 1, ENDPOINT_IS_UP);
    for (int second = 10; second < 25; second++) {
        tick(&desk, second * 1000000LL);
        assert_int_equal(pick(&desk), 2);
    }
    set_state(&desk, 1, ENDPOINT_IS_SUSPECT); /* not well: it begins anew */
    tick(&desk, 25000000);
    set_state(&desk, 1, ENDPOINT_IS_UP);
    for (int second = 26; second < 41; second++) {
        tick(&desk, second * 1000000LL);
        assert_int_equal(pick(&desk), 2);
    }
    tick(&desk, 41000000);
    assert_int_equal(pick(&desk), 1);
    for (int m = 1; m <= 4; m++) {
        set_state(&desk, m, ENDPOINT_IS_DOWN);
    }
    assert_int_equal(pick(&desk), 0); /* nobody is well: it waits */
    stand_up(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped__names__are_those_of_the_folder),
        cmocka_unit_test(shipped__each__is_short_and_says_what_is_wrong_with_it),
        cmocka_unit_test(shipped__each__answers_in_every_situation),
        cmocka_unit_test(shipped__each__reports_what_cannot_be_repeated),
        cmocka_unit_test(shipped__single_endpoint__never_moves),
        cmocka_unit_test(shipped__round_robin__takes_turns_and_is_blind),
        cmocka_unit_test(shipped__random__goes_everywhere_alike),
        cmocka_unit_test(shipped__weighted__shares_by_weight_and_warmth),
        cmocka_unit_test(shipped__least_connections__avoids_who_is_busy),
        cmocka_unit_test(shipped__fastest__finds_it_and_looks_again),
        cmocka_unit_test(shipped__active_standby__stays_where_it_went),
        cmocka_unit_test(shipped__az_affinity__stays_in_its_az),
        cmocka_unit_test(shipped__shard_map__gives_each_part_one_owner),
        cmocka_unit_test(shipped__careful__asks_for_keys_and_looks_for_them),
        cmocka_unit_test(shipped__careful__conflict__same_master_after_a_pause),
        cmocka_unit_test(shipped__careful__lost_connection__elsewhere_at_once),
        cmocka_unit_test(shipped__careful__goes_home_calmly),
    };
    return cmocka_run_group_tests_name("driver/shipped", tests, NULL, NULL);
}
