#!/bin/sh
# The long forms of unit tests. Usage: long.sh BUILD
set -eu
[ $# -eq 1 ] || { echo "usage: $0 BUILD_DIR" >&2; exit 2; }
# Two people decide in the same instant, ten thousand times.
"$1/tests/server_test_same_instant" 10000
# What-if and why against brute force, on a thousand random records each.
"$1/tests/server_test_nearest" 20261122 all
"$1/tests/server_test_why_brute" 20261129 all
"$1/tests/server_test_adjusted"
