#!/bin/sh
# SPDX-License-Identifier: MIT
# fuzz.sh SECONDS TARGET...: look for new inputs with each target in turn, and say what came of it.
# What is new is kept in build/fuzz/corpus, what broke something in build/fuzz/finds.
seconds=$1
shift
programs=build/fuzz/tests/fuzz
finds=build/fuzz/finds
table=build/fuzz/table
failed=0
export ASAN_OPTIONS=malloc_context_size=4:quarantine_size_mb=16

mkdir -p $finds
: >$table
for target in "$@"; do
    corpus=build/fuzz/corpus/$target
    log=build/fuzz/$target.log
    dict=tests/fuzz/dict/$target.dict
    mkdir -p "$corpus" "tests/fuzz/corpus/$target"
    [ "$target" != driver ] || cp data/drivers/*.lua "$corpus"
    before=$(find $finds -name "$target-*" | wc -l)
    echo "fuzz_$target for $seconds s"
    nice -n 10 $programs/fuzz_"$target" -max_total_time="$seconds" -timeout=60 -print_final_stats=1 \
        -artifact_prefix=$finds/"$target"- $([ -f "$dict" ] && echo "-dict=$dict") \
        "$corpus" tests/fuzz/corpus/"$target" >"$log" 2>&1 || failed=1
    found=$(($(find $finds -name "$target-*" | wc -l) - before))
    awk -v target="$target" -v files="$(find "$corpus" -type f | wc -l)" -v found=$found '
        /^stat::number_of_executed_units/ { units = $2 }
        /^stat::average_exec_per_sec/ { rate = $2 }
        END { printf "%-10s %12d %10d %8d %6d\n", target, units, rate, files, found }' "$log" >>$table
done
printf '%-10s %12s %10s %8s %6s\n' target executions "a second" corpus finds
cat $table
[ $failed -eq 0 ] || echo "what broke something is in $finds, what it said in build/fuzz/*.log"
exit $failed
