#!/bin/sh
# The table of what is carried (tests/TABLE.md): every id stands in it once, every file and every test that it names exists, every state
# is a known one. Where ../shared is there, its ids are compared with the list here too. Prints each finding, ends with 1 on any.
# Usage: tests/check_table.sh [ROOT]
set -eu
cd "${1:-$(dirname "$0")/..}"
table=tests/TABLE.md

ids="A1 A2 A3 A4 A5 A6 A7 A8 A10 A11 A12 A13 A14 A15 A16 A20 A21 A22 A23 A24 A25 A26 A27 A28 A29 A30 A31
A40 A41 A42 A43 A44 A45 A46 A50 A51 A52 A53 A60 A61 A62 A63 A64 A65 A70 A71 A72 A73
P1.1 P1.2 P1.3.1 P1.3.2 P1.3.3 P1.3.4 P1.3.5
P2.1.1 P2.1.2 P2.2.1 P2.2.2 P2.2.3 P2.3.1 P2.3.2 P2.3.3 P2.4.1 P2.4.2 P2.4.3 P2.5.1 P2.5.2 P2.5.3"

[ -f "$table" ] || { echo "$table is not there"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# sources: the ids that the two pages themselves have
if [ -f ../shared/approval.md ] && [ -f ../shared/policy.md ]; then
    {
        grep -o '\*\*A[0-9][0-9]*' ../shared/approval.md
        grep -o '\*\*P[12]\.[0-9.]*[0-9]\*\*' ../shared/policy.md
    } | tr -d '*' | LC_ALL=C sort -u >"$work/theirs"
    # shellcheck disable=SC2086
    printf '%s\n' $ids | LC_ALL=C sort -u >"$work/ours"
    LC_ALL=C comm -3 "$work/theirs" "$work/ours" | tr -d '\t' | sed 's/$/: in only one of ..\/shared and the list of this check/' >"$work/found"
else
    : >"$work/found"
fi

# rows: what is wrong with them alone goes to `found`, the files and tests that they name to `named` as id, path, phrase
# shellcheck disable=SC2086
awk -v known="$(echo $ids)" -v named="$work/named" '
function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
function wrong(why) { printf "%s:%d: %s: %s\n", FILENAME, FNR, id, why }
# Writes each entry of a cell; the number of them, 0 for a dash.
function entries(cell, tests,    list, n, i, path, phrase) {
    if (cell == "–") return 0
    n = split(cell, list, /; */)
    for (i = 1; i <= n; i++) {
        if (!match(list[i], /^`[^`]+`/)) { wrong("no file in backticks: " list[i]); continue }
        path = substr(list[i], 2, RLENGTH - 2)
        phrase = trim(substr(list[i], RLENGTH + 1))
        if (tests && phrase == "") wrong("a test without a name in " path)
        if (!tests && phrase != "") wrong("more than a file: " list[i])
        printf "%s\t%s\t%s\n", id, path, phrase >named
    }
    return n
}
BEGIN {
    n = split(known, list, " ")
    for (i = 1; i <= n; i++) expected[list[i]] = 1
    printf "" >named
}
/^\| *[AP][0-9]/ {
    n = split($0, cell, "|")
    id = trim(cell[2])
    if (!(id in expected)) wrong("no such id")
    if (id in seen) wrong("comes twice")
    seen[id] = 1
    if (n != 7) { wrong("not five cells"); next }
    files = entries(trim(cell[4]), 0)
    tests = entries(trim(cell[5]), 1)
    state = trim(cell[6])
    if (state == "done") { if (!files || !tests) wrong("done needs a file and a test") }
    else if (state == "not there") { if (files || tests) wrong("not there, but a file or a test is named") }
    else if (state ~ /^in part: ./) { if (!files) wrong("in part needs a file") }
    else wrong("no known state: " state)
}
END {
    n = split(known, list, " ")
    for (i = 1; i <= n; i++) if (!(list[i] in seen)) printf "%s: %s: missing\n", FILENAME, list[i]
}' "$table" >>"$work/found"

tab=$(printf '\t')
while IFS=$tab read -r id path phrase; do
    if [ ! -f "$path" ]; then
        echo "$table: $id: no file $path"
    elif [ -n "$phrase" ] && ! grep -qF -- "$phrase" "$path"; then
        echo "$table: $id: no test in $path by the name of: $phrase"
    fi
done <"$work/named" >>"$work/found"

cat "$work/found"
[ ! -s "$work/found" ]
