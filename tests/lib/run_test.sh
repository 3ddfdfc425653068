#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run_test.sh COMMAND: run one test program for run_tests.sh, and tell of it in a line. A program
# prints TAP (cmocka does) or a last line "N passed, N failed". One that fails, crashes, does not
# end or tests nothing counts as a failure, and its whole output is shown, indented. What passed,
# failed and was skipped becomes a line of the file TEST_COUNTS.
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
trap 'exit 130' INT TERM
limit=
command -v timeout >/dev/null && limit="timeout ${TEST_SECONDS:-600}"

# The words of the argument are a command: unquoted on purpose.
$limit ${WRAP:-} $1 </dev/null >"$output" 2>&1
status=$?
counts=$(awk '
    /^ok / { ok++ }
    /^not ok .*# SKIP/ { skip++; next }
    /^not ok / { bad++ }
    /^1\.\.[0-9]+/ { plan += substr($0, 4); planned = 1 }
    /^[0-9]+ passed, [0-9]+ failed/ { ok += $1; bad += $3 }
    END {
        if (planned && plan > ok + bad + skip) bad += plan - ok - bad - skip
        print ok + 0, bad + 0, skip + 0
    }' "$output")
read -r ok bad skip <<EOF
$counts
EOF
if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
if [ "$((ok + bad + skip))" -eq 0 ]; then bad=1; echo "nothing was tested" >>"$output"; fi
[ "$status" -eq 124 ] && echo "it did not end within ${TEST_SECONDS:-600} s" >>"$output"
name=${1%% *}
name=${name#build/*/}
if [ "$bad" -eq 0 ]; then
    printf '  ok    %-40s %6d\n' "$name" "$ok"
else
    {
        sed 's/^/    /' "$output"
        printf '  FAIL  %-40s %6d of %d, status %d: %s\n' "$name" "$bad" "$((ok + bad))" "$status" "$1"
    } >"$output.told"
    cat "$output.told"
    rm -f "$output.told"
fi
echo "$ok $bad $skip" >>"$TEST_COUNTS"
