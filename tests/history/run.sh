#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh CHECK PRODUCE SEED RUNS: make histories and judge them. What fails is kept, as a history
# and as a run for the screen. A producer that fails leaves a line that is no history.
check=$1 produce=$2 seed=$3 runs=$4
{ "$produce" --seed "$seed" --runs "$runs" || echo "the producer failed"; } | "$check"
status=$?
[ "$status" -eq 0 ] || echo "again, one by one: $produce --seed N --keep . | $check"
exit "$status"
