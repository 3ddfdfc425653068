/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "cluster/place.h"

static void place__every_number__has_a_kind_and_an_index(void **state)
{
    (void)state;
    int counts[] = {AZS_MAX + 1, MASTERS_MAX, COPIES_MAX, RESOLVERS_MAX, CLIENTS_MAX};
    place_id place = 0;
    for (int kind = 0; kind < COUNT_OF(counts); kind++) {
        for (int index = 0; index < counts[kind]; index++, place++) {
            assert_int_equal(place_kind(place), kind);
            assert_int_equal(place_index(place), index);
        }
    }
    assert_int_equal(place, PLACES_MAX);
}

static void place__order__is_az_master_copy_resolver_client(void **state)
{
    (void)state;
    assert_int_equal(place_az(0), 0);
    assert_true(place_az(AZ_OFFICE) < place_master(0));
    assert_true(place_master(MASTERS_MAX - 1) < place_copy(0));
    assert_true(place_copy(COPIES_MAX - 1) < place_resolver(0));
    assert_true(place_resolver(RESOLVERS_MAX - 1) < place_client(0));
}

static void place__name__is_what_the_screen_shows(void **state)
{
    (void)state;
    char name[PLACE_NAME_SIZE];
    assert_string_equal(place_name(place_az(1), name), "AZ b");
    assert_string_equal(place_name(place_az(AZ_OFFICE), name), "the office");
    assert_string_equal(place_name(place_master(3), name), "m4");
    assert_string_equal(place_name(place_copy(0), name), "a1");
    assert_string_equal(place_name(place_copy(5), name), "c2");
    assert_string_equal(place_name(place_resolver(2), name), "resolver c");
    assert_string_equal(place_name(place_client(CLIENTS_MAX - 1), name), "@64");
}

static void place__parse__reads_what_a_person_types(void **state)
{
    (void)state;
    const struct {
        const char *text;
        place_id place;
    } cases[] = {
        {"m2", place_master(1)},         {"b1", place_copy(2)},
        {"@3", place_client(2)},         {"b", place_az(1)},
        {"az b", place_az(1)},           {"d", place_az(3)},
        {"office", place_az(AZ_OFFICE)}, {"@64", place_client(63)},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        place_id place = PLACE_NONE;
        assert_int_equal(place_parse(&place, cases[i].text, NULL), RC_OK);
        assert_int_equal(place, cases[i].place);
    }
}

static void place__parse_nonsense__says_what_there_is(void **state)
{
    (void)state;
    const char *bad[] = {"",   "m",  "m0",  "m5", "m2x", "e",   "d1",
                         "a3", "@0", "@65", "2",  "az",  "\xff"};
    for (int i = 0; i < COUNT_OF(bad); i++) {
        struct err err = {0};
        place_id place = 0;
        assert_int_equal(place_parse(&place, bad[i], &err), RC_UNKNOWN);
        assert_int_equal(place, PLACE_NONE);
    }
    struct err err = {0};
    place_id place = 0;
    assert_int_equal(place_parse(&place, "m5", &err), RC_UNKNOWN);
    assert_string_equal(err.text,
                        "there is no place \"m5\": a master is m1 to m4, an AZ a to d or office, a "
                        "storage copy a1 to c2, a client @1 to @64");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(place__every_number__has_a_kind_and_an_index),
        cmocka_unit_test(place__order__is_az_master_copy_resolver_client),
        cmocka_unit_test(place__name__is_what_the_screen_shows),
        cmocka_unit_test(place__parse__reads_what_a_person_types),
        cmocka_unit_test(place__parse_nonsense__says_what_there_is),
    };
    return cmocka_run_group_tests_name("cluster/place", tests, NULL, NULL);
}
