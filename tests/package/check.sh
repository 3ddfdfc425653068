#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh PROGRAM: what `make install` puts below a folder is whole, works from there and from
# wherever it is moved to, and `make uninstall` takes all of it away. TAP.
program=$1
top=$(mktemp -d) || exit 1
trap 'rm -rf "$top"' EXIT
. "$(dirname "$0")"/../lib/tap.sh

# The build is there already: make is only to copy it.
installs() { make --no-print-directory -o "$program" "$1" PROGRAM="$program" PREFIX=/usr DESTDIR="$top/stage"; }
runs_script() {
    printf 'SELECT 6 * 7 AS answer;\n\\load course\n' >"$top/script"
    (cd / && "$1/bin/quartet" run "$top/script" --until 5s) | grep -q "commit" &&
        (cd / && "$1/bin/quartet" help man) | cmp - "$1/share/man/man1/quartet.1"
}
page_is_sound() {
    ! grep -n "^\.[^A-Z\\]" "$1" && head -1 "$1" | grep -q "^\.TH QUARTET 1" &&
        for word in SYNOPSIS COMMANDS OPTIONS "EXIT STATUS" ENVIRONMENT; do
            grep -q "^\.SH \"*$word" "$1" || return 1
        done
}
# Each option that the program lists is in the page and in what each shell completes.
knows_options() {
    "$program" --help | sed -n 's/^  --\([a-z]*\).*/\1/p' >"$top/options"
    [ "$(wc -l <"$top/options")" -ge 15 ] || return 1
    while read -r option; do
        sed 's/\\-/-/g' "$1" | grep -q -e "--$option" -e "-l $option" || { echo "$option"; return 1; }
    done <"$top/options"
}
completes_in_bash() {
    bash -c '. "$1"; COMP_WORDS=(quartet ve); COMP_CWORD=1; _quartet; [ "${COMPREPLY[*]}" = verify ] &&
        COMP_WORDS=(quartet play --theme l); COMP_CWORD=3; _quartet; [ "${COMPREPLY[*]}" = light ] &&
        cd "$2" && : >"a b.lua" && COMP_WORDS=(quartet score a); COMP_CWORD=2; _quartet;
        [ "${COMPREPLY[0]}" = "a b.lua" ]' - "$1" "$top"
}

share=$top/stage/usr/share
# Over an older one, whose files may be no more, and by somebody whose own files are private.
installs_anew() {
    touch "$share/quartet/lessons/gone.md" && (umask 077 && installs install) &&
        [ ! -e "$share/quartet/lessons/gone.md" ] && [ -z "$(find "$share" -type f ! -perm -444)" ]
}
expect "install copies everything" installs install
expect "install again leaves nothing old, and all may read it" installs_anew
expect "a script runs where it was installed" runs_script "$top/stage/usr"
expect "the man page is whole" page_is_sound "$share/man/man1/quartet.1"
for file in man/man1/quartet.1 bash-completion/completions/quartet zsh/site-functions/_quartet \
    fish/vendor_completions.d/quartet.fish; do
    expect "$file has every option" knows_options "$share/$file"
done
expect "bash completes commands and values" completes_in_bash "$share/bash-completion/completions/quartet"
cp -R "$top/stage/usr" "$top/elsewhere"
expect "it runs where it was moved to" runs_script "$top/elsewhere"
expect "uninstall runs" installs uninstall
expect "and leaves no file" sh -c '[ -z "$(find "$1" -type f)" ]' - "$top/stage"
tap_end
