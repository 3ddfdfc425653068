/* SPDX-License-Identifier: MIT */
#include "client/classify.h"

#include "store/rows.h"

enum error_class classify(int code, enum moment moment)
{
    static const struct {
        int code;
        enum error_class class;
    } plain[] = {
        {SQL_CONFLICT, CLASS_CONFLICT},         {SQL_LOCK_WAIT, CLASS_LOCK_WAIT},
        {SQL_TABLE_READ_ONLY, CLASS_LOCK_WAIT}, {SQL_DDL_REFUSED, CLASS_NO_QUORUM},
        {SQL_DDL_UNSURE, CLASS_UNKNOWN},        {SQL_READ_ONLY, CLASS_NOT_WRITABLE},
        {SQL_NO_QUORUM, CLASS_NO_QUORUM},       {SQL_CANNOT_CONNECT, CLASS_CONNECTION},
        {SQL_DUPLICATE_KEY, CLASS_DUPLICATE},   {SQL_NO_READ_POINT, CLASS_NO_QUORUM},
    };
    for (int i = 0; i < COUNT_OF(plain); i++) {
        if (plain[i].code == code) {
            return plain[i].class;
        }
    }
    if (code != 0 && code != SQL_GONE_AWAY && code != SQL_LOST) {
        return CLASS_APP;
    }
    /* Silence or a reset: what it means depends on what was under way. 2006 says that the
     * connection had ended before: nothing was sent. */
    if (moment == MOMENT_INSIDE || (moment == MOMENT_COMMIT && code == SQL_GONE_AWAY)) {
        return CLASS_TXN_LOST;
    }
    bool was_sent = code != SQL_GONE_AWAY;
    bool is_in_flight = moment == MOMENT_COMMIT || moment == MOMENT_WRITE;
    return was_sent && is_in_flight ? CLASS_UNKNOWN : CLASS_CONNECTION;
}

static const struct {
    bool counts_against_host;
    enum policy_action action;
    bool waits;
} rules[CLASS_COUNT] = {
    [CLASS_NONE] = {false, ACTION_REPORT, false},
    [CLASS_CONFLICT] = {false, ACTION_RETRY, true},
    [CLASS_LOCK_WAIT] = {false, ACTION_RETRY, true},
    [CLASS_NOT_WRITABLE] = {true, ACTION_RETRY, false},
    [CLASS_NO_QUORUM] = {false, ACTION_RETRY, true},
    [CLASS_CONNECTION] = {true, ACTION_RETRY, false},
    [CLASS_TXN_LOST] = {true, ACTION_RETRY, false},
    [CLASS_UNKNOWN] = {true, ACTION_REPORT, false},
    [CLASS_DUPLICATE] = {false, ACTION_REPORT, false},
    [CLASS_APP] = {false, ACTION_REPORT, false},
};

bool class_counts_against_host(enum error_class class)
{
    return rules[class].counts_against_host;
}

enum policy_action class_action(enum error_class class)
{
    return rules[class].action;
}

bool class_waits(enum error_class class)
{
    return rules[class].waits;
}
