#!/bin/sh
# The long forms of what ./test shows in short: run by `./test --long`, after all else has passed. Each tests/<folder>/long.sh BUILD is
# one of them; it prints what it did and its figures, and fails when something does not hold. Usage: tests/long.sh BUILD_DIR [FOLDER…]
set -eu
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [FOLDER…]" >&2; exit 2; }
build=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- unit crash simulation scope mutations fuzz bench gallery
failed=
for folder in "$@"; do
    [ -f "tests/$folder/long.sh" ] || continue
    echo "== long: $folder"
    sh "tests/$folder/long.sh" "$build" || failed="$failed $folder"
done
[ -z "$failed" ] || { echo "long: failed:$failed" >&2; exit 1; }
