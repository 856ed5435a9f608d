#!/bin/sh
# start.sh ROOT PORT BYTES [KEY=VALUE …]: starts the adbd of a root folder (build-root.sh) on 127.0.0.1:PORT with these properties and
# so much room in /data. Mounts and processes are in namespaces of their own: all of them end with this process. PROGRAMS in the
# environment names a folder of programs that it has besides.
set -eu
root=$1 port=$2 bytes=$3
shift 3
chroot=$(command -v chroot)
programs=${PROGRAMS:-}
export root port bytes chroot programs
exec unshare --mount --pid --fork --kill-child sh -eu -c '
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o "size=$bytes" tmpfs "$root/data"
  mount -t tmpfs tmpfs "$root/run"
  mkdir -p "$root/data/local/tmp"
  printf "%s\n" "$@" >"$root/run/props"
  [ -z "$programs" ] || cp -r "$programs" "$root/run/bin"
  exec env -i PATH=/run/bin:/bin ADBD_PORT="$port" ADBD_PROPS=/run/props \
    "$chroot" "$root" /opt/adbd/ld-linux-x86-64.so.2 --library-path /opt/adbd --preload /opt/adbd/shim.so /opt/adbd/adbd
' start "$@"
