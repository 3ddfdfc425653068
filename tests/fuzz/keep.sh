#!/bin/sh
# SPDX-License-Identifier: MIT
# keep.sh TARGET...: keep of the inputs that fuzzing found, and of those kept before, the fewest
# that reach as much. Inputs that once broke something have names, and stay whatever they reach.
for target in "$@"; do
    kept=tests/fuzz/corpus/$target
    new=build/fuzz/kept/$target
    rm -rf "$new"
    mkdir -p "$new" "build/fuzz/corpus/$target"
    build/fuzz/tests/fuzz/fuzz_"$target" -merge=1 -use_counters=0 "$new" "$kept" \
        "build/fuzz/corpus/$target" >"build/fuzz/$target.log" 2>&1 || exit 1
    find "$kept" -name '[0-9][0-9][0-9]' -delete
    number=0
    for input in "$new"/*; do
        cp "$input" "$(printf '%s/%03d' "$kept" $number)"
        number=$((number + 1))
    done
    echo "$target: $number inputs"
done
