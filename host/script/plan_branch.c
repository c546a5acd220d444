/* The tree that plan_read.c makes of a stage's plan and extend.c changes: put together, searched, rearranged,
 * and laid out as the plan's array of steps. Lives in the reader's arena. */
#include "script/words.h"
#include <string.h>

void branch_append(branch_t *group, branch_t *child) {
    child->parent = group;
    child->next = NULL;
    if (group->last)
        group->last->next = child;
    else
        group->first = child;
    group->last = child;
}

branch_t *branch_group(reader_t *rd, step_kind_t kind) {
    branch_t *b = arena_alloc(rd->arena, sizeof *b);
    if (!b) return NULL;
    b->step = (step_t){.kind = kind,
                       .state = STEP_WAITING,
                       .stage = rd->stage,
                       .name = "",
                       .mode = DECIDE_ANY,
                       .on_empty = EMPTY_FALLBACK,
                       .on_self = SELF_SUPERIOR,
                       .on_refuse = ON_REFUSE_AT_ONCE,
                       .why = {.file = rd->file, .line = rd->line},
                       .opened_at = INSTANT_NONE,
                       .ended_at = INSTANT_NONE};
    return b;
}

branch_t *branch_find(branch_t *root, const char *name) {
    if (!root) return NULL;
    if (strcmp(root->step.name, name) == 0) return root;
    for (branch_t *child = root->first; child; child = child->next) {
        branch_t *found = branch_find(child, name);
        if (found) return found;
    }
    return NULL;
}

static branch_t *before_in(const branch_t *parent, const branch_t *child) {
    branch_t *b = parent->first;
    if (b == child) return NULL;
    while (b->next != child)
        b = b->next;
    return b;
}

void branch_beside(branch_t *where, branch_t *child, bool after) {
    branch_t *parent = where->parent;
    branch_t *previous = after ? where : before_in(parent, where);
    child->parent = parent;
    child->next = previous ? previous->next : parent->first;
    if (previous)
        previous->next = child;
    else
        parent->first = child;
    if (!child->next) parent->last = child;
}

void branch_replace(branch_t *old, branch_t *by) {
    branch_t *parent = old->parent, *previous = before_in(parent, old);
    by->parent = parent;
    by->next = old->next;
    if (previous)
        previous->next = by;
    else
        parent->first = by;
    if (parent->last == old) parent->last = by;
    old->parent = NULL;
    old->next = NULL;
}

void branch_leave_out(branch_t *b, const char *reason) {
    if (b->step.state != STEP_LEFT_OUT) {
        b->step.state = STEP_LEFT_OUT;
        b->step.left_out = reason;
    }
    for (branch_t *child = b->first; child; child = child->next)
        branch_leave_out(child, reason);
}

static size_t branch_size(const branch_t *b) {
    size_t size = 1;
    for (const branch_t *child = b->first; child; child = child->next)
        size += branch_size(child);
    return size;
}

static void flatten_into(const branch_t *b, int32_t parent, plan_t *out) {
    step_t *step = &out->steps[out->step_count++];
    *step = b->step;
    step->no = (int32_t)out->step_count;
    step->parent = parent;
    int32_t no = step->no;
    for (const branch_t *child = b->first; child; child = child->next)
        flatten_into(child, no, out);
}

int branch_flatten(branch_t *root, arena_t *arena, plan_t *out, diag_t *d) {
    size_t size = branch_size(root);
    out->step_count = 0;
    /* A stage that plans nothing passes: the rule returned an empty sequence on purpose. */
    if (size == 1 && root->step.kind == STEP_SEQUENCE) return 0;
    out->steps = arena_array(arena, size, sizeof *out->steps);
    if (!out->steps) return diag_memory(d);
    flatten_into(root, 0, out);
    return 0;
}
