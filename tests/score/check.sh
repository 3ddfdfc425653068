#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh QUARTET SEEDS: what `quartet score` promises of its numbers, and what they say of two
# drivers: `careful` loses and doubles nothing in SEEDS seeds of every game day, and `round_robin`
# doubles rows in some. Of what fails, the lines that play it again are printed.
quartet=$1 seeds=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0 failed=0
echo 1..4

# tell STATUS WHAT
tell() {
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        failed=1
    fi
}

# total DRIVER COLUMN: from the csv in $work/all, of all game days
total() {
    awk -F, -v driver="$1" -v column="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        $1 == driver && $2 == "all" { print $at[column] }' "$work/all"
}

alike=0
for format in text json csv; do
    for workers in 1 2 3; do
        "$quartet" score active_standby round_robin --seeds 4 --chaos crash,lost_answers \
            --format $format --workers $workers >"$work/$format-$workers" || alike=1
    done
    [ -s "$work/$format-1" ] || alike=1
    cmp "$work/$format-1" "$work/$format-2" && cmp "$work/$format-1" "$work/$format-3" || alike=1
done
tell $alike "the same bytes for 1, 2 and 3 workers"

# What the printed line plays has the outcome that the table says.
outcome() { sed 's/.*"lost":\([0-9]*\),"doubled":\([0-9]*\).*/\1 lost, \2 doubled/'; }
"$quartet" score round_robin --seeds 1..20 --chaos lost_answers --format json >"$work/worst"
mkdir "$work/bin"
ln -s "$(cd "$(dirname "$quartet")" && pwd)/$(basename "$quartet")" "$work/bin/quartet"
grep '"worst"' "$work/worst" >"$work/line"
said=$(outcome <"$work/line")
line=$(sed 's/.*"replay":"\(.*\)"}$/\1/; s/\\\\/\\/g' "$work/line")
played=$(PATH=$work/bin:$PATH && eval "$line --format json" | tail -n 1 | outcome)
printf '# %s\n' "$line"
echo "# said: $said; played: $played"
[ "$said" = "$played" ]
tell $? "its worst run is played again by the line that it prints"

echo "$said" | grep -q '^0 lost, [1-9]'
tell $? "round_robin doubles rows in some runs"

if [ ! -f data/drivers/careful.lua ]; then
    echo "not ok 4 - careful # SKIP there is no such driver yet"
    exit $failed
fi
"$quartet" score careful --seeds "1..$seeds" --format csv >"$work/all"
wrong=$(total careful lost)/$(total careful doubled)
[ "$wrong" = 0/0 ]
good=$?
tell $good "careful loses and doubles nothing in $seeds seeds: $wrong"
[ $good -eq 0 ] || "$quartet" score careful --seeds "1..$seeds" | sed -n 's/^/# /; /The worst/,$p'
exit $failed
