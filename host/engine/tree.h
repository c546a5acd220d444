/* What operations do to the plan, as functions of the tree of steps within a record: nothing but the record
 * is asked and changed. apply calls those that change it, decide asks the others.
 *
 * Steps stand in preorder in the record's array, each names its group as parent. A step that is gone through
 * again keeps its place and what was decided in it, marked `superseded`; its repetition stands after it under
 * a number of its own, so votes of an earlier time can't be counted. Indices are places in the record's
 * array. */
#ifndef CS_ENGINE_TREE_H
#define CS_ENGINE_TREE_H

#include "model/record.h"

/* -1: no such step. */
int32_t tree_index(const record_t *r, int32_t no);
/* The index after the last step below the one at `index`. */
int32_t tree_end(const record_t *r, int32_t index);
/* The next member of a group that counts (not superseded, no monitor) after index `after`; -1: no more. Pass
 * the group's own index for the first. */
int32_t tree_member(const record_t *r, int32_t group, int32_t after);
/* Is the step at `index` the one at `group`, or below it? */
bool tree_within(const record_t *r, int32_t index, int32_t group);
/* How many groups stand above it. */
int32_t tree_depth(const record_t *r, int32_t index);
/* apply_adjusted.c: how many tasks somebody, a rule or a timer has decided, taken back or not. */
int64_t tasks_decided(const record_t *r);
/* The leaf of the plan of before that goes on as this one of the plan that took over, as it stood then; NULL:
 * this one is new, or nobody had been asked there. */
const step_was_t *adjusted_carried(const adjusted_was_t *was, const step_t *s);
/* The highest number so far; 0: none. */
int32_t tree_highest(const record_t *r);
/* The plan that the step at `index` belongs to; NULL: it was added outside of any. */
plan_place_t *tree_plan(const record_t *r, int32_t index);
/* Does the step at that index stand in the plan? Not where there is none (-1). */
static inline bool plan_holds(const plan_place_t *plan, int32_t index) {
    return index >= plan->first && index < plan->first + plan->count;
}
/* Makes room for `count` steps at that index, within the plan given, which must be the record's. The new ones
 * are zeroed; the first of them. NULL: no memory. */
step_t *tree_insert(record_t *r, arena_t *arena, plan_place_t *plan, int32_t at, int32_t count);
/* Are its members gone through one after the other? */
bool tree_in_order(const step_t *group);
/* Is `later` gone through only after `earlier` has ended well, by the order of a sequence? */
bool tree_follows(const record_t *r, int32_t later, int32_t earlier);
/* Does it, or did it before it was gone through again? */
bool tree_followed(const record_t *r, int32_t later, int32_t earlier);
/* A8: the round that the body of the loop at `index` is in: 1 the first time. */
int32_t tree_rounds(const record_t *r, int32_t index);
/* The round of the innermost loop around it in which the step at `index` is gone through, and the index of
 * that loop; 0: it is repeated by none, nor is a monitor, or what decides when the rounds are used up. */
int32_t tree_round_of(const record_t *r, int32_t index, int32_t *loop);

/* The step of that name in the plan that counts; -1: none. */
int32_t tree_named(const record_t *r, const plan_place_t *plan, const char *name);
/* `left_out` of a step that stands: it was decided before, in `origin`, and a change after the end (A46) does
 * not touch it. */
#define STANDS "stands"
/* Why a group stands in the plan that a rule put around a piece of its own and what that stands with. */
#define BY_RULE "rule"
/* Left out by its rule, which had no need of it: not because it stands, nor on the way (by a jump, coming
 * back straight, as owed), nor by a policy when it had opened. */
bool tree_not_needed(const step_t *s);
/* The step in which it was decided: itself, but of one that stands, or was gone through before, the one that
 * it goes back to. */
const step_t *tree_decided_in(const record_t *r, const step_t *s);
/* Is somebody asked again when the step is gone through once more? Not where its rule left it out, nor where
 * what is owed for it stands for it. */
bool tree_asks_again(const step_t *s);

/* A25: puts `leaf` before or after (as leaf->added says; beside: after) the step `at`, with `group` around
 * both. NULL, or what is wrong; no memory leaves the arena failed. */
const char *tree_wrap(record_t *r, arena_t *arena, int32_t at, const step_t *group, const step_t *leaf,
                      instant_t now);
/* The same for a piece of a plan, in preorder: its first step stands in the group, the others below it. */
const char *tree_graft(record_t *r, arena_t *arena, int32_t at, const step_t *group, const step_t *piece,
                       size_t count, instant_t now);
/* A22: how the record comes back to where it was returned from. */
typedef enum way {
    WAY_THROUGH = 0,
    WAY_STRAIGHT = 1,
    WAY_STRAIGHT_AROUND = 2, /* of before: only past what stands before the member that holds `from` */
} way_t;
/* ---- tree_rewind.c: led back, or ahead */

/* A22: `to` and what was gone through after it, up to where the record stands, waits to be gone through
 * again; the groups above `to` are open. On a way straight back what had passed is left out ("straight"):
 * before the member that holds `from`, and within that member, beside `from` or before it; but a vote, or a
 * group of which one decides, is one decision. What was left out on an earlier way straight back stays so.
 * Nothing decides a group that is open again at once: by whom one had ended that is not a sequence is asked
 * again, of a vote or where one decides all; in a sequence what refused before `to`, or was closed undecided,
 * is passed over ("jumped"). Nothing that is gone through again may be open: to be closed first. */
const char *tree_rewind(record_t *r, arena_t *arena, int32_t to, int32_t from, way_t way);
/* As events of that version are folded, for ever. 1: who had refused, or decided together, stays beside what
 * is open again, and in a sequence what its rule left out is repeated behind what waits before it. Up to 2:
 * what is passed over before a member that holds `to` stands behind it in the plan, and on a way straight
 * back into a vote, or a group of which one decides, the others of it are passed over. */
const char *tree_rewind_as(int version, record_t *r, arena_t *arena, int32_t to, int32_t from, way_t way);
/* Was the step passed over on a way straight back, and does that stand? */
bool tree_passed_straight(const step_t *s);
/* Do its members decide as one, so that one of them alone can't stand (A3, A4)? */
bool tree_decides_together(const step_t *group);
/* The lowest group that holds both; -1: none. */
int32_t tree_common(const record_t *r, int32_t a, int32_t b);
/* A8: the body of a loop waits to be gone through once more, as a step of its own; what comes after the loop,
 * and may have begun already, is not touched. Nothing of it may be open. */
const char *tree_repeat(int version, record_t *r, arena_t *arena, int32_t body);
/* How a step stands, to be compared with later (A27). */
typedef struct stood {
    step_was_t was;
    bool superseded;
} stood_t;
/* tree_way.c: all of them, by index in the arena. NULL: no memory. */
stood_t *tree_stood(const record_t *r, arena_t *arena);
/* What a way back has made of the `count` steps that stood so before: fills in all of it but `to`, `task` and
 * `last`. -1: no memory. */
int tree_way(const record_t *r, arena_t *arena, const stood_t *before, size_t count, way_back_t *out);
/* The plan in which a way back is gone through; NULL: that is not the present one any more. */
const plan_place_t *tree_way_plan(const record_t *r, const way_back_t *w);
/* The steps in which it is gone through, with whom was added to them since, as flags by index in the arena.
 * NULL: no memory. */
bool *tree_way_marks(const record_t *r, arena_t *arena, const way_back_t *w);
/* Undoes it: what it is gone through in counts no more ("taken_back"), what stood before stands again. A plan
 * of its own is the present one no longer. Nothing of it may be open. */
const char *tree_restore(record_t *r, arena_t *arena, const way_back_t *w, instant_t now);
/* tree_gone.c: the steps of the plan that are flagged, by index, are taken out of it and stand behind it, put
 * away ("taken_back"); what they stood around has the places that it had before them (A27). No leaf of them
 * may be open. */
const char *tree_put_away(record_t *r, arena_t *arena, plan_place_t *plan, const bool *gone, instant_t now);
/* The steps that tree_rewind would supersede, those below them included, as flags by index in the arena.
 * NULL: no memory, or no such step. */
bool *tree_rewind_marks(const record_t *r, arena_t *arena, int32_t to);
bool *tree_rewind_marks_v1(const record_t *r, arena_t *arena, int32_t to);
/* A50, tree_stage.c: the record leaves the stage of its last plan. What waits there, and its open
 * groups, are left out ("jumped"); no leaf may be open: to be closed first. */
const char *tree_leave(record_t *r, instant_t now);
/* The record goes back to `to`, in a plan of this round before its last one: what was gone through since, in
 * that plan and those after it, is superseded. */
const char *tree_go_back(record_t *r, arena_t *arena, int32_t to);
const char *tree_go_back_v1(record_t *r, arena_t *arena, int32_t to);
/* The plan in which `to` is gone through again, with what came after it; what came before stands, left out
 * with the cause "gone_through" and the step that it repeats as origin. A vote, or a group of which one
 * decides, is gone through as a whole. Numbers count from 1. 0, or -1: no memory, or no such step. */
int tree_again(const record_t *r, arena_t *arena, int32_t to, plan_t *out);
/* A50: `to` comes next, ahead of what stands before it in the sequences around it: of that, what waits is
 * left out ("jumped"), what has ended stays. Nothing of it may be open: to be closed first. */
const char *tree_jump(record_t *r, arena_t *arena, int32_t to, instant_t now);
/* The steps that tree_jump passes over, those below them included, as flags by index in the arena; those that
 * have ended are among them only below one that has not. NULL: no memory, or no such step. */
bool *tree_jump_marks(const record_t *r, arena_t *arena, int32_t to);

#endif
