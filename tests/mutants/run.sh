#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh [NAME...]: take each rule away, and see by which invariant the simulation finds that out,
# and after how many seeds. What it does not find must be kept by a trace in which an invariant
# fails, or by a unit test of the cluster. With no name all are tried, and the table in
# tests/README.md is written anew. JOBS=2 SEEDS=500.
jobs=${JOBS:-2} seeds=${SEEDS:-500}
top=$(pwd) work=$(pwd)/build/mutants
sim=build/release/tests/sim/sim
names=${*:-$(cd tests/mutants && ls ./*.mutant | sed 's|./||; s|\.mutant$||')}

make_tree() {
    rm -rf "$work/tree$1"
    mkdir -p "$work/tree$1" "$work/rows"
    cp -R src tests data Makefile "$work/tree$1"
    (cd "$work/tree$1" && make $sim >/dev/null) || exit 1
}

# The first trace in which an invariant fails without the rule, or the first unit test of the
# cluster that fails.
find_test() {
    program=build/release/tests/trace/trace
    make $program >/dev/null 2>&1 || exit 1
    for trace in tests/trace/*.trace; do
        by=$(timeout 60 $program "$trace" 2>&1 | sed -n 's/^+ ! FAIL \(I[0-9][0-9]*\).*/\1/p' | head -1)
        [ -n "$by" ] && { echo "$by, ${trace#tests/}"; return; }
    done
    for test in tests/cluster/test_*.c; do
        program=build/release/${test%.c}
        make "$program" >/dev/null 2>&1 || continue
        timeout 60 "$program" >/dev/null 2>&1 || { echo "${test#tests/}"; return; }
    done
    echo nothing
}

try() {
    mutant=$top/tests/mutants/$1.mutant
    file=$(sed -n 's/^file: //p' "$mutant")
    rule=$(sed -n 's/^rule: //p' "$mutant")
    awk -f "$top/tests/mutants/apply.awk" "$mutant" "$top/$file" >"$file" || return
    if ! make $sim >"$work/$1.log" 2>&1; then
        echo "$1: does not compile, see $work/$1.log"
        return
    fi
    timeout 1200 $sim --seed 1 --runs "$seeds" --events 6000 --once --stop >"$work/$1.log" 2>&1
    fail=$(sed -n '/^FAIL seed=/{p;q;}' "$work/$1.log")
    if [ -n "$fail" ]; then
        by=$(echo "$fail" | sed -n 's/.*\(I[0-9][0-9]*\)[ :].*/\1/p' | head -1)
        after=$(echo "$fail" | sed 's/FAIL seed=\([0-9]*\).*/\1/')
        echo "| $rule | ${by:-an assertion} | $after |" >"$work/rows/$1"
    else
        echo "| $rule | $(find_test) | not in $seeds |" >"$work/rows/$1"
    fi
    echo "$1: $(cut -d'|' -f3-4 "$work/rows/$1")"
    cp "$top/$file" "$file"
}

worker() {
    make_tree "$1"
    cd "$work/tree$1" || exit 1
    turn=0
    for name in $names; do
        [ $((turn % jobs)) -eq "$1" ] && try "$name"
        turn=$((turn + 1))
    done
}

job=0
while [ $job -lt "$jobs" ]; do
    worker $job &
    job=$((job + 1))
done
wait

if [ $# -eq 0 ]; then
    {
        sed '/<!-- mutants -->/q' tests/README.md
        printf '\n| the rule (and what is done instead) | found by | seeds |\n| --- | --- | --- |\n'
        for name in $names; do cat "$work/rows/$name"; done
        printf '\n'
        sed -n '/<!-- end -->/,$p' tests/README.md
    } >"$work/README.md" && cp "$work/README.md" tests/README.md
fi
kept=0 lost=0
for name in $names; do
    if grep -q '| nothing |' "$work/rows/$name" || [ ! -s "$work/rows/$name" ]; then
        lost=$((lost + 1))
    else
        kept=$((kept + 1))
    fi
done
echo "$kept passed, $lost failed"
[ "$lost" -eq 0 ]
