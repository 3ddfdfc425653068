/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/form.h"

#include <string.h>

struct world {
    struct buf *out;
    int count;
};

static bool add_value(const void *context, const char *name, const char *words)
{
    const struct world *world = context;
    if (strcmp(name, "who") == 0) {
        buf_addf(world->out, "m2");
        return true;
    }
    assert_string_equal(name, "count");
    buf_addf(world->out, "%d%s%s", world->count, words[0] != '\0' ? " " : "", words);
    return world->count > 0;
}

static void assert_filled(const char *form, int count, const char *expected, bool is_whole)
{
    struct buf out;
    buf_init(&out, 100);
    buf_addf(&out, "then ");
    struct world world = {.out = &out, .count = count};
    assert_true(form_add(&out, form, add_value, &world) == is_whole);
    assert_string_equal(out.data, expected);
    assert_int_equal(out.size, strlen(expected));
    buf_release(&out);
}

static void form__values__stand_where_their_names_are(void **state)
{
    (void)state;
    assert_filled("", 1, "then ", true);
    assert_filled("it waits", 1, "then it waits", true);
    assert_filled("{who} has {count rows}, {count}", 3, "then m2 has 3 rows, 3", true);
    assert_filled("{who}{who}", 0, "then m2m2", true);
}

static void form__no_value__takes_its_brackets_away(void **state)
{
    (void)state;
    assert_filled("{who} waits[ for {count ms}], again", 5, "then m2 waits for 5 ms, again", true);
    assert_filled("{who} waits[ for {count ms}], again", 0, "then m2 waits, again", true);
    assert_filled("[{count} of {who}][, {who}]", 0, "then , m2", true);
    assert_filled("{who} has {count}", 0, "then m2 has 0", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form__values__stand_where_their_names_are),
        cmocka_unit_test(form__no_value__takes_its_brackets_away),
    };
    return cmocka_run_group_tests_name("base/form", tests, NULL, NULL);
}
