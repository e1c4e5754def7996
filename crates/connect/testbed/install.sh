#!/bin/bash
# install.sh PREFIX: unpacks Asterisk 16 and what it misses into PREFIX/root, for the tests.
#
# Debian 12 has no Asterisk, Debian 11 has: the machine's own package sources are read, a second
# copy of them names bullseye, and both live in a private state under PREFIX. The system's sources,
# its package database and its libraries stay as they are; nothing is installed, only unpacked.
set -euo pipefail
prefix=${1:?usage: install.sh PREFIX}
mkdir -p "$prefix"
prefix=$(cd "$prefix" && pwd)
state=$prefix/.apt
mkdir -p "$state"/{sources,preferences,lists/partial,cache/archives/partial} "$prefix/root"

found=0
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ -f "$file" ] || continue
  cp "$file" "$state/sources/$(basename "$file")"
  # The same archives, one release earlier; what names no bookworm gives an equal copy.
  sed -e '/^#/d' -e 's/\bbookworm\b/bullseye/g' "$file" > "$state/sources/bullseye-$(basename "$file")"
  found=1
done
if [ "$found" = 0 ]; then
  echo "install.sh: no package sources under /etc/apt; this test bed needs Debian 12" >&2
  exit 1
fi
cat > "$state/preferences/bullseye" <<'P'
Package: *
Pin: release n=bullseye*
Pin-Priority: 100
P
cat > "$state/apt.conf" <<P
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$state/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$state/preferences";
Dir::State::lists "$state/lists";
Dir::Cache "$state/cache";
Dir::Cache::archives "$state/cache/archives";
APT::Sandbox::User "root";
APT::Update::Post-Invoke {};
DPkg::Post-Invoke {};
Acquire::Languages "none";
APT::Keep-Downloaded-Packages "true";
P
export APT_CONFIG="$state/apt.conf" DEBIAN_FRONTEND=noninteractive
# A source without a bullseye is no reason to give up: what misses shows in the next step.
apt-get -qq update || true
if ! apt-get -y -qq --no-install-recommends --download-only install \
  asterisk asterisk-modules asterisk-config >"$state/install.log" 2>&1; then
  tail -20 "$state/install.log" >&2
  echo "install.sh: the packages could not be fetched; is the machine a Debian 12 with its archive in reach?" >&2
  exit 1
fi
for package in "$state"/cache/archives/*.deb; do
  dpkg-deb -x "$package" "$prefix/root"
done
test -x "$prefix/root/usr/sbin/asterisk"
echo "unpacked $(ls "$state"/cache/archives/*.deb | wc -l) packages into $prefix/root"
