/* SPDX-License-Identifier: MIT */
#include "lib/sql_world.h"
#include "lib/test.h"

#include "cluster/dns.h"

/* Which masters a name means to a client over and over, as bits. */
static uint32_t drawn(struct sql_world *world, int client, int endpoint, int times)
{
    uint32_t masters = 0;
    for (int i = 0; i < times; i++) {
        sim_us age = -1;
        int master = cluster_resolve(world->cluster, client, endpoint, &age);
        masters |= master >= 0 ? UINT32_C(1) << master : 0;
        assert_int_equal(age, 0);
        sql_advance(world, 6 * US_PER_S);
    }
    return masters;
}

static void dns__cluster__means_any_master_that_is_online(void **state)
{
    (void)state;
    struct sql_world world;
    sql_world_init(&world, 3, 1);
    int client = sql_client(&world, 0);
    assert_int_equal(drawn(&world, client, ENDPOINT_CLUSTER, 20), 7);
    assert_int_equal(cluster_kill(world.cluster, place_master(1), NULL), RC_OK);
    assert_int_equal(drawn(&world, client, ENDPOINT_CLUSTER, 20), 5);
    cluster_heal(world.cluster);
    sql_advance(&world, 30 * US_PER_S);
    sql_world_release(&world);
}

static void dns__custom__means_its_members_online_or_not(void **state)
{
    (void)state;
    struct sql_world world;
    struct err err = {0};
    int endpoint = 0;
    sql_world_init(&world, 3, 1);
    int client = sql_client(&world, 0);
    assert_int_equal(cluster_add_endpoint(world.cluster, "both", 6, &err), RC_OK);
    assert_int_equal(cluster_find_endpoint(world.cluster, "both", &endpoint, &err), RC_OK);
    assert_int_equal(cluster_kill(world.cluster, place_master(1), NULL), RC_OK);
    assert_int_equal(drawn(&world, client, endpoint, 20), 6);
    cluster_remove_endpoint(world.cluster, endpoint);
    assert_int_equal(cluster_find_endpoint(world.cluster, "both", &endpoint, &err), RC_UNKNOWN);
    cluster_heal(world.cluster);
    sql_advance(&world, 30 * US_PER_S);
    sql_world_release(&world);
}

static void dns__answer__is_kept_for_a_while_though_its_master_died(void **state)
{
    (void)state;
    struct sql_world world;
    sim_us age = 0;
    sql_world_init(&world, 2, 1);
    int client = sql_client(&world, 0);
    int master = cluster_resolve(world.cluster, client, ENDPOINT_CLUSTER, &age);
    assert_int_equal(cluster_kill(world.cluster, place_master(master), NULL), RC_OK);
    sql_advance(&world, 4 * US_PER_S);
    assert_int_equal(cluster_resolve(world.cluster, client, ENDPOINT_CLUSTER, &age), master);
    assert_int_equal(age, 4 * US_PER_S);
    sql_advance(&world, 2 * US_PER_S);
    assert_int_equal(cluster_resolve(world.cluster, client, ENDPOINT_CLUSTER, &age), 1 - master);
    cluster_heal(world.cluster);
    sql_advance(&world, 30 * US_PER_S);
    sql_world_release(&world);
}

static void dns__ninth_custom_endpoint__is_refused(void **state)
{
    (void)state;
    struct sql_world world;
    struct err err = {0};
    sql_world_init(&world, 2, 1);
    for (int i = 0; i < CUSTOM_ENDPOINTS_MAX; i++) {
        char name[] = "e?";
        name[1] = (char)('a' + i);
        assert_int_equal(cluster_add_endpoint(world.cluster, name, 3, &err), RC_OK);
    }
    assert_int_equal(cluster_add_endpoint(world.cluster, "more", 3, &err), RC_FULL);
    assert_string_equal(err.text, "there are 8 custom endpoints already");
    sql_world_release(&world);
}

/* What a client is told of an endpoint over the next 20 s, a digit a second. */
static void told(struct sql_world *world, int client, int endpoint, char *out)
{
    for (int i = 0; i < 20; i++) {
        sim_us age = 0;
        out[i] = (char)('1' + cluster_resolve(world->cluster, client, endpoint, &age));
        sql_advance(world, US_PER_S);
    }
    out[20] = '\0';
}

static void dns__saved_and_loaded__names_answers_and_chance_are_back(void **state)
{
    (void)state;
    struct sql_world world;
    struct buf saved;
    struct err err = {0};
    int endpoint = 0;
    sim_us age = 0;
    char first[21];
    char again[21];
    sql_world_init(&world, 3, 1);
    buf_init(&saved, BUF_CAP_STATE);
    int client = sql_client(&world, 0);
    assert_int_equal(cluster_add_endpoint(world.cluster, "both", 6, &err), RC_OK);
    assert_int_equal(cluster_find_endpoint(world.cluster, "both", &endpoint, &err), RC_OK);
    (void)cluster_resolve(world.cluster, client, endpoint, &age);
    sql_advance(&world, 2 * US_PER_S);
    cluster_save(&saved, world.cluster);
    told(&world, client, endpoint, first);
    cluster_remove_endpoint(world.cluster, endpoint);
    struct unpack in = unpack_start(saved.data, saved.size);
    assert_int_equal(cluster_load(world.cluster, &in, &err), RC_OK);
    assert_string_equal(cluster_endpoint_name(world.cluster, endpoint), "both");
    (void)cluster_resolve(world.cluster, client, endpoint, &age);
    assert_int_equal(age, 2 * US_PER_S);
    told(&world, client, endpoint, again);
    assert_string_equal(first, again);
    assert_non_null(strchr(first, '2'));
    assert_non_null(strchr(first, '3'));
    buf_release(&saved);
    sql_world_release(&world);
}

static void dns__damaged_bytes__are_refused(void **state)
{
    (void)state;
    static const struct dns broken[] = {
        {.answers[0] = {.endpoint = ENDPOINT_CUSTOM + CUSTOM_ENDPOINTS_MAX}},
        {.answers[3] = {.endpoint = -1}},
        {.answers[CLIENTS_MAX - 1] = {.endpoint = ENDPOINT_CLUSTER, .master = MASTERS_MAX}},
        {.answers[1] = {.endpoint = ENDPOINT_CLUSTER, .master = -1}},
        {.custom[1] = {.name = "both", .members = UINT32_C(1) << MASTERS_MAX}},
    };
    for (int i = 0; i <= COUNT_OF(broken); i++) {
        struct dns dns = broken[i % COUNT_OF(broken)];
        struct buf saved;
        if (i == COUNT_OF(broken)) {
            dns = (struct dns){0};
            (void)memset(dns.custom[0].name, 'x', sizeof dns.custom[0].name);
        }
        buf_init(&saved, BUF_CAP_STATE);
        dns_save(&saved, &dns);
        struct unpack in = unpack_start(saved.data, saved.size);
        dns_load(&dns, &in);
        assert_true(in.damaged);
        assert_int_equal(dns.answers[CLIENTS_MAX - 1].master, 0);
        assert_int_equal(dns.custom[1].members, 0);
        buf_release(&saved);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dns__cluster__means_any_master_that_is_online),
        cmocka_unit_test(dns__custom__means_its_members_online_or_not),
        cmocka_unit_test(dns__answer__is_kept_for_a_while_though_its_master_died),
        cmocka_unit_test(dns__ninth_custom_endpoint__is_refused),
        cmocka_unit_test(dns__saved_and_loaded__names_answers_and_chance_are_back),
        cmocka_unit_test(dns__damaged_bytes__are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
