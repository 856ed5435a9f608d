#!/usr/bin/env bash
# build-root.sh [DIR]: a root folder (default artifacts/adb-device) with a real adbd, from Debian's packages. It is bare as a phone is:
# the shell and its commands are a static busybox, and there is no C library where programs look for one; only adbd has its own, in
# /opt/adbd. The server of packages is that of this system's own sources. Takes seconds, 12 MB; needs Debian, g++ and root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(realpath -m "${1:-$here/../../../artifacts/adb-device}")
[ ! -x "$root/opt/adbd/adbd" ] || exit 0
[ "$(uname -m)" = x86_64 ] || { echo "build-root: only on x86-64" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial"
uri=$({ sed -n 's/^URIs: *\([^ ]*\/debian\)\/*$/\1/p' /etc/apt/sources.list.d/*.sources
        sed -n 's/^deb *\([^ ]*\/debian\)\/* .*/\1/p' /etc/apt/sources.list; } 2>/dev/null | head -n 1 || true)
[ -n "$uri" ] || { echo "build-root: the sources of apt name no server of Debian" >&2; exit 1; }
# Debian 12 has no adbd; trixie's is 34.
echo "deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri trixie main" >"$work/sources.list"
: >"$work/status"
cat >"$work/apt.conf" <<CONF
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/none";
Dir::Etc::preferencesparts "$work/none";
Dir::State::lists "$work/lists";
Dir::State::status "$work/status";
Dir::Cache "$work";
Dir::Cache::archives "$work/archives";
APT::Architecture "amd64";
APT::Architectures "amd64";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Languages "none";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
CONF
export APT_CONFIG=$work/apt.conf
apt-get update -qq
apt-get install -y -qq --download-only adbd busybox-static libstdc++6 >/dev/null
mkdir "$work/files"
for package in "$work"/archives/*.deb; do dpkg-deb -x "$package" "$work/files"; done

made=$work/root
mkdir -p "$made"/{opt/adbd,bin,dev/pts,proc,tmp,data,run,etc}
find "$work/files/usr" -path '*/gconv' -prune -o \( -name '*.so.[0-9]*' ! -name '*.py' \) -exec cp -L {} "$made/opt/adbd/" \;
cp -L "$work/files/usr/lib/android-sdk/platform-tools/adbd" "$made/opt/adbd/adbd"
g++ -O2 -std=c++17 -shared -fPIC -o "$made/opt/adbd/shim.so" "$here/adbd_shim.cc" -ldl
cp "$work/files/usr/bin/busybox" "$made/bin/busybox"
for command in $("$made/bin/busybox" --list); do [ "$command" = busybox ] || ln -s busybox "$made/bin/$command"; done
echo root:x:0:0:root:/:/bin/sh >"$made/etc/passwd"
echo root:x:0: >"$made/etc/group"
for node in null:3 zero:5 random:8 urandom:9; do mknod -m 666 "$made/dev/${node%%:*}" c 1 "${node##*:}"; done
mknod -m 666 "$made/dev/tty" c 5 0
ln -s pts/ptmx "$made/dev/ptmx"
mkdir -p "$(dirname "$root")"
rm -rf "$root"
mv "$made" "$root"
