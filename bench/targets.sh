#!/usr/bin/env bash
# Whole-process figures of the built command line against its targets: median wall time and peak memory of several runs.
# Usage: bench/targets.sh RESNET50.onnx   (python/export_torchvision.py resnet50 --out DIR makes one)
set -euo pipefail
cd "$(dirname "$0")/.."
model=$(realpath "$1")
runs=9
dotnet build -c Release -v q src/Sartor.Cli >/dev/null
sartor=src/Sartor.Cli/bin/Release/net10.0/sartor
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Prints the median wall time in s and the largest resident memory in kB; the first run is not counted.
measure() {
  "$@" >/dev/null 2>&1 || { echo "failed: $*" >&2; exit 1; }
  for _ in $(seq "$runs"); do
    /usr/bin/time -a -o "$scratch/times" -f '%e %M' "$@" >/dev/null 2>&1
  done
  sort -n "$scratch/times" | awk '{ t[NR] = $1; if ($2 > m) m = $2 } END { printf "%s %s\n", t[int((NR + 1) / 2)], m }'
  rm "$scratch/times"
}

read -r help_s help_kb < <(measure "$sartor" --help)
read -r inspect_s inspect_kb < <(measure "$sartor" inspect "$model")
read -r convert_s convert_kb < <(measure "$sartor" convert "$model" --no-verify --out "$scratch/model.tflite")
# Wall time and processor time of all processes; the first fills the trial store that the others use.
demo() {
  /usr/bin/time -o "$scratch/demo" -f '%e %U %S' "$sartor" demo --out "$scratch/demo-result" --store "$scratch/store" "$@" >/dev/null 2>&1
  awk '{ print $1, $2 + $3 }' "$scratch/demo"
}
read -r demo_s demo_cpu < <(demo)
read -r _ second_cpu < <(demo)
read -r _ reuse_cpu < <(demo --reuse-measurements)

echo "| what | target | measured |"
echo "|---|--:|--:|"
echo "| \`sartor --help\` | 0.25 s | $help_s s |"
echo "| \`inspect\` of $(($(stat -c %s "$model") / 1000000)) MB | 0.5 s | $inspect_s s |"
echo "| … peak memory above \`--help\` | 80 MB | $(((inspect_kb - help_kb) / 1000)) MB |"
echo "| \`convert\` of ResNet-50 to float32, the whole process | 1 s | $convert_s s |"
echo "| \`demo\` after the build | 60 s | $demo_s s |"
echo "| … processor time | | $demo_cpu s |"
echo "| … processor time of a second \`demo\` | | $second_cpu s |"
echo "| … with \`--reuse-measurements\` | 20 % | $reuse_cpu s |"
