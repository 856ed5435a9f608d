#!/usr/bin/env bash
# Compiles the worker ahead of time, by NativeAOT, for each kind of machine that is named: linux-x64, linux-arm64 (default: this
# machine's). The results lie in artifacts/runners/RID; the next build puts them beside the programs that start workers.
# docs/on-device-runner.md says what has to be installed.
set -euo pipefail
cd "$(dirname "$0")/.."

host=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
for rid in "${@:-$host}"; do
  case $rid in
    linux-x64 | linux-arm64) ;;
    *) echo "build-worker: '$rid' is none of linux-x64, linux-arm64" >&2; exit 2 ;;
  esac
  rm -rf "artifacts/runners/$rid"
  # A folder of its own: the outputs of other builds hold libraries of this machine's kind.
  dotnet publish src/Sartor.Worker -c Release -r "$rid" -p:PublishAot=true -p:NativeRid="$rid" \
    --artifacts-path "artifacts/runner-build/$rid" -o "artifacts/runners/$rid" -v:quiet -nologo
  eng/copy-glibc.sh "$rid"
  du -sh "artifacts/runners/$rid/sartor-worker"
done
