#!/bin/sh
# Draws the gallery: twenty-six routes in English and Chinese, each also for a telephone, and a page that shows them.
#
#   tests/gallery/make.sh BUILD OUT [NUMBER …]     BUILD: the folder with `countersign`; OUT is made
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n '2,4p' "$0" | sed 's/^# \{0,1\}//' >&2; exit 2; }
program=$(cd "$1" && pwd)/countersign
mkdir -p "$2"
out=$(cd "$2" && pwd)
shift 2
people="$here/../../rules/company/people.lua"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
company="$work/company" clock=2026-03-02T09:00:00+08:00 record=

run() {
    if ! LC_ALL=C "$program" "$@" --at "$company" --clock "$clock" >"$work/said" 2>&1; then
        cat "$work/said" >&2
        echo "scene $number: countersign $*" >&2
        return 1
    fi
}
make_company() {
    rm -rf "$company"
    clock=2026-03-02T09:00:00+08:00
    run init --demo --rules "$here/rules" --people "$people"
}
begin() {
    flow=$1 person=$2
    shift 2
    make_company
    run draft "$flow" "$@" --as "$person" --json
    record=$(sed -n 's/^  "record": "\(.*\)",\{0,1\}$/\1/p' "$work/said")
}
at() {
    until="2026-${1% *}T${1#* }:00+08:00"
    run fire --until "$until"
    clock=$until
}
by() {
    person=$1 verb=$2
    shift 2
    run "$verb" "$record" --as "$person" "$@"
}
# caption EN ZH: a line of the index
caption() {
    printf '%s\t%s\t%s\n' "$number" "$1" "$2" >>"$work/captions"
}
draw() {
    for lang in en zh; do
        run draw "$@" --lang $lang --out "$out/$number-$lang.svg"
        run draw "$@" --lang $lang --width 390 --out "$out/$number-$lang-narrow.svg"
    done
}
picture() {
    en=$1 zh=$2
    shift 2
    draw "$record" --as zhao.lei "$@"
    caption "$en" "$zh"
}
expected() {
    flow=$1 person=$2 en=$3 zh=$4
    shift 4
    make_company
    draw "$flow" "$@" --as "$person"
    caption "$en" "$zh"
}
page() {
    cat <<'HTML'
<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Countersign: routes · 流程图</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 24px auto; max-width: 1480px; padding: 0 16px }
section { margin: 40px 0 } h2 { font-size: 17px; margin: 0 0 12px }
div { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start } img { max-width: 100% }
</style>
<h1>Routes · 流程图</h1>
<p>Twenty-six records of a demo company, drawn by <code>countersign draw</code>.
HTML
    sort -u "$work/captions" | sed 's/&/\&amp;/g; s/</\&lt;/g' | while IFS="$(printf '\t')" read -r n en zh; do
        printf '<section><h2>%s · %s<br>%s</h2><div>\n' "$n" "$en" "$zh"
        for lang in en zh; do
            printf '<picture><source media="(max-width: 760px)" srcset="%s-%s-narrow.svg">' "$n" $lang
            printf '<img src="%s-%s.svg" alt="%s"></picture>\n' "$n" $lang "$([ $lang = en ] && echo "$en" || echo "$zh")"
        done
        echo '</div></section>'
    done
}

. "$here/scenes.sh"
numbers=${*:-"01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26"}
for number in $numbers; do
    "scene_$number"
done
page >"$out/index.html"
echo "drawn: $out/index.html"
