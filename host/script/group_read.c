/* Groups of steps: what they need, and which of their branches are taken. */
#include "script/plan_private.h"
#include <stdlib.h>

enum { NEED_OF_MAX = 1000 };

static const char LEFT_OUT_BRANCH[] = "other_branch"; /* an earlier branch of `choose` was taken */
static const char LEFT_OUT_EMPTY[] = "no_branches";   /* without children: it passes with a reason */

/* Only the first branch that applies is taken. */
static int take_branch(const reader_t *rd, branch_t *group) {
    branch_t *taken = NULL;
    for (branch_t *child = group->first; child; child = child->next) {
        if (child->step.state == STEP_LEFT_OUT || child->step.kind == STEP_MONITOR) continue;
        if (taken)
            branch_leave_out(child, LEFT_OUT_BRANCH);
        else
            taken = child;
    }
    if (taken || group->step.on_empty == EMPTY_PASSES) return 0;
    return read_fail(rd, "rule.no_branch", "in", read_what(rd), NULL);
}

static int group_needs(const reader_t *rd, const branch_t *group) {
    const step_t *s = &group->step;
    int64_t children = 0; /* votes by weight, elsewhere heads */
    for (const branch_t *child = group->first; child; child = child->next)
        children += child->step.kind == STEP_MONITOR                 ? 0
                    : s->kind == STEP_VOTE && child->step.weight > 0 ? child->step.weight
                                                                     : 1;
    if (s->kind == STEP_VOTE && s->need == 0)
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "need", NULL);
    if (s->need_of == 0 && s->need > children) return read_fail(rd, "rule.need", "in", read_what(rd), NULL);
    return 0;
}

/* need = 2, or of a vote need = "2/3": that part of the votes present, rounded up. */
static int read_need(const reader_t *rd, int idx, step_t *s) {
    lua_State *L = rd->L;
    if (s->kind != STEP_VOTE || lua_type(L, idx) != LUA_TSTRING)
        return read_count(rd, idx, "need", 1, s->kind == STEP_VOTE ? INT32_MAX : PLAN_STEPS_MAX, &s->need);
    char *end;
    const char *text = lua_tostring(L, idx);
    long part = strtol(text, &end, 10), whole = *end == '/' && end != text ? strtol(end + 1, &end, 10) : 0;
    if (*end != '\0' || part < 1 || whole < part || whole > NEED_OF_MAX)
        return read_expected(rd, idx, "need", "a whole number, or a fraction such as \"2/3\"");
    s->need = (int32_t)part;
    s->need_of = (int32_t)whole;
    return 0;
}

/* A4: what a tie and an abstention come to. */
static int read_vote(const reader_t *rd, int base, uint32_t given, step_t *s) {
    static const char *const ties[] = {"fails", "passes", NULL}, *const abstentions[] = {"stays", "leaves",
                                                                                         NULL};
    if (s->kind != STEP_VOTE && (has(given, KEY_TIE) || has(given, KEY_ABSTAIN)))
        return read_fail(rd, "rule.misplaced", "word", has(given, KEY_TIE) ? "tie" : "abstain", "in",
                         read_what(rd), NULL);
    if (has(given, KEY_TIE)) {
        int which = read_one_of(rd, base + KEY_TIE, "tie", ties, "\"fails\" or \"passes\"");
        if (which < 0) return -1;
        s->tie = (tie_t)which;
    }
    if (has(given, KEY_ABSTAIN)) {
        int which = read_one_of(rd, base + KEY_ABSTAIN, "abstain", abstentions, "\"stays\" or \"leaves\"");
        if (which < 0) return -1;
        s->abstain = (abstain_t)which;
    }
    return 0;
}

/* A8: loop_read.c */
static int read_loop(reader_t *rd, int base, uint32_t given, branch_t *b, int depth) {
    const uint32_t own = UINT32_C(1) << KEY_ROUNDS | UINT32_C(1) << KEY_USED_UP;
    if (b->step.kind != STEP_LOOP) return refuse_keys(rd, given & own);
    return loop_read(rd, has(given, KEY_ROUNDS) ? base + KEY_ROUNDS : 0,
                     has(given, KEY_USED_UP) ? base + KEY_USED_UP : 0, b, depth);
}

int read_group(reader_t *rd, int idx, int base, uint32_t given, lua_Integer items, branch_t *b, bool choose,
               int depth) {
    const uint32_t foreign =
        UINT32_C(1) << KEY_BY | UINT32_C(1) << KEY_WITHIN | UINT32_C(1) << KEY_DECIDE |
        UINT32_C(1) << KEY_OVERDUE | UINT32_C(1) << KEY_IF_INITIATOR | UINT32_C(1) << KEY_MAY_RETURN |
        UINT32_C(1) << KEY_ASPECTS | UINT32_C(1) << KEY_TO | UINT32_C(1) << KEY_MAY |
        UINT32_C(1) << KEY_MAY_NOT | UINT32_C(1) << KEY_REQUIRE | UINT32_C(1) << KEY_FIELDS |
        UINT32_C(1) << KEY_SAME_PERSON | UINT32_C(1) << KEY_EVERY | UINT32_C(1) << KEY_ASKS_FOR |
        UINT32_C(1) << KEY_WATCH | UINT32_C(1) << KEY_SIGNS;
    step_t *s = &b->step;
    bool counted = s->kind == STEP_ANY || s->kind == STEP_VOTE;
    if (refuse_keys(rd, given & foreign) != 0 || read_common(rd, base, given, b) != 0) return -1;
    if (has(given, KEY_NEED)) {
        if (!counted) return read_fail(rd, "rule.misplaced", "word", "need", "in", read_what(rd), NULL);
        if (read_need(rd, base + KEY_NEED, s) != 0) return -1;
    }
    if (read_vote(rd, base, given, s) != 0 || read_children(rd, idx, items, b, depth) != 0 ||
        read_loop(rd, base, given, b, depth) != 0)
        return -1;
    if (!b->first) {
        if (s->kind == STEP_SEQUENCE && !choose) return 0;
        if (s->on_empty != EMPTY_PASSES && !rd->prepare)
            return read_fail(rd, "rule.empty_group", "in", read_what(rd), NULL);
        branch_leave_out(b, LEFT_OUT_EMPTY);
        return 0;
    }
    if (s->state == STEP_LEFT_OUT) {
        branch_leave_out(b, LEFT_OUT_CONDITION);
        return 0;
    }
    if (choose && take_branch(rd, b) != 0) return -1;
    return counted ? group_needs(rd, b) : 0;
}
