#!/bin/sh
# The long form of the small-scope check: every plan, all operations mixed, within the bounds that it prints; what it can't hold within its
# limits of states fails rather than passes. The plans are dealt into sixteen shares, one a core at a time, as some take a hundred times as
# long as others; at the end stand the totals of each pass. Usage: long.sh BUILD [OPTIONS of small_scope…]
set -eu
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [OPTIONS]" >&2; exit 2; }
program=$1/tests/small_scope
shift
[ -x "$program" ] || { echo "$0: $program is not built" >&2; exit 2; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
shares=16
began=$(date +%s)
failed=0
i=0
# shellcheck disable=SC2016 # what stands in quotes is for the shell of each share
while [ $i -lt $shares ]; do
    echo "$i"
    i=$((i + 1))
done | xargs -P "$(nproc)" -I % sh -c '
    out=$1 shares=$2 share=$3 program=$4; shift 4
    result=0
    "$program" --subset long --share "$share/$shares" "$@" >"$out/$share" 2>&1 || result=1
    echo "share $share of $shares: $(tail -n 1 "$out/$share")"
    [ $result -eq 0 ] || cat "$out/$share"
    exit $result' share "$out" $shares % "$program" "$@" || failed=1
# The lines of all shares, added up pass by pass; the last line of a share, after what is left out, is that of all its passes.
awk '/^long, / { pass = $0; if (!seen[pass]++) order[++passes] = pass }
     /^left out: / { pass = "all passes"; if (!seen[$0]++) left[++lefts] = $0 }
     /^  (sequence|all|all_wait|any|vote|parallel) +[0-9]+ plans / {
         plans[pass] += $2; states[pass] += $4; transitions[pass] += $6; refused[pass] += $8; ends[pass] += $10; bound[pass] += $12
         if ($17 + 0 > depth[pass]) depth[pass] = $17 + 0
         twins[pass] += $18 }
     END { order[++passes] = "all passes"
         for (i = 1; i <= passes; i++) { p = order[i]
             printf "%s\n  %d plans, %d states, %d transitions, %d refused, %d ends, %d at the bound, depth %d, %d twins\n", p,
                 plans[p], states[p], transitions[p], refused[p], ends[p], bound[p], depth[p], twins[p] }
         for (i = 1; i <= lefts; i++) print left[i] }' "$out"/*
[ $failed -eq 0 ] || { echo "small scope: a share failed" >&2; exit 1; }
echo "all held in $(($(date +%s) - began)) s"
