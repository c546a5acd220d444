#!/bin/sh
# Faults put into a copy of the engine, one at a time: the small-scope check must find each, and what it prints is shown. Nothing is changed in
# the tree. Usage: faults.sh [WORK_DIR]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work/tree"
cp -R "$root/CMakeLists.txt" "$root/host" "$root/scripts" "$root/tests" "$work/tree/"
cmake -S "$work/tree" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo ${CCACHE:+-DCMAKE_C_COMPILER_LAUNCHER=ccache} >/dev/null
missed=0

# fault NAME FILE SED: the line that it changes has to be there.
fault() {
    name=$1 file=$work/tree/host/engine/$2
    cp "$file" "$work/kept.c"
    sed -i "$3" "$file"
    if cmp -s "$file" "$work/kept.c"; then
        echo "faults: $name: nothing to change in $2" >&2
        exit 2
    fi
    ninja -C "$work/build" -j2 tests/small_scope >"$work/log" 2>&1 || { tail -5 "$work/log" >&2; exit 2; }
    echo "== $name"
    if "$work/build/tests/small_scope" --subset quick >"$work/said"; then
        echo "   NOT FOUND"
        missed=1
    else
        sed -n '/^FAILED ./,/^ *all /p' "$work/said" | grep -v '^  *all ' | sed 's/^/   /' | head -14
    fi
    cp "$work/kept.c" "$file"
}

fault "a cancellation is dropped: questions outlive the task" leaf.c 's/if (serving_close(x, task->id, "outcome")) return -1;/(void)serving_close;/'
fault "a stale vote is counted: decisions taken back" verdict.c 's/ || task->taken_back) continue;/) continue;/'
fault "a pause is skipped: for a signer before" pause.c '/^bool step_pauses/,/^}/s/case ADDED_BEFORE:/case ADDED_AFTER:/'
fault "a branch is forgotten on return: what was closed beside" tree.c 's/return step_ended(g->state) \&\& m->state == STEP_CLOSED;/return false;/'
fault "what a decided step closed before it is not looked at again" route.c 's/return sequence_advance(x, i);/continue;/'
fault "a suspended record's clocks run" pause.c '/^static const step_t \*awaited/,/^}/s/if (suspended) return/if (!r) return/'
fault "a suspended record takes decisions" suspend.c 's/if (r->state != RECORD_SUSPENDED || taken_meanwhile/if (r || taken_meanwhile/'
fault "what a jump passes over stays open" jump.c 's/if (steps_close(x, marks, r->step_count, "jumped")) return -1;/(void)steps_close;/'
exit $missed
