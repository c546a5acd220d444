#!/bin/sh
# Formatting, clang-tidy, cppcheck, luacheck and the floors over the whole tree, with the settings kept in it.
# Usage: tests/lint.sh BUILD_DIR (a configured one, for its compile_commands.json). Ends with 1 on any finding.
set -u
[ $# -eq 1 ] || { echo "usage: $0 BUILD_DIR" >&2; exit 2; }
build=$(cd "$1" && pwd) || exit 2
cd "$(dirname "$0")/.." || exit 2
commands=$build/compile_commands.json
[ -f "$commands" ] || { echo "lint: $commands is missing: configure first (cmake --preset debug)" >&2; exit 2; }

failed=
lists=$(mktemp -d) || exit 2
trap 'rm -rf "$lists"' EXIT
trap 'exit 130' INT TERM

# need TOOL PACKAGE
need() {
    command -v "$1" >/dev/null 2>&1 && return 0
    echo "lint: $1 is missing: install the Debian package $2 (apt-get install $2)" >&2
    failed="$failed $1"
    return 1
}

# run NAME COMMAND…: shows the command, remembers when it found something
run() {
    name=$1
    shift
    echo "== $name: $*"
    "$@" || failed="$failed $name"
}

# C files that belong to the project: those under version control, or all in a tree without it; third_party/ is others' work.
if git ls-files --error-unmatch CMakeLists.txt >/dev/null 2>&1; then
    git ls-files -- host plugins tests
else
    find host plugins tests -type f
fi | grep '\.[ch]$' | grep -v '/third_party/' | while IFS= read -r file; do
    if [ -f "$file" ]; then echo "$file"; fi
done >"$lists/all"
while IFS= read -r file; do
    case $file in *.c) grep -qF "\"$PWD/$file\"" "$commands" && echo "$file" >>"$lists/built" || echo "$file" >>"$lists/unbuilt" ;; esac
done <"$lists/all"
touch "$lists/built" "$lists/unbuilt"
echo "lint: $(wc -l <"$lists/all") C files, $(wc -l <"$lists/built") of them compiled in $build"

need clang-format clang-format && [ -s "$lists/all" ] &&
    run clang-format xargs -n 50 -a "$lists/all" clang-format --dry-run -Werror

need clang-tidy clang-tidy && [ -s "$lists/built" ] &&
    run clang-tidy xargs -n 1 -P 2 -a "$lists/built" clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option -p "$build"
if [ -s "$lists/unbuilt" ]; then
    echo "lint: not compiled in $build, so not seen by clang-tidy:"
    sed 's/^/  /' "$lists/unbuilt"
fi

if need cppcheck cppcheck && [ -s "$lists/all" ]; then
    mkdir -p "$build/cppcheck"
    grep '\.c$' "$lists/all" >"$lists/sources"
    run cppcheck cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --inline-suppr \
        --suppressions-list=tests/cppcheck.txt --std=c11 --library=posix --library=tests/cppcheck.cfg -j 2 --cppcheck-build-dir="$build/cppcheck" \
        -D_GNU_SOURCE -I host -I host/include -I tests --file-list="$lists/sources"
fi

if need luacheck lua-check; then
    if [ -n "$(find scripts rules tests plugins -name '*.lua' -type f | head -n 1)" ]; then
        run luacheck luacheck --quiet scripts rules tests plugins
    else
        echo "== luacheck: no Lua files yet"
    fi
fi

run floors tests/check_floors.sh

if [ -n "$failed" ]; then
    echo "lint: findings in:$failed" >&2
    exit 1
fi
echo "lint: nothing found"
