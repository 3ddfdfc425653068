#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run_tests.sh COMMAND...: run test programs one after the other and sum them up.
# Each argument is a program with its arguments. A program prints TAP (cmocka does)
# or a last line "N passed, N failed". One that fails, crashes, does not end or tests
# nothing counts as a failure, and its whole output is shown, indented. Last line of ours:
# "N passed, N failed". WRAP is put before each command; TEST_SECONDS is its limit.
passed=0 failed=0 skipped=0
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
trap 'exit 130' INT TERM
limit=
command -v timeout >/dev/null && limit="timeout ${TEST_SECONDS:-600}"
export CMOCKA_MESSAGE_OUTPUT=tap

for test in "$@"; do
    # The words of one argument are a command: unquoted on purpose.
    $limit ${WRAP:-} $test </dev/null >"$output" 2>&1
    status=$?
    set -- $(awk '
        /^ok / { ok++ }
        /^not ok .*# SKIP/ { skip++; next }
        /^not ok / { bad++ }
        /^1\.\.[0-9]+/ { plan += substr($0, 4); planned = 1 }
        /^[0-9]+ passed, [0-9]+ failed/ { ok += $1; bad += $3 }
        END {
            if (planned && plan > ok + bad + skip) bad += plan - ok - bad - skip
            print ok + 0, bad + 0, skip + 0
        }' "$output")
    ok=$1 bad=$2 skip=$3
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    if [ "$((ok + bad + skip))" -eq 0 ]; then bad=1; echo "nothing was tested" >>"$output"; fi
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
    name=${test%% *}
    name=${name#build/*/}
    if [ "$bad" -eq 0 ]; then
        printf '  ok    %-40s %6d\n' "$name" "$ok"
    else
        sed 's/^/    /' "$output"
        [ "$status" -eq 124 ] && echo "it did not end within ${TEST_SECONDS:-600} s"
        printf '  FAIL  %-40s %6d of %d, status %d: %s\n' "$name" "$bad" "$((ok + bad))" "$status" "$test"
    fi
done
[ "$skipped" -gt 0 ] && echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
