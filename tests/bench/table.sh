#!/bin/sh
# SPDX-License-Identifier: MIT
#
# table.sh RESULTS PROGRAM...: run benchmarks and lay out their figures as one table; RESULTS is
# the file that keeps them. A figure beyond its bound is MISSED. With BASELINE=file, the RESULTS
# of an earlier run, each that got worse by more than noise (a tenth, or twice the spread of the
# two) is marked WORSE, and each that got better by as much, better. Status 1: any was.
results=$1
shift
mkdir -p "$(dirname "$results")"
: >"$results.new"
[ -z "${BASELINE:-}" ] || [ -r "$BASELINE" ] || { echo "BASELINE=$BASELINE: there is no such file" >&2; exit 2; }
for program in "$@"; do
    "$program" >>"$results.new" || { echo "bench: $program ended with $?" >&2; exit 3; }
done
mv "$results.new" "$results"

awk -F '\t' -v baseline="${BASELINE:-}" '
    function figure(value) {
        return value >= 1000 || value == int(value) ? sprintf("%.0f", value) \
            : value >= 100 ? sprintf("%.1f", value) : sprintf("%.3g", value)
    }
    BEGIN {
        while (baseline != "" && (getline line < baseline) > 0) {
            split(line, field, "\t")
            before[field[1]] = field[2]
            noise[field[1]] = field[6]
        }
        printf "%-40s %10s %-10s %-9s %7s  %s\n", "what", "value", "", "bound", "spread", "how"
    }
    {
        misses = $4 == ">=" ? $2 < $5 : $4 == "<=" ? $2 > $5 : 0
        mark = misses ? "  MISSED" : ""
        missed += misses
        if ($1 in before && before[$1] > 0 && $2 > 0) {
            noisy = 2 * ($6 > noise[$1] ? $6 : noise[$1])
            noisy = noisy > 0.1 ? noisy : 0.1
            is_more_better = $4 == ">=" || $3 ~ /of floor|x real|second|\/s/
            change = is_more_better ? before[$1] / $2 : $2 / before[$1]
            if (change > 1 + noisy) { mark = mark "  WORSE, was " figure(before[$1]); worse++ }
            if (change < 1 / (1 + noisy)) mark = mark "  better, was " figure(before[$1])
        }
        bound = $4 == "" ? "" : $4 " " figure($5)
        spread = ($6 > 0) ? sprintf("%.0f%%", $6 * 100) : ""
        printf("%-40s %10s %-10s %-9s %7s  %s%s\n", $1, figure($2), $3, bound, spread, $7, mark)
    }
    END {
        than = (baseline != "") ? sprintf(", %d worse than in %s", worse, baseline) : ""
        printf("%d figures, %d missed%s\n", NR, missed, than)
        exit((missed + worse > 0) ? 1 : 0)
    }' "$results"
