/* Compiling and matching patterns. The program is one node a pattern item:
 *
 *   "^%s*(%d+)-?$"  →  SET %s *   OPEN 0   SET %d +   CLOSE 0   CHAR '-' ?   EOS   END          (anchored)
 */
#include "script/text_pattern.h"
#include <string.h>

enum op {
    OP_END,
    OP_CHAR,
    OP_ANY,
    OP_SET,
    OP_OPEN,
    OP_CLOSE,
    OP_POSITION,
    OP_BACK,
    OP_BALANCE,
    OP_FRONTIER,
    OP_EOS
};
enum repeat { ONCE, OPTIONAL, GREEDY, GREEDY_ONE, LAZY };

/* ---- compiling ---- */

typedef struct compiler {
    pattern_t *p;
    const char *at, *end;
    int open[PATTERN_CAPTURES], open_count;
    bool closed[PATTERN_CAPTURES];
} compiler_t;

static void add_range(uint8_t *set, int from, int to) {
    for (int c = from; c <= to; c++)
        set[c >> 3] |= (uint8_t)(1u << (c & 7));
}

static bool in_set(const uint8_t *set, char c) {
    unsigned char u = (unsigned char)c;
    return set[u >> 3] >> (u & 7) & 1;
}

/* Adds the class of a letter (%a, %D …). False: that letter names no class. */
static bool add_class(uint8_t *set, char letter) {
    static const struct {
        char letter;
        uint8_t from, to;
    } ranges[] = {{'a', 'A', 'Z'}, {'a', 'a', 'z'}, {'c', 0, 31},    {'c', 127, 127}, {'d', '0', '9'},
                  {'g', 33, 126},  {'l', 'a', 'z'}, {'p', 33, 47},   {'p', 58, 64},   {'p', 91, 96},
                  {'p', 123, 126}, {'s', 9, 13},    {'s', 32, 32},   {'u', 'A', 'Z'}, {'w', '0', '9'},
                  {'w', 'A', 'Z'}, {'w', 'a', 'z'}, {'x', '0', '9'}, {'x', 'A', 'F'}, {'x', 'a', 'f'}};
    uint8_t found[32] = {0};
    bool upper = letter >= 'A' && letter <= 'Z', known = false;
    char lower = letter;
    if (upper) lower = (char)(letter - 'A' + 'a');
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (ranges[i].letter != lower) continue;
        add_range(found, ranges[i].from, ranges[i].to);
        known = true;
    }
    if (!known) return false;
    for (int i = 0; i < 32; i++)
        set[i] |= upper ? (uint8_t)~found[i] : found[i];
    return true;
}

static const char *new_set(compiler_t *c, uint8_t *index, uint8_t **set) {
    if (c->p->set_count == PATTERN_SETS) return "the pattern has too many character classes";
    *index = (uint8_t)c->p->set_count++;
    *set = c->p->sets[*index];
    memset(*set, 0, 32);
    return NULL;
}

/* "[…]", with c->at after the "[". */
static const char *compile_set(compiler_t *c, uint8_t *set) {
    const char *unfinished = "malformed pattern (missing ']')";
    bool negate = c->at < c->end && *c->at == '^';
    if (negate) c->at++;
    const char *first = c->at;
    for (;;) {
        if (c->at >= c->end) return unfinished;
        char ch = *c->at++;
        if (ch == ']' && c->at - 1 > first) break;
        if (ch == '%') {
            if (c->at >= c->end) return unfinished;
            ch = *c->at++;
            if (!add_class(set, ch)) add_range(set, (unsigned char)ch, (unsigned char)ch);
        } else if (c->at + 1 < c->end && *c->at == '-' && c->at[1] != ']') {
            add_range(set, (unsigned char)ch, (unsigned char)c->at[1]);
            c->at += 2;
        } else {
            add_range(set, (unsigned char)ch, (unsigned char)ch);
        }
    }
    for (int i = 0; negate && i < 32; i++)
        set[i] = (uint8_t)~set[i];
    return NULL;
}

static const char *compile_capture(compiler_t *c, pattern_node_t *n, char bracket) {
    if (bracket == ')') {
        if (c->open_count == 0) return "invalid pattern capture";
        n->op = OP_CLOSE;
        n->a = (uint8_t)c->open[--c->open_count];
        c->closed[n->a] = true;
        return NULL;
    }
    if (c->p->capture_count == PATTERN_CAPTURES) return "too many captures";
    n->a = (uint8_t)c->p->capture_count++;
    if (c->at < c->end && *c->at == ')') {
        c->at++;
        n->op = OP_POSITION;
        c->closed[n->a] = true;
    } else {
        n->op = OP_OPEN;
        c->open[c->open_count++] = n->a;
    }
    return NULL;
}

/* %f[…]: the place between a character outside of the set and one inside. */
static const char *compile_frontier(compiler_t *c, pattern_node_t *n) {
    uint8_t *set;
    const char *wrong = new_set(c, &n->a, &set);
    if (wrong) return wrong;
    if (c->at >= c->end || *c->at != '[') return "missing '[' after '%f' in pattern";
    c->at++;
    n->op = OP_FRONTIER;
    return compile_set(c, set);
}

/* After "%". `simple`: it stands for one character and may be repeated. */
static const char *compile_escape(compiler_t *c, pattern_node_t *n, bool *simple) {
    uint8_t *set;
    if (c->at >= c->end) return "malformed pattern (ends with '%')";
    char ch = *c->at++;
    if (ch == 'b') {
        if (c->end - c->at < 2) return "malformed pattern (missing arguments to '%b')";
        *n = (pattern_node_t){.op = OP_BALANCE, .a = (uint8_t)c->at[0], .b = (uint8_t)c->at[1]};
        c->at += 2;
        return NULL;
    }
    if (ch == 'f') return compile_frontier(c, n);
    if (ch >= '0' && ch <= '9') {
        int capture = ch - '1';
        if (capture < 0 || capture >= c->p->capture_count || !c->closed[capture])
            return "invalid capture index in pattern";
        *n = (pattern_node_t){.op = OP_BACK, .a = (uint8_t)capture};
        return NULL;
    }
    *simple = true;
    uint8_t probe[32] = {0};
    if (!add_class(probe, ch)) {
        *n = (pattern_node_t){.op = OP_CHAR, .a = (uint8_t)ch};
        return NULL;
    }
    const char *wrong = new_set(c, &n->a, &set);
    if (wrong) return wrong;
    memcpy(set, probe, sizeof probe);
    n->op = OP_SET;
    return NULL;
}

static const char *compile_item(compiler_t *c, pattern_node_t *n, bool *simple) {
    uint8_t *set;
    char ch = *c->at++;
    switch (ch) {
    case '(':
    case ')':
        return compile_capture(c, n, ch);
    case '%':
        return compile_escape(c, n, simple);
    case '$':
        if (c->at == c->end) {
            n->op = OP_EOS;
            return NULL;
        }
        break;
    case '.':
        *simple = true;
        n->op = OP_ANY;
        return NULL;
    case '[': {
        *simple = true;
        n->op = OP_SET;
        const char *wrong = new_set(c, &n->a, &set);
        return wrong ? wrong : compile_set(c, set);
    }
    default:
        break;
    }
    *simple = true;
    *n = (pattern_node_t){.op = OP_CHAR, .a = (uint8_t)ch};
    return NULL;
}

static uint8_t take_repeat(compiler_t *c) {
    static const char signs[] = "?*+-";
    static const uint8_t repeats[] = {OPTIONAL, GREEDY, GREEDY_ONE, LAZY};
    const char *sign = c->at < c->end && *c->at != '\0' ? strchr(signs, *c->at) : NULL;
    if (!sign) return ONCE;
    c->at++;
    return repeats[sign - signs];
}

const char *pattern_compile(pattern_t *p, const char *text, size_t len, bool anchor) {
    compiler_t c = {.p = p, .at = text, .end = text + len};
    p->node_count = p->set_count = p->capture_count = 0;
    p->anchored = anchor && len > 0 && *text == '^';
    if (p->anchored) c.at++;
    while (c.at < c.end) {
        bool simple = false;
        if (p->node_count == PATTERN_NODES - 1) return "the pattern is too long";
        pattern_node_t *n = &p->nodes[p->node_count++];
        memset(n, 0, sizeof *n);
        const char *wrong = compile_item(&c, n, &simple);
        if (wrong) return wrong;
        if (simple) n->repeat = take_repeat(&c);
    }
    if (c.open_count > 0) return "unfinished capture";
    p->nodes[p->node_count++] = (pattern_node_t){.op = OP_END};
    return NULL;
}

/* ---- matching ---- */

static void count(pattern_match_t *m, int64_t steps) {
    m->steps -= steps;
    if (m->steps <= 0) m->out_of_steps(m);
}

static bool one_matches(const pattern_match_t *m, const pattern_node_t *n, const char *s) {
    if (!s || s >= m->end) return false;
    if (n->op == OP_CHAR) return (uint8_t)*s == n->a;
    return n->op == OP_ANY || in_set(m->pattern->sets[n->a], *s);
}

static const char *run(pattern_match_t *m, const char *s, int node);

static const char *run_greedy(pattern_match_t *m, const char *s, int node, ptrdiff_t least) {
    const pattern_node_t *n = &m->pattern->nodes[node];
    ptrdiff_t most = 0;
    while (one_matches(m, n, s + most)) {
        most++;
        count(m, 1);
    }
    for (; most >= least; most--) {
        const char *end = run(m, s + most, node + 1);
        if (end) return end;
    }
    return NULL;
}

static const char *run_lazy(pattern_match_t *m, const char *s, int node) {
    for (;; s++) {
        const char *end = run(m, s, node + 1);
        if (end) return end;
        if (!one_matches(m, &m->pattern->nodes[node], s)) return NULL;
    }
}

static const char *balance(pattern_match_t *m, const char *s, const pattern_node_t *n) {
    int depth = 1;
    if (s >= m->end || (uint8_t)*s != n->a) return NULL;
    for (s++; s < m->end; s++) {
        count(m, 1);
        if ((uint8_t)*s == n->b) {
            if (--depth == 0) return s + 1;
        } else if ((uint8_t)*s == n->a) {
            depth++;
        }
    }
    return NULL;
}

static const char *back_reference(pattern_match_t *m, const char *s, int capture) {
    /* A position has no text: it matches nothing, as in Lua. */
    ptrdiff_t len = m->captures[capture].len;
    if (len < 0 || m->end - s < len) return NULL;
    count(m, 1 + len / 16);
    return memcmp(s, m->captures[capture].at, (size_t)len) == 0 ? s + len : NULL;
}

static bool at_frontier(const pattern_match_t *m, const char *s, const uint8_t *set) {
    char before = '\0', now = '\0'; /* beyond both ends stands a zero */
    if (s > m->subject) before = s[-1];
    if (s < m->end) now = *s;
    return !in_set(set, before) && in_set(set, now);
}

/* A capture's bounds are put back when what follows does not match. */
static const char *run_capture(pattern_match_t *m, const char *s, int node) {
    const pattern_node_t *n = &m->pattern->nodes[node];
    const char *at = m->captures[n->a].at;
    ptrdiff_t len = m->captures[n->a].len;
    if (n->op == OP_CLOSE) {
        m->captures[n->a].len = s - at;
    } else {
        m->captures[n->a].at = s;
        m->captures[n->a].len = n->op == OP_POSITION ? PATTERN_POSITION : 0;
    }
    const char *end = run(m, s, node + 1);
    if (!end) {
        m->captures[n->a].at = at;
        m->captures[n->a].len = len;
    }
    return end;
}

static const char *run(pattern_match_t *m, const char *s, int node) {
    for (;; node++) {
        const pattern_node_t *n = &m->pattern->nodes[node];
        count(m, 1);
        switch (n->op) {
        case OP_END:
            return s;
        case OP_EOS:
            if (s != m->end) return NULL;
            continue;
        case OP_OPEN:
        case OP_CLOSE:
        case OP_POSITION:
            return run_capture(m, s, node);
        case OP_FRONTIER:
            if (!at_frontier(m, s, m->pattern->sets[n->a])) return NULL;
            continue;
        case OP_BALANCE:
        case OP_BACK:
            s = n->op == OP_BACK ? back_reference(m, s, n->a) : balance(m, s, n);
            if (!s) return NULL;
            continue;
        default:
            break;
        }
        switch (n->repeat) {
        case GREEDY:
            return run_greedy(m, s, node, 0);
        case GREEDY_ONE:
            return run_greedy(m, s, node, 1);
        case LAZY:
            return run_lazy(m, s, node);
        case OPTIONAL:
            if (one_matches(m, n, s)) {
                const char *end = run(m, s + 1, node + 1);
                if (end) return end;
            }
            continue;
        default:
            if (!one_matches(m, n, s)) return NULL;
            s++;
            continue;
        }
    }
}

const char *pattern_match_at(pattern_match_t *m, const char *at) {
    return run(m, at, 0);
}
