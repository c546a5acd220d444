#!/bin/sh
# The check of the floors finds what it is there to find, and passes what is allowed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failures=0

# put FILE INCLUDE…: a file of nothing but these includes
put() {
    file=$root/$1
    shift
    mkdir -p "$(dirname "$file")"
    printf '/* one */\n' >"$file"
    for include in "$@"; do printf '#include %s\n' "$include" >>"$file"; done
}

# expect WHAT PLACE: the check refuses, naming PLACE (file:line:); expect WHAT "" : it passes
expect() {
    if out=$("$here/check_floors.sh" "$root" 2>&1); then status=0; else status=$?; fi
    if [ -z "$2" ] && [ $status -eq 0 ] && [ -z "$out" ]; then
        echo "ok: $1"
    elif [ -n "$2" ] && [ $status -eq 1 ] && [ "$(printf '%s\n' "$out" | wc -l)" -eq 1 ] &&
        [ "${out#"$2"}" != "$out" ]; then
        echo "ok: $1"
    else
        printf 'NOT ok: %s (status %s)\n%s\n' "$1" "$status" "$out"
        failures=$((failures + 1))
    fi
    rm -rf "${root:?}"/*
}

expect "an empty tree passes" ""

put host/base/a.c '"base/mem.h"' '<stdio.h>'
put host/model/a.c '"model/plan.h"' '"base/mem.h"'
put host/engine/a.c '"engine/engine.h"' '"model/plan.h"' '"base/mem.h"' '"own.h"'
put host/store/a.c '<sqlite3.h>' '"model/plan.h"'
put host/script/a.c '<lua.h>'
put host/calendar/a.c '<libical/ical.h>'
put host/server/a.c '"engine/engine.h"' '"store/store.h"' '<uv.h>' '"countersign/plugin.h"'
put host/cli/a.c '"server/server.h"' '<uv.h>'
put host/main.c '"cli/cli.h"'
put host/include/countersign/plugin.h '<stdint.h>'
put plugins/iban/a.c '"countersign/plugin.h"' '<string.h>' '"own.h"' '<sqlite3.h>'
expect "what the floors allow passes" ""

put host/base/a.h '<stdio.h>' '"model/plan.h"'
expect "base may not see the model" "host/base/a.h:3:"
put host/engine/a.c '"store/store.h"'
expect "floor 3 may not see its neighbours" "host/engine/a.c:2:"
put host/script/a.c '  "server/server.h"'
expect "floor 3 may not see the server" "host/script/a.c:2:"
put host/model/sub/a.c '<engine/engine.h>'
expect "angle brackets hide nothing" "host/model/sub/a.c:2:"
put host/engine/a.c '"../store/store.h"'
expect "a path with .. hides nothing" "host/engine/a.c:2:"
put host/engine/a.c '<sqlite3.h>'
expect "the engine knows no SQL" "host/engine/a.c:2:"
put host/engine/a.c '<lauxlib.h>'
expect "the engine knows no Lua" "host/engine/a.c:2:"
put host/server/a.c '"cli/cli.h"'
expect "the server may not see the command line" "host/server/a.c:2:"
put host/include/countersign/plugin.h '"base/mem.h"'
expect "the plugins' header stands alone" "host/include/countersign/plugin.h:2:"
put host/other/a.c '<stdio.h>'
expect "a folder on no floor is noticed" "host/other/a.c:2:"
put host/model/a.c '"elsewhere/a.h"'
expect "a header of an unknown folder is noticed" "host/model/a.c:2:"
put plugins/file/a.c '"base/mem.h"'
expect "a plugin may not see the host" "plugins/file/a.c:2:"
put plugins/file/a.c '"../iban/own.h"'
expect "a plugin may not see another" "plugins/file/a.c:2:"

[ $failures -eq 0 ]
