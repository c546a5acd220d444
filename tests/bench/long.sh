#!/bin/sh
# What this machine does, at the sizes that the design names: ten million deadlines, ten million finished records. A quarter of an hour,
# up to 30 GB on the disk of the temporary folder. A missed budget is marked in the output, no failure. Usage: tests/bench/long.sh BUILD_DIR
set -eu
build=$(cd "$1" && pwd)
program=$build/countersign
cd "$(dirname "$0")/../.."
log=../shared/data/bpic20_domestic
uname -srm
sed -n 's/^model name.*: //p' /proc/cpuinfo | sort | uniq -c
"$build/tests/retention" 1000000 # filed, finished, disposed of: the file gives their space back
if [ -d "$log" ]; then
    exec "$program" bench --full --log "$log" --rules rules --map rules/finance/declaration.map.lua
fi
exec "$program" bench --full
