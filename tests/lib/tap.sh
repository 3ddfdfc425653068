# SPDX-License-Identifier: MIT
#
# tap.sh: for scripts that are tests: source it, call expect for each test, tap_end at the end.
tap_count=0
tap_output=$(mktemp) || exit 1

# expect WHAT COMMAND...: one test; what the command prints is shown if it fails.
expect() {
    tap_what=$1
    shift
    tap_count=$((tap_count + 1))
    if "$@" >"$tap_output" 2>&1; then
        echo "ok $tap_count - $tap_what"
    else
        echo "not ok $tap_count - $tap_what"
        tail -40 "$tap_output" | sed 's/^/# /'
    fi
}
tap_end() {
    rm -f "$tap_output"
    echo "1..$tap_count"
}
