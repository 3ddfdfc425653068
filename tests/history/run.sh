#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh CHECK PRODUCE SEED RUNS: make histories and judge them. A producer that fails leaves a
# line that is no history. What does not pass is kept in build/failed.
check=$1 produce=$2 seed=$3 runs=$4
mkdir -p build/failed || exit 1
kept=build/failed/histories-$seed
{ "$produce" --seed "$seed" --runs "$runs" || echo "the producer failed"; } | tee "$kept" | "$check"
status=$?
if [ "$status" -eq 0 ]; then
    rm -f "$kept"
else
    echo "kept in $kept; a run of one seed, for the screen: $produce --seed N --keep build/failed"
fi
exit "$status"
