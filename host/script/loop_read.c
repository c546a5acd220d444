/* What only a loop says of itself (A8): how often its body is repeated at most, and what comes of it when the
 * rounds are used up. It is refused then, unless the rule lets it pass for a reason in words or names a step
 * in which somebody decides; that one is a member of the loop, after its body. */
#include "base/text.h"
#include "script/words.h"

enum { LOOP_ROUNDS_MAX = 100 };

/* Does somebody decide in it? */
static bool decides(const branch_t *b) {
    bool found = b->step.kind == STEP_APPROVE || b->step.kind == STEP_AGREE;
    for (const branch_t *child = b->first; child && !found; child = child->next)
        found = decides(child);
    return found;
}

static int read_pass(const reader_t *rd, int idx, step_t *s) {
    int top = lua_gettop(rd->L), type;
    const char *en = "", *zh = NULL;
    node_options(rd->L, idx);
    type = lua_type(rd->L, top + 1);
    bool words = type == LUA_TTABLE || (type == LUA_TSTRING && lua_rawlen(rd->L, top + 1) > 0);
    if (words && read_words(rd, top + 1, "when_used_up", false, &en, &zh) != 0) return -1;
    if (!has_words(en)) return read_expected(rd, idx, "when_used_up", "pass \"the reason\"");
    lua_settop(rd->L, top);
    s->used_up = USED_UP_PASSES;
    return join_reasons(rd, en, zh, &s->passes_because, &s->passes_because_zh);
}

static int read_resort(reader_t *rd, int idx, branch_t *loop, int depth) {
    if (branch_read_into(rd, idx, loop, depth) != 0) return -1;
    branch_t *last = loop->last;
    if (!decides(last)) return read_fail(rd, "rule.used_up_decides", "in", read_what(rd), NULL);
    last->step.used_up = USED_UP_DECIDES;
    return 0;
}

static int read_used_up(reader_t *rd, int idx, branch_t *loop, int depth) {
    static const char *const words[] = {"refuse", NULL};
    const node_t *node = node_at(rd->L, idx, NODE_EFFECT);
    if (node && node->value == EFFECT_PASS) return read_pass(rd, idx, &loop->step);
    if (node_at(rd->L, idx, NODE_STEP)) return read_resort(rd, idx, loop, depth);
    return read_one_of(rd, idx, "when_used_up", words,
                       "\"refuse\", pass \"the reason\", or a step in which somebody decides") < 0
               ? -1
               : 0;
}

int loop_read(reader_t *rd, int rounds, int used_up, branch_t *loop, int depth) {
    branch_t *body = loop->first;
    if (!rounds) return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "rounds", NULL);
    if (read_count(rd, rounds, "rounds", 1, LOOP_ROUNDS_MAX, &loop->step.rounds_max) != 0) return -1;
    if (body && (body->next || body->step.kind == STEP_MONITOR))
        return read_fail(rd, "rule.loop_body", "in", read_what(rd), NULL);
    return body && used_up ? read_used_up(rd, used_up, loop, depth) : 0;
}
