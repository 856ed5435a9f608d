#!/usr/bin/env bash
# Copies glibc's loader and the libraries that the worker and its engines need into artifacts/runners/RID/glibc, for devices that have
# none, as Android: docs/on-device-runner.md. They are this machine's, with the licences of their packages.
set -euo pipefail
cd "$(dirname "$0")/.."

for rid in "$@"; do
  case $rid in
    linux-x64) machine=x86_64 loader=ld-linux-x86-64.so.2 ;;
    linux-arm64) machine=aarch64 loader=ld-linux-aarch64.so.1 ;;
    *) echo "copy-glibc: '$rid' is none of linux-x64, linux-arm64" >&2; exit 2 ;;
  esac
  folders="/lib/$machine-linux-gnu /usr/lib/$machine-linux-gnu /usr/$machine-linux-gnu/lib"
  target=artifacts/runners/$rid/glibc
  rm -rf "$target"
  mkdir -p "$target"
  for name in $loader libc.so.6 libm.so.6 libdl.so.2 librt.so.1 libpthread.so.0 libstdc++.so.6 libgcc_s.so.1; do
    file=
    for folder in $folders; do [ -n "$file" ] || [ ! -e "$folder/$name" ] || file=$folder/$name; done
    if [ -z "$file" ]; then
      echo "copy-glibc: $name for $rid is not on this machine; devices without glibc will be refused" >&2
      rm -rf "$target"
      continue 2
    fi
    cp -L "$file" "$target/"
  done
  for package in libc6 libstdc++6; do
    for name in "$package" "$package-arm64-cross"; do
      [ ! -e "/usr/share/doc/$name/copyright" ] || cp -L "/usr/share/doc/$name/copyright" "$target/$package.copyright"
    done
  done
done
