#!/bin/bash
# slapd.sh PREFIX: unpacks Debian's LDAP server, its tools and what they miss into PREFIX/root, for the tests.
#
# Installed, the package would start a server of the whole machine on port 389. So it is only fetched and unpacked:
# the machine's sources are read, its package database and its services stay as they are.
set -euo pipefail
prefix=${1:?usage: slapd.sh PREFIX}
mkdir -p "$prefix"
prefix=$(cd "$prefix" && pwd)
state=$prefix/.apt
rm -rf "$state" "$prefix/root"
mkdir -p "$state"/{lists/partial,cache/archives/partial} "$prefix/root"

# As if the two were not installed: what is there already is fetched too, what they stand on only if it misses.
status=$(sed -n 's/^Dir::State::status "\(.*\)";$/\1/p' <(apt-config dump))
awk -v RS= -v ORS='\n\n' '!/^Package: (slapd|ldap-utils)\n/' "$status" > "$state/status"
cat > "$state/apt.conf" <<P
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
Dir::Cache::archives "$state/cache/archives";
APT::Sandbox::User "root";
APT::Update::Post-Invoke {};
DPkg::Post-Invoke {};
Acquire::Languages "none";
APT::Keep-Downloaded-Packages "true";
P
export APT_CONFIG="$state/apt.conf" DEBIAN_FRONTEND=noninteractive
apt-get -qq update || true
if ! apt-get -y -qq --no-install-recommends --download-only install slapd ldap-utils >"$state/install.log" 2>&1; then
  tail -20 "$state/install.log" >&2
  echo "slapd.sh: the packages could not be fetched; is the machine a Debian with its archive in reach?" >&2
  exit 1
fi
for package in "$state"/cache/archives/*.deb; do
  dpkg-deb -x "$package" "$prefix/root"
done
rm -rf "$state/lists" "$state/cache"
test -x "$prefix/root/usr/sbin/slapd" -a -x "$prefix/root/usr/bin/ldapmodify"
echo "unpacked slapd into $prefix/root"
