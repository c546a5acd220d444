#!/bin/sh
# Runs the fuzz targets of BUILD (configured with COUNTERSIGN_FUZZ) for SECONDS each, as many at once as there are processors,
# beginning with the inputs kept in corpus/. A crash, a leak, an input that takes longer than ten seconds or more than 2 GiB is a
# failure: the input stays in BUILD/fuzz/found/ and the command that repeats it is printed. One line a target: what it did.
# Usage: tests/fuzz/run.sh BUILD SECONDS [TARGET…]; FUZZ_AT_ONCE says how many at once, FUZZ_TIMEOUT how many seconds an
# input may take (more where the machine is busy with other things). FUZZ_SEED=0 begins elsewhere each time; without
# it a run goes the way of the last one as far as the machine is as fast: what ./test has passed once, it passes again.
set -eu
[ $# -ge 2 ] || { echo "usage: $0 BUILD SECONDS [TARGET…]" >&2; exit 2; }
build=$(cd "$1" && pwd)
seconds=$2
shift 2
corpus=$(cd "$(dirname "$0")" && pwd)/corpus
at_once=${FUZZ_AT_ONCE:-$(nproc)}
seed=${FUZZ_SEED:-20260302}
timeout=${FUZZ_TIMEOUT:-10}
work=$build/fuzz
mkdir -p "$work/found" "$work/logs"
if [ $# -eq 0 ]; then
    for program in "$work"/fuzz_*; do
        [ -x "$program" ] && set -- "$@" "${program##*/fuzz_}"
    done
fi
[ $# -gt 0 ] || { echo "$work: no targets; build them with ninja -C $build fuzzers" >&2; exit 2; }

# one TARGET, in a shell of its own: new inputs go to BUILD/fuzz/corpus/TARGET, what is kept is only read
one() {
    mkdir -p "$work/corpus/$1"
    options="-seed=$seed -max_total_time=$seconds -timeout=$timeout -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1"
    # shellcheck disable=SC2086
    cd "$work" && exec "./fuzz_$1" $options -artifact_prefix="$work/found/$1-" "corpus/$1" "$corpus/$1" >"logs/$1" 2>&1
}

# tell TARGET STATUS: its line; 1 when it failed
tell() {
    log=$work/logs/$1
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
    last=$(grep -E '^#[0-9]+.*cov:' "$log" | tail -n 1)
    covered=$(echo "$last" | sed -n 's/.*cov: \([0-9]*\).*/\1/p')
    inputs=$(echo "$last" | sed -n 's/.*corp: \([0-9]*\).*/\1/p')
    if [ "$2" -eq 0 ]; then
        printf '%-10s %9s executions, %6s edges covered, %5s inputs\n' "$1" "$runs" "$covered" "$inputs"
        return 0
    fi
    printf '%-10s FAILED: %s\n' "$1" "$(grep -m 1 -E 'this does not hold|runtime error|^SUMMARY|^==[0-9]+==' "$log" || tail -n 1 "$log")"
    found=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    [ -n "$found" ] && echo "  input:  $found" && echo "  repeat: $work/fuzz_$1 $found"
    echo "  log:    $log"
    return 1
}

failed=0 ids=
trap '[ -z "$ids" ] || kill $ids 2>/dev/null; exit 130' INT TERM
while [ $# -gt 0 ]; do
    ids= names=
    while [ $# -gt 0 ] && [ "$(echo $ids | wc -w)" -lt "$at_once" ]; do
        one "$1" &
        ids="$ids $!" names="$names $1"
        shift
    done
    for id in $ids; do
        name=${names# } && name=${name%% *} && names=${names# "$name"}
        status=0
        wait "$id" || status=$?
        tell "$name" "$status" || failed=1
    done
done
exit "$failed"
