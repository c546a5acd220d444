#!/bin/sh
# The scenes that ./run shows, and the README tells: a demo company on a clock of its own, each command as it is to be typed, then its
# answer. Usage: scenes.sh BUILD FOLDER: with the program in BUILD; the company is made in FOLDER, whatever was there before.
set -eu
[ $# -eq 2 ] || { echo "usage: $0 BUILD FOLDER" >&2; exit 2; }
PATH="$(cd "$1" && pwd):$PATH"
export COUNTERSIGN_AT="$2"

# say WHAT IS DONE, then the command itself, then its answer
say() {
    printf '\n\033[1m%s\033[0m\n' "$1"
}
show() {
    printf '$ countersign'
    for word in "$@"; do
        case $word in # as it is to be typed
        [a-z]*=*" "*) printf ' %s="%s"' "${word%%=*}" "${word#*=}" ;;
        *" "*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    countersign "$@"
}

rm -rf "$2"
say "1. A demo company (demo data: the people and the rules in rules/), on the morning of Monday, 2 March 2026"
monday=2026-03-02T09:00:00+08:00
show init --demo --clock $monday

say "2. Wang Fang of human resources wants new chairs. First, the route that the form would take"
set -- company.purchase item="Office chairs" amount="8000 CNY" budget=HR-01 kind=goods reason="Two are broken."
show plan "$@" --as wang.fang --clock $monday

say "3. She drafts and submits it: now it has a number. What she submits keeps the rules of that moment"
drafted=$(show draft "$@" --as wang.fang --clock $monday)
echo "$drafted"
record=$(echo "$drafted" | sed -n 's/^\([0-9][0-9]*\)  .*/\1/p')
show submit "$record" --as wang.fang --clock $monday
record=PUR-2026-000001 # the first of the year

say "4. Li Na, her head, finds it among her tasks and approves"
show tasks --as li.na --clock 2026-03-02T10:30:00+08:00
show approve "$record" --as li.na --opinion "Needed before the interviews." --clock 2026-03-02T10:30:00+08:00

say "5. Finance lets it lie. What fires next, and what would fire until the end of the next week if nobody did anything"
show deadlines --clock 2026-03-02T11:00:00+08:00
show simulate "$record" --until 2026-03-14 --clock 2026-03-02T11:00:00+08:00

say "6. The clock goes on to Tuesday, 10 March: the limit passes, the ladder is climbed"
show fire --clock 2026-03-02T11:00:00+08:00 --until 2026-03-10T09:00:00+08:00
show show "$record" --as wang.fang --clock 2026-03-10T09:00:00+08:00

say "7. Sun Tao, to whom it went, approves; the buyer orders"
show approve "$record" --as sun.tao --clock 2026-03-10T09:30:00+08:00
show "done" "$record" --as feng.lin --clock 2026-03-11T15:00:00+08:00

say "8. Everything that happened, with who, when and why"
show history "$record" --as wang.fang --clock 2026-03-11T15:00:00+08:00

say "9. The chain of events holds, and the record is what its events make of it"
show verify
