/* What the company fixed in a flow of its own is still there in what a department makes of it: its steps, in
 * order, no slower, with nobody else to decide, and their ladders do no less. Looked at whenever a stage is
 * planned for the department (rules_calls.c). */
#include "script/words.h"
#include <string.h>

/* ---- which steps there are ---- */

static int note_into(const branch_t *b, arena_t *arena, fixed_steps_t *out, diag_t *d) {
    if (b->fixed && b->step.state != STEP_LEFT_OUT) {
        step_t *more = arena_grow(arena, out->at, out->count, out->count + 1, sizeof *more);
        if (!more) return diag_memory(d);
        out->at = more;
        out->at[out->count++] = b->step;
    }
    for (const branch_t *child = b->first; child; child = child->next) {
        if (note_into(child, arena, out, d) != 0) return -1;
    }
    return 0;
}

int fixed_note(branch_t *company, arena_t *arena, fixed_steps_t *out, diag_t *d) {
    *out = (fixed_steps_t){0};
    return note_into(company, arena, out, d);
}

bool sources_alike(const source_t *a, const source_t *b) {
    bool failed = false;
    return source_same(a, b, &failed) && !failed;
}

static bool same_text(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* ---- its ladder ---- */

static bool same_ladder(const ladder_t *a, const ladder_t *b) {
    buf_t left, right;
    buf_init(&left, 0);
    buf_init(&right, 0);
    ladder_encode(a, &left);
    ladder_encode(b, &right);
    bool same = buf_same(&left, &right);
    buf_free(&left);
    buf_free(&right);
    return same;
}

static bool same_act(const rung_act_t *a, const rung_act_t *b) {
    rung_act_t one = *a, other = *b;
    rung_t left = {.name = "1",
                   .anchor = RUNG_AFTER_DUE,
                   .distance = {.kind = LIMIT_ELAPSED},
                   .acts = &one,
                   .act_count = 1};
    rung_t right = left;
    right.acts = &other;
    return same_ladder(&(ladder_t){.rungs = &left, .count = 1}, &(ladder_t){.rungs = &right, .count = 1});
}

/* Comes `now` no later than `then`? */
static bool no_later(const rung_t *then, const rung_t *now) {
    if (now->anchor != then->anchor) return false;
    if (now->anchor == RUNG_FRACTION) return now->permille <= then->permille;
    int order = limit_order(&now->distance, &then->distance);
    return now->anchor == RUNG_BEFORE_DUE ? order == 0 || order == 1 : order <= 0;
}

/* Does a rung of the ladder do so, no later than `rung`? NULL: at any time. */
static bool does(const ladder_t *l, const rung_act_t *act, const rung_t *rung) {
    for (size_t i = 0; i < l->count; i++) {
        if (rung && !no_later(rung, &l->rungs[i])) continue;
        for (size_t k = 0; k < l->rungs[i].act_count; k++)
            if (same_act(&l->rungs[i].acts[k], act)) return true;
    }
    return false;
}

/* What the company's ladder does when a step is late is done, no later; and nothing decides in addition. */
static const char *ladder_weaker(const ladder_t *then, const ladder_t *now) {
    if (same_ladder(then, now)) return NULL;
    for (size_t i = 0; i < now->count; i++) {
        for (size_t k = 0; k < now->rungs[i].act_count; k++) {
            const rung_act_t *act = &now->rungs[i].acts[k];
            bool decides = act->action == RUNG_APPROVE || act->action == RUNG_CALL;
            if (decides && !does(then, act, NULL)) return "overdue";
        }
    }
    for (size_t i = 0; i < then->count; i++)
        for (size_t k = 0; k < then->rungs[i].act_count; k++)
            if (!does(now, &then->rungs[i].acts[k], &then->rungs[i])) return "escalation";
    return NULL;
}

/* ---- the step ---- */

/* What is weaker in `now` than in `then`; NULL: nothing. */
static const char *weaker(const step_t *then, const step_t *now) {
    if (now->state == STEP_LEFT_OUT) return "left_out";
    if (now->kind != then->kind) return "kind";
    if (step_is_group(then->kind)) {
        bool same = now->need == then->need && now->on_refuse == then->on_refuse &&
                    now->refuse_need == then->refuse_need && now->used_up == then->used_up;
        return same ? NULL : "need";
    }
    if (!sources_alike(then->by, now->by)) return "by";
    if (now->mode != then->mode) return "decide";
    if (!same_text(then->opens, now->opens) || now->wait != then->wait) return "flow";
    if (now->within.kind != LIMIT_NONE || then->within.kind != LIMIT_NONE) {
        int order = limit_order(&now->within, &then->within);
        if (order > 0) return "within";
    }
    if (now->on_empty != then->on_empty && now->on_empty != EMPTY_REFUSE) return "if_empty";
    if (now->on_self != then->on_self && now->on_self != SELF_FALLBACK && now->on_self != SELF_SUPERIOR)
        return "if_initiator";
    if (now->same_person > then->same_person) return "same_person";
    if (then->aspects && !same_text(then->aspects, now->aspects)) return "aspects";
    const char *form = step_form_weaker(&then->form, &now->form);
    if (form) return form;
    return ladder_weaker(&then->ladder, &now->ladder);
}

/* Its place among the fixed steps, by preorder. */
static void number_fixed(branch_t *b, int32_t *no) {
    b->step.no = ++*no;
    for (branch_t *child = b->first; child; child = child->next)
        number_fixed(child, no);
}

/* The department's own file and line: of the extension that is nearest, or of the flow when a setting did it.
 */
static int loosened(const reader_t *rd, const variant_t *v, const char *step, const char *what) {
    reader_t place = *rd;
    const declared_t *by = v->extension_count ? v->extensions[v->extension_count - 1] : v->base;
    place.file = by->file;
    place.line = by->line;
    return read_fail(&place, "rule.fixed", "step", step, "what", what, "flow", v->flow.name, "department",
                     v->flow.department ? v->flow.department : "", NULL);
}

int fixed_check(const reader_t *rd, const variant_t *v, const fixed_steps_t *fixed, branch_t *root) {
    int32_t no = 0, last = 0;
    number_fixed(root, &no);
    for (size_t i = 0; i < fixed->count; i++) {
        const step_t *then = &fixed->at[i];
        branch_t *now = branch_find(root, then->name);
        if (!now) return loosened(rd, v, then->name, "missing");
        const char *what = weaker(then, &now->step);
        if (!what && now->step.no < last) what = "order";
        if (what) return loosened(rd, v, then->name, what);
        last = now->step.no;
    }
    return 0;
}
