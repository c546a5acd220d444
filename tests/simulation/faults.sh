#!/bin/sh
# Faults put into a copy of the host, one at a time: the simulation must find each, within as many seeds as its short form has, and what it says
# is shown. Nothing is changed in the tree. Usage: faults.sh [--apply] [WORK_DIR [WORDS]]: WORDS, a pattern: only faults in whose name they
# stand; --apply: only sees that each can still be put in (a test). CCACHE=1 compiles by ccache.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
apply=
[ "${1:-}" != --apply ] || { apply=1; shift; }
work=${1:-$(mktemp -d)}
words=${2:-.}
mkdir -p "$work/tree"
rm -rf "$work/tree/host" "$work/tree/tests"
cp -R "$root/CMakeLists.txt" "$root/host" "$root/scripts" "$root/tests" "$work/tree/"
[ -n "$apply" ] || cmake -S "$work/tree" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo ${CCACHE:+-DCMAKE_C_COMPILER_LAUNCHER=ccache} >/dev/null
missed=0 planted=0

# fault NAME FILE SED: the line that it changes has to be there.
fault() {
    name=$1 file=$work/tree/host/$2
    printf '%s\n' "$name" | grep -q "$words" || return 0
    planted=$((planted + 1))
    [ -n "$apply" ] || echo "== $name"
    cp "$file" "$work/kept.c"
    sed -i "$3" "$file"
    if cmp -s "$file" "$work/kept.c"; then
        echo "   STALE: $name: nothing to change in $2"
        missed=$((missed + 1))
        return 0
    fi
    if [ -n "$apply" ]; then
        cp "$work/kept.c" "$file"
        return 0
    fi
    if ! ninja -C "$work/build" -j2 tests/simulate >"$work/log" 2>&1; then
        grep -m1 'error' "$work/log" | sed 's/^/   DOES NOT COMPILE: /'
        missed=$((missed + 1))
    elif "$work/build/tests/simulate" --seeds 200 --brief >/dev/null 2>"$work/said"; then
        echo "   NOT FOUND"
        missed=$((missed + 1))
    else
        sed -n '/^seed/,/^  *found/p; /ended in seed/p' "$work/said" | grep -v '^  [^ ]*simulate --' | sed 's/^/   /' | head -5
    fi
    cp "$work/kept.c" "$file"
}

fault "one key for all items of a batch (A31)" server/api_batch.c 's/if (c->key == NULL) return 0;/if (c->key == NULL || arena != NULL) return 0;/'
fault "an answer in a batch is another item's (A31)" server/api_batch.c 's/result_of(&replies\[i\], /result_of(\&replies[i ? i - 1 : 0], /'
fault "a preview carries the command out (A22)" server/api.c 's/) out->kind = API_READ;/) out->kind = API_COMMAND;/'
fault "a preview goes before the rungs that are due (A22, A60)" server/api_read_effect.c 's/ || effect_fire_due(&x->after, d) != 0)/ || (0 \&\& effect_fire_due(\&x->after, d)))/'
fault "a preview of the next round goes by the rules of the last (A22)" server/in_memory.c 's/\.latest = m->latest};/.latest = m->rules};/'
fault "a preview says nothing of tasks that change hands (A22)" server/api_read_effect.c 's/before->person != after->person ? "moves"/before->person == 0 ? "moves"/'
fault "a report is filed while the acceptance is owed (P2.5.3)" server/report.c 's/ || is_owed(r, place)) break;/ || (0 \&\& is_owed(r, place))) break;/'
fault "the same report is filed again (P2.5.3)" engine/report.c 's/if (document_same(&r->documents\[i\], given)) return 0;/if (0) return 0;/'
fault "a rule's today is two days ahead (P2.3.1)" script/facts.c 's/local.month, local.day));/local.month, local.day) + 2);/'
fault "records migrate to the rules in force, whichever were named (A53)" server/api_admin_migrate.c 's/return named != NULL ? api_ruleset_named/return 0 \&\& named != NULL ? api_ruleset_named/'
fault "records go that ended after the day named" server/dispose.c 's/ \&\& row->ended_at < r->ended_before/ \&\& r != NULL/'
fault "records go before those concerned were told" store/disposal.c 's/for (size_t i = 0; i < sizeof others/for (size_t i = 1; i < sizeof others/'
fault "records go whose family is on its way (A7)" store/disposal.c 's/ || check_family(s, &r, out, arena, d)/ || (0 \&\& check_family(s, \&r, out, arena, d))/'
fault "tasks of what is disposed of stay" store/disposal.c 's/ST_dispose_steps,  ST_dispose_tasks,/ST_dispose_steps,  ST_dispose_steps,/'
fault "what a ladder writes leaves the risk as it was (P4.2.1)" engine/timer.c 's/    if (risk_follow_change(x) || /    if (/'
fault "an adjusted plan is not worked out anew (P2.3.3)" engine/deviation.c 's/if (replan_stage(x, step) || approvals/if ((0 \&\& replan_stage(x, step)) || approvals/'
fault "an adjustment that is taken back leaves its values (A27, P2.3.3)" engine/apply_adjusted.c 's/if (count) apply_fields(/if (0 \&\& count) apply_fields(/'
fault "an adjustment is taken back though somebody has decided by it (A27, P2.3.3)" engine/take_back_adjusted.c 's/if (since \&\& tasks_decided(r) != d->was.decided) return/if (0 \&\& since) return/'
fault "through every step again is straight to who returned it (A22)" engine/way_back.c 's/\.straight = x->in->command->straight, \.cause/.straight = true, .cause/'
fault "it goes back to a step at which nobody is asked (A22, A52)" engine/way_back.c 's/if (step_is_owed(s)) return/if (0) return/'
fault "what a clock ran before it waited is a minute short (A62)" engine/pause.c 's/clock_span(x, clock, clock->started_at, /clock_span(x, clock, clock->started_at + MS_MINUTE, /'
fault "a clock that waited has its whole limit again (A62)" engine/pause.c '/if (clock_remains(x, clock, &e.u.clock_paused.limit)) return -1;/d'
fault "a clock that goes on is due when it was due (A62)" engine/pause.c 's/moved.due_at = due.at;/moved.due_at = due.at = clock->due_at;/'
fault "a clock that stood still brings its rungs nearer (A62)" engine/rung_time.c 's/if (s->from < anchor) continue;/if (s->until > 0) continue;/'
fault "who holds one role is given the other (A13)" engine/separate.c 's/ \&\& !separated_from(x, step, person, false) \&\&/ \&\&/'
fault "a calendar that changes moves no clock (A63)" engine/clocks.c 's/if (reckon(x, \&x->record->tasks\[i\], clock)) return -1;/if (0 \&\& reckon(x, \&x->record->tasks[i], clock)) return -1;/'
fault "a limit of several working days is a day short (A60)" calendar/working_time.c 's/int32_t n = limit->days > 0 ? limit->days : 1;/int32_t n = limit->days > 1 ? limit->days - 1 : 1;/'
fault "a day made up for a holiday is not worked (A63)" calendar/import_preview.c 's/becomes = works ? DAY_ORDINARY : m->works_as;/becomes = DAY_ORDINARY;/'
fault "holidays that are only tried are kept (A63)" server/api_admin_calendar.c 's/if (preview || status != 0)/if (status != 0)/'
fault "who stands in decides above their limit (A15)" engine/stand_in.c 's/order <= 0)/order <= 1)/'
fault "a leaver keeps one task (A16)" engine/hand_over.c 's/for (size_t i = 0; i < x->record->task_count; i++) {/for (size_t i = 1; i < x->record->task_count; i++) {/'
fault "a record is finished while it owes something (A52, A64)" engine/route.c 's/bool owing = owes(x->record);/bool owing = owes(x->record) \&\& 0;/'
fault "a high risk that nothing answers ends well (P4.2.2)" engine/risk.c 's/if (r->risk != RISK_HIGH || r->state != RECORD_OPEN || /if (r->risk || /'
fault "what was decided at the instant of a deadline comes first (A60)" server/work.c 's/c->rung_at <= until \&\&/c->rung_at < until \&\&/'
fault "recorded time follows a clock that goes back (A65)" server/host.c 's/        return h->last_recorded;/        return now;/'
[ -z "$apply" ] || rm -rf "$work"
[ $missed -eq 0 ] || { echo "faults: $missed of $planted not found"; exit 1; }
[ -n "$apply" ] && echo "faults: all $planted can be put in" || echo "faults: all $planted found"
