# SPDX-License-Identifier: MIT
#
# awk -f apply.awk MUTANT SOURCE: the source with the rule taken away. Ends with 1 and a sentence if
# the text that the mutant replaces does not occur exactly once.
FNR == NR {
    if ($0 == "--- now") { part = "now"; next }
    if ($0 == "--- without the rule") { part = "then"; next }
    if ($0 == "--- end") { part = ""; next }
    if (part == "now") now = now (now_lines++ ? "\n" : "") $0
    if (part == "then") then = then (then_lines++ ? "\n" : "") $0
    next
}
{ source = source $0 "\n" }
END {
    at = index(source, now)
    rest = at ? substr(source, at + length(now)) : ""
    if (!at || index(rest, now)) {
        print ARGV[1] ": its text is " (at ? "more than once" : "no more") " in " ARGV[2] > "/dev/stderr"
        exit 1
    }
    printf "%s%s%s", substr(source, 1, at - 1), then, rest
}
