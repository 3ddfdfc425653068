#!/bin/sh
# SPDX-License-Identifier: MIT
#
# program.sh: what the program gets through without a screen, in one process: game days a second of
# work, and seeds of a lesson. QUARTET is the program.
program=${QUARTET:-build/release/quartet}

# rate NAME COUNT UNIT HOW COMMAND...: COUNT things, by the processor time of the command.
rate() {
    name=$1 count=$2 unit=$3 how=$4
    shift 4
    { "$@" >/dev/null; times; } 2>&1 | awk -v name="$name" -v count="$count" -v unit="$unit" -v how="$how" '
        { split($1, user, /[ms]/); split($2, system_, /[ms]/); seconds = user[1] * 60 + user[2] + system_[1] * 60 + system_[2] }
        END { printf "%s\t%.4g\t%s\t\t\t0\t%s\n", name, count / seconds, unit, how }'
}
days=$(find data/chaos -name '*.chaos' | wc -l)
rate "game days scored" $((days * 3)) "a second" "careful, 3 seeds of all $days; work time" \
    "$program" score data/drivers/careful.lua --seeds 1..3 --workers 1 --format csv
lesson=lessons/same-page.md
rate "lessons verified" 20 "seeds/s" "$lesson, 20 seeds; work time" "$program" verify --seeds 1..20 "$lesson"
