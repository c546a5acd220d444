#!/bin/sh
# The long form of the simulation: 10,000 seeds (or as many as said), one process a core, and the totals of all of them.
# Of each seed that fails the report is printed, with the command that replays it. Usage: long.sh BUILD [SEEDS [FROM]]
set -eu
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [SEEDS [FROM]]" >&2; exit 2; }
program=$1/tests/simulate
seeds=${2:-10000}
from=${3:-1}
cores=$(nproc)
[ -x "$program" ] || { echo "$0: $program is not built" >&2; exit 2; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
share=$(( (seeds + cores - 1) / cores ))
began=$(date +%s)
i=0
pids=
while [ $i -lt "$cores" ]; do
    first=$((from + i * share))
    count=$share
    [ $((first + count)) -le $((from + seeds)) ] || count=$((from + seeds - first))
    if [ "$count" -gt 0 ]; then
        "$program" --all --seeds "$count" --from "$first" >"$out/$i.out" 2>"$out/$i.err" &
        pids="$pids $!"
    fi
    i=$((i + 1))
done
failed=0
for pid in $pids; do wait "$pid" || failed=1; done
cat "$out"/*.err >&2
# The lines of all processes, added up word by word.
echo "simulation: $seeds seeds from $from on $cores cores, $(( $(date +%s) - began )) s"
awk '/^ +[^ ].* +[0-9.]+$/ { n = $NF; sub(/ +[0-9.]+$/, ""); if (!($0 in sum)) order[++k] = $0; sum[$0] += n }
     /, by (code|operation):/ && !($0 in sum) { order[++k] = $0; sum[$0] = "" }
     END { for (i = 1; i <= k; i++) print order[i] (sum[order[i]] == "" ? "" : sprintf("%*s", 60 - length(order[i]), sum[order[i]])) }' "$out"/*.out
[ $failed -eq 0 ] || { echo "simulation: a seed failed" >&2; exit 1; }
