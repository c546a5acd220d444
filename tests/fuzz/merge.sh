#!/bin/sh
# Takes what runs have found over into the inputs that are kept, corpus/: for each target the few small ones that reach all that any
# input reaches; inputs with telling names stay. Usage: tests/fuzz/merge.sh BUILD [TARGET…]
set -eu
[ $# -ge 1 ] || { echo "usage: $0 BUILD [TARGET…]" >&2; exit 2; }
build=$(cd "$1" && pwd)
shift
corpus=$(cd "$(dirname "$0")" && pwd)/corpus
[ $# -gt 0 ] || set -- $(ls "$corpus")
for target in "$@"; do
    kept=$(mktemp -d)
    mkdir -p "$corpus/$target" "$build/fuzz/corpus/$target"
    for input in "$corpus/$target"/*; do
        case ${input##*/} in
        *[!0-9a-f]*) [ -f "$input" ] && cp "$input" "$kept" ;; # named by hand
        esac
    done
    "$build/fuzz/fuzz_$target" -set_cover_merge=1 -use_counters=0 -max_len=8192 "$kept" "$corpus/$target" "$build/fuzz/corpus/$target" >/dev/null 2>&1 ||
        "$build/fuzz/fuzz_$target" -merge=1 -use_counters=0 -max_len=8192 "$kept" "$corpus/$target" "$build/fuzz/corpus/$target" >/dev/null 2>&1
    find "$corpus/$target" -type f -delete
    cp "$kept"/* "$corpus/$target"
    rm -rf "$kept"
    printf '%-10s %5d inputs, %7d bytes\n' "$target" "$(ls "$corpus/$target" | wc -l)" "$(cat "$corpus/$target"/* | wc -c)"
done
