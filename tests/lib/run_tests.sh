#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run_tests.sh COMMAND...: run test programs, as many at a time as there are processors, and sum
# them up. Each argument is a program with its arguments; run_test.sh runs it, and tells of it
# when it has ended. Last line: "N passed, N failed". WRAP is put before each command;
# TEST_SECONDS is its limit, TEST_JOBS how many run at a time.
TEST_COUNTS=$(mktemp) || exit 1
trap 'rm -f "$TEST_COUNTS"' EXIT
trap 'exit 130' INT TERM
export TEST_COUNTS CMOCKA_MESSAGE_OUTPUT=tap

jobs=${TEST_JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)}
[ "$#" -eq 0 ] || printf '%s\0' "$@" | xargs -0 -n 1 -P "$jobs" "$(dirname "$0")/run_test.sh"
awk -v programs="$#" '
    { passed += $1; failed += $2; skipped += $3 }
    END {
        failed += programs - NR
        if (skipped > 0) print skipped " skipped"
        printf "%d passed, %d failed\n", passed, failed
        exit !(failed == 0 && passed > 0)
    }' "$TEST_COUNTS"
