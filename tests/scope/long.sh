#!/bin/sh
# The long form of the small-scope check: every plan, all operations mixed, within the bounds that it prints, one share of the plans a core; what
# it can't hold within its limits of states fails rather than passes. Usage: long.sh BUILD [OPTIONS of small_scope…]
set -eu
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [OPTIONS]" >&2; exit 2; }
program=$1/tests/small_scope
shift
[ -x "$program" ] || { echo "$0: $program is not built" >&2; exit 2; }
cores=$(nproc)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
pids=
i=0
while [ $i -lt "$cores" ]; do
    "$program" --subset long --share "$i/$cores" "$@" >"$out/$i" 2>&1 &
    pids="$pids $!"
    i=$((i + 1))
done
failed=0
for pid in $pids; do wait "$pid" || failed=1; done
cat "$out"/*
exit $failed
