# SPDX-License-Identifier: MIT
#
# awk -f apply.awk MUTANT SOURCE: the source with the rule taken away, in one place or in several.
# Ends with 1 and a sentence if a text that the mutant replaces does not occur exactly once.
function add(texts, text) {
    texts[count] = texts[count] (seen[part, count]++ ? "\n" : "") text
}
FNR == NR {
    if ($0 == "--- now") { part = "now"; count++; next }
    if ($0 == "--- without the rule") { part = "then"; next }
    if ($0 == "--- end") { part = ""; next }
    if (part == "now") add(now, $0)
    if (part == "then") add(then, $0)
    next
}
{ source = source $0 "\n" }
END {
    for (i = 1; i <= count; i++) {
        at = index(source, now[i])
        rest = at ? substr(source, at + length(now[i])) : ""
        if (!at || index(rest, now[i])) {
            print ARGV[1] ": its text is " (at ? "more than once" : "no more") " in " ARGV[2] \
                > "/dev/stderr"
            exit 1
        }
        source = substr(source, 1, at - 1) then[i] rest
    }
    printf "%s", source
}
