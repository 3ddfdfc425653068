#!/bin/sh
# SPDX-License-Identifier: MIT
#
# deb.sh PROGRAM: a Debian package of it in build/. What it depends on is asked of the system:
# the packages that its libraries come from.
set -eu
umask 022
program=$1
command -v dpkg-deb >/dev/null || { echo "make deb needs dpkg-deb, of a Debian or Ubuntu" >&2; exit 3; }
version=$("$program" --version | sed -n 's/^quartet //p')
machine=$(dpkg --print-architecture)
stage=build/deb/quartet
rm -rf "$stage"
make --no-print-directory -s -o "$program" install PROGRAM="$program" PREFIX=/usr DESTDIR="$stage"
strip "$stage/usr/bin/quartet"
gzip -9n "$stage/usr/share/man/man1/quartet.1"
mkdir -p "$stage/DEBIAN" "$stage/usr/share/doc/quartet"
mv "$stage/usr/share/quartet/LICENSE" "$stage/usr/share/doc/quartet/copyright"
mv "$stage/usr/share/zsh/site-functions" "$stage/usr/share/zsh/vendor-completions" # Debian's zsh looks there

# The newest of the C library's symbols that it uses, and each other library as it is here.
depends=$(ldd "$program" | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | while read -r library; do
    for path in "$library" "$(readlink -f "$library")" "/usr$library"; do
        dpkg -S "$path" 2>/dev/null && break
    done
done | sed 's/:.*//' | sort -u | while read -r package; do
    printf '%s (>= %s), ' "$package" "$(dpkg-query -W -f '${Version}' "$package" | sed 's/-[^-]*$//')"
done)
cat >"$stage/DEBIAN/control" <<END
Package: quartet
Version: $version
Architecture: $machine
Maintainer: the Quartet project <quartet@localhost>
Section: education
Priority: optional
Installed-Size: $(du -sk "$stage/usr" | cut -f1)
Depends: ${depends%, }
Description: a lab for multi-master databases in the terminal
 Run a cluster of two to four masters, write real SQL to any of them, take an
 availability zone away, and watch, and program, the client that survives it.
END
dpkg-deb --root-owner-group --build "$stage" "build/quartet_${version}_$machine.deb"
