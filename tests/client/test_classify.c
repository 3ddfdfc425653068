/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/classify.h"

static void classify__each_error__has_its_class(void **state)
{
    (void)state;
    static const struct {
        int code;
        enum moment moment;
        enum error_class class;
        bool counts;
        enum policy_action action;
    } rows[] = {
        {1213, MOMENT_INSIDE, CLASS_CONFLICT, false, ACTION_RETRY},
        {1213, MOMENT_COMMIT, CLASS_CONFLICT, false, ACTION_RETRY},
        {1205, MOMENT_WRITE, CLASS_LOCK_WAIT, false, ACTION_RETRY},
        {1290, MOMENT_WRITE, CLASS_NOT_WRITABLE, true, ACTION_RETRY},
        {1106, MOMENT_COMMIT, CLASS_NO_QUORUM, false, ACTION_RETRY},
        {1109, MOMENT_READ, CLASS_NO_QUORUM, false, ACTION_RETRY},
        {1568, MOMENT_INSIDE, CLASS_APP, false, ACTION_REPORT},
        {2003, MOMENT_CONNECT, CLASS_CONNECTION, true, ACTION_RETRY},
        {0, MOMENT_CONNECT, CLASS_CONNECTION, true, ACTION_RETRY},
        {0, MOMENT_READ, CLASS_CONNECTION, true, ACTION_RETRY},
        {2013, MOMENT_INSIDE, CLASS_TXN_LOST, true, ACTION_RETRY},
        {2013, MOMENT_COMMIT, CLASS_UNKNOWN, true, ACTION_REPORT},
        {2013, MOMENT_WRITE, CLASS_UNKNOWN, true, ACTION_REPORT},
        {0, MOMENT_WRITE, CLASS_UNKNOWN, true, ACTION_REPORT},
        {2006, MOMENT_WRITE, CLASS_CONNECTION, true, ACTION_RETRY},
        {2006, MOMENT_COMMIT, CLASS_TXN_LOST, true, ACTION_RETRY},
        {1062, MOMENT_WRITE, CLASS_DUPLICATE, false, ACTION_REPORT},
        {1146, MOMENT_WRITE, CLASS_APP, false, ACTION_REPORT},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        enum error_class class = classify(rows[i].code, rows[i].moment);
        assert_int_equal(class, rows[i].class);
        assert_int_equal(class_counts_against_host(class), rows[i].counts);
        assert_int_equal(class_action(class), rows[i].action);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(classify__each_error__has_its_class)};
    return cmocka_run_group_tests_name("client/classify", tests, NULL, NULL);
}
