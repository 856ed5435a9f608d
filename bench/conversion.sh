#!/usr/bin/env bash
# Processor time (user and system) and peak memory of whole conversions, beside the least that any has to do: bench/native/floor.c reads the
# file, looks at every word and writes as much. The two take turns, five times; the table has the medians.
# Usage: bench/conversion.sh SARTOR MODEL...   (eng/pack.sh linux-x64 makes the program of the archive)
set -euo pipefail
sartor=$(realpath "$1")
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cc -O2 -std=gnu11 -Wall "$(dirname "$0")/native/floor.c" -o "$scratch/least"

run() {
  local log=$1
  shift
  /usr/bin/time -a -o "$scratch/$log" -f '%U %S %M' "$@" >/dev/null 2>"$scratch/errors" || { cat "$scratch/errors" >&2; exit 1; }
}

# Median processor time in s, and the largest peak memory in MB.
median() {
  awk '{ print $1 + $2, $3 }' "$scratch/$1" | sort -n |
    awk '{ t[NR] = $1; if ($2 > m) m = $2 } END { printf "%.2f %.0f\n", t[int((NR + 1) / 2)], m / 1000 }'
}

echo "| network | MB | floor | without verification | times the floor | memory, MB | 1.5 × file + 80 | verified |"
echo "|---|--:|--:|--:|--:|--:|--:|--:|"
for model in "$@"; do
  rm -f "$scratch"/{floor,plain,verified}
  for _ in 1 2 3 4 5; do
    run floor "$scratch/least" "$model" "$scratch/copy"
    run plain "$sartor" convert "$model" --no-verify -q -o "$scratch/plain.tflite"
    run verified "$sartor" convert "$model" -q -o "$scratch/verified.tflite"
  done
  read -r floor_s _ < <(median floor)
  read -r plain_s plain_mb < <(median plain)
  read -r verified_s _ < <(median verified)
  size=$(($(stat -c %s "$model") / 1000000))
  awk -v n="$(basename "$model" .onnx)" -v m="$size" -v f="$floor_s" -v p="$plain_s" -v r="$plain_mb" -v v="$verified_s" \
    'BEGIN { printf "| %s | %d | %.2f s | %.2f s | %.1f | %d | %.0f | %.2f s |\n", n, m, f, p, p / f, r, 1.5 * m + 80, v }'
done
