#!/bin/sh
# SPDX-License-Identifier: MIT
#
# coverage.sh OBJECTS [FOLDER]: how many lines of src/ were reached, a folder a row; of one folder a
# file a row, with the lines that were not. OBJECTS is where the .gcno and .gcda files are.
objects=$1 folder=${2-}
find "$objects" -name '*.gcno' | sort | xargs gcov -t 2>/dev/null | awk -F: -v folder="$folder" '
    $2 + 0 == 0 { if ($3 == "Source") file = $4; next }
    file !~ /^src\/.*\.c$/ || $1 ~ /-$/ { next }
    {
        split(file, part, "/")
        if (folder != "" && part[2] != folder) next
        name = folder != "" ? file : part[2]
        lines[name]++
        all++
        if ($1 ~ /[#=]/) missed[name] = missed[name] " " ($2 + 0)
        else { hit[name]++; reached++ }
    }
    END {
        for (name in lines) {
            printf "%6.2f%% of %5d  %s%s\n", hit[name] * 100 / lines[name], lines[name], name,
                folder != "" && missed[name] != "" ? ":" missed[name] : "" | "sort -k4"
        }
        close("sort -k4")
        if (all) printf "%6.2f%% of %5d  all\n", reached * 100 / all, all
        exit !all
    }'
