#!/bin/sh
# Faults put into a copy of the host, one at a time: the small-scope check must find each, and what it prints is shown. Nothing is changed in
# the tree. Usage: faults.sh [--apply] [WORK_DIR]; --apply: only sees that each can still be put in (a test).
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
apply=
[ "${1:-}" != --apply ] || { apply=1; shift; }
work=${1:-$(mktemp -d)}
missed=0

if [ -z "$apply" ]; then
    mkdir -p "$work/tree"
    cp -R "$root/CMakeLists.txt" "$root/host" "$root/scripts" "$root/tests" "$work/tree/"
    cmake -S "$work/tree" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo ${CCACHE:+-DCMAKE_C_COMPILER_LAUNCHER=ccache} >/dev/null
fi

# fault NAME FILE SED: the line that it changes has to be there. One that hangs, or eats the memory, is not found. ONLY=PART: those with it in
# their name.
fault() {
    name=$1 file=$2
    case "$name" in *"${ONLY:-}"*) ;; *) return 0 ;; esac
    if sed "$3" "$root/host/$file" | cmp -s - "$root/host/$file"; then
        echo "faults: $name: nothing to change in $file" >&2
        missed=1
        return 0
    fi
    [ -z "$apply" ] || return 0
    file=$work/tree/host/$file
    cp "$file" "$work/kept.c"
    sed -i "$3" "$file"
    ninja -C "$work/build" -j2 tests/small_scope >"$work/log" 2>&1 || { tail -5 "$work/log" >&2; exit 2; }
    echo "== $name"
    if (ulimit -v 4194304; ulimit -t 600; "$work/build/tests/small_scope" --subset quick) >"$work/said" 2>&1 || ! grep -q '^FAILED .' "$work/said"; then
        echo "   NOT FOUND"
        missed=1
    else
        sed -n '/^FAILED ./,/^ *all /p' "$work/said" | grep -v '^  *all ' | sed 's/^/   /' | head -14
    fi
    cp "$work/kept.c" "$file"
}

# what is cancelled
fault "a cancellation is dropped: questions outlive the task" engine/leaf.c 's/if (serving_close(x, task->id, e.u.task_closed.cause)) return -1;/(void)serving_close;/'
fault "a cancellation is dropped: what serves a task that is decided" engine/decision.c 's/if (serving_close(x, id, "outcome")) return -1;/(void)serving_close;/'
fault "a cancellation is dropped: what is open at a withdrawal" engine/withdraw.c 's/if (plan_close(x, "withdrawn")) return -1;/(void)plan_close;/'
fault "a signer who was removed leaves their step behind" engine/signers.c 's/if (last \&\& step_ended_by(x, no, STEP_LEFT_OUT, "removed")) return -1;//'
# which votes count
fault "a stale vote is counted: decisions taken back" engine/verdict.c 's/ || task->taken_back) continue;/) continue;/'
fault "a stale vote is counted: of a step that is gone through again" model/plan.c '/^int32_t plan_member/,/^}/s/steps\[i\].superseded || //'
fault "a vote of three needs one" engine/verdict.c 's/(present \* s->need + s->need_of - 1) \/ s->need_of/present * s->need \/ s->need_of/'
fault "whoever abstains has agreed" engine/verdict.c 's/strict.refused += strict.abstained;/strict.passed += strict.abstained;/'
fault "the first to refuse decides for those who are to wait" engine/verdict.c 's/if (pending(t) > 0) return 0;/if (pending(t) > 0 \&\& !t->refused) return 0;/'
fault "somebody is asked twice at a step" engine/seats.c '/^bool has_seat/,/^}/s/return true;/continue;/'
# clocks
fault "a pause is skipped: for a signer before" engine/pause.c '/^bool step_pauses/,/^}/s/case ADDED_BEFORE:/case ADDED_AFTER:/'
fault "a pause is skipped: a suspended record's clocks run" engine/pause.c '/^static const step_t \*awaited/,/^}/s/if (suspended) return/if (!r) return/'
fault "a pause never ends" engine/pause.c 's/if (!waits_for \&\& clock->state == CLOCK_PAUSED) return clock_resume/if (!waits_for \&\& !step) return clock_resume/'
fault "a rung that fired is not past" engine/apply_task.c '/^const char \*apply_rung/,/^}/s/clock->rungs_past |= UINT64_C(1) << rung;/clock->rungs_past |= UINT64_C(2) << rung;/'
fault "a task ends and its clock runs on" engine/apply_task.c '/^void apply_task_end/,/^}/s/clock->state = CLOCK_STOPPED;//'
# ways back
fault "a branch is forgotten on return: what was closed beside" engine/tree_rewind.c 's/return m->state == STEP_CLOSED || (m->state == STEP_REFUSED/return (m->state == STEP_REFUSED/'
fault "what stands after the target of a return is not gone through again" engine/tree_rewind.c 's/if (tree_in_order(g)) return walk->after ? !walk->waits/if (tree_in_order(g)) return walk->after ? false/'
fault "what a decided step closed before it is not looked at again" engine/route.c 's/return sequence_advance(x, i);/continue;/'
fault "what a decision closed stays closed when it is taken back" engine/take_back_closed.c '/^static bool seat_again/,/^}/s/return true;/return false;/'
fault "what a decision opened stays open when it is taken back" engine/take_back_opened.c 's/steps_close(x, t->opened, t->steps, "taken_back"))/steps_close(x, t->opened, 0, "taken_back"))/'
fault "the turn after a decision stays when it is taken back" engine/take_back_closed.c 's/ || turns_back(x, t->step, order)//;s/^static int turns_back/__attribute__((unused)) static int turns_back/'
fault "the next turn does not come" engine/leaf.c '/^int leaf_settle/,/^}/s/if (!next) return 0;/if (next || !next) return 0;/'
# administration
fault "a suspended record takes decisions" engine/suspend.c 's/if (r->state != RECORD_SUSPENDED || taken_meanwhile/if (r || taken_meanwhile/'
fault "what a jump passes over stays open" engine/jump.c 's/if (steps_close(x, marks, r->step_count, "jumped")) return -1;/(void)steps_close;/'
# the restart, the fold
fault "a record is written without what was taken back" model/record_codec.c 's/(t->taken_back ? TASK_TAKEN_BACK : 0) | //'
fault "a step is written without that it was superseded" model/step.c 's/if (s->superseded) more |= MORE_SUPERSEDED;//'
fault "what was changed beside the events is in the state" engine/signers.c '/^int do_transfer/,/^}/s/x->out->task = id;/x->record->comments++;/'
exit $missed
