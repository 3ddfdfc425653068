#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh: does every mutant still fit the source? Without building anything.
passed=0 failed=0
for mutant in tests/mutants/*.mutant; do
    file=$(sed -n 's/^file: //p' "$mutant")
    if awk -f tests/mutants/apply.awk "$mutant" "$file" >/dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
