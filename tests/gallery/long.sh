#!/bin/sh
# The whole gallery: twenty-six routes, each in two languages and two widths, drawn and looked at by the test of the verb's own reader.
# Usage: tests/gallery/long.sh BUILD
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
COUNTERSIGN_BUILD="$build" COUNTERSIGN_GALLERY=all node --test tests/api/draw.test.mjs
