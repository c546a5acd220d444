#!/bin/sh
# The long form: each target for an hour (COUNTERSIGN_FUZZ_SECONDS says otherwise), as many at once as there are processors. The fuzzers have a build of their own,
# BUILD/fuzz. Usage: tests/fuzz/long.sh BUILD
set -eu
[ $# -eq 1 ] || { echo "usage: $0 BUILD" >&2; exit 2; }
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
. tests/packages.sh
# shellcheck disable=SC2086
cs_need $CS_FUZZ_PACKAGES
sh tests/fuzz/build.sh "$build/fuzz"
FUZZ_SEED=0 exec sh tests/fuzz/run.sh "$build/fuzz" "${COUNTERSIGN_FUZZ_SECONDS:-3600}"
