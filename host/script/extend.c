/* What a department changes in a company's flow (extend "…" { … }), applied to the tree of steps; fixed.c
 * looks at what came of it. */
#include "model/sentence.h"
#include "script/words.h"
#include <stdio.h>
#include <string.h>

static const char *const KEYS[] = {"add", "within", "aspects", "change", "leave_out"};
enum { EXT_ADD, EXT_WITHIN, EXT_ASPECTS, EXT_CHANGE, EXT_LEAVE_OUT, EXT_KEYS };

static int target_fail(const reader_t *rd, const char *name, branch_t *root) {
    const char *names[PLAN_STEPS_MAX];
    size_t count = 0;
    /* Preorder without recursion: down, else right, else up and right. */
    for (branch_t *b = root; b && count < PLAN_STEPS_MAX;) {
        if (b->step.name[0]) names[count++] = b->step.name;
        branch_t *next = b->first;
        while (!next && b) {
            next = b == root ? NULL : b->next;
            b = b == root ? NULL : b->parent;
        }
        b = next;
    }
    const char *near = sandbox_nearest(name, names, count);
    return read_fail(rd, "rule.extend_target", "step", name, "flow", rd->variant->flow.name, "near",
                     near ? near : "", NULL);
}

/* The keys of a table by step name, sorted, so that the same file gives the same plan. Pushes nothing. */
typedef struct targets {
    const char *names[PLAN_STEPS_MAX];
    size_t count;
} targets_t;

static int targets_read(const reader_t *rd, int idx, const char *word, targets_t *out) {
    lua_State *L = rd->L;
    out->count = 0;
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, word, "steps by name: { supervisor = … }");
    sandbox_resolve(L, idx);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            return read_expected(rd, -1, word, "steps by name: { supervisor = … }");
        if (out->count == PLAN_STEPS_MAX) return read_fail(rd, "rule.too_many", "what", "steps", NULL);
        const char *name = lua_tostring(L, -1);
        size_t at = out->count++;
        for (; at > 0 && strcmp(out->names[at - 1], name) > 0; at--)
            out->names[at] = out->names[at - 1];
        out->names[at] = name;
    }
    return 0;
}

/* Beside a step of a sequence the new one stands as its neighbour; beside a child of another group, or a
 * root, the two share a sequence of their own. */
static int place(reader_t *rd, branch_t **root, branch_t *target, branch_t *added, bool after) {
    if (!target->parent || target->parent->step.kind != STEP_SEQUENCE) {
        branch_t *pair = branch_group(rd, STEP_SEQUENCE);
        if (!pair) return diag_memory(rd->d);
        if (target->parent)
            branch_replace(target, pair);
        else
            *root = pair;
        pair->step.state = target->step.state;
        pair->step.left_out = target->step.left_out;
        if (target->step.used_up == USED_UP_DECIDES) { /* the two of them together */
            pair->step.used_up = USED_UP_DECIDES;
            target->step.used_up = USED_UP_REFUSES;
        }
        branch_append(pair, target);
    }
    branch_beside(target, added, after);
    for (const branch_t *up = added->parent; up; up = up->parent) {
        if (up->step.state == STEP_LEFT_OUT) branch_leave_out(added, up->step.left_out);
    }
    return 0;
}

/* add = { approve "contract" { after = "head", … }, … }, or a function(r, set) that returns such a list. Each
 * stands beside a step that is there already, earlier ones of the list included. */
static int apply_added(reader_t *rd, int idx, branch_t **root) {
    lua_State *L = rd->L;
    branch_t *added;
    const char *what = rd->what, *file = rd->file;
    int32_t line = rd->line;
    if (lua_type(L, idx) == LUA_TFUNCTION) {
        lua_pushvalue(L, idx);
        facts_push_record(L);
        facts_push_settings(L);
        lua_call(L, 2, 1);
        if (lua_isnil(L, -1)) return 0;
        lua_replace(L, idx);
    }
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "add", "a list of steps");
    rd->adding = true;
    int failed = branch_read(rd, idx, &added);
    rd->adding = false;
    if (failed) return -1;
    rd->what = what;
    rd->file = file;
    rd->line = line;
    branch_t *next;
    for (branch_t *b = added->first; b; b = next) {
        next = b->next;
        if (!b->beside) return read_fail(rd, "rule.extend_place", "step", b->step.name, NULL);
        branch_t *target = branch_find(*root, b->beside);
        if (!target) return target_fail(rd, b->beside, *root);
        if (place(rd, root, target, b, b->after) != 0) return -1;
    }
    return 0;
}

/* One step's changed options: a node with the same options is read, and what was given is taken over. */
static int take_changes(reader_t *rd, int idx, step_t *s) {
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    char what[160];
    uint32_t given;
    reader_t own = *rd;
    (void)snprintf(what, sizeof what, "change[\"%s\"]", s->name);
    own.what = what;
    own.step = s->name;
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(&own, idx, "change", "options: { within = workdays(1) }");
    sandbox_resolve(L, idx);
    if (read_options(&own, idx, STEP_CHANGES, STEP_CHANGE_COUNT, NULL, &base, &given, NULL) != 0) return -1;
    int failed = step_change(&own, base, given, s);
    lua_settop(L, top);
    return failed;
}

static int apply_change(reader_t *rd, int idx, int key, branch_t *root) {
    lua_State *L = rd->L;
    targets_t targets;
    int top = lua_gettop(L);
    if (targets_read(rd, idx, KEYS[key], &targets) != 0) return -1;
    for (size_t i = 0; i < targets.count; i++) {
        branch_t *target = branch_find(root, targets.names[i]);
        const char *reason, *reason_zh;
        int failed = 0;
        if (!target) return target_fail(rd, targets.names[i], root);
        lua_pushstring(L, targets.names[i]);
        lua_rawget(L, idx);
        if (key == EXT_LEAVE_OUT) {
            failed = read_words(rd, top + 1, "leave_out", false, &reason, &reason_zh);
            if (!failed) reason = sentence_both(rd->arena, reason, reason_zh);
            if (!failed && !reason) failed = diag_memory(rd->d);
            if (!failed) branch_leave_out(target, reason);
        } else if (step_is_group(target->step.kind)) {
            failed = read_fail(rd, "rule.misplaced", "word", KEYS[key], "in", targets.names[i], NULL);
        } else if (key == EXT_WITHIN) {
            failed = read_limit(rd, top + 1, "within", &target->step.within);
        } else if (key == EXT_ASPECTS) {
            failed = step_aspects(rd, top + 1, &target->step);
        } else {
            failed = take_changes(rd, top + 1, &target->step);
        }
        if (failed) return -1;
        lua_settop(L, top);
    }
    return 0;
}

static int apply_one(reader_t *rd, const declared_t *extension, branch_t **root) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    char what[160];
    (void)snprintf(what, sizeof what, "extend \"%s\"", extension->name);
    rd->what = what;
    rd->file = extension->file;
    rd->line = extension->line;
    sandbox_push(L, extension->options);
    sandbox_resolve(L, top + 1);
    for (int key = 0; key < EXT_KEYS; key++) {
        lua_pushstring(L, KEYS[key]);
        if (lua_rawget(L, top + 1) != LUA_TNIL) {
            int failed =
                key == EXT_ADD ? apply_added(rd, top + 2, root) : apply_change(rd, top + 2, key, *root);
            if (failed) return -1;
        }
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
    rd->what = "";
    return 0;
}

int extend_apply(reader_t *rd, const variant_t *v, branch_t **root) {
    for (size_t i = 0; i < v->extension_count; i++) {
        if (apply_one(rd, v->extensions[i], root) != 0) return -1;
    }
    return 0;
}
