#!/bin/sh
# The floors of host/: a file includes headers of its own library and of lower floors, nothing else; a plugin sees
# nothing of the host but countersign/plugin.h. Prints file:line of each include that breaks this and ends with 1.
# Usage: tests/check_floors.sh [ROOT]
set -eu
cd "${1:-$(dirname "$0")/..}"

find host plugins -name '*.[ch]' -type f 2>/dev/null | LC_ALL=C sort | {
    set --
    while IFS= read -r file; do set -- "$@" "$file"; done
    [ $# -gt 0 ] || exit 0
    exec awk '
    BEGIN {
        split("include 0 base 1 model 2 engine 3 script 3 store 3 calendar 3 server 4 cli 5", words, " ")
        for (i = 1; i in words; i += 2) floor[words[i]] = words[i + 1]
        # Libraries that one folder of the lower floors wraps for all others.
        owner["sqlite3.h"] = "store"; owner["uv.h"] = "server"
        owner["lua.h"] = owner["lauxlib.h"] = owner["lualib.h"] = owner["luaconf.h"] = "script"
    }
    function wrong(why) {
        printf "%s:%d: %s: %s\n", FILENAME, FNR, name, why
        bad = 1
    }
    function plugin_include(quoted, first) {
        if (name == "countersign/plugin.h") return
        if (name ~ /\.\./ || first in floor) wrong("a plugin includes countersign/plugin.h and system headers only")
        else if (quoted && name ~ /\//) wrong("a plugin has its headers in its own folder")
    }
    function host_include(quoted, first,    own, mine) {
        own = part[2] ~ /\.c$/ ? "cli" : part[2]
        if (!(own in floor)) { wrong("host/" own " is on no floor: add it to tests/check_floors.sh"); return }
        mine = floor[own]
        if (name ~ /\.\./) wrong("write the path from host/, without ..")
        else if (first == "countersign") { if (mine == 1) wrong("base includes nothing of the product") }
        else if (first in floor) {
            if (first == own) return
            if (floor[first] > mine) wrong("floor " floor[first] " is above floor " mine " of " own)
            else if (floor[first] == mine) wrong(first " and " own " are both on floor " mine)
        }
        else if (quoted && name ~ /\//) wrong("no folder of host/ is called " first)
        else if (mine <= 3 && (name in owner) && owner[name] != own) wrong("only host/" owner[name] " includes it")
        else if (mine <= 3 && first == "libical" && own != "calendar") wrong("only host/calendar includes it")
    }
    /^[ \t]*#[ \t]*include[ \t]*["<]/ {
        name = $0
        sub(/^[^"<]*/, "", name)
        quoted = name ~ /^"/
        sub(/^["<]/, "", name)
        sub(/[">].*$/, "", name)
        first = name
        if (!sub(/\/.*$/, "", first)) first = ""
        split(FILENAME, part, "/")
        if (part[1] == "plugins") plugin_include(quoted, first)
        else host_include(quoted, first)
    }
    END { exit bad }
    ' "$@"
}
