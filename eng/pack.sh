#!/usr/bin/env bash
# Makes what users install, for each kind of machine that is named (default: all four): the tool package sartor.RID with its pointer
# sartor, an archive of the same program, and the packages of the library. The results lie in artifacts/packages. docs/packages.md says
# what is in them. --quick leaves out the compilation of the program together with the runtime for those named behind it (none: for
# all): for a look at what is packed.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=false
words=("$@")
case "$*" in '' | --quick) words+=(linux-x64 linux-arm64 osx-arm64 win-x64) ;; esac
out="$PWD/artifacts/packages"
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
mkdir -p "$out"

# A worker of other sources would lie in the packages and never be started.
sources=$(dotnet msbuild src/Sartor.Workers -t:GetWorkerBuild -getProperty:WorkerBuildId)
for runner in linux-x64 linux-arm64; do
  [ "$(cat "artifacts/runners/$runner/sartor-worker.build" 2>/dev/null)" = "$sources" ] || eng/build-worker.sh "$runner"
done

for rid in "${words[@]}"; do
  case $rid in
    --quick) quick=true; continue ;;
    linux-x64 | linux-arm64 | osx-arm64 | win-x64) ;;
    *) echo "pack: '$rid' is none of linux-x64, linux-arm64, osx-arm64, win-x64" >&2; exit 2 ;;
  esac
  name="sartor-$version-$rid"
  rm -rf "artifacts/pack/$name"
  # A folder of its own: the outputs of other builds hold libraries of this machine's kind.
  dotnet pack src/Sartor.Cli -c Release -r "$rid" -p:Packed=true -p:PackQuick="$quick" -p:RunAnalyzers=false -p:SelfContained=true \
    -p:NativeRid="$rid" -p:PublishDir="$PWD/artifacts/pack/$name/" \
    --artifacts-path "artifacts/pack-build/$rid" -o "$out" -v:quiet -nologo
  dotnet pack eng/packages -c Release -p:PackRid="$rid" -p:PackFolder="$PWD/artifacts/pack/$name/" \
    --artifacts-path "artifacts/pack-build/native-$rid" -o "$out" -v:quiet -nologo
  if [ "$rid" = win-x64 ]; then
    rm -f "$out/$name.zip"
    (cd artifacts/pack && python3 -m zipfile -c "$out/$name.zip" "$name")
  else
    tar -C artifacts/pack --sort=name --owner=0 --group=0 --numeric-owner -czf "$out/$name.tar.gz" "$name"
  fi
done

# Says which package each kind of machine gets; it holds no program, so that nothing is built.
dotnet restore src/Sartor.Cli -p:Packed=true --artifacts-path artifacts/pack-build/pointer -v:quiet -nologo
dotnet pack src/Sartor.Cli -c Release --no-build -p:Packed=true -p:CreateRidSpecificToolPackages=false \
  --artifacts-path artifacts/pack-build/pointer -o "$out" -v:quiet -nologo
# All assemblies of the library, for every kind of machine.
dotnet pack src/Sartor -c Release -p:Packed=true -p:RunAnalyzers=false --artifacts-path artifacts/pack-build/library -o "$out" \
  -v:quiet -nologo
du -h "$out"/*
