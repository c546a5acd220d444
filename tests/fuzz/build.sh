#!/bin/sh
# Builds the fuzz targets by clang into a folder of their own. Usage: tests/fuzz/build.sh FOLDER [cmake options]
set -eu
[ $# -ge 1 ] || { echo "usage: $0 FOLDER [cmake options]" >&2; exit 2; }
folder=$1
shift
cd "$(dirname "$0")/../.."
cmake -S . -B "$folder" -G Ninja -DCMAKE_C_COMPILER=clang-14 -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCOUNTERSIGN_FUZZ=ON "$@" >/dev/null
ninja -C "$folder" -j "$(nproc)" --quiet fuzzers
