#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh [SUITE [MIRROR]]: a bare Debian, nothing in it but what debootstrap puts there, in which
# the first lines of the README are typed: `make run`, and a few keys; `make test`; then the
# package. Needs root, debootstrap, the network of a mirror, 3 GB and half an hour. CHECKS says
# which parts (default: run test deb). TAP.
set -u
suite=${1:-bookworm}
mirror=${2:-http://deb.debian.org/debian}
checks=${CHECKS:-run test deb}
top=$(git rev-parse --show-toplevel) || exit 3
command -v debootstrap >/dev/null || { echo "fresh: debootstrap is missing" >&2; exit 3; }
[ "$(id -u)" = 0 ] || { echo "fresh: only root can make a chroot" >&2; exit 3; }
root=$(mktemp -d) && chmod 755 "$root" || exit 3 # a user without rights sees it, too
. "$(dirname "$0")"/../lib/tap.sh

leave() {
    for place in dev/pts dev proc; do
        mountpoint -q "$root/$place" && umount "$root/$place"
    done
    mountpoint -q "$root/dev" || mountpoint -q "$root/proc" || rm -rf "$root"
}
trap leave EXIT
trap 'exit 130' INT TERM

inside() {
    chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM="${TERM:-xterm}" \
        TEST_PATIENCE="${TEST_PATIENCE:-3}" "$@"
}
wants() { case " $checks " in *" $1 "*) ;; *) return 1 ;; esac; }

make_root() {
    debootstrap --variant=minbase "$suite" "$root" "$mirror" && mount -t proc proc "$root/proc" &&
        mount --bind /dev "$root/dev" && mount --bind /dev/pts "$root/dev/pts" &&
        git -C "$top" archive --prefix=quartet/ HEAD | tar x -C "$root/root"
}
# The README says so for a machine without make.
get_make() { inside apt-get install -y make; }
shows_lab() { grep -q 'UP' "$root/root/screen" 2>/dev/null; }
# The lab is on the screen, and ends when hands tell it to. It is installed and built before.
runs() {
    {
        for _ in $(seq 1200); do
            shows_lab && break
            sleep 1
        done
        printf '%s\r' '\quit'
    } | inside script -qec 'cd /root/quartet && make run ARGS="play --state /tmp/state"' /root/screen >/dev/null &&
        shows_lab
}
passes() {
    inside sh -c 'cd /root/quartet && make test' >"$root/test" 2>&1
    status=$?
    tail -40 "$root/test"
    [ "$status" = 0 ] && tail -1 "$root/test" | grep -q '^[0-9]* passed, 0 failed$'
}
packs() {
    inside sh -c 'cd /root/quartet && make deb && apt-get install -y ./build/quartet_*.deb && cd / &&
        quartet --version && printf "SELECT 6 * 7;\n" | quartet run - | grep 42 && apt-get remove -y quartet &&
        [ ! -e /usr/bin/quartet ]'
}

expect "a bare $suite" make_root
expect "apt-get install -y make" get_make
if wants run; then expect "make run shows the lab" runs; fi
if wants test; then expect "make test passes" passes; fi
if wants deb; then expect "make deb: it installs, runs, and goes away" packs; fi
tap_end
