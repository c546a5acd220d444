#!/bin/sh
# The check of the table finds what it is there to find, and passes the table as it stands.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failures=0
mkdir -p "$root/tests" "$root/host"
echo "int one;" >"$root/host/one.c"
echo "it holds" >"$root/tests/one.c"

# expect WHAT FINDING SED: the whole table, every row put on the two files above, then changed by SED: the check says just FINDING; "": it passes
expect() {
    sed -E 's/^(\| [AP][0-9.]+ \|).*/\1 what | `host\/one.c` | `tests\/one.c` it holds | done |/' "$here/TABLE.md" |
        sed -E "$3" >"$root/tests/TABLE.md"
    if out=$("$here/check_table.sh" "$root" 2>&1); then status=0; else status=$?; fi
    if [ -z "$2" ] && [ $status -eq 0 ] && [ -z "$out" ]; then
        echo "ok: $1"
    elif [ -n "$2" ] && [ $status -eq 1 ] && [ "$(printf '%s\n' "$out" | wc -l)" -eq 1 ] && printf '%s' "$out" | grep -q -- "$2"; then
        echo "ok: $1"
    else
        printf 'NOT ok: %s (status %s)\n%s\n' "$1" "$status" "$out"
        failures=$((failures + 1))
    fi
}

expect "a whole table passes" "" ""
expect "an id that is missing is named" "A27: missing" '/^\| A27 /d'
expect "an id that comes twice is named" "A27: comes twice" '/^\| A27 /{p;}'
expect "an id that nobody knows is named" "A99: no such id" '/^\| A27 /{p;s/A27/A99/;}'
expect "a file that is not there is named" "A3: no file host/two.c" '/^\| A3 /s/host\/one/host\/two/'
expect "a test file that is not there is named" "P1.2: no file tests/two.c" '/^\| P1.2 /s/tests\/one/tests\/two/'
expect "a test that the file does not have is named" "A3: no test in tests/one.c by the name of: it flies" '/^\| A3 /s/holds/flies/'
expect "a test needs a name" "A3: a test without a name" '/^\| A3 /s/ it holds//'
expect "a second test is looked at too" "no file tests/three.c" '/^\| A3 /s/it holds/it holds; `tests\/three.c` x/'
expect "states are few" "A3: no known state: nearly" '/^\| A3 /s/done/nearly/'
expect "in part says what is missing" "A3: no known state: in part" '/^\| A3 /s/done/in part:/'
expect "in part is a state" "" '/^\| A3 /s/done/in part: the rest/'
expect "done needs a test" "A3: done needs a file and a test" '/^\| A3 /s/`tests.*holds/–/'
expect "what is not there has no test" "A3: not there, but" '/^\| A3 /s/done/not there/'
expect "not there is a state" "" '/^\| A3 /s/.*/| A3 | what | – | – | not there |/'
expect "a row of other cells is named" "A3: not five cells" '/^\| A3 /s/ done / done | more /'

[ $failures -eq 0 ]
