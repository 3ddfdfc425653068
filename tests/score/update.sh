#!/bin/sh
# SPDX-License-Identifier: MIT
#
# update.sh QUARTET: the scores of the drivers that come with it, written between the two marks of
# data/drivers/README.md.
quartet=$1 readme=data/drivers/README.md
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$quartet" score data/drivers/*.lua --seeds 1..20 --format csv >"$work/all" || exit 1
awk -F, '
    function length_of(us) {
        return us == "" ? "-" : us < 1000000 ? int(us / 1000) " ms" : sprintf("%.2f s", us / 1000000)
    }
    NR == 1 {
        for (i = 1; i <= NF; i++) at[$i] = i
        print "| driver | available | longest outage | reroute | p99 | conflicts per 1000 | failed |" \
              " unknown | lost | doubled | stale |"
        print "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    }
    $2 == "all" {
        printf "| %s | %.2f%% | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", $1,
               $at["available_per_10000"] / 100, length_of($at["longest_outage_us"]),
               length_of($at["reroute_us"]), length_of($at["p99_us"]), $at["conflicts_per_1000"],
               $at["failed"], $at["unknown"], $at["lost"], $at["doubled"], $at["stale"]
    }' "$work/all" >"$work/table"
awk -v table="$work/table" '
    /<!-- scores -->/ { print; while ((getline line < table) > 0) print line; skips = 1; marks++ }
    /<!-- \/scores -->/ { skips = 0; marks++ }
    !skips { print }
    END { exit marks != 2 }' "$readme" >"$work/readme" ||
    { echo "$readme lacks a mark: <!-- scores --> and <!-- /scores -->" >&2; exit 1; }
cmp -s "$work/readme" "$readme" || cp "$work/readme" "$readme"
git status --short "$readme"
