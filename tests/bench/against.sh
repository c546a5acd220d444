#!/bin/sh
# Is the tree slower than a commit before it? Builds that commit in a folder of its own, then runs both in turn, in short rounds: decisions
# through the writer (in one commit × 1, 16, 128: a second, and as a part of what the bare store does in the same run), and the replay of
# the real log, where that is there (processor time). The ratio is the median over the rounds of new : old; over 1 is faster. Other work on
# the machine spoils what is counted a second, hardly the rest; where perf can count instructions, these are not touched by it at all.
# Usage: against.sh COMMIT [BUILD [ROUNDS]]; BUILD is this tree's, built as RelWithDebInfo.
set -eu
[ $# -ge 1 ] || { echo "usage: $0 COMMIT [BUILD [ROUNDS]]" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd)
commit=$(git -C "$root" rev-parse --verify "$1^{commit}")
build=$(cd "${2:-$root/build}" && pwd)
rounds=${3:-5}
log=$root/../shared/data/bpic20_domestic
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

mkdir "$work/tree"
git -C "$root" archive "$commit" | tar -x -C "$work/tree"
cmake -S "$work/tree" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo >/dev/null
ninja -C "$work/build" --quiet countersign
echo "new: $(git -C "$root" rev-parse --short HEAD) in $build; old: $(git -C "$root" rev-parse --short "$commit")"

# place old|new: sets program and tree
place() {
    if [ "$1" = old ]; then program=$work/build/countersign tree=$work/tree; else program=$build/countersign tree=$root; fi
}

# seconds COMMAND…: the processor time that it took, user and system
seconds() {
    (
        "$@" >/dev/null 2>&1 || { echo "against: failed: $*" >&2; exit 1; }
        times
    ) | awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, part, "m"); sum += part[1] * 60 + part[2] } print sum }'
}

# instructions COMMAND…: in user mode; nothing where perf can't count
instructions() {
    perf stat -x, -e instructions:u -o "$work/perf" "$@" >/dev/null 2>&1 || return 0
    awk -F, '/instructions/ && $1 + 0 > 0 { print $1 }' "$work/perf"
}

replay() {
    "$@" "$program" replay --rules "$tree/rules" --flow finance.declaration --map "$tree/rules/finance/declaration.map.lua" \
        --cases "$log/cases.csv.gz" --events "$log/events.csv.gz"
}

# note NAME WHO VALUE
note() {
    [ -z "$3" ] || echo "$1	$2	$3" >>"$work/figures"
}

one_round() {
    for who in $1; do
        place "$who"
        "$program" bench --only decisions --lang en >"$work/said" || { echo "against: bench failed" >&2; exit 1; }
        sed -n 's/^decisions, writer .* × \([0-9]*\)  *\([0-9.]*\) : [0-9.]* a second  *\([0-9.]*\) .*/\1 \2 \3/p' "$work/said" |
            while read -r size rate part; do
                note "decisions a second, × $size" "$who" "$rate"
                note "decisions : bare store, × $size" "$who" "$part"
            done
        [ ! -d "$log" ] || note "replay, in processor time" "$who" "$(replay seconds | awk '$1 > 0 { print 1 / $1 }')"
    done
}

i=0
while [ "$i" -lt "$rounds" ]; do
    if [ $((i % 2)) -eq 0 ]; then one_round "old new"; else one_round "new old"; fi
    i=$((i + 1))
done
if command -v perf >/dev/null 2>&1; then
    for who in old new; do
        place "$who"
        note "decisions, in instructions" "$who" "$(instructions "$program" bench --only decisions | awk '{ print 1 / $1 }')"
        [ ! -d "$log" ] || note "replay, in instructions" "$who" "$(replay instructions | awk '{ print 1 / $1 }')"
    done
fi
[ -d "$log" ] || echo "the log is not there: no replay"
# The i-th figure of one against the i-th of the other; of these the median.
awk -F'\t' '
    !($1 in known) { known[$1] = ++names; name[names] = $1 }
    { n = ++count[$1, $2]; value[$1, $2, n] = $3 }
    END {
        for (k = 1; k <= names; k++) {
            n = count[name[k], "old"] < count[name[k], "new"] ? count[name[k], "old"] : count[name[k], "new"]
            for (i = 1; i <= n; i++) ratio[i] = value[name[k], "new", i] / value[name[k], "old", i]
            for (i = 2; i <= n; i++) for (j = i; j > 1 && ratio[j] < ratio[j - 1]; j--) { t = ratio[j]; ratio[j] = ratio[j - 1]; ratio[j - 1] = t }
            if (n) printf "%-30s new : old %.3f   (%d rounds, %.3f to %.3f)\n", name[k], n % 2 ? ratio[(n + 1) / 2] : (ratio[n / 2] + ratio[n / 2 + 1]) / 2, n, ratio[1], ratio[n]
        }
    }' "$work/figures"
