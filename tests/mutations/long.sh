#!/bin/sh
# Every fault of faults.mjs put in and found. Usage: tests/mutations/long.sh BUILD (which it does not need: it builds a copy of its own).
set -eu
exec node "$(dirname "$0")/mutate.mjs"
