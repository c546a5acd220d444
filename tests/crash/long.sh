#!/bin/sh
# The long forms of the crashes: a thousand companies that lose their power, each call to the disk and each allocation failing, a thousand
# kills of the server under load, verbs killed at every call on a file, five minutes of the thread sanitizer (where BUILD/tsan was
# built). Usage: tests/crash/long.sh BUILD_DIR
set -eu
[ $# -eq 1 ] || { echo "usage: $0 BUILD_DIR" >&2; exit 2; }
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
export COUNTERSIGN_BUILD="$build"
"$build/tests/crash_power_loss" --seeds 1000
"$build/tests/crash_every_call" --samples 0
"$build/tests/crash_every_call" --samples 0 --rounds 30 --cause sync # what a failed sync has left is another each time
"$build/tests/crash_every_allocation" --stride 0
COUNTERSIGN_KILLS=1000 node tests/crash/kill.test.mjs
COUNTERSIGN_EVERY=1 node tests/crash/verbs.test.mjs
if [ -x "$build/tsan/countersign" ]; then
    COUNTERSIGN_BUILD="$build/tsan" COUNTERSIGN_SECONDS=300 node tests/crash/threads.test.mjs
fi
