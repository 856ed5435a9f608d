#!/usr/bin/env bash
# Builds the part of the engine `pytorch` (docs/engines.md) where libtorch and its headers are: Debian's libtorch-dev and g++, or the
# folder of PyTorch's own download that LIBTORCH names. It comes into artifacts/torch, where the programs of this source tree find it.
set -euo pipefail
cd "$(dirname "$0")/.."

root=${LIBTORCH:-/usr}
include=$root/include
if [ ! -f "$include/torch/csrc/jit/mobile/import.h" ]; then
  echo "build-torch: there are no headers of libtorch in $include; install them (Debian: apt-get install libtorch-dev g++)," \
    "or let LIBTORCH name the folder that has include/torch" >&2
  exit 2
fi
headers=("-isystem" "$include/torch/csrc/api/include")
library=()
if [ -n "${LIBTORCH:-}" ]; then # the compiler looks into /usr by itself
  headers+=("-isystem" "$include")
  library=("-L$root/lib" "-Wl,-rpath,$root/lib")
fi
mkdir -p artifacts/torch
part=artifacts/torch/libsartortorch.so
"${CXX:-g++}" -O2 -std=c++17 -shared -fPIC -fvisibility=hidden -Wall -Wextra -Wno-unused-parameter \
  "${headers[@]}" native/torch/sartor_torch.cc \
  -o "$part.new" "${library[@]}" -ltorch_cpu -lc10
mv "$part.new" "$part"
ls -l "$part"
